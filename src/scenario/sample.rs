//! A small scenario with every kind of key, and helpers, for the tests of this room.

use super::Choice;
use super::catalogue::Source;
use super::layers::Layers;
use super::problem::Problems;
use super::reading::read_document;
use super::resolved::Resolved;
use super::table::Table;
use crate::chance::Distribution;
use crate::units::{Cents, Ppm};

/// How too much demand is shared out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Rationing {
    None,
    Queue,
    ProRata,
}

impl Choice for Rationing {
    const NAMES: &'static [(&'static str, Self)] =
        &[("none", Self::None), ("queue", Self::Queue), ("pro_rata", Self::ProRata)];
}

/// The root.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sample {
    pub(crate) weeks: u64,
    pub(crate) label: String,
    pub(crate) limit: Option<u64>,
    pub(crate) note: Option<String>,
    pub(crate) post: Post,
    pub(crate) rationing: Rationing,
    pub(crate) is_open: bool,
    pub(crate) businesses: Vec<(String, Business)>,
}

/// What a post costs and reaches.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Post {
    pub(crate) hours: f64,
    pub(crate) cost: Cents,
    pub(crate) reach: f64,
    pub(crate) talent: Distribution,
}

/// One of the businesses.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Business {
    pub(crate) discount: Ppm,
    pub(crate) steps: Vec<(u64, Ppm)>,
    pub(crate) unilevel: Option<Vec<Ppm>>,
    pub(crate) binary: Option<f64>,
}

impl Sample {
    pub(crate) fn read(t: &mut Table<'_>) -> Self {
        let weeks = t.count("weeks", 52).unit("weeks").within(1, 520);
        let weeks = weeks.source(Source::Technical).about("Length of the run.").read();
        let label = t.text("label", "a | b").source(Source::Technical).about("A title.").read();
        let limit = t.optional_count("limit").unit("people").within(1, 1_000);
        let limit = limit.about("Most partners.").source(Source::Model).read();
        let note = t.optional_text("note").source(Source::Technical).about("A note.").read();
        let post = t.table("post", Post::read);
        let (rationing, is_open) = t.table_with("market", |t| {
            let rationing = t.choice("rationing", Rationing::Queue).source(Source::Article);
            let rationing = rationing.about("Who goes without.").read();
            let is_open = t.flag("is_open", weeks < 100).source(Source::Model);
            (rationing, is_open.about("Whether outsiders may buy.").read())
        });
        let businesses = t.named_tables("business", Business::read);
        Self { weeks, label, limit, note, post, rationing, is_open, businesses }
    }
}

impl Post {
    fn read(t: &mut Table<'_>) -> Self {
        let talent = Distribution::LogNormal { median: 1.0, sigma: 0.5 };
        Self {
            hours: t
                .number("hours_per_post", 0.75)
                .unit("hours")
                .within(0.01, 100.0)
                .source(Source::Assumption)
                .about("Hours one post takes.")
                .read(),
            cost: t
                .money("cost_per_post", Cents(50))
                .within(Cents(0), Cents(100_000))
                .source(Source::Facts("I10"))
                .about("Money one post takes.")
                .read(),
            reach: t.share("reach", 0.1).source(Source::Assumption).about("Who sees it.").read(),
            talent: t
                .distribution("talent", talent)
                .unit("buyers")
                .within(0.0, 50.0)
                .source(Source::Assumption)
                .about("Buyers a post finds.")
                .read(),
        }
    }
}

impl Business {
    fn read(t: &mut Table<'_>) -> Self {
        let discount = t.rate("discount", Ppm(250_000)).source(Source::Facts("A1"));
        let discount = discount.about("What partners pay less.").read();
        let steps = t.array_of_tables("discount_steps", |t| {
            let from = t.count("from_points", 0).unit("points").source(Source::Model);
            let from = from.about("Points from which the step holds.").read();
            let rate = t.rate("discount", Ppm(300_000)).source(Source::Model);
            (from, rate.about("The step's discount.").read())
        });
        let (unilevel, binary) = t.table_with("plan", |t| {
            let unilevel = t.optional_table("unilevel", |t| {
                let rates = t.rates("rates", &[Ppm(50_000)]).lengths(1, 3);
                let rates = rates.within(Ppm(0), Ppm(500_000)).source(Source::Article);
                rates.about("Commission by level.").read()
            });
            let binary = t.optional_table("binary", |t| {
                let factor = t.number("factor", 1.0).source(Source::Model);
                factor.about("Has no bounds.").read()
            });
            (unilevel, binary)
        });
        Self { discount, steps, unilevel, binary }
    }
}

/// Reads a text as `a.toml` with arguments.
pub(crate) fn read(text: &str, sets: &[&str]) -> Result<(Sample, Resolved), Problems> {
    let layers = Layers::from_text("a.toml", text).with_sets(sets);
    read_document(layers, Sample::read).finish()
}

/// Reads a text that is expected to be right.
pub(crate) fn sample(text: &str) -> Sample {
    match read(text, &[]) {
        Ok((sample, _)) => sample,
        Err(problems) => panic!("{problems}"),
    }
}

/// The whole text of the problems; empty if there are none.
pub(crate) fn rendered(text: &str, sets: &[&str]) -> String {
    read(text, sets).err().map_or(String::new(), |problems| problems.to_string())
}

/// The first line of each problem and its hint.
pub(crate) fn problems(text: &str) -> Vec<String> {
    problems_with(text, &[])
}

/// The same with arguments.
pub(crate) fn problems_with(text: &str, sets: &[&str]) -> Vec<String> {
    let Err(problems) = read(text, sets) else { return Vec::new() };
    let line = |p: &super::Problem| {
        let hint = p.hint.as_ref().map_or(String::new(), |hint| format!(" = {hint}"));
        let file = if p.file == "a.toml" { "" } else { p.file.as_str() };
        format!("{file}:{}:{}: {}{hint}", p.line, p.column, p.message)
    };
    problems.0.iter().map(line).collect()
}
