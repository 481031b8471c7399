//! Fast start, kits, structure, growth, pools and ranks: the program against plain walks on random
//! cases, what holds of all of them, and every switch.

pub(crate) mod random;

use std::collections::BTreeMap;

use downline::calculator::{self, PeriodStatement, Statement};
use downline::scenario::{Bonus, Case, LoadedCase, SharesBy, SplitRemainder, UnpaidShares};
use downline::units::{Cents, Ppm};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;

use crate::cases::{hand, statement};
use crate::naive::ranks::{Line, World};
use crate::naive::{fast_start, pool, structure};
use random::{ROUNDINGS, cases};

/// Runs of fixed luck: a failure is a failure every time.
fn runs(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_260_301),
        ..ProptestConfig::default()
    }
}

/// Lines of a bonus and what its full table pays.
type Walk = fn(&World<'_>) -> (Vec<Line>, i128);

/// The bonuses that are compared, each with its plain walk.
const BONUSES: [(Bonus, Walk); 6] = [
    (Bonus::FastStart, fast_start::fast_start),
    (Bonus::KitBonus, fast_start::kit_bonus),
    (Bonus::Structure, structure::structure),
    (Bonus::Growth, structure::growth),
    (Bonus::Unilevel, fast_start::unilevel),
    (Bonus::Pool, pool::pools),
];

/// The program's lines of a bonus in the same terms, and its full table.
fn lines_of(world: &World<'_>, period: &PeriodStatement, bonus: Bonus) -> (Vec<Line>, i128) {
    let of_bonus = period.lines.iter().filter(|line| line.bonus == bonus.name());
    let paying = of_bonus.filter(|line| line.amount != Cents::ZERO);
    let line = |line: &calculator::Line| {
        let (earner, source) = (world.place(&line.earner), world.place(&line.source));
        (earner, line.part, line.level, source, i128::from(line.amount.0))
    };
    let mut lines: Vec<Line> = paying.map(line).collect();
    lines.sort_unstable();
    let full = period.bonuses.iter().find(|line| line.bonus == bonus.name());
    (lines, full.map_or(0, |line| i128::from(line.full.0)))
}

/// Compares everything that the program says of a case with the plain walks.
fn compare(case: &Case) -> Statement {
    let statement = statement(case);
    for period in &statement.periods {
        let world = World::new(case, u64::from(period.period));
        for (bonus, plainly) in BONUSES {
            let (lines, mut full) = plainly(&world);
            let by_level = matches!(bonus, Bonus::FastStart | Bonus::KitBonus | Bonus::Unilevel);
            if by_level && case.plan.unpaid_shares == UnpaidShares::Pool && has_pools(case) {
                // What they could not pay is the pools'.
                full = lines.iter().map(|line| line.4).sum();
            }
            let found = lines_of(&world, period, bonus);
            assert_eq!(found, (lines, full), "{} of period {}", bonus.name(), period.period);
        }
        for partner in &period.partners {
            let who = world.place(&partner.id);
            let place = |name: &Option<String>| world.rank_of_name(name.as_deref());
            let found = (
                (partner.active, partner.points, partner.group_points),
                [place(&partner.rank), place(&partner.paid_rank), place(&partner.title)],
                partner.structure_tier.unwrap_or(0),
            );
            let points = u32::try_from(world.points(who)).expect("few points");
            let plainly = (
                (world.is_active(who), points, world.group_points(who)),
                [world.measured_rank(who), world.rank(who), world.title(who)],
                u8::try_from(structure::tier(&world, who)).expect("few tiers"),
            );
            assert_eq!(found, plainly, "{} in period {}", partner.id, period.period);
        }
    }
    statement
}

fn has_pools(case: &Case) -> bool {
    !case.plan.pools.is_empty()
}

const HAND: [&str; 4] = ["fast_start", "pool", "ranks", "structure"];

#[test]
fn the_plain_walks_agree_on_the_cases_worked_by_hand_however_they_are_rounded() {
    for name in HAND {
        for rounding in ROUNDINGS {
            for unit in [1, 10] {
                let mut case = hand(name, &[]);
                (case.plan.rounding, case.plan.rounding_unit) = (rounding, Cents(unit));
                compare(&case);
            }
        }
    }
}

proptest! {
    #![proptest_config(runs(3_000))]

    #[test]
    fn the_plain_walks_agree_on_random_cases(case in cases()) {
        compare(&case);
    }
}

#[test]
fn random_cases_pay_every_bonus_hold_every_rank_and_leave_cents() {
    // Comparing nothing with nothing would always succeed.
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::new(runs(1));
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let strategy = cases();
    for _ in 0..600 {
        let case = strategy.new_tree(&mut runner).expect("a case").current();
        for period in statement(&case).periods {
            let paying = period.lines.iter().filter(|line| line.amount != Cents::ZERO);
            let mut found: Vec<String> = paying.map(|line| line.bonus.to_owned()).collect();
            for partner in &period.partners {
                found.extend(partner.rank.clone());
                found.extend(partner.structure_tier.map(|tier| format!("tier {tier}")));
                if partner.paid_rank != partner.rank {
                    found.push("paid as another rank".to_owned());
                }
            }
            found.sort_unstable();
            found.dedup();
            for what in found {
                *seen.entry(what).or_default() += 1;
            }
        }
    }
    let bonuses = BONUSES.map(|(bonus, _)| bonus.name().to_owned());
    let others = ["rank-0", "rank-1", "rank-2", "tier 1", "tier 2", "tier 3"].map(str::to_owned);
    for what in bonuses.into_iter().chain(others).chain(["paid as another rank".to_owned()]) {
        let times = seen.get(&what).copied().unwrap_or(0);
        assert!(25 < times, "{what}: in {times} periods only");
    }
}

/// The same partners in another order of the file, periods of joining as they are.
fn shuffled(case: &Case, picks: &[Index]) -> Case {
    let mut other = case.clone();
    other.partners.clear();
    let mut rest = case.partners.clone();
    for pick in picks.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        other.partners.push(rest.remove(pick.index(rest.len())));
    }
    other
}

/// What distinguishes payouts, by names.
fn payouts(statement: &Statement, but: &[Bonus]) -> Vec<(u32, String, String, String, Cents)> {
    let mut lines: Vec<_> = statement
        .periods
        .iter()
        .flat_map(|period| &period.lines)
        .filter(|line| but.iter().all(|bonus| bonus.name() != line.bonus))
        .map(|line| {
            let what = format!("{} {} {}", line.bonus, line.part, line.level);
            (line.period, line.earner.clone(), what, line.source.clone(), line.amount)
        })
        .collect();
    lines.sort_unstable();
    lines
}

proptest! {
    #![proptest_config(runs(600))]

    #[test]
    fn payouts_and_breakage_are_the_full_table(case in cases()) {
        for period in statement(&case).periods {
            let mut sum = Cents::ZERO;
            for bonus in &period.bonuses {
                let lines = period.lines.iter().filter(|line| line.bonus == bonus.bonus);
                let paid: Cents = lines.map(|line| line.amount).sum();
                prop_assert_eq!(paid, bonus.rewards);
                prop_assert_eq!(paid + bonus.breakage, bonus.full);
                prop_assert!(Cents::ZERO <= bonus.breakage, "{:?}", bonus);
                sum += paid;
            }
            prop_assert_eq!(sum, period.rewards);
            prop_assert_eq!(sum + period.breakage, period.full);
        }
    }

    #[test]
    fn another_order_of_the_file_pays_the_same_people_the_same(
        mut case in cases(),
        picks in prop::collection::vec(any::<Index>(), 14),
    ) {
        // The cents that a split leaves over follow the order of joining, so nobody gets any here.
        case.plan.split_remainder = SplitRemainder::Business;
        let (one, other) = (statement(&case), statement(&shuffled(&case, &picks)));
        prop_assert_eq!(payouts(&one, &[]), payouts(&other, &[]));
        // With them, all other bonuses still do, and the pools hand out as much.
        case.plan.split_remainder = SplitRemainder::Largest;
        let (one, other) = (statement(&case), statement(&shuffled(&case, &picks)));
        prop_assert_eq!(payouts(&one, &[Bonus::Pool]), payouts(&other, &[Bonus::Pool]));
        for (one, other) in one.periods.iter().zip(&other.periods) {
            let capped = case.plan.pools.iter().any(|(_, pool)| pool.amount_max.is_some());
            prop_assert!(capped || one.rewards == other.rewards);
        }
    }

    #[test]
    fn what_a_pool_shares_out_and_what_stays_are_its_fund(case in cases()) {
        let unit = i128::from(case.plan.rounding_unit.0);
        for period in statement(&case).periods {
            let world = World::new(&case, u64::from(period.period));
            let funds = pool::funds(&world);
            let mut left = Cents::ZERO;
            for ((number, (_, pool)), fund) in (1_u32..).zip(&case.plan.pools).zip(funds) {
                let of_pool = |line: &&calculator::Line| {
                    line.bonus == "pool" && line.level == number
                };
                let lines = period.lines.iter().filter(of_pool);
                let (count, shared) = lines.fold((0, 0), |(count, sum), line| {
                    (count + 1, sum + i128::from(line.amount.0))
                });
                prop_assert!(shared <= fund, "{} of {}", shared, fund);
                left += Cents(i64::try_from(fund - shared).expect("64 bits"));
                let in_full = pool.amount_max.is_none()
                    && pool.shares_by != SharesBy::RankAmounts
                    && case.plan.split_remainder == SplitRemainder::Largest;
                if in_full && 0 < count {
                    // Less than a unit cannot be paid.
                    prop_assert_eq!(shared, fund / unit * unit);
                }
            }
            if has_pools(&case) {
                let line = period.bonuses.iter().find(|line| line.bonus == "pool");
                prop_assert_eq!(left, line.expect("the pools' line").breakage);
            }
        }
    }

    #[test]
    fn unpaid_shares_move_between_business_and_pools_and_are_never_made(mut case in cases()) {
        case.plan.unpaid_shares = UnpaidShares::Business;
        let kept = statement(&case);
        case.plan.unpaid_shares = UnpaidShares::Pool;
        let moved = statement(&case);
        for (kept, moved) in kept.periods.iter().zip(&moved.periods) {
            prop_assert_eq!(kept.full, moved.full);
            // Under a cap a larger fund may hand its last cents to somebody who cannot have them.
            let is_capped = case.plan.pools.iter().any(|(_, pool)| pool.amount_max.is_some());
            prop_assert!(is_capped || kept.rewards <= moved.rewards);
        }
    }

    #[test]
    fn with_nothing_open_no_volume_is_paid_by_fast_start_and_by_levels(mut case in cases()) {
        let (Some(fast_start), Some(unilevel)) = (
            case.plan.fast_start.as_mut(),
            case.plan.unilevel.as_mut(),
        ) else {
            return Ok(());
        };
        fast_start.open_share = Ppm::ZERO;
        unilevel.rates.iter_mut().for_each(|rate| *rate = Ppm(rate.0.max(50_000)));
        for period in statement(&case).periods {
            let world = World::new(&case, u64::from(period.period));
            let mut bases: BTreeMap<(&str, &str), Cents> = BTreeMap::new();
            for line in period.lines.iter().filter(|line| line.part == "level") {
                if line.bonus != "kit_bonus" {
                    // The same base at each level: one is all that a bonus works on.
                    bases.insert((line.source.as_str(), line.bonus), line.base);
                }
            }
            for partner in &period.partners {
                let of = |bonus| {
                    let base = bases.get(&(partner.id.as_str(), bonus));
                    i128::from(base.copied().unwrap_or_default().0)
                };
                let who = world.place(&partner.id);
                prop_assert!(of("fast_start") <= world.early_value(who));
                prop_assert!(of("unilevel") <= world.value(who) - world.early_value(who));
            }
        }
    }

    #[test]
    fn a_tier_replaces_those_below_it_and_is_paid_whole(case in cases()) {
        let Some(structure) = &case.plan.structure else { return Ok(()) };
        for period in statement(&case).periods {
            for partner in &period.partners {
                let lines = period.lines.iter().filter(|line| {
                    line.bonus == "structure" && line.earner == partner.id
                });
                let amounts: Vec<Cents> = lines.map(|line| line.amount).collect();
                prop_assert!(amounts.len() <= 1);
                let tier = usize::from(partner.structure_tier.unwrap_or(0));
                for amount in amounts {
                    prop_assert_eq!(amount, structure.tiers[tier - 1].amount);
                }
            }
        }
    }
}

/// What a period of a statement says of ranks, tiers and pay.
fn results(case: &Case) -> Vec<String> {
    let statement = compare(case);
    let pays = payouts(&statement, &[]).into_iter().map(|line| format!("{line:?}"));
    let stays = statement.periods.iter().map(|period| format!("{:?}", period.bonuses));
    pays.chain(stays).collect()
}

/// Tiers of the hand-worked structure, with one key of one tier changed.
fn tiers(tier: usize, key: &str, value: &str) -> String {
    let mut tiers = [
        [("amount", "20.00"), ("members", "2"), ("member_tier", "0"), ("team_points", "400")],
        [("amount", "90.00"), ("members", "2"), ("member_tier", "1"), ("team_points", "1_000")],
    ]
    .map(|own| [&own[..], &[("own_points", "100"), ("member_points", "60")][..]].concat());
    let place = tiers[tier - 1].iter().position(|(name, _)| *name == key).expect("a key");
    tiers[tier - 1][place].1 = value;
    let table = |keys: &Vec<(&str, &str)>| {
        let keys: Vec<String> =
            keys.iter().map(|(key, value)| format!("{key} = {value}")).collect();
        format!("{{ {} }}", keys.join(", "))
    };
    let tables: Vec<String> = tiers.iter().map(table).collect();
    format!("plan.structure.tiers=[{}]", tables.join(", "))
}

/// What is paid by the rank that the numbers of the period give.
const BY_NUMBERS: &[&str] = &["plan.pay_by=\"paid_as\"", "plan.rank_measured=\"after\""];

/// The hand-worked case, what is set before, and the switch as it is flipped.
const FLIPS: [(&str, &[&str], &[&str]); 46] = [
    ("fast_start", &[], &["plan.fast_start.rates=[0.20, 0.11, 0.05]"]),
    ("fast_start", &[], &["plan.fast_start.rates=[0.20, 0.10]"]),
    ("fast_start", &[], &["plan.fast_start.window_weeks=5"]),
    ("fast_start", &[], &["plan.fast_start.window_weeks=7"]),
    ("fast_start", &[], &["plan.fast_start.minimum_points=60"]),
    ("fast_start", &[], &["plan.fast_start.minimum_points=101"]),
    ("fast_start", &[], &["plan.fast_start.open_share=0"]),
    ("fast_start", &[], &["plan.fast_start.open_share=1"]),
    ("fast_start", &[], &["plan.fast_start.roll_up=true"]),
    ("fast_start", &[], &["plan.kit_bonus.amounts=[30.00, 10.01]"]),
    ("fast_start", &[], &["plan.kit_bonus.amounts=[30.00]"]),
    ("fast_start", &[], &["plan.kit_bonus.amounts=[]", "plan.kit_bonus.rates=[0.30, 0.10]"]),
    ("fast_start", &[], &["plan.kit_bonus.active_only=false"]),
    ("fast_start", &[], &["plan.activity.kit_commissionable=true"]),
    ("fast_start", &[], &["plan.activity.minimum_points=61"]),
    ("fast_start", &[], &["plan.late_weeks=1"]),
    ("fast_start", &[], &["plan.rounding=\"per_line_half_even\""]),
    ("fast_start", &[], &["plan.rounding=\"per_line_down\""]),
    ("fast_start", &[], &["plan.rounding=\"per_person_down\""]),
    ("fast_start", &[], &["plan.rounding_unit=0.05"]),
    ("structure", &[], &["plan.structure.team=\"frontline\""]),
    ("structure", &[], &["plan.growth.goals=[300, 801]"]),
    ("structure", &[], &["plan.growth.rate=0.11"]),
    ("structure", &[], &["plan.growth.leg_cap=0.80"]),
    ("structure", &[], &["plan.point_value=1.00"]),
    ("structure", &[], &["plan.newcomers_count=\"next_period\""]),
    ("structure", &[], &["plan.newcomers_earn=\"next_period\""]),
    ("pool", &[], &["plan.pool.equal.share=0.03"]),
    ("pool", &[], &["plan.pool.group.rank=\"gold\""]),
    ("pool", &[], &["plan.pool.leaders.volume_of_rank=\"diamond\""]),
    ("pool", &[], &["plan.pool.equal.shares_by=\"points\""]),
    ("pool", &[], &["plan.pool.equal.shares_by=\"group_points\""]),
    ("pool", &[], &["plan.pool.leaders.rank_shares=[{ rank = \"gold\", shares = 1 }]"]),
    ("pool", &[], &["plan.pool.amounts.rank_amounts=[{ rank = \"gold\", amount = 25.00 }]"]),
    ("pool", &[], &["plan.pool.points.amount_max=4.01"]),
    ("pool", &[], &["plan.unpaid_shares=\"business\""]),
    ("pool", &[], &["plan.split_remainder=\"business\""]),
    ("pool", &[], &["plan.rounding_unit=0.10"]),
    ("ranks", &[], &["plan.pay_by=\"paid_as\""]),
    ("ranks", &[], &["plan.rank_measured=\"after\""]),
    ("ranks", &[], &["plan.newcomers_earn=\"this_period\""]),
    ("ranks", BY_NUMBERS, &["plan.activity.kit_counts=true"]),
    ("ranks", &[], &["plan.rank.silver.leg_cap=1"]),
    ("ranks", &[], &["plan.rank.gold.minimum_legs=1"]),
    ("ranks", &[], &["plan.rank.gold.leg_rank=\"bronze\""]),
    ("ranks", &[], &["plan.late_weeks=1"]),
];

#[test]
fn every_switch_changes_what_is_paid() {
    let tiers = [
        tiers(1, "amount", "20.01"),
        tiers(1, "own_points", "101"),
        tiers(1, "members", "3"),
        tiers(1, "member_points", "81"),
        tiers(1, "team_points", "501"),
        tiers(2, "member_tier", "0"),
        tiers(2, "members", "4"),
        tiers(2, "team_points", "1_826"),
    ];
    let tiers = tiers.iter().map(|set| ("structure", Vec::new(), vec![set.as_str()]));
    let flips = FLIPS.iter().map(|&(name, before, flip)| (name, before.to_vec(), flip.to_vec()));
    for (name, before, flip) in flips.chain(tiers) {
        let base = results(&hand(name, &before));
        let flipped = results(&hand(name, &[&before[..], &flip[..]].concat()));
        assert_ne!(base, flipped, "{name}: {flip:?} changes nothing");
    }
    // The tiers written here are those of the file.
    let same = self::tiers(1, "amount", "20.00");
    assert_eq!(results(&hand("structure", &[])), results(&hand("structure", &[same.as_str()])));
}

#[test]
fn a_late_order_is_as_old_as_it_is_and_not_as_old_as_its_period() {
    // O joins in week 4; with a week of delay, her order of that week counts in period 2, where the
    // window of two weeks would long be over.
    let sets = ["plan.late_weeks=1", "plan.fast_start.window_weeks=2"];
    let statement = statement(&hand("fast_start", &sets));
    let of_o = |period: usize| -> Cents {
        let lines = statement.periods[period].lines.iter();
        let lines = lines.filter(|line| line.bonus == "fast_start" && line.source == "O");
        lines.map(|line| line.amount).sum()
    };
    assert_eq!((of_o(0), of_o(1)), (Cents::ZERO, Cents(800)));
}

#[test]
fn what_fast_start_has_paid_is_closed_to_the_pools_too() {
    let set = "plan.pool={ all = { share = 0.10 } }";
    let open = |share: &str| {
        let set_open = format!("plan.fast_start.open_share={share}");
        let statement = statement(&hand("fast_start", &[set, &set_open]));
        statement.periods[0].bonuses.iter().find(|line| line.bonus == "pool").expect("a pool").base
    };
    // Period 1: 1,222.30 in all, of which 662.30 are first orders.
    assert_eq!((open("1"), open("0")), (Cents(122_230), Cents(56_000)));
}

/// What contradicts itself, the key to blame and what is said.
const CONTRADICTIONS: [(&str, &str, &str); 20] = [
    ("fast_start.rates = [0.6, 0.5]", "plan.fast_start.rates", "add up to 110 %"),
    ("kit_bonus = {}", "plan.kit_bonus", "pays nothing"),
    ("kit_bonus = { amounts = [1.0], rates = [0.1] }", "plan.kit_bonus.rates", "not both"),
    ("kit_bonus.rates = [0.9, 0.2]", "plan.kit_bonus.rates", "add up to 110 %"),
    ("structure = {}", "plan.structure", "has no tiers"),
    (
        "structure.tiers = [{ amount = 9.0 }, { amount = 8.0 }]",
        "plan.structure.tiers[1].amount",
        "step 2 gives less than the one before",
    ),
    (
        "structure.tiers = [{ amount = 9.0, member_tier = 1 }]",
        "plan.structure.tiers[0].member_tier",
        "tier 1 asks for members of tier 1, which is not below it",
    ),
    (
        "structure.tiers = [{ amount = 9.0, members = 0, member_points = 5 }]",
        "plan.structure.tiers[0].members",
        "asks for no members",
    ),
    ("growth = {}", "plan.growth", "has no goals"),
    ("growth.goals = [100, 100]", "plan.growth.goals[1]", "goal 2 does not ask for more"),
    ("pool.p.rank = \"gol\"", "plan.pool.p.rank", "there is no rank `gol`"),
    ("pool.p.volume_of_rank = \"silver\"", "plan.pool.p.volume_of_rank", "there is no rank"),
    ("pool.p.shares_by = \"rank_shares\"", "plan.pool.p.shares_by", "but has none"),
    ("pool.p.shares_by = \"rank_amounts\"", "plan.pool.p.shares_by", "but has none"),
    (
        "pool.p.rank_shares = [{ rank = \"gold\" }]",
        "plan.pool.p.rank_shares",
        "does not share by them",
    ),
    (
        "pool.p = { shares_by = \"rank_shares\", rank_shares = [{ rank = \"old\" }] }",
        "plan.pool.p.rank_shares[0].rank",
        "there is no rank `old`",
    ),
    (
        "pool.p = { shares_by = \"rank_amounts\", rank_amounts = [\
         { rank = \"gold\", amount = 1.0 }, { rank = \"gold\", amount = 2.0 }] }",
        "plan.pool.p.rank_amounts[1].rank",
        "stands here twice",
    ),
    (
        "pool.p.rank_amounts = [{ rank = \"gold\", amount = 1.0 }]",
        "plan.pool.p.rank_amounts",
        "does not share by them",
    ),
    ("pool = { p.share = 0.6, q.share = 0.5 }", "plan.pool.q.share", "add up to 110 %"),
    ("unpaid_shares = \"pool\"", "plan.unpaid_shares", "there is no pool"),
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
fn what_rolls_up_says_how_many_were_passed_on_the_way() {
    let statement = statement(&hand("fast_start", &["plan.fast_start.roll_up=true"]));
    let lines = statement.periods[0].lines.iter().filter(|line| line.bonus == "fast_start");
    let passing = lines.filter(|line| 0 < line.stepped_over);
    let found: Vec<_> = passing
        .map(|line| (line.source.as_str(), line.level, line.earner.as_str(), line.stepped_over))
        .collect();
    // Past E, C, G and N; nobody stands above A, so the third level on O stays.
    assert_eq!(found, [("I", 1, "B", 1), ("J", 2, "A", 1), ("K", 1, "D", 1), ("O", 1, "A", 1)]);
}
