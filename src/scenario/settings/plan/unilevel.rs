//! Keys of overrides by levels of the sponsor tree.

use super::{Contradictions, Plan, RankRates};
use crate::scenario::{Choice, Source, Table};
use crate::units::{Cents, Ppm};

/// The article's 5 to 15 %.
const ARTICLE_RATES: [Ppm; 5] = [Ppm(150_000), Ppm(100_000), Ppm(80_000), Ppm(60_000), Ppm(50_000)];

/// Overrides by levels of the sponsor tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Unilevel {
    /// What an override is a share of.
    pub base: OverrideBase,
    /// Share at level 1, 2 and so on, for everybody without a rank of her own table.
    pub rates: Vec<Ppm>,
    /// Other rates for a rank, which also set its depth.
    pub rank_rates: Vec<RankRates>,
    /// Share of the base that is opened to level pay.
    pub broad_share: Ppm,
    /// Who uses up a level.
    pub compression: Compression,
    /// Rank below which a person is stepped over, for that compression.
    pub compression_rank: Option<String>,
    /// Least base of a source on which overrides are paid.
    pub minimum_base: Cents,
    /// Active direct recruits needed for each level.
    pub active_recruits_by_level: Vec<u64>,
    /// Who is at level 1 of a partner's own order.
    pub own_orders: OwnOrders,
    /// Who is at level 1 of a customer's order.
    pub customer_orders: CustomerOrders,
    /// Rank of the first upline, or of the source, above whom nobody is paid.
    pub stop_at_rank: Option<String>,
}

impl Unilevel {
    pub(crate) fn read(t: &mut Table<'_>) -> Self {
        let (rates, rank_rates) = read_rates(t);
        Self {
            base: t
                .choice("base", OverrideBase::RetailMargin)
                .source(Source::Article)
                .about("What an override is a share of; the article says: of the profit.")
                .read(),
            rates,
            rank_rates,
            broad_share: t
                .rate("broad_share", Ppm::ONE)
                .source(Source::Model)
                .about("Share of the base that is opened to level pay before the level's rate.")
                .read(),
            compression: t
                .choice("compression", Compression::SkipInactive)
                .source(Source::Assumption)
                .about("Who uses up a level number on the way up.")
                .read(),
            compression_rank: t
                .optional_text("compression_rank")
                .source(Source::Model)
                .about("Rank below which a person is stepped over (compression `skip_below_rank`).")
                .read(),
            minimum_base: t
                .money("minimum_base", Cents(0))
                .within(Cents(0), Cents(100_000_000))
                .source(Source::Model)
                .about("Least base of a partner's period on which overrides are paid.")
                .read(),
            active_recruits_by_level: t
                .counts("active_recruits_by_level", &[])
                .unit("partners")
                .source(Source::Model)
                .about(
                    "Active direct recruits needed to be paid at level 1, 2 and so on; the last \
                     holds for deeper levels.",
                )
                .read(),
            own_orders: t
                .choice("own_orders", OwnOrders::Upline)
                .source(Source::Model)
                .about(
                    "Whether level 1 of a partner's own order is her sponsor or she herself (base \
                     `wholesale`).",
                )
                .read(),
            customer_orders: t
                .choice("customer_orders", CustomerOrders::Sponsor)
                .source(Source::Model)
                .about(
                    "Whether level 1 of a customer's order is the seller's sponsor or the selling \
                     partner herself (base `wholesale`).",
                )
                .read(),
            stop_at_rank: t
                .optional_text("stop_at_rank")
                .source(Source::Model)
                .about(
                    "Nobody is paid above the first who has this rank or a higher one, counted \
                     from the source herself.",
                )
                .read(),
        }
    }

    /// The deepest level that anybody can be paid for.
    pub fn depth(&self) -> usize {
        let by_rank = self.rank_rates.iter().map(|rank| rank.rates.len()).max().unwrap_or(0);
        self.rates.len().max(by_rank)
    }

    /// Whether customers' orders are walked up otherwise than own ones, so that what they came to
    /// must be known.
    pub fn tells_orders_apart(&self) -> bool {
        let own_first = self.own_orders == OwnOrders::SelfFirst;
        let seller_first = self.customer_orders == CustomerOrders::Seller;
        own_first != seller_first
    }

    pub(crate) fn contradictions(&self, plan: &Plan, found: &mut Contradictions) {
        found.rank_rates("unilevel", &self.rates, &self.rank_rates, plan);
        found.rank("unilevel.stop_at_rank", self.stop_at_rank.as_deref(), plan);
        found.rank("unilevel.compression_rank", self.compression_rank.as_deref(), plan);
        if self.compression == Compression::SkipBelowRank && self.compression_rank.is_none() {
            found.say(
                "unilevel.compression",
                "compression `skip_below_rank` needs `compression_rank`".to_string(),
                None,
            );
        }
        let (asked, depth) = (self.active_recruits_by_level.len(), self.depth());
        if depth < asked && 0 < depth {
            found.say(
                format!("unilevel.active_recruits_by_level[{depth}]"),
                format!("recruits are asked for at {asked} levels, but rates pay {depth} only"),
                Some("the last number holds for deeper levels".to_string()),
            );
        }
        let asks_whose = [
            ("own_orders", "self", self.own_orders == OwnOrders::SelfFirst),
            ("customer_orders", "seller", self.customer_orders == CustomerOrders::Seller),
        ];
        for (key, value, is_asked) in asks_whose {
            if is_asked && self.base != OverrideBase::Wholesale {
                found.say(
                    format!("unilevel.{key}"),
                    format!("`{key} = \"{value}\"` is about orders, which are not the base here"),
                    Some("set `base = \"wholesale\"`".to_string()),
                );
            }
        }
    }
}

/// Rates for everybody, and those of ranks.
fn read_rates(t: &mut Table<'_>) -> (Vec<Ppm>, Vec<RankRates>) {
    let rank_rates = t.array_of_tables("rank_rates", RankRates::read);
    // Whoever gives ranks their rates and nobody else any means nobody else.
    let by_rank = !rank_rates.is_empty() && !t.is_declaring();
    let rates = t
        .rates("rates", if by_rank { &[] } else { &ARTICLE_RATES })
        .lengths(0, 64)
        .source(Source::Article)
        .about(
            "Share at level 1, 2 and so on; the article says 5 to 15 %. None where only \
             `rank_rates` are given.",
        )
        .read();
    (rates, rank_rates)
}

/// What an override is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverrideBase {
    /// The retail profit of the source: the article's literal words.
    RetailMargin,
    /// What the source earned: retail profit and her own overrides.
    Earnings,
    /// The commissionable wholesale value of the source's orders: what most plans do.
    Wholesale,
}

impl Choice for OverrideBase {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("retail_margin", Self::RetailMargin),
        ("earnings", Self::Earnings),
        ("wholesale", Self::Wholesale),
    ];
}

/// Who uses up a level number on the way up; see the plan's page for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Everybody uses a level; what cannot be paid is breakage.
    None,
    /// Only those who have left are stepped over, and their recruits count as their upline's.
    Standard,
    /// The same for pay, but their recruits never count as somebody else's.
    PayOnlyMove,
    /// Those who are not active use no level in this run.
    SkipInactive,
    /// Those below a rank use no level in this run.
    SkipBelowRank,
    /// At level l everybody whose own depth is below l is stepped over.
    RankQualified,
    /// Levels stay as they are, but what cannot be paid goes to the next qualified upline.
    RollUpPayment,
    /// An inactive person's volume is added to the next active upline before levels are counted.
    RollUpVolume,
    /// As `none`, said aloud.
    NoRollUp,
}

impl Choice for Compression {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("none", Self::None),
        ("standard", Self::Standard),
        ("pay_only_move", Self::PayOnlyMove),
        ("skip_inactive", Self::SkipInactive),
        ("skip_below_rank", Self::SkipBelowRank),
        ("rank_qualified", Self::RankQualified),
        ("roll_up_payment", Self::RollUpPayment),
        ("roll_up_volume", Self::RollUpVolume),
        ("no_roll_up", Self::NoRollUp),
    ];
}

/// Who is at level 1 of a partner's own order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnOrders {
    /// Her sponsor.
    Upline,
    /// She herself.
    SelfFirst,
}

impl Choice for OwnOrders {
    const NAMES: &'static [(&'static str, Self)] =
        &[("upline", Self::Upline), ("self", Self::SelfFirst)];
}

/// Who is at level 1 of a customer's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomerOrders {
    /// The seller's sponsor, as for the seller's own orders.
    Sponsor,
    /// The selling partner.
    Seller,
}

impl Choice for CustomerOrders {
    const NAMES: &'static [(&'static str, Self)] =
        &[("sponsor", Self::Sponsor), ("seller", Self::Seller)];
}
