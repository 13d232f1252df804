//! What is due: live, by pages, and shut while somebody is in hand.

use crate::scene::practice as part;
use crate::{Room, scene};
use turno_desk::model::agenda::AgendaAct;
use turno_desk::model::port::{Input, Reply, Request, Update};
use turno_desk::model::practice::Section;
use turno_desk::model::view::AgendaView;
use turno_desk::model::{Action, Effect, Key, Page};
use turno_protocol::casework::Page as Found;
use turno_protocol::event::CaseworkEventData;

fn agenda(room: &Room) -> AgendaView {
    room.desk.view().agenda
}

fn change(entity: &str) -> Update {
    Update::Casework(CaseworkEventData {
        at: scene::now().into(),
        operator: None,
        entity: entity.into(),
        id: "something".into(),
        ticket: None,
        citizens: Vec::new(),
        practices: Vec::new(),
    })
}

/// What is asked when this happens.
fn asked(room: &mut Room, input: Input) -> Vec<(bool, Option<String>)> {
    let todo = room.desk.handle(room.now, input);
    todo.into_iter()
        .filter_map(|effect| match effect {
            Effect::Ask(Request::Agenda { all, after }) => Some((all, after)),
            _ => None,
        })
        .collect()
}

#[test]
fn ones_own_first_then_everybodys_in_groups() {
    let mut room = Room::with(scene::morning());
    room.press(Key::Alt('0'));
    let mine = agenda(&room).rows.unwrap();
    assert_eq!(mine.iter().map(|row| row.when).collect::<Vec<_>>(), ["overdue", "this-week", "later"]);
    assert!(mine.iter().all(|row| row.first));
    room.press(Key::ControlDigit(1));
    let all = agenda(&room).rows.unwrap();
    assert_eq!((all.len(), all[1].person.as_str()), (4, "Bianchini Ornella"));
    assert!(agenda(&room).all);
}

#[test]
fn a_line_opens_its_practice_at_its_step() {
    let mut room = Room::with(scene::morning());
    room.press(Key::Alt('0'));
    room.press(Key::Down);
    room.press(Key::Return);
    let view = room.desk.view();
    assert_eq!(view.frame.page, Page::Desk);
    assert_eq!(view.dossier.section, Section::Steps);
    let picked: Vec<_> = view.dossier.steps.iter().filter(|step| step.picked).map(|step| step.id).collect();
    assert_eq!(picked, [part::step_id(2)]);
    // The next file is opened as any other.
    room.act(Action::Go(Page::Practices));
    room.act(Action::OpenPracticeFile(scene::practice_id(98)));
    assert_eq!(room.desk.view().dossier.section, Section::Diary);
}

#[test]
fn it_follows_what_colleagues_do_and_is_read_page_by_page() {
    let mut room = Room::with(scene::morning());
    let go = Input::Do(Action::Go(Page::Agenda));
    assert_eq!(asked(&mut room, go), [(false, None)]);
    // A change meanwhile is read once the answer is here, not twice at a time.
    assert_eq!(asked(&mut room, Input::Hub(change("practice"))), []);
    let page = |from: usize, to: usize, next: Option<&str>| {
        let items = part::due()[from..to].to_vec();
        Ok(Reply::Agenda(Found { items, next: next.map(str::to_owned) }))
    };
    let answer = |after: Option<&str>, reply| {
        Input::Answer(Request::Agenda { all: false, after: after.map(str::to_owned) }, reply)
    };
    assert_eq!(asked(&mut room, answer(None, page(0, 2, Some("2")))), [(false, None)]);
    assert_eq!(agenda(&room).rows.unwrap().len(), 2);
    assert_eq!(asked(&mut room, answer(None, page(0, 2, Some("2")))), []);
    assert!(agenda(&room).more);
    // One page more: all of them are read again, and nothing goes from the screen meanwhile.
    assert_eq!(asked(&mut room, Input::Do(Action::Agenda(AgendaAct::More))), [(false, None)]);
    assert_eq!(asked(&mut room, answer(None, page(0, 2, Some("2")))), [(false, Some("2".to_owned()))]);
    assert_eq!(agenda(&room).rows.unwrap().len(), 2);
    assert_eq!(asked(&mut room, answer(Some("2"), page(2, 4, None))), []);
    assert_eq!((agenda(&room).rows.unwrap().len(), agenda(&room).more), (4, false));
    // Live again.
    assert_eq!(asked(&mut room, Input::Hub(change("practice"))), [(false, None)]);
    // Somebody looks at everybody's: the answer for their own comes too late.
    let everybody = Input::Do(Action::Agenda(AgendaAct::Whose));
    assert_eq!(asked(&mut room, everybody), [(true, None)]);
    assert_eq!(asked(&mut room, answer(None, page(0, 1, None))), []);
    assert_eq!(agenda(&room).rows, None);
}

#[test]
fn with_somebody_in_hand_it_is_shut_and_asks_nothing() {
    let mut room = Room::with(scene::morning());
    room.act(Action::Go(Page::Agenda));
    room.act(Action::Agenda(AgendaAct::Whose));
    assert!(format!("{:?}", room.desk.view()).contains("Ornella"));
    room.event(scene::serving("A042", "09:42", "09:57", "09:58"));
    assert!(!format!("{:?}", room.desk.view()).contains("Ornella"));
    let go = Input::Do(Action::Go(Page::Agenda));
    assert_eq!(asked(&mut room, go), []);
    assert!(agenda(&room).shut && agenda(&room).rows.is_none());
    assert_eq!(asked(&mut room, Input::Hub(change("practice"))), []);
    assert!(room.desk.key(Key::ControlDigit(1)).is_none() && room.desk.key(Key::Down).is_none());
    let line = &part::due()[1];
    room.act(Action::Agenda(AgendaAct::Open(line.step.practice, line.step.id)));
    assert!(room.desk.view().dossier.entries.is_empty(), "nothing is opened");
}
