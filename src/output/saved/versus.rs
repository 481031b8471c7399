//! A saved comparison, read back from `compare.json`.
//!
//! *Invariant*: as for all saved results.
//!
//! *Absent*: the values of single worlds, which no page shows.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::comparison::COMPARISON;
use super::{Opened, SavedError, readings};
use crate::experiment::compare::{Comparison, Difference, Variant, comparison_title};
use crate::experiment::interval::{Estimate, PairedDifference};
use crate::experiment::results::{Card, Unit, Verdict};

/// `compare.json` as it is read.
#[derive(Deserialize)]
struct ComparisonFile {
    comparison: Header,
    variants: Vec<VariantEntry>,
    differences: Vec<DifferenceEntry>,
}

/// What all scenarios share.
#[derive(Deserialize)]
struct Header {
    name: String,
    currency: String,
    weeks: u32,
    burn_in_weeks: u32,
    seed: u64,
    replicates: u32,
    scenario_hash: String,
    chance_scheme: String,
}

#[derive(Deserialize)]
struct VariantEntry {
    name: String,
    title: String,
    scenario_hash: String,
    is_baseline: bool,
    verdict: Verdict,
    measures: Map<String, Value>,
}

#[derive(Deserialize)]
struct DifferenceEntry {
    variant: String,
    measures: Map<String, Value>,
}

/// What two scenarios differ by in a measure that both define in some world.
#[derive(Deserialize)]
struct Both {
    unit: Unit,
    #[serde(flatten)]
    difference: Estimate,
    #[serde(rename = "paired_variance")]
    variance: Option<f64>,
    independent_variance: Option<f64>,
}

pub(super) fn comparison(folder: &Opened<'_>) -> Result<Comparison, SavedError> {
    let file: ComparisonFile = folder.json(COMPARISON)?;
    build(file).map_err(|cause| SavedError::Malformed {
        path: folder.path.join(COMPARISON),
        cause: cause.to_string(),
    })
}

fn build(file: ComparisonFile) -> serde_json::Result<Comparison> {
    let variant = |entry: VariantEntry| {
        Ok(Variant {
            name: entry.name,
            title: entry.title,
            scenario_hash: entry.scenario_hash,
            is_baseline: entry.is_baseline,
            verdict: entry.verdict,
            readings: readings(entry.measures)?,
        })
    };
    let variants: serde_json::Result<Vec<Variant>> =
        file.variants.into_iter().map(variant).collect();
    let variants = variants?;
    if !variants.iter().any(|variant| variant.is_baseline) {
        return Err(serde::de::Error::custom("no variant is the baseline"));
    }
    let find = |variant: Option<&Variant>, key: &str| {
        let readings = &variant?.readings;
        readings.iter().find(|reading| reading.key == key)?.estimate
    };
    let mut differences = Vec::new();
    for DifferenceEntry { variant, measures } in file.differences {
        let own = variants.iter().find(|other| other.name == variant);
        let baseline = variants.iter().find(|other| other.is_baseline);
        for (key, measure) in measures.into_iter().filter(|(_, measure)| !measure.is_null()) {
            let paired: Both = serde_json::from_value(measure)?;
            differences.push(Difference {
                variant: variant.clone(),
                baseline: find(baseline, &key),
                value: find(own, &key),
                key,
                unit: paired.unit,
                paired: Some(PairedDifference {
                    difference: paired.difference,
                    variance_saved: None,
                    paired_variance: paired.variance,
                    independent_variance: paired.independent_variance,
                }),
            });
        }
    }
    let card = card(file.comparison, &variants);
    Ok(Comparison { card, variants, differences, values: Vec::new() })
}

/// The card of a comparison as far as a page needs it: businesses and events differ by scenario.
fn card(header: Header, variants: &[Variant]) -> Card {
    let names: Vec<&str> = variants.iter().map(|variant| variant.name.as_str()).collect();
    Card {
        name: header.name,
        title: comparison_title(&names),
        currency: header.currency,
        businesses: Vec::new(),
        weeks: header.weeks,
        burn_in_weeks: header.burn_in_weeks,
        events: Vec::new(),
        seed: header.seed,
        replicates: header.replicates,
        scenario_hash: header.scenario_hash,
        budgets: Vec::new(),
        chance_scheme: header.chance_scheme,
    }
}
