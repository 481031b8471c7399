//! Overrides by generations of leaders.
//!
//! # What it pays
//! For each source with a base B and everybody u above her in the sponsor tree: pay
//! B x broad share x rate(u, g) if u can be paid, where g is the number of the source's generation
//! seen from u. A base below zero pays nothing.
//!
//! # Terms
//! *Leader* for u: whoever has the boundary rank or a higher one; without a boundary rank, u's own
//! rank or a higher one, so that for somebody without a rank everybody is a leader. *Generation* g
//! of u: the people below the (g-1)th leader on the way down from u, to the gth. *Empty*: nobody of
//! the generation brings a base above zero on the way from u to the source. *Full table*: each
//! generation once at the highest rate of any rank, and what is paid beyond that where several are
//! paid for the same number; where the boundary is the earner's own rank, that for every rank.
//!
//! # Switches
//! `includes_closer`: the gth leader belongs to generation g. Otherwise she opens the next
//! (`closer_opens_next`) or belongs to none. `inactive_closes`: a leader who does not count as
//! active closes or is passed by as if she were no leader. `empty_counts`: an empty generation uses
//! up a number or not.
//!
//! Those who are neither leaders nor paid are never walked: one pass from the oldest row down links
//! every row to the next above who is. The cost is rows for each boundary, generations for each
//! source, claims, and, where ranks below a fixed boundary are paid, those of their people who
//! stand in generations beyond their tables. A leader who cannot be paid and closes nothing new is
//! linked past, too.
//!
//! # References
//! `docs/plans/generation.md`, `scenarios/cases/hand/generation.toml`.

use super::run::{Run, WHOLE};
use super::{Bonus, Claim, Part};
use crate::scenario::{Closer, Generation, Plan};
use crate::units::{Cents, Ppm};
use crate::world::NO_UPLINE;

/// Sends the claims, boundary by boundary, of all sources from the youngest row to the oldest.
pub(super) fn run(run: &mut Run<'_>) {
    let plan = run.plan;
    let Some(generation) = &plan.generation else { return };
    let bases: Vec<Cents> =
        (0..run.period.rows()).map(|row| run.base(generation.base, row).0).collect();
    let rules = Rules::of(generation);
    let by_rank = super::run::rates_by_rank(plan, &generation.rates, &generation.rank_rates);
    let payer = Payer { bonus: Bonus::Generation, share: generation.broad_share };
    for row in (0..run.period.rows()).rev() {
        let base = bases[row as usize];
        run.offer(Bonus::Generation, run.payable(base), Cents::ZERO);
    }
    let mut full = Full::default();
    for series in Series::of(plan, generation.boundary_rank.as_deref(), &by_rank) {
        let ways = Ways::new(run, &series, rules, |row| run.pays_on(bases[row as usize]));
        for row in (0..run.period.rows()).rev() {
            payer.pay(run, &series, &ways, (row, bases[row as usize]), &mut full);
        }
    }
    run.settle_rests(Bonus::Generation);
    full.settle(run, Bonus::Generation);
}

/// Who belongs to a generation and what uses up a number.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    pub(super) closer: Closer,
    pub(super) inactive_closes: bool,
    pub(super) empty_counts: bool,
}

impl Rules {
    fn of(generation: &Generation) -> Self {
        Self {
            closer: generation.closer,
            inactive_closes: generation.inactive_closes,
            empty_counts: generation.empty_counts,
        }
    }
}

/// One numbering of generations: who closes them, and whom it pays.
pub(super) struct Series<'a> {
    /// Place plus one of the rank from which on somebody is a leader.
    boundary: usize,
    /// Rates by place of rank plus one; none for ranks that count by another series.
    rates: Vec<&'a [Ppm]>,
    /// The highest rate of each number.
    full_rates: Vec<Ppm>,
}

impl<'a> Series<'a> {
    /// The numberings of a plan: one for a fixed boundary, else one for each rank that is paid.
    pub(super) fn of(plan: &Plan, boundary: Option<&str>, by_rank: &[&'a [Ppm]]) -> Vec<Self> {
        let new = |boundary: usize, rates: Vec<&'a [Ppm]>| {
            let full_rates = super::run::highest_rates(&rates);
            Self { boundary, rates, full_rates }
        };
        if boundary.is_some() {
            return vec![new(plan.rank_or_none(boundary), by_rank.to_vec())];
        }
        if by_rank.iter().all(|rates| rates.is_empty()) {
            return vec![new(0, by_rank.to_vec())];
        }
        let paid = (0..by_rank.len()).filter(|&place| !by_rank[place].is_empty());
        let only = |place: usize| {
            let mut rates: Vec<&[Ppm]> = vec![&[]; by_rank.len()];
            rates[place] = by_rank[place];
            new(place, rates)
        };
        paid.map(only).collect()
    }
}

/// A row, and how its way up goes on.
#[derive(Clone, Copy)]
struct Link {
    /// The next above who closes a generation or may be paid, or [`NO_UPLINE`].
    stop: u32,
    /// Whether anybody between brings a base.
    brought: bool,
    role: Role,
}

/// What a row is on the ways that go through it.
#[derive(Clone, Copy)]
struct Role {
    brings: bool,
    leads: bool,
    earns: bool,
}

impl Role {
    /// Whether she closes at most what anybody beside her closes.
    fn is_idle(self) -> bool {
        self.leads && !self.earns && !self.brings
    }
}

/// The ways up the sponsor tree for one series, from stop to stop.
pub(super) struct Ways {
    links: Vec<Link>,
    rules: Rules,
    depth: u32,
}

impl Ways {
    pub(super) fn new(
        run: &Run<'_>,
        series: &Series<'_>,
        rules: Rules,
        brings: impl Fn(u32) -> bool,
    ) -> Self {
        let mut links: Vec<Link> = Vec::with_capacity(run.period.status.len());
        let qualification = run.qualification;
        for row in 0..run.period.rows() {
            let rank = qualification.rank(row);
            let closes = rules.inactive_closes || qualification.counts(row);
            let (stop, brought) = next_stop(&links, run.period.genealogy.sponsor(row));
            let role = Role {
                brings: brings(row),
                leads: series.boundary <= rank && closes,
                earns: !series.rates[rank].is_empty() && qualification.can_earn(row),
            };
            let mut link = Link { stop, brought, role };
            if !rules.empty_counts && role.is_idle() && stop != NO_UPLINE && !brought {
                let above = links[stop as usize];
                if above.role.is_idle() {
                    // What is between the two is empty, so that the one above closes nothing.
                    link = Link { role, ..above };
                }
            }
            links.push(link);
        }
        Self { links, rules, depth: u32::try_from(series.full_rates.len()).unwrap_or(u32::MAX) }
    }

    /// Everybody above a source who may be paid, with the number of the source's generation.
    fn above(&self, source: u32) -> Above<'_> {
        let leads = self.links[source as usize].role.leads;
        let (closed, filled, row) = match (leads, self.rules.closer) {
            (false, _) | (true, Closer::Included) => (0, true, source),
            (true, Closer::OpensNext) => (1, false, source),
            (true, Closer::LeftOut) => (0, true, NO_UPLINE),
        };
        Above { ways: self, row, closed, filled }
    }
}

fn next_stop(links: &[Link], sponsor: u32) -> (u32, bool) {
    match links.get(sponsor as usize) {
        Some(&Link { stop, brought, role }) if !role.leads && !role.earns => {
            (stop, brought || role.brings)
        }
        _ => (sponsor, false),
    }
}

/// A way up under way.
struct Above<'w> {
    ways: &'w Ways,
    row: u32,
    /// Generations closed so far that use up a number.
    closed: u32,
    /// Whether the generation on the way has anybody who brings a base.
    filled: bool,
}

impl Iterator for Above<'_> {
    type Item = (u32, u32);

    fn next(&mut self) -> Option<(u32, u32)> {
        let Ways { links, rules, depth } = self.ways;
        loop {
            let link = links.get(self.row as usize)?;
            self.filled |= link.brought;
            self.row = link.stop;
            let stop = links.get(self.row as usize)?.role;
            let number = self.closed + u32::from(self.filled || rules.empty_counts);
            if *depth < number {
                self.row = NO_UPLINE;
                return None;
            }
            if stop.leads {
                self.filled |= stop.brings && rules.closer == Closer::OpensNext;
                self.closed += u32::from(self.filled || rules.empty_counts);
                self.filled = stop.brings && rules.closer == Closer::Included;
            } else {
                self.filled |= stop.brings;
            }
            if stop.earns {
                return Some((self.row, number));
            }
        }
    }
}

/// Pays a series for a bonus.
#[derive(Clone, Copy)]
pub(super) struct Payer {
    pub(super) bonus: Bonus,
    pub(super) share: Ppm,
}

impl Payer {
    /// Pays everybody above one source, and offers the full table of the series on it.
    pub(super) fn pay(
        self,
        run: &mut Run<'_>,
        series: &Series<'_>,
        ways: &Ways,
        (source, base): (u32, Cents),
        full: &mut Full,
    ) {
        if !run.pays_on(base) {
            return;
        }
        full.open(series.full_rates.iter().map(|&rate| run.amount(base, rate, self.share)));
        for (earner, number) in ways.above(source) {
            let rates = series.rates[run.qualification.rank(earner)];
            let place = number as usize - 1;
            let Some(&rate) = rates.get(place) else { continue };
            let claim = Claim::new(self.bonus, Part::Generation, earner, source);
            run.pay(Claim { level: number, rate, base, ..claim }, self.share);
            full.paid(place, run.amount(base, rate, self.share));
        }
        full.close(run, self.bonus);
    }
}

/// What a full table comes to that pays each number once at the highest rate, and beyond that
/// whatever is paid more often.
#[derive(Default)]
pub(super) struct Full {
    /// Of the source under way, by number: highest line, then lines paid; each with its rest.
    lines: Vec<[(Cents, i128); 2]>,
    /// Rests of all lines so far.
    rests: i128,
}

impl Full {
    /// Opens a source with the highest line of each number.
    pub(super) fn open(&mut self, highest: impl Iterator<Item = (Cents, i128)>) {
        self.lines.clear();
        self.lines.extend(highest.map(|line| [line, (Cents::ZERO, 0)]));
    }

    /// Notes a line that was paid.
    pub(super) fn paid(&mut self, place: usize, (amount, rest): (Cents, i128)) {
        let sum = &mut self.lines[place][1];
        *sum = (sum.0 + amount, sum.1 + rest);
    }

    /// Offers what the source comes to.
    pub(super) fn close(&mut self, run: &mut Run<'_>, bonus: Bonus) {
        // On goods that came back all lines are below zero, and the largest is the lowest.
        let exact = |&(amount, rest): &(Cents, i128)| (i128::from(amount.0) * WHOLE + rest).abs();
        let mut sum = Cents::ZERO;
        for [highest, paid] in &self.lines {
            // Sums of rounded lines may be more than the rounded sum, so that whole cents decide.
            let of_paid = if run.rounds_sums() {
                exact(highest) < exact(paid)
            } else {
                highest.0.0.abs() < paid.0.0.abs()
            };
            let (amount, rest) = if of_paid { paid } else { highest };
            sum += *amount;
            self.rests += rest;
        }
        run.offer(bonus, Cents::ZERO, sum);
    }

    /// Ends a bonus.
    pub(super) fn settle(&self, run: &mut Run<'_>, bonus: Bonus) {
        run.settle_table(bonus, self.rests);
    }
}
