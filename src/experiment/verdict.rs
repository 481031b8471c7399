//! The answer to the question: who gets the money?
//!
//! *Invariant*: the class is taken at the depth of cash with own use as a cost, over all weeks
//! after the burn-in, from the interval over worlds of what each side has of 100 put in, so that a
//! large world weighs no more than a small one; the sentence says on what it depends.

use super::Replicate;
use super::interval::Estimate;
use super::results::{Card, Depth, OwnUse, TreatmentVerdict, Verdict, VerdictClass, Window};

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

/// The verdict over all worlds.
pub(super) fn verdict(card: &Card, worlds: &[Replicate]) -> Verdict {
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

fn treatment(worlds: &[Replicate], depth: Depth, own_use: OwnUse) -> Treatment {
    let each: Vec<(f64, f64, f64)> = worlds
        .iter()
        .filter_map(|world| {
            world.measures.capture.iter().find(|sums| {
                sums.window == Window::ToDate && sums.depth == depth && sums.own_use == own_use
            })
        })
        .map(|sums| {
            let base = sums.base().0 as f64;
            (sums.all_businesses.0 as f64, sums.all_partners.0 as f64, base)
        })
        .collect();
    let over = |of: &dyn Fn(&(f64, f64, f64)) -> f64| {
        let values: Vec<f64> = each.iter().map(of).collect();
        Estimate::over(&values).expect("a verdict needs a world")
    };
    let of_100 = |part: f64, base: f64| if base == 0.0 { 0.0 } else { 100.0 * part / base };
    let businesses = over(&|world| world.0);
    let partners = over(&|world| world.1);
    let businesses_of_100 = over(&|world| of_100(world.0, world.2));
    let partners_of_100 = over(&|world| of_100(world.1, world.2));
    let difference_of_100 = over(&|world| of_100(world.0 - world.1, world.2));
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
        format!("the businesses keep {businesses} and all partners together {partners}")
    };
    let worlds = match card.replicates {
        1 => "one simulated world, which has no interval".to_string(),
        many => format!("95 % intervals over {many} simulated worlds under these rates"),
    };
    format!(
        "{head}: over {} weeks, of each 100 put in, {} after each side's outside cash costs, and \
         before them {} ({worlds}); {}.",
        card.weeks - card.burn_in_weeks,
        numbers(main),
        numbers(gross),
        if main.class == VerdictClass::CannotTell && 1 < card.replicates {
            let end = |end: Option<f64>| tenth(end.unwrap_or(f64::NAN));
            let difference = &main.difference_of_100;
            format!(
                "what the businesses keep less what the partners keep lies between {} and {} of \
                 100, on both sides of zero; {}",
                end(difference.low),
                end(difference.high),
                dependence(main, treatments)
            )
        } else if card.replicates == 1 {
            "more worlds would give an interval, and with it an answer".to_string()
        } else {
            dependence(main, treatments)
        }
    )
}

/// On what the answer depends.
fn dependence(main: &Treatment, treatments: &[Treatment]) -> String {
    let others: Vec<String> = treatments
        .iter()
        .filter(|treatment| treatment.class != main.class)
        .map(|treatment| {
            let depth = match treatment.depth {
                Depth::GrossTake => "before outside costs",
                Depth::Cash => "after cash costs",
                Depth::WithTime => "with partners' hours at the reference wage",
            };
            let own_use = match treatment.own_use {
                OwnUse::AsCost => "own use as a cost",
                OwnUse::AsConsumption => "own use as consumption",
            };
            let class = match treatment.class {
                VerdictClass::BusinessesMore => "the businesses more",
                VerdictClass::PartnersMore => "the partners more",
                VerdictClass::Neither => "neither",
                VerdictClass::CannotTell => "cannot tell",
            };
            format!("{class} {depth} with {own_use}")
        })
        .collect();
    if others.is_empty() {
        "the answer is the same at all three depths and however own use is counted".to_string()
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
    use crate::measure::{CaptureSums, Party, RunMeasures};
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
    }

    /// A world in which the sides have these cents, of so many put in, however one counts.
    fn world(replicate: u32, businesses: i64, partners: i64, base: i64) -> Replicate {
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
        let measures = RunMeasures { measured: Vec::new(), capture, persons: Vec::new() };
        Replicate {
            replicate,
            measures,
            weeks: Vec::new(),
            flows: Vec::new(),
            partners: Vec::new(),
            partners_complete: true,
            partner_weeks: 0,
        }
    }

    #[test]
    fn worlds_of_different_size_with_like_shares_give_a_clear_answer() {
        // Of each 100 the businesses have 33 to 36 more; in cents the worlds lie a hundred apart.
        let worlds = [world(0, 34, 1, 100), world(1, 3_500, -100, 10_000), world(2, 340, 0, 1_000)];
        let card = Card { replicates: 3, ..card() };
        let verdict = verdict(&card, &worlds);
        assert_eq!(verdict.class, VerdictClass::BusinessesMore);
        let [low, high] = [verdict.difference_of_100.low, verdict.difference_of_100.high];
        assert!(low.is_some_and(|low| 30.0 < low) && high.is_some_and(|high| high < 40.0));
        assert!(verdict.difference_cents.low.is_some_and(|low| low < 0.0), "in cents it is open");
    }

    #[test]
    fn an_open_answer_gives_the_interval_of_the_difference_of_100() {
        let worlds = [world(0, 30, 20, 100), world(1, 200, 300, 1_000)];
        let verdict = verdict(&Card { replicates: 2, ..card() }, &worlds);
        assert_eq!(verdict.class, VerdictClass::CannotTell);
        // The differences are 10 and −10: mean 0, half-width 12.706 × 10.
        let wanted = "what the businesses keep less what the partners keep lies between −127.1 \
                      and 127.1 of 100, on both sides of zero; ";
        assert!(verdict.sentence.contains(wanted), "{}", verdict.sentence);
    }

    fn card() -> Card {
        Card {
            name: String::new(),
            title: String::new(),
            currency: "EUR".to_owned(),
            businesses: Vec::new(),
            weeks: 52,
            burn_in_weeks: 0,
            events: Vec::new(),
            seed: 1,
            replicates: 1,
            scenario_hash: String::new(),
            chance_scheme: String::new(),
        }
    }

    #[test]
    fn zero_carries_no_minus() {
        assert_eq!(tenth(-0.04), "0.0");
        assert_eq!(tenth(-1.25), "−1.2");
    }
}
