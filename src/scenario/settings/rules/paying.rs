//! Rules on paying: what may be paid and for what.

use super::super::business::Business;
use super::super::plan::{Affiliate, Contradiction, Matrix, Party, Plan, StructureBonus};
use crate::scenario::{Bonus, Source, Table};
use crate::units::Ppm;

/// Rules on what may be paid and for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayRules {
    /// Volume arises with sales to outside customers, and of those from stock with this share.
    pub verified_retail_share: Option<Ppm>,
    /// Most points of own purchases that count in a period.
    pub own_use_points_max: Option<u64>,
    /// Share of what somebody bought that she must sell to be paid on others.
    pub retail_share_min: Ppm,
    /// Whether recruiting as such is paid.
    pub recruiting_bonuses: bool,
}

impl PayRules {
    /// The keys of these rules.
    pub(crate) const KEYS: [&str; 4] =
        ["verified_retail_share", "own_use_points_max", "retail_share_min", "recruiting_bonuses"];

    /// No rule.
    pub const NONE: Self = Self {
        verified_retail_share: None,
        own_use_points_max: None,
        retail_share_min: Ppm::ZERO,
        recruiting_bonuses: true,
    };

    pub(crate) fn read(t: &mut Table<'_>) -> Self {
        Self {
            verified_retail_share: t
                .optional_rate("verified_retail_share")
                .source(Source::Model)
                .about(
                    "Pay only on verified retail sales: what partners buy carries points and \
                     commissionable value when a customer from outside buys it, with this share, \
                     which they can prove; sales by the business are proved. Off if left out.",
                )
                .read(),
            own_use_points_max: t
                .optional_count("own_use_points_max")
                .unit("points")
                .within(0, 1_000_000_000)
                .source(Source::Model)
                .about(
                    "Cap on own use: most points in a period of goods that a partner bought and \
                     did not sell which count for pay, ranks and activity. No cap if left out, \
                     or none of them under `verified_retail_share`.",
                )
                .read(),
            retail_share_min: t
                .rate("retail_share_min", Ppm::ZERO)
                .source(Source::Model)
                .about(
                    "Retail rule: share of the points bought in a period that a partner must sell \
                     to customers from outside to be paid on the volume of others.",
                )
                .read(),
            recruiting_bonuses: t
                .flag("recruiting_bonuses", true)
                .source(Source::Model)
                .about(
                    "Whether recruiting as such may be paid: fast start, kit bonus, tiers of the \
                     structure bonus and amounts of a matrix that count heads, volume of kits.",
                )
                .read(),
        }
    }

    /// Whether what partners buy counts only in part.
    pub fn cut_purchases(&self) -> bool {
        self.verified_retail_share.is_some() || self.own_use_points_max.is_some()
    }

    /// Whether a rule asks what partners bought and what of it they sold.
    pub fn follow_goods(&self) -> bool {
        self.cut_purchases() || Ppm::ZERO < self.retail_share_min
    }

    /// Most points of own purchases that count in a period although they are not sold.
    pub fn own_use_most(&self) -> u64 {
        let otherwise = if self.verified_retail_share.is_some() { 0 } else { u64::MAX };
        self.own_use_points_max.unwrap_or(otherwise)
    }

    /// The share of what partners sell from stock that is proved.
    pub fn verified(&self) -> Ppm {
        self.verified_retail_share.unwrap_or(Ppm::ONE)
    }

    /// Rules that have nothing to do, by keys below their table: under a plan, in a business or in
    /// a case, which has none.
    pub(crate) fn contradictions(
        &self,
        plan: &Plan,
        business: Option<&Business>,
    ) -> Vec<Contradiction> {
        let on = [
            self.verified_retail_share.is_some(),
            self.own_use_points_max.is_some(),
            Ppm::ZERO < self.retail_share_min,
            !self.recruiting_bonuses,
        ];
        let keys = Self::KEYS.into_iter().zip(on).filter(|(_, is_on)| *is_on);
        keys.filter_map(|(key, _)| why_idle(key, plan, business)).collect()
    }
}

/// Why a rule that is on has nothing to do, if so.
fn why_idle(key: &str, plan: &Plan, business: Option<&Business>) -> Option<Contradiction> {
    let say = |why: &str, hint: &str| {
        let message = format!("`{key}` has no use {why}");
        let hint = Some(format!("{hint}, or leave `{key}` out"));
        Some(Contradiction { key: key.to_owned(), message, hint })
    };
    if plan.bonuses().is_empty() {
        return say("in a plan without a bonus", "add a bonus such as `[plan.unilevel]`");
    }
    let carries = |business: &Business| 0 < business.joining.kit_units;
    if key == "recruiting_bonuses" {
        let activity = &plan.activity;
        let kit_counts = activity.kit_counts || activity.kit_commissionable;
        if pays_for_recruiting(plan) || (kit_counts && business.is_none_or(carries)) {
            return None;
        }
        let why = "where nothing is paid for recruiting and kits carry no volume";
        return say(why, "add a bonus such as `[plan.kit_bonus]`");
    }
    if key == "retail_share_min" && !plan.bonuses().iter().any(|&bonus| pays_on_others(plan, bonus))
    {
        let why = "in a plan that pays nobody on the volume of others";
        return say(why, "add a bonus such as `[plan.unilevel]`");
    }
    let business = business?;
    if business.product.points_per_unit == 0 {
        let why = "where goods have no points, by which it follows them";
        return say(why, "set `product.points_per_unit`");
    }
    if !business.partners.own_orders && !carries(business) {
        let why = "where customers get all goods from the business";
        return say(why, "let partners buy goods (`own_orders = true`)");
    }
    None
}

/// Whether a plan pays for heads and not for sales.
fn pays_for_recruiting(plan: &Plan) -> bool {
    let heads = |of: &StructureBonus| of.tiers.iter().any(|tier| 0 < tier.members);
    let amounts = |of: &Matrix| !of.amounts.is_empty();
    plan.fast_start.is_some()
        || plan.kit_bonus.is_some()
        || plan.structure.as_ref().is_some_and(heads)
        || plan.matrix.as_ref().is_some_and(amounts)
}

/// Whether a bonus of a plan pays on what others do.
fn pays_on_others(plan: &Plan, bonus: Bonus) -> bool {
    match bonus {
        Bonus::CustomerBonus | Bonus::HostCredit | Bonus::Sponsored => false,
        Bonus::Party => {
            let below = |of: &Party| !of.team.is_empty() || !of.unit.is_empty();
            plan.party.as_ref().is_some_and(below)
        }
        Bonus::Affiliate => {
            let second = |of: &Affiliate| Ppm::ZERO < of.second_tier_rate;
            plan.affiliate.as_ref().is_some_and(second)
        }
        _ => true,
    }
}

impl Plan {
    /// Whether the units of a kit carry points.
    pub fn kit_has_points(&self) -> bool {
        self.activity.kit_counts && self.rules.recruiting_bonuses
    }

    /// Whether the goods of a kit carry commissionable value.
    pub fn kit_has_value(&self) -> bool {
        self.activity.kit_commissionable && self.rules.recruiting_bonuses
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::Loaded;

    /// What is told about a scenario: keys, lines and messages.
    fn told(text: &str) -> Vec<(String, usize, String)> {
        let Err(problems) = Loaded::from_text("rules", text) else { return Vec::new() };
        let of = |problem: crate::scenario::Problem| (problem.key, problem.line, problem.message);
        problems.0.into_iter().map(of).collect()
    }

    #[test]
    fn a_rule_that_can_touch_nothing_is_refused_at_its_key() {
        let all = "verified_retail_share = 1.0, own_use_points_max = 9, retail_share_min = 0.7, \
                   recruiting_bonuses = false";
        let keys = super::PayRules::KEYS;
        for (rules, plan, idle, why) in [
            (all, "", &keys[..], "in a plan without a bonus"),
            (all, "plan.unilevel = {}", &keys[3..], "where nothing is paid for recruiting"),
            (all, "plan.fast_start = {}", &[], ""),
            (all, "plan.kit_bonus.amounts = [5.00]", &[], ""),
            (all, "plan.matrix.amounts = [1.00]", &[], ""),
            (all, "plan.structure.tiers = [{ amount = 5.00 }]", &[], ""),
            (
                all,
                "plan.structure.tiers = [{ amount = 5.00, members = 0 }]",
                &keys[3..],
                "where nothing is paid for recruiting",
            ),
            (all, "plan = { unilevel = {}, activity.kit_counts = true }", &[], ""),
            (
                "recruiting_bonuses = false",
                "plan = { unilevel = {}, activity.kit_counts = true }\njoining.kit_units = 0",
                &keys[3..],
                "and kits carry no volume",
            ),
            (
                "retail_share_min = 0.7",
                "plan.party.tiers = [{ rate = 0.1 }]",
                &keys[2..3],
                "in a plan that pays nobody on the volume of others",
            ),
            ("retail_share_min = 0.7", "plan.affiliate.second_tier_rate = 0.1", &[], ""),
            (
                "retail_share_min = 0.7",
                "plan.affiliate = {}",
                &keys[2..3],
                "on the volume of others",
            ),
            (
                "verified_retail_share = 0.9, own_use_points_max = 5, retail_share_min = 0.7",
                "plan.unilevel = {}\nproduct.points_per_unit = 0",
                &keys[..3],
                "where goods have no points",
            ),
            (
                "verified_retail_share = 0.9, own_use_points_max = 5, retail_share_min = 0.7",
                "plan.unilevel = {}\nown_orders = false\ndrop_ship_share = 1\n\
                 joining.kit_units = 0",
                &keys[..3],
                "where customers get all goods from the business",
            ),
            (
                "verified_retail_share = 0.9, own_use_points_max = 5, retail_share_min = 0.7",
                "plan.unilevel = {}\nown_orders = false\ndrop_ship_share = 1",
                &[],
                "",
            ),
            ("retail_share_min = 0.0, recruiting_bonuses = true", "", &[], ""),
        ] {
            let told = told(&format!("weeks = 9\n[business.b]\nrules = {{ {rules} }}\n{plan}\n"));
            let found: Vec<&str> = told.iter().map(|(key, ..)| key.as_str()).collect();
            let wanted: Vec<String> =
                idle.iter().map(|key| format!("business.b.rules.{key}")).collect();
            assert_eq!(found, wanted, "{rules}\n{plan}\n{told:?}");
            for (_, line, message) in &told {
                assert_eq!(*line, 3, "{message}");
                assert!(message.contains(why), "{message}");
            }
        }
    }

    #[test]
    fn an_event_that_sets_an_idle_rule_is_refused_at_its_line() {
        let text = "weeks = 9\nbusiness.b.plan.unilevel = {}\n[event.rule]\nstart_week = 3\n\
                    set.business.b.rules.recruiting_bonuses = false\n";
        let found = told(text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].0.as_str(), found[0].1), ("business.b.rules.recruiting_bonuses", 5));
    }

    #[test]
    fn rules_on_paying_stay_while_returns_count_in_the_period_of_their_sale() {
        for (rule, refused) in [("retail_share_min = 0.7", true), ("own_use_points_max = 9", true)]
        {
            let text = format!(
                "weeks = 9\n[business.b.plan]\nunilevel = {{}}\nclawback.counts_in = \"sale\"\n\
                 [event.rule]\nstart_week = 3\nset.business.b.rules.{rule}\n"
            );
            let found = told(&text);
            assert_eq!(found.len(), usize::from(refused), "{found:?}");
            let (key, line, message) = &found[0];
            assert!(key.starts_with("event.rule.set.business.b.rules."), "{key}");
            assert_eq!(*line, 7);
            assert!(
                message.contains("while returns count in the period of their sale"),
                "{message}"
            );
            let at_return = text.replace("\"sale\"", "\"return\"");
            assert_eq!(told(&at_return), []);
        }
    }
}
