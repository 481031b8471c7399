//! Bonuses once more, as plainly as their rules are written, against what the program pays.

mod breakaway;
mod differential;
pub(crate) mod plain;
mod stairstep;
