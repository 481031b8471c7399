//! What contradicts what in the expectations of a case.

use super::Check;
use crate::scenario::{Expectation, Part, Plan};
use crate::units::Ppm;

/// Whether a plan can have a part beside those of its bonuses: by the tables that it has, not by
/// their values, which an argument may change.
fn is_of_any_bonus(plan: &Plan, part: Part) -> bool {
    match part {
        Part::SumRounding => true,
        Part::PersonCap => plan.person_cap.is_some(),
        Part::CompanyCap => plan.company_cap.is_some(),
        Part::Return => plan.clawback.is_some(),
        Part::RetailShareMin => Ppm::ZERO < plan.rules.retail_share_min,
        Part::RecruitingBonuses => !plan.rules.recruiting_bonuses,
        _ => false,
    }
}

/// Figures that only a partner has, and whether they are given.
fn of_a_partner(expect: &Expectation) -> [(&'static str, bool); 15] {
    [
        ("rank", expect.rank.is_some()),
        ("paid_rank", expect.paid_rank.is_some()),
        ("title", expect.title.is_some()),
        ("structure_tier", expect.structure_tier.is_some()),
        ("broken_away", expect.broken_away.is_some()),
        ("filled_seats", expect.filled_seats.is_some()),
        ("matrix_seats", expect.matrix_seats.is_some()),
        ("net", expect.net.is_some()),
        ("markup_percent", expect.markup_percent.is_some()),
        ("left_points", expect.left_points.is_some()),
        ("right_points", expect.right_points.is_some()),
        ("group_points", expect.group_points.is_some()),
        ("points", expect.points.is_some()),
        ("uncounted_points", expect.uncounted_points.is_some()),
        ("placement", expect.placement.is_some()),
    ]
}

impl Check<'_> {
    /// Says so if an expectation would compare nothing of what it names.
    fn figures(&mut self, table: &str, expect: &Expectation) {
        let of_a_partner = of_a_partner(expect);
        let of_the_company = [
            ("full", expect.full.is_some()),
            ("breakage", expect.breakage.is_some()),
            ("agents", expect.agents.is_some()),
        ];
        let (others, whose) = match expect.who {
            None => (&of_a_partner[..], "a partner's: say whose in `who`"),
            Some(_) => (&of_the_company[..], "the company's: leave out `who`"),
        };
        for (key, _) in others.iter().filter(|(_, is_given)| *is_given) {
            self.say(&format!("{table}.{key}"), format!("`{key}` is {whose}"), None);
        }
        let of_both = [
            expect.amount,
            expect.paid,
            expect.unpaid,
            expect.retail_profit,
            expect.total,
            expect.advance,
            expect.paid_at_end,
            expect.left,
        ];
        let mut given = of_a_partner.iter().chain(&of_the_company).map(|(_, is_given)| *is_given);
        if of_both.iter().all(Option::is_none) && expect.rate.is_none() && !given.any(|is| is) {
            self.say(table, "nothing is expected here".to_owned(), None);
        }
    }

    /// Says so if several periods are asked for what only one has.
    fn span(&mut self, index: usize, expect: &Expectation) {
        let Some(last) = expect.to_period else { return };
        let key = format!("expect[{index}].to_period");
        self.number(&key, last, self.periods_count());
        if last < expect.period {
            let message = format!("period {last} is before period {}", expect.period);
            self.say(&key, message, None);
        }
        let of_one_period = of_a_partner(expect).into_iter().filter(|(name, _)| *name != "net");
        let of_one_period = of_one_period.chain([("unpaid", expect.unpaid.is_some())]);
        for (name, _) in of_one_period.filter(|(_, is_given)| *is_given) {
            let message = format!("`{name}` is no sum, so it is of one period");
            let hint = "say which in `period`, and leave out `to_period`".to_owned();
            self.say(&format!("expect[{index}].{name}"), message, Some(hint));
        }
    }

    /// Says so if no claim can ever be for a part: of the bonus, or of any where none is named.
    fn part(&mut self, key: &str, expect: &Expectation) {
        let Some(part) = expect.part else { return };
        let has = self.plan.bonuses();
        let asked = has.iter().filter(|&&bonus| expect.bonus.is_none_or(|of| of == bonus));
        let mut own: Vec<&str> = Vec::new();
        for name in asked.flat_map(|bonus| bonus.parts()).map(|part| part.name()) {
            if !own.contains(&name) {
                own.push(name);
            }
        }
        if own.is_empty() || own.contains(&part.name()) || is_of_any_bonus(self.plan, part) {
            return;
        }
        // A rule that is there and off, by an argument perhaps, takes nothing off.
        if self.reading.gives(&format!("rules.{}", part.name())) {
            return;
        }
        let of = expect.bonus.map_or("the plan".to_owned(), |bonus| format!("`{}`", bonus.name()));
        let message = format!("no claim of {of} is for the part `{}`", part.name());
        let hint = format!("its parts are `{}`", own.join("`, `"));
        self.say(key, message, Some(hint));
    }

    pub(super) fn expectations(&mut self) {
        for (index, expect) in self.case.expectations.iter().enumerate() {
            let at = |key: &str| format!("expect[{index}].{key}");
            for (key, name) in [
                ("who", expect.who.as_deref()),
                ("source", expect.source.as_deref()),
                ("placement", expect.placement.as_deref().filter(|name| !name.is_empty())),
            ] {
                self.partner(&at(key), name);
                self.joined(&at(key), name, expect.period);
            }
            self.rank(&at("rank"), expect.rank.as_deref());
            self.rank(&at("paid_rank"), expect.paid_rank.as_deref());
            self.rank(&at("title"), expect.title.as_deref());
            self.number(&at("period"), expect.period, self.periods_count());
            self.span(index, expect);
            self.figures(&format!("expect[{index}]"), expect);
            let has = self.plan.bonuses();
            if let Some(bonus) = expect.bonus.filter(|bonus| !has.contains(bonus)) {
                let message = format!("the plan has no bonus `{}`", bonus.name());
                self.say(&at("bonus"), message, None);
            }
            self.table(&at("table"), expect);
            self.part(&at("part"), expect);
        }
    }
}
