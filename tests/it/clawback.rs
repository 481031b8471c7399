//! Goods that come back in a simulation take back what the calculator says they do.
//!
//! *Invariant*: the case is written from what can be seen from outside in the weeks of a run: who
//! joined below whom, what each partner paid for goods, what she was paid for those that she sent
//! back. Goods leave a stock oldest first, so the youngest come back.
//!
//! *Absent*: whether the calculator is right (`tests/plans`); customers whom the business serves.

use std::fmt::Write;

use downline::calculator;
use downline::ledger::{Group, Journal, Reason, Role};
use downline::scenario::{Loaded, LoadedCase};
use downline::simulation::Simulation;
use downline::units::{BusinessId, Cents};
use downline::world::{NO_UPLINE, Status};

use crate::support::{from_text, run};

/// A unit at the partner price.
const PRICE: i64 = 28_00;

/// Points of a unit.
const POINTS: i64 = 25;

const KIT_UNITS: i64 = 2;

/// A small network in which everybody sells from stock and many leave.
fn scenario(seed: u64, plan: &str) -> Loaded {
    let of_the_plan = |line: &str| !line.starts_with("rules.");
    let key =
        |line: &str| if of_the_plan(line) { format!("plan.{line}\n") } else { format!("{line}\n") };
    let plan: String = plan.lines().map(key).collect();
    from_text(&format!(
        "weeks = 72\nseed = {seed}\nmarket.people = 2_000\n\
         quit.hazard_per_week = 0.02\nquit.dormant_share = 0.3\nrecruit.return_per_week = 0.0\n\
         sell.in_person_orders_per_hour = 0.05\nrecruit.leads_per_hour = 0.2\n\
         [business.b]\nfounders = 15\nfounder_roots = 2\ndrop_ship_share = 0.0\npack_units = 10\n\
         product = {{ list_price = 40, points_per_unit = {POINTS} }}\n\
         joining = {{ kit_price = 99, kit_units = {KIT_UNITS} }}\n\
         buy_back = {{ share = 1.0, commission_deduction = 0.0, claim_probability = 0.7 }}\n\
         loading.probability = 0.5\n{plan}",
    ))
}

/// What a run looks like from outside, as a case.
struct Watch<'a> {
    loaded: &'a Loaded,
    /// Weeks at the end of a period whose orders count for the next.
    late: u32,
    kit_carries: bool,
    /// Units of orders by row, and by period from 1; then units of kits.
    orders: Vec<Vec<i64>>,
    kits: Vec<Vec<i64>>,
    joined: Vec<usize>,
    /// By period, what everybody was when the plan was run.
    status: Vec<Vec<Status>>,
    /// Newcomers who cancelled.
    cancelled: usize,
    /// By period, who sends back how many units sold in which period.
    returns: Vec<(usize, usize, i64, usize)>,
    buy_back: Vec<Cents>,
}

impl Watch<'_> {
    fn period_weeks(&self) -> u32 {
        self.loaded.scenario.businesses[0].1.plan.period_weeks
    }

    fn periods(&self) -> usize {
        (self.loaded.scenario.weeks / self.period_weeks()) as usize
    }

    /// The period for which orders of a week count, and the one that is open when it is over.
    fn periods_of(&self, week: u32) -> (usize, usize) {
        let of = |week: u32| (week / self.period_weeks()) as usize + 1;
        (of(week + self.late), of(week + 1))
    }

    /// Adds those who are new since the week before.
    fn meet(&mut self, simulation: &Simulation<'_>, week: Option<u32>) {
        let rows = simulation.world.networks[0].partners.len();
        for _ in self.joined.len()..rows {
            self.orders.push(vec![0; self.periods() + 3]);
            self.kits.push(vec![0; self.periods() + 3]);
            self.buy_back.push(Cents::ZERO);
            let Some(week) = week else {
                self.joined.push(0);
                continue;
            };
            // Who joins when the plan has been run joins the next period, as her kit does; a kit
            // that comes after the cut-off counts for the next as orders do.
            let (counts, open) = self.periods_of(week);
            self.joined.push(open);
            let last = (week + 1).is_multiple_of(self.period_weeks());
            let kit = if last { open } else { counts };
            self.kits.last_mut().expect("a row")[kit] = KIT_UNITS;
        }
    }

    /// Sees what a week has changed: orders, leavers, goods that came back.
    fn see(&mut self, before: &Simulation<'_>, after: &Simulation<'_>) {
        let week = before.world.week;
        if (week + 1).is_multiple_of(self.period_weeks()) {
            self.status.push(before.world.networks[0].status.clone());
        }
        let (counts, open) = self.periods_of(week);
        for row in 0..before.world.networks[0].partners.len() {
            let at = u32::try_from(row).expect("few rows");
            let group = |simulation: &Simulation<'_>, group: Group| {
                let (chunk, slot) = simulation.world.networks[0].partners.place(at);
                chunk.purse.of(slot)[group.index()]
            };
            let moved = |of| group(after, of).0 - group(before, of).0;
            let paid = moved(Group::PaidForGoods);
            assert_eq!(paid % PRICE, 0, "goods are bought at one price");
            self.orders[row][counts] -= paid / PRICE;
            let has_left = |of: &Simulation<'_>| of.world.networks[0].status[row] == Status::Left;
            if has_left(after) && !has_left(before) {
                let back = moved(Group::ReturnsAndClawback);
                self.buy_back[row] = Cents(back);
                let mut goods = back;
                if back % PRICE != 0 {
                    // Her fees as well, but for the part of the kit's price that is its goods'.
                    self.cancelled += 1;
                    goods += group(after, Group::PaidFees).0 + KIT_UNITS * PRICE;
                }
                assert_eq!(goods % PRICE, 0, "and given back at it");
                self.give_back(row, open, goods / PRICE);
            }
        }
    }

    /// The last goods that were bought come back first, a kit's last of all.
    fn give_back(&mut self, row: usize, open: usize, mut units: i64) {
        for number in (1..self.orders[row].len()).rev() {
            let taken = units.min(self.orders[row][number]);
            units -= taken;
            self.returned(row, open, taken, number, false);
        }
        for number in (1..self.kits[row].len()).rev() {
            let taken = units.min(self.kits[row][number]);
            units -= taken;
            self.returned(row, open, taken, number, true);
        }
        assert_eq!(units, 0, "row {row} sends back what nobody sold her");
    }

    fn returned(&mut self, row: usize, open: usize, units: i64, sold_in: usize, kit: bool) {
        if open <= sold_in {
            // They were never sold.
            let lots = if kit { &mut self.kits } else { &mut self.orders };
            lots[row][sold_in] -= units;
        } else if 0 < units && (!kit || self.kit_carries) {
            self.returns.push((open, row, units, sold_in));
        }
    }

    /// The case as text.
    fn case(&self, sponsors: &[u32], plan: &str) -> String {
        let mut text = String::new();
        let is_plan = |line: &&str| !line.starts_with("late_weeks") && !line.starts_with("rules.");
        for line in plan.lines().filter(is_plan) {
            let _ = writeln!(text, "plan.{line}");
        }
        for (row, &sponsor) in sponsors.iter().enumerate() {
            let _ = write!(
                text,
                "[[partner]]\nid = \"P{row}\"\njoined_period = {}\n",
                self.joined[row]
            );
            if sponsor != NO_UPLINE {
                let _ = writeln!(text, "sponsor = \"P{sponsor}\"");
            }
        }
        for number in 1..=self.periods() {
            text.push_str("[[period]]\n");
            let was = |row: usize, number: usize| {
                let of = number.checked_sub(1).and_then(|place| self.status[place].get(row));
                of.copied().unwrap_or(Status::Active)
            };
            let changes =
                (0..sponsors.len()).map(|row| (row, was(row, number - 1), was(row, number)));
            let changes: Vec<String> = changes
                .filter(|(_, before, now)| before != now)
                .map(|(row, _, now)| format!("{{ who = \"P{row}\", status = \"{}\" }}", now.name()))
                .collect();
            let _ = writeln!(text, "change = [{}]", changes.join(", "));
            let mut orders = Vec::new();
            let line = |row: usize, kind: &str, units: i64, more: &str| {
                let value = Cents(units * PRICE);
                let points = units * POINTS;
                let goods = format!("points = {points}, cv = {value}{more}");
                format!("{{ by = \"P{row}\", kind = \"{kind}\", {goods} }}")
            };
            for row in 0..sponsors.len() {
                let (own, kit) = (self.orders[row][number], self.kits[row][number]);
                if 0 < own {
                    let list = Cents(own * 40_00);
                    orders.push(line(row, "own", own, &format!(", retail = {list}")));
                }
                if 0 < kit && self.kit_carries {
                    orders.push(line(row, "kit", kit, ""));
                }
            }
            for &(_, row, units, sold_in) in self.returns.iter().filter(|of| of.0 == number) {
                orders.push(line(row, "return", units, &format!(", sold_in_period = {sold_in}")));
            }
            let _ = writeln!(text, "order = [\n{}\n]", orders.join(",\n"));
        }
        text
    }
}

/// Runs a scenario, writes it down as a case and compares what everybody is due, in all periods
/// together, and what the plan came to. Returns how many goods of earlier periods came back.
fn agree(seed: u64, plan: &str) -> usize {
    watched(seed, plan).0
}

/// The same, and how many newcomers cancelled.
fn watched(seed: u64, plan: &str) -> (usize, usize) {
    let loaded = scenario(seed, plan);
    let mut simulation = Simulation::new(&loaded.scenario, 0);
    let rules = &loaded.scenario.businesses[0].1.plan;
    let mut watch = Watch {
        loaded: &loaded,
        late: rules.late_weeks,
        kit_carries: rules.activity.kit_counts && rules.activity.kit_commissionable,
        orders: Vec::new(),
        kits: Vec::new(),
        joined: Vec::new(),
        status: Vec::new(),
        cancelled: 0,
        returns: Vec::new(),
        buy_back: Vec::new(),
    };
    watch.meet(&simulation, None);
    for week in 0..loaded.scenario.weeks {
        let before = simulation.clone();
        simulation.step().expect("the books close");
        watch.see(&before, &simulation);
        watch.meet(&simulation, Some(week));
    }
    // Who joined after the last run has nothing to do with any.
    let rows = watch.status.last().expect("a period").len();
    let rows = u32::try_from(rows).expect("few rows");
    let sponsors: Vec<u32> =
        (0..rows).map(|row| simulation.world.networks[0].genealogy.sponsor(row)).collect();
    let run = simulation.run(|_| std::ops::ControlFlow::Continue(())).expect("the books close");
    let text = watch.case(&sponsors, plan);
    let case =
        LoadedCase::from_text("watched", &text).unwrap_or_else(|why| panic!("{text}\n{why}"));
    let statement = calculator::work_out(&case.case);
    let lines = || statement.periods.iter().flat_map(|period| &period.lines);
    for (row, back) in (0..rows).zip(&watch.buy_back) {
        let name = format!("P{row}");
        let due: Cents = lines().filter(|line| line.earner == name).map(|line| line.amount).sum();
        let (chunk, slot) = run.world.networks[0].partners.place(row);
        let purse = |group: Group| chunk.purse.of(slot)[group.index()];
        let paid = purse(Group::Rewards) + purse(Group::ReturnsAndClawback) - *back;
        assert_eq!(due, paid + run.carried[0].unpaid_of(row), "{name} under {plan} from {seed}");
    }
    let sum =
        |of: fn(&calculator::PeriodStatement) -> Cents| statement.periods.iter().map(of).sum();
    let (outcomes, total) = (&run.books.plans[0], run.books.plans[0].total());
    let came_to = (outcomes.volume, total.full, total.paid);
    let expected = (sum(|of| of.volume), sum(|of| of.full), sum(|of| of.rewards));
    assert_eq!(came_to, expected, "volume, full table and claims under {plan} from {seed}");
    let takes_back = lines().any(|line| line.part == "return");
    assert_eq!(takes_back, rules.takes_back_at_sale(), "returns under {plan} from {seed}");
    (watch.returns.len(), watch.cancelled)
}

const CLAWBACK: &str = "clawback = { counts_in = \"sale\" }\n";

const CLAWBACK_AT_RETURN: &str = "clawback = { counts_in = \"return\" }\n";

const CLAWBACK_WITH_RANKS: &str = "clawback = { counts_in = \"sale\", recompute_ranks = true }\n";

const RANKS: &str = "rank.silver = { order = 1, minimum_points = 250 }\n\
                     rank.gold = { order = 2, minimum_group_points = 1_000, \
                     minimum_active_recruits = 1 }\n";

/// One bonus each: what a leaver was paid for her goods can then be told from what she owes.
const FAMILIES: [&str; 10] = [
    "unilevel = { base = \"wholesale\", rates = [0.1, 0.05, 0.03], rank_rates = [\
     { rank = \"gold\", rates = [0.2, 0.1, 0.05, 0.05] }] }",
    "unilevel = { base = \"wholesale\", rates = [0.1, 0.05, 0.03], compression = \"none\" }",
    "unilevel = { base = \"wholesale\", rates = [0.1, 0.05], compression = \"standard\" }",
    "differential = { rate = 0.02, rank_rates = [{ rank = \"silver\", rate = 0.1 }, \
     { rank = \"gold\", rate = 0.2 }] }",
    "stairstep = { steps = [{ from_points = 1, rate = 0.05 }, { from_points = 500, rate = 0.2 }], \
     breakaway_points = 500, breakaway_lasts = \"life\" }",
    "binary = {}",
    "matrix = { width = 2, depth = 4, rates = [0.1, 0.1, 0.05, 0.05] }",
    "generation = { boundary_rank = \"silver\", rates = [0.05, 0.03] }",
    "growth = { goals = [100, 1_000], rate = 0.05 }",
    "pool.all = { share = 0.05, rank = \"silver\" }",
];

#[test]
fn goods_that_come_back_take_back_what_the_calculator_says_under_every_family() {
    let mut came_back = 0;
    for (seed, family) in (1..).zip(FAMILIES) {
        for clawback in [CLAWBACK, CLAWBACK_WITH_RANKS] {
            let activity = "activity = { minimum_points = 100, window_periods = 2 }\n";
            came_back += agree(seed, &format!("{activity}{clawback}{RANKS}{family}"));
        }
    }
    assert!(200 < came_back, "only {came_back} returns of earlier periods");
}

#[test]
fn titles_of_ranks_and_orders_of_late_weeks_are_those_of_the_periods_of_sale() {
    for clawback in [CLAWBACK, CLAWBACK_WITH_RANKS] {
        let rules = "late_weeks = 1\npay_by = \"title\"\nrank_measured = \"before\"\n";
        agree(21, &format!("{rules}{clawback}{RANKS}{}", FAMILIES[0]));
    }
}

#[test]
fn goods_of_a_kit_take_back_volume_only_if_the_kit_carried_any() {
    let carries = "kit_counts = true, kit_commissionable = true, ";
    for (kit, clawback) in ["", carries].into_iter().zip([31, 32]).flat_map(|kit| {
        [CLAWBACK_AT_RETURN, CLAWBACK, CLAWBACK_WITH_RANKS].map(|clawback| (kit, clawback))
    }) {
        let (kit, seed) = kit;
        let activity = format!("activity = {{ {kit}minimum_points = 50 }}\n");
        let came_back = agree(seed, &format!("{activity}{clawback}{RANKS}{}", FAMILIES[0]));
        assert!(10 < came_back, "only {came_back} with {activity}");
    }
}

#[test]
fn newcomers_who_cancel_take_back_what_the_calculator_says() {
    let kits = ["", "kit_counts = true, kit_commissionable = true, "];
    for (kit, clawback) in kits.into_iter().zip([61, 62]).flat_map(|kit| {
        [CLAWBACK_AT_RETURN, CLAWBACK, CLAWBACK_WITH_RANKS].map(|clawback| (kit, clawback))
    }) {
        let ((kit, seed), rules) =
            (kit, "rules.cooling_off_weeks = 51\nrules.cooling_off_claim_probability = 0.9\n");
        let activity = format!("activity = {{ {kit}minimum_points = 50 }}\n");
        let plan = format!("{rules}{activity}{clawback}{RANKS}{}", FAMILIES[0]);
        let (came_back, cancelled) = watched(seed, &plan);
        assert!(10 < came_back && 10 < cancelled, "{came_back} and {cancelled} with {plan}");
    }
}

/// Bonuses that ask for more than volume, and rules on top of all; customers are served by the
/// business, too.
const OTHERS: [&str; 12] = [
    "customer_bonus = { by = \"period\", steps = [{ from_points = 1, rate = 0.05 }] }",
    "party = { tiers = [{ from_sales = 1.00, rate = 0.1 }], host_share = 0.1, \
     team = [{ rate = 0.04 }] }",
    "affiliate = { rate = 0.1, second_tier_rate = 0.1, network_fee_share = 0.2 }",
    "sponsored = { fee_per_post = 1.50, agency_share = 0.2 }",
    "fast_start = { window_weeks = 6, rates = [0.1], open_share = 0.5 }",
    "kit_bonus = { amounts = [5.00, 2.50] }",
    "structure.tiers = [{ amount = 7.77, members = 1, member_points = 1 }]",
    "infinity.all = { rank = \"silver\", rate = 0.01 }",
    "matching = { rates = [0.2, 0.1] }",
    "person_cap = { amount = 20.00 }",
    "company_cap = { share = 0.1 }",
    "payment = { minimum = 25.00, leaver_balance = \"forfeited\" }",
];

/// Runs a scenario whose plan holds some bonuses; what is paid, taken back, owed and forfeited must
/// be what the plan claimed. Returns what was claimed.
fn close(plan: &str, bonuses: &str) -> Cents {
    let mut loaded = scenario(41, &format!("{plan}{RANKS}{bonuses}"));
    loaded.scenario.businesses[0].1.drop_ship_share = 0.5;
    let run = run(&loaded, 0);
    let flows = &run.books.journal.total()[Journal::account(Role::Business, BusinessId(0))];
    let content = [Reason::HostCredit, Reason::AffiliateCommission, Reason::SponsoredFee];
    let reasons = Reason::REWARDS.into_iter().chain(content).chain([Reason::Clawback]);
    let paid: Cents = reasons.map(|reason| -flows[reason.index()]).sum();
    // What goes on to agency and manager through a creator's hands is no claim of hers.
    let agents = &run.books.journal.total()[Journal::account(Role::Agencies, BusinessId(0))];
    let shares = [Reason::AgencyShare, Reason::ManagerShare];
    let paid = paid - shares.map(|reason| agents[reason.index()]).into_iter().sum::<Cents>();
    let outcomes = &run.books.plans[0];
    let unpaid: Cents = run.carried[0].unpaid.iter().flatten().copied().sum();
    let claimed = outcomes.total().paid;
    assert_eq!(claimed, paid + unpaid + outcomes.forfeited, "under {plan}{bonuses}");
    assert_eq!(run.books.payable[0], unpaid, "under {plan}{bonuses}");
    claimed
}

#[test]
fn the_books_close_under_every_bonus_and_returns_leave_less_to_claim() {
    let all = FAMILIES[0].lines().chain(FAMILIES[3..].iter().copied()).chain(OTHERS);
    let all: Vec<&str> = all.collect();
    let alone = all.len() - 4;
    let each = all[..alone].iter().map(|bonus| (*bonus).to_owned());
    let under_rules = all[alone..].iter().map(|rule| format!("{}\n{rule}", all[0]));
    for bonuses in each.chain(under_rules).chain([all.join("\n")]) {
        let nothing = close("", &bonuses);
        for clawback in [CLAWBACK, CLAWBACK_WITH_RANKS] {
            let claimed = close(clawback, &bonuses);
            assert!(Cents::ZERO < claimed, "{bonuses} pays");
            // Points that come back change whom a pool or a growth goes to, not only how much.
            assert!(claimed <= nothing, "{claimed} of {nothing} under {clawback}{bonuses}");
        }
    }
}

#[test]
fn where_nobody_sends_goods_back_it_is_the_same_in_which_period_they_count() {
    let of = |clawback: &str| {
        let mut loaded = scenario(51, &format!("{clawback}{RANKS}{}", FAMILIES[0]));
        loaded.scenario.businesses[0].1.buy_back.claim_probability = 0.0;
        let run = run(&loaded, 0);
        let purses =
            run.world.networks[0].partners.chunks.iter().flat_map(|chunk| chunk.purse.iter());
        (purses.collect::<Vec<_>>(), run.carried, run.books.plans)
    };
    let at_return = of(CLAWBACK_AT_RETURN);
    assert_eq!(of(CLAWBACK), at_return);
    assert_eq!(of(CLAWBACK_WITH_RANKS), at_return);
}
