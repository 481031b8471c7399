//! The README's three pictures are those of the shipped scenario.
//!
//! *Invariant*: they are drawn from its results at full size, and their alt texts are their titles.
//! `RENEW_GALLERY=1 cargo test --release --test it gallery` draws them anew and prints the titles.
//!
//! *Absent*: whether they are good to look at.

use std::fs;
use std::ops::ControlFlow;

use downline::experiment::run;
use downline::output::{Outcome, plot};
use downline::scenario::Loaded;

use crate::support::crate_folder;

const SCENARIO: &str = "scenarios/beauty-network.toml";

/// Where they are.
const FOLDER: &str = "docs/pictures/gallery";

/// What they are called.
const SHOWN: [&str; 3] = ["sankey", "earnings", "incidence"];

/// What a document calls itself.
fn title(svg: &str) -> String {
    let (_, after) = svg.split_once("<title").expect("a title");
    let (_, after) = after.split_once('>').expect("a tag's end");
    let (text, _) = after.split_once("</title>").expect("the title's end");
    text.replace('\u{a0}', " ").replace("&amp;", "&")
}

#[test]
fn the_readme_shows_the_pictures_of_its_main_scenario() {
    let loaded = Loaded::from_file(&crate_folder().join(SCENARIO), &[]).expect("no problems");
    let replicates = loaded.scenario.replicates;
    let results = run(&loaded, replicates, &|_, _| ControlFlow::Continue(()));
    let results = results.expect("the books close");
    let outcome = Outcome::Run { results: &results, robust: None, odds: None };
    let readme = fs::read_to_string(crate_folder().join("README.md")).expect("a README");
    let mut faults = Vec::new();
    for name in SHOWN {
        let sketch = plot::sketch(outcome, name, plot::Size::File).expect("a picture");
        let drawn = sketch.expect("the result has it").svg();
        let file = format!("{FOLDER}/{name}.svg");
        let path = crate_folder().join(&file);
        if std::env::var_os("RENEW_GALLERY").is_some() {
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            #[expect(clippy::disallowed_methods, reason = "asked for, and no result of a run")]
            fs::write(&path, &drawn).expect("a picture");
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        if kept != drawn {
            faults.push(format!("{file} is of other results: RENEW_GALLERY=1 draws it anew"));
        }
        let shown = format!("![{}]({file})", title(&drawn));
        if !readme.contains(&shown) {
            faults.push(format!("README.md should show {shown}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
