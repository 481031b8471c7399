//! Results of which a file is gone, cut short or of another run: `downline report` and `downline
//! plot` show nothing of them.
//!
//! *Invariant*: every file of a result is tried, whatever a manifest will list one day. What can be
//! made again from the others may be gone or damaged and is made again.
//!
//! *Absent*: folders of other programs and versions (`page`), damaged targets of runs (`failure`).

use std::fs;

use serde_json::Value;

use crate::command::{Desk, RUN_RECORD};

const PLAIN: &str = "weeks = 8\nreplicates = 2\n\n[market]\npeople = 2_000\n\n\
                     [business.glow]\nfounders = 20\nfounder_roots = 2\nplan.unilevel = {}\n";

/// The same, long enough for somebody to be followed.
const LONG: &str = "weeks = 54\nreplicates = 2\n\n[market]\npeople = 2_000\n\n\
                    [business.glow]\nfounders = 20\nfounder_roots = 2\nplan.unilevel = {}\n";

const MANIFEST: &str = "manifest.json";

fn desk() -> Desk {
    let desk = Desk::bare();
    desk.put("plain.toml", PLAIN);
    desk.put("long.toml", LONG);
    desk
}

/// A copy of a folder under another name.
fn copy(desk: &Desk, from: &str, to: &str) {
    fs::create_dir_all(desk.path(to)).expect("a folder");
    for name in desk.names(from) {
        put(desk, &format!("{to}/{name}"), &bytes(desk, &format!("{from}/{name}")));
    }
}

fn bytes(desk: &Desk, name: &str) -> Vec<u8> {
    fs::read(desk.path(name)).expect("a file")
}

fn put(desk: &Desk, name: &str, content: &[u8]) {
    #[expect(clippy::disallowed_methods, reason = "a test plays whoever damages files")]
    fs::write(desk.path(name), content).expect("a file");
}

/// What happens to a file.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Damage {
    Gone,
    Cut,
    Empty,
    OfAnotherRun,
}

const DAMAGES: [Damage; 4] = [Damage::Gone, Damage::Cut, Damage::Empty, Damage::OfAnotherRun];

/// Does it to a file in `hurt`.
fn damage(desk: &Desk, name: &str, damage: Damage) {
    let path = format!("hurt/{name}");
    let whole = bytes(desk, &path);
    match damage {
        Damage::Gone => fs::remove_file(desk.path(&path)).expect("a file"),
        Damage::Cut => put(desk, &path, &whole[..whole.len() / 2]),
        Damage::Empty => put(desk, &path, b""),
        Damage::OfAnotherRun => {
            let other = bytes(desk, &format!("other/{name}"));
            assert_ne!(other, whole, "{name}: the other run has the same");
            put(desk, &path, &other);
        }
    }
}

/// Whether a file can be made again from the others.
fn is_made(name: &str) -> bool {
    matches!(name.rsplit_once('.'), Some((_, "html" | "svg" | "png")))
}

/// What is said of a damaged file, as far as it is known which one.
fn reason(name: &str, damage: Damage) -> String {
    let of_another = "is the record of another result";
    let changed = "is not as it was written, part of it was changed or lost";
    match (name, damage) {
        (MANIFEST, Damage::Gone | Damage::Empty) => {
            "error: `hurt` is not a result of downline, it has no `manifest.json` of one".to_owned()
        }
        (MANIFEST, Damage::Cut) => "error: `hurt/manifest.json` cannot be read".to_owned(),
        // By another run's manifest every file is another's.
        (MANIFEST, Damage::OfAnotherRun) => changed.to_owned(),
        (RUN_RECORD, Damage::Gone) => {
            "error: `hurt/run.json` is missing, though every result has it".to_owned()
        }
        (RUN_RECORD, Damage::OfAnotherRun) => format!("error: `hurt/run.json` {of_another}"),
        (name, Damage::Gone) => {
            format!("error: `hurt/{name}` is missing, though `manifest.json` lists it")
        }
        (name, _) => format!("error: `hurt/{name}` {changed}"),
    }
}

#[test]
fn a_result_of_which_any_file_is_damaged_is_neither_reported_nor_drawn() {
    let desk = desk();
    for (folder, seed) in [("whole", 1), ("other", 2)] {
        desk.data(&format!(
            "run plain.toml --seed {seed} --no-pictures --format csv --out {folder}"
        ));
        desk.data(&format!("plot {folder} --only capture"));
    }
    let names = desk.names("whole");
    let data = names.iter().filter(|name| !is_made(name)).count();
    assert_eq!((names.len(), data), (9, 6), "{names:?}");
    for name in &names {
        for done in DAMAGES {
            copy(&desk, "whole", "hurt");
            damage(&desk, name, done);
            let before = desk.files("hurt");
            for line in ["report hurt --out page.html", "plot hurt --only lorenz --out drawn"] {
                let said = desk.run(line);
                if is_made(name) {
                    assert_eq!(
                        (said.code, said.stderr.as_str()),
                        (Some(0), ""),
                        "{name}, {done:?}"
                    );
                    continue;
                }
                assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{name}, {done:?}");
                let told = &said.stderr;
                assert_eq!(told.lines().count(), 1, "{told}");
                assert!(told.contains(&reason(name, done)), "{name}, {done:?}: {told}");
                let again = "make the result again with `downline run plain.toml --seed ";
                let helps =
                    told.contains(again) || told.contains("name a folder that `downline run`");
                let is_torn = name == MANIFEST && done == Damage::Cut;
                assert!(helps || is_torn, "{name}, {done:?}: {told}");
                assert!(!desk.names(".").contains(&"page.html".to_owned()), "{name}, {done:?}");
                assert!(!desk.names(".").contains(&"drawn".to_owned()), "{name}, {done:?}");
            }
            assert!(before == desk.files("hurt"), "{name}, {done:?}: changed");
            let _ = fs::remove_file(desk.path("page.html"));
            let _ = fs::remove_dir_all(desk.path("drawn"));
            fs::remove_dir_all(desk.path("hurt")).expect("a folder");
        }
    }
}

#[test]
fn what_is_made_of_a_result_is_made_again_where_it_is_gone_and_by_force_where_it_is_damaged() {
    let desk = desk();
    for (folder, seed) in [("whole", 1), ("other", 2)] {
        desk.data(&format!("run plain.toml --seed {seed} --no-pictures --out {folder}"));
        desk.data(&format!("plot {folder} --only capture"));
    }
    for (name, line) in [
        ("report.html", "report hurt"),
        ("capture.svg", "plot hurt --only capture"),
        ("capture.png", "plot hurt --only capture"),
    ] {
        for done in DAMAGES {
            copy(&desk, "whole", "hurt");
            damage(&desk, name, done);
            let said = desk.run(line);
            if done == Damage::Gone {
                assert_eq!(said.code, Some(0), "{name}: {said:?}");
            } else {
                assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{name}, {done:?}");
                let there = format!("error: `hurt/{name}` is there already: name another file");
                assert!(said.stderr.starts_with(&there), "{}", said.stderr);
                desk.data(&format!("{line} --force"));
            }
            assert!(desk.files("hurt") == desk.files("whole"), "{name}, {done:?}");
            fs::remove_dir_all(desk.path("hurt")).expect("a folder");
        }
    }
}

#[test]
fn every_file_of_every_kind_of_result_is_missed() {
    let desk = desk();
    for line in [
        "run plain.toml --robust --robust-replicates 2",
        "compare plain.toml --vary post.reach=[0.2,0.4]",
        "sweep plain.toml --key post.reach=[0.2,0.4]",
        "odds long.toml --followers 1500 --hours 10 --week 2 -r 1 -q",
    ] {
        let pictures = if line.starts_with("odds") { "" } else { "--no-pictures" };
        desk.data(&format!("{line} {pictures} --out hurt"));
        let manifest: Value = serde_json::from_str(&desk.text("hurt/manifest.json")).expect("JSON");
        let files = manifest["files"].as_array().expect("files").iter();
        let listed = files.map(|file| file["name"].as_str().expect("a name").to_owned());
        let all: Vec<String> = listed.chain([RUN_RECORD, MANIFEST].map(str::to_owned)).collect();
        assert!(4 < all.len(), "{all:?}");
        for name in all.iter().filter(|name| !is_made(name)) {
            let path = desk.path("hurt").join(name);
            let away = desk.path("away");
            fs::rename(&path, &away).expect("a file");
            for command in ["report hurt --out page.html", "plot hurt --out drawn"] {
                let said = desk.run(command);
                assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{line}: {name}");
                let reason = reason(name, Damage::Gone);
                assert!(said.stderr.starts_with(&reason), "{line}: {}", said.stderr);
            }
            fs::rename(&away, &path).expect("a file");
        }
        desk.data("report hurt --out page.html");
        fs::remove_file(desk.path("page.html")).expect("a page");
        fs::remove_dir_all(desk.path("hurt")).expect("a folder");
    }
}
