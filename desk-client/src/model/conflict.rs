//! Two people wrote in one record: what only one of them changed stays, what both changed is shown to be decided.

use super::case::{PersonDraft, PracticeDraft};
use super::person::PersonFields;
use super::save::SaveFault;
use super::{Desk, Dialog, Effect, Failure, Reply};
use turno_protocol::casework::{CitizenView, PracticeView};

/// The problem's name when somebody changed the record since it was read.
pub(super) const STALE: &str = "stale";

impl Desk {
    /// Whether a record that arrives is the other version in a conflict. Then the two are brought together, and where they do not
    /// agree a person is asked.
    pub(super) fn settles(&mut self, answer: &Result<Reply, Failure>, todo: &mut Vec<Effect>) -> bool {
        let in_conflict = |fault: &Option<SaveFault>| *fault == Some(SaveFault::Conflict);
        let now = self.now;
        let asked = match answer {
            Ok(Reply::Citizen(theirs)) => {
                let mut drafts = self.person_drafts();
                let draft =
                    drafts.find(|draft| draft.id() == Some(theirs.id) && in_conflict(&draft.save.fault));
                let Some(draft) = draft else { return false };
                if join_person(draft, theirs) {
                    draft.save.fault = None;
                    draft.save.touch(now);
                    None
                } else {
                    Some(Dialog::CitizenConflict(theirs.clone()))
                }
            }
            Ok(Reply::Practice(theirs)) => {
                let mut drafts = self.practice_drafts();
                let draft = drafts.find(|draft| draft.id() == theirs.id && in_conflict(&draft.save.fault));
                let Some(draft) = draft else { return false };
                if join_practice(draft, theirs) {
                    draft.save.fault = None;
                    draft.save.touch(now);
                    None
                } else {
                    Some(Dialog::PracticeConflict(theirs.clone()))
                }
            }
            _ => return false,
        };
        match asked {
            Some(question) => self.ask_about(question),
            None => self.save_what_is_due(true, todo),
        }
        true
    }

    /// Asks which version stays, once no other question is open. A newer version takes the place of the one that was shown.
    fn ask_about(&mut self, question: Dialog) {
        let record = |question: &Dialog| match question {
            Dialog::CitizenConflict(theirs) => Some(theirs.id.to_string()),
            Dialog::PracticeConflict(theirs) => Some(theirs.id.to_string()),
            _ => None,
        };
        let asked = record(&question);
        let before = self.dialog.iter_mut().chain(&mut self.questions).find(|known| record(known) == asked);
        match before {
            Some(known) => *known = question,
            None => self.questions.push(question),
        }
    }

    /// What was typed here is stored over the colleague's version, which was shown.
    pub(super) fn keep_mine(&mut self, todo: &mut Vec<Effect>) {
        let now = self.now;
        match self.dialog.take() {
            Some(Dialog::CitizenConflict(theirs)) => {
                for draft in self.person_drafts().filter(|draft| draft.id() == Some(theirs.id)) {
                    draft.stored = Some((*theirs).clone());
                    draft.save.fault = None;
                    draft.save.touch(now);
                }
            }
            Some(Dialog::PracticeConflict(theirs)) => {
                for draft in self.practice_drafts().filter(|draft| draft.id() == theirs.id) {
                    draft.stored = (*theirs).clone();
                    draft.save.fault = None;
                    draft.save.touch(now);
                }
            }
            other => self.dialog = other,
        }
        self.save_what_is_due(true, todo);
    }

    /// What the colleague wrote is taken where both wrote; what only this desk changed stays and is stored.
    pub(super) fn take_theirs(&mut self, todo: &mut Vec<Effect>) {
        let now = self.now;
        match self.dialog.take() {
            Some(Dialog::CitizenConflict(theirs)) => {
                for draft in self.person_drafts().filter(|draft| draft.id() == Some(theirs.id)) {
                    let base = draft.stored.as_ref().map(|stored| PersonFields::of(&stored.fields));
                    let colleague = PersonFields::of(&theirs.fields);
                    for (mine, base, theirs) in
                        threes(&mut draft.fields, &base.unwrap_or_default(), &colleague)
                    {
                        if base != theirs {
                            mine.clone_from(theirs);
                        }
                    }
                    draft.fields.residence_kind = colleague.residence_kind;
                    draft.stored = Some((*theirs).clone());
                    draft.save.fault = None;
                    draft.save.touch(now);
                }
            }
            Some(Dialog::PracticeConflict(theirs)) => {
                for draft in self.practice_drafts().filter(|draft| draft.id() == theirs.id) {
                    if draft.stored.need != theirs.need {
                        draft.need.clone_from(&theirs.need);
                    }
                    if draft.stored.service != theirs.service {
                        draft.service = theirs.service.clone();
                    }
                    draft.stored = (*theirs).clone();
                    draft.save.fault = None;
                    draft.save.touch(now);
                }
            }
            other => self.dialog = other,
        }
        self.save_what_is_due(true, todo);
    }
}

/// The fields of three versions, side by side.
fn threes<'a>(
    mine: &'a mut PersonFields,
    base: &'a PersonFields,
    theirs: &'a PersonFields,
) -> [(&'a mut String, &'a String, &'a String); 6] {
    [
        (&mut mine.family, &base.family, &theirs.family),
        (&mut mine.given, &base.given, &theirs.given),
        (&mut mine.code, &base.code, &theirs.code),
        (&mut mine.birth, &base.birth, &theirs.birth),
        (&mut mine.residence, &base.residence, &theirs.residence),
        (&mut mine.phone, &base.phone, &theirs.phone),
    ]
}

/// Takes what only the colleague changed. True: nothing was changed by both to different words.
fn join_person(draft: &mut PersonDraft, theirs: &CitizenView) -> bool {
    let base = draft.stored.as_ref().map(|stored| PersonFields::of(&stored.fields)).unwrap_or_default();
    let colleague = PersonFields::of(&theirs.fields);
    let mut agreed = true;
    for (mine, base, theirs) in threes(&mut draft.fields, &base, &colleague) {
        if mine == base {
            mine.clone_from(theirs);
        } else if base != theirs && mine.trim() != theirs.trim() {
            agreed = false;
        }
    }
    if draft.fields.residence_kind == base.residence_kind {
        draft.fields.residence_kind = colleague.residence_kind;
    }
    if draft.fields.sex == base.sex {
        draft.fields.sex = colleague.sex;
    }
    if agreed {
        draft.stored = Some(theirs.clone());
    }
    agreed
}

fn join_practice(draft: &mut PracticeDraft, theirs: &PracticeView) -> bool {
    let need_is_mine = draft.need.trim() != draft.stored.need;
    let service_is_mine = draft.service != draft.stored.service;
    let need_clashes = need_is_mine && theirs.need != draft.stored.need && theirs.need != draft.need.trim();
    let service_clashes =
        service_is_mine && theirs.service != draft.stored.service && theirs.service != draft.service;
    if need_clashes || service_clashes {
        return false;
    }
    if !need_is_mine {
        draft.need.clone_from(&theirs.need);
    }
    if !service_is_mine {
        draft.service = theirs.service.clone();
    }
    if draft.citizen == draft.stored.citizen {
        draft.citizen = theirs.citizen;
    }
    draft.stored = theirs.clone();
    true
}
