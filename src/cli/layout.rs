//! Pages for a terminal: their width, their sentences, and tables whose numbers stand one below the
//! other at their decimal points.
//!
//! *Invariant*: no line is wider than the page, unless a single number or name is. Numbers are
//! never broken; a table that is too wide first moves its columns together and breaks long words in
//! front of its rows, then sets intervals below their numbers, and becomes several tables only
//! then.
//!
//! *Absent*: what is told.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, TableStyle};

/// Columns of a page where no terminal says otherwise, and the most that a page has.
const WIDTH_MAX: usize = 100;

/// The least that tables can do with.
const WIDTH_MIN: usize = 60;

/// The narrowest that the words in front of a table's numbers become.
const LABEL_MIN: usize = 14;

/// Below this width they are lines of one word or two.
const LABEL_ROOMY: usize = 24;

/// The narrowest that other words become.
const WORDS_MIN: usize = 12;

/// A rule above, below and under the head.
const RULED: TableStyle =
    TableStyle::new().top_border(RULE).header_separator(RULE).bottom_border(RULE);

const RULE: LineStyle = LineStyle::none().fill('─').junction('─');

/// Columns of the page: what `COLUMNS` says, else the terminal, else a hundred; never more.
pub(super) fn width() -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || comfy_table::Table::new().width().map(usize::from);
    asked.or_else(terminal).unwrap_or(WIDTH_MAX).clamp(WIDTH_MIN, WIDTH_MAX)
}

/// Breaks a sentence between words.
pub(super) fn wrap(sentence: &str) -> String {
    wrapped(sentence, width())
}

fn wrapped(sentence: &str, width: usize) -> String {
    let mut text = String::new();
    let mut column = 0;
    for word in sentence.split(' ') {
        let length = word.chars().count();
        if 0 < column && width < column + 1 + length {
            text.push('\n');
            column = 0;
        } else if 0 < column {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += length;
    }
    text
}

/// The head of a column: its words below each other where they are wider than that.
pub(super) fn stacked(words: &str, width: usize) -> String {
    wrapped(words, width)
}

/// What stands in a cell.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    /// Words, or nothing.
    Words(String),
    /// One or several numbers with what joins them, such as a mean and its interval.
    Figures(Vec<String>, &'static [&'static str]),
    /// A number and words behind it, such as an interval in brackets.
    Noted([String; 1], String),
}

impl Cell {
    /// Words, or nothing.
    pub(super) fn words(words: impl Into<String>) -> Self {
        Self::Words(words.into())
    }

    /// A number; nothing for an empty text.
    pub(super) fn number(number: String) -> Self {
        if number.is_empty() { Self::Words(number) } else { Self::Figures(vec![number], &[]) }
    }

    /// A number and half the width of its interval, where it has one.
    pub(super) fn margin(number: String, half: Option<String>) -> Self {
        Self::Figures([Some(number), half].into_iter().flatten().collect(), &[" ± "])
    }

    /// A number and words behind it, in a column of numbers.
    pub(super) fn noted(number: String, note: String) -> Self {
        Self::Noted([number], note)
    }

    /// A number with a mark behind it, where it has one.
    pub(super) fn marked(number: String, mark: Option<&str>) -> Self {
        let mark = mark.map(str::to_owned);
        Self::Figures([Some(number), mark].into_iter().flatten().collect(), &[" "])
    }

    /// The ends of an interval.
    pub(super) fn range([low, high]: [String; 2]) -> Self {
        Self::Figures(vec![low, high], &[" to "])
    }

    /// A number and the ends of its interval, where it has one.
    pub(super) fn number_and_range(number: String, range: Option<[String; 2]>) -> Self {
        let range = range.into_iter().flatten();
        Self::Figures([number].into_iter().chain(range).collect(), &["  ", " to "])
    }

    /// Its numbers and what joins them; none of words.
    fn figures(&self) -> Option<Figures<'_>> {
        match self {
            Self::Words(_) => None,
            Self::Figures(numbers, joints) => Some((numbers, joints)),
            Self::Noted(number, _) => Some((number, &[])),
        }
    }

    /// Its numbers without the interval behind them.
    fn number_of(&self) -> Option<Figures<'_>> {
        let (numbers, joints) = self.figures()?;
        Some(if self.range_of().is_some() { (&numbers[..1], &[]) } else { (numbers, joints) })
    }

    /// The interval behind a number.
    fn range_of(&self) -> Option<Figures<'_>> {
        let (numbers, joints) = self.figures()?;
        (numbers.len() == 3).then(|| (&numbers[1..], &joints[1..]))
    }
}

/// A table: words on the left of its first column, and a head over each column.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    heads: Vec<Head>,
    rows: Vec<Vec<Cell>>,
}

/// The head of a column.
#[derive(Debug, Clone)]
struct Head {
    text: String,
    is_right: bool,
}

impl Grid {
    /// A table whose columns but the first are numbers, without rows.
    pub(super) fn new<H: Into<String>>(heads: impl IntoIterator<Item = H>) -> Self {
        let heads = heads.into_iter().map(Into::into).enumerate();
        let heads = heads.map(|(place, text)| Head { text, is_right: 0 < place }).collect();
        Self { heads, rows: Vec::new() }
    }

    /// The same, with words in these columns.
    pub(super) fn with_words(mut self, columns: impl IntoIterator<Item = usize>) -> Self {
        for column in columns {
            self.heads[column].is_right = false;
        }
        self
    }

    /// Adds a row; cells that are left out at its end are empty.
    pub(super) fn push(&mut self, row: Vec<Cell>) {
        self.rows.push(row);
    }

    /// The table as lines, at the width of the page.
    pub(super) fn text(&self) -> String {
        self.lines(width())
    }

    fn lines(&self, width: usize) -> String {
        let whole = Laid {
            columns: (0..self.heads.len()).map(|at| self.column(at, Cell::figures)).collect(),
            heads: self.heads.clone(),
        };
        // Intervals go below their numbers where that keeps the table in one, and its words whole.
        let folded = if whole.is_roomy(width) { None } else { self.folded() };
        folded.filter(|folded| folded.is_one(width)).unwrap_or(whole).text(width)
    }

    /// The same with every interval below its number, if there is any.
    fn folded(&self) -> Option<Laid> {
        let has_range = |at: usize| {
            self.rows.iter().filter_map(|row| row.get(at)).any(|cell| cell.range_of().is_some())
        };
        (0..self.heads.len()).any(has_range).then(|| {
            let folded = |at: usize| -> Vec<String> {
                let above = self.column(at, Cell::number_of).into_iter();
                let below = self.column(at, Cell::range_of);
                let cell = |((above, below), row): ((String, &String), &Vec<Cell>)| {
                    let range = row.get(at).and_then(Cell::range_of);
                    if range.is_some() { format!("{above}\n{below}") } else { above }
                };
                above.zip(&below).zip(&self.rows).map(cell).collect()
            };
            let columns: Vec<Vec<String>> = (0..self.heads.len()).map(folded).collect();
            let heads = self.heads.iter().zip(&columns).enumerate();
            let heads = heads.map(|(at, (head, cells))| match at {
                0 => head.clone(),
                _ => Head { text: stacked(&head.text, widest(cells, "")), ..*head },
            });
            Laid { heads: heads.collect(), columns }
        })
    }

    /// A column's cells as texts; figures have the same places before and behind their points.
    fn column<'g>(
        &'g self,
        at: usize,
        figures: impl Fn(&'g Cell) -> Option<Figures<'g>>,
    ) -> Vec<String> {
        let mut places: Vec<(usize, usize)> = Vec::new();
        let of_column = self.rows.iter().filter_map(|row| row.get(at));
        for (numbers, _) in of_column.filter_map(&figures) {
            for (place, number) in numbers.iter().enumerate() {
                let (before, behind) = at_point(number);
                if places.len() <= place {
                    places.push((0, 0));
                }
                let (widest_before, widest_behind) = &mut places[place];
                *widest_before = (*widest_before).max(before.chars().count());
                *widest_behind = (*widest_behind).max(behind.chars().count());
            }
        }
        let cell = |row: &'g Vec<Cell>| {
            let cell = row.get(at)?;
            match cell {
                Cell::Words(words) => Some(words.clone()),
                Cell::Figures(..) => {
                    figures(cell).map(|(numbers, joints)| set(numbers, joints, &places))
                }
                Cell::Noted(number, note) => {
                    Some(format!("{} {note}", set(number, &[], &places[..1])))
                }
            }
        };
        let cells: Vec<String> =
            self.rows.iter().map(|row| cell(row).unwrap_or_default()).collect();
        // Behind its number a note may be longer than a margin: the numbers keep their places.
        let has_notes = self.rows.iter().any(|row| matches!(row.get(at), Some(Cell::Noted(..))));
        let width = if has_notes { widest(&cells, "") } else { 0 };
        cells
            .into_iter()
            .map(|cell| if cell.is_empty() { cell } else { format!("{cell:<width$}") })
            .collect()
    }
}

/// Numbers, and what joins them.
type Figures<'g> = (&'g [String], &'g [&'static str]);

/// A table whose cells are texts.
struct Laid {
    heads: Vec<Head>,
    columns: Vec<Vec<String>>,
}

impl Laid {
    fn natural(&self) -> Vec<usize> {
        let columns = self.columns.iter().zip(&self.heads);
        columns.map(|(cells, head)| widest(cells, &head.text)).collect()
    }

    /// Whether it needs no second table below it.
    fn is_one(&self, width: usize) -> bool {
        self.blocks(width).len() == 1
    }

    /// Whether it needs none, and leaves the words in front of it room enough.
    fn is_roomy(&self, width: usize) -> bool {
        let natural = self.natural();
        let others: usize = natural[1..].iter().map(|natural| natural + self.gap(width)).sum();
        self.is_one(width) && GAP + natural[0].min(LABEL_ROOMY) + others <= width
    }

    fn gap(&self, width: usize) -> usize {
        let wide: usize = self.natural().iter().map(|natural| natural + GAP).sum();
        if width < wide { NARROW_GAP } else { GAP }
    }

    fn blocks(&self, width: usize) -> Vec<Vec<usize>> {
        blocks(&self.least(), width, self.gap(width))
    }

    fn text(&self, width: usize) -> String {
        let tables = self.blocks(width).into_iter().map(|block| {
            let places: Vec<usize> = [0].into_iter().chain(block).collect();
            self.table(&places, (width, self.gap(width)))
        });
        tables.collect::<Vec<String>>().join("\n\n")
    }

    /// The least width of each column.
    fn least(&self) -> Vec<usize> {
        let natural = self.natural();
        let columns = natural.iter().zip(&self.heads).enumerate();
        let least = columns.map(|(place, (&natural, head))| match (place, head.is_right) {
            (0, _) => natural.min(LABEL_MIN),
            (_, true) => natural,
            (_, false) => natural.min(WORDS_MIN),
        });
        least.collect()
    }

    /// Some columns as a table of their own.
    fn table(&self, places: &[usize], (width, gap): (usize, usize)) -> String {
        let natural = self.natural();
        let mut table = comfy_table::Table::new();
        table.load_style(RULED);
        table.set_header(places.iter().map(|&at| self.aligned(&self.heads[at].text, at)));
        let wide =
            GAP + natural[0] + places[1..].iter().map(|&at| natural[at] + gap).sum::<usize>();
        let is_rigid = places[1..].iter().all(|&at| self.heads[at].is_right);
        let label = (natural[0] + width).saturating_sub(wide).max(LABEL_MIN);
        let cell = |row: usize, at: usize| {
            let text = &self.columns[at][row];
            let is_hung = at == 0 && is_rigid && width < wide;
            self.aligned(&if is_hung { hung(text, label) } else { text.clone() }, at)
        };
        let row = |row: usize| places.iter().map(move |&at| cell(row, at));
        table.add_rows((0..self.columns[0].len()).map(row));
        if gap < GAP {
            for column in table.column_iter_mut().skip(1) {
                column.set_padding((0, 1));
            }
        }
        if width < wide {
            // Words give way; where nothing can, the table is as wide as its numbers.
            let rigid = places.iter().enumerate().filter(|(_, at)| self.heads[**at].is_right);
            let rigid: Vec<usize> = rigid.map(|(place, _)| place).collect();
            for place in rigid {
                let column = table.column_mut(place).expect("the head has made it");
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
            table.set_content_arrangement(ContentArrangement::Dynamic);
            table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
        }
        table.trim_fmt()
    }

    fn aligned(&self, text: &str, at: usize) -> comfy_table::Cell {
        let cell = comfy_table::Cell::new(text);
        if self.heads[at].is_right { cell.set_alignment(CellAlignment::Right) } else { cell }
    }
}

/// Blanks that a column has beside its content.
const GAP: usize = 3;

/// The same in tables that would be too wide with more; the first column keeps its own.
const NARROW_GAP: usize = 2;

/// The widest of a column's lines.
fn widest(cells: &[String], head: &str) -> usize {
    let lines = cells.iter().flat_map(|cell| cell.split('\n')).chain(head.split('\n'));
    lines.map(|line| line.chars().count()).max().unwrap_or(0)
}

/// The columns behind the first, in as many tables below each other as they need.
fn blocks(least: &[usize], width: usize, gap: usize) -> Vec<Vec<usize>> {
    let label = least[0] + GAP;
    let mut blocks: Vec<Vec<usize>> = vec![Vec::new()];
    let mut used = label;
    for (at, least) in least.iter().enumerate().skip(1) {
        let last = blocks.last_mut().expect("one is there from the start");
        if !last.is_empty() && width < used + least + gap {
            blocks.push(vec![at]);
            used = label;
        } else {
            last.push(at);
        }
        used += least + gap;
    }
    blocks
}

/// Words on lines of a width, those after the first a little further in than the first.
fn hung(words: &str, width: usize) -> String {
    if words.chars().count() <= width {
        return words.to_owned();
    }
    let inner = words.trim_start();
    let indent = words.len() - inner.len();
    let lines = wrapped(inner, width.saturating_sub(indent + HANG).max(1));
    let blanks = " ".repeat(indent);
    blanks.clone() + &lines.replace('\n', &format!("\n{blanks}{}", " ".repeat(HANG)))
}

/// How much further in.
const HANG: usize = 2;

/// Numbers joined, each filled up to the places before and behind its point.
fn set(numbers: &[String], joints: &[&str], places: &[(usize, usize)]) -> String {
    let mut text = String::new();
    for (place, &(before, behind)) in places.iter().enumerate() {
        let joint = if place == 0 { "" } else { joints.get(place - 1).copied().unwrap_or(" ") };
        if let Some(number) = numbers.get(place) {
            let (left, right) = at_point(number);
            let _ = write!(text, "{joint}{left:>before$}{right:<behind$}");
        } else {
            text.push_str(&" ".repeat(joint.chars().count() + before + behind));
        }
    }
    text
}

/// A number cut at its decimal point, or behind its last digit.
fn at_point(number: &str) -> (&str, &str) {
    let digits = number.rfind(|c: char| c.is_ascii_digit()).map_or(number.len(), |at| at + 1);
    number.split_at(number.find('.').unwrap_or(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_wrapped_between_words_and_loses_none() {
        let sentence = "the quick brown fox jumps over the lazy dog ".repeat(8);
        for width in [60, 80, 100] {
            let wrapped = wrapped(sentence.trim(), width);
            assert!(wrapped.lines().all(|line| line.chars().count() <= width));
            let words: Vec<&str> = wrapped.split_whitespace().collect();
            assert_eq!(words.join(" "), sentence.trim());
        }
    }

    fn text(text: &str) -> String {
        text.to_owned()
    }

    /// Numbers of every kind in one column, and means with a margin and with an interval.
    fn grid() -> Grid {
        let mut grid = Grid::new(["", "net", "share", "both"]);
        let rows = [
            ("a median", "−212.48", "9.5", Some("0.25"), Some(["−1,321.87", "3.97"])),
            ("a share", "45.1 %", "10.5", Some("12.5"), Some(["5.0", "1,284.80"])),
            ("a count", "1,234", "−133.4", None, None),
        ];
        for (words, net, share, half, both) in rows {
            grid.push(vec![
                Cell::words(words),
                Cell::number(text(net)),
                Cell::margin(text(share), half.map(text)),
                Cell::number_and_range(text(net), both.map(|both| both.map(text))),
            ]);
        }
        grid.push(vec![Cell::words("a title")]);
        grid
    }

    #[test]
    fn numbers_of_a_column_have_their_points_below_each_other() {
        let wanted = "\
──────────────────────────────────────────────────────────────────────────
                  net            share                               both
──────────────────────────────────────────────────────────────────────────
 a median    −212.48       9.5 ±  0.25    −212.48   −1,321.87 to     3.97
 a share       45.1 %     10.5 ± 12.5       45.1 %       5.0  to 1,284.80
 a count    1,234       −133.4           1,234
 a title
──────────────────────────────────────────────────────────────────────────";
        let lines = grid().lines(100);
        assert_eq!(lines, wanted, "\n{lines}");
    }

    #[test]
    fn a_table_that_is_too_wide_breaks_words_then_folds_intervals_and_only_then_becomes_two() {
        let mut grid = grid();
        grid.push(vec![Cell::words("words that can be broken between the lines of a cell")]);
        for width in [60, 70, 77, 78, 99] {
            let lines = grid.lines(width);
            let widest = lines.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(width), "{width}\n{lines}");
            assert!(lines.contains("−1,321.87 to     3.97"), "{lines}");
            let heads = lines.matches("a median").count();
            assert_eq!(heads, if width < 70 { 2 } else { 1 }, "{width}\n{lines}");
            // Two tables stand apart, each of them whole.
            assert_eq!(lines.matches("─\n\n─").count(), heads - 1, "{width}\n{lines}");
            let row = lines.lines().find(|line| line.contains("−1,321.87 to"));
            let is_folded = !row.is_some_and(|row| row.contains("−212.48"));
            assert_eq!(is_folded, (70..88).contains(&width), "{width}\n{lines}");
        }
    }

    #[test]
    fn words_that_are_broken_keep_their_place_below_each_other() {
        assert_eq!(
            hung("  net of the first year, median", 20),
            "  net of the first\n    year, median"
        );
        assert_eq!(hung("  net", 20), "  net");
        let mut grid = Grid::new(["", "net"]);
        let words = "  net of the first year, in the middle, of all who were followed for a year";
        grid.push(vec![Cell::words(words), Cell::number(text("−1.25"))]);
        let lines = grid.lines(60);
        let (_, rows) = lines.split_once("net\n").expect("a head");
        let rows: Vec<&str> = rows.lines().skip(1).collect();
        assert!(rows[0].starts_with("   net of the first year") && rows[0].ends_with("−1.25"));
        assert!(rows[1].starts_with("     ") && rows[1].ends_with("for a year"), "{lines}");
    }

    #[test]
    fn a_number_is_cut_at_its_point_or_behind_its_digits() {
        for (number, before, behind) in [
            ("−1,234.56", "−1,234", ".56"),
            ("45.1 %", "45", ".1 %"),
            ("14×", "14", "×"),
            ("4.0×", "4", ".0×"),
            ("∞", "∞", ""),
            ("7", "7", ""),
        ] {
            assert_eq!(at_point(number), (before, behind));
        }
    }
}
