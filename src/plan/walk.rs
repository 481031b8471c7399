//! Walks up the sponsor tree from many sources at once, for plans in which all that matters of a
//! source is her base, and of an upline whether she uses up a level and earns.
//!
//! The lines of a base are the same for all sources that have it, so they are worked out once.
//! Walks go up side by side: while one waits for an upline's memory, the others' is on its way.
//!
//! *Invariant*: what a pot is paid does not depend on who walks together with whom.
//!
//! *Absent*: where lines go (`Pot`).

use super::run::Terms;
use super::unilevel::kind_of_base;
use crate::scenario::{Unilevel, VolumeBase};
use crate::units::Cents;
use crate::world::NO_UPLINE;

/// Sources whose walks go up side by side.
const TOGETHER: usize = 128;

/// What 64 rows do with a level: bit n is the n-th.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Standings {
    /// Who uses it up.
    pub(super) uses: u64,
    /// Who earns it, of those.
    pub(super) earns: u64,
}

/// Where lines go.
pub(super) trait Pot {
    /// Asks for the memory of a row's sum.
    fn ask(&self, row: u32);
    /// Adds a line to a row's sum.
    fn pay(&mut self, row: u32, line: Cents);
}

/// What walks came to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Paid {
    /// The bases on which lines were paid, and what the full rate table pays on them.
    pub(super) base: Cents,
    pub(super) full: Cents,
    /// The lines themselves.
    pub(super) lines: Cents,
    /// All that sources brought, paid on or not.
    pub(super) brought: Cents,
}

impl Paid {
    pub(super) fn add(&mut self, other: &Self) {
        self.base += other.base;
        self.full += other.full;
        self.lines += other.lines;
        self.brought += other.brought;
    }
}

/// A source's walk under way.
#[derive(Debug, Clone, Copy)]
struct Climb {
    /// Who is next.
    upline: u32,
    /// Where the lines stand that are left for her and those above.
    line: u32,
    /// Where they end.
    end: u32,
}

/// Working memory of one who walks; used again from period to period.
#[derive(Debug, Clone, Default)]
pub(super) struct Walker {
    climbs: Vec<Climb>,
    /// Lines of the bases under way, level by level.
    lines: Vec<Cents>,
    /// Rows of the sources that set out together.
    sources: Vec<u32>,
}

impl Walker {
    /// Bytes that the lists take up.
    pub(super) fn bytes(&self) -> usize {
        self.climbs.capacity() * size_of::<Climb>()
            + self.lines.capacity() * size_of::<Cents>()
            + self.sources.capacity() * size_of::<u32>()
    }
}

/// What walks go by.
#[derive(Clone, Copy)]
pub(super) struct Guide<'a> {
    pub(super) terms: Terms<'a>,
    pub(super) unilevel: &'a Unilevel,
    /// What rows do with a level, 64 by 64.
    pub(super) standings: &'a [Standings],
}

impl Guide<'_> {
    /// Whether what sources bring is all of their wholesale volume.
    pub(super) fn sees_wholesale(&self) -> bool {
        kind_of_base(self.unilevel) == VolumeBase::Wholesale && self.terms.period.details.is_empty()
    }

    /// Takes sources by their rows all the way up.
    pub(super) fn walk(
        &self,
        walker: &mut Walker,
        mut rows: impl Iterator<Item = usize>,
        pot: &mut impl Pot,
    ) -> Paid {
        let mut paid = Paid::default();
        let mut last = Cents::ZERO;
        walker.lines.clear();
        loop {
            walker.sources.clear();
            let rows = rows.by_ref().take(TOGETHER);
            walker.sources.extend(rows.map(|row| u32::try_from(row).expect("rows fit 32 bits")));
            if walker.sources.is_empty() {
                return paid;
            }
            self.set_out(walker, &mut last, &mut paid, pot);
            paid.lines += self.climb(walker, pot);
        }
    }

    /// Works out the lines of sources who set out together; `last` is the base of the last lines.
    fn set_out(&self, walker: &mut Walker, last: &mut Cents, paid: &mut Paid, pot: &impl Pot) {
        let Self { terms, unilevel, .. } = *self;
        let (rates, share, kind) = (&unilevel.rates, unilevel.broad_share, kind_of_base(unilevel));
        let Walker { climbs, lines, sources } = walker;
        for &row in &*sources {
            terms.period.volumes.ask(row as usize);
            terms.period.genealogy.ask(row as usize);
        }
        // The lines of the last base are still good.
        lines.drain(..lines.len().saturating_sub(rates.len()));
        let sum = |lines: &[Cents]| lines.iter().copied().sum();
        let mut full = sum(lines);
        for &row in &*sources {
            let (base, _) = terms.base(kind, row);
            paid.brought += base;
            let is_short = Cents::ZERO <= base && base < unilevel.minimum_base;
            if is_short || !terms.pays_on(base) {
                continue;
            }
            if *last != base {
                *last = base;
                lines.extend(rates.iter().map(|&rate| terms.line(base, rate, share)));
                full = sum(&lines[lines.len() - rates.len()..]);
            }
            paid.base += base;
            paid.full += full;
            let upline = terms.period.genealogy.upline(row);
            if upline != NO_UPLINE && !rates.is_empty() {
                terms.period.genealogy.ask(upline as usize);
                pot.ask(upline);
                let end = u32::try_from(lines.len()).expect("few lines");
                let depth = u32::try_from(rates.len()).expect("few levels");
                climbs.push(Climb { upline, line: end - depth, end });
            }
        }
    }

    /// Takes all walks to their ends, a step of each in turn; returns what was paid.
    fn climb(&self, walker: &mut Walker, pot: &mut impl Pot) -> Cents {
        let genealogy = self.terms.period.genealogy;
        let Walker { climbs, lines, .. } = walker;
        let mut paid = Cents::ZERO;
        let mut under_way = climbs.len();
        while 0 < under_way {
            let mut left = 0;
            for place in 0..under_way {
                let Climb { upline, mut line, end } = climbs[place];
                let Standings { uses, earns } = self.standings[upline as usize / 64];
                let lane = upline % 64;
                if uses >> lane & 1 == 1 {
                    if earns >> lane & 1 == 1 {
                        pot.pay(upline, lines[line as usize]);
                        paid += lines[line as usize];
                    }
                    line += 1;
                }
                let upline = genealogy.upline(upline);
                if upline != NO_UPLINE && line < end {
                    genealogy.ask(upline as usize);
                    pot.ask(upline);
                    climbs[left] = Climb { upline, line, end };
                    left += 1;
                }
            }
            under_way = left;
        }
        climbs.clear();
        paid
    }
}
