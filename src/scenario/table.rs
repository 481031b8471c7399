//! The tables of a scenario: what its sections read their keys from.
//!
//! *Invariant*: every key that is written in a table is either declared by the section that reads
//! the table or reported. Reading a table that is absent is reading one without entries, so that
//! the defaults have one home, and the run over no document at all makes the catalogue.
//!
//! *Absent*: what an unknown key may have meant (`reading` compares it with the full catalogue).

mod optional;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::catalogue::{Catalogue, KeyInfo, NAME, TableInfo, TableShape};
use super::document::{Entries, Node, Place, Value, is_bare, key_text};
use super::field::{NewField, Slot};
use super::kinds::{Choice, Flag, List, OneOf, Optional, Scalar, Several, Text};
use super::problem::Complaint;
use super::spread::Spread;
use crate::chance::Distribution;
use crate::units::{Cents, Ppm};

/// Where a table or key is: as written, and as declared (with `NAME` for names that users give).
#[derive(Debug, Clone, Default)]
pub(crate) struct Path {
    pub(crate) concrete: String,
    pub(crate) declared: String,
    /// Why no event can change what is here, if so.
    pub(crate) fixed: Option<&'static str>,
}

impl Path {
    /// The path of an entry.
    fn entry(&self, name: &str) -> Self {
        self.named(name, name)
    }

    /// The path of an entry whose name the user chose.
    fn named(&self, concrete: &str, declared: &str) -> Self {
        Self {
            concrete: joined(&self.concrete, &key_text(concrete)),
            declared: joined(&self.declared, declared),
            fixed: self.fixed,
        }
    }

    /// The path of an element of an array.
    fn element(&self, index: usize) -> Self {
        Self {
            concrete: format!("{}[{index}]", self.concrete),
            declared: format!("{}[]", self.declared),
            fixed: self.fixed,
        }
    }
}

/// A dotted path and one more part.
pub(crate) fn joined(table: &str, name: &str) -> String {
    if table.is_empty() { name.to_owned() } else { format!("{table}.{name}") }
}

/// A key or table that nobody declared.
#[derive(Debug)]
pub(crate) struct Stranger {
    /// The table that it stands in, as declared.
    pub(crate) table: String,
    /// Its name, without quotes.
    pub(crate) name: String,
    /// Its path as written.
    pub(crate) path: String,
    /// Where its name is.
    pub(crate) place: Place,
    /// Whether it is a table.
    pub(crate) is_table: bool,
}

/// What a reading collects beside the values.
#[derive(Debug, Default)]
pub(crate) struct Session {
    /// The declarations; nothing while a document is read.
    catalogue: Option<Catalogue>,
    pub(crate) complaints: Vec<Complaint>,
    pub(crate) strangers: Vec<Stranger>,
    /// For each key as written, whether the document gives it.
    pub(crate) given: BTreeMap<String, bool>,
    /// Keys whose default was written over another value.
    pub(crate) taken_back: BTreeSet<String>,
}

impl Session {
    /// Whether this run makes the catalogue.
    pub(crate) fn is_declaring(&self) -> bool {
        self.catalogue.is_some()
    }

    /// Adds a key to the catalogue.
    pub(crate) fn declare(&mut self, key: KeyInfo) {
        if let Some(catalogue) = &mut self.catalogue {
            catalogue.add_key(key);
        }
    }

    /// Adds a table to the catalogue.
    fn declare_table(&mut self, path: &Path, shape: TableShape) {
        if let Some(catalogue) = &mut self.catalogue {
            catalogue.add_table(TableInfo { path: path.declared.clone(), shape });
        }
    }

    /// Notes whether a key was given.
    pub(crate) fn note(&mut self, path: &Path, is_given: bool) {
        self.given.insert(path.concrete.clone(), is_given);
    }

    /// Reports something that should have been a table or an array of tables.
    fn unlike(&mut self, path: &Path, node: &Node, wanted: &str, hint: Option<String>) {
        let key = &path.concrete;
        let message = format!("`{key}` is {}, wanted is {wanted}", node.found());
        self.complaints.push(Complaint::new(node.place(), key, message).hinted(hint));
    }
}

/// A table of a scenario that is being read.
pub(crate) struct Table<'a> {
    session: &'a mut Session,
    entries: Option<&'a Entries>,
    path: Path,
    values: Map<String, Json>,
    known: Vec<&'static str>,
}

impl Table<'_> {
    /// A number. No bounds unless `within` says so; whole numbers are accepted.
    pub(crate) fn number(&mut self, name: &'static str, default: f64) -> NewField<'_, Scalar<f64>> {
        NewField::new(self.slot(name), Scalar::free(default), "")
    }

    /// A share of a whole, from 0 to 1.
    pub(crate) fn share(&mut self, name: &'static str, default: f64) -> NewField<'_, Scalar<f64>> {
        let kind = Scalar { default, min: 0.0, max: 1.0 };
        NewField::new(self.slot(name), kind, "share")
    }

    /// A whole number of zero or more.
    pub(crate) fn count(&mut self, name: &'static str, default: u64) -> NewField<'_, Scalar<u64>> {
        NewField::new(self.slot(name), Scalar::free(default), "")
    }

    /// An amount of money, exact to the cent. No bounds unless `within` says so.
    pub(crate) fn money(
        &mut self,
        name: &'static str,
        default: Cents,
    ) -> NewField<'_, Scalar<Cents>> {
        NewField::new(self.slot(name), Scalar::free(default), "money")
    }

    /// A rate that multiplies money, exact to the millionth, from 0 to 1.
    pub(crate) fn rate(&mut self, name: &'static str, default: Ppm) -> NewField<'_, Scalar<Ppm>> {
        let kind = Scalar { default, min: Ppm::ZERO, max: Ppm::ONE };
        NewField::new(self.slot(name), kind, "share")
    }

    /// An array of rates, each from 0 to 1, of any length unless `lengths` says so.
    pub(crate) fn rates(&mut self, name: &'static str, default: &[Ppm]) -> NewField<'_, List<Ppm>> {
        let each = Scalar { default: Ppm::ZERO, min: Ppm::ZERO, max: Ppm::ONE };
        let kind = List { default: default.to_vec(), each, shortest: 0, longest: usize::MAX };
        NewField::new(self.slot(name), kind, "share")
    }

    /// `true` or `false`.
    pub(crate) fn flag(&mut self, name: &'static str, default: bool) -> NewField<'_, Flag> {
        NewField::new(self.slot(name), Flag(default), "")
    }

    /// Any text.
    pub(crate) fn text(&mut self, name: &'static str, default: &str) -> NewField<'_, Text> {
        NewField::new(self.slot(name), Text(default.to_owned()), "")
    }

    /// One of the names of `T`.
    pub(crate) fn choice<T: Choice>(
        &mut self,
        name: &'static str,
        default: T,
    ) -> NewField<'_, OneOf<T>> {
        NewField::new(self.slot(name), OneOf(default), "")
    }

    /// A distribution over people. No bounds unless `within` says so.
    pub(crate) fn distribution(
        &mut self,
        name: &'static str,
        default: Distribution,
    ) -> NewField<'_, Spread> {
        NewField::new(self.slot(name), Spread::free(default), "")
    }

    /// An array of whole numbers.
    pub(crate) fn counts(
        &mut self,
        name: &'static str,
        default: &[u64],
    ) -> NewField<'_, List<u64>> {
        let each = Scalar::free(0);
        let kind = List { default: default.to_vec(), each, shortest: 0, longest: 64 };
        NewField::new(self.slot(name), kind, "")
    }

    /// An array of amounts of money.
    pub(crate) fn amounts(
        &mut self,
        name: &'static str,
        default: &[Cents],
    ) -> NewField<'_, List<Cents>> {
        let each = Scalar { default: Cents::ZERO, min: Cents::ZERO, max: Cents(100_000_000_000) };
        let kind = List { default: default.to_vec(), each, shortest: 0, longest: 64 };
        NewField::new(self.slot(name), kind, "money")
    }

    /// `true` or `false`, which may be left out.
    pub(crate) fn optional_flag(&mut self, name: &'static str) -> NewField<'_, Optional<Flag>> {
        NewField::new(self.slot(name), Optional(Flag(false)), "")
    }

    /// A rate that may be left out.
    pub(crate) fn optional_rate(
        &mut self,
        name: &'static str,
    ) -> NewField<'_, Optional<Scalar<Ppm>>> {
        let kind = Scalar { default: Ppm::ZERO, min: Ppm::ZERO, max: Ppm::ONE };
        NewField::new(self.slot(name), Optional(kind), "share")
    }

    /// An array of names of `T`, each at most once.
    pub(crate) fn several<T: Choice>(
        &mut self,
        name: &'static str,
        default: &[T],
    ) -> NewField<'_, Several<T>> {
        NewField::new(self.slot(name), Several(default.to_vec()), "")
    }

    /// A table inside this one; absent, its defaults.
    pub(crate) fn table<T>(&mut self, name: &'static str, read: fn(&mut Table<'_>) -> T) -> T {
        self.table_with(name, read)
    }

    /// As `table`, with a closure that may know what was read before.
    pub(crate) fn table_with<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Table<'_>) -> T,
    ) -> T {
        let slot = self.slot(name);
        slot.session.declare_table(&slot.path, TableShape::Always);
        slot.table(read)
    }

    /// A table that switches something on by being there; empty, its defaults.
    pub(crate) fn optional_table<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Table<'_>) -> T,
    ) -> Option<T> {
        let slot = self.slot(name);
        slot.session.declare_table(&slot.path, TableShape::Optional);
        let is_there = slot.node.is_some() || slot.session.is_declaring();
        is_there.then(|| slot.table(read))
    }

    /// The tables below a name, `[business.NAME]`, by name in alphabetical order.
    pub(crate) fn named_tables<T>(
        &mut self,
        name: &'static str,
        mut read: impl FnMut(&mut Table<'_>) -> T,
    ) -> Vec<(String, T)> {
        let Slot { session, values, node, name, path } = self.slot(name);
        let declared = path.named(NAME, NAME);
        session.declare_table(&declared, TableShape::Named);
        if session.is_declaring() {
            let (value, _) = enter(session, declared, None, read);
            return vec![(NAME.to_owned(), value)];
        }
        let Some(node) = node else { return Vec::new() };
        let Some(entries) = node.entries() else {
            let hint = Some(format!("write `[{}.NAME]` above the keys of each", path.concrete));
            session.unlike(&path, node, "a table of tables", hint);
            return Vec::new();
        };
        let mut inner = Map::new();
        let mut tables = Vec::with_capacity(entries.len());
        for (chosen, child) in entries {
            let path = path.named(chosen, NAME);
            if !is_bare(chosen) {
                let key = &path.concrete;
                let message = format!(
                    "`{key}` is not a name: wanted are letters a to z, digits, `_` and `-`"
                );
                session.complaints.push(Complaint::new(child.key_place(), key, message));
            }
            let entries = entries_of(session, &path, child);
            let (value, record) = enter(session, path, entries, &mut read);
            inner.insert(chosen.clone(), Json::Object(record));
            tables.push((chosen.clone(), value));
        }
        values.insert(name.to_owned(), Json::Object(inner));
        tables
    }

    /// An array of tables, `steps = [{ from = 1 }, { from = 2 }]`; absent, empty.
    pub(crate) fn array_of_tables<T>(
        &mut self,
        name: &'static str,
        mut read: impl FnMut(&mut Table<'_>) -> T,
    ) -> Vec<T> {
        let Slot { session, values, node, name, path } = self.slot(name);
        session.declare_table(&path.element(0), TableShape::Array);
        if session.is_declaring() {
            let (value, _) = enter(session, path.element(0), None, read);
            return vec![value];
        }
        session.note(&path, node.is_some());
        let items = match node.map(|node| (node, &node.value)) {
            None => &[],
            Some((_, Value::Array(items))) => items.as_slice(),
            Some((node, _)) => {
                let hint = node.is_table().then(|| format!("write `[[{}]]`", path.concrete));
                session.unlike(&path, node, "an array of tables", hint);
                &[]
            }
        };
        let mut records = Vec::with_capacity(items.len());
        let mut tables = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let path = path.element(index);
            let entries = entries_of(session, &path, item);
            let (value, record) = enter(session, path, entries, &mut read);
            records.push(Json::Object(record));
            tables.push(value);
        }
        values.insert(name.to_owned(), Json::Array(records));
        tables
    }

    /// A table of keys of the whole scenario, written as in the scenario itself; whoever asks for
    /// it reads them. Says whether there are any.
    pub(crate) fn open_table(&mut self, name: &'static str, about: &'static str) -> bool {
        let Slot { session, values, node, name, path } = self.slot(name);
        session.declare(KeyInfo::of_keys(path.declared.clone(), about, path.fixed));
        let entries = node.and_then(|node| entries_of(session, &path, node));
        let has_any = entries.is_some_and(|entries| !entries.is_empty());
        session.note(&path, has_any);
        if has_any {
            values.insert(name.to_owned(), Json::Object(Map::new()));
        }
        has_any
    }

    /// Says why no event can change anything in the table.
    pub(crate) fn fixed(&mut self, why: &'static str) {
        self.path.fixed = Some(why);
    }

    /// Whether a name is written in the table.
    pub(crate) fn gives(&self, name: &str) -> bool {
        self.entries.is_some_and(|entries| entries.contains_key(name))
    }

    /// Whether this reading makes the catalogue, so that every default is told as it is.
    pub(crate) fn is_declaring(&self) -> bool {
        self.session.is_declaring()
    }

    /// The slot of a name, which is known from now on.
    fn slot(&mut self, name: &'static str) -> Slot<'_> {
        self.known.push(name);
        Slot {
            session: self.session,
            values: &mut self.values,
            node: self.entries.and_then(|entries| entries.get(name)),
            name,
            path: self.path.entry(name),
        }
    }

    /// Collects the entries that nobody asked for.
    fn find_strangers(&mut self) {
        for (name, node) in self.entries.into_iter().flatten() {
            if !self.known.contains(&name.as_str()) {
                self.session.strangers.push(Stranger {
                    table: self.path.declared.clone(),
                    name: name.clone(),
                    path: self.path.entry(name).concrete,
                    place: node.key_place(),
                    is_table: node.is_table(),
                });
            }
        }
    }
}

impl Slot<'_> {
    /// Reads the slot as a table, whether it is there or not.
    fn table<T>(self, read: impl FnOnce(&mut Table<'_>) -> T) -> T {
        let Slot { session, values, node, name, path } = self;
        let entries = node.and_then(|node| entries_of(session, &path, node));
        let (value, record) = enter(session, path, entries, read);
        values.insert(name.to_owned(), Json::Object(record));
        value
    }
}

/// The entries of what should be a table; reports what is none.
fn entries_of<'n>(session: &mut Session, path: &Path, node: &'n Node) -> Option<&'n Entries> {
    let entries = node.entries();
    if entries.is_none() {
        let hint = match &node.value {
            Value::Array(items) if items.iter().any(Node::is_table) => {
                Some("there can only be one: write its name in single brackets".to_owned())
            }
            _ => None,
        };
        session.unlike(path, node, "a table", hint);
    }
    entries
}

/// Reads a table at a path and returns its value and its record.
fn enter<T>(
    session: &mut Session,
    path: Path,
    entries: Option<&Entries>,
    read: impl FnOnce(&mut Table<'_>) -> T,
) -> (T, Map<String, Json>) {
    let mut table = Table { session, entries, path, values: Map::new(), known: Vec::new() };
    let value = read(&mut table);
    table.find_strangers();
    (value, table.values)
}

/// Reads a document's root and returns the value and the record.
pub(crate) fn read_root<T>(
    session: &mut Session,
    root: &Node,
    read: impl FnOnce(&mut Table<'_>) -> T,
) -> (T, Json) {
    let (value, record) = enter(session, Path::default(), root.entries(), read);
    (value, Json::Object(record))
}

/// Runs the sections over no document and returns what they declare.
///
/// # Panics
/// When a declaration contradicts itself or another one: a mistake of the program.
pub(crate) fn declarations<T>(read: impl FnOnce(&mut Table<'_>) -> T) -> Catalogue {
    let mut session = Session { catalogue: Some(Catalogue::default()), ..Session::default() };
    enter(&mut session, Path::default(), None, read);
    session.catalogue.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{problems, sample};
    use super::*;

    #[test]
    fn a_scalar_where_a_table_is_wanted_is_a_problem_and_the_reverse() {
        assert_eq!(
            problems("post = 3\nmarket = \"x\"\nbusiness = 1\n"),
            [
                ":1:8: `post` is the number 3, wanted is a table",
                ":2:10: `market` is a string, wanted is a table",
                ":3:12: `business` is the number 1, wanted is a table of tables \
                 = write `[business.NAME]` above the keys of each",
            ]
        );
        assert_eq!(
            problems(
                "business.glow = 1\nbusiness.sun.plan.unilevel = [1]\n[weeks]\n[post.reach]\n"
            ),
            [
                ":1:17: `business.glow` is the number 1, wanted is a table",
                ":2:30: `business.sun.plan.unilevel` is an array, wanted is a table",
                ":3:2: `weeks` is a table, wanted is a whole number of weeks",
                ":4:7: `post.reach` is a table, wanted is a share such as 0.25",
            ]
        );
    }

    #[test]
    fn arrays_of_tables_and_tables_are_not_mistaken_for_each_other() {
        assert_eq!(
            problems("[[post]]\nreach = 3\n[business.a.discount_steps]\nfrom_points = 1\n"),
            [
                ":1:1: `post` is an array, wanted is a table \
                 = there can only be one: write its name in single brackets",
                ":3:13: `business.a.discount_steps` is a table, wanted is an array of tables \
                 = write `[[business.a.discount_steps]]`",
            ]
        );
        assert_eq!(
            problems("[business.a]\ndiscount_steps = [{ from_points = -1, x = 1 }, 3]\n"),
            [
                ":2:35: `business.a.discount_steps[0].from_points` is -1, \
                 allowed is at least 0 (points)",
                ":2:39: unknown key `business.a.discount_steps[0].x` \
                 = allowed here: `from_points`, `discount`",
                ":2:48: `business.a.discount_steps[1]` is the number 3, wanted is a table",
            ]
        );
    }

    #[test]
    fn tables_by_name_come_in_alphabetical_order_and_both_spellings_of_arrays_are_the_same() {
        let text = "
            [business.sun]
            discount_steps = [{ from_points = 1 }, { from_points = 2, discount = 0.4 }]
            [business.glow]
            [[business.glow.discount_steps]]
            from_points = 1
            [[business.glow.discount_steps]]
            from_points = 2
            discount = 0.4
            [business.dew.plan.unilevel]
        ";
        let businesses = sample(text).businesses;
        let names: Vec<&str> = businesses.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["dew", "glow", "sun"]);
        assert_eq!(businesses[1].1.steps, [(1, Ppm(300_000)), (2, Ppm(400_000))]);
        assert_eq!(businesses[1].1.steps, businesses[2].1.steps);
        assert_eq!(businesses[0].1.unilevel, Some(vec![Ppm(50_000)]));
        assert_eq!(businesses[1].1.unilevel, None);
    }

    #[test]
    fn a_name_that_needs_quotes_is_refused() {
        assert_eq!(
            problems("[business.\"gl.ow\"]\n"),
            [":1:11: `business.\"gl.ow\"` is not a name: wanted are letters a to z, digits, \
              `_` and `-`"]
        );
    }

    #[test]
    #[should_panic(expected = "`x` has a default outside its own bounds")]
    fn a_default_outside_its_bounds_is_noticed_while_declaring() {
        declarations(|t| {
            let x = t.number("x", 3.0).within(0.0, 2.0);
            x.source(super::super::Source::Model).about("Wrong.").read()
        });
    }

    #[test]
    #[should_panic(expected = "`x` is declared twice")]
    fn a_key_that_is_declared_twice_is_noticed_while_declaring() {
        declarations(|t| {
            t.flag("x", true).source(super::super::Source::Model).about("One.").read();
            t.flag("x", true).source(super::super::Source::Model).about("Two.").read();
        });
    }
}
