//! The counter closes: whoever has nobody else to go to is asked about one by one, and nothing expires unseen.

use crate::{Room, scene};
use turno_desk::model::port::{Command, Reply, Request};
use turno_desk::model::{Action, Key};
use turno_domain::ticket::{Outcome, TicketState};
use turno_protocol::counter::CounterView;
use turno_protocol::ticket::TicketView;

fn left(room: &Room) -> Vec<String> {
    room.desk.view().dialog.leftovers.iter().map(|row| row.number.to_string()).collect()
}

#[test]
fn the_last_counter_asks_what_becomes_of_each_who_is_left() {
    let mut tickets = scene::morning();
    tickets.push(TicketView { state: TicketState::Away, ..scene::waiting("B017", "09:31") });
    let mut room = Room::with(tickets);
    room.told(scene::counter_event(scene::counter("1", None)));
    room.press(Key::Alt('s'));
    room.press(Key::Alt('1'));
    assert_eq!(room.desk.view().dialog.kind, "leftovers");
    assert!(room.asked.is_empty());
    assert_eq!(left(&room), ["B018", "A043", "B019", "A044", "D009", "B020", "A045", "B017"]);
    room.press(Key::Down);
    room.press(Key::Alt('3'));
    let asked = room.asks();
    let Request::Once { command: Command::CloseTicket { ticket, outcome }, .. } = &asked else {
        panic!("{asked:?}")
    };
    assert_eq!((*ticket, *outcome), (scene::ticket_id("A043"), Outcome::Left));
    let gone = TicketView {
        state: TicketState::Closed,
        outcome: Some(Outcome::Left),
        ..scene::waiting("A043", "09:45")
    };
    room.answer(asked, Reply::Ticket(Box::new(gone)));
    // The next one in line is pointed at, and the question stays.
    assert_eq!((left(&room)[1].as_str(), room.desk.view().dialog.pointed), ("B019", 1));
    room.press(Key::ControlReturn);
    assert!(matches!(room.asks(), Request::Once { command: Command::CloseCounter(_), .. }));
}

#[test]
fn whoever_a_colleague_may_serve_is_not_left_over() {
    let mut room = Room::with(scene::morning());
    room.press(Key::Alt('s'));
    room.press(Key::Alt('1'));
    assert!(matches!(room.asks(), Request::Once { command: Command::CloseCounter(_), .. }));

    // Carlo serves health alone; A042 was put aside here in mid-visit, and D009 was handed to this counter.
    let mut tickets = scene::morning();
    tickets[4] = TicketView { bound_to: Some("3".parse().unwrap()), ..tickets[4].clone() };
    let aside = scene::serving("A042", "09:42", "09:57", "09:58");
    tickets.push(TicketView { state: TicketState::Parked, ..aside });
    let mut room = Room::with(tickets);
    let carlo = CounterView {
        may_serve: vec!["salute".parse().unwrap(), "orientamento".parse().unwrap()],
        ..scene::counter("1", Some("carlo"))
    };
    room.told(scene::counter_event(carlo));
    room.press(Key::Alt('s'));
    room.press(Key::Alt('1'));
    assert_eq!(left(&room), ["A043", "A044", "D009", "A045", "A042"]);
    room.act(Action::Cancel);
    assert_eq!(room.desk.view().dialog.kind, "");
}
