//! Recruitment or retail: whose money comes in, where the goods end, and what the plan pays for.
//!
//! *Invariant*: money is sums of the ledger over all worlds; units and rewards are means of the
//! measures, summed over the businesses; shares in a group add up to the whole.
//!
//! *Absent*: whose money caused which reward, which the model does not split.

use super::bars::{Bar, Group, draw, heights};
use super::income::{of_100, statement, who};
use super::numbers::{count, exact, percent, with_unit};
use super::scene::{Furniture, Scene, Sheet, Tag};
use super::style::{BUSINESSES, CUSTOMERS, Colour, LEAVERS, LOSERS, OWN_USE, PARTNERS, RULE};
use super::{PlotError, reading, source_lines};
use crate::experiment::results::Results;

/// Where units end: words, the name of the measure, the account whose colour it has.
pub(in crate::output) const DESTINATIONS: [(&str, &str, &str); 6] = [
    ("Reached customers, sold by partners from stock", "sold_by_partners", "customers"),
    ("Reached customers, sent by the business", "drop_shipped", "customers"),
    ("Used by partners themselves", "own_use", "own-use"),
    ("In partners’ hands at the end", "stock_at_end", "partners"),
    ("Left with leavers, worth nothing", "written_off", "losers"),
    ("Sent back by leavers", "returned", "leavers"),
];

/// The same in a few words, with colours.
const UNITS: [(&str, &str, Colour); 6] = [
    ("Sold on by partners", "sold_by_partners", CUSTOMERS),
    ("Sent to customers", "drop_shipped", CUSTOMERS),
    ("Used by partners", "own_use", OWN_USE),
    ("In partners’ hands", "stock_at_end", PARTNERS),
    ("Left with leavers", "written_off", LOSERS),
    ("Sent back", "returned", LEAVERS),
];

/// What a reward is paid for: the bonuses that are paid for it, by the names of their tables.
const REWARDS: [(&str, &[&str]); 3] = [
    ("Own sales and posts", &["customer_bonus", "party", "host_credit", "affiliate", "sponsored"]),
    ("Newcomers and team size", &["fast_start", "kit_bonus", "structure"]),
    (
        "What the team buys and sells",
        &[
            "growth",
            "unilevel",
            "differential",
            "stairstep",
            "leadership",
            "breakaway",
            "binary",
            "matrix",
            "generation",
            "infinity",
            "matching",
            "pool",
        ],
    ),
];

/// The picture's marks.
pub(super) fn scene(results: &Results, sheet: Sheet) -> Result<Scene, PlotError> {
    let groups: Vec<Group> = [money(results), units(results), rewards(results)]
        .into_iter()
        .filter(|group| !group.bars.is_empty())
        .collect();
    let furniture = Furniture {
        title: title(results),
        subtitle: subtitle(results),
        source: source_lines(&results.card),
    };
    let (mut scene, body) = Scene::furnished(furniture, sheet, heights(&groups))?;
    if groups.is_empty() {
        scene.say_nothing_here(&body, "No money moved");
        return Ok(scene);
    }
    draw(&mut scene, &body, &groups);
    Ok(scene)
}

/// A bar of a share.
fn share(name: &str, share: f64, colour: Colour, told: &str) -> Bar {
    Bar {
        name: name.to_owned(),
        ends: (0.0, share),
        interval: None,
        text: percent(share),
        more: String::new(),
        colour,
        is_few: false,
        is_sum: false,
        goes_on: false,
        tag: Tag::of(format!("{name}: {} ({told})", percent(share))),
    }
}

/// Who pays what comes into the businesses; what is only taken back does not count.
fn money(results: &Results) -> Group {
    let statement = statement(results);
    let words = |long: &str| match long {
        "Goods, sold to customers" => Some("Customers, for goods"),
        "Goods, sold to partners" => Some("Partners, for goods"),
        "Kits, renewals, tools, events" => Some("Partners, for kits and fees"),
        _ => None,
    };
    let lines = || statement.income.iter().filter_map(|line| Some((words(line.words)?, line)));
    let whole: i128 = lines().map(|(_, line)| line.cents).sum();
    let bars = lines().map(|(words, line)| {
        let told = exact(line.cents, &results.card.currency);
        // Fees and goods of partners stand beside each other: the fees are paler.
        let colour = if words.ends_with("fees") { line.colour.tint(0.55) } else { line.colour };
        share(words, line.cents as f64 / whole as f64, colour, &format!("{told} in all worlds"))
    });
    Group {
        heading: "Whose money came in".to_owned(),
        unit: "of all that came in".to_owned(),
        whole: Some(1.0),
        bars: bars.collect(),
    }
}

/// The sum over the businesses of the means of a measure.
fn sum(results: &Results, name: &str) -> f64 {
    let of = |business: &String| reading(results, &format!("business.{business}.{name}"));
    results.card.businesses.iter().filter_map(of).map(|estimate| estimate.mean).sum()
}

fn units(results: &Results) -> Group {
    let ends: Vec<(&str, f64, Colour)> = UNITS
        .iter()
        .map(|&(words, name, colour)| (words, sum(results, &format!("goods.{name}")), colour))
        .filter(|(_, units, _)| 0.0 < *units)
        .collect();
    let whole: f64 = ends.iter().map(|end| end.1).sum();
    let bar = |(words, units, colour): (&str, f64, Colour)| {
        let told = format!("{} units a world", super::numbers::amount(units));
        share(words, units / whole, colour, &told)
    };
    Group {
        heading: "Where the goods went".to_owned(),
        unit: "of all units delivered".to_owned(),
        whole: Some(1.0),
        bars: ends.into_iter().map(bar).collect(),
    }
}

fn rewards(results: &Results) -> Group {
    let paid = |names: &[&str]| -> f64 {
        names.iter().map(|name| sum(results, &format!("plan.paid_by.{name}"))).sum()
    };
    let paid: Vec<(&str, f64)> = REWARDS
        .iter()
        .map(|(words, names)| (*words, paid(names)))
        .filter(|(_, cents)| 0.0 < *cents)
        .collect();
    let whole: f64 = paid.iter().map(|paid| paid.1).sum();
    let bar = |(words, cents): (&str, f64)| {
        let told = super::numbers::money(cents, &results.card.currency);
        let colour = if words == REWARDS[1].0 { RULE } else { BUSINESSES };
        share(words, cents / whole, colour, &format!("{told} a world"))
    };
    Group {
        heading: "What the plan paid for".to_owned(),
        unit: "of all that it paid".to_owned(),
        whole: Some(1.0),
        bars: paid.into_iter().map(bar).collect(),
    }
}

fn title(results: &Results) -> String {
    let statement = statement(results);
    let paid = |colour: Colour, words: &str| -> i128 {
        let lines = statement.income.iter().filter(|line| line.colour == colour);
        lines.filter(|line| !line.words.starts_with(words)).map(|line| line.cents).sum()
    };
    let (customers, partners) = (paid(CUSTOMERS, "-"), paid(PARTNERS, "Commission"));
    let whole = customers + partners;
    if whole == 0 {
        return "No money came in".to_owned();
    }
    let of = |name: &str| sum(results, &format!("goods.{name}"));
    let all: f64 = UNITS.iter().map(|(_, name, _)| of(name)).sum();
    let reached = if 0.0 < all {
        let share = (of("sold_by_partners") + of("drop_shipped")) / all;
        format!("; {} of the goods reached outside customers", percent(share))
    } else {
        String::new()
    };
    format!(
        "Of {} that {} took in, partners paid {} themselves{reached}",
        with_unit("each 100", &results.card.currency),
        who(results),
        of_100(partners, whole)
    )
}

fn subtitle(results: &Results) -> String {
    let worlds = count(u64::from(results.card.replicates), "simulated world", "simulated worlds");
    let after = if results.card.burn_in_weeks == 0 { "" } else { " after the burn-in" };
    format!(
        "All weeks{after} of {worlds} · partners who sell from stock buy the goods first: their \
         orders hold customers’ demand and their own · whose money caused which reward is not split"
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::sample;
    use super::*;

    #[test]
    fn shares_of_each_group_add_up_to_the_whole_and_are_the_rows() {
        let results = sample::typical();
        let groups = [money(&results), units(&results), rewards(&results)];
        for group in &groups {
            let whole: f64 = group.bars.iter().map(|bar| bar.ends.1).sum();
            assert!((whole - 1.0).abs() < 1e-12, "{}: {whole}", group.heading);
        }
        let at = |group: usize, name: &str| {
            let bar = groups[group].bars.iter().find(|bar| bar.name == name);
            bar.map_or(f64::NAN, |bar| bar.ends.1)
        };
        assert!((at(0, "Customers, for goods") - 900_003.0 / 3_050_004.0).abs() < 1e-12);
        assert!((at(1, "Sold on by partners") - 0.51).abs() < 1e-12);
        assert!((at(2, "Newcomers and team size") - 9.0 / 49.0).abs() < 1e-12);
        let scene = scene(&results, Sheet::File).expect("a scene");
        assert_eq!(
            scene.title,
            "Of each 100 EUR that Lumière Naturals took in, partners paid 70 themselves; \
             51\u{a0}% of the goods reached outside customers"
        );
        assert_eq!(
            scene.tags[0].1.words,
            "Customers, for goods: 30\u{a0}% (18,000.06 EUR in all worlds)"
        );
    }

    #[test]
    fn what_the_shares_are_of_is_written_whole_whoever_took_the_money() {
        for results in [sample::typical(), sample::huge()] {
            for sheet in [Sheet::File, Sheet::Column, Sheet::Phone] {
                let scene = scene(&results, sheet).expect("a scene");
                for group in [money(&results), units(&results), rewards(&results)] {
                    let is_whole = scene.labels().any(|label| label.text == group.unit);
                    assert!(is_whole || group.bars.is_empty(), "{sheet:?}: {}", group.unit);
                }
            }
        }
    }

    #[test]
    fn every_bonus_of_the_reference_page_is_paid_for_one_thing_and_every_destination_is_drawn() {
        let page = crate::experiment::measures_reference();
        let keys = page.split('`').filter_map(|key| key.split_once(".plan.paid_by."));
        let measured: BTreeSet<&str> = keys.map(|(_, bonus)| bonus).collect();
        let named: Vec<&str> = REWARDS.iter().flat_map(|(_, names)| *names).copied().collect();
        assert_eq!(named.iter().copied().collect::<BTreeSet<&str>>().len(), named.len());
        for bonus in &measured {
            assert!(named.contains(bonus), "{bonus}");
        }
        assert!(!measured.is_empty());
        for ((_, shown, _), (_, drawn, _)) in DESTINATIONS.iter().zip(UNITS) {
            assert_eq!(*shown, drawn);
        }
    }
}
