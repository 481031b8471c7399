//! Keys that are written though nothing uses them: each with what it needs.
//!
//! *Invariant*: only keys that somebody wrote are refused, never defaults. A list that is written
//! empty or a rate that is written as 0 switches something off, and what belongs to it may stay.
//!
//! *Absent*: values that contradict each other (the rooms of the bonuses say so).

use super::{
    BinaryCarry, BinaryMode, BlockedBy, CapMethod, CapPer, Closer, Compression, Contradictions,
    CountsIn, Plan, UnpaidShares,
};
use crate::units::Ppm;

/// Says so of every key that is written and has no use in the plan.
pub(super) fn contradictions(plan: &Plan, found: &mut Contradictions) {
    let mut idle = Idle { plan, found };
    idle.of_the_whole();
    idle.of_ranks();
    idle.of_caps();
    idle.of_levels();
    idle.of_start_and_stairstep();
    idle.of_seats();
    idle.of_binary();
    idle.of_matrix();
    idle.of_leaders();
    idle.of_sellers();
}

struct Idle<'i> {
    plan: &'i Plan,
    found: &'i mut Contradictions,
}

impl Idle<'_> {
    /// Refuses the keys of a table that are written: they have no use for a reason. Whoever writes
    /// one of the keys in `off` has switched off what they belong to.
    fn say(&mut self, table: &str, keys: &[&str], off: &[&str], why: &str, hint: &str) {
        if off.iter().any(|key| self.found.writes(&format!("{table}{key}"))) {
            return;
        }
        for key in keys {
            let path = format!("{table}{key}");
            if self.found.writes(&path) && !self.found.blames(&path) {
                let message = format!("`{key}` has no use {why}");
                self.found.say(path, message, Some(format!("{hint}, or leave `{key}` out")));
            }
        }
    }

    /// Refuses the keys of a table, and the table itself where it is written empty.
    fn table(&mut self, table: &str, keys: &[&str], why: &str, hint: &str) {
        self.say(&format!("{table}."), keys, &[], why, hint);
        if self.found.writes_empty(table) {
            self.say("", &[table], &[], why, hint);
        }
    }

    fn of_the_whole(&mut self) {
        let plan = self.plan;
        if plan.ranks.is_empty() {
            let hint = "add ranks as tables such as `[plan.rank.NAME]`";
            self.say("", &["pay_by", "rank_measured"], &[], "without ranks", hint);
        }
        if plan.bonuses().is_empty() {
            let keys = ["rounding", "rounding_unit", "newcomers_earn"];
            self.say("", &keys, &[], "in a plan without a bonus", ADD_A_BONUS);
            self.table("payment", &["minimum"], "in a plan without a bonus", ADD_A_BONUS);
        }
        if !self.counts_people() {
            let why = "in a plan that asks nowhere who is active or of a rank";
            let hint = "ask for ranks or for recruits";
            self.say("", &["newcomers_count"], &[], why, hint);
        }
        let pays_levels = plan.fast_start.is_some()
            || plan.kit_bonus.is_some()
            || plan.unilevel.is_some()
            || plan.differential.is_some()
            || plan.matrix.is_some()
            || plan.generation.is_some();
        if plan.unpaid_shares == UnpaidShares::Pool && !pays_levels {
            let why = "without a bonus by levels, of which a share could be unpaid";
            self.say("", &["unpaid_shares"], &[], why, "add one such as `[plan.unilevel]`");
        }
        if !plan.carries_pay() {
            let off = ["payment.minimum", "affiliate.held_below_customers"];
            if plan.payment.leaver_balance == super::LeaverBalance::Paid {
                let why = "where nothing is carried that a leaver could be paid";
                let hint = "set `payment.minimum`";
                self.say("", &["payment.leaver_balance"], &off, why, hint);
            }
        }
    }

    /// Whether anything depends on who counts for others.
    fn counts_people(&self) -> bool {
        let plan = self.plan;
        let asks = |list: &[u64]| !list.is_empty();
        !plan.ranks.is_empty()
            || plan.party.as_ref().is_some_and(|party| !party.team.is_empty())
            || plan.structure.is_some()
            || plan.generation.is_some()
            || plan.matching.is_some()
            || !plan.infinity.is_empty()
            || plan.unilevel.as_ref().is_some_and(|of| asks(&of.active_recruits_by_level))
            || plan.binary.as_ref().is_some_and(|binary| binary.needs_recruit_in_each_leg)
            || plan
                .matrix
                .as_ref()
                .is_some_and(|matrix| asks(&matrix.recruits_by_level) || !matrix.amounts.is_empty())
    }

    fn of_ranks(&mut self) {
        for (name, rank) in &self.plan.ranks {
            let table = format!("rank.{name}.");
            if rank.minimum_group_points == 0 {
                let (off, hint) = (["minimum_group_points"], "set `minimum_group_points`");
                self.say(&table, &["leg_cap"], &off, "without group points asked for", hint);
            }
            if rank.minimum_legs == 0 {
                let (off, hint) = (["minimum_legs"], "set `minimum_legs`");
                self.say(&table, &["leg_rank"], &off, "without legs asked for", hint);
            }
        }
    }

    fn of_caps(&mut self) {
        let plan = self.plan;
        let (person, company) = (plan.person_cap.as_ref(), plan.company_cap.as_ref());
        let splits = !plan.pools.is_empty()
            || person.is_some_and(|cap| cap.per == CapPer::Owner)
            || company.is_some_and(|cap| cap.method != CapMethod::HardStop);
        if !splits {
            let why = "where nothing is split";
            let hint = "add a pool or a cap that cuts in proportion";
            self.say("", &["split_remainder"], &[], why, hint);
        }
        if person.is_none() || company.is_none() {
            let hint = "add `[plan.person_cap]` and `[plan.company_cap]`";
            self.say("", &["cap_order"], &[], "without both caps", hint);
        }
        let caps_all = [
            ("person_cap", person.map(|cap| cap.bonuses.is_empty())),
            ("company_cap", company.map(|cap| cap.bonuses.is_empty())),
        ];
        for (table, all) in caps_all {
            if all == Some(true) && plan.bonuses().is_empty() {
                self.say("", &[table], &[], "in a plan without a bonus", ADD_A_BONUS);
            }
        }
        if person.is_none() {
            let hint = "add `[plan.person_cap]`";
            self.say("matching.", &["before_caps"], &[], "without a cap on a person", hint);
        }
        if plan.clawback.is_some_and(|of| of.counts_in == CountsIn::Return && !of.recompute_ranks) {
            let why = "where returns count in their own period";
            let hint = "set `clawback.counts_in = \"sale\"`";
            self.say("clawback.", &["recompute_ranks"], &[], why, hint);
        }
        if plan.clawback.is_some() {
            let (why, hint) = ("beside `clawback`, which does it", "drop `[plan.clawback]`");
            self.say("affiliate.", &["returns_reduce_sales"], &[], why, hint);
        }
    }

    fn of_levels(&mut self) {
        if let Some(unilevel) = &self.plan.unilevel
            && unilevel.compression != Compression::SkipBelowRank
        {
            let hint = "set `unilevel.compression = \"skip_below_rank\"`";
            let why = "unless `compression` is \"skip_below_rank\"";
            self.say("unilevel.", &["compression_rank"], &[], why, hint);
        }
        let Some(differential) = &self.plan.differential else { return };
        let tables = differential.rank_rates.iter().map(|table| table.rate);
        if tables.chain([differential.rate]).all(|rate| rate == Ppm::ZERO) {
            let keys = [
                "base",
                "broad_share",
                "pays_own",
                "own_rate_counts",
                "equal_rate",
                "first_only",
                "beyond_rank",
            ];
            self.without_rates("differential", &keys, &["rate", "rank_rates"]);
        }
        if differential.beyond_rank.is_some() {
            let why = "beside `beyond_rank`, whose holder's rate is taken off";
            let hint = "drop `differential.beyond_rank`";
            self.say("differential.", &["own_rate_counts"], &[], why, hint);
        }
    }

    /// Refuses a bonus that has no rates, at the keys that are written or else at its table.
    fn without_rates(&mut self, table: &str, keys: &[&str], off: &[&str]) {
        let at = format!("{table}.");
        let hint = format!("give it rates in `{table}.{}`", off.join("` or `"));
        self.say(&at, keys, off, "in a bonus without rates", &hint);
        if !keys.iter().chain(off).any(|key| self.found.writes(&format!("{at}{key}"))) {
            let hint = Some(format!("{hint}, or drop the table"));
            self.found.say(table, "the bonus pays nothing".to_owned(), hint);
        }
    }

    fn of_start_and_stairstep(&mut self) {
        let plan = self.plan;
        if let Some(structure) = &plan.structure
            && structure.tiers.iter().all(|tier| tier.team_points == 0)
        {
            let why = "without points of a team asked for";
            self.say("structure.", &["team"], &[], why, "set `team_points` in a tier");
        }
        let Some(stairstep) = &plan.stairstep else { return };
        if stairstep.breakaway_points.is_none() && !stairstep.breaks_away_for_life() {
            let hint = "set `stairstep.breakaway_points`";
            let why = "where no group ever breaks away";
            self.say("stairstep.", &["breakaway_lasts"], &[], why, hint);
        }
        if stairstep.steps.is_empty() && stairstep.leadership.is_none() {
            let why = "without steps and leadership, which pay by it";
            let hint = "add `stairstep.steps`";
            self.say("stairstep.", &["active_only"], &["steps"], why, hint);
        }
        if stairstep.leadership.as_ref().is_some_and(|of| of.rest_from_points == 0) {
            let why = "where everybody keeps the rest, whatever points she has";
            let hint = "set `stairstep.leadership.rest_from_points`";
            let (keys, off) = (["rest_from_legs"], ["rest_from_points"]);
            self.say("stairstep.leadership.", &keys, &off, why, hint);
        }
    }

    fn of_seats(&mut self) {
        if !self.plan.has_seats() {
            let hint = "add `[plan.binary]` or `[plan.matrix]`";
            self.table("placement", &["rule", "on_exit"], "in a plan without seats", hint);
        }
    }

    fn of_binary(&mut self) {
        let Some(binary) = &self.plan.binary else { return };
        let hint = "set `binary.mode = \"percent\"`";
        let mut rate = |why: &str, hint: &str| self.say("binary.", &["rate"], &[], why, hint);
        if binary.mode == BinaryMode::Steps {
            rate("in the mode `steps`, which pays its amounts", hint);
        } else if binary.mode == BinaryMode::Cycles && binary.pays_amounts() {
            rate("where a cycle pays an amount", "drop `binary.cycle_amount`");
        } else if !binary.own_steps.is_empty() {
            rate("beside `own_steps`, which are the rates", "drop `binary.own_steps`");
        }
        if binary.mode != BinaryMode::Cycles {
            let keys = ["cycle_strong_points", "cycle_weak_points"];
            let hint = "set `binary.mode = \"cycles\"`";
            self.say("binary.", &keys, &[], "in a mode without cycles", hint);
        }
        if binary.cycles_max.is_none() && binary.amount_max.is_none() {
            let hint = "set `binary.cycles_max` or `binary.amount_max`";
            self.say("binary.", &["capped_volume"], &[], "without a cap", hint);
        }
        if binary.carry == BinaryCarry::Flush {
            let hint = "set `binary.carry` to \"both\" or \"capped\"";
            let keys = ["when_inactive", "leaver_volume"];
            self.say("binary.", &keys, &[], "where every rest is lost", hint);
        }
    }

    fn of_matrix(&mut self) {
        let Some(matrix) = &self.plan.matrix else { return };
        let hint = "give it rates in `matrix.rates`";
        if matrix.rates.is_empty() && matrix.rank_rates.is_empty() {
            let off = ["rates", "rank_rates"];
            self.say("matrix.", &["base", "broad_share"], &off, "without rates", hint);
            if matrix.amounts.is_empty() {
                let keys = ["compression", "recruits_by_level", "rank_depths"];
                let off = ["rates", "rank_rates", "amounts"];
                self.say("matrix.", &keys, &off, "without rates or amounts", hint);
            }
        }
    }

    fn of_leaders(&mut self) {
        let plan = self.plan;
        if let Some(generation) = &plan.generation {
            let has_table = generation.rank_rates.iter().any(|table| !table.rates.is_empty());
            if generation.rates.is_empty() && !has_table {
                let keys = [
                    "base",
                    "boundary_rank",
                    "includes_closer",
                    "closer_opens_next",
                    "inactive_closes",
                    "empty_counts",
                    "broad_share",
                ];
                self.without_rates("generation", &keys, &["rates", "rank_rates"]);
            } else if generation.closer == Closer::Included {
                let why = "where who closes a generation belongs to it";
                let hint = "set `generation.includes_closer = false`";
                self.say("generation.", &["closer_opens_next"], &[], why, hint);
            }
        }
        for (name, layer) in &plan.infinity {
            let table = format!("infinity.{name}.");
            let is_usual = layer.blocked_by == BlockedBy::SameOrHigher && layer.blocker_levels == 0;
            if layer.differential && is_usual {
                let keys = ["blocked_by", "blocker_levels"];
                let why = "in a differential layer, which rates stop and not ranks";
                self.say(&table, &keys, &[], why, &format!("set `{table}differential = false`"));
            } else if layer.blocked_by == BlockedBy::Nobody && !layer.differential {
                let why = "where nobody stops the layer";
                let hint = format!("set `{table}blocked_by` to \"same_or_higher\" or \"higher\"");
                self.say(&table, &["blocker_levels"], &[], why, &hint);
            }
        }
    }

    fn of_sellers(&mut self) {
        let plan = self.plan;
        if let Some(party) = &plan.party {
            if party.tiers.is_empty() {
                let keys = ["scope", "advance_weeks"];
                self.say("party.", &keys, &["tiers"], "without tiers", "add `party.tiers`");
            }
            if party.unit.is_empty() {
                let keys = ["unit_rank", "unit_includes_own"];
                self.say("party.", &keys, &["unit"], "without rates of a unit", "add `party.unit`");
                if party.team.is_empty() {
                    let (off, hint) = (["team", "unit"], "add `party.team` or `party.unit`");
                    let why = "without rates of a team or a unit";
                    self.say("party.", &["wholesale_share"], &off, why, hint);
                }
            }
            if party.host_share == Ppm::ZERO {
                let (off, hint) = (["host_share"], "set `party.host_share`");
                self.say("party.", &["host_paid_by"], &off, "without a host's share", hint);
            }
        }
        if let Some(affiliate) = &plan.affiliate {
            if affiliate.tiers.is_empty() {
                let hint = "add `affiliate.tiers`";
                self.say("affiliate.", &["tier_scope"], &["tiers"], "without tiers", hint);
            }
            if affiliate.second_tier_rate == Ppm::ZERO {
                let (off, hint) = (["second_tier_rate"], "set `affiliate.second_tier_rate`");
                let why = "without a rate of the second tier";
                self.say("affiliate.", &["second_tier_of"], &off, why, hint);
            }
        }
        if let Some(sponsored) = &plan.sponsored
            && sponsored.agency_share == Ppm::ZERO
            && sponsored.manager_share == Ppm::ZERO
        {
            let off = ["agency_share", "manager_share"];
            let hint = "set `sponsored.agency_share` or `sponsored.manager_share`";
            let why = "without a share of an agency or a manager";
            self.say("sponsored.", &["on_top"], &off, why, hint);
        }
    }
}

const ADD_A_BONUS: &str = "add a bonus such as `[plan.unilevel]`";
