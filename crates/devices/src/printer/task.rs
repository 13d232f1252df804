//! The loop of the thread that owns the printer.

mod leftover;
mod proof;
mod reopening;
mod sending;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};

use super::conversation::Conversation;
use super::status::{PrinterFault, PrinterState};
use super::{HeldTicket, Mouth, PaperEvent, PrinterTimes};
use crate::escpos::Presenter;
use crate::spool::{FailReason, JobId, JobState, Spool, SpoolError};
use crate::transport::{self, PrinterUrl, TransportError};
use leftover::Leftover;
use reopening::Reopening;

/// So many looks without an answer and the connection is made anew.
const SILENT_LOOKS: u32 = 3;

/// What others ask of the task.
#[derive(Debug)]
pub(super) enum Command {
    Print(JobId),
    Withdraw(JobId),
    Stop,
}

/// A job in line, not a byte of it sent.
#[derive(Clone)]
struct Waiting {
    job: JobId,
    ticket: String,
    reprint: bool,
    since: Instant,
}

pub(super) struct Task {
    url: PrinterUrl,
    times: PrinterTimes,
    spool: Arc<Spool>,
    commands: Receiver<Command>,
    events: mpsc::UnboundedSender<PaperEvent>,
    state: watch::Sender<PrinterState>,
    line: Option<Conversation>,
    reopening: Reopening,
    recover_at: Instant,
    /// The printer has answered once, so that its silence means something.
    speaks: bool,
    /// The printer has given proof once: some tell their state and never answer `GS r`.
    proves: bool,
    /// A whole job was printed by one that tells its state, and no proof came.
    proofless: bool,
    /// What a job that broke off may have left at the head.
    left: Option<Leftover>,
    /// Looks in a row that it did not answer.
    silent_looks: u32,
    waiting: VecDeque<Waiting>,
    /// The job that is being sent or proved.
    in_hand: Option<Waiting>,
    /// The printer stands with it and prints it by itself when the cause is gone.
    printer_holds: bool,
    /// The job in hand, said before it is marked as sent: whoever finds a job no longer queued finds it here while it may come out.
    shown_in_hand: watch::Sender<Option<JobId>>,
    held: watch::Sender<Vec<HeldTicket>>,
    presenter: Presenter,
    at_mouth: watch::Sender<Mouth>,
    at_mouth_since: Option<Instant>,
    stopped: bool,
}

/// What others hear of the printer but for its jobs' ends.
pub(super) struct Shown {
    pub(super) state: watch::Sender<PrinterState>,
    pub(super) held: watch::Sender<Vec<HeldTicket>>,
    pub(super) at_mouth: watch::Sender<Mouth>,
    /// The job that is being sent or proved.
    pub(super) in_hand: watch::Sender<Option<JobId>>,
}

impl Task {
    pub(super) fn new(
        url: PrinterUrl,
        times: PrinterTimes,
        spool: Arc<Spool>,
        commands: Receiver<Command>,
        events: mpsc::UnboundedSender<PaperEvent>,
        presenter: Presenter,
        Shown { state, held, at_mouth, in_hand }: Shown,
    ) -> Self {
        let mut task = Self {
            url,
            times,
            spool,
            commands,
            events,
            state,
            line: None,
            reopening: Reopening::new(&times),
            recover_at: Instant::now(),
            speaks: false,
            proves: false,
            proofless: false,
            left: None,
            silent_looks: 0,
            waiting: VecDeque::new(),
            in_hand: None,
            printer_holds: false,
            shown_in_hand: in_hand,
            held,
            presenter,
            at_mouth,
            at_mouth_since: None,
            stopped: false,
        };
        for held in task.spool.list() {
            if held.state == JobState::Queued {
                task.line_up(held.job);
            }
        }
        task
    }

    pub(super) fn run(mut self) {
        while !self.stopped {
            self.look();
            self.print_what_waits();
            self.give_up_what_waited_too_long();
            self.retract_what_nobody_took();
            self.tell_held();
            self.rest();
        }
    }

    /// Waits for the next order or the next look, whichever comes first.
    fn rest(&mut self) {
        match self.commands.recv_timeout(self.pause()) {
            Ok(command) => self.obey(command),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => self.stopped = true,
        }
        self.obey_all();
    }

    fn pause(&self) -> Duration {
        match self.line {
            Some(_) => self.times.poll_every,
            None => self.reopening.left(),
        }
    }

    fn obey_all(&mut self) {
        loop {
            match self.commands.try_recv() {
                Ok(command) => self.obey(command),
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => {
                    self.stopped = true;
                    return;
                }
            }
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Print(job) => self.line_up(job),
            Command::Withdraw(job) => {
                if let Some(at) = self.waiting.iter().position(|waiting| waiting.job == job) {
                    self.fail(at, FailReason::Withdrawn);
                }
            }
            Command::Stop => self.stopped = true,
        }
    }

    fn line_up(&mut self, job: JobId) {
        if self.waiting.iter().any(|waiting| waiting.job == job) {
            return;
        }
        let spooled = self.spool.list().into_iter().find(|spooled| spooled.job == job);
        if let Some(spooled) = spooled.filter(|spooled| spooled.state == JobState::Queued) {
            let (ticket, reprint) = (spooled.ticket, spooled.reprint);
            self.waiting.push_back(Waiting { job, ticket, reprint, since: Instant::now() });
        }
    }

    // --- the printer's state

    /// Opens the line if it is time to, and asks how the printer is.
    fn look(&mut self) {
        if self.line.is_none() && !self.open() {
            return;
        }
        let Some(line) = &mut self.line else { return };
        match line.look(self.times.answer_within) {
            Ok(state) => {
                self.show(state);
                self.notice_silence(state);
                self.recover_from(state);
            }
            Err(error) => self.lose(&error),
        }
    }

    /// A printer that has fallen silent may be one that was switched off: only a new connection tells.
    fn notice_silence(&mut self, state: PrinterState) {
        if state != PrinterState::Unknown {
            self.speaks = true;
            self.silent_looks = 0;
            return;
        }
        self.silent_looks += 1;
        if self.speaks && self.silent_looks >= SILENT_LOOKS {
            self.silent_looks = 0;
            self.line = None;
            self.reopening.at_once();
        }
    }

    fn open(&mut self) -> bool {
        if !self.reopening.left().is_zero() {
            return false;
        }
        match transport::open(&self.url, Instant::now() + self.times.connect_within) {
            Ok(transport) => {
                self.line = Some(Conversation::new(transport, self.presenter));
                self.reopening.opened();
                true
            }
            Err(error) => {
                self.reopening.explain(&self.url, &error);
                self.lose(&error);
                false
            }
        }
    }

    /// Drops the line; the next attempt comes after a pause that doubles with each failure.
    fn lose(&mut self, error: &TransportError) {
        tracing::debug!(printer = %self.url, %error, "the printer's line is dropped");
        self.line = None;
        self.reopening.later();
        self.show(PrinterState::Offline);
    }

    fn show(&self, state: PrinterState) {
        let changed = self.state.send_if_modified(|shown| std::mem::replace(shown, state) != state);
        if changed {
            tracing::info!(printer = %self.url, ?state, "the printer's state changed");
        }
    }

    fn shown(&self) -> PrinterState {
        *self.state.borrow()
    }

    /// A jam that somebody has cleared ends only when the printer is told so; told too early it stays.
    fn recover_from(&mut self, state: PrinterState) {
        let recoverable = PrinterState::Error(PrinterFault::Recoverable);
        let due = Instant::now() >= self.recover_at;
        if !due || (state != PrinterState::Error(PrinterFault::Cutter) && state != recoverable) {
            return;
        }
        self.recover_at = Instant::now() + self.times.recover_every;
        if let Some(line) = &mut self.line
            && let Err(error) = line.recover(self.times.answer_within)
        {
            self.lose(&error);
        }
    }

    // --- jobs

    /// Whether a job may go out: to a printer that says it prints, or to one that has never said anything.
    fn may_send(&self) -> bool {
        let state = self.shown();
        self.line.is_some() && (state.prints() || (state == PrinterState::Unknown && !self.speaks))
    }

    fn print_what_waits(&mut self) {
        while !self.stopped && self.may_send() {
            let Some(waiting) = self.waiting.pop_front() else { return };
            if let Some(held) = self.print(waiting) {
                self.waiting.push_front(held);
                return;
            }
            self.obey_all();
            if !self.waiting.is_empty() {
                self.look();
            }
        }
    }

    /// Says which tickets come out by themselves once the printer is well again.
    fn tell_held(&self) {
        let held = |waiting: &Waiting, in_printer| HeldTicket {
            job: waiting.job,
            ticket: waiting.ticket.clone(),
            reprint: waiting.reprint,
            in_printer,
        };
        let in_printer =
            self.in_hand.iter().filter(|_| self.printer_holds).map(|waiting| held(waiting, true));
        let here = self.waiting.iter().filter(|_| self.printer_holds || !self.may_send());
        let all: Vec<HeldTicket> = in_printer.chain(here.map(|waiting| held(waiting, false))).collect();
        self.held.send_if_modified(|told| {
            let changed = *told != all;
            *told = all;
            changed
        });
    }

    fn give_up_what_waited_too_long(&mut self) {
        while self.waiting.front().is_some_and(|waiting| waiting.since.elapsed() >= self.times.hold_at_most) {
            self.fail(0, FailReason::HeldTooLong);
        }
    }

    fn fail(&mut self, at: usize, reason: FailReason) {
        let Some(waiting) = self.waiting.remove(at) else { return };
        // Whoever took it back has announced that.
        if self.is_withdrawn(waiting.job) {
            return;
        }
        match self.spool.fail(waiting.job, reason) {
            Ok(()) | Err(SpoolError::NotThere(_)) => {}
            Err(error) => tracing::error!(job = %waiting.job, %error, "a failed print job cannot be noted"),
        }
        self.tell(&waiting, JobState::Failed(reason));
    }

    fn end(&self, waiting: &Waiting, state: JobState) {
        if let Err(error) = self.spool.end(waiting.job, state) {
            // On disk it stays as sent, which the next start reads as unknown: never as not sent.
            tracing::error!(job = %waiting.job, %error, "the end of a print job cannot be noted");
        }
        self.tell(waiting, state);
    }

    fn tell(&self, waiting: &Waiting, state: JobState) {
        let Waiting { job, ticket, reprint, .. } = waiting;
        let event = PaperEvent { job: *job, ticket: ticket.clone(), reprint: *reprint, state };
        // Nobody listening is no reason not to print.
        let _ = self.events.send(event);
    }
}
