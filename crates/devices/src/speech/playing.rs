//! What is being said or played: processes of their own, ended when this is dropped.

use std::io;
use std::path::PathBuf;
use std::process::Stdio;

use tokio::io::AsyncWriteExt;
use tokio::process::{Child, ChildStdin, Command};

use super::words::voice;
use super::{Utterance, Volume, chime};

/// Words a minute: a fifth slower than usual, for people who hear it once.
const WORDS_A_MINUTE: &str = "140";
/// ALSA's name for the output of whoever names none.
const DEFAULT_DEVICE: &str = "default";

/// The programs that speech needs, by name or path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeechPrograms {
    /// The synthesiser, `espeak-ng`.
    pub espeak: PathBuf,
    /// The player, `aplay` of alsa-utils.
    pub aplay: PathBuf,
    /// Tells whether headphones are plugged in: `amixer` of alsa-utils.
    pub amixer: PathBuf,
}

impl Default for SpeechPrograms {
    fn default() -> Self {
        Self { espeak: "espeak-ng".into(), aplay: "aplay".into(), amixer: "amixer".into() }
    }
}

/// Something to be heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sound {
    Speech(Utterance),
    Chime,
}

/// Why something was not heard.
#[derive(Debug, thiserror::Error)]
pub enum SpeechError {
    /// A program is not installed.
    #[error("{0} is not installed: apt install espeak-ng alsa-utils")]
    NoProgram(String),
    /// A program could not be started.
    #[error("{program} cannot be started: {source}")]
    NotStarted {
        /// Which.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// A program gave up. Of what it said only the end is kept, which is about devices, never about the text.
    #[error("{program} gave up: {said}")]
    GaveUp {
        /// Which.
        program: String,
        /// Its last words.
        said: String,
    },
}

/// The processes of one sound. Dropped, they are ended at once.
#[derive(Debug)]
pub(super) struct Playing {
    player: Child,
    synthesiser: Option<Child>,
    aplay: String,
}

impl Playing {
    /// Begins to play `sound` on an ALSA device.
    pub(super) fn start(
        programs: &SpeechPrograms,
        sound: &Sound,
        device: Option<&str>,
        volume: Volume,
    ) -> Result<Self, SpeechError> {
        let mut aplay = Command::new(&programs.aplay);
        aplay.args(["-q", "-D", device.unwrap_or(DEFAULT_DEVICE), "-"]);
        aplay.stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        let name = programs.aplay.display().to_string();
        let not_started = |program: String| {
            move |source: io::Error| match source.kind() {
                io::ErrorKind::NotFound => SpeechError::NoProgram(program),
                _ => SpeechError::NotStarted { program, source },
            }
        };
        let (player, synthesiser) = match sound {
            Sound::Chime => {
                let mut player = aplay.stdin(Stdio::piped()).spawn().map_err(not_started(name.clone()))?;
                feed(player.stdin.take(), chime::wav(volume));
                (player, None)
            }
            Sound::Speech(utterance) => {
                let espeak = programs.espeak.display().to_string();
                // The text goes by standard input: a command line can be read by every user of the machine.
                let mut synthesiser = Command::new(&programs.espeak)
                    .args(["-v", voice(utterance.language), "-s", WORDS_A_MINUTE, "-b", "1"])
                    .args(["-a", &volume.in_percent().to_string(), "--stdin", "--stdout"])
                    .stdin(Stdio::piped())
                    .stdout(Stdio::piped())
                    .stderr(Stdio::null())
                    .kill_on_drop(true)
                    .spawn()
                    .map_err(not_started(espeak.clone()))?;
                feed(synthesiser.stdin.take(), utterance.text.clone().into_bytes());
                let spoken: Stdio = match synthesiser.stdout.take().map(TryInto::try_into) {
                    Some(Ok(spoken)) => spoken,
                    Some(Err(source)) => return Err(SpeechError::NotStarted { program: espeak, source }),
                    None => Stdio::null(),
                };
                let player = aplay.stdin(spoken).spawn().map_err(not_started(name.clone()))?;
                (player, Some(synthesiser))
            }
        };
        Ok(Self { player, synthesiser, aplay: name })
    }

    /// Waits until it was heard. May be given up and awaited again, but for the last words of a player that gave up.
    pub(super) async fn heard(&mut self) -> Result<(), SpeechError> {
        let status = self.player.wait().await;
        if let Some(synthesiser) = &mut self.synthesiser {
            let _ = synthesiser.wait().await;
        }
        if matches!(&status, Ok(status) if status.success()) {
            return Ok(());
        }
        let mut said = String::new();
        if let Some(mut words) = self.player.stderr.take() {
            let mut bytes = Vec::new();
            let _ = tokio::io::AsyncReadExt::read_to_end(&mut words, &mut bytes).await;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            said = text.lines().last().unwrap_or("no reason given").chars().take(200).collect();
        }
        Err(SpeechError::GaveUp { program: self.aplay.clone(), said })
    }
}

/// Hands bytes to a process, beside everything else: one that does not read them holds nobody up.
fn feed(to: Option<ChildStdin>, bytes: Vec<u8>) {
    if let Some(mut to) = to {
        tokio::spawn(async move {
            // One that has ended needs no more.
            let _ = to.write_all(&bytes).await;
        });
    }
}
