//! The businesses: income statement, payout ratio, breakage.

use super::capture::window_flows;
use super::{Meter, Unit};
use crate::ledger::{Journal, Reason, Role};
use crate::scenario::Scenario;
use crate::simulation::FinishedRun;
use crate::units::{BusinessId, Cents};

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
    for (index, (name, _)) in scenario.businesses.iter().enumerate() {
        let plan = run.books.plans[index];
        let at = |key: &str| format!("business.{name}.plan.{key}");
        let cents = |amount: Cents| Some(amount.0 as f64);
        let about = "Commissionable base of all periods of the run.";
        meter.put(at("base"), Unit::Cents, about, cents(plan.base));
        let about = "What the full rate table would have paid on it.";
        meter.put(at("full"), Unit::Cents, about, cents(plan.full));
        let about = "What was paid.";
        meter.put(at("paid"), Unit::Cents, about, cents(plan.paid));
        let about = "Breakage: the full rate table less what was paid; it stays with the business.";
        meter.put(at("breakage"), Unit::Cents, about, cents(plan.breakage()));
        let about = "Paid, of the commissionable base.";
        let ratio = (plan.base != Cents::ZERO).then(|| plan.paid.0 as f64 / plan.base.0 as f64);
        meter.put(at("payout_of_base"), Unit::Share, about, ratio);
        let about = "Rewards earned in a period that the end of the run cuts off: owed, not paid.";
        meter.put(at("payable_at_end"), Unit::Cents, about, cents(run.books.payable[index]));
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
    let fees = sum(&[Reason::StarterKit, Reason::RenewalFee, Reason::ToolFee, Reason::EventTicket]);
    let revenue = goods_sold + fees;
    let lines: [(&str, Cents, &'static str); 9] = [
        (
            "goods_revenue",
            goods_sold,
            "Goods at partner price: orders, and direct sales less retail credit, less refunds \
             and buy-back.",
        ),
        ("fees_revenue", fees, "Kits, renewals, tools and event tickets."),
        ("revenue", revenue, "Goods and fees together: base of the ratios below."),
        ("product_cost", -sum(&[Reason::Goods, Reason::Shipping]), "Goods and their carriage."),
        (
            "paid_to_partners",
            -sum(&[
                Reason::RewardUnilevel,
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
            -sum(&[Reason::RunningCost, Reason::PaymentFeeOfBusiness, Reason::NetworkFee]),
            "Wages, rent, administration, payment and network fees.",
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
