//! The types of numbers that a key can have, and how each is read from the file.
//!
//! *Invariant*: money and rates are read from the text of the number and are exact. `inf` and `nan`
//! are never values.
//!
//! *Absent*: the bounds of a key (`kinds`).

use serde_json::{Number, Value as Json};

use super::decimal::{self, Inexact};
use super::document::{Node, Value};
use crate::units::{Cents, Ppm};

/// A type of number: how it is read from a node and shown.
pub(crate) trait Quantity: Copy + PartialOrd {
    /// The kind's name in the reference.
    const KIND: &'static str;
    /// The name of several of them.
    const KINDS: &'static str;
    /// An array of them, as an example.
    const EXAMPLE: &'static str;
    /// Their type in a JSON Schema.
    const SCHEMA_TYPE: &'static str;
    /// The bound that stands for "none" below.
    const LEAST: Self;
    /// The bound that stands for "none" above.
    const MOST: Self;

    /// What is wanted where something else was found.
    fn wanted(unit: &str) -> String;
    /// The number of a node.
    fn read(node: &Node) -> Result<Self, Misread>;
    /// The number as the reference shows it.
    fn text(self) -> String;
    /// The number for statistics.
    fn as_f64(self) -> f64;
    /// The number for the record of the run.
    fn json(self) -> Json;
}

/// Why a node is not such a number.
pub(crate) enum Misread {
    /// It is of another kind.
    Unlike,
    /// No number of this type is so small or so large.
    Outside,
    /// It is a number, but written as it must not be.
    Says(&'static str),
}

impl From<Inexact> for Misread {
    fn from(inexact: Inexact) -> Self {
        match inexact {
            Inexact::NotNumber => Self::Unlike,
            Inexact::NotFinite => Self::Says("is not a finite number"),
            Inexact::Exponent => Self::Says("has an exponent: write the amount out"),
            Inexact::TooFine => Self::Says("has too many decimals"),
            Inexact::TooLarge => Self::Outside,
        }
    }
}

impl Quantity for f64 {
    const KIND: &'static str = "number";
    const KINDS: &'static str = "numbers";
    const EXAMPLE: &'static str = "[0.5, 1.5]";
    const SCHEMA_TYPE: &'static str = "number";
    const LEAST: Self = Self::NEG_INFINITY;
    const MOST: Self = Self::INFINITY;

    fn wanted(unit: &str) -> String {
        match unit {
            "" => "a number".to_owned(),
            "share" => "a share such as 0.25".to_owned(),
            unit => format!("a number of {unit}"),
        }
    }

    fn read(node: &Node) -> Result<Self, Misread> {
        let (Value::Whole { text, .. } | Value::Decimal(text)) = &node.value else {
            return Err(Misread::Unlike);
        };
        let number = match &node.value {
            Value::Whole { value, .. } => value.ok_or(Misread::Outside)? as Self,
            _ => text.parse().map_err(|_| Misread::Unlike)?,
        };
        if Self::is_finite(number) {
            Ok(number)
        } else if text.contains(['n', 'N']) {
            Err(Misread::Says("is not a finite number"))
        } else {
            Err(Misread::Outside)
        }
    }

    fn text(self) -> String {
        let size = self.abs();
        if size == 0.0 || (1e-6..1e15).contains(&size) {
            self.to_string()
        } else {
            format!("{self:e}")
        }
    }

    fn as_f64(self) -> f64 {
        self
    }

    fn json(self) -> Json {
        Number::from_f64(self).map_or(Json::Null, Json::Number)
    }
}

impl Quantity for u64 {
    const KIND: &'static str = "count";
    const KINDS: &'static str = "counts";
    const EXAMPLE: &'static str = "[1, 2]";
    const SCHEMA_TYPE: &'static str = "integer";
    const LEAST: Self = 0;
    const MOST: Self = Self::MAX;

    fn wanted(unit: &str) -> String {
        match unit {
            "" => "a whole number".to_owned(),
            unit => format!("a whole number of {unit}"),
        }
    }

    fn read(node: &Node) -> Result<Self, Misread> {
        match &node.value {
            Value::Whole { value, .. } => {
                value.and_then(|whole| Self::try_from(whole).ok()).ok_or(Misread::Outside)
            }
            _ => Err(Misread::Unlike),
        }
    }

    fn text(self) -> String {
        self.to_string()
    }

    fn as_f64(self) -> f64 {
        self as f64
    }

    fn json(self) -> Json {
        Json::from(self)
    }
}

impl Quantity for Cents {
    const KIND: &'static str = "money";
    const KINDS: &'static str = "amounts";
    const EXAMPLE: &'static str = "[1.50, 2.00]";
    const SCHEMA_TYPE: &'static str = "number";
    const LEAST: Self = Self(i64::MIN);
    const MOST: Self = Self(i64::MAX);

    fn wanted(_unit: &str) -> String {
        "an amount of money such as 12.50".to_owned()
    }

    fn read(node: &Node) -> Result<Self, Misread> {
        let cents = match decimal::exact(&node.value, 2) {
            Err(Inexact::TooFine) => {
                Err(Misread::Says("has more than two decimals: money is in whole cents"))
            }
            other => other.map_err(Misread::from),
        }?;
        i64::try_from(cents).map(Self).map_err(|_| Misread::Outside)
    }

    fn text(self) -> String {
        self.to_string()
    }

    fn as_f64(self) -> f64 {
        self.as_units_f64()
    }

    fn json(self) -> Json {
        Json::String(self.to_string())
    }
}

impl Quantity for Ppm {
    const KIND: &'static str = "rate";
    const KINDS: &'static str = "rates";
    const EXAMPLE: &'static str = "[0.1, 0.05]";
    const SCHEMA_TYPE: &'static str = "number";
    const LEAST: Self = Self(0);
    const MOST: Self = Self(u32::MAX);

    fn wanted(_unit: &str) -> String {
        "a rate such as 0.25".to_owned()
    }

    fn read(node: &Node) -> Result<Self, Misread> {
        let parts = match decimal::exact(&node.value, 6) {
            Err(Inexact::TooFine) => {
                Err(Misread::Says("has more than six decimals: rates are in parts per million"))
            }
            Err(Inexact::Exponent) => Err(Misread::Says("has an exponent: write the rate out")),
            other => other.map_err(Misread::from),
        }?;
        u32::try_from(parts).map(Self).map_err(|_| Misread::Outside)
    }

    fn text(self) -> String {
        let full = self.to_string();
        full.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    fn as_f64(self) -> f64 {
        f64::from(self.0) / 1e6
    }

    fn json(self) -> Json {
        Quantity::json(self.as_f64())
    }
}
