//! The only door to transcendental functions whose results count.
//!
//! The standard library's `exp`, `ln` and their kin are the platform's and differ in their last
//! bits from machine to machine, and even with the processor's features on one machine. These are
//! those of the `libm` crate, in plain additions and multiplications.
//!
//! *Invariant*: every function gives the same bits on every platform, in debug and in release.
//! `libm` is pinned exactly, since another version may give others.
//!
//! *Absent*: fused multiplication and addition, anything that calls the platform, and what is only
//! nearly right (`rough`).

/// e to the power of `x`.
#[inline]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// The natural logarithm.
#[inline]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// `base` to the power of `exponent`.
#[inline]
pub fn pow(base: f64, exponent: f64) -> f64 {
    libm::pow(base, exponent)
}

/// The square root, correctly rounded.
#[inline]
pub fn sqrt(x: f64) -> f64 {
    // IEEE 754 rounds it correctly everywhere, so that the machine's own instruction will do.
    x.sqrt()
}

/// The logarithm of the gamma function's size: ln((x − 1)!) for whole `x`.
#[inline]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// e to the power of `x`, less one, exact for small `x` too.
#[inline]
pub fn expm1(x: f64) -> f64 {
    libm::expm1(x)
}

/// The natural logarithm of one plus `x`, exact for small `x` too.
#[inline]
pub fn log1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// The probability that a standard normal variable is at most `z`, through the complementary
/// error function, so that both tails keep their relative accuracy.
#[inline]
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The value that a standard normal variable stays below with probability `p`: algorithm AS 241,
/// PPND16 (Wichura, Applied Statistics 37, 1988), with about 16 correct digits.
///
/// Minus infinity at 0, infinity at 1, not a number outside.
pub fn normal_quantile(p: f64) -> f64 {
    let centred = p - 0.5;
    if centred.abs() <= 0.425 {
        let r = 0.180_625 - centred * centred;
        return centred * polynomial(&CENTRE[0], r) / polynomial(&CENTRE[1], r);
    }
    let tail = if centred < 0.0 { p } else { 1.0 - p };
    if tail.is_nan() || tail < 0.0 {
        return f64::NAN;
    }
    let size = if tail > 0.0 {
        let r = sqrt(-ln(tail));
        let (table, r) = if r <= 5.0 { (&SHOULDER, r - 1.6) } else { (&TAIL, r - 5.0) };
        polynomial(&table[0], r) / polynomial(&table[1], r)
    } else {
        f64::INFINITY
    };
    if centred < 0.0 { -size } else { size }
}

/// Horner's rule; the constant coefficient comes first.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
pub(super) fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

/// Numerator and denominator of AS 241 near the median.
#[expect(clippy::unreadable_literal, clippy::excessive_precision, reason = "as published")]
pub(super) const CENTRE: [[f64; 8]; 2] = [
    [
        3.3871328727963666080e0,
        1.3314166789178437745e2,
        1.9715909503065514427e3,
        1.3731693765509461125e4,
        4.5921953931549871457e4,
        6.7265770927008700853e4,
        3.3430575583588128105e4,
        2.5090809287301226727e3,
    ],
    [
        1.0,
        4.2313330701600911252e1,
        6.8718700749205790830e2,
        5.3941960214247511077e3,
        2.1213794301586595867e4,
        3.9307895800092710610e4,
        2.8729085735721942674e4,
        5.2264952788528545610e3,
    ],
];

/// The same for probabilities down to about 1e-11.
#[expect(clippy::unreadable_literal, clippy::excessive_precision, reason = "as published")]
pub(super) const SHOULDER: [[f64; 8]; 2] = [
    [
        1.42343711074968357734e0,
        4.63033784615654529590e0,
        5.76949722146069140550e0,
        3.64784832476320460504e0,
        1.27045825245236838258e0,
        2.41780725177450611770e-1,
        2.27238449892691845833e-2,
        7.74545014278341407640e-4,
    ],
    [
        1.0,
        2.05319162663775882187e0,
        1.67638483018380384940e0,
        6.89767334985100004550e-1,
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ],
];

/// The same beyond.
#[expect(clippy::unreadable_literal, clippy::excessive_precision, reason = "as published")]
const TAIL: [[f64; 8]; 2] = [
    [
        6.65790464350110377720e0,
        5.46378491116411436990e0,
        1.78482653991729133580e0,
        2.96560571828504891230e-1,
        2.65321895265761230930e-2,
        1.24266094738807843860e-3,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ],
    [
        1.0,
        5.99832206555887937690e-1,
        1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ],
];

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};
    use statrs::distribution::{ContinuousCDF, Normal};

    #[test]
    fn the_normal_quantile_meets_the_published_check_values() {
        // The three values that AS 241 prints for its own check.
        for (p, z) in [
            (0.25, -0.674_489_750_196_081_7),
            (0.001, -3.090_232_306_167_813_6),
            (1e-20, -9.262_340_089_798_408),
        ] {
            let found = normal_quantile(p);
            assert!((found - z).abs() < 1e-15 * z.abs() * 4.0, "{p}: {found} against {z}");
        }
        assert_eq!(normal_quantile(0.0).to_bits(), f64::NEG_INFINITY.to_bits());
        assert_eq!(normal_quantile(1.0).to_bits(), f64::INFINITY.to_bits());
        assert!(normal_quantile(-0.1).is_nan() && normal_quantile(1.1).is_nan());
        assert!(normal_quantile(f64::NAN).is_nan());
    }

    #[test]
    fn the_normal_quantile_and_distribution_undo_each_other_and_agree_with_an_oracle() {
        let oracle = Normal::standard();
        for step in 1..2_000_u32 {
            let p = f64::from(step) / 2_000.0;
            let z = normal_quantile(p);
            assert!((normal_cdf(z) - p).abs() < 4e-16, "{p}");
            assert!((oracle.inverse_cdf(p) - z).abs() < 1e-9, "{p}");
            assert!((oracle.cdf(z) - p).abs() < 1e-9, "{p}");
        }
        for power in 3..300_i32 {
            let p = pow(10.0, f64::from(-power));
            let back = normal_cdf(normal_quantile(p));
            assert!((back / p - 1.0).abs() < 1e-12, "{p}: {back}");
        }
    }

    #[test]
    fn no_bit_of_any_function_has_changed() {
        let mut hash = Sha256::new();
        for step in 1..=20_000_u32 {
            let x = f64::from(step) / 1_000.0;
            let values = [
                exp(-x),
                ln(x),
                pow(x, 1.7),
                sqrt(x),
                ln_gamma(x),
                expm1(-x),
                log1p(x),
                normal_cdf(x - 10.0),
                normal_quantile(x / 20.1),
            ];
            for value in values {
                hash.update(value.to_bits().to_le_bytes());
            }
        }
        assert_eq!(
            super::super::hex(&hash.finalize()),
            "c1b79d84186b35afe93a6bb3a252a9f61d97c47dffa35452f728411ad4d48d11"
        );
    }
}
