//! What rests on few people or worlds, or on nobody, and how every picture shows that.
//!
//! *Invariant*: one pair of bounds for all pictures. What lies below either is drawn pale, a line
//! dashed as well, and the picture says so in one phrase.
//!
//! *Absent*: which rows a mark rests on; whether anything is left out (nothing is).

use super::numbers::{count, grouped};
use super::style::Colour;
use crate::experiment::results::Card;

/// Fewer people than these over all worlds are few: a share among so many has a 95 % interval of
/// up to ten percentage points on either side.
pub(super) const PEOPLE: u64 = 100;

/// Fewer worlds than these are few: Student's t makes the interval of a mean over four of them
/// more than half as wide again as the same spread over many.
pub(super) const WORLDS: u32 = 5;

/// How much of its colour a mark keeps that rests on few.
const STRENGTH: f64 = 0.45;

/// The colour of a mark.
pub(super) fn shade(colour: Colour, is_few: bool) -> Colour {
    if is_few { colour.tint(STRENGTH) } else { colour }
}

/// Whether means of a run rest on few worlds.
pub(super) const fn are_worlds(card: &Card) -> bool {
    card.replicates < WORLDS
}

/// What a subtitle adds where something is drawn so; `how` it is drawn, and of what there are few.
pub(super) fn note(how: &str, of_people: bool, of_worlds: bool) -> String {
    let people = of_people.then(|| format!("{} people", grouped(i128::from(PEOPLE))));
    let worlds = of_worlds.then(|| format!("{WORLDS} worlds"));
    let bounds: Vec<String> = [people, worlds].into_iter().flatten().collect();
    if bounds.is_empty() {
        return String::new();
    }
    format!(" · {how}: fewer than {}", bounds.join(" or "))
}

/// What is said where there is no first year: founders may have had one, but theirs is not counted.
pub(super) const NOBODY: &str = "No newcomer was followed for a whole first year";

/// Why nobody was followed.
pub(super) fn nobody(card: &Card) -> String {
    let worlds = count(u64::from(card.replicates), "simulated world", "simulated worlds");
    let after = if card.burn_in_weeks == 0 { "" } else { " after the burn-in and" };
    format!(
        "Nobody joined{after} at least 52 weeks before the end · founders do not count · {worlds}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::math::sqrt;
    use crate::experiment::interval::Estimate;

    #[test]
    fn the_bounds_are_what_they_are_said_to_be() {
        // Of a share of one half: 1.96 standard errors.
        let half = |people: u64| 1.96 * sqrt(0.25 / people as f64);
        assert!(half(PEOPLE) < 0.1 && 0.1 < half(PEOPLE - 4));
        // Half-widths in units of the standard error, by worlds that differ.
        let width = |worlds: u32| {
            let values: Vec<f64> = (0..worlds).map(f64::from).collect();
            let count = f64::from(worlds);
            let error = sqrt((count + 1.0) / 12.0);
            let estimate = Estimate::over(&values).expect("worlds");
            (estimate.high.expect("an interval") - estimate.mean) / error
        };
        assert!(1.5 * 1.96 < width(WORLDS - 1) && width(WORLDS) < 1.5 * 1.96);
    }

    #[test]
    fn a_note_names_the_bounds_that_matter_and_nothing_else() {
        assert_eq!(note("pale", true, false), " · pale: fewer than 100 people");
        assert_eq!(note("dashed", true, true), " · dashed: fewer than 100 people or 5 worlds");
        assert_eq!(note("pale", false, false), "");
    }
}
