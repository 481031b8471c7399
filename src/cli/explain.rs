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

/// The page of a bonus, asked for as `plan.binary` or by the table in which its keys stand.
fn page(asked: &str) -> Option<&'static str> {
    let (_, table) = asked.trim().rsplit_once("plan.")?;
    let bonus = match table.split_once('.') {
        None if table == "host_credit" => "party",
        None => table,
        Some(("stairstep", "leadership")) => "leadership",
        Some((bonus @ ("infinity" | "pool"), name)) if !name.contains('.') => bonus,
        Some(_) => return None,
    };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Bonus;

    /// The title of the page that a question leads to.
    fn title(asked: &str) -> Option<&'static str> {
        page(asked)?.lines().next()?.strip_prefix("# ")
    }

    #[test]
    fn every_bonus_leads_to_its_page_by_its_name_and_by_its_table() {
        for bonus in Bonus::ALL {
            let asked = format!("plan.{}", bonus.name());
            assert!(title(&asked).is_some(), "`{asked}` has no page");
        }
        for asked in ["plan.leadership", "plan.stairstep.leadership"] {
            assert_eq!(title(asked), Some("Leadership"), "{asked}");
        }
        assert_eq!(title("plan.host_credit"), title("plan.party"));
        assert_eq!(title("business.core.plan.stairstep.leadership"), Some("Leadership"));
        assert_eq!(title("plan.infinity.top"), Some("Infinity"));
        assert_eq!(title("plan.pool.leaders"), title("plan.pool"));
    }

    #[test]
    fn every_table_of_a_plan_that_is_a_bonus_leads_to_a_page() {
        let tables = keys().markdown();
        let tables = tables.lines().filter_map(|line| {
            let (path, _) = line.strip_prefix("## `[business.NAME.plan.")?.split_once(']')?;
            Some(path)
        });
        let (with, without): (Vec<&str>, Vec<&str>) =
            tables.partition(|table| page(&format!("plan.{table}")).is_some());
        assert_eq!(without, ["rank.NAME", "activity"]);
        assert!(with.contains(&"stairstep.leadership") && with.contains(&"infinity.NAME"));
    }

    #[test]
    fn keys_and_what_is_no_table_lead_to_no_page() {
        for asked in [
            "plan.stairstep.leadership.rate",
            "plan.infinity.top.rate",
            "plan.pool.leaders.share",
            "plan.binary.leadership",
            "plan.unilevel.rates",
            "leadership",
        ] {
            assert_eq!(title(asked), None, "{asked}");
        }
    }
}
