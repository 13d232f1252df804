//! What the entrance needs of a desk: somebody who asks for help, a printer that stands, somebody to be met.

use crate::{Room, called, scene, with_called};
use serde_json::json;
use std::collections::BTreeMap;
use turno_desk::model::port::{Command, Failure, Input, Pin, Reply, Request, Update};
use turno_desk::model::view::{HelpView, Manner};
use turno_desk::model::{Action, Desk, Goer, Habits, Key, Stage};
use turno_domain::intake::Answer;
use turno_domain::text::Language;
use turno_domain::ticket::CallManner;
use turno_protocol::casework::TicketCasework;
use turno_protocol::event::EventData;
use turno_protocol::help::HelpView as WireHelp;
use turno_protocol::problem::Problem;
use turno_protocol::session::{DeviceRole, DeviceView};
use turno_protocol::site::SiteQuestion;
use turno_protocol::ticket::TicketView;

impl Room {
    fn help(&self) -> HelpView {
        self.desk.view().frame.help.expect("somebody asks for help")
    }

    fn nobody_asks(&self) -> bool {
        self.desk.view().frame.help.is_none()
    }

    /// "Vado io", and the request that it makes.
    fn goes(&mut self) -> Request {
        self.take(Input::Do(self.desk.key(Key::ControlH).expect("a key to go")));
        let asked = self.asks();
        assert!(matches!(&asked, Request::Once { command: Command::AnswerHelp(_), .. }), "{asked:?}");
        asked
    }
}

#[test]
fn whoever_asks_for_help_is_shown_at_once_with_the_minutes_and_the_language() {
    // With a person in hand not even the language of somebody else.
    let mut room = with_called();
    room.told(scene::help_asked(1, "10:00", Some("fr")));
    assert_eq!((room.help().minutes, room.help().language), (1, None));
    let mut room = Room::with(Vec::new());
    room.told(scene::help_asked(1, "10:00", Some("fr")));
    let help = room.help();
    assert_eq!((help.kiosk.as_str(), help.minutes, help.language), ("ingresso", 1, Some("fr")));
    assert!(help.may_answer && help.coming.is_none());
    room.pass(60);
    assert_eq!(room.help().minutes, 2);
    // The site's own language is nothing to be said.
    let mut room = Room::with(Vec::new());
    room.told(scene::help_asked(1, "10:01", Some("it")));
    assert_eq!((room.help().language, room.help().minutes), (None, 0));
}

#[test]
fn going_is_told_once_and_is_said_for_a_while() {
    let mut room = with_called();
    room.told(scene::help_asked(1, "10:00", None));
    let asked = room.goes();
    // A second press while the hub is told, and another one after the answer was lost, are the same.
    room.act(Action::AnswerHelp);
    assert!(room.asked.is_empty() && room.help().telling);
    let Request::Once { key: first, .. } = &asked else { panic!() };
    let first = first.clone();
    room.fail(asked, Failure::Away);
    assert_eq!(room.desk.view().frame.notice.name, "away");
    let again = room.goes();
    assert!(
        matches!(&again, Request::Once { key, command: Command::AnswerHelp(id) } if *key == first && *id == scene::help_id(1))
    );
    room.answer(again, Reply::HelpAnswered);
    let help = room.help();
    assert_eq!((help.coming, help.may_answer), (Some(Goer::Me), false));
    assert_eq!(room.desk.view().frame.notice.name, "");
    // The hub's own word of it changes nothing.
    room.told(scene::help_answered(1, "Giulia"));
    assert_eq!(room.help().coming, Some(Goer::Me));
    room.pass(19);
    assert!(!room.nobody_asks());
    room.pass(1);
    assert!(room.nobody_asks());
    assert!(room.desk.key(Key::ControlH).is_none());
}

#[test]
fn a_colleague_who_was_quicker_is_named_whichever_word_comes_first() {
    let mut room = Room::with(Vec::new());
    room.told(scene::help_asked(1, "10:00", None));
    let asked = room.goes();
    let mut problem = Problem::new(409, "help-already-answered", "");
    problem.facts.insert("operator".into(), json!("Anna"));
    room.fail(asked, Failure::Refused(Box::new(problem)));
    assert_eq!(room.help().coming, Some(Goer::Colleague("Anna".into())));
    assert_eq!(room.desk.view().frame.notice.name, "", "that is no fault to be told");

    room.told(scene::help_asked(2, "10:01", None));
    assert_eq!(room.help().coming, None, "who waits comes before who is seen to");
    room.told(scene::help_answered(2, "Carlo"));
    assert_eq!(room.help().coming, Some(Goer::Colleague("Carlo".into())));

    // One that is past is gone, without a word.
    let mut room = Room::with(Vec::new());
    room.told(scene::help_asked(1, "10:00", None));
    let asked = room.goes();
    room.refuse(asked, "unknown-help");
    assert!(room.nobody_asks());
    assert_eq!(room.desk.view().frame.notice.name, "");
}

#[test]
fn whoever_goes_is_told_so_also_where_the_stream_was_quicker_than_the_answer() {
    let mut room = Room::with(Vec::new());
    room.told(scene::help_asked(1, "10:00", None));
    let asked = room.goes();
    room.told(scene::help_answered(1, "Giulia"));
    room.answer(asked, Reply::HelpAnswered);
    assert_eq!(room.help().coming, Some(Goer::Me));
}

#[test]
fn whatever_is_on_the_screen_help_is_shown_and_answered() {
    // In a question, where letters are its choices.
    let mut room = with_called();
    room.act(Action::AskTransfer);
    room.told(scene::help_asked(1, "10:00", None));
    room.goes();
    assert_eq!(room.desk.view().dialog.kind, "transfer");
    // On the screen that hides everything.
    let mut room = Room::with(Vec::new());
    room.act(Action::Reserved);
    room.told(scene::help_asked(1, "10:00", None));
    room.goes();
    assert!(room.desk.view().frame.reserved);
    // Before a counter was chosen.
    let mut room = Room::with(Vec::new());
    let counter = Some(scene::counter("3", Some("carlo")));
    room.told(Update::Event(Box::new(EventData { counter, ..EventData::default() })));
    assert_eq!(room.desk.stage(), Stage::Counter);
    room.told(scene::help_asked(1, "10:00", None));
    room.goes();
}

#[test]
fn where_nobody_is_signed_in_help_is_shown_without_a_name_and_without_a_button() {
    let mut room = Room::with(Vec::new());
    room.act(Action::SignOut);
    room.asked.clear();
    room.told(scene::help_asked(1, "10:00", None));
    assert!(!room.help().may_answer && room.desk.key(Key::ControlH).is_none());
    room.act(Action::AnswerHelp);
    assert!(room.asked.is_empty());
    room.told(scene::help_answered(1, "Anna"));
    assert_eq!(room.help().coming, Some(Goer::Colleague(String::new())));
}

#[test]
fn a_snapshot_brings_who_still_waits_and_no_one_else() {
    let mut room = Room::with(Vec::new());
    room.told(scene::help_asked(1, "09:58", None));
    let Update::Reached { site, operators, mut queue } = scene::reached(Some("giulia"), Vec::new()) else {
        panic!()
    };
    let wire = |count, clock| WireHelp {
        id: scene::help_id(count),
        device_name: "totem-ingresso".into(),
        asked_at: scene::at(clock).into(),
        operator: None,
        counter: None,
        language: None,
        ticket: None,
    };
    queue.help = vec![wire(3, "10:00"), wire(2, "09:55")];
    room.told(Update::Reached { site: site.clone(), operators: operators.clone(), queue: queue.clone() });
    let help = room.help();
    assert_eq!((help.minutes, help.more), (6, 1), "the one who has waited longest, and one more");
    queue.help.clear();
    room.told(Update::Reached { site, operators, queue });
    assert!(room.nobody_asks());
}

#[test]
fn nobody_waits_for_help_for_ever() {
    let mut room = Room::with(Vec::new());
    room.told(scene::help_asked(1, "09:32", None));
    assert_eq!(room.help().minutes, 29);
    room.pass(59);
    assert!(!room.nobody_asks());
    room.pass(1);
    assert!(room.nobody_asks());
}

#[test]
fn it_sounds_at_once_and_at_most_every_twenty_seconds_until_somebody_goes() {
    let mut room = Room::with(Vec::new());
    room.told(scene::help_asked(1, "10:01", None));
    assert_eq!(room.chimes, 1);
    // A second request at once does not double it.
    room.told(scene::help_asked(2, "10:01", None));
    room.pass(19);
    assert_eq!(room.chimes, 1);
    room.pass(1);
    assert_eq!(room.chimes, 2);
    // While the hub is away nobody could say that they go.
    room.told(Update::Lost);
    room.pass(60);
    assert_eq!(room.chimes, 2);
    room.told(Update::Back);
    assert_eq!(room.chimes, 3);
    // After three minutes once a minute.
    room.pass(100);
    let before = room.chimes;
    room.pass(120);
    assert_eq!(room.chimes, before + 2);
    for count in [1, 2] {
        room.told(scene::help_answered(count, "Anna"));
    }
    let before = room.chimes;
    room.pass(120);
    assert_eq!(room.chimes, before);
}

#[test]
fn the_sound_is_switched_off_for_this_desk_and_stays_off() {
    let mut room = with_called();
    // Also with somebody in hand.
    room.act(Action::AskCounter);
    room.take(Input::Do(room.desk.key(Key::Alt('3')).unwrap()));
    assert_eq!(room.kept, Some(Habits { chime: false, ..Habits::default() }));
    assert_eq!((room.desk.view().dialog.kind, room.desk.view().frame.chime), ("counter", false));
    room.told(scene::help_asked(1, "10:00", None));
    room.pass(60);
    assert_eq!(room.chimes, 0);
    assert!(!room.nobody_asks(), "it is shown all the same");
    room.act(Action::ToggleChime);
    assert_eq!((room.kept, room.chimes), (Some(Habits { chime: true, ..Habits::default() }), 1));

    // The next start knows it.
    let desk = Desk::new(scene::now(), Language::It, true, "run");
    assert!(desk.view().frame.chime);
    assert!(!desk.with_habits(Habits { chime: false, ..Habits::default() }).view().frame.chime);
}

#[test]
fn a_printer_that_stands_is_told_and_gone_when_it_is_well() {
    let mut room = Room::with(Vec::new());
    let ailing = |room: &Room| -> Vec<(String, &'static str, String, bool)> {
        let views = room.desk.view().frame.ailing;
        views.into_iter().map(|one| (one.kiosk, one.part, one.state, one.urgent)).collect()
    };
    room.told(scene::kiosk_says(json!({"printer": "paper-out", "scanner": "absent", "version": "1"})));
    let one = |part, state: &str, urgent| ("ingresso".to_owned(), part, state.to_owned(), urgent);
    assert_eq!(ailing(&room), [one("printer", "paper-out", true), one("scanner", "absent", false)]);
    // What nobody can know any more is not said.
    room.told(Update::Lost);
    assert_eq!(ailing(&room), []);
    room.told(Update::Back);
    room.told(scene::kiosk_says(json!({"printer": "ready", "scanner": "ready"})));
    assert_eq!(ailing(&room), []);

    // And from a snapshot: a desk has no printer to speak of.
    let Update::Reached { site, operators, mut queue } = scene::reached(Some("giulia"), Vec::new()) else {
        panic!()
    };
    let device = |name: &str, role, state: &str| DeviceView {
        name: name.into(),
        role,
        parts: BTreeMap::from([("printer".to_owned(), state.to_owned())]),
        at: None,
    };
    queue.devices = vec![
        device("sportello-3", DeviceRole::Desk, "offline"),
        device("totem-ingresso", DeviceRole::Kiosk, "paper-near-end"),
    ];
    room.told(Update::Reached { site, operators, queue });
    assert_eq!(ailing(&room), [one("printer", "paper-near-end", false)]);
    // One that was taken away is no longer spoken of.
    room.told(Update::DeviceGone("totem-ingresso".into()));
    assert_eq!(ailing(&room), []);
}

#[test]
fn how_somebody_would_be_called_is_said_at_the_call_and_to_nobody_who_looks_on() {
    let manner = |manner, ticket| TicketView { manner: Some(manner), ..ticket };
    let mut tickets = scene::morning();
    tickets[0] = manner(CallManner::ComeToMe, tickets[0].clone());
    tickets[1] = manner(CallManner::VoiceAndScreen, tickets[1].clone());
    let mut room = Room::with(tickets);
    let rows = room.desk.view().queue.waiting;
    assert_eq!((rows[0].manner, rows[1].manner), (Some(Manner::ComeToMe), Some(Manner::OutLoud)));
    room.event(manner(CallManner::ComeToMe, called()));
    let view = room.desk.view();
    assert_eq!(view.hand.manner, Some(Manner::ComeToMe));
    // With somebody in hand nothing of what others need is on the screen.
    assert_eq!(view.queue.waiting[0].manner, None);
}

#[test]
fn the_phone_number_of_who_would_be_called_there_is_the_one_given_at_the_kiosk() {
    let Update::Reached { mut site, operators, queue } = scene::reached(Some("giulia"), scene::morning())
    else {
        panic!()
    };
    let question = |key: &str, kind: &str| SiteQuestion {
        key: key.parse().unwrap(),
        kind: kind.into(),
        question: site.services[0].names.clone(),
        why: None,
        options: Vec::new(),
        documents: Vec::new(),
        version: None,
    };
    let asked = vec![
        question("telefono", "phone"),
        question("per", "for-whom"),
        question("informativa", "privacy-notice"),
    ];
    site.services[0].intake = asked;
    let mut room = Room::with(Vec::new());
    room.told(Update::Reached { site, operators, queue });
    room.event(TicketView { manner: Some(CallManner::Phone), ..called() });
    assert_eq!(
        (room.desk.view().hand.manner, room.desk.view().hand.phone.as_str()),
        (Some(Manner::Phone), "")
    );
    let text = |key: &str, text: &str| (key.parse().unwrap(), Answer::Text(text.into()));
    let intake =
        [text("telefono", " 031 555 0142 "), text("per", "other"), text("informativa", "2026-01")].into();
    let known =
        TicketCasework { intake, notes: Vec::new(), visit: None, practices: Vec::new(), proposed: None };
    room.take(Input::Answer(Request::Casework(called().id), Ok(Reply::Casework(Box::new(known)))));
    let view = room.desk.view();
    assert_eq!(view.hand.phone, "031 555 0142");
    let words: Vec<&str> = view.card.answers.iter().map(|answer| answer.word).collect();
    assert_eq!(words, ["", "other", "notice"]);
}

#[test]
fn whoever_showed_a_form_at_the_kiosk_is_on_the_desk_with_the_practice_to_go_on_with() {
    let mut room = Room::with(Vec::new());
    room.event(called());
    let shown = scene::practice_98("open");
    let known = TicketCasework {
        intake: Default::default(),
        notes: Vec::new(),
        visit: None,
        practices: Vec::new(),
        proposed: Some(Box::new(shown.clone())),
    };
    room.take(Input::Answer(Request::Casework(called().id), Ok(Reply::Casework(Box::new(known)))));
    assert_eq!(room.person().0.family, scene::maria().fields.family_name);
    room.answer(Request::Story(scene::citizen_id()), Reply::Story(Vec::new(), vec![shown.clone()]));
    room.act(Action::Continue(shown.id));
    let Request::Once { command, .. } = room.asks() else { panic!("not continued") };
    assert!(matches!(command, Command::Continue { practice, .. } if practice == shown.id), "{command:?}");
}

#[test]
fn signing_in_does_not_forget_who_waits() {
    let mut room = Room::with(Vec::new());
    room.act(Action::SignOut);
    room.told(scene::help_asked(1, "10:00", None));
    room.act(Action::ChooseOperator("giulia".parse().unwrap()));
    room.act(Action::SignIn(Pin("123456".into())));
    assert!(room.help().may_answer);
}
