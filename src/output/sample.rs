//! Small results for the tests of this room.
//!
//! *Invariant*: there is at least one row of each kind, and every awkward value: quotes, commas and
//! line ends in names, missing and non-finite numbers, the largest seed and a very large sum.
//!
//! *Absent*: plausibility.

use std::io::{self, Write};

use crate::experiment::interval::Estimate;
use crate::experiment::results::{
    CaptureRow, Card, CareerClock, CareerEvent, Depth, EarningsBin, EarningsTable, EntryWave,
    FlowRow, FollowedRow, Histogram, HistogramOf, IncidenceCurve, IncidenceRow, Joiners,
    LorenzBase, LorenzCurve, OwnUse, PartnerMoney, PartnerRow, Party, Reading, RecruitsBin,
    Results, Side, TreatmentVerdict, Unit, Verdict, VerdictClass, WeekRow, Window,
};
use crate::units::Cents;

/// A disk that is full.
pub(super) struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An estimate from one world or two.
pub(super) fn estimate(mean: f64) -> Estimate {
    Estimate {
        mean,
        low: None,
        high: Some(mean + 1.0),
        smallest: mean,
        largest: mean,
        replicates: 2,
    }
}

/// Results with at least one row of each kind and every awkward value.
pub(super) fn results() -> Results {
    Results {
        card: card(),
        verdict: verdict(),
        readings: vec![
            Reading {
                key: "capture.business".to_owned(),
                unit: Unit::Share,
                estimate: Some(estimate(0.1 + 0.2)),
            },
            Reading {
                key: "a.nan".to_owned(),
                unit: Unit::Ratio,
                estimate: Some(estimate(f64::NAN)),
            },
            Reading { key: "a.nothing".to_owned(), unit: Unit::Weeks, estimate: None },
        ],
        capture: vec![CaptureRow {
            window: Window::ToDate,
            depth: Depth::Cash,
            own_use: OwnUse::AsCost,
            party: Party::Business("Acme, \"Inc\"".to_owned()),
            side: Side::Sink,
            cents: 1_i128 << 70,
            of_100: estimate(62.5),
        }],
        earnings: EarningsTable {
            window: Window::FirstYear,
            people: 3,
            bins: vec![EarningsBin { from: Cents(-100), to: Cents(0), people: 3 }],
            median: Some(estimate(-40.0)),
            mean: None,
            loss_share: Some(estimate(1.0)),
            gain_share: None,
            losses_a_head: None,
            loss_share_without_own_use: None,
        },
        histograms: vec![Histogram {
            of: HistogramOf::RewardsToDate,
            people: 3,
            at_zero: 2,
            bins: vec![EarningsBin { from: Cents(0), to: Cents(100), people: 3 }],
        }],
        lorenz: vec![LorenzCurve {
            base: LorenzBase::Paid,
            people: 3,
            points: vec![(0.0, 0.0), (1.0, 1.0)],
            gini: Some(estimate(0.5)),
            top_1_percent: None,
        }],
        incidence: incidence(),
        weeks: vec![WeekRow {
            week: 1,
            active: 3,
            partners_net: Cents(i64::MIN),
            ..WeekRow::default()
        }],
        flows: flows(),
        partners: partners(),
        partners_complete: false,
        personas: followed("ana"),
        creators: followed("nano"),
        joiners: joiners(),
        team: Vec::new(),
    }
}

fn joiners() -> Joiners {
    let (profit_share, median_net) = (Some(estimate(0.25)), Some(estimate(-12.5)));
    let wave = EntryWave { first_week: 1, last_week: 13, people: 3, profit_share, median_net };
    let bin = RecruitsBin { from: 0, to: 0, people: 3, share: Some(estimate(1.0)) };
    Joiners { waves: vec![wave], recruits: vec![bin] }
}

/// Somebody who is followed, with the largest key.
fn followed(cohort: &str) -> Vec<FollowedRow> {
    let person = i64::MAX.unsigned_abs();
    let (cohort, status) = (cohort.to_owned(), "active");
    vec![FollowedRow { cohort, person, status, ..FollowedRow::default() }]
}

fn incidence() -> Vec<IncidenceCurve> {
    let point = IncidenceRow {
        time: 4,
        happened: estimate(0.25),
        left_before: estimate(0.25),
        waiting: estimate(0.5),
    };
    let (event, clock) = (CareerEvent::BreakEven, CareerClock::Posts);
    vec![IncidenceCurve { event, clock, points: vec![point] }]
}

fn card() -> Card {
    Card {
        name: "demo".to_owned(),
        title: "A demonstration".to_owned(),
        currency: "EUR".to_owned(),
        businesses: vec!["Acme, \"Inc\"".to_owned()],
        weeks: 104,
        burn_in_weeks: 0,
        events: Vec::new(),
        seed: u64::MAX,
        replicates: 2,
        scenario_hash: "ab".repeat(32),
        budgets: Vec::new(),
        chance_scheme: "philox 1".to_owned(),
    }
}

fn verdict() -> Verdict {
    let class = VerdictClass::BusinessesMore;
    Verdict {
        class,
        sentence: "The business gets most of it.".to_owned(),
        businesses_net_cents: estimate(3.0),
        partners_net_cents: estimate(-3.0),
        difference_cents: estimate(6.0),
        difference_of_100: estimate(6.0),
        most_of_the_money: None,
        by_treatment: vec![TreatmentVerdict {
            depth: Depth::GrossTake,
            own_use: OwnUse::AsConsumption,
            class,
        }],
        robustness: "not tested".to_owned(),
    }
}

fn flows() -> Vec<FlowRow> {
    let row = |account: &str, cents| FlowRow {
        week: 1,
        account: account.to_owned(),
        reason: "retail\nsale".to_owned(),
        cents: Cents(cents),
    };
    vec![row("Acme, \"Inc\"", 4_000), row("customers", -4_000)]
}

fn partners() -> Vec<PartnerRow> {
    let founder = PartnerRow {
        status: "active",
        motive: "builder",
        followers: 120.5,
        weight: 1.0,
        ..PartnerRow::default()
    };
    let recruit = PartnerRow {
        partner: 1,
        person: 1 << 32,
        sponsor: Some(0),
        level: 2,
        week_joined: 7,
        week_left: Some(60),
        status: "left",
        motive: "discount_buyer",
        hours_per_week: f64::INFINITY,
        money: PartnerMoney { paid_for_goods: Cents(-12_345), ..PartnerMoney::default() },
        net: Cents(-12_345),
        first_year_net: Some(Cents(-12_345)),
        fell_back: true,
        ..founder.clone()
    };
    vec![founder, recruit]
}

/// A week whose numbers are those of their columns, from one on.
pub(super) fn week() -> WeekRow {
    WeekRow {
        replicate: 1,
        week: 2,
        active: 3,
        dormant: 4,
        joined: 5,
        left: 6,
        posts: 7,
        leads: 8,
        customer_orders: 9,
        orders_rationed: 10,
        units_sold: 11,
        units_own_use: 12,
        units_loaded: 13,
        units_stock: 14,
        customers_spend: Cents(15),
        partners_spend: Cents(16),
        paid_to_partners: Cents(17),
        partners_net: Cents(18),
        businesses_net: Cents(19),
        prospects: 20,
        unserved: 21,
        minutes: 22,
    }
}
