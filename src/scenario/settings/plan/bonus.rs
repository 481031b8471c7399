//! The kinds of bonuses, by the names that their tables have, and the parts that claims are for.

use crate::scenario::Choice;

/// What a reward is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bonus {
    /// A share of customers' orders to their seller.
    CustomerBonus,
    /// Commission on own sales, and on those of a team.
    Party,
    /// Goods or credit for the host of a party.
    HostCredit,
    /// Commission on sales by link.
    Affiliate,
    /// Fees for posts.
    Sponsored,
    /// Rates on newcomers' first orders.
    FastStart,
    /// Money for each kit sold.
    KitBonus,
    /// Money for a structure of people and volume.
    Structure,
    /// Money for a growth goal.
    Growth,
    /// Overrides by levels of the sponsor tree.
    Unilevel,
    /// Overrides by difference of rates.
    Differential,
    /// Differences of steps of group volume.
    Stairstep,
    /// The sponsor's share of a strong group, with its guarantee.
    Leadership,
    /// Overrides on groups that broke away.
    Breakaway,
    /// Pay on matched volume of two legs.
    Binary,
    /// Level pay on the placement tree.
    Matrix,
    /// Overrides by generations of leaders.
    Generation,
    /// Overrides without limit of depth.
    Infinity,
    /// A share of what recruits earned.
    Matching,
    /// Shares of a fund.
    Pool,
}

/// Number of bonuses.
pub const BONUSES: usize = 20;

impl Bonus {
    /// All bonuses, in the order of a run.
    pub const ALL: [Self; BONUSES] = [
        Self::CustomerBonus,
        Self::Party,
        Self::HostCredit,
        Self::Affiliate,
        Self::Sponsored,
        Self::FastStart,
        Self::KitBonus,
        Self::Structure,
        Self::Growth,
        Self::Unilevel,
        Self::Differential,
        Self::Stairstep,
        Self::Leadership,
        Self::Breakaway,
        Self::Binary,
        Self::Matrix,
        Self::Generation,
        Self::Infinity,
        Self::Matching,
        Self::Pool,
    ];

    /// Its place in [`Self::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Its name, as its table is called.
    pub fn name(self) -> &'static str {
        Self::NAMES[self.index()].0
    }

    /// The parts that its own rules pay; caps, rounding and goods that come back add theirs to any.
    pub const fn parts(self) -> &'static [Part] {
        match self {
            Self::CustomerBonus => &[Part::Own],
            Self::Party => &[Part::Tier, Part::Advance, Part::Team, Part::Unit],
            Self::HostCredit => &[Part::Host],
            Self::Affiliate => &[Part::Tier, Part::SecondTier, Part::Return],
            Self::Sponsored => &[Part::Own, Part::Agent],
            Self::FastStart | Self::KitBonus | Self::Unilevel | Self::Matrix | Self::Infinity => {
                &[Part::Level]
            }
            Self::Structure => &[Part::Tier],
            Self::Growth => &[Part::Step],
            Self::Differential => &[Part::Own, Part::Level],
            Self::Stairstep => &[Part::Group, Part::Leg],
            Self::Leadership => &[Part::Group, Part::Guarantee],
            Self::Breakaway | Self::Generation => &[Part::Generation],
            Self::Binary => {
                &[Part::Match, Part::Step, Part::Cycle, Part::CyclesMax, Part::AmountMax]
            }
            Self::Matching => &[Part::Level, Part::Generation],
            Self::Pool => &[Part::Share],
        }
    }
}

impl Choice for Bonus {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("customer_bonus", Self::CustomerBonus),
        ("party", Self::Party),
        ("host_credit", Self::HostCredit),
        ("affiliate", Self::Affiliate),
        ("sponsored", Self::Sponsored),
        ("fast_start", Self::FastStart),
        ("kit_bonus", Self::KitBonus),
        ("structure", Self::Structure),
        ("growth", Self::Growth),
        ("unilevel", Self::Unilevel),
        ("differential", Self::Differential),
        ("stairstep", Self::Stairstep),
        ("leadership", Self::Leadership),
        ("breakaway", Self::Breakaway),
        ("binary", Self::Binary),
        ("matrix", Self::Matrix),
        ("generation", Self::Generation),
        ("infinity", Self::Infinity),
        ("matching", Self::Matching),
        ("pool", Self::Pool),
    ];
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
    /// Kept from whoever sold too little to customers, by the retail rule.
    RetailShareMin,
    /// Kept because it is pay for recruiting.
    RecruitingBonuses,
}

impl Part {
    /// Its name, as statements and expectations write it.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize].0
    }
}

impl Choice for Part {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("own", Self::Own),
        ("level", Self::Level),
        ("generation", Self::Generation),
        ("group", Self::Group),
        ("leg", Self::Leg),
        ("guarantee", Self::Guarantee),
        ("step", Self::Step),
        ("cycle", Self::Cycle),
        ("match", Self::Match),
        ("tier", Self::Tier),
        ("second_tier", Self::SecondTier),
        ("team", Self::Team),
        ("unit", Self::Unit),
        ("share", Self::Share),
        ("advance", Self::Advance),
        ("host", Self::Host),
        ("agent", Self::Agent),
        ("sum_rounding", Self::SumRounding),
        ("cycles_max", Self::CyclesMax),
        ("amount_max", Self::AmountMax),
        ("person_cap", Self::PersonCap),
        ("company_cap", Self::CompanyCap),
        ("return", Self::Return),
        ("retail_share_min", Self::RetailShareMin),
        ("recruiting_bonuses", Self::RecruitingBonuses),
    ];
}
