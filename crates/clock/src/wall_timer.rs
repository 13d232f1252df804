//! A kernel timer on the wall clock that also wakes when the clock is set (timerfd_create(2), `TFD_TIMER_CANCEL_ON_SET`).

use rustix::fd::OwnedFd;
use rustix::io::Errno;
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create, timerfd_settime,
};
use std::io;
use tokio::io::unix::AsyncFd;
use turno_domain::time::Timestamp;

/// The kernel counts nanoseconds in 64 bits and so ends in 2262; nobody waits longer than to 2200.
const LATEST_MS: i64 = 7_258_118_400_000;

/// Why the timer woke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Woken {
    Reached,
    WallWasSet,
}

#[derive(Debug)]
pub(crate) struct WallTimer(AsyncFd<OwnedFd>);

impl WallTimer {
    /// A timer for `instant`. Fails outside a tokio runtime, or where a sandbox forbids timers.
    pub(crate) fn at(instant: Timestamp) -> io::Result<Self> {
        tokio::runtime::Handle::try_current().map_err(io::Error::other)?;
        let millis = instant.millis().clamp(1, LATEST_MS);
        let timer = timerfd_create(TimerfdClockId::Realtime, TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC)?;
        let once = Itimerspec {
            it_interval: Timespec { tv_sec: 0, tv_nsec: 0 },
            it_value: Timespec { tv_sec: millis / 1_000, tv_nsec: millis % 1_000 * 1_000_000 },
        };
        timerfd_settime(&timer, TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET, &once)?;
        // SAFETY: an OwnedFd gives the same open descriptor until it is dropped, and AsyncFd deregisters it before that.
        #[allow(unsafe_code, reason = "tokio has no safe way to wait for a descriptor of our own")]
        let registered = unsafe { AsyncFd::register(timer) };
        registered.map(Self).map_err(io::Error::from)
    }

    pub(crate) async fn next(&self) -> io::Result<Woken> {
        loop {
            let mut ready = self.0.readable().await?;
            let read = ready
                .try_io(|timer| rustix::io::read(timer.get_ref(), &mut [0u8; 8]).map_err(io::Error::from));
            match read {
                Ok(Ok(_)) => return Ok(Woken::Reached),
                Ok(Err(error)) if error.raw_os_error() == Some(Errno::CANCELED.raw_os_error()) => {
                    return Ok(Woken::WallWasSet);
                }
                Ok(Err(error)) => return Err(error),
                Err(_not_yet) => {}
            }
        }
    }
}
