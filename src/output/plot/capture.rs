//! Who put in and who got each 100 of the money, at three depths of accounting.
//!
//! *Invariant*: a segment's width is its party's mean of 100, at the same scale in all bars. What
//! is a memo (all partners together, imputed hours) stands beside the bars and never in them.
//!
//! *Absent*: which party stands on which side, which the ledger decides.

mod narrow;

use super::axis::{Wish, spread};
use super::numbers::{capitalised, count, decimal, of_100, of_100_with_interval, with_unit};
use super::scene::{Align, Frame, Furniture, Point, Scene, Sheet, Tag};
use super::style::{
    Colour, HEADING, INK, LABEL, LABEL_BOLD, PAPER, PARTNERS, QUIET, RULE, SMALL, party,
};
use super::{PlotError, reading, source_lines};
use crate::experiment::interval::Estimate;
use crate::experiment::results::{
    CaptureRow, Depth, OwnUse, Party, Results, Side, VerdictClass, Window,
};

/// Room at the left for what a bar is about.
const TAG: f64 = 92.0;
/// Height of the bar of those who got money, and of those who put it in.
const HEIGHTS: (f64, f64) = (46.0, 14.0);

/// Businesses with a label of their own outside their segments; more share one.
const MOST_SMALL_BUSINESSES: usize = 3;

/// Height of a depth in a column.
const DEPTH: f64 = 206.0;

/// The picture's marks.
pub(super) fn scene(results: &Results, sheet: Sheet) -> Result<Scene, PlotError> {
    let rows = rows(results);
    let depths: Vec<Depth> = Depth::ALL
        .into_iter()
        .filter(|&depth| rows.iter().any(|row| row.depth == depth && is_shown(row)))
        .collect();
    let furniture = Furniture {
        title: title(results, &rows),
        subtitle: subtitle(results),
        source: source_lines(&results.card),
    };
    if sheet == Sheet::Phone {
        let groups = depths.iter().flat_map(|&depth| {
            narrow::groups(&of_depth(&rows, depth), &capitalised(depth.words()))
        });
        return narrow::scene(furniture, &groups.collect::<Vec<_>>(), NOTHING);
    }
    let height = DEPTH * depths.len().max(1) as f64;
    let (mut scene, body) = Scene::furnished(furniture, sheet, (height, height))?;
    if depths.is_empty() {
        scene.say_nothing_here(&body, NOTHING);
        return Ok(scene);
    }
    let step = (body.height() / depths.len() as f64).min(DEPTH);
    for (index, &depth) in depths.iter().enumerate() {
        let top = body.top + step * index as f64;
        let frame = Frame { top, bottom: top + step, ..body };
        let of_depth = of_depth(&rows, depth);
        draw_heading(&mut scene, &frame, depth, &of_depth);
        draw_bars(&mut scene, &Frame { top: frame.top + 58.0, ..frame }, &of_depth);
    }
    Ok(scene)
}

/// The marks of one depth, for a page that names the depth beside it.
pub(super) fn scene_of(results: &Results, depth: Depth, sheet: Sheet) -> Result<Scene, PlotError> {
    let rows = of_depth(&rows(results), depth);
    let has_hours = rows.iter().any(|row| row.party == Party::ImputedTime && row.cents != 0);
    let furniture = Furniture {
        title: told(results, depth, &rows),
        subtitle: subtitle(results),
        source: source_lines(&results.card),
    };
    if sheet == Sheet::Phone {
        return narrow::scene(furniture, &narrow::groups(&rows, ""), NOTHING);
    }
    // One line more where the businesses' net is no segment.
    let net = together(&rows).filter(|_| businesses_net(&rows).is_some());
    let line = if net.is_some() { 24.0 } else { 0.0 };
    let height = line + if has_hours { 174.0 } else { 128.0 };
    let (mut scene, body) = Scene::furnished(furniture, sheet, (height, height))?;
    if rows.iter().any(|row| is_shown(row)) {
        if let Some(net) = net {
            let at = Point { x: body.left, y: body.top + 14.0 };
            scene.write(Align::Left, at, net, LABEL_BOLD, INK);
        }
        draw_bars(&mut scene, &Frame { top: body.top + line + 34.0, ..body }, &rows);
    } else {
        scene.say_nothing_here(&body, NOTHING);
    }
    Ok(scene)
}

/// The finding over all depths, in a sentence.
pub(in crate::output) fn finding(results: &Results) -> String {
    title(results, &rows(results))
}

/// What is said where there is nothing to be shared.
const NOTHING: &str = "No money was put in";

/// The rows of the whole run, own use as a cost.
fn rows(results: &Results) -> Vec<&CaptureRow> {
    let rows = results.capture.iter();
    rows.filter(|row| row.window == Window::ToDate && row.own_use == OwnUse::AsCost).collect()
}

fn of_depth<'a>(rows: &[&'a CaptureRow], depth: Depth) -> Vec<&'a CaptureRow> {
    rows.iter().filter(|row| row.depth == depth).copied().collect()
}

/// Whether a row has any width to be drawn.
fn is_shown(row: &CaptureRow) -> bool {
    matches!(row.side, Side::Source | Side::Sink) && 0.0 < row.of_100.mean
}

/// Who put in and who got how much, in a sentence.
fn told(results: &Results, depth: Depth, rows: &[&CaptureRow]) -> String {
    let list = |side: Side| {
        let parts = ordered(rows, side).into_iter();
        let parts =
            parts.map(|row| format!("{} {}", party_name(&row.party), of_100(row.of_100.mean)));
        parts.collect::<Vec<_>>().join(", ")
    };
    let each = with_unit("each 100", &results.card.currency);
    let memo = rows.iter().find(|row| row.party == Party::AllPartners);
    let memo = memo.map_or(String::new(), |row| {
        format!("; all partners together ended with {}", of_100(row.of_100.mean))
    });
    format!(
        "{}: of {each} put in (by {}), this much went to {}{memo}",
        capitalised(depth.words()),
        list(Side::Source),
        list(Side::Sink),
    )
}

fn draw_heading(scene: &mut Scene, frame: &Frame, depth: Depth, rows: &[&CaptureRow]) {
    let y = frame.top + 16.0;
    let name = capitalised(depth.words());
    let x = frame.left + scene.width(&name, HEADING) + 10.0;
    scene.write(Align::Left, Point { x: frame.left, y }, name, HEADING, INK);
    let mut room = frame.right - x;
    if let Some(memo) = together(rows) {
        room -= scene.width(&memo, LABEL_BOLD) + 24.0;
        scene.write(Align::Right, Point { x: frame.right, y }, memo, LABEL_BOLD, PARTNERS);
    }
    let meaning = scene.typeface.shorten(depth_in_words(depth), LABEL, room);
    scene.write(Align::Left, Point { x, y }, meaning, LABEL, QUIET);
}

/// What each side ends with, where no single segment shows it.
fn together(rows: &[&CaptureRow]) -> Option<String> {
    let memo = rows.iter().find(|row| row.party == Party::AllPartners)?;
    let partners = of_100_with_interval(&memo.of_100);
    Some(match businesses_net(rows) {
        None => format!("All partners together: {partners} of 100"),
        Some((net, _)) => {
            format!("Net: businesses {}, partners {partners} of 100", decimal(net, 1))
        }
    })
}

/// What businesses got less what they put in, of 100 and in cents of all worlds, where it is more
/// than one row.
pub(in crate::output) fn businesses_net(rows: &[&CaptureRow]) -> Option<(f64, i128)> {
    let is_business = |row: &&&CaptureRow| matches!(row.party, Party::Business(_)) && is_shown(row);
    let mut signed = rows.iter().filter(is_business).map(|row| match row.side {
        Side::Source => (-row.of_100.mean, -row.cents),
        _ => (row.of_100.mean, row.cents),
    });
    let first = signed.next()?;
    let mut others = signed.peekable();
    others.peek()?;
    Some(others.fold(first, |sum, row| (sum.0 + row.0, sum.1 + row.1)))
}

/// The bar of those who got money, that of those who put it in, and the hours.
fn draw_bars(scene: &mut Scene, frame: &Frame, rows: &[&CaptureRow]) {
    let sinks = Frame {
        left: frame.left + TAG,
        top: frame.top,
        right: frame.right,
        bottom: frame.top + HEIGHTS.0,
    };
    let sources =
        Frame { top: sinks.bottom + 4.0, bottom: sinks.bottom + 4.0 + HEIGHTS.1, ..sinks };
    let tag = |bar: &Frame| Point { x: frame.left, y: f64::midpoint(bar.top, bar.bottom) + 5.0 };
    scene.write(Align::Left, tag(&sinks), "Got it", LABEL_BOLD, INK);
    scene.write(Align::Left, tag(&sources), "Put it in", LABEL_BOLD, INK);
    draw_bar(scene, &sinks, &ordered(rows, Side::Sink), true);
    draw_bar(scene, &sources, &ordered(rows, Side::Source), false);
    if let Some(row) = rows.iter().find(|row| row.party == Party::ImputedTime) {
        draw_time(scene, &sources, row);
    }
}

/// What a depth means, in words.
pub(in crate::output) const fn depth_in_words(depth: Depth) -> &'static str {
    match depth {
        Depth::GrossTake => "what customers, partners and businesses pay each other",
        Depth::Cash => "each side less its own outside costs (the depth of the headline)",
        Depth::WithTime => {
            "cash less partners’ hours at a wage (winners and losers: before their hours)"
        }
    }
}

/// The rows of one side with any width, in the order of the bar.
fn ordered<'a>(rows: &[&'a CaptureRow], side: Side) -> Vec<&'a CaptureRow> {
    let mut chosen: Vec<&CaptureRow> =
        rows.iter().filter(|row| row.side == side && is_shown(row)).copied().collect();
    // A stable sort keeps businesses in the order of the results.
    chosen.sort_by_key(|row| match row.party {
        Party::Business(_) => 0,
        Party::WinningPartners => 1,
        Party::LosingPartners => 2,
        Party::OwnUse => 3,
        Party::Customers => 4,
        Party::Suppliers => 5,
        Party::Vendors => 6,
        Party::Agencies => 7,
        Party::Platforms => 8,
        Party::AllPartners | Party::ImputedTime => 9,
    });
    chosen
}

/// A party in words.
pub(in crate::output) fn party_name(party: &Party) -> String {
    match party {
        Party::Customers => "customers",
        Party::OwnUse => "partners’ own use",
        Party::LosingPartners => "losing partners",
        Party::WinningPartners => "winning partners",
        Party::Business(name) => return format!("business {name}"),
        Party::Suppliers => "suppliers",
        Party::Vendors => "vendors",
        Party::Agencies => "agencies",
        Party::Platforms => "platforms",
        Party::AllPartners => "all partners",
        Party::ImputedTime => "partners’ hours",
    }
    .to_owned()
}

/// A segment whose label found no room inside.
struct Outside {
    centre: f64,
    text: String,
    size: f64,
    mean: f64,
    is_business: bool,
}

fn draw_bar(scene: &mut Scene, bar: &Frame, rows: &[&CaptureRow], is_sink: bool) {
    let unit = bar.width() / 100.0;
    let mut left = bar.left;
    let mut outside = Vec::new();
    for row in rows {
        let right = (left + row.of_100.mean * unit).min(bar.right);
        let gap = if 3.0 < right - left { 0.75 } else { 0.0 };
        let segment = Frame { left, right: right - gap, ..*bar };
        let colour = party(&row.party);
        let got = if is_sink { "got" } else { "put in" };
        let words =
            format!("{}: {got} {}", party_name(&row.party), of_100_with_interval(&row.of_100));
        scene.tagged(Tag::of(words + " of 100"), |scene| scene.block(segment, colour));
        let is_inside = is_sink && write_inside(scene, &segment, row, colour);
        if !is_inside {
            outside.push(outside_label(scene, segment.centre(), row, bar.width()));
        }
        left = right;
    }
    join_businesses(scene, &mut outside);
    write_outside(scene, bar, outside, is_sink);
}

/// One label for all businesses that found no room, when there are many of them.
fn join_businesses(scene: &Scene, outside: &mut Vec<Outside>) {
    let small: Vec<&Outside> = outside.iter().filter(|label| label.is_business).collect();
    if small.len() <= MOST_SMALL_BUSINESSES {
        return;
    }
    let mean: f64 = small.iter().map(|label| label.mean).sum();
    let centre = small.iter().map(|label| label.centre).sum::<f64>() / small.len() as f64;
    let text = format!("{} businesses, together {}", small.len(), of_100(mean));
    let size = scene.width(&text, SMALL);
    outside.retain(|label| !label.is_business);
    outside.insert(0, Outside { centre, text, size, mean, is_business: true });
    outside.sort_by(|a, b| a.centre.total_cmp(&b.centre));
}

/// Name above number inside a segment, if both fit; a business's name may be cut.
fn write_inside(scene: &mut Scene, segment: &Frame, row: &CaptureRow, ground: Colour) -> bool {
    let number = of_100_with_interval(&row.of_100);
    let room = segment.width() - 14.0;
    let mut title = party_name(&row.party);
    if matches!(row.party, Party::Business(_)) {
        let cut = scene.typeface.shorten(&title, LABEL_BOLD, room);
        if 9 < cut.chars().count() {
            title = cut;
        }
    }
    if room < scene.width(&number, LABEL) || room < scene.width(&title, LABEL_BOLD) {
        return false;
    }
    let (x, ink) = (segment.left + 8.0, ground.readable());
    scene.write(Align::Left, Point { x, y: segment.top + 19.0 }, title, LABEL_BOLD, ink);
    scene.write(Align::Left, Point { x, y: segment.top + 37.0 }, number, LABEL, ink);
    true
}

fn outside_label(scene: &Scene, centre: f64, row: &CaptureRow, room: f64) -> Outside {
    let title = scene.typeface.shorten(&party_name(&row.party), SMALL, room * 0.3);
    let text = format!("{title} {}", of_100_with_interval(&row.of_100));
    let size = scene.width(&text, SMALL);
    let is_business = matches!(row.party, Party::Business(_));
    Outside { centre, text, size, mean: row.of_100.mean, is_business }
}

/// Labels above the bar of those who got money, below that of those who put it in, each with a
/// leader; when they do not all fit, the smallest are counted only.
fn write_outside(scene: &mut Scene, bar: &Frame, mut outside: Vec<Outside>, is_above: bool) {
    let mut dropped = 0_u32;
    let (ends, note) = loop {
        let note = match dropped {
            0 => String::new(),
            1 => "1 more, too small to name".to_owned(),
            many => format!("{many} more, too small to name"),
        };
        let room = if note.is_empty() { 0.0 } else { scene.width(&note, SMALL) + 18.0 };
        let ends = (bar.left, bar.right - room);
        let wishes: Vec<Wish> =
            outside.iter().map(|label| Wish { centre: label.centre, size: label.size }).collect();
        if let Some(centres) = spread(&wishes, 18.0, ends) {
            break (centres, note);
        }
        let smallest = outside
            .iter()
            .enumerate()
            .min_by(|a, b| a.1.mean.total_cmp(&b.1.mean))
            .map_or(0, |(index, _)| index);
        outside.remove(smallest);
        dropped += 1;
    };
    let (edge, y, end) = if is_above {
        (bar.top, bar.top - 18.0, bar.top - 14.0)
    } else {
        (bar.bottom, bar.bottom + 21.0, bar.bottom + 8.0)
    };
    for (label, centre) in outside.into_iter().zip(ends) {
        // The leader is as upright as the label's width lets it be.
        let half = label.size / 2.0 - 3.0;
        let foot = label.centre.clamp(centre - half, centre + half);
        let points = vec![Point { x: label.centre, y: edge }, Point { x: foot, y: end }];
        scene.stroke(points, 1.25, RULE);
        let at = Point { x: centre, y };
        scene.write(Align::Centre, at, label.text, SMALL, INK);
    }
    if !note.is_empty() {
        scene.write(Align::Right, Point { x: bar.right, y }, note, SMALL, QUIET);
    }
}

/// Hours at the reference wage as an open bar below the others, at the same scale.
fn draw_time(scene: &mut Scene, sources: &Frame, row: &CaptureRow) {
    let size = row.of_100.mean.abs();
    if size <= 0.0 {
        return;
    }
    let unit = sources.width() / 100.0;
    let top = sources.bottom + 31.0;
    let text = format!(
        "{} of 100 at the reference wage: imputed, nobody gets it",
        of_100_with_interval(&positive(row)),
    );
    let needed = scene.width(&text, SMALL) + 10.0;
    let right = sources.left + (size * unit).min(sources.width());
    let frame = Frame { left: sources.left, top, right, bottom: top + HEIGHTS.1 };
    scene.hatch(frame, party(&Party::ImputedTime));
    let is_cut = sources.width() < size * unit;
    if is_cut {
        draw_break(scene, &frame);
    }
    let y = frame.bottom - 2.0;
    let tag = Point { x: sources.left - TAG, y };
    scene.write(Align::Left, tag, "Hours", LABEL_BOLD, INK);
    if right + needed <= sources.right {
        scene.write(Align::Left, Point { x: right + 10.0, y }, text, SMALL, INK);
    } else {
        let more = if is_cut { " (bar broken: longer than the 100)" } else { "" };
        let at = Point { x: sources.left, y: frame.bottom + 15.0 };
        scene.write(Align::Left, at, format!("{text}{more}"), SMALL, INK);
    }
}

/// A gap between two slanting lines near the end of a bar that is drawn too short.
fn draw_break(scene: &mut Scene, bar: &Frame) {
    const GAP: f64 = 7.0;
    const SLANT: f64 = 6.0;
    let foot = bar.right - 30.0;
    let (top, bottom) = (bar.top - 3.0, bar.bottom + 3.0);
    let corner = |x: f64, y: f64| Point { x, y };
    let left = [corner(foot, bottom), corner(foot + SLANT, top)];
    let right = left.map(|point| Point { x: point.x + GAP, ..point });
    scene.area(vec![left[0], left[1], right[1], right[0]], PAPER);
    for line in [left, right] {
        scene.stroke(line.to_vec(), 1.5, INK);
    }
}

/// The row's estimate as a size: hours are a deduction, whichever sign they carry.
fn positive(row: &CaptureRow) -> Estimate {
    let mut size = row.of_100;
    if size.mean < 0.0 {
        size.mean = -size.mean;
        (size.low, size.high) = (size.high.map(|high| -high), size.low.map(|low| -low));
    }
    size
}

fn title(results: &Results, rows: &[&CaptureRow]) -> String {
    if !rows.iter().any(|row| is_shown(row)) {
        return "Nobody put any money in".to_owned();
    }
    let in_cash = || rows.iter().filter(|row| row.depth == Depth::Cash);
    let businesses: Vec<f64> = in_cash()
        .filter(|row| matches!(row.party, Party::Business(_)))
        .map(|row| if row.side == Side::Source { -row.of_100.mean } else { row.of_100.mean })
        .collect();
    let partners = in_cash().find(|row| row.party == Party::AllPartners);
    let Some(partners) = partners.filter(|_| !businesses.is_empty()) else {
        return "Who got each 100 of the money put in".to_owned();
    };
    let is_one = results.card.businesses.len() == 1;
    let who = if is_one { "the business" } else { "the businesses" };
    // Of several businesses, or of one with a row for each side, the interval stands in a measure.
    let share = reading(results, "capture.to_date.cash.own_use_as_cost.businesses_share");
    let of_100 = |end: Option<f64>| end.map(|end| 100.0 * end);
    let together = share.map(|share| (of_100(share.low), of_100(share.high)));
    let b = ended(who, "kept", businesses.iter().sum(), together.unwrap_or_default());
    let Estimate { mean, low, high, .. } = partners.of_100;
    let p = ended("the partners together", "gained", mean, (low, high));
    let of = with_unit("each 100", &results.card.currency);
    if results.card.replicates == 1 {
        return format!("In one simulated world, of {of} put in, {b} and {p}");
    }
    match results.verdict.class {
        VerdictClass::BusinessesMore => format!("Of {of} put in, {b} and {p}"),
        VerdictClass::PartnersMore => format!("Of {of} put in, {p} and {b}"),
        VerdictClass::Neither => {
            format!("Neither side came out ahead: of {of} put in, {b} and {p}")
        }
        VerdictClass::CannotTell => format!("Too close to call: of {of} put in, {b} and {p}"),
    }
}

/// Intervals around zero that reach no farther are as good as nothing.
const NOTHING_MUCH: f64 = 2.0;

/// How somebody ended, of 100: with one sign, or where the interval has both, between its ends.
fn ended(who: &str, gained: &str, of_100: f64, ends: (Option<f64>, Option<f64>)) -> String {
    // A number stays on the line of its verb.
    let whole = |number: f64| decimal(number, usize::from(number.abs() < 0.95));
    match ends {
        (Some(low), Some(high)) if low <= 0.0 && 0.0 <= high => {
            if -NOTHING_MUCH < low && high < NOTHING_MUCH {
                format!("{who} about broke even")
            } else {
                format!("{who} ended between\u{a0}{} and\u{a0}{}", whole(low), whole(high))
            }
        }
        _ => {
            let verb = if of_100 < 0.0 { "lost" } else { gained };
            format!("{who} {verb}\u{a0}{}", whole(of_100.abs()))
        }
    }
}

fn subtitle(results: &Results) -> String {
    let card = &results.card;
    let worlds = count(u64::from(card.replicates), "simulated world", "simulated worlds");
    let worlds = match card.replicates {
        1 => worlds,
        _ => format!("mean of {worlds} (95\u{a0}% interval)"),
    };
    let weeks = if card.burn_in_weeks == 0 {
        format!("all {} weeks", card.weeks)
    } else {
        format!("weeks {} to {}", card.burn_in_weeks + 1, card.weeks)
    };
    let unit = with_unit("Parts of each 100", &card.currency);
    format!("{unit} that anybody put in · {weeks} · {worlds} · own use is a cost")
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::scene::Mark;
    use super::*;

    /// Widths of the segments of all bars of a height, from the top.
    fn widths(scene: &Scene, height: f64) -> Vec<(Colour, f64)> {
        scene
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Block { frame, fill }
                    if (frame.height() - height).abs() < 1e-6 && 2.0 < frame.width() =>
                {
                    Some((*fill, frame.width()))
                }
                _ => None,
            })
            .collect()
    }

    #[test]
    fn segments_are_as_wide_as_their_rows_in_all_bars() {
        let results = sample::typical();
        let scene = scene(&results, Sheet::File).expect("a scene");
        let unit = (super::super::style::WIDTH - 2.0 * super::super::style::MARGIN - TAG) / 100.0;
        for (side, height) in [(Side::Sink, HEIGHTS.0), (Side::Source, HEIGHTS.1)] {
            let drawn = widths(&scene, height);
            let mut wanted = Vec::new();
            for depth in Depth::ALL {
                let rows: Vec<&CaptureRow> = results
                    .capture
                    .iter()
                    .filter(|row| row.own_use == OwnUse::AsCost && row.depth == depth)
                    .collect();
                let chosen = ordered(&rows, side);
                let sum: f64 = chosen.iter().map(|row| row.of_100.mean).sum();
                assert!((sum - 100.0).abs() < 1e-6, "{side:?} at {depth:?}: {sum}");
                wanted.extend(chosen.iter().map(|row| (party(&row.party), row.of_100.mean * unit)));
            }
            assert_eq!(drawn.len(), wanted.len());
            for (drawn, wanted) in drawn.iter().zip(&wanted) {
                assert_eq!(drawn.0, wanted.0);
                assert!((drawn.1 - wanted.1).abs() <= 1.0, "{drawn:?} is not {wanted:?}");
            }
        }
    }

    #[test]
    fn hours_are_hatched_beside_the_bars_and_named_as_imputed() {
        let scene = scene(&sample::typical(), Sheet::File).expect("a scene");
        assert!(scene.labels().any(|label| label.text
            == "37.5 (35.6–39.4) of 100 at the reference wage: imputed, nobody gets it"));
        let quiet = party(&Party::ImputedTime);
        assert!(widths(&scene, HEIGHTS.0).iter().all(|(fill, _)| *fill != quiet));
    }

    #[test]
    fn hours_that_are_more_than_the_whole_are_a_broken_bar_and_said_to_be() {
        let mut results = sample::typical();
        let gaps = |results: &Results| {
            let scene = scene(results, Sheet::File).expect("a scene");
            assert_eq!(scene.faults(), Vec::<String>::new());
            let said = scene
                .labels()
                .filter(|label| label.text.ends_with("(bar broken: longer than the 100)"));
            let is_gap = |mark: &&Mark| matches!(mark, Mark::Area { fill: PAPER, .. });
            (scene.marks.iter().filter(is_gap).count(), said.count())
        };
        assert_eq!(gaps(&results), (0, 0));
        for row in results.capture.iter_mut().filter(|row| row.party == Party::ImputedTime) {
            row.of_100 = sample::estimate(-155.5, 3.0);
        }
        assert_eq!(gaps(&results), (1, 1));
    }

    #[test]
    fn the_partners_together_stand_beside_each_bar_with_their_interval() {
        let scene = scene(&sample::typical(), Sheet::File).expect("a scene");
        let memos: Vec<&str> = scene
            .labels()
            .map(|label| label.text.as_str())
            .filter(|text| text.starts_with("All partners together"))
            .collect();
        assert_eq!(memos.len(), 3);
        assert_eq!(memos[1], "All partners together: −47.1 (−49.5 to −44.7) of 100");
    }

    #[test]
    fn the_number_of_the_headline_stands_in_the_picture_where_businesses_are_on_both_sides() {
        let mut results = sample::typical();
        assert_eq!(
            together(&of_depth(&rows(&results), Depth::Cash)).map(|it| it.contains("Net")),
            Some(false)
        );
        let more: Vec<CaptureRow> = results
            .capture
            .iter()
            .filter(|row| matches!(row.party, Party::Business(_)))
            .map(|row| CaptureRow {
                party: Party::Business("lumen".to_owned()),
                side: Side::Source,
                of_100: sample::estimate(9.25, 0.5),
                cents: row.cents / 7,
                ..row.clone()
            })
            .collect();
        results.capture.extend(more);
        results.card.businesses.push("lumen".to_owned());
        let whole = scene(&results, Sheet::File).expect("a scene");
        let column = scene_of(&results, Depth::Cash, Sheet::Column).expect("a scene");
        for scene in [&whole, &column] {
            assert_eq!(scene.faults(), Vec::<String>::new());
            assert!(scene.labels().all(|label| !label.text.ends_with('…')));
        }
        let kept = whole.title.split_once("the businesses kept\u{a0}").expect("a number").1;
        let kept: f64 = kept.split(' ').next().expect("it").parse().expect("a number");
        let nets = |scene: &Scene| -> Vec<f64> {
            let net = |label: &super::super::scene::Label| {
                let (_, rest) = label.text.split_once("Net: businesses ")?;
                rest.split(',').next()?.parse().ok()
            };
            scene.labels().filter_map(net).collect()
        };
        assert_eq!(nets(&whole).len(), 3);
        assert_eq!(nets(&column), [nets(&whole)[1]]);
        assert!((nets(&column)[0] - kept).abs() <= 0.5, "{:?}, {kept}", nets(&column));
    }

    #[test]
    fn one_world_has_no_interval_and_says_nothing_of_one() {
        let scene = scene(&sample::one_world(), Sheet::File).expect("a scene");
        assert!(!scene.description().contains("interval"), "{}", scene.description());
        assert!(scene.description().contains(" · 1 simulated world · "), "{}", scene.description());
        assert!(scene.labels().any(|label| label.text == "customers 44.0"));
    }

    #[test]
    fn many_small_businesses_share_a_label_that_adds_them_up() {
        let mut results = sample::typical();
        let row = results.capture[0].clone();
        for number in 0..40 {
            let mut row = row.clone();
            row.party = Party::Business(format!("Small business number {number}"));
            row.of_100 = sample::estimate(0.3, 0.1);
            results.capture.push(row);
        }
        let scene = scene(&results, Sheet::File).expect("a scene");
        assert!(scene.labels().any(|label| label.text == "40 businesses, together 12.0"));
        assert_eq!(scene.faults(), Vec::<String>::new());
    }

    #[test]
    fn parties_too_small_to_name_are_counted() {
        let mut results = sample::typical();
        for row in &mut results.capture {
            if let Party::Business(name) = &mut row.party {
                *name = "An extraordinarily long name of a business ".repeat(3);
            }
            let half = row.of_100.mean.abs() * 0.05;
            row.of_100 = sample::estimate(row.of_100.mean / 20.0, half / 20.0);
        }
        let scene = scene(&results, Sheet::File).expect("a scene");
        assert!(scene.labels().any(|label| label.text.ends_with("too small to name")));
        assert_eq!(scene.faults(), Vec::<String>::new());
    }
}
