//! How partners feel about the week, and whether they go on.

use super::WeekView;
use crate::chance::{Purpose, bernoulli, math};
use crate::machine::widest;
use crate::scenario::{Growth, Motivation, Quit};
use crate::units::Cents;
use crate::world::{Chunk, narrow};

/// What a partner thinks of it all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mood {
    /// Motivation.
    pub motivation: f32,
    /// Weekly profit as she perceives it, in currency units.
    pub perceived: f32,
    /// Weekly earnings that she expects, in currency units.
    pub expectation: f32,
}

/// Whether and how a partner stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parting {
    /// She goes on.
    Stays,
    /// She fades away but stays registered.
    Fades,
    /// She leaves.
    Leaves,
}

/// Updates a mood by the week's income and the costs that she could notice.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
pub fn feel(rules: &Motivation, before: Mood, income: Cents, cost: Cents) -> Mood {
    let profit = income.as_units_f64() - rules.bookkeeping * cost.as_units_f64();
    let perceived = toward(before.perceived, profit, 1.0 / rules.memory_weeks);
    let experience = f64::from(perceived).max(0.0);
    let expectation = toward(before.expectation, experience, rules.expectation_revision_per_week);
    let hoped = f64::from(expectation).max(0.01);
    let fulfilled = (f64::from(perceived) / hoped).clamp(0.0, 1.0);
    let aim = rules.floor + (rules.ceiling - rules.floor) * fulfilled;
    Mood {
        motivation: toward(before.motivation, aim, rules.speed_per_week),
        perceived,
        expectation,
    }
}

/// A share of the way from one value to another.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn toward(from: f32, to: f64, share: f64) -> f32 {
    narrow(f64::from(from) + share * (to - f64::from(from)))
}

/// Moods of some partners who stand one after the other, and what their week brought.
pub struct Moods<'a> {
    /// Motivation.
    pub motivation: &'a mut [f32],
    /// Weekly profit as they perceive it.
    pub perceived: &'a mut [f32],
    /// Weekly earnings that they expect.
    pub expectation: &'a mut [f32],
    /// Incomes of the week, one for each at least.
    pub incomes: &'a [Cents],
    /// Costs that they could notice, one for each at least.
    pub costs: &'a [Cents],
}

widest! {
    /// Updates the moods of those whose bits are set, of up to 64 partners, as [`feel`] does.
    ///
    /// # Panics
    /// When there are not as many incomes and costs as moods.
    pub fn feel_together(rules: &Motivation, moods: Moods<'_>, who: u64) {
        feel_each
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn feel_each(rules: &Motivation, moods: Moods<'_>, who: u64) {
    let Moods { motivation, perceived, expectation, incomes, costs } = moods;
    let count = motivation.len();
    let (perceived, expectation) = (&mut perceived[..count], &mut expectation[..count]);
    let (incomes, costs) = (&incomes[..count], &costs[..count]);
    for place in 0..count {
        let before = Mood {
            motivation: motivation[place],
            perceived: perceived[place],
            expectation: expectation[place],
        };
        let after = feel(rules, before, incomes[place], costs[place]);
        let mood = if who >> place & 1 == 1 { after } else { before };
        motivation[place] = mood.motivation;
        perceived[place] = mood.perceived;
        expectation[place] = mood.expectation;
    }
}

/// Decides whether an active partner goes on after this week.
pub fn part(view: &WeekView<'_>, chunk: &Chunk, slot: usize) -> Parting {
    let quit = &view.scenario.quit;
    let person = chunk.person.of(slot);
    let mood = mood(quit, f64::from(chunk.motivation[slot]));
    let early = early(view, chunk, slot);
    let hazard = quit.hazard_per_week
        * early
        * mood
        * (1.0 - quit.social_utility)
        * view.scenario.motives[chunk.motive[slot].index()].quit_factor
        * view.factors.quitting;
    let draw = view.luck.uniform(person, view.week, Purpose::Leave);
    let due = chunk.renewal_is_due(slot, view.week);
    let refusal = if due { quit.renewal_refusal } else { 0.0 };
    // The same uniform decides both: first the hazard, then the refusal among those left.
    let hazard = hazard.min(1.0);
    if bernoulli(draw, hazard) {
        let fades = view.luck.uniform(person, view.week, Purpose::Dormancy);
        if bernoulli(fades, quit.dormant_share) { Parting::Fades } else { Parting::Leaves }
    } else if bernoulli(draw, hazard + (1.0 - hazard) * refusal) {
        Parting::Leaves
    } else {
        Parting::Stays
    }
}

/// What a motivation makes of the hazard.
pub(super) fn mood(quit: &Quit, motivation: f64) -> f64 {
    if quit.motivation_exponent == 0.0 {
        return 1.0;
    }
    math::pow(motivation, -quit.motivation_exponent)
}

/// What the first months make of the hazard; founders have them behind them.
#[inline]
pub(super) fn early(view: &WeekView<'_>, chunk: &Chunk, slot: usize) -> f64 {
    if !view.tables.has_early || chunk.founder.of(slot) {
        1.0
    } else {
        view.tables.early[(view.week - chunk.joined.of(slot)) as usize]
    }
}

/// Hazard by weeks since joining beside the later hazard: the excess halves every half-life.
pub(super) fn early_table(quit: &Quit, weeks: u32) -> Vec<f64> {
    (0..=weeks)
        .map(|tenure| {
            let halvings = f64::from(tenure) / quit.early_half_life_weeks;
            1.0 + (quit.early_factor - 1.0) * math::pow(0.5, halvings)
        })
        .collect()
}

widest! {
    /// Lets the followers of those grow whose bits are set, of up to 64 partners, logistically
    /// towards the ceiling; `joined_with` and `posts` have one for each at least.
    pub fn grow_audiences(
        growth: &Growth, followers: &mut [f32], joined_with: &[f32], posts: &[u32], who: u64
    ) {
        grow_each
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn grow_each(growth: &Growth, followers: &mut [f32], joined_with: &[f32], posts: &[u32], who: u64) {
    let count = followers.len();
    let (joined_with, posts) = (&joined_with[..count], &posts[..count]);
    for place in 0..count {
        let before = followers[place];
        let after = grow_audience(growth, joined_with[place], before, posts[place]);
        followers[place] = if who >> place & 1 == 1 { after } else { before };
    }
}

/// Followers after so many posts: logistic growth towards the ceiling.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn grow_audience(growth: &Growth, joined_with: f32, now: f32, posts: u32) -> f32 {
    let ceiling = f64::from(joined_with) * growth.ceiling_factor;
    let before = f64::from(now);
    let grown = before + before * growth.per_post * f64::from(posts) * (1.0 - before / ceiling);
    let is_done = growth.per_post == 0.0 || ceiling <= before;
    if is_done { now } else { narrow(grown.min(ceiling)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Motivation = Motivation {
        bookkeeping: 0.5,
        memory_weeks: 4.0,
        speed_per_week: 0.5,
        floor: 0.4,
        ceiling: 1.2,
        expectation_revision_per_week: 0.1,
    };

    const FRESH: Mood = Mood { motivation: 1.0, perceived: 0.0, expectation: 50.0 };

    #[test]
    fn who_earns_nothing_loses_heart_and_hope_and_who_earns_as_hoped_gains() {
        let mut poor = FRESH;
        let mut rich = FRESH;
        for _ in 0..200 {
            poor = feel(&RULES, poor, Cents(0), Cents(1_000));
            rich = feel(&RULES, rich, Cents(10_000), Cents(0));
        }
        assert!((poor.motivation - 0.4).abs() < 1e-3, "{poor:?}");
        assert!(poor.expectation < 0.01, "{poor:?}");
        assert!((rich.motivation - 1.2).abs() < 1e-3, "{rich:?}");
    }

    #[test]
    fn moods_together_are_moods_one_by_one_to_the_bit() {
        let cents = |place: usize, by: i64| Cents(i64::try_from(place).expect("few") * by % 9_001);
        for (count, who) in [(64, u64::MAX), (64, 0xF0F0_1234_0000_FFFF), (37, u64::MAX), (0, 0)] {
            let column = |by: f32| -> Vec<f32> { (0..count).map(|n| n as f32 * by).collect() };
            let mut together = [column(0.03), column(1.7), column(0.9)];
            let single = together.clone();
            let [incomes, costs] = [977, 313]
                .map(|by| -> Vec<Cents> { (0..64).map(|place| cents(place, by)).collect() });
            let [motivation, perceived, expectation] = &mut together;
            let (incomes, costs) = (&incomes[..], &costs[..]);
            let moods = Moods { motivation, perceived, expectation, incomes, costs };
            feel_together(&RULES, moods, who);
            for place in 0..count {
                let [motivation, perceived, expectation] = single.each_ref().map(|of| of[place]);
                let before = Mood { motivation, perceived, expectation };
                let felt = feel(&RULES, before, incomes[place], costs[place]);
                let Mood { motivation, perceived, expectation } =
                    if who >> place & 1 == 1 { felt } else { before };
                let bits = together.each_ref().map(|of| of[place].to_bits());
                assert_eq!(bits, [motivation, perceived, expectation].map(f32::to_bits), "{place}");
            }
        }
    }

    #[test]
    fn costs_that_are_not_noticed_do_not_hurt() {
        let blind = Motivation { bookkeeping: 0.0, ..RULES };
        let noticed = feel(&RULES, FRESH, Cents(0), Cents(5_000));
        let unnoticed = feel(&blind, FRESH, Cents(0), Cents(5_000));
        assert!(noticed.perceived < unnoticed.perceived);
        assert!(unnoticed.perceived.abs() < 1e-9);
    }

    #[test]
    fn an_audience_grows_towards_its_ceiling_and_never_past_it() {
        let growth = Growth { per_post: 0.01, ceiling_factor: 2.0 };
        let mut followers = 1_000.0;
        for _ in 0..10_000 {
            let next = grow_audience(&growth, 1_000.0, followers, 5);
            assert!(followers <= next && next <= 2_000.0);
            followers = next;
        }
        assert!(1_990.0 < followers);
        let still = Growth { per_post: 0.0, ceiling_factor: 2.0 };
        assert!((grow_audience(&still, 1_000.0, 1_000.0, 50) - 1_000.0).abs() < f32::EPSILON);
    }

    #[test]
    fn audiences_grow_together_as_one_by_one_to_the_bit() {
        for growth in [(0.001, 3.0), (0.0, 2.0), (0.4, 1.0), (0.4, 0.0), (2.0, 9.0)] {
            let growth = Growth { per_post: growth.0, ceiling_factor: growth.1 };
            for (count, who) in [(64, u64::MAX), (64, 0xF0F0_1234_0000_FFFF), (37, 5), (0, 0)] {
                let now: Vec<f32> = (0..count).map(|n| 900.5 + 77.25 * n as f32).collect();
                let joined_with: Vec<f32> = (0..64).map(|n| 1_000.0 + 60.5 * n as f32).collect();
                let posts: Vec<u32> = (0..64).map(|n| n % 11).collect();
                let mut together = now.clone();
                grow_audiences(&growth, &mut together, &joined_with, &posts, who);
                for place in 0..count {
                    let (from, posts) = (joined_with[place], posts[place]);
                    let grown = grow_audience(&growth, from, now[place], posts);
                    let alone = if who >> place & 1 == 1 { grown } else { now[place] };
                    assert_eq!(together[place].to_bits(), alone.to_bits(), "{place}");
                }
            }
        }
    }
}
