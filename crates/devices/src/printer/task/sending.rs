//! One job on its way to the printer, part by part.

use std::time::{Duration, Instant};

use super::super::Mouth;
use super::super::conversation::Conversation;
use super::super::status::PrinterState;
use super::leftover::Leftover;
use super::proof::Outcome;
use super::{Task, Waiting};
use crate::escpos;
use crate::spool::{FailReason, JobId, JobState, SpoolError};
use crate::transport::{Interrupted, Proof, TransportError};

/// Parts that the printer may have and not have proved: two, so that it need not stop between them.
const AHEAD: usize = 2;
/// After so long without a byte taken the printer is shown as silent, well before it is given up.
const SILENT_AFTER: Duration = Duration::from_secs(2);

/// How far a job came.
enum Sending {
    /// Not a byte was taken.
    NotBegun(TransportError),
    /// A part was taken, and then no more.
    Broken {
        interrupted: Interrupted,
        /// That it was sent is said already.
        told: bool,
    },
    /// The printer has all that it was handed, but that is not all: what came of the parts before is not known.
    GivenUp,
    /// All was taken, and this became of it.
    Over(Outcome),
}

impl Task {
    /// Sends one job and waits for what becomes of it; gives it back when not a byte was taken.
    pub(super) fn print(&mut self, waiting: Waiting) -> Option<Waiting> {
        let job = waiting.job;
        self.shown_in_hand.send_replace(Some(job));
        let back = self.print_in_hand(waiting);
        self.shown_in_hand.send_replace(None);
        back
    }

    fn print_in_hand(&mut self, waiting: Waiting) -> Option<Waiting> {
        let job = waiting.job;
        if self.is_withdrawn(job) {
            return None;
        }
        let bytes = match self.spool.bytes(job) {
            Ok(bytes) => bytes,
            Err(error) => {
                tracing::error!(%job, %error, "a print job cannot be read");
                self.waiting.push_front(waiting);
                self.fail(0, FailReason::Damaged);
                return None;
            }
        };
        let waiting = match self.cut_off_what_was_left(waiting, &bytes) {
            Ok(waiting) => waiting,
            Err(held) => return Some(held),
        };
        let Some(line) = &mut self.line else { return Some(waiting) };
        if let Err(error) = line.begin_job() {
            self.lose(&error);
            return Some(waiting);
        }
        // Durable before the first byte: whatever happens from here on, this job is never sent again.
        match self.spool.begin(job) {
            Ok(()) => {}
            Err(error @ SpoolError::Disk { .. }) => {
                tracing::error!(%job, %error, "a print job is held: it cannot be marked as being sent");
                return self.back_in_line(waiting);
            }
            Err(_) if self.is_withdrawn(job) => return None,
            Err(error) => {
                tracing::error!(%job, %error, "a print job is given up: it is not in line in the spool");
                self.end(&waiting, JobState::Unknown);
                return None;
            }
        }
        self.in_hand = Some(waiting.clone());
        self.at_mouth_since = None;
        let sending = self.send(&waiting, &bytes);
        (self.in_hand, self.printer_holds) = (None, false);
        match sending {
            Sending::NotBegun(cause) => return self.hold(waiting, &cause),
            Sending::Broken { interrupted, told } => {
                tracing::warn!(%job, %interrupted, "a ticket was sent in part");
                if !told {
                    self.tell(&waiting, JobState::Sent);
                }
                self.end(&waiting, JobState::Unknown);
                self.lose(&interrupted.cause);
            }
            Sending::GivenUp => {
                self.left = Some(Leftover { unfinished: 0 });
                self.end(&waiting, JobState::Unknown);
            }
            Sending::Over(Outcome::Proven) => self.end(&waiting, JobState::Proven),
            Sending::Over(outcome @ (Outcome::Unproven | Outcome::Lost)) => {
                // It may have stopped before the cut; one that never proves anything has not, as far as anybody can tell.
                if self.proves || matches!(outcome, Outcome::Lost) {
                    self.left = Some(Leftover { unfinished: 0 });
                }
                self.end(&waiting, JobState::Unknown);
            }
            Sending::Over(Outcome::Unanswered | Outcome::Stopped) => {}
        }
        None
    }

    /// Whether it was taken back while it stood in line, and perhaps forgotten since.
    pub(super) fn is_withdrawn(&self, job: JobId) -> bool {
        matches!(self.spool.state(job), None | Some(JobState::Failed(FailReason::Withdrawn)))
    }

    /// Part by part, each only when the printer has proved all but the one before: so it never holds more than it has
    /// memory for, and still answers when the paper ends in the midst of a picture.
    fn send(&mut self, waiting: &Waiting, bytes: &[u8]) -> Sending {
        let windows: Vec<&[u8]> = escpos::windows(bytes).collect();
        let mut asks = self.line.as_ref().is_some_and(Conversation::answers);
        for (sent, window) in windows.iter().enumerate() {
            if asks && sent >= AHEAD {
                match self.await_proof(sent + 1 - AHEAD, false) {
                    Outcome::Proven => {}
                    // Told to stop, it hands over the rest: half a ticket would hang at the head.
                    Outcome::Unanswered | Outcome::Stopped => asks = false,
                    Outcome::Unproven | Outcome::Lost => return Sending::GivenUp,
                }
            }
            match self.hand_over(window) {
                Ok(()) => {}
                Err(Interrupted { handed_over: 0, cause }) if sent == 0 => return Sending::NotBegun(cause),
                Err(interrupted) => {
                    self.left = Some(Leftover { unfinished: window.len() });
                    return Sending::Broken { interrupted, told: sent > 0 };
                }
            }
            if sent == 0 {
                self.tell(waiting, JobState::Sent);
            }
        }
        Sending::Over(self.finish(windows.len()))
    }

    fn finish(&mut self, windows: usize) -> Outcome {
        match self.line.as_mut().map(Conversation::finish_job) {
            Some(Ok(Proof::Synced)) => Outcome::Proven,
            Some(Ok(Proof::Answer)) => self.await_proof(windows, true),
            Some(Err(error)) => {
                self.lose(&error);
                Outcome::Lost
            }
            None => Outcome::Lost,
        }
    }

    /// Hands a part over; a printer that takes nothing for a while is shown as silent.
    pub(super) fn hand_over(&mut self, bytes: &[u8]) -> Result<(), Interrupted> {
        let step = self.times.stall_within.min(SILENT_AFTER);
        let mut handed_over = 0;
        let mut stalled = Duration::ZERO;
        loop {
            let Some(line) = &mut self.line else {
                let gone = TransportError::Gone(std::io::ErrorKind::NotConnected.into());
                return Err(Interrupted { handed_over, cause: gone });
            };
            match line.send(&bytes[handed_over..], step) {
                Ok(()) => return Ok(()),
                Err(Interrupted { handed_over: more, cause }) => {
                    handed_over += more;
                    stalled = if more > 0 { Duration::ZERO } else { stalled + step };
                    if !matches!(cause, TransportError::TimedOut) || stalled >= self.times.stall_within {
                        return Err(Interrupted { handed_over, cause });
                    }
                    self.show(PrinterState::Unknown);
                }
            }
        }
    }

    fn hold(&mut self, waiting: Waiting, cause: &TransportError) -> Option<Waiting> {
        if !matches!(cause, TransportError::TimedOut) {
            self.lose(cause);
        }
        self.back_in_line(waiting)
    }

    /// Puts a job of which not a byte was sent back where it may be sent from, so that it does not hold up the others; one for which
    /// the spool cannot do that is never sent again.
    fn back_in_line(&self, waiting: Waiting) -> Option<Waiting> {
        let taken_back = self.spool.take_back(waiting.job);
        // In line even if only the sync failed, or if it had never left: what counts is where it stands.
        if self.spool.state(waiting.job) == Some(JobState::Queued) {
            return Some(waiting);
        }
        if let Err(error) = taken_back {
            tracing::error!(job = %waiting.job, %error, "a print job cannot be put back in line");
        }
        self.end(&waiting, JobState::Unknown);
        None
    }

    // --- what lies at the mouth

    /// Draws a ticket back in that nobody took: it is somebody's, and the next one's comes out over it.
    pub(super) fn retract_what_nobody_took(&mut self) {
        let Some(line) = &mut self.line else { return };
        let there = line.ticket_at_mouth();
        self.at_mouth.send_if_modified(|told| {
            let new = match (there, *told) {
                (true, _) => Mouth::Ticket,
                (false, Mouth::DrawnBack) => Mouth::DrawnBack,
                (false, _) => Mouth::Empty,
            };
            std::mem::replace(told, new) != new
        });
        if !there {
            self.at_mouth_since = None;
            return;
        }
        let since = *self.at_mouth_since.get_or_insert_with(Instant::now);
        if since.elapsed() < self.times.retract_after || !self.shown().prints() {
            return;
        }
        tracing::info!("a ticket that nobody took is drawn back in");
        self.at_mouth_since = None;
        if let Some(line) = &mut self.line {
            match line.retract(self.times.answer_within) {
                Ok(()) => drop(self.at_mouth.send_replace(Mouth::DrawnBack)),
                Err(error) => self.lose(&error),
            }
        }
    }
}
