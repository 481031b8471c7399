//! Whose sales the pay comes from: what a business pays by its plan, by the size of the seller's
//! audience.
//!
//! A claim names the row of whose business it comes from. What it pays is counted in that row's
//! size, whoever is paid. A claim on one's whole group, on matched legs, on a fund or for one's
//! structure names the earner herself. What a cap takes off is taken from all claims of the period
//! in proportion, what rules keep from her first from those on others. The affiliate network's fee
//! goes by the commissions of its period.
//!
//! *Invariant*: what has been paid, by size, adds up to what the business has paid to partners by
//! its plan and to affiliate networks, less clawback, to the cent. Kept only where channel cost is
//! measured.
//!
//! *Absent*: retail profit and agents, which are the seller's own; sums in statistics (`measure`).

use crate::plan::{Bonus, Claim, Part, State, Sums};
use crate::scenario::{HostPaidBy, Plan, TIERS, Tier};
use crate::units::{Cents, split_by_largest_remainder};
use crate::world::Network;

/// What the sales of each size of audience have cost a business beside retail profit and agents.
#[derive(Debug, Clone, Default)]
pub struct Caused {
    /// Paid since the beginning, in the order of [`Tier::ALL`].
    pub paid: [Cents; TIERS],
    /// Claimed before this period and not yet paid, by the row that earns it.
    waiting: Vec<[Cents; TIERS]>,
    /// Claimed in this period.
    fresh: Vec<Fresh>,
    /// Commissions of the period, by which the affiliate network's fee goes.
    commissions: [Cents; TIERS],
    /// The size of each row's audience when she joined.
    tiers: Vec<Tier>,
}

impl Caused {
    /// A period is about to be worked out: whoever joined since the last one has a size now.
    pub(super) fn open(&mut self, network: &Network) {
        let rows = network.partners.len();
        for row in self.tiers.len()..rows {
            let (chunk, slot) = network.partners.place(u32::try_from(row).expect("32-bit rows"));
            self.tiers.push(Tier::of(f64::from(chunk.followers_joined[slot])));
        }
        self.waiting.resize(rows, [Cents::ZERO; TIERS]);
        self.fresh.resize(rows, Fresh::default());
        self.commissions = [Cents::ZERO; TIERS];
    }

    /// Notes a claim.
    pub(super) fn note(&mut self, plan: &Plan, claim: &Claim) {
        if is_given_to_hosts(plan, claim.bonus) {
            return;
        }
        let fresh = &mut self.fresh[claim.earner as usize];
        let tier = self.tiers[claim.source as usize] as usize;
        match claim.part {
            Part::PersonCap | Part::CompanyCap => fresh.cut(-claim.amount),
            // What a structure bonus pays is on no single other.
            Part::RecruitingBonuses if claim.bonus == Bonus::Structure => fresh.own += claim.amount,
            Part::RetailShareMin | Part::RecruitingBonuses => fresh.keep_of_others(-claim.amount),
            _ => {
                if claim.source == claim.earner {
                    fresh.own += claim.amount;
                } else {
                    fresh.of_others[tier] += claim.amount;
                }
                if claim.bonus == Bonus::Affiliate {
                    self.commissions[tier] += claim.amount;
                }
            }
        }
    }

    /// What a run of the plan left to be paid now is paid; what leavers forfeit is gone.
    pub(super) fn close(&mut self, plan: &Plan, sums: &Sums, state: &State) {
        let own = |bonus: &Bonus| !is_given_to_hosts(plan, *bonus);
        let bonuses: Vec<Bonus> = sums.bonuses().iter().copied().filter(own).collect();
        for (row, (waiting, fresh)) in (0..).zip(self.waiting.iter_mut().zip(&mut self.fresh)) {
            let Fresh { of_others, own } = std::mem::take(fresh);
            waiting.iter_mut().zip(of_others).for_each(|(sum, more)| *sum += more);
            waiting[self.tiers[row as usize] as usize] += own;
            let carried = state.unpaid.iter().filter_map(|column| column.get(row as usize));
            if *waiting == [Cents::ZERO; TIERS] || carried.into_iter().any(|c| *c != Cents::ZERO) {
                continue;
            }
            let sent: Cents = bonuses.iter().map(|&bonus| sums.get(bonus, row)).sum();
            let due = std::mem::replace(waiting, [Cents::ZERO; TIERS]);
            if due.iter().copied().sum::<Cents>() == sent {
                for (paid, amount) in self.paid.iter_mut().zip(due) {
                    *paid += amount;
                }
            }
        }
    }

    /// The affiliate network is paid; where a least fee is due on no commission at all, by rows.
    pub(super) fn pay_network(&mut self, fee: Cents) {
        let mut weights = self.commissions.map(|sum| sum.0.max(0).unsigned_abs());
        if weights == [0; TIERS] {
            for &tier in &self.tiers {
                weights[tier as usize] += 1;
            }
        }
        let (parts, _) = split_by_largest_remainder(fee, &weights);
        for (paid, part) in self.paid.iter_mut().zip(parts) {
            *paid += part;
        }
    }

    /// A booked post is paid.
    pub(super) fn pay_post(&mut self, tier: Tier, kept: Cents) {
        self.paid[tier as usize] += kept;
    }
}

/// Whether a bonus is what partners give to hosts out of their own purse.
fn is_given_to_hosts(plan: &Plan, bonus: Bonus) -> bool {
    let party = plan.party.as_ref().filter(|_| bonus == Bonus::HostCredit);
    party.is_some_and(|party| party.host_paid_by == HostPaidBy::Partner)
}

/// Claims of a period by one row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Fresh {
    /// On others, by the size of their audience.
    of_others: [Cents; TIERS],
    /// On herself, and on what belongs to no single other.
    own: Cents,
}

impl Fresh {
    /// Takes an amount off all claims in proportion to those above zero; off her own where there
    /// are none, as where more came back than was sold.
    fn cut(&mut self, off: Cents) {
        let mut weights = [0; TIERS + 1];
        for (weight, sum) in weights.iter_mut().zip(self.of_others.iter().chain([&self.own])) {
            *weight = sum.0.max(0).unsigned_abs();
        }
        let (parts, rest) = split_by_largest_remainder(off, &weights);
        let (of_others, own) = parts.split_at(TIERS);
        self.of_others.iter_mut().zip(of_others).for_each(|(sum, part)| *sum -= *part);
        self.own -= own[0] + rest;
    }

    /// Takes an amount off the claims on others, and off the rest what is more than they are.
    fn keep_of_others(&mut self, off: Cents) {
        let own = std::mem::take(&mut self.own);
        let others: Cents = self.of_others.iter().map(|sum| (*sum).max(Cents::ZERO)).sum();
        self.cut(off.min(others));
        self.own += own - (off - off.min(others));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Period, run};
    use crate::scenario::LoadedCase;
    use crate::world::{Genealogy, NO_UPLINE, Status, Volume};

    /// Periods of three partners, one below the other: the first with a million followers, then
    /// one with few, who orders for 100.00, then a larger one, who orders for 200.01. Of that 10 %
    /// go one level up and 5 % two.
    fn paid(more: &str, periods: &[[Status; 3]]) -> [i64; TIERS] {
        let text = format!(
            "partner = [{{ id = \"A\" }}]\nplan.activity.minimum_points = 0\n\
             plan.unilevel = {{ base = \"wholesale\", rates = [0.10, 0.05] }}\n{more}"
        );
        let plan = LoadedCase::from_text("caused", &text).expect("a case").case.plan;
        let genealogy = Genealogy::from_sponsors(&[NO_UPLINE, 0, 1]);
        let volume = |cents| Volume { wholesale: Cents(cents), ..Volume::default() };
        let volumes = [volume(0), volume(10_000), volume(20_001)];
        let (mut state, mut sums) = (State::default(), Sums::default());
        let mut caused = Caused {
            tiers: vec![Tier::Mega, Tier::Nano, Tier::Micro],
            waiting: vec![[Cents::ZERO; TIERS]; 3],
            fresh: vec![Fresh::default(); 3],
            ..Caused::default()
        };
        for status in periods {
            let period = Period::new(&genealogy, status, &volumes, &[[0; 3]; 3]);
            run(&plan, &period, &mut state, &mut sums, &mut |claim| caused.note(&plan, &claim));
            caused.close(&plan, &sums, &state);
        }
        caused.paid.map(|sum| sum.0)
    }

    const ALL: [Status; 3] = [Status::Active; 3];
    const FIRST_GONE: [Status; 3] = [Status::Left, Status::Active, Status::Active];

    #[test]
    fn a_reward_stands_in_the_size_of_whose_order_it_is_on() {
        // 10.00 on the first order, 20.00 and 10.00 on the second; nothing on who gets most.
        assert_eq!(paid("", &[ALL]), [10_00, 30_00, 0, 0]);
        assert_eq!(paid("", &[ALL, ALL]), [20_00, 60_00, 0, 0]);
        // The first has left: what is hers stays with the business.
        assert_eq!(paid("", &[FIRST_GONE]), [0, 20_00, 0, 0]);
    }

    #[test]
    fn what_a_cap_takes_off_is_taken_from_all_sizes_in_proportion() {
        // Of 20.00, half by each order, 12.00 are kept: 6.00 each; of the other's 20.00, 12.00.
        assert_eq!(paid("plan.person_cap.amount = 12.00", &[ALL]), [6_00, 18_00, 0, 0]);
    }

    #[test]
    fn what_waits_is_paid_later_by_the_sizes_of_then_and_what_is_forfeited_is_not() {
        let waits = "plan.payment.minimum = 25.00";
        assert_eq!(paid(waits, &[ALL]), [0, 0, 0, 0]);
        assert_eq!(paid(waits, &[ALL, ALL]), [20_00, 60_00, 0, 0]);
        let gone = "plan.payment = { minimum = 25.00, leaver_balance = \"forfeited\" }";
        // The first leaves with 20.00 that were never paid; the second has 40.00.
        assert_eq!(paid(gone, &[ALL, FIRST_GONE]), [0, 40_00, 0, 0]);
        let kept = "plan.payment = { minimum = 25.00, leaver_balance = \"paid\" }";
        assert_eq!(paid(kept, &[ALL, FIRST_GONE]), [10_00, 50_00, 0, 0]);
    }

    fn fresh(of_others: [i64; TIERS], own: i64) -> Fresh {
        Fresh { of_others: of_others.map(Cents), own: Cents(own) }
    }

    #[test]
    fn a_cap_takes_off_all_sizes_in_proportion_and_not_a_cent_beside() {
        let mut sums = fresh([100, -40, 50, 1], 0);
        sums.cut(Cents(51));
        // 51 of 151: 33.77, 16.89 and 0.34 cents.
        assert_eq!(sums, fresh([66, -40, 33, 1], 0));
        let mut with_own = fresh([60, 0, 0, 0], 20);
        with_own.cut(Cents(40));
        assert_eq!(with_own, fresh([30, 0, 0, 0], 10));
        // Where more came back than was claimed nothing is lost either.
        let mut debts = fresh([0, -40, 0, 0], -5);
        debts.cut(Cents(7));
        assert_eq!(debts, fresh([0, -40, 0, 0], -12));
    }

    #[test]
    fn what_rules_keep_is_taken_off_the_claims_on_others_first() {
        let mut sums = fresh([100, -40, 50, 0], 30);
        sums.keep_of_others(Cents(150));
        assert_eq!(sums, fresh([0, -40, 0, 0], 30));
        let mut more = fresh([10, 0, 0, 0], 30);
        more.keep_of_others(Cents(25));
        assert_eq!(more, fresh([0, 0, 0, 0], 15));
        let mut some = fresh([30, 10, 0, 0], 8);
        some.keep_of_others(Cents(20));
        assert_eq!(some, fresh([15, 5, 0, 0], 8));
    }

    #[test]
    fn claims_on_the_sales_of_others_that_rules_keep_stand_in_no_size() {
        let text = "partner = [{ id = \"A\" }]\nplan.unilevel = {}\n";
        let plan = LoadedCase::from_text("caused", text).expect("a case").case.plan;
        let mut caused = Caused {
            tiers: vec![Tier::Mega, Tier::Nano],
            waiting: vec![[Cents::ZERO; TIERS]; 2],
            fresh: vec![Fresh::default(); 2],
            ..Caused::default()
        };
        let claim = |part, source, cents| Claim {
            amount: Cents(cents),
            ..Claim::new(Bonus::Unilevel, part, 0, source)
        };
        caused.note(&plan, &claim(Part::Level, 1, 500));
        caused.note(&plan, &claim(Part::Level, 0, 70));
        caused.note(&plan, &claim(Part::RetailShareMin, 0, -500));
        assert_eq!(caused.fresh[0], fresh([0; TIERS], 70));
        caused.note(&plan, &claim(Part::Level, 1, 200));
        caused.note(&plan, &claim(Part::RecruitingBonuses, 0, -200));
        assert_eq!(caused.fresh[0], fresh([0; TIERS], 70));
        let structure = |part, cents| Claim {
            amount: Cents(cents),
            ..Claim::new(Bonus::Structure, part, 0, 0)
        };
        caused.note(&plan, &claim(Part::Level, 1, 90));
        caused.note(&plan, &structure(Part::Tier, 50));
        caused.note(&plan, &structure(Part::RecruitingBonuses, -50));
        assert_eq!(caused.fresh[0].own, Cents(70), "heads are taken off what heads had brought");
        assert_eq!(caused.fresh[0].of_others.iter().copied().sum::<Cents>(), Cents(90));
    }

    #[test]
    fn a_networks_fee_goes_by_commissions_or_else_by_rows() {
        let mut caused = Caused {
            commissions: [Cents(300), Cents(-5), Cents(100), Cents::ZERO],
            tiers: vec![Tier::Nano, Tier::Nano, Tier::Mega],
            ..Caused::default()
        };
        caused.pay_network(Cents(10));
        assert_eq!(caused.paid, [Cents(8), Cents::ZERO, Cents(2), Cents::ZERO]);
        caused.commissions = [Cents::ZERO; TIERS];
        caused.pay_network(Cents(30));
        assert_eq!(caused.paid, [Cents(28), Cents::ZERO, Cents(2), Cents(10)]);
    }
}
