//! Tickets that wait: for paper, for a cover, for a citizen who has gone, and before a copy.

use std::time::Duration;

use turno_devices::fake::{FakeLink, Order};
use turno_devices::printer::{PrinterState, PrinterTimes};
use turno_devices::spool::{FailReason, Job, JobState};

use crate::stand::{Desk, PRINTED, drawn_ticket, ticket, times};

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
    work.expect_all(&[(first, JobState::Sent), (second, JobState::Queued)]);
    work.until(PrinterState::PaperOut);
    desk.fake.order(Order::PaperOk);
    work.expect(first, &[JobState::Proven]);
    work.expect(second, &[JobState::Sent, JobState::Proven]);
    let printed = [desk.next_ticket(), desk.next_ticket()];
    assert!(printed[0].lines.contains(&"A 001".to_owned()) && printed[1].lines.contains(&"A 002".to_owned()));
    work.expect_nothing_more();
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
fn paper_near_its_end_is_shown_and_prints() {
    let desk = Desk::tcp();
    desk.fake.order(Order::PaperNearEnd);
    let mut work = desk.start(times());
    work.until(PrinterState::PaperNearEnd);
    let job = work.submit(1);
    work.expect(job, &PRINTED);
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
