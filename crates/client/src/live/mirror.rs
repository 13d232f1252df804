//! The queue as a screen needs it, kept from a snapshot and the events after it.

use super::LiveUpdate;
use turno_domain::ids::TicketId;
use turno_domain::keys::{CounterKey, ServiceKey};
use turno_domain::site::Doors;
use turno_domain::ticket::TicketState;
use turno_domain::time::ServiceDay;
use turno_protocol::counter::CounterView;
use turno_protocol::event::EventData;
use turno_protocol::help::HelpView;
use turno_protocol::queue::{QueueSnapshot, ServiceView};
use turno_protocol::session::DeviceView;
use turno_protocol::ticket::TicketView;

/// The queue of the service day. Empty until the first snapshot.
///
/// Announced waits ([`ServiceView::expected`]) and opening times change with time alone and are as old as the snapshot; who shows
/// them asks for the queue now and then.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LiveQueue {
    away: bool,
    snapshot: Option<QueueSnapshot>,
}

impl LiveQueue {
    /// Takes in what happened; whether the queue, or its being [`LiveQueue::is_away`], has changed.
    pub fn apply(&mut self, update: &LiveUpdate) -> bool {
        match update {
            LiveUpdate::Away | LiveUpdate::Unauthorised(_) => !std::mem::replace(&mut self.away, true),
            LiveUpdate::Back => std::mem::replace(&mut self.away, false),
            LiveUpdate::Snapshot(snapshot) => {
                self.away = false;
                self.snapshot = Some(snapshot.clone());
                true
            }
            LiveUpdate::Event { kind, data, position } => match &mut self.snapshot {
                None => false,
                Some(snapshot) => {
                    snapshot.position = position.to_string();
                    happened(snapshot, data) | entrance::happened(snapshot, kind, data)
                }
            },
        }
    }

    /// Whether the hub is away, and so what stands here grows old.
    pub fn is_away(&self) -> bool {
        self.away
    }

    /// The queue as the hub would give it, but for waits and opening times; absent before the first snapshot.
    pub fn snapshot(&self) -> Option<&QueueSnapshot> {
        self.snapshot.as_ref()
    }

    /// The service day.
    pub fn service_day(&self) -> Option<ServiceDay> {
        self.snapshot.as_ref().map(|snapshot| snapshot.service_day)
    }

    /// The services with their waiting counts, in the order of the site.
    pub fn services(&self) -> &[ServiceView] {
        self.snapshot.as_ref().map_or(&[], |snapshot| &snapshot.services)
    }

    /// A service.
    pub fn service(&self, key: &ServiceKey) -> Option<&ServiceView> {
        self.services().iter().find(|service| service.key == *key)
    }

    /// The counters, in the order of the site.
    pub fn counters(&self) -> &[CounterView] {
        self.snapshot.as_ref().map_or(&[], |snapshot| &snapshot.counters)
    }

    /// A counter.
    pub fn counter(&self, key: &CounterKey) -> Option<&CounterView> {
        self.counters().iter().find(|counter| counter.key == *key)
    }

    /// The tickets of the day, by order of issue.
    pub fn tickets(&self) -> &[TicketView] {
        self.snapshot.as_ref().map_or(&[], |snapshot| &snapshot.tickets)
    }

    /// How the doors were set by hand.
    pub fn doors(&self) -> Doors {
        self.snapshot.as_ref().map(|snapshot| snapshot.doors).unwrap_or_default()
    }

    /// The calls for help to which nobody goes yet, by order of asking. Half an hour after it was asked one is past, which time
    /// alone brings about: who shows them looks at [`HelpView::asked_at`] too.
    pub fn help(&self) -> &[HelpView] {
        self.snapshot.as_ref().map_or(&[], |snapshot| &snapshot.help)
    }

    /// The enrolled kiosks and desks, with what they last said of their parts.
    pub fn devices(&self) -> &[DeviceView] {
        self.snapshot.as_ref().map_or(&[], |snapshot| &snapshot.devices)
    }

    /// A ticket.
    pub fn ticket(&self, id: TicketId) -> Option<&TicketView> {
        self.tickets().iter().find(|ticket| ticket.id == id)
    }

    /// The ticket that a counter has in hand.
    pub fn in_hand(&self, counter: &CounterKey) -> Option<&TicketView> {
        self.counter(counter)?.ticket.and_then(|id| self.ticket(id))
    }

    /// The tickets in a state, by order of issue.
    pub fn in_state(&self, state: TicketState) -> impl Iterator<Item = &TicketView> {
        self.tickets().iter().filter(move |ticket| ticket.state == state)
    }
}

fn happened(queue: &mut QueueSnapshot, data: &EventData) -> bool {
    if let Some(at) = data.at {
        queue.at = at;
    }
    if let Some(ticket) = &data.ticket {
        put_ticket(queue, ticket);
    }
    // What the hub says of a counter outdoes what follows from the ticket.
    if let Some(counter) = &data.counter {
        match queue.counters.iter_mut().find(|known| known.key == counter.key) {
            Some(known) => known.clone_from(counter),
            None => queue.counters.push(counter.clone()),
        }
    }
    if let Some(day) = data.service_day {
        queue.service_day = day;
    }
    data.ticket.is_some() || data.counter.is_some() || data.service_day.is_some()
}

fn put_ticket(queue: &mut QueueSnapshot, ticket: &TicketView) {
    match queue.tickets.iter_mut().find(|known| known.id == ticket.id) {
        Some(known) => known.clone_from(ticket),
        None => queue.tickets.push(ticket.clone()),
    }
    let hand = match ticket.state {
        TicketState::Called | TicketState::Serving => ticket.counter.as_ref(),
        _ => None,
    };
    for counter in &mut queue.counters {
        if Some(&counter.key) == hand {
            counter.ticket = Some(ticket.id);
        } else if counter.ticket == Some(ticket.id) {
            counter.ticket = None;
        }
    }
    for service in &mut queue.services {
        let waiting = queue
            .tickets
            .iter()
            .filter(|ticket| ticket.state == TicketState::Waiting && ticket.service == service.key)
            .count();
        service.waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
    }
}

mod entrance;

#[cfg(test)]
mod tests;
