//! Keys of overrides by difference of rates.

use super::tables::rate;
use super::{Contradictions, Plan, RankRate, VolumeBase};
use crate::scenario::{Source, Table};
use crate::units::Ppm;

/// Overrides by difference of rates.
#[derive(Debug, Clone, PartialEq)]
pub struct Differential {
    /// What an override is a share of.
    pub base: VolumeBase,
    /// The rate of everybody whose rank has none of its own.
    pub rate: Ppm,
    /// Rates of ranks.
    pub rank_rates: Vec<RankRate>,
    /// Share of the base that is opened to overrides.
    pub broad_share: Ppm,
    /// Whether the source is paid her own rate.
    pub pays_own: bool,
    /// Whether the source's own rate is taken off her uplines'.
    pub own_rate_counts: bool,
    /// Rate of the first upline whose rate equals the highest below her.
    pub equal_rate: Ppm,
    /// Whether only the first upline to be paid is.
    pub first_only: bool,
    /// Rank above whose first holder overrides begin.
    pub beyond_rank: Option<String>,
}

impl Differential {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        let flag_of = |t: &mut Table<'_>, name, default, about| {
            t.flag(name, default).source(Source::Model).about(about).read()
        };
        Self {
            base: VolumeBase::read(t),
            rate: rate(t, "The rate of everybody whose rank has none of its own."),
            rank_rates: t.array_of_tables("rank_rates", RankRate::read),
            broad_share: t
                .rate("broad_share", Ppm::ONE)
                .source(Source::Model)
                .about("Share of the base that is opened to overrides before the rate.")
                .read(),
            pays_own: flag_of(
                t,
                "pays_own",
                false,
                "Whether a partner is paid her own rate on her own business.",
            ),
            own_rate_counts: flag_of(
                t,
                "own_rate_counts",
                true,
                "Whether her own rate, had as discount or paid, is taken off her uplines' rates.",
            ),
            equal_rate: t
                .rate("equal_rate", Ppm::ZERO)
                .source(Source::Model)
                .about(
                    "Rate of the first upline whose own rate equals the highest below her, once \
                     for each rate.",
                )
                .read(),
            first_only: flag_of(
                t,
                "first_only",
                false,
                "Whether only the first upline who is due anything is paid.",
            ),
            beyond_rank: t
                .optional_text("beyond_rank")
                .source(Source::Model)
                .about(
                    "Overrides begin above the first of this rank or a higher one, the source \
                     included, and are differences from her rate.",
                )
                .read(),
        }
    }

    /// The rate of each place of rank plus one; the first is for no rank.
    pub fn rates(&self, plan: &Plan) -> Vec<Ppm> {
        let mut rates = vec![self.rate; plan.ranks.len() + 1];
        for table in &self.rank_rates {
            if let Some(place) = plan.rank_place(&table.rank) {
                rates[place] = table.rate;
            }
        }
        rates
    }

    pub(super) fn contradictions(&self, plan: &Plan, found: &mut Contradictions) {
        let names = self.rank_rates.iter().map(|table| table.rank.as_str());
        found.ranks("differential.rank_rates", names, plan);
        found.rank("differential.beyond_rank", self.beyond_rank.as_deref(), plan);
        let rates = self.rates(plan);
        for (place, pair) in rates.windows(2).enumerate() {
            if pair[1] < pair[0] {
                let name = &plan.ranks[place].0;
                let given = self.rank_rates.iter().position(|table| &table.rank == name);
                let (key, has, hint) = match given {
                    Some(index) => (
                        format!("differential.rank_rates[{index}].rate"),
                        "a lower rate than",
                        "rates rise with the rank; a rank without one has `rate`".to_owned(),
                    ),
                    None => (
                        format!("rank.{name}"),
                        "no rate of its own in `differential.rank_rates` and so a lower one than",
                        format!("add `{{ rank = \"{name}\", rate = … }}`"),
                    ),
                };
                let message = format!("rank `{name}` has {has} the one below it");
                found.say(key, message, Some(hint));
            }
        }
        if self.pays_own && self.beyond_rank.is_some() {
            let message = "what begins above a rank cannot pay a partner on her own business";
            found.say("differential.pays_own", message.to_owned(), None);
        }
        self.contradictions_of_the_whole(&rates, found);
    }

    /// Says so if all that can be due on one base is more than the whole.
    fn contradictions_of_the_whole(&self, rates: &[Ppm], found: &mut Contradictions) {
        if self.first_only || self.equal_rate == Ppm::ZERO {
            return;
        }
        let mut rates: Vec<Ppm> = rates.iter().copied().filter(|&rate| Ppm::ZERO < rate).collect();
        rates.sort_unstable();
        rates.dedup();
        let highest = rates.last().copied().unwrap_or_default();
        let most = u64::from(highest.0) + rates.len() as u64 * u64::from(self.equal_rate.0);
        if 1_000_000 < most {
            let percent = most as f64 / 1e4;
            let message =
                format!("the highest rate and `equal_rate` once for each add up to {percent} %");
            found.say("differential.equal_rate", message, None);
        }
    }
}
