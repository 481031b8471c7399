//! `docs/findings.md`: its commands run, its pictures are those of its scenarios, and its numbers
//! with their intervals are those that stand beside the pictures.
//!
//! *Invariant*: commands run at a small size, so that a finding whose scenario breaks fails here.
//! With `RENEW_FINDINGS=1`, or the name of one, they run at full size, and pictures and numbers
//! (`docs/pictures/*.json`) are replaced; the page is then corrected by hand until it says what the
//! numbers say.
//!
//! *Absent*: whether the numbers are right; only the full size can say it.

use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use crate::command::Desk;
use crate::support::crate_folder;

/// What makes a command short: all that a finding names is there at any size.
const SMALL: &str = "--replicates 3 --set weeks=104 --set burn_in_weeks=0";

/// A section of the page.
struct Finding {
    /// What it says.
    text: String,
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
    /// The numbers that stand beside the picture.
    data: Value,
}

/// What stands between two marks, first found.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let found = text.split_once(start).and_then(|(_, rest)| rest.split_once(end));
    found.unwrap_or_else(|| panic!("`{start}…{end}` is missing in\n{text}")).0
}

fn text_of(name: &str) -> String {
    let path = crate_folder().join("docs").join(name);
    let text = fs::read_to_string(path).unwrap_or_else(|cause| panic!("docs/{name}: {cause}"));
    text.replace("\r\n", "\n")
}

/// All sections.
fn findings() -> Vec<Finding> {
    let page = text_of("findings.md");
    let finding = |section: &str| {
        let (_, after) = section.split_once("](pictures/").expect("a picture");
        let name = between(section, "](pictures/", ".svg)").to_owned();
        let data = serde_json::from_str(&text_of(&format!("pictures/{name}.json")));
        Finding {
            text: section.to_owned(),
            command: between(section, "```console\ndownline ", "\n```").to_owned(),
            file: between(after, "\n`", "`").to_owned(),
            measure: between(section, "(`", "`)").to_owned(),
            number: between(section, "**", "**").to_owned(),
            data: data.unwrap_or_else(|cause| panic!("{name}: {cause}")),
            name,
        }
    };
    page.split("\n## ").skip(1).map(finding).collect()
}

impl Finding {
    fn folder(&self) -> String {
        format!("output/findings/{}", self.name)
    }

    /// Files of the scenarios.
    fn scenarios(&self) -> Vec<&str> {
        self.command.split(' ').filter(|word| word.starts_with("scenarios/")).collect()
    }

    /// The rows of its numbers.
    fn rows(&self) -> &Vec<Value> {
        self.data["numbers"].as_array().expect("rows")
    }

    /// What the result on the desk says of a row: a scenario's own measure, or what it differs by
    /// from the one that it is compared with.
    fn found(&self, desk: &Desk, row: &Value) -> Value {
        let is_run = self.command.starts_with("run ");
        let file = if is_run { "summary.json" } else { "compare.json" };
        let result = desk.text(&format!("{}/{file}", self.folder()));
        let result: Value = serde_json::from_str(&result).expect("JSON");
        let of = |list: &str, key: &str| {
            let all = result[list].as_array().expect("a list").iter();
            let mut own = all.filter(|one| one[key] == row["scenario"]).map(|one| &one["measures"]);
            own.next_back().unwrap_or_else(|| panic!("{row}: no such scenario")).clone()
        };
        let measures = match (is_run, row["less"].is_null()) {
            (true, _) => result["measures"].clone(),
            (false, true) => of("variants", "name"),
            (false, false) => of("differences", "variant"),
        };
        let measure = row["measure"].as_str().expect("a key");
        let found = &measures[measure];
        assert!(found["mean"].is_f64(), "{}: {measure}", self.name);
        found.clone()
    }

    /// Runs the command at full size and replaces picture and numbers.
    #[expect(clippy::disallowed_methods, reason = "renews what is committed when asked to")]
    fn renew(&self, desk: &Desk) {
        desk.data(&self.command);
        let made = desk.text(&format!("{}/{}", self.folder(), self.file));
        let beside =
            |ending: &str| crate_folder().join(format!("docs/pictures/{}.{ending}", self.name));
        fs::write(beside("svg"), made).expect("a picture");
        let mut hashes = String::new();
        for file in self.scenarios() {
            let _ = write!(hashes, ",\n    {:?}: {:?}", file, hash(desk, file));
        }
        let mut rows = String::new();
        for row in self.rows() {
            let found = self.found(desk, row);
            let [scenario, less, measure] =
                ["scenario", "less", "measure"].map(|key| row[key].clone());
            let mut new = json!({ "scenario": scenario, "less": less, "measure": measure });
            for key in ["unit", "mean", "low", "high"] {
                new[key] = found[key].clone();
            }
            new["fewer"] = found.get("fewer_replicates").cloned().unwrap_or_default();
            let _ = write!(rows, ",\n    {new}");
        }
        let text = format!(
            "{{\n  \"scenarios\": {{{}\n  }},\n  \"numbers\": [{}\n  ]\n}}\n",
            hashes.trim_start_matches(','),
            rows.trim_start_matches(',')
        );
        fs::write(beside("json"), text).expect("numbers");
    }
}

/// The hash of a scenario as it is today.
fn hash(desk: &Desk, file: &str) -> String {
    between(&desk.data(&format!("check {file}")), "hash ", ")").to_owned()
}

#[test]
fn every_command_gives_the_picture_and_the_measures_that_it_is_cited_for() {
    let findings = findings();
    assert_eq!(findings.len(), 9);
    let desk = Desk::new();
    for finding in &findings {
        if std::env::var("RENEW_FINDINGS").is_ok_and(|which| which == "1" || which == finding.name)
        {
            finding.renew(&desk);
        }
        let folder = finding.folder();
        assert!(finding.command.ends_with(&format!("--out {folder}")), "{}", finding.command);
        desk.data(&format!("{} {SMALL} --force", finding.command));
        assert!(desk.text(&format!("{folder}/{}", finding.file)).contains("</svg>"));
        for row in finding.rows() {
            finding.found(&desk, row);
        }
    }
}

/// A number as it is printed: its value, and how many decimals it has.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Printed {
    value: f64,
    decimals: usize,
}

impl Printed {
    /// Of a text such as `−1,234.50`; nothing if it is none.
    fn read(text: &str) -> Option<Self> {
        let plain = text.replace(',', "").replace('−', "-");
        let value = plain.strip_prefix('+').unwrap_or(&plain).parse().ok()?;
        let decimals = plain.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        Some(Self { value, decimals })
    }

    /// Whether a number would be printed like this.
    fn is(self, number: f64) -> bool {
        let text = format!("{:.*}", self.decimals, number);
        text.parse() == Ok(self.value)
    }
}

/// Every number of a text that has an interval behind: `12.5 (11.0 to 14.0)`, or a dash for `to`.
fn with_intervals(text: &str) -> Vec<[Printed; 3]> {
    let mut all = Vec::new();
    for (place, _) in text.match_indices(" (") {
        let inside = text[place + 2..].split(')').next().unwrap_or_default();
        let inside = inside.split_whitespace().collect::<Vec<_>>().join(" ");
        let ends = inside.split_once(" to ").or_else(|| inside.split_once('–'));
        let before = text[..place].trim_end_matches([' ', '%', '*']);
        let number = before.rsplit([' ', '\n', '*', '|']).next().unwrap_or_default();
        let ends = ends.and_then(|(low, high)| Printed::read(low).zip(Printed::read(high)));
        if let Some(((low, high), mean)) = ends.zip(Printed::read(number)) {
            all.push([mean, low, high]);
        }
    }
    all
}

/// Whether a row's mean and interval, or their opposites, would be printed like this.
fn is_row(row: &Value, [mean, low, high]: [Printed; 3]) -> bool {
    let factor = match row["unit"].as_str() {
        Some("share") => 100.0,
        Some("cents" | "cents_per_hour") => 0.01,
        _ => 1.0,
    };
    let of = |key: &str| factor * row[key].as_f64().unwrap_or(f64::NAN);
    let is_so = mean.is(of("mean")) && low.is(of("low")) && high.is(of("high"));
    is_so || mean.is(-of("mean")) && low.is(-of("high")) && high.is(-of("low"))
}

#[test]
fn every_number_with_its_interval_is_one_of_those_beside_a_picture_and_none_of_these_is_idle() {
    let findings = findings();
    let rows: Vec<&Value> = findings.iter().flat_map(Finding::rows).collect();
    let mut used = vec![false; rows.len()];
    for finding in &findings {
        let text = finding.text.replace(" \n", " ").replace('\n', " ");
        let cited = with_intervals(&text);
        for number in &cited {
            let places = (0..rows.len()).filter(|&place| is_row(rows[place], *number));
            let places: Vec<usize> = places.collect();
            assert!(!places.is_empty(), "{}: {number:?} is of no measure", finding.name);
            for place in places {
                used[place] = true;
            }
        }
        // The number of the headline is of the measure that is named there.
        let headline = with_intervals(&finding.number)[0];
        assert_eq!(cited[0], headline, "{}", finding.name);
        let is_meant = |row: &&Value| row["measure"] == finding.measure.as_str();
        let meant: Vec<&Value> = finding.rows().iter().filter(is_meant).collect();
        let is_it = meant.iter().any(|row| is_row(row, headline));
        assert!(is_it, "{}: {} is not {}", finding.name, finding.number, finding.measure);
        // By how much fewer worlds do.
        let Some((_, fewer)) = text.split_once("Fewer") else { continue };
        let fewer = fewer.split("```").next().unwrap_or_default();
        let words: Vec<&str> = fewer.split([' ', ';', ',', ':']).collect();
        let mut told = 0;
        for pair in words.windows(2).filter(|pair| pair[1].trim_end_matches('.') == "times") {
            let number = Printed::read(pair[0]).expect("a number of times");
            let is_one = |row: &Value| row["fewer"].as_f64().is_some_and(|of| number.is(of));
            let place = rows
                .iter()
                .zip(0..)
                .position(|(row, _)| finding.rows().contains(*row) && is_one(row));
            used[place.unwrap_or_else(|| panic!("{}: {} times", finding.name, pair[0]))] = true;
            told += 1;
        }
        assert!(0 < told, "{}: fewer than what?", finding.name);
    }
    let idle: Vec<_> = rows.iter().zip(used).filter(|(_, is_used)| !is_used).collect();
    assert!(idle.is_empty(), "{idle:?}");
}

#[test]
fn every_number_stands_in_its_picture_and_the_picture_is_of_todays_scenarios() {
    let desk = Desk::new();
    let old = "renew the pictures with RENEW_FINDINGS=1 and look at the numbers";
    for finding in findings() {
        let picture = text_of(&format!("pictures/{}.svg", finding.name));
        let (mean, _) = finding.number.split_once(" (").expect("a number with its interval");
        assert!(picture.contains(mean), "{}: `{mean}` is not in its picture", finding.name);
        // 35 KB of it are the typeface.
        assert!(picture.len() < 96_000, "{}: {} bytes", finding.name, picture.len());
        let files = finding.scenarios();
        for file in &files {
            let name = file.rsplit(['/', '.']).nth(1).expect("a name");
            assert!(picture.contains(name), "{}: the picture does not name {name}", finding.name);
            let hash = hash(&desk, file);
            let known = &finding.data["scenarios"][*file];
            assert_eq!(known, &json!(hash), "{}: {file} has changed; {old}", finding.name);
        }
        if let [file] = files[..] {
            let hash = hash(&desk, file);
            assert!(picture.contains(&hash), "{}: not of hash {hash}; {old}", finding.name);
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
