//! Keys of pay on the matched volume of two legs.

use super::tables::{amount, points};
use super::{Contradictions, Plan, PointStep, RankAmount, RankRate};
use crate::scenario::{Choice, Source, Table};
use crate::units::{Cents, Ppm};

/// Pay on matched volume of two legs.
#[derive(Debug, Clone, PartialEq)]
pub struct Binary {
    /// How matched volume is paid.
    pub mode: BinaryMode,
    /// Lowest rank that is paid.
    pub rank: Option<String>,
    /// Share of the matched volume, for everybody without a rank of her own rate.
    pub rate: Ppm,
    /// Other rates for a rank.
    pub rank_rates: Vec<RankRate>,
    /// Rates by own points, instead of those by rank.
    pub own_steps: Vec<PointStep>,
    /// The schedule of the mode `steps`.
    pub steps: Vec<BinaryStep>,
    /// Points that a cycle takes from the stronger leg.
    pub cycle_strong_points: u64,
    /// Points that a cycle takes from the weaker leg.
    pub cycle_weak_points: u64,
    /// Money for a cycle; a share of its matched volume where no amount is given.
    pub cycle_amount: Option<Cents>,
    /// Other amounts for a rank.
    pub rank_amounts: Vec<RankAmount>,
    /// Where own points go.
    pub own_volume: OwnVolume,
    /// What becomes of volume that found no match.
    pub carry: BinaryCarry,
    /// The most that waits in each leg.
    pub carry_cap_points: Option<u64>,
    /// Whether an active recruit of hers must sit in each leg.
    pub needs_recruit_in_each_leg: bool,
    /// What becomes of the legs of somebody who cannot be paid.
    pub when_inactive: BinaryInactive,
    /// What becomes of the legs of somebody who has left.
    pub leaver_volume: LeaverVolume,
    /// Most cycles of a period.
    pub cycles_max: Option<u64>,
    /// Most money of a period.
    pub amount_max: Option<Cents>,
    /// What becomes of volume beyond these.
    pub capped_volume: CappedVolume,
}

impl Binary {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        let (mode, rank, rate) = read_mode(t);
        let (cycle_strong_points, cycle_weak_points, cycle_amount) = read_cycle(t);
        let (own_volume, when_inactive, leaver_volume) = read_people(t);
        let (carry, carry_cap_points) = read_carry(t);
        let (cycles_max, amount_max, capped_volume) = read_caps(t);
        Self {
            mode,
            rank,
            rate,
            rank_rates: t.array_of_tables("rank_rates", RankRate::read),
            own_steps: t.array_of_tables("own_steps", PointStep::read),
            steps: t.array_of_tables("steps", BinaryStep::read),
            cycle_strong_points,
            cycle_weak_points,
            cycle_amount,
            rank_amounts: t.array_of_tables("rank_amounts", RankAmount::read),
            own_volume,
            carry,
            carry_cap_points,
            needs_recruit_in_each_leg: t
                .flag("needs_recruit_in_each_leg", false)
                .source(Source::Assumption)
                .about("Whether an active recruit of hers must sit somewhere in each leg.")
                .read(),
            when_inactive,
            leaver_volume,
            cycles_max,
            amount_max,
            capped_volume,
        }
    }

    /// Whether a cycle is paid by an amount and not by a rate.
    pub fn pays_amounts(&self) -> bool {
        self.cycle_amount.is_some() || !self.rank_amounts.is_empty()
    }

    pub(super) fn contradictions(&self, plan: &Plan, found: &mut Contradictions) {
        found.rank("binary.rank", self.rank.as_deref(), plan);
        let rated = self.rank_rates.iter().map(|rate| rate.rank.as_str());
        found.ranks("binary.rank_rates", rated, plan);
        let amounts = self.rank_amounts.iter().map(|amount| amount.rank.as_str());
        found.ranks("binary.rank_amounts", amounts, plan);
        let own = self.own_steps.iter().map(|step| (step.from_points, step.rate));
        found.steps("binary.own_steps", own, ("from_points", "rate"));
        let steps = self.steps.iter().map(|step| (step.points, step.amount));
        found.steps("binary.steps", steps, ("points", "amount"));
        if !self.rank_rates.is_empty() && !self.own_steps.is_empty() {
            let message = "the rate follows the rank or own points, not both".to_owned();
            let hint = "for a least rank beside `own_steps` write `binary.rank`".to_owned();
            found.say("binary.own_steps", message, Some(hint));
        }
        self.contradictions_of_mode(found);
        self.contradictions_of_volume(found);
    }

    fn contradictions_of_mode(&self, found: &mut Contradictions) {
        let mode = Choice::NAMES.iter().find(|(_, mode)| *mode == self.mode);
        let mode = mode.map_or("", |&(name, _): &(&str, BinaryMode)| name);
        let mut stray = |key: &str, is_there: bool, wanted: &str| {
            if is_there {
                let message = format!("`{key}` has no use in the mode `{mode}`");
                let hint = format!("leave it out, or write `mode = \"{wanted}\"`");
                found.say(format!("binary.{key}"), message, Some(hint));
            }
        };
        let has_steps = !self.steps.is_empty();
        stray("steps", has_steps && self.mode != BinaryMode::Steps, "steps");
        if self.mode != BinaryMode::Cycles {
            stray("cycle_amount", self.cycle_amount.is_some(), "cycles");
            stray("rank_amounts", !self.rank_amounts.is_empty(), "cycles");
            stray("cycles_max", self.cycles_max.is_some(), "cycles");
        }
        let has_rates = !self.rank_rates.is_empty() || !self.own_steps.is_empty();
        let by_rate = if self.rank_rates.is_empty() { "own_steps" } else { "rank_rates" };
        stray(by_rate, has_rates && self.mode == BinaryMode::Steps, "percent");
        if has_rates && self.mode == BinaryMode::Cycles && self.pays_amounts() {
            let message = format!("a cycle pays an amount, so `{by_rate}` has no use");
            found.say(format!("binary.{by_rate}"), message, None);
        }
        if self.mode == BinaryMode::Steps && !has_steps {
            let message = "the mode `steps` has no step".to_owned();
            let hint = "add `steps = [{ points = 2000, amount = 400.00 }]`".to_owned();
            found.say("binary.mode", message, Some(hint));
        }
        for (index, _) in self.steps.iter().enumerate().filter(|(_, step)| step.points == 0) {
            let message = format!("step {} asks for no points, so it would pay always", index + 1);
            found.say(format!("binary.steps[{index}].points"), message, None);
        }
        if self.cycle_strong_points < self.cycle_weak_points {
            let message = format!(
                "a cycle cannot take fewer points from the stronger leg ({}) than from the weaker \
                 ({})",
                self.cycle_strong_points, self.cycle_weak_points
            );
            found.say("binary.cycle_strong_points", message, None);
        }
    }

    fn contradictions_of_volume(&self, found: &mut Contradictions) {
        match (self.carry, self.carry_cap_points) {
            (BinaryCarry::Capped, None) => {
                let message = "`carry = \"capped\"` needs `carry_cap_points`".to_owned();
                found.say("binary.carry", message, None);
            }
            (BinaryCarry::Both | BinaryCarry::Flush, Some(_)) => {
                let message = "`carry_cap_points` has no use here".to_owned();
                let hint = "it belongs to `carry = \"capped\"`".to_owned();
                found.say("binary.carry_cap_points", message, Some(hint));
            }
            _ => {}
        }
        if self.carry == BinaryCarry::Flush && self.capped_volume == CappedVolume::Keep {
            let message = "volume beyond a cap cannot be kept where every rest is lost".to_owned();
            found.say("binary.capped_volume", message, None);
        }
    }
}

fn read_mode(t: &mut Table<'_>) -> (BinaryMode, Option<String>, Ppm) {
    let mode = t
        .choice("mode", BinaryMode::Percent)
        .source(Source::Model)
        .about("How matched volume is paid.")
        .read();
    let rank = t
        .optional_text("rank")
        .source(Source::Model)
        .about("The lowest rank that is paid; everybody if it is left out.")
        .read();
    let rate = t
        .rate("rate", Ppm(100_000))
        .source(Source::Assumption)
        .about("Share of the matched volume, for everybody without a rank of her own rate.")
        .read();
    (mode, rank, rate)
}

fn read_cycle(t: &mut Table<'_>) -> (u64, u64, Option<Cents>) {
    let mut cycle = |key, default, about| {
        t.count(key, default)
            .unit("points")
            .within(1, super::tables::POINTS_MAX)
            .source(Source::Assumption)
            .about(about)
            .read()
    };
    let strong =
        cycle("cycle_strong_points", 200, "Points that a cycle takes from the stronger leg.");
    let weak = cycle("cycle_weak_points", 100, "Points that a cycle takes from the weaker leg.");
    let amount = t
        .optional_money("cycle_amount")
        .within(Cents::ZERO, super::tables::AMOUNT_MAX)
        .source(Source::Model)
        .about("Money for a cycle; `rate` times its weaker points if no amount is given.")
        .read();
    (strong, weak, amount)
}

fn read_people(t: &mut Table<'_>) -> (OwnVolume, BinaryInactive, LeaverVolume) {
    let own = t
        .choice("own_volume", OwnVolume::UpOnly)
        .source(Source::Model)
        .about("Whether own points only count for those above or enter her own weaker leg, too.")
        .read();
    let inactive = t
        .choice("when_inactive", BinaryInactive::Keep)
        .source(Source::Assumption)
        .about("What becomes of the legs of somebody who cannot be paid in a period.")
        .read();
    let leaver = t
        .choice("leaver_volume", LeaverVolume::Keep)
        .source(Source::Model)
        .about("Whether the legs of somebody who has left wait on or are emptied.")
        .read();
    (own, inactive, leaver)
}

fn read_carry(t: &mut Table<'_>) -> (BinaryCarry, Option<u64>) {
    let carry = t
        .choice("carry", BinaryCarry::Both)
        .source(Source::Assumption)
        .about("What becomes at the end of a period of volume that found no match.")
        .read();
    let cap = t
        .optional_count("carry_cap_points")
        .unit("points")
        .within(0, super::tables::POINTS_MAX)
        .source(Source::Model)
        .about("The most that waits in each leg, for `carry = \"capped\"`.")
        .read();
    (carry, cap)
}

fn read_caps(t: &mut Table<'_>) -> (Option<u64>, Option<Cents>, CappedVolume) {
    let cycles = t
        .optional_count("cycles_max")
        .unit("cycles")
        .within(0, super::tables::POINTS_MAX)
        .source(Source::Model)
        .about("The most cycles that a position is paid in a period.")
        .read();
    let amount = t
        .optional_money("amount_max")
        .within(Cents::ZERO, super::tables::AMOUNT_MAX)
        .source(Source::Model)
        .about("The most money that a position is paid in a period.")
        .read();
    let volume = t
        .choice("capped_volume", CappedVolume::Consume)
        .source(Source::Model)
        .about("Whether volume that would earn more than these caps is used up or kept.")
        .read();
    (cycles, amount, volume)
}

/// A step of a schedule: fixed pay for as many points in either leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BinaryStep {
    /// Points in either leg.
    pub points: u64,
    /// Its pay.
    pub amount: Cents,
}

impl BinaryStep {
    fn read(t: &mut Table<'_>) -> Self {
        Self {
            points: points(t, "points", "Points that each leg must have, and gives."),
            amount: amount(t, "amount", "What the step pays."),
        }
    }
}

/// How matched volume is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryMode {
    /// A share of the weaker leg's volume.
    Percent,
    /// Fixed pay for the highest step that both legs reach.
    Steps,
    /// Pay for each cycle of points from the stronger and the weaker leg, which is which being
    /// asked anew before each.
    Cycles,
    /// A share of the weaker leg's volume, times weaker by stronger.
    VolumeRatio,
}

impl Choice for BinaryMode {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("percent", Self::Percent),
        ("steps", Self::Steps),
        ("cycles", Self::Cycles),
        ("volume_ratio", Self::VolumeRatio),
    ];
}

/// Where own points go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnVolume {
    /// They count in a leg of those above only.
    UpOnly,
    /// They enter her own weaker leg, too; ties to the left.
    WeakerLeg,
}

impl Choice for OwnVolume {
    const NAMES: &'static [(&'static str, Self)] =
        &[("up_only", Self::UpOnly), ("weaker_leg", Self::WeakerLeg)];
}

/// What becomes of volume that found no match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryCarry {
    /// The rest of each leg waits.
    Both,
    /// The rest of each leg waits, up to a cap.
    Capped,
    /// It is lost.
    Flush,
}

impl Choice for BinaryCarry {
    const NAMES: &'static [(&'static str, Self)] =
        &[("both", Self::Both), ("capped", Self::Capped), ("flush", Self::Flush)];
}

/// What becomes of the legs of somebody who cannot be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryInactive {
    /// They wait and fill on.
    Keep,
    /// They wait, but new volume of the period is not added.
    Freeze,
    /// The weaker one is lost; of two alike the left.
    LoseWeaker,
    /// Both are lost.
    LoseAll,
}

impl Choice for BinaryInactive {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("keep", Self::Keep),
        ("freeze", Self::Freeze),
        ("lose_weaker", Self::LoseWeaker),
        ("lose_all", Self::LoseAll),
    ];
}

/// What becomes of the legs of somebody who has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaverVolume {
    /// They wait and fill on as long as her seat is there.
    Keep,
    /// They are emptied.
    Lose,
}

impl Choice for LeaverVolume {
    const NAMES: &'static [(&'static str, Self)] = &[("keep", Self::Keep), ("lose", Self::Lose)];
}

/// What becomes of volume that would earn more than a cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CappedVolume {
    /// It is used up as if it were paid.
    Consume,
    /// It waits.
    Keep,
}

impl Choice for CappedVolume {
    const NAMES: &'static [(&'static str, Self)] =
        &[("consume", Self::Consume), ("keep", Self::Keep)];
}
