//! What this desk remembers of itself from one start to the next, in a file of its own.

use crate::model::port::Habits;
use std::fs;
use std::io;
use std::path::Path;

/// What the file is called in the program's folder.
const FILE: &str = "desk.json";

/// What was kept; as at the first start where nothing was, or nothing that can be read.
pub fn read(folder: &Path) -> Habits {
    let file = folder.join(FILE);
    let text = match fs::read(&file) {
        Ok(text) => text,
        Err(error) => {
            if error.kind() != io::ErrorKind::NotFound {
                tracing::warn!(%error, file = %file.display(), "the desk's habits cannot be read");
            }
            return Habits::default();
        }
    };
    serde_json::from_slice(&text).unwrap_or_else(|error| {
        tracing::warn!(%error, file = %file.display(), "the desk's habits are not understood");
        Habits::default()
    })
}

/// Keeps them.
///
/// # Errors
/// When the folder cannot be written to.
pub fn keep(folder: &Path, habits: Habits) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let file = folder.join(FILE);
    let new = file.with_extension("new");
    fs::write(&new, serde_json::to_vec(&habits)?)?;
    fs::rename(&new, &file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_again_and_what_is_not_understood_is_as_at_the_start() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        assert_eq!(read(&state), Habits { chime: true, colleagues: true });
        for chime in [false, true] {
            let habits = Habits { chime, colleagues: !chime };
            keep(&state, habits).unwrap();
            assert_eq!(read(&state), habits);
        }
        // A later version may say more, an earlier one less.
        for (text, chime) in [("{\"chime\": false, \"more\": 1}", false), ("{}", true), ("chime", true)] {
            fs::write(state.join(FILE), text).unwrap();
            assert_eq!(read(&state), Habits { chime, colleagues: true }, "{text}");
        }
        fs::write(folder.path().join("file"), "").unwrap();
        assert!(keep(&folder.path().join("file/under"), Habits::default()).is_err());
    }
}
