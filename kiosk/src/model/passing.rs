//! What changes because time passes: warnings, count-downs, and ends.

use super::at_printer::PaperWord;
use super::holder::Holder;
use super::input::Refusal;
use super::printing::begin_count;
use super::scene::{Count, Note, Scene};
use super::{Effect, Model, Modes, times};
use chrono::TimeDelta;
use turno_domain::text::Language;
use turno_domain::time::ClockReading;

impl Model {
    pub(super) fn tick(&mut self) -> Vec<Effect> {
        self.wait_for_listener();
        self.tick_help();
        let opened = self.tick_upkeep();
        if !opened.is_empty() {
            return opened;
        }
        let now = self.now;
        let too_long = self.warning_left().is_some_and(|left| left <= TimeDelta::zero());
        let factor = self.patience(1);
        if self.tick_holder(too_long) {
            self.end();
            return Vec::new();
        }
        self.tick_returning();
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
            Scene::Ticket { visit, paper, printing, count } => {
                let word = self.printer.word(visit.ticket.id, *paper, now.since(printing));
                begin_count(visit, word, now, count);
                let over = match *count {
                    Count::NotYet => false,
                    Count::Runs(since, length) => now.since(&since) >= length * factor,
                    Count::Stopped | Count::Remembers => too_long,
                };
                if over {
                    self.end_with_thanks();
                }
            }
            Scene::Sorry { .. } | Scene::Unsure { .. } if too_long => self.end(),
            Scene::Welcome { note, .. } => {
                if note.is_some_and(|(note, since)| now.since(&since) >= length_of(note)) {
                    *note = None;
                }
                if too_long {
                    self.end();
                }
            }
            _ => {}
        }
        Vec::new()
    }

    /// Back to the welcome, where whoever goes with a number is thanked.
    pub(super) fn end_with_thanks(&mut self) {
        self.end();
        self.scene = Scene::Welcome { group: None, note: Some((Note::Thanks, self.now)) };
    }

    /// Whoever touches the welcome next is somebody else, and has nothing to be thanked for yet.
    pub(super) fn greet_whoever_comes(&mut self) {
        if let Scene::Welcome { note: note @ Some((Note::Thanks, _)), .. } = &mut self.scene {
            *note = None;
        }
    }

    /// Time passes for whoever has a number already; says whether it is over.
    fn tick_holder(&mut self, too_long: bool) -> bool {
        let now = self.now;
        let Scene::Holder(holder) = &mut self.scene else { return false };
        match holder {
            Holder::Typing { .. } | Holder::Found(..) => too_long,
            Holder::Looking { since, .. } => {
                if now.since(since) >= times::HUB_PATIENCE {
                    *holder = Holder::typing();
                }
                false
            }
            Holder::Doing { ticket, wish, since } => {
                if now.since(since) >= times::HUB_PATIENCE {
                    *holder = Holder::Said { ticket: *ticket, wish: *wish, done: None, since: now };
                }
                false
            }
            Holder::Said { .. } | Holder::Again { .. } => too_long,
        }
    }

    /// How long the question "are you still there?" goes on standing, where it stands.
    pub(super) fn warning_left(&self) -> Option<TimeDelta> {
        let (since, quiet) = self.waits_for_a_sign()?;
        let factor = self.patience(1);
        let (alone, quiet) = (self.now.since(&since), quiet * factor);
        (alone >= quiet).then(|| quiet + times::WARNING * factor - alone)
    }

    /// How many times as long everything lasts for whoever stands here.
    pub(super) fn patience(&self, usual: i32) -> i32 {
        if self.modes.speech { usual * times::LISTENING } else { usual }
    }

    /// Since when no sign of anybody was seen where one is waited for, and how long before it is asked for.
    fn waits_for_a_sign(&self) -> Option<(ClockReading, TimeDelta)> {
        let later = |since: &ClockReading| {
            if since.since(&self.touched) > TimeDelta::zero() { *since } else { self.touched }
        };
        match &self.scene {
            Scene::Question { .. } | Scene::Check(_) => Some((self.touched, times::IDLE)),
            Scene::Holder(Holder::Typing { .. } | Holder::Found(..)) => Some((self.touched, times::IDLE)),
            Scene::Ticket { visit, paper, printing, count: Count::Stopped | Count::Remembers } => {
                let word = self.printer.word(visit.ticket.id, *paper, self.now.since(printing));
                let without = times::TICKET_WITHOUT_PAPER - times::WARNING;
                Some((self.touched, if word.is_without_paper() { without } else { times::IDLE }))
            }
            Scene::Welcome { group, .. } => {
                let left_behind = group.is_some()
                    || self.language != Language::It
                    || self.over.is_some()
                    || self.modes != Modes::default();
                left_behind.then_some((self.touched, times::IDLE))
            }
            Scene::Sorry { since, .. }
            | Scene::Unsure { since, .. }
            | Scene::Holder(Holder::Said { since, .. }) => {
                Some((later(since), times::MESSAGE - times::WARNING))
            }
            Scene::Holder(Holder::Again { ticket, paper, since, .. }) => {
                let word = self.printer.word(*ticket, *paper, self.now.since(since));
                let all = if word.is_without_paper() { times::TICKET_WITHOUT_PAPER } else { times::MESSAGE };
                let quiet = all - times::WARNING;
                (word != PaperWord::Printing).then(|| (later(since), quiet))
            }
            _ => None,
        }
    }

    /// Somebody is there: a count-down begins anew.
    pub(super) fn somebody_is_there(&mut self) {
        self.touched = self.now;
        if let Scene::Ticket { count: Count::Runs(since, _), .. } = &mut self.scene {
            *since = self.now;
        }
    }
}

/// How long a note stands: the next citizen stands there already.
fn length_of(note: Note) -> TimeDelta {
    match note {
        Note::GivenBack(_) => times::MESSAGE,
        Note::Thanks => times::THANKS,
    }
}
