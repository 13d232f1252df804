//! By which setting of the hub's clock somebody was told times. Times told by another setting are years off, not minutes: a
//! Raspberry Pi comes back from a power cut in 1970 until the network tells it the time.

use std::fmt;
use std::str::FromStr;
use turno_domain::time::{ClockReading, Timestamp};
use uuid::Uuid;

/// A clock that strays less far from monotonic time was not set, milliseconds: as the queue sees it.
const TOLERANCE_MS: i64 = 5_000;

/// The reading at which somebody was told times. As text it goes with a snapshot and comes back with the request for what came
/// after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ToldBy(pub ClockReading);

impl ToldBy {
    /// Whether times told then are still right: in the same run of the machine, and with no clock set since.
    pub fn holds(&self, now: &ClockReading) -> bool {
        now.set_since(&self.0).is_some_and(|set| set.num_milliseconds().abs() <= TOLERANCE_MS)
    }
}

impl fmt::Display for ToldBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(reading) = self;
        write!(f, "{}_{}_{}", reading.boot.simple(), reading.wall.millis(), reading.monotonic_ms)
    }
}

impl FromStr for ToldBy {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(3, '_');
        let mut part = || parts.next().ok_or(());
        let boot: Uuid = part()?.parse().map_err(|_| ())?;
        let wall = Timestamp::from_millis(part()?.parse().map_err(|_| ())?);
        let monotonic_ms = part()?.parse().map_err(|_| ())?;
        Ok(Self(ClockReading { wall, boot, monotonic_ms, trusted: false }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_hold_while_the_clock_runs_and_not_once_it_was_set_or_the_machine_began_anew() {
        let boot = Uuid::from_u128(7);
        let reading = |wall, monotonic_ms| ClockReading {
            wall: Timestamp::from_millis(wall),
            boot,
            monotonic_ms,
            trusted: false,
        };
        let told: ToldBy = ToldBy(reading(-5, 1_000)).to_string().parse().unwrap();
        assert_eq!(told, ToldBy(reading(-5, 1_000)));
        assert!(told.holds(&reading(3_600_000, 3_601_005)));
        assert!(!told.holds(&reading(3_600_000, 3_612_000)));
        assert!(!told.holds(&reading(1_795_248_000_000, 2_000)));
        assert!(!told.holds(&ClockReading { boot: Uuid::max(), ..reading(0, 1_005) }));
        for nonsense in
            ["", "_", "x_1_2", "00000000000000000000000000000007_1", "00000000000000000000000000000007_1_-2"]
        {
            assert!(nonsense.parse::<ToldBy>().is_err(), "{nonsense}");
        }
    }
}
