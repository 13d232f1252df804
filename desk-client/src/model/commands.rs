//! What is done at the hub once: each command goes out under a key, and keeps it until the hub gave a final answer or what it
//! was pressed for has changed. So a key pressed again after a lost answer calls nobody twice.

use super::case::{Case, PracticeDraft};
use super::port::{Command, PracticeCommand, TicketAct};
use super::practice::asks_for;
use super::{Desk, Dialog, Effect, Failure, Link, Notice, Reply, Request};
use turno_domain::ids::{PracticeId, TicketId};
use turno_domain::keys::OperatorKey;
use turno_domain::ticket::TicketState;
use turno_protocol::counter::CounterStatusView;

/// A command without a final answer.
#[derive(Clone, Debug)]
pub(super) struct Held {
    key: String,
    command: Command,
    /// Whether it is on its way; otherwise its answer was lost.
    flying: bool,
    /// Whether it was sent before, and may have been carried out then.
    again: bool,
    stands: Stands,
}

/// What a command was pressed for. When it looks otherwise the command was carried out or is not meant any more, and the same
/// again is a new one.
#[derive(Clone, Debug, Default, PartialEq)]
struct Stands {
    in_hand: Option<TicketId>,
    ticket: Option<(TicketState, u32)>,
    counter: Option<(CounterStatusView, Option<OperatorKey>)>,
    practice: Option<String>,
    asked: bool,
}

impl Desk {
    /// Asks the hub for something that is done once. A double press does nothing twice. False: it is not asked.
    pub(super) fn command(&mut self, command: Command, todo: &mut Vec<Effect>) -> bool {
        if self.held.iter().any(|held| held.flying && held.command == command)
            || (command.takes_turns() && self.is_commanding())
        {
            return false;
        }
        if self.link != Link::There {
            self.tell_of(&command, Notice::Away);
            return false;
        }
        self.notice = None;
        self.dialog_notice = None;
        let before = self.held.iter().position(|held| held.command == command);
        let key = match before {
            Some(at) => {
                let held = &mut self.held[at];
                (held.flying, held.again) = (true, true);
                held.key.clone()
            }
            None => {
                let (key, stands) = (self.fresh_key(), self.stands(&command));
                let held =
                    Held { key: key.clone(), command: command.clone(), flying: true, again: false, stands };
                self.held.push(held);
                key
            }
        };
        todo.push(Effect::Ask(Request::Once { key, command }));
        true
    }

    /// Whether the hub is being asked for something that takes its turn.
    pub(super) fn is_commanding(&self) -> bool {
        self.signing_in || self.held.iter().any(|held| held.flying && held.command.takes_turns())
    }

    /// Whether the hub is being told that somebody goes where help was asked for.
    pub(super) fn is_telling_of_help(&self) -> bool {
        self.held.iter().any(|held| held.flying && matches!(held.command, Command::AnswerHelp(_)))
    }

    /// Whether the open question waits for the hub's answer.
    pub(super) fn dialog_waits(&self) -> bool {
        self.held.iter().any(|held| held.flying && self.is_asked_for(&held.command))
    }

    /// Whether the open question is the one that asks for this.
    fn is_asked_for(&self, command: &Command) -> bool {
        if let (Some(question), Command::Practice(_, command)) = (&self.dialog, command) {
            return asks_for(question, command);
        }
        matches!(
            (&self.dialog, command),
            (Some(Dialog::Park { .. }), Command::Park { .. })
                | (Some(Dialog::Transfer { .. }), Command::Transfer { .. })
                | (Some(Dialog::WalkIn { .. }), Command::OpenVisit { .. })
                | (Some(Dialog::Pause { .. }), Command::PauseCounter { .. })
                | (Some(Dialog::Counter | Dialog::Leftovers), Command::CloseCounter(_))
                | (Some(Dialog::Leftovers), Command::CloseTicket { .. })
                | (Some(Dialog::Forgotten { .. }), Command::FinishLate(_))
                | (Some(Dialog::People), Command::People { .. })
                | (Some(Dialog::Unresolved { .. }), Command::Unresolved { .. })
                | (Some(Dialog::Notice { .. }), Command::GiveNotice { .. })
                | (Some(Dialog::Consent { .. }), Command::GiveConsent { .. })
                | (Some(Dialog::Withdraw { .. }), Command::WithdrawConsent { .. })
                | (Some(Dialog::Alike { .. }), Command::Merge { .. })
                | (
                    Some(Dialog::Came { .. }),
                    Command::CallNext(_)
                        | Command::Call { .. }
                        | Command::Act { act: TicketAct::NoShow, .. }
                        | Command::Transfer { .. }
                )
        )
    }

    /// Tells something about a command: in the question that asked for it, where it is still open.
    fn tell_of(&mut self, command: &Command, notice: Notice) {
        if self.is_asked_for(command) {
            self.dialog_notice = Some(notice);
        } else {
            self.notice = Some(notice);
        }
    }

    pub(super) fn command_answered(
        &mut self,
        key: &str,
        command: Command,
        answer: Result<Reply, Failure>,
        todo: &mut Vec<Effect>,
    ) {
        let again = self.settle_key(key, &answer);
        let (done, asked) = (answer.is_ok(), command.clone());
        if let Command::AnswerHelp(help) = command
            && self.help_answered(help, &answer)
        {
            return;
        }
        match &answer {
            Ok(_) => {
                // Whoever is left over is asked about one after the other.
                if self.is_asked_for(&command) && !matches!(command, Command::CloseTicket { .. }) {
                    self.dialog = None;
                }
            }
            Err(Failure::Away) => self.tell_of(&command, Notice::Away),
            Err(Failure::Refused(problem)) if problem.name() == "session-ended" => {}
            Err(Failure::Refused(problem)) => self.tell_of(&command, Notice::Problem(problem.clone())),
        }
        match command {
            Command::OpenCounter(_) | Command::PauseCounter { .. } | Command::CloseCounter(_) => {
                self.counter_answered(&command, answer, todo);
            }
            Command::CallNext(counter) if again && matches!(answer, Ok(Reply::Called(None))) => {
                // That was so when it was asked first. Nobody was called by it, so it may be asked anew.
                self.command(Command::CallNext(counter), todo);
            }
            Command::CallNext(_)
            | Command::Call { .. }
            | Command::Act { .. }
            | Command::FinishLate(_)
            | Command::CloseTicket { .. }
            | Command::People { .. }
            | Command::Park { .. }
            | Command::Transfer { .. } => self.queue_answered(&command, answer),
            Command::AskHelp => self.help_is_asked(answer),
            Command::ConfirmDay(_) => self.day_answered(&answer),
            Command::AnswerHelp(_) => {}
            Command::GiveNotice { .. }
            | Command::GiveConsent { .. }
            | Command::WithdrawConsent { .. }
            | Command::Merge { .. } => self.citizen_answered(&command, answer, todo),
            Command::OpenVisit { .. }
            | Command::Continue { .. }
            | Command::Conclude(_)
            | Command::Unresolved { .. }
            | Command::Reopen(_)
            | Command::Practice(..) => self.practice_command_answered(command, answer, todo),
        }
        self.go_on_passing(&asked, done, todo);
    }

    /// Gives a key up where the answer is final. True: the command had been sent before.
    fn settle_key(&mut self, key: &str, answer: &Result<Reply, Failure>) -> bool {
        let Some(at) = self.held.iter().position(|held| held.key == key) else { return false };
        if matches!(answer, Err(Failure::Away)) {
            self.held[at].flying = false;
            return self.held[at].again;
        }
        self.held.remove(at).again
    }

    /// Gives up the keys of what was carried out without an answer, or is not meant any more.
    pub(super) fn release_keys(&mut self) {
        let held = std::mem::take(&mut self.held);
        self.held = held
            .into_iter()
            .filter(|held| held.flying || held.stands == self.stands(&held.command))
            .collect();
    }

    /// What is asked in a question is meant while that is open, however often something else of the practice changes.
    fn part_stands(&self, id: PracticeId, command: &PracticeCommand) -> Stands {
        if self.dialog.as_ref().is_some_and(|question| asks_for(question, command)) {
            return Stands { asked: true, ..Stands::default() };
        }
        let draft = self.case.as_ref().and_then(Case::open_practice).filter(|draft| draft.id() == id);
        let told = |draft: &PracticeDraft| {
            let steps = draft.stored.steps.iter().map(|step| (step.id, step.revision, step.state));
            format!("{} {:?}", draft.stored.revision, steps.collect::<Vec<_>>())
        };
        Stands { practice: draft.map(told), ..Stands::default() }
    }

    fn stands(&self, command: &Command) -> Stands {
        let counter = |key| self.queue.counter(key).map(|counter| (counter.status, counter.operator.clone()));
        let ticket = |id| self.queue.ticket(id).map(|ticket| (ticket.state, ticket.calls));
        let in_hand = self.in_hand().map(|ticket| ticket.id);
        match command {
            Command::OpenCounter(key) | Command::CloseCounter(key) => {
                Stands { counter: counter(key), ..Stands::default() }
            }
            Command::PauseCounter { counter: key, .. } => {
                Stands { counter: counter(key), ..Stands::default() }
            }
            Command::CallNext(_) | Command::Call { .. } => Stands { in_hand, ..Stands::default() },
            Command::People { ticket: id, people } => {
                let known = self.queue.ticket(*id).is_some_and(|ticket| ticket.people == *people);
                Stands { ticket: ticket(*id), asked: known, ..Stands::default() }
            }
            Command::AskHelp => Stands { asked: self.my_help().is_some(), ..Stands::default() },
            Command::FinishLate(id)
            | Command::CloseTicket { ticket: id, .. }
            | Command::Act { ticket: id, .. }
            | Command::Park { ticket: id, .. }
            | Command::Transfer { ticket: id, .. } => Stands { ticket: ticket(*id), ..Stands::default() },
            // Whoever puts the question away and asks again means another visit.
            Command::OpenVisit { .. } => {
                Stands { asked: matches!(self.dialog, Some(Dialog::WalkIn { .. })), ..Stands::default() }
            }
            // Whoever puts the question away and asks again means another time.
            Command::GiveNotice { .. } | Command::GiveConsent { .. } | Command::WithdrawConsent { .. } => {
                Stands { asked: self.is_asked_for(command), ..Stands::default() }
            }
            // With other revisions it is another command.
            Command::Merge { .. } => Stands::default(),
            Command::AnswerHelp(help) => Stands { asked: self.help.is_waiting(*help), ..Stands::default() },
            Command::ConfirmDay(day) => {
                Stands { asked: self.queue.day_asked == Some(*day), ..Stands::default() }
            }
            Command::Practice(id, command) => self.part_stands(*id, command),
            Command::Continue { occasion, .. } => {
                let here = self.case.as_ref().and_then(Self::occasion) == Some(*occasion);
                Stands { in_hand, asked: here, ..Stands::default() }
            }
            Command::Conclude(id) | Command::Unresolved { practice: id, .. } | Command::Reopen(id) => {
                let draft =
                    self.case.as_ref().and_then(Case::open_practice).filter(|draft| draft.id() == *id);
                Stands { practice: draft.map(|draft| draft.stored.state.clone()), ..Stands::default() }
            }
        }
    }
}
