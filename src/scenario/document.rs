//! A TOML text as a tree in which every node knows where it stands.
//!
//! *Invariant*: numbers keep their text, so that money can be read to the cent without passing
//! through a float. A text that is not TOML still gives a tree of what could be understood, and
//! `Torn` says which part of the text is not to be judged any further.
//!
//! *Absent*: keys and their meaning (the tables know), files (`layers` opens them).

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::{DeArray, DeTable, DeValue};

use super::problem::Complaint;

/// A source's index in the list of sources, which is also the order of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FileId(pub(crate) usize);

/// Bytes of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: FileId,
    pub(crate) span: Range<usize>,
}

/// A value with the places of its key and of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) file: FileId,
    key: Range<usize>,
    span: Range<usize>,
    pub(crate) value: Value,
    /// Whether it took the place of a value of a document below.
    pub(crate) is_over: bool,
}

/// The values of TOML. Numbers are texts: `Whole` also has the value if 128 bits can hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Whole { text: String, value: Option<i128> },
    Decimal(String),
    Flag(bool),
    Date,
    Array(Vec<Node>),
    Table(Entries),
}

/// The entries of a table by name.
pub(crate) type Entries = BTreeMap<String, Node>;

impl Node {
    /// A table that stands for a whole file.
    pub(crate) fn root(file: FileId, entries: Entries) -> Self {
        Self { file, key: 0..0, span: 0..0, value: Value::Table(entries), is_over: false }
    }

    /// The place of the key; of the value itself for an element of an array.
    pub(crate) fn key_place(&self) -> Place {
        Place { file: self.file, span: self.key.clone() }
    }

    /// The place of the value; a table that is not written in braces is where its name is.
    pub(crate) fn place(&self) -> Place {
        let span = if self.is_table() { self.key.clone() } else { self.span.clone() };
        Place { file: self.file, span }
    }

    /// Another value at the same place.
    pub(crate) fn with(&self, value: Value) -> Self {
        let Self { file, key, span, is_over, .. } = self.clone();
        Self { file, key, span, value, is_over }
    }

    /// Whether the node is a table.
    pub(crate) fn is_table(&self) -> bool {
        matches!(self.value, Value::Table(_))
    }

    /// The entries of a table.
    pub(crate) fn entries(&self) -> Option<&Entries> {
        match &self.value {
            Value::Table(entries) => Some(entries),
            _ => None,
        }
    }

    /// What the node is, for "`key` is …".
    pub(crate) fn found(&self) -> String {
        match &self.value {
            Value::Text(_) => "a string".to_owned(),
            Value::Whole { text, .. } | Value::Decimal(text) => format!("the number {text}"),
            Value::Flag(flag) => flag.to_string(),
            Value::Date => "a date".to_owned(),
            Value::Array(_) => "an array".to_owned(),
            Value::Table(_) => "a table".to_owned(),
        }
    }

    /// A number as it was written; the text in quotes of anything else that is short.
    pub(crate) fn shown(&self) -> String {
        match &self.value {
            Value::Whole { text, .. } | Value::Decimal(text) => text.clone(),
            Value::Text(text) if text.chars().count() <= 60 => format!("{text:?}"),
            Value::Text(_) => "a long string".to_owned(),
            _ => self.found(),
        }
    }
}

/// A name as one part of a dotted path: bare where TOML allows it, else in quotes.
pub(crate) fn key_text(name: &str) -> String {
    if is_bare(name) { name.to_owned() } else { format!("{name:?}") }
}

/// Whether a name needs no quotes.
pub(crate) fn is_bare(name: &str) -> bool {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    !name.is_empty() && name.chars().all(bare)
}

/// A named text: a file, an argument, or a text of the program's.
#[derive(Debug, Clone)]
pub(crate) struct SourceText {
    pub(crate) name: String,
    /// The folder from which the paths in it begin; nothing for a text that is in none.
    pub(crate) folder: Option<PathBuf>,
    /// Nothing when the file could not be read.
    text: Option<String>,
}

/// Where a span is, for people.
pub(crate) struct Spot {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) excerpt: String,
    pub(crate) width: usize,
}

impl SourceText {
    /// A text; a byte order mark in front is dropped.
    pub(crate) fn new(name: &str, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self { name: name.to_owned(), folder: None, text: Some(text.to_owned()) }
    }

    /// A file that has a name only.
    pub(crate) fn unreadable(name: &str) -> Self {
        Self { name: name.to_owned(), folder: None, text: None }
    }

    /// The same with the folder that it is in.
    pub(crate) fn within(self, folder: &Path) -> Self {
        Self { folder: Some(folder.to_owned()), ..self }
    }

    /// The text, empty when there is none.
    pub(crate) fn text(&self) -> &str {
        self.text.as_deref().unwrap_or("")
    }

    /// The line, column and excerpt of a span.
    pub(crate) fn locate(&self, span: &Range<usize>) -> Spot {
        let Some(text) = &self.text else {
            return Spot { line: 0, column: 0, excerpt: String::new(), width: 0 };
        };
        let start = text.floor_char_boundary(span.start.min(text.len()));
        let end = text.ceil_char_boundary(span.end.clamp(start, text.len()));
        let bounds = line_around(text, start);
        let line = text[..bounds.start].matches('\n').count() + 1;
        let column = text[bounds.start..start].chars().count() + 1;
        let within = &text[start..end.clamp(start, bounds.end.max(start))];
        let shown = text[bounds].chars();
        let excerpt = shown.map(|c| if c.is_control() && c != '\t' { '\u{fffd}' } else { c });
        Spot { line, column, excerpt: excerpt.collect(), width: within.chars().count().max(1) }
    }
}

/// The bytes of the line that holds an offset, without its line end.
fn line_around(text: &str, offset: usize) -> Range<usize> {
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    let line = &text[start..end];
    start..start + line.strip_suffix('\r').unwrap_or(line).len()
}

/// A part of a source in which a syntax error leaves no certainty about keys and values.
#[derive(Debug, Clone)]
pub(crate) struct Torn(Place);

impl Torn {
    /// Whether a place lies in the torn part.
    pub(crate) fn hides(&self, place: &Place) -> bool {
        place.file == self.0.file && self.0.span.contains(&place.span.start)
    }
}

/// A parsed source: what was understood and what was not.
pub(crate) struct Parsed {
    pub(crate) root: Node,
    pub(crate) complaints: Vec<Complaint>,
    pub(crate) torn: Vec<Torn>,
}

/// Parses a text as TOML, going on after errors.
pub(crate) fn parse(file: FileId, text: &str) -> Parsed {
    let (table, errors) = DeTable::parse_recoverable(text);
    let root = Node::root(file, Converter { file, text }.entries(table.get_ref()));
    let mut parsed = Parsed { root, complaints: Vec::new(), torn: Vec::new() };
    let slips = errors.iter().map(|error| Slip::new(text, error));
    let mut slips: Vec<Slip<'_>> = slips.collect();
    slips.sort_by_key(|slip| slip.line.start);
    // One slip often makes the parser stumble several times: the first message says it best.
    slips.dedup_by_key(|slip| slip.line.start);
    for slip in slips {
        let place = Place { file, span: slip.span.clone() };
        let is_duplicate = slip.message == "duplicate key";
        if is_duplicate && parsed.torn.iter().any(|torn| torn.hides(&place)) {
            continue;
        }
        let line = &text[slip.line.clone()];
        let (message, hint) = if is_duplicate {
            (format!("duplicate key `{}`", text[slip.span].trim().escape_debug()), None)
        } else if is_without_value(line) {
            ("not valid TOML: the key has no value".to_owned(), None)
        } else {
            let hint = comma_hint(line).or_else(|| percent_hint(line));
            (format!("not valid TOML: {}", slip.message), hint)
        };
        parsed.complaints.push(Complaint::new(place, "", message).hinted(hint));
        let end = if is_duplicate || is_alone(line) { slip.line.end } else { usize::MAX };
        parsed.torn.push(Torn(Place { file, span: slip.line.start..end }));
    }
    parsed
}

/// An error of the parser's with its place brought within the text.
struct Slip<'e> {
    message: &'e str,
    span: Range<usize>,
    line: Range<usize>,
}

impl<'e> Slip<'e> {
    fn new(text: &str, error: &'e toml::de::Error) -> Self {
        let span = error.span().unwrap_or(0..0);
        let start = text.floor_char_boundary(span.start.min(text.len()));
        let end = text.ceil_char_boundary(span.end.clamp(start, text.len()));
        Self { message: error.message(), span: start..end, line: line_around(text, start) }
    }
}

/// Whether an error in the line cannot reach beyond it: a key with a value on one line.
fn is_alone(line: &str) -> bool {
    let opens = ["[", "{", "\"\"\"", "'''"];
    line.contains('=') && !opens.iter().any(|open| line.contains(open))
}

/// Whether a line ends after its `=`.
fn is_without_value(line: &str) -> bool {
    let value = line.split_once('=').map(|(_, value)| value.trim_start());
    value.is_some_and(|value| value.is_empty() || value.starts_with('#'))
}

/// The hint for `0,7`.
fn comma_hint(line: &str) -> Option<String> {
    let value = line.split_once('=')?.1.trim_start();
    let (whole, rest) = value.split_once(',')?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let unsigned = whole.trim_start_matches(['-', '+']);
    let is_number = !unsigned.is_empty() && unsigned.chars().all(|c| c.is_ascii_digit());
    if !is_number || digits.is_empty() {
        return None;
    }
    // Three digits may be decimals or thousands: a wrong guess would be off by a factor of 1,000.
    Some(if digits.len() == 3 {
        format!("write `{whole}_{digits}` or, if decimals are meant, `{whole}.{digits}`")
    } else {
        format!("decimals are written with a point: `{whole}.{digits}`")
    })
}

/// The hint for `30%`.
fn percent_hint(line: &str) -> Option<String> {
    let value = line.split_once('=')?.1.split('#').next()?.trim();
    let percent: f64 = value.strip_suffix('%')?.trim_end().parse().ok()?;
    Some(format!("shares are written as decimals: `{}`", percent / 100.0))
}

/// Turns the parser's tree into ours.
struct Converter<'a> {
    file: FileId,
    text: &'a str,
}

impl Converter<'_> {
    fn entries(&self, table: &DeTable<'_>) -> Entries {
        let mut entries = Entries::new();
        for (key, value) in table {
            // The parser's stand-ins for values that are missing have no extent.
            if value.span().is_empty() {
                continue;
            }
            let node = self.node(key.span(), value.span(), value.get_ref());
            entries.insert(key.get_ref().as_ref().to_owned(), node);
        }
        entries
    }

    fn array(&self, array: &DeArray<'_>) -> Vec<Node> {
        let real = array.iter().filter(|item| !item.span().is_empty());
        real.map(|item| self.node(item.span(), item.span(), item.get_ref())).collect()
    }

    fn node(&self, key: Range<usize>, span: Range<usize>, value: &DeValue<'_>) -> Node {
        let value = match value {
            DeValue::String(text) => Value::Text(text.as_ref().to_owned()),
            DeValue::Integer(whole) => Value::Whole {
                text: self.text.get(span.clone()).unwrap_or(whole.as_str()).to_owned(),
                value: i128::from_str_radix(whole.as_str(), whole.radix()).ok(),
            },
            DeValue::Float(float) => Value::Decimal(float.as_str().to_owned()),
            DeValue::Boolean(flag) => Value::Flag(*flag),
            DeValue::Datetime(_) => Value::Date,
            DeValue::Array(array) => Value::Array(self.array(array)),
            DeValue::Table(table) => Value::Table(self.entries(table)),
        };
        Node { file: self.file, key, span, value, is_over: false }
    }
}

/// A text value that stands at a place, for arguments without quotes.
pub(crate) fn put_text(root: &mut Node, span: &Range<usize>, text: &str) {
    let Value::Table(entries) = &mut root.value else {
        root.value = Value::Text(text.to_owned());
        root.span = span.clone();
        return;
    };
    for node in entries.values_mut() {
        put_text(node, span, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(text: &str) -> Vec<(usize, String, Option<String>)> {
        let source = SourceText::new("a", text);
        let parsed = parse(FileId(0), source.text());
        let place = |c: Complaint| (source.locate(&c.place.span).line, c.message, c.hint);
        parsed.complaints.into_iter().map(place).collect()
    }

    #[test]
    fn numbers_keep_their_text_and_nodes_their_places() {
        let text = "[a]\nb = 12_000.50\nc = { d = 0x1F }\n";
        let root = parse(FileId(3), text).root;
        let a = &root.entries().expect("a table")["a"];
        assert_eq!(&text[a.key_place().span], "a");
        let b = &a.entries().expect("a table")["b"];
        assert_eq!(b.value, Value::Decimal("12000.50".to_owned()));
        assert_eq!((&text[b.place().span], &text[b.key_place().span]), ("12_000.50", "b"));
        assert_eq!(b.file, FileId(3));
        let d = &a.entries().expect("a table")["c"].entries().expect("a table")["d"];
        assert_eq!(d.value, Value::Whole { text: "0x1F".to_owned(), value: Some(31) });
    }

    #[test]
    fn a_decimal_comma_gets_a_hint_and_the_rest_is_still_read() {
        let text = "a = 0,7\nb = 2\n";
        let hint = "decimals are written with a point: `0.7`".to_owned();
        let found = complaints(text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].0, found[0].2.clone()), (1, Some(hint)));
        assert!(parse(FileId(0), text).root.entries().expect("a table").contains_key("b"));
    }

    #[test]
    fn several_syntax_errors_are_found_in_one_go() {
        let lines = complaints("a = \nb = 1\nc = = 2\nb = 3\n");
        let at: Vec<usize> = lines.iter().map(|line| line.0).collect();
        assert_eq!(at, [1, 3, 4], "{lines:?}");
        assert_eq!(lines[0].1, "not valid TOML: the key has no value");
        assert_eq!(lines[2].1, "duplicate key `b`");
    }

    #[test]
    fn a_byte_order_mark_does_not_shift_the_columns() {
        let source = SourceText::new("a", "\u{feff}a = 1");
        assert_eq!(source.text(), "a = 1");
        assert_eq!(source.locate(&(0..1)).column, 1);
    }

    #[test]
    fn names_that_need_quotes_get_them() {
        assert_eq!(key_text("a_b-1"), "a_b-1");
        assert_eq!(key_text("a b\u{1b}"), "\"a b\\u{1b}\"");
        assert_eq!(key_text(""), "\"\"");
    }
}
