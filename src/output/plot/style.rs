//! How the pictures look: colours, type sizes, margins.
//!
//! *Invariant*: one colour stands for one kind of account in every picture. The colours are those
//! of Okabe and Ito (2008), which people with any common colour blindness can tell apart; third
//! parties that are seldom looked at are greys, and platforms a violet that keeps its distance from
//! all of them. Each has a twin for dark screens. No text is
//! smaller than 13 pixels at a width of 1200.
//!
//! *Absent*: shapes and numbers.

use std::fmt;

use crate::experiment::results::{Party, VerdictClass};

/// Red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::output) struct Rgb(pub(super) u8, pub(super) u8, pub(super) u8);

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl Rgb {
    /// Each channel so much of the way to another colour's.
    fn towards(self, other: Self, way: f64) -> Self {
        let mix = |from: u8, to: u8| {
            let mixed = f64::from(from) + (f64::from(to) - f64::from(from)) * way;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped to the range of a byte"
            )]
            let byte = mixed.round().clamp(0.0, 255.0) as u8;
            byte
        };
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// Relative luminance after WCAG 2.1; the gamma of 2.2 stands in for sRGB's.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| crate::chance::math::pow(f64::from(channel) / 255.0, 2.2);
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Contrast of two colours after WCAG 2.1, from 1 to 21.
    fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// As little of the way to the ink as makes a line stand out from the ground.
    fn standing_out(self, ground: Self, ink: Self) -> Self {
        let ways = (0..=20).map(|step| self.towards(ink, f64::from(step) / 20.0));
        ways.into_iter().find(|colour| LINE_CONTRAST <= colour.contrast(ground)).unwrap_or(ink)
    }

    /// How light the eye finds it, from 0 to 255.
    fn luma(self) -> f64 {
        0.299 * f64::from(self.0) + 0.587 * f64::from(self.1) + 0.114 * f64::from(self.2)
    }

    /// White or nearly black, whichever is easier to read on this colour.
    fn readable(self) -> Self {
        if self.luma() < 100.0 { WHITE } else { BLACK }
    }
}

/// A colour without transparency: on white paper, and on a dark screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::output) struct Colour {
    /// On white paper.
    pub(in crate::output) light: Rgb,
    /// On a dark screen.
    pub(in crate::output) dark: Rgb,
}

impl Colour {
    /// The same on paper and screen.
    const fn alike(red: u8, green: u8, blue: u8) -> Self {
        Self { light: Rgb(red, green, blue), dark: Rgb(red, green, blue) }
    }

    /// One on paper, another on a dark screen.
    const fn pair(light: Rgb, dark: Rgb) -> Self {
        Self { light, dark }
    }

    /// Greys, one on paper, another on a dark screen.
    const fn grey(light: u8, dark: u8) -> Self {
        Self { light: Rgb(light, light, light), dark: Rgb(dark, dark, dark) }
    }

    /// Mixed with the ground: 1 leaves the colour as it is, 0 leaves nothing of it.
    ///
    /// Bands are mixed beforehand because overlapping transparency makes colours that stand for
    /// nothing.
    pub(super) fn tint(self, strength: f64) -> Self {
        Self {
            light: PAPER.light.towards(self.light, strength),
            dark: PAPER.dark.towards(self.dark, strength),
        }
    }

    /// For lines and dots, which are thin: moved towards the ink until it stands out by
    /// [`LINE_CONTRAST`] from either ground.
    pub(super) fn line(self) -> Self {
        Self {
            light: self.light.standing_out(PAPER.light, INK.light),
            dark: self.dark.standing_out(PAPER.dark, INK.dark),
        }
    }

    /// Mixed with the ink: 0 leaves the colour as it is, 1 leaves nothing of it.
    pub(super) fn inked(self, strength: f64) -> Self {
        Self {
            light: self.light.towards(INK.light, strength),
            dark: self.dark.towards(INK.dark, strength),
        }
    }

    /// For text: darkened on white paper, lightened on a dark screen.
    pub(super) fn deep(self) -> Self {
        let darker = |channel: u8| u8::try_from(u16::from(channel) * 4 / 5).unwrap_or(channel);
        let Rgb(red, green, blue) = self.light;
        Self {
            light: Rgb(darker(red), darker(green), darker(blue)),
            dark: self.dark.towards(WHITE, 0.35),
        }
    }

    /// Text that can be read on this colour.
    pub(super) fn readable(self) -> Self {
        Self { light: self.light.readable(), dark: self.dark.readable() }
    }
}

/// What a line that carries a number has at least against its ground: 3 to 1, as WCAG 2.1 asks of
/// graphics.
const LINE_CONTRAST: f64 = 3.0;

const WHITE: Rgb = Rgb(255, 255, 255);
const BLACK: Rgb = Rgb(26, 26, 26);

/// The ground of every picture.
pub(in crate::output) const PAPER: Colour = Colour::pair(WHITE, Rgb(20, 22, 26));
/// Text and the lines that matter.
pub(in crate::output) const INK: Colour = Colour::pair(BLACK, Rgb(236, 236, 236));
/// Second-rank text: 5.7 to 1 against white.
pub(in crate::output) const QUIET: Colour = Colour::grey(98, 170);
/// Grid lines.
pub(in crate::output) const GRID: Colour = Colour::grey(226, 50);
/// Axis lines and leaders.
pub(in crate::output) const RULE: Colour = Colour::grey(145, 115);
/// The ground behind weeks that are not measured.
pub(in crate::output) const SHADE: Colour = Colour::grey(243, 36);
/// The ground behind weeks in which an event is at work.
pub(super) const EVENT: Colour = Colour::pair(Rgb(252, 243, 216), Rgb(58, 50, 26));

/// Those who end below zero.
pub(super) const LOSERS: Colour = Colour::alike(213, 94, 0);
/// Those who end above zero.
pub(super) const WINNERS: Colour = Colour::alike(0, 158, 115);
/// Those who end at exactly zero.
pub(super) const ZERO: Colour = Colour::alike(120, 120, 120);
/// Businesses, and what they pay.
pub(super) const BUSINESSES: Colour = Colour::pair(Rgb(0, 114, 178), Rgb(40, 140, 205));
/// Outside customers.
pub(super) const CUSTOMERS: Colour = Colour::alike(86, 180, 233);
/// What partners used themselves.
pub(super) const OWN_USE: Colour = Colour::alike(240, 228, 66);
/// All partners together.
pub(super) const PARTNERS: Colour = Colour::grey(68, 214);
/// Partners who leave.
pub(super) const LEAVERS: Colour = Colour::alike(204, 121, 167);
/// Makers and carriers of goods.
pub(super) const SUPPLIERS: Colour = Colour::alike(230, 159, 0);
/// Those paid for wages, rent, gear and advertising.
pub(super) const VENDORS: Colour = Colour::alike(190, 190, 190);
/// Agencies, managers and affiliate networks.
pub(super) const AGENCIES: Colour = Colour::alike(135, 135, 135);
/// Payment platforms.
pub(super) const PLATFORMS: Colour = Colour::alike(150, 30, 240);

/// Where partners end with more than businesses: the brown that stands against blue under every
/// common colour blindness (`BrBG` of Brewer 2003).
pub(super) const PARTNERS_AHEAD: Colour = Colour::pair(Rgb(150, 88, 14), Rgb(206, 142, 60));

/// The colour of an answer.
pub(super) const fn class_colour(class: VerdictClass) -> Colour {
    match class {
        VerdictClass::BusinessesMore => BUSINESSES,
        VerdictClass::PartnersMore => PARTNERS_AHEAD,
        VerdictClass::CannotTell => ZERO,
        VerdictClass::Neither => LOSERS,
    }
}

/// Every kind of account by the name that a page's style knows it by.
pub(in crate::output) const ACCOUNTS: [(&str, Colour); 12] = [
    ("customers", CUSTOMERS),
    ("own-use", OWN_USE),
    ("losers", LOSERS),
    ("winners", WINNERS),
    ("zero", ZERO),
    ("businesses", BUSINESSES),
    ("partners", PARTNERS),
    ("leavers", LEAVERS),
    ("suppliers", SUPPLIERS),
    ("vendors", VENDORS),
    ("agencies", AGENCIES),
    ("platforms", PLATFORMS),
];

/// The colour of a kind of account.
pub(super) const fn party(party: &Party) -> Colour {
    match party {
        Party::Customers => CUSTOMERS,
        Party::OwnUse => OWN_USE,
        Party::LosingPartners => LOSERS,
        Party::WinningPartners => WINNERS,
        Party::Business(_) => BUSINESSES,
        Party::Suppliers => SUPPLIERS,
        Party::Vendors => VENDORS,
        Party::Agencies => AGENCIES,
        Party::Platforms => PLATFORMS,
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
/// The smallest text with weight.
pub(super) const SMALL_BOLD: Face = Face { size: 13.0, bold: true };
/// Ticks, notes and the source line: the smallest text.
pub(super) const SMALL: Face = Face { size: 13.0, bold: false };

/// Width of a picture that is a file, in its own pixels.
pub(super) const WIDTH: f64 = 1200.0;
/// Height of a picture that is a file.
pub(super) const HEIGHT: f64 = 750.0;
/// White space left and right in it.
pub(super) const MARGIN: f64 = 32.0;
/// Width of a picture in the column of a page.
pub(super) const COLUMN: f64 = 920.0;
/// Width of a picture on a phone: 390 pixels less the page's margins.
pub(super) const PHONE: f64 = 358.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tint_goes_from_the_ground_to_the_colour_itself() {
        assert_eq!(LOSERS.tint(0.0), PAPER);
        assert_eq!(LOSERS.tint(1.0), LOSERS);
        let colour = Colour::alike(0, 100, 200).tint(0.5);
        assert_eq!(colour, Colour::pair(Rgb(128, 178, 228), Rgb(10, 61, 113)));
    }

    /// Both contrasts of a colour on a ground.
    fn contrasts(colour: Colour, ground: Colour) -> [f64; 2] {
        [colour.light.contrast(ground.light), colour.dark.contrast(ground.dark)]
    }

    #[test]
    fn text_on_a_segment_keeps_a_contrast_of_four_to_one_or_more() {
        for (name, colour) in ACCOUNTS {
            for contrast in contrasts(colour.readable(), colour) {
                assert!(4.0 <= contrast, "{name} has a contrast of {contrast:.2}");
            }
        }
    }

    #[test]
    fn text_on_the_ground_keeps_a_contrast_of_four_and_a_half_to_one_or_more() {
        let deep = [LOSERS, WINNERS, BUSINESSES, PARTNERS, PARTNERS_AHEAD, ZERO].map(Colour::deep);
        for colour in [INK, QUIET, PARTNERS].into_iter().chain(deep) {
            for contrast in contrasts(colour, PAPER) {
                assert!(4.5 <= contrast, "{colour:?} has a contrast of {contrast:.2}");
            }
        }
    }

    #[test]
    fn what_carries_a_number_stands_out_on_a_dark_screen() {
        for (name, colour) in ACCOUNTS {
            let contrast = colour.dark.contrast(PAPER.dark);
            assert!(3.0 <= contrast, "{name} has a contrast of {contrast:.2}");
        }
    }

    #[test]
    fn every_line_of_data_stands_out_three_to_one_on_paper_and_on_a_dark_screen() {
        let lorenz = super::super::lorenz::BASES.map(|(_, ink)| BUSINESSES.inked(ink));
        let more = [PARTNERS_AHEAD, QUIET, RULE].into_iter().chain(lorenz);
        for colour in ACCOUNTS.into_iter().map(|(_, colour)| colour).chain(more) {
            for contrast in contrasts(colour.line(), PAPER) {
                assert!(3.0 <= contrast, "{colour:?} has a contrast of {contrast:.2}");
            }
        }
        // Whatever stands out by itself is left as it is.
        assert_eq!(BUSINESSES.line(), BUSINESSES);
        assert_ne!(CUSTOMERS.line().light, CUSTOMERS.light);
    }

    #[test]
    fn no_two_kinds_of_account_have_one_colour() {
        for (place, (name, colour)) in ACCOUNTS.iter().enumerate() {
            for (other, same) in &ACCOUNTS[..place] {
                assert!(colour.light != same.light && colour.dark != same.dark, "{name}, {other}");
            }
        }
    }

    /// What the eye sees without red, green or blue cones, and with all, on linear channels
    /// (Machado, Oliveira and Fernandes 2009, at full strength).
    const EYES: [[[f64; 3]; 3]; 4] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ];

    /// A colour as an eye sees it, in CIE L*a*b* (1976).
    fn seen(Rgb(red, green, blue): Rgb, eye: &[[f64; 3]; 3]) -> [f64; 3] {
        let pow = crate::chance::math::pow;
        let linear = [red, green, blue].map(|channel| pow(f64::from(channel) / 255.0, 2.2));
        let times = |row: &[f64; 3], by: [f64; 3]| row.iter().zip(by).map(|(a, b)| a * b).sum();
        let seen = [0, 1, 2].map(|row| f64::clamp(times(&eye[row], linear), 0.0, 1.0));
        let xyz = [
            times(&[0.4339, 0.3762, 0.1899], seen),
            times(&[0.2126, 0.7152, 0.0722], seen),
            times(&[0.0177, 0.1095, 0.8728], seen),
        ];
        let [x, y, z] = xyz.map(|part: f64| {
            if 0.008_856 < part { pow(part, 1.0 / 3.0) } else { 7.787 * part + 16.0 / 116.0 }
        });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    #[test]
    fn platforms_are_told_from_every_other_account_by_every_eye() {
        for (name, colour) in ACCOUNTS.into_iter().filter(|(name, _)| *name != "platforms") {
            for eye in &EYES {
                for (one, other) in [(PLATFORMS.light, colour.light), (PLATFORMS.dark, colour.dark)]
                {
                    let (one, other) = (seen(one, eye), seen(other, eye));
                    let squares = one.iter().zip(other).map(|(a, b)| (a - b) * (a - b));
                    // A difference of about 2 is just seen; beside each other 20 is clear.
                    let difference = crate::chance::math::sqrt(squares.sum());
                    assert!(25.0 < difference, "{name}: {difference:.1} for {eye:?}");
                }
            }
        }
    }
}
