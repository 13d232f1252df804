//! Where the hub may be reached: all its known addresses, the one that answered last first.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use turno_protocol::HUB_NAME;

/// The known addresses in the order in which they are tried.
#[derive(Clone, Debug)]
pub(crate) struct Addresses(Arc<Mutex<Vec<SocketAddr>>>);

impl Addresses {
    pub(crate) fn new(addresses: &[SocketAddr]) -> Self {
        Self(Arc::new(Mutex::new(addresses.to_vec())))
    }

    /// The hub answered from `address`: it goes first.
    pub(crate) fn answered(&self, address: SocketAddr) {
        self.change(|addresses| {
            if let Some(place) = addresses.iter().position(|known| *known == address) {
                addresses[..=place].rotate_right(1);
            }
        });
    }

    /// No hub was found. A stranger may answer at the first address and so hide the others, which are tried only where nothing
    /// answers at all: another goes first.
    pub(crate) fn failed(&self) {
        self.change(|addresses| addresses.rotate_left(1));
    }

    fn change(&self, change: impl FnOnce(&mut Vec<SocketAddr>)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn list(&self) -> Vec<SocketAddr> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Resolve for Addresses {
    fn resolve(&self, name: Name) -> Resolving {
        let addresses = if name.as_str() == HUB_NAME { self.list() } else { Vec::new() };
        Box::pin(std::future::ready(Ok(Box::new(addresses.into_iter()) as Addrs)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_that_answered_goes_first_and_a_failure_moves_on() {
        let [a, b, c]: [SocketAddr; 3] =
            ["192.0.2.1:1", "192.0.2.2:2", "192.0.2.3:3"].map(|text| text.parse().unwrap());
        let addresses = Addresses::new(&[a, b, c]);
        addresses.answered(b);
        assert_eq!(addresses.list(), [b, a, c]);
        addresses.answered(b);
        assert_eq!(addresses.list(), [b, a, c]);
        addresses.failed();
        assert_eq!(addresses.list(), [a, c, b]);
        addresses.answered("198.51.100.1:9".parse().unwrap());
        assert_eq!(addresses.list(), [a, c, b]);
    }
}
