//! Days and times of the clock as people write them: `24/4`, `24/04/2026`, `domani`; `9`, `9.30`.

use chrono::{Datelike, Days, NaiveDate, NaiveTime};
use turno_domain::casework::is_plausible_day;

/// What a day without its year means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The next such day: something is to be done then.
    Ahead,
    /// The last such day: it was.
    Behind,
}

/// Why a text is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayFault {
    /// It cannot be read as one.
    Unreadable,
    /// The calendar has no such day.
    NoSuchDay,
    /// Not then: too far away, or to come where it must have been.
    NotThen,
}

impl DayFault {
    /// Its stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::NoSuchDay => "no-such-day",
            Self::NotThen => "not-then",
        }
    }
}

/// A day; none: nothing is typed.
///
/// # Errors
/// [`DayFault`]
pub fn read_day(text: &str, today: NaiveDate, side: Side) -> Result<Option<NaiveDate>, DayFault> {
    match text.trim().to_lowercase().as_str() {
        "" => return Ok(None),
        "oggi" | "today" => return Ok(Some(today)),
        "domani" | "tomorrow" if side == Side::Ahead => return Ok(today.checked_add_days(Days::new(1))),
        "ieri" | "yesterday" if side == Side::Behind => return Ok(today.checked_sub_days(Days::new(1))),
        _ => {}
    }
    let parts: Vec<&str> =
        text.split(['/', '.', '-', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let number = |part: &str| part.parse::<u32>().map_err(|_| DayFault::Unreadable);
    let day = match parts.as_slice() {
        [day, month] => near(number(day)?, number(month)?, today, side)?,
        [day, month, year] => {
            let year = match (year.len(), year.parse::<i32>()) {
                (4, Ok(year)) => year,
                (2, Ok(short)) => today.year() / 100 * 100 + short,
                _ => return Err(DayFault::Unreadable),
            };
            NaiveDate::from_ymd_opt(year, number(month)?, number(day)?).ok_or(DayFault::NoSuchDay)?
        }
        _ => return Err(DayFault::Unreadable),
    };
    let possible = match side {
        Side::Ahead => is_plausible_day(day),
        Side::Behind => day <= today && day.year() >= 1950,
    };
    if possible { Ok(Some(day)) } else { Err(DayFault::NotThen) }
}

/// A text that cannot be read as what its field asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

/// The nearest such day of a year on that side; 29 February is in some leap year.
fn near(day: u32, month: u32, today: NaiveDate, side: Side) -> Result<NaiveDate, DayFault> {
    let years = (0..=8).map(|away| match side {
        Side::Ahead => today.year() + away,
        Side::Behind => today.year() - away,
    });
    let mut days = years.filter_map(|year| NaiveDate::from_ymd_opt(year, month, day));
    let right = |date: &NaiveDate| match side {
        Side::Ahead => *date >= today,
        Side::Behind => *date <= today,
    };
    days.find(right).ok_or(DayFault::NoSuchDay)
}

/// A day as a field shows it.
pub fn day_text(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// A time as the hub takes it, `09:30`; none: nothing is typed.
///
/// # Errors
/// It cannot be read as one.
pub fn read_time(text: &str) -> Result<Option<String>, Unreadable> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let (hour, minute) = text.split_once([':', '.', ' ']).unwrap_or((text, "0"));
    let number = |part: &str| part.trim().parse::<u32>().map_err(|_| Unreadable);
    let time = NaiveTime::from_hms_opt(number(hour)?, number(minute)?, 0).ok_or(Unreadable)?;
    Ok(Some(time.format("%H:%M").to_string()))
}

/// How long something lasted, in whole minutes; none: nothing is typed.
///
/// # Errors
/// It is no number, or more than a day.
pub fn read_minutes(text: &str) -> Result<Option<u32>, Unreadable> {
    const DAY: u32 = 24 * 60;
    match text.trim() {
        "" => Ok(None),
        text => text.parse().ok().filter(|minutes| *minutes <= DAY).map(Some).ok_or(Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_without_its_year_is_the_nearest_on_its_side() {
        let today = day("2026-04-21");
        let ahead = |text| read_day(text, today, Side::Ahead);
        let behind = |text| read_day(text, today, Side::Behind);
        for (text, expected) in [
            ("24/4", "2026-04-24"),
            ("21.4", "2026-04-21"),
            ("20/4", "2027-04-20"),
            ("29-2", "2028-02-29"),
            ("3 5 27", "2027-05-03"),
            ("24/04/2026", "2026-04-24"),
            ("domani", "2026-04-22"),
        ] {
            assert_eq!(ahead(text), Ok(Some(day(expected))), "{text}");
        }
        assert_eq!(behind("22/4"), Ok(Some(day("2025-04-22"))));
        assert_eq!(behind("ieri"), Ok(Some(day("2026-04-20"))));
        assert_eq!((ahead(" "), behind("")), (Ok(None), Ok(None)));
        for (text, fault) in [
            ("31/4", DayFault::NoSuchDay),
            ("31/4/2026", DayFault::NoSuchDay),
            ("aprile", DayFault::Unreadable),
            ("24", DayFault::Unreadable),
            ("24/4/12345", DayFault::Unreadable),
            ("24/4/1999", DayFault::NotThen),
        ] {
            assert_eq!(ahead(text), Err(fault), "{text}");
        }
        assert_eq!(behind("22/4/2026"), Err(DayFault::NotThen));
    }

    #[test]
    fn times_and_minutes_are_read_as_they_are_written() {
        for (text, expected) in [("9", "09:00"), ("9.30", "09:30"), ("14:05", "14:05"), ("9 05", "09:05")] {
            assert_eq!(read_time(text), Ok(Some(expected.to_owned())), "{text}");
        }
        assert_eq!(read_time(" "), Ok(None));
        for bad in ["25", "9:61", "mattina", "9:"] {
            assert_eq!(read_time(bad), Err(Unreadable), "{bad}");
        }
        assert_eq!((read_minutes("12"), read_minutes("")), (Ok(Some(12)), Ok(None)));
        assert_eq!((read_minutes("tanto"), read_minutes("1441")), (Err(Unreadable), Err(Unreadable)));
    }
}
