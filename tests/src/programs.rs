//! Where the programs under test are, and whether they are what the sources say.

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Names the folder of the programs; `cargo xtask test` sets it.
const FOLDER: &str = "TURNO_BIN_DIR";

/// The folder of the programs under test.
#[derive(Clone, Debug)]
pub struct Programs {
    folder: PathBuf,
}

impl Programs {
    /// The programs in the folder that `TURNO_BIN_DIR` names.
    ///
    /// # Errors
    /// When it is not set.
    pub fn from_environment() -> Result<Self> {
        match std::env::var_os(FOLDER) {
            Some(folder) => Ok(Self { folder: folder.into() }),
            None => bail!(
                "{FOLDER} is not set: whole-system tests start the real programs and must be told where they are. \
                 Run `cargo xtask test`, or build them and set it to their folder"
            ),
        }
    }

    /// Whether `program` was built here at all.
    pub fn has(&self, program: &str) -> bool {
        self.folder.join(program).is_file()
    }

    /// The path of `program`, which is no older than any source it was built from.
    ///
    /// # Errors
    /// A program that is missing or stale, or of which that cannot be told.
    pub fn path(&self, program: &str) -> Result<PathBuf> {
        let path = self.folder.join(program);
        let built = changed(&path).with_context(|| format!("{program} was not built into {FOLDER}"))?;
        // Cargo writes beside each program which sources it came from, those of the other crates of the house included.
        let list = path.with_extension("d");
        let listed = fs::read_to_string(&list)
            .with_context(|| format!("{}: cannot tell whether {program} is stale", list.display()))?;
        for source in sources(&listed) {
            match changed(&source) {
                Ok(at) if at <= built => {}
                Ok(_) => bail!("{program} is stale: {} is newer; build it again", source.display()),
                Err(_) => bail!("{program} is stale: {} is gone; build it again", source.display()),
            }
        }
        Ok(path)
    }
}

fn changed(path: &Path) -> Result<SystemTime> {
    Ok(fs::metadata(path).with_context(|| path.display().to_string())?.modified()?)
}

/// The prerequisites of a makefile's one rule; a space in a name is written with a backslash.
fn sources(rule: &str) -> Vec<PathBuf> {
    const SPACE: &str = "\u{0}";
    let prerequisites = rule.split_once(": ").map_or("", |(_, sources)| sources).replace("\\ ", SPACE);
    prerequisites.split_whitespace().map(|name| name.replace(SPACE, " ").into()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn programs() -> (tempfile::TempDir, Programs, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("a source.rs");
        fs::write(&source, "").unwrap();
        fs::write(folder.path().join("turno-x"), "").unwrap();
        let rule = format!("{0}/turno-x: {0}/a\\ source.rs\n", folder.path().display());
        fs::write(folder.path().join("turno-x.d"), rule).unwrap();
        let programs = Programs { folder: folder.path().to_owned() };
        (folder, programs, source)
    }

    fn date(path: &Path, ahead: Duration) {
        let file = fs::File::options().append(true).open(path).unwrap();
        file.set_modified(SystemTime::now() + ahead).unwrap();
    }

    #[test]
    fn a_program_newer_than_its_sources_is_taken() {
        let (folder, programs, source) = programs();
        date(&source, Duration::ZERO);
        date(&folder.path().join("turno-x"), Duration::from_secs(5));
        assert_eq!(programs.path("turno-x").unwrap(), folder.path().join("turno-x"));
        assert!(programs.has("turno-x") && !programs.has("turno-y"));
        assert!(programs.path("turno-y").unwrap_err().to_string().contains("turno-y was not built"));
    }

    #[test]
    fn a_stale_program_is_refused_with_the_source_that_is_newer_or_gone() {
        let (_folder, programs, source) = programs();
        date(&source, Duration::from_secs(5));
        let newer = programs.path("turno-x").unwrap_err().to_string();
        assert!(newer.contains("turno-x is stale") && newer.contains("a source.rs is newer"), "{newer}");
        fs::remove_file(&source).unwrap();
        assert!(programs.path("turno-x").unwrap_err().to_string().contains("is gone"));
    }
}
