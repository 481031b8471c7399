//! Hours, and the posts that they become.

use super::{Partner, WeekView};
use crate::chance::math;
use crate::scenario::Business;

/// How the hours of a week are divided.
#[derive(Debug, Clone, Copy)]
pub(super) struct Time {
    supervising: f64,
    pub(super) posting: f64,
    pub(super) people: f64,
}

/// How everybody in a business divides her hours in a week.
pub(super) struct Division {
    /// What events make of hours.
    factor: f64,
    /// Hours that each active recruit asks for.
    supervision: f64,
    /// Share of the free hours that goes into posts.
    share: f64,
    /// Hours of a post.
    per_post: f64,
}

impl Division {
    pub(super) fn new(view: &WeekView<'_>, business: &Business) -> Self {
        let post = &view.scenario.post;
        Self {
            factor: view.factors.hours,
            supervision: view.scenario.recruit.supervision_hours,
            share: if business.partners.sells_in_person { post.hours_share } else { 1.0 },
            per_post: post.hours_per_post,
        }
    }

    /// Divides the hours: recruits take theirs first, up to half; posting and meeting share the
    /// rest.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    pub(super) fn divide(&self, hours: f32, motivation: f32, recruits: u32) -> Time {
        let full = f64::from(hours) * f64::from(motivation);
        let hours = (full * self.factor).min(168.0);
        let asked = f64::from(recruits) * self.supervision;
        let supervising = asked.min(hours / 2.0);
        let free = hours - supervising;
        let posting = free * self.share;
        Time { supervising, posting, people: free - posting }
    }

    /// The rate of posts of a time.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    pub(super) fn posts(&self, time: &Time) -> f64 {
        time.posting / self.per_post
    }

    /// A time in which just so many posts are made.
    pub(super) fn with_posts(&self, time: Time, posts: u32) -> Time {
        Time { posting: f64::from(posts) * self.per_post, ..time }
    }
}

/// Minutes worked, and of these those among people.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
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

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
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
