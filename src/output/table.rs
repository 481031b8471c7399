//! Tables: rows of results under one declaration of their columns, as CSV or Parquet.
//!
//! A column is declared once, with its name, unit, meaning and the way to its cells. The files,
//! their descriptions and the reference page are all made from that declaration.
//!
//! *Invariant*: equal rows give equal bytes. Money is whole cents in columns that end in `_cents`;
//! a number that is not finite is written as no value.
//!
//! *Absent*: sorting, statistics, and what the rows are for.

mod column;
mod columns;
mod csv;
mod experiments;
mod followed;
mod money;
#[cfg(feature = "tables")]
mod parquet;
mod queries;
#[cfg(feature = "pictures")]
pub(super) mod restore;

use std::fmt::{self, Write as _};

use super::error::OutputError;
use super::folder::Folder;
use super::manifest::Origin;
use queries::{QUERIES, Query};

pub use columns::{FLOWS, PARTNERS, WEEKS};
pub use experiments::{DIFFERENCES, ROBUST, SWEEP, VALUES};
pub use followed::{CREATORS, PERSONAS, TEAM};

/// The file format of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// Parquet, compressed with Snappy.
    #[cfg(feature = "tables")]
    Parquet,
    /// Comma-separated text after RFC 4180.
    Csv,
}

impl TableFormat {
    /// How the names of such files end.
    pub const fn ending(self) -> &'static str {
        match self {
            #[cfg(feature = "tables")]
            Self::Parquet => "parquet",
            Self::Csv => "csv",
        }
    }
}

/// A table of rows of one type.
#[derive(Debug, Clone, Copy)]
pub struct Table<Row: 'static> {
    /// Its name, and its file's without the ending.
    pub name: &'static str,
    /// What one row is.
    pub meaning: &'static str,
    /// Its columns from left to right.
    pub columns: &'static [Column<Row>],
}

/// One column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column<Row: 'static> {
    /// Its name, unique in the table.
    pub name: &'static str,
    /// What its numbers count, or what else it holds.
    pub unit: &'static str,
    /// What it says, in one line.
    pub meaning: &'static str,
    /// The way to its cells, and their type.
    pub cells: Cells<Row>,
}

/// The type of a column's cells and the way from a row to its cell.
///
/// Whole numbers are signed even where they cannot be negative: the difference of two unsigned
/// columns wraps around silently in the tools that read these files.
#[derive(Clone, Copy)]
pub enum Cells<Row: 'static> {
    /// A whole number.
    Integer(fn(&Row) -> i64),
    /// A whole number or no value.
    MaybeInteger(fn(&Row) -> Option<i64>),
    /// A float; no value where it is not finite.
    Float(fn(&Row) -> f64),
    /// Text.
    Text(fn(&Row) -> &str),
    /// Yes or no.
    Flag(fn(&Row) -> bool),
}

impl<Row> Cells<Row> {
    /// The type's name for readers.
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Integer(_) | Self::MaybeInteger(_) => "whole number",
            Self::Float(_) => "float",
            Self::Text(_) => "text",
            Self::Flag(_) => "true or false",
        }
    }

    /// Whether a cell may hold no value.
    pub const fn may_be_empty(&self) -> bool {
        matches!(self, Self::MaybeInteger(_) | Self::Float(_))
    }
}

impl<Row> fmt::Debug for Cells<Row> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.type_name())
    }
}

/// Writes one table, rows in the order given, to the file named after it.
pub fn write<Row>(
    folder: &mut Folder,
    table: &Table<Row>,
    rows: &[Row],
    origin: &Origin<'_>,
    format: TableFormat,
) -> Result<(), OutputError> {
    let name = format!("{}.{}", table.name, format.ending());
    folder.write(&name, |sink| match format {
        #[cfg(feature = "tables")]
        TableFormat::Parquet => parquet::write(table, rows, origin, sink),
        TableFormat::Csv => {
            // Text has no place for it: the manifest beside the table says where it comes from.
            let _ = origin;
            csv::write(table, rows, sink)
        }
    })
}

/// The reference page of all tables and columns, in Markdown.
pub fn data_reference() -> String {
    let mut page = String::from(
        "# The tables of a result\n\n\
         This page is generated from the declarations in `src/output/table/columns.rs` and \
         `experiments.rs` beside it.\n\n\
         Each table is one file, `<table>.parquet` or `<table>.csv`. Money is whole cents, in \
         columns whose names end in `_cents`. Where a cell may be empty, Parquet has a null and \
         CSV has nothing between the commas; its lines end with CR and LF (RFC 4180). \
         In Parquet whole numbers are 64-bit signed integers, floats are doubles, text is UTF-8 \
         with a dictionary. A test reads each cell with DuckDB, Polars, pandas and Arrow. R's \
         `arrow` and `nanoparquet` (0.3 or newer) know every type and encoding that is used, by \
         their documentation. Tried by hand was base R 4.2.2 on CSV: `read.csv` finds the types, \
         the sums of `partners_net_cents` in `weeks` and of `net_cents` in `partners` are those of \
         `summary.json`, and only `person` becomes a \
         float. No test runs R.\n\n\
         A Parquet file says of itself where its rows come from: its key-value metadata has \
         `downline.version`, `.scenario`, `.title`, `.scenario_hash`, `.seed`, `.replicates`, \
         `.chance_scheme`, `.currency`, the `.command` that gives the same numbers again and, in \
         `.table`, what a row is. Each column has its meaning in `downline.column.<name>` and its \
         unit in `downline.unit.<name>`:\n\n",
    );
    let asked = "SELECT decode(key) AS key, decode(value) AS value\n\
                 FROM parquet_kv_metadata('partners.parquet');\n";
    let _ = write!(page, "```sql\n{asked}```\n\n");
    page.push_str(
        "In Python that is `pyarrow.parquet.read_metadata(file).metadata` or \
         `polars.read_parquet_metadata(file)`. With more than a million partners `partners` is a \
         sample: count by `weight`. The `person` of somebody who is followed needs 63 bits: what \
         reads whole numbers as floats, as some packages of R do, may take two persons for \
         one.\n\n\
         ## Three questions\n\n\
         In the folder of a result, in [DuckDB](https://duckdb.org):\n",
    );
    for Query { question, note, sql } in &QUERIES {
        let _ = write!(page, "\n### {question}\n\n{note}\n\n```sql\n{sql}```\n");
    }
    describe(&PARTNERS, &mut page);
    describe(&WEEKS, &mut page);
    describe(&FLOWS, &mut page);
    describe(&PERSONAS, &mut page);
    describe(&CREATORS, &mut page);
    describe(&TEAM, &mut page);
    describe(&ROBUST, &mut page);
    describe(&DIFFERENCES, &mut page);
    describe(&VALUES, &mut page);
    describe(&SWEEP, &mut page);
    page
}

/// Appends one table's section.
fn describe<Row>(table: &Table<Row>, page: &mut String) {
    let mut line = |text: fmt::Arguments<'_>| {
        page.write_fmt(text).expect("text grows without fail");
        page.push('\n');
    };
    line(format_args!("\n## `{}`\n\n{}.\n", table.name, table.meaning));
    line(format_args!("| column | type | unit | may be empty | meaning |"));
    line(format_args!("|---|---|---|---|---|"));
    for Column { name, unit, meaning, cells } in table.columns {
        let empty = if cells.may_be_empty() { "yes" } else { "no" };
        line(format_args!("| `{name}` | {} | {unit} | {empty} | {meaning} |", cells.type_name()));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::sample;
    use super::*;
    use crate::experiment::results::{PartnerMoney, PartnerRow};
    use crate::units::Cents;

    fn check_declaration<Row>(table: &Table<Row>) {
        let mut names = BTreeSet::new();
        for Column { name, unit, meaning, .. } in table.columns {
            assert!(names.insert(name), "`{name}` is in `{}` twice", table.name);
            assert_eq!(*unit == "cents", name.ends_with("_cents"), "`{name}` is in {unit}");
            assert!(!meaning.is_empty() && !meaning.ends_with('.'), "`{name}`: {meaning}");
            assert!(!meaning.contains('|'), "`{name}` would break the page's table: {meaning}");
            let plain =
                |letter: char| letter.is_ascii_lowercase() || "_0123456789".contains(letter);
            assert!(name.chars().all(plain), "`{name}`");
        }
    }

    #[test]
    fn columns_have_names_of_their_own_and_units_that_fit_them() {
        check_declaration(&PARTNERS);
        check_declaration(&WEEKS);
        check_declaration(&FLOWS);
        check_declaration(&PERSONAS);
        check_declaration(&CREATORS);
        check_declaration(&TEAM);
        check_declaration(&ROBUST);
        check_declaration(&DIFFERENCES);
        check_declaration(&VALUES);
        check_declaration(&SWEEP);
    }

    #[test]
    fn the_reference_page_has_a_line_for_each_column() {
        let page = data_reference();
        let lines = page.lines().filter(|line| line.starts_with("| `")).count();
        let run = PARTNERS.columns.len() + WEEKS.columns.len() + FLOWS.columns.len();
        let several = ROBUST.columns.len()
            + DIFFERENCES.columns.len()
            + VALUES.columns.len()
            + SWEEP.columns.len();
        let followed = PERSONAS.columns.len() + CREATORS.columns.len() + TEAM.columns.len();
        let columns = run + followed + several;
        assert_eq!(lines, columns);
        let line = "| `net_cents` | whole number | cents | no | Net of the whole run, burn-in \
                    included, unlike `persons.to_date`: the sum of the eight groups before |";
        assert!(page.contains(line), "{page}");
    }

    fn last_line<Row>(table: &Table<Row>, row: Row) -> String {
        let mut bytes = Vec::new();
        csv::write(table, &[row], &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap().lines().last().unwrap().to_owned()
    }

    #[test]
    fn every_column_of_a_week_reads_its_own_field() {
        let row = sample::week();
        let numbers: Vec<String> = (1..=22).map(|number: u32| number.to_string()).collect();
        assert_eq!(last_line(&WEEKS, row), numbers.join(","));
    }

    #[test]
    fn every_column_of_a_partner_reads_its_own_field() {
        let row = PartnerRow {
            replicate: 1,
            partner: 2,
            person: 3,
            business: 4,
            sponsor: Some(5),
            level: 6,
            week_joined: 7,
            week_left: Some(8),
            status: "left",
            motive: "builder",
            followers: 11.5,
            hours_per_week: 12.5,
            recruits: 13,
            posts: 14,
            minutes: 15,
            customers: 16,
            stock_units: 17,
            stock_cost: Cents(18),
            money: PartnerMoney {
                retail_received: Cents(19),
                paid_for_goods: Cents(20),
                paid_fees: Cents(21),
                rewards: Cents(22),
                retail_credit: Cents(23),
                content_fees: Cents(24),
                selling_costs: Cents(25),
                returns_and_clawback: Cents(26),
            },
            net: Cents(27),
            own_use: Cents(28),
            written_off: Cents(29),
            first_year_net: Some(Cents(30)),
            first_year_own_use: Some(Cents(31)),
            first_year_rewards: Some(Cents(32)),
            first_year_minutes: Some(33),
            calendar_year_net: Some(Cents(34)),
            calendar_year_rewards: Some(Cents(35)),
            first_earnings_weeks: Some(36),
            first_earnings_posts: Some(37),
            break_even_weeks: Some(38),
            break_even_posts: Some(39),
            fell_back: true,
            weight: 41.5,
        };
        assert_eq!(
            last_line(&PARTNERS, row),
            "1,2,3,4,5,6,7,8,left,builder,11.5,12.5,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,\
             28,29,30,31,32,33,34,35,36,37,38,39,true,41.5"
        );
    }
}
