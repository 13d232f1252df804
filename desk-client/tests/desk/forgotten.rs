//! A ticket forgotten in hand is asked about after three times the usual, and never where the usual is not known.

use crate::{Room, scene};
use turno_desk::model::port::{Command, Reply, Request};
use turno_desk::model::{Action, Key};
use turno_domain::ticket::TicketState;
use turno_protocol::ticket::TicketView;

fn minutes(room: &mut Room, minutes: i64) {
    room.pass(minutes * 60);
}

#[test]
fn whoever_is_in_hand_for_three_times_the_usual_is_asked_about() {
    // SPID takes 6 minutes; A042 has been served for 3.
    let mut room = Room::with(scene::morning_with_a042());
    minutes(&mut room, 14);
    assert_eq!(room.desk.view().dialog.kind, "");
    minutes(&mut room, 1);
    let dialog = room.desk.view().dialog;
    assert_eq!((dialog.kind, dialog.number.as_str()), ("forgotten", "A042"));
    assert_eq!((dialog.minutes, dialog.usual_minutes), (18, 6));
    let yes = room.desk.key(Key::Alt('1')).unwrap();
    room.act(yes);
    minutes(&mut room, 17);
    assert_eq!(room.desk.view().dialog.kind, "", "who is still here is not asked about every minute");
    minutes(&mut room, 1);
    assert_eq!(room.desk.view().dialog.kind, "forgotten");
    // Put away without an answer, it comes again as late.
    room.act(Action::Cancel);
    minutes(&mut room, 18);
    let no = room.desk.key(Key::Alt('2')).unwrap();
    room.act(no);
    let asked = room.asks();
    assert!(
        matches!(asked, Request::Once { command: Command::FinishLate(id), .. } if id == scene::ticket_id("A042"))
    );
    let over =
        TicketView { state: TicketState::Finished, ..scene::serving("A042", "09:42", "09:57", "09:58") };
    room.answer(asked, Reply::Ticket(Box::new(over)));
    let view = room.desk.view();
    assert_eq!((view.dialog.kind, view.hand.ticket), ("", None));
    assert_eq!(view.queue.undo.map(|undo| undo.step), Some("finish"), "it can be taken back");
}

#[test]
fn where_the_usual_is_not_known_nobody_is_asked() {
    let mut tickets = scene::morning();
    tickets.push(scene::serving("B042", "09:42", "09:57", "09:58"));
    let mut room = Room::with(tickets);
    minutes(&mut room, 120);
    assert_eq!(room.desk.view().dialog.kind, "", "three visits say nothing");
}

#[test]
fn a_question_about_somebody_who_went_is_not_asked() {
    let mut room = Room::with(scene::morning_with_a042());
    room.act(Action::AskCounter);
    minutes(&mut room, 20);
    assert_eq!(room.desk.view().dialog.kind, "counter", "another question is open");
    let over =
        TicketView { state: TicketState::Finished, ..scene::serving("A042", "09:42", "09:57", "09:58") };
    room.event(over);
    room.act(Action::Cancel);
    assert_eq!(room.desk.view().dialog.kind, "");
}
