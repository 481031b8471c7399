//! Keys of stairstep differentials and of groups that broke away.

use super::tables::{AMOUNT_MAX, POINTS_MAX, points};
use super::{Contradictions, Plan, PointStep};
use crate::scenario::{Choice, Source, Table};
use crate::units::{Cents, Ppm};

/// Differences of steps of group volume.
#[derive(Debug, Clone, PartialEq)]
pub struct Stairstep {
    /// Rates by points of the group, rising.
    pub steps: Vec<PointStep>,
    /// Points of the group from which it breaks away; never without.
    pub breakaway_points: Option<u64>,
    /// Whether a group stays away that broke away once.
    pub breakaway_lasts: BreakawayLasts,
    /// Whether only the active are paid.
    pub active_only: bool,
    /// The sponsor's share of a strong group.
    pub leadership: Option<Leadership>,
}

impl Stairstep {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            steps: t.array_of_tables("steps", PointStep::read),
            breakaway_points: t
                .optional_count("breakaway_points")
                .unit("points")
                .within(1, POINTS_MAX)
                .source(Source::Model)
                .about(
                    "Points of a group from which it breaks away from its sponsor's; no group \
                     does where it is left out.",
                )
                .read(),
            breakaway_lasts: t
                .choice("breakaway_lasts", BreakawayLasts::Period)
                .source(Source::Assumption)
                .about("Whether a group that broke away is measured anew or stays away for life.")
                .read(),
            active_only: t
                .flag("active_only", false)
                .source(Source::Model)
                .about("Whether only who is active is paid, by the steps and as a leader.")
                .read(),
            leadership: t.optional_table("leadership", Leadership::read),
        }
    }

    /// Whether a group stays away that broke away once.
    pub fn breaks_away_for_life(&self) -> bool {
        self.breakaway_lasts == BreakawayLasts::Life
    }

    pub(super) fn contradictions(&self, _plan: &Plan, found: &mut Contradictions) {
        let steps = self.steps.iter().map(|step| (step.from_points, step.rate));
        found.steps("stairstep.steps", steps, ("from_points", "rate"));
        let hint = || Some("say from which points a group does in `breakaway_points`".to_owned());
        match self.breakaway_points {
            None => {
                if self.steps.is_empty() {
                    let message = "a stairstep without steps pays nothing".to_owned();
                    let hint = "add `steps`, such as `{ from_points = 100, rate = 0.03 }`";
                    found.say("stairstep.steps", message, Some(hint.to_owned()));
                }
                if self.breaks_away_for_life() {
                    let message = "no group ever breaks away, so none does for life".to_owned();
                    found.say("stairstep.breakaway_lasts", message, hint());
                }
                if self.leadership.is_some() {
                    let message = "leadership is paid on groups that broke away, and none does";
                    found.say("stairstep.leadership", message.to_owned(), hint());
                }
            }
            Some(away) => {
                let asked = self.leadership.as_ref().map_or(0, |bonus| bonus.rest_from_points);
                if away < asked {
                    let message = format!(
                        "{asked} points are asked for the rest, but who has {away} keeps all"
                    );
                    found.say("stairstep.leadership.rest_from_points", message, None);
                }
            }
        }
    }
}

/// How long a group stays away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakawayLasts {
    /// For the period in which it has the points.
    Period,
    /// From then on.
    Life,
}

impl Choice for BreakawayLasts {
    const NAMES: &'static [(&'static str, Self)] =
        &[("period", Self::Period), ("life", Self::Life)];
}

/// Overrides on groups that broke away.
#[derive(Debug, Clone, PartialEq)]
pub struct Breakaway {
    /// Rates by generation, by points of the earner's own group, rising.
    pub steps: Vec<GenerationStep>,
}

impl Breakaway {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self { steps: t.array_of_tables("steps", GenerationStep::read) }
    }

    pub(super) fn contradictions(&self, plan: &Plan, found: &mut Contradictions) {
        let away = plan.stairstep.as_ref().and_then(|stairstep| stairstep.breakaway_points);
        if away.is_none() {
            let message = "no group breaks away, so there is nothing to pay on".to_owned();
            let hint = "say from which points one does in `stairstep.breakaway_points`";
            found.say("breakaway", message, Some(hint.to_owned()));
        }
        if self.steps.is_empty() {
            let message = "breakaway overrides without steps pay nothing".to_owned();
            let hint = "add `steps`, such as `{ from_points = 3_000, rates = [0.05] }`";
            found.say("breakaway.steps", message, Some(hint.to_owned()));
        }
        let steps = self.steps.iter().map(|step| (step.from_points, &step.rates));
        found.steps("breakaway.steps", steps, ("from_points", "rates"));
        for (index, step) in self.steps.iter().enumerate() {
            found.sum(&format!("breakaway.steps[{index}].rates"), &step.rates);
        }
    }
}

/// Rates by generation from a number of points on.
#[derive(Debug, Clone, PartialEq)]
pub struct GenerationStep {
    /// Points of the earner's own group, at least.
    pub from_points: u64,
    /// Share of the first generation, the second and so on.
    pub rates: Vec<Ppm>,
}

impl GenerationStep {
    fn read(t: &mut Table<'_>) -> Self {
        Self {
            from_points: points(
                t,
                "from_points",
                "Points of the earner's own group from which these rates hold.",
            ),
            rates: t
                .rates("rates", &[])
                .lengths(0, 64)
                .source(Source::Model)
                .about("Share of the volume of the first generation, the second and so on.")
                .read(),
        }
    }
}

/// The sponsor's share of a strong group, with its guarantee.
#[derive(Debug, Clone, PartialEq)]
pub struct Leadership {
    /// Share of the volume of a leader, down to the next leaders.
    pub rate: Ppm,
    /// Volume on which her sponsor is guaranteed that share.
    pub guarantee_volume: Cents,
    /// Points of her group, as for the steps, from which she keeps what the guarantee leaves.
    pub rest_from_points: u64,
    /// Legs with a group that broke away from which she keeps it whatever her group has.
    pub rest_from_legs: u64,
}

impl Leadership {
    fn read(t: &mut Table<'_>) -> Self {
        Self {
            rate: t
                .rate("rate", Ppm(40_000))
                .source(Source::Assumption)
                .about(
                    "Share of a leader's volume, down to the next leaders, that her sponsor gets.",
                )
                .read(),
            guarantee_volume: t
                .money("guarantee_volume", Cents::ZERO)
                .within(Cents::ZERO, AMOUNT_MAX)
                .source(Source::Model)
                .about(
                    "Volume on which the sponsor is guaranteed that share, made up from what the \
                     leader gets herself.",
                )
                .read(),
            rest_from_points: points(
                t,
                "rest_from_points",
                "Points of her group, as for the steps, from which a leader keeps what the \
                 guarantee leaves.",
            ),
            rest_from_legs: t
                .count("rest_from_legs", 2)
                .unit("legs")
                .within(1, 1_000_000)
                .source(Source::Assumption)
                .about(
                    "Legs with a group that broke away, however deep, from which she keeps it \
                     whatever points her group has.",
                )
                .read(),
        }
    }
}
