//! The house keeps to its own rules: layers, lengths, words, pages, and commands of the README.
//!
//! *Invariant*: a rule that a reader is told of (`docs/ARCHITECTURE.md`) is held by a test, so that
//! the drawing stays true.
//!
//! *Absent*: what clippy and rustfmt see (lengths of functions, prints, hash maps).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use downline::scenario::{Loaded, SHIPPED, keys};

use crate::command::Desk;
use crate::support::crate_folder;

/// The rooms from the lowest floor up, each with the lower rooms that it may use.
///
/// `measure` reads the closed books of `simulation` and `experiment` repeats it; nothing below
/// them knows either.
const ROOMS: [(&str, &[&str]); 14] = [
    ("units", &[]),
    ("machine", &[]),
    ("chance", &["units"]),
    ("scenario", &["units", "chance"]),
    ("ledger", &["units", "machine"]),
    ("world", &["units", "machine", "chance", "scenario", "ledger"]),
    ("behaviour", &["units", "machine", "chance", "scenario", "world"]),
    ("plan", &["units", "machine", "scenario", "world"]),
    ("calculator", &["units", "scenario", "world", "plan"]),
    (
        "simulation",
        &["units", "machine", "chance", "scenario", "ledger", "world", "behaviour", "plan"],
    ),
    ("measure", &["units", "chance", "scenario", "ledger", "world", "simulation"]),
    ("experiment", &["units", "chance", "scenario", "ledger", "world", "simulation", "measure"]),
    ("output", &["units", "chance", "experiment"]),
    ("cli", &["units", "scenario", "calculator", "simulation", "experiment", "output"]),
];

/// Rooms that may use the maths of `chance` and none of its luck.
const MATHS_ONLY: [&str; 2] = ["measure", "output"];

/// Longest file without its trailing tests, in lines.
const LINES_MAX: usize = 500;

/// Longest line, in characters.
const COLUMNS_MAX: usize = 100;

/// The files below folders of the crate whose names end in one of the endings, sorted.
fn files(folders: &[&str], endings: &[&str]) -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut open: Vec<PathBuf> = folders.iter().map(|name| crate_folder().join(name)).collect();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if endings.iter().any(|ending| path.extension().is_some_and(|e| e == *ending)) {
            paths.push(path);
        }
    }
    paths.sort();
    let named = |path: PathBuf| {
        let name = path.strip_prefix(crate_folder()).expect("below the crate");
        let name = name.to_str().expect("a name").replace('\\', "/");
        let text = fs::read_to_string(&path).unwrap_or_else(|cause| panic!("{name}: {cause}"));
        (name, text)
    };
    paths.into_iter().map(named).collect()
}

/// A source without the tests at its end.
fn without_tests(text: &str) -> &str {
    text.split_once("\n#[cfg(test)]\nmod tests {").map_or(text, |(code, _)| code)
}

/// The room of a source, as `lib.rs` names it.
fn room_of(name: &str) -> &str {
    let inside = name.strip_prefix("src/").unwrap_or(name);
    inside.split(['/', '.']).next().unwrap_or(inside)
}

/// Asserts that there is nothing to complain of.
fn assert_none(complaints: &str) {
    assert!(complaints.is_empty(), "\n{complaints}");
}

#[test]
fn every_room_of_the_crate_has_its_floor_and_no_edge_goes_up() {
    let (_, library) = files(&["src"], &["rs"])
        .into_iter()
        .find(|(name, _)| name == "src/lib.rs")
        .expect("a library");
    let mut named: Vec<&str> = library
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'))
        .collect();
    let mut rooms: Vec<&str> = ROOMS.iter().map(|(room, _)| *room).collect();
    for (floor, (room, uses)) in ROOMS.iter().enumerate() {
        for used in *uses {
            assert!(rooms[..floor].contains(used), "`{room}` may not use `{used}`: not below it");
        }
    }
    named.sort_unstable();
    rooms.sort_unstable();
    assert_eq!(named, rooms);
}

#[test]
fn the_page_of_the_house_has_the_same_table_and_draws_every_module() {
    let page = fs::read_to_string(crate_folder().join("docs/ARCHITECTURE.md")).expect("a page");
    let cells = |line: &str| -> Vec<String> {
        let inner = line.trim().trim_matches('|');
        inner.split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect()
    };
    let mut rows = page.lines().skip_while(|line| !line.starts_with("| room | units |"));
    let floors = cells(rows.next().expect("a table of floors"));
    let rows: Vec<Vec<String>> =
        rows.skip(1).take_while(|line| line.starts_with('|')).map(cells).collect();
    assert_eq!(rows.len(), ROOMS.len());
    for (row, (room, uses)) in rows.iter().zip(ROOMS) {
        let marked = floors.iter().zip(row).skip(1).filter(|(_, mark)| *mark == "x");
        let marked: Vec<&str> = marked.map(|(floor, _)| floor.as_str()).collect();
        // The calculator has a sentence instead of a column.
        let uses: Vec<&str> = uses.iter().copied().filter(|used| *used != "calculator").collect();
        assert_eq!((row[0].as_str(), marked), (room, uses));
    }
    let drawing = page.split("```").nth(1).expect("a drawing");
    let words: Vec<&str> = drawing.split(|letter: char| !is_of_name(letter)).collect();
    let mut missing = Vec::new();
    for (name, _) in files(&["src"], &["rs"]) {
        let Some((room, module)) = name.strip_prefix("src/").and_then(|path| path.split_once('/'))
        else {
            continue;
        };
        // Where there are too many to be drawn, the drawing says so.
        let module = module.split(['/', '.']).next().expect("a module");
        let is_drawn = !["scenario", "plan", "output", "cli"].contains(&room);
        if is_drawn && module != "mod" && !words.contains(&module) {
            missing.push(name);
        }
    }
    assert!(missing.is_empty(), "not in the drawing of docs/ARCHITECTURE.md: {missing:?}");
}

/// Whether a letter may be part of a module's name.
fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

#[test]
fn a_room_uses_only_what_the_table_of_floors_allows() {
    let mut complaints = String::new();
    let mut edges = 0;
    for (name, text) in files(&["src"], &["rs"]) {
        let room = room_of(&name);
        let Some((_, allowed)) = ROOMS.iter().find(|(known, _)| *known == room) else {
            assert!(["src/lib.rs", "src/main.rs"].contains(&name.as_str()), "{name}: no room");
            continue;
        };
        let code = without_tests(&text);
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        for (used, path) in lines.flat_map(paths_of_crate) {
            edges += 1;
            if used != room && !allowed.contains(&used) {
                let _ = writeln!(complaints, "{name}: `{room}` uses `{path}`");
            }
            if used == "chance" && MATHS_ONLY.contains(&room) && !path.starts_with("chance::math") {
                let _ =
                    writeln!(complaints, "{name}: `{room}` uses `{path}`, allowed is the maths");
            }
        }
    }
    assert_none(&complaints);
    assert!(100 < edges, "only {edges} edges were seen: the reading is wrong");
}

/// The rooms that a line names behind `crate::`, each with the path.
fn paths_of_crate(line: &str) -> Vec<(&str, &str)> {
    let named = line.match_indices("crate::").filter(|(at, _)| {
        // `$crate` and names that end alike are something else.
        !line[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$')
    });
    let paths = named.map(|(at, found)| {
        let path = &line[at + found.len()..];
        let end = path.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
        let path = &path[..end.unwrap_or(path.len())];
        assert!(!path.is_empty(), "one room in each `use crate::…`: {line}");
        (path.split("::").next().unwrap_or(path), path)
    });
    paths.collect()
}

#[test]
fn the_program_is_the_command_line_and_nothing_else() {
    let (_, main) = files(&["src"], &["rs"])
        .into_iter()
        .find(|(name, _)| name == "src/main.rs")
        .expect("a program");
    let uses: Vec<&str> = main.lines().filter(|line| line.contains("downline::")).collect();
    assert_eq!(uses, ["    downline::cli::main()"]);
}

#[test]
fn no_file_is_longer_than_the_house_allows_and_no_line_wider() {
    let mut complaints = String::new();
    for (name, text) in files(&["src", "benches", "tests"], &["rs"]) {
        let lines = without_tests(&text).lines().count();
        // Tests of one kind may be many: they are read one by one.
        if LINES_MAX < lines && !name.starts_with("tests/") {
            let _ = writeln!(complaints, "{name}: {lines} lines, allowed are {LINES_MAX}");
        }
        // A row of a table in Markdown cannot be broken.
        let is_row = |line: &str| line.trim_start_matches(['/', '!', ' ']).starts_with('|');
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !is_row(line)) {
            let columns = line.chars().count();
            if COLUMNS_MAX < columns {
                let number = number + 1;
                let _ = writeln!(complaints, "{name}:{number}: {columns} columns");
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn every_module_opens_with_what_it_is_for() {
    let mut complaints = String::new();
    for (name, text) in files(&["src", "benches", "tests"], &["rs"]) {
        let words = text.lines().next().and_then(|line| line.strip_prefix("//! "));
        if words.is_none_or(|words| words.len() < 10) {
            let _ = writeln!(complaints, "{name}: no sentence behind `//!` in the first line");
        }
    }
    assert_none(&complaints);
}

#[test]
fn notes_to_oneself_machine_paths_and_talk_about_the_making_stay_outside() {
    // Split, so that this file does not hold what it forbids.
    let everywhere = [
        ["to", "do"],
        ["fix", "me"],
        ["xx", "x"],
        ["cla", "ude"],
        ["anthr", "opic"],
        ["chat", "gpt"],
        ["language m", "odel"],
        ["this ses", "sion"],
        ["ses", "sion of the project"],
        ["by a ses", "sion"],
        ["dbg", "!("],
        ["/wo", "rk/"],
        ["/ro", "ot/"],
        ["/ho", "me/"],
    ]
    .map(|halves| halves.concat());
    let outside_tests = ["/tm", "p"].concat();
    let mut complaints = String::new();
    let folders = ["src", "benches", "tests", "docs", "scenarios", "README.md", "CHANGELOG.md"];
    for (name, text) in files(&folders, &["rs", "md", "toml", "txt"]) {
        let is_test = name.starts_with("tests/");
        for (number, line) in text.to_lowercase().lines().enumerate() {
            let is_there = |word: &str| holds_word(line, word);
            let found = everywhere.iter().find(|word| is_there(word));
            let path = (!is_test && line.contains(&outside_tests)).then_some(&outside_tests);
            if let Some(word) = found.or(path) {
                let _ = writeln!(complaints, "{name}:{}: `{word}`", number + 1);
            }
        }
    }
    assert_none(&complaints);
}

/// Whether a line holds a word that is not part of a longer one.
fn holds_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let begins = !line[..at].ends_with(is_part);
        let ends = !word.ends_with(is_part) || !line[at + word.len()..].starts_with(is_part);
        begins && ends
    })
}

#[test]
fn every_scenario_in_the_folder_ships_and_has_no_problem() {
    let mut found = files(&["scenarios"], &["toml"]);
    found.retain(|(name, _)| !name.starts_with("scenarios/cases/"));
    let shipped = SHIPPED.map(|shipped| (shipped.path.to_owned(), shipped.text.to_owned()));
    assert_eq!(found, shipped, "the folder `scenarios` and `SHIPPED` differ");
    for shipped in SHIPPED {
        let path = crate_folder().join(shipped.path);
        let loaded = Loaded::from_file(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(shipped.title(), loaded.scenario.title, "{}", shipped.path);
        assert!(!loaded.scenario.title.is_empty(), "{} has no title", shipped.path);
    }
}

#[test]
fn the_reference_pages_are_what_the_program_prints() {
    let desk = Desk::bare();
    for (page, file) in [
        ("keys", "docs/keys.md"),
        ("measures", "docs/measures.md"),
        ("tables", "docs/data.md"),
        ("cases", "docs/cases.md"),
    ] {
        let printed = desk.data(&format!("reference {page}"));
        let written = fs::read_to_string(crate_folder().join(file)).unwrap_or_default();
        assert!(
            written.replace("\r\n", "\n") == printed,
            "{file} is not what the program prints; renew it with \
             `cargo run --release -- reference {page} > {file}`"
        );
    }
}

/// The lines of a page's code blocks in one of the languages, a list for each block.
fn code_blocks(page: &str, languages: &[&str]) -> Vec<Vec<String>> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(fence) = lines.find(|line| line.starts_with("```")) {
        let block: Vec<String> =
            lines.by_ref().take_while(|line| !line.starts_with("```")).map(str::to_owned).collect();
        if languages.contains(&fence.trim_start_matches('`')) {
            blocks.push(block);
        }
    }
    blocks
}

/// The arguments of every `downline` command in a page's code blocks.
fn commands(page: &str) -> Vec<String> {
    let lines = code_blocks(page, &["sh", "console", "text", ""]).concat();
    let arguments = lines.iter().filter_map(|line| {
        let line = line.trim_start_matches("$ ").split(" #").next().unwrap_or("").trim();
        line.strip_prefix("downline ").or_else(|| line.strip_prefix("cargo run --release -- "))
    });
    arguments.map(str::to_owned).collect()
}

#[test]
fn every_command_of_the_pages_is_understood_and_its_scenario_is_sound() {
    let desk = Desk::new();
    let readme = fs::read_to_string(crate_folder().join("README.md")).expect("a README");
    let own = code_blocks(&readme, &["toml"]).first().expect("a scenario in the README").join("\n");
    desk.put("my-network.toml", &own);
    desk.data("check my-network.toml");
    let mut seen = commands(&readme).len();
    assert!(2 < seen, "only {seen} commands were found in the README");
    let first = code_blocks(&readme, &["sh"]).concat();
    let main_job = "cargo run --release -- run scenarios/beauty-network.toml";
    assert_eq!(first, [main_job, "cargo test --release"]);
    for (name, text) in files(&["README.md", "docs"], &["md"]) {
        for command in commands(&text) {
            seen += 1;
            // The arguments are parsed first; that they ask for help comes to light last.
            let said = desk.run(&format!("{command} --help"));
            assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""), "{name}: {command}");
            let words: Vec<&str> = command.split_whitespace().collect();
            match words[0] {
                "run" | "check" => check_inputs(&desk, &words),
                "explain" => drop(desk.data(&command)),
                _ => {}
            }
        }
    }
    assert!(4 < seen);
}

/// Checks the scenario files of a command under its own `--set` arguments.
fn check_inputs(desk: &Desk, words: &[&str]) {
    let sets: Vec<&str> = words.windows(2).filter(|w| w[0] == "--set").flatten().copied().collect();
    for file in words.iter().filter(|word| Path::new(word).extension().is_some_and(|e| e == "toml"))
    {
        desk.data(&format!("check {file} {}", sets.join(" ")));
    }
}

#[test]
fn every_page_and_file_that_a_page_links_to_is_there() {
    let mut complaints = String::new();
    for (name, text) in files(&["README.md", "docs", "CHANGELOG.md"], &["md"]) {
        let folder = crate_folder().join(Path::new(&name).parent().expect("a folder"));
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = link.split('#').next().unwrap_or(link);
            let is_elsewhere = target.is_empty() || target.contains("://");
            if !is_elsewhere && !folder.join(target).exists() {
                let _ = writeln!(complaints, "{name}: `{link}` leads nowhere");
            }
        }
    }
    assert_none(&complaints);
}

/// The paths that a cell of the table of plans names; `.rate` after a path is its neighbour.
fn paths_of_cell(cell: &str) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    for name in cell.split('`').skip(1).step_by(2) {
        match (name.strip_prefix('.'), paths.last()) {
            (Some(name), Some(last)) => {
                let (home, _) = last.rsplit_once('.').expect("a path has a home");
                paths.push(format!("{home}.{name}"));
            }
            _ => paths.push(name.to_owned()),
        }
    }
    paths
}

/// A default as numbers where it is any, else as its bare text.
fn bare(default: &str) -> String {
    let default = default.trim_matches(['[', ']']).replace('"', "");
    let numbers: Result<Vec<f64>, _> = default.split(',').map(|n| n.trim().parse()).collect();
    match numbers {
        Ok(numbers) => format!("{numbers:?}"),
        Err(_) if default.is_empty() => "none".to_owned(),
        Err(_) => default,
    }
}

#[test]
fn the_page_of_plans_names_every_key_with_its_default() {
    let page = fs::read_to_string(crate_folder().join("docs/plans/README.md")).expect("a page");
    let (_, tables) = page.split_once("\n## Every key\n").expect("the section");
    let mut told = BTreeMap::new();
    for row in tables.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let paths = paths_of_cell(cells[0]);
        let alone = paths.len() == 1;
        told.extend(paths.into_iter().map(|path| (path, alone.then(|| cells[1].to_owned()))));
    }
    let mut complaints = String::new();
    let keys = keys();
    let keys = keys.keys().iter().filter_map(|key| {
        key.path.strip_prefix("business.NAME.plan.").map(|path| (path, &key.default))
    });
    let mut seen = 0;
    for (path, default) in keys {
        seen += 1;
        match told.remove(path) {
            None => {
                let _ = writeln!(complaints, "`{path}` ({default}) is not told");
            }
            // What stands in brackets behind a default says what it means.
            Some(Some(said)) if said != "–" => {
                let said = said.split(" (").next().unwrap_or(&said);
                if bare(said) != bare(default) {
                    let _ = writeln!(complaints, "`{path}`: {said} is told, {default} holds");
                }
            }
            Some(_) => {}
        }
    }
    for path in told.keys() {
        let _ = writeln!(complaints, "`{path}` is told and no key");
    }
    assert_none(&complaints);
    assert!(150 < seen, "only {seen} keys of plans");
}

#[test]
fn every_key_has_a_sentence_that_says_more_than_its_name() {
    let keys = keys();
    assert!(100 < keys.keys().len());
    for key in keys.keys() {
        let about = key.about;
        assert!(about.ends_with('.') && 10 < about.len(), "{}: {about}", key.path);
    }
}
