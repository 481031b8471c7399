//! Every picture by its name: what it is drawn of, and for which sheets it is laid out.
//!
//! *Invariant*: a picture that is drawn again from a saved result is the one that was drawn of the
//! result itself; whoever adds a picture adds one line to [`PICTURES`].
//!
//! *Absent*: files; which picture a page shows where (`page::figures`).

use super::scene::{Scene, Sheet};
use super::{
    Picture, PlotError, capture, channel, compare, earnings, entry, framed, incidence, income,
    lorenz, personas, recruits, render, retail, sankey, sweep, tenure, tornado, tree, vector,
    weeks,
};
use crate::experiment::compare::Comparison;
use crate::experiment::results::{Card, Results};
use crate::experiment::robust::RobustRow;
use crate::experiment::sweep::Sweep;
use crate::output::outcome::Outcome;

type Drawn = Result<Scene, PlotError>;

/// How a picture is drawn, by what it is drawn of.
#[derive(Clone, Copy)]
enum Draw {
    /// One scenario's results, where they have anything to be drawn.
    Run(fn(&Results) -> bool, fn(&Results, Sheet) -> Drawn),
    /// What halving and doubling did to a scenario.
    Robust(fn(&Card, &[RobustRow], Sheet) -> Drawn),
    /// A comparison.
    Comparison(fn(&Comparison, Sheet) -> Drawn),
    /// A grid of one or two keys.
    Sweep(fn(&Sweep, Sheet) -> Drawn),
}

use Draw::{Comparison as OfComparison, Robust, Run, Sweep as OfSweep};

/// All pictures, in the order in which they tell the story; each is laid out for every sheet.
const PICTURES: [(&str, Draw); 17] = [
    ("capture", Run(always, capture::scene)),
    ("sankey", Run(always, sankey::scene)),
    ("earnings", Run(always, earnings::scene)),
    ("lorenz", Run(always, lorenz::scene)),
    ("weeks", Run(always, weeks::scene)),
    ("tenure", Run(tenure::has_any, tenure::scene)),
    ("incidence", Run(always, incidence::scene)),
    ("entry", Run(always, entry::scene)),
    ("recruits", Run(always, recruits::scene)),
    ("income", Run(always, income::scene)),
    ("retail", Run(always, retail::scene)),
    ("channel", Run(channel::has_any, channel::scene)),
    ("personas", Run(personas::has_any, personas::scene)),
    ("tree", Run(tree::has_any, tree::scene)),
    ("tornado", Robust(tornado::scene)),
    ("compare", OfComparison(compare::scene)),
    ("sweep", OfSweep(sweep::scene)),
];

fn always(_: &Results) -> bool {
    true
}

impl Draw {
    /// Whether there is anything of which it is drawn.
    fn fits(self, outcome: Outcome<'_>) -> bool {
        match (self, outcome) {
            (Run(has_any, _), Outcome::Run { results, .. }) => has_any(results),
            (Robust(_), Outcome::Run { robust, .. }) => robust.is_some(),
            (OfComparison(_), Outcome::Comparison(_)) | (OfSweep(_), Outcome::Sweep(_)) => true,
            _ => false,
        }
    }

    fn scene(self, outcome: Outcome<'_>, sheet: Sheet) -> Option<Drawn> {
        match (self, outcome) {
            (Run(has_any, draw), Outcome::Run { results, .. }) => {
                has_any(results).then(|| draw(results, sheet))
            }
            (Robust(draw), Outcome::Run { results, robust, .. }) => {
                robust.map(|rows| draw(&results.card, rows, sheet))
            }
            (OfComparison(draw), Outcome::Comparison(comparison)) => Some(draw(comparison, sheet)),
            (OfSweep(draw), Outcome::Sweep(points)) => Some(draw(points, sheet)),
            _ => None,
        }
    }
}

/// For what a picture is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// A file of its own, 1200 pixels wide and 750 high or as high as a few bars need.
    File,
    /// The column of a page, 952 pixels wide and as high as it needs.
    Column,
    /// A phone, 390 pixels wide and as high as it needs.
    Phone,
}

impl Size {
    const fn sheet(self) -> Sheet {
        match self {
            Self::File => Sheet::File,
            Self::Column => Sheet::Column,
            Self::Phone => Sheet::Phone,
        }
    }
}

/// A picture that is laid out and not yet drawn on anything.
#[derive(Debug)]
pub struct Sketch {
    /// What it is called.
    pub name: &'static str,
    scene: Scene,
}

impl Sketch {
    /// The whole SVG document.
    pub fn svg(&self) -> String {
        vector::document(&self.scene)
    }

    /// The whole PNG file, with so many pixels in a row for each of the picture's, from 1 to 4.
    ///
    /// # Errors
    /// When a mark or the bitmap fails; none depends on the results.
    pub fn png(&self, scale: u32) -> Result<Vec<u8>, PlotError> {
        render::bitmap(&self.scene, scale)
    }
}

/// Names of all pictures of any result.
pub fn picture_names() -> impl Iterator<Item = &'static str> {
    PICTURES.iter().map(|(name, _)| *name)
}

/// Names of the pictures of a result.
pub fn pictures_of(outcome: Outcome<'_>) -> Vec<&'static str> {
    let there = PICTURES.iter().filter(|(_, draw)| draw.fits(outcome));
    there.map(|(name, _)| *name).collect()
}

/// The picture of a name in a size; nothing where the result has none.
///
/// # Errors
/// When the typeface fails, which does not depend on the results.
pub fn sketch(outcome: Outcome<'_>, name: &str, size: Size) -> Result<Option<Sketch>, PlotError> {
    let sheet = size.sheet();
    let found = PICTURES.iter().find(|(known, _)| *known == name);
    let Some((name, draw)) = found else { return Ok(None) };
    let scene = draw.scene(outcome, sheet).transpose()?;
    Ok(scene.map(|scene| Sketch { name, scene: framed::framed(scene) }))
}

/// All pictures of a result as files, in the order in which they tell the story.
///
/// # Errors
/// When the typeface, a mark or the bitmap fails; none depends on the results.
pub fn draw_all(outcome: Outcome<'_>) -> Result<Vec<Picture>, PlotError> {
    let mut all = Vec::new();
    for name in pictures_of(outcome) {
        if let Some(sketch) = sketch(outcome, name, Size::File)? {
            let (svg, png) = (sketch.svg(), sketch.png(render::BITMAP)?);
            all.push(Picture { name: sketch.name, svg, png });
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn run(results: &Results) -> Outcome<'_> {
        Outcome::Run { results, robust: None, odds: None }
    }

    #[test]
    fn names_are_told_apart_and_a_result_has_those_that_it_can_show() {
        let mut names: Vec<&str> = picture_names().collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), PICTURES.len());
        let results = sample::typical();
        let has = pictures_of(run(&results));
        assert!(has.starts_with(&["capture", "sankey", "earnings", "lorenz", "weeks"]), "{has:?}");
        for missing in ["personas", "tree", "tornado", "compare", "sweep"] {
            assert!(!has.contains(&missing));
            assert!(sketch(run(&results), missing, Size::File).expect("drawn").is_none());
        }
    }

    #[test]
    fn a_picture_of_every_size_carries_its_title_and_source_and_nothing_overlaps() {
        for results in [sample::typical(), sample::empty(), sample::huge()] {
            for (size, width) in [(Size::File, 1200.0), (Size::Column, 952.0), (Size::Phone, 390.0)]
            {
                for name in pictures_of(run(&results)) {
                    let sketch = sketch(run(&results), name, size).expect("drawn");
                    let Some(Sketch { scene, .. }) = sketch else { continue };
                    assert_eq!(scene.size.0.to_bits(), f64::to_bits(width), "{name}");
                    assert_eq!(scene.faults(), Vec::<String>::new(), "{name} {size:?}");
                    let words: Vec<&str> = scene.labels().map(|l| l.text.as_str()).collect();
                    let words = words.join(" ");
                    for start in [&scene.title, &scene.subtitle] {
                        let first: String = start.chars().take(12).collect();
                        assert!(words.contains(&first), "{name} {size:?}: {first}");
                    }
                    assert!(words.contains("scenario hash"), "{name} {size:?}");
                }
            }
        }
    }
}
