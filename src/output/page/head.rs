//! What surrounds the content of a page: its head, style and script.
//!
//! *Invariant*: one file that asks for nothing else: a policy in the page forbids it. Colours are
//! those of the pictures, on paper and on a dark screen.
//!
//! *Absent*: content.

use std::fmt::Write as _;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::output::plot::{
    ACCOUNTS, GRID, INK, PAPER, Palette, QUIET, RULE, SHADE, typeface_rules,
};
use crate::output::{PROGRAM, VERSION};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Nothing is fetched, whatever is written into the page; the typeface of its pictures is in it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      font-src data:; base-uri 'none'; form-action 'none'";

/// A whole page.
pub(super) fn document(title: &str, description: &str, body: &Markup, palette: &Palette) -> String {
    let whole = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="description" content=(description);
                meta name="generator" content={ (PROGRAM) " " (VERSION) };
                title { (title) }
                style {
                    (PreEscaped(typeface_rules())) (PreEscaped(colours(palette)))
                    (PreEscaped(STYLE))
                }
            }
            body {
                a.skip href="#answer" { "To the answer" }
                (body)
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    whole.into_string() + "\n"
}

/// The colours by their names, and what changes on a dark screen.
fn colours(palette: &Palette) -> String {
    let grounds = [
        ("paper", PAPER),
        ("ink", INK),
        ("quiet", QUIET),
        ("grid", GRID),
        ("rule", RULE),
        ("shade", SHADE),
    ];
    let (mut light, mut dark, mut bars) = (String::new(), String::new(), String::new());
    for (name, colour) in grounds.into_iter().chain(ACCOUNTS) {
        let _ = write!(light, "--{name}:{};", colour.light);
        let _ = write!(dark, "--{name}:{};", colour.dark);
    }
    for (name, _) in ACCOUNTS {
        let _ = write!(bars, ".bars .{name}{{background:var(--{name})}}");
    }
    let rules = palette.rules();
    format!(
        ":root{{color-scheme:light dark;{light}}}{bars}\
         @media screen and (prefers-color-scheme:dark){{:root{{{dark}}}{rules}}}"
    )
}
