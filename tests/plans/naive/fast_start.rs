//! Fast start, the kit bonus and the levels beside them once more.

use super::ranks::{Line, Sheet, World};

/// Lines of the fast start and its full table.
pub(crate) fn fast_start(world: &World<'_>) -> (Vec<Line>, i128) {
    let mut sheet = Sheet::new(world);
    let Some(fast_start) = &world.plan.fast_start else { return sheet.close() };
    let qualified =
        |who: usize| world.can_earn(who) && fast_start.minimum_points <= world.points(who);
    for newcomer in world.everybody() {
        let value = world.early_value(newcomer);
        if value <= 0 {
            continue;
        }
        let line = world.line_above(newcomer);
        for (place, rate) in fast_start.rates.iter().enumerate() {
            sheet.offer(value, rate.0);
            let Some(&enroller) = line.get(place) else { continue };
            let earner = if fast_start.roll_up {
                line[place..].iter().copied().find(|&above| qualified(above))
            } else {
                Some(enroller).filter(|&enroller| qualified(enroller))
            };
            if let Some(earner) = earner {
                let level = u32::try_from(place + 1).expect("few levels");
                sheet.pay((earner, "level", level, newcomer), value, rate.0);
            }
        }
    }
    sheet.close()
}

/// Lines of the kit bonus and its full table.
pub(crate) fn kit_bonus(world: &World<'_>) -> (Vec<Line>, i128) {
    let mut sheet = Sheet::new(world);
    let Some(bonus) = &world.plan.kit_bonus else { return sheet.close() };
    let paid = |who: usize| {
        let starts_later = world.is_newcomer(who)
            && world.plan.newcomers_earn == downline::scenario::Starts::NextPeriod;
        let is_in = if bonus.active_only { world.is_active(who) } else { !world.has_left(who) };
        is_in && !starts_later
    };
    for buyer in world.everybody() {
        let (kits, price) = world.kits(buyer);
        let line = world.line_above(buyer);
        for (place, amount) in bonus.amounts.iter().enumerate() {
            let amount = kits * i128::from(amount.0);
            sheet.offer_amount(amount);
            if let Some(&upline) = line.get(place).filter(|&&upline| paid(upline)) {
                let level = u32::try_from(place + 1).expect("few levels");
                sheet.pay_amount((upline, "level", level, buyer), amount);
            }
        }
        for (place, rate) in bonus.rates.iter().enumerate() {
            sheet.offer(price, rate.0);
            if let Some(&upline) = line.get(place).filter(|&&upline| paid(upline)) {
                let level = u32::try_from(place + 1).expect("few levels");
                sheet.pay((upline, "level", level, buyer), price, rate.0);
            }
        }
    }
    sheet.close()
}

/// Lines of a unilevel on the open commissionable value whose levels nobody steps over, with rates
/// by rank.
pub(crate) fn unilevel(world: &World<'_>) -> (Vec<Line>, i128) {
    let mut sheet = Sheet::new(world);
    let Some(unilevel) = &world.plan.unilevel else { return sheet.close() };
    let table = |rank: usize| {
        let of_rank = unilevel
            .rank_rates
            .iter()
            .find(|table| 0 < rank && world.rank_of_name(Some(&table.rank)) == rank);
        of_rank.map_or(&unilevel.rates, |table| &table.rates)
    };
    for source in world.everybody() {
        let base = world.open_value(source);
        if base <= 0 {
            continue;
        }
        let line = world.line_above(source);
        for place in 0..unilevel.depth() {
            let all = 0..=world.plan.ranks.len();
            let rates = all.filter_map(|rank| table(rank).get(place)).map(|rate| rate.0);
            sheet.offer(base, rates.max().unwrap_or(0));
            let Some(&upline) = line.get(place).filter(|&&upline| world.can_earn(upline)) else {
                continue;
            };
            if let Some(rate) = table(world.rank(upline)).get(place) {
                let level = u32::try_from(place + 1).expect("few levels");
                sheet.pay((upline, "level", level, source), base, rate.0);
            }
        }
    }
    sheet.close()
}
