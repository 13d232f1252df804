//! A task that ends and one that begins anew: what was queued is sent, what may be on paper is told and never sent again.

use std::time::Duration;

use turno_devices::fake::Order;
use turno_devices::printer::{PrinterState, PrinterTimes};
use turno_devices::spool::{FailReason, Job, JobState, Spool, SpoolError};

use crate::stand::{Desk, NOW, PRINTED, drawn_ticket, ticket, times};

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
