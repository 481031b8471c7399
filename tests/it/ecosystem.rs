//! The tables and schemas as the world outside reads them: DuckDB, Polars, pandas, `jsonschema` and
//! Taplo, on which editors' support of TOML rests, from PyPI.
//!
//! They live in a Python environment of their own, `target/ecosystem`, which is made once from
//! `tests/ecosystem/requirements.txt`. Where there is no Python or no way to PyPI these tests say
//! so on stderr and prove nothing; with `CI` set they fail.
//!
//! *Invariant*: what is compared with comes another way: cells of the CSV files, figures of
//! `summary.json`, problems of the program's own reader.
//!
//! *Absent*: what the tables hold (`summary`, `readings`).

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use downline::scenario::{KeyInfo, LoadedCase, SHIPPED, case_keys, keys};
use serde_json::{Value, json};

use crate::command::Desk;
use crate::support::crate_folder;

/// Files of these tests.
const HOME: &str = "tests/ecosystem";

/// The Python of the environment, made at the first call.
fn python() -> Option<&'static Path> {
    static PYTHON: OnceLock<Option<PathBuf>> = OnceLock::new();
    PYTHON.get_or_init(|| environment().map_err(|why| give_up(&why)).ok()).as_deref()
}

/// Says aloud that nothing was proved, or fails where everything has to be.
fn give_up(why: &str) {
    let is_ci = std::env::var_os("CI").is_some_and(|ci| !ci.is_empty());
    assert!(!is_ci, "the ecosystem cannot be asked: {why}");
    // Past the harness, which would keep it to itself.
    let text = format!("\nSKIPPED, nothing was proved: the ecosystem cannot be asked: {why}\n");
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// Makes the environment if it is not there, or is not what the requirements say.
fn environment() -> Result<PathBuf, String> {
    let wanted = crate_folder().join(HOME).join("requirements.txt");
    let wanted = fs::read_to_string(wanted).map_err(|cause| cause.to_string())?;
    // Builds may put their files elsewhere.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a folder of the build");
    let folder = target.join("ecosystem");
    let mark = folder.join("requirements.txt");
    let scripts = if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" };
    let python = folder.join(scripts);
    if fs::read_to_string(&mark).is_ok_and(|found| found == wanted) {
        return Ok(python);
    }
    let system = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    called(Command::new(system).args(["-m", "venv", "--clear"]).arg(&folder))?;
    let requirements = crate_folder().join(HOME).join("requirements.txt");
    let mut install = Command::new(&python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    called(install.arg("--requirement").arg(requirements))?;
    #[expect(clippy::disallowed_methods, reason = "a mark in the build's folder, no result")]
    fs::write(mark, wanted).map_err(|cause| cause.to_string())?;
    Ok(python)
}

/// Runs a command that has to go well.
fn called(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|cause| format!("{command:?}: {cause}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(format!("{command:?}: {said}")) }
}

/// What a script says when it is given a document in a folder.
fn asked(python: &Path, script: &str, arguments: &[&str], folder: &Path, input: &Value) -> Value {
    let script = crate_folder().join(HOME).join(script);
    let mut child = Command::new(python)
        .arg(&script)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let mut pipe = child.stdin.take().expect("a pipe");
    let text = input.to_string();
    let writer = std::thread::spawn(move || pipe.write_all(text.as_bytes()));
    let output = child.wait_with_output().expect("Python ends");
    // A script that does not read closes the pipe; what it says is what counts.
    let _ = writer.join().expect("a writer");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {errors}", script.display());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|cause| panic!("{cause}: {errors}"))
}

/// The SQL of the page of tables: how a file tells of itself, then the questions.
fn queries() -> Vec<String> {
    let page = fs::read_to_string(crate_folder().join("docs/data.md")).expect("a page");
    let page = page.replace("\r\n", "\n");
    let blocks = page.split("```sql\n").skip(1);
    blocks.map(|block| block.split("```").next().expect("an end").to_owned()).collect()
}

/// A run of two networks whose people come back, so that persons have several rows.
const TWO: &str = "run scenarios/tiny.toml -r 4 --no-pictures --set business.dew.founders=60 \
                   --set business.dew.founder_roots=6 --set business.dew.plan.unilevel.rates=[0.1] \
                   --set recruit.return_per_week=0.05 --set recruit.return_after_weeks=4";

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[track_caller]
fn assert_close(found: f64, wanted: f64, what: &str) {
    assert!((found - wanted).abs() <= 1e-9 * wanted.abs().max(1.0), "{what}: {found}, {wanted}");
}

#[test]
fn the_queries_of_the_page_say_in_duckdb_what_the_summary_says() {
    let queries = queries();
    assert_eq!(queries.len(), 4, "the page of tables has its metadata and three questions");
    let Some(python) = python() else { return };
    let desk = Desk::new();
    desk.data(TWO);
    let folder = desk.path("output/tiny");
    let answers = asked(python, "query.py", &[], &folder, &json!(queries));
    let summary: Value = serde_json::from_str(&desk.text("output/tiny/summary.json")).unwrap();
    let measure = |key: &str| &summary["measures"][key];

    let told = answers[0].as_array().expect("rows");
    let value = |key: &str| {
        let row = told.iter().find(|row| row["key"] == key);
        row.unwrap_or_else(|| panic!("`{key}` is missing"))["value"].clone()
    };
    assert_eq!(value("downline.scenario"), "tiny");
    assert_eq!(value("downline.unit.net_cents"), "cents");

    let motives = answers[1].as_array().expect("rows");
    let names: Vec<&Value> = motives.iter().map(|row| &row["motive"]).collect();
    assert_eq!(names, ["builder", "discount_buyer", "part_time_seller"]);
    let mut persons = 0.0;
    for row in motives {
        let motive = row["motive"].as_str().expect("a name");
        let key = |name: &str| format!("persons.first_year.by_motive.{motive}.{name}");
        let loss = number(&measure(&key("loss_share"))["mean"]);
        assert_close(number(&row["loss_share"]), loss, motive);
        let median = number(&measure(&key("median_net"))["mean"]);
        assert_close(number(&row["median_net"]), median / 100.0, motive);
        let profit = number(&row["profit_share"]);
        assert!(0.0 < profit && profit <= 1.0 - loss, "{motive}: {profit} gain, {loss} lose");
        persons += number(&row["persons"]);
    }
    assert_close(persons, number(&measure("persons.first_year.people")["mean"]), "persons");

    let top = measure("payments.calendar_year.rewards.on_books.top_1_percent_share");
    let row = &answers[2][0];
    for (name, of) in
        [("top_1_percent_share", "mean"), ("smallest", "smallest"), ("largest", "largest")]
    {
        assert_close(number(&row[name]), number(&top[of]), name);
    }

    let flows = answers[3].as_array().expect("rows");
    let sum = |side: &str, account: &str| -> f64 {
        let of = flows.iter().filter(|row| row[side] == account);
        of.map(|row| number(&row["cents"])).sum()
    };
    let captured = |depth: &str, side: &str, party: &str| {
        let rows = summary["capture"].as_array().expect("rows");
        let row = rows.iter().find(|row| {
            row["window"] == "to_date"
                && row["own_use"] == "as_cost"
                && [&row["depth"], &row["side"], &row["party"]] == [depth, side, party]
        });
        number(&row.unwrap_or_else(|| panic!("no {side} {party}"))["cents"])
    };
    assert_close(
        sum("payer", "customers"),
        captured("gross_take", "source", "customers"),
        "customers",
    );
    for party in ["suppliers", "platforms"] {
        assert_close(sum("receiver", party), captured("cash", "sink", party), party);
    }
    let partners = sum("receiver", "partners") - sum("payer", "partners");
    assert_close(partners, captured("cash", "memo", "all_partners"), "partners");
    let businesses: Vec<&Value> = flows
        .iter()
        .filter(|row| row["payer"] == "partners" && row["reason"] == "wholesale_order")
        .map(|row| &row["receiver"])
        .collect();
    assert_eq!(businesses.len(), 2, "partners order from both networks");
}

#[test]
fn duckdb_polars_and_pandas_read_every_cell_and_every_description() {
    let Some(python) = python() else { return };
    let desk = Desk::new();
    desk.put(
        "all.toml",
        "title = \"Everybody\"\nweeks = 60\nreplicates = 2\n[market]\npeople = 3_000\n\
         [business.glow]\nfounders = 30\nfounder_roots = 3\nplan.unilevel = {}\n\
         [persona.ana]\nclones = 2\n[creators]\npeople = 10\n",
    );
    let robust = "run all.toml --seed 7 --set weeks=54 --robust --robust-replicates 2";
    let compare = "compare all.toml --vary business.glow.discount=[0.2,0.3] --seed 7";
    let tables = [
        (robust, vec!["creators", "flows", "partners", "personas", "robust", "team", "weeks"]),
        (compare, vec!["differences", "values"]),
    ];
    for (command, names) in tables {
        let word = command.split(' ').next().expect("a command");
        let [binary, text] = ["parquet", "csv"].map(|format| {
            let folder = format!("{word}-{format}");
            desk.data(&format!("{command} --no-pictures --format {format} --out {folder}"));
            desk.path(&folder).display().to_string()
        });
        let found = asked(python, "read.py", &[&binary, &text], &desk.path("."), &Value::Null);
        assert_eq!(found["differences"], json!([]), "{command}");
        let read = found["tables"].as_object().expect("tables");
        assert_eq!(read.keys().collect::<Vec<_>>(), names, "{command}");
        let manifest = desk.text(&format!("{word}-parquet/manifest.json"));
        let manifest: Value = serde_json::from_str(&manifest).expect("JSON");
        let described = columns_of_page();
        for (name, table) in read {
            assert!(0.0 < number(&table["rows"]), "`{name}` has no rows");
            told_of_itself(&table["metadata"], &manifest);
            let columns = &described[name.as_str()];
            for (column, unit, meaning) in columns {
                assert_eq!(table["metadata"][format!("downline.column.{column}")], **meaning);
                assert_eq!(table["metadata"][format!("downline.unit.{column}")], **unit);
            }
            let of_columns = table["metadata"].as_object().expect("entries").keys();
            let count = of_columns.filter(|key| key.starts_with("downline.unit.")).count();
            assert_eq!(count, columns.len(), "`{name}`");
        }
        assert_eq!(manifest["command"], format!("downline {}", in_order(command)));
    }
}

/// A command as the manifest has it: changes before number of worlds and seed.
fn in_order(command: &str) -> String {
    match command.split_once(" --seed 7 --set weeks=54") {
        Some((run, rest)) => format!("{run} --set weeks=54 --seed 7{rest}"),
        None => command
            .replace("business.glow.discount=[0.2,0.3]", "'business.glow.discount=[0.2,0.3]'"),
    }
}

/// Each table's columns on the page of tables: name, unit, meaning.
fn columns_of_page() -> BTreeMap<String, Vec<(String, String, String)>> {
    let page = fs::read_to_string(crate_folder().join("docs/data.md")).expect("a page");
    let sections = page.split("\n## `").skip(1);
    let of_section = |section: &str| {
        let name = section.split('`').next().expect("a name").to_owned();
        let rows = section.lines().filter(|line| line.starts_with("| `"));
        let column = |row: &str| {
            let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
            (cells[0].trim_matches('`').to_owned(), cells[2].to_owned(), cells[4].to_owned())
        };
        (name, rows.map(column).collect())
    };
    sections.map(of_section).collect()
}

/// Compares a file's own words about where it comes from with the manifest.
fn told_of_itself(metadata: &Value, manifest: &Value) {
    let told = |name: &str| metadata[format!("downline.{name}")].as_str().expect(name).to_owned();
    for (name, wanted) in [
        ("version", &manifest["version"]),
        ("scenario", &manifest["scenario"]["name"]),
        ("title", &manifest["scenario"]["title"]),
        ("scenario_hash", &manifest["scenario"]["hash"]),
        ("seed", &manifest["seed"]),
        ("replicates", &manifest["replicates"]),
        ("chance_scheme", &manifest["chance_scheme"]),
        ("command", &manifest["command"]),
    ] {
        let wanted = wanted.as_str().map_or_else(|| wanted.to_string(), str::to_owned);
        assert_eq!(told(name), wanted, "{name}");
    }
    assert_eq!(told("currency"), "EUR");
    assert!(told("table").len() > 10);
}

/// A file's keys as the schema sees them.
fn document(text: &str) -> Value {
    let table: toml::Table = toml::from_str(text).unwrap_or_else(|cause| panic!("{cause}\n{text}"));
    serde_json::to_value(table).expect("JSON")
}

/// The complaints of a real validator about each document.
fn complaints(python: &Path, kind: &str, documents: &[Value]) -> Vec<Vec<String>> {
    let schema = Desk::bare().data(&format!("schema {kind}"));
    let input = json!([[schema, documents]]);
    let found = asked(python, "validate.py", &[], crate_folder(), &input);
    serde_json::from_value(found[0].clone()).expect("complaints")
}

#[test]
fn every_scenario_and_case_that_ships_is_valid_under_its_schema() {
    let Some(python) = python() else { return };
    let documents: Vec<Value> = SHIPPED.iter().map(|shipped| document(shipped.text)).collect();
    for (shipped, found) in SHIPPED.iter().zip(complaints(python, "scenario", &documents)) {
        assert!(found.is_empty(), "{}: {found:?}", shipped.path);
    }
    let mut cases: Vec<PathBuf> = Vec::new();
    for folder in ["hand", "worked"] {
        let folder = crate_folder().join("scenarios/cases").join(folder);
        cases.extend(fs::read_dir(folder).expect("cases").map(|entry| entry.unwrap().path()));
    }
    assert!(80 < cases.len());
    let text = |path: &PathBuf| fs::read_to_string(path).expect("a case");
    let documents: Vec<Value> = cases.iter().map(|path| document(&text(path))).collect();
    for (path, found) in cases.iter().zip(complaints(python, "case", &documents)) {
        assert!(found.is_empty(), "{}: {found:?}", path.display());
    }
    // The file that a carried case is written to is a case as well.
    let desk = Desk::new();
    let like = desk.run("new mine --like tiny");
    assert_eq!(like.code, Some(0), "{}", like.stderr);
    let new = desk.run("new plain");
    assert_eq!(new.code, Some(0), "{}", new.stderr);
    let own = ["mine.toml", "plain.toml"].map(|name| document(&desk.text(name)));
    assert_eq!(complaints(python, "scenario", &own), [[""; 0]; 2]);
}

/// All files of TOML below a folder of the crate.
fn toml_files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![crate_folder().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "toml") {
                files.push(path);
            }
        }
    }
    files
}

#[test]
fn taplo_takes_all_that_ships_and_underlines_what_is_wrong() {
    let Some(python) = python() else { return };
    let taplo = python.with_file_name(if cfg!(windows) { "taplo.exe" } else { "taplo" });
    let desk = Desk::bare();
    desk.put("scenario.json", &desk.data("schema"));
    desk.put("case.json", &desk.data("schema case"));
    let lint = |schema: &str, files: &[PathBuf]| {
        let mut command = Command::new(&taplo);
        let schema = format!("file://{}", desk.path(schema).display());
        command.args(["lint", "--no-auto-config", "--colors", "never", "--schema", &schema]);
        let output = command.args(files).current_dir(desk.path(".")).output().expect("it starts");
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (cases, scenarios): (Vec<PathBuf>, Vec<PathBuf>) = toml_files("scenarios")
        .into_iter()
        .partition(|path| path.components().any(|part| part.as_os_str() == "cases"));
    assert!(80 < cases.len() && SHIPPED.len() <= scenarios.len());
    for (schema, files) in [("scenario.json", &scenarios), ("case.json", &cases)] {
        let (is_sound, said) = lint(schema, files);
        assert!(is_sound, "{said}");
        assert!(said.contains(&format!("total={}", files.len())), "{said}");
    }
    desk.put("bad.toml", "weeks = \"x\"\n[business.glow]\nfounders = 0\nbogus = 1\n");
    let (is_sound, said) = lint("scenario.json", &[desk.path("bad.toml")]);
    assert!(!is_sound);
    for wrong in [
        "\"x\" is not of type \"integer\"",
        "0 is less than the minimum of 1",
        "('bogus' was unexpected)",
    ] {
        assert!(said.contains(wrong), "{wrong}: {said}");
    }
    assert!(said.contains("bad.toml:3:12"), "{said}");
}

#[test]
fn a_file_that_is_broken_is_refused_by_its_schema() {
    let Some(python) = python() else { return };
    let broken = [
        ("weks = 9", "weks"),
        ("weeks = \"9\"", "weeks"),
        ("weeks = 0", "weeks"),
        ("weeks = 9.5", "weeks"),
        ("post = 3", "post"),
        ("[post]\nraech = 0.2", "raech"),
        ("[post]\nreach = -0.2", "reach"),
        ("[market]\nrationing = \"randm\"", "rationing"),
        ("[people]\nfollowers = { log_norml = { median = 1, sigma = 1 } }", "followers"),
        ("[people]\nfollowers = { log_normal = { median = 1 } }", "followers"),
        ("[people]\nfollowers = \"many\"", "followers"),
        ("[busines.glow]\nfounders = 3", "busines"),
        ("[business.glow]\nfounders = -1", "founders"),
        ("[business.\"gl ow\"]\nfounders = 1", "gl ow"),
        ("[business.glow.plan.unilevl]\nrates = [0.1]", "unilevl"),
        ("[business.glow.plan.unilevel]\nrates = [0.1, 1.5]", "rates"),
        ("[business.glow.plan.unilevel]\nrates = 0.1", "rates"),
        ("[business.glow]\ndiscount_steps = { from_points = 1 }", "discount_steps"),
        ("[business.glow]\ndiscount_steps = [{ from_point = 1 }]", "from_point"),
        ("[event.e.set.post]\nraech = 1", "raech"),
        ("[event.e.set]\nweeks = 9", "weeks"),
        ("[event.e.set.event.f]\nstart_week = 2", "event"),
    ];
    let documents: Vec<Value> = broken.iter().map(|(text, _)| document(text)).collect();
    for ((text, named), found) in broken.iter().zip(complaints(python, "scenario", &documents)) {
        assert!(found.iter().any(|complaint| complaint.contains(named)), "{text}: {found:?}");
        assert_eq!(found.len(), 1, "{text}: {found:?}");
    }
    let broken = ["[[partner]]\nid = 3", "[[parnter]]\nid = \"A\"", "[partner]\nid = \"A\""];
    for text in broken {
        let problems = LoadedCase::from_text("broken", text).expect_err("broken");
        assert!(!problems.0.is_empty());
    }
    let documents = broken.map(document);
    for (text, found) in broken.iter().zip(complaints(python, "case", &documents)) {
        assert_eq!(found.len(), 1, "{text}: {found:?}");
    }
}

/// A document that gives one key a value and nothing else.
fn with_key(path: &str, value: &Value) -> Value {
    path.rsplit('.').fold(value.clone(), |inner, part| {
        let part = if part == "NAME" { "name" } else { part };
        match part.strip_suffix("[]") {
            Some(array) => json!({ array: [inner] }),
            None => json!({ part: inner }),
        }
    })
}

/// Values that a key allows, and values that it does not.
fn tries(key: &KeyInfo) -> (Vec<Value>, Vec<Value>) {
    let default: Option<toml::Table> = toml::from_str(&format!("it = {}", key.default)).ok();
    let mut good: Vec<Value> = default.into_iter().map(|t| json!(t)["it"].clone()).collect();
    let mut bad = vec![json!({ "no_such_key": 1 })];
    let is_list = key.kind.ends_with('s') && key.kind != "choices" && key.kind != "keys";
    let ends =
        [key.min_number.map(|min| (min, min - 1.0)), key.max_number.map(|m| (m, m * 2.0 + 1.0))];
    let whole =
        |number: f64| format!("{number:.0}").parse::<i64>().map_or(json!(number), Value::from);
    let value = |number: f64| {
        let number =
            if ["count", "counts"].contains(&key.kind) { whole(number) } else { json!(number) };
        if is_list { json!([number]) } else { number }
    };
    for (inside, outside) in ends.into_iter().flatten() {
        good.push(value(inside));
        bad.push(value(outside));
    }
    match key.kind {
        "text" => bad.push(json!(3)),
        "flag" => bad.extend([json!("true"), json!(1)]),
        "choice" => {
            let names = key.allowed.split('"').skip(1).step_by(2);
            good.extend(names.map(|name| json!(name)));
            bad.push(json!("no such choice"));
        }
        _ => bad.push(json!("0.5")),
    }
    (good, bad)
}

#[test]
fn the_schema_allows_each_key_what_its_declaration_allows() {
    let Some(python) = python() else { return };
    for (kind, catalogue) in [("scenario", keys()), ("case", case_keys())] {
        let mut documents = Vec::new();
        let mut told = Vec::new();
        for key in catalogue.keys().iter().filter(|key| key.kind != "keys") {
            let (good, bad) = tries(key);
            for (value, is_good) in
                good.iter().map(|value| (value, true)).chain(bad.iter().map(|value| (value, false)))
            {
                documents.push(with_key(&key.path, value));
                told.push((key, value.clone(), is_good));
            }
            documents.push(with_key(&format!("{}_", key.path), &json!(1)));
            told.push((key, json!("misspelt"), false));
        }
        let found = complaints(python, kind, &documents);
        for ((key, value, is_good), found) in told.iter().zip(&found) {
            let (path, allowed) = (&key.path, &key.allowed);
            assert_eq!(found.is_empty(), *is_good, "`{path}` ({allowed}) = {value}: {found:?}");
        }
        assert!(1_000 < documents.len(), "{kind}: {}", documents.len());
    }
}
