//! What a run writes down for the measures.

use rayon::prelude::*;

use super::{Booked, Simulation, arrive, chunks_together};
use crate::ledger::{FlowsOfAccount, GoodsBook, Group, Journal, Reason, Role};
use crate::plan::Outcomes;
use crate::scenario::TIERS;
use crate::units::{BusinessId, Cents, WEEKS_PER_YEAR};
use crate::world::{CHUNK, Chunk, FirstYear, NO_UPLINE, Network, Status};

/// Counts of one week.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WeekCounts {
    /// Active partners at the week's end.
    pub active: u64,
    /// Active partners at the week's start.
    pub active_before: u64,
    /// Dormant partners at the week's end.
    pub dormant: u64,
    /// Partners who joined.
    pub joined: u64,
    /// Partners who left.
    pub left: u64,
    /// Posts.
    pub posts: u64,
    /// People who wanted to join.
    pub leads: u64,
    /// Orders of customers.
    pub customer_orders: u64,
    /// Orders refused because nobody was left to buy.
    pub orders_rationed: u64,
    /// Units sold to customers.
    pub units_sold: u64,
    /// Units used by partners.
    pub units_own_use: u64,
    /// Units bought beyond need to reach the qualifying volume.
    pub units_loaded: u64,
    /// Minutes worked.
    pub minutes: u64,
    /// Units in partners' hands at the week's end.
    pub units_stock: u64,
    /// Prospects left at the week's end.
    pub prospects: u64,
    /// Customers still to be won at the week's end.
    pub unserved: u64,
}

impl WeekCounts {
    /// Adds what booking a chunk counted.
    pub(super) fn merge(&mut self, other: &Self) {
        self.posts += other.posts;
        self.customer_orders += other.customer_orders;
        self.units_sold += other.units_sold;
        self.units_own_use += other.units_own_use;
        self.units_loaded += other.units_loaded;
        self.minutes += other.minutes;
    }
}

/// Journal totals at the moments between which a window lies.
#[derive(Debug, Clone)]
pub struct Milestones {
    /// Week before which the totals were taken.
    pub week: u32,
    /// The transaction-flow matrix of all weeks before.
    pub total: Vec<FlowsOfAccount>,
    /// Cost of what partners had used themselves.
    pub own_use: Cents,
    /// Goods in units, by business.
    pub goods: Vec<GoodsBook>,
    /// Sums of all plan runs, by business.
    pub plans: Vec<Outcomes>,
    /// Sponsored posts, by business.
    pub booked: Vec<Booked>,
    /// What was paid by the size of the seller's audience, by business; zeros where that is not
    /// kept.
    pub caused: Vec<[Cents; TIERS]>,
}

/// Everything recorded during a run.
#[derive(Debug, Clone)]
pub struct RunRecord {
    /// Which replicate.
    pub replicate: u32,
    /// Counts by week.
    pub weeks: Vec<WeekCounts>,
    /// The transaction-flow matrices, week after week; [`Self::flows`] tells them apart.
    pub flows: Vec<FlowsOfAccount>,
    /// Rows at the end of each week, by business; the first entry is the founders.
    pub rows: Vec<Vec<u32>>,
    /// The end of the burn-in.
    pub opening: Option<Milestones>,
    /// The start of the calendar year.
    pub year_start: Option<Milestones>,
    /// The end of the calendar year.
    pub year_end: Option<Milestones>,
}

impl RunRecord {
    /// Nothing yet, with room for all weeks.
    pub(super) fn new(replicate: u32, businesses: usize, weeks: u32) -> Self {
        let weeks = weeks as usize;
        Self {
            replicate,
            weeks: Vec::with_capacity(weeks),
            flows: Vec::with_capacity(weeks * Journal::accounts(businesses)),
            rows: (0..businesses).map(|_| Vec::with_capacity(weeks + 1)).collect(),
            opening: None,
            year_start: None,
            year_end: None,
        }
    }

    /// The transaction-flow matrix of each week, by account.
    pub fn flows(&self) -> impl Iterator<Item = &[FlowsOfAccount]> {
        self.flows.chunks(Journal::accounts(self.rows.len()))
    }
}

/// First week of the calendar year: the last 52 whole weeks that begin on a multiple of 52, after
/// the burn-in; nothing where the run is too short.
pub fn calendar_year_start(weeks: u32, burn_in_weeks: u32) -> Option<u32> {
    let start = (weeks / WEEKS_PER_YEAR).checked_sub(1)? * WEEKS_PER_YEAR;
    (burn_in_weeks <= start).then_some(start)
}

/// Records the week that is about to close.
pub(super) fn record(simulation: &mut Simulation<'_>, counts: &WeekCounts) {
    let world = &simulation.world;
    let mut counts = *counts;
    let before = simulation.record.weeks.last().map(|week| week.active);
    let founders = simulation.record.rows.iter().map(|rows| u64::from(rows[0])).sum();
    counts.active_before = before.unwrap_or(founders);
    (counts.active, counts.dormant) = world.head_count();
    counts.units_stock = world.chunks().map(|chunk| chunk.audited.stock).sum();
    counts.prospects = world.market.prospects.iter().map(|&people| u64::from(people)).sum();
    counts.unserved = world.market.unserved.iter().map(|&people| u64::from(people)).sum();
    simulation.record.weeks.push(counts);
    simulation.record.flows.extend_from_slice(simulation.books.journal.week());
    close_rows(simulation);
}

/// Notes how many rows each network has by now.
pub(super) fn close_rows(simulation: &mut Simulation<'_>) {
    for (network, rows) in simulation.world.networks.iter().zip(&mut simulation.record.rows) {
        rows.push(u32::try_from(network.partners.len()).expect("rows fit 32 bits"));
    }
}

/// Takes the snapshots that are due before the week which is about to begin.
pub(super) fn milestones(simulation: &mut Simulation<'_>) {
    let (week, scenario) = (simulation.world.week, simulation.scenario);
    first_years(simulation);
    arrive::years(simulation);
    if week == scenario.burn_in_weeks && 0 < week {
        simulation.record.opening = Some(milestone(simulation));
        for chunk in simulation.world.chunks_mut() {
            chunk.at_opening = chunk.snapshots();
            chunk.sold_at_opening.clone_from(&chunk.sold);
        }
    }
    let Some(start) = calendar_year_start(scenario.weeks, scenario.burn_in_weeks) else { return };
    if week == start && 0 < week {
        simulation.record.year_start = Some(milestone(simulation));
        for chunk in simulation.world.chunks_mut() {
            chunk.at_year_start = chunk.snapshots();
        }
    }
    if week == start + WEEKS_PER_YEAR {
        simulation.record.year_end = Some(milestone(simulation));
        // At the end of the run the columns themselves say it.
        for chunk in simulation.world.chunks_mut().filter(|_| week < scenario.weeks) {
            chunk.at_year_end = chunk.snapshots();
        }
    }
}

fn milestone(simulation: &Simulation<'_>) -> Milestones {
    let chunks = simulation.world.chunks();
    let caused = simulation.books.caused.iter();
    let own_use = chunks.map(|chunk| chunk.own_use.sum()).sum();
    Milestones {
        week: simulation.world.week,
        total: simulation.books.journal.total().to_vec(),
        own_use,
        goods: simulation.books.goods.clone(),
        plans: simulation.books.plans.clone(),
        booked: simulation.books.booked.clone(),
        caused: caused
            .map(|caused| caused.as_ref().map_or([Cents::ZERO; TIERS], |of| of.paid))
            .collect(),
    }
}

/// Those who joined 52 weeks ago have had their first year.
fn first_years(simulation: &mut Simulation<'_>) {
    let Some(joined) = simulation.world.week.checked_sub(WEEKS_PER_YEAR) else { return };
    // Of those who joined in the burn-in nobody asks.
    if joined < simulation.scenario.burn_in_weeks {
        return;
    }
    let Simulation { world, record, .. } = simulation;
    for (network, rows) in world.networks.iter_mut().zip(&record.rows) {
        let rows = rows[joined as usize]..rows[joined as usize + 1];
        let Network { partners, status, .. } = &mut *network;
        let chunks = rows.start as usize / CHUNK..(rows.end as usize).div_ceil(CHUNK);
        let together = chunks_together(partners.chunks.len());
        let chunks = partners.chunks[chunks].par_iter_mut().with_min_len(together);
        chunks.filter(|chunk| nobody_returned(chunk)).for_each(|chunk| {
            let slot_of =
                |row: u32| (row.saturating_sub(chunk.first_row) as usize).min(chunk.len());
            for slot in slot_of(rows.start)..slot_of(rows.end) {
                if !chunk.is_return.of(slot) {
                    let mut year = FirstYear::default();
                    add_row(&mut year, chunk, slot, status[chunk.row_of(slot) as usize]);
                    chunk.set_first_year(slot, &year);
                }
            }
        });
        for row in rows {
            let (chunk, slot) = network.partners.place(row);
            if !nobody_returned(chunk) && !chunk.is_return.of(slot) {
                let year = year_of_several(network, row);
                let (chunk, slot) = network.partners.place_mut(row);
                chunk.set_first_year(slot, &year);
            }
        }
    }
}

/// Whether no row of a chunk goes on in another one.
fn nobody_returned(chunk: &Chunk) -> bool {
    chunk.next_row.common() == Some(NO_UPLINE)
}

/// A person's totals now, over the row in which she joined and those in which she came back.
fn year_of_several(network: &Network, row: u32) -> FirstYear {
    let mut year = FirstYear::default();
    let mut next = row;
    while next != NO_UPLINE {
        let (chunk, slot) = network.partners.place(next);
        add_row(&mut year, chunk, slot, network.status[next as usize]);
        next = chunk.next_row[slot];
    }
    year
}

/// Adds what came of a row; where she stands is what her last row says.
fn add_row(year: &mut FirstYear, chunk: &Chunk, slot: usize, status: Status) {
    year.net += chunk.net(slot);
    year.own_use += chunk.own_use.of(slot);
    year.rewards += chunk.purse.of(slot)[Group::Rewards.index()];
    year.minutes += chunk.minutes.of(slot);
    year.active = status == Status::Active;
    year.registered = status != Status::Left;
}

/// Flows of one week seen as the headline sums of the weekly table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WeekMoneySums {
    /// What outside customers paid, less refunds.
    pub customers_spend: Cents,
    /// What partners paid to businesses.
    pub partners_spend: Cents,
    /// What businesses paid to partners.
    pub paid_to_partners: Cents,
    /// Partners' net.
    pub partners_net: Cents,
    /// Businesses' net.
    pub businesses_net: Cents,
}

/// Sums a week's transaction-flow matrix.
pub fn sum_week(flows: &[FlowsOfAccount]) -> WeekMoneySums {
    let account = |role| Journal::account(role, BusinessId(0));
    let net = |row: usize| -> Cents { flows[row].iter().copied().sum() };
    let partners = account(Role::Partners);
    let between = |payer, receiver| -> Cents {
        Reason::ALL
            .into_iter()
            .filter(|reason| reason.payer() == payer && reason.receiver() == receiver)
            .map(|reason| {
                let cell = flows[partners][reason.index()];
                if cell < Cents::ZERO { -cell } else { cell }
            })
            .sum()
    };
    WeekMoneySums {
        customers_spend: -net(account(Role::Customers)),
        partners_spend: between(Role::Partners, Role::Business),
        paid_to_partners: between(Role::Business, Role::Partners),
        partners_net: net(partners),
        businesses_net: (account(Role::Business)..flows.len()).map(net).sum(),
    }
}
