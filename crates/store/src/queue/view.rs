//! What is on disk, kept in memory: the queue and the place in the journal that it stands at, always of the same moment.

use super::replay::Replay;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use turno_domain::journal::Entry;
use turno_domain::queue::Queue;

/// A place in the journal of one epoch: `<epoch>-<sequence>` on the wire, where it is read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Eight hexadecimal digits; another after a restore.
    pub epoch: Arc<str>,
    /// The sequence of the last line that was seen.
    pub sequence: u64,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.epoch, self.sequence)
    }
}

/// The queue as it is on disk, and where in the journal that is.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    pub(super) epoch: Arc<str>,
    pub(super) head: u64,
    pub(super) replay: Replay,
}

impl View {
    /// The queue; none before a site was applied and a day opened.
    pub fn queue(&self) -> Option<&Queue> {
        self.replay.queue()
    }

    /// The place in the journal that [`queue`](Self::queue) stands at.
    pub fn position(&self) -> Position {
        Position { epoch: self.epoch.clone(), sequence: self.head }
    }
}

/// The view that everybody but the writer reads; clones share it.
#[derive(Clone, Debug)]
pub struct Committed(Arc<RwLock<View>>);

impl Committed {
    pub(super) fn new(view: View) -> Self {
        Self(Arc::new(RwLock::new(view)))
    }

    /// The view of this moment. The writer waits while the guard lives: copy what is needed and let go.
    pub fn read(&self) -> RwLockReadGuard<'_, View> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn advance(&self, entries: &[Entry]) {
        let mut view = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for entry in entries {
            view.replay.apply(entry);
            view.head = entry.sequence;
        }
    }
}
