//! Bonuses once more, as plainly as their rules are written; nothing of the program's plans is
//! called.

pub(crate) mod binary;
pub(crate) mod seats;
