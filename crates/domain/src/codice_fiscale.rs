//! The codes by which Italy tells one person from another: the codice fiscale and its two stand-ins.
//!
//! Owns their structure, their check characters and what can be read from them. It must not know whether a person
//! exists, whether a place code is in the register of municipalities, or what day it is: the reference date comes in. A
//! code that is well formed is never proof of identity.
//!
//! Sources: D.M. 23 December 1976 (structure, check characters, omocodia); Ministero della Salute, circular no. 5 of
//! 24 March 2000 (STP code; the ENI code follows it).

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Births before this year are not looked for: nobody registered since 1973 was born earlier.
const FIRST_BIRTH_YEAR: i32 = 1800;

/// The letters of the months, January first.
const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";

/// What stands for the digits 0 to 9 in the code of somebody whose plain code was already taken.
const OMOCODIA: &[u8; 10] = b"LMNPQRSTUV";

/// Where digits stand (0-based), and so where omocodia may have put a letter.
const DIGITS: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];

/// Value of a letter, A first, in an odd position (1-based); a digit counts as the letter of its rank (0 as A).
const ODD: [u8; 26] =
    [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/// Why a text is not the code that it was taken for. No message repeats what was typed: it may end in a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CodeError {
    /// Too short or too long, spaces not counted.
    #[error("the code has {expected} characters, not {found}")]
    Length {
        /// How many it must have.
        expected: usize,
        /// How many were given.
        found: usize,
    },
    /// Something else than a letter where a letter stands (1-based position, spaces not counted).
    #[error("character {position} must be a letter")]
    Letter {
        /// 1-based, spaces not counted.
        position: usize,
    },
    /// Neither a digit nor the letter that omocodia puts in its place (1-based position, spaces not counted).
    #[error("character {position} must be a digit")]
    Digit {
        /// 1-based, spaces not counted.
        position: usize,
    },
    /// The ninth character is none of the twelve months' letters.
    #[error("character 9 must be the letter of a month (A B C D E H L M P R S T)")]
    Month,
    /// Day and month do not exist together in any year that the code can mean.
    #[error("the date of birth does not exist")]
    Date,
    /// The last character does not follow from the others: at least one was mistyped.
    #[error("the last character does not agree with the others: one of them is wrong")]
    Check,
    /// An 11-digit code of nothing but zeros, which people type to get past a field.
    #[error("a code of only zeros belongs to nobody")]
    OnlyZeros,
    /// Neither 16 characters, nor 11 digits.
    #[error(
        "a codice fiscale has 16 characters, a provisional one 11 digits, an STP or ENI code 16 characters"
    )]
    NoKnownCode,
}

/// The sex that the register writes into the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RegisteredSex {
    /// Day of birth plus 40.
    Female,
    /// Day of birth as it is.
    Male,
}

/// The code of the place of birth (Belfiore code): a letter and three digits.
///
/// What it stands for is in the register of municipalities and states; former ones keep theirs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct PlaceCode(String);

impl PlaceCode {
    /// The code as the registers write it, e.g. `C933`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a foreign state (`Z…`) rather than an Italian municipality.
    pub fn is_foreign(&self) -> bool {
        self.0.starts_with('Z')
    }
}

/// A well-formed codice fiscale of a person: 16 characters, upper case, its check character right.
///
/// Serialised as its text. Debug shows none of it, and there is no `Display`, so that it reaches a log only on purpose.
///
/// ```
/// use turno_domain::codice_fiscale::CodiceFiscale;
/// let code = CodiceFiscale::parse(" rssmra 85t10 a562s ")?;
/// assert_eq!(code.as_str(), "RSSMRA85T10A562S");
/// assert!(code.matches("Rossi", "Mario"));
/// # Ok::<(), turno_domain::codice_fiscale::CodeError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CodiceFiscale(String);

impl CodiceFiscale {
    /// Reads a code as people type or scan it: any case, any spaces.
    ///
    /// # Errors
    /// The first thing that is wrong, from left to right; the check character last.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let code = upper_without_spaces(text, 16)?;
        for (index, byte) in code.iter().enumerate() {
            let position = index + 1;
            if DIGITS.contains(&index) {
                digit(*byte).ok_or(CodeError::Digit { position })?;
            } else if !byte.is_ascii_uppercase() {
                return Err(CodeError::Letter { position });
            }
        }
        let code = Self(code.into_iter().map(char::from).collect());
        let month = code.month().ok_or(CodeError::Month)?;
        // 2000 stands for every century: it has a 29 February whenever one of the centuries has it.
        NaiveDate::from_ymd_opt(2000 + code.year_in_century(), month, code.day_and_sex().0)
            .ok_or(CodeError::Date)?;
        if code.bytes()[15] != check_character(&code.bytes()[..15]) {
            return Err(CodeError::Check);
        }
        Ok(code)
    }

    /// The 16 characters, upper case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For screens that others may see: the last four characters, enough to recognise one's own.
    pub fn masked(&self) -> String {
        format!("••••••••••••{}", &self.0[12..])
    }

    /// The date of birth, taking the latest century that is not in the future on `today`.
    ///
    /// None only when `today` lies before every date that the code can mean (from 1800 on).
    pub fn birth_date(&self, today: NaiveDate) -> Option<NaiveDate> {
        let (month, (day, _)) = (self.month()?, self.day_and_sex());
        let this_century = today.year() - today.year().rem_euclid(100);
        (0..)
            .map(|back| this_century - 100 * back + self.year_in_century())
            .take_while(|year| *year >= FIRST_BIRTH_YEAR)
            .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
            .find(|date| *date <= today)
    }

    /// The sex written into the day of birth.
    pub fn sex(&self) -> RegisteredSex {
        self.day_and_sex().1
    }

    /// Where the person was born, omocodia undone.
    pub fn birth_place(&self) -> PlaceCode {
        let mut place = String::from(char::from(self.bytes()[11]));
        place.extend((12..15).map(|index| char::from(b'0' + self.digit_at(index))));
        PlaceCode(place)
    }

    /// Whether letters stand for digits because two people would have had the same code.
    pub fn is_omocode(&self) -> bool {
        DIGITS.iter().any(|index| self.bytes()[*index].is_ascii_uppercase())
    }

    /// The code that the person would have without omocodia. Two people may share it: compare, never replace.
    pub fn without_omocodia(&self) -> Self {
        let mut plain = self.bytes().to_vec();
        for index in DIGITS {
            plain[index] = b'0' + self.digit_at(index);
        }
        plain[15] = check_character(&plain[..15]);
        Self(plain.into_iter().map(char::from).collect())
    }

    /// Whether surname (at birth) and all given names give this code's first six letters.
    ///
    /// A false answer is worth a warning, never a refusal: people give their husband's surname or the first of two names.
    pub fn matches(&self, surname: &str, given_names: &str) -> bool {
        surname_codes(surname).iter().any(|code| self.0[..3] == **code)
            && given_names_codes(given_names).iter().any(|code| self.0[3..6] == **code)
    }

    fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    fn digit_at(&self, index: usize) -> u8 {
        digit(self.bytes()[index]).unwrap_or(0)
    }

    fn year_in_century(&self) -> i32 {
        i32::from(self.digit_at(6) * 10 + self.digit_at(7))
    }

    fn month(&self) -> Option<u32> {
        let letter = self.bytes()[8];
        (1..).zip(MONTHS).find(|(_, month)| **month == letter).map(|(number, _)| number)
    }

    fn day_and_sex(&self) -> (u32, RegisteredSex) {
        match u32::from(self.digit_at(9) * 10 + self.digit_at(10)) {
            day if day > 40 => (day - 40, RegisteredSex::Female),
            day => (day, RegisteredSex::Male),
        }
    }
}

impl fmt::Debug for CodiceFiscale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodiceFiscale(masked)")
    }
}

impl TryFrom<String> for CodiceFiscale {
    type Error = CodeError;

    fn try_from(text: String) -> Result<Self, CodeError> {
        Self::parse(&text)
    }
}

impl From<CodiceFiscale> for String {
    fn from(code: CodiceFiscale) -> Self {
        code.0
    }
}

/// The code that a desk was given for a person, told apart by its shape.
///
/// Serialised as its text.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PersonCode {
    /// The codice fiscale proper.
    CodiceFiscale(CodiceFiscale),
    /// A provisional codice fiscale: seven digits of the person, three of the office, a check digit.
    Provisional(String),
    /// Straniero temporaneamente presente: `STP`, region (3), health authority (3), serial number (7).
    Stp(String),
    /// Europeo non iscritto: `ENI` and the same thirteen digits.
    Eni(String),
}

impl PersonCode {
    /// Reads any of the four, as people type or scan them.
    ///
    /// # Errors
    /// What is wrong with the code that the text comes nearest to, by its first letters and its length.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let shape: String =
            text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
        let rest_has_digits = shape.chars().skip(3).take(3).any(|c| c.is_ascii_digit());
        if shape.starts_with("STP") && rest_has_digits {
            Ok(Self::Stp(health_code(&shape)?))
        } else if shape.starts_with("ENI") && rest_has_digits {
            Ok(Self::Eni(health_code(&shape)?))
        } else if shape.chars().next().is_some_and(|first| first.is_ascii_digit()) {
            Ok(Self::Provisional(provisional(&shape)?))
        } else if shape.chars().count() == 16 {
            Ok(Self::CodiceFiscale(CodiceFiscale::parse(&shape)?))
        } else {
            Err(CodeError::NoKnownCode)
        }
    }

    /// The code's characters, upper case, without spaces.
    pub fn as_str(&self) -> &str {
        match self {
            Self::CodiceFiscale(code) => code.as_str(),
            Self::Provisional(code) | Self::Stp(code) | Self::Eni(code) => code,
        }
    }
}

impl fmt::Debug for PersonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CodiceFiscale(_) => "PersonCode::CodiceFiscale(masked)",
            Self::Provisional(_) => "PersonCode::Provisional(masked)",
            Self::Stp(_) => "PersonCode::Stp(masked)",
            Self::Eni(_) => "PersonCode::Eni(masked)",
        })
    }
}

impl TryFrom<String> for PersonCode {
    type Error = CodeError;

    fn try_from(text: String) -> Result<Self, CodeError> {
        Self::parse(&text)
    }
}

impl From<PersonCode> for String {
    fn from(code: PersonCode) -> Self {
        match code {
            PersonCode::CodiceFiscale(code) => code.0,
            PersonCode::Provisional(code) | PersonCode::Stp(code) | PersonCode::Eni(code) => code,
        }
    }
}

fn upper_without_spaces(text: &str, expected: usize) -> Result<Vec<u8>, CodeError> {
    let characters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    if characters.len() != expected {
        return Err(CodeError::Length { expected, found: characters.len() });
    }
    // What is not ASCII becomes a byte that no position accepts.
    Ok(characters.into_iter().map(|c| u8::try_from(c.to_ascii_uppercase()).unwrap_or(0)).collect())
}

fn digit(byte: u8) -> Option<u8> {
    if byte.is_ascii_digit() {
        return Some(byte - b'0');
    }
    (0..).zip(OMOCODIA).find(|(_, letter)| **letter == byte).map(|(value, _)| value)
}

fn check_character(first_fifteen: &[u8]) -> u8 {
    let sum: u32 = first_fifteen
        .iter()
        .enumerate()
        .map(|(index, byte)| {
            let rank = if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' };
            u32::from(if index % 2 == 0 { ODD[usize::from(rank)] } else { rank })
        })
        .sum();
    b'A' + (sum % 26) as u8
}

fn provisional(text: &str) -> Result<String, CodeError> {
    let digits = upper_without_spaces(text, 11)?;
    if let Some(index) = digits.iter().position(|byte| !byte.is_ascii_digit()) {
        return Err(CodeError::Digit { position: index + 1 });
    }
    // Luhn's sum, as for the VAT number: every second digit counts twice, its own digits added.
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(index, byte)| match (index % 2, u32::from(byte - b'0')) {
            (0, value) => value,
            (_, value) if value > 4 => 2 * value - 9,
            (_, value) => 2 * value,
        })
        .sum();
    match sum {
        0 => Err(CodeError::OnlyZeros),
        _ if !sum.is_multiple_of(10) => Err(CodeError::Check),
        _ => Ok(digits.into_iter().map(char::from).collect()),
    }
}

fn health_code(text: &str) -> Result<String, CodeError> {
    let code = upper_without_spaces(text, 16)?;
    match code.iter().skip(3).position(|byte| !byte.is_ascii_digit()) {
        Some(index) => Err(CodeError::Digit { position: index + 4 }),
        None => Ok(code.into_iter().map(char::from).collect()),
    }
}

/// The three letters of a surname: consonants first, then vowels, then X. Both ways of writing an umlaut are given.
fn surname_codes(surname: &str) -> [String; 2] {
    [false, true].map(|umlaut_as_e| {
        let (consonants, vowels) = consonants_and_vowels(surname, umlaut_as_e);
        (consonants + &vowels + "XXX").chars().take(3).collect()
    })
}

/// As for a surname, but of four consonants or more the second is left out. No name at all gives `XXX`.
fn given_names_codes(given_names: &str) -> [String; 2] {
    [false, true].map(|umlaut_as_e| {
        let (mut consonants, vowels) = consonants_and_vowels(given_names, umlaut_as_e);
        if consonants.len() > 3 {
            consonants.remove(1);
        }
        (consonants + &vowels + "XXX").chars().take(3).collect()
    })
}

fn consonants_and_vowels(name: &str, umlaut_as_e: bool) -> (String, String) {
    let letters: String =
        name.chars().flat_map(char::to_lowercase).flat_map(|c| plain(c, umlaut_as_e).chars()).collect();
    letters.chars().partition(|letter| !"AEIOU".contains(*letter))
}

/// A Latin letter without its marks, upper case; nothing for what is no Latin letter (apostrophe, hyphen, space).
fn plain(letter: char, umlaut_as_e: bool) -> &'static str {
    const ASCII: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    match letter {
        'a'..='z' => {
            let rank = usize::from(letter as u8 - b'a');
            &ASCII[rank..=rank]
        }
        'ä' if umlaut_as_e => "AE",
        'ö' | 'ø' if umlaut_as_e => "OE",
        'ü' if umlaut_as_e => "UE",
        'å' if umlaut_as_e => "AA",
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "A",
        'æ' => "AE",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "C",
        'ď' | 'đ' | 'ð' => "D",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "E",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "G",
        'ĥ' | 'ħ' => "H",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "I",
        'ĵ' => "J",
        'ķ' => "K",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "L",
        'ñ' | 'ń' | 'ņ' | 'ň' => "N",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "O",
        'œ' => "OE",
        'ŕ' | 'ř' => "R",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "S",
        'ß' => "SS",
        'ţ' | 'ť' | 'ț' => "T",
        'þ' => "TH",
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "U",
        'ŵ' => "W",
        'ý' | 'ÿ' => "Y",
        'ź' | 'ż' | 'ž' => "Z",
        _ => "",
    }
}

#[cfg(test)]
mod tests;
