//! `run.json`: when, where and how fast, and the one place that looks at the clock.
//!
//! *Invariant*: nothing in here can reach a result; the manifest does not list it. What makes the
//! record one of a result, rather than of another, is the manifest's own seed, hash and command.
//!
//! *Absent*: the calendar beyond turning seconds into a date, and any time zone but UTC.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::manifest::Origin;

/// Seconds in a day of Unix time, which knows no leap seconds.
const SECONDS_PER_DAY: u64 = 86_400;

/// A run that is going on.
#[derive(Debug, Clone)]
pub struct RunClock {
    started_at: String,
    start: Instant,
}

/// What depends on the machine and the moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunRecord {
    /// Beginning in UTC after ISO 8601, to the second.
    pub started_at: String,
    /// Time from the beginning to the end, in seconds.
    pub wall_seconds: f64,
    /// Worker threads.
    pub threads: usize,
    /// The machine's name, where it tells.
    pub host: Option<String>,
    /// Operating system.
    pub os: &'static str,
    /// Processor architecture.
    pub arch: &'static str,
    /// Weeks lived by all partners of all replicates together.
    pub partner_weeks: u64,
    /// The same a second; nothing for a run too short to be timed.
    pub partner_weeks_per_second: Option<f64>,
    /// The command line.
    pub arguments: Vec<String>,
}

/// Of which result a record is, by what the manifest says of it, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RecordOf {
    /// SHA-256 of the scenario with all defaults.
    pub(super) scenario_hash: String,
    /// Master seed.
    pub(super) seed: u64,
    /// Number of simulated worlds.
    pub(super) replicates: u32,
    /// The command that gives the same numbers again.
    pub(super) command: String,
}

impl RecordOf {
    /// That of a result with this origin.
    fn origin(origin: &Origin<'_>) -> Self {
        Self {
            scenario_hash: origin.card.scenario_hash.clone(),
            seed: origin.card.seed,
            replicates: origin.card.replicates,
            command: origin.command.to_owned(),
        }
    }
}

/// The file as it is written.
#[derive(Serialize)]
pub(super) struct RecordFile<'a> {
    of: RecordOf,
    #[serde(flatten)]
    record: &'a RunRecord,
}

impl<'a> RecordFile<'a> {
    /// The record of a result with this origin.
    pub(super) fn new(origin: &Origin<'_>, record: &'a RunRecord) -> Self {
        Self { of: RecordOf::origin(origin), record }
    }
}

impl RunClock {
    /// Looks at the clock.
    pub fn start() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the one place that looks at the clock")]
        let now = SystemTime::now();
        // A clock set before 1970 is wrong anyway.
        let seconds = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Self { started_at: iso_8601(seconds), start: Instant::now() }
    }

    /// Looks again and writes down what the run came to.
    pub fn stop(&self, threads: usize, partner_weeks: u64, arguments: Vec<String>) -> RunRecord {
        let wall_seconds = self.start.elapsed().as_secs_f64();
        let rate = partner_weeks as f64 / wall_seconds;
        RunRecord {
            started_at: self.started_at.clone(),
            wall_seconds,
            threads,
            host: host(),
            os: std::env::consts::OS,
            arch: std::env::consts::ARCH,
            partner_weeks,
            partner_weeks_per_second: rate.is_finite().then_some(rate),
            arguments,
        }
    }
}

/// The machine's name from the system's file or the environment.
fn host() -> Option<String> {
    let from_file = std::fs::read_to_string("/etc/hostname").ok();
    let from_environment =
        || ["HOSTNAME", "COMPUTERNAME"].iter().find_map(|name| std::env::var(name).ok());
    let name = from_file.or_else(from_environment)?.trim().to_owned();
    (!name.is_empty()).then_some(name)
}

/// A moment in seconds since 1970 as UTC text.
fn iso_8601(seconds: u64) -> String {
    let (year, month, day) = date(seconds / SECONDS_PER_DAY);
    let of_day = seconds % SECONDS_PER_DAY;
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Year, month and day of the n-th day since the first of January 1970 (Gregorian calendar).
fn date(days_since_1970: u64) -> (u64, u64, u64) {
    let mut year = 1970;
    let mut day = days_since_1970;
    // A few dozen turns, once a run: not worth a closed form that nobody can check by eye.
    while days_of_year(year) <= day {
        day -= days_of_year(year);
        year += 1;
    }
    let february = days_of_year(year) - 337;
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in lengths {
        if day < length {
            break;
        }
        day -= length;
        month += 1;
    }
    (year, month, day + 1)
}

/// Length of a year of the Gregorian calendar.
fn days_of_year(year: u64) -> u64 {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    if leap { 366 } else { 365 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments_have_their_known_dates() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_000_000_000, "2001-09-09T01:46:40Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(iso_8601(seconds), text);
        }
    }

    #[test]
    fn a_record_keeps_what_it_is_told_and_never_holds_an_infinite_rate() {
        let record = RunClock::start().stop(3, 0, vec!["run".to_owned()]);
        assert_eq!((record.threads, record.partner_weeks), (3, 0));
        assert_eq!(record.arguments, ["run"]);
        assert!(record.partner_weeks_per_second.is_none_or(f64::is_finite));
        assert!(record.started_at.len() == 20 && record.started_at.starts_with("20"));
    }
}
