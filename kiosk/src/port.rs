//! How the model's wishes leave for the hub and the printer, and how news come back to it.
//!
//! The model asks by [`Effect`]s and hears by [`Input`]s; whoever carries the effects out (the joints to `turno-client` and
//! `turno-devices`, or a test) keeps a [`Mailbox`] and answers when it can. Neither side ever waits for the other.

use crate::model::{Effect, Input};
use std::sync::Arc;
use turno_clock::Busy;

/// Where effects go to. Cloned freely; sending never blocks.
pub trait Outlet {
    /// Takes an effect. What becomes of it comes back as an [`Input`], or never.
    fn send(&self, effect: Effect);
}

impl<F: Fn(Effect)> Outlet for F {
    fn send(&self, effect: Effect) {
        self(effect);
    }
}

/// Where news for the model are put, from any thread.
#[derive(Clone)]
pub struct Mailbox {
    put: Arc<dyn Fn(Input, Option<Busy>) + Send + Sync>,
}

impl Mailbox {
    /// A mailbox that hands what it gets to `put`, with the mark of work that lasts until the model has heard it.
    pub fn new(put: impl Fn(Input, Option<Busy>) + Send + Sync + 'static) -> Self {
        Self { put: Arc::new(put) }
    }

    /// Tells the model something.
    pub fn tell(&self, input: Input) {
        (self.put)(input, None);
    }

    /// Tells the model something that a test clock's driver waits for.
    pub fn tell_busy(&self, input: Input, busy: Busy) {
        (self.put)(input, Some(busy));
    }
}

impl std::fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mailbox")
    }
}
