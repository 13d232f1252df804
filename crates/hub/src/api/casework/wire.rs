//! Between the domain's records and what travels.

use super::Refused;
use chrono::NaiveDate;
use turno_domain::casework::{
    Citizen, Identity, LINE_CHARACTERS, NOTE_CHARACTERS, Note, Practice, PracticeState, Presenter, Visit,
};
use turno_domain::codice_fiscale::CodiceFiscale;
use turno_domain::ids::CitizenId;
use turno_domain::text::{clean, clean_lines};
use turno_domain::time::Timestamp;
use turno_protocol::casework::{
    CitizenFields, CitizenView, IdentityView, NoteView, PracticeView, PresenterView, VisitView,
};
use turno_protocol::wire_time::WireTime;

fn identity_from(view: &IdentityView) -> Result<Identity, Refused> {
    let value = || view.value.clone().unwrap_or_default();
    Ok(match view.kind.as_str() {
        "none" => Identity::None,
        // A code that is told wrong is kept as told: nobody is sent away for a letter.
        "codice-fiscale" => match CodiceFiscale::parse(&value()) {
            Ok(code) => Identity::CodiceFiscale(code),
            Err(_) => Identity::AsTold(value()),
        },
        "as-told" => Identity::AsTold(value()),
        "provisional" => Identity::Provisional(value()),
        "stp-eni" => Identity::StpEni(value()),
        "foreign-document" => Identity::ForeignDocument(value()),
        _ => return Err(Refused::unknown_value("an unknown kind of identity")),
    })
}

fn identity(identity: &Identity) -> IdentityView {
    let (kind, value) = match identity {
        Identity::None => ("none", None),
        Identity::CodiceFiscale(code) => ("codice-fiscale", Some(code.as_str().to_owned())),
        Identity::AsTold(text) => ("as-told", Some(text.clone())),
        Identity::Provisional(text) => ("provisional", Some(text.clone())),
        Identity::StpEni(text) => ("stp-eni", Some(text.clone())),
        Identity::ForeignDocument(text) => ("foreign-document", Some(text.clone())),
    };
    IdentityView { kind: kind.to_owned(), value }
}

/// A citizen's record from what was sent; `today` is the day by which a birth date must have been.
pub fn citizen_from(
    id: CitizenId,
    revision: u32,
    fields: CitizenFields,
    today: NaiveDate,
) -> Result<Citizen, Refused> {
    let citizen = Citizen {
        id,
        family_name: fields.family_name,
        given_names: fields.given_names,
        identity: identity_from(&fields.identity)?,
        birth_date: fields.birth_date,
        sex: fields.sex,
        residence: fields.residence,
        phone: fields.phone,
        mail: fields.mail,
        remark: fields.remark,
        created_at: Timestamp::default(),
        revision,
    };
    citizen.checked(today).map_err(|fault| Refused::unknown_value(fault.to_string()))
}

/// A citizen's record as it travels.
pub fn citizen(citizen: &Citizen) -> CitizenView {
    CitizenView {
        id: citizen.id,
        revision: citizen.revision,
        created_at: citizen.created_at.into(),
        fields: CitizenFields {
            family_name: citizen.family_name.clone(),
            given_names: citizen.given_names.clone(),
            identity: identity(&citizen.identity),
            birth_date: citizen.birth_date,
            sex: citizen.sex,
            residence: citizen.residence.clone(),
            phone: citizen.phone.clone(),
            mail: citizen.mail.clone(),
            remark: citizen.remark.clone(),
        },
    }
}

/// A presenter from what was sent.
pub fn presenter_from(view: PresenterView) -> Result<Presenter, Refused> {
    let name = not_longer(clean(&view.name, view.name.len()), LINE_CHARACTERS)?;
    Ok(Presenter { relation: view.relation, name, delegation_until: view.delegation_until })
}

/// A note or need from what was sent.
pub fn lines_from(text: &str) -> Result<String, Refused> {
    not_longer(clean_lines(text, text.len()), NOTE_CHARACTERS)
}

/// Nothing that somebody typed is cut: they are told, and shorten it themselves.
fn not_longer(text: String, most: usize) -> Result<String, Refused> {
    if text.chars().count() > most {
        return Err(Refused::unknown_value(format!("a text has more than {most} characters")));
    }
    Ok(text)
}

/// A practice as it travels; its notes and the citizen's name where they were looked up.
pub fn practice(practice: &Practice, citizen: Option<&Citizen>, notes: &[Note]) -> PracticeView {
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
            delegation_until: presenter.delegation_until,
        }),
        service: practice.service.clone(),
        need: practice.need.clone(),
        state: state.to_owned(),
        reason,
        opened_by: practice.opened_by.clone(),
        opened_at: practice.opened_at.into(),
        ended_at: practice.ended_at.map(WireTime),
        notes: notes.iter().map(note).collect(),
    }
}

/// A note as it travels.
pub fn note(note: &Note) -> NoteView {
    NoteView {
        id: note.id,
        operator: note.operator.clone(),
        written_at: note.written_at.into(),
        text: note.text.clone(),
    }
}

/// A visit as it travels.
pub fn visit(visit: &Visit) -> VisitView {
    VisitView {
        id: visit.id,
        channel: visit.channel,
        service: visit.service.clone(),
        ticket: visit.ticket,
        operator: visit.operator.clone(),
        began_at: visit.began_at.into(),
        people: visit.people,
        citizens: visit.citizens.clone(),
        practices: visit.practices.clone(),
    }
}
