//! Overrides without limit of depth, in layers.
//!
//! # What it pays
//! In each layer, for each source with a base B and everybody u above her in the sponsor tree who
//! has the layer's rank or a higher one and can be paid: B x rate(u), if the source is at
//! `from_level` or deeper below u and no blocker stands between. A base below zero pays nothing.
//!
//! # Terms
//! *Level*: the distance in the sponsor tree; everybody uses one. *Blocker* for u: a leader between
//! u and the source who counts as active and has the same rank as u or a higher one; somebody
//! without a rank blocks nobody. She closes the leg after her own level n (`blocker_levels`),
//! inclusive: at 0 her own orders are the last that u is paid for. *Met on the way*: the rate of
//! anybody between who counts as active, whether it was paid to her or not. *Full table*: the
//! layer's highest rate once for each source, and what is paid beyond that where several are paid.
//!
//! # Switches
//! `blocked_by`: leaders of the same rank or a higher one, of a higher one only, or nobody.
//! `differential`: the rate less the highest met on the way, instead of blockers.
//!
//! A blocker matters to u exactly if she is more than n above the source, so on the way up from
//! there only people are paid whose rank is higher than all that were met. Every row is linked to
//! the next above of more rank than its own, and so the cost is, for each source, n plus
//! `from_level` plus the number of ranks, plus claims: never the whole way up.
//!
//! # References
//! The plan documents cited in `scenarios/cases/worked/infinity-*.toml`.

use super::generation::Full;
use super::run::Run;
use super::{Bonus, Claim, Part};
use crate::scenario::{BlockedBy, Infinity, Plan};
use crate::units::{Cents, Ppm};
use crate::world::NO_UPLINE;

/// Sends the claims, layer by layer, of all sources from the youngest row to the oldest.
pub(super) fn run(run: &mut Run<'_>) {
    let plan = run.plan;
    if plan.infinity.is_empty() {
        return;
    }
    let levels = run.period.genealogy.levels();
    let mut full = Full::default();
    for (number, (_, settings)) in (1..).zip(&plan.infinity) {
        let layer = Layer::new(plan, number, settings);
        let ways = Ways::new(run, &layer);
        for row in (0..run.period.rows()).rev() {
            let base = run.base(settings.base, row).0;
            if run.pays_on(base) {
                run.offer(Bonus::Infinity, base, Cents::ZERO);
                full.open(std::iter::once(run.amount(base, layer.highest, Ppm::ONE)));
                let mut source = Source { layer: &layer, row, base, level: levels[row as usize] };
                source.pay(run, &ways, &levels, &mut full);
                full.close(run, Bonus::Infinity);
            }
        }
    }
    run.settle_rests(Bonus::Infinity);
    full.settle(run, Bonus::Infinity);
}

/// A layer in terms of ranks, as places plus one.
struct Layer<'a> {
    /// Its place in the plan, from 1.
    number: u32,
    settings: &'a Infinity,
    /// The rate, nothing for those whom the layer does not pay.
    rates: Vec<Option<Ppm>>,
    /// What must rise on the way up: the rank itself; in a differential layer the place of its rate
    /// among all rates; 0 for those who stop nobody.
    weights: Vec<u16>,
    highest: Ppm,
}

impl<'a> Layer<'a> {
    fn new(plan: &Plan, number: u32, settings: &'a Infinity) -> Self {
        let rates = settings.rate_by_rank(plan);
        let mut known: Vec<Ppm> = rates.iter().flatten().copied().collect();
        known.push(Ppm::ZERO);
        known.sort_unstable();
        known.dedup();
        let weight = |(place, rate): (usize, &Option<Ppm>)| {
            let weight = match rate {
                None => 0,
                Some(rate) if settings.differential => {
                    known.iter().position(|other| other == rate).unwrap_or(0)
                }
                Some(_) if settings.blocked_by == BlockedBy::Nobody => 0,
                Some(_) => place,
            };
            u16::try_from(weight).expect("fewer than 255 ranks")
        };
        let weights = rates.iter().enumerate().map(weight).collect();
        let highest = known.last().copied().unwrap_or_default();
        Self { number, settings, rates, weights, highest }
    }

    /// Levels right above a source at which nobody is blocked yet, whoever stands between.
    fn free_levels(&self) -> u32 {
        let levels = if self.settings.differential { 0 } else { self.settings.blocker_levels };
        levels + 1
    }

    /// The keys of rows that matter above somebody of this weight are larger than this.
    fn threshold(&self, met: u16) -> u16 {
        match (met, self.settings.blocked_by) {
            (0, _) => 0,
            (met, BlockedBy::Higher) => 2 * met,
            (met, _) => 2 * met + 1,
        }
    }
}

/// The ways up the sponsor tree in one layer.
struct Ways {
    /// Twice the weight, plus one for those who can be paid; 0 for those who neither can be paid
    /// nor stop anybody.
    keys: Vec<u16>,
    /// The next above whose key is larger, or [`NO_UPLINE`].
    higher: Vec<u32>,
}

impl Ways {
    fn new(run: &Run<'_>, layer: &Layer<'_>) -> Self {
        let rows = run.period.status.len();
        let mut ways = Self { keys: Vec::with_capacity(rows), higher: Vec::with_capacity(rows) };
        for row in 0..run.period.rows() {
            let qualification = run.qualification;
            let rank = qualification.rank(row);
            let key = match layer.rates[rank] {
                Some(_) if qualification.can_earn(row) => 2 * layer.weights[rank] + 1,
                Some(_) if qualification.counts(row) => 2 * layer.weights[rank],
                _ => 0,
            };
            let higher = ways.find(run.period.genealogy.sponsor(row), key);
            ways.keys.push(key);
            ways.higher.push(higher);
        }
        ways
    }

    /// The first from a row up whose key is larger.
    fn find(&self, mut row: u32, key: u16) -> u32 {
        while self.keys.get(row as usize).is_some_and(|&other| other <= key) {
            row = self.higher[row as usize];
        }
        row
    }

    fn can_earn(&self, row: u32) -> bool {
        self.keys[row as usize] % 2 == 1
    }
}

/// A source in a layer.
struct Source<'l> {
    layer: &'l Layer<'l>,
    row: u32,
    base: Cents,
    /// Her level below the business.
    level: u32,
}

impl Source<'_> {
    fn pay(&mut self, run: &mut Run<'_>, ways: &Ways, levels: &[u32], full: &mut Full) {
        let mut row = self.row;
        for level in 1..=self.layer.free_levels() {
            row = run.period.genealogy.sponsor(row);
            if row == NO_UPLINE {
                return;
            }
            if ways.can_earn(row) {
                self.claim(run, row, level, Ppm::ZERO, full);
            }
        }
        let (mut met, mut met_rate) = (0, Ppm::ZERO);
        loop {
            let rank = run.qualification.rank(row);
            if met < self.layer.weights[rank] && run.qualification.counts(row) {
                met = self.layer.weights[rank];
                met_rate = self.layer.rates[rank].unwrap_or_default();
            }
            row = ways.find(run.period.genealogy.sponsor(row), self.layer.threshold(met));
            if row == NO_UPLINE {
                return;
            }
            if ways.can_earn(row) {
                let taken_off = if self.layer.settings.differential { met_rate } else { Ppm::ZERO };
                self.claim(run, row, self.level - levels[row as usize], taken_off, full);
            }
        }
    }

    fn claim(&self, run: &mut Run<'_>, earner: u32, level: u32, taken_off: Ppm, full: &mut Full) {
        if level < self.layer.settings.from_level {
            return;
        }
        let rate = self.layer.rates[run.qualification.rank(earner)].unwrap_or_default();
        let rate = Ppm(rate.0 - taken_off.0);
        let claim = Claim::new(Bonus::Infinity, Part::Level, earner, self.row);
        let table = self.layer.number;
        run.pay(Claim { table, level, rate, base: self.base, ..claim }, Ppm::ONE);
        full.paid(0, run.amount(self.base, rate, Ppm::ONE));
    }
}
