//! How long people stay, and when money comes, with leaving as the competing event.

use super::super::figure::{Figure, Part};
use super::super::table::{Bar, Cell, Table, rows_of};
use crate::experiment::results::{CareerClock, CareerEvent, IncidenceRow, Results};
use crate::output::lines::{CAREERS, Line, Scale};
use crate::output::numbers::count;
use crate::output::plot::incidence::bounded;
use crate::output::plot::watched::{carried_on, has_renewal, staying};
use crate::output::plot::{PlotError, on_page};
use crate::units::WEEKS_PER_YEAR;

/// Weeks after joining for which the curves are told.
const WEEKS: [u32; 8] = [4, 13, 26, 51, 52, 78, 104, 156];

/// What is said of staying, with a renewal to come and without.
const fn tenure(has_renewal: bool) -> [Line; 4] {
    let [selling, registered] = if has_renewal {
        [
            "still selling a year after joining, before the renewal is due",
            "still registered a year after joining, before the renewal is due",
        ]
    } else {
        ["still selling a year after joining", "still registered a year after joining"]
    };
    [
        (selling, "persons.first_year.still_active_share", Scale::Percent),
        (registered, "persons.first_year.still_registered_share", Scale::Percent),
        (
            "left in the last year, of those on the books when it began",
            "network.left_in_year_share",
            Scale::Percent,
        ),
        ("left or stopped in it", "network.stopped_in_year_share", Scale::Percent),
    ]
}

/// How long they stay.
pub(super) fn tenure_of(results: &Results) -> Result<Option<Figure>, PlotError> {
    let lines = tenure(has_renewal(results));
    let numbers = Table::new("Staying", ["", "mean of worlds"]).fixed();
    let numbers = numbers.with(rows_of(results, &lines));
    let Some(drawing) = on_page::tenure(results)? else {
        if numbers.rows.is_empty() {
            return Ok(None);
        }
        return Ok(Some(Figure {
            id: "tenure",
            title: TENURE.to_owned(),
            short: "Staying",
            finding: "Nobody who joined was watched long enough for a curve.".to_owned(),
            note: super::worlds(results),
            parts: vec![Part::tables(vec![numbers])],
        }));
    };
    let caption = "Still registered so many weeks after joining, of all who joined";
    let mut table = Table::new(caption, ["weeks after joining", "still registered"]).fixed();
    let curve = staying(results);
    for week in WEEKS {
        if let Some(row) = curve.get(week as usize) {
            let words = week_in_words(week, has_renewal(results));
            let share = bounded(&row.share);
            let bar = Bar::of("partners", share.mean);
            table.put(vec![Cell::barred(words, bar), Cell::estimate(&share, (100.0, 1))]);
        }
    }
    Ok(Some(Figure {
        id: "tenure",
        title: TENURE.to_owned(),
        short: "Staying",
        finding: drawing.finding.clone() + ".",
        note: format!("{}. After Kaplan and Meier.", drawing.note),
        parts: vec![Part {
            choice: None,
            drawing: Some(drawing),
            tables: if numbers.rows.is_empty() { Vec::new() } else { vec![numbers] },
            behind: vec![table],
        }],
    }))
}

/// What the figure is about.
const TENURE: &str = "How long they stay";

/// A number of weeks after joining, and what it means where a renewal is paid.
fn week_in_words(week: u32, has_renewal: bool) -> String {
    let words = count(u64::from(week), "week", "weeks");
    match week + 1 {
        WEEKS_PER_YEAR if has_renewal => words + ", before the renewal is due",
        next if has_renewal && next == WEEKS_PER_YEAR + 1 => words + ", the renewal asked",
        _ => words,
    }
}

/// First earnings and break-even.
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
        for point in &points {
            let words = week_in_words(point.time, has_renewal(results));
            let shares = [&point.happened, &point.left_before, &point.waiting].map(bounded);
            let mut cells = vec![Cell::barred(words, stacked(point, account))];
            cells.extend(shares.map(|share| Cell::estimate(&share, (100.0, 1))));
            table.put(cells);
        }
        behind.push(table);
    }
    let even = Table::new("Breaking even", ["", "mean of worlds"]).fixed();
    let even = even.with(rows_of(results, &CAREERS[..2]));
    if behind.is_empty() && even.rows.is_empty() {
        return Ok(None);
    }
    let drawing = on_page::incidence(results)?;
    let note = "Cumulative incidence after Aalen and Johansen: nobody who left is counted as if \
                she might still earn.";
    Ok(Some(Figure {
        id: "careers",
        title: "When money comes".to_owned(),
        short: "Breaking even",
        finding: drawing.finding.clone() + ".",
        note: format!("{}. {note}", drawing.note),
        parts: vec![Part {
            choice: None,
            drawing: Some(drawing),
            tables: if even.rows.is_empty() { Vec::new() } else { vec![even] },
            behind,
        }],
    }))
}

/// The last point up to each of the weeks that enough worlds know.
fn points(results: &Results, event: CareerEvent) -> Vec<IncidenceRow> {
    let is_it = |curve: &&crate::experiment::results::IncidenceCurve| {
        curve.event == event && curve.clock == CareerClock::Weeks
    };
    let Some(curve) = results.incidence.iter().find(is_it) else { return Vec::new() };
    let known = carried_on(results, event, &curve.points);
    let mut shown: Vec<IncidenceRow> = WEEKS
        .iter()
        .filter_map(|&week| {
            let last = known.last()?.time;
            let known = known.iter().rev().find(|point| point.time <= week)?;
            (week <= last + 4 && 0 < known.time).then(|| known.clone())
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
