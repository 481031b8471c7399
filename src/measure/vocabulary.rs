//! The words of the measures: windows, depths, parties, units.
//!
//! *Invariant*: one name from the key of a summary to the column of a table and the label of a
//! picture.

use serde::{Deserialize, Serialize};

/// How deep the accounting of capture goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Depth {
    /// Flows among customers, partners and businesses only.
    GrossTake,
    /// Each side less its own outside cash costs; stock counted as nothing.
    Cash,
    /// Cash less hours at the reference wage.
    WithTime,
}

impl Depth {
    /// All depths, from the shallowest.
    pub const ALL: [Self; 3] = [Self::GrossTake, Self::Cash, Self::WithTime];

    /// The name in keys, tables and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::GrossTake => "gross_take",
            Self::Cash => "cash",
            Self::WithTime => "with_time",
        }
    }

    /// The name in sentences, on the terminal and in pictures.
    pub const fn words(self) -> &'static str {
        match self {
            Self::GrossTake => "gross take",
            Self::Cash => "cash",
            Self::WithTime => "with time",
        }
    }
}

/// How partners' own use of the products is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnUse {
    /// As a cost of being a partner.
    AsCost,
    /// As consumption worth the price paid for it.
    AsConsumption,
}

impl OwnUse {
    /// Both treatments.
    pub const ALL: [Self; 2] = [Self::AsCost, Self::AsConsumption];

    /// The name in keys, tables and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AsCost => "own_use_as_cost",
            Self::AsConsumption => "own_use_as_consumption",
        }
    }

    /// The name in sentences.
    pub const fn words(self) -> &'static str {
        match self {
            Self::AsCost => "own use as a cost",
            Self::AsConsumption => "own use as consumption",
        }
    }
}

/// Which weeks a measure covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// A person's first 52 weeks since joining.
    FirstYear,
    /// The last 52 whole weeks of the run that begin on a multiple of 52, by payment date.
    CalendarYear,
    /// All weeks after the burn-in.
    ToDate,
}

impl Window {
    /// The name in keys, tables and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FirstYear => "first_year",
            Self::CalendarYear => "calendar_year",
            Self::ToDate => "to_date",
        }
    }
}

/// What a number is a number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Cents of the scenario's currency.
    Cents,
    /// Cents an hour.
    CentsPerHour,
    /// A share of a whole, 0 to 1 (below zero for a loss).
    Share,
    /// A number of things or people.
    Count,
    /// Hours.
    Hours,
    /// Weeks.
    Weeks,
    /// Posts.
    Posts,
    /// A pure number.
    Ratio,
}

impl Unit {
    /// What a number of this unit can be, unless its declaration says more: things and people are
    /// counted from nothing, while money and its shares have signs.
    pub const fn range(self) -> Range {
        match self {
            Self::Count | Self::Hours | Self::Weeks | Self::Posts => Range::COUNT,
            Self::Cents | Self::CentsPerHour | Self::Share | Self::Ratio => Range::ANY,
        }
    }

    /// The unit for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Cents => "cents",
            Self::CentsPerHour => "cents an hour",
            Self::Share => "share",
            Self::Count => "count",
            Self::Hours => "hours",
            Self::Weeks => "weeks",
            Self::Posts => "posts",
            Self::Ratio => "ratio",
        }
    }
}

/// The values that a measure can take, so that no interval is told to reach beyond them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The least.
    pub low: f64,
    /// The greatest.
    pub high: f64,
}

impl Range {
    /// The same of a hundred, or of so many times one.
    #[must_use]
    pub const fn times(self, factor: f64) -> Self {
        Self { low: self.low * factor, high: self.high * factor }
    }

    /// Of the net of all partners together, of all that is put in.
    pub const fn of_partners(depth: Depth) -> Self {
        match depth {
            Depth::GrossTake | Depth::Cash => Self::NET,
            Depth::WithTime => Self::NET_OF_TIME,
        }
    }

    /// Any number.
    pub const ANY: Self = Self { low: f64::NEG_INFINITY, high: f64::INFINITY };
    /// Nothing or more.
    pub const COUNT: Self = Self { low: 0.0, high: f64::INFINITY };
    /// A part of a whole whose parts are never negative, such as people of all people.
    pub const PART: Self = Self { low: 0.0, high: 1.0 };
    /// The same of a hundred.
    pub const OF_100: Self = Self { low: 0.0, high: 100.0 };
    /// What an account gains or loses of all that is put in: no more than that, either way.
    pub const NET: Self = Self { low: -1.0, high: 1.0 };
    /// The same less hours at a wage, which are worth any amount.
    pub const NET_OF_TIME: Self = Self { low: f64::NEG_INFINITY, high: 1.0 };
}

/// Who takes part in the capture accounts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// Outside customers.
    Customers,
    /// Partners in their role as consumers of what they bought for themselves.
    OwnUse,
    /// Partners whose net is negative.
    LosingPartners,
    /// Partners whose net is positive.
    WinningPartners,
    /// A business, by name.
    Business(String),
    /// Makers and carriers of the goods.
    Suppliers,
    /// Those who sell posting gear, telephones, halls, wages and advertising.
    Vendors,
    /// Agencies and affiliate networks.
    Agencies,
    /// Payment platforms.
    Platforms,
    /// All partners together: the winners less the losers. A memo, part of no sum.
    AllPartners,
    /// Partners' hours at the reference wage. Imputed: nobody gets it.
    ImputedTime,
}

/// On which side of the capture account a party stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Puts money in: the sources add up to 100.
    Source,
    /// Gets money out: the sinks add up to 100.
    Sink,
    /// Shown beside, part of neither sum.
    Memo,
}

/// Which payments or nets a Lorenz curve is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LorenzBase {
    /// Rewards of the plan in the calendar year over everybody on the books in it.
    OnBooks,
    /// The same over those who ordered or were paid.
    OrderedOrPaid,
    /// The same over those who got any.
    Paid,
    /// Net of the first year in money a head (generalised Lorenz curve).
    NetFirstYear,
}

impl LorenzBase {
    /// The name in keys, tables and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OnBooks => "on_books",
            Self::OrderedOrPaid => "ordered_or_paid",
            Self::Paid => "paid",
            Self::NetFirstYear => "net_first_year",
        }
    }
}

/// An event of a partner's career.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CareerEvent {
    /// The first income of any kind.
    FirstEarnings,
    /// The first week, from the first cost or income on, whose cumulative net is at or above zero.
    BreakEven,
}

/// The clock of a career.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CareerClock {
    /// Weeks since joining.
    Weeks,
    /// Posts since joining.
    Posts,
}
