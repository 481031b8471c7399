//! Funds that are shared out.
//!
//! # What it pays
//! Each pool: a fund of `share` x volume, divided among everybody who can be paid and has the
//! pool's `rank` or a higher one. Shares plus what stays are the fund, to the cent.
//!
//! # Terms
//! *Volume*: the commissionable value of the period's orders that fast start left open, of the
//! company or of the groups of a rank: those who hold it or a higher one and all below them, each
//! once. *Shares*: equal, own points, group points, or a number by rank; a rank that is not listed
//! has the shares of the nearest listed one below it. *Breakage*: what nobody got.
//!
//! # Switches
//! `shares_by = "rank_amounts"`: fixed amounts, all cut in the same proportion where the fund does
//! not suffice; what it has beyond them stays. `amount_max`: the most a head; what is beyond stays.
//! `split_remainder` of the plan: cents that a division leaves go to the largest remainders, ties
//! to who joined first, or stay. `unpaid_shares = "pool"` of the plan: what the bonuses by level
//! could not pay is added to the funds in proportion to their `share`, and is their breakage no
//! more.
//!
//! # References
//! Amway's higher bonuses (shares by points, fixed amounts scaled to the fund).

use super::run::Run;
use super::{Bonus, Claim, Part};
use crate::scenario::{Plan, Pool, SharesBy, SplitRemainder, UnpaidShares, VolumeBase};
use crate::units::{Cents, Ppm, Rounding, split_by_largest_remainder};
use crate::world::NO_UPLINE;

/// The bonuses whose unpaid shares can go into the pools: those that pay a table of levels, or what
/// is left of a rate, to whoever stands above a sale.
const BY_LEVEL: [Bonus; 6] = [
    Bonus::FastStart,
    Bonus::KitBonus,
    Bonus::Unilevel,
    Bonus::Differential,
    Bonus::Matrix,
    Bonus::Generation,
];

/// Sends the claims of all pools, by name.
pub(super) fn run(run: &mut Run<'_>) {
    let plan = run.plan;
    if plan.pools.is_empty() {
        return;
    }
    let added = unpaid_shares(run, plan);
    for ((number, (_, pool)), added) in (1..).zip(&plan.pools).zip(added) {
        let volume = volume(run, plan, pool);
        let fund = run.amount(volume, pool.share, Ppm::ONE).0 + added;
        run.offer(Bonus::Pool, volume, fund);
        for (row, amount) in shares(run, plan, pool, fund) {
            if amount != Cents::ZERO {
                let claim = Claim::new(Bonus::Pool, Part::Share, row, row);
                run.send(Claim { table: number, level: number, base: fund, amount, ..claim });
            }
        }
    }
}

/// What each pool gets of the shares that nobody could be paid; they leave the bonuses that could
/// not pay them, so that no cent is counted twice.
fn unpaid_shares(run: &mut Run<'_>, plan: &Plan) -> Vec<Cents> {
    if plan.unpaid_shares == UnpaidShares::Business {
        return vec![Cents::ZERO; plan.pools.len()];
    }
    let mut unpaid = Cents::ZERO;
    for bonus in BY_LEVEL {
        // What rules keep from being paid is paid in no other way.
        let unpaid_by_plan = run.outcomes.of(bonus).breakage() - run.marks.kept(bonus);
        let breakage = unpaid_by_plan.max(Cents::ZERO);
        run.offer(bonus, Cents::ZERO, -breakage);
        unpaid += breakage;
    }
    let weights: Vec<u64> = plan.pools.iter().map(|(_, pool)| u64::from(pool.share.0)).collect();
    match split_by_largest_remainder(unpaid, &weights) {
        (parts, Cents::ZERO) => parts,
        // Pools that take nothing of the volume share alike in what is left of the levels.
        _ => split_by_largest_remainder(unpaid, &vec![1; weights.len()]).0,
    }
}

/// The commissionable value that fills a fund; nothing where more came back than was ordered.
fn volume(run: &Run<'_>, plan: &Plan, pool: &Pool) -> Cents {
    let asked = plan.rank_or_none(pool.volume_of_rank.as_deref());
    let mut inside = vec![false; if asked == 0 { 0 } else { run.period.status.len() }];
    let mut sum = Cents::ZERO;
    for row in 0..run.period.rows() {
        if 0 < asked {
            // A sponsor is older, so whether she is inside is known by now.
            let sponsor = run.period.genealogy.sponsor(row);
            let below = sponsor != NO_UPLINE && inside[sponsor as usize];
            inside[row as usize] = below || asked <= run.qualification.rank(row);
        }
        if asked == 0 || inside[row as usize] {
            sum += run.base(VolumeBase::Wholesale, row).0;
        }
    }
    sum.max(Cents::ZERO)
}

/// Who gets what of a fund, in the order of joining.
fn shares(run: &Run<'_>, plan: &Plan, pool: &Pool, fund: Cents) -> Vec<(u32, Cents)> {
    let asked = plan.rank_or_none(pool.rank.as_deref());
    let rows: Vec<u32> = (0..run.period.rows())
        .filter(|&row| run.qualification.can_earn(row) && asked <= run.qualification.rank(row))
        .collect();
    let weights = weights(run, plan, pool, &rows);
    let wanted: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
    let suffices = wanted <= u128::from(fund.0.unsigned_abs());
    let parts = if pool.shares_by == SharesBy::RankAmounts && suffices {
        let amount = |&weight: &u64| Cents::from_wide(i128::from(weight));
        weights.iter().map(amount).collect()
    } else {
        let mut parts = split(plan, fund, &weights);
        if pool.shares_by == SharesBy::RankAmounts {
            // A whole unit can be more than her amount.
            parts.iter_mut().zip(&weights).for_each(|(part, &weight)| {
                *part = (*part).min(Cents::from_wide(i128::from(weight)));
            });
        }
        parts
    };
    let most = pool.amount_max.unwrap_or(Cents(i64::MAX));
    rows.into_iter().zip(parts).map(|(row, part)| (row, part.min(most))).collect()
}

/// What the fund is shared out by, for each of those who share in it.
fn weights(run: &Run<'_>, plan: &Plan, pool: &Pool, rows: &[u32]) -> Vec<u64> {
    let points = |row: u32| u64::from(run.period.volumes.of(row).points);
    let of_ranks =
        |by_rank: &[u64]| rows.iter().map(|&row| by_rank[run.qualification.rank(row)]).collect();
    match pool.shares_by {
        SharesBy::Equal => vec![1; rows.len()],
        SharesBy::Points => rows.iter().map(|&row| points(row)).collect(),
        SharesBy::GroupPoints => {
            let mut group: Vec<u64> = (0..run.period.rows()).map(points).collect();
            run.period.genealogy.roll_up(&mut group);
            rows.iter().map(|&row| group[row as usize]).collect()
        }
        SharesBy::RankShares => {
            let listed = pool.rank_shares.iter().map(|table| (table.rank.as_str(), table.shares));
            of_ranks(&by_rank(plan, listed))
        }
        SharesBy::RankAmounts => {
            let amounts = pool.rank_amounts.iter();
            let listed = amounts.map(|table| (table.rank.as_str(), table.amount.0.unsigned_abs()));
            of_ranks(&by_rank(plan, listed))
        }
    }
}

/// What each place of rank has; one that is not listed, what the nearest listed one below it has.
fn by_rank<'p>(plan: &Plan, listed: impl Iterator<Item = (&'p str, u64)>) -> Vec<u64> {
    let mut own: Vec<Option<u64>> = vec![None; plan.ranks.len() + 1];
    for (rank, has) in listed {
        if let Some(place) = plan.rank_place(rank) {
            own[place] = Some(has);
        }
    }
    let mut latest = 0;
    own.into_iter()
        .map(|has| {
            latest = has.unwrap_or(latest);
            latest
        })
        .collect()
}

/// Splits a fund by weights in whole rounding units; cents left over as the plan says.
fn split(plan: &Plan, fund: Cents, weights: &[u64]) -> Vec<Cents> {
    let unit = plan.rounding_unit;
    let units = Cents(fund.0 / unit.0);
    let parts = match plan.split_remainder {
        SplitRemainder::Largest => split_by_largest_remainder(units, weights).0,
        SplitRemainder::Business => {
            let whole: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
            let whole = i128::try_from(whole).expect("weights of 64 bits").max(1);
            let part = |&weight: &u64| units.times_over(i128::from(weight), whole, Rounding::Down);
            weights.iter().map(part).collect()
        }
    };
    parts.into_iter().map(|part| part.times(unit.0.unsigned_abs())).collect()
}
