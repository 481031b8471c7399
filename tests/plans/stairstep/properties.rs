//! What holds of these bonuses whatever the tree and the keys.

use std::collections::BTreeMap;

use downline::calculator::{PeriodStatement, Statement};
use downline::scenario::{Bonus, Case, CaseStatus, Differential, PlanRounding, Stairstep, Starts};
use downline::units::{Cents, Ppm};
use proptest::prelude::*;
use proptest::sample::Index;

use super::random::{breakaways, cases_with, differentials, leaders, runs, stairsteps};
use crate::cases;

const ALL_OF_THEM: [Bonus; 4] =
    [Bonus::Differential, Bonus::Stairstep, Bonus::Leadership, Bonus::Breakaway];

/// Cases under all four bonuses at once.
fn hybrids() -> impl Strategy<Value = Case> {
    let keys = (stairsteps(), leaders(), breakaways(), differentials());
    cases_with(keys, |plan, (mut stairstep, leadership, breakaway, differential)| {
        stairstep.breakaway_points = stairstep.breakaway_points.or(Some(300));
        stairstep.leadership = leadership;
        plan.stairstep = Some(stairstep);
        plan.breakaway = Some(breakaway);
        plan.differential = Some(differential);
    })
}

fn stairstep(case: &mut Case) -> &mut Stairstep {
    case.plan.stairstep.as_mut().expect("a stairstep")
}

/// Nobody breaks away, leaves or has to wait.
fn make_intact(case: &mut Case) {
    let stairstep = stairstep(case);
    (stairstep.breakaway_points, stairstep.leadership) = (None, None);
    stairstep.active_only = false;
    case.plan.breakaway = None;
    case.plan.newcomers_earn = Starts::ThisPeriod;
    case.plan.activity.minimum_points = 0;
    for partner in &mut case.partners {
        partner.status = CaseStatus::Active;
    }
    for period in &mut case.periods {
        period.changes.clear();
    }
}

/// What a period comes to, whatever the order of its lines.
fn lines(period: &PeriodStatement) -> Vec<String> {
    let mut lines: Vec<String> = period.lines.iter().map(|line| format!("{line:?}")).collect();
    lines.sort();
    lines
}

/// Her line of sponsors by name.
fn line_above(statement: &Statement, number: usize, id: &str) -> Vec<String> {
    let partners = &statement.periods[number].partners;
    let sponsors: BTreeMap<&str, Option<&String>> =
        partners.iter().map(|partner| (partner.id.as_str(), partner.sponsor.as_ref())).collect();
    let mut line = Vec::new();
    let mut next = sponsors[id];
    while let Some(upline) = next {
        line.push(upline.clone());
        next = sponsors[upline.as_str()];
    }
    line
}

proptest! {
    #![proptest_config(runs(600))]

    #[test]
    fn payouts_and_breakage_are_the_full_table(case in hybrids()) {
        let statement = cases::statement(&case);
        for period in &statement.periods {
            for bonus in ALL_OF_THEM {
                let Some(of) = period.bonuses.iter().find(|line| line.bonus == bonus.name()) else {
                    prop_assert_eq!(bonus, Bonus::Leadership);
                    continue;
                };
                let claims = period.lines.iter().filter(|line| line.bonus == bonus.name());
                let claimed: Cents = claims.map(|line| line.amount).sum();
                prop_assert_eq!(claimed, of.rewards);
                prop_assert_eq!(claimed + of.breakage, of.full);
                if bonus != Bonus::Stairstep && case.plan.clawback.is_none() {
                    prop_assert!(Cents::ZERO <= of.breakage, "{:?}", of);
                }
            }
            let left = |id: &String| {
                let partner = case.partners.iter().find(|partner| &partner.id == id);
                partner.expect("a partner").status == CaseStatus::Left
            };
            prop_assert!(period.lines.iter().all(|line| !left(&line.earner)));
        }
    }

    #[test]
    fn differences_telescope_to_the_gross_bonus_of_the_top(mut case in hybrids()) {
        make_intact(&mut case);
        let statement = cases::statement(&case);
        for period in &statement.periods {
            let of = period.bonuses.iter().find(|of| of.bonus == "stairstep").expect("its sums");
            let tops = period.lines.iter().filter(|line| {
                let owner = period.partners.iter().find(|partner| partner.id == line.earner);
                line.bonus == "stairstep"
                    && line.part == "group"
                    && owner.is_some_and(|owner| owner.sponsor.is_none())
            });
            let gross: Cents = tops.map(|line| line.amount).sum();
            prop_assert_eq!(of.full, gross);
            if case.plan.rounding == PlanRounding::PerPersonDown {
                // Less than a unit of each person, and of each top, goes one way or the other.
                let most = case.plan.rounding_unit.times(2 * period.partners.len() as u64);
                prop_assert!(of.breakage <= most && Cents::ZERO - most <= of.breakage);
            } else {
                prop_assert_eq!(of.rewards, gross);
            }
        }
    }

    #[test]
    fn rates_of_a_differential_add_up_to_the_highest_above_less_her_own(mut case in hybrids()) {
        make_intact(&mut case);
        let differential = case.plan.differential.as_mut().expect("a differential");
        *differential = Differential {
            pays_own: false,
            own_rate_counts: true,
            equal_rate: Ppm::ZERO,
            first_only: false,
            beyond_rank: None,
            broad_share: Ppm::ONE,
            ..differential.clone()
        };
        let differential = differential.clone();
        let rate = |id: &String| {
            let partner = case.partners.iter().find(|partner| &partner.id == id);
            let rank = partner.and_then(|partner| partner.rank.as_deref()).unwrap_or_default();
            let table = differential.rank_rates.iter().find(|table| table.rank == rank);
            table.map_or(differential.rate, |table| table.rate).0
        };
        case.plan.rounding = PlanRounding::PerLineHalfUp;
        case.plan.rounding_unit = Cents(1);
        let statement = cases::statement(&case);
        for (number, period) in statement.periods.iter().enumerate() {
            for source in &period.partners {
                let mine = period.lines.iter().filter(|line| {
                    line.bonus == "differential" && line.source == source.id
                });
                // A line of nothing is not sent, so small bases tell less.
                if mine.clone().next().is_none_or(|line| line.base < Cents(1_000_000)) {
                    continue;
                }
                let above = line_above(&statement, number, &source.id);
                let highest = above.iter().map(rate).max().unwrap_or(0);
                let sum: u32 = mine.map(|line| line.rate.0).sum();
                prop_assert_eq!(sum, highest.saturating_sub(rate(&source.id)));
            }
        }
    }

    #[test]
    fn what_a_group_away_orders_changes_nothing_of_whom_it_is_away_from(
        case in hybrids(),
        pick in any::<Index>(),
        more in 1_u64..5_000,
    ) {
        let mut case = case;
        stairstep(&mut case).leadership = None;
        (case.plan.breakaway, case.plan.differential) = (None, None);
        case.plan.rounding = PlanRounding::PerLineHalfUp;
        // Whoever has the points alone is away, whatever is below her.
        let asked = stairstep(&mut case).breakaway_points.expect("points");
        let strong: Vec<usize> = (0..case.partners.len())
            .filter(|&place| asked <= case.partners[place].points)
            .filter(|&place| case.partners[place].status != CaseStatus::Left)
            .collect();
        if strong.is_empty() {
            return Ok(());
        }
        let away = strong[pick.index(strong.len())];
        let before = cases::statement(&case);
        let id = case.partners[away].id.clone();
        case.partners[away].points += more;
        case.partners[away].cv = Some(Cents(1_234_567));
        let after = cases::statement(&case);
        let above = line_above(&before, 0, &id);
        for upline in &above {
            let of = |statement: &Statement| -> Vec<String> {
                let lines = statement.periods[0].lines.iter();
                lines.filter(|line| &line.earner == upline).map(|l| format!("{l:?}")).collect()
            };
            prop_assert_eq!(of(&before), of(&after), "{} above {}", upline, id);
        }
    }

    #[test]
    fn who_broke_away_for_life_stays_away_with_whatever_points(mut case in hybrids()) {
        stairstep(&mut case).breakaway_lasts = downline::scenario::BreakawayLasts::Life;
        // Nobody orders anything in the second period.
        case.periods[1].orders.clear();
        let statement = cases::statement(&case);
        let [first, second] = &statement.periods[..] else { panic!("two periods") };
        for (was, is) in first.partners.iter().zip(&second.partners) {
            prop_assert_eq!(&was.id, &is.id);
            let changes = case.periods[1].changes.iter();
            let leaves = changes.filter(|change| change.who == was.id);
            let leaves = leaves.filter_map(|change| change.status).next_back();
            let stays = leaves != Some(CaseStatus::Left);
            prop_assert_eq!(is.broken_away, Some(was.broken_away == Some(true) && stays));
            let taken_off = |line: &&downline::calculator::Line| {
                line.part == "leg" && line.source == is.id && is.broken_away == Some(true)
            };
            prop_assert!(first.lines.iter().chain(&second.lines).all(|line| !taken_off(&line)
                || was.broken_away == Some(false) && line.period == 1));
        }
    }

    #[test]
    fn another_order_of_partners_pays_the_same(
        case in hybrids(),
        keys in prop::collection::vec(any::<u32>(), 24),
    ) {
        let mut other = case.clone();
        let mut numbered: Vec<(u32, _)> = keys.into_iter().zip(case.partners.clone()).collect();
        numbered.sort_by_key(|&(key, _)| key);
        other.partners = numbered.into_iter().map(|(_, partner)| partner).collect();
        let (one, other) = (cases::statement(&case), cases::statement(&other));
        for (one, other) in one.periods.iter().zip(&other.periods) {
            prop_assert_eq!(lines(one), lines(other));
            prop_assert_eq!((one.full, one.breakage), (other.full, other.breakage));
        }
    }
}

#[test]
fn random_cases_pay_often_enough_to_tell_anything() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::new(runs(1));
    let mut paying: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for _ in 0..300 {
        let case = hybrids().new_tree(&mut runner).expect("a case").current();
        let statement = cases::statement(&case);
        let lines = statement.periods.iter().flat_map(|period| &period.lines);
        let kinds: std::collections::BTreeSet<_> =
            lines.map(|line| (line.bonus, line.part)).collect();
        for kind in kinds {
            *paying.entry(kind).or_default() += 1;
        }
    }
    for kind in [
        ("differential", "own"),
        ("differential", "level"),
        ("stairstep", "group"),
        ("stairstep", "leg"),
        ("leadership", "group"),
        ("leadership", "guarantee"),
        ("breakaway", "generation"),
    ] {
        assert!(paying.get(&kind).is_some_and(|&cases| 30 < cases), "{kind:?}: {paying:?}");
    }
}
