//! Rules on joining and leaving: cooling-off, a cap on the entry fee, income disclosure.
//!
//! *Invariant*: without its key a rule is off, and off is exactly off.
//!
//! *Absent*: buy-back (`business`); who cancels and what she gets back (`simulation`), who joins
//! knowing what (`world`).

use crate::scenario::settings::business::Business;
use crate::scenario::settings::market::small;
use crate::scenario::settings::plan::Contradiction;
use crate::scenario::{Choice, Source, Table};
use crate::units::Cents;

/// Rules on joining and leaving.
#[derive(Debug, Clone, PartialEq)]
pub struct JoiningRules {
    /// Weeks after joining in which a newcomer who stops may cancel; 0 is off.
    pub cooling_off_weeks: u32,
    /// Probability that she does.
    pub cooling_off_claim_probability: f64,
    /// The most that joining may cost.
    pub entry_fee_max: Option<Cents>,
    /// What newcomers are told of earnings.
    pub disclosure: Disclosure,
    /// What the company's document leaves of an expectation.
    pub disclosure_factor_company: f64,
    /// What a document with the zero earners leaves of it.
    pub disclosure_factor_with_zeros: f64,
}

/// What newcomers are told of what partners earn, before they decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disclosure {
    /// Nothing.
    None,
    /// The income disclosure statement as companies draw it.
    Company,
    /// The same, redrawn with those who earn nothing.
    WithZeros,
}

impl Choice for Disclosure {
    const NAMES: &'static [(&'static str, Self)] =
        &[("none", Self::None), ("company", Self::Company), ("with_zeros", Self::WithZeros)];
}

/// Where the factors of the disclosures come from.
const DISCLOSED: Source =
    Source::Facts("section 1b: typical expectation beside the control group, their regression");

impl JoiningRules {
    /// No rule.
    pub const NONE: Self = Self {
        cooling_off_weeks: 0,
        cooling_off_claim_probability: 0.3,
        entry_fee_max: None,
        disclosure: Disclosure::None,
        disclosure_factor_company: 0.58,
        disclosure_factor_with_zeros: 0.20,
    };

    pub(super) fn read(t: &mut Table<'_>) -> Self {
        let off = Self::NONE;
        Self {
            cooling_off_weeks: small(
                t.count("cooling_off_weeks", u64::from(off.cooling_off_weeks))
                    .unit("weeks")
                    .within(0, 51)
                    .source(Source::Model)
                    .about(
                        "Who fades or leaves so many weeks after joining or fewer may cancel: all \
                         fees and what her unsold goods cost go back to her, goods to the \
                         business; 0 is off.",
                    )
                    .read(),
            ),
            cooling_off_claim_probability: t
                .share("cooling_off_claim_probability", off.cooling_off_claim_probability)
                .source(Source::Assumption)
                .about("Probability that somebody who may cancel does.")
                .read(),
            entry_fee_max: t
                .optional_money("entry_fee_max")
                .within(Cents(0), Cents(10_000_000))
                .source(Source::Model)
                .about(
                    "The most that a kit may cost, with all its goods; what it would cost beyond \
                     is the business's loss.",
                )
                .read(),
            disclosure: t
                .choice("disclosure", off.disclosure)
                .source(Source::Model)
                .about(
                    "What newcomers are told of earnings before they decide: nothing, the \
                     company's document, or one with those who earn nothing.",
                )
                .read(),
            disclosure_factor_company: t
                .number("disclosure_factor_company", off.disclosure_factor_company)
                .unit("factor")
                .within(0.0, 1_000.0)
                .source(DISCLOSED)
                .about("Multiplies newcomers' expectation where `disclosure` is \"company\".")
                .read(),
            disclosure_factor_with_zeros: t
                .number("disclosure_factor_with_zeros", off.disclosure_factor_with_zeros)
                .unit("factor")
                .within(0.0, 1_000.0)
                .source(DISCLOSED)
                .about("Multiplies newcomers' expectation where `disclosure` is \"with_zeros\".")
                .read(),
        }
    }

    /// Whether a newcomer who stops so many weeks after joining may cancel.
    pub fn may_cancel(&self, weeks_since_joining: u32) -> bool {
        0 < self.cooling_off_weeks && weeks_since_joining <= self.cooling_off_weeks
    }

    /// What newcomers are told multiplies what they expect to earn.
    pub fn expectation_factor(&self) -> f64 {
        match self.disclosure {
            Disclosure::None => 1.0,
            Disclosure::Company => self.disclosure_factor_company,
            Disclosure::WithZeros => self.disclosure_factor_with_zeros,
        }
    }

    /// Keys below the table that are written though nothing uses them. Whoever gives the switch of
    /// a rule, be it as off, means it, and what belongs to the rule may stay.
    pub(crate) fn contradictions(
        &self,
        written: &[String],
        gives: impl Fn(&str) -> bool,
    ) -> Vec<Contradiction> {
        let tells = |told| self.disclosure == told;
        let belongs = [
            (
                "cooling_off_claim_probability",
                "cooling_off_weeks",
                0 < self.cooling_off_weeks,
                "set `rules.cooling_off_weeks`",
            ),
            (
                "disclosure_factor_company",
                "disclosure",
                tells(Disclosure::Company),
                "set `rules.disclosure = \"company\"`",
            ),
            (
                "disclosure_factor_with_zeros",
                "disclosure",
                tells(Disclosure::WithZeros),
                "set `rules.disclosure = \"with_zeros\"`",
            ),
        ];
        let idle = belongs.into_iter().filter(|(key, switch, is_used, _)| {
            !is_used && written.iter().any(|path| path == key) && !gives(switch)
        });
        idle.map(|(key, switch, _, hint)| Contradiction {
            key: key.to_owned(),
            message: format!("`{key}` has no use without `{switch}`"),
            hint: Some(format!("{hint}, or leave `{key}` out")),
        })
        .collect()
    }
}

impl Business {
    /// What joining costs: the price of the kit, as far as a rule allows.
    pub fn kit_price(&self) -> Cents {
        let price = self.joining.kit_price;
        self.rules.joining.entry_fee_max.map_or(price, |most| price.min(most))
    }
}
