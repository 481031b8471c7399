//! Every key of caps, returns and payment, flipped on a case that was worked by hand.

use crate::cases::{hand, statement};

/// A change of a hand-worked case and what somebody then earns or is sent, worked by hand.
struct Flip {
    case: &'static str,
    /// What holds before and after.
    under: &'static [&'static str],
    sets: &'static [&'static str],
    period: usize,
    who: &'static str,
    /// What she earns and what is sent; nothing where it is not looked at.
    comes_to: (Option<i64>, Option<i64>),
}

const fn flip(
    case: &'static str,
    sets: &'static [&'static str],
    (period, who): (usize, &'static str),
    comes_to: (Option<i64>, Option<i64>),
) -> Flip {
    Flip { case, under: &[], sets, period, who, comes_to }
}

/// Without a cap on the company.
const FREE: &[&str] = &["plan.company_cap.share=1"];

const FLIPS: &[Flip] = &[
    // Ann has 230.00 of levels and 10.00 of the pool in one position.
    Flip {
        under: FREE,
        ..flip("caps", &["plan.person_cap.per=\"position\""], (1, "Ann"), (Some(24_000), None))
    },
    // 300.00 x 230 / 410, rounded down; the cent over goes to Ann-2.
    Flip {
        under: FREE,
        ..flip("caps", &["plan.person_cap.amount=300"], (1, "Ann"), (Some(16_829), None))
    },
    Flip {
        under: FREE,
        ..flip("caps", &["plan.person_cap.bonuses=[\"pool\"]"], (1, "Bob"), (Some(31_000), None))
    },
    // The cent that the split leaves over stays.
    Flip {
        under: FREE,
        ..flip("caps", &["plan.split_remainder=\"business\""], (1, "Ann-2"), (Some(10_975), None))
    },
    // 27 % of 4,000 are what the cap on persons leaves.
    flip("caps", &["plan.company_cap.share=0.27"], (1, "Ann"), (Some(14_024), None)),
    flip("caps", &["plan.company_cap.bonuses=[\"pool\"]"], (1, "Bob"), (Some(25_000), None)),
    // 8 / 9 of 250.00.
    flip("caps", &["plan.company_cap.exempt_amount=0"], (1, "Bob"), (Some(22_222), None)),
    // Top, Ann, Ann-2, Bob and Cat are paid first; of the 770.00 beyond what is exempt 190.00 are
    // left when it is Dan's turn, and nothing for Eve's levels.
    flip("caps", &["plan.company_cap.method=\"hard_stop\""], (1, "Cat"), (Some(16_000), None)),
    flip("caps", &["plan.company_cap.method=\"hard_stop\""], (1, "Dan"), (Some(21_000), None)),
    flip("caps", &["plan.company_cap.method=\"hard_stop\""], (1, "Eve"), (Some(2_000), None)),
    // Dan has the higher rank and keeps all; 540.00 are left of 660.00 that the others have.
    flip("caps", LOWER, (1, "Dan"), (Some(25_000), None)),
    flip("caps", LOWER, (1, "Ann"), (Some(11_838), None)),
    // Of 1,130.00 beyond what is exempt 770.00 are kept; 20 + 290 x 770 / 1,130 are less than 250.
    flip("caps", &["plan.cap_order=\"company_first\""], (1, "Bob"), (Some(21_761), None)),
    flip("caps", &["plan.payment.minimum=0"], (1, "Top"), (Some(2_000), Some(2_000))),
    flip("caps", &["plan.payment.leaver_balance=\"forfeited\""], (2, "Hal"), (Some(0), Some(0))),
    // With the ranks of then only Ada loses in period 2, and Ben is a leader when Cleo's 200 go.
    flip(
        "clawback",
        &["plan.clawback.recompute_ranks=false"],
        (2, "Ben"),
        (Some(1_500), Some(1_500)),
    ),
    flip("clawback", &["plan.clawback.recompute_ranks=false"], (3, "Ben"), (Some(-1_750), Some(0))),
    // Ben has 100 - 30 points in period 2 and is no leader; Cleo keeps what Dora's
    // 70 of period 1 brought her.
    flip("clawback", AT_RETURN, (2, "Ben"), (Some(500), Some(0))),
    flip("clawback", AT_RETURN, (3, "Cleo"), (Some(0), Some(0))),
];

const LOWER: &[&str] =
    &["plan.company_cap.method=\"lower_ranks_first\"", "plan.rank.high.minimum_points=100"];

const AT_RETURN: &[&str] =
    &["plan.clawback.counts_in=\"return\"", "plan.clawback.recompute_ranks=false"];

#[test]
fn every_switch_changes_what_it_should() {
    for flip in FLIPS {
        let found = |sets: &[&str]| {
            let statement = statement(&hand(flip.case, sets));
            let partners = &statement.periods[flip.period - 1].partners;
            let partner = partners.iter().find(|partner| partner.id == flip.who).expect("there");
            (partner.rewards.0, partner.paid.0)
        };
        let sets = [flip.under, flip.sets].concat();
        let (before, after) = (found(flip.under), found(&sets));
        let at = format!("{} of {} under {:?}", flip.who, flip.period, sets);
        if let Some(amount) = flip.comes_to.0 {
            assert_eq!(after.0, amount, "{at}");
        }
        if let Some(paid) = flip.comes_to.1 {
            assert_eq!(after.1, paid, "{at}");
        }
        assert!(before != after, "{at}: nothing changes");
    }
}
