//! Whether the hub is well, who it is, and its metrics.

use super::refused::Refused;
use crate::durable;
use crate::hub::Hub;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::time::Duration;
use turno_protocol::API_VERSION;
use turno_protocol::session::{ApiRange, HubAnswer};
use turno_store::{Proof, StoreError};

/// How long a change that reached the disk shows that the next one will, where none was lost since. Anybody may ask, and a card
/// must not be worn out by questions.
const PROVEN_FOR: Duration = Duration::from_secs(15 * 60);
/// How long a part of the hub may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// With less room than this, bytes, the storage counts as full: a checkpoint may no longer fit.
const LEAST_ROOM: u64 = 1024 * 1024;

/// `GET /healthz`: whether both databases take what is written and can be read. Where they do not, the answer says what to do.
pub async fn healthz(State(hub): State<Hub>) -> Result<Json<Value>, Refused> {
    let (queue, casework) = (hub.queue().writer.proof(), hub.casework().writer.proof());
    let queue = hub.write_queue(move |tx| if is_proven(&queue) { Ok(()) } else { tx.prove_writing() });
    let casework =
        hub.write_casework(move |tx| if is_proven(&casework) { Ok(()) } else { tx.prove_writing() });
    let readers = async {
        hub.read_queue(|reads| reads.head()).await?;
        hub.read_casework(|reads| reads.head()).await.map(|_| ())
    };
    let (queue, casework, readers) = tokio::join!(answered(queue), answered(casework), answered(readers));
    let room = durable::room(&hub.inner().parts.data);
    let queue = if room.is_some_and(|room| room < LEAST_ROOM) { Part::Full } else { queue };
    let mut facts = vec![
        ("writer", json!(queue.word())),
        ("casework", json!(casework.word())),
        ("reader", json!(readers.word())),
        ("room_bytes", json!(room)),
        ("data_is_durable", json!(hub.inner().data_is_durable)),
        ("clock_is_trusted", json!(hub.now().trusted)),
    ];
    let worst = queue.max(casework).max(readers);
    let Some((name, title, advice)) = worst.problem() else {
        facts.push(("status", json!("ok")));
        return Ok(Json(facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()));
    };
    tracing::error!(problem = name, "the hub is not well");
    let refused = Refused::new(StatusCode::SERVICE_UNAVAILABLE, name, title).detail(advice);
    Err(Refused(Box::new(
        facts.into_iter().fold(*refused.0, |problem, (name, value)| problem.fact(name, value)),
    )))
}

fn is_proven(proof: &Proof) -> bool {
    proof.fault.is_none() && proof.age.is_some_and(|age| age < PROVEN_FOR)
}

/// How a part of the hub is, the worst last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Well,
    Silent,
    Failing,
    Full,
}

async fn answered(answer: impl Future<Output = Result<(), StoreError>>) -> Part {
    match tokio::time::timeout(PATIENCE, answer).await {
        Ok(Ok(())) => Part::Well,
        Ok(Err(StoreError::StorageFull)) => Part::Full,
        Ok(Err(StoreError::Stopped | StoreError::Panicked)) | Err(_) => Part::Silent,
        Ok(Err(_)) => Part::Failing,
    }
}

impl Part {
    fn word(self) -> &'static str {
        match self {
            Part::Well => "ok",
            Part::Silent => "not answering",
            Part::Failing => "storage failing",
            Part::Full => "storage full",
        }
    }

    /// The problem's name and title, and what to do.
    fn problem(self) -> Option<(&'static str, &'static str, &'static str)> {
        match self {
            Part::Well => None,
            Part::Silent => Some((
                "not-answering",
                "A part of the hub does not answer.",
                "Restart the hub; its log says what stopped it.",
            )),
            Part::Failing => Some((
                "storage-failing",
                "The hub's storage fails.",
                "Look in the system's log whether the card or disk is failing or was made read-only; copy the data folder to another one \
                 and start the hub there.",
            )),
            Part::Full => Some((
                "storage-full",
                "The hub's storage is full.",
                "Free some space where the hub's data folder lies. The hub goes on by itself; nothing that it acknowledged is lost.",
            )),
        }
    }
}

/// `GET /api/v1/hub`
pub async fn hub() -> Json<HubAnswer> {
    Json(HubAnswer {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        api: ApiRange { min: API_VERSION, max: API_VERSION },
    })
}

/// `GET /metrics`
pub async fn metrics(State(hub): State<Hub>) -> Result<Response, Refused> {
    let devices = hub.read_queue(|reads| reads.devices()).await?;
    let parts: Vec<_> = devices
        .into_iter()
        .filter(|device| device.revoked_at.is_none())
        .map(|device| (device.name, device.parts))
        .collect();
    let written = [("queue", hub.queue().writer.written()), ("casework", hub.casework().writer.written())];
    let room = durable::room(&hub.inner().parts.data);
    let now = hub.now();
    let view = hub.queue().committed.read();
    let queue = view.queue().map(|queue| (queue, now));
    let text = hub.inner().counted.exposition(queue, &parts, &written, room);
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_fault_lets_questions_write_more_often_than_every_fifteen_minutes() {
        let minutes = |minutes: u64| Some(Duration::from_secs(60 * minutes));
        for (age, fault, proven) in [
            (None, None, false),
            (minutes(14), None, true),
            (minutes(15), None, false),
            (minutes(0), Some(StoreError::StorageFull), false),
        ] {
            assert_eq!(is_proven(&Proof { age, fault }), proven, "{age:?}");
        }
    }
}
