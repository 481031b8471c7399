//! The same for a phone: panels below each other, and in each a row of words above every dot.
//!
//! *Invariant*: a panel's dots are on one scale, which runs over the whole width.
//!
//! *Absent*: which rows there are.

use super::super::scene::{Align, Frame, Point, Scene, Tag};
use super::super::style::{Face, HEADING, INK, LABEL, LABEL_BOLD, PAPER, QUIET, SMALL, SMALL_BOLD};
use super::{Panel, axis, dot, hidden, name_cut, number};

/// Heights: of a panel's title, of a line of words, of a row, of the ticks below, between panels.
const HEAD: f64 = 42.0;
const LINE: f64 = 22.0;
const ROW: f64 = 46.0;
const TICKS: f64 = 24.0;
const GAP: f64 = 16.0;

/// Room beside a scale for half of its last number.
const BESIDE: f64 = 34.0;

/// Height of all panels and of what is said of variants that are left out.
pub(super) fn height(panels: &[Panel], others: usize) -> f64 {
    let panel = |panel: &Panel| {
        let before = if panel.before.is_some() { LINE } else { 0.0 };
        HEAD + before + ROW * panel.rows.len() as f64 + TICKS + GAP
    };
    let note = if hidden(others).is_some() { LINE } else { 0.0 };
    (panels.iter().map(panel).sum::<f64>() + note).max(120.0)
}

/// Draws the panels; in each the baseline by its name, where its own numbers are shown.
pub(super) fn draw(
    scene: &mut Scene,
    body: &Frame,
    panels: &[Panel],
    (baseline, others): (&str, usize),
) {
    let faces = faces(scene, body, panels);
    let mut top = body.top;
    for panel in panels {
        let title = super::super::numbers::capitalised(&panel.title);
        let title = scene.typeface.shorten(&title, HEADING, body.width());
        scene.write(Align::Left, Point { x: body.left, y: top + 14.0 }, title, HEADING, INK);
        let below = scene.typeface.shorten(&panel.below, SMALL, body.width());
        if !below.is_empty() {
            scene.write(Align::Left, Point { x: body.left, y: top + 32.0 }, below, SMALL, QUIET);
        }
        top += HEAD;
        if let Some(before) = panel.before {
            words(scene, body, (baseline, panel.group.text(before)), top, (INK, faces));
            top += LINE;
        }
        let bottom = top + ROW * panel.rows.len() as f64;
        let plot = Frame { left: body.left + BESIDE, top, right: body.right - BESIDE, bottom };
        let scale = axis(scene, panel, &plot, 3);
        for (place, row) in panel.rows.iter().enumerate() {
            let y = top + ROW * place as f64;
            // No line of the grid goes through the words.
            scene.block(Frame { top: y, bottom: y + LINE, ..*body }, PAPER);
            let text = number(&panel.group, &row.difference);
            let told = format!("{}, {}: {text}", row.label, panel.title);
            words(scene, body, (&row.label, text), y, (row.colour.deep(), faces));
            scene.tagged(Tag::of(told), |scene| {
                dot(scene, &scale, panel.group.factor, row, y + LINE + 11.0);
            });
        }
        top = bottom + TICKS + GAP;
    }
    if let Some(note) = hidden(others) {
        scene.write(Align::Left, Point { x: body.left, y: top }, note, SMALL, QUIET);
    }
}

/// The faces of names and numbers: smaller ones where any row of words would not be whole.
fn faces(scene: &Scene, body: &Frame, panels: &[Panel]) -> (Face, Face) {
    let is_whole = |panel: &Panel| {
        panel.rows.iter().all(|row| {
            let text = number(&panel.group, &row.difference);
            let name = scene.width(&row.label, LABEL);
            name + BETWEEN + scene.width(&text, LABEL_BOLD) <= body.width()
        })
    };
    if panels.iter().all(is_whole) { (LABEL, LABEL_BOLD) } else { (SMALL, SMALL_BOLD) }
}

/// Room between a name and its number.
const BETWEEN: f64 = 12.0;

/// A name at the left and its number at the right.
fn words(
    scene: &mut Scene,
    body: &Frame,
    (name, text): (&str, String),
    top: f64,
    (colour, (face, bold)): (super::Colour, (Face, Face)),
) {
    let text = scene.typeface.shorten(&text, bold, 0.7 * body.width());
    let room = body.width() - scene.width(&text, bold) - BETWEEN;
    let name = name_cut(scene, name, (room, face));
    scene.write(Align::Left, Point { x: body.left, y: top + 16.0 }, name, face, INK);
    let at = Point { x: body.right, y: top + 16.0 };
    scene.write(Align::Right, at, text, bold, colour);
}

#[cfg(test)]
mod tests {
    use crate::output::plot::scene::Sheet;

    #[test]
    fn a_phone_tells_every_difference_with_its_interval_above_its_dot() {
        let comparison = super::super::tests::comparison(&["a", "b", "c"], 0.12, 0.01);
        let scene = super::super::scene(&comparison, Sheet::Phone).expect("a scene");
        // Four panels of two variants.
        assert_eq!(scene.tags.len(), 8);
        for text in ["+12.1 (11.1 to 13.1)", "+12.2 (11.2 to 13.2)"] {
            assert!(scene.labels().any(|label| label.text == text), "{text}");
        }
        let pair = super::super::tests::comparison(&["a", "b"], 0.12, 0.01);
        let scene = super::super::scene(&pair, Sheet::Phone).expect("a scene");
        assert!(scene.labels().any(|label| label.text == "partners (cash)"));
        // Amounts as a real comparison has them leave every name whole.
        let pair = super::super::tests::comparison(&["a", "b"], 0.118, 0.005);
        let scene = super::super::scene(&pair, Sheet::Phone).expect("a scene");
        for name in ["no rewards in the last year", "recruited nobody in 52 weeks"] {
            assert!(scene.labels().any(|label| label.text == name), "{name}");
        }
        assert!(!scene.labels().any(|label| label.text.contains('…')));
    }
}
