//! What marks weeks on an axis of time: the burn-in, events, years, and people who are followed.
//!
//! *Invariant*: a mark stands at its weeks and is named where there is room for its name.
//!
//! *Absent*: numbers.

use super::super::axis::{Linear, round_numbers};
use super::super::numbers::{YOU, capitalised, grouped, tick};
use super::super::scene::{Align, Frame, Label, Mark, Point, Scene};
use super::super::style::{EVENT, INK, QUIET, RULE, SHADE, SMALL};
use crate::experiment::results::{EventMark, Results};
use crate::units::{WEEKS_PER_YEAR, Week};

/// Room at the right of a panel for a label at the end of a line.
pub(in crate::output::plot) const END_ROOM: f64 = 88.0;

/// Weeks in which those who are followed are so many of all who join that the line jumps, and their
/// names: a persona has as many clones as her scenario says.
pub(in crate::output::plot) fn followed(results: &Results) -> Vec<(Week, String)> {
    let joined = |week: Week| -> u64 {
        let rows = results.weeks.iter().filter(|row| row.week == week);
        rows.map(|row| row.joined).sum()
    };
    let mut weeks: Vec<Week> = results.personas.iter().map(|row| row.week).collect();
    weeks.sort_unstable();
    weeks
        .chunk_by(|a, b| a == b)
        .filter(|all| joined(all[0]) <= 5 * all.len() as u64)
        .map(|all| {
            let week = all[0];
            let mut names: Vec<&str> = Vec::new();
            for row in results.personas.iter().filter(|row| row.week == week) {
                if !names.contains(&row.cohort.as_str()) {
                    names.push(&row.cohort);
                }
            }
            let is_one = names.len() == 1 && names[0] != YOU;
            let one = if is_one { "joins" } else { "join" };
            let names: Vec<String> = names.into_iter().map(capitalised).collect();
            (week, format!("{} {one}", names.join(" and ")))
        })
        .collect()
}

/// Says at the top of a panel who made the line jump.
pub(in crate::output::plot) fn draw_followed(
    scene: &mut Scene,
    plot: &Frame,
    across: &Linear,
    followed: &[(Week, String)],
) {
    for (week, words) in followed {
        let x = across.at(f64::from(*week));
        scene.dashes(x, plot.top, plot.bottom, 1.0, RULE);
        let text = scene.typeface.shorten(words, SMALL, plot.right + END_ROOM - x - 8.0);
        let (align, x) = (Align::Left, x + 5.0);
        let label =
            Label { at: Point { x, y: plot.top + 12.0 }, align, text, face: SMALL, colour: QUIET };
        if scene.is_free(&label, 0.0) {
            scene.ground(std::slice::from_ref(&label));
            scene.marks.push(Mark::Text(label));
        }
    }
}

/// Weeks before the measures begin are shaded.
pub(in crate::output::plot) fn draw_burn_in(scene: &mut Scene, plot: &Frame, right: f64) {
    if right <= plot.left {
        return;
    }
    scene.block(Frame { right, ..*plot }, SHADE);
}

/// Weeks in which an event is at work lie on a light band with its name above; names that would run
/// into the one before are left out, and the band tells of them.
pub(in crate::output::plot) fn draw_events(
    scene: &mut Scene,
    plot: &Frame,
    across: &Linear,
    events: &[EventMark],
) {
    let mut events: Vec<&EventMark> = events.iter().collect();
    events.sort_by_key(|event| (event.first_week, event.last_week));
    let x = |week: f64| across.at(week).clamp(plot.left, plot.right);
    for event in &events {
        let left = x(f64::from(event.first_week) - 0.5);
        let right = x(f64::from(event.last_week) + 0.5).max(left + 2.0).min(plot.right);
        scene.block(Frame { left, right, ..*plot }, EVENT);
    }
    let mut free = plot.left;
    for event in events {
        let left = x(f64::from(event.first_week) - 0.5);
        let name = event.name.replace(['_', '-'], " ");
        let name = scene.typeface.shorten(&name, SMALL, (plot.right - left).max(0.0));
        if left < free || name.is_empty() {
            continue;
        }
        free = left + scene.width(&name, SMALL) + 8.0;
        scene.write(Align::Left, Point { x: left, y: plot.top - 5.0 }, name, SMALL, QUIET);
    }
}

/// A mark at the end of each year with its week; the years' numbers between them.
pub(in crate::output::plot) fn draw_years(
    scene: &mut Scene,
    plot: &Frame,
    across: &Linear,
    last: Week,
) {
    let y = plot.bottom + 19.0;
    let years = last / WEEKS_PER_YEAR;
    let year = across.at(f64::from(WEEKS_PER_YEAR)) - across.at(0.0);
    let widest = scene.width(&grouped(i128::from(last)), SMALL) + 16.0;
    let mut every = 1_u32;
    while year * f64::from(every) < widest && every < 10_000 {
        every += 1;
    }
    for passed in (0..=years).step_by(every as usize) {
        let week = passed * WEEKS_PER_YEAR;
        let x = across.at(f64::from(week));
        if 0 < week {
            scene.dashes(x, plot.top, plot.bottom, 1.0, RULE.tint(0.6));
        }
        scene.upright(x, plot.bottom, plot.bottom + 5.0, 1.0, INK);
        let text = grouped(i128::from(week));
        scene.write(Align::Centre, Point { x, y }, text, SMALL, INK);
    }
    let within = |number: &&f64| 0.0 < **number && number.fract() == 0.0;
    for &week in round_numbers(0.0, f64::from(last), 4).iter().filter(within) {
        if years == 0 && week <= f64::from(last) {
            let x = across.at(week);
            scene.upright(x, plot.bottom, plot.bottom + 5.0, 1.0, INK);
            scene.write(Align::Centre, Point { x, y }, tick(week), SMALL, INK);
        }
    }
    let at = Point { x: plot.right + 92.0, y };
    scene.write(Align::Right, at, "week", SMALL, QUIET);
    if every == 1 {
        for passed in 0..years {
            let x = across.at((f64::from(passed) + 0.5) * f64::from(WEEKS_PER_YEAR));
            let text = format!("year {}", passed + 1);
            if scene.width(&text, SMALL) + widest - 8.0 < year {
                scene.write(Align::Centre, Point { x, y }, text, SMALL, QUIET);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::sample;
    use super::super::super::scene::Sheet;
    use super::super::scene;
    use super::*;

    #[test]
    fn those_who_are_followed_are_named_where_they_make_the_line_jump_and_only_there() {
        use crate::experiment::results::FollowedRow;
        let mut results = sample::typical();
        let week = results.weeks[results.weeks.len() / 2].week;
        let joined: u64 =
            results.weeks.iter().filter(|row| row.week == week).map(|row| row.joined).sum();
        let row =
            |name: &str| FollowedRow { week, cohort: name.to_owned(), ..FollowedRow::default() };
        results.personas = vec![row("ana")];
        assert_eq!(followed(&results), []);
        results.personas = vec![row("ana"); usize::try_from(joined).expect("a count")];
        results.personas.push(row("bea"));
        assert_eq!(followed(&results), [(week, "Ana and Bea join".to_owned())]);
        for sheet in [Sheet::File, Sheet::Column, Sheet::Phone] {
            let scene = scene(&results, sheet).expect("a scene");
            let named = scene.labels().filter(|label| label.text == "Ana and Bea join");
            assert_eq!(named.count(), 1, "{sheet:?}");
            assert_eq!(scene.faults(), Vec::<String>::new(), "{sheet:?}");
        }
    }
}
