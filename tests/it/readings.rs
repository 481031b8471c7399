//! What the readings of an ensemble claim, and what they do not.
//!
//! *Invariant*: a reading says nothing that no world could know.
//!
//! *Absent*: their values (`patterns`), the arithmetic behind them (unit tests of `measure`).

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use downline::experiment::results::{CareerClock, CareerEvent, Results};
use downline::experiment::{Estimate, run};

use crate::support::load;

/// The results of the smallest shipped scenario under changed keys.
fn tiny(sets: &[&str]) -> Results {
    let loaded = load("tiny.toml", sets);
    run(&loaded, loaded.scenario.replicates, &|_, _| ControlFlow::Continue(()))
        .expect("the books close")
}

/// The estimate behind a key, if any world defines it.
fn estimate(results: &Results, key: &str) -> Option<Estimate> {
    let reading = results.readings.iter().find(|reading| reading.key == key);
    reading.unwrap_or_else(|| panic!("there is no measure `{key}`")).estimate
}

#[test]
fn no_share_is_told_of_a_time_for_which_nobody_was_watched() {
    let within = |results: &Results, weeks: u32| {
        estimate(results, &format!("careers.break_even.within_{weeks}_weeks"))
    };
    // Joined in the first week and watched to the last: nine weeks.
    let short = tiny(&["weeks=10"]);
    assert!(within(&short, 4).is_some());
    for weeks in [13, 26, 52, 104] {
        assert_eq!(within(&short, weeks), None, "{weeks} weeks");
    }
    let late = tiny(&["burn_in_weeks=103"]);
    assert_eq!(within(&late, 4), None);
    let whole = tiny(&[]);
    assert!(within(&whole, 52).is_some());
    assert_eq!(within(&whole, 104), None);
    let year_and_a_week = tiny(&["weeks=53", "replicates=20"]);
    assert!(within(&year_and_a_week, 52).is_some());
    assert_eq!(within(&tiny(&["weeks=52", "replicates=20"]), 52), None);
}

#[test]
fn a_curve_of_careers_ends_where_the_longest_watch_ends() {
    let results = tiny(&["weeks=60", "burn_in_weeks=20"]);
    for event in [CareerEvent::FirstEarnings, CareerEvent::BreakEven] {
        let curve = results
            .incidence
            .iter()
            .find(|curve| curve.event == event && curve.clock == CareerClock::Weeks)
            .expect("a curve");
        let last = curve.points.last().expect("somebody joined");
        assert!(last.time <= 39, "{event:?}: {last:?}");
        for point in &curve.points {
            let sum = point.happened.mean + point.left_before.mean + point.waiting.mean;
            assert!((sum - 1.0).abs() < 1e-9, "{point:?}");
        }
    }
}

#[test]
fn who_fell_back_is_asked_of_those_only_who_joined_after_the_burn_in() {
    // Nobody who joins in the last week has broken even by its end.
    let key = "careers.break_even.fell_back_share";
    assert_eq!(estimate(&tiny(&["burn_in_weeks=103"]), key), None);
    assert!(estimate(&tiny(&[]), key).is_some());
}

#[test]
fn what_is_shown_of_a_fact_is_its_reading_and_no_second_statistic() {
    let results = tiny(&[]);
    let earnings = &results.earnings;
    for (shown, key) in [
        (earnings.median, "persons.first_year.net.median"),
        (earnings.mean, "persons.first_year.net.mean"),
        (earnings.loss_share, "persons.first_year.net.loss_share"),
        (earnings.gain_share, "persons.first_year.net.gain_share"),
        (earnings.losses_a_head, "persons.first_year.net.losses_a_head"),
        (
            earnings.loss_share_without_own_use,
            "persons.first_year.net_own_use_as_consumption.loss_share",
        ),
    ] {
        assert!(shown.is_some(), "{key}");
        assert_eq!(shown, estimate(&results, key), "{key}");
    }
    let last: Vec<f64> =
        results.weeks.iter().filter(|row| row.week == 104).map(|row| row.active as f64).collect();
    assert_eq!(Estimate::over(&last), estimate(&results, "network.active_at_end"));
}

#[test]
fn waves_and_bins_of_joiners_hold_everybody_of_the_first_year_and_agree_with_the_measures() {
    let results = tiny(&["burn_in_weeks=7"]);
    let (waves, bins) = (&results.joiners.waves, &results.joiners.recruits);
    assert_eq!(waves.iter().map(|wave| wave.people).sum::<u64>(), results.earnings.people);
    assert_eq!(bins.iter().map(|bin| bin.people).sum::<u64>(), results.earnings.people);
    assert_eq!(waves[0].first_week, 8);
    assert!(waves.windows(2).all(|pair| pair[0].last_week + 1 == pair[1].first_week));
    // Weeks 53 to 104 are the last 52.
    assert_eq!(waves.last().map(|wave| wave.last_week), Some(53));
    for wave in waves {
        let joined = results.partners.iter().filter(|row| {
            (wave.first_week..=wave.last_week).contains(&row.week_joined)
                && row.first_year_net.is_some()
        });
        assert_eq!(joined.count() as u64, wave.people, "{wave:?}");
    }
    for (bin, name) in bins.iter().zip(["none", "one", "two"]) {
        assert_eq!(bin.share, estimate(&results, &format!("network.recruits.{name}_share")));
    }
    let more: f64 = bins[3..].iter().filter_map(|bin| Some(bin.share?.mean)).sum();
    let measured = estimate(&results, "network.recruits.three_or_more_share").expect("a share");
    assert!((more - measured.mean).abs() < 1e-12, "{more} {measured:?}");
}

#[test]
fn losses_and_gains_a_head_add_up_to_the_mean() {
    let results = tiny(&["replicates=1"]);
    let first_years = results.partners.iter().filter_map(|row| row.first_year_net);
    let nets: Vec<f64> = first_years.map(|cents| cents.0 as f64).collect();
    let people = nets.len() as f64;
    let value = |name: &str| {
        estimate(&results, &format!("persons.first_year.net.{name}")).expect("a year").mean
    };
    let gains: f64 = nets.iter().filter(|net| 0.0 < **net).sum();
    assert!((gains / people - value("losses_a_head") - value("mean")).abs() < 1e-6);
    let share = nets.iter().filter(|net| 0.0 < **net).count() as f64 / people;
    assert!((share - value("gain_share")).abs() < 1e-12);
}

#[test]
fn a_first_year_is_empty_in_the_table_for_exactly_those_whom_its_column_names() {
    let sets = [
        "weeks=130",
        "burn_in_weeks=20",
        "recruit.return_after_weeks=1",
        "recruit.return_per_week=0.2",
        "quit.hazard_per_week=0.05",
    ];
    let results = tiny(&sets);
    let mut seen = BTreeSet::new();
    let (mut whole, mut empty) = (0, [0; 4]);
    for row in &results.partners {
        let is_return = !seen.insert((row.replicate, row.person));
        let founder = row.week_joined == 0;
        let cases =
            [founder, !founder && row.week_joined <= 20, is_return, 130 < row.week_joined + 51];
        assert_eq!(row.first_year_net.is_none(), cases.contains(&true), "{row:?}");
        assert_eq!(row.first_year_net.is_none(), row.first_year_minutes.is_none(), "{row:?}");
        whole += u32::from(row.first_year_net.is_some());
        for (count, case) in empty.iter_mut().zip(cases) {
            *count += u32::from(case);
        }
    }
    assert!(100 < whole && empty.iter().all(|&count| 50 < count), "{whole} {empty:?}");
}
