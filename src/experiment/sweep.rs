//! One or two keys of a scenario set to every value of a grid, in the same worlds: where does the
//! verdict turn?
//!
//! *Invariant*: every point runs under the same seed and the same replicate numbers; points stand
//! in the order of their values, the first key varying fastest. The worlds of all points have the
//! same length, burn-in and currency.
//!
//! *Absent*: differences between points, and measures beyond what the verdict follows from
//! (`compare`); files; how a grid is typed.

use serde::{Deserialize, Serialize};

use super::gather::card;
use super::interval::Estimate;
use super::paired::{Entry, Watcher, run_all, setters_beside};
use super::results::{Card, VerdictClass};
use super::settings::settings;
use super::{in_currency, verdict};
use crate::measure::CaptureSums;
use crate::measure::capture::capture;
use crate::scenario::{Loaded, Problem, Problems};
use crate::simulation::Stopped;

/// Most points of a grid.
pub const POINTS_MAX: usize = 400;

/// Most keys.
pub const KEYS_MAX: usize = 2;

/// A key with the values that it takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SweepKey {
    /// Its path.
    pub key: String,
    /// What its number counts.
    pub unit: String,
    /// Its value in the scenario, if that is one number.
    pub own: Option<f64>,
    /// The values, ascending.
    pub values: Vec<f64>,
}

/// One point of the grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SweepRow {
    /// A value of each key.
    pub values: Vec<f64>,
    /// SHA-256 of the scenario with these values.
    pub scenario_hash: String,
    /// The verdict's class.
    pub verdict: VerdictClass,
    /// What the businesses end with less what the partners do, of each 100 put in.
    pub difference_of_100: Estimate,
    /// What the businesses end with.
    pub businesses_of_100: Estimate,
    /// What the partners end with.
    pub partners_of_100: Estimate,
}

/// What the points of a grid came to.
#[derive(Debug, Clone)]
pub struct Sweep {
    /// The scenario as it is without the keys set, under the name of the sweep.
    pub card: Card,
    /// One or two keys.
    pub keys: Vec<SweepKey>,
    /// One row for each point, the first key varying fastest.
    pub rows: Vec<SweepRow>,
}

/// Why keys cannot be swept.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// A point is no scenario.
    #[error("{0}")]
    Scenario(#[from] Problems),
    /// There are too few or too many keys.
    #[error("{count} keys are no sweep: name one or two with `--key`")]
    Keys {
        /// How many there are.
        count: usize,
    },
    /// A key is named twice.
    #[error("`{key}` is swept twice: name two different keys")]
    Twice {
        /// Which.
        key: String,
    },
    /// A key has a single value.
    #[error("`{key}` has a single value: a sweep needs two, `--set` sets one")]
    Single {
        /// Which.
        key: String,
    },
    /// A value stands for a key twice.
    #[error("`{key}` is {value} twice: leave one out")]
    Same {
        /// Which key.
        key: String,
        /// Which value.
        value: f64,
    },
    /// A value is no number.
    #[error("`{value}` is no number, and only numbers of `{key}` can be swept")]
    NoNumber {
        /// Which key.
        key: String,
        /// The value.
        value: String,
    },
    /// There are more points than anybody could see.
    #[error("the keys make {count} points, at most {POINTS_MAX} are swept")]
    TooLarge {
        /// How many there are.
        count: usize,
    },
    /// A key decides which worlds there are.
    #[error(
        "`{key}` cannot be swept, since all points are the same worlds: `--set` sets it for \
         all"
    )]
    Common {
        /// Which.
        key: &'static str,
    },
}

/// A grid that can be run.
#[derive(Debug, Clone)]
pub struct SweepPlan {
    card: Card,
    keys: Vec<SweepKey>,
    points: Vec<(Vec<f64>, Loaded)>,
    replicates: u32,
}

impl SweepPlan {
    /// The grid of all combinations of `key=value` settings, a list for each key; `label` stands
    /// for a file in messages.
    ///
    /// # Errors
    /// When there is no grid, or a point of it is no scenario: every problem, each once.
    pub fn new(
        label: &str,
        name: &str,
        loaded: &Loaded,
        lists: &[Vec<String>],
        replicates: u32,
    ) -> Result<Self, SweepError> {
        if lists.is_empty() || KEYS_MAX < lists.len() {
            return Err(SweepError::Keys { count: lists.len() });
        }
        let axes: Vec<Axis> = lists.iter().map(|list| axis(list)).collect::<Result<_, _>>()?;
        if let [one, other] = axes.as_slice()
            && one.key == other.key
        {
            return Err(SweepError::Twice { key: one.key.clone() });
        }
        let count = axes.iter().map(|axis| axis.values.len()).product();
        if POINTS_MAX < count {
            return Err(SweepError::TooLarge { count });
        }
        let points = points(label, loaded, &axes)?;
        for (_, point) in &points {
            check_common(loaded, point)?;
        }
        let units = points.first().map(|(_, point)| settings(&point.resolved)).unwrap_or_default();
        let own = settings(&loaded.resolved);
        let key = |axis: &Axis| SweepKey {
            key: axis.key.clone(),
            unit: units
                .iter()
                .find(|row| row.path == axis.key)
                .map_or(String::new(), |row| in_currency(row.unit, &loaded.scenario.currency)),
            own: own.iter().find(|row| row.path == axis.key).and_then(|row| number(&row.value)),
            values: axis.values.iter().map(|(value, _)| *value).collect(),
        };
        let mut card = card(loaded, replicates);
        name.clone_into(&mut card.name);
        Ok(Self { card, keys: axes.iter().map(key).collect(), points, replicates })
    }

    /// Points of the grid.
    pub fn points(&self) -> usize {
        self.points.len()
    }

    /// Worlds to be simulated.
    pub fn worlds(&self) -> u64 {
        let all: Vec<&Loaded> = self.points.iter().map(|(_, point)| point).collect();
        u64::from(self.replicates) * (all.len() as u64 + setters_beside(&all))
    }

    /// Runs every point in the same worlds.
    ///
    /// # Errors
    /// The first failure by point and replicate: books that do not close, an interruption.
    pub fn run(&self, watch: &Watcher<'_>) -> Result<Sweep, Stopped> {
        let entries: Vec<Entry<'_>> = self.points.iter().map(|(_, point)| point.into()).collect();
        let worlds = run_all(&entries, self.replicates, watch, &capture)?;
        let rows = self.points.iter().zip(&worlds).map(|((values, point), worlds)| {
            let captures: Vec<&[CaptureSums]> = worlds.iter().map(Vec::as_slice).collect();
            let over = |of: &dyn Fn([f64; 2]) -> f64| {
                let each: Vec<f64> =
                    captures.iter().map(|capture| of(verdict::nets_of_100(capture))).collect();
                Estimate::over(&each).expect("a point has a world")
            };
            let judged = verdict::verdict(&card(point, self.replicates), &captures);
            SweepRow {
                values: values.clone(),
                scenario_hash: point.hash.clone(),
                verdict: judged.class,
                difference_of_100: judged.difference_of_100,
                businesses_of_100: over(&|nets| nets[0]),
                partners_of_100: over(&|nets| nets[1]),
            }
        });
        let rows = rows.collect();
        Ok(Sweep { card: self.card.clone(), keys: self.keys.clone(), rows })
    }
}

/// A key with its values, each as it is set.
struct Axis {
    key: String,
    values: Vec<(f64, String)>,
}

/// A number as a scenario has it.
fn number(text: &str) -> Option<f64> {
    text.replace('_', "").parse().ok().filter(|number: &f64| number.is_finite())
}

/// A key's values in ascending order.
fn axis(sets: &[String]) -> Result<Axis, SweepError> {
    let mut key = String::new();
    let mut values = Vec::with_capacity(sets.len());
    for set in sets {
        let (name, value) = set.split_once('=').unwrap_or((set, ""));
        let value = value.trim();
        name.trim().clone_into(&mut key);
        match number(value) {
            Some(number) => values.push((number, set.clone())),
            None => return Err(SweepError::NoNumber { key, value: value.to_owned() }),
        }
    }
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    if let Some(pair) = values.windows(2).find(|pair| pair[1].0 <= pair[0].0) {
        return Err(SweepError::Same { key, value: pair[0].0 });
    }
    if values.len() < 2 {
        return Err(SweepError::Single { key });
    }
    Ok(Axis { key, values })
}

/// All combinations, the first key varying fastest.
fn points(
    label: &str,
    loaded: &Loaded,
    axes: &[Axis],
) -> Result<Vec<(Vec<f64>, Loaded)>, SweepError> {
    let nothing = [(Vec::new(), Vec::new())];
    let combined = axes.iter().rev().fold(nothing.to_vec(), |before, axis| {
        let longer = |(values, sets): &(Vec<f64>, Vec<String>)| {
            let one = |(value, set): &(f64, String)| {
                ([&[*value][..], values].concat(), [std::slice::from_ref(set), sets].concat())
            };
            axis.values.iter().map(one).collect::<Vec<_>>()
        };
        before.iter().flat_map(longer).collect()
    });
    let mut points = Vec::with_capacity(combined.len());
    let mut problems: Vec<Problem> = Vec::new();
    for (values, sets) in combined {
        match loaded.varied(label, &sets) {
            Ok(point) => points.push((values, point)),
            Err(found) => {
                for problem in found.0 {
                    // Points share the problems of a value.
                    let is_told = |other: &Problem| {
                        other.key == problem.key && other.message == problem.message
                    };
                    if !problems.iter().any(is_told) {
                        problems.push(problem);
                    }
                }
            }
        }
    }
    if problems.is_empty() { Ok(points) } else { Err(Problems(problems).into()) }
}

/// What all points share, so that their worlds are the same.
fn check_common(loaded: &Loaded, point: &Loaded) -> Result<(), SweepError> {
    let (a, b) = (&loaded.scenario, &point.scenario);
    for (key, is_common) in [
        ("weeks", a.weeks == b.weeks),
        ("burn_in_weeks", a.burn_in_weeks == b.burn_in_weeks),
        ("seed", a.seed == b.seed),
        ("replicates", a.replicates == b.replicates),
    ] {
        if !is_common {
            return Err(SweepError::Common { key });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::experiment::{gather, run_worlds};

    const TEXT: &str = "weeks = 12\nreplicates = 3\n[market]\npeople = 2_000\n\
                        [business.glow]\nfounders = 20\nfounder_roots = 2\nplan.unilevel = {}\n";

    fn loaded() -> Loaded {
        Loaded::from_text("test", TEXT).expect("no problems")
    }

    fn sets(key: &str, values: &[&str]) -> Vec<String> {
        values.iter().map(|value| format!("{key}={value}")).collect()
    }

    fn plan(lists: &[Vec<String>]) -> Result<SweepPlan, SweepError> {
        SweepPlan::new("--key", "sweep-test", &loaded(), lists, 3)
    }

    #[test]
    fn a_point_is_what_a_run_with_its_values_says() {
        let reach = sets("post.reach", &["0.4", "0.1"]);
        let discount = sets("business.glow.discount", &["0.2", "0.3", "0.45"]);
        let plan = plan(&[reach, discount]).expect("a grid");
        assert_eq!((plan.points(), plan.worlds()), (6, 18));
        let go_on = |_, _: &_| ControlFlow::Continue(());
        let sweep = plan.run(&go_on).expect("the books close");
        assert_eq!(sweep.keys[0].values, [0.1, 0.4]);
        assert_eq!(
            (sweep.keys[0].own, sweep.keys[0].unit.as_str()),
            (Some(0.3), "views a follower")
        );
        let places: Vec<&[f64]> = sweep.rows.iter().map(|row| row.values.as_slice()).collect();
        let wanted: [&[f64]; 6] =
            [&[0.1, 0.2], &[0.4, 0.2], &[0.1, 0.3], &[0.4, 0.3], &[0.1, 0.45], &[0.4, 0.45]];
        assert_eq!(places, wanted);
        for row in &sweep.rows {
            let set = [
                format!("post.reach={}", row.values[0]),
                format!("business.glow.discount={}", row.values[1]),
            ];
            let alone = loaded().varied("--set", &set).expect("no problems");
            let results = gather(&alone, run_worlds(&alone, 3, &go_on).expect("books"));
            assert_eq!(row.verdict, results.verdict.class);
            let (found, wanted) = (row.difference_of_100, results.verdict.difference_of_100);
            assert_eq!(found.mean.to_bits(), wanted.mean.to_bits());
            assert_eq!((found.low, found.high), (wanted.low, wanted.high));
            let apart = row.businesses_of_100.mean - row.partners_of_100.mean - found.mean;
            assert!(apart.abs() < 1e-9);
            assert_eq!(row.scenario_hash, results.card.scenario_hash);
        }
        assert!(
            sweep.rows.iter().any(|row| row.difference_of_100 != sweep.rows[0].difference_of_100)
        );
    }

    #[test]
    fn what_is_no_grid_of_the_same_worlds_is_refused() {
        let said = |lists: &[Vec<String>]| plan(lists).expect_err("no grid").to_string();
        let reach = sets("post.reach", &["0.1", "0.2"]);
        assert!(said(&[]).starts_with("0 keys are no sweep"));
        assert!(said(&[reach.clone(), reach.clone()]).contains("`post.reach` is swept twice"));
        assert!(said(&[sets("post.reach", &["0.1"])]).contains("has a single value"));
        assert!(said(&[sets("post.reach", &["0.1", "0.10"])]).contains("is 0.1 twice"));
        assert!(said(&[sets("post.reach", &["0.1", "true"])]).contains("`true` is no number"));
        assert!(said(&[sets("weeks", &["12", "13"])]).contains("`weeks` cannot be swept"));
        assert!(said(&[sets("seed", &["1", "2"])]).contains("`seed` cannot be swept"));
        let many: Vec<String> = (1..=21).map(|n| format!("post.reach=0.{n:02}")).collect();
        let more: Vec<String> = (1..=21).map(|n| format!("post.fatigue=0.{n:02}")).collect();
        assert!(said(&[many, more]).contains("make 441 points, at most 400"));
        // A value out of bounds is told once for all points that have it.
        let wrong = [sets("post.fatigue", &["0.1", "7"]), sets("post.reach", &["0.1", "0.2"])];
        let Err(SweepError::Scenario(problems)) = plan(&wrong) else { panic!("a bad value") };
        let keys: Vec<&str> = problems.0.iter().map(|problem| problem.key.as_str()).collect();
        assert_eq!(keys, ["post.fatigue"]);
        assert!(said(&[sets("post.raech", &["0.1", "0.2"])]).contains("did you mean `reach`?"));
    }
}
