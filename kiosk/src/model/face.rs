//! What lies under a finger. A touch that was meant for another face, or that comes down before this one could be seen, is none.

use super::input::Aim;
use super::scene::Scene;
use super::{Link, Model, times};
use turno_domain::keys::ServiceKey;

/// Where the things that can be touched stand: as long as it stays the same, none of them becomes another.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Face {
    /// Nothing that can be touched.
    Nothing,
    /// The cards of the open group or of all.
    Welcome(Option<String>, Vec<ServiceKey>),
    /// The question at this place; whether it is asked if the number is given back.
    Question(usize, bool),
    /// The ticket.
    Ticket,
    /// A message.
    Message,
    /// The question whether somebody is still there, over another face.
    StillThere,
}

impl Model {
    /// Whether the finger saw what it came down on, and that is still there.
    pub(super) fn is_meant(&self, aim: Aim) -> bool {
        aim.face == self.faces && aim.at.since(&self.face_since) >= times::SETTLING
    }

    /// Sees whether something else lies under a finger.
    pub(super) fn look_at_face(&mut self) {
        let face = self.face();
        if face != self.face {
            self.face = face;
            self.faces += 1;
            self.face_since = self.now;
        }
    }

    fn face(&self) -> Face {
        if self.warning_left().is_some() {
            return Face::StillThere;
        }
        match &self.scene {
            Scene::Welcome { group, .. } if self.link == Link::Here && self.standing.tickets_open => {
                Face::Welcome(group.clone(), self.services().map(|service| service.key.clone()).collect())
            }
            Scene::Welcome { .. } | Scene::Asking { .. } | Scene::GivingBack { .. } => Face::Nothing,
            Scene::Question { at, giving_back, .. } => Face::Question(*at, *giving_back),
            Scene::Ticket { .. } => Face::Ticket,
            Scene::Sorry { .. } | Scene::Unsure { .. } => Face::Message,
        }
    }
}
