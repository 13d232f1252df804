//! The board: its page and its stream.

use super::stream::{self, Moments};
use super::{Public, PublicSource, assets};
use axum::extract::State;
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use turno_protocol::board::BoardState;

/// A wall clock on the page is set again at least this often, in milliseconds, though nothing else changed.
const CLOCK_EVERY: i64 = 60_000;

pub(super) async fn page() -> Response {
    assets::page("board.html").into_response()
}

pub(super) async fn events<S: PublicSource>(State(public): State<Public<S>>) -> Response {
    let Some(moments) = Moments::of(&public.source, &public.streams) else { return stream::full() };
    let board = Live { source: public.source, moments, shown: None };
    stream::answer((board, false), |(mut board, greeted)| async move {
        if !greeted {
            return Some((assets::version_event(), (board, true)));
        }
        let event = board.next().await?;
        Some((event, (board, true)))
    })
}

struct Live<S> {
    source: S,
    moments: Moments,
    shown: Option<BoardState>,
}

impl<S: PublicSource> Live<S> {
    /// The next board that differs from the one shown; none when the hub stops.
    async fn next(&mut self) -> Option<Event> {
        while self.moments.next().await {
            let board = self.source.board();
            if self.shown.as_ref().is_none_or(|shown| differs(shown, &board)) {
                let event = stream::event("board", &board);
                self.shown = Some(board);
                return Some(event);
            }
        }
        None
    }
}

/// Whether a screen that shows `shown` has to hear of `board`. Most commits of a hub (a note, a sign-in) touch no board.
fn differs(shown: &BoardState, board: &BoardState) -> bool {
    let passed = board.now.0.millis() - shown.now.0.millis();
    !(0..CLOCK_EVERY).contains(&passed) || BoardState { now: shown.now, ..board.clone() } != *shown
}
