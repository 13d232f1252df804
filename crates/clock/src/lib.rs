//! The clock a program is given: wall and monotonic time, trust, and a test's driver in its place.
//!
//! Every program makes one [`Clock`] in its `main` and hands it down; nothing else asks the machine for the time. A clock is either
//! the machine's ([`Clock::real`]) or a stepped one, which stands still until somebody moves it: a test in the same process by its
//! [`Hands`], or a driver in another process over a unix socket (`--test-clock`, [`Clock::connect_test`] and [`TestClockDriver`]).
//!
//! This crate must not know what the time is used for: service days, opening hours and figures are `turno-domain`'s.

#[cfg(unix)]
mod driver;
mod hands;
#[cfg(unix)]
mod program;
mod real;
mod stepped;
mod trust;
#[cfg(target_os = "linux")]
mod wall_timer;
#[cfg(unix)]
mod wire;

#[cfg(unix)]
pub use driver::{DriverError, TestClockDriver};
pub use hands::Hands;
#[cfg(unix)]
pub use program::TestClockError;
pub use stepped::Busy;
pub use turno_domain::time::{ClockReading, Timestamp};

use real::RealClock;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use stepped::{Deadline, Stepped};

/// What a machine's clock is taken for when the machine tells nothing about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unproven {
    /// The clock is believed: a PC or a server, whose owner looks after its clock.
    Trusted,
    /// The clock is not believed (`--distrust-clock`): an appliance that may boot in the past.
    Distrusted,
}

/// Where a program takes the time from. Clones are the same clock.
#[derive(Clone, Debug)]
pub struct Clock {
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    Real(Arc<RealClock>),
    Stepped(Arc<Stepped>),
}

impl Clock {
    /// The machine's clock. `unproven` says what it is taken for where the machine tells nothing about it.
    pub fn real(unproven: Unproven) -> Self {
        Self { source: Source::Real(Arc::new(RealClock::new(unproven))) }
    }

    /// A clock that stands at `start` until its hands are moved. It counts as trusted until they say otherwise.
    pub fn stepped(start: Timestamp) -> (Self, Hands) {
        let stepped = Arc::new(Stepped::standing_at(start));
        (Self { source: Source::Stepped(Arc::clone(&stepped)) }, Hands::of(stepped))
    }

    /// What the clock says at this moment.
    pub fn now(&self) -> ClockReading {
        match &self.source {
            Source::Real(real) => real.read(),
            Source::Stepped(stepped) => stepped.read(),
        }
    }

    /// Whether a test moves this clock, so that a program can refuse to serve the public by it.
    pub fn is_stepped(&self) -> bool {
        matches!(self.source, Source::Stepped(_))
    }

    /// Waits until `time` has passed, in monotonic time, counted from this call. What is awaited gives a [`Busy`]: hold
    /// it while doing what the waiting was for.
    pub fn sleep(&self, time: Duration) -> impl Future<Output = Busy> + Send + use<> {
        let sleeping = match &self.source {
            Source::Real(_) => Err(tokio::time::Instant::now() + time),
            Source::Stepped(stepped) => Ok(Stepped::sleep(stepped, |now| {
                let millis = u64::try_from(time.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX);
                Deadline::Monotonic(now.monotonic_ms.saturating_add(millis))
            })),
        };
        async move {
            match sleeping {
                Ok(sleep) => sleep.await,
                Err(deadline) => {
                    tokio::time::sleep_until(deadline).await;
                    Busy::uncounted()
                }
            }
        }
    }

    /// Waits until the wall shows `instant` or later, whether time passes or the clock is set. What is awaited gives a
    /// [`Busy`]: hold it while doing what the waiting was for.
    pub fn sleep_until(&self, instant: Timestamp) -> impl Future<Output = Busy> + Send + use<> {
        let sleeping = match &self.source {
            Source::Real(_) => None,
            Source::Stepped(stepped) => Some(Stepped::sleep(stepped, |_| Deadline::Wall(instant.millis()))),
        };
        async move {
            match sleeping {
                Some(sleep) => sleep.await,
                None => {
                    real::wall_reaches(instant).await;
                    Busy::uncounted()
                }
            }
        }
    }

    /// A tick every `period` from this call on. Use it rather than a loop of sleeps: the next tick is under way before the work
    /// for the last is over, so that a driver never finds the program idle with nothing to wait for.
    pub fn every(&self, period: Duration) -> Ticks {
        Ticks { next: Box::pin(self.sleep(period)), clock: self.clone(), period }
    }

    /// A watch over the wall time being set, by network time or by hand; changes count from this call.
    pub fn wall_changes(&self) -> WallChanges {
        WallChanges(match &self.source {
            Source::Real(_) => Watch::Real(real::WallWatch::new()),
            Source::Stepped(stepped) => Watch::Stepped(Stepped::watch(stepped)),
        })
    }

    /// A mark that work is under way, until it is dropped. A driver's `idle` waits for every mark; on a real clock it costs
    /// nothing. Programs hold one through each request, each screen's reaction, each job handed to another thread.
    pub fn busy(&self) -> Busy {
        match &self.source {
            Source::Real(_) => Busy::uncounted(),
            Source::Stepped(stepped) => Stepped::busy(stepped),
        }
    }
}

/// Regular ticks; from [`Clock::every`].
pub struct Ticks {
    clock: Clock,
    period: Duration,
    next: Pin<Box<dyn Future<Output = Busy> + Send>>,
}

impl Ticks {
    /// Waits for the next tick. What is awaited gives a [`Busy`]: hold it through the work of the tick. Ticks that were missed
    /// come as one, and the period then counts from it. May be given up and awaited again.
    pub async fn next(&mut self) -> Busy {
        let busy = self.next.as_mut().await;
        self.next = Box::pin(self.clock.sleep(self.period));
        busy
    }
}

impl fmt::Debug for Ticks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ticks").field("period", &self.period).finish_non_exhaustive()
    }
}

/// A watch over the wall time being set; from [`Clock::wall_changes`].
#[derive(Debug)]
pub struct WallChanges(Watch);

#[derive(Debug)]
enum Watch {
    Real(real::WallWatch),
    Stepped(stepped::SetWatch),
}

impl WallChanges {
    /// Waits until the wall time was set since the watch began or last reported: a leap, not the passing of time. Where the
    /// system does not tell (anything but Linux), it waits for ever. What is awaited gives a [`Busy`], as a sleep does.
    pub async fn next(&mut self) -> Busy {
        match &mut self.0 {
            Watch::Real(watch) => {
                watch.next().await;
                Busy::uncounted()
            }
            Watch::Stepped(watch) => watch.next().await,
        }
    }
}
