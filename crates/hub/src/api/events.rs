//! Server-sent events with resume: nothing missing, nothing twice, or a `reset`. A stream ends with the right to open it.

use super::auth::SignedIn;
use super::refused::Refused;
use crate::access::Caller;
use crate::followers::Follower;
use crate::hub::Hub;
use crate::live::{Following, Past, Rendered};
use crate::told_by::ToldBy;
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
use turno_store::casework::{CaseworkReads, Change, Entity};

/// How often a silent stream says that it lives.
const COMMENT_EVERY: Duration = Duration::from_secs(15);
/// How many casework changes are read at once.
const BATCH: u32 = 500;

/// `?after=&clock=`
#[derive(Deserialize)]
pub struct After {
    after: Option<String>,
    /// By which setting of the clock the listener was told times: the snapshot's `clock`.
    clock: Option<String>,
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
    let now = hub.now();
    let said: Option<Option<ToldBy>> = query.clock.as_deref().map(|text| text.parse().ok());
    let from = match said {
        Some(told_by) if told_by.is_none_or(|told_by| !told_by.holds(&now)) => Start::Reset,
        _ => start(&headers, &query, &position.epoch, position.sequence),
    };
    let listener = Listener {
        changes: hub.inner().live.changes(),
        clock_was_looked_at: hub.inner().clock_was_looked_at.subscribe(),
        told_by: said.flatten().unwrap_or(ToldBy(now)),
        says_its_clock: said.is_some(),
        past: None,
        shut_out: hub.access().shut_out(),
        epoch: position.epoch.to_string(),
        _follower: hub.inner().followers.follow(caller.device.id, caller.device.role),
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
    clock_was_looked_at: tokio::sync::watch::Receiver<()>,
    /// By which setting of the clock the listener knows times, as it says itself or else as of the beginning.
    told_by: ToldBy,
    says_its_clock: bool,
    epoch: String,
    shut_out: tokio::sync::watch::Receiver<()>,
    caller: Caller,
    /// For as long as it listens.
    _follower: Follower,
    pending: VecDeque<Arc<Rendered>>,
    /// While it lags behind what is kept in memory.
    past: Option<Past>,
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
            let now = self.hub.now();
            if self.hub.is_stopping() || !self.hub.access().admits(&self.caller, &now) {
                return None;
            }
            if !self.told_by.holds(&now) {
                return self.reset();
            }
            if let Some(event) = self.pending.pop_front() {
                if event.moved_times && !self.says_its_clock {
                    return self.reset();
                }
                self.at = event.sequence;
                if event.about_access && self.caller.device.role == DeviceRole::Kiosk {
                    continue;
                }
                let id = format!("{}-{}", self.epoch, event.sequence);
                return Some(Event::default().id(id).event(event.kind).data(&event.data));
            }
            self.changes.mark_unchanged();
            self.clock_was_looked_at.mark_unchanged();
            match self.hub.inner().live.after(self.at) {
                Following::Events(events) => {
                    self.past = None;
                    self.pending.extend(events);
                }
                Following::Older => match self.older().await {
                    Ok(events) => self.pending.extend(events),
                    Err(error) => {
                        tracing::error!(%error, "a stream could not be read from the journal");
                        return None;
                    }
                },
                Following::Nothing => {
                    self.past = None;
                    let stopped = self.hub.stopped();
                    tokio::select! {
                        changed = self.changes.changed() => changed.ok()?,
                        changed = self.clock_was_looked_at.changed() => changed.ok()?,
                        changed = self.shut_out.changed() => changed.ok()?,
                        () = stopped => return None,
                    }
                }
            }
        }
    }

    /// What is no longer kept, from the journal.
    async fn older(&mut self) -> Result<Vec<Arc<Rendered>>, StoreError> {
        let (readers, at) = (self.hub.queue().readers.clone(), self.at);
        let past = self.past.take().filter(|past| past.at() == at);
        let told = tokio::task::spawn_blocking(move || {
            let mut past = past.map_or_else(|| Past::up_to(&readers, at), Ok)?;
            let events = past.next(&readers)?;
            Ok::<_, StoreError>((past, events))
        });
        let (past, events) = told.await.unwrap_or(Err(StoreError::Panicked))?;
        self.past = Some(past);
        Ok(events)
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

/// The next changes and what is told of each: of a visit also whom and what it touches, since whoever shows a ticket or a citizen
/// does not know the ids of their visits.
fn changes_after(reads: &CaseworkReads<'_>, at: u64) -> Result<Vec<(Change, String)>, StoreError> {
    let mut told = Vec::new();
    for change in reads.changes_after(at, BATCH)? {
        let visit = match change.entity {
            Entity::Visit(id) => reads.visit(id)?,
            _ => None,
        };
        let ticket = visit.as_ref().and_then(|visit| visit.ticket);
        let (citizens, practices) = visit.map(|visit| (visit.citizens, visit.practices)).unwrap_or_default();
        let (entity, id) = change.entity.columns();
        let data = CaseworkEventData {
            at: WireTime(change.at.wall),
            operator: change.actor.operator.clone(),
            entity: entity.to_owned(),
            id: id.to_string(),
            ticket,
            citizens,
            practices,
        };
        let data = serde_json::to_string(&data).unwrap_or_else(|_| "{}".to_owned());
        told.push((change, data));
    }
    Ok(told)
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
            if self.hub.is_stopping() || !self.hub.access().admits(&self.caller, &self.hub.now()) {
                return None;
            }
            if let Some(event) = self.pending.pop_front() {
                return Some(event);
            }
            self.changes.mark_unchanged();
            let at = self.at;
            let changes = self.hub.read_casework(move |reads| changes_after(reads, at)).await;
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
                    for (change, data) in changes {
                        self.at = change.sequence;
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
