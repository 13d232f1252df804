//! With a person in hand the desk shows of others only number, service (unless discreet) and wait, on every page, in every question
//! and in the narrow window.

use crate::{Room, scene};
use turno_desk::model::agenda::AgendaAct;
use turno_desk::model::port::{Failure, Input, Reply, Request};
use turno_desk::model::view::PersonView;
use turno_desk::model::{Action, Field, Page, Tab};
use turno_domain::ticket::{CallManner, TicketState};
use turno_protocol::casework::{CitizenFields, CitizenView};
use turno_protocol::problem::Problem;
use turno_protocol::ticket::TicketView;

/// What is known of others and of nobody else, as the desk would show it.
const OF_OTHERS: [&str; 6] = ["Ornella", "Marco", "\"fr\"", "ComeToMe", "people: 3", DISCREET];
/// The service of somebody who waits. As one of the site's services it may be chosen in a question.
const DISCREET: &str = "Un colloquio riservato";

/// Seven wait, some of whom said something of themselves, and one for a discreet service.
fn morning() -> Vec<TicketView> {
    let mut tickets = scene::morning();
    tickets[0] = TicketView { people: 3, manner: Some(CallManner::ComeToMe), ..tickets[0].clone() };
    tickets.push(scene::waiting("E001", "09:55"));
    tickets
}

fn leaks(room: &Room) -> Vec<&'static str> {
    let shown = format!("{:?}", room.desk.view());
    OF_OTHERS.into_iter().filter(|text| shown.contains(text)).collect()
}

/// Giulia looked through the lists, and somebody's record was written by two when that person left.
fn with_all_that_is_known() -> Room {
    let mut room = Room::with(morning());
    room.told(scene::help_asked(1, "10:00", Some("fr")));
    room.act(Action::Go(Page::Practices));
    room.act(Action::Go(Page::Agenda));
    room.act(Action::Agenda(AgendaAct::Whose));
    room.act(Action::Go(Page::Citizens));
    let before = leaks(&room);
    assert_eq!(before, OF_OTHERS, "with nobody in hand it is shown");
    room.event(scene::serving("A042", "09:42", "09:57", "09:58"));
    room.choose_maria();
    room
}

#[test]
fn with_a_person_in_hand_nothing_of_others_is_shown_anywhere() {
    let mut room = with_all_that_is_known();
    room.open_412();
    assert_eq!(leaks(&room), [""; 0]);
    for page in [Page::Citizens, Page::Practices, Page::Today, Page::Agenda, Page::Desk] {
        room.act(Action::Go(page));
        assert_eq!(leaks(&room), [""; 0], "{page:?}");
    }
    let alike = vec![scene::likely(2, &["same-code"])];
    room.answer(Request::Alike(scene::citizen_id()), Reply::Alike(alike));
    for tab in [Tab::Record, Tab::Privacy, Tab::Past] {
        room.act(Action::Go(Page::Person(tab)));
        assert_eq!(room.desk.view().frame.page, Page::Person(tab));
        assert_eq!(leaks(&room), [""; 0], "{tab:?}");
    }
    room.act(Action::Go(Page::Desk));
    for ask in [
        Action::AskNotice,
        Action::AskConsent,
        Action::CompareAlike,
        Action::AskPark,
        Action::AskTransfer,
        Action::AskPeople,
        Action::AskService,
        Action::AskUnresolved,
        Action::AskResidence,
        Action::AskCounter,
        Action::ShowKeys,
        Action::Pause,
    ] {
        room.act(ask.clone());
        assert!(!room.desk.view().dialog.kind.is_empty(), "{ask:?}");
        let chooses = matches!(ask, Action::AskTransfer | Action::AskService);
        let leaks: Vec<_> = leaks(&room).into_iter().filter(|text| !chooses || *text != DISCREET).collect();
        assert_eq!(leaks, [""; 0], "{ask:?}");
        room.act(Action::Cancel);
    }
    for action in [Action::Explain, Action::ToggleStrip, Action::Select(scene::ticket_id("B018"))] {
        room.act(action.clone());
        assert_eq!(leaks(&room), [""; 0], "{action:?}");
    }
    assert!(
        matches!(room.desk.view().card.person, PersonView::Record { ref fields, .. } if fields.family == "Bianchi")
    );
}

#[test]
fn a_question_about_somebody_who_left_waits_until_nobody_is_in_hand() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.write(Field::Phone, "031 77");
    room.pass(2);
    let save = room.asks();
    // Maria Teresa leaves before the hub has answered, and B018 is called.
    let over =
        TicketView { state: TicketState::Finished, ..scene::serving("A042", "09:42", "09:57", "09:58") };
    room.event(over);
    room.event(scene::serving("B018", "09:44", "10:01", "10:01"));
    let stale = Failure::Refused(Box::new(Problem::new(409, "stale", "")));
    room.desk.handle(room.now, Input::Answer(save, Err(stale)));
    let fields = CitizenFields { phone: "031 88".into(), ..scene::maria().fields };
    let theirs = CitizenView { revision: 5, fields, ..scene::maria() };
    room.answer(Request::Citizen(scene::citizen_id()), Reply::Citizen(Box::new(theirs)));
    let shown = |room: &Room| format!("{:?}", room.desk.view());
    assert!(!shown(&room).contains("031 77") && !shown(&room).contains("031 88"));
    let over =
        TicketView { state: TicketState::Finished, ..scene::serving("B018", "09:44", "10:01", "10:01") };
    room.event(over);
    assert_eq!(room.desk.view().dialog.kind, "conflict", "now it is asked");
    // And it makes way for whoever comes next.
    room.event(scene::serving("A043", "09:45", "10:02", "10:02"));
    assert_eq!(room.desk.view().dialog.kind, "");
}
