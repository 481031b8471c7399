//! A figure of a page: a heading, the finding in a sentence, pictures and the tables behind them.
//!
//! *Invariant*: the finding is what the picture is called for those who cannot see it. Every
//! picture has a table, and is laid out for a column and for a phone.
//!
//! *Absent*: results.

use maud::{Markup, html};

use super::table::Table;
use crate::output::plot::{Drawing, Palette};

/// A figure.
#[derive(Debug)]
pub(super) struct Figure {
    /// By what links point to it.
    pub(super) id: &'static str,
    /// What it is about.
    pub(super) title: String,
    /// The same in a word or two, for links.
    pub(super) short: &'static str,
    /// What it shows, in a sentence.
    pub(super) finding: String,
    /// Its parts; more than one where a reader may choose between them.
    pub(super) parts: Vec<Part>,
    /// What else there is to know: units, base, worlds.
    pub(super) note: String,
}

/// A picture with its tables.
#[derive(Debug)]
pub(super) struct Part {
    /// Name of the choice, and what it means; nothing where there is no choice.
    pub(super) choice: Option<Choice>,
    /// The picture, if there is any.
    pub(super) drawing: Option<Drawing>,
    /// What a reader sees at once.
    pub(super) tables: Vec<Table>,
    /// What is folded away behind the picture.
    pub(super) behind: Vec<Table>,
}

/// One of several things to be looked at.
#[derive(Debug)]
pub(super) struct Choice {
    /// Its name for the script.
    pub(super) name: &'static str,
    /// Its name for readers.
    pub(super) title: String,
    /// What it means.
    pub(super) meaning: String,
}

impl Part {
    /// A picture with the table behind it.
    pub(super) fn picture(drawing: Drawing, behind: Table) -> Self {
        Self::pictured(drawing, vec![behind])
    }

    /// A picture with all tables behind it.
    pub(super) fn pictured(drawing: Drawing, behind: Vec<Table>) -> Self {
        Self { choice: None, drawing: Some(drawing), tables: Vec::new(), behind }
    }

    /// Tables alone.
    pub(super) fn tables(tables: Vec<Table>) -> Self {
        Self { choice: None, drawing: None, tables, behind: Vec::new() }
    }
}

impl Figure {
    /// The section of the figure; `prefix` keeps the ids of several results apart.
    pub(super) fn markup(&self, prefix: &str, palette: &mut Palette) -> Markup {
        let has_choice = self.parts.iter().any(|part| part.choice.is_some());
        html! {
            section id={ (prefix) (self.id) } data-choices[has_choice] {
                h2 { (self.title) }
                p.finding { (self.finding) }
                @for part in &self.parts { (part.markup(palette)) }
                @if !self.note.is_empty() { p.note { (self.note) } }
            }
        }
    }
}

impl Part {
    fn markup(&self, palette: &mut Palette) -> Markup {
        let choice = self.choice.as_ref();
        html! {
            div.part data-choice=[choice.map(|choice| choice.name)]
                data-title=[choice.map(|choice| &choice.title)] {
                @if let Some(choice) = choice {
                    h3 { (choice.title) }
                    p.meaning { (choice.meaning) }
                }
                @if let Some(drawing) = &self.drawing {
                    figure { (drawing.markup(palette)) }
                }
                @for table in &self.tables { (table.markup()) }
                @if !self.behind.is_empty() {
                    details {
                        summary { "The numbers behind it" }
                        @for table in &self.behind { (table.markup()) }
                    }
                }
            }
        }
    }
}
