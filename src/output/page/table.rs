//! Tables of a page: the numbers behind a picture, or in its place.
//!
//! *Invariant*: a number carries its exact value beside what is shown of it, and a measure its key,
//! so that a machine can check every one. A table reads from top to bottom without style and
//! script.
//!
//! *Absent*: which numbers matter.

use maud::{Markup, html};

use crate::experiment::interval::Estimate;
use crate::experiment::results::Results;
use crate::output::lines::{Line, Scale};
use crate::output::numbers::{capitalised, decimal, per_cent};

/// A table of a page.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// What it holds, in one line.
    pub(super) caption: String,
    /// The heads of its columns; the first one is of the names.
    pub(super) heads: Vec<String>,
    /// Its rows.
    pub(super) rows: Vec<Row>,
    /// Whether it can be sorted: rows do not depend on their order.
    pub(super) is_sortable: bool,
    /// Whether it has so many columns that a phone shows it in smaller letters.
    pub(super) is_dense: bool,
    /// Whether it has so many rows that paper has it in two columns.
    pub(super) is_long: bool,
}

/// A row of a table.
#[derive(Debug, Clone)]
pub(super) enum Row {
    /// A heading inside the table.
    Heading(String),
    /// A name and its cells.
    Cells(Vec<Cell>),
    /// The same, as the sum of the others.
    Sum(Vec<Cell>),
}

/// A cell of a table.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    /// What a row is about.
    Name {
        /// In words; two blanks before them set it below the row above.
        text: String,
        /// Bars below the words.
        bars: Vec<Bar>,
    },
    /// Words.
    Text(String),
    /// Words, and smaller ones below them.
    Noted(String, String),
    /// What a row is about, typed as it is, and what it means.
    Key(String, String),
    /// A number.
    Number(Number),
    /// Nothing.
    Empty,
}

/// A number with its exact value.
#[derive(Debug, Clone)]
pub(super) struct Number {
    /// As it is shown.
    pub(super) text: String,
    /// Exactly.
    pub(super) value: String,
    /// Its interval, as it is shown.
    pub(super) interval: Option<String>,
    /// The measure that it is, by its key.
    pub(super) key: Option<String>,
}

/// A value with all its digits.
#[derive(Debug)]
pub(super) struct Exact(String);

macro_rules! exact {
    ($($number:ty),*) => {
        $(impl From<$number> for Exact {
            fn from(number: $number) -> Self {
                Self(number.to_string())
            }
        })*
    };
}

exact!(u32, u64, i64, i128);

impl From<String> for Exact {
    fn from(digits: String) -> Self {
        Self(digits)
    }
}

/// A bar, in hundredths of the room that there is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bar {
    /// The kind of account that gives it its colour.
    pub(super) account: &'static str,
    /// Where it begins.
    pub(super) from: f64,
    /// How long it is.
    pub(super) length: f64,
}

impl Bar {
    /// A bar from the left end.
    pub(super) fn of(account: &'static str, share: f64) -> Vec<Self> {
        vec![Self { account, from: 0.0, length: (100.0 * share).clamp(0.0, 100.0) }]
    }
}

impl Cell {
    /// A name without bars.
    pub(super) fn name(text: impl Into<String>) -> Self {
        Self::Name { text: text.into(), bars: Vec::new() }
    }

    /// A name with bars.
    pub(super) fn barred(text: impl Into<String>, bars: Vec<Bar>) -> Self {
        Self::Name { text: text.into(), bars }
    }

    /// A number that is no measure.
    pub(super) fn number(text: impl Into<String>, value: impl Into<Exact>) -> Self {
        let (text, Exact(value)) = (text.into(), value.into());
        Self::Number(Number { text, value, interval: None, key: None })
    }

    /// A mean with its interval.
    pub(super) fn estimate(estimate: &Estimate, (factor, decimals): (f64, usize)) -> Self {
        let shown = |number: f64| decimal(number * factor, decimals);
        let interval = estimate.low.zip(estimate.high);
        let interval = interval.map(|(low, high)| format!("{} to {}", shown(low), shown(high)));
        Self::Number(Number {
            text: shown(estimate.mean),
            value: exactly(estimate.mean),
            interval,
            key: None,
        })
    }

    /// A measure by its key; nothing where no world defines it.
    pub(super) fn measure(results: &Results, key: &str, scale: Scale) -> Self {
        let Some(estimate) = find(results, key) else { return Self::Empty };
        let Self::Number(mut number) = Self::estimate(&estimate, scale.factor()) else {
            return Self::Empty;
        };
        if scale == Scale::Percent {
            number.text = per_cent(number.text);
        }
        number.key = Some(key.to_owned());
        Self::Number(number)
    }
}

/// A float with every digit that tells it from others, as `summary.json` has it.
pub(super) fn exactly(number: f64) -> String {
    if number.is_finite() { format!("{number:?}") } else { String::new() }
}

/// The estimate behind a key of the measures.
pub(super) fn find(results: &Results, key: &str) -> Option<Estimate> {
    results.readings.iter().find(|reading| reading.key == key)?.estimate
}

/// Rows of lines whose measures some world defines.
pub(super) fn rows_of(results: &Results, lines: &[Line]) -> Vec<Row> {
    let defined = lines.iter().filter(|(_, key, _)| find(results, key).is_some());
    let row = |(words, key, scale): &Line| {
        let indent = if words.starts_with("  ") { "  " } else { "" };
        let name = format!("{indent}{}", capitalised(words.trim_start()));
        Row::Cells(vec![Cell::name(name), Cell::measure(results, key, *scale)])
    };
    defined.map(row).collect()
}

impl Table {
    /// A table that can be sorted.
    pub(super) fn new<const N: usize>(caption: impl Into<String>, heads: [&str; N]) -> Self {
        Self {
            caption: caption.into(),
            heads: heads.map(str::to_owned).to_vec(),
            rows: Vec::new(),
            is_sortable: true,
            is_dense: false,
            is_long: false,
        }
    }

    /// The same in a fixed order.
    pub(super) fn fixed(mut self) -> Self {
        self.is_sortable = false;
        self
    }

    /// The same for many columns.
    pub(super) fn dense(mut self) -> Self {
        self.is_dense = true;
        self
    }

    /// The same for many rows of few columns.
    pub(super) fn long(mut self) -> Self {
        self.is_long = true;
        self
    }

    /// Adds a row.
    pub(super) fn put(&mut self, cells: Vec<Cell>) {
        self.rows.push(Row::Cells(cells));
    }

    /// With rows.
    pub(super) fn with(mut self, rows: Vec<Row>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// The table in a box of its own, which scrolls where the table is wider than the page.
    pub(super) fn markup(&self) -> Markup {
        // A column of numbers has its head above the numbers.
        let is_number = |column: usize| {
            self.rows.iter().any(|row| match row {
                Row::Cells(cells) | Row::Sum(cells) => {
                    matches!(cells.get(column), Some(Cell::Number(_)))
                }
                Row::Heading(_) => false,
            })
        };
        html! {
            div.scroll.long[self.is_long] tabindex="0" role="region" aria-label=(self.caption) {
                table.sortable[self.is_sortable].narrow[self.heads.len() < 3].dense[self.is_dense] {
                    caption { (self.caption) }
                    thead {
                        tr {
                            @for (column, head) in self.heads.iter().enumerate() {
                                th.n[is_number(column)] scope="col" { (breakable(head)) }
                            }
                        }
                    }
                    tbody { @for row in &self.rows { (self.row(row)) } }
                }
            }
        }
    }

    fn row(&self, row: &Row) -> Markup {
        match row {
            Row::Heading(text) => html! {
                tr.heading { th colspan=(self.heads.len()) scope="colgroup" { (text) } }
            },
            Row::Cells(cells) => html! { tr { @for cell in cells { (cell_markup(cell)) } } },
            Row::Sum(cells) => html! { tr.sum { @for cell in cells { (cell_markup(cell)) } } },
        }
    }
}

fn cell_markup(cell: &Cell) -> Markup {
    match cell {
        Cell::Name { text, bars } => html! {
            th.sub[text.starts_with("  ")] scope="row" { (text.trim_start()) (bars_markup(bars)) }
        },
        Cell::Text(text) => html! { td { (text) } },
        Cell::Noted(text, note) => html! { td { (text) small { (note) } } },
        Cell::Key(path, meaning) => html! {
            th scope="row" { code { (breakable(path)) } small { (super::limits::marked(meaning)) } }
        },
        Cell::Number(number) => html! { td.n { (number_markup(number)) } },
        Cell::Empty => html! { td {} },
    }
}

/// A long path that may break behind its dots.
fn breakable(text: &str) -> Markup {
    let parts: Vec<&str> = text.split_inclusive(['.', '=']).collect();
    html! { @for (place, part) in parts.iter().enumerate() { @if 0 < place { wbr; } (part) } }
}

/// A number as a machine and as a reader want it.
pub(super) fn number_markup(number: &Number) -> Markup {
    html! {
        data value=(number.value) data-key=[&number.key] { (number.text) }
        @if let Some(interval) = &number.interval { small { (interval) } }
    }
}

fn bars_markup(bars: &[Bar]) -> Markup {
    if bars.is_empty() {
        return Markup::default();
    }
    html! {
        span.bars aria-hidden="true" {
            @for bar in bars {
                i class=(bar.account)
                    style={ "left:" (two(bar.from)) "%;width:" (two(bar.length)) "%" } {}
            }
        }
    }
}

/// A number with two decimals.
fn two(number: f64) -> String {
    format!("{number:.2}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_escapes_its_words_and_keeps_the_exact_value() {
        let mut table = Table::new("Shares < 1", ["", "share", "key"]);
        table.put(vec![
            Cell::barred("  A & B", Bar::of("losers", 0.125)),
            Cell::number("12.5%", exactly(0.125)),
            Cell::Noted("a".to_owned(), "b < c".to_owned()),
        ]);
        table.rows.push(Row::Heading("rest".to_owned()));
        let markup = table.markup().into_string();
        for part in [
            "aria-label=\"Shares &lt; 1\"",
            "<table class=\"sortable\"><caption>Shares &lt; 1</caption>",
            "<th class=\"n\" scope=\"col\">share</th>",
            "<th class=\"sub\" scope=\"row\">A &amp; B<span class=\"bars\" aria-hidden=\"true\">\
             <i class=\"losers\" style=\"left:0.00%;width:12.50%\"></i></span></th>",
            "<td class=\"n\"><data value=\"0.125\">12.5%</data></td>",
            "<td>a<small>b &lt; c</small></td>",
            "<tr class=\"heading\"><th colspan=\"3\" scope=\"colgroup\">rest</th></tr>",
        ] {
            assert!(markup.contains(part), "{part}\n{markup}");
        }
        let key = Cell::Key("a.b".to_owned(), "Means `c`.".to_owned());
        let row = cell_markup(&key).into_string();
        assert_eq!(
            row,
            "<th scope=\"row\"><code>a.<wbr>b</code><small>Means <code>c</code>.</small></th>"
        );
        assert!(!table.clone().fixed().markup().into_string().contains("sortable"));
    }
}
