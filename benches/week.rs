//! The week's step: agent-weeks a second and bytes a partner, by model, size and threads.
//!
//! Run with `cargo bench --bench week`; `-- 1000000` adds a size, in active partners, `-- columns`
//! tells the bytes a row of each column. Each world is grown first, and each measurement clones it,
//! settles a week in which lists get their room, and then the four that count, so that founding is
//! not part of the figure. REF-1 is grown to half-way through its second year, when some 9.4
//! partners are active for each founder; the full model (`beauty-network.toml` with its first
//! contract) for a quarter of a year.

#[path = "common/clock.rs"]
mod clock;
#[path = "common/memory.rs"]
mod memory;

use std::time::Instant;

use clock::{median, processor_time};

use downline::scenario::Loaded;
use downline::simulation::Simulation;

/// Weeks in one measurement.
const MEASURED_WEEKS: u32 = 4;

/// Measurements, of which the median counts.
const ROUNDS: usize = 5;

fn load(file: &str, sets: &[String]) -> Loaded {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(file);
    Loaded::from_file(&path, sets).unwrap_or_else(|problems| panic!("{problems}"))
}

/// REF-1 with roughly so many active partners in the measured weeks.
fn ref_1(partners: u32) -> (Loaded, u32) {
    let founders = partners * 10 / 94;
    let people = 20 * founders;
    let sets = [
        format!("market.people={people}"),
        format!("market.community_people={people}"),
        format!("business.ref.founders={founders}"),
        format!("business.ref.founder_roots={}", (founders / 100).max(1)),
    ];
    (load("ref-1.toml", &sets), 78)
}

/// The full model with so many founders, and people in proportion.
fn full(partners: u32) -> (Loaded, u32) {
    let sets = [
        format!("market.people={}", partners * 40),
        format!("business.glow.founders={partners}"),
        format!("business.glow.founder_roots={}", (partners / 100).max(1)),
    ];
    (load("beauty-network.toml", &sets), 13)
}

/// Bytes a row of each column, the largest first.
#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
fn print_columns(grown: &Simulation<'_>) {
    let mut columns: Vec<_> = grown.bytes_by_column().into_iter().collect();
    columns.sort_by_key(|&(name, bytes)| (std::cmp::Reverse(bytes), name));
    for (name, bytes) in columns.into_iter().filter(|&(_, bytes)| 0 < bytes) {
        println!("    {name:<28} {:>6.2}", bytes as f64 / grown.world.rows() as f64);
    }
}

/// Whether a word was given.
fn asked(name: &str) -> bool {
    std::env::args().any(|text| text == name)
}

#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
fn main() {
    let mut sizes = vec![10_000, 100_000];
    sizes.extend(std::env::args().filter_map(|text| text.parse::<u32>().ok()));
    println!(
        "million agent-weeks a second, medians of {ROUNDS} rounds; 1 thread by processor time"
    );
    println!(
        "model     active  1 thread  1 by clock  2 by clock  2/1  bytes/row  with working memory"
    );
    // Made once: the time of a thread that ends is no longer told.
    let pools = [1, 2].map(|threads| {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads")
    });
    // A model by name leaves the other one out.
    let only = asked("ref-1") || asked("full");
    for size in sizes {
        for (name, (loaded, weeks)) in [("ref-1", ref_1(size)), ("full", full(size))] {
            if only && !asked(name) {
                continue;
            }
            let mut grown = Simulation::new(&loaded.scenario, 0);
            for _ in 0..weeks {
                grown.step().expect("the books close");
            }
            let active = grown.record().weeks.last().expect("weeks were run").active;
            let (mut busy_rates, mut rates) = (Vec::new(), [Vec::new(), Vec::new()]);
            for _ in 0..ROUNDS {
                for (rates, pool) in rates.iter_mut().zip(&pools) {
                    let mut simulation = grown.clone();
                    let mut run = |weeks: u32| {
                        pool.install(|| {
                            for _ in 0..weeks {
                                simulation.step().expect("the books close");
                            }
                        });
                    };
                    // A clone's lists have no room beyond what is in them.
                    run(1);
                    let (before, start) = (processor_time(), Instant::now());
                    run(MEASURED_WEEKS);
                    let (time, after) = (start.elapsed(), processor_time());
                    let weeks = &simulation.record().weeks[weeks as usize + 1..];
                    let steps: u64 = weeks.iter().map(|week| week.active_before).sum();
                    rates.push(steps as f64 / time.as_secs_f64() / 1e6);
                    if pool.current_num_threads() == 1 {
                        let busy =
                            before.zip(after).map_or(time, |(from, to)| to.saturating_sub(from));
                        busy_rates.push(steps as f64 / busy.as_secs_f64() / 1e6);
                    }
                }
            }
            let ratio =
                median(rates[1].iter().zip(&rates[0]).map(|(two, one)| two / one).collect());
            let [one, two] = rates.map(median);
            let rows = grown.world.rows() as f64;
            let (world, all) = (grown.world.bytes() as f64 / rows, grown.bytes() as f64 / rows);
            let busy = median(busy_rates);
            println!(
                "{name:<6} {active:>9} {busy:>9.2} {one:>11.2} {two:>11.2} {ratio:>4.2} \
                 {world:>10.0} {all:>20.0}"
            );
            if asked("columns") {
                print_columns(&grown);
            }
        }
    }
}
