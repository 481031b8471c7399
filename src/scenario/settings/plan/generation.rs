//! Keys of pay by generations of leaders, without limit of depth, and on earnings.

use super::super::market::small;
use super::{Bonus, Contradictions, Plan, RankRate, RankRates, VolumeBase};
use crate::scenario::{Choice, Source, Table};
use crate::units::Ppm;

/// Overrides by generations of leaders.
#[derive(Debug, Clone, PartialEq)]
pub struct Generation {
    /// What the rates are a share of.
    pub base: VolumeBase,
    /// Rank from which on somebody closes a generation; the earner's own without one.
    pub boundary_rank: Option<String>,
    /// Share at generation 1, 2 and so on, for everybody without a rank of her own table.
    pub rates: Vec<Ppm>,
    /// Other rates for a rank, which also set how many generations it has.
    pub rank_rates: Vec<RankRates>,
    /// Where the leader belongs who closes a generation.
    pub closer: Closer,
    /// Whether a leader who is not active closes a generation.
    pub inactive_closes: bool,
    /// Whether a generation without volume uses up a number.
    pub empty_counts: bool,
    /// Share of the base that is opened to generations.
    pub broad_share: Ppm,
}

impl Generation {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        let base = VolumeBase::read(t);
        let boundary_rank = read_boundary(t);
        let (rates, rank_rates) = read_rates(t, &[]);
        let mut flag =
            |key, default, about| t.flag(key, default).source(Source::Model).about(about).read();
        let included = flag(
            "includes_closer",
            true,
            "Whether the leader who closes a generation belongs to it.",
        );
        let opens_next = flag(
            "closer_opens_next",
            true,
            "Whether a leader who does not belong to the generation that she closes belongs to \
             the next one; otherwise she belongs to none.",
        );
        Self {
            base,
            boundary_rank,
            rates,
            rank_rates,
            closer: match (included, opens_next) {
                (true, _) => Closer::Included,
                (false, true) => Closer::OpensNext,
                (false, false) => Closer::LeftOut,
            },
            inactive_closes: flag(
                "inactive_closes",
                true,
                "Whether a leader who is not active closes a generation.",
            ),
            empty_counts: flag(
                "empty_counts",
                true,
                "Whether a generation of which nobody on the way brings anything uses up a number.",
            ),
            broad_share: t
                .rate("broad_share", Ppm::ONE)
                .source(Source::Model)
                .about("Share of the base that is opened to generations before the rate.")
                .read(),
        }
    }

    pub(super) fn contradictions(&self, plan: &Plan, found: &mut Contradictions) {
        found.rank("generation.boundary_rank", self.boundary_rank.as_deref(), plan);
        found.rank_rates("generation", &self.rates, &self.rank_rates, plan);
    }
}

/// Where a leader belongs who closes a generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closer {
    /// To the generation that she closes.
    Included,
    /// To the next one.
    OpensNext,
    /// To none.
    LeftOut,
}

fn read_boundary(t: &mut Table<'_>) -> Option<String> {
    t.optional_text("boundary_rank")
        .source(Source::Model)
        .about(
            "Rank from which on somebody closes a generation; the earner's own rank if it is left \
             out.",
        )
        .read()
}

fn read_rates(t: &mut Table<'_>, default: &[Ppm]) -> (Vec<Ppm>, Vec<RankRates>) {
    let rank_rates = t.array_of_tables("rank_rates", RankRates::read);
    // Whoever gives ranks their rates and nobody else any means nobody else.
    let by_rank = !rank_rates.is_empty() && !t.is_declaring();
    let rates = t
        .rates("rates", if by_rank { &[] } else { default })
        .lengths(0, 64)
        .source(if default.is_empty() { Source::Model } else { Source::Assumption })
        .about("Share at number 1, 2 and so on; none where only `rank_rates` are given.")
        .read();
    (rates, rank_rates)
}

/// Overrides without limit of depth: one layer of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Infinity {
    /// What the rate is a share of.
    pub base: VolumeBase,
    /// Rank from which on somebody is paid; everybody without one.
    pub rank: Option<String>,
    /// The rate of every rank without one of its own.
    pub rate: Ppm,
    /// Other rates for a rank.
    pub rank_rates: Vec<RankRate>,
    /// First level below the earner that is paid.
    pub from_level: u32,
    /// Which leaders stop it in a leg.
    pub blocked_by: BlockedBy,
    /// Levels below such a leader that are still paid.
    pub blocker_levels: u32,
    /// Whether the rate is paid less the highest rate met on the way.
    pub differential: bool,
}

impl Infinity {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            base: VolumeBase::read(t),
            rank: t
                .optional_text("rank")
                .source(Source::Model)
                .about("Rank from which on somebody is paid; everybody if it is left out.")
                .read(),
            rate: t
                .rate("rate", Ppm(20_000))
                .source(Source::Assumption)
                .about("The rate of every rank without one of its own.")
                .read(),
            rank_rates: t.array_of_tables("rank_rates", RankRate::read),
            from_level: small(
                t.count("from_level", 1)
                    .unit("level")
                    .within(1, 1_000)
                    .source(Source::Model)
                    .about("First level below the earner that is paid.")
                    .read(),
            ),
            blocked_by: t
                .choice("blocked_by", BlockedBy::SameOrHigher)
                .source(Source::Model)
                .about("Leaders of which rank, seen from the earner's, stop it in their leg.")
                .read(),
            blocker_levels: small(
                t.count("blocker_levels", 0)
                    .unit("levels")
                    .within(0, 64)
                    .source(Source::Model)
                    .about("Levels below such a leader that are still paid; 0: herself only.")
                    .read(),
            ),
            differential: t
                .flag("differential", false)
                .source(Source::Model)
                .about("Whether the rate is paid less the highest rate met on the way.")
                .read(),
        }
    }

    /// The rate by place of rank plus one; nothing for ranks that the layer does not pay.
    pub(crate) fn rate_by_rank(&self, plan: &Plan) -> Vec<Option<Ppm>> {
        let mut by_rank = vec![Some(self.rate); plan.ranks.len() + 1];
        for other in &self.rank_rates {
            if let Some(place) = plan.rank_place(&other.rank) {
                by_rank[place] = Some(other.rate);
            }
        }
        by_rank[..plan.rank_or_none(self.rank.as_deref())].fill(None);
        by_rank
    }

    pub(super) fn contradictions(&self, name: &str, plan: &Plan, found: &mut Contradictions) {
        let at = |key: &str| format!("infinity.{name}.{key}");
        found.rank(&at("rank"), self.rank.as_deref(), plan);
        let names = self.rank_rates.iter().map(|other| other.rank.as_str());
        found.ranks(&at("rank_rates"), names, plan);
        let lowest = plan.rank_or_none(self.rank.as_deref());
        for (index, other) in self.rank_rates.iter().enumerate() {
            if plan.rank_place(&other.rank).is_some_and(|place| place < lowest) {
                let message = format!("rank `{}` is below the rank of the layer", other.rank);
                let hint = Some(format!("make `{}` lower", at("rank")));
                found.say(at(&format!("rank_rates[{index}].rank")), message, hint);
            }
        }
        if self.differential {
            self.differential_contradictions(&at, plan, found);
        }
    }

    fn differential_contradictions(
        &self,
        at: &dyn Fn(&str) -> String,
        plan: &Plan,
        found: &mut Contradictions,
    ) {
        if self.blocked_by != BlockedBy::SameOrHigher || 0 < self.blocker_levels {
            let message = "a differential layer is stopped by rates, not by ranks".to_owned();
            let hint = Some("leave `blocked_by` and `blocker_levels` out".to_owned());
            found.say(at("differential"), message, hint);
        }
        let rates = self.rate_by_rank(plan);
        for place in 1..rates.len() {
            let (Some(lower), Some(higher)) = (rates[place - 1], rates[place]) else { continue };
            if higher < lower {
                let percent = |rate: Ppm| f64::from(rate.0) / 1e4;
                let message = format!(
                    "rank `{}` has {} %, less than the {} % of those below it",
                    plan.ranks[place - 1].0,
                    percent(higher),
                    percent(lower)
                );
                let hint = Some("rates of a differential layer rise with the rank".to_owned());
                found.say(at("rank_rates"), message, hint);
            }
        }
    }
}

/// Leaders of which rank stop an infinity in their leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockedBy {
    /// Of the earner's rank or a higher one.
    SameOrHigher,
    /// Of a higher rank.
    Higher,
    /// None.
    Nobody,
}

impl Choice for BlockedBy {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("same_or_higher", Self::SameOrHigher),
        ("higher", Self::Higher),
        ("nobody", Self::Nobody),
    ];
}

/// A share of what recruits earned.
#[derive(Debug, Clone, PartialEq)]
pub struct Matching {
    /// Share at level or generation 1, 2 and so on, for everybody without a rank of her own table.
    pub rates: Vec<Ppm>,
    /// Other rates for a rank, which also set its depth.
    pub rank_rates: Vec<RankRates>,
    /// What is counted on the way up.
    pub by: MatchBy,
    /// Rank from which on somebody closes a generation; the earner's own without one.
    pub boundary_rank: Option<String>,
    /// Bonuses that are matched; every one before it if there is none.
    pub of: Vec<Bonus>,
    /// Whether earnings are matched as they were before caps on a person.
    pub before_caps: bool,
    /// Whether matches are matched again.
    pub matches_matches: bool,
}

impl Matching {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        let (rates, rank_rates) = read_rates(t, &[Ppm(100_000)]);
        Self {
            rates,
            rank_rates,
            by: t
                .choice("by", MatchBy::Level)
                .source(Source::Model)
                .about("Whether levels or generations of leaders are counted on the way up.")
                .read(),
            boundary_rank: read_boundary(t),
            of: t
                .several("of", &[])
                .source(Source::Model)
                .about("Bonuses that are matched; an empty list: every bonus before it.")
                .read(),
            before_caps: t
                .flag("before_caps", false)
                .source(Source::Model)
                .about("Whether earnings are matched as they were before caps on a person.")
                .read(),
            matches_matches: t
                .flag("matches_matches", false)
                .source(Source::Model)
                .about("Whether matches are matched again.")
                .read(),
        }
    }

    /// The bonuses that are matched. What hosts get is not the partner's.
    pub(crate) fn matched(&self, plan: &Plan) -> Vec<Bonus> {
        let mut matched = plan.bonuses();
        let every = self.of.is_empty();
        let is_meant = |bonus: Bonus| {
            let by_default = bonus < Bonus::Matching && bonus != Bonus::HostCredit;
            (every && by_default) || self.of.contains(&bonus)
        };
        matched.retain(|&bonus| is_meant(bonus));
        matched
    }

    pub(super) fn contradictions(&self, plan: &Plan, found: &mut Contradictions) {
        found.rank("matching.boundary_rank", self.boundary_rank.as_deref(), plan);
        found.rank_rates("matching", &self.rates, &self.rank_rates, plan);
        if self.by == MatchBy::Level && self.boundary_rank.is_some() {
            let message = "`boundary_rank` counts generations, but matching counts levels";
            let hint = Some("say `by = \"generation\"` or leave it out".to_owned());
            found.say("matching.boundary_rank", message.to_owned(), hint);
        }
        let has = plan.bonuses();
        for (index, &bonus) in self.of.iter().enumerate() {
            let key = format!("matching.of[{index}]");
            let name = bonus.name();
            if bonus == Bonus::Matching {
                let hint = Some("matches are matched again by `matches_matches`".to_owned());
                found.say(key, "matching cannot be matched by name".to_owned(), hint);
            } else if Bonus::Matching < bonus {
                let message = format!("`{name}` is worked out after matching");
                found.say(key, message, None);
            } else if !has.contains(&bonus) {
                found.say(key, format!("the plan has no bonus `{name}`"), None);
            }
        }
    }
}

/// What matching counts on the way up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchBy {
    /// Levels of the sponsor tree.
    Level,
    /// Generations of leaders.
    Generation,
}

impl Choice for MatchBy {
    const NAMES: &'static [(&'static str, Self)] =
        &[("level", Self::Level), ("generation", Self::Generation)];
}
