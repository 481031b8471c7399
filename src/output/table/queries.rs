//! Questions to the tables of a result, in SQL, as the page of tables shows them.
//!
//! *Invariant*: each stands alone, runs in the folder of a result, and says what `summary.json`
//! says of the same thing; a test runs them.
//!
//! *Absent*: running them.

/// A question with its answer's SQL.
pub(super) struct Query {
    /// What is asked.
    pub(super) question: &'static str,
    /// How the answer is to be read, and which measure has it, too.
    pub(super) note: &'static str,
    /// The SQL.
    pub(super) sql: &'static str,
}

/// The questions of the page.
pub(super) const QUERIES: [Query; 3] = [
    Query {
        question: "Who makes a profit, by motive?",
        note: "Persons whose first 52 weeks were followed. Shares and medians are taken in each \
               world and then averaged, as `persons.first_year.by_motive` of `summary.json` is.",
        sql: "\
WITH worlds AS (
    SELECT replicate, motive, count(*) AS persons,
           avg((first_year_net_cents > 0)::INT) AS profit_share,
           avg((first_year_net_cents < 0)::INT) AS loss_share,
           quantile_disc(first_year_net_cents, 0.5) AS median_net_cents
    FROM 'partners.parquet'
    WHERE first_year_net_cents IS NOT NULL
    GROUP BY replicate, motive
)
SELECT motive, avg(persons) AS persons, avg(profit_share) AS profit_share,
       avg(loss_share) AS loss_share, avg(median_net_cents) / 100 AS median_net
FROM worlds
GROUP BY motive
ORDER BY motive;
",
    },
    Query {
        question: "Which share of the rewards did the top 1 % get?",
        note: "Everybody on the books in the last year; rows of somebody who came back count as \
               one person, and a fraction of a person counts as that fraction of what she got. The \
               same as `payments.calendar_year.rewards.on_books.top_1_percent_share`.",
        sql: "\
WITH persons AS (
    SELECT replicate, business, person, sum(calendar_year_rewards_cents) AS cents
    FROM 'partners.parquet'
    WHERE calendar_year_rewards_cents IS NOT NULL
    GROUP BY replicate, business, person
), ranked AS (
    SELECT replicate, cents::DOUBLE AS cents,
           row_number() OVER (PARTITION BY replicate ORDER BY cents DESC) AS place,
           count(*) OVER (PARTITION BY replicate) / 100 AS heads
    FROM persons
), worlds AS (
    SELECT replicate,
           sum(cents * greatest(0, least(1, heads - place + 1))) / sum(cents) AS share
    FROM ranked
    GROUP BY replicate
)
SELECT avg(share) AS top_1_percent_share, min(share) AS smallest, max(share) AS largest
FROM worlds;
",
    },
    Query {
        question: "Who pays whom, and for what?",
        note: "All weeks and worlds together. Every reason has one side with a single account, so \
               the smaller amount is what went between the two. What customers paid is the source \
               `customers` of `capture` in `summary.json`, what suppliers and platforms got are \
               its sinks.",
        sql: "\
SELECT payer.account AS payer, receiver.account AS receiver, reason,
       sum(least(-payer.amount_cents, receiver.amount_cents))::BIGINT AS cents
FROM 'flows.parquet' AS payer
JOIN 'flows.parquet' AS receiver USING (week, reason)
WHERE payer.amount_cents < 0 AND receiver.amount_cents > 0
  AND reason NOT IN ('change_in_balance', 'rewards_payable')
GROUP BY payer.account, receiver.account, reason
ORDER BY cents DESC;
",
    },
];
