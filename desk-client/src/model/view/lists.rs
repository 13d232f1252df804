//! The pages of citizens and practices, and two versions of a record side by side.

use super::super::case::{PersonCard, PracticeCard};
use super::super::citizen::part::Part;
use super::super::conflict::clash;
use super::super::person::{PersonFields, ResidenceKind};
use super::super::practice::join_documents;
use super::super::{Desk, Dialog};
use super::casework::{CitizenRow, PracticeRow, citizen_row};
use super::practice::document_word;
use turno_protocol::casework::{DocumentView, PresenterView};

/// One field in two versions.
#[derive(Clone, Debug, PartialEq)]
pub struct ConflictRow {
    /// A stable word for the field.
    pub field: &'static str,
    /// What the field is of, where there are several: a document.
    pub subject: String,
    /// What was typed here.
    pub mine: String,
    /// What the colleague wrote.
    pub theirs: String,
}

/// Two versions of a record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConflictView {
    /// Whether it is a practice, not a person's record.
    pub practice: bool,
    /// What differs.
    pub rows: Vec<ConflictRow>,
}

/// The pages of citizens and practices.
#[derive(Clone, Debug, PartialEq)]
pub struct ListView {
    /// Whether they stay shut because somebody is in hand.
    pub shut: bool,
    /// The line of what was found that is pointed at, there or in the card of the person.
    pub pointed: Option<usize>,
    /// The search among citizens.
    pub citizen_query: String,
    /// What it found.
    pub citizens: Option<Vec<CitizenRow>>,
    /// The search among practices.
    pub practice_query: String,
    /// What it found.
    pub practices: Option<Vec<PracticeRow>>,
}

impl Desk {
    pub(super) fn list_view(&self) -> ListView {
        let shut = self.lists_are_shut();
        let open = |there: bool| there && !shut;
        ListView {
            shut,
            pointed: self.pointed,
            citizen_query: self.lists.citizen_query.clone(),
            citizens: self
                .lists
                .citizens
                .as_ref()
                .filter(|_| open(true))
                .map(|found| found.iter().map(citizen_row).collect()),
            practice_query: self.lists.practice_query.clone(),
            practices: self
                .lists
                .practices
                .as_ref()
                .filter(|_| open(true))
                .map(|found| found.iter().map(|practice| self.practice_row(practice)).collect()),
        }
    }

    pub(super) fn conflict_view(&self) -> ConflictView {
        let mut rows = Vec::new();
        let mut row = |field, mine: &str, theirs: &str| {
            let (mine, theirs) = (mine.to_owned(), theirs.to_owned());
            rows.push(ConflictRow { field, subject: String::new(), mine, theirs });
        };
        match &self.dialog {
            Some(Dialog::CitizenConflict(theirs)) => {
                let drafts = self.case.iter().filter_map(|case| match &case.person {
                    PersonCard::Record(draft) => Some(&**draft),
                    _ => None,
                });
                let draft = drafts.chain(&self.left_people).find(|draft| draft.id() == Some(theirs.id));
                if let Some(draft) = draft {
                    let base = draft.stored.as_ref().map(|stored| PersonFields::of(&stored.fields));
                    let base = base.unwrap_or_default();
                    let (mine, theirs) = (&draft.fields, PersonFields::of(&theirs.fields));
                    // The screen has words for living nowhere; typed text never equals the stable one by chance.
                    let place = |fields: &PersonFields| match fields.residence_kind {
                        ResidenceKind::NoFixedAbode => ResidenceKind::NoFixedAbode.word().to_owned(),
                        _ => fields.residence.clone(),
                    };
                    for part in Part::ALL {
                        if !clash(part.of(mine), part.of(&base), part.of(&theirs)) {
                            continue;
                        }
                        match part {
                            Part::Residence => row(part.word(), &place(mine), &place(&theirs)),
                            part => row(part.word(), &part.text(mine), &part.text(&theirs)),
                        }
                    }
                }
            }
            Some(Dialog::PracticeConflict(theirs)) => {
                let drafts = self.case.iter().filter_map(|case| match &case.practice {
                    PracticeCard::Open(draft) => Some(&**draft),
                    PracticeCard::New(_) => None,
                });
                if let Some(mine) = drafts.chain(&self.left_practices).find(|draft| draft.id() == theirs.id) {
                    let base = &mine.stored;
                    if clash(&mine.service, &base.service, &theirs.service) {
                        row(
                            "service",
                            &self.service_name(&mine.service),
                            &self.service_name(&theirs.service),
                        );
                    }
                    if clash(mine.need.trim(), &base.need, &theirs.need) {
                        row("need", &mine.need, &theirs.need);
                    }
                    if clash(mine.recognised.trim(), &base.need_recognised, &theirs.need_recognised) {
                        row("recognised", &mine.recognised, &theirs.need_recognised);
                    }
                    if clash(&mine.presenter, &base.presenter, &theirs.presenter) {
                        let name = |presenter: &Option<PresenterView>| {
                            presenter.as_ref().map(|one| one.name.clone()).unwrap_or_default()
                        };
                        row("presenter", &name(&mine.presenter), &name(&theirs.presenter));
                    }
                    if clash(mine.citizen, base.citizen, theirs.citizen) {
                        let here = self.case.as_ref().filter(|case| case.citizen() == mine.citizen);
                        let here = here.and_then(|case| match &case.person {
                            PersonCard::Record(draft) => Some(&draft.fields),
                            _ => None,
                        });
                        let here = here.map(|person| format!("{} {}", person.family, person.given));
                        let theirs_name = theirs.citizen_name.as_deref().unwrap_or_default();
                        row("citizen", here.unwrap_or_default().trim(), theirs_name);
                    }
                    for text in join_documents(&base.documents, &mine.documents, &theirs.documents).1 {
                        let state = |list: &[DocumentView]| {
                            let known = list.iter().find(|document| document.text == text);
                            known.map_or("taken-off", |document| document_word(document.state)).to_owned()
                        };
                        let (mine, theirs) = (state(&mine.documents), state(&theirs.documents));
                        rows.push(ConflictRow { field: "document", subject: text.clone(), mine, theirs });
                    }
                }
            }
            _ => {}
        }
        ConflictView { practice: matches!(self.dialog, Some(Dialog::PracticeConflict(_))), rows }
    }
}
