//! All partners of a chunk decide, 64 at a time.
//!
//! Slots are looked at as they stand, or, where many of them are of partners who left, those of the
//! others alone: picking their values costs less than working on the rest.
//!
//! *Invariant*: what is decided does not depend on who is looked at together with whom.
//!
//! *Absent*: what one partner decides (`decide_one`), and who might do anything (`quick`).

use super::lanes::{Block, Lanes};
use super::law::LANES;
use super::post::Division;
use super::quick::{self, Hits, Output};
use super::screen::Screen;
use super::{ChunkDecisions, Minutes, Partner, WeekView, decide_one};
use crate::scenario::Business;
use crate::world::{Chunk, bits};

/// Partners who are worth a law of posts of their own.
const MANY: u32 = 16;

/// Lets every active partner of a chunk decide; `booked` are the posts booked with each slot.
pub fn decide(
    view: &WeekView<'_>,
    chunk: &Chunk,
    booked: &[u32],
    minutes: &mut Minutes,
    out: &mut ChunkDecisions,
) {
    let way = if view.everybody {
        Way::Everybody
    } else if is_sparse(chunk) {
        Way::Picked
    } else {
        Way::Runs
    };
    decide_by(view, chunk, booked, way, minutes, out);
}

/// How partners are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// As their slots stand, without those for whom nothing can come of it.
    Runs,
    /// Active ones alone.
    Picked,
    /// As their slots stand, one by one.
    Everybody,
}

/// Whether so few of the slots are of active partners that these are better picked.
fn is_sparse(chunk: &Chunk) -> bool {
    let looked_at = chunk.active.words().iter().filter(|&&word| word != 0).count() * LANES;
    chunk.active.len() * 2 < looked_at
}

/// The same in one of the ways.
pub(super) fn decide_by(
    view: &WeekView<'_>,
    chunk: &Chunk,
    booked: &[u32],
    way: Way,
    minutes: &mut Minutes,
    out: &mut ChunkDecisions,
) {
    out.clear(chunk.len());
    let business = &view.scenario.businesses[chunk.business.index()].1;
    let (screen, division) = (Screen::new(view, chunk.business), Division::new(view, business));
    let everybody = way == Way::Everybody;
    let round = Round { view, chunk, business, booked, everybody, screen, division };
    let mut lanes = Lanes::new();
    lanes.read_chunk(&round.screen, chunk);
    if way == Way::Picked {
        let rows = chunk.len().next_multiple_of(LANES);
        out.posts.fill(0);
        minutes.all[..rows].fill(0);
        minutes.in_person[..rows].fill(0);
        let (mut slots, mut count) = ([0; LANES], 0);
        for slot in chunk.active.iter() {
            slots[count] = u16::try_from(slot).expect("a chunk has 4,096 slots");
            count += 1;
            if count == LANES {
                round.decide(&mut lanes, &Block::picked(&slots), minutes, out);
                count = 0;
            }
        }
        if 0 < count {
            round.decide(&mut lanes, &Block::picked(&slots[..count]), minutes, out);
        }
        return;
    }
    for first in (0..chunk.len()).step_by(LANES) {
        let there = chunk.active.words()[first / LANES];
        if there == 0 {
            let Output { posts, minutes, in_person } = run(&mut out.posts, minutes, first);
            (*posts, *minutes, *in_person) = ([0; LANES], [0; LANES], [0; LANES]);
        } else {
            round.decide(&mut lanes, &Block::run(first, there), minutes, out);
        }
    }
}

/// Where the posts and minutes of 64 slots go.
fn run<'a>(posts: &'a mut [u32], minutes: &'a mut Minutes, first: usize) -> Output<'a> {
    let Minutes { all, in_person } = minutes;
    let [posts, minutes, in_person] = [posts, all, in_person]
        .map(|column| column[first..].first_chunk_mut().expect("whole blocks"));
    Output { posts, minutes, in_person }
}

/// A chunk's week of decisions.
struct Round<'a> {
    view: &'a WeekView<'a>,
    chunk: &'a Chunk,
    business: &'a Business,
    booked: &'a [u32],
    /// Whether nobody is ruled out.
    everybody: bool,
    screen: Screen<'a>,
    division: Division,
}

impl Round<'_> {
    /// Lets the partners of a block decide.
    fn decide(
        &self,
        lanes: &mut Lanes,
        block: &Block,
        minutes: &mut Minutes,
        out: &mut ChunkDecisions,
    ) {
        let Self { view, chunk, business, everybody, .. } = *self;
        lanes.read(view, &self.screen, chunk, block);
        self.work(lanes, block, out);
        let hits = self.screen(lanes, block, minutes, out);
        for lane in bits(&[hits.any()]) {
            let slot = block.slot(lane);
            // Who looks at everybody checks what was thrown beforehand, too.
            let thrown = (!everybody).then_some((&*lanes, lane));
            let person = lanes.person(lane);
            let partner = Partner { view, business, chunk, slot, person, thrown };
            decide_one(&partner, lanes.week_of(lane), |act| hits.may(act, lane), out);
        }
        match block.first() {
            Some(first) => *out.wavering.word_mut(first / LANES) = hits.goes,
            None => bits(&[hits.goes]).for_each(|lane| out.wavering.insert(block.slot(lane))),
        }
    }

    /// Time, words and posts of a block.
    fn work(&self, lanes: &mut Lanes, block: &Block, out: &mut ChunkDecisions) {
        let there = block.there;
        let booked = |lane| self.booked.get(block.slot(lane)).copied().unwrap_or(0);
        if self.business.booking.is_some() {
            lanes.work_booked(&self.division, there, booked);
            quick::throw(lanes, self.view, None);
            for (lane, posts) in lanes.posts.iter_mut().enumerate() {
                *posts = booked(lane);
            }
            return;
        }
        let many = MANY <= there.count_ones() && !self.everybody;
        let alike = many && lanes.work_alike(&self.screen, there);
        let has_law = lanes.work(&self.division, (there, alike), &mut out.law);
        quick::throw(lanes, self.view, has_law.then_some(&out.law));
        if !has_law {
            lanes.post_each(there, self.everybody);
        }
    }

    /// Who of a block might do something; writes what comes of all.
    fn screen(
        &self,
        lanes: &mut Lanes,
        block: &Block,
        minutes: &mut Minutes,
        out: &mut ChunkDecisions,
    ) -> Hits {
        let there = block.there;
        let hits = if let Some(first) = block.first() {
            quick::screen(lanes, &self.screen, there, run(&mut out.posts, minutes, first))
        } else {
            let [mut posts, mut all, mut in_person] = [[0; LANES]; 3];
            let output = Output { posts: &mut posts, minutes: &mut all, in_person: &mut in_person };
            let hits = quick::screen(lanes, &self.screen, there, output);
            for lane in bits(&[there]) {
                let slot = block.slot(lane);
                out.posts[slot] = posts[lane];
                minutes.all[slot] = all[lane];
                minutes.in_person[slot] = in_person[lane];
            }
            hits
        };
        if self.everybody { Hits::all(there) } else { hits }
    }
}
