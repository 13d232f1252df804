//! Casework: citizens, practices, visits, and what the kiosk asked. Everything here stands behind a session.

mod citizens;
mod practices;
mod tickets;
mod visits;
mod wire;

use super::events;
use super::refused::Refused;
use super::route::Route;
use super::routes::RESUME;
use crate::hub::Hub;
use axum::http::StatusCode;
use serde::Deserialize;
use turno_protocol::casework::{
    CitizenFields, CitizenUpdate, CitizenView, ContinueRequest, LinkCitizenRequest, NoteRequest, NoteView,
    PracticeRequest, PracticeUpdate, PracticeView, TicketCasework, UnresolvedRequest, VisitRequest,
    VisitView,
};
use turno_protocol::event::CaseworkEventData;
use turno_store::CaseworkError;

/// The routes of the casework.
pub fn routes() -> Vec<Route> {
    const SEARCH: (&str, &str) = ("search", "What to look for.");
    const LIMIT: (&str, &str) = ("limit", "The most rows of a page, from 1 to 100; absent: 50.");
    const AFTER: (&str, &str) = ("after", "The `next` of the page before.");
    let (citizen, practice, visit) = ("The citizen's record.", "The practice.", "The visit.");
    vec![
        Route::get(
            "/api/v1/casework/events",
            events::casework,
            "The casework's changes as they happen: ids and kinds.",
        )
        .query(RESUME)
        .streams::<CaseworkEventData>("The changes."),
        Route::get("/api/v1/citizens", citizens::search, "Find citizens by name, number, phone or mail.")
            .query(&[SEARCH, LIMIT])
            .pages::<CitizenView>("Those found."),
        Route::post("/api/v1/citizens", citizens::create, "Make a citizen's record.")
            .takes::<CitizenFields>()
            .answers::<CitizenView>(201, citizen),
        Route::get("/api/v1/citizens/{id}", citizens::read, "A citizen's record.")
            .answers::<CitizenView>(200, citizen),
        Route::put(
            "/api/v1/citizens/{id}",
            citizens::update,
            "Change a citizen's record; 409 where it changed meanwhile.",
        )
        .takes::<CitizenUpdate>()
        .answers::<CitizenView>(200, citizen),
        Route::get("/api/v1/citizens/{id}/practices", practices::of_citizen, "A citizen's practices.")
            .query(&[LIMIT, AFTER])
            .pages::<PracticeView>("The practices, without notes."),
        Route::get("/api/v1/citizens/{id}/visits", visits::of_citizen, "A citizen's visits.")
            .pages::<VisitView>("The visits."),
        Route::get("/api/v1/practices", practices::list, "The practices.")
            .query(&[SEARCH, ("state", "`open` or `ended`; absent: both."), LIMIT, AFTER])
            .pages::<PracticeView>("The practices, without notes."),
        Route::post("/api/v1/practices", practices::open, "Open a practice.")
            .takes::<PracticeRequest>()
            .answers::<PracticeView>(201, practice),
        Route::get("/api/v1/practices/{id}", practices::read, "A practice with its notes.")
            .answers::<PracticeView>(200, practice),
        Route::put(
            "/api/v1/practices/{id}",
            practices::update,
            "Change a practice; 409 where it changed meanwhile.",
        )
        .takes::<PracticeUpdate>()
        .answers::<PracticeView>(200, practice),
        Route::post("/api/v1/practices/{id}/notes", practices::note, "Write a note.")
            .takes::<NoteRequest>()
            .answers::<NoteView>(201, "The note."),
        Route::post("/api/v1/practices/{id}/conclude", practices::conclude, "The need is met.")
            .answers::<PracticeView>(200, practice),
        Route::post(
            "/api/v1/practices/{id}/unresolved",
            practices::unresolved,
            "It ends without a solution.",
        )
        .takes::<UnresolvedRequest>()
        .answers::<PracticeView>(200, practice),
        Route::post("/api/v1/practices/{id}/reopen", practices::reopen, "It goes on after all.")
            .answers::<PracticeView>(200, practice),
        Route::post("/api/v1/visits", visits::open, "A visit without a ticket.")
            .takes::<VisitRequest>()
            .answers::<VisitView>(201, visit),
        Route::get("/api/v1/visits/{id}", visits::read, "A visit.").answers::<VisitView>(200, visit),
        Route::post(
            "/api/v1/visits/{id}/practices",
            visits::continue_practice,
            "The visit goes on with a practice.",
        )
        .takes::<ContinueRequest>()
        .answers::<VisitView>(200, visit),
        Route::get(
            "/api/v1/tickets/{id}/casework",
            tickets::casework,
            "What is known of the ticket in hand.",
        )
        .answers::<TicketCasework>(200, "Answers, notes, visit and practices."),
        Route::post(
            "/api/v1/tickets/{id}/practices",
            tickets::continue_practice,
            "The ticket's visit goes on with a practice.",
        )
        .takes::<ContinueRequest>()
        .answers::<VisitView>(200, visit),
        Route::post(
            "/api/v1/tickets/{id}/citizens",
            tickets::link_citizen,
            "The ticket's visit is about a citizen.",
        )
        .takes::<LinkCitizenRequest>()
        .answers::<VisitView>(200, visit),
    ]
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
