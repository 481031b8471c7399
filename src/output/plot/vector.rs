//! A scene written as SVG: a document of its own, or a picture inside a page.
//!
//! *Invariant*: pure and the same bytes every time. What marks stand for is written with them, so
//! that a picture tells its figures where somebody points. A picture inside a page has no ids, and
//! its colours have classes, by which the page changes them for a dark screen.
//!
//! *Absent*: layout; files; scripts.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use maud::{Markup, Render, html};

use super::scene::{Align, Frame, Label, Mark, Point, Scene, Tag};
use super::style::{Colour, PAPER};
use super::typeface::FAMILY;

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

/// A coordinate or size: at most two decimals.
#[derive(Debug, Clone, Copy)]
struct Px(f64);

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.2}", self.0);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        f.write_str(if text == "-0" { "0" } else { text })
    }
}

impl Render for Px {
    fn render_to(&self, buffer: &mut String) {
        let _ = write!(buffer, "{self}");
    }
}

/// Points of a line or an outline.
struct Points<'a>(&'a [Point]);

impl Render for Points<'_> {
    fn render_to(&self, buffer: &mut String) {
        for (place, point) in self.0.iter().enumerate() {
            let blank = if place == 0 { "" } else { " " };
            let _ = write!(buffer, "{blank}{},{}", Px(point.x), Px(point.y));
        }
    }
}

/// The scene as an SVG document.
pub(super) fn document(scene: &Scene) -> String {
    let (width, height) = scene.size;
    let ground = Frame { left: 0.0, top: 0.0, right: width, bottom: height };
    let svg = html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(Px(width)) height=(Px(height))
            viewBox={ "0 0 " (Px(width)) " " (Px(height)) } role="img"
            aria-labelledby="title desc" font-family=(FAMILY) stroke-linejoin="round" {
            title id="title" { (scene.title) }
            desc id="desc" { (scene.description()) }
            (block(&ground, PAPER, None))
            (marks(scene, None))
        }
    };
    svg.into_string() + "\n"
}

/// The scene inside a page, under a class of its sheet.
pub(super) fn inline(scene: &Scene, class: &str, palette: &mut Palette) -> Markup {
    let (width, height) = scene.size;
    html! {
        svg class=(class) viewBox={ "0 0 " (Px(width)) " " (Px(height)) } role="img"
            aria-label=(scene.description()) font-family=(FAMILY) stroke-linejoin="round" {
            (marks(scene, Some(palette)))
        }
    }
}

/// All marks, those that stand for something in groups.
fn marks(scene: &Scene, mut palette: Option<&mut Palette>) -> Markup {
    let mut next = 0;
    let mut all = String::new();
    for (run, tag) in &scene.tags {
        for mark in &scene.marks[next..run.start] {
            one(mark, palette.as_deref_mut()).render_to(&mut all);
        }
        group(&scene.marks[run.clone()], tag, palette.as_deref_mut()).render_to(&mut all);
        next = run.end;
    }
    for mark in &scene.marks[next..] {
        one(mark, palette.as_deref_mut()).render_to(&mut all);
    }
    maud::PreEscaped(all)
}

/// Marks that stand for something.
fn group(marks: &[Mark], tag: &Tag, mut palette: Option<&mut Palette>) -> Markup {
    let flow = tag.flow.as_ref();
    html! {
        g data-tell=(tag.words) data-from=[flow.map(|flow| &flow.from)]
            data-to=[flow.map(|flow| &flow.to)] data-what=[flow.map(|flow| &flow.what)]
            data-cents=[flow.map(|flow| flow.cents.to_string())] {
            title { (tag.words) }
            @for mark in marks { (one(mark, palette.as_deref_mut())) }
        }
    }
}

/// The class of a colour, where a page changes it.
fn class(letter: char, colour: Colour, palette: Option<&mut Palette>) -> Option<String> {
    palette?.class(colour).map(|class| format!("{letter}{class}"))
}

/// One mark; nothing of what has no size.
fn one(mark: &Mark, palette: Option<&mut Palette>) -> Markup {
    match mark {
        Mark::Block { frame, fill } => block(frame, *fill, palette),
        Mark::Stroke { points, width, colour } if 1 < points.len() => html! {
            polyline class=[class('s', *colour, palette)] points=(Points(points)) fill="none"
                stroke=(colour.light.to_string()) stroke-width=(Px(*width)) {}
        },
        Mark::Area { points, fill } if 2 < points.len() => html! {
            polygon class=[class('f', *fill, palette)] points=(Points(points))
                fill=(fill.light.to_string()) {}
        },
        Mark::Stroke { .. } | Mark::Area { .. } => Markup::default(),
        Mark::Text(label) => text(label, palette),
    }
}

/// A filled rectangle.
fn block(frame: &Frame, fill: Colour, palette: Option<&mut Palette>) -> Markup {
    if frame.width() <= 0.0 || frame.height() <= 0.0 {
        return Markup::default();
    }
    html! {
        rect class=[class('f', fill, palette)] x=(Px(frame.left)) y=(Px(frame.top))
            width=(Px(frame.width())) height=(Px(frame.height())) fill=(fill.light.to_string()) {}
    }
}

/// A line of text.
fn text(label: &Label, palette: Option<&mut Palette>) -> Markup {
    let anchor = match label.align {
        Align::Left => None,
        Align::Centre => Some("middle"),
        Align::Right => Some("end"),
    };
    html! {
        text class=[class('f', label.colour, palette)] x=(Px(label.at.x)) y=(Px(label.at.y))
            font-size=(Px(label.face.size)) font-weight=[label.face.bold.then_some("bold")]
            text-anchor=[anchor] fill=(label.colour.light.to_string()) { (label.text) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::{Flow, Furniture, Sheet};
    use super::super::style::{GRID, INK, LOSERS, SMALL};
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
        assert!(svg.contains("viewBox=\"0 0 1200 750\""), "{svg}");
        let group = "<g data-tell=\"much &lt; more\" data-from=\"customers\" data-to=\"A &amp; B\" \
                     data-what=\"goods\" data-cents=\"1180591620717411303424\"><title>much &lt; \
                     more</title><rect x=\"100.25\" y=\"200\" width=\"199.75\" height=\"200.5\" \
                     fill=\"#d55e00\"></rect></g>";
        assert!(svg.contains(group), "{svg}");
        let text = "<text x=\"500\" y=\"300\" font-size=\"13\" text-anchor=\"end\" \
                    fill=\"#1a1a1a\">−1 &lt;b&gt;</text>";
        assert!(svg.contains(text), "{svg}");
        assert_eq!(svg.matches("<svg").count(), 1);
        assert!(svg.ends_with("</svg>\n") && !svg.contains("class="), "{svg}");
    }

    #[test]
    fn a_picture_in_a_page_has_no_ids_and_a_class_for_each_colour_that_changes() {
        let mut palette = Palette::default();
        let one = inline(&scene(Sheet::Phone), "phone", &mut palette).into_string();
        let other = inline(&scene(Sheet::Column), "column", &mut palette).into_string();
        for svg in [&one, &other] {
            assert!(!svg.contains(" id=\"") && !svg.contains("xmlns"), "{svg}");
            assert!(svg.contains("<rect class=\"f0\" x=\"0\" y=\"19.5\" width=\"10\""), "{svg}");
            assert!(svg.contains("<text class=\"f1\""), "{svg}");
            assert!(
                svg.contains("\"><rect x=\"100.25\"") || svg.contains("</title><rect x="),
                "{svg}"
            );
        }
        assert!(one.starts_with("<svg class=\"phone\" viewBox=\"0 0 358 400\""), "{one}");
        assert!(other.contains("viewBox=\"0 0 920 600\""), "{other}");
        let rules = palette.rules();
        assert_eq!(
            rules,
            ".f0{fill:#323232}.s0{stroke:#323232}.f1{fill:#ececec}.s1{stroke:#ececec}"
        );
    }

    #[test]
    fn numbers_are_written_at_their_shortest() {
        for (number, text) in [
            (0.0, "0"),
            (-0.001, "0"),
            (12.5, "12.5"),
            (100.0, "100"),
            (1.005, "1"),
            (-3.256, "-3.26"),
        ] {
            assert_eq!(Px(number).to_string(), text);
        }
    }
}
