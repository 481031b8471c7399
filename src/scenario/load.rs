//! From a file, a text or an argument to a checked scenario.

use std::path::Path;

use serde_json::Value as Json;

use super::budget::{BudgetOf, ReadFor, put_budgets, read_budgets};
use super::check::{check, check_all_weeks};
use super::phases::read_phases;
use super::suggest::nearest;
use super::{
    Business, Catalogue, Creators, Event, Growth, Layers, Market, Measuring, Motivation,
    MotiveHabits, People, Persona, Post, Problems, Quit, Recruit, Scenario, Sell, Source, Table,
    catalogue, read_document,
};

/// A checked scenario with what stands in the manifest.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// Short name: the file's name without its ending.
    pub name: String,
    /// Every key with its value, given or default.
    pub resolved: Json,
    /// Paths of the keys that the files or arguments give.
    pub given: Vec<String>,
    /// SHA-256 over all values, in a canonical order.
    pub hash: String,
    /// Paths of all keys in force, given or not, sorted.
    pub(super) paths: Vec<String>,
    /// What was read, for a reading with changes.
    pub(super) layers: Layers,
    /// Scenarios whose channel cost is what businesses may spend on posts.
    pub budgets: Vec<BudgetOf>,
}

impl Loaded {
    /// Two businesses with nearly the same name, of the first of which far fewer keys are given: in
    /// a file that extends another one its name may be a slip.
    pub fn likely_slip(&self) -> Option<[&str; 2]> {
        let names = || self.scenario.businesses.iter().map(|(name, _)| name.as_str());
        let given = |name: &str| {
            let start = format!("business.{name}.");
            self.given.iter().filter(|key| key.starts_with(&start)).count()
        };
        names().find_map(|name| {
            let others = names().filter(|other| *other != name);
            let near = nearest(name, others)?;
            (4 * given(name) <= given(near)).then_some([name, near])
        })
    }

    /// Reads a scenario file, what it extends, and then `sets` such as `market.people=5000`.
    ///
    /// # Errors
    /// Every problem that can be found, each with its place.
    pub fn from_file(path: &Path, sets: &[String]) -> Result<Self, Problems> {
        let name = path.file_stem().map_or("scenario".into(), |stem| stem.to_string_lossy());
        Self::from_layers(&name, Layers::from_file(path).with_sets(sets))
    }

    /// Reads a scenario from text; `name` stands for the file in messages and outputs.
    ///
    /// # Errors
    /// Every problem that can be found, each with its place.
    pub fn from_text(name: &str, text: &str) -> Result<Self, Problems> {
        Self::from_layers(name, Layers::from_text(name, text))
    }

    pub(super) fn from_layers(name: &str, layers: Layers) -> Result<Self, Problems> {
        Self::read(name, layers, ReadFor::Itself)
    }

    pub(super) fn read(name: &str, layers: Layers, read_for: ReadFor) -> Result<Self, Problems> {
        let mut reading = read_document(layers.clone(), Scenario::read);
        check(&mut reading);
        read_phases(&mut reading);
        check_all_weeks(&mut reading);
        let mut elsewhere = Vec::new();
        let budgets = read_budgets(&mut reading, read_for, &mut elsewhere);
        let (scenario, mut resolved) = match reading.finish() {
            Ok(read) if elsewhere.is_empty() => read,
            Ok(_) => return Err(Problems(elsewhere)),
            Err(found) => return Err(Problems([found.0, elsewhere].concat())),
        };
        put_budgets(&mut resolved.values, &scenario, &budgets);
        let hash = resolved.hash();
        let given = resolved.given.iter().filter(|(_, given)| **given);
        let given = given.map(|(path, _)| path.clone()).collect();
        let paths = resolved.given.into_keys().collect();
        let (name, resolved) = (name.to_string(), resolved.values);
        Ok(Self { scenario, name, resolved, given, hash, paths, layers, budgets })
    }
}

/// Every key that a scenario may have.
pub fn keys() -> Catalogue {
    catalogue(Scenario::read)
}

/// The title and the currency of a scenario or a case.
pub(super) fn read_heading(t: &mut Table<'_>) -> (String, String) {
    let title = t
        .text("title", "")
        .source(Source::Technical)
        .fixed("a run has one title")
        .about("One line about it, shown in lists, on pictures and above a statement.")
        .read();
    let currency = t
        .text("currency", "EUR")
        .source(Source::Technical)
        .fixed("all amounts of a run are in one currency")
        .about("Text put behind amounts of money.")
        .read();
    (title, currency)
}

impl Scenario {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        let [weeks, burn_in_weeks, replicates, seed] = Self::read_run(t);
        let (title, currency) = read_heading(t);
        let narrow = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            title,
            currency,
            weeks: narrow(weeks),
            burn_in_weeks: narrow(burn_in_weeks),
            replicates: narrow(replicates),
            seed,
            market: t.table("market", Market::read),
            people: t.table("people", People::read),
            motives: t.table("motive", MotiveHabits::read_all),
            post: t.table("post", Post::read),
            sell: t.table("sell", Sell::read),
            recruit: t.table("recruit", Recruit::read),
            motivation: t.table("motivation", Motivation::read),
            quit: t.table("quit", Quit::read),
            growth: t.table("growth", Growth::read),
            measure: t.table("measure", Measuring::read),
            businesses: t.named_tables("business", Business::read),
            events: t.named_tables("event", Event::read),
            personas: t.named_tables("persona", Persona::read),
            creators: t.optional_table("creators", Creators::read),
            later: Vec::new(),
        }
    }

    /// Weeks, burn-in, replicates and seed.
    fn read_run(t: &mut Table<'_>) -> [u64; 4] {
        let weeks = t
            .count("weeks", 156)
            .unit("weeks")
            .within(1, 1_040)
            .source(Source::Model)
            .fixed("the run has one length")
            .about("Length of a run; 52 weeks make a year.")
            .read();
        let burn_in = t
            .count("burn_in_weeks", 0)
            .unit("weeks")
            .within(0, 1_040)
            .source(Source::Model)
            .fixed("the measures of a run begin once")
            .about("Weeks before the measures begin.")
            .read();
        let replicates = t
            .count("replicates", 20)
            .unit("worlds")
            .within(1, 100_000)
            .source(Source::Technical)
            .fixed("all worlds begin together")
            .about("Number of simulated worlds, each with its own luck.")
            .read();
        let seed = t
            .count("seed", 1)
            .within(0, u64::MAX)
            .source(Source::Technical)
            .fixed("all luck of a run has one seed")
            .about("Master seed: the same scenario and seed give the same bytes.")
            .read();
        [weeks, burn_in, replicates, seed]
    }
}
