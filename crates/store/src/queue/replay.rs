//! A queue that grows out of the journal's lines, from none at all.

use std::collections::BTreeMap;
use turno_domain::journal::{Entry, Event};
use turno_domain::queue::{Effects, Queue};
use turno_domain::site::Site;

/// What the lines that were let happen so far amount to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Replay {
    /// No site yet.
    #[default]
    Nothing,
    /// A site, but no day.
    Site(Box<Site>),
    /// A queue.
    Queue(Box<Queue>),
}

impl Replay {
    pub(super) fn queue(&self) -> Option<&Queue> {
        match self {
            Replay::Queue(queue) => Some(queue),
            _ => None,
        }
    }

    pub(super) fn apply(&mut self, entry: &Entry) -> Effects {
        match (&mut *self, &entry.event) {
            (Replay::Queue(queue), _) => return queue.apply(entry),
            (_, Event::SiteApplied { site, .. }) => *self = Replay::Site(site.clone()),
            (Replay::Site(site), Event::DayOpened { day, .. }) => {
                let mut queue = Queue::new((**site).clone(), *day, BTreeMap::new());
                queue.apply(entry);
                *self = Replay::Queue(Box::new(queue));
            }
            _ => {}
        }
        Effects::default()
    }
}
