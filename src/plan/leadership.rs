//! The sponsor's share of a strong group, with its guarantee.
//!
//! # What it pays
//! A leader is somebody whose group broke away, or who gets leadership from below. Her share is the
//! rate times the value of all down to the next leaders, so that each order carries it once; it
//! goes to her sponsor. Where it is less than the rate times `guarantee_volume`, the leader makes
//! up the difference from what she gets herself.
//!
//! # Terms
//! Worked out from the youngest row to the oldest. *Personal group*: as in the stairstep, all down
//! to the next groups that broke away, whoever leads in it. Of what she gets, a leader keeps all if
//! her personal group has `breakaway_points`; what the guarantee leaves if it has
//! `rest_from_points` or if a group broke away in `rest_from_legs` of her legs, however deep; else
//! nothing: all goes on to her sponsor. Who cannot be paid keeps nothing either. What goes up from
//! the top of a tree is breakage. What returns brought below zero goes the same way, and makes up
//! no guarantee.
//!
//! # Switches
//! `rate`, `guarantee_volume`, `rest_from_points`, `rest_from_legs`.
//!
//! # References
//! `docs/plans/leadership.md`, and the cases below `scenarios/cases` that it names.

use super::groups::{Groups, can_earn};
use super::run::Run;
use super::{Bonus, Claim, Part};
use crate::scenario::{Leadership, Stairstep};
use crate::units::{Cents, Ppm};
use crate::world::NO_UPLINE;

/// Sends the claims of all leaders, from the youngest row to the oldest.
pub(super) fn run(
    run: &mut Run<'_>,
    stairstep: &Stairstep,
    leadership: &Leadership,
    groups: &Groups,
) {
    let mut flow = Flow::new(run, stairstep, leadership, groups);
    for row in (0..run.period.rows()).rev() {
        // All who are below her are done, so this is her whole sum.
        flow.received[row as usize] += run.settle_rest(Bonus::Leadership, row);
        flow.count_leg(run, row);
        if flow.leads(row) {
            flow.pay_above(run, row);
        } else {
            flow.join_sponsor(run, row);
        }
    }
    run.settle_table(Bonus::Leadership, flow.unrounded);
}

/// What has come up so far.
struct Flow<'a> {
    stairstep: &'a Stairstep,
    leadership: &'a Leadership,
    groups: &'a Groups,
    /// Commissionable value of everybody down to the next leaders.
    base: Vec<Cents>,
    /// What everybody got from leaders below.
    received: Vec<Cents>,
    /// Direct legs in which a group broke away.
    legs: Vec<u64>,
    /// The rate on the volume that is guaranteed.
    guaranteed: Cents,
    /// What rounding left of the lines of the table.
    unrounded: i128,
}

impl<'a> Flow<'a> {
    fn new(
        run: &Run<'_>,
        stairstep: &'a Stairstep,
        leadership: &'a Leadership,
        groups: &'a Groups,
    ) -> Self {
        let rows = run.period.status.len();
        // Undoing the sums upwards gives back what each row brought herself.
        let mut base = groups.base.clone();
        for row in 0..run.period.rows() {
            let sponsor = run.period.genealogy.sponsor(row);
            if sponsor != NO_UPLINE && !groups.broke_away[row as usize] {
                base[sponsor as usize] -= groups.base[row as usize];
            }
        }
        Self {
            stairstep,
            leadership,
            groups,
            base,
            received: vec![Cents::ZERO; rows],
            legs: vec![0; rows],
            guaranteed: run.amount(leadership.guarantee_volume, leadership.rate, Ppm::ONE).0,
            unrounded: 0,
        }
    }

    fn leads(&self, row: u32) -> bool {
        self.groups.broke_away[row as usize] || self.received[row as usize] != Cents::ZERO
    }

    /// Who does not lead brings her value to the share of whoever is above.
    fn join_sponsor(&mut self, run: &Run<'_>, row: u32) {
        let sponsor = run.period.genealogy.sponsor(row);
        if sponsor != NO_UPLINE {
            let base = self.base[row as usize];
            self.base[sponsor as usize] += base;
        }
    }

    /// Counts the leg of her sponsor's in which a row stands, if a group broke away in it.
    fn count_leg(&mut self, run: &Run<'_>, row: u32) {
        let sponsor = run.period.genealogy.sponsor(row);
        if sponsor != NO_UPLINE {
            let is_away = self.groups.broke_away[row as usize] || 0 < self.legs[row as usize];
            self.legs[sponsor as usize] += u64::from(is_away);
        }
    }

    /// Pays a leader's sponsor her share, and hands up what the leader does not keep.
    fn pay_above(&mut self, run: &mut Run<'_>, row: u32) {
        let rate = self.leadership.rate;
        let base = run.payable(self.base[row as usize]);
        let (own, rest) = run.amount(base, rate, Ppm::ONE);
        run.offer(Bonus::Leadership, base, own);
        self.unrounded += rest;
        let is_paid = can_earn(run, self.stairstep, row);
        let up = if is_paid { self.made_up(row, own) } else { self.received[row as usize] };
        let handed = Claim::new(Bonus::Leadership, Part::Guarantee, row, row);
        if is_paid && up != Cents::ZERO {
            run.send(Claim { amount: Cents::ZERO - up, ..handed });
        }
        let sponsor = run.period.genealogy.sponsor(row);
        if sponsor == NO_UPLINE {
            return;
        }
        self.received[sponsor as usize] += own + up;
        if can_earn(run, self.stairstep, sponsor) {
            let claim = Claim::new(Bonus::Leadership, Part::Group, sponsor, row);
            run.pay(Claim { rate, base, ..claim }, Ppm::ONE);
            if up != Cents::ZERO {
                run.send(Claim { earner: sponsor, amount: up, ..handed });
            }
        }
    }

    /// What a leader who can be paid hands up beside her own share.
    fn made_up(&self, row: u32, own: Cents) -> Cents {
        let (points, received) = (self.groups.points[row as usize], self.received[row as usize]);
        if self.stairstep.breakaway_points.is_some_and(|all| all <= points) {
            return Cents::ZERO;
        }
        let keeps_rest = self.leadership.rest_from_points <= points
            || self.leadership.rest_from_legs <= self.legs[row as usize];
        if !keeps_rest {
            return received;
        }
        received.max(Cents::ZERO).min((self.guaranteed - own).max(Cents::ZERO))
    }
}
