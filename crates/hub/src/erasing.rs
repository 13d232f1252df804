//! Retention: what may not stay is erased, hour by hour. What is erased does not come back, so the clock must be vouched for, and
//! what was written before it was put right is first made as old as it is.

use crate::hub::{Hub, REMEMBERED_MS, UNLINKED_MS, before};
use std::time::Duration;
use turno_domain::journal::Actor;
use turno_domain::time::ClockReading;
use turno_store::{CaseworkError, Leap, StoreError};

/// How often what is old is erased.
const ERASE_EVERY: Duration = Duration::from_secs(3600);

/// What the clock said when each database's times were last known to be right by it.
struct Looks {
    queue: ClockReading,
    casework: ClockReading,
}

/// Erases what is old each hour and after each leap of the clock, and ends the sessions that ran out.
pub(crate) async fn erase(hub: Hub) {
    let mut hours = hub.clock().every(ERASE_EVERY);
    let mut jumps = hub.clock().wall_changes();
    let mut busy = hub.clock().busy();
    let first = hub.inner().first_look;
    let mut looks = Looks { queue: first, casework: first };
    loop {
        let at = hub.now();
        // A clock that nobody vouches for may be years ahead.
        if at.trusted {
            erase_what_is_old(&hub, at, &mut looks).await;
        }
        for session in hub.access().sweep(&at) {
            let ended: Result<(), StoreError> =
                hub.write_queue(move |tx| tx.sign_out(session.id, at, &Actor::default()).map(|_| ())).await;
            if let Err(error) = ended {
                tracing::warn!(%error, "a session that ran out was not written down as ended");
            }
        }
        drop(busy);
        busy = tokio::select! {
            busy = hours.next() => busy,
            busy = jumps.next() => busy,
        };
    }
}

async fn erase_what_is_old(hub: &Hub, at: ClockReading, looks: &mut Looks) {
    let (forgotten, unlinked) = (before(at.wall, REMEMBERED_MS), before(at.wall, UNLINKED_MS));
    // In one transaction, so that nothing is erased by times that have not followed the clock, and none follows it twice.
    let leap = Leap::between(&looks.queue, &at);
    let queue: Result<usize, StoreError> = hub
        .write_queue(move |tx| {
            leap.map_or(Ok(0), |leap| tx.follow_leap(&leap))?;
            tx.purge_remembered(forgotten)?;
            tx.purge_boxes(unlinked)
        })
        .await;
    let leap = Leap::between(&looks.casework, &at);
    let casework: Result<usize, CaseworkError> = hub
        .write_casework(move |tx| {
            leap.map_or(Ok(0), |leap| tx.follow_leap(&leap))?;
            tx.purge_remembered(forgotten)?;
            tx.erase_unlinked_intake(unlinked, &at, &Actor::default())
        })
        .await;
    if queue.is_ok() {
        looks.queue = at;
    }
    if casework.is_ok() {
        looks.casework = at;
    }
    if let Some(leap) = leap {
        tracing::info!(by_ms = leap.by_ms, "the clock was set; what was written before keeps its age");
    }
    match (queue, casework) {
        (Ok(boxes), Ok(answers)) if boxes + answers > 0 => {
            tracing::info!(boxes, answers, "erased what nobody linked")
        }
        (Ok(_), Ok(_)) => {}
        (queue, casework) => {
            let queue = queue.err().map(|error| error.to_string());
            let casework = casework.err().map(|error| error.to_string());
            tracing::error!(queue, casework, "what is old could not be erased");
        }
    }
}
