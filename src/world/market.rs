//! The market: communities with customers still to be won and prospects still to be recruited.
//!
//! *Invariant*: in each community, prospects + partners + ex-partners + those set aside for a
//! cohort are the people who might ever join, and customers still to be won + customers won are the
//! possible customers (unless demand comes back by the calendar, when nobody stays a customer).

use crate::chance::{Luck, SequencePurpose, pick_by_weight};
use crate::scenario;
use crate::units::{CommunityId, PersonKey, Week};

/// State of all communities, by community.
#[derive(Debug, Clone)]
pub struct MarketState {
    /// Possible customers.
    pub buyers: Vec<u32>,
    /// Of these, not yet won.
    pub unserved: Vec<u32>,
    /// Of these, customers of partners who live elsewhere.
    pub served_away: Vec<u32>,
    /// People who might ever join.
    pub recruitable: Vec<u32>,
    /// Of these, still prospects.
    pub prospects: Vec<u32>,
    /// Of these, ex-partners.
    pub ex_partners: Vec<u32>,
    /// People who ever joined here, cohorts apart.
    pub joined: Vec<u32>,
    /// People of cohorts who have not joined, or declined; empty without cohorts.
    pub set_aside: Vec<u32>,
    /// Whether won customers stay customers.
    pub keeps_customers: bool,
    scepticism: f64,
}

impl MarketState {
    /// A market in which nobody has been won or recruited.
    pub fn new(market: &scenario::Market) -> Self {
        let communities = market.people / market.community_people;
        let (each, rest) = (market.people / communities, market.people % communities);
        let mut buyers = Vec::with_capacity(communities as usize);
        let mut recruitable = Vec::with_capacity(communities as usize);
        // Running sums are rounded, not the communities, so that the whole market is right to one
        // person however small its communities are.
        let mut people = 0_u32;
        for community in 0..communities {
            let before = f64::from(people);
            people += each + u32::from(community < rest);
            let upto = |share: f64| {
                let added = whole(f64::from(people) * share) - whole(before * share);
                u32::try_from(added).expect("people of a community fit 32 bits")
            };
            buyers.push(upto(market.buyers_per_person));
            recruitable.push(upto(market.prospects_per_person));
        }
        let none = vec![0; communities as usize];
        Self {
            unserved: buyers.clone(),
            buyers,
            served_away: none.clone(),
            prospects: recruitable.clone(),
            recruitable,
            ex_partners: none.clone(),
            joined: none,
            set_aside: Vec::new(),
            keeps_customers: market.demand_renewal_weeks.is_none(),
            scepticism: 0.0,
        }
    }

    /// Sets how strongly ex-partners make prospects sceptical.
    pub fn set_scepticism(&mut self, strength: f64) {
        self.scepticism = strength;
    }

    /// Number of communities.
    pub fn len(&self) -> usize {
        self.buyers.len()
    }

    /// Whether there is no community (never, in a checked scenario).
    pub fn is_empty(&self) -> bool {
        self.buyers.is_empty()
    }

    /// All demand is back.
    pub fn renew_demand(&mut self) {
        self.unserved.clone_from(&self.buyers);
    }

    /// Somebody is won as a customer, by a partner who lives elsewhere if `away`.
    pub fn win(&mut self, community: CommunityId, away: bool) {
        let unserved = &mut self.unserved[community.index()];
        *unserved = unserved.saturating_sub(1);
        if away && self.keeps_customers {
            self.served_away[community.index()] += 1;
        }
    }

    /// Customers of a partner of the same community are lost and free again.
    pub fn release_home(&mut self, community: CommunityId, customers: u32) {
        self.unserved[community.index()] += customers;
    }

    /// A customer of a partner from elsewhere is lost: in `community`, or the next after it that
    /// has such a customer.
    ///
    /// # Panics
    /// When no community has one.
    pub fn release_away(&mut self, community: CommunityId) {
        let communities = self.len();
        let found = (0..communities)
            .map(|step| (community.index() + step) % communities)
            .find(|&index| 0 < self.served_away[index])
            .expect("a customer from elsewhere lives somewhere");
        self.served_away[found] -= 1;
        self.unserved[found] += 1;
    }

    /// A prospect joins; returns the how-manieth she is to join there.
    ///
    /// # Panics
    /// When there is no prospect left.
    pub fn recruit(&mut self, community: CommunityId) -> u32 {
        let prospects = &mut self.prospects[community.index()];
        *prospects = prospects.checked_sub(1).expect("no recruit without a prospect");
        let order = self.joined[community.index()];
        self.joined[community.index()] += 1;
        order
    }

    /// A prospect is set aside for a cohort.
    ///
    /// # Panics
    /// When there is no prospect left.
    pub fn set_aside(&mut self, community: CommunityId) {
        let prospects = &mut self.prospects[community.index()];
        *prospects = prospects.checked_sub(1).expect("nobody is set aside without a prospect");
        self.set_aside.resize(self.buyers.len(), 0);
        self.set_aside[community.index()] += 1;
    }

    /// Somebody who was set aside joins.
    ///
    /// # Panics
    /// When nobody is.
    pub fn arrive(&mut self, community: CommunityId) {
        let aside = &mut self.set_aside[community.index()];
        *aside = aside.checked_sub(1).expect("nobody arrives who was not set aside");
    }

    /// A partner leaves.
    pub fn part(&mut self, community: CommunityId) {
        self.ex_partners[community.index()] += 1;
    }

    /// An ex-partner comes back, if she still lives there.
    pub fn take_back(&mut self, community: CommunityId) -> bool {
        let ex = &mut self.ex_partners[community.index()];
        let there = 0 < *ex;
        *ex = ex.saturating_sub(1);
        there
    }

    /// Ex-partners are replaced by new prospects.
    pub fn renew_prospects(&mut self, community: CommunityId, people: u32) {
        let index = community.index();
        assert!(people <= self.ex_partners[index], "more ex-partners replaced than there are");
        self.ex_partners[index] -= people;
        self.prospects[index] += people;
    }
}

/// The market as it stands at the week's start: what behaviours see.
#[derive(Debug, Clone, Default)]
pub struct MarketView {
    /// Share of possible customers not yet won, by community.
    pub unmet_home: Vec<f64>,
    /// The largest of them.
    pub unmet_most: f64,
    /// The same over the whole market.
    pub unmet_everywhere: f64,
    /// Share of recruitable people still to be recruited, less scepticism, by community.
    pub open_home: Vec<f64>,
    /// The largest of them.
    pub open_most: f64,
    /// The same over the whole market.
    pub open_everywhere: f64,
    /// People who might still join, anywhere.
    pub prospects_everywhere: u64,
    /// Running sums of customers not yet won.
    pub unserved_sums: Vec<u64>,
    /// Running sums of open prospects, in 65,536ths of a person.
    pub prospect_sums: Vec<u64>,
    /// Running sums of customers of partners from elsewhere.
    pub served_away_sums: Vec<u64>,
}

impl MarketView {
    /// Reads the market anew.
    pub fn refresh(&mut self, market: &MarketState) {
        self.unmet_home.clear();
        self.open_home.clear();
        self.unserved_sums.clear();
        self.prospect_sums.clear();
        self.served_away_sums.clear();
        let (mut unserved, mut open, mut away) = (0_u64, 0_u64, 0_u64);
        let (mut buyers, mut recruitable) = (0_u64, 0_u64);
        self.prospects_everywhere = 0;
        for community in 0..market.len() {
            let openness = market.openness(community);
            self.unmet_home.push(share(market.unserved[community], market.buyers[community]));
            let share_left = share(market.prospects[community], market.recruitable[community]);
            self.open_home.push(share_left * openness);
            unserved += u64::from(market.unserved[community]);
            open += fixed(f64::from(market.prospects[community]) * openness);
            away += u64::from(market.served_away[community]);
            buyers += u64::from(market.buyers[community]);
            recruitable += u64::from(market.recruitable[community]);
            self.prospects_everywhere += u64::from(market.prospects[community]);
            self.unserved_sums.push(unserved);
            self.prospect_sums.push(open);
            self.served_away_sums.push(away);
        }
        let largest = |shares: &[f64]| shares.iter().copied().fold(0.0, f64::max);
        self.unmet_most = largest(&self.unmet_home);
        self.open_most = largest(&self.open_home);
        self.unmet_everywhere = ratio(unserved as f64, buyers as f64);
        self.open_everywhere = ratio(open as f64 / FIXED, recruitable as f64);
    }
}

/// A community drawn by the weights behind running sums; the first if nobody weighs anything.
pub fn somewhere_by_weight(
    luck: &Luck,
    person: PersonKey,
    week: Week,
    (purpose, number): (SequencePurpose, u32),
    sums: &[u64],
) -> CommunityId {
    let draw = luck.sequence_wide(person, week, purpose, number);
    let picked = pick_by_weight(draw, sums).unwrap_or(0);
    CommunityId(u32::try_from(picked).expect("communities fit 32 bits"))
}

impl MarketState {
    /// What scepticism leaves of the leads in a community.
    fn openness(&self, community: usize) -> f64 {
        let ex = f64::from(self.ex_partners[community]);
        let all = f64::from(self.recruitable[community]);
        1.0 / (1.0 + self.scepticism * ratio(ex, all))
    }
}

/// One person in running sums of open prospects.
const FIXED: f64 = 65_536.0;

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not below zero")]
fn fixed(people: f64) -> u64 {
    (people * FIXED) as u64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within bounds")]
fn whole(people: f64) -> u64 {
    (people + 0.5) as u64
}

fn share(part: u32, all: u32) -> f64 {
    ratio(f64::from(part), f64::from(all))
}

fn ratio(part: f64, all: f64) -> f64 {
    if all == 0.0 { 0.0 } else { part / all }
}
