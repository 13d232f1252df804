//! Streams of server-sent events: the whole state at once, and again after each change, until the hub stops.

use super::PublicSource;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use serde::Serialize;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// A stream with nothing to say shows this often that it lives.
const ALIVE_EVERY: Duration = Duration::from_secs(15);

/// Waits for the moments at which something is to be sent. Many changes while nobody asks are one moment.
pub(super) struct Moments {
    begun: bool,
    changes: watch::Receiver<u64>,
    stopping: Pin<Box<dyn Future<Output = ()> + Send>>,
    _place: OwnedSemaphorePermit,
}

impl Moments {
    /// A stream over `source`, if fewer than `places` allows are open.
    pub(super) fn of<S: PublicSource>(source: &S, places: &Arc<Semaphore>) -> Option<Self> {
        Some(Self {
            _place: Arc::clone(places).try_acquire_owned().ok()?,
            begun: false,
            changes: source.changes(),
            stopping: Box::pin(source.stopping()),
        })
    }

    /// Resolves at once the first time, then after each change; false when the hub stops.
    pub(super) async fn next(&mut self) -> bool {
        if !self.begun {
            self.begun = true;
            // Seen before the state is read, so that a change in between is sent again rather than lost.
            self.changes.borrow_and_update();
            return true;
        }
        tokio::select! {
            biased;
            () = &mut self.stopping => false,
            changed = self.changes.changed() => changed.is_ok(),
        }
    }
}

/// An event `name` with `data` as JSON.
pub(super) fn event(name: &str, data: &impl Serialize) -> Event {
    // What is sent are plain structures of texts and numbers, which JSON always carries.
    Event::default().event(name).json_data(data).unwrap_or_default()
}

/// The answer that sends what `next` makes of `state` until it makes nothing more.
pub(super) fn answer<T, F, Fut>(state: T, next: F) -> Response
where
    T: Send + 'static,
    F: FnMut(T) -> Fut + Send + 'static,
    Fut: Future<Output = Option<(Event, T)>> + Send + 'static,
{
    let events: Pin<Box<dyn Stream<Item = Event> + Send>> = Box::pin(stream::unfold(state, next));
    let events = futures_util::StreamExt::map(events, Ok::<Event, Infallible>);
    // An event and no comment, because a page cannot hear comments and its watchdog waits for this one.
    let alive = KeepAlive::new().interval(ALIVE_EVERY).event(Event::default().event("alive").data("1"));
    Sse::new(events).keep_alive(alive).into_response()
}

/// The answer when too many streams are open.
pub(super) fn full() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "10")]).into_response()
}
