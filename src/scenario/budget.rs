//! Scenarios whose channel cost is what another one may spend on posts.
//!
//! A scenario that says `budget_of` is read together with the one that it names. That one keeps all
//! its own values but for what makes both the same worlds in the same weeks: it is read with the
//! seed, the replicates, the weeks and the burn-in of the scenario that names it, and it measures
//! channel cost.
//!
//! *Invariant*: what is wrong with the named scenario is told at its own lines. It takes no budget
//! from a third one, so that there is neither a chain nor a circle. Its hash is part of the hash of
//! the scenario that names it.
//!
//! *Absent*: running it (`experiment`).

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::layers::read_file;
use super::reading::Reading;
use super::{Layers, Loaded, Problems, Scenario};

/// A scenario whose channel cost is the budget of a business.
#[derive(Debug, Clone)]
pub struct BudgetOf {
    /// The business's place among the businesses.
    pub business: usize,
    /// The scenario that sets it.
    pub loaded: Arc<Loaded>,
}

/// What a scenario is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReadFor {
    /// It was asked for itself.
    Itself,
    /// It sets the budget of another one.
    ABudget,
}

/// The key of a business.
fn key_of(business: &str) -> String {
    format!("business.{business}.booking.budget_of")
}

/// Reads the scenarios that a scenario names; what is wrong with them is added to the problems,
/// what is wrong with naming them to those of the reading.
pub(super) fn read_budgets(
    reading: &mut Reading<Scenario>,
    read_for: ReadFor,
    problems: &mut Vec<super::Problem>,
) -> Vec<BudgetOf> {
    let businesses = reading.value().businesses.iter().enumerate();
    let named: Vec<(usize, String, String)> = businesses
        .filter_map(|(place, (name, business))| {
            let file = business.booking.as_ref()?.budget_of.clone()?;
            Some((place, key_of(name), file))
        })
        .collect();
    if read_for == ReadFor::ABudget {
        for (_, key, _) in named {
            let message = "a scenario that sets a budget takes its own from another one".to_owned();
            let hint = "give it `budget_per_week` instead: budgets form neither chains nor circles";
            reading.contradict(&key, message, Some(hint.to_owned()));
        }
        return Vec::new();
    }
    let mut budgets: Vec<BudgetOf> = Vec::new();
    for (business, key, file) in named {
        let Some(folder) = reading.folder_of(&key) else {
            let message = "only a scenario in a file can name another".to_owned();
            reading.contradict(&key, message, None);
            continue;
        };
        let path = folder.join(&file);
        if let Err(why) = read_file(&path) {
            let message = format!("`{key}` names `{}`, which {why}", file.escape_debug());
            reading.contradict(&key, message, None);
            continue;
        }
        let currency = reading.value().currency.clone();
        match read_setter(&path, reading) {
            Ok(loaded) if loaded.scenario.currency != currency => {
                let theirs = &loaded.scenario.currency;
                let message =
                    format!("`{key}` names a scenario in {theirs}, this one is in {currency}");
                let hint = "give both the same `currency`".to_owned();
                reading.contradict(&key, message, Some(hint));
            }
            Ok(loaded) => budgets.push(BudgetOf { business, loaded: Arc::new(loaded) }),
            Err(found) => {
                for problem in found.0 {
                    if !problems.contains(&problem) {
                        problems.push(problem);
                    }
                }
            }
        }
    }
    budgets
}

/// Reads the scenario that sets a budget, under what makes its worlds those of the other one.
fn read_setter(path: &Path, reading: &Reading<Scenario>) -> Result<Loaded, Problems> {
    let Scenario { weeks, burn_in_weeks, replicates, seed, .. } = reading.value();
    let mut common = vec!["measure.channel_cost=true".to_owned()];
    // Values that were not understood are those of nobody.
    if reading.is_sound("weeks") && reading.is_sound("burn_in_weeks") {
        common.push(format!("weeks={weeks}"));
        common.push(format!("burn_in_weeks={burn_in_weeks}"));
    }
    common.push(format!("replicates={replicates}"));
    common.push(format!("seed={seed}"));
    let name = path.file_stem().map_or("scenario".into(), |stem| stem.to_string_lossy());
    let layers = Layers::from_file(path).with_arguments("budget_of", &common);
    Loaded::read(&name, layers, ReadFor::ABudget)
}

/// Puts what sets the budgets into a scenario's final values: the hash of what is run, in whatever
/// file it stands, and no weekly budget beside it.
pub(super) fn put_budgets(values: &mut Json, scenario: &Scenario, budgets: &[BudgetOf]) {
    for BudgetOf { business, loaded } in budgets {
        let (name, _) = &scenario.businesses[*business];
        let booking = &mut values["business"][name]["booking"];
        booking["budget_of"] = json!({ "scenario_hash": loaded.hash });
        booking["budget_per_week"] = Json::Null;
    }
}
