//! The sound with which somebody at a kiosk asks for help, played by a program of the system in a process of its own: a sound
//! card that hangs holds nothing up, and where there is no sound the desk works as well.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::process::Command;
use tokio::sync::Mutex;

/// The sound itself: whatever plays it wants a file, and the program needs none beside it.
const SOUND: &[u8] = include_bytes!("../../assets/sounds/help.wav");

/// What the file is called in the program's folder.
const FILE: &str = "help.wav";

/// What can play it, each with its options before the file: PipeWire, PulseAudio, bare ALSA.
const PLAYERS: [(&str, &[&str]); 3] = [("pw-play", &[]), ("paplay", &[]), ("aplay", &["--quiet"])];

/// How long a player may take: the sound lasts under two seconds, and a sound card may have to wake up.
const LONGEST: Duration = Duration::from_secs(8);

/// Plays the sound, never two of it at once.
#[derive(Clone, Debug)]
pub struct Chime {
    folder: PathBuf,
    players: Vec<(PathBuf, Vec<String>)>,
    longest: Duration,
    playing: Arc<Mutex<()>>,
}

impl Chime {
    /// The sound of a desk that keeps its files in `folder`.
    pub fn new(folder: &Path) -> Self {
        let owned = |options: &[&str]| options.iter().map(ToString::to_string).collect();
        Self {
            folder: folder.to_owned(),
            players: PLAYERS.into_iter().map(|(name, options)| (name.into(), owned(options))).collect(),
            longest: LONGEST,
            playing: Arc::default(),
        }
    }

    /// Plays it, by the first player that can. Returns once it was played, or nothing could; only the log knows which.
    pub async fn play(&self) {
        let Ok(_alone) = self.playing.try_lock() else { return };
        let file = match self.file() {
            Ok(file) => file,
            Err(error) => {
                tracing::warn!(%error, folder = %self.folder.display(), "the sound cannot be put on disk");
                return;
            }
        };
        for (program, options) in &self.players {
            let played = Command::new(program)
                .args(options)
                .arg(&file)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .kill_on_drop(true)
                .status();
            match tokio::time::timeout(self.longest, played).await {
                Ok(Ok(status)) if status.success() => return,
                Ok(Ok(status)) => tracing::debug!(program = %program.display(), %status, "no sound"),
                Ok(Err(error)) => tracing::debug!(program = %program.display(), %error, "no sound"),
                Err(_) => tracing::debug!(program = %program.display(), "the player hangs and is ended"),
            }
        }
        tracing::info!("nothing here can play a sound; the screen shows it all the same");
    }

    /// The sound as a file, written where it is not there as it should be.
    fn file(&self) -> io::Result<PathBuf> {
        let file = self.folder.join(FILE);
        if fs::read(&file).is_ok_and(|there| there == SOUND) {
            return Ok(file);
        }
        fs::create_dir_all(&self.folder)?;
        let new = file.with_extension("new");
        fs::write(&new, SOUND)?;
        fs::rename(&new, &file)?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    /// A player that does this, in the shell's words; `$1` is the file.
    fn player(does: &str) -> (PathBuf, Vec<String>) {
        ("sh".into(), ["-c", does, "sh"].map(str::to_owned).to_vec())
    }

    fn chime(folder: &TempDir, players: Vec<(PathBuf, Vec<String>)>) -> Chime {
        Chime { players, ..Chime::new(&folder.path().join("state")) }
    }

    fn heard(folder: &TempDir) -> String {
        fs::read_to_string(folder.path().join("heard")).unwrap_or_default()
    }

    #[tokio::test]
    async fn the_first_player_that_can_plays_the_sound() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("heard");
        let plays = || player(&format!("wc -c < \"$1\" >> '{}'", log.display()));
        let missing = (folder.path().join("not-here"), Vec::new());
        let chime = chime(&folder, vec![missing, player("exit 1"), plays(), plays()]);
        chime.play().await;
        assert_eq!(heard(&folder).trim(), SOUND.len().to_string());
    }

    #[tokio::test]
    async fn a_player_that_hangs_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let chime = Chime { longest: Duration::ZERO, ..chime(&folder, vec![player("exec sleep 600")]) };
        chime.play().await;
        // It may be played again.
        assert!(chime.playing.try_lock().is_ok());
    }

    #[tokio::test]
    async fn without_a_player_or_a_folder_nothing_happens() {
        let folder = tempfile::tempdir().unwrap();
        chime(&folder, Vec::new()).play().await;
        fs::write(folder.path().join("file"), "").unwrap();
        let nowhere = Chime { folder: folder.path().join("file/under"), ..Chime::new(folder.path()) };
        nowhere.play().await;
    }

    #[test]
    fn the_sound_is_one_that_any_player_knows() {
        assert_eq!((&SOUND[..4], &SOUND[8..16]), (&b"RIFF"[..], &b"WAVEfmt "[..]));
        // Uncompressed, one channel.
        assert_eq!(&SOUND[20..24], &[1, 0, 1, 0]);
    }
}
