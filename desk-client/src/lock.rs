//! One desk per enrolment: a lock beside the program's state.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// Held for as long as the program runs; the system lets go of it even after a crash.
#[derive(Debug)]
pub struct OnlyOne {
    _lock: File,
}

/// Why the program may not start.
#[derive(Debug, thiserror::Error)]
pub enum NotAlone {
    /// Another one runs.
    #[error(
        "a desk already runs for the device {device:?}: use its window, or enrol this one under another name"
    )]
    Taken {
        /// The device's name.
        device: String,
    },
    /// The state's folder cannot be used.
    #[error("the folder for the desk's state, {}, cannot be used: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

/// Takes the lock of the device named `device` under `state`, making the folder when it is missing.
///
/// # Errors
/// [`NotAlone`].
pub fn take(state: &Path, device: &str) -> Result<OnlyOne, NotAlone> {
    let folder = state.join(format!("desk-{}", file_name(device)));
    let unusable = |source| NotAlone::Folder { path: folder.clone(), source };
    fs::create_dir_all(&folder).map_err(unusable)?;
    let lock = File::create(folder.join("lock")).map_err(unusable)?;
    match lock.try_lock() {
        Ok(()) => Ok(OnlyOne { _lock: lock }),
        Err(TryLockError::WouldBlock) => Err(NotAlone::Taken { device: device.to_owned() }),
        Err(TryLockError::Error(source)) => Err(unusable(source)),
    }
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

    #[test]
    fn the_second_is_refused_until_the_first_is_gone() {
        let state = tempfile::tempdir().unwrap();
        let first = take(state.path(), "sportello 3").unwrap();
        let again = take(state.path(), "sportello 3");
        assert!(matches!(again, Err(NotAlone::Taken { device }) if device == "sportello 3"));
        let _other = take(state.path(), "../sportello%203").unwrap();
        drop(first);
        take(state.path(), "sportello 3").unwrap();
    }
}
