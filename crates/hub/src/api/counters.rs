//! Counters: opening, pausing, closing, and calling to one.

use super::auth::SignedIn;
use super::command::{Answer, Asked, By};
use super::refused::Refused;
use super::tickets::ticket_id;
use crate::access::{IDLE_MS, TOUCH_MS, is_live};
use crate::hub::Hub;
use crate::views;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use turno_domain::ids::TicketId;
use turno_domain::journal::Event;
use turno_domain::keys::{CounterKey, OperatorKey};
use turno_domain::queue::{Command, Queue};
use turno_domain::refusal::Refusal;
use turno_domain::time::ClockReading;
use turno_protocol::counter::{CallAnswer, NextAnswer, PauseRequest};
use turno_protocol::ticket::TicketView;
use turno_protocol::wire_time::WireTime;
use turno_store::{QueueTx, StoreError};

/// Reasons that the journal knows for a pause. Any other is free text, which the journal would keep for ever and every kiosk read: it
/// is dropped, and the counter just pauses.
const PAUSE_REASONS: [&str; 5] = ["break", "lunch", "phone-call", "meeting", "colleague"];

/// `POST /counters/{key}/open`
pub async fn open(Path(counter): Path<String>, asked: Asked<Value>) -> Result<Answer, Refused> {
    let hub = asked.hub.clone();
    change(asked, move |tx, by, _| {
        let counter = counter_key(tx.queue()?, &counter)?;
        let present = tx.queue()?.counter(&counter).operator().cloned();
        let takeover = match present {
            Some(present) => !is_present(&hub, tx, &present, &by.now)?,
            None => false,
        };
        Ok((Command::OpenCounter { counter: counter.clone(), takeover }, counter))
    })
    .await
}

/// Whether an operator has a live session: in memory, or, for whoever has not asked since a restart, on disk, where a use is
/// written down up to a minute late.
fn is_present(
    hub: &Hub,
    tx: &QueueTx,
    operator: &OperatorKey,
    now: &ClockReading,
) -> Result<bool, StoreError> {
    if hub.access().is_present(operator, now) {
        return Ok(true);
    }
    let sessions = tx.reads().sessions()?;
    Ok(sessions.iter().any(|session| {
        &session.operator == operator
            && is_live(now.wall, session.last_used, session.expires_at, IDLE_MS + TOUCH_MS)
            && !hub.access().knows(session.id)
    }))
}

/// `POST /counters/{key}/pause`
pub async fn pause(Path(counter): Path<String>, asked: Asked<PauseRequest>) -> Result<Answer, Refused> {
    change(asked, move |tx, _, request| {
        let counter = counter_key(tx.queue()?, &counter)?;
        let reason = request.reason.filter(|reason| PAUSE_REASONS.contains(&reason.as_str()));
        let until = request.until.map(|WireTime(until)| until);
        Ok((Command::PauseCounter { counter: counter.clone(), reason, until }, counter))
    })
    .await
}

/// `POST /counters/{key}/close`
pub async fn close(Path(counter): Path<String>, asked: Asked<Value>) -> Result<Answer, Refused> {
    change(asked, move |tx, _, _| {
        let counter = counter_left(tx.queue()?, &counter)?;
        Ok((Command::CloseCounter { counter: counter.clone() }, counter))
    })
    .await
}

/// `GET /counters/{key}/next`: whom `call-next` would call, and why; 204 nobody.
pub async fn preview(
    State(hub): State<Hub>,
    SignedIn { session, .. }: SignedIn,
    Path(counter): Path<String>,
) -> Result<Response, Refused> {
    let now = hub.now().wall;
    let found = hub.with_queue(|queue| {
        let counter = counter_key(queue, &counter)?;
        let found = queue.next(&counter, &session.as_operator(), now).and_then(|choice| {
            let ticket = queue.ticket(choice.ticket)?;
            let reason = views::reason(queue, ticket.number, &choice.reason);
            Some(NextAnswer { ticket: TicketView::from(ticket), reason })
        });
        Ok::<_, Refused>(found)
    })??;
    Ok(match found {
        Some(found) => axum::Json(found).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

/// `POST /counters/{key}/call-next`
pub async fn call_next(Path(counter): Path<String>, asked: Asked<Value>) -> Result<Answer, Refused> {
    call(asked, None, move |queue| Ok(Command::CallNext { counter: counter_key(queue, &counter)? })).await
}

/// `POST /counters/{key}/call/{ticket}`
pub async fn call_this(
    Path((counter, ticket)): Path<(String, String)>,
    asked: Asked<Value>,
) -> Result<Answer, Refused> {
    let ticket = ticket_id(&ticket)?;
    call(asked, Some(ticket), move |queue| {
        Ok(Command::CallThis { counter: counter_key(queue, &counter)?, ticket })
    })
    .await
}

/// Lets something happen to a counter and answers with the counter.
async fn change<T: Send + 'static>(
    asked: Asked<T>,
    command: impl FnOnce(&QueueTx, &By, T) -> Result<(Command, CounterKey), Refused> + Send + 'static,
) -> Result<Answer, Refused> {
    asked.session()?;
    asked
        .in_queue(move |tx, by, request| {
            let (command, counter) = command(tx, by, request)?;
            by.run(tx, &command, None)?;
            Answer::ok(&views::counter(tx.queue()?, &counter))
        })
        .await
}

/// Calls somebody and answers with whom and why; 204 where nobody waits.
async fn call(
    asked: Asked<Value>,
    about: Option<TicketId>,
    command: impl FnOnce(&Queue) -> Result<Command, Refused> + Send + 'static,
) -> Result<Answer, Refused> {
    asked.session()?;
    asked
        .in_queue(move |tx, by, _| {
            let command = command(tx.queue()?)?;
            let entries = by.run(tx, &command, about)?;
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
fn counter_key(queue: &Queue, name: &str) -> Result<CounterKey, Refused> {
    let known = queue.site().counters.iter().find(|counter| counter.key.as_str() == name);
    known.map(|counter| counter.key.clone()).ok_or_else(|| Refused::not_found("counter"))
}

/// The counter that a path names and somebody leaves: one that was retired while they sat there, too.
fn counter_left(queue: &Queue, name: &str) -> Result<CounterKey, Refused> {
    let mut taken = queue.counters().filter(|(_, counter)| counter.operator().is_some());
    let taken = taken.find(|(key, _)| key.as_str() == name).map(|(key, _)| key.clone());
    taken.map_or_else(|| counter_key(queue, name), Ok)
}
