//! A wall clock that is set in mid-day: a machine without a battery clock begins in the past, and the network tells it the
//! time while people wait.

use crate::desk::{Desk, operator, site, utc};
use chrono::TimeDelta;
use serde_json::json;
use std::borrow::Cow;
use turno_domain::figures::{By, Figures, RowKey, Standards, Tally};
use turno_domain::journal::{CallRule, TransferPosition};
use turno_domain::queue::{Command, IssueCommand, TransferTarget};
use turno_domain::refusal::Refusal;
use turno_domain::ticket::TicketState;
use turno_domain::time::{ServiceDay, Timestamp};
use uuid::Uuid;

const HOUR: TimeDelta = TimeDelta::hours(1);

/// A desk whose machine says 23:00 of the day before when it is 08:00 (UTC), and that nobody has asked anything.
fn nine_hours_behind() -> Desk {
    let mut desk = Desk::new(site());
    desk.now.wall = utc("2026-11-22T23:00:00Z");
    desk.now.trusted = false;
    desk
}

/// Network time arrives.
fn set(desk: &mut Desk, by: TimeDelta) {
    desk.now.wall = desk.now.wall.plus(by);
    desk.now.trusted = true;
}

/// The machine starts again, and its wall clock goes on `by` from where it was.
fn restart(desk: &mut Desk, by: TimeDelta) {
    desk.now.boot = Uuid::from_u128(desk.now.boot.as_u128() + 1);
    desk.now.monotonic_ms = 1_000;
    desk.now.wall = desk.now.wall.plus(by);
}

#[test]
fn who_waited_minutes_on_a_machine_that_began_in_the_past_waited_minutes() {
    let mut desk = nine_hours_behind();
    desk.open("anna", "1");
    let tickets = ["cie", "asl", "cie"].map(|service| {
        let ticket = desk.issue(service);
        desk.minutes(5);
        ticket
    });
    set(&mut desk, HOUR * 9);
    desk.minutes(1);
    // 08:16: sixteen, eleven and six minutes, the second with twice the weight.
    for (place, waited) in [(1, 11), (0, 18), (2, 10)] {
        let (called, reason) = desk.call_next("anna", "1").unwrap();
        assert_eq!(
            (called, reason.rule, reason.waited_minutes),
            (tickets[place], CallRule::Priority, waited)
        );
        desk.does("anna", Command::Start(called));
        desk.minutes(2);
        desk.does("anna", Command::Finish(called));
    }
    desk.does("anna", Command::CloseCounter { counter: "1".parse().unwrap() });

    let first = desk.rows(tickets[0])[0];
    assert_eq!(first.issued_at, utc("2026-11-23T08:00:00Z"));
    assert_eq!(first.called_at, Some(utc("2026-11-23T08:18:00Z")));
    assert_eq!(first.ended_at, utc("2026-11-23T08:20:00Z"));
    assert_eq!(desk.spans[0].opened_at, utc("2026-11-23T08:00:00Z"));
    let figures = Figures::of(By::Hour, Standards::from(desk.queue.site()), desk.rows.values(), &desk.spans);
    let hours: Vec<_> = figures.rows.iter().map(|(key, row)| (key.clone(), row.served)).collect();
    assert_eq!(hours, [(RowKey::Hour(9), 3)], "the hour in Rome at which they came");
    let wait = figures.total.wait;
    assert_eq!((wait.n, wait.mean_ms, wait.p90_ms), (3, Some(13.0 * 60_000.0), Some(18 * 60_000)));
    assert_eq!(figures.total.wait_from_opening, wait);
    assert_eq!(figures.total.occupancy.unwrap().open_ms, 22 * 60_000);
}

#[test]
fn a_clock_set_back_takes_nobodys_wait_away() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let first = desk.issue("cie");
    desk.minutes(20);
    set(&mut desk, HOUR * -24 * 30);
    let second = desk.issue("cie");
    desk.minutes(3);
    let (called, reason) = desk.call_next("anna", "1").unwrap();
    assert_eq!((called, reason.waited_minutes), (first, 23), "who came first goes first");
    assert_eq!(desk.call_next("anna", "1").unwrap().0, second);
}

#[test]
fn what_is_decided_before_any_entry_came_with_the_set_clock_sees_true_times() {
    let mut desk = nine_hours_behind();
    desk.open("anna", "1");
    let ticket = desk.issue("cie");
    desk.minutes(4);
    desk.call_next("anna", "1").unwrap();
    let waiting = desk.issue("cie");
    desk.minutes(1);
    assert!(matches!(desk.queue.as_of(&desk.now), Cow::Borrowed(_)));
    set(&mut desk, HOUR * 9);
    // 08:05: called a minute ago.
    let unlocks_at = utc("2026-11-23T08:07:00Z");
    assert_eq!(
        desk.refuses("anna", Command::NoShow(ticket)),
        Refusal::NoShowTooEarly { calls: 1, unlocks_at }
    );
    let seen = desk.queue.as_of(&desk.now).into_owned();
    assert_eq!(seen.ticket(ticket).unwrap().issued_at, utc("2026-11-23T08:00:00Z"));
    let next = seen.next(&"1".parse().unwrap(), &operator("anna"), desk.now.wall).unwrap();
    assert_eq!((next.ticket, next.reason.waited_minutes), (waiting, 1));
    let mut tally = Tally::new(By::Day, Standards::from(seen.site()));
    seen.tickets().for_each(|ticket| tally.take_open(ticket, desk.now.wall));
    assert_eq!(tally.figures().total.wait.mean_ms, Some(4.0 * 60_000.0));
    // The start that the next call infers is that of the call, in the same clock.
    desk.call_next("anna", "1").unwrap();
    let row = desk.rows(ticket)[0];
    assert_eq!(
        (row.started_at, row.ended_at),
        (Some(utc("2026-11-23T08:04:00Z")), utc("2026-11-23T08:05:00Z"))
    );
    desk.does("anna", Command::Undo(waiting));
    assert_eq!((desk.state(ticket), desk.state(waiting)), (TicketState::Called, TicketState::Waiting));
    assert_eq!(desk.ticket(ticket).segment().called_at, Some(utc("2026-11-23T08:04:00Z")));
}

#[test]
fn a_step_is_taken_back_to_true_times_after_the_clock_was_set() {
    let mut desk = nine_hours_behind();
    desk.open("anna", "1");
    let ticket = desk.issue("cie");
    desk.minutes(4);
    desk.call_next("anna", "1").unwrap();
    set(&mut desk, HOUR * 9);
    desk.seconds(40);
    desk.does("anna", Command::Undo(ticket));
    desk.minutes(5);
    let (_, reason) = desk.call_next("anna", "1").unwrap();
    assert_eq!((reason.rule, reason.waited_minutes), (CallRule::Priority, 9));
}

#[test]
fn who_was_lost_or_put_aside_before_comes_back_to_true_times() {
    let mut desk = nine_hours_behind();
    desk.open("anna", "1");
    let [lost, aside] = ["cie"; 2].map(|service| desk.issue(service));
    desk.minutes(2);
    desk.call_next("anna", "1").unwrap();
    desk.lose("anna", lost);
    desk.call_next("anna", "1").unwrap();
    desk.does("anna", Command::Start(aside));
    desk.minutes(1);
    desk.does("anna", Command::Park { ticket: aside, reason: "documents".into() });
    desk.minutes(10);
    set(&mut desk, HOUR * 9);
    desk.does("anna", Command::Reinstate(lost));
    assert_eq!(desk.ticket(lost).issued_at, utc("2026-11-23T08:00:00Z"));
    desk.minutes(2);
    let (called, reason) = desk.call_next("anna", "1").unwrap();
    assert_eq!((called, reason.rule, reason.waited_minutes), (lost, CallRule::Reinstated, 18));
    desk.does(
        "anna",
        Command::Transfer {
            ticket: lost,
            to: TransferTarget::Service("asl".parse().unwrap()),
            position: TransferPosition::First,
        },
    );
    desk.does("anna", Command::Start(aside));
    desk.minutes(3);
    desk.does("anna", Command::Finish(aside));
    let row = desk.rows(aside)[0];
    let served = row.ended_at.since(row.started_at.unwrap());
    assert_eq!((served, row.parked_ms), (TimeDelta::minutes(16), 12 * 60_000));
}

#[test]
fn what_a_clock_stamped_before_the_machine_started_again_stays() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    desk.open("bruno", "3");
    let [called, served, waits] = ["cie"; 3].map(|service| desk.issue(service));
    desk.minutes(10);
    desk.call_next("anna", "1").unwrap();
    desk.call_next("bruno", "3").unwrap();
    desk.does("bruno", Command::Start(served));
    // Power fails at 08:10; the machine comes back at 08:12 and believes that it is 07:40.
    restart(&mut desk, -TimeDelta::minutes(30));
    let late = desk.issue("cie");
    desk.minutes(3);
    desk.does("bruno", Command::Finish(served));
    desk.call_this("anna", "1", waits);
    assert!(desk.rows.values().all(|row| row.ended_at >= row.started_at.unwrap()), "as far as anybody knows");
    // 08:15.
    set(&mut desk, TimeDelta::minutes(32));
    desk.minutes(1);
    let (_, reason) = desk.call_next("anna", "1").unwrap();
    assert_eq!(reason.waited_minutes, 4, "{reason:?}");

    let row = desk.rows(served)[0];
    assert_eq!(
        (row.issued_at, row.called_at),
        (utc("2026-11-23T08:00:00Z"), Some(utc("2026-11-23T08:10:00Z")))
    );
    assert_eq!(
        (row.started_at, row.ended_at),
        (Some(utc("2026-11-23T08:10:00Z")), utc("2026-11-23T08:15:00Z"))
    );
    let row = desk.rows(called)[0];
    assert!(row.start_estimated);
    assert_eq!(
        (row.started_at, row.ended_at),
        (Some(utc("2026-11-23T08:10:00Z")), utc("2026-11-23T08:15:00Z"))
    );
    assert_eq!(desk.ticket(waits).segment().called_at, Some(utc("2026-11-23T08:15:00Z")));
    assert_eq!(desk.ticket(waits).issued_at, utc("2026-11-23T08:00:00Z"));
    assert_eq!(desk.ticket(late).issued_at, utc("2026-11-23T08:12:00Z"));
    let open = |desk: &Desk, key: &str| desk.queue.counter(&key.parse().unwrap()).open_since;
    assert_eq!(open(&desk, "1"), Some(utc("2026-11-23T08:00:00Z")));
}

#[test]
fn over_a_restart_nothing_is_known() {
    let mut desk = Desk::new(site());
    let ticket = desk.issue("cie");
    restart(&mut desk, HOUR * 9);
    desk.open("anna", "1");
    assert_eq!(desk.ticket(ticket).issued_at, utc("2026-11-23T08:00:00Z"));
    assert_eq!(desk.call_next("anna", "1").unwrap().1.waited_minutes, 9 * 60);
}

#[test]
fn booked_times_stay_and_the_session_is_found_again() {
    let mut hours = site();
    hours["hours"] = json!([
        {"days": ["mon"], "opens": "09:00", "closes": "12:00"},
        {"days": ["fri"], "opens": "09:00", "closes": "12:00"},
    ]);
    let mut desk = Desk::new(hours);
    // It is Monday, ten in Rome; the machine believes in a Friday that is to come, ten past nine.
    desk.now.wall = utc("2026-11-27T08:10:00Z");
    let booked_at = utc("2026-11-23T09:30:00Z");
    let issue = IssueCommand { booked_at: Some(booked_at), ..desk.issue_command("cie") };
    let booked = issue.ticket;
    desk.ask(None, &Command::Issue(issue)).unwrap();
    let plain = desk.issue("cie");
    assert_eq!(desk.ticket(plain).opening_at, Some(utc("2026-11-27T08:00:00Z")));
    set(
        &mut desk,
        utc("2026-11-23T09:00:00Z").since(Timestamp::default())
            - utc("2026-11-27T08:10:00Z").since(Timestamp::default()),
    );
    desk.open("anna", "1");
    assert_eq!(desk.ticket(plain).issued_at, utc("2026-11-23T09:00:00Z"));
    assert_eq!(desk.ticket(plain).opening_at, Some(utc("2026-11-23T08:00:00Z")));
    assert_eq!(desk.ticket(plain).due_from(0), None, "the session had opened");
    let ticket = desk.ticket(booked);
    assert_eq!((ticket.booked_at, ticket.credit_since), (Some(booked_at), booked_at));
    assert_eq!(desk.call_next("anna", "1").unwrap().0, plain);
    assert_eq!(desk.next_number("anna", "1"), "nobody", "half past ten has not come");
    desk.minutes(31);
    assert_eq!(desk.call_next("anna", "1").unwrap().1.waited_minutes, 1);
}

#[test]
fn a_slewed_clock_moves_nothing_until_it_has_strayed() {
    let mut desk = Desk::new(site());
    let ticket = desk.issue("cie");
    for strays in 1..=5 {
        desk.minutes(1);
        set(&mut desk, TimeDelta::seconds(1));
        desk.issue("cie");
        assert_eq!(desk.ticket(ticket).issued_at, utc("2026-11-23T08:00:00Z"), "{strays} s");
    }
    set(&mut desk, TimeDelta::seconds(1));
    desk.issue("cie");
    assert_eq!(desk.ticket(ticket).issued_at, utc("2026-11-23T08:00:06Z"));
}

#[test]
fn a_day_begins_without_the_clock_of_the_day_before() {
    let mut desk = nine_hours_behind();
    desk.issue("cie");
    set(&mut desk, HOUR * 9);
    let day: ServiceDay = desk.day().next();
    desk.does("anna", Command::OpenDay { day, used: Default::default(), correction: false });
    let expired = desk.rows.values().next().unwrap();
    assert_eq!(
        (expired.issued_at, expired.ended_at),
        (utc("2026-11-23T08:00:00Z"), utc("2026-11-23T08:00:00Z"))
    );
    set(&mut desk, HOUR);
    let ticket = desk.issue("cie");
    assert_eq!(desk.ticket(ticket).issued_at, utc("2026-11-23T09:00:00Z"));
}
