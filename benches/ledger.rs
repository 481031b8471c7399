//! What the books cost: the weekly audit beside a whole week, and a transfer.
//!
//! Run with `cargo bench --bench ledger`; `-- 1000000` adds a size, in founders. The audit is taken
//! once more after each measured week: all partners' columns are summed and compared with the
//! journal, as at the end of a period. Both are told by processor time on one thread.

#[path = "common/clock.rs"]
mod clock;
#[path = "common/memory.rs"]
mod memory;

use std::hint::black_box;
use std::time::{Duration, Instant};

use clock::{median, processor_time};
use downline::ledger::{PartnerTotals, Purses, Reason, Tally, audit, transfer};
use downline::scenario::Loaded;
use downline::simulation::Simulation;
use downline::units::Cents;

/// Weeks before the measured ones.
const GROWN: u32 = 40;

/// Weeks that are measured, of which the median counts.
const MEASURED: usize = 9;

/// Transfers in a measurement.
const TRANSFERS: usize = 4_000_000;

fn load(file: &str, sets: &[String]) -> Loaded {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(file);
    Loaded::from_file(&path, sets).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The two models with so many founders, and people in proportion.
fn worlds(founders: u32) -> [(&'static str, Loaded); 2] {
    let roots = (founders / 100).max(1);
    let ref_1 = [
        format!("market.people={}", 20 * founders),
        format!("market.community_people={}", 20 * founders),
        format!("business.ref.founders={founders}"),
        format!("business.ref.founder_roots={roots}"),
    ];
    let full = [
        format!("market.people={}", 40 * founders),
        format!("business.glow.founders={founders}"),
        format!("business.glow.founder_roots={roots}"),
    ];
    [("ref-1", load("ref-1.toml", &ref_1)), ("full", load("beauty-network.toml", &full))]
}

/// What some work takes.
fn time_of(work: impl FnOnce()) -> Duration {
    let (before, start) = (processor_time(), Instant::now());
    work();
    let (time, after) = (start.elapsed(), processor_time());
    before.zip(after).map_or(time, |(from, to)| to.saturating_sub(from))
}

/// Milliseconds of a week and of an audit of all columns.
fn week_and_audit(loaded: &Loaded) -> (u64, f64, f64) {
    let mut simulation = Simulation::new(&loaded.scenario, 0);
    for _ in 0..GROWN {
        simulation.step().expect("the books close");
    }
    let totals = &mut PartnerTotals::default();
    let (mut weeks, mut audits) = (Vec::new(), Vec::new());
    for _ in 0..MEASURED {
        weeks.push(time_of(|| simulation.step().expect("the books close")).as_secs_f64() * 1e3);
        let Simulation { world, books, .. } = &mut simulation;
        let once_more = time_of(|| {
            world.sum_up(true, totals);
            audit(world.week, &books.journal, &books.goods, totals, &[]).expect("they close");
        });
        audits.push(once_more.as_secs_f64() * 1e3);
    }
    (simulation.world.rows() as u64, median(weeks), median(audits))
}

/// Nanoseconds of a transfer to rows in their order, and all over the place.
fn transfers(rows: usize) -> [f64; 2] {
    [1, 2_654_435_761].map(|stride: usize| {
        let (mut purses, mut tally) = (Purses::default(), Tally::default());
        purses.grow(rows);
        let time = time_of(|| {
            for number in 0..TRANSFERS {
                let row = number.wrapping_mul(stride) % rows;
                transfer(purses.at(row), &mut tally, Reason::RetailCredit, Cents(12));
            }
        });
        black_box((&purses, &tally));
        time.as_secs_f64() * 1e9 / TRANSFERS as f64
    })
}

#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
fn main() {
    let mut sizes = vec![10_000, 100_000];
    sizes.extend(std::env::args().filter_map(|text| text.parse::<u32>().ok()));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    println!("one thread, processor time, medians of {MEASURED} weeks");
    println!("model   founders       rows   week, ms   audit of all, ms   share of both");
    for (founders, (name, loaded)) in
        sizes.into_iter().flat_map(|size| worlds(size).map(|world| (size, world)))
    {
        let (rows, week, audit) = pool.install(|| week_and_audit(&loaded));
        // REF-1 audits all columns each week, so its week has one audit in it already.
        let whole = if name == "ref-1" { week } else { week + audit };
        let share = 100.0 * audit / whole;
        println!("{name:<6} {founders:>9} {rows:>10} {week:>10.2} {audit:>18.3} {share:>13.1} %");
    }
    println!("rows      transfer in order, ns   all over the place, ns");
    for rows in [4_096, 65_536, 1_048_576] {
        let [in_order, all_over] = transfers(rows);
        println!("{rows:<9} {in_order:>21.1} {all_over:>24.1}");
    }
}
