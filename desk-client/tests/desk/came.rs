//! Whoever was called and has not started is not counted as served by a key struck again: it is asked whether they came.

use crate::{Room, called, scene, with_called};
use turno_desk::model::port::{Command, Failure, Handover, Reply, Request, TicketAct};
use turno_desk::model::{Action, NoShowLock};
use turno_domain::ticket::TicketState;
use turno_protocol::ticket::TicketView;

/// A042 was called twice, and the site's delay has passed.
fn absent() -> Room {
    let mut room = with_called();
    room.event(TicketView { calls: 2, last_called_at: Some(scene::at("10:01").into()), ..called() });
    room.pass(180);
    assert_eq!(room.desk.view().queue.no_show, NoShowLock::Unlocked);
    room
}

fn b018() -> Reply {
    scene::called_answer(scene::called("B018", "09:44", "10:04"))
}

#[test]
fn a_key_struck_twice_ends_nobody() {
    let mut room = Room::with(scene::morning());
    room.act(Action::CallNext);
    let call = room.asks();
    room.answer(call, scene::called_answer(called()));
    for action in [Action::CallNext, Action::CallThis(scene::ticket_id("B018"))] {
        room.act(action);
        assert!(room.asked.is_empty(), "A042 would be counted as served");
        let dialog = room.desk.view().dialog;
        assert_eq!((dialog.kind, dialog.number.as_str(), dialog.absent), ("came", "A042", false));
        room.act(Action::Cancel);
        let view = room.desk.view();
        assert_eq!((view.dialog.kind, view.hand.ticket.unwrap().to_string().as_str()), ("", "A042"));
    }
}

#[test]
fn who_came_and_was_served_makes_way_for_the_next() {
    let mut room = with_called();
    room.act(Action::CallThis(scene::ticket_id("B018")));
    room.act(Action::Came(true));
    let asked = room.asks();
    let Request::Once { command: Command::Call { ticket, .. }, .. } = &asked else { panic!("{asked:?}") };
    assert_eq!(*ticket, scene::ticket_id("B018"));
    assert!(room.desk.view().dialog.waiting);
    room.answer(asked, b018());
    let view = room.desk.view();
    assert_eq!((view.dialog.kind, view.hand.ticket.unwrap().to_string().as_str()), ("", "B018"));
}

#[test]
fn who_did_not_come_is_absent_where_the_rule_allows_it() {
    let mut room = absent();
    room.act(Action::CallNext);
    assert!(room.desk.view().dialog.absent);
    room.act(Action::Came(false));
    let asked = room.asks();
    assert!(
        matches!(&asked, Request::Once { command: Command::Act { act: TicketAct::NoShow, .. }, .. }),
        "{asked:?}"
    );
    assert!(room.asked.is_empty(), "nobody is called before A042 is out of hand");
    let gone = TicketView { state: TicketState::NoShow, counter: None, ..called() };
    room.answer(asked, Reply::Ticket(Box::new(gone)));
    let call = room.asks();
    assert!(matches!(&call, Request::Once { command: Command::CallNext(_), .. }), "{call:?}");
    room.answer(call, b018());
    let view = room.desk.view();
    assert_eq!((view.dialog.kind, view.hand.ticket.unwrap().to_string().as_str()), ("", "B018"));
    assert_eq!(view.queue.no_shows.len(), 1);
}

#[test]
fn who_did_not_come_keeps_the_place_where_the_rule_does_not_allow_it_yet() {
    let mut room = with_called();
    room.act(Action::CallNext);
    room.act(Action::Came(false));
    let asked = room.asks();
    let Request::Once { command: Command::Transfer { ticket, to, first, .. }, .. } = &asked else {
        panic!("{asked:?}")
    };
    // Where they stood: the same service, with the time that they have waited.
    assert_eq!((*ticket, to, *first), (scene::ticket_id("A042"), &Handover::Service(called().service), true));
    room.answer(asked, Reply::Ticket(Box::new(scene::waiting("A042", "09:42"))));
    let away = room.asks();
    let Request::Once { command: Command::Act { ticket, act: TicketAct::Away }, .. } = &away else {
        panic!("{away:?}")
    };
    assert_eq!(*ticket, scene::ticket_id("A042"));
    let out = TicketView { state: TicketState::Away, ..scene::waiting("A042", "09:42") };
    room.answer(away, Reply::Ticket(Box::new(out)));
    let call = room.asks();
    assert!(matches!(&call, Request::Once { command: Command::CallNext(_), .. }), "{call:?}");
    room.answer(call, b018());
    let queue = room.desk.view().queue;
    assert_eq!(queue.away[0].number.to_string(), "A042");
}

#[test]
fn a_step_that_is_not_carried_out_calls_nobody() {
    let mut room = absent();
    room.act(Action::CallNext);
    room.act(Action::Came(false));
    let first = room.asks();
    let Request::Once { key, .. } = &first else { panic!() };
    let key = key.clone();
    room.fail(first, Failure::Away);
    let dialog = room.desk.view().dialog;
    assert_eq!((dialog.kind, dialog.notice.name.as_str()), ("came", "away"));
    assert!(room.asked.is_empty());
    // Pressed again it is the same step, and then it goes on.
    room.act(Action::Came(false));
    let again = room.asks();
    assert!(matches!(&again, Request::Once { key: same, .. } if *same == key));
    room.refuse(again, "no-show-too-early");
    assert!(room.asked.is_empty());
    assert_eq!(room.desk.view().dialog.notice.name, "no-show-too-early");
}

#[test]
fn who_sat_down_meanwhile_is_not_sent_away() {
    let mut room = with_called();
    room.act(Action::CallNext);
    room.event(scene::serving("A042", "09:42", "10:00", "10:01"));
    room.act(Action::Came(false));
    assert!(room.asked.is_empty(), "{:?}", room.asked);
    assert_eq!(room.desk.view().dialog.kind, "");
}

#[test]
fn with_nobody_waiting_nothing_is_asked() {
    let mut room = Room::with(vec![called()]);
    room.act(Action::CallNext);
    assert!(room.asked.is_empty());
    let view = room.desk.view();
    assert_eq!((view.dialog.kind, view.frame.notice.name.as_str()), ("", "nobody-waits"));
}
