//! People who are put into the world by the scenario and followed one by one, whether they take
//! part or not.
//!
//! *Invariant*: everybody was taken off the prospects of her community at the start, so that she is
//! there whatever happens before her week; whoever takes part has a row like any other.
//!
//! *Absent*: what is made of their outcomes.

use super::genealogy::NO_UPLINE;
use crate::ledger::GROUPS;
use crate::scenario::Tier;
use crate::units::{BusinessId, Cents, CommunityId, PersonKey, Week};

/// In which cohort somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cohort {
    /// A persona, by her place among the names.
    Persona(usize),
    /// The creators.
    Creators,
}

/// Somebody who is followed.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// Who she is.
    pub person: PersonKey,
    /// In which cohort.
    pub cohort: Cohort,
    /// How-manieth of it.
    pub number: u32,
    /// Who asks her.
    pub business: BusinessId,
    /// Where she lives.
    pub community: CommunityId,
    /// Followers when she is asked.
    pub followers: f64,
    /// Week in which she joins or is asked, from zero.
    pub week: Week,
    /// Her first row in the network, or [`NO_UPLINE`] as long as she has none.
    pub row: u32,
    /// The 52 weeks from then on, once they are over; nothing but zeros for who declined.
    pub year: Option<FollowedYear>,
}

impl Member {
    /// Whether she has taken the contract.
    pub fn takes_part(&self) -> bool {
        self.row != NO_UPLINE
    }

    /// The size of her audience.
    pub fn tier(&self) -> Tier {
        Tier::of(self.followers)
    }
}

/// What 52 weeks came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FollowedYear {
    /// Money by group.
    pub purse: [Cents; GROUPS],
    /// Price paid for what she used herself.
    pub own_use: Cents,
    /// Minutes worked.
    pub minutes: u32,
    /// Posts.
    pub posts: u32,
    /// Direct recruits.
    pub recruits: u32,
    /// What customers paid for goods at her or through her.
    pub customers_spend: Cents,
    /// Units at hand.
    pub stock: u32,
    /// What they cost.
    pub stock_cost: Cents,
    /// Cost of what was written off.
    pub written_off: Cents,
    /// Weeks from joining to break-even, if ever.
    pub even_weeks: Option<u32>,
    /// Whether she still posts and sells.
    pub active: bool,
    /// Whether she has not left.
    pub registered: bool,
}

impl FollowedYear {
    /// The sum of all groups.
    pub fn net(&self) -> Cents {
        self.purse.iter().copied().sum()
    }
}

/// Everybody who is followed; empty in most worlds.
#[derive(Debug, Clone, Default)]
pub struct Followed {
    /// In the order of their cohorts: personas by name, then creators.
    pub members: Vec<Member>,
    /// Keys in ascending order, with the places of their members.
    by_key: Vec<(PersonKey, usize)>,
}

impl Followed {
    /// Of these people.
    pub fn new(members: Vec<Member>) -> Self {
        let mut by_key: Vec<_> = members.iter().map(|member| member.person).zip(0..).collect();
        by_key.sort_unstable();
        Self { members, by_key }
    }

    /// The place of a person among the members.
    pub fn place_of(&self, person: PersonKey) -> Option<usize> {
        if !person.is_followed() {
            return None;
        }
        let found = self.by_key.binary_search_by_key(&person, |(key, _)| *key);
        found.ok().map(|at| self.by_key[at].1)
    }
}
