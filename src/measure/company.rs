//! The businesses: income statement, payout ratio, breakage.

use super::capture::window_flows;
use super::{Meter, Unit};
use crate::ledger::{GoodsLine, Journal, Reason, Role};
use crate::scenario::{Bonus, PayRules, Scenario};
use crate::simulation::FinishedRun;
use crate::units::{BusinessId, Cents, Ppm, Rounding};
use crate::world::Network;

/// Puts each business's income statement in each window, and what its plan came to.
pub(super) fn put(meter: &mut Meter, scenario: &Scenario, run: &FinishedRun) {
    for window in window_flows(run) {
        for (index, (name, _)) in scenario.businesses.iter().enumerate() {
            let id = BusinessId(u8::try_from(index).expect("at most 255 businesses"));
            let account = &window.flows[Journal::account(Role::Business, id)];
            let at = |key: &str| format!("business.{name}.{}.{key}", window.window.name());
            let sum = |reasons: &[Reason]| -> Cents {
                reasons.iter().map(|reason| account[reason.index()]).sum()
            };
            put_statement(meter, &at, &sum);
        }
    }
    put_goods(meter, scenario, run);
    for (index, (name, _)) in scenario.businesses.iter().enumerate() {
        let all = run.books.plans[index];
        let outcomes = match &run.record.opening {
            Some(opening) => all.since(&opening.plans[index]),
            None => all,
        };
        let plan = outcomes.total();
        let at = |key: &str| format!("business.{name}.plan.{key}");
        let cents = |amount: Cents| Some(amount.0 as f64);
        let about = "Commissionable value of all periods that ended after the burn-in.";
        meter.put(at("volume"), Unit::Cents, about, cents(outcomes.volume));
        let about = "The base of the bonus with the largest one; several may share their volume.";
        meter.put(at("base"), Unit::Cents, about, cents(plan.base));
        let about = "What the full rate table would have paid on it.";
        meter.put(at("full"), Unit::Cents, about, cents(plan.full));
        let about = "What was paid.";
        meter.put(at("paid"), Unit::Cents, about, cents(plan.paid));
        let about = "Breakage: the full rate table less what was paid; it stays with the business.";
        meter.put(at("breakage"), Unit::Cents, about, cents(plan.breakage()));
        for (key, of, about) in [
            ("payout_of_base", plan.base, "Paid, of that base."),
            ("payout_of_volume", outcomes.volume, "Paid, of the commissionable value."),
        ] {
            let ratio = (of != Cents::ZERO).then(|| plan.paid.0 as f64 / of.0 as f64);
            meter.put(at(key), Unit::Share, about, ratio);
        }
        let withheld = outcomes.withheld;
        let amounts = [withheld.volume, withheld.retail, withheld.recruiting];
        put_withheld(meter, scenario, index, amounts);
        for bonus in bonuses_ever(scenario, index) {
            let about = "Of what was paid, the part of this bonus.";
            let paid = outcomes.of(bonus).paid;
            meter.put(at(&format!("paid_by.{}", bonus.name())), Unit::Cents, about, cents(paid));
        }
        put_people(meter, name, &run.world.networks[index]);
        let about = "Rewards earned in a period that the end of the run cuts off: owed, not paid.";
        meter.put(at("payable_at_end"), Unit::Cents, about, cents(run.books.payable[index]));
    }
}

/// What rules kept from counting, and from being paid on others and for recruiting, where a
/// business has such a rule at any time.
fn put_withheld(meter: &mut Meter, scenario: &Scenario, index: usize, amounts: [Cents; 3]) {
    let name = &scenario.businesses[index].0;
    let ever = |has: fn(&PayRules) -> bool| {
        scenario.phases().any(|phase| has(&phase.businesses[index].1.plan.rules))
    };
    let measures = [
        (
            "uncounted",
            ever(PayRules::cut_purchases),
            "Commissionable value of what partners bought that does not count: not sold, beyond \
             the cap on own use, or sold and not verified.",
        ),
        (
            "withheld_retail",
            ever(|rules| Ppm::ZERO < rules.retail_share_min),
            "Of breakage, pay on others for those who sold too little of what they bought.",
        ),
        (
            "withheld_recruiting",
            ever(|rules| !rules.recruiting_bonuses),
            "Of breakage, pay for recruiting.",
        ),
    ];
    for ((key, is_there, about), amount) in measures.into_iter().zip(amounts) {
        if is_there {
            let key = format!("business.{name}.plan.{key}");
            meter.put(key, Unit::Cents, about, Some(amount.0 as f64));
        }
    }
}

/// Who works for a business.
fn put_people(meter: &mut Meter, name: &str, network: &Network) {
    let at = |key: &str| format!("business.{name}.partners.{key}");
    let (active, dormant) = network.partners.head_count();
    for (key, people, about) in [
        ("ever", network.partners.len() as u64, "Rows of its network, founders and returns too."),
        ("active_at_end", active, "Its active partners at the end of the run."),
        ("dormant_at_end", dormant, "Its dormant partners at the end of the run."),
    ] {
        meter.put(at(key), Unit::Count, about, Some(people as f64));
    }
}

/// The bonuses that a business has at any time of the run.
fn bonuses_ever(scenario: &Scenario, index: usize) -> Vec<Bonus> {
    let plans = scenario.phases().map(|phase| phase.businesses[index].1.plan.bonuses());
    let has: Vec<Vec<Bonus>> = plans.collect();
    Bonus::ALL.into_iter().filter(|bonus| has.iter().any(|has| has.contains(bonus))).collect()
}

/// Where the units went after the burn-in, and what partners have left of them.
fn put_goods(meter: &mut Meter, scenario: &Scenario, run: &FinishedRun) {
    let at_end = scenario.in_week(scenario.weeks);
    for (index, (name, business)) in at_end.businesses.iter().enumerate() {
        let at = |key: &str| format!("business.{name}.goods.{key}");
        let (book, opening) = (&run.books.goods[index], run.record.opening.as_ref());
        let before = |line| opening.map_or(0, |opening| opening.goods[index].get(line));
        let units = |units: u64| Some(units as f64);
        for (key, line, about) in [
            ("supplied", GoodsLine::Supplied, "Units made by suppliers."),
            ("sold_by_partners", GoodsLine::SoldFromStock, "Units that partners sold from stock."),
            ("drop_shipped", GoodsLine::ShippedToCustomers, "Units sent straight to customers."),
            ("own_use", GoodsLine::OwnUse, "Units that partners used themselves."),
            ("returned", GoodsLine::Returned, "Units that leavers sent back."),
            ("written_off", GoodsLine::WrittenOff, "Units left with leavers, worth nothing."),
        ] {
            meter.put(at(key), Unit::Count, about, units(book.get(line) - before(line)));
        }
        let loaded = book.loaded() - opening.map_or(0, |opening| opening.goods[index].loaded());
        let about = "Units bought beyond need to reach the qualifying volume.";
        meter.put(at("loaded"), Unit::Count, about, units(loaded));
        let (mut stock, mut cost, mut value) = (0, Cents::ZERO, Cents::ZERO);
        for chunk in &run.world.networks[index].partners.chunks {
            for slot in 0..chunk.len() {
                let (held, paid) = (chunk.stock.of(slot), chunk.stock_cost.of(slot));
                let resalable = chunk.stock_recent.sum_of(slot);
                stock += u64::from(held);
                cost += paid;
                if 0 < held {
                    let (part, all) = (i128::from(resalable), i128::from(held));
                    let resalable_cost = paid.times_over(part, all, Rounding::Down);
                    value += resalable_cost.at_rate(business.buy_back.given_back(), Rounding::Down);
                }
            }
        }
        let about = "Units in partners' hands at the end.";
        meter.put(at("stock_at_end"), Unit::Count, about, units(stock));
        let about = "What those units cost; counted as nothing in every measure of capture.";
        meter.put(at("stock_cost_at_end"), Unit::Cents, about, Some(cost.0 as f64));
        let about = "What the buy-back would give for them if everybody left and claimed it.";
        meter.put(at("stock_buy_back_value_at_end"), Unit::Cents, about, Some(value.0 as f64));
    }
}

fn put_statement(meter: &mut Meter, at: &dyn Fn(&str) -> String, sum: &dyn Fn(&[Reason]) -> Cents) {
    let goods_sold = sum(&[
        Reason::DirectSale,
        Reason::RetailCredit,
        Reason::WholesaleOrder,
        Reason::RefundByBusiness,
        Reason::BuyBack,
    ]);
    let fees = sum(&[
        Reason::StarterKit,
        Reason::RenewalFee,
        Reason::ToolFee,
        Reason::EventTicket,
        Reason::FeeRefund,
    ]);
    let revenue = goods_sold + fees;
    let lines: [(&str, Cents, &'static str); 9] = [
        (
            "goods_revenue",
            goods_sold,
            "Goods at partner price: orders, and direct sales less retail credit, less refunds \
             and buy-back.",
        ),
        ("fees_revenue", fees, "Kits, renewals, tools and event tickets, less refunds."),
        ("revenue", revenue, "Goods and fees together: base of the ratios below."),
        ("product_cost", -sum(&[Reason::Goods, Reason::Shipping]), "Goods and their carriage."),
        (
            "paid_to_partners",
            -sum(&Reason::REWARDS)
                - sum(&[
                    Reason::SponsoredFee,
                    Reason::AffiliateCommission,
                    Reason::HostCredit,
                    Reason::Clawback,
                ]),
            "Rewards of the plan, content fees and host credit, less clawback; retail credit is \
             not among them.",
        ),
        (
            "running_cost",
            -sum(&[
                Reason::RunningCost,
                Reason::PaymentFeeOfBusiness,
                Reason::NetworkFee,
                Reason::AgencyShareOnTop,
                Reason::ManagerShareOnTop,
            ]),
            "Wages, rent, administration, payment and network fees, agents paid on top of fees.",
        ),
        ("marketing", -sum(&[Reason::Marketing]), "Advertising outside the network."),
        ("profit", sum(&Reason::ALL), "What is left: the business's cash net."),
        (
            "retail_credit",
            -sum(&[Reason::RetailCredit]),
            "Retail profit credited to partners, already taken off the revenue.",
        ),
    ];
    for (key, amount, about) in lines {
        meter.put(at(key), Unit::Cents, about, Some(amount.0 as f64));
    }
    for (key, amount, _) in &lines[3..8] {
        let share = (revenue != Cents::ZERO).then(|| amount.0 as f64 / revenue.0 as f64);
        let about = "Of the revenue (goods at partner price, and fees).";
        meter.put(at(&format!("{key}_of_revenue")), Unit::Share, about, share);
    }
}
