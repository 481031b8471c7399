//! A picture as a list of marks, before it is drawn on anything.
//!
//! *Invariant*: coordinates are the picture's own pixels with the origin at the top left; later
//! marks cover earlier ones. Both renderers draw the same list.
//!
//! *Absent*: files, results, `plotters`.

mod lines;

use std::ops::Range;

pub(super) use super::place::{Frame, Point};
pub(super) use lines::thinned;

use super::PlotError;
use super::style::{
    COLUMN, Colour, Face, HEIGHT, INK, MARGIN, PAPER, PHONE, QUIET, RULE, SMALL, SUBTITLE, TITLE,
    WIDTH,
};
use super::typeface::Typeface;
use lines::{dashes, ring};

/// Which part of a text stands at its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
    Right,
}

/// A line of text; its point is on the base line.
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) at: Point,
    pub(super) align: Align,
    pub(super) text: String,
    pub(super) face: Face,
    pub(super) colour: Colour,
}

/// Something to be drawn.
#[derive(Debug, Clone)]
pub(super) enum Mark {
    /// A filled rectangle.
    Block { frame: Frame, fill: Colour },
    /// A line through points.
    Stroke { points: Vec<Point>, width: f64, colour: Colour },
    /// A filled outline.
    Area { points: Vec<Point>, fill: Colour },
    /// A line of text.
    Text(Label),
}

/// Where a picture is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sheet {
    /// As a file, [`WIDTH`] by [`HEIGHT`], with title and source in it.
    File,
    /// In the column of a page, which says title and source in its text.
    Column,
    /// The same on a phone.
    Phone,
}

impl Sheet {
    /// Width and height: in a page the height is what the picture asks for in a column and on a
    /// phone.
    const fn size(self, (column, phone): (f64, f64)) -> (f64, f64) {
        match self {
            Self::File => (WIDTH, HEIGHT),
            Self::Column => (COLUMN, column),
            Self::Phone => (PHONE, phone),
        }
    }
}

/// What marks stand for, to be told where somebody points at them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    /// In words.
    pub(super) words: String,
    /// The exact money that they are, if they are any.
    pub(super) flow: Option<Flow>,
}

/// Money that goes from one account to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::output) struct Flow {
    /// Who pays.
    pub(in crate::output) from: String,
    /// Who receives.
    pub(in crate::output) to: String,
    /// For what.
    pub(in crate::output) what: String,
    /// How much.
    pub(in crate::output) cents: i128,
}

impl Tag {
    /// What is told in words alone.
    pub(super) fn of(words: impl Into<String>) -> Self {
        Self { words: words.into(), flow: None }
    }
}

/// A picture in the making.
#[derive(Debug, Clone)]
pub(super) struct Scene {
    /// Where it is shown.
    pub(super) sheet: Sheet,
    /// Width and height in its own pixels.
    pub(super) size: (f64, f64),
    /// The finding, in one sentence.
    pub(super) title: String,
    /// Units, base, window, worlds.
    pub(super) subtitle: String,
    /// Where the numbers come from, in two lines.
    pub(super) source: [String; 2],
    /// What is drawn, from the bottom up.
    pub(super) marks: Vec<Mark>,
    /// What runs of marks stand for, in their order; none lies in another.
    pub(super) tags: Vec<(Range<usize>, Tag)>,
    /// What its texts are set in.
    pub(super) typeface: Typeface,
    /// The marks at the bottom of a file: a line, and where the numbers come from.
    pub(super) foot: Range<usize>,
}

/// What stands around the marks of every picture.
#[derive(Debug)]
pub(super) struct Furniture {
    /// The finding, in one sentence.
    pub(super) title: String,
    /// Units, base, window, worlds.
    pub(super) subtitle: String,
    /// Where the numbers come from, in two lines.
    pub(super) source: [String; 2],
}

impl Scene {
    /// A scene and the room that is left in it: beside title, subtitle and source lines where it is
    /// to be a file; in a page all of it, as high as is asked for in a column and on a phone.
    pub(super) fn furnished(
        furniture: Furniture,
        sheet: Sheet,
        heights: (f64, f64),
    ) -> Result<(Self, Frame), PlotError> {
        let size = sheet.size(heights);
        let mut scene = Self {
            sheet,
            size,
            title: furniture.title,
            subtitle: furniture.subtitle,
            source: furniture.source,
            marks: Vec::new(),
            tags: Vec::new(),
            typeface: Typeface::load()?,
            foot: 0..0,
        };
        if sheet != Sheet::File {
            // Half of a line may lie beyond an edge.
            let (right, bottom) = (size.0 - 1.0, size.1 - 1.0);
            return Ok((scene, Frame { left: 1.0, top: 1.0, right, bottom }));
        }
        let room = WIDTH - 2.0 * MARGIN;
        let mut y = 16.0;
        for line in scene.typeface.balance(&scene.title, TITLE, room) {
            y += 32.0;
            scene.write(Align::Left, Point { x: MARGIN, y }, line, TITLE, INK);
        }
        y += 6.0;
        for line in scene.typeface.wrap(&scene.subtitle, SUBTITLE, room, 2) {
            y += 21.0;
            scene.write(Align::Left, Point { x: MARGIN, y }, line, SUBTITLE, QUIET);
        }
        let bottom = HEIGHT - FOOT;
        let foot = scene.marks.len();
        scene.level(MARGIN, WIDTH - MARGIN, HEIGHT - 54.0, 1.0, RULE);
        for (line, above) in scene.source.clone().iter().zip([34.0, 15.0]) {
            let line = scene.typeface.shorten(line, SMALL, room);
            let at = Point { x: MARGIN, y: HEIGHT - above };
            scene.write(Align::Left, at, line, SMALL, QUIET);
        }
        scene.foot = foot..scene.marks.len();
        let body = Frame { left: MARGIN, top: y + 14.0, right: WIDTH - MARGIN, bottom };
        Ok((scene, body))
    }

    /// Ends a file below what is drawn in it, where that is above its lowest place: a picture of a
    /// few bars is not half empty.
    pub(super) fn end_at(&mut self, bottom: f64) {
        if self.sheet != Sheet::File {
            return;
        }
        let up = (HEIGHT - FOOT - bottom).max(0.0);
        for mark in &mut self.marks[self.foot.clone()] {
            match mark {
                Mark::Block { frame, .. } => {
                    frame.top -= up;
                    frame.bottom -= up;
                }
                Mark::Text(label) => label.at.y -= up,
                Mark::Stroke { .. } | Mark::Area { .. } => {}
            }
        }
        self.size.1 = HEIGHT - up;
    }

    /// Whether it is shown on a phone.
    pub(super) fn is_narrow(&self) -> bool {
        self.sheet == Sheet::Phone
    }

    /// What it shows, for those who cannot see it.
    pub(super) fn description(&self) -> String {
        format!("{}. {}", self.title, self.subtitle)
    }

    /// Says of what is drawn meanwhile what it stands for.
    pub(super) fn tagged(&mut self, tag: Tag, draw: impl FnOnce(&mut Self)) {
        let from = self.marks.len();
        draw(self);
        self.tags.push((from..self.marks.len(), tag));
    }

    /// Width of a text in pixels.
    pub(super) fn width(&self, text: &str, face: Face) -> f64 {
        self.typeface.width(text, face)
    }

    /// A line of text.
    pub(super) fn write(
        &mut self,
        align: Align,
        at: Point,
        text: impl Into<String>,
        face: Face,
        colour: Colour,
    ) {
        self.marks.push(Mark::Text(Label { at, align, text: text.into(), face, colour }));
    }

    /// A filled rectangle.
    pub(super) fn block(&mut self, frame: Frame, fill: Colour) {
        self.marks.push(Mark::Block { frame, fill });
    }

    /// A horizontal line around `y`.
    pub(super) fn level(&mut self, left: f64, right: f64, y: f64, width: f64, colour: Colour) {
        let half = width / 2.0;
        self.block(Frame { left, top: y - half, right, bottom: y + half }, colour);
    }

    /// A vertical line around `x`.
    pub(super) fn upright(&mut self, x: f64, top: f64, bottom: f64, width: f64, colour: Colour) {
        let half = width / 2.0;
        self.block(Frame { left: x - half, top, right: x + half, bottom }, colour);
    }

    /// A dashed vertical line around `x`.
    pub(super) fn dashes(&mut self, x: f64, top: f64, bottom: f64, width: f64, colour: Colour) {
        let mut y = top;
        while y < bottom {
            self.upright(x, y, (y + 5.0).min(bottom), width, colour);
            y += 8.0;
        }
    }

    /// A line through points.
    pub(super) fn stroke(&mut self, points: Vec<Point>, width: f64, colour: Colour) {
        self.marks.push(Mark::Stroke { points, width, colour });
    }

    /// A dashed line through points.
    pub(super) fn dashed_line(&mut self, points: &[Point], width: f64, colour: Colour) {
        for dash in dashes(points) {
            self.stroke(dash, width, colour);
        }
    }

    /// A filled outline.
    pub(super) fn area(&mut self, points: Vec<Point>, fill: Colour) {
        self.marks.push(Mark::Area { points, fill });
    }

    /// A dot with a rim of the ground.
    pub(super) fn dot(&mut self, centre: Point, colour: Colour) {
        for (radius, fill) in [(5.0, PAPER), (3.5, colour)] {
            self.disc(centre, radius, fill);
        }
    }

    /// A filled circle.
    pub(super) fn disc(&mut self, centre: Point, radius: f64, fill: Colour) {
        self.area(ring(centre, radius), fill);
    }

    /// An open rectangle filled with slanting lines, for what is imputed and not paid.
    pub(super) fn hatch(&mut self, frame: Frame, colour: Colour) {
        let (height, step) = (frame.height(), 7.0);
        let mut start = frame.left - height;
        while start < frame.right {
            // The line climbs from (start, bottom) to (start + height, top), cut to the frame.
            let from = start.max(frame.left);
            let to = (start + height).min(frame.right);
            if from < to {
                let at = |x: f64| Point { x, y: frame.bottom - (x - start) };
                self.stroke(vec![at(from), at(to)], 1.25, colour);
            }
            start += step;
        }
        let Frame { left, top, right, bottom } = frame;
        self.level(left, right, top, 1.25, colour);
        self.level(left, right, bottom, 1.25, colour);
        self.upright(left, top, bottom, 1.25, colour);
        self.upright(right, top, bottom, 1.25, colour);
    }

    /// The rectangle that a line of text covers, capitals and descenders included.
    pub(super) fn extent(&self, label: &Label) -> Frame {
        // DejaVu's capitals are 0.73 ems high, its descenders 0.24 deep.
        let width = self.width(&label.text, label.face);
        let left = match label.align {
            Align::Left => label.at.x,
            Align::Centre => label.at.x - width / 2.0,
            Align::Right => label.at.x - width,
        };
        Frame {
            left,
            top: label.at.y - 0.73 * label.face.size,
            right: left + width,
            bottom: label.at.y + 0.24 * label.face.size,
        }
    }

    /// Writes a line of text unless it would touch another one.
    pub(super) fn write_if_free(&mut self, label: Label) {
        if self.is_free(&label, 0.0) {
            self.marks.push(Mark::Text(label));
        }
    }

    /// Whether a line of text would touch no other one, with so much room above and below.
    pub(super) fn is_free(&self, label: &Label, room: f64) -> bool {
        self.is_apart(label, (4.0, room))
    }

    /// Whether a line of text is so far from any other one: beside it, or above or below.
    pub(super) fn is_apart(&self, label: &Label, (beside, room): (f64, f64)) -> bool {
        let own = self.extent(label);
        let is_apart = |mark: &Mark| match mark {
            Mark::Text(other) => {
                let other = self.extent(other);
                own.right + beside <= other.left
                    || other.right + beside <= own.left
                    || own.bottom + room <= other.top
                    || other.bottom + room <= own.top
            }
            _ => true,
        };
        self.marks.iter().all(is_apart)
    }

    /// The ground under lines of text, with a little room around them.
    pub(super) fn ground_of(&self, lines: &[Label]) -> Frame {
        let none = Frame { left: f64::MAX, top: f64::MAX, right: f64::MIN, bottom: f64::MIN };
        let all = lines.iter().map(|line| self.extent(line)).fold(none, |all, own| Frame {
            left: all.left.min(own.left),
            top: all.top.min(own.top),
            right: all.right.max(own.right),
            bottom: all.bottom.max(own.bottom),
        });
        let Frame { left, top, right, bottom } = all;
        Frame { left: left - 4.0, top: top - 2.0, right: right + 4.0, bottom: bottom + 1.0 }
    }

    /// A ground for lines of text, so that nothing behind them disturbs.
    pub(super) fn ground(&mut self, lines: &[Label]) {
        self.block(self.ground_of(lines), PAPER);
    }

    /// A sentence in the middle of an otherwise empty frame.
    pub(super) fn say_nothing_here(&mut self, frame: &Frame, sentence: &str) {
        self.block(*frame, super::style::SHADE);
        let sentence = self.typeface.shorten(sentence, SUBTITLE, frame.width() - 16.0);
        let at = Point { x: frame.centre(), y: f64::midpoint(frame.top, frame.bottom) + 5.0 };
        self.write(Align::Centre, at, sentence, SUBTITLE, QUIET);
    }
}

/// Room at the bottom of a file for where its numbers come from.
const FOOT: f64 = 60.0;

#[cfg(test)]
impl Scene {
    /// All lines of text.
    pub(super) fn labels(&self) -> impl Iterator<Item = &Label> {
        self.marks.iter().filter_map(|mark| match mark {
            Mark::Text(label) => Some(label),
            _ => None,
        })
    }

    /// Marks with a corner outside the picture or nowhere.
    pub(super) fn strays(&self) -> Vec<String> {
        let corners = |mark: &Mark| match mark {
            Mark::Block { frame, .. } => vec![
                Point { x: frame.left, y: frame.top },
                Point { x: frame.right, y: frame.bottom },
            ],
            Mark::Stroke { points, .. } | Mark::Area { points, .. } => points.clone(),
            Mark::Text(label) => vec![label.at],
        };
        let is_inside = |point: &Point| {
            (0.0..=self.size.0).contains(&point.x) && (0.0..=self.size.1).contains(&point.y)
        };
        let strays = self.marks.iter().filter(|mark| !corners(mark).iter().all(is_inside));
        strays.map(|mark| format!("{mark:?}")).collect()
    }

    /// What is wrong with the layout: texts over each other or outside the picture.
    pub(super) fn faults(&self) -> Vec<String> {
        let all: Vec<(&Label, Frame)> =
            self.labels().map(|label| (label, self.extent(label))).collect();
        let mut faults = Vec::new();
        for (index, (label, box_a)) in all.iter().enumerate() {
            // In a page there are margins around the picture.
            let edge = if self.sheet == Sheet::File { 8.0 } else { 0.0 };
            let inside = edge <= box_a.left
                && box_a.right <= self.size.0 - edge
                && edge <= box_a.top
                && box_a.bottom <= self.size.1 - edge / 2.0;
            if !inside {
                faults.push(format!("`{}` runs outside: {box_a:?}", label.text));
            }
            if label.face.size < 13.0 {
                faults.push(format!("`{}` is too small", label.text));
            }
            for (other, box_b) in &all[index + 1..] {
                let apart = box_a.right <= box_b.left
                    || box_b.right <= box_a.left
                    || box_a.bottom <= box_b.top
                    || box_b.bottom <= box_a.top;
                if !apart {
                    faults.push(format!("`{}` lies over `{}`", label.text, other.text));
                }
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::lines::{OFF, off_line};
    use super::*;

    fn furnished() -> (Scene, Frame) {
        let furniture = Furniture {
            title: "word ".repeat(60),
            subtitle: "word ".repeat(100),
            source: ["word ".repeat(100), "word ".repeat(100)],
        };
        Scene::furnished(furniture, Sheet::File, (0.0, 0.0)).expect("a font")
    }

    #[test]
    fn even_endless_titles_stay_inside_and_leave_room_for_the_picture() {
        let (scene, body) = furnished();
        assert_eq!(scene.faults(), Vec::<String>::new());
        assert!(500.0 < body.height(), "only {} are left", body.height());
    }

    #[test]
    fn the_check_for_overlaps_finds_one() {
        let (mut scene, body) = furnished();
        let at = Point { x: body.left, y: body.bottom };
        scene.write(Align::Left, at, "first", SMALL, INK);
        scene.write(Align::Left, Point { y: at.y - 4.0, ..at }, "second", SMALL, INK);
        scene.write(Align::Left, Point { x: WIDTH - 20.0, y: 300.0 }, "third", SMALL, INK);
        assert_eq!(scene.faults().len(), 2, "{:?}", scene.faults());
    }

    #[test]
    fn a_thinned_line_keeps_its_ends_and_every_corner_and_is_never_far_off() {
        // A noisy line, a straight one, and one that comes back to where it began.
        let noisy: Vec<Point> = (0..500_u32)
            .map(|step| Point {
                x: f64::from(step) * 0.75,
                y: 100.0 + f64::from(step * step % 101) * 0.02 + f64::from(step % 97 / 48) * 30.0,
            })
            .collect();
        let straight: Vec<Point> =
            (0..50).map(|step| Point { x: f64::from(step), y: 7.0 }).collect();
        let round: Vec<Point> = ring(Point { x: 50.0, y: 50.0 }, 5.0).into_iter().collect();
        let round = [&round[..], &round[..1]].concat();
        for line in [&noisy, &straight, &round] {
            let thin = thinned(line);
            assert_eq!((thin.first(), thin.last()), (line.first(), line.last()));
            let mut place = 0;
            for pair in thin.windows(2) {
                let end = line.iter().skip(place + 1).position(|point| *point == pair[1]);
                let end = place + 1 + end.expect("a point of the line");
                for point in &line[place..=end] {
                    assert!(off_line(*point, pair[0], pair[1]) <= OFF);
                }
                place = end;
            }
            assert_eq!(place, line.len() - 1);
        }
        assert_eq!(thinned(&straight).len(), 2);
        assert!(thinned(&noisy).len() < 400 && 8 < thinned(&round).len());
        assert!(thinned(&[]).is_empty() && thinned(&straight[..1]).len() == 1);
    }

    #[test]
    fn dashes_and_gaps_lie_on_the_line_and_bend_with_it() {
        let at = |x, y| Point { x, y };
        let cut = dashes(&[at(0.0, 0.0), at(12.0, 0.0), at(12.0, 20.0)]);
        assert_eq!(
            cut,
            [
                vec![at(0.0, 0.0), at(6.0, 0.0)],
                vec![at(10.0, 0.0), at(12.0, 0.0), at(12.0, 4.0)],
                vec![at(12.0, 8.0), at(12.0, 14.0)],
                vec![at(12.0, 18.0), at(12.0, 20.0)],
            ]
        );
        assert!(dashes(&[]).is_empty() && dashes(&[at(1.0, 1.0)]).is_empty());
    }

    #[test]
    fn hatching_never_leaves_its_frame() {
        let (mut scene, _) = furnished();
        scene.marks.clear();
        let frame = Frame { left: 100.0, top: 50.0, right: 131.0, bottom: 64.0 };
        scene.hatch(frame, INK);
        for mark in &scene.marks {
            if let Mark::Stroke { points, .. } = mark {
                for point in points {
                    assert!((100.0..=131.0).contains(&point.x), "{point:?}");
                    assert!((50.0..=64.0).contains(&point.y), "{point:?}");
                }
            }
        }
    }
}
