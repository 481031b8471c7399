//! What a scenario assumes, key by key, for those who read its results.
//!
//! *Invariant*: a function of the values that the manifest records.
//!
//! *Absent*: reading scenarios.

use serde_json::Value as Json;

use crate::scenario::{Source, told};

/// One key of a scenario, or a table that is there and changes none of its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingRow {
    /// Its path.
    pub path: String,
    /// Its value as a file would have it; empty for a table.
    pub value: String,
    /// Its default; empty for a table.
    pub default: String,
    /// What its number counts.
    pub unit: &'static str,
    /// Where the default comes from.
    pub source: String,
    /// What it means.
    pub about: &'static str,
    /// Whether nobody has measured its default.
    pub is_assumed: bool,
    /// Whether the value is another one than the default.
    pub differs: bool,
}

/// Every key in force, in the order of the scenario.
pub fn settings(resolved: &Json) -> Vec<SettingRow> {
    let row = |told: crate::scenario::Told| {
        let differs = told.differs();
        match told.key {
            Some(key) => SettingRow {
                path: told.path,
                value: told.value,
                default: key.default,
                unit: key.unit,
                source: key.source.to_string(),
                about: key.about,
                is_assumed: key.source == Source::Assumption,
                differs,
            },
            None => SettingRow {
                path: told.path,
                value: told.value,
                default: String::new(),
                unit: "",
                source: String::new(),
                about: "A table that is there, all its keys at their defaults.",
                is_assumed: false,
                differs,
            },
        }
    };
    told(resolved).into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Loaded;

    #[test]
    fn keys_carry_the_source_of_their_defaults() {
        let text = "[market]\npeople = 5_000\n[business.glow]\nplan.unilevel = {}\n";
        let loaded = Loaded::from_text("test", text).expect("no problems");
        let rows = settings(&loaded.resolved);
        let find = |path: &str| rows.iter().find(|row| row.path == path).expect("a row");
        let people = find("market.people");
        assert!(people.differs && people.is_assumed);
        assert_eq!((people.value.as_str(), people.default.as_str()), ("5000", "200000"));
        assert_eq!((people.unit, people.source.as_str()), ("people", "assumption"));
        let hours = find("people.hours_per_week");
        assert!(!hours.differs && !hours.is_assumed);
        assert_eq!(hours.source, "article");
        let plan = find("business.glow.plan.unilevel");
        assert!(plan.differs && plan.value.is_empty());
        let differing: Vec<&str> =
            rows.iter().filter(|row| row.differs).map(|row| row.path.as_str()).collect();
        assert_eq!(differing, ["market.people", "business.glow.plan.unilevel"]);
    }
}
