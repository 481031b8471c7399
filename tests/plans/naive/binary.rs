//! The binary once more: legs are summed by asking everybody who sits above whom, cycles are
//! counted one by one, caps are sought by trying less and less.

use std::collections::BTreeMap;

use downline::scenario::{
    Binary, BinaryCarry, BinaryInactive, BinaryMode, BinaryStep, Bonus, CappedVolume, Case,
    CaseOrderKind, CaseStatus, LeaverVolume, OwnVolume, PlanRounding, Starts,
};
use downline::units::Cents;

use super::seats::Seating;
use crate::cases;

/// A claim: who, for which part, level, rate in millionths, base and amount in cents.
pub(crate) type Line = (String, &'static str, u64, u32, i128, i128);

/// Below whom somebody sits, what waits in her legs, what ever came.
pub(crate) type Standing = (Option<String>, [u64; 2], [u64; 2]);

/// What comes out of a period.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) lines: Vec<Line>,
    pub(crate) people: BTreeMap<String, Standing>,
    pub(crate) base: i128,
    pub(crate) full: i128,
}

/// What matched volume is worth: a rate in millionths, cents for a cycle, or the schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Price {
    Rate(u32),
    Cycle(i128),
    Schedule,
}

pub(crate) struct Naive<'c> {
    case: &'c Case,
    binary: &'c Binary,
    seating: Seating<'c>,
    status: Vec<CaseStatus>,
    ranks: Vec<Option<String>>,
    points: Vec<u64>,
    carried: Vec<[u64; 2]>,
    lifetime: Vec<[u64; 2]>,
    period: u64,
}

/// What comes out of a case whose partners stand in the order of joining and whose ranks are given.
pub(crate) fn run(case: &Case) -> Vec<Outcome> {
    let binary = case.plan.binary.as_ref().expect("a binary");
    let mut naive = Naive {
        case,
        binary,
        seating: Seating::new(case, 2),
        status: Vec::new(),
        ranks: Vec::new(),
        points: Vec::new(),
        carried: Vec::new(),
        lifetime: Vec::new(),
        period: 0,
    };
    (1..=case.periods.len().max(1) as u64).map(|period| naive.period(period)).collect()
}

impl Naive<'_> {
    fn period(&mut self, period: u64) -> Outcome {
        self.period = period;
        self.open();
        let mut outcome = Outcome::default();
        // Everybody's legs follow from everybody's orders, so any order of going through them does.
        for row in 0..self.status.len() {
            self.position(row, &mut outcome);
        }
        for row in 0..self.status.len() {
            let above = self.seating.tree.seats[row].map(|(parent, _)| self.name(parent));
            let legs = (above, self.carried[row], self.lifetime[row]);
            outcome.people.insert(self.name(row), legs);
        }
        outcome.lines.sort();
        self.seating.close();
        outcome
    }

    fn name(&self, row: usize) -> String {
        self.case.partners[row].id.clone()
    }

    fn open(&mut self) {
        let joined = |p: &&downline::scenario::CasePartner| p.joined_period <= self.period;
        let now = self.case.partners.iter().take_while(joined).count();
        for partner in &self.case.partners[self.status.len()..now] {
            self.status.push(partner.status);
            self.ranks.push(partner.rank.clone());
            self.carried.push(partner.carried.leg_points);
            self.lifetime.push(partner.carried.lifetime_leg_points);
        }
        self.points = vec![0; now];
        if self.period == 1 {
            for row in 0..now {
                self.points[row] = self.case.partners[row].points;
            }
        }
        if let Some(period) = self.case.periods.iter().zip(1..).find(|of| of.1 == self.period) {
            let period = period.0;
            for change in &period.changes {
                let row = self.seating.row(Some(&change.who)).expect("somebody");
                self.status[row] = change.status.unwrap_or(self.status[row]);
                if change.rank.is_some() {
                    self.ranks[row].clone_from(&change.rank);
                }
            }
            for order in &period.orders {
                let row = self.seating.row(Some(&order.by)).expect("somebody");
                let counts = match order.kind {
                    CaseOrderKind::Own => true,
                    CaseOrderKind::Customer => self.case.plan.activity.customers_count,
                    CaseOrderKind::Kit => self.case.plan.activity.kit_counts,
                    _ => false,
                };
                self.points[row] += if counts { order.points } else { 0 };
            }
        }
        self.seating.open(self.period, &self.status);
    }

    fn is_newcomer(&self, row: usize) -> bool {
        self.case.partners[row].joined_period == self.period
    }

    fn is_active(&self, row: usize) -> bool {
        self.status[row] == CaseStatus::Active
            && self.points[row] >= self.case.plan.activity.minimum_points
    }

    fn can_earn(&self, row: usize) -> bool {
        let starts = self.case.plan.newcomers_earn == Starts::ThisPeriod;
        self.is_active(row) && (starts || !self.is_newcomer(row))
    }

    fn counts(&self, row: usize) -> bool {
        let starts = self.case.plan.newcomers_count == Starts::ThisPeriod;
        self.is_active(row) && (starts || !self.is_newcomer(row))
    }

    /// Place of her rank from one up, as it is given, or of the highest whose conditions she meets.
    fn rank(&self, row: usize) -> usize {
        let ranks = &self.case.plan.ranks;
        if let Some(name) = &self.ranks[row] {
            return ranks.iter().position(|(rank, _)| rank == name).map_or(0, |place| place + 1);
        }
        let recruits = (0..self.status.len())
            .filter(|&other| self.sponsor(other) == Some(row) && self.counts(other))
            .count();
        let met = |(_, rank): &(String, downline::scenario::Rank)| {
            self.is_active(row)
                && rank.minimum_points <= self.points[row]
                && rank.minimum_active_recruits as usize <= recruits
        };
        ranks.iter().rposition(met).map_or(0, |place| place + 1)
    }

    fn sponsor(&self, row: usize) -> Option<usize> {
        self.seating.row(self.case.partners[row].sponsor.as_deref())
    }

    /// In which leg of `row` another one sits.
    fn leg_of(&self, other: usize, row: usize) -> Option<usize> {
        let above = self.seating.tree.seats_above(other);
        above.into_iter().find(|&(parent, _)| parent == row).map(|(_, leg)| leg)
    }

    fn position(&mut self, row: usize, outcome: &mut Outcome) {
        let mut new = [0_u64; 2];
        for other in 0..self.status.len() {
            if let Some(leg) = self.leg_of(other, row) {
                new[leg] += self.points[other];
            }
        }
        let carried = self.carried[row];
        if self.binary.own_volume == OwnVolume::WeakerLeg {
            let left_is_weaker = carried[0] + new[0] <= carried[1] + new[1];
            new[usize::from(!left_is_weaker)] += self.points[row];
        }
        let legs = [carried[0] + new[0], carried[1] + new[1]];
        let ever = self.lifetime[row];
        self.lifetime[row] = [ever[0] + new[0], ever[1] + new[1]];
        let price = self.price(row);
        let rests = match price {
            Some(price) => self.pay(row, price, legs, outcome),
            None => self.unpaid(row, carried, legs),
        };
        let cap = self.binary.carry_cap_points.unwrap_or(u64::MAX);
        self.carried[row] = match self.binary.carry {
            BinaryCarry::Both => rests,
            BinaryCarry::Capped => [rests[0].min(cap), rests[1].min(cap)],
            BinaryCarry::Flush => [0, 0],
        };
        if price.is_none() {
            let (all, waits) = (self.most(legs), self.most(self.carried[row]));
            let base = |legs, most| self.base(legs, most);
            let full = |legs, most| self.amount(self.highest(), legs, most);
            outcome.base += (base(legs, all) - base(self.carried[row], waits)).max(0);
            outcome.full += (full(legs, all) - full(self.carried[row], waits)).max(0);
        }
    }

    fn unpaid(&self, row: usize, carried: [u64; 2], legs: [u64; 2]) -> [u64; 2] {
        if self.status[row] == CaseStatus::Left {
            return match self.binary.leaver_volume {
                LeaverVolume::Keep => legs,
                LeaverVolume::Lose => [0, 0],
            };
        }
        match self.binary.when_inactive {
            BinaryInactive::Keep => legs,
            BinaryInactive::Freeze => carried,
            BinaryInactive::LoseWeaker if legs[1] < legs[0] => [legs[0], 0],
            BinaryInactive::LoseWeaker => [0, legs[1]],
            BinaryInactive::LoseAll => [0, 0],
        }
    }

    fn price(&self, row: usize) -> Option<Price> {
        let binary = self.binary;
        let place = |name: &String| {
            self.case.plan.ranks.iter().position(|(rank, _)| rank == name).expect("a rank") + 1
        };
        let recruits = |leg| {
            (0..self.status.len()).any(|other| {
                self.sponsor(other) == Some(row)
                    && self.counts(other)
                    && self.leg_of(other, row) == Some(leg)
            })
        };
        if !self.can_earn(row)
            || binary.rank.as_ref().is_some_and(|rank| self.rank(row) < place(rank))
            || (binary.needs_recruit_in_each_leg && !(recruits(0) && recruits(1)))
        {
            return None;
        }
        let price = match binary.mode {
            BinaryMode::Steps => Price::Schedule,
            BinaryMode::Cycles if binary.pays_amounts() => {
                let hers = binary.rank_amounts.iter().find(|of| place(&of.rank) == self.rank(row));
                let amount = hers.map(|of| of.amount).or(binary.cycle_amount);
                Price::Cycle(amount.map_or(0, |amount| i128::from(amount.0)))
            }
            _ if !binary.own_steps.is_empty() => {
                let mut steps = binary.own_steps.iter().rev();
                let met = steps.find(|step| step.from_points <= self.points[row]);
                Price::Rate(met.map_or(0, |step| step.rate.0))
            }
            _ => {
                let hers = binary.rank_rates.iter().find(|of| place(&of.rank) == self.rank(row));
                Price::Rate(hers.map_or(binary.rate.0, |of| of.rate.0))
            }
        };
        (price != Price::Rate(0) && price != Price::Cycle(0)).then_some(price)
    }

    /// The best that anybody could have.
    fn highest(&self) -> Price {
        let binary = self.binary;
        match binary.mode {
            BinaryMode::Steps => Price::Schedule,
            BinaryMode::Cycles if binary.pays_amounts() => {
                let amounts = binary.rank_amounts.iter().map(|of| of.amount);
                let best = amounts.chain(binary.cycle_amount).max().expect("an amount");
                Price::Cycle(i128::from(best.0))
            }
            _ if !binary.own_steps.is_empty() => {
                Price::Rate(binary.own_steps.iter().map(|s| s.rate.0).max().expect("a step"))
            }
            _ => {
                let rates = binary.rank_rates.iter().map(|of| of.rate.0);
                Price::Rate(rates.chain([binary.rate.0]).max().expect("a rate"))
            }
        }
    }

    /// One cycle, if the legs give it.
    fn cycle(&self, legs: [u64; 2]) -> Option<[u64; 2]> {
        let (more, less) = (self.binary.cycle_strong_points, self.binary.cycle_weak_points);
        let wanted = if legs[0] >= legs[1] { [more, less] } else { [less, more] };
        let has = legs[0] >= wanted[0] && legs[1] >= wanted[1];
        has.then(|| [legs[0] - wanted[0], legs[1] - wanted[1]])
    }

    fn most(&self, legs: [u64; 2]) -> u64 {
        let weaker = legs[0].min(legs[1]);
        match self.binary.mode {
            BinaryMode::Percent | BinaryMode::VolumeRatio => weaker,
            BinaryMode::Steps => {
                let met = self.binary.steps.iter().filter(|step| step.points <= weaker);
                met.count() as u64
            }
            BinaryMode::Cycles => {
                let mut legs = legs;
                let mut count = 0;
                while let Some(rest) = self.cycle(legs) {
                    legs = rest;
                    count += 1;
                }
                count
            }
        }
    }

    /// A step by its number from one; nothing for nothing.
    fn step(&self, number: u64) -> BinaryStep {
        let none = BinaryStep { points: 0, amount: Cents::ZERO };
        let numbered = self.binary.steps.iter().zip(1..);
        numbered.filter(|&(_, place)| place == number).map(|(step, _)| *step).next().unwrap_or(none)
    }

    fn rests(&self, legs: [u64; 2], matched: u64) -> [u64; 2] {
        match self.binary.mode {
            BinaryMode::Percent | BinaryMode::VolumeRatio => [legs[0] - matched, legs[1] - matched],
            BinaryMode::Steps => legs.map(|leg| leg - self.step(matched).points),
            BinaryMode::Cycles => {
                (0..matched).fold(legs, |legs, _| self.cycle(legs).expect("a cycle"))
            }
        }
    }

    fn base(&self, legs: [u64; 2], matched: u64) -> i128 {
        let points = match self.binary.mode {
            BinaryMode::Percent => i128::from(matched),
            BinaryMode::VolumeRatio => {
                let (less, more) = (legs[0].min(legs[1]), legs[0].max(legs[1]));
                i128::from(matched) * i128::from(less) / i128::from(more.max(1))
            }
            BinaryMode::Steps => i128::from(self.step(matched).points),
            BinaryMode::Cycles => i128::from(matched) * i128::from(self.binary.cycle_weak_points),
        };
        points * i128::from(self.case.plan.point_value.0)
    }

    fn amount(&self, price: Price, legs: [u64; 2], matched: u64) -> i128 {
        match price {
            Price::Rate(rate) => self.round(self.base(legs, matched) * i128::from(rate)),
            Price::Cycle(cents) => cents * i128::from(matched),
            Price::Schedule => i128::from(self.step(matched).amount.0),
        }
    }

    /// Millionths of a cent as cents, in whole units of the plan.
    fn round(&self, exact: i128) -> i128 {
        let unit = i128::from(self.case.plan.rounding_unit.0) * 1_000_000;
        let (whole, rest) = (exact / unit, exact % unit);
        let up = match self.case.plan.rounding {
            PlanRounding::PerLineHalfUp => unit <= rest * 2,
            PlanRounding::PerLineHalfEven => {
                unit < rest * 2 || (unit == rest * 2 && whole % 2 == 1)
            }
            PlanRounding::PerLineDown | PlanRounding::PerPersonDown => false,
        };
        (whole + i128::from(up)) * i128::from(self.case.plan.rounding_unit.0)
    }

    fn pay(&self, row: usize, price: Price, legs: [u64; 2], outcome: &mut Outcome) -> [u64; 2] {
        let binary = self.binary;
        let keeps = binary.capped_volume == CappedVolume::Keep;
        let most = self.most(legs);
        let mut paid = most;
        if binary.mode == BinaryMode::Cycles {
            paid = paid.min(binary.cycles_max.unwrap_or(u64::MAX));
        }
        let gross = self.amount(price, legs, most);
        let counted = self.amount(price, legs, paid);
        let mut amount = counted;
        if let Some(cap) = binary.amount_max.map(|cap| i128::from(cap.0)) {
            while keeps && cap < amount {
                paid -= 1;
                amount = self.amount(price, legs, paid);
            }
            amount = amount.min(cap);
        }
        let used = if keeps { paid } else { most };
        outcome.base += self.base(legs, used);
        outcome.full += self.amount(self.highest(), legs, used);
        let (part, level) = match binary.mode {
            BinaryMode::Percent | BinaryMode::VolumeRatio => ("match", 0),
            BinaryMode::Steps => ("step", most),
            BinaryMode::Cycles => ("cycle", most),
        };
        let rate = if let Price::Rate(rate) = price { rate } else { 0 };
        let base = self.base(legs, most);
        let lines = [
            (part, level, rate, base, gross),
            ("cycles_max", 0, 0, gross, counted - gross),
            ("amount_max", 0, 0, counted, amount - counted),
        ];
        for (part, level, rate, base, amount) in lines {
            if amount != 0 {
                outcome.lines.push((self.name(row), part, level, rate, base, amount));
            }
        }
        self.rests(legs, used)
    }
}

/// What the program comes to, in the same terms.
pub(crate) fn of_the_program(case: &Case) -> Vec<Outcome> {
    let statement = cases::statement(case);
    let mut outcomes = Vec::new();
    for period in &statement.periods {
        let mut outcome = Outcome::default();
        for line in &period.lines {
            assert_eq!((&line.earner, line.bonus), (&line.source, "binary"));
            let (rate, base, amount) = (line.rate.0, line.base.0.into(), line.amount.0.into());
            if amount != 0 {
                let line = (line.earner.clone(), line.part, line.level.into(), rate, base, amount);
                outcome.lines.push(line);
            }
        }
        for partner in &period.partners {
            let legs =
                [partner.left_points, partner.right_points].map(|points| points.expect("legs"));
            let lifetime = [partner.lifetime_left_points, partner.lifetime_right_points]
                .map(|points| points.expect("legs"));
            outcome.people.insert(partner.id.clone(), (partner.placement.clone(), legs, lifetime));
        }
        let line = period.bonuses.iter().find(|line| line.bonus == Bonus::Binary.name());
        let line = line.expect("the binary's line");
        let paid: i128 = outcome.lines.iter().map(|line| line.5).sum();
        assert_eq!(paid, i128::from(line.rewards.0));
        assert_eq!(line.rewards + line.breakage, line.full);
        (outcome.base, outcome.full) = (line.base.0.into(), line.full.0.into());
        outcome.lines.sort();
        outcomes.push(outcome);
    }
    outcomes
}
