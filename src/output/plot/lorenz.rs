//! How unequally payments and net earnings are shared out.
//!
//! *Invariant*: every point of a curve stands where its row says; the left panel is a square, so
//! that the diagonal is at 45 degrees. Net earnings, which can be below zero, have a generalised
//! curve in money of their own and no Lorenz curve.
//!
//! *Absent*: coefficients are read and never computed here.

use super::axis::{Linear, round_numbers};
use super::numbers::{amount, count, percent, tick, with_unit};
use super::scene::{Align, Frame, Furniture, Point, Scene};
use super::style::{
    BUSINESSES, GRID, HEADING, INK, LABEL, LABEL_BOLD, LOSERS, QUIET, RULE, SMALL, WINNERS,
};
use super::{PlotError, source_line};
use crate::experiment::results::{LorenzBase, LorenzCurve, Results};

/// The bases of the left panel, from the fewest people to the most, with their strengths of colour.
const BASES: [(LorenzBase, f64); 3] =
    [(LorenzBase::Paid, 0.45), (LorenzBase::OrderedOrPaid, 0.7), (LorenzBase::OnBooks, 1.0)];

/// The picture's marks.
pub(super) fn scene(results: &Results) -> Result<Scene, PlotError> {
    let (mut scene, body) = Scene::furnished(Furniture {
        title: title(results),
        subtitle: subtitle(results),
        source: source_line(&results.card),
    })?;
    let side = (body.height() - 104.0).min(500.0);
    let left = Frame {
        left: body.left + 48.0,
        top: body.top + 52.0,
        right: body.left + 48.0 + side,
        bottom: body.top + 52.0 + side,
    };
    let right = Frame { left: left.right + 104.0, right: body.right - 12.0, ..left };
    heading(&mut scene, &left, "Company payments in the last full year");
    draw_payments(&mut scene, &left, results);
    heading(&mut scene, &right, "Net earnings of the first year");
    draw_net(&mut scene, &right, results);
    Ok(scene)
}

fn heading(scene: &mut Scene, frame: &Frame, text: &str) {
    let at = Point { x: frame.left - 48.0, y: frame.top - 34.0 };
    scene.write(Align::Left, at, text, HEADING, INK);
}

/// A curve that can be drawn, if the results hold it.
fn curve(results: &Results, base: LorenzBase) -> Option<&LorenzCurve> {
    results.lorenz.iter().find(|curve| curve.base == base && 1 < curve.points.len())
}

/// Shares of people below a panel.
fn draw_people(scene: &mut Scene, frame: &Frame, caption: &str) {
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let x = frame.left + share * frame.width();
        scene.upright(x, frame.bottom, frame.bottom + 5.0, 1.0, INK);
        let at = Point { x, y: frame.bottom + 20.0 };
        scene.write(Align::Centre, at, percent(share), SMALL, INK);
    }
    let at = Point { x: frame.centre(), y: frame.bottom + 42.0 };
    scene.write(Align::Centre, at, caption, SMALL, QUIET);
}

fn draw_payments(scene: &mut Scene, frame: &Frame, results: &Results) {
    let curves: Vec<(&LorenzCurve, f64)> = BASES
        .iter()
        .filter_map(|&(base, strength)| curve(results, base).map(|curve| (curve, strength)))
        .filter(|(curve, _)| curve.points.iter().any(|point| 0.0 < point.1))
        .collect();
    if curves.is_empty() {
        scene.say_nothing_here(frame, "Nobody was paid anything");
        return;
    }
    let across = Linear { numbers: (0.0, 1.0), pixels: (frame.left, frame.right) };
    let up = Linear { numbers: (0.0, 1.0), pixels: (frame.bottom, frame.top) };
    for share in [0.25, 0.5, 0.75, 1.0] {
        scene.level(frame.left, frame.right, up.at(share), 1.0, GRID);
    }
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let at = Point { x: frame.left - 8.0, y: up.at(share) + 4.5 };
        scene.write(Align::Right, at, percent(share), SMALL, QUIET);
    }
    let at = Point { x: frame.left - 48.0, y: frame.top - 14.0 };
    scene.write(Align::Left, at, "Share of the payments", SMALL, QUIET);
    let diagonal =
        vec![Point { x: frame.left, y: frame.bottom }, Point { x: frame.right, y: frame.top }];
    scene.stroke(diagonal, 1.25, RULE);
    scene.level(frame.left, frame.right, frame.bottom, 1.5, INK);
    draw_people(scene, frame, "People, from the least paid to the best paid");
    for &(curve, strength) in curves.iter().rev() {
        let points =
            curve.points.iter().map(|&(x, y)| Point { x: across.at(x), y: up.at(y) }).collect();
        scene.stroke(points, 2.75, BUSINESSES.tint(strength));
    }
    label_curves(scene, frame, &curves, (&across, &up));
}

/// Labels in the empty corner above the diagonal, each tied to its curve by colour and letter.
fn label_curves(
    scene: &mut Scene,
    frame: &Frame,
    curves: &[(&LorenzCurve, f64)],
    (across, up): (&Linear, &Linear),
) {
    let x = frame.left + 12.0;
    let mut y = frame.top + 24.0;
    // No grid line runs through the labels.
    let ground = Frame {
        left: x,
        top: frame.top + 6.0,
        right: x + 260.0,
        bottom: frame.top + 4.0 + 46.0 * curves.len() as f64,
    };
    scene.block(ground, super::style::WHITE);
    for (index, &(curve, strength)) in curves.iter().enumerate() {
        let (name, numbers) = in_words(curve);
        let letter = ["A", "B", "C"][index.min(2)];
        let colour = BUSINESSES.tint(strength);
        scene.level(x, x + 18.0, y - 5.0, 3.0, colour);
        scene.write(Align::Left, Point { x: x + 25.0, y }, letter, LABEL_BOLD, INK);
        scene.write(Align::Left, Point { x: x + 42.0, y }, name, LABEL_BOLD, INK);
        scene.write(Align::Left, Point { x: x + 42.0, y: y + 18.0 }, numbers, LABEL, INK);
        y += 46.0;
        let height = 0.30 - 0.1 * index as f64;
        if let Some(share) = people_at(curve, height) {
            let at = Point { x: across.at(share), y: up.at(height) };
            scene.dot(at, colour);
            let at = Point { x: at.x - 13.0, y: at.y - 2.0 };
            scene.write(Align::Centre, at, letter, LABEL_BOLD, INK);
        }
    }
}

/// Share of people below whom the curve holds so much of the money.
fn people_at(curve: &LorenzCurve, height: f64) -> Option<f64> {
    curve.points.windows(2).find(|pair| height <= pair[1].1).map(|pair| {
        let rise = pair[1].1 - pair[0].1;
        let part = if rise <= 0.0 { 0.0 } else { ((height - pair[0].1) / rise).clamp(0.0, 1.0) };
        pair[0].0 + part * (pair[1].0 - pair[0].0)
    })
}

/// Who is counted, and the two coefficients.
fn in_words(curve: &LorenzCurve) -> (&'static str, String) {
    let name = match curve.base {
        LorenzBase::OnBooks => "Everybody on the books",
        LorenzBase::OrderedOrPaid => "Those who ordered or were paid",
        LorenzBase::Paid => "Those who were paid",
        LorenzBase::NetFirstYear => "First-year net",
    };
    let mut facts = Vec::new();
    if let Some(gini) = curve.gini {
        facts.push(format!("Gini {}", super::numbers::decimal(gini.mean, 2)));
    }
    if let Some(top) = curve.top_1_percent {
        facts.push(format!("top 1% get {}", percent(top.mean)));
    }
    (name, facts.join(", "))
}

fn draw_net(scene: &mut Scene, frame: &Frame, results: &Results) {
    let Some(curve) = curve(results, LorenzBase::NetFirstYear) else {
        scene.say_nothing_here(frame, "Nobody completed a first year");
        return;
    };
    let low = curve.points.iter().map(|point| point.1).fold(0.0, f64::min);
    let high = curve.points.iter().map(|point| point.1).fold(0.0, f64::max);
    if low.abs().max(high) <= 0.0 {
        scene.say_nothing_here(frame, "Nobody gained or lost anything");
        return;
    }
    // Below the deepest point there is room for its label.
    let heights = round_numbers(low - 0.14 * (high - low), high, 6);
    let ends = (heights[0], heights[heights.len() - 1]);
    let across = Linear { numbers: (0.0, 1.0), pixels: (frame.left, frame.right) };
    let up = Linear { numbers: ends, pixels: (frame.bottom, frame.top) };
    for &height in &heights {
        scene.level(frame.left, frame.right, up.at(height), 1.0, GRID);
        let at = Point { x: frame.left - 8.0, y: up.at(height) + 4.5 };
        scene.write(Align::Right, at, tick(height), SMALL, QUIET);
    }
    let currency = &results.card.currency;
    let unit = if currency.is_empty() { String::new() } else { format!(", {currency}") };
    let caption = format!("Running total divided by all people{unit}");
    let at = Point { x: frame.left - 48.0, y: frame.top - 14.0 };
    scene.write(Align::Left, at, caption, SMALL, QUIET);
    draw_people(scene, frame, "People, from the largest loss to the largest gain");
    let points: Vec<Point> =
        curve.points.iter().map(|&(x, y)| Point { x: across.at(x), y: up.at(y) }).collect();
    let zero = up.at(0.0);
    fill_below_zero(scene, &points, zero);
    scene.level(frame.left, frame.right, zero, 1.5, INK);
    scene.stroke(points, 2.75, INK);
    label_net(scene, frame, curve, (&across, &up), &results.card.currency);
}

/// The ground between the curve and zero where it is below.
fn fill_below_zero(scene: &mut Scene, points: &[Point], zero: f64) {
    let mut outline: Vec<Point> =
        points.iter().map(|point| Point { y: point.y.max(zero), ..*point }).collect();
    if let (Some(first), Some(last)) = (points.first(), points.last()) {
        outline.push(Point { y: zero, ..*last });
        outline.push(Point { y: zero, ..*first });
    }
    scene.area(outline, LOSERS.tint(0.25));
}

/// The deepest point and the end of the curve, with what they mean.
fn label_net(
    scene: &mut Scene,
    frame: &Frame,
    curve: &LorenzCurve,
    (across, up): (&Linear, &Linear),
    currency: &str,
) {
    let Some(&(_, mean)) = curve.points.last() else { return };
    let deepest = curve.points.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1));
    // The curve is convex: below it and to the left of its end there is never anything in the way.
    if let Some((share, depth)) = deepest.filter(|point| point.1 < 0.0 && point.0 < 0.999) {
        let at = Point { x: across.at(share), y: up.at(depth) };
        scene.dot(at, LOSERS);
        let lines = [
            format!("The {} who lost are down", percent(share)),
            format!("{} per head of everybody", with_unit(&amount(-depth), currency)),
        ];
        let width = lines.iter().map(|line| scene.width(line, LABEL_BOLD)).fold(0.0, f64::max);
        let right = (at.x + 24.0).clamp(frame.left + width + 8.0, frame.right.max(width));
        for (line, drop) in lines.into_iter().zip([24.0, 42.0]) {
            let y = (at.y + drop).min(frame.bottom - 50.0 + drop);
            scene.write(Align::Right, Point { x: right, y }, line, LABEL_BOLD, INK);
        }
    }
    let at = Point { x: across.at(1.0), y: up.at(mean) };
    scene.dot(at, if mean < 0.0 { LOSERS } else { WINNERS });
    let text = format!("All together: {} a head", with_unit(&amount(mean), currency));
    let y = (at.y + 5.0).max(frame.top + 14.0);
    scene.write(Align::Right, Point { x: at.x - 12.0, y }, text, LABEL_BOLD, INK);
}

fn title(results: &Results) -> String {
    let on_books = curve(results, LorenzBase::OnBooks);
    if let Some(top) = on_books.and_then(|curve| curve.top_1_percent) {
        return format!(
            "The best-paid 1% of all partners got {} of what the {} paid out",
            percent(top.mean),
            if results.card.businesses.len() == 1 { "company" } else { "companies" }
        );
    }
    if let Some(gini) = on_books.and_then(|curve| curve.gini) {
        return format!(
            "Company payments are shared out with a Gini of {}",
            super::numbers::decimal(gini.mean, 2)
        );
    }
    if curve(results, LorenzBase::NetFirstYear).is_some() {
        "Nobody was paid anything by a company in the last full year".to_owned()
    } else {
        "Nobody was paid, and nobody completed a first year".to_owned()
    }
}

fn subtitle(results: &Results) -> String {
    let worlds = count(u64::from(results.card.replicates), "simulated world", "simulated worlds");
    let people = |base, what: &str| {
        curve(results, base).map(|curve| format!("{} {what}", amount(curve.people as f64)))
    };
    let bases: Vec<String> = [
        people(LorenzBase::OnBooks, "people on the books"),
        people(LorenzBase::Paid, "of them paid"),
        people(LorenzBase::NetFirstYear, "with a first year"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if bases.is_empty() {
        return format!("Nothing was shared out in {worlds}");
    }
    let bases = bases.join(", ");
    format!("{worlds} pooled: {bases} · coefficients: means of the worlds")
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::scene::Mark;
    use super::*;

    #[test]
    fn curves_run_from_corner_to_corner_of_a_square() {
        let scene = scene(&sample::typical()).expect("a scene");
        let curves: Vec<&Vec<Point>> = scene
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Stroke { points, width, .. } if 2.0 < *width => Some(points),
                _ => None,
            })
            .collect();
        assert_eq!(curves.len(), 4);
        let ends = |points: &[Point]| (points[0], points[points.len() - 1]);
        let (first, last) = ends(curves[0]);
        assert!(((last.x - first.x) - (first.y - last.y)).abs() < 1e-6, "no square");
        for curve in &curves[..3] {
            assert_eq!(ends(curve), (first, last));
        }
        // Everybody on the books is drawn first and is the most unequal: nowhere above another.
        for (books, paid) in curves[0].iter().zip(curves[2]) {
            assert!(paid.y <= books.y + 1e-6);
        }
    }

    #[test]
    fn the_net_curve_dips_below_zero_and_says_for_whom() {
        let scene = scene(&sample::typical()).expect("a scene");
        assert!(scene.labels().any(|label| label.text == "The 89% who lost are down"));
        assert!(scene.labels().any(|label| label.text == "All together: −89 EUR a head"));
    }

    #[test]
    fn titles_state_the_finding_or_that_there_is_none() {
        let title = |results: &Results| scene(results).expect("a scene").title;
        assert_eq!(
            title(&sample::typical()),
            "The best-paid 1% of all partners got 61% of what the company paid out"
        );
        let mut no_top = sample::typical();
        for curve in &mut no_top.lorenz {
            curve.top_1_percent = None;
        }
        assert_eq!(title(&no_top), "Company payments are shared out with a Gini of 0.93");
        assert_eq!(
            title(&sample::all_zero()),
            "Nobody was paid anything by a company in the last full year"
        );
        assert_eq!(title(&sample::empty()), "Nobody was paid, and nobody completed a first year");
    }

    #[test]
    fn nets_that_are_all_gains_all_losses_or_tiny_are_drawn_without_faults() {
        for points in [
            vec![(0.0, 0.0), (0.5, 100.0), (1.0, 900.0)],
            vec![(0.0, 0.0), (0.5, -800.0), (1.0, -900.0)],
            vec![(0.0, 0.0), (0.01, -0.01), (1.0, 0.02)],
            vec![(0.0, 0.0), (0.99, -500.0), (1.0, 400.0)],
        ] {
            let mut results = sample::typical();
            results.lorenz[3].points.clone_from(&points);
            let scene = scene(&results).expect("a scene");
            assert_eq!(scene.faults(), Vec::<String>::new(), "{points:?}");
        }
    }
}
