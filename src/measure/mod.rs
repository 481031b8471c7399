//! Measures of one finished run: who captured the money, how it is spread, what careers were like.
//!
//! *Invariant*: measures read a closed run and write nothing. A measure's declaration is its
//! taking: name, unit and definition stand where the value is put, and the reference page of all
//! measures is collected from there.
//!
//! *Absent*: several worlds and their intervals (that is `experiment`), files.

mod booking;
pub mod capture;
mod channel;
mod chunks;
pub mod cohort;
mod company;
mod crowd;
pub mod incidence;
pub mod inequality;
mod inside;
mod people;
mod persons;
pub mod quantile_band;
mod vocabulary;

pub use capture::{CaptureSums, WindowFlows};
pub use channel::channel_cost;
pub(crate) use chunks::list_rows;
pub use cohort::Outcome;
pub use crowd::{PersonView, Persons};
pub use people::{Person, calendar_purse, persons};
pub use persons::{careers, payments};
pub use vocabulary::*;

use crate::scenario::Scenario;
use crate::simulation::FinishedRun;

/// One number of one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Dotted name.
    pub key: String,
    /// Its unit.
    pub unit: Unit,
    /// Definition in one sentence, with its denominator.
    pub about: &'static str,
    /// The value; nothing where it is not defined.
    pub value: Option<f64>,
    /// What the value can be.
    pub range: Range,
    /// Of a quotient that is taken of all worlds together, what stands above and below the line.
    pub parts: Option<(f64, f64)>,
}

/// Collects measured numbers in the order in which they are put.
#[derive(Debug, Default)]
pub struct Meter {
    /// What was put.
    pub measured: Vec<Measured>,
}

impl Meter {
    /// Puts a number.
    pub fn put(&mut self, key: String, unit: Unit, about: &'static str, value: Option<f64>) {
        self.put_within(unit.range(), key, unit, about, value);
    }

    /// Puts a part of a whole, such as people of all people, which no sign can take beyond it.
    pub fn put_part(&mut self, key: String, about: &'static str, value: Option<f64>) {
        self.put_within(Range::PART, key, Unit::Share, about, value);
    }

    /// Puts a number that can only be within a range.
    pub fn put_within(
        &mut self,
        range: Range,
        key: String,
        unit: Unit,
        about: &'static str,
        value: Option<f64>,
    ) {
        let value = value.filter(|value| value.is_finite());
        self.measured.push(Measured { key, unit, about, value, range, parts: None });
    }

    /// Puts a quotient that several worlds take of their sums: in some of them little may stand
    /// below the line. It is not defined where nothing does.
    pub fn put_quotient(
        &mut self,
        key: String,
        unit: Unit,
        about: &'static str,
        parts: (f64, f64),
    ) {
        self.put_quotient_within(unit.range(), key, unit, about, parts);
    }

    /// Puts such a quotient that can only be within a range.
    pub fn put_quotient_within(
        &mut self,
        range: Range,
        key: String,
        unit: Unit,
        about: &'static str,
        (above, below): (f64, f64),
    ) {
        let value = (below != 0.0).then(|| above / below);
        let parts = Some((above, below));
        self.measured.push(Measured { key, unit, about, value, range, parts });
    }
}

/// Everything that is measured in one run.
#[derive(Debug)]
pub struct RunMeasures {
    /// Headline numbers.
    pub measured: Vec<Measured>,
    /// Net by party, for each window, depth and treatment of own use.
    pub capture: Vec<CaptureSums>,
    /// Persons with what the tables and pictures need of them.
    pub persons: Persons,
    /// Those who are followed.
    pub followed: Vec<Outcome>,
}

/// Measures a finished run.
pub fn measure(scenario: &Scenario, run: &FinishedRun) -> RunMeasures {
    let capture = capture::capture(scenario, run);
    let mut meter = Meter::default();
    capture::put(&mut meter, &capture);
    inside::put(&mut meter, scenario, run, &capture);
    let persons = persons(scenario, run);
    persons::put_nets(&mut meter, scenario, &persons);
    persons::put_payments(&mut meter, &persons);
    persons::put_as_published(&mut meter, &persons);
    persons::put_careers(&mut meter, scenario, &persons);
    persons::put_network(&mut meter, scenario, run, &persons);
    company::put(&mut meter, scenario, run);
    channel::put(&mut meter, scenario, run);
    booking::put(&mut meter, scenario, run);
    let followed = cohort::outcomes(run);
    cohort::put(&mut meter, scenario, &followed, &persons);
    RunMeasures { measured: meter.measured, capture, persons, followed }
}
