//! Whether headphones are there: the privacy of what is said by them hangs on it.
//!
//! Two facts, both the kernel's. The card of the device must exist (`/proc/asound/card1`, or `/proc/asound/<name>`): a USB headset or
//! adapter that is pulled takes its card with it. And where the card tells what is in its sockets (a jack control such as `Headphone
//! Jack`, read by `amixer`), one of them must say that a plug is in. A card that tells nothing about its sockets may have headphones or
//! not: what is private may be said by it, since nobody else hears it, but nothing is moved there that others should hear.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

/// What is known of the headphones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Headphones {
    /// There are none.
    Gone,
    /// Their card is there, and does not tell more.
    Possible,
    /// The card says that they are plugged in.
    PluggedIn,
}

/// What kinds of ALSA devices name a card.
const WITH_CARD: [&str; 7] = ["hw", "plughw", "sysdefault", "front", "dmix", "hdmi", "iec958"];

/// The card of an ALSA device, by number or name; `None` where the device names none.
pub(super) fn card(device: &str) -> Option<&str> {
    let (kind, arguments) = device.split_once(':')?;
    if !(WITH_CARD.contains(&kind) || kind == "default") {
        return None;
    }
    let first = arguments.split(',').next()?;
    let card = first.strip_prefix("CARD=").unwrap_or(first);
    let may_be = !card.is_empty() && card.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    may_be.then_some(card)
}

/// Whether a card exists, below `cards` (`/proc/asound`).
pub(super) fn exists(cards: &Path, card: &str) -> bool {
    let by_number = card.bytes().all(|byte| byte.is_ascii_digit());
    let name = if by_number { format!("card{card}") } else { card.to_owned() };
    cards.join(name).is_dir()
}

/// Looks at the headphones named `device`. `also_loud` is the loudspeaker's device: on one card with it only a jack that says so counts.
pub(super) async fn look(device: &str, also_loud: Option<&str>, cards: &Path, amixer: &Path) -> Headphones {
    let Some(card) = card(device).filter(|card| exists(cards, card)) else { return Headphones::Gone };
    let shared = also_loud.is_some_and(|loud| loud == device || self::card(loud) == Some(card));
    match jack(card, amixer).await {
        Some(Jack::In) => Headphones::PluggedIn,
        Some(Jack::None) if !shared => Headphones::Possible,
        _ => Headphones::Gone,
    }
}

/// What a card says of its headphone sockets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Jack {
    /// It has none that it could tell of.
    None,
    /// A plug is in one.
    In,
    /// No plug is in.
    Out,
}

/// Asks the card; nothing where it does not answer.
async fn jack(card: &str, amixer: &Path) -> Option<Jack> {
    let asked = Command::new(amixer)
        .args(["-c", card, "contents"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .output();
    let answer = tokio::time::timeout(Duration::from_secs(2), asked).await.ok()?.ok()?;
    answer.status.success().then(|| said(&String::from_utf8_lossy(&answer.stdout)))
}

/// Reads `amixer contents`: each control is a line with its name, then lines with `: values=on`.
fn said(contents: &str) -> Jack {
    let (mut jack, mut of_headphones) = (Jack::None, false);
    for line in contents.lines() {
        if line.starts_with("numid=") {
            let name = line.split("name='").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or("");
            // “Headphone Mic Jack” and “Headset Mic Jack” are the microphone's.
            of_headphones = name.ends_with("Jack")
                && (name.contains("Headphone") || name.contains("Headset"))
                && !name.contains("Mic");
        } else if of_headphones && let Some(values) = line.trim().strip_prefix(": values=") {
            if values.split(',').any(|value| value == "on") {
                return Jack::In;
            }
            jack = Jack::Out;
        }
    }
    jack
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_card_of_a_device_is_found_where_it_is_named() {
        for (device, named) in [
            ("hw:1,0", Some("1")),
            ("plughw:Headset", Some("Headset")),
            ("hw:CARD=USB_Audio,DEV=0", Some("USB_Audio")),
            ("sysdefault:CARD=PCH", Some("PCH")),
            ("default:CARD=Device", Some("Device")),
            ("default", None),
            ("pipewire", None),
            ("tee:null,/tmp/x,raw", None),
            ("hw:../../etc", None),
            ("hw:", None),
        ] {
            assert_eq!(card(device), named, "{device}");
        }
    }

    /// As amixer writes them, shortened.
    fn contents(headphones: Option<&str>) -> String {
        let jack = |name: &str, value: &str| {
            format!(
                "numid=14,iface=CARD,name='{name}'\n  ; type=BOOLEAN,access=r-------,values=1\n  : values={value}\n"
            )
        };
        let mut contents = jack("Mic Jack", "on") + &jack("Headset Mic Jack", "on");
        if let Some(value) = headphones {
            contents += &jack("Headphone Jack", value);
        }
        contents
            + "numid=2,iface=MIXER,name='Headphone Playback Switch'\n  ; type=BOOLEAN\n  : values=on,on\n"
    }

    #[test]
    fn only_a_headphone_jack_speaks_for_headphones() {
        assert_eq!(said(&contents(Some("on"))), Jack::In);
        assert_eq!(said(&contents(Some("off"))), Jack::Out);
        assert_eq!(said(&contents(None)), Jack::None);
        assert_eq!(said(""), Jack::None);
    }

    #[tokio::test]
    async fn nothing_private_goes_where_others_may_hear_it() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("card1")).unwrap();
        let amixer = folder.path().join("amixer");
        let answers = |headphones: Option<&str>, code: u8| {
            let file = folder.path().join(format!("amixer-{}-{code}", headphones.unwrap_or("none")));
            let script = format!("#!/bin/sh\ncat <<'E'\n{}E\nexit {code}\n", contents(headphones));
            // Written by another process: a file that this one has open for writing cannot be run, in whatever thread it forks.
            let write = r#"printf %s "$1" > "$2" && chmod 700 "$2""#;
            let written =
                std::process::Command::new("sh").args(["-c", write, "sh", &script]).arg(&file).status();
            assert!(written.unwrap().success());
            file
        };
        let look = async |device: &str, loud: Option<&str>, amixer: &Path| {
            super::look(device, loud, folder.path(), amixer).await
        };
        let (on, off, silent, broken) =
            (answers(Some("on"), 0), answers(Some("off"), 0), answers(None, 0), answers(Some("on"), 1));
        assert_eq!(look("hw:1,0", Some("default"), &on).await, Headphones::PluggedIn);
        assert_eq!(look("hw:1,0", Some("hw:1,0"), &on).await, Headphones::PluggedIn);
        assert_eq!(look("hw:1,0", Some("default"), &off).await, Headphones::Gone);
        assert_eq!(look("hw:1,0", Some("hw:0,0"), &silent).await, Headphones::Possible);
        assert_eq!(look("hw:1,0", Some("hw:1,1"), &silent).await, Headphones::Gone, "the loudspeaker's card");
        assert_eq!(look("hw:1,0", None, &broken).await, Headphones::Gone);
        assert_eq!(look("hw:1,0", None, &amixer).await, Headphones::Gone, "nobody to ask");
        assert_eq!(look("hw:2,0", None, &on).await, Headphones::Gone, "the card was pulled");
        assert_eq!(look("default", None, &on).await, Headphones::Gone, "which card, nobody knows");
    }
}
