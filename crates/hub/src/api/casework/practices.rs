//! Practices: from the first need to their end.

use super::super::auth::SignedIn;
use super::super::body::Json;
use super::super::command::{Answer, Asked};
use super::entries::timeline;
use super::handbook::all;
use super::visits::visit_of;
use super::{ListQuery, Refused, id, service_type, today, wire};
use crate::hub::Hub;
use axum::extract::{Path, Query, State};
use chrono::{Datelike, NaiveDate};
use serde_json::Value;
use turno_domain::casework::{
    ChecklistItem, Practice, PracticeState, Step, StepKind, StepTexts, after_service_change,
};
use turno_domain::handbook::{Project, ServiceType};
use turno_domain::ids::{CitizenId, EntryId, PracticeId, StepId};
use turno_domain::keys::{OperatorKey, ServiceKey};
use turno_protocol::casework::{Page, PracticeRequest, PracticeUpdate, PracticeView, UnresolvedRequest};
use turno_store::casework::{
    CaseworkReads, NewPractice, NewStep, PracticeEdit, PracticeFilter, StepSays, Written,
};
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
    let bounds = query.bounds();
    let items = hub
        .read_casework(move |reads| {
            let practices = reads.practices(&filter, bounds.limit, bounds.offset)?;
            practices.iter().map(|practice| view(reads, practice, None)).collect::<Result<Vec<_>, _>>()
        })
        .await?;
    Ok(axum::Json(bounds.page(items)))
}

/// A practice as it travels, with the citizen's name; to a `reader` with everything that happened in it.
pub fn view(
    reads: &CaseworkReads<'_>,
    practice: &Practice,
    reader: Option<&OperatorKey>,
) -> Result<PracticeView, StoreError> {
    let citizen = match practice.citizen {
        Some(citizen) => reads.citizen(citizen)?,
        None => None,
    };
    let mut view = wire::practice(practice, citizen.as_ref());
    if let Some(reader) = reader {
        view.entries = timeline(reads, practice, reader)?;
        view.steps = reads.steps(practice.id)?.iter().map(wire::step).collect();
        view.notes = view.entries.iter().filter_map(wire::note).collect();
    }
    Ok(view)
}

/// `GET /practices/{id}`
pub async fn read(
    State(hub): State<Hub>,
    SignedIn { session, .. }: SignedIn,
    Path(path): Path<String>,
) -> Result<axum::Json<PracticeView>, Refused> {
    let id: PracticeId = id(&path, "practice")?;
    let found = hub
        .read_casework(move |reads| {
            let practice = reads.practice(id)?;
            practice.map(|practice| view(reads, &practice, Some(&session.operator))).transpose()
        })
        .await?;
    found.map(axum::Json).ok_or_else(|| Refused::not_found("practice"))
}

/// What a type of service asks people to bring; of a service of the queue, in the site's first language.
fn documents_of(hub: &Hub, reads: &CaseworkReads<'_>, service: &ServiceKey) -> Result<Vec<String>, Refused> {
    if let Some(found) = reads.handbook_with_key::<ServiceType>(service.as_str())? {
        return Ok(found.says.documents);
    }
    hub.with_queue(|queue| {
        let (site, texts) = (queue.site(), queue.site().service(service));
        let documents = texts.map(|service| service.documents.as_slice()).unwrap_or_default();
        documents.iter().map(|text| text.get(site.first_language()).to_owned()).collect()
    })
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
            let service = service_type(&hub, &tx.reads(), &request.service)?;
            let documents = documents_of(&hub, &tx.reads(), &service)?;
            let new = NewPractice {
                id: hub.fresh(PracticeId::from_parts),
                prefix: None,
                year: hub.with_queue(|queue| by.now.wall.local(queue.site().timezone).year())?,
                citizen: request.citizen,
                presenter: request
                    .presenter
                    .map(|presenter| wire::presenter_from(presenter, None))
                    .transpose()?,
                service,
                need: wire::lines_from(&request.need)?,
                need_recognised: wire::lines_from(&request.need_recognised)?,
                documents: documents.iter().map(|text| ChecklistItem::missing(text)).collect(),
                project: match request.project {
                    Some(key) => project(&tx.reads(), &key)?,
                    None => usual_project(&tx.reads(), today(&hub, &by.now)?)?,
                },
                opened_by: opened_by.clone(),
                visit,
            };
            let practice = tx.open_practice(new, &by.now, &by.actor)?;
            if let (Some(visit), Some(citizen)) = (visit, request.citizen) {
                tx.link_citizen(visit, citizen, &by.now, &by.actor)?;
            }
            Answer::created(&view(&tx.reads(), &practice, Some(&opened_by))?)
        })
        .await
}

/// `PUT /practices/{id}`
pub async fn update(
    State(hub): State<Hub>,
    SignedIn { caller, session }: SignedIn,
    Path(path): Path<String>,
    Json(update, _): Json<PracticeUpdate>,
) -> Result<Answer, Refused> {
    let (now, actor, operator) = (hub.now(), caller.actor(), session.operator);
    let id: PracticeId = id(&path, "practice")?;
    let asked = hub.clone();
    hub.write_casework(move |tx| {
        let stands = tx.reads().practice(id)?.ok_or_else(|| Refused::not_found("practice"))?;
        match tx.edit_practice(edit(&asked, &tx.reads(), stands, update)?, &now, &actor) {
            Ok(practice) => Answer::ok(&view(&tx.reads(), &practice, Some(&operator))?),
            Err(CaseworkError::Conflict { .. }) => {
                let stands = tx.reads().practice(id)?;
                let current =
                    stands.map(|practice| view(&tx.reads(), &practice, Some(&operator))).transpose()?;
                Err(Refused::stale(current))
            }
            Err(error) => Err(error.into()),
        }
    })
    .await
}

/// What `update` makes of a practice; what it leaves out stays as it is.
fn edit(
    hub: &Hub,
    reads: &CaseworkReads<'_>,
    stands: Practice,
    update: PracticeUpdate,
) -> Result<PracticeEdit, Refused> {
    let service = if update.service == stands.service.as_str() {
        stands.service.clone()
    } else {
        service_type(hub, reads, &update.service)?
    };
    let documents = match update.documents {
        Some(documents) => wire::documents_from(documents)?,
        None if service == stands.service => stands.documents,
        None => {
            let old = documents_of(hub, reads, &stands.service)?;
            let new = documents_of(hub, reads, &service)?;
            after_service_change(stands.documents, &old, &new)
        }
    };
    let presenter = update.presenter.map(|new| wire::presenter_from(new, stands.presenter.as_ref()));
    Ok(PracticeEdit {
        id: stands.id,
        revision: update.revision,
        citizen: update.citizen,
        presenter: presenter.transpose()?,
        service,
        need: wire::lines_from(&update.need)?,
        need_recognised: match update.need_recognised {
            Some(need) => wire::lines_from(&need)?,
            None => stands.need_recognised,
        },
        documents,
        project: match update.project {
            Some(key) => project(reads, &key)?,
            None => stands.project,
        },
    })
}

/// The project that a key means; none for an empty one.
fn project(reads: &CaseworkReads<'_>, key: &str) -> Result<Option<ServiceKey>, Refused> {
    if key.is_empty() {
        return Ok(None);
    }
    let found = reads.handbook_with_key::<Project>(key)?;
    found.map(|found| Some(found.says.key)).ok_or_else(|| Refused::unknown_value("no such project"))
}

/// The project of a day, where there is one alone.
fn usual_project(reads: &CaseworkReads<'_>, day: NaiveDate) -> Result<Option<ServiceKey>, Refused> {
    let mut of_day = all::<Project>(reads)?
        .into_iter()
        .map(|revision| revision.says)
        .filter(|project| !project.retired && project.covers(day));
    let first = of_day.next().map(|project| project.key);
    Ok(first.filter(|_| of_day.next().is_none()))
}

/// `POST /practices/{id}/conclude`
pub async fn conclude(Path(path): Path<String>, asked: Asked<Value>) -> Result<Answer, Refused> {
    let (hub, follow_up) = (asked.hub.clone(), asked.hub.fresh(StepId::from_parts));
    step(&path, asked, move |tx, by, practice, _| {
        let practice = tx.end_practice(practice.id, practice.revision, PracticeState::Concluded, by)?;
        follow(&hub, tx, by, &practice, follow_up)?;
        Ok(practice)
    })
    .await
}

/// What is asked later of whoever had a practice of this type.
fn follow(
    hub: &Hub,
    tx: &mut CaseworkTx,
    by: &Written<'_>,
    practice: &Practice,
    id: StepId,
) -> Result<(), Refused> {
    let found = tx.reads().handbook_with_key::<ServiceType>(practice.service.as_str())?;
    let Some(follow_up) = found.and_then(|found| found.says.follow_up) else { return Ok(()) };
    let Some(due) = follow_up.due(today(hub, by.at)?) else { return Ok(()) };
    // One that was concluded, reopened and concluded again is asked about once, also by who did so already.
    let stands = |step: &Step| step.kind == StepKind::FollowUp && step.texts.what == follow_up.what;
    if tx.reads().steps(practice.id)?.iter().any(stands) {
        return Ok(());
    }
    let says = StepSays {
        kind: StepKind::FollowUp,
        texts: StepTexts { what: follow_up.what, ..StepTexts::default() },
        due,
        time: None,
        responsible: practice.responsible.clone(),
    };
    tx.make_step(NewStep { id, practice: practice.id, says, made_by: by.operator.clone() }, by.at, by.actor)?;
    Ok(())
}

/// `POST /practices/{id}/unresolved`
pub async fn unresolved(
    Path(path): Path<String>,
    asked: Asked<UnresolvedRequest>,
) -> Result<Answer, Refused> {
    step(&path, asked, |tx, by, practice, request| {
        let end = PracticeState::Unresolved(request.reason);
        Ok(tx.end_practice(practice.id, practice.revision, end, by)?)
    })
    .await
}

/// `POST /practices/{id}/reopen`
pub async fn reopen(Path(path): Path<String>, asked: Asked<Value>) -> Result<Answer, Refused> {
    step(&path, asked, |tx, by, practice, _| Ok(tx.reopen_practice(practice.id, practice.revision, by)?))
        .await
}

/// Lets a practice, as it stands in the writer, take one step.
async fn step<T: Send + 'static>(
    path: &str,
    asked: Asked<T>,
    step: impl FnOnce(&mut CaseworkTx, &Written<'_>, Practice, T) -> Result<Practice, Refused> + Send + 'static,
) -> Result<Answer, Refused> {
    let operator = asked.session()?.operator.clone();
    let id: PracticeId = id(path, "practice")?;
    let entry = asked.hub.fresh(EntryId::from_parts);
    asked
        .in_casework(move |tx, by, request| {
            let practice = tx.reads().practice(id)?.ok_or_else(|| Refused::not_found("practice"))?;
            let written = Written { entry, operator: &operator, at: &by.now, actor: &by.actor };
            let practice = step(tx, &written, practice, request)?;
            Answer::ok(&view(&tx.reads(), &practice, Some(&operator))?)
        })
        .await
}
