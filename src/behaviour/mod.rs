//! What partners do: pure functions from the week's start to a decision.
//!
//! *Invariant*: a decision depends on the partner's own columns, the frozen market and addressed
//! luck, on nothing that another partner decides in the same week. A rate of zero, a factor of one
//! and an exponent of zero switch a behaviour off exactly.
//!
//! *Absent*: writing. Money is moved by the simulation alone.

mod decisions;
mod feel;
mod lanes;
mod law;
mod post;
mod quick;
mod recruit;
mod screen;
mod sell;
mod together;

pub use decisions::{ChunkDecisions, Decision, Line, Matter, WISHES_MAX, Wish, slots_with_lines};
pub use feel::{Mood, Moods, Parting, feel, feel_together, grow_audiences, part};
pub use post::FatigueTable;
pub use together::decide;

use self::lanes::Lanes;
use self::post::Division;
use self::quick::Act;
use self::screen::Bounds;
use crate::chance::{BinomialCounts, Luck, PoissonSums, Purpose, Uniform, binomial, poisson};
use crate::scenario::{Business, Factors, Scenario};
use crate::units::{PersonKey, Week};
use crate::world::{CHUNK, Casting, Chunk, MarketView};

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
    /// Whether nobody is ruled out beforehand; see
    /// [`Simulation::looking_at_everybody`](crate::simulation::Simulation::looking_at_everybody).
    pub everybody: bool,
}

/// Tables made once for a run.
#[derive(Debug, Clone)]
pub struct Tables {
    /// Views of a number of posts beside those of one post.
    pub fatigue: FatigueTable,
    /// Hazard of quitting by weeks since joining, beside the later hazard.
    pub early: Vec<f64>,
    /// Whether they differ from it at all.
    has_early: bool,
    /// Orders and losses among so many customers.
    of_customers: [BinomialCounts; 2],
    /// Units that so many orders have beyond the first.
    pub baskets: PoissonSums,
    bounds: Bounds,
}

impl Tables {
    /// Computes the tables.
    pub fn new(scenario: &Scenario) -> Self {
        let fatigue = FatigueTable::new(scenario.post.fatigue);
        let early = feel::early_table(&scenario.quit, scenario.weeks);
        let sell = &scenario.sell;
        Self {
            of_customers: [sell.repeat_orders_per_week, sell.customers_lost_per_week]
                .map(BinomialCounts::new),
            baskets: PoissonSums::new(sell.basket_units - 1.0),
            bounds: Bounds::new(scenario, &fatigue, &early),
            fatigue,
            early,
            has_early: scenario.quit.early_factor.to_bits() != 1.0_f64.to_bits(),
        }
    }
}

/// Minutes of a chunk's week, by slot; needed only until they are booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minutes {
    /// Worked.
    pub all: [u32; CHUNK],
    /// Of these, among people.
    pub in_person: [u32; CHUNK],
}

impl Default for Minutes {
    fn default() -> Self {
        Self { all: [0; CHUNK], in_person: [0; CHUNK] }
    }
}

/// The block of a quiet week.
const QUIET: u32 = Purpose::Posts.block();

/// The block of meeting people, customers and own use.
const MORE: u32 = Purpose::OwnUse.block();

/// Lets one partner decide what she does beside posting, of what she might do; her posts and her
/// hours among people are known.
#[inline]
fn decide_one(
    partner: &Partner<'_>,
    (posts, people): (u32, f64),
    may: impl Fn(Act) -> bool,
    out: &mut ChunkDecisions,
) {
    let slot = u16::try_from(partner.slot).expect("a chunk has 4,096 slots");
    let mut decision = Decision::default();
    let rules = &partner.business.partners;
    let views = post::views(partner, posts);
    if may(Act::Order) {
        sell::sell_online(partner, views, &mut decision);
    }
    if may(Act::Lead) && rules.recruits {
        recruit::pitch(partner, people, views, &mut decision);
    }
    if may(Act::Meet) {
        sell::sell_in_person(partner, people, &mut decision);
    }
    let (repeats, loses) = (may(Act::Repeat), may(Act::Lose));
    if repeats || loses {
        sell::serve_earlier_customers(partner, (repeats, loses), &mut decision);
    }
    let appetite = f64::from(partner.chunk.appetite[partner.slot]);
    if may(Act::Consume) && 0.0 < appetite && rules.own_orders {
        decision[Matter::OwnUse] = poisson(partner.draw(Purpose::OwnUse), appetite);
    }
    let first = out.push(slot, &decision);
    if 0 < decision.won() {
        sell::wish(partner, first, out);
    }
    if 0 < decision[Matter::Lead] {
        recruit::wish(partner, decision[Matter::Lead], first, out);
    }
}

/// People to whom an active partner pitches in a week with so many posts, weighed by her eagerness:
/// how likely she is to be the sponsor of somebody whose joining is given.
pub fn pitches(view: &WeekView<'_>, chunk: &Chunk, slot: usize, posts: u32) -> f64 {
    let business = &view.scenario.businesses[chunk.business.index()].1;
    if !business.partners.recruits {
        return 0.0;
    }
    let person = chunk.person.of(slot);
    let partner = Partner { view, business, chunk, slot, person, thrown: None };
    let recruits = chunk.active_recruits.of(slot);
    let (hours, motivation) = (chunk.hours[slot], chunk.motivation[slot]);
    let time = Division::new(view, business).divide(hours, motivation, recruits);
    recruit::pitches(&partner, time.people, post::views(&partner, posts))
}

/// One partner in the week's view.
pub(crate) struct Partner<'a> {
    view: &'a WeekView<'a>,
    business: &'a Business,
    chunk: &'a Chunk,
    slot: usize,
    person: PersonKey,
    /// Where her week's numbers stand, if they were thrown already.
    thrown: Option<(&'a Lanes, usize)>,
}

impl Partner<'_> {
    #[inline]
    fn draw(&self, purpose: Purpose) -> Uniform {
        let thrown = self.thrown.and_then(|(lanes, lane)| lanes.thrown(lane, purpose.address()));
        thrown.unwrap_or_else(|| self.view.luck.uniform(self.person, self.view.week, purpose))
    }

    /// How many of some things fall to a share; what is certain takes no luck.
    #[inline]
    fn split(&self, purpose: Purpose, things: u32, share: f64) -> u32 {
        if share.to_bits() == 1.0_f64.to_bits() {
            return things;
        }
        binomial(self.draw(purpose), things, share)
    }

    fn community(&self) -> usize {
        self.chunk.community_of(self.slot).index()
    }
}

#[cfg(test)]
mod tests {
    use super::lanes::Block;
    use super::law::{LANES, PostsLaw};
    use super::quick::Output;
    use super::screen::Screen;
    use super::together::{Way, decide_by};
    use super::*;
    use crate::scenario::Loaded;
    use crate::units::{BusinessId, Cents, CommunityId};
    use crate::world::{NO_UPLINE, NewPartner, World, narrow};

    /// A world in which partners differ in all that decides what they do.
    fn world(scenario: &Scenario, luck: Luck) -> World {
        let (mut world, casting) = (World::new(scenario), Casting::new(scenario, true));
        let business = &scenario.businesses[0].1;
        let communities = u32::try_from(world.market.len()).expect("few communities");
        for number in 0..1_000 {
            let person = PersonKey::founder(number);
            world.networks[0].extend(&[NewPartner {
                person,
                sponsor: if number == 0 { NO_UPLINE } else { number / 2 },
                community: CommunityId(number % communities),
                joined: number % 7,
                joined_period: 0,
                anniversary: number,
                founder: number % 2 == 0,
                is_return: false,
                attributes: casting.cast(&luck, person, business),
            }]);
        }
        let chunk = &mut world.networks[0].partners.chunks[0];
        for slot in (500..1_000).step_by(3) {
            chunk.motivation[slot] = 0.3 + narrow(slot as f64 / 1_000.0);
            chunk.customers_home.set(slot, u32::try_from(slot % 40).expect("few"));
            chunk.customers_away.set(slot, u32::try_from(slot % 7).expect("few"));
            chunk.circle_left[slot] /= 2;
        }
        for slot in (0..1_000).step_by(7) {
            chunk.active.remove(slot);
        }
        world
    }

    /// For each week: the chunk's view, and what it comes to.
    fn each_week(text: &str, look: impl Fn(&WeekView<'_>, &Chunk)) {
        let loaded = Loaded::from_text("screens", text).unwrap_or_else(|why| panic!("{why}"));
        let scenario = &loaded.scenario;
        let luck = Luck::new(scenario.seed, 1);
        let world = world(scenario, luck);
        let (casting, tables) = (Casting::new(scenario, true), Tables::new(scenario));
        let mut market = MarketView::default();
        market.refresh(&world.market);
        for week in 7..40 {
            let factors = Factors::NONE;
            let (casting, tables, market, luck) = (&casting, &tables, &market, &luck);
            let everybody = false;
            let view =
                WeekView { scenario, casting, tables, market, luck, week, factors, everybody };
            look(&view, &world.networks[BusinessId(0).index()].partners.chunks[0]);
        }
    }

    const DEFAULTS: &str = "weeks = 60\n[business.b]\nplan.unilevel = {}\n";
    const ALIKE: &str = "weeks = 60\n[people]\nhours_per_week = 6.0\nfollowers = 3000.0\n[motive]\n\
        discount_buyer.weight = 0.0\nbuilder.weight = 0.0\n\
        [business.b]\nplan.unilevel = {}\n";
    const BUSY: &str = "weeks = 60\n[sell]\nconversion = 0.3\n[recruit]\npitch_rate = 0.05\n\
        [quit]\nhazard_per_week = 0.3\nmotivation_exponent = 0.0\n\
        [business.b]\nplan.unilevel = {}\n";

    #[test]
    fn who_is_ruled_out_would_have_done_nothing() {
        for text in [DEFAULTS, ALIKE, BUSY] {
            each_week(text, |view, chunk| {
                let (mut some, mut all) = (ChunkDecisions::default(), ChunkDecisions::default());
                let mut worked = Box::<Minutes>::default();
                decide_by(view, chunk, &[], Way::Everybody, &mut worked, &mut all);
                assert!(!all.lines.is_empty() && all.lines.len() < 3_000);
                let mut picked = (ChunkDecisions::default(), Box::<Minutes>::default());
                decide_by(view, chunk, &[], Way::Picked, &mut picked.1, &mut picked.0);
                decide_by(view, chunk, &[], Way::Runs, &mut worked, &mut some);
                for few in [&some, &picked.0] {
                    assert_eq!(few.lines, all.lines, "week {} of {text}", view.week);
                    assert_eq!(few.customers, all.customers);
                    assert_eq!(few.prospects, all.prospects);
                }
                assert_eq!(
                    (picked.0.posts, &picked.0.wavering),
                    (some.posts.clone(), &some.wavering)
                );
                let rows = ..chunk.len();
                assert_eq!(picked.1.all[rows], worked.all[rows]);
                assert_eq!(picked.1.in_person[rows], worked.in_person[rows]);
                let time = |slot: usize| {
                    let rules = &view.scenario.post;
                    let full = f64::from(chunk.hours[slot]) * f64::from(chunk.motivation[slot]);
                    let recruits = f64::from(chunk.active_recruits.of(slot));
                    let asked = recruits * view.scenario.recruit.supervision_hours;
                    let free = full - asked.min(full / 2.0);
                    let posting = free * rules.hours_share;
                    let uniform =
                        view.luck.uniform(chunk.person.of(slot), view.week, Purpose::Posts);
                    let posts = poisson(uniform, posting / rules.hours_per_post);
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "minutes of a week"
                    )]
                    let minutes = |hours: f64| (hours * 60.0).round() as u32;
                    (posts, [full, free - posting].map(minutes))
                };
                for slot in chunk.active.iter() {
                    let minutes = [worked.all[slot], worked.in_person[slot]];
                    assert_eq!((some.posts[slot], minutes), time(slot), "slot {slot}");
                }
                for slot in (0..chunk.len()).filter(|&slot| !chunk.active.contains(slot)) {
                    assert_eq!((some.posts[slot], worked.all[slot]), (0, 0));
                    assert!(!some.wavering.contains(slot));
                }
            });
        }
    }

    #[test]
    fn whoever_does_not_waver_stays_whatever_the_week_brings() {
        for text in [DEFAULTS, ALIKE, BUSY] {
            each_week(text, |view, chunk| {
                let mut out = ChunkDecisions::default();
                decide(view, chunk, &[], &mut Box::<Minutes>::default(), &mut out);
                let rules = &view.scenario.motivation;
                let mut after = chunk.clone();
                for cost in [Cents(0), Cents(1_000_000)] {
                    for index in chunk.active.iter() {
                        let before = Mood {
                            motivation: chunk.motivation[index],
                            perceived: chunk.perceived[index],
                            expectation: chunk.expectation[index],
                        };
                        let mood = feel(rules, before, Cents(0), cost);
                        after.motivation[index] = mood.motivation;
                        let goes = part(view, &after, index) != Parting::Stays;
                        assert!(!goes || out.wavering.contains(index), "slot {index}");
                    }
                }
                assert!(out.wavering.len() < 900, "{}", out.wavering.len());
            });
        }
    }

    #[test]
    fn wider_vectors_come_to_the_same_words_posts_and_hits() {
        for text in [DEFAULTS, ALIKE] {
            each_week(text, |view, chunk| {
                let screen = Screen::new(view, chunk.business);
                let mut law = PostsLaw::default();
                assert!(law.take_up(5.0));
                let [mut plain, mut wide] = [(); 2].map(|()| {
                    let mut lanes = Lanes::new();
                    lanes.read_chunk(&screen, chunk);
                    lanes.read(view, &screen, chunk, &Block::run(LANES, chunk.active.words()[1]));
                    lanes
                });
                quick::throw_plain(&mut plain, view, Some(&law));
                quick::throw(&mut wide, view, Some(&law));
                assert_eq!((plain.words, plain.posts), (wide.words, wide.posts));
                let mut out = [[[0; LANES]; 3]; 2];
                let [one, other] = out.each_mut().map(|[posts, minutes, in_person]| Output {
                    posts,
                    minutes,
                    in_person,
                });
                let there = chunk.active.words()[1];
                let hits = quick::screen_plain(&mut plain, &screen, there, one);
                assert_eq!(hits, quick::screen(&mut wide, &screen, there, other));
                assert_eq!(out[0], out[1]);
            });
        }
    }
}
