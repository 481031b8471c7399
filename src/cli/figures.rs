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

/// What they say where a bound may cut intervals.
pub(super) const MARGIN_OR_ENDS: &str = "; ± half of the 95 % interval, or in brackets its ends \
                                         where a bound cuts it";

/// A number with half of its interval, or with both ends where a bound cuts it: `±` would tell of
/// more than is possible on one side, or of less than may be on the other.
pub(super) fn margin(estimate: Option<&Estimate>, factor: f64, decimals: usize) -> Cell {
    let Some(estimate) = estimate else { return Cell::words("") };
    let shown = |number: f64| decimal(number * factor, decimals);
    let half = estimate.half_width().map(shown);
    match estimate.low.zip(estimate.high).filter(|_| half.is_none()) {
        Some(ends) => Cell::noted(shown(estimate.mean), bracketed(ends, shown)),
        None => Cell::margin(shown(estimate.mean), half),
    }
}

/// The ends of an interval in brackets, as pictures have them, but without decimals that are none.
fn bracketed((low, high): (f64, f64), shown: impl Fn(f64) -> String) -> String {
    let joint = if low < 0.0 || high < 0.0 { " to " } else { "–" };
    let end = |number: f64| {
        let text = shown(number);
        match text.split_once('.') {
            Some((whole, zeros)) if zeros.bytes().all(|digit| digit == b'0') => whole.to_owned(),
            _ => text,
        }
    };
    format!("({}{joint}{})", end(low), end(high))
}

#[cfg(test)]
mod tests {
    use super::super::layout::Grid;
    use super::*;
    use crate::measure::Range;

    /// What a row of a table shows of an estimate.
    fn shown(estimate: &Estimate) -> String {
        let mut grid = Grid::new(["", "part"]);
        grid.push(vec![Cell::words("row"), margin(Some(estimate), 100.0, 1)]);
        let text = grid.text();
        let row = text.lines().find_map(|line| line.trim().strip_prefix("row"));
        row.expect("the row").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn half_an_interval_is_told_where_it_has_two_halves_and_else_its_ends() {
        // Mean 0.28, half width 12.706205 · 0.06 = 0.762372: cut at both ends.
        let wide = Estimate::over(&[0.22, 0.34]).unwrap();
        assert_eq!(shown(&wide), "28.0 ± 76.2");
        assert_eq!(shown(&wide.within(Range::PART)), "28.0 (0–100)");
        // Half width 12.706205 · 0.02 = 0.254124: below 0.28, and cut at no end.
        let even = Estimate::over(&[0.26, 0.30]).unwrap();
        assert_eq!(shown(&even.within(Range::PART)), "28.0 ± 25.4");
        // Cut at one end only.
        let low = Estimate::over(&[0.06, 0.10]).unwrap();
        assert_eq!(shown(&low.within(Range::PART)), "8.0 (0–33.4)");
        let signed = Estimate { low: Some(-0.3), high: Some(0.1), ..low };
        assert_eq!(shown(&signed), "8.0 (−30 to 10)");
        assert_eq!(shown(&Estimate::over(&[0.28]).unwrap()), "28.0");
    }
}
