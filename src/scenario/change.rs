//! A scenario that was read once, with something else in the place of some of its values.
//!
//! *Invariant*: what is laid on top is read and checked like a line of a file, contradictions
//! included. The source of a key is that of its declaration, whoever gave its value.
//!
//! *Absent*: which values are worth a change, and running anything.

use serde_json::Value as Json;

use super::catalogue::{Catalogue, KeyInfo, Source};
use super::document::{Entries, FileId, Node, Place, SourceText, Value, key_text, parse};
use super::load::{Loaded, keys};
use super::problem::{Complaint, Problems};
use super::quantity::Quantity as _;
use crate::units::{Cents, Ppm};

/// A number of a scenario that nobody has measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Assumed {
    /// The key's path as it would be written.
    pub path: String,
    /// What the number counts.
    pub unit: &'static str,
    /// Its value as it would be written.
    pub text: String,
    value: Json,
    key: KeyInfo,
}

/// Half of a value or twice of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    /// Half.
    Half,
    /// Twice.
    Double,
}

/// A value that was halved or doubled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scaled {
    /// The new value as it would be written.
    pub text: String,
    /// Whether a bound of the key kept it from being half or twice the old one.
    pub is_clipped: bool,
}

impl Factor {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Half, Self::Double];

    /// The number that the value is multiplied by.
    pub const fn number(self) -> f64 {
        match self {
            Self::Half => 0.5,
            Self::Double => 2.0,
        }
    }

    /// What was done with the value, for sentences.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Half => "halved",
            Self::Double => "doubled",
        }
    }
}

impl Loaded {
    /// The same scenario with `key=value` arguments on top; `label` stands for a file in messages.
    ///
    /// # Errors
    /// Every problem that can be found, each with its place.
    pub fn varied(&self, label: &str, sets: &[String]) -> Result<Self, Problems> {
        Self::from_layers(&self.name, self.layers.clone().with_arguments(label, sets))
    }

    /// The same scenario with another value at the path of a key that is in force; the value is
    /// written as in a file. Elements of arrays have paths too, unlike in arguments.
    ///
    /// # Errors
    /// Every problem that can be found, each with its place.
    pub fn with_value(&self, label: &str, path: &str, value: &str) -> Result<Self, Problems> {
        Self::from_layers(&self.name, self.layers.clone().with_value(label, path, value))
    }

    /// Every number in force whose key nobody has measured, in the order of the paths. A key that
    /// is left out and stands for nothing is none.
    pub fn assumed(&self) -> Vec<Assumed> {
        assumed(&self.resolved, &self.paths, &keys())
    }
}

fn assumed(resolved: &Json, paths: &[String], catalogue: &Catalogue) -> Vec<Assumed> {
    let mut all = Vec::new();
    for path in paths {
        let Some(key) = catalogue.find(path) else { continue };
        let Some(value) = at(resolved, path).filter(|_| key.source == Source::Assumption) else {
            continue;
        };
        let (value, key, path) = (value.clone(), key.clone(), path.clone());
        if let Some(text) = written(key.kind, &value) {
            all.push(Assumed { unit: key.unit, path, text, value, key });
        }
    }
    all
}

impl Assumed {
    /// The value halved or doubled and brought within the bounds of its key: whole numbers, cents
    /// and millionths are rounded, of arrays each number is scaled, and of a distribution what
    /// scales everybody's value.
    ///
    /// # Panics
    /// Never: only values that can be written become assumed numbers.
    pub fn scaled(&self, factor: Factor) -> Scaled {
        let mut is_clipped = false;
        let value = self.scaled_value(&self.value, factor, &mut is_clipped);
        let text = written(self.key.kind, &value).expect("a scaled number is a number");
        Scaled { text, is_clipped }
    }

    fn scaled_value(&self, value: &Json, factor: Factor, is_clipped: &mut bool) -> Json {
        match value {
            Json::Array(items) => {
                items.iter().map(|item| self.scaled_value(item, factor, is_clipped)).collect()
            }
            Json::Object(shape) => {
                let mut shape = shape.clone();
                for (name, inner) in &mut shape {
                    // A spread on the logarithm and an exponent say how values lie to each other.
                    if !matches!(name.as_str(), "sigma" | "exponent") {
                        *inner = self.scaled_value(inner, factor, is_clipped);
                    }
                }
                Json::Object(shape)
            }
            Json::String(money) => {
                let cents = cents_of(money).unwrap_or(Cents::ZERO);
                let scaled = halves_or_doubles(i128::from(cents.0), factor);
                let within = self.clipped(Cents(scaled).as_units_f64(), is_clipped);
                // A bound of money is a number of cents; what is not clipped keeps its own cents.
                let clipped = (within * 100.0).round();
                #[expect(clippy::cast_possible_truncation, reason = "bounds are below 2⁵³ cents")]
                let cents = if *is_clipped { clipped as i64 } else { scaled };
                Json::String(Cents(cents).to_string())
            }
            Json::Number(number) => self.scaled_number(number, factor, is_clipped),
            other => other.clone(),
        }
    }

    fn scaled_number(
        &self,
        number: &serde_json::Number,
        factor: Factor,
        is_clipped: &mut bool,
    ) -> Json {
        let value = number.as_f64().unwrap_or(0.0);
        let scaled = match (self.key.kind, number.as_i64()) {
            (u64::KIND | u64::KINDS, Some(count)) => {
                halves_or_doubles(i128::from(count), factor) as f64
            }
            (Ppm::KIND | Ppm::KINDS, _) => (value * factor.number() * 1e6).round() / 1e6,
            _ => value * factor.number(),
        };
        let within = self.clipped(scaled, is_clipped);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count that was one before"
        )]
        match self.key.kind {
            u64::KIND | u64::KINDS => Json::from(within as u64),
            _ => Json::from(within),
        }
    }

    /// A number brought within the key's bounds.
    fn clipped(&self, number: f64, is_clipped: &mut bool) -> f64 {
        let low = self.key.min_number.unwrap_or(f64::NEG_INFINITY);
        let high = self.key.max_number.unwrap_or(f64::INFINITY);
        let within = number.max(low).min(high);
        *is_clipped |= within.to_bits() != number.to_bits();
        within
    }
}

/// Half, rounded away from zero, or twice of a whole number.
fn halves_or_doubles(number: i128, factor: Factor) -> i64 {
    let scaled = match factor {
        Factor::Half => i128::midpoint(number, number.signum()),
        Factor::Double => number * 2,
    };
    i64::try_from(scaled).unwrap_or(if scaled < 0 { i64::MIN } else { i64::MAX })
}

/// The cents of an amount as the record of a run writes it.
fn cents_of(text: &str) -> Option<Cents> {
    let (units, cents) = text.split_once('.')?;
    let digits = format!("{units}{cents}");
    (cents.len() == 2).then(|| digits.parse().ok().map(Cents))?
}

/// A recorded value as a file would have it, if it is a number or made of numbers.
pub(super) fn written(kind: &str, value: &Json) -> Option<String> {
    match value {
        Json::Number(number) if kind == Ppm::KIND || kind == Ppm::KINDS => {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a rate is at most 4,294 and its millionths fit"
            )]
            let parts = (number.as_f64()? * 1e6).round() as u32;
            Some(Ppm(parts).text())
        }
        Json::Number(number) => match number.as_u64() {
            Some(count) => Some(count.to_string()),
            None => Some(number.as_f64()?.text()),
        },
        Json::String(text) if kind == Cents::KIND || kind == Cents::KINDS => Some(text.clone()),
        Json::Array(items) => {
            let each: Option<Vec<String>> = items.iter().map(|item| written(kind, item)).collect();
            each.map(|each| format!("[{}]", each.join(", ")))
        }
        Json::Object(entries) => {
            let each = |(name, value): (&String, &Json)| {
                written(kind, value).map(|value| format!("{} = {value}", key_text(name)))
            };
            let each: Option<Vec<String>> = entries.iter().map(each).collect();
            each.map(|each| format!("{{ {} }}", each.join(", ")))
        }
        _ => None,
    }
}

/// The steps of a path: names, and indices of elements.
fn steps(path: &str) -> Vec<(&str, Vec<usize>)> {
    let step = |part| -> (&str, Vec<usize>) {
        let (name, indices) = str::split_at(part, part.find('[').unwrap_or(part.len()));
        let indices = indices.split(['[', ']']).filter_map(|index| index.parse().ok());
        (name, indices.collect())
    };
    path.split('.').map(step).collect()
}

/// The recorded value at a path.
fn at<'v>(values: &'v Json, path: &str) -> Option<&'v Json> {
    let mut value = values;
    for (name, indices) in steps(path) {
        value = value.get(name)?;
        for index in indices {
            value = value.get(index)?;
        }
    }
    Some(value)
}

/// Puts a node at a path; tables that are not written yet are made. Nothing is done where an
/// element of an array does not exist.
pub(super) fn put(root: &mut Node, path: &str, node: Node) {
    let file = node.file;
    let mut place = root;
    for (name, indices) in steps(path) {
        if !place.is_table() {
            return;
        }
        let Value::Table(entries) = &mut place.value else { return };
        place = entries.entry(name.to_owned()).or_insert_with(|| Node::root(file, Entries::new()));
        for index in indices {
            let Value::Array(items) = &mut place.value else { return };
            let Some(item) = items.get_mut(index) else { return };
            place = item;
        }
    }
    *place = node;
}

/// The `key=value` arguments that `key=[…]` stands for, one for each element.
///
/// # Errors
/// When the argument is no key with an array, the array is empty, or a value stands in it twice.
pub fn variations(label: &str, argument: &str) -> Result<Vec<String>, Problems> {
    let source = SourceText::new(label, argument);
    let whole = Place { file: FileId(0), span: 0..argument.len() };
    // How variations are written.
    let hint = || Some(format!("write `{label} 'business.glow.discount=[0.2, 0.3]'`"));
    let fail = |place: Place, key: &str, message: String, hint: Option<String>| {
        let complaint = Complaint::new(place, key, message).hinted(hint);
        Problems::new(vec![complaint], std::slice::from_ref(&source))
    };
    let shown = argument.escape_debug();
    let key = argument.split_once('=').map(|(key, _)| key.trim());
    let Some(key) = key.filter(|key| !key.is_empty() && !key.contains(['[', '\n', '#'])) else {
        let message = format!("`{shown}` is not `key=[value, value]`");
        return Err(fail(whole, "", message, hint()));
    };
    let parsed = parse(FileId(0), argument);
    if !parsed.complaints.is_empty() {
        return Err(Problems::new(parsed.complaints, std::slice::from_ref(&source)));
    }
    let mut node = &parsed.root;
    while let Some((_, inner)) = node.entries().and_then(|entries| entries.iter().next()) {
        node = inner;
    }
    let Value::Array(items) = &node.value else {
        let message = format!("`{key}` is {}, wanted is an array of values", node.found());
        return Err(fail(node.place(), key, message, hint()));
    };
    if items.is_empty() {
        let message = format!("`{key}` has no values to vary");
        return Err(fail(node.place(), key, message, hint()));
    }
    let mut sets: Vec<String> = Vec::new();
    for item in items {
        let value = &argument[item.place().span];
        let set = format!("{key}={value}");
        if sets.contains(&set) {
            let message = format!("`{value}` stands there twice");
            return Err(fail(item.place(), key, message, None));
        }
        sets.push(set);
    }
    Ok(sets)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "
        weeks = 10
        [business.glow]
        founder_roots = 1
        plan.fast_start.rates = [0.3, 0.6, 0.000001]
        plan.structure.tiers = [{ members = 3, amount = 5.00 }, { members = 9, amount = 6.00 }]
    ";

    fn loaded(text: &str) -> Loaded {
        Loaded::from_text("a", text).unwrap_or_else(|problems| panic!("{problems}"))
    }

    fn scaled(loaded: &Loaded, path: &str, factor: Factor) -> Scaled {
        let assumed = loaded.assumed();
        let found = assumed.iter().find(|assumed| assumed.path == path);
        found.unwrap_or_else(|| panic!("`{path}` is no assumed number")).scaled(factor)
    }

    #[test]
    fn every_kind_of_number_is_halved_and_doubled_as_it_is_written() {
        let loaded = loaded(TEXT);
        let both = |path: &str| {
            Factor::ALL.map(|factor| {
                let Scaled { text, is_clipped } = scaled(&loaded, path, factor);
                if is_clipped { format!("{text} (clipped)") } else { text }
            })
        };
        assert_eq!(both("post.hours_per_post"), ["0.5", "2"]);
        assert_eq!(both("recruit.pitch_rate"), ["0.00001", "0.00004"]);
        assert_eq!(both("post.cost_per_post"), ["0.25", "1.00"]);
        assert_eq!(both("business.glow.product.list_price"), ["20.00", "80.00"]);
        assert_eq!(both("business.glow.pack_units"), ["2", "6"]);
        assert_eq!(both("business.glow.costs.payment_fee"), ["0.01", "0.04"]);
        assert_eq!(both("post.fatigue"), ["0.45", "1 (clipped)"]);
        assert_eq!(
            both("business.glow.plan.fast_start.rates"),
            ["[0.15, 0.3, 0.000001]", "[0.6, 1, 0.000002] (clipped)"]
        );
        assert_eq!(
            both("people.engagement"),
            [
                "{ log_normal = { median = 0.5, sigma = 0.5 } }",
                "{ log_normal = { median = 2, sigma = 0.5 } }"
            ]
        );
        assert_eq!(both("business.glow.plan.structure.tiers[1].members"), ["5", "18"]);
    }

    #[test]
    fn every_assumed_number_can_be_written_back_and_is_then_the_same_scenario() {
        let loaded = loaded(TEXT);
        let assumed = loaded.assumed();
        assert!(70 < assumed.len(), "{}", assumed.len());
        for Assumed { path, text, .. } in &assumed {
            let again = loaded.with_value("test", path, text).expect("its own value");
            assert_eq!(again.scenario, loaded.scenario, "{path} = {text}");
            assert_eq!(again.hash, loaded.hash, "{path} = {text}");
        }
    }

    #[test]
    fn a_value_in_an_array_of_tables_is_replaced_alone() {
        let loaded = loaded(TEXT);
        let path = "business.glow.plan.structure.tiers[0].members";
        let other = loaded.with_value("test", path, "4").expect("a value");
        let at = |values: &Json, path: &str| at(values, path).cloned();
        assert_eq!(at(&other.resolved, path), Some(Json::from(4)));
        let second = "business.glow.plan.structure.tiers[1].members";
        assert_eq!(at(&other.resolved, second), Some(Json::from(9)));
        let error = loaded.with_value("test", path, "-1").expect_err("out of bounds").to_string();
        assert!(error.starts_with("test:1:"), "{error}");
    }

    #[test]
    fn arguments_on_top_win_over_those_below() {
        let base = loaded(TEXT).varied("--set", &["weeks=20".to_owned()]).expect("weeks");
        let top = base.varied("--vary", &["weeks=30".to_owned()]).expect("weeks");
        assert_eq!((base.scenario.weeks, top.scenario.weeks), (20, 30));
        let error = base.varied("--vary", &["weks=3".to_owned()]).expect_err("a slip").to_string();
        assert!(error.starts_with("--vary:1:1: unknown key `weks`"), "{error}");
    }

    #[test]
    fn an_array_of_values_becomes_as_many_arguments() {
        let of = |text: &str| variations("--vary", text).map_err(|problems| problems.to_string());
        let sets = of("post.reach = [0.1, 0.20,\"x\"]").expect("three values");
        assert_eq!(sets, ["post.reach=0.1", "post.reach=0.20", "post.reach=\"x\""]);
        let nested = of("a.b=[[0.1, 0.2], { median = 1 }]").expect("two values");
        assert_eq!(nested, ["a.b=[0.1, 0.2]", "a.b={ median = 1 }"]);
        for (text, wanted) in [
            ("post.reach", "--vary:1:1: `post.reach` is not `key=[value, value]`"),
            ("post.reach=0.1", "--vary:1:12: `post.reach` is the number 0.1, wanted is an array"),
            ("post.reach=[]", "--vary:1:12: `post.reach` has no values to vary"),
            ("post.reach=[0.1, 0.2, 0.1]", "--vary:1:23: `0.1` stands there twice"),
            ("post.reach=[0.1", "--vary:1:"),
            ("=[1]", "--vary:1:1: `=[1]` is not"),
        ] {
            let error = of(text).expect_err(text);
            assert!(error.starts_with(wanted), "{text}: {error}");
        }
    }
}
