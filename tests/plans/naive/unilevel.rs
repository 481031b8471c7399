//! Overrides by levels once more, as plainly as the rules are written, from the case itself.
//!
//! Everything is asked again each time it is needed, by walking the lists of sponsors and of
//! orders; amounts are whole millionths of a millionth of a cent until they are rounded.
//! Nothing of the program's plans is called.

use std::collections::BTreeMap;

use downline::calculator::PeriodStatement;
use downline::scenario::{
    Bonus, Case, CaseOrder, CaseOrderKind, CaseStatus, Compression, CustomerOrders, OverrideBase,
    OwnOrders, PayBy, PlanRounding, RankMeasured, Starts, Unilevel,
};
use downline::units::Cents;
use proptest::prelude::*;

use super::unilevel_cases::cases as random_cases;
use crate::cases::{files, load, statement};
use crate::network::{BASES, COMPRESSIONS, ROUNDINGS, runs};

/// A cent in the unit of exact amounts.
const CENT: i128 = 1_000_000_000_000;

/// Who is paid for whose base: earner, source, level, base, rate, amount, stepped over.
type Line = (String, String, usize, i128, u32, i128, usize);

/// What is known of a partner: active, rank, points, group points, retail profit, pay.
type Facts = (bool, Option<String>, u64, u64, i128, i128);

/// What the plain walk comes to in a period.
#[derive(Debug, Default, PartialEq, Eq)]
struct Paid {
    /// Lines that are not nothing, sorted.
    lines: Vec<Line>,
    partners: BTreeMap<String, Facts>,
    full: i128,
    base: i128,
}

/// What somebody's orders of a period come to.
#[derive(Default)]
struct Brought {
    points: u64,
    own: i128,
    customers: i128,
    profit: i128,
    /// Retail profit as far as sales are proved.
    margin: i128,
    /// Of the points, those of her customers' orders.
    of_customers: u64,
    /// Points of all that customers ordered of the business, whosever they are.
    shipped: u64,
    /// Points sold from stock.
    resold: u64,
}

/// A part of an amount, halves away from zero.
fn part(amount: i128, of: u128, whole: u128) -> i128 {
    let (of, whole) = (of.cast_signed(), whole.cast_signed());
    let (all, rest) = (amount * of / whole, amount * of % whole);
    if whole <= rest.abs() * 2 { all + amount.signum() } else { all }
}

const ALL: u128 = 1_000_000;

struct Naive<'a> {
    case: &'a Case,
    unilevel: &'a Unilevel,
    /// Ranks by this period's numbers, a list for each period that is done; places from one up.
    ranks: Vec<Vec<usize>>,
}

impl<'a> Naive<'a> {
    /// Every period of a case.
    fn run(case: &'a Case) -> Vec<Paid> {
        let unilevel = case.plan.unilevel.as_ref().expect("a unilevel");
        let mut naive = Self { case, unilevel, ranks: Vec::new() };
        (1..=case.periods.len().max(1))
            .map(|period| {
                naive.measure_ranks(period);
                naive.pay(period)
            })
            .collect()
    }

    fn is_there(&self, person: usize, period: usize) -> bool {
        self.case.partners[person].joined_period <= period as u64
    }

    fn there(&self, period: usize) -> Vec<usize> {
        (0..self.case.partners.len()).filter(|&person| self.is_there(person, period)).collect()
    }

    fn is_newcomer(&self, person: usize, period: usize) -> bool {
        self.case.partners[person].joined_period == period as u64
    }

    fn find(&self, id: &str) -> usize {
        self.case.partners.iter().position(|partner| partner.id == id).expect("a partner")
    }

    /// The line of sponsors above somebody, nearest first.
    fn line_above(&self, person: usize) -> Vec<usize> {
        let mut line = Vec::new();
        let mut next = self.case.partners[person].sponsor.as_deref();
        while let Some(id) = next {
            let sponsor = self.find(id);
            line.push(sponsor);
            next = self.case.partners[sponsor].sponsor.as_deref();
        }
        line
    }

    /// The last of somebody's changes up to a period that says something.
    fn changed<T>(
        &self,
        person: usize,
        period: usize,
        of: impl Fn(&downline::scenario::Change) -> Option<T>,
    ) -> Option<T> {
        let first = usize::try_from(self.case.partners[person].joined_period.max(1)).expect("few");
        let periods = self.case.periods.iter().take(period).skip(first - 1);
        let mine = periods
            .flat_map(|period| &period.changes)
            .filter(|change| change.who == self.case.partners[person].id);
        mine.filter_map(of).next_back()
    }

    fn status(&self, person: usize, period: usize) -> CaseStatus {
        let changed = self.changed(person, period, |change| change.status);
        changed.unwrap_or(self.case.partners[person].status)
    }

    fn has_left(&self, person: usize, period: usize) -> bool {
        self.status(person, period) == CaseStatus::Left
    }

    /// A rank that is given, by its place from one up; zero where none is given aloud.
    fn given_rank(&self, person: usize, period: usize) -> Option<usize> {
        let changed = self.changed(person, period, |change| change.rank.clone());
        let name = changed.or_else(|| self.case.partners[person].rank.clone())?;
        Some(self.place_of(&name))
    }

    /// Ranks in their order from the lowest: the place from one up, zero for none.
    fn place_of(&self, name: &str) -> usize {
        let ranks = &self.case.plan.ranks;
        let Some((_, asked)) = ranks.iter().find(|(rank, _)| rank == name) else { return 0 };
        ranks.iter().filter(|(_, rank)| rank.order <= asked.order).count()
    }

    /// Everything that somebody ordered or sold and that counts in a period.
    fn orders(&self, person: usize, period: usize) -> Vec<&CaseOrder> {
        let plan = &self.case.plan;
        let cut_off = u64::from(plan.period_weeks - plan.late_weeks);
        let of = |number: usize, late: bool| {
            let periods = &self.case.periods;
            let orders = periods.get(number.wrapping_sub(1)).map(|p| p.orders.as_slice());
            let orders = orders.unwrap_or_default().iter();
            orders.filter(move |order| (cut_off < order.week) == late)
        };
        of(period - 1, true)
            .chain(of(period, false))
            .filter(|order| order.by == self.case.partners[person].id)
            .collect()
    }

    /// What of somebody's orders counts in a period under the rules.
    fn brought(&self, person: usize, period: usize) -> Brought {
        let rules = self.case.plan.rules;
        let mut brought = self.ordered(person, period);
        if rules.verified_retail_share.is_none() && rules.own_use_points_max.is_none() {
            return brought;
        }
        let partner = &self.case.partners[person];
        let first = usize::try_from(partner.joined_period.max(1)).expect("few periods");
        let (mut waits, mut worth) =
            (partner.carried.uncounted_points, i128::from(partner.carried.uncounted_cv.0));
        let proved = rules.verified_retail_share.map_or(ALL, |share| u128::from(share.0));
        let most = match (rules.own_use_points_max, rules.verified_retail_share) {
            (Some(most), _) => most,
            (None, Some(_)) => 0,
            (None, None) => u64::MAX,
        };
        for number in first..=period {
            let Brought { points, own, of_customers, resold, .. } = self.ordered(person, number);
            let bought = points - of_customers;
            if own < 0 && 0 < worth {
                // Less than nothing was ordered: that is made up for by what waits.
                let left = (worth + own).max(0);
                waits = u64::try_from(i128::from(waits) * left / worth).expect("points");
                (worth, brought.own) = (left, (worth + own).min(0));
            } else {
                brought.own = own.min(0);
            }
            let own = own.max(0);
            let sold_now = bought.min(resold);
            let sold_older = waits.min(resold - sold_now);
            let used = (bought - sold_now).min(most);
            // Without points all is own use, or nothing is.
            let (of_sold, of_both) = if bought == 0 {
                (0, if 0 < most { own } else { 0 })
            } else {
                let upto = |points: u64| part(own, points.into(), bought.into());
                (upto(sold_now), upto(sold_now + used))
            };
            let of_older =
                if waits == 0 { 0 } else { part(worth, sold_older.into(), waits.into()) };
            let sold = u128::from(sold_now + sold_older);
            let counted = u64::try_from((sold * proved + ALL / 2) / ALL).expect("points");
            brought.own += of_both - of_sold + part(of_sold + of_older, proved, ALL);
            brought.points = of_customers + used + counted;
            waits = waits - sold_older + (bought - sold_now - used);
            worth = worth - of_older + (own - of_both);
        }
        brought
    }

    /// Whether somebody sells too little of what she and her customers bought.
    fn falls_short(&self, person: usize, period: usize) -> bool {
        let rules = self.case.plan.rules;
        let Brought { points, of_customers, shipped, resold, .. } = self.ordered(person, period);
        let proved = rules.verified_retail_share.map_or(ALL, |share| u128::from(share.0));
        let sold = u128::from(shipped) + (u128::from(resold) * proved + ALL / 2) / ALL;
        let bought = u128::from(points - of_customers + shipped);
        sold * ALL < bought * u128::from(rules.retail_share_min.0)
    }

    fn ordered(&self, person: usize, period: usize) -> Brought {
        let (case, partner) = (self.case, &self.case.partners[person]);
        let proved = case.plan.rules.verified_retail_share.map_or(ALL, |share| share.0.into());
        let activity = &case.plan.activity;
        let worth = |points: u64, cv: Option<Cents>| match cv {
            Some(value) => i128::from(value.0),
            None => i128::from(points) * i128::from(case.plan.point_value.0),
        };
        let share = |value: i128| {
            let exact = value * i128::from(case.retail_margin_share.0);
            let (whole, rest) = (exact / 1_000_000, exact % 1_000_000);
            if 500_000 <= rest.abs() { whole + exact.signum() } else { whole }
        };
        let mut brought = Brought::default();
        if period == 1 {
            brought.points += partner.points;
            let value = worth(partner.points, partner.cv);
            brought.own += value;
            brought.profit += match partner.margin {
                Some(margin) => i128::from(margin.0),
                None => share(value),
            };
            brought.margin += part(brought.profit, proved, ALL);
        }
        for order in self.orders(person, period) {
            let value = worth(order.points, order.cv);
            let profit = order.price.map(|price| i128::from(order.retail.0 - price.0));
            match order.kind {
                CaseOrderKind::Own => {
                    brought.points += order.points;
                    brought.own += value;
                    // What she paid says that the goods are hers, at no profit.
                    let profit = if order.price.is_none() { share(value) } else { 0 };
                    brought.profit += profit;
                    brought.margin += part(profit, proved, ALL);
                }
                CaseOrderKind::Customer => {
                    if activity.customers_count {
                        brought.points += order.points;
                        brought.of_customers += order.points;
                    }
                    brought.shipped += order.points;
                    brought.customers += value;
                    brought.profit += profit.unwrap_or(0);
                    brought.margin += profit.unwrap_or(0);
                }
                CaseOrderKind::Resale => {
                    brought.resold += order.points;
                    brought.profit += profit.unwrap_or(0);
                    brought.margin += part(profit.unwrap_or(0), proved, ALL);
                }
                CaseOrderKind::Kit if case.plan.rules.recruiting_bonuses => {
                    brought.points += if activity.kit_counts { order.points } else { 0 };
                    brought.own += if activity.kit_commissionable { value } else { 0 };
                }
                CaseOrderKind::Kit | CaseOrderKind::Return | CaseOrderKind::Posts => {}
            }
        }
        brought
    }

    /// Own points of the window of activity.
    fn window_points(&self, person: usize, period: usize) -> u64 {
        let partner = &self.case.partners[person];
        let first = usize::try_from(partner.joined_period.max(1)).expect("few periods");
        (0..self.case.plan.activity.window_periods as usize)
            .map(|back| match period.checked_sub(back).filter(|&before| first <= before) {
                Some(before) => self.brought(person, before).points,
                None => partner.points_before.get(first + back - period - 1).copied().unwrap_or(0),
            })
            .sum()
    }

    fn is_active(&self, person: usize, period: usize) -> bool {
        self.status(person, period) == CaseStatus::Active
            && self.case.plan.activity.minimum_points <= self.window_points(person, period)
    }

    fn can_earn(&self, person: usize, period: usize) -> bool {
        let waits = self.case.plan.newcomers_earn == Starts::NextPeriod;
        self.is_active(person, period) && !(waits && self.is_newcomer(person, period))
    }

    fn counts(&self, person: usize, period: usize) -> bool {
        let waits = self.case.plan.newcomers_count == Starts::NextPeriod;
        self.is_active(person, period) && !(waits && self.is_newcomer(person, period))
    }

    /// Whose recruit somebody is; those of people taken out belong to the next above who is there.
    fn recruiter(&self, person: usize, period: usize) -> Option<usize> {
        let mut line = self.line_above(person).into_iter();
        match self.unilevel.compression {
            Compression::Standard => line.find(|&upline| !self.has_left(upline, period)),
            _ => line.next(),
        }
    }

    fn active_recruits(&self, person: usize, period: usize) -> usize {
        let there = self.there(period).into_iter();
        there
            .filter(|&other| self.recruiter(other, period) == Some(person))
            .filter(|&other| self.counts(other, period))
            .count()
    }

    /// Somebody and all below her.
    fn group(&self, person: usize, period: usize) -> Vec<usize> {
        let there = self.there(period).into_iter();
        there.filter(|&other| other == person || self.line_above(other).contains(&person)).collect()
    }

    fn legs(&self, person: usize, period: usize) -> Vec<usize> {
        let there = self.there(period).into_iter();
        there.filter(|&other| self.line_above(other).first() == Some(&person)).collect()
    }

    fn group_points(&self, person: usize, period: usize) -> u64 {
        self.group(person, period).iter().map(|&member| self.brought(member, period).points).sum()
    }

    /// Ranks by this period's numbers, those far below first.
    fn measure_ranks(&mut self, period: usize) {
        let mut order = self.there(period);
        order.sort_by_key(|&person| std::cmp::Reverse(self.line_above(person).len()));
        self.ranks.push(vec![0; self.case.partners.len()]);
        for person in order {
            self.ranks[period - 1][person] = self.measured_rank(person, period);
        }
    }

    fn measured_rank(&self, person: usize, period: usize) -> usize {
        if let Some(given) = self.given_rank(person, period) {
            return given;
        }
        if !self.is_active(person, period) {
            return 0;
        }
        let own = self.brought(person, period).points;
        let legs = self.legs(person, period);
        let met = self.case.plan.ranks.iter().filter(|(_, rank)| {
            // A share of a requirement, in whole points.
            let most = u128::from(rank.minimum_group_points) * u128::from(rank.leg_cap.0);
            let most = u64::try_from(most / 1_000_000).expect("64 bits");
            let of_legs = legs.iter().map(|&leg| self.group_points(leg, period).min(most));
            let group = match rank.leg_cap.0 {
                1_000_000 => self.group_points(person, period),
                _ => own + of_legs.sum::<u64>(),
            };
            let asked = rank.leg_rank.as_deref().map_or(0, |name| self.place_of(name));
            let has_rank = |leg: &&usize| {
                let mut members = self.group(**leg, period).into_iter();
                let counted = |member: usize| {
                    if self.counts(member, period) { self.ranks[period - 1][member] } else { 0 }
                };
                members.any(|member| asked <= counted(member))
            };
            rank.minimum_points <= own
                && rank.minimum_group_points <= group
                && rank.minimum_active_recruits as usize <= self.active_recruits(person, period)
                && rank.minimum_legs as usize <= legs.iter().filter(has_rank).count()
        });
        met.map(|(name, _)| self.place_of(name)).max().unwrap_or(0)
    }

    /// The rank that somebody kept from the period before, and the highest that she ever had.
    fn kept_ranks(&self, person: usize, period: usize) -> (usize, usize) {
        let partner = &self.case.partners[person];
        let place = |name: &Option<String>| name.as_deref().map_or(0, |name| self.place_of(name));
        let first = usize::try_from(partner.joined_period.max(1)).expect("few periods");
        let (mut rank, mut title) = (place(&partner.carried.rank), place(&partner.carried.title));
        for before in first..period {
            let gone = self.has_left(person, before);
            rank = if gone { 0 } else { self.ranks[before - 1][person] };
            title = title.max(rank);
        }
        (rank, title)
    }

    fn paid_rank(&self, person: usize, period: usize) -> usize {
        let (before, title) = self.kept_ranks(person, period);
        let rank = match self.case.plan.rank_measured {
            RankMeasured::After => self.ranks[period - 1][person],
            RankMeasured::Before => before,
        };
        match self.case.plan.pay_by {
            PayBy::PaidAs => rank,
            PayBy::Title => rank.max(title),
        }
    }

    /// The rate of somebody at a level counted from one, or nothing where she cannot be paid.
    fn rate(&self, person: usize, level: usize, period: usize) -> Option<u32> {
        if !self.can_earn(person, period) {
            return None;
        }
        let rank = self.paid_rank(person, period);
        let tables = &self.unilevel.rank_rates;
        let of_rank = tables.iter().find(|table| 0 < rank && self.place_of(&table.rank) == rank);
        let table = of_rank.map_or(&self.unilevel.rates, |table| &table.rates);
        let asked = &self.unilevel.active_recruits_by_level;
        let asked = match (asked.len(), level) {
            (0, _) => 0,
            (asked_levels, level) if level <= asked_levels => asked[level - 1],
            (asked_levels, _) => asked[asked_levels - 1],
        };
        if (self.active_recruits(person, period) as u64) < asked {
            return None;
        }
        table.get(level - 1).map(|rate| rate.0)
    }

    fn depth(&self) -> usize {
        let tables = self.unilevel.rank_rates.iter().map(|table| table.rates.len());
        tables.chain([self.unilevel.rates.len()]).max().unwrap_or(0)
    }

    /// Everybody who may be asked about a base, nearest first, up to where levels stop.
    fn line_of(&self, source: usize, starts_with_source: bool, period: usize) -> Vec<usize> {
        let mut whole = vec![source];
        whole.extend(self.line_above(source));
        if let Some(name) = &self.unilevel.stop_at_rank {
            let stop = self.place_of(name);
            let stops = |&person: &usize| {
                !self.has_left(person, period) && stop <= self.paid_rank(person, period)
            };
            if let Some(place) = whole.iter().position(stops) {
                whole.truncate(place + 1);
            }
        }
        if !starts_with_source {
            whole.remove(0);
        }
        whole
    }

    /// Who is paid at which level for a base, and how many were passed since the level before.
    fn earners(&self, line: &[usize], period: usize) -> Vec<(usize, usize, usize)> {
        let uses = |person: usize| match self.unilevel.compression {
            Compression::Standard | Compression::PayOnlyMove => !self.has_left(person, period),
            Compression::SkipInactive => self.is_active(person, period),
            Compression::SkipBelowRank => {
                let asked = self.unilevel.compression_rank.as_deref().expect("a rank");
                let asked = self.place_of(asked);
                self.is_active(person, period) && asked <= self.paid_rank(person, period)
            }
            _ => true,
        };
        match self.unilevel.compression {
            Compression::RankQualified => {
                let (mut earners, mut next) = (Vec::new(), 0);
                for level in 1..=self.depth() {
                    let has = |&person: &usize| self.rate(person, level, period).is_some();
                    let Some(passed) = line[next..].iter().position(has) else { break };
                    earners.push((line[next + passed], level, passed));
                    next += passed + 1;
                }
                earners
            }
            Compression::RollUpPayment => (1..=self.depth().min(line.len()))
                .filter_map(|level| {
                    let has = |&person: &usize| self.rate(person, level, period).is_some();
                    let passed = line[level - 1..].iter().position(has)?;
                    Some((line[level - 1 + passed], level, passed))
                })
                .collect(),
            _ => {
                let places: Vec<usize> = (0..line.len()).filter(|&at| uses(line[at])).collect();
                (1..=self.depth().min(places.len()))
                    .map(|level| {
                        let place = places[level - 1];
                        let former = if level == 1 { 0 } else { places[level - 2] + 1 };
                        (line[place], level, place - former)
                    })
                    .filter(|&(person, level, _)| self.rate(person, level, period).is_some())
                    .collect()
            }
        }
    }

    /// What somebody brings before anybody is paid: what customers ordered, and the rest.
    fn opening_bases(&self, period: usize) -> Vec<(i128, i128)> {
        let mut bases = vec![(0, 0); self.case.partners.len()];
        for person in self.there(period) {
            let mut holder = person;
            if self.unilevel.compression == Compression::RollUpVolume
                && !self.is_active(person, period)
            {
                let line = self.line_above(person);
                // Where nobody active stands above, it ends at the top of the line.
                let next = line.iter().find(|&&upline| self.is_active(upline, period));
                holder = *next.or(line.last()).unwrap_or(&person);
            }
            let brought = self.brought(person, period);
            let (own, customers) = match self.unilevel.base {
                OverrideBase::Wholesale => (brought.own, brought.customers),
                OverrideBase::RetailMargin | OverrideBase::Earnings => (brought.margin, 0),
            };
            // An own account below zero takes from the customers' first.
            let (all, customers) = (own + customers, customers.min((own + customers).max(0)));
            bases[holder].0 += all;
            bases[holder].1 += customers;
        }
        bases
    }

    fn round(&self, exact: i128) -> i128 {
        let unit = i128::from(self.case.plan.rounding_unit.0);
        let one = CENT * unit;
        let (whole, rest) = (exact / one, exact % one);
        let up = match self.case.plan.rounding {
            PlanRounding::PerLineHalfUp => one - rest <= rest,
            PlanRounding::PerLineHalfEven if rest * 2 == one => whole % 2 == 1,
            PlanRounding::PerLineHalfEven => one - rest < rest,
            PlanRounding::PerLineDown | PlanRounding::PerPersonDown => false,
        };
        (if up { whole + 1 } else { whole }) * unit
    }

    /// What the full rate table pays on a part, before any rounding, level by level.
    fn full_lines(&self, part: i128) -> Vec<i128> {
        let broad = i128::from(self.unilevel.broad_share.0);
        (0..self.depth())
            .map(|place| {
                let tables = self.unilevel.rank_rates.iter().map(|table| &table.rates);
                let rates = tables.chain([&self.unilevel.rates]).filter_map(|t| t.get(place));
                part * broad * rates.map(|rate| i128::from(rate.0)).max().unwrap_or(0)
            })
            .collect()
    }

    /// The parts of a base and whether the source is at level 1 of each.
    fn parts(&self, all: i128, customers: i128) -> Vec<(i128, bool)> {
        let own_first = self.unilevel.own_orders == OwnOrders::SelfFirst;
        let seller_first = self.unilevel.customer_orders == CustomerOrders::Seller;
        if own_first == seller_first {
            return vec![(all, own_first)];
        }
        let customers = customers.min(all);
        vec![(all - customers, own_first), (customers, seller_first)]
    }

    /// Pays everybody, those far below first.
    fn pay(&self, period: usize) -> Paid {
        let people = self.case.partners.len();
        let per_person = self.case.plan.rounding == PlanRounding::PerPersonDown;
        let broad = i128::from(self.unilevel.broad_share.0);
        let mut order = self.there(period);
        order.sort_by_key(|&person| std::cmp::Reverse(self.line_above(person).len()));
        let opening = self.opening_bases(period);
        let (mut exact, mut totals) = (vec![0_i128; people], vec![0_i128; people]);
        let (mut exact_full, mut paid) = (0, Paid::default());
        let short: Vec<bool> =
            (0..people).map(|person| self.falls_short_by_then(person, period)).collect();
        let mut on_herself = vec![0_i128; people];
        for person in order {
            let (mut all, customers) = opening[person];
            if self.unilevel.base == OverrideBase::Earnings && !short[person] {
                // Everybody below is done: this is her whole sum.
                all += if per_person { self.round(exact[person]) } else { totals[person] };
            }
            if all <= 0 || all < i128::from(self.unilevel.minimum_base.0) {
                continue;
            }
            paid.base += all;
            for (part, starts_with_source) in self.parts(all, customers) {
                if part <= 0 {
                    continue;
                }
                for line in self.full_lines(part) {
                    exact_full += line;
                    paid.full += self.round(line);
                }
                let line = self.line_of(person, starts_with_source, period);
                for (earner, level, passed) in self.earners(&line, period) {
                    let rate = self.rate(earner, level, period).expect("an earner has a rate");
                    let amount = part * broad * i128::from(rate);
                    exact[earner] += amount;
                    let amount = self.round(amount);
                    totals[earner] += amount;
                    on_herself[earner] += if earner == person { amount } else { 0 };
                    if 0 < amount {
                        let id = |person: usize| self.case.partners[person].id.clone();
                        let (earner, source) = (id(earner), id(person));
                        paid.lines.push((earner, source, level, part, rate, amount, passed));
                    }
                }
            }
        }
        if per_person {
            paid.full = self.round(exact_full);
            totals = exact.into_iter().map(|sum| self.round(sum)).collect();
        }
        for person in (0..people).filter(|&person| short[person]) {
            totals[person] = on_herself[person];
        }
        paid.lines.sort();
        paid.partners = self.facts(period, &totals);
        paid
    }

    fn falls_short_by_then(&self, person: usize, period: usize) -> bool {
        self.is_there(person, period) && self.falls_short(person, period)
    }

    fn facts(&self, period: usize, totals: &[i128]) -> BTreeMap<String, Facts> {
        let name = |rank: usize| {
            let mut ranks = self.case.plan.ranks.iter().map(|(name, _)| name);
            ranks.find(|name| self.place_of(name) == rank).cloned()
        };
        let facts = |person: usize| {
            let brought = self.brought(person, period);
            let facts = (
                self.is_active(person, period),
                name(self.ranks[period - 1][person]),
                brought.points,
                self.group_points(person, period),
                brought.profit,
                totals[person],
            );
            (self.case.partners[person].id.clone(), facts)
        };
        self.there(period).into_iter().map(facts).collect()
    }
}

/// What the program comes to, in the same terms.
fn of_the_program(period: &PeriodStatement) -> Paid {
    let levels = period.lines.iter().filter(|line| 0 < line.level && line.amount != Cents::ZERO);
    let line = |line: &downline::calculator::Line| {
        let (earner, source) = (line.earner.clone(), line.source.clone());
        let (base, amount) = (i128::from(line.base.0), i128::from(line.amount.0));
        let (level, passed) = (line.level as usize, line.stepped_over as usize);
        (earner, source, level, base, line.rate.0, amount, passed)
    };
    let mut lines: Vec<Line> = levels.map(line).collect();
    lines.sort();
    let facts = |partner: &downline::calculator::PartnerLine| {
        let facts = (
            partner.active,
            partner.rank.clone(),
            u64::from(partner.points),
            partner.group_points,
            i128::from(partner.retail_profit.0),
            i128::from(partner.rewards.0),
        );
        (partner.id.clone(), facts)
    };
    let bonus = &period.bonuses[0];
    assert_eq!(bonus.rewards + bonus.breakage, bonus.full);
    assert_eq!(period.partners.iter().map(|p| p.rewards).sum::<Cents>(), bonus.rewards);
    Paid {
        lines,
        partners: period.partners.iter().map(facts).collect(),
        full: i128::from(bonus.full.0),
        base: i128::from(bonus.base.0),
    }
}

/// Both, period by period.
fn both(case: &Case) -> (Vec<Paid>, Vec<Paid>) {
    (statement(case).periods.iter().map(of_the_program).collect(), Naive::run(case))
}

#[test]
fn the_plain_walk_agrees_on_every_case_file_under_every_variant_base_and_rounding() {
    let mut compared = 0;
    for path in ["worked", "hand"].into_iter().flat_map(files) {
        let case = load(&path, &[]);
        let plan = &case.plan;
        let is_cut =
            plan.person_cap.is_some() || plan.company_cap.is_some() || plan.clawback.is_some();
        if plan.bonuses() != [Bonus::Unilevel] || is_cut {
            continue;
        }
        let (program, plain) = both(&case);
        assert_eq!(program, plain, "{}", path.display());
        for (compression, base, rounding) in every_combination() {
            let mut case = case.clone();
            let unilevel = case.plan.unilevel.as_mut().expect("a unilevel");
            (unilevel.compression, unilevel.base) = (compression, base);
            if base != OverrideBase::Wholesale {
                unilevel.own_orders = OwnOrders::Upline;
                unilevel.customer_orders = CustomerOrders::Sponsor;
            }
            if unilevel.compression_rank.is_none() {
                let Some((lowest, _)) = case.plan.ranks.first() else { continue };
                unilevel.compression_rank = Some(lowest.clone());
            }
            case.plan.rounding = rounding;
            let (program, plain) = both(&case);
            assert_eq!(program, plain, "{}: {:?}", path.display(), case.plan);
            compared += 1;
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
    fn the_plain_walk_agrees_on_random_cases(case in random_cases()) {
        let (program, plain) = both(&case);
        prop_assert_eq!(program, plain);
    }
}

#[test]
fn random_cases_pay_something_under_every_choice() {
    // Comparing nothing with nothing would always succeed.
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::new(runs(1));
    let mut paying: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for _ in 0..2_000 {
        let case = random_cases().new_tree(&mut runner).expect("a case").current();
        let unilevel = case.plan.unilevel.as_ref().expect("a unilevel");
        let paid = statement(&case).periods.iter().any(|period| !period.lines.is_empty());
        let of_base = |what: &dyn std::fmt::Debug| format!("{:?} {what:?}", unilevel.base);
        for key in [
            format!("{:?}", unilevel.compression),
            format!("{:?}", case.plan.rounding),
            format!("stops {}", unilevel.stop_at_rank.is_some()),
            of_base(&(unilevel.own_orders, unilevel.customer_orders)),
        ] {
            let (runs, with_pay) = paying.entry(key).or_default();
            *runs += 1;
            *with_pay += usize::from(paid);
        }
    }
    // Orders are told apart in four ways for one base, and in one for the others.
    assert_eq!(paying.len(), COMPRESSIONS.len() + ROUNDINGS.len() + 2 + BASES.len() + 3);
    for (key, (runs, with_pay)) in paying {
        assert!(runs < with_pay * 4, "{key}: {with_pay} of {runs} runs pay anything");
    }
}
