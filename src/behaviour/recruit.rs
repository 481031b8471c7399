//! Leads: people who would join if there are prospects enough.

use super::decisions::{add_wish, ask};
use super::sell::somewhere;
use super::{ChunkDecisions, Decision, Matter, Partner, Wish};
use crate::chance::{Purpose, SequencePurpose, poisson};

/// Draws the leads of a week with so many hours among people: those who say yes, as if nobody else
/// pitched to the same prospects.
pub(super) fn pitch(partner: &Partner<'_>, people: f64, views: f64, decision: &mut Decision) {
    let view = partner.view;
    let (at_home, elsewhere) = openness(partner);
    let rate = pitches(partner, people, views)
        * view.factors.leads
        * view.casting.mean_acceptance(partner.chunk.business)
        * (at_home + elsewhere);
    let drawn = poisson(partner.draw(Purpose::Leads), rate);
    decision[Matter::Lead] = ask(drawn, view.market.prospects_everywhere);
}

/// People to whom a partner pitches in a week with so many hours among people, weighed by her
/// eagerness.
pub(super) fn pitches(partner: &Partner<'_>, people: f64, views: f64) -> f64 {
    let Partner { view, chunk, slot, .. } = *partner;
    let recruit = &view.scenario.recruit;
    let contacts = views * recruit.pitch_rate + people * recruit.leads_per_hour;
    let eagerness = view.scenario.motives[chunk.motive[slot].index()].pitch_factor;
    contacts * eagerness
}

/// Weight of prospects at home and elsewhere.
fn openness(partner: &Partner<'_>) -> (f64, f64) {
    let view = partner.view;
    let bias = view.scenario.market.home_bias;
    (bias * view.market.open_home[partner.community()], (1.0 - bias) * view.market.open_everywhere)
}

/// Lists whom she would need for so many leads, by her lines from one on.
pub(super) fn wish(partner: &Partner<'_>, leads: u32, first: u32, out: &mut ChunkDecisions) {
    let (at_home, elsewhere) = openness(partner);
    let share = at_home / (at_home + elsewhere);
    let home = partner.split(Purpose::LeadSplit, leads, share);
    let mut number = 0;
    for (index, line) in (first..).zip(&out.lines[first as usize..]) {
        if line.matter() != Matter::Lead {
            continue;
        }
        for _ in 0..line.count() {
            let community = if number < home {
                partner.chunk.community_of(partner.slot)
            } else {
                let sums = &partner.view.market.prospect_sums;
                somewhere(partner, SequencePurpose::AwayProspect, number - home, sums)
            };
            add_wish(&mut out.prospects, Wish::new(community, index, number));
            number += 1;
        }
    }
}
