//! The public listener: what anybody on the site's network may read without a token. The board, the page of each
//! ticket, and the little that a ticket's holder may do with it.
//!
//! Numbers and counters only, never a name. Nothing here reaches for the queue, the store or a clock: a
//! [`PublicSource`] answers for all three. Pages take nothing from another host, and nothing but a page of this
//! listener may send an order to it.

mod assets;
mod board;
mod guard;
mod holder;
mod state;
mod stream;

pub use state::{Places, board_state, ticket_state};

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use std::future::Future;
use std::sync::Arc;
use tokio::sync::{Semaphore, watch};
use turno_domain::ids::TicketId;
use turno_domain::refusal::Refusal;
use turno_protocol::board::{BoardState, TicketPageState};

/// What a ticket's holder may do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HolderAction {
    /// "Esco e torno": go out, keeping the place.
    Away,
    /// "Sono tornato": back in the waiting room.
    Back,
    /// "Rinuncio": leave the queue for good.
    GiveUp,
}

/// Why an action of a ticket's holder was not carried out; nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HolderRefusal {
    /// No ticket of today has that token.
    #[error("no ticket of today has that token")]
    Unknown,
    /// The rules forbid it.
    #[error("{0}")]
    Refused(Refusal),
    /// The hub's storage cannot be asked at this moment.
    #[error("the hub cannot do this at this moment")]
    Unavailable,
}

/// Where the public listener takes what it shows, and brings what holders ask.
pub trait PublicSource: Clone + Send + Sync + 'static {
    /// The board at this moment.
    fn board(&self) -> BoardState;

    /// A number that moves whenever a change was committed, and at least once a minute.
    fn changes(&self) -> watch::Receiver<u64>;

    /// Resolves when the hub shuts down, so that no stream holds it up.
    fn stopping(&self) -> impl Future<Output = ()> + Send + 'static;

    /// The ticket whose page has that token, of whatever day. It never becomes another one.
    ///
    /// # Errors
    /// [`HolderRefusal::Unknown`], [`HolderRefusal::Unavailable`].
    fn holder(&self, token: &str) -> impl Future<Output = Result<TicketId, HolderRefusal>> + Send;

    /// The page of a ticket, if it is one of today's. From memory: every open page asks after each change.
    fn ticket(&self, ticket: TicketId) -> Option<TicketPageState>;

    /// Does what the holder of a ticket asks.
    ///
    /// # Errors
    /// [`HolderRefusal`], and nothing has changed.
    fn act(
        &self,
        ticket: TicketId,
        action: HolderAction,
    ) -> impl Future<Output = Result<TicketPageState, HolderRefusal>> + Send;
}

/// Streams open at one time; the screens and phones of one waiting room stay far below it.
const STREAMS: usize = 512;

/// What the handlers share.
#[derive(Clone)]
struct Public<S> {
    source: S,
    streams: Arc<Semaphore>,
}

/// The whole public listener over `source`.
pub fn router<S: PublicSource>(source: S) -> Router {
    limited_router(source, STREAMS)
}

fn limited_router<S: PublicSource>(source: S, streams: usize) -> Router {
    let public = Public { source, streams: Arc::new(Semaphore::new(streams)) };
    let same_origin = || axum::middleware::from_fn(guard::same_origin_only);
    Router::new()
        .route("/", get(|| async { Redirect::temporary("/board") }))
        .route("/board", get(board::page))
        .route("/board/events", get(board::events::<S>))
        .route("/t/{token}", get(holder::page::<S>))
        .route("/t/{token}/events", get(holder::events::<S>))
        .route("/t/{token}/away", post(holder::away::<S>).route_layer(same_origin()))
        .route("/t/{token}/back", post(holder::back::<S>).route_layer(same_origin()))
        .route("/t/{token}/give-up", post(holder::give_up::<S>).route_layer(same_origin()))
        .route("/static/{version}/{name}", get(assets::file))
        .fallback(not_found)
        .layer(axum::middleware::map_response(guard::strict_headers))
        .with_state(public)
}

async fn not_found() -> Response {
    (StatusCode::NOT_FOUND, assets::page("not-found.html")).into_response()
}

#[cfg(test)]
mod tests;
