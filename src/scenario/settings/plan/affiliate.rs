//! Keys of commissions on sales by link and of fees for posts.

use super::super::market::small;
use super::tables::{amount, rate};
use super::{Contradictions, Plan};
use crate::scenario::{Choice, Source, Table};
use crate::units::{Cents, Ppm};

/// Commission on sales by link.
#[derive(Debug, Clone, PartialEq)]
pub struct Affiliate {
    /// The rate below the first tier.
    pub rate: Ppm,
    /// Higher rates for more sales and customers, from the lowest up.
    pub tiers: Vec<AffiliateTier>,
    /// On what a tier's rate is paid.
    pub tier_scope: TierScope,
    /// Commission is held back below so many customers.
    pub held_below_customers: u32,
    /// Rate of whoever recruited the affiliate.
    pub second_tier_rate: Ppm,
    /// Of what it is a share.
    pub second_tier_of: SecondTierOf,
    /// The network's fee as a share of commissions.
    pub network_fee_share: Ppm,
    /// The least that the network takes in a period.
    pub network_fee_minimum: Cents,
    /// Whether what customers sent back reduces the sales.
    pub returns_reduce_sales: bool,
}

impl Affiliate {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        let [second_tier_rate, network_fee_share] = read_rates(t);
        let held = t
            .count("held_below_customers", 0)
            .unit("customers")
            .within(0, 1_000_000)
            .source(Source::Model)
            .about(
                "Who had fewer customers in the period is paid nothing now; her pay is carried to \
                 the next.",
            )
            .read();
        Self {
            rate: t
                .rate("rate", Ppm(100_000))
                .source(Source::Facts("figure 24: 10-20 % are common in own-brand schemes"))
                .about("Share of net sales, below the first tier.")
                .read(),
            tiers: t.array_of_tables("tiers", AffiliateTier::read),
            tier_scope: t
                .choice("tier_scope", TierScope::All)
                .source(Source::Model)
                .about("Whether a tier's rate is paid on all sales or on those above its line.")
                .read(),
            held_below_customers: small(held),
            second_tier_rate,
            second_tier_of: t
                .choice("second_tier_of", SecondTierOf::Sale)
                .source(Source::Model)
                .about("Whether the second tier is a share of the sale or of the commission on it.")
                .read(),
            network_fee_share,
            network_fee_minimum: amount(
                t,
                "network_fee_minimum",
                "The least that the affiliate network takes in a period.",
            ),
            returns_reduce_sales: t
                .flag("returns_reduce_sales", true)
                .source(Source::Model)
                .about(
                    "Whether what customers sent back in the period reduces its sales; with \
                     `clawback` that does it.",
                )
                .read(),
        }
    }

    /// The highest rate on a sale.
    pub fn top_rate(&self) -> Ppm {
        self.tiers.iter().map(|tier| tier.rate).fold(self.rate, Ppm::max)
    }

    pub(super) fn contradictions(&self, _plan: &Plan, found: &mut Contradictions) {
        let mut before = AffiliateTier { rate: self.rate, ..AffiliateTier::NONE };
        for (index, tier) in self.tiers.iter().enumerate() {
            let at = |key: &str| format!("affiliate.tiers[{index}]{key}");
            let rise = Some("tiers stand in rising order".to_owned());
            let number = index + 1;
            let asks = (tier.from_sales, tier.from_customers);
            let asked = (before.from_sales, before.from_customers);
            if asks.0 < asked.0 {
                let message = format!("tier {number} asks for fewer sales than the one before");
                found.say(at(".from_sales"), message, rise);
            } else if asks.1 < asked.1 {
                let message = format!("tier {number} asks for fewer customers than the one before");
                found.say(at(".from_customers"), message, rise);
            } else if 0 < index && asks == asked {
                let message = format!("tier {number} does not ask for more than the one before");
                found.say(at(""), message, rise);
            } else if tier.rate < before.rate {
                let message = format!("tier {number} gives less than what is below it");
                found.say(at(".rate"), message, rise);
            }
            before = *tier;
        }
        if self.second_tier_of == SecondTierOf::Sale {
            found.sum("affiliate.second_tier_rate", &[self.top_rate(), self.second_tier_rate]);
        }
    }
}

fn read_rates(t: &mut Table<'_>) -> [Ppm; 2] {
    let mut share = |key, about| t.rate(key, Ppm::ZERO).source(Source::Model).about(about).read();
    [
        share("second_tier_rate", "Rate of whoever recruited the affiliate."),
        share(
            "network_fee_share",
            "The affiliate network's fee, on top, as a share of all commissions; a factor of 1.3 \
             is 0.3.",
        ),
    ]
}

/// A rate on sales by link, and what it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AffiliateTier {
    /// Net sales, at least.
    pub from_sales: Cents,
    /// And customers, at least.
    pub from_customers: u32,
    /// The rate.
    pub rate: Ppm,
}

impl AffiliateTier {
    const NONE: Self = Self { from_sales: Cents::ZERO, from_customers: 0, rate: Ppm::ZERO };

    fn read(t: &mut Table<'_>) -> Self {
        let customers = t
            .count("from_customers", 0)
            .unit("customers")
            .within(0, 1_000_000)
            .source(Source::Model)
            .about("Customers who ordered in the period that the rate takes, beside the sales.")
            .read();
        Self {
            from_sales: amount(t, "from_sales", "Net sales of the period that the rate takes."),
            from_customers: small(customers),
            rate: rate(t, "The rate of the tier."),
        }
    }
}

/// On what the rate of a tier is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TierScope {
    /// On all sales of the period.
    All,
    /// On the sales above the tier's line and below the next one's.
    Marginal,
}

impl Choice for TierScope {
    const NAMES: &'static [(&'static str, Self)] =
        &[("all", Self::All), ("marginal", Self::Marginal)];
}

/// Of what the second tier is a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondTierOf {
    /// Of the sale.
    Sale,
    /// Of the first tier's commission.
    Commission,
}

impl Choice for SecondTierOf {
    const NAMES: &'static [(&'static str, Self)] =
        &[("sale", Self::Sale), ("commission", Self::Commission)];
}

/// Fees for posts.
#[derive(Debug, Clone, PartialEq)]
pub struct Sponsored {
    /// For each post.
    pub fee_per_post: Cents,
    /// For each post and thousand followers.
    pub fee_per_1000_followers: Cents,
    /// For each customer's order.
    pub fee_per_sale: Cents,
    /// The agency's share of the gross fee.
    pub agency_share: Ppm,
    /// The manager's share of the gross fee.
    pub manager_share: Ppm,
    /// Whether the business pays both on top of the fee.
    pub on_top: bool,
}

impl Sponsored {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        let mut fee = |key, about| {
            let fee = t.money(key, Cents::ZERO).within(Cents::ZERO, FEE_MAX);
            fee.source(Source::Model).about(about).read()
        };
        let fee_per_post = fee("fee_per_post", "Fee for each post.");
        let fee_per_1000_followers = fee(
            "fee_per_1000_followers",
            "Fee for each post and thousand followers, in proportion.",
        );
        let fee_per_sale = fee("fee_per_sale", "Fee for each customer's order.");
        let mut share =
            |key, about| t.rate(key, Ppm::ZERO).source(Source::Model).about(about).read();
        Self {
            fee_per_post,
            fee_per_1000_followers,
            fee_per_sale,
            agency_share: share("agency_share", "The agency's share of the gross fee."),
            manager_share: share("manager_share", "The manager's share of the gross fee."),
            on_top: t
                .flag("on_top", false)
                .source(Source::Model)
                .about("Whether the business pays both shares on top, not the creator out of hers.")
                .read(),
        }
    }

    pub(super) fn contradictions(&self, _plan: &Plan, found: &mut Contradictions) {
        let fees = [self.fee_per_post, self.fee_per_1000_followers, self.fee_per_sale];
        if fees == [Cents::ZERO; 3] {
            let hint = "name a fee, such as `fee_per_post`".to_owned();
            found.say("sponsored", "the bonus pays nothing".to_owned(), Some(hint));
        }
        if !self.on_top {
            found.sum("sponsored.manager_share", &[self.agency_share, self.manager_share]);
        }
    }
}

/// The largest single fee that a plan may name.
const FEE_MAX: Cents = Cents(1_000_000_000);
