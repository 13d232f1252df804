//! From the last byte of a job, or of a part of it, to its proof.

use std::time::Instant;

use super::super::status::PrinterState;
use super::Task;

/// How the wait for a proof ends.
pub(super) enum Outcome {
    Proven,
    /// It answers, but not to this.
    Unproven,
    /// It is gone, or stopped by an error.
    Lost,
    /// It has never answered anything.
    Unanswered,
    /// The task was told to stop; the spool keeps the job as sent.
    Stopped,
}

/// A printer that has a job in hand.
enum Busy {
    Proven,
    Working,
    /// Stands with the job in its memory; prints it by itself when the cause is gone.
    Held,
    Lost,
}

impl Task {
    /// Waits until the printer has given proof so often since the job began, or cannot any more. Only after the `last` the
    /// line is dropped where none comes.
    pub(super) fn await_proof(&mut self, proofs: usize, last: bool) -> Outcome {
        // In the midst of a job one of whom no proof was ever heard is not waited for again and again.
        let hopeless = !last && self.proofless && !self.proves;
        let patience =
            if self.speaks && !hopeless { self.times.proof_within } else { self.times.answer_within * 4 };
        let mut deadline = Instant::now() + patience;
        loop {
            let Some(line) = &mut self.line else { return Outcome::Lost };
            if let Err(error) = line.wait(deadline.min(Instant::now() + self.times.poll_every)) {
                self.lose(&error);
                return Outcome::Lost;
            }
            if line.proofs() >= proofs {
                (self.speaks, self.proves) = (true, true);
                return Outcome::Proven;
            }
            self.obey_all();
            self.give_up_what_waited_too_long();
            if self.stopped {
                return Outcome::Stopped;
            }
            if self.speaks {
                match self.look_at_a_busy_printer(proofs) {
                    Busy::Proven => {
                        self.proves = true;
                        return Outcome::Proven;
                    }
                    Busy::Lost => return Outcome::Lost,
                    Busy::Held => deadline = Instant::now() + patience,
                    Busy::Working => {}
                }
            }
            if Instant::now() >= deadline {
                return self.give_up_proof(last);
            }
        }
    }

    fn look_at_a_busy_printer(&mut self, proofs: usize) -> Busy {
        let Some(line) = &mut self.line else { return Busy::Lost };
        match line.look(self.times.answer_within) {
            Ok(state) => {
                let proven = line.proofs() >= proofs;
                self.show(state);
                let busy = match state {
                    _ if proven => Busy::Proven,
                    // Recovering throws away what the printer holds.
                    PrinterState::Error(_) => Busy::Lost,
                    PrinterState::PaperOut | PrinterState::CoverOpen | PrinterState::Offline => Busy::Held,
                    _ => Busy::Working,
                };
                self.printer_holds = matches!(busy, Busy::Held);
                self.tell_held();
                busy
            }
            Err(error) => {
                self.lose(&error);
                Busy::Lost
            }
        }
    }

    /// The line is dropped, so that a proof which comes late cannot be taken for the next job's. In the midst of a job it stays for a
    /// printer of which no proof was ever heard: it tells its state and knows no `GS r`, and is owed the rest of the ticket.
    fn give_up_proof(&mut self, last: bool) -> Outcome {
        if self.speaks && !self.proves {
            self.proofless = true;
            if !last {
                return Outcome::Unanswered;
            }
        }
        if last || self.speaks {
            self.line = None;
            self.reopening.at_once();
        }
        if self.speaks { Outcome::Unproven } else { Outcome::Unanswered }
    }
}
