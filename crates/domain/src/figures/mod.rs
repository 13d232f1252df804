//! Figures: how long people waited and what became of them, as functions of [`Transaction`]s and [`CounterSpan`]s.
//!
//! Every figure carries its denominator. A duration that a clock set back would make negative counts as zero. The
//! module keeps only the milliseconds that a percentile needs, so that a year's transactions may be taken one by one;
//! it must not know where they are kept, nor how figures are written down.

mod answers;
mod durations;
mod row;
#[cfg(test)]
mod tests;

pub use answers::{AnswersInHour, answers_by_hour};
pub use durations::{Figure, nearest_rank};
pub use row::{ForecastError, Occupancy, Row, ServiceLevel};

use crate::keys::{CounterKey, ServiceKey};
use crate::site::Site;
use crate::ticket::Ticket;
use crate::time::{ServiceDay, Timestamp};
use crate::transaction::{CounterSpan, Transaction};
use chrono::Timelike;
use chrono_tz::Tz;
use row::Sheet;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// What the rows of the figures stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// The service waited for in each stretch; a ticket counts as arrived where it was last.
    Service,
    /// The counter that called; a ticket counts as arrived where it was last called to.
    Counter,
    /// The hour of the site's wall clock at which the ticket was issued; all its stretches go with it, so that a row's
    /// waits are those of the people who arrived in that hour.
    Hour,
    /// The service day of the ticket.
    Day,
}

impl By {
    /// The word on the wire and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            By::Service => "service",
            By::Counter => "counter",
            By::Hour => "hour",
            By::Day => "day",
        }
    }
}

/// A word that names no kind of row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("figures go by service, counter, hour or day, not by {0:?}")]
pub struct UnknownBy(String);

impl FromStr for By {
    type Err = UnknownBy;
    fn from_str(text: &str) -> Result<Self, UnknownBy> {
        [By::Service, By::Counter, By::Hour, By::Day]
            .into_iter()
            .find(|by| by.word() == text)
            .ok_or_else(|| UnknownBy(text.chars().take(40).collect()))
    }
}

/// What one row stands for. Keys that are whole numbers sort as numbers and before the others, nobody's counter last.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RowKey {
    /// A service.
    Service(ServiceKey),
    /// A counter; none: tickets that were never called.
    Counter(Option<CounterKey>),
    /// An hour of the day, 0 to 23.
    Hour(u32),
    /// A service day.
    Day(ServiceDay),
}

impl RowKey {
    /// The key as written in a table: `spid`, `3`, `09`, `2026-11-23`; none for tickets that were never called.
    pub fn text(&self) -> Option<String> {
        match self {
            RowKey::Service(key) => Some(key.to_string()),
            RowKey::Counter(key) => key.as_ref().map(ToString::to_string),
            RowKey::Hour(hour) => Some(format!("{hour:02}")),
            RowKey::Day(day) => Some(day.to_string()),
        }
    }

    /// Nobody's counter, whether the text is no number, the number, the text.
    fn rank(&self) -> (bool, bool, u64, String) {
        let text = self.text();
        let never = text.is_none();
        let text = text.unwrap_or_default();
        let number = text.parse::<u64>().ok();
        (never, number.is_none(), number.unwrap_or(0), text)
    }
}

impl Ord for RowKey {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (RowKey::Hour(a), RowKey::Hour(b)) => a.cmp(b),
            (RowKey::Day(a), RowKey::Day(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl PartialOrd for RowKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().unwrap_or_default())
    }
}

/// What the figures take from the site.
#[derive(Clone, Debug)]
pub struct Standards {
    /// The zone of the site's wall clock.
    pub timezone: Tz,
    /// The minutes within which a person should be called, by service.
    pub target_minutes: BTreeMap<ServiceKey, u32>,
}

impl From<&Site> for Standards {
    fn from(site: &Site) -> Self {
        let target = |service: &crate::site::Service| {
            service.target_wait_minutes.map(|minutes| (service.key.clone(), minutes))
        };
        Self { timezone: site.timezone, target_minutes: site.services.iter().filter_map(target).collect() }
    }
}

/// The figures of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// What the rows stand for.
    pub by: By,
    /// A row per key, sorted.
    pub rows: Vec<(RowKey, Row)>,
    /// All of them. Percentiles are of all values together, never averages of the rows'.
    pub total: Row,
}

/// Figures in the making: takes one transaction at a time.
#[derive(Debug)]
pub struct Tally {
    by: By,
    standards: Standards,
    sheets: BTreeMap<RowKey, Sheet>,
    /// Open time in the total when rows are not counters.
    open_ms: i64,
}

impl Tally {
    /// Nothing taken yet.
    pub fn new(by: By, standards: Standards) -> Self {
        Self { by, standards, sheets: BTreeMap::new(), open_ms: 0 }
    }

    /// Counts one stretch of a ticket's life.
    pub fn take(&mut self, transaction: &Transaction) {
        let key = match self.by {
            By::Service => RowKey::Service(transaction.service.clone()),
            By::Counter => RowKey::Counter(transaction.counter.clone()),
            By::Hour => RowKey::Hour(transaction.issued_at.local(self.standards.timezone).hour()),
            By::Day => RowKey::Day(transaction.day),
        };
        let target = self.standards.target_minutes.get(&transaction.service).copied();
        self.sheets.entry(key).or_default().take(transaction, target);
    }

    /// Counts a ticket that is not over, as far as it has come by `now`: it has arrived, and may have been called.
    pub fn take_open(&mut self, ticket: &Ticket, now: Timestamp) {
        let key = match self.by {
            By::Service => RowKey::Service(ticket.service.clone()),
            By::Counter => RowKey::Counter(ticket.segment().counter.clone()),
            By::Hour => RowKey::Hour(ticket.issued_at.local(self.standards.timezone).hour()),
            By::Day => RowKey::Day(ticket.day),
        };
        self.sheets.entry(key).or_default().take_open(ticket, now);
    }

    /// Counts one stretch for which a counter was open.
    pub fn take_span(&mut self, span: &CounterSpan) {
        let open_ms = span.closed_at.since(span.opened_at).num_milliseconds();
        if self.by == By::Counter {
            let key = RowKey::Counter(Some(span.counter.clone()));
            self.sheets.entry(key).or_default().open(open_ms);
        } else {
            self.open_ms = self.open_ms.saturating_add(open_ms);
        }
    }

    /// The figures of everything that was taken.
    pub fn figures(self) -> Figures {
        let mut all = Sheet::default();
        all.open(self.open_ms);
        let mut rows = Vec::with_capacity(self.sheets.len());
        for (key, mut sheet) in self.sheets {
            rows.push((key, sheet.row()));
            all.absorb(sheet);
        }
        Figures { by: self.by, rows, total: all.row() }
    }
}

impl Figures {
    /// The figures of some transactions and spans, taken together.
    pub fn of<'a>(
        by: By,
        standards: Standards,
        transactions: impl IntoIterator<Item = &'a Transaction>,
        spans: impl IntoIterator<Item = &'a CounterSpan>,
    ) -> Self {
        let mut tally = Tally::new(by, standards);
        transactions.into_iter().for_each(|transaction| tally.take(transaction));
        spans.into_iter().for_each(|span| tally.take_span(span));
        tally.figures()
    }
}
