//! What the printer says of itself, and how it is heard.

use super::{Machine, Paper, Reaction};

/// Noise without any byte that a status or a proof could be mistaken for being asked for.
pub(super) const NOISE: [u8; 7] = [0xFF, 0x55, 0x00, 0x81, 0x7F, 0xAA, 0x2A];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    Plain,
    Silent,
    Garbage,
    /// Tells its state, and never answers `GS r`.
    WithoutProofs,
}

impl Machine {
    pub(super) fn say_status(&self, question: u8, reaction: &mut Reaction) {
        let bit = |on: bool, bit: u8| if on { 1 << bit } else { 0 };
        let out = self.paper == Paper::Out;
        let error = self.cutter_jammed || self.broken;
        let bits = match question {
            1 => bit(self.stands(), 3),
            2 => bit(self.cover_open, 2) | bit(out, 5) | bit(error, 6),
            3 => bit(self.cutter_jammed, 3) | bit(self.broken, 5),
            _ => {
                let near = self.paper != Paper::Enough;
                bit(near, 2) | bit(near, 3) | bit(out, 5) | bit(out, 6)
            }
        };
        self.say(&[0x12 | bits], reaction);
    }

    /// Custom SpA's full status, `10 0F paper user recoverable unrecoverable`; programs rely on the paper byte.
    pub(super) fn say_custom_status(&self, reaction: &mut Reaction) {
        let mut paper = match self.paper {
            Paper::Enough => 0x00,
            Paper::NearEnd => 0x04,
            Paper::Out => 0x05,
        };
        if self.at_mouth {
            paper |= 0x20;
        }
        let user = if self.cover_open { 0x02 } else { 0x00 };
        let unrecoverable = u8::from(self.cutter_jammed || self.broken);
        self.say(&[0x10, 0x0F, paper, user, 0x00, unrecoverable], reaction);
    }

    /// `GS r 1`.
    pub(super) fn say_proof(&self, reaction: &mut Reaction) {
        if self.voice != Voice::WithoutProofs {
            let near_end = if self.paper == Paper::NearEnd { 0x03 } else { 0x00 };
            self.say(&[near_end], reaction);
        }
    }

    fn say(&self, bytes: &[u8], reaction: &mut Reaction) {
        match self.voice {
            Voice::Plain | Voice::WithoutProofs => reaction.says.extend(bytes),
            Voice::Silent => {}
            Voice::Garbage => reaction.says.extend(NOISE),
        }
    }
}
