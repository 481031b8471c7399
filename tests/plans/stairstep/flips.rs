//! Every key of these bonuses changes what is paid, and what contradicts itself is refused.

use downline::calculator::Statement;
use downline::scenario::{LoadedCase, Problem};

use crate::cases;

/// The hand case, and what is set on top of it.
const FLIPS: [(&str, &str); 34] = [
    ("stairstep", "plan.stairstep.steps=[{ from_points = 99, rate = 0.03 }]"),
    ("stairstep", "plan.stairstep.steps=[{ from_points = 100, rate = 0.04 }]"),
    ("stairstep", "plan.stairstep.breakaway_points=3_050"),
    ("stairstep", "plan.stairstep.breakaway_points=3_001"),
    ("stairstep", "plan.stairstep.breakaway_lasts=\"period\""),
    ("stairstep", "plan.stairstep.active_only=false"),
    ("stairstep", "plan.stairstep.leadership.rate=0.05"),
    ("stairstep", "plan.stairstep.leadership.guarantee_volume=5_999.00"),
    ("stairstep", "plan.stairstep.leadership.rest_from_points=1_201"),
    ("stairstep", "plan.stairstep.leadership.rest_from_legs=1"),
    ("stairstep", "plan.stairstep.leadership.rest_from_legs=3"),
    ("stairstep", "plan.newcomers_earn=\"this_period\""),
    ("stairstep", "plan.activity.minimum_points=40"),
    ("stairstep", "plan.point_value=1.99"),
    ("stairstep", "plan.rounding=\"per_line_down\""),
    ("stairstep", "plan.rounding=\"per_person_down\""),
    ("stairstep", "plan.rounding_unit=0.05"),
    ("breakaway", "plan.breakaway.steps=[{ from_points = 201, rates = [0.02, 0.01] }]"),
    ("breakaway", "plan.breakaway.steps=[{ from_points = 200, rates = [0.02] }]"),
    ("breakaway", "plan.breakaway.steps=[{ from_points = 200, rates = [0.02, 0.02] }]"),
    ("breakaway", "plan.stairstep.breakaway_points=1_001"),
    ("breakaway", "plan.stairstep.breakaway_lasts=\"life\""),
    ("breakaway", "plan.activity.minimum_points=61"),
    ("differential", "plan.differential.base=\"points\""),
    ("differential", "plan.differential.rate=0.05"),
    ("differential", "plan.differential.rank_rates=[{ rank = \"gold\", rate = 0.20 }]"),
    ("differential", "plan.differential.broad_share=0.81"),
    ("differential", "plan.differential.pays_own=true"),
    ("differential", "plan.differential.own_rate_counts=false"),
    ("differential", "plan.differential.equal_rate=0.02"),
    ("differential", "plan.differential.first_only=true"),
    ("differential", "plan.differential.beyond_rank=\"silver\""),
    ("differential", "plan.rounding=\"per_line_down\""),
    ("differential", "plan.activity.minimum_points=50"),
];

/// What distinguishes two outcomes: claims, and who stays away.
fn outcome(statement: &Statement) -> Vec<String> {
    let of = |period: &downline::calculator::PeriodStatement| {
        let lines = period.lines.iter().map(|line| {
            let (who, from, amount) = (&line.earner, &line.source, line.amount);
            format!("{who} {} {} {from} {} {amount}", line.bonus, line.part, line.level)
        });
        let away = period.partners.iter().filter(|partner| partner.broken_away == Some(true));
        lines.chain(away.map(|partner| format!("{} away", partner.id))).collect::<Vec<_>>()
    };
    statement.periods.iter().flat_map(of).collect()
}

#[test]
fn every_key_changes_what_is_paid() {
    for (name, set) in FLIPS {
        let before = outcome(&cases::statement(&cases::hand(name, &[])));
        let after = outcome(&cases::statement(&cases::hand(name, &[set])));
        assert_ne!(before, after, "{name}: `{set}` changes nothing");
    }
}

#[test]
fn the_base_of_a_differential_is_one_of_four() {
    let case = |base: &str| {
        let text = format!(
            "
            plan.activity.minimum_points = 0
            plan.point_value = 2.00
            plan.rank.only = {{}}
            plan.differential.base = \"{base}\"
            plan.differential.rank_rates = [{{ rank = \"only\", rate = 0.10 }}]
            [[partner]]
            id = \"Ann\"
            rank = \"only\"
            [[partner]]
            id = \"Bo\"
            sponsor = \"Ann\"
            rank = \"\"
            [[period]]
            [[period.order]]
            by = \"Bo\"
            points = 30
            cv = 70.00
            retail = 110.00
            price = 80.00
            [[period.order]]
            by = \"Bo\"
            kind = \"customer\"
            points = 5
            cv = 9.00
            retail = 20.00
            price = 13.00
            "
        );
        let case = LoadedCase::from_text("bases", &text).unwrap_or_else(|why| panic!("{why}")).case;
        cases::statement(&case).periods[0].partners[0].rewards.0
    };
    // 79.00 of value; 7.00 of margin; goods of 110.00 for herself; 35 points of 2.00.
    let bases = ["wholesale", "retail_margin", "list_value", "points"];
    assert_eq!(bases.map(case), [790, 70, 1_100, 700]);
}

/// What is written, the key that is blamed, and words of the complaint.
const CONTRADICTIONS: [(&str, &str, &str); 16] = [
    ("stairstep = {}", "plan.stairstep.steps", "without steps pays nothing"),
    (
        "stairstep.steps = [{ from_points = 5, rate = 0.1 }, { from_points = 5, rate = 0.2 }]",
        "plan.stairstep.steps[1].from_points",
        "does not ask for more",
    ),
    (
        "stairstep.steps = [{ from_points = 5, rate = 0.2 }, { from_points = 6, rate = 0.1 }]",
        "plan.stairstep.steps[1].rate",
        "gives less",
    ),
    ("stairstep.steps = [{ rate = 1.1 }]", "plan.stairstep.steps[0].rate", "1.1"),
    (
        "stairstep = { steps = [{ rate = 0.1 }], breakaway_lasts = \"life\" }",
        "plan.stairstep.breakaway_lasts",
        "no group ever breaks away",
    ),
    (
        "stairstep = { steps = [{ rate = 0.1 }], leadership = {} }",
        "plan.stairstep.leadership",
        "groups that broke away",
    ),
    (
        "stairstep = { breakaway_points = 9, leadership.rest_from_points = 10 }",
        "plan.stairstep.leadership.rest_from_points",
        "who has 9 keeps all",
    ),
    ("stairstep.breakaway_points = 0", "plan.stairstep.breakaway_points", "0"),
    ("breakaway.steps = [{ rates = [0.1] }]", "plan.breakaway", "no group breaks away"),
    (
        "stairstep.breakaway_points = 9\nplan.breakaway = {}",
        "plan.breakaway.steps",
        "without steps pay nothing",
    ),
    (
        "stairstep.breakaway_points = 9\nplan.breakaway.steps = [{ rates = [0.6, 0.6] }]",
        "plan.breakaway.steps[0].rates",
        "120 %",
    ),
    (
        "differential.rank_rates = [{ rank = \"loww\", rate = 0.1 }]",
        "plan.differential.rank_rates[0].rank",
        "no rank `loww`",
    ),
    ("differential.beyond_rank = \"top\"", "plan.differential.beyond_rank", "no rank `top`"),
    (
        "differential.rank_rates = [\n{ rank = \"low\", rate = 0.2 },\n\
         { rank = \"high\", rate = 0.1 }]",
        "plan.differential.rank_rates[1].rate",
        "lower rate than the one below",
    ),
    (
        "differential = { pays_own = true, beyond_rank = \"low\" }",
        "plan.differential.pays_own",
        "above a rank",
    ),
    ("differential = { rate = 0.8, equal_rate = 0.3 }", "plan.differential.equal_rate", "110 %"),
];

#[test]
fn contradictions_are_told_with_the_key_to_change() {
    for (keys, key, words) in CONTRADICTIONS {
        let text = format!(
            "plan.rank = {{ low.order = 1, high.order = 2 }}\npartner = [{{ id = \"Ann\" }}]\n\
             plan.{keys}\n"
        );
        let told = LoadedCase::from_text("contradiction", &text).expect_err(keys);
        let is_it = |problem: &Problem| problem.key == key && problem.to_string().contains(words);
        assert!(told.0.iter().any(is_it), "{keys}, {key}: {told:#?}");
    }
}
