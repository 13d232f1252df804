//! What a person was told about their data, and what they allowed. Two things: everybody is told, and only for a few purposes is
//! anybody asked.

use super::texts::{TooLong, line};
use crate::ids::{CitizenId, ConsentId, NoticeId};
use crate::keys::OperatorKey;
use crate::time::Timestamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How a privacy notice was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeGiven {
    /// The person signed that they had it.
    Signed,
    /// It was read to them.
    ReadAloud,
    /// They did not want to hear or sign it.
    Refused,
}

/// A privacy notice that was given to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What it is known by.
    pub id: NoticeId,
    /// To whom.
    pub citizen: CitizenId,
    /// Which version of its text.
    pub version: String,
    /// Who answers for the data.
    pub controller: String,
    /// On which day.
    pub given_on: NaiveDate,
    /// How.
    pub given: NoticeGiven,
    /// Who gave it.
    pub operator: OperatorKey,
    /// When that was written down.
    pub written_at: Timestamp,
}

/// What a person allowed, until they take it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// What it is known by.
    pub id: ConsentId,
    /// Whose.
    pub citizen: CitizenId,
    /// For what.
    pub purpose: String,
    /// On which day.
    pub given_on: NaiveDate,
    /// On which day they took it back.
    pub withdrawn_on: Option<NaiveDate>,
    /// Who asked.
    pub operator: OperatorKey,
    /// When that was written down.
    pub written_at: Timestamp,
}

/// Why a notice or a consent cannot be written down as it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrivacyFault {
    /// It does not say what.
    #[error("{0} is missing")]
    Empty(&'static str),
    /// It lies in the future, or a withdrawal before the consent.
    #[error("the date is not possible")]
    Date,
    /// It was taken back before.
    #[error("the consent was withdrawn before")]
    Withdrawn,
    /// A text that would have to be cut.
    #[error(transparent)]
    TooLong(#[from] TooLong),
}

impl Notice {
    /// The notice with its texts cleaned.
    ///
    /// # Errors
    /// [`PrivacyFault`]
    pub fn checked(self, today: NaiveDate) -> Result<Self, PrivacyFault> {
        if self.given_on > today {
            return Err(PrivacyFault::Date);
        }
        let (version, controller) =
            (said(&self.version, "the version")?, said(&self.controller, "the controller")?);
        Ok(Self { version, controller, ..self })
    }
}

impl Consent {
    /// The consent with its text cleaned.
    ///
    /// # Errors
    /// [`PrivacyFault`]
    pub fn checked(self, today: NaiveDate) -> Result<Self, PrivacyFault> {
        if self.given_on > today {
            return Err(PrivacyFault::Date);
        }
        Ok(Self { purpose: said(&self.purpose, "the purpose")?, ..self })
    }

    /// It is taken back.
    ///
    /// # Errors
    /// [`PrivacyFault::Withdrawn`], or [`PrivacyFault::Date`] for a day before it was given or after `today`.
    pub fn withdraw(&mut self, on: NaiveDate, today: NaiveDate) -> Result<(), PrivacyFault> {
        if self.withdrawn_on.is_some() {
            return Err(PrivacyFault::Withdrawn);
        }
        if on < self.given_on || on > today {
            return Err(PrivacyFault::Date);
        }
        self.withdrawn_on = Some(on);
        Ok(())
    }
}

fn said(text: &str, what: &'static str) -> Result<String, PrivacyFault> {
    let text = line(text)?;
    if text.is_empty() { Err(PrivacyFault::Empty(what)) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_consent_is_taken_back_once_and_not_before_it_was_given() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let mut consent = Consent {
            id: ConsentId::from_parts(1, [1; 10]),
            citizen: CitizenId::from_parts(1, [1; 10]),
            purpose: " Promemoria per SMS ".into(),
            given_on: day("2026-11-20"),
            withdrawn_on: None,
            operator: "anna".parse().unwrap(),
            written_at: Timestamp::from_millis(0),
        };
        let today = day("2026-11-22");
        assert_eq!(consent.clone().checked(day("2026-11-19")), Err(PrivacyFault::Date));
        assert_eq!(consent.clone().checked(today).unwrap().purpose, "Promemoria per SMS");
        for bad in ["2026-11-19", "2026-11-23"] {
            assert_eq!(consent.withdraw(day(bad), today), Err(PrivacyFault::Date), "{bad}");
        }
        consent.withdraw(today, today).unwrap();
        assert_eq!(consent.withdraw(today, today), Err(PrivacyFault::Withdrawn));
    }
}
