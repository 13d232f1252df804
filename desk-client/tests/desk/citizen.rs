//! The person on the desk, whole: all fields of the record, what they were told and allowed, all that they came for.

use crate::{Room, scene};
use turno_desk::model::citizen::more::ContactPart;
use turno_desk::model::person::CodeNote;
use turno_desk::model::port::{Command, Failure, Input, Reply, Request};
use turno_desk::model::view::PersonView;
use turno_desk::model::{Action, Field, Key, Page, Tab};
use turno_domain::casework::{NoticeGiven, PartialDate, Sex};
use turno_domain::ticket::TicketState;
use turno_protocol::casework::{
    BirthPlaceView, CitizenFields, CitizenUpdate, CitizenView, ContactView, PracticeView,
};
use turno_protocol::problem::Problem;
use turno_protocol::ticket::TicketView;

/// Maria Teresa is in hand.
pub fn with_maria() -> Room {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    assert!(room.asked.is_empty());
    room
}

/// What is stored next.
fn update(room: &mut Room) -> CitizenUpdate {
    room.pass(2);
    match room.asks() {
        Request::UpdateCitizen { update, .. } => update,
        other => panic!("{other:?}"),
    }
}

pub fn once(request: &Request) -> &Command {
    match request {
        Request::Once { command, .. } => command,
        other => panic!("{other:?}"),
    }
}

pub fn refusal(name: &str) -> Failure {
    Failure::Refused(Box::new(Problem::new(409, name, "")))
}

/// An answer to what is asked, without the scene's answers to what it leads to.
pub fn answer_alone(room: &mut Room, request: Request, reply: Result<Reply, Failure>) -> Vec<Request> {
    let todo = room.desk.handle(room.now, Input::Answer(request, reply));
    let asked = todo.into_iter().filter_map(|effect| match effect {
        turno_desk::model::Effect::Ask(request) => Some(request),
        _ => None,
    });
    asked.collect()
}

#[test]
fn every_field_of_the_record_is_stored_and_what_nobody_typed_into_stays() {
    let mut room = with_maria();
    room.press(Key::Alt('w'));
    assert_eq!(room.desk.view().frame.page, Page::Person(Tab::Record));
    room.write(Field::Mail, " maria@example.org ");
    room.write(Field::BirthPlace, "como (co)");
    room.write(Field::Domicile, "presso la figlia");
    room.write(Field::Remark, "sente poco");
    room.write(Field::Languages, "italiano, arabo, italiano");
    room.write(Field::Contact(0, ContactPart::Relation), "figlia");
    room.write(Field::Contact(0, ContactPart::Name), "Lucia");
    room.write(Field::Contact(1, ContactPart::Phone), " ");
    room.act(Action::ChooseSex(None));
    let stored = update(&mut room).fields;
    assert_eq!(
        (stored.mail.as_str(), stored.remark.as_str(), stored.sex),
        ("maria@example.org", "sente poco", None)
    );
    let place = BirthPlaceView { name: "como (co)".into(), code: Some("C933".into()) };
    assert_eq!((stored.birth_place, stored.domicile.as_deref()), (Some(place), Some("presso la figlia")));
    assert_eq!(stored.languages, Some(vec!["italiano".to_owned(), "arabo".to_owned()]));
    let lucia = ContactView { relation: "figlia".into(), name: "Lucia".into(), phone: String::new() };
    assert_eq!(stored.contacts, Some(vec![lucia]));
    // The rest is as it was.
    assert_eq!(
        (stored.phone, stored.identity),
        (scene::maria().fields.phone, scene::maria().fields.identity)
    );

    // What the hub has and nobody touched is sent back as it came: a place chosen elsewhere keeps its code.
    let mut room = with_maria();
    let fields = CitizenFields {
        birth_place: Some(BirthPlaceView { name: "Tunisi".into(), code: Some("Z352".into()) }),
        contacts: Some(vec![ContactView { name: "Lucia".into(), ..ContactView::default() }]),
        ..scene::maria().fields
    };
    let newer = CitizenView { revision: 5, fields: fields.clone(), ..scene::maria() };
    answer_alone(&mut room, Request::Citizen(scene::citizen_id()), Ok(Reply::Citizen(Box::new(newer))));
    room.write(Field::Phone, "031 9");
    let stored = update(&mut room);
    assert_eq!(stored.revision, 5);
    assert_eq!((stored.fields.birth_place, stored.fields.contacts), (fields.birth_place, fields.contacts));
    assert_eq!(stored.fields.domicile, None, "what this record never had is not made up");
}

#[test]
fn a_code_fills_what_is_open_and_a_second_one_corrects_what_the_first_filled() {
    let mut room = Room::with(scene::morning_with_a042());
    room.act(Action::NewCitizen);
    room.write(Field::Code, "rssmra85t10a562s");
    let (fields, _) = room.person();
    assert_eq!((fields.birth.as_str(), fields.sex), ("10/12/1985", Some(Sex::Male)));
    assert_eq!(fields.birth_place, "San Giuliano Terme (PI)");
    room.write(Field::Code, "BNCMTR46D52C933W");
    let (fields, _) = room.person();
    assert_eq!((fields.birth.as_str(), fields.sex), ("12/04/1946", Some(Sex::Female)));
    assert_eq!(fields.birth_place, "Como (CO)");
    // What somebody said is not overwritten: it is warned of, each thing by itself, and stored.
    room.write(Field::Birth, "13/04/1946");
    room.write(Field::BirthPlace, "Lomazzo (CO)");
    room.act(Action::ChooseSex(Some(Sex::Male)));
    room.write(Field::Family, "Verdi");
    room.write(Field::Given, "Anna");
    room.write(Field::Code, "BNCMTR46D52C933W");
    let page = room.desk.view().citizen;
    let all = [CodeNote::OtherName, CodeNote::OtherBirth, CodeNote::OtherSex, CodeNote::OtherPlace];
    assert_eq!((page.mismatches.as_slice(), page.document.as_str()), (&all[..], "codice-fiscale"));
    room.pass(2);
    let Request::CreateCitizen { fields, .. } = room.asks() else { panic!() };
    assert_eq!((fields.sex, fields.identity.kind.as_str()), (Some(Sex::Male), "codice-fiscale"));
    // A place that no register knows says nothing against a code.
    room.write(Field::BirthPlace, "Dove c’era la filanda");
    assert!(!room.desk.view().citizen.mismatches.contains(&CodeNote::OtherPlace));
}

#[test]
fn another_code_replaces_nothing_in_a_record_that_was_stored() {
    let mut room = with_maria();
    room.write(Field::Code, "RSSMRA85T10A562S");
    let (fields, _) = room.person();
    assert_eq!((fields.birth.as_str(), fields.sex), ("12/04/1946", Some(Sex::Female)));
    assert_eq!((fields.birth_place.as_str(), room.desk.view().citizen.mismatches.len()), ("Como (CO)", 4));
}

#[test]
fn every_kind_of_document_is_recognised_and_none_is_needed() {
    let mut room = Room::with(scene::morning_with_a042());
    room.act(Action::NewCitizen);
    for (typed, kind) in [
        ("", "none"),
        ("BNCMTR46D52C933W", "codice-fiscale"),
        ("STP0301234567890", "stp-eni"),
        ("BNCMTR46", "unclear"),
    ] {
        room.write(Field::Code, typed);
        assert_eq!(room.desk.view().citizen.document, kind, "{typed:?}");
    }
    // On the record's page a foreign document is said at any time.
    room.press(Key::Alt('w'));
    room.press(Key::Alt('d'));
    room.write(Field::Code, "X-99 b");
    assert_eq!(room.desk.view().citizen.document, "foreign-document");
    assert_eq!(room.person().0.code, "X-99 b");
}

#[test]
fn long_names_one_name_and_pasted_characters_are_all_stored() {
    let mut room = Room::with(scene::morning_with_a042());
    room.act(Action::NewCitizen);
    let long = "Nguyễn ".repeat(60);
    room.write(Field::Given, &long);
    room.write(Field::Birth, "1946");
    room.write(Field::Phone, "031\u{7}\t555\n0142");
    room.pass(2);
    let create = room.asks();
    let Request::CreateCitizen { fields, .. } = &create else { panic!("{create:?}") };
    assert_eq!((fields.given_names.as_str(), fields.family_name.as_str()), (long.trim(), ""));
    assert_eq!(fields.birth_date, Some(PartialDate { year: 1946, month: None, day: None }));
    assert_eq!(fields.phone, "031  555 0142");
    assert_eq!(room.person().0.phone, "031  555 0142", "what is shown is what is stored");
    let stored = CitizenView { fields: fields.clone(), revision: 1, ..scene::maria() };
    room.answer(create, Reply::Citizen(Box::new(stored)));
    room.pass(3);
    assert!(room.asked.is_empty(), "stored once: {:?}", room.asked);
    assert_eq!(room.desk.view().citizen.name, long.trim());
}

#[test]
fn two_who_write_in_different_fields_lose_nothing() {
    let mut room = with_maria();
    room.write(Field::Languages, "arabo");
    room.write(Field::Contact(0, ContactPart::Name), "Lucia");
    room.pass(2);
    let save = room.asks();
    answer_alone(&mut room, save, Err(refusal("stale")));
    let fields = CitizenFields {
        domicile: Some("presso il figlio".into()),
        contacts: Some(vec![ContactView { name: "Marco".into(), ..ContactView::default() }]),
        ..scene::maria().fields
    };
    let theirs = CitizenView { revision: 9, fields, ..scene::maria() };
    room.answer(Request::Citizen(scene::citizen_id()), Reply::Citizen(Box::new(theirs)));
    let dialog = room.desk.view().dialog;
    let rows: Vec<_> = dialog.conflict.rows.iter().map(|row| (row.field, row.theirs.as_str())).collect();
    assert_eq!((dialog.kind, rows.as_slice()), ("conflict", &[("contacts", "Marco")][..]));
    room.act(Action::KeepMine);
    let Request::UpdateCitizen { update, .. } = room.asks() else { panic!() };
    assert_eq!((update.revision, update.fields.domicile.as_deref()), (9, Some("presso il figlio")));
    assert_eq!(update.fields.languages, Some(vec!["arabo".to_owned()]));
}

#[test]
fn the_notice_is_recorded_with_one_key_and_a_choice_and_seen_at_a_glance() {
    let mut room = with_maria();
    assert!(room.desk.view().citizen.whole && room.desk.view().citizen.notices.is_empty(), "to be given");
    room.press(Key::Alt('k'));
    let page = room.desk.view().citizen;
    assert_eq!(
        (page.controller.as_str(), page.day.as_str()),
        ("Sportello PAC · Comune di Rovellasca", "21/04/2026")
    );
    // Without a version it is no notice.
    assert!(!room.desk.view().dialog.ready);
    room.press(Key::Alt('2'));
    assert!(room.asked.is_empty());
    room.write(Field::NoticeVersion, "2026-01");
    room.write(Field::Day, "31/02/2026");
    assert!(room.desk.view().citizen.day_wrong);
    room.write(Field::Day, "22/04/2026");
    assert!(!room.desk.view().dialog.ready, "tomorrow");
    room.write(Field::Day, "3.3.2026");
    room.press(Key::Alt('2'));
    let asked = room.asks();
    let Command::GiveNotice { citizen, version, on, given, .. } = once(&asked) else { panic!("{asked:?}") };
    assert_eq!(
        (*citizen, version.as_str(), *given),
        (scene::citizen_id(), "2026-01", NoticeGiven::ReadAloud)
    );
    assert_eq!(on.to_string(), "2026-03-03");
    // The answer is lost: what was typed is here, and the same again has the same key.
    let Request::Once { key, .. } = asked.clone() else { panic!() };
    room.fail(asked, Failure::Away);
    assert_eq!(room.desk.view().citizen.version, "2026-01");
    room.press(Key::Alt('2'));
    let again = room.asks();
    assert!(matches!(&again, Request::Once { key: same, .. } if *same == key));
    room.answer(again, Reply::Citizen(Box::new(scene::maria_told())));
    let view = room.desk.view();
    assert_eq!((view.dialog.kind, view.citizen.notices.len()), ("", 1));
    assert_eq!((view.citizen.notices[0].on.day, view.citizen.notices[0].on.month), (3, 3));
    // The next time version and controller stand there.
    room.press(Key::Alt('k'));
    assert_eq!(room.desk.view().citizen.version, "2026-01");
}

#[test]
fn what_a_colleague_records_is_seen_although_no_revision_tells_of_it() {
    let mut room = with_maria();
    room.write(Field::Phone, "031 7");
    let told = Reply::Citizen(Box::new(scene::maria_told()));
    answer_alone(&mut room, Request::Citizen(scene::citizen_id()), Ok(told));
    assert_eq!(room.desk.view().citizen.notices.len(), 1);
    assert_eq!(room.person().0.phone, "031 7", "what is being typed stays");
}

#[test]
fn a_consent_is_given_and_taken_back_apart_from_the_notice() {
    let mut room = with_maria();
    room.press(Key::Alt('j'));
    assert_eq!(room.desk.view().frame.page, Page::Person(Tab::Privacy));
    room.press(Key::Alt('j'));
    assert_eq!(room.desk.view().dialog.kind, "consent");
    room.act(Action::Confirm);
    assert!(room.asked.is_empty(), "for what?");
    room.write(Field::Dialog, " Promemoria per SMS ");
    room.act(Action::Confirm);
    let asked = room.asks();
    assert!(matches!(once(&asked), Command::GiveConsent { purpose, .. } if purpose == "Promemoria per SMS"));
    room.answer(asked, Reply::Citizen(Box::new(scene::maria_told())));
    let rows = room.desk.view().citizen.consents;
    assert_eq!((rows[0].purpose.as_str(), rows[0].withdrawn), ("Promemoria per SMS", None));
    assert!(rows[1].withdrawn.is_some(), "what was taken back comes after");
    for expected in [Some(0), Some(0)] {
        room.press(Key::Down);
        assert_eq!(room.desk.view().lists.pointed, expected, "the one that can be taken back");
    }
    room.press(Key::Return);
    assert_eq!(
        (room.desk.view().dialog.kind, room.desk.view().citizen.purpose),
        ("withdraw", "Promemoria per SMS".into())
    );
    room.act(Action::Confirm);
    let asked = room.asks();
    let id = rows[0].id;
    assert!(matches!(once(&asked), Command::WithdrawConsent { consent, .. } if *consent == id));
    room.refuse(asked, "consent-withdrawn");
    assert_eq!(room.desk.view().dialog.notice.name, "consent-withdrawn");
}

#[test]
fn all_that_somebody_came_for_is_on_one_page_and_comes_page_by_page() {
    let mut room = with_maria();
    room.press(Key::Alt('y'));
    let rows = room.desk.view().citizen.past;
    assert_eq!(rows.len(), 2);
    assert_eq!(
        (rows[0].number.as_str(), rows[1].channel.is_some()),
        ("2026/000098", true),
        "the latest first"
    );
    let first = Request::Past { citizen: scene::citizen_id(), after: None };
    let page = |practices: Vec<PracticeView>, visits, next: Option<&str>| Reply::Past {
        visits,
        practices,
        next: next.map(str::to_owned),
    };
    room.answer(first, page(vec![scene::practice_98("open")], vec![scene::february_visit()], Some("50")));
    assert_eq!(room.desk.view().citizen.past.len(), 1, "a visit before them comes with older practices");
    room.press(Key::Alt('y'));
    let older = room.asks();
    assert!(matches!(&older, Request::Past { after: Some(after), .. } if after == "50"));
    let before = PracticeView {
        number: "2025/000007".into(),
        id: scene::practice_id(7),
        ..scene::practice_98("concluded")
    };
    room.answer(older.clone(), page(vec![before.clone()], Vec::new(), None));
    assert_eq!(room.desk.view().citizen.past.len(), 3);
    // What was asked for twice counts once.
    room.answer(older, page(vec![before], Vec::new(), None));
    assert_eq!(room.desk.view().citizen.past.len(), 3);
    // A practice of hers that is open goes on, with her in hand.
    room.press(Key::Down);
    room.press(Key::Return);
    let asked = room.asks();
    assert!(
        matches!(once(&asked), Command::Continue { practice, .. } if *practice == scene::practice_id(98))
    );
    assert_eq!(room.desk.view().frame.page, Page::Desk);
}

#[test]
fn from_the_list_one_key_shows_all_that_somebody_came_for() {
    let mut room = Room::with(scene::morning());
    room.act(Action::Go(Page::Citizens));
    assert!(room.desk.key(Key::Alt('y')).is_none());
    room.press(Key::Down);
    room.press(Key::Alt('y'));
    let view = room.desk.view();
    assert_eq!((view.frame.page, view.citizen.past.len()), (Page::Person(Tab::Past), 2));
    assert!(matches!(view.card.person, PersonView::Record { .. }));
    room.press(Key::Down);
    room.press(Key::Return);
    assert_eq!(room.desk.view().frame.page, Page::Desk, "a practice that ended can be looked into");
    room.press(Key::Alt('w'));
    room.act(Action::Finish);
    assert_eq!(room.desk.view().frame.page, Page::Desk, "there is nobody on the desk any more");
}

#[test]
fn the_page_of_who_left_gives_way_to_who_comes() {
    let mut room = with_maria();
    room.press(Key::Alt('w'));
    room.write(Field::Mail, "m@");
    let over =
        TicketView { state: TicketState::Finished, ..scene::serving("A042", "09:42", "09:57", "09:58") };
    room.event(over);
    assert_eq!(room.desk.view().frame.page, Page::Desk);
    assert_eq!(room.desk.view().citizen.name, "");
    assert_eq!(room.desk.view().frame.left_behind, 1, "what was typed goes on being stored");
    for letter in ['w', 'j', 'k', 'x', 'y'] {
        assert!(room.desk.key(Key::Alt(letter)).is_none(), "{letter}");
    }
}
