//! How soon something happens to people when something else may come first: cumulative incidence.
//!
//! *Invariant*: at every time, those to whom the event has happened, those to whom the competing
//! event came first and those who still wait add up to one. Without censoring the three are plain
//! shares of the people, to the last bit.
//!
//! *Absent*: what the events are (breaking even, leaving, a rank), intervals (these are taken over
//! replicates), and covariates.

use serde::Serialize;

/// Times from this one on are mistakes: no run is a million weeks long.
const TOO_LATE: u32 = 1_000_000;

/// How the watching of a person ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// What is asked about happened.
    Event,
    /// Something happened after which it cannot happen any more.
    Competing,
    /// The watching stopped before either happened.
    Censored,
}

/// One person as far as she was watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Career {
    /// When the watching ended, in whole periods (weeks, posts) since the start of this person.
    pub time: u32,
    /// What it ended with.
    pub end: End,
}

/// What a curve does at one time at which somebody's career ended; flat until the next point.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct IncidencePoint {
    /// The time, in the unit of the careers.
    pub time: u32,
    /// How many people were still watched just before.
    pub at_risk: u64,
    /// To how many of them the event happened at this time.
    pub events: u64,
    /// To how many the competing event happened.
    pub competing: u64,
    /// How many were watched no longer after this time.
    pub censored: u64,
    /// Probability that the event has happened by now.
    pub event_incidence: f64,
    /// Probability that the competing event has come first by now.
    pub competing_incidence: f64,
    /// Probability that neither has happened by now.
    pub still_waiting: f64,
}

/// The Aalen–Johansen estimator of the cumulative incidence in discrete time, one point for each
/// time at which a career ended, in order. Nobody gives no points.
///
/// Events come before censorings at the same time: who is censored at t was at risk at t.
///
/// Source: Aalen and Johansen (1978), Scandinavian Journal of Statistics 5, in the form of
/// redistribution to the right (Efron 1967). Each person still watched stands for `1 / divisor` of
/// all; a censoring hands what she stood for to those who stay, and changes nothing else.
///
/// # Panics
/// When a career ends at a million or later, where memory goes by the latest time.
pub fn cumulative_incidence(careers: &[Career]) -> Vec<IncidencePoint> {
    let mut at_risk = careers.len() as u64;
    let mut divisor = careers.len() as f64;
    // What was reached before the last change of the divisor, and the counts since then.
    let (mut settled, mut since) = ([0.0; 2], [0_u64; 2]);
    let mut points = Vec::new();
    for (time, [events, competing, censored]) in (0_u32..).zip(ends_by_time(careers)) {
        if events + competing + censored == 0 {
            continue;
        }
        since = [since[0] + events, since[1] + competing];
        let incidence: [f64; 2] =
            std::array::from_fn(|cause| settled[cause] + since[cause] as f64 / divisor);
        let staying = at_risk - events - competing;
        points.push(IncidencePoint {
            time,
            at_risk,
            events,
            competing,
            censored,
            event_incidence: incidence[0],
            competing_incidence: incidence[1],
            still_waiting: staying as f64 / divisor,
        });
        at_risk = staying - censored;
        if 0 < censored {
            (settled, since) = (incidence, [0; 2]);
            divisor *= at_risk as f64 / staying as f64;
        }
    }
    points
}

/// What a curve says of one time: the probabilities that the event has happened by then, that the
/// competing event has come first, and that neither has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// The event has happened.
    pub event: f64,
    /// The competing event has come first.
    pub competing: f64,
    /// Neither has happened.
    pub waiting: f64,
}

/// What a curve says of `time`. None where it cannot know: there is nobody, or the last one was
/// watched no longer than until an earlier time and still waited then. A curve on which nobody
/// waits any more stays as it is for ever.
pub fn standing_at(points: &[IncidencePoint], time: u32) -> Option<Standing> {
    let last = points.last()?;
    if last.time < time && 0.0 < last.still_waiting {
        return None;
    }
    let reached = points.partition_point(|point| point.time <= time).checked_sub(1);
    let before_all = Standing { event: 0.0, competing: 0.0, waiting: 1.0 };
    Some(reached.map_or(before_all, |at| Standing {
        event: points[at].event_incidence,
        competing: points[at].competing_incidence,
        waiting: points[at].still_waiting,
    }))
}

/// The probability that the event has happened by `time`, where the curve knows it.
pub fn incidence_at(points: &[IncidencePoint], time: u32) -> Option<f64> {
    standing_at(points, time).map(|standing| standing.event)
}

/// The first time by which the event has happened to one half of all. None when that never comes,
/// because the competing event came first or the watching stopped.
pub fn median_time(points: &[IncidencePoint]) -> Option<u32> {
    // Censoring leaves a rounding error, which must not put the median off by a step.
    let half = 0.5 - 1e-12;
    points.iter().find(|point| half <= point.event_incidence).map(|point| point.time)
}

/// Counts of events, competing events and censorings at each time from zero on.
fn ends_by_time(careers: &[Career]) -> Vec<[u64; 3]> {
    let latest = careers.iter().map(|career| career.time).max().unwrap_or(0);
    assert!(latest < TOO_LATE, "a career ends below {TOO_LATE}, not at {latest}");
    let mut counts = vec![[0; 3]; latest as usize + 1];
    for career in careers {
        counts[career.time as usize][match career.end {
            End::Event => 0,
            End::Competing => 1,
            End::Censored => 2,
        }] += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(found: f64, wanted: f64) -> bool {
        (found - wanted).abs() < 1e-12
    }

    fn careers(list: &[(u32, End)]) -> Vec<Career> {
        list.iter().map(|&(time, end)| Career { time, end }).collect()
    }

    #[test]
    fn a_worked_example_comes_out() {
        use End::{Censored, Competing, Event};
        let list = careers(&[
            (1, Event),
            (2, Competing),
            (2, Censored),
            (3, Event),
            (3, Censored),
            (4, Competing),
            (5, Event),
            (6, Censored),
        ]);
        let points = cumulative_incidence(&list);
        // By hand: waiting before each time 1, 7/8, 6/8, 3/5, 2/5, 1/5; at risk 8, 7, 5, 3, 2, 1.
        let wanted = [
            (1, 8, 1.0 / 8.0, 0.0),
            (2, 7, 1.0 / 8.0, 1.0 / 8.0),
            (3, 5, 1.0 / 8.0 + 3.0 / 20.0, 1.0 / 8.0),
            (4, 3, 1.0 / 8.0 + 3.0 / 20.0, 1.0 / 8.0 + 1.0 / 5.0),
            (5, 2, 1.0 / 8.0 + 3.0 / 20.0 + 1.0 / 5.0, 1.0 / 8.0 + 1.0 / 5.0),
            (6, 1, 1.0 / 8.0 + 3.0 / 20.0 + 1.0 / 5.0, 1.0 / 8.0 + 1.0 / 5.0),
        ];
        assert_eq!(points.len(), wanted.len());
        for (point, (time, at_risk, event, competing)) in points.iter().zip(wanted) {
            assert_eq!((point.time, point.at_risk), (time, at_risk));
            assert!(close(point.event_incidence, event), "{point:?}");
            assert!(close(point.competing_incidence, competing), "{point:?}");
        }
        assert_eq!(incidence_at(&points, 0), Some(0.0));
        assert!(incidence_at(&points, 4).is_some_and(|found| close(found, 0.275)));
        assert!(incidence_at(&points, 6).is_some_and(|found| close(found, 0.475)));
        assert_eq!(incidence_at(&points, 7), None);
        assert_eq!(median_time(&points), None);
    }

    #[test]
    fn who_is_censored_at_the_time_of_an_event_was_at_risk_of_it() {
        let points = cumulative_incidence(&careers(&[(3, End::Censored), (3, End::Event)]));
        assert_eq!((points[0].at_risk, points[0].events, points[0].censored), (2, 1, 1));
        assert!(close(points[0].event_incidence, 0.5));
        assert_eq!(median_time(&points), Some(3));
    }

    #[test]
    fn nobody_gives_no_points_and_only_censoring_gives_no_incidence() {
        assert_eq!(cumulative_incidence(&[]), []);
        assert_eq!(incidence_at(&[], 9), None);
        let points = cumulative_incidence(&careers(&[(0, End::Censored), (9, End::Censored)]));
        assert_eq!(points.len(), 2);
        assert!(close(points[1].still_waiting, 1.0));
    }

    #[test]
    fn a_curve_ends_with_the_last_follow_up_unless_nobody_waits_any_more() {
        use End::{Censored, Competing, Event};
        let open = cumulative_incidence(&careers(&[(2, Event), (9, Censored)]));
        assert_eq!(incidence_at(&open, 1), Some(0.0));
        assert_eq!(incidence_at(&open, 9), Some(0.5));
        assert_eq!(standing_at(&open, 10), None);
        let closed = cumulative_incidence(&careers(&[(2, Event), (9, Competing)]));
        let for_ever = Standing { event: 0.5, competing: 0.5, waiting: 0.0 };
        assert_eq!(standing_at(&closed, 1_000), Some(for_ever));
        let early = cumulative_incidence(&careers(&[(1, Censored), (4, Event), (4, Competing)]));
        assert_eq!(incidence_at(&early, 1_000), Some(0.5));
    }

    #[test]
    #[should_panic(expected = "a career ends below")]
    fn a_time_that_never_comes_is_refused() {
        let _ = cumulative_incidence(&careers(&[(crate::units::NEVER, End::Censored)]));
    }

    fn any_career(ends: Vec<End>) -> impl Strategy<Value = Career> {
        (0_u32..30, prop::sample::select(ends)).prop_map(|(time, end)| Career { time, end })
    }

    proptest! {
        #[test]
        fn the_three_add_up_to_one_and_only_grow_or_shrink(
            list in prop::collection::vec(
                any_career(vec![End::Event, End::Competing, End::Censored]), 1..200),
        ) {
            let points = cumulative_incidence(&list);
            let mut before = (0.0, 0.0, 1.0, list.len() as u64);
            for point in &points {
                let sum = point.event_incidence + point.competing_incidence + point.still_waiting;
                prop_assert!(close(sum, 1.0), "{:?}", point);
                prop_assert!(before.0 <= point.event_incidence);
                prop_assert!(before.1 <= point.competing_incidence);
                prop_assert!(point.still_waiting <= before.2 + 1e-12);
                prop_assert_eq!(point.at_risk, before.3);
                before = (
                    point.event_incidence,
                    point.competing_incidence,
                    point.still_waiting,
                    point.at_risk - point.events - point.competing - point.censored,
                );
            }
            prop_assert_eq!(before.3, 0);
        }

        #[test]
        fn the_estimator_is_the_sum_of_hazards_times_waiting(
            list in prop::collection::vec(
                any_career(vec![End::Event, End::Competing, End::Censored]), 1..200),
        ) {
            let (mut waiting, mut event, mut competing) = (1.0, 0.0, 0.0);
            for point in cumulative_incidence(&list) {
                let at_risk = point.at_risk as f64;
                event += waiting * point.events as f64 / at_risk;
                competing += waiting * point.competing as f64 / at_risk;
                waiting *= 1.0 - (point.events + point.competing) as f64 / at_risk;
                prop_assert!(close(point.event_incidence, event));
                prop_assert!(close(point.competing_incidence, competing));
                prop_assert!(close(point.still_waiting, waiting));
            }
        }

        #[test]
        fn without_a_competing_event_it_is_one_less_kaplan_meier(
            list in prop::collection::vec(any_career(vec![End::Event, End::Censored]), 1..200),
        ) {
            let points = cumulative_incidence(&list);
            for time in 0..30 {
                let mut waiting = 1.0;
                for t in 0..=time {
                    let at_risk = list.iter().filter(|career| t <= career.time).count();
                    let here = Career { time: t, end: End::Event };
                    let events = list.iter().filter(|&&career| career == here).count();
                    waiting *= 1.0 - events as f64 / at_risk.max(1) as f64;
                }
                if let Some(found) = incidence_at(&points, time) {
                    prop_assert!(close(found, 1.0 - waiting));
                }
            }
        }

        #[test]
        fn without_censoring_it_is_the_plain_share_and_its_median(
            list in prop::collection::vec(any_career(vec![End::Event, End::Competing]), 1..200),
        ) {
            let points = cumulative_incidence(&list);
            let happened = |time: u32| {
                list.iter().filter(|c| c.end == End::Event && c.time <= time).count()
            };
            for time in 0..30 {
                let share = happened(time) as f64 / list.len() as f64;
                prop_assert_eq!(incidence_at(&points, time), Some(share));
            }
            let median = (0..30).find(|&time| list.len() <= 2 * happened(time));
            prop_assert_eq!(median_time(&points), median);
        }
    }
}
