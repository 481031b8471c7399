//! `summary.json`: the answer and every headline number, for programs and for curious eyes.
//!
//! *Invariant*: a number is written with as many digits as bring back the same float, and one that
//! is not finite is written as `null`, never as a word that is no JSON.
//!
//! *Absent*: rounding for show, sentences beyond the verdict's own.

use std::collections::BTreeSet;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::manifest::SCHEMA;
use super::{PROGRAM, VERSION};
use crate::experiment::interval::Estimate;
use crate::experiment::results::{
    CaptureRow, Card, EarningsTable, Histogram, IncidenceCurve, Joiners, LorenzCurve, Reading,
    Results, Unit, Verdict,
};

/// The summary's file name.
pub const SUMMARY: &str = "summary.json";

/// What `low` and `high` are.
pub(super) const INTERVAL: &str = "95 % Student-t interval of the mean over replicates";

/// The file as it is written.
#[derive(serde::Serialize)]
pub(super) struct Summary<'a> {
    schema: u32,
    program: &'static str,
    version: &'static str,
    scenario: &'a Card,
    interval: &'static str,
    verdict: &'a Verdict,
    measures: Measures<'a>,
    capture: &'a [CaptureRow],
    earnings: &'a EarningsTable,
    histograms: &'a [Histogram],
    lorenz: &'a [LorenzCurve],
    incidence: &'a [IncidenceCurve],
    joiners: &'a Joiners,
    partners: PartnersNote,
}

/// What the table of partners holds.
#[derive(serde::Serialize)]
struct PartnersNote {
    rows: usize,
    complete: bool,
}

impl<'a> Summary<'a> {
    /// The summary of the results.
    pub(super) fn of(results: &'a Results) -> Self {
        Self {
            schema: SCHEMA,
            program: PROGRAM,
            version: VERSION,
            scenario: &results.card,
            interval: INTERVAL,
            verdict: &results.verdict,
            measures: Measures(&results.readings),
            capture: &results.capture,
            earnings: &results.earnings,
            histograms: &results.histograms,
            lorenz: &results.lorenz,
            incidence: &results.incidence,
            joiners: &results.joiners,
            partners: PartnersNote {
                rows: results.partners.len(),
                complete: results.partners_complete,
            },
        }
    }
}

/// The readings by their keys, in the order of the catalogue.
pub(super) struct Measures<'a>(pub(super) &'a [Reading]);

/// One reading's entry: the unit, then whatever an estimate consists of.
#[derive(serde::Serialize)]
struct Measure<'a> {
    unit: Unit,
    #[serde(flatten)]
    estimate: &'a Estimate,
}

impl Serialize for Measures<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seen = BTreeSet::new();
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for reading in self.0 {
            // Readers of JSON drop one of two equal keys without a word.
            assert!(seen.insert(&reading.key), "measure `{}` is there twice", reading.key);
            let measure =
                reading.estimate.as_ref().map(|estimate| Measure { unit: reading.unit, estimate });
            map.serialize_entry(&reading.key, &measure)?;
        }
        map.end()
    }
}
