//! The persons of a run, as columns: a hundred million of them have to fit a machine.
//!
//! *Invariant*: whoever was put in comes out as she was, in the same order.
//!
//! *Absent*: where persons come from (`people`).

use rayon::prelude::*;

use super::chunks::CHUNKS_TOGETHER;
use super::people::{Person, ToDate, Year};
use crate::ledger::MoneyColumn;
use crate::scenario::Motive;
use crate::units::{BusinessId, NEVER, Week};
use crate::world::{CHUNK, Career, Column, Counts, FirstYear, FirstYears, Slots, Weeks};

/// Persons, each with what became of her.
#[derive(Debug, Clone, Default)]
pub struct Persons {
    crowds: Vec<Crowd>,
}

/// Up to [`CHUNK`] of them, one at least.
#[derive(Debug, Clone)]
pub(super) struct Crowd {
    business: Column<BusinessId>,
    /// Her row, counted from that of the first.
    row: Counts,
    first_row: u32,
    joined: Counts,
    left: Weeks,
    founder: Slots,
    followed: Slots,
    motive: Column<Motive>,
    recruits: Counts,
    posts: Counts,
    earned_weeks: Weeks,
    earned_posts: Counts,
    even_weeks: Weeks,
    even_posts: Counts,
    fell_back: Slots,
    first_years: Option<Box<FirstYears>>,
    in_year: Slots,
    year_net: MoneyColumn,
    year_rewards: MoneyColumn,
    year_credit: MoneyColumn,
    ordered: Slots,
    in_date: Slots,
    date_net: MoneyColumn,
    date_rewards: MoneyColumn,
}

impl Crowd {
    fn new(first: &Person) -> Self {
        Self {
            business: Column::new(first.business),
            row: Counts::new(0),
            first_row: first.row,
            joined: Counts::new(first.joined),
            left: Weeks::new(NEVER),
            founder: Slots::default(),
            followed: Slots::default(),
            motive: Column::new(first.motive),
            recruits: Counts::new(0),
            posts: Counts::new(first.posts),
            earned_weeks: Weeks::new(NEVER),
            earned_posts: Counts::new(0),
            even_weeks: Weeks::new(NEVER),
            even_posts: Counts::new(0),
            fell_back: Slots::default(),
            first_years: None,
            in_year: Slots::default(),
            year_net: MoneyColumn::default(),
            year_rewards: MoneyColumn::default(),
            year_credit: MoneyColumn::default(),
            ordered: Slots::default(),
            in_date: Slots::default(),
            date_net: MoneyColumn::default(),
            date_rewards: MoneyColumn::default(),
        }
    }

    fn push(&mut self, person: &Person) {
        let slot = self.business.len();
        self.business.push(person.business);
        // Rows of another business may begin anew.
        self.row.push(person.row.wrapping_sub(self.first_row));
        self.joined.push(person.joined);
        self.left.push(person.left);
        self.motive.push(person.motive);
        self.recruits.push(person.recruits);
        self.posts.push(person.posts);
        self.earned_weeks.push(person.career.earned_weeks);
        self.earned_posts.push(person.career.earned_posts);
        self.even_weeks.push(person.career.even_weeks);
        self.even_posts.push(person.career.even_posts);
        if let Some(year) = &person.first_year {
            self.first_years.get_or_insert_default().set(slot, year);
        }
        let year = person.calendar_year.unwrap_or_default();
        self.year_net.push(year.net);
        self.year_rewards.push(year.rewards);
        self.year_credit.push(year.retail_credit);
        let to_date = person.to_date.unwrap_or_default();
        self.date_net.push(to_date.net);
        self.date_rewards.push(to_date.rewards);
        for (slots, is) in [
            (&mut self.founder, person.founder),
            (&mut self.followed, person.is_followed),
            (&mut self.fell_back, person.career.fell_back),
            (&mut self.in_year, person.calendar_year.is_some()),
            (&mut self.ordered, year.ordered),
            (&mut self.in_date, person.to_date.is_some()),
        ] {
            if is {
                slots.insert(slot);
            }
        }
    }

    /// Persons one after the other; nothing where there is nobody.
    pub(super) fn collect(mut persons: impl Iterator<Item = Person>) -> Option<Self> {
        let first = persons.next()?;
        let mut crowd = Self::new(&first);
        crowd.push(&first);
        persons.for_each(|person| crowd.push(&person));
        assert!(crowd.business.len() <= CHUNK, "sets of slots hold a chunk");
        Some(crowd)
    }

    fn iter(&self) -> impl Iterator<Item = PersonView<'_>> {
        (0..self.business.len()).map(|slot| PersonView { crowd: self, slot })
    }
}

/// A person where she stands in the columns: what is asked for is read, and nothing else.
///
/// What each means is told at the fields of [`Person`].
#[derive(Debug, Clone, Copy)]
pub struct PersonView<'a> {
    crowd: &'a Crowd,
    slot: usize,
}

impl PersonView<'_> {
    /// Whose partner she is.
    pub fn business(&self) -> BusinessId {
        self.crowd.business[self.slot]
    }

    /// Her first row in its network.
    pub fn row(&self) -> u32 {
        self.crowd.row.of(self.slot).wrapping_add(self.crowd.first_row)
    }

    /// Week of joining, from zero.
    pub fn joined(&self) -> Week {
        self.crowd.joined.of(self.slot)
    }

    /// Week of leaving for the first time, or [`NEVER`].
    pub fn left(&self) -> Week {
        self.crowd.left.of(self.slot)
    }

    /// Whether she was there from the start.
    pub fn is_founder(&self) -> bool {
        self.crowd.founder.contains(self.slot)
    }

    /// Whether the scenario put her in, to be followed.
    pub fn is_followed(&self) -> bool {
        self.crowd.followed.contains(self.slot)
    }

    /// Why she joined.
    pub fn motive(&self) -> Motive {
        self.crowd.motive[self.slot]
    }

    /// Direct recruits ever.
    pub fn recruits(&self) -> u32 {
        self.crowd.recruits.of(self.slot)
    }

    /// Posts in her first row.
    pub fn posts(&self) -> u32 {
        self.crowd.posts.of(self.slot)
    }

    /// When things happened first.
    pub fn career(&self) -> Career {
        let Self { crowd, slot } = *self;
        Career {
            earned_weeks: crowd.earned_weeks.of(slot),
            earned_posts: crowd.earned_posts.of(slot),
            even_weeks: crowd.even_weeks.of(slot),
            even_posts: crowd.even_posts.of(slot),
            fell_back: crowd.fell_back.contains(slot),
        }
    }

    /// The first 52 weeks, where they are over and she is no founder and joined after the burn-in.
    pub fn first_year(&self) -> Option<FirstYear> {
        self.crowd.first_years.as_ref()?.of(self.slot)
    }

    /// The calendar year, where she was on the books in it.
    pub fn calendar_year(&self) -> Option<Year> {
        let Self { crowd, slot } = *self;
        crowd.in_year.contains(slot).then(|| Year {
            net: crowd.year_net.of(slot),
            rewards: crowd.year_rewards.of(slot),
            retail_credit: crowd.year_credit.of(slot),
            ordered: crowd.ordered.contains(slot),
        })
    }

    /// All weeks after the burn-in, where she was on the books in any of them.
    pub fn to_date(&self) -> Option<ToDate> {
        let Self { crowd, slot } = *self;
        crowd
            .in_date
            .contains(slot)
            .then(|| ToDate { net: crowd.date_net.of(slot), rewards: crowd.date_rewards.of(slot) })
    }
}

impl Persons {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.crowds.iter().map(|crowd| crowd.business.len()).sum()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.crowds.is_empty()
    }

    /// What there is to be said of persons, in their order; nothing of those of whom there is not.
    pub fn collect<T: Send>(&self, of: impl Fn(PersonView<'_>) -> Option<T> + Sync) -> Vec<T> {
        if self.crowds.len() < CHUNKS_TOGETHER {
            return self.iter().filter_map(of).collect();
        }
        let said = |crowd: &Crowd| -> Vec<T> { crowd.iter().filter_map(&of).collect() };
        self.crowds.par_iter().flat_map_iter(said).collect()
    }

    /// The same of several worlds, one after the other.
    pub fn collect_all<'a, T: Send>(
        worlds: impl IntoIterator<Item = &'a Self>,
        of: impl Fn(PersonView<'_>) -> Option<T> + Sync,
    ) -> Vec<T> {
        let mut all = Vec::new();
        for persons in worlds {
            let said = persons.collect(&of);
            // One world's are not copied.
            if all.is_empty() {
                all = said;
            } else {
                all.extend(said);
            }
        }
        all
    }

    /// All persons, in their order.
    pub fn iter(&self) -> impl Iterator<Item = PersonView<'_>> + '_ {
        self.crowds.iter().flat_map(Crowd::iter)
    }
}

impl FromIterator<Crowd> for Persons {
    fn from_iter<I: IntoIterator<Item = Crowd>>(crowds: I) -> Self {
        Self { crowds: crowds.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Cents;

    /// Somebody of whom everything follows from a number, small or large.
    fn somebody(number: u32) -> Person {
        let cents = |factor: i64| Cents(factor * (i64::from(number) - 2_000));
        let large = number % 4_097 == 5;
        Person {
            business: BusinessId(u8::from(7_000 < number)),
            row: if 7_000 < number { number - 7_001 } else { number + number / 3 },
            joined: number / 80,
            left: if number.is_multiple_of(3) { NEVER } else { number / 70 },
            founder: number < 100,
            is_followed: number.is_multiple_of(5),
            motive: Motive::ALL[(number % 3) as usize],
            recruits: if large { 70_000 } else { number % 7 },
            posts: number % 300,
            career: Career {
                earned_weeks: if number.is_multiple_of(2) { NEVER } else { number % 90 },
                earned_posts: number % 11,
                even_weeks: if number.is_multiple_of(4) { NEVER } else { number % 400 },
                even_posts: number % 13,
                fell_back: number % 6 == 1,
            },
            first_year: (number % 3 == 1).then(|| FirstYear {
                net: cents(1),
                own_use: cents(2),
                rewards: cents(3),
                minutes: number,
                active: number % 2 == 1,
                registered: number % 4 < 3,
            }),
            calendar_year: (number % 7 < 5).then(|| Year {
                net: cents(if large { 1 << 40 } else { 5 }),
                rewards: cents(7),
                retail_credit: cents(11),
                ordered: number.is_multiple_of(9),
            }),
            to_date: (number % 8 < 7).then(|| ToDate { net: cents(13), rewards: cents(17) }),
        }
    }

    /// So many persons, in chunks some of which hold nobody.
    fn persons(people: u32) -> Persons {
        let chunk = |first| first..people.min(first + 3_000);
        let chunks = (0..people).step_by(3_000).flat_map(|first| [first..first, chunk(first)]);
        chunks.filter_map(|rows| Crowd::collect(rows.map(somebody))).collect()
    }

    fn whole(person: PersonView<'_>) -> Person {
        Person {
            business: person.business(),
            row: person.row(),
            joined: person.joined(),
            left: person.left(),
            founder: person.is_founder(),
            is_followed: person.is_followed(),
            motive: person.motive(),
            recruits: person.recruits(),
            posts: person.posts(),
            career: person.career(),
            first_year: person.first_year(),
            calendar_year: person.calendar_year(),
            to_date: person.to_date(),
        }
    }

    #[test]
    fn whoever_was_put_in_comes_out_as_she_was() {
        assert!(persons(0).is_empty());
        let persons = persons(9_001);
        assert_eq!((persons.len(), persons.iter().count()), (9_001, 9_001));
        for (number, person) in (0..).zip(persons.iter()) {
            assert_eq!(whole(person), somebody(number), "person {number}");
        }
    }

    #[test]
    fn many_persons_are_read_together_as_one_by_one_and_in_their_order() {
        let persons = persons(40_000);
        let even = |person: PersonView<'_>| person.posts().is_multiple_of(2).then(|| whole(person));
        assert!(persons.iter().filter_map(even).eq(persons.collect(even)));
    }
}
