//! The catalogue of keys as a JSON Schema, by which editors complete and check a file.
//!
//! The schema keeps to draft 7 and to what older drafts have in common with it: that is what
//! editors of TOML understand. Defaults, units, bounds and sources stand in the descriptions.
//!
//! *Invariant*: it is made from the catalogue alone and has every key of it. It may allow more than
//! the program does (what keys say about each other, decimals of money), never less.
//!
//! *Absent*: what a key allows (the kinds say it), files.

use std::fmt::Write as _;

use serde_json::{Map, Number, Value as Json, json};

use super::catalogue::{Catalogue, KeyInfo, TableShape, split_last, written_path};

/// The draft.
const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

/// A name that a user may choose for a table.
const CHOSEN_NAME: &str = "^[A-Za-z0-9_-]+$";

/// Where the keys that an event can set are defined.
const SET: &str = "set";

impl Catalogue {
    /// The JSON Schema (draft 7) of a file with these keys, under a title.
    pub fn json_schema(&self, title: &str) -> Json {
        let mut schema = json!({ "$schema": DRAFT, "title": title });
        let root = schema.as_object_mut().expect("it was just written as one");
        root.extend(self.object("", false));
        if let Some(set) = self.keys().iter().find(|key| key.kind == "keys") {
            let mut keys = self.object("", true);
            keys.insert("description".to_owned(), Json::from(set.about));
            root.insert("definitions".to_owned(), json!({ SET: keys }));
        }
        schema
    }

    /// A table: all of it, or what an event can set.
    fn object(&self, table: &str, for_event: bool) -> Map<String, Json> {
        let mut properties = Map::new();
        for key in self.keys() {
            let (home, name) = split_last(&key.path);
            if home == table && !(for_event && key.fixed.is_some()) {
                properties.insert(name.to_owned(), described(key));
            }
        }
        for inner in self.tables() {
            let (home, name) = split_last(written_path(&inner.path));
            if home != table {
                continue;
            }
            let object = self.object(&inner.path, for_event);
            let is_empty = object["properties"].as_object().is_none_or(Map::is_empty);
            if !(for_event && is_empty) {
                properties.insert(name.to_owned(), shaped(inner.shape, object));
            }
        }
        object_of(properties)
    }
}

/// A table with these keys and no other.
fn object_of(properties: Map<String, Json>) -> Map<String, Json> {
    Map::from_iter([
        ("type".to_owned(), Json::from("object")),
        ("properties".to_owned(), Json::Object(properties)),
        ("additionalProperties".to_owned(), Json::from(false)),
    ])
}

/// A table as it is written: once, by names, or as an array.
fn shaped(shape: TableShape, object: Map<String, Json>) -> Json {
    match shape {
        TableShape::Always | TableShape::Optional => Json::Object(object),
        TableShape::Named => json!({
            "type": "object",
            "patternProperties": { CHOSEN_NAME: object },
            "additionalProperties": false,
        }),
        TableShape::Array => json!({ "type": "array", "items": object }),
    }
}

/// What a key allows, with its sentence, unit, default and source.
fn described(key: &KeyInfo) -> Json {
    let mut schema = key.schema.clone();
    // Beside a reference everything else is ignored.
    if schema.get("$ref").is_some() {
        return schema;
    }
    let mut text = key.about.to_owned();
    text.push_str("\n\n");
    if !key.unit.is_empty() {
        let _ = write!(text, "Unit: {}. ", key.unit);
    }
    let _ = write!(text, "Allowed: {}. ", key.allowed);
    let _ = write!(text, "Default: {}. Source: {}.", key.default, key.source);
    schema["description"] = Json::from(text);
    if let Some(default) = value_of(&key.default) {
        schema["default"] = default;
    }
    schema
}

/// A default as a value; nothing where it is none.
fn value_of(default: &str) -> Option<Json> {
    let table: toml::Table = toml::from_str(&format!("it = {default}")).ok()?;
    serde_json::to_value(table.get("it")?).ok()
}

/// The schema of keys that an event can set.
pub(super) fn reference_to_set() -> Json {
    json!({ "$ref": format!("#/definitions/{SET}") })
}

/// What may be left out: an empty text says that a value of a file below does not hold.
pub(super) fn none_or(schema: Json) -> Json {
    if schema["type"] == "string" && schema.get("enum").is_none() {
        return schema;
    }
    json!({ "anyOf": [schema, { "type": "string", "enum": [""] }] })
}

/// A bound, without a point where it is whole.
pub(super) fn number(bound: f64) -> Json {
    /// Up to here every whole number is a float.
    const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;
    if bound.fract() == 0.0 && bound.abs() < WHOLE_MAX {
        #[expect(clippy::cast_possible_truncation, reason = "whole and small enough")]
        let whole = bound as i64;
        return Json::from(whole);
    }
    Number::from_f64(bound).map_or(Json::Null, Json::Number)
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::catalogue;
    use super::super::sample::Sample;
    use super::super::{case_keys, keys};
    use super::*;

    /// How many keys a schema has; a distribution's parameters are none.
    fn count(schema: &Json) -> usize {
        let here = schema.get("properties").or_else(|| schema.get("patternProperties"));
        let inner = here.and_then(Json::as_object).map_or(0, |all| all.values().map(count).sum());
        let items = schema.get("items").filter(|items| items["type"] == "object").map_or(0, count);
        let is_key = schema.get("description").is_some() || schema.get("$ref").is_some();
        usize::from(is_key) + inner + items
    }

    #[test]
    fn every_key_of_the_catalogue_is_in_the_schema_and_no_other() {
        for (name, catalogue) in [("scenario", keys()), ("case", case_keys())] {
            let schema = catalogue.json_schema(name);
            assert_eq!(count(&schema), catalogue.keys().len(), "{name}");
        }
        // What an event can set is what no key says to be fixed; the definition itself has a text.
        let catalogue = keys();
        let changing = catalogue.keys().iter().filter(|key| key.fixed.is_none()).count();
        let schema = catalogue.json_schema("scenario");
        assert_eq!(count(&schema["definitions"][SET]) - 1, changing);
        assert!(100 < changing && changing < catalogue.keys().len());
    }

    #[test]
    fn each_kind_of_key_and_each_shape_of_table_has_its_schema() {
        let schema = catalogue(Sample::read).json_schema("A sample");
        let at = |pointer: &str| {
            let found = schema.pointer(pointer);
            let mut found = found.unwrap_or_else(|| panic!("{pointer} in {schema:#}")).clone();
            found.as_object_mut().map(|object| object.remove("description"));
            found
        };
        assert_eq!(schema["$schema"], DRAFT);
        assert_eq!(schema["title"], "A sample");
        assert_eq!(schema["additionalProperties"], false);
        let count = json!({ "type": "integer", "minimum": 1, "maximum": 520, "default": 52 });
        assert_eq!(at("/properties/weeks"), count);
        let post = "/properties/post/properties";
        let money = json!({ "type": "number", "minimum": 0, "maximum": 1000, "default": 0.5 });
        assert_eq!(at(&format!("{post}/cost_per_post")), money);
        let talent = at(&format!("{post}/talent"));
        assert_eq!(talent["default"], json!({ "log_normal": { "median": 1, "sigma": 0.5 } }));
        let values = json!({ "type": "number", "minimum": 0, "maximum": 50 });
        let free = json!({ "type": "number", "minimum": 0 });
        let shapes = talent["oneOf"].as_array().expect("shapes");
        assert_eq!(shapes[0], values);
        let log_normal = json!({ "log_normal": {
            "type": "object", "required": ["median", "sigma"],
            "properties": { "median": values, "sigma": free }, "additionalProperties": false,
        } });
        assert!(shapes.iter().any(|shape| shape["properties"] == log_normal), "{talent:#}");
        let choice = json!(
            { "type": "string", "enum": ["none", "queue", "pro_rata"], "default": "queue" }
        );
        assert_eq!(at("/properties/market/properties/rationing"), choice);
        let few = json!({ "type": "integer", "minimum": 1, "maximum": 1000 });
        let none = json!({ "type": "string", "enum": [""] });
        let optional = json!({ "anyOf": [few, none] });
        assert_eq!(at("/properties/limit"), optional);
        assert_eq!(at("/properties/note"), json!({ "type": "string" }));
        let business = format!("/properties/business/patternProperties/{CHOSEN_NAME}/properties");
        let steps = at(&format!("{business}/discount_steps"));
        assert_eq!(steps["type"], "array");
        assert_eq!(steps["items"]["properties"]["from_points"]["type"], "integer");
        let rates = at(&format!("{business}/plan/properties/unilevel/properties/rates"));
        let each = json!({ "type": "number", "minimum": 0, "maximum": 0.5 });
        let wanted = json!({
            "type": "array", "items": each, "minItems": 1, "maxItems": 3, "default": [0.05]
        });
        assert_eq!(rates, wanted);
    }

    #[test]
    fn a_description_says_what_explain_says() {
        let schema = keys().json_schema("A scenario");
        let reach = &schema["properties"]["post"]["properties"]["reach"]["description"];
        assert_eq!(
            reach,
            "Views of the week's first post per follower.\n\nUnit: views a follower. Allowed: 0 to \
             1000. Default: 0.3. Source: FACTS I6, I7: a post reaches 20 to 40 % of followers."
        );
    }
}
