//! What is said, and how loud.

use std::fmt;

use turno_domain::text::Language;

/// A text to be said. Its Debug never shows it: it may be about a person.
#[derive(Clone, PartialEq, Eq)]
pub struct Utterance {
    /// What is said.
    pub text: String,
    /// In which language.
    pub language: Language,
}

impl fmt::Debug for Utterance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Utterance").field("language", &self.language).finish_non_exhaustive()
    }
}

/// Where sound comes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoundOutput {
    /// Everybody hears it.
    Loudspeaker,
    /// Only who wears them hears it.
    Headphones,
}

/// How loud, in percent: 0 is silence, 100 as loud as speech is made without distortion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Volume(u8);

impl Volume {
    /// Silence.
    pub const SILENT: Self = Self(0);

    /// At most 100.
    #[must_use]
    pub fn percent(percent: u8) -> Self {
        Self(percent.min(100))
    }

    /// In percent.
    #[must_use]
    pub fn in_percent(self) -> u8 {
        self.0
    }
}

impl Default for Volume {
    fn default() -> Self {
        Self(70)
    }
}
