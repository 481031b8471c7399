//! `downline odds`: what becomes of somebody like you.

use std::io::Write;
use std::path::PathBuf;

use serde_json::{Map, Value as Json, json};

use super::Failure;
use super::arguments::Odds;
use super::followed::{estimate, of_personas, outcomes};
use super::layout::wrap;
use super::progress::Watch;
use super::run::{put_page, record, tell_places, use_threads};
use crate::experiment::interval::Estimate;
use crate::experiment::{self, Results};
use crate::output::numbers::{amount, decimal, grouped, money};
use crate::output::{
    Folder, OddsNote, Origin, Outcome, RunClock, RunRecord, TableFormat, finish, write_odds,
    write_results,
};
use crate::scenario::{Loaded, Motive, Persona};
use crate::units::{Cents, WEEKS_PER_YEAR};

/// The name of whoever asks, in the scenario.
const NAME: &str = "you";

/// The key of her measures.
const KEY: &str = "persona.you";

/// The key of those who join by themselves.
const OTHERS: &str = "others";

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
    let worlds = u64::from(scenario.replicates) * (1 + experiment::setters_beside(&[&loaded]));
    let watch = Watch::new(loaded.scenario.weeks, worlds, arguments.quiet);
    let folder = arguments.out.as_ref();
    let folder = folder.map(|out| Folder::open(out, &loaded.name, arguments.force)).transpose()?;
    use_threads(arguments.threads)?;
    let clock = RunClock::start();
    let results = experiment::run(&loaded, loaded.scenario.replicates, &watch.watcher())?;
    watch.interrupted()?;
    let answer = Answer { results: &results, loaded: &loaded, you: &you };
    let saved = folder.map(|folder| answer.save(folder, arguments, &record(&clock, &watch)));
    let saved = saved.transpose()?;
    watch.done();
    if arguments.json {
        serde_json::to_writer_pretty(&mut *out, &answer.json()).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        writeln!(out, "{}", wrap(&answer.sentence()))?;
        writeln!(out)?;
        if let Some(others) = answer.others() {
            writeln!(out, "{}", wrap(&others))?;
            writeln!(out)?;
        }
        let currency = &results.card.currency;
        writeln!(out, "The first 52 weeks, in {currency} (with 95 % intervals)")?;
        writeln!(out, "{}", of_personas(&results, &[KEY]).text())?;
        writeln!(out)?;
        writeln!(out, "{}", wrap(&answer.limits()))?;
        if let Some(path) = saved {
            tell_places(out, &path, true)?;
        }
    }
    Ok(())
}

/// Why somebody joins, as a noun.
fn noun(motive: Motive) -> &'static str {
    match motive {
        Motive::DiscountBuyer => "discount buyer",
        Motive::PartTimeSeller => "part-time seller",
        Motive::Builder => "builder",
    }
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
            noun(self.you.motive),
            self.money("net.median"),
            self.money("net.p10"),
            self.money("net.p90"),
            tenths("recruits"),
            self.money("stock_cost"),
        )
    }

    /// What becomes of those who join by themselves in these weeks, most of them for other reasons;
    /// nothing where nobody's first year is over.
    fn others(&self) -> Option<String> {
        let of = |name: &str| estimate(self.results, OTHERS, name).map(|found| found.mean);
        let (made, middle) = (of("profit_share")?, of("net.median")?);
        let worlds = f64::from(self.results.card.replicates);
        #[expect(clippy::cast_possible_truncation, reason = "a whole number of people")]
        let people = grouped((of("people")? * worlds).round() as i128);
        let share = |motive: Motive| of(&format!("by_motive.{}.people_share", motive.name()));
        let usual = Motive::ALL.into_iter().max_by(|a, b| {
            let [a, b] = [*a, *b].map(|motive| share(motive).unwrap_or(0.0));
            a.total_cmp(&b)
        });
        let (usual, own) = (usual.expect("three motives"), self.you.motive);
        let in_100 = |share: f64| decimal((100.0 * share).clamp(0.0, 100.0), 0);
        let joined = in_100(share(usual).unwrap_or(0.0));
        let you = if own == usual {
            "as you would".to_string()
        } else {
            format!("you as a {} (`--motive`)", noun(own))
        };
        let mut motives = vec![usual];
        motives.extend(Some(own).filter(|own| *own != usual));
        let made_by = motives.into_iter().filter_map(|motive| {
            let made = of(&format!("by_motive.{}.profit_share", motive.name()))?;
            Some(format!("of 100 {}s {}", noun(motive), in_100(made)))
        });
        let made_by: Vec<String> = made_by.collect();
        Some(format!(
            "Of 100 others who joined in these weeks ({people} in all worlds) {} made a profit \
             after a year, and the one in the middle ended with {}. {joined} of them joined as \
             {}s, {you}; {} made a profit.",
            in_100(made),
            money(middle, &self.results.card.currency),
            noun(usual),
            made_by.join(", ")
        ))
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

    /// Writes the results and the page that begins with the answer.
    fn save(
        &self,
        mut folder: Folder,
        arguments: &Odds,
        record: &RunRecord,
    ) -> Result<PathBuf, Failure> {
        let (results, loaded) = (self.results, self.loaded);
        let command = arguments.command();
        let (card, resolved, given) = (&results.card, &loaded.resolved, &loaded.given);
        let origin = Origin { card, resolved, given, command: &command };
        write_odds(&mut folder, &self.json())?;
        write_results(&mut folder, results, &origin, TableFormat::Parquet)?;
        let note = OddsNote { sentence: self.sentence(), limits: self.limits() };
        let outcome = Outcome::Run { results, robust: None, odds: Some(&note) };
        put_page(&mut folder, outcome, (resolved, &command))?;
        Ok(finish(folder, &origin, record)?)
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
            "others": self.others(),
            "limits": self.limits(),
            "measures": named.collect::<Map<String, Json>>(),
        })
    }
}
