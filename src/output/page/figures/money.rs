//! Where the money goes: each 100 at three depths, and the way of every cent.

use super::super::figure::{Choice, Figure, Part};
use super::super::table::{Bar, Cell, Row, Table, exactly, find};
use crate::experiment::results::{CaptureRow, Depth, OwnUse, Party, Results, Side, Window};
use crate::output::bands::{Stop, bands, partners};
use crate::output::numbers::{capitalised, decimal, exact, with_unit};
use crate::output::plot::{
    PlotError, businesses_net, capture_finding, depth_in_words, on_page, party_name,
};

/// Who put in and who got each 100 of the money.
pub(super) fn capture(results: &Results) -> Result<Option<Figure>, PlotError> {
    let mut parts = Vec::new();
    for depth in Depth::ALL {
        let drawing = on_page::capture(results, depth)?;
        let choice = Choice {
            name: depth.name(),
            title: capitalised(depth.words()),
            meaning: capitalised(depth_in_words(depth)) + ".",
        };
        let tables = vec![capture_table(results, depth)];
        let (choice, drawing) = (Some(choice), Some(drawing));
        parts.push(Part { choice, drawing, tables, behind: Vec::new() });
    }
    let worlds = super::worlds(results);
    Ok(Some(Figure {
        id: "capture",
        title: "Who got each 100 of the money put in".to_owned(),
        short: "Each 100",
        finding: capture_told(results).unwrap_or_else(|| capture_finding(results)) + ".",
        parts,
        note: format!(
            "Own use is a cost. Who gained and who lost is decided partner by partner. “All \
             partners together” is those who gained less those who lost. {worlds}"
        ),
    }))
}

/// What each side ends with at each depth, in a sentence.
fn capture_told(results: &Results) -> Option<String> {
    let at = |depth: Depth, who: &str| {
        let own_use = OwnUse::AsCost.name();
        let key = format!("capture.to_date.{}.{own_use}.{who}_share", depth.name());
        find(results, &key).map(|share| decimal(100.0 * share.mean, 1))
    };
    let who = if results.card.businesses.len() == 1 { "the business" } else { "the businesses" };
    Some(format!(
        "Of {} {who} ended with {} before outside costs and {} after them; the partners together \
         with {} and {}, or {} once their hours cost a wage",
        with_unit("each 100", &results.card.currency),
        at(Depth::GrossTake, "businesses")?,
        at(Depth::Cash, "businesses")?,
        at(Depth::GrossTake, "partners")?,
        at(Depth::Cash, "partners")?,
        at(Depth::WithTime, "partners")?,
    ))
}

/// The class of a party's bars.
const fn account(party: &Party) -> &'static str {
    match party {
        Party::Customers => "customers",
        Party::OwnUse => "own-use",
        Party::LosingPartners => "losers",
        Party::WinningPartners => "winners",
        Party::Business(_) => "businesses",
        Party::Suppliers => "suppliers",
        Party::Vendors => "vendors",
        Party::Agencies => "agencies",
        Party::Platforms => "platforms",
        Party::AllPartners | Party::ImputedTime => "partners",
    }
}

fn capture_table(results: &Results, depth: Depth) -> Table {
    let card = &results.card;
    let of_100 = with_unit("of each 100", &card.currency);
    let all = with_unit("all worlds,", &card.currency);
    let caption = format!("{}: parts of each 100 put in", capitalised(depth.words()));
    let mut table = Table::new(caption, ["", &of_100, &all]).fixed();
    for (side, heading) in
        [(Side::Sink, "Got it"), (Side::Source, "Put it in"), (Side::Memo, "Beside the sums")]
    {
        let mut rows: Vec<&CaptureRow> = results
            .capture
            .iter()
            .filter(|row| row.window == Window::ToDate && row.own_use == OwnUse::AsCost)
            .filter(|row| row.depth == depth && row.side == side && row.cents != 0)
            .collect();
        if rows.is_empty() {
            continue;
        }
        if side != Side::Memo {
            rows.sort_by(|a, b| b.of_100.mean.total_cmp(&a.of_100.mean));
        }
        table.rows.push(Row::Heading(heading.to_owned()));
        let all: Vec<&CaptureRow> = results
            .capture
            .iter()
            .filter(|row| row.window == Window::ToDate && row.own_use == OwnUse::AsCost)
            .filter(|row| row.depth == depth)
            .collect();
        if let Some((net, cents)) = businesses_net(&all).filter(|_| side == Side::Memo) {
            table.put(vec![
                Cell::name("All businesses, got less put in"),
                Cell::number(decimal(net, 1), exactly(net)),
                Cell::number(exact(cents, ""), cents),
            ]);
        }
        for row in rows {
            let bars = match side {
                Side::Memo => Vec::new(),
                _ => Bar::of(account(&row.party), row.of_100.mean / 100.0),
            };
            let sum = exact(row.cents, "");
            table.put(vec![
                Cell::barred(capitalised(&party_name(&row.party)), bars),
                Cell::estimate(&row.of_100, (1.0, 1)),
                Cell::number(sum, row.cents),
            ]);
        }
    }
    table
}

/// The way of every cent.
pub(super) fn sankey(results: &Results) -> Result<Option<Figure>, PlotError> {
    let bands = bands(results);
    if bands.is_empty() {
        return Ok(None);
    }
    let drawing = on_page::sankey(results)?;
    let currency = &results.card.currency;
    let amount = if currency.is_empty() { "amount" } else { currency };
    let amount = format!("{amount}, all worlds");
    let total: i128 = bands.iter().filter(|band| is_paid(&band.from)).map(|band| band.cents).sum();
    let caption = "Every band of the picture, summed over all worlds, to the cent";
    let mut table = Table::new(caption, ["from", "to", "for", &amount]);
    for band in &bands {
        table.put(vec![
            Cell::name(capitalised(&band.from.words())),
            Cell::Text(capitalised(&band.to.words())),
            Cell::Text(band.kind.words().to_owned()),
            Cell::number(exact(band.cents, ""), band.cents),
        ]);
    }
    let sum = |text: &str, cents: i128| {
        Row::Sum(vec![
            Cell::name(text),
            Cell::Empty,
            Cell::Empty,
            Cell::number(exact(cents, ""), cents),
        ])
    };
    let (paid, got) = partners(&bands);
    table.rows.push(sum("All that is paid on the left, and got on the right", total));
    table.rows.push(sum("Partners got less what they paid", got - paid));
    let per_100 = if paid == 0 { None } else { Some(100.0 * got as f64 / paid as f64) };
    let per_100 = per_100.map_or(String::new(), |back| {
        let of = with_unit("100", currency);
        format!("For every {of} that partners paid, {} came to them. ", decimal(back, 1))
    });
    Ok(Some(Figure {
        id: "flows",
        title: "The way of every cent".to_owned(),
        short: "Every cent",
        finding: drawing.finding.clone() + ".",
        note: format!("{per_100}{}.", drawing.note),
        parts: vec![Part::picture(drawing, table)],
    }))
}

/// Whether money comes in there.
fn is_paid(stop: &Stop) -> bool {
    matches!(stop, Stop::CustomersPay | Stop::PartnersPay | Stop::Had(_))
}
