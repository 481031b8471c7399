//! The figures of a run's page, in the order in which they tell the story.
//!
//! *Invariant*: whoever adds a figure adds one line to [`FIGURES`]; a figure without anything to
//! show is nothing.
//!
//! *Absent*: layout and style.

mod careers;
pub(super) mod cohorts;
mod company;
mod money;
mod network;
mod people;
mod team;

use super::figure::Figure;
use crate::experiment::results::Results;
use crate::output::plot::PlotError;

/// Makes a figure of results; nothing where they have nothing to show.
type Make = fn(&Results) -> Result<Option<Figure>, PlotError>;

/// All figures.
const FIGURES: [Make; 14] = [
    money::capture,
    money::sankey,
    people::earnings,
    people::lorenz,
    network::weeks,
    careers::tenure_of,
    careers::careers,
    network::entry,
    network::recruits,
    company::income,
    company::goods,
    company::channel,
    cohorts::cohorts,
    team::team,
];

/// The figures of results.
///
/// # Errors
/// When a picture cannot be drawn.
pub(super) fn figures(results: &Results) -> Result<Vec<Figure>, PlotError> {
    let made = FIGURES.iter().map(|make| make(results));
    Ok(made.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// What is said of where the numbers come from.
fn worlds(results: &Results) -> String {
    use crate::output::numbers::count;
    match results.card.replicates {
        1 => "One simulated world: no intervals.".to_owned(),
        worlds => {
            let worlds = count(u64::from(worlds), "simulated world", "simulated worlds");
            format!("Means of {worlds} with 95\u{a0}% intervals over them.")
        }
    }
}
