//! What in a person's record does not go together. It is said, and nothing else: a code may be of a married name, a date may have been
//! told from memory, and whoever is at the desk knows better.

use super::citizen::{Citizen, Identity, PartialDate, Sex};
use crate::codice_fiscale::{CodiceFiscale, PersonCode, RegisteredSex};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// What does not go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CitizenWarning {
    /// The code is none: a letter or a digit is wrong.
    CodeNotValid,
    /// The code is of another birth date.
    CodeBirthDate,
    /// The code is of the other sex.
    CodeSex,
    /// The code is of another birth place.
    CodeBirthPlace,
    /// The code is of other names.
    CodeNames,
}

impl Citizen {
    /// What in the record does not go together on `today`.
    pub fn warnings(&self, today: NaiveDate) -> Vec<CitizenWarning> {
        match &self.identity {
            Identity::None | Identity::ForeignDocument(_) => Vec::new(),
            Identity::CodiceFiscale(code) => self.warnings_of(code, today),
            Identity::AsTold(_) => vec![CitizenWarning::CodeNotValid],
            Identity::Provisional(text) | Identity::StpEni(text) => {
                let right = match PersonCode::parse(text) {
                    Ok(PersonCode::Provisional(_)) => matches!(self.identity, Identity::Provisional(_)),
                    Ok(PersonCode::Stp(_) | PersonCode::Eni(_)) => {
                        matches!(self.identity, Identity::StpEni(_))
                    }
                    Ok(PersonCode::CodiceFiscale(_)) | Err(_) => false,
                };
                if right { Vec::new() } else { vec![CitizenWarning::CodeNotValid] }
            }
        }
    }

    fn warnings_of(&self, code: &CodiceFiscale, today: NaiveDate) -> Vec<CitizenWarning> {
        let born = code.birth_date(today).zip(self.birth_date);
        let sex = match code.sex() {
            RegisteredSex::Female => Sex::Female,
            RegisteredSex::Male => Sex::Male,
        };
        let named = !self.family_name.is_empty() && !self.given_names.is_empty();
        let place = self.birth_place.code.as_deref();
        [
            (born.is_some_and(|(code, told)| !may_be(told, code)), CitizenWarning::CodeBirthDate),
            (self.sex.is_some_and(|told| told != sex), CitizenWarning::CodeSex),
            (place.is_some_and(|told| told != code.birth_place().as_str()), CitizenWarning::CodeBirthPlace),
            (named && !code.matches(&self.family_name, &self.given_names), CitizenWarning::CodeNames),
        ]
        .into_iter()
        .filter_map(|(wrong, warning)| wrong.then_some(warning))
        .collect()
    }
}

/// Whether what was told of a birth date goes with a code's, which knows no centuries.
fn may_be(told: PartialDate, code: NaiveDate) -> bool {
    told.year.rem_euclid(100) == code.year().rem_euclid(100)
        && told.month.is_none_or(|month| month == code.month())
        && told.day.is_none_or(|day| day == code.day())
}

#[cfg(test)]
mod tests {
    use super::super::citizen::{BirthPlace, tests::nobody};
    use super::*;

    fn today() -> NaiveDate {
        "2026-11-22".parse().unwrap()
    }

    fn rossi() -> Citizen {
        Citizen {
            family_name: "Rossi".into(),
            given_names: "Mario".into(),
            identity: Identity::CodiceFiscale(CodiceFiscale::parse("RSSMRA85T10A562S").unwrap()),
            birth_date: Some(PartialDate { year: 1985, month: Some(12), day: Some(10) }),
            sex: Some(Sex::Male),
            birth_place: BirthPlace { name: "San Giuliano Terme".into(), code: Some("A562".into()) },
            ..nobody()
        }
    }

    #[test]
    fn a_code_that_goes_with_the_rest_is_no_reason_to_warn() {
        assert_eq!(rossi().warnings(today()), []);
        let unknown = Citizen { birth_date: None, sex: None, birth_place: BirthPlace::default(), ..rossi() };
        assert_eq!(unknown.warnings(today()), []);
        let only_year =
            Citizen { birth_date: Some(PartialDate { year: 1985, month: None, day: None }), ..rossi() };
        assert_eq!(only_year.warnings(today()), []);
        let a_century_older =
            Citizen { birth_date: Some(PartialDate { year: 1885, month: None, day: None }), ..rossi() };
        assert_eq!(a_century_older.warnings(today()), []);
        let by_one_name = Citizen { family_name: String::new(), given_names: "Fatima".into(), ..rossi() };
        assert_eq!(by_one_name.warnings(today()), [], "a single name says nothing against a code");
        assert_eq!(nobody().warnings(today()), []);
    }

    #[test]
    fn what_does_not_go_with_a_code_is_said_one_by_one() {
        let day = |day| Some(PartialDate { year: 1985, month: Some(12), day: Some(day) });
        let place = BirthPlace { name: "Pisa".into(), code: Some("G702".into()) };
        for (citizen, expected) in [
            (Citizen { birth_date: day(11), ..rossi() }, CitizenWarning::CodeBirthDate),
            (Citizen { sex: Some(Sex::Female), ..rossi() }, CitizenWarning::CodeSex),
            (Citizen { birth_place: place, ..rossi() }, CitizenWarning::CodeBirthPlace),
            (Citizen { family_name: "Verdi".into(), ..rossi() }, CitizenWarning::CodeNames),
            (
                Citizen { identity: Identity::AsTold("RSSMRA85T10A562".into()), ..rossi() },
                CitizenWarning::CodeNotValid,
            ),
            (
                Citizen { identity: Identity::Provisional("12345678901".into()), ..rossi() },
                CitizenWarning::CodeNotValid,
            ),
            (Citizen { identity: Identity::StpEni("STP12".into()), ..rossi() }, CitizenWarning::CodeNotValid),
        ] {
            assert_eq!(citizen.warnings(today()), [expected]);
        }
    }

    #[test]
    fn a_provisional_and_an_stp_code_are_checked_as_what_they_are() {
        let stp = "STP0301234567890";
        assert_eq!(Citizen { identity: Identity::StpEni(stp.into()), ..nobody() }.warnings(today()), []);
        let mixed_up = Citizen { identity: Identity::Provisional(stp.into()), ..nobody() };
        assert_eq!(mixed_up.warnings(today()), [CitizenWarning::CodeNotValid]);
    }
}
