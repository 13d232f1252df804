//! A person's record, to and from the wire.

use super::super::Refused;
use chrono::NaiveDate;
use turno_domain::casework::{BirthPlace, Citizen, Consent, Contact, Identity, Notice};
use turno_domain::codice_fiscale::CodiceFiscale;
use turno_domain::ids::CitizenId;
use turno_domain::time::Timestamp;
use turno_protocol::casework::{
    BirthPlaceView, CitizenFields, CitizenView, ConsentView, ContactView, IdentityView, LikelyView,
    MergeView, NoticeView,
};
use turno_store::casework::{Likely, Merge};

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
        birth_place: fields
            .birth_place
            .map(|place| BirthPlace {
                name: place.name,
                code: place.code.map(|code| code.trim().to_ascii_uppercase()),
            })
            .unwrap_or_default(),
        domicile: fields.domicile.unwrap_or_default(),
        languages: fields.languages.unwrap_or_default(),
        contacts: fields.contacts.unwrap_or_default().into_iter().map(contact_from).collect(),
        merged_into: None,
        created_at: Timestamp::default(),
        revision,
    };
    citizen.checked(today).map_err(|fault| Refused::unknown_value(fault.to_string()))
}

fn contact_from(view: ContactView) -> Contact {
    Contact { relation: view.relation, name: view.name, phone: view.phone }
}

fn contact(contact: &Contact) -> ContactView {
    ContactView {
        relation: contact.relation.clone(),
        name: contact.name.clone(),
        phone: contact.phone.clone(),
    }
}

/// A citizen's record as it travels, without notices and consents; `today` is the day by which it is looked at.
pub fn citizen(citizen: &Citizen, today: NaiveDate) -> CitizenView {
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
            birth_place: Some(BirthPlaceView {
                name: citizen.birth_place.name.clone(),
                code: citizen.birth_place.code.clone(),
            }),
            domicile: Some(citizen.domicile.clone()),
            languages: Some(citizen.languages.clone()),
            contacts: Some(citizen.contacts.iter().map(contact).collect()),
        },
        merged_into: citizen.merged_into,
        warnings: words(&citizen.warnings(today)),
        notices: Vec::new(),
        consents: Vec::new(),
    }
}

/// Words of the wire, as their types write them.
fn words<T: serde::Serialize>(words: &[T]) -> Vec<String> {
    let word = |word| serde_json::to_value(word).ok()?.as_str().map(str::to_owned);
    words.iter().filter_map(word).collect()
}

/// A privacy notice as it travels.
pub fn notice(notice: &Notice) -> NoticeView {
    NoticeView {
        id: notice.id,
        version: notice.version.clone(),
        controller: notice.controller.clone(),
        given_on: notice.given_on,
        given: notice.given,
        operator: notice.operator.clone(),
        written_at: notice.written_at.into(),
    }
}

/// A consent as it travels.
pub fn consent(consent: &Consent) -> ConsentView {
    ConsentView {
        id: consent.id,
        purpose: consent.purpose.clone(),
        given_on: consent.given_on,
        withdrawn_on: consent.withdrawn_on,
        operator: consent.operator.clone(),
        written_at: consent.written_at.into(),
    }
}

/// A record that is likely of the same person, as it travels.
pub fn likely(likely: &Likely, today: NaiveDate) -> LikelyView {
    LikelyView { citizen: citizen(&likely.citizen, today), reasons: words(&likely.reasons) }
}

/// A record that became part of another, as it travels.
pub fn merge(merge: Merge, today: NaiveDate) -> MergeView {
    MergeView {
        citizen: citizen(&merge.merged, today),
        operator: merge.operator,
        merged_at: merge.merged_at.into(),
        visits: merge.visits,
        practices: merge.practices,
        notices: merge.notices,
        consents: merge.consents,
        attachments: merge.attachments,
    }
}
