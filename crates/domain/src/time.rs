//! Time as a value: instants, clock readings, service days.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// An instant in UTC, in milliseconds since 1970-01-01T00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant `millis` milliseconds after 1970-01-01T00:00Z.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970-01-01T00:00Z.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The time from `earlier` to this instant, never less than zero: a clock that was set back makes nobody wait a
    /// negative time.
    pub fn since(self, earlier: Timestamp) -> TimeDelta {
        TimeDelta::milliseconds(self.0.saturating_sub(earlier.0).max(0))
    }

    /// This instant moved by `delta`.
    pub fn plus(self, delta: TimeDelta) -> Self {
        Self(self.0.saturating_add(delta.num_milliseconds()))
    }

    /// The instant as a date and time in UTC; instants at or beyond the ends of chrono's calendar are clamped to a year
    /// within them, so that every zone's wall clock and the weeks around it are in the calendar too.
    pub fn utc(self) -> DateTime<Utc> {
        const YEAR: TimeDelta = TimeDelta::days(366);
        let first = DateTime::<Utc>::MIN_UTC + YEAR;
        let last = DateTime::<Utc>::MAX_UTC - YEAR;
        let clamped = self.0.clamp(first.timestamp_millis(), last.timestamp_millis());
        DateTime::from_timestamp_millis(clamped).unwrap_or(first)
    }

    /// The instant as the site's wall clock shows it.
    pub fn local(self, timezone: Tz) -> DateTime<Tz> {
        self.utc().with_timezone(&timezone)
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(utc: DateTime<Utc>) -> Self {
        Self(utc.timestamp_millis())
    }
}

/// What a program's clock said at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockReading {
    /// Wall time.
    pub wall: Timestamp,
    /// Which run of the machine the monotonic time belongs to.
    pub boot: Uuid,
    /// Milliseconds since some moment of that boot; it never goes back within one.
    pub monotonic_ms: u64,
    /// Whether the wall time can be believed (DESIGN: synchronised, or kept by a battery).
    pub trusted: bool,
}

impl ClockReading {
    /// The time from `earlier` to this reading: by monotonic time within one boot, else by wall time; never negative.
    pub fn since(&self, earlier: &ClockReading) -> TimeDelta {
        if self.boot == earlier.boot {
            let passed = self.monotonic_ms.saturating_sub(earlier.monotonic_ms);
            TimeDelta::milliseconds(i64::try_from(passed).unwrap_or(i64::MAX / 1_000))
        } else {
            self.wall.since(earlier.wall)
        }
    }

    /// How far the wall time was set between `earlier` and this reading: what it advanced beyond the monotonic time, or fell
    /// behind it (negative). None across boots, where nothing tells.
    pub fn set_since(&self, earlier: &ClockReading) -> Option<TimeDelta> {
        let ahead =
            |reading: &ClockReading| i128::from(reading.wall.millis()) - i128::from(reading.monotonic_ms);
        let set_ms = (ahead(self) - ahead(earlier)).clamp(-i128::from(i64::MAX), i128::from(i64::MAX));
        (self.boot == earlier.boot).then(|| TimeDelta::milliseconds(i64::try_from(set_ms).unwrap_or(0)))
    }
}

/// The day that a ticket number belongs to. It begins at the site's `day_starts` (03:00), not at midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ServiceDay(NaiveDate);

impl ServiceDay {
    /// The service day named by a calendar date.
    pub const fn new(date: NaiveDate) -> Self {
        Self(date)
    }

    /// The service day to which `now` belongs at a site in `timezone` whose days begin at `day_starts`.
    pub fn of(now: Timestamp, timezone: Tz, day_starts: NaiveTime) -> Self {
        let local = now.local(timezone).naive_local();
        let date = local.date();
        let date = if local.time() < day_starts {
            date.checked_sub_days(Days::new(1)).unwrap_or(date)
        } else {
            date
        };
        Self(date)
    }

    /// The calendar date that names the day.
    pub fn date(self) -> NaiveDate {
        self.0
    }

    /// The day after.
    pub fn next(self) -> Self {
        Self(self.0.checked_add_days(Days::new(1)).unwrap_or(self.0))
    }

    /// Days since the common era, for integer columns.
    pub fn number(self) -> i32 {
        chrono::Datelike::num_days_from_ce(&self.0)
    }

    /// The day with that [`number`](Self::number), if the calendar has one.
    pub fn from_number(number: i32) -> Option<Self> {
        NaiveDate::from_num_days_from_ce_opt(number).map(Self)
    }
}

impl fmt::Display for ServiceDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ServiceDay {
    type Err = chrono::ParseError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// The instant at which a wall clock in `timezone` shows `date` and `time`. Where the hour is skipped in spring it is the
/// instant one hour later on the clock, where it comes twice in autumn the first of the two.
pub fn at_local(date: NaiveDate, time: NaiveTime, timezone: Tz) -> Timestamp {
    let naive = date.and_time(time);
    let found = timezone
        .from_local_datetime(&naive)
        .earliest()
        .or_else(|| timezone.from_local_datetime(&(naive + TimeDelta::hours(1))).earliest());
    match found {
        Some(local) => local.with_timezone(&Utc).into(),
        None => naive.and_utc().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Rome;

    fn at(text: &str) -> Timestamp {
        text.parse::<DateTime<Utc>>().unwrap().into()
    }

    #[test]
    fn a_service_day_begins_at_three_in_the_morning() {
        let three = NaiveTime::from_hms_opt(3, 0, 0).unwrap();
        assert_eq!(ServiceDay::of(at("2026-11-21T01:59:00Z"), Rome, three).to_string(), "2026-11-20");
        assert_eq!(ServiceDay::of(at("2026-11-21T02:00:00Z"), Rome, three).to_string(), "2026-11-21");
    }

    #[test]
    fn both_daylight_saving_changes_have_one_answer() {
        let half_past_two = NaiveTime::from_hms_opt(2, 30, 0).unwrap();
        let spring = NaiveDate::from_ymd_opt(2026, 3, 29).unwrap();
        assert_eq!(at_local(spring, half_past_two, Rome), at("2026-03-29T01:30:00Z"));
        let autumn = NaiveDate::from_ymd_opt(2026, 10, 25).unwrap();
        assert_eq!(at_local(autumn, half_past_two, Rome), at("2026-10-25T00:30:00Z"));
    }

    #[test]
    fn the_ends_of_time_have_a_service_day_in_every_zone() {
        let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap();
        for zone in [Rome, chrono_tz::Pacific::Kiritimati, chrono_tz::Pacific::Midway] {
            for wall in [i64::MIN, i64::MAX].map(Timestamp::from_millis) {
                let date = wall.local(zone).date_naive();
                let day = ServiceDay::of(wall, zone, noon).date();
                assert!(day == date || day.succ_opt() == Some(date), "{day} {date}");
            }
        }
    }

    #[test]
    fn a_clock_set_back_makes_no_negative_time() {
        assert_eq!(at("2026-11-21T08:00:00Z").since(at("2026-11-21T09:00:00Z")), TimeDelta::zero());
        let boot = Uuid::nil();
        let early =
            ClockReading { wall: at("2026-11-21T09:00:00Z"), boot, monotonic_ms: 1_000, trusted: true };
        let late =
            ClockReading { wall: at("1970-01-01T00:00:00Z"), boot, monotonic_ms: 61_000, trusted: false };
        assert_eq!(late.since(&early), TimeDelta::minutes(1));
    }

    #[test]
    fn a_boot_tells_how_far_its_wall_was_set() {
        let early = ClockReading {
            wall: at("2026-11-21T00:10:00Z"),
            boot: Uuid::nil(),
            monotonic_ms: 60_000,
            trusted: false,
        };
        let passed = ClockReading { wall: at("2026-11-21T00:11:00Z"), monotonic_ms: 120_000, ..early };
        assert_eq!(passed.set_since(&early), Some(TimeDelta::zero()));
        let set = ClockReading { wall: at("2026-11-21T09:11:00Z"), ..passed };
        assert_eq!(set.set_since(&early), Some(TimeDelta::hours(9)));
        assert_eq!(early.set_since(&set), Some(TimeDelta::hours(-9)));
        assert_eq!(ClockReading { boot: Uuid::max(), ..set }.set_since(&early), None);
        let end = ClockReading { wall: Timestamp::from_millis(i64::MAX), monotonic_ms: 0, ..early };
        let start = ClockReading { wall: Timestamp::from_millis(i64::MIN), monotonic_ms: u64::MAX, ..early };
        assert_eq!(end.set_since(&start), Some(TimeDelta::milliseconds(i64::MAX)));
        assert_eq!(start.set_since(&end), Some(TimeDelta::milliseconds(-i64::MAX)));
    }
}
