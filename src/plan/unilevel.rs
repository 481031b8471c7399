//! Overrides by levels of the sponsor tree.
//!
//! # What it pays
//! For each source with a base B: walk the sponsor line upward, level l = 1, 2, ...; pay
//! B x broad share x rate(u, l) to u if she is qualified. Level 1 is the source's sponsor; nobody
//! is paid on her own base. The base is the source's retail margin, her earnings (margin and own
//! overrides, worked out from the youngest row to the oldest) or the commissionable wholesale value
//! of her orders. A base below zero pays nothing.
//!
//! # Terms
//! *Qualified at l*: active, her rank's rates (or the plan's, if her rank has none) reach level l,
//! and she has the active direct recruits that level l asks for. *Breakage*: the full rate table,
//! with the highest rate of each level over all rank tables, less what is paid.
//!
//! # Switches
//! Who uses up a level is `compression`: `none` and `no_roll_up` everybody; `standard` and
//! `pay_only_move` all but those who have left (whose recruits count as their upline's under
//! `standard` only); `skip_inactive` the active; `skip_below_rank` those
//! at or above a rank; `rank_qualified` at level l those whose own depth is l or more;
//! `roll_up_payment` everybody, but what cannot be paid goes to the next upline qualified for that
//! level; `roll_up_volume` everybody, after the bases of those who are not active were added to
//! their next active upline.
//!
//! # References
//! The plan documents cited beside the worked examples in `tests/worked/`.

use super::{Bonus, Claim, Outcome, Period, Qualification};
use crate::scenario::{Compression, OverrideBase, Plan, PlanRounding, Unilevel};
use crate::units::{Cents, Ppm, Rounding};
use crate::world::{NO_UPLINE, Status};

/// Sends the claims of all sources and says what they came to.
pub(super) fn run(
    plan: &Plan,
    unilevel: &Unilevel,
    period: &Period<'_>,
    qualification: &Qualification<'_>,
    sink: &mut impl FnMut(Claim),
) -> Outcome {
    let walk = Walk::new(plan, unilevel, *period, qualification);
    let mut remainders = Remainders::new(plan.rounding, period.volumes.len());
    let mut outcome = Outcome::default();
    let mut base = bases(unilevel, period, qualification);
    let mut unrounded = 0;
    for row in (0..u32::try_from(base.len()).expect("rows fit 32 bits")).rev() {
        // All who are younger are done, so her own sum is known before it is anybody's base.
        if let Some(claim) = remainders.settle(row) {
            if unilevel.base == OverrideBase::Earnings {
                base[row as usize] += claim.amount;
            }
            outcome.paid += claim.amount;
            sink(claim);
        }
        let mine = base[row as usize];
        if mine <= Cents::ZERO || mine < unilevel.minimum_base {
            continue;
        }
        outcome.base += mine;
        let (full, rest) = walk.full(mine);
        outcome.full += full;
        unrounded += rest;
        walk.pay(row, mine, &mut |claim, rest| {
            if unilevel.base == OverrideBase::Earnings {
                base[claim.earner as usize] += claim.amount;
            }
            remainders.add(claim.earner, rest);
            outcome.paid += claim.amount;
            sink(claim);
        });
    }
    if plan.rounding == PlanRounding::PerPersonDown {
        // Sums of lines are paid, so the table is rounded as a sum, too.
        outcome.full += Cents::from_wide(unrounded / WHOLE);
    }
    outcome
}

/// What each row's overrides are taken of.
fn bases(
    unilevel: &Unilevel,
    period: &Period<'_>,
    qualification: &Qualification<'_>,
) -> Vec<Cents> {
    let of = |volume: &crate::world::Volume| match unilevel.base {
        OverrideBase::RetailMargin | OverrideBase::Earnings => volume.margin,
        OverrideBase::Wholesale => volume.wholesale,
    };
    let mut base: Vec<Cents> = period.volumes.iter().map(of).collect();
    if unilevel.compression == Compression::RollUpVolume {
        // The upline's row is older, so one pass from the youngest carries a base past any number
        // of people who are not active.
        for row in (0..u32::try_from(base.len()).expect("rows fit 32 bits")).rev() {
            let upline = period.genealogy.sponsor(row);
            if upline != NO_UPLINE && !qualification.is_active(row) {
                let moved = std::mem::take(&mut base[row as usize]);
                base[upline as usize] += moved;
            }
        }
    }
    base
}

/// The walk up the tree under one plan.
struct Walk<'a> {
    unilevel: &'a Unilevel,
    period: Period<'a>,
    qualification: &'a Qualification<'a>,
    rounding: Rounding,
    /// Rates by place of rank plus one; the first for those without a rank.
    rates: Vec<&'a [Ppm]>,
    /// The highest rate of each level over all ranks.
    full_rates: Vec<Ppm>,
    /// Place plus one of the rank below which people are stepped over.
    compression_rank: usize,
}

impl<'a> Walk<'a> {
    fn new(
        plan: &'a Plan,
        unilevel: &'a Unilevel,
        period: Period<'a>,
        qualification: &'a Qualification<'a>,
    ) -> Self {
        let mut rates: Vec<&[Ppm]> = vec![&unilevel.rates; plan.ranks.len() + 1];
        let place = |name: &str| plan.ranks.iter().position(|(rank, _)| rank == name);
        for rank in &unilevel.rank_rates {
            if let Some(place) = place(&rank.rank) {
                rates[place + 1] = &rank.rates;
            }
        }
        let highest = |level: usize| {
            rates.iter().filter_map(|table| table.get(level)).max().copied().unwrap_or_default()
        };
        let rounding = match plan.rounding {
            PlanRounding::PerLineHalfUp => Rounding::HalfUp,
            PlanRounding::PerLineHalfEven => Rounding::HalfEven,
            PlanRounding::PerLineDown | PlanRounding::PerPersonDown => Rounding::Down,
        };
        Self {
            full_rates: (0..unilevel.depth()).map(highest).collect(),
            compression_rank: unilevel
                .compression_rank
                .as_deref()
                .and_then(place)
                .map_or(0, |place| place + 1),
            unilevel,
            period,
            qualification,
            rounding,
            rates,
        }
    }

    /// What the full rate table pays on a base, and the rest that rounding its lines left.
    fn full(&self, base: Cents) -> (Cents, i128) {
        let lines = self.full_rates.iter().map(|&rate| self.amount(base, rate));
        lines.fold((Cents::ZERO, 0), |(sum, rests), (line, rest)| (sum + line, rests + rest))
    }

    /// The amount of a line, and the rest that rounding left in millionths of millionths.
    fn amount(&self, base: Cents, rate: Ppm) -> (Cents, i128) {
        if self.unilevel.broad_share == Ppm::ONE {
            let amount = base.at_rate(rate, self.rounding);
            let rest = i128::from(base.0) * i128::from(rate.0) - i128::from(amount.0) * 1_000_000;
            return (amount, rest * 1_000_000);
        }
        let share = i128::from(rate.0) * i128::from(self.unilevel.broad_share.0);
        let amount = base.times_over(share, WHOLE, self.rounding);
        (amount, i128::from(base.0) * share - i128::from(amount.0) * WHOLE)
    }

    /// Pays the levels above one source.
    fn pay(&self, source: u32, base: Cents, sink: &mut impl FnMut(Claim, i128)) {
        let depth = u32::try_from(self.unilevel.depth()).unwrap_or(u32::MAX);
        let mut upline = self.above(source);
        let mut level = 1;
        let mut stepped_over = 0;
        while level <= depth && upline != NO_UPLINE {
            if self.uses_level(upline, level) {
                if let Some((earner, passed)) = self.earner(upline, level) {
                    let rate = self.rate(earner, level).unwrap_or_default();
                    let (amount, rest) = self.amount(base, rate);
                    if Cents::ZERO < amount || rest != 0 {
                        let bonus = Bonus::Unilevel;
                        let stepped_over = stepped_over + passed;
                        let claim = Claim {
                            earner,
                            bonus,
                            source,
                            level,
                            rate,
                            base,
                            amount,
                            stepped_over,
                        };
                        sink(claim, rest);
                    }
                }
                level += 1;
                stepped_over = 0;
            } else {
                stepped_over += 1;
            }
            upline = self.above(upline);
        }
    }

    /// Who is paid for a level that `upline` uses up, and how many were passed to find her.
    fn earner(&self, upline: u32, level: u32) -> Option<(u32, u32)> {
        if self.unilevel.compression != Compression::RollUpPayment {
            return self.rate(upline, level).map(|_| (upline, 0));
        }
        let (mut next, mut passed) = (upline, 0);
        while next != NO_UPLINE {
            if self.rate(next, level).is_some() {
                return Some((next, passed));
            }
            next = self.above(next);
            passed += 1;
        }
        None
    }

    /// The next upline. Variants that step over leavers anyway use the shortened links.
    fn above(&self, row: u32) -> u32 {
        match self.unilevel.compression {
            Compression::Standard
            | Compression::PayOnlyMove
            | Compression::SkipInactive
            | Compression::SkipBelowRank
            | Compression::RankQualified => self.period.genealogy.upline(row),
            Compression::None
            | Compression::NoRollUp
            | Compression::RollUpPayment
            | Compression::RollUpVolume => self.period.genealogy.sponsor(row),
        }
    }

    /// Whether an upline uses up the level.
    fn uses_level(&self, upline: u32, level: u32) -> bool {
        match self.unilevel.compression {
            Compression::None
            | Compression::NoRollUp
            | Compression::RollUpPayment
            | Compression::RollUpVolume => true,
            Compression::Standard | Compression::PayOnlyMove => {
                self.period.status[upline as usize] != Status::Left
            }
            Compression::SkipInactive => self.qualification.is_active(upline),
            Compression::SkipBelowRank => {
                self.qualification.is_active(upline)
                    && self.compression_rank <= self.qualification.rank(upline)
            }
            Compression::RankQualified => self.rate(upline, level).is_some(),
        }
    }

    /// The rate at which an upline is paid at a level, if she is qualified for it.
    fn rate(&self, upline: u32, level: u32) -> Option<Ppm> {
        if !self.qualification.is_active(upline) {
            return None;
        }
        let index = level as usize - 1;
        let rate = *self.rates[self.qualification.rank(upline)].get(index)?;
        let asked = &self.unilevel.active_recruits_by_level;
        let needed = asked.get(index).or(asked.last()).copied().unwrap_or(0);
        (needed <= u64::from(self.qualification.active_recruits(upline))).then_some(rate)
    }
}

/// A millionth of a millionth, in which rests of lines are kept.
const WHOLE: i128 = 1_000_000_000_000;

/// What rounding towards zero left of each person's lines, where the plan rounds the sum.
struct Remainders {
    rests: Vec<i128>,
}

impl Remainders {
    fn new(rounding: PlanRounding, rows: usize) -> Self {
        let rows = if rounding == PlanRounding::PerPersonDown { rows } else { 0 };
        Self { rests: vec![0; rows] }
    }

    fn add(&mut self, earner: u32, rest: i128) {
        if let Some(sum) = self.rests.get_mut(earner as usize) {
            *sum += rest;
        }
    }

    /// Claims the whole cents that the rests of a person add up to.
    fn settle(&self, row: u32) -> Option<Claim> {
        let rest = *self.rests.get(row as usize)?;
        let amount = Cents::from_wide(rest / WHOLE);
        (Cents::ZERO < amount).then_some(Claim {
            earner: row,
            bonus: Bonus::Unilevel,
            source: row,
            level: 0,
            rate: Ppm::ZERO,
            base: Cents::ZERO,
            amount,
            stepped_over: 0,
        })
    }
}
