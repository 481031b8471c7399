//! The pictures of a page: each as wide as its column, and as a phone shows it.
//!
//! *Invariant*: what is said of a picture beside it is what the picture that is a file says in it.
//!
//! *Absent*: the page.

use maud::{Markup, html};

use super::PlotError;
use super::scene::{Scene, Sheet};
use super::vector::{self, Palette};
use crate::experiment::compare::Comparison;
use crate::experiment::results::{Card, Depth, Results};
use crate::experiment::robust::RobustRow;
use crate::experiment::sweep::Sweep;

/// A picture in a page.
#[derive(Debug)]
pub(in crate::output) struct Drawing {
    /// What it shows, in a sentence.
    pub(in crate::output) finding: String,
    /// Units, base, window, worlds.
    pub(in crate::output) note: String,
    column: Scene,
    phone: Option<Scene>,
}

impl Drawing {
    /// A picture for the column, and one for a phone if it has room there.
    fn of(column: Scene, phone: Option<Scene>) -> Self {
        let (finding, note) = (column.title.clone(), column.subtitle.clone());
        Self { finding, note, column, phone }
    }

    /// A picture that is laid out for either.
    fn both(
        draw: impl Fn(&Results, Sheet) -> Result<Scene, PlotError>,
        results: &Results,
    ) -> Result<Self, PlotError> {
        Ok(Self::of(draw(results, Sheet::Column)?, Some(draw(results, Sheet::Phone)?)))
    }

    /// The picture as the page has it.
    pub(in crate::output) fn markup(&self, palette: &mut Palette) -> Markup {
        let column = vector::inline(&self.column, "column", palette);
        let phone = self.phone.as_ref().map(|phone| vector::inline(phone, "phone", palette));
        html! { (column) @if let Some(phone) = phone { (phone) } }
    }
}

/// Who put in and who got each 100, at one depth; a phone has the table instead.
pub(in crate::output) fn capture(results: &Results, depth: Depth) -> Result<Drawing, PlotError> {
    Ok(Drawing::of(super::capture::scene_of(results, depth)?, None))
}

/// The way of the money.
pub(in crate::output) fn sankey(results: &Results) -> Result<Drawing, PlotError> {
    Drawing::both(super::sankey::scene, results)
}

/// Net earnings of a first year.
pub(in crate::output) fn earnings(results: &Results) -> Result<Drawing, PlotError> {
    Drawing::both(super::earnings::scene, results)
}

/// How unequally rewards and nets are shared out.
pub(in crate::output) fn lorenz(results: &Results) -> Result<Drawing, PlotError> {
    Drawing::both(super::lorenz::scene, results)
}

/// Partners and sales over time.
pub(in crate::output) fn weeks(results: &Results) -> Result<Drawing, PlotError> {
    Drawing::both(super::weeks::scene, results)
}

/// When money comes to those who join, and how many leave before.
pub(in crate::output) fn incidence(results: &Results) -> Result<Drawing, PlotError> {
    Drawing::both(super::incidence::scene, results)
}

/// When they came, and what their first year brought.
pub(in crate::output) fn entry(results: &Results) -> Result<Drawing, PlotError> {
    Drawing::both(super::entry::scene, results)
}

/// How many people each of them recruited.
pub(in crate::output) fn recruits(results: &Results) -> Result<Drawing, PlotError> {
    Drawing::both(super::recruits::scene, results)
}

/// From what came in to what was kept.
pub(in crate::output) fn income(results: &Results) -> Result<Drawing, PlotError> {
    Drawing::both(super::income::scene, results)
}

/// Whose money came in, where the goods went, what rewards were paid for.
pub(in crate::output) fn retail(results: &Results) -> Result<Drawing, PlotError> {
    Drawing::both(super::retail::scene, results)
}

/// What it cost to sell through partners.
pub(in crate::output) fn channel(results: &Results) -> Result<Drawing, PlotError> {
    Drawing::both(super::channel::scene, results)
}

/// What named people end with, if anybody was followed; a phone has the table instead.
pub(in crate::output) fn personas(results: &Results) -> Result<Option<Drawing>, PlotError> {
    if !super::personas::has_any(results) {
        return Ok(None);
    }
    Ok(Some(Drawing::of(super::personas::scene(results, Sheet::Column)?, None)))
}

/// The largest team of a persona in the first world, if any joined.
pub(in crate::output) fn tree(results: &Results) -> Result<Option<Drawing>, PlotError> {
    super::tree::has_any(results).then(|| Drawing::both(super::tree::scene, results)).transpose()
}

/// What halving and doubling each assumed rate does.
pub(in crate::output) fn tornado(card: &Card, rows: &[RobustRow]) -> Result<Drawing, PlotError> {
    let draw = |sheet| super::tornado::scene(card, rows, sheet);
    Ok(Drawing::of(draw(Sheet::Column)?, Some(draw(Sheet::Phone)?)))
}

/// What each scenario changes; a phone has the tables instead.
pub(in crate::output) fn compare(comparison: &Comparison) -> Result<Drawing, PlotError> {
    Ok(Drawing::of(super::compare::scene(comparison, Sheet::Column)?, None))
}

/// What each point of a grid says.
pub(in crate::output) fn sweep(sweep: &Sweep) -> Result<Drawing, PlotError> {
    let draw = |sheet| super::heat::scene(sweep, sheet);
    Ok(Drawing::of(draw(Sheet::Column)?, Some(draw(Sheet::Phone)?)))
}
