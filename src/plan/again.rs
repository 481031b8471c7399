//! Periods worked out again with less volume, and what that changes in their claims.
//!
//! *Invariant*: what a period claimed and all differences since come to what the plan claims of it
//! as it is now known (with the ranks of then or with others, as the plan says).
//!
//! *Absent*: where earlier periods come from: a case is read again, a simulation keeps columns.

use super::{Bonus, Claim, Outcomes, Part, Period, Qualification, State, Sums, Takeback};
use super::{close, open, run_qualified};
use crate::scenario::Plan;
use crate::units::Cents;

/// What a period came to when it was worked out, but for what came back later.
#[derive(Debug, Clone, Default)]
pub struct Worked {
    /// What each earner claimed, by bonus and row, in their order.
    earned: Vec<(Bonus, u32, Cents)>,
    outcomes: Outcomes,
    /// Who was active; empty where that is worked out again.
    active: Vec<bool>,
    /// And as what, as places of ranks from one up; empty alike.
    ranks: Vec<u8>,
}

impl Worked {
    fn new(plan: &Plan, qualification: &Qualification<'_>, earned: &Sums) -> Self {
        let rows = qualification.rows();
        let stays = plan.keeps_activity_of_sales();
        let of = |bonus: Bonus| {
            let sums = (0..rows).zip(earned.of(bonus));
            let there = sums.filter(|(_, amount)| *amount != Cents::ZERO);
            there.map(move |(row, amount)| (bonus, row, amount))
        };
        let known = 0..if stays { rows } else { 0 };
        Self {
            earned: plan.bonuses().into_iter().flat_map(of).collect(),
            outcomes: Outcomes::default(),
            active: known.clone().map(|row| qualification.is_active(row)).collect(),
            ranks: known.map(|row| qualification.measured_rank(row)).collect(),
        }
    }

    /// What each earner claimed, by bonus and row.
    pub fn claims(&self) -> &[(Bonus, u32, Cents)] {
        &self.earned
    }

    /// The period with the activity and the ranks that it had.
    #[must_use]
    pub fn given<'a>(&'a self, period: Period<'a>) -> Period<'a> {
        Period { given_active: &self.active, given_ranks: &self.ranks, ..period }
    }

    /// What each earner has more here than there, where it is not the same.
    fn more_than(&self, other: &Self) -> Vec<(Bonus, u32, Cents)> {
        let mut more = Vec::new();
        let (mut mine, mut theirs) =
            (self.earned.iter().peekable(), other.earned.iter().peekable());
        while let Some(&&(bonus, row, _)) = match (mine.peek(), theirs.peek()) {
            (Some(one), Some(two)) if (two.0, two.1) < (one.0, one.1) => theirs.peek(),
            (Some(_), _) => mine.peek(),
            (None, _) => theirs.peek(),
        } {
            let is_this = |entry: &&(Bonus, u32, Cents)| (entry.0, entry.1) == (bonus, row);
            let now = mine.next_if(is_this).map_or(Cents::ZERO, |entry| entry.2);
            let then = theirs.next_if(is_this).map_or(Cents::ZERO, |entry| entry.2);
            if now != then {
                more.push((bonus, row, now - then));
            }
        }
        more
    }

    /// Replaces what the period came to and says what that changes; nothing where it is the same.
    fn replace(&mut self, again: Self, number: u32, goods: Goods) -> Option<Takeback> {
        let claims = again.more_than(self);
        let mut outcomes = again.outcomes.since(&self.outcomes);
        // What leavers forfeit is decided once, when it is due.
        outcomes.forfeited = Cents::ZERO;
        (self.earned, self.outcomes) = (again.earned, again.outcomes);
        let Goods { source, value } = goods;
        let changed = !claims.is_empty() || outcomes != Outcomes::default();
        changed.then_some(Takeback { period: number, source, value, claims, outcomes })
    }
}

/// Goods that came back.
#[derive(Debug, Clone, Copy)]
pub struct Goods {
    /// Row of who sold them.
    pub source: u32,
    /// Their commissionable value.
    pub value: Cents,
}

/// Runs a plan over a period as [`super::run`] does, and keeps what it came to without what the
/// period takes back of earlier ones.
///
/// # Panics
/// When money or points overflow.
pub fn work_out(
    plan: &Plan,
    period: &Period<'_>,
    state: &mut State,
    sums: &mut Sums,
    sink: &mut dyn FnMut(Claim),
) -> (Outcomes, Worked) {
    let counted = open(plan, period, state, sums);
    let counting = counted.of(*period);
    let qualification = Qualification::new(plan, &counting, state);
    let mut earned = Sums::default();
    earned.open(plan, &state.carried(), period.status.len());
    let mut outcomes = run_qualified(plan, &counting, &qualification, state, sums, &mut |claim| {
        if claim.part != Part::Return {
            earned.add(claim.bonus, claim.earner, claim.amount);
        }
        sink(claim);
    });
    let mut worked = Worked::new(plan, &qualification, &earned);
    close(&mut outcomes, period, state, counted);
    let changes = period.takebacks.iter();
    worked.outcomes = changes.fold(outcomes, |outcomes, change| outcomes.since(&change.outcomes));
    (outcomes, worked)
}

/// Works out again the periods that were `worked`, numbered from `first` on, and says what that
/// changes. `anew` works out the next of them as it is now known, with the activity and ranks of
/// then where it is given them.
pub fn work_out_again<'w>(
    plan: &Plan,
    worked: impl IntoIterator<Item = &'w mut Worked>,
    first: u32,
    goods: Goods,
    mut anew: impl FnMut(u32, Option<&Worked>) -> Worked,
) -> Vec<Takeback> {
    let mut takebacks = Vec::new();
    for (number, before) in (first..).zip(worked) {
        let then = plan.keeps_activity_of_sales().then_some(&*before);
        let again = anew(number, then);
        takebacks.extend(before.replace(again, number, goods));
    }
    takebacks
}

impl State {
    /// Goes on from what earlier periods carry now that they were worked out again; what was not
    /// paid stays as it is.
    pub fn go_on_from(&mut self, mut again: Self) {
        std::mem::swap(&mut again.unpaid, &mut self.unpaid);
        *self = again;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_by_earner_and_bonus_and_only_where_there_are_any() {
        let of = |earned: &[(Bonus, u32, i64)]| Worked {
            earned: earned.iter().map(|&(bonus, row, of)| (bonus, row, Cents(of))).collect(),
            ..Worked::default()
        };
        let (level, pool) = (Bonus::Unilevel, Bonus::Pool);
        let now = of(&[(level, 1, 10), (level, 4, 7), (pool, 0, 5)]);
        let then = of(&[(level, 0, 3), (level, 1, 10), (level, 4, 9), (pool, 9, 1)]);
        let more = [(level, 0, -3), (level, 4, -2), (pool, 0, 5), (pool, 9, -1)];
        assert_eq!(now.more_than(&then), of(&more).earned);
        assert_eq!(now.more_than(&now), []);
        assert_eq!(now.more_than(&of(&[])), now.earned);
        let less = of(&[]).more_than(&now);
        assert_eq!(less.iter().map(|of| of.2.0).collect::<Vec<_>>(), [-10, -7, -5]);
    }
}
