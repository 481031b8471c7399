//! From what comes in to what a business keeps, step by step.
//!
//! *Invariant*: each step is a sum of the ledger over the weeks after the burn-in and all worlds,
//! and begins where the one before ends: what comes in less what goes out is what is kept, to the
//! cent.
//!
//! *Absent*: depreciation and tax; the business's own list of its costs (the measures have that).

use super::bars::{Bar, Group, draw, heights};
use super::numbers::{count, decimal, exact, money, percent, with_unit};
use super::scene::{Furniture, Scene, Sheet, Tag};
use super::style::{
    AGENCIES, BUSINESSES, CUSTOMERS, Colour, PARTNERS, PLATFORMS, RULE, SUPPLIERS, VENDORS,
};
use super::{PlotError, reading, short_name, source_lines};
use crate::experiment::results::Results;
use crate::output::bands::{Band, Kind, Stop, bands};

/// Money that comes in or goes out: what it is for, whose it is, how much.
pub(super) struct Line {
    pub(super) words: &'static str,
    pub(super) colour: Colour,
    pub(super) cents: i128,
}

/// What came in and what went out of businesses.
pub(super) struct Statement {
    /// Who pays, largest sources as the list of [`INCOME`] has them.
    pub(super) income: Vec<Line>,
    /// What is paid, as [`COSTS`] has it.
    pub(super) costs: Vec<Line>,
}

/// What comes in: words and colour, in their order.
const INCOME: [(&str, Colour); 5] = [
    ("Goods, sold to customers", CUSTOMERS),
    ("Goods, sold to partners", PARTNERS),
    ("Kits, renewals, tools, events", PARTNERS),
    ("Commission taken back", PARTNERS),
    ("Other income", RULE),
];

/// What goes out.
const COSTS: [(&str, Colour); 11] = [
    ("Refunds to customers", CUSTOMERS),
    ("Stock and fees given back", PARTNERS),
    ("Retail profit of partners", PARTNERS),
    ("Rewards of the plan", PARTNERS),
    ("Posts, affiliates, hosts", PARTNERS),
    ("Goods and carriage", SUPPLIERS),
    ("Wages, rent, administration", VENDORS),
    ("Advertising", VENDORS),
    ("Payment fees", PLATFORMS),
    ("Agents and networks", AGENCIES),
    ("Other costs", RULE),
];

/// The place of a band in [`INCOME`], if it comes in.
fn income(band: &Band) -> usize {
    match (&band.from, band.kind) {
        (Stop::CustomersPay, _) => 0,
        (_, Kind::Goods) => 1,
        (_, Kind::Fees) => 2,
        (_, Kind::Clawback) => 3,
        _ => 4,
    }
}

/// The place of a band in [`COSTS`], if it goes out.
fn cost(band: &Band) -> usize {
    match (&band.to, band.kind) {
        (Stop::Outside("customers"), _) => 0,
        (_, Kind::BuyBack | Kind::Refunds) => 1,
        (_, Kind::RetailCredit) => 2,
        (_, Kind::Rewards) => 3,
        (_, Kind::Content) => 4,
        (_, Kind::Goods | Kind::Carriage) => 5,
        (_, Kind::Running) => 6,
        (_, Kind::Advertising) => 7,
        (_, Kind::PaymentFees) => 8,
        (_, Kind::Agents) => 9,
        _ => 10,
    }
}

/// The statement of all businesses together.
pub(super) fn statement(results: &Results) -> Statement {
    let bands = bands(results);
    let is_it = |stop: &Stop| matches!(stop, Stop::Business(_));
    let (mut coming, mut going) = ([0; INCOME.len()], [0; COSTS.len()]);
    for band in bands.iter().filter(|band| band.kind != Kind::Balance) {
        if is_it(&band.to) {
            coming[income(band)] += band.cents;
        }
        if is_it(&band.from) {
            going[cost(band)] += band.cents;
        }
    }
    let lines = |list: &[(&'static str, Colour)], sums: &[i128]| -> Vec<Line> {
        let lines = list.iter().zip(sums).filter(|(_, cents)| **cents != 0);
        lines.map(|(&(words, colour), &cents)| Line { words, colour, cents }).collect()
    };
    Statement { income: lines(&INCOME, &coming), costs: lines(&COSTS, &going) }
}

impl Statement {
    /// All that comes in.
    pub(super) fn sales(&self) -> i128 {
        self.income.iter().map(|line| line.cents).sum()
    }

    /// What stays.
    pub(super) fn kept(&self) -> i128 {
        self.sales() - self.costs.iter().map(|line| line.cents).sum::<i128>()
    }
}

/// The picture's marks.
pub(super) fn scene(results: &Results, sheet: Sheet) -> Result<Scene, PlotError> {
    let statement = statement(results);
    let who = who(results);
    let furniture = Furniture {
        title: title(results, &statement, &who),
        subtitle: subtitle(results, &who),
        source: source_lines(&results.card),
    };
    let groups = vec![Group {
        heading: "From sales to what is kept".to_owned(),
        unit: format!("{} a world", results.card.currency).trim().to_owned(),
        whole: None,
        bars: steps(results, &statement, &who),
    }];
    let (mut scene, body) = Scene::furnished(furniture, sheet, heights(&groups))?;
    if statement.sales() == 0 && statement.costs.is_empty() {
        scene.say_nothing_here(&body, "No money moved");
        return Ok(scene);
    }
    draw(&mut scene, &body, &groups);
    Ok(scene)
}

/// Small numbers in words, from zero.
const WORDS: [&str; 10] =
    ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// Who keeps.
pub(super) fn who(results: &Results) -> String {
    match &results.card.businesses[..] {
        [only] => short_name(only),
        all => match WORDS.get(all.len()) {
            Some(words) => format!("the {words} businesses"),
            None => format!("the {} businesses", all.len()),
        },
    }
}

/// What comes in, its sum, what goes out, and what is kept.
fn steps(results: &Results, statement: &Statement, who: &str) -> Vec<Bar> {
    let sales = statement.sales();
    let mut bars = Vec::new();
    let mut reached = 0;
    let bar = |words: &str, colour, (from, to): (i128, i128), is_sum| {
        step(results, (words, colour), (from, to), (sales, is_sum))
    };
    for line in &statement.income {
        bars.push(bar(line.words, line.colour, (reached, reached + line.cents), false));
        reached += line.cents;
    }
    bars.push(bar("All that came in", BUSINESSES.tint(0.6), (0, sales), true));
    for line in &statement.costs {
        bars.push(bar(line.words, line.colour, (reached, reached - line.cents), false));
        reached -= line.cents;
    }
    let verb = if reached < 0 { "Spent beyond it by" } else { "Kept by" };
    bars.push(bar(&format!("{verb} {who}"), BUSINESSES, (0, reached), true));
    bars
}

fn step(
    results: &Results,
    (words, colour): (&str, Colour),
    (from, to): (i128, i128),
    (sales, is_sum): (i128, bool),
) -> Bar {
    let worlds = f64::from(results.card.replicates.max(1));
    let currency = &results.card.currency;
    let units = |cents: i128| cents as f64 / 100.0 / worlds;
    let cents = to - from;
    let share = if sales == 0 { 0.0 } else { cents.abs() as f64 / sales as f64 };
    let more = if sales == 0 { String::new() } else { percent(share) };
    let tag = format!("{words}: {} in all worlds ({more} of what came in)", exact(cents, currency));
    Bar {
        name: words.to_owned(),
        ends: (units(from), units(to)),
        interval: None,
        text: money(cents as f64 / worlds, ""),
        more,
        colour,
        is_few: false,
        is_sum,
        goes_on: true,
        tag: Tag::of(tag),
    }
}

/// So many of each 100.
pub(super) fn of_100(part: i128, whole: i128) -> String {
    let number = if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 };
    decimal(number, usize::from(number.abs() < 1.0 && part != 0))
}

fn title(results: &Results, statement: &Statement, who: &str) -> String {
    let sales = statement.sales();
    if sales == 0 {
        return "No money came in".to_owned();
    }
    let to_partners: i128 = statement
        .costs
        .iter()
        .filter(|line| line.colour == PARTNERS && !line.words.starts_with("Stock"))
        .map(|line| line.cents)
        .sum();
    let kept = statement.kept();
    let kept = if kept < 0 {
        format!("spent {} more", of_100(-kept, sales))
    } else {
        format!("kept {}", of_100(kept, sales))
    };
    format!(
        "Of {} that came in, {who} {kept} and paid {} to partners",
        with_unit("each 100", &results.card.currency),
        of_100(to_partners, sales)
    )
}

fn subtitle(results: &Results, who: &str) -> String {
    let base = base(results);
    let worlds = count(u64::from(results.card.replicates), "simulated world", "simulated worlds");
    let after = if results.card.burn_in_weeks == 0 { "" } else { " after the burn-in" };
    format!(
        "All weeks{after} of {worlds} · each 100 is of what customers and partners paid to {who}\
         {base} · before tax; goods are paid for when they are bought"
    )
}

/// The same net on the base of the verdict, so that nobody takes two numbers for one.
fn base(results: &Results) -> String {
    let share = reading(results, "capture.to_date.cash.own_use_as_cost.businesses_share");
    share.map_or(String::new(), |share| {
        format!(
            "; the verdict is of each 100 that anybody put in, of which {}",
            if share.mean < 0.0 {
                format!("{} were lost", decimal(-100.0 * share.mean, 0))
            } else {
                format!("{} were kept", decimal(100.0 * share.mean, 0))
            }
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::experiment::results::{Reading, Unit};
    use crate::units::Cents;

    #[test]
    fn steps_are_sums_of_the_ledger_after_the_burn_in_and_end_at_what_is_kept() {
        let results = sample::typical();
        let business = &results.card.businesses[0];
        let sum = |is_it: &dyn Fn(&str) -> bool| -> i128 {
            let rows = results.flows.iter().filter(|row| 12 < row.week && row.account == *business);
            rows.filter(|row| is_it(&row.reason)).map(|row| i128::from(row.cents.0)).sum()
        };
        let statement = statement(&results);
        let at = |lines: &[Line], words: &str| {
            lines.iter().find(|line| line.words == words).map(|line| line.cents)
        };
        for (words, reason) in [
            ("Goods, sold to customers", "direct_sale"),
            ("Goods, sold to partners", "wholesale_order"),
            ("Kits, renewals, tools, events", "starter_kit"),
        ] {
            assert_eq!(at(&statement.income, words), Some(sum(&|it| it == reason)), "{words}");
        }
        for (words, reason) in [
            ("Retail profit of partners", "retail_credit"),
            ("Rewards of the plan", "reward_unilevel"),
            ("Goods and carriage", "goods"),
            ("Wages, rent, administration", "running_cost"),
            ("Payment fees", "payment_fee_of_business"),
        ] {
            assert_eq!(at(&statement.costs, words), Some(-sum(&|it| it == reason)), "{words}");
        }
        assert_eq!(statement.kept(), sum(&|_| true));
        let steps = steps(&results, &statement, "it");
        let mut reached = 0.0;
        for step in &steps[..steps.len() - 1] {
            let from = if step.is_sum { 0.0 } else { reached };
            assert!((step.ends.0 - from).abs() < 1e-6, "{}", step.name);
            reached = step.ends.1;
        }
        let last = &steps[steps.len() - 1];
        assert!((last.ends.1 - reached).abs() < 1e-6 && last.is_sum);
        assert!((reached - statement.kept() as f64 / 100.0 / 20.0).abs() < 1e-6);
        // 3,050,004 came in in each of two weeks, in cents.
        assert!(last.tag.words.contains("26,819.94 EUR in all worlds"), "{}", last.tag.words);
    }

    #[test]
    fn titles_tell_what_was_kept_or_spent_beyond_and_what_partners_got() {
        let mut results = sample::typical();
        let title = |results: &Results| scene(results, Sheet::File).expect("a scene").title;
        assert_eq!(
            title(&results),
            "Of each 100 EUR that came in, Lumière Naturals kept 44 and paid 20 to partners"
        );
        for row in results.flows.iter_mut().filter(|row| row.reason == "running_cost") {
            row.cents = Cents(row.cents.0 * 5);
        }
        assert_eq!(
            title(&results),
            "Of each 100 EUR that came in, Lumière Naturals spent 35 more and paid 20 to partners"
        );
        // Both bases are told, each with its own number.
        let key = "capture.to_date.cash.own_use_as_cost.businesses_share".to_owned();
        let estimate = Some(sample::estimate(0.138, 0.01));
        results.readings.retain(|reading| reading.key != key);
        results.readings.push(Reading { key, unit: Unit::Share, estimate });
        let told = scene(&results, Sheet::File).expect("a scene").subtitle;
        assert!(told.contains("each 100 is of what customers and partners paid to Lumi"), "{told}");
        assert!(told.contains("of each 100 that anybody put in, of which 14 were kept"), "{told}");
        let scene = scene(&results, Sheet::Phone).expect("a scene");
        assert!(scene.labels().any(|label| label.text.starts_with("Spent beyond it by Lumi")));
        results.card.businesses.push("Another".to_owned());
        assert!(title(&results).contains("the two businesses spent"));
        assert_eq!(title(&sample::empty()), "No money came in");
    }
}
