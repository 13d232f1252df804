//! The sheet of a citizen's record: all that the desk knows, for the person who asks for it (GDPR, article 15) or a folder.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use turno_domain::casework::{Identity, PartialDate, PracticeState, Residence, Sex};

use super::{Sheet, fields};
use crate::register::{residence_text, state_text};

/// The sheet of a citizen's record. What is not known is empty and leaves no line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitizenSheet {
    /// Head and foot.
    pub sheet: Sheet,
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
    /// What they are identified by.
    pub identity: Identity,
    /// When they were born.
    pub birth_date: Option<PartialDate>,
    /// Where they were born.
    pub birth_place: String,
    /// Their registered sex.
    pub sex: Option<Sex>,
    /// Where they live, with the street where it is known.
    pub residence: Residence,
    /// Where they are found, where that is elsewhere.
    pub domicile: String,
    /// A phone number.
    pub phone: String,
    /// A mail address.
    pub mail: String,
    /// The languages they speak, as they are read.
    pub languages: String,
    /// What to know at once.
    pub remark: String,
    /// Relatives and carers.
    pub contacts: Vec<Contact>,
    /// The privacy notices they were given.
    pub notices: Vec<NoticeLine>,
    /// Their practices.
    pub practices: Vec<PracticeLine>,
}

/// A relative or carer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Their name.
    pub name: String,
    /// What they are to the citizen, as it is read.
    pub relation: String,
    /// Their phone number.
    pub phone: String,
}

/// A privacy notice that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeLine {
    /// When.
    pub date: NaiveDate,
    /// Which version.
    pub version: String,
    /// Whose.
    pub controller: String,
    /// How, as it is read.
    pub given: String,
}

/// One practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeLine {
    /// Its number, as it is read.
    pub number: String,
    /// When it was opened.
    pub opened: NaiveDate,
    /// What for.
    pub service: String,
    /// Where it stands.
    pub state: PracticeState,
    /// Who has it.
    pub operator: String,
}

impl CitizenSheet {
    pub(super) fn data(&self) -> Map<String, Value> {
        let (identity, number) = identity(&self.identity);
        fields(json!({
            "cognome": self.family_name,
            "nome": self.given_names,
            "documento_tipo": identity,
            "documento": number,
            "nascita_data": self.birth_date.map(partial_date),
            "nascita_luogo": self.birth_place,
            "sesso": self.sex.map(|sex| match sex { Sex::Female => "femminile", Sex::Male => "maschile" }),
            "residenza": residence_text(&self.residence),
            "domicilio": self.domicile,
            "telefono_persona": self.phone,
            "posta_persona": self.mail,
            "lingue": self.languages,
            "avvertenza": self.remark,
            "contatti": self.contacts.iter().map(|contact| json!({
                "nome": contact.name, "legame": contact.relation, "telefono": contact.phone,
            })).collect::<Vec<_>>(),
            "informative": self.notices.iter().map(|notice| json!({
                "data": short_date(notice.date), "versione": notice.version, "titolare": notice.controller, "modo": notice.given,
            })).collect::<Vec<_>>(),
            "pratiche": self.practices.iter().map(|practice| json!({
                "numero": practice.number, "data": short_date(practice.opened), "servizio": practice.service,
                "stato": state_text(practice.state), "operatore": practice.operator,
            })).collect::<Vec<_>>(),
        }))
    }
}

fn short_date(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// "12/04/1946", "04/1946" or "1946", as much as is known.
fn partial_date(date: PartialDate) -> String {
    match (date.month, date.day) {
        (Some(month), Some(day)) => format!("{day:02}/{month:02}/{}", date.year),
        (Some(month), None) => format!("{month:02}/{}", date.year),
        _ => date.year.to_string(),
    }
}

fn identity(identity: &Identity) -> (Option<&'static str>, Option<String>) {
    match identity {
        Identity::None => (None, None),
        Identity::CodiceFiscale(code) => (Some("Codice fiscale"), Some(code.as_str().to_owned())),
        Identity::AsTold(text) => (Some("Codice fiscale (come riferito)"), Some(text.clone())),
        Identity::Provisional(text) => (Some("Codice fiscale provvisorio"), Some(text.clone())),
        Identity::StpEni(text) => (Some("Codice STP o ENI"), Some(text.clone())),
        Identity::ForeignDocument(text) => (Some("Documento straniero"), Some(text.clone())),
    }
}
