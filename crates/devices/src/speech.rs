//! Speech.

mod utterance;

pub use utterance::{SoundOutput, Utterance, Volume};
