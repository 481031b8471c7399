//! What a run of a plan claims, summed by bonus and row.
//!
//! *Invariant*: rows that are not among the earners have nothing. Sums are 32 bits wide as long as
//! those of their bonus are, some 21 million currency units; the first larger one makes all of
//! them 64 bits wide.
//!
//! *Absent*: why anything is claimed (`run`); who pays it.

use rayon::prelude::*;

use super::AgentShare;
use super::plain::Walks;
use crate::scenario::{BONUSES, Bonus, Plan};
use crate::units::Cents;

/// Rows that are emptied and handed over together.
pub const SUMS_TOGETHER: usize = 64;

/// Blocks of rows that a thread empties at least.
const BLOCKS: usize = 1_024;

/// Claims summed by bonus and row; used again from period to period.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    by_bonus: Vec<SumColumn>,
    /// Bonuses that anybody may have something of, in the order of a run.
    open: Vec<Bonus>,
    /// Rows that were claimed for or written to, one bit each; nothing is in the others' sums.
    earners: Vec<u64>,
    /// Rows whose pay is held back to the next period; empty while none is.
    pub(super) held: Vec<bool>,
    /// What agencies and managers get.
    pub(super) agents: Vec<AgentShare>,
    /// Own points that count; empty where all do.
    pub(super) counted: Vec<u32>,
    /// Working memory of plain walks.
    pub(super) walks: Walks,
}

impl Sums {
    /// Nothing for so many rows, for bonuses of the plan and those `carried` from other rules.
    pub(super) fn open(&mut self, plan: &Plan, carried: &[Bonus], rows: usize) {
        self.by_bonus.resize(BONUSES, SumColumn::default());
        self.open.clear();
        self.open.extend(
            Bonus::ALL.into_iter().filter(|bonus| plan.has(*bonus) || carried.contains(bonus)),
        );
        for (place, column) in self.by_bonus.iter_mut().enumerate() {
            if self.open.iter().any(|bonus| bonus.index() == place) {
                column.open(&self.earners, rows);
            } else {
                column.close();
            }
        }
        self.earners.clear();
        self.earners.resize(rows.div_ceil(SUMS_TOGETHER), 0);
        self.held.clear();
        self.agents.clear();
        self.counted.clear();
    }

    /// The bonuses that anybody may have something of, in the order of a run.
    pub fn bonuses(&self) -> &[Bonus] {
        &self.open
    }

    /// Rows that may have something, as bits: bit n of word m is row 64 m + n.
    pub fn earners(&self) -> &[u64] {
        &self.earners
    }

    /// Bytes that the sums take up.
    pub fn bytes(&self) -> usize {
        let cells: usize = self.by_bonus.iter().map(SumColumn::bytes).sum();
        cells + self.earners.capacity() * size_of::<u64>() + self.walks.bytes()
    }

    /// The sums of a bonus by row and the set of earners, to write.
    pub(super) fn column(&mut self, bonus: Bonus) -> (&mut SumColumn, &mut [u64]) {
        (&mut self.by_bonus[bonus.index()], &mut self.earners)
    }

    /// Adds to a row's sum.
    #[inline]
    pub(super) fn add(&mut self, bonus: Bonus, row: u32, amount: Cents) {
        self.by_bonus[bonus.index()].add(row, amount);
        self.earners[row as usize / SUMS_TOGETHER] |= 1 << (row as usize % SUMS_TOGETHER);
    }

    /// Writes a row's sum.
    pub(super) fn set(&mut self, bonus: Bonus, row: u32, amount: Cents) {
        self.add(bonus, row, amount - self.get(bonus, row));
    }

    /// The sums of a bonus by row; none if the plan does not have it.
    pub fn of(&self, bonus: Bonus) -> impl Iterator<Item = Cents> + '_ {
        let rows = self.by_bonus.get(bonus.index()).map_or(0, SumColumn::len);
        (0..rows).map(move |row| self.by_bonus[bonus.index()].get(row))
    }

    /// The sums of the 64 rows from `first` on, where they are 32 bits wide and all there.
    #[inline]
    pub fn block(&self, bonus: Bonus, first: usize) -> Option<&[i32; SUMS_TOGETHER]> {
        match self.by_bonus.get(bonus.index())? {
            SumColumn::Narrow(cells) => cells.get(first..)?.first_chunk(),
            SumColumn::Wide(_) => None,
        }
    }

    /// The sum of a bonus and row.
    #[inline]
    pub fn get(&self, bonus: Bonus, row: u32) -> Cents {
        self.by_bonus.get(bonus.index()).map_or(Cents::ZERO, |column| column.get(row as usize))
    }

    /// What agencies and managers get.
    pub fn agents(&self) -> &[AgentShare] {
        &self.agents
    }

    /// A row's own points that count, where rules let some not count.
    pub fn counted_points(&self, row: usize) -> Option<u32> {
        self.counted.get(row).copied()
    }

    /// All that a row has.
    pub fn total(&self, row: u32) -> Cents {
        self.open.iter().map(|&bonus| self.get(bonus, row)).sum()
    }
}

/// Adds to a sum of 32 bits; says whether it has room, or else leaves it as it was.
#[inline]
pub(super) fn take_up(sum: &mut i32, amount: Cents) -> bool {
    let more = i32::try_from(amount.0).ok().and_then(|amount| sum.checked_add(amount));
    if let Some(more) = more {
        *sum = more;
    }
    more.is_some()
}

/// Sums of a bonus by row.
#[derive(Debug, Clone)]
pub(super) enum SumColumn {
    Narrow(Vec<i32>),
    Wide(Vec<Cents>),
}

impl Default for SumColumn {
    fn default() -> Self {
        Self::Narrow(Vec::new())
    }
}

impl SumColumn {
    /// Makes it nothing for so many rows; only `earners` had anything before.
    fn open(&mut self, earners: &[u64], rows: usize) {
        let Self::Narrow(cells) = self else {
            *self = Self::Narrow(vec![0; rows]);
            return;
        };
        let blocks = cells.par_chunks_mut(SUMS_TOGETHER).zip(earners).with_min_len(BLOCKS);
        blocks.filter(|(_, who)| **who != 0).for_each(|(cells, _)| cells.fill(0));
        if cells.capacity() < rows {
            // A little room for those who will join, and not as much again.
            cells.reserve_exact(rows + rows / 16 - cells.len());
        }
        cells.resize(rows, 0);
    }

    /// Makes it one without rows.
    fn close(&mut self) {
        match self {
            Self::Narrow(cells) => cells.clear(),
            Self::Wide(_) => *self = Self::default(),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Narrow(cells) => cells.len(),
            Self::Wide(cells) => cells.len(),
        }
    }

    #[inline]
    fn get(&self, row: usize) -> Cents {
        match self {
            Self::Narrow(cells) => Cents(cells.get(row).copied().unwrap_or_default().into()),
            Self::Wide(cells) => cells.get(row).copied().unwrap_or_default(),
        }
    }

    /// Adds to a row's sum.
    #[inline]
    pub(super) fn add(&mut self, row: u32, amount: Cents) {
        match self {
            Self::Narrow(cells) => {
                if !take_up(&mut cells[row as usize], amount) {
                    self.widen();
                    self.add(row, amount);
                }
            }
            Self::Wide(cells) => cells[row as usize] += amount,
        }
    }

    #[cold]
    #[inline(never)]
    fn widen(&mut self) {
        if let Self::Narrow(cells) = self {
            *self = Self::Wide(cells.iter().map(|&cents| Cents(cents.into())).collect());
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Narrow(cells) => cells.capacity() * size_of::<i32>(),
            Self::Wide(cells) => cells.capacity() * size_of::<Cents>(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::LoadedCase;

    /// Opens sums of one bonus.
    fn open(sums: &mut Sums, rows: usize) {
        let text = "partner = [{ id = \"A\" }]\nplan.unilevel.rates = [0.1]";
        let plan = LoadedCase::from_text("sums", text).expect("a case").case.plan;
        sums.open(&plan, &[], rows);
    }

    #[test]
    fn sums_of_any_size_are_exact_and_gone_with_the_next_period() {
        let mut sums = Sums::default();
        let most = i64::from(i32::MAX);
        for amounts in [[5, -7], [most, 0], [most, 1], [i64::MIN / 4, 3], [-1, -most - 1]] {
            open(&mut sums, 130);
            assert!(sums.of(Bonus::Unilevel).eq([Cents::ZERO; 130]), "nothing is left");
            for amount in amounts {
                sums.add(Bonus::Unilevel, 70, Cents(amount));
            }
            sums.set(Bonus::Unilevel, 129, Cents(9));
            let all = Cents(amounts[0] + amounts[1]);
            assert_eq!(sums.get(Bonus::Unilevel, 70), all);
            assert_eq!((sums.total(70), sums.total(129), sums.total(0)), (all, Cents(9), Cents(0)));
            assert_eq!(sums.earners(), [0, 1 << 6, 1 << 1]);
            assert_eq!(sums.of(Bonus::Unilevel).sum::<Cents>(), all + Cents(9));
            let block = sums.block(Bonus::Unilevel, 64);
            let fits = i32::try_from(all.0);
            assert_eq!(block.map(|block| block[6]), fits.ok(), "wide sums have no narrow blocks");
            assert_eq!(sums.block(Bonus::Unilevel, 128), None);
        }
        assert_eq!(sums.get(Bonus::Pool, 3), Cents::ZERO);
    }

    #[test]
    fn a_sum_takes_four_bytes() {
        let mut sums = Sums::default();
        open(&mut sums, 8_000);
        assert_eq!(sums.bytes(), 8_500 * 4 + 125 * 8);
    }
}
