//! Where a ticket and the casework meet.

use super::super::auth::SignedIn;
use super::super::command::{Answer, Asked, By};
use super::practices::view;
use super::visits::{stands, visit_of};
use super::{Refused, wire};
use crate::api::tickets::ticket_id;
use crate::hub::Hub;
use axum::extract::{Path, State};
use turno_domain::ids::{TicketId, VisitId};
use turno_protocol::casework::{ContinueRequest, LinkCitizenRequest, TicketCasework};
use turno_store::CaseworkTx;
use turno_store::casework::PracticeFilter;

/// `GET /tickets/{id}/casework`: what was answered at the kiosk, and what the ticket is linked to.
pub async fn casework(
    State(hub): State<Hub>,
    SignedIn { session, .. }: SignedIn,
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
                proposed: match reads.practice_shown(id)? {
                    Some(shown) => reads
                        .practice(shown)?
                        .map(|practice| view(reads, &practice, Some(&session.operator)).map(Box::new))
                        .transpose()?,
                    None => None,
                },
                practices: practices
                    .iter()
                    .map(|practice| view(reads, practice, Some(&session.operator)))
                    .collect::<Result<_, _>>()?,
            })
        })
        .await?;
    Ok(axum::Json(found))
}

/// `POST /tickets/{id}/practices`: the visit goes on with a practice that exists.
pub async fn continue_practice(
    Path(path): Path<String>,
    asked: Asked<ContinueRequest>,
) -> Result<Answer, Refused> {
    enlarge(&path, asked, |tx, by, visit, request| {
        tx.continue_practice(request.practice, visit, &by.now, &by.actor)?;
        let citizen = tx.reads().practice(request.practice)?.and_then(|practice| practice.citizen);
        match citizen {
            Some(citizen) => Ok(tx.link_citizen(visit, citizen, &by.now, &by.actor)?),
            None => Ok(()),
        }
    })
    .await
}

/// `POST /tickets/{id}/citizens`: the visit is about this citizen.
pub async fn link_citizen(
    Path(path): Path<String>,
    asked: Asked<LinkCitizenRequest>,
) -> Result<Answer, Refused> {
    enlarge(&path, asked, |tx, by, visit, request| {
        Ok(tx.link_citizen(visit, request.citizen, &by.now, &by.actor)?)
    })
    .await
}

/// Adds something to the visit that a ticket is, and answers with the visit.
async fn enlarge<T: Send + 'static>(
    path: &str,
    asked: Asked<T>,
    add: impl FnOnce(&mut CaseworkTx, &By, VisitId, T) -> Result<(), Refused> + Send + 'static,
) -> Result<Answer, Refused> {
    let id = ticket_id(path)?;
    known(&asked.hub, id).await?;
    let visit = visit_of(&asked.hub, id, asked.session()?).await?;
    asked
        .in_casework(move |tx, by, request| {
            let visit = tx.record_visit(&visit, &by.now, &by.actor)?.id;
            add(tx, by, visit, request)?;
            stands(tx, visit)
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
