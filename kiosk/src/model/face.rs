//! What lies under a finger. A touch that was meant for another face, or that comes down before this one could be seen, is none.

use super::holder::Holder;
use super::input::Aim;
use super::modes::Modes;
use super::over::Over;
use super::scene::Scene;
use super::upkeep::{Leaf, Page, PageAsk};
use super::{Link, Model, times};
use turno_domain::keys::ServiceKey;
use turno_domain::text::Language;
use turno_domain::ticket::TicketState;

/// Where the things that can be touched stand: as long as it stays the same, none of them becomes another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Face {
    place: Place,
    /// Larger letters and longer words move what can be touched.
    modes: Modes,
    language: Language,
}

/// What stands on the screen, as far as it can be touched.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Place {
    /// Only the frame can be touched.
    Nothing,
    /// The cards of the open group or of all.
    Welcome(Option<String>, Vec<ServiceKey>),
    /// No numbers at this hour; whether whoever has one is let in.
    Closed(bool),
    /// The question at this place.
    Question(usize),
    /// What was typed, so many answers of it.
    Check(usize),
    /// The ticket.
    Ticket,
    /// A number that is typed, with the keys of these letters.
    Typing(Vec<char>),
    /// A number that was found, and what can be done with it.
    Found(Option<TicketState>),
    /// A message.
    Message,
    /// The pad of the service PIN.
    ServicePin,
    /// The page behind it.
    Upkeep((Leaf, Option<PageAsk>)),
    /// The question whether somebody is still there, over another face.
    StillThere,
    /// What became of a call for help, over another face.
    Help,
    /// Something asked over another face.
    Over(Over),
}

impl Face {
    /// Before the first.
    pub(super) fn nothing() -> Self {
        Self { place: Place::Nothing, modes: Modes::default(), language: Language::It }
    }
}

impl Model {
    /// Whether the finger saw what it came down on, and that is still there.
    pub(super) fn is_meant(&self, aim: Aim) -> bool {
        aim.face == self.faces && aim.at.since(&self.face_since) >= times::SETTLING
    }

    /// Sees whether something else lies under a finger.
    pub(super) fn look_at_face(&mut self) {
        let face = self.face();
        if face.place != self.face.place {
            self.places += 1;
        }
        if face != self.face {
            self.face = face;
            self.faces += 1;
            self.face_since = self.now;
        }
    }

    fn face(&self) -> Face {
        Face { place: self.place(), modes: self.modes, language: self.language }
    }

    /// What stands on the screen now.
    pub(super) fn place(&self) -> Place {
        if self.warning_left().is_some() {
            return Place::StillThere;
        }
        if self.help_is_shown() && !self.asks_languages() {
            return Place::Help;
        }
        if let Some(over) = &self.over {
            return Place::Over(over.clone());
        }
        match &self.scene {
            Scene::Welcome { group, .. } if self.link == Link::Here && self.standing.tickets_open => {
                Place::Welcome(group.clone(), self.services().map(|service| service.key.clone()).collect())
            }
            Scene::Welcome { .. } if self.link == Link::Here => Place::Closed(self.numbers_are_out()),
            Scene::Welcome { .. }
            | Scene::Asking { .. }
            | Scene::Returning { .. }
            | Scene::GivingBack { .. } => Place::Nothing,
            Scene::Question { at, .. } => Place::Question(*at),
            Scene::Check(visit) => Place::Check(visit.typed().len()),
            Scene::Ticket { .. } => Place::Ticket,
            Scene::Holder(Holder::Typing { .. }) => Place::Typing(self.letters()),
            Scene::Holder(Holder::Found(ticket, _)) => {
                Place::Found(self.held(*ticket).map(|held| held.state))
            }
            Scene::Holder(Holder::Looking { .. } | Holder::Doing { .. }) => Place::Nothing,
            Scene::Holder(Holder::Said { .. } | Holder::Again { .. }) => Place::Message,
            Scene::Sorry { .. } | Scene::Unsure { .. } => Place::Message,
            Scene::Upkeep(Page::Pin(_)) => Place::ServicePin,
            Scene::Upkeep(Page::List(list)) => Place::Upkeep(list.face()),
        }
    }
}
