//! Keys of funds that are shared out.

use super::tables::AMOUNT_MAX;
use super::{Contradictions, Plan, RankAmount, UnpaidShares};
use crate::scenario::{Choice, Source, Table};
use crate::units::{Cents, Ppm};

/// A fund that is shared out.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// Share of the volume that is put into the fund.
    pub share: Ppm,
    /// Rank from which a partner shares in it.
    pub rank: Option<String>,
    /// Rank whose groups' volume fills it.
    pub volume_of_rank: Option<String>,
    /// How it is shared out.
    pub shares_by: SharesBy,
    /// Shares by rank.
    pub rank_shares: Vec<RankShares>,
    /// Amounts by rank.
    pub rank_amounts: Vec<RankAmount>,
    /// The most that one partner gets.
    pub amount_max: Option<Cents>,
}

impl Pool {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            share: t
                .rate("share", Ppm(20_000))
                .source(Source::Assumption)
                .about("Share of the commissionable value that is put into the fund.")
                .read(),
            rank: t
                .optional_text("rank")
                .source(Source::Model)
                .about("Rank from which a partner shares in it; every active partner without one.")
                .read(),
            volume_of_rank: t
                .optional_text("volume_of_rank")
                .source(Source::Model)
                .about(
                    "Only the volume of those who hold this rank or a higher one, and of all below \
                     them, fills the fund; the whole company's without one.",
                )
                .read(),
            shares_by: t
                .choice("shares_by", SharesBy::Equal)
                .source(Source::Model)
                .about("How the fund is shared out.")
                .read(),
            rank_shares: t.array_of_tables("rank_shares", RankShares::read),
            rank_amounts: t.array_of_tables("rank_amounts", RankAmount::read),
            amount_max: t
                .optional_money("amount_max")
                .within(Cents(0), AMOUNT_MAX)
                .source(Source::Model)
                .about("The most that one partner gets; what is beyond stays with the business.")
                .read(),
        }
    }

    pub(super) fn contradictions(&self, name: &str, plan: &Plan, found: &mut Contradictions) {
        let at = |key: &str| format!("pool.{name}.{key}");
        found.rank(&at("rank"), self.rank.as_deref(), plan);
        found.rank(&at("volume_of_rank"), self.volume_of_rank.as_deref(), plan);
        let shares = self.rank_shares.iter().map(|table| table.rank.as_str());
        found.ranks(&at("rank_shares"), shares, plan);
        let amounts = self.rank_amounts.iter().map(|table| table.rank.as_str());
        found.ranks(&at("rank_amounts"), amounts, plan);
        for (key, by, is_there) in [
            ("rank_shares", SharesBy::RankShares, !self.rank_shares.is_empty()),
            ("rank_amounts", SharesBy::RankAmounts, !self.rank_amounts.is_empty()),
        ] {
            let wanted = self.shares_by == by;
            if wanted && !is_there {
                let message = format!("pool `{name}` shares by `{key}`, but has none");
                let hint = Some(format!("add `{key}`, an array of tables with a `rank`"));
                found.say(at("shares_by"), message, hint);
            } else if !wanted && is_there {
                let message = format!("pool `{name}` has `{key}`, but does not share by them");
                let hint = Some(format!("write `shares_by = \"{key}\"` or leave them out"));
                found.say(at(key), message, hint);
            }
        }
    }
}

/// What contradicts what over all pools.
pub(super) fn contradictions_of_all(plan: &Plan, found: &mut Contradictions) {
    if plan.unpaid_shares == UnpaidShares::Pool && plan.pools.is_empty() {
        let message = "there is no pool for the shares that nobody could be paid".to_owned();
        let hint = Some("add a table such as `[plan.pool.leaders]`".to_owned());
        found.say("unpaid_shares", message, hint);
    }
    let shares: Vec<Ppm> = plan.pools.iter().map(|(_, pool)| pool.share).collect();
    if let Some((last, _)) = plan.pools.last() {
        found.sum(&format!("pool.{last}.share"), &shares);
    }
}

/// Shares of a fund for one rank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankShares {
    /// The rank's name.
    pub rank: String,
    /// Its shares.
    pub shares: u64,
}

impl RankShares {
    fn read(t: &mut Table<'_>) -> Self {
        Self {
            rank: super::tables::rank_name(t),
            shares: t
                .count("shares", 1)
                .unit("shares")
                .within(0, 1_000_000)
                .source(Source::Model)
                .about("Shares of somebody of this rank, or of a higher one that is not listed.")
                .read(),
        }
    }
}

/// How a fund is shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharesBy {
    /// Everybody the same.
    Equal,
    /// By own points.
    Points,
    /// By points of the whole group.
    GroupPoints,
    /// By shares of the rank.
    RankShares,
    /// Fixed amounts of the rank, cut pro rata where the fund falls short.
    RankAmounts,
}

impl Choice for SharesBy {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("equal", Self::Equal),
        ("points", Self::Points),
        ("group_points", Self::GroupPoints),
        ("rank_shares", Self::RankShares),
        ("rank_amounts", Self::RankAmounts),
    ];
}
