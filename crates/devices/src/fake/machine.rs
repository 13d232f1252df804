//! The printer's body: sensors, memory, and what it says about itself. No input or output.

mod voice;

use super::Picture;
use super::Presented;
use super::order::Order;
use super::press::{Press, Step};
use crate::paper::{DOTS_PER_MM, PaperWidth};
use voice::{NOISE, Voice};

/// What a printer takes into its memory while it stands; 4 KiB is usual.
const MEMORY: usize = 4_096;
/// What an input leads to.
#[derive(Debug, Default)]
pub(super) struct Reaction {
    /// What the printer says.
    pub(super) says: Vec<u8>,
    /// What fell from the cutter.
    pub(super) tickets: Vec<Cut>,
    /// What the presenter did.
    pub(super) presented: Vec<Presented>,
    /// The power failed.
    pub(super) died: bool,
    /// Bytes of a job came, and not only questions.
    pub(super) work_came: bool,
    /// Dots by which the paper moves before anything else is worked off; only of a machine that takes time.
    pub(super) moves: u32,
}

/// A strip that was cut off: how it looks, what stands on it, and what was not understood on the way.
#[derive(Debug)]
pub(super) struct Cut {
    pub(super) picture: Picture,
    pub(super) lines: Vec<String>,
    pub(super) codes: Vec<String>,
    pub(super) not_understood: Vec<Vec<u8>>,
    pub(super) bytes: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paper {
    Enough,
    NearEnd,
    Out,
}

pub(super) struct Machine {
    press: Press,
    memory: Vec<u8>,
    /// Bytes that may begin a real-time command.
    pending: Vec<u8>,
    paper: Paper,
    /// Dots until the roll ends.
    paper_left: Option<u32>,
    cover_open: bool,
    /// The cutter will jam, or has its cause still in it.
    cutter_blocked: bool,
    /// It has jammed and says so until told to go on.
    cutter_jammed: bool,
    broken: bool,
    /// It has a presenter of Custom.
    custom: bool,
    at_mouth: bool,
    voice: Voice,
    accepts: Option<usize>,
    /// Paper takes time to move, which somebody else measures.
    takes_time: bool,
    /// The paper moves.
    moving: bool,
    /// Bytes worked off since the last cut.
    worked_off: usize,
}

impl Machine {
    pub(super) fn new(width: PaperWidth, western_page: u8, takes_time: bool) -> std::io::Result<Self> {
        Ok(Self {
            press: Press::new(width, western_page)?,
            memory: Vec::new(),
            pending: Vec::new(),
            paper: Paper::Enough,
            paper_left: None,
            cover_open: false,
            cutter_blocked: false,
            cutter_jammed: false,
            broken: false,
            custom: false,
            at_mouth: false,
            voice: Voice::Plain,
            accepts: None,
            takes_time,
            moving: false,
            worked_off: 0,
        })
    }

    /// Whether it takes no more bytes for now.
    pub(super) fn full(&self) -> bool {
        self.memory.len() >= MEMORY
    }

    pub(super) fn order(&mut self, order: Order) -> Reaction {
        let mut reaction = Reaction::default();
        match order {
            Order::PaperOk => (self.paper, self.paper_left) = (Paper::Enough, None),
            Order::PaperNearEnd => (self.paper, self.paper_left) = (Paper::NearEnd, None),
            Order::PaperOut => (self.paper, self.paper_left) = (Paper::Out, None),
            Order::PaperLeft(millimetres) => {
                (self.paper, self.paper_left) =
                    (Paper::NearEnd, Some(self.press.strip.fed() + millimetres * DOTS_PER_MM));
            }
            Order::CoverOpen => self.cover_open = true,
            Order::CoverClosed => self.cover_open = false,
            Order::CutterError => self.cutter_blocked = true,
            Order::CutterOk => self.cutter_blocked = false,
            Order::Broken => self.broken = true,
            Order::NeverAnswer => self.voice = Voice::Silent,
            Order::NoProofs => self.voice = Voice::WithoutProofs,
            Order::Answer => self.voice = Voice::Plain,
            Order::Garbage => {
                self.voice = Voice::Garbage;
                reaction.says.extend(NOISE);
            }
            Order::Accept(bytes) => self.accepts = Some(bytes),
            Order::TakeTicket => self.at_mouth = false,
            Order::Custom(on) => self.custom = on,
            Order::Stall | Order::Resume | Order::Unplug | Order::Plug | Order::Quit => {}
        }
        self.work(&mut reaction);
        reaction
    }

    /// The paper has come to rest.
    pub(super) fn has_moved(&mut self) -> Reaction {
        let mut reaction = Reaction::default();
        self.moving = false;
        self.work(&mut reaction);
        reaction
    }

    pub(super) fn receive(&mut self, bytes: &[u8]) -> Reaction {
        let mut reaction = Reaction::default();
        for &byte in bytes {
            self.sort(byte, &mut reaction);
            if reaction.died {
                return reaction;
            }
        }
        self.work(&mut reaction);
        reaction
    }

    /// Picks real-time commands out of the stream, wherever they stand, as printers do.
    fn sort(&mut self, byte: u8, reaction: &mut Reaction) {
        self.pending.push(byte);
        match *self.pending.as_slice() {
            [0x10] | [0x10, 0x04 | 0x05] => return,
            [0x10, 0x04, question @ 1..=4] => self.say_status(question, reaction),
            [0x10, 0x04, 0x14] if self.custom => self.say_custom_status(reaction),
            [0x10, 0x04, 0x14] => {}
            [0x10, 0x05, 1..=2] => self.recover(),
            _ => {
                let plain = std::mem::take(&mut self.pending);
                for byte in plain {
                    self.remember(byte, reaction);
                }
            }
        }
        self.pending.clear();
    }

    fn remember(&mut self, byte: u8, reaction: &mut Reaction) {
        if let Some(left) = &mut self.accepts {
            let Some(rest) = left.checked_sub(1) else {
                self.work(reaction);
                self.lose_power(reaction);
                return;
            };
            *left = rest;
        }
        self.memory.push(byte);
        reaction.work_came = true;
    }

    fn lose_power(&mut self, reaction: &mut Reaction) {
        self.accepts = None;
        self.memory.clear();
        self.pending.clear();
        self.press.forget();
        self.cutter_jammed = false;
        self.moving = false;
        reaction.says.clear();
        reaction.died = true;
    }

    /// Works off what is in memory until something stops it.
    fn work(&mut self, reaction: &mut Reaction) {
        let mut at = 0;
        let mut counted = 0;
        while !self.stands() && !self.moving {
            let before = self.press.strip.fed();
            match self.press.step(&self.memory[at..]) {
                Step::Incomplete => break,
                Step::Done(bytes) => at += bytes,
                Step::PaperAsked(bytes) => {
                    at += bytes;
                    self.say_proof(reaction);
                }
                Step::Present(what, bytes) => {
                    at += bytes;
                    self.present(what, reaction);
                }
                Step::Cut(_) if self.cutter_blocked => self.cutter_jammed = true,
                Step::Cut(bytes) => {
                    at += bytes;
                    self.worked_off += at - std::mem::replace(&mut counted, at);
                    self.cut(reaction);
                }
            }
            if self.paper_left.is_some_and(|left| self.press.strip.fed() >= left) {
                (self.paper, self.paper_left) = (Paper::Out, None);
            }
            reaction.moves = if self.takes_time { self.press.strip.fed().saturating_sub(before) } else { 0 };
            self.moving = reaction.moves > 0;
        }
        self.worked_off += at - counted;
        self.memory.drain(..at);
    }

    fn cut(&mut self, reaction: &mut Reaction) {
        if let Some(left) = &mut self.paper_left {
            *left = left.saturating_sub(self.press.strip.fed());
        }
        let (strip, not_understood) = self.press.take_strip();
        self.at_mouth = true;
        let picture = strip.picture();
        let (lines, codes) = (strip.lines, strip.codes);
        let bytes = std::mem::take(&mut self.worked_off);
        let blank = lines.is_empty() && codes.is_empty() && picture.is_blank();
        // A scrap of white paper is nobody's ticket.
        if blank && not_understood.is_empty() {
            return;
        }
        reaction.tickets.push(Cut { picture, lines, codes, not_understood, bytes });
    }

    fn present(&mut self, what: u8, reaction: &mut Reaction) {
        if !self.custom {
            self.press.unknown(&[0x1D, b'e', what]);
            return;
        }
        reaction.presented.extend(match what {
            2 if self.at_mouth => {
                self.at_mouth = false;
                Some(Presented::Retracted)
            }
            5 if self.at_mouth => Some(Presented::Ejected),
            _ => None,
        });
    }

    fn stands(&self) -> bool {
        self.paper == Paper::Out || self.cover_open || self.cutter_jammed || self.broken
    }

    /// `DLE ENQ`: goes on if the cause is gone, and forgets what it held.
    fn recover(&mut self) {
        if self.cutter_jammed && !self.cutter_blocked {
            self.cutter_jammed = false;
            self.memory.clear();
            self.press.forget();
        }
    }
}

#[cfg(test)]
mod tests;
