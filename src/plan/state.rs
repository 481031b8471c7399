//! What a plan carries from one period to the next.
//!
//! *Invariant*: a column is there, one entry for each row, exactly while a bonus of the plan needs
//! it; new rows begin with nothing. New, carried and lifetime volume are three numbers.

use super::{Period, Qualification, Uncounted};
use crate::scenario::{BONUSES, Bonus, Party, PartyScope, Plan, Stairstep};
use crate::units::Cents;
use crate::world::Status;

/// Points of a position's two legs that wait to be matched, and all that ever came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Legs {
    /// New in the period, left and right.
    pub new: [u64; 2],
    /// Carried, left and right.
    pub carried: [u64; 2],
    /// Ever since the start, left and right.
    pub lifetime: [u64; 2],
}

/// What a plan carries from one period to the next, by row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// Rows that there is room for.
    pub rows: usize,
    /// Rank that the period before came to, as a place from one up.
    pub rank: Vec<u8>,
    /// Highest rank ever.
    pub title: Vec<u8>,
    /// Legs of the binary.
    pub legs: Vec<Legs>,
    /// Whether a group broke away for good.
    pub broken_away: Vec<bool>,
    /// Highest tier of the structure bonus in the period before.
    pub structure_tier: Vec<u8>,
    /// Group points of the period before.
    pub group_points: Vec<u64>,
    /// What customers ever paid for goods bought from the row.
    pub lifetime_sales: Vec<Cents>,
    /// Earned and not yet paid, by bonus; below zero where returns took more than there was.
    pub unpaid: Vec<Vec<Cents>>,
    /// Bought and, under rules, not yet counted.
    pub uncounted: Vec<Uncounted>,
}

impl State {
    /// Makes room for so many rows in the columns that the plan needs.
    pub fn fit(&mut self, plan: &Plan, rows: usize) {
        fn column<T: Clone>(column: &mut Vec<T>, needed: bool, rows: usize, nothing: T) {
            column.resize(if needed { rows } else { 0 }, nothing);
        }
        self.rows = rows;
        let ranked = !plan.ranks.is_empty();
        column(&mut self.rank, ranked, rows, 0);
        column(&mut self.title, ranked, rows, 0);
        column(&mut self.legs, plan.binary.is_some(), rows, Legs::default());
        let stays_away = plan.stairstep.as_ref().is_some_and(Stairstep::breaks_away_for_life);
        column(&mut self.broken_away, stays_away, rows, false);
        column(&mut self.structure_tier, plan.structure.is_some(), rows, 0);
        column(&mut self.group_points, plan.growth.is_some(), rows, 0);
        let by_lifetime = |party: &Party| party.scope == PartyScope::Lifetime;
        let counts_sales = plan.party.as_ref().is_some_and(by_lifetime);
        column(&mut self.lifetime_sales, counts_sales, rows, Cents::ZERO);
        let waits = plan.rules.cut_purchases();
        column(&mut self.uncounted, waits, rows, Uncounted::default());
        self.unpaid.resize(BONUSES, Vec::new());
        for bonus in Bonus::ALL {
            let unpaid = &mut self.unpaid[bonus.index()];
            // What was earned under other rules is owed under these, too.
            let needed = (plan.carries_pay() && plan.has(bonus))
                || unpaid.iter().any(|&sum| sum != Cents::ZERO);
            column(unpaid, needed, rows, Cents::ZERO);
        }
    }

    /// Keeps what this period came to.
    pub(super) fn close(
        &mut self,
        plan: &Plan,
        period: &Period<'_>,
        qualification: &Qualification<'_>,
    ) {
        for row in 0..if plan.ranks.is_empty() { 0 } else { period.rows() } {
            let place = row as usize;
            let gone = period.status[place] == Status::Left;
            let rank = if gone { 0 } else { qualification.measured_rank(row) };
            self.rank[place] = rank;
            self.title[place] = self.title[place].max(rank);
        }
    }

    /// The bonuses whose pay can wait.
    pub(super) fn carried(&self) -> Vec<Bonus> {
        let is_carried =
            |bonus: &Bonus| self.unpaid.get(bonus.index()).is_some_and(|column| !column.is_empty());
        Bonus::ALL.into_iter().filter(is_carried).collect()
    }

    /// What a row has earned and not been paid.
    pub fn unpaid_of(&self, row: u32) -> Cents {
        self.unpaid.iter().filter_map(|column| column.get(row as usize).copied()).sum()
    }
}
