//! What came out: every claim with its reasons, and sums by partner and bonus.

use serde::Serialize;

use super::books::Books;
use super::seats::Seats;
use crate::plan::{
    self, Bonus, Claim, NO_ORDER, Outcomes, Part, Period, Qualification, State, Sums,
};
use crate::scenario::Case;
use crate::units::{Cents, Ppm, Rounding};
use crate::world::NO_UPLINE;

/// All periods of a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statement {
    /// The case's title.
    pub title: String,
    /// Text put behind amounts.
    pub currency: String,
    /// One after another.
    pub periods: Vec<PeriodStatement>,
}

/// One period. Money is in cents.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PeriodStatement {
    /// Number, from 1.
    pub period: u32,
    /// Every claim in the order in which the plan made it.
    pub lines: Vec<Line>,
    /// Everybody, in the order of joining.
    pub partners: Vec<PartnerLine>,
    /// The bonuses of the plan.
    pub bonuses: Vec<BonusLine>,
    /// Commissionable value of all orders, as far as it counts.
    #[serde(rename = "volume_cents")]
    pub volume: Cents,
    /// All claims together.
    #[serde(rename = "rewards_cents")]
    pub rewards: Cents,
    /// What the full rate tables would have paid.
    #[serde(rename = "full_cents")]
    pub full: Cents,
    /// Of it, what nobody was paid.
    #[serde(rename = "breakage_cents")]
    pub breakage: Cents,
    /// What agencies, managers and networks get.
    #[serde(rename = "agents_cents")]
    pub agents: Cents,
    /// Of what was earned now or before, what leavers forfeit.
    #[serde(rename = "forfeited_cents")]
    pub forfeited: Cents,
    /// Value that rules keep from counting; below zero where goods of earlier periods count now.
    #[serde(rename = "uncounted_cents")]
    pub uncounted: Cents,
    /// Of the breakage, what rules keep from being paid.
    #[serde(rename = "withheld_cents")]
    pub withheld: Cents,
    /// Rewards of the commissionable value; nothing without any.
    pub payout_ratio: Option<f64>,
}

/// One claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Number of the period.
    pub period: u32,
    /// Who is paid.
    pub earner: String,
    /// For which bonus.
    pub bonus: &'static str,
    /// Name of the table, where the plan has several of the bonus: a layer of infinity, a pool.
    pub table: Option<String>,
    /// For which part of it, or what took it off.
    pub part: &'static str,
    /// Level, generation, tier, step or cycle; 0 for none.
    pub level: u32,
    /// Whose business it comes from.
    pub source: String,
    /// Number of the order in the period, from 1, where it comes from a single one.
    pub order: Option<u32>,
    /// What the rate is taken of.
    #[serde(rename = "base_cents")]
    pub base: Cents,
    /// The rate in parts per million.
    #[serde(rename = "rate_ppm")]
    pub rate: Ppm,
    /// The part of the base of which the rate is taken, in parts per million.
    #[serde(rename = "share_ppm")]
    pub share: Ppm,
    /// The amount.
    #[serde(rename = "amount_cents")]
    pub amount: Cents,
    /// Uplines stepped over on the way.
    pub stepped_over: u32,
}

/// One partner's period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartnerLine {
    /// Number of the period.
    pub period: u32,
    /// Who.
    pub id: String,
    /// Who recruited her.
    pub sponsor: Option<String>,
    /// Below whom she sits.
    pub placement: Option<String>,
    /// Whether she qualifies as active.
    pub active: bool,
    /// Rank by this period's numbers.
    pub rank: Option<String>,
    /// Rank that is paid.
    pub paid_rank: Option<String>,
    /// Highest rank ever, this period's included.
    pub title: Option<String>,
    /// Own points that count.
    pub points: u32,
    /// Points of goods bought that do not count yet, where rules say so.
    pub uncounted_points: Option<u64>,
    /// Points of her whole group.
    pub group_points: u64,
    /// Retail profit.
    #[serde(rename = "retail_profit_cents")]
    pub retail_profit: Cents,
    /// Profit on goods that customers bought, of what she paid for them, to the next whole percent.
    pub markup_percent: Option<i64>,
    /// Claims together.
    #[serde(rename = "rewards_cents")]
    pub rewards: Cents,
    /// Carried into the period, not yet paid.
    #[serde(rename = "unpaid_before_cents")]
    pub unpaid_before: Cents,
    /// Sent in the period and at its end.
    #[serde(rename = "paid_cents")]
    pub paid: Cents,
    /// Of it, sent before the period's end.
    #[serde(rename = "advance_cents")]
    pub advance: Cents,
    /// Of it, sent at the period's end; below zero where more was sent in advance.
    #[serde(rename = "paid_at_end_cents")]
    pub paid_at_end: Cents,
    /// Carried to the next period.
    #[serde(rename = "unpaid_cents")]
    pub unpaid: Cents,
    /// What she spent on goods for herself, fees and costs.
    #[serde(rename = "purchases_cents")]
    pub purchases: Cents,
    /// What is left to her: retail profit and what was sent, less what she spent.
    #[serde(rename = "left_cents")]
    pub left: Cents,
    /// What her time was worth.
    #[serde(rename = "time_cents")]
    pub time: Cents,
    /// What is left, less the worth of her time.
    #[serde(rename = "net_cents")]
    pub net: Cents,
    /// What customers ever paid for goods bought from her, where the plan counts it.
    #[serde(rename = "lifetime_sales_cents")]
    pub lifetime_sales: Option<Cents>,
    /// Points that were new in the left leg.
    pub new_left_points: Option<u64>,
    /// Points that were new in the right leg.
    pub new_right_points: Option<u64>,
    /// Points that wait in the left leg.
    pub left_points: Option<u64>,
    /// Points that wait in the right leg.
    pub right_points: Option<u64>,
    /// All points that ever came in the left leg.
    pub lifetime_left_points: Option<u64>,
    /// All points that ever came in the right leg.
    pub lifetime_right_points: Option<u64>,
    /// Tier of the structure bonus.
    pub structure_tier: Option<u8>,
    /// Filled seats of her matrix.
    pub filled_seats: Option<u64>,
    /// All seats that her matrix has.
    pub matrix_seats: Option<u64>,
    /// Whether her group broke away for good.
    pub broken_away: Option<bool>,
}

/// One bonus.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BonusLine {
    /// Number of the period.
    pub period: u32,
    /// Which.
    pub bonus: &'static str,
    /// What it was a share of.
    #[serde(rename = "base_cents")]
    pub base: Cents,
    /// What the full rate table would have paid.
    #[serde(rename = "full_cents")]
    pub full: Cents,
    /// Claims together.
    #[serde(rename = "rewards_cents")]
    pub rewards: Cents,
    /// Full less claims.
    #[serde(rename = "breakage_cents")]
    pub breakage: Cents,
}

/// What goods brought beyond what was paid for them, of that, to the next whole percent.
fn markup([paid, got]: [Cents; 2]) -> Option<i64> {
    let percent = || (got - paid).times_over(100, paid.0.into(), Rounding::HalfUp).0;
    (Cents::ZERO < paid).then(percent)
}

/// Writes the statement of a period.
pub(super) struct Clerk<'a> {
    pub(super) case: &'a Case,
    pub(super) seats: &'a Seats,
    pub(super) period: &'a Period<'a>,
    pub(super) qualification: &'a Qualification<'a>,
    pub(super) state: &'a State,
    pub(super) sums: &'a Sums,
    pub(super) books: &'a Books,
}

impl Clerk<'_> {
    pub(super) fn write(
        &self,
        claims: &[Claim],
        outcomes: &Outcomes,
        unpaid_before: &[Cents],
    ) -> PeriodStatement {
        let number = self.period.number;
        let total = outcomes.total();
        let volume = outcomes.volume;
        let bonuses = self.case.plan.bonuses().into_iter().map(|bonus| {
            let of = outcomes.of(bonus);
            BonusLine {
                period: number,
                bonus: bonus.name(),
                base: of.base,
                full: of.full,
                rewards: of.paid,
                breakage: of.breakage(),
            }
        });
        PeriodStatement {
            period: number,
            lines: claims.iter().map(|claim| self.line(claim)).collect(),
            partners: self.partners(claims, unpaid_before),
            bonuses: bonuses.collect(),
            volume,
            rewards: total.paid,
            full: total.full,
            breakage: total.breakage(),
            agents: outcomes.agents,
            forfeited: outcomes.forfeited,
            uncounted: outcomes.withheld.volume,
            withheld: outcomes.withheld.pay(),
            payout_ratio: (volume != Cents::ZERO).then(|| total.paid.0 as f64 / volume.0 as f64),
        }
    }

    fn name(&self, row: u32) -> String {
        self.seats.name(self.case, row).to_owned()
    }

    fn name_or_none(&self, row: u32) -> Option<String> {
        (row != NO_UPLINE).then(|| self.name(row))
    }

    /// The name of the table that a claim comes from, where there are several of its bonus.
    fn table(&self, claim: &Claim) -> Option<String> {
        let plan = &self.case.plan;
        let place = (claim.table as usize).checked_sub(1)?;
        let name = match claim.bonus {
            Bonus::Infinity => plan.infinity.get(place).map(|(name, _)| name),
            Bonus::Pool => plan.pools.get(place).map(|(name, _)| name),
            _ => None,
        };
        name.cloned()
    }

    fn line(&self, claim: &Claim) -> Line {
        Line {
            period: self.period.number,
            earner: self.name(claim.earner),
            bonus: claim.bonus.name(),
            table: self.table(claim),
            part: claim.part.name(),
            level: claim.level,
            source: self.name(claim.source),
            order: (claim.order != NO_ORDER).then_some(claim.order.wrapping_add(1)),
            base: claim.base,
            rate: claim.rate,
            share: claim.share,
            amount: claim.amount,
            stepped_over: claim.stepped_over,
        }
    }

    fn partners(&self, claims: &[Claim], unpaid_before: &[Cents]) -> Vec<PartnerLine> {
        let mut rewards = vec![Cents::ZERO; unpaid_before.len()];
        let mut advances = rewards.clone();
        for claim in claims {
            rewards[claim.earner as usize] += claim.amount;
            if claim.part == Part::Advance && Cents::ZERO < claim.amount {
                advances[claim.earner as usize] += claim.amount;
            }
        }
        let mut group: Vec<u64> =
            self.period.volumes.iter().map(|volume| u64::from(volume.points)).collect();
        self.period.genealogy.roll_up(&mut group);
        let matrix = self.case.plan.matrix.as_ref().zip(self.period.placement);
        let seats = matrix.map(|(matrix, seats)| {
            let capacity = plan::matrix_capacity(matrix.width, matrix.depth);
            (plan::filled_seats(seats, self.period.status, matrix.depth), capacity)
        });
        let of = |row: u32| {
            let place = row as usize;
            let (retail_profit, paid) = (self.books.retail_profit()[place], self.sums.total(row));
            let partner = &self.case.partners[self.seats.partners[place]];
            let (purchases, minutes) = (partner.purchases, i128::from(partner.minutes));
            let time = partner.wage_per_hour.times_over(minutes, 60, Rounding::HalfUp);
            let left = retail_profit + paid - purchases;
            let legs = self.state.legs.get(place);
            let name_of = |rank: usize| {
                rank.checked_sub(1).map(|place| self.case.plan.ranks[place].0.clone())
            };
            let title = self.state.title.get(place).copied().unwrap_or(0);
            PartnerLine {
                period: self.period.number,
                id: self.name(row),
                sponsor: self.name_or_none(self.period.genealogy.sponsor(row)),
                placement: self
                    .period
                    .placement
                    .and_then(|seats| self.name_or_none(seats.parent(row))),
                active: self.qualification.is_active(row),
                rank: name_of(usize::from(self.qualification.measured_rank(row))),
                paid_rank: name_of(self.qualification.rank(row)),
                title: name_of(usize::from(title)),
                points: self.period.volumes.of(row).points,
                uncounted_points: self.state.uncounted.get(place).map(|waits| waits.points),
                group_points: group[place],
                retail_profit,
                markup_percent: markup(self.books.resold[place]),
                rewards: rewards[place],
                unpaid_before: unpaid_before[place],
                paid,
                advance: advances[place],
                paid_at_end: paid - advances[place],
                purchases,
                left,
                time,
                net: left - time,
                lifetime_sales: self.state.lifetime_sales.get(place).copied(),
                unpaid: self.state.unpaid_of(row),
                new_left_points: legs.map(|legs| legs.new[0]),
                new_right_points: legs.map(|legs| legs.new[1]),
                left_points: legs.map(|legs| legs.carried[0]),
                right_points: legs.map(|legs| legs.carried[1]),
                lifetime_left_points: legs.map(|legs| legs.lifetime[0]),
                lifetime_right_points: legs.map(|legs| legs.lifetime[1]),
                structure_tier: self.state.structure_tier.get(place).copied(),
                filled_seats: seats.as_ref().map(|(filled, _)| filled[place]),
                matrix_seats: seats.as_ref().map(|(_, capacity)| *capacity),
                broken_away: self.state.broken_away.get(place).copied(),
            }
        };
        (0..self.period.rows()).map(of).collect()
    }
}
