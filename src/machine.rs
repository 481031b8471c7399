//! What the machine can do beyond plain code: wider vectors, and memory asked for before it is
//! wanted.
//!
//! A loop that needs values from all over a column waits for each of them in turn; asked for ahead,
//! they are on their way together while other work goes on.
//!
//! *Invariant*: no result can depend on the machine. What is compiled for wider vectors is one and
//! the same source: whole numbers come out alike, and so do single additions, multiplications and
//! comparisons of floats, which are never fused. Asking for memory reads and changes nothing.
//!
//! *Absent*: what is computed, and which values are going to be wanted.

/// A function that does the work of another one with the widest vectors that the machine has. For
/// that, the other one and whatever it calls must be inlined always.
macro_rules! widest {
    ($(#[$about:meta])* $scope:vis fn $name:ident($($given:ident: $kind:ty),*) $(-> $out:ty)? {
        $plain:path
    }) => {
        $(#[$about])*
        $scope fn $name($($given: $kind),*) $(-> $out)? {
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512bw")]
            fn on_avx512($($given: $kind),*) $(-> $out)? {
                $plain($($given),*)
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2")]
            fn on_avx2($($given: $kind),*) $(-> $out)? {
                $plain($($given),*)
            }
            #[cfg(target_arch = "x86_64")]
            {
                if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw") {
                    #[expect(unsafe_code, reason = "the machine has what it is compiled for")]
                    // SAFETY: AVX-512 was just detected.
                    return unsafe { on_avx512($($given),*) };
                }
                if is_x86_feature_detected!("avx2") {
                    #[expect(unsafe_code, reason = "the machine has what it is compiled for")]
                    // SAFETY: AVX2 was just detected.
                    return unsafe { on_avx2($($given),*) };
                }
            }
            $plain($($given),*)
        }
    };
}
pub(crate) use widest;

/// Bytes that are 0 or 1 as bits.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
pub(crate) fn packed(lanes: &[u8; 64]) -> u64 {
    let mut bits = 0;
    for (index, bytes) in lanes.as_chunks::<8>().0.iter().enumerate() {
        // The product brings the eight bits together in the uppermost byte.
        let eight = u64::from_le_bytes(*bytes).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        bits |= eight << (8 * index);
    }
    bits
}

/// Asks for a value of a column that is wanted soon; for none where there is no such place.
#[inline]
pub(crate) fn ask<T>(column: &[T], place: usize) {
    if let Some(value) = column.get(place) {
        ask_for(value);
    }
}

/// Asks for values from all over a column.
#[inline]
pub(crate) fn ask_all<T>(column: &[T], places: impl Iterator<Item = usize>) {
    places.for_each(|place| ask(column, place));
}

#[cfg(target_arch = "x86_64")]
#[inline]
fn ask_for<T>(value: &T) {
    use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
    #[expect(unsafe_code, reason = "the machine's own way to ask")]
    // SAFETY: every such machine has the instruction, and it never fails, whatever it points at.
    unsafe {
        _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(value).cast());
    }
}

/// Other machines have no way to ask that the language knows.
#[cfg(not(target_arch = "x86_64"))]
#[inline]
fn ask_for<T>(_: &T) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    fn plain(words: &[u32]) -> u32 {
        words.iter().fold(0, |sum, &word| sum.wrapping_add(word) ^ (sum >> 3))
    }

    widest! {
        fn wide(words: &[u32]) -> u32 {
            plain
        }
    }

    #[test]
    fn wide_work_comes_to_what_plain_work_does() {
        let words: Vec<u32> = (0..1_003_u32).map(|n| n.wrapping_mul(2_654_435_769)).collect();
        assert_eq!(wide(&words), plain(&words));
    }

    #[test]
    fn bytes_are_packed_in_their_order() {
        for bits in [0, 1, 1 << 63, 0x8421_1248_F00F_A5C3, u64::MAX] {
            let bytes = std::array::from_fn(|n| u8::from(bits >> n & 1 == 1));
            assert_eq!(packed(&bytes), bits, "{bits:x}");
        }
    }

    #[test]
    fn a_place_that_is_not_there_may_be_asked_for() {
        ask_all(&[1_u32, 2], [0, 1, 2, usize::MAX].into_iter());
        ask::<u64>(&[], 0);
    }
}
