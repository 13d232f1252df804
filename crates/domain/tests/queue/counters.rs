//! Counters: who is at them, and what they may do.

use crate::desk::{Desk, site, utc};
use serde_json::json;
use turno_domain::journal::TransferPosition;
use turno_domain::queue::{Command, CounterStatus, TransferTarget};
use turno_domain::refusal::Refusal;
use turno_domain::ticket::TicketState;

fn open(counter: &str, takeover: bool) -> Command {
    Command::OpenCounter { counter: counter.parse().unwrap(), takeover }
}

fn pause(counter: &str) -> Command {
    Command::PauseCounter { counter: counter.parse().unwrap(), reason: Some("caffè".into()), until: None }
}

fn close(counter: &str) -> Command {
    Command::CloseCounter { counter: counter.parse().unwrap() }
}

fn call_next(counter: &str) -> Command {
    Command::CallNext { counter: counter.parse().unwrap() }
}

#[test]
fn one_operator_at_one_counter() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let (anna, one) = ("anna".parse().unwrap(), "1".parse().unwrap());
    assert_eq!(desk.refuses("carlo", open("1", false)), Refusal::CounterTaken { operator: anna });
    assert_eq!(desk.refuses("anna", open("3", false)), Refusal::AtAnotherCounter { counter: one });
    assert_eq!(desk.refuses("anna", open("9", false)), Refusal::UnknownCounter("9".into()));
    desk.issue("cie");
    let one = "1".parse().unwrap();
    assert_eq!(desk.refuses("anna", call_next("3")), Refusal::AtAnotherCounter { counter: one });
    assert_eq!(desk.refuses("carlo", call_next("1")), Refusal::CounterNotOpen);
    assert_eq!(desk.refuses("carlo", call_next("9")), Refusal::UnknownCounter("9".into()));
    assert_eq!(desk.refuses("carlo", pause("1")), Refusal::CounterNotOpen);
    assert_eq!(desk.refuses("carlo", close("1")), Refusal::CounterNotOpen);
    assert_eq!(desk.ask(None, &call_next("1")), Err(Refusal::CounterNotOpen));
}

#[test]
fn a_counter_left_behind_is_taken_over_with_the_person_at_it() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let ticket = desk.issue("cie");
    desk.call_next("anna", "1");
    desk.minutes(10);
    desk.does("carlo", open("1", true));
    assert_eq!(desk.refuses("anna", Command::Start(ticket)), Refusal::CounterNotOpen);
    desk.does("carlo", Command::Start(ticket));
    assert_eq!(desk.in_hand("1"), Some(ticket));
    desk.minutes(5);
    desk.does("carlo", Command::Finish(ticket));
    desk.does("carlo", close("1"));
    // Open time is each operator's own.
    let spans: Vec<_> = desk
        .spans
        .iter()
        .map(|span| (span.operator.as_str(), span.closed_at.since(span.opened_at).num_minutes()))
        .collect();
    assert_eq!(spans, [("anna", 10), ("carlo", 5)]);
    // Who was served stays with who called.
    assert_eq!(desk.rows(ticket)[0].operator, Some("anna".parse().unwrap()));
}

#[test]
fn a_paused_counter_calls_nobody_and_finishes_whom_it_has() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let [first, second] = ["cie", "cie"].map(|service| desk.issue(service));
    desk.call_next("anna", "1");
    desk.does("anna", Command::Start(first));
    desk.minutes(4);
    let until = Some(utc("2026-11-23T08:30:00Z"));
    let reason = Some("caffè".to_owned());
    desk.does("anna", Command::PauseCounter { counter: "1".parse().unwrap(), reason: reason.clone(), until });
    let paused = CounterStatus::Paused { operator: "anna".parse().unwrap(), reason, until };
    assert_eq!(desk.queue.counter(&"1".parse().unwrap()).status, paused);
    assert_eq!(desk.refuses("anna", call_next("1")), Refusal::CounterNotOpen);
    let this = Command::CallThis { counter: "1".parse().unwrap(), ticket: second };
    assert_eq!(desk.refuses("anna", this), Refusal::CounterNotOpen);
    let anna = "anna".parse().unwrap();
    assert_eq!(desk.refuses("carlo", open("1", false)), Refusal::CounterTaken { operator: anna });
    desk.does("anna", Command::Finish(first));
    desk.minutes(20);
    desk.open("anna", "1");
    assert_eq!(desk.call_next("anna", "1").unwrap().0, second);
    desk.minutes(3);
    desk.does("anna", Command::Start(second));
    desk.does("anna", Command::Finish(second));
    desk.does("anna", close("1"));
    // The pause is no open time.
    let open: i64 = desk.spans.iter().map(|s| s.closed_at.since(s.opened_at).num_minutes()).sum();
    assert_eq!((desk.spans.len(), open), (2, 7));
}

#[test]
fn nobody_leaves_a_counter_with_a_person_at_it() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let ticket = desk.issue("cie");
    desk.call_next("anna", "1");
    assert_eq!(desk.refuses("anna", close("1")), Refusal::TicketInHand);
    desk.does("anna", Command::Start(ticket));
    assert_eq!(desk.refuses("anna", close("1")), Refusal::TicketInHand);
    desk.does("anna", Command::Finish(ticket));
    desk.does("anna", close("1"));
    assert_eq!(desk.queue.counter(&"1".parse().unwrap()).status, CounterStatus::Closed);
    desk.open("anna", "3");
}

#[test]
fn only_who_is_qualified_serves_a_service_and_only_where_it_is_served() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    desk.open("bruno", "3");
    desk.open("carlo", "2");
    let [spid, asl] = ["spid", "asl"].map(|service| desk.issue(service));
    // Bruno's qualification takes him to the first; Anna passes over it; counter 2 serves neither.
    let may_not = |service: &str| Refusal::MayNotServe { service: service.parse().unwrap() };
    let this = |counter: &str, ticket| Command::CallThis { counter: counter.parse().unwrap(), ticket };
    assert_eq!(desk.refuses("anna", this("1", spid)), may_not("spid"));
    assert_eq!(desk.refuses("carlo", this("2", asl)), may_not("asl"));
    assert_eq!(desk.call_next("carlo", "2"), None);
    assert_eq!(desk.call_next("anna", "1").unwrap().0, asl);
    assert_eq!(desk.call_next("anna", "1"), None);
    assert_eq!(desk.state(asl), TicketState::Called, "nobody waits, so whom she has stays");
    assert_eq!(desk.call_next("bruno", "3").unwrap().0, spid);
}

#[test]
fn two_desks_that_call_at_once_get_two_people() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    desk.open("carlo", "3");
    let [first, second] = ["cie", "cie"].map(|service| desk.issue(service));
    assert_eq!(desk.call_next("anna", "1").unwrap().0, first);
    assert_eq!(desk.call_next("carlo", "3").unwrap().0, second);
    let one = "1".parse().unwrap();
    let this = Command::CallThis { counter: "3".parse().unwrap(), ticket: first };
    assert_eq!(desk.refuses("carlo", this), Refusal::InOtherHands { counter: one });
    for command in [Command::Recall(first), Command::Start(first), Command::NoShow(first)] {
        let one = "1".parse().unwrap();
        assert_eq!(desk.refuses("carlo", command), Refusal::InOtherHands { counter: one });
    }
    desk.does("anna", Command::Start(first));
    let park = Command::Park { ticket: first, reason: "other".into() };
    let to = TransferTarget::Service("asl".parse().unwrap());
    let transfer = Command::Transfer { ticket: first, to, position: TransferPosition::Last };
    for command in [Command::Finish(first), park, transfer] {
        let one = "1".parse().unwrap();
        assert_eq!(desk.refuses("carlo", command), Refusal::InOtherHands { counter: one });
    }
}

#[test]
fn a_counter_retired_meanwhile_can_be_left_but_not_called_to() {
    let mut desk = Desk::new(site());
    desk.open("anna", "3");
    let ticket = desk.issue("cie");
    desk.call_next("anna", "3");
    desk.issue("cie");
    let mut smaller = site();
    smaller["counters"].as_array_mut().unwrap().truncate(2);
    desk.apply_site(smaller);
    assert_eq!(desk.refuses("anna", call_next("3")), Refusal::UnknownCounter("3".into()));
    desk.does("anna", Command::Start(ticket));
    desk.does("anna", Command::Finish(ticket));
    desk.does("anna", close("3"));
    assert_eq!(desk.refuses("anna", open("3", false)), Refusal::UnknownCounter("3".into()));
    desk.open("anna", "1");
}

#[test]
fn a_ticket_kept_for_a_retired_counter_is_everybodys() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let ticket = desk.issue("cie");
    let to = TransferTarget::Counter("3".parse().unwrap());
    desk.does("anna", Command::Transfer { ticket, to, position: TransferPosition::First });
    assert_eq!(desk.call_next("anna", "1"), None);
    let mut smaller = site();
    smaller["counters"] = json!([smaller["counters"][0], smaller["counters"][1]]);
    desk.apply_site(smaller);
    assert_eq!(desk.call_next("anna", "1").unwrap().0, ticket);
}
