//! `downline odds`: what becomes of somebody like you.

use std::io::Write;

use serde_json::{Map, Value as Json, json};

use super::Failure;
use super::arguments::Odds;
use super::followed::{estimate, of_personas, outcomes};
use super::page::wrap;
use super::progress::Watch;
use super::run::use_threads;
use crate::experiment::interval::Estimate;
use crate::experiment::{self, Results};
use crate::output::numbers::{amount, decimal, grouped, money};
use crate::scenario::{Loaded, Motive, Persona};
use crate::units::{Cents, WEEKS_PER_YEAR};

/// The name of whoever asks, in the scenario.
const NAME: &str = "you";

/// The key of her measures.
const KEY: &str = "persona.you";

/// Outcomes that are the least by default.
const OUTCOMES: u32 = 1_000;

/// Puts the person of the arguments into a scenario and says what becomes of her.
pub(super) fn odds(arguments: &Odds, out: &mut impl Write) -> Result<(), Failure> {
    let mut sets = arguments.source.all_sets();
    sets.extend(arguments.persona());
    let mut loaded = Loaded::from_file(&arguments.scenario, &sets)?;
    let scenario = &mut loaded.scenario;
    let personas = &scenario.personas;
    let (_, you) = personas.iter().find(|(name, _)| name == NAME).expect("she was just set");
    let (you, clones) = (you.clone(), scenario.clones_of(you));
    if arguments.source.replicates.is_none() {
        scenario.replicates = scenario.replicates.max(OUTCOMES.div_ceil(clones));
    }
    // Nothing that happens later is asked for.
    scenario.end_after(you.week - 1 + WEEKS_PER_YEAR);
    let watch = Watch::new(scenario.weeks, u64::from(scenario.replicates), arguments.quiet);
    use_threads(arguments.threads)?;
    let results = experiment::run(&loaded, loaded.scenario.replicates, &watch.watcher())?;
    watch.interrupted()?;
    watch.done();
    let answer = Answer { results: &results, loaded: &loaded, you: &you };
    if arguments.json {
        serde_json::to_writer_pretty(&mut *out, &answer.json()).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        writeln!(out, "{}", wrap(&answer.sentence()))?;
        writeln!(out)?;
        let currency = &results.card.currency;
        writeln!(out, "The first 52 weeks, in {currency} (with 95 % intervals)")?;
        writeln!(out, "{}", of_personas(&results, &[KEY]).text())?;
        writeln!(out)?;
        writeln!(out, "{}", wrap(&answer.limits()))?;
    }
    Ok(())
}

/// What was found for whoever asked.
struct Answer<'a> {
    results: &'a Results,
    loaded: &'a Loaded,
    you: &'a Persona,
}

impl Answer<'_> {
    fn of(&self, name: &str) -> Option<Estimate> {
        estimate(self.results, KEY, name)
    }

    fn money(&self, name: &str) -> String {
        let cents = self.of(name).map_or(0.0, |estimate| estimate.mean);
        money(cents, &self.results.card.currency)
    }

    /// The wage that an hour is measured by.
    fn wage(&self) -> Cents {
        self.loaded.scenario.measure.reference_wage_per_hour
    }

    /// Why you join, as a noun.
    fn motive(&self) -> &'static str {
        match self.you.motive {
            Motive::DiscountBuyer => "discount buyer",
            Motive::PartTimeSeller => "part-time seller",
            Motive::Builder => "builder",
        }
    }

    /// The answer in plain words.
    fn sentence(&self) -> String {
        let Persona { followers, hours_per_week, week, .. } = self.you;
        let share = self.of("profit_share");
        let in_100 = |share: f64| decimal((100.0 * share).clamp(0.0, 100.0), 0);
        let made = share.map_or(String::new(), |share| in_100(share.mean));
        let range = share.and_then(|share| Some((in_100(share.low?), in_100(share.high?))));
        let range = range
            .map_or(String::new(), |(low, high)| format!(" ({low} to {high} under these rates)"));
        let hours = match self.of("hourly_net") {
            Some(_) => format!(
                "An hour of your work would bring {}, beside a wage of {}.",
                self.money("hourly_net"),
                money(self.wage().0 as f64, &self.results.card.currency)
            ),
            None => "You would not work at all.".to_string(),
        };
        let tenths = |name: &str| self.of(name).map_or(String::new(), |e| decimal(e.mean, 1));
        format!(
            "Of 100 people like you ({} followers, {} hours a week, joining in week {week} as a \
             {}), {made}{range} would have made a profit after a year. In the middle you would end \
             with {}; one in ten would end below {}, one in ten above {}. {hours} You would \
             recruit {} people on average and still have goods that cost {}.",
            amount(followers.floor()),
            amount(*hours_per_week),
            self.motive(),
            self.money("net.median"),
            self.money("net.p10"),
            self.money("net.p90"),
            tenths("recruits"),
            self.money("stock_cost"),
        )
    }

    /// On what it stands, and how far it reaches.
    fn limits(&self) -> String {
        let people = outcomes(self.results, KEY);
        #[expect(clippy::cast_possible_truncation, reason = "a whole number of people")]
        let people = grouped(people as i128);
        let worlds = self.results.card.replicates;
        let plural = if worlds == 1 { "world" } else { "worlds" };
        format!(
            "From {people} outcomes in {worlds} simulated {plural} of `{}`, leavers included, own \
             use as a cost, before tax. It says what these rates come to, not what will happen to \
             you.",
            self.results.card.name
        )
    }

    /// All of it for machines.
    fn json(&self) -> Json {
        let below = format!("{KEY}.");
        let named = self.results.readings.iter().filter_map(|reading| {
            let name = reading.key.strip_prefix(&below)?;
            let value = json!({ "unit": reading.unit, "estimate": reading.estimate });
            Some((name.to_string(), value))
        });
        json!({
            "scenario": self.results.card.name,
            "scenario_hash": self.results.card.scenario_hash,
            "currency": self.results.card.currency,
            "asked": self.loaded.resolved["persona"][NAME],
            "reference_wage_per_hour_cents": self.wage(),
            "worlds": self.results.card.replicates,
            "outcomes": outcomes(self.results, KEY),
            "sentence": self.sentence(),
            "limits": self.limits(),
            "measures": named.collect::<Map<String, Json>>(),
        })
    }
}
