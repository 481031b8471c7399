//! The answer to the question: who gets the money?
//!
//! *Invariant*: the class is taken at the depth of cash with own use as a cost, over all weeks
//! after the burn-in, from the interval over worlds of what each side has of 100 put in, so that a
//! large world weighs no more than a small one; the answer says on what it depends.

use super::interval::Estimate;
use super::results::{Card, Depth, OwnUse, TreatmentVerdict, Verdict, VerdictClass, Window};
use crate::measure::{CaptureSums, Range};

/// Nets and shares at one depth under one treatment of own use.
struct Treatment {
    depth: Depth,
    own_use: OwnUse,
    class: VerdictClass,
    businesses: Estimate,
    partners: Estimate,
    difference: Estimate,
    businesses_of_100: Estimate,
    partners_of_100: Estimate,
    difference_of_100: Estimate,
}

/// What the verdict follows from, of one world: what the businesses end with less what all partners
/// do, of 100 put in, at the depth of cash with own use as a cost.
pub(super) fn difference_of_100(capture: &[CaptureSums]) -> f64 {
    let sums = sums_of(capture, Depth::Cash, OwnUse::AsCost).expect("every depth is measured");
    of_100((sums.all_businesses.0 as f64) - (sums.all_partners.0 as f64), sums.base().0 as f64)
}

/// What the businesses and all partners end with, of one world, of 100 put in, at the same depth.
pub(super) fn nets_of_100(capture: &[CaptureSums]) -> [f64; 2] {
    let sums = sums_of(capture, Depth::Cash, OwnUse::AsCost).expect("every depth is measured");
    let base = sums.base().0 as f64;
    [sums.all_businesses, sums.all_partners].map(|net| of_100(net.0 as f64, base))
}

fn sums_of(capture: &[CaptureSums], depth: Depth, own_use: OwnUse) -> Option<&CaptureSums> {
    capture.iter().find(|sums| {
        sums.window == Window::ToDate && sums.depth == depth && sums.own_use == own_use
    })
}

fn of_100(part: f64, base: f64) -> f64 {
    if base == 0.0 { 0.0 } else { 100.0 * part / base }
}

/// The verdict over the captures of all worlds.
pub(super) fn verdict(card: &Card, worlds: &[&[CaptureSums]]) -> Verdict {
    let mut treatments = Vec::new();
    for depth in Depth::ALL {
        for own_use in OwnUse::ALL {
            treatments.push(treatment(worlds, depth, own_use));
        }
    }
    let find = |depth: Depth, own_use: OwnUse| {
        treatments
            .iter()
            .find(|treatment| treatment.depth == depth && treatment.own_use == own_use)
            .expect("every treatment was taken")
    };
    let main = find(Depth::Cash, OwnUse::AsCost);
    let gross = find(Depth::GrossTake, OwnUse::AsCost);
    let most_of_the_money = most(main);
    let sentence = sentence(card, main, gross, &treatments, most_of_the_money.as_deref());
    Verdict {
        class: main.class,
        sentence,
        businesses_net_cents: main.businesses,
        partners_net_cents: main.partners,
        difference_cents: main.difference,
        difference_of_100: main.difference_of_100,
        most_of_the_money,
        by_treatment: treatments
            .iter()
            .map(|treatment| TreatmentVerdict {
                depth: treatment.depth,
                own_use: treatment.own_use,
                class: treatment.class,
            })
            .collect(),
        robustness: "not tested".to_string(),
    }
}

fn treatment(worlds: &[&[CaptureSums]], depth: Depth, own_use: OwnUse) -> Treatment {
    let each: Vec<(f64, f64, f64)> = worlds
        .iter()
        .filter_map(|capture| sums_of(capture, depth, own_use))
        .map(|sums| {
            let base = sums.base().0 as f64;
            (sums.all_businesses.0 as f64, sums.all_partners.0 as f64, base)
        })
        .collect();
    let over = |of: &dyn Fn(&(f64, f64, f64)) -> f64| {
        let values: Vec<f64> = each.iter().map(of).collect();
        Estimate::over(&values).expect("a verdict needs a world")
    };
    let businesses = over(&|world| world.0);
    let partners = over(&|world| world.1);
    let of_partners = Range::of_partners(depth);
    let between = Range { low: Range::NET.low - of_partners.high, high: 1.0 - of_partners.low };
    let businesses_of_100 = over(&|world| of_100(world.0, world.2)).within(Range::NET.times(100.0));
    let partners_of_100 = over(&|world| of_100(world.1, world.2)).within(of_partners.times(100.0));
    let difference_of_100 =
        over(&|world| of_100(world.0 - world.1, world.2)).within(between.times(100.0));
    Treatment {
        depth,
        own_use,
        class: classify(&businesses_of_100, &partners_of_100, &difference_of_100),
        businesses,
        partners,
        difference: over(&|world| world.0 - world.1),
        businesses_of_100,
        partners_of_100,
        difference_of_100,
    }
}

/// The class that nets and the interval of their difference, of each world's 100, allow. Nets of
/// whole worlds would not do: worlds differ in size far more than in who gets what share.
fn classify(businesses: &Estimate, partners: &Estimate, difference: &Estimate) -> VerdictClass {
    if difference.low.is_none() {
        // A class without an interval would be a guess that looks like a finding.
        return VerdictClass::CannotTell;
    }
    if businesses.mean <= 0.0 && partners.mean <= 0.0 {
        return VerdictClass::Neither;
    }
    match (difference.low, difference.high) {
        (Some(low), _) if 0.0 < low => VerdictClass::BusinessesMore,
        (_, Some(high)) if high < 0.0 => VerdictClass::PartnersMore,
        _ => VerdictClass::CannotTell,
    }
}

/// The side that gets most of the money, if its whole interval lies above one half.
fn most(main: &Treatment) -> Option<String> {
    let above = |estimate: &Estimate| estimate.low.is_some_and(|low| 50.0 < low);
    if above(&main.businesses_of_100) {
        Some("businesses".to_string())
    } else if above(&main.partners_of_100) {
        Some("partners".to_string())
    } else {
        None
    }
}

fn sentence(
    card: &Card,
    main: &Treatment,
    gross: &Treatment,
    treatments: &[Treatment],
    most: Option<&str>,
) -> String {
    let head = match (main.class, most) {
        (VerdictClass::BusinessesMore, Some(_)) => {
            "The businesses capture most of the money".to_string()
        }
        (VerdictClass::BusinessesMore, None) => {
            "The businesses capture more of the money than the partners".to_string()
        }
        (VerdictClass::PartnersMore, Some(_)) => {
            "The partners capture most of the money".to_string()
        }
        (VerdictClass::PartnersMore, None) => {
            "The partners capture more of the money than the businesses".to_string()
        }
        (VerdictClass::Neither, _) => {
            "Neither the businesses nor the partners come out with money".to_string()
        }
        (VerdictClass::CannotTell, _) => "These worlds cannot tell who captures more".to_string(),
    };
    let numbers = |treatment: &Treatment| {
        let businesses = interval(&treatment.businesses_of_100);
        let partners = interval(&treatment.partners_of_100);
        format!("the businesses end with {businesses} and all partners together with {partners}")
    };
    let weeks = card.weeks - card.burn_in_weeks;
    let plural = if weeks == 1 { "week" } else { "weeks" };
    format!(
        "{head}: over {weeks} {plural}, of each 100 put in, {} after each side's outside cash \
         costs ({}). Before those costs ({}) {}; {}.",
        numbers(main),
        main.depth.words(),
        gross.depth.words(),
        numbers(gross),
        reservations(card, main, treatments)
    )
}

/// On what the answer depends, and what it rests on.
fn reservations(card: &Card, main: &Treatment, treatments: &[Treatment]) -> String {
    if card.replicates == 1 {
        return "this is one simulated world, which has no interval: more worlds would give one, \
                and with it an answer"
            .to_string();
    }
    let mut parts = Vec::new();
    if main.class == VerdictClass::CannotTell {
        let end = |end: Option<f64>| tenth(end.unwrap_or(f64::NAN));
        let (low, high) = (end(main.difference_of_100.low), end(main.difference_of_100.high));
        parts.push(format!(
            "what the businesses end with less what the partners do lies between {low} and {high} \
             of 100, on both sides of zero"
        ));
    }
    parts.push(dependence(main, treatments));
    parts.push(format!(
        "ranges in brackets: 95 % intervals over {} simulated worlds under these rates",
        card.replicates
    ));
    parts.join("; ")
}

/// At which depths and treatments of own use the answer is another one.
fn dependence(main: &Treatment, treatments: &[Treatment]) -> String {
    let others: Vec<String> = treatments
        .iter()
        .filter(|treatment| treatment.class != main.class)
        .map(|treatment| {
            let class = treatment.class.words();
            format!("{class} ({}, {})", treatment.depth.words(), treatment.own_use.words())
        })
        .collect();
    if others.is_empty() {
        let [first, second, third] = Depth::ALL.map(Depth::words);
        format!(
            "the answer is the same at all three depths ({first}, {second}, {third}) and however \
             own use is counted"
        )
    } else {
        format!("it depends on how one counts: {}", others.join(", "))
    }
}

/// A number of 100 with its interval, in one decimal.
fn interval(estimate: &Estimate) -> String {
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => {
            format!("{} ({} to {})", tenth(estimate.mean), tenth(low), tenth(high))
        }
        _ => tenth(estimate.mean),
    }
}

/// One decimal with a true minus sign, and no minus before a zero.
fn tenth(value: f64) -> String {
    let text = format!("{:.1}", value.abs());
    if value < 0.0 && text != "0.0" { format!("−{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Party;
    use crate::units::Cents;

    fn estimate(values: &[f64]) -> Estimate {
        Estimate::over(values).unwrap()
    }

    #[test]
    fn the_class_follows_the_interval_of_the_difference() {
        let class = |businesses: &[f64], partners: &[f64]| {
            let difference: Vec<f64> =
                businesses.iter().zip(partners).map(|(b, n)| b - n).collect();
            classify(&estimate(businesses), &estimate(partners), &estimate(&difference))
        };
        assert_eq!(class(&[10.0, 11.0, 12.0], &[1.0, 2.0, 1.5]), VerdictClass::BusinessesMore);
        assert_eq!(class(&[1.0, 2.0, 1.5], &[10.0, 11.0, 12.0]), VerdictClass::PartnersMore);
        assert_eq!(class(&[-1.0, -2.0, -1.5], &[-3.0, -2.0, 0.0]), VerdictClass::Neither);
        assert_eq!(class(&[1.0, 9.0, 5.0], &[5.0, 4.0, 6.0]), VerdictClass::CannotTell);
        assert_eq!(class(&[9.0], &[1.0]), VerdictClass::CannotTell);
        assert_eq!(class(&[-9.0], &[-1.0]), VerdictClass::CannotTell);
    }

    /// A world in which the sides have these cents, of so many put in, however one counts.
    fn world(businesses: i64, partners: i64, base: i64) -> Vec<CaptureSums> {
        let mut capture = Vec::new();
        for depth in Depth::ALL {
            for own_use in OwnUse::ALL {
                capture.push(CaptureSums {
                    window: Window::ToDate,
                    depth,
                    own_use,
                    nets: vec![(Party::Customers, Cents(-base))],
                    all_partners: Cents(partners),
                    all_businesses: Cents(businesses),
                    imputed_time: Cents::ZERO,
                });
            }
        }
        capture
    }

    fn verdict_of(weeks: u32, worlds: &[Vec<CaptureSums>]) -> Verdict {
        let captures: Vec<&[CaptureSums]> = worlds.iter().map(Vec::as_slice).collect();
        let replicates = u32::try_from(worlds.len()).expect("a few worlds");
        verdict(&card(weeks, replicates), &captures)
    }

    #[test]
    fn worlds_of_different_size_with_like_shares_give_a_clear_answer() {
        // Of each 100 the businesses have 33 to 36 more; in cents the worlds lie a hundred apart.
        let worlds = [world(34, 1, 100), world(3_500, -100, 10_000), world(340, 0, 1_000)];
        let verdict = verdict_of(56, &worlds);
        assert_eq!(verdict.class, VerdictClass::BusinessesMore);
        let [low, high] = [verdict.difference_of_100.low, verdict.difference_of_100.high];
        assert!(low.is_some_and(|low| 30.0 < low) && high.is_some_and(|high| high < 40.0));
        assert!(verdict.difference_cents.low.is_some_and(|low| low < 0.0), "in cents it is open");
    }

    #[test]
    fn an_open_answer_gives_the_interval_of_the_difference_of_100() {
        let worlds = [world(30, 20, 100), world(200, 300, 1_000)];
        assert!((difference_of_100(&worlds[0]) - 10.0).abs() < 1e-12);
        let verdict = verdict_of(56, &worlds);
        assert_eq!(verdict.class, VerdictClass::CannotTell);
        // The differences are 10 and −10: mean 0, half-width 12.706 × 10.
        let wanted = "what the businesses end with less what the partners do lies between −127.1 \
                      and 127.1 of 100, on both sides of zero; ";
        assert!(verdict.sentence.contains(wanted), "{}", verdict.sentence);
    }

    /// A treatment in which each world's nets are of a base of 100.
    fn treated(depth: Depth, own_use: OwnUse, businesses: &[f64], partners: &[f64]) -> Treatment {
        let difference: Vec<f64> = businesses.iter().zip(partners).map(|(b, n)| b - n).collect();
        let (businesses, partners) = (estimate(businesses), estimate(partners));
        let difference = estimate(&difference);
        Treatment {
            depth,
            own_use,
            class: classify(&businesses, &partners, &difference),
            businesses,
            partners,
            difference,
            difference_of_100: difference,
            businesses_of_100: businesses,
            partners_of_100: partners,
        }
    }

    fn card(weeks: u32, replicates: u32) -> Card {
        Card {
            name: String::new(),
            title: String::new(),
            currency: "EUR".to_string(),
            businesses: vec!["glow".to_string()],
            weeks,
            burn_in_weeks: 4,
            events: Vec::new(),
            seed: 1,
            replicates,
            scenario_hash: String::new(),
            budgets: Vec::new(),
            chance_scheme: String::new(),
        }
    }

    #[test]
    fn the_answer_is_two_sentences_that_name_the_depths_as_the_table_does() {
        let cash = treated(Depth::Cash, OwnUse::AsCost, &[30.0, 32.0], &[-9.0, -11.0]);
        let gross = treated(Depth::GrossTake, OwnUse::AsCost, &[80.0, 82.0], &[-1.0, -1.0]);
        let other = treated(Depth::GrossTake, OwnUse::AsConsumption, &[1.0, 1.0], &[2.0, 2.0]);
        let said = sentence(&card(56, 2), &cash, &gross, &[], None);
        assert_eq!(
            said,
            "The businesses capture more of the money than the partners: over 52 weeks, of each \
             100 put in, the businesses end with 31.0 (18.3 to 43.7) and all partners together \
             with −10.0 (−22.7 to 2.7) after each side's outside cash costs (cash). Before those \
             costs (gross take) the businesses end with 81.0 (68.3 to 93.7) and all partners \
             together with −1.0 (−1.0 to −1.0); the answer is the same at all three depths (gross \
             take, cash, with time) and however own use is counted; ranges in brackets: 95 % \
             intervals over 2 simulated worlds under these rates."
        );
        let said = sentence(&card(56, 2), &cash, &gross, &[other], None);
        let wanted = "counts: the partners more (gross take, own use as consumption); ranges in";
        assert!(said.contains(wanted), "{said}");
    }

    #[test]
    fn a_world_and_a_week_are_told_in_the_singular_and_without_an_interval() {
        let cash = treated(Depth::Cash, OwnUse::AsCost, &[30.0], &[-9.0]);
        let said = sentence(&card(5, 1), &cash, &cash, &[], None);
        assert!(said.contains(": over 1 week, of each 100 put in, "), "{said}");
        assert!(said.contains("; this is one simulated world, which has no interval: "), "{said}");
        assert!(!said.contains("95 %"), "{said}");
    }

    #[test]
    fn zero_carries_no_minus() {
        assert_eq!(tenth(-0.04), "0.0");
        assert_eq!(tenth(-1.25), "−1.2");
    }
}
