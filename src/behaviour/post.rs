//! Hours, and the posts that they become.

use super::Partner;
use crate::chance::math;

/// How the hours of a week are divided.
pub(super) struct Time {
    supervising: f64,
    pub(super) posting: f64,
    pub(super) people: f64,
}

/// Divides the hours: recruits take theirs first, up to half; posting and meeting share the rest.
pub(super) fn divide_time(partner: &Partner<'_>) -> Time {
    let Partner { view, chunk, slot, .. } = *partner;
    let full = f64::from(chunk.hours[slot]) * f64::from(chunk.motivation[slot]);
    let hours = (full * view.factors.hours).min(168.0);
    let asked = f64::from(chunk.active_recruits.of(slot)) * view.scenario.recruit.supervision_hours;
    let supervising = asked.min(hours / 2.0);
    let free = hours - supervising;
    let meets_people = partner.business.partners.sells_in_person;
    let posting = if meets_people { free * view.scenario.post.hours_share } else { free };
    Time { supervising, posting, people: free - posting }
}

/// Minutes worked, and of these those among people.
pub(super) fn minutes_of(time: &Time) -> (u32, u32) {
    (minutes(time.supervising + time.posting + time.people), minutes(time.people))
}

/// Views of a week's posts.
pub(super) fn views(partner: &Partner<'_>, posts: u32) -> f64 {
    let Partner { view, chunk, slot, .. } = *partner;
    f64::from(chunk.followers[slot])
        * view.scenario.post.reach
        * view.factors.reach
        * view.tables.fatigue.views(posts)
}

/// Views of n posts in a week beside those of one: 1 + q + q^2 + ... with q the fatigue.
#[derive(Debug, Clone)]
pub struct FatigueTable {
    views: Vec<f64>,
    fatigue: f64,
}

/// Posts in a week up to which the sum is kept in a table.
pub(super) const TABLE_POSTS: u32 = 64;

impl FatigueTable {
    /// Sums the series for each number of posts.
    pub fn new(fatigue: f64) -> Self {
        let mut views = Vec::with_capacity(TABLE_POSTS as usize + 1);
        let (mut sum, mut next) = (0.0, 1.0);
        for _ in 0..=TABLE_POSTS {
            views.push(sum);
            sum += next;
            next *= fatigue;
        }
        Self { views, fatigue }
    }

    /// As [`views`](Self::views), of so many as stand in the table.
    pub(super) fn tabled(&self, posts: usize) -> f64 {
        self.views[posts]
    }

    /// Views of so many posts beside those of one.
    #[inline]
    pub fn views(&self, posts: u32) -> f64 {
        match self.views.get(posts as usize) {
            Some(&views) => views,
            None if self.fatigue < 1.0 => {
                (1.0 - math::pow(self.fatigue, f64::from(posts))) / (1.0 - self.fatigue)
            }
            None => f64::from(posts),
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most a week")]
fn minutes(hours: f64) -> u32 {
    (hours * 60.0 + 0.5) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_fatigue_every_post_counts_whole_and_with_it_the_series_converges() {
        let none = FatigueTable::new(1.0);
        let some = FatigueTable::new(0.5);
        for posts in [0_u32, 1, 5, 64, 65, 1_000] {
            assert!((none.views(posts) - f64::from(posts)).abs() < 1e-9);
            let closed = 2.0 * (1.0 - math::pow(0.5, f64::from(posts)));
            assert!((some.views(posts) - closed).abs() < 1e-9, "{posts}");
        }
    }
}
