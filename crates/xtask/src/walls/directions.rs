//! Which crate of the house may name which, and who alone may name the crates behind a wall. Looks at manifests only.

use crate::workspace::{Dependency, Kind, Package};

/// May name every crate of the house.
const EVERYTHING: &[&str] = &["*"];

/// Who may know whom: a crate, and the crates of the house that it may name as ordinary or build dependencies.
const MAY_KNOW: [(&str, &[&str]); 15] = [
    ("turno-domain", &[]),
    ("turno-clock", &["turno-domain"]),
    ("turno-protocol", &["turno-domain"]),
    ("turno-store", &["turno-domain"]),
    ("turno-devices", &["turno-domain"]),
    ("turno-documents", &["turno-domain"]),
    ("turno-client", &["turno-protocol", "turno-domain"]),
    ("turno-hub", &["turno-store", "turno-protocol", "turno-domain", "turno-clock"]),
    ("turno-ui-kit", &[]),
    ("turno-drive", &[]),
    (
        "turno-kiosk",
        &[
            "turno-ui-kit",
            "turno-drive",
            "turno-client",
            "turno-protocol",
            "turno-devices",
            "turno-domain",
            "turno-clock",
        ],
    ),
    (
        "turno-desk",
        &[
            "turno-ui-kit",
            "turno-drive",
            "turno-client",
            "turno-protocol",
            "turno-documents",
            "turno-domain",
            "turno-clock",
        ],
    ),
    ("turno-simulator", &["turno-client", "turno-protocol", "turno-domain", "turno-clock"]),
    ("turno-tests", EVERYTHING),
    ("xtask", &[]),
];

/// Crates from outside that only some of the house may name, in any kind of dependency.
const WALLED: [(&[&str], &[&str]); 3] = [
    (&["slint", "slint-build", "i-slint-*"], &["turno-kiosk", "turno-desk", "turno-ui-kit", "turno-drive"]),
    (&["rusqlite", "libsqlite3-sys", "sqlx", "diesel"], &["turno-store"]),
    (&["typst", "typst-*", "rust_xlsxwriter"], &["turno-documents"]),
];

pub fn breaches(packages: &[Package]) -> Vec<String> {
    let house: Vec<&str> =
        packages.iter().map(|package| package.name.as_str()).filter(|name| of_the_house(name)).collect();
    let mut breaches = Vec::new();
    for package in packages.iter().filter(|package| of_the_house(&package.name)) {
        let Some((_, may_know)) = MAY_KNOW.iter().find(|(name, _)| *name == package.name) else {
            breaches.push(format!("{} stands in no row of who may know whom (directions.rs)", package.name));
            continue;
        };
        for dependency in &package.dependencies {
            if house.contains(&dependency.name.as_str()) && !may_name(package, may_know, dependency) {
                breaches.push(format!("{} may not know {}", package.name, dependency.name));
            }
            for (walled, by) in WALLED {
                if walled.iter().any(|pattern| matches(pattern, &dependency.name))
                    && !by.contains(&package.name.as_str())
                {
                    breaches.push(format!(
                        "{} may not name {}: only {} may",
                        package.name,
                        dependency.name,
                        by.join(", ")
                    ));
                }
            }
        }
    }
    breaches
}

fn of_the_house(name: &str) -> bool {
    name.starts_with("turno-") || name == "xtask"
}

/// Tests may look further than what they test, but the domain's and the tasks' not even then.
fn may_name(package: &Package, may_know: &[&str], dependency: &Dependency) -> bool {
    let closed = package.name == "xtask" || package.name == "turno-domain";
    let for_tests = dependency.kind == Some(Kind::Dev) && !closed;
    for_tests || may_know == EVERYTHING || may_know.contains(&dependency.name.as_str())
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => pattern == name,
    }
}
