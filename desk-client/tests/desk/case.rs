//! Person and practice: what is typed is stored once, and two versions come together.

use crate::{Room, scene};
use turno_desk::model::person::ResidenceKind;
use turno_desk::model::port::{Command, Failure, Input, Reply, Request, Update};
use turno_desk::model::view::PracticeCardView;
use turno_desk::model::{Action, Effect, Field, Key, SaveState};
use turno_domain::casework::Residence;
use turno_domain::ticket::TicketState;
use turno_protocol::casework::{CitizenFields, CitizenView, PracticeView};
use turno_protocol::event::CaseworkEventData;
use turno_protocol::problem::Problem;
use turno_protocol::ticket::TicketView;

#[test]
fn what_is_typed_while_the_hub_is_away_stays_and_is_stored_when_it_is_back() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.told(Update::Lost);
    room.write(Field::Phone, "031 555 0199");
    room.pass(60);
    assert!(room.asked.is_empty());
    assert_eq!(room.person().1, SaveState::Waiting);
    assert!(!room.desk.view().queue.may_call);
    room.act(Action::CallNext);
    assert!(room.asked.is_empty());
    assert_eq!(room.desk.view().frame.notice.name, "away");
    assert_eq!(room.person().0.phone, "031 555 0199");
    room.told(Update::Back);
    let Request::UpdateCitizen { update, .. } = room.asks() else { panic!("not stored") };
    assert_eq!((update.revision, update.fields.phone.as_str()), (4, "031 555 0199"));
    assert_eq!(room.desk.view().frame.notice.name, "");
}

#[test]
fn a_new_record_whose_answer_was_lost_is_made_once() {
    let mut room = Room::with(scene::morning_with_a042());
    room.write(Field::Query, "verdi anna");
    room.act(Action::NewCitizen);
    room.pass(2);
    let first = room.asks();
    let Request::CreateCitizen { key, fields } = &first else { panic!("{first:?}") };
    let (key, made) = (key.clone(), fields.clone());
    assert_eq!((made.family_name.as_str(), made.given_names.as_str()), ("Verdi", "Anna"));
    room.fail(first, Failure::Away);
    room.write(Field::Phone, "347 1");
    room.pass(2);
    let again = room.asks();
    // With another body the hub would take the key for another request's.
    assert!(
        matches!(&again, Request::CreateCitizen { key: same, fields } if *same == key && *fields == made)
    );
    // The hub had made it the first time: what was typed since follows as a change.
    let stored = CitizenView {
        id: scene::citizen_id(),
        revision: 1,
        created_at: scene::at("10:01").into(),
        fields: made,
        merged_into: None,
        warnings: Vec::new(),
        notices: Vec::new(),
        consents: Vec::new(),
    };
    room.answer(again, Reply::Citizen(Box::new(stored)));
    room.pass(2);
    let Request::UpdateCitizen { update, .. } = room.asks() else { panic!("not stored") };
    assert_eq!((update.revision, update.fields.phone.as_str()), (1, "347 1"));
}

#[test]
fn a_practice_of_a_new_person_waits_for_their_record() {
    let mut room = Room::with(scene::morning_with_a042());
    room.write(Field::Query, "verdi anna");
    room.act(Action::NewCitizen);
    room.write(Field::Need, "Lo SPID");
    room.act(Action::OpenPractice);
    let create = room.asks();
    assert!(matches!(create, Request::CreateCitizen { .. }) && room.asked.is_empty());
    room.answer(create, Reply::Citizen(Box::new(scene::maria())));
    let open = loop {
        match room.asks() {
            Request::OpenPractice { request, .. } => break request,
            Request::UpdateCitizen { .. } => {}
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((open.citizen, open.need.as_str()), (Some(scene::citizen_id()), "Lo SPID"));
    assert_eq!(open.ticket, Some(scene::ticket_id("A042")));
}

#[test]
fn two_versions_are_brought_together_and_only_what_both_changed_is_asked() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.write(Field::Phone, "031 1");
    room.pass(2);
    let save = room.asks();
    room.refuse(save, "stale");
    // The scene's record has come: only this desk had changed the phone, so it goes again by itself.
    let Request::UpdateCitizen { update, .. } = room.asks() else { panic!("not joined") };
    assert_eq!(update.fields.phone, "031 1");
    assert_eq!(room.desk.view().dialog.kind, "");

    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.write(Field::Phone, "031 1");
    room.write(Field::Given, "Maria T.");
    room.pass(2);
    let save = room.asks();
    let theirs = CitizenFields {
        phone: "031 2".to_owned(),
        residence: Residence::Municipality("Turate (CO)".to_owned()),
        ..scene::maria().fields
    };
    let theirs = CitizenView { revision: 5, fields: theirs, ..scene::maria() };
    // Not through the scene, whose record is the old one.
    let problem = Box::new(Problem::new(409, "stale", ""));
    let todo = room.desk.handle(room.now, Input::Answer(save, Err(Failure::Refused(problem))));
    assert!(matches!(todo.as_slice(), [Effect::Ask(Request::Citizen(_)), Effect::KeepDrafts(_)]));
    room.answer(Request::Citizen(scene::citizen_id()), Reply::Citizen(Box::new(theirs)));
    let dialog = room.desk.view().dialog;
    assert_eq!(dialog.kind, "conflict");
    let shown: Vec<&str> = dialog.conflict.rows.iter().map(|row| row.field).collect();
    assert_eq!(shown, ["phone"]);
    // No key puts the question away.
    room.act(Action::Cancel);
    assert_eq!(room.desk.view().dialog.kind, "conflict");
    room.act(Action::TakeTheirs);
    let Request::UpdateCitizen { update, .. } = room.asks() else { panic!("not stored") };
    assert_eq!(update.revision, 5);
    assert_eq!((update.fields.phone.as_str(), update.fields.given_names.as_str()), ("031 2", "Maria T."));
    assert_eq!(update.fields.residence, Residence::Municipality("Turate (CO)".to_owned()));
}

#[test]
fn calling_the_next_stores_what_was_typed_for_the_one_before() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.open_412();
    room.write(Field::Phone, "031 1");
    room.write(Field::Note, "Torna con il cellulare.");
    room.act(Action::CallNext);
    let asked: Vec<Request> = std::mem::take(&mut room.asked);
    assert!(
        matches!(&asked[0], Request::AddNote { text, .. } if text == "Torna con il cellulare."),
        "{asked:?}"
    );
    assert!(matches!(asked[1], Request::UpdateCitizen { .. }), "{asked:?}");
    assert!(matches!(asked.last(), Some(Request::Once { command: Command::CallNext(_), .. })));
    // Perhaps nobody waits: until the hub has called somebody the case stays.
    assert_eq!(room.person().0.phone, "031 1");
    for request in asked {
        match request {
            Request::UpdateCitizen { .. } => room.fail(request, Failure::Away),
            Request::AddNote { .. } => {
                room.answer(request, Reply::Practice(Box::new(scene::practice_412())));
            }
            other => room.answer(other, scene::called_answer(scene::called("B018", "09:44", "10:01"))),
        }
    }
    assert_eq!(room.desk.view().frame.left_behind, 1);
    // It is tried again until the hub has it.
    room.pass(1);
    let again =
        room.asked.iter().position(|request| matches!(request, Request::UpdateCitizen { .. })).unwrap();
    let again = room.asked.remove(again);
    room.answer(again, Reply::Citizen(Box::new(scene::maria())));
    assert_eq!(room.desk.view().frame.left_behind, 0);
}

#[test]
fn a_need_written_down_becomes_a_practice_when_the_visit_ends() {
    let mut room = Room::with(scene::morning_with_a042());
    room.write(Field::Need, "Deve vedere i referti");
    room.act(Action::Finish);
    let Request::OpenPractice { request, key } = room.asks() else { panic!("lost") };
    let finish = room.asks();
    let ended =
        TicketView { state: TicketState::Finished, ..scene::serving("A042", "09:42", "09:57", "09:58") };
    room.answer(finish, Reply::Ticket(Box::new(ended)));
    assert_eq!(
        (request.need.as_str(), request.ticket),
        ("Deve vedere i referti", Some(scene::ticket_id("A042")))
    );
    assert_eq!(room.desk.view().frame.left_behind, 1);
    room.fail(Request::OpenPractice { key: key.clone(), request }, Failure::Away);
    room.pass(1);
    let again = room.asks();
    assert!(matches!(&again, Request::OpenPractice { key: same, .. } if *same == key));
    let opened = PracticeView { need: "Deve vedere i referti".into(), ..scene::practice_412() };
    room.answer(again, Reply::Practice(Box::new(opened)));
    assert_eq!(room.desk.view().frame.left_behind, 0);
}

#[test]
fn a_colleagues_change_is_seen_where_nobody_types() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    let change = |entity: &str, id: String| {
        Update::Casework(CaseworkEventData {
            at: scene::now().into(),
            operator: None,
            entity: entity.into(),
            id,
            ticket: None,
            citizens: Vec::new(),
            practices: Vec::new(),
        })
    };
    let todo = room.desk.handle(room.now, Input::Hub(change("citizen", scene::citizen_id().to_string())));
    assert!(matches!(todo.as_slice(), [Effect::Ask(Request::Citizen(_))]));
    let newer = |revision, phone: &str| {
        let fields = CitizenFields { phone: phone.to_owned(), ..scene::maria().fields };
        Reply::Citizen(Box::new(CitizenView { revision, fields, ..scene::maria() }))
    };
    room.answer(Request::Citizen(scene::citizen_id()), newer(5, "031 2"));
    assert_eq!(room.person().0.phone, "031 2");
    // Where somebody types, what they typed stays.
    room.write(Field::Phone, "031 3");
    room.answer(Request::Citizen(scene::citizen_id()), newer(6, "031 4"));
    assert_eq!(room.person().0.phone, "031 3");
    // Nobody else's record is asked for.
    let todo = room.desk.handle(room.now, Input::Hub(change("citizen", "someone".into())));
    assert!(todo.is_empty());
    // A visit is known by whom it is about.
    let visit = |citizens| match change("visit", "a-visit".into()) {
        Update::Casework(data) => Update::Casework(CaseworkEventData { citizens, ..data }),
        other => other,
    };
    let todo = room.desk.handle(room.now, Input::Hub(visit(vec![scene::citizen_id()])));
    assert!(matches!(todo.as_slice(), [Effect::Ask(Request::Story(_))]));
    assert!(room.desk.handle(room.now, Input::Hub(visit(Vec::new()))).is_empty());
}

#[test]
fn a_persons_open_practice_is_proposed_first() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.answer(
        Request::Story(scene::citizen_id()),
        Reply::Story(vec![scene::february_visit()], vec![scene::practice_98("open")]),
    );
    let view = room.desk.view();
    let PracticeCardView::New { offers, .. } = &view.card.practice else { panic!() };
    assert_eq!(offers[0].number, "2026/000098");
    assert_eq!(view.card.known_since.map(|since| (since.day, since.month)), Some((20, 2)));
    assert!(matches!(room.desk.key(Key::Alt('c')), Some(Action::Continue(_))));
    room.act(Action::Continue(scene::practice_id(98)));
    let asked = room.asks();
    room.answer(asked, Reply::Practice(Box::new(scene::practice_98("open"))));
    assert!(
        matches!(room.desk.view().card.practice, PracticeCardView::Open { ref number, .. } if number == "2026/000098")
    );
}

#[test]
fn where_somebody_lives_is_asked_with_what_stands_marked() {
    let mut room = Room::with(scene::morning_with_a042());
    room.act(Action::AskResidence);
    assert_eq!(room.desk.view().dialog.kind, "", "there is no record yet");
    room.choose_maria();
    room.act(Action::AskResidence);
    let dialog = room.desk.view().dialog;
    let chosen: Vec<&str> =
        dialog.first.iter().filter(|row| row.chosen).map(|row| row.key.as_str()).collect();
    assert_eq!((dialog.kind, chosen), ("residence", vec!["municipality"]));
    room.act(Action::ChooseResidence(ResidenceKind::NoFixedAbode));
    assert_eq!(room.desk.view().dialog.kind, "");
    room.pass(2);
    let Request::UpdateCitizen { update, .. } = room.asks() else { panic!("not stored") };
    assert_eq!(update.fields.residence, Residence::NoFixedAbode);
}

#[test]
fn one_visit_has_several_practices_and_people() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.open_412();
    room.write(Field::Note, "Torna con il cellulare.");
    let another = room.desk.key(Key::Alt('l')).unwrap();
    room.act(another);
    // What was typed into the first one is stored, and the person stays.
    assert!(matches!(room.asks(), Request::AddNote { text, .. } if text == "Torna con il cellulare."));
    assert!(matches!(room.desk.view().card.practice, PracticeCardView::New { .. }));
    assert_eq!(room.person().0.family, "Bianchi");
    // The second is for her husband.
    room.act(Action::ChangeCitizen);
    room.write(Field::Query, "bianchi");
    let marco = scene::others()[0].id;
    room.act(Action::ChooseCitizen(marco));
    room.write(Field::Need, "La tessera sanitaria");
    room.act(Action::OpenPractice);
    let asked = room.asks();
    let Request::OpenPractice { request, .. } = &asked else { panic!("{asked:?}") };
    assert_eq!((request.citizen, request.ticket), (Some(marco), Some(scene::ticket_id("A042"))));
    assert!(room.desk.key(Key::Alt('l')).is_none(), "a new one is on the desk already");
}
