//! Random scenarios that are valid, small and full of edges, as text.
//!
//! *Invariant*: every text passes the check. Rates stay where a week has at most some thousand
//! orders and leads a partner: each of them is looked at one by one, so larger ones are only slow.
//!
//! *Absent*: what must hold.

use proptest::prelude::*;

/// One line of a scenario, or nothing for a key that keeps its default.
type Line = BoxedStrategy<String>;

/// Any small valid scenario.
pub(super) fn small_and_valid() -> impl Strategy<Value = String> {
    let sections = vec![
        run(),
        market(),
        people(),
        motives(),
        habits(),
        recruiting(),
        feelings(),
        events(),
        business(),
        goods(),
        plan(),
        rules(),
    ];
    let competitor = vec![business(), goods(), plan(), rules()];
    let competitor = prop_oneof![3 => Just(Vec::new()), 2 => competitor];
    (sections, competitor, followed()).prop_map(|(sections, competitor, followed)| {
        let mut text = with_sound_rules(&sections.concat().concat());
        if !competitor.is_empty() {
            text = with_competitor(&text, &with_sound_rules(&competitor.concat().concat()));
        }
        text = with_followed(text, &followed.concat());
        // An event begins within the run.
        let is_a_week = text.starts_with("weeks = 1\n");
        if is_a_week { text.replace("start_week = 2\n", "start_week = 1\n") } else { text }
    })
}

/// Gives a third of the founders to another business with goods, terms and a plan of its own, where
/// there are two founders at least.
fn with_competitor(text: &str, competitor: &str) -> String {
    let count = |key: &str| -> u32 {
        let line = text.lines().find_map(|line| line.strip_prefix(key)).expect("founders");
        line.parse().expect("a count")
    };
    let (founders, roots) = (count("business.b.founders = "), count("business.b.founder_roots = "));
    if founders < 2 {
        return text.to_owned();
    }
    let theirs = founders.div_ceil(3);
    let ours = founders - theirs;
    let lines = |name: &str, founders: u32| {
        format!(
            "business.{name}.founders = {founders}\nbusiness.{name}.founder_roots = {}\n",
            roots.min(founders)
        )
    };
    let competitor = competitor.lines().filter(|line| line.starts_with("business.b."));
    let competitor: String =
        competitor.map(|line| line.replacen("business.b.", "business.c.", 1) + "\n").collect();
    let text = text.replace(&format!("business.b.founders = {founders}\n"), "");
    let text = text.replace(&format!("business.b.founder_roots = {roots}\n"), "");
    text + &lines("b", ours) + &lines("c", theirs) + &competitor
}

/// Personas and creators, who each want 52 weeks and a prospect.
fn followed() -> BoxedStrategy<Vec<String>> {
    let personas = prop::sample::select(vec![
        "",
        "",
        "persona.a = { week = 1, followers = 1_500, hours_per_week = 10.5 }\n",
        "persona.a = { week = 5, followers = 0, hours_per_week = 168, motive = \"builder\" }\n\
         persona.d = { week = 1, hours_per_week = 0, engagement = 0.0, clones = 1 }\n",
    ]);
    let creators = prop::sample::select(vec![
        "",
        "creators = { people = 9, over_weeks = 5 }\n",
        "creators = { people = 20, takes_part = \"as_creator\", acceptance = 0.5, \
         followers = { log_uniform = { min = 1, max = 1_000_000 } } }\n",
        "creators = { people = 1, week = 5, takes_part = \"as_creator\", acceptance = 1.0 }\n",
    ]);
    lines(vec![personas.prop_map(str::to_owned).boxed(), creators.prop_map(str::to_owned).boxed()])
}

/// Follows people where there is time and room for all of them, at the first of two businesses.
fn with_followed(text: String, followed: &str) -> String {
    let number = |key: &str| -> f64 {
        let lines = text.lines().filter_map(|line| line.split_once(" = "));
        let values = lines.filter(|(name, _)| *name == key);
        values.map(|(_, value)| value.replace('_', "").parse::<f64>().expect("a number")).sum()
    };
    let prospects = number("market.people") * number("market.prospects_per_person");
    let founders = number("business.b.founders") + number("business.c.founders");
    if number("weeks") < 56.0 || prospects < founders + 25.0 {
        return text;
    }
    let competes = 0.0 < number("business.c.founders");
    let named = if competes { "{ business = \"b\", " } else { "{ " };
    let followed: String =
        followed.lines().map(|line| line.replacen("{ ", named, 1) + "\n").collect();
    text + &followed
}

/// A key with one of its edges, or its default; values are TOML as they stand.
fn edges(key: &'static str, values: &'static [&'static str]) -> Line {
    let given = prop::sample::select(values);
    let given = given.prop_map(move |value| format!("{key} = {value}\n"));
    prop_oneof![4 => given, 1 => Just(String::new())].boxed()
}

/// A key with one of its edges, a share in between, or its default.
fn share(key: &'static str) -> Line {
    let between = (1_u32..1_000).prop_map(move |share| format!("{key} = 0.{share:03}\n"));
    prop_oneof![1 => edges(key, &["0.0", "1.0"]), 1 => between].boxed()
}

fn lines(lines: Vec<Line>) -> BoxedStrategy<Vec<String>> {
    lines.boxed()
}

/// Years matter too: renewals, first years and calendar years begin in week 52.
fn run() -> BoxedStrategy<Vec<String>> {
    let length =
        prop::sample::select(vec![(5, 0), (1, 0), (27, 26), (40, 0), (56, 3), (106, 52), (110, 0)]);
    let length =
        length.prop_map(|(weeks, burn_in)| format!("weeks = {weeks}\nburn_in_weeks = {burn_in}\n"));
    let seed = seed().prop_map(|seed| format!("seed = {seed}\n"));
    lines(vec![length.boxed(), seed.boxed()])
}

fn seed() -> impl Strategy<Value = u64> {
    0..1_000_000_u64
}

/// People, communities and founders, who must all be prospects first.
fn market() -> BoxedStrategy<Vec<String>> {
    let communities = prop::sample::select(vec![1_u32, 2, 7, 100, 1_000]);
    let size = (communities, 0_u32..1_000, prop::sample::select(vec![1.0, 0.5, 0.25, 0.05]));
    let quarters = |of: &'static [u32]| prop::sample::select(of);
    let size = (size, quarters(&[2, 1, 3, 4, 4, 0]), quarters(&[0, 0, 1, 4])).prop_map(
        |((count, more, share), many, roots)| {
            // Twenty people have one prospect among them at the smallest share.
            let people = (count + more).clamp(20, 1_500);
            let able = (f64::from(people) * share).floor();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
            let able = able as u32;
            // One, some, or everybody who could ever join, up to 300.
            let founders = (able * many / 4).clamp(1, 300);
            let roots = (founders * roots / 4).max(1);
            format!(
                "market.people = {people}\nmarket.community_people = {}\n\
             market.prospects_per_person = {share:?}\n\
             business.b.founders = {founders}\nbusiness.b.founder_roots = {roots}\n",
                (people / count).max(1),
            )
        },
    );
    lines(vec![
        size.boxed(),
        share("market.home_bias"),
        edges("market.buyers_per_person", &["0.4", "3.0", "1.0", "3.0", "0.01", "0.0"]),
        share("market.prospect_renewal_per_year"),
        // Without rationing nobody is kept as a customer.
        prop_oneof![
            edges("market.demand_renewal_weeks", &["1", "4", "52"]),
            edges("market.rationing", &["\"random\"", "\"none\"\nmarket.demand_renewal_weeks = 4"]),
        ]
        .boxed(),
    ])
}

fn people() -> BoxedStrategy<Vec<String>> {
    lines(vec![
        edges(
            "people.followers",
            &["3_000", "1", "{ log_uniform = { min = 100, max = 8_000 } }", "8_000"],
        ),
        edges(
            "people.hours_per_week",
            &["5.0", "20.0", "{ uniform = { min = 0, max = 40 } }", "0.0"],
        ),
        edges(
            "people.engagement",
            &["1.0", "3.0", "{ log_normal = { median = 1, sigma = 1 } }", "0.0"],
        ),
        edges("people.warm_circle_people", &["100", "20", "1", "0"]),
        edges("people.own_use_units_per_month", &["0", "2.0", "{ normal = { mean = 1, sd = 2 } }"]),
        edges("people.expected_earnings_per_year", &["100", "0.01", "100_000"]),
    ])
}

fn motives() -> BoxedStrategy<Vec<String>> {
    lines(vec![
        edges("motive.discount_buyer.weight", &["0", "1"]),
        // One weight stays above zero.
        edges("motive.part_time_seller.weight", &["1", "100"]),
        edges("motive.builder.weight", &["0", "50"]),
        edges("motive.builder.loading_factor", &["0", "100"]),
        edges("motive.builder.hours_factor", &["0", "1"]),
        edges("motive.part_time_seller.pitch_factor", &["0", "3"]),
        edges("motive.part_time_seller.quit_factor", &["0", "5"]),
    ])
}

fn habits() -> BoxedStrategy<Vec<String>> {
    lines(vec![
        edges("post.hours_per_post", &["1.0", "0.5", "168.0"]),
        share("post.hours_share"),
        edges("post.cost_per_post", &["0", "0.01", "0.50", "99.99"]),
        edges("post.reach", &["0.3", "2.0", "1.0", "0.0"]),
        share("post.fatigue"),
        edges("sell.visit_rate", &["0.0075", "0.02", "0.02", "0.0"]),
        edges("sell.conversion", &["0.0241", "0.1", "0.1", "0.0"]),
        edges("sell.engagement_exponent", &["0.0", "0.29", "0.5"]),
        edges("sell.in_person_orders_per_hour", &["0.15", "5.0", "1.0", "0.0"]),
        edges("sell.in_person_cost_per_hour", &["0", "0.01", "12.34"]),
        edges("sell.basket_units", &["1.0", "1.4", "6.0"]),
        share("sell.repeat_orders_per_week"),
        share("sell.customers_lost_per_week"),
        edges("growth.per_post", &["0.0", "0.001", "0.1"]),
        edges("growth.ceiling_factor", &["1.0", "2.0", "5.0"]),
    ])
}

fn recruiting() -> BoxedStrategy<Vec<String>> {
    lines(vec![
        edges("recruit.pitch_rate", &["0.00001", "0.0", "0.0001"]),
        edges("recruit.leads_per_hour", &["0.04", "0.0", "1.0"]),
        share("recruit.acceptance"),
        edges("recruit.decline_exponent", &["0.0", "2.0", "50.0"]),
        edges("recruit.expectation_exponent", &["0.0", "0.25", "3.0"]),
        edges("recruit.claims", &["1.0", "0.0", "10.0"]),
        edges("recruit.scepticism", &["0.0", "3.0", "1_000"]),
        edges("recruit.supervision_hours", &["0.0", "0.25", "20.0"]),
        edges("recruit.return_after_weeks", &["1", "26"]),
        edges("recruit.return_per_week", &["0.0", "0.1", "1.0"]),
    ])
}

fn feelings() -> BoxedStrategy<Vec<String>> {
    lines(vec![
        share("motivation.bookkeeping"),
        edges("motivation.memory_weeks", &["1.0", "8.0"]),
        share("motivation.speed_per_week"),
        edges("motivation.floor", &["0.05", "0.4", "1.0"]),
        share("motivation.expectation_revision_per_week"),
        edges("quit.hazard_per_week", &["0.006", "0.02", "0.05", "0.0", "1.0"]),
        edges("quit.early_factor", &["1.0", "0.0", "30.0"]),
        edges("quit.motivation_exponent", &["0.0", "1.0", "10.0"]),
        share("quit.social_utility"),
        share("quit.dormant_share"),
        share("quit.revival_per_week"),
        share("quit.renewal_refusal"),
    ])
}

fn events() -> BoxedStrategy<Vec<String>> {
    let strong = "start_week = 2\nduration_weeks = 5\nramp_weeks = 9\n\
                  factor = { hours = 0.0, leads = 3.0, quitting = 50.0, online_orders = 2.0 }\n";
    let lasting = "start_week = 1\nduration_weeks = 1_040\n\
                   factor = { reach = 0.0, in_person_orders = 8.0, hours = 4.0 }\n";
    let event = |name: &str, keys: &str| {
        let lines = keys.lines().map(|line| format!("event.{name}.{line}\n"));
        lines.collect::<String>()
    };
    let (strong, lasting) = (event("strong", strong), event("lasting", lasting));
    let none = String::new();
    lines(vec![
        prop::sample::select(vec![none.clone(), strong]).boxed(),
        prop::sample::select(vec![none, lasting]).boxed(),
    ])
}

fn business() -> BoxedStrategy<Vec<String>> {
    let buy_back = (0_u32..=10, 0_u32..=10).prop_map(|(share, deduction)| {
        format!(
            "business.b.buy_back.share = {:?}\nbusiness.b.buy_back.commission_deduction = {:?}\n",
            f64::from(share) / 10.0,
            f64::from(share * deduction / 10) / 10.0,
        )
    });
    lines(vec![
        buy_back.boxed(),
        share("business.b.buy_back.claim_probability"),
        edges("business.b.discount", &["0.3", "0.333_333", "0.0", "1.0"]),
        edges(
            "business.b.discount_steps",
            &["[{ from_points = 1, discount = 0.5 }, { from_points = 500, discount = 0.999 }]"],
        ),
        share("business.b.drop_ship_share"),
        edges("business.b.pack_units", &["1", "3", "50"]),
        edges("business.b.minimum_order_units", &["1", "7"]),
        // A cap that is above the price is an error.
        edges(
            "business.b.joining.kit_price",
            &[
                "99",
                "0",
                "0.01",
                "99\nbusiness.b.rules.entry_fee_max = 50",
                "0.01\nbusiness.b.rules.entry_fee_max = 0",
            ],
        ),
        cooling_off(),
        edges("business.b.rules.disclosure", &["\"none\"", "\"company\"", "\"with_zeros\""]),
        edges("business.b.joining.kit_units", &["0", "2", "500"]),
        edges("business.b.joining.renewal_fee_per_year", &["0", "50"]),
        edges("business.b.joining.tool_fee_per_period", &["0", "15.95"]),
        edges("business.b.joining.event_ticket", &["0", "100"]),
        edges("business.b.joining.event_tickets_per_year", &["0.0", "52.0"]),
        share("business.b.loading.probability"),
        edges("business.b.loading.stake_factor", &["0.0", "4.0"]),
    ])
}

/// Weeks in which newcomers may cancel, and how many of them do.
fn cooling_off() -> Line {
    let weeks = edges("business.b.rules.cooling_off_weeks", &["0", "51", "2", "12"]);
    let claims = share("business.b.rules.cooling_off_claim_probability");
    let both = (weeks, claims).prop_map(|(weeks, claims)| {
        // Without weeks nobody could cancel.
        if weeks.is_empty() { weeks } else { weeks + &claims }
    });
    both.boxed()
}

fn goods() -> BoxedStrategy<Vec<String>> {
    lines(vec![
        edges("business.b.product.list_price", &["40", "0.01", "33.33"]),
        edges("business.b.product.unit_cost", &["5", "0", "77.77"]),
        edges("business.b.product.shipping_per_order", &["3", "0"]),
        edges("business.b.product.points_per_unit", &["28", "0", "1"]),
        edges("business.b.product.commissionable_share", &["1.0", "0.0", "0.777_777"]),
        edges("business.b.costs.running_per_week", &["0", "1_000.01"]),
        edges("business.b.costs.running_share_of_revenue", &["0.33", "0.0", "1.0"]),
        edges("business.b.costs.marketing_per_week", &["0", "500"]),
        edges("business.b.costs.payment_fee", &["0.02", "0.0", "0.123_456"]),
        edges("measure.reference_wage_per_hour", &["12", "0", "7.77"]),
    ])
}

/// Rules on paying, most of them off.
fn rules() -> BoxedStrategy<Vec<String>> {
    let rule = |on: u32, values: &[&'static str]| {
        let values = prop::sample::select(values.to_vec());
        let line = values.prop_map(|line| format!("business.b.rules.{line}\n"));
        prop_oneof![3 => Just(String::new()), on => line].boxed()
    };
    let verified = [
        "verified_retail_share = 1.0",
        "verified_retail_share = 0.777_777",
        "verified_retail_share = 0.0",
    ];
    let own_use = ["own_use_points_max = 0", "own_use_points_max = 29", "own_use_points_max = 300"];
    let retail =
        ["retail_share_min = 0.666_667", "retail_share_min = 0.1", "retail_share_min = 1.0"];
    lines(vec![
        rule(1, &verified),
        rule(1, &own_use),
        rule(1, &retail),
        rule(3, &["recruiting_bonuses = false"]),
    ])
}

/// Leaves out rules that would have nothing to do.
fn with_sound_rules(text: &str) -> String {
    let has = |of: &[&str]| of.iter().any(|line| text.contains(line));
    let without_points = has(&["points_per_unit = 0\n"]);
    let kits_count = has(&["kit_counts = true", "kit_commissionable = true"])
        && !has(&["joining.kit_units = 0\n"]);
    let pays_heads = has(&["fast_start", "kit_bonus", "structure.tiers", "amounts = [1.00"]);
    let on_others = ["unilevel", "affiliate", "growth", "differential", "stairstep", "generation"];
    let on_others = on_others.into_iter().chain(["infinity", "matching", "pool", "binary"]);
    let on_others: Vec<String> = on_others.map(|bonus| format!("plan.{bonus}")).collect();
    let pays_others = pays_heads
        || has(&on_others.iter().map(String::as_str).collect::<Vec<_>>())
        || has(&["plan.matrix"]);
    let is_sound = |line: &&str| {
        let Some(rule) = line.strip_prefix("business.b.rules.") else { return true };
        match rule.split(' ').next() {
            Some("recruiting_bonuses") => pays_heads || kits_count,
            Some("retail_share_min") => pays_others && !without_points,
            _ => !without_points,
        }
    };
    text.lines().filter(is_sound).flat_map(|line| [line, "\n"]).collect()
}

fn plan() -> BoxedStrategy<Vec<String>> {
    let unilevel = lines(vec![
        edges(
            "business.b.plan.unilevel.base",
            &["\"retail_margin\"", "\"earnings\"", "\"wholesale\""],
        ),
        levels(),
        compression(),
        edges("business.b.plan.unilevel.broad_share", &["1.0", "0.654_321", "1.0", "0.0"]),
        edges("business.b.plan.unilevel.minimum_base", &["0", "0", "25", "1_000_000"]),
    ]);
    let unilevel = unilevel.prop_map(|lines| lines.concat());
    let unilevel = prop_oneof![9 => unilevel, 1 => Just(String::new())];
    // Rules of a plan need a bonus.
    let bonuses = (unilevel, bonuses()).prop_map(|(unilevel, bonuses)| {
        let none = unilevel.is_empty() && !bonuses.lines().any(is_a_bonus);
        let least = if none { "business.b.plan.unilevel = {}\n" } else { "" };
        unilevel + &bonuses + least
    });
    lines(vec![
        bonuses.boxed(),
        edges("business.b.plan.period_weeks", &["4", "1", "1", "13", "52"]),
        edges("business.b.plan.activity.minimum_points", &["0", "0", "1", "100", "2_000"]),
        edges("business.b.plan.activity.window_periods", &["1", "2", "4"]),
        edges("business.b.plan.activity.customers_count", &["true", "false"]),
        edges("business.b.plan.activity.kit_counts", &["true", "false"]),
        edges("business.b.plan.activity.kit_commissionable", &["true", "false"]),
        edges(
            "business.b.plan.rounding",
            &[
                "\"per_line_half_up\"",
                "\"per_line_half_even\"",
                "\"per_line_down\"",
                "\"per_person_down\"",
            ],
        ),
    ])
}

/// Whether a line of a plan is a bonus, and no rule of others.
fn is_a_bonus(line: &str) -> bool {
    let rules = ["rank", "placement", "clawback", "person_cap", "company_cap", "payment"];
    let others = ["newcomers_earn", "rounding_unit"];
    let key = line.trim_start_matches("business.b.plan.");
    !rules.iter().chain(&others).any(|rule| key.starts_with(rule))
}

/// Any set of the other bonuses, each as it might be written; one of those with seats.
fn bonuses() -> Line {
    let each = |line: &'static str| {
        let written = format!("business.b.plan.{line}\n");
        prop_oneof![3 => Just(String::new()), 1 => Just(written)]
    };
    let seats = prop::sample::select(vec![
        "",
        "binary = {}",
        "binary = { mode = \"volume_ratio\", rate = 0.3, carry = \"capped\", \
         carry_cap_points = 50, own_volume = \"weaker_leg\", when_inactive = \"lose_all\", \
         leaver_volume = \"lose\" }",
        "binary = { mode = \"cycles\", cycles_max = 3, carry = \"flush\" }",
        "matrix = { width = 2, depth = 4, rates = [0.1, 0.1, 0.05, 0.05] }",
        "matrix = { width = 5, depth = 3, amounts = [1.00, 0.50, 0.25] }",
    ]);
    let rules = prop::sample::select(vec![
        "breadth_first",
        "depth_first",
        "random",
        "weaker_leg",
        "outer_seat",
        "alternate",
    ]);
    let exits = prop::sample::select(vec!["empty", "promote", "compress", "holding"]);
    let clawbacks = prop::sample::select(vec![
        "",
        "clawback = {}",
        "clawback = { counts_in = \"sale\" }",
        "clawback = { counts_in = \"sale\", recompute_ranks = true }",
    ]);
    let placed = (seats, rules, exits, clawbacks).prop_map(|(bonus, rule, exit, clawback)| {
        let placement = format!("placement = {{ rule = \"{rule}\", on_exit = \"{exit}\" }}");
        let placement = if bonus.is_empty() { "" } else { placement.as_str() };
        let lines = [placement, bonus, clawback];
        let lines = lines.iter().filter(|line| !line.is_empty());
        let lines: Vec<String> = lines.map(|line| format!("business.b.plan.{line}\n")).collect();
        lines.concat()
    });
    let others: Vec<_> = BONUSES.iter().map(|line| each(line)).collect();
    let sponsored = prop::option::of(any::<bool>()).prop_map(|on_top| match on_top {
        Some(on_top) => format!(
            "business.b.plan.sponsored = {{ fee_per_post = 1.50, agency_share = 0.2, \
             manager_share = 0.1, on_top = {on_top} }}\n"
        ),
        None => String::new(),
    });
    let rank = "business.b.plan.rank.lead = { order = 9, minimum_group_points = 100 }\n";
    (placed, sponsored, others)
        .prop_map(move |(placed, sponsored, others)| {
            format!("{rank}{placed}{sponsored}{}", others.concat())
        })
        .boxed()
}

/// Bonuses and rules of a plan, beside the unilevel and those with seats.
const BONUSES: [&str; 19] = [
    "customer_bonus = { by = \"period\", steps = [{ from_points = 1, rate = 0.05 }] }",
    "party = { tiers = [{ from_sales = 1.00, rate = 0.1 }, { from_sales = 500.00, rate = 0.2 }], \
     host_share = 0.1 }",
    "affiliate = { rate = 0.1, second_tier_rate = 0.1, network_fee_share = 0.2, \
     held_below_customers = 3 }",
    "fast_start = { window_weeks = 6, open_share = 0.333_333 }",
    "kit_bonus = { amounts = [5.00, 2.50] }",
    "structure.tiers = [{ amount = 7.77, members = 1, member_points = 1 }]",
    "growth = { goals = [100, 1_000], rate = 0.05 }",
    "differential = { rate = 0.02, rank_rates = [{ rank = \"lead\", rate = 0.1 }] }",
    "stairstep = { steps = [{ from_points = 1, rate = 0.05 }, { from_points = 500, rate = 0.2 }], \
     breakaway_points = 500, breakaway_lasts = \"life\", leadership = {} }\n\
     business.b.plan.breakaway.steps = [{ from_points = 0, rates = [0.05, 0.03] }]",
    "generation = { boundary_rank = \"lead\", rates = [0.05, 0.03] }",
    "infinity.all = { rank = \"lead\", rate = 0.01, from_level = 2 }",
    "matching = { rates = [0.2, 0.1] }",
    "pool.all = { share = 0.05, rank = \"lead\" }",
    "person_cap = { amount = 50.00 }",
    "company_cap = { share = 0.2 }",
    "payment = { minimum = 25.00, leaver_balance = \"forfeited\" }",
    "rank_measured = \"before\"",
    "newcomers_earn = \"next_period\"",
    "rounding_unit = 0.05",
];

/// Rates by level, and recruits asked for at no more levels than that.
fn levels() -> Line {
    let rates = [
        ("[0.15, 0.1, 0.08]", 3),
        ("[1.0]", 1),
        ("[0.333_333, 0.333_333, 0.333_333]", 3),
        ("[0.0]", 1),
    ];
    let recruits = [("[]", 0), ("[]", 0), ("[0, 1, 3]", 3), ("[1]", 1)];
    let pairs = rates.into_iter().flat_map(|of| recruits.map(|asked| (of, asked)));
    let fitting: Vec<_> = pairs.filter(|(rates, asked)| asked.1 <= rates.1).collect();
    let given = prop::sample::select(fitting);
    let given = given.prop_map(|((rates, _), (recruits, _))| {
        format!(
            "business.b.plan.unilevel.rates = {rates}\n\
             business.b.plan.unilevel.active_recruits_by_level = {recruits}\n"
        )
    });
    prop_oneof![4 => given, 1 => Just(String::new())].boxed()
}

/// Every compression; two ranks stand in the plan for those that ask.
fn compression() -> Line {
    let variants = prop::sample::select(vec![
        "skip_inactive",
        "none",
        "standard",
        "pay_only_move",
        "skip_below_rank",
        "rank_qualified",
        "roll_up_payment",
        "roll_up_volume",
        "no_roll_up",
    ]);
    let ranks = "business.b.plan.rank.silver = { order = 1, minimum_points = 20 }\n\
                 business.b.plan.rank.gold = { order = 2, minimum_group_points = 300, \
                 minimum_active_recruits = 2 }\n\
                 business.b.plan.unilevel.rank_rates = [\
                 { rank = \"silver\", rates = [0.2, 0.1] }, { rank = \"gold\", rates = \
                 [0.2, 0.1, 0.05, 0.05, 0.02] }]\n";
    let with_ranks = (variants, any::<bool>()).prop_map(move |(variant, ranked)| {
        let needs = variant == "skip_below_rank";
        let rank =
            if needs { "business.b.plan.unilevel.compression_rank = \"silver\"\n" } else { "" };
        let ranks = if ranked || needs { ranks } else { "" };
        format!("business.b.plan.unilevel.compression = \"{variant}\"\n{rank}{ranks}")
    });
    with_ranks.boxed()
}
