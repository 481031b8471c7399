//! Volumes, activity and ranks of a case once more, straight from its text.

use downline::scenario::{
    Case, CaseOrder, CaseOrderKind, CasePartner, CaseStatus, PayBy, Plan, PlanRounding, Rank,
    RankMeasured, Starts,
};

/// Who is paid for what: earner, part, level, source, cents. People are places in the case.
pub(crate) type Line = (usize, &'static str, u32, usize, i128);

/// A period of a case, in which everything is looked up when it is asked.
pub(crate) struct World<'a> {
    pub(crate) case: &'a Case,
    pub(crate) plan: &'a Plan,
    /// From 1.
    pub(crate) period: u64,
    /// Measured ranks of everybody in each period so far, from one up, zero for none.
    measured: Vec<Vec<usize>>,
}

impl<'a> World<'a> {
    pub(crate) fn new(case: &'a Case, period: u64) -> Self {
        let measured = Vec::new();
        let mut world = Self { case, plan: &case.plan, period: 1, measured };
        for number in 1..=period {
            world.period = number;
            let ranks = world.measure();
            world.measured.push(ranks);
        }
        world
    }

    fn partner(&self, who: usize) -> &'a CasePartner {
        &self.case.partners[who]
    }

    /// Everybody who has joined, who joined first first.
    pub(crate) fn everybody(&self) -> Vec<usize> {
        let joined = |who: &usize| self.partner(*who).joined_period;
        let mut people: Vec<usize> =
            (0..self.case.partners.len()).filter(|who| joined(who) <= self.period).collect();
        people.sort_by_key(joined);
        people
    }

    pub(crate) fn place(&self, id: &str) -> usize {
        self.case.partners.iter().position(|partner| partner.id == id).expect("a partner")
    }

    pub(crate) fn sponsor(&self, who: usize) -> Option<usize> {
        self.partner(who).sponsor.as_ref().map(|id| self.place(id))
    }

    /// The line of sponsors above somebody, nearest first.
    pub(crate) fn line_above(&self, who: usize) -> Vec<usize> {
        let mut line = Vec::new();
        let mut next = self.sponsor(who);
        while let Some(upline) = next {
            line.push(upline);
            next = self.sponsor(upline);
        }
        line
    }

    pub(crate) fn recruits(&self, who: usize) -> Vec<usize> {
        let mut people = self.everybody();
        people.retain(|&other| self.sponsor(other) == Some(who));
        people
    }

    /// Somebody and all below her.
    pub(crate) fn group(&self, who: usize) -> Vec<usize> {
        let mut people = self.everybody();
        people.retain(|&other| other == who || self.line_above(other).contains(&who));
        people
    }

    /// Orders that count in a period, each with the period in which it was made.
    fn orders_of(&self, who: usize, period: u64) -> Vec<(CaseOrder, u64)> {
        let mut orders = Vec::new();
        let cut_off = u64::from(self.plan.period_weeks) - u64::from(self.plan.late_weeks);
        for made in [period.wrapping_sub(1), period] {
            let Some(index) = made.checked_sub(1) else { continue };
            let Some(page) = self.case.periods.get(usize::try_from(index).unwrap_or(usize::MAX))
            else {
                continue;
            };
            for order in page.orders.iter().filter(|order| self.place(&order.by) == who) {
                if (cut_off < order.week) == (made < period) {
                    orders.push((order.clone(), made));
                }
            }
        }
        orders
    }

    /// Points of what stands with the partner herself, which belongs to the first period.
    fn opening(&self, who: usize, period: u64) -> (u64, i128) {
        let partner = self.partner(who);
        if period != 1 || (partner.joined_period > 1) {
            return (0, 0);
        }
        let worth = i128::from(partner.points) * i128::from(self.plan.point_value.0);
        (partner.points, partner.cv.map_or(worth, |cv| i128::from(cv.0)))
    }

    pub(crate) fn points_in(&self, who: usize, period: u64) -> u64 {
        let activity = &self.plan.activity;
        let counted =
            self.orders_of(who, period).into_iter().filter(|(order, _)| match order.kind {
                CaseOrderKind::Own => true,
                CaseOrderKind::Customer => activity.customers_count,
                CaseOrderKind::Kit => activity.kit_counts,
                _ => false,
            });
        self.opening(who, period).0 + counted.map(|(order, _)| order.points).sum::<u64>()
    }

    pub(crate) fn points(&self, who: usize) -> u64 {
        self.points_in(who, self.period)
    }

    pub(crate) fn group_points(&self, who: usize) -> u64 {
        self.group(who).into_iter().map(|member| self.points(member)).sum()
    }

    /// Commissionable value of an order.
    fn worth(&self, order: &CaseOrder) -> i128 {
        let value = i128::from(order.points) * i128::from(self.plan.point_value.0);
        let value = order.cv.map_or(value, |cv| i128::from(cv.0));
        match order.kind {
            CaseOrderKind::Own | CaseOrderKind::Customer => value,
            CaseOrderKind::Kit if self.plan.activity.kit_commissionable => value,
            _ => 0,
        }
    }

    /// Commissionable value of the period.
    pub(crate) fn value(&self, who: usize) -> i128 {
        let orders = self.orders_of(who, self.period);
        self.opening(who, self.period).1
            + orders.iter().map(|(order, _)| self.worth(order)).sum::<i128>()
    }

    /// The part of it that was ordered within the window of the fast start.
    pub(crate) fn early_value(&self, who: usize) -> i128 {
        let Some(fast_start) = &self.plan.fast_start else { return 0 };
        let partner = self.partner(who);
        if partner.joined_period == 0 {
            return 0;
        }
        let weeks = u64::from(self.plan.period_weeks);
        let end = partner.joined_period * weeks
            + partner.joined_week
            + u64::from(fast_start.window_weeks);
        // Nobody orders before she joins: an order that says no week is made at once.
        let is_early = |made: u64, week: u64| made * weeks + week < end;
        let orders = self.orders_of(who, self.period);
        let early = orders.iter().filter(|(order, made)| is_early(*made, order.week));
        let opening = self.opening(who, self.period).1;
        let opening = if is_early(1, 1) { opening } else { 0 };
        opening + early.map(|(order, _)| self.worth(order)).sum::<i128>()
    }

    /// What bonuses after the fast start see of the value.
    pub(crate) fn open_value(&self, who: usize) -> i128 {
        let Some(fast_start) = &self.plan.fast_start else { return self.value(who) };
        let closed = self.early_value(who) * (1_000_000 - i128::from(fast_start.open_share.0));
        self.value(who) - round(closed, 1, PlanRounding::PerLineHalfUp)
    }

    /// Number of kits that somebody bought, and what they cost.
    pub(crate) fn kits(&self, who: usize) -> (i128, i128) {
        let mut orders = self.orders_of(who, self.period);
        orders.retain(|(order, _)| order.kind == CaseOrderKind::Kit);
        let price = orders.iter().map(|(order, _)| i128::from(order.price.unwrap_or_default().0));
        (i128::try_from(orders.len()).expect("few kits"), price.sum())
    }

    pub(crate) fn status_in(&self, who: usize, period: u64) -> CaseStatus {
        let mut status = self.partner(who).status;
        let first = self.partner(who).joined_period.max(1);
        for (number, page) in (1..).zip(&self.case.periods) {
            for change in &page.changes {
                if (first..=period).contains(&number) && self.place(&change.who) == who {
                    status = change.status.unwrap_or(status);
                }
            }
        }
        status
    }

    pub(crate) fn has_left(&self, who: usize) -> bool {
        self.status_in(who, self.period) == CaseStatus::Left
    }

    pub(crate) fn is_newcomer(&self, who: usize) -> bool {
        self.partner(who).joined_period == self.period
    }

    pub(crate) fn is_active(&self, who: usize) -> bool {
        let mut points = 0;
        for back in 0..u64::from(self.plan.activity.window_periods) {
            points += if back < self.period {
                self.points_in(who, self.period - back)
            } else {
                let before = &self.partner(who).points_before;
                let place = usize::try_from(back - self.period).expect("few periods");
                before.get(place).copied().unwrap_or(0)
            };
        }
        self.status_in(who, self.period) == CaseStatus::Active
            && points >= self.plan.activity.minimum_points
    }

    pub(crate) fn can_earn(&self, who: usize) -> bool {
        let late = self.plan.newcomers_earn == Starts::NextPeriod && self.is_newcomer(who);
        self.is_active(who) && !late
    }

    pub(crate) fn counts(&self, who: usize) -> bool {
        let late = self.plan.newcomers_count == Starts::NextPeriod && self.is_newcomer(who);
        self.is_active(who) && !late
    }

    /// The place of a rank from one up; zero for none.
    pub(crate) fn rank_of_name(&self, name: Option<&str>) -> usize {
        let mut ranks: Vec<(u32, &str)> =
            self.plan.ranks.iter().map(|(rank, asks)| (asks.order, rank.as_str())).collect();
        ranks.sort_unstable();
        let place = ranks.iter().position(|(_, rank)| Some(*rank) == name);
        place.map_or(0, |place| place + 1)
    }

    /// A rank that is given from some period on: nothing where it is computed.
    fn given_rank(&self, who: usize) -> Option<usize> {
        let mut given = self.partner(who).rank.clone();
        let first = self.partner(who).joined_period.max(1);
        for (number, page) in (1..).zip(&self.case.periods) {
            for change in &page.changes {
                if (first..=self.period).contains(&number) && self.place(&change.who) == who {
                    given = change.rank.clone().or(given);
                }
            }
        }
        given.map(|name| self.rank_of_name(Some(&name)))
    }

    /// Ranks by this period's numbers, of those far below first.
    fn measure(&self) -> Vec<usize> {
        let mut ranks = vec![0; self.case.partners.len()];
        let mut people = self.everybody();
        people.sort_by_key(|&who| std::cmp::Reverse(self.line_above(who).len()));
        for who in people {
            let met = |rank: &&(String, Rank)| self.has_rank(who, &rank.1, &ranks);
            let best = self.plan.ranks.iter().filter(met).max_by_key(|(_, rank)| rank.order);
            let computed = self.rank_of_name(best.map(|(name, _)| name.as_str()));
            ranks[who] = self.given_rank(who).unwrap_or(computed);
        }
        ranks
    }

    fn has_rank(&self, who: usize, rank: &Rank, ranks: &[usize]) -> bool {
        let most = u128::from(rank.minimum_group_points) * u128::from(rank.leg_cap.0) / 1_000_000;
        let legs = self.recruits(who);
        let from_legs: u128 = legs
            .iter()
            .map(|&leg| u128::from(self.group_points(leg)))
            .map(|points| if rank.leg_cap.0 < 1_000_000 { points.min(most) } else { points })
            .sum();
        let asked = self.rank_of_name(rank.leg_rank.as_deref());
        let has_leader = |leg: &&usize| {
            self.group(**leg).iter().any(|&member| self.counts(member) && asked <= ranks[member])
        };
        let active = legs.iter().filter(|&&leg| self.counts(leg)).count();
        self.is_active(who)
            && rank.minimum_points <= self.points(who)
            && u128::from(rank.minimum_group_points) <= u128::from(self.points(who)) + from_legs
            && rank.minimum_active_recruits as usize <= active
            && (rank.minimum_legs == 0
                || rank.minimum_legs as usize <= legs.iter().filter(has_leader).count())
    }

    fn measured_in(&self, who: usize, period: u64) -> usize {
        self.measured[usize::try_from(period - 1).expect("few periods")][who]
    }

    pub(crate) fn measured_rank(&self, who: usize) -> usize {
        self.measured_in(who, self.period)
    }

    /// Ranks that count towards titles: what was carried in, then those of each period in which
    /// she had not left, up to one.
    fn history(&self, who: usize, last: u64) -> Vec<usize> {
        let first = self.partner(who).joined_period.max(1);
        let of = |period| match self.status_in(who, period) {
            CaseStatus::Left => 0,
            _ => self.measured_in(who, period),
        };
        let carried = self.rank_of_name(self.partner(who).carried.title.as_deref());
        [carried].into_iter().chain((first..=last).map(of)).collect()
    }

    pub(crate) fn title(&self, who: usize) -> usize {
        self.history(who, self.period).into_iter().max().unwrap_or(0)
    }

    /// The rank that is paid.
    pub(crate) fn rank(&self, who: usize) -> usize {
        let first = self.partner(who).joined_period.max(1);
        let history = self.history(who, self.period - 1);
        let basis = match self.plan.rank_measured {
            RankMeasured::After => self.measured_rank(who),
            RankMeasured::Before if first < self.period => history[history.len() - 1],
            RankMeasured::Before => self.rank_of_name(self.partner(who).carried.rank.as_deref()),
        };
        match self.plan.pay_by {
            PayBy::PaidAs => basis,
            PayBy::Title => history.into_iter().chain([basis]).max().unwrap_or(0),
        }
    }
}

/// Brings millionths of a cent to whole units of so many cents; only sums of zero or more.
pub(crate) fn round(exact: i128, unit: i128, rounding: PlanRounding) -> i128 {
    let whole = unit * 1_000_000;
    let (units, rest) = (exact / whole, exact % whole);
    let up = match rounding {
        PlanRounding::PerLineHalfUp => whole <= rest * 2,
        PlanRounding::PerLineHalfEven => whole < rest * 2 || (whole == rest * 2 && units % 2 == 1),
        PlanRounding::PerLineDown | PlanRounding::PerPersonDown => false,
    };
    (units + i128::from(up)) * unit
}

/// The lines of one bonus, and what its full table pays.
pub(crate) struct Sheet {
    unit: i128,
    rounding: PlanRounding,
    pub(crate) lines: Vec<Line>,
    /// Millionths of a cent by earner, of lines with a rate.
    exact: Vec<i128>,
    whole: Vec<i128>,
    full: i128,
    exact_full: i128,
    /// Amounts as they are, which nothing rounds.
    fixed_full: i128,
}

impl Sheet {
    pub(crate) fn new(world: &World<'_>) -> Self {
        let people = world.case.partners.len();
        Self {
            unit: i128::from(world.plan.rounding_unit.0),
            rounding: world.plan.rounding,
            lines: Vec::new(),
            exact: vec![0; people],
            whole: vec![0; people],
            full: 0,
            exact_full: 0,
            fixed_full: 0,
        }
    }

    /// A line that the full table has, whoever gets it.
    pub(crate) fn offer(&mut self, base: i128, rate: u32) {
        self.exact_full += base * i128::from(rate);
        self.full += round(base * i128::from(rate), self.unit, self.rounding);
    }

    /// The same of an amount as it is.
    pub(crate) fn offer_amount(&mut self, amount: i128) {
        self.fixed_full += amount;
    }

    pub(crate) fn pay(
        &mut self,
        (earner, part, level, source): (usize, &'static str, u32, usize),
        base: i128,
        rate: u32,
    ) {
        let amount = round(base * i128::from(rate), self.unit, self.rounding);
        self.exact[earner] += base * i128::from(rate);
        self.whole[earner] += amount;
        self.lines.push((earner, part, level, source, amount));
    }

    pub(crate) fn pay_amount(
        &mut self,
        (earner, part, level, source): (usize, &'static str, u32, usize),
        amount: i128,
    ) {
        self.lines.push((earner, part, level, source, amount));
    }

    /// Sorted lines that are not nothing, and the full table.
    pub(crate) fn close(mut self) -> (Vec<Line>, i128) {
        let mut full = self.full + self.fixed_full;
        if self.rounding == PlanRounding::PerPersonDown {
            for (earner, &exact) in self.exact.iter().enumerate() {
                let more = round(exact, self.unit, self.rounding) - self.whole[earner];
                self.lines.push((earner, "sum_rounding", 0, earner, more));
            }
            full = round(self.exact_full, self.unit, self.rounding) + self.fixed_full;
        }
        self.lines.retain(|line| line.4 != 0);
        self.lines.sort_unstable();
        (self.lines, full)
    }
}
