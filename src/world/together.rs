//! Who many people are that join, 64 at a time.
//!
//! Candidates and attributes are worked out side by side as bounds close together. Where both
//! bounds of all of somebody's attributes come to the same number of 32 bits, that is hers; whoever
//! is not told so is cast alone.
//!
//! *Invariant*: everybody gets the attributes that [`Casting::cast`] gives her.
//!
//! *Absent*: what the attributes mean, and those whom a scenario puts in (`joining`).

use super::joining::{CANDIDATES, MONTHS_PER_YEAR, told, whole};
use super::{Attributes, Casting, NewPartner, bits, narrow};
use crate::chance::{Bounds, Luck, Purpose, SequencePurpose, Uniform, rough};
use crate::machine::{packed, widest};
use crate::scenario::{Business, Motive};
use crate::units::{NEVER, PersonKey, WEEKS_PER_YEAR};

/// People cast together.
const LANES: usize = 64;

/// So few are sooner cast one by one.
const FEW: usize = 12;

/// Bounds that are farther apart, beside themselves, do not tell who says yes.
const CLOSE: f64 = 4e-11;

/// By how much of itself a probability of saying yes may be off where bounds are close: both
/// exponents' times what they are apart.
const WILLING_OFF: f64 = 2e-9;

/// Beyond such exponents and logarithms probabilities are not told.
const POWER_MAX: f64 = 16.0;

impl Casting<'_> {
    /// Casts people who join a business, each by her key.
    pub fn cast_all(&self, luck: &Luck, business: &Business, newcomers: &mut [NewPartner]) {
        let mut lanes = None;
        for some in newcomers.chunks_mut(LANES) {
            let mut told = 0;
            if FEW <= some.len() {
                let lanes = lanes.get_or_insert_with(Lanes::new);
                lanes.read(business, some.iter().map(|newcomer| newcomer.person));
                self.find_candidates(*luck, business, lanes);
                told = complete(self, luck, business, lanes);
            }
            for (lane, newcomer) in some.iter_mut().enumerate() {
                newcomer.attributes = match &lanes {
                    Some(lanes) if told >> lane & 1 == 1 => lanes.attributes(lane),
                    _ => self.cast(luck, newcomer.person, business),
                };
            }
        }
    }

    /// The first candidates who say yes.
    fn find_candidates(&self, luck: Luck, business: &Business, lanes: &mut Lanes) {
        let [yes, no] = first_candidates(self, &luck, lanes);
        for lane in bits(&[lanes.there & !yes]) {
            let [lower, upper] = lanes.persons;
            let person = PersonKey::from_halves([lower[lane], upper[lane]]);
            // Who said no is not asked again.
            let candidates = u32::from(no >> lane & 1 == 1)..CANDIDATES;
            let told = told(person, business);
            let (followers, hoped) = self.candidate(luck, person, told, candidates);
            lanes.followers.put(lane, followers);
            lanes.hoped.put(lane, hoped);
        }
    }
}

/// People who are cast together, and what comes of it.
struct Lanes {
    /// Lower and upper halves of their keys.
    persons: [[u32; LANES]; 2],
    /// Lanes of somebody.
    there: u64,
    /// What the business tells each multiplies her hopes.
    told: [f64; LANES],
    words: [[u32; LANES]; 4],
    followers: Bounds<LANES>,
    hoped: Bounds<LANES>,
    motives: [u8; LANES],
    drop_ship: [u8; LANES],
    /// Followers, skill, talent, pull, hours, appetite and expectation.
    numbers: [[f32; LANES]; 7],
    circle: [u16; LANES],
}

impl Lanes {
    fn new() -> Self {
        Self {
            persons: [[0; LANES]; 2],
            there: 0,
            told: [1.0; LANES],
            words: [[0; LANES]; 4],
            followers: Bounds::default(),
            hoped: Bounds::default(),
            motives: [0; LANES],
            drop_ship: [0; LANES],
            numbers: [[0.0; LANES]; 7],
            circle: [0; LANES],
        }
    }

    /// Lanes beyond the last person stay as they were.
    fn read(&mut self, business: &Business, persons: impl ExactSizeIterator<Item = PersonKey>) {
        self.there = u64::MAX >> (LANES - persons.len());
        for (lane, person) in persons.enumerate() {
            [self.persons[0][lane], self.persons[1][lane]] = person.halves();
            self.told[lane] = told(person, business);
        }
    }

    fn attributes(&self, lane: usize) -> Attributes {
        let [followers, skill, talent, pull, hours, appetite, expectation] =
            self.numbers.each_ref().map(|numbers| numbers[lane]);
        Attributes {
            motive: Motive::ALL[usize::from(self.motives[lane])],
            drop_ship: self.drop_ship[lane] == 1,
            followers,
            skill,
            talent,
            pull,
            hours,
            appetite,
            circle: self.circle[lane],
            expectation,
        }
    }
}

widest! {
    /// Followers and hopes of everybody's first candidate; whether she says yes, and whether no:
    /// neither where it is not told.
    fn first_candidates(casting: &Casting<'_>, luck: &Luck, lanes: &mut Lanes) -> [u64; 2] {
        first_candidates_plain
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn first_candidates_plain(casting: &Casting<'_>, luck: &Luck, lanes: &mut Lanes) -> [u64; 2] {
    let Lanes { persons, told, words, followers, hoped, .. } = lanes;
    luck.sequence_blocks_into(persons, NEVER, (SequencePurpose::Candidate, 0), words);
    casting.laws.followers.bound(&words[0], followers);
    followers.clamp(0.0, f64::INFINITY);
    let recruit = &casting.scenario.recruit;
    if casting.hopes {
        casting.laws.expected.bound(&words[1], hoped);
        for bound in [&mut hoped.lower, &mut hoped.upper] {
            for (hoped, &told) in bound.iter_mut().zip(told.iter()) {
                *hoped = *hoped * recruit.claims * told;
            }
        }
    } else {
        *hoped = Bounds::default();
    }
    let (mut yes, mut no) = ([0; LANES], [0; LANES]);
    for lane in 0..LANES {
        let size = recruit.decline_above_followers / followers.lower[lane].max(1.0);
        let hope = hoped.lower[lane] / recruit.expectation_reference;
        let by_size = near_power(size, recruit.decline_exponent);
        let by_hope = near_power(hope, recruit.expectation_exponent);
        let draw = Uniform::new(words[2][lane]).value();
        let apart = followers.upper[lane] - followers.lower[lane];
        let mut is_close = apart <= CLOSE * followers.lower[lane];
        is_close &= hoped.upper[lane] - hoped.lower[lane] <= CLOSE * hoped.lower[lane];
        // A probability that is no number is neither.
        let share = if is_close { by_size * by_hope } else { f64::NAN };
        yes[lane] = u8::from(draw < share * (1.0 - WILLING_OFF));
        no[lane] = u8::from(share * (1.0 + WILLING_OFF) <= draw);
    }
    [packed(&yes), packed(&no)]
}

/// About a share, at most 1, to a power; no number where it is not told.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn near_power(share: f64, exponent: f64) -> f64 {
    let share = if share < 1.0 { share } else { 1.0 };
    let power = exponent * rough::ln(share.max(f64::MIN_POSITIVE));
    let about = rough::exp(power.clamp(-POWER_MAX, POWER_MAX));
    // Whatever is raised to nothing is one.
    let is_told =
        f64::MIN_POSITIVE < share && power.abs() < POWER_MAX && exponent.abs() < POWER_MAX;
    if exponent == 0.0 {
        1.0
    } else if is_told {
        about
    } else {
        f64::NAN
    }
}

widest! {
    /// Attributes of those whose followers and hopes are known; whose were told.
    fn complete(
        casting: &Casting<'_>, luck: &Luck, business: &Business, lanes: &mut Lanes
    ) -> u64 {
        complete_plain
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn complete_plain(
    casting: &Casting<'_>,
    luck: &Luck,
    business: &Business,
    lanes: &mut Lanes,
) -> u64 {
    let laws = &casting.laws;
    let mut habits = Habits::default();
    let Habits { hours, engagement, skill, circle, appetite } = &mut habits;
    if casting.only_motive.is_none() || laws.hours.differs() || laws.engagement.differs() {
        lanes.throw(*luck, Purpose::Motive);
    }
    laws.hours.bound(&lanes.words[Purpose::Hours.lane()], hours);
    laws.engagement.bound(&lanes.words[Purpose::Engagement.lane()], engagement);
    if let Some(only) = casting.only_motive {
        lanes.motives = [u8::try_from(only.index()).expect("few motives"); LANES];
    } else {
        let words = &lanes.words[Purpose::Motive.lane()];
        for (motive, &word) in lanes.motives.iter_mut().zip(words) {
            *motive = casting.motive_code(Uniform::new(word));
        }
    }
    if laws.skill.differs() || laws.circle.differs() || laws.appetite.differs() {
        lanes.throw(*luck, Purpose::Skill);
    }
    laws.skill.bound(&lanes.words[Purpose::Skill.lane()], skill);
    laws.circle.bound(&lanes.words[Purpose::WarmCircle.lane()], circle);
    laws.appetite.bound(&lanes.words[Purpose::Appetite.lane()], appetite);
    let share = business.drop_ship_share;
    if 0.0 < share {
        lanes.throw(*luck, Purpose::Fulfilment);
    }
    let words = &lanes.words[Purpose::Fulfilment.lane()];
    for (drop_ship, &word) in lanes.drop_ship.iter_mut().zip(words) {
        *drop_ship = u8::from(0.0 < share && Uniform::new(word).value() < share);
    }
    assemble(casting, lanes, &habits)
}

/// What is drawn of people beside followers and hopes.
#[derive(Default)]
struct Habits {
    hours: Bounds<LANES>,
    engagement: Bounds<LANES>,
    skill: Bounds<LANES>,
    circle: Bounds<LANES>,
    appetite: Bounds<LANES>,
}

impl Lanes {
    /// Throws the words of the block of a purpose.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    fn throw(&mut self, luck: Luck, purpose: Purpose) {
        luck.blocks_into(&self.persons, (NEVER, purpose.block()), &mut self.words);
    }
}

/// Puts the numbers together; whose were told.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn assemble(casting: &Casting<'_>, lanes: &mut Lanes, habits: &Habits) -> u64 {
    let pull = casting.pull();
    let (mut hours_factors, mut own_use_factors) = ([0.0; LANES], [0.0; LANES]);
    for lane in 0..LANES {
        let motive = &casting.scenario.motives[usize::from(lanes.motives[lane])];
        hours_factors[lane] = motive.hours_factor;
        own_use_factors[lane] = motive.own_use_factor;
    }
    let Lanes { followers, hoped, numbers, circle, .. } = lanes;
    let Habits { hours, engagement, skill, circle: people, appetite } = habits;
    let mut told = [0; LANES];
    for lane in 0..LANES {
        let mut both = [[0.0; 7]; 2];
        let crowd = [followers.lower[lane], followers.upper[lane]];
        let skills = [skill.lower[lane], skill.upper[lane]];
        let talents = [engagement.lower[lane] * skills[0], engagement.upper[lane] * skills[1]];
        let pulls = pull.bounds(talents, crowd);
        let (factor, use_factor) = (hours_factors[lane], own_use_factors[lane]);
        for (side, numbers) in both.iter_mut().enumerate() {
            let [hours, units, hoped] = if side == 0 {
                [hours.lower[lane], appetite.lower[lane], hoped.lower[lane]]
            } else {
                [hours.upper[lane], appetite.upper[lane], hoped.upper[lane]]
            };
            *numbers = [
                crowd[side],
                skills[side],
                talents[side],
                pulls[side],
                (hours.clamp(0.0, 168.0) * factor).min(168.0),
                units.max(0.0) * use_factor * MONTHS_PER_YEAR / f64::from(WEEKS_PER_YEAR),
                hoped / f64::from(WEEKS_PER_YEAR),
            ];
        }
        let known = [whole(people.lower[lane]), whole(people.upper[lane])];
        let mut is_told = known[0] == known[1];
        is_told &= 0.0 <= skills[0];
        is_told &= 0.0 <= engagement.lower[lane];
        for (number, column) in numbers.iter_mut().enumerate() {
            column[lane] = narrow(both[0][number]);
            is_told &= column[lane].to_bits() == narrow(both[1][number]).to_bits();
        }
        circle[lane] = known[0];
        told[lane] = u8::from(is_told);
    }
    packed(&told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Loaded;
    use crate::units::CommunityId;
    use crate::world::NO_UPLINE;

    fn newcomer(person: PersonKey) -> NewPartner {
        NewPartner {
            person,
            sponsor: NO_UPLINE,
            community: CommunityId(0),
            joined: 0,
            joined_period: 0,
            anniversary: 0,
            founder: person.is_founder(),
            is_return: false,
            attributes: Attributes::NOBODYS,
        }
    }

    #[test]
    fn everybody_gets_the_attributes_that_she_would_get_alone() {
        for (rules, told) in [
            ("", 0.99),
            ("[recruit]\nexpectation_exponent = 0.0\ndecline_exponent = 0.0\n", 0.99),
            ("[recruit]\nacceptance = 0.2\nclaims = 3.0\ndecline_above_followers = 2000\n", 0.99),
            (
                "[people]\nfollowers = 3000\nhours_per_week = 6.0\nengagement = 1.0\n\
              selling_skill = 1.0\nwarm_circle_people = 30\nown_use_units_per_month = 0.0\n\
              expected_earnings_per_year = 900\n[motive]\ndiscount_buyer.weight = 0.0\n\
              builder.weight = 0.0\n",
                0.99,
            ),
            (
                "[people]\nhours_per_week = { normal = { mean = 2.0, sd = 4.0 } }\n\
              selling_skill = { normal = { mean = 0.1, sd = 1.0 } }\n\
              warm_circle_people = { uniform = { min = 0, max = 40 } }\n\
              engagement = { power_law = { min = 0.1, max = 4.0, exponent = -2.0 } }\n",
                0.4,
            ),
            (
                "[people]\nexpected_earnings_per_year = { power_law = { min = 100, \
              max = 100_000, exponent = 0.01 } }\n",
                0.9,
            ),
            (
                "[people]\nexpected_earnings_per_year = { normal = { mean = 100.0, sd = 9_000.0 \
              } }\nown_use_units_per_month = { log_normal = { median = 1.0, sigma = 400.0 } }\n",
                0.0,
            ),
            (
                "[people]\nengagement = { log_normal = { median = 1.0, sigma = 60.0 } }\n\
              followers = { power_law = { min = 1, max = 1e9, exponent = 1e-4 } }\n",
                0.0,
            ),
        ] {
            let text = format!(
                "weeks = 9\n{rules}[business.b]\nplan.unilevel = {{}}\ndrop_ship_share = 0.4\n"
            );
            let loaded = Loaded::from_text("together", &text).unwrap_or_else(|why| panic!("{why}"));
            let scenario = &loaded.scenario;
            let (business, luck) = (&scenario.businesses[0].1, Luck::new(scenario.seed, 2));
            let casting = Casting::new(scenario, true);
            let founders = (0..500).map(PersonKey::founder);
            let joiners = (0..3_010).map(|n| PersonKey::joiner(CommunityId(n % 7), n));
            let mut people: Vec<NewPartner> = founders.chain(joiners).map(newcomer).collect();
            casting.cast_all(&luck, business, &mut people);
            for NewPartner { person, attributes, .. } in &people {
                assert_eq!(*attributes, casting.cast(&luck, *person, business), "{person:?}");
            }
            let mut lanes = Lanes::new();
            let mut count = 0;
            for some in people.chunks(LANES) {
                lanes.read(business, some.iter().map(|one| one.person));
                casting.find_candidates(luck, business, &mut lanes);
                let there = u64::MAX >> (LANES - some.len());
                count += (complete(&casting, &luck, business, &mut lanes) & there).count_ones();
            }
            let share = f64::from(count) / people.len() as f64;
            assert!(told <= share, "{share} were told under {rules}");
        }
    }
}
