//! The documents that make up a scenario: a file, those that it extends, and `--set` arguments.
//!
//! *Invariant*: loading never fails; what cannot be read is a complaint at the place that asked for
//! it, beside all other complaints. Sources are numbered in the order in which problems are shown:
//! the named file, its ancestors, the arguments.
//!
//! *Absent*: the meaning of keys other than `extends`.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::document::{Entries, FileId, Node, Place, SourceText, Torn, Value, parse, put_text};
use super::problem::Complaint;
use super::shipped::{SHIPPED, Shipped};
use super::suggest::{did_you_mean, nearest};

/// The key that names the file below.
pub(super) const EXTENDS: &str = "extends";

/// Tables of what a scenario has several of, each with a name of its own.
const NAMED: [&str; 2] = ["business", "event"];

/// Documents in the order in which they are laid over each other, the lowest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layers {
    pub(crate) sources: Vec<SourceText>,
    pub(crate) documents: Vec<Node>,
    pub(crate) complaints: Vec<Complaint>,
    pub(crate) torn: Vec<Torn>,
    /// Values put at their paths after the documents are laid over each other.
    pub(crate) values: Vec<(String, Node)>,
}

impl Layers {
    /// A file and the files that it extends.
    pub(crate) fn from_file(path: &Path) -> Self {
        let mut layers = Self::default();
        let mut visited: Vec<PathBuf> = Vec::new();
        let mut next = Some((path.to_owned(), None));
        while let Some((path, asked)) = next.take() {
            let canonical = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
            if let (true, Some(asked)) = (visited.contains(&canonical), &asked) {
                layers.complain_of_circle(asked);
                break;
            }
            visited.push(canonical);
            let Some(document) = layers.load(&path, asked) else { break };
            next = layers.push_extending(document).map(|asked| {
                let folder = path.parent().unwrap_or(Path::new(""));
                (folder.join(&asked.name), Some(asked))
            });
        }
        // The named file was read first and lies on top.
        layers.documents.reverse();
        layers
    }

    /// A text with a name for messages. It cannot extend a file.
    pub(crate) fn from_text(name: &str, text: &str) -> Self {
        let mut layers = Self::default();
        let document = layers.parse(SourceText::new(name, text));
        if let Some(asked) = layers.push_extending(document) {
            let message = "only a scenario in a file can extend another".to_owned();
            layers.complaints.push(Complaint::new(asked.place, EXTENDS, message));
        }
        layers
    }

    /// The same with `key=value` arguments on top, later ones over earlier ones.
    #[must_use]
    pub(crate) fn with_sets<S: AsRef<str>>(self, sets: &[S]) -> Self {
        self.with_arguments("--set", sets)
    }

    /// The same under another name for the arguments.
    #[must_use]
    pub(crate) fn with_arguments<S: AsRef<str>>(mut self, label: &str, sets: &[S]) -> Self {
        for argument in sets {
            self.set(label, argument.as_ref());
        }
        self
    }

    /// The same with a value at a path, which may lead into an array.
    #[must_use]
    pub(crate) fn with_value(mut self, label: &str, path: &str, value: &str) -> Self {
        let text = format!("{path:?} = {value}");
        let document = self.parse(argument_text(label, &text));
        if let Value::Table(entries) = document.value {
            self.values.extend(entries);
        }
        self
    }

    /// Lays one `key=value` argument on top.
    fn set(&mut self, label: &str, argument: &str) {
        let file = FileId(self.sources.len());
        let whole = Place { file, span: 0..argument.len() };
        let Some((key, value)) = argument.split_once('=') else {
            self.sources.push(SourceText::new(label, argument));
            let message =
                format!("`{}` has no `=`, wanted is `key=value`", argument.escape_debug());
            self.complaints.push(Complaint::new(whole, "", message));
            return;
        };
        if key.trim_start().starts_with('[') || key.contains(['\n', '#']) {
            self.sources.push(SourceText::new(label, argument));
            let message = format!("`{}` is not a key, wanted is `key=value`", key.escape_debug());
            self.complaints.push(Complaint::new(whole, "", message));
            return;
        }
        let source = argument_text(label, argument);
        let document = if is_word(value) {
            // Any value will do to learn the places of the key's parts.
            let mut document = self.parse_as(source, &format!("{key}=0"));
            let start = key.len() + 1 + value.len() - value.trim_start().len();
            let word = value.trim();
            put_text(&mut document, &(start..start + word.len()), word);
            document
        } else {
            self.parse(source)
        };
        self.complain_of_slips(&document);
        if let Some(asked) = self.push_extending(document) {
            let message = "only a scenario in a file can extend another".to_owned();
            self.complaints.push(Complaint::new(asked.place, EXTENDS, message));
        }
    }

    /// Complains of an argument that would add something of a name that is nearly one there is.
    fn complain_of_slips(&mut self, document: &Node) {
        let mut slips = Vec::new();
        for table in NAMED {
            let names = |document: &Node| document.entries()?.get(table)?.entries().cloned();
            let known: Vec<String> =
                self.documents.iter().filter_map(names).flat_map(Entries::into_keys).collect();
            for (name, node) in names(document).unwrap_or_default() {
                let near = nearest(&name, known.iter().map(String::as_str));
                let Some(near) = near.filter(|_| !known.contains(&name)) else { continue };
                let (key, message) =
                    (format!("{table}.{name}"), format!("no {table} is called `{name}`"));
                let slip = Complaint::new(node.key_place(), &key, message);
                slips.push(slip.hinted(Some(did_you_mean(near))));
            }
        }
        self.complaints.extend(slips);
    }

    /// Reads and parses a file; nothing if it cannot be read.
    fn load(&mut self, path: &Path, asked: Option<Asked>) -> Option<Node> {
        let shown = path.display().to_string();
        let bytes = match read_file(path) {
            Ok(bytes) => bytes,
            Err(why) => {
                let complaint = if let Some(Asked { name, place }) = asked {
                    let message =
                        format!("`{EXTENDS}` names `{}`, which {why}", name.escape_debug());
                    Complaint::new(place, EXTENDS, message)
                } else {
                    self.sources.push(SourceText::unreadable(&shown));
                    let place = Place { file: FileId(0), span: 0..0 };
                    let subject = if path.is_dir() { "this" } else { "the file" };
                    Complaint::new(place, "", format!("{subject} {why}")).hinted(shipped_hint(path))
                };
                self.complaints.push(complaint);
                return None;
            }
        };
        match String::from_utf8(bytes) {
            Ok(text) => {
                let folder = path.parent().unwrap_or(Path::new(""));
                Some(self.parse(SourceText::new(&shown, &text).within(folder)))
            }
            Err(error) => {
                let start = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let place = Place { file: FileId(self.sources.len()), span: start..start + 1 };
                let message = "not UTF-8 text".to_owned();
                self.complaints.push(Complaint::new(place, "", message));
                self.sources.push(SourceText::new(&shown, &text));
                None
            }
        }
    }

    /// Adds a source and parses its own text.
    fn parse(&mut self, source: SourceText) -> Node {
        let text = source.text().to_owned();
        self.parse_as(source, &text)
    }

    /// Adds a source and parses a text in its stead.
    fn parse_as(&mut self, source: SourceText, text: &str) -> Node {
        let parsed = parse(FileId(self.sources.len()), text);
        self.sources.push(source);
        self.complaints.extend(parsed.complaints);
        self.torn.extend(parsed.torn);
        parsed.root
    }

    /// Adds a document without its `extends`, which is returned.
    fn push_extending(&mut self, mut document: Node) -> Option<Asked> {
        let node = match &mut document.value {
            Value::Table(entries) => entries.remove(EXTENDS),
            _ => None,
        };
        self.documents.push(document);
        let node = node?;
        let place = node.place();
        if let Value::Text(name) = node.value {
            return Some(Asked { name, place });
        }
        let message = format!("`{EXTENDS}` is {}, wanted is the name of a file", node.found());
        self.complaints.push(Complaint::new(place, EXTENDS, message));
        None
    }

    /// Complains of a file that extends itself, directly or not.
    fn complain_of_circle(&mut self, asked: &Asked) {
        let names: Vec<&str> = self.sources.iter().map(|source| source.name.as_str()).collect();
        let circle = format!("{} → {}", names.join(" → "), asked.name.escape_debug());
        let message = format!("`{EXTENDS}` goes round in a circle: {circle}");
        self.complaints.push(Complaint::new(asked.place.clone(), EXTENDS, message));
    }
}

/// An argument: paths in it begin where the program was started.
fn argument_text(label: &str, argument: &str) -> SourceText {
    SourceText::new(label, argument).within(Path::new(""))
}

/// A file that another one asked for.
struct Asked {
    name: String,
    place: Place,
}

/// What to do when somebody asks for a shipped scenario, by its path or its name or nearly so,
/// where its file is not.
fn shipped_hint(path: &Path) -> Option<String> {
    if path.exists() {
        return None;
    }
    let asked = path.file_stem()?.to_str()?;
    let stem = |shipped: &Shipped| Path::new(shipped.path).file_stem().and_then(|s| s.to_str());
    let name = nearest(asked, SHIPPED.iter().filter_map(stem))?;
    let shipped = SHIPPED.iter().find(|shipped| stem(shipped) == Some(name))?;
    if Path::new(shipped.path).exists() {
        return Some(did_you_mean(shipped.path));
    }
    let command = "`downline scenarios --copy scenarios` writes";
    if path == Path::new(shipped.path) {
        return Some(format!("{command} the shipped ones here"));
    }
    Some(format!("{command} `{}` and the other shipped ones here", shipped.path))
}

/// The bytes of a file, or the end of the sentence that says why not.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let reason = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => "does not exist".to_owned(),
        ErrorKind::PermissionDenied => "may not be read".to_owned(),
        _ => format!("cannot be read: {error}"),
    };
    let metadata = fs::metadata(path).map_err(reason)?;
    if metadata.is_dir() {
        return Err("is a folder, wanted is a file".to_owned());
    }
    // A device would never end.
    if !metadata.is_file() {
        return Err("is a device or a pipe, wanted is a file that ends".to_owned());
    }
    fs::read(path).map_err(reason)
}

/// Whether a value is a word without quotes, which is taken as a text.
fn is_word(value: &str) -> bool {
    let word = value.trim();
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ' ');
    word.starts_with(char::is_alphabetic)
        && word.chars().all(is_plain)
        && !matches!(word, "true" | "false" | "inf" | "nan")
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use tempfile::TempDir;

    use super::super::reading::read_document;
    use super::super::sample::{Sample, problems, problems_with, read};
    use super::*;
    use crate::chance::Distribution;
    use crate::units::{Cents, Ppm};

    /// A folder with files.
    fn folder(files: &[(&str, &[u8])]) -> TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, bytes) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            let mut options = fs::OpenOptions::new();
            let mut file = options.write(true).create(true).open(path).expect("a file");
            file.write_all(bytes).expect("written");
        }
        folder
    }

    /// Reads `a.toml` of a folder; the folder's own path is cut from the problems.
    fn load(folder: &TempDir, sets: &[&str]) -> Result<Sample, String> {
        let layers = Layers::from_file(&folder.path().join("a.toml")).with_sets(sets);
        let result = read_document(layers, Sample::read).finish();
        let own = format!("{}{}", folder.path().display(), std::path::MAIN_SEPARATOR);
        result.map(|(sample, _)| sample).map_err(|problems| problems.to_string().replace(&own, ""))
    }

    #[test]
    fn a_file_lies_over_the_one_it_extends_and_arguments_over_both() {
        let folder = folder(&[
            ("a.toml", b"extends = \"base/b.toml\"\nweeks = 10\n[business.glow]\ndiscount = 0.1\n"),
            ("base/b.toml", b"extends = \"c.toml\"\nweeks = 20\nlimit = 2\n[business.sun]\n"),
            ("base/c.toml", b"limit = 3\nlabel = \"c\"\n[post]\ncost_per_post = 7\nreach = 0.3\n"),
        ]);
        let sample = load(&folder, &["post.reach=0.4", "post.reach=0.5"]).expect("no problems");
        assert_eq!((sample.weeks, sample.limit, sample.label.as_str()), (10, Some(2), "c"));
        assert_eq!(sample.post.cost, Cents(700));
        assert_eq!(sample.post.reach.to_bits(), 0.5_f64.to_bits());
        let names: Vec<&str> = sample.businesses.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["glow", "sun"]);
        assert_eq!(sample.businesses[0].1.discount, Ppm(100_000));
    }

    #[test]
    fn an_argument_may_add_a_business_but_not_one_whose_name_is_a_slip() {
        let folder = folder(&[("a.toml", b"weeks = 10\n[business.glow]\n")]);
        let sample = load(&folder, &["business.velvet.discount=0.2"]).expect("no problems");
        assert_eq!(sample.businesses.len(), 2);
        let wanted = "--set:1:10: no business is called `glo`\n  |\n1 | business.glo.discount=0.2\n\
                      \u{20} |          ^^^\n  = did you mean `glow`?\n\n1 problem found";
        assert_eq!(load(&folder, &["business.glo.discount=0.2"]).unwrap_err(), wanted);
    }

    #[test]
    fn problems_of_all_files_are_told_with_their_own_places_in_order() {
        let folder = folder(&[
            ("a.toml", b"extends = \"b.toml\"\nweeks = 0\nlimit = 4\n"),
            ("b.toml", b"limit = 0\n[post]\nreach = 2\nraech = 1\n"),
        ]);
        let wanted = "\
a.toml:2:9: `weeks` is 0, allowed is 1 to 520 (weeks)
  |
2 | weeks = 0
  |         ^

b.toml:3:9: `post.reach` is 2, allowed is 0 to 1 (share)
  |
3 | reach = 2
  |         ^

b.toml:4:1: unknown key `post.raech`
  |
4 | raech = 1
  | ^^^^^
  = did you mean `reach`?

--set:1:1: unknown key `x`
  |
1 | x=1
  | ^
  = allowed here: `extends`, `weeks`, `label`, `limit`, `note`, `post`, `market`, `business`

4 problems found";
        assert_eq!(load(&folder, &["x=1"]), Err(wanted.to_owned()));
    }

    #[test]
    fn a_circle_of_files_is_a_problem_where_it_closes() {
        let folder = folder(&[
            ("a.toml", b"extends = \"b.toml\"\n"),
            ("b.toml", b"\nextends = \"a.toml\"\nweeks = 0\n"),
        ]);
        let wanted = "\
b.toml:2:11: `extends` goes round in a circle: a.toml → b.toml → a.toml
  |
2 | extends = \"a.toml\"
  |           ^^^^^^^^

b.toml:3:9: `weeks` is 0, allowed is 1 to 520 (weeks)
  |
3 | weeks = 0
  |         ^

2 problems found";
        assert_eq!(load(&folder, &[]), Err(wanted.to_owned()));
    }

    #[test]
    fn a_missing_parent_is_a_problem_at_the_key_that_names_it() {
        let files: &[(&str, &[u8])] = &[("a.toml", b"weeks = 1\nextends = \"no.toml\"\n")];
        let wanted = "\
a.toml:2:11: `extends` names `no.toml`, which does not exist
  |
2 | extends = \"no.toml\"
  |           ^^^^^^^^^

1 problem found";
        assert_eq!(load(&folder(files), &[]), Err(wanted.to_owned()));
        let folder = folder(&[("a.toml", b"extends = \"sub\"\n"), ("sub/x", b"")]);
        let error = load(&folder, &[]).expect_err("a folder");
        assert!(
            error.contains("`extends` names `sub`, which is a folder, wanted is a file"),
            "{error}"
        );
    }

    #[test]
    fn a_file_that_cannot_be_read_is_a_problem_without_a_line() {
        let error = load(&folder(&[]), &["weeks=0"]).expect_err("no file");
        assert!(error.starts_with("a.toml: the file does not exist\n\n--set:1:7: "), "{error}");
        let error = load(&folder(&[("a.toml", b"a = 1\nb = \"\xff\"\n")]), &[]).expect_err("bytes");
        let wanted = "a.toml:2:6: not UTF-8 text\n  |\n2 | b = \"\u{fffd}\"\n  |      ^\n\n\
                      1 problem found";
        assert_eq!(error, wanted);
    }

    #[test]
    fn extends_is_the_name_of_a_file_and_stands_in_a_file() {
        let error = load(&folder(&[("a.toml", b"extends = 3\n")]), &[]).expect_err("a number");
        let wanted = "a.toml:1:11: `extends` is the number 3, wanted is the name of a file\n";
        assert!(error.starts_with(wanted), "{error}");
        assert_eq!(
            problems("extends = \"b.toml\"\n"),
            [":1:11: only a scenario in a file can extend another"]
        );
        assert_eq!(
            problems_with("", &["extends=b.toml"]),
            ["--set:1:9: only a scenario in a file can extend another"]
        );
        let nested = problems("[post]\nextends = \"b.toml\"\n");
        assert_eq!(
            nested,
            [":2:1: unknown key `post.extends` = `extends` belongs to the top of the file"]
        );
    }

    #[test]
    fn an_argument_is_any_toml_value_or_a_bare_word() {
        let text = "[business.glow.plan.unilevel]\nrates = [0.3]\n[post]\ntalent = 3\n";
        let sets = [
            "business.glow.plan.unilevel.rates=[0.1,0.05]",
            "market.rationing=none",
            "market.is_open = false",
            "label = Glow and Sun",
            "post.talent={normal={mean=2,sd=1}}",
        ];
        let (sample, _) = read(text, &sets).expect("no problems");
        assert_eq!(sample.businesses[0].1.unilevel, Some(vec![Ppm(100_000), Ppm(50_000)]));
        assert_eq!(sample.rationing, super::super::sample::Rationing::None);
        assert_eq!((sample.is_open, sample.label.as_str()), (false, "Glow and Sun"));
        assert_eq!(sample.post.talent, Distribution::Normal { mean: 2.0, sd: 1.0 });
    }

    #[test]
    fn a_bad_argument_says_what_is_wrong_with_it() {
        assert_eq!(
            problems_with("", &["weeks"]),
            ["--set:1:1: `weeks` has no `=`, wanted is `key=value`"]
        );
        assert_eq!(
            problems_with("", &["[post]\nreach=0.5"]),
            ["--set:1:1: `[post]\\nreach` is not a key, wanted is `key=value`"]
        );
        assert_eq!(
            problems_with("", &["market.rationing=nnoe"]),
            ["--set:1:18: `market.rationing` is \"nnoe\", allowed is \"none\", \"queue\", \
              \"pro_rata\" = did you mean `none`?"]
        );
        assert_eq!(
            problems_with("", &["post.reach=0,7"]),
            ["--set:1:13: not valid TOML: unexpected key or value, expected newline, `#` \
              = decimals are written with a point: `0.7`"]
        );
        assert_eq!(
            problems_with("", &["weeks="]),
            ["--set:1:7: not valid TOML: the key has no value"]
        );
        assert_eq!(
            problems_with("", &["weeks=many"]),
            ["--set:1:7: `weeks` is a string, wanted is a whole number of weeks"]
        );
        assert_eq!(problems_with("", &["=3"]).len(), 1);
        assert_eq!(problems_with("", &["a b=word"]).len(), 1);
    }
}
