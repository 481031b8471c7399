//! Decimal numbers as whole multiples of their last place, exactly.
//!
//! *Invariant*: no float is involved; a number that does not fit the places is an error and never
//! rounded.
//!
//! *Absent*: money and rates as types; bounds.

use super::document::Value;

/// Why a value is not an exact decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Inexact {
    /// Not a number at all.
    NotNumber,
    /// `inf` or `nan`.
    NotFinite,
    /// `1e3`.
    Exponent,
    /// More decimals than places.
    TooFine,
    /// Beyond 128 bits.
    TooLarge,
}

/// A value of TOML as a multiple of `10^-places`.
pub(crate) fn exact(value: &Value, places: u32) -> Result<i128, Inexact> {
    let scale = 10_i128.pow(places);
    match value {
        Value::Whole { value, .. } => {
            value.and_then(|whole| whole.checked_mul(scale)).ok_or(Inexact::TooLarge)
        }
        Value::Decimal(text) => decimal(text, places, scale),
        _ => Err(Inexact::NotNumber),
    }
}

/// The text of a TOML float, without its separators.
fn decimal(text: &str, places: u32, scale: i128) -> Result<i128, Inexact> {
    let unsigned = text.trim_start_matches(['-', '+']);
    if unsigned.starts_with(['i', 'n']) {
        return Err(Inexact::NotFinite);
    }
    if unsigned.contains(['e', 'E']) {
        return Err(Inexact::Exponent);
    }
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    if !(whole.chars().chain(fraction.chars())).all(|c| c.is_ascii_digit()) {
        return Err(Inexact::NotNumber);
    }
    let given = u32::try_from(fraction.len()).unwrap_or(u32::MAX);
    if places < given {
        return Err(Inexact::TooFine);
    }
    let digits = |part: &str| if part.is_empty() { Ok(0) } else { part.parse::<i128>() };
    let whole = digits(whole).map_err(|_| Inexact::TooLarge)?;
    let fraction = digits(fraction).map_err(|_| Inexact::TooLarge)?;
    let size = whole
        .checked_mul(scale)
        .and_then(|scaled| scaled.checked_add(fraction * 10_i128.pow(places - given)))
        .ok_or(Inexact::TooLarge)?;
    Ok(if text.starts_with('-') { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cents(text: &str) -> Result<i128, Inexact> {
        exact(&Value::Decimal(text.to_owned()), 2)
    }

    #[test]
    fn decimals_are_read_exactly() {
        assert_eq!(cents("12.5"), Ok(1250));
        assert_eq!(cents("12.34"), Ok(1234));
        assert_eq!(cents("-3.00"), Ok(-300));
        assert_eq!(cents("-0.05"), Ok(-5));
        assert_eq!(cents("+0.1"), Ok(10));
        assert_eq!(cents("90071992547409.93"), Ok(9_007_199_254_740_993));
        let whole = |value| Value::Whole { text: String::new(), value };
        assert_eq!(exact(&whole(Some(-12)), 2), Ok(-1200));
        assert_eq!(exact(&Value::Decimal("0.000001".to_owned()), 6), Ok(1));
        assert_eq!(exact(&whole(None), 2), Err(Inexact::TooLarge));
        assert_eq!(exact(&whole(Some(i128::MAX)), 2), Err(Inexact::TooLarge));
    }

    #[test]
    fn what_cannot_be_exact_is_refused_with_its_reason() {
        assert_eq!(cents("1.234"), Err(Inexact::TooFine));
        assert_eq!(cents("1.230"), Err(Inexact::TooFine));
        assert_eq!(cents("1e2"), Err(Inexact::Exponent));
        assert_eq!(cents("1.5E+2"), Err(Inexact::Exponent));
        assert_eq!(cents("inf"), Err(Inexact::NotFinite));
        assert_eq!(cents("-nan"), Err(Inexact::NotFinite));
        assert_eq!(cents(&format!("{}.0", "9".repeat(60))), Err(Inexact::TooLarge));
        assert_eq!(exact(&Value::Flag(true), 2), Err(Inexact::NotNumber));
    }
}
