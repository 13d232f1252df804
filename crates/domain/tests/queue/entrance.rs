//! The entrance: calls for help, what holders say of themselves, doors set by hand, numbers printed in advance.

use crate::desk::{Desk, kiosk, operator, site, utc};
use chrono::TimeDelta;
use serde_json::json;
use turno_domain::ids::{DeviceId, HelpId, TicketId};
use turno_domain::journal::Event;
use turno_domain::queue::{Command, HELP_OPEN_FOR, IssueCommand};
use turno_domain::refusal::Refusal;
use turno_domain::site::Doors;
use turno_domain::text::Language;
use turno_domain::ticket::CallManner;
use uuid::Uuid;

fn help(n: u64) -> HelpId {
    HelpId::from_parts(n, [0; 10])
}

fn ask(desk: &mut Desk, n: u64, ticket: Option<TicketId>) -> HelpId {
    let ask = Command::AskHelp { help: help(n), device: kiosk(), ticket, language: Some(Language::Ro) };
    match desk.ask(None, &ask).unwrap().as_slice() {
        [Event::HelpAsked { help, .. }] => *help,
        other => panic!("{other:?}"),
    }
}

fn open(desk: &Desk) -> Vec<HelpId> {
    desk.queue.as_of(&desk.now).open_help(&desk.now).map(|help| help.id).collect()
}

#[test]
fn one_operator_goes_to_whoever_asks_for_help() {
    let mut desk = Desk::new(site());
    assert_eq!(desk.refuses("anna", Command::AnswerHelp(help(1))), Refusal::UnknownHelp);
    let ticket = desk.issue("cie");
    assert_eq!(ask(&mut desk, 1, None), help(1));
    assert_eq!(ask(&mut desk, 2, Some(ticket)), help(2), "somebody else, who has a ticket");
    desk.does("anna", Command::AnswerHelp(help(1)));
    let anna = operator("anna").key;
    assert_eq!(
        desk.refuses("carlo", Command::AnswerHelp(help(1))),
        Refusal::HelpAlreadyAnswered { operator: anna }
    );
    assert_eq!(open(&desk), [help(2)]);
    assert_eq!(ask(&mut desk, 3, None), help(3), "who was answered asks anew");
}

#[test]
fn who_asks_again_asks_the_same_and_later() {
    let mut desk = Desk::new(site());
    ask(&mut desk, 1, None);
    desk.minutes(20);
    assert_eq!(ask(&mut desk, 2, None), help(1));
    let elsewhere = Command::AskHelp {
        help: help(3),
        device: DeviceId::from_parts(0, [9; 10]),
        ticket: None,
        language: None,
    };
    let events =
        desk.queue.decide(&elsewhere, &turno_domain::queue::Context { now: desk.now, operator: None });
    assert!(matches!(events.unwrap()[..], [Event::HelpAsked { help: id, .. }] if id == help(3)));
    desk.minutes(20);
    assert_eq!(open(&desk), [help(1)]);
    desk.minutes(10);
    assert_eq!(open(&desk), []);
    assert_eq!(desk.refuses("anna", Command::AnswerHelp(help(1))), Refusal::UnknownHelp);
}

#[test]
fn a_set_clock_ends_no_call_for_help_and_a_new_day_does() {
    let mut desk = Desk::new(site());
    ask(&mut desk, 1, None);
    desk.minutes(1);
    desk.now.wall = desk.now.wall.plus(TimeDelta::hours(9));
    assert_eq!(open(&desk), [help(1)]);
    // By the clock as it is now it was asked a minute ago, and stays so over a start of the machine.
    desk.issue("cie");
    let asked = desk.queue.open_help(&desk.now).next().unwrap().asked.wall;
    assert_eq!(desk.now.wall.since(asked), TimeDelta::minutes(1));
    desk.now.boot = Uuid::from_u128(7);
    assert_eq!(open(&desk), [help(1)]);
    desk.pass(HELP_OPEN_FOR - TimeDelta::minutes(1));
    assert_eq!(open(&desk), []);
    ask(&mut desk, 2, None);
    let next = Command::OpenDay { day: desk.queue.day().next(), used: Default::default(), correction: false };
    desk.ask(None, &next).unwrap();
    assert_eq!(open(&desk), []);
}

#[test]
fn help_is_heard_on_a_closed_day_and_with_a_ticket_that_is_not_of_today() {
    let mut desk = Desk::new(site());
    desk.ask(None, &Command::CloseDay).unwrap();
    ask(&mut desk, 1, Some(TicketId::from_parts(0, [77; 10])));
    let asked = desk.queue.open_help(&desk.now).next().unwrap();
    assert_eq!((asked.ticket, asked.device, asked.language), (None, Some(kiosk()), Some(Language::Ro)));
}

#[test]
fn what_a_holder_says_outlives_an_undo_and_counts_in_every_stretch() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let ticket = desk.issue("cie");
    desk.call_next("anna", "1");
    desk.does("anna", Command::Start(ticket));
    desk.does("anna", Command::Finish(ticket));
    let detail =
        |people| Command::Detail { ticket, people, manner: Some(CallManner::ComeToMe), language: None };
    assert!(matches!(desk.refuses("anna", detail(Some(2))), Refusal::WrongState { .. }), "the visit is over");
    desk.does("anna", Command::Undo(ticket));
    for wrong in [0, 10] {
        assert!(matches!(desk.refuses("anna", detail(Some(wrong))), Refusal::OutOfRange(_)));
    }
    // A transfer ends a stretch, which counts those who are named later too.
    desk.does(
        "anna",
        Command::Transfer {
            ticket,
            to: turno_domain::queue::TransferTarget::Service("asl".parse().unwrap()),
            position: turno_domain::journal::TransferPosition::Last,
        },
    );
    assert_eq!(desk.rows(ticket)[0].people, 1);
    desk.call_next("anna", "1");
    desk.does("anna", detail(Some(4)));
    assert_eq!(desk.rows(ticket)[0].people, 4);
    desk.does("anna", detail(None));
    desk.does("anna", Command::Undo(ticket));
    let holder = desk.ticket(ticket);
    assert_eq!((holder.people, holder.manner), (4, Some(CallManner::ComeToMe)));
}

/// Mondays from nine to half past twelve and from two to four, with tickets half an hour before and until twenty minutes before.
fn with_hours() -> Desk {
    let mut site = site();
    site["hours"] = json!([
        {"days": ["mon"], "opens": "09:00", "closes": "12:30", "tickets_from": "08:30", "tickets_until": "12:10"},
        {"days": ["mon"], "opens": "14:00", "closes": "16:00"},
    ]);
    Desk::new(site)
}

fn issue(desk: &mut Desk, at: &str, in_advance: bool) -> Result<Option<String>, Refusal> {
    desk.now.wall = utc(at);
    let issue = IssueCommand { in_advance, ..desk.issue_command("cie") };
    let id = issue.ticket;
    desk.ask(None, &Command::Issue(issue))?;
    Ok(desk.ticket(id).opening_at.map(|at| at.utc().format("%H:%M").to_string()))
}

#[test]
fn numbers_in_advance_are_for_the_session_to_come() {
    let mut desk = with_hours();
    // Rome is an hour ahead.
    let next = Some(utc("2026-11-23T07:30:00Z"));
    assert_eq!(issue(&mut desk, "2026-11-23T06:00:00Z", false), Err(Refusal::SiteClosed { next }));
    for (at, opens) in [("06:00", "08:00"), ("09:00", "08:00"), ("11:20", "08:00"), ("11:30", "13:00")] {
        let at = format!("2026-11-23T{at}:00Z");
        assert_eq!(issue(&mut desk, &at, true), Ok(Some(opens.to_owned())), "{at}");
    }
    let next = Some(utc("2026-11-30T07:30:00Z"));
    let late = "2026-11-23T15:00:00Z";
    assert_eq!(issue(&mut desk, late, true), Err(Refusal::SiteClosed { next }), "nothing comes any more");
    desk.does("anna", Command::SetDoors(Doors::Open));
    assert_eq!(issue(&mut desk, late, true), Ok(None));
    desk.ask(None, &Command::CloseDay).unwrap();
    assert!(matches!(issue(&mut desk, "2026-11-23T15:10:00Z", true), Err(Refusal::DayClosed { .. })));
}

#[test]
fn doors_set_by_hand_go_before_the_hours_until_the_day_ends() {
    let mut desk = with_hours();
    desk.does("anna", Command::SetDoors(Doors::Closed));
    assert_eq!(issue(&mut desk, "2026-11-23T09:00:00Z", false), Err(Refusal::SiteClosed { next: None }));
    desk.does("anna", Command::SetDoors(Doors::Open));
    assert_eq!(issue(&mut desk, "2026-11-23T09:00:00Z", false), Ok(Some("08:00".to_owned())));
    assert_eq!(issue(&mut desk, "2026-11-23T20:00:00Z", false), Ok(None), "no session is meant");
    desk.does("anna", Command::SetDoors(Doors::Hours));
    assert!(issue(&mut desk, "2026-11-23T20:00:00Z", false).is_err());
    desk.does("anna", Command::SetDoors(Doors::Open));
    let next = Command::OpenDay { day: desk.queue.day().next(), used: Default::default(), correction: false };
    desk.ask(None, &next).unwrap();
    assert_eq!(desk.queue.doors(), Doors::Hours);
    desk.ask(None, &Command::CloseDay).unwrap();
    assert!(matches!(desk.refuses("anna", Command::SetDoors(Doors::Open)), Refusal::DayClosed { .. }));
}

#[test]
fn a_number_in_advance_keeps_its_session_when_the_clock_is_set() {
    let mut desk = with_hours();
    assert_eq!(issue(&mut desk, "2026-11-23T06:00:00Z", true), Ok(Some("08:00".to_owned())));
    let ticket = desk.queue.tickets().next().unwrap().id;
    // The machine believed that it was seven; it is one in the afternoon, and the next session is another.
    desk.now.wall = desk.now.wall.plus(TimeDelta::hours(6));
    let opening = desk.queue.as_of(&desk.now).ticket(ticket).unwrap().opening_at;
    assert_eq!(opening, Some(utc("2026-11-23T13:00:00Z")));
}
