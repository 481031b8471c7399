//! Two keys swept over a grid: who captures more at each point, and where the verdict turns.
//!
//! *Invariant*: a cell's colour is the mean difference on a scale with zero in its middle that all
//! cells share; a cell whose interval covers zero is hatched. Few worlds make all cells and the
//! scale pale. The line runs where the mean is zero,
//! straight between the middles of neighbouring cells, and goes on straight from the outermost to
//! the edge.
//!
//! *Absent*: values between those that were simulated; a single key (`curve`).

use super::axis::Linear;
use super::few;
use super::numbers::decimal;
use super::points::{name, subtitle, title, told, value};
use super::scene::{Align, Frame, Furniture, Label, Point, Scene, Sheet, Tag};
use super::style::{
    BUSINESSES, Colour, HEADING, INK, LOSERS, PAPER, PARTNERS_AHEAD, QUIET, RULE, SMALL, SMALL_BOLD,
};
use super::{PlotError, source_lines};
use crate::experiment::results::VerdictClass;
use crate::experiment::sweep::{Sweep, SweepKey, SweepRow};

/// Room at the left for the values of the second key.
const VALUES: f64 = 74.0;

/// Room above the cells for the scale, what the marks mean, and the name of the second key.
const ABOVE: f64 = 104.0;

/// Room below them for the values and the name of the first key.
const BELOW: f64 = 48.0;

/// The picture's marks.
pub(super) fn scene(
    sweep: &Sweep,
    (across, up): (&SweepKey, &SweepKey),
    sheet: Sheet,
) -> Result<Scene, PlotError> {
    let furniture = Furniture {
        title: title(sweep, "combinations"),
        subtitle: subtitle(sweep, "pale"),
        source: source_lines(&sweep.card),
    };
    let rows = up.values.len() as f64;
    let more = if sheet == Sheet::Phone { 34.0 } else { 0.0 };
    let height = |cell: f64| ABOVE + more + BELOW + (cell * rows).clamp(150.0, 620.0);
    let (mut scene, body) = Scene::furnished(furniture, sheet, (height(58.0), height(44.0)))?;
    let plot = Frame {
        left: body.left + VALUES,
        top: body.top + ABOVE + more,
        right: body.right - 8.0,
        bottom: body.bottom - BELOW,
    };
    let most = sweep.rows.iter().map(|row| row.difference_of_100.mean.abs()).fold(0.0, f64::max);
    let grid = Grid { plot, columns: across.values.len(), rows: up.values.len() };
    let is_few = few::are_worlds(&sweep.card);
    draw_scale(&mut scene, &body, (most, is_few));
    draw_meanings(&mut scene, &body, sweep);
    for (place, row) in sweep.rows.iter().enumerate() {
        draw_cell(&mut scene, &grid.cell(place), row, (sweep, most));
    }
    draw_contour(&mut scene, &grid, sweep);
    draw_numbers(&mut scene, &grid, sweep, most);
    draw_own(&mut scene, &grid, (across, up));
    draw_names(&mut scene, &body, &grid, (across, up));
    Ok(scene)
}

/// Where the cells are.
struct Grid {
    plot: Frame,
    columns: usize,
    rows: usize,
}

impl Grid {
    /// The frame of the row at a place: the first key from left to right, the second upwards.
    fn cell(&self, place: usize) -> Frame {
        let (column, row) = (place % self.columns, place / self.columns);
        let (width, height) = self.steps();
        let left = self.plot.left + width * column as f64;
        let bottom = self.plot.bottom - height * row as f64;
        Frame { left, top: bottom - height, right: left + width, bottom }
    }

    fn steps(&self) -> (f64, f64) {
        (self.plot.width() / self.columns as f64, self.plot.height() / self.rows as f64)
    }

    /// The middle of a column.
    fn x(&self, column: f64) -> f64 {
        self.plot.left + self.steps().0 * (column + 0.5)
    }

    /// The middle of a row.
    fn y(&self, row: f64) -> f64 {
        self.plot.bottom - self.steps().1 * (row + 0.5)
    }
}

/// The colour of a difference on a scale from the most that there is.
fn colour(difference: f64, most: f64) -> Colour {
    let side = if difference < 0.0 { PARTNERS_AHEAD } else { BUSINESSES };
    let strength = if most == 0.0 { 0.0 } else { difference.abs() / most };
    side.tint(0.92 * strength)
}

/// The scale of the colours, zero in its middle.
fn draw_scale(scene: &mut Scene, body: &Frame, (most, is_few): (f64, bool)) {
    const STEPS: u32 = 21;
    let width = (body.width() - 8.0).min(340.0);
    let (left, top) = (body.centre() - width / 2.0, body.top + 20.0);
    let bar = Linear { numbers: (0.0, f64::from(STEPS)), pixels: (left, left + width) };
    let middle = f64::from(STEPS / 2);
    for step in 0..STEPS {
        let (from, to) = (bar.at(f64::from(step)), bar.at(f64::from(step + 1)));
        let part = (f64::from(step) - middle) / middle;
        let frame = Frame { left: from, top, right: to, bottom: top + 12.0 };
        let fill = colour(part * most.max(1e-9), most.max(1e-9));
        scene.block(frame, few::shade(fill, is_few));
    }
    for (x, align, text) in [
        (left, Align::Left, decimal(-most, 1)),
        (body.centre(), Align::Centre, "0".to_owned()),
        (left + width, Align::Right, format!("+{}", decimal(most, 1))),
    ] {
        scene.write(align, Point { x, y: top + 27.0 }, text, SMALL, QUIET);
    }
    for (x, align, text, colour) in [
        (left, Align::Left, "partners more", PARTNERS_AHEAD),
        (left + width, Align::Right, "businesses more", BUSINESSES),
    ] {
        scene.write(align, Point { x, y: top - 6.0 }, text, SMALL_BOLD, colour.deep());
    }
}

/// What the marks in the cells mean, as far as there are any.
fn draw_meanings(scene: &mut Scene, body: &Frame, sweep: &Sweep) {
    let is_there = |class| sweep.rows.iter().any(|row| row.verdict == class);
    let mut words = Vec::new();
    if is_turned(sweep) {
        words.push("line: the verdict turns");
    }
    if is_there(VerdictClass::CannotTell) {
        words.push("hatched: too close to call");
    }
    if is_there(VerdictClass::Neither) {
        words.push("orange frame: neither above zero");
    }
    if sweep.keys.iter().all(|key| place_of_own(key).is_some()) {
        words.push("ring: as in the scenario");
    }
    let words = words.join(" · ");
    let lines = scene.typeface.wrap(&words, SMALL, body.width(), 3);
    for (line, y) in lines.into_iter().zip([64.0, 81.0, 98.0]) {
        let at = Point { x: body.centre(), y: body.top + y };
        scene.write(Align::Centre, at, line, SMALL, QUIET);
    }
}

fn draw_cell(scene: &mut Scene, frame: &Frame, row: &SweepRow, (sweep, most): (&Sweep, f64)) {
    let mean = row.difference_of_100.mean;
    let fill = few::shade(colour(mean, most), few::are_worlds(&sweep.card));
    // A hair of the ground between neighbours.
    let inner = Frame {
        left: frame.left + 0.5,
        top: frame.top + 0.5,
        right: frame.right - 0.5,
        bottom: frame.bottom - 0.5,
    };
    let is_close = row.verdict == VerdictClass::CannotTell;
    scene.tagged(Tag::of(told(row, &sweep.keys)), |scene| {
        scene.block(inner, fill);
        if is_close {
            scene.hatch(inner, RULE);
        }
        if row.verdict == VerdictClass::Neither {
            let Frame { left, top, right, bottom } = inner;
            scene.level(left + 1.0, right - 1.0, top + 2.5, 3.0, LOSERS);
            scene.level(left + 1.0, right - 1.0, bottom - 2.5, 3.0, LOSERS);
            scene.upright(left + 2.5, top + 1.0, bottom - 1.0, 3.0, LOSERS);
            scene.upright(right - 2.5, top + 1.0, bottom - 1.0, 3.0, LOSERS);
        }
    });
}

/// The means, where all of them have room in their cells; tenths, where those have, too.
fn draw_numbers(scene: &mut Scene, grid: &Grid, sweep: &Sweep, most: f64) {
    let (width, height) = grid.steps();
    let means = || sweep.rows.iter().map(|row| row.difference_of_100.mean);
    let fits = |decimals: usize| {
        means().all(|mean| scene.width(&decimal(mean, decimals), SMALL) + 6.0 <= width)
    };
    let Some(decimals) = [1, 0].into_iter().find(|&decimals| 20.0 <= height && fits(decimals))
    else {
        return;
    };
    for (place, mean) in means().enumerate() {
        let fill = few::shade(colour(mean, most), few::are_worlds(&sweep.card));
        let frame = grid.cell(place);
        let text = decimal(mean, decimals);
        let y = f64::midpoint(frame.top, frame.bottom) + 4.5;
        // Neither the line nor hatching goes through a number.
        let half = scene.width(&text, SMALL) / 2.0 + 2.0;
        let (left, right) = (frame.centre() - half, frame.centre() + half);
        scene.block(Frame { left, top: y - 12.0, right, bottom: y + 3.0 }, fill);
        let at = Point { x: frame.centre(), y };
        scene.write(Align::Centre, at, text, SMALL, fill.readable());
    }
}

/// Whether both sides of zero are there, so that there is a line.
fn is_turned(sweep: &Sweep) -> bool {
    let means = || sweep.rows.iter().map(|row| row.difference_of_100.mean);
    means().any(|mean| mean < 0.0) && means().any(|mean| 0.0 <= mean)
}

/// The line on which the mean is zero, over its own shadow of the ground.
fn draw_contour(scene: &mut Scene, grid: &Grid, sweep: &Sweep) {
    let lines = contour(grid, sweep);
    for (width, colour) in [(5.5, PAPER), (2.5, INK)] {
        for line in &lines {
            scene.stroke(line.to_vec(), width, colour);
        }
    }
}

/// Pieces of the line: in each square between four neighbouring middles, and between the outermost
/// middles and the edges, where the mean stays what it is.
fn contour(grid: &Grid, sweep: &Sweep) -> Vec<[Point; 2]> {
    let mean = |column: usize, row: usize| {
        let (column, row) = (column.min(grid.columns - 1), row.min(grid.rows - 1));
        sweep.rows[row * grid.columns + column].difference_of_100.mean
    };
    // The edges, and the middles between them.
    let places = |count: usize, edges: (f64, f64), at: &dyn Fn(f64) -> f64| {
        let middles = (0..count).map(|place| (place, at(place as f64)));
        let all = [(0, edges.0)].into_iter().chain(middles).chain([(count - 1, edges.1)]);
        all.collect::<Vec<(usize, f64)>>()
    };
    let Frame { left, right, top, bottom } = grid.plot;
    let columns = places(grid.columns, (left, right), &|column| grid.x(column));
    let rows = places(grid.rows, (bottom, top), &|row| grid.y(row));
    let mut lines = Vec::new();
    for across in columns.windows(2) {
        for up in rows.windows(2) {
            let corner = |(column, x): (usize, f64), (row, y): (usize, f64)| {
                (Point { x, y }, mean(column, row))
            };
            square(
                [
                    corner(across[0], up[0]),
                    corner(across[1], up[0]),
                    corner(across[1], up[1]),
                    corner(across[0], up[1]),
                ],
                &mut lines,
            );
        }
    }
    lines
}

/// The pieces of the line in one square, whose corners run round it.
fn square(corners: [(Point, f64); 4], lines: &mut Vec<[Point; 2]>) {
    let is_above = |corner: &(Point, f64)| 0.0 <= corner.1;
    let crossings: Vec<Point> = (0..4)
        .filter_map(|side| {
            let (from, to) = (corners[side], corners[(side + 1) % 4]);
            (is_above(&from) != is_above(&to)).then(|| {
                let part = from.1 / (from.1 - to.1);
                Point {
                    x: from.0.x + part * (to.0.x - from.0.x),
                    y: from.0.y + part * (to.0.y - from.0.y),
                }
            })
        })
        .collect();
    match crossings.as_slice() {
        [one, other] => lines.push([*one, *other]),
        [first, second, third, fourth] => {
            // A saddle: its middle says which corners belong together.
            let middle = corners.iter().map(|corner| corner.1).sum::<f64>() / 4.0;
            if (0.0 <= middle) == is_above(&corners[0]) {
                lines.extend([[*first, *second], [*third, *fourth]]);
            } else {
                lines.extend([[*fourth, *first], [*second, *third]]);
            }
        }
        _ => {}
    }
}

/// Where the scenario's own value stands among those of the key, as a place that may lie between
/// two.
fn place_of_own(key: &SweepKey) -> Option<f64> {
    let own = key.own?;
    let pair = key.values.windows(2).position(|pair| pair[0] <= own && own <= pair[1])?;
    let (from, to) = (key.values[pair], key.values[pair + 1]);
    Some(pair as f64 + (own - from) / (to - from))
}

/// A ring at the scenario's own values, where both are within the grid.
fn draw_own(scene: &mut Scene, grid: &Grid, (across, up): (&SweepKey, &SweepKey)) {
    let Some((column, row)) = place_of_own(across).zip(place_of_own(up)) else { return };
    // Beside the number of the nearest cell, which it must not cover.
    let clear = 13.0_f64.min(grid.steps().1 / 4.0);
    let (wanted, number) = (grid.y(row), grid.y(row.round()));
    let y = if number < wanted { wanted.max(number + clear) } else { wanted.min(number - clear) };
    let at = Point { x: grid.x(column), y };
    let words = format!(
        "as in the scenario: {}, {}",
        value(across.own.unwrap_or(0.0)),
        value(up.own.unwrap_or(0.0))
    );
    scene.tagged(Tag::of(words), |scene| {
        for (radius, fill) in [(6.5, PAPER), (5.5, INK), (3.0, PAPER)] {
            scene.disc(at, radius, fill);
        }
    });
}

/// The values along the edges, and the names of the keys.
fn draw_names(scene: &mut Scene, body: &Frame, grid: &Grid, (across, up): (&SweepKey, &SweepKey)) {
    let plot = &grid.plot;
    for (column, number) in across.values.iter().enumerate() {
        let at = Point { x: grid.x(column as f64), y: plot.bottom + 17.0 };
        let text = value(*number);
        scene.write_if_free(Label { at, align: Align::Centre, text, face: SMALL, colour: INK });
    }
    for (row, number) in up.values.iter().enumerate() {
        let at = Point { x: plot.left - 8.0, y: grid.y(row as f64) + 4.5 };
        let text = scene.typeface.shorten(&value(*number), SMALL, VALUES - 10.0);
        scene.write_if_free(Label { at, align: Align::Right, text, face: SMALL, colour: INK });
    }
    let text =
        scene.typeface.shorten(&format!("{} →", name(across)), HEADING, plot.right - body.left);
    let at = Point { x: plot.right, y: plot.bottom + 40.0 };
    scene.write(Align::Right, at, text, HEADING, INK);
    let text = scene.typeface.shorten(&format!("↑ {}", name(up)), HEADING, body.width());
    let at = Point { x: body.left, y: plot.top - 10.0 };
    scene.write(Align::Left, at, text, HEADING, INK);
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::scene::Mark;
    use super::super::sweep::scene;
    use super::*;

    const SHEETS: [Sheet; 3] = [Sheet::File, Sheet::Column, Sheet::Phone];

    /// A grid of two keys with a difference for each place.
    pub(super) fn grid(
        (columns, rows): (usize, usize),
        difference: impl Fn(f64, f64) -> f64,
    ) -> Sweep {
        let key = |name: &str, count: usize| SweepKey {
            key: name.to_owned(),
            unit: "share".to_owned(),
            own: Some(0.15),
            values: (0..count).map(|place| (place + 1) as f64 / 10.0).collect(),
        };
        let mut all = Vec::new();
        for row in 0..rows {
            for column in 0..columns {
                let mean = difference(column as f64, row as f64);
                let verdict = if mean.abs() <= 2.0 {
                    VerdictClass::CannotTell
                } else if mean < 0.0 {
                    VerdictClass::PartnersMore
                } else {
                    VerdictClass::BusinessesMore
                };
                all.push(SweepRow {
                    values: vec![(column + 1) as f64 / 10.0, (row + 1) as f64 / 10.0],
                    scenario_hash: String::new(),
                    verdict,
                    difference_of_100: sample::estimate(mean, 2.0),
                    businesses_of_100: sample::estimate(mean / 2.0, 1.0),
                    partners_of_100: sample::estimate(-mean / 2.0, 1.0),
                });
            }
        }
        let keys = vec![key("business.glow.discount", columns), key("post.reach", rows)];
        Sweep { card: sample::typical().card, keys, rows: all }
    }

    #[test]
    fn few_worlds_make_all_cells_pale_and_the_subtitle_says_so() {
        let mut sweep = grid((3, 2), |x, y| 12.0 * (x - y) + 1.0);
        let many = scene(&sweep, Sheet::File).expect("a scene");
        sweep.card.replicates = 4;
        let few = scene(&sweep, Sheet::File).expect("a scene");
        assert!(!many.subtitle.contains("fewer than"), "{}", many.subtitle);
        assert!(few.subtitle.ends_with("pale: fewer than 5 worlds"), "{}", few.subtitle);
        let fill = |scene: &Scene, place: usize| match scene.marks[scene.tags[place].0.start] {
            Mark::Block { fill, .. } => fill,
            _ => panic!("a cell"),
        };
        for place in 0..6 {
            assert_eq!(fill(&few, place), few::shade(fill(&many, place), true));
        }
    }

    #[test]
    fn every_cell_has_the_colour_of_its_row_and_close_ones_are_hatched() {
        let sweep = grid((6, 5), |x, y| 12.0 * (x - y) + 1.0);
        for sheet in SHEETS {
            let scene = scene(&sweep, sheet).expect("a scene");
            assert_eq!(scene.tags.len(), 31, "thirty cells and a ring");
            let mut area = 0.0;
            for ((run, tag), row) in scene.tags.iter().zip(&sweep.rows) {
                let Mark::Block { frame, fill } = scene.marks[run.start] else { panic!("a cell") };
                assert_eq!(fill, colour(row.difference_of_100.mean, 61.0), "{}", tag.words);
                let is_hatched = 1 < run.len();
                assert_eq!(is_hatched, row.verdict == VerdictClass::CannotTell, "{}", tag.words);
                area += (frame.width() + 1.0) * (frame.height() + 1.0);
            }
            let (first, last) = (scene.tags[0].0.start, scene.tags[29].0.start);
            let (Mark::Block { frame: a, .. }, Mark::Block { frame: b, .. }) =
                (&scene.marks[first], &scene.marks[last])
            else {
                panic!("cells")
            };
            let whole = (b.right - a.left + 1.0) * (a.bottom - b.top + 1.0);
            assert!((area - whole).abs() < 1e-6, "the cells fill the plot");
        }
        assert_eq!(colour(0.0, 10.0), PAPER);
        assert_ne!(colour(-5.0, 10.0), colour(5.0, 10.0));
    }

    #[test]
    fn the_line_runs_where_the_mean_is_zero_and_from_edge_to_edge() {
        // Linear, so that what lies between the middles is known exactly.
        let of = |x: f64, y: f64| 10.0 * x - 4.0 * y - 11.0;
        let sweep = grid((6, 5), of);
        let plot = Frame { left: 10.0, top: 20.0, right: 610.0, bottom: 520.0 };
        let grid = Grid { plot, columns: 6, rows: 5 };
        let lines = contour(&grid, &sweep);
        assert!(!lines.is_empty());
        for point in lines.iter().flatten() {
            let column = ((point.x - plot.left) / 100.0 - 0.5).clamp(0.0, 5.0);
            let row = ((plot.bottom - point.y) / 100.0 - 0.5).clamp(0.0, 4.0);
            assert!(of(column, row).abs() < 1e-9, "{point:?}");
        }
        let touches = |y: f64| lines.iter().flatten().any(|point| (point.y - y).abs() < 1e-9);
        assert!(touches(plot.top) && touches(plot.bottom));
        // Each inner end is the end of exactly two pieces.
        for point in lines.iter().flatten() {
            let is_edge = [plot.top, plot.bottom].iter().any(|y| (point.y - y).abs() < 1e-9);
            let same = |other: &&Point| {
                (other.x - point.x).abs() < 1e-9 && (other.y - point.y).abs() < 1e-9
            };
            let ends = lines.iter().flatten().filter(same).count();
            assert_eq!(ends, if is_edge { 1 } else { 2 }, "{point:?}");
        }
        let flat = super::tests::grid((3, 3), |_, _| 4.0);
        assert!(contour(&Grid { plot, columns: 3, rows: 3 }, &flat).is_empty());
    }

    #[test]
    fn a_saddle_is_parted_by_its_middle_and_no_piece_is_lost() {
        let at = |x: f64, y: f64, value: f64| (Point { x, y }, value);
        let parted = |low: f64, high: f64| {
            let corners =
                [at(0.0, 0.0, 1.0), at(1.0, 0.0, low), at(1.0, 1.0, high), at(0.0, 1.0, low)];
            let mut lines = Vec::new();
            square(corners, &mut lines);
            lines.iter().map(|line| line.map(|end| (end.x, end.y))).collect::<Vec<_>>()
        };
        // A high middle joins the high corners: the line goes round the low ones.
        let round_low = [[(0.5, 0.0), (1.0, 0.25)], [(0.25, 1.0), (0.0, 0.5)]];
        assert_eq!(parted(-1.0, 3.0), round_low);
        let round_high = [[(0.0, 0.25), (0.25, 0.0)], [(1.0, 0.75), (0.75, 1.0)]];
        assert_eq!(parted(-3.0, 1.0), round_high);
    }

    #[test]
    fn the_title_counts_the_combinations_of_each_verdict() {
        let title = |sweep: &Sweep| scene(sweep, Sheet::File).expect("a scene").title;
        let all = grid((3, 2), |x, _| 10.0 + x);
        let wanted =
            "The businesses capture more at all 6 combinations: by 10.0 to 12.0 of each 100 EUR";
        assert_eq!(title(&all), wanted);
        let none = grid((3, 2), |x, _| -10.0 - x);
        let wanted =
            "The partners capture more at all 6 combinations: by 10.0 to 12.0 of each 100 EUR";
        assert_eq!(title(&none), wanted);
        let mixed = grid((3, 2), |x, _| 10.0 * (x - 1.0));
        assert_eq!(
            title(&mixed),
            "The businesses capture more at 2 of 6 combinations, the partners at 2, 2 are too \
             close to call"
        );
    }

    #[test]
    fn no_text_lies_over_another_and_nothing_leaves_the_frame_in_any_grid() {
        let mut long = grid((20, 20), |x, y| 1e4 * (x - y));
        for (key, size) in long.keys.iter_mut().zip([1e9, 1e-7]) {
            key.key = format!("business.a_name_that_goes_on_and_on.plan.{}", "x".repeat(60));
            for value in &mut key.values {
                *value *= size;
            }
        }
        let mut neither = grid((4, 4), |x, y| x - y);
        for row in &mut neither.rows {
            row.verdict = VerdictClass::Neither;
        }
        for (name, sweep) in [
            ("typical", grid((6, 6), |x, y| 7.0 * (x - y))),
            ("two by two", grid((2, 2), |x, y| 50.0 * (x - y) + 1.0)),
            ("wide", grid((40, 2), |x, y| x - 17.0 * y)),
            ("high", grid((2, 40), |x, y| y - 17.0 * x)),
            ("flat", grid((5, 5), |_, _| 0.0)),
            ("neither", neither),
            ("long", long),
        ] {
            for sheet in SHEETS {
                let scene = scene(&sweep, sheet).expect("a scene");
                assert_eq!(scene.faults(), Vec::<String>::new(), "{name} {sheet:?}");
                assert_eq!(scene.strays(), Vec::<String>::new(), "{name} {sheet:?}");
            }
        }
    }
}
