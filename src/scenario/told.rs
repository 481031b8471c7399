//! What a scenario came to, key by key, beside what holds where a file says nothing.
//!
//! *Invariant*: a function of the recorded values alone, so that the same is told of a run and of
//! its manifest years later by the same version.
//!
//! *Absent*: who gave a value, the file or the command line.

use serde_json::Value as Json;

use super::catalogue::{Catalogue, KeyInfo};
use super::change::written;
use super::load::keys;

/// One key in force, or a table that is there and changes none of its keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Its path as it would be written.
    pub path: String,
    /// Its value as it would be written; empty for a table.
    pub value: String,
    /// What is declared about it; nothing for a table.
    pub key: Option<KeyInfo>,
}

impl Told {
    /// Whether it is other than what holds where a file says nothing.
    pub fn differs(&self) -> bool {
        self.key.as_ref().is_none_or(|key| key.default != self.value)
    }
}

/// Every key of the recorded values in their order, and every table that a file must name and that
/// changes no key.
pub fn told(resolved: &Json) -> Vec<Told> {
    let mut all = Vec::new();
    walk(&keys(), "", resolved, &mut all);
    all
}

fn walk(catalogue: &Catalogue, path: &str, value: &Json, all: &mut Vec<Told>) {
    if let Some(key) = catalogue.find(path) {
        let (path, key) = (path.to_owned(), key.clone());
        all.push(Told { path, value: text(&key, value), key: Some(key) });
        return;
    }
    match value {
        Json::Object(entries) => {
            let first = all.len();
            for (name, inner) in entries {
                let dot = if path.is_empty() { "" } else { "." };
                walk(catalogue, &format!("{path}{dot}{name}"), inner, all);
            }
            if catalogue.must_be_named(path) && !all[first..].iter().any(Told::differs) {
                let (path, value) = (path.to_owned(), String::new());
                all.insert(first, Told { path, value, key: None });
            }
        }
        Json::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                walk(catalogue, &format!("{path}[{place}]"), item, all);
            }
        }
        _ => {}
    }
}

/// A recorded value as a file would have it, in the form that defaults are told in.
fn text(key: &KeyInfo, value: &Json) -> String {
    match value {
        Json::Null => "none".to_owned(),
        Json::Bool(flag) => flag.to_string(),
        Json::Array(items) => {
            let each: Vec<String> = items.iter().map(|item| text(key, item)).collect();
            format!("[{}]", each.join(", "))
        }
        Json::Object(entries) if entries.is_empty() => "{}".to_owned(),
        value => written(key.kind, value).unwrap_or_else(|| match value {
            Json::String(text) => format!("{text:?}"),
            other => other.to_string(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Loaded, SHIPPED};
    use super::*;

    fn of(text: &str) -> Vec<Told> {
        told(&Loaded::from_text("test", text).expect("no problems").resolved)
    }

    fn differing(text: &str) -> Vec<(String, String)> {
        let all = of(text).into_iter().filter(Told::differs);
        all.map(|told| (told.path, told.value)).collect()
    }

    fn pair(path: &str, value: &str) -> (String, String) {
        (path.to_owned(), value.to_owned())
    }

    #[test]
    fn a_scenario_that_says_nothing_differs_in_nothing_but_its_business() {
        assert_eq!(differing("[business.glow]\n"), [pair("business.glow", "")]);
    }

    #[test]
    fn what_differs_is_told_as_a_file_would_have_it() {
        let text = "weeks = 60\ntitle = \"A \\\"try\\\"\"\n\
                    [people]\nengagement = { log_normal = { median = 2, sigma = 0.5 } }\n\
                    [business.glow]\ndiscount = 0.25\nproduct.list_price = 12.50\n\
                    discount_steps = [{ from_points = 10, discount = 0.3 }]\n\
                    plan.unilevel = {}\nplan.binary.rate = 0.2\n";
        let told = differing(text);
        let wanted = [
            pair("weeks", "60"),
            pair("title", "\"A \\\"try\\\"\""),
            pair("people.engagement", "{ log_normal = { median = 2, sigma = 0.5 } }"),
            pair("business.glow.product.list_price", "12.50"),
            pair("business.glow.discount", "0.25"),
            pair("business.glow.discount_steps[0].from_points", "10"),
            pair("business.glow.plan.binary.rate", "0.2"),
        ];
        for one in &wanted {
            assert!(told.contains(one), "{one:?} is not in {told:?}");
        }
        assert!(told.contains(&pair("business.glow.plan.unilevel", "")), "{told:?}");
        assert!(!told.contains(&pair("business.glow", "")), "{told:?}");
    }

    #[test]
    fn every_key_that_differs_in_a_shipped_scenario_was_given_or_has_no_default_text() {
        for shipped in SHIPPED.iter().filter(|shipped| !shipped.text.contains("extends")) {
            let loaded = Loaded::from_text("shipped", shipped.text).expect("no problems");
            for told in told(&loaded.resolved).iter().filter(|told| told.differs()) {
                let is_given = loaded.given.contains(&told.path);
                assert!(is_given || told.key.is_none(), "{}: {told:?}", shipped.path);
            }
        }
    }
}
