//! What must come out of a case.

use super::partner::MONEY_MAX;
use crate::scenario::{Bonus, Part, Source, Table};
use crate::units::{Cents, Ppm};

/// Something that must come out: every figure that is given is compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// In which period.
    pub period: u64,
    /// The last of several periods whose money is added up.
    pub to_period: Option<u64>,
    /// Whose figures; the whole company's if it is left out.
    pub who: Option<String>,
    /// Of which bonus; of all if it is left out.
    pub bonus: Option<Bonus>,
    /// Of which table, where the plan has several of the bonus.
    pub table: Option<String>,
    /// Of which part of it, by its name in the statement.
    pub part: Option<Part>,
    /// At which level, generation, tier or step.
    pub level: Option<u64>,
    /// From whom.
    pub source: Option<String>,
    /// Sum of the claims.
    pub amount: Option<Cents>,
    /// Rate of each of the claims.
    pub rate: Option<Ppm>,
    /// Sent in the period and at its end.
    pub paid: Option<Cents>,
    /// Carried to the next period.
    pub unpaid: Option<Cents>,
    /// Retail profit.
    pub retail_profit: Option<Cents>,
    /// Profit on goods that customers bought, of what she paid for them, in whole percent.
    pub markup_percent: Option<u64>,
    /// Retail profit and claims together.
    pub total: Option<Cents>,
    /// What the full rate table would have paid.
    pub full: Option<Cents>,
    /// Of it, what nobody was paid.
    pub breakage: Option<Cents>,
    /// What agencies, managers and networks get.
    pub agents: Option<Cents>,
    /// Sent before the period's end.
    pub advance: Option<Cents>,
    /// Sent at the period's end.
    pub paid_at_end: Option<Cents>,
    /// Retail profit and what is sent, less what she spends.
    pub left: Option<Cents>,
    /// The same less the worth of her time.
    pub net: Option<Cents>,
    /// Rank by the period's numbers; empty for none.
    pub rank: Option<String>,
    /// Rank that is paid; empty for none.
    pub paid_rank: Option<String>,
    /// Highest rank ever; empty for none.
    pub title: Option<String>,
    /// Tier of the structure bonus.
    pub structure_tier: Option<u64>,
    /// Points that wait in the left leg.
    pub left_points: Option<u64>,
    /// Points that wait in the right leg.
    pub right_points: Option<u64>,
    /// Group points of the period.
    pub group_points: Option<u64>,
    /// Own points that count.
    pub points: Option<u64>,
    /// Points of goods bought that do not count yet.
    pub uncounted_points: Option<u64>,
    /// Seats of her matrix whose holders have not left.
    pub filled_seats: Option<u64>,
    /// Seats that her matrix has.
    pub matrix_seats: Option<u64>,
    /// Whether her group broke away for good.
    pub broken_away: Option<bool>,
    /// Below whom she sits; empty for nobody.
    pub placement: Option<String>,
}

impl Expectation {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        let [who, table, source, rank, paid_rank, title, placement] = read_names(t);
        let [amount, paid, unpaid, retail_profit, total, full, breakage, agents] = read_money(t);
        let [advance, paid_at_end, left, net] = read_what_is_left(t);
        let [
            level,
            structure_tier,
            left_points,
            right_points,
            group_points,
            filled_seats,
            matrix_seats,
            markup_percent,
            to_period,
            points,
            uncounted_points,
        ] = read_counts(t);
        Self {
            period: t
                .count("period", 1)
                .unit("period")
                .within(1, 1_000)
                .source(Source::Technical)
                .about("The period whose figures are compared.")
                .read(),
            to_period,
            markup_percent,
            who,
            bonus: t
                .optional_choice("bonus")
                .source(Source::Technical)
                .about("Only claims of this bonus.")
                .read(),
            table,
            part: read_part(t),
            level,
            source,
            amount,
            rate: read_rate(t),
            paid,
            unpaid,
            retail_profit,
            total,
            full,
            breakage,
            agents,
            advance,
            paid_at_end,
            left,
            net,
            rank,
            paid_rank,
            title,
            structure_tier,
            left_points,
            right_points,
            group_points,
            points,
            uncounted_points,
            filled_seats,
            matrix_seats,
            broken_away: t
                .optional_flag("broken_away")
                .source(Source::Technical)
                .about("Whether her group stays away for life.")
                .read(),
            placement,
        }
    }
}

fn read_part(t: &mut Table<'_>) -> Option<Part> {
    t.optional_choice("part")
        .source(Source::Technical)
        .about("Only claims for this part of a bonus, as the statement names it.")
        .read()
}

fn read_rate(t: &mut Table<'_>) -> Option<Ppm> {
    t.optional_rate("rate")
        .source(Source::Technical)
        .about("The rate of each of these claims.")
        .read()
}

fn read_names(t: &mut Table<'_>) -> [Option<String>; 7] {
    let mut name = |key, about| t.optional_text(key).source(Source::Technical).about(about).read();
    [
        name("who", "Whose figures are compared; the whole company's if it is left out."),
        name("table", "Only claims of this layer of infinity or this pool, by its name."),
        name("source", "Only claims that come from this partner."),
        name("rank", "Her rank by the period's numbers; an empty text for none."),
        name("paid_rank", "The rank that she is paid as; an empty text for none."),
        name("title", "Her highest rank ever, this period's included; an empty text for none."),
        name("placement", "Below whom she sits; an empty text for nobody."),
    ]
}

fn read_money(t: &mut Table<'_>) -> [Option<Cents>; 8] {
    let mut money = |key, about| {
        t.optional_money(key)
            .within(Cents(-MONEY_MAX), Cents(MONEY_MAX))
            .source(Source::Technical)
            .about(about)
            .read()
    };
    [
        money("amount", "Sum of the claims."),
        money("paid", "What is sent in the period and at its end."),
        money("unpaid", "What is carried to the next period."),
        money("retail_profit", "Retail profit."),
        money("total", "Retail profit and claims together."),
        money("full", "What the full rate table would have paid."),
        money("breakage", "Of it, what nobody was paid."),
        money("agents", "What agencies, managers and networks get."),
    ]
}

fn read_what_is_left(t: &mut Table<'_>) -> [Option<Cents>; 4] {
    let mut money = |key, about| {
        t.optional_money(key)
            .within(Cents(-MONEY_MAX), Cents(MONEY_MAX))
            .source(Source::Technical)
            .about(about)
            .read()
    };
    [
        money("advance", "What is sent before the period's end."),
        money("paid_at_end", "What is sent at the period's end, after the advance."),
        money("left", "Retail profit and what is sent, less what she spends."),
        money("net", "What is left, less the worth of her time."),
    ]
}

fn read_counts(t: &mut Table<'_>) -> [Option<u64>; 11] {
    let mut count = |key, unit, about| {
        t.optional_count(key).unit(unit).source(Source::Technical).about(about).read()
    };
    [
        count("level", "level", "Only claims at this level, generation, tier or step."),
        count("structure_tier", "tier", "Tier of the structure bonus that she holds; 0 for none."),
        count("left_points", "points", "Points that wait in the left leg."),
        count("right_points", "points", "Points that wait in the right leg."),
        count("group_points", "points", "Points of her whole group in the period."),
        count("filled_seats", "seats", "Seats of her matrix whose holders have not left."),
        count("matrix_seats", "seats", "Seats that her matrix has."),
        count(
            "markup_percent",
            "percent",
            "Retail profit on goods that customers bought, of what she paid for them, to the next \
             whole percent.",
        ),
        count("to_period", "period", "The last of several periods whose money is added up."),
        count("points", "points", "Her own points of the period, as far as they count."),
        count("uncounted_points", "points", "Points of goods bought that do not count yet."),
    ]
}
