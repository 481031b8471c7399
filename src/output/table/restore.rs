//! Tables read back: rows from the files that were written of them.
//!
//! *Invariant*: what was written comes back equal, from either format; a file with other columns, a
//! cell of another kind or a number out of range is an error and never a guess.
//!
//! *Absent*: whether a file is whole, which its checksum says.

use std::cell::Cell as Place;
use std::fs::File;
use std::path::Path;

use super::{Cells, Table, TableFormat};
use crate::experiment::interval::Estimate;
use crate::experiment::results::{
    FlowRow, FollowedRow, PartnerMoney, PartnerRow, TeamRow, VerdictClass, WeekRow,
};
use crate::experiment::robust::{Factor, Outcome, RobustRow};
use crate::experiment::{motive_named, status_named};
use crate::units::Cents;

/// A cell as it was written.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Integer(i64),
    Float(f64),
    Text(String),
    Flag(bool),
    Nothing,
}

/// The cells of one row in the order of the columns.
pub(in crate::output) struct Record<'t> {
    names: &'t [&'static str],
    cells: Vec<Cell>,
    /// Behind the cell that was asked for last: rows are read in the order of their columns.
    next: Place<usize>,
}

impl Record<'_> {
    fn cell(&self, name: &str) -> Option<&Cell> {
        let (before, after) = self.names.split_at_checked(self.next.get())?;
        let is_it = |other: &&str| *other == name;
        let ahead = after.iter().position(is_it).map(|place| before.len() + place);
        let place = ahead.or_else(|| before.iter().position(is_it))?;
        self.next.set(place + 1);
        self.cells.get(place)
    }

    fn integer(&self, name: &str) -> Option<i64> {
        if let Cell::Integer(number) = self.cell(name)? { Some(*number) } else { None }
    }

    /// A number that fits another type.
    fn whole<T: TryFrom<i64>>(&self, name: &str) -> Option<T> {
        T::try_from(self.integer(name)?).ok()
    }

    fn cents(&self, name: &str) -> Option<Cents> {
        self.integer(name).map(Cents)
    }

    /// A number that fits another type, or nothing where none was written.
    #[expect(clippy::option_option, reason = "a wrong cell is told from an empty one")]
    fn maybe<T: TryFrom<i64>>(&self, name: &str) -> Option<Option<T>> {
        match self.cell(name)? {
            Cell::Integer(number) => T::try_from(*number).ok().map(Some),
            Cell::Nothing => Some(None),
            _ => None,
        }
    }

    #[expect(clippy::option_option, reason = "a wrong cell is told from an empty one")]
    fn maybe_cents(&self, name: &str) -> Option<Option<Cents>> {
        Some(self.maybe(name)?.map(Cents))
    }

    fn word(&self, name: &str) -> Option<&str> {
        if let Cell::Text(text) = self.cell(name)? { Some(text) } else { None }
    }

    fn text(&self, name: &str) -> Option<String> {
        self.word(name).map(str::to_owned)
    }

    fn flag(&self, name: &str) -> Option<bool> {
        if let Cell::Flag(flag) = self.cell(name)? { Some(*flag) } else { None }
    }

    /// A float; nothing where none was written.
    fn float(&self, name: &str) -> Option<f64> {
        if let Cell::Float(number) = self.cell(name)? { Some(*number) } else { None }
    }

    /// A mean with its interval, as far as a table has it.
    fn estimate(&self, [mean, low, high]: [&str; 3]) -> Option<Estimate> {
        let mean = self.float(mean)?;
        let (low, high) = (self.float(low), self.float(high));
        // No table has the extremes, and where it has the number of worlds its row puts it in.
        let (smallest, largest) = (f64::NAN, f64::NAN);
        Some(Estimate { mean, low, high, smallest, largest, replicates: 0 })
    }
}

/// A row that can be read back.
pub(in crate::output) trait Restored: Sized {
    /// The row of these cells; nothing where one is missing or out of range.
    fn of(record: &Record<'_>) -> Option<Self>;
}

impl Restored for WeekRow {
    fn of(record: &Record<'_>) -> Option<Self> {
        Some(Self {
            replicate: record.whole("replicate")?,
            week: record.whole("week")?,
            active: record.whole("active")?,
            dormant: record.whole("dormant")?,
            joined: record.whole("joined")?,
            left: record.whole("left")?,
            posts: record.whole("posts")?,
            leads: record.whole("leads")?,
            customer_orders: record.whole("customer_orders")?,
            orders_rationed: record.whole("orders_rationed")?,
            units_sold: record.whole("units_sold")?,
            units_own_use: record.whole("units_own_use")?,
            units_loaded: record.whole("units_loaded")?,
            units_stock: record.whole("units_stock")?,
            customers_spend: record.cents("customers_spend_cents")?,
            partners_spend: record.cents("partners_spend_cents")?,
            paid_to_partners: record.cents("paid_to_partners_cents")?,
            partners_net: record.cents("partners_net_cents")?,
            businesses_net: record.cents("businesses_net_cents")?,
            prospects: record.whole("prospects")?,
            unserved: record.whole("unserved")?,
            minutes: record.whole("minutes")?,
        })
    }
}

impl Restored for FlowRow {
    fn of(record: &Record<'_>) -> Option<Self> {
        Some(Self {
            week: record.whole("week")?,
            account: record.text("account")?,
            reason: record.text("reason")?,
            cents: record.cents("amount_cents")?,
        })
    }
}

impl Restored for PartnerRow {
    fn of(record: &Record<'_>) -> Option<Self> {
        Some(Self {
            replicate: record.whole("replicate")?,
            partner: record.whole("partner")?,
            person: record.integer("person")?.cast_unsigned(),
            business: record.whole("business")?,
            sponsor: record.maybe("sponsor")?,
            level: record.whole("level")?,
            week_joined: record.whole("week_joined")?,
            week_left: record.maybe("week_left")?,
            status: status_named(record.word("status")?)?,
            motive: motive_named(record.word("motive")?)?,
            followers: record.float("followers")?,
            hours_per_week: record.float("hours_per_week")?,
            recruits: record.whole("recruits")?,
            posts: record.whole("posts")?,
            minutes: record.whole("minutes")?,
            customers: record.whole("customers")?,
            stock_units: record.whole("stock_units")?,
            stock_cost: record.cents("stock_cost_cents")?,
            money: money(record)?,
            net: record.cents("net_cents")?,
            own_use: record.cents("own_use_cents")?,
            written_off: record.cents("written_off_cents")?,
            first_year_net: record.maybe_cents("first_year_net_cents")?,
            first_year_own_use: record.maybe_cents("first_year_own_use_cents")?,
            first_year_rewards: record.maybe_cents("first_year_rewards_cents")?,
            first_year_minutes: record.maybe("first_year_minutes")?,
            calendar_year_net: record.maybe_cents("calendar_year_net_cents")?,
            calendar_year_rewards: record.maybe_cents("calendar_year_rewards_cents")?,
            first_earnings_weeks: record.maybe("first_earnings_weeks")?,
            first_earnings_posts: record.maybe("first_earnings_posts")?,
            break_even_weeks: record.maybe("break_even_weeks")?,
            break_even_posts: record.maybe("break_even_posts")?,
            fell_back: record.flag("fell_back")?,
            weight: record.float("weight")?,
        })
    }
}

impl Restored for FollowedRow {
    fn of(record: &Record<'_>) -> Option<Self> {
        Some(Self {
            replicate: record.whole("replicate")?,
            cohort: record.text("cohort")?,
            number: record.whole("number")?,
            person: record.integer("person")?.cast_unsigned(),
            business: record.whole("business")?,
            followers: record.float("followers")?,
            week: record.whole("week")?,
            took_part: record.flag("took_part")?,
            partner: record.maybe("partner")?,
            status: status_named(record.word("status")?)?,
            posts: record.whole("posts")?,
            minutes: record.whole("minutes")?,
            recruits: record.whole("recruits")?,
            customers_spend: record.cents("customers_spend_cents")?,
            money: money(record)?,
            net: record.cents("net_cents")?,
            own_use: record.cents("own_use_cents")?,
            stock_units: record.whole("stock_units")?,
            stock_cost: record.cents("stock_cost_cents")?,
            written_off: record.cents("written_off_cents")?,
            break_even_weeks: record.maybe("break_even_weeks")?,
        })
    }
}

impl Restored for TeamRow {
    fn of(record: &Record<'_>) -> Option<Self> {
        Some(Self {
            replicate: record.whole("replicate")?,
            cohort: record.text("cohort")?,
            number: record.whole("number")?,
            business: record.whole("business")?,
            level: record.whole("level")?,
            partner: record.whole("partner")?,
            sponsor: record.maybe("sponsor")?,
            week_joined: record.whole("week_joined")?,
            week_left: record.maybe("week_left")?,
            status: status_named(record.word("status")?)?,
            recruits: record.whole("recruits")?,
            net: record.cents("net_cents")?,
        })
    }
}

/// Somebody's money by group.
fn money(record: &Record<'_>) -> Option<PartnerMoney> {
    Some(PartnerMoney {
        retail_received: record.cents("retail_received_cents")?,
        paid_for_goods: record.cents("paid_for_goods_cents")?,
        paid_fees: record.cents("paid_fees_cents")?,
        rewards: record.cents("rewards_cents")?,
        retail_credit: record.cents("retail_credit_cents")?,
        content_fees: record.cents("content_fees_cents")?,
        selling_costs: record.cents("selling_costs_cents")?,
        returns_and_clawback: record.cents("returns_and_clawback_cents")?,
    })
}

impl Restored for RobustRow {
    fn of(record: &Record<'_>) -> Option<Self> {
        let factor = record.float("factor")?;
        let outcome = record.text("outcome")?;
        let class = record.text("verdict")?;
        let replicates = record.whole("worlds")?;
        let estimate =
            |columns| record.estimate(columns).map(|estimate| Estimate { replicates, ..estimate });
        Some(Self {
            key: record.text("key")?,
            unit: record.text("unit")?,
            value: record.text("value")?,
            factor: Factor::ALL
                .into_iter()
                .find(|known| known.number().to_bits() == factor.to_bits())?,
            tried: record.text("tried")?,
            outcome: Outcome::ALL.into_iter().find(|known| known.name() == outcome)?,
            is_clipped: record.flag("clipped")?,
            class: match class.as_str() {
                "" => None,
                name => Some(VerdictClass::ALL.into_iter().find(|known| known.name() == name)?),
            },
            flips: record.flag("flips")?,
            headline: estimate(["headline", "headline_low", "headline_high"]),
            difference: estimate(["difference", "low", "high"]),
            note: record.text("note")?,
        })
    }
}

/// All rows of a table's file; the error says what is wrong with it.
pub(in crate::output) fn read<Row: Restored>(
    table: &Table<Row>,
    format: TableFormat,
    path: &Path,
) -> Result<Vec<Row>, String> {
    let file = File::open(path).map_err(|cause| cause.to_string())?;
    let names: Vec<&'static str> = table.columns.iter().map(|column| column.name).collect();
    let mut rows = Vec::new();
    let mut take = |cells: Vec<Cell>| {
        let record = Record { names: &names, cells, next: Place::new(0) };
        let number = rows.len() + 1;
        rows.push(Row::of(&record).ok_or_else(|| format!("row {number} has a cell out of range"))?);
        Ok(())
    };
    match format {
        #[cfg(feature = "tables")]
        TableFormat::Parquet => parquet_rows(table, file, &mut take)?,
        TableFormat::Csv => csv_rows(table, file, &mut take)?,
    }
    Ok(rows)
}

/// What is said of a file with other columns.
fn unlike(table: &'static str) -> String {
    format!("its columns are not those of the table `{table}`")
}

/// Reads a file of comma-separated values row by row.
fn csv_rows<Row>(
    table: &Table<Row>,
    file: File,
    take: &mut dyn FnMut(Vec<Cell>) -> Result<(), String>,
) -> Result<(), String> {
    let mut reader = csv::Reader::from_reader(std::io::BufReader::new(file));
    let header = reader.headers().map_err(|cause| cause.to_string())?;
    if !header.iter().eq(table.columns.iter().map(|column| column.name)) {
        return Err(unlike(table.name));
    }
    for record in reader.records() {
        let record = record.map_err(|cause| cause.to_string())?;
        let parsed = table.columns.iter().zip(&record).map(|(column, text)| {
            parsed(&column.cells, text).ok_or_else(|| format!("`{text}` is no {}", column.name))
        });
        take(parsed.collect::<Result<_, _>>()?)?;
    }
    Ok(())
}

/// A cell of a column's kind from its text.
fn parsed<Row>(cells: &Cells<Row>, text: &str) -> Option<Cell> {
    if text.is_empty() && cells.may_be_empty() {
        return Some(Cell::Nothing);
    }
    match cells {
        Cells::Integer(_) | Cells::MaybeInteger(_) => text.parse().ok().map(Cell::Integer),
        Cells::Float(_) => text.parse().ok().map(Cell::Float),
        Cells::Text(_) => Some(Cell::Text(text.to_owned())),
        Cells::Flag(_) => text.parse().ok().map(Cell::Flag),
    }
}

/// Reads a Parquet file row by row.
#[cfg(feature = "tables")]
fn parquet_rows<Row>(
    table: &Table<Row>,
    file: File,
    take: &mut dyn FnMut(Vec<Cell>) -> Result<(), String>,
) -> Result<(), String> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    let reader = SerializedFileReader::new(file).map_err(|cause| cause.to_string())?;
    let rows = reader.get_row_iter(None).map_err(|cause| cause.to_string())?;
    for row in rows {
        let columns = row.map_err(|cause| cause.to_string())?.into_columns();
        if !columns.iter().map(|(name, _)| name.as_str()).eq(table.columns.iter().map(|c| c.name)) {
            return Err(unlike(table.name));
        }
        let cell = |(name, field): (String, Field)| match field {
            Field::Null => Ok(Cell::Nothing),
            Field::Bool(flag) => Ok(Cell::Flag(flag)),
            Field::Long(number) => Ok(Cell::Integer(number)),
            Field::Double(number) => Ok(Cell::Float(number)),
            Field::Str(text) => Ok(Cell::Text(text)),
            _ => Err(format!("`{name}` is of another kind")),
        };
        take(columns.into_iter().map(cell).collect::<Result<_, _>>()?)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::super::{Origin, sample};
    use super::super::{FLOWS, PARTNERS, PERSONAS, ROBUST, TEAM, WEEKS, csv};
    use super::*;

    fn formats() -> Vec<TableFormat> {
        vec![
            #[cfg(feature = "tables")]
            TableFormat::Parquet,
            TableFormat::Csv,
        ]
    }

    /// Rows written and read back.
    fn back<Row: Restored>(table: &Table<Row>, rows: &[Row], format: TableFormat) -> Vec<Row> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("table");
        let mut bytes = Vec::new();
        match format {
            #[cfg(feature = "tables")]
            TableFormat::Parquet => {
                let (card, resolved) = (&sample::results().card, &serde_json::Value::Null);
                let origin =
                    Origin { card, resolved, given: &[], command: "downline run demo.toml" };
                super::super::parquet::write(table, rows, &origin, &mut bytes).expect("written");
            }
            TableFormat::Csv => csv::write(table, rows, &mut bytes).expect("written"),
        }
        #[expect(clippy::disallowed_methods, reason = "a test reads what it wrote")]
        std::fs::write(&path, bytes).expect("a file");
        read(table, format, &path).expect("rows")
    }

    fn robust() -> RobustRow {
        let headline = Estimate {
            smallest: f64::NAN,
            largest: f64::NAN,
            replicates: 7,
            ..sample::estimate(0.1)
        };
        RobustRow {
            key: "post.reach".to_owned(),
            unit: "share".to_owned(),
            value: "0.3".to_owned(),
            factor: Factor::Double,
            tried: "0.6".to_owned(),
            outcome: Outcome::Tested,
            is_clipped: true,
            class: Some(VerdictClass::Neither),
            flips: true,
            headline: Some(headline),
            difference: None,
            note: String::new(),
        }
    }

    #[test]
    fn rows_come_back_equal_from_either_format() {
        let mut results = sample::results();
        // Each number is another one, so that no two columns can be mixed up.
        results.weeks.push(WeekRow {
            partners_spend: Cents(-16),
            partners_net: Cents(i64::MIN),
            businesses_net: Cents(i64::MAX),
            ..sample::week()
        });
        for format in formats() {
            assert_eq!(back(&WEEKS, &results.weeks, format), results.weeks);
            assert_eq!(back(&FLOWS, &results.flows, format), results.flows);
            let row = robust();
            let read = back(&ROBUST, std::slice::from_ref(&row), format);
            assert_eq!(format!("{read:?}"), format!("{:?}", [row]));
        }
    }

    /// A partner in whom each number is another one and everything is defined.
    fn partner() -> PartnerRow {
        PartnerRow {
            replicate: 1,
            partner: 2,
            person: 3,
            business: 4,
            sponsor: Some(5),
            level: 6,
            week_joined: 7,
            week_left: Some(8),
            status: "dormant",
            motive: "part_time_seller",
            followers: 0.1 + 0.2,
            hours_per_week: 12.5,
            recruits: 13,
            posts: 14,
            minutes: 15,
            customers: 16,
            stock_units: 17,
            stock_cost: Cents(18),
            money: purse(),
            net: Cents(i64::MIN),
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
        }
    }

    fn purse() -> PartnerMoney {
        PartnerMoney {
            retail_received: Cents(19),
            paid_for_goods: Cents(-20),
            paid_fees: Cents(21),
            rewards: Cents(22),
            retail_credit: Cents(23),
            content_fees: Cents(24),
            selling_costs: Cents(25),
            returns_and_clawback: Cents(26),
        }
    }

    #[test]
    fn people_come_back_equal_whatever_is_not_defined_of_them() {
        let followed = FollowedRow {
            replicate: 1,
            cohort: "ana, \"the first\"".to_owned(),
            number: 2,
            person: i64::MAX.unsigned_abs(),
            business: 3,
            followers: 4.25,
            week: 5,
            took_part: true,
            partner: Some(6),
            money: purse(),
            net: Cents(7),
            own_use: Cents(8),
            minutes: 9,
            posts: 10,
            recruits: 11,
            customers_spend: Cents(12),
            stock_units: 13,
            stock_cost: Cents(14),
            written_off: Cents(15),
            break_even_weeks: Some(16),
            status: "left",
        };
        let declined = FollowedRow {
            status: "declined",
            partner: None,
            break_even_weeks: None,
            took_part: false,
            ..followed.clone()
        };
        let unknown = PartnerRow { status: "active", motive: "builder", ..PartnerRow::default() };
        let member = TeamRow {
            replicate: 1,
            cohort: "ana".to_owned(),
            number: 2,
            business: 3,
            level: 4,
            partner: 5,
            sponsor: Some(6),
            week_joined: 7,
            week_left: Some(8),
            status: "left",
            recruits: 9,
            net: Cents(-10),
        };
        let root = TeamRow { sponsor: None, week_left: None, status: "active", ..member.clone() };
        let (partners, personas) = ([partner(), unknown], [followed, declined]);
        let team = [root, member];
        for format in formats() {
            assert_eq!(back(&TEAM, &team, format), team);
            assert_eq!(back(&PARTNERS, &partners, format), partners);
            assert_eq!(back(&PERSONAS, &personas, format), personas);
        }
    }

    #[test]
    fn other_columns_and_cells_out_of_range_are_errors() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("flows.csv");
        let said = |text: &str| {
            #[expect(clippy::disallowed_methods, reason = "a test writes a broken table")]
            std::fs::write(&path, text).expect("a file");
            read(&FLOWS, TableFormat::Csv, &path).expect_err("broken")
        };
        let head = "week,account,reason,amount_cents\r\n";
        assert_eq!(
            said("week,account\r\n1,a\r\n"),
            "its columns are not those of the table `flows`"
        );
        assert_eq!(said(&format!("{head}one,a,b,3\r\n")), "`one` is no week");
        let said = said(&format!("{head}1,a,b,3\r\n-1,a,b,3\r\n"));
        assert_eq!(said, "row 2 has a cell out of range");
    }
}
