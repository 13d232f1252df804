//! Commands that may come twice. Each carries a key; a key that comes again with the same request is answered as before, in
//! the transaction that would have carried the request out, and before anything is asked of a site that may have changed since.

use super::body::Json;
use super::refused::Refused;
use super::upload::Upload;
use crate::access::{Caller, Session};
use crate::day::run_today;
use crate::hub::Hub;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};
use turno_domain::ids::{DeviceId, TicketId};
use turno_domain::journal::{Actor, Entry};
use turno_domain::queue::{Command, Context, Operator};
use turno_domain::time::ClockReading;
use turno_store::{CaseworkTx, QueueTx, Remembered, TxError};

/// The longest key, in characters.
const KEY_CHARACTERS: usize = 128;
/// Fields whose content is personal and stays out of a fingerprint that queue.db keeps.
const PERSONAL: [&str; 4] = ["intake", "note", "reason", "form"];

/// A command as it was asked for: by whom, under which key, and what is in its body.
pub struct Asked<T> {
    /// The hub that was asked.
    pub hub: Hub,
    /// Who asks.
    pub caller: Caller,
    /// For what.
    pub request: T,
    key: String,
    /// The method and the path.
    address: String,
    /// What the request's fingerprint is made of.
    body: Bytes,
}

impl<T: DeserializeOwned> FromRequest<Hub> for Asked<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, hub: &Hub) -> Result<Self, Refused> {
        let (mut parts, body) = request.into_parts();
        let caller = Caller::from_request_parts(&mut parts, hub).await?;
        let key = key_of(&parts)?;
        let address = format!("{} {}", parts.method, parts.uri.path());
        let Json(request, body) = Json::from_request(Request::from_parts(parts, body), hub).await?;
        Ok(Self { hub: hub.clone(), caller, request, key, address, body })
    }
}

impl Asked<Upload> {
    /// A command whose body is a file. Whoever may not ask, or asks without a key, is told so before the file is read.
    async fn with_file(request: Request, hub: &Hub) -> Result<Self, Refused> {
        let (mut parts, body) = request.into_parts();
        let caller = Caller::from_request_parts(&mut parts, hub).await?;
        let key = key_of(&parts)?;
        let address = format!("{} {}", parts.method, parts.uri.path());
        let request = Upload::read(&parts.headers, body, hub).await?;
        let body = request.fingerprint(&parts.headers);
        Ok(Self { hub: hub.clone(), caller, request, key, address, body })
    }
}

/// A command whose body is a file.
pub struct AskedWithFile(pub Asked<Upload>);

impl FromRequest<Hub> for AskedWithFile {
    type Rejection = Refused;

    async fn from_request(request: Request, hub: &Hub) -> Result<Self, Refused> {
        Asked::with_file(request, hub).await.map(Self)
    }
}

/// The `Idempotency-Key` of a request.
fn key_of(parts: &Parts) -> Result<String, Refused> {
    let key = parts.headers.get("idempotency-key").and_then(|value| value.to_str().ok());
    let fits = |key: &&str| {
        (1..=KEY_CHARACTERS).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
    };
    key.filter(fits).map(str::to_owned).ok_or_else(|| {
        Refused::malformed("an Idempotency-Key of 1 to 128 visible ASCII characters is needed")
    })
}

/// By whom and when something is done.
pub struct By {
    /// The clock.
    pub now: ClockReading,
    /// Who, as the journal names one.
    pub actor: Actor,
    /// Who, as the rules see one.
    operator: Option<Operator>,
}

impl By {
    /// Runs `command` on the service day that it belongs to.
    ///
    /// # Errors
    /// The rules' refusal, with a ticket of a past day (`about`) told apart from one that never was; what the store could not do.
    pub fn run(
        &self,
        tx: &mut QueueTx,
        command: &Command,
        about: Option<TicketId>,
    ) -> Result<Vec<Entry>, TxError> {
        let context = Context { now: self.now, operator: self.operator.as_ref() };
        run_today(tx, command, &context, &self.actor, about)
    }
}

impl<T: Send + 'static> Asked<T> {
    /// The session of whoever asks.
    ///
    /// # Errors
    /// 403 for a device alone.
    pub fn session(&self) -> Result<&Session, Refused> {
        self.caller.session()
    }

    /// Carries out `job` in the writer of queue.db, or answers as before. The body is kept out of plain sight: personal fields do
    /// not count.
    pub async fn in_queue(
        self,
        job: impl FnOnce(&mut QueueTx, &By, T) -> Result<Answer, Refused> + Send + 'static,
    ) -> Result<Answer, Refused> {
        let told = match serde_json::from_slice(&self.body) {
            Ok(Value::Object(mut fields)) => {
                for personal in PERSONAL {
                    fields.remove(personal);
                }
                Value::Object(fields).to_string()
            }
            _ => String::new(),
        };
        let (hub, request, known, by) = self.known_by(&told);
        hub.write_queue(move |tx| {
            if let Some(before) = tx.reads().remembered(known.device, &known.key)? {
                return known.again(before);
            }
            let answer = job(tx, &by, request)?;
            tx.remember(&known.with(&answer, &by))?;
            Ok(answer)
        })
        .await
    }

    /// Carries out `job` in the writer of casework.db, or answers as before. The fingerprint of the whole body stays there too.
    pub async fn in_casework(
        self,
        job: impl FnOnce(&mut CaseworkTx, &By, T) -> Result<Answer, Refused> + Send + 'static,
    ) -> Result<Answer, Refused> {
        let told =
            serde_json::from_slice::<Value>(&self.body).map(|body| body.to_string()).unwrap_or_default();
        let (hub, request, known, by) = self.known_by(&told);
        hub.write_casework(move |tx| {
            if let Some(before) = tx.reads().remembered(known.device, &known.key)? {
                return known.again(before);
            }
            let answer = job(tx, &by, request)?;
            tx.remember(&known.with(&answer, &by))?;
            Ok(answer)
        })
        .await
    }

    fn known_by(self, told: &str) -> (Hub, T, Known, By) {
        let session = self.caller.session.as_ref();
        let operator = session.map_or("", |session| session.operator.as_str());
        let mut hash = Sha256::new();
        for part in [self.address.as_str(), "\0", operator, "\0", told] {
            hash.update(part.as_bytes());
        }
        let by = By {
            now: self.hub.now(),
            actor: self.caller.actor(),
            operator: session.map(Session::as_operator),
        };
        let known =
            Known { device: self.caller.device.id, key: self.key, fingerprint: hash.finalize().to_vec() };
        self.hub.inner().counted.command();
        (self.hub, self.request, known, by)
    }
}

/// What a repeated request is known by.
struct Known {
    device: DeviceId,
    key: String,
    fingerprint: Vec<u8>,
}

impl Known {
    fn with(self, answer: &Answer, by: &By) -> Remembered {
        Remembered {
            device: self.device,
            key: self.key,
            fingerprint: self.fingerprint,
            status: answer.status,
            body: answer.body.clone(),
            at: by.now.wall,
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
