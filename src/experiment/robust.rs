//! Which of the rates that nobody has measured decide the verdict: each is halved and doubled, on
//! common random numbers.
//!
//! *Invariant*: a changed rate is judged beside the unchanged scenario in the same worlds, so that
//! a verdict never flips by luck of the draw alone. Every assumed number in force is accounted for:
//! tested, at zero, held by a bound, or refused by another key.
//!
//! *Absent*: two rates changed together; files.

use super::gather::card;
use super::interval::{Estimate, paired_difference};
use super::paired::{Entry, Watcher, run_all, setters_beside};
use super::results::{Verdict, VerdictClass};
use super::{in_currency, verdict};
use crate::measure::CaptureSums;
use crate::measure::capture::capture;
pub use crate::scenario::Factor;
use crate::scenario::{Assumed, Loaded, Scenario};
use crate::simulation::Stopped;

/// A scenario with every change of its assumed rates, ready to be run.
#[derive(Debug)]
pub struct RobustPlan {
    loaded: Loaded,
    replicates: u32,
    changes: Vec<Change>,
}

/// One rate halved or doubled.
#[derive(Debug)]
struct Change {
    assumed: Assumed,
    factor: Factor,
    /// The value with which the scenario was read.
    text: String,
    is_clipped: bool,
    outcome: Planned,
}

/// What came of the change before anything ran.
#[derive(Debug)]
enum Planned {
    /// Another scenario, by its place among those to be run.
    Runs(Box<Scenario>),
    /// The same scenario to the last value: nothing can differ.
    Same,
    /// Another key contradicts it.
    Refused(String),
}

/// What halving and doubling did to the verdict.
#[derive(Debug, Clone)]
pub struct Robustness {
    /// Worlds under each change.
    pub replicates: u32,
    /// The verdict of the unchanged scenario in these worlds.
    pub class: VerdictClass,
    /// Two rows for each assumed number in force.
    pub rows: Vec<RobustRow>,
}

/// One change and what it did.
#[derive(Debug, Clone, PartialEq)]
pub struct RobustRow {
    /// The key's path.
    pub key: String,
    /// What its number counts.
    pub unit: String,
    /// Its value in the scenario.
    pub value: String,
    /// Half or twice.
    pub factor: Factor,
    /// The value that was tried.
    pub tried: String,
    /// What became of the change.
    pub outcome: Outcome,
    /// Whether a bound kept the value from being half or twice.
    pub is_clipped: bool,
    /// The class under the change; nothing where it is refused.
    pub class: Option<VerdictClass>,
    /// Whether it is another class than without the change.
    pub flips: bool,
    /// What the businesses end with less what the partners do, of each 100 put in.
    pub headline: Option<Estimate>,
    /// The same less that of the unchanged scenario, world by world.
    pub difference: Option<Estimate>,
    /// Why the change is refused; empty where it is not.
    pub note: String,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was simulated.
    Tested,
    /// The value stays what it is, by rounding, a bound or because it is zero.
    Unchanged,
    /// Another key contradicts the value.
    Refused,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Tested, Self::Unchanged, Self::Refused];

    /// Its name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tested => "tested",
            Self::Unchanged => "unchanged",
            Self::Refused => "refused",
        }
    }
}

impl RobustPlan {
    /// Halves and doubles every assumed number in force.
    pub fn new(loaded: &Loaded, replicates: u32) -> Self {
        let mut changes = Vec::new();
        for assumed in loaded.assumed() {
            for factor in Factor::ALL {
                changes.push(change(loaded, &assumed, factor));
            }
        }
        Self { loaded: loaded.clone(), replicates, changes }
    }

    /// Assumed rates of which at least one change is another scenario, so that it is simulated.
    pub fn rates(&self) -> usize {
        let runs = |change: &Change| matches!(change.outcome, Planned::Runs(_));
        let all = self.changes.chunk_by(|a, b| a.assumed.path == b.assumed.path);
        all.filter(|changes| changes.iter().any(runs)).count()
    }

    /// Worlds to be simulated, the unchanged scenario's included.
    pub fn worlds(&self) -> u64 {
        let runs = self.changes.iter().filter(|change| matches!(change.outcome, Planned::Runs(_)));
        let beside = setters_beside(&[&self.loaded]);
        u64::from(self.replicates) * (1 + beside + runs.count() as u64)
    }

    /// Runs everything.
    ///
    /// # Errors
    /// The first failure: books that do not close, an interruption.
    pub fn run(&self, watch: &Watcher<'_>) -> Result<Robustness, Stopped> {
        let budgets = self.loaded.budgets.as_slice();
        let mut entries = vec![Entry::from(&self.loaded)];
        entries.extend(self.changes.iter().filter_map(|change| match &change.outcome {
            Planned::Runs(scenario) => Some(Entry { scenario, budgets }),
            Planned::Same | Planned::Refused(_) => None,
        }));
        let mut worlds = run_all(&entries, self.replicates, watch, &capture)?.into_iter();
        let unchanged = self.judged(&worlds.next().expect("the unchanged scenario runs first"));
        let currency = &self.loaded.scenario.currency;
        let row = |change: &Change| {
            let judged = match &change.outcome {
                Planned::Runs(_) => {
                    Some(self.judged(&worlds.next().expect("every planned change has run")))
                }
                Planned::Same => Some(unchanged.clone()),
                Planned::Refused(_) => None,
            };
            change.row((&unchanged, judged.as_ref()), currency)
        };
        let rows = self.changes.iter().map(row).collect();
        Ok(Robustness { replicates: self.replicates, class: unchanged.class, rows })
    }

    fn judged(&self, worlds: &[Vec<CaptureSums>]) -> Judged {
        let captures: Vec<&[CaptureSums]> = worlds.iter().map(Vec::as_slice).collect();
        let verdict = verdict::verdict(&card(&self.loaded, self.replicates), &captures);
        let of_100 = captures.iter().map(|capture| verdict::difference_of_100(capture)).collect();
        Judged { class: verdict.class, of_100 }
    }
}

fn change(loaded: &Loaded, assumed: &Assumed, factor: Factor) -> Change {
    let scaled = assumed.scaled(factor);
    let outcome = if scaled.text == assumed.text {
        Planned::Same
    } else {
        match loaded.with_value(
            &format!("--robust {}", factor.words()),
            &assumed.path,
            &scaled.text,
        ) {
            // What is equal to the last value cannot run differently.
            Ok(other) if other.scenario == loaded.scenario => Planned::Same,
            Ok(other) => Planned::Runs(Box::new(other.scenario)),
            Err(problems) => {
                Planned::Refused(problems.0.first().map_or(String::new(), |p| p.message.clone()))
            }
        }
    };
    let (text, is_clipped) = (scaled.text, scaled.is_clipped);
    Change { assumed: assumed.clone(), factor, text, is_clipped, outcome }
}

/// The verdict of some worlds, and what it follows from.
#[derive(Clone)]
struct Judged {
    class: VerdictClass,
    of_100: Vec<f64>,
}

impl Change {
    fn row(&self, (unchanged, judged): (&Judged, Option<&Judged>), currency: &str) -> RobustRow {
        let outcome = match &self.outcome {
            Planned::Runs(_) => Outcome::Tested,
            Planned::Same => Outcome::Unchanged,
            Planned::Refused(_) => Outcome::Refused,
        };
        let paired = judged.and_then(|j| paired_difference(&j.of_100, &unchanged.of_100));
        RobustRow {
            key: self.assumed.path.clone(),
            unit: in_currency(self.assumed.unit, currency),
            value: self.assumed.text.clone(),
            factor: self.factor,
            tried: self.text.clone(),
            outcome,
            is_clipped: self.is_clipped,
            class: judged.map(|judged| judged.class),
            flips: judged.is_some_and(|judged| judged.class != unchanged.class),
            headline: judged.and_then(|judged| Estimate::over(&judged.of_100)),
            difference: paired.map(|paired| paired.difference),
            note: match &self.outcome {
                Planned::Refused(message) => message.clone(),
                Planned::Runs(_) | Planned::Same => String::new(),
            },
        }
    }
}

impl Robustness {
    /// Assumed rates of which at least one change was simulated.
    pub fn tested(&self) -> usize {
        self.count(|rows| rows.iter().any(|row| row.outcome == Outcome::Tested))
    }

    /// Rates that were clipped to a bound, in at least one of the two changes that were simulated.
    pub fn clipped(&self) -> usize {
        let is_clipped = |row: &RobustRow| row.is_clipped && row.outcome == Outcome::Tested;
        self.count(|rows| rows.iter().any(is_clipped))
    }

    /// Rates that neither half nor twice could change: most of them are zero.
    pub fn unchanged(&self) -> usize {
        self.count(|rows| rows.iter().all(|row| row.outcome == Outcome::Unchanged))
    }

    /// Rates of which a change contradicts another key.
    pub fn refused(&self) -> usize {
        self.count(|rows| rows.iter().any(|row| row.outcome == Outcome::Refused))
    }

    fn count(&self, is_counted: impl Fn(&[RobustRow]) -> bool) -> usize {
        self.rows.chunk_by(|a, b| a.key == b.key).filter(|rows| is_counted(rows)).count()
    }

    /// The changes that flip the verdict.
    pub fn flips(&self) -> impl Iterator<Item = &RobustRow> {
        self.rows.iter().filter(|row| row.flips)
    }

    /// The sentence that a summary shows.
    pub fn sentence(&self) -> String {
        let tested = self.tested();
        let mut keys: Vec<String> = Vec::new();
        for rows in self.rows.chunk_by(|a, b| a.key == b.key) {
            let flips: Vec<String> =
                rows.iter().filter(|row| row.flips).filter_map(flip_words).collect();
            if !flips.is_empty() {
                keys.push(format!("`{}` ({})", rows[0].key, flips.join("; ")));
            }
        }
        let verb = if keys.len() == 1 { "flips" } else { "flip" };
        let head = format!(
            "{} of {tested} assumed rates {verb} the verdict when halved or doubled, each alone, \
             in {} worlds",
            keys.len(),
            self.replicates
        );
        let named = if keys.is_empty() { String::new() } else { format!(": {}", keys.join(", ")) };
        head + &named
    }

    /// Puts the sentence into the verdict that it is about.
    pub fn tell(&self, verdict: &mut Verdict) {
        verdict.robustness = self.sentence();
    }
}

/// What a flip was.
fn flip_words(row: &RobustRow) -> Option<String> {
    Some(format!("{} to {}: {}", row.factor.words(), row.tried, row.class?.words()))
}
