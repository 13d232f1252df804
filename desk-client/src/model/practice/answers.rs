//! What the hub answers about a practice's parts, and how what it tells comes onto the desk.

use super::super::case::PracticeDraft;
use super::super::port::{Failure, PracticeCommand, Reply, Request};
use super::super::{Desk, Dialog, Effect};
use super::asking::step_of;
use super::join_documents;
use turno_domain::ids::PracticeId;
use turno_protocol::casework::PracticeView;

impl Desk {
    /// What became of something that was asked about a part of a practice.
    pub(in super::super) fn part_answered(
        &mut self,
        practice: PracticeId,
        command: &PracticeCommand,
        answer: Result<Reply, Failure>,
        todo: &mut Vec<Effect>,
    ) {
        match answer {
            Ok(Reply::Practice(stands))
                if self.practice_here().is_some_and(|draft| draft.id() == stands.id) =>
            {
                self.practice_stands(*stands, todo);
            }
            // Somebody else was there first: what stands now is shown beside what was typed.
            Err(Failure::Refused(problem)) if problem.status == 409 && step_of(command).is_some() => {
                todo.push(Effect::Ask(Request::Practice(practice)));
            }
            _ => {}
        }
    }

    /// A step that is being changed may have been changed by a colleague too.
    pub(in super::super) fn meet_steps(&mut self) {
        let today = self.today_date();
        let Some(draft) = self.case.as_ref().and_then(super::super::Case::open_practice) else { return };
        if let Some(Dialog::Form(form)) = &mut self.dialog
            && form.practice == draft.id()
            && let Some(step) = form.step.as_ref().map(|step| step.seen.id)
            && let Some(stands) = draft.stored.steps.iter().find(|known| known.id == step)
        {
            form.meet(stands, today);
        }
    }
}

impl PracticeDraft {
    /// The practice as the hub has it, where nothing typed waits to be stored.
    pub fn renew(&mut self, stored: PracticeView) {
        self.service = stored.service.clone();
        self.need.clone_from(&stored.need);
        self.recognised.clone_from(&stored.need_recognised);
        self.citizen = stored.citizen;
        self.presenter.clone_from(&stored.presenter);
        self.documents.clone_from(&stored.documents);
        self.stored = stored;
    }

    /// What nobody types into, as the hub has it; the rest waits until what is typed is stored.
    pub fn renew_what_is_told(&mut self, stored: PracticeView) {
        self.stored.state = stored.state;
        self.stored.reason = stored.reason;
        self.stored.ended_at = stored.ended_at;
        self.stored.responsible = stored.responsible;
        self.stored.offered_to = stored.offered_to;
        self.stored.team = stored.team;
        self.take_told(stored.notes, stored.entries, stored.steps);
    }

    /// What happened in it and what is to be done. No such thing raises the practice's revision.
    pub fn take_told(
        &mut self,
        notes: Vec<turno_protocol::casework::NoteView>,
        entries: Vec<turno_protocol::casework::EntryView>,
        steps: Vec<turno_protocol::casework::StepView>,
    ) {
        self.stored.notes = notes;
        self.stored.entries = entries;
        self.stored.steps = steps;
    }

    /// The answer to a change: more may have been typed since it was sent.
    pub fn changed_to(&mut self, stands: PracticeView) {
        let before = std::mem::replace(&mut self.stored, stands);
        if self.stored.entries.is_empty() {
            // A list's practice has none.
            self.take_told(before.notes, before.entries, before.steps);
        }
        if self.save.edited.is_none() {
            self.presenter.clone_from(&self.stored.presenter);
            self.documents.clone_from(&self.stored.documents);
        } else {
            self.documents = join_documents(&before.documents, &self.documents, &self.stored.documents).0;
        }
    }
}
