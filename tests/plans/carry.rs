//! What a case carries to the next: closing it and going on from the file comes to the same as all
//! periods in one case.

use std::path::Path;

use downline::calculator::{PeriodStatement, close, work_out};
use downline::scenario::{Case, CaseOrderKind, CasePeriod, LoadedCase};

use crate::cases::files;

/// The first periods of a case, with those who have joined by then.
fn first(case: &Case, periods: usize) -> Case {
    let mut first = case.clone();
    first.partners.retain(|partner| partner.joined_period <= periods as u64);
    first.periods.truncate(periods);
    first.expectations.clear();
    first
}

/// Goes on from a case that was closed after so many periods of another one.
fn go_on(next: Case, whole: &Case, closed: usize) -> Case {
    let mut next = next;
    let joined = whole.partners.iter().filter(|partner| (closed as u64) < partner.joined_period);
    for partner in joined {
        let mut partner = partner.clone();
        partner.joined_period -= closed as u64;
        next.partners.push(partner);
    }
    let late = next.periods.pop().map_or(Vec::new(), |period| period.orders);
    for (index, period) in whole.periods.iter().enumerate().skip(closed) {
        let CasePeriod { changes, mut orders } = period.clone();
        for order in &mut orders {
            order.sold_in_period = order.sold_in_period.map(|sold| sold - closed as u64);
        }
        if index == closed {
            orders.splice(0..0, late.clone());
        }
        next.periods.push(CasePeriod { changes, orders });
    }
    next
}

/// Whether goods come back after so many periods that were sold before.
fn returns_older_goods(case: &Case, closed: usize) -> bool {
    let later = case.periods.iter().skip(closed.saturating_sub(1));
    let mut orders = later.flat_map(|period| &period.orders);
    orders.any(|order| {
        order.kind == CaseOrderKind::Return
            && order.sold_in_period.is_some_and(|sold| sold <= closed as u64)
    })
}

/// The periods after some that were closed, numbered as if they were the first.
fn renumbered(periods: &[PeriodStatement], closed: usize) -> Vec<PeriodStatement> {
    let closed = u32::try_from(closed).expect("few periods");
    let mut periods = periods.to_vec();
    for period in &mut periods {
        period.period -= closed;
        period.lines.iter_mut().for_each(|line| line.period -= closed);
        period.partners.iter_mut().for_each(|line| line.period -= closed);
        period.bonuses.iter_mut().for_each(|line| line.period -= closed);
    }
    periods
}

/// Closes a case after each of its periods and goes on from what is written; returns how often.
fn closes(name: &str, loaded: &LoadedCase) -> usize {
    let case = &loaded.case;
    let whole = work_out(case);
    let mut times = 0;
    for closed in 1..case.periods.len() {
        let (_, next) = close(&first(case, closed));
        let text = loaded.to_toml(&next, Path::new(""));
        let read = LoadedCase::from_text(name, &text)
            .unwrap_or_else(|problems| panic!("{name} after {closed}:\n{problems}\n{text}"));
        assert_eq!(read.case, next, "{name} after {closed}:\n{text}");
        if returns_older_goods(case, closed) {
            continue;
        }
        let rest = work_out(&go_on(read.case, case, closed));
        let wanted = renumbered(&whole.periods[closed..], closed);
        for (found, wanted) in rest.periods.iter().zip(&wanted) {
            for (found, wanted) in found.partners.iter().zip(&wanted.partners) {
                assert_eq!(found, wanted, "{name} after {closed}:\n{text}");
            }
        }
        assert_eq!(rest.periods, wanted, "{name} after {closed}:\n{text}");
        times += 1;
    }
    times
}

#[test]
fn going_on_from_what_is_written_comes_to_the_same_as_all_periods_in_one_case() {
    let mut times = 0;
    for path in ["hand", "worked"].into_iter().flat_map(files) {
        let loaded = LoadedCase::from_file(&path, &[]).expect("a sound case");
        times += closes(&path.display().to_string(), &loaded);
    }
    assert!(24 <= times, "{times}");
}

/// Every placement rule and what becomes of seats, with a leaver in the first period and newcomers
/// in the second.
#[test]
fn seats_and_turns_are_carried_under_every_rule() {
    let rules = ["breadth_first", "depth_first", "random", "weaker_leg", "outer_seat", "alternate"];
    for name in ["placement", "matrix", "binary"] {
        let path = files("hand").into_iter().find(|path| path.ends_with(format!("{name}.toml")));
        let path = path.expect("a hand case");
        for rule in rules {
            for exit in ["empty", "promote", "compress", "holding"] {
                let sets = ["rule", "on_exit"].into_iter().zip([rule, exit]);
                let sets: Vec<String> =
                    sets.map(|(key, value)| format!("plan.placement.{key}='{value}'")).collect();
                let loaded = LoadedCase::from_file(&path, &sets).expect("a sound case");
                let times = closes(&format!("{name} {rule} {exit}"), &loaded);
                assert!(0 < times, "{name}");
            }
        }
    }
}

#[test]
fn what_no_other_key_says_is_carried_too() {
    // An order after the cut-off, made in the third week of four, is early; one a week later is
    // not.
    let text = r#"
        plan.late_weeks = 2
        plan.activity.minimum_points = 0
        plan.fast_start = { rates = [0.10], window_weeks = 3 }
        plan.affiliate = { rate = 0.10, held_below_customers = 2 }
        plan.payment.minimum = 5.00
        partner = [
            { id = "A" },
            { id = "B b", sponsor = "A", joined_period = 1, rank = "", followers = 7 },
        ]
        [[period]]
        order = [
            { by = "B b", points = 10 },
            { by = "B b", week = 3, points = 20 },
            { by = "B b", week = 4, points = 40 },
            { by = "B b", kind = "customer", customer = "C \"1\"", retail = 10.00 },
            { by = "B b", kind = "customer", week = 4, customer = "D", retail = 60.00 },
        ]
        [[period]]
        order = [{ by = "B b", kind = "customer", customer = "E", retail = 1.00 }]
    "#;
    let loaded = LoadedCase::from_text("carried", text).expect("a sound case");
    let (_, next) = close(&first(&loaded.case, 1));
    let text = loaded.to_toml(&next, Path::new(""));
    for line in [
        "[plan.fast_start]\nrates = [0.10]\nwindow_weeks = 3\n",
        "joined_weeks_before = 4\n",
        "carried = { unpaid_of = [{ bonus = \"fast_start\", amount = 1.00 }] }\n",
        "carried = { unpaid = 1.00 }\n",
        "    { by = \"B b\", made_weeks_before = 2, points = 20 },\n",
        "    { by = \"B b\", kind = \"customer\", customer = \"D\", made_weeks_before = 1, retail",
    ] {
        assert!(text.contains(line), "{line}\n---\n{text}");
    }
    assert_eq!(closes("carried", &loaded), 1);
    let paid = |line: &downline::calculator::Line| line.bonus == "fast_start";
    let lines = work_out(&loaded.case).periods[1].lines.clone();
    let paid: Vec<_> = lines.iter().filter(|line| paid(line)).map(|line| line.amount.0).collect();
    assert_eq!(paid, [200]);
}
