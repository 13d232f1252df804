//! The walls between the crates: what ARCHITECTURE.md says about who may know whom, checked.

mod directions;
mod sources;
mod texts;
mod trees;

use crate::workspace::Workspace;
use anyhow::bail;

/// Checks every wall and names each breach.
pub fn check(workspace: &Workspace) -> anyhow::Result<()> {
    let breaches = breaches(workspace)?;
    for breach in &breaches {
        println!("{breach}");
    }
    match breaches.len() {
        0 => Ok(()),
        1 => bail!("one wall is broken"),
        many => bail!("{many} walls are broken"),
    }
}

fn breaches(workspace: &Workspace) -> anyhow::Result<Vec<String>> {
    let mut breaches = directions::breaches(&workspace.packages);
    breaches.extend(trees::breaches(workspace)?);
    breaches.extend(sources::breaches(&workspace.root)?);
    breaches.extend(texts::breaches(&workspace.root)?);
    Ok(breaches)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use std::process::Command;

    /// A workspace of empty crates: (folder and name, what its manifest says after the package).
    fn workspace(members: &[(&str, &str)], files: &[(&str, &str)]) -> (tempfile::TempDir, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n");
        write("crates/turno-domain/clippy.toml", &sources::REQUIRED.join("\n"));
        for (name, rest) in members {
            write(
                &format!("crates/{name}/Cargo.toml"),
                &format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{rest}"),
            );
            write(&format!("crates/{name}/src/lib.rs"), "");
        }
        files.iter().for_each(|(path, text)| write(path, text));
        for arguments in [&["init", "-q"][..], &["add", "."]] {
            assert!(Command::new("git").args(arguments).current_dir(root).status().unwrap().success());
        }
        let breaches = breaches(&Workspace::at(root).unwrap()).unwrap();
        (folder, breaches)
    }

    fn path_to(name: &str) -> String {
        format!("{name} = {{ path = \"../{name}\" }}\n")
    }

    #[test]
    fn a_sound_house_has_no_breach() {
        let store = format!("[dependencies]\n{}{}", path_to("turno-domain"), path_to("rusqlite"));
        let hub = format!(
            "[dependencies]\n{}{}{}",
            path_to("turno-store"),
            path_to("turno-domain"),
            path_to("tokio")
        );
        let (_folder, breaches) = workspace(
            &[
                ("turno-domain", ""),
                ("turno-store", &store),
                ("turno-hub", &hub),
                ("xtask", ""),
                ("rusqlite", ""),
                ("tokio", ""),
            ],
            &[("notes.md", "see https://example.org/work/ and never build with every feature\n")],
        );
        assert_eq!(breaches, Vec::<String>::new());
    }

    #[test]
    fn each_broken_wall_is_named() {
        let domain = format!("[dependencies]\n{}", path_to("harmless"));
        let harmless = format!("[dependencies]\n{}", path_to("tokio"));
        let store = format!("[dependencies]\n{}", path_to("turno-protocol"));
        let hub = format!("[dependencies]\n{}{}", path_to("rusqlite"), path_to("slint"));
        let kiosk = format!(
            "[features]\ndrive = []\n[dependencies]\n{}{}",
            path_to("i-slint-backend-testing"),
            path_to("turno-store")
        );
        let xtask = format!("[dev-dependencies]\n{}", path_to("turno-domain"));
        let machine_path = format!("cd /{}/main\n", "work");
        let neighbour = format!("see ..{}DESIGN.md\n", "/shared/");
        let everything = format!("#!/bin/sh\ncargo build --all-{}\n", "features");
        let (_folder, breaches) = workspace(
            &[
                ("turno-domain", &domain),
                ("turno-store", &store),
                ("turno-hub", &hub),
                ("turno-kiosk", &kiosk),
                ("turno-unheard-of", ""),
                ("turno-protocol", ""),
                ("xtask", &xtask),
                ("harmless", &harmless),
                ("tokio", ""),
                ("rusqlite", ""),
                ("slint", ""),
                ("i-slint-backend-testing", ""),
            ],
            &[
                ("crates/turno-domain/src/lib.rs", "//! SystemTime is not ours.\nuse std::fs;\n"),
                ("crates/turno-domain/clippy.toml", "allow-unwrap-in-tests = true\n"),
                ("notes.md", &machine_path),
                ("more.md", &neighbour),
                ("build.sh", &everything),
            ],
        );
        for expected in [
            "turno-domain: tokio is in its tree of ordinary dependencies",
            "turno-kiosk: i-slint-backend-testing is in the shipped build",
            "turno-store may not know turno-protocol",
            "turno-kiosk may not know turno-store",
            "turno-hub may not name rusqlite",
            "turno-hub may not name slint",
            "turno-unheard-of stands in no row",
            "xtask may not know turno-domain",
            "crates/turno-domain/src/lib.rs:2: std::fs",
            "crates/turno-domain/clippy.toml does not disallow std::time::SystemTime",
            "notes.md:1: ",
            "more.md:1: ",
            "build.sh:2: ",
        ] {
            let found = breaches.iter().filter(|breach| breach.starts_with(expected)).count();
            assert_eq!(found, 1, "{expected}\nin {breaches:#?}");
        }
        let clippy = breaches.iter().filter(|breach| breach.contains("clippy.toml")).count();
        assert_eq!(breaches.len() - clippy, 12, "{breaches:#?}");
    }
}
