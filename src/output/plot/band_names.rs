//! Names of bands: what each is for, written where it can be read.
//!
//! *Invariant*: a name lies wholly inside its band, or over the middle of a thin one where it
//! touches no other band; never over another text. No ground hides what is behind it.
//!
//! *Absent*: which bands there are and what they are called.

use super::scene::{Align, Frame, Label, Point, Scene};
use super::style::{INK, SMALL};

/// A band as it is drawn.
pub(super) struct Way {
    /// What it is for, if it is to be named.
    pub(super) what: Option<&'static str>,
    /// How high it is.
    pub(super) height: f64,
    /// Its corners: from left to right above, and back below.
    pub(super) outline: Vec<Point>,
}

/// Least height of a band that has its name inside.
const INSIDE: f64 = 15.0;

/// White space between a name and the ends of its band.
const SPACE: f64 = 9.0;

/// Pixels between the places that are tried.
const STEP: f64 = 6.0;

/// Parts of a name's width at which it is compared with bands.
const PARTS: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

/// Names all bands from a height on, the thickest first; one for which there is no place stays
/// without a name.
pub(super) fn write(scene: &mut Scene, ways: &[Way], least: f64) {
    let mut order: Vec<usize> = (0..ways.len()).filter(|&at| least <= ways[at].height).collect();
    order.sort_by(|&a, &b| ways[b].height.total_cmp(&ways[a].height));
    for at in order {
        let Some(what) = ways[at].what else { continue };
        if let Some(Label { at, align, text, face, colour }) = place(scene, ways, at, what) {
            scene.write(align, at, text, face, colour);
        }
    }
}

/// The best place for a name: inside its band, as near to an end as can be; else over its middle,
/// where it touches no other.
fn place(scene: &Scene, ways: &[Way], at: usize, what: &str) -> Option<Label> {
    let own = &ways[at].outline;
    let half = own.len() / 2;
    let (left, right) = (own.first()?.x, own.get(half.checked_sub(1)?)?.x);
    let width = scene.width(what, SMALL);
    let mut best: Option<(f64, Label)> = None;
    let mut x = left + SPACE;
    while x + width + SPACE <= right {
        let spans = PARTS.map(|part| span(own, x + part * width).unwrap_or((0.0, 0.0)));
        let low = spans.iter().map(|it| it.0).fold(f64::NEG_INFINITY, f64::max);
        let high = spans.iter().map(|it| it.1).fold(f64::INFINITY, f64::min);
        let is_inside = INSIDE <= high - low;
        let (top, bottom) = if is_inside { (low, high) } else { spans[2] };
        let middle = f64::midpoint(top, bottom);
        let label = Label {
            at: Point { x, y: middle + 4.5 },
            align: Align::Left,
            text: what.to_owned(),
            face: SMALL,
            colour: INK,
        };
        let from_end = (x - left).min(right - x - width) / (right - left);
        let cost = if is_inside { from_end } else { 1.0 + from_end };
        let is_best = best.as_ref().is_none_or(|(least, ..)| cost < *least);
        let has_place =
            is_best && scene.is_free(&label, 4.0) && !touches(&scene.extent(&label), ways, at);
        if has_place {
            best = Some((cost, label));
        }
        x += STEP;
    }
    best.map(|(_, label)| label)
}

/// Tops and bottoms of an outline along a frame, so close together that no band passes between.
fn along(frame: &Frame, points: &[Point]) -> Vec<(f64, f64)> {
    let steps = (frame.width() / 2.0).ceil().max(1.0);
    let x = |step: f64| frame.left + frame.width() * step / steps;
    let steps = (0_u16..).map(f64::from).take_while(|step| *step <= steps);
    steps.filter_map(|step| span(points, x(step))).collect()
}

/// Whether a frame lies on a band that is not its own.
fn touches(frame: &Frame, ways: &[Way], own: usize) -> bool {
    let others = ways.iter().enumerate().filter(|(at, _)| *at != own);
    let mut spans = others.flat_map(|(_, way)| along(frame, &way.outline));
    spans.any(|(top, bottom)| top < frame.bottom && frame.top < bottom)
}

/// How many edges of bands run through a frame.
pub(super) fn crossed(frame: &Frame, ways: &[Way]) -> usize {
    let is_in = |y: f64| frame.top < y && y < frame.bottom;
    let edges = ways.iter().map(|way| {
        let spans = along(frame, &way.outline);
        let above = spans.iter().any(|it| is_in(it.0));
        usize::from(above) + usize::from(spans.iter().any(|it| is_in(it.1)))
    });
    edges.sum()
}

/// Top and bottom of an outline at a place from the left.
pub(super) fn span(points: &[Point], x: f64) -> Option<(f64, f64)> {
    let half = points.len() / 2;
    let on = |left: Point, right: Point| {
        let part = (x - left.x) / (right.x - left.x).max(1e-9);
        left.y + (right.y - left.y) * part
    };
    let above = points[..half].windows(2).find(|pair| pair[0].x <= x && x <= pair[1].x)?;
    let below = points[half..].windows(2).find(|pair| pair[1].x <= x && x <= pair[0].x)?;
    Some((on(above[0], above[1]), on(below[1], below[0])))
}

#[cfg(test)]
mod tests {
    use super::super::scene::{Furniture, Sheet};
    use super::*;

    #[test]
    fn a_name_is_inside_a_thick_band_and_over_a_thin_one_only_where_no_other_is() {
        let furniture = Furniture {
            title: String::new(),
            subtitle: String::new(),
            source: [String::new(), String::new()],
        };
        let (mut scene, _) =
            Scene::furnished(furniture, Sheet::Column, (300.0, 300.0)).expect("a font");
        let at = |x, y| Point { x, y };
        let flat = |what, top: f64, bottom: f64| Way {
            what: Some(what),
            height: bottom - top,
            outline: vec![at(0.0, top), at(300.0, top), at(300.0, bottom), at(0.0, bottom)],
        };
        // The third lies over the left half of the second's neighbourhood.
        let mut near = flat("", 112.0, 113.0);
        near.outline = vec![at(0.0, 97.0), at(150.0, 97.0), at(150.0, 101.0), at(0.0, 101.0)];
        near.height = 4.0;
        let ways = [flat("thick", 10.0, 40.0), flat("thin", 100.0, 108.0), near];
        write(&mut scene, &ways, 6.0);
        let labels: Vec<(&str, f64, f64)> =
            scene.labels().map(|label| (label.text.as_str(), label.at.x, label.at.y)).collect();
        assert_eq!(labels.len(), 2, "{labels:?}");
        let (name, x, y) = labels[0];
        assert_eq!((name, x, y), ("thick", SPACE, 29.5));
        let (name, x, y) = labels[1];
        assert!(name == "thin" && 150.0 < x && (y - 108.5).abs() < 1e-9, "{labels:?}");
        assert_eq!(scene.marks.len(), 2, "no ground");
        // Where another runs along the whole of it, there is no place.
        scene.marks.clear();
        write(&mut scene, &[flat("thin", 100.0, 108.0), flat("", 109.0, 114.0)], 6.0);
        assert_eq!(scene.labels().count(), 0);
        let frame = Frame { left: 10.0, top: 95.0, right: 90.0, bottom: 111.0 };
        let ways = [flat("thin", 100.0, 108.0), flat("", 109.0, 114.0)];
        assert_eq!(crossed(&frame, &ways), 3);
    }
}
