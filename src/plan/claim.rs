//! A claim: what a partner is due, and why.

use crate::scenario::Bonus;
use crate::units::{Cents, Ppm};

/// What a partner is due, and why. Below zero where something is taken off: a leg's own bonus in a
/// stairstep, a cap, a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Row of who is paid.
    pub earner: u32,
    /// For what.
    pub bonus: Bonus,
    /// For which part of the bonus, or what took it off.
    pub part: Part,
    /// Row of whose business it comes from.
    pub source: u32,
    /// Index of the order that it comes from, or [`NO_ORDER`].
    pub order: u32,
    /// Number of the level, generation, tier, step or cycle as the plan counts it; 0 for none.
    pub level: u32,
    /// The rate.
    pub rate: Ppm,
    /// What the rate is taken of.
    pub base: Cents,
    /// The amount.
    pub amount: Cents,
    /// Uplines stepped over on the way since the level before.
    pub stepped_over: u32,
}

/// A claim that comes from no single order.
pub const NO_ORDER: u32 = u32::MAX;

impl Claim {
    /// A claim of nothing yet.
    pub fn new(bonus: Bonus, part: Part, earner: u32, source: u32) -> Self {
        Self {
            earner,
            bonus,
            part,
            source,
            order: NO_ORDER,
            level: 0,
            rate: Ppm::ZERO,
            base: Cents::ZERO,
            amount: Cents::ZERO,
            stepped_over: 0,
        }
    }
}

/// Which part of a bonus a claim is for, and so what its number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// On her own business.
    Own,
    /// A level below her.
    Level,
    /// A generation below her.
    Generation,
    /// Her whole group.
    Group,
    /// A leg's own bonus, taken off her group's.
    Leg,
    /// Made up for a sponsor, or received as one.
    Guarantee,
    /// A step of a schedule.
    Step,
    /// Cycles of matched volume.
    Cycle,
    /// Matched volume.
    Match,
    /// A tier of sales, or of a structure.
    Tier,
    /// The second tier of an affiliate.
    SecondTier,
    /// On her team.
    Team,
    /// On her unit.
    Unit,
    /// A share of a fund.
    Share,
    /// Paid in advance within the period, or taken off at its end.
    Advance,
    /// To the host of a party.
    Host,
    /// To agency, manager or network, through her hands or not.
    Agent,
    /// The rounding of a person's sum.
    SumRounding,
    /// Taken off by the binary's cap on cycles.
    CyclesMax,
    /// Taken off by the binary's cap on money.
    AmountMax,
    /// Taken off by the cap on a person.
    PersonCap,
    /// Taken off by the cap on the company.
    CompanyCap,
    /// Taken back for returned goods.
    Return,
}

impl Part {
    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Level => "level",
            Self::Generation => "generation",
            Self::Group => "group",
            Self::Leg => "leg",
            Self::Guarantee => "guarantee",
            Self::Step => "step",
            Self::Cycle => "cycle",
            Self::Match => "match",
            Self::Tier => "tier",
            Self::SecondTier => "second_tier",
            Self::Team => "team",
            Self::Unit => "unit",
            Self::Share => "share",
            Self::Advance => "advance",
            Self::Host => "host",
            Self::Agent => "agent",
            Self::SumRounding => "sum_rounding",
            Self::CyclesMax => "cycles_max",
            Self::AmountMax => "amount_max",
            Self::PersonCap => "person_cap",
            Self::CompanyCap => "company_cap",
            Self::Return => "return",
        }
    }
}
