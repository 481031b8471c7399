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

use super::capture::{CaptureSums, Span};
use super::{Depth, Meter, OwnUse, Unit, Window};
use crate::ledger::Group;
use crate::scenario::{Motive, Scenario};
use crate::simulation::FinishedRun;
use crate::units::{BusinessId, Cents, WEEKS_PER_YEAR};

/// A partner row that was on the books after the burn-in.
struct Account {
    /// Her place in the order of businesses and rows.
    place: u32,
    /// Year of the run in which she joined, from zero.
    entry_year: u16,
    founder: bool,
    motive: Motive,
    business: BusinessId,
    /// Highest rank ever, as a place from one up; zero for none.
    rank: u8,
    net: Cents,
    rewards: Cents,
}

/// Sums over some accounts.
#[derive(Default)]
struct Sums {
    people: u64,
    gains: Cents,
    losses: Cents,
    rewards: Cents,
}

impl Sums {
    fn over<'a>(accounts: impl Iterator<Item = &'a Account>) -> Self {
        accounts.fold(Self::default(), |mut sums, account| {
            sums.people += 1;
            let side = if account.net < Cents::ZERO { &mut sums.losses } else { &mut sums.gains };
            *side += account.net;
            sums.rewards += account.rewards;
            sums
        })
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
    for own_use in OwnUse::ALL {
        let mut accounts = accounts(scenario, run, own_use);
        // Equal nets stay in the order of rows.
        accounts.par_sort_unstable_by_key(|account| (account.net, account.place));
        let base = capture
            .iter()
            .find(|sums| {
                (sums.window, sums.depth, sums.own_use) == (Window::ToDate, Depth::Cash, own_use)
            })
            .map_or(Cents::ZERO, CaptureSums::base);
        let all = Sums::over(accounts.iter());
        let mut put = |name: &str, members: Sums| {
            put_group(meter, &format!("{}.partners.{name}", own_use.name()), &members, &all, base);
        };
        let mut chosen = |name: &str, choose: &dyn Fn(&Account) -> bool| {
            put(name, Sums::over(accounts.iter().filter(|account| choose(account))));
        };
        chosen("founders", &|account| account.founder);
        chosen("later_joiners", &|account| !account.founder);
        for year in 0..scenario.weeks.div_ceil(WEEKS_PER_YEAR) {
            let name = format!("by_entry_year.{}", year + 1);
            chosen(&name, &|account| !account.founder && u32::from(account.entry_year) == year);
        }
        for motive in Motive::ALL {
            chosen(&format!("by_motive.{}", motive.name()), &|account| account.motive == motive);
        }
        for (index, (business, terms)) in scenario.businesses.iter().enumerate() {
            let ranks = &terms.plan.ranks;
            let names = ranks.iter().map(|(rank, _)| format!("by_rank.{business}.{rank}"));
            let names = std::iter::once(format!("without_rank.{business}")).chain(names);
            for (name, rank) in names.zip(0_u8..).take_while(|_| !ranks.is_empty()) {
                chosen(&name, &|account| account.business.index() == index && account.rank == rank);
            }
        }
        let people = accounts.len();
        let best = &accounts[people - people.div_ceil(100)..];
        put("top_1_percent", Sums::over(best.iter()));
        // As in the tables of tenths: sizes differ by one at most.
        let (tens, ones) = (people / 10, people % 10);
        let bound = |tenth: usize| tenth * tens + tenth * ones / 10;
        for tenth in 0..10 {
            let members = &accounts[bound(tenth)..bound(tenth + 1)];
            put(&format!("tenth_{:02}", tenth + 1), Sums::over(members.iter()));
        }
    }
}

/// All rows that were on the books after the burn-in, with what they moved since.
fn accounts(scenario: &Scenario, run: &FinishedRun, own_use: OwnUse) -> Vec<Account> {
    let span = Span::to_date(run);
    let rewards = Group::Rewards.index();
    let mut accounts = Vec::with_capacity(run.world.rows());
    for chunk in run.world.chunks() {
        for slot in (0..chunk.len()).filter(|&slot| scenario.burn_in_weeks <= chunk.left.of(slot)) {
            let (from, to) = span.ends(chunk, slot);
            let row = chunk.first_row as usize + slot;
            // A plan without ranks keeps none.
            let titles = &run.carried[chunk.business.index()].title;
            accounts.push(Account {
                place: u32::try_from(accounts.len()).expect("rows fit 32 bits"),
                entry_year: u16::try_from(chunk.joined.of(slot) / WEEKS_PER_YEAR)
                    .expect("a run is shorter than 65,536 years"),
                founder: chunk.founder.of(slot),
                motive: chunk.motive[slot],
                business: chunk.business,
                rank: titles.get(row).copied().unwrap_or(0),
                net: Span::net(&from, &to, Depth::Cash, own_use),
                rewards: to.purse[rewards] - from.purse[rewards],
            });
        }
    }
    accounts
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
    meter.put(at("net_share"), Unit::Share, about, share(net, base));
    let about = "The group's part of what partners with a positive net gained.";
    meter.put_part(at("gains_share"), about, share(group.gains, all.gains));
    let about = "The group's part of what partners with a negative net lost.";
    meter.put_part(at("losses_share"), about, share(group.losses, all.losses));
    let about = "The group's part of the rewards of the plan.";
    meter.put(at("rewards_share"), Unit::Share, about, share(group.rewards, all.rewards));
}
