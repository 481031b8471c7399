//! Laws of what differs from person to person, as five families and a constant.
//!
//! *Invariant*: a value is a function of one number between 0 and 1 that never falls with it, so
//! that one word makes one value and a change of the law keeps everybody's place.
//!
//! *Absent*: which attribute has which law; the checking of what a user wrote.

use rand::Rng;

use super::Uniform;
use super::math::{exp, expm1, ln, log1p, normal_quantile};

/// A law of a continuous quantity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Distribution {
    /// Everybody the same.
    Constant(f64),
    /// Evenly between `min` and `max`.
    Uniform {
        /// The smallest value.
        min: f64,
        /// The largest value, not below `min`.
        max: f64,
    },
    /// Evenly in the logarithm.
    LogUniform {
        /// The smallest value, above 0.
        min: f64,
        /// The largest value, not below `min`.
        max: f64,
    },
    /// The normal law.
    Normal {
        /// The mean.
        mean: f64,
        /// The standard deviation, 0 or more.
        sd: f64,
    },
    /// A law whose logarithm is normal.
    LogNormal {
        /// The median, above 0.
        median: f64,
        /// The standard deviation of the natural logarithm, 0 or more.
        sigma: f64,
    },
    /// A density in proportion to x^−(exponent + 1) between `min` and `max`.
    PowerLaw {
        /// The smallest value, above 0.
        min: f64,
        /// The largest value, not below `min`.
        max: f64,
        /// The exponent of the tail; 0 is [`LogUniform`](Self::LogUniform) and −1 even.
        exponent: f64,
    },
}

impl Distribution {
    /// The value that a share `p` of people (0 to 1) stay below.
    ///
    /// At 0 and 1 the normal laws give their infinite ends (or 0).
    pub fn quantile(&self, p: f64) -> f64 {
        match *self {
            Self::Constant(value) => value,
            Self::Uniform { min, max } => (min + (max - min) * p).clamp(min, max),
            Self::LogUniform { min, max } => PowerLaw::new(min, max, 0.0).quantile(p),
            Self::Normal { sd, mean } if sd <= 0.0 => mean,
            Self::Normal { mean, sd } => mean + sd * normal_quantile(p),
            Self::LogNormal { median, sigma } if sigma <= 0.0 => median,
            Self::LogNormal { median, sigma } => median * exp(sigma * normal_quantile(p)),
            Self::PowerLaw { min, max, exponent } => PowerLaw::new(min, max, exponent).quantile(p),
        }
    }

    /// The mean, in closed form.
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Constant(value) => value,
            Self::Uniform { min, max } => min + (max - min) * 0.5,
            Self::LogUniform { min, max } => power_law_mean(min, max, 0.0),
            Self::Normal { mean, .. } => mean,
            Self::LogNormal { median, sigma } => median * exp(sigma * sigma * 0.5),
            Self::PowerLaw { min, max, exponent } => power_law_mean(min, max, exponent),
        }
    }

    /// The value of a person whose number is `u`.
    #[inline]
    pub fn sample(&self, u: Uniform) -> f64 {
        self.quantile(u.value())
    }
}

impl rand_distr::Distribution<f64> for Distribution {
    /// Takes one word of 32 bits.
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, generator: &mut R) -> f64 {
        self.quantile(Uniform::new(generator.next_u32()).value())
    }
}

/// A law of which many values are drawn: what they have in common is worked out once. The values
/// are those of the law.
#[derive(Debug, Clone, Copy)]
pub struct Prepared {
    pub(super) law: Distribution,
    pub(super) power: Option<PowerLaw>,
}

impl Prepared {
    /// Prepares a law.
    pub fn new(law: Distribution) -> Self {
        let power = match law {
            Distribution::LogUniform { min, max } => Some(PowerLaw::new(min, max, 0.0)),
            Distribution::PowerLaw { min, max, exponent } => {
                Some(PowerLaw::new(min, max, exponent))
            }
            _ => None,
        };
        Self { law, power }
    }

    /// As [`Distribution::sample`].
    #[inline]
    pub fn sample(&self, u: Uniform) -> f64 {
        match &self.power {
            Some(power) => power.quantile(u.value()),
            None => self.law.sample(u),
        }
    }

    /// The value of a person whose number `u` throws, where it matters.
    #[inline]
    pub fn sample_by(&self, u: impl FnOnce() -> Uniform) -> f64 {
        match self.law {
            Distribution::Constant(value) => value,
            _ => self.sample(u()),
        }
    }

    /// Whether the value is not the same for everybody by its very shape.
    #[inline]
    pub const fn differs(&self) -> bool {
        !matches!(self.law, Distribution::Constant(_))
    }
}

/// The truncated power law. With the span s = ln(max / min) and the exponent a its quantile is
/// min × (1 − p (1 − e^−as))^(−1/a).
#[derive(Debug, Clone, Copy)]
pub(super) struct PowerLaw {
    pub(super) min: f64,
    pub(super) max: f64,
    pub(super) exponent: f64,
    pub(super) span: f64,
    /// e^−as, and that less one, for the exponent's size.
    pub(super) last: f64,
    last_less_one: f64,
}

/// Exponents times spans below this are as good as none.
pub(super) const FLAT: f64 = 1e-15;

impl PowerLaw {
    fn new(min: f64, max: f64, exponent: f64) -> Self {
        let span = ln(max / min);
        let power = -exponent.abs() * span;
        Self { min, max, exponent, span, last: exp(power), last_less_one: expm1(power) }
    }

    fn quantile(&self, p: f64) -> f64 {
        let Self { min, max, exponent, span, .. } = *self;
        if span <= 0.0 {
            return min;
        }
        // The reciprocal of a power law is one too, with the opposite exponent and turned around.
        let logarithm =
            if exponent < 0.0 { span - self.logarithm(1.0 - p) } else { self.logarithm(p) };
        (min * exp(logarithm)).clamp(min, max)
    }

    /// The logarithm of the quantile over the smallest value, for the exponent's size.
    fn logarithm(&self, p: f64) -> f64 {
        let (exponent, span) = (self.exponent.abs(), self.span);
        if exponent * span < FLAT {
            return p * span;
        }
        // Two forms of ln(1 − p (1 − e^−as)); each is exact where the other cancels.
        let gone = p * self.last_less_one;
        let survivors = if gone < -0.5 { ln((1.0 - p) + p * self.last) } else { log1p(gone) };
        -survivors / exponent
    }
}

/// The mean of the truncated power law: min × g(1 − a) / g(−a), where g(t) = (e^ts − 1) / t is the
/// integral of e^tx over the span s; a < 0 by the same from the other end.
fn power_law_mean(min: f64, max: f64, exponent: f64) -> f64 {
    let span = ln(max / min);
    if span <= 0.0 {
        return min;
    }
    let integral = |t: f64| if (t * span).abs() < 1e-15 { span } else { expm1(t * span) / t };
    if exponent < 0.0 {
        max * integral(exponent - 1.0) / integral(exponent)
    } else {
        min * integral(1.0 - exponent) / integral(-exponent)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Luck, Purpose, hex};
    use super::*;
    use crate::units::PersonKey;
    use sha2::{Digest, Sha256};
    use statrs::distribution::{ContinuousCDF, LogNormal, Normal};

    const LAWS: [Distribution; 13] = [
        Distribution::Constant(3.5),
        Distribution::Uniform { min: -2.0, max: 6.0 },
        Distribution::LogUniform { min: 0.1, max: 50.0 },
        Distribution::Normal { mean: 4.0, sd: 2.5 },
        Distribution::LogNormal { median: 30.0, sigma: 1.1 },
        power_law(1.0, 1e6, 0.0),
        power_law(1.0, 1e3, 1e-9),
        power_law(2.0, 2e3, 0.5),
        power_law(1.0, 1e4, 1.0),
        power_law(10.0, 1e5, 1.3),
        power_law(1.0, 1e6, 3.0),
        power_law(1.0, 100.0, -1.0),
        power_law(1.0, 1e6, -60.0),
    ];

    const fn power_law(min: f64, max: f64, exponent: f64) -> Distribution {
        Distribution::PowerLaw { min, max, exponent }
    }

    fn close(found: f64, wanted: f64, relative: f64) -> bool {
        (found - wanted).abs() <= relative * wanted.abs()
    }

    #[test]
    fn the_normal_laws_have_an_oracles_quantiles() {
        let normal = Normal::new(4.0, 2.5).unwrap();
        let logarithmic = LogNormal::new(ln(30.0), 1.1).unwrap();
        for step in 1..1_000_u32 {
            let p = f64::from(step) / 1_000.0;
            assert!((LAWS[3].quantile(p) - normal.inverse_cdf(p)).abs() < 1e-9, "{p}");
            assert!(close(LAWS[4].quantile(p), logarithmic.inverse_cdf(p), 1e-9), "{p}");
        }
    }

    #[test]
    fn quantiles_never_fall_and_keep_to_their_bounds() {
        for law in LAWS {
            let mut last = f64::NEG_INFINITY;
            for step in 0..=4_096_u32 {
                let value = law.quantile(f64::from(step) / 4_096.0);
                assert!(last <= value, "{law:?} at {step}");
                last = value;
            }
            if let Distribution::PowerLaw { min, max, .. } = law {
                assert!(close(law.quantile(0.0), min, 1e-12) && close(last, max, 1e-9), "{law:?}");
            }
        }
    }

    #[test]
    fn a_power_laws_quantile_undoes_its_distribution_function() {
        for law in LAWS {
            let Distribution::PowerLaw { min, max, exponent } = law else { continue };
            let survival = |x: f64| {
                let power = |x: f64| super::super::math::pow(x / min, -exponent);
                (power(x) - power(max)) / (1.0 - power(max))
            };
            if exponent.abs() < 1e-6 || exponent < -2.0 {
                continue;
            }
            for p in [1e-6, 0.1, 0.5, 0.75, 0.999, 1.0 - 1e-9] {
                assert!((1.0 - survival(law.quantile(p)) - p).abs() < 1e-13, "{law:?} at {p}");
            }
        }
    }

    #[test]
    fn the_mean_is_the_integral_of_the_quantiles() {
        for law in LAWS {
            // The midpoint rule in a variable that crowds the points towards both ends.
            let (mut sum, steps) = (0.0, 400_000_u32);
            for step in 0..steps {
                let t = (f64::from(step) + 0.5) / f64::from(steps);
                let p = t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
                let p = p.min(1.0 - 1e-16);
                sum += law.quantile(p) * 30.0 * t * t * (1.0 - t) * (1.0 - t);
            }
            let found = sum / f64::from(steps);
            assert!(close(found, law.mean(), 2e-6), "{law:?}: {found} against {}", law.mean());
        }
    }

    #[test]
    fn neighbouring_exponents_have_neighbouring_means_and_quantiles_across_the_special_cases() {
        for special in [0.0, 1.0, -1.0] {
            let at = |exponent| power_law(1.0, 1e4, exponent);
            for step in [1e-17, 1e-14, 1e-10, 1e-8] {
                for near in [special - step, special + step] {
                    assert!(close(at(near).mean(), at(special).mean(), 1e-6), "{near:e}");
                    for p in [0.01, 0.5, 0.99] {
                        let wanted = at(special).quantile(p);
                        assert!(close(at(near).quantile(p), wanted, 1e-6), "{near:e} {p}");
                    }
                }
            }
        }
        assert!(close(at_one().mean(), 1e4 / 9_999.0 * ln(1e4), 1e-13));
        assert!(close(power_law(5.0, 5.0, 1.0).mean(), 5.0, 0.0));
    }

    fn at_one() -> Distribution {
        power_law(1.0, 1e4, 1.0)
    }

    #[test]
    fn no_bit_of_any_law_has_changed() {
        let mut hash = Sha256::new();
        for law in LAWS {
            let mut stream = Luck::new(11, 0).stream(PersonKey(1), 0, Purpose::Hours);
            for _ in 0..100_000 / LAWS.len() {
                let value: f64 = rand_distr::Distribution::sample(&law, &mut stream);
                hash.update(value.to_bits().to_le_bytes());
            }
        }
        assert_eq!(
            hex(&hash.finalize()),
            "548a565643d933d406383affa9982577732f8dee161d3f4d088646327e068509"
        );
    }
}
