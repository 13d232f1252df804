//! Texts that people read: in the languages a site offers, Italian as the fallback, cleaned of what is not text.

mod date;

use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// A language that Turno speaks to citizens in, by its ISO 639-1 code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Italian, the fallback.
    #[default]
    It,
    /// English.
    En,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Romanian.
    Ro,
    /// Albanian.
    Sq,
    /// Ukrainian.
    Uk,
    /// Arabic, written from right to left.
    Ar,
    /// Chinese.
    Zh,
}

impl Language {
    /// Every language, Italian first.
    pub const ALL: [Language; 9] = [
        Language::It,
        Language::En,
        Language::Fr,
        Language::Es,
        Language::Ro,
        Language::Sq,
        Language::Uk,
        Language::Ar,
        Language::Zh,
    ];

    /// The ISO 639-1 code.
    pub fn code(self) -> &'static str {
        match self {
            Language::It => "it",
            Language::En => "en",
            Language::Fr => "fr",
            Language::Es => "es",
            Language::Ro => "ro",
            Language::Sq => "sq",
            Language::Uk => "uk",
            Language::Ar => "ar",
            Language::Zh => "zh",
        }
    }

    /// Whether the script runs from right to left.
    pub fn is_rtl(self) -> bool {
        self == Language::Ar
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;
    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        Language::ALL
            .into_iter()
            .find(|language| language.code() == text)
            .ok_or_else(|| UnknownLanguage(text.chars().take(20).collect()))
    }
}

/// A language code that Turno does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown language {0:?}: Turno speaks it, en, fr, es, ro, sq, uk, ar and zh")]
pub struct UnknownLanguage(pub String);

/// One text in several languages; a plain string is Italian.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Texts(BTreeMap<Language, String>);

impl Texts {
    /// A text in Italian alone.
    pub fn italian(text: &str) -> Self {
        Self(BTreeMap::from([(Language::It, text.to_owned())]))
    }

    /// The text in `language`, else in Italian, else in any language there is, else empty.
    pub fn get(&self, language: Language) -> &str {
        self.0
            .get(&language)
            .or_else(|| self.0.get(&Language::It))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }

    /// The languages that have a text of their own, with it.
    pub fn iter(&self) -> impl Iterator<Item = (Language, &str)> {
        self.0.iter().map(|(language, text)| (*language, text.as_str()))
    }

    /// This text with one more language.
    pub fn with(mut self, language: Language, text: &str) -> Self {
        self.0.insert(language, text.to_owned());
        self
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Plain(String),
            Each(BTreeMap<Language, String>),
        }
        Ok(match Form::deserialize(deserializer)? {
            Form::Plain(text) => Texts::italian(&text),
            Form::Each(texts) => Texts(texts),
        })
    }
}

/// `text` as it may be stored and shown: control characters and bidirectional overrides become spaces, runs of white
/// space become one space, and at most `characters` characters are kept.
pub fn clean(text: &str, characters: usize) -> String {
    let mut out = String::with_capacity(text.len().min(characters * 4));
    let mut count = 0;
    for word in text.split(|c: char| c.is_whitespace() || is_not_text(c)).filter(|word| !word.is_empty()) {
        if count > 0 {
            if count + 1 >= characters {
                break;
            }
            out.push(' ');
            count += 1;
        }
        for c in word.chars() {
            if count == characters {
                return out;
            }
            out.push(c);
            count += 1;
        }
    }
    out
}

/// As [`clean`], keeping line breaks: for notes. Empty lines at both ends go.
pub fn clean_lines(text: &str, characters: usize) -> String {
    let lines: Vec<String> = text.lines().map(|line| clean(line, characters)).collect();
    let whole = lines.join("\n");
    whole.trim_matches('\n').chars().take(characters).collect()
}

/// As [`clean_lines`], keeping how far each line stands from the margin, as Markdown needs it; a tabulator is four spaces.
pub fn clean_indented(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let words = line.trim_start_matches([' ', '\t']);
        let margin: usize =
            line[..line.len() - words.len()].chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
        format!("{}{}", " ".repeat(margin), clean(words, words.len())).trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n").trim_matches('\n').to_owned()
}

fn is_not_text(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_falls_back_to_italian() {
        let name = Texts::italian("Medico").with(Language::En, "Doctor");
        assert_eq!(name.get(Language::En), "Doctor");
        assert_eq!(name.get(Language::Ar), "Medico");
        assert_eq!(serde_json::from_str::<Texts>("\"Medico\"").unwrap(), Texts::italian("Medico"));
        assert_eq!(serde_json::from_str::<Texts>(r#"{"it":"Medico","en":"Doctor"}"#).unwrap(), name);
        assert!(serde_json::from_str::<Texts>(r#"{"xx":"?"}"#).is_err());
    }

    #[test]
    fn cleaning_keeps_words_and_drops_what_is_not_text() {
        assert_eq!(clean(" Mario\u{1b}@ \r\n Rossi\u{202e} ", 50), "Mario @ Rossi");
        assert_eq!(clean("Łukasz 🙂", 50), "Łukasz 🙂");
        assert_eq!(clean(&"è".repeat(400), 120).chars().count(), 120);
        assert_eq!(clean_lines("\r\nUna riga\u{1b}\r\n\r\nun'altra\n", 100), "Una riga\n\nun'altra");
    }

    #[test]
    fn a_page_keeps_its_margins() {
        let page = "# Prima\u{1b}\r\n\r\n- una\n  - due  volte\n\t- tre\n   \n";
        assert_eq!(clean_indented(page), "# Prima\n\n- una\n  - due volte\n    - tre");
    }

    proptest! {
        #[test]
        fn cleaned_text_is_short_printable_and_stays_the_same(text in any::<String>(), limit in 1usize..60) {
            let once = clean(&text, limit);
            prop_assert!(once.chars().count() <= limit);
            prop_assert!(once.chars().all(|c| !is_not_text(c)));
            prop_assert_eq!(clean(&once, limit), once);
        }
    }
}
