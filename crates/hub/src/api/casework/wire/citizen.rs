//! A person's record, to and from the wire.

use super::super::Refused;
use chrono::NaiveDate;
use turno_domain::casework::{Citizen, Identity};
use turno_domain::codice_fiscale::CodiceFiscale;
use turno_domain::ids::CitizenId;
use turno_domain::time::Timestamp;
use turno_protocol::casework::{CitizenFields, CitizenView, IdentityView};

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
