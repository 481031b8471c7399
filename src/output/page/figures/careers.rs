//! How long people stay, and when money comes, with leaving as the competing event.

use super::super::figure::{Figure, Part};
use super::super::table::{Bar, Cell, Table, rows_of};
use crate::experiment::results::{CareerClock, CareerEvent, IncidenceRow, Results};
use crate::output::lines::{CAREERS, Line, Scale};
use crate::output::numbers::count;
use crate::output::plot::incidence::{bounded, of_the_same_worlds};
use crate::output::plot::{PlotError, on_page};
use crate::units::WEEKS_PER_YEAR;

/// Weeks after joining for which the curves are told.
const WEEKS: [u32; 8] = [4, 13, 26, 51, 52, 78, 104, 156];

/// What is said of staying.
const TENURE: [Line; 4] = [
    (
        "still selling a year after joining, before the renewal is due",
        "persons.first_year.still_active_share",
        Scale::Percent,
    ),
    (
        "still registered a year after joining, before the renewal is due",
        "persons.first_year.still_registered_share",
        Scale::Percent,
    ),
    (
        "left in the last year, of those on the books when it began",
        "network.left_in_year_share",
        Scale::Percent,
    ),
    ("left or stopped in it", "network.stopped_in_year_share", Scale::Percent),
];

/// Tenure, first earnings and break-even.
pub(super) fn careers(results: &Results) -> Result<Option<Figure>, PlotError> {
    let events = [
        (CareerEvent::FirstEarnings, "First earnings", "had earned something", "winners"),
        (CareerEvent::BreakEven, "Break-even", "had their money back", "winners"),
    ];
    let mut behind = Vec::new();
    for (event, title, happened, account) in events {
        let points = points(results, event);
        if points.is_empty() {
            continue;
        }
        let caption = format!("{title}: where everybody who joined stands so many weeks later");
        let heads = ["weeks after joining", happened, "had left before", "still waited"];
        let mut table = Table::new(caption, heads).fixed();
        for point in points {
            let mut words = count(u64::from(point.time), "week", "weeks");
            words += match point.time + 1 {
                WEEKS_PER_YEAR => ", before the renewal is due",
                week if week == WEEKS_PER_YEAR + 1 => ", the renewal asked",
                _ => "",
            };
            let shares = [&point.happened, &point.left_before, &point.waiting].map(bounded);
            let mut cells = vec![Cell::barred(words, stacked(point, account))];
            cells.extend(shares.map(|share| Cell::estimate(&share, (100.0, 1))));
            table.put(cells);
        }
        behind.push(table);
    }
    let lines = [&TENURE[..], &CAREERS[..2]].concat();
    let staying = Table::new("Staying, and breaking even", ["", "mean of worlds"]).fixed();
    let staying = staying.with(rows_of(results, &lines));
    if behind.is_empty() && staying.rows.is_empty() {
        return Ok(None);
    }
    let drawing = on_page::incidence(results)?;
    let note = "Cumulative incidence after Aalen and Johansen: nobody who left is counted as if \
                she might still earn.";
    Ok(Some(Figure {
        id: "careers",
        title: "How long they stay, and when money comes".to_owned(),
        short: "Staying",
        finding: drawing.finding.clone() + ".",
        note: format!("{}. {note} {}", drawing.note, super::worlds(results)),
        parts: vec![Part {
            choice: None,
            drawing: Some(drawing),
            tables: if staying.rows.is_empty() { Vec::new() } else { vec![staying] },
            behind,
        }],
    }))
}

/// The last point up to each of the weeks that all worlds know.
fn points(results: &Results, event: CareerEvent) -> Vec<&IncidenceRow> {
    let is_it = |curve: &&crate::experiment::results::IncidenceCurve| {
        curve.event == event && curve.clock == CareerClock::Weeks
    };
    let Some(curve) = results.incidence.iter().find(is_it) else { return Vec::new() };
    let known = of_the_same_worlds(&curve.points);
    let mut shown: Vec<&IncidenceRow> = WEEKS
        .iter()
        .filter_map(|&week| {
            let last = known.last()?.time;
            let known = known.iter().rev().find(|point| point.time <= week)?;
            (week <= last + 4 && 0 < known.time).then_some(known)
        })
        .collect();
    shown.dedup_by_key(|point| point.time);
    shown
}

/// Those for whom it has come from the left, those who left before behind them.
fn stacked(point: &IncidenceRow, account: &'static str) -> Vec<Bar> {
    let happened = 100.0 * point.happened.mean;
    vec![
        Bar { account, from: 0.0, length: happened },
        Bar { account: "leavers", from: happened, length: 100.0 * point.left_before.mean },
    ]
}
