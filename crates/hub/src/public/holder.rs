//! A ticket's own page, its stream, and what its holder may do.

use super::stream::{self, Moments};
use super::{HolderAction, HolderRefusal, Public, PublicSource, assets, not_found};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use turno_domain::ids::TicketId;
use turno_domain::refusal::Refusal;
use turno_protocol::board::TicketPageState;
use turno_protocol::problem::{MEDIA_TYPE, Problem};

/// The ticket of a token, and its page if it is one of today's.
async fn of_today<S: PublicSource>(
    source: &S,
    token: &str,
) -> Result<(TicketId, TicketPageState), HolderRefusal> {
    let id = source.holder(token).await?;
    source.ticket(id).map(|state| (id, state)).ok_or(HolderRefusal::Unknown)
}

pub(super) async fn page<S: PublicSource>(
    State(public): State<Public<S>>,
    Path(token): Path<String>,
) -> Response {
    match of_today(&public.source, &token).await {
        Ok(_) => assets::page("ticket.html").into_response(),
        Err(HolderRefusal::Unknown) => not_found().await,
        Err(refusal) => refused(refusal),
    }
}

pub(super) async fn events<S: PublicSource>(
    State(public): State<Public<S>>,
    Path(token): Path<String>,
) -> Response {
    let id = match of_today(&public.source, &token).await {
        Ok((id, _)) => id,
        Err(refusal) => return refused(refusal),
    };
    let Some(moments) = Moments::of(&public.source, &public.streams) else { return stream::full() };
    let ticket = Live { source: public.source, id, moments, shown: None, gone: false };
    stream::answer((ticket, false), |(mut ticket, greeted)| async move {
        if !greeted {
            return Some((assets::version_event(), (ticket, true)));
        }
        let event = ticket.next().await?;
        Some((event, (ticket, true)))
    })
}

struct Live<S> {
    source: S,
    id: TicketId,
    moments: Moments,
    shown: Option<TicketPageState>,
    gone: bool,
}

impl<S: PublicSource> Live<S> {
    /// The next state that differs from the one shown, or once that the ticket is no longer one of today's; none after
    /// that, and when the hub stops.
    async fn next(&mut self) -> Option<Event> {
        while !self.gone && self.moments.next().await {
            match self.source.ticket(self.id) {
                None => {
                    self.gone = true;
                    return Some(Event::default().event("gone").data("1"));
                }
                Some(state) if self.shown.as_ref() != Some(&state) => {
                    let event = stream::event("ticket", &state);
                    self.shown = Some(state);
                    return Some(event);
                }
                Some(_) => {}
            }
        }
        None
    }
}

pub(super) async fn away<S: PublicSource>(public: State<Public<S>>, token: Path<String>) -> Response {
    act(public, token, HolderAction::Away).await
}

pub(super) async fn back<S: PublicSource>(public: State<Public<S>>, token: Path<String>) -> Response {
    act(public, token, HolderAction::Back).await
}

pub(super) async fn give_up<S: PublicSource>(public: State<Public<S>>, token: Path<String>) -> Response {
    act(public, token, HolderAction::GiveUp).await
}

async fn act<S: PublicSource>(
    State(public): State<Public<S>>,
    Path(token): Path<String>,
    action: HolderAction,
) -> Response {
    let done = match public.source.holder(&token).await {
        Ok(id) => public.source.act(id, action).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(state) => Json(state).into_response(),
        Err(refusal) => refused(refusal),
    }
}

fn refused(refusal: HolderRefusal) -> Response {
    let title = refusal.to_string();
    let problem = match refusal {
        HolderRefusal::Unknown => Problem::new(404, "unknown-ticket", &title),
        HolderRefusal::Refused(refusal) => {
            let problem = Problem::new(409, refusal.name(), &title);
            match refusal {
                Refusal::WrongState { state } => problem.fact("state", state.word()),
                _ => problem,
            }
        }
        HolderRefusal::Unavailable => Problem::new(503, "unavailable", &title),
    };
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, MEDIA_TYPE)], Json(problem)).into_response()
}
