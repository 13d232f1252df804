//! The forms that are printed on A4: what stands on each, and under which names a template finds it.
//!
//! The names are Italian, for whoever edits a template; each template lists its own at its head. Values arrive there as text that is
//! ready to be read ("lunedì 30 novembre 2026, ore 10:30"): a template needs no calendar.

mod attendance;
mod citizen_sheet;
mod examples;
mod next_step;
mod notice;

use std::sync::Arc;

use chrono::{NaiveDateTime, NaiveTime, Timelike};
use serde_json::{Map, Value, json};
use turno_domain::casework::PracticeNumber;
use turno_domain::text::Language;

pub use attendance::Attendance;
pub use citizen_sheet::{CitizenSheet, Contact, NoticeLine, PracticeLine};
pub use next_step::{NextStep, When};
pub use notice::{Given, PrivacyNotice};

/// What stands at the head and foot of every form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The name of the desk, e.g. "Sportello PAC".
    pub site: String,
    /// The body that runs it, e.g. "Comune di Rovellasca".
    pub body: String,
    /// Its address, on one or more lines.
    pub address: String,
    /// Its telephone number.
    pub phone: String,
    /// Its mail address.
    pub mail: String,
    /// When it is open, on one or more lines.
    pub hours: String,
    /// The logos of the bodies of the project, from the left.
    pub logos: Vec<Logo>,
    /// The practice that the form is about.
    pub practice: Option<PracticeNumber>,
    /// When the form was made, in the site's own time. It is printed, and it is the file's date.
    pub made: NaiveDateTime,
}

/// A picture of a body, as PNG, JPEG or SVG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// The file.
    pub bytes: Arc<[u8]>,
    /// What it is, for whoever hears the page ("Logo del Comune di Rovellasca").
    pub description: String,
}

/// A form with its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// "Il suo prossimo passo", the discharge form.
    NextStep(NextStep),
    /// The privacy notice.
    PrivacyNotice(PrivacyNotice),
    /// All that is known of a citizen.
    CitizenSheet(CitizenSheet),
    /// That somebody was at the desk.
    Attendance(Attendance),
}

/// The kinds of form, each with its template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FormKind {
    /// "Il suo prossimo passo", the discharge form.
    NextStep,
    /// The privacy notice.
    PrivacyNotice,
    /// All that is known of a citizen.
    CitizenSheet,
    /// That somebody was at the desk.
    Attendance,
}

impl FormKind {
    /// Every kind.
    pub const ALL: [FormKind; 4] =
        [FormKind::NextStep, FormKind::PrivacyNotice, FormKind::CitizenSheet, FormKind::Attendance];

    /// The word under which a form of this kind is archived.
    pub fn archived_as(self) -> turno_domain::casework::FormKind {
        use turno_domain::casework::FormKind as Archived;
        match self {
            FormKind::NextStep => Archived::NextStep,
            FormKind::PrivacyNotice => Archived::PrivacyNotice,
            FormKind::CitizenSheet => Archived::CitizenSheet,
            FormKind::Attendance => Archived::Attendance,
        }
    }

    /// The template that ships with Turno. A municipality edits a copy of it.
    pub fn shipped_template(self) -> &'static str {
        match self {
            FormKind::NextStep => include_str!("../../../assets/documents/prossimo-passo.typ"),
            FormKind::PrivacyNotice => include_str!("../../../assets/documents/informativa.typ"),
            FormKind::CitizenSheet => include_str!("../../../assets/documents/scheda.typ"),
            FormKind::Attendance => include_str!("../../../assets/documents/attestato.typ"),
        }
    }

    /// The name of its template's file.
    pub fn file_name(self) -> &'static str {
        match self {
            FormKind::NextStep => "prossimo-passo.typ",
            FormKind::PrivacyNotice => "informativa.typ",
            FormKind::CitizenSheet => "scheda.typ",
            FormKind::Attendance => "attestato.typ",
        }
    }

    /// The title of a PDF whose template sets none. No name stands in it: a title is shown in windows and lists.
    pub(crate) fn title(self) -> &'static str {
        match self {
            FormKind::NextStep => "Il suo prossimo passo",
            FormKind::PrivacyNotice => "Informativa sul trattamento dei dati personali",
            FormKind::CitizenSheet => "Scheda della persona",
            FormKind::Attendance => "Attestato di presenza",
        }
    }

    /// Made-up forms that a template must be able to print: full, nearly empty, and from right to left.
    pub fn examples(self) -> Vec<Form> {
        examples::of(self)
    }
}

impl Form {
    /// What kind it is.
    pub fn kind(&self) -> FormKind {
        match self {
            Form::NextStep(_) => FormKind::NextStep,
            Form::PrivacyNotice(_) => FormKind::PrivacyNotice,
            Form::CitizenSheet(_) => FormKind::CitizenSheet,
            Form::Attendance(_) => FormKind::Attendance,
        }
    }

    fn sheet(&self) -> &Sheet {
        match self {
            Form::NextStep(form) => &form.sheet,
            Form::PrivacyNotice(form) => &form.sheet,
            Form::CitizenSheet(form) => &form.sheet,
            Form::Attendance(form) => &form.sheet,
        }
    }

    pub(crate) fn made(&self) -> NaiveDateTime {
        self.sheet().made
    }

    pub(crate) fn logos(&self) -> &[Logo] {
        &self.sheet().logos
    }

    /// Pictures other than logos, by the name under which a template finds them.
    pub(crate) fn pictures(&self) -> Vec<(&'static str, Vec<u8>)> {
        match self {
            Form::NextStep(form) => form.pictures(),
            _ => Vec::new(),
        }
    }

    /// What a template finds, pictures apart.
    pub(crate) fn data(&self) -> Map<String, Value> {
        let mut data = self.sheet().data();
        data.extend(match self {
            Form::NextStep(form) => form.data(),
            Form::PrivacyNotice(form) => form.data(),
            Form::CitizenSheet(form) => form.data(),
            Form::Attendance(form) => form.data(),
        });
        data
    }
}

impl Sheet {
    fn data(&self) -> Map<String, Value> {
        fields(json!({
            "sede": self.site,
            "ente": self.body,
            "indirizzo": self.address,
            "telefono": self.phone,
            "posta": self.mail,
            "orari": self.hours,
            "pratica": self.practice.as_ref().map(ToString::to_string),
            "data": Language::It.date(self.made.date()),
        }))
    }
}

fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// "9:05", as it stands on the paper of the queue too.
fn clock(time: NaiveTime) -> String {
    format!("{}:{:02}", time.hour(), time.minute())
}
