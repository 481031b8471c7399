//! Keys of seats and of level pay on them.

use super::super::market::small;
use super::tables::rank_name;
use super::{Contradictions, Plan, RankRates, VolumeBase};
use crate::scenario::{Choice, Source, Table};
use crate::units::{Cents, Ppm};

/// How seats are given and what becomes of a leaver's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacementRules {
    /// Where a newcomer is seated.
    pub rule: PlacementRule,
    /// What becomes of a leaver's seat.
    pub on_exit: PlacementExit,
}

impl PlacementRules {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            rule: t
                .choice("rule", PlacementRule::BreadthFirst)
                .source(Source::Model)
                .about("Which open seat below her sponsor a newcomer gets.")
                .read(),
            on_exit: t
                .choice("on_exit", PlacementExit::Empty)
                .source(Source::Model)
                .about("What becomes of the seat of somebody who leaves.")
                .read(),
        }
    }
}

/// Which open seat below her sponsor a newcomer gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlacementRule {
    /// The nearest below the sponsor, from left to right.
    BreadthFirst,
    /// The first found by going down on the left before going right.
    DepthFirst,
    /// Any open seat below the sponsor, each as likely.
    Random,
    /// From the sponsor down, always into the leg with fewer seats taken; ties to the left.
    WeakerLeg,
    /// The outermost seat of the leg on whose side the sponsor herself sits; left at the top.
    OuterSeat,
    /// The outermost seat of the sponsor's left leg, then of the leg beside it, in turn.
    Alternate,
}

impl Choice for PlacementRule {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("breadth_first", Self::BreadthFirst),
        ("depth_first", Self::DepthFirst),
        ("random", Self::Random),
        ("weaker_leg", Self::WeakerLeg),
        ("outer_seat", Self::OuterSeat),
        ("alternate", Self::Alternate),
    ];
}

/// What becomes of a leaver's seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlacementExit {
    /// It stays where it is, with nobody in it.
    Empty,
    /// The earliest person directly below moves up at once, and so on down the line.
    Promote,
    /// The same, once at the end of the period.
    Compress,
    /// Those directly below wait to the end of the period; then they are seated again, with all
    /// below them, by the rule below the seat that was above the leaver's.
    Holding,
}

impl Choice for PlacementExit {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("empty", Self::Empty),
        ("promote", Self::Promote),
        ("compress", Self::Compress),
        ("holding", Self::Holding),
    ];
}

/// Level pay on the placement tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// Seats directly below a seat.
    pub width: u32,
    /// Levels below a seat that belong to its matrix.
    pub depth: u32,
    /// What the rates are a share of.
    pub base: VolumeBase,
    /// Share at level 1, 2 and so on, for everybody without a rank of her own table.
    pub rates: Vec<Ppm>,
    /// Other rates for a rank, which also set its depth.
    pub rank_rates: Vec<RankRates>,
    /// Money for each active member at level 1, 2 and so on, instead of rates.
    pub amounts: Vec<Cents>,
    /// Levels that a rank is paid for, where they are fewer.
    pub rank_depths: Vec<RankDepth>,
    /// Share of the base that is opened to level pay.
    pub broad_share: Ppm,
    /// Active direct recruits needed for each level.
    pub recruits_by_level: Vec<u64>,
    /// Who uses up a level.
    pub compression: MatrixCompression,
}

impl Matrix {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        let [width, depth] = read_size(t);
        Self {
            width,
            depth,
            base: VolumeBase::read(t),
            rates: t
                .rates("rates", &[])
                .lengths(0, DEPTH_MAX)
                .source(Source::Model)
                .about("Share at level 1, 2 and so on of the placement tree.")
                .read(),
            rank_rates: t.array_of_tables("rank_rates", RankRates::read),
            amounts: t
                .amounts("amounts", &[])
                .source(Source::Model)
                .about("Money for each active member at level 1, 2 and so on, instead of rates.")
                .read(),
            rank_depths: t.array_of_tables("rank_depths", RankDepth::read),
            broad_share: t
                .rate("broad_share", Ppm::ONE)
                .source(Source::Model)
                .about("Share of the base that is opened to level pay before the level's rate.")
                .read(),
            recruits_by_level: t
                .counts("recruits_by_level", &[])
                .unit("partners")
                .source(Source::Model)
                .about(
                    "Active direct recruits, wherever they sit, needed to be paid at level 1, 2 \
                     and so on; the last holds for deeper levels.",
                )
                .read(),
            compression: t
                .choice("compression", MatrixCompression::None)
                .source(Source::Model)
                .about("Who uses up a level number on the way up the placement tree.")
                .read(),
        }
    }

    pub(super) fn contradictions(&self, plan: &Plan, found: &mut Contradictions) {
        if plan.binary.is_some() && self.width != 2 {
            found.say(
                "matrix.width",
                format!(
                    "a plan has one placement tree: beside a binary the matrix cannot be {} wide",
                    self.width
                ),
                Some("give it a width of 2 or leave one of the two out".to_owned()),
            );
        }
        found.rank_rates("matrix", &self.rates, &self.rank_rates, plan);
        let names = self.rank_depths.iter().map(|depth| depth.rank.as_str());
        found.ranks("matrix.rank_depths", names, plan);
        let has_rates = !self.rates.is_empty() || !self.rank_rates.is_empty();
        if has_rates && !self.amounts.is_empty() {
            found.say(
                "matrix.amounts",
                "a matrix pays rates or an amount for each member, not both".to_owned(),
                Some("leave one of `amounts`, and `rates` with `rank_rates`, out".to_owned()),
            );
        }
        self.too_deep("matrix.rates", self.rates.len(), found);
        self.too_deep("matrix.amounts", self.amounts.len(), found);
        self.too_deep("matrix.recruits_by_level", self.recruits_by_level.len(), found);
        for (index, table) in self.rank_rates.iter().enumerate() {
            let key = format!("matrix.rank_rates[{index}].rates");
            self.too_deep(&key, table.rates.len(), found);
        }
        for (index, depth) in self.rank_depths.iter().enumerate() {
            let key = format!("matrix.rank_depths[{index}].levels");
            self.too_deep(&key, depth.levels as usize, found);
        }
    }

    /// Says so if a key pays for levels that the matrix does not have.
    fn too_deep(&self, key: &str, levels: usize, found: &mut Contradictions) {
        if (self.depth as usize) < levels {
            let message = format!("{levels} levels, but the matrix is {} deep", self.depth);
            found.say(key, message, Some("make `matrix.depth` larger".to_owned()));
        }
    }
}

/// The deepest matrix.
const DEPTH_MAX: usize = 64;

fn read_size(t: &mut Table<'_>) -> [u32; 2] {
    let width = t
        .count("width", 3)
        .unit("seats")
        .within(1, 16)
        .source(Source::Model)
        .about("Seats directly below a seat.")
        .read();
    let depth = t
        .count("depth", 7)
        .unit("levels")
        .within(1, DEPTH_MAX as u64)
        .source(Source::Model)
        .about("Levels below a seat that belong to its matrix.")
        .read();
    [small(width), small(depth)]
}

/// Levels that a rank is paid for.
#[derive(Debug, Clone, PartialEq)]
pub struct RankDepth {
    /// The rank's name.
    pub rank: String,
    /// Its levels.
    pub levels: u32,
}

impl RankDepth {
    fn read(t: &mut Table<'_>) -> Self {
        let rank = rank_name(t);
        let levels = t
            .count("levels", 1)
            .unit("levels")
            .within(0, DEPTH_MAX as u64)
            .source(Source::Model)
            .about("Levels that the rank is paid for; other ranks are paid for all.")
            .read();
        Self { rank, levels: small(levels) }
    }
}

/// Who uses up a level number on the way up the placement tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatrixCompression {
    /// Everybody; what cannot be paid is breakage.
    None,
    /// Those who are active.
    SkipInactive,
}

impl Choice for MatrixCompression {
    const NAMES: &'static [(&'static str, Self)] =
        &[("none", Self::None), ("skip_inactive", Self::SkipInactive)];
}
