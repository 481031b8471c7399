//! What it costs to sell through partners: of each 100 of outside sales, and for each customer won,
//! by the size of the seller's audience.
//!
//! *Invariant*: numbers are the measures of channel cost; those of a size that few have are pale.
//!
//! *Absent*: making and carrying the goods.

use super::bars::{Bar, Group, draw, heights};
use super::few;
use super::numbers::{capitalised, count, decimal, money, percent, with_unit};
use super::scene::{Furniture, Scene, Sheet, Tag};
use super::style::{BUSINESSES, PARTNERS};
use super::{PlotError, reading, short_name, source_lines};
use crate::experiment::interval::Estimate;
use crate::experiment::results::Results;

/// Sizes of audiences: names in keys, and in words.
pub(in crate::output) const TIERS: [(&str, &str); 4] = [
    ("nano", "below 10,000"),
    ("micro", "10,000 to 100,000"),
    ("macro", "100,000 to 1 million"),
    ("mega", "1 million and more"),
];

/// Most businesses with a bar of their own.
const BUSINESSES_MAX: usize = 8;

/// Whether channel cost was measured and there is any.
pub(in crate::output) fn has_any(results: &Results) -> bool {
    reading(results, "channels.cost").is_some_and(|cost| cost.mean != 0.0)
}

/// The picture's marks.
pub(super) fn scene(results: &Results, sheet: Sheet) -> Result<Scene, PlotError> {
    let sellers = sellers(results);
    let furniture = Furniture {
        title: title(results, &sellers),
        subtitle: subtitle(results, &sellers),
        source: source_lines(&results.card),
    };
    let groups: Vec<Group> = [businesses(results), by_seller(results, &sellers)]
        .into_iter()
        .filter(|group| !group.bars.is_empty())
        .collect();
    let (mut scene, body) = Scene::furnished(furniture, sheet, heights(&groups))?;
    if groups.is_empty() {
        scene.say_nothing_here(&body, "Channel cost was not measured");
        return Ok(scene);
    }
    draw(&mut scene, &body, &groups);
    Ok(scene)
}

/// Channel cost of each 100 of outside sales: quotient of the means.
fn businesses(results: &Results) -> Group {
    let all = &results.card.businesses;
    let each = all.iter().map(|name| (short_name(name), format!("channel.{name}")));
    let whole = (1 < all.len()).then(|| ("all businesses".to_owned(), "channels".to_owned()));
    let currency = &results.card.currency;
    let bar = |(name, key): (String, String)| {
        let at = |part: &str| reading(results, &format!("{key}.{part}")).map(|it| it.mean);
        let (cost, sales) = (at("cost")?, at("outside_sales").filter(|sales| 0.0 < *sales)?);
        let told = format!(
            "{name}: {} of channel cost for {} of outside sales, a world",
            money(cost, currency),
            money(sales, currency)
        );
        Some(Bar {
            name,
            ends: (0.0, cost / sales),
            interval: None,
            text: decimal(100.0 * cost / sales, 1),
            more: String::new(),
            colour: BUSINESSES,
            is_few: false,
            is_sum: false,
            goes_on: false,
            tag: Tag::of(told),
        })
    };
    let bars = each.take(BUSINESSES_MAX).chain(whole).filter_map(bar).collect();
    Group {
        heading: "Channel cost".to_owned(),
        unit: format!("of {} of outside sales", with_unit("each 100", currency)),
        whole: Some(1.0),
        bars,
    }
}

/// A size of audience in which anybody won a customer: in words, cost of a customer, people over
/// all worlds.
struct Seller {
    words: &'static str,
    cost: Estimate,
    people: f64,
}

fn sellers(results: &Results) -> Vec<Seller> {
    let seller = |&(name, words): &(&str, &'static str)| {
        let cost = reading(results, &format!("channels.by_seller.{name}.cost_per_customer"))?;
        let people = reading(results, &format!("channels.by_audience.{name}.people"));
        let worlds = f64::from(results.card.replicates);
        Some(Seller { words, cost, people: people.map_or(0.0, |people| people.mean * worlds) })
    };
    TIERS.iter().filter_map(seller).collect()
}

impl Seller {
    fn is_few(&self) -> bool {
        self.people < few::PEOPLE as f64 || self.cost.replicates < few::WORLDS
    }
}

fn by_seller(results: &Results, sellers: &[Seller]) -> Group {
    let currency = &results.card.currency;
    let bar = |seller: &Seller| {
        let units = |cents: f64| cents / 100.0;
        let interval = seller.cost.low.zip(seller.cost.high);
        let range =
            interval.map(|(low, high)| format!("{} to {}", money(low, ""), money(high, "")));
        let text = money(seller.cost.mean, "");
        Bar {
            name: capitalised(seller.words),
            ends: (0.0, units(seller.cost.mean)),
            interval: interval.map(|(low, high)| (units(low), units(high))),
            tag: Tag::of(format!("Audience {}: {text} for a customer won", seller.words)),
            text,
            more: range.unwrap_or_default(),
            colour: PARTNERS,
            is_few: seller.is_few(),
            is_sum: false,
            goes_on: false,
        }
    };
    Group {
        heading: "Cost of a customer".to_owned(),
        unit: if currency.is_empty() {
            "by seller’s audience".to_owned()
        } else {
            format!("{currency}, by seller’s audience")
        },
        whole: None,
        bars: sellers.iter().map(bar).collect(),
    }
}

fn title(results: &Results, sellers: &[Seller]) -> String {
    let mean = |key: &str| reading(results, key).map(|estimate| estimate.mean);
    let Some((cost, sales)) =
        mean("channels.cost").zip(mean("channels.outside_sales")).filter(|(_, sales)| 0.0 < *sales)
    else {
        return "Nothing was sold to outside customers".to_owned();
    };
    let currency = &results.card.currency;
    let told = format!("Selling through partners cost {} of outside sales", percent(cost / sales));
    let solid = || sellers.iter().filter(|seller| !seller.is_few());
    let cheapest = solid().min_by(|a, b| a.cost.mean.total_cmp(&b.cost.mean));
    let dearest = solid().max_by(|a, b| a.cost.mean.total_cmp(&b.cost.mean));
    match cheapest.zip(dearest) {
        Some((low, high)) if low.words != high.words => format!(
            "{told}; a customer cost {} with an audience of {} and {} with one of {}",
            money(low.cost.mean, currency),
            low.words,
            money(high.cost.mean, currency),
            high.words
        ),
        _ => match mean("channels.cost_per_customer") {
            Some(customer) => {
                format!("{told}, {} for each customer won", money(customer, currency))
            }
            None => told,
        },
    }
}

fn subtitle(results: &Results, sellers: &[Seller]) -> String {
    let worlds = count(u64::from(results.card.replicates), "simulated world", "simulated worlds");
    let lines = if results.card.replicates < 2 { "" } else { " · lines: 95\u{a0}% intervals" };
    let of_people = sellers.iter().any(|seller| seller.people < few::PEOPLE as f64);
    let of_worlds = sellers.iter().any(|seller| seller.cost.replicates < few::WORLDS);
    let note = few::note("pale", of_people, of_worlds);
    format!(
        "Discounts on what was sold on, rewards, commissions, fees and agents, by whose sale it \
         was · {worlds}{lines}{note}"
    )
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn bars_are_the_measures_and_those_of_few_are_pale() {
        let results = sample::typical();
        assert!(has_any(&results) && !has_any(&sample::empty()));
        let all = businesses(&results);
        assert_eq!(all.bars.len(), 1);
        assert!((all.bars[0].ends.1 - 0.31).abs() < 1e-12);
        let sellers = by_seller(&results, &sellers(&results));
        let told: Vec<(&str, f64, bool)> =
            sellers.bars.iter().map(|bar| (&*bar.name, bar.ends.1, bar.is_few)).collect();
        // Two in each of twenty worlds are forty.
        let wanted = [
            ("Below 10,000", 14.0, false),
            ("10,000 to 100,000", 19.0, false),
            ("100,000 to 1 million", 42.0, true),
        ];
        assert_eq!(told, wanted);
        let scene = scene(&results, Sheet::File).expect("a scene");
        assert_eq!(
            scene.title,
            "Selling through partners cost 31\u{a0}% of outside sales; a customer cost 14 EUR \
             with an audience of below 10,000 and 19 EUR with one of 10,000 to 100,000"
        );
        assert!(scene.subtitle.ends_with("pale: fewer than 100 people"), "{}", scene.subtitle);
    }
}
