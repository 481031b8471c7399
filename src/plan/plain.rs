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

use super::Bonus;
use super::run::Run;
use super::sums::{Cell, Column};
use super::unilevel::base;
use crate::machine::{ask, packed, widest};
use crate::scenario::{Compression, Unilevel};
use crate::units::Cents;
use crate::world::{Genealogy, NO_UPLINE, Status, bits};

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
    /// What rows do with a level, 64 by 64.
    standings: Vec<Standings>,
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

/// What 64 rows do with a level: bit n is the n-th.
#[derive(Debug, Clone, Copy, Default)]
struct Standings {
    /// Who uses it up.
    uses: u64,
    /// Who earns it, of those.
    earns: u64,
}

/// Claims of all sources that a set of rows names, whose links step over those who have left.
pub(super) fn run(run: &mut Run<'_>, unilevel: &Unilevel, sources: &[u64]) {
    let mut walks = std::mem::take(&mut run.sums.walks);
    stand(run, unilevel, &mut walks.standings);
    all(run, unilevel, sources, &mut walks);
    run.sums.walks = walks;
}

/// Works out once what each row does with a level: it is asked for at every step.
fn stand(run: &Run<'_>, unilevel: &Unilevel, standings: &mut Vec<Standings>) {
    let qualification = run.qualification;
    let dormant_use = unilevel.compression != Compression::SkipInactive;
    standings.clear();
    let blocks = run.period.status.chunks(64).enumerate();
    standings.extend(blocks.map(|(block, statuses)| {
        let [active, dormant] =
            [Status::Active, Status::Dormant].map(|wanted| with_status(statuses, wanted));
        let earning = qualification.who_is_active(64 * block, active);
        let uses = if dormant_use { active | dormant } else { earning };
        Standings { uses, earns: uses & qualification.who_can_earn(64 * block, earning) }
    }));
}

/// Which of up to 64 rows have a status.
fn with_status(statuses: &[Status], wanted: Status) -> u64 {
    match statuses.first_chunk() {
        Some(statuses) => with_status_of_all(statuses, wanted),
        None => (0..)
            .zip(statuses)
            .fold(0, |who, (lane, &status)| who | u64::from(status == wanted) << lane),
    }
}

widest! {
    fn with_status_of_all(statuses: &[Status; 64], wanted: Status) -> u64 {
        with_status_plain
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn with_status_plain(statuses: &[Status; 64], wanted: Status) -> u64 {
    let mut is = [0; 64];
    for (is, &status) in is.iter_mut().zip(statuses) {
        *is = u8::from(status as u8 == wanted as u8);
    }
    packed(&is)
}

fn all(run: &mut Run<'_>, unilevel: &Unilevel, sources: &[u64], walks: &mut Walks) {
    let share = unilevel.broad_share;
    let period = run.period;
    let Walks { climbs, lines, sources: next, standings } = walks;
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
                lines.extend(unilevel.rates.iter().map(|&rate| run.line(base, rate, share)));
                full = lines[lines.len() - unilevel.rates.len()..].iter().copied().sum();
            }
            run.offer(Bonus::Unilevel, base, full);
            let upline = period.genealogy.upline(row);
            if upline != NO_UPLINE && !unilevel.rates.is_empty() {
                period.genealogy.ask(upline as usize);
                run.sums.ask(Bonus::Unilevel, upline);
                let end = u32::try_from(lines.len()).expect("few lines");
                let depth = u32::try_from(unilevel.rates.len()).expect("few levels");
                climbs.push(Climb { upline, line: end - depth, end });
            }
        }
        climb(run, climbs, lines, standings);
    }
}

/// Takes all walks to their ends.
fn climb(run: &mut Run<'_>, climbs: &mut Vec<Climb>, lines: &[Cents], standings: &[Standings]) {
    let period = run.period;
    let (sums, earners) = run.sums.column(Bonus::Unilevel);
    // Lines that would take a narrow sum beyond its bits wait until the others are in.
    let mut late = Vec::new();
    let ways = Ways { genealogy: period.genealogy, lines, standings };
    let paid = match sums {
        Column::Narrow(cells) => ways.climb(climbs, (cells, earners), &mut late),
        Column::Wide(cells) => ways.climb(climbs, (cells, earners), &mut late),
    };
    for (row, line) in late {
        sums.add(row, line);
    }
    run.paid_alone(Bonus::Unilevel, paid);
}

/// What walks go by.
struct Ways<'a> {
    genealogy: &'a Genealogy,
    lines: &'a [Cents],
    standings: &'a [Standings],
}

impl Ways<'_> {
    /// Takes all walks to their ends, a step of each in turn; what sums did not take up is `late`.
    /// Returns all that is paid.
    fn climb<T: Cell>(
        &self,
        climbs: &mut Vec<Climb>,
        (sums, earners): (&mut [T], &mut [u64]),
        late: &mut Vec<(u32, Cents)>,
    ) -> Cents {
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
                        let amount = self.lines[line as usize];
                        if !sums[upline as usize].take_up(amount) {
                            late.push((upline, amount));
                        }
                        earners[upline as usize / 64] |= 1 << (upline % 64);
                        paid += amount;
                    }
                    line += 1;
                }
                let upline = self.genealogy.upline(upline);
                if upline != NO_UPLINE && line < end {
                    self.genealogy.ask(upline as usize);
                    ask(sums, upline as usize);
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
