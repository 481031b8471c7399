//! From documents to a checked scenario.
//!
//! A section declares its keys by reading them; the root calls the sections:
//!
//! ```text
//! let layers = Layers::from_file(path).with_sets(&sets);
//! let mut reading = read_document(layers, Scenario::read);
//! if reading.value().weeks < reading.value().warm_up {
//!     reading.contradict("run.warm_up", "`run.warm_up` is longer than the run".into(), None);
//! }
//! let (scenario, resolved) = reading.finish()?;
//! ```
//!
//! *Invariant*: all problems of all documents are reported together, each once, sorted. A scenario
//! is handed out only if there is none.
//!
//! *Absent*: which keys and which contradictions there are.

use std::collections::BTreeSet;
use std::path::Path;
use std::rc::Rc;

use super::catalogue::{Catalogue, catalogue, split_last};
use super::change::put;
use super::document::{Entries, FileId, Node, Place, Value, key_text};
use super::layers::{EXTENDS, Layers};
use super::merge::merge;
use super::problem::{Complaint, ProblemKind, Problems};
use super::resolved::Resolved;
use super::suggest::{did_you_mean, nearest};
use super::table::{Session, Stranger, Table, read_root};

/// A scenario that was read but perhaps not correctly, and what is wrong with it so far.
#[derive(Debug)]
pub(crate) struct Reading<T> {
    pub(super) value: T,
    layers: Layers,
    pub(super) root: Node,
    pub(super) catalogue: Rc<Catalogue>,
    pub(super) complaints: Vec<Complaint>,
    /// Keys that were not understood, and those that mistyped names were probably meant to be.
    doubtful: Vec<String>,
    pub(super) resolved: Resolved,
    /// Keys whose default was written over another value.
    taken_back: BTreeSet<String>,
}

/// Reads the layers with the root's reader. The reader runs twice: once over nothing, for the
/// catalogue of keys, and once over the merged document.
pub(crate) fn read_document<T>(
    mut layers: Layers,
    read: impl Fn(&mut Table<'_>) -> T,
) -> Reading<T> {
    let catalogue = catalogue(&read);
    let documents = std::mem::take(&mut layers.documents).into_iter();
    let mut root = documents
        .reduce(|base, over| merge(base, over, &catalogue))
        .unwrap_or_else(|| Node::root(FileId(0), Entries::new()));
    for (path, node) in std::mem::take(&mut layers.values) {
        put(&mut root, &path, node);
    }
    Reading::of(root, Rc::new(catalogue), layers, read)
}

impl<T> Reading<T> {
    /// Reads a merged document.
    fn of(
        root: Node,
        catalogue: Rc<Catalogue>,
        mut layers: Layers,
        read: impl FnOnce(&mut Table<'_>) -> T,
    ) -> Self {
        let mut session = Session::default();
        let (value, values) = read_root(&mut session, &root, read);
        let mut complaints = std::mem::take(&mut layers.complaints);
        let strangers = session.strangers.iter().map(|stranger| unknown(stranger, &catalogue));
        let found = session.complaints.into_iter().chain(strangers);
        complaints.extend(found.filter(|c| !layers.torn.iter().any(|torn| torn.hides(&c.place))));
        let mut doubtful: Vec<_> =
            complaints.iter().map(|complaint| complaint.key.clone()).collect();
        doubtful
            .extend(session.strangers.iter().filter_map(|stranger| meant(stranger, &catalogue)));
        let resolved = Resolved { values, given: session.given };
        let taken_back = session.taken_back;
        Self { value, layers, root, catalogue, complaints, doubtful, resolved, taken_back }
    }

    /// Reads the same with a document on top.
    pub(super) fn laid_under(&self, over: Node, read: impl FnOnce(&mut Table<'_>) -> T) -> Self {
        let root = merge(self.root.clone(), over, &self.catalogue);
        let layers = Layers { torn: self.layers.torn.clone(), ..Layers::default() };
        Self::of(root, Rc::clone(&self.catalogue), layers, read)
    }

    /// What was read; where something is wrong, the default stands in.
    pub(crate) fn value(&self) -> &T {
        &self.value
    }

    /// Adds the problem that a key contradicts another one. It is shown where the key is given; if
    /// its default is in force, at the nearest table around it, else at the top of the file.
    ///
    /// Nothing is added if the key itself or a file was not understood: the contradiction would be
    /// one with a default that nobody chose.
    pub(crate) fn contradict(&mut self, path: &str, message: String, hint: Option<String>) {
        self.contradict_about(path, ProblemKind::Plain, message, hint);
    }

    /// The same, about something that others may tell in their own words.
    pub(crate) fn contradict_about(
        &mut self,
        path: &str,
        kind: ProblemKind,
        message: String,
        hint: Option<String>,
    ) {
        if !self.is_sound(path) {
            return;
        }
        let (place, is_exact) = locate(&self.root, path);
        let default = self.catalogue.find(path).map(|key| &key.default);
        let hint = hint.or_else(|| {
            let default = default.filter(|_| !is_exact)?;
            Some(format!("`{path}` is not given and has its default, {default}"))
        });
        self.complaints.push(Complaint::new(place, path, message).hinted(hint).about(kind));
    }

    /// The folder from which a path begins that a key gives; nothing where no file does.
    pub(super) fn folder_of(&self, path: &str) -> Option<&Path> {
        let (place, _) = locate(&self.root, path);
        self.layers.sources.get(place.file.0)?.folder.as_deref()
    }

    /// What files and arguments write at a key of the top.
    pub(crate) fn written(&self, name: &str) -> Option<&Node> {
        self.root.entries()?.get(name)
    }

    /// Whether a file or an argument gives a key, or any key of a table.
    pub(crate) fn gives(&self, path: &str) -> bool {
        self.given_within(path).next().is_some()
    }

    /// The keys below a table that somebody wrote, without the table's path, and the tables
    /// directly below it that are written empty. Whoever writes the default over another value has
    /// taken that back.
    pub(crate) fn written_below(&self, table: &str) -> Vec<String> {
        let written = self.given_within(table).filter(|key| !self.taken_back.contains(*key));
        let below = written.filter_map(|key| key.strip_prefix(table)?.strip_prefix('.'));
        let entries = find(&self.root, table).ok().and_then(Node::entries).into_iter().flatten();
        let is_empty = |node: &Node| node.entries().is_some_and(Entries::is_empty);
        let empty = entries.filter(|(_, node)| is_empty(node)).map(|(name, _)| name.as_str());
        below.chain(empty).map(str::to_owned).collect()
    }

    fn given_within<'p>(&self, path: &'p str) -> impl Iterator<Item = &String> + use<'_, 'p, T> {
        let from = self.resolved.given.range(path.to_owned()..);
        let near = from.take_while(move |(key, _)| key.starts_with(path));
        near.filter(move |&(key, &given)| given && is_within(key, path)).map(|(key, _)| key)
    }

    /// Whether a key or table was read without a problem, and all files were understood.
    pub(crate) fn is_sound(&self, path: &str) -> bool {
        let hides_all = |key: &str| key.is_empty() || key == EXTENDS;
        let touches = |key: &str| hides_all(key) || is_within(key, path) || is_within(path, key);
        !self.doubtful.iter().any(|key| touches(key))
    }

    /// The scenario and its record, or everything that is wrong.
    pub(crate) fn finish(self) -> Result<(T, Resolved), Problems> {
        if self.complaints.is_empty() {
            return Ok((self.value, self.resolved));
        }
        Err(Problems::new(self.complaints, &self.layers.sources))
    }
}

/// Whether a path is another one or lies below it.
pub(super) fn is_within(path: &str, around: &str) -> bool {
    path.strip_prefix(around).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The place of a key, or of the nearest thing around it, and whether it is the key itself.
fn locate(root: &Node, path: &str) -> (Place, bool) {
    match find(root, path) {
        Ok(node) => (node.place(), true),
        Err(around) => (around.place(), false),
    }
}

/// What is written at a path, or else the nearest thing around it.
fn find<'n>(root: &'n Node, path: &str) -> Result<&'n Node, &'n Node> {
    let mut node = root;
    for part in path.split('.') {
        let (name, indices) = part.split_at(part.find('[').unwrap_or(part.len()));
        node = node.entries().and_then(|entries| entries.get(name)).ok_or(node)?;
        for index in indices.split(['[', ']']).filter(|index| !index.is_empty()) {
            let item = match &node.value {
                Value::Array(items) => index.parse().ok().and_then(|at: usize| items.get(at)),
                _ => None,
            };
            node = item.ok_or(node)?;
        }
    }
    Ok(node)
}

/// The complaint about a key or table that nobody declared.
fn unknown(stranger: &Stranger, catalogue: &Catalogue) -> Complaint {
    let Stranger { table, name, path, place, is_table } = stranger;
    let what = if *is_table { "table" } else { "key" };
    let mut hints: Vec<String> = Vec::new();
    hints.extend(nearest(name, catalogue.names_in(table)).map(did_you_mean));
    let homes = catalogue.homes_of(name, table);
    if !homes.is_empty() && homes.len() <= 3 {
        let homes: Vec<String> = homes.into_iter().map(home_text).collect();
        hints.push(format!("`{name}` belongs to {}", homes.join(", ")));
    }
    if hints.is_empty() {
        // Right table forgotten and mistyped as well.
        hints.extend(catalogue.near_paths(name).first().map(|path| did_you_mean(path)));
    }
    if hints.is_empty() {
        hints.push(all_names(table, catalogue));
    }
    let hint = (!hints.is_empty()).then(|| hints.join(" "));
    Complaint::new(place.clone(), path, format!("unknown {what} `{path}`")).hinted(hint)
}

/// Most names that a hint spells out; more are a page's business.
const NAMES_MAX: usize = 8;

/// What may stand in a table, or where that is written.
fn all_names(table: &str, catalogue: &Catalogue) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in catalogue.names_in(table) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() || NAMES_MAX < names.len() {
        return "`downline reference keys` lists them all".to_owned();
    }
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("allowed here: {}", quoted.join(", "))
}

/// The path that somebody who mistyped a name probably meant.
fn meant(stranger: &Stranger, catalogue: &Catalogue) -> Option<String> {
    let name = nearest(&stranger.name, catalogue.names_in(&stranger.table))?;
    let around = stranger.path.strip_suffix(&key_text(&stranger.name))?;
    Some(format!("{around}{name}"))
}

/// A table as it is written.
fn home_text(table: &str) -> String {
    match split_last(table) {
        ("", "") => "the top of the file".to_owned(),
        _ if table.ends_with("[]") => format!("`[[{}]]`", table.trim_end_matches("[]")),
        _ => format!("`[{table}]`"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::super::sample::{Sample, problems, problems_with, read, rendered, sample};
    use super::*;

    #[test]
    fn all_problems_of_a_file_are_found_in_one_go_with_their_places() {
        let text = "\
weeks = 0
[post]
  hours_per_pst = 2.0
\treach = 1.7 # tab
cost_per_post = \"cheap\"
[market]
rationing = \"queu\"
";
        let wanted = "\
a.toml:1:9: `weeks` is 0, allowed is 1 to 520 (weeks)
  |
1 | weeks = 0
  |         ^

a.toml:3:3: unknown key `post.hours_per_pst`
  |
3 |   hours_per_pst = 2.0
  |   ^^^^^^^^^^^^^
  = did you mean `hours_per_post`?

a.toml:4:10: `post.reach` is 1.7, allowed is 0 to 1 (share)
  |
4 | \treach = 1.7 # tab
  | \t        ^^^

a.toml:5:17: `post.cost_per_post` is a string, wanted is an amount of money such as 12.50
  |
5 | cost_per_post = \"cheap\"
  |                 ^^^^^^^

a.toml:7:13: `market.rationing` is \"queu\", allowed is \"none\", \"queue\", \"pro_rata\"
  |
7 | rationing = \"queu\"
  |             ^^^^^^
  = did you mean `queue`?

5 problems found";
        assert_eq!(rendered(text, &[]), wanted);
    }

    #[test]
    fn an_unknown_key_gets_the_nearest_name_or_its_home() {
        assert_eq!(
            problems("reach = 0.2\nhours_per_pst = 1\nzebra = 1\nextend = \"b.toml\"\n"),
            [
                ":1:1: unknown key `reach` = `reach` belongs to `[post]`",
                ":2:1: unknown key `hours_per_pst` = did you mean `post.hours_per_post`?",
                ":3:1: unknown key `zebra` = allowed here: `extends`, `weeks`, `label`, `limit`, \
                 `note`, `post`, `market`, `business`",
                ":4:1: unknown key `extend` = did you mean `extends`?",
            ]
        );
        assert_eq!(
            problems("[post]\nfrom_points = 1\nweeks = 3\ndiscount = 0.1\n"),
            [
                ":2:1: unknown key `post.from_points` = `from_points` belongs to \
                 `[[business.NAME.discount_steps]]`",
                ":3:1: unknown key `post.weeks` = `weeks` belongs to the top of the file",
                ":4:1: unknown key `post.discount` = `discount` belongs to `[business.NAME]`, \
                 `[[business.NAME.discount_steps]]`",
            ]
        );
    }

    #[test]
    fn a_mistyped_table_is_one_problem_whatever_is_in_it() {
        assert_eq!(
            problems("[business.glow.plan.unilevl]\nrates = [9]\nx = 1\n[psot]\nreach = 0.1\n"),
            [
                ":1:21: unknown table `business.glow.plan.unilevl` = did you mean `unilevel`?",
                ":4:2: unknown table `psot` = did you mean `post`?",
            ]
        );
        assert_eq!(
            problems("[busines.glow]\ndiscount = 9\n[post.business.glow]\n"),
            [
                ":1:2: unknown table `busines` = did you mean `business`?",
                ":3:7: unknown table `post.business` = `business` belongs to the top of the file",
            ]
        );
    }

    #[test]
    fn inline_tables_dotted_keys_and_unicode_have_exact_places() {
        assert_eq!(
            problems("label = \"dōterra\" # é\npost = { reach = 7, \"spät\" = 1 }\n"),
            [
                ":2:18: `post.reach` is 7, allowed is 0 to 1 (share)",
                ":2:21: unknown key `post.\"spät\"` = allowed here: `hours_per_post`, \
                 `cost_per_post`, `reach`, `talent`",
            ]
        );
        assert_eq!(
            problems("business.glow.plan.unilevel.rates = [0.1, 0.7, true]\npost.x.y = 1\n"),
            [
                ":1:43: `business.glow.plan.unilevel.rates[1]` is 0.7, allowed is 0 to 0.5 (share)",
                ":1:48: `business.glow.plan.unilevel.rates[2]` is true, \
                 wanted is a rate such as 0.25",
                ":2:6: unknown table `post.x` = allowed here: `hours_per_post`, `cost_per_post`, \
                 `reach`, `talent`",
            ]
        );
    }

    #[test]
    fn syntax_errors_hide_no_other_problem_that_is_certain() {
        assert_eq!(
            problems("weeks = 0\nlimit = 0,7\n[post]\nreach = 3\n"),
            [
                ":1:9: `weeks` is 0, allowed is 1 to 520 (weeks)",
                ":2:10: not valid TOML: unexpected key or value, expected newline, `#` \
                 = decimals are written with a point: `0.7`",
                ":4:9: `post.reach` is 3, allowed is 0 to 1 (share)",
            ]
        );
        assert_eq!(
            problems("weeks = 0\n[post\nreach = 7\nreach = 8\n"),
            [
                ":1:9: `weeks` is 0, allowed is 1 to 520 (weeks)",
                ":2:6: not valid TOML: unclosed table, expected `]`",
            ]
        );
        assert_eq!(
            problems("[post]\nreach = 0.1\nreach = 0.2\n[post]\n"),
            [":3:1: duplicate key `reach`", ":4:2: duplicate key `post`"]
        );
    }

    fn contradicting(text: &str, sets: &[&str], path: &str) -> Vec<String> {
        let layers = Layers::from_text("a.toml", text).with_sets(sets);
        let mut reading = read_document(layers, Sample::read);
        reading.contradict(path, format!("`{path}` is wrong"), None);
        let Err(problems) = reading.finish() else { return Vec::new() };
        problems.0.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_contradiction_is_shown_at_the_key_or_the_nearest_table_or_the_top() {
        assert_eq!(
            contradicting("[post]\nreach = 0.5\n", &[], "post.reach"),
            ["a.toml:2:9: `post.reach` is wrong\n  |\n2 | reach = 0.5\n  |         ^^^"]
        );
        assert_eq!(
            contradicting("\n[business.glow]\n", &[], "business.glow.plan.unilevel.rates"),
            ["a.toml:2:11: `business.glow.plan.unilevel.rates` is wrong\n  |\n\
              2 | [business.glow]\n  |           ^^^^\n  = `business.glow.plan.unilevel.rates` \
              is not given and has its default, [0.05]"]
        );
        assert_eq!(
            contradicting("", &[], "post.reach"),
            ["a.toml:1:1: `post.reach` is wrong\n  |\n1 | \n  | ^\n  = `post.reach` is not given \
              and has its default, 0.1"]
        );
        let steps = "[business.glow]\ndiscount_steps = [{}, { discount = 0.4 }]\n";
        let found = contradicting(steps, &[], "business.glow.discount_steps[1].discount");
        assert!(found[0].starts_with("a.toml:2:36: "), "{found:?}");
        let found = contradicting("", &["post.reach=0.5"], "post.reach");
        assert!(found[0].starts_with("--set:1:12: "), "{found:?}");
    }

    #[test]
    fn nothing_contradicts_a_key_that_was_not_understood() {
        let found = contradicting("[post]\nreach = 7\n", &[], "post.reach");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("allowed is 0 to 1"), "{found:?}");
        assert_eq!(contradicting("post = 7\n", &[], "post.reach").len(), 1);
        assert_eq!(contradicting("x = \n", &[], "post.reach").len(), 1);
        assert_eq!(contradicting("extends = 3\n", &[], "post.reach").len(), 1);
        assert_eq!(contradicting("weeks = 0\n", &[], "post.reach").len(), 2);
    }

    #[test]
    fn nothing_contradicts_a_key_whose_name_was_mistyped() {
        assert_eq!(contradicting("[post]\nraech = 0.5\n", &[], "post.reach").len(), 1);
        assert_eq!(contradicting("[busines.glow]\n", &[], "business").len(), 1);
        assert_eq!(contradicting("[post]\nzebra = 0.5\n", &[], "post.reach").len(), 2);
    }

    #[test]
    fn a_key_can_contradict_several_others() {
        let mut reading = read_document(Layers::from_text("a.toml", ""), Sample::read);
        for message in ["one", "two", "two"] {
            reading.contradict("post.reach", message.to_owned(), Some("h".to_owned()));
        }
        assert_eq!(reading.value().weeks, 52);
        assert_eq!(reading.finish().expect_err("contradictions").0.len(), 2);
    }

    #[test]
    fn an_empty_document_is_all_defaults() {
        let empty = sample("");
        assert_eq!((empty.weeks, empty.post.reach.to_bits()), (52, 0.1_f64.to_bits()));
        assert!(empty.businesses.is_empty() && empty.limit.is_none());
    }

    #[test]
    fn the_record_has_every_value_and_says_which_were_given() {
        let text = "
            [post]
            cost_per_post = 12.5
            [business.glow]
            discount = 0.3
            discount_steps = [{ from_points = 100 }]
            [business.glow.plan.unilevel]
            rates = [0.1, 0.000001]
        ";
        let (_, resolved) = read(text, &[]).expect("no problems");
        let wanted = concat!(
            r#"{"weeks":52,"label":"a | b","limit":null,"note":null,"#,
            r#""post":{"hours_per_post":0.75,"cost_per_post":"12.50","reach":0.1,"#,
            r#""talent":{"log_normal":{"median":1.0,"sigma":0.5}}},"#,
            r#""market":{"rationing":"queue","is_open":true},"#,
            r#""business":{"glow":{"discount":0.3,"#,
            r#""discount_steps":[{"from_points":100,"discount":0.3}],"#,
            r#""plan":{"unilevel":{"rates":[0.1,1e-6]}}}}}"#,
        );
        assert_eq!(resolved.values.to_string(), wanted);
        assert!(resolved.given["post.cost_per_post"]);
        assert!(resolved.given["business.glow.discount_steps[0].from_points"]);
        assert!(!resolved.given["post.reach"] && resolved.given.contains_key("post.reach"));
        assert!(!resolved.given["business.glow.discount_steps[0].discount"]);
    }

    #[test]
    fn the_hash_depends_on_the_values_and_not_on_their_writing() {
        let hash = |text: &str| read(text, &[]).expect("no problems").1.hash();
        assert_eq!(hash(""), hash("# nothing\n[post]\nreach = 0.10\ncost_per_post = 0.5\n"));
        assert_ne!(hash(""), hash("[post]\nreach = 0.11\n"));
        assert_ne!(hash("[business.a]\n"), hash("[business.b]\n"));
    }

    #[test]
    fn a_problem_in_an_argument_is_shown_in_the_argument() {
        assert_eq!(
            rendered("", &["post.reach=1.7"]),
            "--set:1:12: `post.reach` is 1.7, allowed is 0 to 1 (share)\n  |\n\
             1 | post.reach=1.7\n  |            ^^^\n\n1 problem found"
        );
        assert_eq!(
            problems_with("weeks = 0", &["limit=0", "post.raech=1"]),
            [
                ":1:9: `weeks` is 0, allowed is 1 to 520 (weeks)",
                "--set:1:7: `limit` is 0, allowed is 1 to 1000 (people)",
                "--set:1:6: unknown key `post.raech` = did you mean `reach`?",
            ]
        );
    }

    /// Everything that the sample can have, as the ground for mutations.
    const RICH: &str = "
        weeks = 52
        label = \"dōterra\"
        limit = 5
        [post]
        hours_per_post = 1_0.5e-1
        cost_per_post = -3.00
        talent = { power_law = { min = 1, max = 2.5, exponent = 2 } }
        [market]
        rationing = \"none\"
        is_open = false
        [business.glow]
        discount = 0.25
        discount_steps = [{ from_points = 0x10, discount = 0.3 }, {}]
        [business.glow.plan.unilevel]
        rates = [0.1, 0.05,
            0.01]
        [[business.glow.more]]
        day = 2020-01-01
    ";

    fn fixed() -> ProptestConfig {
        ProptestConfig {
            cases: 1_000,
            failure_persistence: None,
            rng_seed: RngSeed::Fixed(7),
            ..ProptestConfig::default()
        }
    }

    proptest! {
        #![proptest_config(fixed())]

        #[test]
        fn no_mutated_scenario_panics_and_every_problem_has_a_place(
            cuts in proptest::collection::vec((0_usize..800, 0_usize..12), 0..6),
            pieces in proptest::collection::vec(
                "(\\[|\\]|\\{|\\}|=|\"|'''|\\.|,|\n|#|nan|-inf|1e999|9{40}|é|\u{0}|[a-z]{1,4})",
                6,
            ),
        ) {
            let mut text = RICH.to_owned();
            for ((start, length), piece) in cuts.into_iter().zip(pieces) {
                let start = text.floor_char_boundary(start);
                let end = text.ceil_char_boundary(start + length);
                text.replace_range(start..end, &piece);
            }
            check(&text, &[]);
        }

        #[test]
        fn no_text_and_no_argument_panics(text in "[ -~\n\té]{0,60}", set in "[ -~\né]{0,30}") {
            check(&text, &[&set]);
            check(&set, &[&text, "post.reach=0.5", "business.a.plan=3"]);
            check("", &[&format!("post.{set}"), &format!("post.talent={set}")]);
        }
    }

    fn check(text: &str, sets: &[&str]) {
        let layers = Layers::from_text("a.toml", text).with_sets(sets);
        let mut reading = read_document(layers, Sample::read);
        for path in ["post.talent.power_law.min", "business.glow.discount_steps[1]", "", "..[x"] {
            reading.contradict(path, "never".to_owned(), None);
        }
        let problems = reading.finish().expect_err("the contradictions");
        assert!(problems.0.iter().all(|p| 0 < p.line && 0 < p.column && 0 < p.width));
        let shown = problems.to_string().replace(['\n', '\t'], "");
        assert!(!shown.contains(char::is_control), "{shown:?}");
    }
}
