//! What contradicts what over several keys.
//!
//! *Invariant*: every contradiction that can be found is reported, at the key that a user would
//! change first.

use super::problem::ProblemKind;
use super::quantity::Quantity as _;
use super::reading::Reading;
use super::settings::{Business, Contradiction, Disclosure, Event, Plan, Rationing};
use super::suggest::{did_you_mean, nearest};
use super::{Scenario, limits};
use crate::units::{Cents, Ppm, WEEKS_PER_YEAR};

/// Adds every contradiction of the scenario to the reading's problems.
pub(super) fn check(reading: &mut Reading<Scenario>) {
    let scenario = reading.value().clone();
    check_run(&scenario, reading);
    limits::check_businesses(&scenario, reading);
    check_market(&scenario, reading);
    check_motives(&scenario, reading);
    for (name, event) in &scenario.events {
        check_event(name, event, scenario.weeks, reading);
    }
    check_cohorts(&scenario, reading);
    for (name, business) in &scenario.businesses {
        check_business(name, business, reading);
    }
}

/// Adds what can be told of all weeks together only: a rule that binds in none.
pub(super) fn check_all_weeks(reading: &mut Reading<Scenario>) {
    if !reading.complaints.is_empty() {
        return;
    }
    for index in 0..reading.value().businesses.len() {
        check_entry_fee(index, reading);
        check_buy_back(index, reading);
        check_disclosure(index, reading);
    }
}

/// Refuses a key of a business, or the keys below a table, where written, be it in events: in no
/// week have they a use.
fn refuse_below(
    (business, table): (usize, &str),
    (why, hint): (&str, &str),
    reading: &mut Reading<Scenario>,
) {
    let scenario = reading.value();
    let at = format!("business.{}.{table}", scenario.businesses[business].0);
    let by_events = scenario.events.iter().map(|(name, _)| format!("event.{name}.set.{at}"));
    let tables: Vec<String> = by_events.chain([at.clone()]).collect();
    for table in tables {
        let written = reading.written_below(&table);
        let mut keys: Vec<String> =
            written.into_iter().map(|key| format!("{table}.{key}")).collect();
        if keys.is_empty() && reading.gives(&table) {
            keys.push(table);
        }
        for key in keys {
            let name = key.rsplit('.').next().unwrap_or(&key).to_owned();
            let message = format!("`{name}` has no use {why}");
            reading.contradict(&key, message, Some(format!("{hint}, or leave `{name}` out")));
        }
    }
}

/// Goods that nobody ever owns cannot be sent back.
fn check_buy_back(index: usize, reading: &mut Reading<Scenario>) {
    let own_goods = |of: &Business| of.partners.own_orders || 0 < of.joining.kit_units;
    let is_off = |of: &Business| of.buy_back.share == Ppm::ZERO;
    let phases = || reading.value().phases().map(|phase| &phase.businesses[index].1);
    if phases().all(is_off) || phases().any(own_goods) {
        return;
    }
    let why = "where partners own no goods that they could send back";
    let hint = "let partners buy goods (`own_orders = true`) or give kits goods";
    refuse_below((index, "buy_back"), (why, hint), reading);
}

/// What newcomers are told where nobody ever joins is told to nobody.
fn check_disclosure(index: usize, reading: &mut Reading<Scenario>) {
    let tells = |of: &Business| of.rules.joining.disclosure != Disclosure::None;
    let phases = || reading.value().phases().map(|phase| &phase.businesses[index].1);
    let is_heard = reading.value().followed_people() != 0;
    if is_heard || phases().any(|of| of.partners.recruits) || !phases().any(tells) {
        return;
    }
    let why = "where nobody is recruited and no followed person is asked to join";
    let hint = "let partners recruit (`recruits = true`)";
    refuse_below((index, "rules.disclosure"), (why, hint), reading);
}

/// A cap on the entry fee that is above the price of the kit whenever there is one.
fn check_entry_fee(index: usize, reading: &mut Reading<Scenario>) {
    let scenario = reading.value();
    let caps = scenario.phases().filter_map(|phase| {
        let business = &phase.businesses[index].1;
        business.rules.joining.entry_fee_max.map(|most| (most, business.joining.kit_price))
    });
    let caps: Vec<(Cents, Cents)> = caps.collect();
    let Some(&(most, price)) = caps.last() else { return };
    if caps.iter().any(|(most, price)| most <= price) {
        return;
    }
    let key = format!("business.{}.rules.entry_fee_max", scenario.businesses[index].0);
    let events = scenario.events.iter().map(|(name, _)| format!("event.{name}.set.{key}"));
    let written = events.chain([key.clone()]).find(|path| reading.gives(path));
    reading.contradict(
        &written.unwrap_or(key),
        format!("`entry_fee_max` has no use: the kit costs {price}, less than {most}"),
        Some("lower `rules.entry_fee_max`, or leave it out".to_string()),
    );
}

fn check_run(scenario: &Scenario, reading: &mut Reading<Scenario>) {
    if scenario.weeks <= scenario.burn_in_weeks {
        reading.contradict(
            "burn_in_weeks",
            format!(
                "`burn_in_weeks` is {}, but the run has only {} weeks",
                scenario.burn_in_weeks, scenario.weeks
            ),
            Some("the measures need weeks after the burn-in".to_string()),
        );
    }
    if scenario.businesses.is_empty() {
        reading.contradict(
            "business",
            "there is no business in this scenario".to_string(),
            Some("add a table such as `[business.glow]`".to_string()),
        );
    }
}

fn check_market(scenario: &Scenario, reading: &mut Reading<Scenario>) {
    let market = &scenario.market;
    if market.people < market.community_people {
        reading.contradict(
            "market.community_people",
            format!(
                "a community of {} people does not fit a market of {}",
                market.community_people, market.people
            ),
            None,
        );
        return;
    }
    let founders: u64 =
        scenario.businesses.iter().map(|(_, business)| u64::from(business.founders)).sum();
    let followed = scenario.followed_people();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a 32-bit count"
    )]
    let prospects = (f64::from(market.people) * market.prospects_per_person + 0.5) as u64;
    let is_sound = |name: &str| reading.is_sound(&format!("business.{name}.founders"));
    let are_understood = scenario.businesses.iter().all(|(name, _)| is_sound(name));
    if prospects < founders + followed && are_understood {
        let (whom, lower) = match followed {
            0 => ("founders".to_string(), ""),
            _ => (format!("founders with {followed} people who are followed"), " or their number"),
        };
        reading.contradict(
            "market.prospects_per_person",
            format!(
                "{founders} {whom} are more than the {prospects} people who might ever join \
                 (`market.people` times `market.prospects_per_person`)"
            ),
            Some(format!("raise `market.people` or lower `founders`{lower}")),
        );
    }
    if market.rationing == Rationing::None && market.demand_renewal_weeks.is_none() {
        // More would be won than there are, and when these are lost the demand would have grown.
        reading.contradict(
            "market.rationing",
            "rationing `none` needs `market.demand_renewal_weeks`: customers who are kept must be \
             rationed"
                .to_string(),
            None,
        );
    }
}

fn check_motives(scenario: &Scenario, reading: &mut Reading<Scenario>) {
    let weights: f64 = scenario.motives.iter().map(|motive| motive.weight).sum();
    if weights <= 0.0 {
        reading.contradict("motive", "all motives have weight 0".to_string(), None);
    }
}

/// An event that changes nothing is more likely a slip than a wish. A factor of 1 that is given is
/// a wish: it turns an event off.
fn check_event(name: &str, event: &Event, weeks: u32, reading: &mut Reading<Scenario>) {
    let at = |key: &str| format!("event.{name}{key}");
    if weeks < event.start_week && reading.is_sound("weeks") {
        let plural = if weeks == 1 { "week" } else { "weeks" };
        reading.contradict(
            &at(".start_week"),
            format!(
                "event `{name}` begins in week {}, but the run has only {weeks} {plural}: it never \
                 happens",
                event.start_week
            ),
            Some("let it begin earlier, make the run longer (`weeks`), or drop the event".into()),
        );
    }
    if !reading.gives(&at(".factor")) && !reading.gives(&at(".set")) {
        reading.contradict(
            &at(""),
            format!("event `{name}` has no factor and sets no key: it changes nothing"),
            Some(format!(
                "give it one, such as `factor.leads = 0.5` or `set.post.reach = 0.2` in \
                 `[event.{name}]`"
            )),
        );
    }
}

/// Whoever is followed joins a business that there is, early enough for 52 weeks; clones are few
/// enough to leave the market as it is.
fn check_cohorts(scenario: &Scenario, reading: &mut Reading<Scenario>) {
    for (name, persona) in &scenario.personas {
        let at = |key: &str| format!("persona.{name}.{key}");
        let who = format!("persona `{name}`");
        check_asker((&at("business"), &who), persona.business.as_deref(), scenario, reading);
        check_window((&at("week"), &who), (persona.week, "joins"), scenario.weeks, reading);
    }
    let allowed = scenario.clones_allowed();
    let given = scenario.personas.iter().filter(|(_, persona)| persona.clones.is_some());
    let most = given.max_by_key(|(_, persona)| persona.clones).map(|(name, _)| name.clone());
    let all = scenario.personas.iter().map(|(_, persona)| u64::from(scenario.clones_of(persona)));
    let all: u64 = all.sum();
    if let Some(name) = most.filter(|_| u64::from(allowed) < all)
        && reading.is_sound("market.people")
    {
        let people = scenario.market.people;
        reading.contradict(
            &format!("persona.{name}.clones"),
            format!(
                "{all} clones of all personas are more than {allowed}, 0.1 % of the market's \
                 {people} people: they would change the market that they are put into"
            ),
            Some("lower `clones` and raise `replicates`, or raise `market.people`".to_string()),
        );
    }
    if let Some(creators) = &scenario.creators {
        let name = creators.business.as_deref();
        check_asker(("creators.business", "`creators`"), name, scenario, reading);
        let last = creators.week_of(creators.people - 1) + 1;
        let key = if 1 < creators.over_weeks { "creators.over_weeks" } else { "creators.week" };
        let last = (last, "has its last offer");
        check_window((key, "`creators`"), last, scenario.weeks, reading);
    }
}

/// Whose business somebody is asked to join must be clear.
fn check_asker(
    (key, who): (&str, &str),
    named: Option<&str>,
    scenario: &Scenario,
    reading: &mut Reading<Scenario>,
) {
    let names: Vec<&str> = scenario.businesses.iter().map(|(name, _)| name.as_str()).collect();
    if names.is_empty() || named.is_some_and(|name| names.contains(&name)) {
        return;
    }
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let all = quoted.join(", ");
    match named {
        Some(name) => {
            let hint = nearest(name, names).map(did_you_mean);
            let message = format!("{who} names the business `{name}`, which there is not");
            let hint = Some(hint.unwrap_or(format!("there is {all}")));
            let kind = ProblemKind::NoSuchBusiness { name: name.to_owned() };
            reading.contradict_about(key, kind, message, hint);
        }
        None if 1 < names.len() => {
            let message = format!("{who} does not say which business: there is {all}");
            let hint = Some(format!("add `business = \"{}\"`", names[0]));
            let names = names.into_iter().map(str::to_owned).collect();
            reading.contradict_about(key, ProblemKind::WhichBusiness { names }, message, hint);
        }
        None => {}
    }
}

/// The 52 weeks in which somebody is followed must fit the run.
fn check_window(
    (key, who): (&str, &str),
    (week, happens): (u32, &str),
    weeks: u32,
    reading: &mut Reading<Scenario>,
) {
    let end = week - 1 + WEEKS_PER_YEAR;
    if end <= weeks || !reading.is_sound("weeks") {
        return;
    }
    let hint = match (weeks + 1).checked_sub(WEEKS_PER_YEAR).filter(|&latest| 0 < latest) {
        Some(latest) => format!("week {latest} is the latest, or make the run longer (`weeks`)"),
        None => "make the run longer (`weeks`)".to_string(),
    };
    reading.contradict_about(
        key,
        ProblemKind::BeyondTheRun { week, end, weeks },
        format!(
            "{who} {happens} in week {week} and is followed for 52 weeks, to the end of week \
             {end}, but the run has only {weeks}"
        ),
        Some(hint),
    );
}

fn check_business(name: &str, business: &Business, reading: &mut Reading<Scenario>) {
    let at = |key: &str| format!("business.{name}.{key}");
    if business.founders < business.founder_roots {
        reading.contradict(
            &at("founder_roots"),
            format!(
                "{} founders without a sponsor are more than the {} founders",
                business.founder_roots, business.founders
            ),
            None,
        );
    }
    limits::check_points(name, business, reading);
    let buy_back = &business.buy_back;
    if buy_back.share < buy_back.commission_deduction {
        reading.contradict(
            &at("buy_back.commission_deduction"),
            format!(
                "the deduction {} is more than the share {} that is given back",
                buy_back.commission_deduction.text(),
                buy_back.share.text(),
            ),
            None,
        );
    }
    check_contract(name, business, reading);
    let written = reading.written_below(&at("rules"));
    let gives = |key: &str| reading.gives(&at(&format!("rules.{key}")));
    for Contradiction { key, message, hint } in
        business.rules.joining.contradictions(&written, gives)
    {
        reading.contradict(&at(&format!("rules.{key}")), message, hint);
    }
    check_plan(&at("plan"), &business.plan, reading);
    let idle = business.rules.pay.contradictions(&business.plan, Some(business));
    for Contradiction { key, message, hint } in idle {
        let hint = hint.map(|hint| hint.replace("`[plan.", &format!("`[{}.", at("plan"))));
        reading.contradict(&at(&format!("rules.{key}")), message, hint);
    }
}

fn check_contract(name: &str, business: &Business, reading: &mut Reading<Scenario>) {
    let at = |key: &str| format!("business.{name}.{key}");
    if !business.partners.own_orders && business.drop_ship_share < 1.0 {
        reading.contradict(
            &at("own_orders"),
            "partners without orders of their own have nothing to serve customers from".to_owned(),
            Some("let the business serve them: `drop_ship_share = 1`".to_owned()),
        );
    }
    let Some(booking) = &business.booking else { return };
    if booking.budget_of.is_some() && reading.gives(&at("booking.budget_per_week")) {
        reading.contradict(
            &at("booking.budget_per_week"),
            "`budget_per_week` and `budget_of` both say what may be spent".to_owned(),
            Some("leave one of them out".to_owned()),
        );
    }
    if booking.followers_max < booking.followers_min {
        reading.contradict(
            &at("booking.followers_max"),
            format!(
                "nobody has at least {} and at most {} followers",
                booking.followers_min, booking.followers_max
            ),
            None,
        );
    }
    if business.plan.sponsored.is_none() {
        reading.contradict(
            &at("booking"),
            "posts are booked, but the plan has no fee for them".to_owned(),
            Some(format!("add `[business.{name}.plan.sponsored]` with a fee")),
        );
    }
    let by_sale = business.plan.sponsored.as_ref().map(|fees| fees.fee_per_sale);
    if 0 < business.plan.activity.minimum_points && by_sale.is_some_and(|fee| Cents::ZERO < fee) {
        reading.contradict(
            &at("booking"),
            "the fee for a sale would hang on points that creators do not buy".to_owned(),
            Some(format!("set `business.{name}.plan.activity.minimum_points = 0`")),
        );
    }
}

fn check_plan(at: &str, plan: &Plan, reading: &mut Reading<Scenario>) {
    for Contradiction { key, message, hint } in plan.contradictions(reading.written_below(at)) {
        // A plan does not know where it stands.
        let hint = hint.map(|hint| hint.replace("`[plan.", &format!("`[{at}.")));
        reading.contradict(&format!("{at}.{key}"), message, hint);
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::Loaded;

    /// What is told about a business and the rest of its scenario: keys and lines.
    fn told(business: &str, rest: &str) -> Vec<(String, usize, String)> {
        let text = format!("weeks = 60\n[business.b]\nfounders = 20\n{business}\n{rest}\n");
        let Err(problems) = Loaded::from_text("checked", &text) else { return Vec::new() };
        let of = |problem: crate::scenario::Problem| (problem.key, problem.line, problem.message);
        problems.0.into_iter().map(of).collect()
    }

    /// Partners who own nothing, and nobody who is recruited.
    const NO_GOODS: &str = "own_orders = false\ndrop_ship_share = 1\njoining.kit_units = 0\n";

    #[test]
    fn a_buy_back_where_nobody_owns_goods_is_refused_at_its_keys() {
        let share = "buy_back.share = 0.5";
        let found = told(&format!("{NO_GOODS}{share}"), "");
        let (key, line, message) = &found[0];
        assert_eq!((found.len(), key.as_str(), *line), (1, "business.b.buy_back.share", 7));
        assert_eq!(
            message,
            "`share` has no use where partners own no goods that they could send back"
        );
        for (business, rest) in [
            (format!("{NO_GOODS}buy_back.share = 0"), ""),
            (share.to_owned(), ""),
            (format!("{}{share}", NO_GOODS.replace("units = 0", "units = 3")), ""),
            (
                format!("{NO_GOODS}{share}"),
                "[event.kit]\nstart_week = 9\nset.business.b.joining.kit_units = 2",
            ),
        ] {
            assert_eq!(told(&business, rest), [], "{business}{rest}");
        }
        let by_event = "[event.back]\nstart_week = 9\nset.business.b.buy_back.share = 0.7";
        let found = told(NO_GOODS, by_event);
        let places: Vec<usize> = found.iter().map(|(_, line, _)| *line).collect();
        assert_eq!(places, [10], "{found:?}");
    }

    #[test]
    fn a_deduction_above_what_is_given_back_is_refused() {
        for (share, deduction, refused) in
            [("0.5", "0.6", true), ("0.5", "0.5", false), ("0.5", "0.4", false), ("0", "0", false)]
        {
            let both =
                format!("buy_back.share = {share}\nbuy_back.commission_deduction = {deduction}");
            let found = told(&both, "");
            assert_eq!(found.len(), usize::from(refused), "{both}: {found:?}");
            for (key, line, _) in found {
                assert_eq!((key.as_str(), line), ("business.b.buy_back.commission_deduction", 5));
            }
        }
    }

    #[test]
    fn a_disclosure_that_nobody_hears_is_refused() {
        let tells = "rules.disclosure = \"company\"\n";
        let found = told(&format!("{tells}recruits = false"), "");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].0.as_str(), found[0].1), ("business.b.rules.disclosure", 4));
        let none = "rules.disclosure = \"none\"\nrecruits = false";
        let later = "[event.recruit]\nstart_week = 9\nset.business.b.recruits = true";
        let asked = "[persona.ana]\nfollowers = 2_000\nhours_per_week = 5\nmotive = \"builder\"";
        for (business, rest) in [
            (tells.to_owned(), ""),
            (none.to_owned(), ""),
            (format!("{tells}recruits = false"), later),
            (format!("{tells}recruits = false"), asked),
        ] {
            assert_eq!(told(&business, rest), [], "{business}{rest}");
        }
    }
}
