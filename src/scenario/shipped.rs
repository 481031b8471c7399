//! The scenarios that come with the program.
//!
//! *Invariant*: the texts are those of the files in `scenarios/`, so that they can be listed and
//! copied wherever the program runs.

/// A scenario that ships.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped {
    /// Path of its file.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// All scenarios that ship, in the order of their paths.
pub const SHIPPED: [Shipped; 38] = [
    Shipped {
        path: "scenarios/beauty-market.toml",
        text: include_str!("../../scenarios/beauty-market.toml"),
    },
    Shipped {
        path: "scenarios/beauty-network-wholesale.toml",
        text: include_str!("../../scenarios/beauty-network-wholesale.toml"),
    },
    Shipped {
        path: "scenarios/beauty-network.toml",
        text: include_str!("../../scenarios/beauty-network.toml"),
    },
    Shipped {
        path: "scenarios/contracts/affiliate-equal-cost.toml",
        text: include_str!("../../scenarios/contracts/affiliate-equal-cost.toml"),
    },
    Shipped {
        path: "scenarios/contracts/affiliate-two-tier-equal-cost.toml",
        text: include_str!("../../scenarios/contracts/affiliate-two-tier-equal-cost.toml"),
    },
    Shipped {
        path: "scenarios/contracts/affiliate-two-tier.toml",
        text: include_str!("../../scenarios/contracts/affiliate-two-tier.toml"),
    },
    Shipped {
        path: "scenarios/contracts/affiliate.toml",
        text: include_str!("../../scenarios/contracts/affiliate.toml"),
    },
    Shipped {
        path: "scenarios/contracts/base.toml",
        text: include_str!("../../scenarios/contracts/base.toml"),
    },
    Shipped {
        path: "scenarios/contracts/network.toml",
        text: include_str!("../../scenarios/contracts/network.toml"),
    },
    Shipped {
        path: "scenarios/contracts/party-equal-cost.toml",
        text: include_str!("../../scenarios/contracts/party-equal-cost.toml"),
    },
    Shipped {
        path: "scenarios/contracts/party.toml",
        text: include_str!("../../scenarios/contracts/party.toml"),
    },
    Shipped {
        path: "scenarios/contracts/sponsored-macro.toml",
        text: include_str!("../../scenarios/contracts/sponsored-macro.toml"),
    },
    Shipped {
        path: "scenarios/contracts/sponsored-micro.toml",
        text: include_str!("../../scenarios/contracts/sponsored-micro.toml"),
    },
    Shipped {
        path: "scenarios/established.toml",
        text: include_str!("../../scenarios/established.toml"),
    },
    Shipped {
        path: "scenarios/lockdown.toml",
        text: include_str!("../../scenarios/lockdown.toml"),
    },
    Shipped {
        path: "scenarios/no-lockdown.toml",
        text: include_str!("../../scenarios/no-lockdown.toml"),
    },
    Shipped {
        path: "scenarios/personas.toml",
        text: include_str!("../../scenarios/personas.toml"),
    },
    Shipped {
        path: "scenarios/plans/binary.toml",
        text: include_str!("../../scenarios/plans/binary.toml"),
    },
    Shipped {
        path: "scenarios/plans/hybrid.toml",
        text: include_str!("../../scenarios/plans/hybrid.toml"),
    },
    Shipped {
        path: "scenarios/plans/matrix.toml",
        text: include_str!("../../scenarios/plans/matrix.toml"),
    },
    Shipped {
        path: "scenarios/plans/stairstep.toml",
        text: include_str!("../../scenarios/plans/stairstep.toml"),
    },
    Shipped {
        path: "scenarios/plans/unilevel.toml",
        text: include_str!("../../scenarios/plans/unilevel.toml"),
    },
    Shipped {
        path: "scenarios/quiet-market.toml",
        text: include_str!("../../scenarios/quiet-market.toml"),
    },
    Shipped { path: "scenarios/ref-1.toml", text: include_str!("../../scenarios/ref-1.toml") },
    Shipped {
        path: "scenarios/rules/all.toml",
        text: include_str!("../../scenarios/rules/all.toml"),
    },
    Shipped {
        path: "scenarios/rules/base.toml",
        text: include_str!("../../scenarios/rules/base.toml"),
    },
    Shipped {
        path: "scenarios/rules/buy-back.toml",
        text: include_str!("../../scenarios/rules/buy-back.toml"),
    },
    Shipped {
        path: "scenarios/rules/cooling-off.toml",
        text: include_str!("../../scenarios/rules/cooling-off.toml"),
    },
    Shipped {
        path: "scenarios/rules/disclosure.toml",
        text: include_str!("../../scenarios/rules/disclosure.toml"),
    },
    Shipped {
        path: "scenarios/rules/entry-fee-cap.toml",
        text: include_str!("../../scenarios/rules/entry-fee-cap.toml"),
    },
    Shipped {
        path: "scenarios/rules/no-recruiting-bonus.toml",
        text: include_str!("../../scenarios/rules/no-recruiting-bonus.toml"),
    },
    Shipped {
        path: "scenarios/rules/own-use-cap.toml",
        text: include_str!("../../scenarios/rules/own-use-cap.toml"),
    },
    Shipped {
        path: "scenarios/rules/retail-share.toml",
        text: include_str!("../../scenarios/rules/retail-share.toml"),
    },
    Shipped {
        path: "scenarios/rules/verified-retail.toml",
        text: include_str!("../../scenarios/rules/verified-retail.toml"),
    },
    Shipped {
        path: "scenarios/saturation.toml",
        text: include_str!("../../scenarios/saturation.toml"),
    },
    Shipped { path: "scenarios/tiny.toml", text: include_str!("../../scenarios/tiny.toml") },
    Shipped {
        path: "scenarios/two-networks.toml",
        text: include_str!("../../scenarios/two-networks.toml"),
    },
    Shipped { path: "scenarios/world.toml", text: include_str!("../../scenarios/world.toml") },
];

impl Shipped {
    /// The scenario's title, read from its text.
    pub fn title(&self) -> &'static str {
        let line = self.text.lines().find_map(|line| line.strip_prefix("title = "));
        line.map_or("", |title| title.trim().trim_matches('"'))
    }
}
