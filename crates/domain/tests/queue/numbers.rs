//! Numbers, and when they are given.

use crate::desk::{Desk, site, utc};
use serde_json::json;
use turno_domain::queue::Command;
use turno_domain::refusal::Refusal;
use turno_domain::ticket::TicketState;
use turno_domain::time::ServiceDay;

#[test]
fn each_service_counts_for_itself() {
    let mut desk = Desk::new(site());
    let [first, second, other] = ["cie", "cie", "asl"].map(|service| desk.issue(service));
    assert_eq!([first, second, other].map(|id| desk.number(id)), ["B001", "B002", "C001"]);
    let ticket = desk.ticket(second);
    assert_eq!((ticket.state, ticket.people_before, ticket.weight), (TicketState::Waiting, 1, 1));
    assert_eq!((ticket.issued_at, ticket.opening_at, ticket.order), (utc("2026-11-23T08:00:00Z"), None, 2));
    assert_eq!(desk.ticket(other).weight, 2);
    assert_eq!((desk.waiting("cie"), desk.waiting("asl"), desk.waiting("spid")), (2, 1, 0));
}

#[test]
fn after_999_numbers_have_four_digits_and_after_9999_there_are_none() {
    let mut desk = Desk::new(site());
    desk.does("anna", open_day("2026-11-24", &[("cie", 998)]));
    let [last, next] = ["cie", "cie"].map(|service| desk.issue(service));
    assert_eq!([last, next].map(|id| desk.number(id)), ["B999", "B1000"]);
    desk.does("anna", open_day("2026-11-25", &[("cie", 9_998)]));
    let last = desk.issue("cie");
    assert_eq!(desk.number(last), "B9999");
    let one_more = desk.issue_command("cie");
    assert!(matches!(desk.refuses("anna", Command::Issue(one_more)), Refusal::OutOfRange(_)));
}

fn open_day(day: &str, used: &[(&str, u32)]) -> Command {
    let used = used.iter().map(|(service, count)| (service.parse().unwrap(), *count)).collect();
    Command::OpenDay { day: day.parse().unwrap(), used, correction: false }
}

#[test]
fn numbers_begin_again_each_day_and_never_below_those_used() {
    let mut desk = Desk::new(site());
    desk.issue("cie");
    let yesterday = desk.issue("cie");
    desk.does("anna", open_day("2026-11-24", &[]));
    let first = desk.issue("cie");
    assert_eq!(desk.number(first), "B001");
    assert_eq!(desk.refuses("anna", Command::Away(yesterday)), Refusal::UnknownTicket);
    // Back on the first day, by an administrator. What was used on it may have borne any letter.
    let back = Command::OpenDay {
        day: "2026-11-23".parse().unwrap(),
        used: [("cie".parse().unwrap(), 2)].into(),
        correction: true,
    };
    desk.does("anna", back);
    let [third, other] = ["cie", "asl"].map(|service| desk.issue(service));
    assert_eq!([third, other].map(|id| desk.number(id)), ["B003", "C003"]);
}

#[test]
fn a_day_goes_back_only_by_correction() {
    let mut desk = Desk::new(site());
    let current: ServiceDay = "2026-11-23".parse().unwrap();
    for day in ["2026-11-22", "2026-11-23"] {
        let refusal = desk.refuses("anna", open_day(day, &[]));
        assert_eq!(refusal, Refusal::DayOrder { current, day: day.parse().unwrap() });
    }
}

#[test]
fn a_letter_that_changes_hands_prints_no_number_twice() {
    let mut desk = Desk::new(site());
    for service in ["cie", "cie", "cie", "asl"] {
        desk.issue(service);
    }
    let mut swapped = site();
    swapped["services"][1]["letter"] = json!("C");
    swapped["services"][2]["letter"] = json!("B");
    desk.apply_site(swapped);
    let [cie, asl] = ["cie", "asl"].map(|service| desk.issue(service));
    assert_eq!([cie, asl].map(|id| desk.number(id)), ["C004", "B004"]);
    // A service under a new key inherits the letter, and goes on where it stood.
    let mut renamed = site();
    renamed["services"][1]["key"] = json!("carta");
    renamed["counters"][1]["serves"] = json!(["carta"]);
    desk.apply_site(renamed);
    let carta = desk.issue("carta");
    assert_eq!(desk.number(carta), "B005");
}

#[test]
fn tickets_are_given_within_the_sessions_of_the_day() {
    let mut with_hours = site();
    with_hours["hours"] = json!([
        {"days": ["mon"], "opens": "09:00", "closes": "12:30", "tickets_from": "08:30", "tickets_until": "12:10"},
        {"days": ["mon"], "opens": "14:00", "closes": "16:30"},
    ]);
    let mut desk = Desk::new(with_hours);
    let mut at = |time: &str| {
        desk.now.wall = utc(&format!("2026-11-23T{time}Z"));
        let issue = desk.issue_command("cie");
        let id = issue.ticket;
        desk.ask(None, &Command::Issue(issue)).map(|_| desk.ticket(id).clone())
    };
    let next = |time: &str| Refusal::SiteClosed { next: Some(utc(time)) };
    assert_eq!(at("07:29:59").unwrap_err(), next("2026-11-23T07:30:00Z"));
    // Before the desks open, the wait that the desk answers for begins at the opening.
    assert_eq!(at("07:30:00").unwrap().opening_at, Some(utc("2026-11-23T08:00:00Z")));
    assert!(at("11:09:59").is_ok());
    assert_eq!(at("11:10:00").unwrap_err(), next("2026-11-23T13:00:00Z"));
    // Numbers run through the day.
    assert_eq!(at("13:00:00").unwrap().number.to_string(), "B003");
    assert_eq!(at("15:30:00").unwrap_err(), next("2026-11-30T07:30:00Z"));
}

#[test]
fn at_lunch_whoever_waits_keeps_the_place() {
    let mut with_hours = site();
    with_hours["hours"] = json!([
        {"days": ["mon"], "opens": "09:00", "closes": "12:30"},
        {"days": ["mon"], "opens": "14:00", "closes": "16:30"},
    ]);
    let mut desk = Desk::new(with_hours);
    let morning = desk.issue("cie");
    desk.now.wall = utc("2026-11-23T13:00:00Z");
    desk.issue("cie");
    desk.open("anna", "1");
    assert_eq!(desk.call_next("anna", "1").unwrap().0, morning);
}

#[test]
fn what_cannot_be_a_ticket_is_refused() {
    let mut desk = Desk::new(site());
    let unknown = desk.issue_command("passports");
    assert_eq!(desk.refuses("anna", Command::Issue(unknown)), Refusal::UnknownService("passports".into()));
    for people in [0, 51] {
        let mut issue = desk.issue_command("cie");
        issue.people = people;
        assert!(matches!(desk.refuses("anna", Command::Issue(issue)), Refusal::OutOfRange(_)));
    }
    let day = desk.day();
    desk.does("anna", Command::CloseDay);
    let late = desk.issue_command("cie");
    assert_eq!(desk.refuses("anna", Command::Issue(late)), Refusal::DayClosed { day });
}
