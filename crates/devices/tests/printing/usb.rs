//! A printer behind a USB node: a character device that hangs up and has no settings, on the fake's terminal.

use std::path::PathBuf;

use tempfile::TempDir;
use turno_devices::fake::{FakeLink, Order};
use turno_devices::printer::PrinterState;
use turno_devices::spool::{Job, JobState};

use crate::lines::prints_what_was_held;
use crate::silence::gets_nothing_until_it_speaks_again;
use crate::stand::{Desk, NOW, PRINTED, drawn_ticket, printed_whole, ticket, times};

/// A printer behind a link that udev would make; it goes with the folder.
fn plugged_in() -> (TempDir, Desk) {
    let folder = tempfile::tempdir().expect("a folder");
    let link: PathBuf = folder.path().join("lp");
    (folder, Desk::new(FakeLink::Pty { link: Some(link) }))
}

/// A ticket's beginning, one line high, and after it far more than line and printer have room for, of which nothing is seen.
fn endless_ticket(number: u32) -> Job {
    let bold_and_not = b"\x1bE\x01\x1bE\x00";
    let bytes = [b"riga\n", bold_and_not.repeat(100_000).as_slice(), &ticket(number).bytes].concat();
    Job { ticket: format!("ticket-{number}"), reprint: false, taken: NOW, bytes }
}

#[test]
fn tickets_are_proven_byte_by_byte_as_they_were_sent() {
    let (_folder, desk) = plugged_in();
    let mut work = desk.start_at(Some(desk.usb()), times());
    for job in [ticket(7), drawn_ticket(8)] {
        let id = work.handle.submit(&job).expect("durable");
        work.expect(id, &PRINTED);
        let (printed, whole) = (desk.next_ticket(), printed_whole(&job));
        assert!(printed.not_understood.is_empty(), "{:?}", printed.not_understood);
        assert!(printed.lines == whole.lines && printed.picture == whole.picture);
    }
    work.until(PrinterState::Ready);
    work.expect_nothing_more();
}

#[test]
fn a_usb_printer_that_falls_silent_gets_nothing_until_it_speaks_again() {
    let (_folder, desk) = plugged_in();
    gets_nothing_until_it_speaks_again(&desk, desk.usb());
}

#[test]
fn a_usb_printer_that_takes_nothing_more_is_shown_as_silent_and_goes_on_where_it_stopped() {
    let (_folder, desk) = plugged_in();
    let mut work = desk.start_at(Some(desk.usb()), times());
    work.until(PrinterState::Ready);
    desk.fake.order(Order::PaperLeft(1));
    let job = work.handle.submit(&endless_ticket(1)).expect("durable");
    work.expect(job, &[JobState::Queued]);
    work.until(PrinterState::Unknown);
    desk.fake.order(Order::PaperOk);
    work.expect(job, &[JobState::Sent, JobState::Proven]);
    let printed = desk.next_ticket();
    assert_eq!(printed.bytes, printed_whole(&endless_ticket(1)).bytes, "not a byte is lost or doubled");
    assert!(printed.not_understood.is_empty() && printed.lines.contains(&"A 001".to_owned()));
    work.until(PrinterState::Ready);
    work.expect_nothing_more();
}

#[test]
fn a_usb_printer_that_comes_back_under_another_number_prints_what_was_held() {
    let (_folder, desk) = plugged_in();
    prints_what_was_held(&desk, desk.usb());
}

#[test]
fn a_ticket_in_whose_midst_the_plug_is_pulled_is_unknown_and_never_sent_again() {
    let (_folder, desk) = plugged_in();
    let mut work = desk.start_at(Some(desk.usb()), times());
    work.until(PrinterState::Ready);
    desk.fake.order(Order::PaperLeft(1));
    let lost = work.handle.submit(&endless_ticket(1)).expect("durable");
    work.expect(lost, &[JobState::Queued]);
    work.until(PrinterState::Unknown);
    desk.fake.order(Order::Unplug);
    work.expect(lost, &[JobState::Sent, JobState::Unknown]);
    work.until(PrinterState::Offline);
    desk.fake.order(Order::PaperOk);
    desk.fake.order(Order::Plug);
    let next = work.submit(2);
    work.expect(next, &PRINTED);
    let mut strips = vec![desk.next_ticket()];
    while !strips.iter().any(|strip| strip.lines.contains(&"A 002".to_owned())) {
        strips.push(desk.next_ticket());
    }
    assert!(strips.iter().all(|strip| !strip.lines.contains(&"A 001".to_owned())), "{strips:?}");
    work.expect_nothing_more();
}
