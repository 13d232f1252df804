//! Casework: citizens, practices, visits, and what the kiosk asked. Everything here stands behind a session.

mod citizens;
mod practices;
mod tickets;
mod visits;
mod wire;

use super::events;
use super::refused::Refused;
use crate::hub::Hub;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post};
use serde::Deserialize;
use turno_store::CaseworkError;

/// The routes of the casework.
pub fn routes() -> Router<Hub> {
    Router::new()
        .route("/api/v1/casework/events", get(events::casework))
        .route("/api/v1/citizens", get(citizens::search).post(citizens::create))
        .route("/api/v1/citizens/{id}", get(citizens::read).put(citizens::update))
        .route("/api/v1/citizens/{id}/practices", get(practices::of_citizen))
        .route("/api/v1/citizens/{id}/visits", get(visits::of_citizen))
        .route("/api/v1/practices", get(practices::list).post(practices::open))
        .route("/api/v1/practices/{id}", get(practices::read).put(practices::update))
        .route("/api/v1/practices/{id}/notes", post(practices::note))
        .route("/api/v1/practices/{id}/conclude", post(practices::conclude))
        .route("/api/v1/practices/{id}/unresolved", post(practices::unresolved))
        .route("/api/v1/practices/{id}/reopen", post(practices::reopen))
        .route("/api/v1/visits", post(visits::open))
        .route("/api/v1/visits/{id}", get(visits::read))
        .route("/api/v1/visits/{id}/practices", post(visits::continue_practice))
        .route("/api/v1/tickets/{id}/casework", get(tickets::casework))
        .route("/api/v1/tickets/{id}/practices", post(tickets::continue_practice))
        .route("/api/v1/tickets/{id}/citizens", post(tickets::link_citizen))
}

/// `?search=&state=&after=&limit=`
#[derive(Deserialize)]
pub struct ListQuery {
    #[serde(default)]
    search: String,
    state: Option<String>,
    after: Option<u32>,
    limit: Option<u32>,
}

/// The most rows of a page.
const PAGE: u32 = 100;

impl ListQuery {
    fn limit(&self) -> u32 {
        self.limit.unwrap_or(50).clamp(1, PAGE)
    }

    fn offset(&self) -> u32 {
        self.after.unwrap_or(0)
    }

    /// The mark of the page after one of `rows` rows, where that was a full one.
    fn next(&self, rows: usize) -> Option<String> {
        (rows >= self.limit() as usize).then(|| (self.offset() + self.limit()).to_string())
    }
}

impl From<CaseworkError> for Refused {
    fn from(error: CaseworkError) -> Self {
        match error {
            CaseworkError::Missing(what) => Refused::not_found(what),
            CaseworkError::Conflict { revision, .. } => {
                let refused = Refused::new(
                    StatusCode::CONFLICT,
                    "stale",
                    "Somebody changed the record since it was read.",
                );
                Refused(Box::new(refused.0.fact("revision", revision)))
            }
            CaseworkError::Practice(fault) => {
                let name = match fault {
                    turno_domain::casework::PracticeFault::Ended => "practice-ended",
                    turno_domain::casework::PracticeFault::Open => "practice-open",
                };
                Refused::new(StatusCode::CONFLICT, name, "The practice's state forbids this.")
            }
            CaseworkError::Store(error) => error.into(),
        }
    }
}

/// The identifier that a path names; what is none names nothing.
fn id<Id: std::str::FromStr>(text: &str, what: &str) -> Result<Id, Refused> {
    text.parse().map_err(|_| Refused::not_found(what))
}

/// The service that a body means, by key or letter; a key that was retired stays valid for a record that has it.
fn service(hub: &Hub, name: &str) -> Result<turno_domain::keys::ServiceKey, Refused> {
    hub.with_queue(|queue| super::tickets::service_named(queue, name))?
}
