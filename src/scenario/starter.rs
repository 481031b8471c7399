//! A commented scenario to start from: the keys that are changed most, each with what is declared
//! about it.
//!
//! *Invariant*: comments and values come from the catalogue or from a checked scenario, so that
//! they cannot go stale; what is written can be read again.
//!
//! *Absent*: files.

use std::fmt::Write as _;

use serde_json::Value as Json;

use super::catalogue::KeyInfo;
use super::table::joined;
use super::{Loaded, keys};

/// Columns to which comments are wrapped.
const WIDTH: usize = 100;

/// A key below a table, and its value where the default is not one to start with.
type Start = (&'static str, Option<&'static str>);

/// The tables with their keys; `NAME` stands for each business.
const TABLES: [(&str, &[Start]); 9] = [
    ("", &[("weeks", Some("104")), ("replicates", Some("8")), ("seed", None)]),
    ("market", &[("people", Some("20000"))]),
    ("people", &[("followers", None), ("hours_per_week", None)]),
    ("post", &[("reach", None), ("hours_per_post", None)]),
    ("sell", &[("conversion", None), ("in_person_orders_per_hour", None)]),
    ("recruit", &[("leads_per_hour", None), ("acceptance", None)]),
    ("quit", &[("hazard_per_week", None)]),
    (
        "business.NAME",
        &[
            ("founders", Some("100")),
            ("founder_roots", Some("5")),
            ("discount", None),
            ("product.list_price", None),
            ("product.unit_cost", None),
            ("joining.kit_price", None),
            ("buy_back.share", None),
        ],
    ),
    ("business.NAME.plan.unilevel", &[("base", None), ("rates", None), ("compression", None)]),
];

/// The business of a scenario that begins from nothing.
const BUSINESS: &str = "company";

/// What else a scenario can have, to be switched on by taking the `#` away.
const MORE: [(&str, &[Start]); 2] = [
    (
        "event.lockdown",
        &[
            ("start_week", Some("11")),
            ("duration_weeks", Some("26")),
            ("factor.in_person_orders", Some("0.2")),
        ],
    ),
    (
        "persona.ana",
        &[("followers", Some("1500")), ("hours_per_week", Some("10")), ("week", Some("27"))],
    ),
];

/// A scenario that runs as it is: the most useful keys with their values, each with its unit,
/// bounds, default and source in a comment.
///
/// # Panics
/// When a key that it names is no longer declared: a mistake of the program.
pub fn starter(name: &str) -> String {
    let mut text = head(name);
    text.push_str(&comment("One line about it, shown in lists and on pictures."));
    let _ = writeln!(text, "title = {}", Json::from(name));
    for (table, starts) in TABLES {
        let table = table.replace("NAME", BUSINESS);
        put(&mut text, &table, starts, ["", ""], |key, start| {
            Some(start.unwrap_or(&key.default).to_owned())
        });
    }
    text + &more()
}

/// A scenario that begins with all that another one says, seen from the new file as `extends`. The
/// most useful keys stand there with that scenario's values, to be changed by taking the `#` away.
///
/// # Panics
/// As [`starter`].
pub fn starter_like(name: &str, base: &Loaded, extends: &str) -> String {
    let mut text = head(name);
    text.push_str(&comment("Whatever is not changed below is as in this file."));
    let _ = writeln!(text, "extends = {}", Json::from(extends));
    let _ = writeln!(text, "title = {}", Json::from(format!("{name}, like {}", base.name)));
    for (table, starts) in TABLES {
        let businesses: Vec<&str> = if table.contains("NAME") {
            base.scenario.businesses.iter().map(|(name, _)| name.as_str()).collect()
        } else {
            vec![""]
        };
        for business in businesses {
            let table = table.replace("NAME", business);
            put(&mut text, &table, starts, ["", "#"], |key, _| {
                // Tables of the plan may not be there.
                let (home, last) = key.path.rsplit_once('.').unwrap_or(("", &key.path));
                let path = joined(&home.replacen("NAME", business, 1), last);
                in_toml(key.kind, base.resolved.pointer(&format!("/{}", path.replace('.', "/")))?)
            });
        }
    }
    text + &more()
}

/// What a new file says of itself.
fn head(name: &str) -> String {
    comment(&format!(
        "{name}: a scenario for `downline run`. Every key may be left out: then its default holds. \
         `downline check` says what is wrong, `downline explain KEY` tells of any key, `downline \
         reference keys` lists them all."
    )) + &comment(
        "To have an editor complete keys: `downline schema > downline.schema.json`, and as the \
         first line of this file `#:schema ./downline.schema.json`.",
    ) + "\n"
}

/// A table with its keys, behind marks that may switch it and them off.
fn put(
    text: &mut String,
    table: &str,
    starts: &[Start],
    [mark, key_mark]: [&str; 2],
    value: impl Fn(&KeyInfo, Option<&str>) -> Option<String>,
) {
    let catalogue = keys();
    let found: Vec<(&str, &KeyInfo, String)> = starts
        .iter()
        .filter_map(|(name, start)| {
            let path = joined(table, name);
            let key = catalogue.find(&path);
            let key = key.unwrap_or_else(|| panic!("`{path}` is no key to start with"));
            Some((*name, key, value(key, *start)?))
        })
        .collect();
    if found.is_empty() {
        return;
    }
    if !table.is_empty() {
        let _ = writeln!(text, "\n{mark}[{table}]");
    }
    for (name, key, value) in found {
        text.push_str(&about(key));
        let _ = writeln!(text, "{key_mark}{name} = {value}");
    }
}

/// What else there is, switched off.
fn more() -> String {
    let mut text = String::new();
    for (table, starts) in MORE {
        put(&mut text, table, starts, ["#", "#"], |_, start| start.map(str::to_owned));
    }
    text
}

/// A key's sentence, and then its unit, bounds, default and source.
fn about(key: &KeyInfo) -> String {
    let unit = if key.unit.is_empty() { String::new() } else { format!("{}; ", key.unit) };
    let KeyInfo { about, allowed, default, source, .. } = key;
    comment(about) + &comment(&format!("[{unit}{allowed}; default {default}; source: {source}]"))
}

/// A comment, wrapped between words.
fn comment(sentence: &str) -> String {
    let mut text = String::from("#");
    let mut column = 1;
    for word in sentence.split_whitespace() {
        let length = word.chars().count() + 1;
        if 1 < column && WIDTH < column + length {
            text.push_str("\n#");
            column = 1;
        }
        let _ = write!(text, " {word}");
        column += length;
    }
    text + "\n"
}

/// A resolved value as a scenario has it; nothing where it is left out.
fn in_toml(kind: &str, value: &Json) -> Option<String> {
    Some(match value {
        Json::Null => return None,
        // Money is a text in the record of a run, and none in a scenario.
        Json::String(amount) if ["money", "amounts"].contains(&kind) => amount.clone(),
        Json::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(|item| in_toml(kind, item)).collect();
            format!("[{}]", items?.join(", "))
        }
        Json::Object(entries) => match entries.iter().next() {
            Some((name, value)) if name == "constant" => in_toml(kind, value)?,
            _ => {
                let each = |(name, value)| Some(format!("{name} = {}", in_toml(kind, value)?));
                let entries: Option<Vec<String>> = entries.iter().map(each).collect();
                format!("{{ {} }}", entries?.join(", "))
            }
        },
        other => other.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of a file that are no comments.
    fn keys_of(text: &str) -> Vec<&str> {
        text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect()
    }

    #[test]
    fn a_starter_is_sound_says_what_is_declared_and_keeps_to_its_width() {
        let text = starter("my \"own\" network");
        let loaded = Loaded::from_text("new", &text).unwrap_or_else(|p| panic!("{p}\n{text}"));
        assert_eq!(loaded.scenario.title, "my \"own\" network");
        assert_eq!(loaded.scenario.weeks, 104);
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        let reach = "\
# Views of the week's first post per follower.
# [views a follower; 0 to 1000; default 0.3; source: FACTS I6, I7: a post reaches 20 to 40 % of
# followers]
reach = 0.3
";
        assert!(text.contains(reach), "{text}");
        let wanted: usize = TABLES.iter().map(|(_, starts)| starts.len()).sum();
        let keys = keys_of(&text).into_iter().filter(|line| !line.starts_with('['));
        assert_eq!(keys.count(), wanted + 1, "{text}");
    }

    #[test]
    fn what_is_switched_off_is_sound_when_it_is_switched_on() {
        let on = |text: &str| {
            let is_key =
                |line: &&str| line.starts_with("#[") || line[1..].starts_with(char::is_alphabetic);
            let line = |line: &str| {
                let off = Some(line).filter(|line| line.starts_with('#')).filter(is_key);
                off.map_or(line, |line| &line[1..]).to_owned()
            };
            text.lines().map(line).collect::<Vec<String>>().join("\n")
        };
        let text = on(&starter("more"));
        let loaded = Loaded::from_text("more", &text).unwrap_or_else(|p| panic!("{p}\n{text}"));
        assert_eq!(loaded.scenario.events.len(), 1);
        assert_eq!(loaded.scenario.personas.len(), 1);
    }

    #[test]
    fn a_scenario_like_another_has_its_values_switched_off() {
        let base = "[business.dew]\ndiscount = 0.25\nproduct.list_price = 35.50\n\
                    [business.glow]\nplan.unilevel.rates = [0.2, 0.1]\n[post]\nreach = 0.25\n\
                    [people]\nfollowers = { log_normal = { median = 2000, sigma = 0.5 } }\n";
        let base = Loaded::from_text("base", base).expect("a sound scenario");
        let text = starter_like("mine", &base, "../base.toml");
        let own = ["extends = \"../base.toml\"", "title = \"mine, like base\""];
        let keys: Vec<&str> =
            keys_of(&text).into_iter().filter(|line| !line.starts_with('[')).collect();
        assert_eq!(keys, own, "{text}");
        for line in [
            "[business.dew]",
            "#discount = 0.25",
            "#product.list_price = 35.50",
            "#reach = 0.25",
            "#followers = { log_normal = { median = 2000.0, sigma = 0.5 } }",
            "[business.glow.plan.unilevel]",
            "#rates = [0.2, 0.1]",
        ] {
            assert!(text.lines().any(|own| own == line), "{line} is missing in\n{text}");
        }
        assert!(!text.contains("[business.dew.plan"), "{text}");
    }
}
