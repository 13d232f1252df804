//! What one operator typed is sent in that operator's name only: drafts of cases that were left are put aside while a colleague
//! is signed in, and go on when who typed them signs in again.

use super::case::{LeftLink, LeftOpening, PersonDraft, PracticeDraft};
use super::drafts::Unsaved;
use super::save::{Save, SaveFault};
use super::{Desk, Dialog, Effect, Request};
use std::mem::take;
use turno_domain::keys::OperatorKey;
use turno_domain::time::Timestamp;

/// One operator's drafts.
#[derive(Debug)]
pub(super) struct Aside {
    pub(super) operator: OperatorKey,
    people: Vec<PersonDraft>,
    practices: Vec<PracticeDraft>,
    openings: Vec<LeftOpening>,
    links: Vec<LeftLink>,
}

impl Desk {
    /// Puts aside what the operator before had left, and takes up what this one had.
    pub(super) fn change_hands(&mut self, to: &OperatorKey, todo: &mut Vec<Effect>) {
        let before = self.whose.replace(to.clone());
        if before.as_ref() == Some(to) {
            return;
        }
        if let Some(operator) = before {
            let aside = Aside {
                operator,
                people: take(&mut self.left_people),
                practices: take(&mut self.left_practices),
                openings: take(&mut self.left_openings),
                links: take(&mut self.left_links),
            };
            self.aside.extend(Some(aside).filter(|aside| !aside.is_empty()));
        }
        // They are asked again when the record is read for who typed.
        self.questions
            .retain(|asked| !matches!(asked, Dialog::CitizenConflict(_) | Dialog::PracticeConflict(_)));
        if let Some(at) = self.aside.iter().position(|aside| aside.operator == *to) {
            let mut mine = self.aside.remove(at);
            mine.land(self.now);
            mine.ask_for_the_other_versions(todo);
            self.left_people = mine.people;
            self.left_practices = mine.practices;
            self.left_openings = mine.openings;
            self.left_links = mine.links;
        }
    }

    /// Who has left drafts that wait until they sign in, and how many.
    pub(super) fn waiting_for_others(&self) -> Vec<(&OperatorKey, usize)> {
        let here = self.left_behind() + self.left_refused();
        let last = self.whose.as_ref().filter(|_| self.session.is_none() && here > 0);
        let aside = self.aside.iter().map(|aside| (&aside.operator, aside.drafts()));
        aside.filter(|(_, drafts)| *drafts > 0).chain(last.map(|operator| (operator, here))).collect()
    }
}

impl Aside {
    pub(super) fn of(operator: OperatorKey, unsaved: Unsaved) -> Self {
        let Unsaved { people, practices, openings, links } = unsaved;
        Self { operator, people, practices, openings, links }
    }

    pub(super) fn unsaved(&self) -> Unsaved {
        Unsaved {
            people: self.people.clone(),
            practices: self.practices.clone(),
            openings: self.openings.clone(),
            links: self.links.clone(),
        }
    }

    fn drafts(&self) -> usize {
        self.people.len() + self.practices.len() + self.openings.len()
    }

    fn is_empty(&self) -> bool {
        self.drafts() == 0 && self.links.is_empty()
    }

    /// Nothing asked in an earlier session is still on its way; what was is sent again, under the same key.
    pub(super) fn land(&mut self, now: Timestamp) {
        let people = self.people.iter_mut().map(|draft| &mut draft.save);
        let practices = self.practices.iter_mut().map(|draft| {
            draft.sent_note.iter_mut().for_each(|note| note.flying = false);
            &mut draft.save
        });
        people.chain(practices).filter(|save| save.flying).for_each(|save| save.failed(SaveFault::Away, now));
        self.openings.iter_mut().for_each(|opening| opening.flying = false);
        self.links.iter_mut().for_each(|link| link.flying = false);
    }

    pub(super) fn ask_for_the_other_versions(&self, todo: &mut Vec<Effect>) {
        let in_conflict = |save: &Save| save.fault == Some(SaveFault::Conflict);
        let people = self.people.iter().filter(|draft| in_conflict(&draft.save)).filter_map(PersonDraft::id);
        todo.extend(people.map(|id| Effect::Ask(Request::Citizen(id))));
        let practices = self.practices.iter().filter(|draft| in_conflict(&draft.save)).map(PracticeDraft::id);
        todo.extend(practices.map(|id| Effect::Ask(Request::Practice(id))));
    }
}
