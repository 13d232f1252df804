//! The stream of the queue.

use super::feed::{self, Chunks, Feed};
use super::{Live, Update};
use crate::error::HubError;
use crate::hub::Hub;
use turno_protocol::event::{EventData, Position};
use turno_protocol::queue::QueueSnapshot;

/// What a program that follows the queue is told; [`super::LiveQueue`] makes the queue of it.
pub type LiveUpdate = Update<QueueSnapshot, EventData>;

/// After these the services, the counters or the tickets of the day may be others.
const ASK_FOR_SNAPSHOT: [&str; 3] = ["site-applied", "day-opened", "day-closed"];

/// Follows the queue, with the device's token, so that the end of a session does not matter.
///
/// # Panics
/// Outside a tokio runtime.
pub fn follow(hub: &Hub) -> Live<LiveUpdate> {
    feed::follow(QueueFeed(hub.clone()))
}

struct QueueFeed(Hub);

impl Feed for QueueFeed {
    type Snapshot = QueueSnapshot;
    type Data = EventData;

    async fn snapshot(&self) -> Result<(QueueSnapshot, Option<Position>), HubError> {
        let snapshot = self.0.queue().await?;
        let position = snapshot.position.parse().map_err(|_| HubError::broken("the snapshot's position"))?;
        Ok((snapshot, Some(position)))
    }

    async fn open(&self, after: Option<&Position>) -> Result<Chunks, HubError> {
        self.0.connection.listen(&["events"], after).await
    }

    fn data(&self, json: &str) -> Option<EventData> {
        serde_json::from_str(json).ok()
    }

    fn asks_for_snapshot(&self, kind: &str) -> bool {
        ASK_FOR_SNAPSHOT.contains(&kind)
    }
}
