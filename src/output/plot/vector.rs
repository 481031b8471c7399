//! A scene written as SVG: a document of its own, or a picture inside a page.
//!
//! *Invariant*: pure and the same bytes every time. What marks stand for is written with them, so
//! that a picture tells its figures where somebody points. A picture inside a page has no ids, and
//! its colours have classes, by which the page changes them for a dark screen. Places are whole
//! quarters of one of the picture's pixels, those of a line relative to the place before; marks of
//! one kind and colour that follow each other and stand for the same are one element. That keeps
//! pictures of long runs small.
//!
//! A document of its own brings its typeface along; a picture inside a page has that of the page.
//!
//! *Absent*: layout; files; scripts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use maud::{Markup, PreEscaped, Render, html};

use super::scene::{Align, Frame, Label, Mark, Point, Scene, Tag};
use super::style::{Colour, PAPER};
use super::typeface::{FAMILY, rules};

/// The colours of a page's pictures, in the order of their first use.
#[derive(Debug, Default)]
pub(in crate::output) struct Palette {
    classes: BTreeMap<Colour, usize>,
}

impl Palette {
    /// The class of a colour; nothing if it is the same on a dark screen.
    fn class(&mut self, colour: Colour) -> Option<usize> {
        if colour.light == colour.dark {
            return None;
        }
        let next = self.classes.len();
        Some(*self.classes.entry(colour).or_insert(next))
    }

    /// The rules by which marks change their colour on a dark screen.
    pub(in crate::output) fn rules(&self) -> String {
        let mut classes: Vec<(usize, Colour)> =
            self.classes.iter().map(|(colour, class)| (*class, *colour)).collect();
        classes.sort_unstable();
        classes.into_iter().fold(String::new(), |mut rules, (class, Colour { dark, .. })| {
            let _ = write!(rules, ".f{class}{{fill:{dark}}}.s{class}{{stroke:{dark}}}");
            rules
        })
    }
}

/// Steps of a place for each of the picture's pixels.
const STEPS: f64 = 4.0;

/// The scene as an SVG document.
pub(super) fn document(scene: &Scene) -> String {
    let (width, height) = scene.size;
    let mut writer = Writer::default();
    writer.block(&Frame { left: 0.0, top: 0.0, right: width, bottom: height }, PAPER);
    let svg = html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(width) height=(height)
            viewBox=(view_box(scene)) role="img" aria-labelledby="title desc"
            font-family=(FAMILY) stroke-linejoin="round" {
            title id="title" { (scene.title) }
            desc id="desc" { (scene.description()) }
            style { (PreEscaped(rules())) }
            (writer.all(scene))
        }
    };
    svg.into_string() + "\n"
}

/// The scene inside a page, under a class of its sheet.
pub(super) fn inline(scene: &Scene, class: &str, palette: &mut Palette) -> Markup {
    let writer = Writer { palette: Some(palette), ..Writer::default() };
    html! {
        svg class=(class) viewBox=(view_box(scene)) role="img"
            aria-label=(scene.description()) font-family=(FAMILY) stroke-linejoin="round" {
            (writer.all(scene))
        }
    }
}

/// The whole picture in steps.
fn view_box(scene: &Scene) -> String {
    format!("0 0 {} {}", steps(scene.size.0), steps(scene.size.1))
}

/// How an element is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Pen {
    /// Filled rectangles.
    Blocks(Colour),
    /// A filled outline. Where two overlap that run round in opposite ways nothing would be
    /// filled, so that each is an element of its own.
    Outline(Colour),
    /// Lines of a width.
    Lines(i32, Colour),
}

/// An element that further marks may join.
#[derive(Debug)]
struct Open {
    pen: Pen,
    /// Its path so far.
    path: String,
    /// Where the path is.
    at: (i32, i32),
}

/// The elements written so far.
#[derive(Debug, Default)]
struct Writer<'a> {
    markup: String,
    open: Option<Open>,
    /// The page's colours; nothing in a document of its own.
    palette: Option<&'a mut Palette>,
}

impl Writer<'_> {
    /// All marks, those that stand for something in groups.
    fn all(mut self, scene: &Scene) -> Markup {
        let mut next = 0;
        for (run, tag) in &scene.tags {
            self.each(&scene.marks[next..run.start]);
            self.group(&scene.marks[run.clone()], tag);
            next = run.end;
        }
        self.each(&scene.marks[next..]);
        self.close();
        PreEscaped(self.markup)
    }

    fn each(&mut self, marks: &[Mark]) {
        for mark in marks {
            self.draw(mark);
        }
    }

    /// Marks that stand for something.
    fn group(&mut self, marks: &[Mark], tag: &Tag) {
        self.close();
        let before = std::mem::take(&mut self.markup);
        self.each(marks);
        self.close();
        let within = PreEscaped(std::mem::replace(&mut self.markup, before));
        let flow = tag.flow.as_ref();
        let group = html! {
            g data-tell=(tag.words) data-from=[flow.map(|flow| &flow.from)]
                data-to=[flow.map(|flow| &flow.to)] data-what=[flow.map(|flow| &flow.what)]
                data-cents=[flow.map(|flow| flow.cents.to_string())] {
                title { (tag.words) }
                (within)
            }
        };
        group.render_to(&mut self.markup);
    }

    /// One mark; nothing of what has no size.
    fn draw(&mut self, mark: &Mark) {
        match mark {
            Mark::Block { frame, fill } => self.block(frame, *fill),
            Mark::Stroke { points, width, colour } => {
                let all = corners(points);
                if 1 < all.len() {
                    let open = self.open(Pen::Lines(steps(*width).max(1), *colour), all[0]);
                    open.follow(&all[1..]);
                }
            }
            Mark::Area { points, fill } => {
                let all = corners(points);
                if 2 < all.len() {
                    self.close();
                    let open = self.open(Pen::Outline(*fill), all[0]);
                    open.follow(&all[1..]);
                    open.path.push('z');
                    self.close();
                }
            }
            Mark::Text(label) => self.label(label),
        }
    }

    /// A filled rectangle.
    fn block(&mut self, frame: &Frame, fill: Colour) {
        let (left, top) = corner(Point { x: frame.left, y: frame.top });
        let (right, bottom) = corner(Point { x: frame.right, y: frame.bottom });
        if right <= left || bottom <= top {
            return;
        }
        let (width, height) = (right - left, bottom - top);
        let open = self.open(Pen::Blocks(fill), (left, top));
        let _ = write!(open.path, "h{width}v{height}h-{width}z");
    }

    /// The element of a pen, moved to a place: the open one if it is of that pen.
    fn open(&mut self, pen: Pen, to: (i32, i32)) -> &mut Open {
        if self.open.as_ref().is_none_or(|open| open.pen != pen) {
            self.close();
        }
        let is_new = self.open.is_none();
        let open = self.open.get_or_insert_with(|| Open { pen, path: String::new(), at: to });
        let (x, y) = if is_new { to } else { (to.0 - open.at.0, to.1 - open.at.1) };
        open.path.push(if is_new { 'M' } else { 'm' });
        open.pair(x, y);
        open.at = to;
        open
    }

    /// Writes the open element.
    fn close(&mut self) {
        let Some(Open { pen, path, .. }) = self.open.take() else { return };
        let element = match pen {
            Pen::Blocks(fill) | Pen::Outline(fill) => html! {
                path class=[self.class('f', fill)] fill=(fill.light.to_string()) d=(path) {}
            },
            Pen::Lines(width, colour) => html! {
                path class=[self.class('s', colour)] fill="none"
                    stroke=(colour.light.to_string()) stroke-width=(width) d=(path) {}
            },
        };
        element.render_to(&mut self.markup);
    }

    /// A line of text.
    fn label(&mut self, label: &Label) {
        self.close();
        let (x, y) = corner(label.at);
        let anchor = match label.align {
            Align::Left => None,
            Align::Centre => Some("middle"),
            Align::Right => Some("end"),
        };
        let text = html! {
            text class=[self.class('f', label.colour)] x=(x) y=(y)
                font-size=(steps(label.face.size))
                font-weight=[label.face.bold.then_some("bold")] text-anchor=[anchor]
                fill=(label.colour.light.to_string()) { (label.text) }
        };
        text.render_to(&mut self.markup);
    }

    /// The class of a colour, where a page changes it.
    fn class(&mut self, letter: char, colour: Colour) -> Option<String> {
        let class = self.palette.as_deref_mut()?.class(colour)?;
        Some(format!("{letter}{class}"))
    }
}

impl Open {
    /// Goes on through points.
    fn follow(&mut self, points: &[(i32, i32)]) {
        self.path.push('l');
        for (place, &(x, y)) in points.iter().enumerate() {
            let step = (x - self.at.0, y - self.at.1);
            // A minus parts numbers as well as a blank does.
            if 0 < place && 0 <= step.0 {
                self.path.push(' ');
            }
            self.pair(step.0, step.1);
            self.at = (x, y);
        }
    }

    fn pair(&mut self, x: i32, y: i32) {
        let gap = if y < 0 { "" } else { " " };
        let _ = write!(self.path, "{x}{gap}{y}");
    }
}

/// A whole number of steps.
#[expect(clippy::cast_possible_truncation, reason = "the cast saturates far outside the picture")]
fn steps(pixels: f64) -> i32 {
    (pixels * STEPS).round() as i32
}

fn corner(point: Point) -> (i32, i32) {
    (steps(point.x), steps(point.y))
}

/// Points without repetitions.
fn corners(points: &[Point]) -> Vec<(i32, i32)> {
    let mut all: Vec<(i32, i32)> = points.iter().map(|&point| corner(point)).collect();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::super::scene::{Flow, Furniture, Sheet};
    use super::super::style::{GRID, INK, LOSERS, QUIET, SMALL};
    use super::*;

    fn scene(sheet: Sheet) -> Scene {
        let furniture = Furniture {
            title: "Less < more & \"more\"".to_owned(),
            subtitle: "a subtitle".to_owned(),
            source: ["a source".to_owned(), "and more of it".to_owned()],
        };
        let (mut scene, _) = Scene::furnished(furniture, sheet, (600.0, 400.0)).expect("a font");
        let frame = Frame { left: 100.25, top: 200.0, right: 300.0, bottom: 400.5 };
        let flow = Flow {
            from: "customers".to_owned(),
            to: "A & B".to_owned(),
            what: "goods".to_owned(),
            cents: 1_i128 << 70,
        };
        let tag = Tag { words: "much < more".to_owned(), flow: Some(flow) };
        scene.tagged(tag, |scene| scene.block(frame, LOSERS));
        scene.level(0.0, 10.0, 20.0, 1.0, GRID);
        scene.write(Align::Right, Point { x: 500.0, y: 300.0 }, "−1 <b>", SMALL, INK);
        scene
    }

    #[test]
    fn a_document_names_its_finding_and_tells_what_a_mark_stands_for() {
        let svg = document(&scene(Sheet::File));
        assert!(
            svg.contains("<title id=\"title\">Less &lt; more &amp; &quot;more&quot;</title>"),
            "{svg}"
        );
        assert!(svg.contains("viewBox=\"0 0 4800 3000\""), "{svg}");
        let group = "<g data-tell=\"much &lt; more\" data-from=\"customers\" data-to=\"A &amp; B\" \
                     data-what=\"goods\" data-cents=\"1180591620717411303424\"><title>much &lt; \
                     more</title><path fill=\"#d55e00\" d=\"M401 800h799v802h-799z\"></path></g>";
        assert!(svg.contains(group), "{svg}");
        let ground = "<path fill=\"#ffffff\" d=\"M0 0h4800v3000h-4800z\"></path>";
        assert!(svg.contains(ground), "{svg}");
        let text = "<text x=\"2000\" y=\"1200\" font-size=\"52\" text-anchor=\"end\" \
                    fill=\"#1a1a1a\">−1 &lt;b&gt;</text>";
        assert!(svg.contains(text), "{svg}");
        assert_eq!(svg.matches("<svg").count(), 1);
        assert!(svg.ends_with("</svg>\n") && !svg.contains("class="), "{svg}");
        assert_eq!(svg.matches("@font-face").count(), 2);
    }

    #[test]
    fn a_picture_in_a_page_has_no_ids_and_a_class_for_each_colour_that_changes() {
        let mut palette = Palette::default();
        let one = inline(&scene(Sheet::Phone), "phone", &mut palette).into_string();
        let other = inline(&scene(Sheet::Column), "column", &mut palette).into_string();
        for svg in [&one, &other] {
            assert!(!svg.contains(" id=\"") && !svg.contains("xmlns"), "{svg}");
            assert!(!svg.contains("@font-face"), "the page has it");
            let line = "<path class=\"f0\" fill=\"#e2e2e2\" d=\"M0 78h40v4h-40z\">";
            assert!(svg.contains(line), "{svg}");
            assert!(svg.contains("<text class=\"f1\""), "{svg}");
            // A colour that is the same on a dark screen has no class.
            assert!(svg.contains("</title><path fill=\"#d55e00\""), "{svg}");
        }
        assert!(one.starts_with("<svg class=\"phone\" viewBox=\"0 0 1432 1600\""), "{one}");
        assert!(other.contains("viewBox=\"0 0 3680 2400\""), "{other}");
        let rules = palette.rules();
        assert_eq!(
            rules,
            ".f0{fill:#323232}.s0{stroke:#323232}.f1{fill:#ececec}.s1{stroke:#ececec}"
        );
    }

    /// A scene without a mark.
    fn blank() -> Scene {
        let mut scene = scene(Sheet::File);
        scene.marks.clear();
        scene.tags.clear();
        scene
    }

    /// The elements of a scene.
    fn elements(scene: &Scene) -> Vec<String> {
        let drawn = Writer::default().all(scene).into_string().replace("></path>", "/>\n");
        drawn.lines().map(str::to_owned).collect()
    }

    #[test]
    fn places_of_a_line_are_steps_from_the_one_before_and_repetitions_are_left_out() {
        let mut scene = blank();
        let at = |x, y| Point { x, y };
        let line = vec![at(10.0, 20.0), at(11.0, 19.0), at(11.0, 19.1), at(9.0, 30.0)];
        scene.stroke(line.clone(), 2.25, INK);
        scene.stroke(vec![at(10.0, 10.0), at(10.25, 10.25)], 2.25, INK);
        scene.area(line, LOSERS);
        scene.stroke(vec![at(1.0, 1.0); 3], 1.0, INK);
        assert_eq!(
            elements(&scene),
            [
                "<path fill=\"none\" stroke=\"#1a1a1a\" stroke-width=\"9\" \
                 d=\"M40 80l4-4-8 44m4-80l1 1\"/>",
                "<path fill=\"#d55e00\" d=\"M40 80l4-4-8 44z\"/>",
            ]
        );
    }

    #[test]
    fn neighbours_of_one_colour_are_one_element_but_outlines_never_are() {
        let mut scene = blank();
        let frame = Frame { left: 1.0, top: 1.0, right: 2.0, bottom: 2.0 };
        scene.block(frame, INK);
        scene.block(Frame { right: 3.0, ..frame }, INK);
        scene.block(Frame { right: 1.0, ..frame }, QUIET);
        scene.block(Frame { left: 0.5, ..frame }, QUIET);
        scene.disc(Point { x: 9.0, y: 9.0 }, 2.0, QUIET);
        scene.disc(Point { x: 9.0, y: 9.0 }, 1.0, QUIET);
        let drawn = elements(&scene);
        assert_eq!(drawn[0], "<path fill=\"#1a1a1a\" d=\"M4 4h4v4h-4zm0 0h8v4h-8z\"/>");
        assert!(drawn[1].ends_with("d=\"M2 4h6v4h-6z\"/>"), "{}", drawn[1]);
        assert_eq!(drawn.len(), 4);
    }

    #[test]
    fn neighbours_that_stand_for_different_things_are_elements_of_their_own() {
        let mut scene = blank();
        let frame = Frame { left: 1.0, top: 1.0, right: 2.0, bottom: 2.0 };
        scene.block(frame, INK);
        for words in ["one", "other"] {
            scene.tagged(Tag::of(words), |scene| scene.block(frame, INK));
        }
        scene.block(frame, INK);
        let path = "<path fill=\"#1a1a1a\" d=\"M4 4h4v4h-4z\"></path>";
        let group = |words| format!("<g data-tell=\"{words}\"><title>{words}</title>{path}</g>");
        let drawn = Writer::default().all(&scene).into_string();
        assert_eq!(drawn, format!("{path}{}{}{path}", group("one"), group("other")));
    }
}
