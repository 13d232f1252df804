//! The queue as the desk knows it: the last snapshot and what happened since.

use turno_domain::ids::TicketId;
use turno_domain::keys::CounterKey;
use turno_domain::ticket::TicketState;
use turno_domain::time::{ServiceDay, Timestamp};
use turno_protocol::counter::CounterView;
use turno_protocol::event::EventData;
use turno_protocol::queue::QueueSnapshot;
use turno_protocol::ticket::TicketView;

/// Counters and tickets of the day.
#[derive(Clone, Debug, Default)]
pub struct QueueState {
    /// The service day.
    pub day: Option<ServiceDay>,
    /// In the order of the site file.
    pub counters: Vec<CounterView>,
    /// In the order of issue.
    pub tickets: Vec<TicketView>,
    /// The day that the hub's clock says, where a person is asked whether it is right.
    pub day_asked: Option<ServiceDay>,
}

impl QueueState {
    /// What a snapshot says, and nothing else.
    pub fn take(&mut self, snapshot: QueueSnapshot) {
        *self = Self {
            day: Some(snapshot.service_day),
            counters: snapshot.counters,
            tickets: snapshot.tickets,
            day_asked: snapshot.day_asked,
        };
    }

    /// What an event changed.
    pub fn apply(&mut self, event: EventData) {
        if let Some(day) = event.service_day
            && self.day != Some(day)
        {
            self.day = Some(day);
            self.day_asked = None;
            self.tickets.retain(|ticket| ticket.service_day == day);
        }
        if let Some(ended) = event.finished.and_then(|id| self.ticket_mut(id))
            && ended.state.is_open()
        {
            ended.state = TicketState::Finished;
        }
        if let Some(ticket) = event.ticket {
            self.put(ticket);
        }
        if let Some(counter) = event.counter {
            self.put_counter(counter);
        }
    }

    /// A ticket as it stands.
    pub fn put(&mut self, ticket: TicketView) {
        let of_the_day = self.day.is_none_or(|day| day == ticket.service_day);
        match self.ticket_mut(ticket.id) {
            Some(known) => *known = ticket,
            None if of_the_day => self.tickets.push(ticket),
            None => {}
        }
    }

    /// A counter as it stands.
    pub fn put_counter(&mut self, counter: CounterView) {
        match self.counters.iter_mut().find(|known| known.key == counter.key) {
            Some(known) => *known = counter,
            None => self.counters.push(counter),
        }
    }

    /// A ticket of the day.
    pub fn ticket(&self, id: TicketId) -> Option<&TicketView> {
        self.tickets.iter().find(|ticket| ticket.id == id)
    }

    fn ticket_mut(&mut self, id: TicketId) -> Option<&mut TicketView> {
        self.tickets.iter_mut().find(|ticket| ticket.id == id)
    }

    /// A counter.
    pub fn counter(&self, key: &CounterKey) -> Option<&CounterView> {
        self.counters.iter().find(|counter| counter.key == *key)
    }

    /// The ticket that a counter has in hand.
    pub fn in_hand(&self, key: &CounterKey) -> Option<&TicketView> {
        self.tickets.iter().find(|ticket| {
            matches!(ticket.state, TicketState::Called | TicketState::Serving)
                && ticket.counter.as_ref() == Some(key)
        })
    }

    /// Who waits, longest first; whoever came back after a no-show stands above.
    pub fn waiting(&self) -> Vec<&TicketView> {
        let mut waiting: Vec<&TicketView> = self.in_state(TicketState::Waiting).collect();
        waiting.sort_by_key(|ticket| (!ticket.goes_next, waiting_since(ticket)));
        waiting
    }

    /// The tickets in one state, by order of issue.
    pub fn in_state(&self, state: TicketState) -> impl Iterator<Item = &TicketView> {
        self.tickets.iter().filter(move |ticket| ticket.state == state)
    }
}

/// When a ticket's present wait began.
pub fn waiting_since(ticket: &TicketView) -> Timestamp {
    ticket.waiting_since.unwrap_or(ticket.issued_at).0
}

/// How a wait stands against the service's target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WaitTone {
    /// The service has no target.
    #[default]
    Untold,
    /// Well within it.
    Fine,
    /// Three quarters of it have passed.
    Near,
    /// It has passed.
    Over,
}

/// The tone of a wait of `minutes` against `target` minutes.
pub fn wait_tone(minutes: i64, target: Option<u32>) -> WaitTone {
    match target.map(i64::from) {
        None => WaitTone::Untold,
        Some(target) if minutes >= target => WaitTone::Over,
        Some(target) if minutes * 4 >= target * 3 => WaitTone::Near,
        Some(_) => WaitTone::Fine,
    }
}

/// When "Non c'è" unlocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoShowLock {
    /// Nobody is called.
    Idle,
    /// The second call is missing; so many seconds of the delay are left, perhaps none.
    SecondCall(u32),
    /// So many seconds of the delay are left.
    Seconds(u32),
    /// It may be pressed.
    Unlocked,
}

/// The lock of the ticket in hand at `now`, with the site's delay in minutes.
pub fn no_show_lock(ticket: Option<&TicketView>, delay_minutes: u32, now: Timestamp) -> NoShowLock {
    let Some(ticket) = ticket.filter(|ticket| ticket.state == TicketState::Called) else {
        return NoShowLock::Idle;
    };
    let since = ticket.called_at.map_or(0, |called| now.since(called.0).num_seconds());
    let left = u32::try_from((i64::from(delay_minutes) * 60 - since).max(0)).unwrap_or(0);
    match (ticket.calls < 2, left) {
        (true, left) => NoShowLock::SecondCall(left),
        (false, 0) => NoShowLock::Unlocked,
        (false, left) => NoShowLock::Seconds(left),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_near_its_target_from_three_quarters_on() {
        assert_eq!(wait_tone(14, Some(20)), WaitTone::Fine);
        assert_eq!(wait_tone(15, Some(20)), WaitTone::Near);
        assert_eq!(wait_tone(20, Some(20)), WaitTone::Over);
        assert_eq!(wait_tone(200, None), WaitTone::Untold);
    }
}
