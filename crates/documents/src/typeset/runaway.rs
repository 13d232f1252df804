//! Templates that do not come to their end. A thread cannot be ended from outside, so each is told that nobody waits any more, and those
//! that have not ended yet are counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

/// How many may be running on before no other template is begun.
const MOST: usize = 2;

static RUNNING_ON: AtomicUsize = AtomicUsize::new(0);

const WAITED_FOR: u8 = 0;
const GIVEN_UP: u8 = 1;
const ENDED: u8 = 2;

/// One run of a template, as its thread and whoever waits for it see it.
#[derive(Clone, Default)]
pub(super) struct Run(Arc<AtomicU8>);

impl Run {
    /// Whether so many are running on that no other may begin.
    pub fn too_many() -> bool {
        RUNNING_ON.load(Ordering::Relaxed) >= MOST
    }

    /// Nobody waits for it any more.
    pub fn give_up(&self) {
        RUNNING_ON.fetch_add(1, Ordering::Relaxed);
        if !self.becomes(GIVEN_UP) {
            RUNNING_ON.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// It came to its end.
    pub fn end(&self) {
        if !self.becomes(ENDED) {
            RUNNING_ON.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Whether nobody waits for it any more.
    pub fn is_given_up(&self) -> bool {
        self.0.load(Ordering::Relaxed) == GIVEN_UP
    }

    fn becomes(&self, state: u8) -> bool {
        self.0.compare_exchange(WAITED_FOR, state, Ordering::AcqRel, Ordering::Relaxed).is_ok()
    }
}
