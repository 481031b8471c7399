//! A business: what it sells, on which terms people join, what it costs to run.

use super::booking::{Booking, PartnersDo};
use super::market::small;
use super::plan::Plan;
use super::rules::Rules;
use crate::scenario::{Source, Table};
use crate::units::{Cents, Ppm, Rounding};

/// A business with a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Business {
    /// Partners at the start.
    pub founders: u32,
    /// Founders recruited by the business itself.
    pub founder_roots: u32,
    /// The goods.
    pub product: Product,
    /// How people join and stay.
    pub joining: Joining,
    /// Discount off the list price.
    pub discount: Ppm,
    /// Higher discounts for volume, by points of the period before.
    pub discount_steps: Vec<DiscountStep>,
    /// Share of partners whose customers are served by the business beyond their own stock.
    pub drop_ship_share: f64,
    /// What its partners do.
    pub partners: PartnersDo,
    /// Posts that it books, where it does.
    pub booking: Option<Booking>,
    /// Units in a pack.
    pub pack_units: u32,
    /// Fewest units of an order.
    pub minimum_order_units: u32,
    /// Buying beyond need.
    pub loading: Loading,
    /// Taking stock back.
    pub buy_back: BuyBack,
    /// What it costs to run.
    pub costs: Costs,
    /// The rules that hold for it.
    pub rules: Rules,
    /// How it pays, within those rules.
    pub plan: Plan,
}

impl Business {
    pub(crate) fn read(t: &mut Table<'_>) -> Self {
        let (founders, founder_roots) = Self::read_founders(t);
        let mut business = Self {
            founders,
            founder_roots,
            product: t.table("product", Product::read),
            joining: t.table("joining", Joining::read),
            discount: t
                .rate("discount", Ppm(300_000))
                .source(Source::Facts("figure 19: 20 to 50 % off list, most 25 to 35"))
                .about("Discount off the list price for every partner.")
                .read(),
            discount_steps: t.array_of_tables("discount_steps", DiscountStep::read),
            drop_ship_share: t
                .share("drop_ship_share", 0.5)
                .source(Source::Assumption)
                .about(
                    "Share of partners whose customers are served and billed by the business, \
                     once their own stock is sold.",
                )
                .read(),
            partners: PartnersDo::read(t),
            booking: t.optional_table("booking", Booking::read),
            pack_units: small(
                t.count("pack_units", 3)
                    .unit("units")
                    .within(1, 10_000)
                    .source(Source::Assumption)
                    .about("Goods come in packs of so many units.")
                    .read(),
            ),
            minimum_order_units: small(
                t.count("minimum_order_units", 1)
                    .unit("units")
                    .within(1, 10_000)
                    .source(Source::Assumption)
                    .about("Fewest units of a partner's order.")
                    .read(),
            ),
            loading: t.table("loading", Loading::read),
            buy_back: t.table("buy_back", BuyBack::read),
            rules: t.optional_table("rules", Rules::read).unwrap_or(Rules::NONE),
            costs: t.table("costs", Costs::read),
            plan: t.table("plan", Plan::read),
        };
        business.plan.rules = business.rules.pay;
        business
    }

    fn read_founders(t: &mut Table<'_>) -> (u32, u32) {
        let founders = t
            .count("founders", 1_000)
            .unit("partners")
            .within(1, 200_000_000)
            .source(Source::Assumption)
            .fixed("founders are there before the first week")
            .about("Partners at the start; without any there is nobody to recruit or to sell.")
            .read();
        let roots = t
            .count("founder_roots", 10)
            .unit("partners")
            .within(1, 200_000_000)
            .source(Source::Assumption)
            .fixed("founders are there before the first week")
            .about(
                "Founders recruited by the business itself; each later founder has a sponsor \
                 drawn evenly among those before her.",
            )
            .read();
        (small(founders), small(roots))
    }

    /// What a unit costs a partner whose volume of the period before was so many points.
    pub fn partner_price(&self, points_before: u64) -> Cents {
        let discount = self
            .discount_steps
            .iter()
            .filter(|step| step.from_points <= points_before)
            .map(|step| step.discount)
            .max()
            .unwrap_or(Ppm::ZERO)
            .max(self.discount);
        self.product.list_price.at_rate(discount.complement(), Rounding::HalfUp)
    }
}

/// A discount for volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiscountStep {
    /// Own points of the period before, at least.
    pub from_points: u64,
    /// Discount off the list price.
    pub discount: Ppm,
}

impl DiscountStep {
    fn read(t: &mut Table<'_>) -> Self {
        Self {
            from_points: t
                .count("from_points", 0)
                .unit("points")
                .within(0, 1_000_000_000)
                .source(Source::Model)
                .about("Own points of the period before, at least.")
                .read(),
            discount: t
                .rate("discount", Ppm::ZERO)
                .source(Source::Model)
                .about("Discount off the list price from this volume on.")
                .read(),
        }
    }
}

/// The goods. One article stands for the range.
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// What a customer pays for a unit.
    pub list_price: Cents,
    /// What the business pays for a unit.
    pub unit_cost: Cents,
    /// What it costs to carry an order.
    pub shipping_per_order: Cents,
    /// Points of a unit.
    pub points_per_unit: u64,
    /// Share of the partner price on which rewards are computed.
    pub commissionable_share: Ppm,
}

impl Product {
    fn read(t: &mut Table<'_>) -> Self {
        Self {
            list_price: t
                .money("list_price", Cents(4_000))
                .unit("money a unit")
                .within(Cents(1), Cents(100_000_000))
                .source(Source::Assumption)
                .about("What a customer pays for a unit.")
                .read(),
            unit_cost: t
                .money("unit_cost", Cents(500))
                .unit("money a unit")
                .within(Cents(0), Cents(100_000_000))
                .source(Source::Facts("section 2: product cost 17 to 27 of each 100 of revenue"))
                .about("What the business pays for a unit, without carriage.")
                .read(),
            shipping_per_order: t
                .money("shipping_per_order", Cents(300))
                .unit("money an order")
                .within(Cents(0), Cents(100_000_000))
                .source(Source::Assumption)
                .about("What carriage of an order costs the business.")
                .read(),
            points_per_unit: t
                .count("points_per_unit", 28)
                .unit("points")
                .within(0, 1_000_000)
                .source(Source::Assumption)
                .about("Volume points (PV) of a unit; about one for each currency unit paid.")
                .read(),
            commissionable_share: t
                .rate("commissionable_share", Ppm::ONE)
                .source(Source::Model)
                .about("Share of the partner price on which rewards are computed (CV).")
                .read(),
        }
    }
}

/// Joining and staying.
#[derive(Debug, Clone, PartialEq)]
pub struct Joining {
    /// Price of the starter kit.
    pub kit_price: Cents,
    /// Units of goods in it.
    pub kit_units: u32,
    /// Yearly fee to stay registered.
    pub renewal_fee_per_year: Cents,
    /// Fee for tools, each period.
    pub tool_fee_per_period: Cents,
    /// Price of an event ticket.
    pub event_ticket: Cents,
    /// How often a builder buys one.
    pub event_tickets_per_year: f64,
}

impl Joining {
    fn read(t: &mut Table<'_>) -> Self {
        Self {
            kit_price: t
                .money("kit_price", Cents(9_900))
                .within(Cents(0), Cents(10_000_000))
                .source(Source::Facts("figure 17: starter kit 40 to 200 in beauty"))
                .about("Price of the starter kit.")
                .read(),
            kit_units: small(
                t.count("kit_units", 2)
                    .unit("units")
                    .within(0, 10_000)
                    .source(Source::Assumption)
                    .about(
                        "Units of goods in the kit, counted at the partner price as part of the \
                         kit's.",
                    )
                    .read(),
            ),
            renewal_fee_per_year: t
                .money("renewal_fee_per_year", Cents(5_000))
                .unit("money a year")
                .within(Cents(0), Cents(10_000_000))
                .source(Source::Facts("K7: renewal 50"))
                .about("Yearly fee to stay registered.")
                .read(),
            tool_fee_per_period: t
                .money("tool_fee_per_period", Cents(0))
                .unit("money a period")
                .within(Cents(0), Cents(10_000_000))
                .source(Source::Facts("K9: most charge none, one 15.95 a month"))
                .about("Fee for web shop and tools, each commission period.")
                .read(),
            event_ticket: t
                .money("event_ticket", Cents(10_000))
                .within(Cents(0), Cents(10_000_000))
                .source(Source::Assumption)
                .about("Price of a ticket to a workshop or convention.")
                .read(),
            event_tickets_per_year: t
                .number("event_tickets_per_year", 0.5)
                .unit("tickets a year")
                .within(0.0, 52.0)
                .source(Source::Assumption)
                .about("Tickets that a builder buys in a year.")
                .read(),
        }
    }
}

/// Buying beyond need to reach the qualifying volume.
#[derive(Debug, Clone, PartialEq)]
pub struct Loading {
    /// Probability in a period in which the volume is short.
    pub probability: f64,
    /// Factor when a commission is at stake.
    pub stake_factor: f64,
}

impl Loading {
    fn read(t: &mut Table<'_>) -> Self {
        Self {
            probability: t
                .share("probability", 0.1)
                .source(Source::Assumption)
                .about("Probability that a partner short of volume buys what is missing.")
                .read(),
            stake_factor: t
                .number("stake_factor", 4.0)
                .unit("factor")
                .within(0.0, 1_000.0)
                .source(Source::Assumption)
                .about("Multiplies it for those with active recruits.")
                .read(),
        }
    }
}

/// Taking stock back from leavers.
#[derive(Debug, Clone, PartialEq)]
pub struct BuyBack {
    /// Share of the price paid that is given back.
    pub share: Ppm,
    /// Probability that a leaver claims it.
    pub claim_probability: f64,
    /// Share of the price paid that is kept for commissions paid on it.
    pub commission_deduction: Ppm,
}

impl BuyBack {
    fn read(t: &mut Table<'_>) -> Self {
        Self {
            share: t
                .rate("share", Ppm(900_000))
                .source(Source::Facts("K10: at least 90 % of net cost, stock of 12 months"))
                .about(
                    "Share of the price paid that is given back for stock of the last year; 0 is \
                     off.",
                )
                .read(),
            claim_probability: t
                .share("claim_probability", 0.3)
                .source(Source::Assumption)
                .about("Probability that a leaver with stock sends it back.")
                .read(),
            commission_deduction: t
                .rate("commission_deduction", Ppm::ZERO)
                .source(Source::Assumption)
                .about("Share of the price paid that is kept for commissions paid on it.")
                .read(),
        }
    }

    /// Share of the price paid that a leaver gets.
    pub fn given_back(&self) -> Ppm {
        Ppm(self.share.0 - self.commission_deduction.0)
    }
}

/// What it costs to run the business.
#[derive(Debug, Clone, PartialEq)]
pub struct Costs {
    /// Wages, rent and administration, whatever is sold.
    pub running_per_week: Cents,
    /// The part that grows with revenue.
    pub running_share_of_revenue: Ppm,
    /// Advertising.
    pub marketing_per_week: Cents,
    /// Fee of the payment platform, on what customers pay.
    pub payment_fee: Ppm,
}

impl Costs {
    fn read(t: &mut Table<'_>) -> Self {
        Self {
            running_per_week: t
                .money("running_per_week", Cents(0))
                .unit("money a week")
                .within(Cents(0), Cents(100_000_000_000))
                .source(Source::Assumption)
                .about("Wages, rent and administration, whatever is sold.")
                .read(),
            running_share_of_revenue: t
                .rate("running_share_of_revenue", Ppm(330_000))
                .source(Source::Facts("section 2: running the company 30 to 37 of each 100"))
                .about("Running cost that grows with what partners and customers pay in.")
                .read(),
            marketing_per_week: t
                .money("marketing_per_week", Cents(0))
                .unit("money a week")
                .within(Cents(0), Cents(100_000_000_000))
                .source(Source::Assumption)
                .about("Advertising outside the network.")
                .read(),
            payment_fee: t
                .rate("payment_fee", Ppm(20_000))
                .source(Source::Assumption)
                .about("Platform's fee on what a customer pays, borne by who receives it.")
                .read(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::Loaded;
    use crate::units::Cents;

    /// What a partner pays for a unit, by her points before.
    fn prices(settings: &str, points: &[u64]) -> Vec<Cents> {
        let text = format!("[business.x]\n{settings}");
        let loaded = Loaded::from_text("prices", &text).expect("a sound scenario");
        let business = &loaded.scenario.businesses[0].1;
        points.iter().map(|&points| business.partner_price(points)).collect()
    }

    #[test]
    fn the_best_discount_that_points_reach_is_taken_off_the_list_price() {
        let steps = "discount = 0.25
            discount_steps = [
                { from_points = 500, discount = 0.35 },
                { from_points = 4_000, discount = 0.50 },
            ]
            product.list_price = 100.00";
        let wanted = [7_500, 6_500, 6_500, 5_000].map(Cents);
        assert_eq!(prices(steps, &[499, 500, 3_999, 4_000]), wanted);
        let lower = "discount = 0.35
            discount_steps = [{ from_points = 10, discount = 0.20 }]
            product.list_price = 100.00";
        assert_eq!(prices(lower, &[10]), [Cents(6_500)]);
    }

    #[test]
    fn a_price_is_rounded_to_the_cent_and_its_half_up() {
        // 62.2082 % of 134.95 are 83.94997; 65 % of 0.10 are 6.5 cents.
        let jeunesse = "discount = 0.377918\nproduct.list_price = 134.95";
        assert_eq!(prices(jeunesse, &[0]), [Cents(8_395)]);
        let half = "discount = 0.35\nproduct.list_price = 0.10";
        assert_eq!(prices(half, &[0]), [Cents(7)]);
    }
}
