//! A week's working memory is used again: once it has grown, a week asks for none.
//!
//! *Invariant*: nobody joins in these worlds, so that no row has to be made room for, and all that
//! grows with partners has grown before the count begins.
//!
//! *Absent*: how much memory is asked for.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use downline::scenario::Loaded;
use downline::simulation::Simulation;

/// The system's allocator, counting.
struct Counting;

thread_local! {
    /// How often this thread has asked: tests run side by side.
    static ASKED: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    ASKED.set(ASKED.get() + 1);
}

#[expect(unsafe_code, reason = "an allocator cannot be written without it")]
// SAFETY: everything is passed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promises are the system's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are the system's.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller's promises are the system's.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// How often each of the weeks after the warm-up asks for memory.
fn asked(scenario: &str, sets: &[&str], (warm_up, counted): (u32, u32)) -> Vec<u64> {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    let folder = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios"));
    let loaded = Loaded::from_file(&folder.join(scenario), &sets);
    let loaded = loaded.unwrap_or_else(|problems| panic!("{problems}"));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    pool.install(|| {
        let mut simulation = Simulation::new(&loaded.scenario, 0);
        let mut week = || {
            let before = ASKED.get();
            simulation.step().expect("the books close");
            ASKED.get() - before
        };
        (0..warm_up).for_each(|_| {
            week();
        });
        (0..counted).map(|_| week()).collect()
    })
}

#[test]
fn a_week_of_the_reference_model_asks_for_no_memory() {
    for founders in ["400", "30_000"] {
        let sets = [
            "recruit.pitch_rate=0.0".to_owned(),
            format!("market.people={founders}0"),
            format!("market.community_people={founders}0"),
            format!("business.ref.founders={founders}"),
        ];
        // Demand is highest when the calendar renews it, in week 53; by week 66 everybody's posts
        // are counted in two bytes.
        let weeks = asked("ref-1.toml", &sets.each_ref().map(String::as_str), (66, 37));
        assert_eq!(weeks, [0; 37], "{founders} founders");
    }
}

#[test]
fn most_weeks_of_the_full_model_ask_for_no_memory() {
    // Moods, stock, customers and a fee each year, but nobody joins. Some weeks ask for the next
    // width of a column whose numbers grow.
    let sets =
        ["recruit.pitch_rate=0.0", "recruit.leads_per_hour=0.0", "recruit.return_per_week=0.0"];
    let mut weeks = asked("beauty-network.toml", &sets, (104, 50));
    weeks.sort_unstable();
    assert_eq!(weeks[weeks.len() * 2 / 3], 0, "{weeks:?}");
}
