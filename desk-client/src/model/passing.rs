//! Passing over whoever was called and has not started: they came and were served, or they did not come and somebody else is
//! called, without their being counted as served.

use super::port::{Command, Handover, TicketAct};
use super::queue::NoShowLock;
use super::{Desk, Dialog, Effect};
use turno_domain::ids::TicketId;
use turno_domain::ticket::TicketState;
use turno_protocol::ticket::TicketView;

/// Somebody who did not come makes way for somebody else, step by step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Passing {
    /// Who did not come.
    ticket: TicketId,
    /// Whom to call then; none: whom the rule says.
    then: Option<TicketId>,
}

impl Desk {
    /// Whether whoever was called came is answered.
    pub(super) fn came(&mut self, came: bool, todo: &mut Vec<Effect>) {
        let Some(Dialog::Came { ticket, then }) = self.dialog else { return };
        let is_called = |known: &TicketView| known.id == ticket && known.state == TicketState::Called;
        if !self.in_hand().is_some_and(is_called) {
            // Meanwhile it was answered by what happened.
            self.dialog = None;
            return;
        }
        if came {
            self.call_now(then, todo);
            return;
        }
        let command = if self.no_show_lock() == NoShowLock::Unlocked {
            Command::Act { ticket, act: TicketAct::NoShow }
        } else {
            // The rule does not let them be absent yet. They go back where they stood, and out of the line from there: they
            // keep their place, and are passed over until somebody says that they are here.
            let Some(service) = self.queue.ticket(ticket).map(|known| known.service.clone()) else { return };
            Command::Transfer { ticket, to: Handover::Service(service), first: true, note: String::new() }
        };
        self.settle_case(todo);
        if self.command(command, todo) {
            self.passing = Some(Passing { ticket, then });
        }
    }

    /// The next step, once the one before was carried out; where it was not, none.
    pub(super) fn go_on_passing(&mut self, command: &Command, done: bool, todo: &mut Vec<Effect>) {
        let Some(Passing { ticket, then }) = self.passing else { return };
        let gone = match command {
            Command::Act { ticket: id, act: TicketAct::NoShow | TicketAct::Away } if *id == ticket => true,
            Command::Transfer { ticket: id, .. } if *id == ticket => false,
            _ => return,
        };
        if gone || !done {
            self.passing = None;
        }
        if done && gone {
            self.call_now(then, todo);
        } else if done && !self.command(Command::Act { ticket, act: TicketAct::Away }, todo) {
            self.passing = None;
        }
    }
}
