//! The morning's clock: Saturday 21 November 2026 in Rome, an hour ahead of UTC.

use anyhow::{Context, Result};
use turno_clock::Timestamp;

/// The service day.
pub const DAY: &str = "2026-11-21";

/// Midnight in Rome, UTC milliseconds.
const MIDNIGHT: i64 = 1_795_215_600_000;

/// A moment of the morning, `9:42` or `9:42:30`.
///
/// # Errors
/// A text that is no time.
pub fn at(time: &str) -> Result<Timestamp> {
    let mut seconds = 0;
    let mut parts = 0;
    for part in time.split(':') {
        let number: i64 = part.parse().with_context(|| format!("{time} is no time"))?;
        seconds = seconds * 60 + number;
        parts += 1;
    }
    let seconds = if parts == 2 { seconds * 60 } else { seconds };
    Ok(Timestamp::from_millis(MIDNIGHT + seconds * 1000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Rome;

    #[test]
    fn a_time_is_one_of_that_morning() {
        let local = |time: &str| at(time).unwrap().local(Rome).format("%A %F %T").to_string();
        assert_eq!(local("9:42"), format!("Saturday {DAY} 09:42:00"));
        assert_eq!(local("10:00:30"), format!("Saturday {DAY} 10:00:30"));
        assert!(at("soon").is_err());
    }
}
