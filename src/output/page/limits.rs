//! What the model leaves out: two sections of its page, shown with the results.
//!
//! *Invariant*: the words are those of `docs/MODEL.md` and stand nowhere else.
//!
//! *Absent*: Markdown beyond paragraphs, lists, links and code.

use maud::{Markup, html};

/// The page of the model.
const MODEL: &str = include_str!("../../../docs/MODEL.md");

/// Headings of the sections that are shown.
const SECTIONS: [&str; 2] = ["What is not in the model", "Limits"];

/// A paragraph or an item of a list.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Paragraph(String),
    Item(String),
}

/// Both sections.
pub(super) fn limits(prefix: &str) -> Markup {
    html! {
        section id={ (prefix) "limits" } {
            h2 { "What the model leaves out" }
            @for heading in SECTIONS {
                @let pieces = pieces(section(heading));
                @if pieces.iter().any(|piece| matches!(piece, Piece::Item(_))) {
                    ul {
                        @for piece in &pieces {
                            @if let Piece::Item(text) = piece { li { (words(text)) } }
                        }
                    }
                }
                @for piece in &pieces {
                    @if let Piece::Paragraph(text) = piece { p { (words(text)) } }
                }
            }
        }
    }
}

/// The lines below a heading up to the next one.
fn section(heading: &str) -> &'static str {
    let start = MODEL.split_once(&format!("\n## {heading}\n")).map_or("", |(_, rest)| rest);
    start.split("\n## ").next().unwrap_or("").trim()
}

/// Paragraphs and items with their lines joined.
fn pieces(section: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut is_new = true;
    for line in section.lines() {
        let line = line.trim();
        if let Some(item) = line.strip_prefix("- ") {
            pieces.push(Piece::Item(item.to_owned()));
        } else if line.is_empty() {
            is_new = true;
            continue;
        } else {
            match pieces.last_mut().filter(|_| !is_new) {
                Some(Piece::Paragraph(text) | Piece::Item(text)) => {
                    text.push(' ');
                    text.push_str(line);
                }
                None => pieces.push(Piece::Paragraph(line.to_owned())),
            }
        }
        is_new = false;
    }
    pieces
}

/// Text with its code marked; of links the words stay, for the page links nowhere.
pub(super) fn words(text: &str) -> Markup {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, link)) = rest.split_once('[') {
        let (words, after) = link.split_once("](").unwrap_or((link, ")"));
        plain.push_str(before);
        plain.push_str(words);
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    marked(&plain)
}

/// Text with its code marked.
pub(super) fn marked(text: &str) -> Markup {
    html! {
        @for (place, part) in text.split('`').enumerate() {
            @if place % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sections_are_there_with_every_word_of_theirs() {
        let shown = limits("").into_string();
        let plain = |text: &str| -> String {
            let mut is_tag = false;
            let kept = text.chars().filter(|&letter| {
                is_tag = (is_tag || letter == '<') && letter != '>';
                !is_tag && letter.is_alphanumeric()
            });
            kept.collect()
        };
        let shown = plain(&shown);
        for heading in SECTIONS {
            let pieces = pieces(section(heading));
            assert!(!pieces.is_empty(), "{heading}");
            for piece in pieces {
                let (Piece::Paragraph(text) | Piece::Item(text)) = piece;
                assert!(shown.contains(&plain(&words(&text).into_string())), "{text}");
            }
        }
        assert!(shown.contains("Taxeverythingisbeforeincometax"), "{shown}");
    }

    #[test]
    fn of_links_the_words_stay_and_code_is_marked() {
        let text = words("a [link](page.md#place) and `code` < 1").into_string();
        assert_eq!(text, "a link and <code>code</code> &lt; 1");
    }
}
