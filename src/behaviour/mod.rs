//! What partners do: pure functions from the week's start to a decision.
//!
//! *Invariant*: a decision depends on the partner's own columns, the frozen market and addressed
//! luck, on nothing that another partner decides in the same week. A rate of zero, a factor of one
//! and an exponent of zero switch a behaviour off exactly.
//!
//! *Absent*: writing. Money is moved by the simulation alone.

mod feel;
mod post;
mod recruit;
mod sell;

pub use feel::{Mood, Parting, feel, grow_audience, part};
pub use post::FatigueTable;

use crate::chance::{Block, Luck, Purpose, Uniform, poisson};
use crate::scenario::{Business, Factors, Scenario};
use crate::units::{CommunityId, PersonKey, Week};
use crate::world::{Casting, Chunk, MarketView};

/// What is the same for everybody in a week.
pub struct WeekView<'a> {
    /// Rates.
    pub scenario: &'a Scenario,
    /// Who people are.
    pub casting: &'a Casting<'a>,
    /// Tables made once for a run.
    pub tables: &'a Tables,
    /// The market at the week's start.
    pub market: &'a MarketView,
    /// This replicate's luck.
    pub luck: &'a Luck,
    /// Week, from zero.
    pub week: Week,
    /// What events do to the week.
    pub factors: Factors,
}

/// Tables made once for a run.
#[derive(Debug, Clone)]
pub struct Tables {
    /// Views of a number of posts beside those of one post.
    pub fatigue: FatigueTable,
    /// Hazard of quitting by weeks since joining, beside the later hazard.
    pub early: Vec<f64>,
}

impl Tables {
    /// Computes the tables.
    pub fn new(scenario: &Scenario) -> Self {
        Self {
            fatigue: FatigueTable::new(scenario.post.fatigue),
            early: feel::early_table(&scenario.quit, scenario.weeks),
        }
    }
}

/// What one active partner decides in a week, before scarcity is settled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Decision {
    /// Her slot.
    pub slot: u16,
    /// Minutes worked.
    pub minutes: u32,
    /// Of these, among people.
    pub minutes_in_person: u32,
    /// Posts.
    pub posts: u32,
    /// New online customers in her community.
    pub online_home: u32,
    /// New online customers elsewhere.
    pub online_away: u32,
    /// New customers in person.
    pub in_person: u32,
    /// Orders of earlier customers.
    pub repeat: u32,
    /// Customers of her community who are lost.
    pub lost_home: u32,
    /// Customers elsewhere who are lost.
    pub lost_away: u32,
    /// People who want to join.
    pub leads: u32,
    /// Units that she wants to use herself.
    pub own_use: u32,
}

impl Decision {
    /// Customers won.
    pub fn won(&self) -> u32 {
        self.online_home + self.online_away + self.in_person
    }

    /// Orders of customers.
    pub fn orders(&self) -> u32 {
        self.won() + self.repeat
    }
}

/// For what a partner needs somebody of a community.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WishKind {
    /// A customer of her own community, online.
    OnlineHome,
    /// A customer elsewhere.
    OnlineAway,
    /// A customer in person.
    InPerson,
    /// A prospect.
    Lead,
}

/// Most people of a kind whom one partner can ask for in a week: far more than minutes in it. It
/// keeps the numbers of wishes apart that address their luck.
pub const WISHES_MAX: u32 = 1 << 20;

/// What a partner asks for, who drew so many and can find no more than `people`.
pub(crate) fn ask(drawn: u32, people: u64) -> u32 {
    drawn.min(WISHES_MAX).min(u32::try_from(people).unwrap_or(u32::MAX))
}

/// A wish for one person of a community, granted or not when the week is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Where.
    pub community: CommunityId,
    /// Index of the decision in its chunk.
    pub decision: u16,
    /// How-manieth wish of the partner.
    pub number: u32,
    /// What for.
    pub kind: WishKind,
    /// Whether it was refused.
    pub refused: bool,
}

/// What the active partners of one chunk decide.
#[derive(Debug, Clone, Default)]
pub struct ChunkDecisions {
    /// One for each active partner, in the order of slots.
    pub decisions: Vec<Decision>,
    /// Wishes for customers, in the order of slots.
    pub customers: Vec<Wish>,
    /// Wishes for prospects, in the order of slots.
    pub prospects: Vec<Wish>,
}

/// Lets every active partner of a chunk decide; `booked` are the posts booked with each slot.
pub fn decide(view: &WeekView<'_>, chunk: &Chunk, booked: &[u32], out: &mut ChunkDecisions) {
    out.decisions.clear();
    out.customers.clear();
    out.prospects.clear();
    let business = &view.scenario.businesses[chunk.business.index()].1;
    for &slot in &chunk.active {
        let person = chunk.person[usize::from(slot)];
        let quiet = view.luck.block(person, view.week, Purpose::Posts.block());
        let slot_index = usize::from(slot);
        let partner = Partner { view, business, chunk, slot: slot_index, person, quiet };
        let index = u16::try_from(out.decisions.len()).expect("a chunk has 4,096 slots");
        let mut decision = Decision { slot, ..Decision::default() };
        let mut time = post::divide_time(&partner);
        if business.booking.is_some() {
            let posts = booked.get(slot_index).copied().unwrap_or(0);
            post::only_booked(&partner, posts, &mut time, &mut decision);
        } else {
            post::draw_posts(&partner, &time, &mut decision);
        }
        let views = post::post(&partner, &time, &mut decision);
        sell::sell(&partner, &time, views, &mut decision);
        if business.partners.recruits {
            recruit::pitch(&partner, &time, views, &mut decision);
        }
        let appetite = f64::from(chunk.appetite[partner.slot]);
        if 0.0 < appetite && business.partners.own_orders {
            decision.own_use = poisson(partner.draw(Purpose::OwnUse), appetite);
        }
        if 0 < decision.won() {
            sell::wish(&partner, &decision, index, &mut out.customers);
        }
        if 0 < decision.leads {
            recruit::wish(&partner, &decision, index, &mut out.prospects);
        }
        out.decisions.push(decision);
    }
}

/// People to whom an active partner pitches in the week of her decision, weighed by her eagerness:
/// how likely she is to be the sponsor of somebody whose joining is given.
pub fn pitches(view: &WeekView<'_>, chunk: &Chunk, decision: &Decision) -> f64 {
    let business = &view.scenario.businesses[chunk.business.index()].1;
    if !business.partners.recruits {
        return 0.0;
    }
    let slot = usize::from(decision.slot);
    let person = chunk.person[slot];
    let quiet = view.luck.block(person, view.week, Purpose::Posts.block());
    let partner = Partner { view, business, chunk, slot, person, quiet };
    let time = post::divide_time(&partner);
    recruit::pitches(&partner, &time, post::views(&partner, decision.posts))
}

/// One partner in the week's view.
pub(crate) struct Partner<'a> {
    view: &'a WeekView<'a>,
    business: &'a Business,
    chunk: &'a Chunk,
    slot: usize,
    person: PersonKey,
    /// The words of a quiet week: one block holds all four.
    quiet: Block,
}

impl Partner<'_> {
    #[inline]
    fn draw(&self, purpose: Purpose) -> Uniform {
        let (block, lane) = purpose.address();
        if block == Purpose::Posts.block() {
            self.quiet.word(lane)
        } else {
            self.view.luck.uniform(self.person, self.view.week, purpose)
        }
    }

    fn community(&self) -> usize {
        self.chunk.community[self.slot].index()
    }
}
