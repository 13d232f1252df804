//! What the hub does by itself while it runs: rendering the stream, moving sealed boxes, keeping the service day; what may not
//! stay is erased by `erasing`. Each task ends when the hub stops; one that fails says so and goes on.

use crate::api::refused::Refused;
use crate::day::keep_day;
use crate::erasing::erase;
use crate::hub::Hub;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use turno_store::{StoreError, TxError};

/// How often the day is looked at when nobody asks for anything.
const DAY_EVERY: Duration = Duration::from_secs(60);
/// How long boxes that could not be moved wait for the next try, when no new one comes.
const BOXES_AGAIN: Duration = Duration::from_secs(60);
/// The least time between two renderings of the stream: under load a few commands share one, which leaves the processors to the
/// commands; a call after a lull is told at once.
const BETWEEN_RENDERINGS: Duration = Duration::from_millis(2);

/// Wakes of the two writers: the highest sequence that is on disk.
pub struct Wakes {
    /// Of queue.db.
    pub queue: watch::Receiver<u64>,
    /// Of casework.db.
    pub casework: watch::Receiver<u64>,
}

/// Starts every task of the hub.
pub fn start(hub: &Hub, wakes: Wakes) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    tasks.spawn(until_stopped(hub, render(hub.clone(), wakes.queue)));
    tasks.spawn(until_stopped(hub, follow_casework(hub.clone(), wakes.casework)));
    tasks.spawn(until_stopped(hub, keep_moving_boxes(hub.clone())));
    tasks.spawn(until_stopped(hub, keep_days(hub.clone())));
    tasks.spawn(until_stopped(hub, erase(hub.clone())));
    tasks
}

fn until_stopped(
    hub: &Hub,
    task: impl Future<Output = ()> + Send + 'static,
) -> impl Future<Output = ()> + Send + 'static {
    let stopped = hub.stopped();
    async move {
        tokio::select! {
            () = task => {}
            () = stopped => {}
        }
    }
}

async fn render(hub: Hub, mut wake: watch::Receiver<u64>) {
    loop {
        let busy = hub.clock().busy();
        let of_task = hub.clone();
        let done =
            tokio::task::spawn_blocking(move || of_task.inner().live.advance(&of_task.queue().readers)).await;
        if let Ok(Err(error)) = done {
            tracing::error!(%error, "the stream could not be read from the journal");
        }
        hub.inner().pulse.send_modify(|beat| *beat += 1);
        drop(busy);
        let rested = tokio::time::Instant::now() + BETWEEN_RENDERINGS;
        if wake.changed().await.is_err() {
            return;
        }
        let _busy = hub.clock().busy();
        tokio::time::sleep_until(rested).await;
    }
}

async fn follow_casework(hub: Hub, mut wake: watch::Receiver<u64>) {
    while wake.changed().await.is_ok() {
        let head = *wake.borrow_and_update();
        hub.inner().casework_live.advance(head);
    }
}

async fn keep_moving_boxes(hub: Hub) {
    loop {
        let busy = hub.clock().busy();
        if move_boxes(&hub).await.is_err() {
            tracing::warn!("sealed boxes stay where they are until the next try");
        }
        drop(busy);
        let again = hub.clock().sleep(BOXES_AGAIN);
        tokio::select! {
            () = hub.inner().boxes.notified() => {}
            _ = again => {}
        }
    }
}

/// Moves every sealed box that waits to the casework.
///
/// # Errors
/// What either store could not do.
pub async fn move_boxes(hub: &Hub) -> Result<(), Refused> {
    let now = hub.now();
    let (queue, casework) = (hub.queue().clone(), hub.casework().writer.clone());
    let moved = tokio::task::spawn_blocking(move || turno_store::move_boxes(&queue, &casework, now)).await;
    moved.unwrap_or(Err(StoreError::Panicked)).map(|_| ()).map_err(Refused::from)
}

async fn keep_days(hub: Hub) {
    let mut minutes = hub.clock().every(DAY_EVERY);
    let mut jumps = hub.clock().wall_changes();
    let mut busy = hub.clock().busy();
    loop {
        let now = hub.now();
        let kept: Result<(), TxError> = hub.write_queue(move |tx| keep_day(tx, now)).await;
        if let Err(error) = kept {
            tracing::error!(%error, "the service day could not be kept");
        }
        hub.inner().pulse.send_modify(|beat| *beat += 1);
        drop(busy);
        busy = tokio::select! {
            busy = minutes.next() => busy,
            busy = jumps.next() => busy,
        };
    }
}
