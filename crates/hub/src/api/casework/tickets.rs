//! Where a ticket and the casework meet.

use super::super::auth::SignedIn;
use super::super::body::Json;
use super::super::command::{Answer, CommandKey};
use super::practices::view;
use super::visits::visit_of;
use super::{Refused, wire};
use crate::api::tickets::ticket_id;
use crate::hub::Hub;
use axum::extract::{Path, State};
use turno_domain::ids::TicketId;
use turno_protocol::casework::{ContinueRequest, LinkCitizenRequest, TicketCasework};
use turno_store::casework::PracticeFilter;

/// `GET /tickets/{id}/casework`: what was answered at the kiosk, and what the ticket is linked to.
pub async fn casework(
    State(hub): State<Hub>,
    _: SignedIn,
    Path(path): Path<String>,
) -> Result<axum::Json<TicketCasework>, Refused> {
    let id = ticket_id(&path)?;
    known(&hub, id).await?;
    // What the kiosk asked may still lie in its sealed box. What is there already can be read all the same.
    if crate::tasks::move_boxes(&hub).await.is_err() {
        tracing::warn!("sealed boxes could not be moved before the casework was read");
    }
    let found = hub
        .read_casework(move |reads| {
            let filter = PracticeFilter { ticket: Some(id), ..PracticeFilter::default() };
            let practices = reads.practices(&filter, 50, 0)?;
            Ok(TicketCasework {
                intake: reads
                    .answers(id)?
                    .into_iter()
                    .map(|answer| (answer.question, answer.answer))
                    .collect(),
                notes: reads.ticket_notes(id)?.into_iter().map(|note| note.text).collect(),
                visit: reads.visit_of_ticket(id)?.as_ref().map(wire::visit),
                practices: practices
                    .iter()
                    .map(|practice| view(reads, practice, true))
                    .collect::<Result<_, _>>()?,
            })
        })
        .await?;
    Ok(axum::Json(found))
}

/// `POST /tickets/{id}/practices`: the visit goes on with a practice that exists.
pub async fn continue_practice(
    State(hub): State<Hub>,
    SignedIn { caller, session }: SignedIn,
    key: CommandKey,
    Path(path): Path<String>,
    Json(request, body): Json<ContinueRequest>,
) -> Result<Answer, Refused> {
    let id = ticket_id(&path)?;
    known(&hub, id).await?;
    let visit = visit_of(&hub, id, &session).await?;
    let (now, actor) = (hub.now(), caller.actor());
    key.for_casework(&hub, &caller, &body)
        .in_casework(&hub, move |tx| {
            let visit = tx.record_visit(&visit, &now, &actor)?.id;
            tx.continue_practice(request.practice, visit, &now, &actor)?;
            let citizen = tx.reads().practice(request.practice)?.and_then(|practice| practice.citizen);
            if let Some(citizen) = citizen {
                tx.link_citizen(visit, citizen, &now, &actor)?;
            }
            let visit = tx.reads().visit(visit)?.ok_or_else(|| Refused::not_found("visit"))?;
            Answer::ok(&wire::visit(&visit))
        })
        .await
}

/// `POST /tickets/{id}/citizens`: the visit is about this citizen.
pub async fn link_citizen(
    State(hub): State<Hub>,
    SignedIn { caller, session }: SignedIn,
    key: CommandKey,
    Path(path): Path<String>,
    Json(request, body): Json<LinkCitizenRequest>,
) -> Result<Answer, Refused> {
    let id = ticket_id(&path)?;
    known(&hub, id).await?;
    let visit = visit_of(&hub, id, &session).await?;
    let (now, actor) = (hub.now(), caller.actor());
    key.for_casework(&hub, &caller, &body)
        .in_casework(&hub, move |tx| {
            let visit = tx.record_visit(&visit, &now, &actor)?.id;
            tx.link_citizen(visit, request.citizen, &now, &actor)?;
            let visit = tx.reads().visit(visit)?.ok_or_else(|| Refused::not_found("visit"))?;
            Answer::ok(&wire::visit(&visit))
        })
        .await
}

/// 404 for a ticket that never was.
async fn known(hub: &Hub, id: TicketId) -> Result<(), Refused> {
    if hub.with_queue(|queue| queue.ticket(id).is_some())? {
        return Ok(());
    }
    let stored = hub.read_queue(move |reads| reads.ticket(id)).await?;
    stored.map(|_| ()).ok_or_else(|| Refused::not_found("ticket"))
}
