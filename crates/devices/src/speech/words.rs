//! How things are put so that the synthesiser says them as people do.

use turno_domain::text::Language;
use turno_domain::ticket::TicketNumber;

/// A ticket's number as it is said: “A042” is “A, quarantadue”.
///
/// The count stays in figures, without its zeros: `espeak-ng` knows the numerals of each language, and says them better than the same
/// numerals written out (in Italian it voices the s of “trentasei”).
#[must_use]
pub fn spoken_number(number: TicketNumber) -> String {
    format!("{}, {}", number.letter, number.count)
}

/// The voice of `espeak-ng` for a language.
pub(super) fn voice(language: Language) -> &'static str {
    match language {
        Language::It => "it",
        Language::En => "en-gb",
        Language::Fr => "fr-fr",
        Language::Es => "es",
        Language::Ro => "ro",
        Language::Sq => "sq",
        Language::Uk => "uk",
        Language::Ar => "ar",
        // The voice that is simply called cmn says the transcription of each character as if it were English (1.51).
        Language::Zh => "cmn-latn-pinyin",
    }
}
