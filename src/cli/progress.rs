//! Progress of long work, and its interruption.

use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::output::numbers::grouped;
use crate::simulation::{Stopped, WeekCounts};

/// Watches a run: a bar on a terminal, and Ctrl-C.
pub(super) struct Watch {
    bar: ProgressBar,
    worlds: u64,
    partner_weeks: AtomicU64,
    stop: Arc<AtomicBool>,
}

impl Watch {
    /// Starts watching. There is no bar when stderr is no terminal or nobody wants to be told.
    pub(super) fn new(weeks: u32, worlds: u64, quiet: bool) -> Self {
        let weeks = u64::from(weeks) * worlds;
        let shown = !quiet && std::io::stderr().is_terminal();
        let bar = if shown { ProgressBar::new(weeks) } else { ProgressBar::hidden() };
        let template = "{bar:24} {percent:>3} %  {eta:>4} left  {msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        if shown {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        let stop = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stop);
        // A second handler cannot be set in one process; the first then serves.
        let _ = ctrlc::set_handler(move || asked.store(true, Ordering::Relaxed));
        Self { bar, worlds, partner_weeks: AtomicU64::new(0), stop }
    }

    /// What the run calls after each week of each world.
    pub(super) fn watcher(&self) -> impl Fn(u32, &WeekCounts) -> ControlFlow<()> + Sync {
        move |_, counts| {
            let before = self.partner_weeks.fetch_add(counts.active_before, Ordering::Relaxed);
            self.bar.inc(1);
            if !self.bar.is_hidden() {
                let done = before + counts.active_before;
                let seconds = self.bar.elapsed().as_secs_f64().max(0.001);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a rate to be read"
                )]
                let rate = (done as f64 / seconds) as u64;
                let rate = grouped(i128::from(rate));
                self.bar.set_message(format!("{} worlds, {rate} partner-weeks/s", self.worlds));
            }
            if self.stop.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        }
    }

    /// The worlds are done; tables and pictures are being made.
    pub(super) fn writing(&self) {
        self.bar.set_message("writing tables and pictures");
    }

    /// Everything is in place.
    pub(super) fn done(&self) {
        self.bar.finish_and_clear();
    }

    /// Partner-weeks of all worlds.
    pub(super) fn partner_weeks(&self) -> u64 {
        self.partner_weeks.load(Ordering::Relaxed)
    }

    /// Whether somebody asked to stop after the last week.
    pub(super) fn interrupted(&self) -> Result<(), Stopped> {
        if self.stop.load(Ordering::Relaxed) {
            let week = u32::try_from(self.bar.position()).unwrap_or(u32::MAX);
            return Err(Stopped::Interrupted { week });
        }
        Ok(())
    }
}
