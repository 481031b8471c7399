//! Differences of rank rates, once more.

use downline::scenario::{Bonus, Case, Differential};
use proptest::prelude::*;

use super::plain::{Paid, Till, World, of_the_program};
use crate::cases;
use crate::stairstep::random::{cases_with, differentials, runs};

struct Naive<'w> {
    world: &'w World<'w>,
    differential: &'w Differential,
}

impl Naive<'_> {
    fn order_of(&self, rank: &str) -> u32 {
        let ranks = &self.world.plan.ranks;
        ranks.iter().find(|(name, _)| name == rank).expect("a rank").1.order
    }

    fn rate_of_rank(&self, rank: &str) -> u32 {
        let of_rank = self.differential.rank_rates.iter().find(|table| table.rank == rank);
        of_rank.map_or(self.differential.rate, |table| table.rate).0
    }

    /// Ranks are given in these cases; an empty name is none.
    fn rate(&self, who: usize) -> u32 {
        self.rate_of_rank(self.world.members[who].rank.as_deref().unwrap_or_default())
    }

    fn is_at(&self, who: usize, boundary: &str) -> bool {
        let rank = self.world.members[who].rank.as_deref().unwrap_or_default();
        !self.world.has_left(who)
            && !rank.is_empty()
            && self.order_of(boundary) <= self.order_of(rank)
    }

    /// The highest rate of the plan.
    fn highest(&self) -> u32 {
        let ranks = self.world.plan.ranks.iter().map(|(name, _)| self.rate_of_rank(name));
        ranks.chain([self.differential.rate.0]).max().unwrap_or(0)
    }

    /// The rate to begin with, and who is above from there, with how far.
    fn beginning(&self, source: usize) -> (u32, Vec<(usize, usize)>) {
        let there = |&upline: &usize| !self.world.has_left(upline);
        let line: Vec<usize> = self.world.line_above(source).into_iter().filter(there).collect();
        let numbered: Vec<(usize, usize)> = (1..).zip(line).collect();
        if let Some(boundary) = &self.differential.beyond_rank {
            let whole = [(0, source)].into_iter().chain(numbered.clone());
            let leader = whole.into_iter().find(|&(_, who)| self.is_at(who, boundary));
            return match leader {
                Some((level, leader)) => (self.rate(leader), numbered[level..].to_vec()),
                None => (self.rate_of_rank(boundary), Vec::new()),
            };
        }
        let had = !self.differential.pays_own || self.world.can_earn(source);
        let counts = self.differential.own_rate_counts && had;
        (if counts { self.rate(source) } else { 0 }, numbered)
    }

    fn run(&self) -> Paid {
        let mut till = Till::new(self.world);
        let share = self.differential.broad_share.0;
        for source in 0..self.world.len() {
            let base = self.world.payable(self.world.base(self.differential.base, source));
            if base == 0 {
                continue;
            }
            if self.differential.pays_own && self.world.can_earn(source) {
                till.pay((source, "own", source), 0, (base, self.rate(source), share));
                till.offer(base, self.rate(source), share);
            }
            let (first, line) = self.beginning(source);
            let mut reached = first;
            let mut anybody = false;
            for (place, &(level, who)) in line.iter().enumerate() {
                if !self.world.can_earn(who) || (anybody && self.differential.first_only) {
                    continue;
                }
                let between: Vec<u32> = line[..place]
                    .iter()
                    .filter(|&&(_, who)| self.world.can_earn(who))
                    .map(|&(_, who)| self.rate(who))
                    .collect();
                let below = between.iter().copied().max().unwrap_or(0).max(first);
                let rate = self.rate(who);
                let holders = between.iter().filter(|&&other| other == below).count()
                    + usize::from(first == below);
                let due = if rate > below {
                    rate - below
                } else if rate == below && holders == 1 {
                    if rate > 0 { self.differential.equal_rate.0 } else { 0 }
                } else {
                    0
                };
                if due > 0 {
                    till.pay((who, "level", source), level, (base, due, share));
                    till.offer(base, due, share);
                    anybody = true;
                }
                reached = reached.max(rate);
            }
            if !(anybody && self.differential.first_only) {
                till.offer(base, self.highest().saturating_sub(reached), share);
            }
        }
        till.close(true)
    }
}

fn compare(case: &Case) {
    let differential = case.plan.differential.as_ref().expect("a differential");
    let statement = cases::statement(case);
    for number in 1..=case.period_count() {
        let world = World::new(case, number);
        let naive = Naive { world: &world, differential }.run();
        let period = &statement.periods[number - 1];
        let paid = of_the_program(&case.plan, period, Bonus::Differential);
        assert_eq!(paid, naive, "period {number}");
    }
}

#[test]
fn the_hand_case_and_the_published_ones_come_out_alike() {
    compare(&cases::hand("differential", &[]));
    for path in cases::files("worked") {
        let case = cases::load(&path, &[]);
        if case.plan.differential.is_some() {
            compare(&case);
        }
    }
}

proptest! {
    #![proptest_config(runs(2_500))]

    #[test]
    fn differences_are_paid_as_the_plain_walk_pays(
        case in cases_with(differentials(), |plan, differential| {
            plan.differential = Some(differential);
        })
    ) {
        compare(&case);
    }
}
