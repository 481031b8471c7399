//! What of a period counts under the rules on paying.
//!
//! # What it does
//! What customers order of the business counts as ever. What a partner bought herself, kits with
//! volume included, counts as far as she sold it from stock to customers in the period, with the
//! share that is verified, and beyond that up to `own_use_points_max`. The rest waits: it counts,
//! as what is sold does, in a later period in which she sells more than she buys.
//!
//! # Terms
//! *Counts*: for every bonus, for ranks and for activity. Points decide which part of what was
//! bought was sold; commissionable and list value go with them, an average of what waits, each
//! split by running sums that are rounded half up, so that the parts are the whole. Value without
//! points is own use, and counts if any of that may. Value of early orders stays early as far as
//! the row's counts. *Sells too little*: less than `retail_share_min` of the points that she and
//! her customers bought went to customers, of stock the share that is verified.
//!
//! *Invariant*: what was bought counts once at most; own purchases that were not sold count up to
//! the cap in a period, and what is sold from stock up to what waited or was bought. Where the
//! share is 1 and the cap out of reach, all counts when it is bought.
//!
//! # References
//! Amway's rule of 70 % (FTC, 1979), the order against Herbalife (FTC, 2016).

use super::{Period, State};
use crate::scenario::Plan;
use crate::units::{Cents, Ppm, Rounding};
use crate::world::{Detail, Volume};

/// Goods that a partner bought and that do not count yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Uncounted {
    /// Points.
    pub points: u64,
    /// Commissionable value.
    pub value: Cents,
    /// List value.
    pub list_value: Cents,
}

impl Uncounted {
    fn plus(self, other: Self) -> Self {
        Self {
            points: self.points + other.points,
            value: self.value + other.value,
            list_value: self.list_value + other.list_value,
        }
    }

    fn less(self, other: Self) -> Self {
        Self {
            points: self.points - other.points,
            value: self.value - other.value,
            list_value: self.list_value - other.list_value,
        }
    }

    /// The part that so many of its points are; money is rounded half up.
    fn part(self, points: u64) -> Self {
        if self.points == 0 {
            return Self::default();
        }
        let part =
            |amount: Cents| amount.times_over(points.into(), self.points.into(), Rounding::HalfUp);
        Self { points, value: part(self.value), list_value: part(self.list_value) }
    }

    /// A share of it; points and money are rounded half up.
    fn share(self, share: Ppm) -> Self {
        Self {
            points: share_of_points(self.points, share),
            value: self.value.at_rate(share, Rounding::HalfUp),
            list_value: self.list_value.at_rate(share, Rounding::HalfUp),
        }
    }

    /// Makes up for goods that came back: what is below zero in an amount is taken out of this.
    fn make_up(&mut self, back: &mut Self) {
        let before = self.value;
        for (mine, back) in
            [(&mut self.value, &mut back.value), (&mut self.list_value, &mut back.list_value)]
        {
            let taken = (Cents::ZERO - *back).clamp(Cents::ZERO, *mine);
            *mine -= taken;
            *back += taken;
        }
        if self.value < before {
            let left = i128::from(self.points) * i128::from(self.value.0) / i128::from(before.0);
            self.points = u64::try_from(left).expect("a part of the points");
        }
    }
}

/// A share of points, rounded half up.
fn share_of_points(points: u64, share: Ppm) -> u64 {
    let millionths = u128::from(points) * u128::from(share.0) + 500_000;
    u64::try_from(millionths / 1_000_000).expect("a share of 64 bits")
}

/// What of a period counts, by row; without columns where all does.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    volumes: Vec<Volume>,
    details: Vec<Detail>,
    uncounted: Vec<Uncounted>,
    sells_too_little: Vec<bool>,
}

impl Counted {
    /// Works out what counts. The state has room for the period's rows.
    ///
    /// # Panics
    /// When money or points overflow.
    pub fn new(plan: &Plan, period: &Period<'_>, state: &State) -> Self {
        let mut counted = Self::default();
        let rules = &plan.rules;
        if rules.cut_purchases() {
            for row in 0..period.rows() {
                let volume = &period.volumes.of(row);
                let waits = state.uncounted[row as usize];
                let (volume, detail, waits) = count(plan, volume, &period.detail(row), waits);
                counted.volumes.push(volume);
                counted.details.push(detail);
                counted.uncounted.push(waits);
            }
        }
        if Ppm::ZERO < rules.retail_share_min {
            let too_little =
                |row: u32| !sells_enough(plan, &period.volumes.of(row), &period.detail(row));
            counted.sells_too_little = (0..period.rows()).map(too_little).collect();
        }
        counted
    }

    /// The period as far as it counts.
    pub fn of<'a>(&'a self, period: Period<'a>) -> Period<'a> {
        let period = Period { sells_too_little: &self.sells_too_little, ..period };
        if self.volumes.is_empty() {
            return period;
        }
        Period { volumes: (&self.volumes).into(), details: &self.details, ..period }
    }

    /// Whether anything may not count.
    pub(super) fn cuts(&self) -> bool {
        !self.volumes.is_empty()
    }

    /// Own points that count, by row; empty where all do.
    pub(super) fn points(&self) -> impl Iterator<Item = u32> + use<'_> {
        self.volumes.iter().map(|volume| volume.points)
    }

    /// What waits afterwards, by row; empty where all counts.
    pub(super) fn into_uncounted(self) -> Vec<Uncounted> {
        self.uncounted
    }
}

/// What of a row's period counts, and what waits then. The row has her details.
fn count(
    plan: &Plan,
    volume: &Volume,
    detail: &Detail,
    mut waits: Uncounted,
) -> (Volume, Detail, Uncounted) {
    let rules = &plan.rules;
    let mut own = bought(plan, volume, detail);
    waits.make_up(&mut own);
    // What came back beyond what waits had counted.
    let (value, list_value) = (own.value.min(Cents::ZERO), own.list_value.min(Cents::ZERO));
    let back = Uncounted { points: 0, value, list_value };
    let own = own.less(back);
    let sold = u64::from(detail.resold_points);
    let fresh = own.points.min(sold);
    let own_use = (own.points - fresh).min(rules.own_use_most());
    let earlier = waits.points.min(sold - fresh);
    let (first, second) = (own.part(fresh), own.part(fresh + own_use));
    // Value without points is own use.
    let second = if own.points == 0 && 0 < rules.own_use_most() { own } else { second };
    let older = waits.part(earlier);
    let retail = first.plus(older).share(rules.verified());
    let counts = second.less(first).plus(retail).plus(back);
    let customers = customers_points(plan, volume, detail);
    let points = u64::from(customers) + counts.points;
    let counted = Volume {
        points: u32::try_from(points).expect("points of a period fit 32 bits"),
        wholesale: detail.customer_value + counts.value,
        margin: volume.margin,
    };
    let mut detail = Detail { list_value: counts.list_value, ..*detail };
    if counted != *volume {
        let value = counted.wholesale;
        detail.early_points = detail.early_points.min(counted.points);
        detail.early_value =
            detail.early_value.clamp(value.min(Cents::ZERO), value.max(Cents::ZERO));
    }
    (counted, detail, waits.less(older).plus(own.less(second)))
}

/// Of a row's own points, those of customers' orders.
fn customers_points(plan: &Plan, volume: &Volume, detail: &Detail) -> u32 {
    if plan.activity.customers_count { detail.customer_points.min(volume.points) } else { 0 }
}

/// What a row bought herself in a period.
fn bought(plan: &Plan, volume: &Volume, detail: &Detail) -> Uncounted {
    Uncounted {
        points: (volume.points - customers_points(plan, volume, detail)).into(),
        value: volume.wholesale - detail.customer_value,
        list_value: detail.list_value,
    }
}

/// Own points of a row that count.
pub fn counted_points(plan: &Plan, volume: &Volume, detail: &Detail, waits: Uncounted) -> u32 {
    if plan.rules.cut_purchases() {
        count(plan, volume, detail, waits).0.points
    } else {
        volume.points
    }
}

/// Whether a row sold as much of what she and her customers bought as the retail rule asks.
pub fn sells_enough(plan: &Plan, volume: &Volume, detail: &Detail) -> bool {
    let customers = u64::from(detail.customer_points);
    let bought = bought(plan, volume, detail).points + customers;
    let resold = share_of_points(detail.resold_points.into(), plan.rules.verified());
    let asked = u128::from(bought) * u128::from(plan.rules.retail_share_min.0);
    asked <= u128::from(resold + customers) * u128::from(Ppm::ONE.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;
    use crate::scenario::LoadedCase;

    /// A plan with rules that may be off.
    fn plan(share: Option<u32>, cap: Option<u64>, customers_count: bool) -> Plan {
        let text = "partner = [{ id = 'A' }]\nplan.unilevel = {}";
        let mut plan = LoadedCase::from_text("case", text).expect("a sound case").case.plan;
        plan.rules.verified_retail_share = share.map(Ppm);
        plan.rules.own_use_points_max = cap;
        plan.activity.customers_count = customers_count;
        plan
    }

    /// A row's period: points and value bought, points sold, points and value of customers.
    type Row = (u32, i64, u32, (u32, i64));

    fn columns(plan: &Plan, (bought, value, sold, customers): Row) -> (Volume, Detail) {
        let own = if plan.activity.customers_count { customers.0 } else { 0 };
        let volume = Volume {
            points: bought + own,
            wholesale: Cents(value + customers.1),
            margin: Cents(77),
        };
        let detail = Detail {
            customer_points: customers.0,
            customer_value: Cents(customers.1),
            resold_points: sold,
            list_value: Cents(value * 2),
            ..Detail::default()
        };
        (volume, detail)
    }

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        let customers = (0_u32..60, 0_i64..9_000);
        let row = (0_u32..300, 0_i64..40_000, 0_u32..300, customers);
        // Goods without points, and points without value.
        let row = prop_oneof![4 => row, 1 => (Just(0), 0_i64..900, 0_u32..9, (Just(0), Just(0)))];
        prop::collection::vec(row, 1..8)
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            failure_persistence: None,
            rng_seed: RngSeed::Fixed(20_260_411),
            ..ProptestConfig::with_cases(3_000)
        })]

        #[test]
        fn what_is_bought_counts_once_or_waits(
            rows in rows(),
            cap in prop::option::of(0_u64..200),
            customers_count in any::<bool>(),
        ) {
            // With a share of 1 nothing is lost: what counted and what waits is what was bought.
            let share = if cap.is_none() { Some(1_000_000) } else { None };
            let plan = plan(share, cap, customers_count);
            let (mut waits, mut bought) = (Uncounted::default(), Uncounted::default());
            let mut counted = Uncounted::default();
            for row in rows {
                let (volume, detail) = columns(&plan, row);
                let (points, sold) = (u64::from(row.0), u64::from(row.2));
                let before = waits.points;
                let (now, now_detail, later) = count(&plan, &volume, &detail, waits);
                let customers = if customers_count { row.3.0 } else { 0 };
                let own = u64::from(now.points - customers);
                // Sold of what was bought or waited, and own use up to the cap and no more.
                let retail = points.min(sold) + before.min(sold.saturating_sub(points));
                let own_use = points.saturating_sub(sold).min(cap.unwrap_or(0));
                prop_assert_eq!(own, retail + own_use);
                prop_assert_eq!(now.margin, volume.margin);
                prop_assert!(Cents::ZERO <= later.value && Cents::ZERO <= later.list_value);
                bought = bought.plus(super::bought(&plan, &volume, &detail));
                counted = counted.plus(Uncounted {
                    points: own,
                    value: now.wholesale - detail.customer_value,
                    list_value: now_detail.list_value,
                });
                waits = later;
            }
            prop_assert_eq!(counted.plus(waits), bought);
        }

        #[test]
        fn a_share_takes_its_part_of_what_was_sold_and_nothing_else(
            rows in rows(),
            share in 0_u32..=1_000_000,
            cap in prop::option::of(0_u64..200),
        ) {
            let (whole, part) = (plan(Some(1_000_000), cap, true), plan(Some(share), cap, true));
            let none = plan(Some(0), cap, true);
            let [mut a, mut b, mut c] = [Uncounted::default(); 3];
            for row in rows {
                let (volume, detail) = columns(&whole, row);
                let [all, some, rest] = [(&whole, &mut a), (&part, &mut b), (&none, &mut c)].map(
                    |(plan, waits)| {
                        let (counted, _, later) = count(plan, &volume, &detail, *waits);
                        *waits = later;
                        counted
                    },
                );
                prop_assert_eq!(a, b);
                let sold = all.wholesale - rest.wholesale;
                prop_assert_eq!(
                    some.wholesale - rest.wholesale,
                    sold.at_rate(Ppm(share), Rounding::HalfUp)
                );
                let points = u64::from(all.points - rest.points);
                prop_assert_eq!(
                    u64::from(some.points - rest.points),
                    share_of_points(points, Ppm(share))
                );
            }
        }

        #[test]
        fn out_of_reach_all_counts_at_once(
            rows in rows(),
            back in prop::option::of(-9_000_i64..0),
            customers_count in any::<bool>(),
        ) {
            let plan = plan(Some(1_000_000), Some(u64::MAX), customers_count);
            for mut row in rows {
                // Goods that came back may leave less than nothing.
                row.1 = back.unwrap_or(row.1);
                let (volume, mut detail) = columns(&plan, row);
                (detail.early_points, detail.early_value) = (volume.points / 2, Cents(99_999));
                let counted = count(&plan, &volume, &detail, Uncounted::default());
                prop_assert_eq!(counted, (volume, detail, Uncounted::default()));
            }
        }

        #[test]
        fn goods_that_come_back_are_taken_first_out_of_what_waits(
            (points, value, list) in (1_u64..500, 0_i64..50_000, 0_i64..50_000),
            back in 1_i64..60_000,
        ) {
            let plan = plan(Some(500_000), None, true);
            let waits = Uncounted { points, value: Cents(value), list_value: Cents(list) };
            let (volume, detail) = columns(&plan, (0, -back, 0, (0, 0)));
            let (counted, now, later) = count(&plan, &volume, &detail, waits);
            prop_assert_eq!(counted.wholesale, Cents((value - back).min(0)));
            prop_assert_eq!(now.list_value, Cents((list - 2 * back).min(0)));
            prop_assert_eq!(later.value, Cents((value - back).max(0)));
            prop_assert_eq!(later.list_value, Cents((list - 2 * back).max(0)));
            prop_assert!(later.points <= points);
            prop_assert!(value == 0 || back < value || later.points == 0);
        }
    }

    #[test]
    fn enough_is_the_share_of_all_that_she_and_her_customers_bought() {
        let mut plan = plan(None, None, true);
        let enough = |plan: &Plan, bought: u32, sold: u32, customers: u32| {
            let (volume, detail) = columns(plan, (bought, 0, sold, (customers, 0)));
            sells_enough(plan, &volume, &detail)
        };
        plan.rules.retail_share_min = Ppm(700_000);
        assert!(enough(&plan, 10, 7, 0) && !enough(&plan, 10, 6, 0));
        assert!(enough(&plan, 60, 30, 40) && !enough(&plan, 60, 29, 40));
        // Nothing bought asks for nothing sold.
        assert!(enough(&plan, 0, 0, 0));
        // Whether customers' points are her own makes no difference.
        plan.activity.customers_count = false;
        assert!(enough(&plan, 60, 30, 40) && !enough(&plan, 60, 29, 40));
        // Of stock what is proved: half of 30 is not enough, of 59, rounded half up, it is.
        plan.rules.verified_retail_share = Some(Ppm(500_000));
        assert!(enough(&plan, 60, 59, 40) && !enough(&plan, 60, 58, 40));
    }
}
