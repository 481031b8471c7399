//! How a column is declared: its name, its unit, what it holds, and how a row's cell is read.
//!
//! *Invariant*: as for all tables.
//!
//! *Absent*: which columns there are; file formats.

use super::{Cells, Column};

/// A column of whole numbers.
pub(super) const fn integer<Row>(
    name: &'static str,
    unit: &'static str,
    meaning: &'static str,
    get: fn(&Row) -> i64,
) -> Column<Row> {
    Column { name, unit, meaning, cells: Cells::Integer(get) }
}

/// A column of whole numbers, some of them missing.
pub(super) const fn maybe<Row>(
    name: &'static str,
    unit: &'static str,
    meaning: &'static str,
    get: fn(&Row) -> Option<i64>,
) -> Column<Row> {
    Column { name, unit, meaning, cells: Cells::MaybeInteger(get) }
}

/// A column of floats.
pub(super) const fn float<Row>(
    name: &'static str,
    unit: &'static str,
    meaning: &'static str,
    get: fn(&Row) -> f64,
) -> Column<Row> {
    Column { name, unit, meaning, cells: Cells::Float(get) }
}

/// A column of text.
pub(super) const fn text<Row>(
    name: &'static str,
    unit: &'static str,
    meaning: &'static str,
    get: fn(&Row) -> &str,
) -> Column<Row> {
    Column { name, unit, meaning, cells: Cells::Text(get) }
}

/// A column of answers.
pub(super) const fn flag<Row>(
    name: &'static str,
    unit: &'static str,
    meaning: &'static str,
    get: fn(&Row) -> bool,
) -> Column<Row> {
    Column { name, unit, meaning, cells: Cells::Flag(get) }
}

/// A count or key as the signed number that tables hold.
pub(super) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or_else(|_| panic!("{count} does not fit a table's cell"))
}
