//! Partners, customers and those still to be won, week by week.
//!
//! *Invariant*: a line is the mean of the replicates in each week by itself and a fan its quantiles
//! (linear between order statistics); neither is any one world's path. One replicate is drawn as a
//! line. Numbers of the title are those of the measures, which the line's end is too. Lines of few
//! worlds are dashed and their bands pale.
//!
//! *Absent*: smoothing.

mod marks;

pub(super) use marks::draw_years;

use super::axis::{Linear, Wish, round_numbers, spread};
use super::few;
use super::numbers::{amount, count, grouped, percent, tick, with_unit};
use super::scene::{Align, Frame, Furniture, Point, Scene, Sheet, thinned};
use super::style::{
    CUSTOMERS, Colour, GRID, HEADING, INK, LABEL_BOLD, LEAVERS, PARTNERS, QUIET, SMALL,
};
use super::{PlotError, reading, source_lines};
use crate::experiment::interval::Estimate;
use crate::experiment::results::{Card, Results, WeekRow};
use crate::units::Week;
use marks::{END_ROOM, draw_burn_in, draw_events, draw_followed, followed};

/// Height in a column and on a phone.
const HEIGHTS: (f64, f64) = (560.0, 900.0);

/// One week over the replicates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::output) struct Spread {
    /// The week, from one.
    pub(in crate::output) week: Week,
    /// Mean over the replicates.
    pub(in crate::output) mean: f64,
    /// Quantiles: 5, 25, 75 and 95 %.
    pub(in crate::output) levels: [f64; 4],
}

/// A named fan.
struct Series {
    name: &'static str,
    colour: Colour,
    fan: Vec<Spread>,
}

/// What a panel's numbers are.
#[derive(Clone, Copy, PartialEq)]
enum Numbers {
    /// People, who come whole; a mean of worlds may not.
    Heads,
    Money,
    Shares,
}

/// A panel: its name, its unit, what its numbers are, and its fans.
struct Panel {
    name: &'static str,
    unit: String,
    numbers: Numbers,
    series: Vec<Series>,
}

/// The picture's marks.
pub(super) fn scene(results: &Results, sheet: Sheet) -> Result<Scene, PlotError> {
    let active = fan(&results.weeks, |row| row.active as f64);
    let furniture = Furniture {
        title: title(results, &active),
        subtitle: subtitle(results),
        source: source_lines(&results.card),
    };
    let (mut scene, body) = Scene::furnished(furniture, sheet, HEIGHTS)?;
    if active.is_empty() {
        scene.say_nothing_here(&body, "No week was simulated");
        return Ok(scene);
    }
    let panels = panels(results, active);
    let followed = followed(results);
    let beside = if scene.is_narrow() { 1 } else { 2 };
    let rows = (panels.len() / beside) as f64;
    let width = (body.width() - 40.0 * (beside - 1) as f64) / beside as f64;
    let height = (body.height() - 12.0 * (rows - 1.0)) / rows;
    for (index, panel) in panels.iter().enumerate() {
        let left = body.left + (index % beside) as f64 * (width + 40.0);
        let top = body.top + (index / beside) as f64 * (height + 12.0);
        let frame = Frame { left, top, right: left + width, bottom: top + height };
        draw_panel(&mut scene, &frame, panel, (&results.card, &followed));
    }
    Ok(scene)
}

/// The panel of those who join.
const COMING: &str = "Newcomers and leavers";

fn panels(results: &Results, active: Vec<Spread>) -> [Panel; 4] {
    let rows = &results.weeks;
    let series = |name, colour, fan| Series { name, colour, fan };
    let currency = &results.card.currency;
    [
        Panel {
            name: "Active partners",
            unit: "people at the week’s end".to_owned(),
            numbers: Numbers::Heads,
            series: vec![series("", PARTNERS, active)],
        },
        Panel {
            name: COMING,
            unit: "partners a week".to_owned(),
            numbers: Numbers::Heads,
            series: vec![
                series("join", PARTNERS, fan(rows, |row| row.joined as f64)),
                series("leave", LEAVERS, fan(rows, |row| row.left as f64)),
            ],
        },
        Panel {
            name: "Customers’ spending",
            unit: with_unit("", currency).trim().to_owned() + " a week",
            numbers: Numbers::Money,
            series: vec![series(
                "",
                CUSTOMERS,
                fan(rows, |row| row.customers_spend.as_units_f64()),
            )],
        },
        Panel {
            name: "Still to be won",
            unit: "share of the first week’s number".to_owned(),
            numbers: Numbers::Shares,
            series: vec![
                series("recruits", PARTNERS, fan_of_first(rows, |row| row.prospects as f64)),
                series("customers", CUSTOMERS, fan_of_first(rows, |row| row.unserved as f64)),
            ],
        },
    ]
}

/// Mean and quantiles over the replicates of a number of each week.
pub(in crate::output) fn fan(rows: &[WeekRow], number: impl Fn(&WeekRow) -> f64) -> Vec<Spread> {
    let mut all: Vec<(Week, f64)> = rows.iter().map(|row| (row.week, number(row))).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    all.chunk_by(|a, b| a.0 == b.0)
        .map(|week| {
            let sorted: Vec<f64> = week.iter().map(|&(_, number)| number).collect();
            let levels = [0.05, 0.25, 0.75, 0.95].map(|level| quantile(&sorted, level));
            let mean = sorted.iter().sum::<f64>() / sorted.len() as f64;
            Spread { week: week[0].0, mean, levels }
        })
        .collect()
}

/// The same for a number as a share of the replicate's own first week; replicates that begin with
/// nothing have no share.
fn fan_of_first(rows: &[WeekRow], number: impl Fn(&WeekRow) -> f64) -> Vec<Spread> {
    let mut first: Vec<(u32, Week, f64)> =
        rows.iter().map(|row| (row.replicate, row.week, number(row))).collect();
    first.sort_by_key(|row| (row.0, row.1));
    first.dedup_by_key(|row| row.0);
    let base = |replicate: u32| {
        let place = first.binary_search_by_key(&replicate, |row| row.0).ok()?;
        Some(first[place].2).filter(|&base| 0.0 < base)
    };
    let with_base: Vec<WeekRow> =
        rows.iter().filter(|row| base(row.replicate).is_some()).copied().collect();
    fan(&with_base, |row| number(row) / base(row.replicate).unwrap_or(1.0))
}

/// The quantile between order statistics (type 7 of Hyndman and Fan, 1996).
fn quantile(sorted: &[f64], level: f64) -> f64 {
    let place = level * (sorted.len().saturating_sub(1)) as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index below the number of replicates"
    )]
    let below = place.floor() as usize;
    let (low, high) = (sorted[below], sorted[(below + 1).min(sorted.len() - 1)]);
    low + (high - low) * (place - place.floor())
}

fn draw_panel(
    scene: &mut Scene,
    frame: &Frame,
    panel: &Panel,
    (card, followed): (&Card, &[(Week, String)]),
) {
    let y = frame.top + 14.0;
    scene.write(Align::Left, Point { x: frame.left, y }, panel.name, HEADING, INK);
    let x = frame.left + scene.width(panel.name, HEADING) + 8.0;
    let room = frame.right - x;
    let unit = scene.typeface.shorten(&panel.unit, SMALL, room);
    scene.write(Align::Left, Point { x, y }, unit, SMALL, QUIET);
    // Names of events stand between the heading and the plot.
    let head = if card.events.is_empty() { 32.0 } else { 40.0 };
    let mut plot = Frame {
        left: frame.left + 56.0,
        top: frame.top + head,
        right: frame.right - 92.0,
        bottom: frame.bottom - 40.0,
    };
    let all = || panel.series.iter().flat_map(|series| &series.fan);
    let Some(last) = all().map(|spread| spread.week).max() else {
        scene.say_nothing_here(&plot, "There were none to begin with");
        return;
    };
    let high = all().map(|spread| spread.levels[3].max(spread.mean)).fold(0.0, f64::max);
    let low = all().map(|spread| spread.levels[0].min(spread.mean)).fold(0.0, f64::min);
    let (heights, ends) = heights(panel.numbers, low, high);
    let number =
        |height: f64| if panel.numbers == Numbers::Shares { percent(height) } else { tick(height) };
    plot.left = frame.left + room_of_ticks(scene, heights.iter().map(|&height| number(height)));
    let up = Linear { numbers: ends, pixels: (plot.bottom, plot.top) };
    let across = Linear { numbers: (0.0, f64::from(last)), pixels: (plot.left, plot.right) };
    draw_burn_in(scene, &plot, across.at(f64::from(card.burn_in_weeks.min(last))));
    draw_events(scene, &plot, &across, &card.events);
    for &height in &heights {
        scene.level(plot.left, plot.right, up.at(height), 1.0, GRID);
        let at = Point { x: plot.left - 8.0, y: up.at(height) + 4.5 };
        scene.write(Align::Right, at, number(height), SMALL, QUIET);
    }
    draw_years(scene, &plot, &across, last);
    if panel.name == COMING {
        draw_followed(scene, &plot, &across, followed);
    }
    // Bands first, so that no line disappears under another series' band.
    for layer in LAYERS {
        for series in &panel.series {
            draw_layer(scene, series, layer, (&across, &up), is_few(card));
        }
    }
    scene.level(plot.left, plot.right, up.at(0.0), 1.5, INK);
    label_ends(scene, &plot, panel, &up);
}

/// Numbers beside an axis, and where it ends.
fn heights(numbers: Numbers, low: f64, high: f64) -> (Vec<f64>, (f64, f64)) {
    if numbers != Numbers::Shares {
        // Half a partner would be no tick to print.
        let heights = round_numbers(low, high.max(4.0), 4);
        let ends = (heights[0], heights[heights.len() - 1]);
        return (heights, ends);
    }
    // All that there was has its place; what grew beyond it needs no more room than it takes.
    let top = high.max(1.0);
    let wanted =
        if top < 1.25 { vec![0.0, 0.25, 0.5, 0.75, 1.0] } else { round_numbers(0.0, top, 4) };
    (wanted.into_iter().filter(|&height| height <= top).collect(), (0.0, top))
}

/// Room at the left of a panel for the numbers of its axis.
pub(super) fn room_of_ticks(scene: &Scene, numbers: impl Iterator<Item = String>) -> f64 {
    numbers.map(|number| scene.width(&number, SMALL) + 10.0).fold(56.0, f64::max)
}

/// What is drawn of a fan, from the bottom up.
#[derive(Debug, Clone, Copy)]
enum Layer {
    /// A band between two of the levels, and its strength of colour.
    Band(usize, usize, f64),
    /// The line of the means.
    Mean,
}

const LAYERS: [Layer; 3] = [Layer::Band(0, 3, 0.22), Layer::Band(1, 2, 0.45), Layer::Mean];

/// Whether a line is the mean of few worlds.
fn is_few(card: &Card) -> bool {
    // One world is no mean: its line is what happened.
    (2..few::WORLDS).contains(&card.replicates)
}

fn draw_layer(
    scene: &mut Scene,
    series: &Series,
    layer: Layer,
    (across, up): (&Linear, &Linear),
    is_few: bool,
) {
    let point = |spread: &Spread, number: f64| Point {
        x: across.at(f64::from(spread.week)),
        y: up.at(number),
    };
    let fan = &series.fan;
    let line = |number: &dyn Fn(&Spread) -> f64| {
        let points: Vec<Point> = fan.iter().map(|spread| point(spread, number(spread))).collect();
        thinned(&points)
    };
    match layer {
        Layer::Mean if is_few => {
            scene.dashed_line(&line(&|spread| spread.mean), 2.25, series.colour.line());
        }
        Layer::Mean => scene.stroke(line(&|spread| spread.mean), 2.25, series.colour.line()),
        Layer::Band(low, high, strength) => {
            if fan.iter().any(|spread| spread.levels[low] < spread.levels[high]) {
                let mut outline = line(&|spread| spread.levels[low]);
                outline.extend(line(&|spread| spread.levels[high]).into_iter().rev());
                scene.area(outline, few::shade(series.colour.tint(strength), is_few));
            }
        }
    }
}

/// The last mean of each fan at the end of its line, apart from one another.
fn label_ends(scene: &mut Scene, plot: &Frame, panel: &Panel, up: &Linear) {
    let mut ends: Vec<(f64, &Series)> = panel
        .series
        .iter()
        .filter_map(|series| series.fan.last().map(|last| (up.at(last.mean), series)))
        .collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let wishes: Vec<Wish> = ends
        .iter()
        .map(|&(centre, series)| Wish { centre, size: lines_of(series) * 17.0 })
        .collect();
    let room = (plot.top - 8.0, plot.bottom + 6.0);
    let Some(centres) = spread(&wishes, 3.0, room) else { return };
    for ((_, series), centre) in ends.iter().zip(centres) {
        let last = series.fan.last().map_or(0.0, |spread| spread.mean);
        let number = match panel.numbers {
            Numbers::Heads => heads(last),
            Numbers::Money => amount(last),
            Numbers::Shares => percent(last),
        };
        let is_wide = END_ROOM < scene.width(&number, LABEL_BOLD);
        let number = match panel.numbers {
            _ if !is_wide => number,
            // Shares next to nothing and to all.
            Numbers::Shares => number.replace("over ", ">").replace("under ", "<"),
            _ => tick(last),
        };
        let x = plot.right + 8.0;
        let mut y = centre - lines_of(series) * 8.5 + 13.0;
        for line in [number.as_str(), series.name] {
            let line = scene.typeface.shorten(line, LABEL_BOLD, END_ROOM);
            if !line.is_empty() {
                scene.write(Align::Left, Point { x, y }, line, LABEL_BOLD, INK);
                y += 17.0;
            }
        }
    }
}

fn lines_of(series: &Series) -> f64 {
    if series.name.is_empty() { 1.0 } else { 2.0 }
}

/// A number of people, rounded to whole ones.
fn heads(number: f64) -> String {
    amount(number.round())
}

/// How the number of partners went: the turns from the line, the numbers from the measures.
fn title(results: &Results, active: &[Spread]) -> String {
    let measured = |key| reading(results, key).map(|estimate| estimate.mean);
    let (Some(last), Some(end), Some(highest)) =
        (active.last(), measured("network.active_at_end"), measured("network.active_at_peak"))
    else {
        return "No week was simulated".to_owned();
    };
    if highest <= 0.0 {
        return "No partner was ever active".to_owned();
    }
    let higher =
        |best: Spread, spread: &Spread| if best.mean < spread.mean { *spread } else { best };
    let peak = active.iter().fold(active[0], higher);
    let week = |spread: &Spread| grouped(i128::from(spread.week));
    if last.mean < 0.95 * peak.mean {
        // Each world has its own week of the peak, and one of them has but one.
        let around = if results.card.replicates == 1 { "in" } else { "around" };
        return format!(
            "Partners peaked at {} {around} week {} and fell to {} by week {}",
            heads(highest),
            week(&peak),
            heads(end),
            week(last)
        );
    }
    let (week, end) = (week(last), heads(end));
    match last_quarter(results, last.week) {
        Some((from, change)) => {
            format!("{}: {}", turn(&change, last.mean, &week, &end), told(&change, from))
        }
        None => format!("The number of partners was {end} in week {week}"),
    }
}

/// Whether the number of partners still changes: worlds that agree on a change say so, and what
/// stays within a hundredth of all is none.
fn turn(change: &Estimate, number: f64, week: &str, end: &str) -> String {
    let (low, high) = change.low.zip(change.high).unwrap_or((change.mean, change.mean));
    let least = 0.01 * number;
    if -least < low && high < least {
        format!("The number of partners had levelled off at {end} by week {week}")
    } else if 0.0 < low {
        format!("The number of partners was still growing in week {week}, at {end}")
    } else if high < 0.0 {
        format!("The number of partners was falling in week {week}, at {end}")
    } else {
        format!("Partners were {end} in week {week}, and worlds differ on whether they become more")
    }
}

/// A change with its interval, and since when.
fn told(change: &Estimate, from: Week) -> String {
    let signed = |number: f64| {
        let sign = if 0.5 <= number { "+" } else { "" };
        format!("{sign}{}", heads(number))
    };
    let interval = change.low.zip(change.high);
    let interval = interval
        .map_or(String::new(), |(low, high)| format!(" ({} to {})", signed(low), signed(high)));
    format!("{}{interval} since week {}", signed(change.mean), grouped(i128::from(from)))
}

/// By how much the number of partners changed in the last quarter of the run, with its interval
/// over the worlds, and since which week.
fn last_quarter(results: &Results, last: Week) -> Option<(Week, Estimate)> {
    let from = last - last / 4;
    let at = |week: Week| {
        let mut rows: Vec<(u32, f64)> = results
            .weeks
            .iter()
            .filter(|row| row.week == week)
            .map(|row| (row.replicate, row.active as f64))
            .collect();
        rows.sort_by_key(|row| row.0);
        rows
    };
    let (before, after) = (at(from), at(last));
    let pairs = before.iter().filter_map(|(world, before)| {
        let place = after.binary_search_by_key(world, |row| row.0).ok()?;
        Some(after[place].1 - before)
    });
    let changes: Vec<f64> = pairs.collect();
    Estimate::over(&changes).filter(|_| from < last).map(|change| (from, change))
}

fn subtitle(results: &Results) -> String {
    let worlds = count(u64::from(results.card.replicates), "simulated world", "simulated worlds");
    let grey = if results.card.burn_in_weeks == 0 { "" } else { " · grey: burn-in" };
    let yellow = if results.card.events.is_empty() { "" } else { " · yellow: event" };
    let shaded = format!("{grey}{yellow}{}", few::note("dashed", false, is_few(&results.card)));
    if results.card.replicates < 2 {
        return format!("What happened in {worlds}, week by week{shaded}");
    }
    format!(
        "Line: mean of {worlds} in each week · dark band: the middle half · \
         pale band: all but the top and bottom 5\u{a0}%{shaded}"
    )
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::scene::Mark;
    use super::super::style::EVENT;
    use super::*;
    use crate::experiment::results::EventMark;

    fn areas(scene: &Scene) -> usize {
        scene.marks.iter().filter(|mark| matches!(mark, Mark::Area { .. })).count()
    }

    #[test]
    fn quantiles_lie_between_the_order_statistics() {
        let sorted = [1.0, 2.0, 3.0, 4.0, 5.0];
        for (level, wanted) in [(0.0, 1.0), (0.25, 2.0), (0.5, 3.0), (0.95, 4.8), (1.0, 5.0)] {
            assert!((quantile(&sorted, level) - wanted).abs() < 1e-12);
        }
        assert!((quantile(&[7.0], 0.95) - 7.0).abs() < 1e-12);
    }

    #[test]
    fn a_fan_takes_each_week_by_itself_whatever_the_order_of_the_rows() {
        let row =
            |replicate, week, active| WeekRow { replicate, week, active, ..WeekRow::default() };
        let rows = [row(1, 2, 9), row(0, 1, 4), row(0, 2, 5), row(1, 1, 6)];
        let fan = fan(&rows, |row| row.active as f64);
        let means: Vec<(Week, f64)> = fan.iter().map(|all| (all.week, all.mean)).collect();
        assert_eq!(means, [(1, 5.0), (2, 7.0)]);
    }

    #[test]
    fn shares_are_of_the_own_first_week_and_worlds_without_one_are_left_out() {
        let row = |replicate, week, prospects| WeekRow {
            replicate,
            week,
            prospects,
            ..WeekRow::default()
        };
        let rows = [row(0, 1, 200), row(0, 2, 50), row(1, 1, 0), row(1, 2, 10)];
        let fan = fan_of_first(&rows, |row| row.prospects as f64);
        assert_eq!(fan.iter().map(|all| all.mean).collect::<Vec<f64>>(), [1.0, 0.25]);
    }

    #[test]
    fn the_axis_of_a_share_ends_where_its_data_end_and_never_below_all_that_there_was() {
        // How far below the top of the axis 100 % stands, and the numbers beside it.
        let axis = |per_mille: u64, sheet: Sheet| {
            let mut results = sample::typical();
            for row in &mut results.weeks {
                row.prospects = if row.week == 20 { per_mille } else { 1000 };
                row.unserved = 1000;
            }
            let scene = scene(&results, sheet).expect("a scene");
            assert_eq!(scene.faults(), Vec::<String>::new(), "{per_mille}");
            assert_eq!(scene.strays(), Vec::<String>::new(), "{per_mille}");
            let beside = scene.labels().filter(|label| label.face == SMALL);
            let shares: Vec<(u32, f64)> = beside
                .filter_map(|label| {
                    let number = label.text.strip_suffix('%')?.trim_end();
                    Some((number.parse().ok()?, label.at.y))
                })
                .collect();
            let numbers: Vec<u32> = shares.iter().map(|share| share.0).collect();
            let at = |wanted: u32| {
                let is_it = |share: &&(u32, f64)| share.0 == wanted;
                shares.iter().find(is_it).expect("a number beside the axis").1
            };
            (at(0) - at(100), numbers)
        };
        let quarters = [0, 25, 50, 75, 100];
        for sheet in [Sheet::File, Sheet::Column, Sheet::Phone] {
            let (all, numbers) = axis(500, sheet);
            assert_eq!(numbers, quarters);
            let beyond = [0, 100, 200, 300];
            for (per_mille, wanted) in
                [(1001, &quarters[..]), (1037, &quarters), (1200, &quarters), (3700, &beyond)]
            {
                let (height, numbers) = axis(per_mille, sheet);
                assert_eq!(numbers, wanted, "{per_mille}");
                let whole = height * per_mille as f64 / 1000.0;
                assert!((whole - all).abs() < 1e-6 * all, "{per_mille}: {height} of {all}");
            }
        }
    }

    #[test]
    fn twenty_worlds_make_bands_and_one_world_makes_lines_only() {
        // Two bands for each of six series.
        assert_eq!(areas(&scene(&sample::typical(), Sheet::File).expect("a scene")), 12);
        assert_eq!(areas(&scene(&sample::one_world(), Sheet::File).expect("a scene")), 0);
    }

    #[test]
    fn means_of_two_to_four_worlds_are_dashed_and_the_subtitle_says_so() {
        for (worlds, is_dashed) in [(1, false), (2, true), (4, true), (5, false), (20, false)] {
            let mut results = sample::typical();
            results.card.replicates = worlds;
            results.weeks.retain(|row| row.replicate < worlds);
            let scene = scene(&results, Sheet::File).expect("a scene");
            let strokes =
                scene.marks.iter().filter(|mark| matches!(mark, Mark::Stroke { .. })).count();
            assert_eq!(6 < strokes, is_dashed, "{worlds} worlds: {strokes} strokes");
            let told = scene.subtitle.ends_with(" · dashed: fewer than 5 worlds");
            assert_eq!(told, is_dashed, "{}", scene.subtitle);
        }
    }

    #[test]
    fn numbers_of_an_axis_begin_inside_the_panel() {
        let mut results = sample::typical();
        for row in &mut results.weeks {
            row.customers_spend = crate::units::Cents(14_999_900);
        }
        for sheet in [Sheet::Column, Sheet::Phone] {
            let scene = scene(&results, sheet).expect("a scene");
            assert!(scene.labels().any(|label| label.text == "150,000"));
            assert_eq!(scene.faults(), Vec::<String>::new());
        }
    }

    /// Two worlds, of which the second has ten partners more in each week.
    fn two_worlds(number: &dyn Fn(u32) -> u64) -> Results {
        let world = |replicate: u32| {
            (1..=100).map(move |week| WeekRow {
                replicate,
                week,
                active: number(week) + 10 * u64::from(replicate),
                ..WeekRow::default()
            })
        };
        let weeks: Vec<WeekRow> = world(0).chain(world(1)).collect();
        let readings = sample::partners_readings(&weeks);
        Results { readings, weeks, ..sample::typical() }
    }

    #[test]
    fn every_panel_marks_the_weeks_of_an_event_with_its_name() {
        let mut results = sample::typical();
        let bands = |results: &Results| -> Vec<(f64, f64)> {
            let scene = scene(results, Sheet::File).expect("a scene");
            assert_eq!(scene.faults(), Vec::<String>::new());
            let marks = scene.marks.iter();
            let of = |mark: &Mark| match mark {
                Mark::Block { frame, fill } if *fill == EVENT => Some((frame.left, frame.right)),
                _ => None,
            };
            marks.filter_map(of).collect()
        };
        let drawn = bands(&results);
        assert_eq!(drawn.len(), 4);
        let scene = scene(&results, Sheet::File).expect("a scene");
        assert_eq!(scene.labels().filter(|label| label.text == "lock down").count(), 4);
        // 26 of 156 weeks are a sixth of the axis.
        let axis = (super::super::style::WIDTH - 2.0 * super::super::style::MARGIN - 40.0) / 2.0;
        let sixth = (axis - 52.0 - 92.0) / 6.0;
        assert!((drawn[0].1 - drawn[0].0 - sixth).abs() < 1.0, "{drawn:?}");
        results.card.events.clear();
        assert!(bands(&results).is_empty());
    }

    #[test]
    fn many_events_at_once_and_long_names_touch_nothing() {
        let mut results = sample::typical();
        results.card.events = (1..60)
            .map(|number| EventMark {
                name: format!("an_event_with_quite_a_name_{number}"),
                first_week: number * 2,
                last_week: 156.min(number * 2 + number),
            })
            .collect();
        assert_eq!(scene(&results, Sheet::File).expect("a scene").faults(), Vec::<String>::new());
    }

    #[test]
    fn heads_are_whole() {
        let mut results = sample::typical();
        // Two worlds, one and two leavers: the mean lies between them.
        let row = |replicate, left| WeekRow {
            replicate,
            week: 1,
            active: 7 + u64::from(replicate),
            left,
            prospects: 1,
            ..WeekRow::default()
        };
        results.weeks = vec![row(0, 1), row(1, 2)];
        results.readings = sample::partners_readings(&results.weeks);
        let scene = scene(&results, Sheet::File).expect("a scene");
        let texts: Vec<&str> = scene.labels().map(|label| label.text.as_str()).collect();
        assert!(texts.contains(&"2") && !texts.iter().any(|text| text.contains("1.50")));
        assert!(scene.title.ends_with("was 8 in week 1"), "{}", scene.title);
    }

    #[test]
    fn titles_tell_growth_levelling_and_decline_apart() {
        let title = |results: &Results| scene(results, Sheet::File).expect("a scene").title;
        assert_eq!(
            title(&two_worlds(&|week| u64::from(week) * 10)),
            "The number of partners was still growing in week 100, at 1,005: +250 (+250 to +250) \
             since week 75"
        );
        assert_eq!(
            title(&two_worlds(&|week| u64::from(week.min(40)))),
            "The number of partners had levelled off at 45 by week 100: 0 (0 to 0) since week 75"
        );
        assert_eq!(
            title(&two_worlds(&|week| u64::from(100 - week.abs_diff(60)))),
            "Partners peaked at 105 around week 60 and fell to 65 by week 100"
        );
        // A tenth more in the last quarter is no levelling off, as long as worlds agree on it.
        assert_eq!(
            title(&two_worlds(&|week| 8_000 + 4 * u64::from(week))),
            "The number of partners was still growing in week 100, at 8,405: +100 (+100 to +100) \
             since week 75"
        );
        let mut apart = two_worlds(&|week| 8_000 + 4 * u64::from(week));
        for row in apart.weeks.iter_mut().filter(|row| row.replicate == 1) {
            row.active = 8_390;
        }
        assert!(title(&apart).contains("worlds differ on whether"), "{}", title(&apart));
        assert_eq!(title(&sample::all_zero()), "No partner was ever active");
        assert_eq!(title(&sample::empty()), "No week was simulated");
    }

    #[test]
    fn the_title_and_the_end_of_the_line_are_what_the_measure_says() {
        let mut results = two_worlds(&|week| u64::from(week) * 10);
        // The mean of three worlds is not the one in the middle.
        results.weeks.extend((1..=100).map(|week| WeekRow {
            replicate: 2,
            week,
            active: u64::from(week) * 40,
            ..WeekRow::default()
        }));
        results.readings = sample::partners_readings(&results.weeks);
        let scene = scene(&results, Sheet::File).expect("a scene");
        assert!(scene.title.starts_with("Partners were 2,003 in week 100"), "{}", scene.title);
        assert!(scene.labels().any(|label| label.text == "2,003"));
    }

    #[test]
    fn runs_of_a_week_a_year_and_forty_years_have_ticks_that_do_not_touch() {
        for weeks in [1, 2, 9, 52, 53, 300, 2080] {
            let mut results = sample::typical();
            results.weeks = (1..=weeks)
                .map(|week| WeekRow { week, active: 1, prospects: 1, ..WeekRow::default() })
                .collect();
            let scene = scene(&results, Sheet::File).expect("a scene");
            assert_eq!(scene.faults(), Vec::<String>::new(), "{weeks} weeks");
        }
    }
}
