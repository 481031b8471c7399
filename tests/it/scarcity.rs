//! Scarce customers and prospects are given out by lot, never by the order of rows.

use downline::scenario::Loaded;
use downline::simulation::Simulation;
use downline::units::Cents;

/// Thirty sellers in one small town who all want the same few customers in the first week.
fn crowded(rationing: &str, buyers_per_person: f64) -> String {
    // Without rationing demand comes back by the calendar, or it could not be kept account of.
    let renewal = if rationing == "none" { "demand_renewal_weeks = 52" } else { "" };
    format!(
        r#"
        weeks = 1
        [market]
        people = 100
        community_people = 100
        home_bias = 1.0
        buyers_per_person = {buyers_per_person}
        prospects_per_person = 1.0
        rationing = "{rationing}"
        {renewal}
        [people]
        followers = 5_000
        engagement = 1.0
        selling_skill = 1.0
        own_use_units_per_month = 0.0
        warm_circle_people = 0
        hours_per_week = 20.0
        [sell]
        visit_rate = 1.0
        conversion = 0.001
        basket_units = 1.0
        [recruit]
        pitch_rate = 0.0
        leads_per_hour = 0.0
        [quit]
        hazard_per_week = 0.0
        [business.glow]
        founders = 30
        founder_roots = 30
        drop_ship_share = 1.0
        "#
    )
}

#[test]
fn no_more_is_sold_than_is_wanted_and_all_of_it_when_it_is_scarce() {
    for replicate in 0..20 {
        let loaded = Loaded::from_text("crowded", &crowded("random", 0.2)).expect("no problems");
        let mut simulation = Simulation::new(&loaded.scenario, replicate);
        simulation.step().expect("the books close");
        let week = simulation.record().weeks[0];
        assert_eq!(week.customer_orders, 20, "the town has twenty customers");
        assert!(0 < week.orders_rationed);
        assert_eq!(simulation.world.market.unserved[0], 0);
    }
}

#[test]
fn the_first_rows_are_served_no_better_than_the_last() {
    let loaded = Loaded::from_text("crowded", &crowded("random", 0.2)).expect("no problems");
    let (mut early, mut late) = (0_i64, 0_i64);
    let worlds = 300;
    for replicate in 0..worlds {
        let mut simulation = Simulation::new(&loaded.scenario, replicate);
        simulation.step().expect("the books close");
        let chunk = &simulation.world.networks[0].partners.chunks[0];
        let sold = |slots: std::ops::Range<usize>| -> i64 {
            slots.map(|slot| i64::from(chunk.customers_home.of(slot))).sum()
        };
        early += sold(0..15);
        late += sold(15..30);
    }
    // Each of 20 customers a world goes to either half with probability one half: the difference
    // has a standard error of sqrt(20 x worlds), about 77; four of them are allowed.
    let difference = (early - late).abs();
    assert_eq!(early + late, 20 * i64::from(worlds));
    assert!(difference < 310, "first half {early}, second half {late}");
}

#[test]
fn without_rationing_demand_is_not_capped_within_the_week() {
    let loaded = Loaded::from_text("crowded", &crowded("none", 0.2)).expect("no problems");
    let mut simulation = Simulation::new(&loaded.scenario, 0);
    simulation.step().expect("the books close");
    assert!(20 < simulation.record().weeks[0].customer_orders);
}

#[test]
fn where_nobody_wants_to_buy_nothing_is_sold() {
    let loaded = Loaded::from_text("crowded", &crowded("random", 0.0)).expect("no problems");
    let mut simulation = Simulation::new(&loaded.scenario, 0);
    simulation.step().expect("the books close");
    assert_eq!(simulation.record().weeks[0].customer_orders, 0);
    let spent: Cents = simulation.books.journal.total()[0].iter().copied().sum();
    assert_eq!(spent, Cents::ZERO);
}

#[test]
fn absurdly_high_rates_sell_and_recruit_everybody_and_no_more() {
    let text = "
        weeks = 3
        [market]
        people = 3_000
        [people]
        followers = 1_000_000_000
        [sell]
        visit_rate = 1.0
        conversion = 1.0
        engagement_exponent = 0.0
        conversion_exponent = 0.0
        [recruit]
        pitch_rate = 1.0
        decline_exponent = 0.0
        [business.glow]
        founders = 5
        founder_roots = 5
        plan.unilevel = {}
        ";
    let loaded = Loaded::from_text("absurd", text).expect("no problems");
    let mut simulation = Simulation::new(&loaded.scenario, 0);
    for _ in 0..3 {
        simulation.step().expect("the books close");
    }
    let week = simulation.record().weeks[0];
    assert_eq!(week.joined, 750 - 5, "all who might ever join");
    assert_eq!(week.unserved, 0, "all who might ever buy");
}
