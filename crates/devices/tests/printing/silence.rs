//! Printers that answer nothing, no more, or not what is asked.

use std::time::Duration;

use turno_devices::fake::Order;
use turno_devices::printer::{PrinterState, PrinterTimes};
use turno_devices::spool::{FailReason, JobState};
use turno_devices::transport::PrinterUrl;

use crate::stand::{Desk, drawn_ticket, printed_whole, times, times_for_silence};

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

/// A printer that falls silent and speaks again prints what was taken in between.
pub(crate) fn gets_nothing_until_it_speaks_again(desk: &Desk, url: PrinterUrl) {
    let mut work = desk.start_at(Some(url), times_for_silence());
    work.until(PrinterState::Ready);
    desk.fake.order(Order::Stall);
    work.until(PrinterState::Unknown);
    let job = work.submit(1);
    work.expect(job, &[JobState::Queued]);
    desk.fake.order(Order::Resume);
    work.expect(job, &[JobState::Sent, JobState::Proven]);
    assert!(desk.next_ticket().lines.contains(&"A 001".to_owned()));
    work.expect_nothing_more();
}

#[test]
fn a_network_printer_that_falls_silent_gets_nothing_until_it_speaks_again() {
    let desk = Desk::tcp();
    gets_nothing_until_it_speaks_again(&desk, desk.fake.url().clone());
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
