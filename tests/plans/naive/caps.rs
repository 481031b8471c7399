//! Caps, returns and payment once more, on levels and a pool: every period is asked again for each
//! return that is known, and cents that a division leaves are handed out one by one.

use std::collections::BTreeMap;

use downline::scenario::{
    Bonus, CapMethod, CapOrder, CapPer, Case, CaseOrderKind, CaseStatus, CountsIn, LeaverBalance,
    Plan, PlanRounding, SplitRemainder,
};

/// Who is due what: earner, bonus, part, number, source, cents.
pub(crate) type Line = (usize, &'static str, &'static str, u32, usize, i128);

/// What a period comes to.
pub(crate) struct Sheet {
    /// All lines but those of nothing.
    pub(crate) lines: Vec<Line>,
    /// What is sent, carried and forfeited, by partner.
    pub(crate) payments: Vec<[i128; 3]>,
}

/// Goods of an own order, as far as they have not come back.
#[derive(Clone, Copy)]
struct Goods {
    by: usize,
    points: i128,
    value: i128,
}

struct Return {
    period: usize,
    sold: usize,
    by: usize,
    points: i128,
    value: Option<i128>,
}

/// What stands in the books of a period.
struct Volumes {
    points: Vec<i128>,
    value: Vec<i128>,
}

/// Who is active, and who is a leader.
struct Standing {
    active: Vec<bool>,
    leads: Vec<bool>,
}

type Sums = BTreeMap<(&'static str, usize), i128>;

/// A case, seen plainly.
pub(crate) struct World<'c> {
    case: &'c Case,
    plan: &'c Plan,
    returns: Vec<Return>,
}

const BONUSES: [Bonus; 2] = [Bonus::Unilevel, Bonus::Pool];

impl<'c> World<'c> {
    pub(crate) fn new(case: &'c Case) -> Self {
        let mut returns = Vec::new();
        for (number, period) in case.periods.iter().enumerate() {
            for order in period.orders.iter().filter(|o| o.kind == CaseOrderKind::Return) {
                returns.push(Return {
                    period: number + 1,
                    sold: usize::try_from(order.sold_in_period.expect("a period")).expect("few"),
                    by: place(case, &order.by),
                    points: i128::from(order.points),
                    value: order.cv.map(|cv| i128::from(cv.0)),
                });
            }
        }
        Self { case, plan: &case.plan, returns }
    }

    fn people(&self) -> std::ops::Range<usize> {
        0..self.case.partners.len()
    }

    fn counts_in(&self) -> Option<CountsIn> {
        self.plan.clawback.map(|clawback| clawback.counts_in)
    }

    /// How many returns are known at the end of a period.
    fn known_at(&self, period: usize) -> usize {
        self.returns.iter().filter(|back| back.period <= period).count()
    }

    fn orders(&self, period: usize) -> Vec<Goods> {
        let value = |cv: Option<downline::units::Cents>, points: u64| {
            i128::from(cv.map_or(self.plan.point_value.0 * i64::try_from(points).unwrap(), |c| c.0))
        };
        let mut goods = Vec::new();
        for (by, partner) in self.case.partners.iter().enumerate() {
            if period == 1 && 0 < partner.points {
                let value = value(partner.cv, partner.points);
                goods.push(Goods { by, points: i128::from(partner.points), value });
            }
        }
        for order in &self.case.periods[period - 1].orders {
            if order.kind == CaseOrderKind::Own {
                let value = value(order.cv, order.points);
                let by = place(self.case, &order.by);
                goods.push(Goods { by, points: i128::from(order.points), value });
            }
        }
        goods
    }

    /// The orders of a period after so many returns, and what each return took out of them.
    fn after(&self, period: usize, known: usize) -> (Vec<Goods>, Vec<(usize, i128)>) {
        let mut orders = self.orders(period);
        let mut taken = Vec::new();
        for (number, back) in self.returns[..known].iter().enumerate() {
            if back.sold != period {
                continue;
            }
            let same = |goods: &&mut Goods| {
                goods.by == back.by
                    && goods.points == back.points
                    && back.value.is_none_or(|value| value == goods.value)
                    && 0 < goods.points
            };
            if let Some(goods) = orders.iter_mut().find(same) {
                taken.push((number, goods.value));
                (goods.points, goods.value) = (0, 0);
                continue;
            }
            let large = |goods: &&mut Goods| {
                goods.by == back.by
                    && back.points <= goods.points
                    && back.value.is_none_or(|value| value <= goods.value)
            };
            let goods = orders.iter_mut().find(large).expect("it was sold");
            let share = (2 * goods.value * back.points + goods.points) / (2 * goods.points);
            let value = back.value.unwrap_or(share);
            goods.points -= back.points;
            goods.value -= value;
            taken.push((number, value));
        }
        (orders, taken)
    }

    fn volumes(&self, period: usize, known: usize) -> Volumes {
        let nothing = vec![0; self.case.partners.len()];
        let mut volumes = Volumes { points: nothing.clone(), value: nothing };
        let orders = match self.counts_in() {
            None => self.orders(period),
            Some(CountsIn::Sale) => self.after(period, known).0,
            // Only what comes back at once was never sold; the rest comes back later.
            Some(CountsIn::Return) => self.after(period, self.known_at(period)).0,
        };
        for goods in orders {
            volumes.points[goods.by] += goods.points;
            volumes.value[goods.by] += goods.value;
        }
        if self.counts_in() == Some(CountsIn::Return) {
            for (number, back) in self.returns.iter().enumerate() {
                if back.period == period && back.sold < period {
                    let (_, taken) = self.after(back.sold, number + 1);
                    let (_, value) = taken.into_iter().find(|took| took.0 == number).unwrap();
                    volumes.points[back.by] = (volumes.points[back.by] - back.points).max(0);
                    volumes.value[back.by] -= value;
                }
            }
        }
        volumes
    }

    fn status(&self, who: usize, period: usize) -> CaseStatus {
        let id = &self.case.partners[who].id;
        let changes = self.case.periods[..period].iter().flat_map(|period| &period.changes);
        let mine = changes.filter(|change| &change.who == id).filter_map(|change| change.status);
        mine.fold(self.case.partners[who].status, |_, status| status)
    }

    fn standing(&self, period: usize, known: usize) -> Standing {
        let again = self.plan.clawback.is_some_and(|clawback| clawback.recompute_ranks);
        let volumes = self.volumes(period, if again { known } else { self.known_at(period) });
        let has = |who: usize, asked: u64| i128::from(asked) <= volumes.points[who];
        let minimum = self.plan.activity.minimum_points;
        let is_active = |who| self.status(who, period) == CaseStatus::Active && has(who, minimum);
        let active: Vec<bool> = self.people().map(is_active).collect();
        let asked = self.plan.ranks[0].1.minimum_points;
        let leads = self.people().map(|who| active[who] && has(who, asked)).collect();
        Standing { active, leads }
    }

    fn sponsor(&self, who: usize) -> Option<usize> {
        self.case.partners[who].sponsor.as_ref().map(|sponsor| place(self.case, sponsor))
    }

    fn round(&self, product: i128, whole: i128) -> i128 {
        let by = whole * i128::from(self.plan.rounding_unit.0);
        let (quotient, rest) = (product.abs() / by, product.abs() % by);
        let up = match self.plan.rounding {
            PlanRounding::PerLineHalfUp => by <= 2 * rest,
            PlanRounding::PerLineHalfEven => by < 2 * rest || (by == 2 * rest && quotient % 2 == 1),
            PlanRounding::PerLineDown => false,
            PlanRounding::PerPersonDown => unreachable!("not in these cases"),
        };
        (quotient + i128::from(up)) * i128::from(self.plan.rounding_unit.0) * product.signum()
    }

    /// Splits whole units of a sum by weights; none gets more than her weight if that is a limit.
    fn split(&self, sum: i128, weights: &[i128]) -> Vec<i128> {
        let unit = i128::from(self.plan.rounding_unit.0);
        let (units, whole) = (sum / unit, weights.iter().sum::<i128>());
        if whole == 0 {
            return vec![0; weights.len()];
        }
        let mut parts: Vec<i128> = weights.iter().map(|weight| units * weight / whole).collect();
        while self.plan.split_remainder == SplitRemainder::Largest
            && parts.iter().sum::<i128>() < units
        {
            let owed = |who: usize| units * weights[who] - parts[who] * whole;
            let most = (0..weights.len()).map(owed).max().unwrap();
            let first = (0..weights.len()).find(|&who| owed(who) == most).unwrap();
            parts[first] += 1;
        }
        parts.into_iter().map(|part| part * unit).collect()
    }

    fn kept(&self, room: i128, amounts: &[i128]) -> Vec<i128> {
        if amounts.iter().sum::<i128>() <= room {
            return amounts.to_vec();
        }
        let parts = self.split(room, amounts);
        parts.iter().zip(amounts).map(|(&part, &amount)| part.min(amount)).collect()
    }

    /// The lines of a period with so many returns known, caps and all.
    fn claims(&self, period: usize, known: usize) -> Vec<Line> {
        let (volumes, standing) = (self.volumes(period, known), self.standing(period, known));
        let mut lines = self.levels(&volumes, &standing);
        lines.extend(self.pool(&volumes, &standing));
        let volume = volumes.value.iter().sum::<i128>().max(0);
        for cap in 0..2 {
            let sums = sums(&lines);
            let person_first = self.plan.cap_order == CapOrder::PersonFirst;
            let cuts = if (cap == 0) == person_first {
                self.person_cuts(&sums)
            } else {
                self.company_cuts(&sums, volume, &standing)
            };
            lines.extend(cuts);
        }
        lines.retain(|line| line.5 != 0);
        lines
    }

    fn levels(&self, volumes: &Volumes, standing: &Standing) -> Vec<Line> {
        let unilevel = self.plan.unilevel.as_ref().expect("a unilevel");
        let mut lines = Vec::new();
        for source in self.people() {
            let base = volumes.value[source];
            if base < 0 && self.counts_in() != Some(CountsIn::Return) {
                continue;
            }
            let (mut upline, mut level) = (self.sponsor(source), 1);
            while let Some(who) = upline {
                let leaders = &unilevel.rank_rates[0].rates;
                let table = if standing.leads[who] { leaders } else { &unilevel.rates };
                if let Some(rate) = table.get(level - 1).filter(|_| standing.active[who]) {
                    let amount = self.round(base * i128::from(rate.0), 1_000_000);
                    let number = u32::try_from(level).unwrap();
                    lines.push((who, "unilevel", "level", number, source, amount));
                }
                (upline, level) = (self.sponsor(who), level + 1);
            }
        }
        lines
    }

    fn pool(&self, volumes: &Volumes, standing: &Standing) -> Vec<Line> {
        let share = i128::from(self.plan.pools[0].1.share.0);
        let fund = self.round(volumes.value.iter().sum::<i128>().max(0) * share, 1_000_000);
        let active: Vec<i128> = standing.active.iter().map(|&is| i128::from(is)).collect();
        let parts = self.split(fund, &active);
        let line = |(who, part): (usize, i128)| (who, "pool", "share", 1, who, part);
        parts.into_iter().enumerate().map(line).collect()
    }

    fn person_cuts(&self, sums: &Sums) -> Vec<Line> {
        let Some(cap) = &self.plan.person_cap else { return Vec::new() };
        let most = i128::from(cap.amount.expect("an amount").0);
        let owner = |who: usize| match &self.case.partners[who].owner {
            Some(owner) if cap.per == CapPer::Owner => place(self.case, owner),
            _ => who,
        };
        let mut room = vec![most; self.case.partners.len()];
        let mut cuts = Vec::new();
        for bonus in named(&cap.bonuses) {
            for person in self.people() {
                let positions: Vec<usize> =
                    self.people().filter(|&who| owner(who) == person).collect();
                let amounts: Vec<i128> =
                    positions.iter().map(|&who| above_zero(sums, bonus, who)).collect();
                let kept = self.kept(room[person], &amounts);
                for ((&who, &amount), &kept) in positions.iter().zip(&amounts).zip(&kept) {
                    cuts.push((who, bonus, "person_cap", 0, who, kept - amount));
                }
                room[person] = (room[person] - amounts.iter().sum::<i128>()).max(0);
            }
        }
        cuts
    }

    fn company_cuts(&self, sums: &Sums, volume: i128, standing: &Standing) -> Vec<Line> {
        let Some(cap) = &self.plan.company_cap else { return Vec::new() };
        let bonuses = named(&cap.bonuses);
        let all_of = |who| bonuses.iter().map(|&b| above_zero(sums, b, who)).sum::<i128>();
        let earned: Vec<i128> = self.people().map(all_of).collect();
        let most = volume * i128::from(cap.share.0) / 1_000_000;
        if earned.iter().sum::<i128>() <= most {
            return Vec::new();
        }
        let free: Vec<i128> =
            earned.iter().map(|&sum| sum.min(i128::from(cap.exempt_amount.0))).collect();
        let room = (most - free.iter().sum::<i128>()).max(0);
        if cap.method == CapMethod::HardStop {
            return self.hard_stop(&bonuses, sums, &free, room);
        }
        let open: Vec<i128> = earned.iter().zip(&free).map(|(all, free)| all - free).collect();
        let kept = if cap.method == CapMethod::ProRata {
            self.kept(room, &open)
        } else {
            let of = |leads: bool| -> Vec<i128> {
                let mine = |who: usize| if standing.leads[who] == leads { open[who] } else { 0 };
                self.people().map(mine).collect()
            };
            let high = self.kept(room, &of(true));
            let left = (room - of(true).iter().sum::<i128>()).max(0);
            high.iter().zip(self.kept(left, &of(false))).map(|(high, low)| high + low).collect()
        };
        let mut cuts = Vec::new();
        for who in self.people() {
            let (mut so_far, mut before) = (0, 0);
            for &bonus in &bonuses {
                so_far += above_zero(sums, bonus, who);
                let now = (open[who] - kept[who]) * so_far / earned[who].max(1);
                cuts.push((who, bonus, "company_cap", 0, who, before - now));
                before = now;
            }
        }
        cuts
    }

    fn hard_stop(
        &self,
        bonuses: &[&'static str],
        sums: &Sums,
        free: &[i128],
        mut room: i128,
    ) -> Vec<Line> {
        let mut free = free.to_vec();
        let mut cuts = Vec::new();
        for &bonus in bonuses {
            for (who, free) in free.iter_mut().enumerate() {
                let sum = above_zero(sums, bonus, who);
                let first = sum.min(*free);
                let then = self.kept(room, &[sum - first])[0];
                (*free, room) = (*free - first, (room - (sum - first)).max(0));
                cuts.push((who, bonus, "company_cap", 0, who, first + then - sum));
            }
        }
        cuts
    }

    /// What comes back in a period for goods of earlier ones, return by return.
    fn taken_back(&self, period: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        if self.counts_in() != Some(CountsIn::Sale) {
            return lines;
        }
        for (number, back) in self.returns.iter().enumerate() {
            if back.period != period || back.sold == period {
                continue;
            }
            for earlier in 1..period {
                let mut change = sums(&self.claims(earlier, number + 1));
                for (key, amount) in sums(&self.claims(earlier, number)) {
                    *change.entry(key).or_default() -= amount;
                }
                let level = u32::try_from(earlier).unwrap();
                let changed = change.into_iter().filter(|(_, amount)| *amount != 0);
                lines.extend(
                    changed.map(|((bonus, who), amount)| {
                        (who, bonus, "return", level, back.by, amount)
                    }),
                );
            }
        }
        lines
    }

    /// All periods.
    pub(crate) fn sheets(&self) -> Vec<Sheet> {
        let carries = self.plan.carries_pay();
        let carried = |who: usize| i128::from(self.case.partners[who].carried.unpaid.0);
        let mut unpaid: Vec<i128> =
            self.people().map(|who| if carries { carried(who) } else { 0 }).collect();
        let mut sheets = Vec::new();
        for period in 1..=self.case.periods.len() {
            let mut lines = self.claims(period, self.known_at(period));
            lines.extend(self.taken_back(period));
            lines.sort_unstable();
            let pay = |who: usize| {
                let earned: i128 = lines.iter().filter(|l| l.0 == who).map(|l| l.5).sum();
                self.payment(who, period, unpaid[who] + earned)
            };
            let payments: Vec<[i128; 3]> = self.people().map(pay).collect();
            unpaid = payments.iter().map(|payment| payment[1]).collect();
            sheets.push(Sheet { lines, payments });
        }
        sheets
    }

    fn payment(&self, who: usize, period: usize, due: i128) -> [i128; 3] {
        if !self.plan.carries_pay() {
            return [due, 0, 0];
        }
        let payment = self.plan.payment;
        let has_left = self.status(who, period) == CaseStatus::Left;
        if due < 0 || (!has_left && due < i128::from(payment.minimum.0)) {
            [0, due, 0]
        } else if has_left && payment.leaver_balance == LeaverBalance::Forfeited {
            [0, 0, due]
        } else {
            [due, 0, 0]
        }
    }
}

fn place(case: &Case, id: &str) -> usize {
    case.partners.iter().position(|partner| partner.id == id).expect("a partner")
}

fn sums(lines: &[Line]) -> Sums {
    let mut sums = Sums::new();
    for &(who, bonus, _, _, _, amount) in lines {
        *sums.entry((bonus, who)).or_default() += amount;
    }
    sums
}

fn above_zero(sums: &Sums, bonus: &'static str, who: usize) -> i128 {
    sums.get(&(bonus, who)).copied().unwrap_or(0).max(0)
}

/// The names of those bonuses that a list names; an empty one names both.
fn named(list: &[Bonus]) -> Vec<&'static str> {
    let is_named = |bonus: &Bonus| list.is_empty() || list.contains(bonus);
    BONUSES.into_iter().filter(is_named).map(Bonus::name).collect()
}
