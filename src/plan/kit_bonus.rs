//! Money for each kit sold.
//!
//! # What it pays
//! For each newcomer who bought kits: to her sponsor `amounts[1]` for each kit, to the sponsor's
//! sponsor `amounts[2]` and so on; or `rates[1]`, `rates[2]` and so on of what the kits cost.
//! Everybody above uses up an index; what cannot be paid stays with the business.
//!
//! # Terms
//! *Kit*: the goods with which somebody joins, whether or not they carry points or commissionable
//! value. *Index*: the place above the buyer, her sponsor being the first.
//!
//! # Switches
//! `active_only`: who is not active is paid nothing; without it, only those who have left and
//! newcomers whose pay starts later.
//!
//! # References
//! The documents cited beside the worked examples `faststart-kit-indexed` and
//! `sponsor-bonus-epixel`.

use super::{Bonus, Claim, Part, Run};
use crate::scenario::{KitBonus, Starts};
use crate::units::{Cents, Ppm};
use crate::world::{NO_UPLINE, Status};

/// Sends the claims on all kits of the period.
pub(super) fn run(run: &mut Run<'_>) {
    let plan = run.plan;
    let Some(bonus) = &plan.kit_bonus else { return };
    let mut unrounded = 0;
    for source in 0..run.period.rows() {
        let detail = run.period.detail(source);
        if detail.kits == 0 {
            continue;
        }
        let kits = u64::from(detail.kits);
        let fixed: Cents = bonus.amounts.iter().map(|amount| amount.times(kits)).sum();
        let lines = bonus.rates.iter().map(|&rate| run.amount(detail.kit_price, rate, Ppm::ONE));
        let (full, rest) =
            lines.fold((fixed, 0), |(sum, rests), (line, rest)| (sum + line, rests + rest));
        run.offer(Bonus::KitBonus, detail.kit_price, full);
        unrounded += rest;
        pay(run, bonus, source);
    }
    run.settle_rests(Bonus::KitBonus);
    run.settle_table(Bonus::KitBonus, unrounded);
}

/// Pays the uplines of one buyer.
fn pay(run: &mut Run<'_>, bonus: &KitBonus, source: u32) {
    let detail = run.period.detail(source);
    let depth = bonus.amounts.len().max(bonus.rates.len());
    let mut upline = source;
    for (index, level) in (0..depth).zip(1..) {
        upline = run.period.genealogy.sponsor(upline);
        if upline == NO_UPLINE {
            break;
        }
        if !can_be_paid(run, bonus, upline) {
            continue;
        }
        let claim = Claim::new(Bonus::KitBonus, Part::Level, upline, source);
        let claim = Claim { level, base: detail.kit_price, ..claim };
        if let Some(amount) = bonus.amounts.get(index).filter(|&&amount| amount != Cents::ZERO) {
            run.send(Claim { amount: amount.times(u64::from(detail.kits)), ..claim });
        }
        if let Some(&rate) = bonus.rates.get(index) {
            run.pay(Claim { rate, ..claim }, Ppm::ONE);
        }
    }
}

fn can_be_paid(run: &Run<'_>, bonus: &KitBonus, row: u32) -> bool {
    if bonus.active_only {
        return run.qualification.can_earn(row);
    }
    let starts_later = run.plan.newcomers_earn == Starts::NextPeriod && run.period.is_newcomer(row);
    run.period.status[row as usize] != Status::Left && !starts_later
}
