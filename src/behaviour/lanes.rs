//! Columns of 64 slots as they are looked at together, read where they stand or picked.
//!
//! *Invariant*: what lanes hold that are not there, or of slots that are not active, is anything.
//!
//! *Absent*: what is made of them (`quick`).

use super::WeekView;
use super::law::LANES;
use super::screen::{Moods, Screen, mood};
use crate::machine::widest;
use crate::scenario::Motive;
use crate::units::{PersonKey, WEEKS_PER_YEAR};
use crate::world::{Chunk, Column, Counts, Flags, People, bits};

/// Slots that are looked at together.
pub(super) struct Block {
    slots: BlockSlots,
    /// Lanes of active partners.
    pub(super) there: u64,
}

/// Which slots those are.
enum BlockSlots {
    /// One after the other from a first one on.
    Run(usize),
    /// From all over a chunk, in their order.
    Picked([u16; LANES]),
}

impl Block {
    /// Slots one after the other.
    pub(super) fn run(first: usize, there: u64) -> Self {
        Self { slots: BlockSlots::Run(first), there }
    }

    /// Slots from all over a chunk, in their order; as many as there are lanes, or the last ones.
    pub(super) fn picked(slots: &[u16]) -> Self {
        let mut picked = [slots.last().copied().unwrap_or_default(); LANES];
        picked[..slots.len()].copy_from_slice(slots);
        let there = u64::MAX >> (LANES - slots.len());
        Self { slots: BlockSlots::Picked(picked), there }
    }

    /// The slot of a lane.
    #[inline]
    pub(super) fn slot(&self, lane: usize) -> usize {
        match &self.slots {
            BlockSlots::Run(first) => first + lane,
            BlockSlots::Picked(slots) => usize::from(slots[lane]),
        }
    }

    /// The first slot, where the others follow it.
    pub(super) fn first(&self) -> Option<usize> {
        match self.slots {
            BlockSlots::Run(first) => Some(first),
            BlockSlots::Picked(_) => None,
        }
    }

    /// Reads a column, unless it is the same for all.
    #[inline]
    fn copy<T: Copy + PartialEq>(&self, lanes: &mut [T; LANES], column: &Column<T>) {
        if column.common().is_some() {
            return;
        }
        match &self.slots {
            BlockSlots::Run(first) => column.read(*first, lanes),
            BlockSlots::Picked(slots) => column.pick(slots, lanes),
        }
    }

    /// Reads who they are.
    #[inline]
    fn people(&self, lanes: &mut [[u32; LANES]; 2], column: &People) {
        match &self.slots {
            BlockSlots::Run(first) => column.read(*first, lanes),
            BlockSlots::Picked(slots) => column.pick(slots, lanes),
        }
    }

    /// Reads a flag as bits by lane.
    fn flags(&self, column: &Flags) -> u64 {
        match &self.slots {
            BlockSlots::Run(first) => column.word(first / LANES),
            BlockSlots::Picked(slots) => slots
                .iter()
                .rev()
                .fold(0, |word, &slot| word << 1 | u64::from(column.of(usize::from(slot)))),
        }
    }

    /// Reads a column of numbers.
    #[inline]
    fn count(&self, lanes: &mut [u32; LANES], column: &Counts) {
        match &self.slots {
            BlockSlots::Run(first) => column.read(*first, lanes),
            BlockSlots::Picked(slots) => column.pick(slots, lanes),
        }
    }
}

/// Columns of those looked at together, and what comes of them.
pub(super) struct Lanes {
    /// Lower and upper halves of their keys.
    pub(super) persons: [[u32; LANES]; 2],
    motives: [Motive; LANES],
    pub(super) hours: [f32; LANES],
    pub(super) motivation: [f32; LANES],
    /// Active recruits, where they take time.
    pub(super) recruits: [u32; LANES],
    pub(super) followers: [f32; LANES],
    pub(super) pull: [f32; LANES],
    pub(super) eagerness: [f32; LANES],
    /// Rate of posts, where they do not all work alike.
    pub(super) rates: [f64; LANES],
    /// Hours among people, and bounds of them.
    pub(super) hours_met: [f64; LANES],
    pub(super) people: [f32; LANES],
    /// Her own circle, and who of it is left.
    pub(super) circle: [u16; LANES],
    pub(super) circle_left: [u16; LANES],
    pub(super) skill: [f32; LANES],
    /// Customers of her community and elsewhere.
    pub(super) customers: [[u32; LANES]; 2],
    pub(super) appetite: [f32; LANES],
    /// Week of joining, week of the year of the renewal.
    joined: [u32; LANES],
    anniversary: [u32; LANES],
    /// Bounds of the hazard of leaving.
    pub(super) hazard: [f32; LANES],
    /// The words of a quiet week, by lane of their block.
    pub(super) words: [[u32; LANES]; 4],
    pub(super) more: [[u32; LANES]; 4],
    pub(super) posts: [u32; LANES],
    pub(super) minutes: [u32; LANES],
    pub(super) in_person: [u32; LANES],
    pub(super) seen: [f32; LANES],
    works_alike: bool,
    /// Whether anybody may meet people, has customers, uses goods.
    asks_more: [bool; 3],
}

impl Lanes {
    pub(super) fn new() -> Self {
        let (none, nothing) = ([0; LANES], [0.0; LANES]);
        Self {
            persons: [none; 2],
            motives: [Motive::ALL[0]; LANES],
            hours: nothing,
            motivation: nothing,
            recruits: none,
            followers: nothing,
            pull: nothing,
            eagerness: nothing,
            rates: [0.0; LANES],
            hours_met: [0.0; LANES],
            people: nothing,
            circle: [0; LANES],
            circle_left: [0; LANES],
            skill: nothing,
            customers: [none; 2],
            appetite: nothing,
            joined: none,
            anniversary: none,
            hazard: nothing,
            words: [none; 4],
            more: [none; 4],
            posts: none,
            minutes: none,
            in_person: none,
            seen: nothing,
            works_alike: false,
            asks_more: [false; 3],
        }
    }

    /// What is the same for a whole chunk.
    pub(super) fn read_chunk(&mut self, screen: &Screen<'_>, chunk: &Chunk) {
        let eagerness = |motive: Motive| screen.eagerness[motive.index()];
        self.hours = common(&chunk.hours);
        self.motivation = common(&chunk.motivation);
        self.followers = common(&chunk.followers);
        self.pull = common(&chunk.pull);
        self.circle = common(&chunk.circle);
        self.circle_left = common(&chunk.circle_left);
        self.skill = common(&chunk.skill);
        self.eagerness = [chunk.motive.common().map_or(0.0, eagerness); LANES];
        self.recruits = [0; LANES];
        self.customers = [[0; LANES]; 2];
        let no_customers =
            chunk.customers_home.common() == Some(0) && chunk.customers_away.common() == Some(0);
        let uses = if screen.orders_own { chunk.appetite.common() } else { Some(0.0) };
        self.appetite = [uses.unwrap_or_default(); LANES];
        self.hazard = [0.0; LANES];
        let alike = |column: Option<f32>| column.is_some();
        self.works_alike =
            alike(chunk.hours.common()) && alike(chunk.motivation.common()) && !screen.supervises;
        self.asks_more =
            [chunk.circle.common() != Some(0), !no_customers, uses.is_none_or(|uses| 0.0 < uses)];
    }

    /// Reads the columns of a block. What lanes hold that are not there does not matter, nor what
    /// those hold who are not active.
    pub(super) fn read(
        &mut self,
        view: &WeekView<'_>,
        screen: &Screen<'_>,
        chunk: &Chunk,
        block: &Block,
    ) {
        block.people(&mut self.persons, &chunk.person);
        block.copy(&mut self.followers, &chunk.followers);
        block.copy(&mut self.hours, &chunk.hours);
        block.copy(&mut self.motivation, &chunk.motivation);
        block.copy(&mut self.pull, &chunk.pull);
        if chunk.motive.common().is_none() {
            block.copy(&mut self.motives, &chunk.motive);
            for (eagerness, motive) in self.eagerness.iter_mut().zip(&self.motives) {
                *eagerness = screen.eagerness[motive.index()];
            }
        }
        if screen.supervises {
            block.count(&mut self.recruits, &chunk.active_recruits);
        }
        self.read_hazards(view, screen, chunk, block);
        let [meets, has_customers, uses] = self.asks_more;
        if uses && screen.orders_own {
            block.copy(&mut self.appetite, &chunk.appetite);
        }
        if meets {
            block.copy(&mut self.circle, &chunk.circle);
            block.copy(&mut self.circle_left, &chunk.circle_left);
            block.copy(&mut self.skill, &chunk.skill);
        }
        if has_customers {
            let [home, away] = &mut self.customers;
            block.count(home, &chunk.customers_home);
            block.count(away, &chunk.customers_away);
        }
    }

    /// Bounds of hazards.
    fn read_hazards(
        &mut self,
        view: &WeekView<'_>,
        screen: &Screen<'_>,
        chunk: &Chunk,
        block: &Block,
    ) {
        let bounds = screen.bounds;
        let hazards = screen.quit_factors.map(|factor| screen.hazard * factor);
        if let Some(motive) = chunk.motive.common() {
            self.hazard = [hazards[motive.index()]; LANES];
        } else {
            for (hazard, motive) in self.hazard.iter_mut().zip(&self.motives) {
                *hazard = hazards[motive.index()];
            }
        }
        if bounds.has_early || screen.renews {
            block.count(&mut self.joined, &chunk.joined);
        }
        if bounds.has_early {
            let founders = block.flags(&chunk.founder);
            let last = bounds.early.len() - 1;
            for (lane, hazard) in self.hazard.iter_mut().enumerate() {
                // Lanes that are not there may say anything.
                let weeks = view.week.wrapping_sub(self.joined[lane]) as usize;
                let early = bounds.early[weeks.min(last)];
                *hazard *= if founders >> lane & 1 == 1 { 1.000_1 } else { early };
            }
        }
        if let Some(moods) = &bounds.moods {
            by_mood(&mut self.hazard, &self.motivation, moods);
        }
        if screen.renews {
            block.count(&mut self.anniversary, &chunk.anniversary);
            let of_year = view.week % WEEKS_PER_YEAR;
            for (lane, hazard) in self.hazard.iter_mut().enumerate() {
                let due = self.joined[lane] < view.week && self.anniversary[lane] == of_year;
                *hazard = if due { f32::INFINITY } else { *hazard };
            }
        }
    }

    /// Whether all of these lanes work as long.
    pub(super) fn work_alike(&self, screen: &Screen<'_>, there: u64) -> bool {
        let same = |column: &[f32; LANES]| {
            let first = column[there.trailing_zeros() as usize].to_bits();
            bits(&[there]).all(|lane| column[lane].to_bits() == first)
        };
        self.works_alike || (!screen.supervises && same(&self.hours) && same(&self.motivation))
    }

    /// Who is in a lane.
    #[inline]
    pub(super) fn person(&self, lane: usize) -> PersonKey {
        let [lower, upper] = &self.persons;
        PersonKey::from_halves([lower[lane], upper[lane]])
    }

    /// Whether anything may happen beside a quiet week.
    pub(super) fn asks_more(&self) -> bool {
        self.asks_more.contains(&true)
    }
}

widest! {
    /// Hazards times what motivations make of them.
    fn by_mood(hazards: &mut [f32; LANES], motivations: &[f32; LANES], moods: &Moods) {
        by_mood_plain
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn by_mood_plain(hazards: &mut [f32; LANES], motivations: &[f32; LANES], moods: &Moods) {
    for (hazard, &motivation) in hazards.iter_mut().zip(motivations) {
        *hazard *= mood(moods, motivation);
    }
}

/// What a column says of everybody, or anything where it says it of each.
fn common<T: Copy + PartialEq + Default>(column: &Column<T>) -> [T; LANES] {
    [column.common().unwrap_or_default(); LANES]
}
