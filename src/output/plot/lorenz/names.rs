//! Names of curves beside them: each tied to its curve by a short line and a dot.
//!
//! *Invariant*: a name touches no curve, no other name and no other name's line, and is inside the
//! panel. Of all places that are free the one is taken from which the line to the curve is short
//! and crosses the fewest other curves.
//!
//! *Absent*: what the curves are.

use super::super::scene::{Align, Frame, Point, Scene};
use super::super::style::{Colour, Face, INK, PAPER};
use crate::chance::math::sqrt;

/// What is said of a curve, and where the curve runs.
pub(super) struct Named<'a> {
    /// Lines of text.
    pub(super) lines: Vec<(String, Face)>,
    /// The colour of the first of them.
    pub(super) colour: Colour,
    /// The curve.
    pub(super) points: &'a [Point],
}

/// Height of a line of text.
const LINE: f64 = 18.0;

/// Room around a name.
const ROOM: f64 = 5.0;

/// Heights of a curve at which its name may be tied to it, as parts of the panel.
const HEIGHTS: [f64; 9] = [0.04, 0.08, 0.13, 0.2, 0.28, 0.37, 0.47, 0.58, 0.7];

/// How much longer a line may be that crosses one curve less, in pixels.
const CROSSING: f64 = 90.0;

/// A name's place and the line that ties it.
struct Spot {
    frame: Frame,
    tie: [Point; 2],
}

/// Writes the names of curves, the first of which lies above the others.
pub(super) fn write(scene: &mut Scene, panel: &Frame, curves: &[Named<'_>]) {
    let width = |(text, face): &(String, Face)| scene.width(text, *face);
    let size = |curve: &Named<'_>| {
        let width = curve.lines.iter().map(width).fold(0.0, f64::max);
        (width, LINE * curve.lines.len() as f64)
    };
    let sizes: Vec<(f64, f64)> = curves.iter().map(size).collect();
    // Where not all find a place beside their curves they are packed into the free corner.
    let mut spots = all(panel, curves, &sizes, false);
    if spots.len() < curves.len() {
        let packed = all(panel, curves, &sizes, true);
        if spots.len() < packed.len() {
            spots = packed;
        }
    }
    for (own, Spot { frame, tie }) in spots {
        let curve = &curves[own];
        let Frame { left, top, right, bottom } = frame;
        let ground =
            Frame { left: left - 3.0, top: top - 1.0, right: right + 3.0, bottom: bottom + 2.0 };
        scene.block(ground, PAPER);
        scene.stroke(tie.to_vec(), 1.25, curve.colour);
        scene.dot(tie[1], curve.colour);
        let mut y = top - 4.0;
        for (place, (text, face)) in curve.lines.iter().enumerate() {
            y += LINE;
            let colour = if place == 0 { curve.colour } else { INK };
            scene.write(Align::Left, Point { x: left, y }, text.clone(), *face, colour);
        }
    }
}

/// Places for all names that find one, with the numbers of their curves. Packed ones are as far up
/// and to the left as they can be, the widest first.
fn all(
    panel: &Frame,
    curves: &[Named<'_>],
    sizes: &[(f64, f64)],
    is_packed: bool,
) -> Vec<(usize, Spot)> {
    let mut order: Vec<usize> = (0..curves.len()).collect();
    if is_packed {
        order.sort_by(|a, b| sizes[*b].0.total_cmp(&sizes[*a].0));
    }
    let mut taken: Vec<(usize, Spot)> = Vec::new();
    for own in order {
        if let Some(spot) = best(panel, curves, (own, sizes[own]), &taken, is_packed) {
            taken.push((own, spot));
        }
    }
    taken
}

/// The best place for a name, if any is free.
fn best(
    panel: &Frame,
    curves: &[Named<'_>],
    (own, (width, height)): (usize, (f64, f64)),
    taken: &[(usize, Spot)],
    is_packed: bool,
) -> Option<Spot> {
    const STEP: f64 = 7.0;
    let dots: Vec<Point> = HEIGHTS
        .iter()
        .filter_map(|part| at_height(curves[own].points, panel.bottom - part * panel.height()))
        .collect();
    let mut best: Option<(f64, Spot)> = None;
    let mut top = panel.top + ROOM;
    while top + height + ROOM <= panel.bottom {
        let mut left = panel.left + ROOM;
        while left + width + ROOM <= panel.right {
            let frame = Frame { left, top, right: left + width, bottom: top + height };
            left += STEP;
            if !is_free(&grown(&frame), curves, taken) {
                continue;
            }
            for dot in &dots {
                let tie = [nearest(&frame, *dot), *dot];
                let length = distance(tie);
                let is_clear = taken.iter().all(|(_, other)| {
                    !is_crossed(&grown(&other.frame), &tie) && !meet(tie, other.tie)
                });
                if length < 8.0 || !is_clear {
                    continue;
                }
                let others = curves.iter().enumerate().filter(|(place, _)| *place != own);
                let crossed = others.filter(|(_, other)| crosses(tie, other.points)).count();
                let corner = if is_packed { 20.0 * (top - panel.top) + left } else { 0.0 };
                let cost = length + CROSSING * crossed as f64 + corner;
                if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                    best = Some((cost, Spot { frame, tie }));
                }
            }
        }
        top += STEP;
    }
    best.map(|(_, spot)| spot)
}

/// A frame with room around it.
fn grown(frame: &Frame) -> Frame {
    let Frame { left, top, right, bottom } = *frame;
    Frame { left: left - ROOM, top: top - ROOM, right: right + ROOM, bottom: bottom + ROOM }
}

/// Whether a frame touches no curve and nothing that is taken.
fn is_free(frame: &Frame, curves: &[Named<'_>], taken: &[(usize, Spot)]) -> bool {
    let apart = |other: &Frame| {
        frame.right <= other.left
            || other.right <= frame.left
            || frame.bottom <= other.top
            || other.bottom <= frame.top
    };
    curves.iter().all(|curve| !is_crossed(frame, curve.points))
        && taken.iter().all(|(_, spot)| apart(&grown(&spot.frame)) && !is_crossed(frame, &spot.tie))
}

/// Where a curve that rises from left to right passes a height.
fn at_height(points: &[Point], y: f64) -> Option<Point> {
    let pair = points.windows(2).find(|pair| pair[1].y <= y && y <= pair[0].y)?;
    let rise = pair[0].y - pair[1].y;
    let part = if rise <= 0.0 { 0.0 } else { (pair[0].y - y) / rise };
    Some(Point { x: pair[0].x + part * (pair[1].x - pair[0].x), y })
}

/// The point of a frame with a little room around it that is nearest to another.
fn nearest(frame: &Frame, to: Point) -> Point {
    Point {
        x: to.x.clamp(frame.left - 4.0, frame.right + 4.0),
        y: to.y.clamp(frame.top + 4.0, frame.bottom - 4.0),
    }
}

fn distance([from, to]: [Point; 2]) -> f64 {
    let (x, y) = (to.x - from.x, to.y - from.y);
    sqrt(x * x + y * y)
}

/// Whether a line crosses a curve.
fn crosses(line: [Point; 2], curve: &[Point]) -> bool {
    curve.windows(2).any(|pair| meet(line, [pair[0], pair[1]]))
}

/// Whether two lines have a point in common.
fn meet(one: [Point; 2], other: [Point; 2]) -> bool {
    let side = |line: [Point; 2], at: Point| {
        let (along, to) =
            ((line[1].x - line[0].x, line[1].y - line[0].y), (at.x - line[0].x, at.y - line[0].y));
        along.0 * to.1 - along.1 * to.0
    };
    side(one, other[0]) * side(one, other[1]) <= 0.0
        && side(other, one[0]) * side(other, one[1]) <= 0.0
}

/// Whether a line through points enters a frame.
pub(super) fn is_crossed(frame: &Frame, line: &[Point]) -> bool {
    line.windows(2).any(|ends| {
        let (from, to) = (ends[0], ends[1]);
        // The part of the segment that lies inside, cut off side by side (Liang and Barsky 1984).
        let (mut enters, mut leaves) = (0.0_f64, 1.0_f64);
        for (way, room) in [
            (from.x - to.x, from.x - frame.left),
            (to.x - from.x, frame.right - from.x),
            (from.y - to.y, from.y - frame.top),
            (to.y - from.y, frame.bottom - from.y),
        ] {
            if way == 0.0 {
                if room < 0.0 {
                    return false;
                }
            } else if way < 0.0 {
                enters = enters.max(room / way);
            } else {
                leaves = leaves.min(room / way);
            }
        }
        enters <= leaves
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::sample;
    use super::super::super::scene::{Mark, Sheet};
    use super::super::super::style::BUSINESSES;
    use super::*;
    use crate::experiment::results::{LorenzBase, Results};

    /// Curves of which each holds less than the one before, in the corner or near the diagonal.
    fn with_powers(powers: [i32; 3]) -> Results {
        let mut results = sample::typical();
        for (base, power) in [LorenzBase::Paid, LorenzBase::OrderedOrPaid, LorenzBase::OnBooks]
            .into_iter()
            .zip(powers)
        {
            let curve = results.lorenz.iter_mut().find(|curve| curve.base == base);
            curve.expect("a curve").points = (0..=200)
                .map(|step| f64::from(step) / 200.0)
                .map(|x| (x, (0..power).fold(1.0, |all, _| all * x)))
                .collect();
        }
        results
    }

    #[test]
    fn every_curve_has_its_name_tied_to_it_and_no_name_lies_over_a_curve_or_another_name() {
        for powers in [[2, 3, 4], [3, 9, 40], [30, 60, 120], [2, 3, 200], [2, 2, 2]] {
            let results = with_powers(powers);
            for sheet in [Sheet::File, Sheet::Column, Sheet::Phone] {
                let scene = super::super::scene(&results, sheet).expect("a scene");
                assert_eq!(scene.faults(), Vec::<String>::new(), "{powers:?} {sheet:?}");
                assert_eq!(scene.strays(), Vec::<String>::new(), "{powers:?} {sheet:?}");
                let curves: Vec<(&Vec<Point>, Colour)> = scene
                    .marks
                    .iter()
                    .filter_map(|mark| match mark {
                        Mark::Stroke { points, width, colour } if 2.5 < *width => {
                            Some((points, *colour))
                        }
                        _ => None,
                    })
                    .filter(|(_, colour)| *colour != INK)
                    .collect();
                assert_eq!(curves.len(), 3);
                for (curve, colour) in &curves {
                    // A dot on the curve, and a name in its colour.
                    let is_dot = |mark: &&Mark| {
                        let Mark::Area { points, fill } = mark else { return false };
                        let (x, y) = (
                            f64::midpoint(points[0].x, points[16.min(points.len() - 1)].x),
                            f64::midpoint(points[0].y, points[16.min(points.len() - 1)].y),
                        );
                        let around =
                            Frame { left: x - 1.0, top: y - 1.0, right: x + 1.0, bottom: y + 1.0 };
                        *fill == colour.deep() && is_crossed(&around, curve)
                    };
                    assert_eq!(
                        scene.marks.iter().filter(is_dot).count(),
                        1,
                        "{powers:?} {sheet:?}"
                    );
                    let named = scene.labels().filter(|label| label.colour == colour.deep());
                    assert_eq!(named.count(), 1, "{powers:?} {sheet:?}");
                }
                let said = scene.labels().filter(|label| label.text.starts_with("Gini "));
                for label in said {
                    for (curve, _) in &curves {
                        assert!(!is_crossed(&scene.extent(label), curve), "{powers:?} {sheet:?}");
                    }
                }
                assert!(scene.labels().all(|label| !["A", "B", "C"].contains(&&*label.text)));
            }
        }
        assert_ne!(BUSINESSES.inked(0.4), BUSINESSES);
    }

    #[test]
    fn lines_meet_where_they_cross_and_nowhere_else() {
        let line = |ends: [(f64, f64); 2]| ends.map(|(x, y)| Point { x, y });
        let flat = line([(0.0, 0.0), (10.0, 0.0)]);
        assert!(meet(flat, line([(5.0, -5.0), (5.0, 5.0)])));
        assert!(!meet(flat, line([(5.0, 1.0), (5.0, 5.0)])));
        assert!(!meet(flat, line([(11.0, -5.0), (11.0, 5.0)])));
    }

    #[test]
    fn a_line_crosses_a_frame_only_if_a_part_of_it_is_inside() {
        let frame = Frame { left: 10.0, top: 10.0, right: 20.0, bottom: 20.0 };
        let line = |ends: [(f64, f64); 2]| is_crossed(&frame, &ends.map(|(x, y)| Point { x, y }));
        assert!(line([(0.0, 0.0), (30.0, 30.0)]));
        assert!(line([(15.0, 0.0), (15.0, 30.0)]));
        assert!(line([(12.0, 12.0), (13.0, 13.0)]));
        assert!(!line([(0.0, 15.0), (30.0, 50.0)]));
        assert!(!line([(0.0, 5.0), (30.0, 5.0)]));
        assert!(!line([(0.0, 0.0), (9.0, 9.0)]));
    }
}
