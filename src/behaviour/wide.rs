//! The machine's wider vectors, where it has them.
//!
//! *Invariant*: what is compiled twice is one and the same source; whole numbers come out alike,
//! and so do single additions, multiplications and comparisons of floats, which are never fused.
//!
//! *Absent*: anything that is computed here and nowhere else.

use super::WeekView;
use super::law::PostsLaw;
use super::quick::{self, Hits, Lanes, Output};
use super::screen::Screen;

/// [`quick::throw`] on the widest vectors that the machine has.
pub(super) fn throw(lanes: &mut Lanes, view: &WeekView<'_>, law: Option<&PostsLaw>) {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw") {
            #[expect(unsafe_code, reason = "the machine has what the function is compiled for")]
            // SAFETY: AVX-512 was just detected.
            return unsafe { throw_avx512(lanes, view, law) };
        }
        if is_x86_feature_detected!("avx2") {
            #[expect(unsafe_code, reason = "the machine has what the function is compiled for")]
            // SAFETY: AVX2 was just detected.
            return unsafe { throw_avx2(lanes, view, law) };
        }
    }
    quick::throw(lanes, view, law);
}

/// [`quick::screen`] on the widest vectors that the machine has.
pub(super) fn screen(lanes: &mut Lanes, with: &Screen<'_>, there: u64, out: Output<'_>) -> Hits {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw") {
            #[expect(unsafe_code, reason = "the machine has what the function is compiled for")]
            // SAFETY: AVX-512 was just detected.
            return unsafe { screen_avx512(lanes, with, there, out) };
        }
        if is_x86_feature_detected!("avx2") {
            #[expect(unsafe_code, reason = "the machine has what the function is compiled for")]
            // SAFETY: AVX2 was just detected.
            return unsafe { screen_avx2(lanes, with, there, out) };
        }
    }
    quick::screen(lanes, with, there, out)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw")]
fn throw_avx512(lanes: &mut Lanes, view: &WeekView<'_>, law: Option<&PostsLaw>) {
    quick::throw(lanes, view, law);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw")]
fn screen_avx512(lanes: &mut Lanes, screen: &Screen<'_>, there: u64, out: Output<'_>) -> Hits {
    quick::screen(lanes, screen, there, out)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn throw_avx2(lanes: &mut Lanes, view: &WeekView<'_>, law: Option<&PostsLaw>) {
    quick::throw(lanes, view, law);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn screen_avx2(lanes: &mut Lanes, screen: &Screen<'_>, there: u64, out: Output<'_>) -> Hits {
    quick::screen(lanes, screen, there, out)
}
