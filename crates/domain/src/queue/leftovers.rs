//! The end of a day: nobody is left in a state that the next day would inherit.

use super::{CounterStatus, Queue};
use crate::journal::Event;
use crate::ticket::{Outcome, TicketState};

impl Queue {
    /// What ends every ticket and counter of this day: who is being served is finished (the end is inferred), everyone else
    /// expires.
    pub(super) fn ending(&self) -> Vec<Event> {
        let tickets = self.leftovers().into_iter().map(|ticket| match ticket.state {
            TicketState::Serving => {
                Event::TicketFinished { ticket: ticket.id, estimated: true, inferred_start: None }
            }
            _ => Event::TicketClosed { ticket: ticket.id, outcome: Outcome::Expired },
        });
        let counters = self
            .counters
            .iter()
            .filter(|(_, counter)| counter.status != CounterStatus::Closed)
            .map(|(key, _)| Event::CounterClosed { counter: key.clone() });
        tickets.chain(counters).collect()
    }
}
