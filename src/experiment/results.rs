//! What an ensemble of runs came to: the rows from which every table, picture and sentence is made.
//!
//! *Invariant*: plain data, placed by replicate number and never by arrival. Pictures and tables
//! read these same rows, so they cannot disagree.
//!
//! *Absent*: the world, files, colours.

use serde::{Deserialize, Serialize};

use super::interval::Estimate;
pub use super::joiners::{EntryWave, Joiners, RecruitsBin};
pub use super::paired::BudgetSetter;
pub use super::people::{PartnerMoney, TeamRow};
pub use crate::measure::{
    CareerClock, CareerEvent, Depth, LorenzBase, OwnUse, Party, Side, Unit, Window,
};
use crate::units::{Cents, Week};

/// Everything that an output may show.
#[derive(Debug, Clone)]
pub struct Results {
    /// Which scenario, under which luck.
    pub card: Card,
    /// Who gets the money, in two sentences.
    pub verdict: Verdict,
    /// Every headline number with its interval, in the order of the catalogue.
    pub readings: Vec<Reading>,
    /// Who put in and who got out each 100 of the money.
    pub capture: Vec<CaptureRow>,
    /// Net earnings of the persons of the headline window.
    pub earnings: EarningsTable,
    /// Exact counts over all persons, also where `partners` is a sample.
    pub histograms: Vec<Histogram>,
    /// Lorenz curves, one for each base.
    pub lorenz: Vec<LorenzCurve>,
    /// First earnings and break-even, with leaving as the competing event.
    pub incidence: Vec<IncidenceCurve>,
    /// What happened each week of each replicate.
    pub weeks: Vec<WeekRow>,
    /// The transaction-flow matrix of each week, summed over the replicates.
    pub flows: Vec<FlowRow>,
    /// One row for each partner, or for each of an addressed sample.
    pub partners: Vec<PartnerRow>,
    /// Whether `partners` holds everybody.
    pub partners_complete: bool,
    /// One row for each outcome of a persona.
    pub personas: Vec<FollowedRow>,
    /// One row for each creator who was offered a contract.
    pub creators: Vec<FollowedRow>,
    /// Everybody below each persona, in the first world.
    pub team: Vec<TeamRow>,
    /// Those whose first year was followed, by when they joined and by how many they recruited.
    pub joiners: Joiners,
}

/// Which scenario was run, and under which luck.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Card {
    /// The scenario's short name: the file's name without its ending.
    pub name: String,
    /// One line about it.
    pub title: String,
    /// Text put behind amounts, such as `EUR`.
    pub currency: String,
    /// Names of the businesses in the order of their ids.
    pub businesses: Vec<String>,
    /// Length of a run in weeks, burn-in included.
    pub weeks: u32,
    /// Weeks before the measures begin.
    pub burn_in_weeks: u32,
    /// Dated changes from outside, by name.
    pub events: Vec<EventMark>,
    /// Master seed.
    pub seed: u64,
    /// Number of simulated worlds.
    pub replicates: u32,
    /// SHA-256 of the scenario with all defaults resolved.
    pub scenario_hash: String,
    /// Scenarios whose channel cost is a budget in this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub budgets: Vec<BudgetSetter>,
    /// Name and version of the chance scheme.
    pub chance_scheme: String,
}

/// When an event of the scenario is at work, ramps included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventMark {
    /// Its name in the scenario.
    pub name: String,
    /// First week, from one.
    pub first_week: Week,
    /// Last week, from one; not beyond the run.
    pub last_week: Week,
}

/// Who captures most, in classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictClass {
    /// The businesses' net is above the partners' net.
    BusinessesMore,
    /// The partners' net is above the businesses' net.
    PartnersMore,
    /// Both are at or below zero.
    Neither,
    /// The interval of the difference covers zero.
    CannotTell,
}

impl VerdictClass {
    /// All classes.
    pub const ALL: [Self; 4] =
        [Self::BusinessesMore, Self::PartnersMore, Self::Neither, Self::CannotTell];

    /// The class inside a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::BusinessesMore => "the businesses more",
            Self::PartnersMore => "the partners more",
            Self::Neither => "neither",
            Self::CannotTell => "cannot tell",
        }
    }

    /// The class in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BusinessesMore => "businesses_more",
            Self::PartnersMore => "partners_more",
            Self::Neither => "neither",
            Self::CannotTell => "cannot_tell",
        }
    }
}

/// The answer to the question of the title.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Verdict {
    /// The class at the depth of cash, own use as a cost.
    pub class: VerdictClass,
    /// The whole answer in two plain sentences, with what it depends on.
    pub sentence: String,
    /// Businesses' net at that depth, in cents.
    pub businesses_net_cents: Estimate,
    /// Partners' net at that depth, in cents.
    pub partners_net_cents: Estimate,
    /// Businesses' net less partners' net, in cents.
    pub difference_cents: Estimate,
    /// The same of each 100 put in: the class follows from this interval.
    pub difference_of_100: Estimate,
    /// The side whose share of the money put in lies above one half with its whole interval.
    pub most_of_the_money: Option<String>,
    /// The class at each depth and under each treatment of own use.
    pub by_treatment: Vec<TreatmentVerdict>,
    /// Number of assumed keys that flip the verdict, or that it was not tested.
    pub robustness: String,
}

/// The verdict's class under one way of counting.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TreatmentVerdict {
    /// How deep the accounting goes.
    pub depth: Depth,
    /// How own use is counted.
    pub own_use: OwnUse,
    /// The class.
    pub class: VerdictClass,
}

/// One headline number.
#[derive(Debug, Clone, Serialize)]
pub struct Reading {
    /// Dotted name, documented in the catalogue of measures.
    pub key: String,
    /// Its unit.
    pub unit: Unit,
    /// Mean over the worlds with its interval; nothing where no world defines it.
    pub estimate: Option<Estimate>,
}

/// One party's part of each 100 of the money put in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CaptureRow {
    /// Which weeks.
    pub window: Window,
    /// How deep.
    pub depth: Depth,
    /// How own use is counted.
    pub own_use: OwnUse,
    /// Who.
    pub party: Party,
    /// Source or sink.
    pub side: Side,
    /// Sum over all replicates, positive on both sides (memo rows keep their sign).
    pub cents: i128,
    /// Of each 100 put in, over the worlds.
    pub of_100: Estimate,
}

/// Persons' nets: a histogram pooled over the worlds, and measures, as means of the worlds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EarningsTable {
    /// The window of the persons.
    pub window: Window,
    /// Persons in it, over all replicates.
    pub people: u64,
    /// Bins from the lowest to the highest; a bin holds `from <= x < to`.
    pub bins: Vec<EarningsBin>,
    /// Median net.
    pub median: Option<Estimate>,
    /// Mean net a head.
    pub mean: Option<Estimate>,
    /// Share with a net below zero.
    pub loss_share: Option<Estimate>,
    /// Share with a net above zero.
    pub gain_share: Option<Estimate>,
    /// What those below zero lost together, spread over all persons.
    pub losses_a_head: Option<Estimate>,
    /// Share with a net below zero when own use counts as consumption and not as a cost.
    pub loss_share_without_own_use: Option<Estimate>,
}

/// Exact counts of an amount over all persons of all worlds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Histogram {
    /// What is counted.
    pub of: HistogramOf,
    /// Persons, over all replicates.
    pub people: u64,
    /// Of these, those with exactly nothing; they are in a bin as well.
    pub at_zero: u64,
    /// Bins from the lowest to the highest; a bin holds `from <= x < to`.
    pub bins: Vec<EarningsBin>,
}

/// An amount of which there is a histogram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HistogramOf {
    /// Net of all weeks after the burn-in, own use as a cost, of everybody on the books in any.
    NetToDate,
    /// Rewards of the plan in the same weeks, of the same persons.
    RewardsToDate,
    /// Rewards of the plan in the calendar year, of everybody on the books in it.
    RewardsCalendarYear,
}

/// One bar of the histogram.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct EarningsBin {
    /// Lower edge, inclusive.
    pub from: Cents,
    /// Upper edge, exclusive.
    pub to: Cents,
    /// Persons in it, over all replicates.
    pub people: u64,
}

/// A Lorenz curve pooled over the worlds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LorenzCurve {
    /// Whose payments.
    pub base: LorenzBase,
    /// Persons, over all replicates.
    pub people: u64,
    /// Share of people against share of money, or currency units a head for `NetFirstYear`.
    pub points: Vec<(f64, f64)>,
    /// The Gini coefficient over the worlds (the normalised one for `NetFirstYear`).
    pub gini: Option<Estimate>,
    /// Share that the top 1 % get, over the worlds.
    pub top_1_percent: Option<Estimate>,
}

/// Cumulative incidence (Aalen-Johansen) over the worlds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IncidenceCurve {
    /// What is waited for.
    pub event: CareerEvent,
    /// On which clock.
    pub clock: CareerClock,
    /// Points in time.
    pub points: Vec<IncidenceRow>,
}

/// One point of a cumulative incidence curve, over the worlds that had somebody watched that long
/// or nobody left who waited: the three estimates add up to one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IncidenceRow {
    /// Weeks or posts since joining.
    pub time: u32,
    /// Share for whom it has happened.
    pub happened: Estimate,
    /// Share who left before it happened.
    pub left_before: Estimate,
    /// Share who still wait.
    pub waiting: Estimate,
}

/// One week of one replicate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct WeekRow {
    /// Replicate, from zero.
    pub replicate: u32,
    /// Week, from one.
    pub week: Week,
    /// Active partners at the week's end.
    pub active: u64,
    /// Dormant partners at the week's end.
    pub dormant: u64,
    /// Partners who joined in the week.
    pub joined: u64,
    /// Partners who left in the week.
    pub left: u64,
    /// Posts.
    pub posts: u64,
    /// Leads: people who would have joined had there been prospects enough.
    pub leads: u64,
    /// Orders of outside customers.
    pub customer_orders: u64,
    /// Orders wanted but refused because nobody was left to buy.
    pub orders_rationed: u64,
    /// Units sold to outside customers.
    pub units_sold: u64,
    /// Units that partners used themselves.
    pub units_own_use: u64,
    /// Units that partners bought beyond need to reach the qualifying volume.
    pub units_loaded: u64,
    /// Units in partners' hands at the week's end.
    pub units_stock: u64,
    /// What outside customers paid.
    pub customers_spend: Cents,
    /// What partners paid to businesses.
    pub partners_spend: Cents,
    /// What businesses paid to partners.
    pub paid_to_partners: Cents,
    /// Partners' net of the week.
    pub partners_net: Cents,
    /// Businesses' net of the week.
    pub businesses_net: Cents,
    /// People who could still be recruited, at the week's end.
    pub prospects: u64,
    /// People who could still be won as customers, at the week's end.
    pub unserved: u64,
    /// Hours worked by partners, in minutes.
    pub minutes: u64,
}

/// One cell of the transaction-flow matrix, summed over replicates: a movement, an account's
/// closing entry, or the memo of what is owed at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FlowRow {
    /// Week, from one.
    pub week: Week,
    /// Account: customers, partners, a business's name, suppliers and so on.
    pub account: String,
    /// Why the money moved, or the name of the closing entry or the memo.
    pub reason: String,
    /// What the account received (positive) or paid (negative), summed over all replicates.
    pub cents: Cents,
}

/// What became of one partner.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PartnerRow {
    /// Replicate, from zero.
    pub replicate: u32,
    /// Row in order of joining.
    pub partner: u32,
    /// Who she is, across contracts.
    pub person: u64,
    /// Business, by its place in the card.
    pub business: u8,
    /// Row of the sponsor; nothing for those recruited by the business.
    pub sponsor: Option<u32>,
    /// Levels below the business, 1 for those recruited by it.
    pub level: u32,
    /// Week of joining, from one; zero for founders.
    pub week_joined: Week,
    /// Week of leaving, from one.
    pub week_left: Option<Week>,
    /// Active, dormant or left.
    pub status: &'static str,
    /// Discount buyer, part-time seller or builder.
    pub motive: &'static str,
    /// Followers at joining.
    pub followers: f64,
    /// Hours a week at full motivation.
    pub hours_per_week: f64,
    /// Direct recruits ever.
    pub recruits: u32,
    /// Posts ever.
    pub posts: u32,
    /// Time worked ever, in minutes.
    pub minutes: u32,
    /// Customers at the end.
    pub customers: u32,
    /// Units at hand at the end.
    pub stock_units: u32,
    /// What those units cost.
    pub stock_cost: Cents,
    /// Money groups over the whole run, signs as the partner feels them.
    pub money: PartnerMoney,
    /// Net of the whole run, burn-in included: the sum of the groups.
    pub net: Cents,
    /// Price paid for the units used up by herself (part of the money paid for goods).
    pub own_use: Cents,
    /// Cost of the units written off on leaving.
    pub written_off: Cents,
    /// Net of the first 52 weeks; nothing for founders, those who joined in the burn-in and later
    /// rows of whoever came back, and where the run ended before.
    pub first_year_net: Option<Cents>,
    /// Own use of the first 52 weeks.
    pub first_year_own_use: Option<Cents>,
    /// Rewards of the first 52 weeks.
    pub first_year_rewards: Option<Cents>,
    /// Time worked in the first 52 weeks, in minutes.
    pub first_year_minutes: Option<u32>,
    /// Net of the calendar year; nothing where she was not on the books in it.
    pub calendar_year_net: Option<Cents>,
    /// Rewards of the calendar year.
    pub calendar_year_rewards: Option<Cents>,
    /// Weeks from joining to the first income.
    pub first_earnings_weeks: Option<u32>,
    /// Posts until the first income.
    pub first_earnings_posts: Option<u32>,
    /// Weeks from joining to break-even.
    pub break_even_weeks: Option<u32>,
    /// Posts until break-even.
    pub break_even_posts: Option<u32>,
    /// Whether the net fell below zero again after break-even.
    pub fell_back: bool,
    /// How many partners this row stands for.
    pub weight: f64,
}

/// The 52 weeks of somebody who is followed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FollowedRow {
    /// Replicate, from zero.
    pub replicate: u32,
    /// The persona's name, or the tier of a creator.
    pub cohort: String,
    /// How-manieth of her cohort, from zero.
    pub number: u32,
    /// Who she is, across contracts.
    pub person: u64,
    /// Business, by its place in the card.
    pub business: u8,
    /// Followers at joining or when asked.
    pub followers: f64,
    /// Week of joining or of the offer, from one.
    pub week: Week,
    /// Whether she took the contract; a persona always does.
    pub took_part: bool,
    /// Her first row in the table of partners, if she has one.
    pub partner: Option<u32>,
    /// Money groups of the 52 weeks.
    pub money: PartnerMoney,
    /// Their sum.
    pub net: Cents,
    /// Price paid for what she used herself.
    pub own_use: Cents,
    /// Time worked, in minutes.
    pub minutes: u32,
    /// Posts.
    pub posts: u32,
    /// Direct recruits.
    pub recruits: u32,
    /// What customers paid for goods at or through her.
    pub customers_spend: Cents,
    /// Units left.
    pub stock_units: u32,
    /// What they cost.
    pub stock_cost: Cents,
    /// Cost of what was written off.
    pub written_off: Cents,
    /// Weeks from joining to break-even, if within the 52.
    pub break_even_weeks: Option<u32>,
    /// Active, dormant, left or declined when they end.
    pub status: &'static str,
}
