//! Axes: where a number stands, which numbers get a tick, and labels that keep out of each
//! other's way.
//!
//! *Invariant*: an axis is monotone, and a tick stands exactly where its number stands.
//!
//! *Absent*: colours and marks.

use crate::chance::math::ln;

/// A straight axis.
#[derive(Debug, Clone, Copy)]
pub(super) struct Linear {
    /// The numbers at both ends, low to high.
    pub(super) numbers: (f64, f64),
    /// The pixels where they stand.
    pub(super) pixels: (f64, f64),
}

impl Linear {
    /// The pixel of a number.
    pub(super) fn at(&self, number: f64) -> f64 {
        let span = self.numbers.1 - self.numbers.0;
        let part = if span == 0.0 { 0.0 } else { (number - self.numbers.0) / span };
        self.pixels.0 + part * (self.pixels.1 - self.pixels.0)
    }
}

/// Round numbers, one step apart, that cover `low` to `high`: about `wanted` of them.
///
/// Steps are 1, 2 or 5 times a power of ten; the ends are whole steps.
pub(super) fn round_numbers(low: f64, high: f64, wanted: u32) -> Vec<f64> {
    let span = if low < high { high - low } else { 1.0 };
    let rough = span / f64::from(wanted.max(1));
    let mut power = 1.0;
    while power * 10.0 <= rough {
        power *= 10.0;
    }
    // Dividing by whole powers keeps 0.1 the number that is written so.
    let mut divisor = 1.0;
    while rough < power / divisor && divisor < 1e12 {
        divisor *= 10.0;
    }
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|multiple| (multiple * power, divisor))
        .find(|step| rough <= step.0 / step.1 * 1.000_001)
        .unwrap_or((10.0 * power, divisor));
    let size = step.0 / step.1;
    let from = (low / size + 1e-9).floor();
    let to = (high.max(low + span) / size - 1e-9).ceil();
    let mut numbers = Vec::new();
    let mut index = from;
    while index <= to && numbers.len() < 50 {
        numbers.push(index * step.0 / step.1);
        index += 1.0;
    }
    numbers
}

/// An axis of money on both sides of zero: straight up to the threshold, one equal step for each
/// tenfold beyond it.
///
/// Zero itself has a slot of its own width, so that those who end at exactly zero can be shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct SymmetricLog {
    /// Pixel of zero.
    pub(super) zero: f64,
    /// Half the width of zero's slot.
    pub(super) slot: f64,
    /// Pixels from the slot to the threshold, and for each tenfold beyond.
    pub(super) decade: f64,
    /// Where the tenfold steps begin, in currency units.
    pub(super) threshold: f64,
}

/// Steps from zero to a size: one to the threshold, one more for each tenfold.
pub(super) fn steps(size: f64, threshold: f64) -> f64 {
    if size <= threshold { size / threshold } else { 1.0 + ln(size / threshold) / ln(10.0) }
}

impl SymmetricLog {
    /// The pixel of an amount; amounts under a cent stand at zero's side of the slot.
    pub(super) fn at(&self, amount: f64) -> f64 {
        let way = self.slot + self.decade * steps(amount.abs(), self.threshold);
        if amount == 0.0 {
            self.zero
        } else if amount < 0.0 {
            self.zero - way
        } else {
            self.zero + way
        }
    }

    /// The pixel of zero's upper or lower side: where the bars beside it begin.
    pub(super) fn beside_zero(&self, above: bool) -> f64 {
        if above { self.zero + self.slot } else { self.zero - self.slot }
    }

    /// Zero and every tenfold of the threshold up to both ends, in currency units.
    pub(super) fn ticks(&self, lowest: f64, highest: f64) -> Vec<f64> {
        let mut above = Vec::new();
        let mut below = Vec::new();
        let mut size = self.threshold;
        while size <= highest.max(-lowest) * 1.000_001 {
            if size <= highest * 1.000_001 {
                above.push(size);
            }
            if size <= -lowest * 1.000_001 {
                below.insert(0, -size);
            }
            size *= 10.0;
        }
        below.push(0.0);
        below.extend(above);
        below
    }
}

/// A label that wants to stand at a place: its wanted centre and its size along the axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Wish {
    pub(super) centre: f64,
    pub(super) size: f64,
}

/// Centres for labels in their order, as close to the wanted ones as they can be without touching
/// each other or the ends; nothing when they do not all fit.
///
/// Labels that touch are joined into a group that stands at the mean of its members' wishes (the
/// pool-adjacent-violators way of isotonic regression).
pub(super) fn spread(wishes: &[Wish], gap: f64, ends: (f64, f64)) -> Option<Vec<f64>> {
    let total: f64 = wishes.iter().map(|wish| wish.size + gap).sum::<f64>() - gap;
    if wishes.is_empty() {
        return Some(Vec::new());
    }
    if ends.1 - ends.0 < total {
        return None;
    }
    // Each group: wanted start of its first label, its length, its number of labels.
    let mut groups: Vec<(f64, f64, usize)> = Vec::new();
    for wish in wishes {
        let mut group = (wish.centre - wish.size / 2.0, wish.size, 1_usize);
        while let Some(&before) = groups.last() {
            if before.0 + before.1 + gap <= group.0 {
                break;
            }
            groups.pop();
            let members = (before.2 + group.2) as f64;
            // The second group's start counts as seen from the first one's.
            let moved = group.0 - before.1 - gap;
            let start = (before.0 * before.2 as f64 + moved * group.2 as f64) / members;
            group = (start, before.1 + gap + group.1, before.2 + group.2);
        }
        groups.push(group);
    }
    let mut starts: Vec<f64> = groups.iter().map(|group| group.0).collect();
    let mut limit = ends.1;
    for (start, group) in starts.iter_mut().zip(&groups).rev() {
        *start = start.min(limit - group.1);
        limit = *start - gap;
    }
    let mut limit = ends.0;
    let mut centres = Vec::with_capacity(wishes.len());
    let mut members = wishes.iter();
    for (start, group) in starts.iter().zip(&groups) {
        let mut pen = start.max(limit);
        for wish in members.by_ref().take(group.2) {
            centres.push(pen + wish.size / 2.0);
            pen += wish.size + gap;
        }
        limit = pen;
    }
    Some(centres)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn round_numbers_are_round_and_cover_what_is_asked() {
        assert_eq!(round_numbers(0.0, 0.43, 4), [0.0, 0.2, 0.4, 0.6]);
        assert_eq!(round_numbers(0.0, 1240.0, 4), [0.0, 500.0, 1000.0, 1500.0]);
        assert_eq!(round_numbers(-160.0, 35.0, 4), [-200.0, -150.0, -100.0, -50.0, 0.0, 50.0]);
        assert_eq!(round_numbers(0.0, 0.0, 4).first(), Some(&0.0));
        assert!(round_numbers(0.0, 9e15, 4).len() < 9);
    }

    #[test]
    fn the_symmetric_axis_is_a_mirror_image_with_equal_tenfolds() {
        let axis = SymmetricLog { zero: 500.0, slot: 8.0, decade: 100.0, threshold: 10.0 };
        assert!((axis.at(1000.0) - 808.0).abs() < 1e-9);
        assert!((axis.at(-1000.0) - 192.0).abs() < 1e-9);
        assert!((axis.at(0.0) - 500.0).abs() < 1e-9);
        assert_eq!(axis.ticks(-1000.0, 100.0), [-1000.0, -100.0, -10.0, 0.0, 10.0, 100.0]);
    }

    proptest! {
        #[test]
        fn the_symmetric_axis_never_turns_back(a in -1e12_f64..1e12, b in -1e12_f64..1e12) {
            let axis = SymmetricLog { zero: 0.0, slot: 8.0, decade: 100.0, threshold: 10.0 };
            prop_assert!(a < b || axis.at(b) <= axis.at(a));
            prop_assert!(b < a || axis.at(a) <= axis.at(b));
        }

        #[test]
        fn spread_labels_keep_their_order_their_distance_and_the_ends(
            mut centres in proptest::collection::vec(-50.0_f64..150.0, 0..9),
            size in 1.0_f64..14.0,
        ) {
            centres.sort_by(f64::total_cmp);
            let wishes: Vec<Wish> =
                centres.iter().map(|&centre| Wish { centre, size }).collect();
            let fits = wishes.len() as f64 * (size + 2.0) - 2.0 <= 100.0;
            let placed = spread(&wishes, 2.0, (0.0, 100.0));
            prop_assert_eq!(placed.is_some(), fits || wishes.is_empty());
            let placed = placed.unwrap_or_default();
            for pair in placed.windows(2) {
                prop_assert!(size + 2.0 - 1e-9 <= pair[1] - pair[0], "{:?}", placed);
            }
            for &centre in &placed {
                prop_assert!(size / 2.0 - 1e-9 <= centre && centre <= 100.0 - size / 2.0 + 1e-9);
            }
        }
    }

    #[test]
    fn labels_with_room_stand_where_they_want() {
        let wishes = [Wish { centre: 10.0, size: 8.0 }, Wish { centre: 60.0, size: 8.0 }];
        assert_eq!(spread(&wishes, 2.0, (0.0, 100.0)), Some(vec![10.0, 60.0]));
    }
}
