//! Where a page comes from: what anybody needs to make the same again.
//!
//! *Invariant*: nothing of the machine and the moment.
//!
//! *Absent*: checksums, which the manifest has.

use maud::{Markup, html};

use crate::experiment::results::Card;
use crate::output::{MANIFEST, VERSION};

/// The section.
pub(super) fn provenance(prefix: &str, card: &Card, command: &str, summary: &str) -> Markup {
    html! {
        section.provenance id={ (prefix) "provenance" } {
            h2 { "Where this comes from" }
            dl.facts {
                (entry("Program", &format!("downline {VERSION}")))
                (entry("Scenario", &card.name))
                (entry("Scenario hash", &card.scenario_hash))
                (entry("Seed", &card.seed.to_string()))
                (entry("Simulated worlds", &card.replicates.to_string()))
                (entry("Weeks", &card.weeks.to_string()))
                (entry("Weeks before the measures begin", &card.burn_in_weeks.to_string()))
                (entry("Chance scheme", &card.chance_scheme))
            }
            @if !command.is_empty() {
                p { "The command that makes the same again, to the byte:" }
                pre.command { code { (command) } }
            }
            p.note {
                "Every number with all its digits is in " code { (summary) }
                " beside this page; " code { (MANIFEST) }
                " has the whole scenario and the checksum of every file. The same scenario, seed \
                 and version give the same bytes on any machine. "
                code { "downline check" } " prints the hash of a scenario file."
            }
        }
    }
}

fn entry(name: &str, value: &str) -> Markup {
    html! { div { dt { (name) } dd { code { (value) } } } }
}
