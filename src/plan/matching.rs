//! A share of what recruits earned.
//!
//! # What it pays
//! For each source who earned E from the bonuses that are matched: pay E x rate(u, n) to everybody
//! u above her in the sponsor tree who can be paid, where n is the level or the number of the
//! source's generation seen from u. Earnings below zero are matched below zero where goods that
//! come back count in the period in which they do (`clawback.counts_in`), and else not at all.
//!
//! # Terms
//! *Earned*: the claims of this period for the bonuses of `of`, after what a cap on a person takes
//! off unless `before_caps` says otherwise; caps on the company, returns and the payment minimum
//! come later. *Level*: the distance in the sponsor tree; everybody uses one. *Generation*: as in
//! `generation`, with its switches as they are by default. *Full table*: with the highest rate of
//! each number over all ranks, as in `unilevel` and `generation`.
//!
//! # Switches
//! `by`: level or generation. `matches_matches`: what a source was matched counts as earned, too;
//! all below her are done by then, since recruits have younger rows and those go first.
//!
//! The cost is rows times levels or, by generation, that of `generation`.
//!
//! # References
//! The plan documents cited in `scenarios/cases/worked/matching-*.toml`.

use super::caps::capped_earning;
use super::generation::{Full, Payer, Rules, Series, Ways};
use super::run::Run;
use super::{Bonus, Claim, Part};
use crate::scenario::{Closer, MatchBy, Matching};
use crate::units::{Cents, Ppm};
use crate::world::NO_UPLINE;

/// Sends the claims of all sources, from the youngest row to the oldest.
pub(super) fn run(run: &mut Run<'_>) {
    let plan = run.plan;
    let Some(matching) = &plan.matching else { return };
    let mut earned = Earned { matching, bonuses: matching.matched(plan), full: Full::default() };
    let by_rank = super::run::rates_by_rank(plan, &matching.rates, &matching.rank_rates);
    match matching.by {
        MatchBy::Level => earned.by_level(run, &by_rank),
        MatchBy::Generation => {
            let series = Series::of(plan, matching.boundary_rank.as_deref(), &by_rank);
            earned.by_generation(run, &series);
        }
    }
    run.settle_rests(Bonus::Matching);
    earned.full.settle(run, Bonus::Matching);
}

/// What is matched.
struct Earned<'a> {
    matching: &'a Matching,
    bonuses: Vec<Bonus>,
    full: Full,
}

impl Earned<'_> {
    /// What a row earned that is matched. Where matches are matched, all below her must be done.
    fn of(&self, run: &mut Run<'_>, row: u32) -> Cents {
        let of = |&bonus: &Bonus| {
            if self.matching.before_caps {
                run.sums.get(bonus, row)
            } else {
                capped_earning(run, bonus, row)
            }
        };
        let earned: Cents = self.bonuses.iter().map(of).sum();
        if !self.matching.matches_matches {
            return earned;
        }
        run.settle_rest(Bonus::Matching, row);
        // What the retail rule will keep is no earning.
        if run.period.is_paid_on_others(row) {
            earned + run.sums.get(Bonus::Matching, row)
        } else {
            earned
        }
    }

    fn by_level(&mut self, run: &mut Run<'_>, by_rank: &[&[Ppm]]) {
        let highest = super::run::highest_rates(by_rank);
        for source in (0..run.period.rows()).rev() {
            let base = self.of(run, source);
            if !run.pays_on(base) {
                continue;
            }
            self.full.open(highest.iter().map(|&rate| run.amount(base, rate, Ppm::ONE)));
            let mut upline = source;
            for level in 1..=u32::try_from(highest.len()).unwrap_or(u32::MAX) {
                upline = run.period.genealogy.sponsor(upline);
                if upline == NO_UPLINE {
                    break;
                }
                let rates = by_rank[run.qualification.rank(upline)];
                if let (Some(&rate), true) =
                    (rates.get(level as usize - 1), run.qualification.can_earn(upline))
                {
                    let claim = Claim::new(Bonus::Matching, Part::Level, upline, source);
                    run.pay(Claim { level, rate, base, ..claim }, Ppm::ONE);
                }
            }
            run.offer(Bonus::Matching, base, Cents::ZERO);
            self.full.close(run, Bonus::Matching);
        }
    }

    fn by_generation(&mut self, run: &mut Run<'_>, series: &[Series<'_>]) {
        let rules = Rules { closer: Closer::Included, inactive_closes: true, empty_counts: true };
        let payer = Payer { bonus: Bonus::Matching, share: Ppm::ONE };
        // What feeds back must be known whole before it is matched again; else one after another
        // keeps the ways of one series only.
        let at_once = if self.matching.matches_matches { series.len() } else { 1 };
        for (number, series) in series.chunks(at_once.max(1)).enumerate() {
            let ways: Vec<Ways> =
                series.iter().map(|series| Ways::new(run, series, rules, |_| true)).collect();
            for source in (0..run.period.rows()).rev() {
                let base = self.of(run, source);
                if number == 0 {
                    run.offer(Bonus::Matching, run.payable(base), Cents::ZERO);
                }
                for (series, ways) in series.iter().zip(&ways) {
                    payer.pay(run, series, ways, (source, base), &mut self.full);
                }
            }
        }
    }
}
