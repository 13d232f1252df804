//! What may be offered: by whose counter and qualifications a service can be served, here and at the other counters.

use super::Desk;
use turno_domain::keys::ServiceKey;
use turno_protocol::counter::{CounterStatusView, CounterView};

/// Who present may serve a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Server {
    /// Whoever sits here.
    #[default]
    Here,
    /// A colleague at another counter.
    Elsewhere,
    /// Nobody who is present.
    Nobody,
}

impl Desk {
    /// Whether whoever is at `counter` may serve `service` there. A hub that does not say lets everybody serve everything.
    pub(super) fn may_serve_at(counter: &CounterView, service: &ServiceKey) -> bool {
        counter.status != CounterStatusView::Closed
            && (counter.may_serve.is_empty() || counter.may_serve.contains(service))
    }

    /// Who present may serve `service`.
    pub(super) fn server(&self, service: &ServiceKey) -> Server {
        let here = self.counter.as_ref().and_then(|key| self.queue.counter(key));
        if here.is_none_or(|counter| Self::may_serve_at(counter, service)) {
            Server::Here
        } else if self.other_counters().any(|counter| Self::may_serve_at(counter, service)) {
            Server::Elsewhere
        } else {
            Server::Nobody
        }
    }

    /// The service of a visit without a ticket for which none is chosen: the one chosen last, else the site's usual one, else the
    /// first that may be served here.
    pub(super) fn usual_service(&self) -> Option<ServiceKey> {
        let site = self.site.as_ref()?;
        let known = |key: &&ServiceKey| site.services.iter().any(|service| service.key == **key);
        let mine = |key: &&ServiceKey| known(key) && self.server(key) == Server::Here;
        let all = site.services.iter().map(|service| &service.key);
        let wished = self.walk_in_service.iter().chain(&site.kiosk.default_service);
        wished.chain(all).find(mine).cloned()
    }
}
