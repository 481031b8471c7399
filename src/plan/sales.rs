//! What bonuses on own sales share: tiers of sales, and the full rate table of one run.

use super::Bonus;
use super::run::Run;
use crate::units::{Cents, Ppm};

/// A rate from a sum of sales on. The first rung of a ladder starts at nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rung {
    pub(super) from: Cents,
    pub(super) rate: Ppm,
}

/// The number of the highest rung that so many sales reach, 0 for the one that starts at nothing.
pub(super) fn reached(rungs: &[Rung], sales: Cents) -> usize {
    rungs.iter().rposition(|rung| rung.from <= sales).unwrap_or(0)
}

/// The part of the sales between two sums that belongs to a rung alone.
pub(super) fn slice(rungs: &[Rung], number: usize, low: Cents, high: Cents) -> Cents {
    let top = rungs.get(number + 1).map_or(high, |next| next.from.min(high));
    (top - rungs[number].from.max(low)).max(Cents::ZERO)
}

/// What the full rate table of a bonus pays, line by line.
pub(super) struct FullTable {
    bonus: Bonus,
    /// What rounding left of the lines, in the unit of [`Run::amount`].
    rests: i128,
}

impl FullTable {
    pub(super) fn new(bonus: Bonus) -> Self {
        Self { bonus, rests: 0 }
    }

    /// Offers a base, or a further rate on a base that was counted before; returns the line.
    pub(super) fn offer(
        &mut self,
        run: &mut Run<'_>,
        base: Cents,
        (on, rate, share): (Cents, Ppm, Ppm),
    ) -> Cents {
        let (full, rest) = run.amount(on, rate, share);
        run.offer(self.bonus, base, full);
        self.rests += rest;
        full
    }

    /// Settles the sums of persons, and rounds the table as a sum where those are.
    pub(super) fn close(self, run: &mut Run<'_>) {
        run.settle_rests(self.bonus);
        run.settle_table(self.bonus, self.rests);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_of_a_ladder_add_up_to_what_lies_between_two_sums() {
        let rung = |from| Rung { from: Cents(from), rate: Ppm::ZERO };
        let rungs = [rung(0), rung(100), rung(250)];
        for (low, high) in [(0, 0), (0, 99), (0, 100), (40, 260), (100, 250), (300, 900)] {
            let slices = (0..3).map(|number| slice(&rungs, number, Cents(low), Cents(high)));
            assert_eq!(slices.sum::<Cents>(), Cents(high - low), "{low} to {high}");
        }
        let of = |sales| reached(&rungs, Cents(sales));
        assert_eq!([of(0), of(99), of(100), of(249), of(250)], [0, 0, 1, 1, 2]);
    }
}
