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
        scene.say_nothing_here(&body, few::NOBODY);
        return Ok(scene);
    }
    draw(&mut scene, &body, &groups);
    Ok(scene)
}

fn groups(bins: &[RecruitsBin]) -> Vec<Group> {
    vec![Group {
        heading: "Recruited".to_owned(),
        unit: "share of people".to_owned(),
        whole: Some(1.0),
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
        (0, 0) => "Nobody".to_owned(),
        (1, 1) => "One".to_owned(),
        (2, 2) => "Two".to_owned(),
        _ if bin.from == bin.to => from,
        _ => format!("{from} to {to}"),
    }
}

fn title(bins: &[RecruitsBin]) -> String {
    let mean = |bin: &RecruitsBin| bin.share.map_or(0.0, |share: Estimate| share.mean);
    let Some(none) = bins.first().map(mean) else { return few::NOBODY.to_owned() };
    let many: f64 = bins.iter().filter(|bin| 10 <= bin.from).map(mean).sum();
    let none = format!("{} recruited nobody", people_in_words(none));
    if many <= 0.0 {
        let most = bins.last().map_or(0, |bin| bin.to);
        return match most {
            0 => none,
            most => format!("{none}, and no one more than {}", grouped(i128::from(most))),
        };
    }
    let of_1000 = decimal(1000.0 * many, usize::from(many < 0.01));
    format!("{none}; {of_1000} of each 1,000 recruited ten people or more")
}

fn subtitle(results: &Results, bins: &[RecruitsBin]) -> String {
    let worlds = count(u64::from(results.card.replicates), "simulated world", "simulated worlds");
    let people: u64 = bins.iter().map(|bin| bin.people).sum();
    if people == 0 {
        return few::nobody(&results.card);
    }
    let lines = if results.card.replicates < 2 { "" } else { " · lines: 95\u{a0}% intervals" };
    let of_worlds = bins.iter().filter_map(|bin| bin.share).any(|it| it.replicates < few::WORLDS);
    let note = few::note("pale", bins.iter().any(|bin| bin.people < few::PEOPLE), of_worlds);
    format!(
        "Direct recruits until the end of the run of {} followed for a first year · means of \
         {worlds}{lines} · from three on a bar holds several numbers{note}",
        count(people, "person", "people")
    )
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::scene::Mark;
    use super::*;

    #[test]
    fn bars_are_as_long_as_the_shares_and_pale_where_few_are() {
        let results = sample::typical();
        for sheet in [Sheet::File, Sheet::Column, Sheet::Phone] {
            let scene = scene(&results, sheet).expect("a scene");
            let bins = &results.joiners.recruits;
            assert_eq!(scene.tags.len(), bins.len());
            for ((range, tag), bin) in scene.tags.iter().zip(bins) {
                let [ground, bar] = [range.start, range.start + 1].map(|at| &scene.marks[at]);
                let (Mark::Block { frame: all, .. }, Mark::Block { frame, fill }) = (ground, bar)
                else {
                    panic!("no bar: {}", tag.words)
                };
                let share = bin.share.expect("a share").mean;
                // A bar is a pixel long at least.
                let wanted = (share * all.width()).max(1.0);
                assert!((frame.width() - wanted).abs() < 1e-9, "{}", tag.words);
                assert_eq!(*fill, few::shade(PARTNERS, bin.people < 100), "{}", tag.words);
            }
            assert_eq!(scene.tags[3].1.words, "3 to 4: 3\u{a0}% (1,200 people)");
            assert!(scene.subtitle.ends_with("pale: fewer than 100 people"), "{}", scene.subtitle);
        }
    }

    #[test]
    fn the_title_tells_of_nobody_and_of_many() {
        let mut results = sample::typical();
        let title = |results: &Results| scene(results, Sheet::File).expect("a scene").title;
        assert_eq!(
            title(&results),
            "Four in five recruited nobody; 12 of each 1,000 recruited ten people or more"
        );
        results.joiners.recruits.truncate(4);
        assert_eq!(title(&results), "Four in five recruited nobody, and no one more than 4");
        assert_eq!(title(&sample::all_zero()), "Everybody recruited nobody");
        assert_eq!(title(&sample::empty()), "No newcomer was followed for a whole first year");
    }
}
