//! Overrides by levels of the sponsor tree.
//!
//! # What it pays
//! For each source with a base B: walk the sponsor line upward, level l = 1, 2, ...; pay
//! B x broad share x rate(u, l) to u if she is qualified. Level 1 is the source's sponsor, unless
//! `own_orders` or `customer_orders` put the source herself there. The base is the source's retail
//! margin, her earnings (margin and own overrides, worked out from the youngest row to the oldest)
//! or the commissionable wholesale value of her orders and her customers'. A base below zero pays
//! nothing, or claims below zero where goods that come back count in the period in which they do
//! (`clawback.counts_in`).
//!
//! # Terms
//! *Qualified at l*: active, her rank's rates (or the plan's, if her rank has none) reach level l,
//! and she has the active direct recruits that level l asks for. *Breakage*: the full rate table,
//! with the highest rate of each level over all rank tables, less what is paid.
//!
//! # Switches
//! Who uses up a level is `compression`: `none` and `no_roll_up` everybody; `standard` and
//! `pay_only_move` all but those who have left (whose recruits count as their upline's under
//! `standard` only); `skip_inactive` the active; `skip_below_rank` those active and at or above a
//! rank; `rank_qualified` at level l those whose own depth is l or more; `roll_up_payment`
//! everybody, but what cannot be paid goes to the next upline qualified for that level;
//! `roll_up_volume` everybody, after the bases of those who are not active were added to their next
//! active upline. Nobody is paid above the first who has `stop_at_rank`, the source included; who
//! has left has no rank to stop at.
//!
//! # References
//! `docs/plans/unilevel.md`, and the cases below `scenarios/cases` that it names.

use super::run::Run;
use super::{Bonus, Claim, Part, plain};
use crate::scenario::{Compression, OverrideBase, OwnOrders, Plan, Unilevel, VolumeBase};
use crate::units::{Cents, Ppm};
use crate::world::{NO_UPLINE, Status};

/// Sends the claims of all sources, from the youngest row to the oldest.
pub(super) fn run(run: &mut Run<'_>) {
    let plan = run.plan;
    let Some(unilevel) = &plan.unilevel else { return };
    let feeds_back = unilevel.base == OverrideBase::Earnings;
    let moves_up = unilevel.compression == Compression::RollUpVolume;
    let mut unrounded = 0;
    match run.period.sources {
        // Who brought nothing is nobody's source, unless a base comes from below.
        Some(sources) if !feeds_back && !moves_up => {
            if is_plain(run, unilevel) {
                plain::run(run, unilevel, sources);
            } else {
                let walk = Walk::new(run, plan, unilevel);
                for row in rows_from_the_youngest(sources) {
                    let mine = base(unilevel, run, row);
                    unrounded += walk.source(run, plan, row, mine, |_, _, _| {});
                }
            }
        }
        _ => {
            let walk = Walk::new(run, plan, unilevel);
            let mut bases = bases(unilevel, run);
            for row in (0..run.period.rows()).rev() {
                if feeds_back {
                    // All who are younger are done, so her own sum is known before it is anybody's
                    // base.
                    let rest = run.settle_rest(Bonus::Unilevel, row);
                    bases[row as usize].all += paid_on_others(run, row, rest);
                }
                let mine = bases[row as usize];
                unrounded += walk.source(run, plan, row, mine, |run, earner, amount| {
                    if feeds_back {
                        bases[earner as usize].all += paid_on_others(run, earner, amount);
                    }
                });
            }
        }
    }
    // Whoever is at level 1 of her own orders got a line after her sum was settled.
    run.settle_rests(Bonus::Unilevel);
    run.settle_table(Bonus::Unilevel, unrounded);
}

/// What is earned of an override on others, which the retail rule may keep.
fn paid_on_others(run: &Run<'_>, row: u32, amount: Cents) -> Cents {
    if run.period.is_paid_on_others(row) { amount } else { Cents::ZERO }
}

/// Whether all that matters of a source is her base, and of an upline whether she uses up a level
/// and earns: then the lines of a base are worked out once.
fn is_plain(run: &Run<'_>, unilevel: &Unilevel) -> bool {
    run.period.sums_only
        && run.period.sells_too_little.is_empty()
        && !run.rounds_sums()
        && run.plan.ranks.is_empty()
        && unilevel.stop_at_rank.is_none()
        && unilevel.active_recruits_by_level.is_empty()
        && unilevel.own_orders != OwnOrders::SelfFirst
        && !unilevel.tells_orders_apart()
        && matches!(
            unilevel.compression,
            Compression::Standard | Compression::PayOnlyMove | Compression::SkipInactive
        )
}

/// Rows of a set, the youngest first.
fn rows_from_the_youngest(rows: &[u64]) -> impl Iterator<Item = u32> + '_ {
    rows.iter().enumerate().rev().flat_map(|(index, &word)| {
        let first = u32::try_from(64 * index).expect("rows fit 32 bits");
        let mut left = word;
        std::iter::from_fn(move || {
            let bit = left.checked_ilog2()?;
            left ^= 1 << bit;
            Some(first + bit)
        })
    })
}

/// What a row's overrides are taken of.
#[derive(Clone, Copy)]
struct Base {
    all: Cents,
    /// The part of it that customers ordered.
    customers: Cents,
}

/// The base of a row.
fn base(unilevel: &Unilevel, run: &Run<'_>, row: u32) -> Base {
    let (all, customers) = run.base(kind_of_base(unilevel), row);
    Base { all, customers }
}

/// What bases are taken of.
pub(super) const fn kind_of_base(unilevel: &Unilevel) -> VolumeBase {
    match unilevel.base {
        OverrideBase::RetailMargin | OverrideBase::Earnings => VolumeBase::RetailMargin,
        OverrideBase::Wholesale => VolumeBase::Wholesale,
    }
}

/// The base of every row.
fn bases(unilevel: &Unilevel, run: &Run<'_>) -> Vec<Base> {
    let mut bases: Vec<Base> = (0..run.period.rows()).map(|row| base(unilevel, run, row)).collect();
    if unilevel.compression == Compression::RollUpVolume {
        // The upline's row is older, so one pass from the youngest carries a base past any number
        // of people who are not active. Customers' orders stay customers' orders on the way.
        for row in (0..run.period.rows()).rev() {
            let upline = run.period.genealogy.sponsor(row);
            if upline != NO_UPLINE && !run.qualification.is_active(row) {
                let nothing = Base { all: Cents::ZERO, customers: Cents::ZERO };
                let moved = std::mem::replace(&mut bases[row as usize], nothing);
                bases[upline as usize].all += moved.all;
                bases[upline as usize].customers += moved.customers;
            }
        }
    }
    bases
}

/// The walk up the tree under one plan.
struct Walk<'a> {
    unilevel: &'a Unilevel,
    /// Rates by place of rank plus one; the first for those without a rank.
    rates: Vec<&'a [Ppm]>,
    /// The highest rate of each level over all ranks.
    full_rates: Vec<Ppm>,
    /// Place plus one of the rank below which people are stepped over.
    compression_rank: usize,
    /// Place plus one of the rank above whom nobody is paid, or one that nobody reaches.
    stop_at: usize,
}

impl<'a> Walk<'a> {
    fn new(run: &Run<'_>, plan: &'a Plan, unilevel: &'a Unilevel) -> Self {
        let rates = super::run::rates_by_rank(plan, &unilevel.rates, &unilevel.rank_rates);
        debug_assert_eq!(rates.len(), run.plan.ranks.len() + 1);
        Self {
            full_rates: super::run::highest_rates(&rates),
            compression_rank: plan.rank_or_none(unilevel.compression_rank.as_deref()),
            stop_at: match &unilevel.stop_at_rank {
                Some(rank) => plan.rank_or_none(Some(rank)),
                None => usize::MAX,
            },
            unilevel,
            rates,
        }
    }

    /// Sends the claims of one source and offers its base; returns the rests that rounding left.
    fn source(
        &self,
        run: &mut Run<'_>,
        plan: &Plan,
        row: u32,
        mine: Base,
        mut paid: impl FnMut(&Run<'_>, u32, Cents),
    ) -> i128 {
        let is_short = Cents::ZERO <= mine.all && mine.all < self.unilevel.minimum_base;
        if is_short || (mine.all <= Cents::ZERO && !plan.takes_back_at_return()) {
            return 0;
        }
        let mut unrounded = 0;
        for (part, starts_with_source) in self.parts(mine) {
            if run.pays_on(part) {
                let (full, rest) = self.full(run, part);
                run.offer(Bonus::Unilevel, part, full);
                unrounded += rest;
                self.pay(run, row, part, starts_with_source, &mut paid);
            }
        }
        unrounded
    }

    /// The two parts of a base, what customers ordered and the rest, each with whether the source
    /// is at level 1 of it. A base that need not be told apart is all in one.
    fn parts(&self, base: Base) -> [(Cents, bool); 2] {
        let own_first = self.unilevel.own_orders == OwnOrders::SelfFirst;
        if !self.unilevel.tells_orders_apart() {
            return [(base.all, own_first), (Cents::ZERO, own_first)];
        }
        let customers = base.customers.min(base.all.max(Cents::ZERO));
        [(base.all - customers, own_first), (customers, !own_first)]
    }

    /// What the full rate table pays on a base, and the rest that rounding its lines left.
    fn full(&self, run: &Run<'_>, base: Cents) -> (Cents, i128) {
        let share = self.unilevel.broad_share;
        let lines = self.full_rates.iter().map(|&rate| run.amount(base, rate, share));
        lines.fold((Cents::ZERO, 0), |(sum, rests), (line, rest)| (sum + line, rests + rest))
    }

    /// Pays the levels above one source.
    fn pay(
        &self,
        run: &mut Run<'_>,
        source: u32,
        base: Cents,
        starts_with_source: bool,
        mut paid: impl FnMut(&Run<'_>, u32, Cents),
    ) {
        let depth = u32::try_from(self.unilevel.depth()).unwrap_or(u32::MAX);
        let mut upline = match starts_with_source {
            true => source,
            false if self.stops_at(run, source) => NO_UPLINE,
            false => self.above(run, source),
        };
        let mut level = 1;
        let mut stepped_over = 0;
        while level <= depth && upline != NO_UPLINE {
            if self.uses_level(run, upline, level) {
                if let Some((earner, passed)) = self.earner(run, upline, level) {
                    let rate = self.rate(run, earner, level).unwrap_or_default();
                    let stepped_over = stepped_over + passed;
                    let claim = Claim::new(Bonus::Unilevel, Part::Level, earner, source);
                    let claim = Claim { level, rate, base, stepped_over, ..claim };
                    let amount = run.pay(claim, self.unilevel.broad_share);
                    paid(run, earner, amount);
                }
                level += 1;
                stepped_over = 0;
            } else {
                stepped_over += 1;
            }
            if self.stops_at(run, upline) {
                break;
            }
            upline = self.above(run, upline);
        }
    }

    /// Who is paid for a level that `upline` uses up, and how many were passed to find her.
    fn earner(&self, run: &Run<'_>, upline: u32, level: u32) -> Option<(u32, u32)> {
        if self.unilevel.compression != Compression::RollUpPayment {
            return self.rate(run, upline, level).map(|_| (upline, 0));
        }
        let (mut next, mut passed) = (upline, 0);
        while next != NO_UPLINE {
            if self.rate(run, next, level).is_some() {
                return Some((next, passed));
            }
            if self.stops_at(run, next) {
                return None;
            }
            next = self.above(run, next);
            passed += 1;
        }
        None
    }

    /// Whether nobody above a row is paid. Who has left is past, whatever rank she had.
    fn stops_at(&self, run: &Run<'_>, row: u32) -> bool {
        self.stop_at <= run.qualification.rank(row)
            && run.period.status[row as usize] != Status::Left
    }

    /// The next upline. Variants that step over leavers anyway use the shortened links.
    fn above(&self, run: &Run<'_>, row: u32) -> u32 {
        match self.unilevel.compression {
            Compression::Standard
            | Compression::PayOnlyMove
            | Compression::SkipInactive
            | Compression::SkipBelowRank
            | Compression::RankQualified => run.period.genealogy.upline(row),
            Compression::None
            | Compression::NoRollUp
            | Compression::RollUpPayment
            | Compression::RollUpVolume => run.period.genealogy.sponsor(row),
        }
    }

    /// Whether an upline uses up the level.
    fn uses_level(&self, run: &Run<'_>, upline: u32, level: u32) -> bool {
        match self.unilevel.compression {
            Compression::None
            | Compression::NoRollUp
            | Compression::RollUpPayment
            | Compression::RollUpVolume => true,
            Compression::Standard | Compression::PayOnlyMove => {
                run.period.status[upline as usize] != Status::Left
            }
            Compression::SkipInactive => run.qualification.is_active(upline),
            Compression::SkipBelowRank => {
                run.qualification.is_active(upline)
                    && self.compression_rank <= run.qualification.rank(upline)
            }
            Compression::RankQualified => self.rate(run, upline, level).is_some(),
        }
    }

    /// The rate at which an upline is paid at a level, if she is qualified for it.
    fn rate(&self, run: &Run<'_>, upline: u32, level: u32) -> Option<Ppm> {
        let qualification = run.qualification;
        if !qualification.can_earn(upline) {
            return None;
        }
        let index = level as usize - 1;
        let rate = *self.rates[qualification.rank(upline)].get(index)?;
        let asked = &self.unilevel.active_recruits_by_level;
        let needed = asked.get(index).or(asked.last()).copied().unwrap_or(0);
        (needed <= u64::from(qualification.active_recruits(upline))).then_some(rate)
    }
}
