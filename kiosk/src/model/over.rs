//! What is asked over a scene: as long as it stands, nothing under it can be touched.

use super::Model;
use super::effect::Effect;
use super::input::Touch;
use super::scene::{Count, Scene};
use super::sessions::Doubt;
use turno_domain::ticket::CallManner;
use turno_protocol::site::SiteService;

/// A question or a choice over the scene.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Over {
    /// Is the number given back?
    GiveBack,
    /// All languages.
    Languages,
    /// Help, and the ways of reading, where the bar has no room for them.
    Access,
    /// How would you be called?
    Manner,
    /// Is the number of this service wanted all the same?
    Doubt(Box<SiteService>, Doubt),
}

impl Model {
    /// Asks something over `scene`.
    pub(super) fn ask_over(&mut self, mut scene: Scene, over: Over) -> Vec<Effect> {
        // What is asked hides the count-down.
        if let Scene::Ticket { count: count @ Count::Runs(..), .. } = &mut scene {
            *count = Count::Stopped;
        }
        self.scene = scene;
        self.over = Some(over);
        Vec::new()
    }

    /// A touch while something is asked over the scene; `over` stays unless the touch answers it.
    pub(super) fn touch_over(&mut self, over: Over, touch: Touch) -> Vec<Effect> {
        match (over, touch) {
            (Over::GiveBack, Touch::GiveBack) => return self.give_back(),
            (Over::Doubt(service, _), Touch::TakeAnyway) => return self.issue(*service, false),
            (Over::Manner, Touch::Manner(manner)) => return self.call_so(manner),
            (Over::GiveBack, Touch::KeepNumber | Touch::Close) | (_, Touch::Close | Touch::Back) => {}
            (Over::Access, Touch::Languages) => self.over = Some(Over::Languages),
            (over, _) => self.over = Some(over),
        }
        Vec::new()
    }

    /// The holder of the ticket on the screen would be called so.
    fn call_so(&mut self, manner: CallManner) -> Vec<Effect> {
        let Scene::Ticket { visit, .. } = &mut self.scene else { return Vec::new() };
        visit.manner = Some(manner);
        let ticket = visit.ticket.id;
        // Whoever goes now may come back for a paper.
        self.renew_paper();
        vec![Effect::Details { ticket, people: None, manner: Some(manner), language: None }]
    }
}
