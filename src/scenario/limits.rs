//! Bounds over several keys of what the program can count.
//!
//! *Invariant*: what is told apart by eight bits is never more than they hold. Points of a period
//! are a sum of orders, of which only the largest single one is bounded.
//!
//! *Absent*: bounds of single keys, which stand where they are read.

use super::Scenario;
use super::reading::Reading;
use super::settings::Business;

/// Businesses that a number of eight bits tells apart.
const BUSINESSES_MAX: usize = 255;

/// Ranks of a plan, and tiers of its structure bonus: eight bits, less two values of their own.
pub(in crate::scenario) const PLACES_MAX: usize = 254;

/// Points that one order may bring: a period can hold hundreds of such orders before their sum
/// takes more than 32 bits.
const ORDER_POINTS_MAX: u64 = 10_000_000;

/// Says so if there are too many businesses.
pub(super) fn check_businesses(scenario: &Scenario, reading: &mut Reading<Scenario>) {
    let count = scenario.businesses.len();
    if BUSINESSES_MAX < count {
        let message = format!("there are {count} businesses, at most {BUSINESSES_MAX} are allowed");
        reading.contradict("business", message, None);
    }
}

/// One order at least brings the points of a pack, of the minimum order and of a kit.
pub(super) fn check_points(name: &str, business: &Business, reading: &mut Reading<Scenario>) {
    let per_unit = business.product.points_per_unit;
    for (key, units) in [
        ("pack_units", business.pack_units),
        ("minimum_order_units", business.minimum_order_units),
        ("joining.kit_units", business.joining.kit_units),
    ] {
        let points = per_unit * u64::from(units);
        if ORDER_POINTS_MAX < points {
            let message = format!(
                "{units} units of {per_unit} points are {points} points at once, at most \
                 {ORDER_POINTS_MAX} are allowed"
            );
            let hint = "lower it, or count in fewer points (`product.points_per_unit` and what the \
                        plan asks for)";
            reading.contradict(&format!("business.{name}.{key}"), message, Some(hint.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::super::Loaded;

    fn problems(text: &str) -> String {
        Loaded::from_text("limits", text).map_or_else(|found| found.to_string(), |_| String::new())
    }

    #[test]
    fn what_is_kept_in_eight_bits_is_counted_before() {
        for (count, is_sound) in [(255, true), (256, false)] {
            let mut text = String::from("weeks = 9\nmarket.people = 100_000\n");
            for number in 0..count {
                let _ = write!(
                    text,
                    "[business.b{number:03}]\nfounders = 1\nfounder_roots = 1\n\
                     plan.unilevel = {{}}\n"
                );
            }
            let found = problems(&text);
            assert_eq!(found.is_empty(), is_sound, "{found}");
            let wanted = "there are 256 businesses, at most 255 are allowed";
            assert!(is_sound || found.contains(wanted), "{found}");
        }
        for (count, is_sound) in [(254, true), (255, false)] {
            let mut text = String::from("weeks = 9\n[business.b]\nplan.unilevel = {}\n");
            for number in 1..=count {
                let _ = writeln!(text, "plan.rank.r{number:03}.order = {number}");
            }
            let found = problems(&text);
            assert_eq!(found.contains("255 ranks, at most 254 are allowed"), !is_sound, "{found}");
            let tiers: Vec<String> = (1..=count)
                .map(|number| format!("{{ amount = {number}.00, members = {number} }}"))
                .collect();
            let text = format!(
                "weeks = 9\n[business.b]\nplan.unilevel = {{}}\nplan.structure.tiers = [{}]\n",
                tiers.join(", ")
            );
            let found = problems(&text);
            assert_eq!(found.contains("255 tiers, at most 254 are allowed"), !is_sound, "{found}");
        }
    }

    #[test]
    fn one_order_brings_no_more_points_than_a_period_can_count() {
        let with = |terms: &str| {
            problems(&format!("weeks = 9\n[business.b]\nplan.unilevel = {{}}\n{terms}"))
        };
        let many = "product.points_per_unit = 1_000_000\n";
        for key in ["pack_units", "minimum_order_units", "joining.kit_units"] {
            let found = with(&format!("{many}{key} = 11\n"));
            let wanted = "11 units of 1000000 points are 11000000 points at once";
            assert!(found.contains(wanted) && found.contains(&format!("{key} = 11")), "{found}");
            assert_eq!(with(&format!("{many}{key} = 10\n")), "", "{key}");
        }
    }
}
