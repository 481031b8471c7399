//! What halving and doubling each assumed rate does to the answer: a bar from the value as assumed
//! to that under each change.
//!
//! *Invariant*: a bar ends at its row's mean, its thin line at the row's interval, all on one axis
//! that holds zero, where the verdict turns. A bar has the colour of the verdict under the change.
//! Whatever flips the verdict is drawn before what only moves it; rates stand in the order of their
//! width. Bars of few worlds are pale; the worlds are those under the changes, not the run's own.
//!
//! *Absent*: rates that no change could move, and changes that another key refused.

use super::axis::{Linear, round_numbers};
use super::few;
use super::numbers::{capitalised, count, decimal, tick, with_unit};
use super::scene::{Align, Frame, Furniture, Label, Point, Scene, Sheet, Tag};
use super::style::{
    Colour, GRID, INK, LABEL_BOLD, PAPER, QUIET, RULE, SMALL, SMALL_BOLD, class_colour,
};
use super::{PlotError, source_lines};
use crate::experiment::results::{Card, VerdictClass};
use crate::experiment::robust::{Factor, Outcome, RobustRow};
use crate::output::key_words::in_words;

/// A rate with what its changes came to.
struct Rate<'a> {
    key: &'a str,
    /// Its value with its unit, and what was tried; empty where they say too much for a line.
    values: String,
    ends: Vec<End<'a>>,
}

/// A change that was simulated.
struct End<'a> {
    row: &'a RobustRow,
    mean: f64,
    low: f64,
    high: f64,
}

/// Measures of the layout on a sheet.
struct Layout {
    /// Room for the names at the left of the bars; nothing where they stand above.
    names: f64,
    /// Height of what stands above a rate's bars.
    above: f64,
    /// Most rates.
    rates_max: usize,
}

impl Layout {
    const fn of(sheet: Sheet) -> Self {
        match sheet {
            Sheet::File => Self { names: 330.0, above: 0.0, rates_max: 10 },
            Sheet::Column => Self { names: 318.0, above: 0.0, rates_max: 12 },
            Sheet::Phone => Self { names: 0.0, above: 38.0, rates_max: 8 },
        }
    }

    const fn row(&self) -> f64 {
        self.above + 2.0 * BAR + GAP
    }
}

/// Height of a bar, and room between two rates.
const BAR: f64 = 16.0;
const GAP: f64 = 9.0;

/// Room beside the bars for their numbers.
const ENDS: f64 = 92.0;

/// Room above the bars for what the lines mean, below them for the axis and for what is left out.
const ABOVE: f64 = 42.0;
const BELOW: f64 = 84.0;

/// The picture's marks.
pub(super) fn scene(card: &Card, rows: &[RobustRow], sheet: Sheet) -> Result<Scene, PlotError> {
    let layout = Layout::of(sheet);
    // Its worlds are those of the changes, whatever the number of the run's own.
    let card = &Card { replicates: worlds(rows).unwrap_or(card.replicates), ..card.clone() };
    let rates = rates(rows);
    let base = base(rows);
    let furniture = Furniture {
        title: title(card, rows, &rates),
        subtitle: subtitle(card, &rates),
        source: source_lines(card),
    };
    let shown = rates.len().min(layout.rates_max);
    let height = ABOVE + layout.row() * shown.max(1) as f64 + BELOW + 2.0;
    let (mut scene, body) = Scene::furnished(furniture, sheet, (height, height))?;
    let Some(base) = base.filter(|_| !rates.is_empty()) else {
        scene.say_nothing_here(&body, "No assumed rate could be changed");
        return Ok(scene);
    };
    let (shown, hidden) = chosen(rates, layout.rates_max);
    let plot = Frame {
        left: body.left + layout.names + ENDS,
        top: body.top + ABOVE,
        right: body.right - ENDS,
        bottom: body.top + ABOVE + layout.row() * shown.len() as f64,
    };
    let across = axis(&shown, base, &plot);
    draw_axis(&mut scene, &plot, &across, card);
    draw_lines(&mut scene, &plot, &across, base);
    for (place, rate) in shown.iter().enumerate() {
        let top = plot.top + layout.row() * place as f64;
        if 0.0 < layout.above {
            // No line goes through the words above the bars.
            scene.block(Frame { top: top + 2.0, bottom: top + layout.above, ..body }, PAPER);
        }
        draw_names(&mut scene, &body, &layout, rate, top);
        let top = top + layout.above + GAP / 2.0;
        draw_bars(&mut scene, &across, rate, (base, few::are_worlds(card)), top);
    }
    let rest = rest(&hidden, base).unwrap_or_default();
    for (line, y) in
        scene.typeface.wrap(&rest, SMALL, body.width(), 2).into_iter().zip([60.0, 77.0])
    {
        let at = Point { x: body.left, y: plot.bottom + y };
        scene.write(Align::Left, at, line, SMALL, QUIET);
    }
    Ok(scene)
}

/// Every rate of which a change was simulated, the widest first.
fn rates(rows: &[RobustRow]) -> Vec<Rate<'_>> {
    let mut rates: Vec<Rate<'_>> = rows
        .chunk_by(|a, b| a.key == b.key)
        .filter_map(|of_key| {
            let ends: Vec<End<'_>> = of_key.iter().filter_map(end).collect();
            let first = of_key.first().filter(|_| !ends.is_empty())?;
            Some(Rate { key: &first.key, values: values(first, &ends), ends })
        })
        .collect();
    let base = base(rows).unwrap_or(0.0);
    rates.sort_by(|a, b| width(b, base).total_cmp(&width(a, base)).then(a.key.cmp(b.key)));
    rates
}

fn end(row: &RobustRow) -> Option<End<'_>> {
    let headline = row.headline.filter(|_| row.outcome == Outcome::Tested)?;
    let (low, high) = (headline.low.unwrap_or(headline.mean), headline.high);
    Some(End { row, mean: headline.mean, low, high: high.unwrap_or(headline.mean) })
}

/// The value as assumed, and what was tried beside it.
fn values(first: &RobustRow, ends: &[End<'_>]) -> String {
    if first.value.starts_with(['{', '[']) {
        return "several numbers, all halved or doubled".to_owned();
    }
    let tried = |factor: Factor| ends.iter().find(|end| end.row.factor == factor);
    let half = tried(Factor::Half).map_or(String::new(), |end| format!("{} ← ", end.row.tried));
    let twice = tried(Factor::Double).map_or(String::new(), |end| format!(" → {}", end.row.tried));
    with_unit(&format!("{half}{}{twice}", first.value), &first.unit)
}

/// The value under the rates as they are, in the same worlds.
fn base(rows: &[RobustRow]) -> Option<f64> {
    let both = rows.iter().find_map(|row| row.headline.zip(row.difference));
    both.map(|(headline, difference)| headline.mean - difference.mean)
}

/// How many worlds there are under each change.
fn worlds(rows: &[RobustRow]) -> Option<u32> {
    rows.iter().find_map(|row| row.headline).map(|headline| headline.replicates)
}

/// How far the changes of a rate and the value as assumed lie apart.
fn width(rate: &Rate<'_>, base: f64) -> f64 {
    let (low, high) = span(rate, base);
    high - low
}

/// The least and the most of the changes of a rate and the value as assumed.
fn span(rate: &Rate<'_>, base: f64) -> (f64, f64) {
    let means = rate.ends.iter().map(|end| end.mean);
    means.fold((base, base), |(low, high), mean| (low.min(mean), high.max(mean)))
}

fn flips(rate: &Rate<'_>) -> bool {
    rate.ends.iter().any(|end| end.row.flips)
}

/// Those for whom there is room, the widest first, and the others: whatever flips the verdict has
/// its place before what only moves it.
fn chosen(rates: Vec<Rate<'_>>, most: usize) -> (Vec<Rate<'_>>, Vec<Rate<'_>>) {
    let flipping = rates.iter().filter(|rate| flips(rate)).count();
    let mut others = most.saturating_sub(flipping);
    let mut flipping = most;
    let (mut shown, mut hidden) = (Vec::new(), Vec::new());
    for rate in rates {
        let room = if flips(&rate) { &mut flipping } else { &mut others };
        let list = if *room == 0 { &mut hidden } else { &mut shown };
        *room = room.saturating_sub(1);
        list.push(rate);
    }
    (shown, hidden)
}

/// What is said of the rates for which there is no room.
fn rest(hidden: &[Rate<'_>], base: f64) -> Option<String> {
    let widest = hidden.iter().flat_map(|rate| &rate.ends).map(|end| (end.mean - base).abs());
    let widest = widest.fold(0.0, f64::max);
    let flipping = match hidden.iter().filter(|rate| flips(rate)).count() {
        0 => "none of them flips the verdict".to_owned(),
        some => format!("{some} of them flip the verdict"),
    };
    let rates = count(hidden.len() as u64, "more rate moves", "more rates move");
    let widest = decimal(widest, 1);
    (!hidden.is_empty()).then(|| format!("+ {rates} it by {widest} at most; {flipping}"))
}

/// The axis that holds zero, the value as assumed and every interval.
fn axis(rates: &[Rate<'_>], base: f64, plot: &Frame) -> Linear {
    let ends = || rates.iter().flat_map(|rate| &rate.ends);
    let low = ends().map(|end| end.low).fold(base.min(0.0), f64::min);
    let high = ends().map(|end| end.high).fold(base.max(0.0), f64::max);
    let high = if low < high { high } else { low + 1.0 };
    Linear { numbers: (low, high), pixels: (plot.left, plot.right) }
}

fn draw_axis(scene: &mut Scene, plot: &Frame, across: &Linear, card: &Card) {
    let wanted = if scene.is_narrow() { 3 } else { 6 };
    let (low, high) = across.numbers;
    let ticks = round_numbers(low, high, wanted).into_iter();
    for number in ticks.filter(|number| (low..=high).contains(number)) {
        let x = across.at(number);
        scene.upright(x, plot.top, plot.bottom + 5.0, 1.0, GRID);
        let at = Point { x, y: plot.bottom + 20.0 };
        let label =
            Label { at, align: Align::Centre, text: tick(number), face: SMALL, colour: INK };
        scene.write_if_free(label);
    }
    let caption = if scene.is_narrow() {
        with_unit("businesses − partners, of each 100", &card.currency)
    } else {
        format!(
            "What the businesses end with less what the partners do, of each {} put in",
            with_unit("100", &card.currency)
        )
    };
    let half = scene.width(&caption, SMALL) / 2.0;
    // On a phone the words reach beyond the bars.
    let x = plot.centre().clamp(plot.left - ENDS + half, plot.right + ENDS - half);
    let at = Point { x, y: plot.bottom + 39.0 };
    scene.write(Align::Centre, at, caption, SMALL, QUIET);
}

/// The line of the verdict and that of the value as assumed, each under its name.
fn draw_lines(scene: &mut Scene, plot: &Frame, across: &Linear, base: f64) {
    let (left, right) = (plot.left - ENDS, plot.right + ENDS);
    let mut named = |x: f64, y: f64, text: String, face, colour: Colour| {
        let half = scene.width(&text, face) / 2.0;
        let at = Point { x: x.clamp(left + half, right - half), y };
        scene.write(Align::Centre, at, text, face, colour);
    };
    let zero = across.at(0.0);
    named(zero, plot.top - 25.0, "0: the verdict turns here".to_owned(), SMALL_BOLD, INK);
    let at = across.at(base);
    let text = format!("as assumed: {}", decimal(base, 1));
    named(at, plot.top - 8.0, text, SMALL, QUIET);
    scene.upright(zero, plot.top - 20.0, plot.bottom + 5.0, 2.0, INK);
    scene.dashes(at, plot.top - 3.0, plot.bottom, 1.5, RULE);
}

fn draw_names(scene: &mut Scene, body: &Frame, layout: &Layout, rate: &Rate<'_>, top: f64) {
    let is_above = layout.names == 0.0;
    let room = if is_above { body.width() } else { layout.names - 10.0 };
    let y = top + if is_above { 16.0 } else { GAP / 2.0 + 13.0 };
    let key = capitalised(&in_words(rate.key));
    let key = scene.typeface.shorten(&key, LABEL_BOLD, room);
    scene.write(Align::Left, Point { x: body.left, y }, key, LABEL_BOLD, INK);
    let turned: Vec<String> = rate.ends.iter().filter_map(turned).collect();
    let (below, face, colour) = if turned.is_empty() {
        (rate.values.clone(), SMALL, QUIET)
    } else {
        (turned.join(", "), SMALL_BOLD, INK)
    };
    let below = scene.typeface.shorten(&below, face, room);
    scene.write(Align::Left, Point { x: body.left, y: y + 17.0 }, below, face, colour);
}

/// What a change turns the verdict to, if it does.
fn turned(end: &End<'_>) -> Option<String> {
    let class = end.row.class.filter(|_| end.row.flips)?;
    Some(format!("{}: {}", factor(end.row.factor), class.words()))
}

const fn factor(factor: Factor) -> &'static str {
    match factor {
        Factor::Half => "half",
        Factor::Double => "twice",
    }
}

/// The colour of a verdict; halves are paler, so that the two can be told apart.
fn fill(row: &RobustRow) -> Colour {
    let colour = row.class.map_or(RULE, class_colour);
    match row.factor {
        Factor::Half => colour.tint(0.55),
        Factor::Double => colour,
    }
}

fn draw_bars(
    scene: &mut Scene,
    across: &Linear,
    rate: &Rate<'_>,
    (base, is_few): (f64, bool),
    top: f64,
) {
    let from = across.at(base);
    for end in &rate.ends {
        let top = match end.row.factor {
            Factor::Half => top,
            Factor::Double => top + BAR,
        };
        let to = across.at(end.mean);
        let (low, high) = (across.at(end.low), across.at(end.high));
        let frame = Frame {
            left: from.min(to),
            top: top + 0.5,
            right: from.max(to).max(from.min(to) + 1.0),
            bottom: top + BAR - 0.5,
        };
        let y = top + BAR / 2.0;
        scene.tagged(Tag::of(told(end, base)), |scene| {
            scene.block(frame, few::shade(fill(end.row), is_few));
            if low < high {
                scene.level(low, high, y, 1.5, INK);
                for x in [low, high] {
                    scene.upright(x, y - 3.0, y + 3.0, 1.5, INK);
                }
            }
        });
        // Beyond a thousand nobody asks for tenths.
        let decimals = usize::from(end.mean.abs() < 999.95);
        let text = format!("{} {}", factor(end.row.factor), decimal(end.mean, decimals));
        let (align, x) = if to < from {
            (Align::Right, low.min(from) - 6.0)
        } else {
            (Align::Left, high.max(from) + 6.0)
        };
        let (face, colour) = if end.row.flips {
            (SMALL_BOLD, end.row.class.map_or(INK, class_colour).deep())
        } else {
            (SMALL, QUIET)
        };
        let at = Point { x, y: y + 4.5 };
        // No line goes through the number.
        let width = scene.width(&text, face);
        let left = if align == Align::Right { x - width } else { x };
        let (right, top, bottom) = (left + width, y - 6.0, y + 7.0);
        scene.block(Frame { left, top, right, bottom }, PAPER);
        scene.write(align, at, text, face, colour);
    }
}

/// A change in words.
fn told(end: &End<'_>, base: f64) -> String {
    let row = end.row;
    let interval = row.headline.and_then(|headline| headline.low.zip(headline.high));
    let interval = interval.map_or(String::new(), |(low, high)| {
        format!(" ({} to {})", decimal(low, 1), decimal(high, 1))
    });
    let class = row.class.map_or("", VerdictClass::words);
    let answer = if row.flips { "becomes" } else { "stays" };
    format!(
        "{} at {} ({}): {}{interval} instead of {}; the answer {answer}: {class}",
        row.key,
        factor(row.factor),
        row.tried,
        decimal(end.mean, 1),
        decimal(base, 1),
    )
}

/// The verdict under the rates as they are, where a change that leaves it tells.
fn class(rows: &[RobustRow]) -> Option<VerdictClass> {
    rows.iter().find(|row| !row.flips && row.class.is_some())?.class
}

fn title(card: &Card, rows: &[RobustRow], rates: &[Rate<'_>]) -> String {
    let Some(base) = base(rows).filter(|_| !rates.is_empty()) else {
        return "No assumed rate could be changed".to_owned();
    };
    let spans = rates.iter().map(|rate| span(rate, base));
    let (low, high) = spans.fold((base, base), |(low, high), of| (low.min(of.0), high.max(of.1)));
    let (less, more) = (decimal(-high, 1), decimal(-low, 1));
    let (low, high) = (decimal(low, 1), decimal(high, 1));
    let each = with_unit("100", &card.currency);
    let (tested, flipping) = (rates.len(), rates.iter().filter(|rate| flips(rate)).count());
    if 0 < flipping {
        let verb = if flipping == 1 { "turns" } else { "turn" };
        return format!(
            "{flipping} of {tested} assumed rates {verb} the verdict when halved or doubled: the \
             difference runs from {low} to {high} of each {each}"
        );
    }
    let which = match tested {
        1 => "if the one assumed rate".to_owned(),
        many => format!("whichever of {many} assumed rates"),
    };
    let (stays, by) = match class(rows) {
        Some(VerdictClass::BusinessesMore) => {
            ("The businesses capture more", format!("by {low} to {high}"))
        }
        Some(VerdictClass::PartnersMore) => {
            ("The partners capture more", format!("by {less} to {more}"))
        }
        Some(VerdictClass::Neither) => {
            ("Neither side comes out ahead", format!("they differ by {low} to {high}"))
        }
        Some(VerdictClass::CannotTell) | None => {
            ("It stays too close to call", format!("they differ by {low} to {high}"))
        }
    };
    format!("{stays} {which} is halved or doubled: {by} of each {each}")
}

fn subtitle(card: &Card, rates: &[Rate<'_>]) -> String {
    let colours = [
        (VerdictClass::BusinessesMore, "blue"),
        (VerdictClass::PartnersMore, "brown"),
        (VerdictClass::CannotTell, "grey"),
        (VerdictClass::Neither, "orange"),
    ];
    let is_there = |class: VerdictClass| {
        rates.iter().flat_map(|rate| &rate.ends).any(|end| end.row.class == Some(class))
    };
    let there = colours.into_iter().filter(|(class, _)| is_there(*class));
    let colours: Vec<String> =
        there.map(|(class, colour)| format!("{colour}: {}", class.words())).collect();
    format!(
        "Businesses’ net less partners’ net, of each {} put in (cash, own use as a cost) · each \
         rate alone, in the same worlds · {} · paler: half, darker: twice · thin lines: 95\u{a0}% \
         intervals{}",
        with_unit("100", &card.currency),
        colours.join(", "),
        few::note("pale", false, few::are_worlds(card)),
    )
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::scene::Mark;
    use super::*;
    use crate::experiment::interval::Estimate;

    /// A rate's two changes from a base of 20: what they come to, and their classes.
    fn rate(key: &str, ends: [(f64, VerdictClass); 2]) -> Vec<RobustRow> {
        let changes = Factor::ALL.into_iter().zip(ends);
        let row = |(factor, (mean, class)): (Factor, (f64, VerdictClass))| RobustRow {
            key: key.to_owned(),
            unit: "share".to_owned(),
            value: "0.3".to_owned(),
            factor,
            tried: (0.3 * factor.number()).to_string(),
            outcome: Outcome::Tested,
            is_clipped: false,
            class: Some(class),
            flips: class != VerdictClass::BusinessesMore,
            headline: Some(sample::estimate(mean, 2.0)),
            difference: Some(sample::estimate(mean - 20.0, 1.0)),
            note: String::new(),
        };
        changes.map(row).collect()
    }

    use VerdictClass::{BusinessesMore, CannotTell, PartnersMore};

    fn rows() -> Vec<RobustRow> {
        let mut rows = rate("post.reach", [(12.0, BusinessesMore), (33.5, BusinessesMore)]);
        rows.extend(rate("market.people", [(21.0, BusinessesMore), (24.0, BusinessesMore)]));
        rows.extend(rate("habits.rate", [(44.0, BusinessesMore), (-9.0, PartnersMore)]));
        let mut same = rate("a.zero", [(20.0, BusinessesMore), (20.0, BusinessesMore)]);
        for row in &mut same {
            row.outcome = Outcome::Unchanged;
        }
        rows.extend(same);
        rows
    }

    /// The bar of a mark's run, which comes first in it.
    fn bar(scene: &Scene, place: usize) -> (Frame, Colour) {
        match scene.marks[scene.tags[place].0.start] {
            Mark::Block { frame, fill } => (frame, fill),
            _ => panic!("a bar comes first"),
        }
    }

    fn drawn(rows: &[RobustRow], sheet: Sheet) -> Scene {
        scene(&sample::typical().card, rows, sheet).expect("a scene")
    }

    #[test]
    fn few_worlds_make_pale_bars_and_the_subtitle_says_so() {
        let mut card = sample::typical().card;
        let mut rows = rows();
        let mut drawn = |of_run: u32, of_changes: u32| {
            card.replicates = of_run;
            for row in &mut rows {
                for estimate in [&mut row.headline, &mut row.difference].into_iter().flatten() {
                    estimate.replicates = of_changes;
                }
            }
            scene(&card, &rows, Sheet::File).expect("a scene")
        };
        // Those of the run do not count.
        let (many, few) = (drawn(2, 5), drawn(12, 4));
        for (scene, worlds) in [(&many, " 5 simulated worlds "), (&few, " 4 simulated worlds ")] {
            assert!(scene.source[1].contains(worlds), "{:?}", scene.source);
        }
        assert!(!many.subtitle.contains("fewer than"), "{}", many.subtitle);
        assert!(few.subtitle.ends_with("pale: fewer than 5 worlds"), "{}", few.subtitle);
        for place in 0..many.tags.len() {
            assert_eq!(bar(&few, place).1, few::shade(bar(&many, place).1, true));
        }
    }

    #[test]
    fn the_title_counts_what_turns_the_verdict_and_names_what_moves_it_most() {
        let mut rows = rows();
        assert_eq!(
            drawn(&rows, Sheet::File).title,
            "1 of 3 assumed rates turns the verdict when halved or doubled: the difference runs \
             from −9.0 to 44.0 of each 100 EUR"
        );
        rows.retain(|row| row.key != "habits.rate");
        assert_eq!(
            drawn(&rows, Sheet::Phone).title,
            "The businesses capture more whichever of 2 assumed rates is halved or doubled: by \
             12.0 to 33.5 of each 100 EUR"
        );
        rows.retain(|row| row.outcome != Outcome::Tested);
        assert_eq!(drawn(&rows, Sheet::Column).title, "No assumed rate could be changed");
    }

    #[test]
    fn bars_reach_from_the_value_as_assumed_to_their_rows_on_one_axis_widest_first() {
        let rows = rows();
        for sheet in [Sheet::File, Sheet::Column, Sheet::Phone] {
            let scene = drawn(&rows, sheet);
            let rates = rates(&rows);
            let keys: Vec<&str> = rates.iter().map(|rate| rate.key).collect();
            assert_eq!(keys, ["habits.rate", "post.reach", "market.people"]);
            let ends: Vec<&End<'_>> = rates.iter().flat_map(|rate| &rate.ends).collect();
            assert_eq!(scene.tags.len(), ends.len());
            // The axis that the first bar implies holds for all.
            let unit = bar(&scene, 0).0.width() / 24.0;
            for (place, end) in ends.iter().enumerate() {
                let (frame, colour) = bar(&scene, place);
                let wanted = (unit * (end.mean - 20.0).abs()).max(1.0);
                assert!((frame.width() - wanted).abs() < 1e-6, "{}", end.mean);
                let start = if end.mean < 20.0 { frame.right } else { frame.left };
                assert!((start - bar(&scene, 0).0.left).abs() < 1e-6, "all begin at the base");
                assert_eq!(colour, fill(end.row));
            }
            assert_eq!(bar(&scene, 1).1, class_colour(PartnersMore));
            assert_eq!(bar(&scene, 0).1, class_colour(BusinessesMore).tint(0.55));
            for text in ["half 44.0", "twice −9.0", "as assumed: 20.0", "twice: the partners more"]
            {
                assert!(scene.labels().any(|label| label.text == text), "{text}");
            }
            assert!(scene.labels().any(|label| label.text == "0.15 ← 0.3 → 0.6 share"));
            // The bar has a name in words, and tells of the key itself.
            assert!(scene.labels().any(|label| label.text == "People (market)"));
            let told = scene.tags.iter().filter(|(_, tag)| tag.words.starts_with("market.people "));
            assert_eq!(told.count(), 2);
        }
    }

    #[test]
    fn a_change_that_turns_the_verdict_is_never_left_out_for_one_that_only_moves_it() {
        let mut rows = rate("narrow", [(19.0, BusinessesMore), (18.5, CannotTell)]);
        for place in 0..30 {
            let far = 25.0 + f64::from(place);
            rows.extend(rate(&format!("wide_{place}"), [(20.5, BusinessesMore); 2]));
            rows.extend(rate(&format!("far_{place}"), [(far, BusinessesMore); 2]));
        }
        for sheet in [Sheet::File, Sheet::Column, Sheet::Phone] {
            let scene = drawn(&rows, sheet);
            assert!(scene.labels().any(|label| label.text == "Narrow"), "{sheet:?}");
            let most = Layout::of(sheet).rates_max;
            assert_eq!(scene.tags.len(), 2 * most);
            let rest = scene.labels().find(|label| label.text.starts_with("+ ")).expect("a rest");
            assert!(rest.text.starts_with(&format!("+ {} more rates move it", 61 - most)));
        }
    }

    #[test]
    fn no_text_lies_over_another_and_nothing_leaves_the_frame_whatever_the_rates_do() {
        let mut long = Vec::new();
        for place in 0..20 {
            let size = f64::from(place * place);
            long.extend(rate(
                &format!("business.a_name_that_goes_on_and_on_and_on.some.key.number_{place}"),
                [(20.0 - size, CannotTell), (20.0 + size * 3.0, PartnersMore)],
            ));
        }
        let mut certain = rows();
        for row in &mut certain {
            for estimate in [&mut row.headline, &mut row.difference].into_iter().flatten() {
                *estimate = Estimate { low: None, high: None, ..*estimate };
            }
        }
        let still = rate("nothing.moves", [(20.0, BusinessesMore); 2]);
        for (name, rows) in
            [("typical", rows()), ("long", long), ("certain", certain), ("still", still)]
        {
            for sheet in [Sheet::File, Sheet::Column, Sheet::Phone] {
                let scene = drawn(&rows, sheet);
                assert_eq!(scene.faults(), Vec::<String>::new(), "{name} {sheet:?}");
                assert_eq!(scene.strays(), Vec::<String>::new(), "{name} {sheet:?}");
            }
        }
    }
}
