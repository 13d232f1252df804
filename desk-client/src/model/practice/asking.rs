//! The questions about a practice's parts: opened, filled in, confirmed. Each stays open, with what was typed, until the hub has done what
//! it asks for.

use super::super::port::{Command, PracticeCommand};
use super::super::{Desk, Dialog, Effect};
use super::form::{Form, FormField, FormKind};
use super::{Pick, PracticeAct};
use turno_domain::casework::StepState;
use turno_domain::ids::StepId;
use turno_domain::keys::OperatorKey;
use turno_protocol::casework::{StepUpdate, StepView};

impl Desk {
    pub(super) fn ask_form(&mut self, act: &PracticeAct) {
        let Some(draft) = self.practice_here() else { return };
        let (practice, open) = (draft.id(), draft.is_open());
        let form = match act {
            PracticeAct::AskCall if open => Form::new(FormKind::Call, practice),
            PracticeAct::AskProtocol if open => Form::new(FormKind::Protocol, practice),
            // Somebody asks how it went also after the end.
            PracticeAct::AskStep => {
                let mut form = Form::new(FormKind::Step, practice);
                form.responsible = self.me().cloned();
                form
            }
            PracticeAct::AskChange => {
                let Some(step) = self.picked_step().filter(|step| step.state == StepState::Open) else {
                    return;
                };
                Form::of_step(step)
            }
            PracticeAct::AskPresenter if open => Form::of_presenter(practice, draft.presenter.as_ref()),
            _ => return,
        };
        self.dialog = Some(Dialog::Form(Box::new(form)));
    }

    pub(super) fn ask_end(&mut self, done: bool) {
        if let Some(step) = self.picked_step().filter(|step| step.state == StepState::Open) {
            let (step, what) = (step.id, step.fields.what.clone());
            self.dialog = Some(Dialog::StepEnd { step, what, done, text: String::new() });
        }
    }

    /// The step that is chosen in the list.
    pub(in super::super) fn picked_step(&self) -> Option<&StepView> {
        let draft = self.practice_here()?;
        let Some(Pick::Step(id)) = &draft.face.pick else { return None };
        draft.stored.steps.iter().find(|step| step.id == *id)
    }

    pub(in super::super) fn type_in_form(&mut self, field: FormField, text: String) {
        if let Some(Dialog::Form(form)) = &mut self.dialog {
            form.set(field, text);
        }
    }

    pub(super) fn choose_in_form(&mut self, at: usize) {
        if let Some(Dialog::Form(form)) = &mut self.dialog
            && at < form.choices()
        {
            form.choice = at;
        }
    }

    /// The colleague after the one who is to take the step; who asks is the first.
    pub(super) fn next_responsible(&mut self) {
        let me = self.me().cloned();
        let others =
            self.operators.iter().map(|operator| &operator.key).filter(|key| Some(*key) != me.as_ref());
        let all: Vec<OperatorKey> = me.iter().chain(others).cloned().collect();
        let Some(Dialog::Form(form)) = &mut self.dialog else { return };
        let here = form.responsible.as_ref().and_then(|now| all.iter().position(|key| key == now));
        let next = here.map_or(0, |here| (here + 1) % all.len().max(1));
        form.responsible = all.get(next).cloned();
    }

    pub(super) fn take_their_step(&mut self) {
        if let Some(Dialog::Form(form)) = &mut self.dialog {
            form.take_theirs();
        }
    }

    /// Does what the open question about the practice asks for. False: it is another question.
    pub(in super::super) fn confirm_practice(&mut self, todo: &mut Vec<Effect>) -> bool {
        let today = self.today_date();
        let asked = match self.dialog.clone() {
            Some(Dialog::Form(form)) => {
                let command = match form.kind {
                    FormKind::Call | FormKind::Protocol => form.entry(today).map(PracticeCommand::Write),
                    FormKind::Step => form.step_fields(today).map(|fields| match &form.step {
                        None => PracticeCommand::MakeStep(fields),
                        Some(step) => PracticeCommand::ChangeStep(
                            step.seen.id,
                            StepUpdate { revision: form.revision(), fields },
                        ),
                    }),
                    FormKind::Presenter => {
                        self.present(&form, todo);
                        None
                    }
                };
                command.map(|command| (form.practice, command))
            }
            Some(Dialog::StepEnd { step, done, text, .. }) => {
                let outcome = text.trim().to_owned();
                self.practice_here()
                    .map(|draft| (draft.id(), PracticeCommand::EndStep { step, done, outcome }))
            }
            Some(Dialog::Return { text }) => {
                let reason = text.trim().to_owned();
                let said = self.practice_here().filter(|_| !reason.is_empty());
                said.map(|draft| (draft.id(), PracticeCommand::Return(reason)))
            }
            Some(Dialog::Offer | Dialog::Member) => None,
            _ => return false,
        };
        if let Some((practice, command)) = asked {
            self.start_by_working(todo);
            self.command(Command::Practice(practice, command), todo);
        }
        true
    }

    /// Who presents themself is a field of the practice, and stored like its others.
    fn present(&mut self, form: &Form, todo: &mut Vec<Effect>) {
        let (now, today) = (self.now, self.today_date());
        let Ok(presenter) = form.presenter(today) else { return };
        if let Some(draft) = self.practice_on_desk().filter(|draft| draft.id() == form.practice) {
            draft.presenter = presenter;
            draft.save.touch(now);
        }
        self.dialog = None;
        self.save_what_is_due(true, todo);
        self.start_by_working(todo);
    }

    pub(super) fn practice_command(&mut self, command: PracticeCommand, todo: &mut Vec<Effect>) {
        if let Some(practice) = self.practice_here().map(|draft| draft.id()) {
            self.command(Command::Practice(practice, command), todo);
        }
    }

    pub(super) fn reopen_step(&mut self, todo: &mut Vec<Effect>) {
        let ended = self.picked_step().filter(|step| step.state != StepState::Open);
        if let Some(step) = ended.map(|step| step.id) {
            self.practice_command(PracticeCommand::ReopenStep(step), todo);
        }
    }

    pub(super) fn offer_practice(&mut self, to: OperatorKey, todo: &mut Vec<Effect>) {
        self.practice_command(PracticeCommand::Offer(to), todo);
    }

    pub(super) fn join_team(&mut self, member: OperatorKey, todo: &mut Vec<Effect>) {
        self.practice_command(PracticeCommand::Join(member), todo);
    }

    pub(super) fn leave_team(&mut self, todo: &mut Vec<Effect>) {
        let picked = self.practice_here().and_then(|draft| draft.face.pick.clone());
        if let Some(Pick::Member(member)) = picked.filter(|_| self.may_share()) {
            self.practice_command(PracticeCommand::Leave(member), todo);
        }
    }

    pub(super) fn take_over(&mut self, todo: &mut Vec<Effect>) {
        if self.is_offered_to_me() {
            self.practice_command(PracticeCommand::TakeOver, todo);
        }
    }
}

/// Whether a question is the one that asks for this.
pub(in super::super) fn asks_for(question: &Dialog, command: &PracticeCommand) -> bool {
    use PracticeCommand as C;
    match (question, command) {
        (Dialog::Form(form), C::Write(_)) => matches!(form.kind, FormKind::Call | FormKind::Protocol),
        (Dialog::Form(form), C::MakeStep(_) | C::ChangeStep(..)) => form.kind == FormKind::Step,
        (Dialog::StepEnd { step, .. }, C::EndStep { step: ended, .. }) => step == ended,
        (Dialog::Offer, C::Offer(_))
        | (Dialog::Member, C::Join(_))
        | (Dialog::Return { .. }, C::Return(_)) => true,
        _ => false,
    }
}

/// The step that a command is about.
pub(in super::super) fn step_of(command: &PracticeCommand) -> Option<StepId> {
    match command {
        PracticeCommand::EndStep { step, .. }
        | PracticeCommand::ReopenStep(step)
        | PracticeCommand::ChangeStep(step, _) => Some(*step),
        _ => None,
    }
}
