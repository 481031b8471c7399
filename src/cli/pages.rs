//! The pages of the bonuses, as the documentation has them.

/// Every bonus that has a page, with its text.
pub(super) const PAGES: [(&str, &str); 0] = [];
