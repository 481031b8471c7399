//! The page of a result: made again from the saved folder to the byte, and looked at in a browser
//! on a phone, a desk and paper, light and dark, with and without its script.
//!
//! *Invariant*: every kind of experiment has its page looked at. Numbers are compared with the
//! files beside the page and never with what was seen once.
//!
//! *Absent*: what a picture looks like (the unit tests of `output::plot` hold its geometry).

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::Value;

use crate::browser::{Browser, View};
use crate::command::Desk;

/// The file of a page.
const PAGE: &str = "report.html";

/// A scenario with an event, channel cost, personas and creators, small enough for a test.
const SMALL: &str = "title = \"Small & <quick>\"\nweeks = 60\nreplicates = 3\n\n\
                     [market]\npeople = 4_000\n\n[measure]\nchannel_cost = true\n\n\
                     [business.glow]\nfounders = 40\nfounder_roots = 4\nplan.unilevel = {}\n\n\
                     [event.lockdown]\nstart_week = 10\nduration_weeks = 8\n\
                     factor.in_person_orders = 0.2\n\n\
                     [persona.ana]\nfollowers = 2_000\nhours_per_week = 10\nweek = 5\n\
                     clones = 2\n\n\
                     [creators]\npeople = 30\nweek = 2\nover_weeks = 4\n";

/// The same without anybody followed, and shorter.
const PLAIN: &str = "weeks = 30\nreplicates = 2\n\n[market]\npeople = 2_000\n\n\
                     [business.glow]\nfounders = 20\nfounder_roots = 2\nplan.unilevel = {}\n";

/// Commands, and the folders where their pages are.
const EXPERIMENTS: [(&str, &str); 6] = [
    ("run small.toml --format csv --no-pictures --out run", "run"),
    ("run plain.toml --robust --robust-replicates 2 --no-pictures --out robust", "robust"),
    ("compare plain.toml --vary post.reach=[0.2,0.3,0.4] --no-pictures --out compare", "compare"),
    ("sweep plain.toml --key post.reach=0.2..0.6:3 --no-pictures --out line", "line"),
    (
        "sweep plain.toml --key post.reach=0.2..0.6:3 --key business.glow.discount=[0.2,0.5] \
         --no-pictures --out map",
        "map",
    ),
    ("odds small.toml --followers 1500 --hours 10 --week 5 -r 3 --out odds -q", "odds"),
];

/// A desk with every kind of result and one page of several.
fn desk() -> Desk {
    let desk = Desk::bare();
    desk.put("small.toml", SMALL);
    desk.put("plain.toml", PLAIN);
    for (command, _) in EXPERIMENTS {
        desk.data(command);
    }
    desk.data("report run compare odds map --out several.html");
    desk
}

/// The pages on the desk.
fn pages(desk: &Desk) -> Vec<PathBuf> {
    let alone = EXPERIMENTS.iter().map(|(_, folder)| desk.path(folder).join(PAGE));
    alone.chain([desk.path("several.html")]).collect()
}

fn json(desk: &Desk, name: &str) -> Value {
    serde_json::from_str(&desk.text(name)).expect("JSON")
}

#[test]
fn a_saved_result_of_any_experiment_gives_its_page_again_to_the_byte() {
    let desk = desk();
    for (command, folder) in EXPERIMENTS {
        let before = desk.files(folder);
        assert!(before.contains_key(PAGE), "{command}");
        assert_eq!(desk.data(&format!("report {folder}")), format!("Page: {folder}/{PAGE}\n"));
        assert!(before == desk.files(folder), "{folder} changed");
        desk.data(&format!("report {folder} --out again.html --force"));
        assert!(before[PAGE] == desk.text("again.html").into_bytes(), "{folder}");
    }
    // Parquet holds the same as CSV.
    desk.data("run small.toml --no-pictures --out parquet");
    desk.data("report parquet --out again.html --force");
    assert!(desk.text("again.html") == desk.text("run/report.html"));
}

/// The words of a page: its text without what is typed, its style and its script.
fn words(page: &str) -> String {
    let mut words = String::new();
    let mut rest = page;
    while let Some((text, behind)) = rest.split_once('<') {
        words.push_str(text);
        let (tag, behind) = behind.split_once('>').expect("a tag");
        let name = tag.split(' ').next().unwrap_or_default();
        rest = if ["code", "style", "script"].contains(&name) {
            let end = format!("</{name}>");
            behind.split_once(&end).expect("its end").1
        } else {
            behind
        };
    }
    words + rest
}

#[test]
fn no_number_of_a_page_is_parted_from_its_unit_at_the_end_of_a_line() {
    let desk = desk();
    let mut joined = [0, 0];
    for path in pages(&desk) {
        let page = words(&std::fs::read_to_string(&path).expect("a page"));
        for (place, unit) in ["%", "EUR"].into_iter().enumerate() {
            for (at, _) in page.match_indices(&format!(" {unit}")) {
                let before = &page[..at];
                let is_number = before.ends_with(|letter: char| letter.is_ascii_digit());
                let near: String = before.chars().rev().take(40).collect();
                let near: String = near.chars().rev().collect();
                assert!(!is_number, "{}: {near:?} {unit}", path.display());
            }
            joined[place] += page.matches(&format!("\u{a0}{unit}")).count();
        }
        assert!(!page.contains("side's"), "{}", path.display());
    }
    assert!(joined.iter().all(|count| 100 < *count), "{joined:?}");
    // Who is followed has a name.
    let page = desk.text("run/report.html");
    assert!(page.contains(">Ana</th>") && !page.contains(">ana<"));
    // The terminal breaks its lines itself, between plain blanks.
    let said = desk.data("run plain.toml --no-pictures --no-report --out plain");
    assert!(said.contains(" %") && !said.contains('\u{a0}'), "{said}");
}

#[test]
fn a_table_that_is_there_with_other_keys_is_no_difference_of_its_own() {
    let desk = Desk::bare();
    desk.put("plain.toml", PLAIN);
    // All keys of the business at their defaults.
    let bare = PLAIN.split("founders").next().expect("a beginning");
    desk.put("bare.toml", bare);
    desk.data(
        "compare plain.toml bare.toml --set weeks=2 --set market.people=20000 -r 1 --no-pictures \
         --out both",
    );
    let page = desk.text("both/report.html");
    let cell = |path: &str| page.contains(&format!("<code>{}</code>", path.replace('.', ".<wbr>")));
    assert!(cell("business.glow.founders") && cell("business.glow.plan.unilevel"));
    assert!(!cell("business.glow"));
}

#[test]
fn the_command_on_the_page_makes_the_same_page() {
    let desk = desk();
    for (_, folder) in EXPERIMENTS {
        let manifest = json(&desk, &format!("{folder}/manifest.json"));
        let command = manifest["command"].as_str().expect("a command");
        let page = desk.text(&format!("{folder}/{PAGE}"));
        let shown = command.replace('&', "&amp;");
        assert!(page.contains(&format!("<code>{shown}</code>")), "{shown}");
        let (arguments, out) = match command.split_once(" --out ") {
            Some((arguments, _)) => (arguments, "--out again"),
            None => (command, "--out again"),
        };
        let line = format!("\"$0\" {} {out} --force", arguments.trim_start_matches("downline "));
        let said = desk.hear(desk.shell(&line).output().expect("a shell"));
        assert_eq!(said.code, Some(0), "{line}: {said:?}");
        assert!(desk.text("again/report.html") == page, "{command}");
    }
    let desk = Desk::bare();
    desk.put("plain.toml", PLAIN);
    let absolute = desk.path("plain.toml");
    let line = "--set weeks=20 --seed 9 -r 2 --no-pictures --out it";
    desk.data(&format!("run {} {line}", absolute.display()));
    let command = json(&desk, "it/manifest.json")["command"].clone();
    assert_eq!(command, "downline run plain.toml --set weeks=20 --replicates 2 --seed 9");
}

#[test]
fn a_page_is_put_into_a_folder_without_one_and_into_its_manifest() {
    let desk = Desk::bare();
    desk.put("plain.toml", PLAIN);
    desk.data("run plain.toml --no-pictures --out with");
    desk.data("run plain.toml --no-pictures --no-report --out without");
    assert!(!desk.names("without").contains(&PAGE.to_owned()));
    desk.data("report without");
    let strip = |folder: &str| {
        let mut files = desk.files(folder);
        files.remove("run.json");
        files
    };
    assert!(strip("with") == strip("without"));
    // The folder is still a result that can be replaced.
    desk.data("run plain.toml --no-pictures --out without");
    // A page that somebody changed is not thrown away.
    desk.put("with/report.html", "my notes");
    let said = desk.run("report with");
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.contains("report.html` is there already"), "{}", said.stderr);
    assert_eq!(desk.text("with/report.html"), "my notes");
    desk.data("report with --force");
    assert!(strip("with") == strip("without"));
    // A page that is gone is made again.
    std::fs::remove_file(desk.path("with/report.html")).expect("a file");
    desk.data("report with");
    assert!(strip("with") == strip("without"));
}

#[test]
fn what_is_no_whole_result_of_this_version_is_refused_with_the_reason() {
    let desk = Desk::bare();
    desk.put("plain.toml", PLAIN);
    desk.data("run plain.toml --no-pictures --format csv --out whole");
    let broken = |folder: &str, change: &dyn Fn(&str)| {
        desk.data(&format!("run plain.toml --no-pictures --format csv --out {folder} --force"));
        change(folder);
        let said = desk.run(&format!("report {folder} whole --out page.html"));
        assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{folder}");
        assert!(!desk.names(".").contains(&"page.html".to_owned()), "{folder}");
        said.stderr
    };
    let again = "make the result again with `downline run plain.toml`\n";
    let half = broken("half", &|folder| {
        let name = format!("{folder}/weeks.csv");
        let text = desk.text(&name);
        desk.put(&name, &text[..text.len() / 2]);
    });
    let lost = "is not as it was written, part of it was changed or lost";
    assert_eq!(half, format!("error: `half/weeks.csv` {lost}: {again}"));
    let gone = broken("gone", &|folder| {
        std::fs::remove_file(desk.path(folder).join("flows.csv")).expect("a file");
    });
    let missing = "is missing, though `manifest.json` lists it";
    assert_eq!(gone, format!("error: `gone/flows.csv` {missing}: {again}"));
    let edit = |folder: &str, from: &str, to: &str| {
        let name = format!("{folder}/manifest.json");
        let text = desk.text(&name);
        assert!(text.contains(from), "{from}");
        desk.put(&name, &text.replacen(from, to, 1));
    };
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let old = broken("old", &|folder| edit(folder, &version, "\"version\": \"0.0.9\""));
    assert!(
        old.starts_with("error: `old` was made by downline 0.0.9 (schema 1), and this is "),
        "{old}"
    );
    let schema = broken("schema", &|folder| edit(folder, "\"schema\": 1", "\"schema\": 2"));
    let own = env!("CARGO_PKG_VERSION");
    let both = format!("downline {own} (schema 2), and this is {own} (schema 1): ");
    assert!(schema.contains(&both), "{schema}");
    let torn = broken("torn", &|folder| {
        let name = format!("{folder}/manifest.json");
        let text = desk.text(&name);
        desk.put(&name, &text[..text.len() / 2]);
    });
    let unread = "error: `torn/manifest.json` cannot be read as this version writes it: EOF";
    assert!(torn.starts_with(unread), "{torn}");
    let foreign = broken("foreign", &|folder| edit(folder, "\"downline\"", "\"other\""));
    assert!(foreign.starts_with("error: `foreign` is not a result of downline"), "{foreign}");
    let none = broken("none", &|folder| edit(folder, "\"command\"", "\"comand\""));
    let unlike = "error: `none/manifest.json` cannot be read as this version writes it: ";
    assert!(none.starts_with(unlike), "{none}");
    for (folder, reason) in [
        (
            "nowhere",
            "`nowhere` is not there: name a folder that `downline run`, `compare`, `sweep` or",
        ),
        ("plain.toml", "`plain.toml` is not a result of downline"),
        (".", "`.` is not a result of downline, it has no `manifest.json` of one"),
    ] {
        let said = desk.run(&format!("report {folder}"));
        assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{folder}");
        assert!(said.stderr.starts_with(&format!("error: {reason}")), "{}", said.stderr);
    }
    desk.put("report.html", "mine");
    let said = desk.run("report whole whole");
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.contains("`report.html` is there already"), "{}", said.stderr);
}

/// Every way in which a page is looked at.
fn views() -> Vec<View> {
    let mut views = Vec::new();
    for width in [390, 1280] {
        for is_dark in [false, true] {
            for has_script in [false, true] {
                views.push(View { width, is_dark, is_print: false, has_script });
            }
        }
    }
    for has_script in [false, true] {
        views.push(View { width: 720, is_dark: true, is_print: true, has_script });
    }
    views
}

/// A phone in daylight.
const PHONE: View = View { width: 390, is_dark: false, is_print: false, has_script: true };

/// A desk.
const DESK: View = View { width: 1280, is_dark: false, is_print: false, has_script: true };

/// Elements that reach beyond the window and are not in a box of their own that scrolls.
const OUTSIDE: &str = "[...document.querySelectorAll('body *')].filter(e => { \
    const r = e.getBoundingClientRect(); \
    return r.width > 0 && (r.right > innerWidth + 1 || r.left < -1) \
        && !e.closest('.scroll > table, .skip, svg *'); \
    }).map(e => e.outerHTML.slice(0, 200))";

/// Texts whose contrast with the ground of the page is too small.
const FAINT: &str = "(() => { \
    const rgb = text => text.match(/[\\d.]+/g).slice(0, 3).map(Number); \
    const light = colour => { const [r, g, b] = rgb(colour).map(c => { c /= 255; \
        return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }); \
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; }; \
    const ground = e => { for (; e; e = e.parentElement) { \
        const c = getComputedStyle(e).backgroundColor; \
        if (!c.startsWith('rgba(0, 0, 0, 0')) return c; } return 'rgb(255, 255, 255)'; }; \
    return [...document.querySelectorAll('body *')].filter(e => !e.closest('svg, script') \
        && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())).filter(e => { \
        const [a, b] = [light(getComputedStyle(e).color), light(ground(e))]; \
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5; \
    }).map(e => e.outerHTML.slice(0, 200)); })()";

/// What anybody who cannot see or point needs: ids once, names of pictures, tables behind them.
const UNREACHABLE: &str = "(() => { const found = []; \
    const ids = [...document.querySelectorAll('[id]')].map(e => e.id); \
    for (const id of ids) \
        if (ids.filter(other => other === id).length > 1) found.push('twice: ' + id); \
    for (const link of document.querySelectorAll('a[href^=\"#\"]')) \
        if (!document.getElementById(link.hash.slice(1))) found.push('nowhere: ' + link.hash); \
    for (const picture of document.querySelectorAll('svg')) { \
        if (picture.getAttribute('role') !== 'img') found.push('no role'); \
        const plain = text => text.replace(/\\u00a0/g, ' '); \
        const name = plain(picture.getAttribute('aria-label') || ''); \
        const section = picture.closest('section'); \
        const said = section.querySelector('.finding').textContent; \
        const finding = plain(said).replace(/\\.$/, ''); \
        const alone = !section.hasAttribute('data-choices'); \
        if (name.length < 30 || (alone && !name.startsWith(finding))) \
            found.push('no finding: ' + name); \
        if (!picture.closest('.part').querySelector('table')) found.push('no table: ' + name); } \
    for (const box of document.querySelectorAll('.scroll')) \
        if (box.tabIndex !== 0 || !box.getAttribute('aria-label')) found.push('unreachable'); \
    for (const table of document.querySelectorAll('table')) \
        if (!table.caption || !table.tHead) found.push('a table without caption or heads'); \
    return found; })()";

#[test]
fn every_page_fits_every_screen_asks_for_nothing_and_says_nothing() {
    let Some(mut browser) = Browser::start() else { return };
    let desk = desk();
    for page in pages(&desk) {
        let address = format!("file://{}", page.display());
        let size = std::fs::metadata(&page).expect("a page").len();
        assert!(size < 1_500_000, "{address}: {size} bytes");
        for view in views() {
            let heard = browser.open(&page, view);
            assert_eq!(heard.requests, [address.as_str()], "{view:?}");
            assert_eq!(heard.complaints, Vec::<String>::new(), "{address} {view:?}");
            let wide = browser.value("document.documentElement.scrollWidth - innerWidth");
            assert!(wide.as_f64().expect("a width") <= 0.0, "{address} {view:?}: {wide} too wide");
            for (what, complaints) in
                [("outside", OUTSIDE), ("faint", FAINT), ("unreachable", UNREACHABLE)]
            {
                let found = browser.texts(complaints);
                assert_eq!(found, Vec::<String>::new(), "{address} {view:?}: {what}");
            }
        }
    }
}

#[test]
fn on_paper_everything_is_there_but_what_only_a_screen_can_use() {
    let Some(mut browser) = Browser::start() else { return };
    let desk = desk();
    let page = desk.path("run").join(PAGE);
    for has_script in [false, true] {
        let view = View { width: 720, is_dark: true, is_print: true, has_script };
        browser.open(&page, view);
        let hidden = "[...document.querySelectorAll('table, svg.column, .command')].filter(e => \
                      !e.closest('.measures') && !e.checkVisibility()).map(e => e.outerHTML)";
        if has_script {
            browser.value("dispatchEvent(new Event('beforeprint'))");
        }
        assert_eq!(browser.texts(hidden), Vec::<String>::new(), "{view:?}");
        let shown = "[...document.querySelectorAll('nav, .switch, pre + button, svg.phone, \
                     .measures')].filter(e => e.checkVisibility()).map(e => e.outerHTML)";
        assert_eq!(browser.texts(shown), Vec::<String>::new(), "{view:?}");
        // The script puts a button into each head of a table that can be sorted.
        let headless = "[...document.querySelectorAll('thead th')].filter(e => \
                        !e.closest('.measures') && e.textContent !== '' && [e, \
                        ...e.children].some(part => part.tagName !== 'WBR' && \
                        !part.checkVisibility())).map(e => e.outerHTML)";
        assert_eq!(browser.texts(headless), Vec::<String>::new(), "{view:?}");
        let ground = browser.value("getComputedStyle(document.body).backgroundColor");
        assert_eq!(ground, "rgb(255, 255, 255)", "paper is white");
        let printed = browser.call("Page.printToPDF", &serde_json::json!({}));
        let pdf = printed["data"].as_str().expect("a document");
        assert!(pdf.starts_with("JVBERi0") && 50_000 < pdf.len(), "{} letters", pdf.len());
        let sheets = sheets(&mut browser);
        assert!((8..=SHEETS_MAX).contains(&sheets), "{sheets} sheets of A4");
    }
}

/// Sheets of A4 that the page of a small run may take; two more than it takes.
const SHEETS_MAX: usize = 15;

/// How many sheets of A4 the open page takes.
fn sheets(browser: &mut Browser) -> usize {
    let paper = serde_json::json!({ "paperWidth": 8.27, "paperHeight": 11.69 });
    let printed = browser.call("Page.printToPDF", &paper);
    // The catalogue of a document is written plainly: `/Type /Pages /Count 12`.
    let pdf = decoded(printed["data"].as_str().expect("a document"));
    let text = String::from_utf8_lossy(&pdf);
    let counts = text.split("/Count ").skip(1).map(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<usize>().expect("a number")
    });
    counts.max().expect("a count of pages")
}

/// Bytes that were sent as text (RFC 4648).
fn decoded(text: &str) -> Vec<u8> {
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let letters: Vec<u8> = text.bytes().filter(|letter| *letter != b'=').map(value).collect();
    let mut bytes = Vec::with_capacity(letters.len() * 3 / 4);
    for four in letters.chunks(4) {
        let bits = four.iter().fold(0_u32, |bits, letter| bits << 6 | u32::from(*letter));
        let bits = bits << (6 * (4 - four.len()));
        let all = bits.to_be_bytes();
        bytes.extend(&all[1..four.len()]);
    }
    bytes
}

#[test]
fn the_pictures_are_set_in_the_typeface_that_came_with_the_page_and_with_a_picture() {
    let Some(mut browser) = Browser::start() else { return };
    let desk = desk();
    desk.data("plot run --only tenure,sankey --format svg --out pictures");
    let used = "document.fonts.ready.then(fonts => [...fonts].filter(f => f.status === \
                'loaded').map(f => f.family.replaceAll('\"', '') + ' ' + f.weight).sort())";
    let report = desk.path("run").join(PAGE);
    for file in [report.clone(), desk.path("pictures").join("sankey.svg")] {
        let heard = browser.open(&file, DESK);
        assert_eq!(heard.complaints, Vec::<String>::new(), "{}", file.display());
        let used = browser.texts(used);
        assert_eq!(used, ["DejaVu Sans bold", "DejaVu Sans normal"], "{}", file.display());
    }
    let page = std::fs::read_to_string(&report).expect("a page");
    assert_eq!(page.matches("@font-face").count(), 2, "once, whatever the number of pictures");
}

#[test]
fn on_a_phone_every_number_about_scenarios_groups_and_people_is_seen_without_scrolling() {
    let Some(mut browser) = Browser::start() else { return };
    let desk = desk();
    let boxes = |what: &str| {
        format!(
            "[...document.querySelectorAll('#verdicts .scroll, #differences .scroll, #capture \
             .scroll, #entry .scroll, #personas .scroll')]{what}"
        )
    };
    for (folder, sections) in [
        ("compare", &["verdicts", "differences"][..]),
        ("run", &["capture", "entry", "personas"]),
        ("odds", &["personas", "capture", "entry"]),
    ] {
        browser.open(&desk.path(folder).join(PAGE), PHONE);
        browser
            .value("document.querySelectorAll('details').forEach(fold => { fold.open = true; })");
        let found = boxes(".map(box => box.closest('section').id)");
        let mut found = browser.texts(&found);
        found.dedup();
        assert_eq!(found, sections, "{folder}");
        let hidden = boxes(
            ".filter(box => box.clientWidth < box.scrollWidth)\
             .map(box => box.ariaLabel + ' ' + box.scrollWidth)",
        );
        assert_eq!(browser.texts(&hidden), Vec::<String>::new(), "{folder}");
        let without = "[...document.querySelectorAll('figure')].filter(e => \
                       !e.querySelector('svg.phone')).map(e => e.closest('section').id)";
        assert_eq!(browser.texts(without), Vec::<String>::new(), "{folder}");
        let shown = "[...document.querySelectorAll('figure svg')].filter(e => \
                     e.checkVisibility() && e.matches('.column')).map(e => e.ariaLabel)";
        assert_eq!(browser.texts(shown), Vec::<String>::new(), "{folder}");
    }
}

#[test]
fn results_on_one_page_have_names_of_their_own() {
    let desk = desk();
    // The same scenario asked for somebody like you, run once more, and compared.
    desk.data("run small.toml --seed 2 --no-pictures --no-report --out other");
    desk.data("report run odds other robust compare --out names.html");
    let page = desk.text("names.html");
    let between = |from: &str, to: &str| {
        let (_, rest) = page.split_once(from).unwrap_or_else(|| panic!("{from}"));
        rest.split_once(to).expect("an end").0.to_owned()
    };
    let links = between("<nav aria-label=\"Results\">", "</nav>");
    let links: Vec<&str> = links.split("-answer\">").skip(1).collect();
    let links: Vec<&str> = links.iter().map(|link| link.split("</a>").next().unwrap()).collect();
    let rows = between("<tbody>", "</tbody>");
    let rows: Vec<&str> = rows.split("scope=\"row\">").skip(1).collect();
    let rows: Vec<&str> = rows.iter().map(|row| row.split("</th>").next().unwrap()).collect();
    assert_eq!((links.len(), rows.len()), (5, 7), "{links:?} {rows:?}");
    for names in [&links, &rows] {
        let different: BTreeSet<&&str> = names.iter().collect();
        assert_eq!(different.len(), names.len(), "{names:?}");
    }
    assert_eq!(links[0], "Who gets the money? Small &amp; &lt;quick&gt; (result 1)");
    assert_eq!(links[1], "What becomes of you? Small &amp; &lt;quick&gt;");
    assert_eq!(rows[..3], ["small (result 1)", "small, somebody like you", "small (result 3)"]);
}

/// A number as a page shows it.
fn number(text: &str) -> (f64, usize) {
    let digits: String = text
        .chars()
        .map(|letter| if letter == '−' { '-' } else { letter })
        .filter(|letter| letter.is_ascii_digit() || "-.".contains(*letter))
        .collect();
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    (digits.parse().unwrap_or_else(|_| panic!("`{text}` is no number")), decimals)
}

#[test]
fn the_numbers_on_the_page_are_those_of_the_summary() {
    let Some(mut browser) = Browser::start() else { return };
    let desk = desk();
    for (folder, file) in
        [("run", "summary.json"), ("odds", "summary.json"), ("robust", "summary.json")]
    {
        browser.open(&desk.path(folder).join(PAGE), PHONE);
        let summary = json(&desk, &format!("{folder}/{file}"));
        let measures = summary["measures"].as_object().expect("measures");
        let told = browser.value(
            "[...document.querySelectorAll('data[data-key]')].map(d => [d.dataset.key, d.value, \
             d.textContent, d.closest('section') ? d.closest('section').id : ''])",
        );
        let mut seen = BTreeSet::new();
        for one in told.as_array().expect("numbers") {
            let [key, value, text, section] =
                [0, 1, 2, 3].map(|place| one[place].as_str().expect("a text"));
            let measure = &measures[key];
            let mean = measure["mean"].as_f64().unwrap_or_else(|| panic!("{key} is not defined"));
            let exact: f64 = value.parse().expect("a number");
            assert_eq!(exact.to_bits(), mean.to_bits(), "{key}");
            // Shares are shown in per cent or of 100, money in whole units; the list of all
            // measures shows what the file has.
            let factor = match measure["unit"].as_str().expect("a unit") {
                _ if section == "measures" => 1.0,
                "share" => 100.0,
                "cents" | "cents_per_hour" => 0.01,
                _ => 1.0,
            };
            let (shown, decimals) = number(text);
            let half = [0.5, 0.05, 0.005, 0.000_5, 0.000_05][decimals] + 1e-9;
            assert!((shown - mean * factor).abs() <= half, "{key}: {text} is not {mean}");
            seen.insert(key.to_owned());
        }
        let defined: BTreeSet<String> = measures
            .iter()
            .filter(|(_, measure)| !measure.is_null())
            .map(|(key, _)| key.clone())
            .collect();
        assert!(200 < defined.len(), "{} measures", defined.len());
        assert_eq!(seen, defined, "{folder}");
        assert_eq!(
            captured(&mut browser),
            capture_of(&summary),
            "{folder}: who got each 100, in cents"
        );
    }
}

/// What the page tells of the capture: by depth, every sum in cents, in no order.
fn captured(browser: &mut Browser) -> BTreeMap<String, BTreeSet<String>> {
    let told = browser.value(
        "[...document.querySelectorAll('#capture [data-choice]')].map(part => \
         [part.dataset.choice, [...part.querySelectorAll('td:nth-child(3) data')]\
         .map(d => d.value)])",
    );
    let mut sums = BTreeMap::new();
    for part in told.as_array().expect("depths") {
        let cents = part[1].as_array().expect("sums").iter();
        let cents = cents.map(|cents| cents.as_str().expect("cents").to_owned());
        sums.insert(part[0].as_str().expect("a depth").to_owned(), cents.collect());
    }
    sums
}

/// The same of `summary.json`.
fn capture_of(summary: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let mut sums: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in summary["capture"].as_array().expect("rows") {
        let is_it = row["window"] == "to_date" && row["own_use"] == "as_cost";
        if is_it && row["cents"] != 0 {
            let depth = row["depth"].as_str().expect("a depth").to_owned();
            sums.entry(depth).or_default().insert(row["cents"].to_string());
        }
    }
    sums
}

/// A band as a picture tells it: from, to, for what, cents.
type Band = (String, String, String, i128);

#[test]
fn the_bands_of_the_money_add_up_to_the_flows_to_the_cent() {
    let desk = Desk::bare();
    // Two businesses and a burn-in, which the picture leaves out.
    let second = "\n[business.luma]\nfounders = 10\nfounder_roots = 1\nplan.unilevel = {}\n";
    desk.put("two.toml", &format!("burn_in_weeks = 4\n{PLAIN}{second}"));
    desk.data("run two.toml --format csv --no-pictures --out two");
    let mut reasons: BTreeMap<String, BTreeMap<String, i128>> = BTreeMap::new();
    let mut changes: BTreeMap<String, i128> = BTreeMap::new();
    let flows = desk.text("two/flows.csv");
    let mut reader = csv::Reader::from_reader(flows.as_bytes());
    for row in reader.records().map(|row| row.expect("a row")) {
        let (week, cents): (u32, i128) = (row[0].parse().unwrap(), row[3].parse().unwrap());
        if week <= 4 || &row[2] == "rewards_payable" {
            continue;
        }
        if &row[2] == "change_in_balance" {
            *changes.entry(row[1].to_owned()).or_default() -= cents;
        } else {
            let accounts = reasons.entry(row[2].to_owned()).or_default();
            *accounts.entry(row[1].to_owned()).or_default() += cents;
        }
    }
    let of = |account: &str, sign: i128| -> i128 {
        let sums = reasons.values().filter_map(|accounts| accounts.get(account));
        sums.filter(|sum| 0 < **sum * sign).sum::<i128>() * sign
    };
    let page = desk.text("two/report.html");
    let columns = page.split("<svg class=\"").skip(1);
    let pictures: Vec<&str> = columns.filter(|svg| svg.contains("data-cents")).collect();
    assert_eq!(pictures.len(), 2, "one for the column, one for a phone");
    for picture in pictures {
        let picture = picture.split("</svg>").next().expect("an end");
        let mut bands: Vec<Band> = Vec::new();
        for group in picture.split("<g data-tell=").skip(1) {
            let at = |name: &str| {
                let rest = group.split_once(&format!("{name}=\"")).expect("an attribute").1;
                rest.split('"').next().expect("an end").to_owned()
            };
            let cents = at("data-cents").parse().expect("cents");
            bands.push((at("data-from"), at("data-to"), at("data-what"), cents));
        }
        let sum = |is_it: &dyn Fn(&Band) -> bool| -> i128 {
            bands.iter().filter(|band| is_it(band)).map(|band| band.3).sum()
        };
        for account in ["customers", "partners"] {
            assert_eq!(sum(&|band| band.0 == account), of(account, -1), "{account} pay");
        }
        for account in ["partners", "suppliers", "vendors", "platforms"] {
            assert_eq!(sum(&|band| band.1 == account), of(account, 1), "{account} get");
        }
        for business in ["glow", "luma"] {
            let kept = sum(&|band| band.1 == format!("kept by {business}"))
                - sum(&|band| band.0 == format!("own funds of {business}"));
            assert_eq!(kept, changes[business], "{business} keeps");
        }
        // The table behind the picture has the same bands and no other.
        let table = page.split("Every band of the picture").nth(2).expect("a table");
        let table = table.split("</table>").next().expect("an end");
        let rows: Vec<&str> = table.split("<tr>").skip(2).collect();
        assert_eq!(rows.len(), bands.len());
        for (_, _, what, cents) in &bands {
            let is_it = |row: &&&str| {
                row.contains(&format!("<data value=\"{cents}\">")) && row.contains(what.as_str())
            };
            assert!(rows.iter().find(is_it).is_some(), "{what}: {cents}");
        }
    }
    assert_eq!(changes["partners"], of("partners", 1) - of("partners", -1));
}

#[test]
fn a_reader_can_choose_a_depth_sort_a_table_ask_a_band_and_copy_the_command() {
    let Some(mut browser) = Browser::start() else { return };
    let desk = desk();
    let page = desk.path("run").join(PAGE);
    let depths = "[...document.querySelectorAll('[data-choice]')].filter(e => \
                  e.checkVisibility()).map(e => e.dataset.choice)";
    browser.open(&page, View { has_script: false, ..DESK });
    let all = ["gross_take", "cash", "with_time"];
    assert_eq!(browser.texts(depths), all, "without a script all depths are there");
    assert_eq!(browser.value("document.querySelectorAll('button').length"), 0);
    browser.open(&page, DESK);
    assert_eq!(browser.texts(depths), ["cash"]);
    // By keyboard: the first stop is the link to the answer.
    browser.press("Tab", 9);
    assert_eq!(browser.value("document.activeElement.className"), "skip");
    let press =
        |name: &str| format!("document.querySelector('.switch [data-shows={name}]').click()");
    browser.value(&press("gross_take"));
    assert_eq!(browser.texts(depths), ["gross_take"]);
    let pressed = "document.querySelector('.switch [aria-pressed=true]').textContent";
    assert_eq!(browser.value(pressed), "Gross take");
    browser.value(&press("all"));
    assert_eq!(browser.texts(depths), all);
    let column = "[...document.querySelectorAll('#flows tbody tr:not(.sum) td:last-child data')]\
                  .map(d => d.value)";
    let sums = |browser: &mut Browser| -> Vec<i128> {
        browser.texts(column).iter().map(|cents| cents.parse().expect("cents")).collect()
    };
    let before = sums(&mut browser);
    let sort = "document.querySelector('#flows thead th:last-child button').click()";
    browser.value(sort);
    let falling = sums(&mut browser);
    assert!(falling.is_sorted_by(|a, b| a >= b) && falling != before, "{falling:?}");
    browser.value(sort);
    assert!(sums(&mut browser).is_sorted());
    let last = "document.querySelector('#flows tbody').lastElementChild.className";
    assert_eq!(browser.value(last), "sum", "sums stay at the end");
    let told = point(&mut browser, "#flows svg.column g[data-cents]");
    let wanted = browser.value("document.querySelector('#flows svg.column g').dataset.tell");
    assert_eq!(wanted, told.as_str());
    assert_eq!(browser.value("document.querySelector('#tip').hidden"), false);
    assert!(told.contains(" EUR in all ") && told.contains(" worlds ("), "{told}");
    let told = point(&mut browser, "#income svg.column g[data-tell]");
    assert!(told.contains(" of what came in)"), "{told}");
}

/// What is told of the first mark of a selector when it is pointed at. A late frame of the
/// scrolling hides it; then it is pointed at once more.
fn point(browser: &mut Browser, selector: &str) -> String {
    for _ in 0..5 {
        browser.point_at(selector);
        if browser.value("document.querySelector('#tip').hidden") == false {
            break;
        }
    }
    let told = browser.value("document.querySelector('#tip').textContent");
    told.as_str().expect("a text").to_owned()
}

#[test]
fn the_command_is_copied_or_else_selected_and_the_button_says_which() {
    let Some(mut browser) = Browser::start() else { return };
    let desk = desk();
    browser.open(&desk.path("run").join(PAGE), DESK);
    let button = "document.querySelector('pre.command + button').textContent";
    assert_eq!(browser.value(button), "Copy the command");
    let command = browser.value("document.querySelector('pre.command').textContent");
    let clipboard = |write: &str| {
        format!(
            "Object.defineProperty(navigator, 'clipboard', {{ configurable: true, value: {{ \
             writeText: {write} }} }}); document.querySelector('pre.command + button').click()"
        )
    };
    browser.value(&clipboard("async text => { window.copied = text; }"));
    assert_eq!(browser.value("window.copied"), command);
    assert_eq!(browser.value(button), "Copied");
    // A browser that gives no access.
    browser.value("document.execCommand = () => false");
    browser.value(&clipboard("async () => { throw new Error('no'); }"));
    assert_eq!(browser.value("getSelection().toString().trim()"), command);
    assert_eq!(browser.value(button), "Selected: copy it by hand");
}
