//! "Il suo prossimo passo": what the citizen takes home when the practice is not concluded.

use chrono::{NaiveDate, NaiveTime};
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use serde_json::{Map, Value, json};
use turno_domain::casework::FormCode;
use turno_domain::text::{Language, Texts};

use super::{Sheet, clock, fields};
use crate::words::words;

/// The discharge form.
///
/// Texts that the desk typed are Italian; those of the site may have other languages. What has no text in the citizen's language is
/// printed once, in Italian.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextStep {
    /// Head and foot.
    pub sheet: Sheet,
    /// Whom it is for; may be empty.
    pub person: String,
    /// The citizen's language, which stands beside the Italian.
    pub language: Language,
    /// What was done today.
    pub done: Texts,
    /// The next step.
    pub step: Texts,
    /// Where it happens.
    pub place: Texts,
    /// When.
    pub when: Option<When>,
    /// What to bring.
    pub bring: Vec<Texts>,
    /// Whom to call, e.g. "Sportello PAC, chieda di Anna".
    pub contact: Texts,
    /// At which number.
    pub contact_phone: String,
    /// The code that leads back to the practice.
    pub code: Option<FormCode>,
}

/// When a step happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// On a day.
    On(NaiveDate),
    /// On a day at an hour.
    At(NaiveDate, NaiveTime),
    /// On a day at the latest.
    By(NaiveDate),
}

impl When {
    fn say(self, language: Language) -> String {
        let words = words(language);
        match self {
            When::On(date) => language.date(date),
            When::At(date, time) => (words.at)(&language.date(date), &clock(time)),
            When::By(date) => (words.by)(&language.date(date)),
        }
    }
}

impl NextStep {
    pub(super) fn data(&self) -> Map<String, Value> {
        let mut data = self.in_language(Language::It);
        data.insert("persona".into(), self.person.clone().into());
        data.insert("telefono_da_chiamare".into(), self.contact_phone.clone().into());
        data.insert("lingua".into(), self.language.code().into());
        let other = (self.language != Language::It).then(|| self.in_language(self.language));
        data.insert("altra".into(), other.map_or(Value::Null, Value::Object));
        // A picture is put in its place where there is one.
        data.insert("codice".into(), Value::Null);
        data
    }

    fn in_language(&self, language: Language) -> Map<String, Value> {
        let words = words(language);
        let text = |texts: &Texts| own(texts, language);
        fields(json!({
            "parole": {
                "titolo": words.title,
                "fatto": words.done,
                "passo": words.step,
                "dove": words.place,
                "quando": words.when,
                "portare": words.bring,
                "chiamare": words.call,
                "codice": words.code,
                "conservi": words.keep,
            },
            "da_destra": language.is_rtl(),
            "fatto": text(&self.done),
            "passo": text(&self.step),
            "dove": text(&self.place),
            "quando": self.when.map(|when| when.say(language)),
            "portare": self.bring.iter().map(text).collect::<Vec<_>>(),
            "chiamare": text(&self.contact),
        }))
    }

    pub(super) fn pictures(&self) -> Vec<(&'static str, Vec<u8>)> {
        self.code.and_then(drawn).map(|svg| ("codice", svg.into_bytes())).into_iter().collect()
    }
}

/// The text in the language itself; in Italian the one that stands in for it.
fn own(texts: &Texts, language: Language) -> Option<String> {
    let text = match language {
        Language::It => Some(texts.get(Language::It)),
        other => texts.iter().find(|(it, _)| *it == other).map(|(_, text)| text),
    };
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The code as a picture. A quarter of it may be dirty or creased: paper that comes back from a pocket.
fn drawn(code: FormCode) -> Option<String> {
    let code = QrCode::with_error_correction_level(code.text(), EcLevel::Q).ok()?;
    Some(code.render::<svg::Color<'_>>().module_dimensions(1, 1).build())
}
