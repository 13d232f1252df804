//! The questions.

use super::*;

#[test]
fn the_number_is_asked_for_at_the_touch_and_once() {
    let mut kiosk = Kiosk::open();
    kiosk.ask("spid");
    assert_eq!(kiosk.screen(), Screen::Moment(Moment::Number));
    assert!(kiosk.touch(Touch::Service("spid".parse().unwrap())).is_empty());
    assert!(kiosk.touch(Touch::Service("doctor".parse().unwrap())).is_empty());
    assert_eq!(kiosk.wishes.len(), 1);
}

#[test]
fn answers_are_sent_and_the_ticket_prints_after_the_last_question() {
    let (mut kiosk, ticket) = Kiosk::questioned();
    let question = kiosk.question();
    assert_eq!((question.step, question.count), (1, 2), "a kind of a newer hub is passed over");
    assert_eq!(question.question, "È la prima volta?");
    assert_eq!(question.why, "Così prepariamo i moduli.");
    assert_eq!(question.answering, Answering::YesNo(None));
    assert!(kiosk.touch(Touch::Option(0)).is_empty());
    assert_eq!(kiosk.question().step, 2);
    for letter in ["L", "o", "m", "a", "z"] {
        kiosk.touch(Touch::Key(letter.into()));
    }
    match kiosk.question().answering {
        Answering::Town { typed, proposals } => {
            assert_eq!(typed, "Lomaz");
            assert_eq!(proposals, ["Lomazzo (CO)"]);
        }
        other => panic!("{other:?}"),
    }
    assert!(!kiosk.question().can_go_on, "letters are no municipality");
    let effects = kiosk.touch(Touch::Option(0));
    assert!(matches!(effects[0], Effect::SendIntake(sent, _) if sent == ticket));
    assert_eq!(answers(&effects), json!({"first": true, "town": "Lomazzo (CO)"}));
    assert!(!format!("{:?}", paper(&effects)).contains("Lomazzo"), "answers never stand on paper");
    assert!(!format!("{:?}", kiosk.model).contains("Lomazzo"), "and leave the memory");
    assert_eq!(kiosk.printed(), 1);
}

#[test]
fn a_double_tap_answers_one_question_and_a_card_no_question_at_all() {
    let mut kiosk = Kiosk::open();
    let attempt = kiosk.ask("doctor");
    kiosk.pass(TimeDelta::milliseconds(50));
    kiosk.give(attempt, 'B');
    kiosk.pass(TimeDelta::milliseconds(150));
    for second in [Touch::Option(0), Touch::Skip, Touch::Back, Touch::GoOn] {
        assert!(kiosk.tap(second).is_empty());
        assert_eq!((kiosk.question().step, kiosk.model.view().dialog), (1, None), "meant for the card");
    }
    kiosk.touch(Touch::Option(1));
    assert_eq!(kiosk.question().step, 2);
    kiosk.pass(times::SETTLING - TimeDelta::milliseconds(1));
    for second in [Touch::Option(0), Touch::Skip, Touch::Back] {
        kiosk.tap(second);
        assert_eq!((kiosk.question().step, kiosk.question().can_go_on), (2, false));
    }
    kiosk.pass(TimeDelta::milliseconds(1));
    kiosk.tap(Touch::Option(0));
    kiosk.tap(Touch::Option(1));
    assert!(kiosk.question().can_go_on, "on one question fingers may be quick");
    let (mut kiosk, _) = Kiosk::printing();
    kiosk.touch(Touch::Done);
    assert!(kiosk.tap(Touch::Service("spid".parse().unwrap())).is_empty(), "the second half of Fatto");
    assert!(kiosk.is_fresh());
}

#[test]
fn a_touch_is_for_the_question_that_the_finger_came_down_on() {
    let (mut kiosk, _) = Kiosk::questioned();
    kiosk.pass(times::SETTLING);
    let first = kiosk.model.aim(kiosk.now);
    kiosk.tap(Touch::Option(0));
    kiosk.pass(TimeDelta::seconds(2));
    for late in [Touch::Skip, Touch::Back, Touch::Key("c".into())] {
        assert!(kiosk.hear(Input::Touch(first, late)).is_empty());
    }
    assert_eq!(kiosk.question().answering, Answering::Town { typed: String::new(), proposals: Vec::new() });
    kiosk.touch(Touch::Skip);
    assert_eq!(kiosk.printed(), 1);
}

#[test]
fn skipping_everything_sends_nothing_and_prints() {
    let (mut kiosk, _) = Kiosk::questioned();
    kiosk.touch(Touch::Skip);
    let effects = kiosk.touch(Touch::Skip);
    assert!(matches!(effects.as_slice(), [Effect::Print(..)]));
}

#[test]
fn skipping_takes_an_answer_back() {
    let (mut kiosk, _) = Kiosk::questioned();
    kiosk.touch(Touch::Option(1));
    kiosk.touch(Touch::Back);
    assert_eq!(kiosk.question().answering, Answering::YesNo(Some(false)), "the answer is still there");
    kiosk.touch(Touch::Skip);
    assert_eq!(answers(&kiosk.touch(Touch::Skip)), json!(null));
}

#[test]
fn options_several_digits_and_phone() {
    let mut kiosk = Kiosk::open();
    let attempt = kiosk.ask("doctor");
    kiosk.give(attempt, 'B');
    kiosk.touch(Touch::Option(1));
    assert!(!kiosk.question().can_go_on);
    kiosk.touch(Touch::GoOn);
    assert_eq!(kiosk.question().step, 2, "nothing is ticked: nothing to go on with");
    kiosk.touch(Touch::Option(0));
    kiosk.touch(Touch::Option(1));
    kiosk.touch(Touch::Option(1));
    assert!(kiosk.question().can_go_on);
    kiosk.touch(Touch::GoOn);
    for key in ["1", "x", "2", "3"] {
        kiosk.touch(Touch::Key(key.into()));
    }
    kiosk.touch(Touch::Erase);
    assert_eq!(kiosk.question().answering, Answering::Digits("12".into()));
    kiosk.touch(Touch::GoOn);
    for key in "031555014212345678".chars() {
        kiosk.touch(Touch::Key(key.into()));
    }
    assert!(kiosk.touch(Touch::GoOn).is_empty(), "what was typed is read back first");
    let effects = kiosk.touch(Touch::GoOn);
    assert_eq!(
        answers(&effects),
        json!({"who": "child", "what": ["card"], "people": 12, "phone": "031555014212345"})
    );
}

#[test]
fn a_touch_on_an_option_that_is_not_there_changes_nothing() {
    let mut kiosk = Kiosk::open();
    let attempt = kiosk.ask("doctor");
    kiosk.give(attempt, 'B');
    assert!(kiosk.touch(Touch::Option(7)).is_empty());
    assert_eq!(kiosk.question().step, 1);
    let (mut kiosk, _) = Kiosk::questioned();
    kiosk.touch(Touch::Skip);
    kiosk.touch(Touch::Option(3));
    assert_eq!(kiosk.question().step, 2);
}

#[test]
fn a_chosen_town_is_typed_anew() {
    let (mut kiosk, _) = Kiosk::questioned();
    kiosk.touch(Touch::Skip);
    kiosk.touch(Touch::Key(" ".into()));
    kiosk.touch(Touch::Key("c".into()));
    kiosk.touch(Touch::Option(0));
    let mut kiosk = Kiosk::questioned().0;
    kiosk.model.scene = match kiosk.model.scene.clone() {
        Scene::Question { mut visit, .. } => {
            visit.answers.insert("town".parse().unwrap(), Answer::Text("Como (CO)".into()));
            let answer = visit.answers.values().next().cloned();
            let draft = Draft::new(visit.questions().nth(1).unwrap(), answer.as_ref(), None).unwrap();
            Scene::Question { visit, at: 1, draft }
        }
        other => other,
    };
    assert!(kiosk.question().can_go_on);
    kiosk.touch(Touch::Key("m".into()));
    assert!(matches!(kiosk.question().answering, Answering::Town { typed, .. } if typed == "m"));
}

#[test]
fn whoever_is_called_while_answering_is_asked_no_more() {
    let (mut kiosk, ticket) = Kiosk::questioned();
    kiosk.touch(Touch::Option(0));
    let calls = |id| Standing { called: [(id, Texts::italian("Sportello 3"))].into(), ..standing() };
    let other = TicketId::from_parts(9, [9; 10]);
    assert!(kiosk.news(HubNews::Queue(calls(other))).is_empty());
    assert_eq!(kiosk.question().step, 2, "somebody else is called");
    let effects = kiosk.news(HubNews::Queue(calls(ticket)));
    assert_eq!(answers(&effects), json!({"first": true}), "what was answered is sent");
    assert_eq!((kiosk.printed(), kiosk.ticket().called_to.as_str()), (1, "Sportello 3"));
    assert_eq!(paper(&effects).turn, Turn::CalledTo("Sportello 3".into()), "on paper as on the screen");
    assert!(kiosk.news(HubNews::Queue(calls(ticket))).is_empty(), "once");
    kiosk.news(HubNews::Queue(standing()));
    assert_eq!(kiosk.ticket().called_to, "", "the call was taken back");
}

#[test]
fn the_search_knows_where_the_kiosk_stands_and_that_there_is_more() {
    let mut site = pac();
    site["name"]["it"] = json!("Sportello PAC · Comune di Rovellasca");
    let mut kiosk = Kiosk::with_site(site);
    let attempt = kiosk.ask("spid");
    kiosk.give(attempt, 'A');
    kiosk.touch(Touch::Skip);
    kiosk.touch(Touch::Key("r".into()));
    let Answering::Town { proposals, .. } = kiosk.question().answering else { panic!("a town is asked for") };
    assert_eq!(proposals[..2], ["Rovellasca (CO)", "Rezzago (CO)"]);
    assert_eq!(proposals.len(), 7, "one more than any screen shows");
    kiosk.touch(Touch::Option(1));
    assert!(answers(&kiosk.wishes).to_string().contains("Rezzago"), "what is touched is what was shown");
}

#[test]
fn a_language_is_chosen_per_citizen_and_carried_on_the_ticket() {
    let mut kiosk = Kiosk::open();
    kiosk.touch(Touch::Language(Language::En));
    assert_eq!(kiosk.cards()[0].title, "SPID (en)");
    kiosk.touch(Touch::Language(Language::Ar));
    assert_eq!(kiosk.model.view().language, Language::En, "what is not offered is not chosen");
    let effects = kiosk.touch(Touch::Service("forms".parse().unwrap()));
    assert!(matches!(effects.as_slice(), [Effect::Issue { language: Language::En, .. }]));
    let (_, effects) = kiosk.give(Attempt(1), 'C');
    assert_eq!(paper(&effects).documents, ["identity card"]);
    assert_eq!(paper(&effects).language, turno_devices::paper::Language::En);
}

#[test]
fn a_site_that_changes_in_the_middle_does_not_pull_the_question_away() {
    let (mut kiosk, _) = Kiosk::questioned();
    kiosk.news(HubNews::Site(Arc::new(serde_json::from_value(site(vec![])).unwrap())));
    assert_eq!(kiosk.question().step, 1);
    kiosk.touch(Touch::Skip);
    assert_eq!(kiosk.touch(Touch::Skip).len(), 1);
}
