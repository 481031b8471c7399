//! Structure and growth once more.

use downline::scenario::{StructureTier, Team};

use super::ranks::{Line, Sheet, World};

/// The tier that somebody holds, asked of all below her anew.
pub(crate) fn tier(world: &World<'_>, who: usize) -> usize {
    let Some(structure) = &world.plan.structure else { return 0 };
    let met = |tier: &StructureTier| {
        let fits = |member: usize| {
            world.counts(member)
                && tier.member_points <= world.points(member)
                && (tier.member_tier == 0
                    || usize::from(tier.member_tier) <= self::tier(world, member))
        };
        let team = match structure.team {
            Team::Group => world.group(who),
            Team::Frontline => {
                let mut team = world.recruits(who);
                team.push(who);
                team
            }
        };
        let team: u64 = team.into_iter().map(|member| world.points(member)).sum();
        let members = world.recruits(who).into_iter().filter(|&member| fits(member)).count();
        world.is_active(who)
            && tier.own_points <= world.points(who)
            && tier.members as usize <= members
            && tier.team_points <= team
    };
    (1..=structure.tiers.len()).rfind(|&number| met(&structure.tiers[number - 1])).unwrap_or(0)
}

/// Lines of the structure bonus and its full table.
pub(crate) fn structure(world: &World<'_>) -> (Vec<Line>, i128) {
    let mut sheet = Sheet::new(world);
    let Some(structure) = &world.plan.structure else { return sheet.close() };
    for who in world.everybody() {
        let Some(place) = tier(world, who).checked_sub(1) else { continue };
        let amount = i128::from(structure.tiers[place].amount.0);
        sheet.offer_amount(amount);
        if world.can_earn(who) {
            let level = u32::try_from(place + 1).expect("few tiers");
            sheet.pay_amount((who, "tier", level, who), amount);
        }
    }
    sheet.close()
}

/// By how much somebody's group points grew; `before` is the period before.
fn grown(world: &World<'_>, before: Option<&World<'_>>, who: usize) -> i128 {
    let former = match before {
        Some(before) if before.everybody().contains(&who) => before.group_points(who),
        Some(_) | None => world.case.partners[who].carried.group_points,
    };
    i128::from(world.group_points(who)) - i128::from(former)
}

/// Lines of the growth bonus and its full table.
pub(crate) fn growth(world: &World<'_>) -> (Vec<Line>, i128) {
    let mut sheet = Sheet::new(world);
    let Some(growth) = &world.plan.growth else { return sheet.close() };
    let before = (1 < world.period).then(|| World::new(world.case, world.period - 1));
    for who in world.everybody() {
        let legs = world.recruits(who);
        let legs: Vec<i128> =
            legs.into_iter().map(|leg| grown(world, before.as_ref(), leg)).collect();
        let herself = grown(world, before.as_ref(), who) - legs.iter().sum::<i128>();
        let reached = growth.goals.iter().rposition(|&goal| {
            let most = i128::from(goal) * i128::from(growth.leg_cap.0) / 1_000_000;
            let counted: i128 = legs.iter().map(|&leg| leg.min(most)).sum();
            i128::from(goal) <= herself + counted
        });
        let Some(place) = reached else { continue };
        let base = i128::from(growth.goals[place]) * i128::from(world.plan.point_value.0);
        sheet.offer(base, growth.rate.0);
        if world.can_earn(who) {
            let level = u32::try_from(place + 1).expect("few goals");
            sheet.pay((who, "step", level, who), base, growth.rate.0);
        }
    }
    sheet.close()
}
