//! Sellers' bonuses where only sums are known, and what contradicts itself in their keys.

use downline::plan::{self, Bonus, Claim, Outcomes, Part, Period, State, Sums};
use downline::scenario::{LoadedCase, Plan};
use downline::units::Cents;
use downline::world::{Detail, Genealogy, NO_UPLINE, Status, Volume};

use crate::cases::{hand, statement};

/// A plan with one change on a hand-worked case.
fn plan_of(case: &str, sets: &[&str]) -> Plan {
    let mut plan = hand(case, sets).plan;
    plan.activity.minimum_points = 0;
    plan
}

/// Runs a plan as a simulation does: sums by row, no orders, everybody active below the first.
fn run(plan: &Plan, details: &[Detail]) -> (Vec<Claim>, Outcomes) {
    let rows = details.len();
    let sponsors: Vec<u32> = (0..rows).map(|row| if row == 0 { NO_UPLINE } else { 0 }).collect();
    let genealogy = Genealogy::from_sponsors(&sponsors);
    let (status, volumes) = (vec![Status::Active; rows], vec![Volume::default(); rows]);
    let points_before = vec![[0; 3]; rows];
    let period = Period { details, ..Period::new(&genealogy, &status, &volumes, &points_before) };
    let (mut state, mut sums) = (State::default(), Sums::default());
    let mut claims = Vec::new();
    let outcomes = plan::run(plan, &period, &mut state, &mut sums, &mut |claim| claims.push(claim));
    (claims, outcomes)
}

#[test]
fn where_only_sums_are_known_the_mean_order_chooses_the_rate_of_a_customer_bonus() {
    let detail = |orders, points| Detail {
        orders,
        customer_points: points,
        customer_value: Cents(100_000),
        ..Detail::default()
    };
    // Means of 49.75, 50, 99.9, 100 and 250 points; steps at 50, 100 and 200.
    let details = [(4, 199), (4, 200), (10, 999), (1, 100), (2, 500)];
    let details = details.map(|(orders, points)| detail(orders, points));
    let (claims, outcomes) = run(&plan_of("customer_bonus", &[]), &details);
    let found: Vec<_> = claims.iter().map(|claim| (claim.earner, claim.amount.0)).collect();
    assert_eq!(found, [(1, 5_000), (2, 5_000), (3, 10_000), (4, 12_500)]);
    assert_eq!(outcomes.of(Bonus::CustomerBonus).breakage(), Cents(62_500 - 32_500));
    // By the period's sum all of them are higher.
    let by_period = plan_of("customer_bonus", &["plan.customer_bonus.by=period"]);
    let (claims, _) = run(&by_period, &details);
    let found: Vec<i64> = claims.iter().map(|claim| claim.amount.0).collect();
    assert_eq!(found, [10_000, 12_500, 12_500, 10_000, 12_500]);
}

#[test]
fn where_weeks_are_unknown_no_advance_is_shown_and_the_sum_is_the_same() {
    let plan = plan_of("party", &[]);
    let detail = Detail { sales: Cents(150_000), ..Detail::default() };
    let (claims, _) = run(&plan, &[detail]);
    assert!(claims.iter().all(|claim| claim.part != Part::Advance));
    let tiers = claims.iter().filter(|claim| claim.part == Part::Tier);
    // 20 % of the first 1,000, 25 % of 500.
    assert_eq!(tiers.map(|claim| claim.amount).sum::<Cents>(), Cents(32_500));
}

#[test]
fn a_plan_without_sellers_bonuses_claims_nothing_and_pays_no_network() {
    let mut plan = plan_of("affiliate", &[]);
    plan.affiliate = None;
    let (claims, outcomes) = run(&plan, &[Detail { sales: Cents(10_000), ..Detail::default() }]);
    assert!(claims.is_empty());
    assert_eq!(outcomes.agents, Cents::ZERO);
}

/// What contradicts itself, the key to blame and what is said.
const CONTRADICTIONS: [(&str, &str, &str); 25] = [
    ("customer_bonus = {}", "plan.customer_bonus", "pays nothing"),
    (
        "customer_bonus.steps = [{ from_points = 9 }, { from_points = 9 }]",
        "plan.customer_bonus.steps[1].from_points",
        "step 2 does not ask for more",
    ),
    (
        "customer_bonus.steps = [{ rate = 0.2 }, { from_points = 9, rate = 0.1 }]",
        "plan.customer_bonus.steps[1].rate",
        "step 2 gives less",
    ),
    ("party = {}", "plan.party", "pays nothing"),
    (
        "party.tiers = [{ from_sales = 2.0 }, { from_sales = 1.0 }]",
        "plan.party.tiers[1].from_sales",
        "step 2 does not ask for more",
    ),
    (
        "party.tiers = [{ rate = 0.2 }, { from_sales = 1.0, rate = 0.1 }]",
        "plan.party.tiers[1].rate",
        "step 2 gives less",
    ),
    ("party = { host_share = 0.3, advance_weeks = 5 }", "plan.party.advance_weeks", "no first 5"),
    (
        "party = { host_share = 0.3, tiers = [{ rate = 0.8 }] }",
        "plan.party.host_share",
        "add up to 110 %",
    ),
    ("party.unit = [{ rate = 0.1 }]", "plan.party.unit", "nobody has a unit without a rank"),
    (
        "party = { unit_rank = \"gol\", unit = [{ rate = 0.1 }] }",
        "plan.party.unit_rank",
        "there is no rank `gol`",
    ),
    (
        "party = { unit_rank = \"gold\", unit = [{ rate = 0.1 }, { rate = 0.2 }] }",
        "plan.party.unit[1].from_wholesale",
        "step 2 does not ask for more",
    ),
    (
        "party.team = [{ active_recruits = 2 }, { active_recruits = 1 }]",
        "plan.party.team[1]",
        "step 2 does not ask for more",
    ),
    (
        "party.team = [{ rate = 0.2 }, { own_wholesale = 1.0, rate = 0.1 }]",
        "plan.party.team[1].rate",
        "step 2 gives less",
    ),
    (
        "party.team = [{ active_recruits = 2, ordering_recruits = 3 }]",
        "plan.party.team[0].ordering_recruits",
        "3 recruits cannot order where 2 are enough",
    ),
    (
        "affiliate.tiers = [{ from_sales = 2.0, rate = 0.2 }, { from_sales = 1.0, rate = 0.3 }]",
        "plan.affiliate.tiers[1].from_sales",
        "tier 2 asks for fewer sales",
    ),
    (
        "affiliate.tiers = [{ from_customers = 2, rate = 0.2 }, { from_sales = 1.0, rate = 0.3 }]",
        "plan.affiliate.tiers[1].from_customers",
        "tier 2 asks for fewer customers",
    ),
    (
        "affiliate.tiers = [{ from_sales = 1.0, rate = 0.2 }, { from_sales = 1.0, rate = 0.3 }]",
        "plan.affiliate.tiers[1]",
        "tier 2 does not ask for more",
    ),
    (
        "affiliate.tiers = [{ from_sales = 1.0, rate = 0.05 }]",
        "plan.affiliate.tiers[0].rate",
        "tier 1 gives less than what is below it",
    ),
    (
        "affiliate = { rate = 0.6, second_tier_rate = 0.5 }",
        "plan.affiliate.second_tier_rate",
        "add up to 110 %",
    ),
    ("affiliate.rate = 1.1", "plan.affiliate.rate", "1"),
    ("affiliate.second_tier_of = \"order\"", "plan.affiliate.second_tier_of", "order"),
    ("sponsored = {}", "plan.sponsored", "pays nothing"),
    (
        "sponsored = { fee_per_post = 1.0, agency_share = 0.7, manager_share = 0.4 }",
        "plan.sponsored.manager_share",
        "add up to 110 %",
    ),
    ("sponsored.fee_per_post = -1.0", "plan.sponsored.fee_per_post", "-1"),
    (
        "party = { host_share = 0.1, advance_weeks = 2 }\nplan.payment.minimum = 5.0",
        "plan.party.advance_weeks",
        "cannot wait",
    ),
];

#[test]
fn contradictions_name_the_key_that_one_would_change() {
    for (plan, key, says) in CONTRADICTIONS {
        let text = format!("plan.rank.gold = {{}}\npartner = [{{ id = \"A\" }}]\nplan.{plan}\n");
        let problems = LoadedCase::from_text("case", &text).expect_err(plan);
        let found = problems
            .0
            .iter()
            .any(|problem| problem.key.starts_with(key) && problem.message.contains(says));
        assert!(found, "{plan}: {problems}");
    }
}

#[test]
fn shares_on_top_may_be_more_than_the_fee() {
    let text = "partner = [{ id = \"A\" }]\n\
        plan.sponsored = { fee_per_post = 1.0, agency_share = 0.7, manager_share = 0.4, \
        on_top = true }";
    assert!(LoadedCase::from_text("case", text).is_ok());
}

#[test]
fn what_is_left_takes_off_purchases_and_then_the_worth_of_time() {
    let text = r#"
        plan.activity.minimum_points = 0
        plan.affiliate = { rate = 0.10 }
        partner = [{ id = "A", purchases = 1.25, minutes = 50, wage_per_hour = 15.05 }]
        period = [
            { order = [{ by = "A", kind = "customer", retail = 100.00, price = 60.00 }] },
            { order = [] },
        ]
    "#;
    let case = LoadedCase::from_text("case", text).expect("a case").case;
    let periods = statement(&case).periods;
    // 40.00 + 10.00 - 1.25; 50 minutes at 15.05 an hour are 12.541667.
    let of = |period: usize| {
        let partner = &periods[period].partners[0];
        (partner.left.0, partner.time.0, partner.net.0)
    };
    assert_eq!(of(0), (4_875, 1_254, 3_621));
    // Both are spent in each period.
    assert_eq!(of(1), (-125, 1_254, -1_379));
}
