//! A scene drawn as a bitmap, through `plotters`.
//!
//! *Invariant*: pure and the same bytes every time. It is drawn at four times the picture's size,
//! because `plotters` knows whole pixels only and smooths neither thick lines nor outlines, and
//! averaged down to twice its size. Text is set after that, with the rasteriser's own smoothing.
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
use super::scene::{Align, Label, Mark, Point, Scene, Sheet};
use super::style::Colour;

/// Pixels drawn for each of the picture's.
const OVERDRAWN: u32 = 4;
/// Pixels of the bitmap for each of the picture's.
const BITMAP: u32 = 2;
/// Size of the bitmap.
const BITMAP_SIZE: (u32, u32) = (1200 * BITMAP, 750 * BITMAP);
/// Size of what is drawn before it is shrunk.
const OVERDRAWN_SIZE: (u32, u32) = (1200 * OVERDRAWN, 750 * OVERDRAWN);

/// A whole coordinate of the enlarged drawing.
#[expect(clippy::cast_possible_truncation, reason = "the cast saturates far outside the picture")]
fn enlarged(coordinate: f64) -> i32 {
    (coordinate * f64::from(OVERDRAWN)).round() as i32
}

fn corner(point: Point) -> (i32, i32) {
    (enlarged(point.x), enlarged(point.y))
}

fn rgb(colour: Colour) -> RGBColor {
    RGBColor(colour.light.0, colour.light.1, colour.light.2)
}

/// Points without repetitions, which `plotters` cannot take.
fn corners(points: &[Point]) -> Vec<(i32, i32)> {
    let mut all: Vec<(i32, i32)> = points.iter().map(|&point| corner(point)).collect();
    all.dedup();
    all
}

/// Stroke width of the enlarged drawing.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a line is between one and a few dozen pixels wide"
)]
fn stroke_width(width: f64) -> u32 {
    (width * f64::from(OVERDRAWN)).round().clamp(1.0, 100.0) as u32
}

/// Draws one mark that is not text.
fn draw_shape<B: DrawingBackend>(
    root: &DrawingArea<B, Shift>,
    mark: &Mark,
) -> Result<(), PlotError> {
    let outcome = match mark {
        Mark::Block { frame, fill } => {
            let (left, top) = corner(Point { x: frame.left, y: frame.top });
            let (right, bottom) = corner(Point { x: frame.right, y: frame.bottom });
            if right <= left || bottom <= top {
                return Ok(());
            }
            // A rectangle of a bitmap includes its last row and column.
            let ends = [(left, top), (right - 1, bottom - 1)];
            root.draw(&Rectangle::new(ends, rgb(*fill).filled()))
        }
        Mark::Stroke { points, width, colour } => {
            let all = corners(points);
            if all.len() < 2 {
                return Ok(());
            }
            let style = rgb(*colour).stroke_width(stroke_width(*width));
            root.draw(&PathElement::new(all, style))
        }
        Mark::Area { points, fill } => {
            let all = corners(points);
            if all.len() < 3 {
                return Ok(());
            }
            root.draw(&Polygon::new(all, rgb(*fill).filled()))
        }
        Mark::Text(_) => Ok(()),
    };
    outcome.map_err(|error| PlotError::Draw { reason: error.to_string() })
}

/// The scene as a PNG file.
///
/// # Panics
/// When it is no scene of a file: those of a page have other sizes.
pub(super) fn bitmap(scene: &Scene) -> Result<Vec<u8>, PlotError> {
    assert_eq!(scene.sheet, Sheet::File, "only files are bitmaps");
    let (width, height) = OVERDRAWN_SIZE;
    let mut large = vec![255_u8; width as usize * height as usize * 3];
    {
        let root = BitMapBackend::with_buffer(&mut large, OVERDRAWN_SIZE).into_drawing_area();
        for mark in &scene.marks {
            draw_shape(&root, mark)?;
        }
        root.present().map_err(|error| PlotError::Draw { reason: error.to_string() })?;
    }
    let mut small = averaged_down(&large);
    for mark in &scene.marks {
        if let Mark::Text(label) = mark {
            set_text(&mut small, scene, label);
        }
    }
    encoded(&small)
}

/// Each pixel of the bitmap as the mean of those drawn for it.
fn averaged_down(large: &[u8]) -> Vec<u8> {
    let factor = (OVERDRAWN / BITMAP) as usize;
    let row = OVERDRAWN_SIZE.0 as usize * 3;
    let (width, height) = (BITMAP_SIZE.0 as usize, BITMAP_SIZE.1 as usize);
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
fn set_text(pixels: &mut [u8], scene: &Scene, label: &Label) {
    let zoom = f64::from(BITMAP);
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
            blend(pixels, (left + i64::from(x), top + i64::from(y)), label.colour, cover);
        });
    }
}

/// Lays so much of a colour over a pixel, if it is inside.
fn blend(pixels: &mut [u8], at: (i64, i64), colour: Colour, cover: f32) {
    let (width, height) = (i64::from(BITMAP_SIZE.0), i64::from(BITMAP_SIZE.1));
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
fn encoded(pixels: &[u8]) -> Result<Vec<u8>, PlotError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, BITMAP_SIZE.0, BITMAP_SIZE.1);
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
    use super::super::scene::{Frame, Furniture};
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

    fn pixel(png_file: &[u8], at: (usize, usize)) -> [u8; 3] {
        let mut reader = png::Decoder::new(png_file).read_info().expect("a header");
        let mut pixels = vec![0; reader.output_buffer_size()];
        let info = reader.next_frame(&mut pixels).expect("a frame");
        assert_eq!((info.width, info.height), BITMAP_SIZE);
        let start = (at.1 * info.width as usize + at.0) * 3;
        [pixels[start], pixels[start + 1], pixels[start + 2]]
    }

    #[test]
    fn a_bitmap_has_the_colours_of_its_marks_and_smooth_edges() {
        let file = bitmap(&scene()).expect("a picture");
        assert_eq!(pixel(&file, (400, 600)), [213, 94, 0]);
        assert_eq!(pixel(&file, (700, 600)), [255, 255, 255]);
        // The left edge lies half-way through a pixel of the bitmap.
        let edge = pixel(&file, (200, 600));
        assert!(0 < edge[2] && edge[2] < 255, "{edge:?}");
    }
}
