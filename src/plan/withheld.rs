//! What rules keep from being paid although the plan gives it.
//!
//! # What it pays
//! Nothing: it takes off, by claims below zero on the bonus that they reduce. Without
//! `recruiting_bonuses` fast start and kit bonus, tiers of the structure bonus that ask for members
//! (down to the highest tier held that asks for none) and a matrix's amounts a head. By
//! `retail_share_min`, of whoever sells too little, all that is not on her own business.
//!
//! # Terms
//! *Own business*: customer bonus, host credit and posts; sales of a party plan and of an
//! affiliate herself; lines of a unilevel or differential on her own orders. A stairstep pays the
//! difference of groups, hers included, and is on others. What is kept is breakage and goes into
//! no pool. It is kept before it could be matched. A fast start that is not paid closes no volume.
//!
//! *Invariant*: no sum of a bonus and row rises, and none falls below zero by it.

use std::collections::BTreeMap;

use super::run::Run;
use super::{BONUSES, Bonus, Claim, Part};
use crate::units::Cents;

/// What rules keep from counting and from being paid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Withheld {
    /// Commissionable value that does not count; below zero where older goods count now.
    pub volume: Cents,
    /// Pay for recruiting.
    pub recruiting: Cents,
    /// Pay on others for those who sell too little.
    pub retail: Cents,
}

impl Withheld {
    /// All pay.
    pub fn pay(&self) -> Cents {
        self.recruiting + self.retail
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.volume += other.volume;
        self.recruiting += other.recruiting;
        self.retail += other.retail;
    }

    pub(super) fn take(&mut self, other: &Self) {
        self.volume -= other.volume;
        self.recruiting -= other.recruiting;
        self.retail -= other.retail;
    }
}

/// What of the sums under way rules ask for, by bonus and row.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// On own business, of those who sell too little.
    own: BTreeMap<(Bonus, u32), Cents>,
    /// For heads.
    heads: BTreeMap<(Bonus, u32), Cents>,
    /// What was kept of each bonus.
    kept: [Cents; BONUSES],
}

impl Marks {
    /// Notes a claim of somebody who sells too little.
    pub(super) fn note(&mut self, claim: &Claim) {
        if is_on_own(claim) {
            *self.own.entry((claim.bonus, claim.earner)).or_default() += claim.amount;
        }
    }

    /// Notes that an amount is for heads.
    pub(super) fn note_heads(&mut self, bonus: Bonus, row: u32, amount: Cents) {
        *self.heads.entry((bonus, row)).or_default() += amount;
    }

    /// What was kept of a bonus.
    pub(super) fn kept(&self, bonus: Bonus) -> Cents {
        self.kept[bonus.index()]
    }
}

/// Whether a claim is on the earner's own business.
fn is_on_own(claim: &Claim) -> bool {
    match claim.bonus {
        Bonus::CustomerBonus | Bonus::HostCredit | Bonus::Sponsored => true,
        Bonus::Party => matches!(claim.part, Part::Tier | Part::Advance),
        Bonus::Affiliate => claim.earner == claim.source,
        Bonus::Unilevel | Bonus::Differential => {
            claim.earner == claim.source && matches!(claim.part, Part::Level | Part::Own)
        }
        _ => false,
    }
}

/// Keeps what is pay for recruiting.
pub(super) fn recruiting(run: &mut Run<'_>) {
    if run.plan.rules.recruiting_bonuses {
        return;
    }
    for bonus in [Bonus::FastStart, Bonus::KitBonus] {
        for row in 0..run.period.rows() {
            let amount = run.sums.get(bonus, row);
            keep(run, Part::RecruitingBonuses, (bonus, row), amount);
        }
    }
    for (place, amount) in std::mem::take(&mut run.marks.heads) {
        keep(run, Part::RecruitingBonuses, place, amount);
    }
}

/// Keeps what was claimed so far on others by those who sell too little.
pub(super) fn retail(run: &mut Run<'_>) {
    if run.period.sells_too_little.is_empty() {
        return;
    }
    for row in 0..run.period.rows() {
        if run.period.is_paid_on_others(row) {
            continue;
        }
        for bonus in Bonus::ALL {
            let own = run.marks.own.get(&(bonus, row)).copied().unwrap_or_default();
            let amount = run.sums.get(bonus, row) - own.max(Cents::ZERO);
            keep(run, Part::RetailShareMin, (bonus, row), amount);
        }
    }
}

/// Takes an amount off a bonus of a row.
fn keep(run: &mut Run<'_>, part: Part, (bonus, row): (Bonus, u32), amount: Cents) {
    if amount <= Cents::ZERO {
        return;
    }
    let taken_off = Cents::ZERO - amount;
    run.send(Claim { base: amount, amount: taken_off, ..Claim::new(bonus, part, row, row) });
    run.marks.kept[bonus.index()] += amount;
    let withheld = &mut run.outcomes.withheld;
    match part {
        Part::RecruitingBonuses => withheld.recruiting += amount,
        _ => withheld.retail += amount,
    }
}
