//! What becomes of the times in the rows that age when the wall clock is put right: a machine without a clock chip boots in the
//! past, and what it wrote there would pass for years old once network time arrives.
//!
//! Only the times by which rows are erased follow. The journal and the changes keep what the clock said, and say that it did.

use crate::casework::CaseworkTx;
use crate::error::StoreError;
use crate::queue::QueueTx;
use crate::writer::Ledger;
use rusqlite::Connection;
use turno_domain::time::{ClockReading, Timestamp};

/// A wall clock that was set by this much is taken to have been wrong before; less is an ordinary correction, in milliseconds.
const LEAP_MS: i64 = 5 * 60_000;

/// A leap of the wall clock within one run of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leap {
    /// What the clock as it was showed when the machine came up: what is from before was written by another clock.
    pub from: Timestamp,
    /// What the clock as it was would show at this moment.
    pub until: Timestamp,
    /// How far it was set, in milliseconds; less than zero when it was set back.
    pub by_ms: i64,
}

impl Leap {
    /// The leap between two looks at the clock, if there was one; there is none to be told across boots.
    pub fn between(earlier: &ClockReading, now: &ClockReading) -> Option<Self> {
        let until = earlier.wall.plus(now.since(earlier));
        let by_ms = now.wall.millis().saturating_sub(until.millis());
        let up_ms = i64::try_from(earlier.monotonic_ms).unwrap_or(i64::MAX);
        let from = Timestamp::from_millis(earlier.wall.millis().saturating_sub(up_ms));
        (now.boot == earlier.boot && by_ms.saturating_abs() >= LEAP_MS).then_some(Self { from, until, by_ms })
    }
}

impl QueueTx {
    /// Makes sealed boxes and remembered answers from before `leap` as old as they are; how many rows.
    ///
    /// # Errors
    /// What the store could not do.
    pub fn follow_leap(&mut self, leap: &Leap) -> Result<usize, StoreError> {
        shift(self.connection(), &[("remembered", "at"), ("intake_box", "at")], leap)
    }
}

impl CaseworkTx {
    /// Makes answers, ticket notes, moved boxes and remembered answers from before `leap` as old as they are; how many rows.
    ///
    /// # Errors
    /// What the store could not do.
    pub fn follow_leap(&mut self, leap: &Leap) -> Result<usize, StoreError> {
        let columns = [
            ("remembered", "at"),
            ("moved_boxes", "sealed_at"),
            ("intake_answers", "received_at"),
            ("ticket_notes", "written_at"),
            ("ticket_forms", "shown_at"),
        ];
        shift(self.connection(), &columns, leap)
    }
}

fn shift(connection: &Connection, columns: &[(&str, &str)], leap: &Leap) -> Result<usize, StoreError> {
    let mut rows = 0;
    for (table, column) in columns {
        let sql = format!("UPDATE {table} SET {column} = {column} + ?3 WHERE {column} BETWEEN ?1 AND ?2");
        rows += connection.execute(&sql, (leap.from.millis(), leap.until.millis(), leap.by_ms))?;
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const TODAY: i64 = 1_795_420_800_000;

    fn reading(wall_ms: i64, monotonic_ms: u64) -> ClockReading {
        ClockReading {
            wall: Timestamp::from_millis(wall_ms),
            boot: Uuid::nil(),
            monotonic_ms,
            trusted: false,
        }
    }

    #[test]
    fn a_leap_concerns_what_this_boot_wrote_before_it() {
        // Up for 20 s when the hub looked first, in 1970; an hour later the clock is right.
        let leap = Leap::between(&reading(20_000, 20_000), &reading(TODAY, 3_620_000)).unwrap();
        let (from, until) = (Timestamp::from_millis(0), Timestamp::from_millis(3_620_000));
        assert_eq!(leap, Leap { from, until, by_ms: TODAY - 3_620_000 });
        let back = Leap::between(&reading(TODAY, 20_000), &reading(20_000, 20_000)).unwrap();
        assert_eq!(back.by_ms, 20_000 - TODAY);
    }

    #[test]
    fn time_that_passes_small_corrections_and_other_boots_are_no_leap() {
        let morning = reading(TODAY, 0);
        let week_ms: u32 = 7 * 86_400_000;
        for corrected_ms in [0, LEAP_MS - 1, 1 - LEAP_MS] {
            let later = reading(TODAY + i64::from(week_ms) + corrected_ms, u64::from(week_ms));
            assert_eq!(Leap::between(&morning, &later), None, "{corrected_ms}");
        }
        let other_boot = ClockReading { boot: Uuid::max(), ..reading(TODAY * 2, 0) };
        assert_eq!(Leap::between(&morning, &other_boot), None);
    }
}
