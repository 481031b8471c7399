//! A scene as an SVG document.
//!
//! *Invariant*: pure and the same bytes every time. Places are whole quarters of one of the
//! picture's pixels, those of a line relative to the place before; marks of one kind and colour
//! that follow each other are one element. All of it keeps pictures of long runs small.
//!
//! *Absent*: layout; files; the bitmap.

use std::fmt::Write as _;

use super::scene::{Align, Frame, Label, Mark, Point, Scene};
use super::style::{Colour, HEIGHT, WHITE, WIDTH};
use super::typeface::FAMILY;

/// Steps of a place for each of the picture's pixels.
const STEPS: f64 = 4.0;

/// The scene as an SVG document.
pub(super) fn vector(scene: &Scene) -> String {
    let (width, height) = (steps(WIDTH), steps(HEIGHT));
    let mut sheet = Sheet { text: String::new(), open: None };
    let whole = Frame { left: 0.0, top: 0.0, right: WIDTH, bottom: HEIGHT };
    sheet.block(&whole, WHITE);
    for mark in &scene.marks {
        sheet.draw(mark);
    }
    sheet.close();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title desc\" \
         font-family=\"{FAMILY}\" stroke-linejoin=\"round\">\n<title id=\"title\">{}</title>\n\
         <desc id=\"desc\">{}</desc>\n{}</svg>\n",
        escaped(&scene.title),
        escaped(&scene.description),
        sheet.text,
    )
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
struct Open {
    pen: Pen,
    /// Its path so far.
    path: String,
    /// Where the path is.
    at: (i32, i32),
}

/// The elements written so far.
struct Sheet {
    text: String,
    open: Option<Open>,
}

impl Sheet {
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
        let pen = match pen {
            Pen::Blocks(fill) | Pen::Outline(fill) => format!("fill=\"{}\"", hex(fill)),
            Pen::Lines(width, colour) => {
                format!("fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\"", hex(colour))
            }
        };
        let _ = writeln!(self.text, "<path {pen} d=\"{path}\"/>");
    }

    fn label(&mut self, label: &Label) {
        self.close();
        let (x, y) = corner(label.at);
        let size = steps(label.face.size);
        let anchor = match label.align {
            Align::Left => "",
            Align::Centre => " text-anchor=\"middle\"",
            Align::Right => " text-anchor=\"end\"",
        };
        let weight = if label.face.bold { " font-weight=\"bold\"" } else { "" };
        let (fill, text) = (hex(label.colour), escaped(&label.text));
        let _ = writeln!(
            self.text,
            "<text x=\"{x}\" y=\"{y}\"{anchor} font-size=\"{size}\"{weight} fill=\"{fill}\">\
             {text}</text>"
        );
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

fn hex(Colour(red, green, blue): Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Text that may stand between two tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::super::scene::Furniture;
    use super::super::style::{INK, LOSERS, QUIET, SMALL};
    use super::*;

    /// A scene with nothing but a title.
    fn scene() -> Scene {
        let (mut scene, _) = Scene::furnished(Furniture {
            title: "Less < more & \"more\"".to_owned(),
            subtitle: "a subtitle".to_owned(),
            source: ["a source".to_owned(), "and more of it".to_owned()],
        })
        .expect("a font");
        scene.marks.clear();
        scene
    }

    /// The elements behind the ground.
    fn elements(scene: &Scene) -> Vec<String> {
        let svg = vector(scene);
        svg.lines().skip(4).take_while(|line| *line != "</svg>").map(str::to_owned).collect()
    }

    #[test]
    fn a_picture_keeps_quarters_of_a_pixel_and_names_its_finding() {
        let mut scene = scene();
        let frame = Frame { left: 100.25, top: 200.0, right: 300.0, bottom: 400.5 };
        scene.block(frame, LOSERS);
        let svg = vector(&scene);
        assert!(svg.contains("<title id=\"title\">Less &lt; more &amp; \"more\"</title>"), "{svg}");
        assert!(svg.contains("<path fill=\"#d55e00\" d=\"M401 800h799v802h-799z\"/>"), "{svg}");
        assert!(svg.contains("viewBox=\"0 0 4800 3000\""));
        assert!(svg.contains("<path fill=\"#ffffff\" d=\"M0 0h4800v3000h-4800z\"/>"), "{svg}");
        assert_eq!(svg.matches("<svg").count(), 1);
        assert!(svg.ends_with("</svg>\n"));
    }

    #[test]
    fn places_of_a_line_are_steps_from_the_one_before_and_repetitions_are_left_out() {
        let mut scene = scene();
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
        let mut scene = scene();
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
    fn text_stands_on_its_base_line() {
        let mut scene = scene();
        scene.write(Align::Right, Point { x: 500.0, y: 300.0 }, "−1 < 2", SMALL, INK);
        assert_eq!(
            elements(&scene),
            ["<text x=\"2000\" y=\"1200\" text-anchor=\"end\" font-size=\"52\" \
              fill=\"#1a1a1a\">−1 &lt; 2</text>"]
        );
    }
}
