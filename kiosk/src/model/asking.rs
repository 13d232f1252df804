//! From the touched service to the paper: the number, the service's questions, and giving the number back before it is printed.

use super::draft::{After, Draft};
use super::input::{Attempt, Paper, Touch};
use super::over::Over;
use super::scene::{Count, Scene, Visit};
use super::{Effect, Link, Model};
use turno_domain::ids::TicketId;
use turno_domain::keys::ServiceKey;
use turno_domain::ticket::PaperState;
use turno_protocol::site::SiteService;

impl Model {
    /// A service was touched: its number, unless something is to be said first.
    pub(super) fn ask_for_number(&mut self, scene: Scene, key: &ServiceKey) -> Vec<Effect> {
        let service = self.services().find(|service| &service.key == key).cloned();
        let (Some(service), Link::Here, true) = (service, self.link, self.standing.tickets_open) else {
            self.scene = scene;
            return Vec::new();
        };
        match self.doubt(&service) {
            Some(doubt) => self.ask_over(scene, Over::Doubt(Box::new(service), doubt)),
            None => self.issue(service, false),
        }
    }

    /// Asks the hub for a number of this service; whether the big button was pressed.
    pub(super) fn issue(&mut self, service: SiteService, pressed: bool) -> Vec<Effect> {
        let attempt = self.attempt();
        let effect = Effect::Issue { attempt, service: service.key.clone(), language: self.language };
        self.enter(Scene::Asking { attempt, service: Box::new(service), since: self.now, pressed });
        vec![effect]
    }

    /// A name for the next wish.
    pub(super) fn attempt(&mut self) -> Attempt {
        self.attempts += 1;
        Attempt(self.attempts)
    }

    pub(super) fn touch_question(
        &mut self,
        visit: Box<Visit>,
        at: usize,
        mut draft: Draft,
        touch: Touch,
    ) -> Vec<Effect> {
        match touch {
            // Before the first question there is only the number: whoever goes back does not want it.
            Touch::Restart => self.ask_over(Scene::Question { visit, at, draft }, Over::GiveBack),
            Touch::Back if visit.checking => self.ask_next(visit, at),
            Touch::Back if at == 0 => self.ask_over(Scene::Question { visit, at, draft }, Over::GiveBack),
            Touch::Back => self.ask(visit, at - 1),
            Touch::Skip => {
                let mut visit = visit;
                let key = visit.questions().nth(at).map(|question| question.key.clone());
                if let Some(key) = key {
                    visit.answers.remove(&key);
                }
                self.ask_next(visit, at)
            }
            Touch::GoOn => self.answered(visit, at, draft),
            Touch::Option(place) if draft.choose(place) == After::Answered => self.answered(visit, at, draft),
            touch => {
                match touch {
                    Touch::Key(key) => draft.key(&key),
                    Touch::Erase => draft.erase(),
                    Touch::More => draft.count(true),
                    Touch::Fewer => draft.count(false),
                    Touch::Reveal => draft.reveal(),
                    _ => {}
                }
                self.scene = Scene::Question { visit, at, draft };
                Vec::new()
            }
        }
    }

    /// Keeps the answer of the question `at` and goes on; without an answer it stays.
    fn answered(&mut self, mut visit: Box<Visit>, at: usize, draft: Draft) -> Vec<Effect> {
        if keep_answer(&mut visit, at, &draft) {
            self.ask_next(visit, at)
        } else {
            self.scene = Scene::Question { visit, at, draft };
            Vec::new()
        }
    }

    /// After the question `at`: the next, or what was typed once more, where it was being corrected.
    fn ask_next(&mut self, visit: Box<Visit>, at: usize) -> Vec<Effect> {
        if visit.checking { self.check(visit) } else { self.ask(visit, at + 1) }
    }

    /// Asks the question at this place; after the last, reads back what was typed.
    pub(super) fn ask(&mut self, visit: Box<Visit>, at: usize) -> Vec<Effect> {
        let draft = visit
            .questions()
            .nth(at)
            .and_then(|question| Draft::new(question, visit.answers.get(&question.key), self.home));
        match draft {
            Some(draft) => {
                self.enter(Scene::Question { visit, at, draft });
                Vec::new()
            }
            None => self.check(visit),
        }
    }

    /// "Ha scritto questo: va bene?", only where something was typed; then prints.
    fn check(&mut self, mut visit: Box<Visit>) -> Vec<Effect> {
        if visit.typed().is_empty() {
            return self.conclude(visit);
        }
        visit.checking = true;
        visit.whole.clear();
        self.enter(Scene::Check(visit));
        Vec::new()
    }

    pub(super) fn touch_check(&mut self, mut visit: Box<Visit>, touch: Touch) -> Vec<Effect> {
        match touch {
            Touch::GoOn => self.conclude(visit),
            Touch::Restart => self.ask_over(Scene::Check(visit), Over::GiveBack),
            Touch::Back => {
                visit.checking = false;
                let last = visit.questions().count().saturating_sub(1);
                self.ask(visit, last)
            }
            Touch::Correct(place) => match visit.typed().get(place).map(|(at, ..)| *at) {
                Some(at) => self.ask(visit, at),
                None => self.check(visit),
            },
            Touch::Show(place) => {
                if let Some(at) = visit.typed().get(place).map(|(at, ..)| *at)
                    && !visit.whole.remove(&at)
                {
                    visit.whole.insert(at);
                }
                self.scene = Scene::Check(visit);
                Vec::new()
            }
            _ => {
                self.scene = Scene::Check(visit);
                Vec::new()
            }
        }
    }

    /// The number goes back to the hub.
    pub(super) fn give_back(&mut self) -> Vec<Effect> {
        match std::mem::replace(&mut self.scene, Scene::welcome()) {
            Scene::Question { mut visit, .. } | Scene::Check(mut visit) => {
                visit.forget();
                let ticket = visit.ticket.id;
                self.enter(Scene::GivingBack { visit, since: self.now });
                vec![Effect::GiveBack(ticket)]
            }
            Scene::Ticket { mut visit, paper, .. } => {
                visit.paper = Some(paper);
                let ticket = visit.ticket.id;
                self.enter(Scene::GivingBack { visit, since: self.now });
                vec![Effect::Withdraw(ticket), Effect::GiveBack(ticket)]
            }
            Scene::Holder(holder) => self.give_up(holder),
            scene => {
                self.scene = scene;
                Vec::new()
            }
        }
    }

    /// The questions are over, answered or not: the answers leave, and the ticket is printed. The one way to the paper.
    pub(super) fn conclude(&mut self, mut visit: Box<Visit>) -> Vec<Effect> {
        let ticket = visit.ticket.id;
        let mut effects = Vec::new();
        let people = visit.people();
        let language = (visit.language != self.language).then_some(self.language);
        if people.is_some() || language.is_some() {
            effects.push(Effect::Details { ticket, people, manner: None, language });
        }
        visit.language = self.language;
        visit.shared_by = people.unwrap_or(1);
        visit.more_documents = visit.documents_for_another();
        let answers = std::mem::take(&mut visit.answers);
        if !answers.is_empty() {
            effects.push(Effect::SendIntake(ticket, answers));
        }
        let paper = self.ticket_paper(&visit);
        self.printed.keep(&visit.ticket, &paper);
        effects.push(Effect::Print(ticket, Box::new(paper)));
        self.touched = self.now;
        self.enter(Scene::Ticket {
            visit,
            paper: Paper::State(PaperState::Queued),
            printing: self.now,
            count: Count::NotYet,
        });
        effects
    }

    /// Whoever is called while answering has no time for more questions.
    pub(super) fn conclude_if_called(&mut self) -> Vec<Effect> {
        let called = |visit: &Visit| self.standing.called.contains_key(&visit.ticket.id);
        match std::mem::replace(&mut self.scene, Scene::welcome()) {
            Scene::Question { visit, at, draft } if called(&visit) => {
                self.conclude_with_draft(visit, at, &draft)
            }
            Scene::Check(visit) if called(&visit) => self.conclude(visit),
            scene => {
                self.scene = scene;
                Vec::new()
            }
        }
    }

    /// The citizen answers no more in the middle of a question: what stood ticked or counted counts, what was half typed does not.
    pub(super) fn conclude_with_draft(
        &mut self,
        mut visit: Box<Visit>,
        at: usize,
        draft: &Draft,
    ) -> Vec<Effect> {
        // One person is what stands there before anybody counts.
        if matches!(draft, Draft::Several(_) | Draft::People(2..)) {
            keep_answer(&mut visit, at, draft);
        }
        self.conclude(visit)
    }

    /// The ticket of whoever stands here.
    pub(super) fn ticket_in_hand(&self) -> Option<TicketId> {
        match &self.scene {
            Scene::Question { visit, .. }
            | Scene::Check(visit)
            | Scene::GivingBack { visit, .. }
            | Scene::Unsure { visit, .. }
            | Scene::Ticket { visit, .. } => Some(visit.ticket.id),
            Scene::Holder(holder) => holder.ticket(),
            _ => None,
        }
    }
}

/// Keeps the answer of the question `at`; says whether there was one.
fn keep_answer(visit: &mut Visit, at: usize, draft: &Draft) -> bool {
    let found =
        visit.questions().nth(at).and_then(|question| Some((question.key.clone(), draft.answer(question)?)));
    let answered = found.is_some();
    if let Some((key, answer)) = found {
        visit.answers.insert(key, answer);
    }
    answered
}
