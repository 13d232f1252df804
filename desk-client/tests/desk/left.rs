//! What was typed and the hub does not take is kept and told, also when the case was left.

use crate::{Room, scene};
use turno_desk::model::port::{Failure, Reply, Request, Update};
use turno_desk::model::view::{PersonView, PracticeCardView};
use turno_desk::model::{Action, Field, SaveState};
use turno_domain::ticket::TicketState;
use turno_protocol::casework::{CitizenFields, CitizenView, PracticeView};
use turno_protocol::ticket::TicketView;

fn finished() -> TicketView {
    TicketView { state: TicketState::Finished, ..scene::serving("A042", "09:42", "09:57", "09:58") }
}

/// A need was written, the visit ended, the practice is on its way.
fn left_with_a_need() -> (Room, Request) {
    let mut room = Room::with(scene::morning_with_a042());
    room.write(Field::Need, "Deve vedere i referti");
    room.act(Action::Finish);
    let open = room.asks();
    assert!(matches!(open, Request::OpenPractice { .. }));
    let finish = room.asks();
    room.answer(finish, Reply::Ticket(Box::new(finished())));
    (room, open)
}

#[test]
fn a_practice_refused_after_it_was_left_is_kept_and_told() {
    let (mut room, open) = left_with_a_need();
    room.refuse(open, "unknown-service");
    let frame = room.desk.view().frame;
    assert_eq!(
        (frame.left_behind, frame.left_refused, frame.notice.name.as_str()),
        (0, 1, "unknown-service")
    );
    // The same again would get the same answer.
    room.pass(5);
    assert!(room.asked.is_empty());
    room.act(Action::TakeBack);
    assert_eq!(room.desk.view().frame.left_refused, 0);
    let PracticeCardView::New { need, .. } = room.desk.view().card.practice else { panic!() };
    assert_eq!(need, "Deve vedere i referti");
    // Under a key of its own, and still of the visit of A042.
    room.act(Action::OpenPractice);
    let Request::OpenPractice { request, .. } = room.asks() else { panic!() };
    assert_eq!(
        (request.ticket, request.need.as_str()),
        (Some(scene::ticket_id("A042")), "Deve vedere i referti")
    );
}

#[test]
fn with_somebody_in_hand_nothing_is_taken_back() {
    let (mut room, open) = left_with_a_need();
    room.refuse(open, "unknown-service");
    room.event(scene::called("B018", "09:44", "10:01"));
    room.act(Action::TakeBack);
    let frame = room.desk.view().frame;
    assert_eq!((frame.left_refused, frame.notice.name.as_str()), (1, "ticket-in-hand"));
}

#[test]
fn a_session_that_ends_meanwhile_only_delays_it() {
    let (mut room, open) = left_with_a_need();
    let Request::OpenPractice { key, .. } = &open else { panic!() };
    let key = key.clone();
    room.refuse(open, "session-ended");
    assert_eq!(room.desk.view().frame.left_refused, 0);
    assert_eq!(waiting(&room), [("Giulia R.".to_owned(), 1)]);
    room.act(Action::SignIn(turno_desk::model::port::Pin("123456".into())));
    room.pass(1);
    assert!(matches!(room.asks(), Request::OpenPractice { key: same, .. } if same == key));
}

#[test]
fn a_hub_that_fails_only_delays_a_practice_that_was_left() {
    let (mut room, open) = left_with_a_need();
    let Request::OpenPractice { key, .. } = &open else { panic!() };
    let key = key.clone();
    room.storage_is_full(open);
    let frame = room.desk.view().frame;
    assert_eq!((frame.left_behind, frame.left_refused), (1, 0));
    room.pass(1);
    assert!(matches!(room.asks(), Request::OpenPractice { key: same, .. } if same == key));
}

#[test]
fn a_hub_that_fails_is_sent_again_what_was_typed() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.write(Field::Phone, "031 1");
    room.pass(2);
    let save = room.asks();
    assert!(matches!(save, Request::UpdateCitizen { .. }));
    room.storage_is_full(save);
    assert_eq!(room.person().1, SaveState::Waiting);
    room.pass(2);
    assert!(matches!(room.asks(), Request::UpdateCitizen { .. }));
}

#[test]
fn more_that_was_typed_while_the_practice_was_opened_is_stored_after_it() {
    let mut room = Room::with(scene::morning_with_a042());
    room.write(Field::Need, "Lo SPID");
    room.act(Action::OpenPractice);
    let Request::OpenPractice { key, request } = room.asks() else { panic!() };
    room.write(Field::Need, "Lo SPID e i referti");
    room.event(finished());
    assert_eq!(room.desk.view().frame.left_behind, 1);
    // Its answer is lost: the same key again brings the same words, or the hub would take it for another request.
    room.fail(Request::OpenPractice { key: key.clone(), request }, Failure::Away);
    room.pass(1);
    let again = room.asks();
    let Request::OpenPractice { key: same, request } = &again else { panic!() };
    assert_eq!((same, request.need.as_str()), (&key, "Lo SPID"));
    let opened = PracticeView { need: "Lo SPID".into(), notes: Vec::new(), ..scene::practice_412() };
    room.answer(again, Reply::Practice(Box::new(opened)));
    room.pass(1);
    let Request::UpdatePractice { update, .. } = room.asks() else { panic!("lost") };
    assert_eq!(update.need, "Lo SPID e i referti");
}

#[test]
fn a_practice_on_the_desk_is_asked_for_again_in_the_same_words() {
    let mut room = Room::with(scene::morning_with_a042());
    room.write(Field::Need, "Lo SPID");
    room.act(Action::OpenPractice);
    let first = room.asks();
    room.fail(first, Failure::Away);
    room.write(Field::Need, "I referti");
    room.act(Action::OpenPractice);
    let again = room.asks();
    let Request::OpenPractice { request, .. } = &again else { panic!() };
    assert_eq!(request.need, "Lo SPID");
    // Refused for good the words are free again.
    room.refuse(again, "unknown-service");
    room.act(Action::OpenPractice);
    let Request::OpenPractice { request, .. } = room.asks() else { panic!() };
    assert_eq!(request.need, "I referti");
}

#[test]
fn a_record_refused_after_it_was_left_comes_back_as_it_was_typed() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.write(Field::Phone, "031 1");
    room.event(finished());
    let save = room.asks();
    assert!(matches!(save, Request::UpdateCitizen { .. }));
    room.refuse(save, "out-of-range");
    let frame = room.desk.view().frame;
    assert_eq!((frame.left_behind, frame.left_refused), (0, 1));
    room.act(Action::TakeBack);
    let PersonView::Record { fields, save, .. } = room.desk.view().card.person else { panic!() };
    assert_eq!((fields.phone.as_str(), save), ("031 1", SaveState::Refused));
    room.write(Field::Phone, "031 2");
    room.pass(2);
    let Request::UpdateCitizen { update, .. } = room.asks() else { panic!() };
    assert_eq!(update.fields.phone, "031 2");
}

/// Maria's code is half typed, and all else of her is stored.
fn with_half_a_code() -> Room {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.write(Field::Phone, "031 1");
    room.write(Field::Code, "BNCMTR46");
    room.pass(2);
    let save = room.asks();
    let Request::UpdateCitizen { update, .. } = &save else { panic!("{save:?}") };
    assert_eq!(update.fields.identity, scene::maria().fields.identity, "half a code is not stored");
    let stored = CitizenView { revision: 5, fields: update.fields.clone(), ..scene::maria() };
    room.answer(save, Reply::Citizen(Box::new(stored)));
    room
}

fn left_out(room: &Room) -> bool {
    matches!(room.desk.view().card.person, PersonView::Record { left_out: true, .. })
}

#[test]
fn what_was_not_saved_with_the_rest_is_said() {
    let mut room = with_half_a_code();
    assert_eq!((room.person().1, left_out(&room)), (SaveState::Saved, true));
    room.write(Field::Code, "BNCMTR46D");
    assert!(!left_out(&room), "whoever is typing is not told off");
    room.write(Field::Code, "BNCMTR46D52C933W");
    room.pass(2);
    assert_eq!((room.person().1, left_out(&room)), (SaveState::Saved, false));
    // The same of a date that the calendar does not have.
    room.write(Field::Birth, "31/2/1946");
    room.pass(2);
    assert_eq!((room.person().1, left_out(&room)), (SaveState::Saved, true));
    // And with the hub away.
    room.told(Update::Lost);
    room.write(Field::Phone, "031 2");
    assert_eq!((room.person().1, left_out(&room)), (SaveState::Waiting, true));
}

#[test]
fn half_a_code_is_kept_when_its_case_is_left() {
    let mut room = with_half_a_code();
    room.event(finished());
    assert!(!room.desk.view().hand.busy);
    let frame = room.desk.view().frame;
    assert_eq!((frame.left_behind, frame.left_refused), (0, 1));
    room.pass(30);
    assert!(room.asked.is_empty(), "there is nothing to send");
    room.act(Action::TakeBack);
    let (fields, save) = room.person();
    assert_eq!((fields.code.as_str(), fields.phone.as_str(), save), ("BNCMTR46", "031 1", SaveState::Saved));
    assert!(left_out(&room));
    room.write(Field::Code, "BNCMTR46D52C933W");
    room.pass(2);
    room.act(Action::Finish);
    assert_eq!(room.desk.view().frame.left_refused, 0);
}

#[test]
fn half_a_code_is_in_its_field_when_the_person_comes_again() {
    let mut room = with_half_a_code();
    room.act(Action::ChangeCitizen);
    assert_eq!(room.desk.view().frame.left_refused, 1);
    room.choose_maria();
    assert_eq!(room.person().0.code, "BNCMTR46");
    assert_eq!(room.desk.view().frame.left_refused, 0);
    // A colleague's change renews all the rest.
    let fields = CitizenFields { phone: "031 9".to_owned(), ..scene::maria().fields };
    let theirs = CitizenView { revision: 9, fields, ..scene::maria() };
    room.answer(Request::Citizen(scene::citizen_id()), Reply::Citizen(Box::new(theirs)));
    let (fields, _) = room.person();
    assert_eq!((fields.code.as_str(), fields.phone.as_str()), ("BNCMTR46", "031 9"));
}

#[test]
fn a_note_refused_after_its_case_was_left_is_not_sent_round_and_round() {
    let mut room = Room::with(scene::morning_with_a042());
    room.open_412();
    room.write(Field::Note, "Torna con il cellulare.");
    room.event(finished());
    let note = room.asks();
    assert!(matches!(note, Request::AddNote { .. }));
    room.refuse(note, "practice-ended");
    room.pass(5);
    assert!(room.asked.is_empty());
    assert_eq!(room.desk.view().frame.left_refused, 1);
    room.act(Action::TakeBack);
    let PracticeCardView::Open { note, save, .. } = room.desk.view().card.practice else { panic!() };
    assert_eq!((note.as_str(), save), ("Torna con il cellulare.", SaveState::Saved));
}

#[test]
fn going_on_with_another_practice_loses_no_word() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    let story = Reply::Story(Vec::new(), vec![scene::practice_98("open")]);
    room.answer(Request::Story(scene::citizen_id()), story);
    room.write(Field::Need, "Ancora il medico");
    room.act(Action::Continue(scene::practice_id(98)));
    let asked = room.asks();
    room.answer(asked, Reply::Practice(Box::new(scene::practice_98("open"))));
    let PracticeCardView::Open { note, .. } = room.desk.view().card.practice else { panic!() };
    assert_eq!(note, "Ancora il medico");
}

/// Whose drafts wait for their operators, and how many.
fn waiting(room: &Room) -> Vec<(String, usize)> {
    let others = room.desk.view().frame.left_of_others;
    others.into_iter().map(|left| (left.operator, left.drafts)).collect()
}

fn sign_in(room: &mut Room, operator: &str) {
    room.act(Action::ChooseOperator(operator.parse().unwrap()));
    room.act(Action::SignIn(turno_desk::model::port::Pin("654321".into())));
}

#[test]
fn what_one_operator_typed_is_stored_in_their_session_and_no_other() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.told(Update::Lost);
    room.write(Field::Phone, "031 1");
    room.told(Update::Back);
    let save = room.asks();
    room.refuse(save, "session-ended");
    room.act(Action::BackToOperators);
    sign_in(&mut room, "anna");
    room.pass(5);
    assert_eq!(room.desk.view().card.person, PersonView::Nobody);
    assert!(room.asked.is_empty(), "sent as Anna's: {:?}", room.asked);
    let frame = room.desk.view().frame;
    assert_eq!((frame.left_behind, frame.left_refused), (0, 0));
    assert_eq!(waiting(&room), [("Giulia R.".to_owned(), 1)]);
    room.act(Action::SignOut);
    sign_in(&mut room, "giulia");
    room.pass(1);
    assert_eq!(waiting(&room), []);
    let Request::UpdateCitizen { update, .. } = room.asks() else { panic!("lost") };
    assert_eq!(update.fields.phone, "031 1");
}

#[test]
fn a_practice_whose_answer_was_lost_is_asked_for_again_by_who_wrote_it() {
    let (mut room, open) = left_with_a_need();
    let Request::OpenPractice { key, .. } = &open else { panic!() };
    let key = key.clone();
    room.fail(open, Failure::Away);
    room.told(Update::Lost);
    room.act(Action::SignOut);
    room.told(Update::Back);
    assert_eq!(waiting(&room), [("Giulia R.".to_owned(), 1)]);
    sign_in(&mut room, "anna");
    room.pass(5);
    assert!(room.asked.is_empty(), "sent as Anna's: {:?}", room.asked);
    room.act(Action::SignOut);
    sign_in(&mut room, "giulia");
    room.pass(1);
    assert!(matches!(room.asks(), Request::OpenPractice { key: same, .. } if same == key));
    assert_eq!((room.desk.view().frame.left_behind, waiting(&room)), (1, vec![]));
}

#[test]
fn two_versions_of_a_record_are_brought_together_by_who_wrote_one_of_them() {
    use turno_desk::model::port::Input;
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.write(Field::Phone, "031 1");
    room.event(finished());
    let save = room.asks();
    let stale = Failure::Refused(Box::new(turno_protocol::problem::Problem::new(409, "stale", "")));
    // The colleague's version does not come any more in this session.
    room.desk.handle(room.now, Input::Answer(save, Err(stale)));
    room.act(Action::SignOut);
    sign_in(&mut room, "anna");
    room.pass(5);
    assert!(room.asked.is_empty(), "sent as Anna's: {:?}", room.asked);
    room.act(Action::SignOut);
    sign_in(&mut room, "giulia");
    let Request::UpdateCitizen { update, .. } = room.asks() else { panic!("not asked for again") };
    assert_eq!(update.fields.phone, "031 1");
}

#[test]
fn when_a_field_goes_the_window_takes_the_keys_again() {
    let mut room = Room::with(scene::morning_with_a042());
    room.open_412();
    room.write(Field::Note, "Ha il documento.");
    let before = room.desk.view().frame.home;
    room.act(Action::Conclude);
    let asked: Vec<Request> = std::mem::take(&mut room.asked);
    assert_eq!(room.desk.view().frame.home, before, "the note's field is still there");
    for request in asked {
        let state = if matches!(request, Request::Once { .. }) { "concluded" } else { "open" };
        let practice = PracticeView { state: state.into(), ..scene::practice_412() };
        room.answer(request, Reply::Practice(Box::new(practice)));
    }
    let ended = room.desk.view().frame.home;
    assert!(ended > before, "no key would work until a click");
    room.act(Action::AskService);
    let asked = room.desk.view().frame.home;
    assert!(asked > ended);
    room.act(Action::Cancel);
    assert!(room.desk.view().frame.home > asked);
}
