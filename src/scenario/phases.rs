//! What events that set keys make of a scenario: which values hold from which week on.
//!
//! A *phase* is a span of weeks in which the same values hold. Each is the whole scenario, read
//! from the same documents with what the events set laid on top, by the same readers and checks.
//!
//! *Invariant*: a phase holds only values within their bounds and free of contradiction, as any
//! scenario; what is wrong with one is told at the line of the event. No two events set a key in
//! the same week, and what is fixed during a run is the same in all phases.
//!
//! *Absent*: what a change makes of a run (`simulation`); factors, which need no phase.

use serde_json::{Map, Value as Json};

use super::Scenario;
use super::catalogue::Catalogue;
use super::check::check;
use super::document::{Entries, FileId, Node, Value, key_text};
use super::merge::merge;
use super::problem::Complaint;
use super::ramp::{Step, between};
use super::reading::{Reading, is_within};
use super::settings::{Event, PayRules};
use super::suggest::{did_you_mean, nearest};
use super::table::joined;
use crate::units::Week;

/// Weeks in which the same values hold, up to the next phase.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// The first of them, from zero.
    pub from_week: Week,
    /// What holds; it has no phases of its own.
    pub scenario: Scenario,
}

impl Scenario {
    /// What holds in a week, counted from zero.
    pub fn in_week(&self, week: Week) -> &Self {
        let begun = self.later.partition_point(|phase| phase.from_week <= week);
        begun.checked_sub(1).map_or(self, |last| &self.later[last].scenario)
    }

    /// All that holds at some time in the run, in order.
    pub fn phases(&self) -> impl Iterator<Item = &Self> + Clone {
        let first = self.later.first().is_none_or(|phase| 0 < phase.from_week);
        first.then_some(self).into_iter().chain(self.later.iter().map(|phase| &phase.scenario))
    }
}

/// An event that sets keys.
struct Script {
    name: String,
    event: Event,
    set: Node,
    leaves: Vec<Leaf>,
}

/// A key that an event sets.
struct Leaf {
    path: String,
    names: Vec<String>,
    node: Node,
    /// The value without the event; nothing where the key or its table is not there.
    from: Option<Json>,
    /// The value at full effect.
    to: Json,
    kind: &'static str,
}

impl Leaf {
    /// The value in a week in which the event has come so far, if that is not the one without it.
    /// What has nothing between two values changes at full effect.
    fn at(&self, step: Step) -> Option<Node> {
        match step {
            (0, _) => None,
            (step, steps) if step == steps => Some(self.node.clone()),
            _ => between(self.kind, (self.from.as_ref()?, &self.to), step, &self.node),
        }
    }
}

/// Reads the phases of a scenario, or adds what is wrong with them to the reading's problems.
pub(super) fn read_phases(reading: &mut Reading<Scenario>) {
    let mut scripts = scripts(reading);
    if scripts.is_empty() {
        return;
    }
    for script in &mut scripts {
        read_set(script, reading);
    }
    scripts.sort_by_key(|script| script.event.start_week);
    for (later, script) in scripts.iter().enumerate() {
        collide(&scripts[..later], script, reading);
        find_never_full(script, reading);
    }
    // A contradiction is certain only between values that were understood.
    if reading.complaints.is_empty() {
        reading.value.later = compile(&scripts, reading);
        find_reworked(&scripts, reading);
    }
}

/// The events that set keys, with the keys that they may set.
fn scripts(reading: &mut Reading<Scenario>) -> Vec<Script> {
    let mut scripts = Vec::new();
    for (name, event) in &reading.value.events {
        let written = ["event", name, "set"];
        let found = written.iter().try_fold(&reading.root, |node, part| {
            node.entries().and_then(|entries| entries.get(*part))
        });
        let Some(set) = found.filter(|set| set.is_table()).cloned() else { continue };
        let mut walk = Walk {
            catalogue: &reading.catalogue,
            values: &reading.resolved.values,
            at: format!("event.{name}.set"),
            leaves: Vec::new(),
            complaints: Vec::new(),
        };
        walk.table(&set, "", &mut Vec::new());
        let Walk { leaves, complaints, .. } = walk;
        reading.complaints.extend(complaints);
        scripts.push(Script { name: name.clone(), event: event.clone(), set, leaves });
    }
    scripts
}

/// A walk over what an event sets.
struct Walk<'r> {
    catalogue: &'r Catalogue,
    values: &'r Json,
    /// The path of the event's table.
    at: String,
    leaves: Vec<Leaf>,
    complaints: Vec<Complaint>,
}

impl Walk<'_> {
    fn table(&mut self, table: &Node, path: &str, names: &mut Vec<String>) {
        let has_names = !path.is_empty() && self.catalogue.has_names(path);
        for (name, node) in table.entries().into_iter().flatten() {
            let inner = joined(path, &key_text(name));
            names.push(name.clone());
            if self.is_quoted(name, node) || (has_names && self.is_new(path, name, names, node)) {
                names.pop();
                continue;
            }
            let is_empty = node.entries().is_some_and(Entries::is_empty);
            if node.is_table() && !is_empty && !self.catalogue.is_whole(&inner) {
                self.table(node, &inner, names);
            } else if let Some(why) = self.catalogue.fixed_at(&inner) {
                let message = format!("`{inner}` cannot change during a run: {why}");
                self.say(&inner, node, message, None);
            } else {
                self.leaves.push(Leaf {
                    names: names.clone(),
                    node: node.clone(),
                    from: value_at(self.values, names).filter(|value| !value.is_null()).cloned(),
                    to: Json::Null,
                    kind: self.catalogue.find(&inner).map_or("", |key| key.kind),
                    path: inner,
                });
            }
            names.pop();
        }
    }

    /// Complains of a dotted path that was written as one name.
    fn is_quoted(&mut self, name: &str, node: &Node) -> bool {
        let is_path = name.contains('.');
        if is_path {
            let path = key_text(name);
            let message = format!("unknown key `{path}`");
            let hint = self.catalogue.find(name).map(|_| format!("without quotes: `{name}`"));
            self.say(&path, node, message, hint);
        }
        is_path
    }

    /// Complains of a name that the scenario does not have.
    fn is_new(&mut self, path: &str, name: &str, names: &[String], node: &Node) -> bool {
        let there = value_at(self.values, &names[..names.len() - 1]).and_then(Json::as_object);
        let is_new = there.is_none_or(|there| !there.contains_key(name));
        if is_new {
            let message = format!("there is no `[{path}.{name}]` for the event to change");
            let known = there.into_iter().flat_map(Map::keys).map(String::as_str);
            let hint = nearest(name, known).map_or_else(
                || "names are there from the start: write it into the scenario itself".to_owned(),
                did_you_mean,
            );
            self.say(&joined(path, name), node, message, Some(hint));
        }
        is_new
    }

    fn say(&mut self, path: &str, node: &Node, message: String, hint: Option<String>) {
        let key = format!("{}.{path}", self.at);
        self.complaints.push(Complaint::new(node.key_place(), &key, message).hinted(hint));
    }
}

/// The recorded value below a table.
fn value_at<'v>(values: &'v Json, names: &[String]) -> Option<&'v Json> {
    names.iter().try_fold(values, |value, name| value.as_object()?.get(name))
}

/// Puts a recorded value below a table.
fn put_at(values: &mut Json, names: &[String], value: Json) {
    let Json::Object(entries) = values else { return };
    match names {
        [] => {}
        [name] => {
            entries.insert(name.clone(), value);
        }
        [name, rest @ ..] => {
            let inner = entries.entry(name.clone()).or_insert_with(|| Json::Object(Map::new()));
            put_at(inner, rest, value);
        }
    }
}

/// What an event sets as a document of its own, each key as `at` says; nothing if no key is left.
fn document(set: &Node, path: &str, at: &dyn Fn(&str) -> Option<Option<Node>>) -> Option<Node> {
    let mut entries = Entries::new();
    for (name, node) in set.entries().into_iter().flatten() {
        let inner = joined(path, &key_text(name));
        let chosen = match at(&inner) {
            Some(leaf) => leaf,
            None if node.is_table() => document(node, &inner, at),
            None => None,
        };
        if let Some(chosen) = chosen {
            entries.insert(name.clone(), chosen);
        }
    }
    (!entries.is_empty()).then(|| set.with(Value::Table(entries)))
}

impl Script {
    /// What the event sets after so many steps.
    fn document(&self, step: Step) -> Option<Node> {
        document(&self.set, "", &|path| {
            self.leaves.iter().find(|leaf| leaf.path == path).map(|leaf| leaf.at(step))
        })
    }

    /// Where the path of a key is written.
    fn key(&self, leaf: &Leaf) -> String {
        format!("event.{}.set.{}", self.name, leaf.path)
    }
}

/// Reads what an event sets at full effect and records it.
fn read_set(script: &mut Script, reading: &mut Reading<Scenario>) {
    let Some(over) = script.document((1, 1)) else { return };
    let set = reading.laid_under(over, Scenario::read);
    let known = &reading.complaints;
    let new: Vec<_> = set.complaints.into_iter().filter(|found| !known.contains(found)).collect();
    reading.complaints.extend(new);
    reading.resolved.given.remove(&format!("event.{}.set", script.name));
    for leaf in &mut script.leaves {
        if let Some(value) = value_at(&set.resolved.values, &leaf.names) {
            leaf.to = value.clone();
        }
        let mut names = vec!["event".to_owned(), script.name.clone(), "set".to_owned()];
        names.extend(leaf.names.iter().cloned());
        put_at(&mut reading.resolved.values, &names, leaf.to.clone());
    }
    for leaf in &script.leaves {
        reading.resolved.given.insert(script.key(leaf), true);
    }
}

/// Complains of keys that an event which begins no later sets in the same weeks.
fn collide(earlier: &[Script], script: &Script, reading: &mut Reading<Scenario>) {
    let weeks = reading.value.weeks;
    let span = |event: &Event| (event.start_week, event.last_week(weeks));
    let (from, to) = span(&script.event);
    for other in earlier {
        let (other_from, other_to) = span(&other.event);
        let (first, last) = (from.max(other_from), to.min(other_to));
        if last < first {
            continue;
        }
        for leaf in &script.leaves {
            if other.leaves.iter().all(|theirs| theirs.path != leaf.path) {
                continue;
            }
            let (path, name, theirs) = (&leaf.path, &script.name, &other.name);
            let message = format!(
                "events `{theirs}` and `{name}` both set `{path}` in weeks {first} to {last}"
            );
            let hint = format!("let `{theirs}` end (`duration_weeks`) before `{name}` begins");
            let place = leaf.node.key_place();
            let complaint = Complaint::new(place, &script.key(leaf), message);
            reading.complaints.push(complaint.hinted(Some(hint)));
        }
    }
}

/// Complains of keys that change at full effect only, where the event never has it.
fn find_never_full(script: &Script, reading: &mut Reading<Scenario>) {
    let (event, weeks) = (&script.event, reading.value.weeks);
    let is_full = |week: Week| event.steps(week).0 == event.steps(week).1;
    // An event after the end is told of by its own check.
    if weeks < event.start_week || (0..weeks).any(is_full) {
        return;
    }
    for leaf in &script.leaves {
        if leaf.to.is_null() || leaf.at((1, 2)).is_some() {
            continue;
        }
        let message = format!(
            "`{}` changes when event `{}` has its full effect, which it never has in this run",
            leaf.path, script.name
        );
        let hint = "let the event begin earlier or last longer, or shorten `ramp_weeks`".to_owned();
        let complaint = Complaint::new(leaf.node.key_place(), &script.key(leaf), message);
        reading.complaints.push(complaint.hinted(Some(hint)));
    }
}

/// Terms of a business by which earlier periods are worked out again, beside the rules on paying.
const REWORKED: [&str; 6] =
    ["plan", "product", "joining", "discount", "discount_steps", "rules.entry_fee_max"];

/// Complains of terms that would be others when a period is worked out again than when it was
/// worked out.
fn find_reworked(scripts: &[Script], reading: &mut Reading<Scenario>) {
    // No event changes in which period returns count.
    let businesses = reading.value.businesses.iter();
    let at_sale = businesses.filter(|(_, business)| business.plan.takes_back_at_sale());
    let names: Vec<&str> = at_sale.map(|(name, _)| name.as_str()).collect();
    let mut complaints = Vec::new();
    for script in scripts {
        for leaf in &script.leaves {
            let [table, name, term @ ..] = leaf.names.as_slice() else { continue };
            let is_rule = matches!(term, [of, key, ..]
                if of == "rules" && PayRules::KEYS.contains(&key.as_str()));
            let term = term.join(".");
            let is_term =
                table == "business" && (is_rule || REWORKED.iter().any(|of| is_within(&term, of)));
            if is_term && names.contains(&name.as_str()) {
                let message = format!(
                    "`{}` cannot change while returns count in the period of their sale: that \
                     period is worked out again by the terms of the business",
                    leaf.path
                );
                let hint = format!("set `business.{name}.plan.clawback.counts_in = \"return\"`");
                let complaint = Complaint::new(leaf.node.key_place(), &script.key(leaf), message);
                complaints.push(complaint.hinted(Some(hint)));
            }
        }
    }
    reading.complaints.extend(complaints);
}

/// Reads every phase of the run.
fn compile(scripts: &[Script], reading: &mut Reading<Scenario>) -> Vec<Phase> {
    let mut phases: Vec<Phase> = Vec::new();
    let mut widths = SeatWidths::default();
    widths.note(&reading.value);
    let mut steps: Vec<Step> = scripts.iter().map(|_| (0, 1)).collect();
    for week in 0..reading.value.weeks {
        let now: Vec<Step> = scripts.iter().map(|script| script.event.steps(week)).collect();
        if now.iter().zip(&steps).all(|(now, before)| now.0 == before.0) {
            continue;
        }
        steps = now;
        let scenario = read_phase(scripts, &steps, week, &mut widths, reading);
        let before = phases.last().map_or(&reading.value, |phase| &phase.scenario);
        if *before != scenario {
            phases.push(Phase { from_week: week, scenario });
        }
    }
    phases
}

/// Reads what holds after so many steps of each event.
fn read_phase(
    scripts: &[Script],
    steps: &[Step],
    week: Week,
    widths: &mut SeatWidths,
    reading: &mut Reading<Scenario>,
) -> Scenario {
    let documents = scripts.iter().zip(steps).filter_map(|(script, &step)| script.document(step));
    let nothing = Node::root(FileId(0), Entries::new());
    let over = documents.fold(nothing, |base, over| merge(base, over, &reading.catalogue));
    let mut phase = reading.laid_under(over, Scenario::read);
    check(&mut phase);
    widths.check(&mut phase);
    let at_work = scripts.iter().zip(steps).filter(|(_, step)| 0 < step.0);
    let names: Vec<String> = at_work.map(|(script, _)| format!("`{}`", script.name)).collect();
    let so = format!("in week {}, when {} at work", week + 1, are(&names));
    for found in phase.complaints {
        // The weeks of a ramp would tell the same again and again.
        let is_told = |told: &Complaint| told.place == found.place && told.key == found.key;
        if !reading.complaints.iter().any(is_told) {
            let hint =
                found.hint.clone().map_or_else(|| so.clone(), |hint| format!("{so}; {hint}"));
            reading.complaints.push(found.hinted(Some(hint)));
        }
    }
    phase.value
}

/// "`a` is", "`a` and `b` are".
fn are(names: &[String]) -> String {
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", names.join(" and "))
}

/// Seats below a seat, by business: they are there from the start and cannot change.
#[derive(Default)]
struct SeatWidths(Vec<u32>);

impl SeatWidths {
    /// Notes the seats of businesses that had none before.
    fn note(&mut self, scenario: &Scenario) {
        self.0.resize(scenario.businesses.len(), 0);
        for (width, (_, business)) in self.0.iter_mut().zip(&scenario.businesses) {
            if *width == 0 {
                *width = business.plan.seat_width();
            }
        }
    }

    /// Complains of a business whose seats would be others than before.
    fn check(&mut self, phase: &mut Reading<Scenario>) {
        self.note(phase.value());
        let now = phase.value().businesses.iter();
        let now: Vec<_> =
            now.map(|(name, business)| (name.clone(), business.plan.seat_width())).collect();
        for ((name, now), &before) in now.iter().zip(&self.0) {
            if *now != 0 && *now != before {
                let message = format!(
                    "a seat has {now} seats below it, and {before} at another time of the run"
                );
                let hint = "seats keep their places during a run".to_owned();
                let path = format!("business.{name}.plan.matrix.width");
                phase.contradict(&path, message, Some(hint));
            }
        }
    }
}
