//! Who came on the citizen's behalf, and by what right.

use super::texts::{TooLong, line};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What somebody who comes is to the citizen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The citizen.
    #[default]
    Himself,
    /// A parent.
    Parent,
    /// A relative.
    Relative,
    /// A carer.
    Carer,
    /// A guardian or supporting administrator.
    Guardian,
    /// Somebody with a delegation.
    Delegate,
    /// A social worker.
    SocialWorker,
}

/// Who came on the citizen's behalf.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presenter {
    /// What they are to the citizen.
    pub relation: Relation,
    /// Their name.
    #[serde(default)]
    pub name: String,
    /// The document by which they act, e.g. "delega scritta con carta d'identità".
    #[serde(default)]
    pub delegation: String,
    /// Until when their delegation holds, that day included.
    #[serde(default)]
    pub delegation_until: Option<NaiveDate>,
}

impl Presenter {
    /// The presenter with its texts cleaned.
    ///
    /// # Errors
    /// A text that would have to be cut.
    pub fn checked(self) -> Result<Self, TooLong> {
        Ok(Self { name: line(&self.name)?, delegation: line(&self.delegation)?, ..self })
    }

    /// Whether the delegation has run out on `today`; one without an end has not.
    pub fn has_expired(&self, today: NaiveDate) -> bool {
        self.delegation_until.is_some_and(|until| until < today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delegation_holds_through_its_last_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let until = Presenter { delegation_until: Some(day("2026-11-22")), ..Presenter::default() };
        assert!(!until.has_expired(day("2026-11-22")));
        assert!(until.has_expired(day("2026-11-23")));
        assert!(!Presenter::default().has_expired(day("2026-11-23")));
    }
}
