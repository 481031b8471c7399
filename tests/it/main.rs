//! Claims about the whole, by their kind.

mod audit;
mod scarcity;
mod money;
mod naive;
mod network;
mod plan_properties;
mod worked;
