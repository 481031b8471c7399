//! Level pay on the placement tree, walked plainly.

use downline::calculator::PeriodStatement;
use downline::scenario::{Case, Matrix, MatrixCompression, RankDepth, VolumeBase};
use downline::units::{Cents, Ppm};
use proptest::prelude::*;
use proptest::sample::select;

use crate::cases;
use crate::leaders::{Book, Paid, People, agree, rate_tables, rates_of, runs};

/// Levels that a rank is paid for.
fn reach(people: People<'_>, matrix: &Matrix, rank: usize) -> usize {
    let own = matrix.rank_depths.iter().find(|own| people.place_of(Some(&own.rank)) == rank);
    own.map_or(matrix.depth as usize, |own| own.levels as usize)
}

fn plainly(people: People<'_>, _: &PeriodStatement) -> Paid {
    let matrix = people.plan().matrix.as_ref().expect("a matrix");
    let mut book = Book::new(people);
    let rate_of = |rank: usize, level: usize| {
        let rates = rates_of(people, &matrix.rates, &matrix.rank_rates, rank);
        if level <= reach(people, matrix, rank) { rates.get(level - 1).copied() } else { None }
    };
    let amount_of = |rank: usize, level: usize| {
        let amount = matrix.amounts.get(level - 1).map_or(0, |amount| i128::from(amount.0));
        if level <= reach(people, matrix, rank) { amount } else { 0 }
    };
    let ranks = 0..=people.plan().ranks.len();
    let levels = 1..=matrix.depth as usize;
    let pays_rates = ranks.clone().any(|rank| rate_of(rank, 1).is_some());
    for source in people.everybody() {
        let base = people.payable(people.base(matrix.base, source));
        let brings = base != 0 && pays_rates;
        if brings {
            book.base(base);
        }
        for level in levels.clone() {
            let highest = ranks.clone().filter_map(|rank| rate_of(rank, level)).max();
            if let (true, Some(rate)) = (brings, highest) {
                book.full(base * i128::from(rate.0) * i128::from(matrix.broad_share.0), &[]);
            }
            if people.counts(source) {
                let highest = ranks.clone().map(|rank| amount_of(rank, level)).max();
                book.full_cents(highest.unwrap_or_default());
            }
        }
        let mut line = people.seats_above(source);
        if matrix.compression == MatrixCompression::SkipInactive {
            line.retain(|&upline| people.is_active(upline));
        }
        for (upline, level) in line.into_iter().zip(levels.clone()) {
            let asked = &matrix.recruits_by_level;
            let asked = asked.get(level - 1).or(asked.last()).copied().unwrap_or(0);
            if !people.can_earn(upline) || people.active_recruits(upline) < asked {
                continue;
            }
            let rank = people.rank(upline);
            if let (true, Some(rate)) = (brings, rate_of(rank, level)) {
                book.pay((upline, source), level, (base, rate, matrix.broad_share));
            }
            if people.counts(source) {
                book.send((upline, source), level, amount_of(rank, level));
            }
        }
    }
    book.close()
}

fn plans() -> impl Strategy<Value = (Case, Matrix)> {
    let base = select(vec![
        VolumeBase::Wholesale,
        VolumeBase::RetailMargin,
        VolumeBase::ListValue,
        VolumeBase::Points,
    ]);
    let compression = select(vec![MatrixCompression::None, MatrixCompression::SkipInactive]);
    let share = select(vec![Ppm::ONE, Ppm(333_333)]);
    let depths = prop::collection::vec(prop::option::of(0..=4_u32), 3);
    let amounts = prop::collection::vec((0..500_i64).prop_map(Cents), 0..=4);
    let recruits = prop::collection::vec(0..=2_u64, 0..=3);
    (
        crate::leaders::cases(),
        (base, compression, share, 4..=5_u32),
        (rate_tables(), prop::option::of(amounts)),
        (depths, recruits),
    )
        .prop_map(
            |(case, (base, compression, broad_share, depth), pay, (depths, recruits))| {
                let ((rates, rank_rates), amounts) = pay;
                let plain = case.plan.matrix.clone().expect("a matrix");
                let depths =
                    case.plan.ranks.iter().zip(depths).filter_map(|((rank, _), levels)| {
                        levels.map(|levels| RankDepth { rank: rank.clone(), levels })
                    });
                let mut matrix = Matrix {
                    depth,
                    base,
                    compression,
                    broad_share,
                    recruits_by_level: recruits,
                    rank_depths: depths.collect(),
                    ..plain
                };
                if let Some(amounts) = amounts {
                    matrix.amounts = amounts;
                } else {
                    (matrix.rates, matrix.rank_rates) = (rates, rank_rates);
                }
                (case, matrix)
            },
        )
}

#[test]
fn the_plain_walk_agrees_on_the_hand_case() {
    for set in
        ["", "plan.matrix.compression=\"skip_inactive\"", "plan.rounding=\"per_person_down\""]
    {
        let sets: Vec<&str> = [set].into_iter().filter(|set| !set.is_empty()).collect();
        agree(&cases::hand("matrix", &sets), "matrix", plainly).expect("the same");
    }
}

proptest! {
    #![proptest_config(runs(2_000))]

    #[test]
    fn the_plain_walk_agrees_on_random_trees_and_plans((mut case, matrix) in plans()) {
        case.plan.matrix = Some(matrix);
        let statement = agree(&case, "matrix", plainly).map_err(TestCaseError::fail)?;
        for (index, period) in statement.periods.iter().enumerate() {
            let people = People { case: &case, period: index + 1 };
            let depth = case.plan.matrix.as_ref().expect("a matrix").depth as usize;
            for partner in &period.partners {
                let below = people.everybody().into_iter().filter(|&other| {
                    let mut near = people.seats_above(other);
                    near.truncate(depth);
                    !people.has_left(other)
                        && near.iter().any(|&upline| people.id(upline) == partner.id)
                });
                let filled = partner.filled_seats.expect("a matrix");
                prop_assert_eq!(filled, below.count() as u64, "{}", &partner.id);
            }
        }
    }
}
