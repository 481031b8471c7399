//! What newcomers are told of earnings: it multiplies what they hope for, and so who says yes.
//!
//! *Invariant*: a factor of 1 is none, founders were there before, and no draw depends on it.
//!
//! *Absent*: whether people who are told less join less often in fact: in the experiment behind the
//! factors interest did not move.

use downline::chance::Luck;
use downline::scenario::Loaded;
use downline::simulation::Simulation;
use downline::units::{BusinessId, CommunityId, PersonKey};
use downline::world::{Attributes, Casting};

use crate::support::{from_text, load};

/// A disclosure and the factor that stands for it.
const FACTORS: [(&str, f64); 3] = [("none", 1.0), ("company", 0.58), ("with_zeros", 0.20)];

/// A business with a disclosure.
fn told(disclosure: &str, more: &str) -> Loaded {
    from_text(&format!(
        "{more}\n[business.glow]\nfounders = 50\nrules.disclosure = \"{disclosure}\"\n"
    ))
}

/// Somebody who joins.
fn newcomer(number: u32) -> PersonKey {
    PersonKey::joiner(CommunityId(3), number)
}

/// Share of leads who join.
fn acceptance(loaded: &Loaded) -> f64 {
    Casting::new(&loaded.scenario, true).mean_acceptance(BusinessId(0))
}

/// What somebody expects a year once she has joined.
fn a_year(attributes: &Attributes) -> f64 {
    f64::from(attributes.expectation) * 52.0
}

fn near(found: f64, wanted: f64, slack: f64) {
    assert!((found - wanted).abs() <= slack * wanted, "{found} instead of {wanted}");
}

#[test]
fn acceptance_falls_with_the_factor_to_the_power_of_the_expectation() {
    // Everybody expects 1,000 of the 10,000 at which acceptance is full, and nobody declines.
    let same = "people = { expected_earnings_per_year = 1_000, followers = 5_000 }\n";
    for (disclosure, factor) in FACTORS {
        let exponent = libm::pow(0.1 * factor, 0.25);
        near(acceptance(&told(disclosure, same)), 0.2 * exponent, 1e-12);
    }
    // Whoever would accept in any case does so still: the whole population falls by less.
    let all: Vec<f64> = FACTORS.iter().map(|(name, _)| acceptance(&told(name, ""))).collect();
    near(all[0], 0.1424, 0.001);
    near(all[1] / all[0], 0.902, 0.001);
    near(all[2] / all[0], 0.716, 0.001);
    // Without an influence of expectation nothing falls.
    let flat = "recruit.expectation_exponent = 0.0\n";
    let [none, zeros] = ["none", "with_zeros"].map(|name| acceptance(&told(name, flat)));
    assert_eq!(none.to_bits(), zeros.to_bits());
}

#[test]
fn a_persona_hopes_for_what_the_disclosure_leaves_of_it() {
    for (disclosure, factor) in FACTORS {
        let persona = "[persona.ana]\nexpected_earnings_per_year = 5_200\nclones = 1\n";
        let loaded = told(disclosure, &format!("recruit.claims = 2.0\n{persona}"));
        let mut simulation = Simulation::new(&loaded.scenario, 0);
        simulation.step().expect("the books close");
        let row = simulation.world.followed.members[0].row;
        let (chunk, slot) = simulation.world.networks[0].partners.place(row);
        near(f64::from(chunk.expectation[slot]), 200.0 * factor, 1e-6);
    }
}

#[test]
fn newcomers_of_the_same_luck_hope_for_less_and_founders_for_the_same() {
    // Where expectation has no influence the first candidate says yes, whatever she is told.
    let flat = "[recruit]\nexpectation_exponent = 0.0\n";
    let luck = Luck::new(7, 0);
    let plain = told("none", flat);
    let plain = (&plain.scenario.businesses[0].1, Casting::new(&plain.scenario, true));
    for (disclosure, factor) in FACTORS {
        let loaded = told(disclosure, flat);
        let (business, casting) =
            (&loaded.scenario.businesses[0].1, Casting::new(&loaded.scenario, true));
        for number in 0..200 {
            let person = newcomer(number);
            let before = plain.1.cast(&luck, person, plain.0);
            let with = casting.cast(&luck, person, business);
            near(a_year(&with), a_year(&before) * factor, 1e-6);
            assert_eq!(Attributes { expectation: before.expectation, ..with }, before);
            // Also those who come back.
            let founder = PersonKey::founder(number);
            let before = plain.1.cast(&luck, founder, plain.0);
            assert_eq!(casting.cast(&luck, founder, business), before);
        }
    }
}

#[test]
fn who_joins_knowing_more_hoped_for_more_before() {
    let luck = Luck::new(7, 0);
    let hopes = |disclosure: &str, factor: f64| {
        let loaded = told(disclosure, "");
        let business = &loaded.scenario.businesses[0].1;
        let casting = Casting::new(&loaded.scenario, true);
        let mut before: Vec<f64> = (0..4_000)
            .map(|number| a_year(&casting.cast(&luck, newcomer(number), business)) / factor)
            .collect();
        before.sort_by(f64::total_cmp);
        before[before.len() / 2]
    };
    let medians = FACTORS.map(|(name, factor)| hopes(name, factor));
    assert!(medians[0] < medians[1] && medians[1] < medians[2], "{medians:?}");
}

#[test]
fn founders_of_a_run_are_the_same_and_each_business_tells_its_own() {
    let founders = |sets: &[&str]| {
        let loaded = load("tiny.toml", sets);
        let simulation = Simulation::new(&loaded.scenario, 0);
        let chunk = &simulation.world.networks[0].partners.chunks[0];
        chunk.expectation.iter().copied().collect::<Vec<f32>>()
    };
    let plain = founders(&[]);
    assert_eq!(founders(&["business.glow.rules.disclosure=\"with_zeros\""]), plain);
    let two = from_text(
        "[business.glow]\nfounders = 50\nrules.disclosure = \"company\"\n\
         [business.lush]\nfounders = 50\n",
    );
    let casting = Casting::new(&two.scenario, true);
    let of = |index: u8| casting.mean_acceptance(BusinessId(index)).to_bits();
    assert_eq!(of(0), acceptance(&told("company", "")).to_bits());
    assert_eq!(of(1), acceptance(&told("none", "")).to_bits());
}

#[test]
fn creators_who_are_asked_accept_less_often_and_never_instead_of_others() {
    let accept = |disclosure: &str, takes_part: &str| {
        let creators = format!("[creators]\npeople = 400\ntakes_part = \"{takes_part}\"\n");
        let loaded = told(disclosure, &creators);
        let (business, casting) =
            (&loaded.scenario.businesses[0].1, Casting::new(&loaded.scenario, true));
        let (luck, creators) = (Luck::new(7, 0), loaded.scenario.creators.as_ref().unwrap());
        let takes = |&number: &u32| casting.takes_part(&luck, newcomer(number), business, creators);
        (0..400).filter(takes).collect::<Vec<_>>()
    };
    let (none, zeros) = (accept("none", "as_recruit"), accept("with_zeros", "as_recruit"));
    assert!(zeros.len() < none.len(), "{} of {}", zeros.len(), none.len());
    assert!(zeros.iter().all(|creator| none.contains(creator)));
    // Who decides by the contract does not go by what partners earn.
    assert_eq!(accept("none", "as_creator"), accept("with_zeros", "as_creator"));
}
