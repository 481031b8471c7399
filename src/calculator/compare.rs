//! What a case expects against what came out.

use std::collections::BTreeMap;

use super::statement::{Line, PartnerLine, PeriodStatement, Statement};
use crate::scenario::{Bonus, Case, Expectation, Part};
use crate::units::Cents;

/// An expectation that did not come true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Number of the `[[expect]]` table, from 1.
    pub number: usize,
    /// What was compared: period, who, of what.
    pub what: String,
    /// What the case says.
    pub expected: String,
    /// What came out.
    pub found: String,
}

impl Statement {
    /// Number of figures that the case expects, and those that came out otherwise.
    pub fn compare(&self, case: &Case) -> (usize, Vec<Mismatch>) {
        let mut comparison = Comparison::default();
        let periods = if case.expectations.is_empty() { &[] } else { &self.periods[..] };
        let sheets: Vec<Sheet<'_>> = periods.iter().map(Sheet::new).collect();
        for (index, expect) in case.expectations.iter().enumerate() {
            let place = usize::try_from(expect.period).unwrap_or(usize::MAX);
            comparison.number = index + 1;
            if let Some(last) = expect.to_period {
                let last = usize::try_from(last).unwrap_or(usize::MAX);
                let span = place.checked_sub(1).and_then(|first| periods.get(first..last));
                if let Some(whole) = span.and_then(together) {
                    comparison.expectation(expect, &Sheet::new(&whole));
                }
                continue;
            }
            let sheet = place.checked_sub(1).and_then(|place| sheets.get(place));
            if let Some(sheet) = sheet {
                comparison.expectation(expect, sheet);
            }
        }
        (comparison.compared, comparison.mismatches)
    }
}

/// Several periods as one: their lines, and what each had of money in them.
fn together(periods: &[PeriodStatement]) -> Option<PeriodStatement> {
    let (first, later) = periods.split_first()?;
    let mut whole = first.clone();
    for period in later {
        whole.lines.extend(period.lines.iter().cloned());
        whole.rewards += period.rewards;
        whole.full += period.full;
        whole.breakage += period.breakage;
        whole.agents += period.agents;
        // Nobody is ever taken out, and those who join come last.
        let known = whole.partners.len();
        for (sums, partner) in whole.partners.iter_mut().zip(&period.partners) {
            sums.retail_profit += partner.retail_profit;
            sums.rewards += partner.rewards;
            sums.paid += partner.paid;
            sums.advance += partner.advance;
            sums.paid_at_end += partner.paid_at_end;
            sums.left += partner.left;
            sums.net += partner.net;
        }
        whole.partners.extend(period.partners[known..].iter().cloned());
        for (sums, bonus) in whole.bonuses.iter_mut().zip(&period.bonuses) {
            sums.full += bonus.full;
            sums.rewards += bonus.rewards;
            sums.breakage += bonus.breakage;
        }
    }
    Some(whole)
}

/// A period by partner, so that each of thousands is found at once.
struct Sheet<'s> {
    period: &'s PeriodStatement,
    lines: BTreeMap<&'s str, Vec<&'s Line>>,
    partners: BTreeMap<&'s str, &'s PartnerLine>,
}

impl<'s> Sheet<'s> {
    fn new(period: &'s PeriodStatement) -> Self {
        let mut lines: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
        for line in &period.lines {
            lines.entry(&line.earner).or_default().push(line);
        }
        let partners = period.partners.iter().map(|partner| (partner.id.as_str(), partner));
        Self { period, lines, partners: partners.collect() }
    }

    /// The lines that an expectation means.
    fn meant(&self, expect: &Expectation) -> Vec<&'s Line> {
        let is_meant = |line: &&Line| is_meant(expect, line);
        match &expect.who {
            Some(who) => {
                let lines = self.lines.get(who.as_str()).into_iter().flatten();
                lines.copied().filter(is_meant).collect()
            }
            None => self.period.lines.iter().filter(is_meant).collect(),
        }
    }
}

#[derive(Default)]
struct Comparison {
    number: usize,
    compared: usize,
    mismatches: Vec<Mismatch>,
}

impl Comparison {
    fn expectation(&mut self, expect: &Expectation, sheet: &Sheet<'_>) {
        let period = sheet.period;
        let lines = sheet.meant(expect);
        let claimed: Cents = lines.iter().map(|line| line.amount).sum();
        let at = |figure: &str| {
            let bonus = expect.bonus.map(Bonus::name).unwrap_or_default();
            let level = expect.level.map(|level| level.to_string()).unwrap_or_default();
            let parts = [
                &match expect.to_period {
                    Some(last) => format!("periods {} to {last}", period.period),
                    None => format!("period {}", period.period),
                },
                expect.who.as_deref().unwrap_or("the company"),
                bonus,
                expect.table.as_deref().unwrap_or_default(),
                expect.part.map(Part::name).unwrap_or_default(),
                &level,
                &expect.source.as_ref().map(|id| format!("from {id}")).unwrap_or_default(),
                figure,
            ];
            parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
        };
        self.same(&at("amount"), expect.amount, &claimed);
        if let Some(rate) = expect.rate {
            self.compared += 1;
            let others = lines.iter().filter(|line| line.rate != rate);
            let found: Vec<String> = others.map(|line| line.rate.to_string()).collect();
            if lines.is_empty() || !found.is_empty() {
                let found = if lines.is_empty() { "no claim".into() } else { found.join(", ") };
                self.differ(at("rate"), rate.to_string(), found);
            }
        }
        match &expect.who {
            Some(who) => {
                if let Some(partner) = sheet.partners.get(who.as_str()) {
                    self.partner(expect, partner, claimed, &at);
                }
            }
            None => self.company(expect, period, &at),
        }
    }

    fn partner(
        &mut self,
        expect: &Expectation,
        partner: &PartnerLine,
        claimed: Cents,
        at: &dyn Fn(&str) -> String,
    ) {
        self.same(&at("paid"), expect.paid, &partner.paid);
        self.same(&at("unpaid"), expect.unpaid, &partner.unpaid);
        self.same(&at("advance"), expect.advance, &partner.advance);
        self.same(&at("paid_at_end"), expect.paid_at_end, &partner.paid_at_end);
        self.same(&at("left"), expect.left, &partner.left);
        self.same(&at("net"), expect.net, &partner.net);
        self.same(&at("retail_profit"), expect.retail_profit, &partner.retail_profit);
        if let Some(markup) = expect.markup_percent {
            let found = partner.markup_percent;
            let found = found.map_or_else(|| "none".to_owned(), |percent| percent.to_string());
            self.same(&at("markup_percent"), Some(markup.to_string()), &found);
        }
        self.same(&at("total"), expect.total, &(partner.retail_profit + claimed));
        self.same(&at("rank"), expect.rank.clone(), &partner.rank.clone().unwrap_or_default());
        let paid_rank = partner.paid_rank.clone().unwrap_or_default();
        self.same(&at("paid_rank"), expect.paid_rank.clone(), &paid_rank);
        self.same(&at("title"), expect.title.clone(), &partner.title.clone().unwrap_or_default());
        let tier = u64::from(partner.structure_tier.unwrap_or_default());
        self.same(&at("structure_tier"), expect.structure_tier, &tier);
        let (left, right) = (partner.left_points, partner.right_points);
        self.same(&at("left_points"), expect.left_points, &left.unwrap_or_default());
        self.same(&at("right_points"), expect.right_points, &right.unwrap_or_default());
        self.same(&at("group_points"), expect.group_points, &partner.group_points);
        self.same(&at("points"), expect.points, &u64::from(partner.points));
        let uncounted = partner.uncounted_points.unwrap_or_default();
        self.same(&at("uncounted_points"), expect.uncounted_points, &uncounted);
        let (filled, capacity) = (partner.filled_seats, partner.matrix_seats);
        self.same(&at("filled_seats"), expect.filled_seats, &filled.unwrap_or_default());
        self.same(&at("matrix_seats"), expect.matrix_seats, &capacity.unwrap_or_default());
        let away = partner.broken_away.unwrap_or(false);
        self.same(&at("broken_away"), expect.broken_away, &away);
        let placement = partner.placement.clone().unwrap_or_default();
        self.same(&at("placement"), expect.placement.clone(), &placement);
    }

    fn company(
        &mut self,
        expect: &Expectation,
        period: &PeriodStatement,
        at: &dyn Fn(&str) -> String,
    ) {
        let bonus = expect
            .bonus
            .and_then(|bonus| period.bonuses.iter().find(|line| line.bonus == bonus.name()));
        let (full, breakage) = match bonus {
            Some(line) => (line.full, line.breakage),
            None => (period.full, period.breakage),
        };
        self.same(&at("full"), expect.full, &full);
        self.same(&at("breakage"), expect.breakage, &breakage);
        self.same(&at("agents"), expect.agents, &period.agents);
        let sum = |of: fn(&PartnerLine) -> Cents| period.partners.iter().map(of).sum::<Cents>();
        self.same(&at("paid"), expect.paid, &sum(|partner| partner.paid));
        self.same(&at("unpaid"), expect.unpaid, &sum(|partner| partner.unpaid));
        self.same(&at("advance"), expect.advance, &sum(|partner| partner.advance));
        self.same(&at("paid_at_end"), expect.paid_at_end, &sum(|partner| partner.paid_at_end));
        self.same(&at("left"), expect.left, &sum(|partner| partner.left));
        self.same(&at("net"), expect.net, &sum(|partner| partner.net));
        let retail = sum(|partner| partner.retail_profit);
        self.same(&at("retail_profit"), expect.retail_profit, &retail);
        // What the business spends: rewards and agents.
        self.same(&at("total"), expect.total, &(period.rewards + period.agents));
    }

    fn same<T: PartialEq + std::fmt::Display>(
        &mut self,
        what: &str,
        expected: Option<T>,
        found: &T,
    ) {
        let Some(expected) = expected else { return };
        self.compared += 1;
        if &expected != found {
            self.differ(what.to_owned(), expected.to_string(), found.to_string());
        }
    }

    fn differ(&mut self, what: String, expected: String, found: String) {
        self.mismatches.push(Mismatch { number: self.number, what, expected, found });
    }
}

/// Whether an expectation means a line of whom it asks for.
fn is_meant(expect: &Expectation, line: &Line) -> bool {
    let level = expect.level.is_none_or(|level| level == u64::from(line.level));
    expect.bonus.is_none_or(|bonus| bonus.name() == line.bonus)
        && expect.table.as_ref().is_none_or(|table| Some(table) == line.table.as_ref())
        && expect.part.is_none_or(|part| part.name() == line.part)
        && expect.source.as_ref().is_none_or(|source| source == &line.source)
        && level
}
