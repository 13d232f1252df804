//! A practice: one piece of casework about one citizen, from the first need to its end.

use super::checklist::ChecklistItem;
use super::presenter::Presenter;
use crate::ids::{CitizenId, PracticeId};
use crate::keys::{OperatorKey, ServiceKey};
use crate::time::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// A practice's number, e.g. `2026/000123`, in a network with its site before it: `ROV-2026/000123`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PracticeNumber {
    /// The site's prefix in a network.
    pub prefix: Option<String>,
    /// The year in which it was opened.
    pub year: i32,
    /// Its place in that year, from 1.
    pub count: u32,
}

impl fmt::Display for PracticeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(prefix) = &self.prefix {
            write!(f, "{prefix}-")?;
        }
        write!(f, "{}/{:06}", self.year, self.count)
    }
}

/// A text that is no practice number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no practice number; one looks like 2026/000123")]
pub struct BadPracticeNumber(String);

impl FromStr for PracticeNumber {
    type Err = BadPracticeNumber;
    fn from_str(text: &str) -> Result<Self, BadPracticeNumber> {
        let bad = || BadPracticeNumber(text.chars().take(40).collect());
        let (prefix, rest) = match text.rsplit_once('-') {
            Some((prefix, rest)) => (Some(prefix.to_owned()), rest),
            None => (None, text),
        };
        let (year, count) = rest.split_once('/').ok_or_else(bad)?;
        if year.len() != 4 || count.len() < 6 || prefix.as_deref() == Some("") {
            return Err(bad());
        }
        Ok(Self { prefix, year: year.parse().map_err(|_| bad())?, count: count.parse().map_err(|_| bad())? })
    }
}

impl Serialize for PracticeNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PracticeNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// Why a practice ended without a solution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnresolvedReason {
    /// The person gave up.
    GivenUp,
    /// The person could not be reached any more.
    Unreachable,
    /// What is needed for it is missing.
    RequirementsMissing,
    /// Another body must do it and has been handed the need.
    HandedOn,
    /// The body concerned said no.
    Refused,
    /// The person died.
    Deceased,
    /// Anything else, said in a note.
    Other,
}

/// Where a practice stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", content = "reason", rename_all = "kebab-case")]
pub enum PracticeState {
    /// "in corso"
    #[default]
    Open,
    /// "conclusa"
    Concluded,
    /// "non risolta", with its reason.
    Unresolved(UnresolvedReason),
}

/// What cannot be done with a practice as it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PracticeFault {
    /// It has ended.
    #[error("the practice has ended")]
    Ended,
    /// It is open.
    #[error("the practice is open")]
    Open,
    /// It was not offered to whoever answers.
    #[error("the practice was not offered to this operator")]
    NotOffered,
    /// Whom it is offered to has it.
    #[error("this operator has the practice already")]
    AlreadyResponsible,
}

impl PracticeState {
    /// Ends an open practice as concluded or unresolved.
    ///
    /// # Errors
    /// [`PracticeFault::Ended`] where it has ended, [`PracticeFault::Open`] where `end` is no end.
    pub fn end(self, end: PracticeState) -> Result<Self, PracticeFault> {
        match (self, end) {
            (_, PracticeState::Open) => Err(PracticeFault::Open),
            (PracticeState::Open, end) => Ok(end),
            _ => Err(PracticeFault::Ended),
        }
    }

    /// Opens an ended practice again, because the need was still there.
    ///
    /// # Errors
    /// [`PracticeFault::Open`] where it is open.
    pub fn reopen(self) -> Result<Self, PracticeFault> {
        if self == PracticeState::Open { Err(PracticeFault::Open) } else { Ok(PracticeState::Open) }
    }
}

/// One piece of casework about one citizen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Practice {
    /// What it is known by.
    pub id: PracticeId,
    /// What people call it.
    pub number: PracticeNumber,
    /// Whom it is about; absent: identity was not told.
    pub citizen: Option<CitizenId>,
    /// Who came, where not the citizen.
    pub presenter: Option<Presenter>,
    /// The type of service.
    pub service: ServiceKey,
    /// The need in the person's words.
    pub need: String,
    /// The need as the operator recognised it: what was told, and what was not.
    pub need_recognised: String,
    /// The documents that it needs.
    pub documents: Vec<ChecklistItem>,
    /// The project that it counts under.
    pub project: Option<ServiceKey>,
    /// Where it stands.
    #[serde(flatten)]
    pub state: PracticeState,
    /// Who opened it.
    pub opened_by: OperatorKey,
    /// When.
    pub opened_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Who answers for it.
    pub responsible: OperatorKey,
    /// To whom it was offered, who did not answer yet.
    pub offered_to: Option<OperatorKey>,
    /// Who was added to work on it.
    pub team: Vec<OperatorKey>,
    /// How often it was changed; an edit that saw another revision is refused.
    pub revision: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for text in ["2026/000123", "ROV-2026/000123", "A-B-2026/1000000"] {
            assert_eq!(text.parse::<PracticeNumber>().unwrap().to_string(), text);
        }
        for bad in ["", "2026", "2026/123", "26/000123", "-2026/000123", "2026/00012x"] {
            assert!(bad.parse::<PracticeNumber>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_practice_ends_once_and_may_be_opened_again() {
        let unresolved = PracticeState::Unresolved(UnresolvedReason::GivenUp);
        assert_eq!(PracticeState::Open.end(PracticeState::Concluded), Ok(PracticeState::Concluded));
        assert_eq!(PracticeState::Open.end(unresolved), Ok(unresolved));
        assert_eq!(PracticeState::Concluded.end(unresolved), Err(PracticeFault::Ended));
        assert_eq!(PracticeState::Open.end(PracticeState::Open), Err(PracticeFault::Open));
        assert_eq!(unresolved.reopen(), Ok(PracticeState::Open));
        assert_eq!(PracticeState::Open.reopen(), Err(PracticeFault::Open));
    }
}
