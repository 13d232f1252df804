//! Kiosk printers of Custom: their six bytes of status, and the presenter that holds a ticket out and draws it back.

use std::time::Duration;

use turno_devices::escpos::{Presenter, PrinterProfile, job};
use turno_devices::fake::{Order, Presented};
use turno_devices::paper::PaperWidth;
use turno_devices::printer::{Mouth, PrinterFault, PrinterState, PrinterTimes};
use turno_devices::spool::{Job, JobState};

use crate::stand::{Desk, PATIENCE, PRINTED, ticket, times};
use crate::tickets::plain;

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
