//! `downline explain`, `downline scenarios`, `downline reference` and `downline schema`.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::Failure;
use super::arguments::{Explain, Kind, Page, Reference, Scenarios, Schema};
use super::pages::PAGES;
use crate::output::{Act, Document, OutputError, data_reference};
use crate::scenario::{Answer, Catalogue, SHIPPED, UnknownKey, case_keys, keys};

/// Explains a key or lists the keys of a table.
pub(super) fn explain(arguments: &Explain, out: &mut impl Write) -> Result<(), Failure> {
    let asked = arguments.key.as_str();
    let page = page(asked);
    if arguments.json {
        let keys = match (in_both(|catalogue| declared(catalogue, asked)), page) {
            (Ok(keys), _) => keys,
            // The name of a bonus alone is no table.
            (Err(_), Some(_)) => json!([]),
            (Err(unknown), None) => return Err(unknown.into()),
        };
        let told = json!({ "asked": asked, "keys": keys, "page": page });
        return Ok(Document::of(told).write(out)?);
    }
    let text = match page {
        Some(page) => page.to_owned(),
        None => in_both(|catalogue| catalogue.explain(asked))?,
    };
    writeln!(out, "{}", text.trim_end())?;
    Ok(())
}

/// Looks among the keys of scenarios; what none has may be a key of a case.
fn in_both<T>(look: impl Fn(&Catalogue) -> Result<T, UnknownKey>) -> Result<T, UnknownKey> {
    look(&keys()).or_else(|unknown| look(&case_keys()).map_err(|_| unknown))
}

/// All that is declared about a key or the keys of a table.
fn declared(catalogue: &Catalogue, asked: &str) -> Result<Json, UnknownKey> {
    let keys = match catalogue.look_up(asked)? {
        Answer::Key(key) => vec![key],
        Answer::Keys(keys) => keys,
    };
    Ok(json!(keys))
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
    let copied = arguments.copy.as_deref().map(copy).transpose()?;
    if arguments.json {
        let all = SHIPPED.iter().enumerate().map(|(place, shipped)| {
            let copied = copied.as_ref().map(|copied| {
                let (path, is_new) = &copied[place];
                json!({ "path": path.display().to_string(), "written": is_new })
            });
            json!({ "path": shipped.path, "title": shipped.title(), "copy": copied })
        });
        let told = json!({ "scenarios": all.collect::<Vec<Json>>() });
        return Ok(Document::of(told).write(out)?);
    }
    let width = SHIPPED.iter().map(|shipped| shipped.path.len()).max().unwrap_or(0);
    for shipped in SHIPPED {
        writeln!(out, "{:width$}  {}", shipped.path, shipped.title())?;
    }
    if let Some(copied) = copied {
        for (path, is_new) in copied {
            let word = if is_new { "wrote" } else { "kept" };
            writeln!(out, "{word} {}", path.display())?;
        }
        return Ok(());
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

/// Copies every shipped scenario that is not there yet; says where each is and whether it is new.
fn copy(folder: &Path) -> Result<Vec<(PathBuf, bool)>, Failure> {
    let mut copied = Vec::with_capacity(SHIPPED.len());
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
                copied.push((path, true));
            }
            Err(cause) if cause.kind() == ErrorKind::AlreadyExists => copied.push((path, false)),
            Err(cause) => return Err(failed(&path, cause).into()),
        }
    }
    Ok(copied)
}

/// Prints a JSON Schema.
pub(super) fn schema(arguments: &Schema, out: &mut impl Write) -> Result<(), Failure> {
    let schema = match arguments.kind {
        Kind::Scenario => keys().json_schema("A scenario of Downline"),
        Kind::Case => case_keys().json_schema("A case of Downline"),
    };
    // A schema is a document of another kind, whose structure is not ours to number.
    serde_json::to_writer_pretty(&mut *out, &schema).map_err(io::Error::from)?;
    writeln!(out)?;
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
