//! How many people each of them recruited.
//!
//! *Invariant*: a bar is its bin's share of all, as mean of the worlds; nobody has a bar of its own
//! at zero, and beyond it bins grow in steps of one, two and five.
//!
//! *Absent*: founders, and recruits of recruits.

use super::bars::{Bar, Group, draw, heights};
use super::few;
use super::numbers::{count, decimal, grouped, people_in_words, percent};
use super::scene::{Furniture, Scene, Sheet, Tag};
use super::style::PARTNERS;
use super::{PlotError, source_lines};
use crate::experiment::interval::Estimate;
use crate::experiment::results::{RecruitsBin, Results};

/// The picture's marks.
pub(super) fn scene(results: &Results, sheet: Sheet) -> Result<Scene, PlotError> {
    let bins = &results.joiners.recruits;
    let furniture = Furniture {
        title: title(bins),
        subtitle: subtitle(results, bins),
        source: source_lines(&results.card),
    };
    let groups = groups(bins);
    let (mut scene, body) = Scene::furnished(furniture, sheet, heights(&groups))?;
    if bins.is_empty() {
        scene.say_nothing_here(&body, super::earnings::NOBODY);
        return Ok(scene);
    }
    draw(&mut scene, &body, &groups);
    Ok(scene)
}

fn groups(bins: &[RecruitsBin]) -> Vec<Group> {
    vec![Group {
        heading: "Recruited".to_owned(),
        unit: "share of people".to_owned(),
        bars: bins.iter().map(bar).collect(),
    }]
}

fn is_few(bin: &RecruitsBin) -> bool {
    bin.people < few::PEOPLE || bin.share.is_none_or(|share| share.replicates < few::WORLDS)
}

fn bar(bin: &RecruitsBin) -> Bar {
    let share = bin.share.map_or(0.0, |share| share.mean);
    let interval = bin.share.and_then(|share| share.low.zip(share.high));
    let interval = interval.map(|(low, high)| (low.clamp(0.0, 1.0), high.clamp(0.0, 1.0)));
    let people = count(bin.people, "person", "people");
    let name = name(bin);
    Bar {
        tag: Tag::of(format!("{name}: {} ({people})", percent(share))),
        name,
        ends: (0.0, share),
        interval: interval.filter(|_| 1 < bin.share.map_or(0, |share| share.replicates)),
        text: percent(share),
        more: people,
        colour: PARTNERS,
        is_few: is_few(bin),
        is_sum: false,
        goes_on: false,
    }
}

/// What a bin holds, in a word.
pub(in crate::output) fn name(bin: &RecruitsBin) -> String {
    let [from, to] = [bin.from, bin.to].map(|number| grouped(i128::from(number)));
    match (bin.from, bin.to) {
        (0, 0) => "nobody".to_owned(),
        (1, 1) => "one".to_owned(),
        (2, 2) => "two".to_owned(),
        _ if bin.from == bin.to => from,
        _ => format!("{from} to {to}"),
    }
}

fn title(bins: &[RecruitsBin]) -> String {
    let mean = |bin: &RecruitsBin| bin.share.map_or(0.0, |share: Estimate| share.mean);
    let Some(none) = bins.first().map(mean) else { return super::earnings::NOBODY.to_owned() };
    let many: f64 = bins.iter().filter(|bin| 10 <= bin.from).map(mean).sum();
    let none = format!("{} recruited nobody", people_in_words(none));
    if many <= 0.0 {
        let most = bins.last().map_or(0, |bin| bin.to);
        return match most {
            0 => none,
            most => format!("{none}, and no one more than {}", grouped(i128::from(most))),
        };
    }
    let of_1000 = decimal(1000.0 * many, if many < 0.01 { 1 } else { 0 });
    format!("{none}; of each 1,000 {of_1000} recruited ten people or more")
}

fn subtitle(results: &Results, bins: &[RecruitsBin]) -> String {
    let worlds = count(u64::from(results.card.replicates), "simulated world", "simulated worlds");
    let people: u64 = bins.iter().map(|bin| bin.people).sum();
    let lines = if results.card.replicates < 2 { "" } else { " · lines: 95% intervals" };
    let of_worlds = bins.iter().filter_map(|bin| bin.share).any(|it| it.replicates < few::WORLDS);
    let note = few::note("pale", bins.iter().any(|bin| bin.people < few::PEOPLE), of_worlds);
    format!(
        "Direct recruits until the end of the run of {} followed for a first year · means of \
         {worlds}{lines} · beyond two in steps of 1, 2 and 5{note}",
        count(people, "person", "people")
    )
}
