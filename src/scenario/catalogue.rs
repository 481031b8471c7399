//! All keys that a scenario can have: what `explain` and the reference page tell.
//!
//! *Invariant*: the catalogue is what the readers themselves declare when they run over an empty
//! document. It cannot know a key that is not read, nor miss one that is.
//!
//! *Absent*: values of a scenario.

use std::fmt::{self, Write as _};

use super::suggest::nearest_few;
use super::table::{Table, declarations};

/// The part of a path that stands for a name that the user chooses.
pub(crate) const NAME: &str = "NAME";

/// Where a default comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Nobody has measured it: the authors' guess.
    Assumption,
    /// An entry of the facts file.
    Facts(&'static str),
    /// The article that the model follows.
    Article,
    /// A definition of the model.
    Model,
    /// How the program works, not what it models.
    Technical,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Assumption => f.write_str("assumption"),
            Self::Facts(entry) => write!(f, "FACTS {entry}"),
            Self::Article => f.write_str("article"),
            Self::Model => f.write_str("model"),
            Self::Technical => f.write_str("technical"),
        }
    }
}

/// What is declared about one key.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyInfo {
    /// The dotted path, with `NAME` for names that users choose and `[]` for elements.
    pub path: String,
    /// The kind of value: number, count, money, rate, rates, flag, text, choice or distribution.
    pub kind: &'static str,
    /// What a number counts, in the plural; empty if there is nothing to say.
    pub unit: &'static str,
    /// The bounds or the choices.
    pub allowed: String,
    /// The default as it would be written.
    pub default: String,
    /// Where the default comes from.
    pub source: Source,
    /// What the key means, in a sentence.
    pub about: &'static str,
    /// The default of a number; money in whole units of the currency.
    pub default_number: Option<f64>,
    /// The smallest allowed number.
    pub min_number: Option<f64>,
    /// The largest allowed number.
    pub max_number: Option<f64>,
}

/// A table and when it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableInfo {
    pub(crate) path: String,
    pub(crate) shape: TableShape,
}

/// When a table is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TableShape {
    /// Always; its defaults stand in when it is left out.
    Always,
    /// Only if it is written.
    Optional,
    /// As often as there are names.
    Named,
    /// As often as there are elements.
    Array,
}

/// No key or table has a name like the one that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no key or table is called `{asked}`{}", hint_of(.near))]
pub struct UnknownKey {
    /// What was asked for.
    pub asked: String,
    /// The paths of keys with similar names, nearest first.
    pub near: Vec<String>,
}

/// The end of the message of an unknown key.
fn hint_of(near: &[String]) -> String {
    match near {
        [] => String::new(),
        near => {
            let quoted: Vec<String> = near.iter().map(|path| format!("`{path}`")).collect();
            format!(", near are {}", quoted.join(", "))
        }
    }
}

/// What was found for a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer<'c> {
    /// One key.
    Key(&'c KeyInfo),
    /// The keys of a table, or all keys with that name.
    Keys(Vec<&'c KeyInfo>),
}

/// All keys and tables in the order of their declaration.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalogue {
    keys: Vec<KeyInfo>,
    tables: Vec<TableInfo>,
}

/// The catalogue of a root's keys, and of `extends`, which every scenario file can have.
pub(crate) fn catalogue<T>(read: impl Fn(&mut Table<'_>) -> T) -> Catalogue {
    declarations(|t| {
        t.optional_text("extends")
            .source(Source::Technical)
            .about("A scenario file, seen from this one, whose keys hold where this one has none.")
            .read();
        read(t)
    })
}

impl Catalogue {
    /// All keys in the order of their declaration.
    pub fn keys(&self) -> &[KeyInfo] {
        &self.keys
    }

    /// The key at a path; names that users chose may stand for `NAME`.
    pub fn find(&self, path: &str) -> Option<&KeyInfo> {
        self.keys.iter().find(|key| is_at(&key.path, path))
    }

    /// What a user may mean: a path, a table, or the end of a path.
    pub fn look_up(&self, asked: &str) -> Result<Answer<'_>, UnknownKey> {
        let asked = asked.trim().trim_matches(['[', ']', '`']);
        if let Some(key) = self.find(asked) {
            return Ok(Answer::Key(key));
        }
        let in_table = self.below(|table| is_at(table, asked));
        if !in_table.is_empty() {
            return Ok(Answer::Keys(in_table));
        }
        let ending: Vec<_> = self.keys.iter().filter(|key| ends_at(&key.path, asked)).collect();
        if let [key] = ending.as_slice() {
            return Ok(Answer::Key(key));
        }
        if !ending.is_empty() {
            return Ok(Answer::Keys(ending));
        }
        let in_table = self.below(|table| ends_at(table, asked));
        if in_table.is_empty() { Err(self.unknown(asked)) } else { Ok(Answer::Keys(in_table)) }
    }

    /// The answer to `explain KEY` as plain text.
    pub fn explain(&self, asked: &str) -> Result<String, UnknownKey> {
        Ok(match self.look_up(asked)? {
            Answer::Key(key) => explanation(key),
            Answer::Keys(keys) => {
                let width = keys.iter().map(|key| key.path.chars().count()).max().unwrap_or(0);
                let line = |key: &&KeyInfo| format!("{:width$}  {}\n", key.path, key.about);
                keys.iter().map(line).collect()
            }
        })
    }

    /// The reference page: a Markdown table for each table of a scenario.
    pub fn markdown(&self) -> String {
        let mut page = String::new();
        self.section(&mut page, "", "Keys above all tables");
        for table in &self.tables {
            let path = &table.path;
            let heading = match table.shape {
                TableShape::Always => format!("`[{path}]`"),
                TableShape::Optional => format!("`[{path}]`, optional"),
                TableShape::Named => format!("`[{path}]`, any number of names"),
                TableShape::Array => format!("`[[{}]]`, any number", path.replace("[]", "")),
            };
            self.section(&mut page, path, &heading);
        }
        page
    }

    /// The names in a table, keys before tables.
    pub(crate) fn names_in<'c>(&'c self, table: &'c str) -> impl Iterator<Item = &'c str> {
        self.all_paths().map(written_path).filter_map(move |path| {
            let (parent, name) = split_last(path);
            (parent == table).then_some(name)
        })
    }

    /// The tables other than the given one in which a key or table has a name.
    pub(crate) fn homes_of(&self, name: &str, except: &str) -> Vec<&str> {
        let split = self.all_paths().map(written_path).map(split_last);
        let named = split.filter(|(home, last)| *last == name && *home != except);
        named.map(|(home, _)| home).collect()
    }

    /// The paths of keys whose last part is near to a name.
    pub(crate) fn near_paths(&self, name: &str) -> Vec<String> {
        let lasts = self.keys.iter().map(|key| split_last(&key.path).1);
        let near = nearest_few(name, lasts);
        let mut paths = Vec::new();
        for last in near {
            let named = self.keys.iter().filter(|key| split_last(&key.path).1 == last);
            paths.extend(named.map(|key| key.path.clone()));
        }
        paths.dedup();
        paths.truncate(3);
        paths
    }

    /// Whether the value at a path is one whatever its parts are, so that merging replaces it.
    pub(crate) fn is_whole(&self, path: &str) -> bool {
        self.find(path).is_some_and(|key| key.kind == "distribution")
    }

    /// Adds a key.
    ///
    /// # Panics
    /// When the path is taken or the sentence missing.
    pub(crate) fn add_key(&mut self, key: KeyInfo) {
        assert!(self.all_paths().all(|path| path != key.path), "`{}` is declared twice", key.path);
        assert!(!key.about.is_empty(), "`{}` is declared without a sentence", key.path);
        self.keys.push(key);
    }

    /// Adds a table.
    ///
    /// # Panics
    /// When the path is taken.
    pub(crate) fn add_table(&mut self, table: TableInfo) {
        let path = &table.path;
        assert!(self.all_paths().all(|taken| taken != path), "`{path}` is declared twice");
        self.tables.push(table);
    }

    /// The paths of all keys and tables.
    fn all_paths(&self) -> impl Iterator<Item = &str> {
        let keys = self.keys.iter().map(|key| key.path.as_str());
        keys.chain(self.tables.iter().map(|table| table.path.as_str()))
    }

    /// The keys inside a table, however deep; the table is any start of a path that fits.
    fn below(&self, fits: impl Fn(&str) -> bool) -> Vec<&KeyInfo> {
        let is_below = |key: &&KeyInfo| {
            let dots = key.path.match_indices('.').map(|(at, _)| at);
            dots.into_iter().any(|dot| fits(&key.path[..dot]))
        };
        self.keys.iter().filter(is_below).collect()
    }

    /// The error for a name that nothing has.
    fn unknown(&self, asked: &str) -> UnknownKey {
        let paths = nearest_few(asked, self.all_paths().map(written_path));
        let mut near: Vec<String> = paths.into_iter().map(str::to_owned).collect();
        for path in self.near_paths(split_last(asked).1) {
            if near.len() < 3 && !near.contains(&path) {
                near.push(path);
            }
        }
        UnknownKey { asked: asked.to_owned(), near }
    }

    /// One section of the reference page, if the table has keys of its own.
    fn section(&self, page: &mut String, table: &str, heading: &str) {
        let own: Vec<_> = self.keys.iter().filter(|key| split_last(&key.path).0 == table).collect();
        let gap = if page.is_empty() { "" } else { "\n" };
        let _ = write!(page, "{gap}## {heading}\n\n");
        if own.is_empty() {
            page.push_str("No keys of its own.\n");
            return;
        }
        page.push_str("| key | unit | allowed | default | source | meaning |\n");
        page.push_str("|---|---|---|---|---|---|\n");
        for key in own {
            let KeyInfo { unit, default, source, about, .. } = key;
            let cells = format!(
                "| `{}` | {unit} | {} | `{}` | {source} | {} |",
                split_last(&key.path).1,
                in_cell(&key.allowed),
                in_cell(default),
                in_cell(about),
            );
            page.push_str(&cells);
            page.push('\n');
        }
    }
}

/// A text inside a cell of a Markdown table.
fn in_cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// The explanation of one key.
fn explanation(key: &KeyInfo) -> String {
    let unit = if key.unit.is_empty() { "none" } else { key.unit };
    format!(
        "{}\n  {}\n\n  kind     {}\n  unit     {unit}\n  allowed  {}\n  default  {}\n  \
         source   {}\n",
        key.path, key.about, key.kind, key.allowed, key.default, key.source,
    )
}

/// A declared path up to the part that the program names: `business` of `business.NAME`, `steps` of
/// `steps[]`.
fn written_path(declared: &str) -> &str {
    let path = declared.strip_suffix(NAME).and_then(|path| path.strip_suffix('.'));
    path.unwrap_or(declared).trim_end_matches("[]")
}

/// A path without its last part, and its last part.
pub(crate) fn split_last(path: &str) -> (&str, &str) {
    path.rsplit_once('.').unwrap_or(("", path))
}

/// Whether a declared path describes a written one.
fn is_at(declared: &str, written: &str) -> bool {
    let (mut left, mut right) = (declared.split('.'), written.split('.'));
    loop {
        match (left.next(), right.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if is_part(a, b) => {}
            _ => return false,
        }
    }
}

/// Whether a declared path ends as a written one. A bare `NAME` alone fits nothing.
fn ends_at(declared: &str, written: &str) -> bool {
    let (mut left, mut right) = (declared.rsplit('.'), written.rsplit('.'));
    let mut is_first = true;
    loop {
        match (left.next(), right.next()) {
            (_, None) => return !is_first,
            (Some(a), Some(b)) if is_part(a, b) && !(is_first && a == NAME) => is_first = false,
            _ => return false,
        }
    }
}

/// Whether one part of a declared path describes a part of a written one.
fn is_part(declared: &str, written: &str) -> bool {
    let without_index = |part: &str| part.split('[').next().unwrap_or("").to_owned();
    (declared == NAME && !written.is_empty()) || without_index(declared) == without_index(written)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Sample, read};
    use super::*;

    fn sample() -> Catalogue {
        catalogue(Sample::read)
    }

    #[test]
    fn the_catalogue_has_every_key_in_the_order_of_reading() {
        let catalogue = sample();
        let paths: Vec<&str> = catalogue.keys().iter().map(|key| key.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "extends",
                "weeks",
                "label",
                "limit",
                "note",
                "post.hours_per_post",
                "post.cost_per_post",
                "post.reach",
                "post.talent",
                "market.rationing",
                "market.is_open",
                "business.NAME.discount",
                "business.NAME.discount_steps[].from_points",
                "business.NAME.discount_steps[].discount",
                "business.NAME.plan.unilevel.rates",
                "business.NAME.plan.binary.factor",
            ]
        );
    }

    #[test]
    fn every_key_of_a_reading_is_in_the_catalogue() {
        let text = "business.a.plan = { unilevel = {}, binary = {} }\n\
                    business.a.discount_steps = [{}, {}]\n";
        let (_, resolved) = read(text, &[]).expect("no problems");
        let catalogue = sample();
        let scalars = resolved.given.keys().filter(|path| !path.ends_with("discount_steps"));
        assert_eq!(scalars.clone().count(), 17);
        let missing: Vec<_> = scalars.filter(|path| catalogue.find(path).is_none()).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn a_declaration_is_told_in_words_and_numbers() {
        let catalogue = sample();
        let key = |path: &str| catalogue.find(path).expect("a key");
        let cost = key("post.cost_per_post");
        assert_eq!((cost.kind, cost.unit, cost.source), ("money", "money", Source::Facts("I10")));
        assert_eq!((cost.allowed.as_str(), cost.default.as_str()), ("0.00 to 1000.00", "0.50"));
        let numbers = (cost.default_number, cost.min_number, cost.max_number);
        assert_eq!(numbers, (Some(0.5), Some(0.0), Some(1000.0)));
        let rates = key("business.glow.plan.unilevel.rates");
        assert_eq!(rates.allowed, "1 to 3 rates, each 0 to 0.5");
        assert_eq!((rates.default.as_str(), rates.default_number), ("[0.05]", None));
        let talent = key("post.talent");
        assert_eq!(talent.default, "{ log_normal = { median = 1, sigma = 0.5 } }");
        assert_eq!(talent.allowed, "a number or a distribution, values 0 to 50");
        let factor = key("business.a.plan.binary.factor");
        assert_eq!((factor.min_number, factor.max_number), (None, None));
        assert_eq!(key("market.rationing").allowed, "\"none\", \"queue\", \"pro_rata\"");
        assert_eq!(key("limit").default, "none");
        assert_eq!(key("business.a.discount_steps[3].discount").default, "0.3");
    }

    #[test]
    fn a_key_is_explained_by_its_path_a_chosen_name_or_the_end_of_its_path() {
        let wanted = "\
post.hours_per_post
  Hours one post takes.

  kind     number
  unit     hours
  allowed  0.01 to 100
  default  0.75
  source   assumption
";
        let catalogue = sample();
        assert_eq!(catalogue.explain("post.hours_per_post").as_deref(), Ok(wanted));
        assert_eq!(catalogue.explain("hours_per_post").as_deref(), Ok(wanted));
        let discount = catalogue.explain("business.glow.discount").expect("a key");
        assert!(discount.starts_with("business.NAME.discount\n"), "{discount}");
        assert!(discount.contains("source   FACTS A1\n"), "{discount}");
        assert_eq!(catalogue.explain("unilevel.rates"), catalogue.explain("rates"));
    }

    #[test]
    fn a_table_or_a_shared_name_lists_its_keys() {
        let catalogue = sample();
        let market = "market.rationing  Who goes without.\n\
                      market.is_open    Whether outsiders may buy.\n";
        assert_eq!(catalogue.explain("market").as_deref(), Ok(market));
        assert_eq!(catalogue.explain("[market]").as_deref(), Ok(market));
        let count = |asked: &str| catalogue.explain(asked).map(|text| text.lines().count());
        assert_eq!(count("discount"), Ok(2));
        assert_eq!(count("business"), Ok(5));
        assert_eq!(count("business.glow.plan"), Ok(2));
        assert_eq!(count("discount_steps"), Ok(2));
    }

    #[test]
    fn an_unknown_question_gets_the_nearest_names() {
        let catalogue = sample();
        let told = |asked: &str| catalogue.explain(asked).expect_err("unknown").to_string();
        assert_eq!(
            told("post.raech"),
            "no key or table is called `post.raech`, near are `post.reach`"
        );
        assert_eq!(told("raech"), "no key or table is called `raech`, near are `post.reach`");
        assert_eq!(told("population"), "no key or table is called `population`");
        assert!(catalogue.explain("").is_err());
        assert!(catalogue.explain("..").is_err());
    }

    #[test]
    fn the_reference_page_has_a_table_for_each_table_and_escapes_its_cells() {
        let page = sample().markdown();
        assert!(page.starts_with("## Keys above all tables\n\n| key | unit |"), "{page}");
        for line in [
            "| `label` |  | any text | `\"a \\| b\"` | technical | A title. |",
            "## `[post]`",
            "| `reach` | share | 0 to 1 | `0.1` | assumption | Who sees it. |",
            "## `[business.NAME]`, any number of names",
            "## `[[business.NAME.discount_steps]]`, any number",
            "## `[business.NAME.plan.unilevel]`, optional",
        ] {
            assert!(page.lines().any(|own| own == line), "{line} is missing in\n{page}");
        }
    }
}
