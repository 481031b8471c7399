//! What holds of matrix, generation, infinity and matching whatever the tree and the plan.

use std::collections::BTreeMap;

use downline::calculator::{self, PeriodStatement};
use downline::plan::{self, Bonus, Claim, Outcomes, Period, State, Sums, matrix_capacity};
use downline::scenario::{
    BlockedBy, Case, Closer, Compression, MatchBy, MatrixCompression, OverrideBase, OwnOrders, Plan,
};
use downline::units::{Cents, Ppm};
use downline::world::{Genealogy, NO_UPLINE, Placement, Status, Volume};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::{cases, of_the_program, plain_case, rate_tables, runs};

/// A case whose four bonuses pay by these tables.
fn paying() -> impl Strategy<Value = Case> {
    let flags = any::<[bool; 4]>();
    (cases(), rate_tables(), rate_tables(), rate_tables(), flags).prop_map(
        |(mut case, matrix_rates, generation_rates, matching_rates, flags)| {
            let plan = &mut case.plan;
            let matrix = plan.matrix.as_mut().expect("a matrix");
            (matrix.rates, matrix.rank_rates) = matrix_rates;
            let generation = plan.generation.as_mut().expect("generations");
            (generation.rates, generation.rank_rates) = generation_rates;
            if flags[0] {
                generation.closer = Closer::OpensNext;
            }
            generation.empty_counts = flags[1];
            let matching = plan.matching.as_mut().expect("a matching");
            (matching.rates, matching.rank_rates) = matching_rates;
            matching.matches_matches = flags[2];
            if flags[3] {
                matching.by = MatchBy::Generation;
            }
            case
        },
    )
}

const FAMILY: [&str; 4] = ["matrix", "generation", "infinity", "matching"];

/// Lines by the names on them, without their order.
fn sorted(period: &PeriodStatement) -> BTreeMap<String, u32> {
    let mut lines = BTreeMap::new();
    for line in &period.lines {
        let key = format!(
            "{} {} {} {} {} {} {} {} {}",
            line.bonus,
            line.part,
            line.earner,
            line.source,
            line.level,
            line.rate,
            line.base,
            line.amount,
            line.stepped_over
        );
        *lines.entry(key).or_default() += 1;
    }
    lines
}

proptest! {
    #![proptest_config(runs(1_000))]

    #[test]
    fn payouts_and_breakage_are_the_full_table_and_breakage_is_never_less_than_nothing(
        case in paying()
    ) {
        for period in calculator::work_out(&case).periods {
            for bonus in FAMILY.into_iter().chain(["unilevel"]) {
                let line = period.bonuses.iter().find(|line| line.bonus == bonus).expect("a bonus");
                let claimed: Cents = period
                    .lines
                    .iter()
                    .filter(|line| line.bonus == bonus)
                    .map(|line| line.amount)
                    .sum();
                prop_assert_eq!(line.rewards, claimed);
                prop_assert_eq!(line.full, line.rewards + line.breakage);
                prop_assert!(Cents::ZERO <= line.breakage || case.plan.clawback.is_some());
            }
        }
    }

    #[test]
    fn another_order_of_the_partners_pays_everybody_the_same(
        case in paying(),
        keys in prop::collection::vec(any::<u32>(), 30)
    ) {
        let mut other = case.clone();
        let mut places: Vec<usize> = (0..case.partners.len()).collect();
        places.sort_by_key(|&place| keys[place]);
        other.partners = places.iter().map(|&place| case.partners[place].clone()).collect();
        let (plain, other) = (calculator::work_out(&case), calculator::work_out(&other));
        for (plain, other) in plain.periods.iter().zip(&other.periods) {
            prop_assert_eq!(sorted(plain), sorted(other));
            prop_assert_eq!(&plain.full, &other.full);
        }
    }

    #[test]
    fn other_names_are_paid_the_same(case in paying()) {
        let renamed = |id: &str| format!("other{}", &id[1..]);
        let mut other = case.clone();
        for partner in &mut other.partners {
            partner.id = renamed(&partner.id);
            partner.sponsor = partner.sponsor.as_deref().map(renamed);
            partner.placement = partner.placement.as_deref().map(renamed);
        }
        for period in &mut other.periods {
            period.orders.iter_mut().for_each(|order| order.by = renamed(&order.by));
            period.changes.iter_mut().for_each(|change| change.who = renamed(&change.who));
        }
        let (plain, other) = (calculator::work_out(&case), calculator::work_out(&other));
        for (plain, other) in plain.periods.iter().zip(&other.periods) {
            let paid = |period: &PeriodStatement| {
                period.partners.iter().map(|partner| partner.rewards).collect::<Vec<_>>()
            };
            prop_assert_eq!(paid(plain), paid(other));
        }
    }

    #[test]
    fn generations_without_ranks_are_levels(case in paying(), rates in rate_tables()) {
        let mut case = without_ranks(case);
        let generation = case.plan.generation.as_mut().expect("generations");
        (generation.rates, generation.rank_rates) = (rates.0.clone(), Vec::new());
        (generation.closer, generation.empty_counts) = (Closer::Included, true);
        let unilevel = case.plan.unilevel.as_mut().expect("a unilevel");
        unilevel.rates = rates.0;
        (unilevel.own_orders, unilevel.base) = (OwnOrders::Upline, OverrideBase::Wholesale);
        for period in &calculator::work_out(&case).periods {
            prop_assert_eq!(
                of_the_program(period, "generation"),
                of_the_program(period, "unilevel")
            );
        }
    }

    #[test]
    fn matching_by_generation_without_ranks_is_matching_by_level(case in paying()) {
        let mut case = without_ranks(case);
        let matched = |case: &mut Case, by| {
            case.plan.matching.as_mut().expect("a matching").by = by;
            let periods = calculator::work_out(case).periods;
            periods.iter().map(|period| of_the_program(period, "matching")).collect::<Vec<_>>()
        };
        let by_level = matched(&mut case, MatchBy::Level);
        prop_assert_eq!(by_level, matched(&mut case, MatchBy::Generation));
    }

    #[test]
    fn a_matrix_whose_seats_are_those_of_sponsors_is_a_unilevel(
        case in paying(),
        rates in rate_tables(),
        skips in any::<bool>()
    ) {
        let mut case = case;
        // Nobody has more than sixteen seats below her.
        let mut below: BTreeMap<String, u32> = BTreeMap::new();
        for partner in &mut case.partners {
            partner.placement = partner.sponsor.clone();
            let legs = partner.sponsor.as_ref().map(|id| below.entry(id.clone()).or_default());
            partner.leg = legs.map(|leg| {
                *leg += 1;
                leg.to_string()
            });
        }
        prop_assume!(below.values().all(|&legs| legs <= 16));
        let matrix = case.plan.matrix.as_mut().expect("a matrix");
        (matrix.rates, matrix.rank_rates) = rates.clone();
        matrix.width = 16;
        matrix.compression =
            if skips { MatrixCompression::SkipInactive } else { MatrixCompression::None };
        let unilevel = case.plan.unilevel.as_mut().expect("a unilevel");
        (unilevel.rates, unilevel.rank_rates) = rates;
        (unilevel.own_orders, unilevel.base) = (OwnOrders::Upline, OverrideBase::Wholesale);
        unilevel.compression = if skips { Compression::SkipInactive } else { Compression::None };
        for period in &calculator::work_out(&case).periods {
            let (matrix, unilevel) =
                (of_the_program(period, "matrix"), of_the_program(period, "unilevel"));
            prop_assert_eq!((&matrix.lines, &matrix.totals), (&unilevel.lines, &unilevel.totals));
            prop_assert_eq!(matrix.full, unilevel.full);
        }
    }

    #[test]
    fn rates_of_a_differential_infinity_add_up_to_the_highest_that_is_met(case in paying()) {
        let mut case = case;
        let layer = &mut case.plan.infinity[0].1;
        layer.differential = true;
        case.plan.newcomers_count = case.plan.newcomers_earn;
        layer.rank_rates = (0..3_u32)
            .map(|place| downline::scenario::RankRate {
                rank: case.plan.ranks[place as usize].0.clone(),
                rate: Ppm(30_000 + 10_000 * place),
            })
            .collect();
        for period in &calculator::work_out(&case).periods {
            let mut met: BTreeMap<&str, u32> = BTreeMap::new();
            let lines = period.lines.iter();
            for line in lines.filter(|line| line.bonus == "infinity" && line.part == "level") {
                *met.entry(&line.source).or_default() += line.rate.0;
            }
            for (source, sum) in met {
                let exact = [20_000, 30_000, 40_000, 50_000].contains(&sum);
                // A line of less than half a cent is not sent.
                let base = period
                    .lines
                    .iter()
                    .find(|line| line.source == source && line.bonus == "infinity");
                let is_small = base.is_some_and(|line| line.base < Cents(1_000));
                prop_assert!(exact || is_small, "{source}: {sum}");
            }
        }
    }
}

fn without_ranks(mut case: Case) -> Case {
    case.plan.ranks.clear();
    let plan = &mut case.plan;
    plan.matrix.as_mut().expect("a matrix").rank_rates.clear();
    plan.generation.as_mut().expect("generations").rank_rates.clear();
    let matching = plan.matching.as_mut().expect("a matching");
    matching.rank_rates.clear();
    matching.boundary_rank = None;
    case.partners.iter_mut().for_each(|partner| partner.rank = None);
    for change in case.periods.iter_mut().flat_map(|period| &mut period.changes) {
        change.rank = None;
    }
    case
}

#[test]
fn random_cases_pay_something() {
    // Comparing nothing with nothing would always succeed.
    use proptest::strategy::ValueTree;
    let mut runner = TestRunner::new(runs(1));
    let mut with_pay: BTreeMap<&str, u32> = BTreeMap::new();
    for _ in 0..300 {
        let case = paying().new_tree(&mut runner).expect("a case").current();
        let statement = calculator::work_out(&case);
        for bonus in FAMILY {
            let lines = statement.periods.iter().flat_map(|period| &period.lines);
            let pays = lines.filter(|line| line.bonus == bonus).count();
            *with_pay.entry(bonus).or_default() += u32::from(0 < pays);
        }
    }
    assert!(with_pay.values().all(|&count| 150 < count), "{with_pay:?}");
}

/// Runs a plan on everybody active with a point each but for so many from the oldest, who bring
/// nothing, in a tree of sponsors and of seats.
fn run_on(
    plan: &Plan,
    (sponsors, seats): (&[u32], Option<&Placement>),
    idle: usize,
    ranks: &[u8],
    sink: &mut dyn FnMut(Claim),
) -> Outcomes {
    let volume = Volume { points: 1, wholesale: Cents(100), ..Volume::default() };
    let genealogy = Genealogy::from_sponsors(sponsors);
    let status = vec![Status::Active; sponsors.len()];
    let mut volumes = vec![volume; sponsors.len()];
    volumes[..idle].fill(Volume::default());
    let before = vec![[0; 3]; sponsors.len()];
    let period = Period {
        placement: seats,
        given_ranks: ranks,
        ..Period::new(&genealogy, &status, &volumes, &before)
    };
    plan::run(plan, &period, &mut State::default(), &mut Sums::default(), sink)
}

/// A plan that has nothing but what is made of it.
fn bare_plan() -> Plan {
    let mut plan = plain_case().plan;
    plan.activity.minimum_points = 0;
    (plan.unilevel, plan.matrix, plan.generation, plan.matching) = (None, None, None, None);
    plan.infinity.clear();
    plan
}

#[test]
fn a_full_matrix_of_twelve_paid_levels_pays_its_top_a_quarter_for_each_of_8_190_members() {
    let mut plan = bare_plan();
    let mut matrix = plain_case().plan.matrix.expect("a matrix");
    (matrix.width, matrix.depth) = (2, 15);
    matrix.amounts = vec![Cents(25); 12];
    plan.matrix = Some(matrix);
    let people = u32::try_from(matrix_capacity(2, 15) + 1).expect("65,535 people");
    let above = |row: u32| row.checked_sub(1).map_or(NO_UPLINE, |row| row / 2);
    let sponsors: Vec<u32> = (0..people).map(above).collect();
    let mut seats = Placement::new(2);
    for _ in &sponsors {
        seats.push();
    }
    for row in 1..people {
        let leg = u8::from(row % 2 == 0);
        seats.seat(row, above(row), leg).expect("an open seat");
    }
    let mut top = Cents::ZERO;
    let outcomes = run_on(&plan, (&sponsors, Some(&seats)), 0, &[], &mut |claim| {
        if claim.earner == 0 {
            top += claim.amount;
        }
    });
    assert_eq!(top, Cents(204_750));
    // Each of those at level l (0 the top) has min(l, 12) levels above; twelve are offered to each.
    let paid: i64 = (0..=15_i64).map(|level| (1_i64 << level) * level.min(12) * 25).sum();
    assert_eq!(outcomes.of(Bonus::Matrix).paid, Cents(paid));
    assert_eq!(outcomes.of(Bonus::Matrix).full, Cents(i64::from(people) * 12 * 25));
}

#[test]
fn a_chain_of_300_000_is_paid_without_walking_it_for_each_source() {
    // A walk to the top for each source would be 45,000,000,000 steps.
    let mut plan = bare_plan();
    let plain = plain_case().plan;
    let mut generation = plain.generation.expect("generations");
    let mut matching = plain.matching.expect("a matching");
    let mut layer = plain.infinity[0].1.clone();
    layer.rank = Some("gold".to_owned());
    layer.rate = Ppm(20_000);
    let mut freer = layer.clone();
    (freer.rank, freer.blocker_levels) = (Some("platinum".to_owned()), 5);
    freer.blocked_by = BlockedBy::SameOrHigher;
    let mut rising = layer.clone();
    rising.differential = true;
    for (name, layer) in [("one", layer), ("two", freer), ("three", rising)] {
        plan.infinity.push((name.to_owned(), layer));
    }
    let table = |rank: &str| downline::scenario::RankRates {
        rank: rank.to_owned(),
        rates: vec![Ppm(50_000), Ppm(40_000)],
    };
    generation.rank_rates = vec![table("silver"), table("gold"), table("platinum")];
    generation.empty_counts = false;
    matching.by = MatchBy::Generation;
    (matching.rates, matching.rank_rates) = (Vec::new(), generation.rank_rates.clone());
    (plan.generation, plan.matching) = (Some(generation), Some(matching));
    let sponsors: Vec<u32> =
        (0..300_000_u32).map(|row| row.checked_sub(1).unwrap_or(NO_UPLINE)).collect();
    // Few leaders, the highest at the top: 3 at 0, 2 and 1 every 1,000 and 500 rows.
    let rank = |row: u32| match row {
        0 => 3,
        row if row % 1_000 == 0 => 2,
        row if row % 500 == 0 => 1,
        _ => 0,
    };
    let ranks: Vec<u8> = (0..300_000).map(rank).collect();
    let mut claims: BTreeMap<&str, u64> = BTreeMap::new();
    run_on(&plan, (&sponsors, None), 0, &ranks, &mut |claim| {
        *claims.entry(claim.bonus.name()).or_default() += 1;
    });
    // Of each layer somebody is paid for all but few, and no more than each rank once a series.
    assert!((600_000..1_800_000).contains(&claims["generation"]), "{claims:?}");
    assert!((600_000..1_800_000).contains(&claims["infinity"]), "{claims:?}");
}

#[test]
fn a_chain_of_leaders_who_bring_nothing_is_not_walked_for_each_source() {
    let mut plan = bare_plan();
    plan.activity.minimum_points = 1;
    let mut generation = plain_case().plan.generation.expect("generations");
    generation.rates = vec![Ppm(10_000)];
    generation.boundary_rank = Some("silver".to_owned());
    generation.empty_counts = false;
    plan.generation = Some(generation);
    let sponsors: Vec<u32> =
        (0..200_000_u32).map(|row| row.checked_sub(1).unwrap_or(NO_UPLINE)).collect();
    // The upper half has a rank and is idle. Below, somebody with a rank at every tenth row.
    let ranks: Vec<u8> = (0..200_000).map(|row| u8::from(row < 100_000 || row % 10 == 0)).collect();
    let mut claims = 0_u64;
    run_on(&plan, (&sponsors, None), 100_000, &ranks, &mut |_| claims += 1);
    // Everybody above is paid up to the next with a rank: ten rows for her, one to nine for those
    // below her, and none above the first of them.
    assert_eq!(claims, 10_000 * 55 - 10);
}
