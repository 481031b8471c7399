//! Who the people are that join: their attributes follow from their keys.
//!
//! *Invariant*: the same person has the same attributes in every run of the same seed and
//! replicate, whoever joined before. Those who join are people who said yes: candidates are drawn
//! from the population and kept with the probability that they accept. What a business tells them
//! of earnings changes what they hope for and so who says yes, but no draw.

use std::cell::OnceCell;
use std::ops::Range;

use super::{Pull, narrow};
use crate::chance::{Luck, Prepared, Purpose, SequencePurpose, Uniform, bernoulli, math};
use crate::scenario::{Business, Creators, Motive, Persona, Scenario, TakesPart};
use crate::units::{BusinessId, NEVER, PersonKey, WEEKS_PER_YEAR};

/// What a partner brings along.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attributes {
    /// Why she joins.
    pub motive: Motive,
    /// Whether her customers are served by the business.
    pub drop_ship: bool,
    /// Followers.
    pub followers: f32,
    /// Selling skill.
    pub skill: f32,
    /// Engagement times skill.
    pub talent: f32,
    /// The same, less what a larger audience takes away.
    pub pull: f32,
    /// Hours a week at full motivation.
    pub hours: f32,
    /// Units a week that she would use herself.
    pub appetite: f32,
    /// People of her own circle.
    pub circle: u16,
    /// Expected earnings of a week, in currency units; nothing where they matter to nothing.
    pub expectation: f32,
}

impl Attributes {
    /// Those of somebody who is still to be cast.
    pub const NOBODYS: Self = Self {
        motive: Motive::DiscountBuyer,
        drop_ship: false,
        followers: 0.0,
        skill: 0.0,
        talent: 0.0,
        pull: 0.0,
        hours: 0.0,
        appetite: 0.0,
        circle: 0,
        expectation: 0.0,
    };
}

/// What a scenario says of a person, so that it is not drawn.
#[derive(Debug, Clone, Copy, Default)]
struct Given {
    motive: Option<Motive>,
    hours: Option<f64>,
    engagement: Option<f64>,
    skill: Option<f64>,
}

/// Draws people for one scenario.
#[derive(Debug, Clone)]
pub struct Casting<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) laws: Laws,
    /// By business.
    mean_acceptance: Vec<f64>,
    motive_sums: [f64; 3],
    /// The motive of all, where there is but one.
    pub(super) only_motive: Option<Motive>,
    /// Whether what somebody hopes for matters to anything.
    pub(super) hopes: bool,
}

/// What differs from person to person.
#[derive(Debug, Clone, Copy)]
pub(super) struct Laws {
    pub(super) followers: Prepared,
    pub(super) hours: Prepared,
    pub(super) engagement: Prepared,
    pub(super) skill: Prepared,
    pub(super) circle: Prepared,
    pub(super) appetite: Prepared,
    pub(super) expected: Prepared,
}

/// Candidates looked at before the last one is taken as she is.
pub(super) const CANDIDATES: u32 = 64;

/// Steps of the grid over each distribution on which the mean acceptance is taken.
const GRID: u32 = 64;

impl<'a> Casting<'a> {
    /// Prepares the draws; `feels` says whether anybody ever compares what she earns with what she
    /// hoped for.
    pub fn new(scenario: &'a Scenario, feels: bool) -> Self {
        let mut sum = 0.0;
        let motive_sums = std::array::from_fn(|index| {
            sum += scenario.motives[index].weight;
            sum
        });
        let mut having =
            Motive::ALL.into_iter().filter(|motive| 0.0 < scenario.motives[motive.index()].weight);
        let only_motive = having.next().filter(|_| having.next().is_none());
        let people = &scenario.people;
        let laws = Laws {
            followers: Prepared::new(people.followers),
            hours: Prepared::new(people.hours_per_week),
            engagement: Prepared::new(people.engagement),
            skill: Prepared::new(people.selling_skill),
            circle: Prepared::new(people.warm_circle_people),
            appetite: Prepared::new(people.own_use_units_per_month),
            expected: Prepared::new(people.expected_earnings_per_year),
        };
        let mut casting = Self {
            scenario,
            laws,
            mean_acceptance: Vec::new(),
            motive_sums,
            only_motive,
            hopes: feels || 0.0 < scenario.recruit.expectation_exponent,
        };
        for (_, business) in &scenario.businesses {
            let mean = casting.take_mean_acceptance(business.rules.joining.expectation_factor());
            casting.mean_acceptance.push(mean);
        }
        casting
    }

    /// Share of leads who join a business, over the whole population.
    pub fn mean_acceptance(&self, business: BusinessId) -> f64 {
        self.mean_acceptance[business.index()]
    }

    fn take_mean_acceptance(&self, told: f64) -> f64 {
        let people = &self.scenario.people;
        // Each margin is worked out once: the products of the grid are the same to the bit.
        let points = || (0..GRID).map(|step| (f64::from(step) + 0.5) / f64::from(GRID));
        let expected = points().map(|point| people.expected_earnings_per_year.quantile(point));
        let hopes: Vec<f64> = expected.map(|sum| self.by_hope(self.hoped(sum, told))).collect();
        let mut sum = 0.0;
        for point in points() {
            let by_size = self.by_size(people.followers.quantile(point));
            for by_hope in &hopes {
                sum += by_size * by_hope;
            }
        }
        self.scenario.recruit.acceptance * sum / f64::from(GRID * GRID)
    }

    /// What somebody hopes to earn in a year, once uplines' stories and what the business tells
    /// have multiplied what she expects.
    fn hoped(&self, expected: f64, told: f64) -> f64 {
        expected * self.scenario.recruit.claims * told
    }

    /// Probability of saying yes beside that of the most willing.
    fn willingness(&self, followers: f64, hoped: f64) -> f64 {
        self.by_size(followers) * self.by_hope(hoped)
    }

    /// What an account's size leaves of it.
    fn by_size(&self, followers: f64) -> f64 {
        let recruit = &self.scenario.recruit;
        let size = (recruit.decline_above_followers / followers.max(1.0)).min(1.0);
        math::pow(size, recruit.decline_exponent)
    }

    /// What hope leaves of it.
    fn by_hope(&self, hoped: f64) -> f64 {
        let recruit = &self.scenario.recruit;
        math::pow((hoped / recruit.expectation_reference).min(1.0), recruit.expectation_exponent)
    }

    /// The attributes of a person who joins a business.
    pub fn cast(&self, luck: &Luck, person: PersonKey, business: &Business) -> Attributes {
        let said_yes = self.candidate(*luck, person, told(person, business), 0..CANDIDATES);
        self.complete(*luck, person, business, said_yes, &Given::default())
    }

    /// The attributes of a persona: what her scenario says of her, and for the rest what is drawn.
    pub fn cast_persona(
        &self,
        luck: &Luck,
        person: PersonKey,
        business: &Business,
        persona: &Persona,
    ) -> Attributes {
        let told = business.rules.joining.expectation_factor();
        let given = persona.expected_earnings_per_year;
        let hoped = given.map(|expected| self.hoped(expected, told));
        let hoped = hoped.unwrap_or_else(|| self.hope(*luck, person, told));
        let given = Given {
            motive: Some(persona.motive),
            hours: Some(persona.hours_per_week),
            engagement: persona.engagement,
            skill: persona.selling_skill,
        };
        self.complete(*luck, person, business, (persona.followers, hoped), &given)
    }

    /// The attributes of a creator, whatever the contract.
    pub fn cast_creator(
        &self,
        luck: &Luck,
        person: PersonKey,
        business: &Business,
        creators: &Creators,
    ) -> Attributes {
        let (followers, expected) = self.creator(luck, person, creators);
        let hoped = self.hoped(expected, business.rules.joining.expectation_factor());
        self.complete(*luck, person, business, (followers, hoped), &Given::default())
    }

    /// Followers and expectation of a creator, before anybody tells her anything.
    pub fn creator(&self, luck: &Luck, person: PersonKey, creators: &Creators) -> (f64, f64) {
        let followers = creators.followers.sample(luck.attribute(person, Purpose::Followers));
        let expected = &self.scenario.people.expected_earnings_per_year;
        (followers.max(0.0), expected.sample(luck.attribute(person, Purpose::Expectation)))
    }

    /// Whether a creator takes the contract that she is offered: the same uniform whatever it is.
    pub fn takes_part(
        &self,
        luck: &Luck,
        person: PersonKey,
        business: &Business,
        creators: &Creators,
    ) -> bool {
        let share = match creators.takes_part {
            TakesPart::AsCreator => creators.acceptance,
            TakesPart::AsRecruit => {
                let (followers, expected) = self.creator(luck, person, creators);
                let hoped = self.hoped(expected, business.rules.joining.expectation_factor());
                self.scenario.recruit.acceptance * self.willingness(followers, hoped)
            }
        };
        bernoulli(luck.attribute(person, Purpose::Offer), share)
    }

    /// All attributes of somebody whose followers and hopes are known.
    fn complete(
        &self,
        luck: Luck,
        person: PersonKey,
        business: &Business,
        (followers, hoped): (f64, f64),
        given: &Given,
    ) -> Attributes {
        // All attributes lie in three blocks, each thrown once it is wanted.
        let first = Purpose::Motive.block();
        let blocks = [const { OnceCell::new() }; 3];
        let draw = |purpose: Purpose| {
            let number = purpose.block();
            let throw = || luck.block(person, NEVER, number);
            blocks[(number - first) as usize].get_or_init(throw).of(purpose)
        };
        let laws = &self.laws;
        let motive = given.motive.or(self.only_motive);
        let motive = motive.unwrap_or_else(|| self.motive(draw(Purpose::Motive)));
        let habits = &self.scenario.motives[motive.index()];
        let drawn = || laws.skill.sample_by(|| draw(Purpose::Skill));
        let skill = given.skill.unwrap_or_else(drawn);
        let drawn = || laws.engagement.sample_by(|| draw(Purpose::Engagement));
        let talent = given.engagement.unwrap_or_else(drawn) * skill;
        let drawn = || {
            let hours = laws.hours.sample_by(|| draw(Purpose::Hours)).clamp(0.0, 168.0);
            (hours * habits.hours_factor).min(168.0)
        };
        let hours = given.hours.unwrap_or_else(drawn);
        let appetite = laws.appetite.sample_by(|| draw(Purpose::Appetite)).max(0.0);
        let circle = laws.circle.sample_by(|| draw(Purpose::WarmCircle));
        Attributes {
            motive,
            drop_ship: 0.0 < business.drop_ship_share
                && draw(Purpose::Fulfilment).value() < business.drop_ship_share,
            followers: narrow(followers),
            skill: narrow(skill),
            talent: narrow(talent),
            pull: narrow(self.pull().of(talent, followers)),
            hours: narrow(hours),
            appetite: narrow(
                appetite * habits.own_use_factor * MONTHS_PER_YEAR / f64::from(WEEKS_PER_YEAR),
            ),
            circle: whole(circle),
            expectation: narrow(hoped / f64::from(WEEKS_PER_YEAR)),
        }
    }

    /// What an audience makes of a talent.
    pub fn pull(&self) -> Pull {
        Pull::new(&self.scenario.sell)
    }

    /// Followers and hopes of somebody who said yes, the first one of some candidates.
    pub(super) fn candidate(
        &self,
        luck: Luck,
        person: PersonKey,
        told: f64,
        candidates: Range<u32>,
    ) -> (f64, f64) {
        let mut last = (0.0, 0.0);
        for candidate in candidates {
            let words = luck.sequence_block(person, NEVER, SequencePurpose::Candidate, candidate);
            let followers = self.laws.followers.sample(words.word(0)).max(0.0);
            let (by_size, draw) = (self.by_size(followers), words.word(2).value());
            // Whatever she hopes for takes nothing from a no; the last candidate's hopes stand.
            if by_size * 1.000_001 <= draw && candidate + 1 < CANDIDATES {
                continue;
            }
            // Where nobody asks what she hopes for, it is not drawn.
            let expected = || self.laws.expected.sample(words.word(1));
            let hoped = if self.hopes { self.hoped(expected(), told) } else { 0.0 };
            last = (followers, hoped);
            if draw < by_size * self.by_hope(hoped) {
                break;
            }
        }
        last
    }

    /// Hopes of a persona: those of somebody who said yes, whatever her followers.
    fn hope(&self, luck: Luck, person: PersonKey, told: f64) -> f64 {
        let people = &self.scenario.people;
        let mut last = 0.0;
        for candidate in 0..CANDIDATES {
            let draw = |index| luck.sequence(person, NEVER, SequencePurpose::Candidate, index);
            let expected = people.expected_earnings_per_year.sample(draw(4 * candidate + 1));
            last = self.hoped(expected, told);
            if draw(4 * candidate + 2).value() < self.willingness(0.0, last) {
                break;
            }
        }
        last
    }

    fn motive(&self, uniform: Uniform) -> Motive {
        Motive::ALL[usize::from(self.motive_code(uniform))]
    }

    /// The place of a motive among all.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    pub(super) fn motive_code(&self, uniform: Uniform) -> u8 {
        let [first, second, all] = self.motive_sums;
        let mark = uniform.value() * all;
        u8::from(first <= mark) + u8::from(second <= mark)
    }
}

/// What a business tells somebody of earnings, as it multiplies her hopes.
pub(super) fn told(person: PersonKey, business: &Business) -> f64 {
    // Founders were there before anything was told, also those who come back.
    if person.is_founder() { 1.0 } else { business.rules.joining.expectation_factor() }
}

pub(super) const MONTHS_PER_YEAR: f64 = 12.0;

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
pub(super) fn whole(people: f64) -> u16 {
    (people + 0.5).clamp(0.0, 65_535.0) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Loaded;

    #[test]
    fn hopes_that_matter_to_nothing_are_not_drawn_and_change_nobody_else() {
        for (exponent, matters) in [(0.0, false), (0.25, true)] {
            let text = format!(
                "weeks = 9\n[recruit]\nexpectation_exponent = {exponent}\n\
                 [business.b]\nplan.unilevel = {{}}\n"
            );
            let loaded = Loaded::from_text("hopes", &text).unwrap_or_else(|why| panic!("{why}"));
            let scenario = &loaded.scenario;
            let business = &scenario.businesses[0].1;
            let luck = Luck::new(scenario.seed, 3);
            let [feels, does_not] = [true, false].map(|feels| Casting::new(scenario, feels));
            for number in 0..500 {
                let person = PersonKey::joiner(crate::units::CommunityId(7), number);
                let with = feels.cast(&luck, person, business);
                let without = does_not.cast(&luck, person, business);
                assert!(0.0 < with.expectation);
                let expectation = if matters { with.expectation } else { 0.0 };
                assert_eq!(without, Attributes { expectation, ..with }, "joiner {number}");
            }
        }
    }
}
