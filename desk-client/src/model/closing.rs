//! The window is to be closed: first the hub gets what was typed and the session ends, so that the counter is free, then the
//! program ends. What cannot be stored is not lost without a question.

use super::case::{Case, Opening, PracticeCard};
use super::{Desk, Dialog, Effect, Link, Request};
use chrono::TimeDelta;
use turno_domain::time::Timestamp;

/// How long the hub may take to store what is on its way, and then to end the session.
const PATIENCE: TimeDelta = TimeDelta::seconds(5);

/// How far the closing is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Closing {
    /// What was typed is on its way, since then.
    Storing(Timestamp),
    /// The session is being ended, since then.
    SigningOut(Timestamp),
}

impl Desk {
    /// Somebody closes the window.
    pub(super) fn close(&mut self, todo: &mut Vec<Effect>) {
        if self.closing.is_some() {
            return;
        }
        self.settle_case(todo);
        self.closing = Some(Closing::Storing(self.now));
    }

    /// Goes on with the closing after whatever happened.
    pub(super) fn go_on_closing(&mut self, todo: &mut Vec<Effect>) {
        match self.closing {
            Some(Closing::Storing(_)) if !self.has_unsaved() => self.leave(todo),
            Some(Closing::Storing(since))
                if self.link != Link::There || self.session.is_none() || self.is_over(since) =>
            {
                self.closing = None;
                self.put_question_away();
                self.reserved = false;
                self.dialog = Some(Dialog::Close);
            }
            Some(Closing::SigningOut(since)) if self.is_over(since) => todo.push(Effect::Quit),
            _ => {}
        }
    }

    /// Ends the session, and the program with it.
    pub(super) fn leave(&mut self, todo: &mut Vec<Effect>) {
        if self.session.is_some() && self.link == Link::There {
            self.closing = Some(Closing::SigningOut(self.now));
            todo.push(Effect::Ask(Request::SignOut));
        } else {
            todo.push(Effect::Quit);
        }
    }

    /// The session has ended, or could not be ended.
    pub(super) fn signed_out(&mut self, todo: &mut Vec<Effect>) {
        if matches!(self.closing, Some(Closing::SigningOut(_))) {
            todo.push(Effect::Quit);
        }
    }

    fn is_over(&self, since: Timestamp) -> bool {
        self.now.since(since) >= PATIENCE
    }

    /// Whether something that was typed is only here, whoever typed it.
    fn has_unsaved(&self) -> bool {
        let today = self.today_date();
        let unsaved = |case: &Case| {
            let person = match &case.person {
                super::PersonCard::Record(draft) => {
                    !draft.save.is_settled() || draft.fields.is_left_out(today)
                }
                _ => false,
            };
            let practice = match &case.practice {
                PracticeCard::Open(draft) => !draft.is_settled(),
                PracticeCard::New(new) => new.opening != Opening::No || !new.need.trim().is_empty(),
            };
            person || practice
        };
        self.case.as_ref().is_some_and(unsaved)
            || self.left_behind() + self.left_refused() + self.left_links.len() > 0
            || !self.aside.is_empty()
    }
}
