//! Who the people of a chunk are.
//!
//! A key has a community in its upper half and a number in its lower one. Neighbours have few
//! communities and numbers that are near each other, so two or three bytes a row tell what would
//! take eight.
//!
//! *Invariant*: keys come back as they were put in.
//!
//! *Absent*: what a key is made of (`units`).

use super::counts::Counts;
use crate::units::PersonKey;

/// A person's key for each slot.
#[derive(Debug, Clone)]
pub struct People {
    /// What the lower halves are counted from.
    base: u32,
    /// The lower halves beyond that, all the way round where they are below.
    lower: Counts,
    upper: Counts,
}

/// How far below the first one's number those of her neighbours may be and still be narrow.
const BELOW: u32 = 1 << 15;

impl People {
    /// Nobody; the first is going to be `first`.
    pub fn new(first: PersonKey) -> Self {
        let [lower, upper] = first.halves();
        let base = lower.saturating_sub(BELOW);
        Self { base, lower: Counts::new(lower - base), upper: Counts::new(upper) }
    }

    /// Appends people.
    pub fn extend(&mut self, people: impl ExactSizeIterator<Item = PersonKey> + Clone) {
        let base = self.base;
        self.lower.extend(people.clone().map(|person| person.halves()[0].wrapping_sub(base)));
        self.upper.extend(people.map(|person| person.halves()[1]));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.lower.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.lower.is_empty()
    }

    /// Who stands in a row.
    #[inline]
    pub fn of(&self, row: usize) -> PersonKey {
        let lower = self.lower.of(row).wrapping_add(self.base);
        PersonKey::from_halves([lower, self.upper.of(row)])
    }

    /// Reads the lower and the upper halves of many rows from `first` on; what stands for rows that
    /// are not there is anything.
    #[inline]
    pub fn read<const N: usize>(&self, first: usize, [lower, upper]: &mut [[u32; N]; 2]) {
        self.lower.read(first, lower);
        self.upper.read(first, upper);
        self.count_up(lower);
    }

    /// Reads the halves of rows from all over the chunk.
    #[inline]
    pub fn pick<const N: usize>(&self, rows: &[u16; N], [lower, upper]: &mut [[u32; N]; 2]) {
        self.lower.pick(rows, lower);
        self.upper.pick(rows, upper);
        self.count_up(lower);
    }

    #[inline]
    fn count_up<const N: usize>(&self, lower: &mut [u32; N]) {
        if self.base != 0 {
            for lower in lower {
                *lower = lower.wrapping_add(self.base);
            }
        }
    }

    /// Asks for the memory of somebody who is wanted soon.
    #[inline]
    pub fn ask(&self, row: usize) {
        self.lower.ask(row);
        self.upper.ask(row);
    }

    /// All of them, by row.
    pub fn iter(&self) -> impl Iterator<Item = PersonKey> + '_ {
        (0..self.len()).map(|row| self.of(row))
    }

    /// Bytes that they take up.
    pub fn bytes(&self) -> usize {
        self.lower.bytes() + self.upper.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::CommunityId;
    use crate::world::CHUNK;

    fn people(keys: &[PersonKey]) -> People {
        let mut people = People::new(keys[0]);
        people.extend(keys.iter().copied());
        people
    }

    #[test]
    fn everybody_is_who_she_was_however_she_is_read() {
        let joiner = |community, number| PersonKey::joiner(CommunityId(community), number);
        let lists = [
            vec![PersonKey::founder(70_000), PersonKey::founder(70_001)],
            vec![joiner(3, 100_000), joiner(9, 100_000 - BELOW), joiner(300, 3), joiner(3, 9)],
            vec![PersonKey::followed(7, 5), PersonKey::founder(u32::MAX), joiner(0, 0)],
            vec![PersonKey(u64::MAX), PersonKey(0)],
        ];
        for keys in lists {
            let people = people(&keys);
            assert!(people.iter().eq(keys.iter().copied()) && people.len() == keys.len());
            let mut halves = [[0; 2]; 2];
            people.read(keys.len() - 2, &mut halves);
            let rows = [1, 0];
            let mut picked = halves;
            people.pick(&rows, &mut picked);
            for lane in 0..2 {
                let of = |[lower, upper]: [[u32; 2]; 2]| {
                    PersonKey::from_halves([lower[lane], upper[lane]])
                };
                assert_eq!(of(halves), keys[keys.len() - 2 + lane]);
                assert_eq!(of(picked), keys[usize::from(rows[lane])]);
            }
        }
    }

    #[test]
    fn neighbours_take_few_bytes() {
        let founders: Vec<_> = (9_000_000..9_004_096).map(PersonKey::founder).collect();
        assert_eq!(people(&founders).bytes(), 2 * CHUNK);
        let joiner =
            |n: u32| PersonKey::joiner(CommunityId(n % 20), 1_000_000 - 900 * (n % 20) + n);
        assert_eq!(people(&(0..4_096).map(joiner).collect::<Vec<_>>()).bytes(), 3 * CHUNK);
        assert_eq!(people(&[PersonKey::founder(8); 64]).bytes(), 0);
    }
}
