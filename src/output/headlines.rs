//! The measures that a comparison shows first, in groups that share a unit.
//!
//! *Invariant*: each is a measure of the summary, or the number that the verdict follows from. What
//! is not among them is in the files.
//!
//! *Absent*: values, layout.

use super::numbers::decimal;
use crate::experiment::compare::HEADLINE;

/// Measures that share a unit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group {
    /// What the numbers are, above the group; the currency is put for `{}`.
    pub(crate) title: &'static str,
    /// What a value is multiplied by before it is shown.
    pub(crate) factor: f64,
    /// Decimals that are shown.
    pub(crate) decimals: usize,
    /// Words and key of each measure, the most important one first.
    pub(crate) measures: &'static [(&'static str, &'static str)],
}

impl Group {
    /// The title with the currency in it.
    pub(crate) fn titled(&self, currency: &str) -> String {
        let words = self.title.replace("{}", currency);
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A value as it is shown.
    pub(crate) fn text(&self, value: f64) -> String {
        decimal(value * self.factor, self.decimals)
    }

    /// A difference as it is shown: with its sign, unless it is exactly zero.
    pub(crate) fn signed(&self, value: f64) -> String {
        let text = self.text(value);
        let is_shown = text.chars().any(|letter| letter.is_ascii_digit() && letter != '0');
        if 0.0 < value && is_shown { format!("+{text}") } else { text }
    }
}

/// Of each 100 put in.
pub(crate) const OF_100: Group = Group {
    title: "net of each 100 {} put in",
    factor: 100.0,
    decimals: 1,
    measures: &[
        ("businesses − partners (cash)", HEADLINE),
        ("businesses (cash)", "capture.to_date.cash.own_use_as_cost.businesses_share"),
        ("partners (cash)", "capture.to_date.cash.own_use_as_cost.partners_share"),
        ("businesses (gross take)", "capture.to_date.gross_take.own_use_as_cost.businesses_share"),
        ("partners (gross take)", "capture.to_date.gross_take.own_use_as_cost.partners_share"),
        ("partners (with time)", "capture.to_date.with_time.own_use_as_cost.partners_share"),
    ],
};

/// Money a head.
pub(crate) const A_HEAD: Group = Group {
    title: "first 52 weeks, net in {}",
    factor: 0.01,
    decimals: 2,
    measures: &[
        ("median of each world", "persons.first_year.net.median"),
        ("mean", "persons.first_year.net.mean"),
        ("lowest tenth below", "persons.first_year.net.p10"),
        ("top tenth above", "persons.first_year.net.p90"),
        ("net per hour", "persons.first_year.hourly_net"),
    ],
};

/// Shares of people and of rewards.
pub(crate) const SHARES: Group = Group {
    title: "shares, in per cent",
    factor: 100.0,
    decimals: 1,
    measures: &[
        ("a loss in the first 52 weeks", "persons.first_year.net.loss_share"),
        ("broke even within 52 weeks", "careers.break_even.within_52_weeks"),
        ("recruited nobody in 52 weeks", "network.recruits.none_share"),
        ("no rewards in the last year", "payments.calendar_year.rewards.on_books.nothing_share"),
        (
            "rewards that the top 1 % got",
            "payments.calendar_year.rewards.on_books.top_1_percent_share",
        ),
    ],
};

/// Money of all together.
const TOTALS: Group = Group {
    title: "in 1,000 {}",
    factor: 0.000_01,
    decimals: 1,
    measures: &[
        ("money put in (cash)", "capture.to_date.cash.own_use_as_cost.base"),
        ("net of businesses (cash)", "capture.to_date.cash.own_use_as_cost.businesses_net"),
        ("net of partners (cash)", "capture.to_date.cash.own_use_as_cost.partners_net"),
        ("channel cost", "channels.cost"),
        ("channel cost had by partners", "channels.to_creators"),
    ],
};

/// Counts of partners.
const NETWORK: Group = Group {
    title: "number of partners",
    factor: 1.0,
    decimals: 0,
    measures: &[
        ("ever on the books", "network.partners_ever"),
        ("active at the end", "network.active_at_end"),
        ("active at the peak", "network.active_at_peak"),
    ],
};

/// What channel cost brings, where it is measured.
pub(crate) const CHANNEL: Group = Group {
    title: "outside sales over channel cost",
    factor: 1.0,
    decimals: 3,
    measures: &[
        ("all", "channels.outside_sales_per_cost"),
        ("sold by nano", "channels.by_seller.nano.outside_sales_per_cost"),
        ("sold by micro", "channels.by_seller.micro.outside_sales_per_cost"),
        ("sold by macro", "channels.by_seller.macro.outside_sales_per_cost"),
    ],
};

/// What it costs to win a customer.
const CUSTOMERS: Group = Group {
    title: "channel cost in {}",
    factor: 0.01,
    decimals: 2,
    measures: &[("per customer won", "channels.cost_per_customer")],
};

/// What becomes of those who were offered a contract.
const CREATORS: Group = Group {
    title: "of all creators who were asked, in per cent",
    factor: 100.0,
    decimals: 1,
    measures: &[
        ("took part", "creators.all.took_part_share"),
        ("with a profit", "creators.all.profit_share"),
        ("with a loss", "creators.all.loss_share"),
    ],
};

/// All groups, the most important first.
pub(crate) const GROUPS: [Group; 8] =
    [OF_100, A_HEAD, SHARES, CHANNEL, CUSTOMERS, CREATORS, TOTALS, NETWORK];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_headline_is_a_measure_of_the_reference_page() {
        let page = crate::experiment::measures_reference();
        for (_, key) in GROUPS.iter().flat_map(|group| group.measures) {
            let is_measured = page.contains(&format!("| `{key}` |"));
            assert!(is_measured || *key == HEADLINE, "{key}");
        }
    }

    #[test]
    fn a_difference_carries_its_sign_and_zero_none() {
        assert_eq!(OF_100.signed(0.125), "+12.5");
        assert_eq!(OF_100.signed(-0.125), "−12.5");
        assert_eq!(A_HEAD.signed(0.0), "0.00");
        assert_eq!(OF_100.titled(""), "net of each 100 put in");
        assert_eq!(OF_100.titled("EUR"), "net of each 100 EUR put in");
    }
}
