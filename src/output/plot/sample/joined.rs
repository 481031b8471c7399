//! Made-up people who joined, and what measures say of goods and rewards.

use super::{estimate, partners_readings};
use crate::chance::math::exp;
use crate::experiment::interval::Estimate;
use crate::experiment::results::{
    CareerClock, CareerEvent, EntryWave, IncidenceCurve, IncidenceRow, Joiners, Reading,
    RecruitsBin, Results, Unit, WeekRow,
};

/// One world has no intervals.
pub(super) fn alone(results: &mut Results) {
    let alone =
        |one: &mut Estimate| *one = Estimate { low: None, high: None, replicates: 1, ..*one };
    for wave in &mut results.joiners.waves {
        [&mut wave.profit_share, &mut wave.median_net].into_iter().flatten().for_each(alone);
    }
    results.joiners.recruits.iter_mut().filter_map(|bin| bin.share.as_mut()).for_each(alone);
    for row in results.incidence.iter_mut().flat_map(|curve| &mut curve.points) {
        [&mut row.happened, &mut row.left_before, &mut row.waiting].into_iter().for_each(alone);
    }
}

/// Nobody earned, left or recruited, and all ended at zero.
pub(super) fn nothing(results: &mut Results) {
    let (zero, whole) = (Some(estimate(0.0, 0.0)), Some(estimate(1.0, 0.0)));
    for wave in &mut results.joiners.waves {
        (wave.profit_share, wave.median_net) = (zero, zero);
    }
    results.joiners.recruits.truncate(1);
    results.joiners.recruits[0].share = whole;
    for row in results.incidence.iter_mut().flat_map(|curve| &mut curve.points) {
        (row.happened, row.left_before) = (estimate(0.0, 0.0), estimate(0.0, 0.0));
        row.waiting = estimate(1.0, 0.0);
    }
}

/// Waves of a quarter and bins of recruits, of so many times the people.
pub(super) fn joiners(times: u64) -> Joiners {
    let wave = |number: u32| {
        let late = f64::from(number);
        EntryWave {
            first_week: 13 * number,
            last_week: 13 * number + 12,
            people: if number == 8 { 60 } else { times * 900 },
            profit_share: Some(estimate(0.34 - 0.035 * late, 0.02)),
            median_net: Some(estimate((4_000.0 - 2_300.0 * late) * times as f64, 900.0)),
        }
    };
    let bin = |&(from, to, share): &(u32, u32, f64)| RecruitsBin {
        from,
        to,
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sample")]
        people: times * (share * 40_000.0) as u64,
        share: Some(estimate(share, share * 0.1)),
    };
    let recruits = [
        (0, 0, 0.81),
        (1, 1, 0.09),
        (2, 2, 0.04),
        (3, 4, 0.03),
        (5, 9, 0.018),
        (10, 19, 0.0105),
        (20, 49, 0.001),
        (50, 61, 0.0005),
    ];
    let recruits = recruits.iter().map(bin).collect();
    Joiners { waves: (1..9).map(wave).collect(), recruits }
}

/// Both events by weeks: quick first earnings, slow break-even, and many who leave before.
pub(super) fn incidence() -> Vec<IncidenceCurve> {
    let curve = |event, reached: f64, left: f64| IncidenceCurve {
        event,
        clock: CareerClock::Weeks,
        points: (0..=143)
            .map(|time| {
                let passed = 1.0 - exp(-f64::from(time) / 30.0);
                let (happened, gone) = (reached * passed, left * passed);
                IncidenceRow {
                    time,
                    happened: estimate(happened, 0.03 * passed),
                    left_before: estimate(gone, 0.03 * passed),
                    waiting: estimate(1.0 - happened - gone, 0.03 * passed),
                }
            })
            .collect(),
    };
    vec![curve(CareerEvent::FirstEarnings, 0.62, 0.3), curve(CareerEvent::BreakEven, 0.14, 0.78)]
}

/// What the measures say of partners, goods and rewards, of each business the same.
pub(super) fn readings(businesses: &[&str], weeks: &[WeekRow]) -> Vec<Reading> {
    let mut readings = partners_readings(weeks);
    let mut put = |key: String, unit, mean: f64| {
        readings.push(Reading { key, unit, estimate: Some(estimate(mean, mean * 0.05)) });
    };
    for business in businesses {
        for (name, units) in [
            ("sold_by_partners", 5_100.0),
            ("own_use", 3_300.0),
            ("stock_at_end", 900.0),
            ("written_off", 640.0),
            ("returned", 60.0),
        ] {
            put(format!("business.{business}.goods.{name}"), Unit::Count, units);
        }
        for (name, cents) in [("unilevel", 400_000.0), ("fast_start", 90_000.0)] {
            put(format!("business.{business}.plan.paid_by.{name}"), Unit::Cents, cents);
        }
        put(format!("channel.{business}.cost"), Unit::Cents, 310_000.0);
        put(format!("channel.{business}.outside_sales"), Unit::Cents, 1_000_000.0);
    }
    put("channels.cost".to_owned(), Unit::Cents, 310_000.0);
    put("channels.outside_sales".to_owned(), Unit::Cents, 1_000_000.0);
    for (tier, people, cents) in
        [("nano", 900.0, 1_400.0), ("micro", 60.0, 1_900.0), ("macro", 2.0, 4_200.0)]
    {
        put(format!("channels.by_audience.{tier}.people"), Unit::Count, people);
        put(format!("channels.by_seller.{tier}.cost_per_customer"), Unit::Cents, cents);
    }
    put("careers.break_even.within_52_weeks".to_owned(), Unit::Share, 0.114);
    readings
}
