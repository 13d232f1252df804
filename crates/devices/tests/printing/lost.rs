//! Papers of which nobody knows what became: the printer died, jammed or spoke nonsense on the way.

use std::time::Duration;

use turno_devices::fake::Order;
use turno_devices::printer::{PrinterFault, PrinterState, PrinterTimes};
use turno_devices::spool::{Job, JobState};

use crate::stand::{Desk, NOW, PRINTED, drawn_ticket, printed_whole, ticket, times, times_for_silence};

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
