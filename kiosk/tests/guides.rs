//! What the guides tell people to type, and what the unit starts, is held to the command line.

#![allow(clippy::unwrap_used)]

use clap::Parser;
use std::path::Path;
use turno_kiosk::arguments::Arguments;

/// Each with how many commands it gives at least.
const GUIDES: [(&str, usize); 2] =
    [("docs/it/installatore.md", 8), ("firmware-config/systemd/turno-kiosk.service", 1)];

/// What stands before the program's arguments on a line of a guide.
const BEFORE: [&str; 5] = [
    "sudo -u turno-kiosk turno-kiosk ",
    "sudo turno-kiosk ",
    "turno-kiosk ",
    "target/release/turno-kiosk ",
    "ExecStart=/usr/bin/turno-kiosk ",
];

#[test]
fn every_command_of_the_guides_is_one_that_the_kiosk_knows() {
    for (guide, at_least) in GUIDES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(guide);
        let text = std::fs::read_to_string(path).unwrap();
        let given =
            |line: &str| BEFORE.iter().find_map(|before| line.trim().strip_prefix(before).map(str::to_owned));
        let commands: Vec<String> = text.lines().filter_map(given).collect();
        assert!(commands.len() >= at_least, "{guide} gives {} commands", commands.len());
        for command in commands {
            let words = std::iter::once("turno-kiosk").chain(command.split_whitespace());
            if let Err(refused) = Arguments::try_parse_from(words) {
                panic!("{guide}: turno-kiosk {command}\n{refused}");
            }
        }
    }
}

#[test]
fn the_unit_is_in_the_group_of_each_part_and_the_guide_makes_the_one_that_debian_lacks() {
    let read = |path: &str| {
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
    };
    let unit = read("firmware-config/systemd/turno-kiosk.service");
    let groups = unit.lines().find_map(|line| line.strip_prefix("SupplementaryGroups=")).unwrap();
    let rules = read("firmware-config/udev/70-turno.rules");
    for group in ["audio", "gpio", "dialout", "lp", "input", "video", "render"] {
        assert!(groups.split(' ').any(|named| named == group), "{groups}");
    }
    assert!(rules.contains("GROUP=\"gpio\""));
    // A unit with a group that does not exist does not start.
    for guide in ["docs/it/installatore.md", "firmware-config/README.md"] {
        assert!(read(guide).contains("groupadd --system --force gpio"), "{guide}");
    }
}
