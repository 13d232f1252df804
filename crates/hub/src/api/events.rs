//! Server-sent events with resume: nothing missing, nothing twice, or a `reset`. A stream ends with the right to open it.

use super::auth::SignedIn;
use super::refused::Refused;
use crate::access::Caller;
use crate::hub::Hub;
use crate::live::{self, Following, Rendered};
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use futures_util::stream;
use serde::Deserialize;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use turno_domain::roles::DeviceRole;
use turno_protocol::event::{CaseworkEventData, Position, RESET};
use turno_protocol::wire_time::WireTime;
use turno_store::StoreError;

/// How often a silent stream says that it lives.
const COMMENT_EVERY: Duration = Duration::from_secs(15);
/// How many casework changes are read at once.
const BATCH: u32 = 500;

/// `?after=`
#[derive(Deserialize)]
pub struct After {
    after: Option<String>,
}

/// Where a listener stands.
enum Start {
    After(u64),
    Reset,
}

/// The position that a listener comes with: header first, then query, else the head.
fn start(headers: &HeaderMap, query: &After, epoch: &str, head: u64) -> Start {
    let text = headers.get("last-event-id").and_then(|value| value.to_str().ok()).or(query.after.as_deref());
    match text.map(str::parse::<Position>) {
        None => Start::After(head),
        Some(Ok(position)) if position.epoch == epoch && position.sequence <= head => {
            Start::After(position.sequence)
        }
        Some(_) => Start::Reset,
    }
}

/// `GET /events`
pub async fn queue(
    State(hub): State<Hub>,
    caller: Caller,
    Query(query): Query<After>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let position = hub.queue().committed.read().position();
    let from = start(&headers, &query, &position.epoch, position.sequence);
    let listener = Listener {
        changes: hub.inner().live.changes(),
        shut_out: hub.access().shut_out(),
        epoch: position.epoch.to_string(),
        caller,
        pending: VecDeque::new(),
        from: Some(from),
        at: 0,
        hub,
    };
    // A repeated position would be sent twice, so only events that the listener may see carry one.
    answer(stream::unfold(listener, |mut listener| async move {
        listener.next().await.map(|event| (Ok(event), listener))
    }))
}

struct Listener {
    hub: Hub,
    changes: tokio::sync::watch::Receiver<u64>,
    epoch: String,
    shut_out: tokio::sync::watch::Receiver<()>,
    caller: Caller,
    pending: VecDeque<Arc<Rendered>>,
    from: Option<Start>,
    at: u64,
}

impl Listener {
    async fn next(&mut self) -> Option<Event> {
        match self.from.take() {
            Some(Start::Reset) => return self.reset(),
            Some(Start::After(sequence)) => self.at = sequence,
            None if self.at == u64::MAX => return None,
            None => {}
        }
        loop {
            if self.hub.is_stopping() || !self.hub.access().admits(&self.caller, self.hub.now().wall) {
                return None;
            }
            if let Some(event) = self.pending.pop_front() {
                self.at = event.sequence;
                if event.about_access && self.caller.device.role == DeviceRole::Kiosk {
                    continue;
                }
                let id = format!("{}-{}", self.epoch, event.sequence);
                return Some(Event::default().id(id).event(event.kind).data(&event.data));
            }
            self.changes.mark_unchanged();
            match self.hub.inner().live.after(self.at) {
                Following::Events(events) => self.pending.extend(events),
                Following::Older => match self.older().await {
                    Ok(events) => self.pending.extend(events),
                    Err(error) => {
                        tracing::error!(%error, "a stream could not be read from the journal");
                        return None;
                    }
                },
                Following::Nothing => {
                    let stopped = self.hub.stopped();
                    tokio::select! {
                        changed = self.changes.changed() => changed.ok()?,
                        changed = self.shut_out.changed() => changed.ok()?,
                        () = stopped => return None,
                    }
                }
            }
        }
    }

    /// What is no longer kept, from the journal.
    async fn older(&self) -> Result<Vec<Arc<Rendered>>, StoreError> {
        let (readers, at) = (self.hub.queue().readers.clone(), self.at);
        tokio::task::spawn_blocking(move || live::from_journal(&readers, at))
            .await
            .unwrap_or(Err(StoreError::Panicked))
    }

    fn reset(&mut self) -> Option<Event> {
        self.at = u64::MAX;
        Some(Event::default().event(RESET).data("{}"))
    }
}

/// `GET /casework/events`
pub async fn casework(
    State(hub): State<Hub>,
    SignedIn { caller, .. }: SignedIn,
    Query(query): Query<After>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Refused> {
    // Both files are restored together, so one epoch stands for both.
    let epoch = hub.queue().committed.read().position().epoch.to_string();
    let head = hub.read_casework(|reads| reads.head()).await?;
    let from = start(&headers, &query, &epoch, head);
    let changes = hub.inner().casework_live.changes();
    let shut_out = hub.access().shut_out();
    let listener = CaseworkListener {
        hub,
        changes,
        shut_out,
        caller,
        epoch,
        pending: VecDeque::new(),
        from: Some(from),
        at: 0,
    };
    Ok(answer(stream::unfold(listener, |mut listener| async move {
        listener.next().await.map(|event| (Ok(event), listener))
    })))
}

struct CaseworkListener {
    hub: Hub,
    changes: tokio::sync::watch::Receiver<u64>,
    shut_out: tokio::sync::watch::Receiver<()>,
    caller: Caller,
    epoch: String,
    pending: VecDeque<Event>,
    from: Option<Start>,
    at: u64,
}

impl CaseworkListener {
    async fn next(&mut self) -> Option<Event> {
        match self.from.take() {
            Some(Start::Reset) => {
                self.at = u64::MAX;
                return Some(Event::default().event(RESET).data("{}"));
            }
            Some(Start::After(sequence)) => self.at = sequence,
            None if self.at == u64::MAX => return None,
            None => {}
        }
        loop {
            if self.hub.is_stopping() || !self.hub.access().admits(&self.caller, self.hub.now().wall) {
                return None;
            }
            if let Some(event) = self.pending.pop_front() {
                return Some(event);
            }
            self.changes.mark_unchanged();
            let at = self.at;
            let changes = self.hub.read_casework(move |reads| reads.changes_after(at, BATCH)).await;
            match changes {
                Ok(changes) if changes.is_empty() => {
                    let stopped = self.hub.stopped();
                    tokio::select! {
                        changed = self.changes.changed() => changed.ok()?,
                        changed = self.shut_out.changed() => changed.ok()?,
                        () = stopped => return None,
                    }
                }
                Ok(changes) => {
                    for change in changes {
                        self.at = change.sequence;
                        let data = CaseworkEventData {
                            at: WireTime(change.at.wall),
                            operator: change.actor.operator.clone(),
                            entity: change.entity.columns().0.to_owned(),
                            id: change.entity.columns().1.to_string(),
                        };
                        let data = serde_json::to_string(&data).unwrap_or_else(|_| "{}".to_owned());
                        let id = format!("{}-{}", self.epoch, change.sequence);
                        self.pending
                            .push_back(Event::default().id(id).event(change.kind.as_str()).data(data));
                    }
                }
                Err(error) => {
                    tracing::error!(%error, "a stream of casework could not be read");
                    return None;
                }
            }
        }
    }
}

fn answer<S>(stream: S) -> Sse<axum::response::sse::KeepAliveStream<S>>
where
    S: Stream<Item = Result<Event, Infallible>> + Send + 'static,
{
    Sse::new(stream).keep_alive(KeepAlive::new().interval(COMMENT_EVERY))
}
