//! Citizens' records.

use super::super::auth::SignedIn;
use super::super::body::Json;
use super::super::command::{Answer, Asked};
use super::{ListQuery, Refused, id, today, wire};
use crate::hub::Hub;
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use turno_domain::casework::Citizen;
use turno_domain::ids::CitizenId;
use turno_protocol::casework::{CitizenFields, CitizenUpdate, CitizenView, Page};
use turno_store::casework::CaseworkReads;
use turno_store::{CaseworkError, StoreError};

/// `GET /citizens?search=`
pub async fn search(
    State(hub): State<Hub>,
    _: SignedIn,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<Page<CitizenView>>, Refused> {
    let (text, limit) = (query.search.clone(), query.bounds().limit);
    let today = today(&hub, &hub.now())?;
    let found = hub.read_casework(move |reads| reads.search_citizens(&text, limit)).await?;
    // A search is narrowed by typing on, not by paging.
    Ok(axum::Json(Page {
        items: found.iter().map(|citizen| wire::citizen(citizen, today)).collect(),
        next: None,
    }))
}

/// `POST /citizens`
pub async fn create(asked: Asked<CitizenFields>) -> Result<Answer, Refused> {
    asked.session()?;
    let hub = asked.hub.clone();
    asked
        .in_casework(move |tx, by, fields| {
            let id = hub.fresh(CitizenId::from_parts);
            let today = today(&hub, &by.now)?;
            let citizen = wire::citizen_from(id, 0, fields, today)?;
            let made = tx.create_citizen(citizen, &by.now, &by.actor)?;
            Answer::created(&wire::citizen(&made, today))
        })
        .await
}

/// A citizen's record as it travels, with what they were told and allowed.
pub fn whole(
    reads: &CaseworkReads<'_>,
    citizen: &Citizen,
    today: NaiveDate,
) -> Result<CitizenView, StoreError> {
    let mut view = wire::citizen(citizen, today);
    view.notices = reads.notices(citizen.id)?.iter().map(wire::notice).collect();
    view.consents = reads.consents(citizen.id)?.iter().map(wire::consent).collect();
    Ok(view)
}

/// `GET /citizens/{id}`
pub async fn read(
    State(hub): State<Hub>,
    _: SignedIn,
    Path(path): Path<String>,
) -> Result<axum::Json<CitizenView>, Refused> {
    let id: CitizenId = id(&path, "citizen")?;
    let today = today(&hub, &hub.now())?;
    let found = hub
        .read_casework(move |reads| {
            reads.citizen(id)?.map(|citizen| whole(reads, &citizen, today)).transpose()
        })
        .await?;
    found.map(axum::Json).ok_or_else(|| Refused::not_found("citizen"))
}

/// `PUT /citizens/{id}`
pub async fn update(
    State(hub): State<Hub>,
    SignedIn { caller, .. }: SignedIn,
    Path(path): Path<String>,
    Json(update, _): Json<CitizenUpdate>,
) -> Result<Answer, Refused> {
    let now = hub.now();
    let today = today(&hub, &now)?;
    let id: CitizenId = id(&path, "citizen")?;
    let actor = caller.actor();
    hub.write_casework(move |tx| {
        let stands = tx.reads().citizen(id)?.ok_or_else(|| Refused::not_found("citizen"))?;
        let fields = update.fields.over(&wire::citizen(&stands, today).fields);
        let citizen = wire::citizen_from(id, update.revision, fields, today)?;
        match tx.update_citizen(citizen, &now, &actor) {
            Ok(stored) => Answer::ok(&whole(&tx.reads(), &stored, today)?),
            Err(CaseworkError::Conflict { .. }) => Err(Refused::stale(whole(&tx.reads(), &stands, today)?)),
            Err(error) => Err(error.into()),
        }
    })
    .await
}
