//! The end of a day, and the beginning of the next.

use crate::desk::{Desk, site, utc};
use chrono::TimeDelta;
use proptest::prelude::*;
use turno_domain::queue::{Command, CounterStatus, DayChange, Queue};
use turno_domain::refusal::Refusal;
use turno_domain::ticket::{Outcome, SegmentEnd, TicketState};
use turno_domain::time::{ClockReading, ServiceDay};

#[test]
fn each_leftover_is_answered_for_and_only_the_rest_expires() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    desk.open("bruno", "3");
    let [late, appointment, left, forgotten, away, serving, called] =
        ["cie"; 7].map(|service| desk.issue(service));
    desk.call_this("anna", "1", serving);
    desk.does("anna", Command::Start(serving));
    desk.call_this("bruno", "3", called);
    desk.does("anna", Command::Away(away));
    desk.minutes(30);
    let ids: Vec<_> = desk.queue.leftovers().iter().map(|ticket| ticket.id).collect();
    assert_eq!(ids, [late, appointment, left, forgotten, away, serving, called]);
    for (ticket, outcome) in
        [(late, Outcome::ServedLate), (appointment, Outcome::Appointment), (left, Outcome::Left)]
    {
        desk.does("anna", Command::CloseTicket { ticket, outcome });
        assert_eq!((desk.state(ticket), desk.ticket(ticket).outcome), (TicketState::Closed, Some(outcome)));
    }
    let outcome = Outcome::Left;
    let finish_first = Refusal::WrongState { state: TicketState::Serving };
    assert_eq!(desk.refuses("anna", Command::CloseTicket { ticket: serving, outcome }), finish_first);

    desk.does("anna", Command::CloseDay);
    assert!(desk.queue.is_day_closed() && desk.queue.leftovers().is_empty());
    for ticket in [forgotten, away, called] {
        assert_eq!(desk.ticket(ticket).outcome, Some(Outcome::Expired));
    }
    assert_eq!(desk.state(serving), TicketState::Finished);
    let ends: Vec<_> = ids.iter().map(|id| desk.rows(*id)[0].end).collect();
    use SegmentEnd::*;
    assert_eq!(ends, [ServedLate, Appointment, Left, Expired, Expired, Served, Expired]);
    assert!(desk.rows(serving)[0].end_estimated);
    assert_eq!(desk.spans.len(), 2);
    assert!(desk.queue.counters().all(|(_, counter)| counter.status == CounterStatus::Closed));

    let day = desk.day();
    assert_eq!(desk.refuses("anna", Command::CloseDay), Refusal::DayClosed { day });
    let open = Command::OpenCounter { counter: "1".parse().unwrap(), takeover: false };
    assert_eq!(desk.refuses("anna", open), Refusal::DayClosed { day });
    // Nobody is at a counter any more, so the end that was inferred stands.
    assert_eq!(desk.refuses("anna", Command::Undo(serving)), Refusal::CounterNotOpen);
}

#[test]
fn who_was_put_aside_while_served_and_then_served_late_was_served_without_that_time() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let ticket = desk.issue("cie");
    desk.call_next("anna", "1");
    desk.does("anna", Command::Start(ticket));
    desk.minutes(6);
    desk.does("anna", Command::Park { ticket, reason: "other".into() });
    desk.minutes(60);
    desk.does("anna", Command::CloseTicket { ticket, outcome: Outcome::ServedLate });
    let row = desk.rows(ticket)[0];
    assert_eq!((row.end, row.parked_ms), (SegmentEnd::ServedLate, 60 * 60_000));
}

#[test]
fn a_new_day_begins_with_an_empty_room_and_closed_counters() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let [serving, waiting] = ["cie"; 2].map(|service| desk.issue(service));
    desk.call_next("anna", "1");
    desk.does("anna", Command::Start(serving));
    let day = "2026-11-24".parse().unwrap();
    desk.does("anna", Command::OpenDay { day, used: Default::default(), correction: false });
    assert_eq!((desk.day(), desk.queue.is_day_closed(), desk.waiting("cie")), (day, false, 0));
    assert_eq!((desk.queue.tickets().count(), desk.queue.counters().count()), (0, 0));
    assert_eq!(
        (desk.rows(serving)[0].end, desk.rows(waiting)[0].end),
        (SegmentEnd::Served, SegmentEnd::Expired)
    );
    assert_eq!(desk.rows(waiting)[0].day, "2026-11-23".parse().unwrap());
    assert_eq!(desk.spans.len(), 1);
    desk.open("anna", "1");
    let first = desk.issue("cie");
    assert_eq!(desk.call_next("anna", "1").unwrap().0, first);
}

#[test]
fn the_clock_moves_the_day_only_as_far_as_it_is_believed() {
    let monday = "2026-11-23";
    let tuesday = "2026-11-24";
    let advances = |day: &str| DayChange::Advances(day.parse().unwrap());
    let asks = |day: &str| DayChange::Asks(day.parse().unwrap());
    let table = [
        // clock (UTC), trusted, closed, what it says
        ("2026-11-23T22:00:00Z", true, false, DayChange::Stays),
        ("2026-11-24T01:59:00Z", true, false, DayChange::Stays),
        ("2026-11-24T02:00:00Z", true, false, advances(tuesday)),
        ("2026-11-27T09:00:00Z", true, false, advances("2026-11-27")),
        ("2026-11-22T09:00:00Z", true, false, asks("2026-11-22")),
        ("2026-11-23T16:00:00Z", true, true, DayChange::Stays),
        ("2026-11-24T09:00:00Z", true, true, advances(tuesday)),
        ("2026-11-22T09:00:00Z", true, true, asks("2026-11-22")),
        ("2026-11-23T09:00:00Z", false, false, DayChange::Stays),
        ("2026-11-24T09:00:00Z", false, false, asks(tuesday)),
        ("1970-01-01T09:00:00Z", false, false, asks("1970-01-01")),
        // After a close of day by one, whatever the clock says.
        ("2026-11-23T16:00:00Z", false, true, advances(tuesday)),
        ("2026-11-27T09:00:00Z", false, true, advances(tuesday)),
        ("1970-01-01T09:00:00Z", false, true, advances(tuesday)),
    ];
    for (clock, trusted, closed, says) in table {
        let mut desk = Desk::new(site());
        assert_eq!(desk.day().to_string(), monday);
        if closed {
            desk.does("anna", Command::CloseDay);
        }
        desk.now.wall = utc(clock);
        desk.now.trusted = trusted;
        assert_eq!(desk.queue.day_change(&desk.now), says, "{clock} trusted: {trusted} closed: {closed}");
    }
}

/// Monday was closed in the evening by an untrusted clock, and a minute later Tuesday began.
fn after_a_close() -> Desk {
    let mut desk = Desk::new(site());
    desk.now.trusted = false;
    desk.minutes(8 * 60);
    desk.does("anna", Command::CloseDay);
    desk.minutes(1);
    let DayChange::Advances(day) = desk.queue.day_change(&desk.now) else { panic!("the day goes on by one") };
    desk.does("anna", Command::OpenDay { day, used: Default::default(), correction: false });
    assert_eq!(desk.day().to_string(), "2026-11-24");
    desk
}

#[test]
fn nobody_is_asked_to_take_a_close_back() {
    let mut desk = after_a_close();
    // All evening the clock still says Monday; then Tuesday.
    for _ in 0..24 {
        assert_eq!(desk.queue.day_change(&desk.now), DayChange::Stays, "{:?}", desk.now);
        desk.minutes(60);
    }
    // A Wednesday that nobody closed Tuesday for is asked about as ever.
    desk.minutes(11 * 60);
    assert_eq!(desk.queue.day_change(&desk.now), DayChange::Asks("2026-11-25".parse().unwrap()));

    // A machine that comes up in the past, as it did before.
    let mut desk = after_a_close();
    desk.now.boot = uuid::Uuid::max();
    for past in ["1970-01-01T00:10:00Z", "2026-11-20T09:00:00Z", "2026-11-23T09:00:00Z"] {
        desk.now.wall = utc(past);
        assert_eq!(desk.queue.day_change(&desk.now), DayChange::Stays, "{past}");
    }
    // An administrator can take it back, and the clock then agrees.
    let day = "2026-11-23".parse().unwrap();
    desk.does("anna", Command::OpenDay { day, used: Default::default(), correction: true });
    assert_eq!(desk.queue.day_change(&desk.now), DayChange::Stays);
    desk.now.wall = utc("2026-11-20T09:00:00Z");
    assert_eq!(desk.queue.day_change(&desk.now), DayChange::Asks("2026-11-20".parse().unwrap()));
}

#[test]
fn a_clock_that_was_corrected_after_a_close_is_asked_about() {
    let desk = after_a_close();
    let friday = utc("2026-11-20T16:00:00Z");
    let asks = DayChange::Asks("2026-11-20".parse().unwrap());
    // Somebody vouches for it, or somebody set it since.
    let vouched = ClockReading { wall: friday, boot: uuid::Uuid::max(), trusted: true, ..desk.now };
    assert_eq!(desk.queue.day_change(&vouched), asks);
    let set = ClockReading { wall: friday, ..desk.now };
    assert_eq!(desk.queue.day_change(&set), asks);
    // The day that was closed is over in any case.
    for trusted in [false, true] {
        let monday = ClockReading { wall: utc("2026-11-23T06:00:00Z"), trusted, ..desk.now };
        assert_eq!(desk.queue.day_change(&monday), DayChange::Stays);
    }
}

proptest! {
    /// Whatever the clock goes through after a close, the day that was closed is never asked for, nor an earlier one by an
    /// untrusted clock that runs on; and a restart of the hub changes no answer.
    #[test]
    fn a_close_stands_whatever_the_clock_says(
        wall in prop_oneof![-3_000_000..3_000_000_i64, Just(-56 * 525_600)],
        passed in 0..3_000_000_i64,
        set in any::<bool>(),
        boots in any::<bool>(),
        trusted in any::<bool>(),
    ) {
        let mut desk = after_a_close();
        desk.minutes(passed);
        if set {
            desk.now.wall = desk.now.wall.plus(TimeDelta::minutes(wall));
        }
        if boots {
            desk.now.boot = uuid::Uuid::max();
        }
        desk.now.trusted = trusted;
        let closed: ServiceDay = "2026-11-23".parse().unwrap();
        let says = desk.queue.day_change(&desk.now);
        if let DayChange::Asks(day) = says {
            prop_assert!(day > closed || trusted || (set && !boots), "{day} by {:?}", desk.now);
            prop_assert_ne!(day, closed);
        }
        // As the store does at a start: from the line that opened the day.
        let opened = desk.journal.last().unwrap();
        let mut replayed = Queue::new(desk.queue.site().clone(), closed, Default::default());
        replayed.apply(opened);
        prop_assert_eq!(replayed.day_change(&desk.now), says);
    }
}

#[test]
fn numbers_go_on_while_the_day_is_asked_about() {
    let mut desk = Desk::new(site());
    desk.issue("cie");
    desk.now.wall = utc("1970-01-01T00:10:00Z");
    desk.now.trusted = false;
    let ticket = desk.issue("cie");
    assert_eq!((desk.number(ticket), desk.ticket(ticket).day), ("B002".into(), desk.day()));
}

#[test]
fn a_clock_set_back_ends_no_stretch_before_it_began() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let ticket = desk.issue("cie");
    desk.call_next("anna", "1");
    desk.does("anna", Command::Start(ticket));
    desk.now.wall = desk.now.wall.plus(TimeDelta::hours(-2));
    desk.does("anna", Command::Finish(ticket));
    let row = desk.rows(ticket)[0];
    assert_eq!(Some(row.ended_at), row.started_at);
}
