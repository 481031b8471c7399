//! `downline sweep` as a whole command.
//!
//! *Invariant*: as for `cli`; the page of sweeps shows what the command prints.
//!
//! *Absent*: whether a point is what a run says (`experiment::sweep`).

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::command::{Desk, RUN_RECORD, compare};
use crate::support::crate_folder;

/// The smallest scenario without a problem.
const SMALL: &str = "weeks = 8\nreplicates = 2\n\n[market]\npeople = 2_000\n\n\
                     [business.glow]\nfounders = 20\nfounder_roots = 2\nplan.unilevel = {}\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.put("small.toml", SMALL);
    desk
}

/// The command that the page shows with its output.
const SHOWN: &str = "sweep scenarios/tiny.toml --key sell.basket_units=1..4:4 --key \
                     business.glow.discount=[0.2,0.35,0.5]";

#[test]
fn the_page_of_sweeps_shows_what_the_command_prints() {
    let desk = Desk::new();
    let printed = desk.data(SHOWN);
    assert!(printed.lines().all(|line| line.chars().count() <= 100), "{printed}");
    let page = fs::read_to_string(crate_folder().join("docs/sweep.md")).expect("a page");
    let block = format!("```text\n$ downline {SHOWN}\n{printed}```\n");
    assert!(page.replace("\r\n", "\n").contains(&block), "the page should show\n{block}");
    assert_eq!(
        desk.names("output/sweep-tiny"),
        [
            "manifest.json",
            "report.html",
            RUN_RECORD,
            "sweep.json",
            "sweep.parquet",
            "sweep.png",
            "sweep.svg",
        ]
    );
}

#[test]
fn a_sweep_gives_equal_bytes_on_any_number_of_threads_and_its_page_and_pictures_again() {
    let desk = desk();
    for (keys, name) in [
        ("--key post.reach=0.1..0.5:3", "line"),
        ("--key post.reach=0.1..0.5:3 --key business.glow.discount=[0.2,0.4]", "map"),
    ] {
        let of = |threads: u32| {
            let folder = format!("{name}{threads}");
            let line = format!("sweep small.toml {keys} --format csv -j {threads} --out {folder}");
            let said = desk.data(&line).replace(&folder, "it");
            let mut files = desk.files(&folder);
            files.remove(RUN_RECORD);
            (said, files)
        };
        let one = of(1);
        assert!(one == of(3), "{name}");
        let folder = format!("{name}1");
        assert_eq!(desk.data(&format!("report {folder}")), format!("Page: {folder}/report.html\n"));
        fs::remove_file(desk.path(&folder).join("sweep.png")).expect("a picture");
        desk.data(&format!("plot {folder}"));
        let mut again = desk.files(&folder);
        again.remove(RUN_RECORD);
        assert!(one.1 == again, "{name}");
    }
    // The table has the points of the file, and either format the same.
    let file: Value = serde_json::from_str(&desk.text("map1/sweep.json")).expect("JSON");
    let points = file["points"].as_array().expect("points");
    assert_eq!(points.len(), 6);
    let mut table = csv::Reader::from_path(desk.path("map1/sweep.csv")).expect("a table");
    for (row, point) in table.records().map(|row| row.expect("a row")).zip(points) {
        let number = |at: usize| row[at].parse::<f64>().expect("a number");
        assert_eq!((&row[0], &row[2]), ("post.reach", "business.glow.discount"));
        assert_eq!([number(1), number(3)].to_vec(), floats(&point["values"]));
        assert_eq!(row[4], *point["verdict"].as_str().expect("a class"));
        let mean = point["difference_of_100"]["mean"].as_f64().expect("a mean");
        assert_eq!(number(5).to_bits(), mean.to_bits());
    }
}

fn floats(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|one| one.as_f64().expect("a number")).collect()
}

#[test]
fn the_command_in_the_manifest_makes_the_same_sweep() {
    let desk = desk();
    let line = "sweep small.toml --set post.fatigue=0.3 -r 3 --seed 5 --no-pictures";
    desk.data(&format!("{line} --key business.glow.discount=[0.2,0.4] --out it"));
    let manifest: Value = serde_json::from_str(&desk.text("it/manifest.json")).expect("JSON");
    let command = manifest["command"].as_str().expect("a command");
    assert_eq!(
        command,
        "downline sweep small.toml --key 'business.glow.discount=[0.2,0.4]' --set \
         post.fatigue=0.3 --replicates 3 --seed 5"
    );
    let again = format!("\"$0\" {} --out again", command.trim_start_matches("downline "));
    assert_eq!(desk.hear(desk.shell(&again).output().expect("a shell")).code, Some(0));
    assert!(desk.text("it/sweep.json") == desk.text("again/sweep.json"));
    assert_eq!(manifest["replicates"], 3);
}

#[test]
fn what_cannot_be_swept_says_what_to_do_before_anything_is_written() {
    let desk = desk();
    let lines = [
        "sweep small.toml",
        "sweep small.toml --key post.reach",
        "sweep small.toml --key post.reach=0.1",
        "sweep small.toml --key post.reach=0.1..0.5",
        "sweep small.toml --key post.reach=0.1..x:3",
        "sweep small.toml --key post.reach=0.5..0.1:3",
        "sweep small.toml --key post.reach=0.1..0.5:1",
        "sweep small.toml --key post.reach=[]",
        "sweep small.toml --key post.reach=[0.1]",
        "sweep small.toml --key post.reach=[0.1,0.10]",
        "sweep small.toml --key post.reach=[0.1,true]",
        "sweep small.toml --key post.raech=0.1..0.5:3",
        "sweep small.toml --key post.fatigue=0.1..7:2 --key post.reach=0.1..0.5:3",
        "sweep small.toml --key market.people=1000..2001:3",
        "sweep small.toml --key post.reach=0.1..0.5:3 --key post.reach=0.1..0.5:3",
        "sweep small.toml --key post.reach=0.1..0.5:30 --key post.fatigue=0.1..0.5:30",
        "sweep small.toml --key weeks=[8,9]",
        "sweep small.toml --key seed=1..3:3",
        "sweep nosuch.toml --key post.reach=0.1..0.5:3",
    ];
    let transcript = desk.transcript(&lines);
    assert!(!transcript.contains("exit 0") && !transcript.contains("-- stdout"), "{transcript}");
    compare("sweep_errors", &transcript);
    assert!(!desk.names(".").contains(&"output".to_owned()));
}

/// Every place of a file, as the page writes it.
fn paths(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    let whole = ["scenario", "keys[].values", "points[].values"];
    let is_estimate = path.ends_with("_of_100");
    match value {
        _ if whole.contains(&path) || is_estimate => drop(found.insert(path.to_owned())),
        Value::Object(entries) => {
            for (key, value) in entries {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                paths(value, &path, found);
            }
        }
        Value::Array(entries) => {
            for value in entries {
                paths(value, &format!("{path}[]"), found);
            }
        }
        _ => drop(found.insert(path.to_owned())),
    }
}

#[test]
fn every_place_of_the_file_of_a_sweep_is_described_and_nothing_else() {
    let desk = desk();
    desk.data("sweep small.toml --key post.reach=[0.1,0.2] --no-pictures --no-report");
    let file: Value =
        serde_json::from_str(&desk.text("output/sweep-small/sweep.json")).expect("JSON");
    let mut found = BTreeSet::new();
    paths(&file, "", &mut found);
    let page = fs::read_to_string(crate_folder().join("docs/sweep.md")).expect("a page");
    let places = page.split("| key | meaning |").nth(1).expect("a table");
    let rows = places.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let described: BTreeSet<String> = rows.map(str::to_owned).collect();
    assert_eq!(found, described);
}
