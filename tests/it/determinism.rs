//! The same scenario and seed give the same bytes: on any number of threads, in any order of the
//! replicates, and from one version to the next as long as nobody meant to change them.
//!
//! *Invariant*: what is compared is the whole of the results, written out with every digit of every
//! float and hashed.
//!
//! *Absent*: files (their bytes are compared where they are written); times and host.

use std::fmt::{Debug, Write};
use std::ops::ControlFlow;

use downline::chance::SCHEME;
use downline::experiment::{Replicate, gather, run_worlds};
use downline::measure::measure;
use downline::scenario::Loaded;
use downline::simulation::Simulation;
use downline::world::{CHUNK, CHUNKS_MANY, Chunk};
use sha2::{Digest, Sha256};

use crate::support::{load, run};

/// Takes text into a hash.
struct Hashing(Sha256);

impl Write for Hashing {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

/// SHA-256 of a value written out: `Debug` prints floats with all the digits that tell them apart.
fn hash(value: &impl Debug) -> String {
    let mut hashing = Hashing(Sha256::new());
    write!(hashing, "{value:?}").expect("a hash takes everything");
    let digest = hashing.0.finalize();
    digest.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes everything");
        text
    })
}

/// The worlds of a scenario, on so many threads.
fn worlds(loaded: &Loaded, replicates: u32, threads: usize) -> Vec<Replicate> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    pool.install(|| run_worlds(loaded, replicates, &|_, _| ControlFlow::Continue(())))
        .expect("the books close")
}

/// How results without anybody followed end.
const NOBODY_FOLLOWED: &str = ", personas: [], creators: [], team: []";

/// How the last rows begin, which are hashed by themselves: the golden hash is older than they are.
const JOINERS: &str = ", joiners: Joiners";

/// What a card says where no other scenario sets a budget.
const NO_BUDGETS: &str = ", budgets: []";

/// The hash of each world and of what they come to together: verdict, readings, capture, curves,
/// weeks, flows, partners. The scenario's own hash is left out, so that a new key with a default
/// that changes nothing leaves the golden hash alone, and so are the rows of those who are followed
/// where nobody is, and the budgets of others where there are none.
fn hashes(loaded: &Loaded, worlds: Vec<Replicate>) -> Vec<String> {
    let mut hashes: Vec<String> = worlds.iter().map(hash).collect();
    let mut results = gather(loaded, worlds);
    results.card.scenario_hash.clear();
    let text = format!("{results:?}").replacen(NOBODY_FOLLOWED, "", 1);
    let text = text.replacen(NO_BUDGETS, "", 1);
    let (text, joiners) = text.split_once(JOINERS).expect("joiners at the end");
    hashes.push(hash(&joiners));
    hashes.push(hash(&format_args!("{text} }}")));
    hashes
}

#[test]
fn results_are_the_same_bytes_on_one_two_three_and_eight_threads() {
    let loaded = load("tiny.toml", &[]);
    let one = hashes(&loaded, worlds(&loaded, 6, 1));
    for threads in [2, 3, 8] {
        let many = hashes(&loaded, worlds(&loaded, 6, threads));
        assert_eq!(one, many, "{threads} threads under {SCHEME}");
    }
}

/// More partners than threads leave to one of them, so that they share one world and have to bring
/// their parts together.
#[test]
fn a_world_of_many_chunks_is_the_same_bytes_on_one_two_three_and_eight_threads() {
    let sets = ["weeks=10", "market.people=1600000", "business.glow.founders=54000"];
    let loaded = load("tiny.toml", &sets);
    let first = worlds(&loaded, 1, 1);
    let rows = first[0].partners.last().expect("partners").partner as usize;
    assert!(CHUNKS_MANY * CHUNK < rows, "{rows} rows");
    let one = hashes(&loaded, first);
    for threads in [2, 3, 8] {
        let many = hashes(&loaded, worlds(&loaded, 1, threads));
        assert_eq!(one, many, "{threads} threads under {SCHEME}");
    }
}

/// The same over more than a year in a lean model whose plan is plain and run each week: links that
/// are shortened, sums that are emptied, first years of those who came back and of others.
#[test]
fn a_year_of_many_chunks_is_the_same_bytes_on_one_and_three_threads() {
    let sets = [
        "weeks=56",
        "market.people=2800000",
        "market.community_people=2800000",
        "business.ref.founders=140000",
        "business.ref.founder_roots=1400",
        "recruit.return_per_week=0.00003",
        "recruit.return_after_weeks=1",
        "recruit.pitch_rate=1e-7",
        "quit.hazard_per_week=0.002",
    ];
    let loaded = load("ref-1.toml", &sets);
    let finished = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let run = || Simulation::new(&loaded.scenario, 0).run(|_| ControlFlow::Continue(()));
        pool.expect("threads").install(run).expect("the books close")
    };
    let (one, three) = (finished(1), finished(3));
    let returned = |chunk: &&Chunk| chunk.next_row.common().is_none();
    let chunks = one.world.chunks().count();
    let some = one.world.chunks().filter(returned).count();
    assert!(
        (1..chunks).contains(&some),
        "{some} of {chunks} chunks have rows that go on elsewhere"
    );
    assert!(2 * 1_024 * 64 < one.world.rows(), "enough rows for all that threads share");
    for (mine, theirs) in one.world.chunks().zip(three.world.chunks()) {
        for slot in 0..mine.len() {
            assert_eq!(mine.first_year(slot), theirs.first_year(slot));
            assert_eq!(mine.snapshot(slot), theirs.snapshot(slot));
        }
    }
    assert_eq!(one.books.journal.total(), three.books.journal.total());
    assert_eq!(one.record.weeks, three.record.weeks);
}

#[test]
fn periods_worked_out_again_are_the_same_bytes_on_one_and_two_threads() {
    let sets = [
        "business.glow.plan.clawback.counts_in=\"sale\"",
        "business.glow.plan.binary={}",
        "business.glow.buy_back.claim_probability=1.0",
    ];
    let loaded = load("tiny.toml", &sets);
    let one = hashes(&loaded, worlds(&loaded, 2, 1));
    assert_eq!(one, hashes(&loaded, worlds(&loaded, 2, 2)), "two threads under {SCHEME}");
    let without = load("tiny.toml", &sets[1..]);
    assert_ne!(one, hashes(&without, worlds(&without, 2, 2)), "goods come back");
}

#[test]
fn people_who_are_followed_are_the_same_bytes_on_one_and_two_threads() {
    let sets = ["persona.ana={ week = 9 }", "creators={ people = 100, over_weeks = 20 }"];
    let loaded = load("tiny.toml", &sets);
    let one = hashes(&loaded, worlds(&loaded, 3, 1));
    assert_eq!(one, hashes(&loaded, worlds(&loaded, 3, 2)), "two threads under {SCHEME}");
    let without = load("tiny.toml", &[]);
    assert_ne!(one, hashes(&without, worlds(&without, 3, 2)), "people are followed");
}

#[test]
fn a_replicate_does_not_depend_on_which_others_run_or_in_what_order() {
    let loaded = load("tiny.toml", &[]);
    let six = worlds(&loaded, 6, 2);
    let four = worlds(&loaded, 4, 2);
    assert_eq!(hash(&six[3]), hash(&four[3]));
    assert_ne!(hash(&six[3].measures), hash(&six[2].measures));
    // From the last to the first, each alone.
    for replicate in (0..6).rev() {
        let alone = run(&loaded, replicate);
        let among = &six[replicate as usize];
        assert_eq!(among.replicate, replicate);
        let measures = measure(&loaded.scenario, &alone);
        assert_eq!(hash(&measures), hash(&among.measures), "replicate {replicate}");
    }
}

/// The results of `tiny.toml` with six replicates under the scheme of this version. It changes when
/// the model, the chance scheme, a measure or the form of the results changes, and only then: such
/// a change belongs in the change log. To mint a new one, run this test and copy the hash that it
/// found from its message.
const GOLDEN: &str = "70d80e7921607deb86997a36af3fa0d50ff734a0907df349b29d68e1ff71235a";

#[test]
fn tiny_toml_gives_the_same_results_as_when_its_hash_was_minted() {
    let loaded = load("tiny.toml", &[]);
    let found = hashes(&loaded, worlds(&loaded, 6, 2)).pop().expect("a hash of the results");
    assert_eq!(found, GOLDEN, "the results of tiny.toml have changed under {SCHEME}");
}
