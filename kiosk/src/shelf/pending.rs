//! Whether paper is still to come: until then the big button gives no further ticket.

use crate::model::{Input, Paper};
use crate::port::Mailbox;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use turno_clock::{Clock, ClockReading};
use turno_domain::ids::TicketId;
use turno_domain::ticket::PaperState;

/// Paper that did not come for so long, milliseconds, holds nobody up: a printer that stands must not take the button with it.
const AT_MOST_MS: u64 = 20_000;

/// The tickets whose paper is on its way. Clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Pending(Arc<Mutex<BTreeMap<TicketId, u64>>>);

impl Pending {
    /// The mailbox `mailbox`, with an ear on what is said of paper.
    pub fn listening(&self, mailbox: Mailbox, clock: Clock) -> Mailbox {
        let pending = self.clone();
        Mailbox::new(move |input, busy| {
            if let Input::Paper(ticket, paper) | Input::Copy(ticket, paper) = &input {
                pending.hear(*ticket, *paper, clock.now());
            }
            match busy {
                Some(busy) => mailbox.tell_busy(input, busy),
                None => mailbox.tell(input),
            }
        })
    }

    fn hear(&self, ticket: TicketId, paper: Paper, now: ClockReading) {
        let mut tickets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(paper, Paper::State(PaperState::Queued | PaperState::Sent)) {
            tickets.entry(ticket).or_insert(now.monotonic_ms);
        } else {
            tickets.remove(&ticket);
        }
    }

    /// Whether paper is still to come.
    pub fn is_some(&self, now: ClockReading) -> bool {
        let mut tickets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tickets.retain(|_, since| now.monotonic_ms.saturating_sub(*since) < AT_MOST_MS);
        !tickets.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use turno_domain::time::Timestamp;

    #[test]
    fn paper_is_to_come_from_the_line_until_its_end_or_for_twenty_seconds() {
        let (clock, hands) = Clock::stepped(Timestamp::from_millis(0));
        let pending = Pending::default();
        let mailbox = pending.listening(Mailbox::new(|_, _| {}), clock.clone());
        let [one, two] = [1, 2].map(|ticket| TicketId::from_parts(ticket, [1; 10]));
        let tell = |ticket, state| mailbox.tell(Input::Paper(ticket, Paper::State(state)));
        assert!(!pending.is_some(clock.now()));
        tell(one, PaperState::Queued);
        tell(two, PaperState::Queued);
        tell(one, PaperState::Sent);
        tell(one, PaperState::Proven);
        assert!(pending.is_some(clock.now()), "the other one is in line");
        tell(two, PaperState::Failed);
        assert!(!pending.is_some(clock.now()));
        tell(one, PaperState::Queued);
        hands.step(Duration::from_secs(19));
        tell(one, PaperState::Sent);
        assert!(pending.is_some(clock.now()));
        hands.step(Duration::from_secs(1));
        assert!(!pending.is_some(clock.now()), "the printer stands");
    }
}
