//! What holds of seats whatever the tree and the rule.
