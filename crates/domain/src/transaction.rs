//! Transactions: one row of instants per stretch of a ticket's life, the raw material of every figure.

use crate::ids::TicketId;
use crate::keys::{CounterKey, OperatorKey, ServiceKey};
use crate::ticket::{Channel, Promise, Segment, SegmentEnd, Ticket};
use crate::time::{ServiceDay, Timestamp};
use serde::{Deserialize, Serialize};

/// One ended stretch of a ticket's life, or one imported visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transaction {
    /// The ticket.
    pub ticket: TicketId,
    /// The stretch's place in the ticket's life, from 0.
    pub segment: u32,
    /// Whether it is the ticket's last: each ticket has exactly one such row once it is over.
    pub last: bool,
    /// The service day.
    pub day: ServiceDay,
    /// The service waited for.
    pub service: ServiceKey,
    /// The counter that called.
    pub counter: Option<CounterKey>,
    /// The operator who called.
    pub operator: Option<OperatorKey>,
    /// How the person came.
    pub channel: Channel,
    /// A of the ticket: when it was issued.
    pub issued_at: Timestamp,
    /// A of the segment.
    pub arrived_at: Timestamp,
    /// O, or B of an appointment, where later than A.
    pub due_from: Option<Timestamp>,
    /// C, the first call; absent for who was never called, and for imported visits that were never served.
    pub called_at: Option<Timestamp>,
    /// The last call; absent for imported visits, which have no call.
    pub last_called_at: Option<Timestamp>,
    /// S.
    pub started_at: Option<Timestamp>,
    /// E.
    pub ended_at: Timestamp,
    /// Milliseconds put aside between S and E.
    pub parked_ms: i64,
    /// How often called.
    pub calls: u32,
    /// How it ended.
    pub end: SegmentEnd,
    /// Whether S was inferred.
    pub start_estimated: bool,
    /// Whether E was inferred.
    pub end_estimated: bool,
    /// How many people shared the ticket.
    pub people: u32,
    /// What the ticket was promised when it was issued; only with its first stretch, which the promise is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promise: Option<Promise>,
}

impl Transaction {
    /// The row of `ticket`'s stretch number `index`, once that has ended.
    pub fn of(ticket: &Ticket, index: usize) -> Option<Self> {
        let segment: &Segment = ticket.segments.get(index)?;
        let (end, ended_at) = (segment.end?, segment.over_at()?);
        let due = ticket.due_from(index);
        Some(Self {
            ticket: ticket.id,
            segment: u32::try_from(index).unwrap_or(u32::MAX),
            last: index + 1 == ticket.segments.len(),
            day: ticket.day,
            service: segment.service.clone(),
            counter: segment.counter.clone(),
            operator: segment.operator.clone(),
            channel: ticket.channel,
            issued_at: ticket.issued_at,
            arrived_at: segment.arrived_at,
            due_from: due,
            called_at: segment.called_at,
            last_called_at: segment.last_called_at,
            started_at: segment.started_at,
            ended_at,
            parked_ms: segment.parked_ms,
            calls: segment.calls,
            end,
            start_estimated: segment.start_estimated,
            end_estimated: segment.end_estimated,
            people: ticket.people,
            promise: ticket.promise.filter(|_| index == 0),
        })
    }
}

/// One stretch for which a counter was open with one operator, pauses left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterSpan {
    /// The counter.
    pub counter: CounterKey,
    /// The operator.
    pub operator: OperatorKey,
    /// The service day.
    pub day: ServiceDay,
    /// When it opened.
    pub opened_at: Timestamp,
    /// When it paused or closed.
    pub closed_at: Timestamp,
}
