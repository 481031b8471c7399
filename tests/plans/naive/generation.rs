//! Generations of leaders, walked plainly: for each earner and each source the way between them is
//! cut into generations from the top.

use downline::calculator::PeriodStatement;
use downline::scenario::{Case, Closer, Generation, RankRates, VolumeBase};
use downline::units::Ppm;
use proptest::prelude::*;
use proptest::sample::select;

use crate::cases;
use crate::leaders::{Book, Paid, People, agree, rate_tables, rates_of, runs};

/// Who closes a generation and where she belongs.
#[derive(Clone, Copy)]
pub(super) struct Rules<'a> {
    pub(super) boundary_rank: Option<&'a str>,
    pub(super) closer: Closer,
    pub(super) inactive_closes: bool,
    pub(super) empty_counts: bool,
}

impl Rules<'_> {
    fn is_leader(&self, people: People<'_>, earner: usize, who: usize) -> bool {
        let asked = match self.boundary_rank {
            Some(rank) => people.place_of(Some(rank)),
            None => people.rank(earner),
        };
        asked <= people.rank(who) && (self.inactive_closes || people.counts(who))
    }

    /// The number of the source's generation seen from the earner; `brings` says who is somebody.
    pub(super) fn number(
        &self,
        people: People<'_>,
        (earner, source): (usize, usize),
        brings: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let line = people.line_above(source);
        let distance = line.iter().position(|&upline| upline == earner).expect("an upline");
        let mut way: Vec<usize> = line[..distance].iter().rev().copied().collect();
        way.push(source);
        let mut generations: Vec<Vec<usize>> = vec![Vec::new()];
        for who in way {
            let leads = self.is_leader(people, earner, who);
            let last = generations.last_mut().expect("a generation");
            match (leads, self.closer) {
                (false, _) => last.push(who),
                (true, Closer::Included) => {
                    last.push(who);
                    generations.push(Vec::new());
                }
                (true, Closer::OpensNext) => generations.push(vec![who]),
                (true, Closer::LeftOut) => generations.push(Vec::new()),
            }
        }
        let at = generations.iter().position(|generation| generation.contains(&source))?;
        let used = generations[..=at]
            .iter()
            .filter(|generation| self.empty_counts || generation.iter().any(|&who| brings(who)));
        Some(used.count())
    }
}

/// Pays everybody above a source and notes what the full table is.
pub(super) fn pay_source(
    book: &mut Book<'_>,
    people: People<'_>,
    (rules, share): (Rules<'_>, Ppm),
    (rates, tables): (&[Ppm], &[RankRates]),
    (source, base): (usize, i128),
    brings: &dyn Fn(usize) -> bool,
) {
    // (rank of the series or 0 for the only one, number, exact)
    let mut paid: Vec<(usize, usize, i128)> = Vec::new();
    for earner in people.line_above(source) {
        let rank = people.rank(earner);
        let table = rates_of(people, rates, tables, rank);
        if !people.can_earn(earner) {
            continue;
        }
        let Some(number) = rules.number(people, (earner, source), brings) else { continue };
        if let Some(&rate) = table.get(number - 1) {
            let exact = book.pay((earner, source), number, (base, rate, share));
            let series = if rules.boundary_rank.is_some() { 0 } else { rank };
            paid.push((series, number, exact));
        }
    }
    let ranks: Vec<usize> = (0..=people.plan().ranks.len()).collect();
    let all_series: Vec<Vec<usize>> = match rules.boundary_rank {
        Some(_) => vec![ranks],
        None => ranks.into_iter().map(|rank| vec![rank]).collect(),
    };
    for (series, ranks) in all_series.iter().enumerate() {
        for number in 1..=8 {
            let at = |&rank: &usize| rates_of(people, rates, tables, rank).get(number - 1);
            let Some(highest) = ranks.iter().filter_map(at).max() else { continue };
            let lines: Vec<i128> = paid
                .iter()
                .filter(|line| (line.0, line.1) == (series, number))
                .map(|line| line.2)
                .collect();
            book.full(base * i128::from(highest.0) * i128::from(share.0), &lines);
        }
    }
}

fn plainly(people: People<'_>, _: &PeriodStatement) -> Paid {
    let generation = people.plan().generation.as_ref().expect("generations");
    let rules = Rules {
        boundary_rank: generation.boundary_rank.as_deref(),
        closer: generation.closer,
        inactive_closes: generation.inactive_closes,
        empty_counts: generation.empty_counts,
    };
    let mut book = Book::new(people);
    for source in people.everybody() {
        let base = people.payable(people.base(generation.base, source));
        if base != 0 {
            book.base(base);
            pay_source(
                &mut book,
                people,
                (rules, generation.broad_share),
                (&generation.rates, &generation.rank_rates),
                (source, base),
                &|who| people.payable(people.base(generation.base, who)) != 0,
            );
        }
    }
    book.close()
}

fn plans() -> impl Strategy<Value = (Case, Generation)> {
    let base = select(vec![VolumeBase::Wholesale, VolumeBase::Points, VolumeBase::ListValue]);
    let boundary = select(vec![None, Some("silver"), Some("gold"), Some("platinum")]);
    let share = select(vec![Ppm::ONE, Ppm(333_333)]);
    let closer = select(vec![Closer::Included, Closer::OpensNext, Closer::LeftOut]);
    let kind = (base, boundary, share, closer);
    (crate::leaders::cases(), rate_tables(), kind, any::<[bool; 2]>()).prop_map(
        |(case, (rates, rank_rates), (base, boundary, broad_share, closer), flags)| {
            let generation = Generation {
                base,
                boundary_rank: boundary.map(str::to_owned),
                rates,
                rank_rates,
                closer,
                inactive_closes: flags[0],
                empty_counts: flags[1],
                broad_share,
            };
            (case, generation)
        },
    )
}

#[test]
fn the_plain_walk_agrees_on_the_hand_case() {
    for set in ["includes_closer=true", "includes_closer=false", "empty_counts=false"] {
        let set = format!("plan.generation.{set}");
        agree(&cases::hand("generation", &[&set]), "generation", plainly).expect("the same");
    }
}

proptest! {
    #![proptest_config(runs(3_000))]

    #[test]
    fn the_plain_walk_agrees_on_random_trees_and_plans((mut case, generation) in plans()) {
        case.plan.generation = Some(generation);
        agree(&case, "generation", plainly).map_err(TestCaseError::fail)?;
    }
}
