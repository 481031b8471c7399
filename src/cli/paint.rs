//! Colours of what is said on stderr. `anstream` takes them away again in pipes and under
//! `NO_COLOR`.
//!
//! *Invariant*: colours are added and nothing else, so that the text without them is what it was.
//!
//! *Absent*: data; stdout has no colours but those of `--help`.

use anstyle::{AnsiColor, Style};

const RED: Style = AnsiColor::Red.on_default().bold();
const CYAN: Style = AnsiColor::Cyan.on_default();

/// A failure's text: what is wrong and where in red, what would help in cyan. Every block of it has
/// colours, and so has the count below several.
pub(super) fn failure(text: &str) -> String {
    let mut is_first = true;
    let lines = text.split('\n').map(|text| {
        let painted = if is_first { head(text) } else { line(text) };
        is_first = text.is_empty();
        painted
    });
    lines.collect::<Vec<String>>().join("\n")
}

/// The first line of a block: its place, or that it is an error, and what is wrong.
fn head(line: &str) -> String {
    if line.ends_with(" found") {
        return format!("{RED}{line}{RED:#}");
    }
    match line.split_once(": ") {
        Some((place, rest)) => format!("{RED}{place}:{RED:#} {rest}"),
        None => line.to_owned(),
    }
}

fn line(line: &str) -> String {
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
                    nosuch.toml: the file does not exist\n\n2 problems found";
        let painted = failure(text);
        assert_eq!(painted.matches("\u{1b}[31m").count(), 4, "{painted:?}");
        assert_eq!(painted.matches("\u{1b}[36m").count(), 1, "{painted:?}");
        for whole in ["a.toml:1:9:", "  |         ^", "nosuch.toml:", "2 problems found"] {
            assert!(painted.contains(&format!("\u{1b}[1m\u{1b}[31m{whole}\u{1b}[0m")), "{whole}");
        }
        let error = failure("error: `x` is: not there");
        assert!(error.starts_with("\u{1b}[1m\u{1b}[31merror:\u{1b}[0m `x` is"), "{error:?}");
        assert!(painted.contains("\n\u{1b}[36m  = try 1\u{1b}[0m\n"), "{painted:?}");
        assert!(painted.contains("\n1 | weeks = 0\n"), "{painted:?}");
        assert_eq!(anstream::adapter::strip_str(&painted).to_string(), text);
    }
}
