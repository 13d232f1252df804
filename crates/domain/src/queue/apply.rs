//! How events change the queue. No rule stands here: what an event says, happens.

use super::day::Closed;
use super::{CounterState, CounterStatus, Queue};
use crate::ids::TicketId;
use crate::journal::{Entry, Event, TransferPosition};
use crate::keys::{CounterKey, OperatorKey, Qualification};
use crate::ticket::{PaperState, Segment, SegmentEnd, Ticket, TicketState, Undo, UndoableStep};
use crate::time::{ClockReading, Timestamp};
use crate::transaction::CounterSpan;

/// What an event changed, for those who keep tables beside the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// Tickets that changed.
    pub tickets: Vec<TicketId>,
    /// Tickets whose stretches ended, began anew or came back: their transactions are to be written again.
    pub segments: Vec<TicketId>,
    /// Counters that changed.
    pub counters: Vec<CounterKey>,
    /// Stretches of open counters that ended.
    pub spans: Vec<CounterSpan>,
}

impl Effects {
    /// Adds what a set clock moved to what the event changed; a ticket that the event issued stays the first.
    fn join(&mut self, moved: Effects) {
        fn add<T: PartialEq>(all: &mut Vec<T>, more: Vec<T>) {
            let own = all.len();
            for one in more {
                if !all[..own].contains(&one) {
                    all.push(one);
                }
            }
        }
        add(&mut self.tickets, moved.tickets);
        add(&mut self.segments, moved.segments);
        add(&mut self.counters, moved.counters);
    }
}

impl Queue {
    /// Lets `entry` happen. Events about other things than the queue (devices, operators) change nothing here; neither do
    /// events about tickets that the queue does not know.
    pub fn apply(&mut self, entry: &Entry) -> Effects {
        if let Event::DayOpened { day, used, closed } = &entry.event {
            *self = Self::new(self.site.clone(), *day, used.clone());
            self.before = closed.map(|day| Closed { day, left_at: entry.at });
            return Effects::default();
        }
        let moved = self.hear_clock(&entry.at);
        let mut effects = Effects::default();
        let now = entry.at.wall;
        match &entry.event {
            Event::DayClosed { .. } => self.day_closed = true,
            Event::SiteApplied { site, .. } => self.site = (**site).clone(),
            Event::TicketIssued { .. } => self.issued(entry, &mut effects),
            Event::DoorsSet { doors } => self.doors = *doors,
            Event::HelpAsked { .. } | Event::HelpAnswered { .. } => self.hear_help(entry),
            Event::CounterOpened { counter, operator, qualifications } => {
                self.opened(counter, operator, qualifications, now, &mut effects);
            }
            Event::CounterPaused { counter, reason, until } => {
                self.end_span(counter, now, &mut effects);
                self.change_counter(counter, &mut effects, |state| {
                    if let Some(operator) = state.operator().cloned() {
                        state.status =
                            CounterStatus::Paused { operator, reason: reason.clone(), until: *until };
                    }
                });
            }
            Event::CounterClosed { counter } => {
                self.end_span(counter, now, &mut effects);
                self.change_counter(counter, &mut effects, |state| {
                    state.status = CounterStatus::Closed;
                    state.in_hand = None;
                    state.ratio_run = 0;
                    state.qualifications.clear();
                });
            }
            event => {
                if let Some(id) = event.ticket() {
                    self.change_ticket(id, entry, &mut effects);
                }
            }
        }
        effects.join(moved);
        effects
    }

    fn issued(&mut self, entry: &Entry, effects: &mut Effects) {
        let Event::TicketIssued {
            ticket,
            number,
            service,
            day,
            channel,
            language,
            people,
            weight,
            opening_at,
            booked_at,
            people_before,
            promise,
            in_advance,
        } = &entry.event
        else {
            return;
        };
        if self.tickets.contains_key(ticket) {
            return;
        }
        let now = entry.at.wall;
        self.issued += 1;
        let ticket = Ticket {
            id: *ticket,
            number: *number,
            service: service.clone(),
            day: *day,
            order: self.issued,
            state: TicketState::Waiting,
            channel: *channel,
            issued_by: entry.actor.device,
            language: *language,
            people: *people,
            manner: None,
            in_advance: *in_advance,
            issued_at: now,
            opening_at: *opening_at,
            booked_at: *booked_at,
            promise: *promise,
            people_before: *people_before,
            credit_since: booked_at.unwrap_or(now),
            weight: *weight,
            bound_to: None,
            goes_next: false,
            reinstated: false,
            counter: None,
            first_call: None,
            parked_since: None,
            outcome: None,
            paper: None,
            segments: vec![Segment::begin(service.clone(), now)],
            undo: None,
        };
        let used = self.used.entry(service.clone()).or_default();
        *used = (*used).max(number.count);
        let highest = self.letters.entry(number.letter).or_default();
        *highest = (*highest).max(number.count);
        self.lanes.insert(&ticket);
        effects.tickets.push(ticket.id);
        self.tickets.insert(ticket.id, ticket);
    }

    fn opened(
        &mut self,
        key: &CounterKey,
        operator: &OperatorKey,
        qualifications: &[Qualification],
        now: Timestamp,
        effects: &mut Effects,
    ) {
        let goes_on = matches!(&self.counter(key).status, CounterStatus::Open { operator: present } if present == operator);
        if !goes_on {
            self.end_span(key, now, effects);
        }
        self.change_counter(key, effects, |state| {
            state.status = CounterStatus::Open { operator: operator.clone() };
            state.open_since.get_or_insert(now);
            state.qualifications = qualifications.to_vec();
        });
    }

    fn end_span(&mut self, key: &CounterKey, now: Timestamp, effects: &mut Effects) {
        let day = self.day;
        if let Some(state) = self.counters.get_mut(key)
            && let (Some(operator), Some(opened_at)) = (state.operator().cloned(), state.open_since.take())
        {
            effects.spans.push(CounterSpan {
                counter: key.clone(),
                operator,
                day,
                opened_at,
                closed_at: now.max(opened_at),
            });
        }
    }

    fn change_counter(
        &mut self,
        key: &CounterKey,
        effects: &mut Effects,
        change: impl FnOnce(&mut CounterState),
    ) {
        change(self.counters.entry(key.clone()).or_default());
        if !effects.counters.contains(key) {
            effects.counters.push(key.clone());
        }
    }

    /// Takes the ticket out of its lane, lets the event happen to it, and puts it back where it then belongs.
    fn change_ticket(&mut self, id: TicketId, entry: &Entry, effects: &mut Effects) {
        let Some(mut ticket) = self.tickets.remove(&id) else { return };
        let was_at = Self::is_in_hand(ticket.state).then(|| ticket.counter.clone()).flatten();
        if ticket.state == TicketState::Waiting {
            self.lanes.remove(&ticket);
        }
        let segments = ticket.segments.len();
        let ended = ticket.segment().end.is_some();
        let people = ticket.people;

        self.happen(&mut ticket, entry, effects);

        if ticket.state == TicketState::Waiting {
            self.lanes.insert(&ticket);
        }
        let is_at = Self::is_in_hand(ticket.state).then(|| ticket.counter.clone()).flatten();
        if let Some(left) = was_at.filter(|left| is_at.as_ref() != Some(left)) {
            self.change_counter(&left, effects, |state| {
                if state.in_hand == Some(id) {
                    state.in_hand = None;
                }
            });
        }
        if let Some(at) = is_at {
            self.change_counter(&at, effects, |state| state.in_hand = Some(id));
        }
        let recounted =
            people != ticket.people && ticket.segments.iter().any(|segment| segment.end.is_some());
        if segments != ticket.segments.len() || ended != ticket.segment().end.is_some() || recounted {
            effects.segments.push(id);
        }
        effects.tickets.push(id);
        self.tickets.insert(id, ticket);
    }

    fn happen(&mut self, ticket: &mut Ticket, entry: &Entry, effects: &mut Effects) {
        let (at, now) = (entry.at, entry.at.wall);
        // Paper and details say nothing about the course of the visit, so they do not end the chance to undo.
        if !matches!(
            entry.event,
            Event::TicketPaper { .. } | Event::TicketDetailed { .. } | Event::TicketUndone { .. }
        ) {
            let before = Ticket { undo: None, ..ticket.clone() };
            let ratio_run = entry.event.counter().map(|counter| self.counter(counter).ratio_run);
            ticket.undo = undoable(&entry.event)
                .map(|(step, with)| Box::new(Undo { step, at, with, ratio_run, before }));
        }
        match &entry.event {
            Event::TicketCalled { counter, operator, ratio_run, .. } => {
                if ticket.segment().started_at.is_some() {
                    interrupt(ticket, at);
                }
                ticket.state = TicketState::Called;
                ticket.counter = Some(counter.clone());
                ticket.goes_next = false;
                ticket.parked_since = None;
                ticket.first_call = Some(at);
                let segment = ticket.segment_mut();
                segment.counter = Some(counter.clone());
                segment.operator = Some(operator.clone());
                segment.called_at = Some(now);
                segment.last_called_at = Some(now);
                segment.calls = 1;
                self.change_counter(counter, effects, |state| state.ratio_run = *ratio_run);
            }
            Event::TicketRecalled { .. } => {
                let segment = ticket.segment_mut();
                segment.calls = segment.calls.saturating_add(1);
                segment.last_called_at = Some(now);
            }
            Event::TicketStarted { counter, .. } => {
                resume(ticket, at);
                ticket.state = TicketState::Serving;
                ticket.counter = Some(counter.clone());
                ticket.segment_mut().started_at.get_or_insert(now);
            }
            Event::TicketFinished { estimated, inferred_start, .. } => {
                if let Some(start) = inferred_start {
                    let segment = ticket.segment_mut();
                    segment.started_at = Some(*start);
                    segment.start_estimated = true;
                }
                end(ticket, TicketState::Finished, SegmentEnd::Served, at);
                ticket.segment_mut().end_estimated = *estimated;
            }
            Event::TicketNoShow { .. } => end(ticket, TicketState::NoShow, SegmentEnd::NoShow, at),
            Event::TicketReinstated { .. } => {
                ticket.reinstated = true;
                ticket.goes_next = true;
                wait_again(ticket, now);
            }
            Event::TicketAway { .. } => ticket.state = TicketState::Away,
            Event::TicketBack { .. } => {
                if ticket.segment().started_at.is_some() {
                    interrupt(ticket, at);
                    ticket.counter = None;
                }
                ticket.parked_since = None;
                ticket.state = TicketState::Waiting;
            }
            Event::TicketParked { .. } => {
                ticket.state = TicketState::Parked;
                ticket.parked_since = Some(at);
            }
            Event::TicketTransferred { service, counter, position, weight, .. } => {
                end(ticket, TicketState::Waiting, SegmentEnd::Transferred, at);
                ticket.service = service.clone();
                ticket.weight = *weight;
                ticket.bound_to = counter.clone();
                if *position == TransferPosition::Last {
                    // Who was never called and came before the booked time still waits for it.
                    let called = ticket.segment().called_at.is_some();
                    let due = ticket.booked_at.filter(|_| !called && ticket.segments.len() == 1);
                    ticket.credit_since = due.map_or(now, |due| due.max(now));
                }
                wait_again(ticket, now);
            }
            Event::TicketCancelled { .. } => end(ticket, TicketState::Cancelled, SegmentEnd::Cancelled, at),
            Event::TicketClosed { outcome, .. } => {
                ticket.outcome = Some(*outcome);
                end(ticket, TicketState::Closed, (*outcome).into(), at);
            }
            Event::TicketUndone { .. } => {
                if let Some(undo) = ticket.undo.take() {
                    if let (Some(ratio_run), Some(counter)) = (undo.ratio_run, &ticket.counter) {
                        self.change_counter(counter, effects, |state| state.ratio_run = ratio_run);
                    }
                    // What was said meanwhile about the holder and the paper is as true as before.
                    *ticket = Ticket {
                        paper: ticket.paper,
                        people: ticket.people,
                        manner: ticket.manner,
                        language: ticket.language,
                        ..undo.before
                    };
                }
            }
            Event::TicketDetailed { people, manner, language, .. } => {
                ticket.people = people.unwrap_or(ticket.people);
                ticket.manner = manner.or(ticket.manner);
                ticket.language = language.or(ticket.language);
            }
            // A copy that does not come out takes no paper out of anybody's hand.
            Event::TicketPaper { reprint: true, .. } if ticket.paper == Some(PaperState::Proven) => {}
            Event::TicketPaper { state, .. } => ticket.paper = Some(*state),
            _ => {}
        }
    }
}

/// The step that an event lets an operator take back, with the ticket that went with it.
fn undoable(event: &Event) -> Option<(UndoableStep, Option<TicketId>)> {
    match event {
        Event::TicketCalled { finished, .. } => Some((UndoableStep::Call, *finished)),
        Event::TicketNoShow { .. } => Some((UndoableStep::NoShow, None)),
        Event::TicketFinished { .. } => Some((UndoableStep::Finish, None)),
        _ => None,
    }
}

/// Adds the time since the ticket was put aside to its segment, if it was being served.
fn resume(ticket: &mut Ticket, at: ClockReading) {
    if let Some(since) = ticket.parked_since.take()
        && ticket.segment().started_at.is_some()
    {
        let parked_ms = at.since(&since).num_milliseconds();
        let segment = ticket.segment_mut();
        segment.parked_ms = segment.parked_ms.saturating_add(parked_ms);
    }
}

fn end(ticket: &mut Ticket, state: TicketState, how: SegmentEnd, at: ClockReading) {
    resume(ticket, at);
    ticket.state = state;
    ticket.goes_next = false;
    let segment = ticket.segment_mut();
    segment.ended_at = Some(at.wall);
    segment.end = Some(how);
}

/// Ends the stretch in which the person was put aside, and begins another that waits from then.
fn interrupt(ticket: &mut Ticket, at: ClockReading) {
    end(ticket, ticket.state, SegmentEnd::Interrupted, at);
    let service = ticket.service.clone();
    ticket.segments.push(Segment::begin(service, at.wall));
}

fn wait_again(ticket: &mut Ticket, now: Timestamp) {
    ticket.state = TicketState::Waiting;
    ticket.counter = None;
    ticket.first_call = None;
    ticket.parked_since = None;
    let service = ticket.service.clone();
    ticket.segments.push(Segment::begin(service, now));
}
