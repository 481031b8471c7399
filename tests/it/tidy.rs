//! The house stays tidy: layers, lengths, heads of files, words, reference pages, README.

use std::fs;
use std::path::{Path, PathBuf};

use downline::scenario::{Loaded, SHIPPED, keys};

/// Which rooms each room may use. A room that is not listed may be used by nobody.
const EDGES: [(&str, &[&str]); 12] = [
    ("units", &[]),
    ("chance", &["units"]),
    ("scenario", &["units", "chance"]),
    ("ledger", &["units"]),
    ("world", &["units", "chance", "scenario", "ledger"]),
    ("behaviour", &["units", "chance", "scenario", "world"]),
    ("plan", &["units", "scenario", "world"]),
    ("simulation", &["units", "chance", "scenario", "ledger", "world", "behaviour", "plan"]),
    // Measures read the finished run that the simulation hands over, and write nothing.
    ("measure", &["units", "chance", "scenario", "ledger", "world", "simulation"]),
    ("experiment", &["units", "chance", "scenario", "ledger", "world", "simulation", "measure"]),
    ("output", &["units", "chance", "experiment"]),
    ("cli", &["units", "scenario", "simulation", "experiment", "output"]),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()))
}

/// All files below a folder whose name ends so.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the repository") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The code of a file without its tests at the end.
fn code(text: &str) -> &str {
    text.find("\n#[cfg(test)]\nmod tests").map_or(text, |end| &text[..end])
}

/// The room that a source file belongs to.
fn room(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).expect("a source file");
    let first = inside.iter().next().expect("a name").to_string_lossy();
    first.trim_end_matches(".rs").to_string()
}

#[test]
fn no_room_uses_one_that_stands_above_it() {
    let mut wrong = Vec::new();
    for path in files("src", ".rs") {
        let room = room(&path);
        let Some((_, allowed)) = EDGES.iter().find(|(name, _)| *name == room) else {
            assert!(
                ["lib", "main"].contains(&room.as_str()),
                "room {room} has no line in the table"
            );
            continue;
        };
        let text = read(&path);
        for (number, line) in code(&text).lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for part in code.split("crate::").skip(1) {
                let used: String =
                    part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if used != room && !used.is_empty() && !allowed.contains(&used.as_str()) {
                    wrong.push(format!("{}:{}: {room} uses {used}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_of_edges_runs_one_way() {
    for (index, (name, allowed)) in EDGES.iter().enumerate() {
        for used in *allowed {
            let floor = EDGES.iter().position(|(other, _)| other == used);
            assert!(floor.is_some_and(|floor| floor < index), "{name} uses {used}, which is above");
        }
    }
}

#[test]
fn files_are_short_enough_to_be_read_and_open_with_what_they_are_for() {
    for path in files("src", ".rs").into_iter().chain(files("tests", ".rs")) {
        let text = read(&path);
        let lines = code(&text).lines().count();
        assert!(lines <= 510, "{} has {lines} lines without its tests", path.display());
        assert!(text.starts_with("//!"), "{} does not say what it is for", path.display());
        for (number, line) in text.lines().enumerate() {
            let width = line.chars().count();
            // Long texts, tables and messages are not broken for the sake of a column.
            let text = ["\"", "http", "//! |", ": `"].iter().any(|mark| line.contains(mark));
            let fits = width <= 100 || text || line.ends_with('\\');
            assert!(fits, "{}:{} has {width} columns", path.display(), number + 1);
        }
    }
}

#[test]
fn no_forbidden_word_is_committed() {
    // Put together here, so that this file does not hold them.
    let words = [
        "to".to_string() + "do!",
        "fix".to_string() + "me",
        "db".to_string() + "g!(",
        "/work".to_string() + "/",
        "/tm".to_string() + "p/",
        "clau".to_string() + "de",
    ];
    let mut paths = files("src", ".rs");
    paths.extend(files("docs", ".md"));
    paths.extend(files("scenarios", ".toml"));
    paths.extend(["README.md", "CHANGELOG.md"].map(|name| root().join(name)));
    for path in paths {
        let text = read(&path).to_lowercase();
        for word in &words {
            assert!(!text.contains(word.as_str()), "{} holds `{word}`", path.display());
        }
    }
}

#[test]
fn every_shipped_scenario_is_listed_has_a_title_and_no_problems() {
    let listed: Vec<PathBuf> = SHIPPED.iter().map(|shipped| root().join(shipped.path)).collect();
    assert_eq!(files("scenarios", ".toml"), listed);
    for shipped in SHIPPED {
        assert!(!shipped.title().is_empty(), "{} has no title", shipped.path);
        let loaded = Loaded::from_file(&root().join(shipped.path), &[]);
        let loaded = loaded.unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(loaded.scenario.title, shipped.title());
    }
}

#[test]
fn the_reference_pages_are_what_the_program_prints() {
    for (file, page, command) in [
        ("docs/keys.md", keys().markdown(), "keys"),
        ("docs/measures.md", downline::experiment::measures_reference(), "measures"),
        ("docs/data.md", downline::output::data_reference(), "tables"),
    ] {
        let same = read(&root().join(file)) == page;
        assert!(same, "renew it: downline reference {command} > {file}");
    }
}

#[test]
fn every_link_and_scenario_that_the_readme_names_exists() {
    let readme = read(&root().join("README.md"));
    for part in readme.split("](").skip(1) {
        let target = part.split(')').next().unwrap_or_default();
        if !target.starts_with("http") {
            assert!(root().join(target).exists(), "README.md links to {target}");
        }
    }
    for word in readme.split(|c: char| c.is_whitespace() || c == '`') {
        if word.starts_with("scenarios/") {
            assert!(root().join(word).exists(), "README.md names {word}");
        }
    }
    let commands: Vec<&str> =
        readme.split("```sh\n").skip(1).filter_map(|block| block.lines().next()).collect();
    assert_eq!(
        commands,
        ["cargo run --release -- run scenarios/beauty-network.toml", "cargo test --release"]
    );
}

#[test]
fn every_key_has_a_meaning_and_a_source() {
    let keys = keys();
    assert!(100 < keys.keys().len());
    for key in keys.keys() {
        assert!(key.about.ends_with('.'), "{}: {}", key.path, key.about);
        assert!(key.about.len() > 10, "{}", key.path);
    }
}
