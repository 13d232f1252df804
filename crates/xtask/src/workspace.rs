//! What cargo says about the workspace, and how to call cargo.

use anyhow::{Context, bail};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The programs that have the feature `drive`, by which tests and demo move them through their real screens.
const DRIVEN: [&str; 2] = ["turno-kiosk", "turno-desk"];

/// `cargo metadata`, as far as it matters here.
#[derive(Debug, Deserialize)]
pub struct Workspace {
    #[serde(rename = "workspace_root")]
    pub root: PathBuf,
    #[serde(rename = "target_directory")]
    pub target: PathBuf,
    pub packages: Vec<Package>,
}

/// One member of the workspace.
#[derive(Debug, Deserialize)]
pub struct Package {
    pub name: String,
    pub dependencies: Vec<Dependency>,
    pub features: BTreeMap<String, Vec<String>>,
    pub targets: Vec<Target>,
}

/// One dependency that a manifest names.
#[derive(Debug, Deserialize)]
pub struct Dependency {
    pub name: String,
    /// Absent for an ordinary one.
    pub kind: Option<Kind>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Dev,
    Build,
}

/// One library, program, test or bench of a package.
#[derive(Debug, Deserialize)]
pub struct Target {
    pub name: String,
    pub kind: Vec<String>,
}

impl Workspace {
    /// The workspace that this task runs in.
    pub fn here() -> anyhow::Result<Self> {
        Self::at(&std::env::current_dir()?)
    }

    /// The workspace around `folder`.
    pub fn at(folder: &Path) -> anyhow::Result<Self> {
        let mut metadata = cargo(folder);
        metadata.args(["metadata", "--no-deps", "--format-version", "1"]);
        serde_json::from_str(&said(&mut metadata)?).context("cargo metadata speaks an unknown language")
    }

    /// Cargo, in the workspace's root.
    pub fn cargo(&self) -> Command {
        cargo(&self.root)
    }

    pub fn package(&self, name: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.name == name)
    }

    /// `package/drive` for each program that has the feature.
    pub fn drive_features(&self) -> Vec<String> {
        let driven = DRIVEN.into_iter().filter_map(|name| self.package(name));
        driven
            .filter(|package| package.features.contains_key("drive"))
            .map(|package| format!("{}/drive", package.name))
            .collect()
    }

    /// The arguments that build every member with the features of tests and demo: one set of features in the dev profile, so
    /// that nothing is compiled twice.
    pub fn everything(&self) -> Vec<String> {
        let mut arguments = vec!["--workspace".to_owned()];
        let features = self.drive_features();
        if !features.is_empty() {
            arguments.extend(["--features".to_owned(), features.join(",")]);
        }
        arguments
    }

    /// Where cargo puts the programs of the dev profile.
    pub fn dev_programs(&self) -> PathBuf {
        self.target.join("debug")
    }

    /// A file of this name under the target folder's `xtask`, for what a task does not show.
    pub fn log(&self, name: &str) -> anyhow::Result<(PathBuf, File)> {
        let folder = self.target.join("xtask");
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let path = folder.join(name);
        let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        Ok((path, file))
    }

    /// Whether `package` builds a program called `name`.
    pub fn has_program(&self, package: &str, name: &str) -> bool {
        let targets = self.package(package).map(|package| package.targets.as_slice()).unwrap_or_default();
        targets.iter().any(|target| target.name == name && target.kind.iter().any(|kind| kind == "bin"))
    }
}

fn cargo(folder: &Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(folder).env("CARGO_TERM_COLOR", "never");
    cargo
}

/// What `command` writes to its standard output; an error with what it says when it fails.
pub fn said(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output().with_context(|| format!("cannot start {:?}", command.get_program()))?;
    if !output.status.success() {
        bail!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr).trim_end());
    }
    String::from_utf8(output.stdout).with_context(|| format!("{command:?} does not speak UTF-8"))
}

/// Runs `command` with everything it says in the log `name`; when it fails, shows the end of that.
pub fn quietly(workspace: &Workspace, what: &str, name: &str, command: &mut Command) -> anyhow::Result<()> {
    let (path, log) = workspace.log(name)?;
    eprintln!("{what} (log: {})", path.display());
    let status = command.stdin(std::process::Stdio::null()).stdout(log.try_clone()?).stderr(log).status();
    let status = status.with_context(|| format!("cannot start {:?}", command.get_program()))?;
    if status.success() {
        return Ok(());
    }
    eprintln!("{}", telling(&String::from_utf8_lossy(&std::fs::read(&path)?)));
    bail!("{what}: failed with {status}; the whole log is {}", path.display())
}

/// The part of a compiler's log that matters: from the first error on, at most 120 lines, or else its last 40.
fn telling(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    let first = lines.iter().position(|line| line.starts_with("error") || line.starts_with("E: "));
    let part = match first {
        Some(first) => &lines[first..lines.len().min(first + 120)],
        None => &lines[lines.len().saturating_sub(40)..],
    };
    part.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_build_shows_its_first_error() {
        let noise = "   Compiling x\n".repeat(500);
        let log = format!("{noise}error[E0425]: cannot find\n --> src/lib.rs:1:1\n{noise}");
        let shown = telling(&log);
        assert!(shown.starts_with("error[E0425]: cannot find\n --> src/lib.rs"));
        assert_eq!(shown.lines().count(), 120);
        assert_eq!(telling(&noise).lines().count(), 40);
    }

    #[test]
    fn a_failed_command_says_why() {
        let error = said(Command::new("ls").arg("/no/such/folder")).unwrap_err().to_string();
        assert!(error.contains("/no/such/folder"), "{error}");
    }
}
