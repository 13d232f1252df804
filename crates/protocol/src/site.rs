//! The site on the wire: what kiosk and desk need to know of it.

use serde::{Deserialize, Serialize};
use turno_domain::intake::QuestionKind;
use turno_domain::keys::{CounterKey, QuestionKey, ServiceKey};
use turno_domain::site::{Cutter, Opening, Presenter, Site};
use turno_domain::text::{Language, Texts};
use utoipa::ToSchema;

/// One place with an entrance and desks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SiteView {
    /// What it is called.
    #[schema(value_type = Object)]
    pub name: Texts,
    /// The picture above its name on paper: a PNG in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// The zone whose wall clock it lives by, e.g. `Europe/Rome`.
    pub timezone: String,
    /// The languages that the kiosk offers, the site's own first.
    #[schema(value_type = Vec<String>)]
    pub languages: Vec<Language>,
    /// Minutes after the first call before "no-show" unlocks.
    pub no_show_after_minutes: u32,
    /// Minutes of waiting beyond which the longest wait goes first.
    pub maximum_wait_minutes: u32,
    /// Its sessions, in the order of the site file; none: always open.
    #[serde(default)]
    pub hours: Vec<SiteHours>,
    /// Its services, in the order of the site file.
    pub services: Vec<SiteService>,
    /// Its counters, in the order of the site file.
    pub counters: Vec<SiteCounter>,
    /// The kiosk's settings.
    pub kiosk: SiteKiosk,
    /// The printer's settings.
    pub printer: SitePrinter,
    /// The public listener as seen from a phone; null: no ticket pages.
    pub public_url: Option<String>,
}

/// A session of the week, on the wall clock of the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SiteHours {
    /// The days: `mon` to `sun`.
    pub days: Vec<String>,
    /// When desks open, `HH:MM`.
    #[schema(example = "09:00")]
    pub opens: String,
    /// When desks close.
    pub closes: String,
    /// The first moment for a ticket.
    pub tickets_from: String,
    /// The moment from which there are no more tickets.
    pub tickets_until: String,
}

impl From<&Opening> for SiteHours {
    fn from(opening: &Opening) -> Self {
        let text = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
        Self {
            days: opening.day_words().into_iter().map(str::to_owned).collect(),
            opens: text(opening.opens),
            closes: text(opening.closes),
            tickets_from: text(opening.first_ticket()),
            tickets_until: text(opening.last_ticket()),
        }
    }
}

/// A service of the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SiteService {
    /// What it is known by.
    #[schema(value_type = String)]
    pub key: ServiceKey,
    /// The letter of its numbers.
    #[schema(value_type = String)]
    pub letter: char,
    /// What it is called.
    #[schema(value_type = Object)]
    pub names: Texts,
    /// The group it stands in.
    #[schema(value_type = Option<Object>)]
    pub group: Option<Texts>,
    /// Minutes within which a person should be called.
    pub target_wait_minutes: Option<u32>,
    /// What to bring.
    #[schema(value_type = Vec<Object>)]
    pub documents: Vec<Texts>,
    /// Whether its name is kept off paper, board and other people's screens.
    pub discreet: bool,
    /// What an operator must be qualified for.
    pub qualification: Option<String>,
    /// When it is there, said where nobody present may serve it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub when: Option<Texts>,
    /// What the kiosk asks.
    pub intake: Vec<SiteQuestion>,
}

/// A question of a service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SiteQuestion {
    /// What it is known by.
    #[schema(value_type = String)]
    pub key: QuestionKey,
    /// How it is answered: `choice`, `choices`, `yes-no`, `number`, `age-band`, `municipality`, `phone`,
    /// `codice-fiscale`, `for-whom`, `people`, `privacy-notice`, `text`, `name`, or a kind of a newer hub, to be passed over.
    pub kind: String,
    /// The question.
    #[schema(value_type = Object)]
    pub question: Texts,
    /// Why it is asked.
    #[schema(value_type = Option<Object>)]
    pub why: Option<Texts>,
    /// What can be chosen.
    pub options: Vec<SiteChoice>,
    /// What to bring in addition for somebody else (`for-whom`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Object>)]
    pub documents: Vec<Texts>,
    /// Which version of the notice this is (`privacy-notice`): the answer that agrees to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

impl SiteQuestion {
    /// How it is answered, where this program knows that kind.
    pub fn known_kind(&self) -> Option<QuestionKind> {
        serde_json::from_value(serde_json::Value::String(self.kind.clone())).ok()
    }
}

/// An option of a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SiteChoice {
    /// What it is known by.
    #[schema(value_type = String)]
    pub key: QuestionKey,
    /// What it is called.
    #[schema(value_type = Object)]
    pub names: Texts,
}

/// A counter of the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SiteCounter {
    /// What it is known by.
    #[schema(value_type = String)]
    pub key: CounterKey,
    /// What people call it.
    #[schema(value_type = Object)]
    pub label: Texts,
}

/// The kiosk's settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SiteKiosk {
    /// The service of a ticket taken with one press.
    #[schema(value_type = Option<String>)]
    pub default_service: Option<ServiceKey>,
    /// The display's diagonal in millimetres.
    pub display_mm: Option<u32>,
    /// Whether questions may be answered in free text.
    #[serde(default)]
    pub free_text: bool,
    /// Where else to go while the site is closed.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub elsewhere: Option<Texts>,
    /// Where to wait once one has a number.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub wait_at: Option<Texts>,
    /// The code scanner's address.
    #[serde(default)]
    pub scanner: Option<String>,
    /// The big button's line.
    #[serde(default)]
    pub button: Option<String>,
    /// The light's line.
    #[serde(default)]
    pub light: Option<String>,
    /// The buzzer's line.
    #[serde(default)]
    pub buzzer: Option<String>,
    /// The loudspeaker's ALSA device.
    #[serde(default)]
    pub loudspeaker: Option<String>,
    /// The headphones' ALSA device; null: nobody can listen in private.
    #[serde(default)]
    pub headphones: Option<String>,
}

/// The printer's settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SitePrinter {
    /// Where it is.
    pub url: Option<String>,
    /// The paper's width in millimetres.
    pub width_mm: Option<u32>,
    /// The printer's number of code page WPC1252.
    pub code_page: Option<u8>,
    /// How it cuts: `partial`, `full` or `none`.
    #[serde(default)]
    #[schema(value_type = String)]
    pub cutter: Cutter,
    /// What hands the ticket out: `none` or `custom`.
    #[serde(default)]
    #[schema(value_type = String)]
    pub presenter: Presenter,
}

impl From<&Site> for SiteView {
    fn from(site: &Site) -> Self {
        let question = |question: &turno_domain::intake::Question| SiteQuestion {
            key: question.key.clone(),
            kind: match serde_json::to_value(question.kind) {
                Ok(serde_json::Value::String(kind)) => kind,
                _ => String::new(),
            },
            question: question.question.clone(),
            why: question.why.clone(),
            options: question
                .options
                .iter()
                .map(|option| SiteChoice { key: option.key.clone(), names: option.names.clone() })
                .collect(),
            documents: question.documents.clone(),
            version: question.version.clone(),
        };
        let service = |service: &turno_domain::site::Service| SiteService {
            key: service.key.clone(),
            letter: service.letter,
            names: service.names.clone(),
            group: service.group.clone(),
            target_wait_minutes: service.target_wait_minutes,
            documents: service.documents.clone(),
            discreet: service.discreet,
            qualification: service.qualification.as_ref().map(|q| q.as_str().to_owned()),
            when: service.when.clone(),
            intake: service.intake.iter().map(question).collect(),
        };
        Self {
            name: site.name.clone(),
            logo: site.logo.as_ref().map(|logo| logo.png.clone()).filter(|png| !png.is_empty()),
            timezone: site.timezone.name().to_owned(),
            languages: site.languages.clone(),
            no_show_after_minutes: site.no_show_after_minutes,
            maximum_wait_minutes: site.maximum_wait_minutes,
            hours: site.hours.iter().map(SiteHours::from).collect(),
            services: site.services.iter().map(service).collect(),
            counters: site
                .counters
                .iter()
                .map(|counter| SiteCounter { key: counter.key.clone(), label: counter.label.clone() })
                .collect(),
            kiosk: SiteKiosk {
                default_service: site.kiosk.default_service.clone(),
                display_mm: site.kiosk.display_mm,
                free_text: site.kiosk.free_text,
                elsewhere: site.kiosk.elsewhere.clone(),
                wait_at: site.kiosk.wait_at.clone(),
                scanner: site.kiosk.scanner.clone(),
                button: site.kiosk.button.clone(),
                light: site.kiosk.light.clone(),
                buzzer: site.kiosk.buzzer.clone(),
                loudspeaker: site.kiosk.loudspeaker.clone(),
                headphones: site.kiosk.headphones.clone(),
            },
            printer: SitePrinter {
                url: site.printer.url.clone(),
                width_mm: site.printer.width_mm,
                code_page: site.printer.code_page,
                cutter: site.printer.cutter,
                presenter: site.printer.presenter,
            },
            public_url: site.public.url.clone(),
        }
    }
}
