//! The display, as the kernel sees it: nothing is drawn, so that it can be asked from afar while the kiosk runs.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Looks at the connectors below `drm` (`/sys/class/drm`) and at the cards in `devices` (`/dev/dri`).
pub(super) fn run(drm: &Path, devices: &Path, out: &mut dyn Write) -> io::Result<bool> {
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_default();
    let mut connected = 0;
    let mut entries: Vec<_> =
        fs::read_dir(drm).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for connector in entries {
        let Some((card, name)) =
            connector.file_name().and_then(|name| name.to_str()).and_then(|name| name.split_once('-'))
        else {
            continue;
        };
        if read(&connector.join("status")).trim() != "connected" {
            continue;
        }
        connected += 1;
        let modes = read(&connector.join("modes"));
        let size = modes.lines().next().unwrap_or("dimensioni non dette");
        writeln!(out, "Schermo collegato a {name}: {size}.")?;
        if fs::File::open(devices.join(card)).is_err() {
            writeln!(out, "Questo utente non può usarlo: deve essere nei gruppi video e render.")?;
            return Ok(false);
        }
    }
    if connected == 0 {
        writeln!(out, "Nessuno schermo: controlli il cavo e che lo schermo sia acceso, poi riavvii.")?;
        return Ok(false);
    }
    writeln!(out, "Lo schermo funziona, per quanto la macchina ne sa.")?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connected_display_is_named_and_a_missing_one_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        let run = || {
            let mut said = Vec::new();
            let works = super::run(&at("drm"), &at("dri"), &mut said).unwrap();
            (works, String::from_utf8(said).unwrap())
        };
        assert!(!run().0, "no drm at all");
        for (connector, status) in [("card1-HDMI-A-1", "connected"), ("card1-HDMI-A-2", "disconnected")] {
            fs::create_dir_all(at("drm").join(connector)).unwrap();
            fs::write(at("drm").join(connector).join("status"), format!("{status}\n")).unwrap();
        }
        fs::write(at("drm/card1-HDMI-A-1/modes"), "1080x1920\n800x600\n").unwrap();
        let (works, said) = run();
        assert!(!works && said.contains("gruppi video"), "{said}");
        fs::create_dir_all(at("dri")).unwrap();
        fs::write(at("dri/card1"), "").unwrap();
        let (works, said) = run();
        assert!(works && said.contains("HDMI-A-1: 1080x1920") && !said.contains("HDMI-A-2"), "{said}");
        fs::write(at("drm/card1-HDMI-A-1/status"), "disconnected\n").unwrap();
        let (works, said) = run();
        assert!(!works && said.contains("Nessuno schermo"), "{said}");
    }
}
