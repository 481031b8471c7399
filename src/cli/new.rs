//! `downline new`: a scenario to start from.

use std::io::Write;
use std::path::{Path, PathBuf, absolute};

use super::Failure;
use super::arguments::{New, quoted};
use crate::output::write_file;
use crate::scenario::{Loaded, SHIPPED, starter, starter_like};

/// A scenario needs a name.
#[derive(Debug, thiserror::Error)]
#[error("error: `{asked}` names no scenario: write `downline new my-network`")]
pub(crate) struct NoName {
    asked: String,
}

/// Writes a commented scenario that runs as it is.
pub(super) fn new(arguments: &New, out: &mut impl Write) -> Result<(), Failure> {
    let asked = &arguments.name;
    let path = file_of(asked).ok_or_else(|| NoName { asked: asked.clone() })?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let text = match &arguments.like {
        None => starter(&name),
        Some(like) => {
            let base = base_of(like);
            let loaded = Loaded::from_file(&base, &[])?;
            let folder = path.parent().unwrap_or(Path::new(""));
            starter_like(&name, &loaded, &seen_from(folder, &base))
        }
    };
    write_file(&path, &text, arguments.force)?;
    writeln!(out, "wrote {}", path.display())?;
    // Talk, so that the name stays data. A reader who closed stderr misses nothing.
    let _ = writeln!(anstream::stderr(), "{}", hint(&path));
    Ok(())
}

/// What can be typed next, as a shell takes it.
fn hint(path: &Path) -> String {
    let path = quoted(&path.to_string_lossy());
    format!("`downline run {path}` runs it, `downline explain KEY` tells of any key")
}

/// The file of a name, which may have the ending already.
fn file_of(name: &str) -> Option<PathBuf> {
    let is_folder = name.ends_with(['/', std::path::MAIN_SEPARATOR]);
    let path = PathBuf::from(name.strip_suffix(".toml").unwrap_or(name));
    let stem = path.file_name()?;
    if is_folder || stem.is_empty() {
        return None;
    }
    // Added, not replaced: a dot may be part of the name.
    let mut file = stem.to_owned();
    file.push(".toml");
    Some(path.with_file_name(file))
}

/// The scenario to be like: a file, or a shipped one by its name.
fn base_of(like: &str) -> PathBuf {
    let path = PathBuf::from(like);
    if path.exists() {
        return path;
    }
    let name = like.trim_end_matches(".toml").trim_start_matches("scenarios/");
    let shipped = SHIPPED.iter().map(|shipped| shipped.path).find(|path| {
        let short = path.trim_start_matches("scenarios/").trim_end_matches(".toml");
        short == name || short.rsplit('/').next() == Some(name)
    });
    shipped.map_or(path, PathBuf::from)
}

/// The way from a folder to a file, with `/` between its parts.
fn seen_from(folder: &Path, file: &Path) -> String {
    let whole = |path: &Path| absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let (from, to) = (whole(folder), whole(file));
    let (from, to): (Vec<_>, Vec<_>) = (from.iter().collect(), to.iter().collect());
    let shared = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
    let up = from[shared..].iter().map(|_| "..".into());
    let down = to[shared..].iter().map(|part| part.to_string_lossy());
    up.chain(down).collect::<Vec<std::borrow::Cow<'_, str>>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_file_once() {
        let file = |name| file_of(name).map(|path| path.display().to_string());
        assert_eq!(file("glow").as_deref(), Some("glow.toml"));
        assert_eq!(file("glow.toml").as_deref(), Some("glow.toml"));
        assert_eq!(file("studies/glow-0.2").as_deref(), Some("studies/glow-0.2.toml"));
        for name in ["", "/", "studies/", ".toml", ".."] {
            assert_eq!(file(name), None, "{name}");
        }
    }

    #[test]
    fn the_hint_is_a_command_that_a_shell_takes() {
        for (path, typed) in [
            ("glow.toml", "`downline run glow.toml` runs it"),
            ("studies/bad name!.toml", "`downline run 'studies/bad name!.toml'` runs it"),
        ] {
            let hint = hint(Path::new(path));
            assert!(hint.starts_with(typed), "{hint}");
        }
    }

    #[test]
    fn the_way_to_a_file_goes_up_as_far_as_it_must() {
        let seen = |folder: &str, file: &str| seen_from(Path::new(folder), Path::new(file));
        assert_eq!(seen("", "scenarios/tiny.toml"), "scenarios/tiny.toml");
        assert_eq!(seen("studies/mine", "scenarios/tiny.toml"), "../../scenarios/tiny.toml");
        assert_eq!(seen("scenarios", "scenarios/tiny.toml"), "tiny.toml");
    }

    #[test]
    fn a_shipped_scenario_is_found_by_its_name() {
        for (like, path) in [
            ("beauty-network", "scenarios/beauty-network.toml"),
            ("plans/binary", "scenarios/plans/binary.toml"),
            ("binary", "scenarios/plans/binary.toml"),
            ("nosuch", "nosuch"),
        ] {
            assert_eq!(base_of(like), PathBuf::from(path), "{like}");
        }
    }
}
