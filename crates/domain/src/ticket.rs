//! A ticket: one place in the queue on one service day, and the stretches ([`Segment`]s) of its life.

use crate::ids::{DeviceId, TicketId};
use crate::keys::{CounterKey, OperatorKey, ServiceKey};
use crate::text::Language;
use crate::time::{ClockReading, ServiceDay, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// A ticket's number: the service's letter and a count that starts at 1 each service day.
///
/// ```
/// # use turno_domain::ticket::TicketNumber;
/// assert_eq!(TicketNumber::new('A', 42).to_string(), "A042");
/// assert_eq!(TicketNumber::new('A', 1000).to_string(), "A1000");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TicketNumber {
    /// The service's letter when the ticket was issued.
    pub letter: char,
    /// The count, from 1.
    pub count: u32,
}

impl TicketNumber {
    /// The number with this letter and count.
    pub const fn new(letter: char, count: u32) -> Self {
        Self { letter, count }
    }
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:03}", self.letter, self.count)
    }
}

/// A text that is no ticket number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no ticket number; one looks like A042")]
pub struct BadNumber(String);

impl FromStr for TicketNumber {
    type Err = BadNumber;
    fn from_str(text: &str) -> Result<Self, BadNumber> {
        let bad = || BadNumber(text.chars().take(20).collect());
        let mut characters = text.chars();
        let letter = characters.next().filter(char::is_ascii_uppercase).ok_or_else(bad)?;
        let digits = characters.as_str();
        if digits.len() < 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(bad());
        }
        Ok(Self { letter, count: digits.parse().map_err(|_| bad())? })
    }
}

impl Serialize for TicketNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TicketNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// Where a ticket stands. Exactly one of these at any moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TicketState {
    /// In the waiting room.
    Waiting,
    /// Called to a counter, not there yet.
    Called,
    /// At the counter.
    Serving,
    /// Served.
    Finished,
    /// Called and not come.
    NoShow,
    /// Out, keeping the place.
    Away,
    /// Put aside by an operator, with a reason.
    Parked,
    /// Given up by the citizen.
    Cancelled,
    /// Left over at the close of the day, with an [`Outcome`].
    Closed,
}

impl TicketState {
    /// The state's word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            TicketState::Waiting => "waiting",
            TicketState::Called => "called",
            TicketState::Serving => "serving",
            TicketState::Finished => "finished",
            TicketState::NoShow => "no-show",
            TicketState::Away => "away",
            TicketState::Parked => "parked",
            TicketState::Cancelled => "cancelled",
            TicketState::Closed => "closed",
        }
    }

    /// Whether the visit is over; a no-show may still be reinstated.
    pub fn is_over(self) -> bool {
        matches!(
            self,
            TicketState::Finished | TicketState::NoShow | TicketState::Cancelled | TicketState::Closed
        )
    }

    /// Whether somebody still waits for this ticket's turn or its end.
    pub fn is_open(self) -> bool {
        !self.is_over()
    }
}

/// What became of a ticket that was left over at the close of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Served after closing time.
    ServedLate,
    /// Given an appointment.
    Appointment,
    /// Had left.
    Left,
    /// Nobody said.
    Expired,
}

/// How one segment ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SegmentEnd {
    /// Served to the end.
    Served,
    /// Called and not come.
    NoShow,
    /// Given up by the citizen.
    Cancelled,
    /// Handed to another service or counter.
    Transferred,
    /// Put aside while being served, and back in the queue.
    Interrupted,
    /// Left over at the close: served after closing time.
    ServedLate,
    /// Left over at the close: given an appointment.
    Appointment,
    /// Left over at the close: had left.
    Left,
    /// Left over at the close, and nobody said what became of it.
    Expired,
}

impl SegmentEnd {
    /// The word stored and sent.
    pub fn word(self) -> &'static str {
        match self {
            SegmentEnd::Served => "served",
            SegmentEnd::NoShow => "no-show",
            SegmentEnd::Cancelled => "cancelled",
            SegmentEnd::Transferred => "transferred",
            SegmentEnd::Interrupted => "interrupted",
            SegmentEnd::ServedLate => "served-late",
            SegmentEnd::Appointment => "appointment",
            SegmentEnd::Left => "left",
            SegmentEnd::Expired => "expired",
        }
    }
}

impl From<Outcome> for SegmentEnd {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::ServedLate => SegmentEnd::ServedLate,
            Outcome::Appointment => SegmentEnd::Appointment,
            Outcome::Left => SegmentEnd::Left,
            Outcome::Expired => SegmentEnd::Expired,
        }
    }
}

/// One stretch of a ticket's life: from arriving in a service's queue to leaving it. A transfer, a reinstatement and a
/// return after an interruption each begin a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// The service waited for.
    pub service: ServiceKey,
    /// A: when it arrived in this queue.
    pub arrived_at: Timestamp,
    /// The counter that called it.
    pub counter: Option<CounterKey>,
    /// The operator who called it.
    pub operator: Option<OperatorKey>,
    /// C: the first call.
    pub called_at: Option<Timestamp>,
    /// The last call.
    pub last_called_at: Option<Timestamp>,
    /// How often it was called.
    pub calls: u32,
    /// S: when serving started.
    pub started_at: Option<Timestamp>,
    /// Whether S was inferred rather than said.
    pub start_estimated: bool,
    /// Milliseconds put aside while being served.
    pub parked_ms: i64,
    /// E: when it ended, as the clock said; [`over_at`](Self::over_at) is never before its beginning.
    pub ended_at: Option<Timestamp>,
    /// Whether E was inferred rather than said.
    pub end_estimated: bool,
    /// How it ended.
    pub end: Option<SegmentEnd>,
}

impl Segment {
    /// A stretch that begins to wait at `arrived_at`.
    pub fn begin(service: ServiceKey, arrived_at: Timestamp) -> Self {
        Self {
            service,
            arrived_at,
            counter: None,
            operator: None,
            called_at: None,
            last_called_at: None,
            calls: 0,
            started_at: None,
            start_estimated: false,
            parked_ms: 0,
            ended_at: None,
            end_estimated: false,
            end: None,
        }
    }

    /// E, but not before S or A: over a restart a clock may come back with an earlier time.
    pub fn over_at(&self) -> Option<Timestamp> {
        self.ended_at.map(|ended_at| ended_at.max(self.started_at.unwrap_or(self.arrived_at)))
    }
}

/// How somebody came in touch with the desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// A number from the kiosk.
    #[default]
    Kiosk,
    /// At the desk, without a number.
    Desk,
    /// By appointment.
    Appointment,
    /// By phone.
    Phone,
    /// By mail.
    Mail,
    /// At home.
    Home,
    /// At an event.
    Event,
    /// Reported by a third person.
    ThirdPerson,
}

/// How the holder would be called. Why is nobody's business and is kept nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallManner {
    /// By voice and on the board, like everybody.
    VoiceAndScreen,
    /// Somebody comes and fetches them.
    ComeToMe,
    /// On their phone.
    Phone,
}

/// What is known of a ticket's paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaperState {
    /// Durable in the spool, nothing sent.
    Queued,
    /// Sent to the printer.
    Sent,
    /// The printer said that it printed it.
    Proven,
    /// It did not come out.
    Failed,
    /// It may have come out.
    Unknown,
}

/// A wait announced with a ticket: a band, and how often such bands held.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Promise {
    /// The band's lower end, minutes.
    pub low_minutes: u32,
    /// The band's upper end, minutes.
    pub high_minutes: u32,
    /// The share of waits that such bands should cover, 0 to 1.
    pub coverage: f64,
}

/// A ticket as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    /// What it is known by.
    pub id: TicketId,
    /// What is printed and called.
    pub number: TicketNumber,
    /// The service it waits for.
    pub service: ServiceKey,
    /// The day its number belongs to.
    pub day: ServiceDay,
    /// Its place among all tickets of the day by order of issue.
    pub order: u64,
    /// Where it stands.
    pub state: TicketState,
    /// How it came.
    pub channel: Channel,
    /// The device that asked for it.
    #[serde(default)]
    pub issued_by: Option<DeviceId>,
    /// The language its holder chose.
    pub language: Option<Language>,
    /// How many people share it.
    pub people: u32,
    /// How its holder would be called; absent: nobody was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manner: Option<CallManner>,
    /// Whether it was printed before the site opened, to be given out at the door.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_advance: bool,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When the session opens or opened for which it was issued; absent: the site has no hours.
    pub opening_at: Option<Timestamp>,
    /// The time that was booked.
    pub booked_at: Option<Timestamp>,
    /// What it was promised.
    pub promise: Option<Promise>,
    /// How many waited for the same service when it was issued.
    pub people_before: u32,
    /// Since when its credit grows.
    pub credit_since: Timestamp,
    /// How fast its credit grows.
    pub weight: u32,
    /// The only counter that may call it, after a transfer to a counter.
    pub bound_to: Option<CounterKey>,
    /// Whether it goes next because it came back after a no-show.
    pub goes_next: bool,
    /// Whether it was reinstated; once is all.
    pub reinstated: bool,
    /// The counter in whose hands it is or was last.
    pub counter: Option<CounterKey>,
    /// The clock at the first call of the segment, for the no-show rule.
    pub first_call: Option<ClockReading>,
    /// The clock when it was put aside.
    pub parked_since: Option<ClockReading>,
    /// What became of it when it was left over at the close.
    pub outcome: Option<Outcome>,
    /// What is known of its paper.
    pub paper: Option<PaperState>,
    /// Its stretches, the present one last; never empty.
    pub segments: Vec<Segment>,
    /// What can be undone, and until the minute after when.
    pub undo: Option<Box<Undo>>,
}

/// The step that an undo takes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UndoableStep {
    /// A call by rule or by choice.
    Call,
    /// A no-show.
    NoShow,
    /// An end of service.
    Finish,
}

/// The ticket before the last mistakable step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Undo {
    /// Which step.
    pub step: UndoableStep,
    /// The clock at that step.
    pub at: ClockReading,
    /// The ticket that the same command ended, to be taken back with it.
    pub with: Option<TicketId>,
    /// The counter's run of preferred people before a call (for the ratio rule).
    #[serde(default)]
    pub ratio_run: Option<u32>,
    /// The ticket as it was.
    pub before: Ticket,
}

impl Ticket {
    /// The present (or last) stretch.
    pub fn segment(&self) -> &Segment {
        // A ticket is made with one segment and none is ever removed, so the slice is never empty.
        &self.segments[self.segments.len() - 1]
    }

    /// The present (or last) stretch, to be changed.
    pub(crate) fn segment_mut(&mut self) -> &mut Segment {
        let last = self.segments.len() - 1;
        &mut self.segments[last]
    }

    /// From when the desk answers for the wait of stretch number `index`: O, or B of an appointment, where later than A.
    /// Only the first stretch can have begun before the session opened; a booked time counts while it is waited for.
    pub fn due_from(&self, index: usize) -> Option<Timestamp> {
        let arrived_at = self.segments.get(index)?.arrived_at;
        self.booked_at.or(self.opening_at).filter(|due| index == 0 && *due > arrived_at)
    }

    /// When the visit ended, once it is over.
    pub fn ended_at(&self) -> Option<Timestamp> {
        self.state.is_over().then(|| self.segment().over_at()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for text in ["A001", "A042", "Z999", "B1000"] {
            assert_eq!(text.parse::<TicketNumber>().unwrap().to_string(), text);
        }
        for bad in ["", "A", "A42", "a042", "A04x", "042", "A99999999999", "À042"] {
            assert!(bad.parse::<TicketNumber>().is_err(), "{bad}");
        }
    }
}
