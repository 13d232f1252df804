//! Citizens' records.

use super::super::auth::SignedIn;
use super::super::body::Json;
use super::super::command::{Answer, Asked};
use super::{ListQuery, Refused, id, today, wire};
use crate::hub::Hub;
use axum::extract::{Path, Query, State};
use turno_domain::ids::CitizenId;
use turno_protocol::casework::{CitizenFields, CitizenUpdate, CitizenView, Page};

/// `GET /citizens?search=`
pub async fn search(
    State(hub): State<Hub>,
    _: SignedIn,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<Page<CitizenView>>, Refused> {
    let (text, limit) = (query.search.clone(), query.bounds().limit);
    let found = hub.read_casework(move |reads| reads.search_citizens(&text, limit)).await?;
    // A search is narrowed by typing on, not by paging.
    Ok(axum::Json(Page { items: found.iter().map(wire::citizen).collect(), next: None }))
}

/// `POST /citizens`
pub async fn create(asked: Asked<CitizenFields>) -> Result<Answer, Refused> {
    asked.session()?;
    let hub = asked.hub.clone();
    asked
        .in_casework(move |tx, by, fields| {
            let id = hub.fresh(CitizenId::from_parts);
            let citizen = wire::citizen_from(id, 0, fields, today(&hub, &by.now)?)?;
            let made = tx.create_citizen(citizen, &by.now, &by.actor)?;
            Answer::created(&wire::citizen(&made))
        })
        .await
}

/// `GET /citizens/{id}`
pub async fn read(
    State(hub): State<Hub>,
    _: SignedIn,
    Path(path): Path<String>,
) -> Result<axum::Json<CitizenView>, Refused> {
    let id: CitizenId = id(&path, "citizen")?;
    let found = hub.read_casework(move |reads| reads.citizen(id)).await?;
    found.map(|citizen| axum::Json(wire::citizen(&citizen))).ok_or_else(|| Refused::not_found("citizen"))
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
    let citizen = wire::citizen_from(id(&path, "citizen")?, update.revision, update.fields, today)?;
    let actor = caller.actor();
    hub.write_casework(move |tx| {
        let id = citizen.id;
        match tx.update_citizen(citizen, &now, &actor) {
            Ok(stored) => Answer::ok(&wire::citizen(&stored)),
            Err(turno_store::CaseworkError::Conflict { .. }) => {
                Err(Refused::stale(tx.reads().citizen(id)?.as_ref().map(wire::citizen)))
            }
            Err(turno_store::CaseworkError::Missing(what)) => Err(Refused::not_found(what)),
            Err(error) => Err(error.into()),
        }
    })
    .await
}
