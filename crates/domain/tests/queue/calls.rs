//! From the call to the end: recall, start, finish, no-show, reinstate, and what is inferred.

use crate::desk::{Desk, site, utc};
use turno_domain::journal::{CallRule, Event};
use turno_domain::queue::Command;
use turno_domain::refusal::Refusal;
use turno_domain::ticket::{SegmentEnd, TicketState};

#[test]
fn the_whole_life_of_a_ticket() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let ticket = desk.issue("cie");
    desk.minutes(12);
    let (called, reason) = desk.call_next("anna", "1").unwrap();
    assert_eq!(
        (called, reason.rule, reason.waited_minutes, reason.weight),
        (ticket, CallRule::Priority, 12, 1)
    );
    assert_eq!(
        (desk.state(ticket), desk.in_hand("1"), desk.waiting("cie")),
        (TicketState::Called, Some(ticket), 0)
    );
    desk.minutes(1);
    desk.does("anna", Command::Recall(ticket));
    desk.minutes(1);
    desk.does("anna", Command::Start(ticket));
    assert_eq!(desk.state(ticket), TicketState::Serving);
    desk.minutes(20);
    desk.does("anna", Command::Finish(ticket));
    assert_eq!((desk.state(ticket), desk.in_hand("1")), (TicketState::Finished, None));
    let rows = desk.rows(ticket);
    let [row] = rows[..] else { panic!("one row, not {rows:?}") };
    assert_eq!((row.end, row.last, row.calls), (SegmentEnd::Served, true, 2));
    assert_eq!(row.called_at, Some(utc("2026-11-23T08:12:00Z")));
    assert_eq!(row.last_called_at, Some(utc("2026-11-23T08:13:00Z")));
    assert_eq!(row.started_at, Some(utc("2026-11-23T08:14:00Z")));
    assert_eq!(row.ended_at, utc("2026-11-23T08:34:00Z"));
    assert!(!row.start_estimated && !row.end_estimated);
    assert_eq!(desk.ticket(ticket).ended_at(), Some(row.ended_at));
}

#[test]
fn what_is_over_stays_over() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let ticket = desk.issue("cie");
    desk.call_next("anna", "1");
    desk.does("anna", Command::Start(ticket));
    desk.does("anna", Command::Finish(ticket));
    let commands = [
        Command::Recall(ticket),
        Command::Start(ticket),
        Command::Finish(ticket),
        Command::NoShow(ticket),
        Command::Reinstate(ticket),
        Command::Park { ticket, reason: "other".into() },
        Command::Away(ticket),
        Command::Back(ticket),
        Command::Cancel(ticket),
        Command::CallThis { counter: "1".parse().unwrap(), ticket },
        Command::CloseTicket { ticket, outcome: turno_domain::ticket::Outcome::Left },
    ];
    for command in commands {
        assert_eq!(desk.refuses("anna", command), Refusal::WrongState { state: TicketState::Finished });
    }
    let unknown = desk.issue_command("cie").ticket;
    for command in [Command::Start(unknown), Command::Undo(unknown), Command::Cancel(unknown)] {
        assert_eq!(desk.refuses("anna", command), Refusal::UnknownTicket);
    }
}

#[test]
fn calling_the_next_finishes_who_is_served_at_an_inferred_time() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let [first, second] = ["cie", "cie"].map(|service| desk.issue(service));
    desk.call_next("anna", "1");
    desk.minutes(2);
    desk.does("anna", Command::Start(first));
    desk.minutes(10);
    let events = desk.does("anna", Command::CallNext { counter: "1".parse().unwrap() });
    assert_eq!(events[0], Event::TicketFinished { ticket: first, estimated: true, inferred_start: None });
    assert!(
        matches!(&events[1], Event::TicketCalled { ticket, finished: Some(f), .. } if *ticket == second && *f == first)
    );
    assert_eq!((desk.state(first), desk.in_hand("1")), (TicketState::Finished, Some(second)));
    let row = desk.rows(first)[0];
    assert_eq!((row.start_estimated, row.end_estimated), (false, true));
    assert_eq!(row.started_at, Some(utc("2026-11-23T08:02:00Z")));
}

#[test]
fn who_was_forgotten_in_hand_makes_no_service_time() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let ticket = desk.issue("cie");
    desk.call_next("anna", "1");
    assert!(matches!(desk.refuses("anna", Command::FinishLate(ticket)), Refusal::WrongState { .. }));
    desk.does("anna", Command::Start(ticket));
    desk.minutes(90);
    desk.does("anna", Command::FinishLate(ticket));
    let row = desk.rows(ticket)[0];
    assert_eq!((row.start_estimated, row.end_estimated), (false, true));
    assert_eq!(desk.state(ticket), TicketState::Finished);
    desk.does("anna", Command::Undo(ticket));
    assert_eq!(desk.state(ticket), TicketState::Serving, "within the minute it can be taken back");
}

#[test]
fn calling_the_next_starts_and_finishes_who_was_only_called() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let [first, second] = ["cie", "cie"].map(|service| desk.issue(service));
    desk.call_next("anna", "1");
    desk.minutes(1);
    desk.does("anna", Command::Recall(first));
    desk.minutes(9);
    desk.call_this("anna", "1", second);
    let row = desk.rows(first)[0];
    assert_eq!((row.end, row.start_estimated, row.end_estimated), (SegmentEnd::Served, true, true));
    // The start is taken to be the last call.
    assert_eq!(row.started_at, Some(utc("2026-11-23T08:01:00Z")));
    assert_eq!(row.ended_at, utc("2026-11-23T08:10:00Z"));
}

#[test]
fn no_show_unlocks_at_the_second_call_once_three_minutes_have_passed_since_the_first() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let ticket = desk.issue("cie");
    assert_eq!(
        desk.refuses("anna", Command::NoShow(ticket)),
        Refusal::WrongState { state: TicketState::Waiting }
    );
    desk.call_next("anna", "1");
    let unlocks_at = utc("2026-11-23T08:03:00Z");
    desk.minutes(10);
    let early = |calls| Refusal::NoShowTooEarly { calls, unlocks_at };
    assert_eq!(desk.refuses("anna", Command::NoShow(ticket)), early(1), "long after one call alone");
    desk.does("anna", Command::Recall(ticket));
    desk.does("anna", Command::NoShow(ticket));
    assert_eq!((desk.state(ticket), desk.in_hand("1")), (TicketState::NoShow, None));
    assert_eq!(desk.rows(ticket)[0].end, SegmentEnd::NoShow);

    let other = desk.issue("cie");
    desk.call_next("anna", "1");
    desk.does("anna", Command::Recall(other));
    desk.does("anna", Command::Recall(other));
    desk.seconds(179);
    let unlocks_at = utc("2026-11-23T08:13:00Z");
    let early = Refusal::NoShowTooEarly { calls: 3, unlocks_at };
    assert_eq!(desk.refuses("anna", Command::NoShow(other)), early, "soon after many calls");
    // A wall clock set ahead does not make three minutes pass, and says when they will have.
    desk.now.wall = desk.now.wall.plus(chrono::TimeDelta::hours(1));
    let unlocks_at = utc("2026-11-23T09:13:00Z");
    let early = Refusal::NoShowTooEarly { calls: 3, unlocks_at };
    assert_eq!(desk.refuses("anna", Command::NoShow(other)), early);
    desk.seconds(1);
    desk.does("anna", Command::NoShow(other));
}

#[test]
fn who_comes_after_all_goes_next_once_and_keeps_the_credit() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let late = desk.issue("cie");
    let arrived = desk.now.wall;
    desk.minutes(1);
    let others = ["asl", "asl", "asl"].map(|service| desk.issue(service));
    desk.call_this("anna", "1", late);
    desk.lose("anna", late);
    desk.call_next("anna", "1");
    desk.minutes(10);
    desk.does("anna", Command::Reinstate(late));
    let ticket = desk.ticket(late);
    assert_eq!((ticket.state, ticket.credit_since, ticket.goes_next), (TicketState::Waiting, arrived, true));
    let stretches: Vec<_> = ticket.segments.iter().map(|segment| segment.end).collect();
    assert_eq!(stretches, [Some(SegmentEnd::NoShow), None]);
    assert_eq!(desk.rows(late).iter().map(|row| row.last).collect::<Vec<_>>(), [false]);
    // Before others of twice its weight.
    let (next, reason) = desk.call_next("anna", "1").unwrap();
    assert_eq!((next, reason.rule, reason.waited_minutes), (late, CallRule::Reinstated, 14));
    // First call of this stretch: the rule of the second call begins anew.
    desk.minutes(9);
    assert!(matches!(desk.refuses("anna", Command::NoShow(late)), Refusal::NoShowTooEarly { calls: 1, .. }));
    desk.lose("anna", late);
    assert_eq!(desk.refuses("anna", Command::Reinstate(late)), Refusal::ReinstatedBefore);
    assert_eq!(desk.rows(late).iter().map(|row| row.last).collect::<Vec<_>>(), [false, true]);
    assert_eq!(desk.call_next("anna", "1").unwrap().0, others[1]);
}

#[test]
fn only_a_no_show_is_reinstated() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let ticket = desk.issue("cie");
    assert_eq!(
        desk.refuses("anna", Command::Reinstate(ticket)),
        Refusal::WrongState { state: TicketState::Waiting }
    );
    desk.call_next("anna", "1");
    desk.lose("anna", ticket);
    let day = desk.day();
    desk.does("anna", Command::CloseDay);
    assert_eq!(desk.refuses("anna", Command::Reinstate(ticket)), Refusal::DayClosed { day });
}

#[test]
fn verbs_need_the_state_that_they_change() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let ticket = desk.issue("cie");
    let wrong = |state| Refusal::WrongState { state };
    for command in
        [Command::Recall(ticket), Command::Start(ticket), Command::Finish(ticket), Command::Back(ticket)]
    {
        assert_eq!(desk.refuses("anna", command), wrong(TicketState::Waiting));
    }
    desk.call_next("anna", "1");
    let park = Command::Park { ticket, reason: "other".into() };
    for command in [Command::Finish(ticket), Command::Away(ticket), Command::Cancel(ticket), park] {
        assert_eq!(desk.refuses("anna", command), wrong(TicketState::Called));
    }
    desk.does("anna", Command::Start(ticket));
    for command in
        [Command::Recall(ticket), Command::Start(ticket), Command::NoShow(ticket), Command::Cancel(ticket)]
    {
        assert_eq!(desk.refuses("anna", command), wrong(TicketState::Serving));
    }
}
