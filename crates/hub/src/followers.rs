//! Which devices follow the queue's events at this moment.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;
use turno_domain::ids::DeviceId;
use turno_domain::roles::DeviceRole;

/// The open streams of each device. A device that follows twice, while it connects anew, is one.
#[derive(Clone, Default)]
pub struct Followers(Arc<Following>);

#[derive(Default)]
struct Following {
    streams: Mutex<BTreeMap<DeviceId, Streams>>,
    changes: watch::Sender<()>,
}

struct Streams {
    role: DeviceRole,
    open: usize,
}

impl Followers {
    /// A device follows, until what it is given is dropped.
    pub fn follow(&self, device: DeviceId, role: DeviceRole) -> Follower {
        self.streams().entry(device).or_insert(Streams { role, open: 0 }).open += 1;
        self.0.changes.send_replace(());
        Follower { followers: self.clone(), device }
    }

    /// How many desks follow.
    pub fn desks(&self) -> u32 {
        let desks = self.streams().values().filter(|streams| streams.role == DeviceRole::Desk).count();
        u32::try_from(desks).unwrap_or(u32::MAX)
    }

    /// Whether a device follows.
    pub fn follows(&self, device: DeviceId) -> bool {
        self.streams().contains_key(&device)
    }

    /// Moves whenever a stream begins or ends.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.0.changes.subscribe()
    }

    fn streams(&self) -> MutexGuard<'_, BTreeMap<DeviceId, Streams>> {
        self.0.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One open stream.
pub struct Follower {
    followers: Followers,
    device: DeviceId,
}

impl Drop for Follower {
    fn drop(&mut self) {
        {
            let mut streams = self.followers.streams();
            if let Some(of_device) = streams.get_mut(&self.device) {
                of_device.open -= 1;
                if of_device.open == 0 {
                    streams.remove(&self.device);
                }
            }
        }
        self.followers.0.changes.send_replace(());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_desk_counts_once_for_as_long_as_it_follows() {
        let followers = Followers::default();
        let [desk, other, kiosk] = [1, 2, 3].map(|n| DeviceId::from_parts(n, [0; 10]));
        let _kiosk = followers.follow(kiosk, DeviceRole::Kiosk);
        assert_eq!(followers.desks(), 0);
        let (first, second) =
            (followers.follow(desk, DeviceRole::Desk), followers.follow(desk, DeviceRole::Desk));
        let third = followers.follow(other, DeviceRole::Desk);
        assert_eq!(followers.desks(), 2);
        drop(first);
        assert_eq!(followers.desks(), 2, "its new stream is open");
        assert!(followers.follows(desk));
        let mut changes = followers.changes();
        drop(second);
        assert!(changes.has_changed().unwrap() && !followers.follows(desk));
        changes.mark_unchanged();
        assert_eq!(followers.desks(), 1);
        drop(third);
        assert_eq!(followers.desks(), 0);
    }
}
