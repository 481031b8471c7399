//! A thousand worlds of `tiny.toml`: worlds a second on one and on two threads, start-up included.
//!
//! Run with `cargo bench --bench ensemble`; `-- 200` for another number of worlds. Each round
//! founds, runs and measures all worlds and brings them together, first on one thread and then on
//! two. The efficiency of two threads is half of the ratio by the clock; what the processors did
//! beside stands in the column of processor time, which rises with the threads where they share a
//! cache or one core's units.

#[path = "common/clock.rs"]
mod clock;

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use clock::{median, processor_time};
use downline::experiment;
use downline::scenario::Loaded;
use downline::simulation::Stopped;

/// Rounds, of which the median counts.
const ROUNDS: usize = 5;

#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
fn main() {
    let given = std::env::args().find_map(|text| text.parse::<u32>().ok());
    let worlds = given.unwrap_or(1_000);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/tiny.toml");
    let pools = [1, 2].map(|threads| {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads")
    });
    let (mut seconds, mut busy) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    let mut partner_weeks = 0;
    for _ in 0..ROUNDS {
        for (place, pool) in pools.iter().enumerate() {
            let (start, before) = (Instant::now(), processor_time());
            let loaded = Loaded::from_file(&path, &[]).expect("tiny.toml has no problems");
            let go_on = |_, _: &_| ControlFlow::Continue(());
            let results = pool.install(|| {
                let worlds = experiment::run_worlds(&loaded, worlds, &go_on)?;
                let partner_weeks: u64 = worlds.iter().map(|world| world.partner_weeks).sum();
                experiment::gather(&loaded, worlds);
                Ok::<u64, Stopped>(partner_weeks)
            });
            partner_weeks = results.expect("the books close");
            seconds[place].push(start.elapsed().as_secs_f64());
            if let Some((from, to)) = before.zip(processor_time()) {
                busy[place].push(to.saturating_sub(from).as_secs_f64());
            }
        }
    }
    let ratio = median(seconds[0].iter().zip(&seconds[1]).map(|(one, two)| one / two).collect());
    println!("{worlds} worlds of tiny.toml, {partner_weeks} partner-weeks, medians of {ROUNDS}");
    println!(
        "threads  seconds  processor seconds  worlds a second  million partner-weeks a second"
    );
    for (threads, (seconds, busy)) in (1..).zip(seconds.into_iter().zip(busy)) {
        let (seconds, busy) = (median(seconds), if busy.is_empty() { 0.0 } else { median(busy) });
        println!(
            "{threads:>7} {seconds:>8.2} {busy:>18.2} {:>16.0} {:>31.2}",
            f64::from(worlds) / seconds,
            partner_weeks as f64 / seconds / 1e6
        );
    }
    println!("2 threads are {ratio:.2} times as fast as 1: {:.0} % of two", 50.0 * ratio);
}
