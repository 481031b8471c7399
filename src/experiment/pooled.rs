//! Numbers about people who are followed, and quotients of money, over all worlds together, with
//! intervals clustered by world.
//!
//! A world has few outcomes of a persona, and they share its luck. A quotient is therefore that of
//! the sums over all worlds, and its interval comes from the worlds' residuals (the linearised
//! ratio estimator; with equally many outcomes a world it is the Student-t interval of the worlds'
//! means). Where the quotient is a share of people, the same error makes Wilson's interval, which
//! stays within 0 to 1. A quantile is that of all outcomes, and its interval is Woodruff's: the
//! quantiles at the ends of the clustered interval of the share of outcomes that do not exceed it,
//! which is taken to be no narrower than with independent outcomes.
//!
//! *Invariant*: sums run in the order of the worlds. One world has no interval.
//!
//! *Absent*: which numbers there are (`measure::cohort`).

use super::Replicate;
use super::interval::{Proportion, student_quantile};
use super::results::Reading;
use crate::chance::math;
use crate::measure::cohort::{Circle, NETS, QUANTILES, sorted};
use crate::measure::inequality::Sorted;
use crate::measure::{Outcome, Range};
use crate::scenario::Scenario;
use crate::units::Cents;

/// Replaces the means of worlds by what all worlds say together, wherever people are followed and
/// wherever a measure gives the parts of a quotient.
pub(super) fn pool(readings: &mut [Reading], scenario: &Scenario, worlds: &[Replicate]) {
    for (index, reading) in readings.iter_mut().enumerate() {
        let parts = worlds.iter().map(|world| world.measures.measured[index].parts);
        if let Some(parts) = parts.collect::<Option<Vec<(f64, f64)>>>() {
            put(reading, ratio(&parts, worlds[0].measures.measured[index].range));
        }
    }
    let wage = scenario.measure.reference_wage_per_hour.0 as f64;
    for circle in Circle::all(scenario) {
        let each: Vec<Vec<Outcome>> =
            worlds.iter().map(|world| circle.of(&world.measures.followed)).collect();
        let mut set = |name: &str, pooled: Option<Pooled>| {
            let key = format!("{}.{name}", circle.key);
            let reading = readings.iter_mut().find(|reading| reading.key == key);
            put(reading.expect("what is pooled was measured in each world"), pooled);
        };
        for quotient in circle.quotients() {
            let sums: Vec<(f64, f64)> =
                each.iter().map(|people| quotient.sums(people, wage)).collect();
            set(quotient.name, ratio(&sums, quotient.range()));
        }
        for (ending, net_of) in NETS {
            let each: Vec<Vec<Cents>> = each.iter().map(|people| sorted(people, net_of)).collect();
            for (name, share) in QUANTILES {
                set(&format!("{ending}.{name}"), quantile(&each, share));
            }
        }
    }
}

/// Puts what all worlds say together in the place of their mean; nothing where they say nothing.
fn put(reading: &mut Reading, pooled: Option<Pooled>) {
    match (&mut reading.estimate, pooled) {
        (Some(estimate), Some(Pooled { value, low, high })) => {
            (estimate.mean, estimate.low, estimate.high) = (value, low, high);
        }
        (estimate, _) => *estimate = None,
    }
}

/// A number with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Pooled {
    value: f64,
    low: Option<f64>,
    high: Option<f64>,
}

/// The quotient of two sums over all worlds, which can only be within a range.
fn ratio(sums: &[(f64, f64)], range: Range) -> Option<Pooled> {
    let (above, below) = sums.iter().fold((0.0, 0.0), |(a, b), sum| (a + sum.0, b + sum.1));
    if below <= 0.0 {
        return None;
    }
    let value = above / below;
    let ends = error(sums, value, below).map(|Error { error, degrees }| {
        if range == Range::PART {
            return Proportion { share: value, people: below, error, degrees }.interval();
        }
        let half = student_quantile(degrees) * error;
        [(value - half).max(range.low), (value + half).min(range.high)]
    });
    Some(Pooled { value, low: ends.map(|ends| ends[0]), high: ends.map(|ends| ends[1]) })
}

/// The standard error of a quotient and its degrees of freedom.
struct Error {
    error: f64,
    degrees: usize,
}

/// The error of a quotient from how far each world is off it. Worlds in which nothing stands above
/// or below the line say nothing.
fn error(sums: &[(f64, f64)], value: f64, below: f64) -> Option<Error> {
    let told: Vec<&(f64, f64)> = sums.iter().filter(|sum| **sum != (0.0, 0.0)).collect();
    let worlds = told.len();
    if worlds < 2 {
        return None;
    }
    let squares: f64 = told
        .iter()
        .map(|(a, b)| {
            let off = a - value * b;
            off * off
        })
        .sum();
    let count = worlds as f64;
    let error = math::sqrt(squares * count / (count - 1.0)) / below;
    Some(Error { error, degrees: worlds - 1 })
}

/// A quantile over all outcomes; each world's come in ascending order.
fn quantile(each: &[Vec<Cents>], share: f64) -> Option<Pooled> {
    let mut all: Vec<Cents> = each.iter().flatten().copied().collect();
    all.sort_unstable();
    let all = Sorted::new(&all);
    let at = |share: f64| all.quantile(share.clamp(0.0, 1.0)).map(|cents| cents.0 as f64);
    let middle = all.quantile(share)?;
    let sums: Vec<(f64, f64)> = each
        .iter()
        .map(|world| {
            let upto = world.partition_point(|amount| *amount <= middle);
            (upto as f64, world.len() as f64)
        })
        .collect();
    let (upto, people) = sums.iter().fold((0.0, 0.0), |(a, b), sum| (a + sum.0, b + sum.1));
    let clustered = error(&sums, upto / people, people);
    let clustered = clustered.map(|Error { error, degrees }| student_quantile(degrees) * error);
    // Few worlds may agree by chance; their outcomes are no better than independent ones.
    let independent = math::sqrt(share * (1.0 - share) / people);
    let half = clustered.map(|half| half.max(student_quantile(each.len() - 1) * independent));
    let end = |step: f64| half.and_then(|half| at(share + step * half));
    Some(Pooled { value: at(share)?, low: end(-1.0), high: end(1.0) })
}

#[cfg(test)]
mod tests {
    use super::super::interval::Estimate;
    use super::*;

    #[test]
    fn with_as_many_outcomes_in_each_world_a_quotient_has_the_interval_of_the_worlds_means() {
        let gained = [3.0, 5.0, 4.0, 8.0, 1.0];
        let sums: Vec<(f64, f64)> = gained.iter().map(|gained| (*gained, 10.0)).collect();
        let pooled = ratio(&sums, Range::ANY).expect("people");
        let means: Vec<f64> = gained.iter().map(|gained| gained / 10.0).collect();
        let known = Estimate::over(&means).expect("worlds");
        assert!((pooled.value - known.mean).abs() < 1e-12);
        assert!((pooled.low.unwrap() - known.low.unwrap()).abs() < 1e-12);
        assert!((pooled.high.unwrap() - known.high.unwrap()).abs() < 1e-12);
    }

    #[test]
    fn a_share_of_people_keeps_within_bounds_and_has_doubt_even_where_all_worlds_agree() {
        // Two worlds of ten, 9 and 10 with a profit: Student's interval would end at 1.585.
        let pooled = ratio(&[(9.0, 10.0), (10.0, 10.0)], Range::PART).expect("people");
        let Pooled { value, low: Some(low), high: Some(high) } = pooled else {
            panic!("{pooled:?}")
        };
        assert!((value - 0.95).abs() < 1e-12);
        // The worlds are 0.5 off, so the error is 0.05 and 19 people would tell as much; with
        // t² = 161.4476 the ends are those of Wilson's formula.
        let pull = 161.447_638_8_f64 / 19.0;
        let (middle, inner) = (0.95 + pull / 2.0, 0.0475 * pull + pull * pull / 4.0);
        assert!((low - (middle - inner.sqrt()) / (1.0 + pull)).abs() < 1e-9, "{low}");
        assert!((high - (middle + inner.sqrt()) / (1.0 + pull)).abs() < 1e-9, "{high}");
        assert!(high < 1.0);
        // Nobody of 4 times 25: t² = 10.12796 with three degrees, over 100 people.
        let none = ratio(&[(0.0, 25.0); 4], Range::PART).expect("people");
        assert_eq!((none.value, none.low), (0.0, Some(0.0)));
        assert!((none.high.unwrap() - 0.101_279_6 / 1.101_279_6).abs() < 1e-6, "{none:?}");
    }

    #[test]
    fn outcomes_of_a_world_that_share_its_luck_are_no_more_than_one() {
        // Ten worlds, all clones of a world alike: ten times as many clones say nothing more.
        let worlds = |clones: usize| -> Vec<Vec<Cents>> {
            (0..10).map(|world| vec![Cents(100 * world); clones]).collect()
        };
        let (few, many) = (quantile(&worlds(1), 0.5), quantile(&worlds(100), 0.5));
        assert_eq!(few, many);
        let Pooled { value, low, high } = few.expect("people");
        assert!((value - 400.0).abs() < 1e-12);
        // Half is the share: sqrt(0.25 / 9) times 2.262 is 0.377 on each side.
        assert_eq!((low, high), (Some(100.0), Some(800.0)));
        let sums: Vec<(f64, f64)> = (0..10).map(|world| (f64::from(world % 2), 1.0)).collect();
        let hundredfold: Vec<(f64, f64)> = sums.iter().map(|s| (100.0 * s.0, 100.0)).collect();
        let of = |sums: &[(f64, f64)]| ratio(sums, Range::ANY).expect("people");
        let (one, hundred) = (of(&sums), of(&hundredfold));
        assert!((one.low.unwrap() - hundred.low.unwrap()).abs() < 1e-12);
        assert!((one.high.unwrap() - hundred.high.unwrap()).abs() < 1e-12);
    }

    #[test]
    fn worlds_that_agree_by_chance_leave_a_quantile_its_doubt() {
        let world: Vec<Cents> = (0..20).map(Cents).collect();
        let Pooled { value, low, high } = quantile(&vec![world; 4], 0.5).expect("people");
        // sqrt(0.25 / 80) times 3.182 is 0.178 on each side.
        assert_eq!((low, value, high), (Some(6.0), 9.0, Some(13.0)));
    }

    #[test]
    fn one_world_has_no_interval_and_nobody_no_number() {
        let pooled = quantile(&[vec![Cents(1), Cents(2), Cents(3)]], 0.5).expect("people");
        assert_eq!(pooled, Pooled { value: 2.0, low: None, high: None });
        assert_eq!(ratio(&[(0.0, 0.0), (0.0, 0.0)], Range::ANY), None);
        assert_eq!(quantile(&[Vec::new()], 0.5), None);
        // A world where nobody is in the tier does not narrow the interval of the others.
        let two = [(1.0, 2.0), (2.0, 2.0)];
        for range in [Range::ANY, Range::PART] {
            assert_eq!(ratio(&two, range), ratio(&[two[0], (0.0, 0.0), two[1]], range));
        }
    }

    #[test]
    fn a_world_that_spent_and_won_nobody_counts_in_the_cost_of_a_customer() {
        // 60 and 30 were spent for 2 and 1 customers, and 30 for none: 40 each.
        let sums = [(60.0, 2.0), (30.0, 1.0), (30.0, 0.0)];
        let pooled = ratio(&sums, Range::ANY).expect("customers");
        assert!((pooled.value - 40.0).abs() < 1e-12);
        // The worlds are -20, -10 and 30 off: sqrt(1400 * 3 / 2) / 3 = 15.275, times 4.303.
        assert!((pooled.high.unwrap() - 40.0 - 4.302_652_729_7 * 15.275_252_316_5).abs() < 1e-6);
    }
}
