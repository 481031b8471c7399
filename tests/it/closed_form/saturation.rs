//! Recruiting in a finite market: the engine's weeks against the exact weekly recursion, and
//! against the differential equation as the step goes to zero.
//!
//! *Invariant*: the engine runs REF-1's recruiting; a step that is half as long has half the rates.
//!
//! *Absent*: Bass's law; sales.

use std::ops::ControlFlow;

use downline::scenario::Loaded;
use downline::simulation::Simulation;

use super::value_of;
use crate::support::{Mean, STANDARD_ERRORS, load, over_replicates};

/// Recruiting in a finite market: partners and prospects, week by week in expectation.
struct Saturation {
    /// Recruits that an active partner has in a week while the whole market is open.
    rate: f64,
    /// Share of active partners who leave in a week.
    churn: f64,
    founders: f64,
    market: f64,
}

impl Saturation {
    /// Active partners and prospects after so many weeks of the synchronous recursion.
    fn after(&self, weeks: u32) -> (f64, f64) {
        let (mut active, mut prospects) = (self.founders, self.market - self.founders);
        for _ in 0..weeks {
            let recruits = self.rate * active * prospects / self.market;
            prospects -= recruits;
            active += recruits - self.churn * active;
        }
        (active, prospects)
    }

    /// Active partners of the differential equation without churn: the logistic curve.
    fn logistic(&self, time: f64) -> f64 {
        let ratio = self.market / self.founders - 1.0;
        self.market / (1.0 + ratio * libm::exp(-self.rate * time))
    }

    /// The same with every rate divided, for steps that are so much shorter.
    fn finer(&self, by: u32) -> Self {
        let by = f64::from(by);
        Self { rate: self.rate / by, churn: self.churn / by, ..*self }
    }

    /// REF-1's recruiting under these numbers, `by` steps to the week and no sales.
    fn scenario(&self, weeks: u32, by: u32) -> Loaded {
        let finer = self.finer(by);
        let base = value_of("saturating-recruitment", REF_1_RATE).1;
        let sets = [
            format!("weeks={}", weeks * by),
            format!("market.people={}", self.market),
            format!("market.community_people={}", self.market),
            format!("business.ref.founders={}", self.founders),
            format!("business.ref.founder_roots={}", self.founders),
            format!("recruit.pitch_rate={}", finer.rate / base * 1e-5),
            format!("quit.hazard_per_week={}", finer.churn),
            "sell.conversion=0.0".to_string(),
            // Nobody sells, so nothing is paid: run the plan as rarely as can be.
            "business.ref.plan.period_weeks=52".to_string(),
        ];
        load("ref-1.toml", &sets.each_ref().map(String::as_str))
    }
}

const REF_1_RATE: &str =
    "lambda per week of REF-1 (5 posts, log-uniform 1,000-10,000 followers, 1e-5)";

/// Active partners and prospects at the end of each step, by replicate.
fn paths(loaded: &Loaded, replicates: u32) -> Vec<Vec<(f64, f64)>> {
    over_replicates(replicates, |replicate| {
        let mut path = Vec::new();
        let run = Simulation::new(&loaded.scenario, replicate).run(|week| {
            path.push((week.active as f64, week.prospects as f64));
            ControlFlow::Continue(())
        });
        run.map(|_| path).expect("the books close")
    })
}

/// Mean of active partners (or of prospects) after so many steps.
fn mean_after(paths: &[Vec<(f64, f64)>], steps: u32, of: impl Fn((f64, f64)) -> f64) -> Mean {
    let at = |path: &Vec<(f64, f64)>| of(path[steps as usize - 1]);
    Mean::of(&paths.iter().map(at).collect::<Vec<f64>>())
}

#[test]
fn ref_1_recruits_at_the_rate_that_its_distributions_mean() {
    let scenario = load("ref-1.toml", &[]).scenario;
    let followers = value_of("saturating-recruitment", "mean followers").1;
    assert!((scenario.people.followers.mean() - followers).abs() < 1e-9 * followers);
    let posts = scenario.people.hours_per_week.mean() * scenario.post.hours_share
        / scenario.post.hours_per_post;
    let rate = posts * followers * scenario.recruit.pitch_rate * scenario.recruit.acceptance;
    let wanted = value_of("saturating-recruitment", REF_1_RATE).1;
    assert!((rate - wanted).abs() < 1e-12, "{rate}");
}

#[test]
fn recruiting_saturates_as_the_exact_weekly_recursion_with_and_without_churn() {
    let rate = value_of("saturating-recruitment", REF_1_RATE).1;
    for churn in [0.0, 0.01, 0.05] {
        let exact = Saturation { rate, churn, founders: 1_000.0, market: 20_000.0 };
        let paths = paths(&exact.scenario(40, 1), 20);
        for weeks in [1, 5, 10, 15, 20, 30, 40] {
            let (active, prospects) = exact.after(weeks);
            let what = format!("week {weeks}, churn {churn}");
            let found = mean_after(&paths, weeks, |at| at.0);
            found.agrees(Mean::exactly(active), 0.0, &format!("active, {what}"));
            let found = mean_after(&paths, weeks, |at| at.1);
            // With a handful of prospects left, curvature weighs as much as luck: half a person.
            found.agrees(Mean::exactly(prospects), 0.5, &format!("prospects, {what}"));
        }
    }
}

/// The synchronous week recruits from the partners at its start, who cannot yet recruit those whom
/// they bring: REF-1's network lags behind the differential equation by 6 % in week 5 and by 9 % in
/// week 12, its largest lag, and half as much with half the step.
#[test]
fn early_growth_lags_6_to_9_percent_behind_the_logistic_curve_and_half_of_it_at_half_the_step() {
    let rate = value_of("saturating-recruitment", REF_1_RATE).1;
    let exact = Saturation { rate, churn: 0.0, founders: 5_000.0, market: 100_000.0 };
    let lag = |active: f64, weeks: u32| active / exact.logistic(f64::from(weeks)) - 1.0;
    let by_step = [1, 2, 4].map(|by| {
        let paths = paths(&exact.scenario(12, by), 20);
        [5, 12].map(|weeks| {
            let found = mean_after(&paths, weeks * by, |at| lag(at.0, weeks));
            let recursion = lag(exact.finer(by).after(weeks * by).0, weeks);
            found.agrees(Mean::exactly(recursion), 0.0, &format!("{weeks} weeks by {by}"));
            found
        })
    });
    let [week_5, week_12] = by_step[0];
    week_5.agrees(Mean::exactly(-0.062), 0.000_5, "lag in week 5");
    week_12.agrees(Mean::exactly(-0.093), 0.000_5, "lag in week 12");
    for pair in by_step.windows(2) {
        for (coarse, fine) in pair[0].into_iter().zip(pair[1]) {
            let half = Mean { mean: coarse.mean / 2.0, error: coarse.error / 2.0 };
            // What is left to the second order in the step is a fifteenth at these rates.
            fine.agrees(half, coarse.mean.abs() / 15.0, "half the step, half the lag");
            let error = libm::hypot(fine.error, coarse.error);
            assert!(coarse.mean + STANDARD_ERRORS * error < fine.mean, "{coarse:?} {fine:?}");
        }
    }
    // Without luck, down to a sixty-fourth of a week: the first order is all that is left.
    let steps = [1, 2, 4, 8, 16, 32, 64];
    let lags = steps.map(|by| lag(exact.finer(by).after(12 * by).0, 12));
    assert!(lags.is_sorted() && lags[6].abs() < 0.0016, "{lags:?}");
    assert!((lags[6] / lags[5] - 0.5).abs() < 0.001, "{lags:?}");
}

#[test]
fn who_is_never_recruited_under_churn_tends_to_the_final_size_equation() {
    let rate = value_of("saturating-recruitment", REF_1_RATE).1;
    let (founders, market) = (5_000.0, 50_000.0);
    let exact = Saturation { rate, churn: rate / 1.5, founders, market };
    // s = s0 exp(−(rate / churn)(1 − s)), with a tenth of the market as founders.
    let never = (0..1_000).fold(0.5, |s, _| 0.9 * libm::exp(-1.5 * (1.0 - s)));
    let [coarse, fine] = [1, 2].map(|by| {
        let paths = paths(&exact.scenario(160, by), 20);
        let found = mean_after(&paths, 160 * by, |at| at.1 / market);
        let recursion = exact.finer(by).after(160 * by).1 / market;
        found.agrees(Mean::exactly(recursion), 0.0, &format!("recursion, {by} steps a week"));
        Mean { mean: found.mean - never, error: found.error }
    });
    let half = Mean { mean: coarse.mean / 2.0, error: coarse.error / 2.0 };
    fine.agrees(half, coarse.mean.abs() / 15.0, "half the step, half the gap");
    assert!(coarse.mean + STANDARD_ERRORS * coarse.error < 0.0, "{coarse:?}");
}
