//! A fake printer, a spool and a printer's task, and what a test may wait for.

use std::time::Duration;

use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tokio::time::timeout;
use turno_devices::escpos::{Presenter, PrinterProfile, job, windows};
use turno_devices::fake::{FakeLink, FakeOptions, FakePrinter, FakeTicket};
use turno_devices::paper::{Language, PaperWidth, TicketNumber, TicketPaper};
use turno_devices::printer::{Mouth, PaperEvents, Printer, PrinterHandle, PrinterState, PrinterTimes};
use turno_devices::spool::{Job, JobId, JobState, Spool};
use turno_devices::transport::PrinterUrl;
use turno_domain::time::Timestamp;

use crate::tickets::{full_in, plain};

/// How long a test waits for what must come.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub const PRINTED: [JobState; 3] = [JobState::Queued, JobState::Sent, JobState::Proven];

/// Saturday 21 November 2026, 9:42 in Rome.
pub const NOW: Timestamp = Timestamp::from_millis(1_795_250_520_000);

/// Quick looks and long deadlines: a slow machine makes a test slow, not red.
pub fn times() -> PrinterTimes {
    PrinterTimes {
        poll_every: Duration::from_millis(10),
        answer_within: PATIENCE,
        stall_within: PATIENCE,
        proof_within: PATIENCE,
        hold_at_most: PATIENCE,
        connect_within: PATIENCE,
        reopen_after: Duration::from_millis(5),
        reopen_at_most: Duration::from_millis(20),
        recover_every: Duration::from_millis(10),
        retract_after: PATIENCE,
    }
}

/// For printers that are silent: their silence is waited for.
pub fn times_for_silence() -> PrinterTimes {
    PrinterTimes { answer_within: Duration::from_millis(30), ..times() }
}

pub fn ticket(number: u32) -> Job {
    let paper = TicketPaper { number: TicketNumber { letter: 'A', number }, ..plain() };
    let bytes = job(&paper.layout(PaperWidth::Mm80), &PrinterProfile::default()).expect("bytes");
    Job { ticket: format!("ticket-{number}"), reprint: false, taken: NOW, bytes }
}

/// A ticket with pictures, far longer than the printer's memory.
pub fn drawn_ticket(number: u32) -> Job {
    let paper = TicketPaper { number: TicketNumber { letter: 'A', number }, ..full_in(Language::Ar) };
    let bytes = job(&paper.layout(PaperWidth::Mm80), &PrinterProfile::default()).expect("bytes");
    assert!(bytes.len() > 10_000 && windows(&bytes).count() > 6);
    Job { bytes, ..ticket(number) }
}

pub struct Desk {
    pub spool: TempDir,
    pub fake: FakePrinter,
    pub runtime: Runtime,
}

/// A printer's task at work.
pub struct Work<'a> {
    pub desk: &'a Desk,
    pub printer: Printer,
    pub handle: PrinterHandle,
    pub events: PaperEvents,
}

impl Desk {
    pub fn new(link: FakeLink) -> Self {
        let fake =
            FakePrinter::start(&FakeOptions { link, ..FakeOptions::default() }).expect("a fake printer");
        Self {
            spool: tempfile::tempdir().expect("a folder"),
            fake,
            runtime: Builder::new_current_thread().enable_time().build().expect("a runtime"),
        }
    }

    pub fn tcp() -> Self {
        Self::new(FakeLink::Tcp { port: 0 })
    }

    /// The printer's terminal, taken for the node of a USB printer.
    pub fn usb(&self) -> PrinterUrl {
        match self.fake.url() {
            PrinterUrl::Serial { path, .. } => PrinterUrl::Usb { path: path.clone() },
            other => panic!("{other} is no character device"),
        }
    }

    pub fn start(&self, times: PrinterTimes) -> Work<'_> {
        self.start_at(Some(self.fake.url().clone()), times)
    }

    pub fn start_at(&self, url: Option<PrinterUrl>, times: PrinterTimes) -> Work<'_> {
        self.start_with(url, Presenter::None, times)
    }

    pub fn start_with(&self, url: Option<PrinterUrl>, presenter: Presenter, times: PrinterTimes) -> Work<'_> {
        let spool = Spool::open(self.spool.path(), NOW).expect("a spool");
        let (printer, events) = Printer::start(url, presenter, times, spool).expect("a task");
        Work { desk: self, handle: printer.handle(), printer, events }
    }

    pub fn spooled(&self) -> Vec<(String, JobState)> {
        let spool = Spool::open(self.spool.path(), NOW).expect("a spool that nobody uses");
        spool.list().into_iter().map(|spooled| (spooled.ticket, spooled.state)).collect()
    }

    pub fn next_ticket(&self) -> FakeTicket {
        self.fake.next_ticket(PATIENCE).expect("a ticket on paper")
    }
}

impl Work<'_> {
    pub fn submit(&self, number: u32) -> JobId {
        self.handle.submit(&ticket(number)).expect("durable")
    }

    fn next_event(&mut self) -> (JobId, JobState) {
        let event = self.desk.runtime.block_on(async { timeout(PATIENCE, self.events.recv()).await });
        let event = event.expect("an event in time").expect("the task lives");
        (event.job, event.state)
    }

    /// The next events of a job; those of others in between are a failure.
    pub fn expect(&mut self, job: JobId, states: &[JobState]) {
        for &state in states {
            assert_eq!(self.next_event(), (job, state));
        }
    }

    /// Events that come from two threads, or of several jobs: in any order.
    pub fn expect_all(&mut self, wanted: &[(JobId, JobState)]) {
        let seen: Vec<_> = wanted.iter().map(|_| self.next_event()).collect();
        assert!(wanted.iter().all(|event| seen.contains(event)), "{seen:?}");
    }

    pub fn expect_nothing_more(mut self) {
        let Self { printer, handle, .. } = self;
        drop(handle);
        printer.stop();
        assert_eq!(self.events.try_recv().ok(), None);
    }

    fn comes<T>(&self, mut watched: watch::Receiver<T>, wanted: impl FnMut(&T) -> bool) -> bool {
        let comes = async { timeout(PATIENCE, watched.wait_for(wanted)).await.map(|seen| seen.is_ok()) };
        self.desk.runtime.block_on(comes) == Ok(true)
    }

    pub fn until(&self, wanted: PrinterState) {
        let state = self.handle.state();
        assert!(self.comes(state.clone(), |state| *state == wanted), "{wanted:?}, but {:?}", *state.borrow());
    }

    pub fn until_held(&self, wanted: &[(&str, bool)]) {
        let held = self.handle.held();
        let comes = self.comes(held.clone(), |held| {
            held.iter().map(|held| (held.ticket.as_str(), held.in_printer)).eq(wanted.iter().copied())
        });
        assert!(comes, "{wanted:?}, but {:?}", *held.borrow());
    }

    pub fn until_at_mouth(&self, wanted: Mouth) {
        assert!(self.comes(self.handle.mouth(), |there| *there == wanted), "at the mouth: {wanted:?}");
    }

    pub fn stop(self) {
        let Self { printer, handle, .. } = self;
        drop(handle);
        printer.stop();
    }
}

/// A job as a printer that nothing happens to prints it.
pub fn printed_whole(job: &Job) -> FakeTicket {
    let desk = Desk::tcp();
    let mut work = desk.start(times());
    let id = work.handle.submit(job).expect("durable");
    work.expect(id, &PRINTED);
    desk.next_ticket()
}
