//! The way of the money, to the cent: who pays on the left, the businesses in the middle, who gets
//! it on the right. Partners stand on both sides.
//!
//! *Invariant*: a band is as high as its cents of all worlds, at one scale in the whole picture,
//! and says them; bands that begin or end at a stop cover its bar from end to end. Title and
//! labels are of a world, so that more worlds do not make them larger.
//!
//! *Absent*: sums of the ledger (`bands`).

mod labels;

use super::band_names::{self, Way};
use super::numbers::{count, exact, money};
use super::scene::{Flow, Frame, Furniture, Point, Scene, Sheet, Tag};
use super::style::{
    AGENCIES, BUSINESSES, CUSTOMERS, Colour, PAPER, PARTNERS, PLATFORMS, RULE, SUPPLIERS, VENDORS,
};
use super::{PlotError, source_lines};
use crate::experiment::results::Results;
use crate::output::bands::{Band, Kind, Stop, bands, partners};
use labels::{write_businesses, write_labels};

/// Height in a column and on a phone.
const HEIGHTS: (f64, f64) = (540.0, 580.0);

/// How much of its colour a band has.
const STRENGTH: f64 = 0.42;

/// Share of the picture's height from which on a band says what it is for.
const NAMED_SHARE: f64 = 0.02;

/// Width of the line in the ground's colour along the long sides of a band, so that neighbours and
/// bands that cross can be told apart; of a thin band no more than so much of its height.
const EDGE: (f64, f64) = (1.0, 0.5);

/// Corners of each long side of a band, beside the first.
const CORNERS: u32 = 24;

/// A bar, or a place that bands pass on their way from left to right.
struct Bar {
    /// Whose it is; nothing for a place that is only passed.
    stop: Option<Stop>,
    column: usize,
    cents: i128,
    top: f64,
    /// Where the next band begins and ends.
    next: (f64, f64),
}

/// The picture's marks.
pub(super) fn scene(results: &Results, sheet: Sheet) -> Result<Scene, PlotError> {
    let bands = bands(results);
    let furniture = Furniture {
        title: title(results, &bands),
        subtitle: subtitle(results),
        source: source_lines(&results.card),
    };
    let (mut scene, body) = Scene::furnished(furniture, sheet, HEIGHTS)?;
    if bands.is_empty() {
        scene.say_nothing_here(&body, "No money moved");
        return Ok(scene);
    }
    let room = Room::of(&scene, &body);
    let mut bars = bars(&bands);
    let scale = stack(&mut bars, &room.plot);
    let laid = lay(&bands, &mut bars, scale);
    let mut drawn: Vec<(&Band, &Vec<Piece>)> = bands.iter().zip(&laid).collect();
    // Thin bands stay visible over thick ones.
    drawn.sort_by_key(|(band, _)| -band.cents);
    for (band, pieces) in &drawn {
        draw_band(&mut scene, band, pieces, &room, results);
    }
    for bar in bars.iter().filter(|bar| bar.stop.is_some()) {
        let left = room.left_of(bar.column);
        let bottom = bar.top + height(bar.cents, scale);
        let colour = bar.stop.as_ref().map_or(RULE, colour);
        scene.block(Frame { left, top: bar.top, right: left + room.bar, bottom }, colour);
    }
    let way = |(band, pieces): &(&Band, &Vec<Piece>)| Way {
        what: (band.kind != Kind::Balance).then(|| band.kind.short()),
        height: height(band.cents, scale),
        outline: outline(pieces, &room),
    };
    let ways: Vec<Way> = drawn.iter().map(way).collect();
    for column in [0, 2] {
        write_labels(&mut scene, &bars, column, (&room, scale), results);
    }
    write_businesses(&mut scene, &bars, &ways, (&room, scale), results);
    if !scene.is_narrow() {
        band_names::write(&mut scene, &ways, room.plot.height() * NAMED_SHARE);
    }
    Ok(scene)
}

/// Where bars and labels stand.
struct Room {
    /// The bars of all columns and the bands between them.
    plot: Frame,
    /// Width of a bar.
    bar: f64,
    /// Room for labels at the left and at the right.
    labels: (f64, f64),
}

impl Room {
    fn of(scene: &Scene, body: &Frame) -> Self {
        let (bar, labels) = match scene.sheet {
            Sheet::File => (16.0, (190.0, 220.0)),
            Sheet::Column => (14.0, (166.0, 186.0)),
            Sheet::Phone => (9.0, (93.0, 98.0)),
        };
        let plot = Frame {
            left: body.left + labels.0,
            top: body.top + 10.0,
            right: body.right - labels.1,
            bottom: body.bottom - 14.0,
        };
        Self { plot, bar, labels }
    }

    /// The left edge of a column's bars.
    fn left_of(&self, column: usize) -> f64 {
        self.plot.left + (self.plot.width() - self.bar) * column as f64 / 2.0
    }
}

/// Height of an amount.
fn height(cents: i128, scale: f64) -> f64 {
    cents as f64 * scale
}

/// The column of a stop.
fn column(stop: &Stop) -> usize {
    match stop {
        Stop::CustomersPay | Stop::PartnersPay | Stop::Had(_) => 0,
        Stop::Business(_) => 1,
        Stop::PartnersGet | Stop::Keeps(_) | Stop::Outside(_) => 2,
    }
}

/// From the top of a column to its bottom: what goes to partners above, what goes outside below.
fn rank(stop: &Stop) -> (u8, String) {
    let outside = ["suppliers", "vendors", "agencies", "platforms", "government", "customers"];
    match stop {
        Stop::CustomersPay | Stop::PartnersGet => (0, String::new()),
        Stop::PartnersPay => (1, String::new()),
        Stop::Had(name) => (2, name.clone()),
        Stop::Business(name) | Stop::Keeps(name) => (1, name.clone()),
        Stop::Outside(name) => {
            let place = outside.iter().position(|other| other == name).unwrap_or(outside.len());
            (2 + u8::try_from(place).unwrap_or(u8::MAX), String::new())
        }
    }
}

/// Whether a band passes the middle without a business.
fn is_direct(band: &Band) -> bool {
    column(&band.from) == 0 && column(&band.to) == 2
}

/// Every stop with what moves through it, and a place in the middle for each pair of stops whose
/// money passes no business; column by column from the top.
fn bars(bands: &[Band]) -> Vec<Bar> {
    let mut bars: Vec<Bar> = Vec::new();
    let mut stops: Vec<&Stop> = bands.iter().flat_map(|band| [&band.from, &band.to]).collect();
    stops.sort_by_key(|stop| (column(stop), rank(stop)));
    stops.dedup();
    let sum = |of: &dyn Fn(&Band) -> bool| -> i128 {
        bands.iter().filter(|band| of(band)).map(|band| band.cents).sum()
    };
    for stop in stops {
        let cents = sum(&|band| band.from == *stop).max(sum(&|band| band.to == *stop));
        let column = column(stop);
        bars.push(Bar { stop: Some(stop.clone()), column, cents, top: 0.0, next: (0.0, 0.0) });
    }
    // Customers' money to partners passes above the businesses, partners' costs below.
    let passing = |from: &Stop| Bar {
        stop: None,
        column: 1,
        cents: sum(&|band| is_direct(band) && band.from == *from),
        top: 0.0,
        next: (0.0, 0.0),
    };
    let middle = bars.iter().position(|bar| bar.column == 1);
    let middle = middle.unwrap_or_else(|| bars.partition_point(|bar| bar.column == 0));
    bars.insert(middle, passing(&Stop::CustomersPay));
    let right = bars.iter().position(|bar| bar.column == 2).unwrap_or(bars.len());
    bars.insert(right, passing(&Stop::PartnersPay));
    bars
}

/// Stacks the bars of each column around its middle; returns the pixels of a cent.
fn stack(bars: &mut [Bar], plot: &Frame) -> f64 {
    let of = |bars: &[Bar], column: usize| -> (i128, usize) {
        let all = bars.iter().filter(|bar| bar.column == column && 0 < bar.cents);
        all.fold((0, 0), |(cents, count), bar| (cents + bar.cents, count + 1))
    };
    let columns = [0, 1, 2].map(|column| of(bars, column));
    let most = columns.iter().map(|column| column.1).max().unwrap_or(1);
    let gap = (plot.height() * 0.36 / most as f64).min(30.0);
    let largest = columns.iter().map(|column| column.0).max().unwrap_or(1).max(1);
    let scale = (plot.height() - gap * (most.saturating_sub(1)) as f64) / largest as f64;
    for (column, (cents, count)) in columns.into_iter().enumerate() {
        let filled = height(cents, scale) + gap * count.saturating_sub(1) as f64;
        let mut y = plot.top + (plot.height() - filled) / 2.0;
        for bar in bars.iter_mut().filter(|bar| bar.column == column && 0 < bar.cents) {
            bar.top = y;
            bar.next = (y, y);
            y += height(bar.cents, scale) + gap;
        }
    }
    scale
}

/// A part of a band: from a column to the next, and the tops at both ends.
struct Piece {
    column: usize,
    tops: (f64, f64),
    height: f64,
}

/// Where a band stands among those of its bar: money of customers to partners above, partners'
/// costs below, what goes through businesses between them.
fn way(band: &Band) -> u8 {
    match (is_direct(band), &band.from) {
        (false, _) => 1,
        (true, Stop::CustomersPay) => 0,
        (true, _) => 2,
    }
}

/// Gives each band its place at its bars, so that none crosses another without need.
fn lay(bands: &[Band], bars: &mut [Bar], scale: f64) -> Vec<Vec<Piece>> {
    let mut places = vec![(0.0, 0.0, 0.0); bands.len()];
    let mut order: Vec<usize> = (0..bands.len()).collect();
    order.sort_by_key(|&at| (way(&bands[at]), rank(&bands[at].to), bands[at].kind));
    for &at in &order {
        let band = &bands[at];
        let size = height(band.cents, scale);
        if let Some(bar) = bars.iter_mut().find(|bar| bar.stop.as_ref() == Some(&band.from)) {
            places[at].0 = bar.next.0;
            bar.next.0 += size;
        }
        let above = band.from == Stop::CustomersPay;
        let mut passed = bars.iter_mut().filter(|bar| bar.stop.is_none());
        let passed = if above { passed.next() } else { passed.nth(1) };
        if let Some(bar) = passed.filter(|_| is_direct(band)) {
            places[at].1 = bar.next.0;
            bar.next.0 += size;
        }
    }
    order.sort_by_key(|&at| (way(&bands[at]), rank(&bands[at].from), bands[at].kind));
    for &at in &order {
        let band = &bands[at];
        if let Some(bar) = bars.iter_mut().find(|bar| bar.stop.as_ref() == Some(&band.to)) {
            places[at].2 = bar.next.1;
            bar.next.1 += height(band.cents, scale);
        }
    }
    let pieces = |(band, (begin, middle, end)): (&Band, (f64, f64, f64))| {
        let height = height(band.cents, scale);
        if is_direct(band) {
            let first = Piece { column: 0, tops: (begin, middle), height };
            return vec![first, Piece { column: 1, tops: (middle, end), height }];
        }
        vec![Piece { column: column(&band.from), tops: (begin, end), height }]
    };
    bands.iter().zip(places).map(pieces).collect()
}

/// The parts of a band in the colour of whoever pays.
fn draw_band(scene: &mut Scene, band: &Band, pieces: &[Piece], room: &Room, results: &Results) {
    let currency = &results.card.currency;
    let (from, to, what) = (band.from.words(), band.to.words(), band.kind.words());
    let in_all = match results.card.replicates {
        0 | 1 => String::new(),
        worlds => format!(" in all {worlds} worlds"),
    };
    let words = format!("{from} → {to}: {}{in_all} ({what})", exact(band.cents, currency));
    let what = what.to_owned();
    let tag = Tag { words, flow: Some(Flow { from, to, what, cents: band.cents }) };
    let fill = colour(&band.from).tint(STRENGTH);
    let outline = outline(pieces, room);
    let edge = EDGE.0.min(pieces.first().map_or(0.0, |piece| piece.height * EDGE.1));
    scene.tagged(tag, |scene| {
        scene.area(outline.clone(), fill);
        for side in outline.chunks(outline.len() / 2) {
            scene.stroke(side.to_vec(), edge, PAPER);
        }
    });
}

/// A band from its first column to its last, its long sides bent like an S between columns. One
/// that passes the middle goes on where a bar would be.
fn outline(pieces: &[Piece], room: &Room) -> Vec<Point> {
    let side = |is_below: bool| -> Vec<Point> {
        let of_piece = |(place, piece): (usize, &Piece)| {
            let bar = if place == 0 { room.bar } else { 0.0 };
            let (left, right) = (room.left_of(piece.column) + bar, room.left_of(piece.column + 1));
            let down = if is_below { piece.height } else { 0.0 };
            let (from, to) = piece.tops;
            (0..=CORNERS).map(move |step| {
                let t = f64::from(step) / f64::from(CORNERS);
                let bend = t * t * (3.0 - 2.0 * t);
                Point { x: left + (right - left) * t, y: from + (to - from) * bend + down }
            })
        };
        pieces.iter().enumerate().flat_map(of_piece).collect()
    };
    let mut points = side(false);
    points.extend(side(true).into_iter().rev());
    points
}

/// The colour of a stop.
fn colour(stop: &Stop) -> Colour {
    match stop {
        Stop::CustomersPay => CUSTOMERS,
        Stop::PartnersPay | Stop::PartnersGet => PARTNERS,
        Stop::Had(_) | Stop::Business(_) | Stop::Keeps(_) => BUSINESSES,
        Stop::Outside(name) => match *name {
            "suppliers" => SUPPLIERS,
            "vendors" => VENDORS,
            "agencies" => AGENCIES,
            "customers" => CUSTOMERS,
            _ => PLATFORMS,
        },
    }
}

/// How many worlds the bands are sums over.
fn worlds(results: &Results) -> f64 {
    f64::from(results.card.replicates.max(1))
}

fn title(results: &Results, bands: &[Band]) -> String {
    let currency = &results.card.currency;
    let of = |cents: i128, unit: &str| money(cents as f64 / worlds(results), unit);
    let money = |cents: i128| of(cents, currency);
    let a_world = if results.card.replicates < 2 { "" } else { " a world" };
    let (paid, got) = partners(bands);
    let kept = |stop: &Stop| matches!(stop, Stop::Keeps(_));
    let kept: i128 = bands.iter().filter(|band| kept(&band.to)).map(|band| band.cents).sum();
    let had = |stop: &Stop| matches!(stop, Stop::Had(_));
    let had: i128 = bands.iter().filter(|band| had(&band.from)).map(|band| band.cents).sum();
    if bands.is_empty() {
        return "No money moved".to_owned();
    }
    let is_one = results.card.businesses.len() == 1;
    let who = if is_one { "the business" } else { "the businesses" };
    let business = match kept - had {
        0 => format!("{who} broke even"),
        net if net < 0 => format!("{who} lost {}", money(-net)),
        net => format!("{who} kept {}", money(net)),
    };
    format!("Partners paid {}{a_world} and got {}; {business}", money(paid), money(got))
}

fn subtitle(results: &Results) -> String {
    let card = &results.card;
    let worlds = count(u64::from(card.replicates), "simulated world", "simulated worlds");
    let weeks = format!("weeks {} to {}", card.burn_in_weeks + 1, card.weeks);
    let unit = match (card.replicates, card.currency.as_str()) {
        (0 | 1, "") => String::new(),
        (0 | 1, currency) => format!("{currency} · "),
        (_, currency) => format!("{} · mean of ", format!("{currency} a world").trim()),
    };
    format!(
        "Every cent of {weeks} · {unit}{worlds} · left: who pays, right: who gets it · \
         partners stand on both sides"
    )
}

#[cfg(test)]
mod tests {
    use super::super::numbers::capitalised;
    use super::super::sample;
    use super::super::scene::{Align, Label, Mark};
    use super::super::style::SMALL;
    use super::labels::LABEL_HEIGHT;
    use super::*;

    const SHEETS: [Sheet; 3] = [Sheet::File, Sheet::Column, Sheet::Phone];

    /// The bands of a scene: what each stands for, and the heights of its ends.
    fn drawn(scene: &Scene) -> Vec<(Flow, Vec<f64>)> {
        let ends = |run: &std::ops::Range<usize>| {
            let areas = scene.marks[run.clone()].iter().filter_map(|mark| match mark {
                Mark::Area { points, .. } => Some(points),
                _ => None,
            });
            let heights = |points: &Vec<Point>| {
                let half = points.len() / 2;
                let above = points[..half].iter();
                let below = points[half..].iter().rev();
                above.zip(below).map(|(above, below)| below.y - above.y).collect::<Vec<_>>()
            };
            areas.flat_map(heights).collect()
        };
        let flow = |tag: &Tag| tag.flow.clone().expect("a flow");
        scene.tags.iter().map(|(run, tag)| (flow(tag), ends(run))).collect()
    }

    #[test]
    fn every_band_is_a_row_of_the_bands_and_as_high_as_its_cents_on_every_sheet() {
        for results in [sample::typical(), sample::huge()] {
            let mut wanted: Vec<(String, String, String, i128)> = bands(&results)
                .iter()
                .map(|band| {
                    let what = band.kind.words().to_owned();
                    (band.from.words(), band.to.words(), what, band.cents)
                })
                .collect();
            wanted.sort();
            for sheet in SHEETS {
                let drawn = drawn(&scene(&results, sheet).expect("a scene"));
                let mut told: Vec<(String, String, String, i128)> = drawn
                    .iter()
                    .map(|(flow, _)| {
                        let Flow { from, to, what, cents } = flow.clone();
                        (from, to, what, cents)
                    })
                    .collect();
                told.sort();
                assert_eq!(told, wanted);
                let (largest, ends) =
                    drawn.iter().max_by_key(|(flow, _)| flow.cents).expect("a band");
                let scale = ends[0] / largest.cents as f64;
                for (flow, ends) in &drawn {
                    for end in ends {
                        let wanted = flow.cents as f64 * scale;
                        assert!((end - wanted).abs() < 1e-6, "{flow:?}: {end}, not {wanted}");
                    }
                }
            }
        }
    }

    #[test]
    fn bands_cover_each_bar_from_end_to_end() {
        let results = sample::huge();
        let scene = scene(&results, Sheet::Column).expect("a scene");
        let bars: Vec<&Frame> = scene
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Block { frame, .. } if (frame.width() - 14.0).abs() < 1e-9 => Some(frame),
                _ => None,
            })
            .collect();
        let areas: Vec<&Vec<Point>> = scene
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Area { points, .. } => Some(points),
                _ => None,
            })
            .collect();
        assert!(8 < bars.len(), "{} bars", bars.len());
        for bar in bars {
            let touching = |edge: f64, points: &[Point]| {
                let (first, last) = (points[0], points[points.len() - 1]);
                let far = (points[points.len() / 2 - 1], points[points.len() / 2]);
                let within = |top: f64| bar.top - 1e-6 <= top && top <= bar.bottom + 1e-6;
                if (first.x - edge).abs() < 1e-6 && within(first.y) && within(last.y) {
                    last.y - first.y
                } else if (far.0.x - edge).abs() < 1e-6 && within(far.0.y) && within(far.1.y) {
                    far.1.y - far.0.y
                } else {
                    0.0
                }
            };
            let sums = [bar.left, bar.right]
                .map(|edge| areas.iter().map(|points| touching(edge, points)).sum::<f64>());
            let covered = sums[0].max(sums[1]);
            assert!((covered - bar.height()).abs() < 1e-6, "{bar:?}: {sums:?}");
        }
    }

    #[test]
    fn every_stop_has_its_label_on_a_phone_and_partners_stand_on_both_sides() {
        for (results, stops) in [(sample::typical(), 8), (sample::huge(), 12)] {
            let scene = scene(&results, Sheet::Phone).expect("a scene");
            assert_eq!(scene.faults(), Vec::<String>::new());
            assert_eq!(scene.labels().count(), 2 * stops);
            let partners = scene.labels().filter(|label| label.text == "Partners");
            let aligns: Vec<Align> = partners.map(|label| label.align).collect();
            assert_eq!(aligns, [Align::Right, Align::Left]);
        }
        let scene = scene(&sample::typical(), Sheet::Phone).expect("a scene");
        let is_cut = |text: &str| text.ends_with('…') && !text.starts_with("Lum");
        let cut = scene.labels().find(|label| is_cut(&label.text));
        assert!(cut.is_none(), "{cut:?}");
    }

    /// Whether a frame lies on a band anywhere.
    fn lies_on(frame: &Frame, points: &[Point]) -> bool {
        (0..=40).any(|step| {
            let x = frame.left + frame.width() * f64::from(step) / 40.0;
            let it = band_names::span(points, x);
            it.is_some_and(|(top, bottom)| top < frame.bottom - 1.0 && frame.top + 1.0 < bottom)
        })
    }

    /// Outlines of the bands with what they stand for.
    fn outlines<'a>(scene: &'a Scene) -> Vec<(&'a Flow, &'a Vec<Point>)> {
        let of = |(run, tag): &'a (std::ops::Range<usize>, Tag)| match &scene.marks[run.start] {
            Mark::Area { points, .. } => (tag.flow.as_ref().expect("a flow"), points),
            other => panic!("{other:?}"),
        };
        scene.tags.iter().map(of).collect()
    }

    #[test]
    fn nothing_but_bars_and_words_lies_over_a_band() {
        for results in [sample::typical(), sample::huge(), spending()] {
            for sheet in SHEETS {
                let scene = scene(&results, sheet).expect("a scene");
                let bands = outlines(&scene);
                let last = scene.tags.iter().map(|(run, _)| run.end).max().expect("bands");
                for mark in &scene.marks[last..] {
                    let Mark::Block { frame, fill } = mark else { continue };
                    let inner =
                        Frame { left: frame.left + 0.5, right: frame.right - 0.5, ..*frame };
                    let is_bar = frame.width() <= 16.0 + 1e-9 && *fill != PAPER;
                    let is_hiding = bands.iter().any(|(_, points)| lies_on(&inner, points));
                    assert!(is_bar || !is_hiding, "{sheet:?}: {mark:?}");
                }
            }
        }
    }

    #[test]
    fn a_line_of_the_ground_parts_each_band_from_its_neighbours_and_leaves_half_of_it() {
        for results in [sample::typical(), sample::huge(), spending()] {
            for sheet in SHEETS {
                let scene = scene(&results, sheet).expect("a scene");
                for ((run, tag), (_, outline)) in scene.tags.iter().zip(outlines(&scene)) {
                    let half = outline.len() / 2;
                    let high = outline[outline.len() - 1].y - outline[0].y;
                    let sides = [&outline[..half], &outline[half..]];
                    let strokes = scene.marks[run.clone()].iter().filter_map(|mark| match mark {
                        Mark::Stroke { points, width, colour } if *colour == PAPER => {
                            assert!(0.0 < *width && *width <= 1.0 && *width <= high / 2.0 + 1e-9);
                            Some(points.as_slice())
                        }
                        _ => None,
                    });
                    assert_eq!(strokes.collect::<Vec<_>>(), sides, "{sheet:?}: {tag:?}");
                }
            }
        }
    }

    #[test]
    fn a_name_lies_on_a_band_of_its_kind_and_on_no_other_and_most_thick_bands_have_one() {
        let shorts = |results: &Results| -> Vec<(&'static str, &'static str)> {
            bands(results).iter().map(|band| (band.kind.short(), band.kind.words())).collect()
        };
        for results in [sample::typical(), sample::huge(), spending()] {
            let shorts = shorts(&results);
            for sheet in [Sheet::File, Sheet::Column] {
                let scene = scene(&results, sheet).expect("a scene");
                assert_eq!(scene.faults(), Vec::<String>::new());
                let bands = outlines(&scene);
                let mut named = 0;
                for label in scene.labels().filter(|label| label.face == SMALL) {
                    let kinds: Vec<&str> = shorts
                        .iter()
                        .filter(|(short, _)| *short == label.text)
                        .map(|(_, words)| *words)
                        .collect();
                    if kinds.is_empty() {
                        continue;
                    }
                    named += 1;
                    let own = scene.extent(label);
                    let under: Vec<&str> = bands
                        .iter()
                        .filter(|(_, points)| lies_on(&own, points))
                        .map(|(flow, _)| flow.what.as_str())
                        .collect();
                    assert_eq!(under.len(), 1, "{sheet:?}: {label:?} on {under:?}");
                    assert!(kinds.contains(&under[0]), "{sheet:?}: {label:?} on {under:?}");
                }
                assert!(4 < named, "{sheet:?}: {named}");
            }
        }
    }

    /// Two businesses of which one pays out more than comes in.
    fn spending() -> Results {
        let mut results = sample::typical();
        results.card.businesses.push("lumen".to_owned());
        let more = sample::flows(&["lumen"], 3).into_iter().map(|mut row| {
            if row.reason == "running_cost" {
                row.cents = crate::units::Cents(row.cents.0 * 5);
            }
            row
        });
        results.flows.extend(more);
        results
    }

    #[test]
    fn the_label_of_a_business_stands_beside_its_bar() {
        for results in [sample::typical(), sample::huge(), spending()] {
            for sheet in SHEETS {
                let scene = scene(&results, sheet).expect("a scene");
                assert_eq!(scene.faults(), Vec::<String>::new(), "{sheet:?}");
                let of_middle: Vec<&Label> = scene
                    .labels()
                    .filter(|label| label.align == Align::Left && label.face.bold)
                    .filter(|label| label.at.x < 0.6 * scene.size.0)
                    .filter(|label| 0.4 * scene.size.0 < label.at.x)
                    .collect();
                assert_eq!(of_middle.len(), results.card.businesses.len(), "{sheet:?}");
                for label in of_middle {
                    let y = label.at.y + 4.0;
                    let is_bar = |mark: &Mark| match mark {
                        Mark::Block { frame, fill } if *fill == BUSINESSES => {
                            (label.at.x - frame.right - 7.0).abs() < 1e-6
                                && frame.top - LABEL_HEIGHT < y
                                && y < frame.bottom + LABEL_HEIGHT
                        }
                        _ => false,
                    };
                    assert!(scene.marks.iter().any(is_bar), "{sheet:?}: {label:?}");
                }
            }
        }
    }

    #[test]
    fn a_business_that_spends_more_than_it_takes_pays_from_its_own_funds() {
        let results = spending();
        let scene = scene(&results, Sheet::Column).expect("a scene");
        let texts: Vec<&str> = scene.labels().map(|label| label.text.as_str()).collect();
        // 3 × (9,000.03 + 20,000.01 + 1,500.00) come in, 3 × (4,000.07 + 2,000 + 5,000 + 30,000 +
        // 90) go out, twice, in 20 worlds.
        assert!(texts.contains(&"pay 3,177 EUR"), "{texts:?}");
        let told = scene.tags.iter().find(|(_, tag)| tag.words.starts_with("own funds of lumen →"));
        assert!(told.is_some());
        assert!(texts.contains(&"Funds of lumen"), "{texts:?}");
    }

    #[test]
    fn the_title_says_what_partners_paid_and_got_and_the_business_kept() {
        let mut results = sample::typical();
        let title = |results: &Results| scene(results, Sheet::File).expect("a scene").title;
        // Two weeks count: 20,000.01 and 1,500.00 and 900.00 and 0.07 paid, twice, in 20 worlds.
        assert_eq!(
            title(&results),
            "Partners paid 2,240 EUR a world and got 2,300 EUR; the business kept 1,341 EUR"
        );
        for row in &mut results.flows {
            if row.reason == "running_cost" {
                row.cents = crate::units::Cents(row.cents.0 * 10);
            }
        }
        assert!(title(&results).ends_with("; the business lost 4,059 EUR"), "{}", title(&results));
        assert_eq!(title(&sample::empty()), "No money moved");
    }

    #[test]
    fn more_worlds_make_bands_of_more_cents_and_neither_title_nor_labels_larger() {
        let few = sample::typical();
        let mut many = sample::typical();
        many.card.replicates *= 3;
        for row in &mut many.flows {
            row.cents = crate::units::Cents(row.cents.0 * 3);
        }
        for sheet in SHEETS {
            let [few, many] = [&few, &many].map(|it| scene(it, sheet).expect("a scene"));
            assert_eq!(few.title, many.title);
            let texts = |scene: &Scene| -> Vec<String> {
                let labels = scene.labels().map(|label| label.text.clone());
                labels.filter(|text| !text.contains("simulated worlds")).collect()
            };
            assert_eq!(texts(&few), texts(&many));
            let cents =
                |scene: &Scene| -> i128 { drawn(scene).iter().map(|(flow, _)| flow.cents).sum() };
            assert_eq!(3 * cents(&few), cents(&many));
        }
        let scene = scene(&few, Sheet::Column).expect("a scene");
        assert!(scene.subtitle.contains("EUR a world · mean of 20 simulated worlds"));
        assert!(scene.labels().any(|label| label.text == "pay 2,240 EUR"));
        let mut one = few;
        one.card.replicates = 1;
        let words = super::title(&one, &bands(&one)) + &super::subtitle(&one);
        assert!(!words.contains("a world") && words.contains("EUR · 1 simulated world"), "{words}");
    }

    #[test]
    fn an_account_has_the_name_and_the_colour_that_it_has_among_each_100() {
        use super::super::party_name;
        use super::super::style::party;
        use crate::experiment::results::Party;
        let scene = scene(&sample::typical(), Sheet::Column).expect("a scene");
        for (account, name) in [
            (Party::Customers, "customers"),
            (Party::Suppliers, "suppliers"),
            (Party::Vendors, "vendors"),
            (Party::Agencies, "agencies"),
            (Party::Platforms, "platforms"),
        ] {
            let stop = Stop::Outside(name);
            assert_eq!(stop.words(), party_name(&account));
            assert_eq!(colour(&stop), party(&account));
            let label = capitalised(&party_name(&account));
            let is_there = scene.labels().any(|it| it.text == label);
            assert_eq!(is_there, account != Party::Agencies, "{label}");
        }
    }
}
