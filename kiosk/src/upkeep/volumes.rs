//! How loud the outputs are for everybody, kept in the kiosk's state folder.

use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use turno_devices::speech::Volume;

const FILE: &str = "volumes.json";

/// In percent.
#[derive(Serialize, Deserialize)]
struct Volumes {
    loudspeaker: u8,
    headphones: u8,
}

/// Loudspeaker and headphones as they were left; `None` where nobody has set them, or the file is damaged.
pub(super) fn read(folder: &Path) -> Option<(Volume, Volume)> {
    let bytes = fs::read(folder.join(FILE)).ok()?;
    let volumes: Volumes = serde_json::from_slice(&bytes)
        .inspect_err(|error| tracing::warn!(%error, "the volumes that were set cannot be read"))
        .ok()?;
    Some((Volume::percent(volumes.loudspeaker), Volume::percent(volumes.headphones)))
}

/// Keeps them, whole or not at all.
pub(super) fn write(folder: &Path, loudspeaker: Volume, headphones: Volume) -> io::Result<()> {
    let volumes = Volumes { loudspeaker: loudspeaker.in_percent(), headphones: headphones.in_percent() };
    let new = folder.join(format!("{FILE}.new"));
    let mut file = File::create(&new)?;
    file.write_all(&serde_json::to_vec(&volumes).map_err(io::Error::other)?)?;
    file.sync_all()?;
    fs::rename(new, folder.join(FILE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volumes_are_as_they_were_left_and_a_damaged_file_is_none() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()), None);
        write(folder.path(), Volume::percent(40), Volume::percent(90)).unwrap();
        assert_eq!(read(folder.path()), Some((Volume::percent(40), Volume::percent(90))));
        fs::write(folder.path().join(FILE), "{").unwrap();
        assert_eq!(read(folder.path()), None);
    }
}
