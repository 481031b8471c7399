//! Keys of a scenario as people say them: in pictures, where `business.glow.plan.unilevel.rates` is
//! no name for a bar.
//!
//! *Invariant*: two keys of one scenario have two names. The key itself stands in the table behind
//! a picture, and in what a mark tells.
//!
//! *Absent*: what a key means, which its declaration says.

/// A key in words, its last part first: `rates (glow, unilevel)`.
pub(crate) fn in_words(path: &str) -> String {
    let said = |part: &str| part.replace(['_', '-'], " ");
    let mut parts: Vec<&str> = path.split('.').collect();
    let last = parts.pop().unwrap_or_default();
    // That something is of a business or of its plan goes without saying beside the name.
    let parents: Vec<String> =
        parts.into_iter().filter(|part| !["business", "plan"].contains(part)).map(said).collect();
    if parents.is_empty() { said(last) } else { format!("{} ({})", said(last), parents.join(", ")) }
}

/// What a variant of a comparison is called: where it is named after the keys that it sets, these
/// in words, and else its name.
pub(crate) fn variant_in_words(name: &str) -> String {
    let set: Option<Vec<String>> = settings(name)
        .into_iter()
        .map(|setting| {
            let (path, value) = setting.split_once('=')?;
            let is_key = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
            (!path.is_empty() && path.chars().all(is_key))
                .then(|| format!("{} {value}", in_words(path)))
        })
        .collect();
    set.map_or_else(|| name.to_owned(), |set| set.join(BETWEEN))
}

/// What stands between two settings in words.
pub(crate) const BETWEEN: &str = "; ";

/// Settings that are parted by commas outside brackets.
fn settings(name: &str) -> Vec<&str> {
    let mut depth = 0_u32;
    let mut all = Vec::new();
    let mut start = 0;
    for (place, letter) in name.char_indices() {
        match letter {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                all.push(name[start..place].trim());
                start = place + 1;
            }
            _ => {}
        }
    }
    all.push(name[start..].trim());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_told_by_its_last_part_and_by_whose_it_is() {
        for (path, words) in [
            ("weeks", "weeks"),
            ("post.reach", "reach (post)"),
            ("business.glow.discount", "discount (glow)"),
            ("business.glow.plan.unilevel.rates", "rates (glow, unilevel)"),
            ("market.leads_per_1000", "leads per 1000 (market)"),
        ] {
            assert_eq!(in_words(path), words);
        }
    }

    #[test]
    fn no_two_keys_of_the_catalogue_have_one_name() {
        let page = include_str!("../../docs/keys.md");
        let mut section = "";
        let mut names: Vec<String> = Vec::new();
        for line in page.lines() {
            if let Some(table) = line.strip_prefix("## `[") {
                section = table.split_once(']').map_or("", |(table, _)| table);
            }
            let key = line.strip_prefix("| `").and_then(|rest| rest.split_once('`'));
            if let Some((key, _)) = key.filter(|_| !section.is_empty()) {
                names.push(in_words(&format!("{section}.{key}")));
            }
        }
        assert!(200 < names.len(), "{} keys", names.len());
        names.sort_unstable();
        let twice: Vec<&[String]> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn variants_that_set_keys_are_told_in_words_and_others_by_their_names() {
        assert_eq!(variant_in_words("override-base"), "override-base");
        assert_eq!(variant_in_words("post.reach=0.3"), "reach (post) 0.3");
        assert_eq!(
            variant_in_words("business.a.plan.unilevel.rates=[0.1, 0.2], market.people=1000"),
            "rates (a, unilevel) [0.1, 0.2]; people (market) 1000"
        );
        assert_eq!(variant_in_words("what = is this, and that"), "what = is this, and that");
    }
}
