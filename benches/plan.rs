//! A commission period's run of each bonus, in partners a second, by shape and size of the tree.
//!
//! Run with `cargo bench --bench plan`; `cargo bench --bench plan -- binary` runs one bonus. The
//! trees are a chain (everybody recruits the next), a star (one recruits all) and a random
//! recursive tree (a sponsor drawn evenly among those before); everybody has the same volume. The
//! last groups let one bonus of each kind of walk grow to ten million partners.

use criterion::{BatchSize, BenchmarkId, Criterion, SamplingMode, Throughput};
use downline::plan::{self, Period, State, Sums};
use downline::scenario::{LoadedCase, PlacementRule, Plan};
use downline::units::Cents;
use downline::world::{Detail, Genealogy, NO_UPLINE, Placement, Status, Volume};

/// A plan with one family of bonuses, as it would be written.
const PLANS: [(&str, &str); 14] = [
    ("unilevel", "plan.unilevel = { base = 'wholesale', rates = [0.1, 0.08, 0.06, 0.04, 0.02] }"),
    (
        "unilevel, everybody below a rank stepped over",
        "plan.rank.one = { order = 1, minimum_group_points = 1_000 }\n\
         plan.unilevel = { base = 'wholesale', rates = [0.1, 0.08, 0.06], \
         compression = 'skip_below_rank', compression_rank = 'one' }",
    ),
    (
        "differential",
        "plan.rank.one = { order = 1, minimum_group_points = 1_000 }\n\
         plan.rank.two = { order = 2, minimum_group_points = 100_000 }\n\
         plan.differential = { rank_rates = [{ rank = 'one', rate = 0.1 }, \
         { rank = 'two', rate = 0.2 }] }",
    ),
    (
        "stairstep",
        "plan.stairstep = { breakaway_points = 100_000, \
         steps = [{ from_points = 300, rate = 0.06 }, { from_points = 10_000, rate = 0.21 }], \
         leadership = {} }",
    ),
    (
        "breakaway",
        "plan.stairstep = { breakaway_points = 10_000, \
         steps = [{ from_points = 300, rate = 0.06 }, { from_points = 10_000, rate = 0.21 }] }\n\
         plan.breakaway = { steps = [{ from_points = 0, rates = [0.05, 0.05, 0.05] }] }",
    ),
    ("binary", "plan.binary = { rate = 0.1 }"),
    ("matrix", "plan.matrix = { width = 3, rates = [0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05] }"),
    (
        "generation",
        "plan.rank.lead = { order = 1, minimum_group_points = 2_000 }\n\
         plan.generation = { boundary_rank = 'lead', rates = [0.05, 0.04, 0.03] }",
    ),
    (
        "infinity",
        "plan.rank.lead = { order = 1, minimum_group_points = 2_000 }\n\
         plan.infinity.one = { rank = 'lead', rate = 0.02, from_level = 3, blocker_levels = 3 }",
    ),
    (
        "matching",
        "plan.unilevel = { base = 'wholesale', rates = [0.1, 0.05] }\n\
         plan.matching = { rates = [0.2, 0.1, 0.05] }",
    ),
    ("pool", "plan.pool.all = { share = 0.02 }"),
    ("fast start", "plan.fast_start = {}"),
    ("party", "plan.party = { tiers = [{ from_sales = 1.00, rate = 0.2 }] }"),
    (
        "caps and payment",
        "plan.unilevel = { base = 'wholesale', rates = [0.1, 0.08] }\n\
         plan.person_cap = { amount = 500.00 }\nplan.company_cap = { share = 0.1 }\n\
         plan.payment.minimum = 25.00",
    ),
];

/// Partners on which every bonus is measured.
const PARTNERS: u32 = 1_000_000;

#[derive(Clone, Copy)]
enum Shape {
    Chain,
    Star,
    Random,
}

const SHAPES: [(&str, Shape); 3] =
    [("chain", Shape::Chain), ("star", Shape::Star), ("random", Shape::Random)];

/// A period in which everybody did the same.
struct Setting {
    genealogy: Genealogy,
    placement: Option<Placement>,
    status: Vec<Status>,
    volumes: Vec<Volume>,
    details: Vec<Detail>,
    points_before: Vec<[u32; 3]>,
}

impl Setting {
    fn new(plan: &Plan, shape: Shape, rows: u32) -> Self {
        let mut draw: u64 = 1;
        let mut sponsor = |row: u32| match (row, shape) {
            (0, _) => NO_UPLINE,
            (row, Shape::Chain) => row - 1,
            (_, Shape::Star) => 0,
            (row, Shape::Random) => {
                // A congruential generator is random enough for a shape.
                draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                u32::try_from((draw >> 33) % u64::from(row)).expect("below the row")
            }
        };
        let sponsors: Vec<u32> = (0..rows).map(&mut sponsor).collect();
        let mut placement = plan.has_seats().then(|| Placement::new(plan.seat_width()));
        if let Some(seats) = &mut placement {
            for (row, &sponsor) in sponsors.iter().enumerate() {
                seats.push();
                if sponsor != NO_UPLINE {
                    let row = u32::try_from(row).expect("rows fit 32 bits");
                    seats.find_seat(row, sponsor, PlacementRule::BreadthFirst, &|_| 1);
                }
            }
        }
        let rows = rows as usize;
        let (wholesale, margin) = (Cents(10_000), Cents(3_000));
        let details = Detail {
            customers: 1,
            orders: 1,
            sales: Cents(13_000),
            early_value: Cents(10_000),
            ..Detail::default()
        };
        Self {
            genealogy: Genealogy::from_sponsors(&sponsors),
            placement,
            status: vec![Status::Active; rows],
            volumes: vec![Volume { points: 100, wholesale, margin }; rows],
            details: vec![details; if plan.asks_for_details() { rows } else { 0 }],
            points_before: vec![[0; 3]; rows],
        }
    }

    fn run(&self, plan: &Plan, state: &mut State, sums: &mut Sums) -> Cents {
        let period = Period {
            placement: self.placement.as_ref(),
            details: &self.details,
            ..Period::new(&self.genealogy, &self.status, &self.volumes, &self.points_before)
        };
        plan::run(plan, &period, state, sums, &mut |_| {}).total().paid
    }
}

fn plan_of(text: &str) -> Plan {
    let case = format!("{text}\nplan.activity.minimum_points = 0\npartner = [{{ id = 'a' }}]\n");
    LoadedCase::from_text("bench", &case).unwrap_or_else(|problems| panic!("{problems}")).case.plan
}

fn measure(criterion: &mut Criterion, group: &str, plan: &Plan, sizes: &[u32]) {
    let mut group = criterion.benchmark_group(group);
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for (name, shape) in SHAPES {
        for &rows in sizes {
            let setting = Setting::new(plan, shape, rows);
            group.throughput(Throughput::Elements(u64::from(rows)));
            let mut sums = Sums::default();
            group.bench_function(BenchmarkId::new(name, rows), |bencher| {
                bencher.iter_batched(
                    State::default,
                    |mut state| setting.run(plan, &mut state, &mut sums),
                    BatchSize::PerIteration,
                );
            });
        }
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for (name, text) in PLANS {
        measure(&mut criterion, name, &plan_of(text), &[PARTNERS]);
    }
    // Growth with size: one bonus of each kind of walk.
    for name in ["unilevel", "stairstep", "binary"] {
        let text = PLANS.iter().find(|(plan, _)| *plan == name).expect("a plan").1;
        let sizes = [10_000, 100_000, 10_000_000];
        measure(&mut criterion, &format!("{name} by size"), &plan_of(text), &sizes);
    }
    criterion.final_summary();
}
