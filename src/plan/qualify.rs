//! Who is active and which rank she has in a period.

use super::Period;
use crate::scenario::{Compression, Plan};
use crate::world::{NO_UPLINE, Status};

/// Activity, paid-as ranks and active recruits of a period.
///
/// What a plan does not ask for is not computed: without ranks there are none, and active recruits
/// are counted only where a rank or a level asks for them.
pub struct Qualification<'a> {
    period: Period<'a>,
    minimum_points: u64,
    window: usize,
    /// Whether the recruits of those who have left are their upline's.
    recruits_move_up: bool,
    /// Place of the paid-as rank plus one, zero for none; empty without ranks.
    rank: Vec<u8>,
    /// Active direct recruits; empty where nobody asks.
    active_recruits: Vec<u32>,
}

impl<'a> Qualification<'a> {
    /// Qualifies everybody.
    pub fn new(plan: &Plan, period: &Period<'a>) -> Self {
        let mut qualification = Self {
            period: *period,
            minimum_points: plan.activity.minimum_points,
            window: plan.activity.window_periods as usize,
            recruits_move_up: plan
                .unilevel
                .as_ref()
                .is_some_and(|unilevel| unilevel.compression == Compression::Standard),
            rank: Vec::new(),
            active_recruits: Vec::new(),
        };
        let levels_ask = plan
            .unilevel
            .as_ref()
            .is_some_and(|unilevel| !unilevel.active_recruits_by_level.is_empty());
        if levels_ask || !plan.ranks.is_empty() {
            qualification.count_active_recruits();
        }
        if !plan.ranks.is_empty() {
            qualification.find_ranks(plan);
        }
        qualification
    }

    /// Whether a row is active and has the points of the window.
    #[inline]
    pub fn is_active(&self, row: u32) -> bool {
        let row = row as usize;
        if self.period.status[row] != Status::Active {
            return false;
        }
        let mut points = u64::from(self.period.volumes[row].points);
        if 1 < self.window {
            let before = &self.period.points_before[row][..self.window - 1];
            points += before.iter().map(|&points| u64::from(points)).sum::<u64>();
        }
        self.minimum_points <= points
    }

    /// Place of the paid-as rank plus one, zero for none.
    #[inline]
    pub fn rank(&self, row: u32) -> usize {
        usize::from(self.rank.get(row as usize).copied().unwrap_or(0))
    }

    /// Active direct recruits, where anybody asks.
    #[inline]
    pub fn active_recruits(&self, row: u32) -> u32 {
        self.active_recruits.get(row as usize).copied().unwrap_or(0)
    }

    fn count_active_recruits(&mut self) {
        let rows = u32::try_from(self.period.status.len()).expect("rows fit 32 bits");
        let mut counts = vec![0; rows as usize];
        for row in 0..rows {
            let recruiter = self.recruiter(row);
            if recruiter != NO_UPLINE && self.is_active(row) {
                counts[recruiter as usize] += 1;
            }
        }
        self.active_recruits = counts;
    }

    /// Whose recruit a row counts as, or [`NO_UPLINE`].
    fn recruiter(&self, row: u32) -> u32 {
        let genealogy = self.period.genealogy;
        if !self.recruits_move_up {
            return genealogy.sponsor(row);
        }
        let mut upline = genealogy.upline(row);
        while upline != NO_UPLINE && self.period.status[upline as usize] == Status::Left {
            upline = genealogy.upline(upline);
        }
        upline
    }

    fn find_ranks(&mut self, plan: &Plan) {
        let mut group: Vec<u64> =
            self.period.volumes.iter().map(|volume| u64::from(volume.points)).collect();
        self.period.genealogy.roll_up(&mut group);
        let rank_of = |row: u32| {
            if !self.is_active(row) {
                return 0;
            }
            let points = u64::from(self.period.volumes[row as usize].points);
            let met = |rank: &crate::scenario::Rank| {
                rank.minimum_points <= points
                    && rank.minimum_group_points <= group[row as usize]
                    && rank.minimum_active_recruits <= self.active_recruits(row)
            };
            // The highest rank whose conditions are met, whatever those below it ask.
            let highest = plan.ranks.iter().rposition(|(_, rank)| met(rank));
            highest.map_or(0, |place| u8::try_from(place + 1).unwrap_or(u8::MAX))
        };
        let rows = u32::try_from(group.len()).expect("rows fit 32 bits");
        self.rank = (0..rows).map(rank_of).collect();
    }
}
