//! The periods of a case: orders, returns, and what changed.

use super::partner::{CaseStatus, MONEY_MAX, POINTS_MAX};
use crate::scenario::{Choice, Source, Table};
use crate::units::Cents;

/// A period of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct CasePeriod {
    /// What is different from the period before.
    pub changes: Vec<Change>,
    /// What was ordered, sold and returned.
    pub orders: Vec<CaseOrder>,
}

impl CasePeriod {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            changes: t.array_of_tables("change", Change::read),
            orders: t.array_of_tables("order", CaseOrder::read),
        }
    }
}

/// Somebody whose status or given rank is another one from a period on.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Who.
    pub who: String,
    /// Her new status; as before if it is left out.
    pub status: Option<CaseStatus>,
    /// Her new given rank; as before if it is left out.
    pub rank: Option<String>,
}

impl Change {
    fn read(t: &mut Table<'_>) -> Self {
        Self {
            who: t.text("who", "").source(Source::Model).about("Who changes.").read(),
            status: t
                .optional_choice("status")
                .source(Source::Model)
                .about(
                    "Her status from this period on. Who leaves does so for good: what she orders \
                     in it still counts, and later orders are refused.",
                )
                .read(),
            rank: t
                .optional_text("rank")
                .source(Source::Model)
                .about("Her given rank from this period on.")
                .read(),
        }
    }
}

/// An order, a sale or a return.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseOrder {
    /// The partner who ordered or sold.
    pub by: String,
    /// Whose order it is.
    pub kind: CaseOrderKind,
    /// The customer's name.
    pub customer: Option<String>,
    /// Week of the period.
    pub week: u64,
    /// Weeks before the period in which it was made, after the cut-off of the one before.
    pub made_weeks_before: u64,
    /// Points.
    pub points: u64,
    /// Commissionable value; what the points are worth where it is not given.
    pub cv: Option<Cents>,
    /// What customers paid.
    pub retail: Cents,
    /// What the partner paid.
    pub price: Option<Cents>,
    /// Posts made, for `sponsored`.
    pub posts: u64,
    /// For a return: the period in which the goods were sold.
    pub sold_in_period: Option<u64>,
}

impl CaseOrder {
    fn read(t: &mut Table<'_>) -> Self {
        let mut money = |key, about| {
            t.optional_money(key)
                .within(Cents::ZERO, Cents(MONEY_MAX))
                .source(Source::Model)
                .about(about)
                .read()
        };
        let cv = money(
            "cv",
            "Commissionable value; the points at `plan.point_value` if it is left out.",
        );
        let price = money(
            "price",
            "What the partner paid: with `retail` it gives her retail profit. The price of a kit.",
        );
        let retail = money(
            "retail",
            "What customers paid for these goods, before tax and carriage; the list value of an \
             own order.",
        );
        let mut count = |key, unit, default, most, about| {
            t.count(key, default)
                .unit(unit)
                .within(default, most)
                .source(Source::Model)
                .about(about)
                .read()
        };
        let week = count("week", "week", 1, 52, "Week of the period.");
        let made_weeks_before = count(
            "made_weeks_before",
            "weeks",
            0,
            52,
            "For an order after the cut-off of the period before: how many weeks before this \
             period it was made.",
        );
        let points = count("points", "points", 0, POINTS_MAX, "Points of the order.");
        let posts = count("posts", "posts", 0, 1_000_000, "Posts made, for the bonus `sponsored`.");
        Self {
            by: t.text("by", "").source(Source::Model).about("Who ordered or sold.").read(),
            kind: t
                .choice("kind", CaseOrderKind::Own)
                .source(Source::Model)
                .about("A partner's own order, a customer's, a kit, or a return of goods.")
                .read(),
            customer: t
                .optional_text("customer")
                .source(Source::Model)
                .about("The customer's name: who orders twice is one customer.")
                .read(),
            week,
            made_weeks_before,
            points,
            cv,
            retail: retail.unwrap_or_default(),
            price,
            posts,
            sold_in_period: t
                .optional_count("sold_in_period")
                .unit("period")
                .source(Source::Model)
                .about("For a return: the period in which the goods were sold.")
                .read(),
        }
    }
}

/// Whose order it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseOrderKind {
    /// A partner's own.
    Own,
    /// A customer's, shipped by the business.
    Customer,
    /// A customer's, served from the partner's stock: no new volume.
    Resale,
    /// A kit of somebody who joins.
    Kit,
    /// Goods that come back.
    Return,
    /// Posts; no goods.
    Posts,
}

impl Choice for CaseOrderKind {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("own", Self::Own),
        ("customer", Self::Customer),
        ("resale", Self::Resale),
        ("kit", Self::Kit),
        ("return", Self::Return),
        ("posts", Self::Posts),
    ];
}
