//! What a wall clock that is set does to the queue.
//!
//! Waits are differences of wall times, and a machine without a battery clock may give numbers for an hour before the
//! network tells it the time. Within one boot the monotonic time says by how much the wall was set: by so much every time
//! moves that was stamped in that boot, so that each wait stays what it was and each time becomes what the clock would have
//! said had it been right. Times of an earlier boot stay where they are, since nothing tells how long the machine was off; so
//! do times that a person or a calendar named (bookings, ends of pauses), and stretches of open counters that have ended.
//!
//! No entry says that the clock was set: every reading in the journal does, so a replay finds the same.

use super::Queue;
use super::apply::Effects;
use super::lanes::Lanes;
use crate::ids::TicketId;
use crate::keys::CounterKey;
use crate::site::{OpeningStatus, Site};
use crate::ticket::{Segment, Ticket, TicketState};
use crate::time::{ClockReading, Timestamp};
use chrono::TimeDelta;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// A wall clock that strays less far from monotonic time was not set, but slewed, or read a moment apart.
pub(super) const TOLERANCE: TimeDelta = TimeDelta::seconds(5);

/// By which clock the queue's times were stamped.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Stamps {
    /// The reading with which the times of its boot agree; none before the day's first entry. It stays while the wall is not
    /// set, so that many small steps add up to one that is seen.
    agree_with: Option<ClockReading>,
    /// What was stamped before that boot.
    tickets: HashMap<TicketId, Earlier>,
    counters: BTreeMap<CounterKey, Timestamp>,
}

/// A ticket's times as an earlier boot left them.
#[derive(Clone, Debug, PartialEq)]
struct Earlier {
    credit_since: Timestamp,
    segments: Vec<Segment>,
}

impl Queue {
    /// The queue as it is when a clock reads `now`: where the clock was set after the last entry, with its times moved as the
    /// next entry will move them. Whoever compares the queue's times with a reading looks at it through this.
    pub fn as_of(&self, now: &ClockReading) -> Cow<'_, Self> {
        if self.set_by(now).is_none() {
            return Cow::Borrowed(self);
        }
        let mut seen = self.clone();
        seen.hear_clock(now);
        Cow::Owned(seen)
    }

    /// How far the wall was set since the queue's times were stamped; none where it was not, or where nothing tells.
    fn set_by(&self, now: &ClockReading) -> Option<TimeDelta> {
        let set_by = now.set_since(&self.stamps.agree_with?)?;
        (set_by.abs() > TOLERANCE).then_some(set_by)
    }

    /// Brings the queue's times into agreement with `now`, the reading of the entry that is about to happen.
    pub(super) fn hear_clock(&mut self, now: &ClockReading) -> Effects {
        if let Some(set_by) = self.set_by(now) {
            self.stamps.agree_with = Some(*now);
            return self.move_times(now.boot, set_by);
        }
        if self.stamps.agree_with.is_none_or(|reading| reading.boot != now.boot) {
            self.begin_boot(now);
        }
        Effects::default()
    }

    fn begin_boot(&mut self, now: &ClockReading) {
        let earlier = |ticket: &Ticket| Earlier {
            credit_since: ticket.credit_since,
            segments: ticket.segments.clone(),
        };
        let since =
            |(key, counter): (&CounterKey, &super::CounterState)| Some((key.clone(), counter.open_since?));
        self.stamps = Stamps {
            agree_with: Some(*now),
            tickets: self.tickets.iter().map(|(id, ticket)| (*id, earlier(ticket))).collect(),
            counters: self.counters.iter().filter_map(since).collect(),
        };
    }

    fn move_times(&mut self, boot: Uuid, by: TimeDelta) -> Effects {
        let mut effects = Effects::default();
        let mut moved: Vec<&Ticket> = Vec::new();
        for ticket in self.tickets.values_mut() {
            let before = ticket.clone();
            Move { boot, by, site: &self.site, earlier: self.stamps.tickets.get(&ticket.id) }.ticket(ticket);
            if *ticket != before {
                moved.push(ticket);
            }
        }
        moved.sort_by_key(|ticket| ticket.order);
        for ticket in moved {
            effects.tickets.push(ticket.id);
            if ticket.segments.iter().any(|segment| segment.end.is_some()) {
                effects.segments.push(ticket.id);
            }
        }
        for (key, counter) in &mut self.counters {
            if move_unless(&mut counter.open_since, self.stamps.counters.get(key).copied(), by) {
                effects.counters.push(key.clone());
            }
        }
        for help in self.help.iter_mut().filter(|help| help.asked.boot == boot) {
            help.asked.wall = help.asked.wall.plus(by);
        }
        self.lanes = Lanes::default();
        for ticket in self.tickets.values().filter(|ticket| ticket.state == TicketState::Waiting) {
            self.lanes.insert(ticket);
        }
        effects
    }
}

/// How the times of one ticket move.
#[derive(Clone, Copy)]
struct Move<'a> {
    boot: Uuid,
    by: TimeDelta,
    site: &'a Site,
    earlier: Option<&'a Earlier>,
}

impl Move<'_> {
    fn ticket(self, ticket: &mut Ticket) {
        if self.earlier.is_none() {
            ticket.issued_at = ticket.issued_at.plus(self.by);
            ticket.opening_at = match self.site.opening_status(ticket.issued_at) {
                _ if ticket.in_advance => self.site.session_ahead(ticket.day, ticket.issued_at),
                OpeningStatus::Open { opens_at, .. } => opens_at,
                OpeningStatus::Closed { .. } => None,
            };
        }
        let credit_stood = self.earlier.map(|earlier| earlier.credit_since);
        let waits_for_booked_time = ticket.booked_at == Some(ticket.credit_since);
        if !waits_for_booked_time && credit_stood != Some(ticket.credit_since) {
            ticket.credit_since = ticket.credit_since.plus(self.by);
        }
        for (index, segment) in ticket.segments.iter_mut().enumerate() {
            self.segment(segment, self.earlier.and_then(|earlier| earlier.segments.get(index)));
        }
        for reading in ticket.first_call.iter_mut().chain(&mut ticket.parked_since) {
            self.reading(reading);
        }
        if let Some(undo) = &mut ticket.undo {
            self.reading(&mut undo.at);
            self.ticket(&mut undo.before);
        }
    }

    fn segment(self, segment: &mut Segment, stood: Option<&Segment>) {
        if stood.is_none() {
            segment.arrived_at = segment.arrived_at.plus(self.by);
        }
        move_unless(&mut segment.called_at, stood.and_then(|stood| stood.called_at), self.by);
        let last_call = segment.last_called_at;
        move_unless(&mut segment.last_called_at, stood.and_then(|stood| stood.last_called_at), self.by);
        if segment.start_estimated && segment.started_at == last_call {
            // It was stamped when the call was, whenever it was inferred from it.
            segment.started_at = segment.last_called_at;
        } else {
            move_unless(&mut segment.started_at, stood.and_then(|stood| stood.started_at), self.by);
        }
        move_unless(&mut segment.ended_at, stood.and_then(|stood| stood.ended_at), self.by);
    }

    fn reading(self, reading: &mut ClockReading) {
        if reading.boot == self.boot {
            reading.wall = reading.wall.plus(self.by);
        }
    }
}

/// Moves a time, unless it is the one that stood before the boot; whether it moved.
fn move_unless(time: &mut Option<Timestamp>, stood: Option<Timestamp>, by: TimeDelta) -> bool {
    match time {
        Some(at) if stood != Some(*at) => {
            *at = at.plus(by);
            true
        }
        _ => false,
    }
}
