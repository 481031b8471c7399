//! What a case expects against what came out.

use super::statement::{Line, PartnerLine, PeriodStatement, Statement};
use crate::scenario::{Case, Expectation};
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
        for (index, expect) in case.expectations.iter().enumerate() {
            let place = usize::try_from(expect.period).unwrap_or(usize::MAX);
            let period = place.checked_sub(1).and_then(|place| self.periods.get(place));
            comparison.number = index + 1;
            if let Some(period) = period {
                comparison.expectation(expect, period);
            }
        }
        (comparison.compared, comparison.mismatches)
    }
}

#[derive(Default)]
struct Comparison {
    number: usize,
    compared: usize,
    mismatches: Vec<Mismatch>,
}

impl Comparison {
    fn expectation(&mut self, expect: &Expectation, period: &PeriodStatement) {
        let lines: Vec<&Line> = period.lines.iter().filter(|line| is_meant(expect, line)).collect();
        let claimed: Cents = lines.iter().map(|line| line.amount).sum();
        let at = |figure: &str| {
            let bonus = expect.bonus.map(|bonus| bonus.name()).unwrap_or_default();
            let level = expect.level.map(|level| level.to_string()).unwrap_or_default();
            let parts = [
                &format!("period {}", period.period),
                expect.who.as_deref().unwrap_or("the company"),
                bonus,
                expect.part.as_deref().unwrap_or_default(),
                &level,
                &expect.source.as_ref().map(|id| format!("from {id}")).unwrap_or_default(),
                figure,
            ];
            parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
        };
        self.same(&at("amount"), expect.amount, claimed);
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
                if let Some(partner) = period.partners.iter().find(|partner| &partner.id == who) {
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
        self.same(&at("paid"), expect.paid, partner.paid);
        self.same(&at("unpaid"), expect.unpaid, partner.unpaid);
        self.same(&at("retail_profit"), expect.retail_profit, partner.retail_profit);
        self.same(&at("total"), expect.total, partner.retail_profit + claimed);
        self.same(&at("rank"), expect.rank.clone(), partner.rank.clone().unwrap_or_default());
        let legs = partner.leg_points.unwrap_or_default();
        self.same(&at("left_points"), expect.left_points, legs[0]);
        self.same(&at("right_points"), expect.right_points, legs[1]);
        self.same(&at("group_points"), expect.group_points, partner.group_points);
        self.same(&at("broken_away"), expect.broken_away, partner.broken_away.unwrap_or(false));
        let placement = partner.placement.clone().unwrap_or_default();
        self.same(&at("placement"), expect.placement.clone(), placement);
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
        self.same(&at("full"), expect.full, full);
        self.same(&at("breakage"), expect.breakage, breakage);
        self.same(&at("agents"), expect.agents, period.agents);
        let sum = |of: fn(&PartnerLine) -> Cents| period.partners.iter().map(of).sum::<Cents>();
        self.same(&at("paid"), expect.paid, sum(|partner| partner.paid));
        self.same(&at("unpaid"), expect.unpaid, sum(|partner| partner.unpaid));
        let retail = sum(|partner| partner.retail_profit);
        self.same(&at("retail_profit"), expect.retail_profit, retail);
        // What the business spends: rewards and agents.
        self.same(&at("total"), expect.total, period.rewards + period.agents);
    }

    fn same<T: PartialEq + std::fmt::Display>(
        &mut self,
        what: &str,
        expected: Option<T>,
        found: T,
    ) {
        let Some(expected) = expected else { return };
        self.compared += 1;
        if expected != found {
            self.differ(what.to_owned(), expected.to_string(), found.to_string());
        }
    }

    fn differ(&mut self, what: String, expected: String, found: String) {
        self.mismatches.push(Mismatch { number: self.number, what, expected, found });
    }
}

/// Whether an expectation means a line.
fn is_meant(expect: &Expectation, line: &Line) -> bool {
    let level = expect.level.is_none_or(|level| level == u64::from(line.level));
    expect.who.as_ref().is_none_or(|who| who == &line.earner)
        && expect.bonus.is_none_or(|bonus| bonus.name() == line.bonus)
        && expect.part.as_ref().is_none_or(|part| part == line.part)
        && expect.source.as_ref().is_none_or(|source| source == &line.source)
        && level
}
