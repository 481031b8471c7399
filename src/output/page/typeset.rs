//! How a page sets its words: what belongs together stays on its line.
//!
//! *Invariant*: a number and its `%`, its currency or its `million` are joined by U+00A0 in every
//! text of the page, wherever that comes from; an apostrophe between letters is one. Tags with
//! their attributes, code, styles and scripts stay as they are.
//!
//! *Absent*: the words themselves, which the terminal sets with plain blanks.

use maud::{Markup, PreEscaped, html};

/// Elements whose text is taken as it is.
const VERBATIM: [&str; 3] = ["code", "style", "script"];

/// Words behind a number that are a part of it.
const SIZES: [&str; 3] = ["million", "billion", "trillion"];

/// The markup with its texts set; amounts may be in these currencies.
pub(super) fn set(markup: &Markup, currencies: &[&str]) -> Markup {
    let escaped = |currency: &&str| html! { (currency) }.into_string();
    let currencies: Vec<String> =
        currencies.iter().filter(|currency| !currency.is_empty()).map(escaped).collect();
    let mut set = String::with_capacity(markup.0.len());
    let mut verbatim = 0_usize;
    let mut rest = markup.0.as_str();
    while let Some((text, behind)) = rest.split_once('<') {
        put(&mut set, text, verbatim, &currencies);
        // Inside a tag `>` is always escaped.
        let (tag, behind) = behind.split_once('>').unwrap_or((behind, ""));
        set.extend(["<", tag, ">"]);
        let name = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap_or("");
        if VERBATIM.contains(&name) {
            verbatim = if tag.starts_with('/') { verbatim.saturating_sub(1) } else { verbatim + 1 };
        }
        rest = behind;
    }
    put(&mut set, rest, verbatim, &currencies);
    PreEscaped(set)
}

fn put(set: &mut String, text: &str, verbatim: usize, currencies: &[String]) {
    if 0 < verbatim {
        set.push_str(text);
        return;
    }
    let mut before = "";
    for (place, word) in text.split(' ').enumerate() {
        if 0 < place {
            set.push(if belong(before, word, currencies) { '\u{a0}' } else { ' ' });
        }
        apostrophes(set, word);
        before = word;
    }
}

/// Whether two words are one amount.
fn belong(before: &str, word: &str, currencies: &[String]) -> bool {
    let is_number = before.ends_with(|letter: char| letter.is_ascii_digit());
    let is_size = SIZES.contains(&before);
    let names = |unit: &str| {
        word.strip_prefix(unit).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    is_number && (names("%") || SIZES.iter().any(|size| names(size)))
        || (is_number || is_size) && currencies.iter().any(|currency| names(currency))
}

/// The word with the apostrophes of print, those of a plural's end included.
fn apostrophes(set: &mut String, word: &str) {
    let mut before = ' ';
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        let is_inside = before.is_alphabetic() && next.is_some_and(char::is_alphabetic);
        let is_end = before == 's'
            && !word.starts_with('\'')
            && next.is_none_or(|next| !next.is_alphanumeric());
        set.push(if letter == '\'' && (is_inside || is_end) { '’' } else { letter });
        before = letter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(markup: &str) -> String {
        set(&PreEscaped(markup.to_owned()), &["EUR", ""]).into_string().replace('\u{a0}', "_")
    }

    #[test]
    fn a_number_keeps_its_unit_on_its_line() {
        for (text, wanted) in [
            ("a 95 % interval of 3 %, 4 %.", "a 95_% interval of 3_%, 4_%."),
            ("7.1 million EUR of 100 EUR", "7.1_million_EUR of 100_EUR"),
            ("(ended with −12 EUR) in EUR", "(ended with −12_EUR) in EUR"),
            ("3 EUROS and 4 millionaires", "3 EUROS and 4 millionaires"),
            ("12 weeks, % of what", "12 weeks, % of what"),
            ("each side's partners' own 'word'", "each side’s partners’ own 'word'"),
            ("(outsiders' or recruits'), buyers'.", "(outsiders’ or recruits’), buyers’."),
            ("the words 'yes', 'so' and 's3'", "the words 'yes', 'so' and 's3'"),
        ] {
            assert_eq!(joined(text), wanted);
        }
    }

    #[test]
    fn markup_and_what_is_typed_stay_as_they_are() {
        let markup = "<p title=\"5 % isn't\">5 %<br>6 % <code>x's 7 %</code> 8 %</p>\
                      <script>9 % it's</script><style>1 %</style>";
        let wanted = "<p title=\"5 % isn't\">5_%<br>6_% <code>x's 7 %</code> 8_%</p>\
                      <script>9 % it's</script><style>1 %</style>";
        assert_eq!(joined(markup), wanted);
        // A currency is looked for as it is written in a page.
        let set = set(&PreEscaped("5 A&amp;B, 6 A".to_owned()), &["A&B"]).into_string();
        assert_eq!(set, "5\u{a0}A&amp;B, 6 A");
    }
}
