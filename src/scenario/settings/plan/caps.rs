//! Keys of caps, returns and payment.

use super::tables::{AMOUNT_MAX, amount};
use super::{Bonus, Contradictions, Plan};
use crate::scenario::{Choice, Source, Table};
use crate::units::{Cents, Ppm};

/// The most that a person is paid for some bonuses of a period.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonCap {
    /// The most.
    pub amount: Option<Cents>,
    /// The bonuses that count against it; every one if there are none.
    pub bonuses: Vec<Bonus>,
    /// For each position or for all positions of an owner together.
    pub per: CapPer,
}

impl PersonCap {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            amount: t
                .optional_money("amount")
                .within(Cents::ZERO, AMOUNT_MAX)
                .source(Source::Model)
                .about("The most that a person is paid for these bonuses of a period.")
                .read(),
            bonuses: bonuses(t, "Bonuses that count against the cap on a person; none names all."),
            per: t
                .choice("per", CapPer::Position)
                .source(Source::Model)
                .about(
                    "Whether the cap holds for each position or for all positions of an owner \
                     together, whose shares are cut in proportion.",
                )
                .read(),
        }
    }

    pub(super) fn contradictions(&self, plan: &Plan, found: &mut Contradictions) {
        if self.amount.is_none() {
            let hint = Some("say in `amount` how much is the most".to_owned());
            found.say("person_cap", "a cap on a person needs an amount".to_owned(), hint);
        }
        known("person_cap", &self.bonuses, plan, found);
    }
}

/// For whom a cap on a person holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CapPer {
    /// Each position.
    Position,
    /// All positions of an owner together.
    Owner,
}

impl Choice for CapPer {
    const NAMES: &'static [(&'static str, Self)] =
        &[("position", Self::Position), ("owner", Self::Owner)];
}

/// The most that the business pays for some bonuses of a period.
#[derive(Debug, Clone, PartialEq)]
pub struct CompanyCap {
    /// The most as a share of the commissionable value of the period.
    pub share: Ppm,
    /// The bonuses that count against it; every one if there are none.
    pub bonuses: Vec<Bonus>,
    /// Whose pay is cut.
    pub method: CapMethod,
    /// What each earner is paid before anybody's pay is cut.
    pub exempt_amount: Cents,
}

impl CompanyCap {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            share: t
                .rate("share", Ppm::ONE)
                .source(Source::Model)
                .about("The most that these bonuses pay, as a share of the period's volume (CV).")
                .read(),
            bonuses: bonuses(t, "Bonuses that count against the company's cap; none names all."),
            method: t
                .choice("method", CapMethod::ProRata)
                .source(Source::Model)
                .about(
                    "Whether everybody is cut in proportion, the lower ranks first, or whoever \
                     comes after the cap was reached.",
                )
                .read(),
            exempt_amount: amount(
                t,
                "exempt_amount",
                "What each earner has of these bonuses is paid up to this before any is cut.",
            ),
        }
    }

    pub(super) fn contradictions(&self, plan: &Plan, found: &mut Contradictions) {
        known("company_cap", &self.bonuses, plan, found);
        if self.method == CapMethod::LowerRanksFirst && plan.ranks.is_empty() {
            let hint = Some("ranks are tables such as `[plan.rank.NAME]`".to_owned());
            let message = "the plan has no ranks, of which the lower could be cut first".to_owned();
            found.say("company_cap.method", message, hint);
        }
    }
}

/// Whose pay is cut where the company's cap is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CapMethod {
    /// Everybody's, in proportion.
    ProRata,
    /// That of the lowest rank, then of the next, within a rank in proportion.
    LowerRanksFirst,
    /// Of whoever comes later: bonus by bonus in the order of a run, by joining within each.
    HardStop,
}

impl Choice for CapMethod {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("pro_rata", Self::ProRata),
        ("lower_ranks_first", Self::LowerRanksFirst),
        ("hard_stop", Self::HardStop),
    ];
}

/// Why no event changes how returns count.
const ONE_WAY: &str = "a period is worked out again by the rules of its time";

/// What returned goods take back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clawback {
    /// The period whose claims change.
    pub counts_in: CountsIn,
    /// Whether the period of the sale is worked out with other ranks, too.
    pub recompute_ranks: bool,
}

impl Clawback {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            counts_in: t
                .choice("counts_in", CountsIn::Return)
                .source(Source::Model)
                .fixed(ONE_WAY)
                .about(
                    "Whether goods that come back lower the volume of the period in which they do, \
                     or the period of their sale is worked out again without them.",
                )
                .read(),
            recompute_ranks: t
                .flag("recompute_ranks", false)
                .source(Source::Model)
                .fixed(ONE_WAY)
                .about(
                    "Whether who was active, and as what, is worked out again as well (for \
                     `counts_in` \"sale\").",
                )
                .read(),
        }
    }

    pub(super) fn contradictions(self, _plan: &Plan, found: &mut Contradictions) {
        if self.recompute_ranks && self.counts_in == CountsIn::Return {
            let message =
                "`recompute_ranks` belongs to returns that count in the period of the sale";
            let hint = Some("say `counts_in = \"sale\"`, or leave it out".to_owned());
            found.say("clawback.recompute_ranks", message.to_owned(), hint);
        }
    }
}

/// In which period returned goods change what is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountsIn {
    /// The one in which they come back.
    Return,
    /// The one in which they were sold.
    Sale,
}

impl Choice for CountsIn {
    const NAMES: &'static [(&'static str, Self)] =
        &[("return", Self::Return), ("sale", Self::Sale)];
}

/// When money is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payment {
    /// Sums below it are carried to the next period.
    pub minimum: Cents,
    /// What becomes of a leaver's carried sum.
    pub leaver_balance: LeaverBalance,
}

impl Payment {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            minimum: amount(
                t,
                "minimum",
                "Sums below it are carried to the next period, not lost.",
            ),
            leaver_balance: t
                .choice("leaver_balance", LeaverBalance::Paid)
                .source(Source::Model)
                .about("Whether the carried sum of somebody who leaves is paid or forfeited.")
                .read(),
        }
    }

    pub(super) fn contradictions(self, plan: &Plan, found: &mut Contradictions) {
        if self.leaver_balance == LeaverBalance::Forfeited && !plan.carries_pay() {
            let message = "nothing is carried that a leaver could forfeit".to_owned();
            let hint = Some("sums wait below `payment.minimum`".to_owned());
            found.say("payment.leaver_balance", message, hint);
        }
    }
}

/// What becomes of a leaver's carried sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaverBalance {
    /// It is paid at the end of the period in which she leaves, however small.
    Paid,
    /// It stays with the business.
    Forfeited,
}

impl Choice for LeaverBalance {
    const NAMES: &'static [(&'static str, Self)] =
        &[("paid", Self::Paid), ("forfeited", Self::Forfeited)];
}

fn bonuses(t: &mut Table<'_>, about: &'static str) -> Vec<Bonus> {
    t.several("bonuses", &[]).source(Source::Model).about(about).read()
}

/// Says so if a cap names a bonus that the plan does not have.
fn known(cap: &str, bonuses: &[Bonus], plan: &Plan, found: &mut Contradictions) {
    let has = plan.bonuses();
    for (index, bonus) in bonuses.iter().enumerate().filter(|(_, bonus)| !has.contains(bonus)) {
        let message = format!("the plan has no bonus `{}`", bonus.name());
        let names: Vec<String> = has.iter().map(|bonus| format!("`{}`", bonus.name())).collect();
        let hint = (!names.is_empty()).then(|| format!("it has {}", names.join(", ")));
        found.say(format!("{cap}.bonuses[{index}]"), message, hint);
    }
}
