//! The touchscreen, as the kernel sees it: found among the input devices, then waited for.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::timeout;

/// `struct input_event` on a 64-bit machine: two words of time, type, code, value (input.h).
const EVENT: usize = 24;
const EV_KEY: u16 = 1;
const EV_ABS: u16 = 3;
const BTN_TOUCH: u16 = 0x14a;
const ABS_MT_TRACKING_ID: u16 = 0x39;
/// `INPUT_PROP_DIRECT`: a finger touches what it points at, unlike on a touchpad.
const DIRECT: u64 = 1 << 1;

/// Looks for touchscreens in `list` (`/proc/bus/input/devices`) and waits for a touch of any of them, in `devices` (`/dev/input`).
pub(super) async fn run(
    list: &Path,
    devices: &Path,
    wait: Duration,
    out: &mut dyn Write,
) -> io::Result<bool> {
    let found = touchscreens(&fs::read_to_string(list).unwrap_or_default());
    if found.is_empty() {
        writeln!(out, "Nessuno schermo tattile: controlli il suo cavo USB.")?;
        return Ok(false);
    }
    let (touched, mut touches) = tokio::sync::mpsc::unbounded_channel();
    let mut readable = false;
    for (name, event) in found {
        writeln!(out, "Schermo tattile: {name} ({event})")?;
        let path: PathBuf = devices.join(&event);
        match File::open(&path) {
            Ok(file) => {
                readable = true;
                let touched = touched.clone();
                // It ends with the program: a read of an input device has no time-out.
                std::thread::spawn(move || {
                    if wait_for_touch(file) {
                        let _ = touched.send(name);
                    }
                });
            }
            Err(error) => writeln!(
                out,
                "Non si può leggere {}: {error}. L'utente deve essere nel gruppo input.",
                path.display()
            )?,
        }
    }
    drop(touched);
    if !readable {
        return Ok(false);
    }
    writeln!(out, "Tocchi lo schermo…")?;
    match timeout(wait, touches.recv()).await {
        Ok(Some(name)) => {
            writeln!(out, "Toccato: {name} funziona.")?;
            Ok(true)
        }
        _ => {
            writeln!(
                out,
                "Nessun tocco è arrivato. Se lo schermo è pulito e asciutto, provi un'altra porta USB."
            )?;
            Ok(false)
        }
    }
}

/// Name and event device of each touchscreen in `/proc/bus/input/devices`.
fn touchscreens(list: &str) -> Vec<(String, String)> {
    list.split("\n\n").filter_map(touchscreen).collect()
}

fn touchscreen(device: &str) -> Option<(String, String)> {
    let field = |start: &str| device.lines().find_map(|line| line.strip_prefix(start));
    let properties = u64::from_str_radix(field("B: PROP=")?.split_whitespace().last()?, 16).ok()?;
    let touches = field("B: KEY=").is_some_and(|bits| has(bits, BTN_TOUCH));
    let event = field("H: Handlers=")?.split_whitespace().find(|handler| handler.starts_with("event"))?;
    let name = field("N: Name=")?.trim_matches('"');
    (properties & DIRECT != 0 && touches).then(|| (name.to_owned(), event.to_owned()))
}

/// Whether a bit is set in words of 64 bits, the last first.
fn has(bits: &str, bit: u16) -> bool {
    let word = bits.split_whitespace().rev().nth(usize::from(bit) / 64);
    word.and_then(|word| u64::from_str_radix(word, 16).ok()).is_some_and(|word| word & (1 << (bit % 64)) != 0)
}

/// Reads until a finger comes down; false at the end of the device.
fn wait_for_touch(mut device: impl Read) -> bool {
    let mut event = [0; EVENT];
    while device.read_exact(&mut event).is_ok() {
        let kind = u16::from_ne_bytes([event[16], event[17]]);
        let code = u16::from_ne_bytes([event[18], event[19]]);
        let value = i32::from_ne_bytes([event[20], event[21], event[22], event[23]]);
        match (kind, code) {
            (EV_KEY, BTN_TOUCH) if value == 1 => return true,
            (EV_ABS, ABS_MT_TRACKING_ID) if value >= 0 => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a Raspberry Pi with a touchscreen, a keyboard and a touchpad writes them, shortened.
    const LIST: &str = "I: Bus=0003\nN: Name=\"ILITEK ILITEK-TP\"\nH: Handlers=mouse0 event2 \nB: PROP=2\nB: EV=b\n\
                        B: KEY=400 0 0 0 0 0\nB: ABS=2608000 3\n\n\
                        I: Bus=0003\nN: Name=\"Keyboard\"\nH: Handlers=sysrq kbd event0 \nB: PROP=0\nB: KEY=10000 fffffffffffffffe\n\n\
                        I: Bus=0011\nN: Name=\"Touchpad\"\nH: Handlers=mouse1 event4 \nB: PROP=5\nB: KEY=400 0 0 0 0 0\n";

    fn event(kind: u16, code: u16, value: i32) -> Vec<u8> {
        let mut event = vec![0; 16];
        event.extend(kind.to_ne_bytes());
        event.extend(code.to_ne_bytes());
        event.extend(value.to_ne_bytes());
        event
    }

    #[test]
    fn a_touchscreen_is_told_from_a_keyboard_and_a_touchpad() {
        assert_eq!(touchscreens(LIST), [("ILITEK ILITEK-TP".to_owned(), "event2".to_owned())]);
        assert!(touchscreens("").is_empty());
    }

    #[test]
    fn only_a_finger_that_comes_down_is_a_touch() {
        let lifted =
            [event(EV_ABS, ABS_MT_TRACKING_ID, -1), event(EV_KEY, BTN_TOUCH, 0), event(0, 0, 0)].concat();
        assert!(!wait_for_touch(&lifted[..]));
        assert!(wait_for_touch(&[lifted.clone(), event(EV_ABS, ABS_MT_TRACKING_ID, 7)].concat()[..]));
        assert!(wait_for_touch(&[lifted, event(EV_KEY, BTN_TOUCH, 1)].concat()[..]));
    }

    #[tokio::test]
    async fn a_touch_is_told_and_what_is_missing_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let run = async || {
            let mut said = Vec::new();
            let works =
                super::run(&at("devices"), folder.path(), Duration::from_secs(60), &mut said).await.unwrap();
            (works, String::from_utf8(said).unwrap())
        };
        let (works, said) = run().await;
        assert!(!works && said.contains("Nessuno schermo tattile"), "{said}");
        fs::write(at("devices"), LIST).unwrap();
        let (works, said) = run().await;
        assert!(!works && said.contains("gruppo input"), "{said}");
        fs::write(at("event2"), event(EV_KEY, BTN_TOUCH, 1)).unwrap();
        let (works, said) = run().await;
        assert!(works && said.contains("ILITEK ILITEK-TP funziona"), "{said}");
        fs::write(at("event2"), event(EV_KEY, BTN_TOUCH, 0)).unwrap();
        let (works, said) = run().await;
        assert!(!works && said.contains("Nessun tocco"), "{said}");
    }
}
