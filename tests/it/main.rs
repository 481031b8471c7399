//! Claims about the whole, by their kind.

mod audit;
mod closed_form;
mod common_luck;
mod conservation;
mod determinism;
mod money;
mod naive;
mod network;
mod plan_properties;
mod ref_1;
mod scarcity;
mod support;
mod worked;
mod patterns;
