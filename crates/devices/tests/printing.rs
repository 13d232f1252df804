//! The whole way of a ticket: spool, task, a real socket or terminal, a printer that fails, and the truth about paper.
#![cfg(feature = "fake")]

mod tickets;

use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;
use tickets::{full_in, plain};
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use turno_devices::escpos::{Presenter, PrinterProfile, job, windows};
use turno_devices::fake::{FakeLink, FakeOptions, FakePrinter, FakeTicket, Order, Presented};
use turno_devices::paper::{Language, PaperWidth, TicketNumber, TicketPaper};
use turno_devices::printer::{
    HeldTicket, Mouth, PaperEvents, Printer, PrinterFault, PrinterHandle, PrinterState, PrinterTimes,
};
use turno_devices::spool::{FailReason, Job, JobId, JobState, Spool, SpoolError};
use turno_devices::transport::PrinterUrl;
use turno_domain::time::Timestamp;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(60);

/// Quick looks and long deadlines: a slow machine makes a test slow, not red.
fn times() -> PrinterTimes {
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
fn times_for_silence() -> PrinterTimes {
    PrinterTimes { answer_within: Duration::from_millis(30), ..times() }
}

/// Saturday 21 November 2026, 9:42 in Rome.
const NOW: Timestamp = Timestamp::from_millis(1_795_250_520_000);

fn ticket(number: u32) -> Job {
    let paper = TicketPaper { number: TicketNumber { letter: 'A', number }, ..plain() };
    let bytes = job(&paper.layout(PaperWidth::Mm80), &PrinterProfile::default()).expect("bytes");
    Job { ticket: format!("ticket-{number}"), reprint: false, taken: NOW, bytes }
}

struct Desk {
    spool: TempDir,
    fake: FakePrinter,
    runtime: Runtime,
}

/// A printer's task at work.
struct Work<'a> {
    desk: &'a Desk,
    printer: Printer,
    handle: PrinterHandle,
    events: PaperEvents,
}

impl Desk {
    fn new(link: FakeLink) -> Self {
        let fake =
            FakePrinter::start(&FakeOptions { link, ..FakeOptions::default() }).expect("a fake printer");
        Self {
            spool: tempfile::tempdir().expect("a folder"),
            fake,
            runtime: Builder::new_current_thread().enable_time().build().expect("a runtime"),
        }
    }

    fn tcp() -> Self {
        Self::new(FakeLink::Tcp { port: 0 })
    }

    fn start(&self, times: PrinterTimes) -> Work<'_> {
        self.start_at(Some(self.fake.url().clone()), times)
    }

    fn start_at(&self, url: Option<PrinterUrl>, times: PrinterTimes) -> Work<'_> {
        self.start_with(url, Presenter::None, times)
    }

    fn start_with(&self, url: Option<PrinterUrl>, presenter: Presenter, times: PrinterTimes) -> Work<'_> {
        let spool = Spool::open(self.spool.path(), NOW).expect("a spool");
        let (printer, events) = Printer::start(url, presenter, times, spool).expect("a task");
        Work { desk: self, handle: printer.handle(), printer, events }
    }

    fn spooled(&self) -> Vec<(String, JobState)> {
        let spool = Spool::open(self.spool.path(), NOW).expect("a spool that nobody uses");
        spool.list().into_iter().map(|spooled| (spooled.ticket, spooled.state)).collect()
    }

    fn next_ticket(&self) -> FakeTicket {
        self.fake.next_ticket(PATIENCE).expect("a ticket on paper")
    }
}

impl Work<'_> {
    fn submit(&self, number: u32) -> JobId {
        self.handle.submit(&ticket(number)).expect("durable")
    }

    /// The next events of a job; those of others in between are a failure.
    fn expect(&mut self, job: JobId, states: &[JobState]) {
        for &state in states {
            let event = self.desk.runtime.block_on(async { timeout(PATIENCE, self.events.recv()).await });
            let event = event.unwrap_or_else(|_| panic!("{state:?} did not come")).expect("the task lives");
            assert_eq!((event.job, event.state), (job, state));
        }
    }

    fn expect_nothing_more(mut self) {
        let Self { printer, handle, .. } = self;
        drop(handle);
        printer.stop();
        assert_eq!(self.events.try_recv().ok(), None);
    }

    fn until(&self, wanted: PrinterState) {
        let mut state = self.handle.state();
        let reached = self.desk.runtime.block_on(async {
            timeout(PATIENCE, state.wait_for(|&state| state == wanted)).await.map(|shown| shown.is_ok())
        });
        assert_eq!(
            reached.ok(),
            Some(true),
            "{wanted:?} did not come, it is {:?}",
            *self.handle.state().borrow()
        );
    }

    fn stop(self) {
        let Self { printer, handle, .. } = self;
        drop(handle);
        printer.stop();
    }
}

/// A job as a printer that nothing happens to prints it.
fn printed_whole(job: &Job) -> FakeTicket {
    let desk = Desk::tcp();
    let mut work = desk.start(times());
    let id = work.handle.submit(job).expect("durable");
    work.expect(id, &PRINTED);
    desk.next_ticket()
}

const PRINTED: [JobState; 3] = [JobState::Queued, JobState::Sent, JobState::Proven];

#[test]
fn a_ticket_is_proven_over_tcp() {
    let desk = Desk::tcp();
    let mut work = desk.start(times());
    for number in 1..=3 {
        let job = work.submit(number);
        work.expect(job, &PRINTED);
        assert!(desk.next_ticket().lines.contains(&format!("A {number:03}")));
    }
    work.until(PrinterState::Ready);
    work.stop();
    assert_eq!(desk.spooled().len(), 3, "kept until settled");
}

#[test]
fn a_ticket_is_proven_over_a_serial_line() {
    let desk = Desk::new(FakeLink::Pty { link: None });
    let mut work = desk.start(times());
    let job = work.submit(7);
    work.expect(job, &PRINTED);
    let ticket = desk.next_ticket();
    assert!(ticket.lines.contains(&"A 007".to_owned()));
    assert!(ticket.not_understood.is_empty(), "{:?}", ticket.not_understood);
}

#[test]
fn a_serial_printer_that_comes_back_under_another_number_prints_what_was_held() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk::new(FakeLink::Pty { link: Some(folder.path().join("printer")) });
    let mut work = desk.start(times());
    work.until(PrinterState::Ready);
    desk.fake.order(Order::Unplug);
    work.until(PrinterState::Offline);
    let job = work.submit(1);
    work.expect(job, &[JobState::Queued]);
    desk.fake.order(Order::Plug);
    work.expect(job, &[JobState::Sent, JobState::Proven]);
    assert!(desk.next_ticket().lines.contains(&"A 001".to_owned()));
}

#[test]
fn without_paper_a_ticket_is_held_here_and_printed_once_when_there_is_some() {
    let desk = Desk::tcp();
    desk.fake.order(Order::PaperOut);
    let mut work = desk.start(times());
    work.until(PrinterState::PaperOut);
    let job = work.submit(1);
    work.expect(job, &[JobState::Queued]);
    desk.fake.order(Order::PaperOk);
    work.expect(job, &[JobState::Sent, JobState::Proven]);
    work.until(PrinterState::Ready);
    desk.next_ticket();
    work.expect_nothing_more();
}

#[test]
fn paper_that_ends_in_the_middle_keeps_the_ticket_in_the_printer_until_it_is_proven() {
    let desk = Desk::tcp();
    desk.fake.order(Order::PaperLeft(40));
    let mut work = desk.start(times());
    let (first, second) = (work.submit(1), work.submit(2));
    work.expect(first, &[JobState::Queued]);
    work.expect_sent_among(first, second);
    work.until(PrinterState::PaperOut);
    desk.fake.order(Order::PaperOk);
    work.expect(first, &[JobState::Proven]);
    work.expect(second, &[JobState::Sent, JobState::Proven]);
    let printed = [desk.next_ticket(), desk.next_ticket()];
    assert!(printed[0].lines.contains(&"A 001".to_owned()) && printed[1].lines.contains(&"A 002".to_owned()));
    work.expect_nothing_more();
}

impl Work<'_> {
    /// The second job's `Queued` and the first one's `Sent` come from two threads, in either order.
    fn expect_sent_among(&mut self, first: JobId, second: JobId) {
        let mut seen = Vec::new();
        for _ in 0..2 {
            let event = self.desk.runtime.block_on(async { timeout(PATIENCE, self.events.recv()).await });
            let event = event.expect("in time").expect("the task lives");
            seen.push((event.job, event.state));
        }
        assert!(
            seen.contains(&(first, JobState::Sent)) && seen.contains(&(second, JobState::Queued)),
            "{seen:?}"
        );
    }
}

#[test]
fn a_printer_that_dies_after_any_part_of_a_ticket_leaves_it_unknown_and_never_gets_it_again() {
    let whole = ticket(1).bytes.len();
    for taken in [0, 1, 2, 3, 20, 100, whole / 2, whole - 4, whole - 3, whole - 2, whole - 1] {
        let desk = Desk::tcp();
        let mut work = desk.start(times());
        let before = work.submit(3);
        work.expect(before, &PRINTED);
        desk.next_ticket();
        desk.fake.order(Order::Accept(taken));
        let lost = work.submit(1);
        work.expect(lost, &[JobState::Queued, JobState::Sent, JobState::Unknown]);
        desk.fake.order(Order::Plug);
        let next = work.submit(2);
        work.expect(next, &PRINTED);
        // Whatever hung at the head was cut off before the next began.
        let mut strips = vec![desk.next_ticket()];
        while !strips.iter().any(|strip| strip.lines.contains(&"A 002".to_owned())) {
            strips.push(desk.next_ticket());
        }
        let own = strips.pop().expect("a strip");
        assert_eq!(own.lines, printed_whole(&ticket(2)).lines, "after {taken} bytes");
        assert!(strips.len() <= 1, "after {taken} bytes: {strips:?}");
        work.expect_nothing_more();
        let states = [JobState::Proven, JobState::Unknown, JobState::Proven];
        assert_eq!(desk.spooled().into_iter().map(|(_, state)| state).collect::<Vec<_>>(), states);
    }
}

#[test]
fn a_printer_that_never_answers_leaves_a_ticket_sent_and_its_state_unknown() {
    let desk = Desk::tcp();
    desk.fake.order(Order::NeverAnswer);
    let mut work = desk.start(times_for_silence());
    let job = work.submit(1);
    work.expect(job, &[JobState::Queued, JobState::Sent]);
    work.until(PrinterState::Unknown);
    assert!(desk.next_ticket().lines.contains(&"A 001".to_owned()));
    let next = work.submit(2);
    work.expect(next, &[JobState::Queued, JobState::Sent]);
    work.expect_nothing_more();
    let unknown = [("ticket-1".to_owned(), JobState::Unknown), ("ticket-2".to_owned(), JobState::Unknown)];
    assert_eq!(desk.spooled(), unknown, "after a restart nobody knows");
}

#[test]
fn garbage_proves_nothing() {
    let desk = Desk::tcp();
    let patience = Duration::from_millis(120);
    let mut work = desk.start(PrinterTimes { proof_within: patience, ..times_for_silence() });
    work.until(PrinterState::Ready);
    desk.fake.order(Order::PaperNearEnd);
    work.until(PrinterState::PaperNearEnd);
    desk.fake.order(Order::PaperLeft(40));
    let job = work.submit(1);
    work.expect(job, &[JobState::Queued, JobState::Sent]);
    work.until(PrinterState::PaperOut);
    desk.fake.order(Order::Garbage);
    desk.fake.order(Order::PaperOk);
    work.expect(job, &[JobState::Unknown]);
    work.expect_nothing_more();
}

#[test]
fn a_printer_that_falls_silent_gets_nothing_until_it_speaks_again() {
    let desk = Desk::tcp();
    let mut work = desk.start(times_for_silence());
    work.until(PrinterState::Ready);
    desk.fake.order(Order::Stall);
    work.until(PrinterState::Unknown);
    let job = work.submit(1);
    work.expect(job, &[JobState::Queued]);
    desk.fake.order(Order::Resume);
    work.expect(job, &[JobState::Sent, JobState::Proven]);
    desk.next_ticket();
    work.expect_nothing_more();
}

#[test]
fn nothing_is_sent_into_a_silence() {
    let desk = Desk::tcp();
    let hold_at_most = Duration::from_millis(100);
    let mut work = desk.start(PrinterTimes { hold_at_most, ..times_for_silence() });
    work.until(PrinterState::Ready);
    desk.fake.order(Order::Stall);
    work.until(PrinterState::Unknown);
    let job = work.submit(1);
    work.expect(job, &[JobState::Queued, JobState::Failed(FailReason::HeldTooLong)]);
    work.expect_nothing_more();
}

#[test]
fn a_job_that_the_line_takes_in_part_is_unknown() {
    let desk = Desk::tcp();
    let mut work = desk.start(times());
    work.until(PrinterState::Ready);
    desk.fake.order(Order::Accept(1_000));
    // More than the socket's two buffers hold, so that the printer dies while it is being written.
    let long = Job { ticket: "long".into(), reprint: false, taken: NOW, bytes: b"riga\n".repeat(6_000_000) };
    let job = work.handle.submit(&long).expect("durable");
    work.expect(job, &[JobState::Queued, JobState::Sent, JobState::Unknown]);
    desk.fake.order(Order::Plug);
    work.until(PrinterState::Ready);
    work.expect_nothing_more();
}

#[test]
fn an_open_cover_holds_tickets() {
    let desk = Desk::tcp();
    desk.fake.order(Order::CoverOpen);
    let mut work = desk.start(times());
    work.until(PrinterState::CoverOpen);
    let job = work.submit(1);
    work.expect(job, &[JobState::Queued]);
    desk.fake.order(Order::CoverClosed);
    work.expect(job, &[JobState::Sent, JobState::Proven]);
}

#[test]
fn a_cutter_that_jams_makes_its_ticket_unknown_and_heals_when_cleared() {
    let desk = Desk::tcp();
    desk.fake.order(Order::CutterError);
    let mut work = desk.start(times());
    let jammed = work.submit(1);
    work.expect(jammed, &[JobState::Queued, JobState::Sent, JobState::Unknown]);
    work.until(PrinterState::Error(PrinterFault::Cutter));
    let next = work.submit(2);
    work.expect(next, &[JobState::Queued]);
    desk.fake.order(Order::CutterOk);
    work.expect(next, &[JobState::Sent, JobState::Proven]);
    let numbers = [desk.next_ticket(), desk.next_ticket()]
        .map(|strip| strip.lines.into_iter().filter(|line| line.starts_with("A 00")).collect::<Vec<_>>());
    assert_eq!(numbers, [["A 001"], ["A 002"]], "each on a paper of its own");
    work.expect_nothing_more();
}

#[test]
fn paper_near_its_end_is_shown_and_prints() {
    let desk = Desk::tcp();
    desk.fake.order(Order::PaperNearEnd);
    let mut work = desk.start(times());
    work.until(PrinterState::PaperNearEnd);
    let job = work.submit(1);
    work.expect(job, &PRINTED);
}

#[test]
fn a_ticket_whose_citizen_has_gone_is_not_printed_after_a_refill() {
    let desk = Desk::tcp();
    desk.fake.order(Order::PaperOut);
    let mut work = desk.start(PrinterTimes { hold_at_most: Duration::from_millis(50), ..times() });
    let job = work.submit(1);
    work.expect(job, &[JobState::Queued, JobState::Failed(FailReason::HeldTooLong)]);
    desk.fake.order(Order::PaperOk);
    work.until(PrinterState::Ready);
    let next = work.submit(2);
    work.expect(next, &PRINTED);
    assert!(desk.next_ticket().lines.contains(&"A 002".to_owned()));
    work.expect_nothing_more();
}

#[test]
fn a_held_ticket_can_be_withdrawn_and_a_printed_one_cannot() {
    let desk = Desk::tcp();
    let mut work = desk.start(times());
    let printed = work.submit(1);
    work.expect(printed, &PRINTED);
    desk.fake.order(Order::PaperOut);
    work.until(PrinterState::PaperOut);
    let held = work.submit(2);
    work.handle.withdraw(printed);
    work.handle.withdraw(held);
    work.expect(held, &[JobState::Queued, JobState::Failed(FailReason::Withdrawn)]);
    work.expect_nothing_more();
}

#[test]
fn a_restart_sends_what_was_queued_and_tells_the_rest_without_sending_it() {
    let desk = Desk::tcp();
    let spool = Spool::open(desk.spool.path(), NOW).expect("a spool");
    let jobs = [1, 2, 3, 4, 5].map(|number| spool.add(&ticket(number)).expect("durable"));
    let [proven, unknown, failed, sent, queued] = jobs;
    for begun in [proven, unknown, sent] {
        spool.begin(begun).expect("begun");
    }
    spool.end(proven, JobState::Proven).expect("ended");
    spool.end(unknown, JobState::Unknown).expect("ended");
    spool.fail(failed, FailReason::Withdrawn).expect("failed");
    drop(spool);

    let mut work = desk.start(times());
    work.expect(proven, &[JobState::Proven]);
    work.expect(unknown, &[JobState::Unknown]);
    work.expect(failed, &[JobState::Failed(FailReason::Withdrawn)]);
    work.expect(sent, &[JobState::Unknown]);
    work.expect(queued, &PRINTED);
    assert!(desk.next_ticket().lines.contains(&"A 005".to_owned()));
    let again = work.handle.submit(&ticket(4)).expect_err("what may be on paper is not taken again");
    assert!(matches!(again, SpoolError::AlreadyThere { state: JobState::Unknown, .. }));
    let copy = work.handle.submit(&Job { reprint: true, ..ticket(4) }).expect("a copy that was asked for");
    work.expect(copy, &PRINTED);
    for job in jobs {
        work.handle.settle(job).expect("settled");
    }
    work.stop();
    assert_eq!(desk.spooled(), [("ticket-4".to_owned(), JobState::Proven)]);
}

#[test]
fn a_task_that_is_stopped_while_the_printer_holds_a_ticket_leaves_it_unknown() {
    let desk = Desk::tcp();
    desk.fake.order(Order::PaperLeft(40));
    let mut work = desk.start(times());
    let held = work.submit(1);
    work.expect(held, &[JobState::Queued, JobState::Sent]);
    work.until(PrinterState::PaperOut);
    work.stop();
    desk.fake.order(Order::PaperOk);
    desk.next_ticket();
    let mut work = desk.start(times());
    work.expect(held, &[JobState::Unknown]);
    work.until(PrinterState::Ready);
    work.expect_nothing_more();
}

#[test]
fn a_network_printer_that_is_switched_on_later_prints_what_was_held() {
    let desk = Desk::tcp();
    desk.fake.order(Order::Unplug);
    let mut work = desk.start(times());
    let job = work.submit(1);
    work.expect(job, &[JobState::Queued]);
    desk.fake.order(Order::Plug);
    work.expect(job, &[JobState::Sent, JobState::Proven]);
}

#[test]
fn without_a_printer_every_ticket_fails_at_once_and_says_why() {
    let desk = Desk::tcp();
    let mut work = desk.start_at(None, times());
    work.until(PrinterState::NoPrinter);
    let job = work.submit(1);
    work.expect(job, &[JobState::Queued, JobState::Failed(FailReason::NoPrinter)]);
}

#[test]
fn a_file_proves_by_being_on_disk() {
    let desk = Desk::tcp();
    let folder = tempfile::tempdir().expect("a folder");
    let url = PrinterUrl::File { path: folder.path().to_owned() };
    let mut work = desk.start_at(Some(url), times());
    let job = work.submit(1);
    work.expect(job, &PRINTED);
    assert_eq!(std::fs::read(folder.path().join("000001.bin")).expect("a job"), ticket(1).bytes);
    work.until(PrinterState::Ready);
}

#[test]
fn a_path_that_is_no_printer_is_offline_and_holds() {
    let desk = Desk::tcp();
    let url = PrinterUrl::Usb { path: Path::new("/dev/usb/lp-that-is-not-there").to_owned() };
    let mut work = desk.start_at(Some(url), times());
    let job = work.submit(1);
    work.expect(job, &[JobState::Queued]);
    work.until(PrinterState::Offline);
    work.expect_nothing_more();
    assert_eq!(desk.spooled()[0].1, JobState::Queued);
}

/// A ticket with pictures, far longer than the printer's memory.
fn drawn_ticket(number: u32) -> Job {
    let paper = TicketPaper { number: TicketNumber { letter: 'A', number }, ..full_in(Language::Ar) };
    let bytes = job(&paper.layout(PaperWidth::Mm80), &PrinterProfile::default()).expect("bytes");
    assert!(bytes.len() > 10_000 && windows(&bytes).count() > 6);
    Job { bytes, ..ticket(number) }
}

#[test]
fn paper_that_ends_in_the_midst_of_a_picture_is_seen_and_the_ticket_held_until_there_is_more() {
    for link in [FakeLink::Tcp { port: 0 }, FakeLink::Pty { link: None }] {
        let desk = Desk::new(link);
        desk.fake.order(Order::PaperLeft(30));
        let mut work = desk.start(times());
        let job = work.handle.submit(&drawn_ticket(1)).expect("durable");
        work.expect(job, &[JobState::Queued, JobState::Sent]);
        work.until(PrinterState::PaperOut);
        work.until_held(&[("ticket-1", true)]);
        let next = work.submit(2);
        work.until_held(&[("ticket-1", true), ("ticket-2", false)]);
        desk.fake.order(Order::PaperOk);
        work.expect_all(&[(next, JobState::Queued), (job, JobState::Proven)]);
        work.expect(next, &[JobState::Sent, JobState::Proven]);
        work.until_held(&[]);
        let printed = [desk.next_ticket(), desk.next_ticket()];
        assert!(printed.iter().all(|ticket| ticket.not_understood.is_empty()));
        assert!(
            printed[0].lines.contains(&"A 001".to_owned()) && printed[1].lines.contains(&"A 002".to_owned())
        );
        work.expect_nothing_more();
    }
}

#[test]
fn a_printer_that_dies_in_the_midst_of_a_picture_leaves_the_ticket_unknown() {
    for taken in [0, 1, 700, 3_000, 9_000] {
        let desk = Desk::tcp();
        let mut work = desk.start(times());
        work.until(PrinterState::Ready);
        desk.fake.order(Order::Accept(taken));
        let job = work.handle.submit(&drawn_ticket(1)).expect("durable");
        work.expect(job, &[JobState::Queued, JobState::Sent, JobState::Unknown]);
        desk.fake.order(Order::Plug);
        let next = work.submit(2);
        work.expect(next, &PRINTED);
        let mut strip = desk.next_ticket();
        if !strip.lines.contains(&"A 002".to_owned()) {
            strip = desk.next_ticket();
        }
        assert_eq!(
            strip.lines,
            printed_whole(&ticket(2)).lines,
            "after {taken} bytes it began on what was left of the first"
        );
        work.expect_nothing_more();
    }
}

#[test]
fn a_printer_that_tells_its_state_and_proves_nothing_gets_long_tickets_whole() {
    let desk = Desk::tcp();
    desk.fake.order(Order::NoProofs);
    let short = Duration::from_millis(100);
    let mut work = desk.start(PrinterTimes { proof_within: short, answer_within: short, ..times() });
    work.until(PrinterState::Ready);
    for number in [1, 2] {
        let job = work.handle.submit(&drawn_ticket(number)).expect("durable");
        work.expect(job, &[JobState::Queued, JobState::Sent, JobState::Unknown]);
        let printed = desk.next_ticket();
        assert!(
            printed.not_understood.is_empty()
                && printed.picture == printed_whole(&drawn_ticket(number)).picture
        );
    }
    work.until(PrinterState::Ready);
    assert!(desk.fake.next_ticket(Duration::ZERO).is_none(), "no scrap between them");
    work.expect_nothing_more();
}

#[test]
fn a_one_way_printer_gets_a_ticket_with_pictures_whole() {
    let desk = Desk::tcp();
    desk.fake.order(Order::NeverAnswer);
    let mut work = desk.start(times_for_silence());
    let job = work.handle.submit(&drawn_ticket(1)).expect("durable");
    work.expect(job, &[JobState::Queued, JobState::Sent]);
    let ticket = desk.next_ticket();
    assert!(ticket.not_understood.is_empty() && ticket.lines.contains(&"A 001".to_owned()));
    work.expect_nothing_more();
}

#[test]
fn a_task_that_is_stopped_in_the_midst_of_a_picture_leaves_no_half_ticket_at_the_head() {
    let desk = Desk::tcp();
    desk.fake.order(Order::PaperLeft(60));
    let mut work = desk.start(PrinterTimes { stall_within: Duration::from_millis(200), ..times() });
    let job = work.handle.submit(&drawn_ticket(1)).expect("durable");
    work.expect(job, &[JobState::Queued, JobState::Sent]);
    work.until(PrinterState::PaperOut);
    work.stop();
    assert_eq!(desk.spooled()[0].1, JobState::Unknown, "nobody knows whether it will come out");
}

#[test]
fn what_is_held_for_want_of_paper_is_known_to_be_held() {
    let desk = Desk::tcp();
    desk.fake.order(Order::PaperOut);
    let mut work = desk.start(times());
    work.until(PrinterState::PaperOut);
    let job = work.submit(1);
    work.until_held(&[("ticket-1", false)]);
    desk.fake.order(Order::PaperOk);
    work.expect(job, &PRINTED);
    work.until_held(&[]);
}

#[test]
fn before_a_copy_what_is_in_line_is_taken_back_and_what_the_printer_has_is_told() {
    let desk = Desk::tcp();
    desk.fake.order(Order::PaperOut);
    let mut work = desk.start(times());
    work.until(PrinterState::PaperOut);
    let first = work.submit(1);
    work.until_held(&[("ticket-1", false)]);
    assert_eq!(work.handle.withdraw_papers("ticket-1").expect("a disk"), None, "nothing of it can come out");
    let copy = work.handle.submit(&Job { reprint: true, ..ticket(1) }).expect("durable");
    desk.fake.order(Order::PaperOk);
    work.expect_all(&[
        (first, JobState::Queued),
        (first, JobState::Failed(FailReason::Withdrawn)),
        (copy, JobState::Queued),
        (copy, JobState::Sent),
        (copy, JobState::Proven),
    ]);
    desk.next_ticket();
    assert!(desk.fake.next_ticket(Duration::ZERO).is_none(), "one paper came out");

    desk.fake.order(Order::PaperLeft(60));
    let third = work.handle.submit(&drawn_ticket(3)).expect("durable");
    work.expect(third, &[JobState::Queued, JobState::Sent]);
    work.until_held(&[("ticket-3", true)]);
    let coming =
        work.handle.withdraw_papers("ticket-3").expect("a disk").map(|paper| (paper.job, paper.reprint));
    assert_eq!(coming, Some((third, false)));
    desk.fake.order(Order::PaperOk);
    work.expect(third, &[JobState::Proven]);
    assert_eq!(work.handle.withdraw_papers("ticket-3").expect("a disk"), None, "it is out already");
}

#[test]
fn a_presenter_lets_go_of_a_ticket_and_draws_back_what_nobody_takes() {
    let desk = Desk::tcp();
    desk.fake.order(Order::Custom(true));
    let url = Some(desk.fake.url().clone());
    let soon = PrinterTimes { retract_after: Duration::from_millis(30), ..times() };
    let mut work = desk.start_with(url, Presenter::Custom, soon);
    let profile = PrinterProfile { presenter: Presenter::Custom, ..PrinterProfile::default() };
    let bytes = job(&plain().layout(PaperWidth::Mm80), &profile).expect("bytes");
    let job = work.handle.submit(&Job { bytes, ..ticket(42) }).expect("durable");
    work.expect(job, &PRINTED);
    assert!(desk.next_ticket().not_understood.is_empty());
    assert_eq!(desk.fake.next_presented(PATIENCE), Some(Presented::Ejected));
    assert_eq!(desk.fake.next_presented(PATIENCE), Some(Presented::Retracted));
    work.until_at_mouth(Mouth::DrawnBack);
    work.expect_nothing_more();
}

#[test]
fn a_ticket_at_the_mouth_is_seen_and_left_to_whoever_takes_it() {
    let desk = Desk::tcp();
    desk.fake.order(Order::Custom(true));
    let mut work = desk.start_with(Some(desk.fake.url().clone()), Presenter::Custom, times());
    let job = work.submit(1);
    work.expect(job, &PRINTED);
    work.until_at_mouth(Mouth::Ticket);
    desk.fake.order(Order::TakeTicket);
    work.until_at_mouth(Mouth::Empty);
    assert_eq!(desk.fake.next_presented(Duration::ZERO), None, "nothing was asked of the presenter");
}

#[test]
fn the_full_status_of_custom_tells_every_state() {
    let desk = Desk::tcp();
    desk.fake.order(Order::Custom(true));
    let mut work = desk.start_with(Some(desk.fake.url().clone()), Presenter::Custom, times());
    for (order, state, healed) in [
        (Order::PaperNearEnd, PrinterState::PaperNearEnd, Order::PaperOk),
        (Order::PaperOut, PrinterState::PaperOut, Order::PaperOk),
        (Order::CoverOpen, PrinterState::CoverOpen, Order::CoverClosed),
    ] {
        desk.fake.order(order);
        work.until(state);
        desk.fake.order(healed);
        work.until(PrinterState::Ready);
    }
    desk.fake.order(Order::CutterError);
    let job = work.submit(1);
    work.expect(job, &[JobState::Queued, JobState::Sent, JobState::Unknown]);
    work.until(PrinterState::Error(PrinterFault::Cutter));
}

impl Work<'_> {
    /// Events of several jobs, in any order.
    fn expect_all(&mut self, wanted: &[(JobId, JobState)]) {
        let mut seen = Vec::new();
        for _ in wanted {
            let event = self.desk.runtime.block_on(async { timeout(PATIENCE, self.events.recv()).await });
            let event = event.expect("in time").expect("the task lives");
            seen.push((event.job, event.state));
        }
        assert!(wanted.iter().all(|event| seen.contains(event)), "{seen:?}");
    }

    fn until_held(&self, wanted: &[(&str, bool)]) {
        let mut held = self.handle.held();
        let is = |held: &Vec<HeldTicket>| {
            held.iter().map(|held| (held.ticket.as_str(), held.in_printer)).eq(wanted.iter().copied())
        };
        let reached = self
            .desk
            .runtime
            .block_on(async { timeout(PATIENCE, held.wait_for(is)).await.map(|held| held.is_ok()) });
        assert_eq!(reached.ok(), Some(true), "{wanted:?}, but {:?}", *self.handle.held().borrow());
    }

    fn until_at_mouth(&self, wanted: Mouth) {
        let mut mouth = self.handle.mouth();
        let reached = self.desk.runtime.block_on(async {
            timeout(PATIENCE, mouth.wait_for(|there| *there == wanted)).await.map(|there| there.is_ok())
        });
        assert_eq!(reached.ok(), Some(true), "at the mouth: {wanted:?}");
    }
}
