//! Which devices follow the queue's events at this moment.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use turno_domain::ids::DeviceId;
use turno_domain::roles::DeviceRole;

/// The open streams of each device. A device that follows twice, while it connects anew, is one.
#[derive(Clone, Default)]
pub struct Followers(Arc<Mutex<BTreeMap<DeviceId, Streams>>>);

struct Streams {
    role: DeviceRole,
    open: usize,
}

impl Followers {
    /// A device follows, until what it is given is dropped.
    pub fn follow(&self, device: DeviceId, role: DeviceRole) -> Follower {
        let mut streams = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        streams.entry(device).or_insert(Streams { role, open: 0 }).open += 1;
        Follower { followers: self.clone(), device }
    }

    /// How many desks follow.
    pub fn desks(&self) -> u32 {
        let streams = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let desks = streams.values().filter(|streams| streams.role == DeviceRole::Desk).count();
        u32::try_from(desks).unwrap_or(u32::MAX)
    }
}

/// One open stream.
pub struct Follower {
    followers: Followers,
    device: DeviceId,
}

impl Drop for Follower {
    fn drop(&mut self) {
        let mut streams = self.followers.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(of_device) = streams.get_mut(&self.device) {
            of_device.open -= 1;
            if of_device.open == 0 {
                streams.remove(&self.device);
            }
        }
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
        drop(second);
        assert_eq!(followers.desks(), 1);
        drop(third);
        assert_eq!(followers.desks(), 0);
    }
}
