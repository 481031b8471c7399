//! `downline odds`: what becomes of somebody like you.

use std::io::{self, Write};

use serde_json::{Map, Value as Json, json};

use super::Failure;
use super::arguments::Odds;
use super::figures::{estimate, outcomes};
use super::followed::of_personas;
use super::layout::wrap;
use super::progress::Watch;
use super::stage::{Placed, Shown, Stage, Target};
use crate::experiment::interval::Estimate;
use crate::experiment::{self, Results};
use crate::output::numbers::{amount, decimal, grouped, money};
use crate::output::{Document, OddsNote, Origin, Outcome, TableFormat, write_odds, write_results};
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
    let mut loaded = Loaded::from_file(&arguments.scenario, &sets)
        .map_err(|problems| arguments.in_own_words(problems))?;
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
    let target = |path| Target { path, name: &loaded.name, force: arguments.force };
    let stage = Stage::open(arguments.out.as_deref().map(target), arguments.threads, watch)?;
    let results = experiment::run(&loaded, loaded.scenario.replicates, &stage.watcher())?;
    let answer = Answer { results: &results, loaded: &loaded, you: &you };
    let placed = answer.save(stage, arguments)?;
    if arguments.json {
        return Ok(answer.document().write(out)?);
    }
    answer.print(out)?;
    if let Some(placed) = placed {
        placed.tell(out)?;
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
        let businesses = &self.loaded.scenario.businesses;
        let joined_one = self.you.business.as_ref().filter(|_| 1 < businesses.len());
        let key =
            joined_one.map_or(OTHERS.to_owned(), |name| format!("{OTHERS}.by_business.{name}"));
        let of = |name: &str| estimate(self.results, &key, name).map(|found| found.mean);
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
            Some(format!("{} of 100 {}s", in_100(made), noun(motive)))
        });
        let made_by: Vec<String> = made_by.collect();
        Some(format!(
            "Of 100 others who joined{} in these weeks ({people} in all worlds) {} made a profit \
             after a year, and half ended with {} or less. {joined} of them joined as {}s, {you}; \
             {} made a profit.",
            joined_one.map_or(String::new(), |name| format!(" {name}")),
            in_100(made),
            money(middle, &self.results.card.currency),
            noun(usual),
            made_by.join(" and ")
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

    /// Writes the results and the page that begins with the answer, where somebody wants them.
    fn save(&self, stage: Stage, arguments: &Odds) -> Result<Option<Placed>, Failure> {
        let (results, loaded) = (self.results, self.loaded);
        let command = arguments.command();
        let (card, resolved, given) = (&results.card, &loaded.resolved, &loaded.given);
        let origin = Origin { card, resolved, given, command: &command };
        let note = OddsNote { sentence: self.sentence(), limits: self.limits() };
        let outcome = Outcome::Run { results, robust: None, odds: Some(&note) };
        stage.put(&origin, outcome, Shown { pictures: false, page: true }, |folder| {
            write_odds(folder, &self.document())?;
            write_results(folder, results, &origin, TableFormat::Parquet)
        })
    }

    /// Prints it for people.
    fn print(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{}", wrap(&self.sentence()))?;
        writeln!(out)?;
        if let Some(others) = self.others() {
            writeln!(out, "{}", wrap(&others))?;
            writeln!(out)?;
        }
        let currency = &self.results.card.currency;
        writeln!(out, "The first 52 weeks, in {currency} (with 95 % intervals)")?;
        writeln!(out, "{}", of_personas(self.results, &[KEY]).text())?;
        writeln!(out)?;
        writeln!(out, "{}", wrap(&self.limits()))
    }

    /// All of it for machines.
    fn document(&self) -> Document<Json> {
        let below = format!("{KEY}.");
        let named = self.results.readings.iter().filter_map(|reading| {
            let name = reading.key.strip_prefix(&below)?;
            let value = json!({ "unit": reading.unit, "estimate": reading.estimate });
            Some((name.to_string(), value))
        });
        Document::of(json!({
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
        }))
    }
}
