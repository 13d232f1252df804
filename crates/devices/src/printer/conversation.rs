//! One connection's questions and answers.

use std::time::{Duration, Instant};

use super::status::{Answer, PrinterState, QUESTIONS, Report};
use crate::transport::{Interrupted, Proof, Transport, TransportError, write_all};

/// A transport with what was heard on it. Every `Err` of its methods means that the connection must be dropped.
pub(super) struct Conversation {
    transport: Box<dyn Transport>,
    heard: Heard,
}

/// What came in since a job began.
#[derive(Debug, Default, Clone, Copy)]
struct Heard {
    status: Option<u8>,
    proof: bool,
    noise: bool,
}

impl Conversation {
    pub(super) fn new(transport: Box<dyn Transport>) -> Self {
        Self { transport, heard: Heard::default() }
    }

    /// Asks for the printer's state: the four questions one at a time, none after the first silence.
    pub(super) fn look(&mut self, answer_within: Duration) -> Result<PrinterState, TransportError> {
        if !self.transport.answers() {
            return Ok(PrinterState::Ready);
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

    fn ask(&mut self, question: u8, within: Duration) -> Result<Option<u8>, TransportError> {
        self.heard.status = None;
        let deadline = Instant::now() + within;
        if !self.say(&[0x10, 0x04, question], within)? {
            return Ok(None);
        }
        while self.heard.status.is_none() {
            match self.hear(deadline) {
                Ok(()) => {}
                Err(TransportError::TimedOut) => return Ok(None),
                Err(gone) => return Err(gone),
            }
        }
        Ok(self.heard.status)
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

    /// Whether the job since [`Self::begin_job`] is proven. A line with noise on it proves nothing: a stray zero would
    /// look like a proof.
    pub(super) fn proven(&self) -> bool {
        self.heard.proof && !self.heard.noise
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
            match Answer::of(byte) {
                Answer::Status(status) => self.heard.status = Some(status),
                Answer::Proof => self.heard.proof = true,
                Answer::Noise => self.heard.noise = true,
                Answer::FlowControl => {}
            }
        }
        Ok(())
    }
}
