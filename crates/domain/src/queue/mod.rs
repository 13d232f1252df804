//! The queue of one site on one service day.
//!
//! [`Queue::decide`] answers a [`Command`] with the events that would carry it out, or a [`Refusal`](crate::refusal::Refusal); it changes nothing.
//! [`Queue::apply`] is the only way in which a queue changes, so replaying a day's journal gives the same queue.

mod apply;
mod call_rule;
mod command;
mod day;
mod decide;
mod help;
mod lanes;
mod leftovers;
mod set_clock;

pub use apply::Effects;
pub use call_rule::Choice;
pub use command::{Command, Context, IssueCommand, Operator, TransferTarget};
pub use day::DayChange;
pub use decide::{PEOPLE, UNDO_WITHIN};
pub use help::{HELP_OPEN_FOR, Help};

use crate::ids::TicketId;
use crate::keys::{CounterKey, OperatorKey, Qualification, ServiceKey};
use crate::site::{Doors, OpeningStatus, Site};
use crate::ticket::{Ticket, TicketState};
use crate::time::{ServiceDay, Timestamp};
use day::Closed;
use lanes::Lanes;
use set_clock::Stamps;
use std::collections::{BTreeMap, HashMap};

/// How a counter stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CounterStatus {
    /// Nobody serves there.
    #[default]
    Closed,
    /// An operator serves there.
    Open {
        /// Who.
        operator: OperatorKey,
    },
    /// An operator is away for a while; nobody is called there.
    Paused {
        /// Who.
        operator: OperatorKey,
        /// Why, in a few words.
        reason: Option<String>,
        /// Until when.
        until: Option<Timestamp>,
    },
}

/// A counter as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CounterState {
    /// Whether and by whom it is open.
    pub status: CounterStatus,
    /// The ticket called to it or served at it.
    pub in_hand: Option<TicketId>,
    /// How many preferred people in a row it has called (for the ratio rule).
    pub ratio_run: u32,
    /// Since when it is open with this operator.
    pub open_since: Option<Timestamp>,
    /// What the operator who is there is qualified for.
    pub qualifications: Vec<Qualification>,
}

impl CounterState {
    /// Who is at the counter, paused or not.
    pub fn operator(&self) -> Option<&OperatorKey> {
        match &self.status {
            CounterStatus::Closed => None,
            CounterStatus::Open { operator } | CounterStatus::Paused { operator, .. } => Some(operator),
        }
    }
}

/// The queue of one site on one service day.
#[derive(Clone, Debug, PartialEq)]
pub struct Queue {
    site: Site,
    day: ServiceDay,
    day_closed: bool,
    /// The day that was closed before this one.
    before: Option<Closed>,
    tickets: HashMap<TicketId, Ticket>,
    issued: u64,
    lanes: Lanes,
    counters: BTreeMap<CounterKey, CounterState>,
    used: BTreeMap<ServiceKey, u32>,
    /// The highest count by letter: letters may change hands within a day, printed numbers must not.
    letters: BTreeMap<char, u32>,
    /// The highest count used before this queue began.
    floor: u32,
    doors: Doors,
    /// The calls for help of the last half hour at least, by order of asking.
    help: Vec<Help>,
    stamps: Stamps,
}

impl Queue {
    /// An empty queue of `site` on `day`. Numbers start after the highest that `used` says was used on that day before, of
    /// whichever service: nothing says which letters those bore.
    pub fn new(site: Site, day: ServiceDay, used: BTreeMap<ServiceKey, u32>) -> Self {
        Self {
            site,
            day,
            day_closed: false,
            before: None,
            tickets: HashMap::new(),
            issued: 0,
            lanes: Lanes::default(),
            counters: BTreeMap::new(),
            floor: used.values().copied().max().unwrap_or(0),
            used,
            letters: BTreeMap::new(),
            doors: Doors::default(),
            help: Vec::new(),
            stamps: Stamps::default(),
        }
    }

    /// The site as it is set up.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The service day.
    pub fn day(&self) -> ServiceDay {
        self.day
    }

    /// Whether the day was closed.
    pub fn is_day_closed(&self) -> bool {
        self.day_closed
    }

    /// What somebody on the spot said of the doors today.
    pub fn doors(&self) -> Doors {
        self.doors
    }

    /// Whether tickets may be taken at `now`: by the doors where somebody set them, else by the opening hours. A day that was
    /// closed takes none, whatever this says.
    pub fn opening_status(&self, now: Timestamp) -> OpeningStatus {
        match (self.doors, self.site.opening_status(now)) {
            (Doors::Closed, _) => OpeningStatus::Closed { next: None },
            (Doors::Open, OpeningStatus::Closed { .. }) => {
                OpeningStatus::Open { opens_at: None, closes_at: None }
            }
            (Doors::Open | Doors::Hours, by_hours) => by_hours,
        }
    }

    /// The services that whoever is at a counter may serve there, in the order of the site; none where nobody is.
    pub fn services_served_at(&self, key: &CounterKey) -> Vec<ServiceKey> {
        let Some((state, settings)) = self.counters.get(key).zip(self.site.counter(key)) else {
            return Vec::new();
        };
        let Some(operator) = state.operator() else { return Vec::new() };
        let operator = Operator { key: operator.clone(), qualifications: state.qualifications.clone() };
        let served = self.site.services.iter().map(|service| &service.key);
        served.filter(|service| self.may_serve(settings, &operator, service)).cloned().collect()
    }

    /// A ticket of this day.
    pub fn ticket(&self, id: TicketId) -> Option<&Ticket> {
        self.tickets.get(&id)
    }

    /// The tickets of this day, in no order.
    pub fn tickets(&self) -> impl Iterator<Item = &Ticket> {
        self.tickets.values()
    }

    /// The counters that were ever opened on this queue, with how they stand.
    pub fn counters(&self) -> impl Iterator<Item = (&CounterKey, &CounterState)> {
        self.counters.iter()
    }

    /// How a counter stands; one that was never opened is closed.
    pub fn counter(&self, key: &CounterKey) -> CounterState {
        self.counters.get(key).cloned().unwrap_or_default()
    }

    /// The counter at which an operator is, paused or not.
    pub fn counter_of(&self, operator: &OperatorKey) -> Option<&CounterKey> {
        self.counters.iter().find(|(_, counter)| counter.operator() == Some(operator)).map(|(key, _)| key)
    }

    /// How many wait for `service`.
    pub fn waiting(&self, service: &ServiceKey) -> u32 {
        self.lanes.waiting(service)
    }

    /// The highest count that each service has used on this day.
    pub fn used(&self) -> &BTreeMap<ServiceKey, u32> {
        &self.used
    }

    /// The tickets of this day that are not over, by order of issue.
    pub fn leftovers(&self) -> Vec<&Ticket> {
        let mut open: Vec<&Ticket> = self.tickets.values().filter(|ticket| ticket.state.is_open()).collect();
        open.sort_by_key(|ticket| ticket.order);
        open
    }

    /// Whether `state` means that a counter has the ticket in hand.
    fn is_in_hand(state: TicketState) -> bool {
        matches!(state, TicketState::Called | TicketState::Serving)
    }
}
