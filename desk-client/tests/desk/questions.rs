//! Questions stay open, with what was typed, until the hub has done what they ask for.

use crate::{Room, scene};
use turno_desk::model::port::{Command, Failure, Handover, Pin, Reply, Request, Update};
use turno_desk::model::{Action, Field, Stage};
use turno_domain::ticket::TicketState;
use turno_protocol::casework::PracticeView;
use turno_protocol::counter::CounterStatusView;
use turno_protocol::problem::Problem;
use turno_protocol::ticket::TicketView;

fn transferring() -> Room {
    let mut room = Room::with(scene::morning_with_a042());
    room.act(Action::AskTransfer);
    room.act(Action::TransferTo(Handover::Service("salute".parse().unwrap())));
    room.write(Field::Dialog, "Ha già la tessera.");
    room
}

#[test]
fn a_transfer_stays_open_until_the_hub_has_done_it() {
    let mut room = transferring();
    room.act(Action::Confirm);
    room.act(Action::Confirm);
    let asked = room.asks();
    assert!(room.asked.is_empty(), "not asked twice");
    let dialog = room.desk.view().dialog;
    assert!(dialog.kind == "transfer" && dialog.waiting && dialog.text == "Ha già la tessera.");
    // While the hub is asked nobody puts it away: it may be done already.
    room.act(Action::Cancel);
    assert_eq!(room.desk.view().dialog.kind, "transfer");
    let gone = TicketView {
        state: TicketState::Waiting,
        service: "salute".parse().unwrap(),
        counter: None,
        ..scene::waiting("A042", "09:42")
    };
    room.answer(asked, Reply::Ticket(Box::new(gone)));
    assert_eq!(room.desk.view().dialog.kind, "");
    assert_eq!(room.desk.view().hand.ticket, None);
}

#[test]
fn a_refusal_is_told_in_the_question_and_what_was_typed_stays() {
    let mut room = transferring();
    room.act(Action::Confirm);
    let asked = room.asks();
    room.refuse(asked, "may-not-serve");
    let view = room.desk.view();
    assert_eq!((view.dialog.kind, view.dialog.notice.name.as_str()), ("transfer", "may-not-serve"));
    assert_eq!((view.dialog.text.as_str(), view.dialog.waiting), ("Ha già la tessera.", false));
    assert_eq!(view.frame.notice.name, "", "told once");
    // Asked again nothing is told until there is an answer; put away it is forgotten.
    room.act(Action::Confirm);
    assert_eq!(room.desk.view().dialog.notice.name, "");
    let asked = room.asks();
    room.refuse(asked, "may-not-serve");
    room.act(Action::Cancel);
    room.act(Action::AskTransfer);
    let dialog = room.desk.view().dialog;
    assert_eq!((dialog.notice.name.as_str(), dialog.text.as_str()), ("", ""));
}

#[test]
fn with_the_hub_away_what_was_typed_stays() {
    let mut room = transferring();
    room.told(Update::Lost);
    room.act(Action::Confirm);
    assert!(room.asked.is_empty());
    let dialog = room.desk.view().dialog;
    assert_eq!((dialog.kind, dialog.text.as_str()), ("transfer", "Ha già la tessera."));
    assert_eq!((dialog.notice.name.as_str(), dialog.waiting), ("away", false));
    room.told(Update::Back);
    assert_eq!(room.desk.view().dialog.notice.name, "");
    room.act(Action::Confirm);
    let asked = room.asks();
    assert!(
        matches!(&asked, Request::Once { command: Command::Transfer { note, .. }, .. } if note == "Ha già la tessera.")
    );
    room.fail(asked, Failure::Away);
    let dialog = room.desk.view().dialog;
    assert_eq!((dialog.text.as_str(), dialog.notice.name.as_str()), ("Ha già la tessera.", "away"));
}

#[test]
fn a_session_that_ends_in_a_question_keeps_it_for_the_same_operator() {
    let mut room = transferring();
    room.act(Action::Confirm);
    let asked = room.asks();
    room.refuse(asked, "session-ended");
    assert_eq!(room.desk.stage(), Stage::SignIn);
    room.act(Action::SignIn(Pin("123456".into())));
    let dialog = room.desk.view().dialog;
    assert_eq!((dialog.kind, dialog.text.as_str()), ("transfer", "Ha già la tessera."));
}

#[test]
fn another_operator_does_not_see_the_question_of_the_one_before() {
    let mut room = transferring();
    room.refuse(Request::Statistics("2026-04-21".parse().unwrap()), "session-ended");
    room.act(Action::BackToOperators);
    room.act(Action::ChooseOperator("anna".parse().unwrap()));
    room.act(Action::SignIn(Pin("654321".into())));
    assert_eq!(room.desk.view().dialog.kind, "");
}

#[test]
fn a_question_about_somebody_who_is_gone_is_gone_too() {
    let mut room = transferring();
    room.event(TicketView {
        state: TicketState::Finished,
        ..scene::serving("A042", "09:42", "09:57", "09:58")
    });
    assert_eq!(room.desk.view().dialog.kind, "");
}

#[test]
fn a_reason_for_parking_that_was_refused_can_be_given_again() {
    let mut room = Room::with(scene::morning_with_a042());
    room.act(Action::AskPark);
    room.act(Action::Park("document"));
    let asked = room.asks();
    assert!(room.desk.view().dialog.waiting);
    room.refuse(asked, "wrong-state");
    let dialog = room.desk.view().dialog;
    assert_eq!((dialog.kind, dialog.notice.name.as_str()), ("park", "wrong-state"));
    room.write(Field::Dialog, " Torna alle 11 ");
    room.act(Action::Confirm);
    let asked = room.asks();
    assert!(
        matches!(&asked, Request::Once { command: Command::Park { reason, .. }, .. } if reason == "Torna alle 11")
    );
    let parked =
        TicketView { state: TicketState::Parked, ..scene::serving("A042", "09:42", "09:57", "09:58") };
    room.answer(asked, Reply::Ticket(Box::new(parked)));
    let view = room.desk.view();
    assert_eq!((view.dialog.kind, view.queue.parked.len()), ("", 1));
}

#[test]
fn another_reason_is_asked_for_in_words_before_the_practice_ends() {
    let mut room = Room::with(scene::morning_with_a042());
    room.open_412();
    room.act(Action::AskUnresolved);
    room.act(Action::Confirm);
    assert!(room.asked.is_empty() && !room.desk.view().dialog.ready, "there are no words yet");
    room.write(Field::Dialog, " L’ente ha cambiato le regole ");
    room.act(Action::Confirm);
    let asked = room.asks();
    let Request::Once { command: Command::Unresolved { reason, words, .. }, .. } = &asked else {
        panic!("{asked:?}")
    };
    let other = turno_domain::casework::UnresolvedReason::Other;
    assert_eq!((*reason, words.as_str()), (other, "L’ente ha cambiato le regole"));
    // Until the hub has both, the words are here.
    room.fail(asked, Failure::Away);
    let dialog = room.desk.view().dialog;
    assert_eq!((dialog.kind, dialog.notice.name.as_str()), ("unresolved", "away"));
    assert_eq!(dialog.text, " L’ente ha cambiato le regole ");
    room.act(Action::Confirm);
    let asked = room.asks();
    let ended = turno_protocol::casework::PracticeView {
        state: "unresolved".into(),
        reason: Some(other),
        ..scene::practice_412()
    };
    room.answer(asked, Reply::Practice(Box::new(ended)));
    assert_eq!(room.desk.view().dialog.kind, "");
}

#[test]
fn closing_the_counter_waits_for_the_hub() {
    let mut room = Room::with(scene::morning());
    room.act(Action::AskCounter);
    room.act(Action::CloseCounter);
    let asked = room.asks();
    assert_eq!((room.desk.view().dialog.kind, room.desk.stage()), ("counter", Stage::Work));
    let mut closed = scene::counter("3", None);
    closed.status = CounterStatusView::Closed;
    room.answer(asked, Reply::Counter(Box::new(closed)));
    assert_eq!((room.desk.view().dialog.kind, room.desk.stage()), ("", Stage::Counter));
}

#[test]
fn two_versions_are_asked_about_once_the_open_question_is_answered() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.write(Field::Phone, "031 1");
    room.pass(2);
    let save = room.asks();
    room.act(Action::AskTransfer);
    room.write(Field::Dialog, "Una nota lunga");
    let problem = Box::new(Problem::new(409, "stale", ""));
    let refused = turno_desk::model::port::Input::Answer(save, Err(Failure::Refused(problem)));
    room.desk.handle(room.now, refused);
    let theirs = |revision, phone: &str| {
        let fields =
            turno_protocol::casework::CitizenFields { phone: phone.to_owned(), ..scene::maria().fields };
        Reply::Citizen(Box::new(turno_protocol::casework::CitizenView { revision, fields, ..scene::maria() }))
    };
    for (revision, phone) in [(5, "031 2"), (6, "031 3")] {
        room.answer(Request::Citizen(scene::citizen_id()), theirs(revision, phone));
        assert_eq!(room.desk.view().dialog.text, "Una nota lunga", "what is being typed is not taken away");
    }
    room.act(Action::Cancel);
    let dialog = room.desk.view().dialog;
    assert_eq!((dialog.kind, dialog.conflict.rows[0].theirs.as_str()), ("conflict", "031 3"));
    room.act(Action::KeepMine);
    assert_eq!(room.desk.view().dialog.kind, "", "asked once, about the newest");
    let Request::UpdateCitizen { update, .. } = room.asks() else { panic!("not stored") };
    assert_eq!((update.revision, update.fields.phone.as_str()), (6, "031 1"));
}

#[test]
fn a_conflict_outlives_its_case() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.write(Field::Phone, "031 1");
    room.pass(2);
    let save = room.asks();
    let problem = Box::new(Problem::new(409, "stale", ""));
    room.desk.handle(room.now, turno_desk::model::port::Input::Answer(save, Err(Failure::Refused(problem))));
    let fields = turno_protocol::casework::CitizenFields { phone: "031 2".into(), ..scene::maria().fields };
    let theirs = turno_protocol::casework::CitizenView { revision: 5, fields, ..scene::maria() };
    room.answer(Request::Citizen(scene::citizen_id()), Reply::Citizen(Box::new(theirs)));
    room.event(TicketView {
        state: TicketState::Finished,
        ..scene::serving("A042", "09:42", "09:57", "09:58")
    });
    let dialog = room.desk.view().dialog;
    assert_eq!((dialog.kind, dialog.conflict.rows.len()), ("conflict", 1));
    room.act(Action::KeepMine);
    let Request::UpdateCitizen { update, .. } = room.asks() else { panic!("not stored") };
    assert_eq!((update.revision, update.fields.phone.as_str()), (5, "031 1"));
}

#[test]
fn the_day_is_confirmed_with_one_press() {
    let mut room = Room::with(scene::morning());
    assert_eq!(room.desk.view().frame.day_asked, None);
    room.act(Action::ConfirmDay);
    assert!(room.asked.is_empty());
    let sunday: turno_domain::time::ServiceDay = "2026-11-22".parse().unwrap();
    room.told(Update::DayAsked(Some(sunday)));
    let asked = room.desk.view().frame.day_asked.unwrap();
    assert_eq!((asked.year, asked.month, asked.day), (2026, 11, 22));
    room.act(Action::ConfirmDay);
    let request = room.asks();
    assert!(matches!(&request, Request::Once { command: Command::ConfirmDay(day), .. } if *day == sunday));
    room.refuse(request, "day-not-asked");
    assert_eq!(room.desk.view().frame.day_asked, None);
    room.told(Update::DayAsked(Some(sunday)));
    room.act(Action::ConfirmDay);
    let request = room.asks();
    room.answer(request, Reply::Day(sunday));
    assert_eq!(room.desk.view().frame.day_asked, None);
    // A snapshot asks too, and a day that changed does not.
    let mut queue = scene::queue(scene::morning_counters(Some("giulia")), Vec::new());
    queue.day_asked = Some(sunday);
    room.told(Update::Reached {
        site: Box::new(scene::site()),
        operators: scene::operators(),
        queue: Box::new(queue),
    });
    assert!(room.desk.view().frame.day_asked.is_some());
    let opened = turno_protocol::event::EventData { service_day: Some(sunday), ..Default::default() };
    room.told(Update::Event(Box::new(opened)));
    assert_eq!(room.desk.view().frame.day_asked, None);
}

#[test]
fn a_note_hides_no_change_of_a_colleague() {
    let mut room = Room::with(scene::morning_with_a042());
    room.open_412();
    room.write(Field::Need, "Vuole vedere i referti");
    room.write(Field::Note, "Ha il documento.");
    room.act(Action::AddNote);
    let note = room.asks();
    assert!(matches!(note, Request::AddNote { .. }));
    // Meanwhile a colleague changed the service.
    let theirs = PracticeView {
        revision: 3,
        service: "salute".parse().unwrap(),
        need: scene::practice_412().need,
        ..scene::practice_412()
    };
    room.answer(note, Reply::Practice(Box::new(theirs)));
    room.pass(2);
    let Request::UpdatePractice { update, .. } = room.asks() else { panic!("not stored") };
    assert_eq!(update.revision, 1, "the hub can still tell that it is about the old version");
}
