//! What is wrong with a scenario, and where: the texts that a user sees.
//!
//! *Invariant*: a problem carries everything that is needed to print it, so that it outlives the
//! file. Lines and columns count from one, columns count characters and not bytes.
//!
//! *Absent*: finding problems (the readers do), colours and exit codes (the command line's).

use std::fmt::Write as _;
use std::ops::Range;

use super::document::{Place, SourceText};

/// One problem of a scenario. Its `Display` is a block of lines without a final line feed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.render())]
pub struct Problem {
    /// The file as it was named, or `--set`.
    pub file: String,
    /// The line from one; zero when the problem is the file itself.
    pub line: usize,
    /// The column in characters from one; zero when the problem is the file itself.
    pub column: usize,
    /// The bytes of the file that are underlined.
    pub span: Range<usize>,
    /// The line of the file.
    pub excerpt: String,
    /// How many characters of the line are underlined.
    pub width: usize,
    /// The dotted path of the key; empty for an error of the TOML itself.
    pub key: String,
    /// What is wrong, complete in itself.
    pub message: String,
    /// What it is about, for those who tell it in words of their own.
    pub kind: ProblemKind,
    /// What to do about it.
    pub hint: Option<String>,
}

/// What a problem is about, without words. Most are told by their message alone.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// Only the message says it.
    Plain,
    /// The value is of another kind than the wanted one.
    Unlike {
        /// The kind that is wanted, as a noun.
        wanted: String,
    },
    /// The value is out of its bounds or choices.
    Outside {
        /// Those that are allowed, with their unit.
        allowed: String,
    },
    /// Whoever is followed joins a business that there is not.
    NoSuchBusiness {
        /// Its name.
        name: String,
    },
    /// Whoever is followed could join several businesses.
    WhichBusiness {
        /// The names of all, one at least.
        names: Vec<String>,
    },
    /// Whoever is followed is so beyond the last week of the run.
    BeyondTheRun {
        /// The week in which she joins or is asked, from one.
        week: u32,
        /// The last week in which she is followed.
        end: u32,
        /// Weeks of the run.
        weeks: u32,
    },
}

impl Problem {
    /// What would be allowed, when the problem is a value out of its bounds or choices.
    pub fn allowed(&self) -> Option<&str> {
        match &self.kind {
            ProblemKind::Outside { allowed } => Some(allowed),
            _ => None,
        }
    }

    /// Places a complaint in the text that it is about.
    pub(crate) fn new(complaint: Complaint, source: &SourceText) -> Self {
        let Complaint { place, key, message, kind, hint } = complaint;
        let spot = source.locate(&place.span);
        Self {
            file: source.name.clone(),
            line: spot.line,
            column: spot.column,
            span: place.span,
            excerpt: spot.excerpt,
            width: spot.width,
            key,
            message,
            kind,
            hint,
        }
    }

    /// The block of lines that a terminal shows.
    fn render(&self) -> String {
        let mut text = String::new();
        if self.line == 0 {
            let _ = write!(text, "{}: {}", self.file, self.message);
        } else {
            let number = self.line.to_string();
            let margin = " ".repeat(number.len());
            let Window { shown, before, width } =
                Window::new(&self.excerpt, self.column, self.width);
            let lead = lead_of(&shown, before);
            let carets = "^".repeat(width);
            let _ = write!(
                text,
                "{}:{}:{}: {}\n{margin} |\n{number} | {shown}\n{margin} | {lead}{carets}",
                self.file, self.line, self.column, self.message,
            );
        }
        if let Some(hint) = &self.hint {
            let margin = " ".repeat(self.line.to_string().len());
            let _ = write!(text, "\n{margin} = {hint}");
        }
        text
    }
}

/// The longest line that is shown whole, in characters.
const LINE_MAX: usize = 120;

/// Characters of a longer line that are shown around what is meant.
const WINDOW: usize = 90;

/// Of them, those before what is meant, where there are as many.
const BEFORE: usize = 30;

/// What is shown of a line: all of it, or what lies around the place that is meant.
struct Window {
    shown: String,
    /// Characters of it before those that are underlined.
    before: usize,
    /// Characters that are underlined.
    width: usize,
}

impl Window {
    fn new(line: &str, column: usize, width: usize) -> Self {
        let (length, start) = (line.chars().count(), column.saturating_sub(1));
        if length <= LINE_MAX {
            return Self { shown: line.to_owned(), before: start, width };
        }
        let from = start.saturating_sub(BEFORE).min(length - WINDOW);
        let to = from + WINDOW;
        let mut shown = String::new();
        shown.extend((0 < from).then_some('…'));
        shown.extend(line.chars().skip(from).take(WINDOW));
        shown.extend((to < length).then_some('…'));
        let before = start - from + usize::from(0 < from);
        Self { shown, before, width: width.min((to - start).max(1)) }
    }
}

/// The blanks below the first characters of a line. Tabs stay tabs, so that the carets stand below
/// what they mean whatever the width of a tab.
fn lead_of(shown: &str, before: usize) -> String {
    let before = shown.chars().take(before);
    before.map(|c| if c == '\t' { '\t' } else { ' ' }).collect()
}

/// All problems of a scenario, in the order of files and positions; never empty as an error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.render())]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Orders complaints by file and position and drops those that say the same twice.
    pub(crate) fn new(mut complaints: Vec<Complaint>, sources: &[SourceText]) -> Self {
        complaints.sort_by(|a, b| a.order().cmp(&b.order()));
        complaints.dedup();
        let placed = complaints.into_iter().map(|complaint| {
            let source = &sources[complaint.place.file.0];
            Problem::new(complaint, source)
        });
        Self(placed.collect())
    }

    /// All blocks, each followed by an empty line, and the number of problems.
    fn render(&self) -> String {
        let mut text = String::new();
        for problem in &self.0 {
            let _ = write!(text, "{problem}\n\n");
        }
        let _ = match self.0.len() {
            1 => write!(text, "1 problem found"),
            count => write!(text, "{count} problems found"),
        };
        text
    }
}

/// A problem before its lines and columns are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Complaint {
    pub(crate) place: Place,
    pub(crate) key: String,
    pub(crate) message: String,
    pub(crate) kind: ProblemKind,
    pub(crate) hint: Option<String>,
}

impl Complaint {
    /// A complaint about a key at a place.
    pub(crate) fn new(place: Place, key: &str, message: String) -> Self {
        Self { place, key: key.to_owned(), message, kind: ProblemKind::Plain, hint: None }
    }

    /// The same with a hint, if there is one.
    pub(crate) fn hinted(self, hint: Option<String>) -> Self {
        Self { hint, ..self }
    }

    /// The same, about something that others may tell in their own words.
    pub(crate) fn about(self, kind: ProblemKind) -> Self {
        Self { kind, ..self }
    }

    /// What complaints are sorted by.
    fn order(&self) -> (usize, usize, usize, &str) {
        (self.place.file.0, self.place.span.start, self.place.span.end, &self.message)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::{RngSeed, TestRunner};

    use super::super::document::FileId;
    use super::*;

    fn render(text: &str, span: Range<usize>, hint: Option<&str>) -> String {
        let source = SourceText::new("a.toml", text);
        let complaint = Complaint::new(Place { file: FileId(0), span }, "k", "wrong".to_owned());
        Problem::new(complaint.hinted(hint.map(str::to_owned)), &source).to_string()
    }

    #[test]
    fn a_problem_shows_its_line_and_underlines_what_it_means() {
        let text = "a = 1\n  reach = 1.7 # much\n";
        assert_eq!(
            render(text, 16..19, Some("less")),
            "a.toml:2:11: wrong\n  |\n2 |   reach = 1.7 # much\n  |           ^^^\n  = less"
        );
    }

    #[test]
    fn columns_count_characters_and_tabs_stay_tabs_below_the_line() {
        let text = "\tname = \"dōterra\"; x";
        let start = text.find('x').expect("there");
        assert_eq!(
            render(text, start..start + 1, None),
            "a.toml:1:20: wrong\n  |\n1 | \tname = \"dōterra\"; x\n  | \t                  ^"
        );
    }

    #[test]
    fn the_margin_grows_with_the_line_number() {
        let text = "\n".repeat(99) + "x = 1\n";
        assert_eq!(
            render(&text, 99..100, Some("h")),
            "a.toml:100:1: wrong\n    |\n100 | x = 1\n    | ^\n    = h"
        );
    }

    #[test]
    fn a_span_over_several_lines_or_of_no_width_is_underlined_in_its_first_line() {
        assert_eq!(render("a = [\n1]", 4..8, None), "a.toml:1:5: wrong\n  |\n1 | a = [\n  |     ^");
        assert_eq!(render("", 0..0, None), "a.toml:1:1: wrong\n  |\n1 | \n  | ^");
        assert_eq!(render("a", 1..1, None), "a.toml:1:2: wrong\n  |\n1 | a\n  |  ^");
    }

    #[test]
    fn of_a_long_line_only_what_is_around_the_place_is_shown() {
        let text = format!("rates = [{}9.5, {}]\n", "0.1, ".repeat(400), "0.2, ".repeat(400));
        let start = text.find("9.5").expect("there");
        let (some, more) = ("0.1, ".repeat(6), "0.2, ".repeat(11));
        assert_eq!(
            render(&text, start..start + 3, None),
            format!(
                "a.toml:1:{}: wrong\n  |\n1 | …{some}9.5, {more}…\n  | {}^^^",
                start + 1,
                " ".repeat(31)
            )
        );
        let end = render(&text, start..text.len(), None);
        assert!(end.ends_with(&format!("\n  | {}{}", " ".repeat(31), "^".repeat(60))), "{end}");
    }

    #[test]
    fn the_caret_stands_below_its_character_wherever_it_is() {
        let character = proptest::sample::select(vec!['a', 'ō', '\t', '漢', '\u{301}', '🎉', ' ']);
        let line = proptest::collection::vec(character, 1..400);
        let config = ProptestConfig { rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() };
        let mut runner = TestRunner::new(config);
        let checked = runner.run(&(line, 0..400_usize, 1..400_usize), |(line, place, width)| {
            let place = place.min(line.len() - 1);
            let bytes = |range: &[char]| range.iter().map(|c| c.len_utf8()).sum::<usize>();
            let width = width.min(line.len() - place);
            let start = bytes(&line[..place]);
            let span = start..start + bytes(&line[place..place + width]);
            let text: String = line.iter().collect();
            let told = render(&text, span, None);
            prop_assert!(told.starts_with(&format!("a.toml:1:{}: wrong\n", place + 1)), "{}", told);
            let lines: Vec<&str> = told.lines().collect();
            let shown: Vec<char> = lines[2].chars().skip(4).collect();
            let under: Vec<char> = lines[3].chars().skip(4).collect();
            prop_assert!(shown.len() <= LINE_MAX, "{}", told);
            let caret = under.iter().position(|&c| c == '^').expect("a caret");
            prop_assert_eq!(shown.get(caret), Some(&line[place]));
            let carets = &under[caret..];
            prop_assert!(carets.iter().all(|&c| c == '^') && carets.len() <= width);
            // All that is meant is underlined, or all of it that is shown.
            let to_the_end = caret + carets.len() + 1 == shown.len() && shown.last() == Some(&'…');
            prop_assert!(carets.len() == width || to_the_end, "{}", told);
            let tabs = |c: &char| *c == '\t';
            let (above, lead) = (shown[..caret].iter(), under[..caret].iter());
            prop_assert!(above.map(tabs).eq(lead.map(tabs)), "{}", told);
            Ok(())
        });
        checked.unwrap_or_else(|failure| panic!("{failure}"));
    }

    #[test]
    fn control_characters_of_a_file_never_reach_the_terminal() {
        let shown = render("a = \u{1b}[31m\r\n", 0..1, None);
        assert_eq!(shown, "a.toml:1:1: wrong\n  |\n1 | a = \u{fffd}[31m\n  | ^");
    }

    #[test]
    fn problems_are_sorted_by_place_counted_and_never_repeated() {
        let sources = [SourceText::new("a.toml", "x\ny\n"), SourceText::new("b.toml", "z\n")];
        let at = |file, start| {
            let place = Place { file: FileId(file), span: start..start + 1 };
            Complaint::new(place, "k", "wrong".to_owned())
        };
        let problems = Problems::new(vec![at(1, 0), at(0, 2), at(0, 0), at(0, 2)], &sources);
        let lines: Vec<_> = problems.0.iter().map(|p| (p.file.as_str(), p.line)).collect();
        assert_eq!(lines, [("a.toml", 1), ("a.toml", 2), ("b.toml", 1)]);
        assert!(problems.to_string().ends_with("\n\n3 problems found"));
        let one = Problems::new(vec![at(0, 0)], &sources);
        assert_eq!(one.to_string(), "a.toml:1:1: wrong\n  |\n1 | x\n  | ^\n\n1 problem found");
    }
}
