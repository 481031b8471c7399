//! Several scenarios in the same worlds: what differs, how sure that is, and which assumed rates
//! decide the verdict.
//!
//! *Invariant*: a difference is recomputed here from the numbers of the worlds, as plainly as its
//! formula in `docs/compare.md`.
//!
//! *Absent*: what the shipped variants find.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use downline::experiment::compare::{Comparison, Entrant, Entrants, HEADLINE, compare};
use downline::experiment::results::VerdictClass;
use downline::experiment::robust::{Outcome, RobustPlan, Robustness};
use downline::scenario::{Factor, Loaded};

use crate::support::{crate_folder, from_text, load};

/// The 0.975 quantile of Student's t with two degrees of freedom.
const T_2: f64 = 4.302_652_729_749_46;

fn entrant(name: &str, loaded: Loaded) -> Entrant {
    Entrant { name: name.to_owned(), loaded }
}

fn compared(entrants: Vec<Entrant>, baseline: Option<&str>) -> Comparison {
    let entrants = Entrants::new(entrants, baseline).expect("they can be compared");
    compare("test", &entrants, &|_, _| ControlFlow::Continue(())).expect("the books close")
}

/// `tiny.toml` over three worlds under a discount.
fn tiny(name: &str, discount: &str) -> Entrant {
    let set = format!("business.glow.discount={discount}");
    entrant(name, load("tiny.toml", &["weeks=60", "replicates=3", &set]))
}

#[test]
fn the_same_scenario_twice_differs_by_exactly_zero_in_every_measure() {
    let comparison = compared(vec![tiny("one", "0.3"), tiny("other", "0.3")], None);
    assert!(300 < comparison.differences.len());
    let mut defined = 0;
    for row in &comparison.differences {
        assert_eq!(row.baseline, row.value, "{}", row.key);
        let Some(paired) = row.paired else { continue };
        defined += 1;
        let found = paired.difference;
        let ends = [found.mean, found.smallest, found.largest];
        for number in ends.into_iter().chain(found.low).chain(found.high) {
            assert_eq!(number.to_bits(), 0.0_f64.to_bits(), "{}: {found:?}", row.key);
        }
        assert!(paired.fewer_replicates().is_none_or(f64::is_infinite), "{}", row.key);
    }
    assert!(250 < defined, "{defined}");
}

#[test]
fn the_order_of_the_variants_changes_the_order_of_the_results_and_nothing_else() {
    let names = ["a", "b", "c"];
    let all = || names.iter().zip(["0.2", "0.3", "0.4"]).map(|(name, rate)| tiny(name, rate));
    let straight = compared(all().collect(), None);
    let mut turned: Vec<Entrant> = all().collect();
    turned.rotate_right(1);
    let turned = compared(turned, Some("a"));
    assert_eq!(
        turned.variants.iter().map(|v| v.name.as_str()).collect::<Vec<_>>(),
        ["c", "a", "b"]
    );
    for name in ["b", "c"] {
        assert!(straight.of(name).eq(turned.of(name)), "{name}");
    }
    assert_eq!(straight.baseline().name, "a");
    assert_eq!(turned.baseline().verdict.sentence, straight.baseline().verdict.sentence);
}

#[test]
fn an_interval_is_that_of_the_differences_of_the_worlds() {
    let comparison = compared(vec![tiny("before", "0.2"), tiny("after", "0.4")], None);
    let mut values: BTreeMap<(&str, &str), Vec<Option<f64>>> = BTreeMap::new();
    for row in &comparison.values {
        values.entry((&row.key, &row.name)).or_default().push(row.value);
    }
    let variance = |values: &[f64]| {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (values.len() - 1) as f64
    };
    let mut checked = 0;
    for row in comparison.differences.iter().filter(|row| row.paired.is_some()) {
        let (before, after) =
            (&values[&(row.key.as_str(), "before")], &values[&(row.key.as_str(), "after")]);
        let pairs: Vec<(f64, f64)> =
            before.iter().zip(after).filter_map(|(b, a)| b.zip(*a)).collect();
        let paired = row.paired.expect("filtered");
        assert_eq!(paired.difference.replicates as usize, pairs.len());
        let [x, y]: [Vec<f64>; 2] =
            [pairs.iter().map(|pair| pair.0).collect(), pairs.iter().map(|pair| pair.1).collect()];
        let apart: Vec<f64> = pairs.iter().map(|(b, a)| a - b).collect();
        let mean = apart.iter().sum::<f64>() / apart.len() as f64;
        let slack = 1e-9 * (1.0 + mean.abs() + variance(&x).abs().max(variance(&y).abs()));
        assert!((paired.difference.mean - mean).abs() <= slack, "{}", row.key);
        if pairs.len() < 3 {
            continue;
        }
        checked += 1;
        let half = T_2 * libm::sqrt(variance(&apart) / 3.0);
        let (low, high) = (paired.difference.low.unwrap(), paired.difference.high.unwrap());
        assert!((low - (mean - half)).abs() <= slack, "{}: {low}", row.key);
        assert!((high - (mean + half)).abs() <= slack, "{}: {high}", row.key);
        if let Some(factor) = paired.fewer_replicates().filter(|factor| factor.is_finite()) {
            let wanted = (variance(&x) + variance(&y)) / variance(&apart);
            assert!((factor / wanted - 1.0).abs() < 1e-6, "{}: {factor}, {wanted}", row.key);
        }
    }
    assert!(250 < checked, "{checked}");
}

#[test]
fn the_number_that_decides_the_verdict_comes_first_and_is_what_the_verdict_says() {
    let comparison = compared(vec![tiny("before", "0.2"), tiny("after", "0.4")], None);
    assert_eq!(comparison.differences[0].key, HEADLINE);
    for variant in &comparison.variants {
        let headline = variant.readings[0].estimate.expect("defined");
        let told = variant.verdict.difference_of_100;
        assert!((100.0 * headline.mean - told.mean).abs() < 1e-9);
        assert!((100.0 * headline.low.unwrap() - told.low.unwrap()).abs() < 1e-9);
    }
}

/// The article's network under both kinds of override. Measured over 20 worlds: see
/// `docs/compare.md`.
#[test]
fn the_shipped_pair_needs_fewer_worlds_in_pairs_than_with_luck_of_their_own() {
    let of = |name: &str| entrant(name, load(&format!("{name}.toml"), &["replicates=8"]));
    let comparison = compared(vec![of("beauty-network"), of("beauty-network-wholesale")], None);
    let factor = |key: &str| {
        let row = comparison.find("beauty-network-wholesale", key).expect("a measure");
        row.paired.and_then(|paired| paired.fewer_replicates()).expect("it varies")
    };
    for key in [
        "capture.to_date.cash.own_use_as_cost.partners_net",
        "persons.first_year.net.mean",
        "persons.first_year.net.loss_share",
        "network.partners_ever",
    ] {
        assert!(1.0 < factor(key), "{key}: {}", factor(key));
    }
}

fn robust(loaded: &Loaded, replicates: u32) -> Robustness {
    let plan = RobustPlan::new(loaded, replicates);
    plan.run(&|_, _| ControlFlow::Continue(())).expect("the books close")
}

/// Worlds under each change: enough for an interval that a class can follow from.
const WORLDS: u32 = 5;

/// A business that sells at list price to partners who have no plan: they can only lose.
const ONE_SIDED: &str = "
    weeks = 6
    [market]
    people = 2_000
    [business.glow]
    founders = 30
    founder_roots = 2
    discount = 0
    drop_ship_share = 0
    product.unit_cost = 0.01
    product.shipping_per_order = 0
    costs.running_share_of_revenue = 0
";

#[test]
fn no_rate_flips_a_verdict_that_cannot_flip() {
    let loaded = from_text(ONE_SIDED);
    let robustness = robust(&loaded, WORLDS);
    assert_eq!(robustness.class, VerdictClass::BusinessesMore);
    assert_eq!(robustness.flips().count(), 0, "{}", robustness.sentence());
    let tested = robustness.tested();
    assert!(40 < tested, "{tested}");
    let wanted = format!(
        "0 of {tested} assumed rates flip the verdict when halved or doubled, each alone, \
         in {WORLDS} worlds"
    );
    assert_eq!(robustness.sentence(), wanted);
}

#[test]
fn a_rate_that_decides_the_verdict_is_found_and_named() {
    let go_on = |_, _: &_| ControlFlow::Continue(());
    let plain = downline::experiment::run(&from_text(ONE_SIDED), WORLDS, &go_on);
    let net = plain.expect("the books close").verdict.businesses_net_cents.mean;
    // A fixed cost of 0.7 of what they have leaves them something: twice of it they cannot bear.
    let key = "business.glow.costs.running_per_week";
    let cost = (0.7 * net / 6.0 / 100.0).round();
    let fixed = from_text(&format!("{ONE_SIDED}\n    costs.running_per_week = {cost}.00\n"));
    let robustness = robust(&fixed, WORLDS);
    assert_eq!(robustness.class, VerdictClass::BusinessesMore);
    let row = |factor: Factor| {
        let found = robustness.rows.iter().find(|row| row.key == key && row.factor == factor);
        found.expect("a row of that key")
    };
    let (half, double) = (row(Factor::Half), row(Factor::Double));
    assert_eq!(double.tried, format!("{}.00", 2.0 * cost));
    assert!(!half.flips && double.flips, "{half:?} {double:?}");
    assert_eq!(double.class, Some(VerdictClass::Neither));
    assert!(double.difference.is_some_and(|difference| difference.lies_below(0.0)));
    let sentence = robustness.sentence();
    assert!(
        sentence.contains(&format!("`{key}` (doubled to {}: neither)", double.tried)),
        "{sentence}"
    );
    for row in &robustness.rows {
        assert_eq!(row.flips, row.class.is_some_and(|class| class != robustness.class));
    }
}

/// One founder who does nothing pays 80.00 in weeks 4 and 8; the business pays 12.00 a week.
const ON_PAPER: &str = "
    weeks = 8
    people.hours_per_week = 0.0
    people.own_use_units_per_month = 0.0
    people.warm_circle_people = 0.0
    motivation.speed_per_week = 0.0
    recruit.pitch_rate = 0.0
    recruit.leads_per_hour = 0.0
    [quit]
    hazard_per_week = 0.0
    renewal_refusal = 0.0
    [market]
    people = 2_000
    buyers_per_person = 0.0
    [business.glow]
    founders = 1
    founder_roots = 1
    loading.probability = 0.0
    plan.activity.minimum_points = 0
    costs.running_per_week = 12.00
    costs.running_share_of_revenue = 0.0
    joining.tool_fee_per_period = 80.00
    joining.renewal_fee_per_year = 0.0
    joining.event_tickets_per_year = 0.0
";

/// Of each 100 put in, the business keeps (160 − 96) / 160 = 40 and its founder loses 100.
#[test]
fn exactly_the_rate_that_can_flip_a_verdict_on_paper_flips_it_by_what_is_reckoned_there() {
    let loaded = from_text(ON_PAPER);
    let robustness = robust(&loaded, WORLDS);
    assert_eq!(robustness.class, VerdictClass::BusinessesMore);
    let (cost, founders) = ("business.glow.costs.running_per_week", "business.glow.founders");
    // Twice the cost, 192, is more than all fees: the business puts in 32 of 192 itself, and nobody
    // has anything. Half of it leaves 112 of 160; two founders leave 224 of 320.
    let reckoned = [
        (cost, Factor::Half, 70.0 + 100.0, VerdictClass::BusinessesMore),
        (cost, Factor::Double, 100.0 * (160.0 - 32.0) / 192.0, VerdictClass::Neither),
        (founders, Factor::Double, 70.0 + 100.0, VerdictClass::BusinessesMore),
    ];
    let mut moved = 0;
    for row in &robustness.rows {
        let known = reckoned.iter().find(|one| one.0 == row.key && one.1 == row.factor);
        let (headline, class) = known.map_or((140.0, robustness.class), |one| (one.2, one.3));
        if row.outcome == Outcome::Refused {
            assert_eq!((row.key.as_str(), row.class), ("business.glow.founder_roots", None));
            continue;
        }
        let found = row.headline.expect("worlds");
        assert!((found.mean - headline).abs() < 1e-9, "{row:?}");
        assert_eq!((found.low, found.high), (Some(found.mean), Some(found.mean)), "{row:?}");
        let apart = row.difference.expect("worlds").mean;
        assert!((apart - (headline - 140.0)).abs() < 1e-9, "{row:?}");
        assert_eq!((row.class, row.flips), (Some(class), class != robustness.class), "{row:?}");
        moved += u32::from(known.is_some());
    }
    assert_eq!((moved, robustness.refused()), (3, 1));
    let tested = robustness.tested();
    assert!(40 < tested && tested == RobustPlan::new(&loaded, WORLDS).rates(), "{tested}");
    assert_eq!(
        robustness.sentence(),
        format!(
            "1 of {tested} assumed rates flips the verdict when halved or doubled, each alone, in \
             {WORLDS} worlds: `{cost}` (doubled to 24.00: neither)"
        )
    );
}

/// What `docs/compare.md` says of halving and doubling is as long as the catalogue is today.
#[test]
fn the_page_counts_the_assumed_rates_and_worlds_that_there_are() {
    let plan = RobustPlan::new(&load("beauty-network.toml", &[]), 8);
    let page = std::fs::read_to_string(crate_folder().join("docs/compare.md")).expect("a page");
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    let rates = format!("with {} assumed rates that can be changed", plan.rates());
    assert!(page.contains(&rates), "the page does not say: {rates}");
    let worlds = plan.worlds();
    let worlds = format!("It simulates {},{:03} worlds", worlds / 1_000, worlds % 1_000);
    assert!(page.contains(&worlds), "the page does not say: {worlds}");
}

#[test]
fn every_assumed_number_in_force_is_accounted_for() {
    let loaded =
        load("tiny.toml", &["weeks=2", "market.people=2_000", "business.glow.founders=20"]);
    let robustness = robust(&loaded, 2);
    let row = |key: &str, factor: Factor| {
        let found = robustness.rows.iter().find(|row| row.key == key && row.factor == factor);
        found.unwrap_or_else(|| panic!("no row of {key}"))
    };
    // A share of 0.6 would be 1.2.
    let home = row("market.home_bias", Factor::Double);
    assert_eq!((home.tried.as_str(), home.is_clipped, home.outcome), ("1", true, Outcome::Tested));
    assert!(!row("market.home_bias", Factor::Half).is_clipped);
    // Whole numbers are rounded: half of 1 is 1 again.
    let minimum = row("business.glow.minimum_order_units", Factor::Half);
    assert_eq!((minimum.tried.as_str(), minimum.outcome), ("1", Outcome::Unchanged));
    assert_eq!(row("business.glow.pack_units", Factor::Half).tried, "2");
    // Everybody's value of a distribution is scaled.
    let circle = row("people.warm_circle_people", Factor::Double);
    assert_eq!(circle.tried, "{ log_normal = { median = 50, sigma = 0.6 } }");
    // Nothing stays nothing.
    let marketing = row("business.glow.costs.marketing_per_week", Factor::Double);
    assert_eq!((marketing.value.as_str(), marketing.outcome), ("0.00", Outcome::Unchanged));
    let nothing = marketing.difference.expect("of the same worlds");
    assert_eq!((nothing.mean.to_bits(), marketing.flips), (0.0_f64.to_bits(), false));
    // Half of the founders would be as many as there are roots, less is refused.
    let refused =
        load("tiny.toml", &["weeks=2", "market.people=2_000", "business.glow.founders=9"]);
    let refused = robust(&refused, 2);
    let half = refused.rows.iter().find(|row| row.key == "business.glow.founder_roots");
    assert!(half.is_some());
    let double = refused
        .rows
        .iter()
        .find(|row| row.key == "business.glow.founder_roots" && row.factor == Factor::Double)
        .expect("a row");
    assert_eq!((double.outcome, double.class), (Outcome::Refused, None));
    assert!(double.note.contains("are more than the 9 founders"), "{}", double.note);
    assert_eq!(refused.refused(), 1, "{:?}", refused.rows);
    // Keys whose defaults somebody measured, and bonuses that are not there, are left alone.
    let keys: Vec<&str> = robustness.rows.iter().map(|row| row.key.as_str()).collect();
    assert!(!keys.contains(&"weeks") && !keys.contains(&"business.glow.discount"), "{keys:?}");
    assert!(!keys.iter().any(|key| key.contains(".plan.binary.")), "{keys:?}");
}
