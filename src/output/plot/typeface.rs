//! The bundled typeface: how wide a text is, and how it is made to fit.
//!
//! *Invariant*: the same advances and kerning measure a text and draw it, so that what was laid out
//! without overlap is drawn without overlap.
//!
//! *Absent*: pixels and colours. `plotters` could draw text too, but it drops the space that stands
//! to the left of each letter, which sets words unevenly at every size.

use ab_glyph::{Font, FontRef, PxScale, ScaleFont};

use super::PlotError;
use super::style::Face;

/// DejaVu Sans in two weights.
#[derive(Debug, Clone)]
pub(super) struct Typeface {
    regular: FontRef<'static>,
    bold: FontRef<'static>,
}

/// The family named in vector pictures. The substitutes are as wide or narrower.
pub(super) const FAMILY: &str = "DejaVu Sans, Verdana, Arial, sans-serif";

/// The same two files as browsers want them; how they are made stands beside them.
const FOR_BROWSERS: [(&str, &[u8]); 2] = [
    ("normal", include_bytes!("font/DejaVuSans.woff2")),
    ("bold", include_bytes!("font/DejaVuSans-Bold.woff2")),
];

/// Rules of style that bring the typeface along: what was measured with it is shown with it.
pub(in crate::output) fn rules() -> String {
    FOR_BROWSERS.iter().fold(String::new(), |mut rules, (weight, file)| {
        rules += "@font-face{font-family:\"DejaVu Sans\";font-weight:";
        rules += weight;
        rules += ";src:url(data:font/woff2;base64,";
        rules += &base64(file);
        rules += ") format(\"woff2\")}";
        rules
    })
}

/// Bytes as text (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |place: usize| u32::from(three.get(place).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4_usize {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= three.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

/// What stands for a letter that the typeface does not have.
const UNKNOWN: char = '?';

/// Letters of texts that bitmaps cannot show, each once.
pub(crate) fn missing_letters(texts: &[&str]) -> Vec<char> {
    let Ok(typeface) = Typeface::load() else { return Vec::new() };
    let mut missing: Vec<char> = texts
        .iter()
        .flat_map(|text| text.chars())
        .filter(|letter| !letter.is_control() && typeface.regular.glyph_id(*letter).0 == 0)
        .collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}

impl Typeface {
    /// Reads the two bundled files.
    pub(super) fn load() -> Result<Self, PlotError> {
        let read = |bytes| FontRef::try_from_slice(bytes).map_err(PlotError::Typeface);
        Ok(Self {
            regular: read(include_bytes!("font/DejaVuSans.ttf"))?,
            bold: read(include_bytes!("font/DejaVuSans-Bold.ttf"))?,
        })
    }

    /// Each letter's glyph with its distance from the start of the text, and the text's width; all
    /// in pixels when an em is `face.size × zoom` of them.
    pub(super) fn set(&self, text: &str, face: Face, zoom: f64) -> (Vec<ab_glyph::Glyph>, f64) {
        let font = if face.bold { &self.bold } else { &self.regular };
        let em = face.size * zoom;
        let scale = font.height_unscaled() / font.units_per_em().unwrap_or(2048.0);
        #[expect(clippy::cast_possible_truncation, reason = "the rasteriser works in 32 bits")]
        let scale = PxScale::from(em as f32 * scale);
        let scaled = font.as_scaled(scale);
        let mut pen = 0.0_f32;
        let mut previous = None;
        let mut glyphs = Vec::with_capacity(text.len());
        for letter in text.chars() {
            let own = scaled.glyph_id(letter);
            let id = if own.0 == 0 { scaled.glyph_id(UNKNOWN) } else { own };
            if let Some(before) = previous {
                pen += scaled.kern(before, id);
            }
            glyphs.push(id.with_scale_and_position(scale, ab_glyph::point(pen, 0.0)));
            pen += scaled.h_advance(id);
            previous = Some(id);
        }
        (glyphs, f64::from(pen))
    }

    /// The outlines of a weight.
    pub(super) fn outlines(&self, bold: bool) -> &FontRef<'static> {
        if bold { &self.bold } else { &self.regular }
    }

    /// Width of a text in pixels.
    pub(super) fn width(&self, text: &str, face: Face) -> f64 {
        self.set(text, face, 1.0).1
    }

    /// The text, cut with an ellipsis when it is wider than `room`.
    pub(super) fn shorten(&self, text: &str, face: Face, room: f64) -> String {
        if self.width(text, face) <= room {
            return text.to_owned();
        }
        let letters: Vec<char> = text.chars().collect();
        (0..letters.len())
            .rev()
            .map(|kept| {
                let start: String = letters[..kept].iter().collect();
                format!("{}…", start.trim_end())
            })
            .find(|cut| self.width(cut, face) <= room)
            .unwrap_or_default()
    }

    /// The text in as few lines as `room` allows, at most two, of about the same width.
    pub(super) fn balance(&self, text: &str, face: Face, room: f64) -> Vec<String> {
        let mut lines = self.wrap(text, face, room, 2);
        if lines.len() < 2 || lines.iter().any(|line| line.ends_with('…')) {
            return lines;
        }
        let mut narrower = room;
        while room / 2.0 < narrower {
            narrower -= 16.0;
            let tried = self.wrap(text, face, narrower, 3);
            if tried.len() != 2 || tried.iter().any(|line| line.ends_with('…')) {
                break;
            }
            lines = tried;
        }
        lines
    }

    /// The text in lines no wider than `room`, at most `lines` of them; the last one is cut when
    /// there is more.
    pub(super) fn wrap(&self, text: &str, face: Face, room: f64, lines: usize) -> Vec<String> {
        let mut done: Vec<String> = Vec::new();
        let mut line = String::new();
        // A no-break space holds a number and its word together.
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if line.is_empty() || done.len() + 1 == lines || self.width(&longer, face) <= room {
                line = longer;
            } else {
                done.push(std::mem::replace(&mut line, word.to_owned()));
            }
        }
        if !line.is_empty() {
            done.push(line);
        }
        done.iter().map(|line| self.shorten(line, face, room)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::style::{LABEL, TITLE};
    use super::*;

    #[test]
    fn every_letter_that_the_pictures_write_is_in_the_bundled_files() {
        let typeface = Typeface::load().expect("a font");
        for bold in [false, true] {
            for letter in "AZaz09−–·…%(),.€£$’“”→←≥≤≈×éüøłß⁶₂".chars()
            {
                let id = typeface.outlines(bold).glyph_id(letter);
                assert_ne!(id.0, 0, "{letter} is missing (bold: {bold})");
            }
        }
    }

    #[test]
    fn a_letter_that_is_not_there_is_seen_to_be_missing() {
        let typeface = Typeface::load().expect("a font");
        assert_eq!(missing_letters(&["Yen 円", "ab円日"]), ['円', '日']);
        assert!(missing_letters(&["Größe\n€"]).is_empty());
        for bold in [LABEL, TITLE] {
            let width = typeface.width("日", bold);
            assert!((width - typeface.width("?", bold)).abs() < 1e-9 && 1.0 < width, "{width}");
        }
    }

    #[test]
    fn bytes_are_text_as_the_standard_has_it() {
        let known = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"];
        for (length, text) in known.into_iter().enumerate() {
            assert_eq!(base64(&b"foobar"[..length]), text);
        }
        assert_eq!(base64(&[0xff, 0xfb, 0xf0]), "//vw");
    }

    #[test]
    fn browsers_get_both_weights_as_compressed_files() {
        for (weight, file) in FOR_BROWSERS {
            assert!(file.starts_with(b"wOF2") && file.len() < 16_000, "{weight}");
        }
        let rules = rules();
        assert_eq!(rules.matches("@font-face").count(), 2);
        // What a style rule may not hold.
        assert!(!rules.contains(['<', '&']) && rules.len() < 40_000, "{}", rules.len());
    }

    #[test]
    fn a_cut_text_fits_and_a_text_that_fits_is_not_cut() {
        let typeface = Typeface::load().expect("a font");
        assert_eq!(typeface.shorten("short", LABEL, 400.0), "short");
        let cut = typeface.shorten("a very long name of a business indeed", LABEL, 120.0);
        assert!(cut.ends_with('…') && typeface.width(&cut, LABEL) <= 120.0, "{cut}");
        assert_eq!(typeface.shorten("anything", LABEL, 1.0), "");
    }

    #[test]
    fn wrapped_lines_hold_all_words_in_order_and_none_is_too_wide() {
        let typeface = Typeface::load().expect("a font");
        let text = "Seven in ten lost money in their first year and most of them never knew";
        let lines = typeface.wrap(text, TITLE, 500.0, 9);
        assert_eq!(lines.join(" "), text);
        assert!(1 < lines.len());
        assert!(lines.iter().all(|line| typeface.width(line, TITLE) <= 500.0));
        assert_eq!(typeface.wrap(text, TITLE, 500.0, 1).len(), 1);
        let lines = typeface.balance(text, TITLE, 1000.0);
        assert_eq!(lines.join(" "), text);
        let widths: Vec<f64> = lines.iter().map(|line| typeface.width(line, TITLE)).collect();
        assert!(widths.len() == 2 && (widths[0] - widths[1]).abs() < 160.0, "{widths:?}");
    }
}
