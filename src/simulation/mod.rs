//! A run: the only room that writes the world and the books.
//!
//! *Invariant*: a run is a function of (scenario, seed, replicate) alone. Partners decide on the
//! frozen start of the week in parallel; what they want is settled, booked and audited in a fixed
//! order, so threads cannot change a byte.
//!
//! *Absent*: statistics, files.

mod arrive;
mod book;
mod booking;
mod caused;
mod everyday;
mod found;
mod incomes;
mod kept;
mod part;
mod perceive;
mod period;
mod phase;
mod record;
mod returned;
mod settle;
mod thrown;
mod till;
mod week;

pub use booking::{Booked, Budget};
pub use caused::Caused;
pub use record::{Milestones, RunRecord, WeekCounts, WeekMoneySums, calendar_year_start, sum_week};

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use self::kept::Kept;
use crate::behaviour::{ChunkDecisions, Tables};
use crate::chance::{Luck, SequencePurpose};
use crate::ledger::{AuditBreach, GoodsBook, Journal, PartnerTotals, Tally};
use crate::plan::{Outcomes, PriceOfPosts, State, Sums};
use crate::scenario::{Business, Scenario};
use crate::units::{BusinessId, Cents};
use crate::world::{
    CHUNKS_MANY, Casting, MarketView, NO_UPLINE, Network, NewPartner, Partners, World,
};

/// One world under way.
#[derive(Clone)]
pub struct Simulation<'a> {
    /// The scenario with all that events set in the course of the run.
    script: &'a Scenario,
    /// What holds in this week.
    scenario: &'a Scenario,
    casting: Casting<'a>,
    tables: Tables,
    luck: Luck,
    /// The world now.
    pub world: World,
    /// The books now.
    pub books: Books,
    /// What each business's plan carries from period to period.
    carried: Vec<State>,
    /// Budgets for posts that were handed in, by business.
    budgets: Vec<Option<Budget>>,
    /// Earlier periods of each business whose plan works them out again.
    kept: Vec<Option<Kept>>,
    record: RunRecord,
    /// Whether moods change at any time in the run: where they never do, nobody has to feel.
    feels: bool,
    looks_at_everybody: bool,
    scratch: Scratch,
}

/// Chunks that a thread works on at least, of so many: few, because the younger ones take longer.
const fn chunks_together(chunks: usize) -> usize {
    if chunks < CHUNKS_MANY { CHUNKS_MANY } else { 2 }
}

/// People whom a thread draws at least, for a network of so many chunks. In small ones nobody waits
/// for another thread, and so takes up another world meanwhile.
const fn drawn_together(chunks: usize) -> usize {
    if chunks < CHUNKS_MANY { usize::MAX } else { 256 }
}

/// What chance has for the seat of a row: by who she is and the week in which she joined, so that
/// it does not depend on who joined before.
fn seat_luck(luck: Luck, partners: &Partners, row: u32) -> u64 {
    let (chunk, slot) = partners.place(row);
    let (person, joined) = (chunk.person.of(slot), chunk.joined.of(slot));
    luck.sequence_wide(person, joined, SequencePurpose::Seat, 0)
}

/// Why a run ended before its last week.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    /// The books do not close.
    #[error(transparent)]
    Breach(#[from] AuditBreach),
    /// Somebody asked for it.
    #[error("interrupted after week {week}")]
    Interrupted {
        /// Weeks settled.
        week: u32,
    },
}

/// Money, goods and what the plan left over.
#[derive(Debug, Clone)]
pub struct Books {
    /// Money.
    pub journal: Journal,
    /// Goods in units, by business.
    pub goods: Vec<GoodsBook>,
    /// Sums of all plan runs, by business.
    pub plans: Vec<Outcomes>,
    /// Rewards earned in the period that the run's end cuts off: owed, not paid.
    pub payable: Vec<Cents>,
    /// Sponsored posts, by business.
    pub booked: Vec<Booked>,
    /// Whose sales pay comes from, by business; nothing where channel cost is not measured.
    pub caused: Vec<Option<Caused>>,
}

/// Working memory of a step; holds nothing that the world does not also know.
#[derive(Clone, Default)]
struct Scratch {
    view: MarketView,
    wanted: Vec<u32>,
    /// Who joins this week.
    recruits: Vec<settle::Recruit>,
    /// Some of them as they are appended.
    newcomers: Vec<NewPartner>,
    /// What moved this week and is not yet in the journal.
    tally: book::WeekTally,
    /// What the partners' columns come to.
    totals: PartnerTotals,
    /// By business.
    networks: Vec<NetworkScratch>,
}

/// Working memory for one network.
#[derive(Clone, Default)]
struct NetworkScratch {
    decisions: Vec<ChunkDecisions>,
    /// Posts booked in the week by row; empty where none are.
    booked: Vec<u32>,
    /// What is to be paid for them, in the order of booking.
    agreed: Vec<(u32, PriceOfPosts)>,
    results: Vec<book::ChunkResult>,
    /// What the plan pays by bonus and row.
    sums: Sums,
    /// Whether it is paid in this week.
    pays: bool,
    /// What is paid in the week for posts that were booked, by row; empty where none are.
    posts_paid: Vec<Cents>,
    /// Rows with anything in their volumes, as bits.
    sources: Vec<u64>,
    /// What paying moved, by chunk.
    tallies: Vec<Tally>,
}

impl NetworkScratch {
    /// Bytes by what they are for.
    fn bytes_by_use(&self) -> [(&'static str, usize); 5] {
        let posts = self.booked.capacity() * size_of::<u32>()
            + self.posts_paid.capacity() * size_of::<Cents>();
        let paying = self.sources.capacity() * size_of::<u64>()
            + self.tallies.capacity() * size_of::<Tally>();
        [
            ("working: booked posts", posts),
            ("working: who is paid", paying),
            ("working: sums of the plan", self.sums.bytes()),
            ("working: decisions", self.decisions.iter().map(ChunkDecisions::bytes).sum()),
            ("working: results", self.results.iter().map(book::ChunkResult::bytes).sum()),
        ]
    }
}

impl<'a> Simulation<'a> {
    /// The world at the start of week one.
    pub fn new(script: &'a Scenario, replicate: u32) -> Self {
        let scenario = script.in_week(0);
        let businesses = scenario.businesses.len();
        let feels = script.phases().any(|phase| 0.0 < phase.motivation.speed_per_week);
        let mut simulation = Self {
            script,
            scenario,
            casting: Casting::new(scenario, feels),
            tables: Tables::new(scenario),
            luck: Luck::new(scenario.seed, replicate),
            world: World::new(script),
            books: Books {
                journal: Journal::new(businesses),
                goods: vec![GoodsBook::default(); businesses],
                plans: vec![Outcomes::default(); businesses],
                payable: vec![Cents::ZERO; businesses],
                booked: vec![Booked::default(); businesses],
                caused: vec![scenario.measure.channel_cost.then(Caused::default); businesses],
            },
            budgets: vec![None; businesses],
            carried: vec![State::default(); businesses],
            kept: scenario.businesses.iter().map(|(_, of)| Kept::new(&of.plan)).collect(),
            record: RunRecord::new(replicate, businesses, scenario.weeks),
            feels,
            looks_at_everybody: false,
            scratch: Scratch {
                networks: vec![NetworkScratch::default(); businesses],
                ..Scratch::default()
            },
        };
        found::found(&mut simulation);
        simulation
    }

    /// The same with what each business may spend on posts where its scenario leaves that to
    /// another one (`booking.budget_of`). Without it such a run panics.
    #[must_use]
    pub fn with_budgets(self, budgets: Vec<Option<Budget>>) -> Self {
        assert_eq!(budgets.len(), self.budgets.len(), "a place for each business");
        Self { budgets, ..self }
    }

    /// The same to the byte and slower: nobody is left out of a step because nothing can come of it
    /// for her. It is what the quick ways are checked against.
    #[must_use]
    pub fn looking_at_everybody(self) -> Self {
        Self { looks_at_everybody: true, ..self }
    }

    /// Runs all weeks that are left and hands over what was recorded.
    ///
    /// `after_week` is told the counts of each week and says whether to go on.
    ///
    /// # Errors
    /// When the books do not close, or when `after_week` breaks off; the run stops in that week.
    pub fn run(
        mut self,
        mut after_week: impl FnMut(&WeekCounts) -> ControlFlow<()>,
    ) -> Result<FinishedRun, Stopped> {
        while self.world.week < self.scenario.weeks {
            self.step()?;
            let week = self.world.week;
            if let Some(counts) = self.record.weeks.last()
                && after_week(counts).is_break()
            {
                return Err(Stopped::Interrupted { week });
            }
        }
        self.close()?;
        let Self { world, books, carried, record, .. } = self;
        Ok(FinishedRun { world, books, carried, record })
    }

    /// Everything recorded so far.
    pub fn record(&self) -> &RunRecord {
        &self.record
    }

    /// Bytes that partners and their trees take up, with the working memory of a week.
    pub fn bytes(&self) -> usize {
        self.bytes_by_column().into_values().sum()
    }

    /// The same by column, and by use of the working memory.
    pub fn bytes_by_column(&self) -> BTreeMap<&'static str, usize> {
        let mut all = self.world.bytes_by_column();
        for (name, bytes) in self.scratch.networks.iter().flat_map(NetworkScratch::bytes_by_use) {
            *all.entry(name).or_insert(0) += bytes;
        }
        all
    }

    /// Seats a newcomer below her sponsor, where the plan has seats.
    fn take_seat(&mut self, business: BusinessId, row: u32, sponsor: u32) {
        let rule = self.business(business).plan.placement.rule;
        let Self { luck, world, .. } = self;
        let Network { placement, partners, .. } = &mut world.networks[business.index()];
        if let Some(placement) = placement.as_mut().filter(|_| sponsor != NO_UPLINE) {
            placement.find_seat(row, sponsor, rule, &|row| seat_luck(*luck, partners, row));
        }
    }

    fn business(&self, id: BusinessId) -> &'a Business {
        &self.scenario.businesses[id.index()].1
    }

    /// The ids of all businesses.
    fn ids(&self) -> impl Iterator<Item = BusinessId> + use<> {
        let businesses = u8::try_from(self.scenario.businesses.len());
        (0..businesses.expect("at most 255 businesses")).map(BusinessId)
    }
}

/// A run that is over.
pub struct FinishedRun {
    /// The world at the end.
    pub world: World,
    /// The books at the end.
    pub books: Books,
    /// What each business's plan still carries.
    pub carried: Vec<State>,
    /// What was recorded on the way.
    pub record: RunRecord,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Loaded;
    use crate::units::{CommunityId, PersonKey};
    use crate::world::Attributes;

    #[test]
    fn luck_for_a_seat_follows_the_person_and_not_her_row() {
        let text = "weeks = 9\n[business.b]\nplan.binary = {}\n";
        let loaded = Loaded::from_text("seats", text).unwrap_or_else(|why| panic!("{why}"));
        let luck = Luck::new(loaded.scenario.seed, 1);
        let draws = |numbers: &[u32]| -> BTreeMap<u32, u64> {
            let mut world = World::new(&loaded.scenario);
            let newcomer = |&number: &u32| NewPartner {
                person: PersonKey::joiner(CommunityId(0), number),
                sponsor: NO_UPLINE,
                community: CommunityId(0),
                joined: 3,
                joined_period: 1,
                anniversary: 3,
                founder: false,
                is_return: false,
                attributes: Attributes::NOBODYS,
            };
            world.networks[0].extend(&numbers.iter().map(newcomer).collect::<Vec<_>>());
            let partners = &world.networks[0].partners;
            (0..).zip(numbers).map(|(row, &n)| (n, seat_luck(luck, partners, row))).collect()
        };
        let (all, some) = (draws(&[1, 2, 3, 4, 5]), draws(&[4, 2]));
        assert!(some.iter().all(|(person, draw)| all[person] == *draw));
        assert_eq!(all.values().collect::<std::collections::BTreeSet<_>>().len(), 5);
    }
}
