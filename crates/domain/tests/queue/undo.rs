//! Taking back a mistaken call, no-show or finish within a minute.

use crate::desk::{Desk, site, site_with_counter};
use serde_json::json;
use turno_domain::queue::Command;
use turno_domain::refusal::Refusal;
use turno_domain::ticket::{PaperState, Ticket, TicketState};

/// A ticket without what is remembered for an undo.
fn plain(ticket: &Ticket) -> Ticket {
    Ticket { undo: None, ..ticket.clone() }
}

#[test]
fn a_call_is_taken_back_with_the_finish_that_it_inferred() {
    for start in [false, true] {
        let mut desk = Desk::new(site());
        desk.open("anna", "1");
        let [first, second] = ["cie"; 2].map(|service| desk.issue(service));
        desk.minutes(5);
        desk.call_next("anna", "1");
        desk.minutes(2);
        if start {
            desk.does("anna", Command::Start(first));
        }
        desk.minutes(2);
        let before = [first, second].map(|id| plain(desk.ticket(id)));
        desk.call_next("anna", "1");
        assert_eq!(desk.rows(first).len(), 1);
        desk.seconds(60);
        desk.does("anna", Command::Undo(second));
        assert_eq!([first, second].map(|id| plain(desk.ticket(id))), before);
        assert_eq!((desk.in_hand("1"), desk.waiting("cie")), (Some(first), 1));
        assert!(desk.rows(first).is_empty(), "what did not end has no row");
    }
}

#[test]
fn a_no_show_is_taken_back_with_its_calls() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let ticket = desk.issue("cie");
    desk.call_next("anna", "1");
    desk.minutes(1);
    desk.does("anna", Command::Recall(ticket));
    let called = plain(desk.ticket(ticket));
    desk.minutes(2);
    desk.does("anna", Command::NoShow(ticket));
    desk.seconds(20);
    desk.does("anna", Command::Undo(ticket));
    assert_eq!(plain(desk.ticket(ticket)), called);
    assert_eq!(desk.in_hand("1"), Some(ticket));
    // Its three minutes have passed, so it may be said again at once.
    desk.does("anna", Command::NoShow(ticket));
}

#[test]
fn a_finish_is_taken_back_unless_another_stands_there() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let [first, second] = ["cie"; 2].map(|service| desk.issue(service));
    desk.call_next("anna", "1");
    desk.does("anna", Command::Start(first));
    desk.minutes(9);
    let serving = plain(desk.ticket(first));
    desk.does("anna", Command::Finish(first));
    desk.does("anna", Command::Undo(first));
    assert_eq!(plain(desk.ticket(first)), serving);
    assert_eq!(desk.in_hand("1"), Some(first));
    desk.does("anna", Command::Finish(first));
    desk.call_next("anna", "1");
    assert_eq!(desk.refuses("anna", Command::Undo(first)), Refusal::TicketInHand);
    // Once the call is taken back, so can the finish be: it was said, not inferred from the call.
    desk.does("anna", Command::Undo(second));
    assert_eq!(desk.state(first), TicketState::Finished);
    desk.does("anna", Command::Undo(first));
    assert_eq!(desk.state(first), TicketState::Serving);
}

#[test]
fn after_a_minute_there_is_nothing_to_take_back() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let ticket = desk.issue("cie");
    assert_eq!(desk.refuses("anna", Command::Undo(ticket)), Refusal::NothingToUndo);
    desk.call_next("anna", "1");
    desk.seconds(61);
    assert_eq!(desk.refuses("anna", Command::Undo(ticket)), Refusal::NothingToUndo);
    // The wall clock may say what it likes.
    desk.now.wall = desk.now.wall.plus(chrono::TimeDelta::minutes(-5));
    assert_eq!(desk.refuses("anna", Command::Undo(ticket)), Refusal::NothingToUndo);
}

#[test]
fn what_happened_since_stands() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let ticket = desk.issue("cie");
    desk.call_next("anna", "1");
    desk.does("anna", Command::Recall(ticket));
    assert_eq!(desk.refuses("anna", Command::Undo(ticket)), Refusal::NothingToUndo);
    desk.minutes(3);
    desk.does("anna", Command::NoShow(ticket));
    desk.does("anna", Command::Reinstate(ticket));
    assert_eq!(desk.refuses("anna", Command::Undo(ticket)), Refusal::NothingToUndo);
    desk.call_next("anna", "1");
    desk.does("anna", Command::Undo(ticket));
    assert!(desk.ticket(ticket).goes_next, "it goes next as before");
    assert_eq!(desk.refuses("anna", Command::Undo(ticket)), Refusal::NothingToUndo, "an undo is not undone");
}

#[test]
fn only_the_same_counter_takes_a_step_back() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    desk.open("carlo", "3");
    let ticket = desk.issue("cie");
    desk.call_next("anna", "1");
    let one = "1".parse().unwrap();
    assert_eq!(desk.refuses("carlo", Command::Undo(ticket)), Refusal::InOtherHands { counter: one });
    assert_eq!(desk.ask(None, &Command::Undo(ticket)), Err(Refusal::CounterNotOpen));
}

#[test]
fn what_is_known_of_the_paper_stays_known() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let ticket = desk.issue("cie");
    desk.call_next("anna", "1");
    desk.ask(None, &Command::Paper { ticket, state: PaperState::Proven, reprint: false }).unwrap();
    desk.does("anna", Command::Undo(ticket));
    assert_eq!(
        (desk.state(ticket), desk.ticket(ticket).paper),
        (TicketState::Waiting, Some(PaperState::Proven))
    );
    // A copy that does not come out takes no paper out of anybody's hand; one that does is a paper.
    let hear =
        |desk: &mut Desk, state, reprint| desk.ask(None, &Command::Paper { ticket, state, reprint }).unwrap();
    hear(&mut desk, PaperState::Failed, true);
    assert_eq!(desk.ticket(ticket).paper, Some(PaperState::Proven));
    hear(&mut desk, PaperState::Unknown, false);
    hear(&mut desk, PaperState::Proven, true);
    assert_eq!(desk.ticket(ticket).paper, Some(PaperState::Proven));
    let unknown = desk.issue_command("cie").ticket;
    let paper = Command::Paper { ticket: unknown, state: PaperState::Failed, reprint: false };
    assert_eq!(desk.ask(None, &paper), Err(Refusal::UnknownTicket));
}

#[test]
fn a_call_from_aside_is_taken_back_to_aside() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    let ticket = desk.issue("cie");
    desk.call_next("anna", "1");
    desk.does("anna", Command::Start(ticket));
    desk.minutes(5);
    desk.does("anna", Command::Park { ticket, reason: "other".into() });
    let aside = plain(desk.ticket(ticket));
    desk.minutes(5);
    desk.call_this("anna", "1", ticket);
    assert_eq!(desk.rows(ticket).len(), 1, "the interrupted stretch has ended");
    desk.does("anna", Command::Undo(ticket));
    assert_eq!(plain(desk.ticket(ticket)), aside);
    assert!(desk.rows(ticket).is_empty());
}

#[test]
fn a_call_taken_back_does_not_cost_its_turn_in_the_ratio() {
    let ratio = json!({"rule": "ratio", "ratio": 2, "prefer": ["asl"]});
    let mut desk = Desk::new(site_with_counter(0, ratio));
    desk.open("anna", "1");
    for service in ["asl", "asl", "asl", "cie", "cie"] {
        desk.issue(service);
    }
    assert_eq!([(); 3].map(|()| desk.next_number("anna", "1")), ["C001", "C002", "B001"]);
    let called = desk.in_hand("1").unwrap();
    desk.does("anna", Command::Undo(called));
    assert_eq!([(); 3].map(|()| desk.next_number("anna", "1")), ["B001", "C003", "B002"]);
}
