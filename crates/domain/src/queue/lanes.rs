//! Lanes: the waiting tickets, so sorted that the next of each lane stands at its head. Within a lane all tickets have the
//! same service and weight, so the one that waits longest has the highest credit, and choosing looks at heads alone.

use crate::ids::TicketId;
use crate::keys::{CounterKey, ServiceKey};
use crate::ticket::Ticket;
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// What the tickets of a lane have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lane {
    pub(super) service: ServiceKey,
    pub(super) weight: u32,
    /// Who waits for a booked time must not stand before others; once their credit starts again they wait like anybody.
    pub(super) booked: bool,
    pub(super) bound_to: Option<CounterKey>,
    pub(super) goes_next: bool,
}

/// A waiting ticket's place in its lane: credit first, order of issue to break ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) credit_since: Timestamp,
    pub(super) order: u64,
    pub(super) ticket: TicketId,
}

/// All lanes that are not empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Lanes {
    lanes: BTreeMap<Lane, BTreeSet<Place>>,
    waiting: BTreeMap<ServiceKey, u32>,
}

impl Lanes {
    pub(super) fn insert(&mut self, ticket: &Ticket) {
        let (lane, place) = lane_and_place(ticket);
        if self.lanes.entry(lane).or_default().insert(place) {
            *self.waiting.entry(ticket.service.clone()).or_default() += 1;
        }
    }

    pub(super) fn remove(&mut self, ticket: &Ticket) {
        let (lane, place) = lane_and_place(ticket);
        let Some(places) = self.lanes.get_mut(&lane) else { return };
        if places.remove(&place)
            && let Some(count) = self.waiting.get_mut(&ticket.service)
        {
            *count -= 1;
        }
        if places.is_empty() {
            self.lanes.remove(&lane);
        }
    }

    pub(super) fn waiting(&self, service: &ServiceKey) -> u32 {
        self.waiting.get(service).copied().unwrap_or(0)
    }

    /// Each lane with its head.
    pub(super) fn heads(&self) -> impl Iterator<Item = (&Lane, &Place)> {
        self.lanes.iter().filter_map(|(lane, places)| places.first().map(|head| (lane, head)))
    }
}

fn lane_and_place(ticket: &Ticket) -> (Lane, Place) {
    let lane = Lane {
        service: ticket.service.clone(),
        weight: ticket.weight,
        booked: ticket.booked_at == Some(ticket.credit_since),
        bound_to: ticket.bound_to.clone(),
        goes_next: ticket.goes_next,
    };
    (lane, Place { credit_since: ticket.credit_since, order: ticket.order, ticket: ticket.id })
}
