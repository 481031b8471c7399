//! A case as text that reads back as the same case.
//!
//! *Invariant*: only keys that differ from their defaults are written, and every amount to the
//! cent.
//!
//! *Absent*: files; what is carried (`calculator`).

use std::fmt::Write as _;
use std::path::{Path, absolute};

use super::{Carried, Case, CaseOrder, CaseOrderKind, CasePartner, CaseStatus, LoadedCase};
use crate::scenario::Choice;
use crate::scenario::document::{Entries, Node, Value, is_bare};
use crate::units::Cents;

/// The longest line that is written where it can be broken.
const LINE_MAX: usize = 100;

impl LoadedCase {
    /// A case under the plan of this one, as TOML for a file in a folder. Without periods it ends
    /// with an example of one.
    pub fn to_toml(&self, case: &Case, folder: &Path) -> String {
        let mut text = String::new();
        for (key, value, default) in [
            ("title", &case.title, ""),
            ("source", &case.source, ""),
            ("currency", &case.currency, "EUR"),
        ] {
            if value != default {
                let _ = writeln!(text, "{key} = {}", quoted(value));
            }
        }
        if let Some(file) = &case.scenario {
            let _ = writeln!(text, "scenario = {}", quoted(&self.seen_from(folder, file)));
        }
        if let Some(business) = &case.business {
            let _ = writeln!(text, "business = {}", quoted(business));
        }
        if case.retail_margin_share.0 != 0 {
            let _ = writeln!(text, "retail_margin_share = {}", case.retail_margin_share);
        }
        if case.seed != 1 {
            let _ = writeln!(text, "seed = {}", case.seed);
        }
        for (name, table) in [("rules", &self.rules), ("plan", &self.plan)] {
            if let Some(entries) = table.as_ref().and_then(Node::entries) {
                put_table(&mut text, name, entries);
            }
        }
        for partner in &case.partners {
            put_partner(&mut text, partner);
        }
        for period in &case.periods {
            text.push_str("\n[[period]]\n");
            let changes = period.changes.iter().map(|change| {
                let mut line = Line::default();
                line.text("who", Some(&change.who));
                line.text("status", change.status.map(name_of).as_ref());
                line.text("rank", change.rank.as_ref());
                line.braces()
            });
            put_list(&mut text, "change", &changes.collect::<Vec<_>>());
            let orders: Vec<String> = period.orders.iter().map(order).collect();
            put_list(&mut text, "order", &orders);
        }
        if let (true, Some(first)) = (case.periods.is_empty(), case.partners.first()) {
            let example = "\n# Orders of the period, for example:\n# [[period]]\n# order = [";
            let _ = writeln!(text, "{example}{{ by = {}, points = 100 }}]", quoted(&first.id));
        }
        text.trim_start().to_owned()
    }

    /// The path of a file that this case names, as it is seen from a folder.
    fn seen_from(&self, folder: &Path, file: &str) -> String {
        let path = self.folder.join(file);
        let whole = |path: &Path| absolute(path).unwrap_or_else(|_| path.to_owned());
        if whole(&self.folder) == whole(folder) {
            return file.to_owned();
        }
        whole(&path).display().to_string()
    }
}

/// Entries of an inline table.
#[derive(Default)]
struct Line {
    entries: Vec<String>,
}

impl Line {
    fn put(&mut self, key: &str, value: impl std::fmt::Display) {
        self.entries.push(format!("{key} = {value}"));
    }

    fn text(&mut self, key: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.put(key, quoted(value));
        }
    }

    fn count(&mut self, key: &str, value: u64, default: u64) {
        if value != default {
            self.put(key, value);
        }
    }

    fn money(&mut self, key: &str, value: Cents) {
        if value != Cents::ZERO {
            self.put(key, value);
        }
    }

    fn braces(&self) -> String {
        format!("{{ {} }}", self.entries.join(", "))
    }
}

fn put_partner(text: &mut String, partner: &CasePartner) {
    let mut line = Line::default();
    line.text("id", Some(&partner.id));
    line.text("sponsor", partner.sponsor.as_ref());
    line.text("placement", partner.placement.as_ref());
    line.text("leg", partner.leg.as_ref());
    line.text("owner", partner.owner.as_ref());
    if partner.status != CaseStatus::Active {
        line.text("status", Some(&name_of(partner.status)));
    }
    line.text("rank", partner.rank.as_ref());
    line.count("joined_period", partner.joined_period, 0);
    line.count("joined_week", partner.joined_week, 1);
    line.count("joined_weeks_before", partner.joined_weeks_before, 0);
    line.count("followers", partner.followers, 0);
    if !partner.points_before.is_empty() {
        let points: Vec<String> = partner.points_before.iter().map(u64::to_string).collect();
        line.put("points_before", format!("[{}]", points.join(", ")));
    }
    line.count("points", partner.points, 0);
    for (key, value) in [("cv", partner.cv), ("margin", partner.margin)] {
        if let Some(value) = value {
            line.put(key, value);
        }
    }
    line.money("purchases", partner.purchases);
    line.count("minutes", partner.minutes, 0);
    line.money("wage_per_hour", partner.wage_per_hour);
    let carried = carried(&partner.carried);
    let inline = format!("carried = {}", carried.braces());
    let _ = writeln!(text, "\n[[partner]]\n{}", line.entries.join("\n"));
    if carried.entries.is_empty() {
        return;
    }
    if inline.chars().count() <= LINE_MAX {
        let _ = writeln!(text, "{inline}");
    } else {
        let _ = writeln!(text, "[partner.carried]\n{}", carried.entries.join("\n"));
    }
}

fn carried(carried: &Carried) -> Line {
    let mut line = Line::default();
    for (key, points) in [
        ("left_points", carried.leg_points[0]),
        ("right_points", carried.leg_points[1]),
        ("lifetime_left_points", carried.lifetime_leg_points[0]),
        ("lifetime_right_points", carried.lifetime_leg_points[1]),
        ("group_points", carried.group_points),
        ("uncounted_points", carried.uncounted_points),
    ] {
        line.count(key, points, 0);
    }
    line.text("rank", carried.rank.as_ref());
    line.text("title", carried.title.as_ref());
    line.text("next_leg", carried.next_leg.as_ref());
    line.money("lifetime_sales", carried.lifetime_sales);
    line.money("uncounted_cv", carried.uncounted_cv);
    line.money("uncounted_list_value", carried.uncounted_list_value);
    line.money("unpaid", carried.unpaid);
    if !carried.unpaid_of.is_empty() {
        let each = carried.unpaid_of.iter().map(|of| {
            let bonus = of.bonus.map(|bonus| quoted(bonus.name())).unwrap_or_default();
            format!("{{ bonus = {bonus}, amount = {} }}", of.amount)
        });
        line.put("unpaid_of", format!("[{}]", each.collect::<Vec<_>>().join(", ")));
    }
    if carried.broken_away {
        line.put("broken_away", true);
    }
    line.count("structure_tier", carried.structure_tier, 0);
    line
}

fn order(order: &CaseOrder) -> String {
    let mut line = Line::default();
    line.text("by", Some(&order.by));
    if order.kind != CaseOrderKind::Own {
        line.text("kind", Some(&name_of(order.kind)));
    }
    line.text("customer", order.customer.as_ref());
    line.count("week", order.week, 1);
    line.count("made_weeks_before", order.made_weeks_before, 0);
    line.count("points", order.points, 0);
    if let Some(cv) = order.cv {
        line.put("cv", cv);
    }
    line.money("retail", order.retail);
    if let Some(price) = order.price {
        line.put("price", price);
    }
    line.count("posts", order.posts, 0);
    if let Some(sold) = order.sold_in_period {
        line.put("sold_in_period", sold);
    }
    line.braces()
}

/// A list with a line for each item; nothing for none.
fn put_list(text: &mut String, key: &str, items: &[String]) {
    if !items.is_empty() {
        let _ = writeln!(text, "{key} = [\n    {},\n]", items.join(",\n    "));
    }
}

/// A table as it was written, but for its order and comments: values first, then tables below it.
fn put_table(text: &mut String, path: &str, entries: &Entries) {
    let (tables, values): (Vec<_>, Vec<_>) = entries.iter().partition(|(_, node)| node.is_table());
    if !values.is_empty() || tables.is_empty() {
        let _ = writeln!(text, "\n[{path}]");
    }
    for (key, node) in values {
        let line = format!("{} = {}", bare_or_quoted(key), inline(node));
        match &node.value {
            Value::Array(items) if LINE_MAX < line.chars().count() => {
                let items: Vec<String> = items.iter().map(inline).collect();
                put_list(text, &bare_or_quoted(key), &items);
            }
            _ => {
                let _ = writeln!(text, "{line}");
            }
        }
    }
    for (key, node) in tables {
        if let Some(entries) = node.entries() {
            put_table(text, &format!("{path}.{}", bare_or_quoted(key)), entries);
        }
    }
}

fn inline(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => quoted(text),
        Value::Whole { text, .. } | Value::Decimal(text) => text.clone(),
        Value::Flag(flag) => flag.to_string(),
        // No key is a date: a case with one is not read.
        Value::Date => quoted(""),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", "))
        }
        Value::Table(entries) => {
            let entries = entries.iter();
            let each =
                entries.map(|(key, node)| format!("{} = {}", bare_or_quoted(key), inline(node)));
            format!("{{ {} }}", each.collect::<Vec<_>>().join(", "))
        }
    }
}

/// The name of a choice.
fn name_of<T: Choice + PartialEq>(choice: T) -> String {
    let found = T::NAMES.iter().find(|(_, other)| *other == choice);
    found.map_or(String::new(), |(name, _)| (*name).to_owned())
}

fn bare_or_quoted(key: &str) -> String {
    if is_bare(key) { key.to_owned() } else { quoted(key) }
}

/// A text in quotes. TOML escapes as JSON does, and the delete character as well.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}
