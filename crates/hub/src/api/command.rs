//! Commands that may come twice. Each carries a key; a key that comes again with the same request is answered as before, in
//! the transaction that would have carried the request out.

use super::refused::Refused;
use crate::access::Caller;
use crate::hub::Hub;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use turno_domain::ids::DeviceId;
use turno_domain::time::Timestamp;
use turno_store::{CaseworkTx, QueueTx, Remembered};

/// The longest key, in characters.
const KEY_CHARACTERS: usize = 128;
/// Fields whose content is personal and stays out of a fingerprint that queue.db keeps.
const PERSONAL: [&str; 3] = ["intake", "note", "reason"];

/// The `Idempotency-Key` of a request, with its method and path.
pub struct CommandKey {
    key: String,
    request: String,
}

impl<S: Send + Sync> FromRequestParts<S> for CommandKey {
    type Rejection = Refused;
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Refused> {
        let missing =
            || Refused::malformed("an Idempotency-Key of 1 to 128 visible ASCII characters is needed");
        let key =
            parts.headers.get("idempotency-key").and_then(|value| value.to_str().ok()).ok_or_else(missing)?;
        if key.is_empty() || key.len() > KEY_CHARACTERS || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(missing());
        }
        Ok(Self { key: key.to_owned(), request: format!("{} {}", parts.method, parts.uri.path()) })
    }
}

/// What a repeated request is known by.
#[derive(Clone)]
pub struct Command {
    device: DeviceId,
    key: String,
    fingerprint: Vec<u8>,
    at: Timestamp,
}

impl CommandKey {
    /// The command of `caller` whose body is kept out of plain sight: personal fields do not count.
    pub fn for_queue(self, hub: &Hub, caller: &Caller, body: &[u8]) -> Command {
        let body = match serde_json::from_slice(body) {
            Ok(Value::Object(mut fields)) => {
                for personal in PERSONAL {
                    fields.remove(personal);
                }
                Value::Object(fields).to_string()
            }
            _ => String::new(),
        };
        self.command(hub, caller, body.as_bytes())
    }

    /// The command of `caller` with its whole body; its fingerprint stays in casework.db.
    pub fn for_casework(self, hub: &Hub, caller: &Caller, body: &[u8]) -> Command {
        let body = serde_json::from_slice::<Value>(body).map(|body| body.to_string()).unwrap_or_default();
        self.command(hub, caller, body.as_bytes())
    }

    fn command(self, hub: &Hub, caller: &Caller, body: &[u8]) -> Command {
        let operator = caller.session.as_ref().map_or("", |session| session.operator.as_str());
        let mut hash = Sha256::new();
        for part in [self.request.as_bytes(), b"\0", operator.as_bytes(), b"\0", body] {
            hash.update(part);
        }
        Command {
            device: caller.device.id,
            key: self.key,
            fingerprint: hash.finalize().to_vec(),
            at: hub.now().wall,
        }
    }
}

/// What a command came to: a status and a JSON body, none with 204.
#[derive(Clone, Debug)]
pub struct Answer {
    status: u16,
    body: String,
}

impl Answer {
    /// `body` with 200.
    ///
    /// # Errors
    /// A body that cannot be written as JSON.
    pub fn ok(body: &impl Serialize) -> Result<Self, Refused> {
        Self::with(StatusCode::OK, body)
    }

    /// `body` with 201.
    ///
    /// # Errors
    /// A body that cannot be written as JSON.
    pub fn created(body: &impl Serialize) -> Result<Self, Refused> {
        Self::with(StatusCode::CREATED, body)
    }

    /// 204.
    pub fn nothing() -> Self {
        Self { status: StatusCode::NO_CONTENT.as_u16(), body: String::new() }
    }

    fn with(status: StatusCode, body: &impl Serialize) -> Result<Self, Refused> {
        let body = serde_json::to_string(body).map_err(|error| Refused::fault(&error))?;
        Ok(Self { status: status.as_u16(), body })
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if self.body.is_empty() {
            return status.into_response();
        }
        let json = HeaderValue::from_static("application/json");
        (status, [(header::CONTENT_TYPE, json)], self.body).into_response()
    }
}

impl Command {
    /// Carries out `job` in the writer of queue.db, or answers as before.
    pub async fn in_queue(
        self,
        hub: &Hub,
        job: impl FnOnce(&mut QueueTx) -> Result<Answer, Refused> + Send + 'static,
    ) -> Result<Answer, Refused> {
        hub.inner().counted.command();
        hub.write_queue(move |tx| {
            if let Some(before) = tx.reads().remembered(self.device, &self.key)? {
                return self.again(before);
            }
            let answer = job(tx)?;
            tx.remember(&self.remembered(&answer))?;
            Ok(answer)
        })
        .await
    }

    /// Carries out `job` in the writer of casework.db, or answers as before.
    pub async fn in_casework(
        self,
        hub: &Hub,
        job: impl FnOnce(&mut CaseworkTx) -> Result<Answer, Refused> + Send + 'static,
    ) -> Result<Answer, Refused> {
        hub.inner().counted.command();
        hub.write_casework(move |tx| {
            if let Some(before) = tx.reads().remembered(self.device, &self.key)? {
                return self.again(before);
            }
            let answer = job(tx)?;
            tx.remember(&self.remembered(&answer))?;
            Ok(answer)
        })
        .await
    }

    fn remembered(self, answer: &Answer) -> Remembered {
        Remembered {
            device: self.device,
            key: self.key,
            fingerprint: self.fingerprint,
            status: answer.status,
            body: answer.body.clone(),
            at: self.at,
        }
    }

    fn again(&self, before: Remembered) -> Result<Answer, Refused> {
        if before.fingerprint != self.fingerprint {
            return Err(Refused::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "key-reused",
                "This Idempotency-Key was used with another request.",
            ));
        }
        Ok(Answer { status: before.status, body: before.body })
    }
}
