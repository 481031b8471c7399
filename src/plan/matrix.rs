//! Level pay on the placement tree.
//!
//! # What it pays
//! For each source with a base B: walk up the seats, level l = 1, 2, ... to the depth of the
//! matrix; pay B x broad share x rate(u, l) to u if she is qualified. With `amounts` instead of
//! rates: pay amount(l) for each source that counts as active, whatever she ordered. A base below
//! zero pays nothing.
//!
//! # Terms
//! *Qualified at l*: she can be paid, her rank's rates and its `rank_depths` reach level l, and she
//! has the active direct recruits that level l asks for; recruits are hers by the sponsor tree,
//! wherever they sit. *Breakage*: the full table, with the highest rate of each level that any rank
//! is paid for, less what is paid. *Filled seat*: one whose holder has not left. *Capacity*: the
//! seats of a full matrix below its top.
//!
//! # Switches
//! `compression`: `none`, everybody uses up a level; `skip_inactive`, those who are not active use
//! none. The cost is rows times depth, and under `skip_inactive` those stepped over are not walked
//! again: each row knows the next active seat above.
//!
//! # References
//! The plan documents cited in `scenarios/cases/worked/matrix-*.toml`.

use super::Run;
use super::{Bonus, Claim, Part};
use crate::scenario::{Matrix, MatrixCompression, Plan};
use crate::units::{Cents, Ppm};
use crate::world::{NO_UPLINE, Placement, Status};

/// Sends the claims of all sources, from the youngest row to the oldest.
pub(super) fn run(run: &mut Run<'_>) {
    let plan = run.plan;
    let (Some(matrix), Some(seats)) = (&plan.matrix, run.period.placement) else { return };
    let walk = Walk::new(run, matrix, seats);
    let by_rank = super::run::rates_by_rank(plan, &matrix.rates, &matrix.rank_rates);
    let terms = Terms {
        matrix,
        rates: by_rank.iter().zip(&walk.reach).map(|(rates, &reach)| up_to(rates, reach)).collect(),
        amounts: walk.reach.iter().map(|&reach| up_to(&matrix.amounts, reach)).collect(),
    };
    let full_rates = super::run::highest_rates(&terms.rates);
    let most = walk.reach.iter().max().copied().unwrap_or(0);
    let full_amount: Cents = up_to(&matrix.amounts, most).iter().copied().sum();
    let mut unrounded = 0;
    for row in (0..run.period.rows()).rev() {
        let (base, _) = run.base(matrix.base, row);
        if run.pays_on(base) && !full_rates.is_empty() {
            let share = matrix.broad_share;
            let lines = full_rates.iter().map(|&rate| run.amount(base, rate, share));
            let (full, rest) = lines
                .fold((Cents::ZERO, 0), |(sum, rests), (line, rest)| (sum + line, rests + rest));
            run.offer(Bonus::Matrix, base, full);
            unrounded += rest;
            walk.levels(run, row, |run, claim| terms.pay_rate(run, Claim { base, ..claim }));
        }
        if !matrix.amounts.is_empty() && run.qualification.counts(row) {
            run.offer(Bonus::Matrix, Cents::ZERO, full_amount);
            walk.levels(run, row, |run, claim| terms.pay_amount(run, claim));
        }
    }
    run.settle_rests(Bonus::Matrix);
    run.settle_table(Bonus::Matrix, unrounded);
}

fn up_to<T>(list: &[T], most: usize) -> &[T] {
    &list[..list.len().min(most)]
}

/// What is paid at which level, by place of rank plus one.
struct Terms<'a> {
    matrix: &'a Matrix,
    rates: Vec<&'a [Ppm]>,
    amounts: Vec<&'a [Cents]>,
}

impl Terms<'_> {
    fn pay_rate(&self, run: &mut Run<'_>, claim: Claim) {
        let rates = self.rates[run.qualification.rank(claim.earner)];
        if let Some(&rate) = rates.get(claim.level as usize - 1) {
            run.pay(Claim { rate, ..claim }, self.matrix.broad_share);
        }
    }

    fn pay_amount(&self, run: &mut Run<'_>, claim: Claim) {
        let amounts = self.amounts[run.qualification.rank(claim.earner)];
        let amount = amounts.get(claim.level as usize - 1).copied().unwrap_or_default();
        if amount != Cents::ZERO {
            run.send(Claim { amount, ..claim });
            if !run.plan.rules.recruiting_bonuses {
                run.marks.note_heads(Bonus::Matrix, claim.earner, amount);
            }
        }
    }
}

/// The walk up the seats under one plan.
struct Walk<'a> {
    matrix: &'a Matrix,
    seats: &'a Placement,
    /// Levels that each place of rank plus one is paid for.
    reach: Vec<usize>,
    /// The next seat above that uses up a level, and how many are stepped over to it; empty where
    /// everybody uses one.
    above: Vec<(u32, u32)>,
}

impl<'a> Walk<'a> {
    fn new(run: &Run<'_>, matrix: &'a Matrix, seats: &'a Placement) -> Self {
        let mut above = Vec::new();
        if matrix.compression == MatrixCompression::SkipInactive {
            above.resize(seats.len(), (NO_UPLINE, 0));
            for row in seats.order() {
                let parent = seats.parent(row);
                above[row as usize] = if parent == NO_UPLINE || run.qualification.is_active(parent)
                {
                    (parent, 0)
                } else {
                    let (next, stepped_over) = above[parent as usize];
                    (next, stepped_over + 1)
                };
            }
        }
        Self { matrix, seats, reach: reach(run.plan, matrix), above }
    }

    /// Calls `pay` with a claim of nothing for everybody who qualifies at her level above a source.
    fn levels(&self, run: &mut Run<'_>, source: u32, mut pay: impl FnMut(&mut Run<'_>, Claim)) {
        let mut row = source;
        for level in 1..=self.matrix.depth {
            let passed;
            (row, passed) = match self.above.get(row as usize) {
                Some(&above) => above,
                None => (self.seats.parent(row), 0),
            };
            if row == NO_UPLINE {
                break;
            }
            if run.qualification.can_earn(row) && self.has_recruits(run, row, level) {
                let claim = Claim::new(Bonus::Matrix, Part::Level, row, source);
                pay(run, Claim { level, stepped_over: passed, ..claim });
            }
        }
    }

    fn has_recruits(&self, run: &Run<'_>, row: u32, level: u32) -> bool {
        let asked = &self.matrix.recruits_by_level;
        let needed = asked.get(level as usize - 1).or(asked.last()).copied().unwrap_or(0);
        needed <= u64::from(run.qualification.active_recruits(row))
    }
}

/// Levels that each place of rank plus one is paid for.
fn reach(plan: &Plan, matrix: &Matrix) -> Vec<usize> {
    let mut reach = vec![matrix.depth as usize; plan.ranks.len() + 1];
    for depth in &matrix.rank_depths {
        if let Some(place) = plan.rank_place(&depth.rank) {
            reach[place] = depth.levels as usize;
        }
    }
    reach
}

/// Seats of a full matrix below its top: (w^(h+1) - w) / (w - 1); the largest number there is where
/// they are more.
pub fn matrix_capacity(width: u32, depth: u32) -> u64 {
    let (mut level, mut all) = (1_u64, 0_u64);
    for _ in 0..depth {
        level = level.saturating_mul(u64::from(width));
        all = all.saturating_add(level);
    }
    all
}

/// Seats below each row, no deeper than the matrix, whose holders have not left.
pub fn filled_seats(seats: &Placement, status: &[Status], depth: u32) -> Vec<u64> {
    let mut filled = vec![0; seats.len()];
    for (row, &status) in status.iter().enumerate() {
        if status == Status::Left {
            continue;
        }
        let mut above = seats.parent(u32::try_from(row).expect("rows fit 32 bits"));
        for _ in 0..depth {
            if above == NO_UPLINE {
                break;
            }
            filled[above as usize] += 1;
            above = seats.parent(above);
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_matrix_has_as_many_seats_as_the_closed_form() {
        for (width, depth, seats) in
            [(2, 12, 8_190), (2, 15, 65_534), (3, 7, 3_279), (5, 5, 3_905), (1, 9, 9)]
        {
            assert_eq!(matrix_capacity(width, depth), seats, "{width} x {depth}");
        }
        assert_eq!(matrix_capacity(16, 64), u64::MAX);
    }

    #[test]
    fn seats_are_filled_down_to_the_depth_by_those_who_have_not_left() {
        // 0 ─ 1 ─ 2 ─ 3, and 4 beside 1.
        let mut seats = Placement::new(2);
        for _ in 0..5 {
            seats.push();
        }
        for (row, parent, leg) in [(1, 0, 0), (2, 1, 0), (3, 2, 0), (4, 0, 1)] {
            seats.seat(row, parent, leg).expect("an open seat");
        }
        let mut status = [Status::Active; 5];
        status[4] = Status::Dormant;
        assert_eq!(filled_seats(&seats, &status, 2), [3, 2, 1, 0, 0]);
        status[1] = Status::Left;
        assert_eq!(filled_seats(&seats, &status, 3), [3, 2, 1, 0, 0]);
    }
}
