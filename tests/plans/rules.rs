//! Rules on paying in cases: out of reach they change nothing, and what they do does not depend on
//! how a case is cut into periods.
//!
//! *Absent*: what counts of random purchases (`plan::counted`), rules in worlds (`tests/it`).

use downline::calculator::{self, Statement};
use downline::plan::Bonus;
use downline::scenario::{Case, CaseOrderKind, LoadedCase};
use downline::units::Cents;

use crate::cases::{files, hand, load, statement};

/// Rules that hold and can touch nothing.
const OUT_OF_REACH: [&str; 4] = [
    "rules.verified_retail_share=1.0",
    "rules.own_use_points_max=1000000000",
    "rules.retail_share_min=0.0",
    "rules.recruiting_bonuses=true",
];

/// Without the column that says that nothing waits.
fn plain(mut statement: Statement) -> Statement {
    for partner in statement.periods.iter_mut().flat_map(|period| &mut period.partners) {
        assert!(partner.uncounted_points.is_none_or(|waiting| waiting == 0), "{}", partner.id);
        partner.uncounted_points = None;
    }
    statement
}

#[test]
fn rules_out_of_reach_change_not_a_line_of_any_case() {
    let mut told = 0;
    for path in ["hand", "worked"].into_iter().flat_map(files) {
        let case = load(&path, &[]);
        let is_ruled = case.plan.rules != downline::scenario::PayRules::NONE;
        let orders = || case.periods.iter().flat_map(|period| &period.orders);
        let resold = orders().any(|order| order.kind == CaseOrderKind::Resale);
        if is_ruled || resold || case.scenario.is_some() {
            continue;
        }
        let ruled = LoadedCase::from_file(&path, &OUT_OF_REACH.map(str::to_owned));
        // A plan without a bonus has no use for a rule.
        let Ok(ruled) = ruled else {
            assert!(case.plan.bonuses().is_empty(), "{}", path.display());
            continue;
        };
        assert!(ruled.case.plan.rules.cut_purchases());
        assert_eq!(plain(statement(&ruled.case)), statement(&case), "{}", path.display());
        told += 1;
    }
    assert!(60 < told, "{told}");
}

#[test]
fn each_rule_changes_the_case_that_is_worked_by_hand_for_it() {
    for (name, off) in [
        ("rules-verified-retail", &OUT_OF_REACH[..2]),
        ("rules-retail-share", &OUT_OF_REACH[2..3]),
        ("rules-recruiting", &OUT_OF_REACH[3..]),
    ] {
        let (with, without) = (statement(&hand(name, &[])), statement(&hand(name, off)));
        for (with, without) in with.periods.iter().zip(&without.periods) {
            assert!(with.period == 2 || with.rewards < without.rewards, "{name}");
        }
    }
}

/// A period's figures of interest: volume, what did not count, rewards, what was withheld.
fn figures(case: &Case) -> Vec<[Cents; 4]> {
    let periods = statement(case).periods;
    periods.iter().map(|of| [of.volume, of.uncounted, of.rewards, of.withheld]).collect()
}

#[test]
fn statements_say_what_did_not_count_and_what_was_withheld() {
    let cents = |of: [[i64; 4]; 3]| of.map(|period| period.map(Cents)).to_vec();
    assert_eq!(
        figures(&hand("rules-verified-retail", &[])),
        cents([[13_580, 3_420, 1_137, 0], [6_660, -2_160, 574, 0], [9_200, 1_800, 360, 0]])
    );
    let retail = figures(&hand("rules-retail-share", &[]));
    assert_eq!(retail[0], [26_000, 0, 4_474, 1_346].map(Cents));
    let recruiting = figures(&hand("rules-recruiting", &[]));
    assert_eq!(recruiting, [[14_000, 0, 1_400, 3_700].map(Cents)]);
}

/// A case in which Bea sells some of what she buys, and more later.
const RESELLER: &str = r#"
    plan.activity.minimum_points = 0
    partner = [{ id = "Ada" }, { id = "Bea", sponsor = "Ada" }]
    [[period]]
    order = [
        { by = "Bea", points = 100, retail = 150.00 },
        { by = "Bea", kind = "resale", points = 40, retail = 60.00, price = 40.00 },
    ]
    [[period]]
    order = [{ by = "Bea", kind = "resale", points = 60, retail = 90.00, price = 60.00 }]
"#;

/// What Ada gets in each period under a plan and rules.
fn ada(plan: &str) -> Vec<i64> {
    let case = LoadedCase::from_text("reseller", &format!("{plan}\n{RESELLER}"));
    let case = case.unwrap_or_else(|problems| panic!("{problems}")).case;
    let periods = statement(&case).periods;
    periods.iter().map(|of| of.partners[0].rewards.0).collect()
}

#[test]
fn every_base_of_a_bonus_counts_when_goods_are_sold_and_only_once() {
    let rules = "rules.verified_retail_share = 1.0";
    let with_share = "rules.verified_retail_share = 0.5";
    for (bonus, at_once, sold, half) in [
        (
            "plan.unilevel = { base = \"wholesale\", rates = [0.1] }",
            [1_000, 0],
            [400, 600],
            [200, 300],
        ),
        (
            "plan.unilevel = { base = \"retail_margin\", rates = [0.1] }",
            [200, 300],
            [200, 300],
            [100, 150],
        ),
        (
            "plan.generation = { base = \"list_value\", rates = [0.1] }",
            [1_500, 0],
            [600, 900],
            [300, 450],
        ),
        (
            "plan.generation = { base = \"points\", rates = [0.1] }",
            [1_000, 0],
            [400, 600],
            [200, 300],
        ),
        ("plan.pool.all = { share = 0.1 }", [500, 0], [200, 300], [100, 150]),
    ] {
        assert_eq!(ada(bonus), at_once, "{bonus}");
        assert_eq!(ada(&format!("{rules}\n{bonus}")), sold, "{bonus}");
        assert_eq!(ada(&format!("{with_share}\n{bonus}")), half, "{bonus}");
    }
}

#[test]
fn commission_on_sales_is_on_those_that_are_proved() {
    let bea = |rules: &str, bonus: &str| {
        let text = format!("{rules}\n{bonus}\n{RESELLER}");
        let case = LoadedCase::from_text("reseller", &text);
        let case = case.unwrap_or_else(|problems| panic!("{problems}")).case;
        statement(&case).periods.iter().map(|of| of.partners[1].rewards.0).collect::<Vec<_>>()
    };
    let rules = "rules.verified_retail_share = 0.5";
    for bonus in [
        "plan.party.tiers = [{ rate = 0.1 }]",
        "plan.party = { tiers = [{ rate = 0.1 }], advance_weeks = 1 }",
        "plan.affiliate.rate = 0.1",
    ] {
        assert_eq!(bea("", bonus), [600, 900], "{bonus}");
        assert_eq!(bea(rules, bonus), [300, 450], "{bonus}");
    }
}

#[test]
fn ranks_activity_and_the_window_ask_for_points_that_count() {
    // Bea's 100 points, of which 40 were sold, make her active and of a rank only without the rule;
    // in the second period the window holds 40 and 60.
    let case = |rules: &str| {
        let text = format!(
            "{rules}\nplan.rank.high.minimum_points = 100\n\
             plan.unilevel = {{ base = \"wholesale\", rates = [0.1] }}\n{}",
            RESELLER.replace(
                "minimum_points = 0",
                "minimum_points = 100\nplan.activity.window_periods = 2"
            )
        );
        let case = LoadedCase::from_text("reseller", &text);
        let case = case.unwrap_or_else(|problems| panic!("{problems}")).case;
        let periods = statement(&case).periods;
        let bea = periods.iter().map(|of| &of.partners[1]);
        bea.map(|of| (of.active, of.rank.is_some(), of.points)).collect::<Vec<_>>()
    };
    assert_eq!(case(""), [(true, true, 100), (true, false, 0)]);
    let rules = "rules.verified_retail_share = 1.0";
    assert_eq!(case(rules), [(false, false, 40), (true, false, 60)]);
    let cap = "rules.own_use_points_max = 59";
    assert_eq!(case(cap), [(false, false, 99), (true, false, 1)]);
    let cap = "rules.own_use_points_max = 60";
    assert_eq!(case(cap), [(true, true, 100), (true, false, 0)]);
}

#[test]
fn goods_that_come_back_take_back_no_more_than_counted() {
    // Of Bea's 100 points 30 count; half of the goods come back in the next period.
    let ada = |rules: &str, counts_in: &str| {
        let text = format!(
            "{rules}\nplan.activity.minimum_points = 0\n\
             plan.unilevel = {{ base = \"wholesale\", rates = [0.1] }}\n\
             plan.clawback.counts_in = \"{counts_in}\"\n\
             partner = [{{ id = \"Ada\" }}, {{ id = \"Bea\", sponsor = \"Ada\" }}]\n\
             period = [{{ order = [{{ by = \"Bea\", points = 100 }}] }}, {{ order = [\
             {{ by = \"Bea\", kind = \"return\", points = 90, sold_in_period = 1 }}] }}]"
        );
        let case = LoadedCase::from_text("returned", &text);
        let case = case.unwrap_or_else(|problems| panic!("{problems}")).case;
        let statement = calculator::work_out(&case);
        let rewards = statement.periods.iter().map(|of| of.partners[0].rewards.0);
        let waiting = statement.periods[1].partners[1].uncounted_points;
        (rewards.collect::<Vec<_>>(), waiting)
    };
    for counts_in in ["return", "sale"] {
        assert_eq!(ada("", counts_in), (vec![1_000, -900], None));
        let cap = "rules.own_use_points_max = 30";
        // 70 that wait make up first; of the 30 that counted 10 are left.
        assert_eq!(ada(cap, counts_in), (vec![300, -200], Some(0)), "{counts_in}");
    }
}

#[test]
fn what_is_withheld_goes_into_no_pool_and_is_not_matched() {
    let case = |rules: &str| {
        let text = format!(
            "{rules}\nplan.activity.minimum_points = 0\nplan.unpaid_shares = \"pool\"\n\
             plan.kit_bonus.amounts = [50.00, 30.00]\nplan.pool.all.share = 0.0\n\
             plan.matching = {{ rates = [0.5], of = [\"kit_bonus\"] }}\n\
             partner = [{{ id = \"Ada\" }}, {{ id = \"Bea\", sponsor = \"Ada\" }}, \
             {{ id = \"Cem\", sponsor = \"Bea\", joined_period = 1 }}]\n\
             period = [{{ order = [{{ by = \"Cem\", kind = \"kit\", price = 99.00 }}] }}]"
        );
        let case = LoadedCase::from_text("kits", &text);
        let case = case.unwrap_or_else(|problems| panic!("{problems}")).case;
        let period = &statement(&case).periods[0];
        let of = |bonus: Bonus| {
            let line = period.bonuses.iter().find(|line| line.bonus == bonus.name());
            let line = line.expect("a bonus of the plan");
            (line.rewards.0, line.breakage.0)
        };
        (of(Bonus::KitBonus), of(Bonus::Matching), of(Bonus::Pool), period.withheld.0)
    };
    // Nobody stands above Ada, whose 30.00 would be matched too.
    assert_eq!(case(""), ((8_000, 0), (2_500, 1_500), (0, 0), 0));
    let rule = "rules.recruiting_bonuses = false";
    assert_eq!(case(rule), ((0, 8_000), (0, 0), (0, 0), 8_000));
}

#[test]
fn a_match_that_is_withheld_is_not_matched_again() {
    // Dee sells all that she buys, Cem nothing of his ten.
    let matched = |rules: &str| {
        let text = format!(
            "{rules}\nplan.activity.minimum_points = 0\n\
             plan.unilevel = {{ base = \"wholesale\", rates = [0.1], own_orders = \"self\" }}\n\
             plan.matching = {{ rates = [0.5], of = [\"unilevel\"], matches_matches = true }}\n\
             partner = [{{ id = \"Ada\" }}, {{ id = \"Bea\", sponsor = \"Ada\" }}, \
             {{ id = \"Cem\", sponsor = \"Bea\" }}, {{ id = \"Dee\", sponsor = \"Cem\" }}]\n\
             period = [{{ order = [{{ by = \"Dee\", points = 100 }}, \
             {{ by = \"Cem\", points = 10 }}, \
             {{ by = \"Dee\", kind = \"resale\", points = 100 }}] }}]"
        );
        let case = LoadedCase::from_text("matches", &text);
        let case = case.unwrap_or_else(|problems| panic!("{problems}")).case;
        let partners = &statement(&case).periods[0].partners;
        partners.iter().map(|partner| partner.rewards.0).collect::<Vec<_>>()
    };
    // Half of Dee's 10.00 is Cem's beside his own 1.00, half of that Bea's, and so on.
    assert_eq!(matched(""), [150, 300, 600, 1_000]);
    assert_eq!(matched("rules.retail_share_min = 0.7"), [25, 50, 100, 1_000]);
}
