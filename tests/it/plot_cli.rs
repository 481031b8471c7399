//! `downline plot`: pictures of a saved result, drawn again without running anything.
//!
//! *Invariant*: what is drawn again equals what the run drew, to the byte.
//!
//! *Absent*: what a picture looks like (the unit tests of `output::plot`).

use std::fs;

use serde_json::Value;

use crate::command::{Desk, compare};

/// A scenario with somebody followed, small enough for a test.
const SMALL: &str = "weeks = 54\nreplicates = 2\n\n[market]\npeople = 2_000\n\n\
                     [business.glow]\nfounders = 20\nfounder_roots = 2\nplan.unilevel = {}\n\n\
                     [persona.ana]\nfollowers = 2_000\nhours_per_week = 10\nweek = 2\n";

/// The same, shorter and without her.
const PLAIN: &str = "weeks = 8\nreplicates = 2\n\n[market]\npeople = 2_000\n\n\
                     [business.glow]\nfounders = 20\nfounder_roots = 2\nplan.unilevel = {}\n";

fn desk() -> Desk {
    let desk = Desk::bare();
    desk.put("small.toml", SMALL);
    desk.put("plain.toml", PLAIN);
    desk
}

/// Width and height of a PNG file.
fn size(png: &[u8]) -> (u32, u32) {
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    (number(16), number(20))
}

#[test]
fn pictures_that_are_gone_come_again_to_the_byte_from_either_format_and_every_experiment() {
    let desk = desk();
    for (command, folder) in [
        ("run small.toml --format csv --out run", "run"),
        ("run small.toml --out parquet", "parquet"),
        ("run plain.toml --robust --robust-replicates 2 --out robust", "robust"),
        ("compare plain.toml --vary post.reach=[0.2,0.4] --out compare", "compare"),
    ] {
        desk.data(command);
        let before = desk.files(folder);
        let pictures: Vec<String> = before
            .keys()
            .filter(|name| [".svg", ".png"].iter().any(|ending| name.ends_with(ending)))
            .cloned()
            .collect();
        assert!(!pictures.is_empty(), "{folder}");
        for name in &pictures {
            fs::remove_file(desk.path(folder).join(name)).expect("a file");
        }
        let said = desk.data(&format!("plot {folder}"));
        let mut told: Vec<&str> = said.lines().collect();
        told.sort_unstable();
        let wanted: Vec<String> = pictures.iter().map(|name| format!("{folder}/{name}")).collect();
        assert_eq!(told, wanted);
        assert!(before == desk.files(folder), "{folder} changed");
    }
}

#[test]
fn only_what_is_asked_for_is_drawn_and_listed_beside_the_rest() {
    let desk = desk();
    desk.data("run small.toml --no-pictures --out it");
    let before = desk.files("it");
    let said = desk.data("plot it --only lorenz,earnings --format svg --out pictures");
    assert_eq!(said, "pictures/earnings.svg\npictures/lorenz.svg\n");
    assert_eq!(desk.names("pictures"), ["earnings.svg", "lorenz.svg"]);
    assert!(before == desk.files("it"), "a result is left alone where a folder is named");
    // A file that is there is kept.
    desk.put("pictures/earnings.svg", "mine");
    let refused = desk.run("plot it --only earnings --format svg,png --out pictures");
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("`pictures/earnings.svg` is there already"), "{refused:?}");
    assert_eq!(desk.names("pictures"), ["earnings.svg", "lorenz.svg"]);
    desk.data("plot it --only earnings --format svg --out pictures --force");
    // A phone's picture has a name of its own and belongs to the result.
    let said = desk.data("plot it --only earnings,weeks --size phone");
    let names = ["earnings-phone.svg", "earnings-phone.png", "weeks-phone.svg", "weeks-phone.png"];
    assert_eq!(said, names.map(|name| format!("it/{name}\n")).concat());
    let manifest: Value = serde_json::from_str(&desk.text("it/manifest.json")).expect("JSON");
    let listed: Vec<&str> = manifest["files"]
        .as_array()
        .expect("files")
        .iter()
        .map(|file| file["name"].as_str().expect("a name"))
        .collect();
    assert!(names.iter().all(|name| listed.contains(name)), "{listed:?}");
    assert!(listed.is_sorted(), "{listed:?}");
    desk.data("report it");
    // The result can still be replaced by a run, and nothing of it stays behind.
    desk.data("run small.toml --no-pictures --out it");
    assert!(desk.names("it") == before.into_keys().collect::<Vec<_>>());
}

#[test]
fn every_picture_of_every_experiment_is_drawn_in_every_size() {
    let desk = desk();
    let mut seen = std::collections::BTreeSet::new();
    for command in [
        "run small.toml --set measure.channel_cost=true",
        "run plain.toml --robust --robust-replicates 2",
        "compare plain.toml --vary post.reach=[0.2,0.4]",
        "compare plain.toml --vary post.reach=[0.2,0.3,0.4]",
        "sweep plain.toml --key post.reach=0.2..0.6:3",
    ] {
        desk.data(&format!("{command} --out it --force"));
        let names = desk.names("it");
        let files: Vec<&str> = names.iter().filter_map(|name| name.strip_suffix(".svg")).collect();
        assert!(!files.is_empty(), "{command}");
        for size in ["column", "phone"] {
            let said =
                desk.data(&format!("plot it --size {size} --format svg --out {size} --force"));
            let mut drawn: Vec<&str> = said.lines().collect();
            drawn.sort_unstable();
            let wanted: Vec<String> =
                files.iter().map(|name| format!("{size}/{name}-{size}.svg")).collect();
            assert_eq!(drawn, wanted, "{command}");
        }
        seen.extend(files.into_iter().map(str::to_owned));
    }
    let all: std::collections::BTreeSet<String> =
        downline::output::plot::picture_names().map(str::to_owned).collect();
    assert_eq!(seen, all);
}

#[test]
fn a_bitmap_has_the_pixels_that_are_asked_for() {
    let desk = desk();
    desk.data("run plain.toml --no-pictures --out it");
    for (options, name, width) in [
        ("", "weeks.png", 2400),
        ("--scale 1", "weeks.png", 1200),
        ("--scale 3 --size 1200x750", "weeks.png", 3600),
        ("--size phone", "weeks-phone.png", 780),
        ("--size column --scale 1", "weeks-column.png", 952),
    ] {
        desk.data(&format!("plot it --only weeks --format png {options}"));
        assert_eq!(size(&desk.files("it")[name]).0, width, "{options}");
    }
    assert_eq!(size(&desk.files("it")["weeks.png"]), (3600, 2250));
}

#[test]
fn what_cannot_be_drawn_says_what_can() {
    let desk = desk();
    desk.data("run plain.toml --no-pictures --format csv --out whole");
    desk.data("run plain.toml --no-pictures --format csv --out half");
    let weeks = desk.text("half/weeks.csv");
    desk.put("half/weeks.csv", &weeks[..weeks.len() / 2]);
    desk.data("run plain.toml --no-pictures --format csv --out gone");
    fs::remove_file(desk.path("gone/flows.csv")).expect("a file");
    let lines = [
        "plot",
        "plot whole --only earning",
        "plot whole --only poems",
        "plot whole --only compare",
        "plot whole --only personas",
        "plot whole --only tornado",
        "plot whole --size 800x600",
        "plot whole --scale 5",
        "plot whole --format gif",
        "plot half",
        "plot gone",
        "plot nowhere",
        "plot plain.toml",
        "plot .",
    ];
    let before = desk.files("whole");
    let transcript = desk.transcript(&lines);
    assert!(!transcript.contains("exit 0") && !transcript.contains("-- stdout"), "{transcript}");
    compare("plot_errors", &transcript);
    assert!(before == desk.files("whole"));
    desk.data("plot whole --only weeks --size phone --format svg");
    // A picture that somebody changed is not thrown away.
    desk.put("whole/weeks-phone.svg", "my notes");
    let said = desk.run("plot whole --only weeks --size phone --format svg");
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.contains("weeks-phone.svg` is there already"), "{}", said.stderr);
    assert_eq!(desk.text("whole/weeks-phone.svg"), "my notes");
}
