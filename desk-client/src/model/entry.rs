//! The way in: enrolment file, operator, counter; and the way out.

use super::port::{Command, EnrolmentFault, FoundEnrolment};
use super::{Action, Desk, Dialog, Effect, Failure, Link, Notice, Page, Reply, Request};
use turno_domain::keys::OperatorKey;
use turno_protocol::counter::CounterStatusView;

/// What is shown before the main window.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// The enrolment files found; none while they are looked for.
    pub found: Option<Vec<FoundEnrolment>>,
    /// Why the last file was not taken.
    pub fault: Option<EnrolmentFault>,
    /// Who is signing in.
    pub operator: Option<OperatorKey>,
    /// Whether the session ended by itself, so that its operator is asked again.
    pub again: bool,
}

impl Desk {
    pub(super) fn act_enrol(&mut self, action: Action, todo: &mut Vec<Effect>) {
        match action {
            Action::FindEnrolments => {
                self.entry.found = None;
                todo.push(Effect::FindEnrolments);
            }
            Action::ChooseEnrolment(path) => {
                self.entry.fault = None;
                todo.push(Effect::Adopt(path));
            }
            _ => {}
        }
    }

    pub(super) fn enrolled_as(&mut self, result: Result<(), EnrolmentFault>) {
        match result {
            Ok(()) => self.enrolled = true,
            Err(fault) => self.entry.fault = Some(fault),
        }
    }

    pub(super) fn act_entry(&mut self, action: Action, todo: &mut Vec<Effect>) {
        match action {
            Action::ChooseOperator(key) => {
                self.notice = None;
                self.entry.operator = Some(key);
                self.go_home();
            }
            Action::BackToOperators => {
                self.notice = None;
                self.entry.operator = None;
                self.entry.again = false;
                self.go_home();
            }
            Action::SignIn(pin) => {
                if let Some(operator) = self.entry.operator.clone().filter(|_| !pin.0.is_empty()) {
                    self.sign_in(Request::SignIn { operator, pin }, todo);
                }
            }
            Action::OpenCounter(key) if self.session.is_some() => {
                self.command(Command::OpenCounter(key), todo);
            }
            Action::SignOut => self.sign_out(todo),
            Action::Dismiss => self.notice = None,
            Action::Reserved => self.reserved = !self.reserved,
            Action::ConfirmDay if self.session.is_some() => self.confirm_day(todo),
            _ => {}
        }
    }

    fn sign_in(&mut self, request: Request, todo: &mut Vec<Effect>) {
        if self.is_commanding() {
            return;
        }
        if self.link != Link::There {
            self.notice = Some(Notice::Away);
            return;
        }
        self.signing_in = true;
        self.notice = None;
        todo.push(Effect::Ask(request));
    }

    pub(super) fn signed_in(
        &mut self,
        operator: &OperatorKey,
        answer: Result<Reply, Failure>,
        todo: &mut Vec<Effect>,
    ) {
        self.signing_in = false;
        self.refused(&answer);
        if matches!(answer, Err(Failure::Away)) {
            self.notice = Some(Notice::Away);
        }
        let Ok(Reply::Session(session)) = answer else { return };
        // What a colleague had typed before the session ended is not the next one's to see, nor stored as theirs.
        if self.session_before() != Some(operator) {
            self.leave_case(todo);
            self.put_question_away();
            self.held.clear();
        }
        self.change_hands(operator, todo);
        self.entry.operator = None;
        self.entry.again = false;
        self.notice = None;
        self.today = None;
        self.today_stale = Some(self.now);
        self.counter = self
            .queue
            .counters
            .iter()
            .find(|counter| counter.operator.as_ref() == Some(operator))
            .filter(|counter| counter.status != CounterStatusView::Closed)
            .map(|counter| counter.key.clone());
        self.session = Some(session);
        self.go_home();
    }

    /// Whose session ended by itself last.
    fn session_before(&self) -> Option<&OperatorKey> {
        self.entry.operator.as_ref().filter(|_| self.entry.again)
    }

    /// The session is over: the same operator is asked for the PIN, and what was typed stays.
    pub(super) fn session_ended(&mut self) {
        if let Some(session) = self.session.take() {
            self.entry.operator = Some(session.operator);
            self.entry.again = true;
        }
        self.reserved = false;
        self.counter = None;
        self.go_home();
    }

    pub(super) fn sign_out(&mut self, todo: &mut Vec<Effect>) {
        self.leave_case(todo);
        todo.push(Effect::Ask(Request::SignOut));
        self.session = None;
        self.counter = None;
        self.case = None;
        self.put_question_away();
        self.held.clear();
        self.notice = None;
        self.undo = None;
        self.strip = false;
        self.page = Page::Desk;
        self.today = None;
        self.lists = super::Lists::default();
        self.agenda = super::Agenda::default();
        self.entry.operator = None;
        self.go_home();
    }

    pub(super) fn counter_answered(
        &mut self,
        command: &Command,
        answer: Result<Reply, Failure>,
        todo: &mut Vec<Effect>,
    ) {
        let Ok(Reply::Counter(counter)) = answer else { return };
        let key = counter.key.clone();
        self.queue.put_counter(*counter);
        match command {
            Command::OpenCounter(_) => self.counter = Some(key),
            Command::CloseCounter(_) => {
                self.leave_case(todo);
                self.counter = None;
            }
            _ => {}
        }
        self.notice = None;
    }

    /// Whether this operator still has this counter: it may have been closed or taken over elsewhere.
    pub(super) fn still_there(&mut self) {
        let Some(key) = &self.counter else { return };
        let mine = self.queue.counter(key).is_some_and(|counter| {
            counter.status != CounterStatusView::Closed && counter.operator.as_ref() == self.me()
        });
        if !mine {
            self.counter = None;
            self.put_question_away();
            self.go_home();
        }
    }

    /// A pause, or its end.
    pub(super) fn pause(&mut self, todo: &mut Vec<Effect>) {
        let Some(key) = self.counter.clone() else { return };
        if self.is_paused() {
            self.command(Command::OpenCounter(key), todo);
        } else if self.link == Link::There {
            self.dialog = Some(Dialog::Pause { minutes: Some(10), reason: None });
        } else {
            self.notice = Some(Notice::Away);
        }
    }

    pub(super) fn is_paused(&self) -> bool {
        self.counter
            .as_ref()
            .and_then(|key| self.queue.counter(key))
            .is_some_and(|counter| counter.status == CounterStatusView::Paused)
    }
}
