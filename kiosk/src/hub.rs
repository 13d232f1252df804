//! The joint to the hub: `following` its queue for the model, carrying the model's `wishes` to it until they are done, and telling
//! it how the printer is (`printer_status`). It decides nothing that a citizen sees.

mod following;
mod left_wishes;
mod open_wishes;
mod printer_status;
mod sending;
mod wishes;

use crate::model::{Band, HubNews, Input};
use crate::port::Mailbox;
pub use open_wishes::OpenWishes;
pub(crate) use sending::may_pass;
use turno_client::Hub;
use turno_clock::Clock;
use turno_domain::ids::TicketId;
use turno_protocol::ticket::Expected;

/// The hub as the kiosk uses it. Clones are the same hub.
#[derive(Clone, Debug)]
pub struct HubJoint {
    hub: Hub,
    clock: Clock,
    mailbox: Mailbox,
    wishes: OpenWishes,
}

impl HubJoint {
    /// The joint between `hub` and the model behind `mailbox`, with the wishes for a number that are under way.
    pub fn new(hub: Hub, clock: Clock, mailbox: Mailbox, wishes: OpenWishes) -> Self {
        Self { hub, clock, mailbox, wishes }
    }

    /// The paper of this ticket is in the spool, or can come there no more: what follows is told to the hub from there. Syncs the disk.
    pub fn is_on_its_way(&self, ticket: TicketId) {
        self.wishes.strike_out_ticket(ticket);
    }

    fn tell(&self, news: HubNews) {
        self.mailbox.tell_busy(Input::Hub(news), self.clock.busy());
    }
}

fn band(expected: Expected) -> Band {
    Band { low: expected.low_minutes, high: expected.high_minutes }
}
