//! Nothing typed is lost: drafts are stored when the typing pauses, when a case is left, and when the hub is back. Two
//! versions of one record are [`super::conflict`]'s.

use super::action::Tab;
use super::case::{Case, LeftLink, Opening, Origin, PersonDraft, PracticeCard, PracticeDraft, SentNote};
use super::citizen::alike::MERGED;
use super::save::SaveFault;
use super::{Desk, Effect, Failure, Link, Page, Reply, Request};
use chrono::NaiveDate;
use turno_domain::ids::{CitizenId, PracticeId};
use turno_domain::time::Timestamp;
use turno_protocol::casework::{CitizenFields, CitizenUpdate, PracticeUpdate};
use turno_protocol::event::CaseworkEventData;

impl Desk {
    /// Sends what was typed, where the typing paused; `at_once` does not wait for that.
    pub(super) fn save_what_is_due(&mut self, at_once: bool, todo: &mut Vec<Effect>) {
        if self.session.is_none() || self.link != Link::There {
            return;
        }
        let (now, today) = (self.now, self.today_date());
        if let Some(case) = &mut self.case {
            if let Some(draft) = case.person_draft() {
                save_person(draft, now, today, at_once, todo);
            }
            if let Some(draft) = case.practice_draft() {
                save_practice(draft, now, at_once, todo);
                if draft.sent_note.as_ref().is_some_and(|sent| !sent.flying) {
                    send_note(draft, String::new(), todo);
                }
            }
        }
        for draft in &mut self.left_people {
            save_person(draft, now, today, true, todo);
        }
        for at in 0..self.left_practices.len() {
            if is_refused(&self.left_practices[at].save.fault) {
                continue;
            }
            let key = self.fresh_key();
            send_note(&mut self.left_practices[at], key, todo);
            save_practice(&mut self.left_practices[at], now, true, todo);
        }
        for left in self.left_openings.iter_mut().filter(|left| left.is_due()) {
            left.flying = true;
            let (key, request) = (left.key.clone(), left.request.clone());
            todo.push(Effect::Ask(Request::OpenPractice { key, request }));
        }
        self.tell_links(todo);
        self.forget_what_is_stored();
    }

    /// Tells the hub whom visits are about, where it does not know yet.
    pub(super) fn tell_links(&mut self, todo: &mut Vec<Effect>) {
        if self.session.is_none() || self.link != Link::There {
            return;
        }
        for link in self.left_links.iter_mut().filter(|link| !link.flying) {
            link.flying = true;
            let LeftLink { key, ticket, citizen, .. } = link.clone();
            todo.push(Effect::Ask(Request::LinkCitizen { key, ticket, citizen }));
        }
    }

    pub(super) fn link_answered(&mut self, key: &str, answer: &Result<Reply, Failure>) {
        let again = answer.as_ref().is_err_and(|failure| !is_final(failure));
        if !again {
            self.refused(answer);
        }
        self.left_links.retain(|link| link.key != key || again);
        self.left_links.iter_mut().filter(|link| link.key == key).for_each(|link| link.flying = false);
    }

    pub(super) fn forget_what_is_stored(&mut self) {
        let today = self.today_date();
        self.left_people.retain(|draft| !draft.save.is_settled() || draft.fields.is_left_out(today));
        self.left_practices.retain(|draft| !draft.is_settled());
    }

    pub(super) fn person_drafts(&mut self) -> impl Iterator<Item = &mut PersonDraft> {
        self.case.as_mut().and_then(Case::person_draft).into_iter().chain(&mut self.left_people)
    }

    pub(super) fn practice_drafts(&mut self) -> impl Iterator<Item = &mut PracticeDraft> {
        self.case.as_mut().and_then(Case::practice_draft).into_iter().chain(&mut self.left_practices)
    }

    pub(super) fn citizen_created(
        &mut self,
        key: &str,
        answer: Result<Reply, Failure>,
        todo: &mut Vec<Effect>,
    ) {
        let (now, today) = (self.now, self.today_date());
        let created = match &answer {
            Ok(Reply::Citizen(citizen)) => Some(citizen.id),
            _ => None,
        };
        if let Some(draft) = self.person_drafts().find(|draft| draft.key == key && draft.stored.is_none()) {
            person_answered(draft, answer, now);
            // A repeated request may have made the record from what was typed before it.
            if let Some(stored) = &draft.stored
                && draft.fields.fields(&stored.fields, today) != stored.fields
                && draft.save.edited.is_none()
            {
                draft.save.touch(now);
            }
        }
        if let Some(id) = created
            && self.case.as_ref().and_then(Case::citizen) == Some(id)
        {
            self.person_is_stored(id, todo);
            todo.push(Effect::Ask(Request::Alike(id)));
        }
        self.forget_what_is_stored();
    }

    /// The new person's record exists: the practice that waited for it is opened, or the one there is becomes theirs.
    fn person_is_stored(&mut self, id: CitizenId, todo: &mut Vec<Effect>) {
        let now = self.now;
        self.link_citizen(id, todo);
        let Some(case) = &mut self.case else { return };
        match &mut case.practice {
            PracticeCard::New(new) if new.opening == Opening::AfterPerson => {
                new.opening = Opening::No;
                self.open_practice(todo);
            }
            PracticeCard::Open(draft) if draft.citizen != Some(id) => {
                draft.citizen = Some(id);
                draft.save.touch(now);
            }
            _ => {}
        }
    }

    pub(super) fn citizen_saved(
        &mut self,
        id: CitizenId,
        answer: Result<Reply, Failure>,
        todo: &mut Vec<Effect>,
    ) {
        let now = self.now;
        let mut conflict = false;
        if answer.is_ok() && self.case.as_ref().and_then(Case::citizen) == Some(id) {
            todo.push(Effect::Ask(Request::Alike(id)));
        }
        if let Some(draft) = self.person_drafts().find(|draft| draft.id() == Some(id)) {
            person_answered(draft, answer, now);
            conflict = draft.save.fault == Some(SaveFault::Conflict);
        }
        if conflict {
            todo.push(Effect::Ask(Request::Citizen(id)));
        }
        self.forget_what_is_stored();
    }

    pub(super) fn practice_saved(
        &mut self,
        id: PracticeId,
        answer: Result<Reply, Failure>,
        todo: &mut Vec<Effect>,
    ) {
        let now = self.now;
        let mut conflict = false;
        if let Some(draft) = self.practice_drafts().find(|draft| draft.id() == id) {
            match answer {
                Ok(Reply::Practice(practice)) => {
                    draft.changed_to(*practice);
                    draft.save.arrived();
                }
                Ok(_) => draft.save.arrived(),
                Err(failure) => draft.save.failed(fault(&failure), now),
            }
            conflict = draft.save.fault == Some(SaveFault::Conflict);
        }
        if conflict {
            todo.push(Effect::Ask(Request::Practice(id)));
        }
        self.forget_what_is_stored();
    }

    /// A colleague changed something; what lies here untouched is renewed, what is being typed into waits for its saving.
    pub(super) fn casework_changed(&mut self, change: &CaseworkEventData, todo: &mut Vec<Effect>) {
        let citizen = self.case.as_ref().and_then(Case::citizen);
        let practice = self.case.as_mut().and_then(Case::practice_draft).map(|draft| draft.id());
        match change.entity.as_str() {
            "citizen" => {
                if let Some(id) = citizen.filter(|id| id.to_string() == change.id) {
                    todo.push(Effect::Ask(Request::Citizen(id)));
                }
                let alike = self.case.iter().flat_map(|case| &case.alike);
                if alike.into_iter().any(|likely| likely.citizen.id.to_string() == change.id) {
                    todo.extend(citizen.map(|id| Effect::Ask(Request::Alike(id))));
                }
            }
            "practice" => {
                if let Some(id) = practice.filter(|id| id.to_string() == change.id) {
                    todo.push(Effect::Ask(Request::Practice(id)));
                }
                todo.extend(citizen.map(|id| Effect::Ask(Request::Story(id))));
            }
            "intake" => {
                let ticket = self.case_ticket().filter(|id| id.to_string() == change.id);
                todo.extend(ticket.map(|id| Effect::Ask(Request::Casework(id))));
            }
            "visit" => {
                let ticket = self.case_ticket().filter(|id| change.ticket == Some(*id));
                todo.extend(ticket.map(|id| Effect::Ask(Request::Casework(id))));
                let practice = practice.filter(|id| change.practices.contains(id));
                todo.extend(practice.map(|id| Effect::Ask(Request::Practice(id))));
                let citizen = citizen.filter(|id| change.citizens.contains(id));
                todo.extend(citizen.map(|id| Effect::Ask(Request::Story(id))));
            }
            _ => {}
        }
        if self.page == Page::Person(Tab::Past) && todo.iter().any(is_story) {
            self.ask_past(todo);
        }
        self.agenda_is_stale();
        self.refresh_list(&change.entity, todo);
    }

    /// After an absence anything may have changed.
    pub(super) fn casework_may_have_changed(&mut self, todo: &mut Vec<Effect>) {
        if self.session.is_none() {
            return;
        }
        if let Some(case) = &mut self.case {
            if let Origin::Ticket(id) = case.origin {
                todo.push(Effect::Ask(Request::Casework(id)));
            }
            if let Some(id) = case.citizen() {
                todo.push(Effect::Ask(Request::Citizen(id)));
                todo.push(Effect::Ask(Request::Story(id)));
                todo.push(Effect::Ask(Request::Alike(id)));
            }
            if let Some(draft) = case.practice_draft() {
                todo.push(Effect::Ask(Request::Practice(draft.id())));
            }
        }
        if self.page == Page::Person(Tab::Past) {
            self.ask_past(todo);
        }
        self.agenda_is_stale();
        self.refresh_list("citizen", todo);
        self.refresh_list("practice", todo);
    }
}

fn is_story(effect: &Effect) -> bool {
    matches!(effect, Effect::Ask(Request::Story(_)))
}

fn save_person(
    draft: &mut PersonDraft,
    now: Timestamp,
    today: NaiveDate,
    at_once: bool,
    todo: &mut Vec<Effect>,
) {
    if !draft.save.is_due(now, at_once) {
        return;
    }
    let request = match &draft.stored {
        None => {
            let typed = || draft.fields.fields(&CitizenFields::default(), today);
            let fields = draft.asked.get_or_insert_with(typed).clone();
            Request::CreateCitizen { key: draft.key.clone(), fields }
        }
        Some(stored) => {
            let fields = draft.fields.fields(&stored.fields, today);
            if fields == stored.fields {
                // Only something unfinished was typed, which stays on the screen.
                draft.save.edited = None;
                return;
            }
            let update = CitizenUpdate { revision: stored.revision, fields };
            Request::UpdateCitizen { id: stored.id, update }
        }
    };
    draft.save.sent();
    todo.push(Effect::Ask(request));
}

fn save_practice(draft: &mut PracticeDraft, now: Timestamp, at_once: bool, todo: &mut Vec<Effect>) {
    if !draft.save.is_due(now, at_once) {
        return;
    }
    let update = PracticeUpdate {
        revision: draft.stored.revision,
        citizen: draft.citizen,
        presenter: draft.presenter.clone(),
        service: draft.service.to_string(),
        need: draft.need.trim().to_owned(),
        need_recognised: Some(draft.recognised.trim().to_owned()),
        // Left out, another service brings its own.
        documents: (draft.documents != draft.stored.documents).then(|| draft.documents.clone()),
        project: None,
    };
    draft.save.sent();
    todo.push(Effect::Ask(Request::UpdatePractice { id: draft.id(), update }));
}

/// Sends the note that is typed, or the one that did not arrive.
pub(super) fn send_note(draft: &mut PracticeDraft, key: String, todo: &mut Vec<Effect>) {
    if draft.sent_note.is_none() && !draft.note.trim().is_empty() {
        let text = std::mem::take(&mut draft.note).trim().to_owned();
        draft.sent_note = Some(SentNote { key, text, reserved: draft.note_reserved, flying: false });
    }
    let practice = draft.id();
    if let Some(sent) = draft.sent_note.as_mut().filter(|sent| !sent.flying) {
        sent.flying = true;
        let (key, text, reserved) = (sent.key.clone(), sent.text.clone(), sent.reserved);
        todo.push(Effect::Ask(Request::AddNote { key, practice, text, reserved }));
    }
}

fn person_answered(draft: &mut PersonDraft, answer: Result<Reply, Failure>, now: Timestamp) {
    match answer {
        Ok(Reply::Citizen(citizen)) => {
            draft.stored = Some(*citizen);
            draft.asked = None;
            draft.save.arrived();
        }
        Ok(_) => draft.save.arrived(),
        Err(failure) => {
            if is_final(&failure) {
                draft.asked = None;
            }
            draft.save.failed(fault(&failure), now);
        }
    }
}

pub(super) fn is_refused(fault: &Option<SaveFault>) -> bool {
    matches!(fault, Some(SaveFault::Refused(_)))
}

/// Whether asking again would get the same answer: the hub said no to what was asked, and did not merely fail.
pub(super) fn is_final(failure: &Failure) -> bool {
    is_refused(&Some(fault(failure)))
}

pub(super) fn fault(failure: &Failure) -> SaveFault {
    match failure {
        Failure::Away => SaveFault::Away,
        // Somebody signs in again and it is sent again.
        Failure::Refused(problem) if problem.name() == "session-ended" => SaveFault::Away,
        // The hub fails, its disk being full for one: `HubError::may_pass`.
        Failure::Refused(problem) if problem.status >= 500 => SaveFault::Away,
        Failure::Refused(problem) if problem.name() == super::conflict::STALE => SaveFault::Conflict,
        // The record that it became part of is the one to write into.
        Failure::Refused(problem) if problem.name() == MERGED => SaveFault::Conflict,
        Failure::Refused(problem) => SaveFault::Refused(problem.name().to_owned()),
    }
}
