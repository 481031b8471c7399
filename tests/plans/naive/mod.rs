//! Bonuses once more, as plainly as the rules are written: walks are asked again each time they are
//! needed, and nothing of the program's plans is called.

mod affiliate;
pub(crate) mod binary;
mod breakaway;
pub(crate) mod caps;
mod customer_bonus;
mod differential;
pub(crate) mod fast_start;
mod generation;
mod infinity;
mod matching;
mod matrix;
mod party;
pub(crate) mod plain;
pub(crate) mod pool;
pub(crate) mod ranks;
pub(crate) mod seats;
mod sellers;
mod sponsored;
mod stairstep;
pub(crate) mod structure;
mod unilevel;
mod unilevel_cases;
