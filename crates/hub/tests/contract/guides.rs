//! What the guides tell people to type, and what the unit starts, is held to the command line; the unit's filter to what the hub asks
//! of the kernel.

use clap::Parser;
use std::path::{Path, PathBuf};
use turno_hub::cli::Cli;

const GUIDES: [&str; 5] = [
    "README.md",
    "firmware-config/systemd/turno-hub.service",
    "docs/it/installatore.md",
    "docs/it/amministratore.md",
    "assets/sites/pac.toml",
];

/// What stands before the program's arguments on a line of a guide.
const BEFORE: [&str; 3] = ["sudo turno-hub ", "turno-hub ", "ExecStart=/usr/bin/turno-hub "];

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn read(path: &str) -> String {
    std::fs::read_to_string(repository(path)).unwrap()
}

/// The command line of the hub that a line gives; none where it gives none.
fn command(line: &str) -> Option<Vec<String>> {
    let line = line.trim_start_matches("# ").trim();
    let given = BEFORE.iter().find_map(|before| line.strip_prefix(before))?;
    let mut words = vec!["turno-hub".to_owned()];
    for (at, piece) in given.split('"').enumerate() {
        // What stands between quotes is one word.
        match at % 2 {
            1 => words.push(piece.to_owned()),
            _ => words.extend(piece.split_whitespace().map(str::to_owned)),
        }
    }
    Some(words)
}

#[test]
fn every_command_of_the_guides_is_one_that_the_hub_knows() {
    for guide in GUIDES {
        let text = read(guide);
        let commands: Vec<_> = text.lines().filter_map(command).collect();
        assert!(!commands.is_empty(), "{guide} gives no command");
        for words in commands {
            if let Err(refused) = Cli::try_parse_from(&words) {
                panic!("{guide}: {}\n{refused}", words.join(" "));
            }
        }
    }
}

#[test]
fn what_the_guides_point_to_is_there() {
    for folder in ["", "docs/it", "firmware-config"] {
        for entry in std::fs::read_dir(repository(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "md") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let file = link.split('#').next().unwrap();
                if !file.is_empty() && !file.contains("://") {
                    assert!(path.with_file_name(file).exists(), "{}: {link}", path.display());
                }
            }
        }
    }
}

#[test]
fn the_unit_lets_the_hub_ask_whether_the_clock_is_right() {
    let unit = read("firmware-config/systemd/turno-hub.service");
    let last = unit.lines().filter_map(|line| line.strip_prefix("SystemCallFilter=")).next_back().unwrap();
    // glibc's adjtimex asks by clock_adjtime; whoever asks by what the filter does not name is killed.
    for call in ["adjtimex", "clock_adjtime", "clock_adjtime64"] {
        assert!(last.split_whitespace().any(|word| word == call), "{last}");
    }
    for unit in ["turno-hub", "turno-kiosk"] {
        let text = read(&format!("firmware-config/systemd/{unit}.service"));
        assert!(!text.lines().any(|line| line.starts_with("ProtectClock=")), "{unit}");
    }
}
