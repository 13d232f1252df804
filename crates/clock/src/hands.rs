//! The hands of a stepped clock, for the test that moves it in the same process.

use crate::stepped::Stepped;
use std::sync::Arc;
use std::time::Duration;
use turno_domain::time::{ClockReading, Timestamp};

/// Moves the clock that it was made with ([`Clock::stepped`](crate::Clock::stepped)).
#[derive(Clone, Debug)]
pub struct Hands(Arc<Stepped>);

impl Hands {
    pub(crate) fn of(stepped: Arc<Stepped>) -> Self {
        Self(stepped)
    }

    /// Sets the wall. Less than a day ahead counts as time that passed, so that monotonic time goes along; a day or more ahead,
    /// any time back, and the very first set leave monotonic time where it is, as when a machine's clock is put right.
    pub fn set(&self, wall: Timestamp) {
        self.0.set(wall);
    }

    /// Lets `time` pass, on the wall and in monotonic time (whole milliseconds).
    pub fn step(&self, time: Duration) {
        self.step_millis(i64::try_from(time.as_millis()).unwrap_or(i64::MAX));
    }

    /// Lets `millis` milliseconds pass; fewer than none set the wall back and leave monotonic time where it is.
    pub fn step_millis(&self, millis: i64) {
        self.0.step(millis);
    }

    /// Says whether the clock is to be believed from here on.
    pub fn set_trusted(&self, trusted: bool) {
        self.0.set_trusted(trusted);
    }

    /// What the clock says at this moment.
    pub fn now(&self) -> ClockReading {
        self.0.read()
    }

    /// Waits until no sleep is due and no [`Busy`](crate::Busy) mark is held.
    pub async fn idle(&self) {
        self.0.until_idle().await;
    }

    /// As [`idle`](Self::idle) for a thread of its own: blocks it, and must not be called from an asynchronous task. Gives the
    /// reading of that moment and how many marks of work were ever taken.
    pub fn block_until_idle(&self) -> (ClockReading, u64) {
        self.0.block_until_idle()
    }

    /// How many marks of work were ever taken.
    #[cfg(unix)]
    pub(crate) fn work(&self) -> u64 {
        self.0.work()
    }
}
