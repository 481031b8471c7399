//! REF-1 in plain Rust beside REF-1 through the engine, in turn and in one run, so that the ratio
//! of the two does not depend on what else the machine does.
//!
//! Run with `cargo bench --bench reference`, or with founders and rounds of one's own:
//! `cargo bench --bench reference -- 1000000 --rounds 3`. The plain program is what one writes
//! without a thought for speed: a struct for each partner, the samplers of `rand_distr`, a fast
//! small generator, a list of those who are active, no tricks. The clock runs over the 104 steps
//! and not over founding and the numbers at the end. Both must come to the means of REF-1.

#[path = "common/clock.rs"]
mod clock;
#[path = "common/memory.rs"]
mod memory;

use std::time::{Duration, Instant};

use clock::{median, processor_time};

use downline::ledger::{FlowsOfAccount, Journal, Role};
use downline::scenario::Loaded;
use downline::simulation::Simulation;
use downline::units::{BusinessId, Cents};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Poisson};

const STEPS: u32 = 104;

/// What a run came to, and how long its steps took.
struct Outcome {
    agent_steps: u64,
    ever: u64,
    active: u64,
    spend: i64,
    business: i64,
    partners: i64,
    time: Duration,
    /// Processor time of all threads, where the machine tells it.
    busy: Option<Duration>,
}

impl Outcome {
    /// Agent-steps a second.
    fn rate(&self) -> f64 {
        self.agent_steps as f64 / self.time.as_secs_f64()
    }

    /// Agent-steps a second of processor time, which others on the machine disturb less.
    fn busy_rate(&self) -> f64 {
        self.agent_steps as f64 / self.busy.unwrap_or(self.time).as_secs_f64()
    }

    /// Compares with the means of REF-1, each with a share that it may be off at 1,000 founders;
    /// sampling error falls with the root of their number.
    fn check(&self, who: &str, founders: u32) {
        let founders = f64::from(founders);
        let slack = (1_000.0 / founders).sqrt();
        for (name, value, mean, may_be_off) in [
            ("agent-steps", self.agent_steps as f64, 1_160.0, 0.03),
            ("partners ever", self.ever as f64, 20.0, 0.001),
            ("active at the end", self.active as f64, 8.39, 0.05),
            ("customers' spend", self.spend as f64, 396_600.0, 0.03),
            ("business net", self.business as f64, 412_100.0, 0.03),
            ("partners' net", self.partners as f64, -305_750.0, 0.03),
        ] {
            let off = (value / (mean * founders) - 1.0).abs();
            // The printed means have three to four places.
            assert!(off < may_be_off * slack + 0.001, "{who}: {name} is {value}, off by {off}");
        }
    }
}

/// A partner of the plain program.
struct Partner {
    sponsor: Option<usize>,
    followers: f64,
    net: i64,
    active: bool,
}

#[expect(clippy::disallowed_methods, reason = "plain programs use the platform's")]
fn joins(sponsor: Option<usize>, net: i64, rng: &mut Xoshiro256PlusPlus) -> Partner {
    let exponent: f64 = rng.random_range(3.0..4.0);
    Partner { sponsor, followers: 10_f64.powf(exponent), net, active: true }
}

#[expect(clippy::cast_possible_truncation, reason = "a count")]
fn draw(rate: f64, rng: &mut Xoshiro256PlusPlus) -> i64 {
    if rate <= 0.0 {
        return 0;
    }
    let drawn: f64 = Poisson::new(rate).expect("a rate above zero").sample(rng);
    drawn as i64
}

/// The first hundredth have no sponsor, the others one of those before them.
fn found(founders: usize, rng: &mut Xoshiro256PlusPlus) -> Vec<Partner> {
    let roots = (founders / 100).max(1);
    let mut partners: Vec<Partner> = Vec::new();
    for i in 0..founders {
        let sponsor = if i < roots { None } else { Some(rng.random_range(0..i)) };
        partners.push(joins(sponsor, 0, rng));
    }
    partners
}

/// REF-1 as it stands in its description.
#[expect(clippy::cast_possible_truncation, reason = "posts are a count")]
fn plain(founders: u32, seed: u64) -> Outcome {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut partners = found(founders as usize, &mut rng);
    let (people, demand) = (20.0 * f64::from(founders), 50 * i64::from(founders));
    let posts_law: Poisson<f64> = Poisson::new(5.0).expect("a rate above zero");
    let (mut customers, mut prospects) = (demand, 19 * i64::from(founders));
    let (mut agent_steps, mut spend, mut business, mut posting) = (0, 0, 0, 0);
    let mut active: Vec<usize> = (0..partners.len()).collect();
    let (busy, start) = (processor_time(), Instant::now());
    for step in 0..STEPS {
        if step % 52 == 0 {
            customers = demand;
        }
        let unmet = customers as f64 / demand as f64;
        let open = prospects as f64 / people;
        let (mut sold, mut left) = (0, prospects);
        let (mut newcomers, mut leavers) = (Vec::new(), Vec::new());
        agent_steps += active.len() as u64;
        for &i in &active {
            let posts = posts_law.sample(&mut rng);
            let views = posts * partners[i].followers;
            let sales = draw(views * 2e-5 * unmet, &mut rng);
            partners[i].net += 1_200 * sales;
            spend += 4_000 * sales;
            business += 2_800 * sales;
            sold += sales;
            if 0 < sales {
                let mut above = partners[i].sponsor;
                let mut level = 0;
                while let Some(upline) = above
                    && level < 5
                {
                    if partners[upline].active {
                        let amount = [280, 140, 84, 56, 28][level] * sales;
                        partners[upline].net += amount;
                        business -= amount;
                        level += 1;
                    }
                    above = partners[upline].sponsor;
                }
            }
            let recruits = draw(views * 1e-5 * open, &mut rng).min(left);
            left -= recruits;
            for _ in 0..recruits {
                newcomers.push(joins(Some(i), -9_900, &mut rng));
                business += 9_900;
            }
            let cost = 50 * posts as i64;
            partners[i].net -= cost;
            posting += cost;
            if rng.random_bool(0.01) {
                leavers.push(i);
            }
        }
        for i in leavers {
            partners[i].active = false;
        }
        active.retain(|&i| partners[i].active);
        for newcomer in newcomers {
            active.push(partners.len());
            partners.push(newcomer);
        }
        customers = (customers - sold).max(0);
        prospects = left;
    }
    let time = start.elapsed();
    let busy = busy.and_then(|before| processor_time()?.checked_sub(before));
    let net: i64 = partners.iter().map(|partner| partner.net).sum();
    assert_eq!(spend, business + net + posting, "the plain program lost a cent");
    let (ever, active) = (partners.len() as u64, active.len() as u64);
    Outcome { agent_steps, ever, active, spend, business, partners: net, time, busy }
}

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

/// REF-1 through the engine.
fn engine(loaded: &Loaded, replicate: u32) -> Outcome {
    let mut simulation = Simulation::new(&loaded.scenario, replicate);
    let (busy, start) = (processor_time(), Instant::now());
    for _ in 0..STEPS {
        simulation.step().expect("the books close");
    }
    let time = start.elapsed();
    let busy = busy.and_then(|before| processor_time()?.checked_sub(before));
    let flows = simulation.books.journal.total();
    let net = |role| {
        let account: &FlowsOfAccount = &flows[Journal::account(role, BusinessId(0))];
        account.iter().copied().sum::<Cents>().0
    };
    let weeks = &simulation.record().weeks;
    Outcome {
        agent_steps: weeks.iter().map(|week| week.active_before).sum(),
        ever: simulation.world.rows() as u64,
        active: weeks.last().expect("weeks were run").active,
        spend: -net(Role::Customers),
        business: net(Role::Business),
        partners: net(Role::Partners),
        time,
        busy,
    }
}

#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
fn main() {
    let (mut sizes, mut rounds, mut alone) = (Vec::new(), 5, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--rounds" => {
                let given = arguments.next().and_then(|text| text.parse().ok());
                rounds = given.expect("--rounds is followed by their number");
            }
            // For profilers: the engine on one thread and nothing else.
            "--alone" => alone = true,
            "--bench" => {}
            text => sizes.push(text.parse().expect("founders are a whole number")),
        }
    }
    if sizes.is_empty() {
        sizes = vec![10_000, 100_000];
    }
    let pools = [1, 2].map(|threads| {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads")
    });
    if alone {
        for (founders, round) in sizes.iter().flat_map(|size| (0..rounds).map(move |r| (size, r))) {
            let outcome = pools[0].install(|| engine(&ref_1(*founders), round));
            println!("{founders} founders: {:.2} million a second", outcome.busy_rate() / 1e6);
        }
        return;
    }
    println!("million agent-steps a second, medians of {rounds} rounds;");
    println!("plain and 1 thread by processor time, 2 threads by the clock");
    println!("  founders    plain  1 thread  2 threads  engine/plain  2 threads/1");
    for founders in sizes {
        let loaded = ref_1(founders);
        let mut rates = [Vec::new(), Vec::new(), Vec::new()];
        let (mut over_plain, mut over_one) = (Vec::new(), Vec::new());
        for round in 0..rounds {
            let by_plain = plain(founders, u64::from(round));
            by_plain.check("plain", founders);
            let [one, two] = pools.each_ref().map(|pool| {
                let outcome = pool.install(|| engine(&loaded, round));
                outcome.check("engine", founders);
                outcome
            });
            over_plain.push(one.busy_rate() / by_plain.busy_rate());
            over_one.push(two.rate() / one.rate());
            let of_each = [by_plain.busy_rate(), one.busy_rate(), two.rate()];
            for (rates, rate) in rates.iter_mut().zip(of_each) {
                rates.push(rate / 1e6);
            }
        }
        let [plain, one, two] = rates.map(median);
        let (over_plain, over_one) = (median(over_plain), median(over_one));
        println!(
            "{founders:>10} {plain:>8.2} {one:>9.2} {two:>10.2} {over_plain:>13.2} {over_one:>12.2}"
        );
    }
}
