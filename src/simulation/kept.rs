//! Earlier periods, kept as long as goods of them can come back, to be worked out again.
//!
//! *Invariant*: a period that is kept is worked out again from the same columns from which it was
//! worked out, but for goods that have come back since. It is there only if the plan asks for it.
//!
//! Partners give back what they bought in this quarter of the year and the three before: 52 weeks
//! at most. What is kept of each period of that time:
//!
//! | of | bytes |
//! |---|---|
//! | each row | 1 for her status |
//! | each row, unless ranks are worked out again | 2 for activity and rank |
//! | each row, if the plan has seats | 5 for her seat |
//! | each row that did anything | 28 for her volume, 84 for its details |
//! | each row and bonus that claimed anything | 16 |
//!
//! For all periods together, each row has 20 bytes of links and points, and what the plan carries.

use std::collections::VecDeque;

use super::Simulation;
use super::period::walks_by_links;
use crate::plan::{self, Claim, Goods, Outcomes, Period, State, Sums, Takeback, Worked};
use crate::scenario::Plan;
use crate::units::{BusinessId, Cents, WEEKS_PER_YEAR};
use crate::world::{Detail, Genealogy, Partners, Placement, Seats, Status, Volume};

/// Earlier periods of a business.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    /// Most periods that are kept.
    most: usize,
    inputs: VecDeque<Inputs>,
    /// What each of them came to.
    worked: VecDeque<Worked>,
    /// All that was before the first of them.
    before: Past,
    /// What has come back of them since the last run.
    back: Option<Goods>,
    /// What agents and networks owe, because fees that they were paid were taken back.
    owed: Cents,
    desk: Desk,
}

/// What a period was worked out from.
#[derive(Debug, Clone)]
struct Inputs {
    number: u32,
    status: Vec<Status>,
    volumes: Column<Volume>,
    details: Column<Detail>,
    seats: Option<Seats>,
}

/// What earlier periods leave to a later one.
#[derive(Debug, Clone, Default)]
struct Past {
    state: State,
    genealogy: Genealogy,
    points_before: Vec<[u32; 3]>,
}

/// Working memory.
#[derive(Debug, Clone, Default)]
struct Desk {
    volumes: Vec<Volume>,
    details: Vec<Detail>,
    sums: Sums,
}

impl Kept {
    /// Room for earlier periods, if the plan works them out again.
    pub(super) fn new(plan: &Plan) -> Option<Self> {
        plan.takes_back_at_sale().then(|| Self {
            most: WEEKS_PER_YEAR.div_ceil(plan.period_weeks) as usize,
            inputs: VecDeque::new(),
            worked: VecDeque::new(),
            before: Past::default(),
            back: None,
            owed: Cents::ZERO,
            desk: Desk::default(),
        })
    }

    /// Runs the plan over a period and keeps it.
    pub(super) fn run(
        &mut self,
        plan: &Plan,
        period: &Period<'_>,
        state: &mut State,
        sums: &mut Sums,
        sink: &mut dyn FnMut(Claim),
    ) -> Outcomes {
        let (outcomes, worked) = plan::work_out(plan, period, state, sums, sink);
        self.worked.push_back(worked);
        self.inputs.push_back(Inputs {
            number: period.number,
            status: period.status.to_vec(),
            volumes: Column::of(period.volumes.iter()),
            details: Column::of(period.details.iter().copied()),
            seats: period.placement.map(Placement::seats),
        });
        outcomes
    }

    /// Works earlier periods out again, if goods of them have come back, and says what that
    /// changes; makes room for the period that comes.
    fn open(
        &mut self,
        plan: &Plan,
        tree: &Tree<'_>,
        partners: &mut Partners,
        state: &mut State,
    ) -> Vec<Takeback> {
        let Self { most, inputs, worked, before, back, desk, .. } = self;
        let is_full = *most <= inputs.len();
        let mut takebacks = Vec::new();
        if let Some(goods) = back.take() {
            let first = inputs.front().expect("goods of a kept period").number;
            let mut past = before.clone();
            takebacks = plan::work_out_again(plan, &mut *worked, first, goods, |number, then| {
                let inputs = &inputs[(number - first) as usize];
                let again = past.work_out(plan, tree, inputs, then, desk);
                if number == first && is_full {
                    before.clone_from(&past);
                }
                again
            });
            if !plan.keeps_activity_of_sales() {
                for (row, &before) in (0..).zip(&past.points_before) {
                    let (chunk, slot) = partners.place_mut(row);
                    chunk.points_before.set(slot, before);
                }
            }
            state.go_on_from(past.state);
        } else if is_full {
            let then = plan.keeps_activity_of_sales().then_some(&worked[0]);
            before.work_out(plan, tree, &inputs[0], then, desk);
        }
        if is_full {
            inputs.pop_front();
            worked.pop_front();
        }
        takebacks
    }

    /// Lets goods of a row be taken out of each period in which she did anything, newest first;
    /// `take` says what those were worth that it took, if it took any.
    pub(super) fn take_out(
        &mut self,
        row: u32,
        mut take: impl FnMut(&mut Volume, &mut Detail) -> Option<Cents>,
    ) {
        for inputs in self.inputs.iter_mut().rev() {
            let Some(detail) = inputs.details.get_mut(row) else { continue };
            // A kit that carries no volume may be all that there was.
            let mut none = Volume::default();
            let volume = inputs.volumes.get_mut(row).unwrap_or(&mut none);
            if let Some(value) = take(volume, detail) {
                let back = self.back.get_or_insert(Goods { source: row, value: Cents::ZERO });
                back.value += value;
            }
        }
    }

    /// What is paid to agents and networks of what is due to them, once what they owe is made up
    /// for.
    pub(super) fn fee(&mut self, due: Cents) -> Cents {
        let left = due - self.owed;
        self.owed = (-left).max(Cents::ZERO);
        left.max(Cents::ZERO)
    }
}

/// What grows with every row and never changes.
struct Tree<'a> {
    genealogy: &'a Genealogy,
    joined: &'a [u32],
}

impl Past {
    /// Works the next period out again.
    fn work_out(
        &mut self,
        plan: &Plan,
        tree: &Tree<'_>,
        inputs: &Inputs,
        then: Option<&Worked>,
        desk: &mut Desk,
    ) -> Worked {
        let rows = inputs.status.len();
        self.grow(tree, rows);
        if walks_by_links(plan) {
            for (row, _) in (0..).zip(&inputs.status).filter(|(_, is)| **is == Status::Active) {
                let is_gone = |row: u32| inputs.status[row as usize] == Status::Left;
                self.genealogy.pass_over(row, is_gone);
            }
        }
        inputs.volumes.fill(&mut desk.volumes, rows);
        inputs.details.fill(&mut desk.details, rows);
        let placement = inputs.seats.as_ref().map(Placement::from_seats);
        let period = Period {
            placement: placement.as_ref(),
            details: &desk.details,
            joined: tree.joined,
            number: inputs.number,
            weeks: plan.period_weeks,
            ..Period::new(&self.genealogy, &inputs.status, &desk.volumes, &self.points_before)
        };
        let period = then.map_or(period, |then| then.given(period));
        let (_, worked) =
            plan::work_out(plan, &period, &mut self.state, &mut desk.sums, &mut |_| {});
        for (row, (before, volume)) in self.points_before.iter_mut().zip(&desk.volumes).enumerate()
        {
            let points = desk.sums.counted_points(row).unwrap_or(volume.points);
            *before = [points, before[0], before[1]];
        }
        worked
    }

    /// Lets those join who did so before so many rows were there.
    fn grow(&mut self, tree: &Tree<'_>, rows: usize) {
        let known = u32::try_from(self.genealogy.len()).expect("rows fit 32 bits");
        for row in known..u32::try_from(rows).expect("rows fit 32 bits") {
            self.genealogy.push(tree.genealogy.sponsor(row));
        }
        self.points_before.resize(rows, [0; 3]);
    }
}

/// What goods that came back change in the claims of earlier periods of a business.
pub(super) fn takebacks(simulation: &mut Simulation<'_>, id: BusinessId) -> Vec<Takeback> {
    let plan = &simulation.business(id).plan;
    let Simulation { world, carried, kept, .. } = simulation;
    let Some(kept) = &mut kept[id.index()] else { return Vec::new() };
    let network = &mut world.networks[id.index()];
    let tree = Tree { genealogy: &network.genealogy, joined: &network.joined_periods };
    let is_worked_out_again = kept.back.is_some();
    let takebacks = kept.open(plan, &tree, &mut network.partners, &mut carried[id.index()]);
    if is_worked_out_again {
        // Points of earlier periods may be others now.
        let chunks = network.partners.chunks.iter_mut();
        for chunk in chunks {
            let points = chunk.points_before.iter().enumerate();
            for (slot, _) in points.filter(|(_, points)| *points != [0; 3]) {
                chunk.with_points.insert(slot);
            }
        }
    }
    takebacks
}

/// A column of which only those rows are kept that have anything, in their order.
#[derive(Debug, Clone)]
struct Column<T> {
    rows: Vec<u32>,
    values: Vec<T>,
}

impl<T: Copy + Default + PartialEq> Column<T> {
    fn of(column: impl Iterator<Item = T>) -> Self {
        let there = (0..).zip(column).filter(|(_, value)| *value != T::default());
        let (rows, values) = there.unzip();
        Self { rows, values }
    }

    fn get_mut(&mut self, row: u32) -> Option<&mut T> {
        let place = self.rows.binary_search(&row).ok()?;
        Some(&mut self.values[place])
    }

    fn fill(&self, into: &mut Vec<T>, rows: usize) {
        into.clear();
        into.resize(rows, T::default());
        for (&row, &value) in self.rows.iter().zip(&self.values) {
            into[row as usize] = value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Loaded;

    const BUSINESS: BusinessId = BusinessId(0);

    /// A run of so many weeks in which many join, fade and leave; nobody sends goods back.
    fn scenario(plan: &str) -> Loaded {
        let text = format!(
            "weeks = 80\nmarket.people = 2_000\nquit.hazard_per_week = 0.02\n\
             quit.dormant_share = 0.3\nquit.revival_per_week = 0.1\n\
             recruit.leads_per_hour = 0.2\n[business.b]\nfounders = 60\nfounder_roots = 2\n\
             loading.probability = 1.0\nbuy_back.claim_probability = 0.0\n\
             plan.activity = {{ minimum_points = 100, window_periods = 3 }}\n\
             plan.rank.lead = {{ order = 1, minimum_group_points = 300 }}\n{plan}"
        );
        Loaded::from_text("kept", &text).unwrap_or_else(|problems| panic!("{problems}"))
    }

    /// Worked out again without any goods back, every period comes to what it came to: whatever
    /// became of seats and links since.
    #[test]
    fn periods_worked_out_again_as_they_were_change_nothing() {
        let exits = ["empty", "promote", "compress", "holding"].map(|exit| {
            format!(
                "plan.binary = {{}}\nplan.placement = {{ rule = \"weaker_leg\", \
                 on_exit = \"{exit}\" }}\n"
            )
        });
        let compressions = ["standard", "skip_inactive", "roll_up_volume"].map(|compression| {
            format!(
                "plan.unilevel = {{ base = \"wholesale\", compression = \"{compression}\" }}\n\
                 plan.generation = {{ boundary_rank = \"lead\", rates = [0.05, 0.03] }}\n"
            )
        });
        let ruled = ["verified_retail_share = 0.7", "own_use_points_max = 40"].map(|rule| {
            format!(
                "plan.unilevel.base = \"wholesale\"\nrules.{rule}\nrules.retail_share_min = 0.3\n"
            )
        });
        for plan in exits.into_iter().chain(compressions).chain(ruled) {
            for ranks in ["false", "true"] {
                let loaded = scenario(&format!(
                    "{plan}plan.clawback = {{ counts_in = \"sale\", recompute_ranks = {ranks} }}\n"
                ));
                let mut simulation = Simulation::new(&loaded.scenario, 0);
                for _ in 0..loaded.scenario.weeks {
                    simulation.step().expect("the books close");
                }
                let points = |simulation: &Simulation<'_>| -> Vec<[u32; 3]> {
                    let chunks = &simulation.world.networks[0].partners.chunks;
                    chunks.iter().flat_map(|chunk| chunk.points_before.iter()).collect()
                };
                let (state, before) = (simulation.carried[0].clone(), points(&simulation));
                let kept = simulation.kept[0].as_mut().expect("periods are kept");
                assert_eq!(kept.inputs.len(), 13, "as many periods as 52 weeks have");
                let claims: usize = kept.worked.iter().map(|worked| worked.claims().len()).sum();
                assert!(50 < claims, "only {claims} sums under {plan}");
                kept.back = Some(Goods { source: 0, value: Cents::ZERO });
                let takebacks = takebacks(&mut simulation, BUSINESS);
                assert!(takebacks.is_empty(), "{takebacks:?} under {plan}");
                assert_eq!(simulation.carried[0], state, "under {plan}");
                let gone = |row: usize| simulation.world.networks[0].status[row] == Status::Left;
                let pairs = before.iter().zip(points(&simulation)).enumerate();
                for (row, (before, after)) in pairs.filter(|(row, _)| !gone(*row)) {
                    assert_eq!(after, *before, "row {row}");
                }
            }
        }
    }

    #[test]
    fn a_fee_taken_back_is_made_up_for_by_later_ones() {
        let loaded = scenario("plan.clawback.counts_in = \"sale\"\nplan.unilevel = {}\n");
        let plan = &loaded.scenario.businesses[0].1.plan;
        let mut kept = Kept::new(plan).expect("the plan asks for it");
        let paid = [50, -70, 30, 60, 0].map(|due| kept.fee(Cents(due)).0);
        assert_eq!(paid, [50, 0, 0, 20, 0]);
    }
}
