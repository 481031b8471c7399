//! Rows of the tables, read from one finished run.

use super::results::{FlowRow, PartnerMoney, PartnerRow, WeekRow};
use crate::chance::{Luck, Purpose};
use crate::ledger::{GROUPS, Group, Journal, Reason, Role};
use crate::measure::{calendar_purse, list_rows};
use crate::scenario::{Motive, Scenario};
use crate::simulation::{FinishedRun, calendar_year_start, sum_week};
use crate::units::{BusinessId, Cents, NEVER, Week};
use crate::world::{Chunk, NO_UPLINE, Status};

/// One row for each week.
pub(super) fn weeks(run: &FinishedRun) -> Vec<WeekRow> {
    let weeks = run.record.weeks.iter().zip(run.record.flows()).zip(1..);
    weeks
        .map(|((counts, flows), week)| {
            let money = sum_week(flows);
            WeekRow {
                replicate: run.record.replicate,
                week,
                active: counts.active,
                dormant: counts.dormant,
                joined: counts.joined,
                left: counts.left,
                posts: counts.posts,
                leads: counts.leads,
                customer_orders: counts.customer_orders,
                orders_rationed: counts.orders_rationed,
                units_sold: counts.units_sold,
                units_own_use: counts.units_own_use,
                units_loaded: counts.units_loaded,
                units_stock: counts.units_stock,
                customers_spend: money.customers_spend,
                partners_spend: money.partners_spend,
                paid_to_partners: money.paid_to_partners,
                partners_net: money.partners_net,
                businesses_net: money.businesses_net,
                prospects: counts.prospects,
                unserved: counts.unserved,
                minutes: counts.minutes,
            }
        })
        .collect()
}

/// The entry that closes an account's week: what it gained, turned round, so that with it the
/// account's entries of the week add up to zero.
pub const CHANGE_IN_BALANCE: &str = "change_in_balance";

/// A memo in the last week: rewards of a period that the end of the run cuts off, owed, not paid.
/// No money has moved, so no balance changes.
pub const REWARDS_PAYABLE: &str = "rewards_payable";

/// Cells of the weekly matrices that moved, each account's closing entry, and what is owed at the
/// end.
pub(super) fn flows(scenario: &Scenario, run: &FinishedRun) -> Vec<FlowRow> {
    let names: Vec<String> = scenario.businesses.iter().map(|(name, _)| name.clone()).collect();
    let mut rows = Vec::new();
    let mut put = |week, account, reason: &str, cents| {
        let account = Journal::account_name(account, &names);
        rows.push(FlowRow { week, account, reason: reason.to_string(), cents });
    };
    for (flows, week) in run.record.flows().zip(1..) {
        for (account, cells) in flows.iter().enumerate() {
            for reason in Reason::ALL {
                let cents = cells[reason.index()];
                if cents != Cents::ZERO {
                    put(week, account, reason.name(), cents);
                }
            }
            put(week, account, CHANGE_IN_BALANCE, -cells.iter().copied().sum::<Cents>());
        }
    }
    let owed: Cents = run.books.payable.iter().copied().sum();
    if owed != Cents::ZERO {
        let partners = Journal::account(Role::Partners, BusinessId(0));
        put(scenario.weeks, partners, REWARDS_PAYABLE, owed);
        for (index, &owed) in run.books.payable.iter().enumerate() {
            let id = BusinessId(u8::try_from(index).expect("at most 255 businesses"));
            put(scenario.weeks, Journal::account(Role::Business, id), REWARDS_PAYABLE, -owed);
        }
    }
    rows
}

/// Partner rows: all, or an addressed sample where there are more than `rows_max`. Whoever is in
/// the sample is so by her own key, whatever the others do.
pub(super) fn partners(
    scenario: &Scenario,
    run: &FinishedRun,
    rows_max: u64,
) -> (Vec<PartnerRow>, bool) {
    let world = &run.world;
    let all = world.rows() as u64;
    let complete = all <= rows_max;
    let kept_share = if complete { 1.0 } else { rows_max as f64 / all as f64 };
    let luck = Luck::new(scenario.seed, run.record.replicate);
    let year = calendar_year_start(scenario.weeks, scenario.burn_in_weeks);
    let levels: Vec<Vec<u32>> =
        world.networks.iter().map(|network| network.genealogy.levels()).collect();
    let most = if complete { all } else { rows_max + rows_max / 50 };
    let rows = list_rows(world.chunks(), usize::try_from(most).unwrap_or(0), |chunk| {
        let network = &world.networks[chunk.business.index()];
        let is_kept = |slot: &usize| {
            let mark = luck.attribute(chunk.person.of(*slot), Purpose::Anniversary);
            complete || mark.value() < kept_share
        };
        let kept = (0..chunk.len()).filter(is_kept).map(|slot| {
            let row = chunk.first_row as usize + slot;
            let sponsor = network.genealogy.sponsor(chunk.row_of(slot));
            PartnerRow {
                replicate: run.record.replicate,
                level: levels[chunk.business.index()][row],
                status: network.status[row].name(),
                sponsor: (sponsor != NO_UPLINE).then_some(sponsor),
                weight: 1.0 / kept_share,
                ..partner(scenario, chunk, slot, year)
            }
        });
        kept.collect()
    });
    (rows, complete)
}

/// The status of those who were offered a contract and did not take it.
pub(super) const DECLINED: &str = "declined";

/// A status by its name in tables, if there is one.
pub fn status_named(name: &str) -> Option<&'static str> {
    let all = [Status::Active, Status::Dormant, Status::Left].map(Status::name);
    all.into_iter().chain([DECLINED]).find(|known| *known == name)
}

/// A motive by its name in tables, if there is one.
pub fn motive_named(name: &str) -> Option<&'static str> {
    Motive::ALL.map(Motive::name).into_iter().find(|known| *known == name)
}

/// What the columns say of one partner; tree, status and weight are filled in by the caller.
fn partner(scenario: &Scenario, chunk: &Chunk, slot: usize, year: Option<Week>) -> PartnerRow {
    let career = chunk.career(slot);
    let some = |weeks: u32, value: u32| (weeks != NEVER).then_some(value);
    let headline = !chunk.founder.of(slot) && scenario.burn_in_weeks <= chunk.joined.of(slot);
    let first_year = chunk.first_year(slot).filter(|_| headline);
    let calendar = year.and_then(|start| calendar_purse(chunk, slot, start));
    let purse = chunk.purse.of(slot);
    PartnerRow {
        partner: chunk.row_of(slot),
        person: chunk.person.of(slot).0,
        business: chunk.business.0,
        week_joined: if chunk.founder.of(slot) { 0 } else { chunk.joined.of(slot) + 1 },
        week_left: some(chunk.left.of(slot), chunk.left.of(slot).wrapping_add(1)),
        motive: chunk.motive[slot].name(),
        followers: f64::from(chunk.followers_joined[slot]),
        hours_per_week: f64::from(chunk.hours[slot]),
        recruits: chunk.recruits.of(slot),
        posts: chunk.posts.of(slot),
        minutes: chunk.minutes.of(slot),
        customers: chunk.customers_home.of(slot) + chunk.customers_away.of(slot),
        stock_units: chunk.stock.of(slot),
        stock_cost: chunk.stock_cost.of(slot),
        money: money(&purse),
        net: chunk.net(slot),
        own_use: chunk.own_use.of(slot),
        written_off: chunk.written_off.of(slot),
        first_year_net: first_year.map(|year| year.net),
        first_year_own_use: first_year.map(|year| year.own_use),
        first_year_rewards: first_year.map(|year| year.rewards),
        first_year_minutes: first_year.map(|year| year.minutes),
        calendar_year_net: calendar.map(|purse| purse.iter().copied().sum()),
        calendar_year_rewards: calendar.map(|purse| purse[Group::Rewards.index()]),
        first_earnings_weeks: some(career.earned_weeks, career.earned_weeks),
        first_earnings_posts: some(career.earned_weeks, career.earned_posts),
        break_even_weeks: some(career.even_weeks, career.even_weeks),
        break_even_posts: some(career.even_weeks, career.even_posts),
        fell_back: career.fell_back,
        ..PartnerRow::default()
    }
}

pub(super) fn money(purse: &[Cents; GROUPS]) -> PartnerMoney {
    let of = |group: Group| purse[group.index()];
    PartnerMoney {
        retail_received: of(Group::RetailReceived),
        paid_for_goods: of(Group::PaidForGoods),
        paid_fees: of(Group::PaidFees),
        rewards: of(Group::Rewards),
        retail_credit: of(Group::RetailCredit),
        content_fees: of(Group::ContentFees),
        selling_costs: of(Group::SellingCosts),
        returns_and_clawback: of(Group::ReturnsAndClawback),
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::scenario::Loaded;
    use crate::simulation::Simulation;

    #[test]
    fn a_sample_of_the_table_is_addressed_near_its_part_and_its_weights_undo_it() {
        let text = "weeks = 20\nmarket.people = 60_000\n[business.b]\nfounders = 1_500\n\
                    founder_roots = 20\nplan.unilevel = {}\n";
        let loaded = Loaded::from_text("sample", text).unwrap_or_else(|why| panic!("{why}"));
        let scenario = &loaded.scenario;
        let run = Simulation::new(scenario, 1).run(|_| ControlFlow::Continue(()));
        let run = run.expect("the books close");
        let all = run.world.rows();
        let (whole, is_complete) = partners(scenario, &run, all as u64);
        assert!(is_complete && whole.len() == all && 1_500 < all);
        let mut larger: Option<Vec<u32>> = None;
        for part in [2, 5, 20] {
            let most = all / part;
            let (sample, is_complete) = partners(scenario, &run, most as u64);
            assert!(!is_complete);
            // Four standard deviations of so many tosses.
            let slack = 4.0 * crate::chance::math::sqrt(most as f64);
            assert!(
                (sample.len() as f64 - most as f64).abs() < slack,
                "{} of {most}",
                sample.len()
            );
            let weights: f64 = sample.iter().map(|row| row.weight).sum();
            let off = (weights / all as f64 - 1.0).abs();
            assert!(off < slack / most as f64, "weights come to {weights} of {all}");
            for row in &sample {
                // She is as in the whole table, but that she stands for more than herself.
                let own = PartnerRow { weight: 1.0, ..row.clone() };
                assert_eq!(format!("{own:?}"), format!("{:?}", whole[row.partner as usize]));
            }
            // Whoever is in a smaller sample is in each larger one.
            let rows: Vec<u32> = sample.iter().map(|row| row.partner).collect();
            assert!(rows.is_sorted());
            if let Some(larger) = larger {
                assert!(rows.iter().all(|row| larger.binary_search(row).is_ok()));
            }
            larger = Some(rows);
        }
    }
}
