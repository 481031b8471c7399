//! A picture of a page made one that can stand alone: with title, subtitle and source around it.
//!
//! *Invariant*: no mark changes its size, and none of the words is cut.
//!
//! *Absent*: pictures that are laid out as files, which have all that already.

use super::scene::{Align, Frame, Label, Mark, Point, Scene, Sheet};
use super::style::{Face, INK, QUIET, RULE, SMALL, SUBTITLE, TITLE};

/// White space left and right.
const EDGE: f64 = 16.0;

/// The finding on a phone.
const PHONE_TITLE: Face = Face { size: 20.0, bold: true };

/// More lines than any text has.
const LINES_MAX: usize = 40;

/// The scene with its words around it, if it is one of a page.
pub(super) fn framed(scene: Scene) -> Scene {
    let (title, subtitle) = match scene.sheet {
        Sheet::File => return scene,
        Sheet::Column => (TITLE, SUBTITLE),
        Sheet::Phone => (PHONE_TITLE, SMALL),
    };
    let room = scene.size.0;
    let (marks, tags, height) = (scene.marks, scene.tags, scene.size.1);
    let mut whole =
        Scene { marks: Vec::new(), tags: Vec::new(), size: (room + 2.0 * EDGE, 0.0), ..scene };
    let mut y = 12.0;
    let heading = whole.title.clone();
    lines(&mut whole, &heading, (title, 1.22), room, &mut y);
    y += 4.0;
    let below = whole.subtitle.clone();
    let is_quiet = whole.marks.len();
    lines(&mut whole, &below, (subtitle, 1.4), room, &mut y);
    y += 14.0;
    let before = whole.marks.len();
    for mark in &mut whole.marks[is_quiet..] {
        if let Mark::Text(label) = mark {
            label.colour = QUIET;
        }
    }
    whole.marks.extend(marks.into_iter().map(|mark| moved(mark, EDGE, y)));
    whole.tags =
        tags.into_iter().map(|(run, tag)| (run.start + before..run.end + before, tag)).collect();
    y += height + 12.0;
    whole.level(EDGE, EDGE + room, y, 1.0, RULE);
    y += 6.0;
    let source = whole.marks.len();
    for line in whole.source.clone() {
        lines(&mut whole, &line, (SMALL, 1.4), room, &mut y);
    }
    for mark in &mut whole.marks[source..] {
        if let Mark::Text(label) = mark {
            label.colour = QUIET;
        }
    }
    whole.size.1 = y + 12.0;
    whole
}

/// Writes a text in as many lines as it needs, each of a face's size times a leading below the one
/// before.
fn lines(scene: &mut Scene, text: &str, (face, leading): (Face, f64), room: f64, y: &mut f64) {
    for line in scene.typeface.wrap(text, face, room, LINES_MAX) {
        *y += face.size * leading;
        scene.write(Align::Left, Point { x: EDGE, y: *y }, line, face, INK);
    }
}

/// A mark so far to the right and down.
fn moved(mark: Mark, right: f64, down: f64) -> Mark {
    let point = |at: Point| Point { x: at.x + right, y: at.y + down };
    let points = |all: Vec<Point>| all.into_iter().map(point).collect();
    match mark {
        Mark::Block { frame, fill } => {
            let Frame { left, top, right: end, bottom } = frame;
            let frame = Frame {
                left: left + right,
                top: top + down,
                right: end + right,
                bottom: bottom + down,
            };
            Mark::Block { frame, fill }
        }
        Mark::Stroke { points: all, width, colour } => {
            Mark::Stroke { points: points(all), width, colour }
        }
        Mark::Area { points: all, fill } => Mark::Area { points: points(all), fill },
        Mark::Text(label) => Mark::Text(Label { at: point(label.at), ..label }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::sankey;
    use super::*;

    #[test]
    fn a_framed_picture_has_the_same_marks_in_the_same_order_moved_by_one_step() {
        let inner = sankey::scene(&sample::typical(), Sheet::Phone).expect("a scene");
        let (texts, tags) = (inner.labels().count(), inner.tags.clone());
        let first = inner.labels().next().expect("a text").clone();
        let whole = framed(inner.clone());
        let found = whole.labels().find(|label| label.text == first.text).expect("the same text");
        let step = (found.at.x - first.at.x, found.at.y - first.at.y);
        assert!((step.0 - EDGE).abs() < 1e-9 && 0.0 < step.1);
        assert!(texts + 4 <= whole.labels().count());
        assert_eq!(tags.len(), whole.tags.len());
        for ((run, tag), (other, same)) in tags.iter().zip(&whole.tags) {
            assert_eq!((tag, run.len()), (same, other.len()));
            let Mark::Area { points, .. } = &inner.marks[run.start] else { continue };
            let Mark::Area { points: moved, .. } = &whole.marks[other.start] else {
                panic!("another mark")
            };
            for (a, b) in points.iter().zip(moved) {
                assert!((b.x - a.x - step.0).abs() < 1e-9 && (b.y - a.y - step.1).abs() < 1e-9);
            }
        }
        assert_eq!(whole.size.0.to_bits(), 390.0_f64.to_bits());
    }

    #[test]
    fn no_word_of_title_subtitle_and_source_is_cut() {
        let inner = sankey::scene(&sample::huge(), Sheet::Phone).expect("a scene");
        let whole = framed(inner);
        let said: Vec<&str> = whole.labels().map(|label| label.text.as_str()).collect();
        let said = said.join(" ");
        for word in whole.title.split(' ').chain(whole.subtitle.split(' ')) {
            assert!(said.contains(word), "{word}");
        }
    }
}
