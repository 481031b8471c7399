//! Keys of seats and of level pay on them.

use super::super::market::small;
use super::{Contradictions, Plan};
use crate::scenario::{Choice, Source, Table};

/// How seats are given and what becomes of a leaver's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacementRules {
    /// Where a newcomer is seated.
    pub rule: PlacementRule,
    /// What becomes of a leaver's seat.
    pub on_exit: PlacementExit,
}

impl PlacementRules {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            rule: t
                .choice("rule", PlacementRule::BreadthFirst)
                .source(Source::Model)
                .about("Which open seat below her sponsor a newcomer gets.")
                .read(),
            on_exit: t
                .choice("on_exit", PlacementExit::Empty)
                .source(Source::Model)
                .about("What becomes of the seat of somebody who leaves.")
                .read(),
        }
    }
}

/// Which open seat below her sponsor a newcomer gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlacementRule {
    /// The nearest below the sponsor, from left to right.
    BreadthFirst,
    /// The first found by going down on the left before going right.
    DepthFirst,
    /// Any open seat below the sponsor, each as likely.
    Random,
    /// From the sponsor down, always into the leg with fewer seats taken; ties to the left.
    WeakerLeg,
    /// The outermost seat of the leg on whose side the sponsor herself sits; left at the top.
    OuterSeat,
    /// The outermost seat of the sponsor's left leg, then of the leg beside it, in turn.
    Alternate,
}

impl Choice for PlacementRule {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("breadth_first", Self::BreadthFirst),
        ("depth_first", Self::DepthFirst),
        ("random", Self::Random),
        ("weaker_leg", Self::WeakerLeg),
        ("outer_seat", Self::OuterSeat),
        ("alternate", Self::Alternate),
    ];
}

/// What becomes of a leaver's seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlacementExit {
    /// It stays where it is, with nobody in it.
    Empty,
    /// The earliest person directly below moves up at once, and so on down the line.
    Promote,
    /// The same, once at the end of the period.
    Compress,
    /// Those directly below wait to the end of the period; then they are seated again, with all
    /// below them, by the rule below the seat that was above the leaver's.
    Holding,
}

impl Choice for PlacementExit {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("empty", Self::Empty),
        ("promote", Self::Promote),
        ("compress", Self::Compress),
        ("holding", Self::Holding),
    ];
}

/// Level pay on the placement tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// Seats directly below a seat.
    pub width: u32,
}

impl Matrix {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            width: small(
                t.count("width", 3)
                    .unit("seats")
                    .within(1, 16)
                    .source(Source::Model)
                    .about("Seats directly below a seat.")
                    .read(),
            ),
        }
    }

    pub(super) fn contradictions(&self, plan: &Plan, found: &mut Contradictions) {
        if plan.binary.is_some() && self.width != 2 {
            found.say(
                "matrix.width",
                format!(
                    "a plan has one placement tree: beside a binary the matrix cannot be {} wide",
                    self.width
                ),
                Some("give it a width of 2 or leave one of the two out".to_owned()),
            );
        }
    }
}
