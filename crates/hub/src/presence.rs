//! Whether each kiosk is there. One that lost its power cannot say so: the hub says it for it, as one part more of its status, so
//! that desks hear of it, snapshots and the journal have it, and nobody believes what it last said of its printer.
//!
//! A kiosk is there while it follows the events. A connection that was cut without a word is found out by the listener within
//! fifteen seconds ([`crate::listener`]); with [`LOST_AFTER`] that makes less than half a minute.

use crate::hub::Hub;
use std::collections::BTreeMap;
use std::time::Duration;
use turno_domain::ids::DeviceId;
use turno_domain::journal::Actor;
use turno_domain::roles::DeviceRole;
use turno_protocol::part::{DevicePart, LOST};
use turno_store::StoreError;

/// How long a kiosk that follows nothing may take to follow again: a client that connects anew needs a few seconds.
pub const LOST_AFTER: Duration = Duration::from_secs(10);

/// Since when each kiosk that is not there has been away, milliseconds of monotonic time.
type Away = BTreeMap<DeviceId, u64>;

/// Says of each kiosk that it is away, and that it is back, for as long as the hub runs.
pub async fn keep(hub: Hub) {
    let mut changes = hub.inner().followers.changes();
    let mut away = Away::new();
    let mut busy = hub.clock().busy();
    loop {
        changes.mark_unchanged();
        let again = look(&hub, &mut away).await.unwrap_or_else(|error| {
            tracing::error!(%error, "whether the kiosks are there could not be written down");
            Some(LOST_AFTER)
        });
        let again = again.map(|again| hub.clock().sleep(again));
        drop(busy);
        busy = tokio::select! {
            changed = changes.changed() => match changed {
                Ok(()) => hub.clock().busy(),
                Err(_) => return,
            },
            busy = async { match again { Some(again) => again.await, None => std::future::pending().await } } => busy,
        };
    }
}

/// Looks who is there and writes down what is new; in how long the next one is away for too long.
async fn look(hub: &Hub, away: &mut Away) -> Result<Option<Duration>, StoreError> {
    let devices = hub.read_queue(|reads| reads.devices()).await?;
    let at = hub.now();
    let mut again: Option<u64> = None;
    let lost_after = u64::try_from(LOST_AFTER.as_millis()).unwrap_or(u64::MAX);
    // One that never said anything was never there.
    let kiosks = devices.into_iter().filter(|device| {
        device.role == DeviceRole::Kiosk && device.revoked_at.is_none() && !device.parts.is_empty()
    });
    for kiosk in kiosks {
        let known_lost = kiosk.parts.contains_key(DevicePart::Connection.word());
        let lost = if hub.inner().followers.follows(kiosk.id) {
            away.remove(&kiosk.id);
            false
        } else {
            let since = *away.entry(kiosk.id).or_insert(at.monotonic_ms);
            let left = lost_after.saturating_sub(at.monotonic_ms.saturating_sub(since));
            if left > 0 && !known_lost {
                again = Some(again.map_or(left, |again| again.min(left)));
                continue;
            }
            true
        };
        if lost != known_lost {
            let state = lost.then_some(LOST);
            let part = DevicePart::Connection.word();
            hub.write_queue(move |tx| tx.note_part(kiosk.id, part, state, at, &Actor::default())).await?;
        }
    }
    Ok(again.map(Duration::from_millis))
}
