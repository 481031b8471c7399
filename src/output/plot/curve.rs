//! One key swept over its values: who captures more at each, and where the verdict turns.
//!
//! *Invariant*: a dot stands at the mean of its row, in the colour of its verdict; the band reaches
//! over the 95 % intervals. The axis holds zero, where the verdict turns. The line of few worlds is
//! dashed, its dots and its band are pale.
//!
//! *Absent*: values between those that were simulated; two keys (`heat`).

use super::axis::{Linear, round_numbers};
use super::few;
use super::numbers::{decimal, tick, with_unit};
use super::points::{self, told, value};
use super::scene::{Align, Frame, Furniture, Label, Point, Scene, Sheet, Tag};
use super::style::{
    BUSINESSES, GRID, HEADING, INK, PAPER, PARTNERS_AHEAD, QUIET, RULE, SMALL, SMALL_BOLD,
    class_colour,
};
use super::{PlotError, source_lines};
use crate::experiment::results::VerdictClass;
use crate::experiment::sweep::{Sweep, SweepKey};
use crate::output::key_words::in_words;

/// Heights in a page, in a column and on a phone.
const HEIGHTS: (f64, f64) = (460.0, 400.0);

/// The picture's marks.
pub(super) fn scene(sweep: &Sweep, sheet: Sheet) -> Result<Scene, PlotError> {
    let furniture = Furniture {
        title: title(sweep),
        subtitle: points::subtitle(sweep, "pale and dashed"),
        source: source_lines(&sweep.card),
    };
    let (mut scene, body) = Scene::furnished(furniture, sheet, HEIGHTS)?;
    let [key] = sweep.keys.as_slice() else {
        scene.say_nothing_here(&body, "No key was swept");
        return Ok(scene);
    };
    // Numbers stand to the right of dots that fall, to the left of those that rise.
    let (before, after) = if is_falling(sweep) { (14.0, 54.0) } else { (54.0, 24.0) };
    let plot = Frame {
        left: body.left + 56.0,
        top: body.top + 34.0,
        right: body.right - after,
        bottom: body.bottom - 50.0,
    };
    let ends = |values: &mut dyn Iterator<Item = f64>| {
        values.fold((0.0_f64, 0.0_f64), |(low, high), one| (low.min(one), high.max(one)))
    };
    let estimates = || sweep.rows.iter().map(|row| row.difference_of_100);
    let low = ends(&mut estimates().map(|one| one.low.unwrap_or(one.mean))).0;
    let high = ends(&mut estimates().map(|one| one.high.unwrap_or(one.mean))).1;
    let ticks = round_numbers(low, high, 6);
    let numbers = (ticks[0].min(low), ticks[ticks.len() - 1].max(high));
    let up = Linear { numbers, pixels: (plot.bottom, plot.top) };
    let first_last = (key.values[0], key.values[key.values.len() - 1]);
    let across = Linear { numbers: first_last, pixels: (plot.left + before, plot.right - 4.0) };
    for number in ticks {
        let y = up.at(number);
        if number != 0.0 {
            scene.level(plot.left, plot.right, y, 1.0, GRID);
        }
        let at = Point { x: plot.left - 8.0, y: y + 4.5 };
        scene.write(Align::Right, at, tick(number), SMALL, INK);
    }
    draw_band(&mut scene, sweep, &across, &up);
    draw_zero(&mut scene, &body, &plot, &up, sweep);
    draw_own(&mut scene, &plot, &across, key);
    draw_dots(&mut scene, sweep, &across, &up);
    draw_names(&mut scene, &body, &plot, &across, key);
    Ok(scene)
}

fn draw_band(scene: &mut Scene, sweep: &Sweep, across: &Linear, up: &Linear) {
    let point = |value: f64, number: f64| Point { x: across.at(value), y: up.at(number) };
    let rows = || sweep.rows.iter().map(|row| (row.values[0], row.difference_of_100));
    let mut outline: Vec<Point> =
        rows().filter_map(|(value, estimate)| Some(point(value, estimate.low?))).collect();
    outline.extend(rows().rev().filter_map(|(value, estimate)| Some(point(value, estimate.high?))));
    let is_few = few::are_worlds(&sweep.card);
    scene.area(outline, few::shade(RULE.tint(0.35), is_few));
    let line: Vec<Point> = rows().map(|(value, estimate)| point(value, estimate.mean)).collect();
    if is_few {
        scene.dashed_line(&line, 2.0, INK);
    } else {
        scene.stroke(line, 2.0, INK);
    }
}

/// Whether the means fall from the first value to the last.
fn is_falling(sweep: &Sweep) -> bool {
    let mean = |place: usize| sweep.rows[place].difference_of_100.mean;
    mean(sweep.rows.len() - 1) < mean(0)
}

/// The line on which the verdict turns, and what is on either side of it.
fn draw_zero(scene: &mut Scene, body: &Frame, plot: &Frame, up: &Linear, sweep: &Sweep) {
    scene.level(plot.left, plot.right, up.at(0.0), 2.0, INK);
    let each = with_unit("of each 100", &sweep.card.currency);
    let (words, colour) = if 0.0 < up.numbers.1 {
        (format!("↑ businesses more, {each}"), BUSINESSES)
    } else {
        (format!("↓ partners more, {each}"), PARTNERS_AHEAD)
    };
    let at = Point { x: body.left, y: body.top + 12.0 };
    scene.write(Align::Left, at, words, SMALL_BOLD, colour.deep());
    if 0.0 < up.numbers.1 && up.numbers.0 < 0.0 {
        // Where no dots are: on the low side.
        let (align, x) = if is_falling(sweep) {
            (Align::Left, plot.left + 6.0)
        } else {
            (Align::Right, plot.right - 6.0)
        };
        let at = Point { x, y: plot.bottom - 8.0 };
        scene.write(align, at, "↓ partners more", SMALL_BOLD, PARTNERS_AHEAD.deep());
    }
}

/// A dashed line at the scenario's own value, where that is within those that are swept.
fn draw_own(scene: &mut Scene, plot: &Frame, across: &Linear, key: &SweepKey) {
    let is_inside = |own: &f64| across.numbers.0 <= *own && *own <= across.numbers.1;
    let Some(own) = key.own.filter(is_inside) else { return };
    let x = across.at(own);
    scene.dashes(x, plot.top, plot.bottom, 1.5, RULE);
    let text = format!("as in the scenario: {}", value(own));
    let half = scene.width(&text, SMALL) / 2.0;
    let x = x.clamp(plot.left + half, plot.right - half);
    scene.write(Align::Centre, Point { x, y: plot.top - 8.0 }, text, SMALL, QUIET);
}

fn draw_dots(scene: &mut Scene, sweep: &Sweep, across: &Linear, up: &Linear) {
    for row in &sweep.rows {
        let estimate = &row.difference_of_100;
        let at = Point { x: across.at(row.values[0]), y: up.at(estimate.mean) };
        scene.tagged(Tag::of(told(row, &sweep.keys)), |scene| {
            scene.disc(at, 7.0, PAPER);
            let colour = class_colour(row.verdict);
            scene.disc(at, 5.5, few::shade(colour, few::are_worlds(&sweep.card)));
        });
        let text = decimal(estimate.mean, usize::from(estimate.mean.abs() < 99.95));
        let colour = class_colour(row.verdict).deep();
        // Beside the dot, on the side to which the line goes down from above.
        let (align, x) =
            if is_falling(sweep) { (Align::Left, at.x + 9.0) } else { (Align::Right, at.x - 9.0) };
        let at = Point { x, y: (at.y - 8.0).max(up.pixels.1 + 10.0) };
        scene.write_if_free(Label { at, align, text, face: SMALL_BOLD, colour });
    }
}

fn draw_names(scene: &mut Scene, body: &Frame, plot: &Frame, across: &Linear, key: &SweepKey) {
    for number in &key.values {
        let x = across.at(*number);
        scene.upright(x, plot.bottom, plot.bottom + 4.0, 1.0, RULE);
        let text = value(*number);
        let half = scene.width(&text, SMALL) / 2.0;
        let x = x.clamp((body.left + half).min(body.right - half), body.right - half);
        let at = Point { x, y: plot.bottom + 19.0 };
        scene.write_if_free(Label { at, align: Align::Centre, text, face: SMALL, colour: INK });
    }
    let text = format!("{} →", points::name(key));
    let text = scene.typeface.shorten(&text, HEADING, body.width());
    let at = Point { x: body.right, y: plot.bottom + 43.0 };
    scene.write(Align::Right, at, text, HEADING, INK);
}

/// Where the mean crosses zero, straight between neighbours.
fn crossings(sweep: &Sweep) -> Vec<f64> {
    let at = |pair: &[crate::experiment::sweep::SweepRow]| {
        let (a, b) = (pair[0].difference_of_100.mean, pair[1].difference_of_100.mean);
        let (from, to) = (pair[0].values[0], pair[1].values[0]);
        ((a < 0.0) != (b < 0.0)).then(|| from + (to - from) * a / (a - b))
    };
    sweep.rows.windows(2).filter_map(at).collect()
}

/// A number in three digits that count.
fn about(number: f64) -> String {
    let size = number.abs();
    let mut decimals = 0;
    let mut unit = 100.0;
    while size < unit && decimals < 8 && size != 0.0 {
        decimals += 1;
        unit /= 10.0;
    }
    let text = decimal(number, decimals);
    if text.contains('.') {
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    text
}

fn title(sweep: &Sweep) -> String {
    let (Some(key), Some(first), Some(last)) =
        (sweep.keys.first(), sweep.rows.first(), sweep.rows.last())
    else {
        return "No key was swept".to_owned();
    };
    let sides = [VerdictClass::BusinessesMore, VerdictClass::PartnersMore];
    let name = |class| if class == sides[0] { "the businesses" } else { "the partners" };
    let has_sides = sides.contains(&first.verdict) && sides.contains(&last.verdict);
    match crossings(sweep).as_slice() {
        [at] if has_sides => format!(
            "The verdict turns where {} is about {}: below it {} capture more, above it {}",
            in_words(&key.key),
            about(*at),
            name(first.verdict),
            name(last.verdict)
        ),
        _ => {
            let values = format!(
                "values of {} from {} to {}",
                in_words(&key.key),
                value(key.values[0]),
                value(key.values[key.values.len() - 1])
            );
            points::title(sweep, &values)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::scene::Mark;
    use super::*;
    use crate::experiment::sweep::SweepRow;

    const SHEETS: [Sheet; 3] = [Sheet::File, Sheet::Column, Sheet::Phone];

    fn line(means: &[f64]) -> Sweep {
        let values: Vec<f64> = (1..=means.len()).map(|place| place as f64 / 10.0).collect();
        let row = |(value, mean): (&f64, &f64)| SweepRow {
            values: vec![*value],
            scenario_hash: String::new(),
            verdict: match mean {
                mean if mean.abs() <= 1.0 => VerdictClass::CannotTell,
                mean if *mean < 0.0 => VerdictClass::PartnersMore,
                _ => VerdictClass::BusinessesMore,
            },
            difference_of_100: sample::estimate(*mean, 1.0),
            businesses_of_100: sample::estimate(0.0, 1.0),
            partners_of_100: sample::estimate(-mean, 1.0),
        };
        let rows = values.iter().zip(means).map(row).collect();
        let key = SweepKey {
            key: "post.reach".to_owned(),
            unit: "share".to_owned(),
            own: Some(0.25),
            values,
        };
        Sweep { card: sample::typical().card, keys: vec![key], rows }
    }

    #[test]
    fn the_title_says_where_the_verdict_turns_or_that_it_does_not() {
        let title = |means: &[f64]| scene(&line(means), Sheet::File).expect("a scene").title;
        assert_eq!(
            title(&[-6.0, -2.0, 6.0, 30.0]),
            "The verdict turns where reach (post) is about 0.225: below it the partners capture \
             more, above it the businesses"
        );
        assert_eq!(
            title(&[12.0, 30.5]),
            "The businesses capture more at all 2 values of reach (post) from 0.1 to 0.2: by \
             12.0 to 30.5 of each 100 EUR"
        );
        assert_eq!(
            title(&[5.0, -5.0, 5.0]),
            "The businesses capture more at 2 of 3 values of reach (post) from 0.1 to 0.3, the \
             partners at 1"
        );
        assert_eq!(about(1234.5), "1,234");
        assert_eq!(about(0.031_25), "0.0312");
    }

    #[test]
    fn few_worlds_make_a_dashed_line_and_pale_dots_and_the_subtitle_says_so() {
        let mut sweep = line(&[-6.0, -2.0, 6.0, 30.0]);
        let solid = |scene: &Scene| {
            let is_line =
                |mark: &&Mark| matches!(mark, Mark::Stroke { points, .. } if points.len() == 4);
            scene.marks.iter().filter(is_line).count()
        };
        let many = scene(&sweep, Sheet::File).expect("a scene");
        assert_eq!(solid(&many), 1);
        assert!(!many.subtitle.contains("fewer than"), "{}", many.subtitle);
        sweep.card.replicates = 4;
        let few = scene(&sweep, Sheet::File).expect("a scene");
        assert_eq!(solid(&few), 0);
        assert!(few.subtitle.ends_with("pale and dashed: fewer than 5 worlds"), "{}", few.subtitle);
        let pale = few::shade(class_colour(VerdictClass::PartnersMore), true);
        let dot = |mark: &Mark| matches!(mark, Mark::Area { fill, .. } if *fill == pale);
        assert!(few.marks.iter().any(dot) && !many.marks.iter().any(dot));
    }

    #[test]
    fn dots_stand_at_their_rows_in_the_colour_of_the_verdict() {
        let sweep = line(&[-6.0, -2.0, 0.5, 30.0]);
        for sheet in SHEETS {
            let scene = scene(&sweep, sheet).expect("a scene");
            assert_eq!(scene.tags.len(), sweep.rows.len());
            let dot = |place: usize| {
                let mark = &scene.marks[scene.tags[place].0.end - 1];
                let Mark::Area { points, fill } = mark else { panic!("no dot") };
                let (one, other) = (points[0], points[16]);
                let at = (f64::midpoint(one.x, other.x), f64::midpoint(one.y, other.y));
                (at, *fill)
            };
            let ((x0, y0), _) = dot(0);
            let ((x3, y3), _) = dot(3);
            for (place, row) in sweep.rows.iter().enumerate() {
                let ((x, y), fill) = dot(place);
                assert_eq!(fill, class_colour(row.verdict));
                let part = (row.difference_of_100.mean + 6.0) / 36.0;
                assert!((y - (y0 + part * (y3 - y0))).abs() < 1e-6);
                assert!((x - (x0 + place as f64 / 3.0 * (x3 - x0))).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn no_text_lies_over_another_and_nothing_leaves_the_frame_whatever_comes() {
        let many: Vec<f64> = (0..60).map(|place| f64::from(place * place) - 900.0).collect();
        let mut certain = line(&[3.0, 4.0]);
        for row in &mut certain.rows {
            (row.difference_of_100.low, row.difference_of_100.high) = (None, None);
        }
        let mut large = line(&[-5.0, 5.0, 8.0]);
        for value in &mut large.keys[0].values {
            *value *= 1e9;
        }
        for row in &mut large.rows {
            row.values[0] *= 1e9;
        }
        for (name, sweep) in [
            ("turning", line(&[-6.0, -2.0, 6.0, 30.0])),
            ("flat", line(&[0.0, 0.0])),
            ("below", line(&[-60.0, -61.0, -65.0])),
            ("many", line(&many)),
            ("certain", certain),
            ("large", large),
        ] {
            for sheet in SHEETS {
                let scene = scene(&sweep, sheet).expect("a scene");
                assert_eq!(scene.faults(), Vec::<String>::new(), "{name} {sheet:?}");
                assert_eq!(scene.strays(), Vec::<String>::new(), "{name} {sheet:?}");
            }
        }
    }
}
