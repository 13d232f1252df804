//! The printer's body: sensors, memory, and what it says about itself. No input or output.

use super::Picture;
use super::Presented;
use super::order::Order;
use super::press::{Press, Step};
use crate::paper::{DOTS_PER_MM, PaperWidth};

/// What a printer takes into its memory while it stands; 4 KiB is usual.
const MEMORY: usize = 4_096;
/// Noise without any byte that a status or a proof could be mistaken for being asked for.
const NOISE: [u8; 7] = [0xFF, 0x55, 0x00, 0x81, 0x7F, 0xAA, 0x2A];

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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Voice {
    Plain,
    Silent,
    Garbage,
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
                    let near_end = if self.paper == Paper::NearEnd { 0x03 } else { 0x00 };
                    self.say(&[near_end], reaction);
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

    fn say_status(&self, question: u8, reaction: &mut Reaction) {
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
    fn say_custom_status(&self, reaction: &mut Reaction) {
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

    fn say(&self, bytes: &[u8], reaction: &mut Reaction) {
        match self.voice {
            Voice::Plain => reaction.says.extend(bytes),
            Voice::Silent => {}
            Voice::Garbage => reaction.says.extend(NOISE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine() -> Machine {
        Machine::new(PaperWidth::Mm80, 16, false).expect("a machine")
    }

    fn status(machine: &mut Machine) -> Vec<u8> {
        (1..=4).flat_map(|question| machine.receive(&[0x10, 0x04, question]).says).collect()
    }

    const JOB: &[u8] = b"\x1b@Ciao\n\x1dVB\x00\x1dr\x01";

    #[test]
    fn an_idle_printer_says_0x12() {
        assert_eq!(status(&mut machine()), [0x12; 4]);
    }

    #[test]
    fn a_job_is_printed_and_then_answered() {
        let reaction = machine().receive(JOB);
        assert_eq!(reaction.says, [0x00]);
        assert_eq!(reaction.tickets[0].lines, ["Ciao"]);
        assert!(reaction.tickets[0].not_understood.is_empty());
    }

    #[test]
    fn bytes_may_come_one_by_one_with_questions_between() {
        let mut machine = machine();
        let mut says = Vec::new();
        let mut tickets = 0;
        for &byte in JOB {
            for input in [&[byte][..], &[0x10, 0x04, 1]] {
                let reaction = machine.receive(input);
                says.extend(reaction.says);
                tickets += reaction.tickets.len();
            }
        }
        assert_eq!(tickets, 1);
        assert_eq!(says.iter().filter(|&&byte| byte == 0).count(), 1);
        assert_eq!(says.iter().filter(|&&byte| byte == 0x12).count(), JOB.len());
    }

    #[test]
    fn without_paper_it_holds_a_job_and_says_so_until_there_is_some() {
        let mut machine = machine();
        machine.order(Order::PaperOut);
        let held = machine.receive(JOB);
        assert!(held.says.is_empty() && held.tickets.is_empty());
        assert_eq!(status(&mut machine), [0x1A, 0x32, 0x12, 0x7E]);
        let released = machine.order(Order::PaperOk);
        assert_eq!((released.says, released.tickets.len()), (vec![0x00], 1));
    }

    #[test]
    fn an_open_cover_is_0x16() {
        let mut machine = machine();
        machine.order(Order::CoverOpen);
        assert_eq!(status(&mut machine), [0x1A, 0x16, 0x12, 0x12]);
    }

    #[test]
    fn a_jam_shows_at_the_cut_and_ends_when_told_after_its_cause_is_gone() {
        let mut machine = machine();
        machine.order(Order::CutterError);
        assert_eq!(status(&mut machine), [0x12; 4]);
        assert!(machine.receive(JOB).tickets.is_empty());
        assert_eq!(status(&mut machine), [0x1A, 0x52, 0x1A, 0x12]);
        machine.receive(&[0x10, 0x05, 2]);
        assert_eq!(status(&mut machine)[2], 0x1A, "the cause is still there");
        machine.order(Order::CutterOk);
        machine.receive(&[0x10, 0x05, 2]);
        assert_eq!(status(&mut machine), [0x12; 4]);
    }

    #[test]
    fn the_roll_can_end_in_the_middle_of_a_ticket() {
        let mut machine = machine();
        machine.order(Order::PaperLeft(4));
        assert!(machine.receive(JOB).tickets.is_empty());
        assert_eq!(machine.order(Order::PaperOk).tickets[0].lines, ["Ciao"]);
    }

    #[test]
    fn paper_that_takes_time_moves_before_anything_else_is_said() {
        let mut machine = Machine::new(PaperWidth::Mm80, 16, true).expect("a machine");
        let first = machine.receive(JOB);
        assert!(first.moves > 0 && first.says.is_empty() && first.tickets.is_empty() && first.work_came);
        assert_eq!(status(&mut machine), [0x12; 4], "questions are answered meanwhile");
        let last = machine.has_moved();
        assert_eq!((last.moves, last.says, last.tickets.len()), (0, vec![0x00], 1));
    }

    #[test]
    fn the_power_can_fail_after_any_byte() {
        for bytes in 0..JOB.len() {
            let mut machine = machine();
            machine.order(Order::Accept(bytes));
            let reaction = machine.receive(JOB);
            assert!(reaction.died && reaction.says.is_empty());
        }
    }

    #[test]
    fn a_kiosk_printer_tells_of_the_ticket_at_its_mouth() {
        let mut machine = machine();
        assert!(machine.receive(&[0x10, 0x04, 0x14]).says.is_empty(), "it is none");
        machine.order(Order::Custom(true));
        machine.receive(JOB);
        assert_eq!(machine.receive(&[0x10, 0x04, 0x14]).says, [0x10, 0x0F, 0x20, 0, 0, 0]);
        assert_eq!(machine.receive(b"\x1de\x05").presented, [Presented::Ejected]);
        assert_eq!(machine.receive(b"\x1de\x02").presented, [Presented::Retracted]);
        assert_eq!(machine.receive(&[0x10, 0x04, 0x14]).says, [0x10, 0x0F, 0, 0, 0, 0]);
        assert!(machine.receive(b"\x1de\x02").presented.is_empty(), "nothing is there");
        machine.order(Order::TakeTicket);
        machine.order(Order::PaperNearEnd);
        assert_eq!(machine.receive(&[0x10, 0x04, 0x14]).says, [0x10, 0x0F, 0x04, 0, 0, 0]);
    }
}
