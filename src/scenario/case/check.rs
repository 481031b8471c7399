//! What contradicts what in a case: names that nobody has, circles, seats taken twice.

mod expectations;

use std::collections::BTreeMap;

use super::{Case, CasePartner, Expectation, first_order, leaving, value_of};
use crate::scenario::reading::Reading;
use crate::scenario::settings::Contradiction;
use crate::scenario::suggest::{did_you_mean, nearest};
use crate::scenario::{Bonus, CaseOrderKind, Plan, Scenario};
use crate::units::Cents;

/// The plan of a case: its own, or that of a business of the scenario that it names.
pub(super) fn plan(reading: &mut Reading<Case>, borrowed: Option<&Scenario>) -> Plan {
    let case = reading.value().clone();
    let Some(scenario) = borrowed else {
        if case.business.is_some() {
            let message = "`business` names one of a scenario, and there is none".to_owned();
            reading.contradict("business", message, Some("say which in `scenario`".to_owned()));
        }
        let written = reading.written_below("plan");
        for Contradiction { key, message, hint } in case.plan.contradictions(written) {
            reading.contradict(&format!("plan.{key}"), message, hint);
        }
        for Contradiction { key, message, hint } in case.plan.rules.contradictions(&case.plan, None)
        {
            reading.contradict(&format!("rules.{key}"), message, hint);
        }
        return case.plan;
    };
    for (table, message) in [
        ("plan", "the plan is that of the scenario, so this one is not used"),
        ("rules", "the rules are those of the scenario, so these are not used"),
    ] {
        if reading.gives(table) {
            let hint = format!("leave out `scenario` or `[{table}]`");
            reading.contradict(table, message.to_owned(), Some(hint));
        }
    }
    let businesses = &scenario.businesses;
    let found = match &case.business {
        Some(name) => businesses.iter().find(|(business, _)| business == name),
        None if businesses.len() == 1 => businesses.first(),
        None => None,
    };
    match (found, &case.business) {
        (Some((_, business)), _) => business.plan.clone(),
        (None, Some(name)) => {
            let near = nearest(name, businesses.iter().map(|(business, _)| business.as_str()));
            let message = format!("the scenario has no business `{name}`");
            reading.contradict("business", message, near.map(did_you_mean));
            case.plan
        }
        (None, None) => {
            let message = "the scenario has several businesses".to_owned();
            reading.contradict("scenario", message, Some("say which in `business`".to_owned()));
            case.plan
        }
    }
}

/// Adds every contradiction of the case to the reading's problems.
pub(super) fn check(reading: &mut Reading<Case>, plan: &Plan) {
    let case = reading.value().clone();
    let mut check = Check { case: &case, plan, rows: BTreeMap::new(), reading };
    check.partners();
    check.circles("sponsor", |partner| partner.sponsor.as_deref());
    check.circles("placement", |partner| partner.placement.as_deref());
    check.seats();
    check.periods();
    check.leavers();
    check.returns();
    check.worth();
    check.expectations();
}

/// All that orders of a case may be worth, in cents: far less than sums of money can hold.
const WORTH_MAX: i128 = 100_000_000_000_000_000;

struct Check<'c> {
    case: &'c Case,
    plan: &'c Plan,
    /// Places of the partners by name.
    rows: BTreeMap<&'c str, usize>,
    reading: &'c mut Reading<Case>,
}

impl Check<'_> {
    fn say(&mut self, key: &str, message: String, hint: Option<String>) {
        self.reading.contradict(key, message, hint);
    }

    fn partners(&mut self) {
        if self.case.partners.is_empty() {
            let hint = "add a table such as `[[partner]]` with an `id`".to_owned();
            self.say("partner", "there is no partner in this case".to_owned(), Some(hint));
        }
        for (index, partner) in self.case.partners.iter().enumerate() {
            let key = format!("partner[{index}].id");
            if partner.id.is_empty() {
                self.say(&key, format!("partner {} has no `id`", index + 1), None);
            } else if let Some(first) = self.rows.insert(&partner.id, index) {
                self.rows.insert(&partner.id, first);
                let message = format!("two partners are called `{}`", partner.id);
                self.say(&key, message, Some(format!("the other one is partner {}", first + 1)));
            }
        }
        for (index, partner) in self.case.partners.iter().enumerate() {
            let at = |key: &str| format!("partner[{index}].{key}");
            for (link, above) in [
                ("sponsor", partner.sponsor.as_deref()),
                ("placement", partner.placement.as_deref().filter(|name| !name.is_empty())),
                ("owner", partner.owner.as_deref()),
            ] {
                self.partner(&at(link), above);
                self.joined(&at(link), above, partner.joined_period);
            }
            self.owner(&at("owner"), partner);
            self.first_period(&at("points"), partner);
            self.rank(&at("rank"), partner.rank.as_deref());
            self.rank(&at("carried.rank"), partner.carried.rank.as_deref());
            self.rank(&at("carried.title"), partner.carried.title.as_deref());
            self.number(&at("joined_period"), partner.joined_period, self.periods_count());
            self.number(&at("joined_week"), partner.joined_week, self.weeks());
            if 0 < partner.joined_weeks_before && 0 < partner.joined_period {
                let message = format!("she joins in period {}", partner.joined_period);
                let hint = "leave out one of the two".to_owned();
                self.say(&at("joined_weeks_before"), message, Some(hint));
            }
            self.carried(&at("carried"), partner);
        }
    }

    /// Says so if pay or goods are carried that the plan does not carry.
    fn carried(&mut self, table: &str, partner: &CasePartner) {
        let carried = &partner.carried;
        let keys = [("unpaid", carried.unpaid != Cents::ZERO)];
        let lists = [("unpaid_of", !carried.unpaid_of.is_empty())];
        for (key, _) in keys.into_iter().chain(lists).filter(|(_, is_given)| *is_given) {
            if !self.plan.carries_pay() {
                let message = "the plan carries no pay from one period to the next".to_owned();
                let hint = Some("add `plan.payment.minimum`".to_owned());
                self.say(&format!("{table}.{key}"), message, hint);
            }
        }
        let uncounted = [
            ("uncounted_points", 0 < carried.uncounted_points),
            ("uncounted_cv", carried.uncounted_cv != Cents::ZERO),
            ("uncounted_list_value", carried.uncounted_list_value != Cents::ZERO),
        ];
        for (key, _) in uncounted.into_iter().filter(|(_, is_given)| *is_given) {
            if !self.plan.rules.cut_purchases() {
                let message = "without rules all that is bought counts at once".to_owned();
                let hint = Some("set `rules.verified_retail_share`".to_owned());
                self.say(&format!("{table}.{key}"), message, hint);
            }
        }
        let has = self.plan.bonuses();
        for (index, of) in carried.unpaid_of.iter().enumerate() {
            let key = format!("{table}.unpaid_of[{index}].bonus");
            match of.bonus {
                None => self.say(&key, "for which bonus is not said".to_owned(), None),
                Some(bonus) if !has.contains(&bonus) => {
                    let message = format!("the plan has no bonus `{}`", bonus.name());
                    self.say(&key, message, None);
                }
                Some(_) => {}
            }
        }
    }

    fn periods_count(&self) -> u64 {
        self.case.period_count() as u64
    }

    fn weeks(&self) -> u64 {
        u64::from(self.plan.period_weeks)
    }

    /// Says so if a key names a partner that the case does not have.
    fn partner(&mut self, key: &str, name: Option<&str>) {
        let Some(name) = name.filter(|name| !self.rows.contains_key(name)) else { return };
        let near = nearest(name, self.rows.keys().copied());
        let hint = near.map(did_you_mean);
        self.say(key, format!("there is no partner `{name}`"), hint);
    }

    /// Says so if somebody who is named in a period joins only later.
    fn joined(&mut self, key: &str, name: Option<&str>, period: u64) {
        let Some(&row) = name.and_then(|name| self.rows.get(name)) else { return };
        let partner = &self.case.partners[row];
        if period < partner.joined_period {
            let (id, joined) = (&partner.id, partner.joined_period);
            let when = if period == 0 { "before all".into() } else { format!("period {period}") };
            self.say(key, format!("`{id}` joins in period {joined}, this is {when}"), None);
        }
    }

    /// Says so if the owner of a position is herself somebody's position.
    fn owner(&mut self, key: &str, partner: &CasePartner) {
        let owner = partner.owner.as_ref().filter(|&owner| owner != &partner.id);
        let row = owner.and_then(|owner| self.rows.get(owner.as_str())).copied();
        let Some(person) = row.and_then(|row| self.case.partners[row].owner.as_ref()) else {
            return;
        };
        if Some(person) != owner {
            let owner = owner.map_or("", String::as_str);
            let message = format!("`{owner}` is a position of `{person}`, not a person");
            self.say(key, message, Some(format!("the owner is `{person}`")));
        }
    }

    /// Says so if somebody brings something to the first period who joins only later.
    fn first_period(&mut self, key: &str, partner: &CasePartner) {
        let brings = 0 < partner.points || partner.cv.is_some() || partner.margin.is_some();
        if brings && 1 < partner.joined_period {
            let joined = partner.joined_period;
            let message = format!("she joins in period {joined}, this belongs to the first");
            self.say(key, message, Some(format!("write an order of period {joined}")));
        }
    }

    /// Says so if a key names a rank that the plan does not have; an empty name is none.
    fn rank(&mut self, key: &str, name: Option<&str>) {
        let unknown = |name: &&str| !name.is_empty() && self.plan.rank_place(name).is_none();
        let Some(name) = name.filter(unknown) else { return };
        let near = nearest(name, self.plan.ranks.iter().map(|(rank, _)| rank.as_str()));
        let hint = near.map_or_else(|| format!("add `[plan.rank.{name}]`"), did_you_mean);
        self.say(key, format!("there is no rank `{name}`"), Some(hint));
    }

    /// Says so if no table has the name, of those that the plan may have several of.
    fn table(&mut self, key: &str, expect: &Expectation) {
        let Some(name) = &expect.table else { return };
        let is_meant = |bonus| expect.bonus.is_none_or(|asked| asked == bonus);
        let layers = self.plan.infinity.iter().map(|(layer, _)| layer.as_str());
        let layers = layers.filter(|_| is_meant(Bonus::Infinity));
        let pools = self.plan.pools.iter().map(|(pool, _)| pool.as_str());
        let names: Vec<&str> = layers.chain(pools.filter(|_| is_meant(Bonus::Pool))).collect();
        if !names.contains(&name.as_str()) {
            let none = match expect.bonus {
                None => "no layer of infinity and no pool",
                Some(Bonus::Infinity) => "no layer of infinity",
                Some(Bonus::Pool) => "no pool",
                Some(_) => "no table of this bonus",
            };
            let hint = nearest(name, names).map(did_you_mean);
            self.say(key, format!("{none} is called `{name}`"), hint);
        }
    }

    fn number(&mut self, key: &str, number: u64, most: u64) {
        if most < number {
            self.say(key, format!("`{key}` is {number}, but there are only {most}"), None);
        }
    }

    /// Says so if somebody is, over others, her own upline.
    fn circles(&mut self, link: &str, above: fn(&CasePartner) -> Option<&str>) {
        // 0: not seen, 1: on the way up that is being walked, 2: known to end.
        let mut seen = vec![0_u8; self.case.partners.len()];
        for start in 0..seen.len() {
            let mut way = Vec::new();
            let mut next = Some(start);
            while let Some(row) = next.filter(|&row| seen[row] == 0) {
                seen[row] = 1;
                way.push(row);
                next = above(&self.case.partners[row]).and_then(|id| self.rows.get(id)).copied();
            }
            if let Some(again) = next.filter(|&row| seen[row] == 1) {
                let from = way.iter().position(|&row| row == again).unwrap_or(0);
                let mut names: Vec<&str> =
                    way[from..].iter().map(|&row| self.case.partners[row].id.as_str()).collect();
                names.push(&self.case.partners[again].id);
                let message = format!("a circle: {}", names.join(" → "));
                self.say(&format!("partner[{again}].{link}"), message, None);
            }
            for row in way {
                seen[row] = 2;
            }
        }
    }

    /// Says so if a seat does not exist or is given twice.
    fn seats(&mut self) {
        let width = self.plan.seat_width();
        let mut taken: BTreeMap<(&str, u8), usize> = BTreeMap::new();
        for (index, partner) in self.case.partners.iter().enumerate() {
            let at = |key: &str| format!("partner[{index}].{key}");
            if let Some(leg) = &partner.carried.next_leg {
                self.leg(&at("carried.next_leg"), leg, width);
            }
            let seat = partner.placement.as_ref().filter(|parent| !parent.is_empty());
            let (Some(parent), leg) = (seat, &partner.leg) else {
                if partner.leg.is_some() {
                    let message = "a leg without `placement`, below whom it is".to_owned();
                    self.say(&at("leg"), message, None);
                }
                continue;
            };
            if width == 0 {
                let message = "the plan has no seats".to_owned();
                let hint = "seats belong to `[plan.binary]` and `[plan.matrix]`".to_owned();
                self.say(&at("placement"), message, Some(hint));
                continue;
            }
            let above = self.rows.get(parent.as_str()).map(|&row| &self.case.partners[row]);
            if let Some(later) = above.filter(|other| partner.joined_period < other.joined_period) {
                let message = format!("`{parent}` joins in period {} only", later.joined_period);
                self.say(&at("placement"), message, None);
            }
            let Some(leg) = leg else { continue };
            let Some(number) = self.leg(&at("leg"), leg, width) else { continue };
            if let Some(first) = taken.insert((parent, number), index) {
                let other = &self.case.partners[first].id;
                let message = format!("this seat below `{parent}` is given to `{other}` already");
                self.say(&at("leg"), message, None);
            }
        }
    }

    /// The number of a leg; says so if there is none.
    fn leg(&mut self, key: &str, leg: &str, width: u32) -> Option<u8> {
        let number = leg_number(leg, width);
        if number.is_none() {
            let message = format!("there is no leg `{leg}` in a tree {width} wide");
            let hint = "legs are `left`, `right`, or a number from 1 in quotes".to_owned();
            self.say(key, message, Some(hint));
        }
        number
    }

    /// Says so if an order brings somebody more points than can be counted.
    fn points(&mut self, key: &str, sum: u64, more: u64) {
        let most = u64::from(u32::MAX);
        if most < sum && sum - more <= most {
            self.say(key, format!("her points add up to {sum}, allowed are {most}"), None);
        }
    }

    fn periods(&mut self) {
        let mut points: Vec<u64> =
            self.case.partners.iter().map(|partner| partner.points).collect();
        for (number, period) in self.case.periods.iter().enumerate() {
            for (index, change) in period.changes.iter().enumerate() {
                let at = |key: &str| format!("period[{number}].change[{index}].{key}");
                self.partner(&at("who"), Some(&change.who));
                self.joined(&at("who"), Some(&change.who), number as u64 + 1);
                self.rank(&at("rank"), change.rank.as_deref());
            }
            for (index, order) in period.orders.iter().enumerate() {
                let at = |key: &str| format!("period[{number}].order[{index}].{key}");
                self.partner(&at("by"), Some(&order.by));
                self.joined(&at("by"), Some(&order.by), number as u64 + 1);
                if let Some(&row) = self.rows.get(order.by.as_str()) {
                    points[row] += order.points;
                    self.points(&at("points"), points[row], order.points);
                }
                let is_followed = self.plan.rules.follow_goods();
                if is_followed && order.kind == CaseOrderKind::Resale && order.points == 0 {
                    let message = "the rules follow goods by their points".to_owned();
                    let hint = "say in `points` how many customers bought".to_owned();
                    self.say(&at("points"), message, Some(hint));
                }
                self.number(&at("week"), order.week, self.weeks());
                self.number(&at("made_weeks_before"), order.made_weeks_before, self.weeks());
                if let Some(sold) = order.sold_in_period {
                    self.number(&at("sold_in_period"), sold, number as u64 + 1);
                }
            }
        }
    }

    /// Says so if somebody does something after she has left.
    fn leavers(&mut self) {
        for (key, message, hint) in leaving::contradictions(self.case, &self.rows) {
            self.say(&key, message, Some(hint.to_owned()));
        }
    }

    /// Says so if goods come back that nobody sold, or from a time that is not told.
    fn returns(&mut self) {
        let mut left = None;
        for number in 1..=self.case.periods.len() {
            for (period, index) in self.case.returns(self.plan, number) {
                let back = &self.case.periods[period].orders[index];
                if !self.rows.contains_key(back.by.as_str()) {
                    continue;
                }
                let key = format!("period[{period}].order[{index}].sold_in_period");
                let Some(sold) = back.sold_in_period else {
                    if self.plan.takes_back_at_sale() {
                        let message = "the plan must know when these goods were sold".to_owned();
                        self.say(&key, message, Some("say so in `sold_in_period`".to_owned()));
                    }
                    continue;
                };
                let left = left.get_or_insert_with(|| self.case.clone());
                let is_known = left.take_out(self.plan, back).is_some();
                if !is_known && sold <= period as u64 + 1 {
                    let message =
                        format!("`{}` has no order of period {sold} left to return", back.by);
                    let hint = "goods come back from one order: of the same customer, if any, and \
                                at least as large";
                    self.say(&key, message, Some(hint.to_owned()));
                }
            }
        }
        for (number, period) in self.case.periods.iter().enumerate() {
            for (index, order) in period.orders.iter().enumerate() {
                if order.kind != CaseOrderKind::Return && order.sold_in_period.is_some() {
                    let key = format!("period[{number}].order[{index}].sold_in_period");
                    let hint = "say `kind = \"return\"`, or leave it out".to_owned();
                    self.say(&key, "only goods that come back were sold before".into(), Some(hint));
                }
            }
        }
    }

    /// Says so if all that is ordered and carried is worth more than can be counted.
    fn worth(&mut self) {
        let mut sum = 0_i128;
        let mut orders = Vec::new();
        for (index, partner) in self.case.partners.iter().enumerate() {
            let carried = &partner.carried;
            let margin = partner.margin.unwrap_or_default();
            let waits = carried.uncounted_cv + carried.uncounted_list_value;
            let own = [margin, carried.all_unpaid(), carried.lifetime_sales + waits];
            let first = first_order(partner).map(|order| value_of(self.plan, &order));
            let legs = carried.leg_points.map(u128::from).iter().sum::<u128>();
            let waiting = u128::from(carried.uncounted_points);
            let points = legs + waiting + u128::from(partner.points);
            orders.push((format!("partner[{index}]"), own, first.unwrap_or_default(), points));
        }
        for (number, period) in self.case.periods.iter().enumerate() {
            for (index, order) in period.orders.iter().enumerate() {
                let money = [order.retail, order.price.unwrap_or_default(), Cents::ZERO];
                let key = format!("period[{number}].order[{index}]");
                orders.push((key, money, value_of(self.plan, order), order.points.into()));
            }
        }
        let each = i128::from(self.plan.most_for_a_point().0);
        for (key, money, value, points) in orders {
            let money: i128 = money.iter().map(|cents| i128::from(cents.0.abs())).sum();
            // An order may be paid for by its value or by its points.
            let points = i128::try_from(points).unwrap_or(i128::MAX).saturating_mul(each);
            sum = sum.saturating_add(money).saturating_add(points.max(value.0.abs().into()));
            if WORTH_MAX < sum {
                let most = Cents::from_wide(WORTH_MAX);
                let message =
                    format!("all orders up to this one are worth more than {most}, the most");
                self.say(&key, message, Some("count in larger units of money".to_owned()));
                return;
            }
        }
    }
}

/// The number of a leg from 0 on the left.
pub(in crate::scenario) fn leg_number(leg: &str, width: u32) -> Option<u8> {
    let number = match leg {
        "left" => 1,
        "right" => width,
        other => other.parse().ok().filter(|number| (1..=width).contains(number))?,
    };
    u8::try_from(number - 1).ok()
}
