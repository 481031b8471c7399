//! What the plain walks and the properties of matrix, generation, infinity and matching share: the
//! people of a case asked plainly, their exact amounts, and random cases.

mod flips;
mod properties;
mod random;

use std::collections::BTreeMap;

use downline::calculator::{PeriodStatement, Statement};
use downline::scenario::{
    Case, CasePartner, CaseStatus, CountsIn, Plan, PlanRounding, Starts, VolumeBase,
};
use downline::units::{Cents, Ppm};

pub(crate) use random::{cases, plain_case, rate_tables, runs};

/// A cent in the unit of exact amounts.
pub(crate) const CENT: i128 = 1_000_000_000_000;

/// The people of one period of a case, by their places in the file.
#[derive(Clone, Copy)]
pub(crate) struct People<'a> {
    pub(crate) case: &'a Case,
    pub(crate) period: usize,
}

impl<'a> People<'a> {
    pub(crate) fn plan(self) -> &'a Plan {
        &self.case.plan
    }

    pub(crate) fn partner(self, who: usize) -> &'a CasePartner {
        &self.case.partners[who]
    }

    pub(crate) fn id(self, who: usize) -> &'a str {
        &self.case.partners[who].id
    }

    /// Everybody who has joined.
    pub(crate) fn everybody(self) -> Vec<usize> {
        let joined = |&who: &usize| self.partner(who).joined_period <= self.period as u64;
        (0..self.case.partners.len()).filter(joined).collect()
    }

    fn find(self, id: Option<&String>) -> Option<usize> {
        let id = id?;
        self.case.partners.iter().position(|partner| &partner.id == id)
    }

    /// The line of sponsors above, nearest first.
    pub(crate) fn line_above(self, who: usize) -> Vec<usize> {
        self.climb(who, |partner| partner.sponsor.as_ref())
    }

    /// The line of seats above, nearest first.
    pub(crate) fn seats_above(self, who: usize) -> Vec<usize> {
        self.climb(who, |partner| partner.placement.as_ref())
    }

    fn climb(self, who: usize, above: fn(&CasePartner) -> Option<&String>) -> Vec<usize> {
        let mut line = Vec::new();
        let mut next = self.find(above(self.partner(who)));
        while let Some(upline) = next {
            line.push(upline);
            next = self.find(above(self.partner(upline)));
        }
        line
    }

    /// Own orders of the period: points, value, list value.
    fn orders(self, who: usize) -> Vec<(u64, i64, i64)> {
        let point = self.plan().point_value.0;
        let value = |points: u64, cv: Option<Cents>| {
            cv.map_or(i64::try_from(points).expect("few points") * point, |cv| cv.0)
        };
        let partner = self.partner(who);
        let mut orders = Vec::new();
        if self.period == 1 {
            orders.push((partner.points, value(partner.points, partner.cv), 0));
        }
        if let Some(period) = self.case.periods.get(self.period - 1) {
            for order in period.orders.iter().filter(|order| order.by == partner.id) {
                orders.push((order.points, value(order.points, order.cv), order.retail.0));
            }
        }
        orders
    }

    pub(crate) fn points(self, who: usize) -> u64 {
        self.orders(who).iter().map(|order| order.0).sum()
    }

    /// What she brings, in cents.
    pub(crate) fn base(self, base: VolumeBase, who: usize) -> i128 {
        let orders = self.orders(who);
        i128::from(match base {
            VolumeBase::Wholesale => orders.iter().map(|order| order.1).sum::<i64>(),
            VolumeBase::ListValue => orders.iter().map(|order| order.2).sum(),
            VolumeBase::RetailMargin if self.period == 1 => {
                self.partner(who).margin.map_or(0, |margin| margin.0)
            }
            VolumeBase::RetailMargin => 0,
            VolumeBase::Points => {
                let points = i64::try_from(self.points(who)).expect("few points");
                points * self.plan().point_value.0
            }
        })
    }

    /// What is paid on a base: nothing where it is below zero, unless returns may bring it there.
    pub(crate) fn payable(self, base: i128) -> i128 {
        let takes_back = self.plan().clawback.map(|clawback| clawback.counts_in);
        if takes_back == Some(CountsIn::Return) { base } else { base.max(0) }
    }

    fn status(self, who: usize) -> CaseStatus {
        let mut status = self.partner(who).status;
        for change in self.case.periods.iter().take(self.period).flat_map(|of| &of.changes) {
            if change.who == self.id(who) {
                status = change.status.unwrap_or(status);
            }
        }
        status
    }

    pub(crate) fn has_left(self, who: usize) -> bool {
        self.status(who) == CaseStatus::Left
    }

    pub(crate) fn is_active(self, who: usize) -> bool {
        self.status(who) == CaseStatus::Active
            && self.plan().activity.minimum_points <= self.points(who)
    }

    fn is_newcomer(self, who: usize) -> bool {
        self.partner(who).joined_period == self.period as u64
    }

    pub(crate) fn can_earn(self, who: usize) -> bool {
        let waits = self.plan().newcomers_earn == Starts::NextPeriod && self.is_newcomer(who);
        self.is_active(who) && !waits
    }

    pub(crate) fn counts(self, who: usize) -> bool {
        let waits = self.plan().newcomers_count == Starts::NextPeriod && self.is_newcomer(who);
        self.is_active(who) && !waits
    }

    /// Place of her rank from one up, zero for none: given, or by own points alone.
    pub(crate) fn rank(self, who: usize) -> usize {
        let mut given = self.partner(who).rank.clone();
        for change in self.case.periods.iter().take(self.period).flat_map(|of| &of.changes) {
            if change.who == self.id(who) && change.rank.is_some() {
                given.clone_from(&change.rank);
            }
        }
        let ranks = &self.plan().ranks;
        match given {
            Some(name) => ranks.iter().position(|(rank, _)| rank == &name).map_or(0, |at| at + 1),
            None if !self.is_active(who) => 0,
            None => {
                let met = ranks.iter().rposition(|(_, r)| r.minimum_points <= self.points(who));
                met.map_or(0, |at| at + 1)
            }
        }
    }

    pub(crate) fn place_of(self, rank: Option<&str>) -> usize {
        let ranks = &self.plan().ranks;
        rank.map_or(0, |name| ranks.iter().position(|(r, _)| r == name).expect("a rank") + 1)
    }

    pub(crate) fn active_recruits(self, who: usize) -> u64 {
        let recruits = self.everybody().into_iter().filter(|&other| {
            self.counts(other) && self.partner(other).sponsor.as_deref() == Some(self.id(who))
        });
        recruits.count() as u64
    }
}

/// Who is paid, by which table of several, from whom, at which number, at which rate, how many
/// cents.
pub(crate) type Line = (String, String, String, u32, u32, i128);

/// What a bonus came to in a period.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Paid {
    /// Lines that are not nothing, sorted.
    pub(crate) lines: Vec<Line>,
    /// Cents by person, those who have any.
    pub(crate) totals: BTreeMap<String, i128>,
    pub(crate) full: i128,
    pub(crate) base: i128,
}

/// What the program says of a bonus.
pub(crate) fn of_the_program(period: &PeriodStatement, bonus: &str) -> Paid {
    let mut paid = Paid::default();
    for line in period.lines.iter().filter(|line| line.bonus == bonus) {
        *paid.totals.entry(line.earner.clone()).or_default() += i128::from(line.amount.0);
        if line.amount != Cents::ZERO && line.part != "sum_rounding" {
            let (earner, source) = (line.earner.clone(), line.source.clone());
            let amount = i128::from(line.amount.0);
            let table = line.table.clone().unwrap_or_default();
            paid.lines.push((earner, table, source, line.level, line.rate.0, amount));
        }
    }
    paid.lines.sort();
    paid.totals.retain(|_, total| *total != 0);
    let of_bonus = period.bonuses.iter().find(|line| line.bonus == bonus).expect("the bonus");
    (paid.full, paid.base) = (i128::from(of_bonus.full.0), i128::from(of_bonus.base.0));
    paid
}

/// Keeps exact lines and rounds them.
pub(crate) struct Book<'a> {
    people: People<'a>,
    /// The table of several by which is paid.
    table: String,
    paid: Paid,
    exact: BTreeMap<usize, i128>,
    exact_full: i128,
}

impl<'a> Book<'a> {
    pub(crate) fn new(people: People<'a>) -> Self {
        let (paid, exact, table) = (Paid::default(), BTreeMap::new(), String::new());
        Self { people, table, paid, exact, exact_full: 0 }
    }

    /// From here on is paid by a table of this name.
    pub(crate) fn open_table(&mut self, name: &str) {
        name.clone_into(&mut self.table);
    }

    fn per_person(&self) -> bool {
        self.people.plan().rounding == PlanRounding::PerPersonDown
    }

    /// An exact amount in cents, rounded to the plan's unit.
    pub(crate) fn round(&self, exact: i128) -> i128 {
        let unit = i128::from(self.people.plan().rounding_unit.0);
        let whole = CENT * unit;
        let (units, rest) = (exact.abs() / whole, exact.abs() % whole);
        let up = match self.people.plan().rounding {
            PlanRounding::PerLineHalfUp => whole <= rest * 2,
            PlanRounding::PerLineHalfEven if rest * 2 == whole => units % 2 == 1,
            PlanRounding::PerLineHalfEven => whole < rest * 2,
            PlanRounding::PerLineDown | PlanRounding::PerPersonDown => false,
        };
        exact.signum() * (units + i128::from(up)) * unit
    }

    /// Pays a line, whose exact amount it returns.
    pub(crate) fn pay(
        &mut self,
        (who, source): (usize, usize),
        number: usize,
        (base, rate, share): (i128, Ppm, Ppm),
    ) -> i128 {
        let exact = base * i128::from(rate.0) * i128::from(share.0);
        *self.exact.entry(who).or_default() += exact;
        let amount = self.round(exact);
        if amount != 0 {
            let number = u32::try_from(number).expect("a small number");
            let (earner, from) =
                (self.people.id(who).to_owned(), self.people.id(source).to_owned());
            self.paid.lines.push((earner, self.table.clone(), from, number, rate.0, amount));
            if !self.per_person() {
                *self.paid.totals.entry(self.people.id(who).to_owned()).or_default() += amount;
            }
        }
        exact
    }

    /// Pays whole cents, which no rounding touches.
    pub(crate) fn send(&mut self, (who, source): (usize, usize), number: usize, amount: i128) {
        if amount != 0 {
            let number = u32::try_from(number).expect("a small number");
            let (earner, from) =
                (self.people.id(who).to_owned(), self.people.id(source).to_owned());
            *self.paid.totals.entry(earner.clone()).or_default() += amount;
            self.paid.lines.push((earner, self.table.clone(), from, number, 0, amount));
        }
    }

    /// Notes that the full table pays the highest of some lines at one number, and at least what
    /// was paid there; on what came back, at least as much below zero.
    pub(crate) fn full(&mut self, highest: i128, paid: &[i128]) {
        let larger = |one: i128, other: i128| if one.abs() < other.abs() { other } else { one };
        if self.per_person() {
            self.exact_full += larger(highest, paid.iter().sum());
        } else {
            let paid: i128 = paid.iter().map(|&line| self.round(line)).sum();
            self.paid.full += larger(self.round(highest), paid);
        }
    }

    pub(crate) fn full_cents(&mut self, amount: i128) {
        self.paid.full += amount;
    }

    pub(crate) fn base(&mut self, base: i128) {
        self.paid.base += base;
    }

    /// What somebody has so far, to the cent.
    pub(crate) fn total(&self, who: usize) -> i128 {
        if self.per_person() {
            return self.round(self.exact.get(&who).copied().unwrap_or_default());
        }
        self.paid.totals.get(self.people.id(who)).copied().unwrap_or_default()
    }

    pub(crate) fn close(mut self) -> Paid {
        if self.per_person() {
            for who in self.people.everybody() {
                let total = self.total(who);
                if total != 0 {
                    *self.paid.totals.entry(self.people.id(who).to_owned()).or_default() += total;
                }
            }
            self.paid.full += self.round(self.exact_full);
        }
        self.paid.lines.sort();
        self.paid
    }
}

/// Compares a plain walk with the program over all periods of a case.
pub(crate) fn agree(
    case: &Case,
    bonus: &str,
    plainly: impl Fn(People<'_>, &PeriodStatement) -> Paid,
) -> Result<Statement, String> {
    let statement = downline::calculator::work_out(case);
    for (index, period) in statement.periods.iter().enumerate() {
        let people = People { case, period: index + 1 };
        let (found, plain) = (of_the_program(period, bonus), plainly(people, period));
        if found != plain {
            let period = index + 1;
            return Err(format!("period {period}\nprogram {found:#?}\nplainly {plain:#?}"));
        }
    }
    Ok(statement)
}

/// The rates of a rank: its own table, or everybody's.
pub(crate) fn rates_of<'a>(
    people: People<'_>,
    rates: &'a [Ppm],
    tables: &'a [downline::scenario::RankRates],
    rank: usize,
) -> &'a [Ppm] {
    let own = tables.iter().find(|table| people.place_of(Some(&table.rank)) == rank);
    own.map_or(rates, |table| &table.rates)
}
