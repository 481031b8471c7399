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
//! taken off her upline's all the same.
//!
//! # Switches
//! `breakaway_points`, `breakaway_lasts`, `active_only`.
//!
//! # References
//! `docs/plans/stairstep.md`, and the cases below `scenarios/cases` that it names.

use super::run::Run;
use super::{Bonus, Claim, Part, State, leadership};
use crate::scenario::{PointStep, Stairstep, VolumeBase};
use crate::units::{Cents, Ppm};
use crate::world::{NO_UPLINE, Status};

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
    // A group that took back more than it ordered earns nothing and takes nothing off.
    let base = groups.base[place].max(Cents::ZERO);
    let (step, rate) = step_reached(&stairstep.steps, groups.points[place]);
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
fn step_reached(steps: &[PointStep], points: u64) -> (u32, Ppm) {
    let reached = steps.iter().take_while(|step| step.from_points <= points).count();
    (u32::try_from(reached).unwrap_or(u32::MAX), PointStep::reached(steps, points))
}

/// Whether a row can be paid by the steps and as a leader.
pub(super) fn can_earn(run: &Run<'_>, stairstep: &Stairstep, row: u32) -> bool {
    if stairstep.active_only {
        run.qualification.can_earn(row)
    } else {
        run.qualification.can_earn_idle(row)
    }
}

/// Everybody's group without those that broke away.
pub(super) struct Groups {
    /// Points, her own included.
    pub(super) points: Vec<u64>,
    /// Commissionable value, her own included.
    pub(super) base: Vec<Cents>,
    /// Whether it broke away from the sponsor's, now or earlier.
    pub(super) broke_away: Vec<bool>,
}

impl Groups {
    /// Measures all groups in one pass: whoever is below somebody is done before her.
    pub(super) fn new(run: &Run<'_>, stairstep: &Stairstep, state: &State) -> Self {
        let period = run.period;
        let points = period.volumes.iter().map(|volume| u64::from(volume.points)).collect();
        let base = |row| run.base(VolumeBase::Wholesale, row).0;
        let mut groups = Self {
            points,
            base: (0..period.rows()).map(base).collect(),
            broke_away: vec![false; period.status.len()],
        };
        for row in (0..period.rows()).rev() {
            let place = row as usize;
            let has_points = stairstep.breakaway_points.is_some_and(|away| {
                let before = state.broken_away.get(place).copied().unwrap_or(false);
                before || away <= groups.points[place]
            });
            groups.broke_away[place] = has_points && period.status[place] != Status::Left;
            let sponsor = period.genealogy.sponsor(row);
            if sponsor != NO_UPLINE && !groups.broke_away[place] {
                groups.points[sponsor as usize] += groups.points[place];
                let base = groups.base[place];
                groups.base[sponsor as usize] += base;
            }
        }
        groups
    }

    /// Keeps who broke away, where that lasts.
    fn stay_away(&self, state: &mut State) {
        for (before, &now) in state.broken_away.iter_mut().zip(&self.broke_away) {
            *before = now;
        }
    }
}
