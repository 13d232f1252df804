//! A person's record on the wire.

use super::person::{ConsentView, NoticeView};
use crate::wire_time::WireTime;
use serde::{Deserialize, Serialize};
use turno_domain::casework::{PartialDate, Residence, Sex};
use turno_domain::ids::CitizenId;
use utoipa::ToSchema;

/// What a person is identified by: `kind` is `none`, `codice-fiscale`, `as-told` (a codice fiscale that
/// does not check, kept as it was told), `provisional`, `stp-eni` or `foreign-document`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IdentityView {
    /// By what.
    pub kind: String,
    /// Its value; absent with `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// What a citizen's record says; everything may be left empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CitizenFields {
    /// Family name.
    #[serde(default)]
    pub family_name: String,
    /// Given names.
    #[serde(default)]
    pub given_names: String,
    /// What they are identified by.
    #[serde(default = "no_identity")]
    pub identity: IdentityView,
    /// When they were born; month and day may be unknown.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub birth_date: Option<PartialDate>,
    /// `female` or `male`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub sex: Option<Sex>,
    /// Where they live.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub residence: Residence,
    /// A phone number.
    #[serde(default)]
    pub phone: String,
    /// A mail address.
    #[serde(default)]
    pub mail: String,
    /// What to know at once.
    #[serde(default)]
    pub remark: String,
    /// Where they were born; absent in a change: as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_place: Option<BirthPlaceView>,
    /// Where they stay, where that is not where they are registered; absent in a change: as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domicile: Option<String>,
    /// What they speak; absent in a change: as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub languages: Option<Vec<String>>,
    /// Who else can be called; absent in a change: as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacts: Option<Vec<ContactView>>,
}

impl CitizenFields {
    /// These fields, with those of `stored` for what they leave out: a client that does not know a field changes nothing in it.
    pub fn over(self, stored: &CitizenFields) -> Self {
        Self {
            birth_place: self.birth_place.or_else(|| stored.birth_place.clone()),
            domicile: self.domicile.or_else(|| stored.domicile.clone()),
            languages: self.languages.or_else(|| stored.languages.clone()),
            contacts: self.contacts.or_else(|| stored.contacts.clone()),
            ..self
        }
    }
}

/// Where somebody was born.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BirthPlaceView {
    /// As somebody says or writes it.
    #[serde(default)]
    pub name: String,
    /// Its code in the registers of municipalities and states (`C933`), where it was chosen from one.
    #[serde(default)]
    pub code: Option<String>,
}

/// Somebody who can be called about a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactView {
    /// What they are to the person.
    #[serde(default)]
    pub relation: String,
    /// Their name.
    #[serde(default)]
    pub name: String,
    /// Their phone number.
    #[serde(default)]
    pub phone: String,
}

fn no_identity() -> IdentityView {
    IdentityView { kind: "none".to_owned(), value: None }
}

impl Default for CitizenFields {
    fn default() -> Self {
        Self {
            family_name: String::new(),
            given_names: String::new(),
            identity: no_identity(),
            birth_date: None,
            sex: None,
            residence: Residence::default(),
            phone: String::new(),
            mail: String::new(),
            remark: String::new(),
            birth_place: None,
            domicile: None,
            languages: None,
            contacts: None,
        }
    }
}

/// A citizen's record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CitizenView {
    /// What it is known by.
    #[schema(value_type = String, format = Uuid)]
    pub id: CitizenId,
    /// How often it was changed.
    pub revision: u32,
    /// When it was made.
    pub created_at: WireTime,
    /// What it says.
    #[serde(flatten)]
    pub fields: CitizenFields,
    /// The record that this one became part of: it is the one to show and to change.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub merged_into: Option<CitizenId>,
    /// What in it does not go together, and is kept all the same: `code-not-valid`, `code-birth-date`, `code-sex`,
    /// `code-birth-place`, `code-names`. Others may come.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// The privacy notices that they were given, oldest first; empty in lists.
    #[serde(default)]
    pub notices: Vec<NoticeView>,
    /// What they allowed, oldest first; empty in lists.
    #[serde(default)]
    pub consents: Vec<ConsentView>,
}

/// A change of a citizen's record (`PUT /citizens/{id}`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CitizenUpdate {
    /// The revision that was seen; another one stored: 409.
    pub revision: u32,
    /// What it is to say.
    #[serde(flatten)]
    pub fields: CitizenFields,
}
