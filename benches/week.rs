//! The week's step on REF-1 through the general engine: agent-weeks a second by size and threads.
//!
//! Run with `cargo bench --bench week`. The world is grown once for each size to half-way through
//! its second year, and each measurement clones it and settles the next four weeks, so that
//! founding and measuring are not part of the figure. REF-1 has 20 times as many partners at its
//! end as at its start; the sizes name the partners active in the measured weeks, roughly.

use criterion::{BatchSize, BenchmarkId, Criterion, SamplingMode, Throughput};
use downline::scenario::Loaded;
use downline::simulation::Simulation;

/// Weeks before the measured ones.
const GROWN_WEEKS: u32 = 78;

/// Weeks in one measurement.
const MEASURED_WEEKS: u32 = 4;

/// REF-1 with so many founders.
fn ref_1(founders: u32) -> Loaded {
    let people = 20 * founders;
    let sets = [
        format!("market.people={people}"),
        format!("market.community_people={people}"),
        format!("business.ref.founders={founders}"),
        format!("business.ref.founder_roots={}", (founders / 100).max(1)),
    ];
    let path = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/ref-1.toml"));
    Loaded::from_file(path, &sets).expect("REF-1 has no problems")
}

fn week(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("ref-1 week");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    // After 78 weeks some 9.4 partners are active for each founder.
    for (partners, founders) in [(10_000, 1_060), (1_000_000, 106_000)] {
        let loaded = ref_1(founders);
        let mut grown = Simulation::new(&loaded.scenario, 0);
        for _ in 0..GROWN_WEEKS {
            grown.step().expect("the books close");
        }
        let active: u64 = grown.record().weeks.last().expect("weeks were run").active;
        group.throughput(Throughput::Elements(active * u64::from(MEASURED_WEEKS)));
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .expect("threads can be started");
            let id = BenchmarkId::new(format!("{partners} partners"), format!("{threads} threads"));
            group.bench_function(id, |bencher| {
                bencher.iter_batched(
                    || grown.clone(),
                    |mut simulation| {
                        pool.install(|| {
                            for _ in 0..MEASURED_WEEKS {
                                simulation.step().expect("the books close");
                            }
                        });
                        simulation
                    },
                    BatchSize::PerIteration,
                );
            });
        }
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    week(&mut criterion);
    criterion.final_summary();
}
