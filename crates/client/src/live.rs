//! What happens at the hub, as it happens: nothing missed, nothing twice, over cuts and restarts.

mod casework;
mod feed;
mod mirror;
mod queue;

pub use casework::{CaseworkUpdate, follow_casework};
pub use mirror::LiveQueue;
pub use queue::{LiveUpdate, follow};

use tokio::sync::mpsc;
use turno_protocol::event::Position;
use turno_protocol::problem::Problem;

/// What a program that follows the hub is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Update<S, D> {
    /// The hub cannot be reached; what is known grows old. Said once, until [`Update::Back`] or a snapshot.
    Away,
    /// The hub is there again, and what was known goes on: nothing was missed.
    Back,
    /// What was known is to be forgotten for this.
    Snapshot(S),
    /// Something happened.
    Event {
        /// What, e.g. `ticket-called`; unknown kinds of a newer hub are to be ignored.
        kind: String,
        /// Its facts.
        data: D,
        /// Its place in the stream.
        position: Position,
    },
    /// The hub does not take the token. After the end of a session nothing more comes; for a device it is tried again and again,
    /// because nobody may stand by.
    Unauthorised(Problem),
}

/// A subscription. It goes on until it is dropped; who reads slowly makes the stream wait and loses nothing.
#[derive(Debug)]
pub struct Live<U> {
    updates: mpsc::Receiver<U>,
}

impl<U> Live<U> {
    /// The next update; `None` once a session has ended. May be given up and awaited again.
    pub async fn next(&mut self) -> Option<U> {
        self.updates.recv().await
    }

    /// The next update if there is one already.
    pub fn try_next(&mut self) -> Option<U> {
        self.updates.try_recv().ok()
    }
}
