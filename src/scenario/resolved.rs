//! What a scenario came to: every key with its final value, for the manifest and the hash.
//!
//! *Invariant*: two scenarios with the same final values have the same hash, whatever their files
//! look like and in whatever order the program reads the keys.
//!
//! *Absent*: writing files.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

/// Every key's final value, and whether it was given.
///
/// Money is a text with two decimals (`"12.50"`), so that no reader turns it into a float; rates
/// and numbers are numbers, a distribution is `{ "normal": { "mean": …, "sd": … } }`, an optional
/// key that is left out is `null`, an optional table that is left out is not there.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Resolved {
    /// The values, nested as the tables are.
    pub(crate) values: Json,
    /// For each key's dotted path, whether it was given (else it is the default).
    pub(crate) given: BTreeMap<String, bool>,
}

impl Resolved {
    /// The hash of the values.
    pub(crate) fn hash(&self) -> String {
        scenario_hash(&self.values)
    }
}

/// SHA-256 in hexadecimal over the canonical JSON text: names sorted, no blanks.
pub(crate) fn scenario_hash(values: &Json) -> String {
    let digest = Sha256::digest(canonical(values).as_bytes());
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// JSON text that does not depend on the order of names.
fn canonical(value: &Json) -> String {
    match value {
        Json::Object(entries) => {
            let sorted: BTreeMap<&String, &Json> = entries.iter().collect();
            let each = |(name, value): (&String, &Json)| {
                format!("{}:{}", Json::from(name.as_str()), canonical(value))
            };
            format!("{{{}}}", sorted.into_iter().map(each).collect::<Vec<_>>().join(","))
        }
        Json::Array(items) => {
            format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(","))
        }
        scalar => scalar.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash_of(text: &str) -> String {
        scenario_hash(&serde_json::from_str(text).expect("JSON"))
    }

    #[test]
    fn the_hash_is_sha_256_of_sorted_json_without_blanks() {
        // printf '{"a":[1,{"c":null,"d":"x"}],"b":0.25}' | sha256sum
        let wanted = "b0ae9e50b37d00e47602e73d3c7bee6701c6d87d015c849cde04bf55e4626851";
        assert_eq!(hash_of(r#"{"b": 0.25, "a": [1, {"d": "x", "c": null}]}"#), wanted);
    }

    #[test]
    fn the_hash_ignores_order_and_notices_values() {
        assert_eq!(hash_of(r#"{"a":1,"b":2}"#), hash_of(r#"{"b":2,"a":1}"#));
        assert_ne!(hash_of(r#"{"a":1,"b":2}"#), hash_of(r#"{"a":2,"b":1}"#));
        assert_ne!(hash_of(r#"{"a":[1,2]}"#), hash_of(r#"{"a":[2,1]}"#));
    }
}
