//! Sessions that end, another operator, a restart in mid-visit.

use crate::{Room, scene};
use turno_desk::model::port::{Input, Pin, Reply, Request, SignedIn, Update};
use turno_desk::model::view::{PersonView, PracticeCardView};
use turno_desk::model::{Action, Desk, Effect, Field, Stage};
use turno_domain::text::Language;

#[test]
fn after_a_restart_in_mid_visit_person_and_practice_are_there_again() {
    let mut desk = Desk::new(scene::now(), Language::It, true, "run");
    let take = |desk: &mut Desk, input| desk.handle(scene::now(), input);
    take(&mut desk, Input::Hub(scene::reached(Some("giulia"), scene::morning_with_a042())));
    take(&mut desk, Input::Do(Action::ChooseOperator("giulia".parse().unwrap())));
    take(&mut desk, Input::Do(Action::SignIn(Pin("123456".into()))));
    let operator = "giulia".parse().unwrap();
    let sign_in = Request::SignIn { operator, pin: Pin("123456".into()) };
    let me = SignedIn { operator: "giulia".parse().unwrap(), name: "Giulia R.".into() };
    let todo = take(&mut desk, Input::Answer(sign_in, Ok(Reply::Session(me))));
    assert!(todo.iter().any(|effect| matches!(effect, Effect::Ask(Request::Casework(_)))));
    let todo = take(
        &mut desk,
        Input::Answer(
            Request::Casework(scene::ticket_id("A042")),
            Ok(scene::casework(vec![scene::practice_412()])),
        ),
    );
    let asks = |wanted: fn(&Request) -> bool| {
        todo.iter().any(|effect| matches!(effect, Effect::Ask(r) if wanted(r)))
    };
    assert!(asks(|request| matches!(request, Request::Practice(_))));
    assert!(asks(|request| matches!(request, Request::Citizen(_))));
    take(
        &mut desk,
        Input::Answer(Request::Citizen(scene::citizen_id()), Ok(Reply::Citizen(Box::new(scene::maria())))),
    );
    let view = desk.view();
    assert!(matches!(view.card.person, PersonView::Record { ref fields, .. } if fields.family == "Bianchi"));
    assert!(
        matches!(view.card.practice, PracticeCardView::Open { ref number, .. } if number == "2026/000412")
    );
}

#[test]
fn a_session_that_ends_keeps_what_the_same_operator_typed() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.write(Field::Phone, "031 1");
    room.pass(2);
    let save = room.asks();
    room.refuse(save, "session-ended");
    assert_eq!(room.desk.stage(), Stage::SignIn);
    let entry = room.desk.view().entry;
    assert_eq!((entry.operator.as_str(), entry.again), ("Giulia R.", true));
    room.pass(5);
    assert!(room.asked.is_empty());
    room.act(Action::SignIn(Pin("123456".into())));
    assert_eq!(room.desk.stage(), Stage::Work);
    assert_eq!(room.person().0.phone, "031 1");
    room.pass(2);
    assert!(matches!(room.asks(), Request::UpdateCitizen { .. }));
}

#[test]
fn a_session_that_ended_unasked_is_told_at_once_and_keeps_what_was_typed() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.write(Field::Phone, "031 1");
    room.told(Update::SessionEnded);
    assert_eq!(room.desk.stage(), Stage::SignIn);
    let entry = room.desk.view().entry;
    assert_eq!((entry.operator.as_str(), entry.again), ("Giulia R.", true));
    room.act(Action::SignIn(Pin("123456".into())));
    assert_eq!(room.person().0.phone, "031 1");
}

#[test]
fn another_operator_sees_nothing_of_the_session_before() {
    let mut room = Room::with(scene::morning());
    room.act(Action::OpenCitizenFile(scene::citizen_id()));
    assert!(matches!(room.desk.view().card.person, PersonView::Record { .. }));
    room.refuse(Request::Statistics("2026-04-21".parse().unwrap()), "session-ended");
    room.act(Action::BackToOperators);
    room.act(Action::ChooseOperator("anna".parse().unwrap()));
    room.act(Action::SignIn(Pin("654321".into())));
    assert_eq!(room.desk.stage(), Stage::Counter);
    assert_eq!(room.desk.view().card.person, PersonView::Nobody);
}
