//! Steps, leaders, breakaways and differences of rates: flips of every key, and what always holds.

mod flips;
mod properties;
pub(crate) mod random;
