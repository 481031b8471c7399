//! The same people under several scenarios: what each makes of the same worlds.
//!
//! *Invariant*: differences are taken replicate by replicate, a variant's value less the
//! baseline's, over the replicates that define both. Scenarios with equal values differ by exactly
//! zero.
//!
//! *Absent*: files, names of files, the terminal.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value as Json;

use super::gather::card;
use super::interval::{Estimate, PairedDifference, paired_difference};
use super::paired::{Entry, Watcher, run_all};
use super::results::{BudgetSetter, Card, Reading, Unit, Verdict};
use super::verdict;
use crate::measure::{CaptureSums, Range, measure};
use crate::scenario::{Loaded, Scenario, nearest, scenario_hash};
use crate::simulation::{FinishedRun, Stopped};

/// The number that the verdict's class follows from, which stands first among the measures.
pub const HEADLINE: &str = "verdict.difference_share";

/// A scenario under the name that it has in a comparison.
#[derive(Debug, Clone)]
pub struct Entrant {
    /// Its name, unique in the comparison.
    pub name: String,
    /// The scenario.
    pub loaded: Loaded,
}

/// Scenarios that can be compared, and which of them the others are compared with.
#[derive(Debug, Clone)]
pub struct Entrants {
    all: Vec<Entrant>,
    baseline: usize,
}

/// Why scenarios cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompareError {
    /// There is nothing to compare with.
    #[error(
        "only `{name}` is here, a comparison needs two scenarios: name another file, or vary a key \
         with `--vary 'business.glow.discount=[0.2, 0.3]'`"
    )]
    Alone {
        /// The only scenario.
        name: String,
    },
    /// No scenario has the baseline's name.
    #[error("no scenario is called `{asked}`, {}", names_hint(.asked, .names))]
    UnknownBaseline {
        /// What was asked for.
        asked: String,
        /// The names that there are.
        names: Vec<String>,
    },
    /// A key has to be the same in all scenarios and is not.
    #[error(
        "`{key}` is {} in `{}` and {} in `{}`: {hint}",
        .values[0], .names[0], .values[1], .names[1]
    )]
    Unlike {
        /// The key.
        key: &'static str,
        /// Two scenarios.
        names: Box<[String; 2]>,
        /// What they say.
        values: Box<[String; 2]>,
        /// What to do about it.
        hint: &'static str,
    },
}

fn names_hint(asked: &str, names: &[String]) -> String {
    match nearest(asked, names.iter().map(String::as_str)) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("the names are `{}`", names.join("`, `")),
    }
}

/// What several scenarios make of the same worlds.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The whole comparison as if it were one scenario; its hash is that of all of them.
    pub card: Card,
    /// Every scenario, in the order given.
    pub variants: Vec<Variant>,
    /// What each but the baseline differs by, measure by measure.
    pub differences: Vec<Difference>,
    /// Every number of every world.
    pub values: Vec<ValueRow>,
}

/// One of the scenarios.
#[derive(Debug, Clone, Serialize)]
pub struct Variant {
    /// Its name in the comparison.
    pub name: String,
    /// One line about it.
    pub title: String,
    /// SHA-256 of it with all defaults resolved.
    pub scenario_hash: String,
    /// Whether the others are compared with it.
    pub is_baseline: bool,
    /// Its own answer.
    pub verdict: Verdict,
    /// Its own numbers.
    #[serde(skip)]
    pub readings: Vec<Reading>,
}

/// What a variant makes of one measure beside the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Which variant.
    pub variant: String,
    /// Dotted name of the measure.
    pub key: String,
    /// Its unit.
    pub unit: Unit,
    /// The baseline's mean over the worlds; nothing where no world defines it.
    pub baseline: Option<Estimate>,
    /// The variant's.
    pub value: Option<Estimate>,
    /// The variant's less the baseline's, over the worlds that define both.
    pub paired: Option<PairedDifference>,
}

/// One number of one world.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueRow {
    /// Which scenario, by its place in the list.
    pub variant: u32,
    /// Name of the scenario.
    pub name: Arc<str>,
    /// Replicate, from zero.
    pub replicate: u32,
    /// Dotted name of the measure.
    pub key: Arc<str>,
    /// The value; nothing where the world does not define it.
    pub value: Option<f64>,
}

impl Entrants {
    /// Scenarios that can be compared; the baseline is the first unless another is named.
    ///
    /// # Errors
    /// When they are less than two, the baseline is unknown, or what must be common is not.
    pub fn new(all: Vec<Entrant>, baseline: Option<&str>) -> Result<Self, CompareError> {
        let Some(first) = all.first() else {
            return Err(CompareError::Alone { name: "nothing".to_owned() });
        };
        if all.len() < 2 {
            return Err(CompareError::Alone { name: first.name.clone() });
        }
        for other in &all[1..] {
            check_common(first, other)?;
        }
        let place = |asked: &str| {
            all.iter().position(|entrant| entrant.name == asked).ok_or_else(|| {
                let names = all.iter().map(|entrant| entrant.name.clone()).collect();
                CompareError::UnknownBaseline { asked: asked.to_owned(), names }
            })
        };
        let baseline = baseline.map_or(Ok(0), place)?;
        Ok(Self { all, baseline })
    }

    /// All of them, in the order given.
    pub fn all(&self) -> &[Entrant] {
        &self.all
    }

    /// Every scenario with all its values, by name, for the manifest.
    pub fn resolved(&self) -> Json {
        let each = self.all.iter();
        Json::Object(each.map(|one| (one.name.clone(), one.loaded.resolved.clone())).collect())
    }

    /// Which keys each scenario gives, for the manifest.
    pub fn given(&self) -> Vec<String> {
        let each = |entrant: &Entrant| {
            let keys = entrant.loaded.given.iter();
            keys.map(|key| format!("{}: {key}", entrant.name)).collect::<Vec<_>>()
        };
        self.all.iter().flat_map(each).collect()
    }
}

/// What worlds must share to be the same worlds, and measures to mean the same.
fn check_common(first: &Entrant, other: &Entrant) -> Result<(), CompareError> {
    let (a, b) = (&first.loaded.scenario, &other.loaded.scenario);
    let weeks = "the same worlds have the same length; `--set weeks=…` sets it for all";
    let burn_in = "measures begin in the same week; `--set burn_in_weeks=…` sets it for all";
    let currency = "amounts of two currencies cannot be subtracted; `--set currency=…` sets it \
                    for all";
    let seed = "the same people need the same luck; `--seed …` sets it for all";
    let replicates = "worlds are compared in pairs; `--replicates …` sets it for all";
    let number = |of: fn(&Scenario) -> u64| (of(a).to_string(), of(b).to_string());
    for (key, (in_a, in_b), hint) in [
        ("weeks", number(|s| s.weeks.into()), weeks),
        ("burn_in_weeks", number(|s| s.burn_in_weeks.into()), burn_in),
        ("currency", (format!("{:?}", a.currency), format!("{:?}", b.currency)), currency),
        ("seed", number(|s| s.seed), seed),
        ("replicates", number(|s| s.replicates.into()), replicates),
    ] {
        if in_a != in_b {
            let names = Box::new([first.name.clone(), other.name.clone()]);
            let values = Box::new([in_a, in_b]);
            return Err(CompareError::Unlike { key, names, values, hint });
        }
    }
    Ok(())
}

/// What is kept of a world.
struct Kept {
    /// Names and units; of the first world only, since all worlds of a scenario measure the same.
    keys: Vec<(String, Unit, Range)>,
    values: Vec<Option<f64>>,
    capture: Vec<CaptureSums>,
}

fn keep(scenario: &Scenario, run: &FinishedRun) -> Kept {
    let measures = measure(scenario, run);
    let headline = verdict::difference_of_100(&measures.capture) / 100.0;
    let mut keys = Vec::new();
    if run.record.replicate == 0 {
        keys.push((HEADLINE.to_owned(), Unit::Share, Range::ANY));
        let numbers = measures.measured.iter();
        keys.extend(numbers.map(|number| (number.key.clone(), number.unit, number.range)));
    }
    let mut values = vec![Some(headline)];
    values.extend(measures.measured.iter().map(|number| number.value));
    Kept { keys, values, capture: measures.capture }
}

/// Runs all scenarios in the same worlds and compares them.
///
/// # Errors
/// The first failure by scenario and replicate number: books that do not close, an interruption.
pub fn compare(
    name: &str,
    entrants: &Entrants,
    watch: &Watcher<'_>,
) -> Result<Comparison, Stopped> {
    let entries: Vec<Entry<'_>> = entrants.all.iter().map(|one| (&one.loaded).into()).collect();
    let replicates = entries[0].scenario.replicates;
    let worlds = run_all(&entries, replicates, watch, &keep)?;
    let columns: Vec<Vec<Column>> = worlds.iter().map(|worlds| columns(worlds)).collect();
    let variants: Vec<Variant> = entrants
        .all
        .iter()
        .zip(worlds.iter().zip(&columns))
        .enumerate()
        .map(|(index, (entrant, (worlds, columns)))| {
            let is_baseline = index == entrants.baseline;
            variant(entrant, is_baseline, worlds, columns)
        })
        .collect();
    let others = variants.iter().zip(&columns).filter(|(variant, _)| !variant.is_baseline);
    let baseline = &columns[entrants.baseline];
    let differences =
        others.flat_map(|(variant, columns)| differences(&variant.name, baseline, columns));
    Ok(Comparison {
        card: comparison_card(name, entrants, replicates),
        differences: differences.collect(),
        values: values(&variants, &columns),
        variants,
    })
}

/// One line about a comparison of scenarios with these names.
pub fn comparison_title(names: &[&str]) -> String {
    format!("Comparison of {}", names.join(", "))
}

fn comparison_card(name: &str, entrants: &Entrants, replicates: u32) -> Card {
    let mut card = card(&entrants.all[entrants.baseline].loaded, replicates);
    name.clone_into(&mut card.name);
    let names: Vec<&str> = entrants.all.iter().map(|one| one.name.as_str()).collect();
    card.title = comparison_title(&names);
    card.scenario_hash = scenario_hash(&entrants.resolved());
    card.budgets.clear();
    for entrant in &entrants.all {
        for setter in BudgetSetter::all(&entrant.loaded) {
            if !card.budgets.contains(&setter) {
                card.budgets.push(setter);
            }
        }
    }
    card
}

fn variant(entrant: &Entrant, is_baseline: bool, worlds: &[Kept], columns: &[Column]) -> Variant {
    let card = card(&entrant.loaded, u32::try_from(worlds.len()).expect("32 bits"));
    let captures: Vec<&[CaptureSums]> = worlds.iter().map(|kept| kept.capture.as_slice()).collect();
    let reading = |column: &Column| Reading {
        key: column.key.clone(),
        unit: column.unit,
        estimate: column.estimate(),
    };
    Variant {
        name: entrant.name.clone(),
        title: card.title.clone(),
        scenario_hash: card.scenario_hash.clone(),
        is_baseline,
        verdict: verdict::verdict(&card, &captures),
        readings: columns.iter().map(reading).collect(),
    }
}

/// One measure of a scenario, world by world.
struct Column {
    key: String,
    unit: Unit,
    range: Range,
    values: Vec<Option<f64>>,
}

impl Column {
    fn estimate(&self) -> Option<Estimate> {
        let defined: Vec<f64> = self.values.iter().copied().flatten().collect();
        Some(Estimate::over(&defined)?.within(self.range))
    }
}

fn columns(worlds: &[Kept]) -> Vec<Column> {
    let Some(first) = worlds.first() else { return Vec::new() };
    let column = |(index, (key, unit, range)): (usize, &(String, Unit, Range))| Column {
        key: key.clone(),
        unit: *unit,
        range: *range,
        values: worlds.iter().map(|world| world.values[index]).collect(),
    };
    first.keys.iter().enumerate().map(column).collect()
}

/// The measures of both in the baseline's order, then those that the variant alone has.
fn differences(variant: &str, baseline: &[Column], columns: &[Column]) -> Vec<Difference> {
    let find = |columns: &[Column], key: &str| columns.iter().position(|other| other.key == key);
    let mut rows: Vec<Difference> = Vec::with_capacity(baseline.len());
    for before in baseline {
        let after = find(columns, &before.key).map(|index| &columns[index]);
        rows.push(Difference {
            variant: variant.to_owned(),
            key: before.key.clone(),
            unit: before.unit,
            baseline: before.estimate(),
            value: after.and_then(Column::estimate),
            paired: after.and_then(|after| paired(&after.values, &before.values)),
        });
    }
    for after in columns.iter().filter(|column| find(baseline, &column.key).is_none()) {
        rows.push(Difference {
            variant: variant.to_owned(),
            key: after.key.clone(),
            unit: after.unit,
            baseline: None,
            value: after.estimate(),
            paired: None,
        });
    }
    rows
}

/// The difference over the worlds that define both.
fn paired(after: &[Option<f64>], before: &[Option<f64>]) -> Option<PairedDifference> {
    let both = after.iter().zip(before).filter_map(|(after, before)| after.zip(*before));
    let (after, before): (Vec<f64>, Vec<f64>) = both.unzip();
    paired_difference(&after, &before)
}

fn values(variants: &[Variant], columns: &[Vec<Column>]) -> Vec<ValueRow> {
    let mut rows = Vec::new();
    for (place, (variant, columns)) in (0..).zip(variants.iter().zip(columns)) {
        let name: Arc<str> = variant.name.as_str().into();
        for column in columns {
            let key: Arc<str> = column.key.as_str().into();
            rows.extend((0..).zip(&column.values).map(|(replicate, &value)| ValueRow {
                variant: place,
                name: name.clone(),
                replicate,
                key: key.clone(),
                value,
            }));
        }
    }
    rows
}

impl Comparison {
    /// The rows of one variant.
    pub fn of<'c>(&'c self, variant: &'c str) -> impl Iterator<Item = &'c Difference> {
        self.differences.iter().filter(move |row| row.variant == variant)
    }

    /// One measure of one variant.
    pub fn find(&self, variant: &str, key: &str) -> Option<&Difference> {
        self.differences.iter().find(|row| row.variant == variant && row.key == key)
    }

    /// The scenario that the others are compared with.
    ///
    /// # Panics
    /// Never: a comparison has a baseline.
    pub fn baseline(&self) -> &Variant {
        self.variants.iter().find(|variant| variant.is_baseline).expect("there is a baseline")
    }

    /// The variants that are compared with the baseline, in the order given.
    pub fn others(&self) -> impl Iterator<Item = &Variant> {
        self.variants.iter().filter(|variant| !variant.is_baseline)
    }
}
