//! Pools once more: each cent that a division leaves is handed out by itself.

use downline::scenario::{Pool, SharesBy, SplitRemainder, UnpaidShares};

use super::fast_start;
use super::ranks::{Line, Sheet, World, round};

/// What the bonuses by level of the cases of this room could not pay.
fn breakage(world: &World<'_>) -> i128 {
    [fast_start::fast_start, fast_start::kit_bonus, fast_start::unilevel]
        .iter()
        .map(|bonus| {
            let (lines, full) = bonus(world);
            full - lines.iter().map(|line| line.4).sum::<i128>()
        })
        .sum()
}

/// Splits a sum by weights, cent by cent to whoever is owed most, the earlier first.
fn split(sum: i128, weights: &[i128], remainder: SplitRemainder) -> Vec<i128> {
    let whole: i128 = weights.iter().sum();
    if whole == 0 {
        return vec![0; weights.len()];
    }
    let mut parts: Vec<i128> = weights.iter().map(|weight| sum * weight / whole).collect();
    if remainder == SplitRemainder::Business {
        return parts;
    }
    while parts.iter().sum::<i128>() < sum {
        let owed = |place: usize| sum * weights[place] - parts[place] * whole;
        let mut most = 0;
        for place in 1..weights.len() {
            if owed(most) < owed(place) {
                most = place;
            }
        }
        parts[most] += 1;
    }
    parts
}

/// The fund of each pool.
pub(crate) fn funds(world: &World<'_>) -> Vec<i128> {
    let pools = &world.plan.pools;
    let unit = i128::from(world.plan.rounding_unit.0);
    let added = match world.plan.unpaid_shares {
        UnpaidShares::Business => vec![0; pools.len()],
        UnpaidShares::Pool => {
            let mut weights: Vec<i128> =
                pools.iter().map(|(_, pool)| i128::from(pool.share.0)).collect();
            if weights.iter().all(|&weight| weight == 0) {
                weights.fill(1);
            }
            split(breakage(world), &weights, SplitRemainder::Largest)
        }
    };
    let fund = |(_, pool): &(String, Pool)| {
        let volume = volume(world, pool).max(0);
        round(volume * i128::from(pool.share.0), unit, world.plan.rounding)
    };
    pools.iter().map(fund).zip(added).map(|(fund, added)| fund + added).collect()
}

fn volume(world: &World<'_>, pool: &Pool) -> i128 {
    let asked = world.rank_of_name(pool.volume_of_rank.as_deref());
    let is_inside = |who: &usize| {
        let mut line = world.line_above(*who);
        line.push(*who);
        line.into_iter().any(|above| asked <= world.rank(above))
    };
    world.everybody().into_iter().filter(is_inside).map(|who| world.open_value(who)).sum()
}

/// What a rank has by a list: its own line or that of the nearest one below it.
fn listed(world: &World<'_>, rank: usize, list: &[(&str, i128)]) -> i128 {
    let below = list.iter().filter(|(name, _)| world.rank_of_name(Some(name)) <= rank);
    let nearest = below.max_by_key(|(name, _)| world.rank_of_name(Some(name)));
    nearest.map_or(0, |(_, has)| *has)
}

/// Lines of all pools and the sum of their funds.
pub(crate) fn pools(world: &World<'_>) -> (Vec<Line>, i128) {
    let mut sheet = Sheet::new(world);
    let unit = i128::from(world.plan.rounding_unit.0);
    for ((number, (_, pool)), fund) in (1..).zip(&world.plan.pools).zip(funds(world)) {
        sheet.offer_amount(fund);
        let asked = world.rank_of_name(pool.rank.as_deref());
        let mut people = world.everybody();
        people.retain(|&who| world.can_earn(who) && asked <= world.rank(who));
        let shares: Vec<(&str, i128)> =
            pool.rank_shares.iter().map(|t| (t.rank.as_str(), i128::from(t.shares))).collect();
        let amounts: Vec<(&str, i128)> =
            pool.rank_amounts.iter().map(|t| (t.rank.as_str(), i128::from(t.amount.0))).collect();
        let weight = |&who: &usize| match pool.shares_by {
            SharesBy::Equal => 1,
            SharesBy::Points => i128::from(world.points(who)),
            SharesBy::GroupPoints => i128::from(world.group_points(who)),
            SharesBy::RankShares => listed(world, world.rank(who), &shares),
            SharesBy::RankAmounts => listed(world, world.rank(who), &amounts),
        };
        let weights: Vec<i128> = people.iter().map(weight).collect();
        let is_enough =
            pool.shares_by == SharesBy::RankAmounts && weights.iter().sum::<i128>() <= fund;
        let parts = if is_enough {
            weights
        } else {
            let units = split(fund / unit, &weights, world.plan.split_remainder);
            let parts = units.into_iter().map(|units| units * unit);
            let no_more = |(part, weight): (i128, &i128)| match pool.shares_by {
                SharesBy::RankAmounts => part.min(*weight),
                _ => part,
            };
            parts.zip(&weights).map(no_more).collect()
        };
        for (who, part) in people.into_iter().zip(parts) {
            let most = pool.amount_max.map_or(part, |most| i128::from(most.0));
            sheet.pay_amount((who, "share", number, who), part.min(most));
        }
    }
    sheet.close()
}
