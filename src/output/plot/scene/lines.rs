//! Lines as lists of points: circles, dashes, and lines with fewer points.
//!
//! *Invariant*: what is left out is not seen.
//!
//! *Absent*: marks and colours.

use super::super::place::Point;
use crate::chance::math::sqrt;

/// A circle as an outline of 32 corners, turned from the first by a fixed rotation.
pub(super) fn ring(centre: Point, radius: f64) -> Vec<Point> {
    // Cosine and sine of a 32nd of a turn.
    let (cosine, sine) = (0.980_785_280_403_230_4, 0.195_090_322_016_128_28);
    let mut arm = (radius, 0.0);
    (0..32)
        .map(|_| {
            let corner = Point { x: centre.x + arm.0, y: centre.y + arm.1 };
            arm = (arm.0 * cosine - arm.1 * sine, arm.0 * sine + arm.1 * cosine);
            corner
        })
        .collect()
}

/// Lengths of a dash and of the gap after it, in pixels.
const DASH: [f64; 2] = [6.0, 4.0];

/// A line cut into dashes, which bend where it does.
pub(super) fn dashes(points: &[Point]) -> Vec<Vec<Point>> {
    let mut dashes: Vec<Vec<Point>> = Vec::new();
    let (mut is_dash, mut left) = (false, 0.0);
    for pair in points.windows(2) {
        let (dx, dy) = (pair[1].x - pair[0].x, pair[1].y - pair[0].y);
        let length = sqrt(dx * dx + dy * dy);
        let mut at = 0.0;
        loop {
            let place = Point {
                x: pair[0].x + dx * if 0.0 < length { at / length } else { 0.0 },
                y: pair[0].y + dy * if 0.0 < length { at / length } else { 0.0 },
            };
            if left <= 0.0 {
                is_dash = !is_dash;
                left = DASH[usize::from(!is_dash)];
                if is_dash {
                    dashes.push(vec![place]);
                } else if let Some(dash) = dashes.last_mut() {
                    dash.push(place);
                }
            }
            if length - at <= left {
                left -= length - at;
                break;
            }
            at += left;
            left = 0.0;
        }
        // A bend inside a dash, or the end of the line.
        if let Some(dash) = dashes.last_mut().filter(|_| is_dash) {
            dash.push(pair[1]);
        }
    }
    dashes
}

/// The farthest that a line is drawn off a point that it leaves out, in pixels.
pub(super) const OFF: f64 = 0.25;

/// A line through as few of the points as keep it within a quarter of a pixel of each that is left
/// out (Ramer 1972; Douglas and Peucker 1973).
pub(in crate::output::plot) fn thinned(points: &[Point]) -> Vec<Point> {
    let Some(last) = points.len().checked_sub(1) else { return Vec::new() };
    let mut kept = vec![false; points.len()];
    (kept[0], kept[last]) = (true, true);
    let mut spans = vec![(0, last)];
    while let Some((from, to)) = spans.pop() {
        let off = |place: usize| off_line(points[place], points[from], points[to]);
        let farthest = (from + 1..to).max_by(|&a, &b| off(a).total_cmp(&off(b)));
        if let Some(farthest) = farthest.filter(|&place| OFF < off(place)) {
            kept[farthest] = true;
            spans.extend([(from, farthest), (farthest, to)]);
        }
    }
    points.iter().zip(kept).filter(|(_, is_kept)| *is_kept).map(|(point, _)| *point).collect()
}

/// How far a point is from the line from one point to another; from the first where they are one.
pub(super) fn off_line(point: Point, from: Point, to: Point) -> f64 {
    let (x, y) = (to.x - from.x, to.y - from.y);
    let (dx, dy) = (point.x - from.x, point.y - from.y);
    let length = sqrt(x * x + y * y);
    if length == 0.0 { sqrt(dx * dx + dy * dy) } else { (x * dy - y * dx).abs() / length }
}
