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

use super::lanes::Lanes;
use super::law::{LANES, PostsLaw, sum_up};
use super::post::Division;
use super::screen::{Screen, above};
use super::{MORE, QUIET, WeekView, post};
use crate::chance::{Purpose, Uniform, poisson};
use crate::machine::{packed, widest};
use crate::world::bits;

/// Numbers this close below one less the rate are looked at singly.
const MARGIN: f32 = 2e-6;

/// Number and bound of a rate together up to which a count is certainly none.
const NO_MORE: f32 = 1.0 - MARGIN;

/// What a partner may do beside posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// Win customers online.
    Order,
    /// Find somebody who wants to join.
    Lead,
    /// Win customers in person.
    Meet,
    /// Have orders of earlier customers.
    Repeat,
    /// Lose some of them.
    Lose,
    /// Use goods.
    Consume,
}

/// Who might do something, and who might go: bit n is lane n.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hits {
    /// By act.
    acts: [u64; 6],
    pub(super) goes: u64,
}

impl Hits {
    /// These might do everything.
    pub(super) const fn all(there: u64) -> Self {
        Self { acts: [there; 6], goes: there }
    }

    /// Who might do anything beside posting.
    pub(super) fn any(&self) -> u64 {
        self.acts.iter().fold(0, |any, who| any | who)
    }

    /// Whether a lane might do something.
    #[inline]
    pub(super) const fn may(&self, act: Act, lane: usize) -> bool {
        self.acts[act as usize] >> lane & 1 == 1
    }
}

/// What comes of all slots of a block, whatever they do beside.
pub(super) struct Output<'a> {
    pub(super) posts: &'a mut [u32; LANES],
    pub(super) minutes: &'a mut [u32; LANES],
    pub(super) in_person: &'a mut [u32; LANES],
}

impl Lanes {
    /// Words of the week.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    fn throw(&mut self, view: &WeekView<'_>) {
        let (luck, week) = (view.luck, view.week);
        luck.blocks_into(&self.persons, (week, QUIET), &mut self.words);
        if self.asks_more() {
            luck.blocks_into(&self.persons, (week, MORE), &mut self.more);
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
            buys[lane] = u8::from((NO_MORE < part(for_orders[lane]) + online) | many);
            joins[lane] = u8::from((NO_MORE < part(for_leads[lane]) + leads) | many);
            let hazard = self.hazard[lane];
            let stays = hazard < part(for_leaving[lane]) - MARGIN;
            // A hazard that is no number is above all.
            goes[lane] = u8::from(!stays);
        }
        let [orders, leads, goes] = [&buys, &joins, &goes].map(|lanes| packed(lanes) & there);
        let [meets, repeats, loses, consumes] =
            if self.asks_more() { self.screen_more(screen).map(|who| who & there) } else { [0; 4] };
        Hits { acts: [orders, leads, meets, repeats, loses, consumes], goes }
    }

    /// Who might win customers in person, have orders of earlier ones, lose some, use goods.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    #[expect(clippy::cast_precision_loss, reason = "a bound that is widened")]
    fn screen_more(&self, screen: &Screen<'_>) -> [u64; 4] {
        let mut acts = [[0; LANES]; 4];
        let [meet, repeat, lose, consume] = &mut acts;
        let [meets, repeats, loses, uses] = &self.more;
        for lane in 0..LANES {
            let (circle, left) = (self.circle[lane], self.circle_left[lane]);
            let share = if circle == 0 { 0.0 } else { f32::from(left) / f32::from(circle) };
            let met = self.people[lane] * share * self.skill[lane] * screen.in_person;
            let [home, away] = &self.customers;
            let customers = (home[lane].cast_signed() as f32) + (away[lane].cast_signed() as f32);
            let [repeated, lost] = screen.of_customers.map(|rate| customers * rate);
            meet[lane] = u8::from(NO_MORE < part(meets[lane]) + met);
            repeat[lane] = u8::from(NO_MORE < part(repeats[lane]) + repeated);
            lose[lane] = u8::from(NO_MORE < part(loses[lane]) + lost);
            consume[lane] = u8::from(NO_MORE < part(uses[lane]) + self.appetite[lane]);
        }
        acts.each_ref().map(packed)
    }
}

/// The lower half.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is asked for")]
const fn lower(wide: u64) -> u32 {
    wide as u32
}

/// A word as a number from 0 to 1, to 24 bits.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
#[expect(clippy::cast_possible_wrap, reason = "the upper 31 bits fit")]
pub(super) fn part(word: u32) -> f32 {
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

/// [`work_each`] on plain vectors.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn work_each_plain(lanes: &mut Lanes, division: &Division) {
    for lane in 0..LANES {
        let (hours, motivation) = (lanes.hours[lane], lanes.motivation[lane]);
        let time = division.divide(hours, motivation, lanes.recruits[lane]);
        (lanes.minutes[lane], lanes.in_person[lane]) = post::minutes_of(&time);
        lanes.rates[lane] = division.posts(&time);
        lanes.hours_met[lane] = time.people;
        lanes.people[lane] = above(time.people);
    }
}

widest! {
    /// Time of each, and her rate of posts.
    fn work_each(lanes: &mut Lanes, division: &Division) {
        work_each_plain
    }
}

impl Lanes {
    /// Time and posts of the week; whether they are posts by one law, which all work alike.
    pub(super) fn work(
        &mut self,
        division: &Division,
        (there, alike): (u64, bool),
        law: &mut PostsLaw,
    ) -> bool {
        if !alike {
            work_each(self, division);
            return false;
        }
        let lane = there.trailing_zeros() as usize;
        let time = division.divide(self.hours[lane], self.motivation[lane], 0);
        let (minutes, in_person) = post::minutes_of(&time);
        self.minutes = [minutes; LANES];
        self.in_person = [in_person; LANES];
        self.hours_met = [time.people; LANES];
        self.people = [above(time.people); LANES];
        self.rates = [division.posts(&time); LANES];
        law.take_up(division.posts(&time))
    }

    /// The same where posts are booked, so many with each lane: those who work for bookings post
    /// what is booked, and that takes their time.
    pub(super) fn work_booked(
        &mut self,
        division: &Division,
        there: u64,
        booked: impl Fn(usize) -> u32,
    ) {
        work_each(self, division);
        for lane in bits(&[there]) {
            let (hours, motivation) = (self.hours[lane], self.motivation[lane]);
            let time = division.divide(hours, motivation, self.recruits[lane]);
            let time = division.with_posts(time, booked(lane));
            (self.minutes[lane], self.in_person[lane]) = post::minutes_of(&time);
        }
    }
}

widest! {
    /// Posts of each by her own rate; whose were told.
    fn post_all(lanes: &mut Lanes) -> u64 {
        post_all_plain
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn post_all_plain(lanes: &mut Lanes) -> u64 {
    sum_up(&lanes.words[Purpose::Posts.lane()], &lanes.rates, &mut lanes.posts)
}

impl Lanes {
    /// Posts of those who are there, each by her own rate; one by one for whom it is asked.
    pub(super) fn post_each(&mut self, there: u64, one_by_one: bool) {
        let told = if one_by_one { 0 } else { post_all(self) };
        bits(&[there & !told]).for_each(|lane| self.post(lane));
    }

    fn post(&mut self, lane: usize) {
        let (word, rate) = (self.words[Purpose::Posts.lane()][lane], self.rates[lane]);
        self.posts[lane] = poisson(Uniform::new(word), rate);
    }

    /// The number that was thrown for one lane, where its block was.
    #[inline]
    pub(super) fn thrown(&self, lane: usize, (block, word): (u32, usize)) -> Option<Uniform> {
        match block {
            QUIET => Some(Uniform::new(self.words[word][lane])),
            MORE if self.asks_more() => Some(Uniform::new(self.more[word][lane])),
            _ => None,
        }
    }

    /// Posts of one lane, and hours among people.
    #[inline]
    pub(super) fn week_of(&self, lane: usize) -> (u32, f64) {
        (self.posts[lane], self.hours_met[lane])
    }
}
