//! The keyboard: every action has a key, and the key stands on its button.

use super::action::{Action, Page};
use super::{Desk, Dialog, Stage};

/// A key that means something everywhere in the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// F1 to F12.
    F(u8),
    /// Alt and a letter or a digit, in lower case.
    Alt(char),
    /// Control and Return.
    ControlReturn,
    /// Escape.
    Escape,
}

impl Desk {
    /// What a key means as things stand; none: it goes to the field that has the focus.
    pub fn key(&self, key: Key) -> Option<Action> {
        if key == Key::F(6) && self.session.is_some() {
            return Some(Action::Reserved);
        }
        if self.stage() != Stage::Work || self.reserved {
            return None;
        }
        if self.dialog.is_some() {
            return match key {
                Key::Escape => Some(Action::Cancel),
                Key::ControlReturn => Some(Action::Confirm),
                // Nothing under the veil can be pressed by mistake.
                Key::F(_) | Key::Alt(_) => Some(Action::Dismiss),
            };
        }
        let action = match key {
            Key::F(2) => Action::AskWalkIn,
            Key::F(3) => Action::ChangeCitizen,
            Key::F(4) => Action::OpenPractice,
            Key::F(5) => Action::Pause,
            Key::F(7) => Action::Start,
            Key::F(8) => Action::CallNext,
            Key::F(9) => Action::Recall,
            Key::F(10) => Action::NoShow,
            Key::F(11) => Action::AskPark,
            Key::F(12) => Action::Finish,
            Key::Alt('1') => Action::Go(Page::Desk),
            Key::Alt('2') => Action::Go(Page::Citizens),
            Key::Alt('3') => Action::Go(Page::Practices),
            Key::Alt('4') => Action::Go(Page::Today),
            Key::Alt('s') => Action::AskCounter,
            Key::Alt('p') => Action::Explain,
            Key::Alt('q') => self.selected.map(Action::CallThis)?,
            Key::Alt('t') => Action::AskTransfer,
            Key::Alt('a') => Action::Undo,
            Key::Alt('i') => Action::NewCitizen,
            Key::Alt('z') => Action::Anonymous,
            Key::Alt('c') => self.case.as_ref()?.offers().next().map(|offer| Action::Continue(offer.id))?,
            Key::Alt('v') => Action::AskService,
            Key::Alt('r') => Action::Conclude,
            Key::Alt('n') => Action::AskUnresolved,
            Key::Alt('o') => Action::Reopen,
            Key::ControlReturn => Action::AddNote,
            Key::Escape if self.page != Page::Desk => Action::Go(Page::Desk),
            Key::Escape if self.notice.is_some() => Action::Dismiss,
            _ => return None,
        };
        Some(action)
    }

    /// Whether a dialog is open that asks between two versions, which no key may put away.
    pub(super) fn is_in_conflict(&self) -> bool {
        matches!(self.dialog, Some(Dialog::CitizenConflict(_) | Dialog::PracticeConflict(_)))
    }
}
