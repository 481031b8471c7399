//! Downline.

pub mod units;

pub mod chance;

pub mod scenario;

pub mod ledger;

pub mod world;

pub mod behaviour;

pub mod plan;

pub mod simulation;

pub mod measure;

pub mod experiment;

pub mod output;

#[cfg(feature = "cli")]
pub mod cli;
