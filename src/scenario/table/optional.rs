//! Keys that may be left out.
//!
//! *Invariant*: what is left out is nothing, never a number that stands for nothing.

use super::Table;
use crate::scenario::field::NewField;
use crate::scenario::kinds::{Choice, OneOf, Optional, Scalar, Text};
use crate::units::Cents;

impl Table<'_> {
    /// A whole number that may be left out.
    pub(crate) fn optional_count(
        &mut self,
        name: &'static str,
    ) -> NewField<'_, Optional<Scalar<u64>>> {
        NewField::new(self.slot(name), Optional(Scalar::free(0)), "")
    }

    /// A number that may be left out.
    pub(crate) fn optional_number(
        &mut self,
        name: &'static str,
    ) -> NewField<'_, Optional<Scalar<f64>>> {
        NewField::new(self.slot(name), Optional(Scalar::free(0.0)), "")
    }

    /// An amount of money that may be left out.
    pub(crate) fn optional_money(
        &mut self,
        name: &'static str,
    ) -> NewField<'_, Optional<Scalar<Cents>>> {
        NewField::new(self.slot(name), Optional(Scalar::free(Cents::ZERO)), "money")
    }

    /// One of the names of `T`, which may be left out.
    pub(crate) fn optional_choice<T: Choice>(
        &mut self,
        name: &'static str,
    ) -> NewField<'_, Optional<OneOf<T>>> {
        NewField::new(self.slot(name), Optional(OneOf(T::NAMES[0].1)), "")
    }

    /// A text that may be left out.
    pub(crate) fn optional_text(&mut self, name: &'static str) -> NewField<'_, Optional<Text>> {
        NewField::new(self.slot(name), Optional(Text(String::new())), "")
    }
}
