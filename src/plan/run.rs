//! One run of a plan: the door through which every bonus sends its claims.
//!
//! *Invariant*: a claim is rounded as the plan says, counted and sent in one act, so that sums,
//! outcomes and what the sink heard cannot disagree.
//!
//! *Absent*: what any bonus pays.

use super::sums::Sums;
use super::withheld::Marks;
use super::{Claim, Part, Period, Qualification, Withheld};
use crate::scenario::{BONUSES, Bonus, Plan, PlanRounding, RankRates, VolumeBase};
use crate::units::{Cents, Ppm, Rounding};
use crate::world::bits;

/// What a run of a plan or of one bonus came to, beside its claims.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What the full rate table would pay on all bases.
    pub full: Cents,
    /// What was claimed, less what caps and returns took off.
    pub paid: Cents,
    /// The commissionable base on which it worked.
    pub base: Cents,
}

impl Outcome {
    /// What stays with the business.
    pub fn breakage(&self) -> Cents {
        self.full - self.paid
    }

    fn add(&mut self, other: &Self) {
        self.full += other.full;
        self.paid += other.paid;
        self.base += other.base;
    }
}

/// What a run came to, by bonus.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcomes {
    by_bonus: [Outcome; BONUSES],
    /// What agencies, managers and affiliate networks get from the business.
    pub agents: Cents,
    /// Commissionable value of the period, all rows together.
    pub volume: Cents,
    /// Of what was claimed now or before, what leavers forfeit.
    pub forfeited: Cents,
    /// What rules keep from counting and from being paid.
    pub withheld: Withheld,
}

impl Outcomes {
    /// Of one bonus and nothing else.
    pub(super) fn of_one(bonus: Bonus, outcome: Outcome, agents: Cents) -> Self {
        let mut outcomes = Self { agents, ..Self::default() };
        outcomes.by_bonus[bonus.index()] = outcome;
        outcomes
    }

    /// Of one bonus.
    pub fn of(&self, bonus: Bonus) -> Outcome {
        self.by_bonus[bonus.index()]
    }

    /// Of all bonuses; the base is that of the bonus with the largest one, since several bonuses
    /// may work on the same volume.
    pub fn total(&self) -> Outcome {
        let mut total = Outcome::default();
        for outcome in &self.by_bonus {
            total.full += outcome.full;
            total.paid += outcome.paid;
            total.base = total.base.max(outcome.base);
        }
        total
    }

    /// What came after a moment at which it had come to `before`.
    #[must_use]
    pub fn since(&self, before: &Self) -> Self {
        let mut later = *self;
        for (mine, theirs) in later.by_bonus.iter_mut().zip(&before.by_bonus) {
            mine.full -= theirs.full;
            mine.paid -= theirs.paid;
            mine.base -= theirs.base;
        }
        later.agents -= before.agents;
        later.volume -= before.volume;
        later.forfeited -= before.forfeited;
        later.withheld.take(&before.withheld);
        later
    }

    /// Adds those of another run.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.by_bonus.iter_mut().zip(&other.by_bonus) {
            mine.add(theirs);
        }
        self.agents += other.agents;
        self.volume += other.volume;
        self.forfeited += other.forfeited;
        self.withheld.add(&other.withheld);
    }

    /// Adds what changes in a run of an earlier period, but for claims, which are sent.
    pub(super) fn correct(&mut self, change: &Self) {
        for (mine, theirs) in self.by_bonus.iter_mut().zip(&change.by_bonus) {
            mine.full += theirs.full;
            mine.base += theirs.base;
        }
        self.agents += change.agents;
        self.volume += change.volume;
        self.withheld.add(&change.withheld);
    }
}

/// One run of a plan under way.
pub struct Run<'r> {
    pub(super) plan: &'r Plan,
    pub(super) period: &'r Period<'r>,
    pub(super) qualification: &'r Qualification<'r>,
    pub(super) sums: &'r mut Sums,
    pub(super) outcomes: Outcomes,
    /// The wholesale volume of all rows, once anybody asked.
    volume: Option<Cents>,
    /// What rounding towards zero left of each person's lines of the bonus under way, in
    /// [`WHOLE`]ths; empty where lines are rounded.
    rests: Vec<i128>,
    /// The share of early volume that is still open after the fast start.
    early_open: Ppm,
    pub(super) marks: Marks,
    sink: &'r mut dyn FnMut(Claim),
}

/// A millionth of a millionth, in which rests of lines are kept.
pub(super) const WHOLE: i128 = 1_000_000_000_000;

impl<'r> Run<'r> {
    pub(super) fn new(
        plan: &'r Plan,
        period: &'r Period<'r>,
        qualification: &'r Qualification<'r>,
        sums: &'r mut Sums,
        sink: &'r mut dyn FnMut(Claim),
    ) -> Self {
        let per_person = plan.rounding == PlanRounding::PerPersonDown;
        Self {
            plan,
            period,
            qualification,
            sums,
            outcomes: Outcomes::default(),
            volume: None,
            rests: vec![0; if per_person { period.status.len() } else { 0 }],
            early_open: Ppm::ONE,
            marks: Marks::default(),
            sink,
        }
    }

    pub(super) fn close(mut self) -> Outcomes {
        // What returns changed in earlier periods is there already.
        let volume = self.volume();
        self.outcomes.volume += volume;
        self.outcomes
    }

    /// From here on only this share of the volume in the window of the fast start is open.
    pub(super) fn close_early_volume(&mut self, open: Ppm) {
        self.early_open = open;
    }

    /// What lines and bases of this run depend on.
    pub(super) const fn terms(&self) -> Terms<'r> {
        Terms { plan: self.plan, period: self.period, early_open: self.early_open }
    }

    /// Whether a bonus pays on a base: one above zero, or one that returns brought below zero.
    pub(super) fn pays_on(&self, base: Cents) -> bool {
        self.terms().pays_on(base)
    }

    /// A base as far as a bonus pays on it, or nothing.
    pub(super) fn payable(&self, base: Cents) -> Cents {
        if self.pays_on(base) { base } else { Cents::ZERO }
    }

    /// What a row brings to a bonus: all of it, and the part of it that customers ordered.
    pub(super) fn base(&self, base: VolumeBase, row: u32) -> (Cents, Cents) {
        self.terms().base(base, row)
    }

    /// Own points that the fast start has left open, a part of one rounded half up.
    pub(super) fn open_points(&self, row: u32) -> u32 {
        self.terms().open_points(row)
    }

    /// The amount of a line, and what rounding left of it in [`WHOLE`]ths of a cent.
    pub(super) fn amount(&self, base: Cents, rate: Ppm, share: Ppm) -> (Cents, i128) {
        amount(self.plan, base, rate, share)
    }

    /// The wholesale volume of all rows.
    pub(super) fn volume(&mut self) -> Cents {
        let Self { period, volume, .. } = self;
        *volume.get_or_insert_with(|| match period.sources {
            Some(sources) => rows_of(sources).map(|row| period.volumes.wholesale(row)).sum(),
            None => period.volumes.iter().map(|volume| volume.wholesale).sum(),
        })
    }

    /// Notes the wholesale volume of all rows, from whoever had to look at all of it.
    pub(super) fn know_volume(&mut self, volume: Cents) {
        self.volume = Some(volume);
    }

    /// Claims `rate` times `share` of the claim's base, and returns what was claimed. A line of
    /// nothing is not sent.
    pub(super) fn pay(&mut self, claim: Claim, share: Ppm) -> Cents {
        let (amount, rest) = self.amount(claim.base, claim.rate, share);
        if let Some(sum) = self.rests.get_mut(claim.earner as usize) {
            *sum += rest;
        }
        if amount != Cents::ZERO || (!self.rests.is_empty() && rest != 0) {
            self.send(Claim { share, amount, ..claim });
        }
        amount
    }

    /// Claims an amount as it is.
    pub(super) fn send(&mut self, claim: Claim) {
        self.outcomes.by_bonus[claim.bonus.index()].paid += claim.amount;
        self.sums.add(claim.bonus, claim.earner, claim.amount);
        if !self.period.is_paid_on_others(claim.earner) {
            self.marks.note(&claim);
        }
        (self.sink)(claim);
    }

    /// Counts what was added to sums of a bonus of which nobody asks where they come from.
    pub(super) fn paid_alone(&mut self, bonus: Bonus, amount: Cents) {
        debug_assert!(self.period.sums_only, "somebody listens to claims");
        self.outcomes.by_bonus[bonus.index()].paid += amount;
    }

    /// Notes a base, and what the full rate table pays on it.
    pub(super) fn offer(&mut self, bonus: Bonus, base: Cents, full: Cents) {
        let outcome = &mut self.outcomes.by_bonus[bonus.index()];
        outcome.base += base;
        outcome.full += full;
    }

    /// Claims the whole cents that the rests of a row's lines add up to, where the plan rounds each
    /// person's sum, and forgets them.
    pub(super) fn settle_rest(&mut self, bonus: Bonus, row: u32) -> Cents {
        let Some(rest) = self.rests.get_mut(row as usize) else { return Cents::ZERO };
        let rest = std::mem::take(rest);
        let amount = self.whole_units_beside(rest, self.sums.get(bonus, row));
        if amount != Cents::ZERO {
            self.send(Claim { amount, ..Claim::new(bonus, Part::SumRounding, row, row) });
        }
        amount
    }

    /// Offers the whole units that the rests of a table's lines add up to: sums of lines are
    /// rounded where the plan pays them, so the table is rounded as a sum, too.
    pub(super) fn settle_table(&mut self, bonus: Bonus, rests: i128) {
        if self.rounds_sums() {
            let full = self.whole_units_beside(rests, self.outcomes.of(bonus).full);
            self.offer(bonus, Cents::ZERO, full);
        }
    }

    /// The whole units in the rests of lines that come to a sum. Lines that take something off
    /// leave rests below zero: what is brought towards zero is the sum with them, not the rests.
    fn whole_units_beside(&self, rests: i128, lines: Cents) -> Cents {
        let whole = self.whole_units(rests);
        let (part, sum) = (rests - i128::from(whole.0) * WHOLE, lines + whole);
        if part < 0 && Cents::ZERO < sum {
            whole - self.plan.rounding_unit
        } else if 0 < part && sum < Cents::ZERO {
            whole + self.plan.rounding_unit
        } else {
            whole
        }
    }

    /// The whole units in a sum of rests, towards zero.
    pub(super) fn whole_units(&self, rests: i128) -> Cents {
        let unit = i128::from(self.plan.rounding_unit.0);
        Cents::from_wide(rests / (WHOLE * unit) * unit)
    }

    /// The same for all rows; every bonus ends with it.
    pub(super) fn settle_rests(&mut self, bonus: Bonus) {
        for row in 0..u32::try_from(self.rests.len()).expect("rows fit 32 bits") {
            self.settle_rest(bonus, row);
        }
    }

    /// Whether the plan rounds each person's sum and not each line.
    pub(super) fn rounds_sums(&self) -> bool {
        !self.rests.is_empty()
    }
}

/// What lines and bases of a run depend on, whoever works them out.
#[derive(Clone, Copy)]
pub(super) struct Terms<'r> {
    pub(super) plan: &'r Plan,
    pub(super) period: &'r Period<'r>,
    /// The share of early volume that is still open after the fast start.
    early_open: Ppm,
}

impl Terms<'_> {
    /// Whether a bonus pays on a base: one above zero, or one that returns brought below zero.
    pub(super) fn pays_on(&self, base: Cents) -> bool {
        Cents::ZERO < base || (base < Cents::ZERO && self.plan.takes_back_at_return())
    }

    /// What a row brings to a bonus: all of it, and the part of it that customers ordered.
    pub(super) fn base(&self, base: VolumeBase, row: u32) -> (Cents, Cents) {
        if self.period.details.is_empty() && base == VolumeBase::Wholesale {
            return (self.period.volumes.wholesale(row), Cents::ZERO);
        }
        let volume = self.period.volumes.of(row);
        let detail = self.period.detail(row);
        match base {
            VolumeBase::Wholesale => {
                let closed =
                    detail.early_value.at_rate(self.early_open.complement(), Rounding::HalfUp);
                let open = volume.wholesale - closed;
                // Her customers order after she did herself: theirs is closed last.
                (open, detail.customer_value.min(open.max(Cents::ZERO)))
            }
            VolumeBase::RetailMargin => (volume.margin, Cents::ZERO),
            VolumeBase::ListValue => (detail.list_value, Cents::ZERO),
            VolumeBase::Points => {
                let open = self.open_points(row);
                let value = |points: u32| self.plan.point_value.times(u64::from(points));
                (value(open), value(detail.customer_points.min(open)))
            }
        }
    }

    /// Own points that the fast start has left open, a part of one rounded half up.
    pub(super) fn open_points(&self, row: u32) -> u32 {
        let points = self.period.volumes.of(row).points;
        let early = u64::from(self.period.detail(row).early_points);
        let closed = (early * u64::from(self.early_open.complement().0) + 500_000) / 1_000_000;
        points.saturating_sub(u32::try_from(closed).unwrap_or(u32::MAX))
    }

    /// The amount of a line alone.
    #[inline]
    pub(super) fn line(&self, base: Cents, rate: Ppm, share: Ppm) -> Cents {
        if share == Ppm::ONE && self.plan.rounding_unit == Cents(1) {
            return base.at_rate(rate, rounding_of(self.plan));
        }
        amount(self.plan, base, rate, share).0
    }
}

/// The rows of a set.
fn rows_of(set: &[u64]) -> impl Iterator<Item = u32> + '_ {
    bits(set).map(|row| u32::try_from(row).expect("rows fit 32 bits"))
}

/// How a plan rounds its lines.
fn rounding_of(plan: &Plan) -> Rounding {
    match plan.rounding {
        PlanRounding::PerLineHalfUp => Rounding::HalfUp,
        PlanRounding::PerLineHalfEven => Rounding::HalfEven,
        PlanRounding::PerLineDown | PlanRounding::PerPersonDown => Rounding::Down,
    }
}

/// The amount of a line, rounded as the plan says, and what rounding left of it in [`WHOLE`]ths of
/// a cent.
#[inline]
pub(super) fn amount(plan: &Plan, base: Cents, rate: Ppm, share: Ppm) -> (Cents, i128) {
    let (unit, rounding) = (plan.rounding_unit, rounding_of(plan));
    if share == Ppm::ONE && unit == Cents(1) {
        let amount = base.at_rate(rate, rounding);
        let rest = i128::from(base.0) * i128::from(rate.0) - i128::from(amount.0) * 1_000_000;
        return (amount, rest * 1_000_000);
    }
    let product = i128::from(rate.0) * i128::from(share.0);
    let units = base.times_over(product, WHOLE * i128::from(unit.0), rounding);
    let amount = units.times(unit.0.unsigned_abs());
    (amount, i128::from(base.0) * product - i128::from(amount.0) * WHOLE)
}

/// Rates by level for each place of rank plus one; those of the first are for no rank, and for
/// every rank that has no table of its own.
pub(super) fn rates_by_rank<'p>(
    plan: &Plan,
    rates: &'p [Ppm],
    rank_rates: &'p [RankRates],
) -> Vec<&'p [Ppm]> {
    let mut by_rank: Vec<&[Ppm]> = vec![rates; plan.ranks.len() + 1];
    for table in rank_rates {
        if let Some(place) = plan.rank_place(&table.rank) {
            by_rank[place] = &table.rates;
        }
    }
    by_rank
}

/// The highest rate of each level over all ranks.
pub(super) fn highest_rates(by_rank: &[&[Ppm]]) -> Vec<Ppm> {
    let depth = by_rank.iter().map(|rates| rates.len()).max().unwrap_or(0);
    let highest = |level: usize| {
        by_rank.iter().filter_map(|rates| rates.get(level)).max().copied().unwrap_or_default()
    };
    (0..depth).map(highest).collect()
}
