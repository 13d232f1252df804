//! Records that are likely of one person, and how they become one.

use super::super::auth::SignedIn;
use super::super::command::{Answer, Asked};
use super::citizens::whole;
use super::{Refused, id, today, wire};
use crate::hub::Hub;
use axum::extract::{Path, State};
use turno_domain::ids::CitizenId;
use turno_protocol::casework::{LikelyView, MergeRequest, MergeView};
use turno_store::CaseworkError;
use turno_store::casework::Seen;

/// `GET /citizens/{id}/duplicates`
pub async fn duplicates(
    State(hub): State<Hub>,
    _: SignedIn,
    Path(path): Path<String>,
) -> Result<axum::Json<Vec<LikelyView>>, Refused> {
    let id: CitizenId = id(&path, "citizen")?;
    let today = today(&hub, &hub.now())?;
    let likely = hub
        .read_casework(move |reads| {
            let citizen = reads.citizen(id)?;
            citizen.map(|citizen| reads.likely_duplicates(&citizen)).transpose()
        })
        .await?;
    let likely = likely.ok_or_else(|| Refused::not_found("citizen"))?;
    Ok(axum::Json(likely.iter().map(|one| wire::likely(one, today)).collect()))
}

/// `POST /citizens/{id}/merge`
pub async fn merge(Path(path): Path<String>, asked: Asked<MergeRequest>) -> Result<Answer, Refused> {
    asked.session()?;
    let survivor: CitizenId = id(&path, "citizen")?;
    let hub = asked.hub.clone();
    asked
        .in_casework(move |tx, by, request| {
            tx.reads().citizen(survivor)?.ok_or_else(|| Refused::not_found("citizen"))?;
            let today = today(&hub, &by.now)?;
            let (stays, goes) = (
                Seen { id: survivor, revision: request.revision },
                Seen { id: request.other, revision: request.other_revision },
            );
            match tx.merge_citizens(stays, goes, &by.now, &by.actor) {
                Ok(citizen) => Answer::ok(&whole(&tx.reads(), &citizen, today)?),
                Err(CaseworkError::Conflict { .. }) => {
                    let stands = |id| -> Result<_, Refused> {
                        let stored = tx.reads().citizen(id)?;
                        Ok(stored.map(|citizen| whole(&tx.reads(), &citizen, today)).transpose()?)
                    };
                    let (current, other) = (stands(survivor)?, stands(request.other)?);
                    let refused = Refused::stale(current);
                    Err(Refused(Box::new(refused.0.fact("other", serde_json::json!(other)))))
                }
                Err(error) => Err(error.into()),
            }
        })
        .await
}

/// `GET /citizens/{id}/merges`
pub async fn merges(
    State(hub): State<Hub>,
    _: SignedIn,
    Path(path): Path<String>,
) -> Result<axum::Json<Vec<MergeView>>, Refused> {
    let id: CitizenId = id(&path, "citizen")?;
    let today = today(&hub, &hub.now())?;
    let merges =
        hub.read_casework(move |reads| reads.citizen(id)?.map(|_| reads.merges(id)).transpose()).await?;
    let merges = merges.ok_or_else(|| Refused::not_found("citizen"))?;
    Ok(axum::Json(merges.into_iter().map(|merge| wire::merge(merge, today)).collect()))
}
