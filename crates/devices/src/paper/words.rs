//! The one catalogue of what paper says. A language is a value of [`Words`]: one that lacks a text does not compile.

mod ar;
mod en;
mod es;
mod fr;
mod it;
mod ro;
mod sq;
#[cfg(test)]
pub(super) mod tests;
mod uk;
mod zh;

use turno_domain::text::Language;

use super::{CallManner, ExpectedWait};

/// The words of a language.
#[must_use]
pub fn words(language: Language) -> &'static Words {
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

/// Every text of the paper in one language. Functions where a language has grammar of its own.
#[derive(Debug)]
pub struct Words {
    /// Heads a second copy.
    pub reprint: &'static str,
    /// For how many people the ticket is, from two on.
    pub people: fn(u32) -> String,
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
    /// Between the things of a list that runs on.
    pub comma: &'static str,
    /// Above what to bring.
    pub hold_ready: &'static str,
    /// Above what to bring in addition, for somebody else.
    pub hold_ready_for_other: &'static str,
    /// Where the number, which stands behind it, will be called.
    pub watch: &'static str,
    /// In its place for who asked to be called otherwise. The number stands behind the first.
    pub manner: fn(CallManner) -> &'static str,
    /// Where that place is named: for who asked to be fetched. It sends to no room of its own.
    pub we_come: &'static str,
    /// Before the place where the holder is to wait, as the site names it.
    pub wait_at: &'static str,
    /// Beside the QR: what it is for; the button stands where `{}` does.
    pub page: &'static str,
    /// The button of the ticket's own page by which a place is kept for who goes out, by the name that it has there.
    pub button: &'static str,
    /// Of the paper that somebody takes home.
    pub next_step: NextStepWords,
}

/// The words of "Il suo prossimo passo" on a strip.
#[derive(Debug)]
pub struct NextStepWords {
    /// Its name.
    pub title: &'static str,
    /// Above the place.
    pub place: &'static str,
    /// Above what to bring.
    pub bring: &'static str,
    /// Above whom to call.
    pub call: &'static str,
    /// Before the practice's number.
    pub practice: &'static str,
    /// Beside the code: what it is for.
    pub code: &'static str,
}

impl Words {
    /// Beside the QR: what it is for, with the button's name.
    #[must_use]
    pub fn page_with_button(&self) -> String {
        self.page.replace("{}", self.button)
    }
}

/// A band in the order that all languages share: up to so many, so many, from so many to so many.
fn band(wait: ExpectedWait, up_to: impl Fn(u32) -> String, minutes: impl Fn(u32) -> String) -> String {
    match wait {
        ExpectedWait { low_minutes: 0, high_minutes } => up_to(high_minutes),
        ExpectedWait { low_minutes, high_minutes } if low_minutes >= high_minutes => minutes(high_minutes),
        ExpectedWait { low_minutes, high_minutes } => format!("{low_minutes}–{}", minutes(high_minutes)),
    }
}
