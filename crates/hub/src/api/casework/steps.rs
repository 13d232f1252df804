//! What is still to be done in a practice, and the agenda.

use super::super::auth::SignedIn;
use super::super::body::Json;
use super::super::command::{Answer, Asked};
use super::{Bounds, Refused, id, known_operator, today, wire};
use crate::hub::Hub;
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;
use turno_domain::casework::{Citizen, Step, StepFault, StepState, is_plausible_day};
use turno_domain::ids::{EntryId, PracticeId, StepId};
use turno_protocol::casework::{AgendaLine, Page, StepEndRequest, StepFields, StepUpdate, StepView};
use turno_store::casework::{CaseworkReads, NewStep, Written};
use turno_store::{CaseworkError, StoreError};

/// `POST /practices/{id}/steps`
pub async fn make(Path(path): Path<String>, asked: Asked<StepFields>) -> Result<Answer, Refused> {
    let operator = asked.session()?.operator.clone();
    let practice: PracticeId = id(&path, "practice")?;
    if let Some(responsible) = &asked.request.responsible {
        known_operator(&asked.hub, responsible).await?;
    }
    let id = asked.hub.fresh(StepId::from_parts);
    asked
        .in_casework(move |tx, by, fields| {
            tx.reads().practice(practice)?.ok_or_else(|| Refused::not_found("practice"))?;
            let says = wire::step_from(fields, &operator)?;
            let step = tx.make_step(NewStep { id, practice, says, made_by: operator }, &by.now, &by.actor)?;
            Answer::created(&wire::step(&step))
        })
        .await
}

/// `GET /steps/{id}`
pub async fn read(
    State(hub): State<Hub>,
    _: SignedIn,
    Path(path): Path<String>,
) -> Result<axum::Json<StepView>, Refused> {
    let id: StepId = id(&path, "step")?;
    let found = hub.read_casework(move |reads| reads.step(id)).await?;
    found.map(|step| axum::Json(wire::step(&step))).ok_or_else(|| Refused::not_found("step"))
}

/// `PUT /steps/{id}`
pub async fn change(
    State(hub): State<Hub>,
    SignedIn { caller, .. }: SignedIn,
    Path(path): Path<String>,
    Json(update, _): Json<StepUpdate>,
) -> Result<Answer, Refused> {
    let id: StepId = id(&path, "step")?;
    if let Some(responsible) = &update.fields.responsible {
        known_operator(&hub, responsible).await?;
    }
    let (now, actor) = (hub.now(), caller.actor());
    hub.write_casework(move |tx| {
        let stands = tx.reads().step(id)?.ok_or_else(|| Refused::not_found("step"))?;
        let says = wire::step_from(update.fields, &stands.responsible)?;
        match tx.change_step(id, update.revision, says, &now, &actor) {
            Ok(step) => Answer::ok(&wire::step(&step)),
            Err(CaseworkError::Conflict { .. }) => Err(Refused::stale(wire::step(&stands))),
            Err(error) => Err(error.into()),
        }
    })
    .await
}

/// `POST /steps/{id}/done`
pub async fn done(Path(path): Path<String>, asked: Asked<StepEndRequest>) -> Result<Answer, Refused> {
    end(&path, asked, StepState::Done).await
}

/// `POST /steps/{id}/drop`
pub async fn dropped(Path(path): Path<String>, asked: Asked<StepEndRequest>) -> Result<Answer, Refused> {
    end(&path, asked, StepState::Dropped).await
}

async fn end(path: &str, asked: Asked<StepEndRequest>, end: StepState) -> Result<Answer, Refused> {
    let operator = asked.session()?.operator.clone();
    let id: StepId = id(path, "step")?;
    let entry = asked.hub.fresh(EntryId::from_parts);
    asked
        .in_casework(move |tx, by, request| {
            tx.reads().step(id)?.ok_or_else(|| Refused::not_found("step"))?;
            let written = Written { entry, operator: &operator, at: &by.now, actor: &by.actor };
            Answer::ok(&wire::step(&tx.end_step(id, end, &request.outcome, &written)?))
        })
        .await
}

/// `POST /steps/{id}/reopen`
pub async fn reopen(Path(path): Path<String>, asked: Asked<Value>) -> Result<Answer, Refused> {
    asked.session()?;
    let id: StepId = id(&path, "step")?;
    asked
        .in_casework(move |tx, by, _| {
            tx.reads().step(id)?.ok_or_else(|| Refused::not_found("step"))?;
            Answer::ok(&wire::step(&tx.reopen_step(id, &by.now, &by.actor)?))
        })
        .await
}

/// `?who=&until=&after=&limit=`
#[derive(Deserialize)]
pub struct AgendaQuery {
    who: Option<String>,
    until: Option<NaiveDate>,
    after: Option<u32>,
    limit: Option<u32>,
}

/// `GET /agenda`
pub async fn agenda(
    State(hub): State<Hub>,
    SignedIn { session, .. }: SignedIn,
    Query(query): Query<AgendaQuery>,
) -> Result<axum::Json<Page<AgendaLine>>, Refused> {
    let of = match query.who.as_deref() {
        None | Some("" | "me") => Some(session.operator),
        Some("all") => None,
        Some(_) => return Err(Refused::unknown_value("who is me or all")),
    };
    if query.until.is_some_and(|until| !is_plausible_day(until)) {
        return Err(Refused::unknown_value(StepFault::Day.to_string()));
    }
    let today = today(&hub, &hub.now())?;
    let bounds = Bounds::asked(query.limit, query.after);
    let items = hub
        .read_casework(move |reads| {
            let steps = reads.agenda(of.as_ref(), query.until, bounds.limit, bounds.offset)?;
            steps.into_iter().map(|step| line(reads, &step, today)).collect::<Result<Vec<_>, _>>()
        })
        .await?;
    Ok(axum::Json(bounds.page(items)))
}

fn line(reads: &CaseworkReads<'_>, step: &Step, today: NaiveDate) -> Result<AgendaLine, StoreError> {
    let practice = reads.practice(step.practice)?.ok_or(StoreError::Missing("practice"))?;
    let citizen = practice.citizen.map(|citizen| reads.citizen(citizen)).transpose()?.flatten();
    let practice = wire::practice(&practice, None);
    Ok(AgendaLine {
        step: wire::step(step),
        when: step.due_on(today),
        number: practice.number,
        service: practice.service,
        practice_state: practice.state,
        citizen: practice.citizen,
        citizen_name: citizen.as_ref().map(Citizen::full_name),
    })
}
