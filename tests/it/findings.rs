//! `docs/findings.md`: its commands run, its pictures are those of its scenarios, and its numbers
//! stand in the pictures.
//!
//! *Invariant*: commands run at a small size, so that a finding whose scenario breaks fails here.
//! With `RENEW_FINDINGS` set they run at full size and the pictures are replaced; the numbers are
//! then corrected by hand from what the commands print.
//!
//! *Absent*: whether the numbers are right; only the full size can say it.

use std::fs;

use serde_json::Value;

use crate::command::{Desk, crate_folder};

/// What makes a command short: all that a finding names is there at any size.
const SMALL: &str = "--replicates 3 --set weeks=60 --set burn_in_weeks=0";

/// A section of the page.
struct Finding {
    /// The command without the program.
    command: String,
    /// Name of the picture on the page and of the folder of the result.
    name: String,
    /// File of the result that the picture is.
    file: String,
    /// Measure that the number is of.
    measure: String,
    /// The number as the page has it, with its interval.
    number: String,
}

/// What stands between two marks, first found.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let found = text.split_once(start).and_then(|(_, rest)| rest.split_once(end));
    found.unwrap_or_else(|| panic!("`{start}…{end}` is missing in\n{text}")).0
}

/// All sections.
fn findings() -> Vec<Finding> {
    let page = fs::read_to_string(crate_folder().join("docs/findings.md")).expect("a page");
    let page = page.replace("\r\n", "\n");
    let sections = page.split("\n## ").skip(1);
    let finding = |section: &str| {
        let (_, after) = section.split_once("](pictures/").expect("a picture");
        Finding {
            command: between(section, "```console\ndownline ", "\n```").to_owned(),
            name: between(section, "](pictures/", ".svg)").to_owned(),
            file: between(after, "\n`", "`").to_owned(),
            measure: between(section, "(`", "`)").to_owned(),
            number: between(section, "**", "**").to_owned(),
        }
    };
    sections.map(finding).collect()
}

/// Runs a finding's command at full size and replaces its picture.
fn renew(desk: &Desk, finding: &Finding) {
    desk.data(&finding.command);
    let made = desk.text(&format!("output/findings/{}/{}", finding.name, finding.file));
    let path = crate_folder().join(format!("docs/pictures/{}.svg", finding.name));
    #[expect(clippy::disallowed_methods, reason = "renews a picture when asked to")]
    fs::write(path, made).expect("a picture");
}

#[test]
fn every_command_gives_the_picture_and_the_measure_that_it_is_cited_for() {
    let findings = findings();
    assert_eq!(findings.len(), 6);
    let desk = Desk::new();
    for finding in &findings {
        if std::env::var_os("RENEW_FINDINGS").is_some() {
            renew(&desk, finding);
        }
        let folder = format!("output/findings/{}", finding.name);
        assert!(finding.command.ends_with(&format!("--out {folder}")), "{}", finding.command);
        desk.data(&format!("{} {SMALL} --force", finding.command));
        assert!(desk.text(&format!("{folder}/{}", finding.file)).contains("</svg>"));
        let (file, place) = match finding.command.split(' ').next() {
            Some("compare") => ("compare.json", "/differences/0/measures"),
            _ => ("summary.json", "/measures"),
        };
        let result: Value = serde_json::from_str(&desk.text(&format!("{folder}/{file}"))).unwrap();
        let measures = result.pointer(place).expect("measures");
        assert!(measures[&finding.measure]["mean"].is_f64(), "{folder}: {}", finding.measure);
    }
}

#[test]
fn every_number_stands_in_its_picture_and_the_picture_is_of_todays_scenarios() {
    let desk = Desk::new();
    for finding in findings() {
        let path = crate_folder().join(format!("docs/pictures/{}.svg", finding.name));
        let picture = fs::read_to_string(path).expect("a picture");
        let (mean, interval) = finding.number.split_once(" (").expect("a number with its interval");
        assert!(interval.ends_with(')'), "{}", finding.number);
        assert!(picture.contains(mean), "{}: `{mean}` is not in its picture", finding.name);
        let words = finding.command.split(' ');
        let files: Vec<&str> = words.filter(|word| word.starts_with("scenarios/")).collect();
        for file in &files {
            let name = file.rsplit(['/', '.']).nth(1).expect("a name");
            assert!(picture.contains(name), "{}: the picture does not name {name}", finding.name);
        }
        if let [file] = files[..] {
            let hash = desk.data(&format!("check {file}"));
            let hash = between(&hash, "hash ", ")");
            let old = "renew the pictures with RENEW_FINDINGS=1 and look at the numbers";
            assert!(picture.contains(hash), "{}: not of hash {hash}; {old}", finding.name);
        }
    }
}

#[test]
fn a_lockdown_without_effect_is_the_network_without_lockdown() {
    let desk = Desk::new();
    let quiet = "title = \"quiet\"\nextends = \"scenarios/lockdown.toml\"\n\
                 [event.lockdown.factor]\nin_person_orders = 1.0\nonline_orders = 1.0\n\
                 hours = 1.0\nleads = 1.0\n";
    desk.put("quiet.toml", quiet);
    let said = "compare scenarios/no-lockdown.toml quiet.toml --no-pictures --out same";
    desk.data(&format!("{said} {SMALL}"));
    let result: Value = serde_json::from_str(&desk.text("same/compare.json")).expect("JSON");
    let measures = result.pointer("/differences/0/measures").and_then(Value::as_object).unwrap();
    let mut seen = 0;
    for (name, difference) in measures.iter().filter(|(_, difference)| !difference.is_null()) {
        assert_eq!(difference["mean"].as_f64(), Some(0.0), "{name}");
        seen += 1;
    }
    assert!(100 < seen, "{seen} measures");
}
