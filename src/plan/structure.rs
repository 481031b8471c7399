//! Money for a structure of people and volume.
//!
//! # What it pays
//! To everybody who can be paid, the amount of the highest tier that she holds, and nothing for
//! those below it. All or nothing: one point short of a tier pays nothing of it.
//!
//! # Terms
//! A *tier* is held by an active partner who has its own points, so many frontline members (direct
//! recruits who count for others, each with the points and the tier that it asks of members), and
//! the points of the team, whatever lower tiers ask. The *team* is her whole group, or herself and
//! her direct recruits. Tiers are worked out anew in each period; the one held is reported.
//!
//! # Switches
//! `team`: whose points a team's are.
//!
//! # References
//! The document cited beside the worked example `structure-doterra-power-of-3`.

use super::run::Run;
use super::{Bonus, Claim, Part, Period, State};
use crate::scenario::{StructureTier, Team};
use crate::units::Cents;
use crate::world::NO_UPLINE;

/// Sends the claims of all who hold a tier, and keeps which one.
pub(super) fn run(run: &mut Run<'_>, state: &mut State) {
    let plan = run.plan;
    let Some(structure) = &plan.structure else { return };
    let team = team_points(run.period, structure.team);
    let rows = run.period.status.len();
    let mut tests: Vec<TierTest<'_>> =
        structure.tiers.iter().map(|tier| TierTest::new(tier, rows)).collect();
    // All who are below somebody are younger: what her members hold is known before she is asked.
    for row in (0..run.period.rows()).rev() {
        let place = row as usize;
        let points = u64::from(run.period.volumes.of(row).points);
        let is_active = run.qualification.is_active(row);
        let met = |test: &TierTest<'_>| is_active && test.is_met(place, points, team[place]);
        let held = tests.iter().rposition(met).map_or(0, |tier| tier + 1);
        let tier = u8::try_from(held).expect("few tiers");
        state.structure_tier[place] = tier;
        let sponsor = run.period.genealogy.sponsor(row);
        if sponsor != NO_UPLINE && run.qualification.counts(row) {
            for test in &mut tests {
                test.add_member(sponsor as usize, points, tier);
            }
        }
        if tier == 0 {
            continue;
        }
        let amount = tests[held - 1].tier.amount;
        run.offer(Bonus::Structure, Cents::ZERO, amount);
        if run.qualification.can_earn(row) && amount != Cents::ZERO {
            let claim = Claim::new(Bonus::Structure, Part::Tier, row, row);
            run.send(Claim { level: u32::from(tier), amount, ..claim });
            if !plan.rules.recruiting_bonuses {
                let by_volume = |test: &&TierTest<'_>| test.tier.members == 0 && met(test);
                let without = tests[..held].iter().rev().find(by_volume);
                let without = without.map_or(Cents::ZERO, |test| test.tier.amount);
                run.marks.note_heads(Bonus::Structure, row, amount - without);
            }
        }
    }
}

/// Points of everybody's team.
fn team_points(period: &Period<'_>, team: Team) -> Vec<u64> {
    let own = || period.volumes.iter().map(|volume| u64::from(volume.points));
    let mut points: Vec<u64> = own().collect();
    match team {
        Team::Group => period.genealogy.roll_up(&mut points),
        Team::Frontline => {
            for (row, own) in (0..).zip(own()) {
                let sponsor = period.genealogy.sponsor(row);
                if sponsor != NO_UPLINE {
                    points[sponsor as usize] += own;
                }
            }
        }
    }
    points
}

/// What a tier asks, and the members counted for it as rows go by.
struct TierTest<'p> {
    tier: &'p StructureTier,
    /// Members of each row; empty where none are asked for.
    members: Vec<u32>,
}

impl<'p> TierTest<'p> {
    fn new(tier: &'p StructureTier, rows: usize) -> Self {
        Self { tier, members: vec![0; if 0 < tier.members { rows } else { 0 }] }
    }

    fn add_member(&mut self, sponsor: usize, points: u64, held: u8) {
        if let Some(members) = self.members.get_mut(sponsor)
            && self.tier.member_points <= points
            && self.tier.member_tier <= held
        {
            *members += 1;
        }
    }

    fn is_met(&self, row: usize, points: u64, team: u64) -> bool {
        self.tier.own_points <= points
            && self.tier.team_points <= team
            && self.members.get(row).is_none_or(|&members| self.tier.members <= members)
    }
}
