//! Visits: with a ticket, where one was called, and without.

use super::super::auth::SignedIn;
use super::super::command::{Answer, Asked};
use super::{Refused, id, service, wire};
use crate::access::Session;
use crate::hub::Hub;
use axum::extract::{Path, State};
use turno_domain::casework::Visit;
use turno_domain::ids::{CitizenId, TicketId, VisitId};
use turno_domain::queue::PEOPLE;
use turno_domain::ticket::{Channel, Ticket};
use turno_protocol::casework::{ContinueRequest, Page, VisitRequest, VisitView};
use turno_store::CaseworkTx;

/// `POST /visits`: a visit without a ticket.
pub async fn open(asked: Asked<VisitRequest>) -> Result<Answer, Refused> {
    let operator = asked.session()?.operator.clone();
    let hub = asked.hub.clone();
    asked
        .in_casework(move |tx, by, request| {
            if request.channel == Channel::Kiosk {
                return Err(Refused::unknown_value("a visit without a ticket does not come from the kiosk"));
            }
            let people = request.people.unwrap_or(1);
            if !(1..=PEOPLE).contains(&people) {
                return Err(Refused::unknown_value("people must be from 1 to 50"));
            }
            let visit = Visit {
                id: hub.fresh(VisitId::from_parts),
                channel: request.channel,
                service: service(&hub, &request.service)?,
                ticket: None,
                operator,
                began_at: by.now.wall,
                people,
                citizens: request.citizen.into_iter().collect(),
                practices: Vec::new(),
            };
            Answer::created(&wire::visit(&tx.record_visit(&visit, &by.now, &by.actor)?))
        })
        .await
}

/// `GET /visits/{id}`
pub async fn read(
    State(hub): State<Hub>,
    _: SignedIn,
    Path(path): Path<String>,
) -> Result<axum::Json<VisitView>, Refused> {
    let id: VisitId = id(&path, "visit")?;
    let found = hub.read_casework(move |reads| reads.visit(id)).await?;
    found.map(|visit| axum::Json(wire::visit(&visit))).ok_or_else(|| Refused::not_found("visit"))
}

/// `GET /citizens/{id}/visits`
pub async fn of_citizen(
    State(hub): State<Hub>,
    _: SignedIn,
    Path(path): Path<String>,
) -> Result<axum::Json<Page<VisitView>>, Refused> {
    let citizen: CitizenId = id(&path, "citizen")?;
    let visits = hub.read_casework(move |reads| reads.visits_of_citizen(citizen)).await?;
    Ok(axum::Json(Page { items: visits.iter().map(wire::visit).collect(), next: None }))
}

/// `POST /visits/{id}/practices`: the visit goes on with a practice that exists.
pub async fn continue_practice(
    Path(path): Path<String>,
    asked: Asked<ContinueRequest>,
) -> Result<Answer, Refused> {
    asked.session()?;
    let visit: VisitId = id(&path, "visit")?;
    asked
        .in_casework(move |tx, by, request| {
            tx.reads().visit(visit)?.ok_or_else(|| Refused::not_found("visit"))?;
            tx.continue_practice(request.practice, visit, &by.now, &by.actor)?;
            stands(tx, visit)
        })
        .await
}

/// The visit as it stands.
pub fn stands(tx: &CaseworkTx, visit: VisitId) -> Result<Answer, Refused> {
    let visit = tx.reads().visit(visit)?.ok_or_else(|| Refused::not_found("visit"))?;
    Answer::ok(&wire::visit(&visit))
}

/// The visit that a ticket is: as stored, or as it would be.
pub async fn visit_of(hub: &Hub, id: TicketId, session: &Session) -> Result<Visit, Refused> {
    let ticket = match hub.with_queue(|queue| queue.ticket(id).cloned())? {
        Some(ticket) => ticket,
        None => {
            let stored: Option<Ticket> = hub.read_queue(move |reads| reads.ticket(id)).await?;
            stored.ok_or_else(|| Refused::unknown_value("no such ticket"))?
        }
    };
    Ok(Visit {
        id: hub.fresh(VisitId::from_parts),
        channel: ticket.channel,
        service: ticket.service.clone(),
        ticket: Some(id),
        operator: session.operator.clone(),
        began_at: ticket.segment().called_at.unwrap_or(ticket.issued_at),
        people: ticket.people,
        citizens: Vec::new(),
        practices: Vec::new(),
    })
}
