//! The fixed words of "Il suo prossimo passo" in every language. A language is a value of [`Words`]: one that lacks a text does not
//! compile. The Italian of the other forms stands in their templates, where a municipality edits it.

mod ar;
mod en;
mod es;
mod fr;
mod it;
mod ro;
mod sq;
mod uk;
mod zh;

use turno_domain::text::Language;

/// The words of a language.
pub(crate) fn words(language: Language) -> &'static Words {
    match language {
        Language::It => &it::WORDS,
        Language::En => &en::WORDS,
        Language::Fr => &fr::WORDS,
        Language::Es => &es::WORDS,
        Language::Ro => &ro::WORDS,
        Language::Sq => &sq::WORDS,
        Language::Uk => &uk::WORDS,
        Language::Ar => &ar::WORDS,
        Language::Zh => &zh::WORDS,
    }
}

/// Every text of the form in one language. Functions where a language has grammar of its own.
pub(crate) struct Words {
    /// The form's name.
    pub title: &'static str,
    /// Above what was done.
    pub done: &'static str,
    /// Above the next step.
    pub step: &'static str,
    /// Above the place.
    pub place: &'static str,
    /// Above the moment.
    pub when: &'static str,
    /// Above what to bring.
    pub bring: &'static str,
    /// Above whom to call.
    pub call: &'static str,
    /// Beside the code: what it is for.
    pub code: &'static str,
    /// At the foot.
    pub keep: &'static str,
    /// A day, as [`Language::date`] says it, and an hour.
    pub at: fn(&str, &str) -> String,
    /// A day, as [`Language::date`] says it, that must not pass.
    pub by: fn(&str) -> String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn a_moment_is_said_as_one_does() {
        let date = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        let say = |language| (words(language).at)(&language.date(date), "10:30");
        assert_eq!(say(Language::It), "martedì 1 dicembre 2026, ore 10:30");
        assert_eq!(say(Language::Fr), "mardi 1er décembre 2026 à 10:30");
        assert_eq!(say(Language::Es), "martes 1 de diciembre de 2026, 10:30 h");
        assert_eq!(say(Language::Zh), "2026年12月1日 星期二 10:30");
        assert_eq!((it::WORDS.by)("martedì"), "Entro martedì");
    }
}
