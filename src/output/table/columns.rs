//! The columns of every table: what each holds, in what unit, and from where.
//!
//! *Invariant*: a name is unique in its table; it ends in `_cents` exactly if its unit is cents.
//! Nothing else in the program names a column.
//!
//! *Absent*: file formats.

use super::column::{flag, float, integer, maybe, signed, text};
use super::{Table, money};
use crate::experiment::results::{FlowRow, PartnerRow, WeekRow};
use crate::units::Cents;

/// What became of each partner.
pub const PARTNERS: Table<PartnerRow> = Table {
    name: "partners",
    meaning: "One row for each partner of each replicate, or for each of a sample with its weight; \
              money as she feels it: income positive, spending negative",
    columns: &[
        integer("replicate", "number", "Replicate, from zero", |row| row.replicate.into()),
        integer(
            "partner",
            "number",
            "Row in the order of joining, from zero, within the replicate",
            |row| row.partner.into(),
        ),
        integer(
            "person",
            "key",
            "Who she is: the same person has the same key under other contracts",
            |row| signed(row.person),
        ),
        integer(
            "business",
            "number",
            "Place of her business in the scenario's list, from zero",
            |row| row.business.into(),
        ),
        maybe(
            "sponsor",
            "number",
            "Row of her sponsor; empty for those recruited by the business",
            |row| row.sponsor.map(i64::from),
        ),
        integer(
            "level",
            "levels",
            "Levels below the business, 1 for those recruited by it",
            |row| row.level.into(),
        ),
        integer("week_joined", "week", "Week of joining, from one; zero for founders", |row| {
            row.week_joined.into()
        }),
        maybe(
            "week_left",
            "week",
            "Week of leaving, from one; empty for those who stayed",
            |row| row.week_left.map(i64::from),
        ),
        text("status", "name", "Status at the end: active, dormant or left", |row| row.status),
        text(
            "motive",
            "name",
            "Why she joined: discount buyer, part-time seller or builder",
            |row| row.motive,
        ),
        float("followers", "people", "Followers at joining", |row| row.followers),
        float("hours_per_week", "hours a week", "Hours of work at full motivation", |row| {
            row.hours_per_week
        }),
        integer("recruits", "partners", "Direct recruits ever", |row| row.recruits.into()),
        integer("posts", "posts", "Posts ever", |row| row.posts.into()),
        integer("minutes", "minutes", "Time worked ever", |row| row.minutes.into()),
        integer("customers", "people", "Customers at the end", |row| row.customers.into()),
        integer("stock_units", "units", "Goods at hand at the end", |row| row.stock_units.into()),
        integer("stock_cost_cents", "cents", "What the goods at hand cost", |row| row.stock_cost.0),
        money::retail_received(),
        money::paid_for_goods(),
        money::paid_fees(),
        money::rewards(),
        money::retail_credit(),
        money::content_fees(),
        money::selling_costs(),
        money::returns_and_clawback(),
        integer(
            "net_cents",
            "cents",
            "Net of the whole run, burn-in included, unlike `persons.to_date`: the sum of the \
             eight groups before",
            |row| row.net.0,
        ),
        integer(
            "own_use_cents",
            "cents",
            "Price paid for goods used up by herself, part of the money paid for goods",
            |row| row.own_use.0,
        ),
        integer("written_off_cents", "cents", "Cost of the goods written off on leaving", |row| {
            row.written_off.0
        }),
        maybe(
            "first_year_net_cents",
            "cents",
            "Net of her first 52 weeks, returns within them included; empty for founders, for \
             those who joined in the burn-in, for later rows of whoever came back, founders among \
             them, and where the run ended before",
            |row| cents(row.first_year_net),
        ),
        maybe(
            "first_year_own_use_cents",
            "cents",
            "Own use of her first 52 weeks; empty in the same cases",
            |row| cents(row.first_year_own_use),
        ),
        maybe(
            "first_year_rewards_cents",
            "cents",
            "Rewards of the plan in her first 52 weeks; empty in the same cases",
            |row| cents(row.first_year_rewards),
        ),
        maybe(
            "first_year_minutes",
            "minutes",
            "Time worked in her first 52 weeks; empty in the same cases",
            |row| row.first_year_minutes.map(i64::from),
        ),
        maybe(
            "calendar_year_net_cents",
            "cents",
            "Net of the calendar year; empty where she was not on the books in it",
            |row| cents(row.calendar_year_net),
        ),
        maybe(
            "calendar_year_rewards_cents",
            "cents",
            "Rewards of the plan in the calendar year; empty in the same case",
            |row| cents(row.calendar_year_rewards),
        ),
        maybe(
            "first_earnings_weeks",
            "weeks",
            "From joining to the first income; empty without any",
            |row| row.first_earnings_weeks.map(i64::from),
        ),
        maybe(
            "first_earnings_posts",
            "posts",
            "Until the first income; empty without any",
            |row| row.first_earnings_posts.map(i64::from),
        ),
        maybe(
            "break_even_weeks",
            "weeks",
            "From joining to break-even; empty where it never came",
            |row| row.break_even_weeks.map(i64::from),
        ),
        maybe("break_even_posts", "posts", "Until break-even; empty where it never came", |row| {
            row.break_even_posts.map(i64::from)
        }),
        flag(
            "fell_back",
            "yes or no",
            "Whether the net fell below zero again after break-even",
            |row| row.fell_back,
        ),
        float("weight", "partners", "How many partners this row stands for", |row| row.weight),
    ],
};

/// What happened each week.
pub const WEEKS: Table<WeekRow> = Table {
    name: "weeks",
    meaning: "One row for each week of each replicate, burn-in included",
    columns: &[
        integer("replicate", "number", "Replicate, from zero", |row| row.replicate.into()),
        integer("week", "week", "Week, from one", |row| row.week.into()),
        integer("active", "partners", "Active partners at the week's end", |row| {
            signed(row.active)
        }),
        integer("dormant", "partners", "Dormant partners at the week's end", |row| {
            signed(row.dormant)
        }),
        integer("joined", "partners", "Partners who joined in the week", |row| signed(row.joined)),
        integer("left", "partners", "Partners who left in the week", |row| signed(row.left)),
        integer("posts", "posts", "Posts in the week", |row| signed(row.posts)),
        integer(
            "leads",
            "people",
            "People who would have joined had there been prospects enough",
            |row| signed(row.leads),
        ),
        integer("customer_orders", "orders", "Orders of outside customers", |row| {
            signed(row.customer_orders)
        }),
        integer(
            "orders_rationed",
            "orders",
            "Orders wanted but refused because nobody was left to buy",
            |row| signed(row.orders_rationed),
        ),
        integer("units_sold", "units", "Goods sold to outside customers", |row| {
            signed(row.units_sold)
        }),
        integer("units_own_use", "units", "Goods that partners used themselves", |row| {
            signed(row.units_own_use)
        }),
        integer(
            "units_loaded",
            "units",
            "Goods that partners bought beyond need to reach the qualifying volume",
            |row| signed(row.units_loaded),
        ),
        integer("units_stock", "units", "Goods in partners' hands at the week's end", |row| {
            signed(row.units_stock)
        }),
        integer("customers_spend_cents", "cents", "What outside customers paid", |row| {
            row.customers_spend.0
        }),
        integer("partners_spend_cents", "cents", "What partners paid to businesses", |row| {
            row.partners_spend.0
        }),
        integer(
            "paid_to_partners_cents",
            "cents",
            "What businesses paid to partners, retail credit and buy-back included",
            |row| row.paid_to_partners.0,
        ),
        integer("partners_net_cents", "cents", "Partners' net of the week", |row| {
            row.partners_net.0
        }),
        integer("businesses_net_cents", "cents", "Businesses' net of the week", |row| {
            row.businesses_net.0
        }),
        integer(
            "prospects",
            "people",
            "People who could still be recruited, at the week's end",
            |row| signed(row.prospects),
        ),
        integer(
            "unserved",
            "people",
            "People who could still be won as customers, at the week's end",
            |row| signed(row.unserved),
        ),
        integer("minutes", "minutes", "Time worked by partners", |row| signed(row.minutes)),
    ],
};

/// The transaction-flow matrix.
pub const FLOWS: Table<FlowRow> = Table {
    name: "flows",
    meaning: "One row for each account and reason of each week, summed over the replicates; each \
              account closes with its `change_in_balance`, so that without the memo \
              `rewards_payable` its week adds up to zero",
    columns: &[
        integer("week", "week", "Week, from one", |row| row.week.into()),
        text(
            "account",
            "name",
            "Account: customers, partners, a business by name, suppliers and so on",
            |row| &row.account,
        ),
        text(
            "reason",
            "name",
            "Why the money moved; `change_in_balance` is what the account gained, with the sign \
             turned; `rewards_payable`, in the last week, what partners had earned in a period \
             that the end cut off and what is carried on unpaid, less what they owe: not paid",
            |row| &row.reason,
        ),
        integer(
            "amount_cents",
            "cents",
            "Received (positive) or paid (negative), summed over all replicates",
            |row| row.cents.0,
        ),
    ],
};

/// An amount as the number that tables hold.
fn cents(amount: Option<Cents>) -> Option<i64> {
    amount.map(|amount| amount.0)
}
