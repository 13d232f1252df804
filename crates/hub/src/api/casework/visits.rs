//! Visits: with a ticket, where one was called, and without.

use super::super::auth::SignedIn;
use super::super::body::Json;
use super::super::command::{Answer, CommandKey};
use super::{Refused, id, service, wire};
use crate::access::Session;
use crate::hub::Hub;
use axum::extract::{Path, State};
use turno_domain::casework::Visit;
use turno_domain::ids::{CitizenId, TicketId, VisitId};
use turno_domain::queue::PEOPLE;
use turno_domain::ticket::{Channel, Ticket};
use turno_protocol::casework::{ContinueRequest, Page, VisitRequest, VisitView};

/// `POST /visits`: a visit without a ticket.
pub async fn open(
    State(hub): State<Hub>,
    SignedIn { caller, session }: SignedIn,
    key: CommandKey,
    Json(request, body): Json<VisitRequest>,
) -> Result<Answer, Refused> {
    if request.channel == Channel::Kiosk {
        return Err(Refused::unknown_value("a visit without a ticket does not come from the kiosk"));
    }
    let people = request.people.unwrap_or(1);
    if !(1..=PEOPLE).contains(&people) {
        return Err(Refused::unknown_value("people must be from 1 to 50"));
    }
    let now = hub.now();
    let visit = Visit {
        id: hub.fresh(VisitId::from_parts),
        channel: request.channel,
        service: service(&hub, &request.service)?,
        ticket: None,
        operator: session.operator,
        began_at: now.wall,
        people,
        citizens: request.citizen.into_iter().collect(),
        practices: Vec::new(),
    };
    let actor = caller.actor();
    key.for_casework(&hub, &caller, &body)
        .in_casework(&hub, move |tx| {
            let visit = tx.record_visit(&visit, &now, &actor)?;
            Answer::created(&wire::visit(&visit))
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
    State(hub): State<Hub>,
    SignedIn { caller, .. }: SignedIn,
    key: CommandKey,
    Path(path): Path<String>,
    Json(request, body): Json<ContinueRequest>,
) -> Result<Answer, Refused> {
    let visit: VisitId = id(&path, "visit")?;
    let (now, actor) = (hub.now(), caller.actor());
    key.for_casework(&hub, &caller, &body)
        .in_casework(&hub, move |tx| {
            tx.reads().visit(visit)?.ok_or_else(|| Refused::not_found("visit"))?;
            tx.continue_practice(request.practice, visit, &now, &actor)?;
            let visit = tx.reads().visit(visit)?.ok_or_else(|| Refused::not_found("visit"))?;
            Answer::ok(&wire::visit(&visit))
        })
        .await
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
