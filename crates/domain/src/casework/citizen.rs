//! A person with a record. Nothing is required: one name is enough, and so is none.

use super::texts::LINE_CHARACTERS;
use crate::codice_fiscale::CodiceFiscale;
use crate::ids::CitizenId;
use crate::text::clean;
use crate::time::Timestamp;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// What a person is identified by, where by anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum Identity {
    /// By nothing; that is no obstacle.
    #[default]
    None,
    /// The codice fiscale of 16 characters.
    CodiceFiscale(CodiceFiscale),
    /// A codice fiscale that does not check, kept as it was told: nobody is sent away for a letter.
    AsTold(String),
    /// A provisional code of 11 digits.
    Provisional(String),
    /// STP (foreigner temporarily present) or ENI (European not enrolled): 16 characters beginning so.
    StpEni(String),
    /// A foreign document's number.
    ForeignDocument(String),
}

/// A person's registered sex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// A date of which month or day may be unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartialDate {
    /// The year.
    pub year: i32,
    /// The month, 1 to 12.
    #[serde(default)]
    pub month: Option<u32>,
    /// The day of the month.
    #[serde(default)]
    pub day: Option<u32>,
}

impl PartialDate {
    /// A whole date.
    pub fn whole(date: NaiveDate) -> Self {
        Self { year: date.year(), month: Some(date.month()), day: Some(date.day()) }
    }

    /// Whole years of age on `today`; with parts unknown, the age of whoever was born at their first possible moment.
    pub fn age_on(&self, today: NaiveDate) -> Option<u32> {
        let birth = NaiveDate::from_ymd_opt(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))?;
        today.years_since(birth)
    }

    /// Whether the calendar has such a date, and not after `today`.
    pub fn is_possible(&self, today: NaiveDate) -> bool {
        let known =
            !(self.day.is_some() && self.month.is_none()) && (1850..=today.year()).contains(&self.year);
        known
            && NaiveDate::from_ymd_opt(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
                .is_some_and(|first| first <= today)
    }
}

/// Where a person lives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum Residence {
    /// Not asked or not told.
    #[default]
    Unknown,
    /// In a municipality of the register.
    Municipality(String),
    /// Abroad.
    Abroad(String),
    /// Without fixed abode.
    NoFixedAbode,
}

/// A person with a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Citizen {
    /// What the record is known by.
    pub id: CitizenId,
    /// Family name; a one-name person may have only this or only the other.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
    /// What they are identified by.
    pub identity: Identity,
    /// When they were born.
    pub birth_date: Option<PartialDate>,
    /// Their registered sex.
    pub sex: Option<Sex>,
    /// Where they live.
    pub residence: Residence,
    /// A phone number.
    pub phone: String,
    /// A mail address.
    pub mail: String,
    /// What to know at once ("parla solo arabo").
    pub remark: String,
    /// When the record was made.
    pub created_at: Timestamp,
    /// How often it was changed; an edit that saw another revision is refused.
    pub revision: u32,
}

/// What is wrong with a citizen's record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CitizenFault {
    /// The date cannot be a birth date.
    #[error("the birth date is not possible")]
    BirthDate,
    /// A text that would have to be cut.
    #[error("a text has more than {LINE_CHARACTERS} characters")]
    TooLong,
}

impl Citizen {
    /// The record with its texts cleaned of what is not text.
    ///
    /// # Errors
    /// A birth date that the calendar does not have or that lies after `today`; a text longer than [`LINE_CHARACTERS`], for nothing
    /// that somebody typed is cut.
    pub fn checked(mut self, today: NaiveDate) -> Result<Self, CitizenFault> {
        let mut texts = vec![
            &mut self.family_name,
            &mut self.given_names,
            &mut self.phone,
            &mut self.mail,
            &mut self.remark,
        ];
        match &mut self.residence {
            Residence::Municipality(text) | Residence::Abroad(text) => texts.push(text),
            Residence::Unknown | Residence::NoFixedAbode => {}
        }
        match &mut self.identity {
            Identity::AsTold(text)
            | Identity::Provisional(text)
            | Identity::StpEni(text)
            | Identity::ForeignDocument(text) => texts.push(text),
            Identity::None | Identity::CodiceFiscale(_) => {}
        }
        for text in texts {
            *text = clean(text, text.len());
            if text.chars().count() > LINE_CHARACTERS {
                return Err(CitizenFault::TooLong);
            }
        }
        if self.birth_date.is_some_and(|date| !date.is_possible(today)) {
            return Err(CitizenFault::BirthDate);
        }
        Ok(self)
    }

    /// Family and given names, as a list shows them.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.family_name, self.given_names).trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_unknown_day_of_birth_is_valid_and_a_future_one_is_not() {
        let today = day("2026-11-21");
        assert!(PartialDate { year: 1946, month: None, day: None }.is_possible(today));
        assert!(PartialDate { year: 2026, month: Some(11), day: Some(21) }.is_possible(today));
        for bad in
            [(2026, Some(11), Some(22)), (2025, Some(2), Some(30)), (1946, None, Some(3)), (1200, None, None)]
        {
            assert!(!PartialDate { year: bad.0, month: bad.1, day: bad.2 }.is_possible(today), "{bad:?}");
        }
    }

    #[test]
    fn age_counts_whole_years() {
        let born = PartialDate::whole(day("1946-04-12"));
        assert_eq!(born.age_on(day("2026-04-11")), Some(79));
        assert_eq!(born.age_on(day("2026-04-12")), Some(80));
    }
}
