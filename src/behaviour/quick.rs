//! Who might do anything this week, told for many partners at once.
//!
//! Most weeks of most partners bring posts and nothing else. Here posts are drawn exactly, and
//! everything else is screened: a count is certainly none if its number is below one less a bound
//! of its rate, and nobody goes whose number is above a bound of her hazard. Whoever is not ruled
//! out is decided upon one by one.
//!
//! *Invariant*: a screen may only let somebody through in vain, never rule out who would have done
//! something: bounds are widened by far more than 32-bit floats may err. So the decisions are the
//! same bits as if everybody had been looked at singly.
//!
//! *Absent*: what the rates mean; writing.

use std::ops::Range;

use super::law::{Grid, LANES, PostsLaw};
use super::screen::{Screen, above, mood};
use super::{WeekView, post};
use crate::chance::{Block, Purpose, Uniform, poisson};
use crate::machine::{packed, widest};
use crate::scenario::Motive;
use crate::world::{Chunk, Column, bits};

/// Numbers this close below one less the rate are looked at singly.
const MARGIN: f32 = 2e-6;

/// Number and bound of a rate together up to which a count is certainly none.
const NO_MORE: f32 = 1.0 - MARGIN;

/// Columns of those looked at together, and what came out.
pub(super) struct Lanes {
    keys: [u64; LANES],
    hours: [f32; LANES],
    motivation: [f32; LANES],
    followers: [f32; LANES],
    pull: [f32; LANES],
    eagerness: [f32; LANES],
    /// Rate of posts, where they do not all work alike.
    rates: [f64; LANES],
    /// Hours among people.
    people: [f32; LANES],
    /// Of what else may happen: orders in person, of customers and losses, own use.
    met: [f32; LANES],
    customers: [f32; LANES],
    appetite: [f32; LANES],
    hazard: [f32; LANES],
    /// The words of a quiet week, by lane of their block.
    pub(super) words: [[u32; LANES]; 4],
    more: [[u32; LANES]; 4],
    pub(super) posts: [u32; LANES],
    minutes: [u32; LANES],
    in_person: [u32; LANES],
    seen: [f32; LANES],
    works_alike: bool,
    /// Whether anybody may meet people, has customers, uses goods.
    asks_more: [bool; 3],
}

/// Who might do something, and who might go: bit n is lane n.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hits {
    /// Win customers online.
    pub(super) orders: u64,
    /// Find somebody who wants to join.
    pub(super) leads: u64,
    /// Win customers in person, have orders of earlier ones, lose some, or use goods.
    pub(super) more: u64,
    pub(super) goes: u64,
}

/// What comes of all slots of a block, whatever they do beside.
pub(super) struct Output<'a> {
    pub(super) posts: &'a mut [u32; LANES],
    pub(super) minutes: &'a mut [u32; LANES],
    pub(super) in_person: &'a mut [u32; LANES],
}

impl Lanes {
    pub(super) fn new() -> Self {
        let (none, nothing) = ([0; LANES], [0.0; LANES]);
        Self {
            keys: [0; LANES],
            hours: nothing,
            motivation: nothing,
            followers: nothing,
            pull: nothing,
            eagerness: nothing,
            rates: [0.0; LANES],
            people: nothing,
            met: nothing,
            customers: nothing,
            appetite: nothing,
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
        self.hours = [chunk.hours.common().unwrap_or_default(); LANES];
        self.motivation = [chunk.motivation.common().unwrap_or_default(); LANES];
        self.followers = [chunk.followers.common().unwrap_or_default(); LANES];
        self.pull = [chunk.pull.common().unwrap_or_default(); LANES];
        self.eagerness = [chunk.motive.common().map_or(0.0, eagerness); LANES];
        self.met = [0.0; LANES];
        self.customers = [0.0; LANES];
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

    /// Reads the columns of the slots from `first` on. What lanes hold that are not there does not
    /// matter, nor what those hold who are not active.
    pub(super) fn read(
        &mut self,
        view: &WeekView<'_>,
        screen: &Screen<'_>,
        chunk: &Chunk,
        first: usize,
    ) {
        match chunk.person.common() {
            Some(person) => self.keys = [person.0; LANES],
            None => {
                for (key, person) in self.keys.iter_mut().zip(&chunk.person.cells()[first..]) {
                    *key = person.0;
                }
            }
        }
        copy(&mut self.followers, first, &chunk.followers);
        copy(&mut self.hours, first, &chunk.hours);
        copy(&mut self.motivation, first, &chunk.motivation);
        copy(&mut self.pull, first, &chunk.pull);
        if chunk.motive.common().is_none() {
            let motives = &chunk.motive.cells()[first..];
            for (eagerness, motive) in self.eagerness.iter_mut().zip(motives) {
                *eagerness = screen.eagerness[motive.index()];
            }
        }
        let slots = first..chunk.len();
        self.read_hazards(view, screen, chunk, slots.clone());
        let [meets, has_customers, uses] = self.asks_more;
        if uses && screen.orders_own {
            copy(&mut self.appetite, first, &chunk.appetite);
        }
        if meets {
            for (met, slot) in self.met.iter_mut().zip(slots.clone()) {
                let (circle, left) = (chunk.circle[slot], chunk.circle_left[slot]);
                let share = if circle == 0 { 0.0 } else { f32::from(left) / f32::from(circle) };
                *met = share * chunk.skill[slot];
            }
        }
        if has_customers {
            for (customers, slot) in self.customers.iter_mut().zip(slots) {
                let all = chunk.customers_home.of(slot) + chunk.customers_away.of(slot);
                *customers = above(f64::from(all));
            }
        }
    }

    /// Bounds of hazards.
    fn read_hazards(
        &mut self,
        view: &WeekView<'_>,
        screen: &Screen<'_>,
        chunk: &Chunk,
        slots: Range<usize>,
    ) {
        let hazards = screen.quit_factors.map(|factor| screen.hazard * factor);
        if let Some(motive) = chunk.motive.common() {
            self.hazard = [hazards[motive.index()]; LANES];
        } else {
            let motives = &chunk.motive.cells()[slots.start..];
            for (hazard, motive) in self.hazard.iter_mut().zip(motives) {
                *hazard = hazards[motive.index()];
            }
        }
        if screen.bounds.has_early {
            let early = &screen.bounds.early;
            for (hazard, slot) in self.hazard.iter_mut().zip(slots.clone()) {
                let weeks = view.week - chunk.joined.of(slot);
                *hazard *= if chunk.founder[slot] { 1.000_1 } else { early[weeks as usize] };
            }
        }
        if !screen.bounds.moods.is_empty() {
            for (hazard, &motivation) in self.hazard.iter_mut().zip(&self.motivation) {
                *hazard *= mood(&screen.bounds.moods, motivation);
            }
        }
        if screen.renews {
            for (hazard, slot) in self.hazard.iter_mut().zip(slots) {
                if chunk.renewal_is_due(slot, view.week) {
                    *hazard = f32::INFINITY;
                }
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

    fn asks_more(&self) -> bool {
        self.asks_more.contains(&true)
    }

    /// Words of the week.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    fn throw(&mut self, view: &WeekView<'_>) {
        let (luck, week) = (view.luck, view.week);
        luck.blocks_into(&self.keys, (week, Purpose::Posts.block()), &mut self.words);
        if self.asks_more() {
            let block = Purpose::OwnUse.block();
            luck.blocks_into(&self.keys, (week, block), &mut self.more);
        }
    }

    /// Posts of partners who all work as long, by their common law.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    fn post_alike(&mut self, law: &PostsLaw) {
        law.draw(&self.words[Purpose::Posts.lane()], &mut self.posts);
    }

    /// Who of those who are there might do something, and who might go; writes what comes of them.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    #[expect(clippy::cast_precision_loss, reason = "few posts, and a bound that is widened")]
    fn screen(&mut self, screen: &Screen<'_>, there: u64, out: Output<'_>) -> Hits {
        if screen.bounds.no_fatigue {
            for (seen, &posts) in self.seen.iter_mut().zip(&self.posts) {
                // Signed whole numbers are what plain vector units can convert.
                *seen = posts.cast_signed() as f32 * 1.000_1;
            }
        } else {
            let tabled = &screen.bounds.fatigue;
            for (seen, &posts) in self.seen.iter_mut().zip(&self.posts) {
                *seen = tabled[(posts as usize).min(post::TABLE_POSTS as usize)];
            }
        }
        let Output { posts, minutes, in_person } = out;
        let halves = [there & 0xFFFF_FFFF, there >> 32];
        for lane in 0..LANES {
            let mask = 0_u32.wrapping_sub(lower(halves[lane / 32]) >> (lane % 32) & 1);
            posts[lane] = self.posts[lane] & mask;
            minutes[lane] = self.minutes[lane] & mask;
            in_person[lane] = self.in_person[lane] & mask;
        }
        // Nothing here may branch, or the machine's vectors stay idle.
        let (mut buys, mut joins, mut goes) = ([0; LANES], [0; LANES], [0; LANES]);
        let [_, for_orders, for_leads, for_leaving] = &self.words;
        for lane in 0..LANES {
            let views = self.seen[lane] * self.followers[lane];
            let online = views * self.pull[lane] * screen.online;
            let leads = (views * screen.leads_of_views + self.people[lane] * screen.leads_of_hours)
                * self.eagerness[lane];
            // So many posts that their views stand in no table are looked at, too.
            let many = post::TABLE_POSTS <= self.posts[lane];
            buys[lane] = u8::from((NO_MORE < number(for_orders[lane]) + online) | many);
            joins[lane] = u8::from((NO_MORE < number(for_leads[lane]) + leads) | many);
            let hazard = self.hazard[lane];
            let stays = hazard < number(for_leaving[lane]) - MARGIN;
            // A hazard that is no number is above all.
            goes[lane] = u8::from(!stays);
        }
        let mut more = 0;
        if self.asks_more() {
            let mut acts = [0; LANES];
            let [meets, repeats, loses, uses] = &self.more;
            for (lane, acts) in acts.iter_mut().enumerate() {
                let met = self.people[lane] * self.met[lane] * screen.in_person;
                let customers = self.customers[lane] * screen.of_customers;
                *acts = u8::from(
                    (NO_MORE < number(meets[lane]) + met)
                        | (NO_MORE < number(repeats[lane]) + customers)
                        | (NO_MORE < number(loses[lane]) + customers)
                        | (NO_MORE < number(uses[lane]) + self.appetite[lane]),
                );
            }
            more = packed(&acts) & there;
        }
        let [orders, leads, goes] = [buys, joins, goes].map(|lanes| packed(&lanes) & there);
        Hits { orders, leads, more, goes }
    }
}

/// Reads a column from a slot on, unless it is the same for all.
#[inline]
fn copy(lanes: &mut [f32; LANES], first: usize, column: &Column<f32>) {
    let cells = column.cells();
    if cells.is_empty() {
        return;
    }
    let cells = &cells[first..];
    match cells.first_chunk() {
        Some(cells) => *lanes = *cells,
        None => lanes[..cells.len()].copy_from_slice(cells),
    }
}

/// The lower half.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is asked for")]
const fn lower(wide: u64) -> u32 {
    wide as u32
}

/// A word as a number between 0 and 1, roughly.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
#[expect(clippy::cast_possible_wrap, reason = "the upper 31 bits fit")]
fn number(word: u32) -> f32 {
    // Signed whole numbers are what plain vector units can convert.
    (word >> 1) as i32 as f32 * (1.0 / 2_147_483_648.0)
}

/// [`throw`] on plain vectors.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
pub(super) fn throw_plain(lanes: &mut Lanes, view: &WeekView<'_>, law: Option<&PostsLaw>) {
    lanes.throw(view);
    if let Some(law) = law {
        lanes.post_alike(law);
    }
}

/// [`screen`] on plain vectors.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
pub(super) fn screen_plain(
    lanes: &mut Lanes,
    screen: &Screen<'_>,
    there: u64,
    out: Output<'_>,
) -> Hits {
    lanes.screen(screen, there, out)
}

widest! {
    /// Draws words and, where all work alike, posts.
    pub(super) fn throw(lanes: &mut Lanes, view: &WeekView<'_>, law: Option<&PostsLaw>) {
        throw_plain
    }
}

widest! {
    /// Screens those whose posts are known.
    pub(super) fn screen(
        lanes: &mut Lanes, screen: &Screen<'_>, there: u64, out: Output<'_>
    ) -> Hits {
        screen_plain
    }
}

impl Lanes {
    /// Time and posts of the week: by one law where all work alike, else one by one.
    pub(super) fn work(
        &mut self,
        view: &WeekView<'_>,
        times: impl Fn(usize) -> post::Time,
        there: u64,
        alike: bool,
        law: &mut PostsLaw,
    ) -> bool {
        let per_post = view.scenario.post.hours_per_post;
        if alike {
            let time = times(there.trailing_zeros() as usize);
            let minutes = post::minutes_of(&time);
            self.minutes = [minutes.0; LANES];
            self.in_person = [minutes.1; LANES];
            self.people = [above(time.people); LANES];
            self.rates = [time.posting / per_post; LANES];
            return law.take_up(time.posting / per_post);
        }
        for lane in bits(&[there]) {
            let time = times(lane);
            self.rates[lane] = time.posting / per_post;
            (self.minutes[lane], self.in_person[lane]) = post::minutes_of(&time);
            self.people[lane] = above(time.people);
        }
        false
    }
}

impl Lanes {
    /// Posts one by one, told by the grid where there is one and it can.
    pub(super) fn post_each(&mut self, there: u64, grid: Option<&Grid>) {
        for lane in bits(&[there]) {
            let (word, rate) = (self.words[Purpose::Posts.lane()][lane], self.rates[lane]);
            let told = grid.and_then(|grid| grid.count(word, rate));
            self.posts[lane] = told.unwrap_or_else(|| poisson(Uniform::new(word), rate));
        }
    }

    /// The words of a quiet week of one lane.
    pub(super) fn block(&self, lane: usize) -> Block {
        Block(self.words.map(|words| words[lane]))
    }
}
