//! One connection's questions and answers.

use std::time::{Duration, Instant};

use super::custom::{self, CustomReport};
use super::status::{Answer, PrinterState, QUESTIONS, Report};
use crate::escpos::{Presenter, RETRACT};
use crate::transport::{Interrupted, Proof, Transport, TransportError, write_all};

/// A transport with what was heard on it. Every `Err` of its methods means that the connection must be dropped.
pub(super) struct Conversation {
    transport: Box<dyn Transport>,
    presenter: Presenter,
    heard: Heard,
    /// What has come of a six-byte answer.
    frame: Vec<u8>,
    ticket_at_mouth: bool,
}

/// What came in since a job began.
#[derive(Debug, Default, Clone, Copy)]
struct Heard {
    status: Option<u8>,
    custom: Option<CustomReport>,
    proofs: usize,
    noise: bool,
}

impl Conversation {
    pub(super) fn new(transport: Box<dyn Transport>, presenter: Presenter) -> Self {
        Self { transport, presenter, heard: Heard::default(), frame: Vec::new(), ticket_at_mouth: false }
    }

    /// Whether anything can ever come back.
    pub(super) fn answers(&self) -> bool {
        self.transport.answers()
    }

    /// Whether a ticket waited to be taken when the printer was last looked at.
    pub(super) fn ticket_at_mouth(&self) -> bool {
        self.ticket_at_mouth
    }

    /// Asks for the printer's state: the four questions one at a time, none after the first silence.
    pub(super) fn look(&mut self, answer_within: Duration) -> Result<PrinterState, TransportError> {
        if !self.transport.answers() {
            return Ok(PrinterState::Ready);
        }
        if self.presenter == Presenter::Custom {
            return self.look_at_custom(answer_within);
        }
        let mut report = Report::default();
        for question in QUESTIONS {
            // An answer that comes too late must not pass for the next one's.
            self.hear_what_is_there()?;
            let answer = self.ask(question, answer_within)?;
            report.answers[usize::from(question) - 1] = answer;
            if report.answers[0].is_none() {
                break;
            }
        }
        Ok(report.state())
    }

    /// One question says all, also whether a ticket is at the mouth.
    fn look_at_custom(&mut self, answer_within: Duration) -> Result<PrinterState, TransportError> {
        self.hear_what_is_there()?;
        self.frame.clear();
        let report = self.ask_for(0x14, answer_within, |heard| &mut heard.custom)?;
        self.ticket_at_mouth = report.is_some_and(CustomReport::ticket_at_mouth);
        Ok(report.map_or(PrinterState::Unknown, CustomReport::state))
    }

    fn ask(&mut self, question: u8, within: Duration) -> Result<Option<u8>, TransportError> {
        self.ask_for(question, within, |heard| &mut heard.status)
    }

    /// `DLE EOT n`, and what is heard where its answer belongs; `None` after a silence.
    fn ask_for<T: Copy>(
        &mut self,
        question: u8,
        within: Duration,
        answer: impl Fn(&mut Heard) -> &mut Option<T>,
    ) -> Result<Option<T>, TransportError> {
        *answer(&mut self.heard) = None;
        let deadline = Instant::now() + within;
        if !self.say(&[0x10, 0x04, question], within)? {
            return Ok(None);
        }
        while answer(&mut self.heard).is_none() {
            match self.hear(deadline) {
                Ok(()) => {}
                Err(TransportError::TimedOut) => return Ok(None),
                Err(gone) => return Err(gone),
            }
        }
        Ok(*answer(&mut self.heard))
    }

    /// Draws back in what nobody took.
    pub(super) fn retract(&mut self, within: Duration) -> Result<(), TransportError> {
        self.say(RETRACT, within).map(drop)
    }

    /// `DLE ENQ 2`: go on after an error whose cause is gone, and forget what was in hand.
    pub(super) fn recover(&mut self, within: Duration) -> Result<(), TransportError> {
        self.say(&[0x10, 0x05, 2], within).map(drop)
    }

    /// Says something short; `false` when the printer takes nothing. A part of it would spoil what follows, so that
    /// counts as gone.
    fn say(&mut self, bytes: &[u8], within: Duration) -> Result<bool, TransportError> {
        match write_all(self.transport.as_mut(), bytes, within) {
            Ok(()) => Ok(true),
            Err(Interrupted { handed_over: 0, cause: TransportError::TimedOut }) => Ok(false),
            Err(Interrupted { cause: TransportError::TimedOut, .. }) => {
                Err(TransportError::Gone(std::io::ErrorKind::TimedOut.into()))
            }
            Err(Interrupted { cause, .. }) => Err(cause),
        }
    }

    /// Forgets what was heard before, so that nothing old can prove the job that follows.
    pub(super) fn begin_job(&mut self) -> Result<(), TransportError> {
        if self.transport.answers() {
            self.hear_what_is_there()?;
        }
        self.heard = Heard::default();
        Ok(())
    }

    pub(super) fn send(&mut self, bytes: &[u8], stall_within: Duration) -> Result<(), Interrupted> {
        write_all(self.transport.as_mut(), bytes, stall_within)
    }

    pub(super) fn finish_job(&mut self) -> Result<Proof, TransportError> {
        self.transport.finish_job()
    }

    /// Waits until something comes in or the deadline has passed.
    pub(super) fn wait(&mut self, deadline: Instant) -> Result<(), TransportError> {
        match self.hear(deadline) {
            Ok(()) | Err(TransportError::TimedOut) => Ok(()),
            Err(gone) => Err(gone),
        }
    }

    /// How often proof was given since [`Self::begin_job`]. A line with noise on it proves nothing: a stray zero would look
    /// like a proof.
    pub(super) fn proofs(&self) -> usize {
        if self.heard.noise { 0 } else { self.heard.proofs }
    }

    fn hear_what_is_there(&mut self) -> Result<(), TransportError> {
        loop {
            match self.hear(Instant::now()) {
                Ok(()) => {}
                Err(TransportError::TimedOut) => return Ok(()),
                Err(gone) => return Err(gone),
            }
        }
    }

    fn hear(&mut self, deadline: Instant) -> Result<(), TransportError> {
        let mut buffer = [0; 64];
        let read = self.transport.read(&mut buffer, deadline)?;
        for &byte in &buffer[..read] {
            self.take(byte);
        }
        Ok(())
    }

    fn take(&mut self, byte: u8) {
        let framed =
            self.presenter == Presenter::Custom && (byte == custom::HEAD[0] || !self.frame.is_empty());
        if framed && (self.frame.len() != 1 || byte == custom::HEAD[1]) {
            self.frame.push(byte);
            if self.frame.len() == custom::LENGTH {
                self.heard.custom = CustomReport::of(&self.frame);
                self.frame.clear();
            }
            return;
        }
        if !self.frame.is_empty() {
            // It looked like the beginning of an answer and was none.
            self.frame.clear();
            self.heard.noise = true;
        }
        match Answer::of(byte) {
            Answer::Status(status) => self.heard.status = Some(status),
            Answer::Proof => self.heard.proofs += 1,
            Answer::Noise => self.heard.noise = true,
            Answer::FlowControl => {}
        }
    }
}
