//! Money for a growth goal.
//!
//! # What it pays
//! To everybody who can be paid: `rate` x goal x `point_value` for the highest goal that her growth
//! reaches.
//!
//! # Terms
//! *Growth*: group points of the period less those of the period before, to which each leg adds at
//! most `leg_cap` of the goal. A leg that shrank takes off what it lost. A *leg* is a recruit
//! with all below her; what she had before she joined is nothing. Group points of the period are
//! carried to the next.
//!
//! # Switches
//! `leg_cap`: 1 lets a single leg bring all.
//!
//! # References
//! The document cited beside the worked example `growth-hbn-leg-cap`.

use super::{Bonus, Claim, Part, Run, State};
use crate::scenario::GrowthBonus;
use crate::units::Ppm;
use crate::world::NO_UPLINE;

/// Sends the claims of all who reached a goal, and keeps everybody's group points.
pub(super) fn run(run: &mut Run<'_>, state: &mut State) {
    let plan = run.plan;
    let Some(growth) = &plan.growth else { return };
    let mut group: Vec<u64> =
        run.period.volumes.iter().map(|volume| u64::from(volume.points)).collect();
    run.period.genealogy.roll_up(&mut group);
    let before = &state.group_points;
    let grown = |row: usize| i128::from(group[row]) - i128::from(before[row]);
    let mut goals: Vec<Goal> =
        growth.goals.iter().map(|&goal| Goal::new(growth, goal, group.len())).collect();
    for row in 0..run.period.rows() {
        let sponsor = run.period.genealogy.sponsor(row);
        if sponsor != NO_UPLINE {
            for goal in &mut goals {
                goal.add_leg(sponsor as usize, grown(row as usize));
            }
        }
    }
    let mut unrounded = 0;
    for row in 0..run.period.rows() {
        let place = row as usize;
        let reached = goals.iter().rposition(|goal| goal.is_reached(place, grown(place)));
        let Some(number) = reached else { continue };
        let base = plan.point_value.times(goals[number].points);
        let (full, rest) = run.amount(base, growth.rate, Ppm::ONE);
        run.offer(Bonus::Growth, base, full);
        unrounded += rest;
        if run.qualification.can_earn(row) {
            let level = u32::try_from(number + 1).expect("few goals");
            let claim = Claim::new(Bonus::Growth, Part::Step, row, row);
            run.pay(Claim { level, rate: growth.rate, base, ..claim }, Ppm::ONE);
        }
    }
    run.settle_rests(Bonus::Growth);
    run.settle_table(Bonus::Growth, unrounded);
    state.group_points = group;
}

/// A goal, and what legs brought beyond what one leg may bring.
struct Goal {
    points: u64,
    /// The most that one leg may bring.
    leg_most: i128,
    beyond: Vec<u64>,
}

impl Goal {
    fn new(growth: &GrowthBonus, points: u64, rows: usize) -> Self {
        let leg_most = i128::from(points) * i128::from(growth.leg_cap.0) / i128::from(Ppm::ONE.0);
        Self { points, leg_most, beyond: vec![0; rows] }
    }

    fn add_leg(&mut self, sponsor: usize, grown: i128) {
        if self.leg_most < grown {
            let beyond = u64::try_from(grown - self.leg_most).expect("group points fit 64 bits");
            self.beyond[sponsor] += beyond;
        }
    }

    fn is_reached(&self, row: usize, grown: i128) -> bool {
        i128::from(self.points) <= grown - i128::from(self.beyond[row])
    }
}
