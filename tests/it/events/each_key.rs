//! Every key that an event can change is changed, each in a run of its own.

use downline::ledger::FlowsOfAccount;
use downline::scenario::{KeyInfo, Loaded, keys};
use rayon::prelude::*;

use super::BUSY;
use crate::support::{from_text, run};

/// The week, from one, in which each key changes: not the first of a commission period.
const WEEK: u32 = 7;

/// What keys, or all keys of a table, need beside them: lines in the plan, or at the top for keys
/// that are not of a plan. Where several entries fit a key, each is tried.
const NEEDS: &[(&str, &[&str])] = &[
    ("affiliate.second_tier_of", &["affiliate.second_tier_rate = 0.05"]),
    ("affiliate.tier_scope", &["affiliate.tiers = [{ from_sales = 100.00, rate = 0.2 }]"]),
    ("binary.capped_volume", &["binary.amount_max = 20.00"]),
    ("binary.carry_cap_points", &["binary.carry = \"capped\""]),
    ("binary.cycle", &["binary.mode = \"cycles\""]),
    ("binary.rank_amounts", &["binary.mode = \"cycles\""]),
    ("binary.steps", &["binary.mode = \"steps\""]),
    ("breakaway", &["stairstep.breakaway_points = 100"]),
    (
        "business.glow.booking",
        &[
            "business.glow.plan.sponsored.fee_per_post = 20.00",
            "business.glow.plan.activity.minimum_points = 0",
        ],
    ),
    (
        "business.glow.rules.cooling_off_claim_probability",
        &["business.glow.rules.cooling_off_weeks = 4"],
    ),
    (
        "business.glow.rules.disclosure_factor_company",
        &["business.glow.rules.disclosure = \"company\""],
    ),
    (
        "business.glow.rules.disclosure_factor_with_zeros",
        &["business.glow.rules.disclosure = \"with_zeros\""],
    ),
    ("business.glow.rules.recruiting_bonuses", &["business.glow.plan.kit_bonus.amounts = [5.00]"]),
    ("cap_order", &["person_cap.amount = 50.00", "company_cap = {}"]),
    ("customer_bonus", &["customer_bonus.steps = [{ rate = 0.05 }]"]),
    ("differential", &["differential.rank_rates = [{ rank = \"high\", rate = 0.05 }]"]),
    ("generation", &["generation.rates = [0.05, 0.03]"]),
    (
        "generation.closer_opens_next",
        &["generation.rates = [0.05, 0.03]", "generation.includes_closer = false"],
    ),
    ("growth", &["growth.goals = [10]"]),
    ("kit_bonus", &["kit_bonus.rates = [0.1]"]),
    ("market.rationing", &["market.demand_renewal_weeks = 4"]),
    ("matching.before_caps", &["person_cap.amount = 50.00"]),
    ("matching.boundary_rank", &["matching.by = \"generation\""]),
    ("matrix", &["matrix.rates = [0.1, 0.05]"]),
    ("party", &["party.tiers = [{ rate = 0.1 }]"]),
    ("party.host_paid_by", &["party.host_share = 0.1"]),
    ("party.unit", &["party.unit_rank = \"low\"", "party.unit = [{ rate = 0.05 }]"]),
    ("party.wholesale_share", &["party.team = [{ active_recruits = 1, rate = 0.05 }]"]),
    ("payment", &["payment.minimum = 5.00"]),
    ("person_cap", &["person_cap.amount = 50.00"]),
    ("placement", &["binary = {}"]),
    ("pool.fund.rank_amounts", &["pool.fund.shares_by = \"rank_amounts\""]),
    ("pool.fund.rank_shares", &["pool.fund.shares_by = \"rank_shares\""]),
    ("sponsored", &["sponsored.fee_per_post = 5.00"]),
    ("sponsored.on_top", &["sponsored.fee_per_post = 5.00", "sponsored.agency_share = 0.1"]),
    ("stairstep", &["stairstep.breakaway_points = 100"]),
    ("stairstep.active_only", &["stairstep.steps = [{ from_points = 5, rate = 0.05 }]"]),
    (
        "stairstep.leadership.rest_from_legs",
        &["stairstep.breakaway_points = 100", "stairstep.leadership.rest_from_points = 50"],
    ),
    ("structure.team", &["structure.tiers = [{ amount = 5.00, members = 1, team_points = 9 }]"]),
    ("unilevel.compression_rank", &["unilevel.compression = \"skip_below_rank\""]),
    ("unilevel.customer_orders", &["unilevel.base = \"wholesale\""]),
    ("unilevel.own_orders", &["unilevel.base = \"wholesale\""]),
    ("unpaid_shares", &["unilevel = {}"]),
];

/// Keys of a plan that the catalogue calls fixed, for a period that is worked out again must be
/// worked out as it was before.
const OF_RETURNS: [&str; 2] =
    ["business.NAME.plan.clawback.counts_in", "business.NAME.plan.clawback.recompute_ranks"];

/// What an element of an array of tables needs beside the key.
const BESIDE: &[&str] = &[
    "",
    "rank = \"high\", ",
    "from_points = 5, ",
    "rate = 0.9, ",
    "rates = [0.05], ",
    "amount = 5.00, ",
    "points = 5, ",
    "rank = \"high\", rate = 0.05, ",
    "rank = \"high\", amount = 5.00, ",
];

/// The key's path in the busy world.
fn path(declared: &str) -> String {
    let named = [
        ("business.NAME", "business.glow"),
        ("rank.NAME", "rank.high"),
        ("pool.NAME", "pool.fund"),
        ("persona.NAME", "persona.anna"),
        ("infinity.NAME", "infinity.deep"),
    ];
    named.iter().fold(declared.to_owned(), |path, (name, chosen)| path.replace(name, chosen))
}

/// Values of one number's kind.
fn numbers(kind: &str, key: &KeyInfo) -> Vec<String> {
    let default = key.default_number.unwrap_or(1.0);
    let tries = [default * 0.5, default * 0.9, default + 1.0, 0.05, 0.5, 1.0, 2.0, 3.0, 40.0, 0.0];
    tries
        .into_iter()
        .filter(|value| key.default_number.is_none_or(|default| (value - default).abs() > 1e-9))
        .map(|value| match kind {
            "count" => format!("{value:.0}"),
            "money" => format!("{value:.2}"),
            "rate" => format!("{value:.6}"),
            _ => format!("{value:?}"),
        })
        .collect()
}

/// Values to try, as they are written.
fn values(key: &KeyInfo) -> Vec<String> {
    let names = key.allowed.split('"').skip(1).step_by(2);
    let lists = |kind: &str| -> Vec<String> {
        let each = numbers(kind, key);
        each.iter().map(|value| format!("[{value}]")).collect()
    };
    match key.kind {
        "flag" => vec![(key.default == "false").to_string()],
        "choice" => {
            names.map(|name| format!("{name:?}")).filter(|name| *name != key.default).collect()
        }
        "choices" => names.map(|name| format!("[{name:?}]")).collect(),
        "text" => ["low", "high", "start"].map(|rank| format!("{rank:?}")).to_vec(),
        "distribution" => vec!["3.0".to_owned(), "900.0".to_owned()],
        "rates" => lists("rate"),
        "counts" => lists("count"),
        "amounts" => lists("money"),
        kind => numbers(kind, key),
    }
}

/// Lines that set a key to a value, with what an element of an array needs beside it.
fn lines(path: &str, value: &str) -> Vec<String> {
    match path.split_once("[].") {
        None => vec![format!("set.{path} = {value}")],
        Some((array, key)) => {
            let beside = BESIDE.iter();
            beside.map(|beside| format!("set.{array} = [{{ {beside}{key} = {value} }}]")).collect()
        }
    }
}

/// A key that changes for good in the course of a run.
struct Change {
    before: Loaded,
    with: Loaded,
}

/// The worlds before a key changes and what the event sets beside it. What the key needs is there
/// before, else it comes with the key.
fn worlds(path: &str) -> Vec<(String, String)> {
    let plan = "business.glow.plan.";
    let in_plan = path.strip_prefix(plan);
    let key = in_plan.unwrap_or(path);
    let mut worlds = vec![(BUSY.to_owned(), String::new())];
    for (_, need) in NEEDS.iter().filter(|(table, _)| key.starts_with(table)) {
        let lines = need.join("\n");
        let (before, at) = in_plan
            .map_or((format!("{lines}\n{BUSY}"), ""), |_| (format!("{BUSY}{lines}\n"), plan));
        let beside = format!("set.{at}{}\n", need.join(&format!("\nset.{at}")));
        worlds.extend([(before, String::new()), (BUSY.to_owned(), beside)]);
    }
    worlds
}

/// The busy world in which a key changes, or nothing if no try makes another scenario.
fn changed(key: &KeyInfo) -> Option<Change> {
    let path = path(&key.path);
    for (before, beside) in worlds(&path) {
        let head = format!("{before}[event.change]\nstart_week = {WEEK}\n{beside}");
        let without = Loaded::from_text("busy", &head).map(|loaded| loaded.scenario.later);
        for line in values(key).iter().flat_map(|value| lines(&path, value)) {
            let with = Loaded::from_text("busy", &format!("{head}{line}\n"));
            if let Ok(with) = with
                && let [phase] = &with.scenario.later[..]
                && without.as_ref() != Ok(&with.scenario.later)
            {
                assert_eq!(phase.from_week, WEEK - 1, "{}", key.path);
                return Some(Change { before: from_text(&before), with });
            }
        }
    }
    None
}

/// The flows of the weeks before the change.
fn first_weeks(loaded: &Loaded) -> Vec<Vec<FlowsOfAccount>> {
    run(loaded, 0).record.flows().take(WEEK as usize - 1).map(<[_]>::to_vec).collect()
}

#[test]
fn every_key_that_is_not_fixed_changes_in_the_middle_of_a_run_whose_books_close() {
    let catalogue = keys();
    let (fixed, free): (Vec<_>, Vec<_>) =
        catalogue.keys().iter().partition(|key| key.fixed.is_some());
    let unchanged: Vec<&str> = free
        .par_iter()
        .filter_map(|key| {
            let Some(Change { before, with }) = changed(key) else { return Some(&*key.path) };
            assert_eq!(first_weeks(&with), first_weeks(&before), "{}", key.path);
            None
        })
        .collect();
    assert!(unchanged.is_empty(), "{unchanged:?}");
    let are_fixed = |path: &&str| fixed.iter().any(|key| key.path == **path);
    assert!(OF_RETURNS.iter().all(are_fixed));
    assert!(fixed.len() < 50 && 250 < free.len(), "{} and {}", fixed.len(), free.len());
}

#[test]
fn every_fixed_key_is_refused_and_says_why() {
    let catalogue = keys();
    let fixed = catalogue.keys().iter().filter_map(|key| Some((key, key.fixed?)));
    for (key, why) in fixed {
        // The set of an event is told by the keys in it.
        let (name, value) = match key.kind {
            "keys" => (format!("{}.post.reach", key.path), "0.2"),
            "text" => (key.path.clone(), "\"other\""),
            _ => (key.path.clone(), "3"),
        };
        let name = path(&name).replace("event.NAME", "event.other");
        let other = "[event.other]\nfactor.leads = 0.9\n";
        // Who is followed is so for a year.
        let busy = if key.path.starts_with("persona.") {
            BUSY.replace("weeks = 14", "weeks = 60") + "[persona.anna]\n"
        } else {
            BUSY.to_owned()
        };
        let text = format!("{busy}\n{other}[event.change]\nset.{name} = {value}\n");
        let problems = Loaded::from_text("busy", &text).expect_err(&key.path);
        let [problem] = &problems.0[..] else { panic!("{}: {problems}", key.path) };
        assert!(problem.message.ends_with(why), "{}: {problems}", key.path);
        assert_eq!(problem.key, format!("event.change.set.{name}"));
        assert_eq!(problem.line, text.lines().count());
    }
}
