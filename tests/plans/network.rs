//! A commission period as plain columns, and random ones.
//!
//! Money is in cents, points are whole, a sponsor is a row or [`NO_UPLINE`].

use std::sync::OnceLock;

use downline::plan::{self, Bonus, Claim, Outcome, Period, RANK_FREE, State, Sums};
use downline::scenario::{
    Activity, Compression, CustomerOrders, LoadedCase, OverrideBase, OwnOrders, Plan, PlanRounding,
    Rank, RankRates, Unilevel,
};
use downline::units::{Cents, Ppm};
use downline::world::{Detail, Genealogy, NO_UPLINE, Status, Volume};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;

/// Every compression variant.
pub(crate) const COMPRESSIONS: [Compression; 9] = [
    Compression::None,
    Compression::Standard,
    Compression::PayOnlyMove,
    Compression::SkipInactive,
    Compression::SkipBelowRank,
    Compression::RankQualified,
    Compression::RollUpPayment,
    Compression::RollUpVolume,
    Compression::NoRollUp,
];

/// Every base.
pub(crate) const BASES: [OverrideBase; 3] =
    [OverrideBase::RetailMargin, OverrideBase::Earnings, OverrideBase::Wholesale];

/// Every rounding.
pub(crate) const ROUNDINGS: [PlanRounding; 4] = [
    PlanRounding::PerLineHalfUp,
    PlanRounding::PerLineHalfEven,
    PlanRounding::PerLineDown,
    PlanRounding::PerPersonDown,
];

/// What a plan sees of a period, by row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Network {
    pub(crate) sponsors: Vec<u32>,
    pub(crate) status: Vec<Status>,
    pub(crate) volumes: Vec<Volume>,
    pub(crate) points_before: Vec<[u32; 3]>,
    /// What customers ordered, part of the wholesale volume.
    pub(crate) customers: Vec<Cents>,
    /// Ranks that are given, as far as a plan has so many; [`RANK_FREE`] for those that are not.
    pub(crate) ranks: Vec<u8>,
}

/// One partner of a [`Network`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    pub(crate) sponsor: u32,
    pub(crate) status: Status,
    pub(crate) volume: Volume,
    pub(crate) points_before: [u32; 3],
    pub(crate) customers: Cents,
    pub(crate) rank: u8,
}

impl Member {
    /// Somebody active without points or volume.
    pub(crate) fn idle(sponsor: u32) -> Self {
        Self {
            sponsor,
            status: Status::Active,
            volume: Volume::default(),
            points_before: [0; 3],
            customers: Cents::ZERO,
            rank: RANK_FREE,
        }
    }
}

impl Network {
    pub(crate) fn push(&mut self, member: Member) {
        self.sponsors.push(member.sponsor);
        self.status.push(member.status);
        self.volumes.push(member.volume);
        self.points_before.push(member.points_before);
        self.customers.push(member.customers);
        self.ranks.push(member.rank);
    }

    pub(crate) fn member(&self, row: usize) -> Member {
        Member {
            sponsor: self.sponsors[row],
            status: self.status[row],
            volume: self.volumes[row],
            points_before: self.points_before[row],
            customers: self.customers[row],
            rank: self.ranks[row],
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.sponsors.len()
    }

    pub(crate) fn genealogy(&self) -> Genealogy {
        Genealogy::from_sponsors(&self.sponsors)
    }

    /// Runs a plan on the tree as it is.
    pub(crate) fn run(&self, plan: &Plan) -> (Vec<Claim>, Outcome) {
        self.run_on(plan, &self.genealogy())
    }

    /// Runs a plan on a tree of the same sponsors, whose links may have been shortened.
    pub(crate) fn run_on(&self, plan: &Plan, genealogy: &Genealogy) -> (Vec<Claim>, Outcome) {
        let detail = |&customer_value| Detail { customer_value, ..Detail::default() };
        let details: Vec<Detail> = self.customers.iter().map(detail).collect();
        let most = u8::try_from(plan.ranks.len()).expect("few ranks");
        let given = |&rank| if rank == RANK_FREE { rank } else { most.min(rank) };
        let given_ranks: Vec<u8> = self.ranks.iter().map(given).collect();
        let period = Period {
            details: &details,
            given_ranks: &given_ranks,
            ..Period::new(genealogy, &self.status, &self.volumes, &self.points_before)
        };
        let (mut state, mut sums) = (State::default(), Sums::default());
        let mut claims = Vec::new();
        let mut sink = |claim| claims.push(claim);
        let outcomes = plan::run(plan, &period, &mut state, &mut sums, &mut sink);
        (claims, outcomes.of(Bonus::Unilevel))
    }

    /// What each row is paid.
    pub(crate) fn totals(&self, claims: &[Claim]) -> Vec<i64> {
        let mut totals = vec![0; self.len()];
        for claim in claims {
            totals[claim.earner as usize] += claim.amount.0;
        }
        totals
    }
}

/// The plan of a case with one partner, through the real reader.
fn plan_of(text: &str) -> Plan {
    let text = format!("partner = [{{ id = \"A\" }}]\n{text}");
    LoadedCase::from_text("plan", &text).unwrap_or_else(|problems| panic!("{problems}")).case.plan
}

/// A plan of defaults, without any bonus.
pub(crate) fn plain_plan() -> Plan {
    static PLAN: OnceLock<Plan> = OnceLock::new();
    PLAN.get_or_init(|| plan_of("")).clone()
}

/// A rank that asks for nothing.
pub(crate) fn plain_rank() -> Rank {
    static RANK: OnceLock<Rank> = OnceLock::new();
    RANK.get_or_init(|| plan_of("plan.rank.any.order = 0").ranks[0].1.clone()).clone()
}

/// Runs of fixed luck: a failure is a failure every time.
pub(crate) fn runs(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_260_301),
        ..ProptestConfig::default()
    }
}

/// Networks of up to forty partners: bushes, chains, several roots, losses, sums beyond 32 bits.
pub(crate) fn networks() -> impl Strategy<Value = Network> {
    // How far back a sponsor may stand: 1 makes chains, more makes bushes.
    (1..=12_usize, prop::collection::vec(people(), 1..=40)).prop_map(|(reach, people)| {
        let mut network = Network::default();
        for (row, (pick, mut member)) in people.into_iter().enumerate() {
            let back = 1 + pick.index(reach.min(row).max(1));
            if row == 0 || pick.index(17) == 0 {
                member.sponsor = NO_UPLINE;
            } else {
                member.sponsor = u32::try_from(row - back).expect("few rows");
            }
            network.push(member);
        }
        network
    })
}

fn people() -> impl Strategy<Value = (prop::sample::Index, Member)> {
    let status = prop_oneof![
        6 => Just(Status::Active),
        2 => Just(Status::Dormant),
        2 => Just(Status::Left),
    ];
    let margin = prop_oneof![
        4 => -3_000_i64..20_000,
        3 => -20_i64..60,
        1 => Just(0_i64),
        1 => 0_i64..1_000_000_000_000,
    ];
    let wholesale = prop_oneof![3 => 0_i64..30_000, 1 => Just(0_i64), 1 => 0_i64..70];
    let before = [0_u32..120, 0..120, 0..120];
    let customers = prop_oneof![2 => Just(0_i64), 2 => 0_i64..=4, 1 => Just(4_i64)];
    let rank = prop_oneof![7 => Just(RANK_FREE), 1 => 0_u8..=3];
    let own = (any::<prop::sample::Index>(), status, 0_u32..300, before, margin, wholesale);
    (own, customers, rank).prop_map(
        |((pick, status, points, points_before, margin, wholesale), fourths, rank)| {
            let (margin, wholesale) = (Cents(margin), Cents(wholesale));
            let volume = Volume { points, wholesale, margin };
            let customers = Cents(wholesale.0 * fourths / 4);
            let sponsor = NO_UPLINE;
            (pick, Member { sponsor, status, volume, points_before, customers, rank })
        },
    )
}

/// Plans with every switch of the unilevel table, of ranks and of activity at random.
pub(crate) fn plans() -> impl Strategy<Value = Plan> {
    let ranks = prop::collection::vec((0_u64..250, 0_u64..1_200, 0_u32..3), 0..=3);
    let rounding = (select(&ROUNDINGS[..]), prop_oneof![3 => Just(1_i64), 1 => Just(5_i64)]);
    let stop = prop::option::of(0_usize..3);
    (ranks, unilevels(), rounding, stop, 0_u64..150, 1..=4_u32).prop_map(
        |(ranks, (mut unilevel, by_rank), rounding, stop, minimum_points, window_periods)| {
            let name = |place: usize| format!("rank {place}");
            let ranks: Vec<(String, Rank)> = (0_u32..)
                .zip(ranks)
                .map(|(order, (points, group, recruits))| {
                    let rank = Rank {
                        order,
                        minimum_points: points,
                        minimum_group_points: group,
                        minimum_active_recruits: recruits,
                        ..plain_rank()
                    };
                    (name(order as usize), rank)
                })
                .collect();
            for (place, rates) in by_rank.into_iter().enumerate().take(ranks.len()) {
                if let Some(rates) = rates {
                    unilevel.rank_rates.push(RankRates { rank: name(place), rates });
                }
            }
            // Recruits are asked for at levels that somebody is paid for.
            unilevel.active_recruits_by_level.truncate(unilevel.depth());
            if ranks.is_empty() && unilevel.compression == Compression::SkipBelowRank {
                unilevel.compression = Compression::RankQualified;
            }
            unilevel.compression_rank = ranks.last().map(|_| name(ranks.len() / 2));
            unilevel.stop_at_rank = stop.filter(|&place| place < ranks.len()).map(name);
            let mut plan = plain_plan();
            (plan.rounding, plan.rounding_unit) = (rounding.0, Cents(rounding.1));
            (plan.ranks, plan.unilevel) = (ranks, Some(unilevel));
            plan.activity = Activity { minimum_points, window_periods, ..plan.activity };
            plan
        },
    )
}

fn unilevels() -> impl Strategy<Value = (Unilevel, Vec<Option<Vec<Ppm>>>)> {
    let rate = || prop_oneof![6 => (0_u32..=140_000).prop_map(Ppm), 1 => Just(Ppm::ZERO)];
    let table = move |from| prop::collection::vec(rate(), from..=6_usize);
    let share = prop_oneof![2 => Just(Ppm::ONE), 1 => (0_u32..=1_000_000).prop_map(Ppm)];
    let least = prop_oneof![2 => Just(Cents::ZERO), 1 => (1_i64..4_000).prop_map(Cents)];
    let recruits = prop::collection::vec(0_u64..3, 0..=4);
    let by_rank = prop::collection::vec(prop::option::of(table(0)), 3);
    let kind = (select(&BASES[..]), any::<bool>(), any::<bool>());
    (table(1), kind, select(&COMPRESSIONS[..]), share, least, recruits, by_rank).prop_map(
        |(
            rates,
            (base, own, seller),
            compression,
            broad_share,
            minimum_base,
            recruits,
            by_rank,
        )| {
            // Orders are told apart only where they are the base.
            let is_of_orders = base == OverrideBase::Wholesale;
            let unilevel = Unilevel {
                base,
                rates,
                rank_rates: Vec::new(),
                broad_share,
                compression,
                compression_rank: None,
                minimum_base,
                active_recruits_by_level: recruits,
                own_orders: if own && is_of_orders {
                    OwnOrders::SelfFirst
                } else {
                    OwnOrders::Upline
                },
                customer_orders: if seller && is_of_orders {
                    CustomerOrders::Seller
                } else {
                    CustomerOrders::Sponsor
                },
                stop_at_rank: None,
            };
            (unilevel, by_rank)
        },
    )
}
