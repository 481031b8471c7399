//! Claims about the whole, by their kind.

mod audit;
mod scarcity;
