//! Colours of what is said on stderr. `anstream` takes them away again in pipes and under
//! `NO_COLOR`.
//!
//! *Invariant*: colours are added and nothing else, so that the text without them is what it was.
//!
//! *Absent*: data; stdout has no colours but those of `--help`.

use anstyle::{AnsiColor, Style};

/// What the message of a failure begins with, if it is no problem of a file.
const ERROR: &str = "error:";

const RED: Style = AnsiColor::Red.on_default().bold();
const CYAN: Style = AnsiColor::Cyan.on_default();

/// A failure's text: what is wrong in red, what would help in cyan.
pub(super) fn failure(text: &str) -> String {
    text.split('\n').map(line).collect::<Vec<String>>().join("\n")
}

fn line(line: &str) -> String {
    if let Some(rest) = line.strip_prefix(ERROR) {
        return format!("{RED}{ERROR}{RED:#}{rest}");
    }
    if line.trim_start().starts_with("= ") {
        return format!("{CYAN}{line}{CYAN:#}");
    }
    let carets = line.split_once('|').map(|(_, below)| below.trim());
    if carets.is_some_and(|below| !below.is_empty() && below.chars().all(|c| c == '^')) {
        return format!("{RED}{line}{RED:#}");
    }
    line.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_its_place_and_its_hint_have_colours_and_the_text_stays() {
        let text = "a.toml:1:9: `weeks` is 0\n  |\n1 | weeks = 0\n  |         ^\n  = try 1\n\n\
                    error: nothing";
        let painted = failure(text);
        assert_eq!(painted.matches("\u{1b}[31m").count(), 2, "{painted:?}");
        assert_eq!(painted.matches("\u{1b}[36m").count(), 1, "{painted:?}");
        assert!(painted.contains("\n\u{1b}[36m  = try 1\u{1b}[0m\n"), "{painted:?}");
        assert!(painted.contains("\n1 | weeks = 0\n"), "{painted:?}");
        assert_eq!(anstream::adapter::strip_str(&painted).to_string(), text);
    }
}
