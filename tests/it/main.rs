//! Claims about the whole, by their kind.

mod audit;
#[cfg(feature = "cli")]
mod browser;
#[cfg(feature = "cli")]
mod budgets;
mod businesses;
mod by_hand;
mod clawback;
#[cfg(feature = "cli")]
mod cli;
mod closed_form;
mod cohorts;
#[cfg(feature = "cli")]
mod command;
mod common_luck;
#[cfg(feature = "cli")]
mod compare_cli;
mod comparing;
mod conservation;
mod contracts;
#[cfg(feature = "cli")]
mod damaged;
mod determinism;
mod disclosure;
#[cfg(feature = "cli")]
mod ecosystem;
mod events;
#[cfg(feature = "cli")]
mod failure;
#[cfg(feature = "cli")]
mod findings;
#[cfg(feature = "cli")]
mod gallery;
mod joining_rules;
mod money;
#[cfg(feature = "cli")]
mod page;
mod patterns;
#[cfg(feature = "cli")]
mod plot_cli;
mod readings;
mod ref_1;
mod rules;
mod scarcity;
#[cfg(feature = "output")]
mod summary;
mod support;
#[cfg(feature = "cli")]
mod sweep_cli;
#[cfg(feature = "cli")]
mod terminal;
#[cfg(feature = "cli")]
mod tidy;
mod world;
