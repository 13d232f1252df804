//! A part of the shelf that may be there or not: how it is, and the thread that keeps it going.
//!
//! Whatever goes wrong with a part is answered in one way: drop it, wait, open it again. So a plug that is pulled and put back heals by
//! itself, and a part that was never there costs nobody anything. Knows no part in particular.

mod kept;
mod socket;

use std::fmt;

use serde::{Deserialize, Serialize};

pub(crate) use kept::{Keeping, Stop, Trouble, keep};
pub(crate) use socket::read_within;

/// How a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartState {
    /// Works.
    Ready,
    /// Not there: not plugged in, or a program that it needs is not installed.
    Absent,
    /// There, and cannot be used: held by another program, not allowed, broken.
    Failing,
}

impl PartState {
    /// One word for it, as other programs are told: `ready`, `absent`, `failing`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Absent => "absent",
            Self::Failing => "failing",
        }
    }
}

impl fmt::Display for PartState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// How every part beside the printer is; `None` where the site has no such part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PartStates {
    /// The scanner.
    pub scanner: Option<PartState>,
    /// The big button.
    pub button: Option<PartState>,
    /// Its light.
    pub light: Option<PartState>,
    /// The buzzer.
    pub buzzer: Option<PartState>,
    /// The loudspeaker.
    pub loudspeaker: Option<PartState>,
    /// The headphones; `absent` while none are plugged in.
    pub headphones: Option<PartState>,
}

impl PartStates {
    /// The parts that the site has, by the names under which other programs are told.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, PartState)> + use<> {
        [
            ("scanner", self.scanner),
            ("button", self.button),
            ("light", self.light),
            ("buzzer", self.buzzer),
            ("loudspeaker", self.loudspeaker),
            ("headphones", self.headphones),
        ]
        .into_iter()
        .filter_map(|(name, state)| Some((name, state?)))
    }
}
