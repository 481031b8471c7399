//! What the plain versions of sellers' bonuses share: a case read again and again, lines, and
//! random cases.

use std::collections::{BTreeMap, BTreeSet};

use downline::calculator::Statement;
use downline::scenario::{
    Case, CaseOrder, CaseOrderKind, CasePartner, CasePeriod, CaseStatus, Change, Plan,
    PlanRounding, Starts,
};
use downline::units::Cents;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{RngSeed, TestRunner};

use crate::cases::{hand, statement};

/// A cent in the unit of exact amounts.
pub(super) const CENT: i128 = 1_000_000_000_000;

/// The whole in millionths.
pub(super) const ONE: u32 = 1_000_000;

/// A line of a statement.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Line {
    pub(super) earner: String,
    pub(super) bonus: &'static str,
    pub(super) part: &'static str,
    pub(super) level: u32,
    pub(super) source: String,
    pub(super) order: Option<u32>,
    pub(super) rate: u32,
    pub(super) base: i128,
    pub(super) amount: i128,
}

/// What a period comes to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Paid {
    /// Lines that are not nothing, sorted.
    pub(super) lines: Vec<Line>,
    /// What the full rate table pays, by bonus.
    pub(super) full: BTreeMap<&'static str, i128>,
    pub(super) agents: i128,
    pub(super) lifetime_sales: BTreeMap<String, i128>,
}

/// What the program comes to, in the same terms.
pub(super) fn of_the_program(statement: &Statement) -> Vec<Paid> {
    let of = |period: &downline::calculator::PeriodStatement| {
        let lines = period.lines.iter().filter(|line| line.amount != Cents::ZERO);
        let mut lines: Vec<Line> = lines
            .map(|line| Line {
                earner: line.earner.clone(),
                bonus: line.bonus,
                part: line.part,
                level: line.level,
                source: line.source.clone(),
                order: line.order,
                rate: line.rate.0,
                base: line.base.0.into(),
                amount: line.amount.0.into(),
            })
            .collect();
        lines.sort();
        let full = period.bonuses.iter().map(|bonus| (bonus.bonus, bonus.full.0.into()));
        let sold = period.partners.iter().filter_map(|partner| {
            partner.lifetime_sales.map(|sum| (partner.id.clone(), i128::from(sum.0)))
        });
        Paid {
            lines,
            full: full.collect(),
            agents: period.agents.0.into(),
            lifetime_sales: sold.collect(),
        }
    };
    statement.periods.iter().map(of).collect()
}

/// A period of a case.
#[derive(Clone, Copy)]
pub(super) struct Book<'c> {
    pub(super) case: &'c Case,
    /// From 1.
    pub(super) number: usize,
}

impl<'c> Book<'c> {
    pub(super) fn plan(&self) -> &'c Plan {
        &self.case.plan
    }

    fn at(&self, number: usize) -> Self {
        Self { number, ..*self }
    }

    pub(super) fn partners(&self) -> impl Iterator<Item = &'c CasePartner> {
        let number = self.number as u64;
        self.case.partners.iter().filter(move |partner| partner.joined_period <= number)
    }

    pub(super) fn partner(&self, id: &str) -> &'c CasePartner {
        self.case.partners.iter().find(|partner| partner.id == id).expect("a partner")
    }

    /// What changed so far, newest first.
    fn changes(&self, id: &str) -> Vec<&'c Change> {
        let so_far = self.case.periods.iter().take(self.number).rev();
        let of = so_far.flat_map(|period| period.changes.iter().rev());
        of.filter(|change| change.who == id).collect()
    }

    pub(super) fn status(&self, id: &str) -> CaseStatus {
        let changed = self.changes(id).iter().find_map(|change| change.status);
        changed.unwrap_or(self.partner(id).status)
    }

    pub(super) fn given_rank(&self, id: &str) -> Option<String> {
        let changed = self.changes(id).iter().find_map(|change| change.rank.clone());
        changed.or_else(|| self.partner(id).rank.clone())
    }

    /// Orders of the period in the order of booking: those left over from the one before first.
    pub(super) fn orders(&self) -> Vec<&'c CaseOrder> {
        let plan = self.plan();
        let cut_off = u64::from(plan.period_weeks - plan.late_weeks);
        let of = |number: usize| match number {
            0 => [].as_slice(),
            number => self.case.periods.get(number - 1).map_or([].as_slice(), |p| &p.orders),
        };
        let late = of(self.number - 1).iter().filter(|order| cut_off < order.week);
        late.chain(of(self.number).iter().filter(|order| order.week <= cut_off)).collect()
    }

    /// The week in which an order counts: one left over from the period before, in the first.
    pub(super) fn week(&self, order: &CaseOrder) -> u64 {
        let cut_off = u64::from(self.plan().period_weeks - self.plan().late_weeks);
        if cut_off < order.week { 1 } else { order.week }
    }

    pub(super) fn orders_of(&self, id: &str, kinds: &[CaseOrderKind]) -> Vec<&'c CaseOrder> {
        let orders = self.orders().into_iter();
        orders.filter(|order| order.by == id && kinds.contains(&order.kind)).collect()
    }

    /// What an order adds to the business's commissionable value.
    pub(super) fn value(&self, order: &CaseOrder) -> i128 {
        let pays = match order.kind {
            CaseOrderKind::Own | CaseOrderKind::Customer => true,
            CaseOrderKind::Kit => self.plan().activity.kit_commissionable,
            _ => false,
        };
        let points = i128::from(order.points) * i128::from(self.plan().point_value.0);
        if pays { order.cv.map_or(points, |cv| cv.0.into()) } else { 0 }
    }

    pub(super) fn points(&self, id: &str) -> u64 {
        let activity = &self.plan().activity;
        let mut kinds = vec![CaseOrderKind::Own];
        if activity.customers_count {
            kinds.push(CaseOrderKind::Customer);
        }
        if activity.kit_counts {
            kinds.push(CaseOrderKind::Kit);
        }
        self.orders_of(id, &kinds).iter().map(|order| order.points).sum()
    }

    /// Commissionable value of a partner's period.
    pub(super) fn wholesale(&self, id: &str) -> i128 {
        let orders = self.orders().into_iter().filter(|order| order.by == id);
        let ordered: i128 = orders.map(|order| self.value(order)).sum();
        let first = self.partner(id).cv.filter(|_| self.number == 1);
        ordered + first.map_or(0, |cv| i128::from(cv.0))
    }

    /// What customers paid.
    pub(super) fn sales(&self, id: &str) -> i128 {
        let kinds = [CaseOrderKind::Customer, CaseOrderKind::Resale];
        self.orders_of(id, &kinds).iter().map(|order| i128::from(order.retail.0)).sum()
    }

    /// Different customers; one without a name is always another.
    pub(super) fn customers(&self, id: &str) -> usize {
        let orders = self.orders_of(id, &[CaseOrderKind::Customer, CaseOrderKind::Resale]);
        let named: BTreeSet<&str> =
            orders.iter().filter_map(|order| order.customer.as_deref()).collect();
        named.len() + orders.iter().filter(|order| order.customer.is_none()).count()
    }

    pub(super) fn is_active(&self, id: &str) -> bool {
        let activity = &self.plan().activity;
        let joined = self.partner(id).joined_period;
        let mut points = 0;
        for back in 0..activity.window_periods as usize {
            points += match self.number.checked_sub(back) {
                Some(number) if 0 < number && joined <= number as u64 => self.at(number).points(id),
                _ => {
                    // Before the first period, or before she joined: what the case says she had.
                    let first = usize::try_from(joined.max(1)).expect("few periods");
                    let before = &self.partner(id).points_before;
                    let place = back - (self.number - first) - 1;
                    before.get(place).copied().unwrap_or(0)
                }
            };
        }
        self.status(id) == CaseStatus::Active && activity.minimum_points <= points
    }

    fn is_newcomer(&self, id: &str) -> bool {
        self.partner(id).joined_period == self.number as u64
    }

    pub(super) fn can_earn(&self, id: &str) -> bool {
        let waits = self.plan().newcomers_earn == Starts::NextPeriod && self.is_newcomer(id);
        self.is_active(id) && !waits
    }

    pub(super) fn counts(&self, id: &str) -> bool {
        let waits = self.plan().newcomers_count == Starts::NextPeriod && self.is_newcomer(id);
        self.is_active(id) && !waits
    }

    pub(super) fn recruits(&self, id: &str) -> Vec<&'c CasePartner> {
        self.partners().filter(|partner| partner.sponsor.as_deref() == Some(id)).collect()
    }
}

/// Writes lines and what the full table pays.
pub(super) struct Pen<'c> {
    plan: &'c Plan,
    paid: Paid,
    /// Everybody's sums before any rounding, by bonus.
    exact: BTreeMap<(&'static str, String), i128>,
    full_rests: BTreeMap<&'static str, i128>,
}

impl<'c> Pen<'c> {
    pub(super) fn new(plan: &'c Plan) -> Self {
        Self { plan, paid: Paid::default(), exact: BTreeMap::new(), full_rests: BTreeMap::new() }
    }

    pub(super) fn per_person(&self) -> bool {
        self.plan.rounding == PlanRounding::PerPersonDown
    }

    /// Rounds an exact amount as a line of the plan.
    pub(super) fn round(&self, exact: i128) -> i128 {
        let unit = i128::from(self.plan.rounding_unit.0);
        let (whole, rest) = (exact.abs() / (CENT * unit), exact.abs() % (CENT * unit));
        let up = match self.plan.rounding {
            PlanRounding::PerLineHalfUp => CENT * unit <= rest * 2,
            PlanRounding::PerLineHalfEven if rest * 2 == CENT * unit => whole % 2 == 1,
            PlanRounding::PerLineHalfEven => CENT * unit < rest * 2,
            PlanRounding::PerLineDown | PlanRounding::PerPersonDown => false,
        };
        exact.signum() * (whole + i128::from(up)) * unit
    }

    /// Writes a line of its base, rate and a share of both; returns its amount.
    pub(super) fn line(&mut self, line: Line, share: u32) -> i128 {
        let exact = line.base * i128::from(line.rate) * i128::from(share);
        let amount = self.round(exact);
        *self.exact.entry((line.bonus, line.earner.clone())).or_default() += exact;
        self.put(Line { amount, ..line });
        amount
    }

    fn put(&mut self, line: Line) {
        if line.amount != 0 {
            self.paid.lines.push(line);
        }
    }

    /// Adds to what the full table pays; returns the rounded line.
    pub(super) fn offer(&mut self, bonus: &'static str, base: i128, rate: u32, share: u32) -> i128 {
        let exact = base * i128::from(rate) * i128::from(share);
        let line = self.round(exact);
        *self.full_rests.entry(bonus).or_default() += exact - line * CENT;
        *self.paid.full.entry(bonus).or_default() += line;
        line
    }

    pub(super) fn offer_amount(&mut self, bonus: &'static str, amount: i128) {
        *self.paid.full.entry(bonus).or_default() += amount;
    }

    pub(super) fn agents(&mut self, amount: i128) {
        self.paid.agents += amount;
    }

    pub(super) fn sold(&mut self, id: &str, lifetime: i128) {
        self.paid.lifetime_sales.insert(id.to_owned(), lifetime);
    }

    /// What a bonus has paid so far.
    pub(super) fn sum(&self, bonus: &str) -> i128 {
        self.paid.lines.iter().filter(|line| line.bonus == bonus).map(|line| line.amount).sum()
    }

    /// Sums of persons where the plan rounds those.
    pub(super) fn settle(&mut self, bonus: &'static str) {
        if !self.per_person() {
            return;
        }
        for ((_, who), exact) in std::mem::take(&mut self.exact) {
            let lines =
                self.paid.lines.iter().filter(|one| one.bonus == bonus && one.earner == who);
            let amount = self.round(exact) - lines.map(|line| line.amount).sum::<i128>();
            let line = Line { earner: who.clone(), source: who, bonus, amount, ..Line::default() };
            self.put(Line { part: "sum_rounding", ..line });
        }
        // Lines were rounded towards zero; their sum is as well.
        let rest = self.full_rests.remove(bonus).unwrap_or(0);
        let lines = self.paid.full.get(bonus).copied().unwrap_or(0);
        self.offer_amount(bonus, self.round(lines * CENT + rest) - lines);
    }

    pub(super) fn close(mut self) -> Paid {
        self.paid.lines.sort();
        self.paid
    }
}

/// Runs of fixed luck: a failure is a failure every time.
pub(super) fn runs(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_260_301),
        ..ProptestConfig::default()
    }
}

/// Everything at random that stands in a case beside the bonus itself.
pub(super) fn cases(hand_case: &str) -> impl Strategy<Value = Case> + use<> {
    let mut blank = hand(hand_case, &[]);
    blank.expectations.clear();
    let people = prop::collection::vec(people(&blank), 1..=14);
    let orders = || prop::collection::vec(orders(), 0..=25);
    let changes = prop::collection::vec((any::<Index>(), changes()), 0..=4);
    (plans(&blank.plan), people, orders(), orders(), changes).prop_map(
        move |(plan, people, first, second, changes)| {
            let mut case = Case { plan, ..blank.clone() };
            case.partners = seated(people);
            let of = |number: u64, orders: Vec<(Index, CaseOrder)>| {
                let there: Vec<&CasePartner> =
                    case.partners.iter().filter(|one| one.joined_period <= number).collect();
                let by = |(pick, order): (Index, CaseOrder)| match there.as_slice() {
                    [] => None,
                    there => {
                        Some(CaseOrder { by: there[pick.index(there.len())].id.clone(), ..order })
                    }
                };
                orders.into_iter().filter_map(by).collect::<Vec<_>>()
            };
            let there = case.partners.len();
            let (first, second) = (of(1, first), of(2, second));
            let change = |(pick, (status, rank)): (Index, (Option<CaseStatus>, Option<String>))| {
                let who = pick.index(there).to_string();
                Change { who, status, rank }
            };
            let changes = changes.into_iter().map(change).collect();
            case.periods = vec![
                CasePeriod { changes: Vec::new(), orders: first },
                CasePeriod { changes, orders: second },
            ];
            case
        },
    )
}

/// Plans with every switch at random that all sellers' bonuses share.
fn plans(blank: &Plan) -> impl Strategy<Value = Plan> + use<> {
    let blank = blank.clone();
    let roundings = select(vec![
        PlanRounding::PerLineHalfUp,
        PlanRounding::PerLineHalfEven,
        PlanRounding::PerLineDown,
        PlanRounding::PerPersonDown,
    ]);
    let starts = || select(vec![Starts::ThisPeriod, Starts::NextPeriod]);
    let units = select(vec![1_i64, 1, 1, 5, 100]);
    let points = (0_u64..150, 1_u32..=3, select(vec![100_i64, 37]));
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (roundings, units, starts(), starts(), points, flags, 0_u32..3).prop_map(
        move |(rounding, unit, earn, count, (minimum, window, value), flags, late_weeks)| {
            let mut plan = blank.clone();
            (plan.rounding, plan.rounding_unit) = (rounding, Cents(unit));
            (plan.newcomers_earn, plan.newcomers_count) = (earn, count);
            (plan.activity.minimum_points, plan.activity.window_periods) = (minimum, window);
            (plan.point_value, plan.late_weeks) = (Cents(value), late_weeks);
            (plan.activity.customers_count, plan.activity.kit_counts) = (flags.0, flags.1);
            plan.activity.kit_commissionable = flags.2;
            plan
        },
    )
}

/// Partners named by their places, each below an earlier one or alone.
fn seated(people: Vec<(Index, CasePartner)>) -> Vec<CasePartner> {
    let mut partners: Vec<CasePartner> = Vec::new();
    for (place, (pick, mut partner)) in people.into_iter().enumerate() {
        partner.id = place.to_string();
        if let Some(sponsor) = partners.get(pick.index(place + 1)) {
            partner.sponsor = Some(sponsor.id.clone());
            partner.joined_period = partner.joined_period.max(sponsor.joined_period);
        }
        partners.push(partner);
    }
    partners
}

fn people(blank: &Case) -> impl Strategy<Value = (Index, CasePartner)> + use<> {
    let blank = blank.partners[0].clone();
    let status = select(vec![
        CaseStatus::Active,
        CaseStatus::Active,
        CaseStatus::Active,
        CaseStatus::Dormant,
        CaseStatus::Left,
    ]);
    let rank = select(vec![None, None, Some("director".to_owned())]);
    let followers = prop_oneof![0_u64..5_000, Just(0_u64), 0_u64..3_000_000];
    let joined = select(vec![0_u64, 0, 0, 1, 2]);
    let before = prop::collection::vec(0_u64..120, 0..=3);
    let sold = prop_oneof![Just(0_i64), 0_i64..300_000];
    (any::<Index>(), status, rank, followers, joined, before, sold).prop_map(
        move |(pick, status, rank, followers, joined_period, points_before, sold)| {
            let mut partner = blank.clone();
            (partner.sponsor, partner.status, partner.rank) = (None, status, rank);
            (partner.followers, partner.joined_period) = (followers, joined_period);
            partner.points_before = points_before;
            partner.carried.lifetime_sales = Cents(sold);
            (pick, partner)
        },
    )
}

fn orders() -> impl Strategy<Value = (Index, CaseOrder)> {
    use CaseOrderKind::{Customer, Kit, Own, Posts, Resale, Return};
    let kind =
        select(vec![Own, Customer, Customer, Customer, Customer, Resale, Kit, Return, Posts]);
    let customer = select(vec![None, None, Some("x"), Some("y")]);
    let money = || prop_oneof![0_i64..30_000, Just(0_i64), 0_i64..90, 0_i64..200_000];
    let cv = prop::option::of(money());
    (any::<Index>(), kind, customer, 1_u64..=4, 0_u64..300, cv, money(), 0_u64..4).prop_map(
        |(pick, kind, customer, week, points, cv, retail, posts)| {
            let order = CaseOrder {
                made_weeks_before: 0,
                by: String::new(),
                kind,
                customer: customer.map(str::to_owned),
                week,
                points,
                cv: cv.map(Cents),
                retail: Cents(retail),
                price: None,
                posts: if kind == Posts { posts } else { 0 },
                sold_in_period: None,
            };
            (pick, order)
        },
    )
}

fn changes() -> impl Strategy<Value = (Option<CaseStatus>, Option<String>)> {
    let status =
        vec![None, Some(CaseStatus::Active), Some(CaseStatus::Dormant), Some(CaseStatus::Left)];
    (select(status), select(vec![None, Some(String::new()), Some("director".to_owned())]))
}

/// Rates in millionths, rising.
pub(super) fn rising_rates(
    count: std::ops::RangeInclusive<usize>,
) -> impl Strategy<Value = Vec<u32>> {
    let rate = prop_oneof![0_u32..=300_000, (0_u32..=30).prop_map(|percent| percent * 10_000)];
    prop::collection::vec(rate, count).prop_map(|mut rates| {
        rates.sort_unstable();
        rates
    })
}

/// So many sums, each above the one before.
pub(super) fn rising(count: usize, most: i64) -> impl Strategy<Value = Vec<i64>> {
    prop::collection::btree_set(0..most, count).prop_map(|set| set.into_iter().collect())
}

/// Compares the plain version of a bonus with the program, period by period.
pub(super) fn agree(case: &Case, plain: fn(&Book<'_>) -> Paid) {
    let found = of_the_program(&statement(case));
    for (index, found) in found.into_iter().enumerate() {
        let wanted = plain(&Book { case, number: index + 1 });
        assert_eq!(wanted, found, "period {}", index + 1);
    }
}

/// The same case with its partners and orders in another order and under other names.
pub(super) fn renamed(case: &Case) -> Case {
    let name = |id: &str| format!("new {id}");
    let mut other = case.clone();
    for partner in &mut other.partners {
        partner.id = name(&partner.id);
        partner.sponsor = partner.sponsor.as_deref().map(name);
    }
    other.partners.reverse();
    for period in &mut other.periods {
        period.orders.iter_mut().for_each(|order| order.by = name(&order.by));
        period.changes.iter_mut().for_each(|change| change.who = name(&change.who));
        period.orders.reverse();
    }
    other
}

/// What holds of every bonus: claims and breakage are the full table, and names do not matter.
pub(super) fn holds_for_all(case: &Case) {
    let paid = statement(case);
    for period in &paid.periods {
        let claims: Cents = period.lines.iter().map(|line| line.amount).sum();
        assert_eq!(claims, period.rewards);
        assert_eq!(claims + period.breakage, period.full);
        for bonus in &period.bonuses {
            assert_eq!(bonus.rewards + bonus.breakage, bonus.full);
        }
    }
    let sums = |statement: &Statement| {
        let periods = statement.periods.iter();
        let of = periods.flat_map(|period| {
            period.partners.iter().map(|one| {
                let id = one.id.trim_start_matches("new ").to_owned();
                (period.period, id, one.rewards, one.advance, one.lifetime_sales)
            })
        });
        let mut all: Vec<_> = of.collect();
        all.sort();
        all
    };
    assert_eq!(sums(&paid), sums(&statement(&renamed(case))));
}

/// What holds where nothing can come back: no bonus pays more than its full table.
pub(super) fn pays_no_more_than_the_full_table(case: &Case) {
    for period in &statement(case).periods {
        assert!(period.bonuses.iter().all(|bonus| Cents::ZERO <= bonus.breakage));
    }
}

/// Holds the program against the plain version of a bonus on random cases, and some of them
/// against what holds of every bonus and `also` of this one.
pub(super) fn on_random_cases(
    cases: &impl Strategy<Value = Case>,
    plain: fn(&Book<'_>) -> Paid,
    also: fn(&Case),
) {
    let held = |count: u32, holds: &dyn Fn(&Case)| {
        let ended = TestRunner::new(runs(count)).run(cases, |case| {
            holds(&case);
            Ok(())
        });
        ended.unwrap_or_else(|failure| panic!("{failure}"));
    };
    held(2_000, &|case| agree(case, plain));
    held(400, &|case| {
        holds_for_all(case);
        also(case);
    });
}

/// Each change of a hand-worked case must change what comes out of it.
pub(super) fn flips(hand_case: &str, sets: &[&str]) {
    let before = statement(&hand(hand_case, &[]));
    for set in sets {
        let after = statement(&hand(hand_case, &[set]));
        assert_ne!(before, after, "{set} changes nothing");
    }
}
