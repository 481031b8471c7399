//! What a terminal and a script get: pages of any width, colours where they are wanted, documents
//! for machines, completions, the manual page, and scenarios to start from.
//!
//! *Invariant*: nothing of the caller's terminal changes what is printed but what a test sets.
//!
//! *Absent*: the words themselves (`cli`), whether a validator takes a schema (`ecosystem`).

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::process::Command;

use serde_json::Value;

use crate::command::{Desk, Said, compare};
use crate::support::crate_folder;

/// How colours begin.
const ESCAPE: char = '\u{1b}';

/// Two networks, somebody followed and creators, in a short run.
const BUSY: &str = "title = \"Busy\"\nweeks = 60\nreplicates = 2\n[market]\npeople = 6_000\n\
                    [business.glow]\nfounders = 40\nfounder_roots = 4\nplan.unilevel = {}\n\
                    [business.\"a-business-with-quite-a-long-name\"]\nfounders = 20\n\
                    founder_roots = 2\n[creators]\npeople = 20\nbusiness = \"glow\"\n\
                    [persona.ana]\nbusiness = \"glow\"\nfollowers = 90_000\n\
                    [persona.somebody-with-a-long-name]\nbusiness = \"glow\"\n\
                    [persona.zoe]\nbusiness = \"glow\"\n";

/// Runs a line with variables of the environment.
fn with(desk: &Desk, variables: &[(&str, &str)], line: &str) -> Said {
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut command = desk.command(&words);
    command.envs(variables.iter().copied());
    desk.hear(command.output().expect("the program starts"))
}

/// Says past the harness that a tool is missing, so that nobody takes silence for proof.
fn skipped(what: &str) {
    let _ = std::io::stderr().write_all(format!("\nSKIPPED: no `{what}` here\n").as_bytes());
}

fn is_here(tool: &str) -> bool {
    let found = Command::new("sh").args(["-c", &format!("command -v {tool}")]).output();
    let is_here = found.is_ok_and(|output| output.status.success());
    if !is_here {
        skipped(tool);
    }
    is_here
}

fn widest(text: &str) -> usize {
    text.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}

#[test]
fn no_page_is_wider_than_it_is_asked_to_be_or_than_a_hundred_columns() {
    let desk = Desk::new();
    desk.put("busy.toml", BUSY);
    let lines = [
        "run busy.toml --no-pictures",
        "compare busy.toml --vary business.glow.discount=[0.2,0.3] --no-pictures",
        "odds busy.toml --business glow --followers 1500 --hours 10 --week 1 -r 2",
    ];
    for line in lines {
        let mut pages: BTreeMap<&str, String> = BTreeMap::new();
        for (columns, limit) in [("20", 60), ("60", 60), ("80", 80), ("100", 100), ("120", 100)] {
            let said = with(&desk, &[("COLUMNS", columns)], line);
            assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""), "{line}");
            let page = said.stdout;
            assert!(widest(&page) <= limit, "{line}, {columns} columns:\n{page}");
            assert!(page.lines().all(|line| !line.ends_with(' ')), "{page}");
            pages.insert(columns, page);
        }
        assert_ne!(pages["80"], pages["100"], "{line}");
        assert_eq!(pages["100"], pages["120"], "{line}");
        assert_eq!(pages["100"], desk.data(line), "{line}: a pipe has a hundred");
    }
    // Personas that do not fit have a table each; two that do, and a comparison, fold intervals.
    let personas = "run scenarios/personas.toml -r 2 --no-pictures";
    for (name, line) in
        [("busy_80", lines[0]), ("compared_80", lines[1]), ("personas_80", personas)]
    {
        let said = with(&desk, &[("COLUMNS", "80")], line);
        compare(name, &format!("$ COLUMNS=80 downline {line}\n{}", said.told()));
    }
}

#[test]
fn at_eighty_columns_every_table_is_whole_and_fits() {
    let desk = Desk::new();
    let few = "-r 2 -q --no-pictures --no-report";
    let compared = "compare scenarios/contracts/network.toml scenarios/contracts/affiliate.toml";
    for (line, tables) in [
        (format!("run scenarios/tiny.toml {few}"), 3),
        (format!("run scenarios/contracts/network.toml {few}"), 6),
        (format!("run scenarios/contracts/sponsored-micro.toml {few}"), 6),
        (format!("{compared} {few}"), 2),
        (format!("sweep scenarios/tiny.toml --key post.reach=0.1..0.6:3 {few}"), 1),
        (
            format!(
                "sweep scenarios/tiny.toml --key post.reach=0.1..0.6:6 \
                 --key business.glow.discount=[0.2,0.3] {few}"
            ),
            1,
        ),
        ("odds scenarios/tiny.toml --followers 1500 --hours 10 --week 5 -r 2 -q".to_owned(), 1),
    ] {
        let said = with(&desk, &[("COLUMNS", "80")], &line);
        assert_eq!(said.code, Some(0), "{line}: {said:?}");
        let page = said.stdout;
        assert!(widest(&page) <= 80, "{line}:\n{page}");
        let lines: Vec<&str> = page.lines().collect();
        let is_rule = |line: &str| line.starts_with('─');
        // Only many personas, who are columns side by side, and grids of more values than fit
        // become several tables.
        let rules = lines.iter().filter(|line| is_rule(line)).count();
        assert_eq!(rules, 3 * tables, "{line}:\n{page}");
    }
}

#[test]
fn statements_of_all_cases_fit_their_page_with_amounts_point_below_point() {
    let desk = Desk::bare();
    let mut seen = 0;
    for folder in ["hand", "worked"] {
        let folder = crate_folder().join("scenarios/cases").join(folder);
        for entry in fs::read_dir(folder).expect("cases") {
            let path = entry.expect("a case").path();
            let line = format!("pay {}", path.display());
            for columns in ["80", "100"] {
                let page = with(&desk, &[("COLUMNS", columns)], &line).stdout;
                let limit = columns.parse().expect("a number");
                assert!(widest(&page) <= limit, "{line}, {columns} columns:\n{page}");
                assert_points_below_each_other(&page);
                seen += 1;
            }
        }
    }
    assert!(160 < seen);
}

/// Every amount with cents in a table has its point where another one of the table has it: a column
/// has one place for points. Columns of rates and points have none with two decimals.
fn assert_points_below_each_other(page: &str) {
    let lines: Vec<&str> = page.lines().collect();
    // Three rules: above the head, below it, and below the rows.
    let parts = lines.split(|line| line.starts_with('─')).skip(2).step_by(3);
    for table in parts {
        let mut ends: BTreeMap<usize, usize> = BTreeMap::new();
        for line in table {
            let letters: Vec<char> = line.chars().collect();
            for (at, _) in letters.iter().enumerate().filter(|(_, letter)| **letter == '.') {
                let digits = |range: std::ops::Range<usize>| {
                    letters.get(range).is_some_and(|part| part.iter().all(char::is_ascii_digit))
                };
                let is_amount = digits(at + 1..at + 3) && !digits(at + 3..at + 4);
                if is_amount {
                    *ends.entry(at).or_default() += 1;
                }
            }
        }
        let places: Vec<usize> = ends.into_keys().collect();
        let too_near = places.windows(2).find(|pair| pair[1] - pair[0] < 4);
        assert!(too_near.is_none(), "points at {places:?} in\n{}", table.join("\n"));
    }
}

#[test]
fn colours_are_for_terminals_and_for_those_who_force_them_and_never_in_data() {
    let desk = Desk::new();
    desk.put("bad.toml", "weks = 3\n[business.glow]\n");
    let bad = "check bad.toml";
    let plain = desk.run(bad);
    assert!(!plain.stderr.contains(ESCAPE), "{plain:?}");
    let forced = with(&desk, &[("CLICOLOR_FORCE", "1")], bad);
    assert!(forced.stderr.contains(ESCAPE), "{forced:?}");
    for variables in [
        [("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")],
        [("CLICOLOR_FORCE", ""), ("NO_COLOR", "")],
        [("CLICOLOR", "1"), ("TERM", "xterm-256color")],
    ] {
        assert_eq!(with(&desk, &variables, bad), plain, "{variables:?}");
    }
    // Every kind of error has its colours from its first letter on, or none at all.
    desk.put("case.toml", "title = 1\n");
    for line in [
        bad,
        "run nosuch.toml",
        "report nowhere",
        "plot nowhere",
        "pay case.toml",
        "explain raech",
        "run --bogus",
        "new /",
        "sweep scenarios/tiny.toml --key post.reach=0.1",
        "sweep scenarios/tiny.toml --key post.raech=[1,2]",
        "compare scenarios/tiny.toml",
        "odds scenarios/tiny.toml --followers 5 --hours 900",
        "run scenarios/tiny.toml --out bad.toml",
    ] {
        let plain = desk.run(line);
        assert_eq!(plain.code, Some(2), "{line}: {plain:?}");
        let forced = with(&desk, &[("CLICOLOR_FORCE", "1")], line);
        for block in forced.stderr.split("\n\n").filter(|block| !block.is_empty()) {
            let is_usage = block.contains("Usage:") || block.contains("For more information");
            let is_tip = block.trim_start().starts_with(ESCAPE);
            assert!(block.starts_with(ESCAPE) || is_usage || is_tip, "{line}: {block:?}");
        }
        let stripped = anstream::adapter::strip_str(&forced.stderr).to_string();
        assert_eq!(stripped, plain.stderr, "{line}");
        let both = [("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")];
        assert_eq!(with(&desk, &both, line), plain, "{line}");
    }
    let help = with(&desk, &[("CLICOLOR_FORCE", "1")], "--help");
    assert!(help.stdout.contains(ESCAPE), "{help:?}");
    let force = [("CLICOLOR_FORCE", "1")];
    let run = "run scenarios/tiny.toml -r 1 --no-pictures";
    for line in [run, "explain post.reach", "scenarios", "schema", "man", "completions bash"] {
        let said = with(&desk, &force, line);
        assert_eq!(said.code, Some(0), "{line}: {said:?}");
        assert!(!said.stdout.contains(ESCAPE), "{line}");
    }
}

/// The same in a terminal of eighty columns, which `script` plays.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_has_colours_unless_no_color_says_otherwise_and_its_own_width() {
    if !is_here("script") {
        return;
    }
    let desk = Desk::new();
    desk.put("bad.toml", "weks = 3\n[business.glow]\n");
    let seen = |line: &str, variables: &[(&str, &str)]| {
        let line = format!("script -qec \"stty cols 80; $0 {line}\" /dev/null");
        let mut command = desk.shell(&line);
        command.env("TERM", "xterm-256color").envs(variables.iter().copied());
        desk.hear(command.output().expect("a terminal")).stdout
    };
    let bad = seen("check bad.toml", &[]);
    assert!(bad.contains(ESCAPE) && bad.contains("did you mean `weeks`?"), "{bad:?}");
    for variable in [("NO_COLOR", "1"), ("CLICOLOR", "0"), ("TERM", "dumb")] {
        let bad = seen("check bad.toml", &[variable]);
        assert!(!bad.contains(ESCAPE), "{variable:?}: {bad:?}");
        assert!(bad.contains("did you mean `weeks`?"), "{bad:?}");
    }
    let run = seen("run scenarios/tiny.toml -r 2 -q --no-pictures", &[]);
    assert!(run.contains("Of each 100 put in"), "{run}");
    assert!((70..=80).contains(&widest(&run.replace('\r', ""))), "{run}");
}

/// What a line prints for machines.
fn document(said: &str) -> Value {
    serde_json::from_str(said).unwrap_or_else(|cause| panic!("{cause}: {said}"))
}

fn names(document: &Value) -> Vec<&str> {
    document.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// The documents that the page of the terminal tells of: command and names at the top.
fn told_documents() -> BTreeMap<String, Vec<String>> {
    let page = fs::read_to_string(crate_folder().join("docs/terminal.md")).expect("a page");
    let rows = page.lines().filter(|line| line.starts_with("| `downline "));
    let told = rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let command = cells[0].trim_matches('`').trim_start_matches("downline ").to_owned();
        let names = cells[1].split('`').skip(1).step_by(2).map(str::to_owned).collect();
        (command, names)
    });
    told.collect()
}

#[test]
fn each_document_for_machines_has_what_the_page_tells_and_says_what_the_files_say() {
    let desk = Desk::new();
    let case = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/cases/hand/unilevel.toml");
    desk.put("case.toml", &fs::read_to_string(case).expect("a case"));
    let lines = [
        ("run --json", "run scenarios/tiny.toml -r 2 --json --no-pictures --format csv"),
        (
            "compare --json",
            "compare scenarios/tiny.toml --vary business.glow.discount=[0.2,0.3] -r 2 --json \
             --no-pictures",
        ),
        (
            "sweep --json",
            "sweep scenarios/tiny.toml --key post.reach=[0.2,0.3] -r 2 --json --no-pictures",
        ),
        (
            "odds --json",
            "odds scenarios/tiny.toml --followers 1500 --hours 10 --week 1 -r 1 --json",
        ),
        ("report --json", "report output/tiny output/compare-tiny --json"),
        ("check --json", "check scenarios/tiny.toml -r 2 --json"),
        ("explain --json", "explain plan.unilevel --json"),
        ("scenarios --json", "scenarios --json"),
        ("pay --json", "pay case.toml --json"),
    ];
    let told = told_documents();
    let mut documents = BTreeMap::new();
    for (command, line) in lines {
        let said = desk.run(line);
        assert_eq!(said.code, Some(0), "{line}: {said:?}");
        let document = document(&said.stdout);
        assert_head(&document);
        assert_eq!(names(&document)[HEAD.len()..], told[command], "{command}");
        documents.insert(command, document);
    }
    let file = |name: &str| document(&desk.text(name));
    let run = &documents["run --json"];
    assert_eq!(run["folder"], "output/tiny");
    assert_eq!(run["summary"], file("output/tiny/summary.json"));
    assert_eq!(run["robust"], Value::Null);
    assert_eq!(run["files"], Value::from(desk.names("output/tiny")));
    let compared = &documents["compare --json"];
    assert_eq!(compared["comparison"], file("output/compare-tiny/compare.json"));
    assert_eq!(compared["files"], Value::from(desk.names("output/compare-tiny")));
    let swept = &documents["sweep --json"];
    assert_eq!(swept["sweep"], file("output/sweep-tiny/sweep.json"));
    assert_eq!(swept["files"], Value::from(desk.names("output/sweep-tiny")));
    let page = documents["report --json"]["page"].as_str().expect("a page");
    assert!(desk.path(page).is_file(), "{page}");
    let check = &documents["check --json"];
    assert_eq!(check["sound"][0]["hash"], run["summary"]["scenario"]["scenario_hash"]);
    assert_eq!(check["problems"], Value::Array(Vec::new()));
    let statement = desk.run("pay case.toml --format json").stdout;
    assert_eq!(documents["pay --json"], document(&statement));
    let explained = documents["explain --json"]["keys"].as_array().expect("keys");
    let rates = explained.iter().find(|key| key["path"] == "business.NAME.plan.unilevel.rates");
    let rates = rates.expect("the rates");
    assert_eq!(rates["source"], "article");
    assert_eq!(
        (&rates["min_number"], &rates["max_number"]),
        (&Value::from(0.0), &Value::from(1.0))
    );
    assert_eq!(rates["schema"]["items"]["type"], "number");
    let page = documents["explain --json"]["page"].as_str().expect("a page");
    assert!(page.starts_with("# Unilevel\n"), "{page}");
    let listed = documents["scenarios --json"]["scenarios"].as_array().expect("scenarios").len();
    assert_eq!(listed, downline::scenario::SHIPPED.len());
}

/// How every document for machines begins.
const HEAD: [&str; 3] = ["schema", "program", "version"];

fn assert_head(document: &Value) {
    assert_eq!(names(document)[..HEAD.len()], HEAD);
    assert_eq!(document["schema"], downline::output::SCHEMA);
    assert_eq!(document["program"], downline::output::PROGRAM);
    assert_eq!(document["version"], downline::output::VERSION);
}

#[test]
fn every_command_that_tells_machines_anything_is_on_the_page() {
    let desk = Desk::bare();
    let help = desk.data("--help");
    let (_, commands) = help.split_once("Commands:\n").expect("commands");
    let commands = commands.lines().take_while(|line| !line.is_empty());
    let commands = commands.filter_map(|line| line.split_whitespace().next());
    let has_json = |command: &&str| {
        *command != "help" && desk.data(&format!("{command} --help")).contains(" --json")
    };
    let with_json: Vec<String> =
        commands.filter(has_json).map(|command| format!("{command} --json")).collect();
    let told: Vec<String> = told_documents().into_keys().collect();
    let mut sorted = with_json.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, told);
    assert!(8 < told.len(), "{told:?}");
}

#[test]
fn machines_are_told_what_halving_and_doubling_did_as_the_table_has_it() {
    let desk = Desk::new();
    let line = "run scenarios/tiny.toml -r 2 --robust --robust-replicates 2 --json --no-pictures \
                --format csv";
    let document = document(&desk.data(line));
    assert_head(&document);
    let robust = &document["robust"];
    assert_eq!(robust["replicates"], 2);
    assert_eq!(robust["verdict"], "businesses_more");
    let rows = robust["rows"].as_array().expect("rows");
    let table = desk.text("output/tiny/robust.csv");
    let mut table = csv::Reader::from_reader(table.as_bytes());
    let heads = table.headers().expect("heads").clone();
    let records: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), records.len());
    assert!(100 < rows.len(), "{}", rows.len());
    let none = Value::from(0);
    for (row, record) in rows.iter().zip(&records) {
        for (head, text) in heads.iter().zip(record) {
            let told = match head {
                "headline" => &row["headline"]["mean"],
                "headline_low" => &row["headline"]["low"],
                "headline_high" => &row["headline"]["high"],
                "difference" => &row["difference"]["mean"],
                "low" | "high" => &row["difference"][head],
                // The table has a number where nothing was run, too.
                "worlds" if row["headline"].is_null() => &none,
                "worlds" => &row["headline"]["replicates"],
                other => row.get(other).unwrap_or_else(|| panic!("{other}: {row}")),
            };
            match told {
                Value::Null => assert_eq!(text, "", "{head}: {row}"),
                Value::String(told) => assert_eq!(told, text, "{head}"),
                Value::Bool(told) => assert_eq!(told.to_string(), text, "{head}"),
                told => {
                    let (told, text) = (told.as_f64(), text.parse::<f64>().ok());
                    assert_eq!(told.map(f64::to_bits), text.map(f64::to_bits), "{head}: {row}");
                }
            }
        }
    }
}

#[test]
fn machines_are_told_of_every_problem_with_its_place() {
    let desk = Desk::new();
    desk.put("bad.toml", "weks = 3\n[business.glow]\nfounders = 0\n");
    let said = desk.run("check bad.toml scenarios/tiny.toml --json");
    assert_eq!(said.code, Some(2));
    assert_eq!(said.stderr, desk.run("check bad.toml").stderr);
    let document = document(&said.stdout);
    assert_eq!(document["sound"][0]["name"], "tiny");
    let problems = document["problems"].as_array().expect("problems");
    let places: Vec<(u64, &str)> = problems
        .iter()
        .map(|problem| (problem["line"].as_u64().unwrap(), problem["key"].as_str().unwrap()))
        .collect();
    assert_eq!(places, [(1, "weks"), (3, "business.glow.founders")]);
    assert_eq!(problems[0]["hint"], "did you mean `weeks`?");
    assert_eq!(problems[1]["allowed"], "1 to 200000000 (partners)");
    // Where there is no result there is no document.
    for line in ["run bad.toml --json", "compare bad.toml --json", "explain raech --json"] {
        let said = desk.run(line);
        assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{line}");
        assert!(!said.stderr.is_empty(), "{line}");
    }
}

#[test]
fn scenarios_are_copied_for_machines_too() {
    let desk = Desk::bare();
    desk.put("mine/tiny.toml", "# mine\n");
    let document = document(&desk.data("scenarios --copy mine --json"));
    let all = document["scenarios"].as_array().expect("scenarios");
    for entry in all {
        let path = entry["copy"]["path"].as_str().expect("a path");
        assert_eq!(entry["copy"]["written"], path != "mine/tiny.toml", "{path}");
        assert!(desk.path(path).exists(), "{path}");
    }
    assert_eq!(desk.text("mine/tiny.toml"), "# mine\n");
}

#[test]
fn bash_completes_commands_arguments_and_their_choices() {
    if !is_here("bash") {
        return;
    }
    let desk = Desk::bare();
    desk.put("downline.bash", &desk.data("completions bash"));
    let completed = |words: &[&str]| {
        let last = words.len();
        let before = if last < 2 { "downline" } else { words[last - 2] };
        let line = format!(
            "source ./downline.bash; COMP_WORDS=(downline {}); COMP_CWORD={last}; \
             _downline downline '{}' '{before}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            words.join(" "),
            words[last - 1],
        );
        let mut command = Command::new("bash");
        command.args(["--norc", "-c", &line]).current_dir(desk.path("."));
        let output = command.output().expect("bash starts");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("words")
    };
    assert_eq!(completed(&["sc"]), "scenarios\nschema\n");
    assert_eq!(completed(&["run", "--rob"]), "--robust\n--robust-replicates\n");
    assert_eq!(completed(&["run", "--format", ""]), "parquet\ncsv\n");
    assert_eq!(completed(&["completions", "p"]), "powershell\n");
}

#[test]
fn fish_completes_commands_arguments_and_their_choices() {
    if !is_here("fish") {
        return;
    }
    let desk = Desk::bare();
    desk.put("downline.fish", &desk.data("completions fish"));
    let completed = |line: &str| {
        let line = format!("source downline.fish; complete -C '{line}'");
        let mut command = Command::new("fish");
        command.args(["--no-config", "-c", &line]).current_dir(desk.path("."));
        command.env("HOME", desk.path(".")).env("XDG_CONFIG_HOME", desk.path("."));
        let output = command.output().expect("fish starts");
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        let said = String::from_utf8(output.stdout).expect("words");
        let words = said.lines().filter_map(|line| line.split('\t').next()).map(str::to_owned);
        words.collect::<Vec<String>>()
    };
    assert_eq!(completed("downline ru"), ["run"]);
    assert_eq!(completed("downline sc"), ["scenarios", "schema"]);
    assert_eq!(completed("downline run --rob"), ["--robust", "--robust-replicates"]);
    assert_eq!(completed("downline run --format "), ["csv", "parquet"]);
}

/// What a person who types into zsh sees: `zpty` plays her terminal.
const ZSH: &str = r#"
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PS1=; unsetopt prompt_sp; fpath=($PWD $fpath)
autoload -Uz compinit; compinit -u -D
told() { local line=$BUFFER; BUFFER=; zle -I; print -r -- "<$line>" }
zle -N told; bindkey "^X" told; bindkey "^I" complete-word; print re""ady'
while zpty -r shell line; do [[ $line == *ready* ]] && break; done
zpty -w -n shell "$1"$'\t\x18'
while zpty -r shell line; do [[ $line == *'<'*'>'* ]] && break; done
line=${line##*<}
print -r -- "${line%%>*}"
zpty -d shell
"#;

#[test]
fn zsh_completes_commands_arguments_and_their_choices() {
    if !is_here("zsh") {
        return;
    }
    let desk = Desk::bare();
    desk.put("_downline", &desk.data("completions zsh"));
    desk.put("type.zsh", ZSH);
    let completed = |typed: &str| {
        let mut command = Command::new("timeout");
        command.args(["60", "zsh", "-f", "type.zsh", typed]).current_dir(desk.path("."));
        command.env("HOME", desk.path(".")).env("TERM", "dumb");
        let output = command.output().expect("zsh starts");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("words")
    };
    assert_eq!(completed("downline ru"), "downline run \n");
    assert_eq!(completed("downline sche"), "downline schema \n");
    assert_eq!(completed("downline run --no-p"), "downline run --no-pictures \n");
    assert_eq!(completed("downline run --format pa"), "downline run --format parquet \n");
}

#[test]
fn the_manual_page_is_set_without_a_warning_and_shows_every_command() {
    if !is_here("groff") {
        return;
    }
    let desk = Desk::bare();
    desk.put("downline.1", &desk.data("man"));
    let mut groff = Command::new("groff");
    groff
        .args(["-man", "-Tutf8", "-ww", "-P-c", "-P-b", "-P-u", "downline.1"])
        .current_dir(desk.path("."));
    let output = groff.output().expect("groff starts");
    let warnings = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && warnings.is_empty(), "{warnings}");
    let page = String::from_utf8(output.stdout).expect("text");
    let help = desk.data("--help");
    let (_, commands) = help.split_once("Commands:\n").expect("commands");
    let commands = commands.lines().take_while(|line| !line.is_empty());
    let mut seen = 0;
    for command in commands.filter_map(|line| line.split_whitespace().next()) {
        if command != "help" {
            assert!(page.contains(&format!("\nDOWNLINE {}", command.to_uppercase())), "{command}");
            seen += 1;
        }
    }
    assert!(11 < seen, "only {seen} commands");
}

#[test]
fn a_new_scenario_is_sound_runs_at_once_and_never_replaces_another() {
    let desk = Desk::new();
    compare(
        "new",
        &desk.transcript(&[
            "new my-network",
            "check my-network.toml",
            "new my-network",
            "new my-network.toml",
            "new nowhere/mine",
            "new mine --like beauty-netwrok",
            "new scenarios/mine --like beauty-network",
            "check scenarios/mine.toml",
            "new mine --like my-network.toml",
            "check mine.toml",
            "new studies/",
        ]),
    );
    let text = desk.text("my-network.toml");
    let empty = desk.hear(desk.command(&["new", ""]).output().expect("the program starts"));
    assert_eq!(empty.code, Some(2));
    desk.data("run my-network.toml -r 2 --no-pictures");
    desk.data("run scenarios/mine.toml -r 1 --set weeks=20 --no-pictures --out output/like");
    assert_eq!(desk.run("new my-network --like tiny --force").code, Some(0));
    assert_ne!(desk.text("my-network.toml"), text);
    compare("starter", &text);
    // A scenario like another one is that one, but for its title.
    let hash = |line: &str| document(&desk.data(line))["sound"][0]["hash"].clone();
    let like = hash("check scenarios/mine.toml --json");
    let title = "title=\"mine, like beauty-network\"";
    let base = ["check", "scenarios/beauty-network.toml", "--json", "--set", title];
    let base = desk.hear(desk.command(&base).output().expect("the program starts"));
    assert_eq!(document(&base.stdout)["sound"][0]["hash"], like, "{base:?}");
    let bare = Desk::bare();
    let absent = bare.run("new mine --like beauty-network");
    assert_eq!(absent.code, Some(2));
    assert!(absent.stderr.contains("`downline scenarios --copy scenarios`"), "{absent:?}");
    assert_eq!(bare.names("."), [""; 0]);
}
