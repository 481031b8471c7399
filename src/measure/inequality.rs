//! How unevenly money is spread over people: Gini, Lorenz, top shares, tenths, tail, histogram.
//!
//! *Invariant*: every sum is taken over whole cents in 128 bits and only the last quotient is a
//! float, so that no result depends on the order or the size of the amounts. What is not defined
//! (nobody there, nothing to share, shares of a sum with debts in it) is `None`, never a number.
//!
//! *Absent*: the world, the ledger and who the people are; weights; intervals (a replicate gives
//! one value, `experiment::interval` sets the values side by side).

use rayon::prelude::*;

use serde::Serialize;

use crate::chance::math;
use crate::units::Cents;

/// The bracket edges of the AdvoCare 2016 income disclosure above 1,000 currency units, at which
/// the tail of yearly payments is fitted.
pub const TAIL_EDGES: [Cents; 13] = [
    Cents(100_000),
    Cents(250_000),
    Cents(500_000),
    Cents(750_000),
    Cents(1_000_000),
    Cents(1_500_000),
    Cents(2_000_000),
    Cents(3_000_000),
    Cents(5_000_000),
    Cents(7_500_000),
    Cents(10_000_000),
    Cents(15_000_000),
    Cents(20_000_000),
];

/// An edge with fewer people above it says too little about the tail.
const FEWEST_ABOVE: usize = 5;

/// With fewer edges a line has no spread around it.
const FEWEST_EDGES: usize = 3;

/// What each person has, in ascending order, with the total.
#[derive(Debug, Clone, Copy)]
pub struct Sorted<'a> {
    values: &'a [Cents],
    total: i128,
}

/// One tenth of the people, from the poorest tenth on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DecileRow {
    /// How many people are in this tenth.
    pub people: u64,
    /// What they have together.
    pub total: Cents,
    /// What they have per head, in currency units; none when the tenth is empty.
    pub mean: Option<f64>,
}

/// A straight line through the tail in double logarithms.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TailFit {
    /// The Pareto exponent: minus the slope of ln P(X > edge) over ln edge.
    pub exponent: f64,
    /// The least-squares standard error of the slope, a measure of how straight the tail is. Shares
    /// above successive edges are not independent, so it understates the error of sampling.
    pub standard_error: f64,
    /// How many edges had people enough above them.
    pub brackets_used: usize,
    /// How many people lie above the lowest edge used.
    pub people: u64,
}

impl<'a> Sorted<'a> {
    /// Takes amounts that are already in ascending order.
    ///
    /// # Panics
    /// When they are not.
    pub fn new(values: &'a [Cents]) -> Self {
        assert!(values.is_sorted(), "measures of inequality need amounts in ascending order");
        Self { values, total: values.iter().map(|value| i128::from(value.0)).sum() }
    }

    /// How many people there are.
    pub fn people(&self) -> usize {
        self.values.len()
    }

    /// What all have together, in cents.
    pub fn total_cents(&self) -> i128 {
        self.total
    }

    /// What all have per head, in currency units; none when there is nobody.
    pub fn mean(&self) -> Option<f64> {
        mean_units(self.total, self.people())
    }

    /// The Gini coefficient `Σi Σj |xi − xj| / (2 n² mean)`, in `[0, (n − 1) / n]`, without a
    /// correction for small samples.
    ///
    /// None when there is nothing to share or when somebody is below zero: see
    /// [`Self::gini_with_negatives`].
    pub fn gini(&self) -> Option<f64> {
        if !self.can_be_shared() {
            return None;
        }
        Some(ratio(self.half_sum_of_differences(), self.total * wide(self.people())))
    }

    /// The normalised Gini coefficient for data with losses,
    /// `Σi Σj |xi − xj| / (2 (n − 1) (T⁺ + T⁻))`, in `[0, 1]`, where T⁺ is the sum of the gains and
    /// T⁻ that of the losses without their sign.
    ///
    /// Without losses it is the ordinary coefficient times `n / (n − 1)`. One is reached when one
    /// person has all gains and another all losses. None with fewer than two people or when
    /// everybody is at zero.
    ///
    /// Source: Raffinetti, Siletti and Vernizzi (2015), "On the Gini coefficient normalization when
    /// attributes with negative values are considered", Statistical Methods and Applications 24.
    pub fn gini_with_negatives(&self) -> Option<f64> {
        let sizes: i128 = self.values.iter().map(|value| i128::from(value.0).abs()).sum();
        if self.people() < 2 || sizes == 0 {
            return None;
        }
        Some(ratio(self.half_sum_of_differences(), sizes * wide(self.people() - 1)))
    }

    /// The Lorenz curve: `points` evenly spaced pairs (share of people from the poorest on, share
    /// of the money that they have), from (0, 0) to (1, 1), straight between persons.
    ///
    /// None when there is nothing to share or when somebody is below zero.
    ///
    /// # Panics
    /// When fewer than two points are asked for.
    pub fn lorenz(&self, points: usize) -> Option<Vec<(f64, f64)>> {
        let steps = steps_of(points);
        if !self.can_be_shared() {
            return None;
        }
        Some(self.curve(steps, self.total * wide(steps)))
    }

    /// The generalised Lorenz curve (Shorrocks 1983): `points` evenly spaced pairs (share of people
    /// from the poorest on, what these have together over the number of all people, in currency
    /// units). It falls while people are below zero and ends at the mean.
    ///
    /// None when there is nobody.
    ///
    /// # Panics
    /// When fewer than two points are asked for.
    pub fn generalised_lorenz(&self, points: usize) -> Option<Vec<(f64, f64)>> {
        let steps = steps_of(points);
        if self.values.is_empty() {
            return None;
        }
        Some(self.curve(steps, wide(self.people()) * wide(steps) * 100))
    }

    /// The share of the total that the richest `share` of people have; a fraction of a person
    /// counts as that fraction of what she has.
    ///
    /// None when there is nothing to share or when somebody is below zero.
    ///
    /// # Panics
    /// When the share is not within 0 and 1.
    pub fn top_share(&self, share: f64) -> Option<f64> {
        assert!((0.0..=1.0).contains(&share), "a share of people lies within 0 and 1, not {share}");
        if !self.can_be_shared() {
            return None;
        }
        let heads = share * self.people() as f64;
        let whole = floor_to_usize(heads).min(self.people());
        let (rest, top) = self.values.split_at(self.people() - whole);
        let of_whole: i128 = top.iter().map(|value| i128::from(value.0)).sum();
        let of_fraction = rest.last().map_or(0.0, |value| (heads - whole as f64) * value.0 as f64);
        Some(((of_whole as f64 + of_fraction) / self.total as f64).min(1.0))
    }

    /// The lower empirical quantile: the smallest amount x that somebody has and for which at least
    /// the share `p` of people have x or less. None when there is nobody.
    ///
    /// # Panics
    /// When `p` is not within 0 and 1.
    pub fn quantile(&self, p: f64) -> Option<Cents> {
        assert!((0.0..=1.0).contains(&p), "a quantile's share lies within 0 and 1, not {p}");
        let people = self.people() as f64;
        // The product may land a hair above a whole number; the quotient of two counts is the float
        // nearest to the share, as is a share written in decimals, so the rank is settled by it.
        let mut rank = floor_to_usize(p * people).min(self.people());
        while 0 < rank && p <= (rank - 1) as f64 / people {
            rank -= 1;
        }
        while rank < self.people() && (rank as f64) / people < p {
            rank += 1;
        }
        self.values.get(rank.saturating_sub(1)).copied()
    }

    /// The lower median. None when there is nobody.
    pub fn median(&self) -> Option<Cents> {
        self.quantile(0.5)
    }

    /// The money in each tenth of the people, from the poorest on; the tenths add up to the total.
    ///
    /// Tenth k of 0 to 9 holds the places from `k n / 10` to `(k + 1) n / 10`, rounded down, so
    /// that sizes differ by one at most and the last tenth is never the smaller one.
    ///
    /// # Panics
    /// When the money of one tenth does not fit 64 bits.
    pub fn deciles(&self) -> [DecileRow; 10] {
        let (tens, ones) = (self.people() / 10, self.people() % 10);
        let bound = |tenth: usize| tenth * tens + tenth * ones / 10;
        std::array::from_fn(|tenth| {
            let members = &self.values[bound(tenth)..bound(tenth + 1)];
            let total: i128 = members.iter().map(|value| i128::from(value.0)).sum();
            DecileRow {
                people: members.len() as u64,
                total: Cents::from_wide(total),
                mean: mean_units(total, members.len()),
            }
        })
    }

    /// Fits a Pareto tail by least squares of ln P(X > edge) over ln edge, at those edges that have
    /// at least five people above them.
    ///
    /// None with fewer than three such edges.
    ///
    /// # Panics
    /// When the edges are not above zero and strictly ascending.
    pub fn tail_exponent(&self, edges: &[Cents]) -> Option<TailFit> {
        assert!(
            edges.is_sorted_by(|a, b| a < b) && edges.first().is_none_or(|edge| 0 < edge.0),
            "the edges of a tail are above zero and strictly ascending"
        );
        let points: Vec<(f64, f64)> = edges
            .iter()
            .map(|&edge| (edge, self.people_above(edge)))
            .filter(|&(_, above)| FEWEST_ABOVE <= above)
            .map(|(edge, above)| {
                (math::ln(edge.as_units_f64()), math::ln(above as f64 / self.people() as f64))
            })
            .collect();
        if points.len() < FEWEST_EDGES {
            return None;
        }
        let (slope, standard_error) = least_squares(&points);
        Some(TailFit {
            exponent: -slope,
            standard_error,
            brackets_used: points.len(),
            // Fewer people lie above a higher edge, so the edges used are the lowest ones.
            people: self.people_above(edges[0]) as u64,
        })
    }

    /// The share of people below zero. None when there is nobody.
    pub fn share_below_zero(&self) -> Option<f64> {
        self.share_of(self.values.partition_point(|value| value.0 < 0))
    }

    /// The share of people at exactly zero. None when there is nobody.
    pub fn share_at_zero(&self) -> Option<f64> {
        let below = self.values.partition_point(|value| value.0 < 0);
        self.share_of(self.people() - below - self.people_above(Cents::ZERO))
    }

    /// The share of people with more than `edge`. None when there is nobody.
    pub fn share_above(&self, edge: Cents) -> Option<f64> {
        self.share_of(self.people_above(edge))
    }

    fn people_above(&self, edge: Cents) -> usize {
        self.people() - self.values.partition_point(|&value| value <= edge)
    }

    fn share_of(&self, people: usize) -> Option<f64> {
        (!self.values.is_empty()).then(|| people as f64 / self.people() as f64)
    }

    /// Whether shares of the total mean anything: there is some and nobody is below zero.
    fn can_be_shared(&self) -> bool {
        0 < self.total && self.values.first().is_some_and(|value| 0 <= value.0)
    }

    /// `Σi Σj |xi − xj| / 2`, which over ascending amounts is `Σi (2 i − n − 1) xi`.
    fn half_sum_of_differences(&self) -> i128 {
        let mut weight = 1 - wide(self.people());
        let mut sum = 0;
        for value in self.values {
            sum += weight * i128::from(value.0);
            weight += 2;
        }
        sum
    }

    /// What the poorest people have together over `divisor`, at the ends of so many equal steps.
    /// The numerator is that sum times the number of steps, which keeps fractions of people whole.
    fn curve(&self, steps: usize, divisor: i128) -> Vec<(f64, f64)> {
        let mut points = vec![(0.0, 0.0)];
        let (mut seen, mut whole, mut rest): (i128, usize, usize) = (0, 0, 0);
        for step in 1..=steps {
            let before = whole;
            whole += self.people() / steps;
            rest += self.people() % steps;
            if steps <= rest {
                rest -= steps;
                whole += 1;
            }
            seen +=
                self.values[before..whole].iter().map(|value| i128::from(value.0)).sum::<i128>();
            let partly = self.values.get(whole).map_or(0, |value| i128::from(value.0) * wide(rest));
            points.push((step as f64 / steps as f64, ratio(seen * wide(steps) + partly, divisor)));
        }
        points
    }
}

/// Counts amounts, in any order, between ascending edges: the first count is of those below the
/// first edge, count k of those from edge k − 1 on and below edge k, the last of those at or above
/// the last edge. There is one count more than there are edges.
///
/// # Panics
/// When the edges are not strictly ascending.
pub fn histogram(values: &[Cents], edges: &[Cents]) -> Vec<u64> {
    assert!(edges.is_sorted_by(|a, b| a < b), "the edges of a histogram are strictly ascending");
    let count = |values: &[Cents]| {
        let mut counts = vec![0; edges.len() + 1];
        for value in values {
            counts[edges.partition_point(|edge| edge <= value)] += 1;
        }
        counts
    };
    if values.len() <= COUNTED_TOGETHER {
        return count(values);
    }
    let parts: Vec<Vec<u64>> = values.par_chunks(COUNTED_TOGETHER).map(count).collect();
    let mut counts = count(&[]);
    for part in parts {
        for (count, more) in counts.iter_mut().zip(part) {
            *count += more;
        }
    }
    counts
}

/// Values that one thread counts at least.
const COUNTED_TOGETHER: usize = 65_536;

/// Edges for [`histogram`] on a symmetric-log axis: `[0, 1)` cents holds the exact zeros alone,
/// then come one bin up to `linear_cents` and `per_decade` bins to each power of ten,
/// as far as `max`, and the same below zero as far as `min`.
///
/// Bins take in their lower edge, so the mirror image of an edge e in whole cents is 1 − e: counts
/// of amounts with the sign turned are then the same counts in reverse. Edges that round to
/// the same cent are one.
///
/// # Panics
/// When `linear_cents` or `per_decade` is zero or `min` lies above `max`.
pub fn symmetric_log_edges(
    linear_cents: u64,
    per_decade: u32,
    min: Cents,
    max: Cents,
) -> Vec<Cents> {
    assert!(0 < linear_cents && 0 < per_decade, "a symmetric-log axis needs a scale above zero");
    assert!(min <= max, "the axis runs upwards, not from {min} to {max}");
    let above = log_edges(linear_cents, per_decade, i128::from(max.0));
    let below = log_edges(linear_cents, per_decade, -i128::from(min.0));
    below.iter().rev().map(|edge| Cents(1 - edge)).chain(above.iter().copied().map(Cents)).collect()
}

/// Edges from 1 cent upwards until one lies above `reach`, or until cents end.
fn log_edges(linear_cents: u64, per_decade: u32, reach: i128) -> Vec<i64> {
    let mut edges = vec![1];
    let mut last = 1;
    let mut scale = linear_cents as f64;
    while last <= reach && last < i128::from(i64::MAX) {
        for bin in 0..per_decade {
            let factor = math::pow(10.0, f64::from(bin) / f64::from(per_decade));
            let edge = round_to_i64(scale * factor);
            if last <= reach && last < i128::from(edge) {
                edges.push(edge);
                last = i128::from(edge);
            }
        }
        scale *= 10.0;
    }
    edges
}

/// Slope and its standard error; at least three points with different abscissas.
fn least_squares(points: &[(f64, f64)]) -> (f64, f64) {
    let count = points.len() as f64;
    let mean_x = points.iter().map(|point| point.0).sum::<f64>() / count;
    let mean_y = points.iter().map(|point| point.1).sum::<f64>() / count;
    let (mut spread, mut together) = (0.0, 0.0);
    for &(x, y) in points {
        spread += (x - mean_x) * (x - mean_x);
        together += (x - mean_x) * (y - mean_y);
    }
    let slope = together / spread;
    let mut unexplained = 0.0;
    for &(x, y) in points {
        let residual = (y - mean_y) - slope * (x - mean_x);
        unexplained += residual * residual;
    }
    (slope, math::sqrt(unexplained / (count - 2.0) / spread))
}

fn mean_units(total: i128, people: usize) -> Option<f64> {
    (0 < people).then(|| ratio(total, wide(people) * 100))
}

/// The quotient of two whole numbers, each rounded once.
fn ratio(numerator: i128, denominator: i128) -> f64 {
    numerator as f64 / denominator as f64
}

fn wide(count: usize) -> i128 {
    i128::try_from(count).expect("a count fits 128 bits")
}

fn steps_of(points: usize) -> usize {
    assert!(2 <= points, "a curve needs two points at least, not {points}");
    points - 1
}

/// A number from zero up, rounded down.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast rounds down and saturates, and only numbers from zero on come here"
)]
pub(super) fn floor_to_usize(number: f64) -> usize {
    number as usize
}

#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, which is what is wanted")]
fn round_to_i64(number: f64) -> i64 {
    number.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// AdvoCare 2016: upper edge in currency units, percent of all, percent of the paid.
    const ADVOCARE: [(i64, f64, f64); 18] = [
        (0, 72.31, 0.0),
        (50, 8.96, 32.36),
        (250, 9.10, 32.86),
        (500, 3.65, 13.17),
        (1_000, 2.73, 9.86),
        (2_500, 1.86, 6.72),
        (5_000, 0.63, 2.29),
        (7_500, 0.22, 0.81),
        (10_000, 0.10, 0.38),
        (15_000, 0.12, 0.43),
        (20_000, 0.07, 0.25),
        (30_000, 0.07, 0.25),
        (50_000, 0.06, 0.23),
        (75_000, 0.03, 0.11),
        (100_000, 0.02, 0.07),
        (150_000, 0.02, 0.07),
        (200_000, 0.01, 0.04),
        (i64::MAX / 100, 0.03, 0.09),
    ];

    fn close(found: f64, wanted: f64, tolerance: f64) -> bool {
        (found - wanted).abs() <= tolerance
    }

    fn cents(amounts: &[i64]) -> Vec<Cents> {
        let mut values: Vec<Cents> = amounts.iter().copied().map(Cents).collect();
        values.sort_unstable();
        values
    }

    /// People of a table, 10,000 for each percent, at `place(lower, upper)` currency units in each
    /// bracket; those in the open bracket get `top`.
    fn bracketed(
        percents: impl Iterator<Item = f64>,
        place: impl Fn(f64, f64) -> f64,
        top: f64,
    ) -> Vec<Cents> {
        let mut values = Vec::new();
        let mut lower = 0;
        for (&(upper, _, _), percent) in ADVOCARE.iter().zip(percents) {
            let open = upper == i64::MAX / 100;
            let units = if open { top } else { place(lower as f64, upper as f64) };
            let people = floor_to_usize((percent * 10_000.0).round());
            values.resize(values.len() + people, Cents(round_to_i64(units * 100.0)));
            lower = upper;
        }
        values
    }

    fn midpoint(lower: f64, upper: f64) -> f64 {
        0.5 * (lower + upper)
    }

    fn geometric_midpoint(lower: f64, upper: f64) -> f64 {
        if lower > 0.0 { math::sqrt(lower * upper) } else { 0.5 * upper }
    }

    /// The mid-quantiles of a Pareto law from 100,000 cents on.
    fn pareto(exponent: f64, people: usize) -> Vec<Cents> {
        let upper_share = |place: usize| (place as f64 + 0.5) / people as f64;
        (0..people)
            .rev()
            .map(|place| {
                Cents(round_to_i64(100_000.0 * math::pow(upper_share(place), -1.0 / exponent)))
            })
            .collect()
    }

    #[test]
    fn closed_forms_of_the_gini_coefficient_come_out() {
        for people in [1, 2, 7, 1_000] {
            let equal = vec![Cents(4_321); people];
            assert!(close(Sorted::new(&equal).gini().unwrap(), 0.0, 0.0));
            let mut one_has_all = vec![Cents::ZERO; people];
            one_has_all[people - 1] = Cents(99);
            let wanted = (people - 1) as f64 / people as f64;
            assert!(close(Sorted::new(&one_has_all).gini().unwrap(), wanted, 1e-15));
        }
        // Amounts 1 to n have (n² − 1) / (3 n (n + 1)).
        let ladder = cents(&(1..=100).collect::<Vec<_>>());
        assert!(close(Sorted::new(&ladder).gini().unwrap(), 9_999.0 / 30_300.0, 1e-15));
    }

    #[test]
    fn a_pareto_law_has_its_gini_its_top_shares_and_its_exponent() {
        let values = pareto(3.0, 200_000);
        let sorted = Sorted::new(&values);
        assert!(close(sorted.gini().unwrap(), 0.2, 1e-3));
        for share in [0.01, 0.1, 0.5] {
            let wanted = math::pow(share, 2.0 / 3.0);
            assert!(close(sorted.top_share(share).unwrap(), wanted, 1e-3), "{share}");
        }
        let fit = sorted.tail_exponent(&TAIL_EDGES).unwrap();
        assert!(close(fit.exponent, 3.0, 0.02), "{fit:?}");
        assert!(0.0 < fit.standard_error && fit.standard_error < 0.01, "{fit:?}");
        // Above 30,000 currency units lie seven people and above 50,000 one.
        assert_eq!(fit.brackets_used, 8);
        assert!((199_990..=200_000).contains(&fit.people), "{fit:?}");
    }

    #[test]
    fn the_tail_of_the_advocare_table_has_the_published_exponent() {
        let of_all = bracketed(ADVOCARE.iter().map(|row| row.1), midpoint, 4e5);
        let fit = Sorted::new(&of_all).tail_exponent(&TAIL_EDGES).unwrap();
        assert_eq!((fit.brackets_used, fit.people), (13, 32_400));
        assert!((0.86..=0.88).contains(&fit.exponent), "{fit:?}");
        // The same least squares done apart from this program.
        assert!(close(fit.exponent, 0.864_980_350, 1e-9), "{fit:?}");
        assert!(close(fit.standard_error, 0.007_177_323, 1e-9), "{fit:?}");
        // The percentages of the paid have other roundings in the top brackets, and another slope.
        let of_paid = bracketed(ADVOCARE.iter().map(|row| row.2), midpoint, 4e5);
        let fit = Sorted::new(&of_paid).tail_exponent(&TAIL_EDGES).unwrap();
        assert!(close(fit.exponent, 0.894_442_547, 1e-9), "{fit:?}");
    }

    #[test]
    fn the_published_concentration_of_the_advocare_table_lies_between_two_placings() {
        // The mean of the open bracket is what is left of the published 1,429 per paid person.
        let measured = |place: fn(f64, f64) -> f64| {
            let percents = || ADVOCARE.iter().map(|row| row.1);
            let known = bracketed(percents(), place, 0.0);
            let known = known.iter().map(|value| i128::from(value.0)).sum::<i128>() as f64 / 100.0;
            let values = bracketed(percents(), place, (1_429.0 * 276_900.0 - known) / 300.0);
            let sorted = Sorted::new(&values);
            assert!(close(sorted.share_above(Cents(100_000)).unwrap(), 0.0324, 1e-5));
            assert!(close(sorted.share_at_zero().unwrap(), 0.7231, 1e-4));
            assert_eq!(sorted.median(), Some(Cents::ZERO));
            [sorted.gini(), sorted.top_share(0.01), sorted.top_share(0.001)].map(Option::unwrap)
        };
        let (low, high) = (measured(midpoint), measured(geometric_midpoint));
        // The same numbers worked out apart from this program, and the published ones.
        let apart = [(0.970_568, 0.974_100), (0.755_222, 0.778_942), (0.485_118, 0.515_343)];
        for (index, published) in [0.973, 0.77, 0.51].into_iter().enumerate() {
            assert!(close(low[index], apart[index].0, 2e-5), "{low:?}");
            assert!(close(high[index], apart[index].1, 2e-5), "{high:?}");
            assert!(low[index] < published && published < high[index], "{published}");
        }
    }

    #[test]
    fn the_doterra_table_has_the_published_gini_by_rank_means() {
        let ranks = [
            (6_384, 0),
            (1_216, 375),
            (966, 752),
            (575, 1_250),
            (276, 1_837),
            (391, 4_370),
            (92, 11_260),
            (62, 27_557),
            (21, 58_509),
            (7, 112_965),
            (7, 201_764),
            (2, 463_555),
            (1, 1_259_587),
        ];
        let mut values = Vec::new();
        for (people, units) in ranks {
            values.resize(values.len() + people, Cents(units * 100));
        }
        let sorted = Sorted::new(&values);
        assert!((0.917..=0.925).contains(&sorted.gini().unwrap()));
        assert!((0.57..=0.61).contains(&sorted.top_share(0.01).unwrap()));
        assert!((1_185.0..=1_311.0).contains(&sorted.mean().unwrap()));
    }

    #[test]
    fn the_normalised_gini_is_one_when_one_gains_all_and_another_loses_all() {
        for losses in [-1, -500, -1_000_000] {
            let values = cents(&[losses, 0, 0, 0, 500]);
            let found = Sorted::new(&values).gini_with_negatives().unwrap();
            assert!(close(found, 1.0, 1e-15), "{losses}: {found}");
        }
        let equal_losses = cents(&[-70, -70, -70]);
        assert!(close(Sorted::new(&equal_losses).gini_with_negatives().unwrap(), 0.0, 0.0));
        // By hand: differences 30, 40 and 10, so 2 × 80 over 2 × 2 × (20 + 20).
        let mixed = cents(&[-20, 10, 20]);
        let by_hand = (30.0 + 40.0 + 10.0) / (2.0 * (30.0 + 20.0));
        assert!(close(Sorted::new(&mixed).gini_with_negatives().unwrap(), by_hand, 1e-15));
    }

    #[test]
    fn what_is_not_defined_is_none() {
        for values in [cents(&[]), cents(&[0, 0]), cents(&[-5, 10]), cents(&[-3])] {
            let sorted = Sorted::new(&values);
            assert_eq!(sorted.gini(), None);
            assert_eq!(sorted.lorenz(5), None);
            assert_eq!(sorted.top_share(0.5), None);
            assert_eq!(sorted.tail_exponent(&TAIL_EDGES), None);
        }
        for values in [cents(&[]), cents(&[7]), cents(&[0, 0])] {
            assert_eq!(Sorted::new(&values).gini_with_negatives(), None);
        }
        let nobody = Sorted::new(&[]);
        assert_eq!(nobody.generalised_lorenz(5), None);
        assert_eq!((nobody.median(), nobody.mean()), (None, None));
        assert_eq!((nobody.share_below_zero(), nobody.share_at_zero()), (None, None));
        assert_eq!(nobody.share_above(Cents::ZERO), None);
        assert!(nobody.deciles().iter().all(|row| row.people == 0 && row.mean.is_none()));
    }

    #[test]
    fn curves_go_straight_between_persons() {
        let values = cents(&[100, 300]);
        let sorted = Sorted::new(&values);
        let wanted = [(0.0, 0.0), (0.25, 0.125), (0.5, 0.25), (0.75, 0.625), (1.0, 1.0)];
        assert_eq!(sorted.lorenz(5), Some(wanted.to_vec()));
        let values = cents(&[-200, 400]);
        let per_head = [(0.0, 0.0), (0.25, -0.5), (0.5, -1.0), (0.75, 0.0), (1.0, 1.0)];
        assert_eq!(Sorted::new(&values).generalised_lorenz(5), Some(per_head.to_vec()));
    }

    #[test]
    fn a_quantile_is_the_smallest_amount_that_enough_people_stay_within() {
        let values = cents(&(1..=100).collect::<Vec<_>>());
        let sorted = Sorted::new(&values);
        for percent in 1..=100 {
            let share = f64::from(percent) / 100.0;
            assert_eq!(sorted.quantile(share), Some(Cents(i64::from(percent))), "{percent}");
        }
        assert_eq!(sorted.quantile(0.0), Some(Cents(1)));
        assert_eq!(sorted.quantile(0.070_000_1), Some(Cents(8)));
        assert_eq!(Sorted::new(&values[..3]).median(), Some(Cents(2)));
        assert_eq!(Sorted::new(&values[..2]).median(), Some(Cents(1)));
    }

    #[test]
    fn tenths_of_an_uneven_number_differ_by_one_person() {
        let values = cents(&(0..14).collect::<Vec<_>>());
        let rows = Sorted::new(&values).deciles();
        assert_eq!(rows.map(|row| row.people), [1, 1, 2, 1, 2, 1, 1, 2, 1, 2]);
        assert_eq!(rows[2].total, Cents(2 + 3));
        assert_eq!(rows[2].mean, Some(0.025));
    }

    #[test]
    fn a_tail_with_too_few_people_or_edges_is_not_fitted() {
        let edges = [Cents(100), Cents(1_000), Cents(10_000)];
        let mut amounts = vec![200; 50];
        amounts.extend([2_000; 20]);
        amounts.extend([20_000; 4]);
        assert_eq!(Sorted::new(&cents(&amounts)).tail_exponent(&edges), None);
        amounts.push(20_000);
        let values = cents(&amounts);
        let fit = Sorted::new(&values).tail_exponent(&edges).unwrap();
        assert_eq!((fit.brackets_used, fit.people), (3, 75));
        // Three points at equal steps: the slope is that between the outer two.
        assert!(close(fit.exponent, math::ln(15.0) / math::ln(100.0), 1e-12));
    }

    #[test]
    fn the_axis_has_round_decades_and_zero_in_a_bin_of_its_own() {
        let edges = symmetric_log_edges(1_000, 2, Cents(-5_000), Cents(100_000));
        let wanted = [-9_999, -3_161, -999, 0, 1, 1_000, 3_162, 10_000, 31_623, 100_000, 316_228];
        assert_eq!(edges, wanted.map(Cents));
        let counts = histogram(&[Cents(-1), Cents::ZERO, Cents::ZERO, Cents(1)], &edges);
        assert_eq!(counts, [0, 0, 0, 1, 2, 1, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn amounts_near_the_end_of_cents_neither_wrap_nor_panic() {
        let values = cents(&[i64::MIN, i64::MIN, 0, i64::MAX, i64::MAX]);
        let sorted = Sorted::new(&values);
        assert!(close(sorted.gini_with_negatives().unwrap(), 0.75, 1e-12));
        assert_eq!(sorted.total_cents(), -2);
        assert!(sorted.generalised_lorenz(7).unwrap()[2].1 < 0.0);
        let edges = symmetric_log_edges(1, 3, Cents(i64::MIN), Cents(i64::MAX));
        assert_eq!(histogram(&values, &edges).iter().sum::<u64>(), 5);
        let rich = vec![Cents(i64::MAX); 1_000];
        let rich = Sorted::new(&rich);
        assert!(close(rich.gini().unwrap(), 0.0, 0.0));
        assert!(close(rich.top_share(0.25).unwrap(), 0.25, 1e-12));
        assert!(close(rich.lorenz(3).unwrap()[1].1, 0.5, 1e-12));
    }

    #[test]
    fn a_histogram_of_very_many_amounts_is_that_of_its_parts() {
        let edges = [Cents(-500), Cents::ZERO, Cents(1), Cents(90_000)];
        let values: Vec<Cents> = (0..200_003).map(|n| Cents(n * 7_919 % 100_003 - 700)).collect();
        let mut sums = vec![0; 5];
        for part in values.chunks(999) {
            for (sum, count) in sums.iter_mut().zip(histogram(part, &edges)) {
                *sum += count;
            }
        }
        assert!(sums.iter().all(|&count| 0 < count));
        assert_eq!(histogram(&values, &edges), sums);
    }

    #[test]
    #[should_panic(expected = "ascending order")]
    fn amounts_out_of_order_are_refused() {
        let _ = Sorted::new(&[Cents(2), Cents(1)]);
    }

    fn amounts(low: i64, high: i64) -> impl Strategy<Value = Vec<i64>> {
        prop::collection::vec(prop_oneof![1 => Just(0), 4 => low..high], 1..60)
    }

    proptest! {
        #[test]
        fn the_gini_is_the_double_sum_and_stays_within_its_bounds(list in amounts(0, 5_000)) {
            let values = cents(&list);
            let sorted = Sorted::new(&values);
            let total: i64 = list.iter().sum();
            prop_assume!(0 < total);
            let mut differences = 0;
            for a in &list {
                for b in &list {
                    differences += (a - b).abs();
                }
            }
            let people = list.len() as f64;
            let found = sorted.gini().unwrap();
            prop_assert!(close(found, differences as f64 / (2.0 * people * total as f64), 1e-14));
            prop_assert!(0.0 <= found && found <= (people - 1.0) / people + 1e-15);
            if 1 < list.len() {
                let normalised = sorted.gini_with_negatives().unwrap();
                prop_assert!(close(normalised, found * people / (people - 1.0), 1e-12));
            }
        }

        #[test]
        fn measures_depend_neither_on_order_nor_on_currency(
            list in amounts(-5_000, 9_000),
            factor in 1_i64..1_000_000_000,
        ) {
            let turned: Vec<i64> = list.iter().rev().map(|amount| amount * factor).collect();
            let (values, scaled) = (cents(&list), cents(&turned));
            let (one, other) = (Sorted::new(&values), Sorted::new(&scaled));
            for (a, b) in [
                (one.gini(), other.gini()),
                (one.gini_with_negatives(), other.gini_with_negatives()),
                (one.top_share(0.1), other.top_share(0.1)),
            ] {
                prop_assert_eq!(a.is_some(), b.is_some());
                prop_assert!(close(a.unwrap_or(0.0), b.unwrap_or(0.0), 1e-12));
            }
        }

        #[test]
        fn the_normalised_gini_stays_within_zero_and_one(list in amounts(-9_000, 9_000)) {
            let values = cents(&list);
            if let Some(found) = Sorted::new(&values).gini_with_negatives() {
                prop_assert!((0.0..=1.0 + 1e-15).contains(&found));
            }
        }

        #[test]
        fn lorenz_curves_are_convex_and_agree_with_top_shares(
            list in amounts(0, 9_000),
            points in 2_usize..30,
        ) {
            let values = cents(&list);
            let sorted = Sorted::new(&values);
            prop_assume!(0 < sorted.total);
            let curve = sorted.lorenz(points).unwrap();
            prop_assert_eq!(curve.len(), points);
            prop_assert_eq!(curve.last(), Some(&(1.0, 1.0)));
            for three in curve.windows(3) {
                prop_assert!(three[1].1 - three[0].1 <= three[2].1 - three[1].1 + 1e-12);
            }
            let mut last = 0.0;
            for &(people, money) in curve.iter().rev() {
                let top = sorted.top_share(1.0 - people).unwrap();
                prop_assert!(close(top, 1.0 - money, 1e-9));
                prop_assert!(last <= top && top <= 1.0);
                last = top;
            }
        }

        #[test]
        fn the_generalised_curve_ends_at_the_mean_and_is_convex(
            list in amounts(-9_000, 9_000),
            points in 2_usize..30,
        ) {
            let values = cents(&list);
            let sorted = Sorted::new(&values);
            let curve = sorted.generalised_lorenz(points).unwrap();
            prop_assert!(close(curve[points - 1].1, sorted.mean().unwrap(), 1e-12));
            for three in curve.windows(3) {
                prop_assert!(three[1].1 - three[0].1 <= three[2].1 - three[1].1 + 1e-9);
            }
        }

        #[test]
        fn tenths_and_signs_add_up_exactly(list in amounts(-9_000, 9_000)) {
            let values = cents(&list);
            let sorted = Sorted::new(&values);
            let rows = sorted.deciles();
            let total: i128 = rows.iter().map(|row| i128::from(row.total.0)).sum();
            prop_assert_eq!(total, sorted.total);
            prop_assert_eq!(rows.iter().map(|row| row.people).sum::<u64>(), list.len() as u64);
            let sizes = rows.map(|row| row.people);
            prop_assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1);
            prop_assert_eq!(sizes.iter().max(), sizes.last());
            let shares = sorted.share_below_zero().unwrap()
                + sorted.share_at_zero().unwrap()
                + sorted.share_above(Cents::ZERO).unwrap();
            prop_assert!(close(shares, 1.0, 1e-15));
        }

        #[test]
        fn a_quantile_is_held_by_somebody_and_covers_its_share(
            list in amounts(-50, 50),
            p in 0.0_f64..=1.0,
        ) {
            let values = cents(&list);
            let found = Sorted::new(&values).quantile(p).unwrap();
            let covered = |limit: Cents| {
                values.iter().filter(|&&value| value <= limit).count() as f64 / values.len() as f64
            };
            prop_assert!(values.contains(&found));
            prop_assert!(p <= covered(found));
            prop_assert!(found == values[0] || covered(Cents(found.0 - 1)) < p);
        }

        #[test]
        fn bins_are_mirror_images_and_lose_nobody(
            list in amounts(-3_000_000, 3_000_000),
            linear in 1_u64..3_000,
            per_decade in 1_u32..12,
            reach in 0_i64..5_000_000,
        ) {
            let edges = symmetric_log_edges(linear, per_decade, Cents(-reach), Cents(reach));
            prop_assert!(edges.is_sorted_by(|a, b| a < b));
            prop_assert!(edges[0].0 <= -reach && reach < edges[edges.len() - 1].0);
            prop_assert!(edges.contains(&Cents::ZERO) && edges.contains(&Cents(1)));
            let values = cents(&list);
            let turned: Vec<Cents> = values.iter().map(|&value| -value).collect();
            let counts = histogram(&values, &edges);
            let mut mirrored = histogram(&turned, &edges);
            mirrored.reverse();
            prop_assert_eq!(&counts, &mirrored);
            prop_assert_eq!(counts.iter().sum::<u64>(), list.len() as u64);
        }
    }
}
