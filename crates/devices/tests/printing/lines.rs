//! Every way to a printer: a socket, a serial line, a file, one that comes late, and none.

use std::path::Path;

use turno_devices::fake::{FakeLink, Order};
use turno_devices::printer::PrinterState;
use turno_devices::spool::{FailReason, JobState};
use turno_devices::transport::PrinterUrl;

use crate::stand::{Desk, PRINTED, ticket, times};

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

/// A printer that goes away and comes back prints what was taken in between.
pub(crate) fn prints_what_was_held(desk: &Desk, url: PrinterUrl) {
    let mut work = desk.start_at(Some(url), times());
    work.until(PrinterState::Ready);
    desk.fake.order(Order::Unplug);
    work.until(PrinterState::Offline);
    let job = work.submit(1);
    work.expect(job, &[JobState::Queued]);
    desk.fake.order(Order::Plug);
    work.expect(job, &[JobState::Sent, JobState::Proven]);
    assert!(desk.next_ticket().lines.contains(&"A 001".to_owned()));
    work.expect_nothing_more();
}

#[test]
fn a_serial_printer_that_comes_back_under_another_number_prints_what_was_held() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk::new(FakeLink::Pty { link: Some(folder.path().join("printer")) });
    prints_what_was_held(&desk, desk.fake.url().clone());
}

#[test]
fn a_network_printer_that_was_away_prints_what_was_held() {
    let desk = Desk::tcp();
    prints_what_was_held(&desk, desk.fake.url().clone());
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
