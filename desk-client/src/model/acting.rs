//! What somebody at the screen does: who of the desk's parts it is for.

use super::dialog::Dialog;
use super::port::Effect;
use super::{Action, Desk, Stage};

impl Desk {
    pub(super) fn act(&mut self, action: Action, todo: &mut Vec<Effect>) {
        if matches!(self.dialog, Some(Dialog::Close)) {
            return match action {
                Action::AnswerHelp => self.answer_help(todo),
                Action::CloseAnyway => self.leave(todo),
                Action::Cancel => self.dialog = None,
                _ => {}
            };
        }
        match self.stage() {
            // Whatever else is on the screen.
            _ if matches!(action, Action::AnswerHelp) => self.answer_help(todo),
            Stage::Enrol => self.act_enrol(action, todo),
            Stage::Reaching => {}
            Stage::SignIn | Stage::Counter => self.act_entry(action, todo),
            Stage::Work => self.act_work(action, todo),
        }
    }

    /// What is done in the main window, by feature.
    fn act_work(&mut self, action: Action, todo: &mut Vec<Effect>) {
        use Action as A;
        self.pointed = None;
        match action {
            A::PointAt(line) => self.pointed = Some(line),
            A::Reserved => {
                self.reserved = !self.reserved;
                self.go_home();
            }
            A::Dismiss => self.notice = None,
            A::Go(page) => self.go(page, todo),
            A::SignOut => self.sign_out(todo),
            A::Type(field, text) => self.typed(field, text, todo),
            A::Confirm => self.confirm(todo),
            A::Cancel if self.is_in_conflict() || self.dialog_waits() => {}
            A::Cancel => self.dialog = None,
            A::ConfirmDay => self.confirm_day(todo),
            A::TakeBack => self.take_back(todo),
            A::ToggleChime => self.toggle_chime(todo),
            A::OpenCitizenFile(_) | A::OpenPracticeFile(_) => self.act_lists(action, todo),
            A::ChooseCitizen(_)
            | A::NewCitizen
            | A::Anonymous
            | A::ChangeCitizen
            | A::AskResidence
            | A::ChooseResidence(_)
            | A::ForeignDocument
            | A::OpenPractice
            | A::Continue(_)
            | A::AskService
            | A::ChooseService(_)
            | A::AddNote
            | A::Conclude
            | A::AskUnresolved
            | A::Unresolved(_)
            | A::Reopen
            | A::KeepMine
            | A::TakeTheirs => self.act_casework(action, todo),
            action => self.act_queue(action, todo),
        }
    }
}
