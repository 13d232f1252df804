//! Practices: from the first need to their end.

use super::super::auth::SignedIn;
use super::super::body::Json;
use super::super::command::{Answer, Asked, By};
use super::visits::visit_of;
use super::{ListQuery, Refused, id, service, wire};
use crate::hub::Hub;
use axum::extract::{Path, Query, State};
use chrono::Datelike;
use serde_json::Value;
use turno_domain::casework::{Practice, PracticeState};
use turno_domain::ids::{CitizenId, NoteId, PracticeId};
use turno_protocol::casework::{
    NoteRequest, Page, PracticeRequest, PracticeUpdate, PracticeView, UnresolvedRequest,
};
use turno_store::casework::CaseworkReads;
use turno_store::casework::{NewPractice, PracticeEdit, PracticeFilter};
use turno_store::{CaseworkError, CaseworkTx, StoreError};

/// `GET /practices?search=&state=&after=`
pub async fn list(
    State(hub): State<Hub>,
    _: SignedIn,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<Page<PracticeView>>, Refused> {
    let open = match query.state.as_deref() {
        None | Some("") => None,
        Some("open") => Some(true),
        Some("ended") => Some(false),
        Some(_) => return Err(Refused::unknown_value("state is open or ended")),
    };
    let text = Some(query.search.trim().to_owned()).filter(|text| !text.is_empty());
    page(&hub, PracticeFilter { open, text, ..PracticeFilter::default() }, &query).await
}

/// `GET /citizens/{id}/practices`
pub async fn of_citizen(
    State(hub): State<Hub>,
    _: SignedIn,
    Path(path): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<Page<PracticeView>>, Refused> {
    let citizen: CitizenId = id(&path, "citizen")?;
    page(&hub, PracticeFilter { citizen: Some(citizen), ..PracticeFilter::default() }, &query).await
}

async fn page(
    hub: &Hub,
    filter: PracticeFilter,
    query: &ListQuery,
) -> Result<axum::Json<Page<PracticeView>>, Refused> {
    let (limit, offset) = (query.limit(), query.offset());
    let items = hub
        .read_casework(move |reads| {
            let practices = reads.practices(&filter, limit, offset)?;
            practices.iter().map(|practice| view(reads, practice, false)).collect::<Result<Vec<_>, _>>()
        })
        .await?;
    let next = query.next(items.len());
    Ok(axum::Json(Page { items, next }))
}

/// A practice as it travels, with the citizen's name and, if asked, its notes.
pub fn view(
    reads: &CaseworkReads<'_>,
    practice: &Practice,
    with_notes: bool,
) -> Result<PracticeView, StoreError> {
    let citizen = match practice.citizen {
        Some(citizen) => reads.citizen(citizen)?,
        None => None,
    };
    let notes = if with_notes { reads.notes(practice.id)? } else { Vec::new() };
    Ok(wire::practice(practice, citizen.as_ref(), &notes))
}

/// `GET /practices/{id}`
pub async fn read(
    State(hub): State<Hub>,
    _: SignedIn,
    Path(path): Path<String>,
) -> Result<axum::Json<PracticeView>, Refused> {
    let id: PracticeId = id(&path, "practice")?;
    let found = hub
        .read_casework(move |reads| {
            reads.practice(id)?.map(|practice| view(reads, &practice, true)).transpose()
        })
        .await?;
    found.map(axum::Json).ok_or_else(|| Refused::not_found("practice"))
}

/// `POST /practices`: from the ticket in hand, from a visit without one, or from neither.
pub async fn open(asked: Asked<PracticeRequest>) -> Result<Answer, Refused> {
    let session = asked.session()?;
    let opened_by = session.operator.clone();
    let ticket_visit = match asked.request.ticket {
        Some(ticket) => Some(visit_of(&asked.hub, ticket, session).await?),
        None => None,
    };
    let hub = asked.hub.clone();
    asked
        .in_casework(move |tx, by, request| {
            let visit = match ticket_visit {
                Some(visit) => Some(tx.record_visit(&visit, &by.now, &by.actor)?.id),
                None => request.visit,
            };
            let new = NewPractice {
                id: hub.fresh(PracticeId::from_parts),
                prefix: None,
                year: hub.with_queue(|queue| by.now.wall.local(queue.site().timezone).year())?,
                citizen: request.citizen,
                presenter: request.presenter.map(wire::presenter_from).transpose()?,
                service: service(&hub, &request.service)?,
                need: wire::lines_from(&request.need)?,
                opened_by,
                visit,
            };
            let practice = tx.open_practice(new, &by.now, &by.actor)?;
            if let (Some(visit), Some(citizen)) = (visit, request.citizen) {
                tx.link_citizen(visit, citizen, &by.now, &by.actor)?;
            }
            Answer::created(&view(&tx.reads(), &practice, true)?)
        })
        .await
}

/// `PUT /practices/{id}`
pub async fn update(
    State(hub): State<Hub>,
    SignedIn { caller, .. }: SignedIn,
    Path(path): Path<String>,
    Json(update, _): Json<PracticeUpdate>,
) -> Result<Answer, Refused> {
    let now = hub.now();
    let id: PracticeId = id(&path, "practice")?;
    let stored = hub.read_casework(move |reads| reads.practice(id)).await?;
    let stored = stored.ok_or_else(|| Refused::not_found("practice"))?;
    let edit = PracticeEdit {
        id,
        revision: update.revision,
        citizen: update.citizen,
        presenter: update.presenter.map(wire::presenter_from).transpose()?,
        service: if update.service == stored.service.as_str() {
            stored.service
        } else {
            service(&hub, &update.service)?
        },
        need: wire::lines_from(&update.need)?,
    };
    let actor = caller.actor();
    hub.write_casework(move |tx| match tx.edit_practice(edit, &now, &actor) {
        Ok(practice) => Answer::ok(&view(&tx.reads(), &practice, true)?),
        Err(CaseworkError::Conflict { .. }) => {
            let current =
                tx.reads().practice(id)?.map(|practice| view(&tx.reads(), &practice, true)).transpose()?;
            Err(Refused::stale(current))
        }
        Err(error) => Err(error.into()),
    })
    .await
}

/// `POST /practices/{id}/notes`
pub async fn note(Path(path): Path<String>, asked: Asked<NoteRequest>) -> Result<Answer, Refused> {
    let operator = asked.session()?.operator.clone();
    let practice: PracticeId = id(&path, "practice")?;
    let note = asked.hub.fresh(NoteId::from_parts);
    asked
        .in_casework(move |tx, by, request| {
            let text = wire::lines_from(&request.text)?;
            if text.is_empty() {
                return Err(Refused::malformed("a note needs a text"));
            }
            tx.reads().practice(practice)?.ok_or_else(|| Refused::not_found("practice"))?;
            let note = tx.add_note(note, practice, operator, text, &by.now, &by.actor)?;
            Answer::created(&wire::note(&note))
        })
        .await
}

/// `POST /practices/{id}/conclude`
pub async fn conclude(Path(path): Path<String>, asked: Asked<Value>) -> Result<Answer, Refused> {
    step(&path, asked, |tx, by, practice, _| {
        tx.end_practice(practice.id, practice.revision, PracticeState::Concluded, &by.now, &by.actor)
    })
    .await
}

/// `POST /practices/{id}/unresolved`
pub async fn unresolved(
    Path(path): Path<String>,
    asked: Asked<UnresolvedRequest>,
) -> Result<Answer, Refused> {
    step(&path, asked, |tx, by, practice, request| {
        let end = PracticeState::Unresolved(request.reason);
        tx.end_practice(practice.id, practice.revision, end, &by.now, &by.actor)
    })
    .await
}

/// `POST /practices/{id}/reopen`
pub async fn reopen(Path(path): Path<String>, asked: Asked<Value>) -> Result<Answer, Refused> {
    step(&path, asked, |tx, by, practice, _| {
        tx.reopen_practice(practice.id, practice.revision, &by.now, &by.actor)
    })
    .await
}

/// Lets a practice, as it stands in the writer, take one step.
async fn step<T: Send + 'static>(
    path: &str,
    asked: Asked<T>,
    step: impl FnOnce(&mut CaseworkTx, &By, Practice, T) -> Result<Practice, CaseworkError> + Send + 'static,
) -> Result<Answer, Refused> {
    asked.session()?;
    let id: PracticeId = id(path, "practice")?;
    asked
        .in_casework(move |tx, by, request| {
            let practice = tx.reads().practice(id)?.ok_or_else(|| Refused::not_found("practice"))?;
            let practice = step(tx, by, practice, request)?;
            Answer::ok(&view(&tx.reads(), &practice, true)?)
        })
        .await
}
