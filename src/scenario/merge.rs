//! Laying one document over another.
//!
//! *Invariant*: tables are merged by name; everything else is replaced. A distribution is one value
//! even though it is written as a table: `{ normal = … }` over `{ uniform = … }` leaves no trace of
//! the latter.
//!
//! *Absent*: where the documents come from.

use super::catalogue::Catalogue;
use super::document::{Node, Value, key_text};
use super::table::joined;

/// The document that holds what `over` says, and where it says nothing what `base` says.
pub(crate) fn merge(base: Node, over: Node, catalogue: &Catalogue) -> Node {
    merge_at("", base, over, catalogue)
}

/// The same at a path.
fn merge_at(path: &str, base: Node, mut over: Node, catalogue: &Catalogue) -> Node {
    if !base.is_table() || !over.is_table() || catalogue.is_whole(path) {
        over.is_over = true;
        return over;
    }
    // The later place is the likelier cause of a contradiction: the merged table is there.
    let (mut merged, mut entries) = match (base.value, over) {
        (Value::Table(entries), over) => (over, entries),
        (_, over) => return over,
    };
    if let Value::Table(own) = &mut merged.value {
        for (name, node) in std::mem::take(own) {
            let node = match entries.remove(&name) {
                Some(below) => merge_at(&joined(path, &key_text(&name)), below, node, catalogue),
                None => node,
            };
            entries.insert(name, node);
        }
        *own = entries;
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::catalogue;
    use super::super::document::{FileId, parse};
    use super::super::sample::Sample;
    use super::*;

    /// Both documents merged, as `path=value` for every leaf.
    fn merged(base: &str, over: &str) -> Vec<String> {
        let catalogue = catalogue(Sample::read);
        let (base, over) = (parse(FileId(0), base).root, parse(FileId(1), over).root);
        let mut leaves = Vec::new();
        collect("", &merge(base, over, &catalogue), &mut leaves);
        leaves
    }

    fn collect(path: &str, node: &Node, leaves: &mut Vec<String>) {
        match node.entries() {
            Some(entries) => {
                for (name, child) in entries {
                    collect(&joined(path, name), child, leaves);
                }
            }
            None => leaves.push(format!("{path}={}@{}", node.shown(), node.file.0)),
        }
    }

    #[test]
    fn tables_are_merged_by_name_and_keep_their_places() {
        assert_eq!(
            merged("a.x = 1\na.y = 2\nb = 3\n", "a.y = 5\n[c]\nz = 6\n"),
            ["a.x=1@0", "a.y=5@1", "b=3@0", "c.z=6@1"]
        );
    }

    #[test]
    fn arrays_and_scalars_are_replaced_whatever_they_were() {
        assert_eq!(
            merged("a = [1, 2]\nb = 1\n", "a = [3]\nb.c = 2\n"),
            ["a=an array@1", "b.c=2@1"]
        );
        assert_eq!(merged("a.b = 1\n", "a = 2\n"), ["a=2@1"]);
    }

    #[test]
    fn a_distribution_is_replaced_whole() {
        assert_eq!(
            merged(
                "[post]\nreach = 0.1\ntalent = { uniform = { min = 1, max = 2 } }\n",
                "[post.talent.normal]\nmean = 1\nsd = 0\n"
            ),
            ["post.reach=0.1@0", "post.talent.normal.mean=1@1", "post.talent.normal.sd=0@1"]
        );
    }
}
