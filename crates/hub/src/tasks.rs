//! What the hub does by itself while it runs: rendering the stream, moving sealed boxes, keeping the service day; what may not
//! stay is erased by `erasing`. Each task ends when the hub stops; one that fails says so and goes on.

use crate::api::refused::Refused;
use crate::attached;
use crate::day::keep_day;
use crate::erasing::erase;
use crate::hub::{Hub, UNLINKED_MS, before};
use crate::presence;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinSet;
use turno_clock::Busy;
use turno_store::{StoreError, TxError};

/// How often the day is looked at when nobody asks for anything.
const DAY_EVERY: Duration = Duration::from_secs(60);
/// How long boxes that could not be moved wait for the next try, when no new one comes.
const BOXES_AGAIN: Duration = Duration::from_secs(60);
/// The least time between two renderings of the stream: under load a few commands share one, which leaves the processors to the
/// commands; a call after a lull is told at once. It goes by tokio's clock, not the hub's: it spares the processors of this
/// machine and is nobody's time, and a test's clock that stands still must not hold an event back.
const BETWEEN_RENDERINGS: Duration = Duration::from_millis(2);
/// How often it is looked whether a copy of the casework is old.
const COPIES_EVERY: Duration = Duration::from_secs(3600);
/// How long a journal that could not be read is left alone.
const READ_AGAIN: Duration = Duration::from_secs(1);

/// What a writer tells once something is on disk.
pub struct Wake {
    /// The highest sequence on disk.
    pub head: u64,
    /// A mark taken before anybody was answered and held until the change is told: between the two there is work under way.
    pub busy: Busy,
}

/// Wakes of the two writers. They end with the writer.
pub struct Wakes {
    /// Of queue.db.
    pub queue: UnboundedReceiver<Wake>,
    /// Of casework.db.
    pub casework: UnboundedReceiver<Wake>,
}

/// Starts every task of the hub.
pub fn start(hub: &Hub, wakes: Wakes) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    tasks.spawn(until_stopped(hub, render(hub.clone(), wakes.queue, advance)));
    tasks.spawn(until_stopped(hub, follow_casework(hub.clone(), wakes.casework)));
    tasks.spawn(until_stopped(hub, keep_moving_boxes(hub.clone())));
    tasks.spawn(until_stopped(hub, keep_days(hub.clone())));
    tasks.spawn(until_stopped(hub, presence::keep(hub.clone())));
    tasks.spawn(until_stopped(hub, erase(hub.clone())));
    tasks.spawn(until_stopped(hub, erase_copies(hub.clone())));
    tasks.spawn(until_stopped(hub, attached::keep(hub.clone())));
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

fn advance(hub: &Hub) -> Result<bool, StoreError> {
    hub.inner().live.advance(&hub.queue().readers)
}

/// Ends, and with it the hub, when the writer is gone or an event cannot be rendered.
async fn render(
    hub: Hub,
    mut wakes: UnboundedReceiver<Wake>,
    advance: impl Fn(&Hub) -> Result<bool, StoreError> + Copy + Send + 'static,
) {
    let mut marks = vec![hub.clock().busy()];
    loop {
        let of_task = hub.clone();
        let more = match tokio::task::spawn_blocking(move || advance(&of_task)).await {
            Ok(Ok(more)) => more,
            Ok(Err(error)) => {
                tracing::error!(%error, "the stream could not be read from the journal; it is tried again");
                marks.clear();
                let Some(mark) = rest(&hub, &mut wakes).await else { return };
                marks.push(mark);
                continue;
            }
            Err(error) => {
                tracing::error!(%error, "an event could not be rendered");
                return;
            }
        };
        hub.inner().pulse.send_modify(|beat| *beat += 1);
        if more {
            continue;
        }
        marks.clear();
        let rested = tokio::time::Instant::now() + BETWEEN_RENDERINGS;
        let Some(wake) = wakes.recv().await else { return };
        marks.push(wake.busy);
        tokio::time::sleep_until(rested).await;
        while let Ok(wake) = wakes.try_recv() {
            marks.push(wake.busy);
        }
    }
}

/// Leaves a journal that could not be read alone for a while. What is committed meanwhile is nothing under way: it may take as
/// long as the fault lasts. None when the writer is gone.
async fn rest(hub: &Hub, wakes: &mut UnboundedReceiver<Wake>) -> Option<Busy> {
    let again = hub.clock().sleep(READ_AGAIN);
    tokio::pin!(again);
    loop {
        tokio::select! {
            mark = &mut again => return Some(mark),
            wake = wakes.recv() => drop(wake?),
        }
    }
}

async fn follow_casework(hub: Hub, mut wakes: UnboundedReceiver<Wake>) {
    while let Some(Wake { head, busy }) = wakes.recv().await {
        hub.inner().casework_live.advance(head);
        drop(busy);
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
        hub.inner().clock_was_looked_at.send_replace(());
        drop(busy);
        busy = tokio::select! {
            busy = minutes.next() => busy,
            busy = jumps.next() => busy,
        };
    }
}

/// A copy of casework.db made before a migration holds what retention erases from the database: it goes after as long.
async fn erase_copies(hub: Hub) {
    let mut hours = hub.clock().every(COPIES_EVERY);
    let mut busy = hub.clock().busy();
    loop {
        let at = hub.now();
        // A clock that nobody vouches for may be years ahead, and what is erased does not come back.
        if at.trusted {
            let (data, old) = (hub.inner().parts.data.clone(), before(at.wall, UNLINKED_MS));
            let erasing = move || turno_store::erase_casework_copies(&data, old);
            match tokio::task::spawn_blocking(erasing).await.unwrap_or(Err(StoreError::Panicked)) {
                Ok(0) => {}
                Ok(copies) => tracing::info!(copies, "erased copies of the casework made before a migration"),
                Err(error) => tracing::error!(%error, "an old copy of the casework could not be erased"),
            }
        }
        drop(busy);
        busy = hours.next().await;
    }
}

#[cfg(test)]
mod tests;
