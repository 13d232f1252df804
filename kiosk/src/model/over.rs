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
    /// All languages, and what was asked before they were.
    Languages(Option<Box<Over>>),
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
            (Over::Doubt(_, Doubt::Nobody(_)), Touch::TalkToSomebody) => {
                if let Some(service) = self.somebody_to_talk_to() {
                    return self.issue(service, false);
                }
            }
            (Over::Manner, Touch::Manner(manner)) => return self.call_so(manner),
            (Over::Languages(before), Touch::Close | Touch::Back) => self.over = before.map(|before| *before),
            (Over::GiveBack, Touch::KeepNumber | Touch::Close) | (_, Touch::Close | Touch::Back) => {}
            (over, _) => self.over = Some(over),
        }
        Vec::new()
    }

    /// All languages, over whatever else is asked.
    pub(super) fn ask_languages(&mut self) -> Vec<Effect> {
        let before = match self.over.take() {
            Some(Over::Languages(before)) => before,
            before => before.map(Box::new),
        };
        let scene = std::mem::replace(&mut self.scene, Scene::welcome());
        self.ask_over(scene, Over::Languages(before))
    }

    /// Whether all languages stand on the screen.
    pub(super) fn asks_languages(&self) -> bool {
        matches!(self.over, Some(Over::Languages(_)))
    }

    /// A language was chosen: what was asked before is asked again, in that one.
    pub(super) fn close_languages(&mut self) {
        if let Some(Over::Languages(before)) = &mut self.over {
            self.over = before.take().map(|before| *before);
        }
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
