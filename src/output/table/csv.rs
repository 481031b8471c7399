//! A table as comma-separated text after RFC 4180.
//!
//! *Invariant*: one line a row, ended as the RFC wants it (a carriage return and a line feed); a
//! float has the fewest digits that bring it back.
//!
//! *Absent*: units and meanings, which text has no place for.

use std::io::{self, Write};

use csv::{ByteRecord, Terminator, WriterBuilder};

use super::{Cells, Table};

/// Writes the header and every row.
pub(super) fn write<Row>(
    table: &Table<Row>,
    rows: &[Row],
    sink: &mut (dyn Write + Send),
) -> io::Result<()> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(sink);
    writer.write_record(table.columns.iter().map(|column| column.name))?;
    let mut record = ByteRecord::new();
    let mut cell = Vec::new();
    for row in rows {
        record.clear();
        for column in table.columns {
            cell.clear();
            write_cell(&column.cells, row, &mut cell)?;
            record.push_field(&cell);
        }
        writer.write_byte_record(&record)?;
    }
    writer.flush()
}

/// Writes one cell's text; no value is no text.
fn write_cell<Row>(cells: &Cells<Row>, row: &Row, text: &mut Vec<u8>) -> io::Result<()> {
    match cells {
        Cells::Integer(get) => write!(text, "{}", get(row)),
        Cells::MaybeInteger(get) => get(row).map_or(Ok(()), |number| write!(text, "{number}")),
        Cells::Float(get) => {
            let number = get(row);
            // The debug form keeps `1.0` a float and writes huge numbers with an exponent.
            if number.is_finite() { write!(text, "{number:?}") } else { Ok(()) }
        }
        Cells::Text(get) => text.write_all(get(row).as_bytes()),
        Cells::Flag(get) => write!(text, "{}", get(row)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::sample;
    use super::super::{FLOWS, PARTNERS, WEEKS};
    use super::*;
    use crate::experiment::results::{PartnerRow, WeekRow};

    fn text<Row>(table: &Table<Row>, rows: &[Row]) -> String {
        let mut bytes = Vec::new();
        write(table, rows, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn names_with_commas_quotes_and_line_ends_are_quoted() {
        assert_eq!(
            text(&FLOWS, &sample::results().flows),
            "week,account,reason,amount_cents\r\n\
             1,\"Acme, \"\"Inc\"\"\",\"retail\nsale\",4000\r\n\
             1,customers,\"retail\nsale\",-4000\r\n"
        );
    }

    #[test]
    fn a_cell_without_a_value_is_empty_and_one_that_is_not_finite_too() {
        let text = text(&PARTNERS, &sample::results().partners);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let cell = |row: usize, name: &str| {
            rows[row][header.iter().position(|column| column == name).unwrap()].to_owned()
        };
        assert_eq!(cell(0, "sponsor"), "");
        assert_eq!(cell(1, "sponsor"), "0");
        assert_eq!(cell(0, "hours_per_week"), "0.0");
        assert_eq!(cell(1, "hours_per_week"), "");
        assert_eq!(cell(1, "paid_for_goods_cents"), "-12345");
        assert_eq!(cell(1, "first_year_net_cents"), "-12345");
        assert_eq!(cell(1, "fell_back"), "true");
        assert_eq!(cell(1, "person"), "4294967296");
    }

    #[test]
    fn a_table_without_rows_has_its_header() {
        assert_eq!(text::<WeekRow>(&WEEKS, &[]).lines().count(), 1);
        assert!(text::<PartnerRow>(&PARTNERS, &[]).ends_with(",fell_back,weight\r\n"));
    }

    #[test]
    fn a_disk_that_fills_up_is_an_error() {
        let error = write(&FLOWS, &sample::results().flows, &mut sample::Full).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
}
