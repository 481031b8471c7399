//! Persons: partner rows joined over returns, cut to the windows.
//!
//! *Invariant*: one entry for each person who ever was a partner; a returning ex-partner's later
//! rows are added to her first.

use rayon::prelude::*;

use super::chunks::each_chunk;
use super::crowd::{Crowd, Persons};
use super::inequality::Sorted;
use crate::ledger::{GROUPS, Group};
use crate::scenario::{Motive, Scenario};
use crate::simulation::{FinishedRun, calendar_year_start};
use crate::units::{BusinessId, Cents, NEVER, WEEKS_PER_YEAR, Week};
use crate::world::{Career, Chunk, FirstYear, NO_UPLINE, Partners};

/// A person and what became of her.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Whose partner she is.
    pub business: BusinessId,
    /// Her first row in its network.
    pub row: u32,
    /// Week of joining, from zero.
    pub joined: Week,
    /// Week of leaving for the first time, or [`NEVER`].
    pub left: Week,
    /// Whether she was there from the start.
    pub founder: bool,
    /// Whether the scenario put her in, to be followed.
    pub is_followed: bool,
    /// Why she joined.
    pub motive: Motive,
    /// Direct recruits ever.
    pub recruits: u32,
    /// Posts in her first row.
    pub posts: u32,
    /// When things happened first.
    pub career: Career,
    /// The first 52 weeks, where they are over and she is no founder and joined after the burn-in.
    pub first_year: Option<FirstYear>,
    /// The calendar year, where she was on the books in it.
    pub calendar_year: Option<Year>,
    /// All weeks after the burn-in, where she was on the books in any of them.
    pub to_date: Option<ToDate>,
}

/// What a person's weeks after the burn-in came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ToDate {
    /// Sum of all groups.
    pub net: Cents,
    /// Rewards of the plan.
    pub rewards: Cents,
}

/// A person's calendar year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Year {
    /// Sum of all groups.
    pub net: Cents,
    /// Rewards of the plan.
    pub rewards: Cents,
    /// Retail profit credited by the business.
    pub retail_credit: Cents,
    /// Whether she ordered goods or bought a kit.
    pub ordered: bool,
}

/// All persons of a run, in the order of businesses and of their first rows.
pub fn persons(scenario: &Scenario, run: &FinishedRun) -> Persons {
    let year = calendar_year_start(scenario.weeks, scenario.burn_in_weeks);
    let crowds = each_chunk(run.world.chunks(), |chunk| {
        let partners = &run.world.networks[chunk.business.index()].partners;
        let slots = (0..chunk.len()).filter(|&slot| !chunk.is_return.of(slot));
        Crowd::collect(slots.map(|slot| person(scenario, (partners, chunk, slot), year)))
    });
    crowds.into_iter().flatten().collect()
}

/// The person whose first row stands in a slot.
fn person(
    scenario: &Scenario,
    (partners, chunk, slot): (&Partners, &Chunk, usize),
    year: Option<Week>,
) -> Person {
    let founder = chunk.founder.of(slot);
    let headline = !founder && scenario.burn_in_weeks <= chunk.joined.of(slot);
    Person {
        business: chunk.business,
        row: chunk.row_of(slot),
        joined: chunk.joined.of(slot),
        left: chunk.left.of(slot),
        founder,
        is_followed: chunk.person.of(slot).is_followed(),
        motive: chunk.motive[slot],
        recruits: sum_chain(partners, (chunk, slot), 0, |sum, chunk, slot| {
            sum + chunk.recruits.of(slot)
        }),
        to_date: sum_chain(partners, (chunk, slot), None, |sum, chunk, slot| {
            to_date_of_row(scenario, sum, chunk, slot)
        }),
        posts: chunk.posts.of(slot),
        career: chunk.career(slot),
        first_year: chunk.first_year(slot).filter(|_| headline),
        calendar_year: year.and_then(|start| year_of(partners, chunk, slot, start)),
    }
}

/// Adds a row's weeks after the burn-in; nothing where she had left before.
fn to_date_of_row(
    scenario: &Scenario,
    sum: Option<ToDate>,
    chunk: &Chunk,
    slot: usize,
) -> Option<ToDate> {
    if chunk.left.of(slot) < scenario.burn_in_weeks {
        return sum;
    }
    let sum = sum.unwrap_or_default();
    let opening = chunk.at_opening.get(slot).unwrap_or_default();
    let before: Cents = opening.purse.iter().copied().sum();
    let rewards = Group::Rewards.index();
    Some(ToDate {
        net: sum.net + chunk.net(slot) - before,
        rewards: sum.rewards + chunk.purse.of(slot)[rewards] - opening.purse[rewards],
    })
}

/// Folds something over a person's rows, from the first to the last.
fn sum_chain<T>(
    partners: &Partners,
    (chunk, slot): (&Chunk, usize),
    zero: T,
    add: impl Fn(T, &Chunk, usize) -> T,
) -> T {
    let mut sum = add(zero, chunk, slot);
    let mut next = chunk.next_row[slot];
    while next != NO_UPLINE {
        let (chunk, slot) = partners.place(next);
        sum = add(sum, chunk, slot);
        next = chunk.next_row[slot];
    }
    sum
}

/// A person's calendar year, if any of her rows was on the books in it.
fn year_of(partners: &Partners, chunk: &Chunk, slot: usize, start: Week) -> Option<Year> {
    let mut year: Option<Year> = None;
    let (mut chunk, mut slot) = (chunk, slot);
    loop {
        if let Some(row) = year_of_row(chunk, slot, start) {
            let sum = year.get_or_insert_default();
            sum.net += row.net;
            sum.rewards += row.rewards;
            sum.retail_credit += row.retail_credit;
            sum.ordered |= row.ordered;
        }
        let next = chunk.next_row[slot];
        if next == NO_UPLINE {
            return year;
        }
        (chunk, slot) = partners.place(next);
    }
}

fn year_of_row(chunk: &Chunk, slot: usize, start: Week) -> Option<Year> {
    let moved = calendar_purse(chunk, slot, start)?;
    let joined_inside = !chunk.founder.of(slot) && start <= chunk.joined.of(slot);
    Some(Year {
        net: moved.iter().copied().sum(),
        rewards: moved[Group::Rewards.index()],
        retail_credit: moved[Group::RetailCredit.index()],
        ordered: moved[Group::PaidForGoods.index()] < Cents::ZERO || joined_inside,
    })
}

/// What moved in the calendar year that begins with week `start`, by money group, for a row that
/// was on the books in it.
pub fn calendar_purse(chunk: &Chunk, slot: usize, start: Week) -> Option<[Cents; GROUPS]> {
    let end = start + WEEKS_PER_YEAR;
    let gone_before = chunk.left.of(slot) != NEVER && chunk.left.of(slot) < start;
    if end <= chunk.joined.of(slot) || gone_before {
        return None;
    }
    let opening = chunk.at_year_start.get(slot).unwrap_or_default();
    let closing = chunk.at_year_end.get(slot).unwrap_or_else(|| chunk.snapshot(slot));
    Some(std::array::from_fn(|group| closing.purse[group] - opening.purse[group]))
}

/// Ascending copy of amounts.
pub(super) fn ascending(amounts: impl Iterator<Item = Cents>) -> Vec<Cents> {
    sorted(amounts.collect())
}

/// Amounts from the lowest up.
pub(super) fn sorted(mut amounts: Vec<Cents>) -> Vec<Cents> {
    amounts.par_sort_unstable();
    amounts
}

/// A quantile as a number of cents.
pub(super) fn quantile(sorted: &Sorted<'_>, share: f64) -> Option<f64> {
    sorted.quantile(share).map(|cents| cents.0 as f64)
}
