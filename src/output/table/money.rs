//! The columns of a partner's money by group, which several tables have.
//!
//! *Invariant*: as for all tables.
//!
//! *Absent*: file formats.

use super::Column;
use super::column::integer;
use crate::experiment::results::{FollowedRow, PartnerMoney, PartnerRow};

/// A row that has somebody's money.
pub(super) trait Purse {
    /// Her money by group.
    fn money(&self) -> &PartnerMoney;
}

impl Purse for PartnerRow {
    fn money(&self) -> &PartnerMoney {
        &self.money
    }
}

impl Purse for FollowedRow {
    fn money(&self) -> &PartnerMoney {
        &self.money
    }
}

macro_rules! groups {
    ($($group:ident: $name:literal, $meaning:literal;)*) => {
        $(pub(super) const fn $group<R: Purse>() -> Column<R> {
            integer($name, "cents", $meaning, |row: &R| row.money().$group.0)
        })*
    };
}

groups! {
    retail_received: "retail_received_cents", "Received from customers who paid her";
    paid_for_goods: "paid_for_goods_cents", "Paid to the business for goods, negative";
    paid_fees: "paid_fees_cents", "Paid for kit, renewal, tools and events, negative";
    rewards: "rewards_cents", "Rewards of the plan";
    retail_credit: "retail_credit_cents", "Retail profit credited on drop-shipped sales";
    content_fees: "content_fees_cents",
        "Fees for posts, affiliate commission and host credit, before agents' shares";
    selling_costs: "selling_costs_cents",
        "Cost of posting, selling and payments, and agents' shares of fees, negative";
    returns_and_clawback: "returns_and_clawback_cents",
        "Buy-back received less refunds and clawback paid";
}
