//! Bonuses once more, as plainly as the rules are written: walks are asked again each time they are
//! needed, and nothing of the program's plans is called.

pub(crate) mod caps;
pub(crate) mod fast_start;
pub(crate) mod pool;
pub(crate) mod ranks;
pub(crate) mod structure;
