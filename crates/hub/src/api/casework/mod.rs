//! Casework: citizens, practices, visits, and what the kiosk asked. Everything here stands behind a session.

mod attachments;
mod citizens;
mod directory;
mod entries;
mod handbook;
mod handover;
mod merging;
mod practices;
mod privacy;
mod referrals;
mod register;
mod steps;
mod table;
mod tickets;
mod visits;
mod wire;

use super::refused::Refused;
use crate::hub::Hub;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::Deserialize;
use turno_domain::casework::{PracticeFault, StepFault};
use turno_domain::handbook::ServiceType;
use turno_domain::keys::{OperatorKey, ServiceKey};
use turno_domain::time::ClockReading;
use turno_protocol::casework::Page;
use turno_store::CaseworkError;
use turno_store::casework::CaseworkReads;

pub use table::routes;

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
    fn bounds(&self) -> Bounds {
        Bounds::asked(self.limit, self.after)
    }
}

/// Which rows of a list a page has.
#[derive(Clone, Copy)]
struct Bounds {
    limit: u32,
    offset: u32,
}

impl Bounds {
    fn asked(limit: Option<u32>, after: Option<u32>) -> Self {
        Self { limit: limit.unwrap_or(50).clamp(1, PAGE), offset: after.unwrap_or(0) }
    }

    /// The page of `items`, with the mark of the one after it where this is a full one.
    fn page<T>(self, items: Vec<T>) -> Page<T> {
        let next =
            (items.len() >= self.limit as usize).then(|| self.offset.saturating_add(self.limit).to_string());
        Page { items, next }
    }
}

impl From<CaseworkError> for Refused {
    fn from(error: CaseworkError) -> Self {
        match error {
            // What a path names is looked up first; this is what a body named.
            CaseworkError::Missing(what) => Refused::unknown_value(format!("no such {what}")),
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
                    PracticeFault::Ended => "practice-ended",
                    PracticeFault::Open => "practice-open",
                    PracticeFault::NotOffered => "practice-not-offered",
                    PracticeFault::AlreadyResponsible => "already-responsible",
                };
                Refused::new(StatusCode::CONFLICT, name, "The practice's state forbids this.")
            }
            CaseworkError::Merged { into } => {
                let refused =
                    Refused::new(StatusCode::CONFLICT, "merged", "The record became part of another.");
                Refused(Box::new(refused.0.fact("merged_into", into.to_string())))
            }
            CaseworkError::KeyTaken => Refused::new(
                StatusCode::CONFLICT,
                "key-taken",
                "Another has this key, or it had another before.",
            ),
            CaseworkError::CodeTaken => {
                Refused::new(StatusCode::CONFLICT, "form-code-taken", "Another form carries this code.")
            }
            CaseworkError::SamePerson => Refused::unknown_value(error.to_string()),
            CaseworkError::Privacy(fault) => fault.into(),
            CaseworkError::Step(fault) => match fault {
                StepFault::Ended => Refused::new(StatusCode::CONFLICT, "step-ended", "The step has ended."),
                StepFault::Open => Refused::new(StatusCode::CONFLICT, "step-open", "The step is open."),
                StepFault::Empty | StepFault::Day | StepFault::TooLong(_) => {
                    Refused::unknown_value(fault.to_string())
                }
            },
            CaseworkError::Store(error) => error.into(),
        }
    }
}

/// The identifier that a path names; what is none names nothing.
fn id<Id: std::str::FromStr>(text: &str, what: &str) -> Result<Id, Refused> {
    text.parse().map_err(|_| Refused::not_found(what))
}

/// The service that a body means, by key or letter; a key that was retired stays valid for a record that has it.
fn service(hub: &Hub, name: &str) -> Result<ServiceKey, Refused> {
    hub.with_queue(|queue| super::tickets::service_named(queue, name))?
}

/// The type of service that a practice means: one of the handbook by key, or a service of the queue by key or letter.
fn service_type(hub: &Hub, reads: &CaseworkReads<'_>, name: &str) -> Result<ServiceKey, Refused> {
    match reads.handbook_with_key::<ServiceType>(name)? {
        Some(found) => Ok(found.says.key),
        None => service(hub, name),
    }
}

/// The day by the site's calendar.
fn today(hub: &Hub, now: &ClockReading) -> Result<NaiveDate, Refused> {
    hub.with_queue(|queue| now.wall.local(queue.site().timezone).date_naive())
}

/// 422 for an operator that a body names and that is not there, or not any more.
async fn known_operator(hub: &Hub, key: &OperatorKey) -> Result<(), Refused> {
    let key = key.clone();
    let found = hub.read_queue(move |reads| reads.operator(&key)).await?;
    match found {
        Some(operator) if !operator.retired => Ok(()),
        _ => Err(Refused::unknown_value("no such operator")),
    }
}
