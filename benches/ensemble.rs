//! Many small worlds: what a thousand replicates of the tiny network take, start-up and measures
//! included, on one and on two threads in turn.
//!
//! Run with `cargo bench --bench ensemble`, or `-- 200` for another number of worlds. Efficiency is
//! the time of one thread over twice that of two. By processor time it says what working side by
//! side costs; by the clock it also says what else the machine did.

#[path = "common/clock.rs"]
mod clock;
#[path = "common/memory.rs"]
mod memory;

use std::ops::ControlFlow;
use std::time::Instant;

use clock::{median, processor_time};

use downline::experiment::run_worlds;
use downline::scenario::Loaded;

/// Measurements, of which the median counts.
const ROUNDS: usize = 5;

#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
fn main() {
    let given = std::env::args().find_map(|text| text.parse::<u32>().ok());
    let worlds = given.unwrap_or(1_000);
    let path = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/tiny.toml"));
    let loaded = Loaded::from_file(path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let pools = [1, 2].map(|threads| {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads")
    });
    let (mut clocks, mut busy) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    for _ in 0..ROUNDS {
        for (place, pool) in pools.iter().enumerate() {
            let (before, start) = (processor_time(), Instant::now());
            let watch = |_, _: &_| ControlFlow::Continue(());
            let outcomes = pool.install(|| run_worlds(&loaded, worlds, &watch));
            let outcomes = outcomes.expect("the books close");
            assert_eq!(outcomes.len(), worlds as usize);
            let (time, after) = (start.elapsed(), processor_time());
            clocks[place].push(time.as_secs_f64());
            let used = before.zip(after).map_or(time, |(from, to)| to.saturating_sub(from));
            busy[place].push(used.as_secs_f64());
        }
    }
    let halves = |[one, two]: &[Vec<f64>; 2], shares: f64| {
        median(one.iter().zip(two).map(|(one, two)| one / two / shares).collect())
    };
    let (by_clock, by_processor) = (halves(&clocks, 2.0), halves(&busy, 1.0));
    let [one, two] = clocks.map(median);
    println!("{worlds} worlds of tiny.toml, medians of {ROUNDS} rounds");
    println!("one thread {one:.2} s, two threads {two:.2} s by the clock");
    println!(
        "efficiency of two threads {by_clock:.2} by the clock, {by_processor:.2} by processor time"
    );
}
