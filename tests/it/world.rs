//! The scenario of all the world's direct sellers, at a two-thousandth of its size: what a row
//! costs in memory does not depend on how many there are.
//!
//! *Absent*: how long it takes.

use downline::simulation::Simulation;

use crate::support::load;

/// One of so many partners is looked at.
const SCALE: u32 = 2_000;

/// The columns that a week reads or writes for everybody who is active.
const WEEKLY: [&str; 16] = [
    "person",
    "followers",
    "pull",
    "hours",
    "motivation",
    "motive",
    "circle",
    "circle_left",
    "appetite",
    "posts",
    "minutes",
    "money",
    "volumes",
    "links",
    "status",
    "sets of slots",
];

#[test]
fn the_worlds_partners_fit_sixteen_gigabytes() {
    let whole = load("world.toml", &[]).scenario;
    let business = &whole.businesses[0].1;
    let sets = [
        format!("market.people={}", whole.market.people / SCALE),
        format!("business.ref.founders={}", business.founders / SCALE),
        format!("business.ref.founder_roots={}", business.founder_roots / SCALE),
    ];
    let small = load("world.toml", &sets.each_ref().map(String::as_str)).scenario;
    let mut simulation = Simulation::new(&small, 0);
    for _ in 0..small.weeks {
        simulation.step().expect("the books close");
    }
    let rows = simulation.world.rows();
    // A hundred million, give or take what chance does to a two-thousandth of them.
    let of_all = rows as u64 * u64::from(SCALE);
    assert!((100_000_000..108_000_000).contains(&of_all), "{of_all} rows");
    let columns = simulation.bytes_by_column();
    let per_row = |bytes: usize| bytes as f64 / rows as f64;
    let all = per_row(simulation.bytes());
    assert!(all <= 86.0, "{all:.1} bytes a row: {columns:?}");
    let weekly = WEEKLY.iter().map(|name| columns.get(name).copied().unwrap_or(0)).sum();
    assert!(per_row(weekly) <= 49.0, "{:.1} bytes a row a week: {columns:?}", per_row(weekly));
}
