//! The person's record as it is typed: fields are texts, what they mean is worked out here. Nothing typed is ever refused.

use super::citizen::more::{ContactFields, listed};
use super::citizen::places;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use turno_domain::casework::{PartialDate, Residence, Sex};
use turno_domain::codice_fiscale::{CodeError, CodiceFiscale, PersonCode};
use turno_protocol::casework::{BirthPlaceView, CitizenFields, IdentityView};

/// What sort of place somebody lives in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResidenceKind {
    /// A municipality.
    #[default]
    Municipality,
    /// Another country.
    Abroad,
    /// None.
    NoFixedAbode,
}

impl ResidenceKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Municipality, Self::Abroad, Self::NoFixedAbode];

    /// Its stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Municipality => "municipality",
            Self::Abroad => "abroad",
            Self::NoFixedAbode => "no-fixed-abode",
        }
    }
}

/// A record as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonFields {
    /// Family name.
    pub family: String,
    /// Given names.
    pub given: String,
    /// Codice fiscale, provisional code, STP, ENI or a document's number.
    pub code: String,
    /// Whether `code` is a foreign document's number.
    pub foreign: bool,
    /// `12/04/1946`, `04/1946` or `1946`.
    pub birth: String,
    /// The place.
    pub residence: String,
    /// What sort of place.
    pub residence_kind: ResidenceKind,
    /// Phone.
    pub phone: String,
    /// Registered sex.
    pub sex: Option<Sex>,
    /// The municipality or the country.
    pub birth_place: String,
    /// Where they stay, where that is not where they are registered.
    pub domicile: String,
    /// Mail address.
    pub mail: String,
    /// What to know at once.
    pub remark: String,
    /// What they speak, with commas between.
    pub languages: String,
    /// Who else can be called.
    pub contacts: Vec<ContactFields>,
    /// The codice fiscale that was typed here and filled the other fields: what it said gives way to what another one says.
    pub filled_from: String,
}

/// What to say below the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeNote {
    /// Nothing: no code, or a right one.
    None,
    /// Two people would have had the same code; this one is right.
    Omocode,
    /// The code is right, but its letters are not those of the names.
    OtherName,
    /// The code is right, but the birth date typed is another.
    OtherBirth,
    /// The code is right, but of the other sex.
    OtherSex,
    /// The code is right, but of another birth place.
    OtherPlace,
    /// Not as long as any code yet.
    Unfinished,
    /// Something is wrong with it.
    Fault(CodeError),
}

impl PersonFields {
    /// What is stored, as it is typed.
    pub fn of(stored: &CitizenFields) -> Self {
        let (residence, residence_kind) = match &stored.residence {
            Residence::Unknown => (String::new(), ResidenceKind::Municipality),
            Residence::Municipality(place) => (place.clone(), ResidenceKind::Municipality),
            Residence::Abroad(place) => (place.clone(), ResidenceKind::Abroad),
            Residence::NoFixedAbode => (String::new(), ResidenceKind::NoFixedAbode),
        };
        Self {
            family: stored.family_name.clone(),
            given: stored.given_names.clone(),
            code: stored.identity.value.clone().unwrap_or_default(),
            foreign: stored.identity.kind == "foreign-document",
            birth: stored.birth_date.map(birth_text).unwrap_or_default(),
            residence,
            residence_kind,
            phone: stored.phone.clone(),
            sex: stored.sex,
            birth_place: stored.birth_place.as_ref().map(|place| place.name.clone()).unwrap_or_default(),
            domicile: stored.domicile.clone().unwrap_or_default(),
            mail: stored.mail.clone(),
            remark: stored.remark.clone(),
            languages: stored.languages.as_deref().unwrap_or_default().join(", "),
            contacts: ContactFields::all_of(stored),
            // What is stored somebody looked at: another code does not replace it.
            filled_from: String::new(),
        }
    }

    /// What is typed, over `base` for what has no field. What cannot be stored as it stands (a code or a date that is
    /// wrong or unfinished) stays on the screen, and the record keeps what it had.
    pub fn fields(&self, base: &CitizenFields, today: NaiveDate) -> CitizenFields {
        CitizenFields {
            family_name: self.family.trim().to_owned(),
            given_names: self.given.trim().to_owned(),
            identity: self.identity().unwrap_or_else(|| base.identity.clone()),
            birth_date: match parse_birth(&self.birth, today) {
                Ok(birth) => birth,
                Err(_) => base.birth_date,
            },
            sex: self.sex,
            residence: match (self.residence_kind, self.residence.trim()) {
                (ResidenceKind::NoFixedAbode, _) => Residence::NoFixedAbode,
                (_, "") => Residence::Unknown,
                (ResidenceKind::Municipality, place) => Residence::Municipality(place.to_owned()),
                (ResidenceKind::Abroad, place) => Residence::Abroad(place.to_owned()),
            },
            phone: self.phone.trim().to_owned(),
            mail: self.mail.trim().to_owned(),
            remark: self.remark.trim().to_owned(),
            // What nobody typed into stays as it came, also where the hub left it out.
            birth_place: match base.birth_place.as_ref().map_or("", |place| place.name.as_str()) {
                name if name == self.birth_place.trim() => base.birth_place.clone(),
                _ => Some(self.place_of_birth()),
            },
            domicile: match base.domicile.as_deref().unwrap_or_default() {
                stays if stays == self.domicile.trim() => base.domicile.clone(),
                _ => Some(self.domicile.trim().to_owned()),
            },
            languages: match (base.languages.as_deref().unwrap_or_default(), listed(&self.languages)) {
                (stays, typed) if stays == typed => base.languages.clone(),
                (_, typed) => Some(typed),
            },
            contacts: match ContactFields::stored(&self.contacts) {
                typed if typed == base.contacts.as_deref().unwrap_or_default() => base.contacts.clone(),
                typed => Some(typed),
            },
        }
    }

    fn place_of_birth(&self) -> BirthPlaceView {
        let name = self.birth_place.trim().to_owned();
        BirthPlaceView { code: places::code_of(&name), name }
    }

    /// Whether something typed cannot be stored as it stands: the rest is, and this stays on the screen.
    pub fn is_left_out(&self, today: NaiveDate) -> bool {
        self.identity().is_none() || self.birth_fault(today).is_some()
    }

    /// Keeps what was typed into another version and cannot be stored.
    pub fn keep_left_out(&mut self, typed: &Self, today: NaiveDate) {
        if typed.identity().is_none() {
            (self.code, self.foreign) = (typed.code.clone(), typed.foreign);
        }
        if typed.birth_fault(today).is_some() {
            self.birth.clone_from(&typed.birth);
        }
    }

    /// What identifies the person; none where the code is not right.
    fn identity(&self) -> Option<IdentityView> {
        let code = self.code.trim();
        if code.is_empty() {
            return Some(IdentityView { kind: "none".to_owned(), value: None });
        }
        let (kind, value) = if self.foreign {
            ("foreign-document", code.to_owned())
        } else {
            let code = PersonCode::parse(code).ok()?;
            let kind = match &code {
                PersonCode::CodiceFiscale(_) => "codice-fiscale",
                PersonCode::Provisional(_) => "provisional",
                PersonCode::Stp(_) | PersonCode::Eni(_) => "stp-eni",
            };
            (kind, code.as_str().to_owned())
        };
        Some(IdentityView { kind: kind.to_owned(), value: Some(value) })
    }

    /// The codice fiscale, where what is typed is one.
    pub(super) fn codice_fiscale(&self) -> Option<CodiceFiscale> {
        if self.foreign { None } else { CodiceFiscale::parse(&self.code).ok() }
    }

    /// What to say below the code.
    pub fn code_note(&self, today: NaiveDate) -> CodeNote {
        let typed = self.code.chars().filter(|c| !c.is_whitespace()).count();
        if typed == 0 || self.foreign {
            return CodeNote::None;
        }
        match PersonCode::parse(&self.code) {
            Err(_) if typed < 11 => CodeNote::Unfinished,
            Err(CodeError::NoKnownCode) if typed < 16 => CodeNote::Unfinished,
            Err(fault) => CodeNote::Fault(fault),
            Ok(PersonCode::CodiceFiscale(code)) => match self.mismatches(today).first() {
                Some(mismatch) => *mismatch,
                None if code.is_omocode() => CodeNote::Omocode,
                None => CodeNote::None,
            },
            Ok(_) => CodeNote::None,
        }
    }

    /// By what the person is identified, as the wire has it; `unclear` while the code is none.
    pub fn document(&self) -> String {
        self.identity().map_or_else(|| "unclear".to_owned(), |identity| identity.kind)
    }

    /// What is wrong with the birth date as it is typed.
    pub fn birth_fault(&self, today: NaiveDate) -> Option<BirthFault> {
        parse_birth(&self.birth, today).err()
    }

    /// Whole years of age.
    pub fn age(&self, today: NaiveDate) -> Option<u32> {
        parse_birth(&self.birth, today).ok().flatten().and_then(|birth| birth.age_on(today))
    }

    /// A beginning of a record from what was searched for in vain.
    pub fn from_search(text: &str, today: NaiveDate) -> Self {
        let mut fields = Self::default();
        let text = text.trim();
        if PersonCode::parse(text).is_ok() {
            fields.code = text.to_uppercase();
            fields.fill_from_code(today);
        } else if text.contains('/') {
            // A practice's number is nobody's name and nobody's phone.
        } else if text.chars().any(|c| c.is_ascii_digit()) {
            fields.phone = text.to_owned();
        } else if let Some((family, given)) = text.rsplit_once(' ') {
            fields.family = capitalised(family);
            fields.given = capitalised(given);
        } else {
            fields.family = capitalised(text);
        }
        fields
    }
}

fn capitalised(text: &str) -> String {
    let mut start = true;
    text.chars()
        .flat_map(|c| {
            let written: Vec<char> = if start { c.to_uppercase().collect() } else { vec![c] };
            start = matches!(c, ' ' | '\'' | '-');
            written
        })
        .collect()
}

/// Why a birth date as it is typed is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BirthFault {
    /// It cannot be read as a day, a month or a year.
    Unreadable,
    /// The calendar has no such day or month.
    NoSuchDay,
    /// Nobody who lives was born then: it is to come, or too long ago.
    NotThen,
}

/// A birth date as people write it: `12/4/1946`, `4/1946`, `1946`, with `/`, `.`, `-` or spaces; empty: not told.
///
/// # Errors
/// [`BirthFault`] when it cannot be read or is no possible date of birth on `today`.
pub fn parse_birth(text: &str, today: NaiveDate) -> Result<Option<PartialDate>, BirthFault> {
    let parts: Vec<&str> =
        text.split(['/', '.', '-', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let number = |part: &str| part.parse::<u32>().map_err(|_| BirthFault::Unreadable);
    let year = |part: &str| match part.parse::<i32>() {
        Ok(year) if part.len() == 4 => Ok(year),
        _ => Err(BirthFault::Unreadable),
    };
    let date = match parts.as_slice() {
        [] => return Ok(None),
        [y] => PartialDate { year: year(y)?, month: None, day: None },
        [m, y] => PartialDate { year: year(y)?, month: Some(number(m)?), day: None },
        [d, m, y] => PartialDate { year: year(y)?, month: Some(number(m)?), day: Some(number(d)?) },
        _ => return Err(BirthFault::Unreadable),
    };
    let first = NaiveDate::from_ymd_opt(date.year, date.month.unwrap_or(1), date.day.unwrap_or(1));
    if date.is_possible(today) {
        Ok(Some(date))
    } else if first.is_none() {
        Err(BirthFault::NoSuchDay)
    } else {
        Err(BirthFault::NotThen)
    }
}

/// A birth date as it is typed.
pub fn birth_text(date: PartialDate) -> String {
    match (date.month, date.day) {
        (Some(month), Some(day)) => format!("{day:02}/{month:02}/{}", date.year),
        (Some(month), None) => format!("{month:02}/{}", date.year),
        _ => date.year.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        "2026-11-21".parse().unwrap()
    }

    fn maria() -> PersonFields {
        PersonFields {
            family: "Bianchi".into(),
            given: "Maria Teresa".into(),
            code: "BNCMTR46D52C933W".into(),
            ..PersonFields::default()
        }
    }

    #[test]
    fn a_right_code_fills_birth_date_and_sex() {
        let mut person = maria();
        person.fill_from_code(today());
        assert_eq!((person.birth.as_str(), person.sex), ("12/04/1946", Some(Sex::Female)));
        assert_eq!(person.code_note(today()), CodeNote::None);
        assert_eq!(person.age(today()), Some(80));
    }

    #[test]
    fn a_wrong_code_warns_and_the_rest_is_stored() {
        let mut person = maria();
        person.code = "BNCMTR46D52C933A".into();
        assert_eq!(person.code_note(today()), CodeNote::Fault(CodeError::Check));
        let fields = person.fields(&CitizenFields::default(), today());
        assert_eq!((fields.family_name.as_str(), fields.identity.kind.as_str()), ("Bianchi", "none"));
        person.code = "BNC".into();
        assert_eq!(person.code_note(today()), CodeNote::Unfinished);
        person.code = "X1234567".into();
        person.foreign = true;
        assert_eq!(person.code_note(today()), CodeNote::None);
        assert_eq!(person.fields(&CitizenFields::default(), today()).identity.kind, "foreign-document");
    }

    #[test]
    fn a_code_of_another_person_is_seen() {
        let mut person = maria();
        person.given = "Giovanna".into();
        assert_eq!(person.code_note(today()), CodeNote::OtherName);
        person.given = "Maria Teresa".into();
        person.birth = "13/04/1946".into();
        assert_eq!(person.code_note(today()), CodeNote::OtherBirth);
        person.birth = "1946".into();
        assert_eq!(person.code_note(today()), CodeNote::None);
    }

    #[test]
    fn parts_of_a_birth_date_may_be_unknown() {
        let read = |text| parse_birth(text, today());
        assert_eq!(read(""), Ok(None));
        assert_eq!(read("1946").unwrap().map(birth_text).as_deref(), Some("1946"));
        assert_eq!(read("4/1946").unwrap().map(birth_text).as_deref(), Some("04/1946"));
        assert_eq!(read("12.4.1946").unwrap().map(birth_text).as_deref(), Some("12/04/1946"));
    }

    #[test]
    fn a_birth_date_that_is_none_says_why() {
        let read = |text| parse_birth(text, today()).unwrap_err();
        for bad in ["46", "ieri", "1/2/3/4"] {
            assert_eq!(read(bad), BirthFault::Unreadable, "{bad}");
        }
        for bad in ["31/2/1946", "29/2/1947", "13/1946", "0/4/1946"] {
            assert_eq!(read(bad), BirthFault::NoSuchDay, "{bad}");
        }
        for bad in ["12/4/2027", "22/11/2026", "1200"] {
            assert_eq!(read(bad), BirthFault::NotThen, "{bad}");
        }
    }

    #[test]
    fn what_is_typed_survives_being_stored() {
        let mut person = maria();
        person.fill_from_code(today());
        person.residence = "Lomazzo (CO)".into();
        person.phone = "031 555 0142".into();
        let stored = person.fields(&CitizenFields::default(), today());
        assert_eq!(PersonFields::of(&stored), PersonFields { filled_from: String::new(), ..person });
        let away = PersonFields { residence_kind: ResidenceKind::NoFixedAbode, ..PersonFields::default() };
        assert_eq!(away.fields(&CitizenFields::default(), today()).residence, Residence::NoFixedAbode);
    }

    #[test]
    fn a_search_in_vain_begins_the_record() {
        let of = |text: &str| PersonFields::from_search(text, today());
        assert_eq!((of("rossi mario").family, of("rossi mario").given), ("Rossi".into(), "Mario".into()));
        assert_eq!(of("de'angelis").family, "De'Angelis");
        assert_eq!(of("031 55").phone, "031 55");
        assert_eq!(of("bncmtr46d52c933w").birth, "12/04/1946");
    }
}
