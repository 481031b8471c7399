//! `downline check`: what is wrong with scenario files, without running them.

use std::io::Write;

use serde_json::{Value as Json, json};

use super::Failure;
use super::arguments::Check;
use crate::output::Document;
use crate::scenario::{Loaded, Problem, Problems};

/// Checks scenario files; every problem of every file is reported.
pub(super) fn check(arguments: &Check, out: &mut impl Write) -> Result<(), Failure> {
    let sets = arguments.source.all_sets();
    let mut sound = Vec::new();
    let mut problems = Vec::new();
    for path in &arguments.scenarios {
        let path = path.display().to_string();
        match Loaded::from_file(path.as_ref(), &sets) {
            Ok(loaded) if arguments.json => sound.push(entry(&path, &loaded)),
            Ok(loaded) => {
                tell_likely_slip(&loaded);
                let scenario = &loaded.scenario;
                writeln!(
                    out,
                    "{path}: no problems ({} weeks, {} replicates, {} keys given, hash {})",
                    scenario.weeks,
                    scenario.replicates,
                    loaded.given.len(),
                    &loaded.hash[..12],
                )?;
            }
            // Files that extend the same one share its problems.
            Err(found) => {
                tell_other_kind(&found);
                for problem in found.0 {
                    if !problems.contains(&problem) {
                        problems.push(problem);
                    }
                }
            }
        }
    }
    if arguments.json {
        let problems: Vec<Json> = problems.iter().map(told).collect();
        Document::of(json!({ "sound": sound, "problems": problems })).write(out)?;
    }
    if problems.is_empty() { Ok(()) } else { Err(Problems(problems).into()) }
}

/// Says so if a file has tables that only the other kind of file has: a case where a scenario is
/// wanted, or a scenario where a case is.
pub(super) fn tell_other_kind(found: &Problems) {
    // What is wanted and missing has the same keys.
    let unknown = found.0.iter().filter(|problem| problem.message.starts_with("unknown"));
    let hint = unknown.into_iter().find_map(|problem| {
        let file = &problem.file;
        match &*problem.key {
            "partner" | "period" => {
                Some(format!("{file} looks like a case: `downline pay {file}` works it out"))
            }
            "weeks" | "market" | "business" | "people" => {
                Some(format!("{file} looks like a scenario: `downline run {file}` runs it"))
            }
            _ => None,
        }
    });
    // Nothing is left to be done about a closed stderr.
    let _ = hint.map(|hint| writeln!(anstream::stderr(), "{hint}"));
}

/// Says so if a business looks like another one with a letter gone wrong.
pub(super) fn tell_likely_slip(loaded: &Loaded) {
    if let Some([name, near]) = loaded.likely_slip() {
        // Talk, so that the tables stay data.
        let _ = writeln!(
            anstream::stderr(),
            "note: `business.{name}` is a business of its own beside `business.{near}`: is that \
             meant?"
        );
    }
}

/// A file without a problem.
fn entry(path: &str, loaded: &Loaded) -> Json {
    let scenario = &loaded.scenario;
    json!({
        "file": path,
        "name": loaded.name,
        "title": scenario.title,
        "weeks": scenario.weeks,
        "replicates": scenario.replicates,
        "seed": scenario.seed,
        "given": loaded.given,
        "hash": loaded.hash,
    })
}

/// A problem and its place.
fn told(problem: &Problem) -> Json {
    json!({
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "key": problem.key,
        "message": problem.message,
        "allowed": problem.allowed(),
        "hint": problem.hint,
    })
}
