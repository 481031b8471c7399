//! How unequally rewards of the plan and net earnings are shared out.
//!
//! *Invariant*: every point of a curve stands where its row says; the left panel is a square, so
//! that the diagonal is at 45 degrees. Net earnings, which can be below zero, have a generalised
//! curve in money of their own and no Lorenz curve. Numbers in labels are the measures', not read
//! off a curve, and no label lies over a curve. A curve of few people is dashed.
//!
//! *Absent*: coefficients are read and never computed here.

mod names;

use super::axis::{Linear, round_numbers};
use super::few;
use super::few::NOBODY;
use super::numbers::{amount, count, money, percent, tick};
use super::scene::{Align, Frame, Furniture, Point, Scene, Sheet, thinned};
use super::style::{
    BUSINESSES, Colour, GRID, HEADING, INK, LABEL, LABEL_BOLD, LOSERS, QUIET, RULE, SMALL, WINNERS,
};
use super::{PlotError, source_lines};
use crate::experiment::results::{LorenzBase, LorenzCurve, Results};
use names::{Named, is_crossed};

/// The bases of the left panel, from the fewest people to the most, with the ink in their colours.
pub(super) const BASES: [(LorenzBase, f64); 3] =
    [(LorenzBase::Paid, 0.75), (LorenzBase::OrderedOrPaid, 0.4), (LorenzBase::OnBooks, 0.0)];

/// Height in a column and on a phone.
const HEIGHTS: (f64, f64) = (484.0, 790.0);

/// Room for the numbers at the left of a panel.
const fn indent(sheet: Sheet) -> f64 {
    match sheet {
        Sheet::File => 48.0,
        // There is no margin beside it.
        Sheet::Column | Sheet::Phone => 62.0,
    }
}

/// The picture's marks.
pub(super) fn scene(results: &Results, sheet: Sheet) -> Result<Scene, PlotError> {
    let furniture = Furniture {
        title: title(results),
        subtitle: subtitle(results),
        source: source_lines(&results.card),
    };
    let (mut scene, body) = Scene::furnished(furniture, sheet, HEIGHTS)?;
    let side = match sheet {
        Sheet::File => (body.height() - 104.0).min(500.0),
        Sheet::Column => (body.width() - 186.0) / 2.0,
        Sheet::Phone => body.width() - 82.0,
    };
    // The last tick's number reaches beyond the panel.
    let edge = if sheet == Sheet::File { 12.0 } else { 20.0 };
    let left = Frame {
        left: body.left + indent(sheet),
        top: body.top + 52.0,
        right: body.left + indent(sheet) + side,
        bottom: body.top + 52.0 + side,
    };
    let right = if sheet == Sheet::Phone {
        Frame { top: body.bottom - 52.0 - side, bottom: body.bottom - 52.0, ..left }
    } else {
        Frame { left: left.right + 104.0, right: body.right - edge, ..left }
    };
    heading(&mut scene, &left, "Rewards of the plan in the last full year");
    draw_payments(&mut scene, &left, results);
    heading(&mut scene, &right, "Net earnings of the first year");
    draw_net(&mut scene, &right, results);
    Ok(scene)
}

fn heading(scene: &mut Scene, frame: &Frame, text: &str) {
    let at = Point { x: frame.left - indent(scene.sheet), y: frame.top - 34.0 };
    scene.write(Align::Left, at, text, HEADING, INK);
}

/// A curve that can be drawn, if the results hold it.
fn curve(results: &Results, base: LorenzBase) -> Option<&LorenzCurve> {
    results.lorenz.iter().find(|curve| curve.base == base && 1 < curve.points.len())
}

/// What is said where no year is counted, whatever was paid.
const NO_YEAR: &str = "The run holds no calendar year";

/// Whether the results count a calendar year: somebody was on the books in it.
fn has_year(results: &Results) -> bool {
    let is_books = |curve: &&LorenzCurve| curve.base == LorenzBase::OnBooks;
    results.lorenz.iter().find(is_books).is_some_and(|curve| 0 < curve.people)
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
    let curves: Vec<(&LorenzCurve, Colour)> = BASES
        .iter()
        .filter_map(|&(base, ink)| Some((curve(results, base)?, BUSINESSES.inked(ink))))
        .filter(|(curve, _)| curve.points.iter().any(|point| 0.0 < point.1))
        .collect();
    if curves.is_empty() {
        let why = if has_year(results) { "Nobody got any rewards of the plan" } else { NO_YEAR };
        scene.say_nothing_here(frame, why);
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
    let at = Point { x: frame.left - indent(scene.sheet), y: frame.top - 14.0 };
    scene.write(Align::Left, at, "Share of the rewards", SMALL, QUIET);
    let diagonal =
        vec![Point { x: frame.left, y: frame.bottom }, Point { x: frame.right, y: frame.top }];
    scene.stroke(diagonal, 1.25, RULE);
    scene.level(frame.left, frame.right, frame.bottom, 1.5, INK);
    draw_people(scene, frame, "People, from the least to the most rewarded");
    let place = |&(x, y): &(f64, f64)| Point { x: across.at(x), y: up.at(y) };
    let lines: Vec<Vec<Point>> = curves
        .iter()
        .map(|(curve, _)| thinned(&curve.points.iter().map(place).collect::<Vec<Point>>()))
        .collect();
    for (&(curve, colour), points) in curves.iter().zip(&lines).rev() {
        draw_curve(scene, curve, points.clone(), colour);
    }
    let named: Vec<Named> = curves
        .iter()
        .zip(&lines)
        .map(|(&(curve, colour), points)| {
            let lines = in_words(curve, scene.sheet).into_iter().enumerate();
            let face = |place| if place == 0 { LABEL_BOLD } else { LABEL };
            let lines = lines.map(|(place, line)| (line, face(place))).collect();
            Named { lines, colour: colour.deep(), points }
        })
        .collect();
    names::write(scene, frame, &named);
}

/// The line of a curve.
fn draw_curve(scene: &mut Scene, curve: &LorenzCurve, points: Vec<Point>, colour: Colour) {
    if is_few(curve) {
        scene.dashed_line(&points, 2.25, colour);
    } else {
        scene.stroke(points, 2.75, colour);
    }
}

/// Whether few people are in a curve.
fn is_few(curve: &LorenzCurve) -> bool {
    curve.people < few::PEOPLE
}

/// Who is counted, and the two coefficients.
fn in_words(curve: &LorenzCurve, sheet: Sheet) -> Vec<String> {
    // In a small panel there is room for a few words.
    let is_short = sheet != Sheet::File;
    let name = match curve.base {
        LorenzBase::OnBooks if sheet == Sheet::Phone => "All on the books",
        LorenzBase::OnBooks => "Everybody on the books",
        LorenzBase::OrderedOrPaid if is_short => "Ordered or rewarded",
        LorenzBase::OrderedOrPaid => "Those who ordered or got rewards",
        LorenzBase::Paid if is_short => "Rewarded",
        LorenzBase::Paid => "Those who got rewards",
        LorenzBase::NetFirstYear => "First-year net",
    };
    let mut facts = Vec::new();
    if let Some(gini) = curve.gini {
        facts.push(format!("Gini {}", super::numbers::decimal(gini.mean, 2)));
    }
    if let Some(top) = curve.top_1_percent {
        facts.push(format!("top 1\u{a0}% get {}", percent(top.mean)));
    }
    let mut lines = vec![name.to_owned()];
    // On a phone each fact has a line of its own.
    if sheet == Sheet::Phone {
        lines.extend(facts);
    } else if !facts.is_empty() {
        lines.push(facts.join(", "));
    }
    lines
}

fn draw_net(scene: &mut Scene, frame: &Frame, results: &Results) {
    let Some(curve) = curve(results, LorenzBase::NetFirstYear) else {
        scene.say_nothing_here(frame, NOBODY);
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
    let at = Point { x: frame.left - indent(scene.sheet), y: frame.top - 14.0 };
    scene.write(Align::Left, at, caption, SMALL, QUIET);
    draw_people(scene, frame, "People, from the largest loss to the largest gain");
    let points: Vec<Point> =
        curve.points.iter().map(|&(x, y)| Point { x: across.at(x), y: up.at(y) }).collect();
    let zero = up.at(0.0);
    fill_below_zero(scene, &points, zero);
    scene.level(frame.left, frame.right, zero, 1.5, INK);
    draw_curve(scene, curve, points.clone(), INK);
    label_net(scene, frame, &points, (zero, curve, results));
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
    points: &[Point],
    (zero, curve, results): (f64, &LorenzCurve, &Results),
) {
    let (table, currency) = (&results.earnings, &results.card.currency);
    let Some((&end, &(_, last))) = points.last().zip(curve.points.last()) else { return };
    let mut taken = Vec::new();
    let deepest = points.iter().zip(&curve.points).min_by(|a, b| a.1.1.total_cmp(&b.1.1));
    if let Some((&at, &(share, depth))) = deepest.filter(|(_, row)| row.1 < 0.0 && row.0 < 0.999) {
        scene.dot(at, LOSERS);
        let share = table.loss_share.map_or(share, |share| share.mean);
        let losses = table.losses_a_head.map_or(-depth * 100.0, |losses| losses.mean);
        let everybody = if scene.is_narrow() { "all" } else { "everybody" };
        let lines = [
            format!("The {} who lost: their losses,", percent(share)),
            format!("spread over {everybody}, are {}", money(losses, currency)),
        ]
        .map(|line| scene.typeface.shorten(&line, LABEL_BOLD, frame.width() - 16.0));
        // The curve is convex: below it there is nothing in the way but lines of the grid.
        let corner = Point { x: at.x + 24.0, y: at.y + 10.0 };
        let ground = place_of(scene, frame, &lines, corner);
        let ground = Frame { top: ground.top.max(at.y + 7.0), ..ground };
        scene.block(ground, super::style::PAPER);
        taken.push(write_lines(scene, frame, &lines, corner));
    }
    scene.dot(end, if last < 0.0 { LOSERS } else { WINNERS });
    let mean = table.mean.map_or(last * 100.0, |mean| mean.mean);
    let lines = ["All together:".to_owned(), format!("{} a head", money(mean, currency))]
        .map(|line| scene.typeface.shorten(&line, LABEL_BOLD, frame.width() - 16.0));
    let size = size_of(scene, &lines);
    if let Some(spot) = free_spot(frame, end, size, (points, zero, &taken)) {
        let corner = Point { x: spot.right, y: spot.top };
        write_lines(scene, frame, &lines, corner);
        // Far from its dot a label needs a leader.
        let away = (spot.top - end.y).max(end.y - spot.bottom);
        if 24.0 < away {
            let y = if spot.bottom < end.y { spot.bottom + 3.0 } else { spot.top - 3.0 };
            let foot = if spot.bottom < end.y { end.y - 7.0 } else { end.y + 7.0 };
            let leader = vec![Point { x: spot.right, y }, Point { x: end.x, y: foot }];
            scene.stroke(leader, 1.25, RULE);
        }
    }
}

/// Height of a line of a label.
const LINE: f64 = 18.0;

/// Width and height of lines below each other.
fn size_of(scene: &Scene, lines: &[String]) -> (f64, f64) {
    let width = lines.iter().map(|line| scene.width(line, LABEL_BOLD)).fold(0.0, f64::max);
    (width, LINE * lines.len() as f64)
}

/// What lines cover that end at the right of their corner, moved into the frame.
fn place_of(scene: &Scene, frame: &Frame, lines: &[String], corner: Point) -> Frame {
    let (width, height) = size_of(scene, lines);
    let right = corner.x.clamp(frame.left + width + 8.0, frame.right.max(frame.left + width + 8.0));
    let top = corner.y.min(frame.bottom - height - 4.0);
    Frame { left: right - width, top, right, bottom: top + height }
}

/// Writes lines there; returns what they cover.
fn write_lines(scene: &mut Scene, frame: &Frame, lines: &[String], corner: Point) -> Frame {
    let place = place_of(scene, frame, lines, corner);
    let mut y = place.top - 4.0;
    for line in lines {
        y += LINE;
        let at = Point { x: place.right, y };
        scene.write(Align::Right, at, line.clone(), LABEL_BOLD, INK);
    }
    place
}

/// The place nearest to a dot, to the left of it, where a label of a size touches neither the
/// curve nor zero nor another label; nothing when there is none.
fn free_spot(
    frame: &Frame,
    dot: Point,
    (width, height): (f64, f64),
    (curve, zero, taken): (&[Point], f64, &[Frame]),
) -> Option<Frame> {
    const STEP: f64 = 4.0;
    const ROOM: f64 = 5.0;
    let is_free = |spot: &Frame| {
        let near = Frame {
            left: spot.left - ROOM,
            top: spot.top - ROOM,
            right: spot.right + ROOM,
            bottom: spot.bottom + ROOM,
        };
        let inside =
            frame.left <= near.left && frame.top <= near.top && near.bottom <= frame.bottom;
        let apart = |other: &Frame| {
            near.right <= other.left
                || other.right <= near.left
                || near.bottom <= other.top
                || other.bottom <= near.top
        };
        let off_zero = near.bottom <= zero || zero <= near.top;
        inside && off_zero && taken.iter().all(apart) && !is_crossed(&near, curve)
    };
    let mut best: Option<(f64, Frame)> = None;
    for left in 0..40 {
        for down in -150..=150 {
            let right = dot.x - 12.0 - f64::from(left) * STEP;
            let top = dot.y - height / 2.0 + f64::from(down) * STEP;
            let spot = Frame { left: right - width, top, right, bottom: top + height };
            let (x, y) = (f64::from(left), f64::from(down));
            let distance = x * x + y * y;
            if best.is_none_or(|(least, _)| distance < least) && is_free(&spot) {
                best = Some((distance, spot));
            }
        }
    }
    best.map(|(_, spot)| spot)
}

fn title(results: &Results) -> String {
    let on_books = curve(results, LorenzBase::OnBooks);
    if let Some(top) = on_books.and_then(|curve| curve.top_1_percent) {
        return format!(
            "The best-paid 1\u{a0}% of all partners got {} of the rewards of the plan",
            percent(top.mean)
        );
    }
    if let Some(gini) = on_books.and_then(|curve| curve.gini) {
        return format!(
            "The rewards of the plan are shared out with a Gini of {}",
            super::numbers::decimal(gini.mean, 2)
        );
    }
    if has_year(results) {
        "Nobody got any rewards of the plan in the last full year".to_owned()
    } else if curve(results, LorenzBase::NetFirstYear).is_some() {
        format!("{NO_YEAR} whose rewards could be counted")
    } else {
        "The run was too short to follow anybody for a year".to_owned()
    }
}

fn subtitle(results: &Results) -> String {
    let worlds = count(u64::from(results.card.replicates), "simulated world", "simulated worlds");
    let people = |base, what: &str| {
        curve(results, base).map(|curve| format!("{} {what}", amount(curve.people as f64)))
    };
    let followed = if has_year(results) { "followed" } else { "people followed" };
    let followed = format!("{followed} for a first year");
    let bases: Vec<String> = [
        people(LorenzBase::OnBooks, "people on the books"),
        people(LorenzBase::Paid, "of them with rewards"),
        people(LorenzBase::NetFirstYear, &followed),
    ]
    .into_iter()
    .flatten()
    .collect();
    if bases.is_empty() {
        return format!("Nothing was shared out in {worlds}");
    }
    let bases = bases.join(", ");
    let note =
        few::note("dashed", results.lorenz.iter().any(|it| 0 < it.people && is_few(it)), false);
    format!(
        "{worlds} pooled: {bases} · coefficients: means of the worlds · retail profit on \
         drop-shipped sales not counted{note}"
    )
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::scene::Mark;
    use super::*;

    #[test]
    fn curves_run_from_corner_to_corner_of_a_square() {
        let scene = scene(&sample::typical(), Sheet::File).expect("a scene");
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
        for books in curves[0] {
            let pair = curves[2].windows(2).find(|pair| books.x <= pair[1].x).expect("a part");
            let part = (books.x - pair[0].x) / (pair[1].x - pair[0].x).max(1e-9);
            let paid = pair[0].y + part * (pair[1].y - pair[0].y);
            assert!(paid <= books.y + 0.5, "{paid} {books:?}");
        }
    }

    #[test]
    fn the_net_curve_dips_below_zero_and_says_for_whom() {
        let mut results = sample::typical();
        results.earnings.loss_share = Some(sample::estimate(0.713, 0.01));
        let scene = scene(&results, Sheet::File).expect("a scene");
        let has = |text: &str| scene.labels().any(|label| label.text == text);
        assert!(has("The 71\u{a0}% who lost: their losses,"));
        assert!(has("spread over everybody, are 163 EUR"));
        assert!(has("All together:") && has("−89 EUR a head"));
        assert!(scene.description().ends_with("retail profit on drop-shipped sales not counted"));
    }

    #[test]
    fn a_curve_of_few_people_is_dashed_and_the_subtitle_says_so() {
        let mut results = sample::typical();
        let strokes = |results: &Results| {
            let scene = scene(results, Sheet::File).expect("a scene");
            let is_stroke = |mark: &&Mark| matches!(mark, Mark::Stroke { .. });
            (scene.marks.iter().filter(is_stroke).count(), scene.subtitle)
        };
        let (solid, subtitle) = strokes(&results);
        assert!(solid < 9 && !subtitle.contains("dashed"), "{solid}: {subtitle}");
        results.lorenz[3].people = 99;
        let (dashed, subtitle) = strokes(&results);
        assert!(solid + 40 < dashed, "{dashed}");
        assert!(subtitle.ends_with(" · dashed: fewer than 100 people"), "{subtitle}");
    }

    #[test]
    fn titles_state_the_finding_or_that_there_is_none() {
        let title = |results: &Results| scene(results, Sheet::File).expect("a scene").title;
        assert_eq!(
            title(&sample::typical()),
            "The best-paid 1\u{a0}% of all partners got 61\u{a0}% of the rewards of the plan"
        );
        let mut no_top = sample::typical();
        for curve in &mut no_top.lorenz {
            curve.top_1_percent = None;
        }
        assert_eq!(title(&no_top), "The rewards of the plan are shared out with a Gini of 0.93");
        assert_eq!(
            title(&sample::all_zero()),
            "Nobody got any rewards of the plan in the last full year"
        );
        assert_eq!(title(&sample::empty()), "The run was too short to follow anybody for a year");
        let mut no_year = sample::typical();
        for curve in &mut no_year.lorenz[..3] {
            (curve.people, curve.points) = (0, Vec::new());
            (curve.gini, curve.top_1_percent) = (None, None);
        }
        assert_eq!(
            title(&no_year),
            "The run holds no calendar year whose rewards could be counted"
        );
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
            let scene = scene(&results, Sheet::File).expect("a scene");
            assert_eq!(scene.faults(), Vec::<String>::new(), "{points:?}");
            assert!(scene.labels().any(|label| label.text == "All together:"), "{points:?}");
        }
    }

    #[test]
    fn no_label_of_the_net_curve_lies_over_the_curve() {
        // As deep and as flat at the end as the shipped network's, whose label was crossed.
        let net = |x: f64| {
            let rise = 64.0 * ((x - 0.87).max(0.0) / 0.13) * ((x - 0.87).max(0.0) / 0.13);
            -282.0 * (1.0 - (1.0 - x / 0.87).max(0.0) * (1.0 - x / 0.87).max(0.0)) + rise
        };
        let mut results = sample::typical();
        results.earnings.loss_share = Some(sample::estimate(0.713, 0.01));
        results.lorenz[3].points =
            (0..=200).map(|step| f64::from(step) / 200.0).map(|x| (x, net(x))).collect();
        let scene = scene(&results, Sheet::File).expect("a scene");
        let curve = scene
            .marks
            .iter()
            .find_map(|mark| match mark {
                Mark::Stroke { points, colour, .. } if *colour == INK => Some(points),
                _ => None,
            })
            .expect("the curve");
        let words = ["All together:", "−89 EUR a head", "The 71\u{a0}% who lost: their losses,"];
        let named: Vec<_> = scene.labels().filter(|l| words.contains(&l.text.as_str())).collect();
        assert_eq!(named.len(), 3);
        for label in named {
            let width = scene.width(&label.text, label.face);
            let (left, top) = (label.at.x - width, label.at.y - label.face.size);
            let frame = Frame { left, top, right: label.at.x, bottom: label.at.y + 3.0 };
            assert!(!is_crossed(&frame, curve), "{}", label.text);
        }
    }
}
