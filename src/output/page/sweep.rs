//! The page of a sweep: where the verdict turns between values of one or two keys.
//!
//! *Invariant*: its numbers are those of `sweep.json`.
//!
//! *Absent*: measures beyond what the verdict follows from.

use maud::{Markup, html};
use serde_json::Value;

use super::figure::{Figure, Part};
use super::table::{Cell, Table};
use super::{assumptions, provenance};
use crate::experiment::results::VerdictClass;
use crate::experiment::sweep::{Sweep, SweepKey};
use crate::output::SWEEP;
use crate::output::key_words::in_words;
use crate::output::numbers::{capitalised, count, decimal, with_unit};
use crate::output::plot::{Palette, PlotError, on_page};

/// What was swept, in a line.
pub(super) fn described(sweep: &Sweep) -> String {
    let (one, many) = match sweep.keys.len() {
        1 => ("value", "values"),
        _ => ("combination", "combinations"),
    };
    format!("{} of {}", count(sweep.rows.len() as u64, one, many), keys(sweep))
}

/// The keys in words.
fn keys(sweep: &Sweep) -> String {
    let keys: Vec<String> = sweep.keys.iter().map(|key| in_words(&key.key)).collect();
    keys.join(" and ")
}

/// The article.
pub(super) fn article(
    sweep: &Sweep,
    (resolved, command): (&Value, &str),
    prefix: &str,
    palette: &mut Palette,
) -> Result<Markup, PlotError> {
    let card = &sweep.card;
    let drawing = on_page::sweep(sweep)?;
    let figure = Figure {
        id: "sweep",
        title: format!("Who captures more at each {}", each(sweep)),
        short: "Sweep",
        finding: drawing.finding.clone() + ".",
        note: drawing.note.clone() + ".",
        parts: vec![Part::picture(drawing, points(sweep))],
    };
    let title = if card.title.is_empty() { &card.name } else { &card.title };
    Ok(html! {
        header {
            p.kicker { "Simulated, not measured · " (title) }
            h1 id={ (prefix) "answer" } { (headline(sweep)) "." }
            p.lead {
                @for (place, key) in sweep.keys.iter().enumerate() {
                    @if 0 < place { "; " }
                    @if place == 0 { (capitalised(&in_words(&key.key))) }
                    @else { (in_words(&key.key)) }
                    ": " (tried(key)) " (" code { (key.key) }
                    @if !key.unit.is_empty() { ", " (key.unit) }
                    @if let Some(own) = key.own { "; the scenario has " (plain(own)) }
                    ")"
                }
                "."
            }
            p.rest {
                "Each is run in the same "
                (count(u64::from(card.replicates), "simulated world", "simulated worlds"))
                ": the same persons with the same luck (common random numbers). All other keys are \
                 as listed below."
            }
        }
        (figure.markup(prefix, palette))
        (assumptions::assumptions(prefix, resolved))
        (super::limits::limits(prefix))
        (provenance::provenance(prefix, card, command, SWEEP))
    })
}

/// Whether it depends on the keys who captures more.
fn headline(sweep: &Sweep) -> String {
    let classes = || sweep.rows.iter().map(|row| row.verdict);
    let all = |class| classes().all(|other| other == class);
    let (each, keys) = (each(sweep), keys(sweep));
    if all(VerdictClass::BusinessesMore) {
        format!("At every {each} of {keys} tried, the businesses capture more of the money")
    } else if all(VerdictClass::PartnersMore) {
        format!("At every {each} of {keys} tried, the partners capture more of the money")
    } else if all(VerdictClass::Neither) {
        format!("Neither side comes out with money at any {each} of {keys} tried")
    } else if all(VerdictClass::CannotTell) {
        format!("These worlds cannot tell who captures more at any {each} of {keys} tried")
    } else {
        format!("Who captures more of the money depends on {keys}")
    }
}

/// What a point of the grid is.
fn each(sweep: &Sweep) -> &'static str {
    if sweep.keys.len() == 1 { "value" } else { "combination" }
}

/// The values of a key.
fn tried(key: &SweepKey) -> String {
    let (first, last) = (key.values[0], key.values[key.values.len() - 1]);
    let values = count(key.values.len() as u64, "value", "values");
    if key.values.len() == 1 {
        plain(first)
    } else {
        format!("{values} from {} to {}", plain(first), plain(last))
    }
}

/// A number with its own digits.
fn plain(number: f64) -> String {
    let digits = number.to_string();
    decimal(number, digits.split_once('.').map_or(0, |(_, decimals)| decimals.len()))
}

/// Every point.
fn points(sweep: &Sweep) -> Table {
    let of_100 = with_unit("100", &sweep.card.currency);
    let caption = format!(
        "What each side ends with of each {of_100} put in, after its own outside costs (cash), own \
         use as a cost: {}",
        described(sweep)
    );
    let mut table = Table::new(caption, [""]);
    table.heads = sweep.keys.iter().map(|key| key.key.clone()).collect();
    let more = ["verdict", "businesses − partners", "businesses", "partners"];
    table.heads.extend(more.map(str::to_owned));
    table.is_dense = true;
    for row in &sweep.rows {
        let mut cells: Vec<Cell> = Vec::new();
        for (place, value) in row.values.iter().enumerate() {
            cells.push(match place {
                0 => Cell::name(plain(*value)),
                _ => Cell::number(plain(*value), super::table::exactly(*value)),
            });
        }
        cells.push(Cell::Text(row.verdict.words().to_owned()));
        for estimate in [&row.difference_of_100, &row.businesses_of_100, &row.partners_of_100] {
            cells.push(Cell::estimate(estimate, (1.0, 1)));
        }
        table.put(cells);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Estimate;
    use crate::experiment::sweep::SweepRow;

    /// A sweep of keys with as many values, whose points have these verdicts in turn.
    fn sweep(keys: &[(&str, usize)], verdicts: &[VerdictClass]) -> Sweep {
        let estimate = Estimate::over(&[1.0, 2.0]).expect("two worlds");
        let points: usize = keys.iter().map(|(_, values)| values).product();
        let row = |place: usize| SweepRow {
            values: vec![place as f64; keys.len()],
            scenario_hash: String::new(),
            verdict: verdicts[place % verdicts.len()],
            difference_of_100: estimate,
            businesses_of_100: estimate,
            partners_of_100: estimate,
        };
        let key = |(key, values): &(&str, usize)| SweepKey {
            key: (*key).to_owned(),
            unit: "share".to_owned(),
            own: Some(0.25),
            values: (0..*values).map(|place| place as f64 / 2.0).collect(),
        };
        Sweep {
            card: crate::output::sample::results().card,
            keys: keys.iter().map(key).collect(),
            rows: (0..points).map(row).collect(),
        }
    }

    #[test]
    fn the_headline_names_the_keys_and_claims_no_more_than_was_tried() {
        use VerdictClass::{BusinessesMore, CannotTell, Neither, PartnersMore};
        let one = [("business.glow.discount", 3)];
        let two = [("business.glow.discount", 3), ("post.reach", 2)];
        for (keys, verdicts, wanted) in [
            (
                &one[..],
                &[BusinessesMore][..],
                "At every value of discount (glow) tried, the businesses capture more of the money",
            ),
            (
                &two,
                &[PartnersMore],
                "At every combination of discount (glow) and reach (post) tried, the partners \
                 capture more of the money",
            ),
            (
                &one,
                &[Neither],
                "Neither side comes out with money at any value of discount (glow) tried",
            ),
            (
                &one,
                &[CannotTell],
                "These worlds cannot tell who captures more at any value of discount (glow) tried",
            ),
            (
                &two,
                &[BusinessesMore, PartnersMore],
                "Who captures more of the money depends on discount (glow) and reach (post)",
            ),
        ] {
            assert_eq!(headline(&sweep(keys, verdicts)), wanted);
        }
        assert_eq!(described(&sweep(&one, &[Neither])), "3 values of discount (glow)");
        let both = sweep(&two, &[Neither]);
        assert_eq!(described(&both), "6 combinations of discount (glow) and reach (post)");
        assert_eq!(tried(&both.keys[0]), "3 values from 0 to 1");
        assert_eq!(tried(&sweep(&[("post.reach", 1)], &[Neither]).keys[0]), "0");
    }
}
