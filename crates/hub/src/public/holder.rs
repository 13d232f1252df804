//! A ticket's own page, its stream, and what its holder may do.

use super::stream::{self, Moments};
use super::{HolderAction, HolderRefusal, Public, PublicSource, assets, not_found};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use turno_protocol::board::TicketPageState;
use turno_protocol::problem::{MEDIA_TYPE, Problem};

pub(super) async fn page<S: PublicSource>(
    State(public): State<Public<S>>,
    Path(token): Path<String>,
) -> Response {
    match public.source.ticket(&token).await {
        Some(_) => assets::page("ticket.html").into_response(),
        None => not_found().await,
    }
}

pub(super) async fn events<S: PublicSource>(
    State(public): State<Public<S>>,
    Path(token): Path<String>,
) -> Response {
    if public.source.ticket(&token).await.is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Some(moments) = Moments::of(&public.source, &public.streams) else { return stream::full() };
    let ticket = Live { source: public.source, token, moments, shown: None, gone: false };
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
    token: String,
    moments: Moments,
    shown: Option<TicketPageState>,
    gone: bool,
}

impl<S: PublicSource> Live<S> {
    /// The next state that differs from the one shown, or once that the ticket is no longer one of today's; none after
    /// that, and when the hub stops.
    async fn next(&mut self) -> Option<Event> {
        while !self.gone && self.moments.next().await {
            let state = self.source.ticket(&self.token).await;
            match state {
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
    match public.source.act(&token, action).await {
        Ok(state) => Json(state).into_response(),
        Err(refusal) => refused(refusal),
    }
}

fn refused(refusal: HolderRefusal) -> Response {
    let title = refusal.to_string();
    let problem = match refusal {
        HolderRefusal::Unknown => Problem::new(404, "unknown-ticket", &title),
        HolderRefusal::WrongState(state) => {
            Problem::new(409, "wrong-state", &title).fact("state", state.word())
        }
        HolderRefusal::Unavailable => Problem::new(503, "unavailable", &title),
    };
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, MEDIA_TYPE)], Json(problem)).into_response()
}
