//! Pictures of the results: who gets the money, at a glance.
//!
//! *Invariant*: pure (no file is read or written) and the same bytes every time. Every title states
//! a finding that is computed from the rows; nothing is drawn that is not in them.
//!
//! *Absent*: the simulation, files, the terminal. Where results hold nothing to be drawn, the
//! picture says so.

mod axis;
mod band_names;
mod bars;
mod capture;
mod catalogue;
pub(in crate::output) mod channel;
mod compare;
mod curve;
mod earnings;
mod entry;
mod few;
mod framed;
mod heat;
pub(in crate::output) mod incidence;
mod income;
mod lorenz;
pub(in crate::output) mod on_page;
mod personas;
mod place;
mod points;
pub(in crate::output) mod recruits;
mod render;
pub(in crate::output) mod retail;
mod sankey;
mod scene;
mod style;
mod sweep;
mod tenure;
mod tornado;
pub(in crate::output) mod tree;
mod typeface;
mod vector;
pub(in crate::output) mod watched;
mod weeks;

#[cfg(test)]
mod sample;

use thiserror::Error;

use crate::experiment::compare::Comparison;
use crate::experiment::interval::Estimate;
use crate::experiment::results::{Card, Results};
use crate::output::numbers;
use scene::{Scene, Sheet};

pub use catalogue::{Size, Sketch, draw_all, picture_names, pictures_of, sketch};

pub(in crate::output) use capture::{
    businesses_net, depth_in_words, finding as capture_finding, party_name,
};
pub(in crate::output) use on_page::Drawing;
pub(in crate::output) use style::{ACCOUNTS, GRID, INK, PAPER, QUIET, RULE, SHADE};
pub(crate) use typeface::missing_letters;
pub(in crate::output) use typeface::rules as typeface_rules;
pub(in crate::output) use vector::Palette;
pub(in crate::output) use weeks::{Spread, fan};

/// A finished picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it is called: the file's name without its ending.
    pub name: &'static str,
    /// The whole SVG document, 1200 pixels wide and 750 high or less.
    pub svg: String,
    /// The whole PNG file, with two pixels in a row for each of the picture's.
    pub png: Vec<u8>,
}

/// Why there is no picture.
#[derive(Debug, Error)]
pub enum PlotError {
    /// The bundled typeface cannot be read.
    #[error("the bundled typeface cannot be read: {0}")]
    Typeface(ab_glyph::InvalidFont),
    /// A mark cannot be drawn.
    #[error("a mark cannot be drawn: {reason}")]
    Draw {
        /// What `plotters` says.
        reason: String,
    },
    /// The bitmap cannot be packed.
    #[error("the bitmap cannot be packed: {0}")]
    Pack(#[from] png::EncodingError),
}

/// Who put in and who got each 100 of the money, at three depths of accounting.
///
/// # Errors
/// As for [`draw_all`].
pub fn capture(results: &Results) -> Result<Picture, PlotError> {
    rendered("capture", &capture::scene(results, Sheet::File)?)
}

/// The way of the money to the cent: who pays, the businesses, who gets it.
///
/// # Errors
/// As for [`draw_all`].
pub fn sankey(results: &Results) -> Result<Picture, PlotError> {
    rendered("sankey", &sankey::scene(results, Sheet::File)?)
}

/// How the net earnings of persons are spread.
///
/// # Errors
/// As for [`draw_all`].
pub fn earnings(results: &Results) -> Result<Picture, PlotError> {
    rendered("earnings", &earnings::scene(results, Sheet::File)?)
}

/// How unequally rewards of the plan and net earnings are shared out.
///
/// # Errors
/// As for [`draw_all`].
pub fn lorenz(results: &Results) -> Result<Picture, PlotError> {
    rendered("lorenz", &lorenz::scene(results, Sheet::File)?)
}

/// Partners, customers and those still to be won, week by week.
///
/// # Errors
/// As for [`draw_all`].
pub fn weeks(results: &Results) -> Result<Picture, PlotError> {
    rendered("weeks", &weeks::scene(results, Sheet::File)?)
}

/// What became of each persona in the 52 weeks from joining.
///
/// # Errors
/// As for [`draw_all`].
pub fn personas(results: &Results) -> Result<Picture, PlotError> {
    rendered("personas", &personas::scene(results, Sheet::File)?)
}

/// What each scenario of a comparison changes in the same worlds.
///
/// # Errors
/// As for [`draw_all`].
pub fn compare(comparison: &Comparison) -> Result<Picture, PlotError> {
    rendered("compare", &compare::scene(comparison, Sheet::File)?)
}

fn rendered(name: &'static str, scene: &Scene) -> Result<Picture, PlotError> {
    Ok(Picture { name, svg: vector::document(scene), png: render::bitmap(scene, render::BITMAP)? })
}

/// Digits of a scenario's hash that are shown, as `check` shows them.
const HASH_DIGITS: usize = 12;

/// The lines at the bottom of every picture: which scenario, under which rates and luck.
fn source_lines(card: &Card) -> [String; 2] {
    let name = short_name(&card.name);
    // A title may be written over several lines.
    let title = card.title.split_whitespace().collect::<Vec<_>>().join(" ");
    let hash: String = card.scenario_hash.chars().take(HASH_DIGITS).collect();
    let colon = if title.is_empty() { "" } else { ": " };
    [
        format!("Scenario {name}{colon}{title}"),
        format!(
            "Downline {} · scenario hash {hash} · {} under assumed rates · seed {}",
            env!("CARGO_PKG_VERSION"),
            numbers::count(u64::from(card.replicates), "simulated world", "simulated worlds"),
            card.seed
        ),
    ]
}

/// The estimate behind a key of the measures, if any world defines it.
fn reading(results: &Results, key: &str) -> Option<Estimate> {
    results.readings.iter().find(|reading| reading.key == key).and_then(|reading| reading.estimate)
}

/// A name that leaves room for the rest of its line.
fn short_name(name: &str) -> String {
    const LONGEST: usize = 60;
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    name.chars().take(LONGEST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::{CaptureRow, Depth, Party, Reading, Side, Unit, VerdictClass};
    use crate::output::outcome::Outcome;

    /// Draws a picture of results.
    type Draw = fn(&Results, Sheet) -> Result<Scene, PlotError>;

    const DRAWN: [Draw; 11] = [
        capture::scene,
        sankey::scene,
        earnings::scene,
        lorenz::scene,
        weeks::scene,
        incidence::scene,
        entry::scene,
        recruits::scene,
        income::scene,
        retail::scene,
        channel::scene,
    ];

    /// The scenes of files.
    fn scenes(results: &Results) -> Vec<Scene> {
        let drawn = DRAWN.iter().map(|draw| draw(results, Sheet::File));
        drawn.collect::<Result<_, _>>().expect("scenes")
    }

    /// The scenes of a page.
    fn page_scenes(results: &Results) -> Vec<Scene> {
        let sheets = [Sheet::Column, Sheet::Phone];
        let drawn = DRAWN.iter().flat_map(|draw| sheets.map(|sheet| draw(results, sheet)));
        let capture = Depth::ALL
            .iter()
            .flat_map(|&depth| sheets.map(|sheet| capture::scene_of(results, depth, sheet)));
        drawn.chain(capture).collect::<Result<_, _>>().expect("scenes")
    }

    /// Ensembles at the edge of what can come, with their names.
    fn ensembles() -> Vec<(&'static str, Results)> {
        let mut many = sample::huge();
        many.card.businesses = (0..30).map(|number| format!("Business number {number}")).collect();
        let (big, rest): (Vec<CaptureRow>, Vec<CaptureRow>) =
            many.capture.into_iter().partition(|row| matches!(row.party, Party::Business(_)));
        many.capture = rest;
        for mut row in big {
            // Three large ones become thirty small ones.
            row.of_100 = sample::estimate(row.of_100.mean / 10.0, 0.1);
            for business in &many.card.businesses[..10] {
                row.party = Party::Business(business.clone());
                many.capture.push(row.clone());
            }
        }
        let names: Vec<&str> = many.card.businesses.iter().map(String::as_str).collect();
        many.flows = sample::flows(&names, 1);
        let mut hours = sample::typical();
        for row in hours.capture.iter_mut().filter(|row| row.party == Party::ImputedTime) {
            row.of_100 = sample::estimate(260.0, 20.0);
        }
        let mut nearly = sample::typical();
        for row in nearly.capture.iter_mut().filter(|row| row.party == Party::ImputedTime) {
            row.of_100 = sample::estimate(83.0, 2.0);
        }
        vec![
            ("typical", sample::typical()),
            ("empty", sample::empty()),
            ("one world", sample::one_world()),
            ("all zero", sample::all_zero()),
            ("huge", sample::huge()),
            ("thirty businesses", many),
            ("hours beyond the bar", hours),
            ("hours nearly as long as the bar", nearly),
        ]
    }

    #[test]
    fn no_text_lies_over_another_or_leaves_the_picture_in_any_ensemble() {
        for (name, results) in ensembles() {
            for scene in scenes(&results).into_iter().chain(page_scenes(&results)) {
                let (sheet, title) = (scene.sheet, &scene.title);
                assert_eq!(scene.faults(), Vec::<String>::new(), "{name}, {sheet:?}: {title}");
            }
        }
    }

    #[test]
    fn every_mark_has_a_finite_place_inside_the_picture() {
        for (name, results) in ensembles() {
            for scene in scenes(&results).into_iter().chain(page_scenes(&results)) {
                for mark in &scene.marks {
                    let points = match mark {
                        scene::Mark::Block { frame, .. } => vec![
                            scene::Point { x: frame.left, y: frame.top },
                            scene::Point { x: frame.right, y: frame.bottom },
                        ],
                        scene::Mark::Stroke { points, .. } | scene::Mark::Area { points, .. } => {
                            points.clone()
                        }
                        scene::Mark::Text(label) => vec![label.at],
                    };
                    for point in points {
                        let is_inside = (0.0..=scene.size.0).contains(&point.x)
                            && (0.0..=scene.size.1).contains(&point.y);
                        assert!(is_inside, "{name}, {:?}: {mark:?}", scene.sheet);
                    }
                }
            }
        }
    }

    #[test]
    fn pictures_come_in_order_with_both_formats_and_the_same_bytes_twice() {
        let results = sample::typical();
        let outcome = Outcome::Run { results: &results, robust: None, odds: None };
        let first = draw_all(outcome).expect("pictures");
        let names: Vec<&str> = first.iter().map(|picture| picture.name).collect();
        let story = ["capture", "sankey", "earnings", "lorenz", "weeks", "incidence", "entry"];
        assert_eq!(names, [&story[..], &["recruits", "income", "retail", "channel"]].concat());
        for picture in &first {
            assert!(picture.svg.starts_with("<svg "), "{}", picture.name);
            assert!(picture.png.starts_with(b"\x89PNG"), "{}", picture.name);
            assert!(picture.png.len() < 400_000, "{}: {}", picture.name, picture.png.len());
        }
        assert_eq!(first, draw_all(outcome).expect("pictures"));
    }

    #[test]
    fn every_picture_says_which_scenario_and_rates_made_it() {
        for results in [sample::typical(), sample::empty()] {
            for scene in scenes(&results) {
                let has = |line: &str| scene.labels().any(|label| label.text == line);
                assert!(has("Scenario one-business-de: One business in a German town"));
                let rates = format!(
                    "Downline {} · scenario hash 0123456789ab · 20 simulated worlds under assumed \
                     rates · seed 42",
                    env!("CARGO_PKG_VERSION")
                );
                assert!(has(&rates), "{}", scene.title);
            }
        }
        let mut card = sample::one_world().card;
        card.title.clear();
        let [name, rates] = source_lines(&card);
        assert_eq!(name, "Scenario one-business-de");
        assert!(rates.contains("· 1 simulated world under assumed rates ·"), "{rates}");
        card.title = "Two\nlines".to_owned();
        assert_eq!(source_lines(&card)[0], "Scenario one-business-de: Two lines");
    }

    #[test]
    fn the_source_line_keeps_its_seed_however_long_the_scenario_is_called() {
        let [_, line] = source_lines(&sample::huge().card);
        assert!(line.ends_with("under assumed rates · seed 18446744073709551615"), "{line}");
    }

    #[test]
    fn titles_of_the_capture_picture_follow_the_verdict() {
        let mut results = sample::typical();
        let title = |results: &Results| {
            capture::scene(results, Sheet::File).expect("a scene").title.replace('\u{a0}', " ")
        };
        assert_eq!(
            title(&results),
            "Of each 100 EUR put in, the business kept 41 and the partners together lost 47"
        );
        results.verdict.class = VerdictClass::CannotTell;
        assert!(title(&results).starts_with("Too close to call: of each 100 EUR"));
        let mut one = sample::one_world();
        one.verdict.class = VerdictClass::CannotTell;
        assert_eq!(
            title(&one),
            "In one simulated world, of each 100 EUR put in, the business kept 41 and the \
             partners together lost 47"
        );
        results.verdict.class = VerdictClass::Neither;
        assert!(title(&results).starts_with("Neither side came out ahead: of each"));
        results.verdict.class = VerdictClass::PartnersMore;
        for row in results.capture.iter_mut().filter(|row| row.party == Party::AllPartners) {
            row.of_100 = sample::estimate(52.0, 2.0);
        }
        assert_eq!(
            title(&results),
            "Of each 100 EUR put in, the partners together gained 52 and the business kept 41"
        );
        for row in results.capture.iter_mut().filter(|row| row.party == Party::AllPartners) {
            row.of_100 = sample::estimate(0.4, 0.7);
        }
        assert_eq!(
            title(&results),
            "Of each 100 EUR put in, the partners together about broke even and the business \
             kept 41"
        );
        // The interval is that of the share that is told, not that of cents.
        results.verdict.businesses_net_cents = sample::estimate(41.0, 50.0);
        assert!(title(&results).ends_with("and the business kept 41"));
        let key = "capture.to_date.cash.own_use_as_cost.businesses_share".to_owned();
        let estimate = Some(sample::estimate(0.41, 0.5));
        results.readings.push(Reading { key, unit: Unit::Share, estimate });
        assert!(title(&results).ends_with("and the business ended between −9 and 91"));
        results.capture.retain(|row| row.side == Side::Memo);
        assert_eq!(title(&results), "Nobody put any money in");
    }
}
