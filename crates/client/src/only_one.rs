//! One program per enrolment: a lock beside what the program remembers, and where that is.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use turno_protocol::session::DeviceRole;

/// Held for as long as the program runs; the system lets go of it even after a crash.
#[derive(Debug)]
pub struct OnlyOne {
    _lock: File,
    folder: PathBuf,
}

/// Why the program may not start.
#[derive(Debug, thiserror::Error)]
pub enum NotAlone {
    /// Another one runs.
    #[error(
        "a {program} already runs for the device {device:?}: close it, or enrol this one under another name"
    )]
    Taken {
        /// `kiosk` or `desk`.
        program: &'static str,
        /// The device's name.
        device: String,
    },
    /// The state's folder cannot be used.
    #[error("the folder for the {program}'s state, {}, cannot be used: {source}", path.display())]
    Folder {
        /// `kiosk` or `desk`.
        program: &'static str,
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl OnlyOne {
    /// Takes the lock of the device named `device` under `state`, making the folder when it is missing.
    ///
    /// # Errors
    /// [`NotAlone`].
    pub fn take(state: &Path, role: DeviceRole, device: &str) -> Result<Self, NotAlone> {
        let program = program(role);
        let folder = Self::folder_of(state, role, device);
        let unusable = |source| NotAlone::Folder { program, path: folder.clone(), source };
        fs::create_dir_all(&folder).map_err(unusable)?;
        let lock = File::create(folder.join("lock")).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { _lock: lock, folder }),
            Err(TryLockError::WouldBlock) => Err(NotAlone::Taken { program, device: device.to_owned() }),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }

    /// The folder of the device's state under `state`, whether its program runs or not.
    pub fn folder_of(state: &Path, role: DeviceRole, device: &str) -> PathBuf {
        state.join(format!("{}-{}", program(role), file_name(device)))
    }

    /// The folder of this enrolment's state.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

fn program(role: DeviceRole) -> &'static str {
    match role {
        DeviceRole::Kiosk => "kiosk",
        DeviceRole::Desk => "desk",
    }
}

/// Where programs of this user keep what they remember: systemd's `$STATE_DIRECTORY`, else `$XDG_STATE_HOME/turno`, else
/// `~/.local/state/turno`.
pub fn state_folder(variable: impl Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    set("STATE_DIRECTORY")
        // systemd separates several by colons; the first is ours.
        .and_then(|folders| folders.split(':').next().map(PathBuf::from))
        .or_else(|| set("XDG_STATE_HOME").map(|home| Path::new(&home).join("turno")))
        .or_else(|| set("HOME").map(|home| Path::new(&home).join(".local/state/turno")))
}

/// A device's name as part of a file's name: two names never become one.
fn file_name(device: &str) -> String {
    use std::fmt::Write;
    let mut name = String::new();
    for byte in device.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' {
            name.push(char::from(byte));
        } else {
            let _ = write!(name, "%{byte:02x}");
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(state: &Path, device: &str) -> Result<OnlyOne, NotAlone> {
        OnlyOne::take(state, DeviceRole::Kiosk, device)
    }

    #[test]
    fn the_second_is_refused_until_the_first_is_gone() {
        let state = tempfile::tempdir().unwrap();
        let first = take(state.path(), "ingresso").unwrap();
        let again = take(state.path(), "ingresso").unwrap_err();
        assert!(matches!(&again, NotAlone::Taken { device, .. } if device == "ingresso"));
        assert!(again.to_string().starts_with("a kiosk already runs for the device \"ingresso\""));
        let other = take(state.path(), "ingresso 2").unwrap();
        let desk = OnlyOne::take(state.path(), DeviceRole::Desk, "ingresso").unwrap();
        assert!(first.folder() != other.folder() && first.folder() != desk.folder());
        drop(first);
        take(state.path(), "ingresso").unwrap();
    }

    #[test]
    fn a_name_is_no_way_out_of_the_folder() {
        let state = tempfile::tempdir().unwrap();
        let one = take(state.path(), "../../etc/passwd").unwrap();
        assert_eq!(one.folder().parent(), Some(state.path()));
        assert_ne!(file_name("a b"), file_name("a%20b"));
    }

    #[test]
    fn the_state_stands_where_the_system_says() {
        let of = |pairs: &'static [(&str, &str)]| {
            state_folder(|name| {
                pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(
            of(&[("STATE_DIRECTORY", "/var/lib/turno:/x"), ("HOME", "/h")]),
            Some("/var/lib/turno".into())
        );
        assert_eq!(of(&[("XDG_STATE_HOME", "/s"), ("HOME", "/h")]), Some("/s/turno".into()));
        assert_eq!(of(&[("XDG_STATE_HOME", ""), ("HOME", "/h")]), Some("/h/.local/state/turno".into()));
        assert_eq!(of(&[]), None);
    }
}
