//! What stands at the entrance: the kiosk, what is wired to it, and its printer.

use crate::keys::ServiceKey;
use crate::text::{Language, Texts};
use serde::{Deserialize, Serialize};

/// The highest line of a Raspberry Pi's header, by its BCM number.
const HIGHEST_LINE: u32 = 27;
/// The longest name of an ALSA device, in characters.
const ALSA_CHARACTERS: usize = 80;

/// The kiosk's settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KioskSettings {
    /// The service of a ticket taken with one press.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_service: Option<ServiceKey>,
    /// The display's diagonal in millimetres, so that targets have their true size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_mm: Option<u32>,
    /// Whether questions may be answered in free text (kinds `text` and `name`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub free_text: bool,
    /// Where else to go while the site is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<Texts>,
    /// Where to wait once one has a number: on the screen, on paper and said aloud.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_at: Option<Texts>,
    /// The code scanner: `serial:///dev/…?baud=9600`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scanner: Option<String>,
    /// The big button: a line of the computer, `gpio://17` or `gpiochip://<label>/<line>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub button: Option<String>,
    /// The light above the kiosk: a line likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub light: Option<String>,
    /// The buzzer: a line likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buzzer: Option<String>,
    /// The loudspeaker: an ALSA device, e.g. `default`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loudspeaker: Option<String>,
    /// The headphones' jack: an ALSA device, e.g. `hw:1,0`; absent: nobody can listen in private.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headphones: Option<String>,
}

/// How a printer cuts its paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cutter {
    /// It leaves a bridge, so that the ticket hangs until it is taken.
    #[default]
    Partial,
    /// It cuts through.
    Full,
    /// It has none: paper is torn off.
    None,
}

/// What hands the cut ticket out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presenter {
    /// Nothing: it hangs from the cutter.
    #[default]
    None,
    /// A presenter by Custom, which says whether the ticket was taken.
    Custom,
}

/// The printer's settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrinterSettings {
    /// Where it is: `tcp://…`, `serial:///dev/…`, `usb:///dev/…`, `file:///…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The paper's width in millimetres, 58 or 80.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width_mm: Option<u32>,
    /// The number by which the printer knows code page WPC1252 (`ESC t n`; vendors differ, Epson: 16).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_page: Option<u8>,
    /// How it cuts.
    #[serde(default)]
    pub cutter: Cutter,
    /// What hands the ticket out.
    #[serde(default)]
    pub presenter: Presenter,
}

impl KioskSettings {
    pub(super) fn faults(&self) -> Vec<(&'static str, String, &'static str)> {
        let mut faults = Vec::new();
        if self.elsewhere.as_ref().is_some_and(|elsewhere| elsewhere.get(Language::It).trim().is_empty()) {
            faults.push(("elsewhere", "an empty text".to_owned(), "where else to go"));
        }
        if self.wait_at.as_ref().is_some_and(|place| place.get(Language::It).trim().is_empty()) {
            faults.push(("wait_at", "an empty text".to_owned(), "where to wait"));
        }
        if let Some(scanner) = self.scanner.as_ref().filter(|scanner| !is_scanner(scanner)) {
            faults.push(("scanner", format!("{scanner:?}"), "serial:///dev/serial/by-id/…?baud=9600"));
        }
        let lines = [("button", &self.button), ("light", &self.light), ("buzzer", &self.buzzer)];
        let mut taken = Vec::new();
        for (name, line) in lines {
            let Some(line) = line else { continue };
            match wire(line) {
                None => faults.push((
                    name,
                    format!("{line:?}"),
                    "gpio://<BCM number from 0 to 27> or gpiochip://<label>/<line>",
                )),
                Some(Wire::Played) => {}
                Some(wire) if taken.contains(&wire) => {
                    faults.push((name, format!("{line:?} a second time"), "a line of its own for each part"));
                }
                Some(wire) => taken.push(wire),
            }
        }
        for (name, device) in [("loudspeaker", &self.loudspeaker), ("headphones", &self.headphones)] {
            if let Some(device) = device.as_ref().filter(|device| !is_alsa(device)) {
                faults.push((
                    name,
                    format!("{device:?}"),
                    "an ALSA device such as \"default\" or \"hw:1,0\"",
                ));
            }
        }
        if self.headphones.is_some() && self.headphones == self.loudspeaker {
            faults.push((
                "headphones",
                "the loudspeaker".to_owned(),
                "another ALSA device: what is listened to in private must not be heard in the room",
            ));
        }
        faults
    }
}

/// A line that a part is wired to.
#[derive(Debug, PartialEq)]
enum Wire<'a> {
    Raspberry(u32),
    Chip(&'a str, u32),
    /// A board that a test plays, which has all parts in one place.
    Played,
}

fn wire(url: &str) -> Option<Wire<'_>> {
    let (line, query) = url.split_once('?').map_or((url, None), |(line, query)| (line, Some(query)));
    if !matches!(query, None | Some("active=low" | "active=high")) {
        return None;
    }
    let (scheme, rest) = line.split_once("://")?;
    match scheme {
        "gpio" => rest.parse().ok().filter(|line| *line <= HIGHEST_LINE).map(Wire::Raspberry),
        "gpiochip" => {
            let (label, line) = rest.rsplit_once('/').filter(|(label, _)| !label.is_empty())?;
            line.parse().ok().map(|line| Wire::Chip(label, line))
        }
        "fake" => is_path(rest).then_some(Wire::Played),
        _ => None,
    }
}

fn is_scanner(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    let baud = query.map(|query| query.strip_prefix("baud=").and_then(|baud| baud.parse::<u32>().ok()));
    match scheme {
        "serial" => is_path(path) && baud.is_none_or(|baud| baud.is_some_and(|baud| baud > 0)),
        "fake" => is_path(path) && query.is_none(),
        _ => false,
    }
}

fn is_path(path: &str) -> bool {
    path.len() > 1 && path.starts_with('/')
}

fn is_alsa(device: &str) -> bool {
    (1..=ALSA_CHARACTERS).contains(&device.chars().count()) && device.chars().all(|c| c.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn faults(kiosk: Value) -> Vec<String> {
        let kiosk: KioskSettings = serde_json::from_value(kiosk).unwrap();
        kiosk.faults().into_iter().map(|(name, found, _)| format!("{name}: {found}")).collect()
    }

    #[test]
    fn what_is_wired_to_a_kiosk_is_found_by_its_address() {
        for fine in [
            json!({"scanner": "serial:///dev/serial/by-id/usb-x?baud=9600", "button": "gpio://17", "light": "gpio://27",
                "buzzer": "gpio://22?active=low", "loudspeaker": "default", "headphones": "hw:1,0"}),
            json!({"scanner": "fake:///run/scan", "button": "fake:///run/board", "light": "fake:///run/board"}),
            json!({"button": "gpiochip://pinctrl-rp1/17", "light": "gpiochip://pinctrl-rp1/27", "buzzer": "gpio://17"}),
            json!({"elsewhere": "In municipio, piazza Risorgimento 14"}),
            json!({}),
        ] {
            assert_eq!(faults(fine.clone()), [""; 0], "{fine}");
        }
        for (name, wrong) in [
            (
                "scanner",
                vec![
                    "serial://ttyACM0",
                    "serial:///dev/x?baud=0",
                    "serial:///dev/x?speed=1",
                    "usb:///dev/x",
                    "",
                    "fake://",
                ],
            ),
            (
                "button",
                vec![
                    "gpio://28",
                    "gpio://GPIO17",
                    "gpiochip://17",
                    "gpiochip:///17",
                    "gpio://1?active=on",
                    "17",
                    "fake://x",
                ],
            ),
            ("loudspeaker", vec!["", "hw 1", "hw:1\n"]),
        ] {
            for wrong in wrong {
                assert_eq!(faults(json!({name: wrong})), [format!("{name}: {wrong:?}")]);
            }
        }
    }

    #[test]
    fn two_parts_do_not_share_a_line_and_headphones_are_private() {
        let shared = json!({"button": "gpio://17", "light": "gpio://17?active=low", "elsewhere": " "});
        assert_eq!(
            faults(shared),
            ["elsewhere: an empty text", "light: \"gpio://17?active=low\" a second time"]
        );
        let heard = json!({"loudspeaker": "default", "headphones": "default"});
        assert_eq!(faults(heard), ["headphones: the loudspeaker"]);
    }
}
