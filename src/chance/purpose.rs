//! What chance is asked for, and where in a person's week the answer lies.
//!
//! *Invariant*: every purpose has a place of its own (a block number and one of its four lanes),
//! and the table belongs to [`SCHEME`](super::SCHEME): a purpose may be added at a free place, but
//! none may move while the scheme keeps its version. A week in which nothing happens needs block 0
//! only.
//!
//! *Absent*: how often a purpose is used, and by which distribution.

/// A purpose that needs one word for a person and a week, or for a person once and for all.
///
/// The attributes, from [`Motive`](Self::Motive) to [`SponsorHome`](Self::SponsorHome), do not
/// belong to a week: look them up with [`Luck::attribute`](super::Luck::attribute).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// How many posts she publishes.
    Posts,
    /// How many orders her posts bring.
    OnlineOrders,
    /// How many prospects her posts bring.
    Leads,
    /// Whether she leaves.
    Leave,
    /// How many orders she gets in conversation.
    InPersonOrders,
    /// How many orders her customers repeat.
    RepeatOrders,
    /// How many customers she loses.
    CustomersLost,
    /// What she uses herself.
    OwnUse,
    /// Which of her online orders come from where.
    OnlineSplit,
    /// Which of her prospects come from where.
    LeadSplit,
    /// How large the online orders are.
    Basket,
    /// What she buys in excess of what she sells.
    Load,
    /// Whether she falls asleep.
    Dormancy,
    /// When she comes back after leaving, and how many people of a community are replaced.
    Return,
    /// Whether she buys a ticket to an event.
    EventTicket,
    /// Whether she asks the business to buy her stock back.
    BuyBackClaim,
    /// A place that is kept: which of her customers repeat, which nothing asks yet.
    RepeatSplit,
    /// Which of her customers are lost.
    LostSplit,
    /// A place that is kept: how large the repeated orders are, which nothing asks yet.
    RepeatBasket,
    /// A place that is kept: how large the orders in conversation are, which nothing asks yet.
    InPersonBasket,
    /// Why she joined.
    Motive,
    /// How many followers she has.
    Followers,
    /// How many hours a week she has.
    Hours,
    /// How much her followers react.
    Engagement,
    /// How well she sells.
    Skill,
    /// How many people she knows.
    WarmCircle,
    /// How much she wants the goods herself.
    Appetite,
    /// What income she expects.
    Expectation,
    /// Whether the business serves her customers.
    Fulfilment,
    /// Who sponsors her.
    Sponsor,
    /// Where she lives.
    Home,
    /// Her anniversary as a founder, and whether she is in a sample of the table: the two say
    /// nothing of each other.
    Anniversary,
    /// Whether a creator takes the contract that she is offered.
    Offer,
    /// Whether who recruits somebody put into every run lives where she does.
    SponsorHome,
    /// Whether she cancels in the weeks for cooling off.
    CoolingOffClaim,
}

impl Purpose {
    /// Every purpose, in the order of its place.
    pub const ALL: [Self; 35] = [
        Self::Posts,
        Self::OnlineOrders,
        Self::Leads,
        Self::Leave,
        Self::InPersonOrders,
        Self::RepeatOrders,
        Self::CustomersLost,
        Self::OwnUse,
        Self::OnlineSplit,
        Self::LeadSplit,
        Self::Basket,
        Self::Load,
        Self::Dormancy,
        Self::Return,
        Self::EventTicket,
        Self::BuyBackClaim,
        Self::RepeatSplit,
        Self::LostSplit,
        Self::RepeatBasket,
        Self::InPersonBasket,
        Self::Motive,
        Self::Followers,
        Self::Hours,
        Self::Engagement,
        Self::Skill,
        Self::WarmCircle,
        Self::Appetite,
        Self::Expectation,
        Self::Fulfilment,
        Self::Sponsor,
        Self::Home,
        Self::Anniversary,
        Self::Offer,
        Self::SponsorHome,
        Self::CoolingOffClaim,
    ];

    /// The block and the lane (0 to 3) in which the purpose's word lies.
    #[inline]
    pub const fn address(self) -> (u32, usize) {
        match self {
            Self::Posts => (0, 0),
            Self::OnlineOrders => (0, 1),
            Self::Leads => (0, 2),
            Self::Leave => (0, 3),
            Self::InPersonOrders => (1, 0),
            Self::RepeatOrders => (1, 1),
            Self::CustomersLost => (1, 2),
            Self::OwnUse => (1, 3),
            Self::OnlineSplit => (2, 0),
            Self::LeadSplit => (2, 1),
            Self::Basket => (2, 2),
            Self::Load => (2, 3),
            Self::Dormancy => (3, 0),
            Self::Return => (3, 1),
            Self::EventTicket => (3, 2),
            Self::BuyBackClaim => (3, 3),
            Self::RepeatSplit => (4, 0),
            Self::LostSplit => (4, 1),
            Self::RepeatBasket => (4, 2),
            Self::InPersonBasket => (4, 3),
            Self::Motive => (16, 0),
            Self::Followers => (16, 1),
            Self::Hours => (16, 2),
            Self::Engagement => (16, 3),
            Self::Skill => (17, 0),
            Self::WarmCircle => (17, 1),
            Self::Appetite => (17, 2),
            Self::Expectation => (17, 3),
            Self::Fulfilment => (18, 0),
            Self::Sponsor => (18, 1),
            Self::Home => (18, 2),
            Self::Anniversary => (18, 3),
            Self::Offer => (19, 0),
            Self::SponsorHome => (19, 1),
            Self::CoolingOffClaim => (19, 2),
        }
    }

    /// The block in which the purpose's word lies.
    #[inline]
    pub const fn block(self) -> u32 {
        self.address().0
    }

    /// The lane of its block (0 to 3) in which the purpose's word lies.
    #[inline]
    pub const fn lane(self) -> usize {
        self.address().1
    }
}

/// A purpose that needs as many words as there are cases: the words are counted by an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SequencePurpose {
    /// Which person of a community the n-th contact meets.
    Candidate,
    /// Who goes without when there is less than is asked for, unit by unit.
    Rationing,
    /// Where the n-th buyer from elsewhere lives.
    AwayBuyer,
    /// Where the n-th prospect from elsewhere lives.
    AwayProspect,
    /// Whose the n-th customer is who comes back to the pool.
    ReturnedCustomer,
    /// Which open seat a row gets.
    Seat,
    /// In which order creators are asked for sponsored posts.
    Booking,
    /// Who recruits somebody put into every run.
    Sponsor,
}

impl SequencePurpose {
    /// Every sequence, in the order of its block.
    pub const ALL: [Self; 8] = [
        Self::Candidate,
        Self::Rationing,
        Self::AwayBuyer,
        Self::AwayProspect,
        Self::ReturnedCustomer,
        Self::Seat,
        Self::Booking,
        Self::Sponsor,
    ];

    /// The block number of the sequence; the index goes above it in the counter.
    #[inline]
    pub const fn block(self) -> u32 {
        match self {
            Self::Candidate => 32,
            Self::Rationing => 33,
            Self::AwayBuyer => 34,
            Self::AwayProspect => 35,
            Self::ReturnedCustomer => 36,
            Self::Seat => 37,
            Self::Booking => 38,
            Self::Sponsor => 39,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_purpose_has_a_place_of_its_own_and_the_list_is_in_their_order() {
        let places: Vec<(u32, usize)> = Purpose::ALL.iter().map(|p| p.address()).collect();
        assert!(places.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(places.iter().all(|&(block, lane)| block < 32 && lane < 4));
        let sequences = SequencePurpose::ALL.map(SequencePurpose::block);
        assert!(sequences.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(sequences.iter().all(|block| (32..256).contains(block)));
    }
}
