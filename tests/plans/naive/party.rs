//! The party plan once more.

use downline::scenario::{
    Case, CaseOrderKind, CaseStatus, CountsIn, HostPaidBy, Party, PartyScope, PartyTier, TeamStep,
    UnitStep,
};
use downline::units::{Cents, Ppm};
use proptest::prelude::*;
use proptest::sample::select;

use super::sellers::{
    Book, Line, ONE, Paid, Pen, agree, cases, flips, of_the_program, on_random_cases,
    pays_no_more_than_the_full_table, rising, rising_rates, runs,
};
use crate::cases::{hand, statement};

const BONUS: &str = "party";

/// Parts of sales by tier: its number, 0 below the first, its rate and its base.
fn parts(party: &Party, before: i128, sales: i128) -> Vec<(u32, u32, i128)> {
    let mut rates = vec![(0, 0)];
    rates.extend(party.tiers.iter().map(|tier| (i128::from(tier.from_sales.0), tier.rate.0)));
    let number = |place: usize| u32::try_from(place).expect("few");
    if party.scope == PartyScope::All {
        let met = rates.iter().filter(|(from, _)| *from <= sales).count() - 1;
        return vec![(number(met), rates[met].1, sales)];
    }
    let low = if party.scope == PartyScope::Lifetime { before } else { 0 };
    let mut parts = Vec::new();
    for (place, &(from, rate)) in rates.iter().enumerate() {
        let to = rates.get(place + 1).map_or(i128::MAX, |next| next.0);
        // How much of what lies below `sum` lies in this tier.
        let within = |sum: i128| sum.clamp(from, to) - from;
        parts.push((number(place), rate, within(low + sales) - within(low)));
    }
    parts
}

/// What customers paid her before a period, as far as the case goes back.
fn sold_before(book: &Book<'_>, id: &str) -> i128 {
    let mut sum = i128::from(book.partner(id).carried.lifetime_sales.0);
    for number in 1..book.number {
        if book.partner(id).joined_period <= number as u64 {
            sum += Book { number, ..*book }.sales(id);
        }
    }
    sum
}

fn own_sales(book: &Book<'_>, party: &Party, pen: &mut Pen<'_>) {
    let top = party.tiers.iter().map(|tier| tier.rate.0).max().unwrap_or(0);
    for partner in book.partners() {
        let id = &partner.id;
        let (before, sales) = (sold_before(book, id), book.sales(id));
        if party.scope == PartyScope::Lifetime {
            pen.sold(id, before + sales);
        }
        pen.offer(BONUS, sales, top, ONE);
        if !book.can_earn(id) {
            continue;
        }
        let kinds = [CaseOrderKind::Customer, CaseOrderKind::Resale];
        let early = book.orders_of(id, &kinds).into_iter();
        let early = early.filter(|order| book.week(order) <= u64::from(party.advance_weeks));
        let early: i128 = early.map(|order| i128::from(order.retail.0)).sum();
        let line = |part| {
            let (earner, source) = (id.clone(), id.clone());
            Line { bonus: BONUS, part, earner, source, ..Line::default() }
        };
        for (level, rate, base) in parts(party, before, sales) {
            pen.line(Line { level, rate, base, ..line("tier") }, ONE);
        }
        for (level, rate, base) in parts(party, before, early) {
            pen.line(Line { level, rate, base, ..line("advance") }, ONE);
            pen.line(Line { rate, base: -base, ..line("advance") }, ONE);
        }
    }
}

/// What teams and units are paid on: less than nothing only where returns may bring it there.
fn value(book: &Book<'_>, id: &str) -> i128 {
    let value = book.wholesale(id);
    let takes_back = book.plan().clawback.map(|clawback| clawback.counts_in);
    if takes_back == Some(CountsIn::Return) { value } else { value.max(0) }
}

fn reaches(party: &Party, value: i128, asked: Cents) -> bool {
    value * i128::from(party.wholesale_share.0) >= i128::from(asked.0) * i128::from(ONE)
}

fn team(book: &Book<'_>, party: &Party, pen: &mut Pen<'_>) {
    let top = party.team.iter().map(|step| step.rate.0).max().unwrap_or(0);
    for partner in book.partners() {
        pen.offer(BONUS, value(book, &partner.id), top, party.wholesale_share.0);
        let recruits = book.recruits(&partner.id);
        let active: Vec<_> = recruits.iter().filter(|recruit| book.counts(&recruit.id)).collect();
        let ordering = active.iter().filter(|recruit| 0 < value(book, &recruit.id)).count();
        let mut met = None;
        for (place, step) in party.team.iter().enumerate() {
            if step.active_recruits as usize <= active.len()
                && step.ordering_recruits as usize <= ordering
                && reaches(party, value(book, &partner.id).max(0), step.own_wholesale)
            {
                met = Some((u32::try_from(place + 1).expect("few"), step.rate.0));
            }
        }
        let Some((level, rate)) = met.filter(|_| book.can_earn(&partner.id)) else { continue };
        for recruit in recruits {
            let (earner, source) = (partner.id.clone(), recruit.id.clone());
            let line = Line { bonus: BONUS, part: "team", earner, source, ..Line::default() };
            let base = value(book, &recruit.id);
            pen.line(Line { level, rate, base, ..line }, party.wholesale_share.0);
        }
    }
}

fn leads(book: &Book<'_>, id: &str) -> bool {
    book.given_rank(id).as_deref() == Some("director") && book.status(id) != CaseStatus::Left
}

/// Whose unit somebody is in.
fn leader(book: &Book<'_>, id: &str) -> Option<String> {
    if leads(book, id) {
        return Some(id.to_owned());
    }
    leader(book, book.partner(id).sponsor.as_deref()?)
}

fn unit(book: &Book<'_>, party: &Party, pen: &mut Pen<'_>) {
    let top = party.unit.iter().map(|step| step.rate.0).max().unwrap_or(0);
    let share = party.wholesale_share.0;
    let of = |wanted: Option<&str>| -> i128 {
        let members = book.partners().filter(|partner| {
            let own = leads(book, &partner.id) && !party.unit_includes_own;
            let leader = if own { None } else { leader(book, &partner.id) };
            leader.as_deref() == wanted
        });
        members.map(|member| value(book, &member.id)).sum()
    };
    pen.offer(BONUS, of(None), top, share);
    for partner in book.partners().filter(|partner| leads(book, &partner.id)) {
        let base = of(Some(&partner.id));
        pen.offer(BONUS, base, top, share);
        let reached = party.unit.iter().filter(|step| reaches(party, base, step.from_wholesale));
        let met = match reached.count() {
            // The first step's rate is the least that is taken back.
            0 if base < 0 && !party.unit.is_empty() => 1,
            met => met,
        };
        if 0 < met && book.can_earn(&partner.id) {
            let (earner, source) = (partner.id.clone(), partner.id.clone());
            let line = Line { bonus: BONUS, part: "unit", earner, source, ..Line::default() };
            let (level, rate) = (u32::try_from(met).expect("few"), party.unit[met - 1].rate.0);
            pen.line(Line { level, rate, base, ..line }, share);
        }
    }
}

fn plain(book: &Book<'_>) -> Paid {
    let party = book.plan().party.as_ref().expect("a party plan");
    let mut pen = Pen::new(book.plan());
    pen.offer_amount(BONUS, 0);
    own_sales(book, party, &mut pen);
    if !party.team.is_empty() {
        team(book, party, &mut pen);
    }
    if !party.unit.is_empty() {
        unit(book, party, &mut pen);
    }
    pen.settle(BONUS);
    if party.host_share == Ppm::ZERO {
        return pen.close();
    }
    for partner in book.partners() {
        let sales = book.sales(&partner.id);
        let base = if party.host_paid_by == HostPaidBy::Business { sales } else { -sales };
        let (earner, source) = (partner.id.clone(), partner.id.clone());
        let line = Line { bonus: "host_credit", part: "host", earner, source, ..Line::default() };
        pen.line(Line { rate: party.host_share.0, base, ..line }, ONE);
    }
    pen.settle("host_credit");
    let hosts = pen.sum("host_credit");
    pen.offer_amount("host_credit", hosts);
    pen.close()
}

fn random() -> impl Strategy<Value = Case> {
    let scope = select(vec![PartyScope::All, PartyScope::Marginal, PartyScope::Lifetime]);
    let tiers =
        rising_rates(0..=4).prop_flat_map(|rates| (rising(rates.len(), 90_000), Just(rates)));
    let share = || prop_oneof![Just(ONE), 0_u32..=ONE, Just(750_000)];
    let hosts = (prop_oneof![Just(0_u32), 0_u32..200_000], any::<bool>());
    let step = (0_u32..3, 0_u32..3, 0_i64..30_000);
    let team = (rising_rates(0..=3), prop::collection::vec(step, 3));
    let unit =
        rising_rates(0..=3).prop_flat_map(|rates| (rising(rates.len(), 60_000), Just(rates)));
    (cases("party"), scope, tiers, (0_u32..=4, share(), any::<bool>()), hosts, team, unit).prop_map(
        |(mut case, scope, (from, rates), (advance_weeks, wholesale, own), hosts, team, unit)| {
            let tier = |(from, rate)| PartyTier { from_sales: Cents(from), rate: Ppm(rate) };
            let step = |(rate, (active, ordering, own)): (u32, (u32, u32, i64))| TeamStep {
                active_recruits: active,
                ordering_recruits: ordering,
                own_wholesale: Cents(own),
                rate: Ppm(rate),
            };
            let of_unit = |(from, rate)| UnitStep { from_wholesale: Cents(from), rate: Ppm(rate) };
            case.plan.party = Some(Party {
                tiers: from.into_iter().zip(rates).map(tier).collect(),
                scope,
                advance_weeks,
                wholesale_share: Ppm(wholesale),
                host_share: Ppm(hosts.0),
                host_paid_by: if hosts.1 { HostPaidBy::Business } else { HostPaidBy::Partner },
                team: team.0.into_iter().zip(team.1).map(step).collect(),
                unit_rank: Some("director".to_owned()),
                unit_includes_own: own,
                unit: unit.0.into_iter().zip(unit.1).map(of_unit).collect(),
            });
            case
        },
    )
}

#[test]
fn the_plain_version_agrees_on_the_hand_worked_case_under_every_scope() {
    for scope in ["all", "marginal", "lifetime"] {
        agree(&hand("party", &[&format!("plan.party.scope={scope}")]), plain);
    }
}

#[test]
fn every_key_changes_what_is_paid() {
    flips(
        "party",
        &[
            "plan.party.scope=all",
            "plan.party.scope=marginal",
            "plan.party.tiers=[{ from_sales = 0.00, rate = 0.20 }]",
            "plan.party.tiers=[{ from_sales = 0.00, rate = 0.20 }, { from_sales = 1_000.01, \
             rate = 0.25 }]",
            "plan.party.advance_weeks=0",
            "plan.party.advance_weeks=3",
            "plan.party.wholesale_share=0.76",
            "plan.party.host_share=0.06",
            "plan.party.host_paid_by=business",
            "plan.party.team=[{ active_recruits = 3, rate = 0.04 }]",
            "plan.party.team=[{ active_recruits = 2, rate = 0.04 }, { active_recruits = 2, \
             ordering_recruits = 1, own_wholesale = 500.00, rate = 0.09 }]",
            "plan.party.team=[{ active_recruits = 2, rate = 0.04 }, { active_recruits = 2, \
             ordering_recruits = 2, own_wholesale = 525.01, rate = 0.09 }]",
            "plan.party.unit_includes_own=false",
            "plan.party.unit=[{ from_wholesale = 300.00, rate = 0.05 }]",
            "plan.party.unit=[{ from_wholesale = 236.25, rate = 0.05 }]",
            "plan.activity.customers_count=false",
            "plan.activity.minimum_points=40",
            "plan.activity.window_periods=1",
            "plan.newcomers_count=next_period",
            "plan.newcomers_earn=next_period",
            "plan.late_weeks=1",
            "plan.rounding=per_line_half_even",
            "plan.rounding=per_person_down",
        ],
    );
}

#[test]
fn a_unit_ends_above_the_next_of_the_rank_that_is_named() {
    let high = "plan.rank.national={ order = 9, minimum_points = 1_000_000 }";
    let before = of_the_program(&statement(&hand("party", &[high])));
    let sets = [high, "plan.party.unit_rank=national"];
    assert_ne!(before, of_the_program(&statement(&hand("party", &sets))));
}

#[test]
fn random_cases_agree_with_the_plain_version_whoever_is_called_what() {
    on_random_cases(&random(), plain, pays_no_more_than_the_full_table);
}

proptest! {
    #![proptest_config(runs(400))]

    #[test]
    fn tiers_on_slices_pay_between_the_lowest_and_the_highest_rate_on_all(mut case in random()) {
        let party = case.plan.party.as_mut().expect("a party plan");
        match party.tiers.first_mut() {
            Some(first) => first.from_sales = Cents::ZERO,
            None => return Ok(()),
        }
        if party.scope == PartyScope::All {
            party.scope = PartyScope::Marginal;
        }
        (party.team, party.unit, party.host_share) = (Vec::new(), Vec::new(), Ppm::ZERO);
        (party.advance_weeks, case.plan.rounding_unit) = (0, Cents(1));
        let (lowest, highest) = (party.tiers[0].rate, party.tiers[party.tiers.len() - 1].rate);
        let lines = i64::try_from(party.tiers.len()).expect("few");
        for period in statement(&case).periods {
            for partner in period.partners.iter().filter(|partner| partner.rewards != Cents::ZERO) {
                let number = period.period as usize;
                let sales = Book { case: &case, number }.sales(&partner.id);
                let at = |rate: Ppm| sales * i128::from(rate.0) / i128::from(ONE);
                let paid = i128::from(partner.rewards.0);
                // Each slice may be rounded by less than a cent.
                prop_assert!(at(lowest) - i128::from(lines) <= paid);
                prop_assert!(paid <= at(highest) + i128::from(lines));
            }
        }
    }

    #[test]
    fn an_advance_changes_when_money_is_sent_and_never_how_much(mut case in random()) {
        case.plan.party.as_mut().expect("a party plan").advance_weeks = 2;
        let with = statement(&case);
        case.plan.party.as_mut().expect("a party plan").advance_weeks = 0;
        let without = statement(&case);
        for (with, without) in with.periods.iter().zip(&without.periods) {
            prop_assert_eq!(with.full, without.full);
            for (one, other) in with.partners.iter().zip(&without.partners) {
                prop_assert_eq!(one.rewards, other.rewards);
                prop_assert_eq!(other.advance, Cents::ZERO);
                prop_assert_eq!(one.advance + one.paid_at_end, one.paid);
            }
        }
    }
}
