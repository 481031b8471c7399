//! People who are put into every run and followed one by one: personas, and creators who are
//! offered a contract.

use super::market::small;
use super::people::Motive;
use crate::chance::Distribution;
use crate::scenario::{Choice, Scenario, Source, Table};
use crate::units::BusinessId;

/// Outcomes of a persona that the default number of worlds gives with the default of `clones`.
const CLONES: u32 = 50;

/// All clones together are at most one in so many people.
const PEOPLE_A_CLONE: u32 = 1_000;

/// The number of the creators' cohort; personas have those after it.
pub const CREATORS_COHORT: u32 = 0;

/// A named person who joins a business in every run.
#[derive(Debug, Clone, PartialEq)]
pub struct Persona {
    /// Whose partner she becomes; the only business if left out.
    pub business: Option<String>,
    /// Week of joining, from one.
    pub week: u32,
    /// Followers at joining.
    pub followers: f64,
    /// Hours a week at full motivation.
    pub hours_per_week: f64,
    /// Why she joins.
    pub motive: Motive,
    /// Her engagement beside others; drawn if left out.
    pub engagement: Option<f64>,
    /// Her selling skill beside others; drawn if left out.
    pub selling_skill: Option<f64>,
    /// What she expects to earn in a year; drawn if left out.
    pub expected_earnings_per_year: Option<f64>,
    /// How many of her are put into each world; as many as there is room for if left out.
    pub clones: Option<u32>,
}

impl Persona {
    pub(crate) fn read(t: &mut Table<'_>) -> Self {
        t.fixed("who is put into a run is known before it begins");
        let (followers, hours_per_week) = Self::read_effort(t);
        let mut factor = |name, about| {
            t.optional_number(name)
                .unit("factor")
                .within(0.0, 1_000.0)
                .source(Source::Model)
                .about(about)
                .read()
        };
        let engagement =
            factor("engagement", "Her engagement beside others; drawn as `people` if left out.");
        let selling_skill =
            factor("selling_skill", "Her skill beside others; drawn as `people` if left out.");
        Self {
            business: t
                .optional_text("business")
                .source(Source::Model)
                .about("The business that she joins; may be left out where there is only one.")
                .read(),
            week: read_week(t, 1, "Week of joining, from 1; 52 weeks from it must fit the run."),
            followers,
            hours_per_week,
            motive: t
                .choice("motive", Motive::PartTimeSeller)
                .source(Source::Assumption)
                .about("Why she joins; her hours stay as given whatever the motive.")
                .read(),
            engagement,
            selling_skill,
            expected_earnings_per_year: t
                .optional_number("expected_earnings_per_year")
                .unit("currency units a year")
                .within(0.01, 1e9)
                .source(Source::Model)
                .about("What she expects to earn; drawn as those who say yes if left out.")
                .read(),
            clones: t
                .optional_count("clones")
                .unit("persons a world")
                .within(1, 4_000_000)
                .source(Source::Technical)
                .about(
                    "How many of her are in each world; all clones together at most 0.1 % of the \
                     market's people. Left out, 50 or as many as there is room for.",
                )
                .read()
                .map(small),
        }
    }

    fn read_effort(t: &mut Table<'_>) -> (f64, f64) {
        let followers = t
            .number("followers", 1_500.0)
            .unit("followers")
            .within(0.0, 1e9)
            .source(Source::Article)
            .about("Followers at joining (the article's partner: about 1,500).")
            .read();
        let hours = t
            .number("hours_per_week", 10.5)
            .unit("hours")
            .within(0.0, 168.0)
            .source(Source::Article)
            .about("Hours a week at full motivation (the article: 1 to 2 hours a day).")
            .read();
        (followers, hours)
    }
}

/// The number of a persona's cohort. It follows from her name alone, so that another persona beside
/// her changes nothing of her luck.
pub(crate) fn cohort_of(name: &str) -> u32 {
    let hash = name
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    CREATORS_COHORT + 1 + hash % ((1 << 28) - 1)
}

/// By what rule a creator takes the contract that she is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakesPart {
    /// As anybody who is pitched to: fewer with many followers and small hopes.
    AsRecruit,
    /// As one who is booked or given a link: a share of all.
    AsCreator,
}

impl Choice for TakesPart {
    const NAMES: &'static [(&'static str, Self)] =
        &[("as_recruit", Self::AsRecruit), ("as_creator", Self::AsCreator)];
}

/// Creators who are offered a contract, whether or not they take it.
#[derive(Debug, Clone, PartialEq)]
pub struct Creators {
    /// Who offers; the only business if left out.
    pub business: Option<String>,
    /// How many are offered it.
    pub people: u32,
    /// Their followers.
    pub followers: Distribution,
    /// Week of the first offer, from one.
    pub week: u32,
    /// Weeks over which the offers are spread.
    pub over_weeks: u32,
    /// Who takes part.
    pub takes_part: TakesPart,
    /// Share of those asked as creators who do.
    pub acceptance: f64,
}

impl Creators {
    pub(crate) fn read(t: &mut Table<'_>) -> Self {
        t.fixed("who is put into a run is known before it begins");
        Self {
            business: t
                .optional_text("business")
                .source(Source::Model)
                .about("The business that offers; may be left out where there is only one.")
                .read(),
            people: small(
                t.count("people", 200)
                    .unit("people")
                    .within(1, 100_000_000)
                    .source(Source::Assumption)
                    .about("Creators in each world who are offered the contract.")
                    .read(),
            ),
            followers: t
                .distribution(
                    "followers",
                    Distribution::PowerLaw { min: 1_000.0, max: 10_000_000.0, exponent: 0.73 },
                )
                .unit("followers")
                .within(1.0, 1e9)
                .source(Source::Facts("section 4, follower tail, exponent of the first decade"))
                .about("Their followers, nano to mega.")
                .read(),
            week: read_week(t, 1, "Week of the first offer, from 1."),
            over_weeks: read_over_weeks(t),
            takes_part: t
                .choice("takes_part", TakesPart::AsRecruit)
                .source(Source::Model)
                .about(
                    "Who says yes: `as_recruit` like anybody who is asked to join a network, so \
                     that the large decline; `as_creator` the share `acceptance` of any size.",
                )
                .read(),
            acceptance: t
                .share("acceptance", 0.2)
                .source(Source::Assumption)
                .about("Share of those asked `as_creator` who take the contract.")
                .read(),
        }
    }

    /// The week, from zero, in which the n-th of them is asked.
    #[must_use]
    pub fn week_of(&self, number: u32) -> u32 {
        let later = u64::from(number) * u64::from(self.over_weeks) / u64::from(self.people);
        self.week - 1 + small(later)
    }
}

fn read_week(t: &mut Table<'_>, default: u64, about: &'static str) -> u32 {
    let week = t.count("week", default).unit("week").within(1, 1_040);
    small(week.source(Source::Model).about(about).read())
}

fn read_over_weeks(t: &mut Table<'_>) -> u32 {
    let weeks = t.count("over_weeks", 1).unit("weeks").within(1, 1_040);
    let about = "Weeks over which the offers are spread evenly; the last one's 52 weeks must fit.";
    small(weeks.source(Source::Model).about(about).read())
}

/// How large an audience is, on the scale that the trade uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Up to 10,000 followers.
    Nano,
    /// From 10,000.
    Micro,
    /// From 100,000.
    Macro,
    /// From 1,000,000.
    Mega,
}

/// Number of tiers.
pub const TIERS: usize = 4;

impl Tier {
    /// All tiers, from the smallest.
    pub const ALL: [Self; TIERS] = [Self::Nano, Self::Micro, Self::Macro, Self::Mega];

    /// The tier of so many followers.
    #[must_use]
    pub fn of(followers: f64) -> Self {
        match followers {
            f if f < 10_000.0 => Self::Nano,
            f if f < 100_000.0 => Self::Micro,
            f if f < 1_000_000.0 => Self::Macro,
            _ => Self::Mega,
        }
    }

    /// The name in keys and tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nano => "nano",
            Self::Micro => "micro",
            Self::Macro => "macro",
            Self::Mega => "mega",
        }
    }
}

impl Scenario {
    /// Whether anybody is followed.
    #[must_use]
    pub fn follows(&self) -> bool {
        !self.personas.is_empty() || self.creators.is_some()
    }

    /// Ends the run after so many weeks, if it is longer, but not before the measures begin.
    pub fn end_after(&mut self, weeks: u32) {
        self.weeks = self.weeks.min(weeks.max(self.burn_in_weeks + 1));
        for phase in &mut self.later {
            phase.scenario.weeks = self.weeks;
        }
    }

    /// The business of that name, or the first where none is named.
    pub(crate) fn business_called(&self, name: Option<&str>) -> BusinessId {
        let is_called = |(other, _): &(String, _)| Some(other.as_str()) == name;
        let place = self.businesses.iter().position(is_called).unwrap_or(0);
        BusinessId(u8::try_from(place).expect("at most 255 businesses"))
    }

    /// Clones of all personas for whom there is room.
    pub(crate) fn clones_allowed(&self) -> u32 {
        let one_each = small(self.personas.len() as u64);
        (self.market.people / PEOPLE_A_CLONE).max(one_each)
    }

    /// How many of a persona are put into each world.
    #[must_use]
    pub fn clones_of(&self, persona: &Persona) -> u32 {
        let given = self.personas.iter().filter_map(|(_, persona)| persona.clones);
        let taken: u64 = given.map(u64::from).sum();
        let sharing = self.personas.iter().filter(|(_, persona)| persona.clones.is_none()).count();
        let room = u64::from(self.clones_allowed()).saturating_sub(taken);
        let share = small(room / (sharing as u64).max(1));
        persona.clones.unwrap_or(share.clamp(1, CLONES))
    }

    /// Everybody who is put into a world.
    pub(crate) fn followed_people(&self) -> u64 {
        let clones = self.personas.iter().map(|(_, persona)| u64::from(self.clones_of(persona)));
        clones.sum::<u64>() + self.creators.as_ref().map_or(0, |all| u64::from(all.people))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_are_spread_evenly_over_their_weeks() {
        let creators = Creators {
            business: None,
            people: 10,
            followers: Distribution::Constant(1.0),
            week: 5,
            over_weeks: 4,
            takes_part: TakesPart::AsCreator,
            acceptance: 1.0,
        };
        let weeks: Vec<u32> = (0..10).map(|number| creators.week_of(number)).collect();
        assert_eq!(weeks, [4, 4, 4, 5, 5, 6, 6, 6, 7, 7]);
    }

    #[test]
    fn a_cohorts_number_fits_its_key_and_is_not_that_of_the_creators() {
        for name in ["chantal", "youki", "you", "", "a-very-long-name_of_somebody"] {
            let cohort = cohort_of(name);
            assert!(CREATORS_COHORT < cohort && cohort < 1 << 28, "{name}: {cohort}");
        }
        assert_ne!(cohort_of("chantal"), cohort_of("youki"));
    }
}
