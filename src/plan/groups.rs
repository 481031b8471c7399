//! Groups of a stairstep: what a row and all below her come to, without the groups that broke away.

use super::State;
use super::run::Run;
use crate::scenario::{Stairstep, VolumeBase};
use crate::units::Cents;
use crate::world::{NO_UPLINE, Status};

/// Whether a row can be paid by the steps and as a leader.
pub(super) fn can_earn(run: &Run<'_>, stairstep: &Stairstep, row: u32) -> bool {
    if stairstep.active_only {
        run.qualification.can_earn(row)
    } else {
        run.qualification.can_earn_idle(row)
    }
}

/// Everybody's group without those that broke away.
pub(super) struct Groups {
    /// Points, her own included.
    pub(super) points: Vec<u64>,
    /// Commissionable value, her own included.
    pub(super) base: Vec<Cents>,
    /// Whether it broke away from the sponsor's, now or earlier.
    pub(super) broke_away: Vec<bool>,
}

impl Groups {
    /// Measures all groups in one pass: whoever is below somebody is done before her.
    pub(super) fn new(run: &Run<'_>, stairstep: &Stairstep, state: &State) -> Self {
        let period = run.period;
        let points = period.volumes.iter().map(|volume| u64::from(volume.points)).collect();
        let base = |row| run.base(VolumeBase::Wholesale, row).0;
        let mut groups = Self {
            points,
            base: (0..period.rows()).map(base).collect(),
            broke_away: vec![false; period.status.len()],
        };
        for row in (0..period.rows()).rev() {
            let place = row as usize;
            let has_points = stairstep.breakaway_points.is_some_and(|away| {
                let before = state.broken_away.get(place).copied().unwrap_or(false);
                before || away <= groups.points[place]
            });
            groups.broke_away[place] = has_points && period.status[place] != Status::Left;
            let sponsor = period.genealogy.sponsor(row);
            if sponsor != NO_UPLINE && !groups.broke_away[place] {
                groups.points[sponsor as usize] += groups.points[place];
                let base = groups.base[place];
                groups.base[sponsor as usize] += base;
            }
        }
        groups
    }

    /// Keeps who broke away, where that lasts.
    pub(super) fn stay_away(&self, state: &mut State) {
        for (before, &now) in state.broken_away.iter_mut().zip(&self.broke_away) {
            *before = now;
        }
    }
}
