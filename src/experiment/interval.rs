//! What replicates say together: a mean with its Student-t interval, and paired differences.
//!
//! An interval says nothing that is impossible: that of a number which cannot lie beyond a bound,
//! such as a share of people or a count, is cut there ([`Estimate::within`]). What was cut away
//! held no value that the mean could have, so the interval covers it as often as before. A share
//! of people who are counted over all worlds has Wilson's interval ([`Proportion`]), which needs
//! no cutting and has a width even where all are alike.
//!
//! *Invariant*: sums run in the order of the replicates, through portable functions only, so that
//! an interval is the same to the bit on every machine. One replicate has no interval.
//!
//! *Absent*: what the values are; any claim about the real world (the interval is over simulated
//! worlds under the given rates).

use serde::{Deserialize, Deserializer, Serialize};

use crate::chance::math;
use crate::measure::Range;

/// Where the two-sided 95 % interval ends in the standard normal law.
const NORMAL_QUANTILE: f64 = 1.959_963_984_540_054;

/// The mean of one value over replicates.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The mean over the replicates.
    #[serde(deserialize_with = "number")]
    pub mean: f64,
    /// Lower end of the two-sided 95 % Student-t interval of the mean; none with one replicate.
    pub low: Option<f64>,
    /// Upper end of it.
    pub high: Option<f64>,
    /// The smallest value of a replicate.
    #[serde(deserialize_with = "number")]
    pub smallest: f64,
    /// The largest value of a replicate.
    #[serde(deserialize_with = "number")]
    pub largest: f64,
    /// How many replicates there were.
    pub replicates: u32,
}

/// A number that files write as nothing where it is none.
fn number<'d, D: Deserializer<'d>>(deserializer: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or(f64::NAN))
}

/// What a change makes of the same worlds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PairedDifference {
    /// The mean over replicates of the first less the second, with its interval.
    pub difference: Estimate,
    /// What common random numbers saved, `1 − var(a − b) / (var(a) + var(b))`: one when the two
    /// move together to the bit, zero when they are not related, negative when they move against
    /// each other. None when neither varies.
    pub variance_saved: Option<f64>,
    /// Variance of the difference, `var(a − b)`; none with one replicate.
    pub paired_variance: Option<f64>,
    /// What it would be if the two had different luck, `var(a) + var(b)`.
    pub independent_variance: Option<f64>,
}

impl PairedDifference {
    /// How many times fewer replicates give the same precision as runs with luck of their own,
    /// `(var(a) + var(b)) / var(a − b)`: infinite where the difference is the same in all worlds.
    /// None when neither varies.
    pub fn fewer_replicates(&self) -> Option<f64> {
        let (paired, independent) = (self.paired_variance?, self.independent_variance?);
        (0.0 < independent).then(|| independent / paired)
    }
}

impl Estimate {
    /// The estimate from one value per replicate, in the order of the replicates.
    ///
    /// None when there is no value, or one that is not finite.
    pub fn over(values: &[f64]) -> Option<Self> {
        if !values.iter().all(|value| value.is_finite()) {
            return None;
        }
        let (mean, variance) = moments(values)?;
        let half_width = variance.map(|variance| {
            let count = values.len();
            student_quantile(count - 1) * math::sqrt(variance / count as f64)
        });
        Some(Self {
            mean,
            low: half_width.map(|half| mean - half),
            high: half_width.map(|half| mean + half),
            smallest: values.iter().copied().fold(f64::INFINITY, f64::min),
            largest: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            replicates: u32::try_from(values.len()).unwrap_or(u32::MAX),
        })
    }

    /// The same with its interval cut where the number cannot be. The mean stays in it.
    #[must_use]
    pub fn within(mut self, range: Range) -> Self {
        self.low = self.low.map(|low| low.max(range.low.min(self.mean)));
        self.high = self.high.map(|high| high.min(range.high.max(self.mean)));
        self
    }

    /// How far the interval reaches to both sides, where it does so evenly: none where a bound cuts
    /// it, so that its ends have to be told, and none with one replicate.
    pub fn half_width(&self) -> Option<f64> {
        let (low, high) = self.low.zip(self.high)?;
        let (below, above) = (self.mean - low, high - self.mean);
        // Rounding alone parts the two by less than this.
        let slack = 1e-9 * (below.max(above) + self.mean.abs());
        ((below - above).abs() <= slack).then(|| below.max(above))
    }

    /// Whether the whole interval lies above the threshold; false with one replicate.
    pub fn lies_above(&self, threshold: f64) -> bool {
        self.low.is_some_and(|low| threshold < low)
    }

    /// Whether the whole interval lies below the threshold; false with one replicate.
    pub fn lies_below(&self, threshold: f64) -> bool {
        self.high.is_some_and(|high| high < threshold)
    }
}

/// A share of people whom worlds have in common, with what is known of its error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proportion {
    /// The share, 0 to 1.
    pub share: f64,
    /// People, over all worlds.
    pub people: f64,
    /// Standard error of the share, clustered by world.
    pub error: f64,
    /// Worlds that it is taken of, less one.
    pub degrees: usize,
}

impl Proportion {
    /// How many independent people would tell as much: as many as give the clustered error, one at
    /// least, and never more than there are, for few worlds may agree by chance.
    pub fn effective_people(&self) -> f64 {
        let spread = self.share * (1.0 - self.share);
        let told = if 0.0 < self.error { spread / (self.error * self.error) } else { self.people };
        // Where all are alike in all worlds nothing tells how much they share.
        if 0.0 < spread { told.min(self.people).max(1.0) } else { self.people }
    }

    /// Both ends of the two-sided 95 % interval: Wilson's score interval (J. Am. Stat. Assoc. 22,
    /// 1927) of the effective number of people, with Student's quantile for so few worlds (as
    /// survey samples have it: Dean and Pagano, Stat. Med. 34, 2015). Within 0 to 1.
    pub fn interval(&self) -> [f64; 2] {
        let (share, people) = (self.share, self.effective_people());
        let quantile = student_quantile(self.degrees);
        let pull = quantile * quantile / people;
        let middle = (share + 0.5 * pull) / (1.0 + pull);
        let inner = share * (1.0 - share) * pull + 0.25 * pull * pull;
        let half = math::sqrt(inner) / (1.0 + pull);
        // Rounding alone could carry an end past the share or the bound that it stands at.
        [(middle - half).clamp(0.0, share), (middle + half).clamp(share, 1.0)]
    }
}

/// The difference `a − b`, replicate by replicate, of two runs of the same worlds.
///
/// None when there are no replicates, or a value that is not finite.
///
/// # Panics
/// When the two have different numbers of replicates.
pub fn paired_difference(a: &[f64], b: &[f64]) -> Option<PairedDifference> {
    assert_eq!(a.len(), b.len(), "paired runs have the same replicates");
    let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
    let difference = Estimate::over(&differences)?;
    let variance = |values: &[f64]| moments(values).and_then(|(_, variance)| variance);
    let paired_variance = variance(&differences);
    let independent_variance = variance(a).zip(variance(b)).map(|(of_a, of_b)| of_a + of_b);
    let both = paired_variance.zip(independent_variance);
    let variance_saved = both
        .filter(|(_, independent)| 0.0 < *independent)
        .map(|(paired, independent)| 1.0 - paired / independent);
    Some(PairedDifference { difference, variance_saved, paired_variance, independent_variance })
}

/// The 0.975 quantile of Student's t law with so many degrees of freedom, to nine digits.
///
/// # Panics
/// When there are no degrees of freedom.
pub fn student_quantile(degrees: usize) -> f64 {
    assert!(0 < degrees, "student's law needs one degree of freedom at least");
    match degrees {
        // tan(0.475 π) and 0.95 √(2 / (1 − 0.95²)): the laws with one and two degrees have closed
        // forms, and with one the series below is slow.
        1 => 12.706_204_736_174_7,
        2 => 4.302_652_729_749_46,
        3..=200 => by_bisection(degrees as f64),
        _ => by_expansion(degrees as f64),
    }
}

/// Mean and, from two values on, unbiased variance. Deviations are taken from the first value, so
/// that equal values have exactly their own mean and no variance.
fn moments(values: &[f64]) -> Option<(f64, Option<f64>)> {
    let &first = values.first()?;
    let count = values.len() as f64;
    let mut shift = 0.0;
    for value in values {
        shift += (value - first) / count;
    }
    let mean = first + shift;
    let mut squares = 0.0;
    for value in values {
        squares += (value - mean) * (value - mean);
    }
    Some((mean, (1 < values.len()).then(|| squares / (count - 1.0))))
}

/// Halves the bracket of the quantile until it is as narrow as floats allow.
fn by_bisection(degrees: f64) -> f64 {
    let (mut low, mut high) = (NORMAL_QUANTILE, 4.0);
    for _ in 0..52 {
        let middle = 0.5 * (low + high);
        if probability_within(middle, degrees) < 0.95 {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// P(|T| <= t), the regularised incomplete beta function of `t² / (degrees + t²)` with parameters
/// 1/2 and degrees/2, by its series of positive terms (NIST Handbook of Mathematical Functions,
/// 8.17.8 with 15.2.1).
fn probability_within(t: f64, degrees: f64) -> f64 {
    let (a, b) = (0.5, 0.5 * degrees);
    let x = t * t / (degrees + t * t);
    let (mut term, mut sum, mut order) = (1.0, 1.0, 0.0);
    while 1e-17 * sum < term {
        term *= (a + b + order) / (a + 1.0 + order) * x;
        sum += term;
        order += 1.0;
    }
    let ln_beta = math::ln_gamma(a) + math::ln_gamma(b) - math::ln_gamma(a + b);
    math::exp(a * math::ln(x) + b * math::ln(1.0 - x) - ln_beta) / a * sum
}

/// The expansion in powers of 1 / degrees around the normal quantile (Abramowitz and Stegun,
/// Handbook of Mathematical Functions, 26.7.5).
fn by_expansion(degrees: f64) -> f64 {
    let z = NORMAL_QUANTILE;
    let s = z * z;
    let first = z * (s + 1.0) / 4.0;
    let second = z * ((5.0 * s + 16.0) * s + 3.0) / 96.0;
    let third = z * (((3.0 * s + 19.0) * s + 17.0) * s - 15.0) / 384.0;
    z + (first + (second + third / degrees) / degrees) / degrees
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use statrs::distribution::{ContinuousCDF, StudentsT};

    fn close(found: f64, wanted: f64, tolerance: f64) -> bool {
        (found - wanted).abs() <= tolerance
    }

    #[test]
    fn students_quantile_agrees_with_an_independent_one_at_every_size() {
        for degrees in (1..=400).chain([1_000, 10_000]) {
            let law = StudentsT::new(0.0, 1.0, degrees as f64).unwrap();
            let found = student_quantile(degrees);
            assert!(close(law.cdf(found), 0.975, 1e-9), "{degrees}: {found}");
            assert!(close(found, law.inverse_cdf(0.975), 1e-6), "{degrees}: {found}");
        }
        // At a million, where the other one loses digits, the first order is enough.
        let z = NORMAL_QUANTILE;
        assert!(close(student_quantile(1_000_000), z + (z * z * z + z) / 4e6, 1e-11));
    }

    #[test]
    fn students_quantile_falls_with_the_degrees_towards_the_normal_one() {
        let all: Vec<f64> = (1..=1_000).map(student_quantile).collect();
        assert!(all.is_sorted_by(|a, b| a > b));
        assert!(close(all[999], NORMAL_QUANTILE, 0.003));
        // The tables give 2.262157 at nine degrees.
        assert!(close(all[8], 2.262_157_162_8, 1e-9));
    }

    #[test]
    fn an_interval_is_the_one_from_the_textbook() {
        let found = Estimate::over(&[4.0, 1.0, 3.0, 2.0]).unwrap();
        // Mean 2.5, variance 5/3, so the half width is 3.182446 √(5/12).
        assert!(close(found.mean, 2.5, 1e-15));
        assert!(close(found.high.unwrap() - found.mean, 2.054_260_2, 1e-6));
        assert!(close(found.mean - found.low.unwrap(), 2.054_260_2, 1e-6));
        assert_eq!((found.smallest, found.largest, found.replicates), (1.0, 4.0, 4));
    }

    #[test]
    fn an_interval_is_cut_where_the_number_cannot_be_and_keeps_its_mean() {
        let found = Estimate::over(&[0.1, 0.0, 0.5]).unwrap();
        // Mean 0.2, variance 0.07, so the half width is 4.302653 √(0.07/3) = 0.657241.
        assert!(close(found.low.unwrap(), -0.457_241, 1e-6), "{found:?}");
        let cut = found.within(Range::PART);
        assert_eq!((cut.mean, cut.low, cut.high), (found.mean, Some(0.0), found.high));
        // What is left reaches 0.2 down and 0.66 up: no number says both.
        assert_eq!(cut.half_width(), None);
        assert!(close(found.half_width().unwrap(), 0.657_241, 1e-6), "{found:?}");
        let turned = Estimate::over(&[0.9, 1.0, 0.5]).unwrap().within(Range::PART);
        assert_eq!(turned.high, Some(1.0));
        assert!(close(turned.low.unwrap(), 0.142_759, 1e-6), "{turned:?}");
        assert_eq!(found.within(Range::ANY), found);
        assert_eq!(Estimate::over(&[3.0, 90.0]).unwrap().within(Range::COUNT).low, Some(0.0));
        assert_eq!(Estimate::over(&[0.5]).unwrap().within(Range::PART).low, None);
        // A range that is not true of the values still leaves the mean its place.
        let beyond = Estimate::over(&[1.4, 1.6]).unwrap().within(Range::PART);
        assert_eq!(beyond.high, Some(beyond.mean));
    }

    #[test]
    fn a_share_of_people_has_wilsons_interval() {
        // 10 of 10 in the normal law: (1 + z²/20 ± z²/20) / (1 + z²/10) from 0.722 to 1 (Brown, Cai
        // and DasGupta, Stat. Sci. 16, 2001). With Student's t for 9 degrees, t² = 5.117354.
        let all = Proportion { share: 1.0, people: 10.0, error: 0.0, degrees: 9 };
        let [low, high] = all.interval();
        assert!(close(low, 1.0 / 1.511_735_4, 1e-6) && close(high, 1.0, 1e-12), "{low} {high}");
        let none = Proportion { share: 0.0, ..all };
        let [low, high] = none.interval();
        assert!(close(low, 0.0, 1e-12) && close(high, 0.511_735_4 / 1.511_735_4, 1e-6), "{high}");
        // 30 of 100 as independent as can be, over very many worlds: z² = 3.841459.
        let error = math::sqrt(0.3 * 0.7 / 100.0);
        let many = Proportion { share: 0.3, people: 100.0, error, degrees: 10_000_000 };
        let [low, high] = many.interval();
        assert!(close(low, 0.218_948, 1e-5) && close(high, 0.395_849, 1e-5), "{low} {high}");
        // Twice the error is as if a quarter of the people had been asked; half the error is luck.
        let clustered = Proportion { error: 2.0 * error, ..many };
        assert!(close(clustered.effective_people(), 25.0, 1e-9));
        let lucky = Proportion { error: 0.5 * error, ..many };
        assert_eq!(lucky.interval().map(f64::to_bits), many.interval().map(f64::to_bits));
    }

    #[test]
    fn one_replicate_has_no_interval_and_none_no_estimate() {
        let one = Estimate::over(&[7.0]).unwrap();
        assert_eq!((one.low, one.high, one.replicates), (None, None, 1));
        assert!(!one.lies_above(0.0) && !one.lies_below(100.0));
        assert_eq!(Estimate::over(&[]), None);
        assert_eq!(Estimate::over(&[1.0, f64::NAN]), None);
        assert_eq!(Estimate::over(&[1.0, f64::INFINITY]), None);
        assert_eq!(paired_difference(&[], &[]), None);
        assert_eq!(paired_difference(&[2.0], &[1.0]).unwrap().variance_saved, None);
    }

    #[test]
    fn values_near_the_end_of_floats_do_not_panic() {
        let found = Estimate::over(&[f64::MAX, f64::MAX, f64::MAX]).unwrap();
        assert_eq!((found.low, found.high), (Some(f64::MAX), Some(f64::MAX)));
        assert!(Estimate::over(&[f64::MAX, -f64::MAX]).is_some());
    }

    #[test]
    fn common_luck_is_what_pairing_saves() {
        let a = [1.0, 5.0, 2.0, 8.0];
        let moved: Vec<f64> = a.iter().map(|value| value - 3.0).collect();
        let paired = paired_difference(&a, &moved).unwrap();
        assert_eq!(paired.variance_saved, Some(1.0));
        assert_eq!((paired.difference.low, paired.difference.high), (Some(3.0), Some(3.0)));
        assert!(paired.difference.lies_above(2.9) && paired.difference.lies_below(3.1));
        let against: Vec<f64> = a.iter().map(|value| -value).collect();
        let found = paired_difference(&a, &against).unwrap().variance_saved.unwrap();
        assert!(close(found, -1.0, 1e-12));
        // Orthogonal deviations: pairing saves nothing.
        let found = paired_difference(&[1.0, -1.0, 1.0, -1.0], &[1.0, 1.0, -1.0, -1.0]).unwrap();
        assert!(close(found.variance_saved.unwrap(), 0.0, 1e-12));
        let constant = paired_difference(&[1.0; 3], &[2.0; 3]).unwrap();
        assert_eq!((constant.variance_saved, constant.fewer_replicates()), (None, None));
        assert_eq!(paired.fewer_replicates(), Some(f64::INFINITY));
        let half = paired_difference(&[0.0, 2.0], &[0.0, 0.0]).unwrap();
        assert_eq!(half.fewer_replicates(), Some(1.0));
    }

    #[test]
    fn an_estimate_is_written_with_its_names_and_a_missing_end_as_null() {
        let text = serde_json::to_string(&Estimate::over(&[7.5]).unwrap()).unwrap();
        let wanted =
            r#"{"mean":7.5,"low":null,"high":null,"smallest":7.5,"largest":7.5,"replicates":1}"#;
        assert_eq!(text, wanted);
    }

    #[test]
    fn ninety_five_intervals_in_a_hundred_cover_the_mean() {
        use proptest::test_runner::{RngAlgorithm, TestRng};
        let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let law = statrs::distribution::Normal::new(3.0, 2.0).unwrap();
        let mut draw = || law.inverse_cdf((f64::from(rng.next_u32()) + 0.5) / 4_294_967_296.0);
        let trials = 10_000;
        for replicates in [2, 3, 8] {
            let mut covered = 0;
            for _ in 0..trials {
                let values: Vec<f64> = (0..replicates).map(|_| draw()).collect();
                let found = Estimate::over(&values).unwrap();
                covered += u32::from(!found.lies_above(3.0) && !found.lies_below(3.0));
            }
            // Four standard errors of a share of 0.95.
            let slack = 4.0 * math::sqrt(0.95 * 0.05 / f64::from(trials));
            assert!(close(f64::from(covered) / f64::from(trials), 0.95, slack), "{covered}");
        }
    }

    proptest! {
        #[test]
        fn wilsons_interval_is_possible_holds_the_share_and_turns_with_it(
            share in 0.0_f64..=1.0,
            people in 1.0_f64..1e6,
            error in 0.0_f64..1.0,
            degrees in 1_usize..100,
        ) {
            let of = Proportion { share, people, error, degrees };
            let [low, high] = of.interval();
            prop_assert!(0.0 <= low && low <= share && share <= high && high <= 1.0);
            prop_assert!(low < high, "{low} {high}");
            let [other_low, other_high] =
                Proportion { share: 1.0 - share, ..of }.interval();
            prop_assert!(close(other_low, 1.0 - high, 1e-9), "{other_low} {high}");
            prop_assert!(close(other_high, 1.0 - low, 1e-9), "{other_high} {low}");
        }

        #[test]
        fn equal_values_have_their_own_mean_and_no_width(
            value in -1e300_f64..1e300,
            count in 2_usize..50,
        ) {
            let found = Estimate::over(&vec![value; count]).unwrap();
            prop_assert_eq!(found.mean.to_bits(), value.to_bits());
            prop_assert_eq!((found.low, found.high), (Some(value), Some(value)));
        }

        #[test]
        fn the_interval_moves_and_stretches_with_the_values(
            values in prop::collection::vec(-1e3_f64..1e3, 2..20),
            scale in 0.1_f64..10.0,
            shift in -1e3_f64..1e3,
        ) {
            let turned: Vec<f64> = values.iter().map(|value| scale * value + shift).collect();
            let (one, other) = (Estimate::over(&values).unwrap(), Estimate::over(&turned).unwrap());
            let slack = 1e-9 * (1.0 + one.high.unwrap() - one.low.unwrap()) * 10.0;
            prop_assert!(close(other.mean, scale * one.mean + shift, slack));
            prop_assert!(close(other.low.unwrap(), scale * one.low.unwrap() + shift, slack));
            prop_assert!(close(other.high.unwrap(), scale * one.high.unwrap() + shift, slack));
            prop_assert!(one.low.unwrap() <= one.mean && one.mean <= one.high.unwrap());
            prop_assert!(one.smallest <= one.mean + 1e-9 && one.mean <= one.largest + 1e-9);
        }
    }
}
