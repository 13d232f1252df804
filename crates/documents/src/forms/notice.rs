//! The privacy notice, with the proof of how it was given.

use serde_json::{Map, Value, json};

use super::{Sheet, fields};

/// The privacy notice that a person is given. Its text stands in the template; here is what its record keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivacyNotice {
    /// Head and foot. Its moment is when the notice was given.
    pub sheet: Sheet,
    /// Whom it was given to; empty for a sheet that is signed unnamed.
    pub person: String,
    /// Who signs or listens in their place, where somebody does.
    pub presenter: String,
    /// The version of the text, e.g. "2026-1".
    pub version: String,
    /// Who answers for the data.
    pub controller: String,
    /// How the controller's data protection officer is reached.
    pub officer: String,
    /// How it was given.
    pub given: Given,
    /// Who gave it.
    pub operator: String,
}

/// How a privacy notice was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// To be signed by hand.
    ToSign,
    /// Read aloud, which the operator signs.
    ReadAloud,
    /// The person would not sign, which the operator signs.
    Refused,
}

impl PrivacyNotice {
    pub(super) fn data(&self) -> Map<String, Value> {
        fields(json!({
            "persona": self.person,
            "chi_si_presenta": self.presenter,
            "versione": self.version,
            "titolare": self.controller,
            "responsabile_protezione_dati": self.officer,
            "modo": match self.given {
                Given::ToSign => "firma",
                Given::ReadAloud => "letta",
                Given::Refused => "rifiutata",
            },
            "operatore": self.operator,
        }))
    }
}
