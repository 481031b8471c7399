//! A table as Parquet, written column by column.
//!
//! *Invariant*: equal rows and cards give equal bytes: row groups have a fixed size, and the file's
//! metadata holds no time and no machine.
//!
//! *Absent*: Arrow, which would double the program for what these few functions do.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, Encoding, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{ColumnPath, Type, TypePtr};

use super::super::{Origin, PROGRAM, VERSION};
use super::{Cells, Column, Table};

/// Rows that are held as columns and written at once.
const ROWS_PER_GROUP: usize = 65_536;

/// Writes every row.
pub(super) fn write<Row>(
    table: &Table<Row>,
    rows: &[Row],
    origin: &Origin<'_>,
    sink: &mut (dyn Write + Send),
) -> io::Result<()> {
    write_groups(table, rows, origin, sink).map_err(io_error)
}

/// Writes the row groups and the metadata after them.
fn write_groups<Row>(
    table: &Table<Row>,
    rows: &[Row],
    origin: &Origin<'_>,
    sink: &mut (dyn Write + Send),
) -> Result<()> {
    let properties = Arc::new(properties(table, origin));
    let mut file = SerializedFileWriter::new(sink, schema(table)?, properties)?;
    for group_rows in rows.chunks(ROWS_PER_GROUP) {
        let mut group = file.next_row_group()?;
        for column in table.columns {
            let mut writer = group.next_column()?.expect("the schema has every column");
            write_column(&column.cells, group_rows, &mut writer)?;
            writer.close()?;
        }
        group.close()?;
    }
    file.close()?;
    Ok(())
}

/// Writes one column's part of a row group.
fn write_column<Row>(
    cells: &Cells<Row>,
    rows: &[Row],
    writer: &mut SerializedColumnWriter<'_>,
) -> Result<()> {
    match cells {
        Cells::Integer(get) => write_all::<Int64Type>(rows.iter().map(get), writer),
        Cells::MaybeInteger(get) => write_some::<Int64Type>(rows.iter().map(get), writer),
        Cells::Float(get) => {
            let finite = |row| Some(get(row)).filter(|number| number.is_finite());
            write_some::<DoubleType>(rows.iter().map(finite), writer)
        }
        Cells::Text(get) => {
            let bytes = |row| ByteArray::from(get(row));
            write_all::<ByteArrayType>(rows.iter().map(bytes), writer)
        }
        Cells::Flag(get) => write_all::<BoolType>(rows.iter().map(get), writer),
    }
}

/// Writes a column in which every cell has a value.
fn write_all<T: DataType>(
    cells: impl Iterator<Item = T::T>,
    writer: &mut SerializedColumnWriter<'_>,
) -> Result<()> {
    let values: Vec<T::T> = cells.collect();
    writer.typed::<T>().write_batch(&values, None, None)?;
    Ok(())
}

/// Writes a column in which cells may have none.
fn write_some<T: DataType>(
    cells: impl Iterator<Item = Option<T::T>>,
    writer: &mut SerializedColumnWriter<'_>,
) -> Result<()> {
    let cells: Vec<Option<T::T>> = cells.collect();
    // Dremel's definition levels of a flat schema: one where there is a value, zero elsewhere.
    let levels: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
    let values: Vec<T::T> = cells.into_iter().flatten().collect();
    writer.typed::<T>().write_batch(&values, Some(&levels), None)?;
    Ok(())
}

/// The columns' physical and logical types.
fn schema<Row>(table: &Table<Row>) -> Result<TypePtr> {
    let mut fields = Vec::with_capacity(table.columns.len());
    for Column { name, cells, .. } in table.columns {
        let (physical, logical) = match cells {
            Cells::Integer(_) | Cells::MaybeInteger(_) => (PhysicalType::INT64, None),
            Cells::Float(_) => (PhysicalType::DOUBLE, None),
            Cells::Text(_) => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
            Cells::Flag(_) => (PhysicalType::BOOLEAN, None),
        };
        let repetition =
            if cells.may_be_empty() { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        let field = Type::primitive_type_builder(name, physical)
            .with_repetition(repetition)
            .with_logical_type(logical);
        fields.push(Arc::new(field.build()?));
    }
    Ok(Arc::new(Type::group_type_builder(table.name).with_fields(fields).build()?))
}

/// How the file is encoded and what it says about itself.
fn properties<Row>(table: &Table<Row>, origin: &Origin<'_>) -> WriterProperties {
    let mut builder = WriterProperties::builder()
        // The form that the format's definition asks for.
        .set_created_by(format!("{PROGRAM} version {VERSION}"))
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(ROWS_PER_GROUP))
        .set_dictionary_enabled(false)
        .set_key_value_metadata(Some(description(table, origin)));
    for Column { name, cells, .. } in table.columns {
        let path = ColumnPath::from(*name);
        builder = match cells {
            // Half the bytes of plain numbers, measured on 200,000 partners: neighbours in the
            // order of joining resemble each other.
            Cells::Integer(_) | Cells::MaybeInteger(_) => {
                builder.set_column_encoding(path, Encoding::DELTA_BINARY_PACKED)
            }
            Cells::Text(_) => builder.set_column_dictionary_enabled(path, true),
            Cells::Float(_) | Cells::Flag(_) => builder,
        };
    }
    builder.build()
}

/// Where the rows come from, and each column's unit and meaning.
fn description<Row>(table: &Table<Row>, origin: &Origin<'_>) -> Vec<KeyValue> {
    let Origin { card, command, .. } = origin;
    let entry = |key: &str, value: String| KeyValue::new(format!("{PROGRAM}.{key}"), value);
    let mut entries = vec![
        entry("version", VERSION.to_owned()),
        entry("table", table.meaning.to_owned()),
        entry("scenario", card.name.clone()),
        entry("title", card.title.clone()),
        entry("scenario_hash", card.scenario_hash.clone()),
        entry("seed", card.seed.to_string()),
        entry("replicates", card.replicates.to_string()),
        entry("chance_scheme", card.chance_scheme.clone()),
        entry("currency", card.currency.clone()),
        entry("command", (*command).to_owned()),
    ];
    for Column { name, unit, meaning, .. } in table.columns {
        entries.push(entry(&format!("column.{name}"), (*meaning).to_owned()));
        entries.push(entry(&format!("unit.{name}"), (*unit).to_owned()));
    }
    entries
}

/// The disk's own error where there is one below, so that a full disk is called by its name.
fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(cause) => *cause,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::{Row as ReadRow, RowAccessor};
    use serde_json::Value;

    use super::super::super::sample;
    use super::super::{FLOWS, PARTNERS, WEEKS};
    use super::*;
    use crate::experiment::results::{Card, PartnerRow, WeekRow};
    use crate::units::Cents;

    fn origin(card: &Card) -> Origin<'_> {
        Origin { card, resolved: &Value::Null, given: &[], command: "downline run demo.toml" }
    }

    fn read_back<Row>(table: &Table<Row>, rows: &[Row]) -> SerializedFileReader<File> {
        let mut file = tempfile::tempfile().unwrap();
        let card = sample::results().card;
        write(table, rows, &origin(&card), &mut file).unwrap();
        SerializedFileReader::new(file).unwrap()
    }

    fn rows(reader: &SerializedFileReader<File>) -> Vec<ReadRow> {
        reader.get_row_iter(None).unwrap().map(Result::unwrap).collect()
    }

    fn place<Row>(table: &Table<Row>, name: &str) -> usize {
        table.columns.iter().position(|column| column.name == name).unwrap()
    }

    #[test]
    fn cells_come_back_as_they_went_with_nulls_for_no_value() {
        let read = rows(&read_back(&PARTNERS, &sample::results().partners));
        let at = |name| place(&PARTNERS, name);
        assert_eq!(read.len(), 2);
        assert!(read[0].is_null(at("sponsor")).unwrap());
        assert_eq!(read[1].get_long(at("sponsor")).unwrap(), 0);
        assert_eq!(read[0].get_string(at("motive")).unwrap(), "builder");
        assert_eq!(read[1].get_string(at("motive")).unwrap(), "discount_buyer");
        assert_eq!(read[1].get_long(at("paid_for_goods_cents")).unwrap(), -12_345);
        assert_eq!(read[1].get_long(at("first_year_net_cents")).unwrap(), -12_345);
        assert!(read[0].is_null(at("first_year_net_cents")).unwrap());
        assert_eq!(read[0].get_double(at("followers")).unwrap().to_bits(), 120.5_f64.to_bits());
        assert!(read[1].is_null(at("hours_per_week")).unwrap());
        assert!(read[1].get_bool(at("fell_back")).unwrap());
        let flows = rows(&read_back(&FLOWS, &sample::results().flows));
        assert_eq!(flows[0].get_string(1).unwrap(), "Acme, \"Inc\"");
    }

    #[test]
    fn the_metadata_says_where_the_rows_come_from_and_what_each_column_is() {
        let reader = read_back(&WEEKS, &sample::results().weeks);
        let metadata = reader.metadata().file_metadata();
        assert_eq!(metadata.created_by().unwrap(), format!("downline version {VERSION}"));
        let entries = metadata.key_value_metadata().unwrap();
        let value = |key: &str| {
            let entry = entries.iter().find(|entry| entry.key == key).unwrap();
            entry.value.clone().unwrap()
        };
        assert_eq!(value("downline.seed"), u64::MAX.to_string());
        assert_eq!(value("downline.scenario_hash"), "ab".repeat(32));
        assert_eq!(value("downline.chance_scheme"), "philox 1");
        assert_eq!(value("downline.version"), VERSION);
        assert_eq!(value("downline.table"), WEEKS.meaning);
        assert_eq!(value("downline.scenario"), "demo");
        assert_eq!(value("downline.title"), sample::results().card.title);
        assert_eq!(value("downline.replicates"), "2");
        assert_eq!(value("downline.currency"), "EUR");
        assert_eq!(value("downline.command"), "downline run demo.toml");
        for Column { name, unit, meaning, .. } in WEEKS.columns {
            assert_eq!(value(&format!("downline.column.{name}")), *meaning);
            assert_eq!(value(&format!("downline.unit.{name}")), *unit);
        }
    }

    #[test]
    fn text_has_a_dictionary_and_its_logical_type_and_everything_is_compressed() {
        let reader = read_back(&FLOWS, &sample::results().flows);
        let group = reader.metadata().row_group(0);
        for (column, declared) in group.columns().iter().zip(FLOWS.columns) {
            let is_text = matches!(declared.cells, Cells::Text(_));
            assert_eq!(column.dictionary_page_offset().is_some(), is_text, "{}", declared.name);
            let logical = column.column_descr().logical_type_ref();
            assert_eq!(logical == Some(&LogicalType::String), is_text, "{}", declared.name);
            assert_eq!(column.compression(), Compression::SNAPPY);
        }
    }

    #[test]
    fn the_largest_and_smallest_amounts_come_back_side_by_side() {
        let amounts = [i64::MIN, i64::MAX, 0, i64::MAX, i64::MIN, -1];
        let week = |amount: i64| WeekRow { partners_net: Cents(amount), ..WeekRow::default() };
        let reader = read_back(&WEEKS, &amounts.map(week));
        let at = place(&WEEKS, "partners_net_cents");
        let read = rows(&reader).into_iter().map(|row| row.get_long(at).unwrap());
        assert!(read.eq(amounts));
    }

    #[test]
    fn row_groups_have_a_fixed_size_and_the_order_stays() {
        let weeks: Vec<WeekRow> = (0..)
            .take(ROWS_PER_GROUP + 1)
            .map(|week| WeekRow { week, ..WeekRow::default() })
            .collect();
        let reader = read_back(&WEEKS, &weeks);
        let groups = reader.metadata().row_groups();
        assert_eq!([groups[0].num_rows(), groups[1].num_rows()], [65_536, 1]);
        assert_eq!(groups.len(), 2);
        let at = place(&WEEKS, "week");
        let read = rows(&reader).into_iter().map(|row| row.get_long(at).unwrap());
        assert!(read.eq(weeks.iter().map(|row| i64::from(row.week))));
    }

    #[test]
    fn a_table_without_rows_can_be_read() {
        let reader = read_back::<PartnerRow>(&PARTNERS, &[]);
        assert_eq!(rows(&reader).len(), 0);
        let schema = reader.metadata().file_metadata().schema_descr();
        assert_eq!(schema.num_columns(), PARTNERS.columns.len());
    }

    #[test]
    fn a_disk_that_fills_up_is_called_by_its_name() {
        let results = sample::results();
        let weeks = vec![WeekRow::default(); 100_000];
        let error = write(&WEEKS, &weeks, &origin(&results.card), &mut sample::Full).unwrap_err();
        assert!(error.to_string().contains("no storage space"), "{error}");
    }
}
