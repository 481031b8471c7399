//! Made-up results for the tests of the pictures: a plausible ensemble and extreme ones.

mod joined;

use crate::chance::math::{exp, ln};
use crate::experiment::interval::Estimate;
use crate::experiment::results::{
    CaptureRow, Card, Depth, EarningsBin, EarningsTable, EventMark, FlowRow, Joiners, LorenzBase,
    LorenzCurve, OwnUse, Party, Reading, Results, Side, Unit, Verdict, VerdictClass, WeekRow,
    Window,
};
use crate::units::Cents;
use joined::{alone, incidence, joiners, nothing, readings};

/// An estimate with an interval of ± `half`.
pub(super) fn estimate(mean: f64, half: f64) -> Estimate {
    let (low, high) = (mean - half, mean + half);
    Estimate {
        mean,
        low: Some(low),
        high: Some(high),
        smallest: low,
        largest: high,
        replicates: 20,
    }
}

/// A plausible ensemble: 20 worlds of 156 weeks, one business.
pub(super) fn typical() -> Results {
    Results {
        card: card(&["Lumière Naturals"], 20),
        verdict: verdict(VerdictClass::BusinessesMore),
        readings: readings(&["Lumière Naturals"], &weeks(20, 156)),
        capture: capture(&["Lumière Naturals"]),
        earnings: earnings(),
        histograms: Vec::new(),
        lorenz: lorenz(),
        incidence: incidence(),
        weeks: weeks(20, 156),
        flows: flows(&["Lumière Naturals"], 1),
        partners: Vec::new(),
        partners_complete: false,
        personas: Vec::new(),
        creators: Vec::new(),
        joiners: joiners(1),
        team: Vec::new(),
    }
}

/// Results in which nothing happened at all.
pub(super) fn empty() -> Results {
    Results {
        capture: Vec::new(),
        earnings: EarningsTable {
            window: Window::FirstYear,
            people: 0,
            bins: Vec::new(),
            median: None,
            mean: None,
            loss_share: None,
            gain_share: None,
            losses_a_head: None,
            loss_share_without_own_use: None,
        },
        histograms: Vec::new(),
        readings: Vec::new(),
        incidence: Vec::new(),
        joiners: Joiners::default(),
        lorenz: Vec::new(),
        weeks: Vec::new(),
        flows: Vec::new(),
        ..typical()
    }
}

/// One world only: no intervals.
pub(super) fn one_world() -> Results {
    let mut results = typical();
    results.card.replicates = 1;
    results.weeks = weeks(1, 40);
    results.readings = readings(&["Lumière Naturals"], &results.weeks);
    alone(&mut results);
    for row in &mut results.capture {
        (row.of_100.low, row.of_100.high) = (None, None);
    }
    results
}

/// Everything is there and is zero.
pub(super) fn all_zero() -> Results {
    let mut results = typical();
    for row in &mut results.capture {
        (row.cents, row.of_100) = (0, estimate(0.0, 0.0));
    }
    results.earnings = table(vec![(0, 1, 812)], Some(0), 0.0);
    for curve in &mut results.lorenz {
        curve.points = vec![(0.0, 0.0), (1.0, 0.0)];
        (curve.gini, curve.top_1_percent) = (None, None);
    }
    for row in &mut results.flows {
        row.cents = Cents::ZERO;
    }
    for row in &mut results.weeks {
        *row = WeekRow { replicate: row.replicate, week: row.week, ..WeekRow::default() };
    }
    nothing(&mut results);
    results.readings = partners_readings(&results.weeks);
    results
}

/// Three businesses with long names and sums of many billions.
pub(super) fn huge() -> Results {
    let names = [
        "The Extraordinarily Long-Winded International Wellness & Cosmetics Company <Holding>",
        "Übergrößenträger Direktvertriebsgesellschaft mbH & Co. KGaA",
        "C",
    ];
    let mut results = typical();
    results.card = card(&names, 10_000);
    results.card.name = "a-scenario-with-a-name-that-goes-on-and-on-".repeat(5);
    results.card.seed = u64::MAX;
    results.capture = capture(&names);
    results.flows = flows(&names, 1_000_000_000);
    let bins = vec![
        (i64::MIN, -100_000_000_000_000, 7),
        (-100_000_000_000_000, -1_000_000_000_000, 70),
        (-1_000_000_000_000, -100, 1_000_000_000),
        (-100, 0, 5),
        (0, 1, 300_000_000),
        (1, 100, 5),
        (100, 1_000_000_000_000, 400_000_000),
        (1_000_000_000_000, i64::MAX, 9),
    ];
    results.earnings = table(bins, Some(-123_456_789_012), 0.588);
    for row in &mut results.weeks {
        row.active *= 1_000_000_000;
        row.joined *= 1_000_000_000;
        row.left *= 1_000_000_000;
        row.customers_spend = Cents(row.customers_spend.0 * 10_000_000);
    }
    results.readings = readings(&names, &results.weeks);
    for reading in &mut results.readings {
        let is_share = reading.unit == Unit::Share;
        reading.estimate = reading.estimate.filter(|_| !is_share).map(|one| Estimate {
            mean: one.mean * 1e9,
            low: one.low.map(|low| low * 1e9),
            high: one.high.map(|high| high * 1e9),
            ..one
        });
    }
    results.joiners = joiners(1_000_000);
    for curve in &mut results.lorenz {
        curve.people *= 1_000_000;
        if curve.base == LorenzBase::NetFirstYear {
            for point in &mut curve.points {
                point.1 *= 1e9;
            }
        }
    }
    results
}

/// Money that moved in two weeks after the burn-in and one before: of each business the same.
pub(super) fn flows(businesses: &[&str], times: i64) -> Vec<FlowRow> {
    let mut rows = Vec::new();
    let count = i64::try_from(businesses.len()).expect("a few businesses");
    for week in [5, 20, 80] {
        let mut put = |reason: &str, account: &str, cents: i64| {
            let (account, reason) = (account.to_owned(), reason.to_owned());
            rows.push(FlowRow { week, account, reason, cents: Cents(cents * times) });
        };
        for (reason, hub, cents) in [
            ("direct_sale", "customers", 900_003),
            ("wholesale_order", "partners", 2_000_001),
            ("starter_kit", "partners", 150_000),
            ("reward_unilevel", "partners", -400_007),
            ("retail_credit", "partners", -200_000),
            ("goods", "suppliers", -500_000),
            ("running_cost", "vendors", -600_000),
            ("payment_fee_of_business", "platforms", -9_000),
        ] {
            for business in businesses {
                put(reason, business, cents);
            }
            put(reason, hub, -cents * count);
        }
        for (reason, from, to, cents) in [
            ("retail_sale", "customers", "partners", 1_700_000),
            ("posting_cost", "partners", "vendors", 90_000),
            ("payment_fee_of_partner", "partners", "platforms", 7),
        ] {
            put(reason, from, -cents);
            put(reason, to, cents);
        }
    }
    rows
}

/// A table of bins given as lower edge, upper edge and people.
pub(super) fn table(
    bins: Vec<(i64, i64, u64)>,
    median: Option<i64>,
    loss_share: f64,
) -> EarningsTable {
    EarningsTable {
        window: Window::FirstYear,
        people: bins.iter().map(|bin| bin.2).sum(),
        bins: bins
            .into_iter()
            .map(|(from, to, people)| EarningsBin { from: Cents(from), to: Cents(to), people })
            .collect(),
        median: median.map(|cents| estimate(cents as f64, 0.0)),
        mean: median.map(|cents| estimate(cents as f64, 0.0)),
        loss_share: Some(estimate(loss_share, 0.0)),
        gain_share: None,
        losses_a_head: None,
        loss_share_without_own_use: None,
    }
}

/// What the measures say of the number of partners in these weeks.
pub(super) fn partners_readings(weeks: &[WeekRow]) -> Vec<Reading> {
    let last = weeks.iter().map(|row| row.week).max();
    let worlds = weeks.iter().map(|row| row.replicate).max().map_or(0, |world| world + 1);
    let over = |values: Vec<u64>| {
        let values: Vec<f64> = values.into_iter().map(|value| value as f64).collect();
        Estimate::over(&values)
    };
    let of = |world| weeks.iter().filter(move |row| row.replicate == world);
    let ends = weeks.iter().filter(|row| Some(row.week) == last).map(|row| row.active).collect();
    let peaks = (0..worlds).filter_map(|world| of(world).map(|row| row.active).max()).collect();
    [("network.active_at_end", over(ends)), ("network.active_at_peak", over(peaks))]
        .map(|(key, estimate)| Reading { key: key.to_owned(), unit: Unit::Count, estimate })
        .into()
}

fn card(businesses: &[&str], replicates: u32) -> Card {
    Card {
        name: "one-business-de".to_owned(),
        title: "One business in a German town".to_owned(),
        currency: "EUR".to_owned(),
        businesses: businesses.iter().map(|&name| name.to_owned()).collect(),
        weeks: 156,
        burn_in_weeks: 12,
        events: vec![EventMark { name: "lock_down".to_owned(), first_week: 31, last_week: 56 }],
        seed: 42,
        replicates,
        scenario_hash: "0123456789abcdef".repeat(4),
        budgets: Vec::new(),
        chance_scheme: String::new(),
    }
}

fn verdict(class: VerdictClass) -> Verdict {
    Verdict {
        class,
        sentence: String::new(),
        businesses_net_cents: estimate(41.0, 2.0),
        partners_net_cents: estimate(-12.0, 2.0),
        difference_cents: estimate(53.0, 3.0),
        difference_of_100: estimate(53.0, 3.0),
        most_of_the_money: None,
        by_treatment: Vec::new(),
        robustness: String::new(),
    }
}

/// Sinks and sources that add up to 100 at each depth and under each treatment.
fn capture(businesses: &[&str]) -> Vec<CaptureRow> {
    let mut rows = Vec::new();
    for depth in Depth::ALL {
        for own_use in OwnUse::ALL {
            let (business, winners, third) = match depth {
                Depth::GrossTake => (86.4, 13.6, [0.0; 4]),
                Depth::Cash => (41.2, 8.9, [31.6, 16.9, 0.9, 0.5]),
                Depth::WithTime => (41.2, 5.1, [34.3, 18.0, 0.9, 0.5]),
            };
            let used = if own_use == OwnUse::AsCost { 0.0 } else { 17.0 };
            let each = business / businesses.len() as f64;
            let sinks = businesses.iter().map(|&name| (Party::Business(name.to_owned()), each));
            let sinks = sinks.chain([(Party::WinningPartners, winners)]).chain(
                [Party::Suppliers, Party::Vendors, Party::Agencies, Party::Platforms]
                    .into_iter()
                    .zip(third),
            );
            let sources = [
                (Party::Customers, 44.0),
                (Party::LosingPartners, 56.0 - used),
                (Party::OwnUse, used),
            ];
            let row = |party: Party, side: Side, mean: f64| CaptureRow {
                window: Window::ToDate,
                depth,
                own_use,
                party,
                side,
                cents: 1,
                of_100: estimate(mean, mean.abs() * 0.05),
            };
            rows.extend(sinks.map(|(party, mean)| row(party, Side::Sink, mean)));
            rows.extend(sources.map(|(party, mean)| row(party, Side::Source, mean)));
            let net = winners - 56.0 + used;
            rows.push(row(Party::AllPartners, Side::Memo, net));
            if depth == Depth::WithTime {
                rows.push(row(Party::ImputedTime, Side::Memo, -37.5));
            }
        }
    }
    rows
}

/// Losses for 70 %, a long tail of gains; five bins to each tenfold.
fn earnings() -> EarningsTable {
    let edges: Vec<i64> = [1, 10, 16, 25, 40, 63, 100, 158, 251, 398, 631, 1000, 1585, 2512, 3981]
        .into_iter()
        .chain([6310, 10_000, 15_849, 25_119, 39_811])
        .map(|edge| if edge == 1 { 1 } else { edge * 100 })
        .collect();
    let bump = |place: f64, peak: f64, width: f64| {
        let away = (place - peak) / width;
        exp(-away * away / 2.0)
    };
    let mut bins = Vec::new();
    let people = |share: f64| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sample")]
        let people = (share * 48_000.0) as u64;
        people
    };
    for (place, pair) in edges[..15].windows(2).enumerate().rev() {
        let share = 0.125 * bump(place as f64, 7.5, 2.3);
        let upper = if pair[0] == 1 { 0 } else { -pair[0] };
        bins.push((-pair[1], upper, people(share)));
    }
    bins.push((0, 1, people(0.021)));
    for (place, pair) in edges.windows(2).enumerate() {
        let share = 0.044 * bump(place as f64, 6.0, 3.4) + 0.004 * bump(place as f64, 15.0, 3.0);
        bins.push((pair[0], pair[1], people(share)));
    }
    let lost: u64 = bins.iter().filter(|bin| bin.1 <= 0).map(|bin| bin.2).sum();
    let all: u64 = bins.iter().map(|bin| bin.2).sum();
    let mut table = table(bins, Some(-13_550), lost as f64 / all as f64);
    table.mean = Some(estimate(-8_920.0, 150.0));
    table.gain_share = Some(estimate(0.277, 0.01));
    table.losses_a_head = Some(estimate(16_300.0, 200.0));
    table.loss_share_without_own_use = Some(estimate(0.611, 0.01));
    table
}

/// Curves of Pareto-like payments and of mostly negative nets.
fn lorenz() -> Vec<LorenzCurve> {
    // Those who get nothing come first; the rest follow 1 − (1 − p)^(1/8).
    let payments = |base, people, nobody: f64, gini, top| {
        let tail = |x: f64| {
            let rest = ((1.0 - x) / (1.0 - nobody)).clamp(1e-12, 1.0);
            1.0 - exp(ln(rest) / 4.0)
        };
        LorenzCurve {
            base,
            people,
            points: (0..=200)
                .map(|step| f64::from(step) / 200.0)
                .map(|x| (x, if x <= nobody { 0.0 } else { tail(x).clamp(0.0, 1.0) }))
                .map(|(x, y)| (x, if x < 1.0 { y } else { 1.0 }))
                .collect(),
            gini: Some(estimate(gini, 0.01)),
            top_1_percent: Some(estimate(top, 0.02)),
        }
    };
    let net = |x: f64| -320.0 * x + 130.0 * x * x + 101.0 * exp(ln(x.max(1e-9)) * 30.0);
    vec![
        payments(LorenzBase::OnBooks, 61_402, 0.72, 0.934, 0.612),
        payments(LorenzBase::OrderedOrPaid, 40_310, 0.57, 0.893, 0.547),
        payments(LorenzBase::Paid, 17_204, 0.0, 0.741, 0.381),
        LorenzCurve {
            base: LorenzBase::NetFirstYear,
            people: 48_211,
            points: (0..=100).map(|step| f64::from(step) / 100.0).map(|x| (x, net(x))).collect(),
            gini: Some(estimate(1.3, 0.05)),
            top_1_percent: None,
        },
    ]
}

/// Growth to saturation and a slow decline, each world with its own speed.
fn weeks(replicates: u32, weeks: u32) -> Vec<WeekRow> {
    let mut rows = Vec::new();
    for replicate in 0..replicates {
        let speed = 0.05 + 0.0016 * f64::from(replicate);
        let mut jitter = u64::from(replicate) + 7;
        for week in 1..=weeks {
            jitter = jitter.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99);
            let wobble = 0.8 + 0.4 * (jitter >> 40) as f64 / (1_u64 << 24) as f64;
            let time = f64::from(week);
            let reached = 1.0 / (1.0 + exp(-speed * (time - 65.0)));
            let active = 30.0 + 1400.0 * reached * exp(-0.004 * (time - 65.0).max(0.0));
            let joined = 1400.0 * speed * reached * (1.0 - reached) * wobble + 6.0;
            let left = (4.0 + active * 0.018) * (1.8 - wobble);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sample")]
            let row = WeekRow {
                replicate,
                week,
                active: active as u64,
                joined: joined as u64,
                left: left as u64,
                customers_spend: Cents((active * 2_300.0 * wobble) as i64),
                prospects: (9_000.0 * (1.0 - 0.8 * reached)) as u64,
                unserved: (50_000.0 * (1.0 - 0.35 * reached)) as u64,
                ..WeekRow::default()
            };
            rows.push(row);
        }
    }
    rows
}
