//! Who gets the money when people sell and recruit for a multi-level-marketing business?
//!
//! Downline simulates networks of micro-influencers who post, sell and recruit, week by week, under
//! rates that a scenario sets. Every cent moves between two accounts with a reason, the books are
//! audited every week, and the same scenario and seed give the same bytes on any machine and any
//! number of threads. Several simulated worlds together give a verdict with its interval: do the
//! businesses or the partners capture the money, and which partners?
//!
//! ```
//! use std::ops::ControlFlow;
//!
//! use downline::experiment;
//! use downline::scenario::Loaded;
//!
//! // A scenario from text; `Loaded::from_file` reads a file and what it extends.
//! let loaded = Loaded::from_text(
//!     "my-network",
//!     r#"
//!     weeks = 60
//!     [market]
//!     people = 10_000
//!     [business.glow]
//!     founders = 50
//!     founder_roots = 5
//!     plan.unilevel = { base = "wholesale", rates = [0.10, 0.05] }
//!     "#,
//! )?;
//!
//! // Four worlds in parallel; the closure hears of every week and could break off.
//! let results = experiment::run(&loaded, 4, &|_world, _week| ControlFlow::Continue(()))?;
//!
//! println!("{}", results.verdict.sentence);
//! let loss_share = results
//!     .readings
//!     .iter()
//!     .find(|reading| reading.key == "persons.first_year.net.loss_share")
//!     .and_then(|reading| reading.estimate)
//!     .expect("somebody joined in the first eight weeks");
//! assert!((0.0..=1.0).contains(&loss_share.mean));
//! assert_eq!(results.card.replicates, 4);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A run can also be watched from inside, week by week:
//!
//! ```
//! use downline::ledger::Role;
//! use downline::scenario::Loaded;
//! use downline::simulation::Simulation;
//! use downline::units::{BusinessId, Cents};
//!
//! let text = "[market]\npeople = 5_000\n[business.glow]\nfounders = 20\nfounder_roots = 2\n";
//! let loaded = Loaded::from_text("small", text)?;
//! let mut simulation = Simulation::new(&loaded.scenario, 0);
//! simulation.step()?; // one week; an error would name the accounts that do not close
//! let journal = &simulation.books.journal;
//! let customers: Cents = journal.total()
//!     [downline::ledger::Journal::account(Role::Customers, BusinessId(0))]
//!     .iter()
//!     .copied()
//!     .sum();
//! assert!(customers <= Cents::ZERO, "customers only pay");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The rooms follow the way of the money; each uses only those before it: [`units`], [`chance`],
//! [`scenario`], [`ledger`], [`world`], [`behaviour`], [`plan`], [`calculator`], [`simulation`],
//! [`measure`], [`experiment`], and with its feature `output`.
//!
//! # Features
//! `cli` (default) builds the program and implies `tables` (Parquet) and `pictures` (SVG and PNG),
//! which imply `output` (folders with JSON and CSV). Without features the engine, the measures and
//! the experiments remain.

pub mod units;

mod machine;

pub mod chance;

pub mod scenario;

pub mod ledger;

pub mod world;

pub mod behaviour;

pub mod plan;

pub mod calculator;

pub mod simulation;

pub mod measure;

pub mod experiment;

#[cfg(feature = "output")]
pub mod output;

#[cfg(feature = "cli")]
pub mod cli;
