//! A week's working memory is used again: how often a week asks for memory does not depend on how
//! many partners there are.
//!
//! *Invariant*: nobody joins in the worlds compared, so that no row has to be made room for, and
//! all that grows with partners has grown before the count begins.
//!
//! *Absent*: how much memory is asked for.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering};

use downline::scenario::Loaded;
use downline::simulation::Simulation;

/// The system's allocator, counting.
struct Counting;

static ASKED: AtomicU64 = AtomicU64::new(0);

#[expect(unsafe_code, reason = "an allocator cannot be written without it")]
// SAFETY: everything is passed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promises are the system's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are the system's.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ASKED.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promises are the system's.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// How often each of the weeks after the warm-up asks for memory.
fn asked(founders: u32) -> Vec<u64> {
    let sets = [
        "recruit.pitch_rate=0.0".to_string(),
        format!("market.people={}", 20 * founders),
        format!("market.community_people={}", 20 * founders),
        format!("business.ref.founders={founders}"),
    ];
    let path = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/ref-1.toml"));
    let loaded = Loaded::from_file(path, &sets).unwrap_or_else(|problems| panic!("{problems}"));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    pool.install(|| {
        let mut simulation = Simulation::new(&loaded.scenario, 0);
        let mut week = || {
            let before = ASKED.load(Ordering::Relaxed);
            simulation.step().expect("the books close");
            ASKED.load(Ordering::Relaxed) - before
        };
        // Demand is highest when the calendar renews it, in week 53.
        (0..56).for_each(|_| {
            week();
        });
        (0..40).map(|_| week()).collect()
    })
}

/// Small lists of a plan's run and of the record; no number here depends on partners.
const MOST: u64 = 60;

#[test]
fn a_week_asks_for_memory_as_often_for_many_partners_as_for_few() {
    let (few, many) = (asked(400), asked(30_000));
    let most = |weeks: &[u64]| weeks.iter().copied().max().unwrap_or(0);
    assert!(0 < most(&few) && most(&few) <= MOST, "{few:?}");
    assert!(most(&many) <= most(&few) + 2, "{few:?} and {many:?}");
}
