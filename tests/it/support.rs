//! What claims of several kinds need: shipped scenarios, and means with their standard errors.
//!
//! *Invariant*: a tolerance is a number of standard errors, taken from the values themselves or
//! from a closed form; with fixed seeds a claim holds always or never.
//!
//! *Absent*: claims.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use downline::scenario::Loaded;
use downline::simulation::{FinishedRun, Simulation};
use rayon::prelude::*;

/// How many standard errors apart two means may lie: a true claim fails once in 16,000 seeds.
pub(crate) const STANDARD_ERRORS: f64 = 4.0;

/// The folder of the crate.
pub(crate) fn crate_folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A shipped scenario's file.
pub(crate) fn shipped(name: &str) -> PathBuf {
    crate_folder().join("scenarios").join(name)
}

/// A shipped scenario with keys laid on top.
pub(crate) fn load(name: &str, sets: &[&str]) -> Loaded {
    let sets: Vec<String> = sets.iter().map(|&set| set.to_string()).collect();
    Loaded::from_file(&shipped(name), &sets).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A scenario from text.
pub(crate) fn from_text(text: &str) -> Loaded {
    Loaded::from_text("test", text).unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

/// One finished run.
pub(crate) fn run(loaded: &Loaded, replicate: u32) -> FinishedRun {
    Simulation::new(&loaded.scenario, replicate)
        .run(|_| ControlFlow::Continue(()))
        .expect("the books close")
}

/// Something of each of so many replicates, in their order.
pub(crate) fn over_replicates<T: Send>(
    replicates: u32,
    of: impl Fn(u32) -> T + Sync + Send,
) -> Vec<T> {
    (0..replicates).into_par_iter().map(of).collect()
}

/// A mean and its standard error.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mean {
    pub(crate) mean: f64,
    pub(crate) error: f64,
}

impl Mean {
    /// Of values that do not depend on each other.
    pub(crate) fn of(values: &[f64]) -> Self {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        Self { mean, error: libm::sqrt(squares / (count - 1.0) / count) }
    }

    /// What is known exactly.
    pub(crate) fn exactly(mean: f64) -> Self {
        Self { mean, error: 0.0 }
    }

    /// Asserts that two means agree within their sampling error, and `slack` for the rounding of
    /// a printed number.
    pub(crate) fn agrees(self, other: Self, slack: f64, what: &str) {
        let error = libm::hypot(self.error, other.error);
        let apart = (self.mean - other.mean).abs();
        assert!(
            apart <= STANDARD_ERRORS * error + slack,
            "{what}: {} and {} lie {apart} apart, with a standard error of {error}",
            self.mean,
            other.mean,
        );
    }
}
