//! A claim: what a partner is due, and why.

use crate::scenario::{Bonus, Part};
use crate::units::{Cents, Ppm};

/// What a partner is due, and why. Below zero where something is taken off: a leg's own bonus in a
/// stairstep, a cap, a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Row of who is paid.
    pub earner: u32,
    /// For what.
    pub bonus: Bonus,
    /// For which part of the bonus, or what took it off.
    pub part: Part,
    /// Number from 1 of the table, where the plan has several of the bonus; 0 for none.
    pub table: u32,
    /// Row of whose business it comes from.
    pub source: u32,
    /// Index of the order that it comes from, or [`NO_ORDER`].
    pub order: u32,
    /// Number of the level, generation, tier, step or cycle as the plan counts it; 0 for none.
    pub level: u32,
    /// The rate.
    pub rate: Ppm,
    /// The part of the base of which the rate is taken; the whole of it mostly.
    pub share: Ppm,
    /// What the rate is taken of.
    pub base: Cents,
    /// The amount.
    pub amount: Cents,
    /// Uplines stepped over on the way since the level before.
    pub stepped_over: u32,
}

/// A claim that comes from no single order.
pub const NO_ORDER: u32 = u32::MAX;

impl Claim {
    /// A claim of nothing yet.
    pub fn new(bonus: Bonus, part: Part, earner: u32, source: u32) -> Self {
        Self {
            earner,
            bonus,
            part,
            table: 0,
            source,
            order: NO_ORDER,
            level: 0,
            rate: Ppm::ZERO,
            share: Ppm::ONE,
            base: Cents::ZERO,
            amount: Cents::ZERO,
            stepped_over: 0,
        }
    }
}
