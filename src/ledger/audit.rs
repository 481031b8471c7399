//! The audit: the journal against balances and goods that were recomputed without it.
//!
//! *Invariant*: nothing here was written by the code that it checks. The partners' side comes from
//! sums over the partners' own columns, the accounts' side from balances kept beside the matrix,
//! prices from units times price.
//!
//! *Absent*: repair. A breach stops the run.

use std::fmt;

use super::{GROUPS, GoodsBook, GoodsLine, Group, Journal, REASONS, Reason, Role, SHARED_ROLES};
use crate::units::{BusinessId, Cents};

/// Sums over all partners' own columns, recomputed from the columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartnerTotals {
    /// Money groups, signs as the partner feels them.
    pub groups: [Cents; GROUPS],
    /// Units in partners' hands, by business.
    pub stock_units: Vec<u64>,
    /// What these units cost.
    pub stock_cost: Cents,
    /// Price paid for what partners used themselves.
    pub own_use: Cents,
    /// Cost of what was written off.
    pub written_off: Cents,
}

impl PartnerTotals {
    /// Nothing, with the room that was made already.
    pub fn clear(&mut self) {
        let mut stock_units = std::mem::take(&mut self.stock_units);
        stock_units.clear();
        *self = Self { stock_units, ..Self::default() };
    }
}

/// An amount that can also be had by counting: so many units at such a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PricedFlow {
    /// Why it moved.
    pub reason: Reason,
    /// For which business.
    pub business: BusinessId,
    /// Units times price.
    pub expected: Cents,
}

/// One thing that does not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What was compared, by the names of account, reason, group or goods line.
    pub what: String,
    /// What the journal says (cents or units).
    pub journal: i128,
    /// What the recomputation says.
    pub recomputed: i128,
}

/// The books do not close.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct AuditBreach {
    /// Week, from one.
    pub week: u32,
    /// Everything that differs.
    pub differences: Vec<Difference>,
}

impl fmt::Display for AuditBreach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the books do not close in week {}", self.week)?;
        for difference in &self.differences {
            let Difference { what, journal, recomputed } = difference;
            write!(f, "\n  {what}: journal {journal}, recomputed {recomputed}")?;
        }
        Ok(())
    }
}

/// Compares the open week and everything before it with what was recomputed.
///
/// `week` counts from one and is for the message only.
///
/// # Errors
/// The accounts, reasons, groups and goods lines that differ.
pub fn audit(
    week: u32,
    journal: &Journal,
    goods: &[GoodsBook],
    partners: &PartnerTotals,
    priced: &[PricedFlow],
) -> Result<(), AuditBreach> {
    let mut differences = Vec::new();
    reasons_sum_to_zero(journal, &mut differences);
    accounts_close(journal, &mut differences);
    groups_agree(journal, partners, &mut differences);
    goods_agree(goods, partners, &mut differences);
    costs_agree(journal, goods, partners, &mut differences);
    prices_agree(journal, priced, &mut differences);
    if differences.is_empty() { Ok(()) } else { Err(AuditBreach { week, differences }) }
}

/// Both sides of every transfer were written.
fn reasons_sum_to_zero(journal: &Journal, differences: &mut Vec<Difference>) {
    for reason in Reason::ALL {
        for (span, matrix) in [("week", &journal.week), ("total", &journal.total)] {
            let column: i128 = matrix.iter().map(|row| i128::from(row[reason.index()].0)).sum();
            if column != 0 {
                differences.push(Difference {
                    what: format!("reason {} over all accounts, {span}", reason.name()),
                    journal: column,
                    recomputed: 0,
                });
            }
        }
    }
}

/// Opening balance plus flows is closing balance, for the week and since the beginning.
fn accounts_close(journal: &Journal, differences: &mut Vec<Difference>) {
    for row in 0..journal.week.len() {
        let flows = |matrix: &[[Cents; REASONS]]| -> i128 {
            matrix[row].iter().map(|cell| i128::from(cell.0)).sum()
        };
        let name = || match SHARED_ROLES.get(row) {
            Some(role) => role.name().to_string(),
            None => format!("business {}", row - SHARED_ROLES.len()),
        };
        let week = i128::from(journal.opened[row].0) + flows(&journal.week);
        let ever = flows(&journal.total) + flows(&journal.week);
        let balance = i128::from(journal.balances[row].0);
        if week != balance {
            let what = format!("account {}, opening balance plus the week", name());
            differences.push(Difference { what, journal: week, recomputed: balance });
        }
        if ever != balance {
            let what = format!("account {}, all weeks", name());
            differences.push(Difference { what, journal: ever, recomputed: balance });
        }
    }
}

/// The partners' account, group by group, is the sum over the partners.
fn groups_agree(journal: &Journal, partners: &PartnerTotals, differences: &mut Vec<Difference>) {
    let account = Journal::account(Role::Partners, BusinessId(0));
    let mut expected = [0_i128; GROUPS];
    for reason in Reason::ALL {
        if let Some(group) = reason.group() {
            let cell = journal.week[account][reason.index()].0;
            let before = journal.total[account][reason.index()].0;
            expected[group.index()] += i128::from(cell) + i128::from(before);
        }
    }
    for group in Group::ALL {
        let (journal, recomputed) =
            (expected[group.index()], i128::from(partners.groups[group.index()].0));
        if journal != recomputed {
            let what = format!("partners' {}", group.name());
            differences.push(Difference { what, journal, recomputed });
        }
    }
}

/// Units in are units out plus stock.
fn goods_agree(goods: &[GoodsBook], partners: &PartnerTotals, differences: &mut Vec<Difference>) {
    for (business, book) in goods.iter().enumerate() {
        let units = |line: GoodsLine| i128::from(book.get(line));
        let out = units(GoodsLine::SoldFromStock)
            + units(GoodsLine::OwnUse)
            + units(GoodsLine::Returned)
            + units(GoodsLine::WrittenOff);
        let stock = i128::from(partners.stock_units.get(business).copied().unwrap_or(0));
        let with_partners = units(GoodsLine::ShippedToPartners) - out;
        if with_partners != stock {
            let what = format!("goods of business {business} with partners, in units");
            differences.push(Difference { what, journal: with_partners, recomputed: stock });
        }
        let shelf = units(GoodsLine::Supplied) + units(GoodsLine::Returned)
            - units(GoodsLine::ShippedToPartners)
            - units(GoodsLine::ShippedToCustomers);
        if shelf != i128::from(book.shelf) {
            let what = format!("goods of business {business} on its shelf, in units");
            let recomputed = i128::from(book.shelf);
            differences.push(Difference { what, journal: shelf, recomputed });
        }
    }
}

/// Goods paid and goods of kits are what was sold, used, returned and written off, at cost, and
/// the stock that is left; each part that has a column of its own is its sum over the partners.
fn costs_agree(
    journal: &Journal,
    goods: &[GoodsBook],
    partners: &PartnerTotals,
    differences: &mut Vec<Difference>,
) {
    let account = Journal::account(Role::Partners, BusinessId(0));
    let order = Reason::WholesaleOrder.index();
    let orders =
        i128::from(journal.week[account][order].0) + i128::from(journal.total[account][order].0);
    let kits: i128 = goods.iter().map(|book| i128::from(book.kits().0)).sum();
    let cost =
        |line: GoodsLine| -> i128 { goods.iter().map(|book| i128::from(book.cost(line).0)).sum() };
    let (own_use, written_off) = (cost(GoodsLine::OwnUse), cost(GoodsLine::WrittenOff));
    let gone = cost(GoodsLine::SoldFromStock) + own_use + cost(GoodsLine::Returned) + written_off;
    for (name, journal, column) in [
        ("own_use", own_use, partners.own_use),
        ("written_off", written_off, partners.written_off),
        ("stock_cost", kits - orders - gone, partners.stock_cost),
    ] {
        let recomputed = i128::from(column.0);
        if journal != recomputed {
            let what = format!("partners' {name} of goods");
            differences.push(Difference { what, journal, recomputed });
        }
    }
}

/// What can be counted costs its price. Shared accounts are compared over all businesses.
fn prices_agree(journal: &Journal, priced: &[PricedFlow], differences: &mut Vec<Difference>) {
    for (index, flow) in priced.iter().enumerate() {
        let by_business =
            flow.reason.payer() == Role::Business || flow.reason.receiver() == Role::Business;
        let same = |other: &PricedFlow| {
            other.reason == flow.reason && (!by_business || other.business == flow.business)
        };
        if priced[..index].iter().any(same) {
            continue;
        }
        let expected: i128 = priced
            .iter()
            .filter(|other| same(other))
            .map(|other| i128::from(other.expected.0))
            .sum();
        let role = if flow.reason.payer() == Role::Business {
            flow.reason.payer()
        } else {
            flow.reason.receiver()
        };
        let row = Journal::account(role, flow.business);
        let booked = i128::from(journal.week[row][flow.reason.index()].0).abs();
        if booked != expected {
            let what = format!("{} against units times price", flow.reason.name());
            differences.push(Difference { what, journal: booked, recomputed: expected });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two businesses, every reason moved twice, goods in every line, one closed week.
    fn books() -> (Journal, Vec<GoodsBook>, PartnerTotals, Vec<PricedFlow>) {
        let mut journal = Journal::new(2);
        // Orders move 1,020 cents four times; of these and two kits' 300 each, goods of
        // 700 are gone from each business.
        let order = 1_000 + 10 * i64::try_from(Reason::WholesaleOrder.index()).unwrap();
        let mut partners = PartnerTotals {
            stock_units: vec![5, 7],
            stock_cost: Cents(4 * order + 2 * 300 - 2 * 700),
            own_use: Cents(2 * 200),
            written_off: Cents(2 * 40),
            ..PartnerTotals::default()
        };
        for week in 0..2 {
            for (index, reason) in Reason::ALL.into_iter().enumerate() {
                for business in [BusinessId(0), BusinessId(1)] {
                    let amount = Cents(1_000 + 10 * i64::try_from(index).unwrap());
                    journal.post(reason, business, amount);
                    if let Some(group) = reason.group() {
                        let signed =
                            if reason.payer() == Role::Partners { -amount } else { amount };
                        partners.groups[group.index()] += signed;
                    }
                }
            }
            if week == 0 {
                journal.close_week();
            }
        }
        let goods = [5, 7].map(|stock| {
            let mut book = GoodsBook::default();
            book.add(GoodsLine::ShippedToPartners, 18 + stock);
            book.add_kit(2, Cents(300));
            book.add(GoodsLine::ShippedToCustomers, 3);
            for (line, units, cost) in [
                (GoodsLine::SoldFromStock, 9, 400),
                (GoodsLine::OwnUse, 4, 200),
                (GoodsLine::Returned, 6, 60),
                (GoodsLine::WrittenOff, 1, 40),
            ] {
                book.add_at_cost(line, units, Cents(cost));
            }
            book.replenish(23 + stock, 6);
            book
        });
        let priced = [BusinessId(0), BusinessId(1)]
            .map(|business| PricedFlow {
                reason: Reason::StarterKit,
                business,
                expected: Cents(1_000 + 10 * 3),
            })
            .to_vec();
        (journal, goods.to_vec(), partners, priced)
    }

    fn named(result: Result<(), AuditBreach>) -> String {
        result.expect_err("the audit overlooked the corruption").to_string()
    }

    #[test]
    fn sound_books_pass() {
        let (journal, goods, partners, priced) = books();
        assert_eq!(audit(2, &journal, &goods, &partners, &priced), Ok(()));
    }

    #[test]
    fn one_cent_in_any_cell_of_the_matrix_is_named_by_reason_and_account() {
        let (journal, goods, partners, priced) = books();
        let names = ["glow".to_string(), "shine".to_string()];
        for row in 0..journal.week.len() {
            for reason in Reason::ALL {
                for total in [false, true] {
                    let mut corrupt = journal.clone();
                    let matrix = if total { &mut corrupt.total } else { &mut corrupt.week };
                    matrix[row][reason.index()] += Cents(1);
                    let text = named(audit(2, &corrupt, &goods, &partners, &priced));
                    assert!(text.contains(&format!("reason {} over", reason.name())), "{text}");
                    let account = if row < SHARED_ROLES.len() {
                        Journal::account_name(row, &names)
                    } else {
                        format!("business {}", row - SHARED_ROLES.len())
                    };
                    assert!(text.contains(&format!("account {account}")), "{text}");
                }
            }
        }
    }

    #[test]
    fn one_cent_in_any_balance_is_named() {
        let (journal, goods, partners, priced) = books();
        for row in 0..journal.balances.len() {
            let mut corrupt = journal.clone();
            corrupt.balances[row] -= Cents(1);
            let text = named(audit(2, &corrupt, &goods, &partners, &priced));
            assert!(text.contains("all weeks"), "{text}");
            let mut corrupt = journal.clone();
            corrupt.opened[row] -= Cents(1);
            let text = named(audit(2, &corrupt, &goods, &partners, &priced));
            assert!(text.contains("opening balance"), "{text}");
        }
    }

    #[test]
    fn one_cent_in_any_group_of_the_partners_is_named() {
        let (journal, goods, partners, priced) = books();
        for group in Group::ALL {
            let mut corrupt = partners.clone();
            corrupt.groups[group.index()] += Cents(1);
            let text = named(audit(2, &journal, &goods, &corrupt, &priced));
            assert!(text.contains(&format!("partners' {}", group.name())), "{text}");
        }
    }

    #[test]
    fn one_unit_in_any_line_of_goods_or_in_stock_is_named() {
        let (journal, goods, partners, priced) = books();
        for business in 0..2 {
            for line in GoodsLine::ALL {
                let mut corrupt = goods.clone();
                corrupt[business].add(line, 1);
                let text = named(audit(2, &journal, &corrupt, &partners, &priced));
                assert!(text.contains(&format!("goods of business {business}")), "{text}");
            }
            let mut corrupt = partners.clone();
            corrupt.stock_units[business] += 1;
            let text = named(audit(2, &journal, &goods, &corrupt, &priced));
            assert!(text.contains(&format!("goods of business {business} with")), "{text}");
        }
    }

    #[test]
    fn one_cent_in_any_cost_of_goods_is_named() {
        type Column = fn(&mut PartnerTotals) -> &mut Cents;
        let (journal, goods, partners, priced) = books();
        let named_by = |goods: &[GoodsBook], partners: &PartnerTotals| {
            named(audit(2, &journal, goods, partners, &priced))
        };
        for line in [
            GoodsLine::SoldFromStock,
            GoodsLine::OwnUse,
            GoodsLine::Returned,
            GoodsLine::WrittenOff,
        ] {
            let mut corrupt = goods.clone();
            corrupt[1].add_at_cost(line, 0, Cents(1));
            let text = named_by(&corrupt, &partners);
            assert!(text.contains("partners' stock_cost of goods"), "{text}");
        }
        let mut corrupt = goods.clone();
        corrupt[0].add_kit(0, Cents(1));
        assert!(named_by(&corrupt, &partners).contains("partners' stock_cost of goods"));
        let columns: [(&str, Column); 3] = [
            ("stock_cost", |partners| &mut partners.stock_cost),
            ("own_use", |partners| &mut partners.own_use),
            ("written_off", |partners| &mut partners.written_off),
        ];
        for (name, column) in columns {
            let mut corrupt = partners.clone();
            *column(&mut corrupt) -= Cents(1);
            let text = named_by(&goods, &corrupt);
            assert!(text.contains(&format!("partners' {name} of goods")), "{text}");
        }
    }

    #[test]
    fn an_amount_that_is_not_units_times_price_is_named() {
        let (journal, goods, partners, mut priced) = books();
        priced[1].expected += Cents(1);
        let text = named(audit(2, &journal, &goods, &partners, &priced));
        assert!(text.contains("starter_kit against units times price"), "{text}");
    }

    #[test]
    #[should_panic(expected = "below zero")]
    fn a_negative_transfer_is_refused() {
        Journal::new(1).post(Reason::Goods, BusinessId(0), Cents(-1));
    }
}
