//! What of a record is one thing, to be compared with the same of another version or of another record.

use super::super::person::{PersonFields, ResidenceKind};
use super::more::{ContactFields, listed};
use turno_domain::casework::Sex;

/// What of a record is one thing: it stays whole when two versions are brought together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::model) enum Part {
    Family,
    Given,
    /// With the kind of document that it is of.
    Code,
    Sex,
    Birth,
    /// With the sort of place.
    Residence,
    Phone,
    BirthPlace,
    Domicile,
    Mail,
    Remark,
    Languages,
    Contacts,
}

impl Part {
    pub(in crate::model) const ALL: [Self; 13] = [
        Self::Family,
        Self::Given,
        Self::Code,
        Self::Sex,
        Self::Birth,
        Self::Residence,
        Self::Phone,
        Self::BirthPlace,
        Self::Domicile,
        Self::Mail,
        Self::Remark,
        Self::Languages,
        Self::Contacts,
    ];

    /// What it is in one version, for comparing.
    pub(in crate::model) fn of(self, fields: &PersonFields) -> (String, bool, Option<Sex>, ResidenceKind) {
        let (text, plain) = (self.text(fields).trim().to_owned(), ResidenceKind::default());
        match self {
            Self::Code => (text, fields.foreign, None, plain),
            Self::Sex => (text, false, fields.sex, plain),
            Self::Residence => (text, false, None, fields.residence_kind),
            _ => (text, false, None, plain),
        }
    }

    /// What it says in one version.
    pub(in crate::model) fn text(self, fields: &PersonFields) -> String {
        match self {
            Self::Family => fields.family.clone(),
            Self::Given => fields.given.clone(),
            Self::Code => fields.code.clone(),
            Self::Sex => fields.sex.map(sex_word).unwrap_or_default().to_owned(),
            Self::Birth => fields.birth.clone(),
            Self::Residence => fields.residence.clone(),
            Self::Phone => fields.phone.clone(),
            Self::BirthPlace => fields.birth_place.clone(),
            Self::Domicile => fields.domicile.clone(),
            Self::Mail => fields.mail.clone(),
            Self::Remark => fields.remark.clone(),
            Self::Languages => listed(&fields.languages).join(", "),
            Self::Contacts => ContactFields::in_words(&fields.contacts),
        }
    }

    /// A stable word for it, which the screen puts into its own.
    pub(in crate::model) fn word(self) -> &'static str {
        match self {
            Self::Family => "family",
            Self::Given => "given",
            Self::Code => "code",
            Self::Sex => "sex",
            Self::Birth => "birth",
            Self::Residence => "residence",
            Self::Phone => "phone",
            Self::BirthPlace => "birth-place",
            Self::Domicile => "domicile",
            Self::Mail => "mail",
            Self::Remark => "remark",
            Self::Languages => "languages",
            Self::Contacts => "contacts",
        }
    }

    pub(in crate::model) fn take(self, from: &PersonFields, into: &mut PersonFields) {
        match self {
            Self::Family => into.family.clone_from(&from.family),
            Self::Given => into.given.clone_from(&from.given),
            Self::Code => {
                into.code.clone_from(&from.code);
                into.foreign = from.foreign;
            }
            Self::Sex => into.sex = from.sex,
            Self::Birth => into.birth.clone_from(&from.birth),
            Self::Residence => {
                into.residence.clone_from(&from.residence);
                into.residence_kind = from.residence_kind;
            }
            Self::Phone => into.phone.clone_from(&from.phone),
            Self::BirthPlace => into.birth_place.clone_from(&from.birth_place),
            Self::Domicile => into.domicile.clone_from(&from.domicile),
            Self::Mail => into.mail.clone_from(&from.mail),
            Self::Remark => into.remark.clone_from(&from.remark),
            Self::Languages => into.languages.clone_from(&from.languages),
            Self::Contacts => into.contacts.clone_from(&from.contacts),
        }
    }
}

/// The wire's word for a sex.
fn sex_word(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
    }
}
