//! What may be offered, by whose counter and qualifications; visits without a ticket by one key; the narrow window.

use crate::{Room, scene};
use turno_desk::model::port::{Command, Handover, Reply, Request};
use turno_desk::model::{Action, Key, Page, Server};
use turno_domain::ticket::{Channel, TicketState};
use turno_protocol::counter::{CounterStatusView, CounterView};
use turno_protocol::ticket::TicketView;

fn serving(counter: CounterView, services: &[&str]) -> CounterView {
    CounterView { may_serve: services.iter().map(|key| key.parse().unwrap()).collect(), ..counter }
}

/// Giulia may do all but health, which Carlo may; nobody may do SPID.
fn with_qualifications(tickets: Vec<TicketView>) -> Room {
    let mut room = Room::with(tickets);
    room.told(scene::counter_event(serving(scene::counter("1", Some("carlo")), &["salute", "moduli"])));
    room.told(scene::counter_event(serving(
        scene::counter("3", Some("giulia")),
        &["orientamento", "moduli"],
    )));
    room
}

#[test]
fn a_line_that_may_not_be_called_here_says_so() {
    let room = with_qualifications(scene::morning());
    let rows = room.desk.view().queue.waiting;
    let row = |number: &str| rows.iter().find(|row| row.number.to_string() == number).unwrap();
    assert_eq!((row("D009").server, row("D009").may_call), (Server::Here, true));
    assert_eq!((row("B018").server, row("B018").may_call), (Server::Elsewhere, false));
    assert_eq!((row("A043").server, row("A043").may_call), (Server::Nobody, false));
}

#[test]
fn a_ticket_is_not_handed_to_a_counter_that_may_not_serve_it() {
    let mut tickets = scene::morning();
    tickets.push(scene::serving("D008", "09:42", "09:57", "09:58"));
    let mut room = with_qualifications(tickets);
    room.press(Key::Alt('t'));
    let dialog = room.desk.view().dialog;
    assert!(dialog.second[0].shut && dialog.second[0].key == "1");
    let spid = dialog.first.iter().find(|row| row.key == "spid").unwrap();
    assert_eq!((spid.server, spid.shut), (Server::Nobody, false), "somebody may come who can");
    room.act(Action::TransferTo(Handover::Counter("1".parse().unwrap())));
    assert!(!room.desk.view().dialog.ready);
    room.act(Action::TransferTo(Handover::Service("salute".parse().unwrap())));
    assert!(room.desk.view().dialog.ready);
}

#[test]
fn one_key_opens_a_visit_without_a_ticket_for_what_may_be_served_here() {
    for (key, channel) in [
        ('5', Channel::Desk),
        ('6', Channel::Phone),
        ('7', Channel::Mail),
        ('8', Channel::Home),
        ('9', Channel::Event),
    ] {
        let mut room = with_qualifications(scene::morning());
        room.press(Key::Alt(key));
        let asked = room.asks();
        let Request::Once { command: Command::OpenVisit { channel: by, service }, .. } = asked else {
            panic!("{asked:?}")
        };
        assert_eq!((by, service.as_str()), (channel, "orientamento"));
    }
    // With somebody on the desk those keys are other ones.
    let room = Room::with(scene::morning_with_a042());
    assert!(room.desk.key(Key::Alt('6')).is_none());
}

#[test]
fn a_service_that_may_not_be_served_here_is_no_visit_without_a_ticket() {
    let mut room = with_qualifications(scene::morning());
    room.act(Action::AskWalkIn);
    let shut: Vec<_> =
        room.desk.view().dialog.second.into_iter().filter(|row| !row.shut).map(|row| row.key).collect();
    assert_eq!(shut, ["orientamento", "moduli"]);
    assert!(!matches!(room.desk.key(Key::Alt('a')), Some(Action::WalkInFor(_))), "A is SPID");
    room.press(Key::Alt('c'));
    room.press(Key::ControlReturn);
    let asked = room.asks();
    assert!(
        matches!(&asked, Request::Once { command: Command::OpenVisit { service, .. }, .. } if service.as_str() == "moduli")
    );
    room.answer(asked, Reply::Visit(Box::new(scene::february_visit())));
    room.act(Action::Finish);
    // What was chosen last is what one key opens.
    room.press(Key::Alt('6'));
    assert!(
        matches!(room.asks(), Request::Once { command: Command::OpenVisit { service, .. }, .. } if service.as_str() == "moduli")
    );
}

#[test]
fn how_many_came_is_said_with_two_keys() {
    let mut room = Room::with(scene::morning_with_a042());
    room.press(Key::Alt('m'));
    room.press(Key::Alt('4'));
    let asked = room.asks();
    assert!(matches!(asked, Request::Once { command: Command::People { people: 4, .. }, .. }));
    let four = TicketView { people: 4, ..scene::serving("A042", "09:42", "09:57", "09:58") };
    room.answer(asked, Reply::Ticket(Box::new(four)));
    let view = room.desk.view();
    assert_eq!((view.hand.people, view.dialog.kind), (4, ""));
}

#[test]
fn a_pause_may_say_why_and_the_reason_is_one_that_the_hub_knows() {
    let mut room = Room::with(scene::morning());
    room.press(Key::F(5));
    room.press(Key::Alt('8'));
    room.press(Key::Alt('7'));
    room.press(Key::ControlReturn);
    let asked = room.asks();
    let Request::Once { command: Command::PauseCounter { reason, until, .. }, .. } = &asked else {
        panic!("{asked:?}")
    };
    assert_eq!((*reason, *until), (Some("lunch"), Some(scene::at("10:11"))));
    let paused = CounterView {
        status: CounterStatusView::Paused,
        pause_reason: Some("lunch".to_owned()),
        ..scene::counter("3", Some("giulia"))
    };
    room.answer(asked, Reply::Counter(Box::new(paused)));
    assert_eq!(room.desk.view().queue.pause_reason, "lunch");
}

#[test]
fn the_reason_of_the_order_is_said_at_the_call() {
    let mut room = Room::with(scene::morning());
    room.act(Action::CallNext);
    let asked = room.asks();
    room.answer(asked, scene::called_answer(scene::called("A042", "09:42", "10:00")));
    assert_eq!(room.desk.view().hand.because, ("priority".to_owned(), 15));
}

#[test]
fn the_narrow_window_grows_for_what_does_not_fit_it() {
    let mut room = Room::with(scene::morning_with_a042());
    let strip = |room: &Room| room.desk.view().frame.strip;
    room.press(Key::Alt('f'));
    assert!(strip(&room));
    // A question that needs room has it, and gives it back.
    room.press(Key::Alt('t'));
    assert!(!strip(&room));
    room.act(Action::Cancel);
    assert!(strip(&room));
    // Calling and ending stay where they are.
    room.press(Key::F(12));
    let asked = room.asks();
    let over =
        TicketView { state: TicketState::Finished, ..scene::serving("A042", "09:42", "09:57", "09:58") };
    room.answer(asked, Reply::Ticket(Box::new(over)));
    assert!(strip(&room));
    room.event(scene::called("B018", "09:44", "10:01"));
    room.press(Key::F(8));
    assert_eq!((room.desk.view().dialog.kind, strip(&room)), ("came", true));
    room.act(Action::Cancel);
    // A practice is worked on in the whole window.
    room.press(Key::F(4));
    assert!(!strip(&room));
    room.press(Key::Alt('f'));
    room.act(Action::Go(Page::Today));
    assert!(!strip(&room));
}
