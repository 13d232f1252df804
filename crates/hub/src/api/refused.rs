//! From a refusal to a problem document: the one place where the hub's errors become answers. Details of faults are logged
//! and never sent.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use turno_domain::refusal::Refusal;
use turno_protocol::problem::{MEDIA_TYPE, Problem};
use turno_protocol::wire_time::WireTime;
use turno_store::{StoreError, TxError};

/// Why a request was not carried out.
#[derive(Debug)]
pub struct Refused(pub Box<Problem>);

impl Refused {
    /// A problem of the kind `name`.
    pub fn new(status: StatusCode, name: &str, title: &str) -> Self {
        Self(Box::new(Problem::new(status.as_u16(), name, title)))
    }

    /// With words about this case.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        *self.0 = self.0.detail(detail);
        self
    }

    /// 400.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", "The request is malformed.").detail(detail)
    }

    /// 401.
    pub fn unauthorised() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorised", "A valid token is needed.")
    }

    /// 403.
    pub fn forbidden(detail: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "This token may not do this.").detail(detail)
    }

    /// 404.
    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "There is no such thing.")
            .detail(format!("no such {what}"))
    }

    /// 422.
    pub fn unknown_value(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "unknown-value",
            "The body has a value that the hub does not know.",
        )
        .detail(detail)
    }

    /// 409, because somebody else changed the record meanwhile.
    pub fn stale(current: impl serde::Serialize) -> Self {
        let mut refused =
            Self::new(StatusCode::CONFLICT, "stale", "Somebody changed the record since it was read.");
        if let Ok(current) = serde_json::to_value(current) {
            *refused.0 = refused.0.fact("current", current);
        }
        refused
    }

    /// 500, with the reason in the log alone.
    pub fn fault(reason: &dyn std::fmt::Display) -> Self {
        tracing::error!(%reason, "a request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", "The hub could not do this.")
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let status = match &refusal {
            Refusal::UnknownTicket | Refusal::UnknownHelp => StatusCode::NOT_FOUND,
            Refusal::UnknownService(_) | Refusal::UnknownCounter(_) | Refusal::OutOfRange(_) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            _ => StatusCode::CONFLICT,
        };
        let mut problem = Problem::new(status.as_u16(), refusal.name(), &sentence(&refusal.to_string()));
        problem = match refusal {
            Refusal::SiteClosed { next: Some(next) } => problem.fact("next", WireTime(next).text()),
            Refusal::InOtherHands { counter } | Refusal::AtAnotherCounter { counter } => {
                problem.fact("counter", counter.as_str())
            }
            Refusal::CounterTaken { operator } | Refusal::HelpAlreadyAnswered { operator } => {
                problem.fact("operator", operator.as_str())
            }
            Refusal::WrongState { state } => problem.fact("state", state.word()),
            Refusal::NoShowTooEarly { calls, unlocks_at } => {
                problem.fact("calls", calls).fact("unlocks_at", WireTime(unlocks_at).text())
            }
            Refusal::DayClosed { day } => problem.fact("day", day.to_string()),
            _ => problem,
        };
        Self(Box::new(problem))
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        if matches!(error, StoreError::Broken(_) | StoreError::TransactionLost) {
            tracing::error!(%error, "the storage fails");
            return Self::new(StatusCode::SERVICE_UNAVAILABLE, "storage-failing", "The hub's storage fails.");
        }
        if matches!(error, StoreError::StorageFull) {
            tracing::error!(%error, "the storage is full");
            return Self::new(StatusCode::SERVICE_UNAVAILABLE, "storage-full", "The hub's storage is full.");
        }
        if let StoreError::Attachment { finding, .. } = &error {
            tracing::error!(%error, "an attachment is lost");
            return Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "attachment-lost",
                "The file is not whole any more: it must be restored from the last backup.",
            )
            .detail(format!("the file {finding}"));
        }
        if matches!(error, StoreError::Stopped) {
            return Self::new(StatusCode::SERVICE_UNAVAILABLE, "stopping", "The hub stops.");
        }
        Self::fault(&error)
    }
}

impl From<TxError> for Refused {
    fn from(error: TxError) -> Self {
        match error {
            TxError::Refused(refusal) => refusal.into(),
            TxError::Store(error) => error.into(),
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self.0).unwrap_or_default();
        let mut response = (status, body).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            // Storage that is full or fails may be well again in a moment, and a hub that stops be back: the same command may be sent
            // again.
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), characters.as_str()),
        None => String::new(),
    }
}
