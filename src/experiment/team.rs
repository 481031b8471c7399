//! The teams of the personas: everybody below each of them in the sponsor tree, in one world.
//!
//! *Invariant*: of the first world only, since a tree cannot be averaged; a team holds all who are
//! below, level by level, whatever became of them.
//!
//! *Absent*: rows that somebody who came back has beside her first one; who follows them in which
//! seat of a plan.

use super::results::TeamRow;
use crate::scenario::Scenario;
use crate::simulation::FinishedRun;
use crate::units::NEVER;
use crate::world::{Cohort, Member, NO_UPLINE, Network};

/// Rows of all teams of a world; nothing of any world but the first.
pub(super) fn rows(scenario: &Scenario, run: &FinishedRun) -> Vec<TeamRow> {
    let members = &run.world.followed.members;
    let is_persona = |member: &&Member| matches!(member.cohort, Cohort::Persona(_));
    if run.record.replicate != 0 || !members.iter().any(|member| is_persona(&member)) {
        return Vec::new();
    }
    let recruits: Vec<Recruits> = run.world.networks.iter().map(Recruits::of).collect();
    let personas = members.iter().filter(is_persona).filter(|member| member.takes_part());
    let mut rows = Vec::new();
    for member in personas {
        let Cohort::Persona(place) = member.cohort else { continue };
        let business = member.business.index();
        let (network, recruits) = (&run.world.networks[business], &recruits[business]);
        // Level by level: a row's recruits come behind all of its own level.
        let mut team = vec![(member.row, 0_u32)];
        let mut next = 0;
        while let Some(&(row, level)) = team.get(next) {
            team.extend(recruits.of_row(row).iter().map(|&recruit| (recruit, level + 1)));
            next += 1;
        }
        rows.extend(team.into_iter().map(|(partner, level)| TeamRow {
            replicate: run.record.replicate,
            cohort: scenario.personas[place].0.clone(),
            number: member.number,
            business: member.business.0,
            level,
            ..row(network, partner)
        }));
    }
    rows
}

/// What the columns say of one partner.
fn row(network: &Network, partner: u32) -> TeamRow {
    let (chunk, slot) = network.partners.place(partner);
    let sponsor = network.genealogy.sponsor(partner);
    let left = chunk.left.of(slot);
    TeamRow {
        partner,
        sponsor: (sponsor != NO_UPLINE).then_some(sponsor),
        week_joined: if chunk.founder.of(slot) { 0 } else { chunk.joined.of(slot) + 1 },
        week_left: (left != NEVER).then(|| left + 1),
        status: network.status[partner as usize].name(),
        recruits: chunk.recruits.of(slot),
        net: chunk.net(slot),
        ..TeamRow::default()
    }
}

/// Who recruited whom, from sponsors to recruits.
struct Recruits {
    /// Where each row's recruits begin; the last entry is their number.
    starts: Vec<usize>,
    /// Recruits by the rows of their sponsors.
    rows: Vec<u32>,
}

impl Recruits {
    fn of(network: &Network) -> Self {
        let all = network.genealogy.len();
        let mut starts = vec![0_usize; all + 1];
        let rows = 0..u32::try_from(all).expect("rows fit 32 bits");
        let sponsor = |row: u32| network.genealogy.sponsor(row);
        for sponsor in rows.clone().map(sponsor).filter(|&sponsor| sponsor != NO_UPLINE) {
            starts[sponsor as usize + 1] += 1;
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        let mut free = starts.clone();
        let mut recruits = vec![0; starts[all]];
        for row in rows {
            let sponsor = sponsor(row);
            if sponsor != NO_UPLINE {
                recruits[free[sponsor as usize]] = row;
                free[sponsor as usize] += 1;
            }
        }
        Self { starts, rows: recruits }
    }

    fn of_row(&self, row: u32) -> &[u32] {
        let row = row as usize;
        &self.rows[self.starts[row]..self.starts[row + 1]]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::ops::ControlFlow;

    use super::*;
    use crate::experiment::run_worlds;
    use crate::scenario::Loaded;
    use crate::units::Cents;

    const TEXT: &str = "weeks = 70\nreplicates = 2\n[market]\npeople = 8_000\n\
                        [business.glow]\nfounders = 30\nfounder_roots = 3\nplan.unilevel = {}\n\
                        [persona.ana]\nfollowers = 9_000\nhours_per_week = 30\nweek = 2\n\
                        clones = 3\n";

    #[test]
    fn a_team_is_all_who_are_below_in_the_table_of_partners_with_their_money() {
        let loaded = Loaded::from_text("test", TEXT).expect("no problems");
        let worlds = run_worlds(&loaded, 2, &|_, _| ControlFlow::Continue(())).expect("books");
        assert!(worlds[1].team.is_empty(), "one world only");
        let partners = &worlds[0].partners;
        let sponsors: BTreeMap<u32, Option<u32>> =
            partners.iter().map(|row| (row.partner, row.sponsor)).collect();
        let mut teams: BTreeMap<u32, Vec<&TeamRow>> = BTreeMap::new();
        for row in &worlds[0].team {
            teams.entry(row.number).or_default().push(row);
        }
        assert_eq!(teams.len(), 3);
        assert!(teams.values().any(|team| 5 < team.len()), "somebody recruits");
        for team in teams.values() {
            let root = team[0].partner;
            assert_eq!((team[0].level, &*team[0].cohort), (0, "ana"));
            // How far below the root a row is, walking up the table.
            let depth = |row: u32| {
                let mut above = Some(row);
                let mut steps = 0;
                while let Some(row) = above {
                    if row == root {
                        return Some(steps);
                    }
                    above = sponsors[&row];
                    steps += 1;
                }
                None
            };
            let below: BTreeMap<u32, u32> =
                sponsors.keys().filter_map(|&row| Some((row, depth(row)?))).collect();
            let found: BTreeMap<u32, u32> =
                team.iter().map(|row| (row.partner, row.level)).collect();
            assert_eq!(found, below);
            assert!(team.is_sorted_by_key(|row| row.level));
            for row in team {
                let partner = partners.iter().find(|other| other.partner == row.partner);
                let partner = partner.expect("everybody is in the table");
                let wanted = (partner.net, partner.status, partner.week_joined, partner.week_left);
                assert_eq!((row.net, row.status, row.week_joined, row.week_left), wanted);
                assert_eq!((row.sponsor, row.recruits), (partner.sponsor, partner.recruits));
            }
        }
        let nets: Cents = worlds[0].team.iter().map(|row| row.net).sum();
        assert_ne!(nets, Cents::ZERO);
    }
}
