//! Dated changes, such as a lockdown, a new price or a new rule.

use super::market::small;
use crate::scenario::{Source, Table};
use crate::units::Week;

/// Something that changes rates or rules for a while or for good.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// First week, from one.
    pub start_week: u32,
    /// How many weeks it lasts, the ramps included; nothing if it lasts for good.
    pub duration_weeks: Option<u32>,
    /// Weeks until it has its full effect, and again until it has faded.
    pub ramp_weeks: u32,
    /// What it multiplies at full effect.
    pub factors: Factors,
}

/// Multipliers of the week's rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Factors {
    /// Hours that partners give.
    pub hours: f64,
    /// Views of a post.
    pub reach: f64,
    /// Orders from online contacts.
    pub online_orders: f64,
    /// Orders from contacts in person.
    pub in_person_orders: f64,
    /// Leads.
    pub leads: f64,
    /// Hazard of quitting.
    pub quitting: f64,
}

impl Factors {
    /// A week like any other.
    pub const NONE: Self = Self {
        hours: 1.0,
        reach: 1.0,
        online_orders: 1.0,
        in_person_orders: 1.0,
        leads: 1.0,
        quitting: 1.0,
    };

    fn read(t: &mut Table<'_>) -> Self {
        let mut factor = |name, about| {
            t.number(name, 1.0)
                .unit("factor")
                .within(0.0, 1_000.0)
                .source(Source::Model)
                .about(about)
                .read()
        };
        Self {
            hours: factor("hours", "Multiplies the hours that partners give."),
            reach: factor("reach", "Multiplies the views of a post."),
            online_orders: factor("online_orders", "Multiplies new orders from online contacts."),
            in_person_orders: factor("in_person_orders", "Multiplies new orders in person."),
            leads: factor("leads", "Multiplies the leads."),
            quitting: factor("quitting", "Multiplies the hazard of quitting."),
        }
    }

    /// This effect at a strength from 0 (none) to 1 (full), on top of another.
    #[must_use]
    pub fn on_top_of(&self, other: &Self, strength: f64) -> Self {
        let blend = |mine: f64, theirs: f64| theirs * (1.0 + strength * (mine - 1.0));
        Self {
            hours: blend(self.hours, other.hours),
            reach: blend(self.reach, other.reach),
            online_orders: blend(self.online_orders, other.online_orders),
            in_person_orders: blend(self.in_person_orders, other.in_person_orders),
            leads: blend(self.leads, other.leads),
            quitting: blend(self.quitting, other.quitting),
        }
    }
}

impl Event {
    pub(crate) fn read(t: &mut Table<'_>) -> Self {
        t.fixed("events are dated before the run; another event can begin later");
        let (start_week, duration_weeks, ramp_weeks) = Self::read_weeks(t);
        t.open_table(
            "set",
            "Keys of the scenario and the values that they have at full effect, written as in the \
             scenario, such as `set.post.reach = 0.2`.",
        );
        let factors = t.table("factor", Factors::read);
        Self { start_week, duration_weeks, ramp_weeks, factors }
    }

    fn read_weeks(t: &mut Table<'_>) -> (u32, Option<u32>, u32) {
        fn weeks(t: &mut Table<'_>, name: &'static str, least: u64, about: &'static str) -> u32 {
            let weeks = t.count(name, least).unit("weeks").within(least, 1_040);
            small(weeks.source(Source::Model).about(about).read())
        }
        let start = weeks(t, "start_week", 1, "First week of the event; the run begins with 1.");
        let about = "How long it lasts, ramps included; an event that sets keys lasts for good if \
                     this is left out.";
        let duration = if t.gives("set") {
            let weeks = t.optional_count("duration_weeks").unit("weeks").within(1, 1_040);
            weeks.source(Source::Model).about(about).read().map(small)
        } else {
            let weeks = t.count("duration_weeks", 26).unit("weeks").within(1, 1_040);
            Some(small(weeks.source(Source::Model).about(about).read()))
        };
        let ramp = weeks(t, "ramp_weeks", 0, "Weeks to full effect, and again to fade.");
        (start, duration, ramp)
    }

    /// How far the event is from none to full effect in a week counted from zero: so many steps of
    /// so many.
    #[must_use]
    pub fn steps(&self, week: Week) -> (u32, u32) {
        let (start, ramp) = (self.start_week - 1, self.ramp_weeks + 1);
        if week < start {
            return (0, ramp);
        }
        let until = self.duration_weeks.map_or(ramp, |weeks| (start + weeks).saturating_sub(week));
        ((week - start + 1).min(until).min(ramp), ramp)
    }

    /// Strength of the event in a week counted from zero: 0 outside, 1 at full effect.
    #[must_use]
    pub fn strength(&self, week: Week) -> f64 {
        let (step, steps) = self.steps(week);
        f64::from(step) / f64::from(steps)
    }

    /// Its last week in a run of so many, from one.
    #[must_use]
    pub fn last_week(&self, weeks: u32) -> u32 {
        self.duration_weeks.map_or(weeks, |duration| weeks.min(self.start_week + duration - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_begins_ends_and_ramps_when_its_keys_say() {
        let event = Event {
            start_week: 11,
            duration_weeks: Some(5),
            ramp_weeks: 1,
            factors: Factors::NONE,
        };
        let strengths: Vec<f64> = (9..16).map(|week| event.strength(week)).collect();
        assert_eq!(strengths, [0.0, 0.5, 1.0, 1.0, 1.0, 0.5, 0.0]);
        assert_eq!((event.last_week(20), event.last_week(12)), (15, 12));
        let event = Event { duration_weeks: None, ramp_weeks: 2, ..event };
        let steps: Vec<u32> = (9..16).map(|week| event.steps(week).0).collect();
        assert_eq!(steps, [0, 1, 2, 3, 3, 3, 3]);
        assert_eq!(event.last_week(20), 20);
    }

    #[test]
    fn two_events_multiply() {
        let half = Factors { hours: 0.5, ..Factors::NONE };
        let both = half.on_top_of(&half, 1.0);
        assert!((both.hours - 0.25).abs() < 1e-12);
        assert!((half.on_top_of(&half, 0.5).hours - 0.375).abs() < 1e-12);
    }
}
