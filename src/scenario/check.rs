//! What contradicts what over several keys.
//!
//! *Invariant*: every contradiction that can be found is reported, at the key that a user would
//! change first.

use super::Scenario;
use super::quantity::Quantity as _;
use super::reading::Reading;
use super::settings::{Business, Contradiction, Event, Plan, Rationing};
use super::suggest::{did_you_mean, nearest};
use crate::units::{Cents, WEEKS_PER_YEAR};

/// Adds every contradiction of the scenario to the reading's problems.
pub(super) fn check(reading: &mut Reading<Scenario>) {
    let scenario = reading.value().clone();
    check_run(&scenario, reading);
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
    }
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
            reading.contradict(key, message, Some(hint.unwrap_or(format!("there is {all}"))));
        }
        None if 1 < names.len() => {
            let message = format!("{who} does not say which business: there is {all}");
            reading.contradict(key, message, Some(format!("add `business = \"{}\"`", names[0])));
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
    reading.contradict(
        key,
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
