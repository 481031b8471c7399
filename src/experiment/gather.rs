//! From several worlds to one set of rows.

use rayon::prelude::*;

use super::interval::Estimate;
use super::results::{
    BudgetSetter, CaptureRow, Card, CareerClock, CareerEvent, EarningsBin, EarningsTable,
    EventMark, FlowRow, Histogram, HistogramOf, IncidenceCurve, IncidenceRow, LorenzBase,
    LorenzCurve, Party, Reading, Results, Side, Window,
};
use super::{Replicate, followed, joiners, pooled, verdict};
use crate::chance::SCHEME;
use crate::measure::incidence::{IncidencePoint, Standing, cumulative_incidence, standing_at};
use crate::measure::inequality::{Sorted, histogram, symmetric_log_edges};
use crate::measure::{CaptureSums, PersonView, Persons, Range, careers, payments};
use crate::scenario::{Loaded, Scenario};
use crate::units::Cents;

/// Brings finished worlds together, in the order of their numbers.
pub fn gather(loaded: &Loaded, worlds: Vec<Replicate>) -> Results {
    let card = card(loaded, u32::try_from(worlds.len()).expect("replicates fit 32 bits"));
    let mut readings = readings(&worlds);
    pooled::pool(&mut readings, &loaded.scenario, &worlds);
    let captures: Vec<&[CaptureSums]> =
        worlds.iter().map(|world| world.measures.capture.as_slice()).collect();
    Results {
        verdict: verdict::verdict(&card, &captures),
        capture: capture(&worlds),
        earnings: earnings(&worlds, &readings),
        histograms: histograms(&worlds),
        lorenz: lorenz(&worlds, &readings),
        incidence: incidence(loaded, &worlds),
        joiners: joiners::joiners(&loaded.scenario, &worlds),
        flows: flows(&worlds),
        partners_complete: worlds.iter().all(|world| world.partners_complete),
        card,
        readings,
        personas: followed::rows(&loaded.scenario, &worlds, true),
        creators: followed::rows(&loaded.scenario, &worlds, false),
        team: worlds.iter().flat_map(|world| world.team.iter().cloned()).collect(),
        weeks: worlds.iter().flat_map(|world| world.weeks.iter().copied()).collect(),
        partners: worlds.into_iter().flat_map(|world| world.partners).collect(),
    }
}

/// Which scenario is run so many times, under which luck.
pub(super) fn card(loaded: &Loaded, replicates: u32) -> Card {
    let scenario = &loaded.scenario;
    Card {
        name: loaded.name.clone(),
        title: scenario.title.clone(),
        currency: scenario.currency.clone(),
        businesses: scenario.businesses.iter().map(|(name, _)| name.clone()).collect(),
        weeks: scenario.weeks,
        burn_in_weeks: scenario.burn_in_weeks,
        events: events(scenario),
        seed: scenario.seed,
        replicates,
        scenario_hash: loaded.hash.clone(),
        budgets: BudgetSetter::all(loaded),
        chance_scheme: SCHEME.to_string(),
    }
}

/// The scenario's events that fall into the run.
fn events(scenario: &Scenario) -> Vec<EventMark> {
    let within = scenario.events.iter().filter(|(_, event)| event.start_week <= scenario.weeks);
    within
        .map(|(name, event)| EventMark {
            name: name.clone(),
            first_week: event.start_week,
            last_week: event.last_week(scenario.weeks),
        })
        .collect()
}

/// Every measured number over the worlds that define it.
fn readings(worlds: &[Replicate]) -> Vec<Reading> {
    let Some(first) = worlds.first() else { return Vec::new() };
    let numbers = first.measures.measured.iter().enumerate();
    numbers
        .map(|(index, number)| {
            let values: Vec<f64> = worlds
                .iter()
                .filter_map(|world| {
                    let other = &world.measures.measured[index];
                    assert_eq!(number.key, other.key, "worlds measure in the same order");
                    other.value
                })
                .collect();
            Reading {
                key: number.key.clone(),
                unit: number.unit,
                estimate: Estimate::over(&values).map(|all| all.within(number.range)),
            }
        })
        .collect()
}

fn capture(worlds: &[Replicate]) -> Vec<CaptureRow> {
    let Some(first) = worlds.first() else { return Vec::new() };
    let mut rows = Vec::new();
    for (index, sums) in first.measures.capture.iter().enumerate() {
        let each: Vec<&CaptureSums> =
            worlds.iter().map(|world| &world.measures.capture[index]).collect();
        let parties = sums.nets.iter().map(|(party, _)| party.clone());
        for party in parties.chain([Party::AllPartners, Party::ImputedTime]) {
            for side in [Side::Source, Side::Sink, Side::Memo] {
                if let Some(row) = capture_row(&each, &party, side) {
                    rows.push(row);
                }
            }
        }
    }
    rows
}

/// A party's row on one side, if it ever stands there.
fn capture_row(each: &[&CaptureSums], party: &Party, side: Side) -> Option<CaptureRow> {
    let amounts: Vec<(Cents, Cents)> = each
        .iter()
        .map(|sums| {
            let (stands, amount) = sums.side(party);
            (if stands == side { amount } else { Cents::ZERO }, sums.base())
        })
        .collect();
    let cents: i128 = amounts.iter().map(|(amount, _)| i128::from(amount.0)).sum();
    let memo = matches!(party, Party::AllPartners | Party::ImputedTime);
    if memo != (side == Side::Memo) || (!memo && cents == 0) {
        return None;
    }
    let of_100: Vec<f64> = amounts
        .iter()
        .map(
            |(amount, base)| {
                if *base == Cents::ZERO { 0.0 } else { 100.0 * amount.0 as f64 / base.0 as f64 }
            },
        )
        .collect();
    // What goes in or comes out is a part of all that goes in; of all partners together it has a
    // sign, and hours are worth any amount.
    let range = match party {
        Party::AllPartners => Range::of_partners(each[0].depth).times(100.0),
        Party::ImputedTime => Range::COUNT,
        _ => Range::OF_100,
    };
    Some(CaptureRow {
        window: each[0].window,
        depth: each[0].depth,
        own_use: each[0].own_use,
        party: party.clone(),
        side,
        cents,
        of_100: Estimate::over(&of_100)?.within(range),
    })
}

/// The estimate behind a key, if any world defines it.
fn estimate(readings: &[Reading], key: &str) -> Option<Estimate> {
    readings.iter().find(|reading| reading.key == key).and_then(|reading| reading.estimate)
}

/// Amounts over all persons of all worlds.
fn over(
    worlds: &[Replicate],
    amount: impl Fn(PersonView<'_>) -> Option<Cents> + Sync,
) -> Vec<Cents> {
    Persons::collect_all(worlds.iter().map(|world| &world.measures.persons), amount)
}

/// Histogram of the first year's net over all persons of all worlds; what is said of it beside the
/// bars are the readings, so that a picture and the summary say the same.
fn earnings(worlds: &[Replicate], readings: &[Reading]) -> EarningsTable {
    let nets = over(worlds, |person| person.first_year().map(|year| year.net));
    let bins = bins(&nets);
    let reading = |name: &str| estimate(readings, &format!("persons.first_year.{name}"));
    EarningsTable {
        window: Window::FirstYear,
        people: nets.len() as u64,
        bins,
        median: reading("net.median"),
        mean: reading("net.mean"),
        loss_share: reading("net.loss_share"),
        gain_share: reading("net.gain_share"),
        losses_a_head: reading("net.losses_a_head"),
        loss_share_without_own_use: reading("net_own_use_as_consumption.loss_share"),
    }
}

/// Half-width of the linear middle of the histogram: ten currency units.
const LINEAR_CENTS: u64 = 1_000;

/// Bars for each factor of ten.
const BINS_PER_DECADE: u32 = 5;

/// Bins that hold all of some amounts.
fn bins(amounts: &[Cents]) -> Vec<EarningsBin> {
    let ends = (amounts.iter().min(), amounts.iter().max());
    let (Some(&least), Some(&most)) = ends else { return Vec::new() };
    let edges = symmetric_log_edges(LINEAR_CENTS, BINS_PER_DECADE, least, most);
    let counts = histogram(amounts, &edges);
    let inner = &counts[1..counts.len() - 1];
    assert_eq!(
        inner.iter().sum::<u64>(),
        amounts.len() as u64,
        "the edges of the histogram hold every person"
    );
    edges
        .windows(2)
        .zip(inner)
        .map(|(edge, &people)| EarningsBin { from: edge[0], to: edge[1], people })
        .collect()
}

/// Histograms over all persons of all worlds: the table of partners may be a sample.
fn histograms(worlds: &[Replicate]) -> Vec<Histogram> {
    let of = |of: HistogramOf, amount: &(dyn Fn(PersonView<'_>) -> Option<Cents> + Sync)| {
        let amounts = over(worlds, amount);
        let at_zero = amounts.iter().filter(|&&amount| amount == Cents::ZERO).count();
        Histogram {
            of,
            people: amounts.len() as u64,
            at_zero: at_zero as u64,
            bins: bins(&amounts),
        }
    };
    vec![
        of(HistogramOf::NetToDate, &|person| person.to_date().map(|sums| sums.net)),
        of(HistogramOf::RewardsToDate, &|person| person.to_date().map(|sums| sums.rewards)),
        of(HistogramOf::RewardsCalendarYear, &|person| {
            person.calendar_year().map(|year| year.rewards)
        }),
    ]
}

/// Points of a drawn Lorenz curve.
const LORENZ_POINTS: usize = 201;

fn lorenz(worlds: &[Replicate], readings: &[Reading]) -> Vec<LorenzCurve> {
    let mut curves = Vec::new();
    for base in [LorenzBase::OnBooks, LorenzBase::OrderedOrPaid, LorenzBase::Paid] {
        let persons = worlds.iter().map(|world| &world.measures.persons);
        let amounts = payments(persons, base.name(), false);
        let reading = |name: &str| {
            estimate(readings, &format!("payments.calendar_year.rewards.{}.{name}", base.name()))
        };
        curves.push(LorenzCurve {
            base,
            people: amounts.len() as u64,
            points: Sorted::new(&amounts).lorenz(LORENZ_POINTS).unwrap_or_default(),
            gini: reading("gini"),
            top_1_percent: reading("top_1_percent_share"),
        });
    }
    let mut nets = over(worlds, |person| person.first_year().map(|year| year.net));
    nets.par_sort_unstable();
    curves.push(LorenzCurve {
        base: LorenzBase::NetFirstYear,
        people: nets.len() as u64,
        points: Sorted::new(&nets).generalised_lorenz(LORENZ_POINTS).unwrap_or_default(),
        gini: estimate(readings, "persons.first_year.net.gini"),
        top_1_percent: None,
    });
    curves
}

/// Points of a drawn incidence curve.
const INCIDENCE_POINTS: u32 = 160;

fn incidence(loaded: &Loaded, worlds: &[Replicate]) -> Vec<IncidenceCurve> {
    let mut curves = Vec::new();
    for event in [CareerEvent::FirstEarnings, CareerEvent::BreakEven] {
        for clock in [CareerClock::Weeks, CareerClock::Posts] {
            let each: Vec<Vec<IncidencePoint>> = worlds
                .iter()
                .map(|world| {
                    let persons = &world.measures.persons;
                    cumulative_incidence(&careers(&loaded.scenario, persons, event, clock))
                })
                .filter(|points| !points.is_empty())
                .collect();
            let last = each.iter().filter_map(|points| points.last()).map(|point| point.time).max();
            let step = last.unwrap_or(0).div_ceil(INCIDENCE_POINTS).max(1);
            let times = (0..=last.unwrap_or(0)).step_by(step as usize);
            let points = times.filter_map(|time| incidence_row(&each, time)).collect();
            curves.push(IncidenceCurve { event, clock, points });
        }
    }
    curves
}

/// A point over the worlds that know what became of everybody by then.
fn incidence_row(each: &[Vec<IncidencePoint>], time: u32) -> Option<IncidenceRow> {
    let known: Vec<Standing> = each.iter().filter_map(|points| standing_at(points, time)).collect();
    let over = |of: &dyn Fn(&Standing) -> f64| {
        let each: Vec<f64> = known.iter().map(of).collect();
        Some(Estimate::over(&each)?.within(Range::PART))
    };
    Some(IncidenceRow {
        time,
        happened: over(&|standing| standing.event)?,
        left_before: over(&|standing| standing.competing)?,
        waiting: over(&|standing| standing.waiting)?,
    })
}

/// The worlds' matrices added up, cell by cell.
fn flows(worlds: &[Replicate]) -> Vec<FlowRow> {
    let mut sums = std::collections::BTreeMap::new();
    for row in worlds.iter().flat_map(|world| &world.flows) {
        let key = (row.week, row.account.clone(), row.reason.clone());
        *sums.entry(key).or_insert(Cents::ZERO) += row.cents;
    }
    sums.into_iter()
        .map(|((week, account, reason), cents)| FlowRow { week, account, reason, cents })
        .collect()
}
