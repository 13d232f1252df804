//! Keeping a place, losing it, and being handed on: away, parked, transferred, cancelled, booked.

use crate::desk::{Desk, site, utc};
use chrono::TimeDelta;
use turno_domain::ids::TicketId;
use turno_domain::journal::TransferPosition;
use turno_domain::queue::{Command, TransferTarget};
use turno_domain::refusal::Refusal;
use turno_domain::ticket::{SegmentEnd, TicketState};

fn to_service(ticket: TicketId, service: &str, position: TransferPosition) -> Command {
    Command::Transfer { ticket, to: TransferTarget::Service(service.parse().unwrap()), position }
}

fn to_counter(ticket: TicketId, counter: &str, position: TransferPosition) -> Command {
    Command::Transfer { ticket, to: TransferTarget::Counter(counter.parse().unwrap()), position }
}

fn park(ticket: TicketId) -> Command {
    Command::Park { ticket, reason: "other".into() }
}

#[test]
fn who_is_away_is_passed_over_and_comes_back_to_the_old_place() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let [first, second, third] = ["cie"; 3].map(|service| {
        desk.minutes(1);
        desk.issue(service)
    });
    let arrived = desk.ticket(first).issued_at;
    // The holder says so, without an operator.
    desk.ask(None, &Command::Away(first)).unwrap();
    assert_eq!((desk.state(first), desk.waiting("cie")), (TicketState::Away, 2));
    assert_eq!(desk.call_next("anna", "1").unwrap().0, second);
    assert_eq!(desk.state(first), TicketState::Away, "passed over is not absent");
    let this = Command::CallThis { counter: "1".parse().unwrap(), ticket: first };
    assert_eq!(desk.refuses("anna", this), Refusal::WrongState { state: TicketState::Away });
    desk.ask(None, &Command::Back(first)).unwrap();
    let ticket = desk.ticket(first);
    assert_eq!(
        (ticket.credit_since, ticket.segments.len(), ticket.segment().arrived_at),
        (arrived, 1, arrived)
    );
    assert_eq!(desk.call_next("anna", "1").unwrap().0, first);
    assert_eq!(desk.call_next("anna", "1").unwrap().0, third);
}

#[test]
fn who_is_put_aside_while_waiting_keeps_the_place() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let [first, second] = ["cie"; 2].map(|service| desk.issue(service));
    desk.does("anna", park(first));
    assert_eq!(desk.state(first), TicketState::Parked);
    assert_eq!(
        desk.refuses("anna", Command::Start(first)),
        Refusal::WrongState { state: TicketState::Parked }
    );
    assert_eq!(desk.call_next("anna", "1").unwrap().0, second);
    desk.minutes(5);
    desk.does("anna", Command::Back(first));
    assert_eq!(desk.ticket(first).segments.len(), 1);
    assert_eq!(desk.call_next("anna", "1").unwrap().0, first);
    // Put aside again, and called from there by name.
    let third = desk.issue("cie");
    desk.does("anna", park(third));
    desk.call_this("anna", "1", third);
    desk.does("anna", Command::Start(third));
    desk.minutes(2);
    desk.does("anna", Command::Finish(third));
    assert_eq!(desk.rows(third)[0].parked_ms, 0, "waiting aside is waiting");
}

#[test]
fn who_is_put_aside_while_served_goes_on_there_without_that_time() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    desk.open("carlo", "3");
    let [first, second] = ["cie"; 2].map(|service| desk.issue(service));
    desk.call_next("anna", "1");
    desk.does("anna", Command::Start(first));
    desk.minutes(10);
    desk.does("anna", park(first));
    assert_eq!((desk.state(first), desk.in_hand("1")), (TicketState::Parked, None));
    desk.call_next("anna", "1");
    desk.does("anna", Command::Start(second));
    desk.minutes(5);
    assert_eq!(desk.refuses("anna", Command::Start(first)), Refusal::TicketInHand);
    let one = "1".parse().unwrap();
    assert_eq!(desk.refuses("carlo", Command::Start(first)), Refusal::InOtherHands { counter: one });
    desk.does("anna", Command::Finish(second));
    desk.does("anna", Command::Start(first));
    desk.minutes(7);
    desk.does("anna", park(first));
    desk.minutes(2);
    desk.does("anna", Command::Start(first));
    desk.does("anna", Command::Finish(first));
    let row = desk.rows(first)[0];
    assert_eq!((row.parked_ms, row.started_at), (7 * 60_000, Some(utc("2026-11-23T08:00:00Z"))));
    assert_eq!(row.ended_at.since(row.started_at.unwrap()), TimeDelta::minutes(24));
}

#[test]
fn who_is_put_aside_while_served_and_goes_back_to_the_room_begins_another_wait() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    desk.open("carlo", "3");
    let ticket = desk.issue("cie");
    desk.minutes(5);
    desk.call_next("anna", "1");
    desk.does("anna", Command::Start(ticket));
    desk.minutes(10);
    desk.does("anna", park(ticket));
    desk.minutes(4);
    desk.does("anna", Command::Back(ticket));
    let row = desk.rows(ticket)[0];
    assert_eq!((row.end, row.last, row.parked_ms), (SegmentEnd::Interrupted, false, 4 * 60_000));
    assert_eq!(desk.ticket(ticket).segment().arrived_at, utc("2026-11-23T08:19:00Z"));
    assert_eq!(desk.call_next("carlo", "3").unwrap().0, ticket);
    // Or is called by another desk straight from there.
    desk.does("carlo", Command::Start(ticket));
    desk.does("carlo", park(ticket));
    desk.call_this("anna", "1", ticket);
    let counters: Vec<_> = desk.ticket(ticket).segments.iter().map(|s| s.counter.clone().unwrap()).collect();
    assert_eq!(counters.iter().map(|key| key.as_str()).collect::<Vec<_>>(), ["1", "3", "1"]);
}

#[test]
fn transfer_first_keeps_the_credit_and_last_restarts_it() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let [keeps, restarts] = ["cie"; 2].map(|service| desk.issue(service));
    desk.minutes(10);
    let waiting = desk.issue("asl");
    desk.minutes(10);
    desk.call_this("anna", "1", keeps);
    desk.does("anna", Command::Start(keeps));
    desk.minutes(1);
    desk.does("anna", to_service(keeps, "asl", TransferPosition::First));
    assert_eq!((desk.state(keeps), desk.in_hand("1")), (TicketState::Waiting, None));
    desk.does("anna", to_service(restarts, "asl", TransferPosition::Last));
    let row = desk.rows(keeps)[0];
    assert_eq!((row.end, row.last, row.service.as_str()), (SegmentEnd::Transferred, false, "cie"));
    let ticket = desk.ticket(keeps);
    assert_eq!(
        (ticket.service.as_str(), ticket.weight, ticket.number.to_string()),
        ("asl", 2, "B001".into())
    );
    assert_eq!(ticket.segment().arrived_at, utc("2026-11-23T08:21:00Z"));
    assert_eq!(ticket.credit_since, utc("2026-11-23T08:00:00Z"));
    assert_eq!(desk.ticket(restarts).credit_since, utc("2026-11-23T08:21:00Z"));
    let order: Vec<_> = (0..3).map(|_| desk.call_next("anna", "1").unwrap().0).collect();
    assert_eq!(order, [keeps, waiting, restarts]);
}

#[test]
fn transfer_to_a_counter_is_for_that_counter_alone() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    desk.open("carlo", "2");
    let ticket = desk.issue("cie");
    desk.call_next("anna", "1");
    desk.does("anna", to_counter(ticket, "2", TransferPosition::First));
    assert_eq!(desk.call_next("anna", "1"), None);
    assert_eq!(desk.call_next("carlo", "2").unwrap().0, ticket);
    // Handed to a service again, it is everybody's.
    desk.does("carlo", to_service(ticket, "cie", TransferPosition::Last));
    assert_eq!(desk.call_next("anna", "1").unwrap().0, ticket);
}

#[test]
fn transfers_to_nowhere_are_refused() {
    let mut desk = Desk::new(site());
    let ticket = desk.issue("asl");
    let first = TransferPosition::First;
    assert_eq!(
        desk.refuses("anna", to_service(ticket, "moon", first)),
        Refusal::UnknownService("moon".into())
    );
    assert_eq!(desk.refuses("anna", to_counter(ticket, "9", first)), Refusal::UnknownCounter("9".into()));
    let service = "asl".parse().unwrap();
    assert_eq!(desk.refuses("anna", to_counter(ticket, "2", first)), Refusal::MayNotServe { service });
    desk.does("anna", Command::Away(ticket));
    assert_eq!(
        desk.refuses("anna", to_service(ticket, "cie", first)),
        Refusal::WrongState { state: TicketState::Away }
    );
}

#[test]
fn giving_up_ends_the_visit_from_the_room_from_outside_and_from_aside() {
    let mut desk = Desk::new(site());
    let [waiting, away, parked] = ["cie"; 3].map(|service| desk.issue(service));
    desk.does("anna", Command::Away(away));
    desk.does("anna", park(parked));
    for ticket in [waiting, away, parked] {
        desk.ask(None, &Command::Cancel(ticket)).unwrap();
        assert_eq!(desk.state(ticket), TicketState::Cancelled);
        assert_eq!(desk.rows(ticket)[0].end, SegmentEnd::Cancelled);
    }
    assert_eq!(desk.waiting("cie"), 0);
}

fn booked(desk: &mut Desk, minutes: i64) -> TicketId {
    let booked_at = Some(desk.now.wall.plus(TimeDelta::minutes(minutes)));
    let issue = turno_domain::queue::IssueCommand { booked_at, ..desk.issue_command("cie") };
    let id = issue.ticket;
    desk.ask(None, &Command::Issue(issue)).unwrap();
    id
}

#[test]
fn who_booked_and_comes_early_waits_for_the_time() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let appointment = booked(&mut desk, 20);
    desk.minutes(5);
    let walk_in = desk.issue("cie");
    assert_eq!(desk.call_next("anna", "1").unwrap().0, walk_in);
    desk.minutes(14);
    assert_eq!(desk.call_next("anna", "1"), None);
    desk.minutes(1);
    assert_eq!(desk.call_next("anna", "1").unwrap().0, appointment);
    desk.does("anna", Command::Start(appointment));
    desk.does("anna", Command::Finish(appointment));
    assert_eq!(desk.rows(appointment)[0].due_from, Some(utc("2026-11-23T08:20:00Z")));
}

#[test]
fn a_transfer_does_not_bring_a_booked_time_forward_nor_back() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let early = booked(&mut desk, 20);
    desk.does("anna", to_service(early, "asl", TransferPosition::Last));
    assert_eq!(desk.call_next("anna", "1"), None, "not called yet, and not due yet");
    // The operator took the person early, and hands on.
    desk.call_this("anna", "1", early);
    desk.minutes(1);
    desk.does("anna", to_service(early, "cie", TransferPosition::Last));
    // A clock set back an hour does not shut out who waits.
    desk.now.wall = desk.now.wall.plus(TimeDelta::hours(-1));
    assert_eq!(desk.call_next("anna", "1").unwrap().0, early);
}
