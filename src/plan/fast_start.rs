//! Rates on newcomers' first orders.
//!
//! # What it pays
//! For each newcomer with a commissionable value V of orders within `window_weeks` of joining, her
//! own and her customers': walk up from enroller to enroller, level l = 1, 2, ...; pay
//! V x `rates[l]` to u if she is qualified. Everybody uses up a level.
//!
//! # Terms
//! *Enroller*: who brought somebody in, the sponsor of the sponsor tree. *Qualified*: can be paid
//! and has `minimum_points` own points in the period. *Breakage*: all rates on V less what is paid.
//!
//! # Switches
//! `roll_up`: levels stay as they are, but what u cannot be paid goes to the next above her who is
//! qualified. `open_share`: from here on only this share of V is part of the commissionable value.
//!
//! # References
//! The plan documents cited beside the worked examples whose names begin with `faststart`.

use super::{Bonus, Claim, Part, Run};
use crate::scenario::FastStart;
use crate::units::{Cents, Ppm};
use crate::world::NO_UPLINE;

/// Sends the claims of all newcomers, and takes what they were paid on out of what follows.
pub(super) fn run(run: &mut Run<'_>) {
    let plan = run.plan;
    let Some(fast_start) = &plan.fast_start else { return };
    let mut unrounded = 0;
    for source in 0..run.period.rows() {
        let value = run.period.detail(source).early_value;
        if !run.pays_on(value) {
            continue;
        }
        let lines = fast_start.rates.iter().map(|&rate| run.amount(value, rate, Ppm::ONE));
        let (full, rest) =
            lines.fold((Cents::ZERO, 0), |(sum, rests), (line, rest)| (sum + line, rests + rest));
        run.offer(Bonus::FastStart, value, full);
        unrounded += rest;
        pay(run, fast_start, source, value);
    }
    run.settle_rests(Bonus::FastStart);
    run.settle_table(Bonus::FastStart, unrounded);
    if plan.rules.recruiting_bonuses {
        run.close_early_volume(fast_start.open_share);
    }
}

/// Pays the enrollers above one newcomer.
fn pay(run: &mut Run<'_>, fast_start: &FastStart, source: u32, base: Cents) {
    let mut enroller = run.period.genealogy.sponsor(source);
    for (level, &rate) in (1..).zip(&fast_start.rates) {
        if enroller == NO_UPLINE {
            break;
        }
        if let Some((earner, stepped_over)) = earner(run, fast_start, enroller) {
            let claim = Claim::new(Bonus::FastStart, Part::Level, earner, source);
            run.pay(Claim { level, rate, base, stepped_over, ..claim }, Ppm::ONE);
        }
        enroller = run.period.genealogy.sponsor(enroller);
    }
}

/// Who is paid for the level of an enroller, and how many were passed to find her.
fn earner(run: &Run<'_>, fast_start: &FastStart, enroller: u32) -> Option<(u32, u32)> {
    let qualified = |row: u32| {
        let points = u64::from(run.period.volumes.of(row).points);
        run.qualification.can_earn(row) && fast_start.minimum_points <= points
    };
    let (mut next, mut passed) = (enroller, 0);
    while next != NO_UPLINE {
        if qualified(next) {
            return Some((next, passed));
        }
        if !fast_start.roll_up {
            return None;
        }
        next = run.period.genealogy.sponsor(next);
        passed += 1;
    }
    None
}
