//! What the domain's own source may not name: whole modules of the standard library, which clippy cannot forbid, and the
//! clippy.toml that forbids the rest.

use anyhow::Context;
use std::path::{Path, PathBuf};

/// Files, sockets, processes, surroundings, threads and clocks.
const FORBIDDEN: [&str; 9] = [
    "std::fs",
    "std::net",
    "std::os",
    "std::process",
    "std::env",
    "std::thread",
    "SystemTime",
    "Utc::now",
    "Local::now",
];

/// What clippy.toml of the domain must disallow: a `use` of several modules at once slips past a search for words.
pub const REQUIRED: [&str; 9] = [
    "std::time::SystemTime",
    "std::time::Instant",
    "std::fs::File",
    "std::fs::read",
    "std::fs::write",
    "std::net::TcpStream",
    "std::net::UdpSocket",
    "chrono::Utc::now",
    "std::thread::sleep",
];

pub fn breaches(root: &Path) -> anyhow::Result<Vec<String>> {
    let Some(domain) =
        ["crates/domain", "crates/turno-domain"].into_iter().find(|path| root.join(path).is_dir())
    else {
        return Ok(vec!["there is no crates/domain".to_owned()]);
    };
    let clippy = std::fs::read_to_string(root.join(domain).join("clippy.toml")).unwrap_or_default();
    let lenient = REQUIRED.into_iter().filter(|path| !clippy.contains(path));
    let mut breaches: Vec<String> =
        lenient.map(|path| format!("{domain}/clippy.toml does not disallow {path}")).collect();
    for file in rust_files(&root.join(domain).join("src"))? {
        let text =
            std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let name = file.strip_prefix(root).unwrap_or(&file).display().to_string();
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let found = FORBIDDEN.into_iter().filter(|word| code.contains(word));
            breaches.extend(
                found.map(|word| format!("{name}:{}: {word} does not belong in the domain", number + 1)),
            );
        }
    }
    Ok(breaches)
}

fn rust_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
