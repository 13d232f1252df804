//! The joint to the hub: `following` its queue for the model, carrying the model's `wishes` to it until they are done, and telling
//! it how the printer is (`printer_status`). It decides nothing that a citizen sees.

mod following;
mod printer_status;
mod wishes;

use crate::model::{Band, HubNews, Input};
use crate::port::Mailbox;
use turno_client::Hub;
use turno_clock::Clock;
use turno_protocol::ticket::Expected;
pub(crate) use wishes::may_pass;

/// The hub as the kiosk uses it. Clones are the same hub.
#[derive(Clone, Debug)]
pub struct HubJoint {
    hub: Hub,
    clock: Clock,
    mailbox: Mailbox,
}

impl HubJoint {
    /// The joint between `hub` and the model behind `mailbox`.
    pub fn new(hub: Hub, clock: Clock, mailbox: Mailbox) -> Self {
        Self { hub, clock, mailbox }
    }

    fn tell(&self, news: HubNews) {
        self.mailbox.tell_busy(Input::Hub(news), self.clock.busy());
    }
}

fn band(expected: Expected) -> Band {
    Band { low: expected.low_minutes, high: expected.high_minutes }
}
