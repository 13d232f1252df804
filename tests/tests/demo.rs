//! The demo without a display, as `cargo xtask demo` plays it: one visit through the real screens of real programs.

#![allow(clippy::unwrap_used)]

use std::fs::File;
use std::path::Path;
use std::process::Command;

/// The pictures that the demo promises, each with its width.
const PICTURES: [(&str, u32); 26] = [
    ("kiosk-welcome", 1080),
    ("board-before", 1920),
    ("kiosk-question", 1080),
    ("kiosk-ticket", 1080),
    ("kiosk-ticket-1280", 1280),
    ("kiosk-ticket-800", 800),
    ("paper", 640),
    ("desk-sign-in", 1366),
    ("desk-queue", 1366),
    ("kiosk-municipality", 1080),
    ("kiosk-ticket-english", 1080),
    ("kiosk-arabic", 1080),
    ("kiosk-ticket-arabic", 1080),
    ("paper-arabic", 640),
    ("kiosk-contrast", 1080),
    ("kiosk-low", 1080),
    ("kiosk-paper-out", 1080),
    ("desk-paper-out", 1366),
    ("kiosk-help", 1080),
    ("desk-help", 1366),
    ("kiosk-help-coming", 1080),
    ("board-after", 1920),
    ("phone", 412),
    ("desk-person", 1366),
    ("desk-practice", 1366),
    ("desk-figures", 1366),
];

/// The least standard deviation of a picture's shades, of 255. The emptiest screen, a card on a plain ground, has some 30; an empty
/// one 0.
const LEAST_DEVIATION: f64 = 10.0;

#[test]
fn a_visit_is_played_without_a_display() {
    let out = tempfile::tempdir().unwrap();
    let played = Command::new(env!("CARGO_BIN_EXE_turno-demo"))
        .args(["--headless", "--out"])
        .arg(out.path())
        .output()
        .unwrap();
    let (said, complained) =
        (String::from_utf8_lossy(&played.stdout), String::from_utf8_lossy(&played.stderr));
    assert!(played.status.success(), "{}\n{said}\n{complained}", played.status);
    assert!(said.contains("its practice is concluded"), "{said}");

    for (name, width) in PICTURES {
        let picture = image::open(out.path().join(format!("pictures/{name}.png")));
        let picture = picture.unwrap_or_else(|error| panic!("{name}: {error}")).to_luma8();
        assert_eq!(picture.width(), width, "{name}");
        let deviation = deviation(picture.as_raw());
        assert!(deviation > LEAST_DEVIATION, "{name} is blank: its shades deviate by {deviation:.1}");
    }
    let taken = std::fs::read_dir(out.path().join("pictures")).unwrap().count();
    assert_eq!(taken, PICTURES.len(), "a picture that nobody looks at");

    let index = std::fs::read_to_string(out.path().join("index.html")).unwrap();
    assert_eq!(index.matches("<img ").count(), PICTURES.len());
    assert!(
        !index.contains("src=\"http") && !index.contains("href="),
        "the page needs something from elsewhere"
    );

    assert_hub_is_gone(out.path());
}

/// No program outlives the demo: the hub's lock on its data is free.
fn assert_hub_is_gone(out: &Path) {
    let sites = std::fs::read_dir(out).unwrap().flatten().filter(|entry| entry.path().join("data").is_dir());
    let locks: Vec<_> = sites.map(|site| site.path().join("data/lock")).collect();
    assert_eq!(locks.len(), 1, "{locks:?}");
    File::open(&locks[0]).unwrap().try_lock().expect("the hub still runs");
}

fn deviation(shades: &[u8]) -> f64 {
    let count = shades.len() as f64;
    let mean = shades.iter().map(|shade| f64::from(*shade)).sum::<f64>() / count;
    let squares: f64 = shades.iter().map(|shade| (f64::from(*shade) - mean).powi(2)).sum();
    (squares / count).sqrt()
}
