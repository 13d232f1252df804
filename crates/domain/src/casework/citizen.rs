//! A person with a record. Nothing is required: one name is enough, and so is none.

use super::texts::{TooLong, line};
use crate::codice_fiscale::CodiceFiscale;
use crate::ids::CitizenId;
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

/// Where a person was born.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BirthPlace {
    /// As somebody says or writes it.
    #[serde(default)]
    pub name: String,
    /// Its code in the registers of municipalities and states (Belfiore code), where it was chosen from one.
    #[serde(default)]
    pub code: Option<String>,
}

/// Somebody who can be called about a person: a relative, a carer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// What they are to the person ("figlia", "badante").
    #[serde(default)]
    pub relation: String,
    /// Their name.
    #[serde(default)]
    pub name: String,
    /// Their phone number.
    #[serde(default)]
    pub phone: String,
}

/// The most contacts, and the most languages, of one person.
const LISTED: usize = 50;

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
    /// What to know at once ("sente poco").
    pub remark: String,
    /// Where they were born.
    pub birth_place: BirthPlace,
    /// Where they stay, where that is not where they are registered.
    pub domicile: String,
    /// What they speak.
    pub languages: Vec<String>,
    /// Who else can be called.
    pub contacts: Vec<Contact>,
    /// The record that this one became part of.
    pub merged_into: Option<CitizenId>,
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
    /// More contacts or languages than anybody has.
    #[error("there are more than {LISTED} contacts or languages")]
    TooMany,
    /// A text that would have to be cut.
    #[error(transparent)]
    TooLong(#[from] TooLong),
}

impl Citizen {
    /// The record with its texts cleaned of what is not text, and without contacts and languages that say nothing.
    ///
    /// # Errors
    /// A birth date that the calendar does not have or that lies after `today`; a text longer than a line, for nothing that
    /// somebody typed is cut.
    pub fn checked(mut self, today: NaiveDate) -> Result<Self, CitizenFault> {
        if self.languages.len() > LISTED || self.contacts.len() > LISTED {
            return Err(CitizenFault::TooMany);
        }
        for text in self.texts() {
            *text = line(text)?;
        }
        self.birth_place.code = self.birth_place.code.filter(|code| !code.is_empty());
        self.languages.retain(|language| !language.is_empty());
        self.contacts.retain(|contact| *contact != Contact::default());
        if self.birth_date.is_some_and(|date| !date.is_possible(today)) {
            return Err(CitizenFault::BirthDate);
        }
        Ok(self)
    }

    /// Whatever somebody typed into it.
    fn texts(&mut self) -> Vec<&mut String> {
        let mut texts = vec![
            &mut self.family_name,
            &mut self.given_names,
            &mut self.phone,
            &mut self.mail,
            &mut self.remark,
            &mut self.birth_place.name,
            &mut self.domicile,
        ];
        texts.extend(self.birth_place.code.as_mut());
        texts.extend(self.languages.iter_mut());
        for contact in &mut self.contacts {
            texts.extend([&mut contact.relation, &mut contact.name, &mut contact.phone]);
        }
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
        texts
    }

    /// The record with what `other` knows where it knows nothing: nothing of its own is given up.
    pub fn filled_from(mut self, other: &Citizen) -> Self {
        let fill = |own: &mut String, theirs: &String| {
            if own.is_empty() {
                own.clone_from(theirs);
            }
        };
        fill(&mut self.family_name, &other.family_name);
        fill(&mut self.given_names, &other.given_names);
        fill(&mut self.phone, &other.phone);
        fill(&mut self.mail, &other.mail);
        fill(&mut self.remark, &other.remark);
        fill(&mut self.domicile, &other.domicile);
        if self.birth_place.name.is_empty() {
            self.birth_place.clone_from(&other.birth_place);
        }
        if self.identity == Identity::None {
            self.identity.clone_from(&other.identity);
        }
        if self.residence == Residence::Unknown {
            self.residence.clone_from(&other.residence);
        }
        self.birth_date = self.birth_date.or(other.birth_date);
        self.sex = self.sex.or(other.sex);
        for language in &other.languages {
            if !self.languages.contains(language) {
                self.languages.push(language.clone());
            }
        }
        for contact in &other.contacts {
            if !self.contacts.contains(contact) {
                self.contacts.push(contact.clone());
            }
        }
        self
    }

    /// Family and given names, as a list shows them.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.family_name, self.given_names).trim().to_owned()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Somebody of whom nothing is known.
    pub fn nobody() -> Citizen {
        Citizen {
            id: CitizenId::from_parts(1, [1; 10]),
            family_name: String::new(),
            given_names: String::new(),
            identity: Identity::None,
            birth_date: None,
            sex: None,
            residence: Residence::Unknown,
            phone: String::new(),
            mail: String::new(),
            remark: String::new(),
            birth_place: BirthPlace::default(),
            domicile: String::new(),
            languages: Vec::new(),
            contacts: Vec::new(),
            merged_into: None,
            created_at: Timestamp::from_millis(0),
            revision: 1,
        }
    }

    #[test]
    fn what_says_nothing_is_not_kept_and_what_is_too_much_is_refused() {
        let today = day("2026-11-21");
        let contact = |name: &str| Contact { name: name.into(), ..Contact::default() };
        let citizen = Citizen {
            languages: vec![" arabo ".into(), "\u{7}".into()],
            contacts: vec![contact("Lucia"), contact(" ")],
            birth_place: BirthPlace { name: "Tunisi".into(), code: Some(" ".into()) },
            ..nobody()
        };
        let checked = citizen.checked(today).unwrap();
        assert_eq!((checked.languages, checked.contacts), (vec!["arabo".to_owned()], vec![contact("Lucia")]));
        assert_eq!(checked.birth_place.code, None);
        let endless = Citizen { contacts: vec![contact("x"); LISTED + 1], ..nobody() };
        assert_eq!(endless.checked(today), Err(CitizenFault::TooMany));
        let long = Citizen { contacts: vec![contact(&"x".repeat(501))], ..nobody() };
        assert_eq!(long.checked(today), Err(CitizenFault::TooLong(TooLong(500))));
    }

    #[test]
    fn a_record_is_filled_where_it_is_empty_and_nowhere_else() {
        let one =
            Citizen { phone: "1".into(), languages: vec!["it".into()], sex: Some(Sex::Female), ..nobody() };
        let other = Citizen {
            phone: "2".into(),
            mail: "m".into(),
            identity: Identity::AsTold("x".into()),
            languages: vec!["it".into(), "ar".into()],
            sex: Some(Sex::Male),
            residence: Residence::NoFixedAbode,
            ..nobody()
        };
        let filled = one.clone().filled_from(&other);
        assert_eq!((filled.phone.as_str(), filled.mail.as_str(), filled.sex), ("1", "m", Some(Sex::Female)));
        assert_eq!((&filled.identity, &filled.residence), (&other.identity, &other.residence));
        assert_eq!(filled.languages, ["it", "ar"]);
        assert_eq!(one.clone().filled_from(&nobody()), one);
    }

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
