//! When money comes to those who join: first earnings and break-even, with leaving as the
//! competing event.
//!
//! *Invariant*: at every time three heights fill the panel: those for whom it has come, from below;
//! those who left before it did, from above; between them those who still wait. Lines are means of
//! the worlds, bands their intervals. A line never turns back: where the first of the worlds knows
//! no more, it goes on by what happened to all who were still at risk (`watched`). Where few joined
//! early enough to be watched so long, or few worlds know, all is pale.
//!
//! *Absent*: founders; the clock of posts; times at which fewer than half of the worlds know.

use super::axis::{Linear, Wish, spread};
use super::few;
use super::numbers::{count, grouped, percent};
use super::scene::{Align, Frame, Furniture, Label, Point, Scene, Sheet, Tag, thinned};
use super::style::{
    Colour, GRID, HEADING, INK, LABEL, LABEL_BOLD, LEAVERS, QUIET, RULE, SMALL, SMALL_BOLD, WINNERS,
};
use super::watched::{carried_on, has_renewal};
use super::weeks::draw_years;
use super::{PlotError, reading, source_lines};
use crate::experiment::interval::Estimate;
use crate::experiment::results::{CareerClock, CareerEvent, IncidenceCurve, IncidenceRow, Results};
use crate::units::WEEKS_PER_YEAR;

/// Height in a column and on a phone.
const HEIGHTS: (f64, f64) = (400.0, 680.0);

/// Room for the numbers at the left and for the words at the right of a panel.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 104.0;

/// White space between words in one row, and between a number and a line.
const GAP: f64 = 14.0;
const CLEAR: f64 = 2.0;

/// The events, what a panel is called, and what is said of those for whom it has come.
const PANELS: [(CareerEvent, &str, &str); 2] = [
    (CareerEvent::FirstEarnings, "First earnings", "had earned"),
    (CareerEvent::BreakEven, "Break-even", "broke even"),
];

/// A curve that can be drawn, and where it begins to rest on few.
struct Curve {
    points: Vec<IncidenceRow>,
    /// The first point that rests on few people or worlds.
    few: usize,
    /// Whether partners pay to stay.
    has_renewal: bool,
}

/// The picture's marks.
pub(super) fn scene(results: &Results, sheet: Sheet) -> Result<Scene, PlotError> {
    let curves = PANELS.map(|(event, ..)| curve(results, event));
    let furniture = Furniture {
        title: title(results, curves[1].as_ref()),
        subtitle: subtitle(results, &curves),
        source: source_lines(&results.card),
    };
    let (mut scene, body) = Scene::furnished(furniture, sheet, HEIGHTS)?;
    let drawn = curves.iter().flatten();
    let Some(last) = drawn.filter_map(|curve| curve.points.last()).map(|row| row.time).max() else {
        scene.say_nothing_here(&body, "Nobody joined who could be watched");
        return Ok(scene);
    };
    for (place, ((_, name, happened), curve)) in PANELS.iter().zip(&curves).enumerate() {
        let frame = panel(&scene, &body, place);
        let y = frame.top + 14.0;
        scene.write(Align::Left, Point { x: frame.left, y }, *name, HEADING, INK);
        let plot = Frame {
            left: frame.left + LEFT,
            top: frame.top + 34.0,
            right: frame.right - RIGHT,
            bottom: frame.bottom - 40.0,
        };
        let across = Linear { numbers: (0.0, f64::from(last)), pixels: (plot.left, plot.right) };
        match curve {
            Some(curve) => draw_panel(&mut scene, &plot, &across, (curve, last, happened)),
            None => scene.say_nothing_here(&plot, "Nobody was watched"),
        }
    }
    Ok(scene)
}

/// Panels stand beside each other, on a phone below each other.
fn panel(scene: &Scene, body: &Frame, place: usize) -> Frame {
    const GAP: f64 = 28.0;
    let second = place as f64;
    if scene.is_narrow() {
        let height = (body.height() - GAP) / 2.0;
        let top = body.top + second * (height + GAP);
        return Frame { top, bottom: top + height, ..*body };
    }
    let width = (body.width() - GAP) / 2.0;
    let left = body.left + second * (width + GAP);
    Frame { left, right: left + width, ..*body }
}

/// The curve of an event by weeks.
fn curve(results: &Results, event: CareerEvent) -> Option<Curve> {
    let is_it = |curve: &&IncidenceCurve| curve.event == event && curve.clock == CareerClock::Weeks;
    let points = &results.incidence.iter().find(is_it)?.points;
    let points = carried_on(results, event, points);
    if points.len() < 2 {
        return None;
    }
    let few = points.iter().position(|row| is_few(results, row)).unwrap_or(points.len());
    Some(Curve { points, few, has_renewal: has_renewal(results) })
}

/// What is said of points beyond what all worlds know.
pub(super) fn pooled_from(week: u32) -> String {
    format!(
        " · from week {week} on all who are still watched count as one, without bands: not all \
         worlds go on so long"
    )
}

/// A share with its interval, none of it outside what a share can be.
pub(in crate::output) fn bounded(share: &Estimate) -> Estimate {
    let within = |number: f64| number.clamp(0.0, 1.0);
    Estimate {
        mean: within(share.mean),
        low: share.low.map(within),
        high: share.high.map(within),
        ..*share
    }
}

/// The point just before the renewal of a year after joining, and the point at which it has been
/// asked, where it is a step: where more leave at it than in a whole month of the weeks before.
pub(in crate::output) fn renewal(
    points: &[IncidenceRow],
    year: u32,
) -> Option<(&IncidenceRow, &IncidenceRow)> {
    let week = year * WEEKS_PER_YEAR;
    let place = points.iter().position(|row| week <= row.time).filter(|place| 1 < *place)?;
    let (earlier, before, after) = (&points[place - 2], &points[place - 1], &points[place]);
    let left = |from: &IncidenceRow, to: &IncidenceRow| to.left_before.mean - from.left_before.mean;
    let is_step = (4.0 * left(earlier, before)).max(0.01) < left(before, after);
    is_step.then_some((before, after))
}

/// Whether few people joined early enough to be watched so long, or few worlds know what became of
/// them.
fn is_few(results: &Results, row: &IncidenceRow) -> bool {
    let card = &results.card;
    let joined = results.weeks.iter().filter(|week| {
        card.burn_in_weeks < week.week && week.week.saturating_add(row.time) <= card.weeks
    });
    let joined: u64 = joined.map(|week| week.joined).sum();
    joined < few::PEOPLE || row.happened.replicates < few::WORLDS
}

/// Upper and lower edges of what lies between: the share for whom it has come, and all but those
/// who left before.
fn edges(row: &IncidenceRow) -> [(f64, f64, f64); 2] {
    let three = |estimate: &Estimate| {
        let Estimate { mean, low, high, .. } = bounded(estimate);
        [low.unwrap_or(mean), mean, high.unwrap_or(mean)]
    };
    let ([low, mean, high], left) = (three(&row.happened), three(&row.left_before));
    [(low, mean, high), (1.0 - left[2], 1.0 - left[1], 1.0 - left[0])]
}

fn draw_panel(
    scene: &mut Scene,
    plot: &Frame,
    across: &Linear,
    (curve, last, happened): (&Curve, u32, &str),
) {
    let up = Linear { numbers: (0.0, 1.0), pixels: (plot.bottom, plot.top) };
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        scene.level(plot.left, plot.right, up.at(share), 1.0, GRID);
        let at = Point { x: plot.left - 8.0, y: up.at(share) + 4.5 };
        scene.write(Align::Right, at, percent(share), SMALL, QUIET);
    }
    // What rests on few shares its first point with what does not.
    let solid = &curve.points[..curve.few];
    let few = &curve.points[curve.few.saturating_sub(1)..];
    for (points, is_few) in [(solid, false), (few, true)] {
        if 1 < points.len() {
            draw_areas(scene, (across, &up), points, is_few);
        }
    }
    for (points, is_few) in [(solid, false), (few, true)] {
        if 1 < points.len() {
            draw_lines(scene, (across, &up), points, is_few);
        }
    }
    draw_years(scene, plot, across, last);
    scene.level(plot.left, plot.right, plot.bottom, 1.5, INK);
    label(scene, plot, (across, &up), (curve, happened));
    label_year(scene, plot, (across, &up), curve);
    if curve.has_renewal {
        name_renewals(scene, plot, across, curve);
    }
}

/// Those for whom it has come from below, those who left before from above.
fn draw_areas(
    scene: &mut Scene,
    (across, up): (&Linear, &Linear),
    points: &[IncidenceRow],
    is_few: bool,
) {
    let ends = [points[0].time, points[points.len() - 1].time].map(f64::from);
    for (side, colour, foot) in [(0, WINNERS, 0.0), (1, LEAVERS, 1.0)] {
        let mut outline = line(points, (across, up), |row| edges(row)[side].1);
        outline.extend([ends[1], ends[0]].map(|x| Point { x: across.at(x), y: up.at(foot) }));
        scene.area(outline, few::shade(colour.tint(0.5), is_few));
    }
    for (side, colour) in [(0, WINNERS), (1, LEAVERS)] {
        if points.iter().any(|row| edges(row)[side].0 < edges(row)[side].2) {
            let mut outline = line(points, (across, up), |row| edges(row)[side].0);
            outline.extend(line(points, (across, up), |row| edges(row)[side].2).into_iter().rev());
            scene.area(outline, few::shade(colour.tint(0.8), is_few));
        }
    }
}

fn draw_lines(
    scene: &mut Scene,
    (across, up): (&Linear, &Linear),
    points: &[IncidenceRow],
    is_few: bool,
) {
    for (side, colour) in [(0, WINNERS), (1, LEAVERS)] {
        let line = line(points, (across, up), |row| edges(row)[side].1);
        if is_few {
            scene.dashed_line(&line, 1.75, colour.deep());
        } else {
            scene.stroke(line, 2.25, colour.deep());
        }
    }
}

fn line(
    points: &[IncidenceRow],
    (across, up): (&Linear, &Linear),
    share: impl Fn(&IncidenceRow) -> f64,
) -> Vec<Point> {
    let point =
        |row: &IncidenceRow| Point { x: across.at(f64::from(row.time)), y: up.at(share(row)) };
    thinned(&points.iter().map(point).collect::<Vec<Point>>())
}

impl Curve {
    /// Where everybody stands a year after joining, the renewal asked.
    fn year(&self) -> Option<&IncidenceRow> {
        self.points.iter().find(|row| row.time == WEEKS_PER_YEAR)
    }

    /// The first point that not all worlds know.
    fn pooled_from(&self) -> Option<u32> {
        let worlds = self.points[0].happened.replicates;
        let first = self.points.iter().find(|row| row.happened.replicates < worlds);
        first.map(|row| row.time)
    }

    /// The point whose numbers are told: the last one that does not rest on few.
    fn told(&self) -> &IncidenceRow {
        let place = if self.few < 2 { self.points.len() } else { self.few };
        &self.points[place - 1]
    }
}

/// What the three heights are, at the right of the panel, at one time.
fn label(
    scene: &mut Scene,
    plot: &Frame,
    (across, up): (&Linear, &Linear),
    (curve, happened): (&Curve, &str),
) {
    let row = curve.told();
    let x = across.at(f64::from(row.time));
    scene.upright(x, plot.top, plot.bottom, 1.0, RULE);
    let parts: [(&Estimate, &str, Option<Colour>); 3] = [
        (&row.left_before, "left before", Some(LEAVERS)),
        (&row.waiting, "still waited", None),
        (&row.happened, happened, Some(WINNERS)),
    ];
    let [(_, low, _), (_, high, _)] = edges(row);
    let middles = [f64::midpoint(high, 1.0), f64::midpoint(low, high), low / 2.0];
    let wishes = middles.map(|share| Wish { centre: up.at(share), size: 34.0 });
    let Some(centres) = spread(&wishes, 4.0, (plot.top - 4.0, plot.bottom + 6.0)) else { return };
    for ((estimate, words, colour), centre) in parts.into_iter().zip(centres) {
        let share = percent(estimate.mean.clamp(0.0, 1.0));
        let tag = Tag::of(format!("After {}: {share} {words}", weeks(row.time)));
        scene.tagged(tag, |scene| {
            let x = plot.right + 10.0;
            let mut at = Point { x, y: centre - 4.0 };
            if let Some(colour) = colour {
                scene.level(x, x + 10.0, centre - 9.0, 9.0, colour.tint(0.65));
                at.x += 15.0;
            }
            scene.write(Align::Left, at, share.clone(), LABEL_BOLD, INK);
            scene.write(Align::Left, Point { x, y: centre + 13.0 }, words, LABEL, INK);
        });
    }
    let text = format!("after {}", weeks(row.time));
    // Over the words at the right where it can be: away from what is said of the years before.
    let x = x.min(plot.right + RIGHT - scene.width(&text, SMALL));
    scene.write(Align::Left, Point { x, y: plot.top - 6.0 }, text, SMALL, QUIET);
}

/// The numbers of the title where their lines pass a year after joining.
fn label_year(scene: &mut Scene, plot: &Frame, (across, up): (&Linear, &Linear), curve: &Curve) {
    let Some(row) = curve.year() else { return };
    if row.time == curve.told().time {
        // They stand at the right already.
        return;
    }
    let x = across.at(f64::from(row.time));
    let [(_, low, _), (_, high, _)] = edges(row);
    let (low, high) = (up.at(low), up.at(high));
    let lines = [0, 1].map(|side| line(&curve.points, (across, up), |row| edges(row)[side].1));
    for (share, colour, y, inwards) in
        [(&row.left_before, LEAVERS, high, 1.0), (&row.happened, WINNERS, low, -1.0)]
    {
        scene.disc(Point { x, y }, 4.0, colour.deep());
        let text = percent(bounded(share).mean);
        // Between the lines where there is room for both, beyond them where not; then further off.
        let sides = if 40.0 < low - high { [inwards, -inwards] } else { [-inwards, inwards] };
        let places = [8.0, 13.0, 20.0, 28.0].into_iter().flat_map(|away| {
            let beside = [(Align::Left, x + 6.0), (Align::Right, x - 6.0)];
            sides.into_iter().flat_map(move |side| {
                let down = if 0.0 < side { y + away + 10.0 } else { y - away };
                beside.map(|(align, x)| (align, Point { x, y: down }))
            })
        });
        let labels = places.map(|(align, at)| Label {
            at,
            align,
            text: text.clone(),
            face: SMALL_BOLD,
            colour: INK,
        });
        let is_clear = |label: &Label| {
            let own = scene.extent(label);
            let is_inside = plot.top + 2.0 <= own.top
                && own.bottom <= plot.bottom - 1.0
                && plot.left + 2.0 <= own.left;
            is_inside
                && scene.is_apart(label, (GAP, 2.0))
                && !lines.iter().any(|line| runs_through(line, &own, CLEAR))
        };
        let label = labels.into_iter().find(is_clear);
        if let Some(Label { at, align, text, face, colour }) = label {
            scene.write(align, at, text, face, colour);
        }
    }
}

/// Whether a line comes so near to a frame.
fn runs_through(line: &[Point], frame: &Frame, near: f64) -> bool {
    let (left, right) = (frame.left - near, frame.right + near);
    let (top, bottom) = (frame.top - near, frame.bottom + near);
    line.windows(2).any(|pair| {
        let (from, to) = (pair[0], pair[1]);
        if to.x < left || right < from.x {
            return false;
        }
        let at = |x: f64| {
            let part = ((x - from.x) / (to.x - from.x).max(1e-9)).clamp(0.0, 1.0);
            from.y + (to.y - from.y) * part
        };
        let ends = (at(left), at(right));
        ends.0.min(ends.1) < bottom && top < ends.0.max(ends.1)
    })
}

/// Why so many leave at once on an anniversary.
fn name_renewals(scene: &mut Scene, plot: &Frame, across: &Linear, curve: &Curve) {
    let years = curve.points.last().map_or(0, |row| row.time) / WEEKS_PER_YEAR;
    for year in (1..=years).filter(|year| renewal(&curve.points, *year).is_some()) {
        let text = "renewal due".to_owned();
        let half = scene.width(&text, SMALL) / 2.0;
        let x = across.at(f64::from(year * WEEKS_PER_YEAR));
        let x = x.clamp(plot.left + half, plot.right + RIGHT - half);
        let at = Point { x, y: plot.top - 6.0 };
        let label = Label { at, align: Align::Centre, text, face: SMALL, colour: QUIET };
        if scene.is_apart(&label, (GAP, 0.0)) {
            scene.marks.push(super::scene::Mark::Text(label));
        }
    }
}

fn weeks(number: u32) -> String {
    count(u64::from(number), "week", "weeks")
}

/// A year after joining, the renewal asked; what it did where it was a step.
fn title(results: &Results, even: Option<&Curve>) -> String {
    let measured = reading(results, "careers.break_even.within_52_weeks");
    match (measured, even.and_then(Curve::year)) {
        (Some(measured), Some(year)) => {
            let even = even.filter(|curve| curve.has_renewal);
            let renewal = even.and_then(|curve| renewal(&curve.points, 1));
            let renewal = renewal.map_or(String::new(), |(before, _)| {
                format!(" ({} before the renewal fell due)", percent(before.left_before.mean))
            });
            format!(
                "A year after joining {} had their money back, and {} had left before they \
                 did{renewal}",
                percent(measured.mean),
                percent(year.left_before.mean)
            )
        }
        (Some(measured), None) => {
            format!("A year after joining {} had their money back", percent(measured.mean))
        }
        _ => match even.map(Curve::told) {
            Some(row) => format!(
                "{} after joining {} had their money back; nobody was watched for a year",
                super::numbers::capitalised(&weeks(row.time)),
                percent(row.happened.mean)
            ),
            None => "Nobody was watched after joining".to_owned(),
        },
    }
}

fn subtitle(results: &Results, curves: &[Option<Curve>; 2]) -> String {
    let worlds = count(u64::from(results.card.replicates), "simulated world", "simulated worlds");
    let drawn = || curves.iter().flatten();
    let has_few = drawn().any(|curve| curve.few < curve.points.len());
    let bands = if results.card.replicates < 2 { "" } else { " · bands: 95\u{a0}% intervals" };
    let pooled = drawn().filter_map(Curve::pooled_from).min();
    let pooled = pooled.map_or(String::new(), pooled_from);
    let note = if has_few {
        format!(
            " · pale and dashed: fewer than {} people joined so early, or fewer than {} worlds",
            grouped(i128::from(few::PEOPLE)),
            few::WORLDS
        )
    } else {
        String::new()
    };
    format!(
        "Of each 100 who joined, week by week, founders not counted · {worlds}{bands} · leaving \
         is a competing event: who left cannot earn any more{pooled}{note}"
    )
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::scene::Mark;
    use super::*;

    /// Points of all solid lines of a colour, panel by panel.
    fn lines(scene: &Scene, colour: Colour) -> Vec<&Vec<Point>> {
        let marks = scene.marks.iter();
        let lines = marks.filter_map(|mark| match mark {
            Mark::Stroke { points, width, colour: its } if *its == colour && 2.0 < *width => {
                Some(points)
            }
            _ => None,
        });
        lines.collect()
    }

    #[test]
    fn lines_stand_at_the_shares_of_the_rows_and_the_three_fill_the_panel() {
        let results = sample::typical();
        for sheet in [Sheet::File, Sheet::Column, Sheet::Phone] {
            let scene = scene(&results, sheet).expect("a scene");
            let happened = lines(&scene, WINNERS.deep());
            let left = lines(&scene, LEAVERS.deep());
            assert_eq!((happened.len(), left.len()), (2, 2), "{sheet:?}");
            for (event, (happened, left)) in happened.iter().zip(left).enumerate() {
                let rows = &results.incidence[event].points;
                let (first, last) = (happened[0], happened[happened.len() - 1]);
                // Both lines begin at an edge of the panel.
                let (bottom, height) = (first.y, first.y - left[0].y);
                let row = rows.iter().rfind(|row| !is_few(&results, row)).expect("a row");
                let share = (bottom - last.y) / height;
                assert!((share - row.happened.mean).abs() < 1e-9, "{share} {row:?}");
                let share = (left[left.len() - 1].y - left[0].y) / height;
                assert!((share - row.left_before.mean).abs() < 1e-9, "{share} {row:?}");
            }
            let told: Vec<&str> = scene.tags.iter().map(|(_, tag)| &*tag.words).collect();
            assert_eq!(told.len(), 6);
            assert!(told[2].ends_with("had earned") && told[5].ends_with("broke even"), "{told:?}");
        }
    }

    #[test]
    fn what_few_joined_early_enough_for_is_dashed_and_the_subtitle_says_so() {
        let mut results = sample::typical();
        let dashes = |scene: &Scene| {
            let is_dash = |mark: &&Mark| matches!(mark, Mark::Stroke { width: 1.75, .. });
            scene.marks.iter().filter(is_dash).count()
        };
        let whole = scene(&results, Sheet::File).expect("a scene");
        assert_eq!(dashes(&whole), 0);
        assert!(!whole.subtitle.contains("pale"), "{}", whole.subtitle);
        // Nobody joins in the first weeks after the burn-in of 12: nobody is watched so long.
        for row in results.weeks.iter_mut().filter(|row| row.week <= 60) {
            row.joined = 0;
        }
        let tail = scene(&results, Sheet::File).expect("a scene");
        assert!(20 < dashes(&tail));
        let note = "pale and dashed: fewer than 100 people joined so early, or fewer than 5 worlds";
        assert!(tail.subtitle.ends_with(note), "{}", tail.subtitle);
        // 156 weeks less those of the first 60.
        let told = tail.labels().filter(|label| label.text == "after 95 weeks").count();
        assert_eq!(told, 2, "{:?}", tail.labels().map(|l| &l.text).collect::<Vec<_>>());
        results = sample::typical();
        for row in results.incidence.iter_mut().flat_map(|curve| &mut curve.points) {
            row.happened.replicates = 4;
        }
        assert!(20 < dashes(&scene(&results, Sheet::Phone).expect("a scene")));
    }

    /// Points of everybody who joined, of whom a third leave when the renewal is due.
    fn with_renewal() -> Results {
        let mut results = sample::typical();
        let mut fee = results.flows[0].clone();
        "renewal_fee".clone_into(&mut fee.reason);
        results.flows.push(fee);
        for row in results.incidence.iter_mut().flat_map(|curve| &mut curve.points) {
            let (happened, asked) = (0.09, WEEKS_PER_YEAR <= row.time);
            let left = f64::from(row.time) / 300.0 + if asked { 0.27 } else { 0.0 };
            row.happened = sample::estimate(happened, 0.01);
            row.left_before = sample::estimate(left, 0.01);
            row.waiting = sample::estimate(1.0 - happened - left, 0.01);
        }
        results
    }

    #[test]
    fn a_renewal_that_is_a_step_is_named_and_the_title_tells_both_sides_of_it() {
        let results = with_renewal();
        for sheet in [Sheet::File, Sheet::Column, Sheet::Phone] {
            let scene = scene(&results, sheet).expect("a scene");
            assert_eq!(
                scene.title,
                "A year after joining 11\u{a0}% had their money back, and 44\u{a0}% had left \
                 before they did (17\u{a0}% before the renewal fell due)"
            );
            let texts = |text: &str| scene.labels().filter(|label| label.text == text).count();
            assert_eq!(texts("renewal due"), 2, "{sheet:?}: once in each panel");
            assert_eq!((texts("44\u{a0}%"), texts("9\u{a0}%")), (2, 4), "{sheet:?}");
            assert_eq!(scene.faults(), Vec::<String>::new(), "{sheet:?}");
        }
        // A jump alone is no renewal.
        let mut free = results.clone();
        free.flows.pop();
        let free = scene(&free, Sheet::File).expect("a scene");
        assert!(!free.labels().any(|label| label.text == "renewal due"));
        assert!(!free.title.contains("renewal"), "{}", free.title);
        let smooth = scene(&sample::typical(), Sheet::File).expect("a scene");
        assert!(!smooth.labels().any(|label| label.text == "renewal due"));
        // Both numbers of the title stand in the picture, where the lines pass the year.
        assert!(smooth.labels().any(|label| label.text == "64\u{a0}%"));
        assert!(smooth.labels().any(|label| label.text == "12\u{a0}%"));
    }

    /// A renewal a year after joining, and no more than two years watched.
    fn two_years() -> Results {
        let mut results = with_renewal();
        for curve in &mut results.incidence {
            curve.points.retain(|row| row.time <= 103);
        }
        results
    }

    #[test]
    fn words_over_a_panel_are_apart_and_all_are_there() {
        for results in [with_renewal(), two_years()] {
            for sheet in [Sheet::File, Sheet::Column, Sheet::Phone] {
                let scene = scene(&results, sheet).expect("a scene");
                let is_over =
                    |label: &&Label| label.text == "renewal due" || label.text.starts_with("after");
                let words: Vec<&Label> = scene.labels().filter(is_over).collect();
                assert_eq!(words.len(), 4, "{sheet:?}: {words:?}");
                for (place, one) in words.iter().enumerate() {
                    for other in &words[place + 1..] {
                        let (a, b) = (scene.extent(one), scene.extent(other));
                        let gap = (b.left - a.right).max(a.left - b.right);
                        let is_apart = (a.top - b.top).abs() > 20.0 || GAP <= gap + 1e-9;
                        assert!(is_apart, "{sheet:?}: {one:?} {other:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn no_number_lies_on_a_line() {
        let steep = |to: f64| {
            let mut results = sample::typical();
            for row in results.incidence.iter_mut().flat_map(|curve| &mut curve.points) {
                let part = f64::from(row.time) / 156.0;
                row.happened = sample::estimate(to * part.sqrt(), 0.01);
                row.left_before = sample::estimate((0.98 - to) * part.cbrt(), 0.01);
            }
            results
        };
        let mut numbers = 0;
        for results in [sample::typical(), two_years(), steep(0.03), steep(0.3), steep(0.9)] {
            for sheet in [Sheet::File, Sheet::Column, Sheet::Phone] {
                let scene = scene(&results, sheet).expect("a scene");
                let colours = [WINNERS.deep(), LEAVERS.deep()];
                let lines = colours.map(|colour| lines(&scene, colour)).concat();
                assert_eq!(lines.len(), 4);
                for label in scene.labels().filter(|label| label.face == SMALL_BOLD) {
                    numbers += 1;
                    let own = scene.extent(label);
                    for line in &lines {
                        for pair in line.windows(2) {
                            for step in 0..=200 {
                                let part = f64::from(step) / 200.0;
                                let x = pair[0].x + (pair[1].x - pair[0].x) * part;
                                let y = pair[0].y + (pair[1].y - pair[0].y) * part;
                                let is_on = (own.left..=own.right).contains(&x)
                                    && (own.top..=own.bottom).contains(&y);
                                assert!(!is_on, "{sheet:?}: {label:?} at {x} {y}");
                            }
                        }
                    }
                }
            }
        }
        assert!(40 < numbers, "{numbers} of 60");
    }

    #[test]
    fn without_the_partners_a_curve_ends_where_the_first_world_knows_no_more() {
        let mut results = sample::typical();
        for row in results.incidence.iter_mut().flat_map(|curve| &mut curve.points) {
            if 78 < row.time {
                // One of the worlds is left, and fewer had left in it.
                row.left_before = sample::estimate(0.189, 0.225);
                row.happened.replicates = 10;
            }
        }
        let curve = curve(&results, CareerEvent::BreakEven).expect("a curve");
        assert_eq!(curve.points.last().map(|row| row.time), Some(78));
        let rises = |pair: &[IncidenceRow]| pair[0].left_before.mean <= pair[1].left_before.mean;
        assert!(curve.points.windows(2).all(rises));
        let drawn = scene(&results, Sheet::File).expect("a scene");
        assert_eq!(drawn.labels().filter(|label| label.text == "after 78 weeks").count(), 2);
        let share = bounded(&sample::estimate(0.189, 0.225));
        assert_eq!((share.low, share.high.map(|high| high < 0.415)), (Some(0.0), Some(true)));
    }

    #[test]
    fn titles_tell_of_a_year_or_of_what_was_watched() {
        let title = |results: &Results| scene(results, Sheet::File).expect("a scene").title;
        assert_eq!(
            title(&sample::typical()),
            "A year after joining 11\u{a0}% had their money back, and 64\u{a0}% had left before \
             they did"
        );
        let mut short = sample::typical();
        short.readings.clear();
        for curve in &mut short.incidence {
            curve.points.truncate(31);
        }
        assert_eq!(
            title(&short),
            "30 weeks after joining 9\u{a0}% had their money back; nobody was watched for a year"
        );
        assert_eq!(title(&sample::empty()), "Nobody was watched after joining");
    }
}
