//! When a service day ends and another begins.

use super::Queue;
use super::set_clock::TOLERANCE;
use crate::time::{ClockReading, ServiceDay};

/// What the clock says about the service day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayChange {
    /// The day stands.
    Stays,
    /// The next day has begun.
    Advances(ServiceDay),
    /// The clock says another day, and is not believed without a person.
    Asks(ServiceDay),
}

/// A day that somebody closed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Closed {
    pub(super) day: ServiceDay,
    /// What the clock said when the day after it began.
    pub(super) left_at: ClockReading,
}

impl Queue {
    /// What a clock that reads `now` says about the service day.
    ///
    /// A trusted clock moves it forward. An untrusted one moves it by one, and only after a close of day. It never goes
    /// back by itself, and nobody is asked to take a close back: a clock goes on saying the day that was closed until it
    /// ends, and one that came up in the past says an earlier one for as long as nobody sets it.
    pub fn day_change(&self, now: &ClockReading) -> DayChange {
        let by_clock = self.site.service_day(now.wall);
        if !now.trusted && self.day_closed {
            return DayChange::Advances(self.day.next());
        }
        match (by_clock.cmp(&self.day), now.trusted) {
            (std::cmp::Ordering::Equal, _) => DayChange::Stays,
            (std::cmp::Ordering::Greater, true) => DayChange::Advances(by_clock),
            (std::cmp::Ordering::Less, _) if self.was_left_by_a_close(by_clock, now) => DayChange::Stays,
            _ => DayChange::Asks(by_clock),
        }
    }

    /// Whether `day` is the one that was closed, or an earlier one that is no more right than it was at that close.
    fn was_left_by_a_close(&self, day: ServiceDay, now: &ClockReading) -> bool {
        self.before.is_some_and(|closed| {
            let set = now.set_since(&closed.left_at).is_some_and(|by| by.abs() > TOLERANCE);
            day == closed.day || (day < closed.day && !now.trusted && !set)
        })
    }
}
