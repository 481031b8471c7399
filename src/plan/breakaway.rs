//! Overrides on groups that broke away.
//!
//! # What it pays
//! For each group that broke away, with the value B of its own: its generations are the groups
//! above it, one after the other up the sponsor line, each beginning above a group that broke away.
//! In each generation the first upline who can be paid and whose own group has the points of a step
//! gets the step's rate of that generation, times B.
//!
//! # Terms
//! *Own group*: her points and those of all below her, without groups that broke away; the same
//! group for everybody between two that broke away reaches from each down. *Broken away*: as
//! `stairstep` says. *Breakage*: the highest rate of each generation over all steps, less what is
//! paid; a generation uses its number whether or not anybody in it is paid. A B below zero pays
//! nothing, or claims below zero where goods that come back count in the period in which they do.
//!
//! # Switches
//! `steps`; `stairstep.breakaway_points` and `stairstep.breakaway_lasts`.
//!
//! # References
//! `docs/plans/breakaway.md`, and the cases below `scenarios/cases` that it names.

use super::groups::Groups;
use super::run::{Run, highest_rates};
use super::{Bonus, Claim, Part, State};
use crate::scenario::Breakaway;
use crate::units::{Cents, Ppm};
use crate::world::NO_UPLINE;

/// Sends the claims of all groups that broke away, from the youngest row to the oldest.
pub(super) fn run(run: &mut Run<'_>, state: &State) {
    let plan = run.plan;
    let (Some(breakaway), Some(stairstep)) = (&plan.breakaway, &plan.stairstep) else { return };
    let groups = Groups::new(run, stairstep, state);
    let tables: Vec<&[Ppm]> = breakaway.steps.iter().map(|step| step.rates.as_slice()).collect();
    let full_rates = highest_rates(&tables);
    let mut unrounded = 0;
    for row in (0..run.period.rows()).rev() {
        let base = groups.base[row as usize];
        if !groups.broke_away[row as usize] || !run.pays_on(base) {
            continue;
        }
        let lines = full_rates.iter().map(|&rate| run.amount(base, rate, Ppm::ONE));
        let (full, rests) =
            lines.fold((Cents::ZERO, 0), |(sum, rests), (line, rest)| (sum + line, rests + rest));
        run.offer(Bonus::Breakaway, base, full);
        unrounded += rests;
        pay_generations(run, breakaway, &groups, row, full_rates.len());
    }
    run.settle_rests(Bonus::Breakaway);
    run.settle_table(Bonus::Breakaway, unrounded);
}

/// Walks up from a group that broke away and pays its generations.
fn pay_generations(
    run: &mut Run<'_>,
    breakaway: &Breakaway,
    groups: &Groups,
    source: u32,
    depth: usize,
) {
    let (mut generation, mut is_open, mut stepped_over) = (1_u32, true, 0);
    let mut upline = run.period.genealogy.sponsor(source);
    while upline != NO_UPLINE && generation as usize <= depth {
        let rate = rate(run, breakaway, groups, upline, generation).filter(|_| is_open);
        if let Some(rate) = rate {
            let claim = Claim::new(Bonus::Breakaway, Part::Generation, upline, source);
            let base = groups.base[source as usize];
            run.pay(Claim { level: generation, rate, base, stepped_over, ..claim }, Ppm::ONE);
            (is_open, stepped_over) = (false, 0);
        } else if is_open {
            stepped_over += 1;
        }
        if groups.broke_away[upline as usize] {
            (generation, is_open) = (generation + 1, true);
        }
        upline = run.period.genealogy.sponsor(upline);
    }
}

/// The rate of an upline in a generation, if she can be paid and has the points of a step.
fn rate(
    run: &Run<'_>,
    breakaway: &Breakaway,
    groups: &Groups,
    upline: u32,
    generation: u32,
) -> Option<Ppm> {
    if !run.qualification.can_earn(upline) {
        return None;
    }
    let points = groups.points[upline as usize];
    let step = breakaway.steps.iter().rev().find(|step| step.from_points <= points)?;
    step.rates.get(generation as usize - 1).copied()
}
