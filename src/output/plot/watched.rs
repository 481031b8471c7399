//! Those who joined as far as they were watched, from the table of partners: who was at risk of
//! leaving, of earning and of breaking even in each week after joining.
//!
//! *Invariant*: whoever is watched for so many weeks is at risk in the last of them, too. Founders
//! and those of the burn-in are left out; of somebody who came back the first time counts.
//!
//! *Absent*: places and colours.

use super::few;
use crate::experiment::interval::Estimate;
use crate::experiment::results::{CareerEvent, IncidenceRow, Results};
use crate::units::WEEKS_PER_YEAR;

/// The reason under which a partner pays to stay.
const RENEWAL: &str = "renewal_fee";

/// Whether partners ever paid to stay.
pub(in crate::output) fn has_renewal(results: &Results) -> bool {
    results.flows.iter().any(|row| row.reason == RENEWAL && row.cents.0 != 0)
}

/// What happens to somebody, by weeks since joining.
struct Watched {
    world: u32,
    /// How many she stands for.
    weight: f64,
    /// When the watching ended, and whether by leaving.
    ended: u32,
    left: bool,
    earned: Option<u32>,
    even: Option<u32>,
}

fn watched(results: &Results) -> Vec<Watched> {
    let card = &results.card;
    let mut rows: Vec<&crate::experiment::results::PartnerRow> = results.partners.iter().collect();
    rows.sort_by_key(|row| (row.replicate, row.person, row.week_joined, row.partner));
    rows.dedup_by_key(|row| (row.replicate, row.person));
    rows.into_iter()
        .filter(|row| card.burn_in_weeks < row.week_joined)
        .map(|row| {
            let until = row.week_left.unwrap_or(card.weeks);
            Watched {
                world: row.replicate,
                weight: row.weight,
                ended: until.saturating_sub(row.week_joined),
                left: row.week_left.is_some(),
                earned: row.first_earnings_weeks,
                even: row.break_even_weeks,
            }
        })
        .collect()
}

/// What is known of a week: how many were at risk, to how many it happened, and how many left.
#[derive(Debug, Clone, Copy, Default)]
struct Week {
    at_risk: f64,
    happened: f64,
    left: f64,
}

/// All weeks in which anybody was at risk, from that of joining on.
fn by_week(people: &[&Watched], event: Option<CareerEvent>) -> Vec<Week> {
    let mut weeks: Vec<Week> = Vec::new();
    for person in people {
        let happened = match event {
            None => None,
            Some(CareerEvent::FirstEarnings) => person.earned,
            Some(CareerEvent::BreakEven) => person.even,
        };
        let end = happened.unwrap_or(person.ended) as usize;
        if weeks.len() <= end {
            weeks.resize(end + 1, Week::default());
        }
        // Who ends now was at risk until now: summed up from the end below.
        weeks[end].at_risk += person.weight;
        if happened.is_some() {
            weeks[end].happened += person.weight;
        } else if person.left {
            weeks[end].left += person.weight;
        }
    }
    let mut sum = 0.0;
    for week in weeks.iter_mut().rev() {
        sum += week.at_risk;
        week.at_risk = sum;
    }
    weeks
}

/// How many worlds still watch anybody in each week.
fn worlds_by_week(people: &[Watched]) -> Vec<u32> {
    let mut last: Vec<(u32, u32)> =
        people.iter().map(|person| (person.world, person.ended)).collect();
    last.sort_unstable_by(|a, b| (a.0, b.1).cmp(&(b.0, a.1)));
    last.dedup_by_key(|one| one.0);
    let longest = last.iter().map(|one| one.1).max().unwrap_or(0);
    let known = |week: u32| last.iter().filter(|one| week <= one.1).count();
    (0..=longest).map(|week| u32::try_from(known(week)).unwrap_or(u32::MAX)).collect()
}

/// How far a curve may be carried on: while at least half of the worlds watch anybody, and all of
/// them together as many people as are not few.
fn is_carried(week: &Week, known: u32, worlds: u32) -> bool {
    worlds <= 2 * known && few::PEOPLE as f64 <= week.at_risk
}

/// The points of a curve: means of the worlds up to the last one that all of them know, for a mean
/// over those that are left could fall, which a share that has once come cannot. From there on it
/// is carried on by what happened to all who were still at risk, in whichever world; such points
/// have no interval.
pub(in crate::output) fn carried_on(
    results: &Results,
    event: CareerEvent,
    points: &[IncidenceRow],
) -> Vec<IncidenceRow> {
    let worlds = points.first().map_or(0, |row| row.happened.replicates);
    let whole = points.iter().take_while(|row| row.happened.replicates == worlds).count();
    let mut all = points[..whole].to_vec();
    let Some(last) = all.last().cloned().filter(|_| whole < points.len()) else { return all };
    let people = watched(results);
    let weeks = by_week(&people.iter().collect::<Vec<_>>(), Some(event));
    let known = worlds_by_week(&people);
    let (mut happened, mut left) = (last.happened.mean, last.left_before.mean);
    let mut done = last.time;
    for row in &points[whole..] {
        for time in done + 1..=row.time {
            let (Some(week), Some(&known)) = (weeks.get(time as usize), known.get(time as usize))
            else {
                return all;
            };
            if !is_carried(week, known, worlds) {
                return all;
            }
            let waiting = 1.0 - happened - left;
            happened += waiting * week.happened / week.at_risk;
            left += waiting * week.left / week.at_risk;
        }
        done = row.time;
        let known = known[row.time as usize];
        let bare = |mean: f64| Estimate {
            mean,
            low: None,
            high: None,
            smallest: mean,
            largest: mean,
            replicates: known,
        };
        all.push(IncidenceRow {
            time: row.time,
            happened: bare(happened),
            left_before: bare(left),
            waiting: bare(1.0 - happened - left),
        });
    }
    all
}

/// How many are still registered so many weeks after joining.
#[derive(Debug, Clone, Copy)]
pub(in crate::output) struct Staying {
    /// Weeks after joining.
    pub(in crate::output) week: u32,
    /// Their share.
    pub(in crate::output) share: Estimate,
    /// Whether few people or worlds are behind it.
    pub(in crate::output) is_few: bool,
}

/// The share still registered by weeks after joining (Kaplan and Meier 1958): the mean of the
/// worlds while all of them know, carried on as above where they do not.
pub(in crate::output) fn staying(results: &Results) -> Vec<Staying> {
    let people = watched(results);
    let mut ids: Vec<u32> = people.iter().map(|person| person.world).collect();
    ids.sort_unstable();
    ids.dedup();
    let worlds = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    let each: Vec<Vec<f64>> = ids
        .iter()
        .map(|id| {
            let own: Vec<&Watched> = people.iter().filter(|person| person.world == *id).collect();
            let mut share = 1.0;
            let kept = by_week(&own, None).into_iter().map(|week| {
                share *= 1.0 - week.left / week.at_risk;
                share
            });
            kept.collect()
        })
        .collect();
    let all = by_week(&people.iter().collect::<Vec<_>>(), None);
    let known = worlds_by_week(&people);
    let mut curve: Vec<Staying> = Vec::new();
    for (time, (week, known)) in all.iter().zip(known).enumerate() {
        let shares: Vec<f64> = each.iter().filter_map(|own| own.get(time).copied()).collect();
        let share = if known == worlds {
            Estimate::over(&shares)
        } else if is_carried(week, known, worlds) {
            curve.last().map(|before| {
                let mean = before.share.mean * (1.0 - week.left / week.at_risk);
                Estimate { mean, low: None, high: None, replicates: known, ..before.share }
            })
        } else {
            None
        };
        let Some(share) = share else { break };
        let is_few = week.at_risk < few::PEOPLE as f64 || known < few::WORLDS;
        let week = u32::try_from(time).unwrap_or(u32::MAX);
        curve.push(Staying { week, share, is_few });
    }
    curve
}

/// The points just before a renewal and when it has been asked, for each year that a curve of weeks
/// knows.
pub(in crate::output) fn renewals(curve: &[Staying]) -> Vec<(&Staying, &Staying)> {
    let years = curve.last().map_or(0, |last| last.week) / WEEKS_PER_YEAR;
    let pair = |year: u32| {
        let place = (year * WEEKS_PER_YEAR) as usize;
        Some((curve.get(place - 1)?, curve.get(place)?))
    };
    (1..=years).filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::experiment::results::PartnerRow;

    /// Partners of worlds: week of joining, week of leaving, weeks to break-even.
    fn with(rows: &[(u32, u32, Option<u32>, Option<u32>)]) -> Results {
        let mut results = sample::typical();
        (results.card.weeks, results.card.burn_in_weeks) = (20, 0);
        results.partners = rows
            .iter()
            .zip(0_u32..)
            .map(|(&(replicate, week_joined, week_left, break_even_weeks), place)| PartnerRow {
                replicate,
                partner: place,
                person: u64::from(place),
                week_joined,
                week_left,
                break_even_weeks,
                weight: 1.0,
                ..PartnerRow::default()
            })
            .collect();
        results
    }

    #[test]
    fn a_share_still_registered_is_what_it_is_by_hand_and_founders_do_not_count() {
        // Of four one leaves after 2 weeks; one joined 5 weeks before the end; of the two that are
        // left one leaves after 6.
        let results = with(&[
            (0, 1, Some(3), None),
            (0, 1, Some(7), None),
            (0, 1, None, None),
            (0, 15, None, None),
            (0, 0, Some(2), None),
        ]);
        let curve = staying(&results);
        let at = |week: usize| curve[week].share.mean;
        assert!((at(1) - 1.0).abs() < 1e-12 && (at(2) - 0.75).abs() < 1e-12);
        assert!((at(5) - 0.75).abs() < 1e-12 && (at(6) - 0.375).abs() < 1e-12);
        assert_eq!(curve.last().map(|last| last.week), Some(19));
        // Who comes back had left.
        let mut twice = with(&[(0, 1, Some(3), None), (0, 9, None, None), (0, 1, None, None)]);
        twice.partners[1].person = twice.partners[0].person;
        assert!((staying(&twice)[2].share.mean - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_curve_goes_on_while_half_of_the_worlds_know_and_never_turns_back() {
        // Two worlds: in one all joined in week 1, in the other in week 11, and a tenth leaves.
        let mut rows: Vec<(u32, u32, Option<u32>, Option<u32>)> = Vec::new();
        rows.extend((0..200).map(|place| (0, 1, None, (place < 20).then_some(15))));
        rows.extend((0..200).map(|place| (1, 11, (place < 20).then_some(11), None)));
        let results = with(&rows);
        let curve = staying(&results);
        assert_eq!(curve.last().map(|last| last.week), Some(19));
        assert!((curve[9].share.mean - 0.95).abs() < 1e-12 && curve[9].share.low.is_some());
        assert!((curve[19].share.mean - 0.95).abs() < 1e-12 && curve[19].share.low.is_none());
        assert!(curve.windows(2).all(|pair| pair[1].share.mean <= pair[0].share.mean));
        // Means over the worlds that know: the other one is left out from week 10 on.
        let row = |time: u32| {
            let known = if time < 10 { 2 } else { 1 };
            let of = |mean| Estimate { replicates: known, ..sample::estimate(mean, 0.01) };
            let left = if time < 10 { 0.05 } else { 0.0 };
            IncidenceRow { time, happened: of(0.0), left_before: of(left), waiting: of(1.0 - left) }
        };
        let points: Vec<IncidenceRow> = (0..20).map(row).collect();
        let carried = carried_on(&results, CareerEvent::BreakEven, &points);
        assert_eq!(carried.len(), 20);
        // A tenth of those at risk broke even in week 15: of the 95 % who still waited.
        assert!((carried[19].happened.mean - 0.095).abs() < 1e-12);
        assert!((carried[19].left_before.mean - 0.05).abs() < 1e-12);
        let sum = |row: &IncidenceRow| row.happened.mean + row.left_before.mean + row.waiting.mean;
        assert!(carried.iter().all(|row| (sum(row) - 1.0).abs() < 1e-12));
        // Three worlds of which one knows are too few.
        let mut three = with(&[&rows[..], &[(2, 11, None, None)]].concat());
        assert_eq!(staying(&three).last().map(|last| last.week), Some(9));
        // So are 99 people.
        three.partners.retain(|row| row.replicate != 2 && (row.replicate == 1 || row.person < 99));
        assert_eq!(staying(&three).last().map(|last| last.week), Some(9));
    }

    #[test]
    fn whether_there_is_a_renewal_is_told_by_the_money_and_not_by_a_jump() {
        let mut results = sample::typical();
        assert!(!has_renewal(&results));
        let mut row = results.flows[0].clone();
        row.reason = RENEWAL.to_owned();
        results.flows.push(row);
        assert!(has_renewal(&results));
    }
}
