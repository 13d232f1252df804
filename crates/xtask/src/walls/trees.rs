//! What ends up inside a program: whole trees of ordinary dependencies, as cargo resolves them for that package alone.

use crate::workspace::{Workspace, said};

/// No rule of the queue needs any of these: screens, runtimes, databases, the network, files, other processes.
const NOT_IN_DOMAIN: [&str; 25] = [
    "slint",
    "i-slint-core",
    "tokio",
    "async-std",
    "smol",
    "futures-executor",
    "rusqlite",
    "libsqlite3-sys",
    "sqlx",
    "axum",
    "hyper",
    "reqwest",
    "ureq",
    "rustls",
    "mio",
    "polling",
    "socket2",
    "rustix",
    "nix",
    "tempfile",
    "notify",
    "walkdir",
    "serialport",
    "getrandom",
    "iana-time-zone",
];

/// The programs that are shipped, and what must not be shipped.
const SHIPPED: [&str; 3] = ["turno-kiosk", "turno-desk", "turno-hub"];
const NOT_SHIPPED: [&str; 2] = ["i-slint-backend-testing", "turno-drive"];

pub fn breaches(workspace: &Workspace) -> anyhow::Result<Vec<String>> {
    let mut breaches = Vec::new();
    let domain = tree(workspace, "turno-domain")?;
    for found in NOT_IN_DOMAIN.iter().filter(|name| domain.iter().any(|crate_| crate_ == *name)) {
        breaches.push(format!("turno-domain: {found} is in its tree of ordinary dependencies"));
    }
    for program in SHIPPED.into_iter().filter(|name| workspace.package(name).is_some()) {
        let tree = tree(workspace, program)?;
        for found in NOT_SHIPPED.iter().filter(|name| tree.iter().any(|crate_| crate_ == *name)) {
            breaches.push(format!("{program}: {found} is in the shipped build"));
        }
    }
    Ok(breaches)
}

/// The names of all crates in the ordinary dependencies of `package`, with its default features.
fn tree(workspace: &Workspace, package: &str) -> anyhow::Result<Vec<String>> {
    let mut tree = workspace.cargo();
    tree.args(["tree", "--package", package, "--edges", "normal", "--prefix", "none", "--format", "{p}"]);
    let names = said(&mut tree)?;
    Ok(names.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect())
}
