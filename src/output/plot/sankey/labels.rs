//! Labels of the stops of a Sankey.
//!
//! *Invariant*: no label hides a band; none lies over another.
//!
//! *Absent*: names of bands (`band_names`).

use super::super::axis::{Wish, spread};
use super::super::band_names::{self, Way};
use super::super::numbers::{capitalised, money, tick};
use super::super::scene::{Align, Label, Point, Scene};
use super::super::style::{Colour, INK, LABEL, LABEL_BOLD, QUIET, RULE, SMALL, SMALL_BOLD};
use super::{Bar, Room, height, worlds};
use crate::experiment::results::Results;
use crate::output::bands::Stop;

/// Who stands there and what she does with how much in a world.
fn label(stop: &Stop, cents: f64, (currency, is_narrow): (&str, bool)) -> [String; 2] {
    // A long name is cut at its end.
    let own = match stop {
        Stop::Had(name) => format!("Funds of {name}"),
        _ => capitalised(&stop.words()),
    };
    let sum = if is_narrow { narrow(cents / 100.0) } else { money(cents, currency) };
    let (who, verb) = match stop {
        Stop::CustomersPay => ("Customers", "pay"),
        Stop::PartnersPay => ("Partners", "pay"),
        Stop::PartnersGet => ("Partners", "get"),
        Stop::Had(name) if is_narrow => (name.as_str(), "adds"),
        Stop::Had(_) => (own.as_str(), "pay"),
        Stop::Business(name) if is_narrow => (name.as_str(), ""),
        Stop::Business(name) => (name.as_str(), "takes"),
        Stop::Keeps(name) => (name.as_str(), "keeps"),
        Stop::Outside(name) => match *name {
            "customers" => ("Customers", "get back"),
            _ => (own.as_str(), "get"),
        },
    };
    [who.to_owned(), format!("{verb} {sum}").trim_start().to_owned()]
}

/// An amount for a phone: `26.8k`.
fn narrow(units: f64) -> String {
    if (10_000.0..1_000_000.0).contains(&units) {
        return format!("{}k", tick(units / 1000.0));
    }
    tick(units.round())
}

/// Height of a label of two lines.
pub(super) const LABEL_HEIGHT: f64 = 35.0;

/// The two lines of a stop's label with its middle at a height.
fn lines_at(
    scene: &Scene,
    words: &[String; 2],
    (align, x, y): (Align, f64, f64),
    (width, second): (f64, Colour),
) -> Vec<Label> {
    let (bold, plain) = if scene.is_narrow() { (SMALL_BOLD, SMALL) } else { (LABEL_BOLD, LABEL) };
    let lines = words.iter().zip([(bold, -4.0), (plain, 13.0)]).map(|(line, (face, down))| {
        let text = scene.typeface.shorten(line, face, width);
        let colour = if face.bold { INK } else { second };
        Label { at: Point { x, y: y + down }, align, text, face, colour }
    });
    lines.collect()
}

/// The labels of the businesses beside their bars, where fewest edges of bands run through them.
/// Bands stay whole behind them.
pub(super) fn write_businesses(
    scene: &mut Scene,
    bars: &[Bar],
    ways: &[Way],
    (room, scale): (&Room, f64),
    results: &Results,
) {
    let left = room.left_of(1);
    let x = left + room.bar + 7.0;
    let style = (room.plot.right - left - room.bar - 16.0, INK);
    let mut named: Vec<(&Bar, &Stop)> = bars
        .iter()
        .filter(|bar| bar.column == 1 && 0 < bar.cents)
        .filter_map(|bar| Some((bar, bar.stop.as_ref()?)))
        .collect();
    named.sort_by_key(|(bar, _)| -bar.cents);
    for (bar, stop) in named {
        let mean = bar.cents as f64 / worlds(results);
        let words = label(stop, mean, (results.card.currency.as_str(), scene.is_narrow()));
        let size = height(bar.cents, scale);
        let centre = bar.top + size / 2.0;
        let reach = (size - LABEL_HEIGHT).max(0.0) / 2.0;
        let mut best: Option<(f64, Vec<Label>)> = None;
        let mut y = room.plot.top + 12.0;
        while y < room.plot.bottom {
            let lines = lines_at(scene, &words, (Align::Left, x, y), style);
            let edges = band_names::crossed(&scene.ground_of(&lines), ways) as f64;
            let away = (y - centre).abs();
            // Beside the bar an edge costs more than any way; beyond its ends each pixel counts.
            let cost = edges + away / (2.0 * size.max(1.0)) + (away - reach).max(0.0);
            let is_best = best.as_ref().is_none_or(|(least, _)| cost < *least);
            if is_best && lines.iter().all(|line| scene.is_free(line, 4.0)) {
                best = Some((cost, lines));
            }
            y += 1.0;
        }
        for Label { at, align, text, face, colour } in best.map(|it| it.1).unwrap_or_default() {
            scene.write(align, at, text, face, colour);
        }
    }
}

/// The labels of an outer column as close to their bars as they can be; where they do not all fit,
/// those of the smallest bars are left out.
pub(super) fn write_labels(
    scene: &mut Scene,
    bars: &[Bar],
    column: usize,
    (room, scale): (&Room, f64),
    results: &Results,
) {
    let named = bars.iter().filter(|bar| bar.column == column && 0 < bar.cents);
    let mut named: Vec<&Bar> = named.filter(|bar| bar.stop.is_some()).collect();
    let ends = (room.plot.top - 6.0, room.plot.bottom + 12.0);
    let centre = |bar: &Bar| bar.top + height(bar.cents, scale) / 2.0;
    let centres = loop {
        let wishes: Vec<Wish> =
            named.iter().map(|bar| Wish { centre: centre(bar), size: LABEL_HEIGHT }).collect();
        if let Some(centres) = spread(&wishes, 3.0, ends) {
            break centres;
        }
        let smallest = named.iter().enumerate().min_by_key(|(_, bar)| bar.cents);
        named.remove(smallest.map_or(0, |(place, _)| place));
    };
    let currency = results.card.currency.as_str();
    for (bar, y) in named.into_iter().zip(centres) {
        let Some(stop) = &bar.stop else { continue };
        let mean = bar.cents as f64 / worlds(results);
        let lines = label(stop, mean, (currency, scene.is_narrow()));
        let left = room.left_of(column);
        let (align, x, width) = match column {
            0 => (Align::Right, left - 8.0, room.labels.0 - 10.0),
            _ => (Align::Left, left + room.bar + 8.0, room.labels.1 - 10.0),
        };
        // A label that had to give way is tied to its bar.
        let edge = if column == 0 { left } else { left + room.bar };
        let away = (y - centre(bar)).abs();
        if 14.0 < away {
            let foot = if column == 0 { edge - 6.0 } else { edge + 6.0 };
            scene.stroke(vec![Point { x: edge, y: centre(bar) }, Point { x: foot, y }], 1.25, RULE);
        }
        let lines = lines_at(scene, &lines, (align, x, y), (width, QUIET));
        for Label { at, align, text, face, colour } in lines {
            scene.write(align, at, text, face, colour);
        }
    }
}
