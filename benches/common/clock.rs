//! Processor time, which other work on the machine disturbs less than the clock on the wall.

use std::time::Duration;

/// Processor time of all threads of this process so far, as Linux tells it; nothing elsewhere.
///
/// A thread's time is told up to the last tick, some milliseconds ago, or to when it last fell
/// asleep: so whoever asks sleeps first, and lets idle workers do so.
pub(crate) fn processor_time() -> Option<Duration> {
    std::thread::sleep(Duration::from_millis(1));
    let mut sum = Duration::ZERO;
    for thread in std::fs::read_dir("/proc/self/task").ok()? {
        let text = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        sum += Duration::from_nanos(text.split(' ').next()?.parse().ok()?);
    }
    Some(sum)
}

/// The middle of some values.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
