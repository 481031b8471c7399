//! What holds of a unilevel whatever the tree and the plan.

use std::collections::BTreeMap;

use downline::plan::{Claim, Outcome};
use downline::scenario::{Compression, OverrideBase, Plan, PlanRounding, Unilevel};
use downline::units::{Cents, Ppm, Rounding};
use downline::world::{NO_UPLINE, Status};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::network::{COMPRESSIONS, Member, Network, networks, plain_rank, plans, runs};
use crate::worked;

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
        table.compression_rank = Some("all".to_string());
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
    fn each_base_pays_a_level_once_to_somebody_above_it_who_is_active(
        network in networks(),
        plan in plans(),
    ) {
        let (claims, _) = network.run(&plan);
        let mut seen = std::collections::BTreeSet::new();
        let depth = u32::try_from(unilevel(&plan).depth()).expect("few levels");
        for claim in &claims {
            prop_assert_eq!(network.status[claim.earner as usize], Status::Active);
            if claim.level == 0 {
                // The rounding of her own sum has no source but herself.
                prop_assert_eq!(plan.rounding, PlanRounding::PerPersonDown);
                prop_assert_eq!((claim.source, claim.base), (claim.earner, Cents::ZERO));
                continue;
            }
            prop_assert!(claim.level <= depth);
            prop_assert!(seen.insert((claim.source, claim.level)), "{:?} twice", claim);
            let mut above = network.sponsors[claim.source as usize];
            let mut distance = 1;
            while above != claim.earner {
                prop_assert_ne!(above, NO_UPLINE, "{:?} is not above the source", claim);
                above = network.sponsors[above as usize];
                distance += 1;
            }
            prop_assert!(claim.level <= distance);
        }
    }

    #[test]
    fn an_amount_is_base_times_rate_rounded_as_named(network in networks(), plan in plans()) {
        let (claims, _) = network.run(&plan);
        let broad = unilevel(&plan).broad_share;
        for claim in claims.iter().filter(|claim| 0 < claim.level) {
            let share = i128::from(claim.rate.0) * i128::from(broad.0);
            let rounding = of_line(plan.rounding);
            let amount = claim.base.times_over(share, 1_000_000_000_000, rounding);
            prop_assert_eq!(claim.amount, amount);
            prop_assert!(unilevel(&plan).minimum_base <= claim.base && Cents::ZERO < claim.base);
            let tables = unilevel(&plan).rank_rates.iter().map(|table| &table.rates);
            let mut tables = tables.chain([&unilevel(&plan).rates]);
            let level = claim.level as usize - 1;
            prop_assert!(tables.any(|table| table.get(level) == Some(&claim.rate)));
        }
    }

    #[test]
    fn a_person_s_sum_is_rounded_once_where_the_plan_says_so(
        network in networks(),
        mut plan in plans(),
    ) {
        plan.rounding = PlanRounding::PerPersonDown;
        let (claims, _) = network.run(&plan);
        let exact = exact_sums(&plan, &claims, network.len());
        let cents = exact.into_iter().map(|sum| i64::try_from(sum / 1_000_000_000_000));
        let cents: Vec<i64> = cents.map(|sum| sum.expect("64 bits")).collect();
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
        for volume in &mut twice.volumes {
            volume.margin = volume.margin.times(2);
            volume.wholesale = volume.wholesale.times(2);
        }
        let (claims, outcome) = network.run(&plan);
        let table = unilevel_mut(&mut plan);
        table.minimum_base = table.minimum_base.times(2);
        let (double, double_outcome) = twice.run(&plan);
        let sums = exact_sums(&plan, &claims, network.len());
        let doubled: Vec<i128> = sums.into_iter().map(|sum| sum * 2).collect();
        prop_assert_eq!(exact_sums(&plan, &double, network.len()), doubled);
        for (once, two) in network.totals(&claims).into_iter().zip(network.totals(&double)) {
            prop_assert!(two == once * 2 || two == once * 2 + 1, "{} and {}", once, two);
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
        let mut genealogy = network.genealogy();
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

/// The tree of the hand-worked variants under an edited text of its plan.
fn with_text(edit: impl Fn(&str) -> String) -> (Vec<(u32, u32, u32, Cents)>, Outcome) {
    let file = worked::file("compressions");
    let plan = worked::plan_of("switch", &edit(&file.scenario));
    let (claims, outcome) = file.network().run(&plan);
    let line = |c: &Claim| (c.earner, c.source, c.level, c.amount);
    (claims.iter().map(line).collect(), outcome)
}

/// Switch, the compression under which it is flipped, what the text says and what it says instead.
const SWITCHES: [(&str, &str, &str, &str); 24] = [
    ("base", "skip_inactive", "base = \"retail_margin\"", "base = \"earnings\""),
    ("base", "none", "base = \"retail_margin\"", "base = \"wholesale\""),
    ("rates", "none", "\nrates = [0.10, 0.05]", "\nrates = [0.11, 0.05]"),
    ("depth", "none", "\nrates = [0.10, 0.05]", "\nrates = [0.10]"),
    ("rank_rates", "none", "rates = [0.10, 0.05, 0.04]", "rates = [0.12, 0.05, 0.04]"),
    ("rank_rates.rank", "standard", "rank = \"silver\", ", "rank = \"bronze\", "),
    ("depth by rank", "none", "[0.12, 0.06, 0.05, 0.03]", "[0.12, 0.06, 0.05]"),
    ("broad_share", "none", "broad_share = 1.0", "broad_share = 0.999999"),
    ("compression_rank", "skip_below_rank", "_rank = \"silver\"", "_rank = \"gold\""),
    ("minimum_base", "none", "minimum_base = 0.00", "minimum_base = 10.26"),
    ("active_recruits_by_level", "skip_inactive", "[0, 0, 1, 2]", "[0, 0, 0, 2]"),
    ("active_recruits_by_level", "none", "[0, 0, 1, 2]", "[0, 0, 1, 3]"),
    ("rounding", "none", "per_line_half_up", "per_line_half_even"),
    ("rounding", "none", "per_line_half_up", "per_line_down"),
    ("rounding", "none", "per_line_half_up", "per_person_down"),
    ("activity.minimum_points", "none", "minimum_points = 100\n", "minimum_points = 99\n"),
    ("activity.minimum_points", "none", "minimum_points = 100\n", "minimum_points = 101\n"),
    ("activity.window_periods", "none", "window_periods = 1", "window_periods = 2"),
    ("rank order", "none", "order = 1", "order = 3"),
    ("rank.minimum_points", "none", "minimum_points = 400", "minimum_points = 401"),
    ("rank.minimum_group_points", "standard", "group_points = 0", "group_points = 1_300"),
    ("rank.minimum_active_recruits", "standard", "recruits = 0", "recruits = 2"),
    (
        "ranks",
        "none",
        "rank.gold]\norder = 2",
        "rank.gold]\nminimum_active_recruits = 1\norder = 2",
    ),
    ("unilevel", "none", "rates = [0.10, 0.05]", "rates = [0.0, 0.0]"),
];

#[test]
fn every_switch_of_the_plan_changes_what_is_paid() {
    for (switch, compression, from, to) in SWITCHES {
        let text = |text: &str| {
            format!(
                "{text}\nbase = \"retail_margin\"\ncompression = \"{compression}\"\n\
                 compression_rank = \"silver\"\n\
                 [business.x.plan.rank.bronze]\norder = 9\nminimum_points = 1_000_000\n"
            )
        };
        let (before, _) = with_text(text);
        let edit = |whole: &str| {
            let whole = text(whole);
            assert!(whole.contains(from), "{switch}: nothing to replace by `{to}`");
            whole.replacen(from, to, 1)
        };
        let (after, _) = with_text(edit);
        assert_ne!(before, after, "{switch}: `{to}` pays the same as `{from}`");
    }
}

#[test]
fn every_two_compressions_pay_differently_on_the_worked_tree_but_the_two_names_of_none() {
    let mut paid: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for compression in COMPRESSIONS {
        let file = worked::file("compressions");
        let mut plan = file.plan(&file.plans[0]);
        unilevel_mut(&mut plan).compression = compression;
        unilevel_mut(&mut plan).compression_rank = Some("silver".to_string());
        let claims = payouts(&file.network().run(&plan).0);
        paid.insert(format!("{compression:?}"), claims);
    }
    for (one, claims) in &paid {
        for (other, others) in paid.range(one.clone()..).skip(1) {
            let names_of_none = one == "NoRollUp" && other == "None";
            assert_eq!(claims == others, names_of_none, "{one} and {other}");
        }
    }
    assert_eq!(paid.len(), COMPRESSIONS.len());
}

#[test]
fn who_is_stepped_over_is_counted_since_the_level_before() {
    // Under `skip_inactive` G's line is [F] E, [D] C, [B] A (unpaid), R.
    let file = worked::file("compressions");
    let mut plan = file.plan(&file.plans[0]);
    unilevel_mut(&mut plan).compression = Compression::SkipInactive;
    let (claims, _) = file.network().run(&plan);
    let of_g = claims.iter().filter(|claim| claim.source == 7);
    let steps: Vec<_> = of_g.map(|c| (c.earner, c.level, c.stepped_over)).collect();
    assert_eq!(steps, [(5, 1, 1), (3, 2, 1), (0, 4, 0)]);
    unilevel_mut(&mut plan).compression = Compression::RollUpPayment;
    let (claims, _) = file.network().run(&plan);
    let of_g = claims.iter().filter(|claim| claim.source == 7);
    let steps: Vec<_> = of_g.map(|c| (c.earner, c.level, c.stepped_over)).collect();
    assert_eq!(steps, [(5, 1, 1), (5, 2, 0), (0, 3, 4), (0, 4, 3)]);
}

#[test]
fn a_window_longer_by_a_period_counts_exactly_that_period() {
    let file = worked::file("compressions");
    let mut plan = file.plan(&file.plans[0]);
    unilevel_mut(&mut plan).base = OverrideBase::Wholesale;
    // F (row 6) has 99 points now; the missing one stands one, two or three periods back.
    for back in 0..3_u32 {
        let mut network = file.network();
        network.points_before[6] = [0; 3];
        network.points_before[6][back as usize] = 1;
        for window in 1..=4 {
            plan.activity.window_periods = window;
            let (claims, _) = network.run(&plan);
            let paid = claims.iter().any(|claim| claim.earner == 6);
            assert_eq!(paid, back + 1 < window, "{back} periods back in a window of {window}");
        }
    }
}

#[test]
fn a_plan_without_a_unilevel_claims_nothing() {
    let file = worked::file("compressions");
    let mut plan = file.plan(&file.plans[0]);
    plan.unilevel = None;
    let (claims, outcome) = file.network().run(&plan);
    assert!(claims.is_empty());
    assert_eq!(outcome, Outcome::default());
}
