//! When a service day ends and another begins.

use super::Queue;
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

impl Queue {
    /// What a clock that reads `now` says about the service day.
    ///
    /// A trusted clock moves it forward. An untrusted one moves it by one, and only after a close of day. It never goes
    /// back by itself.
    pub fn day_change(&self, now: &ClockReading) -> DayChange {
        let by_clock = self.site.service_day(now.wall);
        if !now.trusted && self.day_closed {
            return DayChange::Advances(self.day.next());
        }
        match (by_clock.cmp(&self.day), now.trusted) {
            (std::cmp::Ordering::Equal, _) => DayChange::Stays,
            (std::cmp::Ordering::Greater, true) => DayChange::Advances(by_clock),
            _ => DayChange::Asks(by_clock),
        }
    }
}
