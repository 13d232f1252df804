//! What changes because time passes: warnings, count-downs, and ends.

use super::holder::Holder;
use super::input::Refusal;
use super::printing::begin_count;
use super::scene::{Count, PaperWord, Scene};
use super::{Effect, Model, times};
use chrono::TimeDelta;
use turno_domain::text::Language;

impl Model {
    pub(super) fn tick(&mut self) -> Vec<Effect> {
        self.tick_help();
        let now = self.now;
        let idle = now.since(&self.touched);
        let too_long = idle >= times::IDLE + times::WARNING;
        match &mut self.scene {
            Scene::Asking { since, .. } if now.since(since) >= times::HUB_PATIENCE => {
                self.enter(Scene::Sorry { why: Refusal::Other, since: now });
            }
            // The wish to cancel it goes on being sent, but nobody can tell its holder what becomes of it.
            Scene::GivingBack { visit, since } if now.since(since) >= times::HUB_PATIENCE => {
                let visit = visit.clone();
                self.enter(Scene::Unsure { visit, since: now });
            }
            Scene::Question { .. } if too_long => {
                if let Scene::Question { visit, at, draft } =
                    std::mem::replace(&mut self.scene, Scene::welcome())
                {
                    return self.conclude_with_draft(visit, at, &draft);
                }
            }
            Scene::Check(_) if too_long => {
                if let Scene::Check(visit) = std::mem::replace(&mut self.scene, Scene::welcome()) {
                    return self.conclude(visit);
                }
            }
            Scene::Holder(_) => {
                if self.tick_holder(too_long) {
                    self.end();
                }
            }
            Scene::Ticket { visit, paper, printing, count } => {
                let word = PaperWord::of(*paper, now.since(printing), self.paper_out);
                begin_count(visit, word, now, count);
                let over = match *count {
                    Count::NotYet => false,
                    Count::Runs(since, length) => now.since(&since) >= length,
                    Count::Stopped => too_long,
                };
                if over {
                    self.end();
                }
            }
            Scene::Sorry { since, .. } | Scene::Unsure { since, .. }
                if now.since(since) >= times::MESSAGE =>
            {
                self.end();
            }
            Scene::Welcome { group, given_back } => {
                if given_back.is_some_and(|(_, since)| now.since(&since) >= times::MESSAGE) {
                    *given_back = None;
                }
                let left_behind = group.is_some()
                    || self.language != Language::It
                    || self.over.is_some()
                    || self.modes != Default::default();
                if idle >= times::IDLE && left_behind {
                    self.end();
                }
            }
            _ => {}
        }
        Vec::new()
    }

    /// Time passes for whoever has a number already; says whether it is over.
    fn tick_holder(&mut self, too_long: bool) -> bool {
        let now = self.now;
        let Scene::Holder(holder) = &mut self.scene else { return false };
        match holder {
            Holder::Typing { .. } | Holder::Found(_) => too_long,
            Holder::Looking { since, .. } => {
                if now.since(since) >= times::HUB_PATIENCE {
                    *holder = Holder::typing();
                }
                false
            }
            Holder::Doing { ticket, wish, since } => {
                if now.since(since) >= times::HUB_PATIENCE {
                    *holder = Holder::Said { ticket: *ticket, wish: *wish, done: false, since: now };
                }
                false
            }
            Holder::Said { since, .. } => now.since(since) >= times::MESSAGE,
            Holder::Again { paper, since, .. } => match PaperWord::of(*paper, now.since(since), self.paper_out) {
                PaperWord::Printing => false,
                _ => now.since(since) >= times::TICKET_WITHOUT_PAPER,
            },
        }
    }

    /// How long the question "are you still there?" goes on standing, where it stands.
    pub(super) fn warning_left(&self) -> Option<TimeDelta> {
        let idle = self.now.since(&self.touched);
        let asks = match &self.scene {
            Scene::Question { .. } | Scene::Check(_) => true,
            Scene::Holder(Holder::Typing { .. } | Holder::Found(_)) => true,
            Scene::Ticket { count, .. } => *count == Count::Stopped,
            _ => false,
        };
        (asks && idle >= times::IDLE).then(|| times::IDLE + times::WARNING - idle)
    }
}
