//! Persons: net earnings, company payments, careers, the network's turnover.

use super::chunks::each_chunk;
use super::crowd::{PersonView, Persons};
use super::incidence::{Career, End, cumulative_incidence, incidence_at, median_time};
use super::inequality::{Sorted, TAIL_EDGES};
use super::people::{ascending, quantile, sorted};
use super::{CareerClock, CareerEvent, Meter, Range, Unit};
use crate::scenario::{Motive, Scenario};
use crate::simulation::{FinishedRun, calendar_year_start};
use crate::units::{Cents, NEVER, WEEKS_PER_YEAR, Week};
use crate::world::{Chunk, FirstYear, Network, Status};

/// Net earnings, on three windows. `first_year`: the first 52 weeks of all who joined (no founders)
/// at least 52 weeks before the end, leavers included. `calendar_year`: everybody on the books in
/// it, by payment date. `to_date`: everybody on the books after the burn-in, all weeks after it.
pub(super) fn put_nets(meter: &mut Meter, scenario: &Scenario, persons: &Persons) {
    let years: Vec<FirstYear> = persons.collect(|person| person.first_year());
    let at = |name: &str| format!("persons.first_year.{name}");
    meter.put(
        at("people"),
        Unit::Count,
        "Persons who joined after the burn-in and at least 52 weeks before the end.",
        Some(years.len() as f64),
    );
    put_spread(meter, "persons.first_year.net", years.iter().map(|year| year.net).collect());
    let as_consumption = years.iter().map(|year| year.net + year.own_use).collect();
    put_spread(meter, "persons.first_year.net_own_use_as_consumption", as_consumption);
    let calendar = persons.collect(|person| person.calendar_year().map(|year| year.net));
    put_spread(meter, "persons.calendar_year.net", calendar);
    let to_date = persons.collect(|person| person.to_date().map(|to_date| to_date.net));
    let about = "Persons on the books in any week after the burn-in, founders included.";
    let people = to_date.len() as f64;
    meter.put("persons.to_date.people".to_string(), Unit::Count, about, Some(people));
    put_spread(meter, "persons.to_date.net", to_date);
    put_hours(meter, scenario, &years);
    let active = years.iter().filter(|year| year.active).count();
    let registered = years.iter().filter(|year| year.registered).count();
    let share = |part: usize| (!years.is_empty()).then(|| part as f64 / years.len() as f64);
    meter.put_part(
        at("still_active_share"),
        "Share of them who still post and sell 52 weeks after joining, in the week before the \
         first renewal is due.",
        share(active),
    );
    meter.put_part(
        at("still_registered_share"),
        "Share of them who have not left 52 weeks after joining, in the week before the first \
         renewal is due; dormant ones included.",
        share(registered),
    );
    put_groups(meter, scenario, persons);
}

/// Quantiles, mean, losers, Gini and tenths of an amount a head.
fn put_spread(meter: &mut Meter, key: &str, amounts: Vec<Cents>) {
    let amounts = sorted(amounts);
    let sorted = Sorted::new(&amounts);
    let at = |name: &str| format!("{key}.{name}");
    for (name, share) in [
        ("p01", 0.01),
        ("p05", 0.05),
        ("p10", 0.10),
        ("p25", 0.25),
        ("median", 0.50),
        ("p75", 0.75),
        ("p90", 0.90),
        ("p95", 0.95),
        ("p99", 0.99),
    ] {
        let about = "Smallest amount that at least this share of the persons do not exceed.";
        meter.put(at(name), Unit::Cents, about, quantile(&sorted, share));
    }
    let mean = sorted.mean().map(|units| units * 100.0);
    meter.put(at("mean"), Unit::Cents, "Mean a head.", mean);
    let loss = "Share of the persons whose amount is below zero.";
    meter.put_part(at("loss_share"), loss, sorted.share_below_zero());
    let gain = "Share of the persons whose amount is above zero.";
    meter.put_part(at("gain_share"), gain, sorted.share_above(Cents::ZERO));
    let losses: i128 = amounts.iter().map(|cents| i128::from(cents.0.min(0))).sum();
    let about = "What those below zero lost together, spread over all persons of the window.";
    let a_head = (!amounts.is_empty()).then(|| -losses as f64 / amounts.len() as f64);
    meter.put(at("losses_a_head"), Unit::Cents, about, a_head);
    meter.put_within(
        Range::PART,
        at("gini"),
        Unit::Ratio,
        "Gini coefficient normalised for negative values (Raffinetti, Siletti, Vernizzi).",
        sorted.gini_with_negatives(),
    );
    for (tenth, row) in sorted.deciles().iter().enumerate() {
        let about = "What this tenth of the persons have together, from the poorest tenth up.";
        let cents = Some(row.total.0 as f64);
        meter.put(at(&format!("tenth_{:02}", tenth + 1)), Unit::Cents, about, cents);
    }
}

/// A name's ending, and a year's net, under each treatment of own use.
type Treatment = (&'static str, fn(&FirstYear) -> Cents);

/// Both treatments; the bare name is own use as a cost.
const TREATMENTS: [Treatment; 2] =
    [("", |year| year.net), ("_own_use_as_consumption", |year| year.net + year.own_use)];

/// Hourly earnings: total net over total hours among those with hours.
fn put_hours(meter: &mut Meter, scenario: &Scenario, years: &[FirstYear]) {
    let working: Vec<&FirstYear> = years.iter().filter(|year| 0 < year.minutes).collect();
    let hours = working.iter().map(|year| f64::from(year.minutes)).sum::<f64>() / 60.0;
    let at = |name: &str, ending: &str| format!("persons.first_year.{name}{ending}");
    let about = "Hours worked a head, over all persons of the window.";
    let head = (!years.is_empty()).then(|| hours / years.len() as f64);
    meter.put(at("hours_a_head", ""), Unit::Hours, about, head);
    let wage = scenario.measure.reference_wage_per_hour.0 as f64;
    for (ending, net_of) in TREATMENTS {
        let net: Cents = working.iter().map(|year| net_of(year)).sum();
        let hourly = (0.0 < hours).then(|| net.0 as f64 / hours);
        let about = "Total net over total hours, among those who worked at all.";
        meter.put(at("hourly_net", ending), Unit::CentsPerHour, about, hourly);
        let about = "Hourly net less the reference wage.";
        let less = hourly.map(|net| net - wage);
        meter.put(at("hourly_net_less_wage", ending), Unit::CentsPerHour, about, less);
        let above = working
            .iter()
            .filter(|year| wage * f64::from(year.minutes) / 60.0 < net_of(year).0 as f64)
            .count();
        let share = (!working.is_empty()).then(|| above as f64 / working.len() as f64);
        let about = "Share of those who worked at all whose net is above the wage for their hours.";
        meter.put_part(at("above_wage_share", ending), about, share);
    }
}

/// The same by motive and by the year of the run in which they joined.
fn put_groups(meter: &mut Meter, scenario: &Scenario, persons: &Persons) {
    let mut group = |name: String, members: Vec<FirstYear>, all: usize| {
        let at = |part: &str, ending: &str| format!("persons.first_year.{name}.{part}{ending}");
        let share = (0 < all).then(|| members.len() as f64 / all as f64);
        meter.put_part(at("people_share", ""), "Share of the window's persons.", share);
        for (ending, net_of) in TREATMENTS {
            let amounts = ascending(members.iter().map(net_of));
            let sorted = Sorted::new(&amounts);
            let about = "Median net of the first 52 weeks in this group.";
            meter.put(at("median_net", ending), Unit::Cents, about, quantile(&sorted, 0.5));
            let mean = sorted.mean().map(|units| units * 100.0);
            let about = "Mean net of the first 52 weeks.";
            meter.put(at("mean_net", ending), Unit::Cents, about, mean);
            let about = "Share of the group with a net below zero.";
            meter.put_part(at("loss_share", ending), about, sorted.share_below_zero());
        }
    };
    let joiners = persons.collect(|person| {
        Some((person.motive(), person.joined() / WEEKS_PER_YEAR, person.first_year()?))
    });
    let members = |belongs: &dyn Fn(Motive, u32) -> bool| {
        let members = joiners.iter().filter(|(motive, year, _)| belongs(*motive, *year));
        members.map(|(_, _, year)| *year).collect()
    };
    for motive in Motive::ALL {
        let name = format!("by_motive.{}", motive.name());
        group(name, members(&|own, _| own == motive), joiners.len());
    }
    // Whoever joins 52 weeks before the end is the last one who is followed for so long.
    let entered = (scenario.weeks + 1).saturating_sub(WEEKS_PER_YEAR);
    for year in 0..entered.div_ceil(WEEKS_PER_YEAR) {
        let name = format!("by_entry_year.{}", year + 1);
        group(name, members(&|_, own| own == year), joiners.len());
    }
}

/// What is paid in the calendar year, in the words of its measures.
struct Payment {
    /// Its part of the key.
    key: &'static str,
    /// Whether retail credit counts.
    with_credit: bool,
    /// Who is counted.
    people: &'static str,
    /// How many get none of it.
    nothing: &'static str,
    /// How much it is a head.
    mean: &'static str,
    /// How much the one in the middle gets.
    median: &'static str,
    /// How unequal it is.
    gini: &'static str,
    /// What the best paid get.
    top: &'static str,
    /// How many get more than an amount.
    above: &'static str,
}

const PAYMENTS: [Payment; 2] = [
    Payment {
        key: "rewards",
        with_credit: false,
        people: "Persons of the base: everybody on the books in the year, those who ordered or got \
                 rewards of the plan, or those who got rewards of the plan.",
        nothing: "Share of them who got no rewards of the plan in the year.",
        mean: "Mean rewards of the plan a head.",
        median: "Median rewards of the plan.",
        gini: "Gini coefficient of the rewards of the plan.",
        top: "Share of all rewards of the plan that this top share of the base got.",
        above: "Share of the base who got more rewards of the plan than this many currency units.",
    },
    Payment {
        key: "rewards_and_retail_credit",
        with_credit: true,
        people: "Persons of the base: everybody on the books in the year, those who ordered or got \
                 rewards of the plan or retail credit, or those who got either.",
        nothing: "Share of them who got neither rewards of the plan nor retail credit in the year.",
        mean: "Mean rewards of the plan and retail credit a head.",
        median: "Median rewards of the plan and retail credit.",
        gini: "Gini coefficient of rewards of the plan and retail credit together.",
        top: "Share of all rewards of the plan and retail credit that this top share of the base \
              got.",
        above: "Share of the base who got more rewards of the plan and retail credit than this \
                many currency units.",
    },
];

/// Rewards of the plan in the calendar year, on three bases, without and with retail credit.
pub(super) fn put_payments(meter: &mut Meter, persons: &Persons) {
    for payment in &PAYMENTS {
        for base in ["on_books", "ordered_or_paid", "paid"] {
            let amounts = payments([persons], base, payment.with_credit);
            put_payment(meter, payment, base, &amounts);
        }
    }
}

/// What a company's income disclosure would print of the calendar year. It is the company's side
/// only: no cost of the partners is taken off, and customers' money that goes to them directly is
/// no company payment.
pub(super) fn put_as_published(meter: &mut Meter, persons: &Persons) {
    for (name, base, mean_about, median_about) in [
        (
            "on_books",
            "on_books",
            "The figure that companies publish: mean payment a head before all costs, over \
             everybody on the books in the year.",
            "The same as a median.",
        ),
        (
            "active",
            "ordered_or_paid",
            "The figure that companies publish: mean payment a head before all costs, over the \
             active, who ordered or were paid in the year.",
            "The same as a median.",
        ),
    ] {
        let amounts = payments([persons], base, false);
        let sorted = Sorted::new(&amounts);
        let at = |part: &str| format!("payments.calendar_year.as_published.{name}.{part}");
        let mean = sorted.mean().map(|units| units * 100.0);
        meter.put(at("mean"), Unit::Cents, mean_about, mean);
        meter.put(at("median"), Unit::Cents, median_about, quantile(&sorted, 0.5));
    }
}

fn put_payment(meter: &mut Meter, payment: &Payment, base: &str, amounts: &[Cents]) {
    let sorted = Sorted::new(amounts);
    let at = |name: &str| format!("payments.calendar_year.{}.{base}.{name}", payment.key);
    meter.put(at("people"), Unit::Count, payment.people, Some(amounts.len() as f64));
    meter.put_part(at("nothing_share"), payment.nothing, sorted.share_at_zero());
    let mean = sorted.mean().map(|units| units * 100.0);
    meter.put(at("mean"), Unit::Cents, payment.mean, mean);
    meter.put(at("median"), Unit::Cents, payment.median, quantile(&sorted, 0.5));
    let gini = sorted.gini();
    meter.put_within(Range::PART, at("gini"), Unit::Ratio, payment.gini, gini);
    for (name, share) in
        [("top_0_1_percent", 0.001), ("top_1_percent", 0.01), ("top_10_percent", 0.1)]
    {
        let key = at(&format!("{name}_share"));
        meter.put_part(key, payment.top, sorted.top_share(share));
    }
    for edge in [1_000, 10_000, 100_000] {
        let share = sorted.share_above(Cents(edge * 100));
        meter.put_part(at(&format!("above_{edge}_share")), payment.above, share);
    }
    let about = "Pareto exponent: log-log fit of the share above the brackets of a published \
                 table, 1,000 to 200,000 currency units.";
    let tail = sorted.tail_exponent(&TAIL_EDGES).map(|fit| fit.exponent);
    meter.put(at("tail_exponent"), Unit::Ratio, about, tail);
}

/// Payments of the calendar year over a base, of the persons of one world or several, ascending.
pub fn payments<'a>(
    worlds: impl IntoIterator<Item = &'a Persons>,
    base: &str,
    with_credit: bool,
) -> Vec<Cents> {
    let payment = |person: PersonView<'_>| {
        let year = person.calendar_year()?;
        let credit = if with_credit { year.retail_credit } else { Cents::ZERO };
        let paid = year.rewards + credit;
        let belongs = match base {
            "on_books" => true,
            "ordered_or_paid" => year.ordered || Cents::ZERO < paid,
            _ => Cents::ZERO < paid,
        };
        belongs.then_some(paid.max(Cents::ZERO))
    };
    sorted(Persons::collect_all(worlds, payment))
}

/// Posts beyond which a career is not told apart; at a hundred a day a life is too short for more.
const POSTS_MAX: u32 = 999_999;

/// Whether a person's career is followed: she is no founder and joined after the burn-in.
fn is_followed(scenario: &Scenario, person: PersonView<'_>) -> bool {
    !person.is_founder() && scenario.burn_in_weeks <= person.joined()
}

/// Careers of all who joined after the burn-in, watched until the end of the run.
pub fn careers(
    scenario: &Scenario,
    persons: &Persons,
    event: CareerEvent,
    clock: CareerClock,
) -> Vec<Career> {
    persons.collect(|person| {
        if !is_followed(scenario, person) {
            return None;
        }
        let (career, left) = (person.career(), person.left());
        let (weeks, posts) = match event {
            CareerEvent::FirstEarnings => (career.earned_weeks, career.earned_posts),
            CareerEvent::BreakEven => (career.even_weeks, career.even_posts),
        };
        let ended = if left == NEVER { scenario.weeks - 1 } else { left };
        let watched = match clock {
            CareerClock::Weeks => ended.saturating_sub(person.joined()),
            CareerClock::Posts => person.posts().min(POSTS_MAX),
        };
        Some(if weeks != NEVER {
            let time = if clock == CareerClock::Weeks { weeks } else { posts.min(POSTS_MAX) };
            Career { time, end: End::Event }
        } else if left != NEVER {
            Career { time: watched, end: End::Competing }
        } else {
            Career { time: watched, end: End::Censored }
        })
    })
}

pub(super) fn put_careers(meter: &mut Meter, scenario: &Scenario, persons: &Persons) {
    // Whoever joins in the first week after the burn-in is watched longest. Beyond that a world
    // would know the share only where chance let nobody wait, and such worlds stand for no others.
    let longest = scenario.weeks - 1 - scenario.burn_in_weeks;
    for (event, name) in
        [(CareerEvent::FirstEarnings, "first_earnings"), (CareerEvent::BreakEven, "break_even")]
    {
        for (clock, unit, marks) in [
            (CareerClock::Weeks, "weeks", [4_u32, 13, 26, 52, 104]),
            (CareerClock::Posts, "posts", [1, 10, 30, 100, 300]),
        ] {
            let points = cumulative_incidence(&careers(scenario, persons, event, clock));
            for mark in marks {
                let about = match event {
                    CareerEvent::FirstEarnings => {
                        "Share who have had an income by so many weeks (that of joining is week \
                         zero) or posts after joining: cumulative incidence (Aalen-Johansen), \
                         leaving as the competing event; founders excluded; none where nobody was \
                         watched that long."
                    }
                    CareerEvent::BreakEven => {
                        "Share whose net was at or above zero, after the first cost or income, by \
                         so many weeks (that of joining is week zero) or posts after joining: \
                         cumulative incidence (Aalen-Johansen), leaving as the competing event; \
                         own use is a cost, a leaver's buy-back counts; founders excluded; none \
                         where nobody was watched that long."
                    }
                };
                let key = format!("careers.{name}.within_{mark}_{unit}");
                let is_watched = clock == CareerClock::Posts || mark <= longest;
                let share = incidence_at(&points, mark).filter(|_| is_watched);
                meter.put_part(key, about, share);
            }
            let median = median_time(&points).map(f64::from);
            let about = "Time by which it has happened to half of those who joined, if ever.";
            let unit_of = if clock == CareerClock::Weeks { Unit::Weeks } else { Unit::Posts };
            meter.put(format!("careers.{name}.median_{unit}"), unit_of, about, median);
        }
    }
    let even = persons.collect(|person| {
        let career = Some(person).filter(|&who| is_followed(scenario, who))?.career();
        (career.even_weeks != NEVER).then_some(career.fell_back)
    });
    let (count, fell) = (even.len(), even.iter().filter(|&&fell_back| fell_back).count());
    let about = "Share of those who joined after the burn-in and once broke even whose net fell \
                 below zero again before the end of the run.";
    let share = (0 < count).then(|| fell as f64 / count as f64);
    meter.put_part("careers.break_even.fell_back_share".to_string(), about, share);
}

/// Recruits, turnover, size of the network.
pub(super) fn put_network(
    meter: &mut Meter,
    scenario: &Scenario,
    run: &FinishedRun,
    persons: &Persons,
) {
    let window: Vec<u32> = persons.collect(|person| person.first_year().map(|_| person.recruits()));
    let all = window.len() as f64;
    let share = |count: usize| (0.0 < all).then(|| count as f64 / all);
    let base = "Direct recruits until the end of the run of the persons of the first-year window.";
    let mean = (0.0 < all).then(|| window.iter().map(|&n| f64::from(n)).sum::<f64>() / all);
    meter.put("network.recruits.mean".to_string(), Unit::Count, base, mean);
    for (name, from, to) in
        [("none", 0, 0), ("one", 1, 1), ("two", 2, 2), ("three_or_more", 3, u32::MAX)]
    {
        let count = window.iter().filter(|&&n| from <= n && n <= to).count();
        meter.put_part(format!("network.recruits.{name}_share"), base, share(count));
    }
    let ever = each_chunk(run.world.chunks(), |chunk| {
        chunk.left.iter().filter(|&left| scenario.burn_in_weeks <= left).count()
    });
    let ever = ever.into_iter().sum::<usize>() as f64;
    let about = "Partner rows on the books in any week after the burn-in, founders and returns \
                 included.";
    meter.put("network.partners_ever".to_string(), Unit::Count, about, Some(ever));
    let (active, dormant) = run.world.head_count();
    let at_end = "At the end of the run.";
    meter.put("network.active_at_end".to_string(), Unit::Count, at_end, Some(active as f64));
    meter.put("network.dormant_at_end".to_string(), Unit::Count, at_end, Some(dormant as f64));
    let measured = run.record.weeks.iter().skip(scenario.burn_in_weeks as usize);
    let peak = measured.map(|week| week.active).max();
    let about = "Most active partners at any week's end after the burn-in.";
    let peak = peak.map(|peak| peak as f64);
    meter.put("network.active_at_peak".to_string(), Unit::Count, about, peak);
    put_turnover(meter, scenario, run);
}

fn put_turnover(meter: &mut Meter, scenario: &Scenario, run: &FinishedRun) {
    let year = calendar_year_start(scenario.weeks, scenario.burn_in_weeks);
    let of_chunks = each_chunk(run.world.chunks(), |chunk| {
        year.map_or([0; 3], |start| {
            turnover(&run.world.networks[chunk.business.index()], chunk, start)
        })
    });
    let [base, gone, stopped] = of_chunks.into_iter().fold([0_u64; 3], |sums, of_chunk| {
        [sums[0] + of_chunk[0], sums[1] + of_chunk[1], sums[2] + of_chunk[2]]
    });
    let share = |part: u64| (0 < base).then(|| part as f64 / base as f64);
    let about = "Share of those on the books when the calendar year began who left within it.";
    meter.put_part("network.left_in_year_share".to_string(), about, share(gone));
    let about = "The same, with those who are dormant at the end of the run.";
    meter.put_part("network.stopped_in_year_share".to_string(), about, share(stopped));
}

/// Rows of a chunk that were on the books when a year began; those of them who left within it; and
/// these with the ones who are dormant at the end of the run.
fn turnover(network: &Network, chunk: &Chunk, start: Week) -> [u64; 3] {
    let end = start + WEEKS_PER_YEAR;
    let mut counts = [0; 3];
    for slot in 0..chunk.len() {
        let before = chunk.founder.of(slot) || chunk.joined.of(slot) < start;
        let left = chunk.left.of(slot);
        if before && start <= left {
            let dormant = network.status[chunk.first_row as usize + slot] == Status::Dormant;
            counts[0] += 1;
            counts[1] += u64::from(left < end);
            counts[2] += u64::from(left < end || dormant);
        }
    }
    counts
}
