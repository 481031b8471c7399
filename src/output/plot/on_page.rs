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
    phone: Scene,
}

impl Drawing {
    /// A picture for the column and for a phone.
    fn of(draw: impl Fn(Sheet) -> Result<Scene, PlotError>) -> Result<Self, PlotError> {
        let (column, phone) = (draw(Sheet::Column)?, draw(Sheet::Phone)?);
        let (finding, note) = (column.title.clone(), column.subtitle.clone());
        Ok(Self { finding, note, column, phone })
    }

    /// The same of results.
    fn both(
        draw: impl Fn(&Results, Sheet) -> Result<Scene, PlotError>,
        results: &Results,
    ) -> Result<Self, PlotError> {
        Self::of(|sheet| draw(results, sheet))
    }

    /// The picture as the page has it.
    pub(in crate::output) fn markup(&self, palette: &mut Palette) -> Markup {
        let column = vector::inline(&self.column, "column", palette);
        let phone = vector::inline(&self.phone, "phone", palette);
        html! { (column) (phone) }
    }
}

/// Who put in and who got each 100, at one depth.
pub(in crate::output) fn capture(results: &Results, depth: Depth) -> Result<Drawing, PlotError> {
    Drawing::of(|sheet| super::capture::scene_of(results, depth, sheet))
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

/// How long people stay, if anybody was watched.
pub(in crate::output) fn tenure(results: &Results) -> Result<Option<Drawing>, PlotError> {
    let has_any = super::tenure::has_any(results);
    has_any.then(|| Drawing::both(super::tenure::scene, results)).transpose()
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

/// Whose money came in, where the goods went, what the plan paid for.
pub(in crate::output) fn retail(results: &Results) -> Result<Drawing, PlotError> {
    Drawing::both(super::retail::scene, results)
}

/// What it cost to sell through partners.
pub(in crate::output) fn channel(results: &Results) -> Result<Drawing, PlotError> {
    Drawing::both(super::channel::scene, results)
}

/// What named people end with, if anybody was followed.
pub(in crate::output) fn personas(results: &Results) -> Result<Option<Drawing>, PlotError> {
    let has_any = super::personas::has_any(results);
    has_any.then(|| Drawing::both(super::personas::scene, results)).transpose()
}

/// The largest team of a persona in the first world, if any joined.
pub(in crate::output) fn tree(results: &Results) -> Result<Option<Drawing>, PlotError> {
    super::tree::has_any(results).then(|| Drawing::both(super::tree::scene, results)).transpose()
}

/// What halving and doubling each assumed rate does.
pub(in crate::output) fn tornado(card: &Card, rows: &[RobustRow]) -> Result<Drawing, PlotError> {
    Drawing::of(|sheet| super::tornado::scene(card, rows, sheet))
}

/// What each scenario changes.
pub(in crate::output) fn compare(comparison: &Comparison) -> Result<Drawing, PlotError> {
    Drawing::of(|sheet| super::compare::scene(comparison, sheet))
}

/// What each point of a grid says.
pub(in crate::output) fn sweep(sweep: &Sweep) -> Result<Drawing, PlotError> {
    Drawing::of(|sheet| super::sweep::scene(sweep, sheet))
}
