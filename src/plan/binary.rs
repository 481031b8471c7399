//! Pay on the matched volume of two legs.
//!
//! # What it pays
//! Each position has a left and a right leg in the placement tree. The points of a period's orders
//! count in a leg of everybody above, however deep. What waits from before and what is new make up
//! a leg; the two legs are matched and paid by `mode`: `percent` a share of the weaker leg;
//! `volume_ratio` that, times weaker by stronger; `steps` fixed pay for the highest step that both
//! legs reach; `cycles` pay for as many cycles as the legs give, the stronger leg giving more, and
//! which that is decided anew before each cycle. Money of points is points x `point_value` x rate.
//!
//! # Terms
//! *New*, *carried* and *lifetime* points are three numbers. *Full*: the matched volume that is
//! used up, at the highest rate or amount that the plan has for anybody, caps left aside; for
//! somebody who cannot be paid, the match of her legs less the match of what waits on. So volume
//! that waits is not breakage, and volume that is lost is.
//!
//! # Switches
//! Somebody who is not active, too new to earn, below `rank`, without a recruit in each leg where
//! they are asked for, or without any rate cannot be paid: `when_inactive` says what becomes of her
//! legs, `leaver_volume` for those who have left. Then `carry` holds for everybody. Caps cut the
//! pay of a position; `capped_volume` says whether the volume beyond them is used up. Seats stay
//! and volume flows: there is no compression.
//!
//! # References
//! The plan documents cited in `scenarios/cases/worked/binary-*.toml`.

use super::run::Run;
use super::{Bonus, Claim, Legs, Part, State};
use crate::scenario::{
    Binary, BinaryCarry, BinaryInactive, BinaryMode, CappedVolume, LeaverVolume, OwnVolume, Plan,
    PointStep,
};
use crate::units::{Cents, Ppm};
use crate::world::{NO_UPLINE, Placement, Status};

/// Pays every position, those below before those above, and carries its legs on.
pub(super) fn run(run: &mut Run<'_>, state: &mut State) {
    let Some(binary) = &run.plan.binary else { return };
    let Some(placement) = run.period.placement else { return };
    let terms = Terms::new(run.plan, binary);
    let mut recruits = Vec::new();
    if binary.needs_recruit_in_each_leg {
        recruits = recruits_in_legs(run, placement);
    }
    // Points of each row and of all who sit below her.
    let mut group = vec![0_u64; run.period.status.len()];
    for row in placement.order().into_iter().rev() {
        let new = [0, 1].map(|leg| match placement.child(row, leg) {
            NO_UPLINE => 0,
            below => group[below as usize],
        });
        let own = u64::from(run.open_points(row));
        group[row as usize] = add(add(new[0], new[1]), own);
        let has_recruits = recruits.get(row as usize).is_none_or(|&legs| legs == BOTH_LEGS);
        let legs = state.legs[row as usize];
        state.legs[row as usize] =
            Position { row, own, has_recruits }.settle(run, &terms, legs, new);
    }
    // Each person has one line that is rounded, so that rounding her sum is rounding that line.
    run.settle_rests(Bonus::Binary);
}

/// What is said when legs grow beyond all bounds.
const OVERFLOW: &str = "binary: the points of a leg do not fit 64 bits";

fn add(points: u64, more: u64) -> u64 {
    points.checked_add(more).expect(OVERFLOW)
}

/// What the plan says of the binary, looked up once.
struct Terms<'a> {
    binary: &'a Binary,
    point_value: Cents,
    /// Rates and amounts for a cycle by place of rank, the first for those without a rank.
    rates: Vec<Ppm>,
    amounts: Vec<Cents>,
    /// The highest price that anybody can have.
    highest: Price,
    /// Place of the lowest rank that is paid.
    rank: usize,
}

/// What matched volume is worth to somebody.
#[derive(Clone, Copy)]
enum Price {
    Rate(Ppm),
    EachCycle(Cents),
    Schedule,
}

impl<'a> Terms<'a> {
    fn new(plan: &Plan, binary: &'a Binary) -> Self {
        let mut rates = vec![binary.rate; plan.ranks.len() + 1];
        let mut amounts = vec![binary.cycle_amount.unwrap_or_default(); plan.ranks.len() + 1];
        for of in &binary.rank_rates {
            rates[plan.rank_or_none(Some(&of.rank))] = of.rate;
        }
        for of in &binary.rank_amounts {
            amounts[plan.rank_or_none(Some(&of.rank))] = of.amount;
        }
        let own_rates = binary.own_steps.iter().map(|step| step.rate);
        let rate = own_rates.max().or(rates.iter().max().copied()).unwrap_or_default();
        let highest = match binary.mode {
            BinaryMode::Steps => Price::Schedule,
            BinaryMode::Cycles if binary.pays_amounts() => {
                Price::EachCycle(amounts.iter().max().copied().unwrap_or_default())
            }
            _ => Price::Rate(rate),
        };
        let rank = plan.rank_or_none(binary.rank.as_deref());
        Self { binary, point_value: plan.point_value, rates, amounts, highest, rank }
    }

    /// What matched volume is worth to somebody of a rank with so many own points.
    fn price(&self, rank: usize, own: u64) -> Price {
        match self.highest {
            Price::Schedule => Price::Schedule,
            Price::EachCycle(_) => Price::EachCycle(self.amounts[rank]),
            Price::Rate(_) if self.binary.own_steps.is_empty() => Price::Rate(self.rates[rank]),
            Price::Rate(_) => Price::Rate(PointStep::reached(&self.binary.own_steps, own)),
        }
    }

    /// The most that two legs match: points, cycles, or the number of a step.
    fn most(&self, legs: [u64; 2]) -> u64 {
        let weaker = legs[0].min(legs[1]);
        match self.binary.mode {
            BinaryMode::Percent | BinaryMode::VolumeRatio => weaker,
            BinaryMode::Steps => {
                self.binary.steps.partition_point(|step| step.points <= weaker) as u64
            }
            BinaryMode::Cycles => self.cycles(legs, u64::MAX).0,
        }
    }

    /// What so much of two legs leaves of them.
    fn rest(&self, legs: [u64; 2], matched: u64) -> [u64; 2] {
        match self.binary.mode {
            BinaryMode::Percent | BinaryMode::VolumeRatio => legs.map(|leg| leg - matched),
            BinaryMode::Steps => legs.map(|leg| leg - self.step(matched).0),
            BinaryMode::Cycles => self.cycles(legs, matched).1,
        }
    }

    /// The points that are paid for so much of two legs.
    fn payable(&self, legs: [u64; 2], matched: u64) -> u64 {
        match self.binary.mode {
            BinaryMode::Percent => matched,
            BinaryMode::Steps => self.step(matched).0,
            BinaryMode::Cycles => {
                matched.checked_mul(self.binary.cycle_weak_points).expect(OVERFLOW)
            }
            BinaryMode::VolumeRatio => {
                let [weaker, stronger] = [legs[0].min(legs[1]), legs[0].max(legs[1])];
                let share = u128::from(matched) * u128::from(weaker) / u128::from(stronger.max(1));
                u64::try_from(share).expect("no more than was matched")
            }
        }
    }

    /// Points and pay of a step by its number from one; nothing for none.
    fn step(&self, number: u64) -> (u64, Cents) {
        let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        let step = index.and_then(|index| self.binary.steps.get(index));
        step.map_or((0, Cents::ZERO), |step| (step.points, step.amount))
    }

    fn base(&self, legs: [u64; 2], matched: u64) -> Cents {
        self.point_value.times(self.payable(legs, matched))
    }

    /// What so much of two legs is worth at a price.
    fn amount(&self, run: &Run<'_>, price: Price, legs: [u64; 2], matched: u64) -> Cents {
        match price {
            Price::Rate(rate) => run.amount(self.base(legs, matched), rate, Ppm::ONE).0,
            Price::EachCycle(amount) => amount.times(matched),
            Price::Schedule => self.step(matched).1,
        }
    }

    /// The value that two legs match, and what the full rate table pays for it.
    fn worth(&self, run: &Run<'_>, legs: [u64; 2]) -> (Cents, Cents) {
        let most = self.most(legs);
        (self.base(legs, most), self.amount(run, self.highest, legs, most))
    }

    /// As many cycles as two legs give, but no more than `most`, and what is left of the legs.
    ///
    /// As long as one leg stays the stronger, each cycle narrows the gap by the same; from then on
    /// the legs take turns, so that two cycles take the same of both. Thus no cycle is counted
    /// singly but the last.
    fn cycles(&self, mut legs: [u64; 2], most: u64) -> (u64, [u64; 2]) {
        let (more, less) = (self.binary.cycle_strong_points, self.binary.cycle_weak_points);
        let (strong, weak) = if legs[1] <= legs[0] { (0, 1) } else { (1, 0) };
        let before_turn = match more - less {
            0 => u64::MAX,
            narrowing => (legs[strong] - legs[weak]) / narrowing,
        };
        let mut count = before_turn.min(legs[strong] / more).min(legs[weak] / less).min(most);
        legs[strong] -= count * more;
        legs[weak] -= count * less;
        let pairs = (legs[weak] / (more + less)).min((most - count) / 2);
        legs = legs.map(|leg| leg - pairs * (more + less));
        count += pairs * 2;
        while count < most {
            let (strong, weak) = if legs[1] <= legs[0] { (0, 1) } else { (1, 0) };
            if legs[strong] < more || legs[weak] < less {
                break;
            }
            legs[strong] -= more;
            legs[weak] -= less;
            count += 1;
        }
        (count, legs)
    }

    /// What waits of the rests of two legs.
    fn carried(&self, rests: [u64; 2]) -> [u64; 2] {
        match self.binary.carry {
            BinaryCarry::Both => rests,
            BinaryCarry::Capped => {
                rests.map(|rest| rest.min(self.binary.carry_cap_points.unwrap_or(u64::MAX)))
            }
            BinaryCarry::Flush => [0, 0],
        }
    }
}

/// A position in a period.
#[derive(Clone, Copy)]
struct Position {
    row: u32,
    /// Own points that are still open.
    own: u64,
    /// Whether a recruit of hers is in each leg, where they are asked for.
    has_recruits: bool,
}

impl Position {
    /// Pays a position for its legs and what is new in them; returns what they are afterwards.
    fn settle(self, run: &mut Run<'_>, terms: &Terms<'_>, before: Legs, mut new: [u64; 2]) -> Legs {
        let Legs { carried, lifetime, .. } = before;
        let sum = |new: [u64; 2]| [add(carried[0], new[0]), add(carried[1], new[1])];
        if terms.binary.own_volume == OwnVolume::WeakerLeg {
            let legs = sum(new);
            let weaker = usize::from(legs[1] < legs[0]);
            new[weaker] = add(new[weaker], self.own);
        }
        let lifetime = [add(lifetime[0], new[0]), add(lifetime[1], new[1])];
        let legs = sum(new);
        let rests = match self.price(run, terms) {
            Some(price) => self.pay(run, terms, price, legs),
            None => self.leave_unpaid(run, terms, carried, legs),
        };
        Legs { new, carried: terms.carried(rests), lifetime }
    }

    /// What matched volume is worth to her, if she can be paid.
    fn price(self, run: &Run<'_>, terms: &Terms<'_>) -> Option<Price> {
        let qualification = run.qualification;
        let rank = qualification.rank(self.row);
        if !self.has_recruits || rank < terms.rank || !qualification.can_earn(self.row) {
            return None;
        }
        // What chooses a rate is all that she ordered, whatever has been paid on it.
        let ordered = run.period.volumes.of(self.row).points;
        let price = terms.price(rank, ordered.into());
        let is_nothing = matches!(price, Price::Rate(Ppm::ZERO) | Price::EachCycle(Cents::ZERO));
        (!is_nothing).then_some(price)
    }

    /// Notes what somebody who cannot be paid loses; returns what is left of her legs.
    fn leave_unpaid(
        self,
        run: &mut Run<'_>,
        terms: &Terms<'_>,
        carried: [u64; 2],
        legs: [u64; 2],
    ) -> [u64; 2] {
        let binary = terms.binary;
        let has_left = run.period.status[self.row as usize] == Status::Left;
        let rests = match (binary.leaver_volume, binary.when_inactive) {
            (LeaverVolume::Keep, _) if has_left => legs,
            (LeaverVolume::Lose, _) if has_left => [0, 0],
            (_, BinaryInactive::Keep) => legs,
            (_, BinaryInactive::Freeze) => carried,
            (_, BinaryInactive::LoseWeaker) if legs[0] <= legs[1] => [0, legs[1]],
            (_, BinaryInactive::LoseWeaker) => [legs[0], 0],
            (_, BinaryInactive::LoseAll) => [0, 0],
        };
        // What of the match waits on is not lost. A ratio may even be better for what waits.
        let (all, on) = (terms.worth(run, legs), terms.worth(run, terms.carried(rests)));
        let lost = |all: Cents, on: Cents| (all - on).max(Cents::ZERO);
        run.offer(Bonus::Binary, lost(all.0, on.0), lost(all.1, on.1));
        rests
    }

    /// Claims all that two legs are worth to her, and takes off what the caps of a position do not
    /// let her have; returns what is left of them.
    fn pay(self, run: &mut Run<'_>, terms: &Terms<'_>, price: Price, legs: [u64; 2]) -> [u64; 2] {
        let binary = terms.binary;
        let most = terms.most(legs);
        let gross = self.claim(run, terms, price, legs, most);
        let mut paid = most;
        if let Some(cycles) = binary.cycles_max.filter(|_| binary.mode == BinaryMode::Cycles) {
            paid = paid.min(cycles);
        }
        let amount = terms.amount(run, price, legs, paid);
        self.cut(run, Part::CyclesMax, gross, amount);
        if let Some(cap) = binary.amount_max.filter(|&cap| cap < amount) {
            if binary.capped_volume == CappedVolume::Keep {
                paid = largest(paid, |less| terms.amount(run, price, legs, less) <= cap);
            }
            let kept = terms.amount(run, price, legs, paid).min(cap);
            self.cut(run, Part::AmountMax, amount, kept);
        }
        let used = match binary.capped_volume {
            CappedVolume::Consume => most,
            CappedVolume::Keep => paid,
        };
        let full = terms.amount(run, terms.highest, legs, used);
        run.offer(Bonus::Binary, terms.base(legs, used), full);
        terms.rest(legs, used)
    }

    /// Claims what so much of two legs is worth to her, and returns it.
    fn claim(
        self,
        run: &mut Run<'_>,
        terms: &Terms<'_>,
        price: Price,
        legs: [u64; 2],
        matched: u64,
    ) -> Cents {
        let count = u32::try_from(matched).unwrap_or(u32::MAX);
        let (part, level) = match terms.binary.mode {
            BinaryMode::Percent | BinaryMode::VolumeRatio => (Part::Match, 0),
            BinaryMode::Steps => (Part::Step, count),
            BinaryMode::Cycles => (Part::Cycle, count),
        };
        let base = terms.base(legs, matched);
        let claim = Claim { level, base, ..Claim::new(Bonus::Binary, part, self.row, self.row) };
        if let Price::Rate(rate) = price {
            return run.pay(Claim { rate, ..claim }, Ppm::ONE);
        }
        let amount = terms.amount(run, price, legs, matched);
        if amount != Cents::ZERO {
            run.send(Claim { amount, ..claim });
        }
        amount
    }

    /// Takes off what a cap does not let her have.
    fn cut(self, run: &mut Run<'_>, part: Part, base: Cents, kept: Cents) {
        if kept < base {
            let claim = Claim::new(Bonus::Binary, part, self.row, self.row);
            run.send(Claim { base, amount: kept - base, ..claim });
        }
    }
}

/// The largest number up to `most` that fits; zero always does, and so does whatever is smaller
/// than one that does.
fn largest(most: u64, fits: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, most);
    while low < high {
        let middle = high - (high - low) / 2;
        if fits(middle) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}

/// A bit for the left leg and one for the right.
const BOTH_LEGS: u8 = 0b11;

/// In which legs of each row a recruit of hers sits who counts, however deep.
///
/// Numbered on the way down, everybody below a seat has the numbers that follow its own, so that
/// one comparison tells the leg.
fn recruits_in_legs(run: &Run<'_>, placement: &Placement) -> Vec<u8> {
    let rows = run.period.status.len();
    let order = placement.order();
    let mut size = vec![1_u32; rows];
    for &row in order.iter().rev() {
        let parent = placement.parent(row);
        if parent != NO_UPLINE {
            size[parent as usize] += size[row as usize];
        }
    }
    let mut number = vec![0_u32; rows];
    let mut next_top = 0;
    for &row in &order {
        if placement.parent(row) == NO_UPLINE {
            number[row as usize] = next_top;
            next_top += size[row as usize];
        }
        let mut next = number[row as usize] + 1;
        for below in [0, 1].map(|leg| placement.child(row, leg)) {
            if below != NO_UPLINE {
                number[below as usize] = next;
                next += size[below as usize];
            }
        }
    }
    let mut legs = vec![0; rows];
    for row in 0..run.period.rows() {
        let sponsor = run.period.genealogy.sponsor(row);
        if sponsor == NO_UPLINE || !run.qualification.counts(row) {
            continue;
        }
        for (leg, bit) in [(0, 0b01), (1, 0b10)] {
            let below = placement.child(sponsor, leg);
            if below != NO_UPLINE {
                let first = number[below as usize];
                let seats = first..first + size[below as usize];
                if seats.contains(&number[row as usize]) {
                    legs[sponsor as usize] |= bit;
                }
            }
        }
    }
    legs
}
