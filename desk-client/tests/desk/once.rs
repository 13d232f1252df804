//! Commands whose answer is lost: pressed again they are the same command, until the hub answered for good or what they were
//! pressed for has changed.

use crate::{Room, called, scene, with_called};
use turno_desk::model::Action;
use turno_desk::model::port::{Command, Failure, Reply, Request, TicketAct, Update};
use turno_domain::casework::UnresolvedReason;
use turno_domain::ticket::{Channel, TicketState};
use turno_protocol::ticket::TicketView;

impl Room {
    /// The next command that was asked, with its key.
    fn command(&mut self) -> (String, Command) {
        match self.asks() {
            Request::Once { key, command } => (key, command),
            other => panic!("{other:?}"),
        }
    }

    /// The next command that was asked, and its answer is lost. Its key.
    fn loses(&mut self) -> String {
        let (key, command) = self.command();
        self.fail(Request::Once { key: key.clone(), command }, Failure::Away);
        key
    }
}

#[test]
fn calling_again_after_a_lost_answer_calls_nobody_twice() {
    let mut room = Room::with(scene::morning());
    room.act(Action::CallNext);
    let first = room.loses();
    assert_eq!(room.desk.view().frame.notice.name, "away");
    room.act(Action::CallNext);
    assert_eq!(room.loses(), first);
    // Away and back again changes nothing: nobody is in hand.
    room.told(Update::Lost);
    room.told(Update::Back);
    room.act(Action::CallNext);
    let (again, command) = room.command();
    assert_eq!(again, first);
    room.answer(Request::Once { key: again, command }, scene::called_answer(called()));
    // Answered for good: the next one is another.
    room.act(Action::CallNext);
    room.act(Action::Came(true));
    assert_ne!(room.command().0, first);
}

#[test]
fn a_call_that_was_carried_out_without_an_answer_is_over() {
    let mut room = Room::with(scene::morning());
    room.act(Action::CallNext);
    let first = room.loses();
    // The stream tells that it was carried out: whoever presses now means the next person.
    room.event(called());
    room.act(Action::CallNext);
    room.act(Action::Came(true));
    assert_ne!(room.command().0, first);
}

#[test]
fn nobody_waited_then_and_somebody_does_now() {
    let mut room = Room::with(Vec::new());
    room.act(Action::CallNext);
    let first = room.loses();
    room.event(scene::waiting("A043", "09:45"));
    room.act(Action::CallNext);
    let (again, command) = room.command();
    assert_eq!(again, first);
    // The hub remembers that nobody waited when it was asked first.
    room.answer(Request::Once { key: again, command }, Reply::Called(None));
    let (anew, command) = room.command();
    assert!(anew != first && matches!(command, Command::CallNext(_)));
    assert_eq!(room.desk.view().frame.notice.name, "");
    room.answer(Request::Once { key: anew, command }, Reply::Called(None));
    assert!(room.asked.is_empty());
    assert_eq!(room.desk.view().frame.notice.name, "nobody-waits");
}

#[test]
fn a_refusal_is_final() {
    let mut room = Room::with(scene::morning());
    let b018 = scene::ticket_id("B018");
    room.act(Action::CallThis(b018));
    let (first, command) = room.command();
    room.refuse(Request::Once { key: first.clone(), command }, "in-other-hands");
    assert_eq!(room.desk.view().frame.notice.name, "in-other-hands");
    room.act(Action::CallThis(b018));
    assert_ne!(room.command().0, first);
}

#[test]
fn another_person_has_another_key() {
    let mut room = Room::with(scene::morning());
    room.act(Action::CallThis(scene::ticket_id("B018")));
    let first = room.loses();
    room.act(Action::CallThis(scene::ticket_id("A043")));
    assert_ne!(room.loses(), first);
    room.act(Action::CallThis(scene::ticket_id("B018")));
    assert_eq!(room.loses(), first);
}

#[test]
fn a_second_recall_is_one_and_a_third_is_another() {
    let mut room = with_called();
    room.act(Action::Recall);
    let first = room.loses();
    room.act(Action::Recall);
    let (again, command) = room.command();
    assert_eq!(again, first);
    let now = Some(room.now.into());
    let twice = TicketView { calls: 2, last_called_at: now, ..called() };
    room.answer(Request::Once { key: again, command }, Reply::Ticket(Box::new(twice)));
    // The key struck twice rings once.
    room.act(Action::Recall);
    assert!(room.asked.is_empty() && !room.desk.view().queue.may_recall);
    room.pass(5);
    assert!(room.desk.view().queue.may_recall);
    room.act(Action::Recall);
    let third = room.loses();
    assert_ne!(third, first);
    // The stream tells that the third was carried out.
    room.event(TicketView { calls: 3, ..called() });
    room.act(Action::Recall);
    assert_ne!(room.command().0, third);
}

#[test]
fn no_second_visit_is_opened_for_one_question() {
    let mut room = Room::with(scene::morning());
    let ask = |room: &mut Room| {
        room.act(Action::AskWalkIn);
        room.act(Action::WalkInBy(Channel::Phone));
        room.act(Action::WalkInFor("spid".parse().unwrap()));
    };
    ask(&mut room);
    room.act(Action::Confirm);
    // The key struck twice.
    room.act(Action::Confirm);
    let first = room.loses();
    assert!(room.asked.is_empty());
    room.act(Action::Confirm);
    assert_eq!(room.loses(), first);
    // Whoever puts the question away and asks again means another visit.
    room.act(Action::Cancel);
    ask(&mut room);
    room.act(Action::Confirm);
    assert_ne!(room.loses(), first);
}

#[test]
fn the_end_of_a_practice_keeps_its_key_until_the_practice_has_ended() {
    let mut room = Room::with(scene::morning_with_a042());
    room.open_412();
    room.act(Action::Conclude);
    room.act(Action::Conclude);
    let first = room.loses();
    assert!(room.asked.is_empty(), "struck twice");
    assert_eq!(room.desk.view().frame.notice.name, "away");
    room.act(Action::Conclude);
    assert_eq!(room.loses(), first);
    // A colleague's change shows it concluded, then open again: concluding it is another step.
    let practice = |state: &str| {
        let practice =
            turno_protocol::casework::PracticeView { state: state.into(), ..scene::practice_412() };
        (Request::Practice(scene::practice_id(412)), Reply::Practice(Box::new(practice)))
    };
    for state in ["concluded", "open"] {
        let (request, reply) = practice(state);
        room.answer(request, reply);
    }
    room.act(Action::Conclude);
    assert_ne!(room.loses(), first);
    room.act(Action::AskUnresolved);
    room.act(Action::Unresolved(UnresolvedReason::GivenUp));
    assert!(matches!(room.command().1, Command::Unresolved { .. }));
}

#[test]
fn away_the_hub_is_asked_for_nothing_and_it_is_said() {
    let mut room = Room::with(scene::morning_with_a042());
    room.open_412();
    room.write(crate::Field::Note, "Torna giovedì.");
    room.told(Update::Lost);
    for action in [Action::Conclude, Action::CallNext, Action::Finish, Action::Undo] {
        room.act(Action::Dismiss);
        let undo = matches!(action, Action::Undo);
        room.act(action);
        assert!(room.asked.is_empty());
        // There is nothing to undo.
        assert_eq!(room.desk.view().frame.notice.name, if undo { "" } else { "away" });
    }
    let turno_desk::model::view::PracticeCardView::Open { note, .. } = room.desk.view().card.practice else {
        panic!()
    };
    assert_eq!(note, "Torna giovedì.", "what was typed stays where it was typed");
}

#[test]
fn one_thing_after_the_other() {
    let mut tickets = scene::morning();
    tickets.extend([called(), TicketView { state: TicketState::NoShow, ..scene::waiting("D007", "09:25") }]);
    let mut room = Room::with(tickets);
    room.act(Action::Recall);
    let (key, command) = room.command();
    room.act(Action::Reinstate(scene::ticket_id("D007")));
    room.act(Action::Start);
    assert!(room.asked.is_empty());
    assert!(!room.desk.view().queue.may_call && !room.desk.view().queue.may_recall);
    room.answer(Request::Once { key, command }, Reply::Ticket(Box::new(called())));
    // "Inizia" was not asked for then, so the first letter asks.
    room.write(crate::Field::Need, "L");
    assert!(matches!(room.command().1, Command::Act { act: TicketAct::Start, .. }));
}

#[test]
fn typing_starts_the_service_later_where_it_could_not_at_once() {
    let mut room = with_called();
    room.told(Update::Lost);
    room.write(crate::Field::Need, "L");
    assert_eq!(room.desk.view().frame.notice.name, "", "whoever writes asked for nothing");
    room.told(Update::Back);
    room.act(Action::Recall);
    room.write(crate::Field::Need, "L");
    let (key, command) = room.command();
    assert!(matches!(command, Command::Act { act: TicketAct::Recall, .. }));
    assert!(room.asked.is_empty(), "one after the other");
    let twice = TicketView { calls: 2, ..called() };
    room.answer(Request::Once { key, command }, Reply::Ticket(Box::new(twice)));
    room.write(crate::Field::Need, "Lo");
    let (_, command) = room.command();
    assert!(matches!(command, Command::Act { act: TicketAct::Start, .. }));
}

#[test]
fn a_link_between_visit_and_person_is_told_again_until_the_hub_has_it() {
    let mut room = Room::with(scene::morning_with_a042());
    room.told(Update::Lost);
    room.told(Update::Back);
    let link = |effects: &[turno_desk::model::Effect]| {
        effects.iter().find_map(|effect| match effect {
            turno_desk::model::Effect::Ask(request @ Request::LinkCitizen { .. }) => Some(request.clone()),
            _ => None,
        })
    };
    room.write(crate::Field::Query, "bianchi");
    let choose = turno_desk::model::port::Input::Do(Action::ChooseCitizen(scene::citizen_id()));
    let told = link(&room.desk.handle(room.now, choose)).unwrap();
    let Request::LinkCitizen { key, .. } = &told else { panic!() };
    let lost = turno_desk::model::port::Input::Answer(told.clone(), Err(Failure::Away));
    room.desk.handle(room.now, lost);
    let again = link(&room.desk.handle(room.now, turno_desk::model::port::Input::Tick)).unwrap();
    assert!(matches!(&again, Request::LinkCitizen { key: same, .. } if same == key));
    // Then its disk is full, which is no answer to what was asked.
    let full = Failure::Refused(Box::new(turno_protocol::problem::Problem::new(503, "storage-full", "")));
    room.desk.handle(room.now, turno_desk::model::port::Input::Answer(again, Err(full)));
    let again = link(&room.desk.handle(room.now, turno_desk::model::port::Input::Tick)).unwrap();
    assert!(matches!(&again, Request::LinkCitizen { key: same, .. } if same == key));
    room.answer(again, Reply::Done);
    assert!(link(&room.desk.handle(room.now, turno_desk::model::port::Input::Tick)).is_none());
    let over =
        TicketView { state: TicketState::Finished, ..scene::serving("A042", "09:42", "09:57", "09:58") };
    room.event(over);
    assert_eq!(room.desk.view().frame.left_behind, 0);
}
