//! What the 52 weeks of each persona come to, beside those of all who joined by themselves.
//!
//! *Invariant*: a dot stands at the median of all outcomes, the thick line reaches over their
//! middle half, the thin one from the tenth to the ninetieth of each hundred; all are measures of
//! the summary, on one axis.
//!
//! *Absent*: creators who are offered a contract, most of whom decline and end at zero.

use super::axis::{SymmetricLog, steps};
use super::few;
use super::numbers::{capitalised, count, decimal, money, named_inside, tick, with_unit};
use super::scene::{Align, Frame, Furniture, Point, Scene, Sheet, Tag};
use super::style::{
    Colour, GRID, HEADING, INK, LABEL, LABEL_BOLD, LOSERS, PAPER, PARTNERS, QUIET, SMALL, WINNERS,
    ZERO,
};
use super::{PlotError, reading, short_name, source_lines};
use crate::experiment::interval::Estimate;
use crate::experiment::results::Results;

/// Most rows that are drawn, that of all others included.
const ROWS_MAX: usize = 9;

/// Room for names at the left, for shares at the right, and beside the axis for the amounts at the
/// ends of a line.
struct Room {
    names: f64,
    shares: f64,
    ends: f64,
    /// Height of a row in a page.
    row: f64,
    /// How far below the middle of its row a line stands: on a phone the words stand above it.
    down: f64,
}

impl Room {
    const fn of(sheet: Sheet) -> Self {
        match sheet {
            Sheet::File | Sheet::Column => {
                Self { names: 210.0, shares: 190.0, ends: 76.0, row: 84.0, down: 0.0 }
            }
            Sheet::Phone => Self { names: 0.0, shares: 0.0, ends: 76.0, row: 112.0, down: 28.0 },
        }
    }
}

/// Room above the rows for a heading, below them for the axis, and for both and a page's edges.
const ABOVE: f64 = 34.0;
const BELOW: f64 = 52.0;
const AROUND: f64 = ABOVE + BELOW + 2.0;

/// Somebody's outcomes.
struct Row {
    /// As the scenario names her; nothing for all others.
    key: String,
    name: String,
    /// Who they are, below the name.
    below: String,
    are_others: bool,
    /// How many there are over all worlds.
    outcomes: u64,
    /// 10, 25, 50, 75 and 90 % of the outcomes end at or below these cents.
    quantiles: [f64; 5],
    profit: Estimate,
}

impl Row {
    /// Whether few outcomes are behind it.
    fn is_few(&self) -> bool {
        self.outcomes < few::PEOPLE
    }

    fn colour(&self) -> Colour {
        let median = self.quantiles[2];
        if self.are_others {
            PARTNERS
        } else if median < 0.0 {
            LOSERS
        } else if 0.0 < median {
            WINNERS
        } else {
            ZERO
        }
    }
}

/// Whether there is anybody to be drawn.
pub(super) fn has_any(results: &Results) -> bool {
    names(results).next().is_some()
}

/// Names of the personas, in their order.
fn names(results: &Results) -> impl Iterator<Item = &str> {
    let keys = results.readings.iter().filter_map(|reading| reading.key.strip_suffix(".outcomes"));
    keys.filter_map(|key| key.strip_prefix("persona."))
}

/// The picture's marks.
pub(super) fn scene(results: &Results, sheet: Sheet) -> Result<Scene, PlotError> {
    let rows = rows(results);
    let furniture = Furniture {
        title: title(&rows),
        subtitle: subtitle(results, &rows),
        source: source_lines(&results.card),
    };
    let room = Room::of(sheet);
    // A page's picture is as high as its rows.
    let height = AROUND + room.row * rows.len().max(1) as f64;
    let (mut scene, body) = Scene::furnished(furniture, sheet, (height, height))?;
    if rows.is_empty() {
        scene.say_nothing_here(&body, "No persona's 52 weeks were simulated");
        return Ok(scene);
    }
    let plot = Frame {
        left: body.left + room.names + room.ends,
        top: body.top + ABOVE,
        right: body.right - room.shares - room.ends,
        bottom: body.bottom - BELOW,
    };
    let height = (plot.height() / rows.len() as f64).min(130.0);
    let plot = Frame { bottom: plot.top + height * rows.len() as f64, ..plot };
    let across = axis(&rows, &plot);
    draw_axis(&mut scene, &plot, &across, (&rows, &results.card.currency));
    let at = Point { x: body.right, y: body.top + 14.0 };
    scene.write(Align::Right, at, "come out ahead", HEADING, INK);
    for (place, row) in rows.iter().enumerate() {
        let top = plot.top + height * place as f64;
        if scene.is_narrow() {
            // No line of the axis goes through the words above.
            scene.block(Frame { top: top + 4.0, bottom: top + 50.0, ..body }, PAPER);
        }
        let y = top + height / 2.0;
        draw_words(&mut scene, &body, &room, row, if room.down > 0.0 { top + 20.0 } else { y });
        draw_row(&mut scene, &across, (row, &results.card.currency), y + room.down);
    }
    Ok(scene)
}

/// All personas for whom there is room, and all who joined by themselves.
fn rows(results: &Results) -> Vec<Row> {
    let whole = |key: &str| {
        let mean = reading(results, key).map_or(0.0, |a_world| a_world.mean);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
        let whole = (mean * f64::from(results.card.replicates)).round() as u64;
        whole
    };
    let row = |name: &str| {
        let key = format!("persona.{name}");
        let outcomes = whole(&format!("{key}.outcomes"));
        Some(Row {
            outcomes,
            key: name.to_owned(),
            name: capitalised(name),
            below: count(outcomes, "outcome", "outcomes"),
            are_others: false,
            quantiles: quantiles(results, &format!("{key}.net"))?,
            profit: reading(results, &format!("{key}.profit_share"))?,
        })
    };
    let mut rows: Vec<Row> = names(results).filter_map(row).take(ROWS_MAX - 1).collect();
    if !rows.is_empty() {
        let profit = reading(results, "others.profit_share");
        let others = quantiles(results, "others.net").zip(profit);
        rows.extend(others.map(|(quantiles, profit)| Row {
            key: String::new(),
            name: "All others".to_owned(),
            below: "who joined, for any reason".to_owned(),
            are_others: true,
            outcomes: whole("others.people"),
            quantiles,
            profit,
        }));
    }
    rows
}

fn quantiles(results: &Results, key: &str) -> Option<[f64; 5]> {
    let mut found = [0.0; 5];
    for (place, name) in ["p10", "p25", "median", "p75", "p90"].into_iter().enumerate() {
        found[place] = reading(results, &format!("{key}.{name}"))?.mean;
    }
    Some(found)
}

/// The symmetric logarithmic axis that holds all rows.
fn axis(rows: &[Row], plot: &Frame) -> SymmetricLog {
    let units = |cents: f64| cents / 100.0;
    let lowest = rows.iter().map(|row| units(row.quantiles[0])).fold(0.0, f64::min);
    let highest = rows.iter().map(|row| units(row.quantiles[4])).fold(0.0, f64::max);
    // Three tenfold steps at most beyond the straight part.
    let mut threshold = 1.0;
    while 4.0 < steps(highest.max(-lowest), threshold) {
        threshold *= 10.0;
    }
    let (below, above) = (steps(-lowest, threshold), steps(highest, threshold));
    // Neither side is so narrow that its ticks have no room.
    let (below, above) = (below.max(above * 0.25).max(0.5), above.max(below * 0.25).max(0.5));
    let decade = plot.width() / (below + above);
    SymmetricLog { zero: plot.left + decade * below, slot: 0.0, decade, threshold }
}

fn draw_axis(
    scene: &mut Scene,
    plot: &Frame,
    across: &SymmetricLog,
    (rows, currency): (&[Row], &str),
) {
    let inside = |number: &f64| (plot.left - 1.0..=plot.right + 1.0).contains(&across.at(*number));
    let largest = rows.iter().flat_map(|row| row.quantiles).fold(100.0, |a: f64, b| a.max(b.abs()));
    let mut ticks = across.ticks(-largest / 10.0, largest / 10.0);
    // Zero first, then whatever says how far the axis goes. A line without its number says nothing.
    ticks.sort_by(|a, b| (*b == 0.0).cmp(&(*a == 0.0)).then(b.abs().total_cmp(&a.abs())));
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for number in ticks.into_iter().filter(inside) {
        let x = across.at(number);
        let half = scene.width(&tick(number), SMALL) / 2.0;
        if taken.iter().any(|&(from, to)| from < x + half + 8.0 && x - half - 8.0 < to) {
            continue;
        }
        taken.push((x - half, x + half));
        let (width, colour) = if number == 0.0 { (1.5, INK) } else { (1.0, GRID) };
        scene.upright(x, plot.top, plot.bottom + 6.0, width, colour);
        let at = Point { x, y: plot.bottom + 21.0 };
        scene.write(Align::Centre, at, tick(number), SMALL, INK);
    }
    let what = if scene.is_narrow() { "Net of the 52 weeks," } else { WINDOW };
    let caption = with_unit(what, currency);
    let caption = format!("{} (log scale)", caption.trim_end_matches(','));
    let at = Point { x: plot.centre(), y: plot.bottom + 44.0 };
    scene.write(Align::Centre, at, caption, SMALL, QUIET);
}

/// What the amounts are.
const WINDOW: &str = "Net of the 52 weeks from joining,";

/// Who it is, and how many of them come out ahead.
fn draw_words(scene: &mut Scene, body: &Frame, room: &Room, row: &Row, y: f64) {
    let names = if room.names > 0.0 { room.names } else { body.width() - 130.0 };
    let name = scene.typeface.shorten(&row.name, HEADING, names - 8.0);
    scene.write(Align::Left, Point { x: body.left, y: y + 1.0 }, name, HEADING, INK);
    let below = scene.typeface.shorten(&row.below, SMALL, names - 8.0);
    scene.write(Align::Left, Point { x: body.left, y: y + 18.0 }, below, SMALL, QUIET);
    let (share, range) = in_100(&row.profit);
    let at = Point { x: body.right, y: y + 1.0 };
    let colour = row.colour().deep();
    scene.write(Align::Right, at, format!("{share} of 100"), LABEL_BOLD, colour);
    let at = Point { x: body.right, y: y + 18.0 };
    scene.write(Align::Right, at, range, LABEL, QUIET);
}

fn draw_row(scene: &mut Scene, across: &SymmetricLog, (row, currency): (&Row, &str), y: f64) {
    let (colour, drawn) = (row.colour(), few::shade(row.colour().line(), row.is_few()));
    let [p10, p25, median, p75, p90] = row.quantiles.map(|cents| across.at(cents / 100.0));
    scene.tagged(Tag::of(told(row, currency)), |scene| {
        scene.level(p10, p90, y, 2.0, drawn);
        for end in [p10, p90] {
            scene.upright(end, y - 5.0, y + 5.0, 1.5, drawn);
        }
        scene.level(p25, p75, y, 8.0, drawn);
        scene.disc(Point { x: median, y }, 8.5, PAPER);
        scene.disc(Point { x: median, y }, 6.5, drawn);
    });
    let amount = |cents: f64| money(cents, "");
    let (low, high) = (amount(row.quantiles[0]), amount(row.quantiles[4]));
    scene.write(Align::Right, Point { x: p10 - 8.0, y: y + 5.0 }, low, SMALL, QUIET);
    scene.write(Align::Left, Point { x: p90 + 8.0, y: y + 5.0 }, high, SMALL, QUIET);
    let text = money(row.quantiles[2], currency);
    let at = Point { x: median, y: y - 13.0 };
    scene.write(Align::Centre, at, text, LABEL_BOLD, colour.deep());
}

/// The five quantiles of a row in words.
fn told(row: &Row, currency: &str) -> String {
    let [p10, p25, _, p75, p90] = row.quantiles.map(|cents| money(cents, ""));
    format!(
        "{}: in the middle {}; half end between {p25} and {p75}, eight in ten between {p10} and \
         {p90}",
        row.name,
        money(row.quantiles[2], currency),
    )
}

/// A share as so many of 100, and its interval.
fn in_100(share: &Estimate) -> (String, String) {
    let of = |share: f64| decimal((100.0 * share).clamp(0.0, 100.0), 1);
    let range = share.low.zip(share.high);
    let range = range.map_or(String::new(), |(low, high)| format!("({} to {})", of(low), of(high)));
    (of(share.mean), range)
}

fn title(rows: &[Row]) -> String {
    let of = |row: &Row| decimal((100.0 * row.profit.mean).clamp(0.0, 100.0), 0);
    let personas = || rows.iter().filter(|row| !row.are_others);
    let best = personas().max_by(|a, b| a.profit.mean.total_cmp(&b.profit.mean));
    let worst = personas().min_by(|a, b| a.profit.mean.total_cmp(&b.profit.mean));
    let Some((best, worst)) = best.zip(worst) else {
        return "No persona’s 52 weeks were simulated".to_owned();
    };
    let name = |row: &Row| named_inside(&short_name(&row.key));
    let mut said = vec![format!(
        "Of 100 people like {}, {} come out ahead in their first year",
        name(best),
        of(best)
    )];
    if best.key != worst.key {
        said.push(format!("of 100 like {}, {}", name(worst), of(worst)));
    }
    if let Some(others) = rows.iter().find(|row| row.are_others) {
        said.push(format!("of 100 others who joined, {}", of(others)));
    }
    said.join("; ")
}

fn subtitle(results: &Results, rows: &[Row]) -> String {
    if rows.is_empty() {
        return "Personas are followed for 52 weeks from joining".to_owned();
    }
    let shown = rows.iter().filter(|row| !row.are_others).count();
    let hidden = match names(results).count() - shown {
        0 => String::new(),
        more => format!(" · {more} more in the files"),
    };
    format!(
        "Dot: the median · thick line: the middle half · thin line: all but the worst \
         and the best tenth · leavers included · own use counted as a cost · brackets: 95\u{a0}% \
         intervals{hidden}{}",
        few::note("pale", rows.iter().any(Row::is_few), false)
    )
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::scene::{Label, Mark};
    use super::*;
    use crate::experiment::results::{Reading, Unit};

    /// A persona's measures.
    fn put(results: &mut Results, key: &str, share: f64, quantiles: [f64; 5]) {
        let mut one = |name: &str, unit, mean: f64| {
            let estimate = Some(sample::estimate(mean, 0.01));
            results.readings.push(Reading { key: format!("{key}.{name}"), unit, estimate });
        };
        one("outcomes", Unit::Count, 50.0);
        one("people", Unit::Count, 50.0);
        one("profit_share", Unit::Share, share);
        for (name, cents) in ["p10", "p25", "median", "p75", "p90"].into_iter().zip(quantiles) {
            one(&format!("net.{name}"), Unit::Cents, cents);
        }
    }

    fn two() -> Results {
        let mut results = sample::typical();
        let chantal = [-40_000.0, -22_000.0, -9_000.0, 4_000.0, 31_000.0];
        put(&mut results, "persona.chantal", 0.313, chantal);
        let youki = [0.0, 839_900.0, 1_680_100.0, 2_510_000.0, 3_360_000.0];
        put(&mut results, "persona.youki", 0.972, youki);
        let all = [-60_000.0, -45_000.0, -24_000.0, -9_000.0, 2_500.0];
        put(&mut results, "others", 0.142, all);
        results
    }

    #[test]
    fn the_title_says_how_many_come_out_ahead_of_those_who_fare_best_and_worst_and_of_all() {
        let mut results = two();
        assert_eq!(
            scene(&results, Sheet::File).expect("a scene").title,
            "Of 100 people like Youki, 97 come out ahead in their first year; of 100 like Chantal, \
             31; of 100 others who joined, 14"
        );
        results.readings.retain(|reading| !reading.key.starts_with("persona.youki"));
        results.readings.retain(|reading| !reading.key.starts_with("others."));
        assert_eq!(
            scene(&results, Sheet::File).expect("a scene").title,
            "Of 100 people like Chantal, 31 come out ahead in their first year"
        );
    }

    #[test]
    fn dots_stand_at_medians_and_lines_end_at_tenths_on_one_axis() {
        let results = two();
        let rows = rows(&results);
        let plot = Frame { left: 300.0, top: 0.0, right: 900.0, bottom: 100.0 };
        let across = axis(&rows, &plot);
        // −600 and 33,600 are the ends of what is drawn.
        assert!(plot.left <= across.at(-600.0) && across.at(-1_000_000.0) < plot.left);
        assert!((across.at(33_600.0) - plot.right).abs() < 1e-9);
        for row in &rows {
            assert!(row.quantiles.windows(2).all(|pair| across.at(pair[0]) <= across.at(pair[1])));
        }
        let scene = scene(&results, Sheet::File).expect("a scene");
        for text in ["−90 EUR", "16,801 EUR", "−240 EUR", "−400", "310", "31.3 of 100"] {
            assert!(scene.labels().any(|label| label.text == text), "{text}");
        }
        assert!(scene.labels().any(|label| label.text == "1,000 outcomes"));
        assert!(scene.labels().any(|label| label.text.starts_with("(96.2 to 98.2")));
        let told: Vec<&str> = scene.tags.iter().map(|(_, tag)| tag.words.as_str()).collect();
        assert_eq!(told.len(), 3);
        assert_eq!(
            told[0],
            "Chantal: in the middle −90 EUR; half end between −220 and 40, eight in ten between \
             −400 and 310"
        );
    }

    #[test]
    fn every_line_of_the_axis_has_its_number_and_the_outermost_are_there() {
        let quantiles = [-38_900.0, -10_800.0, 3_200.0, 27_200.0, 48_100.0];
        let wide = [-80_000.0, -10_800.0, 3_200.0, 27_200.0, 2_480_100.0];
        for (quantiles, wanted) in
            [(quantiles, &["−100", "0", "100"][..]), (wide, &["−100", "0", "10,000"])]
        {
            let mut results = sample::typical();
            put(&mut results, "persona.you", 0.58, quantiles);
            for sheet in [Sheet::File, Sheet::Column, Sheet::Phone] {
                let scene = scene(&results, sheet).expect("a scene");
                assert_eq!(scene.faults(), Vec::<String>::new(), "{sheet:?}");
                let lines: Vec<f64> = scene
                    .marks
                    .iter()
                    .filter_map(|mark| match mark {
                        Mark::Block { frame, fill } => {
                            let is_line = frame.width() < 2.0 && 60.0 < frame.height();
                            (is_line && [GRID, INK].contains(fill)).then(|| frame.centre())
                        }
                        _ => None,
                    })
                    .collect();
                assert!(3 <= lines.len(), "{sheet:?}: {lines:?}");
                let numbers: Vec<&Label> = scene
                    .labels()
                    .filter(|label| label.face == SMALL && label.colour == INK)
                    .collect();
                assert_eq!(numbers.len(), lines.len(), "{sheet:?}");
                for x in lines {
                    let is_here = |label: &&&Label| (label.at.x - x).abs() < 0.5;
                    assert!(numbers.iter().find(is_here).is_some(), "{sheet:?}: {x}");
                }
                for number in wanted {
                    assert!(numbers.iter().any(|label| label.text == *number), "{number}");
                }
            }
        }
    }

    #[test]
    fn whoever_asks_is_you_inside_a_sentence() {
        let mut results = two();
        for reading in &mut results.readings {
            reading.key = reading.key.replace("persona.youki", "persona.you");
        }
        let scene = scene(&results, Sheet::File).expect("a scene");
        assert!(scene.title.starts_with("Of 100 people like you, 97 come"), "{}", scene.title);
        assert!(scene.labels().any(|label| label.text == "You"));
    }

    #[test]
    fn rows_of_few_outcomes_are_pale_and_the_subtitle_says_so() {
        let mut results = two();
        let of = |results: &Results| scene(results, Sheet::File).expect("a scene");
        assert!(!of(&results).subtitle.contains("pale"));
        for reading in &mut results.readings {
            if reading.key == "persona.youki.outcomes" {
                reading.estimate = Some(sample::estimate(4.0, 0.0));
            }
        }
        let scene = of(&results);
        assert!(scene.subtitle.ends_with(" · pale: fewer than 100 people"), "{}", scene.subtitle);
        let is_pale = |mark: &&super::super::scene::Mark| {
            matches!(mark, super::super::scene::Mark::Area { fill, .. }
                if *fill == few::shade(WINNERS, true))
        };
        assert_eq!(scene.marks.iter().filter(is_pale).count(), 1);
    }

    #[test]
    fn no_text_lies_over_another_whatever_personas_end_with() {
        let mut many = sample::typical();
        for place in 0..14_u32 {
            let key = format!("persona.somebody_with_quite_a_long_name_{place}");
            let size = f64::from(10_u32.pow(place % 9));
            let ends = [-size, -size, -size / 2.0, 0.0, size * 3.0];
            put(&mut many, &key, f64::from(place) / 14.0, ends);
        }
        let mut nothing = sample::typical();
        put(&mut nothing, "persona.nobody", 0.0, [0.0; 5]);
        let mut rich = sample::typical();
        put(&mut rich, "persona.rich", 1.0, [1e13; 5]);
        let told = scene(&many, Sheet::File).expect("a scene").description();
        assert!(told.ends_with("intervals · 6 more in the files"), "{told}");
        for results in [two(), many, nothing, rich] {
            for sheet in [Sheet::File, Sheet::Column, Sheet::Phone] {
                let scene = scene(&results, sheet).expect("a scene");
                assert_eq!(scene.strays(), Vec::<String>::new(), "{sheet:?}: {}", scene.title);
                assert_eq!(scene.faults(), Vec::<String>::new(), "{sheet:?}: {}", scene.title);
            }
        }
        assert!(!has_any(&sample::typical()) && has_any(&two()));
        let none = scene(&sample::typical(), Sheet::File).expect("a scene");
        assert_eq!(none.title, "No persona’s 52 weeks were simulated");
    }
}
