//! Records that are likely of the same person: said, compared, merged, and followed to the one that stays.

use crate::citizen::{answer_alone, once, refusal, with_maria};
use crate::{Room, scene};
use turno_desk::model::citizen::alike::Outcome;
use turno_desk::model::port::{Command, Reply, Request, Update};
use turno_desk::model::{Action, Field, Key};
use turno_domain::ids::CitizenId;
use turno_protocol::casework::{CitizenFields, CitizenView, LikelyView};
use turno_protocol::event::CaseworkEventData;

fn told(room: &mut Room, entity: &str, id: CitizenId) {
    let change = CaseworkEventData {
        at: scene::now().into(),
        operator: None,
        entity: entity.to_owned(),
        id: id.to_string(),
        ticket: None,
        citizens: Vec::new(),
        practices: Vec::new(),
    };
    room.told(Update::Casework(change));
}

fn alike(room: &mut Room, found: Vec<LikelyView>) {
    room.answer(Request::Alike(scene::citizen_id()), Reply::Alike(found));
}

#[test]
fn a_likely_duplicate_is_said_in_a_line_and_merged_where_somebody_says_so() {
    let mut room = with_maria();
    assert!(room.desk.key(Key::Alt('x')).is_none());
    alike(&mut room, vec![scene::likely(2, &["same-names"])]);
    let line = room.desk.view().citizen.alike.unwrap();
    assert_eq!((line.name.as_str(), line.year, line.more), ("Bianchi Teresa", Some(1946), 0));
    assert_eq!(line.reasons, ["same-names"]);
    // What is being typed is stored before anything is merged.
    room.write(Field::Mail, "m@example.org");
    room.press(Key::Alt('x'));
    let save = room.asks();
    let dialog = room.desk.view().dialog;
    assert_eq!((dialog.kind, dialog.ready), ("alike", false));
    room.act(Action::Confirm);
    assert!(room.asked.is_empty());
    let Request::UpdateCitizen { update, .. } = &save else { panic!("{save:?}") };
    let stored = CitizenView { revision: 5, fields: update.fields.clone(), ..scene::maria() };
    answer_alone(&mut room, save, Ok(Reply::Citizen(Box::new(stored.clone()))));
    let rows = room.desk.view().citizen.merge;
    let of = |field: &str| rows.iter().find(|row| row.field == field).map(|row| row.outcome);
    assert_eq!((of("family"), of("given")), (Some(Outcome::Stays), Some(Outcome::Kept)));
    assert_eq!((of("phone"), of("languages")), (Some(Outcome::Kept), Some(Outcome::Filled)));
    assert_eq!(of("mail"), Some(Outcome::Kept));
    room.act(Action::Confirm);
    let asked = room.asks();
    let other = scene::likely(2, &[]).citizen;
    let merge =
        Command::Merge { survivor: scene::citizen_id(), revision: 5, other: other.id, other_revision: 2 };
    assert_eq!(once(&asked), &merge);
    let fields = CitizenFields { languages: Some(vec!["italiano".into()]), ..stored.fields };
    let survivor = CitizenView { revision: 6, fields, ..scene::maria_told() };
    room.answer(asked, Reply::Citizen(Box::new(survivor)));
    let view = room.desk.view();
    assert_eq!((view.dialog.kind, view.citizen.alike), ("", None));
    assert_eq!((room.person().0.languages.as_str(), view.citizen.notices.len()), ("italiano", 1));
}

#[test]
fn two_people_are_left_two_and_not_asked_about_again() {
    let mut room = with_maria();
    alike(&mut room, vec![scene::likely(2, &["same-code"]), scene::likely(3, &["same-phone", "same-names"])]);
    room.press(Key::Alt('x'));
    assert!(room.desk.view().citizen.merge_next);
    room.press(Key::Alt('2'));
    assert_eq!(room.desk.view().citizen.merge_reasons, ["same-phone", "same-names"]);
    room.press(Key::Alt('1'));
    assert_eq!(room.desk.view().citizen.alike.map(|row| row.more), Some(0));
    room.press(Key::Alt('x'));
    room.press(Key::Alt('1'));
    assert_eq!(room.desk.view().citizen.alike, None);
    alike(&mut room, vec![scene::likely(2, &["same-code"])]);
    assert_eq!(room.desk.view().citizen.alike, None, "also when the hub says so again");
    assert!(room.asked.is_empty());
}

#[test]
fn twins_are_never_proposed_by_birth_date_family_and_phone() {
    let mut room = with_maria();
    let mut twin = scene::likely(2, &["same-phone"]);
    twin.citizen.fields =
        CitizenFields { given_names: "Marta".into(), identity: Default::default(), ..scene::maria().fields };
    alike(&mut room, vec![twin]);
    assert_eq!(room.desk.view().citizen.alike, None);
    assert!(room.desk.key(Key::Alt('x')).is_none());
}

#[test]
fn a_merge_that_came_too_late_is_told_and_shows_how_things_stand() {
    let mut room = with_maria();
    alike(&mut room, vec![scene::likely(2, &["same-code"])]);
    room.press(Key::Alt('x'));
    room.act(Action::Confirm);
    let asked = room.asks();
    let then = answer_alone(&mut room, asked, Err(refusal("stale")));
    assert!(then.iter().any(|request| matches!(request, Request::Alike(_))), "{then:?}");
    assert!(then.iter().any(|request| matches!(request, Request::Citizen(_))));
    let view = room.desk.view();
    assert_eq!((view.dialog.kind, view.dialog.notice.name.as_str()), ("alike", "stale"));
    let mut changed = scene::likely(2, &["same-code"]);
    changed.citizen.revision = 3;
    alike(&mut room, vec![changed]);
    room.act(Action::Confirm);
    let asked = room.asks();
    assert!(matches!(once(&asked), Command::Merge { other_revision: 3, .. }));
    // A colleague merged it meanwhile: there is nothing left to ask.
    answer_alone(&mut room, asked, Err(refusal("merged")));
    alike(&mut room, Vec::new());
    let view = room.desk.view();
    assert_eq!((view.dialog.kind, view.frame.notice.name.as_str()), ("", "merged"));
}

#[test]
fn a_record_that_was_merged_leads_to_the_one_that_stays_and_takes_along_what_was_typed() {
    let mut room = with_maria();
    room.open_412();
    room.write(Field::Mail, "m@example.org");
    let survivor = scene::likely(2, &[]).citizen;
    let gone = CitizenView { merged_into: Some(survivor.id), ..scene::maria() };
    let asked =
        answer_alone(&mut room, Request::Citizen(scene::citizen_id()), Ok(Reply::Citizen(Box::new(gone))));
    assert!(matches!(asked.as_slice(), [Request::Citizen(id)] if *id == survivor.id), "{asked:?}");
    let theirs = CitizenView {
        fields: CitizenFields { mail: String::new(), ..survivor.fields.clone() },
        ..survivor.clone()
    };
    let asked = answer_alone(&mut room, asked[0].clone(), Ok(Reply::Citizen(Box::new(theirs))));
    assert_eq!(room.person().0.given, "Teresa");
    assert_eq!(room.person().0.mail, "m@example.org", "what was typed goes on into the one that stays");
    let saved = asked.iter().find_map(|request| match request {
        Request::UpdateCitizen { id, update } => Some((*id, update.fields.mail.as_str())),
        _ => None,
    });
    assert_eq!(saved, Some((survivor.id, "m@example.org")));
    assert!(asked.iter().any(|request| matches!(request, Request::Story(id) if *id == survivor.id)));
}

#[test]
fn writing_into_a_record_that_was_merged_is_no_loss() {
    let mut room = with_maria();
    room.write(Field::Phone, "031 7");
    room.pass(2);
    let save = room.asks();
    let asked = answer_alone(&mut room, save, Err(refusal("merged")));
    assert!(matches!(asked.as_slice(), [Request::Citizen(id)] if *id == scene::citizen_id()), "{asked:?}");
    let survivor = scene::likely(2, &[]).citizen;
    let gone = CitizenView { merged_into: Some(survivor.id), ..scene::maria() };
    let asked = answer_alone(&mut room, asked[0].clone(), Ok(Reply::Citizen(Box::new(gone))));
    let asked = answer_alone(&mut room, asked[0].clone(), Ok(Reply::Citizen(Box::new(survivor.clone()))));
    let saved = asked.iter().any(|request| {
        matches!(request, Request::UpdateCitizen { id, update } if *id == survivor.id && update.fields.phone == "031 7")
    });
    assert!(saved, "{asked:?}");
    assert_eq!(room.desk.view().dialog.kind, "");
}

#[test]
fn a_new_record_asks_who_it_may_be_as_soon_as_it_is_stored() {
    let mut room = Room::with(scene::morning_with_a042());
    room.write(Field::Query, "bianchi teresa");
    room.act(Action::NewCitizen);
    assert!(room.desk.key(Key::Alt('k')).is_none(), "the hub does not know them yet");
    room.pass(2);
    let create = room.asks();
    let asked = answer_alone(&mut room, create, Ok(Reply::Citizen(Box::new(scene::maria()))));
    assert!(asked.iter().any(|request| matches!(request, Request::Alike(id) if *id == scene::citizen_id())));
    alike(&mut room, vec![scene::likely(2, &["same-names"])]);
    assert!(room.desk.view().citizen.alike.is_some());
    // A colleague changes the other record: what is shown follows.
    let id = scene::likely(2, &[]).citizen.id;
    told(&mut room, "citizen", id);
    assert_eq!(room.desk.view().citizen.alike, None, "the scene knows of none");
}
