//! A period of a case as plain lists, for walks that are asked again each time.
//!
//! Amounts are whole numbers of a millionth of a millionth of a cent until they are rounded.
//! Nothing of the program's plans is called.

use std::collections::BTreeMap;

use downline::calculator::{PeriodStatement, Statement};
use downline::scenario::{
    Bonus, Case, CaseOrderKind, CaseStatus, CountsIn, Plan, PlanRounding, Starts, VolumeBase,
};

/// A cent in the unit of exact amounts.
const CENT: i128 = 1_000_000_000_000;

/// Parts per million that are all.
pub(crate) const ALL: u32 = 1_000_000;

/// Somebody in a period.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) id: String,
    pub(crate) sponsor: Option<usize>,
    pub(crate) status: CaseStatus,
    pub(crate) rank: Option<String>,
    pub(crate) is_newcomer: bool,
    pub(crate) points: u64,
    pub(crate) value: i128,
    pub(crate) margin: i128,
    pub(crate) list_value: i128,
}

/// A period of a case: those who have joined, a sponsor before her recruits.
pub(crate) struct World<'c> {
    pub(crate) plan: &'c Plan,
    pub(crate) members: Vec<Member>,
}

impl<'c> World<'c> {
    /// The period of that number, from one. Sponsors stand before their recruits in these cases.
    pub(crate) fn new(case: &'c Case, number: usize) -> Self {
        let now = number as u64;
        let plan = &case.plan;
        let point_value = i128::from(plan.point_value.0);
        let mut members: Vec<Member> = Vec::new();
        let mut joiners: Vec<_> = case.partners.iter().collect();
        joiners.sort_by_key(|partner| partner.joined_period);
        for partner in joiners.iter().filter(|partner| partner.joined_period <= now) {
            let sponsor = partner.sponsor.as_ref().map(|id| place(&members, id));
            let mut member = Member {
                id: partner.id.clone(),
                sponsor,
                status: partner.status,
                rank: partner.rank.clone(),
                is_newcomer: partner.joined_period == now,
                points: 0,
                value: 0,
                margin: 0,
                list_value: 0,
            };
            if number == 1 {
                let value = i128::from(partner.points) * point_value;
                member.points = partner.points;
                member.value = partner.cv.map_or(value, |cv| i128::from(cv.0));
                member.margin = partner.margin.map_or(0, |margin| i128::from(margin.0));
            }
            members.push(member);
        }
        for (before, period) in case.periods.iter().enumerate().take(number) {
            for change in &period.changes {
                let member = place(&members, &change.who);
                members[member].status = change.status.unwrap_or(members[member].status);
                if change.rank.is_some() {
                    members[member].rank.clone_from(&change.rank);
                }
            }
            if before + 1 < number {
                continue;
            }
            for order in &period.orders {
                let by = place(&members, &order.by);
                let member = &mut members[by];
                member.points += order.points;
                let value = i128::from(order.points) * point_value;
                member.value += order.cv.map_or(value, |cv| i128::from(cv.0));
                match (order.kind, order.price) {
                    (CaseOrderKind::Own, _) => member.list_value += i128::from(order.retail.0),
                    (CaseOrderKind::Customer, Some(price)) => {
                        member.margin += i128::from(order.retail.0 - price.0);
                    }
                    _ => {}
                }
            }
        }
        Self { plan, members }
    }

    pub(crate) fn len(&self) -> usize {
        self.members.len()
    }

    /// The line of sponsors above somebody, nearest first.
    pub(crate) fn line_above(&self, who: usize) -> Vec<usize> {
        let mut line = Vec::new();
        let mut next = self.members[who].sponsor;
        while let Some(upline) = next {
            line.push(upline);
            next = self.members[upline].sponsor;
        }
        line
    }

    /// Everybody, those far below first.
    pub(crate) fn deepest_first(&self) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.len()).collect();
        all.sort_by_key(|&who| std::cmp::Reverse(self.line_above(who).len()));
        all
    }

    /// Somebody and all below her on whose way up to her nobody is behind a border.
    pub(crate) fn group(&self, top: usize, border: &[bool]) -> Vec<usize> {
        let belongs = |&member: &usize| {
            let mut way = vec![member];
            way.extend(self.line_above(member));
            let above = way.iter().position(|&other| other == top);
            above.is_some_and(|end| way[..end].iter().all(|&other| !border[other]))
        };
        (0..self.len()).filter(belongs).collect()
    }

    pub(crate) fn points(&self, group: &[usize]) -> u64 {
        group.iter().map(|&member| self.members[member].points).sum()
    }

    pub(crate) fn value(&self, group: &[usize]) -> i128 {
        group.iter().map(|&member| self.members[member].value).sum()
    }

    pub(crate) fn has_left(&self, who: usize) -> bool {
        self.members[who].status == CaseStatus::Left
    }

    pub(crate) fn is_active(&self, who: usize) -> bool {
        let member = &self.members[who];
        member.status == CaseStatus::Active && member.points >= self.plan.activity.minimum_points
    }

    /// Whether a newcomer's pay has begun.
    pub(crate) fn has_begun(&self, who: usize) -> bool {
        self.plan.newcomers_earn == Starts::ThisPeriod || !self.members[who].is_newcomer
    }

    pub(crate) fn can_earn(&self, who: usize) -> bool {
        self.is_active(who) && self.has_begun(who)
    }

    /// What somebody brings, in cents.
    pub(crate) fn base(&self, base: VolumeBase, who: usize) -> i128 {
        let member = &self.members[who];
        match base {
            VolumeBase::Wholesale => member.value,
            VolumeBase::RetailMargin => member.margin,
            VolumeBase::ListValue => member.list_value,
            VolumeBase::Points => i128::from(member.points) * i128::from(self.plan.point_value.0),
        }
    }

    /// What is paid on a value: nothing where it is below zero, unless returns may bring it there.
    pub(crate) fn payable(&self, value: i128) -> i128 {
        let takes_back = self.plan.clawback.map(|clawback| clawback.counts_in);
        if takes_back == Some(CountsIn::Return) { value } else { value.max(0) }
    }

    pub(crate) fn rounds_sums(&self) -> bool {
        self.plan.rounding == PlanRounding::PerPersonDown
    }

    /// Whole cents of an exact amount, to the plan's unit and in its manner.
    pub(crate) fn round(&self, exact: i128) -> i128 {
        let unit = CENT * i128::from(self.plan.rounding_unit.0);
        let (whole, rest) = (exact.abs() / unit, exact.abs() % unit);
        let up = match self.plan.rounding {
            PlanRounding::PerLineHalfUp => rest * 2 >= unit,
            PlanRounding::PerLineHalfEven if rest * 2 == unit => whole % 2 == 1,
            PlanRounding::PerLineHalfEven => rest * 2 > unit,
            PlanRounding::PerLineDown | PlanRounding::PerPersonDown => false,
        };
        let units = whole + i128::from(up);
        exact.signum() * units * i128::from(self.plan.rounding_unit.0)
    }

    /// Rate times share of a base, exactly.
    pub(crate) fn exact(base: i128, rate: u32, share: u32) -> i128 {
        base * i128::from(rate) * i128::from(share)
    }
}

fn place(members: &[Member], id: &str) -> usize {
    members.iter().position(|member| member.id == id).expect("a partner who has joined")
}

/// Who is paid, for what part, from whom, at which level, at which rate, on what.
type Line = (String, &'static str, String, u32, u32, i128);

/// What a bonus comes to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Paid {
    /// Cents of each line that is not nothing; none where sums are rounded.
    pub(crate) lines: BTreeMap<Line, i128>,
    /// Cents of each earner who gets or loses any.
    pub(crate) totals: BTreeMap<String, i128>,
    /// Cents of the full table.
    pub(crate) full: i128,
}

/// A bonus being worked out.
pub(crate) struct Till<'w> {
    world: &'w World<'w>,
    lines: BTreeMap<Line, i128>,
    exact: Vec<i128>,
    full: i128,
    exact_full: i128,
}

impl<'w> Till<'w> {
    pub(crate) fn new(world: &'w World<'w>) -> Self {
        let exact = vec![0; world.len()];
        Self { world, lines: BTreeMap::new(), exact, full: 0, exact_full: 0 }
    }

    /// Pays a line.
    pub(crate) fn pay(
        &mut self,
        (earner, part, source): (usize, &'static str, usize),
        level: usize,
        (base, rate, share): (i128, u32, u32),
    ) {
        let exact = World::exact(base, rate, share);
        let rounded = self.world.round(exact);
        self.exact[earner] += if self.world.rounds_sums() { exact } else { rounded * CENT };
        if rounded != 0 {
            let name = |who: usize| self.world.members[who].id.clone();
            let level = u32::try_from(level).expect("few levels");
            let line = (name(earner), part, name(source), level, rate, base);
            assert!(self.lines.insert(line, rounded).is_none(), "a line twice");
        }
    }

    /// Hands over whole cents.
    pub(crate) fn hand(&mut self, earner: usize, part: &'static str, source: usize, cents: i128) {
        self.exact[earner] += cents * CENT;
        if cents != 0 {
            let name = |who: usize| self.world.members[who].id.clone();
            self.lines.insert((name(earner), part, name(source), 0, 0, 0), cents);
        }
    }

    /// Adds a line to the full table.
    pub(crate) fn offer(&mut self, base: i128, rate: u32, share: u32) {
        let exact = World::exact(base, rate, share);
        self.exact_full += exact;
        self.full += self.world.round(exact);
    }

    /// What somebody has so far, in cents.
    pub(crate) fn has(&self, who: usize) -> i128 {
        self.world.round(self.exact[who])
    }

    /// Closes; `sums` says whether the full table of rounded sums is rounded as a sum.
    pub(crate) fn close(self, sums: bool) -> Paid {
        let world = self.world;
        let totals = (0..world.len()).map(|who| (world.members[who].id.clone(), self.has(who)));
        let totals = totals.filter(|&(_, cents)| cents != 0).collect();
        if world.rounds_sums() {
            let full = if sums { world.round(self.exact_full) } else { self.full };
            return Paid { lines: BTreeMap::new(), totals, full };
        }
        Paid { lines: self.lines, totals, full: self.full }
    }
}

/// What the program comes to for a bonus in a period, in the same terms.
pub(crate) fn of_the_program(plan: &Plan, period: &PeriodStatement, bonus: Bonus) -> Paid {
    let lines = period.lines.iter().filter(|line| line.bonus == bonus.name());
    let mut paid = Paid::default();
    for line in lines {
        let cents = i128::from(line.amount.0);
        *paid.totals.entry(line.earner.clone()).or_default() += cents;
        if plan.rounding != PlanRounding::PerPersonDown {
            let (earner, source) = (line.earner.clone(), line.source.clone());
            let base = i128::from(line.base.0);
            let key = (earner, line.part, source, line.level, line.rate.0, base);
            assert!(paid.lines.insert(key, cents).is_none(), "a line twice");
        }
    }
    paid.totals.retain(|_, cents| *cents != 0);
    let sums = period.bonuses.iter().find(|line| line.bonus == bonus.name()).expect("the bonus");
    assert_eq!(sums.rewards + sums.breakage, sums.full);
    let claimed: i128 = paid.totals.values().sum();
    assert_eq!(claimed, i128::from(sums.rewards.0));
    paid.full = i128::from(sums.full.0);
    paid
}

/// Who stays away after a period, as the program says.
pub(crate) fn stays_away(statement: &Statement, number: usize) -> Vec<String> {
    let partners = statement.periods[number - 1].partners.iter();
    let away = partners.filter(|partner| partner.broken_away == Some(true));
    away.map(|partner| partner.id.clone()).collect()
}
