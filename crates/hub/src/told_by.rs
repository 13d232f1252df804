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
    /// Whether times told then are still right: in the same run of the machine where no clock was set since, across two runs
    /// where both times the clock was one to believe.
    pub fn holds(&self, now: &ClockReading) -> bool {
        match now.set_since(&self.0) {
            Some(set) => set.num_milliseconds().abs() <= TOLERANCE_MS,
            None => self.0.trusted && now.trusted,
        }
    }
}

impl fmt::Display for ToldBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(reading) = self;
        let (wall, trusted) = (reading.wall.millis(), u8::from(reading.trusted));
        write!(f, "{}_{wall}_{}_{trusted}", reading.boot.simple(), reading.monotonic_ms)
    }
}

impl FromStr for ToldBy {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(4, '_');
        let mut part = || parts.next().ok_or(());
        let boot: Uuid = part()?.parse().map_err(|_| ())?;
        let wall = Timestamp::from_millis(part()?.parse().map_err(|_| ())?);
        let monotonic_ms = part()?.parse().map_err(|_| ())?;
        let trusted = match part()? {
            "0" => false,
            "1" => true,
            _ => return Err(()),
        };
        Ok(Self(ClockReading { wall, boot, monotonic_ms, trusted }))
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
        let another = |trusted| ClockReading { boot: Uuid::max(), trusted, ..reading(0, 1_005) };
        assert!(!told.holds(&another(true)), "what was told was not to be believed");
        let told = ToldBy(ClockReading { trusted: true, ..reading(-5, 1_000) });
        let told: ToldBy = told.to_string().parse().unwrap();
        assert!(told.holds(&another(true)) && !told.holds(&another(false)));
        for nonsense in [
            "",
            "_",
            "x_1_2_0",
            "00000000000000000000000000000007_1",
            "00000000000000000000000000000007_1_-2_0",
            "00000000000000000000000000000007_1_2_x",
        ] {
            assert!(nonsense.parse::<ToldBy>().is_err(), "{nonsense}");
        }
    }
}
