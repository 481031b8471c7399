//! Numbers of results as cells of tables: found by their keys, with what is known of their error.
//!
//! *Invariant*: what no world defines is an empty cell.
//!
//! *Absent*: which numbers are shown.

use super::layout::Cell;
use crate::experiment::Results;
use crate::experiment::interval::Estimate;
use crate::output::numbers::decimal;

/// The estimate behind a name and its key.
pub(super) fn estimate(results: &Results, key: &str, name: &str) -> Option<Estimate> {
    let key = format!("{key}.{name}");
    results.readings.iter().find(|reading| reading.key == key)?.estimate
}

/// How many outcomes there are over all worlds.
pub(super) fn outcomes(results: &Results, key: &str) -> f64 {
    estimate(results, key, "outcomes")
        .map_or(0.0, |a_world| a_world.mean * f64::from(results.card.replicates))
}

/// A mean, in per cent where it is multiplied by a hundred.
pub(super) fn mean(estimate: &Estimate, factor: f64, decimals: usize) -> String {
    let percent = if (factor - 100.0).abs() < f64::EPSILON { " %" } else { "" };
    format!("{}{percent}", decimal(estimate.mean * factor, decimals))
}

/// The ends of an estimate's interval; none with one world.
pub(super) fn ends(estimate: &Estimate, factor: f64, decimals: usize) -> Option<[String; 2]> {
    Some([estimate.low?, estimate.high?].map(|end| decimal(end * factor, decimals)))
}

/// What tables say of numbers behind `±`.
pub(super) const MARGIN: &str = "; ± half of the 95 % interval";

/// A number with half of its interval, which lies evenly around it unless a bound cuts it.
pub(super) fn margin(estimate: Option<&Estimate>, factor: f64, decimals: usize) -> Cell {
    let Some(estimate) = estimate else { return Cell::words("") };
    let shown = |number: f64| decimal(number * factor, decimals);
    Cell::margin(shown(estimate.mean), estimate.half_width().map(shown))
}
