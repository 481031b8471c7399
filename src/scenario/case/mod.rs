//! A case: partners, orders and a plan in a file, for working out who is paid what.
//!
//! ```toml
//! title = "Two levels"
//!
//! [plan.unilevel]
//! base = "wholesale"
//! rates = [0.10, 0.05]
//!
//! [[partner]]
//! id = "Ana"
//!
//! [[partner]]
//! id = "Bea"
//! sponsor = "Ana"
//! points = 100
//! cv = 100.00
//!
//! [[expect]]
//! who = "Ana"
//! amount = 10.00
//! ```
//!
//! *Invariant*: a case holds only values within their bounds; every name in it is that of a
//! partner, a rank or a bonus, and its trees have no circle.
//!
//! *Absent*: what anybody is paid (`calculator`).

mod check;
mod expect;
mod leaving;
mod order;
mod partner;
mod returns;
mod write;

use std::path::{Path, PathBuf};

use serde_json::Value as Json;

pub use expect::Expectation;
pub use order::{CaseOrder, CaseOrderKind, CasePeriod, Change};
pub use partner::{Carried, CasePartner, CaseStatus, UnpaidOf};
pub(crate) use returns::{Returned, first_order, value_of};

use super::document::Node;
use super::load::read_heading;
use super::suggest::{did_you_mean, nearest};
use super::{
    Catalogue, Layers, Loaded, PayRules, Plan, Problems, Source, Table, catalogue, read_document,
};
use crate::units::Ppm;

/// A checked case.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// One line about it.
    pub title: String,
    /// Where its figures come from.
    pub source: String,
    /// Text put behind amounts.
    pub currency: String,
    /// Scenario file whose plan is used.
    pub scenario: Option<String>,
    /// Business of that scenario.
    pub business: Option<String>,
    /// Retail profit as a share of the value of own orders, where orders give no prices.
    pub retail_margin_share: Ppm,
    /// Seed of a random placement.
    pub seed: u64,
    /// The plan, with the rules on what it may pay.
    pub plan: Plan,
    /// Everybody, in the order of joining.
    pub partners: Vec<CasePartner>,
    /// Periods after another; what stands with the partners belongs to the first.
    pub periods: Vec<CasePeriod>,
    /// What must come out.
    pub expectations: Vec<Expectation>,
}

/// A checked case with its name.
#[derive(Debug, Clone)]
pub struct LoadedCase {
    /// The case.
    pub case: Case,
    /// Short name: the file's name without its ending.
    pub name: String,
    /// Every key with its value, given or default.
    pub resolved: Json,
    /// Where the files that it names are sought.
    folder: PathBuf,
    /// The plan and its rules as they are written, if they are.
    plan: Option<Node>,
    rules: Option<Node>,
}

impl LoadedCase {
    /// Reads a case file, what it extends, and then `sets` such as `plan.unilevel.rates=[0.1]`.
    ///
    /// # Errors
    /// Every problem that can be found, each with its place.
    pub fn from_file(path: &Path, sets: &[String]) -> Result<Self, Problems> {
        let name = path.file_stem().map_or("case".into(), |stem| stem.to_string_lossy());
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::from_layers(&name, folder, Layers::from_file(path).with_sets(sets))
    }

    /// Reads a case from text; `name` stands for the file in messages.
    ///
    /// # Errors
    /// Every problem that can be found, each with its place.
    pub fn from_text(name: &str, text: &str) -> Result<Self, Problems> {
        Self::from_layers(name, Path::new(""), Layers::from_text(name, text))
    }

    fn from_layers(name: &str, folder: &Path, layers: Layers) -> Result<Self, Problems> {
        let mut reading = read_document(layers, Case::read);
        let borrowed = match &reading.value().scenario {
            Some(file) => Some(Loaded::from_file(&folder.join(file), &[])?.scenario),
            None => None,
        };
        let plan = check::plan(&mut reading, borrowed.as_ref());
        check::check(&mut reading, &plan);
        let [written, rules] = ["plan", "rules"].map(|table| reading.written(table).cloned());
        let (case, resolved) = reading.finish()?;
        let case = Case { plan, ..case };
        let (name, folder) = (name.to_string(), folder.to_owned());
        Ok(Self { case, name, resolved: resolved.values, folder, plan: written, rules })
    }
}

impl LoadedCase {
    /// A partner by name.
    ///
    /// # Errors
    /// When nobody is called like that.
    pub fn find(&self, id: &str) -> Result<&CasePartner, UnknownPartner> {
        let partners = &self.case.partners;
        partners.iter().find(|partner| partner.id == id).ok_or_else(|| {
            let near = nearest(id, partners.iter().map(|partner| partner.id.as_str()));
            let hint = near.map_or(String::new(), |near| format!(", {}", did_you_mean(near)));
            UnknownPartner { asked: id.to_owned(), hint }
        })
    }
}

/// Nobody in a case is called so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no partner `{asked}` in the case{hint}")]
pub struct UnknownPartner {
    /// What was asked for.
    pub asked: String,
    hint: String,
}

/// Every key that a case may have.
pub fn case_keys() -> Catalogue {
    catalogue(Case::read)
}

impl Case {
    fn read(t: &mut Table<'_>) -> Self {
        let (title, currency) = read_heading(t);
        let source = t
            .text("source", "")
            .source(Source::Technical)
            .about("Where its figures come from: company, document, address.")
            .read();
        let scenario = t
            .optional_text("scenario")
            .source(Source::Technical)
            .about("A scenario file, seen from this one, whose plan is used instead of `[plan]`.")
            .read();
        let business = t
            .optional_text("business")
            .source(Source::Technical)
            .about("The business of that scenario, where it has several.")
            .read();
        let retail_margin_share = t
            .rate("retail_margin_share", Ppm::ZERO)
            .source(Source::Model)
            .about(
                "Retail profit as a share of the commissionable value of own orders, where an \
                 order does not say what customers and partner paid.",
            )
            .read();
        let seed = t
            .count("seed", 1)
            .within(0, u64::MAX)
            .source(Source::Technical)
            .about("Seed of the placement rule `random`.")
            .read();
        let rules = t.table("rules", PayRules::read);
        Self {
            title,
            source,
            currency,
            scenario,
            business,
            retail_margin_share,
            seed,
            plan: Plan { rules, ..t.table("plan", Plan::read) },
            partners: t.array_of_tables("partner", CasePartner::read),
            periods: t.array_of_tables("period", CasePeriod::read),
            expectations: t.array_of_tables("expect", Expectation::read),
        }
    }

    /// The number of a leg by its name, from 0 on the left.
    pub fn leg_called(&self, leg: Option<&str>) -> Option<u8> {
        check::leg_number(leg?, self.plan.seat_width())
    }

    /// Number of periods: those that are written, at least one.
    pub fn period_count(&self) -> usize {
        self.periods.len().max(1)
    }
}
