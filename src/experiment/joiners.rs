//! What became of those who joined: by when they came, and by how many they recruited.
//!
//! *Invariant*: the persons are those of the first-year window, each in one wave and in one bin;
//! shares and medians are taken in each world that has anybody there, as the measures are.
//!
//! *Absent*: founders, and who came too late to be followed for 52 weeks.

use serde::{Deserialize, Serialize};

use super::Replicate;
use super::interval::Estimate;
use crate::measure::inequality::Sorted;
use crate::measure::{PersonView, Range};
use crate::scenario::Scenario;
use crate::units::{Cents, WEEKS_PER_YEAR, Week};

/// Those whose first 52 weeks were followed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Joiners {
    /// By when they joined, from the first wave to the last.
    pub waves: Vec<EntryWave>,
    /// By how many they recruited until the end of the run, from nobody up.
    pub recruits: Vec<RecruitsBin>,
}

/// Those who joined within some weeks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EntryWave {
    /// First week of joining, from one.
    pub first_week: Week,
    /// Last one.
    pub last_week: Week,
    /// Persons, over all replicates.
    pub people: u64,
    /// Share of them whose net of the first 52 weeks is above zero, own use as a cost.
    pub profit_share: Option<Estimate>,
    /// Their median net of the first 52 weeks, in cents.
    pub median_net: Option<Estimate>,
}

/// Those who recruited so many.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecruitsBin {
    /// Fewest direct recruits of the bin.
    pub from: u32,
    /// Most.
    pub to: u32,
    /// Persons, over all replicates.
    pub people: u64,
    /// Share of all.
    pub share: Option<Estimate>,
}

/// A person of the window: week of joining from zero, net of the first 52 weeks, recruits.
type Joiner = (Week, Cents, u32);

/// Waves and recruits over the worlds.
pub(super) fn joiners(scenario: &Scenario, worlds: &[Replicate]) -> Joiners {
    let joiner = |person: PersonView<'_>| {
        Some((person.joined(), person.first_year()?.net, person.recruits()))
    };
    let worlds: Vec<Vec<Joiner>> =
        worlds.iter().map(|world| world.measures.persons.collect(joiner)).collect();
    let entered = scenario.burn_in_weeks..(scenario.weeks + 1).saturating_sub(WEEKS_PER_YEAR);
    let waves = edges(entered.start, entered.end);
    let most = worlds.iter().flatten().map(|joiner| joiner.2).max();
    Joiners {
        waves: waves.windows(2).map(|edge| wave(&worlds, edge[0], edge[1])).collect(),
        recruits: most.map_or_else(Vec::new, |most| recruits(&worlds, most)),
    }
}

/// Most waves that a picture has room for.
const WAVES_MAX: u32 = 12;

/// Where waves of joining begin and end, in weeks from zero: a month, a quarter, half a year, a
/// year or more long. The last one takes what would be less than half a wave.
fn edges(start: Week, end: Week) -> Vec<Week> {
    if end <= start {
        return Vec::new();
    }
    let weeks = end - start;
    let mut length = 4;
    for longer in [13, 26, 52].into_iter().chain((2..).map(|years| years * WEEKS_PER_YEAR)) {
        if weeks <= length * WAVES_MAX {
            break;
        }
        length = longer;
    }
    let mut edges: Vec<Week> = (start..end).step_by(length as usize).collect();
    if 1 < edges.len() && edges.last().is_some_and(|&last| 2 * (end - last) < length) {
        edges.pop();
    }
    edges.push(end);
    edges
}

fn wave(worlds: &[Vec<Joiner>], start: Week, end: Week) -> EntryWave {
    let nets: Vec<Vec<Cents>> = worlds
        .iter()
        .map(|joiners| {
            let within = joiners.iter().filter(|joiner| (start..end).contains(&joiner.0));
            let mut nets: Vec<Cents> = within.map(|joiner| joiner.1).collect();
            nets.sort_unstable();
            nets
        })
        .collect();
    let over = |of: &dyn Fn(&Sorted<'_>) -> Option<f64>| {
        let each: Vec<f64> = nets.iter().filter_map(|nets| of(&Sorted::new(nets))).collect();
        Estimate::over(&each)
    };
    let share = over(&|nets| nets.share_above(Cents::ZERO));
    EntryWave {
        first_week: start + 1,
        last_week: end,
        people: nets.iter().map(|nets| nets.len() as u64).sum(),
        profit_share: share.map(|share| share.within(Range::PART)),
        median_net: over(&|nets| nets.quantile(0.5).map(|cents| cents.0 as f64)),
    }
}

/// Fewest recruits of each bin up to one that holds `most`: 0, 1, 2, 3, 5, 10, 20, 50 and so on.
fn starts(most: u32) -> Vec<u32> {
    let tens = |power: u32| 10_u32.checked_pow(power);
    let steps = (1..).map_while(tens).flat_map(|ten| [1, 2, 5].map(|n| ten.checked_mul(n)));
    let large = steps.map_while(|step| step);
    [0, 1, 2, 3, 5].into_iter().chain(large).take_while(|&start| start <= most).collect()
}

fn recruits(worlds: &[Vec<Joiner>], most: u32) -> Vec<RecruitsBin> {
    let starts = starts(most);
    let bin = |(place, &from): (usize, &u32)| {
        let to = starts.get(place + 1).map_or(most, |next| next - 1);
        let held = |joiners: &Vec<Joiner>| {
            joiners.iter().filter(|joiner| (from..=to).contains(&joiner.2)).count()
        };
        let each: Vec<f64> = worlds
            .iter()
            .filter(|joiners| !joiners.is_empty())
            .map(|joiners| held(joiners) as f64 / joiners.len() as f64)
            .collect();
        let people = worlds.iter().map(|joiners| held(joiners) as u64).sum();
        let share = Estimate::over(&each).map(|share| share.within(Range::PART));
        RecruitsBin { from, to, people, share }
    };
    starts.iter().enumerate().map(bin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waves_follow_each_other_from_the_burn_in_to_the_last_who_is_followed() {
        assert_eq!(edges(0, 53), [0, 13, 26, 39, 53]);
        assert_eq!(edges(12, 57), [12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 57]);
        assert_eq!(edges(0, 105), [0, 13, 26, 39, 52, 65, 78, 91, 105]);
        assert_eq!(edges(0, 469), [0, 52, 104, 156, 208, 260, 312, 364, 416, 469]);
        assert_eq!(edges(5, 6), [5, 6]);
        assert!(edges(5, 5).is_empty() && edges(5, 0).is_empty());
        for weeks in 1..3_000 {
            let edges = edges(3, 3 + weeks);
            assert!(edges.len() <= WAVES_MAX as usize + 1, "{weeks}");
            assert!(edges.is_sorted_by(|a, b| a < b) && edges[0] == 3, "{weeks}");
            assert_eq!(edges.last(), Some(&(3 + weeks)), "{weeks}");
        }
    }

    #[test]
    fn bins_of_recruits_are_single_numbers_first_and_then_grow_in_steps_of_one_two_five() {
        assert_eq!(starts(0), [0]);
        assert_eq!(starts(4), [0, 1, 2, 3]);
        assert_eq!(starts(150), [0, 1, 2, 3, 5, 10, 20, 50, 100]);
        assert_eq!(starts(u32::MAX).last(), Some(&2_000_000_000));
    }

    #[test]
    fn a_wave_and_a_bin_are_means_of_the_worlds_that_have_anybody_there() {
        let worlds = vec![
            vec![(0, Cents(-100), 0), (3, Cents(300), 4), (4, Cents(7), 0)],
            Vec::new(),
            vec![(2, Cents(0), 3)],
        ];
        let first = wave(&worlds, 0, 4);
        assert_eq!((first.first_week, first.last_week, first.people), (1, 4, 3));
        let mean = |estimate: Option<Estimate>| estimate.map(|estimate| estimate.mean);
        assert_eq!(mean(first.profit_share), Some(0.25));
        // Of two the lower one is in the middle.
        assert_eq!(mean(first.median_net), Some(-50.0));
        let bins = recruits(&worlds, 4);
        let told: Vec<(u32, u32, u64)> = bins.iter().map(|b| (b.from, b.to, b.people)).collect();
        assert_eq!(told, [(0, 0, 2), (1, 1, 0), (2, 2, 0), (3, 4, 2)]);
        for (place, wanted) in [(0, 1.0 / 3.0), (1, 0.0), (3, 2.0 / 3.0)] {
            let share = mean(bins[place].share).expect("a share");
            assert!((share - wanted).abs() < 1e-12, "{place}: {share}");
        }
    }
}
