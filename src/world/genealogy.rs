//! The sponsor tree.
//!
//! *Invariant*: a recruit's row is younger than her sponsor's, so one pass from the youngest row to
//! the oldest rolls anything up without recursion.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use super::column::extend_flat;
use crate::machine::ask;

/// The upline of those who have none: the business itself.
pub const NO_UPLINE: u32 = u32::MAX;

/// Who recruited whom, by row.
#[derive(Debug, Clone, Default)]
pub struct Genealogy {
    sponsor: Vec<u32>,
    /// The sponsor, or a later upline where those between have left for good.
    upline: Vec<Link>,
}

/// A link that may be moved on while others are: whether a walk finds it before or after, it leads
/// to the same first upline who is not gone.
#[derive(Debug)]
struct Link(AtomicU32);

impl Link {
    #[inline]
    fn get(&self) -> u32 {
        self.0.load(Relaxed)
    }
}

impl Clone for Link {
    fn clone(&self) -> Self {
        Self(self.get().into())
    }
}

impl Genealogy {
    /// A tree from sponsors by row.
    ///
    /// # Panics
    /// When a sponsor is not older than the recruit.
    pub fn from_sponsors(sponsors: &[u32]) -> Self {
        let mut tree = Self::default();
        for &sponsor in sponsors {
            tree.push(sponsor);
        }
        tree
    }

    /// Appends a recruit of `sponsor`.
    ///
    /// # Panics
    /// When the sponsor is not older than the recruit.
    pub fn push(&mut self, sponsor: u32) {
        self.extend(std::iter::once(sponsor));
    }

    /// Appends recruits by their sponsors.
    ///
    /// # Panics
    /// When a sponsor is not older than the recruit.
    pub fn extend(&mut self, sponsors: impl ExactSizeIterator<Item = u32> + Clone) {
        for (row, sponsor) in (self.sponsor.len()..).zip(sponsors.clone()) {
            assert!(
                sponsor == NO_UPLINE || (sponsor as usize) < row,
                "row {row} cannot have the younger sponsor {sponsor}"
            );
        }
        extend_flat(&mut self.sponsor, sponsors.clone());
        extend_flat(&mut self.upline, sponsors.map(|sponsor| Link(sponsor.into())));
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.sponsor.len()
    }

    /// Whether nobody is in the tree.
    pub fn is_empty(&self) -> bool {
        self.sponsor.is_empty()
    }

    /// Bytes that the links take up.
    pub fn bytes(&self) -> usize {
        (self.sponsor.capacity() + self.upline.capacity()) * size_of::<u32>()
    }

    /// Who recruited `row`, or [`NO_UPLINE`].
    #[inline]
    pub fn sponsor(&self, row: u32) -> u32 {
        self.sponsor[row as usize]
    }

    /// The nearest upline of `row` that was not passed over for good, or [`NO_UPLINE`].
    #[inline]
    pub fn upline(&self, row: u32) -> u32 {
        self.upline[row as usize].get()
    }

    /// Asks for the memory of a row's link.
    #[inline]
    pub fn ask(&self, row: usize) {
        ask(&self.upline, row);
    }

    /// Moves the link of `row` past those for whom `gone` holds; they never come back.
    ///
    /// Several threads may do so for several rows at a time.
    pub fn pass_over(&self, row: u32, gone: impl Fn(u32) -> bool) {
        let before = self.upline(row);
        let mut upline = before;
        while upline != NO_UPLINE && gone(upline) {
            upline = self.upline(upline);
        }
        if upline != before {
            self.upline[row as usize].0.store(upline, Relaxed);
        }
    }

    /// Levels below the business, by row: 1 for those recruited by it.
    pub fn levels(&self) -> Vec<u32> {
        let mut levels: Vec<u32> = Vec::with_capacity(self.len());
        for &sponsor in &self.sponsor {
            let above = if sponsor == NO_UPLINE { 0 } else { levels[sponsor as usize] };
            levels.push(above + 1);
        }
        levels
    }

    /// Adds each row's value to its sponsor's, from the youngest to the oldest: the sum over the
    /// whole group, the row's own value included.
    pub fn roll_up(&self, values: &mut [u64]) {
        for row in (0..self.len()).rev() {
            let sponsor = self.sponsor[row];
            if sponsor != NO_UPLINE {
                values[sponsor as usize] += values[row];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_group_sums_follow_the_links() {
        let tree = Genealogy::from_sponsors(&[NO_UPLINE, 0, 0, 1, 3, NO_UPLINE]);
        assert_eq!(tree.levels(), [1, 2, 2, 3, 4, 1]);
        let mut sums = [1, 10, 100, 1_000, 10_000, 100_000];
        tree.roll_up(&mut sums);
        assert_eq!(sums, [11_111, 11_010, 100, 11_000, 10_000, 100_000]);
    }

    #[test]
    fn a_link_passes_over_leavers_for_good_and_the_sponsor_stays_known() {
        let tree = Genealogy::from_sponsors(&[NO_UPLINE, 0, 1, 2]);
        tree.pass_over(3, |row| row == 2 || row == 1);
        assert_eq!((tree.upline(3), tree.sponsor(3)), (0, 2));
        tree.pass_over(3, |row| row == 0);
        assert_eq!(tree.upline(3), NO_UPLINE);
    }

    #[test]
    #[should_panic(expected = "younger sponsor")]
    fn a_sponsor_younger_than_the_recruit_is_refused() {
        let _ = Genealogy::from_sponsors(&[1, NO_UPLINE]);
    }
}
