//! Overrides by levels where nobody asks for ranks, conditions or single claims.
//!
//! Sources walk up as they come (`walk`). Where they are many and there are several threads, pieces
//! of them walk side by side: each notes what it pays by parts of the rows, and then each part
//! takes up what all have noted for it, so that no two threads ever write the same sum.
//!
//! *Invariant*: sums and outcome are those that `unilevel` comes to source by source, on any number
//! of threads.
//!
//! *Absent*: whether a plan is as plain as that.

use rayon::prelude::*;

use super::Bonus;
use super::run::Run;
use super::sums::{SumColumn, take_up};
use super::walk::{Guide, Paid, Pot, Standings, Walker};
use crate::machine::{ask, packed, widest};
use crate::scenario::{Compression, Unilevel};
use crate::units::Cents;
use crate::world::{CHUNK, CHUNKS_MANY, Status, bits, make_room};

/// Sources from which on several threads walk.
const MANY: u32 = 32_768;

/// Pieces of the sources under way at once; and roughly how often it comes to that in a period:
/// threads wait for each other each time, but the notes of all sources would take much memory.
const PIECES: usize = 8;
const TIMES: u32 = 16;

/// Blocks of 64 rows that a thread looks at, at least.
const BLOCKS: usize = 1_024;

/// Parts of the rows, at most.
const PARTS: usize = 8;

/// What is owed to rows and not in their sums.
type Late = Vec<(u32, Cents)>;

/// Walks under way; used again from period to period.
#[derive(Debug, Clone, Default)]
pub(super) struct Walks {
    pieces: [Piece; PIECES],
    standings: Vec<Standings>,
    /// By part, lines that would take a narrow sum beyond its bits: they wait until all others are
    /// in.
    late: [Late; PARTS],
}

impl Walks {
    /// Bytes that the working memory takes up.
    pub(super) fn bytes(&self) -> usize {
        let pieces: usize = self.pieces.iter().map(Piece::bytes).sum();
        let late: usize = self.late.iter().map(Vec::capacity).sum();
        pieces
            + self.standings.capacity() * size_of::<Standings>()
            + late * size_of::<(u32, Cents)>()
    }
}

/// A piece of the sources.
#[derive(Debug, Clone, Default)]
struct Piece {
    walker: Walker,
    notes: Notes,
    paid: Paid,
}

impl Piece {
    fn bytes(&self) -> usize {
        let notes: usize = self.notes.by_part.iter().map(Vec::capacity).sum();
        let late = self.notes.late.capacity();
        self.walker.bytes() + notes * size_of::<Note>() + late * size_of::<(u32, Cents)>()
    }
}

/// Claims of all sources that a set of rows names, whose links step over those who have left.
pub(super) fn run(run: &mut Run<'_>, unilevel: &Unilevel, sources: &[u64]) {
    let mut walks = std::mem::take(&mut run.sums.walks);
    stand(run, unilevel, &mut walks.standings);
    let Walks { pieces, standings, late } = &mut walks;
    let guide = Guide { terms: run.terms(), unilevel, standings };
    let sees_wholesale = guide.sees_wholesale();
    let (SumColumn::Narrow(cells), earners) = run.sums.column(Bonus::Unilevel) else {
        unreachable!("sums are narrow until somebody earns");
    };
    let paid = lead(&guide, sources, pieces, (cells, earners, late));
    let notes = pieces.iter_mut().map(|piece| &mut piece.notes.late);
    for (row, line) in late.iter_mut().chain(notes).flat_map(|late| late.drain(..)) {
        run.sums.add(Bonus::Unilevel, row, line);
    }
    run.sums.walks = walks;
    run.offer(Bonus::Unilevel, paid.base, paid.full);
    run.paid_alone(Bonus::Unilevel, paid.lines);
    if sees_wholesale {
        run.know_volume(paid.brought);
    }
}

/// Works out once what each row does with a level: it is asked for at every step.
fn stand(run: &Run<'_>, unilevel: &Unilevel, standings: &mut Vec<Standings>) {
    let qualification = run.qualification;
    let dormant_use = unilevel.compression != Compression::SkipInactive;
    standings.resize_with(run.period.status.len().div_ceil(64), Standings::default);
    let blocks = run.period.status.par_chunks(64).zip(standings).enumerate();
    blocks.with_min_len(BLOCKS).for_each(|(block, (statuses, standing))| {
        let [active, dormant] =
            [Status::Active, Status::Dormant].map(|wanted| with_status(statuses, wanted));
        let earning = qualification.who_is_active(64 * block, active);
        let uses = if dormant_use { active | dormant } else { earning };
        let earns = uses & qualification.who_can_earn(64 * block, earning);
        *standing = Standings { uses, earns };
    });
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

/// Leads all sources up, on several threads where they are many.
fn lead(
    guide: &Guide<'_>,
    sources: &[u64],
    pieces: &mut [Piece; PIECES],
    (cells, earners, late): (&mut [i32], &mut [u64], &mut [Late; PARTS]),
) -> Paid {
    let many: u32 = sources.iter().map(|word| word.count_ones()).sum();
    let is_small = many < MANY || cells.len() < CHUNKS_MANY * CHUNK;
    if is_small || rayon::current_num_threads() == 1 {
        let mut pot = Direct { first: 0, cells, earners, late: &mut late[0] };
        return guide.walk(&mut pieces[0].walker, bits(sources), &mut pot);
    }
    // Whole words of earners.
    let rows = cells.len().div_ceil(PARTS).next_power_of_two().max(64);
    let rows_of_a_part = u32::try_from(rows).expect("rows fit 32 bits");
    let mut paid = Paid::default();
    let piece = many.div_ceil(TIMES * u32::try_from(PIECES).expect("few"));
    let mut ahead = Ahead { first: 0, sources };
    while !ahead.sources.is_empty() {
        let under_way: [_; PIECES] = std::array::from_fn(|_| ahead.take(piece));
        pieces.par_iter_mut().zip(&under_way).for_each(|(piece, &Ahead { first, sources })| {
            piece.notes.open(rows_of_a_part);
            let rows = bits(sources).map(|row| first + row);
            piece.paid = guide.walk(&mut piece.walker, rows, &mut piece.notes);
        });
        let pieces = &*pieces;
        let parts = cells.par_chunks_mut(rows).zip(earners.par_chunks_mut(rows / 64));
        parts.zip(&mut *late).enumerate().for_each(|(part, ((cells, earners), late))| {
            let first = rows_of_a_part * u32::try_from(part).expect("few parts");
            let mut pot = Direct { first, cells, earners, late };
            for note in pieces.iter().flat_map(|piece| &piece.notes.by_part[part]) {
                pot.pay(note.row, Cents(note.line.into()));
            }
        });
        for piece in pieces {
            paid.add(&piece.paid);
        }
    }
    paid
}

/// Sources that have not set out, from a row on.
#[derive(Clone, Copy)]
struct Ahead<'a> {
    first: usize,
    sources: &'a [u64],
}

impl Ahead<'_> {
    /// Takes a piece of at least so many off them, or the last one.
    fn take(&mut self, piece: u32) -> Self {
        let (mut words, mut many) = (0, 0);
        while many < piece
            && let Some(word) = self.sources.get(words)
        {
            many += word.count_ones();
            words += 1;
        }
        let (sources, rest) = self.sources.split_at(words);
        let piece = Self { first: self.first, sources };
        (self.first, self.sources) = (self.first + 64 * words, rest);
        piece
    }
}

/// The sums themselves, of rows from one on.
struct Direct<'a> {
    first: u32,
    cells: &'a mut [i32],
    earners: &'a mut [u64],
    late: &'a mut Late,
}

impl Pot for Direct<'_> {
    #[inline]
    fn ask(&self, row: u32) {
        ask(self.cells, (row - self.first) as usize);
    }

    #[inline]
    fn pay(&mut self, row: u32, line: Cents) {
        let place = (row - self.first) as usize;
        if !take_up(&mut self.cells[place], line) {
            self.late.push((row, line));
        }
        self.earners[place / 64] |= 1 << (place % 64);
    }
}

/// A line that is going to be in a row's sum.
#[derive(Debug, Clone, Copy)]
struct Note {
    row: u32,
    line: i32,
}

/// Notes by which a list grows at least.
const NOTES: usize = 64;

/// Lines by part of the rows.
#[derive(Debug, Clone, Default)]
struct Notes {
    rows_of_a_part: u32,
    by_part: [Vec<Note>; PARTS],
    /// Lines beyond 32 bits.
    late: Late,
}

impl Notes {
    fn open(&mut self, rows_of_a_part: u32) {
        self.rows_of_a_part = rows_of_a_part;
        self.by_part.iter_mut().for_each(Vec::clear);
    }
}

impl Pot for Notes {
    fn ask(&self, _row: u32) {}

    #[inline]
    fn pay(&mut self, row: u32, line: Cents) {
        match i32::try_from(line.0) {
            Ok(line) => {
                let notes = &mut self.by_part[(row / self.rows_of_a_part) as usize];
                make_room(notes, 1, NOTES);
                notes.push(Note { row, line });
            }
            Err(_) => self.late.push((row, line)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Outcomes, Period, State, Sums};
    use crate::scenario::LoadedCase;
    use crate::world::{Genealogy, NO_UPLINE, Volume};

    /// What a large network's plan comes to on so many threads, if all bring `unit` cents or a few
    /// times as much.
    fn outcome(threads: usize, unit: i64) -> (Outcomes, Vec<Cents>, Vec<u64>) {
        const ROWS: u32 = 120_000;
        let text = "partner = [{ id = \"A\" }]\nplan.activity.minimum_points = 0\n\
                    plan.unilevel.base = \"wholesale\"\n\
                    plan.unilevel.rates = [0.1, 0.05, 0.03, 0.02, 0.01]";
        let plan = LoadedCase::from_text("large", text).expect("a case").case.plan;
        let mix = |row: u32| row.wrapping_mul(2_654_435_769) >> 7;
        let sponsor = |row: u32| if row < 50 { NO_UPLINE } else { mix(row) % row };
        let genealogy = Genealogy::from_sponsors(&(0..ROWS).map(sponsor).collect::<Vec<_>>());
        let status = |row: u32| match mix(row + 1) % 7 {
            0 => Status::Dormant,
            1 => Status::Left,
            _ => Status::Active,
        };
        let status: Vec<Status> = (0..ROWS).map(status).collect();
        let wholesale =
            |row: u32| Cents(if row.is_multiple_of(3) { 0 } else { unit * i64::from(row % 4) });
        let volume = |row| Volume { wholesale: wholesale(row), ..Volume::default() };
        let volumes: Vec<Volume> = (0..ROWS).map(volume).collect();
        let mut sources = vec![0; (ROWS as usize).div_ceil(64)];
        for row in (0..ROWS as usize).filter(|&row| volumes[row] != Volume::default()) {
            sources[row / 64] |= 1 << (row % 64);
        }
        let before = vec![[0; 3]; ROWS as usize];
        let period = Period {
            sources: Some(&sources),
            sums_only: true,
            ..Period::new(&genealogy, &status, &volumes[..], &before[..])
        };
        let (mut state, mut sums) = (State::default(), Sums::default());
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let outcomes = pool
            .expect("threads")
            .install(|| crate::plan::run(&plan, &period, &mut state, &mut sums, &mut |_| {}));
        (outcomes, sums.of(Bonus::Unilevel).collect(), sums.earners().to_vec())
    }

    #[test]
    fn many_sources_come_to_the_same_on_any_number_of_threads_and_with_sums_of_any_width() {
        // The largest lines take more than 32 bits, those before only some of the sums.
        for unit in [7_777, 2_000_000_000, 1 << 40] {
            let alone = outcome(1, unit);
            let paid: Cents = alone.1.iter().copied().sum();
            assert_eq!(alone.0.of(Bonus::Unilevel).paid, paid);
            assert!(
                Cents::ZERO < paid
                    && 5_000 < alone.1.iter().filter(|&&sum| sum != Cents::ZERO).count()
            );
            let widest = alone.1.iter().copied().max().expect("rows");
            assert_eq!(i64::from(i32::MAX) < widest.0, 7_777 < unit, "{widest:?}");
            for threads in [2, 3] {
                assert!(outcome(threads, unit) == alone, "{threads} threads, {unit}");
            }
        }
    }
}
