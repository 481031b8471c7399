//! `downline report`: the page of saved results, made again or made of several.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::Failure;
use super::arguments::Report;
use crate::output::{Document, PAGE, Saved, SavedError, Subject, page, write_file};

/// Reads the results and writes their page.
pub(super) fn report(arguments: &Report, out: &mut impl Write) -> Result<(), Failure> {
    let results = &arguments.results;
    let saved: Result<Vec<Saved>, SavedError> =
        results.iter().map(|folder| Saved::read(folder)).collect();
    let saved = saved?;
    let subjects: Vec<Subject<'_>> = saved.iter().map(subject).collect();
    let page = page(&subjects)?;
    let path: PathBuf = match (&arguments.out, saved.as_slice()) {
        (None, [only]) => only.put_page(&page, arguments.force)?,
        (out, _) => {
            let path = out.as_deref().unwrap_or(Path::new(PAGE));
            write_file(path, &page, arguments.force)?;
            path.to_owned()
        }
    };
    if arguments.json {
        let results: Vec<String> = results.iter().map(|one| one.display().to_string()).collect();
        let page = path.display().to_string();
        Document::of(json!({ "page": page, "results": results })).write(out)?;
    } else {
        writeln!(out, "Page: {}", path.display())?;
    }
    Ok(())
}

fn subject(saved: &Saved) -> Subject<'_> {
    Subject { outcome: saved.outcome(), resolved: &saved.resolved, command: &saved.command }
}
