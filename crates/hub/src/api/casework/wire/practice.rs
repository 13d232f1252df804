//! A practice and its entries, to and from the wire.

use super::super::Refused;
use turno_domain::casework::{
    ChecklistItem, Citizen, Entry, EntryKind, Practice, PracticeState, Presenter, check_list, lines,
};
use turno_domain::ids::NoteId;
use turno_protocol::casework::{DocumentView, EntryView, NoteView, PracticeView, PresenterView};
use turno_protocol::wire_time::WireTime;

/// A presenter from what was sent. A client that does not know of delegations' documents leaves out what it was not told, so that
/// of whoever stands there already is kept.
pub fn presenter_from(view: PresenterView, stands: Option<&Presenter>) -> Result<Presenter, Refused> {
    let kept = stands.filter(|stands| stands.name == view.name).map(|stands| stands.delegation.clone());
    let presenter = Presenter {
        relation: view.relation,
        name: view.name,
        delegation: view.delegation.or(kept).unwrap_or_default(),
        delegation_until: view.delegation_until,
    };
    presenter.checked().map_err(|fault| Refused::unknown_value(fault.to_string()))
}

/// A note or need from what was sent.
pub fn lines_from(text: &str) -> Result<String, Refused> {
    lines(text).map_err(|fault| Refused::unknown_value(fault.to_string()))
}

/// A list of documents from what was sent.
pub fn documents_from(views: Vec<DocumentView>) -> Result<Vec<ChecklistItem>, Refused> {
    let items = views.into_iter().map(|view| ChecklistItem { text: view.text, state: view.state }).collect();
    check_list(items).map_err(|fault| Refused::unknown_value(fault.to_string()))
}

/// A list of documents as it travels.
fn documents(items: &[ChecklistItem]) -> Vec<DocumentView> {
    items.iter().map(|item| DocumentView { text: item.text.clone(), state: item.state }).collect()
}

/// A practice as it travels, without its entries; the citizen's name where it was looked up.
pub fn practice(practice: &Practice, citizen: Option<&Citizen>) -> PracticeView {
    let (state, reason) = match practice.state {
        PracticeState::Open => ("open", None),
        PracticeState::Concluded => ("concluded", None),
        PracticeState::Unresolved(reason) => ("unresolved", Some(reason)),
    };
    PracticeView {
        id: practice.id,
        number: practice.number.to_string(),
        revision: practice.revision,
        citizen: practice.citizen,
        citizen_name: citizen.map(Citizen::full_name),
        presenter: practice.presenter.as_ref().map(|presenter| PresenterView {
            relation: presenter.relation,
            name: presenter.name.clone(),
            delegation: Some(presenter.delegation.clone()),
            delegation_until: presenter.delegation_until,
        }),
        service: practice.service.clone(),
        need: practice.need.clone(),
        need_recognised: practice.need_recognised.clone(),
        documents: documents(&practice.documents),
        project: practice.project.clone(),
        state: state.to_owned(),
        reason,
        opened_by: practice.opened_by.clone(),
        opened_at: practice.opened_at.into(),
        ended_at: practice.ended_at.map(WireTime),
        responsible: Some(practice.responsible.clone()),
        offered_to: practice.offered_to.clone(),
        team: practice.team.clone(),
        notes: Vec::new(),
        entries: Vec::new(),
        steps: Vec::new(),
    }
}

/// An entry as it travels; a reserved one without what it says, unless to the practice's team.
pub fn entry(entry: Entry, is_of_team: bool) -> EntryView {
    let withheld = entry.what.is_reserved() && !is_of_team;
    EntryView {
        id: entry.id,
        operator: entry.operator,
        written_at: entry.written_at.into(),
        withheld,
        what: if withheld { entry.what.withheld() } else { entry.what },
    }
}

/// The note that an entry is, where it is one that may be read.
pub fn note(entry: &EntryView) -> Option<NoteView> {
    match &entry.what {
        EntryKind::Note { text, reserved } if !entry.withheld => Some(NoteView {
            id: NoteId::from(entry.id.uuid()),
            operator: entry.operator.clone(),
            written_at: entry.written_at,
            text: text.clone(),
            reserved: *reserved,
        }),
        _ => None,
    }
}
