//! Which partners: the partners' part of the capture account, group by group.
//!
//! Groups are by entry (founders, then the year of the run in which they joined), by motive, by the
//! highest rank ever reached where a plan has ranks, and by net (the best hundredth, tenths).
//!
//! *Invariant*: an account is a partner row, as in the capture account, so the groups of a kind add
//! up to all partners, to the winners and to the losers to the cent.
//!
//! *Absent*: the calendar year and the other depths.

use rayon::prelude::*;

use super::capture::{CaptureSums, Span, Treatment};
use super::chunks::{list_rows, sum_chunks};
use super::{Depth, Meter, OwnUse, Range, Unit, Window};
use crate::ledger::Group;
use crate::scenario::{Motive, Scenario};
use crate::simulation::FinishedRun;
use crate::units::{Cents, WEEKS_PER_YEAR};
use crate::world::Chunk;

/// A partner row that was on the books after the burn-in. Equal nets stand in the order of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Account {
    net: Cents,
    /// Her place in the order of businesses and rows.
    place: u32,
    rewards: Cents,
}

/// Sums over some accounts.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    people: u64,
    gains: Cents,
    losses: Cents,
    rewards: Cents,
}

impl Sums {
    fn over<'a>(accounts: impl Iterator<Item = &'a Account>) -> Self {
        accounts.fold(Self::default(), |mut sums, account| {
            sums.count(account);
            sums
        })
    }

    fn count(&mut self, account: &Account) {
        self.people += 1;
        let side = if account.net < Cents::ZERO { &mut self.losses } else { &mut self.gains };
        *side += account.net;
        self.rewards += account.rewards;
    }

    fn add(&mut self, others: &Self) {
        self.people += others.people;
        self.gains += others.gains;
        self.losses += others.losses;
        self.rewards += others.rewards;
    }
}

/// Groups that tell from a row who belongs to them, by kind.
struct Groups {
    names: Vec<String>,
    /// Years of a run.
    years: usize,
    /// Place of each business's first group by rank, where its plan has ranks.
    ranks: Vec<Option<usize>>,
}

/// Founders, and everybody else.
const ENTRIES: [&str; 2] = ["founders", "later_joiners"];

impl Groups {
    fn new(scenario: &Scenario) -> Self {
        let years = scenario.weeks.div_ceil(WEEKS_PER_YEAR);
        let mut names = ENTRIES.map(String::from).to_vec();
        names.extend((1..=years).map(|year| format!("by_entry_year.{year}")));
        names.extend(Motive::ALL.map(|motive| format!("by_motive.{}", motive.name())));
        let mut ranks = Vec::new();
        for (business, terms) in &scenario.businesses {
            let of_plan = &terms.plan.ranks;
            ranks.push((!of_plan.is_empty()).then_some(names.len()));
            if !of_plan.is_empty() {
                names.push(format!("without_rank.{business}"));
                names.extend(of_plan.iter().map(|(rank, _)| format!("by_rank.{business}.{rank}")));
            }
        }
        Self { names, years: years as usize, ranks }
    }

    /// Places of the groups of a row whose highest rank ever has a place from one up, or zero.
    fn of(&self, chunk: &Chunk, slot: usize, rank: u8) -> impl Iterator<Item = usize> {
        let founder = chunk.founder.of(slot);
        let entered = (chunk.joined.of(slot) / WEEKS_PER_YEAR) as usize;
        let motives = ENTRIES.len() + self.years;
        let by_rank = self.ranks[chunk.business.index()].map(|first| first + usize::from(rank));
        [
            Some(usize::from(!founder)),
            (!founder).then_some(ENTRIES.len() + entered),
            Some(motives + chunk.motive[slot].index()),
            by_rank,
        ]
        .into_iter()
        .flatten()
    }
}

/// Puts what each group of partners has of the money, to date, at the depth of cash, under both
/// treatments of own use.
pub(super) fn put(
    meter: &mut Meter,
    scenario: &Scenario,
    run: &FinishedRun,
    capture: &[CaptureSums],
) {
    let groups = Groups::new(scenario);
    for own_use in OwnUse::ALL {
        let treatment = (Depth::Cash, own_use);
        let base = capture
            .iter()
            .find(|sums| (sums.window, (sums.depth, sums.own_use)) == (Window::ToDate, treatment))
            .map_or(Cents::ZERO, CaptureSums::base);
        let sums = sums(scenario, run, &groups, treatment);
        let mut all = Sums::default();
        sums[..ENTRIES.len()].iter().for_each(|entered| all.add(entered));
        let mut put = |name: &str, members: &Sums| {
            put_group(meter, &format!("{}.partners.{name}", own_use.name()), members, &all, base);
        };
        groups.names.iter().zip(&sums).for_each(|(name, members)| put(name, members));
        let accounts = ascending(scenario, run, treatment);
        let people = accounts.len();
        let best = &accounts[people - people.div_ceil(100)..];
        put("top_1_percent", &Sums::over(best.iter()));
        // As in the tables of tenths: sizes differ by one at most.
        let (tens, ones) = (people / 10, people % 10);
        let bound = |tenth: usize| tenth * tens + tenth * ones / 10;
        for tenth in 0..10 {
            let members = &accounts[bound(tenth)..bound(tenth + 1)];
            put(&format!("tenth_{:02}", tenth + 1), &Sums::over(members.iter()));
        }
    }
}

/// Sums of each group.
fn sums(
    scenario: &Scenario,
    run: &FinishedRun,
    groups: &Groups,
    treatment: Treatment,
) -> Vec<Sums> {
    let none = vec![Sums::default(); groups.names.len()];
    let of_chunk = |chunk: &Chunk| {
        let mut sums = none.clone();
        // A plan without ranks keeps none.
        let titles = &run.carried[chunk.business.index()].title;
        for (slot, account) in accounts(scenario, run, chunk, treatment) {
            let rank = titles.get(chunk.first_row as usize + slot).copied().unwrap_or(0);
            groups.of(chunk, slot, rank).for_each(|group| sums[group].count(&account));
        }
        sums
    };
    sum_chunks(run.world.chunks(), none.clone(), of_chunk, |sums, more| {
        sums.iter_mut().zip(more).for_each(|(sum, more)| sum.add(more));
    })
}

/// All accounts, from the lowest net up.
fn ascending(scenario: &Scenario, run: &FinishedRun, treatment: Treatment) -> Vec<Account> {
    let mut all = list_rows(run.world.chunks(), run.world.rows(), |chunk| {
        accounts(scenario, run, chunk, treatment).map(|(_, account)| account).collect()
    });
    all.par_sort_unstable();
    all
}

/// A chunk's rows that were on the books after the burn-in, with what they moved since.
fn accounts<'a>(
    scenario: &Scenario,
    run: &'a FinishedRun,
    chunk: &'a Chunk,
    treatment: Treatment,
) -> impl Iterator<Item = (usize, Account)> + 'a {
    let span = Span::to_date(run);
    let before = &run.world.networks[..chunk.business.index()];
    let first = before.iter().map(|network| network.partners.len()).sum::<usize>()
        + chunk.first_row as usize;
    let burn_in = scenario.burn_in_weeks;
    let slots = (0..chunk.len()).filter(move |&slot| burn_in <= chunk.left.of(slot));
    slots.map(move |slot| {
        let moved = span.moved(chunk, slot);
        let place = u32::try_from(first + slot).expect("rows fit 32 bits");
        (slot, Account { net: moved.net(treatment), place, rewards: moved.of(Group::Rewards) })
    })
}

fn put_group(meter: &mut Meter, name: &str, group: &Sums, all: &Sums, base: Cents) {
    let at = |part: &str| format!("capture.to_date.cash.{name}.{part}");
    let share =
        |part: Cents, whole: Cents| (whole != Cents::ZERO).then(|| part.0 as f64 / whole.0 as f64);
    let net = group.gains + group.losses;
    let about = "Partner rows in this group that were on the books after the burn-in; tenths are \
                 by net from the poorest up, the top 1 % is rounded up to whole partners.";
    meter.put(at("people"), Unit::Count, about, Some(group.people as f64));
    meter.put(at("net"), Unit::Cents, "Net of the group together.", Some(net.0 as f64));
    let about = "Net of the group, of the base: groups of a kind add up to `partners_share`.";
    meter.put_within(Range::NET, at("net_share"), Unit::Share, about, share(net, base));
    let about = "The group's part of what partners with a positive net gained.";
    meter.put_part(at("gains_share"), about, share(group.gains, all.gains));
    let about = "The group's part of what partners with a negative net lost.";
    meter.put_part(at("losses_share"), about, share(group.losses, all.losses));
    let about = "The group's part of the rewards of the plan.";
    meter.put_part(at("rewards_share"), about, share(group.rewards, all.rewards));
}
