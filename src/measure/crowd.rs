//! The persons of a run, as columns: a hundred million of them have to fit a machine.
//!
//! *Invariant*: whoever was put in comes out as she was, in the same order.
//!
//! *Absent*: where persons come from (`people`).

use rayon::prelude::*;

use super::people::{Person, ToDate, Year};
use crate::ledger::MoneyColumn;
use crate::scenario::Motive;
use crate::units::{BusinessId, NEVER};
use crate::world::{CHUNK, Career, Column, Counts, FirstYears, Slots, Weeks};

/// Chunks from which on reading them on all threads brings more than it costs.
const CHUNKS_TOGETHER: usize = 8;

/// Persons, each with what became of her.
#[derive(Debug, Clone, Default)]
pub struct Persons {
    people: usize,
    chunks: Vec<Crowd>,
}

/// Up to [`CHUNK`] of them.
#[derive(Debug, Clone)]
struct Crowd {
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

    fn of(&self, slot: usize) -> Person {
        Person {
            business: self.business[slot],
            row: self.row.of(slot).wrapping_add(self.first_row),
            joined: self.joined.of(slot),
            left: self.left.of(slot),
            founder: self.founder.contains(slot),
            is_followed: self.followed.contains(slot),
            motive: self.motive[slot],
            recruits: self.recruits.of(slot),
            posts: self.posts.of(slot),
            career: Career {
                earned_weeks: self.earned_weeks.of(slot),
                earned_posts: self.earned_posts.of(slot),
                even_weeks: self.even_weeks.of(slot),
                even_posts: self.even_posts.of(slot),
                fell_back: self.fell_back.contains(slot),
            },
            first_year: self.first_years.as_ref().and_then(|years| years.of(slot)),
            calendar_year: self.in_year.contains(slot).then(|| Year {
                net: self.year_net.of(slot),
                rewards: self.year_rewards.of(slot),
                retail_credit: self.year_credit.of(slot),
                ordered: self.ordered.contains(slot),
            }),
            to_date: self.in_date.contains(slot).then(|| ToDate {
                net: self.date_net.of(slot),
                rewards: self.date_rewards.of(slot),
            }),
        }
    }
}

impl Persons {
    /// Appends a person.
    pub fn push(&mut self, person: &Person) {
        if self.people.is_multiple_of(CHUNK) {
            self.chunks.push(Crowd::new(person));
        }
        self.people += 1;
        self.chunks.last_mut().expect("a chunk was just made").push(person);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.people
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.people == 0
    }

    /// The person at a place of the order.
    pub fn of(&self, place: usize) -> Person {
        self.chunks[place / CHUNK].of(place % CHUNK)
    }

    /// What there is to be said of persons, in their order; nothing of those of whom there is not.
    pub fn collect<T: Send>(&self, of: impl Fn(Person) -> Option<T> + Sync) -> Vec<T> {
        if self.chunks.len() < CHUNKS_TOGETHER {
            return self.iter().filter_map(of).collect();
        }
        let said = |crowd: &Crowd| -> Vec<T> {
            (0..crowd.business.len()).filter_map(|slot| of(crowd.of(slot))).collect()
        };
        self.chunks.par_iter().flat_map_iter(said).collect()
    }

    /// All persons, in their order.
    pub fn iter(&self) -> impl Iterator<Item = Person> + '_ {
        self.chunks
            .iter()
            .flat_map(|crowd| (0..crowd.business.len()).map(move |slot| crowd.of(slot)))
    }
}

impl FromIterator<Person> for Persons {
    fn from_iter<I: IntoIterator<Item = Person>>(persons: I) -> Self {
        let mut all = Self::default();
        for person in persons {
            all.push(&person);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Cents;
    use crate::world::FirstYear;

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

    #[test]
    fn whoever_was_put_in_comes_out_as_she_was() {
        let persons: Persons = (0..9_000).map(somebody).collect();
        assert_eq!((persons.len(), persons.iter().count()), (9_000, 9_000));
        for (number, person) in (0..).zip(persons.iter()) {
            assert_eq!(person, somebody(number), "person {number}");
        }
        assert_eq!(persons.of(8_999), somebody(8_999));
    }

    #[test]
    fn many_persons_are_read_together_as_one_by_one_and_in_their_order() {
        let persons: Persons = (0..40_000).map(somebody).collect();
        let even = |person: Person| person.posts.is_multiple_of(2).then_some(person);
        assert!(persons.iter().filter_map(even).eq(persons.collect(even)));
    }
}
