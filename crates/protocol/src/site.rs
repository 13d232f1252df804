//! The site on the wire: what kiosk and desk need to know of it.

use serde::{Deserialize, Serialize};
use turno_domain::intake::QuestionKind;
use turno_domain::keys::{CounterKey, QuestionKey, ServiceKey};
use turno_domain::site::Site;
use turno_domain::text::{Language, Texts};
use utoipa::ToSchema;

/// One place with an entrance and desks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SiteView {
    /// What it is called.
    #[schema(value_type = Object)]
    pub name: Texts,
    /// The zone whose wall clock it lives by, e.g. `Europe/Rome`.
    pub timezone: String,
    /// The languages that the kiosk offers, the site's own first.
    #[schema(value_type = Vec<String>)]
    pub languages: Vec<Language>,
    /// Minutes after the first call before "no-show" unlocks.
    pub no_show_after_minutes: u32,
    /// Minutes of waiting beyond which the longest wait goes first.
    pub maximum_wait_minutes: u32,
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
    /// What the kiosk asks.
    pub intake: Vec<SiteQuestion>,
}

/// A question of a service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SiteQuestion {
    /// What it is known by.
    #[schema(value_type = String)]
    pub key: QuestionKey,
    /// How it is answered: `choice`, `choices`, `yes-no`, `number`, `age-band`, `municipality`, `phone`, or a kind of a newer
    /// hub, to be passed over.
    pub kind: String,
    /// The question.
    #[schema(value_type = Object)]
    pub question: Texts,
    /// Why it is asked.
    #[schema(value_type = Option<Object>)]
    pub why: Option<Texts>,
    /// What can be chosen.
    pub options: Vec<SiteChoice>,
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
            intake: service.intake.iter().map(question).collect(),
        };
        Self {
            name: site.name.clone(),
            timezone: site.timezone.name().to_owned(),
            languages: site.languages.clone(),
            no_show_after_minutes: site.no_show_after_minutes,
            maximum_wait_minutes: site.maximum_wait_minutes,
            services: site.services.iter().map(service).collect(),
            counters: site
                .counters
                .iter()
                .map(|counter| SiteCounter { key: counter.key.clone(), label: counter.label.clone() })
                .collect(),
            kiosk: SiteKiosk {
                default_service: site.kiosk.default_service.clone(),
                display_mm: site.kiosk.display_mm,
            },
            printer: SitePrinter {
                url: site.printer.url.clone(),
                width_mm: site.printer.width_mm,
                code_page: site.printer.code_page,
            },
            public_url: site.public.url.clone(),
        }
    }
}
