//! Two people wrote in one record: what only one of them changed stays, what both changed is shown to be decided.

use super::case::{PersonDraft, PracticeDraft};
use super::citizen::part::Part;
use super::person::PersonFields;
use super::practice::join_documents;
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
                    let base = &draft.stored.documents;
                    draft.documents = join_documents(base, &draft.documents, &theirs.documents).0;
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
                    let (base, colleague) = (base.unwrap_or_default(), PersonFields::of(&theirs.fields));
                    for part in Part::ALL.iter().filter(|part| part.of(&base) != part.of(&colleague)) {
                        part.take(&colleague, &mut draft.fields);
                    }
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
                    if draft.stored.citizen != theirs.citizen {
                        draft.citizen = theirs.citizen;
                    }
                    if draft.stored.need_recognised != theirs.need_recognised {
                        draft.recognised.clone_from(&theirs.need_recognised);
                    }
                    if draft.stored.presenter != theirs.presenter {
                        draft.presenter.clone_from(&theirs.presenter);
                    }
                    // As theirs where both changed a document.
                    let base = &draft.stored.documents;
                    draft.documents = join_documents(base, &theirs.documents, &draft.documents).0;
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

/// Whether both changed something, to different things.
pub(super) fn clash<T: PartialEq>(mine: T, base: T, theirs: T) -> bool {
    mine != base && theirs != base && mine != theirs
}

/// Takes what only the colleague changed. True: nothing was changed by both to different things.
fn join_person(draft: &mut PersonDraft, theirs: &CitizenView) -> bool {
    let base = draft.stored.as_ref().map(|stored| PersonFields::of(&stored.fields)).unwrap_or_default();
    let colleague = PersonFields::of(&theirs.fields);
    let mut agreed = true;
    for part in Part::ALL {
        if part.of(&draft.fields) == part.of(&base) {
            part.take(&colleague, &mut draft.fields);
        } else {
            agreed &= !clash(part.of(&draft.fields), part.of(&base), part.of(&colleague));
        }
    }
    if agreed {
        draft.stored = Some(theirs.clone());
    }
    agreed
}

/// Takes what only the colleague changed. True: nothing was changed by both to different things.
fn join_practice(draft: &mut PracticeDraft, theirs: &PracticeView) -> bool {
    let base = &draft.stored;
    let mut agreed = join(&mut draft.service, &base.service, &theirs.service);
    agreed &= join(&mut draft.citizen, &base.citizen, &theirs.citizen);
    agreed &= join(&mut draft.presenter, &base.presenter, &theirs.presenter);
    agreed &= join_text(&mut draft.need, &base.need, &theirs.need);
    agreed &= join_text(&mut draft.recognised, &base.need_recognised, &theirs.need_recognised);
    let (documents, clashes) = join_documents(&base.documents, &draft.documents, &theirs.documents);
    draft.documents = documents;
    agreed &= clashes.is_empty();
    if agreed {
        draft.stored = theirs.clone();
    }
    agreed
}

/// Takes what only the colleague changed. True: both did not change it to different things.
fn join<T: PartialEq + Clone>(mine: &mut T, base: &T, theirs: &T) -> bool {
    let agreed = !clash(&*mine, base, theirs);
    if mine == base {
        mine.clone_from(theirs);
    }
    agreed
}

fn join_text(mine: &mut String, base: &str, theirs: &str) -> bool {
    let agreed = !clash(mine.trim(), base, theirs);
    if mine.trim() == base {
        theirs.clone_into(mine);
    }
    agreed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::save::Save;
    use proptest::prelude::*;
    use turno_domain::casework::{Residence, Sex};
    use turno_domain::ids::{CitizenId, PracticeId};
    use turno_domain::time::Timestamp;
    use turno_protocol::casework::{CitizenFields, ContactView, IdentityView};

    /// A version of a record, from a small set so that versions often agree.
    fn version() -> impl Strategy<Value = CitizenFields> {
        let word = || prop::sample::select(vec!["", "Anna", "Bice"]).prop_map(str::to_owned);
        let identity = prop::sample::select(vec![
            ("none", None),
            ("foreign-document", Some("X123")),
            ("codice-fiscale", Some("BNCMTR46D52C933W")),
            ("codice-fiscale", Some("RSSMRA80A01F205X")),
        ]);
        let residence = prop::sample::select(vec![
            Residence::Unknown,
            Residence::NoFixedAbode,
            Residence::Municipality("Turate (CO)".to_owned()),
            Residence::Abroad("Marocco".to_owned()),
        ]);
        let sex = prop::sample::select(vec![None, Some(Sex::Female), Some(Sex::Male)]);
        (word(), word(), identity, residence, word(), sex).prop_map(
            |(family_name, given_names, (kind, value), residence, phone, sex)| CitizenFields {
                contacts: Some(vec![ContactView { name: phone.clone(), ..ContactView::default() }]),
                domicile: Some(family_name.clone()),
                languages: Some(vec![phone.clone()]),
                mail: given_names.clone(),
                family_name,
                given_names,
                identity: IdentityView { kind: kind.to_owned(), value: value.map(str::to_owned) },
                residence,
                phone,
                sex,
                ..CitizenFields::default()
            },
        )
    }

    fn view(revision: u32, fields: CitizenFields) -> CitizenView {
        let id = CitizenId::from_parts(1, [1; 10]);
        CitizenView {
            id,
            revision,
            created_at: Timestamp::default().into(),
            fields,
            merged_into: None,
            warnings: Vec::new(),
            notices: Vec::new(),
            consents: Vec::new(),
        }
    }

    proptest! {
        #[test]
        fn what_one_side_alone_changed_is_never_lost(
            base in version(), mine in version(), theirs in version(),
        ) {
            let (mine, colleague) = (PersonFields::of(&mine), view(2, theirs));
            let mut draft = PersonDraft::of(view(1, base.clone()));
            draft.fields = mine.clone();
            let (base, theirs) = (PersonFields::of(&base), PersonFields::of(&colleague.fields));
            let agreed = join_person(&mut draft, &colleague);
            let clashes = Part::ALL.map(|part| clash(part.of(&mine), part.of(&base), part.of(&theirs)));
            prop_assert_eq!(agreed, !clashes.contains(&true));
            for part in Part::ALL {
                let kept = if part.of(&mine) == part.of(&base) { &theirs } else { &mine };
                prop_assert_eq!(part.of(&draft.fields), part.of(kept));
            }
        }
    }

    #[test]
    fn a_code_keeps_its_kind_and_its_sex() {
        let fields = |kind: &str, value: &str, sex, phone: &str| CitizenFields {
            identity: IdentityView { kind: kind.to_owned(), value: Some(value.to_owned()) },
            sex,
            phone: phone.to_owned(),
            ..CitizenFields::default()
        };
        let mut draft = PersonDraft::of(view(1, fields("foreign-document", "X123", None, "")));
        draft.fields.phone = "031 1".to_owned();
        let theirs = fields("codice-fiscale", "BNCMTR46D52C933W", Some(Sex::Female), "");
        assert!(join_person(&mut draft, &view(2, theirs)));
        let stored = draft.fields.fields(&CitizenFields::default(), "2026-11-21".parse().unwrap());
        assert_eq!((stored.identity.kind.as_str(), stored.phone.as_str()), ("codice-fiscale", "031 1"));
        assert_eq!(stored.sex, Some(Sex::Female));
    }

    #[test]
    fn two_people_for_one_practice_are_asked_about() {
        let person = |n| Some(CitizenId::from_parts(1, [n; 10]));
        let stored = |revision, citizen| PracticeView {
            id: PracticeId::from_parts(1, [9; 10]),
            number: "2026/000001".to_owned(),
            revision,
            citizen,
            citizen_name: None,
            presenter: None,
            service: "spid".parse().unwrap(),
            need: String::new(),
            need_recognised: String::new(),
            documents: Vec::new(),
            project: None,
            state: "open".to_owned(),
            reason: None,
            opened_by: "giulia".parse().unwrap(),
            opened_at: Timestamp::default().into(),
            ended_at: None,
            responsible: None,
            offered_to: None,
            team: Vec::new(),
            notes: Vec::new(),
            entries: Vec::new(),
            steps: Vec::new(),
        };
        let mut draft = PracticeDraft::of(stored(1, None));
        draft.citizen = person(1);
        assert!(!join_practice(&mut draft, &stored(2, person(2))));
        assert_eq!((draft.citizen, draft.stored.revision), (person(1), 1));
        assert!(join_practice(&mut draft, &stored(2, person(1))));
        let mut untouched = PracticeDraft { save: Save::default(), ..PracticeDraft::of(stored(1, None)) };
        assert!(join_practice(&mut untouched, &stored(2, person(2))));
        assert_eq!(untouched.citizen, person(2));
    }
}
