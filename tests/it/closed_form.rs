//! What is known exactly about recruiting, trees and levels paid, held against the engine.
//!
//! *Invariant*: the values stand in `tests/closed_form.toml` with their formulas; a mean over
//! replicates may lie [`STANDARD_ERRORS`](crate::support::STANDARD_ERRORS) standard errors away,
//! taken from a closed variance where there is one and else from the replicates.
//!
//! *Absent*: trees in which success breeds success, quotas, open seats and full matrices (the
//! engine has no key for them yet), Bass's law (nobody recruits without being a partner), and the
//! identities of differential and binary plans.

mod saturation;

use downline::plan::{self, Period, State, Sums};
use downline::scenario::Loaded;
use downline::simulation::Simulation;
use downline::units::Cents;
use downline::world::{NO_UPLINE, Status, Volume, World};

use crate::support::{Mean, from_text, over_replicates};

/// The values of an entry of `closed_form.toml`.
fn values(id: &str) -> Vec<toml::Table> {
    let text = include_str!("../closed_form.toml");
    let file: toml::Table = text.parse().expect("the file is TOML");
    let entries = file["closed_form"].as_array().expect("an array of tables");
    let entry = entries.iter().find(|entry| entry["id"].as_str() == Some(id)).expect("an entry");
    let values = entry["values"].as_array().expect("an array");
    values.iter().map(|value| value.as_table().expect("a table").clone()).collect()
}

/// The value of the entry's row about `what`, and its `n`.
fn value_of(id: &str, what: &str) -> (u32, f64) {
    let values = values(id);
    let row = values.iter().find(|row| row.get("what").and_then(toml::Value::as_str) == Some(what));
    let row = row.expect("a row about it");
    (row.get("n").map_or(0, |_| count(row, "n")), number(row, "value"))
}

fn number(row: &toml::Table, key: &str) -> f64 {
    row[key].as_float().expect("a number")
}

fn count(row: &toml::Table, key: &str) -> u32 {
    row[key].as_integer().and_then(|whole| u32::try_from(whole).ok()).expect("a count")
}

/// Founders under one root, nothing else: their tree is a random recursive tree.
fn founders(n: u32, levels: u32) -> Loaded {
    let rates = vec!["0.01"; levels as usize].join(", ");
    from_text(&format!(
        "weeks = 1
        market = {{ people = 200_000, community_people = 200_000, prospects_per_person = 1.0 }}
        people = {{ followers = 1_000, expected_earnings_per_year = 1_000 }}
        recruit = {{ decline_exponent = 0.0, expectation_exponent = 0.0 }}
        [business.tree]
        founders = {n}
        founder_roots = 1
        [business.tree.plan]
        activity.minimum_points = 0
        unilevel = {{ base = \"wholesale\", compression = \"none\", rates = [{rates}] }}"
    ))
}

/// A founders' tree: the sponsor of each row, which is the member's number less one.
struct Tree(Vec<u32>);

impl Tree {
    fn of(world: &World) -> Self {
        let rows = u32::try_from(world.networks[0].genealogy.len()).expect("a small tree");
        Self((0..rows).map(|row| world.networks[0].genealogy.sponsor(row)).collect())
    }

    fn recruits(&self) -> Vec<u32> {
        let mut recruits = vec![0; self.0.len()];
        for &sponsor in self.0.iter().filter(|&&sponsor| sponsor != NO_UPLINE) {
            recruits[sponsor as usize] += 1;
        }
        recruits
    }

    /// Members with so many recruits as `is` accepts.
    fn with_recruits(&self, is: impl Fn(u32) -> bool) -> f64 {
        self.recruits().into_iter().filter(|&recruits| is(recruits)).count() as f64
    }

    /// Everybody below a row.
    fn downline(&self, row: usize) -> u32 {
        let mut below = vec![0_u32; self.0.len()];
        for at in (1..self.0.len()).rev() {
            below[self.0[at] as usize] += below[at] + 1;
        }
        below[row]
    }

    /// Steps to the root, by row.
    fn levels(&self) -> Vec<u32> {
        let mut levels = vec![0; self.0.len()];
        for row in 1..self.0.len() {
            levels[row] = levels[self.0[row] as usize] + 1;
        }
        levels
    }

    fn mean_level(&self) -> f64 {
        self.levels().into_iter().map(f64::from).sum::<f64>() / self.0.len() as f64
    }
}

/// A number out of each of so many founders' trees.
fn over_trees(n: u32, trees: u32, of: impl Fn(&Tree) -> f64 + Sync + Send) -> Vec<f64> {
    let loaded = founders(n, 1);
    let tree = |replicate| Tree::of(&Simulation::new(&loaded.scenario, replicate).world);
    over_replicates(trees, |replicate| of(&tree(replicate)))
}

/// Trees for a number that costs little.
const TREES: u32 = 1_000;

#[test]
fn founders_recruit_as_members_of_a_random_recursive_tree_do() {
    for row in values("rrt-recruits-mean") {
        let (n, k) = (count(&row, "n"), count(&row, "k"));
        let found = over_trees(n, TREES, |tree| f64::from(tree.recruits()[k as usize - 1]));
        // Each later member chooses member k with probability 1/j out of the j before her.
        let variance: f64 = (k..n).map(|j| (1.0 - 1.0 / f64::from(j)) / f64::from(j)).sum::<f64>();
        let error = libm::sqrt(variance / f64::from(TREES));
        let found = Mean { error, ..Mean::of(&found) };
        found.agrees(Mean::exactly(number(&row, "value")), 0.0, &format!("recruits of {k}"));
    }
}

#[test]
fn a_founder_recruits_nobody_with_the_probability_of_her_place() {
    for row in values("rrt-recruits-none") {
        let (n, k) = (count(&row, "n"), count(&row, "k") as usize);
        let none = |tree: &Tree| f64::from(u8::from(tree.recruits()[k - 1] == 0));
        let wanted = number(&row, "value");
        let found = share(&over_trees(n, TREES, none), wanted);
        found.agrees(Mean::exactly(wanted), 0.0, &format!("nobody recruited by {k} of {n}"));
    }
}

/// A share with the standard error that it has if it is expected to be `wanted`.
fn share(hits: &[f64], wanted: f64) -> Mean {
    let error = libm::sqrt(wanted * (1.0 - wanted) / hits.len() as f64);
    Mean { error, ..Mean::of(hits) }
}

#[test]
fn half_of_the_founders_recruit_nobody_a_quarter_one_and_an_eighth_three_or_more() {
    let id = "rrt-nonrecruiters";
    let (n, mean) = value_of(id, "none, mean");
    let (_, variance) = value_of(id, "none, variance");
    let none = over_trees(n, TREES, |tree| tree.with_recruits(|recruits| recruits == 0));
    let error = libm::sqrt(variance / f64::from(TREES));
    Mean { error, ..Mean::of(&none) }.agrees(Mean::exactly(mean), 0.0, "number with none");
    // The number is close to normal, whose sample variance has the relative error √(2/(count − 1)).
    let squares = none.iter().map(|count| (count - mean) * (count - mean)).sum::<f64>();
    let found = squares / f64::from(TREES);
    let error = variance * libm::sqrt(2.0 / f64::from(TREES));
    Mean { mean: found, error }.agrees(Mean::exactly(variance), 0.0, "variance of that number");
    let (n, mean) = value_of(id, "exactly one, mean");
    let one = over_trees(n, TREES, |tree| tree.with_recruits(|recruits| recruits == 1));
    Mean::of(&one).agrees(Mean::exactly(mean), 0.0, "number with one");
    let (n, mean) = value_of(id, "three or more, mean");
    let three = over_trees(n, TREES, |tree| tree.with_recruits(|recruits| 3 <= recruits));
    Mean::of(&three).agrees(Mean::exactly(mean), 0.0, "number with three or more");
    // A joining fee of 25 at a reward of 9 a recruit comes back with the third of them.
    let (n, limit) = value_of("rrt-break-even", "share with three or more recruits");
    let even =
        over_trees(n, 40, |tree| tree.with_recruits(|recruits| 3 <= recruits) / f64::from(n));
    Mean::of(&even).agrees(Mean::exactly(limit), 1.0 / f64::from(n), "share with three or more");
}

#[test]
fn the_group_below_a_founder_has_the_size_of_a_random_recursive_trees_branch() {
    for row in values("rrt-downline") {
        let (n, k, wanted) = (count(&row, "n"), count(&row, "k") as usize, number(&row, "value"));
        let found = match row.get("m") {
            Some(_) => {
                let size = count(&row, "m");
                let hit = |tree: &Tree| f64::from(u8::from(tree.downline(k - 1) == size));
                share(&over_trees(n, 10 * TREES, hit), wanted)
            }
            None => Mean::of(&over_trees(n, TREES, |tree| f64::from(tree.downline(k - 1)))),
        };
        found.agrees(Mean::exactly(wanted), 0.0, &format!("downline of {k} of {n}"));
    }
}

#[test]
fn the_founders_tree_is_as_deep_as_a_random_recursive_tree() {
    for row in values("rrt-depth") {
        let (n, wanted) = (count(&row, "n"), number(&row, "value"));
        let trees = TREES * 1_000 / n;
        let found = match row.get("d") {
            Some(_) => {
                let level = count(&row, "d");
                let on_it = |tree: &Tree| {
                    tree.levels().into_iter().filter(|&at| at == level).count() as f64
                };
                Mean::of(&over_trees(n, trees, on_it))
            }
            None => Mean::of(&over_trees(n, trees, Tree::mean_level)),
        };
        found.agrees(Mean::exactly(wanted), 0.0, &format!("levels of {n}: {row:?}"));
    }
    // The last of 1,000: mean H(999), variance H(999) − Σ 1/i².
    let last = over_trees(1_000, TREES, |tree| f64::from(tree.levels()[999]));
    let mean: f64 = (1..1_000).map(|i| 1.0 / f64::from(i)).sum();
    let variance: f64 = mean - (1..1_000).map(|i| 1.0 / f64::from(i * i)).sum::<f64>();
    let error = libm::sqrt(variance / f64::from(TREES));
    Mean { error, ..Mean::of(&last) }.agrees(Mean::exactly(mean), 0.0, "level of the last");
}

#[test]
fn the_plan_pays_as_many_levels_a_sale_as_a_random_recursive_tree_has() {
    for row in values("rrt-levels-paid") {
        let (n, depth, wanted) = (count(&row, "n"), count(&row, "L"), number(&row, "value"));
        let loaded = founders(n, depth);
        let plan = &loaded.scenario.businesses[0].1.plan;
        let found = over_replicates((200_000 / n).max(4), |replicate| {
            let world = Simulation::new(&loaded.scenario, replicate).world;
            let volume = Volume { wholesale: Cents(10_000), ..Volume::default() };
            let status = vec![Status::Active; n as usize];
            let volumes = vec![volume; n as usize];
            let period = Period::new(
                &world.networks[0].genealogy,
                &status,
                &volumes,
                &world.networks[0].partners.chunks,
            );
            let (mut state, mut sums) = (State::default(), Sums::default());
            let mut claims = 0_i64;
            let mut sink = |_| claims += 1;
            let outcome = plan::run(plan, &period, &mut state, &mut sums, &mut sink).total();
            // Each level pays 1 % of 100.00, and what nobody is there for is breakage.
            assert_eq!(outcome.paid, Cents(100 * claims));
            let full = 100 * i64::from(n) * i64::from(depth);
            assert_eq!(outcome.breakage(), Cents(full - outcome.paid.0));
            claims as f64 / f64::from(n)
        });
        // The values are printed to six decimals.
        Mean::of(&found).agrees(Mean::exactly(wanted), 5e-7, &format!("levels paid, {row:?}"));
    }
}

/// Everybody recruits in exactly one week, the first after joining, and leaves: generations are
/// weeks. The market is so large that saturation stays below 1 in 10,000.
fn branching(m: f64, founders: u32, generations: u32) -> World {
    let loaded = from_text(&format!(
        "weeks = {generations}
        people = {{ followers = 1_000, expected_earnings_per_year = 1_000, hours_per_week = 1.0, \
            warm_circle_people = 0, own_use_units_per_month = 0 }}
        post.hours_share = 0.0
        [market]
        people = 4_000_000_000
        community_people = 4_000_000_000
        home_bias = 1.0
        buyers_per_person = 0.0
        prospects_per_person = 1.0
        prospect_renewal_per_year = 0.0
        [motive]
        discount_buyer.weight = 0.0
        part_time_seller.hours_factor = 1.0
        builder.weight = 0.0
        [recruit]
        leads_per_hour = {m}
        acceptance = 1.0
        decline_exponent = 0.0
        expectation_exponent = 0.0
        scepticism = 0.0
        supervision_hours = 0.0
        return_per_week = 0.0
        [quit]
        hazard_per_week = 1.0
        early_factor = 1.0
        motivation_exponent = 0.0
        social_utility = 0.0
        dormant_share = 0.0
        [business.branch]
        founders = {founders}
        founder_roots = {founders}
        loading.probability = 0.0"
    ));
    let mut simulation = Simulation::new(&loaded.scenario, 0);
    for _ in 0..generations {
        simulation.step().expect("the books close");
    }
    simulation.world
}

/// Members of each generation, founders first, who descend from each founder.
fn generations(world: &World, founders: u32) -> Vec<Vec<u32>> {
    let levels = world.networks[0].genealogy.levels();
    let depth = levels.iter().copied().max().unwrap_or(1) as usize;
    let mut sizes = vec![vec![0; founders as usize]; depth];
    let mut ancestor: Vec<u32> = Vec::with_capacity(levels.len());
    for (row, &level) in (0..).zip(&levels) {
        let sponsor = world.networks[0].genealogy.sponsor(row);
        ancestor.push(if sponsor == NO_UPLINE { row } else { ancestor[sponsor as usize] });
        sizes[level as usize - 1][ancestor[row as usize] as usize] += 1;
        let (chunk, slot) = world.networks[0].partners.place(row);
        assert_eq!(chunk.joined.of(slot) + 2, level.max(2), "a generation joins in one week");
    }
    sizes
}

#[test]
fn generations_grow_and_die_out_as_a_branching_process_of_poisson_recruits() {
    let founders = 2_000;
    for row in values("branching") {
        let m = number(&row, "m");
        let weeks = if m < 1.0 { 60 } else { 7 };
        let world = branching(m, founders, weeks);
        let sizes = generations(&world, founders);
        let count = f64::from(founders);
        // The variance of generation g's size is m^g (m^g − 1) / (m − 1) for Poisson recruits.
        let mut size = 1.0;
        for (generation, members) in sizes.iter().enumerate().take(8) {
            let found = members.iter().map(|&members| f64::from(members)).sum::<f64>() / count;
            let error = libm::sqrt(size * (size - 1.0) / (m - 1.0) / count);
            let what = format!("generation {generation} of {m} recruits a head");
            Mean { mean: found, error }.agrees(Mean::exactly(size), 1e-4 * size, &what);
            size *= m;
        }
        let lines = |alive: bool, generation: usize| -> Vec<f64> {
            let members = sizes.get(generation).cloned().unwrap_or_default();
            members.iter().map(|&members| f64::from(u8::from((0 < members) == alive))).collect()
        };
        let none = libm::exp(-m);
        share(&lines(false, 1), none).agrees(Mean::exactly(none), 1e-4, "no recruits");
        if m < 1.0 {
            let below = f64::from(
                u32::try_from(world.networks[0].partners.len()).expect("rows") - founders,
            );
            // Total progeny of Poisson recruits: the variance is m / (1 − m)³.
            let error = libm::sqrt(m / ((1.0 - m) * (1.0 - m) * (1.0 - m)) / count);
            let found = Mean { mean: below / count, error };
            found.agrees(Mean::exactly(number(&row, "value")), 1e-4, "mean downline");
            assert_eq!(world.networks[0].partners.head_count(), (0, 0), "everybody has died out");
        } else {
            // Extinct by generation g + 1 with exp(m (q_g − 1)); its limit is the printed value.
            let next = |q: f64| libm::exp(m * (q - 1.0));
            let by_now = (0..weeks).fold(0.0, |q, _| next(q));
            let ever = (0..1_000).fold(0.0, |q, _| next(q));
            assert!((ever - number(&row, "value")).abs() < 1e-12, "{ever}");
            assert!((ever - by_now).abs() < 0.02, "nearly all that die out have done so");
            let found = share(&lines(false, weeks as usize), by_now);
            found.agrees(Mean::exactly(by_now), 1e-4, "died out");
        }
    }
}
