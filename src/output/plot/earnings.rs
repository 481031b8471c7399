//! The histogram of what people earned net: how many lost, how many gained, and how much.
//!
//! *Invariant*: a bar's height is its bin's share of all people, its sides are its bin's edges on
//! the axis. Those at exactly zero have a bar of their own and count as neither lost nor gained.
//! The bars are pooled over the worlds, and pale where few people are in them; what is said beside
//! them is the measures' and a mean of the worlds, as everywhere.
//!
//! *Absent*: the binning, which the measures do.

use super::axis::{Linear, SymmetricLog, round_numbers, steps};
use super::few::{self, NOBODY, nobody};
use super::numbers::{
    amount, count, decimal, grouped, money, people_in_words, per_cent, percent, tick, with_unit,
};
use super::scene::{Align, Frame, Furniture, Point, Scene, Sheet, Tag};
use super::style::{
    CALLOUT, Colour, GRID, INK, LABEL, LABEL_BOLD, LOSERS, QUIET, SMALL, WINNERS, ZERO,
};
use super::{PlotError, source_lines};
use crate::experiment::interval::Estimate;
use crate::experiment::results::{EarningsBin, EarningsTable, Results, Window};
use crate::units::Cents;

/// Room for the shares left of the axis.
const TICKS: f64 = 50.0;

/// Edges beyond this are open ends and not amounts: a thousand trillion currency units.
const OPEN_END: i64 = 100_000_000_000_000_000;

/// Most tenfold steps shown on one side of zero.
const MOST_DECADES: f64 = 8.0;

/// Height in a column and on a phone.
const HEIGHTS: (f64, f64) = (450.0, 420.0);

/// Half the width of the slot for those at exactly zero.
const SLOT: f64 = 9.0;

/// A bar: its money in currency units and its share of all people.
#[derive(Debug, Clone, Copy)]
struct Bar {
    from: f64,
    to: f64,
    people: u64,
    share: f64,
    side: Side,
}

/// On which side of break-even the people of a bar end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Lost,
    Zero,
    Gained,
    /// A bin on both sides of zero: nothing can be said about it.
    Across,
}

impl Bar {
    fn is_few(&self) -> bool {
        0 < self.people && self.people < few::PEOPLE
    }
}

impl Side {
    fn of(bin: &EarningsBin) -> Self {
        if bin.from == Cents::ZERO && bin.to == Cents(1) {
            Self::Zero
        } else if bin.to <= Cents::ZERO {
            Self::Lost
        } else if bin.from < Cents::ZERO {
            Self::Across
        } else {
            Self::Gained
        }
    }

    const fn colour(self) -> Colour {
        match self {
            Self::Lost => LOSERS,
            Self::Gained => WINNERS,
            Self::Zero | Self::Across => ZERO,
        }
    }
}

/// The picture's marks.
pub(super) fn scene(results: &Results, sheet: Sheet) -> Result<Scene, PlotError> {
    let table = &results.earnings;
    let bars = bars(table);
    let currency = &results.card.currency;
    let furniture = Furniture {
        title: title(table, &bars),
        subtitle: subtitle(results, &bars),
        source: source_lines(&results.card),
    };
    let (mut scene, body) = Scene::furnished(furniture, sheet, HEIGHTS)?;
    if bars.is_empty() {
        scene.say_nothing_here(&body, NOBODY);
        return Ok(scene);
    }
    let highest = bars.iter().map(|bar| bar.share).fold(0.0, f64::max);
    let heights = round_numbers(0.0, highest * 100.0, 6);
    let (above, right) = if scene.is_narrow() { (136.0, 18.0) } else { (96.0, 24.0) };
    let plot = Frame {
        left: body.left + TICKS,
        top: body.top + above,
        right: body.right - right,
        bottom: body.bottom - 52.0,
    };
    let top = heights.last().copied().unwrap_or(1.0);
    let up = Linear { numbers: (0.0, top), pixels: (plot.bottom, plot.top) };
    let across = money_axis(&bars, &plot);
    draw_heights(&mut scene, &plot, &up, &heights);
    draw_bars(&mut scene, &bars, (&across, &up), currency);
    draw_money(&mut scene, &plot, &across, (&bars, currency, table.window));
    draw_findings(&mut scene, &plot, &across, (table, &bars, currency));
    Ok(scene)
}

/// The bins from the first to the last that hold anybody, as shares of all people.
fn bars(table: &EarningsTable) -> Vec<Bar> {
    let people: u64 = table.bins.iter().map(|bin| bin.people).sum();
    let held = |bin: &EarningsBin| 0 < bin.people;
    let Some(first) = table.bins.iter().position(held) else { return Vec::new() };
    let last = table.bins.iter().rposition(held).unwrap_or(first);
    table.bins[first..=last]
        .iter()
        .map(|bin| {
            let (from, to) = closed(bin);
            let share = bin.people as f64 / people as f64;
            Bar { from, to, people: bin.people, share, side: Side::of(bin) }
        })
        .collect()
}

/// The edges in currency units; an open end is drawn at twice the other edge.
fn closed(bin: &EarningsBin) -> (f64, f64) {
    let (mut from, mut to) = (bin.from.as_units_f64(), bin.to.as_units_f64());
    if bin.from.0 <= -OPEN_END {
        from = if to < 0.0 { to * 2.0 } else { -1.0 };
    }
    if OPEN_END <= bin.to.0 {
        to = if 0.0 < from { from * 2.0 } else { 1.0 };
    }
    (from, to)
}

/// The symmetric logarithmic axis that holds all bars.
fn money_axis(bars: &[Bar], plot: &Frame) -> SymmetricLog {
    let edges = || bars.iter().flat_map(|bar| [bar.from.abs(), bar.to.abs()]);
    let largest = edges().fold(1.0, f64::max);
    let smallest = edges().filter(|&size| 0.015 < size).fold(largest, f64::min);
    let mut threshold = 0.1;
    // Edges below zero are a cent nearer to it than their mirror images: 9.99 is ten.
    while threshold * 10.0 <= smallest + 0.011 || MOST_DECADES < steps(largest, threshold) {
        threshold *= 10.0;
    }
    let lowest = bars.first().map_or(0.0, |bar| bar.from).min(0.0);
    let highest = bars.last().map_or(0.0, |bar| bar.to).max(0.0);
    let (below, above) = (steps(-lowest, threshold), steps(highest, threshold));
    // Neither side is so narrow that its label has no room.
    let (below, above) = (below.max(above * 0.3).max(1.0), above.max(below * 0.3).max(1.0));
    let has_zero = bars.iter().any(|bar| bar.side == Side::Zero && 0.0 < bar.share);
    let slot = if has_zero { SLOT } else { 0.0 };
    let decade = (plot.width() - 2.0 * slot) / (below + above);
    SymmetricLog { zero: plot.left + decade * below + slot, slot, decade, threshold }
}

/// The pixels of a bar's sides.
fn sides(bar: &Bar, across: &SymmetricLog) -> (f64, f64) {
    if bar.side == Side::Zero {
        return (across.beside_zero(false), across.beside_zero(true));
    }
    // A bin that begins one cent above zero begins beside the slot.
    let left = if (0.0..0.015).contains(&bar.from) {
        across.beside_zero(true)
    } else {
        across.at(bar.from)
    };
    let right = if bar.to == 0.0 { across.beside_zero(false) } else { across.at(bar.to) };
    (left, right)
}

fn draw_heights(scene: &mut Scene, plot: &Frame, up: &Linear, heights: &[f64]) {
    for &height in heights {
        let y = up.at(height);
        scene.level(plot.left, plot.right, y, 1.0, GRID);
        let at = Point { x: plot.left - 8.0, y: y + 4.5 };
        scene.write(Align::Right, at, per_cent(tick(height)), SMALL, QUIET);
    }
    let above = if scene.is_narrow() { 12.0 } else { 82.0 };
    let at = Point { x: plot.left - TICKS, y: plot.top - above };
    scene.write(Align::Left, at, "Per cent of people in each bar", SMALL, QUIET);
}

fn draw_bars(
    scene: &mut Scene,
    bars: &[Bar],
    (across, up): (&SymmetricLog, &Linear),
    currency: &str,
) {
    for bar in bars.iter().filter(|bar| 0.0 < bar.share) {
        let (left, right) = sides(bar, across);
        // A hair of white keeps bars apart.
        let gap = if 4.0 < right - left { 0.5 } else { 0.0 };
        let frame = Frame {
            left: left + gap,
            top: up.at(bar.share * 100.0),
            right: right - gap,
            bottom: up.at(0.0),
        };
        let tag = Tag::of(told(bar, currency));
        scene.tagged(tag, |scene| scene.block(frame, few::shade(bar.side.colour(), bar.is_few())));
    }
}

/// How many people a bar is, and between which amounts.
fn told(bar: &Bar, currency: &str) -> String {
    let money = match bar.side {
        Side::Zero => format!("exactly {}", with_unit("0", currency)),
        _ => with_unit(&format!("{} to {}", edge(bar.from), edge(bar.to)), currency),
    };
    format!("{money}: {} ({})", count(bar.people, "person", "people"), percent(bar.share))
}

/// An edge of a bar: a cent beside a whole number is that number.
fn edge(units: f64) -> String {
    let whole = units.round();
    if (units - whole).abs() < 0.015 { amount(whole) } else { amount(units) }
}

fn draw_money(
    scene: &mut Scene,
    plot: &Frame,
    across: &SymmetricLog,
    (bars, currency, window): (&[Bar], &str, Window),
) {
    scene.level(plot.left, plot.right, plot.bottom, 1.5, INK);
    let lowest = bars.first().map_or(0.0, |bar| bar.from).min(-across.threshold);
    let highest = bars.last().map_or(0.0, |bar| bar.to).max(across.threshold);
    let ticks = across.ticks(lowest, highest);
    let widest = ticks.iter().map(|&number| scene.width(&tick(number), SMALL)).fold(0.0, f64::max);
    let mut every = 1_u32;
    while across.decade * f64::from(every) < widest + 14.0 {
        every += 1;
    }
    for &number in &ticks {
        let x = across.at(number);
        scene.upright(x, plot.bottom, plot.bottom + 6.0, 1.0, INK);
        let place = steps(number.abs(), across.threshold);
        let is_shown = number == 0.0 || (place.round() / f64::from(every)).fract() == 0.0;
        if is_shown {
            // The outermost numbers stay within the picture, a hair from its edge.
            let half = scene.width(&tick(number), SMALL) / 2.0 + 4.0;
            let at = Point { x: x.clamp(half, scene.size.0 - half), y: plot.bottom + 21.0 };
            scene.write(Align::Centre, at, tick(number), SMALL, INK);
        }
    }
    let unit = if currency.is_empty() { String::new() } else { format!(", {currency}") };
    let net = if scene.is_narrow() { "Net of" } else { "Net earnings per person in" };
    let caption = format!("{net} {}{unit} (log scale)", span(window));
    let at = Point { x: plot.centre(), y: plot.bottom + 44.0 };
    scene.write(Align::Centre, at, caption, SMALL, QUIET);
}

/// How many lost and gained, where break-even is and where the median.
fn draw_findings(
    scene: &mut Scene,
    plot: &Frame,
    across: &SymmetricLog,
    (table, bars, currency): (&EarningsTable, &[Bar], &str),
) {
    let zero = across.zero;
    let lost = in_words(lost_share(table, bars), "lost money");
    let gained = mean_or(table.gain_share, share_on(bars, Side::Gained));
    let gained = in_words(gained, "came out ahead");
    if scene.is_narrow() {
        // Beside each other there is no room for both.
        let left = plot.left - TICKS;
        let [first, second] = [118.0, 96.0].map(|above| Point { x: left, y: plot.top - above });
        scene.write(Align::Left, first, lost, CALLOUT, LOSERS.deep());
        scene.write(Align::Left, second, gained, CALLOUT, WINNERS.deep());
        draw_narrow_notes(scene, plot, across, (table, bars, currency));
        return;
    }
    let y = plot.top - 54.0;
    scene.write(Align::Right, Point { x: zero - 12.0, y }, lost, CALLOUT, LOSERS.deep());
    scene.write(Align::Left, Point { x: zero + 12.0, y }, gained, CALLOUT, WINNERS.deep());
    let median = table.median.map(|median| median.mean).filter(|cents| is_amount(*cents));
    let is_median_low = median.is_none_or(|median| median <= 0.0);
    scene.upright(zero, plot.top - 66.0, plot.bottom + 6.0, 1.5, INK);
    let note = break_even(bars);
    let y = plot.top - 12.0;
    let is_right = is_median_low && zero + 12.0 + scene.width(&note, LABEL) <= plot.right
        || zero - 12.0 - scene.width(&note, LABEL) < plot.left;
    let (align, x) =
        if is_right { (Align::Left, zero + 12.0) } else { (Align::Right, zero - 12.0) };
    scene.write(align, Point { x, y }, note, LABEL, INK);
    if let Some(median) = median {
        draw_median(scene, plot, across, (median, currency));
    }
}

/// What is said of break-even.
fn break_even(bars: &[Bar]) -> String {
    let at_zero = share_on(bars, Side::Zero);
    if 0.0 < at_zero {
        format!("break-even: {} end at exactly zero", percent(at_zero))
    } else {
        "break-even".to_owned()
    }
}

/// The median and break-even on a phone: in lines of their own above the bars.
fn draw_narrow_notes(
    scene: &mut Scene,
    plot: &Frame,
    across: &SymmetricLog,
    (table, bars, currency): (&EarningsTable, &[Bar], &str),
) {
    let left = plot.left - TICKS;
    scene.upright(across.zero, plot.top, plot.bottom + 6.0, 1.5, INK);
    let at_zero = share_on(bars, Side::Zero);
    let note = if 0.0 < at_zero {
        format!("Solid line: break-even ({} end there)", percent(at_zero))
    } else {
        "Solid line: break-even".to_owned()
    };
    scene.write(Align::Left, Point { x: left, y: plot.top - 54.0 }, note, LABEL, INK);
    let median = table.median.map(|median| median.mean).filter(|cents| is_amount(*cents));
    if let Some(median) = median {
        let y = plot.top - 73.0;
        let text = half_below(median, currency);
        scene.write(Align::Left, Point { x: left, y }, text, LABEL_BOLD, INK);
        if median != 0.0 {
            let x = across.at(median / 100.0);
            scene.dashes(x, plot.top, plot.bottom, 1.5, INK);
        }
    }
}

/// What is said of the median.
fn half_below(median: f64, currency: &str) -> String {
    if median == 0.0 {
        "The one in the middle ends at exactly zero".to_owned()
    } else {
        format!("Half of all end below {}", money(median, currency))
    }
}

fn draw_median(
    scene: &mut Scene,
    plot: &Frame,
    across: &SymmetricLog,
    (median, currency): (f64, &str),
) {
    let text = half_below(median, currency);
    let x = across.at(median / 100.0);
    let y = plot.top - 32.0;
    let width = scene.width(&text, LABEL_BOLD);
    // On the side away from break-even, where there is room; else as close as the frame allows.
    let wanted = if median < 0.0 { x - 8.0 - width } else { x + 12.0 };
    let left = wanted.clamp(plot.left - TICKS, plot.right + 16.0 - width);
    if median != 0.0 {
        scene.dashes(x, y + 6.0, plot.bottom, 1.5, INK);
    }
    if left < across.zero && across.zero < left + width {
        // The break-even line gives way to the text.
        let frame = Frame {
            left: across.zero - 2.0,
            top: y - 14.0,
            right: across.zero + 2.0,
            bottom: y + 5.0,
        };
        scene.block(frame, super::style::PAPER);
    }
    scene.write(Align::Left, Point { x: left, y }, text, LABEL_BOLD, INK);
}

/// The share of people on a side.
fn share_on(bars: &[Bar], side: Side) -> f64 {
    bars.iter().filter(|bar| bar.side == side).map(|bar| bar.share).sum()
}

/// The share that lost.
fn lost_share(table: &EarningsTable, bars: &[Bar]) -> f64 {
    mean_or(table.loss_share, share_on(bars, Side::Lost))
}

/// What the measure says, or what the bars say where there is none.
fn mean_or(measure: Option<Estimate>, of_bars: f64) -> f64 {
    measure.map_or(of_bars, |estimate| estimate.mean)
}

/// Whether a number of cents is an amount and no open end.
fn is_amount(cents: f64) -> bool {
    cents.abs() < OPEN_END as f64
}

fn in_words(share: f64, verb: &str) -> String {
    if share <= 0.0 {
        format!("nobody {verb}")
    } else if 1.0 - 1e-12 <= share {
        format!("everybody {verb}")
    } else {
        format!("{} {verb}", percent(share))
    }
}

/// The window in a phrase.
const fn span(window: Window) -> &'static str {
    match window {
        Window::FirstYear => "a first year",
        Window::CalendarYear => "the last full year",
        Window::ToDate => "the whole run",
    }
}

fn title(table: &EarningsTable, bars: &[Bar]) -> String {
    if bars.is_empty() {
        return NOBODY.to_owned();
    }
    let when = match table.window {
        Window::FirstYear => "in their first year",
        Window::CalendarYear => "in the last full year",
        Window::ToDate => "by the end of the run",
    };
    let lost = lost_share(table, bars);
    if lost <= 0.0 && 1.0 - 1e-12 <= share_on(bars, Side::Zero) {
        return format!("Nobody lost or gained anything {when}");
    }
    format!("{} lost money {when}", people_in_words(lost))
}

fn subtitle(results: &Results, bars: &[Bar]) -> String {
    let table = &results.earnings;
    let card = &results.card;
    if bars.is_empty() {
        return nobody(card);
    }
    let who = match table.window {
        Window::FirstYear => "First 52 weeks",
        Window::CalendarYear => "Last 52 whole weeks",
        Window::ToDate => "All measured weeks",
    };
    let people = if table.people < 1_000_000 {
        format!("{} {}", grouped(i128::from(table.people)), person(table.people))
    } else {
        count(table.people, "person", "people")
    };
    let mean = table
        .mean
        .map(|mean| mean.mean)
        .filter(|cents| is_amount(*cents))
        .map_or_else(String::new, |mean| format!(" · mean {}", money(mean, &card.currency)));
    let without = table.loss_share_without_own_use.map_or_else(String::new, |share| {
        format!("; {}", in_words(share.mean, "lost money without it"))
    });
    format!(
        "{who} of {people} in {}{mean} · own use counted as a cost{without} · {}{}",
        count(u64::from(card.replicates), "world", "worlds"),
        bar_widths(bars),
        few::note("pale", bars.iter().any(Bar::is_few), false)
    )
}

const fn person(number: u64) -> &'static str {
    if number == 1 { "person" } else { "people" }
}

/// What one bar covers: the bins are equally wide on the axis but not in money.
fn bar_widths(bars: &[Bar]) -> String {
    let mut edges: Vec<(f64, f64)> = bars
        .iter()
        .filter(|bar| matches!(bar.side, Side::Lost | Side::Gained))
        .map(|bar| (bar.from.abs().min(bar.to.abs()), bar.from.abs().max(bar.to.abs())))
        .filter(|edges| 0.015 < edges.0)
        .collect();
    edges.sort_by(|a, b| a.0.total_cmp(&b.0));
    // An edge a cent below a whole number is the mirror image of that number.
    let inner = edges.first().map_or(0.0, |edge| edge.0);
    let above = (inner + 0.01).round();
    let inner = if (inner + 0.01 - above).abs() < 0.001 { above } else { inner };
    let ratios: Vec<f64> = edges.iter().map(|edges| edges.1 / edges.0).collect();
    let typical = ratios.first().copied().unwrap_or(1.0);
    let is_even = ratios.iter().all(|ratio| (ratio / typical - 1.0).abs() < 0.05);
    if is_even && 2 < ratios.len() {
        let times = if typical < 9.95 { decimal(typical, 1) } else { amount(typical) };
        let times = times.strip_suffix(".0").unwrap_or(&times);
        format!(
            "log scale: beyond ±{} each bar reaches {times} times as far as the one before",
            amount(inner)
        )
    } else {
        "log scale: the farther out, the more money a bar covers".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::scene::Mark;
    use super::*;

    fn with(bins: Vec<(i64, i64, u64)>, median: Option<i64>, loss_share: f64) -> Results {
        let earnings = sample::table(bins, median, loss_share);
        Results { earnings, ..sample::typical() }
    }

    #[test]
    fn numbers_below_the_axis_stay_a_hair_within_the_picture_wherever_it_ends() {
        for decade in 3..12 {
            let far = 10_i64.pow(decade);
            let bins = vec![(-far, -100, 40), (-100, 0, 5), (0, 1, 9), (100, far, 40)];
            let results = with(bins, Some(0), 0.45);
            for sheet in [Sheet::File, Sheet::Column, Sheet::Phone] {
                let scene = scene(&results, sheet).expect("a scene");
                let text = tick(far as f64 / 100.0);
                let label = scene.labels().find(|label| label.text == text);
                let Some(label) = label.filter(|label| label.align == Align::Centre) else {
                    continue;
                };
                let right = label.at.x + scene.width(&text, SMALL) / 2.0;
                assert!(right <= scene.size.0 - 3.9, "{sheet:?}: {text} ends at {right}");
            }
        }
    }

    fn bars_drawn(scene: &Scene) -> Vec<(Frame, Colour)> {
        scene
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Block { frame, fill } if [LOSERS, WINNERS, ZERO].contains(fill) => {
                    Some((*frame, *fill))
                }
                _ => None,
            })
            .collect()
    }

    /// A hundred times as many people as are typical.
    fn crowded() -> Results {
        let mut results = sample::typical();
        results.earnings.people *= 100;
        for bin in &mut results.earnings.bins {
            bin.people *= 100;
        }
        results
    }

    #[test]
    fn bars_of_few_people_are_pale_and_the_subtitle_says_so() {
        let bins = vec![(-20_000, -10_000, 99), (-10_000, 0, 100), (1, 10_000, 400)];
        let scene = scene(&with(bins, Some(-100), 0.3), Sheet::File).expect("a scene");
        let of = |colour: Colour| {
            let is_it = |mark: &&Mark| matches!(mark, Mark::Block { fill, .. } if *fill == colour);
            scene.marks.iter().filter(is_it).count()
        };
        assert_eq!((of(few::shade(LOSERS, true)), of(LOSERS), of(WINNERS)), (1, 1, 1));
        assert!(scene.subtitle.ends_with(" · pale: fewer than 100 people"), "{}", scene.subtitle);
        assert!(!super::scene(&crowded(), Sheet::File).expect("a scene").subtitle.contains("pale"));
    }

    #[test]
    fn bars_are_as_high_as_their_shares_and_as_wide_as_their_tenfolds() {
        let bins = vec![(-10_000, -1_000, 600), (-1_000, 0, 0), (0, 1, 100), (1, 100_000, 300)];
        let scene = scene(&with(bins, Some(-5_000), 0.6), Sheet::File).expect("a scene");
        let bars = bars_drawn(&scene);
        let colours: Vec<Colour> = bars.iter().map(|bar| bar.1).collect();
        assert_eq!(colours, [LOSERS, ZERO, WINNERS]);
        let unit = bars[1].0.height() / 10.0;
        assert!((bars[0].0.height() - 60.0 * unit).abs() < 1.0);
        assert!((bars[2].0.height() - 30.0 * unit).abs() < 1.0);
        // −100 to −10 is one step; 0 to 1,000 is three: one to the threshold of 10, two beyond.
        let ratio = (bars[2].0.width() + 1.0) / (bars[0].0.width() + 1.0);
        assert!((ratio - 3.0).abs() < 0.01, "{ratio}");
        assert!((bars[1].0.width() - 2.0 * SLOT).abs() < 1.01);
    }

    #[test]
    fn the_bars_of_the_vector_picture_are_those_of_the_table() {
        let results = crowded();
        let svg = super::super::vector::document(&scene(&results, Sheet::File).expect("a scene"));
        // A bar is a subpath such as `h40v120h-40z`.
        let height = |bar: &str| -> f64 {
            let (_, rest) = bar.split_once('v').expect("a side");
            rest.split_once("h-").and_then(|(high, _)| high.parse().ok()).expect("a number")
        };
        let heights: Vec<f64> = svg
            .split("<path")
            .filter_map(|mark| mark.split('>').next())
            .filter(|mark| mark.contains("fill=\"#d55e00\""))
            .flat_map(|mark| mark.split('z').filter(|bar| bar.contains('v')).map(height))
            .collect();
        let people: Vec<u64> = results
            .earnings
            .bins
            .iter()
            .filter(|bin| bin.to <= Cents::ZERO && 0 < bin.people)
            .map(|bin| bin.people)
            .collect();
        assert_eq!(heights.len(), people.len());
        let (most, highest) =
            people.iter().zip(&heights).max_by_key(|pair| pair.0).expect("a highest bar");
        for (&height, &people) in heights.iter().zip(&people) {
            let wanted = highest * people as f64 / *most as f64;
            // Ends of bars are at whole quarters of one of the picture's pixels.
            assert!((height - wanted).abs() <= 2.0, "{height} is not {wanted}");
        }
    }

    #[test]
    fn titles_and_labels_state_what_became_of_everybody() {
        let all_lose = with(vec![(-1_000, 0, 9)], Some(-500), 1.0);
        let none_lose = with(vec![(1, 1_000, 9)], Some(500), 0.0);
        for (results, title, label) in [
            (all_lose, "Everybody lost money in their first year", "nobody came out ahead"),
            (none_lose, "Nobody lost money in their first year", "everybody came out ahead"),
        ] {
            let scene = scene(&results, Sheet::File).expect("a scene");
            assert_eq!(scene.title, title);
            assert!(scene.labels().any(|text| text.text == label));
            assert_eq!(scene.faults(), Vec::<String>::new());
        }
        let scene = scene(&sample::all_zero(), Sheet::File).expect("a scene");
        assert_eq!(scene.title, "Nobody lost or gained anything in their first year");
        assert_eq!(bars_drawn(&scene).len(), 1);
    }

    #[test]
    fn with_nobody_there_is_no_axis_but_a_sentence() {
        let scene = scene(&sample::empty(), Sheet::File).expect("a scene");
        assert_eq!(scene.title, "No newcomer was followed for a whole first year");
        assert!(bars_drawn(&scene).is_empty());
        let has = |line: &str| scene.labels().any(|text| text.text == line);
        assert!(has("No newcomer was followed for a whole first year"));
        let why = "Nobody joined after the burn-in and at least 52 weeks before the end · founders \
                   do not count · 20 simulated worlds";
        assert!(has(why));
        let mut results = sample::empty();
        results.card.burn_in_weeks = 0;
        assert!(subtitle(&results, &[]).starts_with("Nobody joined at least 52 weeks before"));
    }

    #[test]
    fn what_is_said_beside_the_bars_is_what_the_measures_say() {
        let mut results = sample::typical();
        results.earnings.median = Some(sample::estimate(-24_644.0, 200.0));
        results.earnings.loss_share = Some(sample::estimate(0.873, 0.01));
        results.earnings.gain_share = Some(sample::estimate(0.118, 0.01));
        results.earnings.loss_share_without_own_use = Some(sample::estimate(0.75, 0.01));
        let scene = scene(&results, Sheet::File).expect("a scene");
        assert_eq!(scene.title, "Almost nine in ten lost money in their first year");
        for text in
            ["87\u{a0}% lost money", "12\u{a0}% came out ahead", "Half of all end below −246 EUR"]
        {
            assert!(scene.labels().any(|label| label.text == text), "{text}");
        }
        let text = subtitle(&results, &bars(&results.earnings));
        let own_use = " · own use counted as a cost; 75\u{a0}% lost money without it · ";
        assert!(text.contains(own_use), "{text}");
    }

    #[test]
    fn the_median_is_named_where_it_is_and_stays_inside_wherever_that_is() {
        for cents in [-99_999, -1_000, -1, 0, 1, 1_000, 99_999] {
            let bins = vec![(-100_000, -100, 5), (-100, 0, 1), (0, 1, 1), (1, 100_000, 5)];
            let scene = scene(&with(bins, Some(cents), 0.5), Sheet::File).expect("a scene");
            assert_eq!(scene.faults(), Vec::<String>::new(), "median of {cents} cents");
        }
        let results = sample::typical();
        let scene = scene(&results, Sheet::File).expect("a scene");
        assert!(scene.labels().any(|text| text.text == "Half of all end below −136 EUR"));
    }

    #[test]
    fn the_subtitle_says_how_wide_a_bar_is() {
        let results = sample::typical();
        let text = subtitle(&results, &bars(&results.earnings));
        assert!(text.contains("beyond ±10 each bar reaches 1.6 times as far as the one before"));
        assert!(text.starts_with("First 52 weeks of 54,199 people in 20 worlds"), "{text}");
    }
}
