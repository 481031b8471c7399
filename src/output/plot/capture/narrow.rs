//! The same for a phone: a bar for each party, below each other, since no bar of 358 pixels has
//! room for the names of its parts.
//!
//! *Invariant*: all bars are on an axis that ends at 100, or where hours are more; a party has one
//! bar for each side on which it stands.
//!
//! *Absent*: which rows are shown.

use super::super::PlotError;
use super::super::bars::{Bar, Group, draw, heights};
use super::super::numbers::{capitalised, of_100, of_100_with_interval};
use super::super::scene::{Furniture, Scene, Sheet, Tag};
use super::super::style::{PARTNERS, QUIET, party};
use super::{ordered, party_name, positive};
use crate::experiment::results::{CaptureRow, Party, Side};

/// The bars of a depth under its name: who got it, who put it in, and what is no part of either.
pub(super) fn groups(rows: &[&CaptureRow], depth: &str) -> Vec<Group> {
    let before = if depth.is_empty() { String::new() } else { format!("{depth}: ") };
    let group = |words: &str, bars: Vec<Bar>| Group {
        heading: capitalised(&format!("{before}{words}")),
        unit: "of each 100".to_owned(),
        whole: Some(100.0),
        bars,
    };
    let side = |side: Side, told: &str| -> Vec<Bar> {
        ordered(rows, side).into_iter().map(|row| bar(row, told)).collect()
    };
    let beside = rows.iter().filter(|row| row.side == Side::Memo && row.cents != 0);
    let beside: Vec<Bar> = beside.map(|row| memo(row)).collect();
    let groups = [
        group("got it", side(Side::Sink, "got")),
        group("put it in", side(Side::Source, "put in")),
        group("beside the sums", beside),
    ];
    if groups[..2].iter().all(|group| group.bars.is_empty()) {
        return Vec::new();
    }
    groups.into_iter().filter(|group| !group.bars.is_empty()).collect()
}

/// The marks.
pub(super) fn scene(
    furniture: Furniture,
    groups: &[Group],
    nothing: &str,
) -> Result<Scene, PlotError> {
    let (mut scene, body) = Scene::furnished(furniture, Sheet::Phone, heights(groups))?;
    if groups.is_empty() {
        scene.say_nothing_here(&body, nothing);
    } else {
        draw(&mut scene, &body, groups);
    }
    Ok(scene)
}

fn bar(row: &CaptureRow, told: &str) -> Bar {
    let name = capitalised(&party_name(&row.party));
    let numbers = of_100_with_interval(&row.of_100);
    Bar {
        tag: Tag::of(format!("{name}: {told} {numbers} of 100")),
        name,
        ends: (0.0, row.of_100.mean),
        interval: None,
        text: of_100(row.of_100.mean),
        more: range(&numbers),
        colour: party(&row.party),
        is_few: false,
        is_sum: false,
        goes_on: false,
    }
}

/// All partners together, or what their hours would cost.
fn memo(row: &CaptureRow) -> Bar {
    let is_time = row.party == Party::ImputedTime;
    let size = if is_time { positive(row) } else { row.of_100 };
    let numbers = of_100_with_interval(&size);
    let name = if is_time { "Hours at a wage, which nobody gets" } else { "All partners together" };
    Bar {
        ends: (0.0, size.mean),
        text: super::super::numbers::decimal(size.mean, 1),
        more: range(&numbers),
        tag: Tag::of(format!("{name}: {numbers} of 100")),
        name: name.to_owned(),
        colour: if is_time { QUIET } else { PARTNERS },
        ..bar(row, "")
    }
}

/// The interval behind a mean, without the mean.
fn range(numbers: &str) -> String {
    numbers.split_once(' ').map_or(String::new(), |(_, range)| range.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::super::sample;
    use super::*;
    use crate::experiment::results::Depth;

    #[test]
    fn a_phone_has_a_bar_for_every_party_and_the_bars_of_a_side_add_up_to_the_axis() {
        let results = sample::typical();
        for depth in Depth::ALL {
            let rows = super::super::of_depth(&super::super::rows(&results), depth);
            let groups = groups(&rows, "");
            for (group, side) in groups.iter().zip([Side::Sink, Side::Source]) {
                let sum: f64 = group.bars.iter().map(|bar| bar.ends.1).sum();
                assert!((sum - 100.0).abs() < 1e-6, "{side:?} at {depth:?}: {sum}");
                assert_eq!(group.bars.len(), ordered(&rows, side).len());
            }
            assert_eq!(groups[2].bars[0].name, "All partners together");
        }
        let scene = super::super::scene_of(&results, Depth::WithTime, Sheet::Phone);
        let scene = scene.expect("a scene");
        for text in ["Business Lumière Naturals", "Hours at a wage, which nobody gets"] {
            let is_there = scene.labels().any(|label| label.text == text);
            assert!(is_there, "{text}: {:?}", scene.labels().map(|l| &l.text).collect::<Vec<_>>());
        }
    }
}
