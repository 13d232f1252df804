//! A case that is put away before the hub has all of it: what was typed goes on being sent, and what the hub does not take waits
//! for a person.

use super::case::{Case, LeftOpening, Origin, PersonCard, PersonDraft, PracticeCard, PracticeDraft};
use super::port::Occasion;
use super::saving::{fault, is_refused, send_note};
use super::{Desk, Effect, Failure, Link, Notice, Page, Reply, Request};

impl Desk {
    /// Sends all that was typed into the case, as before a step that may end it.
    pub(super) fn settle_case(&mut self, todo: &mut Vec<Effect>) {
        let Some(case) = self.case.as_ref().filter(|_| self.link == Link::There) else { return };
        if matches!(&case.practice, PracticeCard::New(new) if !new.need.trim().is_empty()) {
            self.open_practice(todo);
        }
        let (key, now) = (self.fresh_key(), self.now);
        if let Some(draft) = self.case.as_mut().and_then(Case::practice_draft) {
            draft.add_typed_document(now);
            send_note(draft, key, todo);
        }
        self.save_what_is_due(true, todo);
    }

    /// The case is put away; what was typed and is not stored yet is kept until it is.
    pub(super) fn leave_case(&mut self, todo: &mut Vec<Effect>) {
        let Some(case) = &self.case else { return };
        self.left_openings.extend(Self::left_opening(case));
        self.leave_person(todo);
        self.leave_practice(todo);
        self.case = None;
        self.put_question_away();
        self.save_what_is_due(true, todo);
        self.go_home();
    }

    pub(super) fn leave_person(&mut self, _todo: &mut Vec<Effect>) {
        let left = self.case.as_ref().and_then(|case| self.left_person(case));
        self.left_people.extend(left);
    }

    pub(super) fn leave_practice(&mut self, _todo: &mut Vec<Effect>) {
        let left = self.case.as_ref().and_then(|case| self.left_practice(case));
        self.left_practices.extend(left);
    }

    /// What was typed into this record before and could not be stored is in its fields again, to be put right.
    pub(super) fn put_back_left_out(&mut self, draft: &mut PersonDraft) {
        let today = self.today_date();
        let before = |left: &PersonDraft| left.id() == draft.id() && left.save.is_settled();
        if let Some(at) = self.left_people.iter().position(before) {
            let left = self.left_people.remove(at);
            draft.fields.keep_left_out(&left.fields, today);
        }
    }

    /// How many drafts of cases that were left are not stored yet, and will be.
    pub(super) fn left_behind(&self) -> usize {
        let today = self.today_date();
        let people = self.left_people.iter().filter(|draft| !draft.needs_a_person(today)).count();
        let practices = self.left_practices.iter().filter(|draft| !is_refused(&draft.save.fault)).count();
        people + practices + self.left_openings.iter().filter(|left| !is_refused(&left.fault)).count()
    }

    /// How many drafts of cases that were left cannot be stored as they stand: they wait for a person.
    pub(super) fn left_refused(&self) -> usize {
        self.left_people.len() + self.left_practices.len() + self.left_openings.len() - self.left_behind()
    }

    /// Lays a draft that the hub did not take back on the desk, where it can be put right.
    pub(super) fn take_back(&mut self, todo: &mut Vec<Effect>) {
        if self.left_refused() == 0 {
            return;
        }
        if self.in_hand().is_some() {
            self.notice = Some(Notice::InHand);
            return;
        }
        self.leave_case(todo);
        let today = self.today_date();
        let key = self.fresh_key();
        let mut case = Case::new(Origin::Left(None), None, key);
        if let Some(at) = self.left_openings.iter().position(|left| is_refused(&left.fault)) {
            let left = self.left_openings.remove(at);
            case.origin = Origin::Left(left.occasion());
            if let PracticeCard::New(new) = &mut case.practice {
                new.service = left.request.service.parse().ok();
                new.need = left.need;
            }
            todo.extend(left.request.citizen.map(|id| Effect::Ask(Request::Citizen(id))));
        } else if let Some(at) = self.left_practices.iter().position(|draft| is_refused(&draft.save.fault)) {
            let mut draft = self.left_practices.remove(at);
            // A note alone that was not taken is in its field again.
            if !draft.says_something_else() {
                draft.save.fault = None;
            }
            todo.extend(draft.citizen.map(|id| Effect::Ask(Request::Citizen(id))));
            case.practice = PracticeCard::Open(Box::new(draft));
        } else if let Some(at) = self.left_people.iter().position(|draft| draft.needs_a_person(today)) {
            case.person = PersonCard::Record(Box::new(self.left_people.remove(at)));
            if let PracticeCard::New(new) = &mut case.practice {
                new.service =
                    self.site.iter().flat_map(|site| &site.services).map(|first| first.key.clone()).next();
            }
        }
        self.case = Some(case);
        self.page = Page::Desk;
        self.go_home();
    }

    /// What became of the opening of a practice whose case was left. One that the hub refused is kept for a person.
    pub(super) fn left_opening_answered(&mut self, key: &str, answer: &Result<Reply, Failure>) {
        let Some(at) = self.left_openings.iter().position(|left| left.key == key) else { return };
        match answer {
            Ok(Reply::Practice(practice)) => {
                let left = self.left_openings.remove(at);
                // More was typed while the hub opened it.
                if left.need.trim() != practice.need {
                    let mut draft = PracticeDraft::of((**practice).clone());
                    draft.need = left.need;
                    draft.save.touch(self.now);
                    self.left_practices.push(draft);
                }
            }
            Ok(_) => drop(self.left_openings.remove(at)),
            Err(failure) => {
                let left = &mut self.left_openings[at];
                left.flying = false;
                left.fault = Some(fault(failure));
                if is_refused(&left.fault) {
                    self.refused(answer);
                }
            }
        }
    }
}

impl LeftOpening {
    pub(super) fn is_due(&self) -> bool {
        !self.flying && !is_refused(&self.fault)
    }

    fn occasion(&self) -> Option<Occasion> {
        let ticket = self.request.ticket.map(Occasion::Ticket);
        ticket.or(self.request.visit.map(Occasion::Visit))
    }
}
