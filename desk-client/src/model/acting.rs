//! What somebody at the screen does: who of the desk's parts it is for.

use super::dialog::Dialog;
use super::port::Effect;
use super::{Action, Desk, Page, Stage};

impl Desk {
    /// The narrow window beside another program, or the whole one again.
    fn toggle_strip(&mut self) {
        self.strip = !self.strip;
        self.page = Page::Desk;
        self.go_home();
    }

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
        let pointed = self.pointed_leftover();
        self.pointed = None;
        if self.strip && needs_room(&action) {
            self.strip = false;
        }
        match action {
            A::PointAt(line) => self.pointed = Some(line),
            A::LeftOver(outcome) => self.left_over(pointed, outcome, todo),
            A::ToggleStrip => self.toggle_strip(),
            A::AskHelp => self.ask_help(todo),
            A::ToggleColleagues => self.toggle_colleagues(todo),
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
            A::Cancel => {
                self.not_asked_again();
                self.dialog = None;
            }
            A::ConfirmDay => self.confirm_day(todo),
            A::TakeBack => self.take_back(todo),
            A::ToggleChime => self.toggle_chime(todo),
            A::OpenCitizenFile(_) | A::OpenPracticeFile(_) => self.act_lists(action, todo),
            A::ChooseSex(_)
            | A::AskNotice
            | A::GiveNotice(_)
            | A::AskConsent
            | A::AskWithdraw(_)
            | A::CompareAlike
            | A::NextAlike
            | A::NotAlike
            | A::OlderPast
            | A::OpenPast(_)
            | A::OpenCitizenPast(_) => self.act_citizen(action, todo),
            A::Practice(act) => self.act_practice(act, todo),
            A::Agenda(act) => self.act_agenda(act, todo),
            A::ChooseCitizen(_)
            | A::NewCitizen
            | A::Anonymous
            | A::ChangeCitizen
            | A::AskResidence
            | A::ChooseResidence(_)
            | A::ForeignDocument
            | A::OpenPractice
            | A::AnotherPractice
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

/// Whether something is done with the case on the desk, or on another page: neither is seen in the narrow window.
fn needs_room(action: &Action) -> bool {
    use Action as A;
    match action {
        A::Go(page) => *page != Page::Desk,
        A::TakeBack
        | A::OpenPractice
        | A::AnotherPractice
        | A::Continue(_)
        | A::ChangeCitizen
        | A::NewCitizen
        | A::Anonymous
        | A::ForeignDocument
        | A::AskNotice
        | A::CompareAlike
        | A::AddNote
        | A::Conclude
        | A::Reopen
        | A::Practice(_)
        | A::Agenda(_)
        | A::WalkIn(_) => true,
        _ => false,
    }
}
