//! When they came, and what their first year brought: waves of joining side by side.
//!
//! *Invariant*: a wave is as wide as its weeks; its line is the mean of the worlds, its band the
//! interval of it. Both axes hold zero. A wave of few people or worlds is pale and dashed.
//!
//! *Absent*: founders, and who came too late to be followed for a year.

use super::axis::{Linear, round_numbers};
use super::few;
use super::numbers::{count, grouped, money, percent, tick, with_unit};
use super::scene::{Align, Frame, Furniture, Label, Point, Scene, Sheet, Tag};
use super::style::{Colour, GRID, HEADING, INK, LABEL_BOLD, LOSERS, QUIET, SMALL, WINNERS, ZERO};
use super::weeks::room_of_ticks;
use super::{PlotError, source_lines};
use crate::experiment::interval::Estimate;
use crate::experiment::results::{EntryWave, Results};

/// Height in a column and on a phone.
const HEIGHTS: (f64, f64) = (360.0, 660.0);

/// What a panel shows of a wave.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    Profit,
    Median,
}

impl Shown {
    fn of(self, wave: &EntryWave) -> Option<Estimate> {
        match self {
            Self::Profit => wave.profit_share,
            Self::Median => wave.median_net,
        }
    }

    /// In the numbers of the axis: a share, or currency units.
    fn scaled(self, number: f64) -> f64 {
        if self == Self::Profit { number } else { number / 100.0 }
    }

    fn colour(self, mean: f64) -> Colour {
        if self == Self::Profit || 0.0 < mean {
            WINNERS
        } else if mean < 0.0 {
            LOSERS
        } else {
            ZERO
        }
    }

    /// A number of the axis.
    fn number(self, height: f64) -> String {
        if self == Self::Profit { percent(height) } else { tick(height) }
    }

    fn text(self, mean: f64, currency: &str) -> String {
        if self == Self::Profit { percent(mean) } else { money(mean, currency) }
    }
}

/// Waves in which anybody was followed.
fn waves(results: &Results) -> Vec<&EntryWave> {
    results.joiners.waves.iter().filter(|wave| wave.profit_share.is_some()).collect()
}

/// The picture's marks.
pub(super) fn scene(results: &Results, sheet: Sheet) -> Result<Scene, PlotError> {
    let waves = waves(results);
    let furniture = Furniture {
        title: title(&waves),
        subtitle: subtitle(results, &waves),
        source: source_lines(&results.card),
    };
    let (mut scene, body) = Scene::furnished(furniture, sheet, HEIGHTS)?;
    if waves.is_empty() {
        scene.say_nothing_here(&body, few::NOBODY);
        return Ok(scene);
    }
    let unit = with_unit("the one in the middle,", &results.card.currency);
    let panels = [
        (Shown::Profit, "Came out ahead", "share of those who joined".to_owned()),
        (Shown::Median, "Net of the first year", unit.trim_end_matches(',').to_owned()),
    ];
    let gap = 36.0;
    for (place, (shown, name, unit)) in panels.into_iter().enumerate() {
        let second = place as f64;
        let frame = if scene.is_narrow() {
            let height = (body.height() - gap) / 2.0;
            let top = body.top + second * (height + gap);
            Frame { top, bottom: top + height, ..body }
        } else {
            let width = (body.width() - gap) / 2.0;
            let left = body.left + second * (width + gap);
            Frame { left, right: left + width, ..body }
        };
        let y = frame.top + 14.0;
        scene.write(Align::Left, Point { x: frame.left, y }, name, HEADING, INK);
        let x = frame.left + scene.width(name, HEADING) + 8.0;
        let unit = scene.typeface.shorten(&unit, SMALL, frame.right - x);
        scene.write(Align::Left, Point { x, y }, unit, SMALL, QUIET);
        draw_panel(&mut scene, &frame, shown, (&waves, &results.card.currency));
    }
    Ok(scene)
}

fn draw_panel(
    scene: &mut Scene,
    frame: &Frame,
    shown: Shown,
    (waves, currency): (&[&EntryWave], &str),
) {
    let ends = |wave: &EntryWave| shown.of(wave).map(|estimate| interval(&estimate, shown));
    let numbers = || waves.iter().filter_map(|wave| ends(wave)).flat_map(|(low, high)| [low, high]);
    let (low, high) = (numbers().fold(0.0, f64::min), numbers().fold(0.0, f64::max));
    let heights = match shown {
        Shown::Profit if 0.5 < high => vec![0.0, 0.25, 0.5, 0.75, 1.0],
        Shown::Profit => round_numbers(0.0, high.max(0.04), 4),
        // Below the lowest band there is room for its label.
        Shown::Median => round_numbers(low - 0.1 * (high - low), high.max(low + 1.0), 5),
    };
    let plot = Frame {
        left: frame.left + room_of_ticks(scene, heights.iter().map(|&height| shown.number(height))),
        top: frame.top + 44.0,
        right: frame.right - 12.0,
        bottom: frame.bottom - 46.0,
    };
    let span = (heights[0], heights[heights.len() - 1]);
    let up = Linear { numbers: span, pixels: (plot.bottom, plot.top) };
    for &height in &heights {
        scene.level(plot.left, plot.right, up.at(height), 1.0, GRID);
        let at = Point { x: plot.left - 8.0, y: up.at(height) + 4.5 };
        scene.write(Align::Right, at, shown.number(height), SMALL, QUIET);
    }
    let (first, last) = (waves[0].first_week - 1, waves[waves.len() - 1].last_week);
    let across =
        Linear { numbers: (f64::from(first), f64::from(last)), pixels: (plot.left, plot.right) };
    for wave in waves {
        draw_wave(scene, wave, (&across, &up), (shown, currency));
    }
    scene.level(plot.left, plot.right, up.at(0.0), 1.5, INK);
    draw_entry_weeks(scene, &plot, &across, waves);
    // Labels after all bands, the first and the last wave's before the others'.
    let mut order: Vec<usize> = (0..waves.len()).collect();
    order.sort_by_key(|&place| place != 0 && place + 1 != waves.len());
    for place in order {
        label_wave(scene, &plot, waves[place], (&across, &up), shown);
    }
}

/// Both ends of an interval in the numbers of the axis; a share stays one.
fn interval(estimate: &Estimate, shown: Shown) -> (f64, f64) {
    let ends = (estimate.low.unwrap_or(estimate.mean), estimate.high.unwrap_or(estimate.mean));
    let kept = |end: f64| if shown == Shown::Profit { end.clamp(0.0, 1.0) } else { end };
    (shown.scaled(kept(ends.0)), shown.scaled(kept(ends.1)))
}

fn is_few(wave: &EntryWave) -> bool {
    let worlds = wave.profit_share.map_or(0, |share| share.replicates);
    wave.people < few::PEOPLE || worlds < few::WORLDS
}

fn draw_wave(
    scene: &mut Scene,
    wave: &EntryWave,
    (across, up): (&Linear, &Linear),
    (shown, currency): (Shown, &str),
) {
    let Some(estimate) = shown.of(wave) else { return };
    let colour = shown.colour(estimate.mean);
    let (low, high) = interval(&estimate, shown);
    let left = across.at(f64::from(wave.first_week - 1)) + 1.0;
    let right = across.at(f64::from(wave.last_week)) - 1.0;
    let y = up.at(shown.scaled(estimate.mean));
    let tag = format!(
        "Joined in {}: {} ({})",
        weeks(wave),
        shown.text(estimate.mean, currency),
        count(wave.people, "person", "people")
    );
    scene.tagged(Tag::of(tag), |scene| {
        let band = Frame { left, top: up.at(high), right, bottom: up.at(low) };
        scene.block(band, few::shade(colour.tint(0.42), is_few(wave)));
        if is_few(wave) {
            scene.dashed_line(&[Point { x: left, y }, Point { x: right, y }], 2.5, colour);
        } else {
            scene.level(left, right, y, 3.5, colour);
        }
    });
}

/// What a wave came to, above its band, or below it where that is nearer to zero.
fn label_wave(
    scene: &mut Scene,
    plot: &Frame,
    wave: &EntryWave,
    (across, up): (&Linear, &Linear),
    shown: Shown,
) {
    let Some(estimate) = shown.of(wave) else { return };
    let (low, high) = interval(&estimate, shown);
    // The unit stands above the panel.
    let text = shown.text(estimate.mean, "");
    let middle =
        across.at(f64::midpoint(f64::from(wave.first_week - 1), f64::from(wave.last_week)));
    let half = scene.width(&text, LABEL_BOLD) / 2.0;
    let x = middle.clamp(plot.left + half, (plot.right + 12.0 - half).max(plot.left + half));
    let is_below = estimate.mean < 0.0 && up.at(low) + 18.0 <= plot.bottom;
    let y = if is_below { up.at(low) + 16.0 } else { up.at(high.max(low)) - 7.0 };
    let colour = if is_few(wave) { QUIET } else { INK };
    let at = Point { x, y };
    scene.write_if_free(Label { at, align: Align::Centre, text, face: LABEL_BOLD, colour });
}

fn draw_entry_weeks(scene: &mut Scene, plot: &Frame, across: &Linear, waves: &[&EntryWave]) {
    let mut free = f64::NEG_INFINITY;
    let y = plot.bottom + 20.0;
    let edges = waves.iter().map(|wave| wave.first_week - 1);
    let last = waves.last().map(|wave| wave.last_week);
    for week in edges.chain(last) {
        let x = across.at(f64::from(week));
        scene.upright(x, plot.bottom, plot.bottom + 5.0, 1.0, INK);
        let text = grouped(i128::from(week));
        let half = scene.width(&text, SMALL) / 2.0;
        if free <= x - half {
            scene.write(Align::Centre, Point { x, y }, text, SMALL, INK);
            free = x + half + 10.0;
        }
    }
    let at = Point { x: plot.centre(), y: plot.bottom + 41.0 };
    scene.write(Align::Centre, at, "Week of joining", SMALL, QUIET);
}

/// The weeks of a wave.
fn weeks(wave: &EntryWave) -> String {
    let [first, last] = [wave.first_week, wave.last_week].map(|week| grouped(i128::from(week)));
    if first == last { format!("week {first}") } else { format!("weeks {first} to {last}") }
}

/// Times as many who come out ahead in the best wave as in the worst from which on the title tells
/// of these two, where the first and the last are not apart.
const APART: f64 = 1.5;

/// Whether the early fared better than the late, as far as their intervals tell: of the first and
/// the last wave that do not rest on few, if there are two, or of the worst and the best of those.
fn title(waves: &[&EntryWave]) -> String {
    let solid: Vec<&EntryWave> = waves.iter().copied().filter(|wave| !is_few(wave)).collect();
    let told = if solid.len() < 2 { waves } else { &solid[..] };
    let Some((first, last)) = told.first().zip(told.last()) else {
        return few::NOBODY.to_owned();
    };
    let ahead = |wave: &EntryWave| {
        wave.profit_share.map_or(String::new(), |share| percent(share.mean.clamp(0.0, 1.0)))
    };
    if told.len() < 2 {
        return format!("Of those who joined in {} {} came out ahead", weeks(first), ahead(first));
    }
    let above = |one: &EntryWave, other: &EntryWave| {
        let ends = one.profit_share.zip(other.profit_share);
        ends.and_then(|(one, other)| one.low.zip(other.high)).is_some_and(|(low, high)| high < low)
    };
    let mean = |wave: &&&EntryWave| wave.profit_share.map_or(0.0, |share| share.mean);
    let worst = told.iter().min_by(|a, b| mean(a).total_cmp(&mean(b)));
    let best = told.iter().max_by(|a, b| mean(a).total_cmp(&mean(b)));
    let apart = worst
        .zip(best)
        .filter(|(worst, best)| above(best, worst) && APART * mean(worst) <= mean(best));
    let (how, first, last) = if is_few(first) || is_few(last) {
        ("Too few to tell early from late", first, last)
    } else if above(first, last) {
        ("Coming early helped", first, last)
    } else if above(last, first) {
        ("Coming late helped", first, last)
    } else if let Some((worst, best)) = apart {
        ("It mattered when they came", worst, best)
    } else {
        ("Early or late, no clear difference", first, last)
    };
    format!(
        "{how}: {} of those who joined in {} came out ahead after a year, {} of those in {}",
        ahead(first),
        weeks(first),
        ahead(last),
        weeks(last)
    )
}

fn subtitle(results: &Results, waves: &[&EntryWave]) -> String {
    let worlds = count(u64::from(results.card.replicates), "simulated world", "simulated worlds");
    let people: u64 = waves.iter().map(|wave| wave.people).sum();
    if people == 0 {
        return few::nobody(&results.card);
    }
    let bands = if results.card.replicates < 2 { "" } else { " · bands: 95\u{a0}% intervals" };
    let of_people = waves.iter().any(|wave| wave.people < few::PEOPLE);
    let fewest = waves.iter().filter_map(|wave| wave.profit_share).map(|share| share.replicates);
    let of_worlds = fewest.min().is_some_and(|worlds| worlds < few::WORLDS);
    let note = few::note("pale and dashed", of_people, of_worlds);
    format!(
        "First 52 weeks of {} who joined, by the week in which they did · means of {worlds}{bands} \
         · own use counted as a cost · founders not counted{note}",
        count(people, "person", "people")
    )
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::scene::Mark;
    use super::*;

    #[test]
    fn bands_of_waves_stand_at_their_intervals_on_axes_that_hold_zero() {
        let results = sample::typical();
        for sheet in [Sheet::File, Sheet::Column, Sheet::Phone] {
            let scene = scene(&results, sheet).expect("a scene");
            let shown = [Shown::Profit, Shown::Median];
            let waves = &results.joiners.waves;
            let wanted = shown.into_iter().flat_map(|shown| {
                waves.iter().map(move |wave| (shown, shown.of(wave).expect("an estimate"), wave))
            });
            assert_eq!(scene.tags.len(), 2 * waves.len());
            // Each tag holds the band and the line.
            let mut zero_and_unit: Option<(Shown, f64, f64)> = None;
            for ((range, tag), (shown, estimate, wave)) in scene.tags.iter().zip(wanted) {
                let Mark::Block { frame, fill } = &scene.marks[range.start] else {
                    panic!("no band: {}", tag.words)
                };
                let (low, high) = interval(&estimate, shown);
                let unit = frame.height() / (high - low);
                let zero = frame.bottom + low * unit;
                match zero_and_unit.filter(|of| of.0 == shown) {
                    None => zero_and_unit = Some((shown, zero, unit)),
                    Some((_, its_zero, its_unit)) => {
                        assert!((zero - its_zero).abs() < 1e-6, "{}", tag.words);
                        assert!((unit - its_unit).abs() < 1e-6, "{}", tag.words);
                    }
                }
                let colour = shown.colour(estimate.mean).tint(0.42);
                assert_eq!(*fill, few::shade(colour, is_few(wave)), "{}", tag.words);
                assert!((0.0..=scene.size.1).contains(&zero), "{}", tag.words);
            }
            assert!(scene.subtitle.ends_with("pale and dashed: fewer than 100 people"));
        }
    }

    #[test]
    fn titles_say_whether_the_early_fared_better_as_far_as_intervals_tell() {
        let mut results = sample::typical();
        let title = |results: &Results| scene(results, Sheet::File).expect("a scene").title;
        // The last wave is of sixty people: the one before is told of.
        assert_eq!(
            title(&results),
            "Coming early helped: 31\u{a0}% of those who joined in weeks 13 to 25 came out \
             ahead after a year, 10\u{a0}% of those in weeks 91 to 103"
        );
        results.joiners.waves.reverse();
        assert!(title(&results).starts_with("Coming late helped: 10\u{a0}% of those"));
        results.joiners.waves.truncate(2);
        for wave in &mut results.joiners.waves {
            (wave.people, wave.profit_share) = (100, Some(sample::estimate(0.1, 0.05)));
        }
        assert!(title(&results).starts_with("Early or late, no clear difference: 10\u{a0}% of"));
        // Between waves that are alike a bad one is told of beside the best.
        let mut hollow = sample::typical();
        for (place, wave) in hollow.joiners.waves.iter_mut().enumerate() {
            let share = [0.10, 0.03, 0.06, 0.11][place.min(3)];
            (wave.people, wave.profit_share) = (500, Some(sample::estimate(share, 0.015)));
        }
        hollow.joiners.waves.truncate(4);
        assert_eq!(
            title(&hollow),
            "It mattered when they came: 3\u{a0}% of those who joined in weeks 26 to 38 came \
             out ahead after a year, 11\u{a0}% of those in weeks 52 to 64"
        );
        results.joiners.waves[1].people = 99;
        results.joiners.waves[1].profit_share = Some(sample::estimate(0.3, 0.01));
        assert!(title(&results).starts_with("Too few to tell early from late: 10\u{a0}% of"));
        results.joiners.waves.truncate(1);
        assert_eq!(
            title(&results),
            "Of those who joined in weeks 104 to 116 10\u{a0}% came out ahead"
        );
        assert_eq!(title(&sample::empty()), "No newcomer was followed for a whole first year");
    }
}
