//! What kiosks say of their printer and of the other parts on their shelf, and what of it a desk is told.

use std::collections::BTreeMap;
use turno_protocol::event::EventData;
use turno_protocol::part::{DevicePart, PartCondition, PrinterCondition};
use turno_protocol::session::{DeviceRole, DeviceView};

/// What a kiosk last said of itself.
#[derive(Clone, Debug, PartialEq)]
struct Kiosk {
    name: String,
    parts: BTreeMap<String, String>,
}

/// Something at a kiosk that is not well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ailing {
    /// What the kiosk is called.
    pub(super) kiosk: String,
    /// Which part of it; its connection stands for all of them.
    pub(super) part: DevicePart,
    /// How it is, in its word, which may be one of a later version.
    pub(super) state: String,
    /// Whether it needs a hand now.
    pub(super) urgent: bool,
}

/// The kiosks as they last told.
#[derive(Clone, Debug, Default)]
pub(super) struct Kiosks(Vec<Kiosk>);

impl Kiosks {
    /// What a snapshot says, and nothing else.
    pub(super) fn take(&mut self, devices: Vec<DeviceView>) {
        let kiosks = devices.into_iter().filter(|device| device.role == DeviceRole::Kiosk);
        self.0 = kiosks.map(|device| Kiosk { name: device.name, parts: device.parts }).collect();
    }

    /// What an event says of a device's parts; of other events nothing.
    pub(super) fn told(&mut self, event: &EventData) {
        let name = event.facts.get("device_name").and_then(|name| name.as_str());
        let parts = event.facts.get("parts").and_then(|parts| parts.as_object());
        let (Some(name), Some(parts)) = (name, parts) else { return };
        if event.facts.get("device_role").and_then(|role| role.as_str()) == Some("desk") {
            return;
        }
        let word =
            |(part, state): (&String, &serde_json::Value)| Some((part.clone(), state.as_str()?.to_owned()));
        let parts = parts.iter().filter_map(word).collect();
        match self.0.iter_mut().find(|known| known.name == name) {
            Some(known) => known.parts = parts,
            None => self.0.push(Kiosk { name: name.to_owned(), parts }),
        }
    }

    /// A device is not one of the site's any more.
    pub(super) fn gone(&mut self, name: &str) {
        self.0.retain(|kiosk| kiosk.name != name);
    }

    /// What is not well: first what needs a hand now, then by kiosk and part. Of a kiosk that is away nothing else is known.
    pub(super) fn ailing(&self) -> Vec<Ailing> {
        let mut ailing: Vec<Ailing> = self.0.iter().flat_map(Kiosk::ailing).collect();
        ailing.sort_by_key(|ailing| !ailing.urgent);
        ailing
    }
}

impl Kiosk {
    fn ailing(&self) -> Vec<Ailing> {
        let of_part = |part: DevicePart| {
            let state = self.parts.get(part.word())?;
            let urgent = needs_a_hand(part, state)?;
            Some(Ailing { kiosk: self.name.clone(), part, state: state.clone(), urgent })
        };
        if let Some(away) = of_part(DevicePart::Connection) {
            return vec![away];
        }
        DevicePart::ALL.into_iter().filter_map(of_part).collect()
    }
}

/// Whether a part in that state needs a hand now; none where it is well, or nobody at a desk is to be told. A word of a later
/// version is nothing well.
fn needs_a_hand(part: DevicePart, state: &str) -> Option<bool> {
    match part {
        DevicePart::Connection => Some(true),
        DevicePart::Printer => match PrinterCondition::of_word(state) {
            Some(condition) if condition.is_well() => None,
            Some(condition) => Some(condition.stands()),
            None => Some(false),
        },
        // They belong to whoever plugs them in.
        DevicePart::Headphones => None,
        DevicePart::Scanner
        | DevicePart::Button
        | DevicePart::Light
        | DevicePart::Buzzer
        | DevicePart::Loudspeaker => {
            (PartCondition::of_word(state) != Some(PartCondition::Ready)).then_some(false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(name: &str, parts: serde_json::Value) -> EventData {
        let facts = json!({"device_name": name, "parts": parts});
        EventData { facts: facts.as_object().cloned().unwrap_or_default(), ..EventData::default() }
    }

    fn ailing(kiosks: &Kiosks) -> Vec<(String, &'static str, String, bool)> {
        kiosks.ailing().into_iter().map(|one| (one.kiosk, one.part.word(), one.state, one.urgent)).collect()
    }

    #[test]
    fn what_is_well_is_not_spoken_of_and_what_stands_comes_first() {
        let mut kiosks = Kiosks::default();
        let well =
            json!({"version": "0.1.0", "printer": "ready", "scanner": "ready", "headphones": "absent"});
        kiosks.told(&said("ingresso", well));
        assert_eq!(ailing(&kiosks), []);
        kiosks.told(&said("ingresso", json!({"printer": "paper-near-end", "scanner": "absent"})));
        kiosks.told(&said("sala", json!({"printer": "paper-out"})));
        let at = |kiosk: &str, part, state: &str, urgent| (kiosk.to_owned(), part, state.to_owned(), urgent);
        let expected = [
            at("sala", "printer", "paper-out", true),
            at("ingresso", "printer", "paper-near-end", false),
            at("ingresso", "scanner", "absent", false),
        ];
        assert_eq!(ailing(&kiosks), expected);
        // A site may have no printer, and other events say nothing of it.
        kiosks.told(&said("sala", json!({"printer": "none"})));
        kiosks.told(&EventData::default());
        assert_eq!(ailing(&kiosks), expected[1..]);
    }

    #[test]
    fn whatever_keeps_a_printer_from_printing_needs_a_hand() {
        let urgent = |state: &str| {
            let mut kiosks = Kiosks::default();
            kiosks.told(&said("ingresso", json!({"printer": state})));
            kiosks.ailing().first().map(|one| one.urgent)
        };
        for state in PrinterCondition::ALL {
            let well = matches!(state, PrinterCondition::Ready | PrinterCondition::NoPrinter);
            assert_eq!(urgent(state.word()), (!well).then_some(state.stands()), "{state:?}");
        }
        for state in ["paper-out", "cover-open", "cutter-error", "unrecoverable-error", "offline"] {
            assert_eq!(urgent(state), Some(true), "{state}");
        }
        for state in ["paper-near-end", "unknown", "a-word-of-a-later-version"] {
            assert_eq!(urgent(state), Some(false), "{state}");
        }
    }

    #[test]
    fn of_a_kiosk_that_is_away_only_that_is_said_and_nothing_once_it_is_back() {
        let mut kiosks = Kiosks::default();
        let away = json!({"connection": "lost", "printer": "ready", "scanner": "absent"});
        kiosks.told(&said("ingresso", away));
        let expected = ("ingresso".to_owned(), "connection", "lost".to_owned(), true);
        assert_eq!(ailing(&kiosks), [expected]);
        kiosks.told(&said("ingresso", json!({"printer": "ready", "scanner": "ready"})));
        assert_eq!(ailing(&kiosks), []);
    }

    /// The texts are chosen by words, in a language that knows no enums of ours.
    #[test]
    fn every_word_that_a_kiosk_may_say_has_its_text_and_no_other() {
        let texts = include_str!("../../ui/say.slint");
        let begin = texts.find("pure function printer-state").unwrap();
        let texts = &texts[begin..];
        let texts = &texts[..texts.find("\n    }").unwrap()];
        let words: Vec<&str> = texts
            .match_indices("state == \"")
            .map(|(at, _)| texts[at + 10..].split('"').next().unwrap())
            .collect();
        let spoken_of = PrinterCondition::ALL.into_iter().filter(|condition| !condition.is_well());
        let expected: Vec<&str> = spoken_of.map(PrinterCondition::word).collect();
        assert_eq!(words, expected);
    }
}
