//! The stream of the casework: ids and kinds only. There is no snapshot; who is told to begin anew asks for what is on show.

use super::feed::{self, Chunks, Feed};
use super::{Live, Update};
use crate::connection::Call;
use crate::error::HubError;
use crate::session::Session;
use turno_protocol::event::{CaseworkEventData, Position};

/// What a program that follows the casework is told. A snapshot is empty: whatever is on show is to be asked for again, and what
/// changes from then on comes as an event.
pub type CaseworkUpdate = Update<(), CaseworkEventData>;

/// Follows the casework until the session ends.
///
/// # Panics
/// Outside a tokio runtime.
pub fn follow_casework(session: &Session) -> Live<CaseworkUpdate> {
    feed::follow(CaseworkFeed(session.clone()))
}

struct CaseworkFeed(Session);

impl Feed for CaseworkFeed {
    type Snapshot = ();
    type Data = CaseworkEventData;

    async fn snapshot(&self) -> Result<((), Option<Position>), HubError> {
        Ok(((), None))
    }

    async fn open(&self, after: Option<&Position>) -> Result<Chunks, HubError> {
        self.0.connection.listen(Call::get(&["casework", "events"]), after).await
    }

    fn data(&self, json: &str) -> Option<CaseworkEventData> {
        serde_json::from_str(json).ok()
    }

    fn asks_for_snapshot(&self, _kind: &str) -> bool {
        false
    }
}
