//! The sessions of a day: when the site is open, and when tickets may be taken.

use super::Site;
use crate::time::{ServiceDay, Timestamp, at_local};
use chrono::{Datelike, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

/// One session, e.g. 9:00–12:30 on Mondays, with ticket times of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The days of the week.
    #[serde(with = "week_days")]
    pub days: Vec<Weekday>,
    /// When desks open.
    #[serde(with = "clock_time")]
    pub opens: NaiveTime,
    /// When desks close.
    #[serde(with = "clock_time")]
    pub closes: NaiveTime,
    /// The first moment for a ticket; absent: when desks open.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_clock_time")]
    pub tickets_from: Option<NaiveTime>,
    /// The last moment for a ticket; absent: when desks close.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_clock_time")]
    pub tickets_until: Option<NaiveTime>,
}

impl Opening {
    pub(super) fn faults(&self) -> Vec<(&'static str, String, &'static str)> {
        let mut faults = Vec::new();
        if self.days.is_empty() {
            faults.push((
                "days",
                "an empty list".to_owned(),
                "at least one of mon, tue, wed, thu, fri, sat, sun",
            ));
        }
        if self.closes <= self.opens {
            faults.push(("closes", self.closes.format("%H:%M").to_string(), "a time after `opens`"));
        }
        if self.first_ticket() > self.last_ticket() {
            faults.push((
                "tickets_until",
                self.last_ticket().format("%H:%M").to_string(),
                "a time after `tickets_from`",
            ));
        }
        faults
    }

    /// The days of the week by their words, `mon` to `sun`.
    pub fn day_words(&self) -> Vec<&'static str> {
        week_days::words(&self.days)
    }

    /// The first moment for a ticket.
    pub fn first_ticket(&self) -> NaiveTime {
        self.tickets_from.unwrap_or(self.opens)
    }

    /// The moment from which there are no more tickets.
    pub fn last_ticket(&self) -> NaiveTime {
        self.tickets_until.unwrap_or(self.closes)
    }
}

/// Whether tickets may be taken at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpeningStatus {
    /// Tickets may be taken; the session they are for opens then (None: the site has no hours).
    Open {
        /// When the session opens, at or before or shortly after the moment asked about.
        opens_at: Option<Timestamp>,
        /// When the session closes.
        closes_at: Option<Timestamp>,
    },
    /// No tickets at this moment.
    Closed {
        /// When tickets may be taken again, within the next two weeks.
        next: Option<Timestamp>,
    },
}

/// What somebody on the spot says of the doors, before the opening hours have a say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doors {
    /// As the opening hours say.
    #[default]
    Hours,
    /// Tickets may be taken.
    Open,
    /// No tickets.
    Closed,
}

impl Doors {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Doors::Hours => "hours",
            Doors::Open => "open",
            Doors::Closed => "closed",
        }
    }
}

impl Site {
    /// When the session of `day` opens that is under way at `now`, or else the next one of that day.
    pub fn session_ahead(&self, day: ServiceDay, now: Timestamp) -> Option<Timestamp> {
        let date = day.date();
        let moment = |time| at_local(date, time, self.timezone);
        self.hours
            .iter()
            .filter(|opening| opening.days.contains(&date.weekday()) && now < moment(opening.closes))
            .map(|opening| moment(opening.opens))
            .min()
    }

    /// Whether tickets may be taken at `now`.
    pub fn opening_status(&self, now: Timestamp) -> OpeningStatus {
        if self.hours.is_empty() {
            return OpeningStatus::Open { opens_at: None, closes_at: None };
        }
        let mut next: Option<Timestamp> = None;
        let mut date = now.local(self.timezone).date_naive();
        for _ in 0..15 {
            for opening in self.hours.iter().filter(|opening| opening.days.contains(&date.weekday())) {
                let moment = |time| at_local(date, time, self.timezone);
                let first = moment(opening.first_ticket());
                if first <= now && now < moment(opening.last_ticket()) {
                    return OpeningStatus::Open {
                        opens_at: Some(moment(opening.opens)),
                        closes_at: Some(moment(opening.closes)),
                    };
                }
                if now < first {
                    next = Some(next.map_or(first, |best| best.min(first)));
                }
            }
            if next.is_some() {
                break;
            }
            match date.succ_opt() {
                Some(tomorrow) => date = tomorrow,
                None => break,
            }
        }
        OpeningStatus::Closed { next }
    }

    /// The service day to which `now` belongs by this site's calendar.
    pub fn service_day(&self, now: Timestamp) -> ServiceDay {
        ServiceDay::of(now, self.timezone, self.day_starts)
    }
}

/// `"HH:MM"`.
pub(super) mod clock_time {
    use chrono::NaiveTime;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn parse(text: &str) -> Result<NaiveTime, String> {
        NaiveTime::parse_from_str(text, "%H:%M")
            .map_err(|_| format!("found {text:?}, expected a time such as \"09:00\""))
    }

    pub(in crate::site) fn serialize<S: Serializer>(
        time: &NaiveTime,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&time.format("%H:%M"))
    }

    pub(in crate::site) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<NaiveTime, D::Error> {
        parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

mod optional_clock_time {
    use chrono::NaiveTime;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(
        time: &Option<NaiveTime>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => super::clock_time::serialize(time, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<NaiveTime>, D::Error> {
        Option::<String>::deserialize(deserializer)?
            .map(|text| super::clock_time::parse(&text).map_err(de::Error::custom))
            .transpose()
    }
}

mod week_days {
    use chrono::Weekday;
    use serde::{Deserialize, Deserializer, Serializer, de};

    const DAYS: [(&str, Weekday); 7] = [
        ("mon", Weekday::Mon),
        ("tue", Weekday::Tue),
        ("wed", Weekday::Wed),
        ("thu", Weekday::Thu),
        ("fri", Weekday::Fri),
        ("sat", Weekday::Sat),
        ("sun", Weekday::Sun),
    ];

    pub(super) fn serialize<S: Serializer>(days: &[Weekday], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(words(days))
    }

    pub(super) fn words(days: &[Weekday]) -> Vec<&'static str> {
        days.iter().filter_map(|day| DAYS.iter().find(|(_, d)| d == day).map(|(name, _)| *name)).collect()
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Weekday>, D::Error> {
        let names = Vec::<String>::deserialize(deserializer)?;
        names
            .iter()
            .map(|name| {
                DAYS.iter().find(|(known, _)| known == name).map(|(_, day)| *day).ok_or_else(|| {
                    de::Error::custom(format!(
                        "found {name:?}, expected one of mon, tue, wed, thu, fri, sat, sun"
                    ))
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};

    fn site(hours: serde_json::Value) -> Site {
        serde_json::from_value(serde_json::json!({"name": "Sportello PAC", "hours": hours})).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse::<DateTime<Utc>>().unwrap().into()
    }

    #[test]
    fn a_day_has_sessions_with_ticket_times_of_their_own() {
        let site = site(serde_json::json!([
            {"days": ["mon"], "opens": "09:00", "closes": "12:30", "tickets_from": "08:30", "tickets_until": "12:10"},
            {"days": ["mon"], "opens": "14:00", "closes": "16:30"},
        ]));
        // Monday 23 November 2026, Rome is UTC+1.
        let open = |opens: &str, closes: &str| OpeningStatus::Open {
            opens_at: Some(at(opens)),
            closes_at: Some(at(closes)),
        };
        assert_eq!(
            site.opening_status(at("2026-11-23T07:29:00Z")),
            OpeningStatus::Closed { next: Some(at("2026-11-23T07:30:00Z")) }
        );
        assert_eq!(
            site.opening_status(at("2026-11-23T07:30:00Z")),
            open("2026-11-23T08:00:00Z", "2026-11-23T11:30:00Z")
        );
        assert_eq!(
            site.opening_status(at("2026-11-23T11:10:00Z")),
            OpeningStatus::Closed { next: Some(at("2026-11-23T13:00:00Z")) }
        );
        assert_eq!(
            site.opening_status(at("2026-11-23T13:30:00Z")),
            open("2026-11-23T13:00:00Z", "2026-11-23T15:30:00Z")
        );
        assert_eq!(
            site.opening_status(at("2026-11-23T16:00:00Z")),
            OpeningStatus::Closed { next: Some(at("2026-11-30T07:30:00Z")) }
        );
    }

    #[test]
    fn a_site_without_hours_is_always_open() {
        assert_eq!(
            site(serde_json::json!([])).opening_status(at("2026-11-22T02:00:00Z")),
            OpeningStatus::Open { opens_at: None, closes_at: None }
        );
    }

    #[test]
    fn hours_survive_a_round_trip() {
        let site = site(
            serde_json::json!([{"days": ["mon", "sun"], "opens": "09:00", "closes": "12:30", "tickets_until": "12:10"}]),
        );
        let text = serde_json::to_string(&site).unwrap();
        assert_eq!(serde_json::from_str::<Site>(&text).unwrap(), site);
    }
}
