//! Matching, walked plainly. What the other bonuses paid is read from the statement.

use downline::calculator::PeriodStatement;
use downline::scenario::{Bonus, Case, Closer, MatchBy, Matching};
use downline::units::Ppm;
use proptest::prelude::*;
use proptest::sample::select;

use super::generation::{Rules, pay_source};
use crate::cases;
use crate::leaders::{Book, Paid, People, agree, rate_tables, rates_of, runs};

/// What somebody earned from the bonuses that are matched.
fn earned(matching: &Matching, period: &PeriodStatement, id: &str) -> i128 {
    let is_matched = |name: &str| {
        let is_named = matching.of.iter().any(|bonus| bonus.name() == name);
        is_named || (matching.of.is_empty() && name != "matching")
    };
    let hers = period.lines.iter().filter(|line| line.earner == id && is_matched(line.bonus));
    hers.map(|line| i128::from(line.amount.0)).sum()
}

fn plainly(people: People<'_>, period: &PeriodStatement) -> Paid {
    let matching = people.plan().matching.as_ref().expect("a matching");
    let mut book = Book::new(people);
    let mut sources = people.everybody();
    sources.sort_by_key(|&who| std::cmp::Reverse(people.line_above(who).len()));
    for source in sources {
        let mut base = earned(matching, period, people.id(source));
        if matching.matches_matches {
            base += book.total(source);
        }
        base = people.payable(base);
        if base == 0 {
            continue;
        }
        book.base(base);
        if matching.by == MatchBy::Generation {
            let rules = Rules {
                boundary_rank: matching.boundary_rank.as_deref(),
                closer: Closer::Included,
                inactive_closes: true,
                empty_counts: true,
            };
            let tables = (matching.rates.as_slice(), matching.rank_rates.as_slice());
            pay_source(&mut book, people, (rules, Ppm::ONE), tables, (source, base), &|_| true);
            continue;
        }
        for level in 1..=8 {
            let ranks = 0..=people.plan().ranks.len();
            let table = |rank| rates_of(people, &matching.rates, &matching.rank_rates, rank);
            let rates = ranks.filter_map(|rank| table(rank).get(level - 1));
            let Some(highest) = rates.max() else { continue };
            book.full(base * i128::from(highest.0) * i128::from(Ppm::ONE.0), &[]);
            if let Some(&upline) = people.line_above(source).get(level - 1)
                && let Some(&rate) = table(people.rank(upline)).get(level - 1)
                && people.can_earn(upline)
            {
                book.pay((upline, source), level, (base, rate, Ppm::ONE));
            }
        }
    }
    book.close()
}

fn plans() -> impl Strategy<Value = (Case, Matching)> {
    let by = select(vec![
        (MatchBy::Level, None),
        (MatchBy::Generation, None),
        (MatchBy::Generation, Some("silver")),
        (MatchBy::Generation, Some("gold")),
    ]);
    let of = select(vec![
        vec![],
        vec![Bonus::Unilevel],
        vec![Bonus::Unilevel, Bonus::Generation],
        vec![Bonus::Infinity],
    ]);
    (crate::leaders::cases(), rate_tables(), by, of, any::<bool>()).prop_map(
        |(case, (rates, rank_rates), (by, boundary), of, matches_matches)| {
            let matching = Matching {
                rates,
                rank_rates,
                by,
                boundary_rank: boundary.map(str::to_owned),
                of,
                before_caps: false,
                matches_matches,
            };
            (case, matching)
        },
    )
}

#[test]
fn the_plain_walk_agrees_on_the_hand_case() {
    for set in ["matches_matches=false", "matches_matches=true", "by=\"level\""] {
        let set = format!("plan.matching.{set}");
        agree(&cases::hand("matching", &[&set]), "matching", plainly).expect("the same");
    }
}

proptest! {
    #![proptest_config(runs(3_000))]

    #[test]
    fn the_plain_walk_agrees_on_random_trees_and_plans((mut case, matching) in plans()) {
        case.plan.matching = Some(matching);
        agree(&case, "matching", plainly).map_err(TestCaseError::fail)?;
    }
}
