//! Caps, returns and payment: the program against a plain walk on random cases, what holds of all
//! of them, and every switch.

mod random;
mod switches;

use std::collections::BTreeMap;

use downline::calculator::{PartnerLine, PeriodStatement, Statement};
use downline::scenario::{
    CapMethod, Case, CaseOrder, CaseOrderKind, CaseStatus, Clawback, CompanyCap, CountsIn,
    LeaverBalance, LoadedCase, RankRates, SplitRemainder,
};
use downline::units::Cents;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;

use crate::cases::{hand, statement};
use crate::naive::caps::{Line, World};
use random::cases;

/// Runs of fixed luck: a failure is a failure every time.
fn runs(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_260_303),
        ..ProptestConfig::default()
    }
}

/// The program's lines in the terms of the plain walk.
fn lines_of(case: &Case, period: &PeriodStatement) -> Vec<Line> {
    let place = |id: &String| case.partners.iter().position(|p| &p.id == id).expect("a partner");
    let line = |line: &downline::calculator::Line| {
        let (earner, source) = (place(&line.earner), place(&line.source));
        (earner, line.bonus, line.part, line.level, source, i128::from(line.amount.0))
    };
    let mut lines: Vec<Line> = period.lines.iter().map(line).collect();
    lines.sort_unstable();
    lines
}

/// Compares every line and payment of a case with the plain walk.
fn compare(case: &Case) -> Statement {
    let statement = statement(case);
    let sheets = World::new(case).sheets();
    assert_eq!(statement.periods.len(), sheets.len());
    for (period, sheet) in statement.periods.iter().zip(sheets) {
        let number = period.period;
        assert_eq!(lines_of(case, period), sheet.lines, "lines of period {number}");
        let mut forfeited = 0;
        for (partner, [paid, unpaid, forfeit]) in period.partners.iter().zip(sheet.payments) {
            let found = (i128::from(partner.paid.0), i128::from(partner.unpaid.0));
            assert_eq!(found, (paid, unpaid), "{} in period {number}", partner.id);
            forfeited += forfeit;
        }
        assert_eq!(i128::from(period.forfeited.0), forfeited, "forfeited in period {number}");
    }
    statement
}

#[test]
fn the_plain_walk_agrees_on_the_returns_worked_by_hand() {
    // These have no pool; one that pays nothing changes nothing.
    for (name, sets) in [
        ("caps", &[][..]),
        ("clawback", &["plan.pool.none.share=0"][..]),
        ("clawback", &["plan.pool.none.share=0", "plan.clawback.recompute_ranks=false"][..]),
    ] {
        let sets = [sets, &["plan.rank.leader.order=1"]].concat();
        let mut case = hand(name, &sets);
        if let Some(unilevel) = case.plan.unilevel.as_mut().filter(|u| u.rank_rates.is_empty()) {
            let rates = unilevel.rates.clone();
            unilevel.rank_rates = vec![RankRates { rank: "leader".into(), rates }];
        }
        compare(&case);
    }
}

proptest! {
    #![proptest_config(runs(4_000))]

    #[test]
    fn the_plain_walk_agrees_on_random_cases(case in cases()) {
        compare(&case);
    }
}

#[test]
fn random_cases_cut_take_back_carry_and_forfeit() {
    // Comparing nothing with nothing would always succeed.
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::new(runs(1));
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..1_000 {
        let case = cases().new_tree(&mut runner).expect("a case").current();
        let statement = statement(&case);
        let mut keys: Vec<String> = Vec::new();
        for period in &statement.periods {
            keys.extend(period.lines.iter().map(|line| format!("{} {}", line.bonus, line.part)));
            let carries = period.partners.iter().any(|partner| Cents::ZERO < partner.unpaid);
            let owes = period.partners.iter().any(|partner| partner.unpaid < Cents::ZERO);
            keys.extend(carries.then(|| "carried".to_owned()));
            keys.extend(owes.then(|| "owed".to_owned()));
            keys.extend((Cents::ZERO < period.forfeited).then(|| "forfeited".to_owned()));
            if let (Some(cap), true) = (&case.plan.company_cap, has_part(period, "company_cap")) {
                keys.push(format!("{:?}", cap.method));
            }
            if let (Some(cap), true) = (&case.plan.person_cap, has_part(period, "person_cap")) {
                keys.push(format!("{:?}", cap.per));
            }
            if let (Some(back), true) = (&case.plan.clawback, has_part(period, "return")) {
                keys.push(format!("ranks again {}", back.recompute_ranks));
            }
        }
        keys.sort();
        keys.dedup();
        for key in keys {
            *seen.entry(key).or_default() += 1;
        }
    }
    for key in [
        "unilevel person_cap",
        "pool person_cap",
        "unilevel company_cap",
        "pool company_cap",
        "unilevel return",
        "pool return",
        "carried",
        "owed",
        "forfeited",
        "ProRata",
        "LowerRanksFirst",
        "HardStop",
        "Position",
        "Owner",
        "ranks again true",
        "ranks again false",
    ] {
        let count = seen.get(key).copied().unwrap_or(0);
        assert!(30 < count, "{key}: {count} of 1,000 cases");
    }
}

#[test]
fn random_cases_of_many_bonuses_take_something_back() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::new(runs(1));
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..1_000 {
        let drawn = (crate::start::random::cases(), prop::collection::vec(any::<Pick>(), 3));
        let (case, picks) = drawn.new_tree(&mut runner).expect("a case").current();
        let statement = statement(&with_returns(case, picks).0);
        let lines = statement.periods.iter().flat_map(|period| &period.lines);
        let mut bonuses: Vec<&str> =
            lines.filter(|line| line.part == "return").map(|line| line.bonus).collect();
        bonuses.sort_unstable();
        bonuses.dedup();
        for bonus in bonuses {
            *seen.entry(bonus).or_default() += 1;
        }
    }
    for bonus in ["fast_start", "kit_bonus", "structure", "growth", "unilevel", "pool"] {
        let count = seen.get(bonus).copied().unwrap_or(0);
        assert!(5 < count, "{bonus}: {count} of 1,000 cases");
    }
}

fn has_part(period: &PeriodStatement, part: &str) -> bool {
    period.lines.iter().any(|line| line.part == part)
}

/// Sums of lines that are meant, by partner and bonus.
fn sums(
    period: &PeriodStatement,
    is_meant: impl Fn(&str) -> bool,
) -> BTreeMap<(&str, &'static str), i64> {
    let mut sums = BTreeMap::new();
    for line in period.lines.iter().filter(|line| is_meant(line.part)) {
        *sums.entry((line.earner.as_str(), line.bonus)).or_default() += line.amount.0;
    }
    sums
}

/// Claims of all periods, by partner and bonus, those of nothing left out.
fn all_claims(statement: &Statement) -> BTreeMap<(String, &'static str), i64> {
    let mut all: BTreeMap<(String, &'static str), i64> = BTreeMap::new();
    for line in statement.periods.iter().flat_map(|period| &period.lines) {
        *all.entry((line.earner.clone(), line.bonus)).or_default() += line.amount.0;
    }
    all.retain(|_, sum| *sum != 0);
    all
}

/// Bonuses that pay a rate on a value.
const ON_VALUE: &[(&str, &str)] = &[
    ("unilevel", "unilevel = { base = 'wholesale', rates = [0.1, 0.07, 0.03] }"),
    ("unilevel", "unilevel = { base = 'wholesale', own_orders = 'self', rates = [0.1, 0.07] }"),
    (
        "differential",
        "differential = { rate = 0.03, rank_rates = [{ rank = 'high', rate = 0.1 }] }",
    ),
    ("matrix", "matrix = { width = 2, depth = 3, rates = [0.1, 0.03, 0.07] }"),
    ("generation", "generation = { boundary_rank = 'high', rates = [0.1, 0.07] }"),
    ("infinity", "infinity.one = { rank = 'high', rate = 0.07 }"),
    ("customer_bonus", "customer_bonus = { steps = [{ rate = 0.1 }] }"),
    ("customer_bonus", "customer_bonus = { steps = [{ rate = 0.1 }], by = 'period' }"),
    ("fast_start", "fast_start = { window_weeks = 8, rates = [0.2, 0.07] }"),
    ("stairstep", "stairstep = { steps = [{ rate = 0.1 }] }"),
    ("stairstep", "stairstep = { steps = [{ from_points = 20, rate = 0.1 }] }"),
    (
        "leadership",
        "stairstep = { breakaway_points = 50, breakaway_lasts = 'life', leadership = {} }",
    ),
    (
        "breakaway",
        "stairstep = { breakaway_points = 50, breakaway_lasts = 'life' }
         breakaway.steps = [{ rates = [0.1, 0.07] }]",
    ),
    ("party", "party = { tiers = [{ rate = 0.1 }], team = [{ rate = 0.07 }] }"),
    ("party", "party = { unit_rank = 'high', unit = [{ from_wholesale = 10.00, rate = 0.07 }] }"),
];

#[test]
fn all_that_comes_back_takes_all_back_at_the_rates_of_then() {
    for (bonus, plan) in ON_VALUE {
        for rounding in ["per_line_half_up", "per_line_down", "per_person_down"] {
            let text = format!(
                "[plan]
                 {plan}
                 rounding = '{rounding}'
                 activity.minimum_points = 0
                 rank.low.order = 1
                 rank.high.order = 2
                 clawback.counts_in = 'return'
                 [[partner]]
                 id = 'A'
                 rank = 'high'
                 joined_period = 1
                 [[partner]]
                 id = 'B'
                 sponsor = 'A'
                 rank = 'high'
                 joined_period = 1
                 [[partner]]
                 id = 'C'
                 sponsor = 'B'
                 rank = 'low'
                 joined_period = 1
                 [[partner]]
                 id = 'D'
                 sponsor = 'C'
                 rank = 'low'
                 joined_period = 1
                 [[period]]
                 order = [
                     {{ by = 'D', points = 100, cv = 90.05 }},
                     {{ by = 'C', points = 30, kind = 'customer', customer = 'E', retail = 40.00 }},
                     {{ by = 'B', points = 77, cv = 12.34 }},
                 ]
                 [[period]]
                 order = [
                     {{ by = 'D', kind = 'return', points = 99, sold_in_period = 1 }},
                     {{ by = 'C', kind = 'return', points = 30, customer = 'E', sold_in_period=1 }},
                 ]
                 [[period]]
                 order = [
                     {{ by = 'B', kind = 'return', points = 77, sold_in_period = 1 }},
                     {{ by = 'D', kind = 'return', points = 1, cv = 0.90, sold_in_period = 1 }},
                 ]"
            );
            let case = LoadedCase::from_text("case", &text).unwrap_or_else(|p| panic!("{p}")).case;
            let statement = statement(&case);
            let first = &statement.periods[0];
            assert!(Cents::ZERO < first.rewards, "{plan}: nothing is paid");
            for period in &statement.periods {
                assert_eq!(period.rewards + period.breakage, period.full, "{plan}, {rounding}");
                assert!(period.lines.iter().all(|line| line.bonus == *bonus), "{plan}");
            }
            // The parts of an order are rounded one by one: a cent or two a line.
            for (key, sum) in all_claims(&statement) {
                assert!(sum.abs() <= 2, "{plan}, {rounding}: {key:?} keeps {sum}");
            }
            let [full, breakage, volume, rewards] = totals(&statement);
            assert_eq!(volume, 0, "{plan}");
            assert!(full.abs() <= 6 && breakage.abs() <= 6 && rewards.abs() <= 6, "{plan}: {full}");
        }
    }
}

/// Whose order comes back, and when.
type Pick = (Index, Index, Index);

/// A case of many bonuses in which whole orders come back, and the same without these orders.
fn with_returns(mut case: Case, picks: Vec<Pick>) -> (Case, Case) {
    let periods = case.periods.len();
    let again = Clawback { counts_in: CountsIn::Sale, recompute_ranks: true };
    case.plan.clawback = Some(again);
    let (mut never, mut backs) = (case.clone(), Vec::new());
    for (number, (sold, which, back)) in picks.into_iter().enumerate() {
        let sold = sold.index(periods);
        let back = sold + back.index(periods - sold);
        let orders = &mut case.periods[sold].orders;
        if orders.is_empty() {
            continue;
        }
        let place = which.index(orders.len());
        if orders[place].customer.is_some() {
            // It comes back already.
            continue;
        }
        // A name of its own, so that there is no doubt which order is meant.
        orders[place].customer = Some(format!("goods {number}"));
        never.periods[sold].orders[place].customer = Some("never".to_owned());
        let order = CaseOrder {
            kind: CaseOrderKind::Return,
            week: 1,
            sold_in_period: Some(sold as u64 + 1),
            ..orders[place].clone()
        };
        backs.push((back, order));
    }
    for (back, order) in backs {
        case.periods[back].orders.push(order);
    }
    for period in &mut never.periods {
        period.orders.retain(|order| order.customer.is_none());
    }
    (case, never)
}

proptest! {
    #![proptest_config(runs(1_500))]

    #[test]
    fn whatever_bonuses_there_are_goods_that_came_back_were_never_sold(
        case in crate::start::random::cases(),
        caps in (prop::option::of(random::person_caps()), prop::option::of(random::company_caps())),
        picks in prop::collection::vec(any::<Pick>(), 1..4),
    ) {
        let mut case = case;
        (case.plan.person_cap, case.plan.company_cap) = caps;
        let (case, never) = with_returns(case, picks);
        let (found, expected) = (statement(&case), statement(&never));
        prop_assert_eq!(all_claims(&found), all_claims(&expected));
        prop_assert_eq!(totals(&found), totals(&expected));
        // What is carried is as if they had not been sold, too.
        let standing = |statement: &Statement| -> Vec<_> {
            let last = statement.periods.last().expect("a period");
            let of = |p: &PartnerLine| {
                (p.rank.clone(), p.paid_rank.clone(), p.title.clone(), p.structure_tier, p.points)
            };
            last.partners.iter().map(of).collect()
        };
        prop_assert_eq!(standing(&found), standing(&expected));
    }

    #[test]
    fn caps_never_raise_anybodys_pay_nor_take_more_than_there_is(case in cases()) {
        for period in &statement(&case).periods {
            let takes_off = ["person_cap", "company_cap", "return"];
            let before = sums(period, |part| !takes_off.contains(&part));
            let after = sums(period, |part| part != "return");
            for (key, sum) in after {
                let was = before.get(&key).copied().unwrap_or(0);
                prop_assert!(was.min(0) <= sum && sum <= was, "{:?}: {} of {}", key, sum, was);
            }
        }
    }

    #[test]
    fn what_is_paid_and_what_is_not_are_the_full_table(case in cases()) {
        for period in &statement(&case).periods {
            prop_assert_eq!(period.rewards + period.breakage, period.full);
            let lines: Cents = period.lines.iter().map(|line| line.amount).sum();
            prop_assert_eq!(lines, period.rewards);
        }
    }

    #[test]
    fn pro_rata_pays_exactly_the_cap_when_it_binds(
        case in cases(),
        cap in random::company_caps(),
    ) {
        let mut case = case;
        case.plan.rounding_unit = Cents(1);
        case.plan.split_remainder = SplitRemainder::Largest;
        let method = CapMethod::ProRata;
        let cap = CompanyCap { method, exempt_amount: Cents::ZERO, ..cap };
        (case.plan.person_cap, case.plan.clawback) = (None, None);
        case.plan.company_cap = Some(cap.clone());
        for period in &statement(&case).periods {
            let named = |bonus: &str| {
                cap.bonuses.is_empty() || cap.bonuses.iter().any(|named| named.name() == bonus)
            };
            let most = i128::from(period.volume.0) * i128::from(cap.share.0) / 1_000_000;
            let mut sums: BTreeMap<bool, i128> = BTreeMap::new();
            for line in period.lines.iter().filter(|line| named(line.bonus)) {
                *sums.entry(line.part == "company_cap").or_default() += i128::from(line.amount.0);
            }
            let of = |is_cut: bool| sums.get(&is_cut).copied().unwrap_or(0);
            let expected = of(false).min(most);
            prop_assert_eq!(of(false) + of(true), expected);
        }
    }

    #[test]
    fn nothing_earned_is_lost_or_paid_twice(case in cases()) {
        let statement = statement(&case);
        let carries = case.plan.carries_pay();
        for (place, partner) in case.partners.iter().enumerate() {
            let mut owed = if carries { partner.carried.unpaid } else { Cents::ZERO };
            let (mut paid, mut forfeited) = (Cents::ZERO, Cents::ZERO);
            for period in &statement.periods {
                let line = &period.partners[place];
                owed += line.rewards;
                paid += line.paid;
                // What is neither sent nor carried can only be a leaver's, if she forfeits it.
                let lost = line.unpaid_before + line.rewards - line.paid - line.unpaid;
                if lost != Cents::ZERO {
                    let payment = case.plan.payment;
                    prop_assert!(Cents::ZERO < lost && !line.active);
                    prop_assert_eq!(payment.leaver_balance, LeaverBalance::Forfeited);
                    prop_assert_eq!(status_in(&case, &line.id, period.period), CaseStatus::Left);
                }
                forfeited += lost;
            }
            let last = statement.periods.last().expect("a period");
            let carried = last.partners[place].unpaid;
            prop_assert_eq!(owed, paid + carried + forfeited);
        }
    }

    #[test]
    fn goods_that_came_back_were_in_the_end_never_sold(case in cases()) {
        let mut case = case;
        if let Some(clawback) = &mut case.plan.clawback {
            (clawback.counts_in, clawback.recompute_ranks) = (CountsIn::Sale, true);
            let (found, expected) = (statement(&case), statement(&never_sold(&case)));
            prop_assert_eq!(all_claims(&found), all_claims(&expected));
            prop_assert_eq!(totals(&found), totals(&expected));
        }
    }

    #[test]
    fn other_names_change_names_only(case in cases()) {
        let named = |id: &String| format!("{id} renamed");
        let mut other = case.clone();
        for partner in &mut other.partners {
            partner.id = named(&partner.id);
            partner.sponsor = partner.sponsor.as_ref().map(named);
            partner.owner = partner.owner.as_ref().map(named);
        }
        for period in &mut other.periods {
            period.orders.iter_mut().for_each(|order| order.by = named(&order.by));
            period.changes.iter_mut().for_each(|change| change.who = named(&change.who));
        }
        let (one, two) = (statement(&case), statement(&other));
        for (one, two) in one.periods.iter().zip(&two.periods) {
            prop_assert_eq!(lines_of(&case, one), lines_of(&other, two));
        }
    }
}

/// Full table, breakage, volume and claims of all periods together.
fn totals(statement: &Statement) -> [i64; 4] {
    let mut totals = [0; 4];
    for period in &statement.periods {
        for (sum, more) in
            totals.iter_mut().zip([period.full, period.breakage, period.volume, period.rewards])
        {
            *sum += more.0;
        }
    }
    totals
}

fn status_in(case: &Case, id: &str, period: u32) -> CaseStatus {
    let partner = case.partners.iter().find(|partner| partner.id == id).expect("a partner");
    let changes = case.periods[..period as usize].iter().flat_map(|period| &period.changes);
    let mine = changes.filter(|change| change.who == id).filter_map(|change| change.status);
    mine.fold(partner.status, |_, status| status)
}

/// The case as if what comes back had never been ordered.
fn never_sold(case: &Case) -> Case {
    let mut left = case.clone();
    for period in &mut left.periods {
        period.orders.retain(|order| order.kind != CaseOrderKind::Return);
    }
    let backs = case.periods.iter().flat_map(|period| &period.orders);
    for back in backs.filter(|order| order.kind == CaseOrderKind::Return) {
        let sold = back.sold_in_period.expect("a period");
        let point_value = i128::from(case.plan.point_value.0);
        // Points and value of each order of hers, those that stand with herself first.
        let partner = left.partners.iter_mut().find(|p| p.id == back.by).expect("a partner");
        let own =
            (sold == 1 && 0 < partner.points).then_some((&mut partner.points, &mut partner.cv));
        let orders = left.periods[usize::try_from(sold).unwrap() - 1].orders.iter_mut();
        let mine = orders.filter(|order| order.by == back.by);
        let mut goods: Vec<_> =
            own.into_iter().chain(mine.map(|order| (&mut order.points, &mut order.cv))).collect();
        let value_of = |points: u64, cv: Option<Cents>| {
            cv.map_or(point_value * i128::from(points), |cv| i128::from(cv.0))
        };
        let is_whole = |(points, cv): &(&mut u64, &mut Option<Cents>)| {
            let value = value_of(**points, **cv);
            **points == back.points && back.cv.is_none_or(|cv| i128::from(cv.0) == value)
        };
        let is_large = |(points, _): &(&mut u64, &mut Option<Cents>)| back.points < **points;
        let whole = goods.iter().position(is_whole);
        let place = whole.or_else(|| goods.iter().position(is_large)).expect("it was sold");
        let (points, cv) = &mut goods[place];
        let value = value_of(**points, **cv);
        let all = i128::from(**points);
        let share = (2 * value * i128::from(back.points) + all) / (2 * all);
        let taken = if whole.is_some() { value } else { share };
        **points -= back.points;
        **cv = Some(Cents::from_wide(value - taken));
    }
    left
}
