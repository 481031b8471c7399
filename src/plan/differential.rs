//! Overrides by difference of rates.
//!
//! # What it pays
//! For each source with a base: walk the sponsor line upward and keep the highest rate of those who
//! were paid, the source's own to begin with. An upline with a higher rate is paid the difference,
//! times base and broad share. So one base pays the highest rate once, however many share it.
//!
//! # Terms
//! *Rate*: of her rank, or the plan's. Who cannot be paid is stepped over and her rate is not kept,
//! so that her difference goes to the next upline with a rate as high. *Equal rate*: the first
//! upline whose rate is the highest below her gets `equal_rate`, once for each rate. *Boundary*:
//! with `beyond_rank` the walk begins above the first who has that rank or a higher one, with her
//! rate. Who has left is nobody. *Breakage*: the difference from the rate that was reached to the
//! highest of the plan.
//!
//! # Switches
//! `base`, `broad_share`, `pays_own`, `own_rate_counts`, `equal_rate`, `first_only`, `beyond_rank`.
//!
//! # References
//! `docs/plans/differential.md`, and the cases below `scenarios/cases` that it names.

use super::run::Run;
use super::{Bonus, Claim, Part};
use crate::scenario::Differential;
use crate::units::{Cents, Ppm};
use crate::world::{NO_UPLINE, Status};

/// Sends the claims of all sources, from the youngest row to the oldest.
pub(super) fn run(run: &mut Run<'_>) {
    let plan = run.plan;
    let Some(differential) = &plan.differential else { return };
    let rates = differential.rates(plan);
    let mut ladder = Ladder {
        highest: rates.iter().max().copied().unwrap_or_default(),
        boundary: differential.beyond_rank.as_deref().and_then(|rank| plan.rank_place(rank)),
        differential,
        rates,
        unrounded: 0,
    };
    for row in (0..run.period.rows()).rev() {
        let (base, _) = run.base(differential.base, row);
        if run.pays_on(base) {
            ladder.pay(run, row, base);
        }
    }
    run.settle_rests(Bonus::Differential);
    run.settle_table(Bonus::Differential, ladder.unrounded);
}

/// The rates of a plan.
struct Ladder<'a> {
    differential: &'a Differential,
    /// By place of rank plus one; the first for those without a rank.
    rates: Vec<Ppm>,
    highest: Ppm,
    /// Place plus one of the rank above which overrides begin.
    boundary: Option<usize>,
    /// What rounding left of the lines of the table.
    unrounded: i128,
}

/// How far a walk has come.
struct Walk {
    /// The highest rate so far.
    reached: Ppm,
    /// Whether an upline with that rate is still due the equal rate.
    equal_is_open: bool,
    /// Where the walk goes on.
    upline: u32,
    /// How far above the source that is.
    level: u32,
    /// Uplines passed since the last who was paid.
    stepped_over: u32,
}

impl Ladder<'_> {
    /// Pays everybody on the way up from one source.
    fn pay(&mut self, run: &mut Run<'_>, source: u32, base: Cents) {
        let mut walk = self.start(run, source);
        let mut full = Cents::ZERO;
        let mut is_closed = false;
        if self.differential.pays_own && run.qualification.can_earn(source) {
            let claim = Claim::new(Bonus::Differential, Part::Own, source, source);
            full += self.line(run, Claim { rate: self.rate(run, source), base, ..claim });
        }
        while walk.upline != NO_UPLINE && !is_closed && !self.is_done(&walk) {
            if let Some(rate) = self.due(run, &mut walk) {
                let Walk { upline, level, stepped_over, .. } = walk;
                let claim = Claim::new(Bonus::Differential, Part::Level, upline, source);
                full += self.line(run, Claim { level, rate, base, stepped_over, ..claim });
                walk.stepped_over = 0;
                is_closed = self.differential.first_only;
            } else {
                walk.stepped_over += 1;
            }
            (walk.upline, walk.level) = (above(run, walk.upline), walk.level + 1);
        }
        if !is_closed && walk.reached < self.highest {
            let open = Ppm(self.highest.0 - walk.reached.0);
            let (unpaid, rest) = run.amount(base, open, self.differential.broad_share);
            full += unpaid;
            self.unrounded += rest;
        }
        run.offer(Bonus::Differential, base, full);
    }

    /// Where a source's walk begins, and with which rate.
    fn start(&self, run: &Run<'_>, source: u32) -> Walk {
        let mut walk = Walk {
            reached: Ppm::ZERO,
            equal_is_open: true,
            upline: above(run, source),
            level: 1,
            stepped_over: 0,
        };
        if let Some(boundary) = self.boundary {
            let (mut leader, mut level) = (source, 0);
            let is_below = |row: u32| {
                run.qualification.rank(row) < boundary
                    || run.period.status[row as usize] == Status::Left
            };
            while leader != NO_UPLINE && is_below(leader) {
                (leader, level) = (above(run, leader), level + 1);
            }
            if leader == NO_UPLINE {
                (walk.upline, walk.reached) = (NO_UPLINE, self.rates[boundary]);
            } else {
                walk.reached = self.rate(run, leader);
                (walk.upline, walk.level) = (above(run, leader), level + 1);
            }
        } else if self.differential.own_rate_counts {
            // Who is to be paid for her own business and cannot be leaves her rate to the next.
            let is_had = !self.differential.pays_own || run.qualification.can_earn(source);
            walk.reached = if is_had { self.rate(run, source) } else { Ppm::ZERO };
        }
        walk
    }

    /// Whether nobody further up can be due anything.
    fn is_done(&self, walk: &Walk) -> bool {
        self.highest <= walk.reached
            && (!walk.equal_is_open || self.differential.equal_rate == Ppm::ZERO)
    }

    /// What the next upline is due, and what that makes of the walk.
    fn due(&self, run: &Run<'_>, walk: &mut Walk) -> Option<Ppm> {
        if !run.qualification.can_earn(walk.upline) {
            return None;
        }
        let rate = self.rate(run, walk.upline);
        if walk.reached < rate {
            let difference = Ppm(rate.0 - walk.reached.0);
            (walk.reached, walk.equal_is_open) = (rate, true);
            return Some(difference);
        }
        let is_equal = rate == walk.reached && Ppm::ZERO < rate;
        if is_equal && walk.equal_is_open && Ppm::ZERO < self.differential.equal_rate {
            walk.equal_is_open = false;
            return Some(self.differential.equal_rate);
        }
        None
    }

    /// Pays a line, which is a line of the full table, too.
    fn line(&mut self, run: &mut Run<'_>, claim: Claim) -> Cents {
        let share = self.differential.broad_share;
        self.unrounded += run.amount(claim.base, claim.rate, share).1;
        run.pay(claim, share)
    }

    fn rate(&self, run: &Run<'_>, row: u32) -> Ppm {
        self.rates[run.qualification.rank(row)]
    }
}

/// The next upline who has not left.
fn above(run: &Run<'_>, row: u32) -> u32 {
    let mut upline = run.period.genealogy.upline(row);
    while upline != NO_UPLINE && run.period.status[upline as usize] == Status::Left {
        upline = run.period.genealogy.upline(upline);
    }
    upline
}
