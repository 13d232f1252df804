//! The site: one place with an entrance and desks, as its site file describes it. Values only; reading and checking the
//! file is the hub's affair ([`Site::check`] holds the rules that need no line number).

mod advice;
mod entrance;
mod hours;
mod logo;
mod questions;

pub use entrance::{Cutter, KioskSettings, Presenter, PrinterSettings};
pub use hours::{Doors, Opening, OpeningStatus};
pub use logo::Logo;

use crate::intake::Question;
use crate::keys::{CounterKey, Qualification, ServiceKey};
use crate::text::{Language, Texts};
use chrono::NaiveTime;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One place with an entrance and desks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// What the place is called.
    pub name: Texts,
    /// The picture above its name on paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
    /// The zone whose wall clock the site lives by.
    #[serde(default = "rome")]
    pub timezone: Tz,
    /// When a service day begins, on that wall clock.
    #[serde(default = "three_in_the_morning", with = "hours::clock_time")]
    pub day_starts: NaiveTime,
    /// The languages that the kiosk offers, the site's own first.
    #[serde(default = "italian_only")]
    pub languages: Vec<Language>,
    /// Minutes after the first call before "no-show" unlocks (at the second call).
    #[serde(default = "three")]
    pub no_show_after_minutes: u32,
    /// Minutes of waiting beyond which the longest wait goes first.
    #[serde(default = "sixty")]
    pub maximum_wait_minutes: u32,
    /// The sessions of the week; none: always open.
    #[serde(default)]
    pub hours: Vec<Opening>,
    /// What a ticket can be taken for.
    #[serde(default)]
    pub services: Vec<Service>,
    /// Where people are served.
    #[serde(default)]
    pub counters: Vec<Counter>,
    /// The kiosk's settings.
    #[serde(default)]
    pub kiosk: KioskSettings,
    /// The printer's settings.
    #[serde(default)]
    pub printer: PrinterSettings,
    /// The board's settings.
    #[serde(default)]
    pub board: BoardSettings,
    /// Where citizens' phones reach the hub.
    #[serde(default)]
    pub public: PublicSettings,
}

/// What a ticket is taken for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// What it is known by.
    pub key: ServiceKey,
    /// The letter of its numbers, A to Z.
    pub letter: char,
    /// What it is called; of a discreet service a neutral name.
    pub names: Texts,
    /// The group it stands in when services are many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Texts>,
    /// Minutes within which a person should be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_wait_minutes: Option<u32>,
    /// How fast its credit grows: 1 ordinary, 2 priority …
    #[serde(default = "one")]
    pub weight: u32,
    /// What to bring.
    #[serde(default)]
    pub documents: Vec<Texts>,
    /// Whether its name is kept off paper, board and other people's screens.
    #[serde(default)]
    pub discreet: bool,
    /// What an operator must be qualified for to serve it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualification: Option<Qualification>,
    /// When it is there, said where nobody present may serve it: "martedì e giovedì, 9:00–12:30".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Texts>,
    /// What the kiosk asks.
    #[serde(default)]
    pub intake: Vec<Question>,
}

/// What sort of place a counter is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CounterKind {
    /// "sportello"
    #[default]
    Counter,
    /// "postazione"
    Workstation,
    /// "stanza"
    Room,
    /// "sala colloqui"
    InterviewRoom,
}

/// How a counter chooses among those it may serve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// Accumulating priority (Kleinrock; Stanford, Taylor, Ziedins 2014), with the site's maximum wait above it.
    #[default]
    Priority,
    /// Plain order of arrival; who came back after a no-show goes next.
    Fifo,
    /// `ratio` people of the preferred services, then one of the others; who came back after a no-show goes next and does
    /// not count.
    Ratio,
}

/// Where a person is served.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counter {
    /// What it is known by.
    pub key: CounterKey,
    /// What the board and the paper call it.
    pub label: Texts,
    /// What sort of place it is.
    #[serde(default)]
    pub kind: CounterKind,
    /// The services it serves; absent: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serves: Option<Vec<ServiceKey>>,
    /// How it chooses.
    #[serde(default)]
    pub rule: Rule,
    /// The services it prefers, most preferred first.
    #[serde(default)]
    pub prefer: Vec<ServiceKey>,
    /// How many preferred people before one other, for [`Rule::Ratio`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<u32>,
}

impl Counter {
    /// Whether the counter serves `service` at all.
    pub fn serves(&self, service: &ServiceKey) -> bool {
        self.serves.as_ref().is_none_or(|served| served.contains(service))
    }
}

/// The board's settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoardSettings {
    /// Short messages shown at the foot of the board.
    #[serde(default)]
    pub messages: Vec<Texts>,
}

/// Where citizens' phones reach the hub.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicSettings {
    /// The public listener as seen from a phone, e.g. `http://turno.rovellasca.example`; absent: no ticket pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A rule that a site breaks: which field, what was found, what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: found {found}, expected {expected}")]
pub struct SiteFault {
    /// The field as the site file spells it, e.g. `services[2].letter`.
    pub field: String,
    /// What stands there.
    pub found: String,
    /// What should.
    pub expected: String,
}

impl Site {
    /// The service known by `key`.
    pub fn service(&self, key: &ServiceKey) -> Option<&Service> {
        self.services.iter().find(|service| &service.key == key)
    }

    /// The service that people mean by `name`: its key, or its letter in either case.
    pub fn service_named(&self, name: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.key.as_str() == name).or_else(|| {
            let mut letters = name.chars();
            let letter = letters.next()?.to_ascii_uppercase();
            letters.next().is_none().then(|| self.services.iter().find(|service| service.letter == letter))?
        })
    }

    /// The counter known by `key`.
    pub fn counter(&self, key: &CounterKey) -> Option<&Counter> {
        self.counters.iter().find(|counter| &counter.key == key)
    }

    /// The language in which the site writes what is not translated per citizen.
    pub fn first_language(&self) -> Language {
        self.languages.first().copied().unwrap_or_default()
    }

    /// Every rule the site breaks, in the order of its file.
    pub fn check(&self) -> Vec<SiteFault> {
        let mut faults = Vec::new();
        let mut fault = |field: String, found: String, expected: &str| {
            faults.push(SiteFault { field, found, expected: expected.to_owned() });
        };
        if self.name.get(Language::It).trim().is_empty() {
            fault("name".into(), "an empty text".into(), "what the place is called");
        }
        if let Some(logo) = self.logo.as_ref().filter(|logo| !logo.is_beside()) {
            fault(
                "logo".into(),
                format!("{:?}", logo.file),
                "the name of a PNG file beside the site file, e.g. \"logo.png\"",
            );
        }
        if self.languages.is_empty() {
            fault("languages".into(), "an empty list".into(), "at least one language");
        }
        for (i, opening) in self.hours.iter().enumerate() {
            for (name, found, expected) in opening.faults() {
                fault(format!("hours[{i}].{name}"), found, expected);
            }
        }
        let (mut keys, mut letters) = (BTreeSet::new(), BTreeSet::new());
        for (i, service) in self.services.iter().enumerate() {
            let at = |name: &str| format!("services[{i}].{name}");
            if !service.letter.is_ascii_uppercase() {
                fault(at("letter"), format!("{:?}", service.letter), "one letter from A to Z");
            } else if !letters.insert(service.letter) {
                fault(
                    at("letter"),
                    format!("{:?} a second time", service.letter),
                    "a letter of its own for each service",
                );
            }
            if !keys.insert(service.key.clone()) {
                fault(
                    at("key"),
                    format!("{:?} a second time", service.key.as_str()),
                    "a key of its own for each service",
                );
            }
            if service.names.get(Language::It).trim().is_empty() {
                fault(at("names"), "an empty text".into(), "what the service is called");
            }
            if service.when.as_ref().is_some_and(|when| when.get(Language::It).trim().is_empty()) {
                fault(at("when"), "an empty text".into(), "when the service is there");
            }
            if !(1..=100).contains(&service.weight) {
                fault(at("weight"), service.weight.to_string(), "a whole number from 1 to 100");
            }
            let mut asked = BTreeSet::new();
            for (q, question) in service.intake.iter().enumerate() {
                if !asked.insert(question.key.clone()) {
                    fault(
                        at(&format!("intake[{q}].key")),
                        format!("{:?} a second time", question.key.as_str()),
                        "a key of its own for each question of a service",
                    );
                }
                for (name, found, expected) in questions::faults(question, self.kiosk.free_text) {
                    fault(at(&format!("intake[{q}].{name}")), found, expected);
                }
            }
        }
        let mut counters = BTreeSet::new();
        for (i, counter) in self.counters.iter().enumerate() {
            let at = |name: &str| format!("counters[{i}].{name}");
            if !counters.insert(counter.key.clone()) {
                fault(
                    at("key"),
                    format!("{:?} a second time", counter.key.as_str()),
                    "a key of its own for each counter",
                );
            }
            for (name, list) in
                [("serves", counter.serves.as_deref().unwrap_or(&[])), ("prefer", &counter.prefer)]
            {
                for service in list.iter().filter(|service| !keys.contains(*service)) {
                    fault(at(name), format!("{:?}", service.as_str()), "the key of one of the services");
                }
            }
            if counter.rule == Rule::Ratio && (counter.ratio.unwrap_or(0) == 0 || counter.prefer.is_empty()) {
                fault(
                    at("ratio"),
                    format!("{:?}", counter.ratio),
                    "a number of at least 1, and services to prefer",
                );
            }
        }
        if let Some(service) = self.kiosk.default_service.as_ref().filter(|service| !keys.contains(*service))
        {
            fault(
                "kiosk.default_service".into(),
                format!("{:?}", service.as_str()),
                "the key of one of the services",
            );
        }
        for (name, found, expected) in self.kiosk.faults() {
            fault(format!("kiosk.{name}"), found, expected);
        }
        faults
    }
}

fn rome() -> Tz {
    chrono_tz::Europe::Rome
}

fn three_in_the_morning() -> NaiveTime {
    NaiveTime::from_hms_opt(3, 0, 0).unwrap_or_default()
}

fn italian_only() -> Vec<Language> {
    vec![Language::It]
}

fn one() -> u32 {
    1
}

fn three() -> u32 {
    3
}

fn sixty() -> u32 {
    60
}
