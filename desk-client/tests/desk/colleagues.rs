//! Colleagues ask each other for a hand, in silence.

use crate::{Room, scene};
use turno_desk::model::port::{Command, Habits, Reply, Request};
use turno_desk::model::view::MyHelp;
use turno_desk::model::{Action, Goer, Key};

#[test]
fn a_colleague_who_asks_for_a_hand_is_shown_without_a_sound() {
    let mut room = Room::with(scene::morning_with_a042());
    room.told(scene::colleague_asks(1, "carlo", "1", "10:00"));
    room.pass(60);
    assert_eq!(room.chimes, 0);
    let help = room.desk.view().frame.help.unwrap();
    assert_eq!((help.colleague.as_str(), help.counter.as_str()), ("Carlo F.", "Sportello 1"));
    // Whoever stands at the kiosk comes first.
    room.told(scene::help_asked(2, "10:01", None));
    assert_eq!(room.desk.view().frame.help.unwrap().colleague, "");
    assert_eq!(room.chimes, 1);
    room.press(Key::ControlH);
    assert!(
        matches!(room.asks(), Request::Once { command: Command::AnswerHelp(id), .. } if id == scene::help_id(2))
    );
    room.told(scene::help_answered(2, "Anna"));
    room.pass(1);
    room.press(Key::ControlH);
    let asked = room.asks();
    assert!(
        matches!(asked, Request::Once { command: Command::AnswerHelp(id), .. } if id == scene::help_id(1))
    );
    room.answer(asked, Reply::HelpAnswered);
    assert_eq!(room.desk.view().frame.help.unwrap().coming, Some(Goer::Me));
}

#[test]
fn what_colleagues_ask_can_be_switched_off_and_stays_so() {
    let mut room = Room::with(scene::morning());
    room.press(Key::Alt('s'));
    room.press(Key::Alt('4'));
    assert_eq!(room.kept, Some(Habits { chime: true, colleagues: false }));
    room.act(Action::Cancel);
    room.told(scene::colleague_asks(1, "carlo", "1", "10:00"));
    assert!(room.desk.view().frame.help.is_none() && room.desk.key(Key::ControlH).is_none());
    // Who stands at a kiosk is shown all the same.
    room.told(scene::help_asked(2, "10:01", None));
    assert!(room.desk.view().frame.help.is_some());
}

#[test]
fn whoever_asks_sees_quietly_who_comes_and_may_say_that_nobody_is_needed() {
    let mut room = Room::with(scene::morning_with_a042());
    let mine = |room: &Room| room.desk.view().frame.my_help;
    assert_eq!(mine(&room), MyHelp::None);
    room.press(Key::Alt('h'));
    let asked = room.asks();
    assert!(matches!(asked, Request::Once { command: Command::AskHelp, .. }));
    room.answer(asked, Reply::HelpAsked(scene::help_id(1), 2));
    // The stream tells it too.
    room.told(scene::colleague_asks(1, "giulia", "3", "10:01"));
    assert_eq!((mine(&room), room.desk.view().frame.help), (MyHelp::Asked, None));
    room.told(scene::help_answered(1, "Carlo"));
    assert_eq!((mine(&room), room.desk.view().frame.help), (MyHelp::Coming("Carlo".into()), None));
    room.pass(20);
    assert_eq!(mine(&room), MyHelp::None);

    room.press(Key::Alt('h'));
    let asked = room.asks();
    room.answer(asked, Reply::HelpAsked(scene::help_id(2), 0));
    assert_eq!(room.desk.view().frame.notice.name, "nobody-hears");
    room.press(Key::Alt('h'));
    let asked = room.asks();
    assert!(
        matches!(asked, Request::Once { command: Command::AnswerHelp(id), .. } if id == scene::help_id(2))
    );
    room.answer(asked, Reply::HelpAnswered);
    assert_eq!(mine(&room), MyHelp::None);
    assert_eq!(room.chimes, 0);
}

#[test]
fn a_wish_that_was_taken_back_is_gone() {
    let mut room = Room::with(scene::morning());
    room.told(scene::colleague_asks(1, "carlo", "1", "10:00"));
    room.told(scene::help_withdrawn(1, "Carlo"));
    assert!(room.desk.view().frame.help.is_none());
}
