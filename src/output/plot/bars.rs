//! Bars beside their names, in groups below each other: the layout of several pictures.
//!
//! *Invariant*: a bar reaches from its number to its other number on the axis of its group, which
//! holds zero; what it comes to stands behind it. On a phone the name stands above its bar.
//!
//! *Absent*: what the bars are.

use super::axis::Linear;
use super::few;
use super::scene::{Align, Frame, Point, Scene, Sheet, Tag};
use super::style::{
    Colour, Face, HEADING, INK, LABEL, LABEL_BOLD, PAPER, QUIET, RULE, SHADE, SMALL,
};

/// Bars on one axis.
pub(super) struct Group {
    /// What they are.
    pub(super) heading: String,
    /// In what they are counted, behind the heading.
    pub(super) unit: String,
    /// The number at the end of the axis; nothing where the longest bar ends it.
    pub(super) whole: Option<f64>,
    /// The bars.
    pub(super) bars: Vec<Bar>,
}

/// A bar.
pub(super) struct Bar {
    /// Whose it is.
    pub(super) name: String,
    /// Its numbers: where it begins and where it ends.
    pub(super) ends: (f64, f64),
    /// Lower and upper end of an interval around its end.
    pub(super) interval: Option<(f64, f64)>,
    /// What it comes to, in a word.
    pub(super) text: String,
    /// The same at more length, smaller.
    pub(super) more: String,
    /// The account that it is.
    pub(super) colour: Colour,
    /// Whether it rests on few people or worlds.
    pub(super) is_few: bool,
    /// Whether it is the sum of those before, and those after go on from its end.
    pub(super) is_sum: bool,
    /// Whether the next bar goes on where this one ends.
    pub(super) goes_on: bool,
    /// What it stands for.
    pub(super) tag: Tag,
}

/// Room for a heading, and between groups.
const HEAD: f64 = 30.0;
const GAP: f64 = 14.0;

/// Height of a bar with its name: in a column and on a phone.
const HIGH: (f64, f64) = (32.0, 48.0);

/// Heights of a page's pictures of these bars.
pub(super) fn heights(groups: &[Group]) -> (f64, f64) {
    let of = |high: f64| {
        let bars = |group: &Group| HEAD + GAP + high * group.bars.len() as f64;
        (groups.iter().map(bars).sum::<f64>() - GAP + 10.0).max(120.0)
    };
    (of(HIGH.0), of(HIGH.1))
}

/// Draws the groups below each other.
pub(super) fn draw(scene: &mut Scene, body: &Frame, groups: &[Group]) {
    let count = groups.iter().map(|group| group.bars.len()).sum::<usize>().max(1) as f64;
    let around = (HEAD + GAP) * groups.len() as f64 - GAP;
    let high = match scene.sheet {
        Sheet::File => ((body.height() - around - 8.0) / count).min(72.0),
        Sheet::Column => HIGH.0,
        Sheet::Phone => HIGH.1,
    };
    let room = Room::of(scene, body, groups);
    let mut top = body.top;
    for group in groups {
        let y = top + 16.0;
        let heading = scene.typeface.shorten(&group.heading, HEADING, body.width() - 8.0);
        let x = body.left + scene.width(&heading, HEADING) + 8.0;
        scene.write(Align::Left, Point { x: body.left, y }, heading, HEADING, INK);
        let unit = scene.typeface.shorten(&group.unit, SMALL, (body.right - x).max(0.0));
        if !unit.is_empty() {
            scene.write(Align::Left, Point { x, y }, unit, SMALL, QUIET);
        }
        top += HEAD;
        let across = room.axis(group);
        draw_group(scene, body, (group, &across, &room), (top, high));
        top += high * group.bars.len() as f64 + GAP;
    }
    scene.end_at(top - GAP + 8.0);
}

/// In what a name is set.
const fn face(bar: &Bar) -> Face {
    if bar.is_sum { LABEL_BOLD } else { LABEL }
}

/// Where names end, where bars may be, and what is written behind them.
struct Room {
    left: f64,
    right: f64,
    /// Whether there is room for more than a word behind a bar.
    has_more: bool,
}

impl Room {
    fn of(scene: &Scene, body: &Frame, groups: &[Group]) -> Self {
        let bars = || groups.iter().flat_map(|group| &group.bars);
        let widest = |of: &dyn Fn(&Bar) -> f64| bars().map(of).fold(0.0, f64::max);
        let names = widest(&|bar| scene.width(&bar.name, face(bar))).min(0.36 * body.width());
        let words = |bar: &Bar, more: bool| {
            let gap = if more && !bar.more.is_empty() { 8.0 } else { 0.0 };
            let more = if more { scene.width(&bar.more, SMALL) } else { 0.0 };
            scene.width(&bar.text, LABEL_BOLD) + gap + more
        };
        let whole = widest(&|bar| words(bar, true));
        let has_more = whole <= 0.34 * body.width();
        let behind = if has_more { whole } else { widest(&|bar| words(bar, false)) };
        let left = if scene.is_narrow() { body.left } else { body.left + names + 14.0 };
        Self { left, right: body.right - behind.min(0.5 * body.width()) - 12.0, has_more }
    }

    /// The axis of a group: from zero or the lowest number to the highest.
    fn axis(&self, group: &Group) -> Linear {
        let numbers = || {
            group.bars.iter().flat_map(|bar| {
                let (low, high) = bar.interval.unwrap_or(bar.ends);
                [bar.ends.0, bar.ends.1, low, high]
            })
        };
        let low = numbers().fold(0.0, f64::min);
        let high = numbers().fold(group.whole.unwrap_or(0.0), f64::max);
        let high = if low < high { high } else { low + 1.0 };
        Linear { numbers: (low, high), pixels: (self.left, self.right) }
    }
}

fn draw_group(
    scene: &mut Scene,
    body: &Frame,
    (group, across, room): (&Group, &Linear, &Room),
    (top, high): (f64, f64),
) {
    let is_narrow = scene.is_narrow();
    let thick = if is_narrow { 17.0 } else { (high * 0.64).min(34.0) };
    for (place, bar) in group.bars.iter().enumerate() {
        let row = top + high * place as f64;
        // On a phone the name stands above the bar.
        let middle = if is_narrow { row + 23.0 + thick / 2.0 } else { row + high / 2.0 };
        let face = face(bar);
        if is_narrow {
            let name = scene.typeface.shorten(&bar.name, face, body.width());
            scene.write(Align::Left, Point { x: body.left, y: row + 16.0 }, name, face, INK);
        } else {
            let space = room.left - body.left - 12.0;
            let name = scene.typeface.shorten(&bar.name, face, space);
            let at = Point { x: room.left - 10.0, y: middle + 5.0 };
            scene.write(Align::Right, at, name, face, INK);
        }
        let frame = Frame {
            left: across.at(bar.ends.0.min(bar.ends.1)),
            top: middle - thick / 2.0,
            right: across.at(bar.ends.0.max(bar.ends.1)),
            bottom: middle + thick / 2.0,
        };
        if bar.goes_on && !is_narrow && place + 1 < group.bars.len() {
            let x = across.at(bar.ends.1);
            scene.upright(x, frame.bottom, frame.bottom + high - thick, 1.0, RULE);
        }
        draw_bar(scene, bar, across, (&frame, room));
    }
    if !is_narrow {
        let bottom = top + high * group.bars.len() as f64;
        scene.upright(across.at(0.0), top, bottom, 1.5, INK);
    }
}

fn draw_bar(scene: &mut Scene, bar: &Bar, across: &Linear, (frame, room): (&Frame, &Room)) {
    let middle = f64::midpoint(frame.top, frame.bottom);
    scene.tagged(bar.tag.clone(), |scene| {
        // Something to point at where there is hardly a bar.
        let ground = Frame { left: room.left, right: room.right, ..*frame };
        scene.block(ground, SHADE);
        // A hair where there is anything at all.
        let least = if (bar.ends.0 - bar.ends.1).abs() < f64::EPSILON { 0.0 } else { 1.0 };
        let right = frame.right.max(frame.left + least);
        scene.block(Frame { right, ..*frame }, few::shade(bar.colour, bar.is_few));
        if scene.is_narrow() {
            // No line through the names, which stand above their bars.
            scene.upright(across.at(0.0), frame.top - 2.0, frame.bottom + 2.0, 1.5, INK);
        }
        if let Some((low, high)) = bar.interval {
            let (low, high) = (across.at(low), across.at(high));
            scene.level(low, high, middle, 3.5, PAPER);
            scene.level(low, high, middle, 1.5, INK);
            for end in [low, high] {
                scene.upright(end, middle - 4.0, middle + 4.0, 1.5, INK);
            }
        }
    });
    let x = room.right + 10.0;
    let at = Point { x, y: middle + 5.0 };
    let colour = if bar.is_few { QUIET } else { INK };
    scene.write(Align::Left, at, bar.text.clone(), LABEL_BOLD, colour);
    if room.has_more && !bar.more.is_empty() {
        let at = Point { x: x + scene.width(&bar.text, LABEL_BOLD) + 8.0, ..at };
        scene.write(Align::Left, at, bar.more.clone(), SMALL, QUIET);
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::{Furniture, Mark};
    use super::super::style::{LOSERS, WINNERS};
    use super::*;

    fn bar(ends: (f64, f64), colour: Colour) -> Bar {
        Bar {
            name: "A name".to_owned(),
            ends,
            interval: None,
            text: "1,234".to_owned(),
            more: "(1 to 2)".to_owned(),
            colour,
            is_few: false,
            is_sum: false,
            goes_on: true,
            tag: Tag::of("something"),
        }
    }

    fn drawn(group: Group, sheet: Sheet) -> Scene {
        let furniture = Furniture {
            title: "A title".to_owned(),
            subtitle: "a subtitle".to_owned(),
            source: ["a source".to_owned(), "more".to_owned()],
        };
        let groups = [group];
        let (mut scene, body) =
            Scene::furnished(furniture, sheet, heights(&groups)).expect("a font");
        draw(&mut scene, &body, &groups);
        assert_eq!(scene.faults(), Vec::<String>::new());
        scene
    }

    #[test]
    fn a_file_is_as_high_as_its_bars_and_its_source_stands_below_them() {
        let high = |bars: usize| {
            let bars = (0..bars).map(|_| bar((0.0, 300.0), WINNERS)).collect();
            let scene = drawn(
                Group { heading: "Heading".to_owned(), unit: "unit".to_owned(), whole: None, bars },
                Sheet::File,
            );
            assert_eq!(scene.strays(), Vec::<String>::new());
            let source = scene.labels().find(|label| label.text == "a source").expect("a source");
            assert!((scene.size.1 - source.at.y - 34.0).abs() < 1e-9);
            scene.size.1
        };
        assert!(high(2) < 380.0 && (high(3) - high(2) - 72.0).abs() < 1e-6, "{}", high(2));
        assert!(740.0 < high(30) && high(30) <= 750.0, "{}", high(30));
    }

    /// Left and right ends of what is filled with a colour.
    fn ends(scene: &Scene, colour: Colour) -> (f64, f64) {
        let found = scene.marks.iter().find_map(|mark| match mark {
            Mark::Block { frame, fill } if *fill == colour => Some((frame.left, frame.right)),
            _ => None,
        });
        found.expect("a bar")
    }

    #[test]
    fn a_bar_reaches_from_its_one_number_to_its_other_on_an_axis_that_holds_zero() {
        for sheet in [Sheet::File, Sheet::Column, Sheet::Phone] {
            let group = |whole, few| Group {
                heading: "Heading".to_owned(),
                unit: "unit".to_owned(),
                whole,
                bars: vec![
                    bar((-100.0, 300.0), WINNERS),
                    Bar { is_few: few, ..bar((100.0, 300.0), LOSERS) },
                ],
            };
            let scene = drawn(group(None, false), sheet);
            let (wide, narrow) = (ends(&scene, WINNERS), ends(&scene, LOSERS));
            assert!((wide.1 - narrow.1).abs() < 1e-9);
            let widths = (wide.1 - wide.0) / (narrow.1 - narrow.0);
            assert!((widths - 2.0).abs() < 1e-9, "{sheet:?}: {widths}");
            // The whole ends the axis, and what rests on few is pale.
            let scene = drawn(group(Some(700.0), true), sheet);
            let half = ends(&scene, WINNERS);
            assert!(((half.1 - half.0) / (wide.1 - wide.0) - 0.5).abs() < 1e-9);
            assert!(ends(&scene, few::shade(LOSERS, true)).0 > half.0);
        }
    }
}
