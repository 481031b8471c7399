//! Overrides by levels once more, as plainly as the rules are written.
//!
//! Everything is asked again each time it is needed, by walking the list of sponsors; amounts are
//! whole numbers of a millionth of a millionth of a cent until they are rounded. Nothing of the
//! program's plans is called.

use std::collections::BTreeMap;

use downline::scenario::{Compression, OverrideBase, Plan, PlanRounding, Unilevel};
use downline::units::Cents;
use downline::world::{NO_UPLINE, Status};
use proptest::prelude::*;

use crate::network::{BASES, COMPRESSIONS, Network, ROUNDINGS, networks, plans, runs};
use crate::worked;

/// A cent in the unit of exact amounts.
const CENT: i128 = 1_000_000_000_000;

/// Who is paid for whose base at which level.
type Line = (usize, usize, usize);

/// What the plain walk comes to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Paid {
    /// Cents of each line that is not nothing.
    lines: BTreeMap<Line, i128>,
    /// Cents of each row.
    totals: Vec<i128>,
    full: i128,
    base: i128,
}

struct Naive<'a> {
    plan: &'a Plan,
    unilevel: &'a Unilevel,
    network: &'a Network,
}

impl<'a> Naive<'a> {
    fn new(plan: &'a Plan, network: &'a Network) -> Self {
        Self { plan, unilevel: plan.unilevel.as_ref().expect("a unilevel"), network }
    }

    /// The line of sponsors above a row, nearest first.
    fn line_above(&self, row: usize) -> Vec<usize> {
        match self.network.sponsors[row] {
            NO_UPLINE => Vec::new(),
            sponsor => {
                let sponsor = sponsor as usize;
                let mut line = vec![sponsor];
                line.extend(self.line_above(sponsor));
                line
            }
        }
    }

    fn has_left(&self, row: usize) -> bool {
        self.network.status[row] == Status::Left
    }

    fn is_active(&self, row: usize) -> bool {
        let mut points = u64::from(self.network.volumes[row].points);
        for period in 1..self.plan.activity.window_periods as usize {
            points += u64::from(self.network.points_before[row][period - 1]);
        }
        self.network.status[row] == Status::Active && points >= self.plan.activity.minimum_points
    }

    /// Whose recruit a row is; those of people taken out belong to the next above who is there.
    fn recruiter(&self, row: usize) -> Option<usize> {
        let mut line = self.line_above(row).into_iter();
        match self.unilevel.compression {
            Compression::Standard => line.find(|&upline| !self.has_left(upline)),
            _ => line.next(),
        }
    }

    fn active_recruits(&self, row: usize) -> usize {
        (0..self.network.len())
            .filter(|&other| self.is_active(other) && self.recruiter(other) == Some(row))
            .count()
    }

    fn group_points(&self, row: usize) -> u64 {
        (0..self.network.len())
            .filter(|&other| other == row || self.line_above(other).contains(&row))
            .map(|member| u64::from(self.network.volumes[member].points))
            .sum()
    }

    /// The highest rank whose every condition is met.
    fn rank(&self, row: usize) -> Option<&str> {
        if !self.is_active(row) {
            return None;
        }
        let met = self.plan.ranks.iter().filter(|(_, rank)| {
            u64::from(self.network.volumes[row].points) >= rank.minimum_points
                && self.group_points(row) >= rank.minimum_group_points
                && self.active_recruits(row) >= rank.minimum_active_recruits as usize
        });
        met.max_by_key(|(_, rank)| rank.order).map(|(name, _)| name.as_str())
    }

    fn is_at_compression_rank(&self, row: usize) -> bool {
        let order = |name: &str| {
            self.plan.ranks.iter().find(|(other, _)| other == name).expect("a rank").1.order
        };
        let asked = self.unilevel.compression_rank.as_deref().expect("a rank to compress by");
        self.rank(row).is_some_and(|rank| order(rank) >= order(asked))
    }

    /// The rate of a row at a level counted from one, or nothing where she cannot be paid.
    fn rate(&self, row: usize, level: usize) -> Option<u32> {
        if !self.is_active(row) {
            return None;
        }
        let rank = self.rank(row);
        let of_rank =
            self.unilevel.rank_rates.iter().find(|table| Some(table.rank.as_str()) == rank);
        let table = of_rank.map_or(&self.unilevel.rates, |table| &table.rates);
        let asked = &self.unilevel.active_recruits_by_level;
        let asked = match (asked.len(), level) {
            (0, _) => 0,
            (asked_levels, level) if level <= asked_levels => asked[level - 1],
            (asked_levels, _) => asked[asked_levels - 1],
        };
        if (self.active_recruits(row) as u64) < asked {
            return None;
        }
        table.get(level - 1).map(|rate| rate.0)
    }

    fn depth(&self) -> usize {
        let tables = self.unilevel.rank_rates.iter().map(|table| table.rates.len());
        tables.chain([self.unilevel.rates.len()]).max().unwrap_or(0)
    }

    /// Who is paid at which level for a base of `source`.
    fn earners(&self, source: usize) -> Vec<(usize, usize)> {
        let mut line = self.line_above(source);
        match self.unilevel.compression {
            Compression::RankQualified => {
                let mut earners = Vec::new();
                let mut rest = line.into_iter();
                for level in 1..=self.depth() {
                    match rest.find(|&upline| self.rate(upline, level).is_some()) {
                        Some(upline) => earners.push((upline, level)),
                        None => break,
                    }
                }
                return earners;
            }
            Compression::RollUpPayment => {
                return (1..=self.depth().min(line.len()))
                    .filter_map(|level| {
                        let from = line[level - 1..].iter();
                        let earner = from.copied().find(|&up| self.rate(up, level).is_some());
                        earner.map(|earner| (earner, level))
                    })
                    .collect();
            }
            Compression::Standard | Compression::PayOnlyMove => {
                line.retain(|&upline| !self.has_left(upline));
            }
            Compression::SkipInactive => line.retain(|&upline| self.is_active(upline)),
            Compression::SkipBelowRank => {
                line.retain(|&upline| self.is_at_compression_rank(upline));
            }
            Compression::None | Compression::NoRollUp | Compression::RollUpVolume => {}
        }
        let numbered = line.into_iter().zip(1..=self.depth());
        numbered.filter(|&(upline, level)| self.rate(upline, level).is_some()).collect()
    }

    /// What each row brings before anybody is paid.
    fn opening_bases(&self) -> Vec<i128> {
        let own = |row: usize| {
            let volume = &self.network.volumes[row];
            i128::from(match self.unilevel.base {
                OverrideBase::Wholesale => volume.wholesale.0,
                OverrideBase::RetailMargin | OverrideBase::Earnings => volume.margin.0,
            })
        };
        let mut bases = vec![0; self.network.len()];
        for row in 0..self.network.len() {
            let mut holder = row;
            if self.unilevel.compression == Compression::RollUpVolume && !self.is_active(row) {
                let line = self.line_above(row);
                // Where nobody active stands above, it ends at the top of the line.
                let next = line.iter().find(|&&upline| self.is_active(upline)).or(line.last());
                holder = *next.unwrap_or(&row);
            }
            bases[holder] += own(row);
        }
        bases
    }

    fn round(&self, exact: i128) -> i128 {
        let (whole, rest) = (exact / CENT, exact % CENT);
        let up = match self.plan.rounding {
            PlanRounding::PerLineHalfUp => CENT - rest <= rest,
            PlanRounding::PerLineHalfEven if rest * 2 == CENT => whole % 2 == 1,
            PlanRounding::PerLineHalfEven => CENT - rest < rest,
            PlanRounding::PerLineDown | PlanRounding::PerPersonDown => false,
        };
        if up { whole + 1 } else { whole }
    }

    /// Pays everybody, those far below first.
    fn run(&self) -> Paid {
        let rows = self.network.len();
        let per_person = self.plan.rounding == PlanRounding::PerPersonDown;
        let broad = i128::from(self.unilevel.broad_share.0);
        let mut order: Vec<usize> = (0..rows).collect();
        order.sort_by_key(|&row| std::cmp::Reverse(self.line_above(row).len()));
        let opening = self.opening_bases();
        let mut exact = vec![0_i128; rows];
        let (mut exact_full, mut paid) = (0, Paid { totals: vec![0; rows], ..Paid::default() });
        for row in order {
            if per_person {
                // Everybody below is done: this is her whole sum.
                paid.totals[row] = self.round(exact[row]);
            }
            let mut base = opening[row];
            if self.unilevel.base == OverrideBase::Earnings {
                base += paid.totals[row];
            }
            if base <= 0 || base < i128::from(self.unilevel.minimum_base.0) {
                continue;
            }
            paid.base += base;
            for level in 1..=self.depth() {
                let tables = self.unilevel.rank_rates.iter().map(|table| &table.rates);
                let rates = tables.chain([&self.unilevel.rates]).filter_map(|t| t.get(level - 1));
                let highest = rates.map(|rate| rate.0).max().unwrap_or(0);
                let line = base * broad * i128::from(highest);
                exact_full += line;
                paid.full += self.round(line);
            }
            for (earner, level) in self.earners(row) {
                let rate = self.rate(earner, level).expect("an earner has a rate");
                let line = base * broad * i128::from(rate);
                exact[earner] += line;
                if !per_person && 0 < self.round(line) {
                    paid.totals[earner] += self.round(line);
                    paid.lines.insert((earner, row, level), self.round(line));
                }
            }
        }
        if per_person {
            paid.full = self.round(exact_full);
        }
        paid
    }
}

/// What the program comes to, in the same terms.
fn of_the_program(plan: &Plan, network: &Network) -> Paid {
    let (claims, outcome) = network.run(plan);
    let mut lines: BTreeMap<Line, i128> = BTreeMap::new();
    if plan.rounding != PlanRounding::PerPersonDown {
        for claim in claims.iter().filter(|claim| claim.amount != Cents::ZERO) {
            let key = (claim.earner as usize, claim.source as usize, claim.level as usize);
            let former = lines.insert(key, i128::from(claim.amount.0));
            assert_eq!(former, None, "{key:?} is claimed twice");
        }
    }
    let totals: Vec<i128> = network.totals(&claims).into_iter().map(i128::from).collect();
    assert_eq!(totals.iter().sum::<i128>(), i128::from(outcome.paid.0));
    Paid { lines, totals, full: i128::from(outcome.full.0), base: i128::from(outcome.base.0) }
}

#[test]
fn the_plain_walk_agrees_on_every_worked_tree_under_every_variant_base_and_rounding() {
    let mut compared = 0;
    for file in worked::files() {
        let network = file.network();
        for case in &file.plans {
            let mut plan = file.plan(case);
            for (compression, base, rounding) in every_combination() {
                let unilevel = plan.unilevel.as_mut().expect("a unilevel");
                let ranked = unilevel.compression_rank.is_some() || !plan.ranks.is_empty();
                if compression == Compression::SkipBelowRank && !ranked {
                    continue;
                }
                (unilevel.compression, unilevel.base) = (compression, base);
                if unilevel.compression_rank.is_none() && ranked {
                    unilevel.compression_rank = Some(plan.ranks[0].0.clone());
                }
                plan.rounding = rounding;
                let plain = Naive::new(&plan, &network).run();
                let at = format!("{}, {}: {plan:?}", file.name, case.name);
                assert_eq!(of_the_program(&plan, &network), plain, "{at}");
                compared += 1;
            }
        }
    }
    assert!(1_000 < compared, "only {compared} comparisons");
}

fn every_combination() -> Vec<(Compression, OverrideBase, PlanRounding)> {
    let mut all = Vec::new();
    for compression in COMPRESSIONS {
        for base in BASES {
            all.extend(ROUNDINGS.map(|rounding| (compression, base, rounding)));
        }
    }
    all
}

proptest! {
    #![proptest_config(runs(5_000))]

    #[test]
    fn the_plain_walk_agrees_on_random_trees_and_plans(network in networks(), plan in plans()) {
        prop_assert_eq!(of_the_program(&plan, &network), Naive::new(&plan, &network).run());
    }
}

#[test]
fn random_plans_and_trees_pay_something_under_every_variant_base_and_rounding() {
    // Comparing nothing with nothing would always succeed.
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::new(runs(1));
    let mut paying: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for _ in 0..2_000 {
        let network = networks().new_tree(&mut runner).expect("a network").current();
        let plan = plans().new_tree(&mut runner).expect("a plan").current();
        let unilevel = plan.unilevel.as_ref().expect("a unilevel");
        let (compression, base) = (unilevel.compression, unilevel.base);
        let paid = Cents::ZERO < network.run(&plan).1.paid;
        for key in [format!("{compression:?}"), format!("{base:?}"), format!("{:?}", plan.rounding)]
        {
            let (runs, with_pay) = paying.entry(key).or_default();
            *runs += 1;
            *with_pay += usize::from(paid);
        }
    }
    assert_eq!(paying.len(), COMPRESSIONS.len() + BASES.len() + ROUNDINGS.len());
    for (key, (runs, with_pay)) in paying {
        assert!(runs < with_pay * 3, "{key}: {with_pay} of {runs} runs pay anything");
    }
}
