//! The ticket printer as one supervised task that knows what became of every ticket's paper.
//!
//! One thread owns the transport and does all input and output, each step with a deadline, so that nobody else ever
//! waits for a printer. It sends a job only to a printer that is ready (or to one that has never said a word, which is
//! how one-way printers are), and calls it proven only when the printer answered the question at the job's end. What it
//! cannot know it calls unknown, and what may have been sent it never sends again: the [`spool`](crate::spool) sees to
//! that across crashes too. Knows no hub and no screen; they hear of it through [`PaperEvent`] and [`PrinterState`].

mod conversation;
mod custom;
mod status;
mod task;

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, watch};

pub use status::{PrinterFault, PrinterState};

use crate::escpos::Presenter;
use crate::spool::{FailReason, Job, JobId, JobState, Spool, SpoolError, SpooledJob};
use crate::transport::PrinterUrl;
use task::{Command, Shown, Task};

/// A job came into a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperEvent {
    /// The job.
    pub job: JobId,
    /// The ticket that it prints.
    pub ticket: String,
    /// Whether it is a further copy.
    pub reprint: bool,
    /// The state it is in.
    pub state: JobState,
}

/// A ticket that comes out by itself once the printer is well again: paper in, cover closed, cable back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldTicket {
    /// The job.
    pub job: JobId,
    /// The ticket that it prints.
    pub ticket: String,
    /// Whether it is a further copy.
    pub reprint: bool,
    /// The printer has it and prints it itself; otherwise not a byte of it has gone out, it can be withdrawn, and after
    /// [`PrinterTimes::hold_at_most`] it fails.
    pub in_printer: bool,
}

/// What is at the mouth of a presenter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mouth {
    /// Nothing: whoever it was for has it.
    #[default]
    Empty,
    /// A ticket.
    Ticket,
    /// Nothing: nobody took the last ticket, and it was drawn back in. Nobody gets that paper any more.
    DrawnBack,
}

/// Everything that becomes of jobs, in order and complete; at the start also what the spool still held, so that no end
/// is missed by a crash. For one listener.
pub type PaperEvents = mpsc::UnboundedReceiver<PaperEvent>;

/// How long the task waits for what. All of them are hardware deadlines, none is a rule of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrinterTimes {
    /// Between two looks at an idle printer.
    pub poll_every: Duration,
    /// For the answer to one status question; Epson printers answer within milliseconds.
    pub answer_within: Duration,
    /// For the next byte to be taken.
    pub stall_within: Duration,
    /// From the last byte, or from the printer being ready again, to the proof.
    pub proof_within: Duration,
    /// A ticket that could not be sent for so long is not printed any more: its citizen is gone, and a refill of paper
    /// must not bring out a heap.
    pub hold_at_most: Duration,
    /// For a connection.
    pub connect_within: Duration,
    /// Before the first attempt to reopen; doubled with each failure.
    pub reopen_after: Duration,
    /// The longest pause between attempts.
    pub reopen_at_most: Duration,
    /// Between two attempts to recover from an error whose cause should be gone.
    pub recover_every: Duration,
    /// How long a ticket may lie at the mouth of a presenter before it is drawn back in.
    pub retract_after: Duration,
}

impl PrinterTimes {
    /// Within so much after the fact the state of a printer that answers, or has stopped to, is seen: a look is due, and each of
    /// its four questions may wait for its answer.
    #[must_use]
    pub fn seen_within(&self) -> Duration {
        self.poll_every + 4 * self.answer_within
    }
}

impl Default for PrinterTimes {
    fn default() -> Self {
        Self {
            poll_every: Duration::from_secs(1),
            answer_within: Duration::from_millis(500),
            stall_within: Duration::from_secs(10),
            proof_within: Duration::from_secs(15),
            hold_at_most: Duration::from_secs(180),
            connect_within: Duration::from_secs(3),
            reopen_after: Duration::from_millis(250),
            reopen_at_most: Duration::from_secs(2),
            recover_every: Duration::from_secs(10),
            retract_after: Duration::from_secs(60),
        }
    }
}

/// The running task.
#[derive(Debug)]
pub struct Printer {
    handle: PrinterHandle,
    thread: Option<JoinHandle<()>>,
}

impl Printer {
    /// Starts the task on its own thread and puts what the spool holds as queued in line. Without an address there is no
    /// thread, the state is [`PrinterState::NoPrinter`] and every job fails at once.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        url: Option<PrinterUrl>,
        presenter: Presenter,
        times: PrinterTimes,
        spool: Spool,
    ) -> io::Result<(Self, PaperEvents)> {
        let spool = Arc::new(spool);
        let (events, listener) = mpsc::unbounded_channel();
        let first = if url.is_some() { PrinterState::Offline } else { PrinterState::NoPrinter };
        let (state, watcher) = watch::channel(first);
        let (held, holding) = watch::channel(Vec::new());
        let (at_mouth, mouth) = watch::channel(Mouth::Empty);
        let (in_hand, working_on) = watch::channel(None);
        let (commands, orders) = channel();
        let handle = PrinterHandle {
            spool: Arc::clone(&spool),
            commands,
            events,
            state: watcher,
            held: holding,
            mouth,
            in_hand: working_on,
            exists: url.is_some(),
        };
        for held in spool.list() {
            handle.tell(held);
        }
        let thread = match url {
            Some(url) => {
                let shown = Shown { state, held, at_mouth, in_hand };
                let task = Task::new(url, times, spool, orders, handle.events.clone(), presenter, shown);
                Some(thread::Builder::new().name("printer".to_owned()).spawn(move || task.run())?)
            }
            None => None,
        };
        Ok((Self { handle, thread }, listener))
    }

    /// What others speak to the printer by.
    #[must_use]
    pub fn handle(&self) -> PrinterHandle {
        self.handle.clone()
    }

    /// Ends the task and waits for it: at most one deadline. What was not sent stays queued in the spool.
    pub fn stop(mut self) {
        let _ = self.handle.commands.send(Command::Stop);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the printer's task ended in a panic");
        }
    }
}

impl Drop for Printer {
    fn drop(&mut self) {
        let _ = self.handle.commands.send(Command::Stop);
    }
}

/// Hands jobs to the printer and hears how it is. Cheap to clone.
#[derive(Debug, Clone)]
pub struct PrinterHandle {
    spool: Arc<Spool>,
    commands: Sender<Command>,
    events: mpsc::UnboundedSender<PaperEvent>,
    state: watch::Receiver<PrinterState>,
    held: watch::Receiver<Vec<HeldTicket>>,
    mouth: watch::Receiver<Mouth>,
    in_hand: watch::Receiver<Option<JobId>>,
    exists: bool,
}

impl PrinterHandle {
    /// Takes a job. When this returns the job is durable and announced as [`JobState::Queued`]; it syncs the disk, so an
    /// event loop calls it from a blocking thread.
    ///
    /// # Errors
    /// [`SpoolError`]: the ticket was handed in before and is no reprint, or the disk is full.
    pub fn submit(&self, job: &Job) -> Result<JobId, SpoolError> {
        let id = self.spool.add(job)?;
        let spooled = |state| SpooledJob { job: id, ticket: job.ticket.clone(), reprint: job.reprint, state };
        self.tell(spooled(JobState::Queued));
        if self.exists {
            // A task that has stopped leaves the job queued for the next start.
            let _ = self.commands.send(Command::Print(id));
        } else {
            self.spool.fail(id, FailReason::NoPrinter)?;
            self.tell(spooled(JobState::Failed(FailReason::NoPrinter)));
        }
        Ok(id)
    }

    /// Takes a job back if not a byte of it was sent; [`JobState::Failed`] is announced if so.
    pub fn withdraw(&self, job: JobId) {
        let _ = self.commands.send(Command::Withdraw(job));
    }

    /// Takes back every paper of a ticket of which not a byte was sent; each is announced as [`JobState::Failed`]. Says which paper
    /// of it can come out all the same, because the printer has it: a further copy would be a second good ticket. It syncs the disk.
    ///
    /// # Errors
    /// [`SpoolError::Disk`], and then nothing is known.
    pub fn withdraw_papers(&self, ticket: &str) -> Result<Option<SpooledJob>, SpoolError> {
        let papers = || self.spool.list().into_iter().filter(|spooled| spooled.ticket == ticket);
        for queued in papers().filter(|spooled| spooled.state == JobState::Queued) {
            match self.spool.fail(queued.job, FailReason::Withdrawn) {
                Ok(()) => {
                    self.tell(SpooledJob {
                        state: JobState::Failed(FailReason::Withdrawn),
                        ..queued.clone()
                    });
                    let _ = self.commands.send(Command::Withdraw(queued.job));
                }
                // Its sending has begun meanwhile, or it has ended.
                Err(SpoolError::NotThere(_)) => {}
                Err(error) => return Err(error),
            }
        }
        let in_hand = *self.in_hand.borrow();
        Ok(papers().find(|spooled| Some(spooled.job) == in_hand && spooled.state == JobState::Sent))
    }

    /// Forgets a job whose end was told to whom it concerns.
    ///
    /// # Errors
    /// [`SpoolError`], see [`Spool::settle`].
    pub fn settle(&self, job: JobId) -> Result<(), SpoolError> {
        self.spool.settle(job)
    }

    /// What the spool holds, oldest first.
    #[must_use]
    pub fn jobs(&self) -> Vec<SpooledJob> {
        self.spool.list()
    }

    /// How the printer is, and every change of it.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<PrinterState> {
        self.state.clone()
    }

    /// The tickets that come out by themselves once the printer is well again, oldest first, and every change of them.
    #[must_use]
    pub fn held(&self) -> watch::Receiver<Vec<HeldTicket>> {
        self.held.clone()
    }

    /// What is at the presenter's mouth; always [`Mouth::Empty`] on a printer without one.
    #[must_use]
    pub fn mouth(&self) -> watch::Receiver<Mouth> {
        self.mouth.clone()
    }

    fn tell(&self, SpooledJob { job, ticket, reprint, state }: SpooledJob) {
        // Nobody listening is no reason not to print.
        let _ = self.events.send(PaperEvent { job, ticket, reprint, state });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_seen_within_five_seconds_of_the_fact() {
        let times = PrinterTimes::default();
        assert!(times.seen_within() <= Duration::from_secs(5));
        // A printer that is gone is shown as offline at once; that it is back is seen with the next attempt.
        assert!(times.reopen_at_most + times.seen_within() <= Duration::from_secs(5));
    }
}
