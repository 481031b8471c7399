//! `downline compare` and `downline run --robust` as whole commands.
//!
//! *Invariant*: as for `cli`; the page of comparisons shows what the command prints.
//!
//! *Absent*: whether the numbers are right (`comparing`).

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::command::{Desk, RUN_RECORD, Said, compare};
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
const SHOWN: &str = "compare scenarios/tiny.toml --vary business.glow.discount=[0.25,0.35]";

#[test]
fn the_page_of_comparisons_shows_what_the_command_prints() {
    let desk = Desk::new();
    let transcript = desk.transcript(&[SHOWN]);
    compare("compare_tiny", &transcript);
    let printed = desk.data(SHOWN);
    assert!(printed.lines().all(|line| line.chars().count() <= 100), "{printed}");
    let page = fs::read_to_string(crate_folder().join("docs/compare.md")).expect("a page");
    let block = format!("```text\n$ downline {SHOWN}\n{printed}```\n");
    assert!(page.replace("\r\n", "\n").contains(&block), "the page should show\n{block}");
    assert_eq!(
        desk.names("output/compare-tiny"),
        [
            "compare.json",
            "compare.png",
            "compare.svg",
            "differences.parquet",
            "manifest.json",
            "report.html",
            RUN_RECORD,
            "values.parquet",
        ]
    );
}

#[test]
fn a_grid_has_every_combination_and_names_that_say_it() {
    let desk = desk();
    let names = |line: &str| -> Vec<String> {
        let command = format!("compare {line} --no-pictures --out grid --force");
        let said = desk.run(&command);
        assert_eq!(said.code, Some(0), "{said:?}");
        let file: Value = serde_json::from_str(&desk.text("grid/compare.json")).expect("JSON");
        let variants = file["variants"].as_array().expect("variants").clone();
        variants.iter().map(|v| v["name"].as_str().expect("a name").to_owned()).collect()
    };
    let discount = "--vary business.glow.discount=[0.2,0.3]";
    assert_eq!(
        names(&format!("small.toml {discount} --vary market.people=[2000,3000,4000]")),
        [
            "business.glow.discount=0.2, market.people=2000",
            "business.glow.discount=0.2, market.people=3000",
            "business.glow.discount=0.2, market.people=4000",
            "business.glow.discount=0.3, market.people=2000",
            "business.glow.discount=0.3, market.people=3000",
            "business.glow.discount=0.3, market.people=4000",
        ]
    );
    desk.put("a/net.toml", SMALL);
    desk.put("b/net.toml", &SMALL.replace("2_000", "3_000"));
    assert_eq!(names("a/net.toml b/net.toml small.toml"), ["a/net", "b/net", "small"]);
    assert_eq!(names("small.toml ./small.toml small.toml"), ["small", "./small", "small #2"]);
    assert_eq!(
        names(&format!("a/net.toml small.toml {discount}")),
        [
            "net: business.glow.discount=0.2",
            "net: business.glow.discount=0.3",
            "small: business.glow.discount=0.2",
            "small: business.glow.discount=0.3",
        ]
    );
}

#[test]
fn a_set_changes_all_scenarios_and_another_baseline_turns_the_signs() {
    let desk = desk();
    let run = |line: &str| -> Value {
        desk.data(&format!("compare small.toml {line} --no-pictures --out x --force"));
        serde_json::from_str(&desk.text("x/compare.json")).expect("JSON")
    };
    let vary = "--vary business.glow.discount=[0.2,0.4] --set weeks=9 -r 3 --seed 5";
    let straight = run(vary);
    let turned = run(&format!("{vary} --baseline business.glow.discount=0.4"));
    let header = &straight["comparison"];
    assert_eq!((&header["weeks"], &header["replicates"]), (&9.into(), &3.into()));
    assert_eq!(header["seed"], 5);
    assert_eq!(turned["comparison"]["baseline"], "business.glow.discount=0.4");
    let key = "capture.to_date.cash.own_use_as_cost.partners_net";
    let mean = |file: &Value| {
        file["differences"][0]["measures"][key]["mean"].as_f64().expect("a difference")
    };
    assert!(0.0 < mean(&straight).abs());
    assert!((mean(&straight) + mean(&turned)).abs() < 1e-6);
}

#[test]
fn two_comparisons_give_equal_bytes_on_any_number_of_threads() {
    let desk = desk();
    let of = |options: &str, folder: &str| {
        let line = format!("compare small.toml --vary post.reach=[0.1,0.2] {options}");
        desk.data(&format!("{line} --out {folder}"));
        let mut files = desk.files(folder);
        assert!(files.remove(RUN_RECORD).is_some(), "{folder}");
        files
    };
    let first = of("-j 1 --format csv", "one");
    assert_eq!(first.len(), 7);
    assert_eq!(first, of("-j 2 --format csv", "two"));
    assert_eq!(first, of("-j 2 --format csv", "one"));
}

#[test]
fn what_cannot_be_compared_says_what_to_do() {
    let desk = desk();
    desk.put("longer.toml", &SMALL.replace("weeks = 8", "weeks = 9"));
    desk.put("dollars.toml", &format!("currency = \"USD\"\n{SMALL}"));
    desk.put("lucky.toml", &format!("seed = 7\n{SMALL}"));
    desk.put("late.toml", &format!("burn_in_weeks = 2\n{SMALL}"));
    desk.put("more.toml", &SMALL.replace("replicates = 2", "replicates = 3"));
    desk.put("bad.toml", "weeks = 0\n[business.glow]\n");
    let lines = [
        "compare small.toml",
        "compare small.toml longer.toml",
        "compare small.toml dollars.toml",
        "compare small.toml lucky.toml",
        "compare small.toml late.toml",
        "compare small.toml bad.toml nosuch.toml",
        "compare small.toml small.toml --baseline smll",
        "compare small.toml small.toml --baseline other",
        "compare small.toml --vary post.reach=[0.1]",
        "compare small.toml --vary post.reach",
        "compare small.toml --vary post.reach=0.1",
        "compare small.toml --vary post.reach=[]",
        "compare small.toml --vary post.reach=[0.1,0.2,0.1]",
        "compare small.toml --vary post.reach=[0.1,0.10]",
        "compare small.toml --vary post.raech=[0.1,0.2]",
        "compare small.toml --vary post.fatigue=[0.1,7]",
        "compare small.toml --vary post.reach=[0.1,0.2 --vary post.reach=[0.3]",
        "compare small.toml --vary post.reach=[0.1] --vary post.reach=[0.3]",
        "compare small.toml --vary weeks=[8,9]",
    ];
    let transcript = desk.transcript(&lines);
    assert!(!transcript.contains("exit 0") && !transcript.contains("-- stdout"), "{transcript}");
    compare("compare_errors", &transcript);
    let many: Vec<String> = (1..=101).map(|number| number.to_string()).collect();
    let said = desk.run(&format!("compare small.toml --vary seed=[{}]", many.join(",")));
    let wanted = "error: the files and `--vary` make 101 scenarios, at most 100 are compared\n";
    assert_eq!((said.code, said.stderr.as_str()), (Some(2), wanted));
    assert!(!desk.names(".").contains(&"output".to_owned()));
    // What is the first one's anyway is said and done.
    let Said { code, stderr, .. } = desk.run("compare small.toml more.toml --no-pictures");
    let wanted = "note: `more` asks for 3 replicates, it gets the 2 of `small`\n\
                  note: `small` and `more` are the same scenario\n";
    assert_eq!((code, stderr.as_str()), (Some(0), wanted));
}

#[test]
fn a_comparison_keeps_to_the_rules_of_folders() {
    let desk = desk();
    let line = "compare small.toml small.toml --no-pictures --out here";
    assert_eq!(desk.run(line).code, Some(0));
    assert_eq!(desk.run(line).code, Some(0));
    let said = desk.run("run small.toml --no-pictures --out here");
    assert_eq!(
        (said.code, said.stderr.as_str()),
        (
            Some(2),
            "error: `here` is a result of scenario `compare-small`, not of `small`: name another \
             folder, or use `--force` to replace it\n"
        )
    );
    desk.put("mine/notes.txt", "mine");
    let said = desk.run("compare small.toml small.toml --no-pictures --out mine");
    assert_eq!(said.code, Some(2));
    assert_eq!(desk.names("mine"), ["notes.txt"]);
}

/// The paths of all values: `a.b` in objects, `a[].b` in arrays.
fn paths(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    const WHOLE: [&str; 3] =
        ["variants[].verdict", "variants[].measures", "differences[].measures"];
    match value {
        Value::Object(entries) if !WHOLE.contains(&path) => {
            for (name, value) in entries {
                let dot = if path.is_empty() { "" } else { "." };
                paths(value, &format!("{path}{dot}{name}"), found);
            }
        }
        Value::Array(items) => {
            for item in items {
                paths(item, &format!("{path}[]"), found);
            }
        }
        _ => drop(found.insert(path.to_owned())),
    }
}

#[test]
fn every_place_of_the_file_of_a_comparison_is_described_and_nothing_else() {
    let desk = desk();
    desk.data("compare small.toml --vary post.reach=[0.1,0.2] --no-pictures");
    let text = desk.text("output/compare-small/compare.json");
    let file: Value = serde_json::from_str(&text).expect("JSON");
    let mut found = BTreeSet::new();
    paths(&file, "", &mut found);
    let page = fs::read_to_string(crate_folder().join("docs/compare.md")).expect("a page");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let files = [
        "compare.svg",
        "compare.json",
        "differences",
        "values",
        "manifest.json",
        "run.json",
        "report.html",
    ];
    let described: BTreeSet<String> =
        rows.filter(|row| !files.contains(row)).map(str::to_owned).collect();
    assert_eq!(found, described);
    let first = &file["differences"][0]["measures"]["verdict.difference_share"];
    let entries: Vec<&String> = first.as_object().expect("an object").keys().collect();
    assert_eq!(
        entries,
        [
            "unit",
            "mean",
            "low",
            "high",
            "smallest",
            "largest",
            "replicates",
            "paired_variance",
            "independent_variance",
            "fewer_replicates",
        ]
    );
}

#[test]
fn a_run_says_how_many_assumed_rates_flip_its_verdict_in_every_place() {
    let desk = desk();
    let plain = desk.data("run small.toml --no-pictures");
    assert!(plain.contains("Halving and doubling the assumed rates: not tested\n"), "{plain}");
    let of = |threads: &str, folder: &str| {
        let line = "run small.toml --no-pictures --robust --robust-replicates 2 --format csv";
        let said = desk.data(&format!("{line} -j {threads} --out {folder}"));
        let mut files = desk.files(folder);
        files.remove(RUN_RECORD);
        let said = said.replace(&format!("Results: {folder}"), "Results");
        (said.replace(&format!("Page: {folder}/"), "Page: "), files)
    };
    let (said, files) = of("1", "one");
    assert_eq!((said.clone(), files), of("2", "two"));
    let summary: Value = serde_json::from_str(&desk.text("one/summary.json")).expect("JSON");
    let sentence = summary["verdict"]["robustness"].as_str().expect("a sentence");
    let unwrapped = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(unwrapped.contains(&format!("assumed rates: {sentence} (in these 2 worlds")), "{said}");
    let mut table = csv::Reader::from_path(desk.path("one/robust.csv")).expect("a table");
    let place = |name: &str| {
        let head = table.headers().expect("a head").iter().position(|column| column == name);
        head.expect("a column of that name")
    };
    let [key, flips] = ["key", "flips"].map(place);
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
    let flipping: BTreeSet<&str> =
        rows.iter().filter(|row| &row[flips] == "true").map(|row| &row[key]).collect();
    assert!(120 < rows.len(), "{}", rows.len());
    assert!(sentence.starts_with(&format!("{} of ", flipping.len())), "{sentence}");
    assert!(flipping.iter().all(|key| sentence.contains(&format!("`{key}`"))), "{sentence}");
    assert!(said.lines().filter(|line| line.contains("assumed")).all(|l| l.chars().count() <= 100));
}
