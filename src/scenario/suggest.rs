//! What somebody may have meant who mistyped a name.
//!
//! *Invariant*: a suggestion is close enough to be a slip of the fingers, so that no hint is given
//! rather than a silly one. Equal distances are decided by the order of the candidates.
//!
//! *Absent*: which names there are.

use strsim::damerau_levenshtein;

/// The candidate nearest to a name, if one is near enough.
pub(crate) fn nearest<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let measured = candidates.into_iter().filter_map(|c| Some((slips(name, c)?, c)));
    measured.min_by_key(|&(slips, _)| slips).map(|(_, candidate)| candidate)
}

/// The few nearest candidates, nearest first.
pub(crate) fn nearest_few<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Vec<&'c str> {
    const FEW: usize = 3;
    let measured = candidates.into_iter().filter_map(|c| Some((slips(name, c)?, c)));
    let mut near: Vec<(usize, &str)> = measured.collect();
    near.sort_by_key(|&(slips, _)| slips);
    near.dedup();
    near.into_iter().take(FEW).map(|(_, candidate)| candidate).collect()
}

/// The hint for a mistyped name.
pub(crate) fn did_you_mean(name: &str) -> String {
    format!("did you mean `{name}`?")
}

/// The number of slips between two names, if it is small enough: one, or a third of the name, and
/// never as many as the name has letters.
fn slips(name: &str, candidate: &str) -> Option<usize> {
    let length = name.chars().count();
    let most = (length / 3).max(1).min(length.saturating_sub(1));
    // The distance costs the product of the lengths: a pasted novel is not worth it.
    if candidate.len().abs_diff(name.len()) > 4 * (most + 1) {
        return None;
    }
    let distance = damerau_levenshtein(name, candidate);
    (distance <= most).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_found_and_a_stranger_is_not() {
        let names = ["hours_per_post", "reach", "rate", "rates"];
        assert_eq!(nearest("hours_per_pst", names), Some("hours_per_post"));
        assert_eq!(nearest("raech", names), Some("reach"));
        assert_eq!(nearest("rates", names), Some("rates"));
        assert_eq!(nearest("population", names), None);
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest("a", ["b"]), None);
        assert_eq!(nearest("foo", ["floor", "fee"]), None);
        assert_eq!(nearest("flor", ["floor"]), Some("floor"));
    }

    #[test]
    fn the_few_nearest_come_nearest_first() {
        assert_eq!(
            nearest_few("rats", ["rate", "reach", "rates", "rat"]),
            ["rate", "rates", "rat"]
        );
        assert!(nearest_few(&"x".repeat(100_000), ["rate"]).is_empty());
    }
}
