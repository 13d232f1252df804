//! The one catalogue of what paper says. A language is a value of [`Words`]: one that lacks a text does not compile.

mod en;
mod it;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ExpectedWait;

/// A language that a ticket can be printed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Italian, the first language of every site.
    #[default]
    It,
    /// English.
    En,
}

impl Language {
    /// Every language of the catalogue.
    pub const ALL: [Self; 2] = [Self::It, Self::En];

    /// The language for a tag such as `it` or `en-GB`; `None` when the catalogue does not have it.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The language's tag, e.g. `it`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::It => "it",
            Self::En => "en",
        }
    }

    /// The words of this language.
    #[must_use]
    pub fn words(self) -> &'static Words {
        match self {
            Self::It => &it::WORDS,
            Self::En => &en::WORDS,
        }
    }
}

/// Every text of the paper in one language. Functions where a language has grammar of its own.
#[derive(Debug)]
pub struct Words {
    /// Heads a second copy.
    pub reprint: &'static str,
    /// How many were waiting before, in the right number and truthful for none.
    pub people_before: fn(u32) -> String,
    /// Under them: whom that counts.
    pub same_service: &'static str,
    /// Before the announced band: the moment at which it was made.
    pub expected_since: fn(&str, ExpectedWait) -> String,
    /// The announced band.
    pub expected: fn(ExpectedWait) -> String,
    /// In their place for somebody who was called already: the counter stands behind it.
    pub your_turn: &'static str,
    /// The same where nobody knows the counter.
    pub called: &'static str,
    /// The day of issue.
    pub day: fn(NaiveDate) -> String,
    /// Above what to bring.
    pub hold_ready: &'static str,
    /// Where the number, which stands behind it, will be called.
    pub watch: &'static str,
    /// Above the QR: what it is for, and what can be touched there.
    pub page: &'static str,
    /// Ends that sentence: the button of the ticket's page, by the name that it has there; no line breaks it.
    pub button: &'static str,
}

#[cfg(test)]
mod tests {
    use super::super::clean;
    use super::*;

    fn all_texts(words: &Words) -> Vec<String> {
        let mut texts =
            [words.reprint, words.same_service, words.hold_ready, words.watch, words.page, words.button]
                .map(str::to_owned)
                .to_vec();
        texts.extend([words.your_turn, words.called].map(str::to_owned));
        texts.extend([0, 1, 2, 117].map(words.people_before));
        let bands = [(0, 5), (10, 10), (15, 25), (1, 1)];
        for wait in bands.map(|(low_minutes, high_minutes)| ExpectedWait { low_minutes, high_minutes }) {
            texts.extend([(words.expected_since)("9:42", wait), (words.expected)(wait)]);
        }
        texts.extend(
            (1..=12)
                .map(|month| (words.day)(NaiveDate::from_ymd_opt(2026, month, 1 + month).expect("a date"))),
        );
        texts
    }

    #[test]
    fn no_language_lacks_a_text_or_has_one_that_cannot_be_printed() {
        for language in Language::ALL {
            for text in all_texts(language.words()) {
                assert!(!text.is_empty(), "{language:?}");
                assert_eq!(clean(&text), text, "{language:?}");
                assert!(!text.contains('!'), "no exclamation marks: {text}");
            }
        }
    }

    #[test]
    fn no_language_borrows_from_another() {
        let english = all_texts(Language::En.words());
        for italian in all_texts(Language::It.words()) {
            assert!(!english.contains(&italian), "{italian}");
        }
    }

    #[test]
    fn a_tag_finds_its_language() {
        assert_eq!(Language::from_tag("it"), Some(Language::It));
        assert_eq!(Language::from_tag("en-GB"), Some(Language::En));
        assert_eq!(Language::from_tag("tlh"), None);
    }
}
