//! What a plan has, and what it has to be told: who needs which columns and sums.
//!
//! *Absent*: what its bonuses pay.

use super::{Affiliate, Bonus, CountsIn, Plan, Starts, Unilevel, VolumeBase};
use crate::units::{Cents, Ppm};

impl Plan {
    /// Which bonuses the plan has, in the order of a run.
    pub fn bonuses(&self) -> Vec<Bonus> {
        Bonus::ALL.into_iter().filter(|&bonus| self.has(bonus)).collect()
    }

    /// Whether the plan has a bonus.
    pub fn has(&self, bonus: Bonus) -> bool {
        match bonus {
            Bonus::CustomerBonus => self.customer_bonus.is_some(),
            Bonus::Party => self.party.is_some(),
            Bonus::HostCredit => {
                self.party.as_ref().is_some_and(|party| party.host_share != Ppm::ZERO)
            }
            Bonus::Affiliate => self.affiliate.is_some(),
            Bonus::Sponsored => self.sponsored.is_some(),
            Bonus::FastStart => self.fast_start.is_some(),
            Bonus::KitBonus => self.kit_bonus.is_some(),
            Bonus::Structure => self.structure.is_some(),
            Bonus::Growth => self.growth.is_some(),
            Bonus::Unilevel => self.unilevel.is_some(),
            Bonus::Differential => self.differential.is_some(),
            Bonus::Stairstep => self.stairstep.is_some(),
            Bonus::Leadership => {
                self.stairstep.as_ref().is_some_and(|stairstep| stairstep.leadership.is_some())
            }
            Bonus::Breakaway => self.breakaway.is_some(),
            Bonus::Binary => self.binary.is_some(),
            Bonus::Matrix => self.matrix.is_some(),
            Bonus::Generation => self.generation.is_some(),
            Bonus::Infinity => !self.infinity.is_empty(),
            Bonus::Matching => self.matching.is_some(),
            Bonus::Pool => !self.pools.is_empty(),
        }
    }

    /// Whether any bonus pays for points, whatever value stands beside them.
    fn pays_for_points(&self) -> bool {
        let infinities = self.infinity.iter().map(|(_, infinity)| infinity.base);
        let mut bases = infinities
            .chain(self.differential.iter().map(|bonus| bonus.base))
            .chain(self.matrix.iter().map(|bonus| bonus.base))
            .chain(self.generation.iter().map(|bonus| bonus.base));
        self.binary.is_some()
            || self.growth.is_some()
            || bases.any(|base| base == VolumeBase::Points)
    }

    /// The most that a point may be worth to somebody, beside the commissionable value: what it
    /// stands for, or what a cycle of a binary pays for each of its weaker points.
    pub fn most_for_a_point(&self) -> Cents {
        if !self.pays_for_points() {
            return Cents::ZERO;
        }
        let cycle = self.binary.as_ref().map_or(Cents::ZERO, |binary| {
            let amounts = binary.rank_amounts.iter().map(|of| of.amount).chain(binary.cycle_amount);
            let most = amounts.max().unwrap_or(Cents::ZERO);
            Cents(most.0.div_euclid(binary.cycle_weak_points.max(1).cast_signed()) + 1)
        });
        self.point_value.max(cycle)
    }

    /// Weeks since joining in which orders are a fast start's, where the plan has one.
    pub fn early_weeks(&self) -> Option<u32> {
        self.fast_start.as_ref().map(|fast_start| fast_start.window_weeks)
    }

    /// Whether pay can wait from one period to the next.
    pub fn carries_pay(&self) -> bool {
        let holds = |affiliate: &Affiliate| 0 < affiliate.held_below_customers;
        Cents::ZERO < self.payment.minimum
            || self.clawback.is_some()
            || self.affiliate.as_ref().is_some_and(holds)
    }

    /// Whether goods that come back lower the volume of the period in which they do.
    pub fn takes_back_at_return(&self) -> bool {
        self.clawback.is_some_and(|clawback| clawback.counts_in == CountsIn::Return)
    }

    /// Whether the period of a sale is worked out again when its goods come back.
    pub fn takes_back_at_sale(&self) -> bool {
        self.clawback.is_some_and(|clawback| clawback.counts_in == CountsIn::Sale)
    }

    /// Whether everybody keeps the activity and the rank that she had when goods were sold that
    /// came back later.
    pub fn keeps_activity_of_sales(&self) -> bool {
        self.takes_back_at_sale() && self.clawback.is_some_and(|clawback| !clawback.recompute_ranks)
    }

    /// Whether anything depends on the number of active recruits.
    pub fn asks_for_active_recruits(&self) -> bool {
        let levels_ask = self
            .unilevel
            .as_ref()
            .is_some_and(|unilevel| !unilevel.active_recruits_by_level.is_empty());
        levels_ask || !self.ranks.is_empty() || self.matrix.is_some() || self.party.is_some()
    }

    /// Whether anything depends on customers, first orders, kits or posts.
    pub fn asks_for_details(&self) -> bool {
        let generations = self.generation.iter().map(|generation| generation.base);
        let infinities = self.infinity.iter().map(|(_, infinity)| infinity.base);
        (self.takes_back_at_sale() || self.rules.follow_goods())
            || self.unilevel.as_ref().is_some_and(Unilevel::tells_orders_apart)
            || generations.chain(infinities).any(|base| base == VolumeBase::ListValue)
            || self.bonuses().iter().any(|bonus| {
                !matches!(
                    bonus,
                    Bonus::Unilevel
                        | Bonus::Stairstep
                        | Bonus::Leadership
                        | Bonus::Breakaway
                        | Bonus::Binary
                        | Bonus::Generation
                        | Bonus::Infinity
                        | Bonus::Matching
                        | Bonus::Pool
                )
            })
    }

    /// Whether anything depends on the period in which somebody joined.
    pub fn asks_for_newcomers(&self) -> bool {
        self.newcomers_count == Starts::NextPeriod || self.newcomers_earn == Starts::NextPeriod
    }
}
