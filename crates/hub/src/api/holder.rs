//! What the holder of a ticket does: at a kiosk, with the number or its code in hand, or through an operator.
//!
//! A number from a kiosk is good at each kiosk of the site: whoever went out by one door comes in by another. What a kiosk may do
//! with it ends nothing that an operator began.

use super::auth::AtKiosk;
use super::command::{Answer, Asked};
use super::refused::Refused;
use super::tickets::{happen, language_of, must_have_issued};
use crate::hub::Hub;
use axum::Json;
use axum::extract::{Path, State};
use serde_json::Value;
use turno_domain::ids::TicketId;
use turno_domain::queue::{Command, Queue};
use turno_domain::roles::DeviceRole;
use turno_domain::ticket::{Channel, Ticket};
use turno_protocol::ticket::{DetailsRequest, TicketView};

/// `POST /tickets/{id}/away`
pub async fn away(Path(path): Path<String>, asked: Asked<Value>) -> Result<Answer, Refused> {
    by_holder(&path, asked, Command::Away, Command::Away).await
}

/// `POST /tickets/{id}/back`
pub async fn back(Path(path): Path<String>, asked: Asked<Value>) -> Result<Answer, Refused> {
    by_holder(&path, asked, Command::Back, Command::Return).await
}

/// `POST /tickets/{id}/cancel`: at a kiosk only while the holder waits or is out.
pub async fn cancel(Path(path): Path<String>, asked: Asked<Value>) -> Result<Answer, Refused> {
    by_holder(&path, asked, Command::Cancel, Command::GiveUp).await
}

async fn by_holder(
    path: &str,
    asked: Asked<Value>,
    of_operator: fn(TicketId) -> Command,
    of_holder: fn(TicketId) -> Command,
) -> Result<Answer, Refused> {
    if asked.caller.session.is_some() {
        return happen(path, asked, None, move |id, _| Ok(of_operator(id))).await;
    }
    if asked.caller.device.role != DeviceRole::Kiosk {
        return Err(Refused::forbidden("an operator must sign in first"));
    }
    happen(path, asked, None, move |id, queue| {
        must_be_from_a_kiosk(queue, id)?;
        Ok(of_holder(id))
    })
    .await
}

/// Who was given a number at a desk is known there.
fn must_be_from_a_kiosk(queue: &Queue, ticket: TicketId) -> Result<(), Refused> {
    let others = |ticket: &Ticket| ticket.channel != Channel::Kiosk;
    if queue.ticket(ticket).is_some_and(others) {
        return Err(Refused::forbidden("a kiosk has to do only with numbers from a kiosk"));
    }
    Ok(())
}

/// `POST /tickets/{id}/details`: for a session, and for the kiosk that issued the ticket.
pub async fn details(Path(path): Path<String>, asked: Asked<DetailsRequest>) -> Result<Answer, Refused> {
    let caller = asked.caller.clone();
    if caller.device.role != DeviceRole::Kiosk {
        asked.session()?;
    }
    let DetailsRequest { people, manner, .. } = asked.request;
    let language = language_of(asked.request.language.as_deref())?;
    if people.is_none() && manner.is_none() && language.is_none() {
        return Err(Refused::malformed("at least one of people, manner and language is needed"));
    }
    happen(&path, asked, None, move |ticket, queue| {
        must_have_issued(&caller, queue, ticket)?;
        Ok(Command::Detail { ticket, people, manner, language })
    })
    .await
}

/// `GET /pages/{token}`: the ticket whose own page has this token, which stands in the code on its paper.
pub async fn page(
    State(hub): State<Hub>,
    AtKiosk(_): AtKiosk,
    Path(token): Path<String>,
) -> Result<Json<TicketView>, Refused> {
    let found = hub
        .read_queue(move |reads| match reads.ticket_by_page(&token)? {
            Some(id) => reads.ticket(id),
            None => Ok(None),
        })
        .await?;
    let past = found.ok_or_else(|| Refused::not_found("page"))?;
    // Of today's tickets the times move with a clock that is set.
    let today = hub.with_queue(|queue| queue.ticket(past.id).map(TicketView::from))?;
    Ok(Json(today.unwrap_or_else(|| TicketView::from(&past))))
}
