//! Values of a law for many numbers at once, as bounds close together.
//!
//! A value that is going to be rounded to 32 bits or compared is nearly always told by bounds that
//! are a few trillionths apart, and those can be had for many numbers side by side. Whoever uses
//! them draws the exact value where they do not tell.
//!
//! *Invariant*: the value that the law itself gives lies between the bounds, ends included.
//!
//! *Absent*: what values are compared with.

use super::Uniform;
use super::distribution::{Distribution, FLAT, PowerLaw, Prepared};
use super::rough;

/// Bounds of numbers, by lane.
#[derive(Debug, Clone, Copy)]
pub struct Bounds<const N: usize> {
    /// None is below.
    pub lower: [f64; N],
    /// None is above.
    pub upper: [f64; N],
}

/// By how much of itself a value may be off.
const OFF: f64 = 1e-11;

/// Beyond this logarithm rough values are off by more.
const LOGARITHM_MAX: f64 = 8.0;

/// The same for the logarithm of a power law's most over its least.
const SPAN_MAX: f64 = 32.0;

/// Below this exponent a power law magnifies what a rough logarithm is off.
const EXPONENT_MIN: f64 = 0.05;

impl<const N: usize> Default for Bounds<N> {
    fn default() -> Self {
        Self::of([0.0; N])
    }
}

impl<const N: usize> Bounds<N> {
    /// Values that are known.
    pub const fn of(values: [f64; N]) -> Self {
        Self { lower: values, upper: values }
    }

    /// A value of one lane that is known.
    pub const fn put(&mut self, lane: usize, value: f64) {
        (self.lower[lane], self.upper[lane]) = (value, value);
    }

    /// Both bounds kept within others.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    pub fn clamp(&mut self, least: f64, most: f64) {
        for lane in 0..N {
            self.lower[lane] = self.lower[lane].clamp(least, most);
            self.upper[lane] = self.upper[lane].clamp(least, most);
        }
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    fn around(&mut self, words: &[u32; N], law: &impl Near) {
        for (lane, &word) in words.iter().enumerate() {
            let (value, off) = law.near(Uniform::new(word).value());
            (self.lower[lane], self.upper[lane]) = (value - off, value + off);
        }
    }
}

/// A law of a known shape. No closure will do: it is not inlined for certain.
trait Near {
    /// About the value that a share of people stay below, and by how much it may be off.
    fn near(&self, p: f64) -> (f64, f64);
}

struct Even {
    min: f64,
    max: f64,
}

impl Near for Even {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    fn near(&self, p: f64) -> (f64, f64) {
        // Additions and products alone are the same for many and for one.
        ((self.min + (self.max - self.min) * p).clamp(self.min, self.max), 0.0)
    }
}

struct Normal {
    mean: f64,
    sd: f64,
}

impl Near for Normal {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    fn near(&self, p: f64) -> (f64, f64) {
        let apart = self.sd * rough::normal_quantile(p);
        (self.mean + apart, OFF * (self.mean.abs() + apart.abs()))
    }
}

struct LogNormal {
    median: f64,
    sigma: f64,
}

impl Near for LogNormal {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    fn near(&self, p: f64) -> (f64, f64) {
        let logarithm = self.sigma * rough::normal_quantile(p);
        let value = self.median * rough::exp(logarithm.clamp(-LOGARITHM_MAX, LOGARITHM_MAX));
        (value, if logarithm.abs() < LOGARITHM_MAX { OFF * value } else { f64::INFINITY })
    }
}

/// A power law that falls with the value, or the one with the opposite exponent turned round.
struct Power {
    min: f64,
    span: f64,
    last: f64,
    /// One over the exponent's size, below zero.
    inverse: f64,
    falls: bool,
    is_flat: bool,
}

impl Near for Power {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    fn near(&self, p: f64) -> (f64, f64) {
        let p = if self.falls { p } else { 1.0 - p };
        let logarithm = if self.is_flat {
            p * self.span
        } else {
            rough::ln((1.0 - p) + p * self.last) * self.inverse
        };
        let value =
            self.min * rough::exp(if self.falls { logarithm } else { self.span - logarithm });
        (value, OFF * value)
    }
}

impl Prepared {
    /// Bounds of the values of persons whose words are given.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    pub fn bound<const N: usize>(&self, words: &[u32; N], bounds: &mut Bounds<N>) {
        match (&self.power, self.law) {
            (Some(power), _) => power.bound(words, bounds),
            (_, Distribution::Normal { mean, sd }) if 0.0 < sd => {
                bounds.around(words, &Normal { mean, sd });
            }
            (_, Distribution::LogNormal { median, sigma }) if 0.0 < sigma => {
                bounds.around(words, &LogNormal { median, sigma });
            }
            (_, Distribution::Uniform { min, max }) => bounds.around(words, &Even { min, max }),
            // Everybody has the same.
            _ => *bounds = Bounds::of([self.law.quantile(0.5); N]),
        }
    }
}

impl PowerLaw {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    fn bound<const N: usize>(&self, words: &[u32; N], bounds: &mut Bounds<N>) {
        let Self { min, max, span, last, .. } = *self;
        let exponent = self.exponent.abs();
        let (is_flat, falls) = (exponent * span < FLAT, 0.0 <= self.exponent);
        if span <= 0.0 {
            *bounds = Bounds::of([min; N]);
        } else if SPAN_MAX < span || !is_flat && exponent < EXPONENT_MIN {
            *bounds = Bounds { lower: [min; N], upper: [max; N] };
        } else {
            let inverse = -1.0 / exponent;
            bounds.around(words, &Power { min, span, last, inverse, falls, is_flat });
            bounds.clamp(min, max);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANES: usize = 16;

    /// Checks many words, and says whether all bounds are close.
    fn is_told(law: Distribution) -> bool {
        let (prepared, mut close) = (Prepared::new(law), true);
        for block in 0..2_000_u32 {
            let mut words = [0; LANES];
            for (n, word) in (0..).zip(&mut words) {
                let number = block * 16 + n;
                // All over, and next to both ends.
                *word = match block % 4 {
                    0 => number,
                    1 => !number,
                    _ => number.wrapping_mul(2_654_435_769),
                };
            }
            let mut bounds = Bounds::default();
            prepared.bound(&words, &mut bounds);
            for (lane, &word) in words.iter().enumerate() {
                let value = law.sample(Uniform::new(word));
                let (lower, upper) = (bounds.lower[lane], bounds.upper[lane]);
                assert!(lower <= value && value <= upper, "{law:?} of {word}");
                let apart = upper - lower;
                let size = lower.abs().max(upper.abs()).max(1.0);
                close &= apart.is_finite() && apart <= 20.0 * OFF * size;
            }
        }
        close
    }

    #[test]
    fn values_lie_between_their_bounds_which_are_close_for_laws_of_common_shape() {
        let power = |min, max, exponent| Distribution::PowerLaw { min, max, exponent };
        for law in [
            Distribution::Constant(3.5),
            Distribution::Uniform { min: -2.0, max: 6.0 },
            Distribution::LogUniform { min: 0.1, max: 50.0 },
            Distribution::LogUniform { min: 7.0, max: 7.0 },
            Distribution::Normal { mean: 4.0, sd: 2.5 },
            Distribution::Normal { mean: -4.0, sd: 0.0 },
            Distribution::LogNormal { median: 30.0, sigma: 1.1 },
            Distribution::LogNormal { median: 30.0, sigma: 0.0 },
            power(1_000.0, 10_000.0, 0.73),
            power(1.0, 1e6, 0.0),
            power(1.0, 1e4, 1.0),
            power(1.0, 1e6, 3.0),
            power(1.0, 100.0, -1.0),
            power(1.0, 1e6, -60.0),
        ] {
            assert!(is_told(law), "{law:?}");
        }
        for law in [
            Distribution::LogNormal { median: 2_500.0, sigma: 1.7 },
            Distribution::LogNormal { median: 30.0, sigma: 90.0 },
            power(1.0, 1e3, 1e-9),
            power(1.0, 1e30, 0.5),
        ] {
            assert!(!is_told(law), "{law:?}");
        }
    }
}
