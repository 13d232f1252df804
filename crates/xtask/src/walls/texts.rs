//! What no committed file may say: where it was written, or to build with every feature at once.

use crate::workspace::said;
use std::path::Path;
use std::process::Command;

/// Folders of one machine. Put together here, so that this file does not say them.
const MACHINE_PATHS: [&str; 3] = [concat!("/", "root/"), concat!("/", "work/"), concat!("/", "tmp/turno/")];
const NEIGHBOUR: &str = concat!("../", "shared");
const EVERY_FEATURE: &str = concat!("--all-", "features");

/// The breaches in the files that git tracks; none outside a git checkout, where nothing is committed.
pub fn breaches(root: &Path) -> anyhow::Result<Vec<String>> {
    if !root.join(".git").exists() {
        return Ok(Vec::new());
    }
    let tracked = said(Command::new("git").args(["ls-files", "-z"]).current_dir(root))?;
    let mut breaches = Vec::new();
    for name in tracked.split('\0').filter(|name| !name.is_empty()) {
        // A file that is tracked and gone is about to be removed; one with a zero byte is no text.
        let Ok(bytes) = std::fs::read(root.join(name)) else { continue };
        if bytes.iter().take(8_000).any(|byte| *byte == 0) {
            continue;
        }
        for (number, line) in String::from_utf8_lossy(&bytes).lines().enumerate() {
            breaches.extend(fault(name, line).map(|fault| format!("{name}:{}: {fault}", number + 1)));
        }
    }
    Ok(breaches)
}

fn fault(name: &str, line: &str) -> Option<String> {
    if let Some(path) = MACHINE_PATHS.into_iter().find(|path| names_path(line, path)) {
        return Some(format!("names a folder of one machine, {path}"));
    }
    if line.contains(NEIGHBOUR) {
        return Some(format!("names a folder outside the checkout, {NEIGHBOUR}"));
    }
    // Prose may say that it is not done.
    (line.contains(EVERY_FEATURE) && !name.ends_with(".md")).then(|| format!("builds with {EVERY_FEATURE}"))
}

/// Whether `path` begins somewhere in `line`, rather than being the middle of a longer path or an address.
fn names_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|before| !before.is_ascii_alphanumeric() && !matches!(before, '_' | '}' | ')'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_told_from_the_middle_of_another() {
        let path = MACHINE_PATHS[1];
        for named in
            [path.to_owned(), format!("cd {path}x"), format!("\"{path}\""), format!("${{X:-{path}}}")]
        {
            assert!(names_path(&named, path), "{named}");
        }
        for other in
            [format!("https://example.org{path}"), format!("~/home{path}"), format!("${{HOME}}{path}")]
        {
            assert!(!names_path(&other, path), "{other}");
        }
    }

    #[test]
    fn prose_may_speak_of_every_feature_and_a_script_may_not() {
        let line = format!("cargo test {EVERY_FEATURE}");
        assert_eq!(fault("CONTRIBUTING.md", &line), None);
        assert!(fault(".ci/run", &line).is_some());
    }
}
