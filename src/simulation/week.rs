//! The week: a table of contents of economic acts, in their order.

use rayon::prelude::*;

use super::till::Desk;
use super::{
    Scratch, Simulation, arrive, book, booking, everyday, part, perceive, period, phase, record,
    settle,
};
use crate::behaviour::{Minutes, WeekView, decide};
use crate::ledger::{AuditBreach, PricedFlow, audit};
use crate::scenario::Factors;
use crate::units::{BusinessId, Week};

impl Simulation<'_> {
    /// One week.
    ///
    /// # Errors
    /// When the books do not close at its end.
    ///
    /// # Panics
    /// After the last week of the scenario.
    pub fn step(&mut self) -> Result<(), AuditBreach> {
        let mut counts = record::WeekCounts::default();
        // 1. Events set the week's rules and multipliers, calendars turn.
        phase::turn(self);
        let factors = self.factors();
        settle::turn_calendars(self);
        booking::book_posts(self, factors);
        // 2. Everybody decides on the state at the start of the week; posts and hours are booked.
        self.decide(factors);
        let arrivals = arrive::arrivals(self, factors);
        // 3. What is scarce is rationed by addressed priority.
        settle::customers(self, &mut counts);
        let mut recruits = settle::prospects(self, &mut counts);
        recruits.extend(arrivals);
        // 4. Orders are served and booked, volumes go to the period.
        let mut tally = book::week(self, &mut counts);
        // 5. At the end of a period the plan is run and paid; booked posts are paid each week.
        period::end_of_period(self, &mut tally);
        booking::pay_posts(self, &mut tally);
        // 6. Partners perceive, newcomers take their places, and some partners fade or leave.
        perceive::perceive(self, factors, &mut tally);
        settle::join(self, recruits, &mut tally, &mut counts);
        part::lose_customers(self);
        part::leave(self, &mut tally, &mut counts);
        book::businesses(self, &mut tally);
        // 7. The books are audited and the week is recorded.
        self.audit(&tally)?;
        self.scratch.tally = tally;
        record::record(self, &counts);
        self.books.journal.close_week();
        self.world.week += 1;
        record::milestones(self);
        Ok(())
    }

    /// What events make of this week.
    fn factors(&self) -> Factors {
        let week = self.world.week;
        self.scenario.events.iter().fold(Factors::NONE, |factors, (_, event)| {
            event.factors.on_top_of(&factors, event.strength(week))
        })
    }

    fn decide(&mut self, factors: Factors) {
        let Scratch { view, networks, .. } = &mut self.scratch;
        view.refresh(&self.world.market);
        let view = WeekView {
            scenario: self.scenario,
            casting: &self.casting,
            tables: &self.tables,
            market: view,
            luck: &self.luck,
            week: self.world.week,
            factors,
            everybody: self.looks_at_everybody,
        };
        let feels = self.feels;
        for (network, scratch) in self.world.networks.iter_mut().zip(networks) {
            let index = network.business.index();
            let desk = Desk {
                scenario: self.scenario,
                business: &self.scenario.businesses[index].1,
                tables: &self.tables,
                luck: &self.luck,
                week: view.week,
                uncounted: &self.carried[index].uncounted,
                everybody: self.looks_at_everybody,
            };
            let chunks = &mut network.partners.chunks;
            let together = super::chunks_together(chunks.len());
            let super::NetworkScratch { decisions, booked, results, .. } = scratch;
            decisions.resize_with(chunks.len(), Default::default);
            results.resize_with(chunks.len(), Default::default);
            let all = chunks.par_iter_mut().zip(decisions).zip(results);
            let all = all.with_min_len(together);
            // A chunk's minutes are written whole before they are read: nobody empties them.
            all.for_each_init(Minutes::default, |minutes, ((chunk, decided), result)| {
                let from = booked.len().min(chunk.first_row as usize);
                let to = booked.len().min(from + chunk.len());
                decide(&view, chunk, &booked[from..to], minutes, decided);
                result.clear();
                everyday::book(&desk, chunk, (decided, minutes), result, feels);
            });
        }
    }

    fn audit(&mut self, tally: &book::WeekTally) -> Result<(), AuditBreach> {
        let last = self.world.week + 1 == self.scenario.weeks;
        let full = last || self.ids().any(|id| self.period_ends(id));
        let week = self.world.week + 1;
        self.audit_books(week, full, &tally.priced)
    }

    /// Compares the books with what the partners' columns come to; `week` counts from one.
    fn audit_books(
        &mut self,
        week: Week,
        full: bool,
        priced: &[PricedFlow],
    ) -> Result<(), AuditBreach> {
        let totals = &mut self.scratch.totals;
        self.world.sum_up(full, totals);
        audit(week, &self.books.journal, &self.books.goods, totals, priced)
    }

    /// Whether this week is the last of a business's commission period.
    pub(super) fn period_ends(&self, id: BusinessId) -> bool {
        self.business(id).plan.ends_period(self.world.week)
    }

    /// Closes the run: what an unfinished period has earned is owed; a last full audit.
    pub(super) fn close(&mut self) -> Result<(), AuditBreach> {
        period::accrue(self);
        self.audit_books(self.world.week, true, &[])
    }
}
