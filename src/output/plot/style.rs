//! How the pictures look: colours, type sizes, margins.
//!
//! *Invariant*: one colour stands for one kind of account in every picture. The colours are those
//! of Okabe and Ito (2008), which people with any common colour blindness can tell apart; third
//! parties that are seldom looked at are greys. No text is smaller than 13 pixels at a width of
//! 1200.
//!
//! *Absent*: shapes and numbers.

use crate::experiment::results::Party;

/// A colour without transparency: red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour(pub(super) u8, pub(super) u8, pub(super) u8);

impl Colour {
    /// Mixed with white: 1 leaves the colour as it is, 0 leaves nothing of it.
    ///
    /// Bands are mixed beforehand because overlapping transparency makes colours that stand for
    /// nothing.
    pub(super) fn tint(self, strength: f64) -> Self {
        let mix = |channel: u8| {
            let mixed = 255.0 - (255.0 - f64::from(channel)) * strength;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped to the range of a byte"
            )]
            let byte = mixed.round().clamp(0.0, 255.0) as u8;
            byte
        };
        Self(mix(self.0), mix(self.1), mix(self.2))
    }

    /// Darkened for text on white paper.
    pub(super) fn deep(self) -> Self {
        let darker = |channel: u8| u8::try_from(u16::from(channel) * 4 / 5).unwrap_or(channel);
        Self(darker(self.0), darker(self.1), darker(self.2))
    }

    /// Black or white, whichever is easier to read on this colour.
    pub(super) fn readable(self) -> Self {
        let luma =
            0.299 * f64::from(self.0) + 0.587 * f64::from(self.1) + 0.114 * f64::from(self.2);
        if luma < 100.0 { WHITE } else { INK }
    }
}

/// The paper.
pub(super) const WHITE: Colour = Colour(255, 255, 255);
/// Text and the lines that matter.
pub(super) const INK: Colour = Colour(26, 26, 26);
/// Second-rank text: 5.7 to 1 against white.
pub(super) const QUIET: Colour = Colour(98, 98, 98);
/// Grid lines.
pub(super) const GRID: Colour = Colour(226, 226, 226);
/// Axis lines and leaders.
pub(super) const RULE: Colour = Colour(150, 150, 150);
/// The ground behind weeks that are not measured.
pub(super) const SHADE: Colour = Colour(243, 243, 243);
/// The ground behind weeks in which an event is at work.
pub(super) const EVENT: Colour = Colour(252, 243, 216);

/// Those who end below zero.
pub(super) const LOSERS: Colour = Colour(213, 94, 0);
/// Those who end above zero.
pub(super) const WINNERS: Colour = Colour(0, 158, 115);
/// Those who end at exactly zero.
pub(super) const ZERO: Colour = Colour(120, 120, 120);
/// Businesses, and what they pay.
pub(super) const BUSINESSES: Colour = Colour(0, 114, 178);
/// Outside customers.
pub(super) const CUSTOMERS: Colour = Colour(86, 180, 233);
/// All partners together.
pub(super) const PARTNERS: Colour = Colour(68, 68, 68);
/// Partners who leave.
pub(super) const LEAVERS: Colour = Colour(204, 121, 167);

/// The colour of a kind of account.
pub(super) const fn party(party: &Party) -> Colour {
    match party {
        Party::Customers => CUSTOMERS,
        Party::OwnUse => Colour(240, 228, 66),
        Party::LosingPartners => LOSERS,
        Party::WinningPartners => WINNERS,
        Party::Business(_) => BUSINESSES,
        Party::Suppliers => Colour(230, 159, 0),
        Party::Vendors => Colour(190, 190, 190),
        Party::Agencies => Colour(135, 135, 135),
        Party::Platforms => Colour(85, 85, 85),
        Party::AllPartners => PARTNERS,
        Party::ImputedTime => QUIET,
    }
}

/// Size in pixels and weight of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Face {
    /// Pixels an em, at a picture width of 1200.
    pub(super) size: f64,
    /// Bold or regular.
    pub(super) bold: bool,
}

/// The finding.
pub(super) const TITLE: Face = Face { size: 26.0, bold: true };
/// Units, base, window, worlds.
pub(super) const SUBTITLE: Face = Face { size: 15.0, bold: false };
/// The name of a panel or a row.
pub(super) const HEADING: Face = Face { size: 15.0, bold: true };
/// A direct label that carries the finding.
pub(super) const CALLOUT: Face = Face { size: 17.0, bold: true };
/// A direct label.
pub(super) const LABEL: Face = Face { size: 14.0, bold: false };
/// A direct label with weight.
pub(super) const LABEL_BOLD: Face = Face { size: 14.0, bold: true };
/// Ticks, notes and the source line: the smallest text.
pub(super) const SMALL: Face = Face { size: 13.0, bold: false };

/// Width of every picture in its own pixels.
pub(super) const WIDTH: f64 = 1200.0;
/// Height of every picture in its own pixels.
pub(super) const HEIGHT: f64 = 750.0;
/// White space left and right.
pub(super) const MARGIN: f64 = 32.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tint_goes_from_white_to_the_colour_itself() {
        assert_eq!(LOSERS.tint(0.0), WHITE);
        assert_eq!(LOSERS.tint(1.0), LOSERS);
        assert_eq!(Colour(0, 100, 200).tint(0.5), Colour(128, 178, 228));
    }

    #[test]
    fn text_on_a_segment_keeps_a_contrast_of_four_to_one_or_more() {
        // Relative luminance and contrast after WCAG 2.1; the gamma of 2.2 stands in for sRGB's.
        let luminance = |colour: Colour| {
            let linear = |channel: u8| crate::chance::math::pow(f64::from(channel) / 255.0, 2.2);
            0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
        };
        for who in [
            Party::Customers,
            Party::OwnUse,
            Party::LosingPartners,
            Party::WinningPartners,
            Party::Business(String::new()),
            Party::Suppliers,
            Party::Vendors,
            Party::Agencies,
            Party::Platforms,
        ] {
            let (ground, text) = (luminance(party(&who)), luminance(party(&who).readable()));
            let contrast = (ground.max(text) + 0.05) / (ground.min(text) + 0.05);
            assert!(4.0 <= contrast, "{who:?} has a contrast of {contrast:.2}");
        }
    }
}
