//! Infinities, walked plainly: for each earner and each source everybody between is asked.

use downline::calculator::PeriodStatement;
use downline::scenario::{BlockedBy, Case, Infinity, RankRate, VolumeBase};
use downline::units::Ppm;
use proptest::prelude::*;
use proptest::sample::select;

use crate::cases;
use crate::leaders::{Book, Paid, People, agree, runs};

fn rate_of(people: People<'_>, layer: &Infinity, rank: usize) -> Option<Ppm> {
    if rank < people.place_of(layer.rank.as_deref()) {
        return None;
    }
    let own = layer.rank_rates.iter().find(|own| people.place_of(Some(&own.rank)) == rank);
    Some(own.map_or(layer.rate, |own| own.rate))
}

/// What an earner is paid on a source, given who stands between, the nearest to the source first.
fn rate_past(
    people: People<'_>,
    layer: &Infinity,
    earner: usize,
    between: &[usize],
) -> Option<Ppm> {
    let rank = people.rank(earner);
    let rate = rate_of(people, layer, rank)?;
    let counting = between.iter().zip(1..).filter(|&(&who, _)| people.counts(who));
    if layer.differential {
        let met = counting.filter_map(|(&who, _)| rate_of(people, layer, people.rank(who)));
        return rate.0.checked_sub(met.max().unwrap_or_default().0).map(Ppm);
    }
    for (&who, distance) in counting {
        let other = people.rank(who);
        let blocks = match layer.blocked_by {
            BlockedBy::SameOrHigher => rank <= other,
            BlockedBy::Higher => rank < other,
            BlockedBy::Nobody => false,
        };
        if 0 < other && blocks && layer.blocker_levels < distance {
            return None;
        }
    }
    Some(rate)
}

fn plainly(people: People<'_>, _: &PeriodStatement) -> Paid {
    let mut book = Book::new(people);
    for (name, layer) in &people.plan().infinity {
        book.open_table(name);
        let ranks = 0..=people.plan().ranks.len();
        let highest = ranks.filter_map(|rank| rate_of(people, layer, rank)).max();
        let highest = i128::from(highest.unwrap_or_default().0);
        for source in people.everybody() {
            let base = people.payable(people.base(layer.base, source));
            if base == 0 {
                continue;
            }
            book.base(base);
            let line = people.line_above(source);
            let mut paid = Vec::new();
            for (between, &earner) in line.iter().enumerate() {
                let level = between + 1;
                if level < layer.from_level as usize || !people.can_earn(earner) {
                    continue;
                }
                if let Some(rate) = rate_past(people, layer, earner, &line[..between]) {
                    paid.push(book.pay((earner, source), level, (base, rate, Ppm::ONE)));
                }
            }
            book.full(base * highest * i128::from(Ppm::ONE.0), &paid);
        }
    }
    book.close()
}

fn layers() -> impl Strategy<Value = Infinity> {
    let base = select(vec![VolumeBase::Wholesale, VolumeBase::Points]);
    let blocked_by = prop_oneof![
        3 => Just(BlockedBy::SameOrHigher),
        2 => Just(BlockedBy::Higher),
        1 => Just(BlockedBy::Nobody),
    ];
    let rates = prop::collection::vec(0..50_000_u32, 4);
    (base, 0..=3_usize, rates, 0..16_u8, (1..=4_u32, 0..=3_u32), blocked_by, any::<bool>())
        .prop_map(|(base, rank, mut rates, which, levels, blocked_by, differential)| {
            let names = ["silver", "gold", "platinum"];
            if differential {
                rates.sort_unstable();
            }
            // A rank without a rate of its own has that of those below all ranks.
            let own = names.iter().enumerate().skip(rank.saturating_sub(1));
            let own = own.filter(|(place, _)| differential || which >> place & 1 == 1);
            let rank_rates = own.map(|(place, &name)| RankRate {
                rank: name.to_owned(),
                rate: Ppm(rates[place + 1]),
            });
            Infinity {
                base,
                rank: rank.checked_sub(1).map(|place| names[place].to_owned()),
                rate: Ppm(rates[0]),
                rank_rates: rank_rates.collect(),
                from_level: levels.0,
                blocked_by: if differential { BlockedBy::SameOrHigher } else { blocked_by },
                blocker_levels: if differential { 0 } else { levels.1 },
                differential,
            }
        })
}

fn plans() -> impl Strategy<Value = Case> {
    (crate::leaders::cases(), prop::collection::vec(layers(), 1..=3)).prop_map(
        |(mut case, layers)| {
            let named = layers.into_iter().enumerate();
            case.plan.infinity = named.map(|(place, layer)| (place.to_string(), layer)).collect();
            case
        },
    )
}

#[test]
fn the_plain_walk_agrees_on_the_hand_case() {
    for set in ["top.blocker_levels=2", "step.from_level=1", "field.blocked_by=\"higher\""] {
        let set = format!("plan.infinity.{set}");
        agree(&cases::hand("infinity", &[&set]), "infinity", plainly).expect("the same");
    }
    agree(&cases::hand("infinity", &[]), "infinity", plainly).expect("the same");
}

proptest! {
    #![proptest_config(runs(3_000))]

    #[test]
    fn the_plain_walk_agrees_on_random_trees_and_plans(case in plans()) {
        agree(&case, "infinity", plainly).map_err(TestCaseError::fail)?;
    }
}
