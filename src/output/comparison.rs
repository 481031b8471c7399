//! `compare.json` and the tables of a comparison, and the table of halved and doubled rates.
//!
//! *Invariant*: as in a summary, a number has all its digits and one that is not finite is `null`.
//!
//! *Absent*: which measures matter most (`headlines`), pictures.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::error::OutputError;
use super::folder::Folder;
use super::manifest::{Origin, SCHEMA};
use super::summary::{INTERVAL, Measures};
use super::table::{self, TableFormat};
use super::{PROGRAM, VERSION, write_json};
use crate::experiment::compare::{Comparison, Difference, Variant};
use crate::experiment::interval::Estimate;
use crate::experiment::results::{Unit, Verdict};
use crate::experiment::robust::Robustness;

/// The file name of a comparison.
pub const COMPARISON: &str = "compare.json";

/// What the differences are.
const DIFFERENCES: &str = "a variant's value less the baseline's in the same world, over the \
                           worlds that define both";

/// Writes `compare.json` and the tables of differences and of values.
pub fn write_comparison(
    folder: &mut Folder,
    comparison: &Comparison,
    origin: &Origin<'_>,
    format: TableFormat,
) -> Result<(), OutputError> {
    folder.write(COMPARISON, |sink| write_json(sink, &File::of(comparison)))?;
    table::write(folder, &table::DIFFERENCES, &comparison.differences, origin, format)?;
    table::write(folder, &table::VALUES, &comparison.values, origin, format)
}

/// Writes the table of halved and doubled rates.
pub fn write_robustness(
    folder: &mut Folder,
    robustness: &Robustness,
    origin: &Origin<'_>,
    format: TableFormat,
) -> Result<(), OutputError> {
    table::write(folder, &table::ROBUST, &robustness.rows, origin, format)
}

/// The file as it is written.
#[derive(Serialize)]
pub(super) struct File<'a> {
    schema: u32,
    program: &'static str,
    version: &'static str,
    comparison: Header<'a>,
    interval: &'static str,
    difference: &'static str,
    variants: Vec<VariantEntry<'a>>,
    differences: Vec<DifferenceEntry<'a>>,
}

/// What all scenarios share.
#[derive(Serialize)]
struct Header<'a> {
    name: &'a str,
    baseline: &'a str,
    currency: &'a str,
    weeks: u32,
    burn_in_weeks: u32,
    seed: u64,
    replicates: u32,
    scenario_hash: &'a str,
    chance_scheme: &'a str,
}

/// One scenario with its own numbers.
#[derive(Serialize)]
struct VariantEntry<'a> {
    name: &'a str,
    title: &'a str,
    scenario_hash: &'a str,
    is_baseline: bool,
    verdict: &'a Verdict,
    measures: Measures<'a>,
}

/// What one scenario differs by.
#[derive(Serialize)]
struct DifferenceEntry<'a> {
    variant: &'a str,
    measures: Differences<'a>,
}

impl<'a> File<'a> {
    /// The file of a comparison.
    pub(super) fn of(comparison: &'a Comparison) -> Self {
        let card = &comparison.card;
        let entry = |variant: &'a Variant| VariantEntry {
            name: &variant.name,
            title: &variant.title,
            scenario_hash: &variant.scenario_hash,
            is_baseline: variant.is_baseline,
            verdict: &variant.verdict,
            measures: Measures(&variant.readings),
        };
        let differences = |variant: &'a Variant| DifferenceEntry {
            variant: &variant.name,
            measures: Differences(comparison.of(&variant.name).collect()),
        };
        Self {
            schema: SCHEMA,
            program: PROGRAM,
            version: VERSION,
            comparison: Header {
                name: &card.name,
                baseline: &comparison.baseline().name,
                currency: &card.currency,
                weeks: card.weeks,
                burn_in_weeks: card.burn_in_weeks,
                seed: card.seed,
                replicates: card.replicates,
                scenario_hash: &card.scenario_hash,
                chance_scheme: &card.chance_scheme,
            },
            interval: INTERVAL,
            difference: DIFFERENCES,
            variants: comparison.variants.iter().map(entry).collect(),
            differences: comparison.others().map(differences).collect(),
        }
    }
}

/// Differences by the keys of their measures; nothing where no world defines both sides.
struct Differences<'a>(Vec<&'a Difference>);

/// One measure's difference.
#[derive(Serialize)]
struct Entry<'a> {
    unit: Unit,
    #[serde(flatten)]
    difference: &'a Estimate,
    paired_variance: Option<f64>,
    independent_variance: Option<f64>,
    fewer_replicates: Option<f64>,
}

impl Serialize for Differences<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for row in &self.0 {
            let entry = row.paired.as_ref().map(|paired| Entry {
                unit: row.unit,
                difference: &paired.difference,
                paired_variance: paired.paired_variance,
                independent_variance: paired.independent_variance,
                fewer_replicates: paired.fewer_replicates(),
            });
            map.serialize_entry(&row.key, &entry)?;
        }
        map.end()
    }
}
