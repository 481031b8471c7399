//! Dated changes from outside, such as a lockdown.

use super::market::small;
use crate::scenario::{Source, Table};

/// Something that changes the week's rates for a while.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// First week, from one.
    pub start_week: u32,
    /// How many weeks it lasts, the ramp included.
    pub duration_weeks: u32,
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
        let mut weeks = |name, default, min, about| {
            small(
                t.count(name, default)
                    .unit("weeks")
                    .within(min, 1_040)
                    .source(Source::Model)
                    .about(about)
                    .read(),
            )
        };
        Self {
            start_week: weeks(
                "start_week",
                1,
                1,
                "First week of the event; the run begins with 1.",
            ),
            duration_weeks: weeks("duration_weeks", 26, 1, "How long it lasts, ramps included."),
            ramp_weeks: weeks("ramp_weeks", 0, 0, "Weeks to full effect, and again to fade."),
            factors: t.table("factor", Factors::read),
        }
    }

    /// Strength of the event in a week counted from zero: 0 outside, 1 at full effect.
    #[must_use]
    pub fn strength(&self, week: u32) -> f64 {
        let start = self.start_week - 1;
        if week < start || start + self.duration_weeks <= week {
            return 0.0;
        }
        if self.ramp_weeks == 0 {
            return 1.0;
        }
        let since = f64::from(week - start + 1);
        let until = f64::from(start + self.duration_weeks - week);
        let ramp = f64::from(self.ramp_weeks) + 1.0;
        (since / ramp).min(until / ramp).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_begins_ends_and_ramps_when_its_keys_say() {
        let event =
            Event { start_week: 11, duration_weeks: 5, ramp_weeks: 1, factors: Factors::NONE };
        let strengths: Vec<f64> = (9..16).map(|week| event.strength(week)).collect();
        assert_eq!(strengths, [0.0, 0.5, 1.0, 1.0, 1.0, 0.5, 0.0]);
    }

    #[test]
    fn two_events_multiply() {
        let half = Factors { hours: 0.5, ..Factors::NONE };
        let both = half.on_top_of(&half, 1.0);
        assert!((both.hours - 0.25).abs() < 1e-12);
        assert!((half.on_top_of(&half, 0.5).hours - 0.375).abs() < 1e-12);
    }
}
