//! Who captures the money.
//!
//! Over a window every account has a cash net. Sources are the accounts whose net is negative,
//! sinks those whose net is positive; each partner is an account of her own. Base 100 is the sum of
//! the sources, and the sinks add up to it to the cent.
//!
//! | reasons | gross take | cash | with time |
//! | --- | --- | --- | --- |
//! | among customers, partners and businesses | counted | counted | counted |
//! | goods, shipping, running cost, marketing, payment fees, posting and selling cost, agency shares, network fees | left out | counted | counted |
//! | hours at the reference wage | left out | left out | shown as an imputed deduction |
//!
//! *Own use as consumption*: the price of what a partner used herself is given back to her net and
//! put in by the party `own_use`, so that the account still closes. What was bought beyond it is a
//! cost under both treatments.

use super::chunks::each_chunk;
use super::{Depth, Meter, OwnUse, Party, Range, Side, Unit, Window};
use crate::ledger::{FlowsOfAccount, Group, Journal, Purse, REASONS, Reason, Role};
use crate::scenario::Scenario;
use crate::simulation::{FinishedRun, Milestones};
use crate::units::{BusinessId, Cents, Rounding};
use crate::world::Chunk;

/// The transaction-flow matrix of a window.
#[derive(Debug, Clone)]
pub struct WindowFlows {
    /// Which weeks.
    pub window: Window,
    /// By account and reason.
    pub flows: Vec<FlowsOfAccount>,
}

/// Nets of one run in one window, at one depth, under one treatment of own use.
#[derive(Debug, Clone, PartialEq)]
pub struct CaptureSums {
    /// Which weeks.
    pub window: Window,
    /// How deep.
    pub depth: Depth,
    /// How own use is counted.
    pub own_use: OwnUse,
    /// Net of each party; sources are negative. Memo parties are not among them.
    pub nets: Vec<(Party, Cents)>,
    /// Net of all partners together.
    pub all_partners: Cents,
    /// Net of all businesses together.
    pub all_businesses: Cents,
    /// Hours at the reference wage; zero but at the depth with time.
    pub imputed_time: Cents,
}

impl CaptureSums {
    /// What the sources put in.
    pub fn base(&self) -> Cents {
        -self.nets.iter().map(|(_, net)| *net).filter(|net| *net < Cents::ZERO).sum::<Cents>()
    }

    /// A party's side and its amount there, positive.
    pub fn side(&self, party: &Party) -> (Side, Cents) {
        match party {
            Party::AllPartners => (Side::Memo, self.all_partners),
            Party::ImputedTime => (Side::Memo, self.imputed_time),
            _ => {
                let net = self.nets.iter().find(|(other, _)| other == party);
                match net.map_or(Cents::ZERO, |(_, net)| *net) {
                    net if net < Cents::ZERO => (Side::Source, -net),
                    net => (Side::Sink, net),
                }
            }
        }
    }
}

/// The weeks between two milestones.
pub(super) struct Span<'a> {
    window: Window,
    from: Option<&'a Milestones>,
    to: Option<&'a Milestones>,
    /// Whether they are the last of the run: the columns then stand as they were at their end.
    ends_with_run: bool,
}

/// Nets for each window, depth and treatment of own use.
pub fn capture(scenario: &Scenario, run: &FinishedRun) -> Vec<CaptureSums> {
    let mut sums = Vec::new();
    for span in spans(run) {
        let flows = span.flows(run);
        for (treatment, people) in TREATMENTS.into_iter().zip(span.people(run)) {
            sums.push(span.nets(scenario, &flows.flows, treatment, &people));
        }
    }
    sums
}

/// The transaction-flow matrix of each window that the run has.
pub fn window_flows(run: &FinishedRun) -> Vec<WindowFlows> {
    spans(run).iter().map(|span| span.flows(run)).collect()
}

fn spans(run: &FinishedRun) -> Vec<Span<'_>> {
    let record = &run.record;
    let mut spans = vec![Span::to_date(run)];
    if record.year_end.is_some() {
        let (from, to) = (record.year_start.as_ref(), record.year_end.as_ref());
        let ends_with_run = to.is_some_and(|end| end.week == run.world.week);
        spans.push(Span { window: Window::CalendarYear, from, to, ends_with_run });
    }
    spans
}

impl<'a> Span<'a> {
    /// All weeks after the burn-in.
    pub(super) fn to_date(run: &'a FinishedRun) -> Self {
        let from = run.record.opening.as_ref();
        Self { window: Window::ToDate, from, to: None, ends_with_run: true }
    }
}

impl Span<'_> {
    fn flows(&self, run: &FinishedRun) -> WindowFlows {
        let end = self.to.map_or(run.books.journal.total(), |milestone| &milestone.total);
        let mut flows = end.to_vec();
        if let Some(milestone) = self.from {
            for (row, before) in flows.iter_mut().zip(&milestone.total) {
                for (cell, before) in row.iter_mut().zip(before) {
                    *cell -= *before;
                }
            }
        }
        WindowFlows { window: self.window, flows }
    }

    /// What a partner moved within the span.
    pub(super) fn moved(&self, chunk: &Chunk, slot: usize) -> Moved {
        let opening = match self.window {
            Window::CalendarYear => chunk.at_year_start.get(slot),
            _ => chunk.at_opening.get(slot),
        };
        let closing = match self.window {
            Window::CalendarYear if !self.ends_with_run => {
                chunk.at_year_end.get(slot).unwrap_or_default()
            }
            _ => chunk.snapshot(slot),
        };
        let opening = opening.unwrap_or_default();
        Moved {
            purse: std::array::from_fn(|group| closing.purse[group] - opening.purse[group]),
            own_use: closing.own_use - opening.own_use,
            minutes: i64::from(closing.minutes) - i64::from(opening.minutes),
        }
    }

    fn nets(
        &self,
        scenario: &Scenario,
        flows: &[FlowsOfAccount],
        (depth, own_use): Treatment,
        people: &PeopleSums,
    ) -> CaptureSums {
        let wage = scenario.measure.reference_wage_per_hour;
        let imputed_time = if depth == Depth::WithTime {
            wage.times_over(people.minutes, 60, Rounding::HalfUp)
        } else {
            Cents::ZERO
        };
        let of = |role, business| account_net(flows, role, business, depth);
        let first = BusinessId(0);
        let mut nets = vec![
            (Party::Customers, of(Role::Customers, first)),
            (Party::OwnUse, -people.own_use),
            (Party::LosingPartners, people.losing),
            (Party::WinningPartners, people.winning),
        ];
        let mut all_businesses = Cents::ZERO;
        for (index, (name, _)) in scenario.businesses.iter().enumerate() {
            let id = BusinessId(u8::try_from(index).expect("at most 255 businesses"));
            let net = of(Role::Business, id);
            all_businesses += net;
            nets.push((Party::Business(name.clone()), net));
        }
        for (party, role) in [
            (Party::Suppliers, Role::Suppliers),
            (Party::Vendors, Role::Vendors),
            (Party::Agencies, Role::Agencies),
            (Party::Platforms, Role::Platforms),
        ] {
            nets.push((party, of(role, first)));
        }
        CaptureSums {
            window: self.window,
            depth,
            own_use,
            nets,
            all_partners: people.losing + people.winning - imputed_time,
            all_businesses,
            imputed_time,
        }
    }

    /// Sums over all partners, by treatment.
    fn people(&self, run: &FinishedRun) -> [PeopleSums; TREATMENTS.len()] {
        let mut sums = [PeopleSums::default(); TREATMENTS.len()];
        for of_chunk in each_chunk(run.world.chunks(), |chunk| self.people_of_chunk(chunk)) {
            sums.iter_mut().zip(&of_chunk).for_each(|(sum, more)| sum.add(more));
        }
        sums
    }

    fn people_of_chunk(&self, chunk: &Chunk) -> [PeopleSums; TREATMENTS.len()] {
        let mut sums = [PeopleSums::default(); TREATMENTS.len()];
        for slot in 0..chunk.len() {
            let moved = self.moved(chunk, slot);
            for (sum, treatment) in sums.iter_mut().zip(TREATMENTS) {
                sum.add(&PeopleSums::of(&moved, treatment));
            }
        }
        sums
    }
}

/// A depth, and how own use is counted.
pub(super) type Treatment = (Depth, OwnUse);

/// All of them, in the order of tables.
const TREATMENTS: [Treatment; Depth::ALL.len() * OwnUse::ALL.len()] = {
    let mut all = [(Depth::Cash, OwnUse::AsCost); Depth::ALL.len() * OwnUse::ALL.len()];
    let mut place = 0;
    while place < all.len() {
        let (depth, own_use) = (place / OwnUse::ALL.len(), place % OwnUse::ALL.len());
        all[place] = (Depth::ALL[depth], OwnUse::ALL[own_use]);
        place += 1;
    }
    all
};

/// What a partner moved in a span of weeks.
pub(super) struct Moved {
    /// Money by group; what she paid is below zero.
    purse: Purse,
    /// Price of what she used herself.
    own_use: Cents,
    minutes: i64,
}

impl Moved {
    /// The money of a group.
    pub(super) const fn of(&self, group: Group) -> Cents {
        self.purse[group.index()]
    }

    /// Her net at a depth, and with a treatment of own use.
    pub(super) fn net(&self, (depth, own_use): Treatment) -> Cents {
        let cash: Cents = self.purse.iter().copied().sum();
        let cash = match depth {
            Depth::GrossTake => cash - self.of(Group::SellingCosts),
            Depth::Cash | Depth::WithTime => cash,
        };
        match own_use {
            OwnUse::AsCost => cash,
            OwnUse::AsConsumption => cash + self.own_use,
        }
    }
}

/// Sums over partners.
#[derive(Debug, Clone, Copy, Default)]
struct PeopleSums {
    losing: Cents,
    winning: Cents,
    own_use: Cents,
    minutes: i128,
}

impl PeopleSums {
    /// Those of one partner.
    fn of(moved: &Moved, treatment: Treatment) -> Self {
        let net = moved.net(treatment);
        let gives_back = treatment.1 == OwnUse::AsConsumption;
        Self {
            losing: net.min(Cents::ZERO),
            winning: net.max(Cents::ZERO),
            own_use: if gives_back { moved.own_use } else { Cents::ZERO },
            minutes: moved.minutes.into(),
        }
    }

    fn add(&mut self, others: &Self) {
        self.losing += others.losing;
        self.winning += others.winning;
        self.own_use += others.own_use;
        self.minutes += others.minutes;
    }
}

/// Net of an account over the reasons that a depth counts.
fn account_net(flows: &[FlowsOfAccount], role: Role, business: BusinessId, depth: Depth) -> Cents {
    let row: &[Cents; REASONS] = &flows[Journal::account(role, business)];
    Reason::ALL
        .into_iter()
        .filter(|reason| depth != Depth::GrossTake || reason.is_inside())
        .map(|reason| row[reason.index()])
        .sum()
}

/// What the shares of winning and of losing partners are: hours are set against all partners
/// together and turn no single winner into a loser.
const fn who_gained_and_lost(depth: Depth) -> (&'static str, &'static str) {
    match depth {
        Depth::GrossTake | Depth::Cash => (
            "What partners with a positive net got, of the base.",
            "What partners with a negative net put in, of the base.",
        ),
        Depth::WithTime => (
            "What partners with a positive net in cash, before their hours, got, of the base.",
            "What partners with a negative net in cash, before their hours, put in, of the base.",
        ),
    }
}

/// Puts the headline numbers of capture.
pub(super) fn put(meter: &mut Meter, capture: &[CaptureSums]) {
    for sums in capture {
        let at = |name: &str| {
            let (window, depth) = (sums.window.name(), sums.depth.name());
            format!("capture.{window}.{depth}.{}.{name}", sums.own_use.name())
        };
        let base = sums.base();
        let share = |cents: Cents| (base != Cents::ZERO).then(|| cents.0 as f64 / base.0 as f64);
        let cents = |cents: Cents| Some(cents.0 as f64);
        meter.put(
            at("base"),
            Unit::Cents,
            "What all accounts with a negative net put in: base 100.",
            cents(base),
        );
        meter.put(
            at("businesses_net"),
            Unit::Cents,
            "Net of all businesses together.",
            cents(sums.all_businesses),
        );
        meter.put(
            at("partners_net"),
            Unit::Cents,
            "Net of all partners together, losers included (and their time, at that depth).",
            cents(sums.all_partners),
        );
        meter.put_within(
            Range::NET,
            at("businesses_share"),
            Unit::Share,
            "Net of all businesses, of the base.",
            share(sums.all_businesses),
        );
        meter.put_within(
            Range::of_partners(sums.depth),
            at("partners_share"),
            Unit::Share,
            "Net of all partners together, of the base.",
            share(sums.all_partners),
        );
        let (gained, lost) = who_gained_and_lost(sums.depth);
        let winners = sums.side(&Party::WinningPartners).1;
        meter.put_part(at("winning_partners_share"), gained, share(winners));
        let losers = sums.side(&Party::LosingPartners).1;
        meter.put_part(at("losing_partners_share"), lost, share(losers));
    }
}
