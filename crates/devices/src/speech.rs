//! Speech: what stands on the screen, said aloud by processes of their own.
//!
//! One task owns whatever is being said. A new utterance ends the one before it, or waits for its end, as whoever says it wants; a chime
//! is heard out first. What is private is said by headphones alone, and not at all where there are none; everything else by the
//! loudspeaker, or by headphones that are known to be plugged in. `espeak-ng` makes the sound and `aplay` plays it, so that nothing
//! here is linked against a sound system and one that hangs can be ended. A program, a card or a socket that is missing is a [`PartState`], never a failure of anything else.
//!
//! The text goes through pipes alone: it stands in no command line, no file and no log.

mod chime;
mod headphones;
mod playing;
mod speaker;
mod utterance;
mod words;

use std::path::PathBuf;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

pub use playing::{SpeechError, SpeechPrograms};
pub use utterance::{SoundOutput, Utterance, Volume};
pub use words::spoken_number;

use crate::part::PartState;
use speaker::{Order, Speaker};

/// Where sound goes, and what makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeechSettings {
    /// The loudspeaker's ALSA device; without it the machine's default.
    pub loudspeaker: Option<String>,
    /// The headphones' ALSA device, which must name its card (`hw:1,0`, `plughw:CARD=Headset`); without it nothing private is ever said.
    pub headphones: Option<String>,
    /// The programs.
    pub programs: SpeechPrograms,
    /// Where the kernel tells which sound cards there are.
    pub cards: PathBuf,
}

impl SpeechSettings {
    /// With the programs and cards of this machine.
    #[must_use]
    pub fn new(loudspeaker: Option<String>, headphones: Option<String>) -> Self {
        let cards = PathBuf::from("/proc/asound");
        Self { loudspeaker, headphones, programs: SpeechPrograms::default(), cards }
    }
}

/// How the outputs are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpeechState {
    /// The loudspeaker.
    pub loudspeaker: PartState,
    /// The headphones; `None` where the site has none, `absent` while none are plugged in.
    pub headphones: Option<PartState>,
}

/// Says things for as long as it is held.
#[derive(Debug)]
pub struct Speech {
    orders: mpsc::UnboundedSender<Order>,
    state: watch::Receiver<SpeechState>,
    speaking: watch::Receiver<bool>,
    task: JoinHandle<()>,
}

impl Speech {
    /// Starts its task, on the tokio runtime of the caller.
    #[must_use]
    pub fn start(settings: SpeechSettings) -> Self {
        let (orders, listener) = mpsc::unbounded_channel();
        let headphones = settings.headphones.as_ref().map(|_| PartState::Absent);
        let (told, state) = watch::channel(SpeechState { loudspeaker: PartState::Absent, headphones });
        let (says, speaking) = watch::channel(false);
        let speaker = Speaker::new(settings, told, says);
        let task = tokio::spawn(speaker.serve(listener));
        Self { orders, state, speaking, task }
    }

    /// Says something instead of whatever is being said; what is `private` only by headphones.
    pub fn say(&self, utterance: Utterance, private: bool) {
        let _ = self.orders.send(Order::Say(utterance, private));
    }

    /// Says something after whatever is being said and is to be said; what is `private` only by headphones.
    pub fn say_after(&self, utterance: Utterance, private: bool) {
        let _ = self.orders.send(Order::SayAfter(utterance, private));
    }

    /// Two soft tones instead of whatever is being said.
    pub fn chime(&self) {
        let _ = self.orders.send(Order::Chime);
    }

    /// Ends whatever is being said.
    pub fn hush(&self) {
        let _ = self.orders.send(Order::Hush);
    }

    /// How loud an output is from the next utterance on.
    pub fn set_volume(&self, output: SoundOutput, volume: Volume) {
        let _ = self.orders.send(Order::Volume(output, volume));
    }

    /// How the outputs are, and every change of it.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<SpeechState> {
        self.state.clone()
    }

    /// Whether something is being said or played, and every change of it.
    #[must_use]
    pub fn speaking(&self) -> watch::Receiver<bool> {
        self.speaking.clone()
    }
}

impl Drop for Speech {
    fn drop(&mut self) {
        self.task.abort();
    }
}
