//! The stream of the queue.

use super::feed::{self, Chunks, Feed};
use super::{Live, Update};
use crate::connection::Call;
use crate::error::HubError;
use crate::hub::Hub;
use std::sync::{Mutex, PoisonError};
use turno_protocol::event::{EventData, Position};
use turno_protocol::queue::QueueSnapshot;

/// What a program that follows the queue is told; [`super::LiveQueue`] makes the queue of it.
pub type LiveUpdate = Update<QueueSnapshot, EventData>;

/// After these the services, the counters, the tickets of the day or the opening times may be others.
const ASK_FOR_SNAPSHOT: [&str; 4] = ["site-applied", "day-opened", "day-closed", "doors-set"];

/// Follows the queue, with the device's token, so that the end of a session does not matter.
///
/// # Panics
/// Outside a tokio runtime.
pub fn follow(hub: &Hub) -> Live<LiveUpdate> {
    feed::follow(QueueFeed { hub: hub.clone(), told_by: Mutex::default() })
}

struct QueueFeed {
    hub: Hub,
    /// By which setting of the hub's clock the last snapshot was told.
    told_by: Mutex<Option<String>>,
}

impl Feed for QueueFeed {
    type Snapshot = QueueSnapshot;
    type Data = EventData;

    async fn snapshot(&self) -> Result<(QueueSnapshot, Option<Position>), HubError> {
        let snapshot = self.hub.queue().await?;
        let position = snapshot.position.parse().map_err(|_| HubError::broken("the snapshot's position"))?;
        self.told_by.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&snapshot.clock);
        Ok((snapshot, Some(position)))
    }

    async fn open(&self, after: Option<&Position>) -> Result<Chunks, HubError> {
        let clock = self.told_by.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.hub.connection.listen(Call::get(&["events"]).query("clock", clock), after).await
    }

    fn data(&self, json: &str) -> Option<EventData> {
        serde_json::from_str(json).ok()
    }

    fn asks_for_snapshot(&self, kind: &str) -> bool {
        ASK_FOR_SNAPSHOT.contains(&kind)
    }
}
