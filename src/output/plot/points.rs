//! What is said of swept keys, whether one or two: of a point, of all of them, and of their names.
//!
//! *Invariant*: a point is told by the keys themselves, an axis and a title by their words.
//!
//! *Absent*: places and colours.

use super::few;
use super::numbers::{count, decimal, with_unit};
use crate::experiment::results::VerdictClass;
use crate::experiment::sweep::{Sweep, SweepKey, SweepRow};
use crate::output::key_words;

/// A key in words with its unit, on an axis.
pub(super) fn name(key: &SweepKey) -> String {
    let unit = if key.unit.is_empty() { String::new() } else { format!(", {}", key.unit) };
    super::numbers::capitalised(&format!("{}{unit}", key_words::in_words(&key.key)))
}

/// A value of a key with its own digits.
pub(super) fn value(number: f64) -> String {
    let digits = number.to_string();
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    decimal(number, decimals)
}

/// A point in words.
pub(super) fn told(row: &SweepRow, keys: &[SweepKey]) -> String {
    let values = keys.iter().zip(&row.values);
    let values: Vec<String> =
        values.map(|(key, number)| format!("{} = {}", key.key, value(*number))).collect();
    let difference = &row.difference_of_100;
    let interval = difference.low.zip(difference.high);
    let interval = interval.map_or(String::new(), |(low, high)| {
        format!(" ({} to {})", decimal(low, 1), decimal(high, 1))
    });
    format!(
        "{}: businesses − partners {}{interval} of each 100; {}",
        values.join(", "),
        decimal(difference.mean, 1),
        row.verdict.words()
    )
}

/// The finding: how many points say what; the points are called `points`.
pub(super) fn title(sweep: &Sweep, points: &str) -> String {
    let all = sweep.rows.len();
    let of = |class| sweep.rows.iter().filter(|row| row.verdict == class).count();
    let means = || sweep.rows.iter().map(|row| row.difference_of_100.mean);
    let (low, high) =
        (means().fold(f64::INFINITY, f64::min), means().fold(f64::NEG_INFINITY, f64::max));
    let each = with_unit("100", &sweep.card.currency);
    let by = |from: f64, to: f64| {
        format!("by {} to {} of each {each}", decimal(from, 1), decimal(to, 1))
    };
    if of(VerdictClass::BusinessesMore) == all {
        return format!("The businesses capture more at all {all} {points}: {}", by(low, high));
    }
    if of(VerdictClass::PartnersMore) == all {
        return format!("The partners capture more at all {all} {points}: {}", by(-high, -low));
    }
    // The first says of how many.
    let mut said: Vec<String> = Vec::new();
    for (class, long, short) in [
        (VerdictClass::BusinessesMore, "The businesses capture more", "the businesses"),
        (VerdictClass::PartnersMore, "The partners capture more", "the partners"),
        (VerdictClass::Neither, "Neither side ends above zero", "neither side is above zero"),
        (VerdictClass::CannotTell, "It is too close to call", ""),
    ] {
        match of(class) {
            0 => {}
            some if said.is_empty() => said.push(format!("{long} at {some} of {all} {points}")),
            1 if class == VerdictClass::CannotTell => {
                said.push("1 is too close to call".to_owned());
            }
            some if class == VerdictClass::CannotTell => {
                said.push(format!("{some} are too close to call"));
            }
            some => said.push(format!("{short} at {some}")),
        }
    }
    said.join(", ")
}

/// What is drawn, over how many worlds, and how it is drawn where they are few.
pub(super) fn subtitle(sweep: &Sweep, how: &str) -> String {
    let worlds = u64::from(sweep.card.replicates);
    let worlds = count(worlds, "simulated world", "simulated worlds");
    let each = with_unit("100", &sweep.card.currency);
    format!(
        "Businesses’ net less partners’ net, of each {each} put in (cash, own use as a cost) · \
         means of {worlds}, the same at every point · too close to call: the 95\u{a0}% interval \
         covers zero{}",
        few::note(how, false, few::are_worlds(&sweep.card))
    )
}
