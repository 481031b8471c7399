//! The kinds of values that a key can have, except distributions.
//!
//! *Invariant*: a value that was read without a report keeps to the bounds of its key.
//!
//! *Absent*: names, units and places of keys; how a single number is read (`quantity`).

use serde_json::{Map, Value as Json, json};

use super::document::{Node, Value};
use super::field::{Bounded, Field, Kind, Numbers, Report};
use super::quantity::{Misread, Quantity};
use super::schema::{none_or, number};
use super::suggest::{did_you_mean, nearest};

/// A single number within bounds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scalar<Q> {
    pub(crate) default: Q,
    pub(crate) min: Q,
    pub(crate) max: Q,
}

impl<Q: Quantity> Scalar<Q> {
    /// A number without bounds.
    pub(crate) fn free(default: Q) -> Self {
        Self { default, min: Q::LEAST, max: Q::MOST }
    }
}

impl<Q: Quantity> Kind for Scalar<Q> {
    type Value = Q;
    const NAME: &'static str = Q::KIND;

    fn default(&self) -> Q {
        self.default
    }

    fn default_text(&self) -> String {
        self.default.text()
    }

    fn allowed(&self) -> String {
        match (Q::LEAST < self.min, self.max < Q::MOST) {
            (true, true) => format!("{} to {}", self.min.text(), self.max.text()),
            (true, false) => format!("at least {}", self.min.text()),
            (false, true) if Q::LEAST.as_f64() == 0.0 => format!("0 to {}", self.max.text()),
            (false, true) => format!("at most {}", self.max.text()),
            (false, false) if Q::LEAST.as_f64() == 0.0 => "at least 0".to_owned(),
            (false, false) => "any".to_owned(),
        }
    }

    fn numbers(&self) -> Numbers {
        let bound = |is_bound: bool, q: Q| is_bound.then(|| q.as_f64());
        Numbers {
            default: Some(self.default.as_f64()),
            min: bound(Q::LEAST < self.min || Q::LEAST.as_f64() == 0.0, self.min),
            max: bound(self.max < Q::MOST, self.max),
        }
    }

    fn schema(&self) -> Json {
        let mut schema = Map::from_iter([("type".to_owned(), Json::from(Q::SCHEMA_TYPE))]);
        let Numbers { min, max, .. } = self.numbers();
        for (name, bound) in [("minimum", min), ("maximum", max)] {
            schema.extend(bound.map(|bound| (name.to_owned(), number(bound))));
        }
        Json::Object(schema)
    }

    fn parse(&self, key: &str, node: &Node, report: &mut Report<'_>) -> Option<Q> {
        match Q::read(node) {
            Ok(number) if self.min <= number && number <= self.max => return Some(number),
            Ok(_) => report.outside(key, node, self.allowed(), None),
            Err(Misread::Outside) => {
                // A key without an upper bound still has that of its type.
                let is_beyond = self.max == Q::MOST && !node.shown().starts_with('-');
                let allowed = if is_beyond && Q::MOST.as_f64().is_finite() {
                    format!("{} to {}", self.min.text(), self.max.text())
                } else {
                    self.allowed()
                };
                report.outside(key, node, allowed, None);
            }
            Err(Misread::Unlike) => report.unlike(key, node, &Q::wanted(report.unit)),
            Err(Misread::Says(what)) => {
                report.say(key, node, format!("`{key}` is {}, which {what}", node.shown()), None);
            }
        }
        None
    }

    fn json(&self, value: &Q) -> Json {
        value.json()
    }

    fn is_coherent(&self) -> bool {
        self.min <= self.default && self.default <= self.max
    }
}

impl<Q: Quantity> Bounded for Scalar<Q> {
    type Bound = Q;

    fn bounded(self, min: Q, max: Q) -> Self {
        Self { min, max, ..self }
    }
}

/// `true` or `false`.
pub(crate) struct Flag(pub(crate) bool);

impl Kind for Flag {
    type Value = bool;
    const NAME: &'static str = "flag";

    fn default(&self) -> bool {
        self.0
    }

    fn default_text(&self) -> String {
        self.0.to_string()
    }

    fn allowed(&self) -> String {
        "true or false".to_owned()
    }

    fn schema(&self) -> Json {
        json!({ "type": "boolean" })
    }

    fn parse(&self, key: &str, node: &Node, report: &mut Report<'_>) -> Option<bool> {
        if let Value::Flag(flag) = node.value {
            return Some(flag);
        }
        report.unlike(key, node, "true or false");
        None
    }

    fn json(&self, value: &bool) -> Json {
        Json::Bool(*value)
    }
}

/// Any text.
pub(crate) struct Text(pub(crate) String);

impl Kind for Text {
    type Value = String;
    const NAME: &'static str = "text";

    fn default(&self) -> String {
        self.0.clone()
    }

    fn default_text(&self) -> String {
        format!("{:?}", self.0)
    }

    fn allowed(&self) -> String {
        "any text".to_owned()
    }

    fn schema(&self) -> Json {
        json!({ "type": "string" })
    }

    fn parse(&self, key: &str, node: &Node, report: &mut Report<'_>) -> Option<String> {
        let Value::Text(text) = &node.value else {
            report.unlike(key, node, "a text in quotes");
            return None;
        };
        // They would break pictures and pages, and could do anything to a terminal.
        let is_odd = |letter: &char| {
            let is_layout = ['\n', '\t'].contains(letter);
            letter.is_control() && !is_layout || ['\u{FFFE}', '\u{FFFF}'].contains(letter)
        };
        // Files of some machines end their lines with both.
        if let Some(odd) = text.replace("\r\n", "\n").chars().find(is_odd) {
            let message = format!("`{key}` has a control character, {}", odd.escape_unicode());
            report.say(key, node, message, Some("leave it out".to_owned()));
            return None;
        }
        Some(text.clone())
    }

    fn json(&self, value: &String) -> Json {
        Json::String(value.clone())
    }
}

/// A closed set of values with names.
pub(crate) trait Choice: Copy + PartialEq + 'static {
    /// Every value with its name, in the order of the reference.
    const NAMES: &'static [(&'static str, Self)];
}

/// One of a set of names.
pub(crate) struct OneOf<T>(pub(crate) T);

impl<T: Choice> OneOf<T> {
    /// The name of a value; every value has one.
    fn name(value: T) -> &'static str {
        T::NAMES.iter().find(|(_, named)| *named == value).map_or("", |(name, _)| name)
    }
}

impl<T: Choice> Kind for OneOf<T> {
    type Value = T;
    const NAME: &'static str = "choice";

    fn default(&self) -> T {
        self.0
    }

    fn default_text(&self) -> String {
        format!("{:?}", Self::name(self.0))
    }

    fn allowed(&self) -> String {
        let names: Vec<String> = T::NAMES.iter().map(|(name, _)| format!("{name:?}")).collect();
        names.join(", ")
    }

    fn schema(&self) -> Json {
        let names: Vec<&str> = T::NAMES.iter().map(|(name, _)| *name).collect();
        json!({ "type": "string", "enum": names })
    }

    fn parse(&self, key: &str, node: &Node, report: &mut Report<'_>) -> Option<T> {
        let Value::Text(text) = &node.value else {
            report.unlike(key, node, &format!("one of {}", self.allowed()));
            return None;
        };
        if let Some((_, value)) = T::NAMES.iter().find(|(name, _)| name == text) {
            return Some(*value);
        }
        let near = nearest(text, T::NAMES.iter().map(|(name, _)| *name));
        report.outside(key, node, self.allowed(), near.map(did_you_mean));
        None
    }

    fn json(&self, value: &T) -> Json {
        Json::from(Self::name(*value))
    }

    fn is_coherent(&self) -> bool {
        !Self::name(self.0).is_empty()
    }
}

/// An array of names of a closed set, each at most once.
pub(crate) struct Several<T>(pub(crate) Vec<T>);

impl<T: Choice> Kind for Several<T> {
    type Value = Vec<T>;
    const NAME: &'static str = "choices";

    fn default(&self) -> Vec<T> {
        self.0.clone()
    }

    fn default_text(&self) -> String {
        let names: Vec<String> = self.0.iter().map(|&v| format!("{:?}", OneOf::name(v))).collect();
        format!("[{}]", names.join(", "))
    }

    fn allowed(&self) -> String {
        format!("an array of {}", OneOf(T::NAMES[0].1).allowed())
    }

    fn schema(&self) -> Json {
        let each = OneOf(T::NAMES[0].1).schema();
        json!({ "type": "array", "items": each, "uniqueItems": true })
    }

    fn parse(&self, key: &str, node: &Node, report: &mut Report<'_>) -> Option<Vec<T>> {
        let Value::Array(items) = &node.value else {
            report.unlike(key, node, &self.allowed());
            return None;
        };
        let one = OneOf(T::NAMES[0].1);
        let mut values = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let at = format!("{key}[{index}]");
            let value = one.parse(&at, item, report)?;
            if values.contains(&value) {
                report.say(&at, item, format!("`{at}` stands there twice"), None);
            }
            values.push(value);
        }
        Some(values)
    }

    fn json(&self, value: &Vec<T>) -> Json {
        Json::Array(value.iter().map(|&value| Json::from(OneOf::name(value))).collect())
    }
}

/// An array of numbers, each within the same bounds.
pub(crate) struct List<Q> {
    pub(crate) default: Vec<Q>,
    pub(crate) each: Scalar<Q>,
    pub(crate) shortest: usize,
    pub(crate) longest: usize,
}

impl<Q> List<Q> {
    /// The lengths that are allowed, for people.
    fn lengths(&self) -> String {
        match (self.shortest, self.longest) {
            (least, usize::MAX) => format!("at least {least}"),
            (least, most) if least == most => least.to_string(),
            (least, most) => format!("{least} to {most}"),
        }
    }
}

impl<Q: Quantity> Kind for List<Q> {
    type Value = Vec<Q>;
    const NAME: &'static str = Q::KINDS;

    fn default(&self) -> Vec<Q> {
        self.default.clone()
    }

    fn default_text(&self) -> String {
        let texts: Vec<String> = self.default.iter().map(|value| value.text()).collect();
        format!("[{}]", texts.join(", "))
    }

    fn allowed(&self) -> String {
        format!("{} {}, each {}", self.lengths(), Q::KINDS, self.each.allowed())
    }

    fn numbers(&self) -> Numbers {
        Numbers { default: None, ..self.each.numbers() }
    }

    fn schema(&self) -> Json {
        let mut schema = json!({ "type": "array", "items": self.each.schema() });
        if 0 < self.shortest {
            schema["minItems"] = Json::from(self.shortest);
        }
        if self.longest < usize::MAX {
            schema["maxItems"] = Json::from(self.longest);
        }
        schema
    }

    fn parse(&self, key: &str, node: &Node, report: &mut Report<'_>) -> Option<Vec<Q>> {
        let Value::Array(items) = &node.value else {
            let wanted = format!("an array of {} such as {}", Q::KINDS, Q::EXAMPLE);
            report.unlike(key, node, &wanted);
            return None;
        };
        if !(self.shortest..=self.longest).contains(&items.len()) {
            let (has, allowed) = (items.len(), self.lengths());
            let message = format!("`{key}` has {has} {}, allowed is {allowed}", Q::KINDS);
            report.say(key, node, message, None);
        }
        let numbered = items.iter().enumerate();
        let values: Vec<_> = numbered
            .map(|(index, item)| self.each.parse(&format!("{key}[{index}]"), item, report))
            .collect();
        values.into_iter().collect()
    }

    fn json(&self, value: &Vec<Q>) -> Json {
        Json::Array(value.iter().map(|value| value.json()).collect())
    }

    fn is_coherent(&self) -> bool {
        (self.shortest..=self.longest).contains(&self.default.len())
            && self.default.iter().all(|value| self.each.min <= *value && *value <= self.each.max)
    }
}

impl<Q: Quantity> Bounded for List<Q> {
    type Bound = Q;

    fn bounded(self, min: Q, max: Q) -> Self {
        Self { each: Scalar { min, max, ..self.each }, ..self }
    }
}

impl<Q: Quantity, const SOURCED: bool, const TOLD: bool> Field<'_, List<Q>, SOURCED, TOLD> {
    /// Sets the smallest and the largest length, both allowed.
    pub(crate) fn lengths(self, shortest: usize, longest: usize) -> Self {
        self.refine(|kind| List { shortest, longest, ..kind })
    }
}

/// A key that may be left out: nothing then stands for it.
pub(crate) struct Optional<K>(pub(crate) K);

impl<K: Kind> Kind for Optional<K> {
    type Value = Option<K::Value>;
    const NAME: &'static str = K::NAME;

    fn default(&self) -> Self::Value {
        None
    }

    fn default_text(&self) -> String {
        "none".to_owned()
    }

    fn allowed(&self) -> String {
        self.0.allowed()
    }

    fn numbers(&self) -> Numbers {
        Numbers { default: None, ..self.0.numbers() }
    }

    fn schema(&self) -> Json {
        none_or(self.0.schema())
    }

    fn parse(&self, key: &str, node: &Node, report: &mut Report<'_>) -> Option<Self::Value> {
        // Nothing else than an empty text can say that a value of a file below does not hold.
        if node.is_over && node.value == Value::Text(String::new()) {
            return Some(None);
        }
        self.0.parse(key, node, report).map(Some)
    }

    fn json(&self, value: &Self::Value) -> Json {
        value.as_ref().map_or(Json::Null, |value| self.0.json(value))
    }
}

impl<K: Bounded> Bounded for Optional<K> {
    type Bound = K::Bound;

    fn bounded(self, min: K::Bound, max: K::Bound) -> Self {
        Self(self.0.bounded(min, max))
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Rationing, problems, sample};
    use super::*;
    use crate::units::Cents;
    use crate::units::Ppm;

    /// The problems of one key of `[post]`.
    fn post(line: &str) -> Vec<String> {
        problems(&format!("[post]\n{line}\n"))
    }

    #[test]
    fn numbers_may_be_whole_and_are_never_infinite() {
        assert_eq!(sample("[post]\nhours_per_post = 2\n").post.hours.to_bits(), 2_f64.to_bits());
        assert_eq!(
            post("hours_per_post = nan"),
            [":2:18: `post.hours_per_post` is nan, which is not a finite number"]
        );
        assert_eq!(
            post("hours_per_post = -inf"),
            [":2:18: `post.hours_per_post` is -inf, which is not a finite number"]
        );
        assert_eq!(
            post("hours_per_post = 1e999"),
            [":2:18: `post.hours_per_post` is 1e999, allowed is 0.01 to 100 (hours)"]
        );
        assert_eq!(
            problems("[business.a.plan.binary]\nfactor = 1e999\n"),
            [":2:10: `business.a.plan.binary.factor` is 1e999, allowed is any"]
        );
    }

    #[test]
    fn a_value_of_another_kind_is_named_with_what_is_wanted() {
        assert_eq!(
            post("hours_per_post = \"2.5\""),
            [":2:18: `post.hours_per_post` is a string, wanted is a number of hours \
              = numbers stand without quotes"]
        );
        assert_eq!(
            post("reach = [1]"),
            [":2:9: `post.reach` is an array, wanted is a share such as 0.25"]
        );
        assert_eq!(
            post("reach = 2020-01-01"),
            [":2:9: `post.reach` is a date, wanted is a share such as 0.25"]
        );
        assert_eq!(
            problems("weeks = 2.5\nlabel = 3\nlimit = true\n"),
            [
                ":1:9: `weeks` is the number 2.5, wanted is a whole number of weeks",
                ":2:9: `label` is the number 3, wanted is a text in quotes",
                ":3:9: `limit` is true, wanted is a whole number of people",
            ]
        );
        assert_eq!(
            problems("[market]\nrationing = 1\nis_open = \"no\"\n"),
            [
                ":2:13: `market.rationing` is the number 1, wanted is one of \"none\", \"queue\", \
                 \"pro_rata\"",
                ":3:11: `market.is_open` is a string, wanted is true or false",
            ]
        );
    }

    #[test]
    fn a_text_has_no_control_characters_but_line_ends() {
        for (text, odd) in
            [("a\\u0000b", "\\u{0}"), ("\\u001b[31mred", "\\u{1b}"), ("\\r", "\\u{d}")]
        {
            assert_eq!(
                problems(&format!("label = \"{text}\"\n")),
                [format!(":1:9: `label` has a control character, {odd} = leave it out")]
            );
        }
        for text in ["two\\nlines", "two\\r\\nlines", "a\\ttab"] {
            let told = text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t");
            assert_eq!(sample(&format!("label = \"{text}\"\n")).label, told);
        }
    }

    #[test]
    fn counts_are_whole_and_not_negative() {
        assert_eq!(problems("weeks = -1\n"), [":1:9: `weeks` is -1, allowed is 1 to 520 (weeks)"]);
        let huge = "[business.a]\ndiscount_steps = [{ from_points = 99999999999999999999 }]\n";
        assert_eq!(
            problems(huge),
            [":2:35: `business.a.discount_steps[0].from_points` is 99999999999999999999, \
              allowed is 0 to 18446744073709551615 (points)"]
        );
        assert_eq!(sample("limit = 1_000\n").limit, Some(1000));
    }

    #[test]
    fn money_is_exact_or_refused_with_a_reason() {
        let cost = |text: &str| sample(&format!("[post]\ncost_per_post = {text}\n")).post.cost;
        assert_eq!(cost("12"), Cents(1200));
        assert_eq!(cost("12.5"), Cents(1250));
        assert_eq!(cost("12.34"), Cents(1234));
        assert_eq!(cost("1_000.00"), Cents(100_000));
        assert_eq!(
            post("cost_per_post = 1.234"),
            [":2:17: `post.cost_per_post` is 1.234, which has more than two decimals: \
              money is in whole cents"]
        );
        assert_eq!(
            post("cost_per_post = 1e2"),
            [":2:17: `post.cost_per_post` is 1e2, which has an exponent: write the amount out"]
        );
        assert_eq!(
            post("cost_per_post = -3.00"),
            [":2:17: `post.cost_per_post` is -3.00, allowed is 0.00 to 1000.00 (money)"]
        );
        assert_eq!(
            post("cost_per_post = 99999999999999999999999"),
            [":2:17: `post.cost_per_post` is 99999999999999999999999, \
              allowed is 0.00 to 1000.00 (money)"]
        );
    }

    #[test]
    fn rates_are_exact_or_refused_with_a_reason() {
        let discount = |text: &str| {
            sample(&format!("[business.a]\ndiscount = {text}\n")).businesses[0].1.discount
        };
        assert_eq!(discount("0.25"), Ppm(250_000));
        assert_eq!(discount("0.333333"), Ppm(333_333));
        assert_eq!(discount("1"), Ppm::ONE);
        let wrong = |text: &str| problems(&format!("[business.a]\ndiscount = {text}\n"));
        assert_eq!(
            wrong("0.1234567"),
            [":2:12: `business.a.discount` is 0.1234567, which has more than six decimals: \
              rates are in parts per million"]
        );
        assert_eq!(
            wrong("2e-1"),
            [":2:12: `business.a.discount` is 2e-1, which has an exponent: write the rate out"]
        );
        assert_eq!(
            wrong("-0.1"),
            [":2:12: `business.a.discount` is -0.1, allowed is 0 to 1 (share)"]
        );
        assert_eq!(wrong("25"), [":2:12: `business.a.discount` is 25, allowed is 0 to 1 (share)"]);
    }

    #[test]
    fn an_array_of_rates_has_bounds_for_its_length_and_each_rate() {
        let rates = |text: &str| format!("[business.a.plan.unilevel]\nrates = {text}\n");
        let good = sample(&rates("[0.1, 0.05]")).businesses[0].1.unilevel.clone();
        assert_eq!(good, Some(vec![Ppm(100_000), Ppm(50_000)]));
        assert_eq!(
            problems(&rates("[]")),
            [":2:9: `business.a.plan.unilevel.rates` has 0 rates, allowed is 1 to 3"]
        );
        assert_eq!(
            problems(&rates("[0.1, 0.1, 0.1, 0.6]")),
            [
                ":2:9: `business.a.plan.unilevel.rates` has 4 rates, allowed is 1 to 3",
                ":2:25: `business.a.plan.unilevel.rates[3]` is 0.6, allowed is 0 to 0.5 (share)",
            ]
        );
        assert_eq!(
            problems(&rates("0.1")),
            [":2:9: `business.a.plan.unilevel.rates` is the number 0.1, wanted is an array of \
              rates such as [0.1, 0.05]"]
        );
    }

    #[test]
    fn a_choice_is_read_by_name() {
        let read = sample("[market]\nrationing = \"pro_rata\"\nis_open = false\n");
        assert_eq!((read.rationing, read.is_open), (Rationing::ProRata, false));
    }

    #[test]
    fn bounds_are_told_without_the_sides_that_are_open() {
        let allowed = |min, max| Scalar { default: 0.0, min, max }.allowed();
        assert_eq!(allowed(0.0, f64::INFINITY), "at least 0");
        assert_eq!(allowed(f64::NEG_INFINITY, 2.5), "at most 2.5");
        assert_eq!(allowed(f64::NEG_INFINITY, f64::INFINITY), "any");
        assert_eq!(allowed(1e-9, 1e20), "1e-9 to 1e20");
        assert_eq!(Scalar { default: 0_u64, min: 0, max: 9 }.allowed(), "0 to 9");
        assert_eq!(Scalar::free(0_u64).allowed(), "at least 0");
    }
}
