//! Who is active, who can be paid, and which rank she has in a period.

use super::{Period, RANK_FREE, State};
use crate::machine::packed;
use crate::scenario::{Compression, PayBy, Plan, Rank, RankMeasured, Starts};
use crate::units::Ppm;
use crate::world::{NO_UPLINE, Status};

/// Activity, ranks and active recruits of a period.
///
/// What a plan does not ask for is not computed: without ranks there are none, and active recruits
/// are counted only where a rank or a bonus asks for them.
pub struct Qualification<'a> {
    period: Period<'a>,
    minimum_points: u64,
    window: usize,
    /// Whether the recruits of those who have left are their upline's.
    recruits_move_up: bool,
    newcomers_earn: bool,
    newcomers_count: bool,
    /// Place of the rank that this period's numbers give plus one, zero for none; empty without
    /// ranks.
    measured: Vec<u8>,
    /// Place of the rank that is paid plus one; empty where it is the measured one.
    paid: Vec<u8>,
    /// Active direct recruits; empty where nobody asks.
    active_recruits: Vec<u32>,
}

impl<'a> Qualification<'a> {
    /// Qualifies everybody.
    pub fn new(plan: &Plan, period: &Period<'a>, state: &State) -> Self {
        let mut qualification = Self {
            period: *period,
            minimum_points: plan.activity.minimum_points,
            window: plan.activity.window_periods as usize,
            recruits_move_up: plan
                .unilevel
                .as_ref()
                .is_some_and(|unilevel| unilevel.compression == Compression::Standard),
            newcomers_earn: plan.newcomers_earn == Starts::ThisPeriod,
            newcomers_count: plan.newcomers_count == Starts::ThisPeriod,
            measured: Vec::new(),
            paid: Vec::new(),
            active_recruits: Vec::new(),
        };
        if plan.asks_for_active_recruits() {
            qualification.count_active_recruits();
        }
        if !plan.ranks.is_empty() {
            qualification.measure_ranks(plan);
            qualification.choose_paid_ranks(plan, state);
        }
        qualification
    }

    /// Number of rows.
    pub fn rows(&self) -> u32 {
        self.period.rows()
    }

    /// Whether a row is active and has the points of the window.
    #[inline]
    pub fn is_active(&self, row: u32) -> bool {
        let place = row as usize;
        if let Some(&active) = self.period.given_active.get(place) {
            return active;
        }
        if self.period.status[place] != Status::Active {
            return false;
        }
        if self.minimum_points == 0 {
            return true;
        }
        let mut points = u64::from(self.period.volumes.points(row));
        if 1 < self.window {
            let before = self.period.points_before.of(row);
            points +=
                before[..self.window - 1].iter().map(|&points| u64::from(points)).sum::<u64>();
        }
        self.minimum_points <= points
    }

    /// Who of up to 64 rows from `first` on is active and has the points of the window, as bits, of
    /// those who are active by their status.
    pub(super) fn who_is_active(&self, first: usize, active: u64) -> u64 {
        if !self.period.given_active.is_empty() {
            let given = self.period.given_active[first..].iter().take(64);
            return (0..).zip(given).fold(0, |who, (lane, &is)| who | u64::from(is) << lane);
        }
        if self.minimum_points == 0 {
            return active;
        }
        let (mut sums, mut points) = ([0_u64; 64], [0; 64]);
        for place in 0..self.window.max(1) {
            match place.checked_sub(1) {
                None => self.period.volumes.read_points(first, &mut points),
                Some(before) => self.period.points_before.read(first, before, &mut points),
            }
            for (sum, &points) in sums.iter_mut().zip(&points) {
                *sum += u64::from(points);
            }
        }
        let has = sums.map(|points| u8::from(self.minimum_points <= points));
        active & packed(&has)
    }

    /// Of those of up to 64 rows from `first` on who are active, those who can be paid, as bits.
    pub(super) fn who_can_earn(&self, first: usize, active: u64) -> u64 {
        if self.newcomers_earn || self.period.joined.is_empty() {
            return active;
        }
        let joined = self.period.joined[first..].iter().take(64);
        let number = self.period.number;
        let newcomers = (0..)
            .zip(joined)
            .fold(0, |who, (lane, &joined)| who | u64::from(joined == number) << lane);
        active & !newcomers
    }

    /// Whether a row can be paid: active, and not a newcomer whose pay starts later.
    #[inline]
    pub fn can_earn(&self, row: u32) -> bool {
        self.is_active(row) && (self.newcomers_earn || !self.period.is_newcomer(row))
    }

    /// Whether a row can be paid where activity is not asked for: not gone, and not a newcomer
    /// whose pay starts later.
    #[inline]
    pub fn can_earn_idle(&self, row: u32) -> bool {
        self.period.status[row as usize] != Status::Left
            && (self.newcomers_earn || !self.period.is_newcomer(row))
    }

    /// Whether a row counts for others: active, and not a newcomer who counts later.
    #[inline]
    pub fn counts(&self, row: u32) -> bool {
        self.is_active(row) && (self.newcomers_count || !self.period.is_newcomer(row))
    }

    /// Place of the rank that is paid plus one, zero for none.
    #[inline]
    pub fn rank(&self, row: u32) -> usize {
        let ranks = if self.paid.is_empty() { &self.measured } else { &self.paid };
        usize::from(ranks.get(row as usize).copied().unwrap_or(0))
    }

    /// Place of the rank that this period's numbers give plus one, zero for none.
    #[inline]
    pub fn measured_rank(&self, row: u32) -> u8 {
        self.measured.get(row as usize).copied().unwrap_or(0)
    }

    /// Active direct recruits, where anybody asks.
    #[inline]
    pub fn active_recruits(&self, row: u32) -> u32 {
        self.active_recruits.get(row as usize).copied().unwrap_or(0)
    }

    fn count_active_recruits(&mut self) {
        let recruiters = self.recruiters();
        let mut counts = vec![0; self.period.status.len()];
        for (row, &recruiter) in (0..self.period.rows()).zip(&recruiters) {
            if recruiter != NO_UPLINE && self.counts(row) {
                counts[recruiter as usize] += 1;
            }
        }
        self.active_recruits = counts;
    }

    /// Whose recruit each row counts as, or [`NO_UPLINE`].
    pub(super) fn recruiters(&self) -> Vec<u32> {
        let genealogy = self.period.genealogy;
        let mut recruiters: Vec<u32> = Vec::with_capacity(self.period.status.len());
        for row in 0..self.period.rows() {
            let mut recruiter = genealogy.sponsor(row);
            if self.recruits_move_up && recruiter != NO_UPLINE {
                // Her sponsor's own recruiter is known: any number of leavers is one step.
                let gone = self.period.status[recruiter as usize] == Status::Left;
                recruiter = if gone { recruiters[recruiter as usize] } else { recruiter };
            }
            recruiters.push(recruiter);
        }
        recruiters
    }

    /// From the youngest row to the oldest: all who are below somebody are done before her.
    fn measure_ranks(&mut self, plan: &Plan) {
        let rows = self.period.status.len();
        let mut group: Vec<u64> =
            self.period.volumes.iter().map(|volume| u64::from(volume.points)).collect();
        self.period.genealogy.roll_up(&mut group);
        let mut tests: Vec<RankTest<'_>> =
            plan.ranks.iter().map(|(_, rank)| RankTest::new(plan, rank, rows)).collect();
        let mut best_below = vec![0_u8; rows];
        let mut measured = vec![0_u8; rows];
        for row in (0..self.period.rows()).rev() {
            let place = row as usize;
            let given = self.period.given_ranks.get(place).copied().unwrap_or(RANK_FREE);
            let rank =
                if given == RANK_FREE { self.highest_rank(row, &group, &tests) } else { given };
            measured[place] = rank;
            let best = best_below[place].max(if self.counts(row) { rank } else { 0 });
            let sponsor = self.period.genealogy.sponsor(row);
            if sponsor != NO_UPLINE {
                let above = sponsor as usize;
                best_below[above] = best_below[above].max(best);
                for test in &mut tests {
                    test.add_leg(above, group[place], best);
                }
            }
        }
        self.measured = measured;
    }

    /// The highest rank whose conditions are met, whatever those below it ask.
    fn highest_rank(&self, row: u32, group: &[u64], tests: &[RankTest<'_>]) -> u8 {
        if !self.is_active(row) {
            return 0;
        }
        let points = u64::from(self.period.volumes.of(row).points);
        let met = |test: &RankTest<'_>| {
            test.rank.minimum_points <= points
                && test.has_group(row as usize, group, points)
                && test.rank.minimum_active_recruits <= self.active_recruits(row)
                && test.has_legs(row as usize)
        };
        tests.iter().rposition(met).map_or(0, |place| u8::try_from(place + 1).unwrap_or(u8::MAX))
    }

    fn choose_paid_ranks(&mut self, plan: &Plan, state: &State) {
        let of = |column: &[u8], row: usize| column.get(row).copied().unwrap_or(0);
        let basis: Vec<u8> = match plan.rank_measured {
            RankMeasured::After if plan.pay_by == PayBy::PaidAs => return,
            RankMeasured::After => self.measured.clone(),
            RankMeasured::Before => {
                (0..self.measured.len()).map(|row| of(&state.rank, row)).collect()
            }
        };
        self.paid = match plan.pay_by {
            PayBy::PaidAs => basis,
            PayBy::Title => {
                let titled = basis.iter().enumerate();
                titled.map(|(row, &rank)| rank.max(of(&state.title, row))).collect()
            }
        };
    }
}

/// What a rank asks of group and legs, counted as rows go by.
struct RankTest<'p> {
    rank: &'p Rank,
    /// Most points that one leg may bring; nothing where legs may bring all.
    leg_most: Option<u64>,
    /// Points of legs, each up to the most; empty where legs may bring all.
    legs_points: Vec<u64>,
    /// Place of the rank asked of legs.
    leg_rank: u8,
    /// Legs that have it; empty where none are asked for.
    legs: Vec<u32>,
}

impl<'p> RankTest<'p> {
    fn new(plan: &Plan, rank: &'p Rank, rows: usize) -> Self {
        let asked = u128::from(rank.minimum_group_points);
        let most = asked * u128::from(rank.leg_cap.0) / u128::from(Ppm::ONE.0);
        let leg_most = (rank.leg_cap < Ppm::ONE && 0 < rank.minimum_group_points)
            .then(|| u64::try_from(most).expect("a share of 64 bits"));
        let leg_rank = plan.rank_or_none(rank.leg_rank.as_deref());
        Self {
            rank,
            legs_points: vec![0; if leg_most.is_some() { rows } else { 0 }],
            leg_most,
            leg_rank: u8::try_from(leg_rank).unwrap_or(u8::MAX),
            legs: vec![0; if 0 < rank.minimum_legs { rows } else { 0 }],
        }
    }

    fn add_leg(&mut self, above: usize, points: u64, best: u8) {
        if let (Some(most), Some(sum)) = (self.leg_most, self.legs_points.get_mut(above)) {
            *sum += points.min(most);
        }
        if let Some(legs) = self.legs.get_mut(above)
            && self.leg_rank <= best
        {
            *legs += 1;
        }
    }

    fn has_group(&self, row: usize, group: &[u64], own: u64) -> bool {
        let points = self.legs_points.get(row).map_or(group[row], |legs| own + legs);
        self.rank.minimum_group_points <= points
    }

    fn has_legs(&self, row: usize) -> bool {
        self.legs.get(row).is_none_or(|&legs| self.rank.minimum_legs <= legs)
    }
}
