//! A person's record on the wire.

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
