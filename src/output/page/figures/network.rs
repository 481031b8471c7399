//! The network: partners over time, who came when, and who recruits.

use super::super::figure::{Figure, Part};
use super::super::table::{Bar, Cell, Row, Table, exactly, find};
use crate::experiment::results::{Results, WeekRow};
use crate::output::lines::{PARTNERS, Scale, partner_groups};
use crate::output::numbers::{capitalised, decimal, grouped, per_cent, percent, with_unit};
use crate::output::plot::recruits::name as recruits_name;
use crate::output::plot::{PlotError, Spread, fan, on_page};
use crate::units::WEEKS_PER_YEAR;

/// A column of the weekly table: its head and its number.
type Column = (&'static str, fn(&WeekRow) -> f64);

/// Partners and sales over time.
pub(super) fn weeks(results: &Results) -> Result<Option<Figure>, PlotError> {
    if results.weeks.is_empty() {
        return Ok(None);
    }
    let drawing = on_page::weeks(results)?;
    let spending = with_unit("customers spend,", &results.card.currency);
    let columns: [Column; 4] = [
        ("active partners", |row| row.active as f64),
        ("join", |row| row.joined as f64),
        ("leave", |row| row.left as f64),
        ("spending", |row| row.customers_spend.as_units_f64()),
    ];
    let caption = "Every 13th week: mean of the worlds, and all but the top and bottom 5\u{a0}%";
    let mut table = Table::new(caption, ["week"]);
    table.heads.extend(columns[..3].iter().map(|(head, _)| (*head).to_owned()));
    table.heads.push(spending);
    let fans: Vec<Vec<Spread>> =
        columns.iter().map(|(_, number)| fan(&results.weeks, number)).collect();
    for (place, week) in fans[0].iter().enumerate() {
        let is_last = place + 1 == fans[0].len();
        if !week.week.is_multiple_of(13) && !is_last {
            continue;
        }
        let mut cells = vec![Cell::number(week.week.to_string(), week.week)];
        cells.extend(fans.iter().map(|fan| spread_cell(&fan[place], results.card.replicates)));
        table.put(cells);
    }
    Ok(Some(Figure {
        id: "weeks",
        title: "Partners over time".to_owned(),
        short: "Over time",
        finding: drawing.finding.clone() + ".",
        note: drawing.note.clone() + ".",
        parts: vec![Part::picture(drawing, table)],
    }))
}

/// The mean of a week with its band.
fn spread_cell(spread: &Spread, worlds: u32) -> Cell {
    let shown = |number: f64| decimal(number, 0);
    let mut cell = Cell::number(shown(spread.mean), exactly(spread.mean));
    if let Cell::Number(number) = &mut cell {
        let [low, .., high] = spread.levels.map(shown);
        number.interval = (1 < worlds).then(|| format!("{low} to {high}"));
    }
    cell
}

/// Who came when, and what became of them.
pub(super) fn entry(results: &Results) -> Result<Option<Figure>, PlotError> {
    let at = |group: &str, part: &str| find(results, &format!("{PARTNERS}{group}.{part}"));
    let groups = partner_groups(results);
    let all: f64 = ["founders", "later_joiners"]
        .iter()
        .filter_map(|group| at(group, "people"))
        .map(|people| people.mean)
        .sum();
    if all <= 0.0 {
        return Ok(None);
    }
    let shares = groups.iter().flat_map(|(_, group)| {
        ["gains_share", "losses_share"].map(|part| at(group, part).map_or(0.0, |e| e.mean))
    });
    let widest = shares.fold(0.0, f64::max).max(1e-9);
    let net = with_unit("net of each 100", &results.card.currency);
    let caption = "Groups of partners: cash, own use as a cost";
    let heads = ["", "of the heads", &net, "of gains", "of losses", "of rewards"];
    let mut table = Table::new(caption, heads).fixed().dense();
    put_groups(results, &mut table, (all, widest));
    let bars = "Bars: orange, the group’s part of all losses; green, its part of all gains.";
    let founders = entry_finding(results, all);
    let waves = waves_table(results);
    let drawing = if waves.rows.is_empty() { None } else { Some(on_page::entry(results)?) };
    let (finding, note) = match &drawing {
        Some(drawing) => {
            let note = format!("{}. {founders} {bars}", drawing.note);
            (drawing.finding.clone() + ".", note)
        }
        None => (founders, format!("{bars} {}", super::worlds(results))),
    };
    let behind = if drawing.is_some() { vec![waves] } else { Vec::new() };
    Ok(Some(Figure {
        id: "entry",
        title: "When they came, and what became of them".to_owned(),
        short: "Coming early",
        finding,
        parts: vec![Part {
            choice: None,
            drawing,
            tables: vec![table],
            behind: behind.into_iter().chain(first_years(results)).collect(),
        }],
        note,
    }))
}

/// The groups of partners that hold anybody: shares of all heads, bars as long as the widest.
fn put_groups(results: &Results, table: &mut Table, (all, widest): (f64, f64)) {
    let at = |group: &str, part: &str| find(results, &format!("{PARTNERS}{group}.{part}"));
    let groups = partner_groups(results);
    let present = |group: &str| at(group, "people").is_some_and(|people| 0.0 < people.mean);
    let waves = |group: &str| group == "founders" || group.starts_with("by_entry_year.");
    for (heading, is_wave) in
        [("By when they came", true), ("By why they came, rank and result", false)]
    {
        table.rows.push(Row::Heading(heading.to_owned()));
        for (words, group) in groups.iter().filter(|(_, group)| waves(group) == is_wave) {
            if !present(group) {
                continue;
            }
            let share = |part: &str| {
                Cell::measure(results, &format!("{PARTNERS}{group}.{part}"), Scale::Percent)
            };
            let heads = at(group, "people").map_or(0.0, |people| people.mean) / all;
            table.put(vec![
                Cell::barred(
                    capitalised(words),
                    both_ways(
                        at(group, "losses_share").map_or(0.0, |share| share.mean),
                        at(group, "gains_share").map_or(0.0, |share| share.mean),
                        widest,
                    ),
                ),
                Cell::number(per_cent(decimal(100.0 * heads, 1)), exactly(heads)),
                net_cell(results, group),
                share("gains_share"),
                share("losses_share"),
                share("rewards_share"),
            ]);
        }
    }
}

/// The first 52 weeks of those who joined, wave by wave.
fn waves_table(results: &Results) -> Table {
    let median = with_unit("median net,", &results.card.currency);
    let caption = "The first 52 weeks of those who joined, by the week in which they did";
    let heads = ["joined in weeks", "people, all worlds", "came out ahead, %", &median];
    let mut table = Table::new(caption, heads).fixed();
    for wave in &results.joiners.waves {
        let (Some(profit), Some(median)) = (&wave.profit_share, &wave.median_net) else { continue };
        table.put(vec![
            Cell::name(format!("{} to {}", wave.first_week, wave.last_week)),
            Cell::number(grouped(i128::from(wave.people)), wave.people),
            Cell::estimate(profit, (100.0, 1)),
            Cell::estimate(median, (0.01, 2)),
        ]);
    }
    table
}

/// Losses to the left and gains to the right of the middle.
fn both_ways(losses: f64, gains: f64, widest: f64) -> Vec<Bar> {
    let length = |share: f64| 50.0 * (share / widest).clamp(0.0, 1.0);
    vec![
        Bar { account: "losers", from: 50.0 - length(losses), length: length(losses) },
        Bar { account: "winners", from: 50.0, length: length(gains) },
    ]
}

/// Net of a group, of each 100 put in.
fn net_cell(results: &Results, group: &str) -> Cell {
    let key = format!("{PARTNERS}{group}.net_share");
    let Some(estimate) = find(results, &key) else { return Cell::Empty };
    let mut cell = Cell::estimate(&estimate, (100.0, 1));
    if let Cell::Number(number) = &mut cell {
        number.key = Some(key);
    }
    cell
}

/// The first year of those who joined in each year.
fn first_years(results: &Results) -> Option<Table> {
    let currency = &results.card.currency;
    let (median, mean) = (with_unit("median net,", currency), with_unit("mean net,", currency));
    let caption = "The first 52 weeks of those who joined in each year of the run";
    let heads = ["joined in", "of them", &median, &mean, "lost money"];
    let mut table = Table::new(caption, heads).dense();
    for year in 1..=results.card.weeks.div_ceil(WEEKS_PER_YEAR) {
        let group = format!("persons.first_year.by_entry_year.{year}");
        let measure =
            |part: &str, scale: Scale| Cell::measure(results, &format!("{group}.{part}"), scale);
        if find(results, &format!("{group}.median_net")).is_none() {
            continue;
        }
        table.put(vec![
            Cell::name(format!("year {year}")),
            measure("people_share", Scale::Percent),
            measure("median_net", Scale::Money),
            measure("mean_net", Scale::Money),
            measure("loss_share", Scale::Percent),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}

/// The first and the last to come, heads beside gains.
fn entry_finding(results: &Results, all: f64) -> String {
    let at = |group: &str, part: &str| {
        find(results, &format!("{PARTNERS}{group}.{part}")).map(|estimate| estimate.mean)
    };
    let told = |group: &str| {
        let (people, gains) = (at(group, "people")?, at(group, "gains_share")?);
        (0.0 < people).then(|| (percent(people / all), percent(gains)))
    };
    let last = results.card.weeks.div_ceil(WEEKS_PER_YEAR);
    let last = (1..=last).rev().find_map(|year| {
        told(&format!("by_entry_year.{year}")).map(|(heads, gains)| (year, heads, gains))
    });
    match (told("founders"), last) {
        (Some((heads, gains)), Some((year, late_heads, late_gains))) => format!(
            "Founders are {heads} of the heads and got {gains} of all gains; those who joined in \
             year {year} are {late_heads} of the heads and got {late_gains}."
        ),
        (None, Some((year, heads, gains))) => format!(
            "Those who joined in year {year} are {heads} of the heads and got {gains} of all gains."
        ),
        _ => "Nobody gained anything, whenever she came.".to_owned(),
    }
}

/// How many people each of them recruited.
pub(super) fn recruits(results: &Results) -> Result<Option<Figure>, PlotError> {
    if results.joiners.recruits.is_empty() {
        return Ok(None);
    }
    let caption = "Direct recruits until the end of the run of those followed for a first year";
    let heads = ["recruited", "people, all worlds", "share, %"];
    let mut table = Table::new(caption, heads).fixed();
    for bin in &results.joiners.recruits {
        let share = bin.share.as_ref();
        table.put(vec![
            Cell::name(recruits_name(bin)),
            Cell::number(grouped(i128::from(bin.people)), bin.people),
            share.map_or(Cell::Empty, |share| Cell::estimate(share, (100.0, 2))),
        ]);
    }
    let mean = Cell::measure(results, "network.recruits.mean", Scale::Ratio);
    table.put(vec![Cell::name("On average, each"), Cell::Empty, mean]);
    let drawing = on_page::recruits(results)?;
    Ok(Some(Figure {
        id: "recruits",
        title: "How many each of them recruits".to_owned(),
        short: "Recruits",
        finding: drawing.finding.clone() + ".",
        note: drawing.note.clone() + ".",
        parts: vec![Part::picture(drawing, table)],
    }))
}
