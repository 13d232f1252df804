//! What kiosks say of their printer and of the other parts on their shelf, and what of it a desk is told.

use std::collections::BTreeMap;
use turno_protocol::event::EventData;
use turno_protocol::session::{DeviceRole, DeviceView};

/// The parts of which a desk is told, the most missed first. Headphones are not among them: they belong to whoever plugs them in.
const PARTS: [&str; 6] = ["printer", "scanner", "button", "light", "buzzer", "loudspeaker"];

/// States in which a part is well, or is not there because the site has none.
const WELL: [&str; 4] = ["ready", "none", "no-printer", ""];

/// A printer's states in which nobody gets paper until somebody has been there.
const STANDS: [&str; 7] = [
    "paper-out",
    "cover-open",
    "cutter-error",
    "recoverable-error",
    "unrecoverable-error",
    "error",
    "offline",
];

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
    /// `printer`, `scanner`, `button`, `light`, `buzzer`, `loudspeaker`.
    pub(super) part: &'static str,
    /// How it is, in the kiosk's word.
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

    /// What is not well: first what needs a hand now, then by kiosk and part.
    pub(super) fn ailing(&self) -> Vec<Ailing> {
        let mut ailing: Vec<Ailing> = self
            .0
            .iter()
            .flat_map(|kiosk| {
                PARTS.into_iter().filter_map(move |part| Some((kiosk, part, kiosk.parts.get(part)?)))
            })
            .filter(|(_, _, state)| !WELL.contains(&state.as_str()))
            .map(|(kiosk, part, state)| Ailing {
                kiosk: kiosk.name.clone(),
                part,
                state: state.clone(),
                urgent: part == "printer" && STANDS.contains(&state.as_str()),
            })
            .collect();
        ailing.sort_by_key(|ailing| !ailing.urgent);
        ailing
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
        kiosks.ailing().into_iter().map(|one| (one.kiosk, one.part, one.state, one.urgent)).collect()
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
        for state in STANDS {
            assert_eq!(urgent(state), Some(true), "{state}");
        }
        for state in ["paper-near-end", "unknown", "a-word-of-a-later-version"] {
            assert_eq!(urgent(state), Some(false), "{state}");
        }
        for state in WELL {
            assert_eq!(urgent(state), None, "{state}");
        }
    }
}
