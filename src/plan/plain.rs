//! Overrides by levels where all that matters of a source is her base, and of an upline whether she
//! uses up a level and earns.
//!
//! Without ranks, conditions or anybody who listens to single claims the lines of a base are the
//! same for all sources that have it, so they are worked out once. The walks of many sources go up
//! side by side: while one waits for an upline's memory, the others' is on its way.
//!
//! *Invariant*: sums and outcome are those that `unilevel` comes to source by source.
//!
//! *Absent*: whether a plan is as plain as that.

use super::run::Run;
use super::unilevel::base;
use super::{Bonus, Period};
use crate::machine::ask;
use crate::scenario::{Compression, Unilevel};
use crate::units::Cents;
use crate::world::{NO_UPLINE, Status, bits};

/// Sources whose walks go up side by side.
const TOGETHER: usize = 256;

/// Walks under way; used again from period to period.
#[derive(Debug, Clone, Default)]
pub(super) struct Walks {
    climbs: Vec<Climb>,
    /// Lines of the bases under way, level by level.
    lines: Vec<Cents>,
    /// Rows of the sources that set out together.
    sources: Vec<usize>,
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

/// What somebody on the way does with a level.
#[derive(Clone, Copy, Default)]
struct Standing {
    /// Whether she uses it up.
    uses: bool,
    /// Whether she earns it.
    earns: bool,
}

/// Claims of all sources that a set of rows names, whose links step over those who have left.
pub(super) fn run(run: &mut Run<'_>, unilevel: &Unilevel, sources: &[u64]) {
    let (period, qualification) = (run.period, run.qualification);
    let dormant_use = unilevel.compression != Compression::SkipInactive;
    if qualification.goes_by_status() {
        let standing = [Status::Active, Status::Dormant, Status::Left].map(|status| Standing {
            uses: status.is_active() || (dormant_use && status == Status::Dormant),
            earns: status.is_active(),
        });
        all(run, unilevel, sources, |row| standing[period.status[row as usize] as usize]);
    } else {
        all(run, unilevel, sources, |row| {
            let is_left = period.status[row as usize] == Status::Left;
            Standing {
                uses: if dormant_use { !is_left } else { qualification.is_active(row) },
                earns: qualification.can_earn(row),
            }
        });
    }
}

fn all(
    run: &mut Run<'_>,
    unilevel: &Unilevel,
    sources: &[u64],
    standing: impl Fn(u32) -> Standing,
) {
    let share = unilevel.broad_share;
    let period = run.period;
    let mut walks = std::mem::take(&mut run.sums.walks);
    let Walks { climbs, lines, sources: next } = &mut walks;
    lines.clear();
    let (mut last, mut full) = (Cents::ZERO, Cents::ZERO);
    let mut rows = bits(sources);
    loop {
        next.clear();
        next.extend(rows.by_ref().take(TOGETHER));
        if next.is_empty() {
            break;
        }
        for &row in &*next {
            period.volumes.ask(row);
            period.genealogy.ask(row);
        }
        // The lines of the last base are still good.
        lines.drain(..lines.len().saturating_sub(unilevel.rates.len()));
        for &row in &*next {
            let row = u32::try_from(row).expect("rows fit 32 bits");
            let base = base(unilevel, run, row).all;
            let is_short = Cents::ZERO <= base && base < unilevel.minimum_base;
            if is_short || !run.pays_on(base) {
                continue;
            }
            if last != base {
                last = base;
                lines.extend(unilevel.rates.iter().map(|&rate| run.amount(base, rate, share).0));
                full = lines[lines.len() - unilevel.rates.len()..].iter().copied().sum();
            }
            run.offer(Bonus::Unilevel, base, full);
            let upline = period.genealogy.upline(row);
            if upline != NO_UPLINE && !unilevel.rates.is_empty() {
                ask_for(period, run.sums.of(Bonus::Unilevel), upline);
                let end = u32::try_from(lines.len()).expect("few lines");
                let depth = u32::try_from(unilevel.rates.len()).expect("few levels");
                climbs.push(Climb { upline, line: end - depth, end });
            }
        }
        climb(run, climbs, lines, &standing);
    }
    run.sums.walks = walks;
}

/// Asks for all that a step to an upline looks at.
#[inline]
fn ask_for(period: &Period<'_>, sums: &[Cents], upline: u32) {
    period.genealogy.ask(upline as usize);
    ask(period.status, upline as usize);
    ask(sums, upline as usize);
}

/// Takes all walks to their ends, a step of each in turn.
fn climb(
    run: &mut Run<'_>,
    climbs: &mut Vec<Climb>,
    lines: &[Cents],
    standing: impl Fn(u32) -> Standing,
) {
    let period = run.period;
    let (sums, earners) = run.sums.column(Bonus::Unilevel);
    let mut paid = Cents::ZERO;
    let mut under_way = climbs.len();
    while 0 < under_way {
        let mut left = 0;
        for place in 0..under_way {
            let Climb { upline, mut line, end } = climbs[place];
            let Standing { uses, earns } = standing(upline);
            if uses {
                if earns {
                    sums[upline as usize] += lines[line as usize];
                    earners[upline as usize / 64] |= 1 << (upline % 64);
                    paid += lines[line as usize];
                }
                line += 1;
            }
            let upline = period.genealogy.upline(upline);
            if upline != NO_UPLINE && line < end {
                ask_for(period, sums, upline);
                climbs[left] = Climb { upline, line, end };
                left += 1;
            }
        }
        under_way = left;
    }
    climbs.clear();
    run.paid_alone(Bonus::Unilevel, paid);
}
