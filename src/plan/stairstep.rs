//! Differences of steps of group volume.
//!
//! # What it pays
//! G is the points and B the commissionable value of a partner and of all below her, without groups
//! that broke away. Her gross bonus is the rate of the highest step that G reaches, times B. She is
//! paid her gross bonus less that of each direct leg. The sum over an intact tree is the gross
//! bonus of its top.
//!
//! # Terms
//! *Broken away*: G is at or above `breakaway_points`, or was once where that lasts for life; who
//! has left never is. Such a group gets its own bonus in full and is outside G and B of everybody
//! above. *Breakage*: what somebody who cannot be paid would have got; her leg's gross bonus is
//! taken off her upline's all the same. *Below zero*: where goods that come back count in the
//! period in which they do, a group that returned more than it ordered has a gross bonus below
//! zero, at its step's rate and at least at the first; else it has none.
//!
//! # Switches
//! `breakaway_points`, `breakaway_lasts`, `active_only`.
//!
//! # References
//! `docs/plans/stairstep.md`, and the cases below `scenarios/cases` that it names.

use super::groups::{Groups, can_earn};
use super::run::Run;
use super::{Bonus, Claim, Part, State, leadership};
use crate::scenario::{PointStep, Stairstep};
use crate::units::{Cents, Ppm};
use crate::world::NO_UPLINE;

/// Sends the claims of all groups, from the youngest row to the oldest.
pub(super) fn run(run: &mut Run<'_>, state: &mut State) {
    let plan = run.plan;
    let Some(stairstep) = &plan.stairstep else { return };
    let groups = Groups::new(run, stairstep, state);
    for row in (0..run.period.rows()).rev() {
        pay_group(run, stairstep, &groups, row);
    }
    run.settle_rests(Bonus::Stairstep);
    groups.stay_away(state);
    if let Some(bonus) = &stairstep.leadership {
        leadership::run(run, stairstep, bonus, &groups);
    }
}

/// Pays a row's gross bonus to her, and takes it off her sponsor's.
fn pay_group(run: &mut Run<'_>, stairstep: &Stairstep, groups: &Groups, row: u32) {
    let place = row as usize;
    let base = run.payable(groups.base[place]);
    let (step, rate) = step_reached(&stairstep.steps, groups.points[place], base);
    let claim = Claim { level: step, rate, ..Claim::new(Bonus::Stairstep, Part::Group, row, row) };
    if can_earn(run, stairstep, row) {
        run.pay(Claim { base, ..claim }, Ppm::ONE);
    }
    let sponsor = run.period.genealogy.sponsor(row);
    if sponsor == NO_UPLINE || groups.broke_away[place] {
        let (full, _) = run.amount(base, rate, Ppm::ONE);
        run.offer(Bonus::Stairstep, base, full);
    } else if can_earn(run, stairstep, sponsor) {
        let taken_off = Cents::ZERO - base;
        run.pay(Claim { earner: sponsor, part: Part::Leg, base: taken_off, ..claim }, Ppm::ONE);
    }
}

/// The number from one of the highest step reached, and its rate; nothing below the first.
fn step_reached(steps: &[PointStep], points: u64, base: Cents) -> (u32, Ppm) {
    let reached = steps.iter().take_while(|step| step.from_points <= points).count();
    // Points of a period end at nothing, but what was paid on the goods had a rate.
    let least = usize::from(base < Cents::ZERO && !steps.is_empty());
    let number = reached.max(least);
    let rate = number.checked_sub(1).map_or(Ppm::ZERO, |place| steps[place].rate);
    (u32::try_from(number).unwrap_or(u32::MAX), rate)
}
