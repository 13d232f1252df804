//! What comes from the shelf: the big button, and what is held under the scanner.

use super::at_printer::PaperWord;
use super::draft::Draft;
use super::effect::Effect;
use super::holder::Holder;
use super::input::Paper;
use super::scene::Scene;
use super::{Link, Model};
use turno_devices::gpio::LightState;
use turno_devices::scanner::Scan;
use turno_domain::casework::NoFormCode;
use turno_domain::ticket::PaperState;

impl Model {
    /// One press: one ordinary ticket, without the questions and doubts of the screen (it may take long, nobody may be there for it),
    /// which whoever presses may not be able to read; the ticket's screen and paper say how it stands. Nothing while somebody uses the screen or a ticket is on its way.
    pub(super) fn press(&mut self) -> Vec<Effect> {
        if self.over.is_some() || self.help_is_shown() {
            return Vec::new();
        }
        match &self.scene {
            Scene::Welcome { .. } => {}
            // The next in line presses while the last one's ticket still stands there.
            Scene::Ticket { visit, paper, printing, .. }
                if visit.pressed
                    && self.printer.word(visit.ticket.id, *paper, self.now.since(printing))
                        != PaperWord::Printing => {}
            _ => return Vec::new(),
        }
        let default = self.site.as_ref().and_then(|site| site.kiosk.default_service.clone());
        let service = default.and_then(|key| self.services().find(|service| service.key == key).cloned());
        let open = self.link == Link::Here && self.standing.tickets_open;
        self.touched = self.now;
        match service.filter(|_| open) {
            Some(service) => {
                self.end();
                let mut effects = self.issue(service, true);
                effects.push(Effect::Buzz);
                effects
            }
            // The screen says why; who cannot see it hears that the press was noticed, and sees no steady light.
            None => vec![Effect::Buzz, Effect::Light(self.light_wanted())],
        }
    }

    /// Something was held under the scanner. Where it has no place it is not even looked at.
    pub(super) fn scanned(&mut self, scan: Scan) -> Vec<Effect> {
        if self.over.is_some() || self.help_is_shown() {
            return Vec::new();
        }
        match (&mut self.scene, scan) {
            (Scene::Question { draft: draft @ Draft::Code { .. }, .. }, Scan::CodiceFiscale(code)) => {
                draft.scanned(code.as_str());
                self.touched = self.now;
                Vec::new()
            }
            (
                Scene::Welcome { .. } | Scene::Holder(Holder::Typing { .. } | Holder::Found(..)),
                Scan::Page(token),
            ) if self.link == Link::Here => {
                self.touched = self.now;
                self.page_scanned(token)
            }
            (
                Scene::Welcome { .. } | Scene::Holder(Holder::Typing { .. } | Holder::Found(..)),
                Scan::Other(text),
            ) if self.link == Link::Here => match text.parse() {
                Ok(code) => {
                    self.touched = self.now;
                    self.form_shown(code)
                }
                Err(NoFormCode) => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// What the light of the big button says.
    pub(super) fn light_wanted(&self) -> LightState {
        match &self.scene {
            _ if self.link != Link::Here || self.prints && self.upkeep.no_paper_can_come() => {
                LightState::Fault
            }
            Scene::Asking { .. } | Scene::Returning { .. } => LightState::Busy,
            Scene::Ticket { paper: Paper::State(PaperState::Queued | PaperState::Sent), .. } => {
                LightState::Busy
            }
            Scene::Ticket { paper: Paper::State(PaperState::Failed | PaperState::Unknown), .. } => {
                LightState::Fault
            }
            _ if !self.standing.tickets_open => LightState::Off,
            Scene::Welcome { .. } => LightState::Ready,
            Scene::Ticket { visit, .. } if visit.pressed => LightState::Ready,
            _ => LightState::Off,
        }
    }

    /// Says what the light shows, where there is a button and it changes.
    pub(super) fn look_at_light(&mut self) -> Option<Effect> {
        self.site.as_ref()?.kiosk.button.as_ref()?;
        let light = self.light_wanted();
        (std::mem::replace(&mut self.light, light) != light).then_some(Effect::Light(light))
    }
}
