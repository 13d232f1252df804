//! One row of figures, and the sheet on which it is counted.
//!
//! A arrival · O opening of the session · B booked time · C first call of the stretch · S serving starts · E end.

use super::durations::{Durations, Figure};
use crate::ticket::{SegmentEnd, Ticket};
use crate::time::Timestamp;
use crate::transaction::Transaction;

/// How many of the served were called within their target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceLevel {
    /// The served whose service has a target; who was served late without ever having been called is one of them.
    pub n: u64,
    /// Those whose wait from opening was within it.
    pub within: u64,
    /// The target in minutes, where all have the same.
    pub target_minutes: Option<u32>,
}

/// How much of the time for which counters were open somebody was served. Pauses are no open time, so serving through a
/// pause can bring the share above 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Occupancy {
    /// Milliseconds of serving, inferred times included, parked and imported ones left out.
    pub serving_ms: i64,
    /// Milliseconds for which counters were open.
    pub open_ms: i64,
    /// Serving / open.
    pub share: f64,
}

/// How true the announced waits were. The announced wait is the middle of its band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ForecastError {
    /// How many waits were announced and ended in a call.
    pub n: u64,
    /// Mean of announced − real, milliseconds.
    pub bias_ms: f64,
    /// Mean of |announced − real|, milliseconds.
    pub mean_absolute_ms: f64,
    /// The share of waits inside their band, its ends included.
    pub coverage: f64,
}

/// One row of figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Tickets, each once, where it is or was last.
    pub arrived: u64,
    /// Of these, served, before or after closing time.
    pub served: u64,
    /// Of these, called and not come.
    pub no_show: u64,
    /// Of these, given up.
    pub cancelled: u64,
    /// Of these, left over at the close without an answer.
    pub expired: u64,
    /// Of these, left over at the close and known to have left.
    pub left: u64,
    /// Of these, left over at the close and given an appointment.
    pub appointment: u64,
    /// C − A of each called stretch.
    pub wait: Figure,
    /// C − max(A, O) of each called stretch, or of an appointment C − max(A, B).
    pub wait_from_opening: Figure,
    /// S − last call of each started stretch; inferred starts and imported visits, which have no call, left out.
    pub walk: Figure,
    /// E − S without parked time of each stretch in which somebody was served; inferred times left out.
    pub service: Figure,
    /// E − A of each served ticket.
    pub visit: Figure,
    /// Served whose start or end was inferred.
    pub estimated: u64,
    /// Called within the target; none where no served ticket has one.
    pub service_level: Option<ServiceLevel>,
    /// Serving time / open time; none where no counter was open, and in rows that are not counters.
    pub occupancy: Option<Occupancy>,
    /// How true the announced waits were; none where none was announced.
    pub forecast_error: Option<ForecastError>,
}

impl Row {
    /// `count` / arrived: the rate of the served, the no-shows, the cancelled or the expired. None where nobody arrived.
    pub fn rate(&self, count: u64) -> Option<f64> {
        (self.arrived > 0).then(|| count as f64 / self.arrived as f64)
    }
}

/// Everything from which a row is made.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    counts: Row,
    wait: Durations,
    wait_from_opening: Durations,
    walk: Durations,
    service: Durations,
    visit: Durations,
    level: Level,
    serving_ms: i64,
    open_ms: i64,
    promises: Promises,
}

impl Sheet {
    pub(super) fn take(&mut self, transaction: &Transaction, target_minutes: Option<u32>) {
        let from = |earlier: Timestamp, later: Timestamp| later.since(earlier).num_milliseconds();
        let t = transaction;
        let due = t.due_from.map_or(t.arrived_at, |due| due.max(t.arrived_at));
        if let Some(called_at) = t.called_at {
            self.wait.take(from(t.arrived_at, called_at));
            self.wait_from_opening.take(from(due, called_at));
            self.promises.take(t, from(t.arrived_at, called_at));
        }
        if let Some(started_at) = t.started_at {
            let serving_ms = from(started_at, t.ended_at).saturating_sub(t.parked_ms).max(0);
            let somebody_was_served =
                is_served(t.end) || matches!(t.end, SegmentEnd::Transferred | SegmentEnd::Interrupted);
            if somebody_was_served && !t.start_estimated && !t.end_estimated {
                self.service.take(serving_ms);
            }
            if let Some(last_call) = t.last_called_at {
                self.serving_ms = self.serving_ms.saturating_add(serving_ms);
                if !t.start_estimated {
                    self.walk.take(from(last_call, started_at));
                }
            }
        }
        if t.last {
            self.take_ticket(t, target_minutes, from(due, t.called_at.unwrap_or(t.ended_at)));
        }
    }

    /// Counts a ticket that is not over, as far as its present stretch has come by `now`.
    pub(super) fn take_open(&mut self, ticket: &Ticket, now: Timestamp) {
        let from = |earlier: Timestamp, later: Timestamp| later.since(earlier).num_milliseconds();
        self.counts.arrived += 1;
        let segment = ticket.segment();
        if let Some(called_at) = segment.called_at {
            let due = ticket.due_from(ticket.segments.len() - 1).unwrap_or(segment.arrived_at);
            self.wait.take(from(segment.arrived_at, called_at));
            self.wait_from_opening.take(from(due, called_at));
        }
        if let (Some(started_at), Some(last_call)) = (segment.started_at, segment.last_called_at) {
            self.walk.take(from(last_call, started_at));
            let until = ticket.parked_since.map_or(now, |since| since.wall);
            self.serving_ms =
                self.serving_ms.saturating_add((from(started_at, until) - segment.parked_ms).max(0));
        }
    }

    fn take_ticket(&mut self, t: &Transaction, target_minutes: Option<u32>, wait_from_opening_ms: i64) {
        self.counts.arrived += 1;
        match t.end {
            SegmentEnd::Served | SegmentEnd::ServedLate => self.counts.served += 1,
            SegmentEnd::NoShow => self.counts.no_show += 1,
            SegmentEnd::Cancelled => self.counts.cancelled += 1,
            SegmentEnd::Expired => self.counts.expired += 1,
            SegmentEnd::Left => self.counts.left += 1,
            SegmentEnd::Appointment => self.counts.appointment += 1,
            // A ticket's life ends in neither.
            SegmentEnd::Transferred | SegmentEnd::Interrupted => {}
        }
        if is_served(t.end) {
            self.visit.take(t.ended_at.since(t.issued_at).num_milliseconds());
            self.counts.estimated += u64::from(t.start_estimated || t.end_estimated);
            if let Some(minutes) = target_minutes {
                let within = t.called_at.is_some() && wait_from_opening_ms <= i64::from(minutes) * 60_000;
                self.level.take(minutes, within);
            }
        }
    }

    /// Counts time for which a counter was open.
    pub(super) fn open(&mut self, ms: i64) {
        self.open_ms = self.open_ms.saturating_add(ms.max(0));
    }

    /// Takes over everything counted on another sheet.
    pub(super) fn absorb(&mut self, other: Sheet) {
        let (counts, more) = (&mut self.counts, &other.counts);
        counts.arrived += more.arrived;
        counts.served += more.served;
        counts.no_show += more.no_show;
        counts.cancelled += more.cancelled;
        counts.expired += more.expired;
        counts.left += more.left;
        counts.appointment += more.appointment;
        counts.estimated += more.estimated;
        self.wait.absorb(other.wait);
        self.wait_from_opening.absorb(other.wait_from_opening);
        self.walk.absorb(other.walk);
        self.service.absorb(other.service);
        self.visit.absorb(other.visit);
        self.level.absorb(other.level);
        self.serving_ms = self.serving_ms.saturating_add(other.serving_ms);
        self.open(other.open_ms);
        self.promises.absorb(&other.promises);
    }

    pub(super) fn row(&mut self) -> Row {
        Row {
            wait: self.wait.figure(),
            wait_from_opening: self.wait_from_opening.figure(),
            walk: self.walk.figure(),
            service: self.service.figure(),
            visit: self.visit.figure(),
            service_level: self.level.level(),
            occupancy: (self.open_ms > 0).then(|| Occupancy {
                serving_ms: self.serving_ms,
                open_ms: self.open_ms,
                share: self.serving_ms as f64 / self.open_ms as f64,
            }),
            forecast_error: self.promises.error(),
            ..self.counts.clone()
        }
    }
}

fn is_served(end: SegmentEnd) -> bool {
    matches!(end, SegmentEnd::Served | SegmentEnd::ServedLate)
}

/// The served with a target, and the targets seen.
#[derive(Clone, Copy, Debug, Default)]
struct Level {
    n: u64,
    within: u64,
    /// The lowest and highest target.
    targets: Option<(u32, u32)>,
}

impl Level {
    fn take(&mut self, minutes: u32, within: bool) {
        self.absorb(Level { n: 1, within: u64::from(within), targets: Some((minutes, minutes)) });
    }

    fn absorb(&mut self, other: Level) {
        self.n += other.n;
        self.within += other.within;
        self.targets = match (self.targets, other.targets) {
            (Some((low, high)), Some((lower, higher))) => Some((low.min(lower), high.max(higher))),
            (one, other) => one.or(other),
        };
    }

    fn level(self) -> Option<ServiceLevel> {
        let (low, high) = self.targets?;
        Some(ServiceLevel { n: self.n, within: self.within, target_minutes: (low == high).then_some(low) })
    }
}

/// Announced waits beside the real ones. Twice the announced milliseconds are kept, so that the middle of a band stays
/// whole.
#[derive(Clone, Copy, Debug, Default)]
struct Promises {
    n: u64,
    kept: u64,
    twice_bias_ms: i64,
    twice_absolute_ms: i64,
}

impl Promises {
    fn take(&mut self, transaction: &Transaction, wait_ms: i64) {
        let Some(promise) = transaction.promise else { return };
        let (low, high) = (i64::from(promise.low_minutes) * 60_000, i64::from(promise.high_minutes) * 60_000);
        let twice = (low + high).saturating_sub(wait_ms.saturating_mul(2));
        self.absorb(&Promises {
            n: 1,
            kept: u64::from((low..=high).contains(&wait_ms)),
            twice_bias_ms: twice,
            twice_absolute_ms: twice.saturating_abs(),
        });
    }

    fn absorb(&mut self, other: &Promises) {
        self.n += other.n;
        self.kept += other.kept;
        self.twice_bias_ms = self.twice_bias_ms.saturating_add(other.twice_bias_ms);
        self.twice_absolute_ms = self.twice_absolute_ms.saturating_add(other.twice_absolute_ms);
    }

    fn error(self) -> Option<ForecastError> {
        let n = self.n as f64;
        (self.n > 0).then(|| ForecastError {
            n: self.n,
            bias_ms: self.twice_bias_ms as f64 / 2.0 / n,
            mean_absolute_ms: self.twice_absolute_ms as f64 / 2.0 / n,
            coverage: self.kept as f64 / n,
        })
    }
}
