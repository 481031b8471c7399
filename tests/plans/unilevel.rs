//! What holds of a unilevel whatever the tree and the plan, what each of its keys changes, and what
//! a plan may not say.

use std::collections::BTreeMap;

use downline::plan::{Claim, Outcome};
use downline::scenario::{
    Case, CustomerOrders, LoadedCase, OverrideBase, OwnOrders, Plan, PlanRounding, Unilevel,
    case_keys,
};
use downline::units::{Cents, Ppm, Rounding};
use downline::world::{NO_UPLINE, Status};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::cases::{hand, statement};
use crate::network::{
    COMPRESSIONS, Member, Network, networks, plain_plan, plain_rank, plans, runs,
};

fn unilevel(plan: &Plan) -> &Unilevel {
    plan.unilevel.as_ref().expect("a unilevel")
}

fn unilevel_mut(plan: &mut Plan) -> &mut Unilevel {
    plan.unilevel.as_mut().expect("a unilevel")
}

/// The rounding of a single line.
fn of_line(rounding: PlanRounding) -> Rounding {
    match rounding {
        PlanRounding::PerLineHalfUp => Rounding::HalfUp,
        PlanRounding::PerLineHalfEven => Rounding::HalfEven,
        PlanRounding::PerLineDown | PlanRounding::PerPersonDown => Rounding::Down,
    }
}

/// Sums by earner in millionths of millionths of a cent, before any rounding.
fn exact_sums(plan: &Plan, claims: &[Claim], rows: usize) -> Vec<i128> {
    let mut sums = vec![0; rows];
    for claim in claims {
        sums[claim.earner as usize] += i128::from(claim.base.0)
            * i128::from(claim.rate.0)
            * i128::from(unilevel(plan).broad_share.0);
    }
    sums
}

/// The same network with its people in another order, and where each row went.
fn relabelled(network: &Network, picks: &[Index]) -> (Network, Vec<u32>) {
    let mut place = vec![NO_UPLINE; network.len()];
    let mut other = Network::default();
    for pick in picks.iter().take(network.len()) {
        // Whoever's sponsor is there already may come next.
        let ready: Vec<usize> = (0..network.len())
            .filter(|&row| place[row] == NO_UPLINE)
            .filter(|&row| match network.sponsors[row] {
                NO_UPLINE => true,
                sponsor => place[sponsor as usize] != NO_UPLINE,
            })
            .collect();
        let row = ready[pick.index(ready.len())];
        place[row] = u32::try_from(other.len()).expect("few rows");
        let mut member = network.member(row);
        if member.sponsor != NO_UPLINE {
            member.sponsor = place[member.sponsor as usize];
        }
        other.push(member);
    }
    (other, place)
}

fn picks() -> impl Strategy<Value = Vec<Index>> {
    prop::collection::vec(any::<Index>(), 40)
}

/// Whatever distinguishes payouts, without the note of who was stepped over.
fn payouts(claims: &[Claim]) -> Vec<(u32, u32, u32, Ppm, Cents, Cents)> {
    let line = |c: &Claim| (c.earner, c.source, c.level, c.rate, c.base, c.amount);
    claims.iter().map(line).collect()
}

proptest! {
    #![proptest_config(runs(1_000))]

    #[test]
    fn payouts_and_breakage_are_the_full_table_and_neither_is_below_zero(
        network in networks(),
        plan in plans(),
    ) {
        let (claims, outcome) = network.run(&plan);
        let paid: Cents = claims.iter().map(|claim| claim.amount).sum();
        prop_assert_eq!(paid, outcome.paid);
        prop_assert_eq!(paid + outcome.breakage(), outcome.full);
        prop_assert!(Cents::ZERO <= outcome.breakage(), "{:?}", outcome);
        prop_assert!(claims.iter().all(|claim| Cents::ZERO <= claim.amount));
    }

    #[test]
    fn a_star_under_one_who_sells_nothing_is_paid_in_full(
        margins in prop::collection::vec(prop_oneof![0_i64..40, 0_i64..1_000_000], 1..40),
        mut plan in plans(),
        rate in 0_u32..=1_000_000,
    ) {
        plan.activity.minimum_points = 0;
        plan.ranks = vec![("all".to_string(), plain_rank())];
        let table = unilevel_mut(&mut plan);
        (table.rates, table.rank_rates) = (vec![Ppm(rate)], Vec::new());
        (table.minimum_base, table.active_recruits_by_level) = (Cents::ZERO, Vec::new());
        table.base = OverrideBase::RetailMargin;
        (table.own_orders, table.customer_orders) = (OwnOrders::Upline, CustomerOrders::Sponsor);
        (table.compression_rank, table.stop_at_rank) = (Some("all".to_string()), None);
        let mut network = Network::default();
        network.push(Member::idle(NO_UPLINE));
        for margin in margins {
            let mut member = Member::idle(0);
            member.volume.margin = Cents(margin);
            network.push(member);
        }
        let (_, outcome) = network.run(&plan);
        prop_assert_eq!((outcome.paid, outcome.breakage()), (outcome.full, Cents::ZERO));
    }

    #[test]
    fn each_part_of_a_base_pays_a_level_once_to_somebody_active_from_where_it_starts(
        network in networks(),
        plan in plans(),
    ) {
        let (claims, _) = network.run(&plan);
        let table = unilevel(&plan);
        let mut seen: BTreeMap<(u32, u32), usize> = BTreeMap::new();
        let depth = u32::try_from(table.depth()).expect("few levels");
        let starts_with_source = table.own_orders == OwnOrders::SelfFirst
            || table.customer_orders == CustomerOrders::Seller;
        for claim in &claims {
            prop_assert_eq!(network.status[claim.earner as usize], Status::Active);
            if claim.level == 0 {
                // The rounding of her own sum has no source but herself.
                prop_assert_eq!(plan.rounding, PlanRounding::PerPersonDown);
                prop_assert_eq!((claim.source, claim.base), (claim.earner, Cents::ZERO));
                continue;
            }
            prop_assert!(claim.level <= depth);
            *seen.entry((claim.source, claim.level)).or_default() += 1;
            let mut above = claim.source;
            let mut distance = u32::from(starts_with_source);
            while above != claim.earner {
                above = network.sponsors[above as usize];
                prop_assert_ne!(above, NO_UPLINE, "{:?} is not above the source", claim);
                distance += 1;
            }
            prop_assert!(claim.level <= distance);
        }
        let most = if table.tells_orders_apart() { 2 } else { 1 };
        prop_assert!(seen.values().all(|&times| times <= most), "{:?}", seen);
    }

    #[test]
    fn an_amount_is_base_times_rate_rounded_as_named(network in networks(), plan in plans()) {
        let (claims, _) = network.run(&plan);
        let table = unilevel(&plan);
        let unit = plan.rounding_unit.0;
        for claim in claims.iter().filter(|claim| 0 < claim.level) {
            let share = i128::from(claim.rate.0) * i128::from(table.broad_share.0);
            let whole = 1_000_000_000_000 * i128::from(unit);
            let units = claim.base.times_over(share, whole, of_line(plan.rounding));
            prop_assert_eq!(claim.amount.0, units.0 * unit);
            // A part may be smaller than the least base, of which it is a part.
            let least = if table.tells_orders_apart() { Cents::ZERO } else { table.minimum_base };
            prop_assert!(least <= claim.base && Cents::ZERO < claim.base);
            let tables = table.rank_rates.iter().map(|table| &table.rates);
            let mut tables = tables.chain([&table.rates]);
            let level = claim.level as usize - 1;
            prop_assert!(tables.any(|table| table.get(level) == Some(&claim.rate)));
        }
    }

    #[test]
    fn nobody_is_paid_above_the_first_who_has_the_rank_to_stop_at(
        network in networks(),
        mut plan in plans(),
    ) {
        // Everybody who has not left is of the only rank.
        plan.ranks = vec![("all".to_string(), plain_rank())];
        let table = unilevel_mut(&mut plan);
        table.rank_rates.clear();
        (table.compression_rank, table.stop_at_rank) =
            (Some("all".to_string()), Some("all".to_string()));
        let mut network = network;
        network.ranks.fill(1);
        let (claims, outcome) = network.run(&plan);
        for claim in &claims {
            let has_left = |row: u32| network.status[row as usize] == Status::Left;
            let is_past = claim.earner != claim.source;
            prop_assert!(!is_past || has_left(claim.source), "{:?}", claim);
        }
        unilevel_mut(&mut plan).stop_at_rank = None;
        // What is earned above is a base itself there.
        prop_assume!(unilevel(&plan).base != OverrideBase::Earnings);
        prop_assert_eq!(network.run(&plan).1.full, outcome.full, "bases are offered all the same");
    }

    #[test]
    fn a_person_s_sum_is_rounded_once_where_the_plan_says_so(
        network in networks(),
        mut plan in plans(),
    ) {
        plan.rounding = PlanRounding::PerPersonDown;
        let (claims, _) = network.run(&plan);
        let exact = exact_sums(&plan, &claims, network.len());
        let unit = i128::from(plan.rounding_unit.0);
        let units = exact.into_iter().map(|sum| sum / (1_000_000_000_000 * unit) * unit);
        let cents: Vec<i64> = units.map(|sum| i64::try_from(sum).expect("64 bits")).collect();
        prop_assert_eq!(network.totals(&claims), cents);
    }

    #[test]
    fn another_order_of_joining_pays_the_same_people_the_same(
        network in networks(),
        plan in plans(),
        picks in picks(),
    ) {
        let (claims, outcome) = network.run(&plan);
        let (other, place) = relabelled(&network, &picks);
        let (moved, moved_outcome) = other.run(&plan);
        prop_assert_eq!(outcome, moved_outcome);
        let mut wanted: Vec<_> = payouts(&claims);
        for line in &mut wanted {
            line.0 = place[line.0 as usize];
            line.1 = place[line.1 as usize];
        }
        let mut found = payouts(&moved);
        wanted.sort_unstable();
        found.sort_unstable();
        prop_assert_eq!(wanted, found);
    }

    #[test]
    fn rates_of_zero_pay_nothing(
        network in networks(),
        mut plan in plans(),
        broad in any::<bool>(),
    ) {
        let table = unilevel_mut(&mut plan);
        if broad {
            table.broad_share = Ppm::ZERO;
        } else {
            table.rates.fill(Ppm::ZERO);
            table.rank_rates.iter_mut().for_each(|rank| rank.rates.fill(Ppm::ZERO));
        }
        let (claims, outcome) = network.run(&plan);
        prop_assert_eq!((claims.len(), outcome.paid, outcome.full), (0, Cents::ZERO, Cents::ZERO));
    }

    #[test]
    fn twice_the_bases_are_twice_the_exact_sums(network in networks(), mut plan in plans()) {
        plan.rounding = PlanRounding::PerPersonDown;
        let table = unilevel_mut(&mut plan);
        if table.base == OverrideBase::Earnings {
            // An earner's own rounding is part of her base there.
            table.base = OverrideBase::RetailMargin;
        }
        let mut twice = network.clone();
        for (volume, customers) in twice.volumes.iter_mut().zip(&mut twice.customers) {
            volume.margin = volume.margin.times(2);
            volume.wholesale = volume.wholesale.times(2);
            *customers = customers.times(2);
        }
        let (claims, outcome) = network.run(&plan);
        let table = unilevel_mut(&mut plan);
        table.minimum_base = table.minimum_base.times(2);
        let (double, double_outcome) = twice.run(&plan);
        let sums = exact_sums(&plan, &claims, network.len());
        let doubled: Vec<i128> = sums.into_iter().map(|sum| sum * 2).collect();
        prop_assert_eq!(exact_sums(&plan, &double, network.len()), doubled);
        for (once, two) in network.totals(&claims).into_iter().zip(network.totals(&double)) {
            let unit = plan.rounding_unit.0;
            prop_assert!(two == once * 2 || two == once * 2 + unit, "{} and {}", once, two);
        }
        prop_assert_eq!(double_outcome.base, outcome.base.times(2));
    }

    #[test]
    fn levels_beyond_the_deepest_table_pay_nothing(network in networks(), mut plan in plans()) {
        unilevel_mut(&mut plan).rank_rates.clear();
        unilevel_mut(&mut plan).rates.truncate(2);
        let (short, _) = network.run(&plan);
        prop_assert!(short.iter().all(|claim| claim.level <= 2));
        // A third level adds its own lines and leaves those of the first two as they are, unless
        // earnings feed on it.
        if unilevel(&plan).base != OverrideBase::Earnings && unilevel(&plan).rates.len() == 2 {
            plan.rounding = PlanRounding::PerLineDown;
            let (short, _) = network.run(&plan);
            unilevel_mut(&mut plan).rates.push(Ppm(90_000));
            let (long, _) = network.run(&plan);
            let upper: Vec<Claim> = long.into_iter().filter(|claim| claim.level <= 2).collect();
            prop_assert_eq!(payouts(&short), payouts(&upper));
        }
    }

    #[test]
    fn links_shortened_past_leavers_change_no_payout(
        network in networks(),
        plan in plans(),
        rows in prop::collection::vec(any::<Index>(), 0..60),
    ) {
        let genealogy = network.genealogy();
        for row in rows {
            let row = u32::try_from(row.index(network.len())).expect("few rows");
            genealogy.pass_over(row, |upline| network.status[upline as usize] == Status::Left);
        }
        let (whole, whole_outcome) = network.run(&plan);
        let (shortened, outcome) = network.run_on(&plan, &genealogy);
        prop_assert_eq!(payouts(&whole), payouts(&shortened));
        prop_assert_eq!(whole_outcome, outcome);
    }
}

/// The claims of all periods of a case: period, earner, source, level and amount.
fn lines(case: &Case) -> Vec<(u32, String, String, u32, Cents)> {
    let statement = statement(case);
    let all = statement.periods.iter().flat_map(|period| &period.lines);
    all.map(|line| (line.period, line.earner.clone(), line.source.clone(), line.level, line.amount))
        .collect()
}

/// The rank below which people are stepped over.
const RANK: &str = "plan.unilevel.compression_rank=silver";

/// A rank above all, without which nobody could be the first leg of rank gold.
const TOP: &str = "plan.rank.top.order=3";

/// The bases other than orders know no customers' orders.
const NEUTRAL: &str = "plan.unilevel.customer_orders=sponsor";

/// As many levels as rates reach without those of ranks.
const FEW: &str = "plan.unilevel.active_recruits_by_level=[0, 0]";

/// A key, the case of the folder `hand`, what both sides have of their own, and the value that is
/// flipped against the one in the file.
const SWITCHES: [(&str, &str, &[&str], &str); 63] = [
    ("base", "unilevel", &[NEUTRAL], "retail_margin"),
    ("base", "unilevel", &[NEUTRAL, "plan.unilevel.base=retail_margin"], "earnings"),
    ("base", "compression-skip-inactive", &[], "earnings"),
    ("base", "compression-none", &[], "wholesale"),
    ("rates", "unilevel", &[], "[0.11, 0.05]"),
    ("rates", "unilevel", &[], "[0.10]"),
    ("rates", "compression-none", &[], "[0.11, 0.05]"),
    ("rank_rates", "unilevel", &[FEW], "[]"),
    ("rank_rates", "unilevel", &[FEW], "[{ rank = 'gold', rates = [0.12] }]"),
    ("rank_rates[].rates", "unilevel", &[FEW], "[{ rank = 'silver', rates = [0.10, 0.06, 0.05] }]"),
    ("rank_rates[].rank", "unilevel", &[FEW], "[{ rank = 'gold', rates = [0.10, 0.06, 0.04] }]"),
    ("broad_share", "unilevel", &[], "0.751"),
    ("broad_share", "compression-none", &[], "0.999999"),
    ("compression", "unilevel", &[], "none"),
    ("compression", "unilevel", &[], "standard"),
    ("compression", "compression-skip-inactive", &[], "rank_qualified"),
    ("compression", "unilevel", &[], "roll_up_payment"),
    ("compression", "unilevel", &[], "roll_up_volume"),
    ("compression", "unilevel", &[], "skip_below_rank"),
    ("compression", "compression-standard", &[], "pay_only_move"),
    ("compression_rank", "compression-skip-below-rank-silver", &[], "gold"),
    (
        "compression_rank",
        "unilevel",
        &["plan.unilevel.compression=skip_below_rank", "plan.unilevel.compression_rank=silver"],
        "gold",
    ),
    ("minimum_base", "unilevel", &[], "16.00"),
    ("minimum_base", "unilevel", &[], "32.01"),
    ("minimum_base", "compression-none", &[], "10.26"),
    ("active_recruits_by_level", "unilevel", &[], "[0, 0, 1, 3]"),
    ("active_recruits_by_level", "unilevel", &[], "[1]"),
    ("active_recruits_by_level", "compression-skip-inactive", &[], "[0, 0, 0, 2]"),
    ("active_recruits_by_level", "compression-none", &[], "[0, 0, 1, 3]"),
    ("own_orders", "unilevel", &[], "self"),
    ("own_orders", "unilevel", &[NEUTRAL], "self"),
    ("customer_orders", "unilevel", &[], "sponsor"),
    ("customer_orders", "unilevel", &["plan.unilevel.own_orders=self"], "sponsor"),
    ("stop_at_rank", "unilevel", &[], "silver"),
    ("plan.rounding", "unilevel", &[], "per_line_half_even"),
    ("plan.rounding", "unilevel", &[], "per_line_down"),
    ("plan.rounding", "unilevel", &[], "per_person_down"),
    ("plan.rounding", "rounding-per-line-half-up", &[], "per_line_half_even"),
    ("plan.rounding_unit", "unilevel", &[], "0.05"),
    ("plan.rounding_unit", "unilevel", &["plan.rounding=per_person_down"], "0.05"),
    ("plan.point_value", "unilevel", &[], "0.81"),
    ("plan.period_weeks", "unilevel", &[], "5"),
    ("plan.late_weeks", "unilevel", &[], "0"),
    ("plan.activity.minimum_points", "unilevel", &[], "101"),
    ("plan.activity.minimum_points", "unilevel", &[], "90"),
    ("plan.activity.window_periods", "unilevel", &[], "1"),
    ("plan.activity.window_periods", "unilevel", &[], "3"),
    ("plan.activity.customers_count", "unilevel", &[], "false"),
    (
        "plan.activity.kit_counts",
        "unilevel",
        &["plan.rank.gold.minimum_group_points=1_100"],
        "true",
    ),
    ("plan.activity.kit_commissionable", "unilevel", &[], "false"),
    ("plan.rank.silver.order", "compression-none", &[], "3"),
    ("plan.rank.silver.minimum_points", "unilevel", &[], "120"),
    ("plan.rank.gold.minimum_points", "compression-none", &[], "401"),
    ("plan.rank.silver.minimum_group_points", "compression-standard", &[], "1_300"),
    ("plan.rank.silver.minimum_active_recruits", "compression-standard", &[], "2"),
    ("plan.rank.gold.minimum_group_points", "unilevel", &[], "1_091"),
    ("plan.rank.gold.leg_rank", "unilevel", &[TOP, "plan.rank.top.minimum_points=9_999"], "gold"),
    ("plan.rank.gold.minimum_legs", "unilevel", &[], "3"),
    ("plan.rank.gold.leg_cap", "unilevel", &[], "0.4"),
    ("plan.rank_measured", "unilevel", &[], "before"),
    ("plan.pay_by", "unilevel", &[], "title"),
    ("plan.newcomers_earn", "unilevel", &["plan.unilevel.own_orders=self"], "next_period"),
    (
        "plan.newcomers_count",
        "unilevel",
        &["plan.unilevel.active_recruits_by_level=[1]"],
        "next_period",
    ),
];

#[test]
fn every_key_changes_what_is_paid() {
    let mut idle = Vec::new();
    for (key, name, both, value) in SWITCHES {
        let path = if key.starts_with("plan.") { key } else { &format!("plan.unilevel.{key}") };
        // A list of tables is replaced whole.
        let path = path.split("[]").next().unwrap_or(path);
        let set = format!("{path}={value}");
        let mut after = both.to_vec();
        after.push(&set);
        if value == "skip_below_rank" {
            // It needs a rank, which has no use without it.
            after.push(RANK);
        }
        if lines(&hand(name, both)) == lines(&hand(name, &after)) {
            idle.push(format!("{name}: {set}"));
        }
    }
    assert!(idle.is_empty(), "these pay the same:\n{}", idle.join("\n"));
}

#[test]
fn every_key_of_a_unilevel_is_flipped_and_so_is_every_way_to_compress() {
    let keys = case_keys();
    let all = keys.keys().iter().filter_map(|key| key.path.strip_prefix("plan.unilevel."));
    for key in all {
        let flipped = SWITCHES.iter().any(|(flipped, ..)| *flipped == key);
        assert!(flipped, "no flip of `{key}`");
        let refused = REFUSED.iter().any(|(refused, ..)| *refused == key);
        assert!(refused, "no value of `{key}` is refused");
    }
    // Two that are the same as what they are flipped against: by default, and by definition.
    for name in WAYS.into_iter().filter(|name| !["skip_inactive", "no_roll_up"].contains(name)) {
        let flipped =
            |(key, _, _, value): &&(_, _, _, &str)| *key == "compression" && *value == name;
        assert!(SWITCHES.iter().any(|switch| flipped(&switch)), "no flip to `{name}`");
    }
}

/// The names of the ways to compress.
const WAYS: [&str; COMPRESSIONS.len()] = [
    "none",
    "standard",
    "pay_only_move",
    "skip_inactive",
    "skip_below_rank",
    "rank_qualified",
    "roll_up_payment",
    "roll_up_volume",
    "no_roll_up",
];

/// The tree of fourteen under a way to compress.
fn compressed(name: &str, more: &[&str]) -> Case {
    let set = format!("plan.unilevel.compression={name}");
    let mut sets = vec![set.as_str()];
    sets.extend((name == "skip_below_rank").then_some(RANK));
    sets.extend(more);
    hand("compression-none", &sets)
}

#[test]
fn every_two_compressions_pay_differently_on_the_worked_tree_but_the_two_names_of_none() {
    for (place, one) in WAYS.into_iter().enumerate() {
        for &other in &WAYS[place + 1..] {
            let same = lines(&compressed(one, &[])) == lines(&compressed(other, &[]));
            assert_eq!(same, (one, other) == ("none", "no_roll_up"), "{one} and {other}");
        }
    }
}

#[test]
fn who_is_stepped_over_is_counted_since_the_level_before() {
    let steps = |name: &str| -> Vec<(String, u32, u32)> {
        let statement = statement(&compressed(name, &[]));
        let of_g = statement.periods[0].lines.iter().filter(|line| line.source == "G");
        of_g.map(|line| (line.earner.clone(), line.level, line.stepped_over)).collect()
    };
    let owned = |steps: &[(&str, u32, u32)]| -> Vec<(String, u32, u32)> {
        steps.iter().map(|&(id, level, over)| (id.to_owned(), level, over)).collect()
    };
    // Under `skip_inactive` G's line is [F] E, [D] C, [B] A (unpaid), R.
    assert_eq!(steps("skip_inactive"), owned(&[("E", 1, 1), ("C", 2, 1), ("R", 4, 0)]));
    let rolled = owned(&[("E", 1, 1), ("E", 2, 0), ("R", 3, 4), ("R", 4, 3)]);
    assert_eq!(steps("roll_up_payment"), rolled);
}

#[test]
fn a_window_longer_by_a_period_counts_exactly_that_period() {
    let mut case = compressed("none", &["plan.unilevel.base=wholesale"]);
    let f = case.partners.iter().position(|partner| partner.id == "F").expect("F");
    // F has 99 points now; the missing one stands one, two or three periods back.
    for back in 0..3 {
        case.partners[f].points_before = vec![0; 3];
        case.partners[f].points_before[back] = 1;
        for window in 1..=4 {
            case.plan.activity.window_periods = window;
            let paid = lines(&case).iter().any(|(_, earner, ..)| earner == "F");
            assert_eq!(paid, back + 1 < window as usize, "{back} back in a window of {window}");
        }
    }
}

#[test]
fn a_plan_without_a_unilevel_claims_nothing() {
    let mut case = compressed("none", &[]);
    case.plan = plain_plan();
    assert!(lines(&case).is_empty());
    let mut network = Network::default();
    network.push(Member::idle(NO_UPLINE));
    let (claims, outcome) = network.run(&plain_plan());
    assert_eq!((claims, outcome), (Vec::new(), Outcome::default()));
}

#[test]
fn a_person_s_sum_holds_what_her_own_order_pays_her_and_leaves_no_rest() {
    // 5 % of her own 50 cents and of her recruit's are 2.5 cents each: five together.
    let text = "
        plan.rounding = 'per_person_down'
        plan.activity.minimum_points = 0
        plan.unilevel.base = 'wholesale'
        plan.unilevel.rates = [0.05, 0.05]
        plan.unilevel.own_orders = 'self'
        partner = [{ id = 'A', cv = 0.50 }, { id = 'B', sponsor = 'A', cv = 0.50 }]
        expect = [
            { bonus = 'unilevel', amount = 0.07, full = 0.10, breakage = 0.03 },
            { who = 'A', amount = 0.05 },
            { who = 'B', amount = 0.02 },
        ]";
    let case = LoadedCase::from_text("case", text).expect("a sound case").case;
    assert_eq!(statement(&case).compare(&case), (5, Vec::new()));
}

#[test]
fn customers_orders_roll_up_as_customers_orders() {
    // B is not active: 10.00 of her own and 20.00 of her customer go to A, who sells the latter.
    let text = "
        plan.activity.minimum_points = 100
        plan.unilevel.base = 'wholesale'
        plan.unilevel.rates = [0.10, 0.05]
        plan.unilevel.compression = 'roll_up_volume'
        plan.unilevel.customer_orders = 'seller'
        partner = [
            { id = 'R', points = 100, cv = 0.00 },
            { id = 'A', sponsor = 'R', points = 100, cv = 0.00 },
            { id = 'B', sponsor = 'A', points = 10 },
        ]
        period = [{ order = [{ by = 'B', kind = 'customer', points = 20 }] }]
        expect = [
            { bonus = 'unilevel', amount = 4.00, full = 4.50 },
            { who = 'A', source = 'A', level = 1, amount = 2.00 },
            { who = 'R', source = 'A', level = 1, amount = 1.00 },
            { who = 'R', source = 'A', level = 2, amount = 1.00 },
        ]";
    let case = LoadedCase::from_text("case", text).expect("a sound case").case;
    assert_eq!(statement(&case).compare(&case), (5, Vec::new()));
}

#[test]
fn customers_orders_pay_on_no_more_than_the_whole_base_that_has_rolled_up() {
    // A's own account is 10.00 below zero; 20.00 of B's customer leave a base of 10.00.
    let text = "
        plan.activity.minimum_points = 100
        plan.unilevel.base = 'wholesale'
        plan.unilevel.rates = [0.10]
        plan.unilevel.compression = 'roll_up_volume'
        plan.unilevel.customer_orders = 'seller'
        partner = [{ id = 'A', points = 100, cv = -10.00 }, { id = 'B', sponsor = 'A' }]
        period = [{ order = [{ by = 'B', kind = 'customer', points = 20 }] }]
        expect = [
            { bonus = 'unilevel', amount = 1.00, full = 1.00 },
            { who = 'A', source = 'A', level = 1, amount = 1.00 },
        ]";
    let case = LoadedCase::from_text("case", text).expect("a sound case").case;
    assert_eq!(statement(&case).compare(&case), (3, Vec::new()));
}

/// A key, a plan that gives it a wrong value, and what is said, where.
const REFUSED: [(&str, &str, &str); 19] = [
    (
        "base",
        "base = 'wholesal'",
        "4:8: `plan.unilevel.base` is \"wholesal\", allowed is \"retail_margin\", \"earnings\", \
         \"wholesale\"",
    ),
    ("rates", "rates = [1.5]", "4:10: `plan.unilevel.rates[0]` is 1.5, allowed is 0 to 1 (share)"),
    ("rates", "rates = [0.6, 0.405]", "4:9: the rates add up to 100.5 %, more than the whole"),
    ("rank_rates", "rank_rates = 3", "4:14: `plan.unilevel.rank_rates` is the number 3"),
    ("rank_rates[].rank", "rank_rates = [{ rank = 'gild' }]", "4:24: there is no rank `gild`"),
    (
        "rank_rates[].rank",
        "rank_rates = [{ rank = 'gold' }, { rank = 'gold' }]",
        "4:43: rank `gold` stands here twice",
    ),
    (
        "rank_rates[].rates",
        "rank_rates = [{ rank = 'gold', rates = [0.9, 0.2] }]",
        "4:40: the rates add up to 110 %, more than the whole",
    ),
    (
        "broad_share",
        "broad_share = 1.01",
        "4:15: `plan.unilevel.broad_share` is 1.01, allowed is 0 to 1 (share)",
    ),
    ("compression", "compression = 'skip'", "4:15: `plan.unilevel.compression` is \"skip\""),
    (
        "compression",
        "compression = 'skip_below_rank'",
        "4:15: compression `skip_below_rank` needs `compression_rank`",
    ),
    ("compression_rank", "compression_rank = 'gild'", "4:20: there is no rank `gild`"),
    (
        "minimum_base",
        "minimum_base = -1",
        "4:16: `plan.unilevel.minimum_base` is -1, allowed is 0.00 to 1000000.00 (money)",
    ),
    (
        "active_recruits_by_level",
        "active_recruits_by_level = [0, -1]",
        "4:32: `plan.unilevel.active_recruits_by_level[1]` is -1",
    ),
    ("own_orders", "own_orders = 'me'", "4:14: `plan.unilevel.own_orders` is \"me\""),
    (
        "own_orders",
        "own_orders = 'self'",
        "4:14: `own_orders = \"self\"` is about orders, which are not the base here",
    ),
    (
        "own_orders",
        "own_orders = 'self'\nbase = 'earnings'",
        "4:14: `own_orders = \"self\"` is about orders, which are not the base here",
    ),
    (
        "customer_orders",
        "customer_orders = 3",
        "4:19: `plan.unilevel.customer_orders` is the number",
    ),
    (
        "customer_orders",
        "customer_orders = 'seller'",
        "4:19: `customer_orders = \"seller\"` is about orders, which are not the base here",
    ),
    ("stop_at_rank", "stop_at_rank = 'gild'", "4:16: there is no rank `gild`"),
];

#[test]
fn a_wrong_value_is_refused_where_it_stands() {
    for (key, plan, wanted) in REFUSED {
        let text = format!(
            "partner = [{{ id = 'A' }}]\nplan.rank.gold.order = 1\n[plan.unilevel]\n{plan}\n"
        );
        let said = LoadedCase::from_text("case", &text).expect_err(key).to_string();
        assert!(said.starts_with(&format!("case:{wanted}")), "{key}: wanted {wanted}, said {said}");
        assert!(said.ends_with("1 problem found"), "{key}: {said}");
    }
}

#[test]
fn rates_of_ranks_alone_pay_nobody_without_a_rank() {
    let text = "plan.activity.minimum_points = 0\n\
                plan.rank.gold = { order = 1, minimum_points = 50 }\n\
                plan.unilevel = { base = 'wholesale', RATES \
                rank_rates = [{ rank = 'gold', rates = [0.05, 0.05] }] }\n\
                partner = [{ id = 'Top' }, { id = 'Gold', sponsor = 'Top', points = 50 }, \
                { id = 'Low', sponsor = 'Gold', points = 10 }]";
    let rewards = |rates: &str| -> Vec<String> {
        let text = text.replace("RATES", rates);
        let loaded = LoadedCase::from_text("case", &text).unwrap_or_else(|told| panic!("{told}"));
        let statement = statement(&loaded.case);
        statement.periods[0]
            .lines
            .iter()
            .map(|line| format!("{} {}", line.earner, line.amount))
            .collect()
    };
    assert_eq!(rewards(""), ["Gold 0.50"]);
    assert_eq!(rewards("rates = [],"), ["Gold 0.50"]);
    assert_eq!(rewards("rates = [0.10],"), ["Gold 0.50", "Top 5.00"]);
}
