//! One key of a scenario: its declaration is its reading.
//!
//! ```text
//! t.number("hours_per_post", 0.75).unit("hours").within(0.01, 100.0)
//!     .source(Source::Assumption).about("Hours one post takes.").read()
//! ```
//!
//! *Invariant*: a key cannot be read before it has a source and a sentence: `read` exists only when
//! both were given. Reading always returns a value; what is wrong is reported beside it, and the
//! default stands in.
//!
//! *Absent*: the kinds of values (`kinds`, `spread`) and the tables around the key.

use serde_json::{Map, Value as Json};

use super::catalogue::{KeyInfo, Source};
use super::document::{Node, Value};
use super::problem::{Complaint, ProblemKind};
use super::table::{Path, Session};

/// A kind of value: how it is read, bounded, told and recorded.
pub(crate) trait Kind {
    /// What the reading returns.
    type Value;
    /// The kind's name in the reference.
    const NAME: &'static str;

    /// The value of a key that is not given.
    fn default(&self) -> Self::Value;
    /// The default as the reference shows it.
    fn default_text(&self) -> String;
    /// What is allowed, without the unit.
    fn allowed(&self) -> String;
    /// The default and the bounds as numbers, where the kind has them.
    fn numbers(&self) -> Numbers {
        Numbers::default()
    }
    /// What is allowed, as a JSON Schema; it may allow more than the program and never less.
    fn schema(&self) -> Json;
    /// The value of a node, or nothing and a report.
    fn parse(&self, key: &str, node: &Node, report: &mut Report<'_>) -> Option<Self::Value>;
    /// The value for the record of the run.
    fn json(&self, value: &Self::Value) -> Json;
    /// Whether the default keeps to its own bounds.
    fn is_coherent(&self) -> bool {
        true
    }
}

/// A kind whose values have a smallest and a largest.
pub(crate) trait Bounded: Kind {
    /// The type of the bounds.
    type Bound;
    /// The same kind with bounds, both allowed.
    fn bounded(self, min: Self::Bound, max: Self::Bound) -> Self;
}

/// The numeric side of a declaration, for sweeps and sensitivity analyses.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Numbers {
    pub(crate) default: Option<f64>,
    pub(crate) min: Option<f64>,
    pub(crate) max: Option<f64>,
}

/// Where a key stands: what is written there and where its value is recorded.
pub(crate) struct Slot<'t> {
    pub(crate) session: &'t mut Session,
    pub(crate) values: &'t mut Map<String, Json>,
    pub(crate) node: Option<&'t Node>,
    pub(crate) name: &'static str,
    pub(crate) path: Path,
}

/// What a declaration says beside name, kind and default.
struct Facts {
    unit: &'static str,
    source: Source,
    about: &'static str,
}

/// A key that is being declared. `SOURCED` and `TOLD` say whether it has its source and sentence.
#[must_use = "a declaration does nothing until it is read"]
pub(crate) struct Field<'t, K, const SOURCED: bool, const TOLD: bool> {
    slot: Slot<'t>,
    kind: K,
    facts: Facts,
}

/// A key with neither source nor sentence.
pub(crate) type NewField<'t, K> = Field<'t, K, false, false>;

impl<'t, K: Kind> NewField<'t, K> {
    /// Starts the declaration of the key at a slot.
    pub(crate) fn new(slot: Slot<'t>, kind: K, unit: &'static str) -> Self {
        Self { slot, kind, facts: Facts { unit, source: Source::Model, about: "" } }
    }
}

impl<'t, K, const SOURCED: bool, const TOLD: bool> Field<'t, K, SOURCED, TOLD> {
    /// Says what the number counts, in the plural: "hours".
    pub(crate) fn unit(mut self, unit: &'static str) -> Self {
        self.facts.unit = unit;
        self
    }

    /// Says where the default comes from.
    pub(crate) fn source(self, source: Source) -> Field<'t, K, true, TOLD> {
        Field { slot: self.slot, kind: self.kind, facts: Facts { source, ..self.facts } }
    }

    /// Says why no event can change the key during a run, and what to use instead.
    pub(crate) fn fixed(mut self, why: &'static str) -> Self {
        self.slot.path.fixed = Some(why);
        self
    }

    /// Says in a sentence what the key means.
    pub(crate) fn about(self, about: &'static str) -> Field<'t, K, SOURCED, true> {
        Field { slot: self.slot, kind: self.kind, facts: Facts { about, ..self.facts } }
    }

    /// Replaces the kind by a variant of itself.
    pub(crate) fn refine(self, change: impl FnOnce(K) -> K) -> Self {
        Self { kind: change(self.kind), ..self }
    }
}

impl<K: Bounded, const SOURCED: bool, const TOLD: bool> Field<'_, K, SOURCED, TOLD> {
    /// Sets the smallest and the largest value, both allowed.
    pub(crate) fn within(self, min: K::Bound, max: K::Bound) -> Self {
        self.refine(|kind| kind.bounded(min, max))
    }
}

impl<K: Kind> Field<'_, K, true, true> {
    /// Reads the key: the value that is given, else the default.
    ///
    /// # Panics
    /// While the catalogue is made: when the default breaks the key's own bounds.
    pub(crate) fn read(self) -> K::Value {
        let Self { slot, kind, facts } = self;
        let Slot { session, values, node, name, path } = slot;
        if session.is_declaring() {
            let declared = &path.declared;
            assert!(kind.is_coherent(), "`{declared}` has a default outside its own bounds");
            session.declare(info(&kind, &facts, &path));
        }
        let mut report = Report { complaints: &mut session.complaints, unit: facts.unit };
        let given = node.and_then(|node| kind.parse(&path.concrete, node, &mut report));
        let value = given.unwrap_or_else(|| kind.default());
        let recorded = kind.json(&value);
        if node.is_some_and(|node| node.is_over) && recorded == kind.json(&kind.default()) {
            session.taken_back.insert(path.concrete.clone());
        }
        values.insert(name.to_owned(), recorded);
        session.note(&path, node.is_some());
        value
    }
}

/// The catalogue's entry of a key.
fn info<K: Kind>(kind: &K, facts: &Facts, path: &Path) -> KeyInfo {
    let Numbers { default, min, max } = kind.numbers();
    KeyInfo {
        path: path.declared.clone(),
        kind: K::NAME,
        unit: facts.unit,
        allowed: kind.allowed(),
        default: kind.default_text(),
        source: facts.source,
        about: facts.about,
        fixed: path.fixed,
        default_number: default,
        min_number: min.filter(|bound| bound.is_finite()),
        max_number: max.filter(|bound| bound.is_finite()),
        schema: kind.schema(),
    }
}

/// Where the kinds put what they find wrong.
pub(crate) struct Report<'s> {
    complaints: &'s mut Vec<Complaint>,
    pub(crate) unit: &'static str,
}

impl Report<'_> {
    /// The value is of another kind than the wanted one.
    pub(crate) fn unlike(&mut self, key: &str, node: &Node, wanted: &str) {
        let message = format!("`{key}` is {}, wanted is {wanted}", node.found());
        let hint = match &node.value {
            Value::Text(text) if text.parse::<f64>().is_ok() && !wanted.contains("text") => {
                Some("numbers stand without quotes".to_owned())
            }
            _ => None,
        };
        let kind = ProblemKind::Unlike { wanted: wanted.to_owned() };
        self.complaints.push(Complaint::new(node.place(), key, message).hinted(hint).about(kind));
    }

    /// The value is of the right kind but not allowed.
    pub(crate) fn outside(
        &mut self,
        key: &str,
        node: &Node,
        allowed: String,
        hint: Option<String>,
    ) {
        let unit = match self.unit {
            "" => String::new(),
            unit => format!(" ({unit})"),
        };
        let allowed = allowed + &unit;
        let message = format!("`{key}` is {}, allowed is {allowed}", node.shown());
        let kind = ProblemKind::Outside { allowed };
        self.complaints.push(Complaint::new(node.place(), key, message).hinted(hint).about(kind));
    }

    /// Anything else that is wrong with a value.
    pub(crate) fn say(&mut self, key: &str, node: &Node, message: String, hint: Option<String>) {
        self.complaints.push(Complaint::new(node.place(), key, message).hinted(hint));
    }

    /// An entry of the value's own table has a name that means nothing.
    pub(crate) fn stranger(
        &mut self,
        key: &str,
        node: &Node,
        message: String,
        hint: Option<String>,
    ) {
        self.complaints.push(Complaint::new(node.key_place(), key, message).hinted(hint));
    }
}
