//! The columns of the tables of those who are followed: personas and creators have the same; and of
//! the personas' teams.
//!
//! *Invariant*: as for all tables.
//!
//! *Absent*: file formats.

use super::column::{flag, float, integer, maybe, signed, text};
use super::{Column, Table, money};
use crate::experiment::results::{FollowedRow, TeamRow};

/// The outcomes of all personas.
pub const PERSONAS: Table<FollowedRow> = Table {
    name: "personas",
    meaning: "One row for each clone of each persona in each replicate, over the 52 weeks from \
              joining, whether she stayed or left; money as she feels it. There is no such file \
              where the scenario has no persona",
    columns: &COLUMNS,
};

/// The outcomes of all creators.
pub const CREATORS: Table<FollowedRow> = Table {
    name: "creators",
    meaning: "One row for each creator in each replicate who was offered the contract, over the \
              52 weeks from the offer, whether she took it or not; money as she feels it. There \
              is no such file where the scenario has no creators",
    columns: &COLUMNS,
};

/// The teams of the personas.
pub const TEAM: Table<TeamRow> = Table {
    name: "team",
    meaning: "One row for each persona of the first replicate and everybody below her in the \
              sponsor tree, level by level. There is no such file where the scenario has no \
              persona",
    columns: &[
        integer("replicate", "number", "Replicate: zero", |row| row.replicate.into()),
        text("cohort", "name", "The persona's name", |row| &row.cohort),
        integer("number", "number", "How-manieth of her clones, from zero", |row| {
            row.number.into()
        }),
        integer("business", "number", "Place of the business, from zero", |row| {
            row.business.into()
        }),
        integer("level", "levels", "Levels below the persona; 0 is herself", |row| {
            row.level.into()
        }),
        integer("partner", "number", "Row in the table of partners", |row| row.partner.into()),
        maybe(
            "sponsor",
            "number",
            "Row of the sponsor; empty for those recruited by the business",
            |row| row.sponsor.map(i64::from),
        ),
        integer("week_joined", "week", "Week of joining, from one; 0 for founders", |row| {
            row.week_joined.into()
        }),
        maybe("week_left", "week", "Week of leaving, from one; empty for who stayed", |row| {
            row.week_left.map(i64::from)
        }),
        text("status", "name", "Status at the end: active, dormant or left", |row| row.status),
        integer("recruits", "partners", "Direct recruits ever", |row| row.recruits.into()),
        integer("net_cents", "cents", "Net of the whole run, burn-in included", |row| row.net.0),
    ],
};

const COLUMNS: [Column<FollowedRow>; 28] = [
    integer("replicate", "number", "Replicate, from zero", |row| row.replicate.into()),
    text("cohort", "name", "The persona's name, or the creator's tier: nano to mega", |row| {
        &row.cohort
    }),
    integer("number", "number", "How-manieth of her cohort in the replicate, from zero", |row| {
        row.number.into()
    }),
    integer(
        "person",
        "key",
        "Who she is: the same person has the same key under other contracts",
        |row| signed(row.person),
    ),
    integer(
        "business",
        "number",
        "Place of the business that she joined or was asked by, from zero",
        |row| row.business.into(),
    ),
    float("followers", "people", "Followers at joining or when asked", |row| row.followers),
    integer("week", "week", "Week of joining or of the offer, from one", |row| row.week.into()),
    flag("took_part", "yes or no", "Whether she took the contract", |row| row.took_part),
    maybe("partner", "number", "Her first row in the table of partners", |row| {
        row.partner.map(i64::from)
    }),
    text(
        "status",
        "name",
        "Status when the 52 weeks end: active, dormant, left or declined",
        |row| row.status,
    ),
    integer("posts", "posts", "Posts", |row| row.posts.into()),
    integer("minutes", "minutes", "Time worked", |row| row.minutes.into()),
    integer("recruits", "partners", "Direct recruits", |row| row.recruits.into()),
    integer(
        "customers_spend_cents",
        "cents",
        "What customers paid for goods at or through her",
        |row| row.customers_spend.0,
    ),
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
        "Net of the 52 weeks: the sum of the eight groups before",
        |row| row.net.0,
    ),
    integer("own_use_cents", "cents", "Price paid for what she used up herself", |row| {
        row.own_use.0
    }),
    integer("stock_units", "units", "Goods at hand when the 52 weeks end", |row| {
        row.stock_units.into()
    }),
    integer("stock_cost_cents", "cents", "What those goods cost", |row| row.stock_cost.0),
    integer("written_off_cents", "cents", "Cost of the goods written off on leaving", |row| {
        row.written_off.0
    }),
    maybe("break_even_weeks", "weeks", "Weeks from joining to break-even, if within them", |row| {
        row.break_even_weeks.map(i64::from)
    }),
];
