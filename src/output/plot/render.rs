//! A scene drawn as a bitmap, through `plotters`.
//!
//! *Invariant*: pure and the same bytes every time. It is drawn larger than it will be (at four
//! times the picture's size for a bitmap of twice its size), because `plotters` knows whole pixels
//! only and smooths neither thick lines nor outlines, and averaged down. Text is set after that,
//! with the rasteriser's own smoothing.
//!
//! *Absent*: layout; files; a font of the system; vector pictures; what marks stand for.

use ab_glyph::Font;
use plotters::coord::Shift;
use plotters::prelude::{
    BitMapBackend, DrawingArea, DrawingBackend, IntoDrawingArea, PathElement, Polygon, RGBColor,
    Rectangle,
};
use plotters::style::Color;

use super::PlotError;
use super::scene::{Align, Label, Mark, Point, Scene};
use super::style::Colour;

/// Pixels of a bitmap for each of the picture's, unless others are asked for.
pub(super) const BITMAP: u32 = 2;

/// How large a bitmap is, and how large it is drawn before it is shrunk.
#[derive(Debug, Clone, Copy)]
struct Canvas {
    /// Pixels of the bitmap for each of the picture's.
    scale: u32,
    /// Pixels drawn for each of the bitmap's, in a row.
    over: u32,
    /// Size of the bitmap.
    size: (u32, u32),
}

impl Canvas {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a picture is a few thousand pixels wide and high"
    )]
    fn of(scene: &Scene, scale: u32) -> Self {
        let pixels = |length: f64| (length * f64::from(scale)).ceil() as u32;
        let over = if scale == 1 { 4 } else { 2 };
        Self { scale, over, size: (pixels(scene.size.0), pixels(scene.size.1)) }
    }

    /// Size of what is drawn.
    const fn drawn(self) -> (u32, u32) {
        (self.size.0 * self.over, self.size.1 * self.over)
    }

    /// A whole coordinate of the enlarged drawing.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cast saturates far outside the picture"
    )]
    fn enlarged(self, coordinate: f64) -> i32 {
        (coordinate * f64::from(self.scale * self.over)).round() as i32
    }

    fn corner(self, point: Point) -> (i32, i32) {
        (self.enlarged(point.x), self.enlarged(point.y))
    }

    /// Points without repetitions, which `plotters` cannot take.
    fn corners(self, points: &[Point]) -> Vec<(i32, i32)> {
        let mut all: Vec<(i32, i32)> = points.iter().map(|&point| self.corner(point)).collect();
        all.dedup();
        all
    }

    /// Stroke width of the enlarged drawing.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a line is between one and a few dozen pixels wide"
    )]
    fn stroke_width(self, width: f64) -> u32 {
        (width * f64::from(self.scale * self.over)).round().clamp(1.0, 200.0) as u32
    }
}

fn rgb(colour: Colour) -> RGBColor {
    RGBColor(colour.light.0, colour.light.1, colour.light.2)
}

/// Draws one mark that is not text.
fn draw_shape<B: DrawingBackend>(
    root: &DrawingArea<B, Shift>,
    canvas: Canvas,
    mark: &Mark,
) -> Result<(), PlotError> {
    let outcome = match mark {
        Mark::Block { frame, fill } => {
            let (left, top) = canvas.corner(Point { x: frame.left, y: frame.top });
            let (right, bottom) = canvas.corner(Point { x: frame.right, y: frame.bottom });
            if right <= left || bottom <= top {
                return Ok(());
            }
            // A rectangle of a bitmap includes its last row and column.
            let ends = [(left, top), (right - 1, bottom - 1)];
            root.draw(&Rectangle::new(ends, rgb(*fill).filled()))
        }
        Mark::Stroke { points, width, colour } => {
            let all = canvas.corners(points);
            if all.len() < 2 {
                return Ok(());
            }
            let style = rgb(*colour).stroke_width(canvas.stroke_width(*width));
            root.draw(&PathElement::new(all, style))
        }
        Mark::Area { points, fill } => {
            let all = canvas.corners(points);
            if all.len() < 3 {
                return Ok(());
            }
            root.draw(&Polygon::new(all, rgb(*fill).filled()))
        }
        Mark::Text(_) => Ok(()),
    };
    outcome.map_err(|error| PlotError::Draw { reason: error.to_string() })
}

/// The scene as a PNG file, with so many pixels in a row for each of the picture's.
pub(super) fn bitmap(scene: &Scene, scale: u32) -> Result<Vec<u8>, PlotError> {
    let canvas = Canvas::of(scene, scale);
    let (width, height) = canvas.drawn();
    let mut large = vec![255_u8; width as usize * height as usize * 3];
    {
        let root = BitMapBackend::with_buffer(&mut large, (width, height)).into_drawing_area();
        for mark in &scene.marks {
            draw_shape(&root, canvas, mark)?;
        }
        root.present().map_err(|error| PlotError::Draw { reason: error.to_string() })?;
    }
    let mut small = averaged_down(&large, canvas);
    for mark in &scene.marks {
        if let Mark::Text(label) = mark {
            set_text(&mut small, canvas, scene, label);
        }
    }
    encoded(&small, canvas.size)
}

/// Each pixel of the bitmap as the mean of those drawn for it.
fn averaged_down(large: &[u8], canvas: Canvas) -> Vec<u8> {
    let factor = canvas.over as usize;
    let row = canvas.drawn().0 as usize * 3;
    let (width, height) = (canvas.size.0 as usize, canvas.size.1 as usize);
    let cells = u32::try_from(factor * factor).unwrap_or(1);
    let mut small = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        let lines = &large[y * factor * row..(y + 1) * factor * row];
        for x in 0..width {
            for channel in 0..3 {
                let mut sum = cells / 2;
                for line in lines.chunks_exact(row) {
                    for cell in 0..factor {
                        sum += u32::from(line[(x * factor + cell) * 3 + channel]);
                    }
                }
                small.push(u8::try_from(sum / cells).unwrap_or(u8::MAX));
            }
        }
    }
    small
}

/// Sets a line of text into the bitmap.
#[expect(clippy::cast_possible_truncation, reason = "pixels of a bitmap of a few thousand")]
fn set_text(pixels: &mut [u8], canvas: Canvas, scene: &Scene, label: &Label) {
    let zoom = f64::from(canvas.scale);
    let (glyphs, width) = scene.typeface.set(&label.text, label.face, zoom);
    let shift = match label.align {
        Align::Left => 0.0,
        Align::Centre => -width / 2.0,
        Align::Right => -width,
    };
    let (x0, y0) = ((label.at.x * zoom + shift) as f32, (label.at.y * zoom).round() as f32);
    for mut glyph in glyphs {
        glyph.position.x += x0;
        glyph.position.y += y0;
        let Some(outline) = scene.typeface.outlines(label.face.bold).outline_glyph(glyph) else {
            continue;
        };
        let bounds = outline.px_bounds();
        let (left, top) = (bounds.min.x as i64, bounds.min.y as i64);
        outline.draw(|x, y, cover| {
            blend(
                pixels,
                canvas.size,
                (left + i64::from(x), top + i64::from(y)),
                label.colour,
                cover,
            );
        });
    }
}

/// Lays so much of a colour over a pixel, if it is inside.
fn blend(pixels: &mut [u8], size: (u32, u32), at: (i64, i64), colour: Colour, cover: f32) {
    let (width, height) = (i64::from(size.0), i64::from(size.1));
    if !(0..width).contains(&at.0) || !(0..height).contains(&at.1) {
        return;
    }
    let Ok(start) = usize::try_from((at.1 * width + at.0) * 3) else { return };
    let (cover, ink) = (cover.clamp(0.0, 1.0), colour.light);
    for (pixel, ink) in pixels[start..start + 3].iter_mut().zip([ink.0, ink.1, ink.2]) {
        let mixed = f32::from(*pixel) * (1.0 - cover) + f32::from(ink) * cover;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a mean of two bytes is a byte"
        )]
        let byte = mixed.round() as u8;
        *pixel = byte;
    }
}

/// The pixels as a PNG file.
fn encoded(pixels: &[u8], size: (u32, u32)) -> Result<Vec<u8>, PlotError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, size.0, size.1);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Best);
    encoder.set_filter(png::FilterType::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::super::scene::{Frame, Furniture, Sheet};
    use super::super::style::LOSERS;
    use super::*;

    fn scene() -> Scene {
        let furniture = Furniture {
            title: "A title".to_owned(),
            subtitle: "a subtitle".to_owned(),
            source: ["a source".to_owned(), "and more of it".to_owned()],
        };
        let (mut scene, _) = Scene::furnished(furniture, Sheet::File, (0.0, 0.0)).expect("a font");
        let frame = Frame { left: 100.25, top: 200.0, right: 300.0, bottom: 400.5 };
        scene.block(frame, LOSERS);
        scene
    }

    fn pixel(png_file: &[u8], scale: u32, at: (usize, usize)) -> [u8; 3] {
        let mut reader = png::Decoder::new(png_file).read_info().expect("a header");
        let mut pixels = vec![0; reader.output_buffer_size()];
        let info = reader.next_frame(&mut pixels).expect("a frame");
        assert_eq!((info.width, info.height), (1200 * scale, 750 * scale));
        let start = (at.1 * info.width as usize + at.0) * 3;
        [pixels[start], pixels[start + 1], pixels[start + 2]]
    }

    #[test]
    fn a_bitmap_has_the_colours_of_its_marks_and_smooth_edges() {
        let file = bitmap(&scene(), 2).expect("a picture");
        assert_eq!(pixel(&file, 2, (400, 600)), [213, 94, 0]);
        assert_eq!(pixel(&file, 2, (700, 600)), [255, 255, 255]);
        // The left edge lies half-way through a pixel of the bitmap.
        let edge = pixel(&file, 2, (200, 600));
        assert!(0 < edge[2] && edge[2] < 255, "{edge:?}");
    }

    #[test]
    fn a_bitmap_is_as_large_as_it_is_asked_to_be() {
        for scale in 1..=4_u32 {
            let file = bitmap(&scene(), scale).expect("a picture");
            let at = |x: usize, y: usize| (x * scale as usize, y * scale as usize);
            assert_eq!(pixel(&file, scale, at(200, 300)), [213, 94, 0], "{scale}");
            assert_eq!(pixel(&file, scale, at(350, 300)), [255, 255, 255], "{scale}");
        }
    }
}
