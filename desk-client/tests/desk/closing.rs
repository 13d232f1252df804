//! Closing the window loses nothing without a question, and leaves no counter taken.

use crate::{Room, scene};
use turno_desk::model::port::{Input, Reply, Request, Update};
use turno_desk::model::{Action, Effect, Field};
use turno_protocol::casework::CitizenView;

#[test]
fn closing_ends_the_session_first() {
    let mut room = Room::with(scene::morning());
    let todo = room.desk.handle(room.now, Input::Close);
    assert!(matches!(todo.as_slice(), [Effect::Ask(Request::SignOut)]));
    let todo = room.desk.handle(room.now, Input::Answer(Request::SignOut, Ok(Reply::Done)));
    assert!(matches!(todo.as_slice(), [Effect::Quit]));
}

#[test]
fn a_hub_that_says_nothing_holds_up_nobodys_evening() {
    let mut room = Room::with(scene::morning());
    room.desk.handle(room.now, Input::Close);
    room.pass(4);
    assert!(!room.quits);
    room.pass(1);
    assert!(room.quits);
}

#[test]
fn closing_waits_for_what_was_just_typed() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.write(Field::Phone, "031 1");
    room.take(Input::Close);
    let asked = room.asks();
    let Request::UpdateCitizen { update, .. } = &asked else { panic!("not stored: {asked:?}") };
    let stored = CitizenView { revision: 5, fields: update.fields.clone(), ..scene::maria() };
    assert!(room.asked.is_empty() && !room.quits);
    room.answer(asked, Reply::Citizen(Box::new(stored)));
    assert!(room.quits);
}

#[test]
fn what_cannot_be_stored_is_asked_about() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.write(Field::Phone, "031 1");
    room.told(Update::Lost);
    room.take(Input::Close);
    assert_eq!(room.desk.view().dialog.kind, "close");
    assert!(!room.quits);
    room.act(Action::Cancel);
    room.pass(10);
    assert_eq!((room.desk.view().dialog.kind, room.quits), ("", false));
    assert_eq!(room.person().0.phone, "031 1");
    room.take(Input::Close);
    room.act(Action::CloseAnyway);
    assert!(room.quits);
}

#[test]
fn a_field_that_is_wrong_is_asked_about() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.write(Field::Birth, "31/2/1946");
    room.pass(2);
    room.take(Input::Close);
    room.pass(6);
    assert_eq!(room.desk.view().dialog.kind, "close");
    room.act(Action::CloseAnyway);
    assert!(room.quits);
}

#[test]
fn a_desk_where_nobody_is_signed_in_just_closes() {
    let mut room = Room::with(scene::morning());
    room.act(Action::AskCounter);
    room.act(Action::SignOut);
    room.take(Input::Close);
    assert!(room.quits);
}
