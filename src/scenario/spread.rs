//! The kind of value that differs between people: a distribution.
//!
//! `{ constant = 8.0 }` or just `8.0`, `{ uniform = { min = 1.0, max = 2.0 } }`, and likewise
//! `log_uniform` (min, max), `normal` (mean, sd), `log_normal` (median, sigma) and `power_law`
//! (min, max, exponent).
//!
//! *Invariant*: a distribution that was read without a report can be drawn from: spreads are not
//! negative, ends are in order, and what is scaled by a logarithm is positive.
//!
//! *Absent*: drawing.

use serde_json::{Map, Value as Json, json};

use super::document::{Entries, Node, Value, key_text};
use super::field::{Bounded, Kind, Numbers, Report};
use super::kinds::Scalar;
use super::quantity::Quantity;
use super::suggest::{did_you_mean, nearest};
use crate::chance::Distribution;

/// A distribution whose values keep to bounds.
pub(crate) struct Spread {
    pub(crate) default: Distribution,
    pub(crate) values: Scalar<f64>,
}

/// A distribution's name and the names of its parameters.
type Shape = (&'static str, &'static [&'static str]);

const CONSTANT: &str = "constant";
const SHAPES: &[Shape] = &[
    ("uniform", &["min", "max"]),
    ("log_uniform", &["min", "max"]),
    ("normal", &["mean", "sd"]),
    ("log_normal", &["median", "sigma"]),
    ("power_law", &["min", "max", "exponent"]),
];

impl Spread {
    /// A distribution without bounds.
    pub(crate) fn free(default: Distribution) -> Self {
        Self { default, values: Scalar::free(0.0) }
    }

    /// The one entry of a distribution's table.
    fn variant(
        &self,
        key: &str,
        node: &Node,
        entries: &Entries,
        report: &mut Report<'_>,
    ) -> Option<Distribution> {
        let mut named = entries.iter();
        let (Some((name, inner)), None) = (named.next(), named.next()) else {
            let names: Vec<String> = entries.keys().map(|name| key_text(name)).collect();
            let message = match names.as_slice() {
                [] => format!("`{key}` names no distribution, wanted is one of {}", all_names()),
                _ => format!("`{key}` names {} distributions, wanted is one", names.len()),
            };
            report.say(key, node, message, None);
            return None;
        };
        let key = format!("{key}.{}", key_text(name));
        if name == CONSTANT {
            return self.values.parse(&key, inner, report).map(Distribution::Constant);
        }
        let Some((shape, parameters)) = SHAPES.iter().find(|(shape, _)| shape == name) else {
            let message = format!("unknown distribution `{key}`, wanted is one of {}", all_names());
            let names = SHAPES.iter().map(|(shape, _)| *shape).chain([CONSTANT]);
            report.stranger(&key, inner, message, nearest(name, names).map(did_you_mean));
            return None;
        };
        let numbers = self.parameters(&key, inner, parameters, report)?;
        let distribution = build(shape, &numbers)?;
        is_drawable(&key, inner, &distribution, report).then_some(distribution)
    }

    /// The numbers of the parameters in order, or nothing and a report of all that is wrong.
    fn parameters(
        &self,
        key: &str,
        node: &Node,
        names: &[&'static str],
        report: &mut Report<'_>,
    ) -> Option<Vec<f64>> {
        let Some(entries) = node.entries() else {
            let wanted = format!("a table of {}", quoted(names));
            report.unlike(key, node, &wanted);
            return None;
        };
        let mut is_whole = true;
        for (name, entry) in entries.iter().filter(|(name, _)| !names.contains(&name.as_str())) {
            let path = format!("{key}.{}", key_text(name));
            let hint = nearest(name, names.iter().copied()).map(did_you_mean);
            report.stranger(&path, entry, format!("unknown key `{path}`"), hint);
            is_whole = false;
        }
        let mut numbers = Vec::with_capacity(names.len());
        for name in names {
            let Some(entry) = entries.get(*name) else {
                let hint = Some(format!("it is described by {}", quoted(names)));
                report.say(key, node, format!("`{key}` has no `{name}`"), hint);
                is_whole = false;
                continue;
            };
            numbers.extend(self.parameter(&format!("{key}.{name}"), name, entry, report));
        }
        (is_whole && numbers.len() == names.len()).then_some(numbers)
    }

    /// The bounds of a parameter.
    fn scalar_of(&self, name: &str) -> Scalar<f64> {
        match name {
            "sd" | "sigma" => Scalar { min: 0.0, ..Scalar::free(0.0) },
            "exponent" => Scalar::free(0.0),
            _ => self.values,
        }
    }

    /// One parameter within its own bounds.
    fn parameter(
        &self,
        key: &str,
        name: &str,
        node: &Node,
        report: &mut Report<'_>,
    ) -> Option<f64> {
        let unit = report.unit;
        let scalar = self.scalar_of(name);
        // A spread on the logarithm and an exponent have no unit, whatever the values count.
        report.unit = if matches!(name, "sigma" | "exponent") { "" } else { unit };
        let number = scalar.parse(key, node, report);
        report.unit = unit;
        number
    }
}

impl Kind for Spread {
    type Value = Distribution;
    const NAME: &'static str = "distribution";

    fn default(&self) -> Distribution {
        self.default
    }

    fn default_text(&self) -> String {
        let (shape, parameters) = parts(&self.default);
        if let [(CONSTANT, value)] = parameters.as_slice() {
            return value.text();
        }
        let each = |(name, value): &(&str, f64)| format!("{name} = {}", value.text());
        let inner: Vec<String> = parameters.iter().map(each).collect();
        format!("{{ {shape} = {{ {} }} }}", inner.join(", "))
    }

    fn allowed(&self) -> String {
        match self.values.allowed().as_str() {
            "any" => "a number or a distribution".to_owned(),
            bounds => format!("a number or a distribution, values {bounds}"),
        }
    }

    fn numbers(&self) -> Numbers {
        let default = match self.default {
            Distribution::Constant(value) => Some(value),
            _ => None,
        };
        Numbers { default, ..self.values.numbers() }
    }

    fn schema(&self) -> Json {
        let constant = object([(CONSTANT, self.values.schema())]);
        let shapes = SHAPES.iter().map(|(shape, parameters)| {
            let each = parameters.iter().map(|name| (*name, self.scalar_of(name).schema()));
            object([(*shape, object(each))])
        });
        let all: Vec<Json> = [self.values.schema(), constant].into_iter().chain(shapes).collect();
        json!({ "oneOf": all })
    }

    fn parse(&self, key: &str, node: &Node, report: &mut Report<'_>) -> Option<Distribution> {
        match &node.value {
            Value::Table(entries) => self.variant(key, node, entries, report),
            Value::Whole { .. } | Value::Decimal(_) => {
                self.values.parse(key, node, report).map(Distribution::Constant)
            }
            _ => {
                let wanted = match report.unit {
                    "" => "a number or a distribution".to_owned(),
                    unit => format!("a number or a distribution of {unit}"),
                };
                report.unlike(key, node, &wanted);
                None
            }
        }
    }

    fn json(&self, value: &Distribution) -> Json {
        let (shape, parameters) = parts(value);
        let inner = match parameters.as_slice() {
            [(CONSTANT, value)] => value.json(),
            _ => {
                Json::Object(parameters.iter().map(|(n, v)| ((*n).to_owned(), v.json())).collect())
            }
        };
        Json::Object(Map::from_iter([(shape.to_owned(), inner)]))
    }

    fn is_coherent(&self) -> bool {
        let (_, parameters) = parts(&self.default);
        let is_inside = |&(name, value): &(&str, f64)| match name {
            "sd" | "sigma" => 0.0 <= value,
            "exponent" => value.is_finite(),
            _ => self.values.min <= value && value <= self.values.max,
        };
        parameters.iter().all(is_inside) && flaw(&self.default).is_none()
    }
}

impl Bounded for Spread {
    type Bound = f64;

    fn bounded(self, min: f64, max: f64) -> Self {
        Self { values: self.values.bounded(min, max), ..self }
    }
}

/// The JSON Schema of a table with all of these keys and no other.
fn object(keys: impl IntoIterator<Item = (&'static str, Json)>) -> Json {
    let keys: Map<String, Json> =
        keys.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    let required: Vec<&String> = keys.keys().collect();
    json!({
        "type": "object",
        "required": required,
        "properties": keys,
        "additionalProperties": false,
    })
}

/// The distribution of a name and its parameters in the order of `SHAPES`.
fn build(shape: &str, numbers: &[f64]) -> Option<Distribution> {
    Some(match (shape, numbers) {
        ("uniform", &[min, max]) => Distribution::Uniform { min, max },
        ("log_uniform", &[min, max]) => Distribution::LogUniform { min, max },
        ("normal", &[mean, sd]) => Distribution::Normal { mean, sd },
        ("log_normal", &[median, sigma]) => Distribution::LogNormal { median, sigma },
        ("power_law", &[min, max, exponent]) => Distribution::PowerLaw { min, max, exponent },
        _ => return None,
    })
}

/// The name and the parameters of a distribution.
fn parts(distribution: &Distribution) -> (&'static str, Vec<(&'static str, f64)>) {
    match *distribution {
        Distribution::Constant(value) => (CONSTANT, vec![(CONSTANT, value)]),
        Distribution::Uniform { min, max } => ("uniform", vec![("min", min), ("max", max)]),
        Distribution::LogUniform { min, max } => ("log_uniform", vec![("min", min), ("max", max)]),
        Distribution::Normal { mean, sd } => ("normal", vec![("mean", mean), ("sd", sd)]),
        Distribution::LogNormal { median, sigma } => {
            ("log_normal", vec![("median", median), ("sigma", sigma)])
        }
        Distribution::PowerLaw { min, max, exponent } => {
            ("power_law", vec![("min", min), ("max", max), ("exponent", exponent)])
        }
    }
}

/// The parameter that keeps a distribution from being drawn, and what it should be.
fn flaw(distribution: &Distribution) -> Option<(&'static str, String)> {
    let above_zero = || "above 0".to_owned();
    match *distribution {
        Distribution::LogNormal { median, .. } if median <= 0.0 => Some(("median", above_zero())),
        Distribution::LogUniform { min, .. } | Distribution::PowerLaw { min, .. } if min <= 0.0 => {
            Some(("min", above_zero()))
        }
        Distribution::Uniform { min, max }
        | Distribution::LogUniform { min, max }
        | Distribution::PowerLaw { min, max, .. }
            if max <= min =>
        {
            Some(("max", format!("above `min`, which is {}", min.text())))
        }
        _ => None,
    }
}

/// Whether a distribution can be drawn; reports the parameter that prevents it.
fn is_drawable(key: &str, node: &Node, made: &Distribution, report: &mut Report<'_>) -> bool {
    let Some((name, allowed)) = flaw(made) else { return true };
    if let Some(entry) = node.entries().and_then(|entries| entries.get(name)) {
        report.outside(&format!("{key}.{name}"), entry, allowed, None);
    }
    false
}

/// The names of all distributions.
fn all_names() -> String {
    let names: Vec<&str> = [CONSTANT].into_iter().chain(SHAPES.iter().map(|s| s.0)).collect();
    quoted(&names)
}

/// Names in backticks with commas.
fn quoted(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::sample::{problems, sample};
    use super::*;

    fn talent(text: &str) -> Distribution {
        sample(&format!("[post]\ntalent = {text}\n")).post.talent
    }

    fn wrong(text: &str) -> Vec<String> {
        problems(&format!("[post]\ntalent = {text}\n"))
    }

    #[test]
    fn every_distribution_is_read_and_a_bare_number_is_constant() {
        assert_eq!(talent("8"), Distribution::Constant(8.0));
        assert_eq!(talent("{ constant = 8.0 }"), Distribution::Constant(8.0));
        let uniform = Distribution::Uniform { min: 0.0, max: 2.0 };
        assert_eq!(talent("{ uniform = { min = 0, max = 2 } }"), uniform);
        let log_uniform = Distribution::LogUniform { min: 1.0, max: 2.0 };
        assert_eq!(talent("{ log_uniform = { max = 2, min = 1 } }"), log_uniform);
        let normal = Distribution::Normal { mean: 3.0, sd: 0.0 };
        assert_eq!(talent("{ normal = { mean = 3, sd = 0 } }"), normal);
        let log_normal = Distribution::LogNormal { median: 3.0, sigma: 1.5 };
        assert_eq!(talent("{ log_normal.median = 3, log_normal.sigma = 1.5 }"), log_normal);
        let power_law = Distribution::PowerLaw { min: 1.0, max: 9.0, exponent: -2.0 };
        assert_eq!(talent("{ power_law = { min = 1, max = 9, exponent = -2 } }"), power_law);
    }

    #[test]
    fn values_keep_to_the_bounds_of_the_key() {
        assert_eq!(wrong("51"), [":2:10: `post.talent` is 51, allowed is 0 to 50 (buyers)"]);
        assert_eq!(
            wrong("{ uniform = { min = -1, max = 60 } }"),
            [
                ":2:30: `post.talent.uniform.min` is -1, allowed is 0 to 50 (buyers)",
                ":2:40: `post.talent.uniform.max` is 60, allowed is 0 to 50 (buyers)",
            ]
        );
    }

    #[test]
    fn parameters_that_cannot_be_drawn_from_are_refused() {
        assert_eq!(
            wrong("{ uniform = { min = 2, max = 2 } }"),
            [":2:39: `post.talent.uniform.max` is 2, allowed is above `min`, which is 2 (buyers)"]
        );
        assert_eq!(
            wrong("{ log_uniform = { min = 0, max = 2 } }"),
            [":2:34: `post.talent.log_uniform.min` is 0, allowed is above 0 (buyers)"]
        );
        assert_eq!(
            wrong("{ power_law = { min = 0, max = 2, exponent = 2 } }"),
            [":2:32: `post.talent.power_law.min` is 0, allowed is above 0 (buyers)"]
        );
        assert_eq!(
            wrong("{ log_normal = { median = 0, sigma = 1 } }"),
            [":2:36: `post.talent.log_normal.median` is 0, allowed is above 0 (buyers)"]
        );
        assert_eq!(
            wrong("{ normal = { mean = 1, sd = -1 } }"),
            [":2:38: `post.talent.normal.sd` is -1, allowed is at least 0 (buyers)"]
        );
        assert_eq!(
            wrong("{ log_normal = { median = 1, sigma = -1 } }"),
            [":2:47: `post.talent.log_normal.sigma` is -1, allowed is at least 0"]
        );
    }

    #[test]
    fn a_distribution_has_one_name_and_all_its_parameters() {
        let names = "`constant`, `uniform`, `log_uniform`, `normal`, `log_normal`, `power_law`";
        assert_eq!(
            wrong("{}"),
            [format!(":2:1: `post.talent` names no distribution, wanted is one of {names}")]
        );
        assert_eq!(
            wrong("{ constant = 1, normal = { mean = 1, sd = 1 } }"),
            [":2:1: `post.talent` names 2 distributions, wanted is one"]
        );
        assert_eq!(
            wrong("{ log_nromal = { median = 1, sigma = 1 } }"),
            [format!(
                ":2:12: unknown distribution `post.talent.log_nromal`, wanted is one of {names} \
                 = did you mean `log_normal`?"
            )]
        );
        assert_eq!(
            wrong("{ log_normal = { mdian = 1, sigma = \"x\" } }"),
            [
                ":2:12: `post.talent.log_normal` has no `median` = it is described by `median`, \
                 `sigma`",
                ":2:27: unknown key `post.talent.log_normal.mdian` = did you mean `median`?",
                ":2:46: `post.talent.log_normal.sigma` is a string, wanted is a number",
            ]
        );
        assert_eq!(
            wrong("{ normal = 3 }"),
            [":2:21: `post.talent.normal` is the number 3, wanted is a table of `mean`, `sd`"]
        );
        assert_eq!(
            wrong("\"3\""),
            [":2:10: `post.talent` is a string, wanted is a number or a distribution of buyers \
              = numbers stand without quotes"]
        );
    }
}
