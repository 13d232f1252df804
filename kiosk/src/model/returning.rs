//! "Il suo prossimo passo" is shown again: whoever holds its code under the scanner gets a number at once, and nothing is asked.

use super::effect::Effect;
use super::input::{Attempt, Issued, Refusal};
use super::scene::{Scene, Visit};
use super::{Model, times};
use turno_domain::casework::FormCode;
use turno_domain::keys::ServiceKey;

impl Model {
    /// A form was held under the scanner.
    pub(super) fn form_shown(&mut self, code: FormCode) -> Vec<Effect> {
        let attempt = self.attempt();
        self.enter(Scene::Returning { attempt, since: self.now });
        vec![Effect::IssueForForm { attempt, code, language: self.language }]
    }

    /// The number for it. One that came after the screen had sent its citizen on is nobody's.
    pub(super) fn returned(&mut self, attempt: Attempt, ticket: Issued, service: &ServiceKey) -> Vec<Effect> {
        if !matches!(&self.scene, Scene::Returning { attempt: asked, .. } if *asked == attempt) {
            return vec![Effect::GiveBack(ticket.id)];
        }
        let Some(service) = self.services().find(|known| known.key == *service).cloned() else {
            self.enter(Scene::Sorry { why: Refusal::FormUnknown, since: self.now });
            return vec![Effect::GiveBack(ticket.id)];
        };
        self.touched = self.now;
        let mut visit = Visit::new(service, ticket, self.language, false);
        visit.returned = true;
        self.conclude(Box::new(visit))
    }

    /// The hub was silent for too long: whoever stands here goes the ordinary way.
    pub(super) fn tick_returning(&mut self) {
        if let Scene::Returning { since, .. } = &self.scene
            && self.now.since(since) >= times::HUB_PATIENCE
        {
            self.enter(Scene::Sorry { why: Refusal::Other, since: self.now });
        }
    }
}
