//! `downline explain`, `downline scenarios` and `downline reference`.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::Failure;
use super::arguments::{Explain, Page, Reference, Scenarios};
use super::pages::PAGES;
use crate::output::{Act, OutputError, data_reference};
use crate::scenario::{SHIPPED, case_keys, keys};

/// Explains a key or lists the keys of a table.
pub(super) fn explain(arguments: &Explain, out: &mut impl Write) -> Result<(), Failure> {
    if let Some(page) = page(&arguments.key) {
        write!(out, "{page}")?;
        return Ok(());
    }
    // What no scenario has may be a key of a case.
    let text = keys()
        .explain(&arguments.key)
        .or_else(|unknown| case_keys().explain(&arguments.key).map_err(|_| unknown))?;
    writeln!(out, "{}", text.trim_end())?;
    Ok(())
}

/// The page of a bonus, asked for as `plan.binary`.
fn page(asked: &str) -> Option<&'static str> {
    let (_, bonus) = asked.trim().rsplit_once("plan.")?;
    PAGES.iter().find(|(name, _)| *name == bonus).map(|(_, page)| *page)
}

/// Lists what ships, one line each, and copies it if asked.
pub(super) fn scenarios(arguments: &Scenarios, out: &mut impl Write) -> Result<(), Failure> {
    let width = SHIPPED.iter().map(|shipped| shipped.path.len()).max().unwrap_or(0);
    for shipped in SHIPPED {
        writeln!(out, "{:width$}  {}", shipped.path, shipped.title())?;
    }
    if let Some(folder) = &arguments.copy {
        return copy(folder, out);
    }
    if SHIPPED.iter().any(|shipped| !Path::new(shipped.path).exists()) {
        out.flush()?;
        // Talk, so that a list stays a list. A reader who closed stderr misses nothing.
        let hint = "not all of these files are here: `downline scenarios --copy scenarios` writes \
                    them";
        let _ = writeln!(anstream::stderr(), "{hint}");
    }
    Ok(())
}

/// Copies every shipped scenario that is not there yet.
fn copy(folder: &Path, out: &mut impl Write) -> Result<(), Failure> {
    let failed = |path: &Path, cause| {
        let path = path.to_path_buf();
        OutputError::File { act: Act::Write, path, cause }
    };
    for shipped in SHIPPED {
        // Folders are kept, since scenarios name each other by their way.
        let path = folder.join(shipped.path.trim_start_matches("scenarios/"));
        let home = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(home).map_err(|cause| failed(home, cause))?;
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(shipped.text.as_bytes()).map_err(|cause| failed(&path, cause))?;
                writeln!(out, "wrote {}", path.display())?;
            }
            Err(cause) if cause.kind() == ErrorKind::AlreadyExists => {
                writeln!(out, "kept {}", path.display())?;
            }
            Err(cause) => return Err(failed(&path, cause).into()),
        }
    }
    Ok(())
}

/// Prints a reference page in Markdown.
pub(super) fn reference(arguments: &Reference, out: &mut impl Write) -> Result<(), Failure> {
    let page = match arguments.page {
        Page::Keys => keys().markdown(),
        Page::Measures => crate::experiment::measures_reference(),
        Page::Tables => data_reference(),
        Page::Cases => case_keys().case_markdown(),
    };
    write!(out, "{page}")?;
    Ok(())
}
