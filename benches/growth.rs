//! How cost grows: with partners, the model, weeks, levels, communities and replicates, each by
//! itself.
//!
//! Run with `cargo bench --bench growth`; `-- 7000000` adds a number of founders to the first
//! table, and `-- models levels` prints tables by name alone. Everything runs on one thread and is
//! told by processor time where the system tells it, the median of the rounds.

#[path = "common/clock.rs"]
mod clock;
#[path = "common/memory.rs"]
mod memory;

use std::ops::ControlFlow;
use std::time::Instant;

use clock::{median, processor_time};

use downline::experiment::run_worlds;
use downline::scenario::Loaded;
use downline::simulation::Simulation;

/// Measurements, of which the median counts.
const ROUNDS: usize = 3;

fn load(file: &str, sets: &[String]) -> Loaded {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(file);
    Loaded::from_file(&path, sets).unwrap_or_else(|problems| panic!("{problems}"))
}

/// What some work takes, in seconds.
fn seconds(work: impl FnOnce()) -> f64 {
    let (before, start) = (processor_time(), Instant::now());
    work();
    let (time, after) = (start.elapsed(), processor_time());
    let used = before.zip(after).map_or(time, |(from, to)| to.saturating_sub(from));
    used.as_secs_f64()
}

/// Nanoseconds a partner-week of each stretch of so many weeks, and of founding a founder.
fn costs(loaded: &Loaded, stretch: u32) -> (Vec<f64>, f64) {
    let stretches = loaded.scenario.weeks.div_ceil(stretch) as usize;
    let mut rounds = vec![Vec::new(); stretches];
    let mut founding = Vec::new();
    for _ in 0..ROUNDS {
        let mut made = None;
        let time = seconds(|| made = Some(Simulation::new(&loaded.scenario, 0)));
        let mut simulation = made.expect("it was founded");
        founding.push(time * 1e9 / simulation.world.rows() as f64);
        for costs in &mut rounds {
            let from = simulation.world.week;
            let time = seconds(|| {
                for _ in from..loaded.scenario.weeks.min(from + stretch) {
                    simulation.step().expect("the books close");
                }
            });
            let weeks = &simulation.record().weeks[from as usize..];
            let steps: u64 = weeks.iter().map(|week| week.active_before).sum();
            costs.push(time * 1e9 / steps as f64);
        }
    }
    (rounds.into_iter().map(median).collect(), median(founding))
}

/// The world's sellers, or as many of them as have so many founders.
fn world(founders: u64) -> Loaded {
    let sets = [
        format!("market.people={}", founders * 200 / 7),
        format!("business.ref.founders={founders}"),
        format!("business.ref.founder_roots={}", founders / 100),
    ];
    load("world.toml", &sets)
}

fn ref_1(founders: u32, sets: &[String]) -> Loaded {
    let mut all = vec![
        format!("market.people={}", 20 * founders),
        format!("market.community_people={}", 20 * founders),
        format!("business.ref.founders={founders}"),
        format!("business.ref.founder_roots={}", founders / 100),
    ];
    all.extend_from_slice(sets);
    load("ref-1.toml", &all)
}

#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
fn by_partners() {
    println!("world.toml, by founders: ns a partner-week, ns a founder before the first week");
    let mut sizes = vec![7_000, 70_000, 700_000];
    sizes.extend(std::env::args().filter_map(|text| text.parse::<u64>().ok()));
    for founders in sizes {
        let (weeks, founding) = costs(&world(founders), 52);
        println!("  {founders:>9}  {:>6.1}  {founding:>6.0}", weeks[0]);
    }
}

#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
fn by_models() {
    println!(
        "whole runs of two years, in turn, by founders: ns a partner-week of ref-1, of the full"
    );
    println!("model, the latter beside the former");
    for founders in [2_000, 10_000] {
        let sets = [
            "weeks=104".to_owned(),
            format!("market.people={}", founders * 40),
            format!("business.glow.founders={founders}"),
        ];
        let both = [ref_1(founders, &[]), load("beauty-network.toml", &sets)];
        let [one, other] = both.map(|loaded| costs(&loaded, 104).0[0]);
        println!("  {founders:>9}  {one:>6.1} {other:>6.1} {:>6.2}", other / one);
    }
}

#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
fn by_weeks() {
    println!("by weeks: ns a partner-week in each half year");
    let weeks = ["weeks=208".to_owned()];
    let full = load("beauty-network.toml", &["weeks=208".to_owned()]);
    for (name, loaded) in [("ref-1", ref_1(2_000, &weeks)), ("full model", full)] {
        let figures: Vec<String> =
            costs(&loaded, 26).0.iter().map(|cost| format!("{cost:>6.1}")).collect();
        println!("  {name:<10} {}", figures.join(" "));
    }
}

#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
fn by_levels() {
    println!("ref-1 with 10,000 founders, by paid levels: ns a partner-week");
    for levels in [0, 1, 2, 5, 10, 20] {
        let rates = vec!["0.01"; levels].join(", ");
        let loaded = ref_1(10_000, &[format!("business.ref.plan.unilevel.rates=[{rates}]")]);
        println!("  {levels:>9}  {:>6.1}", costs(&loaded, 104).0[0]);
    }
}

#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
fn by_communities() {
    println!("full model, by communities of its 200,000 people: ns a partner-week");
    for communities in [1, 20, 200, 2_000, 20_000] {
        let sets = [format!("market.community_people={}", 200_000 / communities)];
        println!(
            "  {communities:>9}  {:>6.1}",
            costs(&load("beauty-network.toml", &sets), 156).0[0]
        );
    }
}

#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
fn by_replicates() {
    println!("tiny.toml, by worlds: ms a world, start-up and measures included");
    let loaded = load("tiny.toml", &[]);
    for worlds in [1, 10, 100, 1_000] {
        let watch = |_, _: &_| ControlFlow::Continue(());
        let work = || drop(run_worlds(&loaded, worlds, &watch).expect("the books close"));
        let time = median((0..ROUNDS).map(|_| seconds(work)).collect());
        println!("  {worlds:>9}  {:>6.2}", time * 1e3 / f64::from(worlds));
    }
}

/// What is printed, by name.
const TABLES: [(&str, fn()); 6] = [
    ("partners", by_partners),
    ("models", by_models),
    ("weeks", by_weeks),
    ("levels", by_levels),
    ("communities", by_communities),
    ("replicates", by_replicates),
];

fn main() {
    let asked: Vec<String> = std::env::args().collect();
    let is_asked = |name: &str| asked.iter().any(|word| word == name);
    let all = !TABLES.iter().any(|(name, _)| is_asked(name));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    pool.install(|| {
        for (_, print) in TABLES.iter().filter(|(name, _)| all || is_asked(name)) {
            print();
        }
    });
}
