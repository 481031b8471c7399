//! How long people stay: the share of those who joined who are still registered, week by week.
//!
//! *Invariant*: the line is the share of its rows and the band their intervals; it never rises. A
//! renewal is marked where partners pay one. Where few were watched so long all is pale.
//!
//! *Absent*: founders; whether anybody still sells.

use super::axis::Linear;
use super::few;
use super::numbers::{capitalised, count, decimal, percent};
use super::scene::{Align, Frame, Furniture, Label, Point, Scene, Sheet, Tag, thinned};
use super::style::{GRID, INK, LABEL, LABEL_BOLD, PARTNERS, QUIET, RULE, SMALL, SMALL_BOLD};
use super::watched::{Staying, has_renewal, renewals, staying};
use super::weeks::draw_years;
use super::{PlotError, source_lines};
use crate::experiment::results::Results;
use crate::units::WEEKS_PER_YEAR;

/// Height in a column and on a phone.
const HEIGHTS: (f64, f64) = (330.0, 320.0);

/// Room for the numbers at the left and for the words at the right.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 104.0;

/// Whether there is anybody to be drawn.
pub(super) fn has_any(results: &Results) -> bool {
    1 < staying(results).len()
}

/// The picture's marks.
pub(super) fn scene(results: &Results, sheet: Sheet) -> Result<Scene, PlotError> {
    let curve = staying(results);
    let furniture = Furniture {
        title: title(results, &curve),
        subtitle: subtitle(results, &curve),
        source: source_lines(&results.card),
    };
    let (mut scene, body) = Scene::furnished(furniture, sheet, HEIGHTS)?;
    let Some(last) = curve.last().filter(|last| 0 < last.week) else {
        scene.say_nothing_here(&body, "Nobody joined who could be watched");
        return Ok(scene);
    };
    let plot = Frame {
        left: body.left + LEFT,
        top: body.top + 32.0,
        right: body.right - RIGHT,
        bottom: body.bottom - 36.0,
    };
    let across = Linear { numbers: (0.0, f64::from(last.week)), pixels: (plot.left, plot.right) };
    let up = Linear { numbers: (0.0, 1.0), pixels: (plot.bottom, plot.top) };
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        scene.level(plot.left, plot.right, up.at(share), 1.0, GRID);
        let at = Point { x: plot.left - 8.0, y: up.at(share) + 4.5 };
        scene.write(Align::Right, at, percent(share), SMALL, QUIET);
    }
    // What rests on few shares its first point with what does not.
    let few = curve.iter().position(|row| row.is_few).unwrap_or(curve.len());
    for (rows, is_few) in [(&curve[..few], false), (&curve[few.saturating_sub(1)..], true)] {
        if 1 < rows.len() {
            draw(&mut scene, (&across, &up), rows, is_few);
        }
    }
    draw_years(&mut scene, &plot, &across, last.week);
    scene.level(plot.left, plot.right, plot.bottom, 1.5, INK);
    label_end(&mut scene, &plot, &up, last);
    let marked = if has_renewal(results) { renewals(&curve) } else { Vec::new() };
    for (before, after) in &marked {
        label_renewal(&mut scene, &plot, (&across, &up), (before, after));
    }
    if let Some(year) = at_year(&curve).filter(|_| marked.is_empty()) {
        label_year(&mut scene, &plot, (&across, &up), year);
    }
    Ok(scene)
}

fn draw(scene: &mut Scene, (across, up): (&Linear, &Linear), rows: &[Staying], is_few: bool) {
    let line = |share: &dyn Fn(&Staying) -> f64| {
        let at = |row: &Staying| Point {
            x: across.at(f64::from(row.week)),
            y: up.at(share(row).clamp(0.0, 1.0)),
        };
        thinned(&rows.iter().map(at).collect::<Vec<Point>>())
    };
    let mean = line(&|row| row.share.mean);
    let mut ground = mean.clone();
    let ends = [rows[rows.len() - 1].week, rows[0].week].map(|week| across.at(f64::from(week)));
    ground.extend(ends.map(|x| Point { x, y: up.at(0.0) }));
    scene.area(ground, few::shade(PARTNERS.tint(0.14), is_few));
    let known: Vec<&Staying> = rows.iter().filter(|row| row.share.low.is_some()).collect();
    if 1 < known.len() {
        let edge = |share: &dyn Fn(&Staying) -> f64| -> Vec<Point> {
            let at = |row: &&Staying| Point {
                x: across.at(f64::from(row.week)),
                y: up.at(share(row).clamp(0.0, 1.0)),
            };
            thinned(&known.iter().map(at).collect::<Vec<Point>>())
        };
        let mut band = edge(&|row| row.share.low.unwrap_or(row.share.mean));
        band.extend(edge(&|row| row.share.high.unwrap_or(row.share.mean)).into_iter().rev());
        scene.area(band, few::shade(PARTNERS.tint(0.4), is_few));
    }
    if is_few {
        scene.dashed_line(&mean, 1.75, PARTNERS);
    } else {
        scene.stroke(mean, 2.25, PARTNERS);
    }
}

/// Where it ends.
fn label_end(scene: &mut Scene, plot: &Frame, up: &Linear, last: &Staying) {
    let share = percent(last.share.mean.clamp(0.0, 1.0));
    let weeks = count(u64::from(last.week), "week", "weeks");
    let y = up.at(last.share.mean).clamp(plot.top + 8.0, plot.bottom - 36.0);
    let tag = Tag::of(format!("After {weeks}: {share} still registered"));
    scene.tagged(tag, |scene| {
        let x = plot.right + 10.0;
        scene.write(Align::Left, Point { x, y }, share.clone(), LABEL_BOLD, INK);
        scene.write(Align::Left, Point { x, y: y + 17.0 }, "still there", LABEL, INK);
        scene.write(
            Align::Left,
            Point { x, y: y + 33.0 },
            format!("week {}", last.week),
            SMALL,
            QUIET,
        );
    });
}

/// What a renewal does, where it falls due.
fn label_renewal(
    scene: &mut Scene,
    plot: &Frame,
    (across, up): (&Linear, &Linear),
    (before, after): (&Staying, &Staying),
) {
    let x = across.at(f64::from(after.week));
    scene.dashes(x, plot.top, plot.bottom, 1.0, RULE);
    let text = "renewal due".to_owned();
    let half = scene.width(&text, SMALL) / 2.0;
    let at = Point { x: x.clamp(plot.left + half, plot.right + RIGHT - half), y: plot.top - 8.0 };
    scene.write_if_free(Label { at, align: Align::Centre, text, face: SMALL, colour: QUIET });
    let shares = [before, after].map(|row| percent(row.share.mean.clamp(0.0, 1.0)));
    let words =
        format!("Renewal after {} weeks: {} before, {} once due", after.week, shares[0], shares[1]);
    scene.tagged(Tag::of(words), |scene| {
        for row in [before, after] {
            let at = Point { x: across.at(f64::from(row.week)), y: up.at(row.share.mean) };
            scene.disc(at, 4.0, PARTNERS);
        }
        let [one, other] = shares.clone();
        let y = up.at(before.share.mean) - 9.0;
        let label = |at, align, text| Label { at, align, text, face: SMALL_BOLD, colour: INK };
        scene.write_if_free(label(
            Point { x: x + 5.0, y: y.max(plot.top + 12.0) },
            Align::Left,
            one,
        ));
        let y = (up.at(after.share.mean) + 18.0).min(plot.bottom - 5.0);
        scene.write_if_free(label(Point { x: x - 6.0, y }, Align::Right, other));
    });
}

/// Where everybody stands a year after joining.
fn label_year(scene: &mut Scene, plot: &Frame, (across, up): (&Linear, &Linear), year: &Staying) {
    let at = Point { x: across.at(f64::from(year.week)), y: up.at(year.share.mean) };
    let text = percent(year.share.mean);
    scene.disc(at, 4.0, PARTNERS);
    if at.x + scene.width(&text, SMALL_BOLD) + 12.0 < plot.right {
        let at = Point { x: at.x + 5.0, y: (at.y - 9.0).max(plot.top + 12.0) };
        scene.write_if_free(Label { at, align: Align::Left, text, face: SMALL_BOLD, colour: INK });
    }
}

fn at_year(curve: &[Staying]) -> Option<&Staying> {
    curve.get(WEEKS_PER_YEAR as usize)
}

fn title(results: &Results, curve: &[Staying]) -> String {
    let of = |row: &Staying| decimal((100.0 * row.share.mean).clamp(0.0, 100.0), 0);
    let Some(last) = curve.last() else {
        return "Nobody was watched after joining".to_owned();
    };
    match at_year(curve) {
        Some(year) if has_renewal(results) => format!(
            "Of 100 who joined {} were still registered just before the first renewal, {} once it \
             was due",
            of(&curve[WEEKS_PER_YEAR as usize - 1]),
            of(year)
        ),
        Some(year) => format!("Of 100 who joined {} were still registered a year later", of(year)),
        None => format!(
            "Of 100 who joined {} were still registered {} later; nobody was watched for a year",
            of(last),
            count(u64::from(last.week), "week", "weeks")
        ),
    }
}

fn subtitle(results: &Results, curve: &[Staying]) -> String {
    let worlds = count(u64::from(results.card.replicates), "simulated world", "simulated worlds");
    let bands = if results.card.replicates < 2 { "" } else { " · band: 95\u{a0}% interval" };
    let few = few::note(
        "pale and dashed",
        curve.iter().any(|row| row.is_few),
        curve.iter().any(|row| row.is_few && row.share.replicates < few::WORLDS),
    );
    let what = "Share still registered by weeks after joining, dormant ones included, founders not";
    capitalised(&format!("{what} · {worlds}{bands}{}{few}", pooled(curve)))
}

/// Where a curve goes on beyond what all worlds know.
fn pooled(curve: &[Staying]) -> String {
    let all = curve.first().map_or(0, |row| row.share.replicates);
    let first = curve.iter().find(|row| row.share.replicates < all);
    first.map_or(String::new(), |row| super::incidence::pooled_from(row.week))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::scene::Mark;
    use super::*;
    use crate::experiment::results::PartnerRow;

    /// Worlds in which a fifth leaves over the first year and half of the others when it is over.
    pub(in crate::output::plot) fn staying_people(weeks: u32) -> Results {
        let mut results = sample::typical();
        (results.card.weeks, results.card.burn_in_weeks) = (weeks, 0);
        results.partners = (0..2_000_u32)
            .map(|place| {
                let week_left = match place / 20 % 10 {
                    0 | 1 => Some(1 + place % 50),
                    2..=5 => Some(1 + WEEKS_PER_YEAR),
                    _ => None,
                };
                PartnerRow {
                    replicate: place % 20,
                    partner: place / 20,
                    person: u64::from(place),
                    week_joined: 1,
                    week_left: week_left.filter(|week| *week <= weeks),
                    weight: 1.0,
                    ..PartnerRow::default()
                }
            })
            .collect();
        results
    }

    #[test]
    fn the_line_falls_from_all_to_those_who_stay_and_the_renewal_is_marked_where_one_is_paid() {
        let mut results = staying_people(104);
        for sheet in [Sheet::File, Sheet::Column, Sheet::Phone] {
            let scene = scene(&results, sheet).expect("a scene");
            assert_eq!(scene.title, "Of 100 who joined 40 were still registered a year later");
            assert!(!scene.labels().any(|label| label.text == "renewal due"));
            let line = scene.marks.iter().find_map(|mark| match mark {
                Mark::Stroke { points, width, .. } if 2.0 < *width => Some(points),
                _ => None,
            });
            let line = line.expect("a line");
            assert!(line.windows(2).all(|pair| pair[0].y <= pair[1].y));
            assert_eq!(scene.faults(), Vec::<String>::new(), "{sheet:?}");
            assert_eq!(scene.strays(), Vec::<String>::new(), "{sheet:?}");
        }
        let mut row = results.flows[0].clone();
        "renewal_fee".clone_into(&mut row.reason);
        results.flows.push(row);
        for sheet in [Sheet::File, Sheet::Column, Sheet::Phone] {
            let scene = scene(&results, sheet).expect("a scene");
            assert_eq!(
                scene.title,
                "Of 100 who joined 80 were still registered just before the first renewal, 40 \
                 once it was due"
            );
            assert!(scene.labels().any(|label| label.text == "renewal due"), "{sheet:?}");
            for share in ["80", "40"] {
                let text = format!("{share}\u{a0}%");
                assert!(scene.labels().any(|label| label.text == text), "{sheet:?} {share}");
            }
            assert_eq!(scene.faults(), Vec::<String>::new(), "{sheet:?}");
        }
    }

    #[test]
    fn a_short_run_says_that_nobody_was_watched_for_a_year() {
        let results = staying_people(31);
        assert!(has_any(&results) && !has_any(&sample::typical()));
        let short = scene(&results, Sheet::File).expect("a scene");
        assert!(short.title.ends_with("30 weeks later; nobody was watched for a year"));
        let none = scene(&sample::empty(), Sheet::Phone).expect("a scene");
        assert_eq!(none.title, "Nobody was watched after joining");
    }
}
