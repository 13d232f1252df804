//! Counters: opening, pausing, closing, and calling to one.

use super::auth::SignedIn;
use super::body::Json;
use super::command::{Answer, CommandKey};
use super::refused::Refused;
use super::tickets::ticket_id;
use crate::access::{Caller, IDLE_MS, TOUCH_MS};
use crate::day::run_today;
use crate::hub::Hub;
use crate::views;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use turno_domain::ids::TicketId;
use turno_domain::journal::Event;
use turno_domain::keys::{CounterKey, OperatorKey};
use turno_domain::queue::{Command, Context};
use turno_domain::refusal::Refusal;
use turno_domain::text::clean;
use turno_domain::time::Timestamp;
use turno_protocol::counter::{CallAnswer, NextAnswer, PauseRequest};
use turno_protocol::ticket::TicketView;
use turno_protocol::wire_time::WireTime;
use turno_store::{QueueTx, StoreError};

/// The longest reason for a pause, in characters.
const REASON_CHARACTERS: usize = 80;

/// `POST /counters/{key}/open`
pub async fn open(
    State(hub): State<Hub>,
    SignedIn { caller, .. }: SignedIn,
    key: CommandKey,
    Path(counter): Path<String>,
    Json(_, body): Json<Value>,
) -> Result<Answer, Refused> {
    let counter = counter_key(&hub, &counter)?;
    let now = hub.now();
    let operator = caller.session.as_ref().map(|session| session.as_operator());
    let actor = caller.actor();
    let of_job = hub.clone();
    key.for_queue(&hub, &caller, &body)
        .in_queue(&hub, move |tx| {
            let present = tx.queue()?.counter(&counter).operator().cloned();
            let takeover = match present {
                Some(present) => !is_present(&of_job, tx, &present, now.wall)?,
                None => false,
            };
            let command = Command::OpenCounter { counter: counter.clone(), takeover };
            run_today(tx, &command, &Context { now, operator: operator.as_ref() }, &actor, None)?;
            Answer::ok(&views::counter(tx.queue()?, &counter))
        })
        .await
}

/// Whether an operator has a live session: in memory, or, for whoever has not asked since a restart, on disk, where a use is
/// written down up to a minute late.
fn is_present(hub: &Hub, tx: &QueueTx, operator: &OperatorKey, now: Timestamp) -> Result<bool, StoreError> {
    if hub.access().is_present(operator, now) {
        return Ok(true);
    }
    let late = |used: Timestamp| now.since(used).num_milliseconds() < IDLE_MS + TOUCH_MS;
    let sessions = tx.reads().sessions()?;
    Ok(sessions.iter().any(|session| {
        &session.operator == operator
            && now < session.expires_at
            && late(session.last_used)
            && !hub.access().knows(session.id)
    }))
}

/// `POST /counters/{key}/pause`
pub async fn pause(
    State(hub): State<Hub>,
    SignedIn { caller, .. }: SignedIn,
    key: CommandKey,
    Path(counter): Path<String>,
    Json(request, body): Json<PauseRequest>,
) -> Result<Answer, Refused> {
    let counter = counter_key(&hub, &counter)?;
    let reason =
        request.reason.map(|reason| clean(&reason, REASON_CHARACTERS)).filter(|reason| !reason.is_empty());
    let until = request.until.map(|WireTime(until)| until);
    let command = Command::PauseCounter { counter: counter.clone(), reason, until };
    change(hub, caller, key, counter, &body, command).await
}

/// `POST /counters/{key}/close`
pub async fn close(
    State(hub): State<Hub>,
    SignedIn { caller, .. }: SignedIn,
    key: CommandKey,
    Path(counter): Path<String>,
    Json(_, body): Json<Value>,
) -> Result<Answer, Refused> {
    let counter = counter_left(&hub, &counter)?;
    let command = Command::CloseCounter { counter: counter.clone() };
    change(hub, caller, key, counter, &body, command).await
}

/// `GET /counters/{key}/next`: whom `call-next` would call, and why; 204 nobody.
pub async fn preview(
    State(hub): State<Hub>,
    SignedIn { session, .. }: SignedIn,
    Path(counter): Path<String>,
) -> Result<Response, Refused> {
    let counter = counter_key(&hub, &counter)?;
    let now = hub.now().wall;
    let found = hub.with_queue(|queue| {
        let choice = queue.next(&counter, &session.as_operator(), now)?;
        let ticket = queue.ticket(choice.ticket)?;
        let reason = views::reason(queue, ticket.number, &choice.reason);
        Some(NextAnswer { ticket: TicketView::from(ticket), reason })
    })?;
    Ok(match found {
        Some(found) => axum::Json(found).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

/// `POST /counters/{key}/call-next`
pub async fn call_next(
    State(hub): State<Hub>,
    SignedIn { caller, .. }: SignedIn,
    key: CommandKey,
    Path(counter): Path<String>,
    Json(_, body): Json<Value>,
) -> Result<Answer, Refused> {
    let counter = counter_key(&hub, &counter)?;
    call(hub, caller, key, &body, Command::CallNext { counter }, None).await
}

/// `POST /counters/{key}/call/{ticket}`
pub async fn call_this(
    State(hub): State<Hub>,
    SignedIn { caller, .. }: SignedIn,
    key: CommandKey,
    Path((counter, ticket)): Path<(String, String)>,
    Json(_, body): Json<Value>,
) -> Result<Answer, Refused> {
    let counter = counter_key(&hub, &counter)?;
    let ticket = ticket_id(&ticket)?;
    call(hub, caller, key, &body, Command::CallThis { counter, ticket }, Some(ticket)).await
}

async fn change(
    hub: Hub,
    caller: Caller,
    key: CommandKey,
    counter: CounterKey,
    body: &Bytes,
    command: Command,
) -> Result<Answer, Refused> {
    let now = hub.now();
    let operator = caller.session.as_ref().map(|session| session.as_operator());
    let actor = caller.actor();
    key.for_queue(&hub, &caller, body)
        .in_queue(&hub, move |tx| {
            run_today(tx, &command, &Context { now, operator: operator.as_ref() }, &actor, None)?;
            Answer::ok(&views::counter(tx.queue()?, &counter))
        })
        .await
}

async fn call(
    hub: Hub,
    caller: Caller,
    key: CommandKey,
    body: &Bytes,
    command: Command,
    about: Option<TicketId>,
) -> Result<Answer, Refused> {
    let now = hub.now();
    let operator = caller.session.as_ref().map(|session| session.as_operator());
    let actor = caller.actor();
    key.for_queue(&hub, &caller, body)
        .in_queue(&hub, move |tx| {
            let entries =
                run_today(tx, &command, &Context { now, operator: operator.as_ref() }, &actor, about)?;
            let called = entries.iter().find_map(|entry| match &entry.event {
                Event::TicketCalled { ticket, reason, finished, .. } => Some((*ticket, *reason, *finished)),
                _ => None,
            });
            let Some((id, reason, finished)) = called else { return Ok(Answer::nothing()) };
            let queue = tx.queue()?;
            let ticket = queue.ticket(id).ok_or(Refused::from(Refusal::UnknownTicket))?;
            Answer::ok(&CallAnswer {
                ticket: TicketView::from(ticket),
                finished,
                reason: views::reason(queue, ticket.number, &reason),
            })
        })
        .await
}

/// The counter that a path names.
fn counter_key(hub: &Hub, name: &str) -> Result<CounterKey, Refused> {
    let known = |queue: &turno_domain::queue::Queue| {
        queue
            .site()
            .counters
            .iter()
            .find(|counter| counter.key.as_str() == name)
            .map(|counter| counter.key.clone())
    };
    hub.with_queue(known)?.ok_or_else(|| Refused::not_found("counter"))
}

/// The counter that a path names and somebody leaves: one that was retired while they sat there, too.
fn counter_left(hub: &Hub, name: &str) -> Result<CounterKey, Refused> {
    let taken = hub.with_queue(|queue| {
        let mut taken = queue.counters().filter(|(_, counter)| counter.operator().is_some());
        taken.find(|(key, _)| key.as_str() == name).map(|(key, _)| key.clone())
    })?;
    taken.map_or_else(|| counter_key(hub, name), Ok)
}
