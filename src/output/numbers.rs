//! Numbers as a reader expects them: grouped thousands, a true minus, words for shares.
//!
//! *Invariant*: nothing that is not zero is written as zero, and nothing short of everything is
//! written as 100 %.
//!
//! *Absent*: the currency (a caller's text) and the layout.

use crate::experiment::interval::Estimate;

/// A whole number with commas and a true minus sign.
pub(crate) fn grouped(number: i128) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (place, digit) in digits.chars().enumerate() {
        if 0 < place && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if number < 0 { format!("−{text}") } else { text }
}

/// The nearest whole number.
#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, which is what is wanted")]
fn whole(number: f64) -> i128 {
    number.round() as i128
}

/// A number with so many decimals, grouped thousands and a true minus; trailing zeros stay.
pub(crate) fn decimal(number: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", number.abs());
    let (before, after) = text.split_once('.').map_or((text.as_str(), ""), |parts| parts);
    let head = before.parse::<i128>().map_or_else(|_| before.to_owned(), grouped);
    let is_zero = text.chars().all(|letter| matches!(letter, '0' | '.'));
    let sign = if number < 0.0 && !is_zero { "−" } else { "" };
    if after.is_empty() { format!("{sign}{head}") } else { format!("{sign}{head}.{after}") }
}

/// A number with one decimal, without it when it is a zero.
fn trimmed(number: f64) -> String {
    let text = decimal(number, 1);
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A number at the length that a reader takes in: whole from ten on, in words from a million.
pub(crate) fn amount(number: f64) -> String {
    let size = number.abs();
    for (unit, name) in [(1e12, "trillion"), (1e9, "billion"), (1e6, "million")] {
        // A little below the unit already rounds up to it.
        if unit * 0.999_95 <= size {
            return format!("{} {name}", trimmed(number / unit));
        }
    }
    if 9.995 <= size || (size - size.round()).abs() < 0.005 {
        grouped(whole(number))
    } else {
        decimal(number, 2)
    }
}

/// Money, given in cents, with its currency behind.
pub(crate) fn money(cents: f64, currency: &str) -> String {
    let units = cents / 100.0;
    if units == 0.0 || 1.0 <= units.abs() {
        return with_unit(&amount(units), currency);
    }
    // A mean may be a fraction of a cent.
    let shown = (2..6).map(|decimals| decimal(units, decimals)).find(|text| has_digits(text));
    with_unit(&shown.unwrap_or_else(|| decimal(units, 6)), currency)
}

/// Money to the cent, with its currency behind: `1,234.50 EUR`.
pub(crate) fn exact(cents: i128, currency: &str) -> String {
    let size = cents.unsigned_abs();
    let units = i128::try_from(size / 100).unwrap_or(i128::MAX);
    let sign = if cents < 0 { "−" } else { "" };
    with_unit(&format!("{sign}{}.{:02}", grouped(units), size % 100), currency)
}

/// A text with a unit behind, if there is one.
pub(crate) fn with_unit(text: &str, unit: &str) -> String {
    if unit.is_empty() { text.to_owned() } else { format!("{text} {unit}") }
}

/// A number at its shortest, for ticks: `2.5m`, `10bn`.
pub(crate) fn tick(number: f64) -> String {
    let size = number.abs();
    for (unit, name) in [(1e12, "tn"), (1e9, "bn"), (1e6, "m")] {
        if unit <= size {
            return format!("{}{name}", trimmed(number / unit));
        }
    }
    if size < 1.0 && 0.0 < size {
        let text = decimal(number, 2);
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    trimmed(number)
}

/// So many of a thing: `1 world`, `20 worlds`, `1.2 million people`.
pub(crate) fn count(number: u64, one: &str, many: &str) -> String {
    let name = if number == 1 { one } else { many };
    format!("{} {name}", amount(number as f64))
}

/// A number of hundredths with its sign, which stays on its line: `71 %`.
pub(crate) fn per_cent(number: impl std::fmt::Display) -> String {
    format!("{number}\u{a0}%")
}

/// A share as a percentage; zero and the whole are kept for nothing and everything.
pub(crate) fn percent(share: f64) -> String {
    let hundredths = share * 100.0;
    if share <= 0.0 || 1.0 <= share {
        per_cent(decimal(hundredths, 0))
    } else if hundredths < 0.1 {
        per_cent("under 0.1")
    } else if 99.9 < hundredths {
        per_cent("over 99.9")
    } else if !(0.95..=99.0).contains(&hundredths) {
        per_cent(decimal(hundredths, 1))
    } else {
        per_cent(decimal(hundredths, 0))
    }
}

/// Shares that have a name of their own.
const NAMED: [(f64, &str); 13] = [
    (0.10, "one in ten"),
    (0.20, "one in five"),
    (0.25, "one in four"),
    (0.30, "three in ten"),
    (1.0 / 3.0, "one in three"),
    (0.40, "four in ten"),
    (0.50, "half"),
    (0.60, "six in ten"),
    (2.0 / 3.0, "two in three"),
    (0.70, "seven in ten"),
    (0.75, "three in four"),
    (0.80, "four in five"),
    (0.90, "nine in ten"),
];

/// A share of people as the first words of a sentence: `Seven in ten`.
///
/// The bare name stands for shares within a percentage point and a half of it; farther off it says
/// on which side.
pub(crate) fn people_in_words(share: f64) -> String {
    if share <= 0.0 {
        return "Nobody".to_owned();
    }
    if 1.0 <= share {
        return "Everybody".to_owned();
    }
    if share < 0.015 {
        return "Hardly anybody".to_owned();
    }
    if 0.985 < share {
        return "Almost everybody".to_owned();
    }
    let &(named, name) = NAMED
        .iter()
        .min_by(|a, b| (a.0 - share).abs().total_cmp(&(b.0 - share).abs()))
        .unwrap_or(&NAMED[0]);
    // "half" cannot stand alone before a verb.
    let name = if name == "half" { "half of the partners" } else { name };
    if (share - named).abs() <= 0.015 {
        capitalised(name)
    } else if named < share {
        format!("More than {name}")
    } else if named - share < 0.045 {
        format!("Almost {name}")
    } else {
        format!("Fewer than {name}")
    }
}

/// The text with a capital first letter.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

/// The name of somebody who is followed, inside a sentence: proper, unless it is whoever asked.
pub(crate) fn named_inside(name: &str) -> String {
    if name == YOU { name.to_owned() } else { capitalised(name) }
}

/// The persona of whoever asks what becomes of her.
pub(crate) const YOU: &str = "you";

/// Whether a digit other than zero is there.
fn has_digits(text: &str) -> bool {
    text.chars().any(|letter| letter.is_ascii_digit() && letter != '0')
}

/// So many in a hundred, always in one decimal, so that numbers beside each other are alike:
/// `41.0`, or `under 0.1` for a trace.
pub(crate) fn of_100(number: f64) -> String {
    if 0.0 < number && number < 0.05 {
        return "under 0.1".to_owned();
    }
    decimal(number, 1)
}

/// An estimate of so many in a hundred: `41.2 (39.1–43.4)`, `−12.0 (−14.0 to −10.0)`.
pub(crate) fn of_100_with_interval(estimate: &Estimate) -> String {
    let mean = of_100(estimate.mean);
    let (Some(low), Some(high)) = (estimate.low, estimate.high) else {
        return mean;
    };
    let (low, high) = (decimal(low, 1), decimal(high, 1));
    if low == high {
        mean
    } else if low.starts_with('−') || high.starts_with('−') {
        format!("{mean} ({low} to {high})")
    } else {
        format!("{mean} ({low}–{high})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(mean: f64, low: f64, high: f64) -> Estimate {
        let (smallest, largest) = (low, high);
        Estimate { mean, low: Some(low), high: Some(high), smallest, largest, replicates: 20 }
    }

    #[test]
    fn thousands_are_grouped_and_a_minus_is_a_minus() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(-1_234_567), "−1,234,567");
        assert_eq!(grouped(999), "999");
        assert_eq!(decimal(-0.04, 1), "0.0");
        assert_eq!(decimal(-1234.56, 1), "−1,234.6");
    }

    #[test]
    fn amounts_get_longer_words_and_not_longer_digits() {
        for (number, text) in [
            (0.0, "0"),
            (2.35, "2.35"),
            (-212.4, "−212"),
            (9.999, "10"),
            (999_949.0, "999,949"),
            (999_990.0, "1 million"),
            (1_240_000.0, "1.2 million"),
            (-3_000_000_000.0, "−3 billion"),
            (4.2e15, "4,200 trillion"),
        ] {
            assert_eq!(amount(number), text);
        }
        assert_eq!(money(-21_234.0, "EUR"), "−212 EUR");
        assert_eq!(money(7.0, "EUR"), "0.07 EUR");
        assert_eq!(money(-0.3, "EUR"), "−0.003 EUR");
        assert_eq!(money(0.0, "EUR"), "0 EUR");
        assert_eq!(money(100_000.0, ""), "1,000");
        assert_eq!(count(1, "world", "worlds"), "1 world");
        assert_eq!(count(1200, "world", "worlds"), "1,200 worlds");
    }

    #[test]
    fn exact_money_has_all_its_cents() {
        for (cents, text) in [(0, "0.00 EUR"), (-5, "−0.05 EUR"), (123_456, "1,234.56 EUR")] {
            assert_eq!(exact(cents, "EUR"), text);
        }
        assert_eq!(exact(-(1_i128 << 70), ""), "−11,805,916,207,174,113,034.24");
    }

    #[test]
    fn ticks_are_short() {
        for (number, text) in
            [(0.0, "0"), (0.25, "0.25"), (-1000.0, "−1,000"), (2.5e6, "2.5m"), (1e10, "10bn")]
        {
            assert_eq!(tick(number), text);
        }
    }

    #[test]
    fn no_share_is_rounded_to_nothing_or_to_everything() {
        for (share, text) in [
            (0.0, "0"),
            (0.000_2, "under 0.1"),
            (0.004, "0.4"),
            (0.012, "1"),
            (0.706, "71"),
            (0.996, "99.6"),
            (0.999_9, "over 99.9"),
            (1.0, "100"),
        ] {
            assert_eq!(percent(share), format!("{text}\u{a0}%"));
        }
    }

    #[test]
    fn a_share_of_people_reads_as_a_newspaper_would_put_it() {
        for (share, text) in [
            (0.0, "Nobody"),
            (0.01, "Hardly anybody"),
            (0.05, "Fewer than one in ten"),
            (0.14, "More than one in ten"),
            (0.48, "Almost half of the partners"),
            (0.5, "Half of the partners"),
            (0.705, "Seven in ten"),
            (0.73, "Almost three in four"),
            (0.93, "More than nine in ten"),
            (0.99, "Almost everybody"),
            (1.0, "Everybody"),
        ] {
            assert_eq!(people_in_words(share), text);
        }
    }

    #[test]
    fn parts_of_100_have_one_decimal_however_wide_their_intervals_are() {
        assert_eq!(of_100_with_interval(&estimate(41.2, 39.1, 43.4)), "41.2 (39.1–43.4)");
        assert_eq!(of_100_with_interval(&estimate(-12.0, -14.0, -10.0)), "−12.0 (−14.0 to −10.0)");
        assert_eq!(of_100_with_interval(&estimate(17.7, 17.68, 17.72)), "17.7");
        assert_eq!(of_100(0.01), "under 0.1");
        let single = Estimate { low: None, high: None, ..estimate(41.2, 41.2, 41.2) };
        assert_eq!(of_100_with_interval(&single), "41.2");
    }
}
