//! The pages of the bonuses, as the documentation has them.

/// Every page below `docs/plans`, by the name of its bonus, in alphabetical order.
pub(super) const PAGES: [(&str, &str); 24] = [
    ("affiliate", include_str!("../../docs/plans/affiliate.md")),
    ("binary", include_str!("../../docs/plans/binary.md")),
    ("breakaway", include_str!("../../docs/plans/breakaway.md")),
    ("clawback", include_str!("../../docs/plans/clawback.md")),
    ("company_cap", include_str!("../../docs/plans/company_cap.md")),
    ("customer_bonus", include_str!("../../docs/plans/customer_bonus.md")),
    ("differential", include_str!("../../docs/plans/differential.md")),
    ("fast_start", include_str!("../../docs/plans/fast_start.md")),
    ("generation", include_str!("../../docs/plans/generation.md")),
    ("growth", include_str!("../../docs/plans/growth.md")),
    ("infinity", include_str!("../../docs/plans/infinity.md")),
    ("kit_bonus", include_str!("../../docs/plans/kit_bonus.md")),
    ("leadership", include_str!("../../docs/plans/leadership.md")),
    ("matching", include_str!("../../docs/plans/matching.md")),
    ("matrix", include_str!("../../docs/plans/matrix.md")),
    ("party", include_str!("../../docs/plans/party.md")),
    ("payment", include_str!("../../docs/plans/payment.md")),
    ("person_cap", include_str!("../../docs/plans/person_cap.md")),
    ("placement", include_str!("../../docs/plans/placement.md")),
    ("pool", include_str!("../../docs/plans/pool.md")),
    ("sponsored", include_str!("../../docs/plans/sponsored.md")),
    ("stairstep", include_str!("../../docs/plans/stairstep.md")),
    ("structure", include_str!("../../docs/plans/structure.md")),
    ("unilevel", include_str!("../../docs/plans/unilevel.md")),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Bonus;

    const HEADINGS: [&str; 5] =
        ["## What it pays", "## Terms", "## Worked example", "## Switches", "## References"];

    #[test]
    fn every_bonus_has_a_page_and_every_page_the_same_headings() {
        for bonus in Bonus::ALL {
            // The host's credit belongs to the party plan.
            let name = if bonus == Bonus::HostCredit { "party" } else { bonus.name() };
            assert!(PAGES.iter().any(|(page, _)| *page == name), "no page of `{name}`");
        }
        for (name, page) in PAGES {
            let found: Vec<&str> = page.lines().filter(|line| line.starts_with("## ")).collect();
            assert_eq!(found, HEADINGS, "{name}");
        }
    }
}
