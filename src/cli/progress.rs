//! Progress of long work, and its interruption.

use std::io::{IsTerminal, Write as _};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::output::numbers::grouped;
use crate::simulation::{Stopped, WeekCounts};

/// Watches a run: a bar on a terminal, a line each minute elsewhere, and Ctrl-C.
pub(super) struct Watch {
    bar: ProgressBar,
    log: Option<Log>,
    started: Instant,
    worlds: u64,
    partner_weeks: AtomicU64,
    stop: Arc<AtomicBool>,
}

impl Watch {
    /// Starts watching. Where stderr is no terminal there is no bar; nothing is told where nobody
    /// wants to be told.
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
        let log = (!quiet && !shown).then(|| Log { weeks, told: AtomicU64::new(0) });
        let (started, partner_weeks) = (Instant::now(), AtomicU64::new(0));
        Self { bar, log, started, worlds, partner_weeks, stop }
    }

    /// What the run calls after each week of each world.
    pub(super) fn watcher(&self) -> impl Fn(u32, &WeekCounts) -> ControlFlow<()> + Sync {
        move |_, counts| {
            let before = self.partner_weeks.fetch_add(counts.active_before, Ordering::Relaxed);
            self.bar.inc(1);
            let (done, time) = (before + counts.active_before, self.started.elapsed());
            if !self.bar.is_hidden() {
                let rate = rate(done, time);
                self.bar.set_message(format!("{} worlds, {rate} partner-weeks/s", self.worlds));
            }
            if let Some(log) = self.log.as_ref().filter(|log| log.is_due(time.as_secs())) {
                let line = log.line(self.bar.position(), done, time);
                // Talk: a reader who closed stderr misses nothing.
                let _ = writeln!(anstream::stderr(), "{line}");
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

/// Partner-weeks a second.
fn rate(partner_weeks: u64, time: Duration) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "to be read")]
    let rate = (partner_weeks as f64 / time.as_secs_f64().max(0.001)) as u64;
    grouped(i128::from(rate))
}

/// What a file tells of long work: a line each minute.
struct Log {
    /// Of all worlds.
    weeks: u64,
    /// Seconds after the start when the last line was written.
    told: AtomicU64,
}

impl Log {
    /// Seconds from one line to the next.
    const EVERY: u64 = 60;

    /// Whether a line is due so many seconds after the start; told to one of those who ask.
    fn is_due(&self, seconds: u64) -> bool {
        let told = self.told.load(Ordering::Relaxed);
        let swap =
            || self.told.compare_exchange(told, seconds, Ordering::Relaxed, Ordering::Relaxed);
        told + Self::EVERY <= seconds && swap().is_ok()
    }

    fn line(&self, done: u64, partner_weeks: u64, time: Duration) -> String {
        let [done, weeks] = [done, self.weeks].map(|weeks| grouped(i128::from(weeks)));
        let (minutes, rate) = (time.as_secs() / 60, rate(partner_weeks, time));
        format!("{done} of {weeks} weeks after {minutes} min, {rate} partner-weeks/s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_told_each_minute_and_once() {
        let log = Log { weeks: 1_040, told: AtomicU64::new(0) };
        let due: Vec<u64> = (0..200).filter(|&seconds| log.is_due(seconds)).collect();
        assert_eq!(due, [60, 120, 180]);
        // A week that took longer than a minute is told of when it ends.
        assert!(log.is_due(500) && !log.is_due(501) && !log.is_due(559) && log.is_due(560));
        assert_eq!(
            log.line(1_030, 6_000_000, Duration::from_secs(125)),
            "1,030 of 1,040 weeks after 2 min, 48,000 partner-weeks/s"
        );
    }
}
