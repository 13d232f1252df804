//! The way of a citizen, without a window.

use super::*;
use serde_json::json;
use turno_domain::ids::TicketId;
use turno_domain::intake::Answer;
use turno_domain::text::Texts;
use turno_domain::ticket::TicketNumber;
use turno_domain::time::Timestamp;
use uuid::Uuid;

/// Saturday 21 November 2026, 9:42 in Rome.
const MORNING: i64 = 1_795_250_520_000;

/// The day of the tests.
const SATURDAY: DayView = DayView { weekday: 5, day: 21, month: 10 };

/// A kiosk on the desk of a test: what it wished for is kept, time is moved by hand.
struct Kiosk {
    model: Model,
    now: ClockReading,
    wishes: Vec<Effect>,
    numbers: u32,
}

impl Kiosk {
    fn unheard() -> Self {
        let now = ClockReading {
            wall: Timestamp::from_millis(MORNING),
            boot: Uuid::nil(),
            monotonic_ms: 1_000,
            trusted: true,
        };
        Self { model: Model::new(now), now, wishes: Vec::new(), numbers: 41 }
    }

    fn open() -> Self {
        Self::with_site(pac())
    }

    fn with_site(site: serde_json::Value) -> Self {
        let mut kiosk = Self::unheard();
        kiosk.news(HubNews::Site(Arc::new(serde_json::from_value(site).unwrap())));
        kiosk.news(HubNews::Queue(standing()));
        kiosk
    }

    fn hear(&mut self, input: Input) -> Vec<Effect> {
        let effects = self.model.hear(self.now, input);
        self.wishes.extend(effects.clone());
        effects
    }

    /// A touch of somebody who has seen what is there.
    fn touch(&mut self, touch: Touch) -> Vec<Effect> {
        self.pass(times::SETTLING);
        self.tap(touch)
    }

    /// A touch at once.
    fn tap(&mut self, touch: Touch) -> Vec<Effect> {
        self.hear(Input::Touch(self.model.aim(self.now), touch))
    }

    fn pass(&mut self, time: TimeDelta) {
        self.now.wall = self.now.wall.plus(time);
        self.now.monotonic_ms += u64::try_from(time.num_milliseconds()).unwrap();
    }

    fn news(&mut self, news: HubNews) -> Vec<Effect> {
        self.hear(Input::Hub(news))
    }

    /// Time passes, a tick a second, as the program makes them.
    fn wait(&mut self, seconds: i64) -> Vec<Effect> {
        let mut effects = Vec::new();
        for _ in 0..seconds {
            self.pass(TimeDelta::seconds(1));
            effects.extend(self.hear(Input::Tick));
        }
        effects
    }

    fn ask(&mut self, service: &str) -> Attempt {
        match self.touch(Touch::Service(service.parse().unwrap())).as_slice() {
            [Effect::Issue { attempt, service: asked, .. }] if asked.as_str() == service => *attempt,
            other => panic!("no number was asked for: {other:?}"),
        }
    }

    fn give(&mut self, attempt: Attempt, letter: char) -> (TicketId, Vec<Effect>) {
        self.numbers += 1;
        let id = TicketId::from_parts(1, [self.numbers.to_be_bytes()[3]; 10]);
        let issued = Issued {
            id,
            number: TicketNumber::new(letter, self.numbers),
            at: self.now.wall,
            people_before: 3,
            expected: Some(Band { low: 15, high: 25 }),
            page: None,
        };
        let effects = self.news(HubNews::Issued(attempt, issued));
        (id, effects)
    }

    /// At the first question of the service with questions.
    fn questioned() -> (Self, TicketId) {
        let mut kiosk = Self::open();
        let attempt = kiosk.ask("spid");
        let (ticket, effects) = kiosk.give(attempt, 'A');
        assert!(effects.is_empty(), "the paper waits for the questions: {effects:?}");
        (kiosk, ticket)
    }

    /// At the ticket, on its way to the printer.
    fn printing() -> (Self, TicketId) {
        let mut kiosk = Self::open();
        let attempt = kiosk.ask("forms");
        let (ticket, _) = kiosk.give(attempt, 'C');
        (kiosk, ticket)
    }

    fn screen(&self) -> Screen {
        self.model.view().screen
    }

    fn question(&self) -> QuestionView {
        match self.screen() {
            Screen::Question(question) => question,
            other => panic!("no question: {other:?}"),
        }
    }

    fn ticket(&self) -> TicketView {
        match self.screen() {
            Screen::Ticket(ticket) => ticket,
            other => panic!("no ticket: {other:?}"),
        }
    }

    fn cards(&self) -> Vec<Card> {
        match self.screen() {
            Screen::Welcome { cards, .. } => cards,
            other => panic!("no welcome: {other:?}"),
        }
    }

    fn is_fresh(&self) -> bool {
        self.model.language == Language::It && self.model.scene == Scene::welcome()
    }

    fn printed(&self) -> usize {
        self.wishes.iter().filter(|wish| matches!(wish, Effect::Print(..))).count()
    }
}

fn answers(effects: &[Effect]) -> serde_json::Value {
    effects
        .iter()
        .find_map(|effect| match effect {
            Effect::SendIntake(_, answers) => Some(serde_json::to_value(answers).unwrap()),
            _ => None,
        })
        .unwrap_or(json!(null))
}

fn paper(effects: &[Effect]) -> TicketPaper {
    match effects.last() {
        Some(Effect::Print(_, paper)) => (**paper).clone(),
        other => panic!("nothing is printed: {other:?}"),
    }
}

fn service(key: &str, letter: char, name: &str, intake: serde_json::Value) -> serde_json::Value {
    json!({
        "key": key, "letter": letter, "names": {"it": name, "en": format!("{name} (en)")}, "group": null,
        "target_wait_minutes": null, "documents": [{"it": "documento d’identità", "en": "identity card"}],
        "discreet": false, "qualification": null, "intake": intake,
    })
}

fn site(services: Vec<serde_json::Value>) -> serde_json::Value {
    json!({
        "name": {"it": "Sportello PAC", "en": "PAC desk"}, "timezone": "Europe/Rome", "languages": ["it", "en"],
        "no_show_after_minutes": 3, "maximum_wait_minutes": 60, "services": services, "counters": [],
        "kiosk": {"default_service": null, "display_mm": null},
        "printer": {"url": null, "width_mm": null, "code_page": null}, "public_url": null,
    })
}

fn questions() -> serde_json::Value {
    json!([
        {"key": "first", "kind": "yes-no", "question": {"it": "È la prima volta?"}, "why": {"it": "Così prepariamo i moduli."}, "options": []},
        {"key": "mood", "kind": "horoscope", "question": {"it": "?"}, "why": null, "options": []},
        {"key": "town", "kind": "municipality", "question": {"it": "In quale comune abita?"}, "why": null, "options": []},
    ])
}

fn pac() -> serde_json::Value {
    site(vec![
        service("spid", 'A', "SPID", questions()),
        service(
            "doctor",
            'B',
            "Medico",
            json!([
                {"key": "who", "kind": "choice", "question": {"it": "Per chi?"}, "why": null, "options": [
                    {"key": "me", "names": {"it": "Per me"}}, {"key": "child", "names": {"it": "Per un figlio"}}]},
                {"key": "what", "kind": "choices", "question": {"it": "Che cosa?"}, "why": null, "options": [
                    {"key": "card", "names": {"it": "Tessera"}}, {"key": "exemption", "names": {"it": "Esenzione"}}]},
                {"key": "people", "kind": "number", "question": {"it": "Quanti siete?"}, "why": null, "options": []},
                {"key": "phone", "kind": "phone", "question": {"it": "Il suo telefono?"}, "why": null, "options": []},
            ]),
        ),
        service("forms", 'C', "Moduli", json!([])),
    ])
}

fn standing() -> Standing {
    let waiting = |people, expected| Waiting { people, expected };
    Standing {
        services: [
            ("spid".parse().unwrap(), waiting(3, Some(Band { low: 15, high: 25 }))),
            ("doctor".parse().unwrap(), waiting(1, None)),
        ]
        .into(),
        called: Default::default(),
        tickets_open: true,
        serving: false,
        opens_at: None,
        day_asked: None,
    }
}

#[test]
fn before_the_hub_has_spoken_nothing_can_be_touched() {
    let mut kiosk = Kiosk::unheard();
    assert_eq!(kiosk.screen(), Screen::Moment(Moment::Starting));
    assert!(kiosk.touch(Touch::Service("spid".parse().unwrap())).is_empty());
}

#[test]
fn the_welcome_tells_who_waits_and_how_long_only_where_the_hub_knows() {
    let kiosk = Kiosk::open();
    let cards = kiosk.cards();
    assert_eq!(
        cards.iter().map(|card| card.title.as_str()).collect::<Vec<_>>(),
        ["SPID", "Medico", "Moduli"]
    );
    assert_eq!(cards.iter().map(|card| card.people).collect::<Vec<_>>(), [3, 1, 0]);
    assert_eq!(
        cards.iter().map(|c| c.expected).collect::<Vec<_>>(),
        [Some(Band { low: 15, high: 25 }), None, None]
    );
    let view = kiosk.model.view();
    assert_eq!((view.site.as_str(), view.clock.as_str()), ("Sportello PAC", "9:42"));
    assert!(!view.can_go_back);
    assert!(matches!(view.screen, Screen::Welcome { greeting: DayPart::Day, .. }));
}

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
fn without_questions_the_ticket_prints_at_once() {
    let mut kiosk = Kiosk::open();
    let attempt = kiosk.ask("forms");
    let (ticket, effects) = kiosk.give(attempt, 'C');
    assert!(matches!(effects.as_slice(), [Effect::Print(printed, _)] if *printed == ticket));
    let paper = paper(&effects);
    assert_eq!(paper.number.to_string(), "C 042");
    assert_eq!((paper.site.as_str(), paper.service.as_deref()), ("Sportello PAC", Some("Moduli")));
    assert_eq!(paper.issued.format("%F %T").to_string(), "2026-11-21 09:42:00");
    assert_eq!(paper.documents, ["documento d’identità"]);
    assert_eq!((&paper.turn, paper.people_before), (&Turn::Waits, 3));
    let shown = kiosk.ticket();
    assert_eq!((shown.letter.as_str(), shown.digits.as_str()), ("C", "042"));
    assert_eq!((shown.weekday, shown.day, shown.month, shown.time.as_str()), (5, 21, 10, "9:42"));
    assert_eq!((shown.paper, shown.seconds), (PaperWord::Printing, None));
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
            Scene::Question { visit, at: 1, draft, giving_back: false }
        }
        other => other,
    };
    assert!(kiosk.question().can_go_on);
    kiosk.touch(Touch::Key("m".into()));
    assert!(matches!(kiosk.question().answering, Answering::Town { typed, .. } if typed == "m"));
}

#[test]
fn who_needs_the_number_no_more_is_asked_before_it_is_given_back() {
    let (mut kiosk, ticket) = Kiosk::questioned();
    assert!(!kiosk.model.view().can_go_back, "there is nothing before it");
    kiosk.touch(Touch::Back);
    assert_eq!((kiosk.model.view().dialog, kiosk.question().step), (None, 1), "back cancels nothing");
    kiosk.touch(Touch::GiveUp);
    assert_eq!(kiosk.model.view().dialog, Some(Dialog::GiveBack("A".into(), "042".into())));
    kiosk.touch(Touch::Option(0));
    assert_eq!(kiosk.question().step, 1, "under the question nothing can be touched");
    kiosk.touch(Touch::KeepNumber);
    assert_eq!(kiosk.model.view().dialog, None);
    kiosk.touch(Touch::GiveUp);
    assert_eq!(kiosk.touch(Touch::GiveBack), [Effect::GiveBack(ticket)]);
    assert_eq!(kiosk.screen(), Screen::Moment(Moment::GivingBack));
    kiosk.news(HubNews::Cancelled(ticket));
    assert!(
        matches!(kiosk.screen(), Screen::Welcome { given_back: Some((letter, digits)), .. } if format!("{letter}{digits}") == "A042")
    );
    assert_eq!(kiosk.printed(), 0);
    kiosk.wait(times::MESSAGE.num_seconds());
    assert!(matches!(kiosk.screen(), Screen::Welcome { given_back: None, .. }));
}

#[test]
fn a_number_that_was_called_meanwhile_is_printed_after_all() {
    let (mut kiosk, ticket) = Kiosk::questioned();
    kiosk.touch(Touch::GiveUp);
    kiosk.touch(Touch::GiveBack);
    let effects = kiosk.news(HubNews::NotCancelled(ticket, false));
    assert!(matches!(effects.as_slice(), [Effect::Print(printed, _)] if *printed == ticket));
    let called = [(ticket, Texts::italian("Sportello 3"))].into();
    kiosk.news(HubNews::Queue(Standing { called, ..standing() }));
    assert_eq!(kiosk.ticket().called_to, "Sportello 3", "nobody is told to sit down");
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
fn a_number_that_the_hub_would_not_cancel_was_called_though_nobody_has_said_where_to() {
    let (mut kiosk, ticket) = Kiosk::questioned();
    kiosk.touch(Touch::GiveUp);
    kiosk.touch(Touch::GiveBack);
    let effects = kiosk.news(HubNews::NotCancelled(ticket, true));
    assert_eq!(paper(&effects).turn, Turn::Called);
    assert_eq!((kiosk.ticket().called, kiosk.ticket().called_to.as_str()), (true, ""));
    let called = [(ticket, Texts::italian("Sportello 3"))].into();
    kiosk.news(HubNews::Queue(Standing { called, ..standing() }));
    assert_eq!((kiosk.ticket().called, kiosk.ticket().called_to.as_str()), (true, "Sportello 3"));
    kiosk.news(HubNews::Queue(standing()));
    assert!(!kiosk.ticket().called, "the call was taken back");
}

/// At the message that nobody knows whether the number is cancelled.
fn unsure() -> (Kiosk, TicketId) {
    let (mut kiosk, ticket) = Kiosk::questioned();
    kiosk.touch(Touch::Language(Language::En));
    kiosk.touch(Touch::GiveUp);
    kiosk.touch(Touch::GiveBack);
    kiosk.wait(times::HUB_PATIENCE.num_seconds());
    assert_eq!(kiosk.screen(), Screen::Unsure("A".into(), "042".into()));
    (kiosk, ticket)
}

#[test]
fn a_hub_that_is_silent_about_a_number_given_back_holds_nobody_and_its_holder_hears_of_it() {
    let (mut kiosk, ticket) = unsure();
    kiosk.news(HubNews::Away);
    kiosk.wait(times::MESSAGE.num_seconds() - 1);
    assert_eq!(kiosk.screen(), Screen::Unsure("A".into(), "042".into()), "though the hub is away");
    assert_eq!(kiosk.model.view().language, Language::En);
    kiosk.wait(1);
    assert!(kiosk.is_fresh(), "the message ends by itself");
    assert!(kiosk.news(HubNews::Cancelled(ticket)).is_empty());
    assert!(kiosk.is_fresh() && kiosk.printed() == 0);
    let (mut kiosk, _) = unsure();
    kiosk.touch(Touch::Understood);
    assert!(kiosk.is_fresh());
}

#[test]
fn the_hubs_late_word_on_a_number_given_back_is_told_while_the_message_stands() {
    let (mut kiosk, ticket) = unsure();
    kiosk.news(HubNews::Cancelled(ticket));
    assert!(matches!(kiosk.screen(), Screen::Welcome { given_back: Some(_), .. }));
    let (mut kiosk, ticket) = unsure();
    let effects = kiosk.news(HubNews::NotCancelled(ticket, true));
    assert_eq!(paper(&effects).turn, Turn::Called, "it is alive, and its holder has it on paper");
}

#[test]
fn idle_warns_then_sends_what_was_answered_and_prints_once() {
    let (mut kiosk, _) = Kiosk::questioned();
    kiosk.touch(Touch::Option(0));
    assert!(kiosk.wait(times::IDLE.num_seconds() - 1).is_empty());
    assert_eq!(kiosk.model.view().dialog, None);
    kiosk.wait(1);
    let number = ("A".into(), "042".into());
    let warned = Dialog::StillThere { seconds: 20, then: Then::Prints, number };
    assert_eq!(kiosk.model.view().dialog, Some(warned));
    kiosk.touch(Touch::StillHere);
    assert_eq!(kiosk.model.view().dialog, None, "one touch is enough");
    assert_eq!(kiosk.question().step, 2);
    let effects = kiosk.wait((times::IDLE + times::WARNING).num_seconds());
    assert_eq!(answers(&effects), json!({"first": true}));
    assert_eq!(kiosk.printed(), 1);
    assert_eq!(kiosk.ticket().digits, "042");
}

#[test]
fn half_a_telephone_number_is_not_sent_at_idle() {
    let mut kiosk = Kiosk::open();
    let attempt = kiosk.ask("doctor");
    kiosk.give(attempt, 'B');
    kiosk.touch(Touch::Skip);
    kiosk.touch(Touch::Option(1));
    assert_eq!(kiosk.question().step, 2, "ticked, not gone on with");
    let mut other = Kiosk::open();
    let attempt = other.ask("doctor");
    other.give(attempt, 'B');
    (0..3).for_each(|_| drop(other.touch(Touch::Skip)));
    other.touch(Touch::Key("3".into()));
    let idle = (times::IDLE + times::WARNING).num_seconds();
    assert_eq!(answers(&kiosk.wait(idle)), json!({"what": ["exemption"]}), "what is ticked counts");
    assert_eq!(answers(&other.wait(idle)), json!(null));
}

#[test]
fn without_a_printer_the_warning_promises_no_ticket() {
    let (mut kiosk, _) = Kiosk::questioned();
    kiosk.hear(Input::Printer(false));
    kiosk.wait(times::IDLE.num_seconds());
    assert!(matches!(kiosk.model.view().dialog, Some(Dialog::StillThere { then: Then::GoesOn, .. })));
    kiosk.hear(Input::Printer(true));
    assert!(matches!(kiosk.model.view().dialog, Some(Dialog::StillThere { then: Then::Prints, .. })));
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
fn the_warning_can_be_put_off_again_and_again() {
    let (mut kiosk, _) = Kiosk::questioned();
    for _ in 0..12 {
        assert!(kiosk.wait(times::IDLE.num_seconds() + 10).is_empty());
        kiosk.touch(Touch::StillHere);
    }
    assert_eq!(kiosk.question().step, 1);
}

#[test]
fn printed_is_said_only_when_it_is_proven() {
    let (mut kiosk, ticket) = Kiosk::printing();
    for (state, word) in [
        (PaperState::Queued, PaperWord::Printing),
        (PaperState::Sent, PaperWord::Printing),
        (PaperState::Unknown, PaperWord::NotOut),
        (PaperState::Failed, PaperWord::NotOut),
        (PaperState::Proven, PaperWord::Printed),
    ] {
        kiosk.hear(Input::Paper(ticket, Paper::State(state)));
        assert_eq!(kiosk.ticket().paper, word, "{state:?}");
    }
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.hear(Input::Paper(ticket, Paper::NoPrinter));
    assert_eq!(kiosk.ticket().paper, PaperWord::NoPrinter);
}

#[test]
fn the_paper_of_another_ticket_is_not_this_one() {
    let (mut kiosk, _) = Kiosk::printing();
    kiosk.hear(Input::Paper(TicketId::from_parts(9, [9; 10]), Paper::State(PaperState::Proven)));
    assert_eq!(kiosk.ticket().paper, PaperWord::Printing);
}

#[test]
fn the_count_down_begins_with_the_paper_and_ends_with_the_next_citizen() {
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.wait(3);
    assert_eq!(kiosk.ticket().seconds, None);
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    assert_eq!(kiosk.ticket().seconds, Some(20));
    kiosk.wait(19);
    assert_eq!(kiosk.ticket().seconds, Some(1));
    kiosk.wait(1);
    assert!(kiosk.is_fresh());
}

#[test]
fn a_screen_with_nothing_to_read_but_the_number_closes_sooner() {
    let mut forms = service("forms", 'C', "Moduli", json!([]));
    forms["documents"] = json!([]);
    let mut kiosk = Kiosk::with_site(site(vec![forms]));
    let attempt = kiosk.ask("forms");
    let (ticket, _) = kiosk.give(attempt, 'C');
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    assert_eq!(kiosk.ticket().seconds, Some(12));
    kiosk.wait(times::TICKET.num_seconds());
    assert!(kiosk.is_fresh());
}

#[test]
fn the_count_down_can_be_stopped_but_nobody_keeps_the_screen_for_ever() {
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    kiosk.touch(Touch::MoreTime);
    assert_eq!(kiosk.ticket().seconds, None);
    kiosk.wait(times::IDLE.num_seconds());
    assert!(matches!(kiosk.model.view().dialog, Some(Dialog::StillThere { then: Then::Ends, .. })));
    kiosk.touch(Touch::StillHere);
    kiosk.wait((times::IDLE + times::WARNING).num_seconds());
    assert!(kiosk.is_fresh());
}

#[test]
fn a_printer_that_says_nothing_is_not_waited_for() {
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Sent)));
    kiosk.wait(times::PAPER_PATIENCE.num_seconds());
    assert_eq!((kiosk.ticket().paper, kiosk.ticket().seconds), (PaperWord::NotOut, Some(40)));
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    assert_eq!(kiosk.ticket().paper, PaperWord::Printed, "late, but out");
    kiosk.wait(times::TICKET_WITHOUT_PAPER.num_seconds());
    assert!(kiosk.is_fresh());
}

#[test]
fn done_ends_at_once_in_italian() {
    let (mut kiosk, _) = Kiosk::printing();
    kiosk.touch(Touch::Language(Language::En));
    kiosk.touch(Touch::Done);
    assert!(kiosk.is_fresh());
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
fn a_language_left_behind_goes_back_to_italian() {
    let mut kiosk = Kiosk::open();
    kiosk.touch(Touch::Language(Language::En));
    kiosk.wait(times::IDLE.num_seconds() - 1);
    assert_eq!(kiosk.model.view().language, Language::En);
    kiosk.wait(1);
    assert_eq!(kiosk.model.view().language, Language::It);
}

#[test]
fn while_the_hub_is_away_the_screen_says_so_and_comes_back_by_itself() {
    let mut kiosk = Kiosk::open();
    kiosk.news(HubNews::Away);
    assert_eq!(kiosk.screen(), Screen::Away);
    assert!(kiosk.touch(Touch::Service("spid".parse().unwrap())).is_empty());
    kiosk.news(HubNews::Queue(standing()));
    assert_eq!(kiosk.cards().len(), 3);
}

#[test]
fn a_visit_goes_on_while_the_hub_is_away() {
    let (mut kiosk, _) = Kiosk::questioned();
    kiosk.news(HubNews::Away);
    kiosk.touch(Touch::Option(0));
    let effects = kiosk.touch(Touch::Skip);
    assert_eq!(effects.len(), 2, "the answers wait outside, the paper does not");
    kiosk.touch(Touch::Done);
    assert_eq!(kiosk.screen(), Screen::Away);
}

#[test]
fn a_hub_that_gives_no_answer_sends_the_citizen_to_the_desk_and_a_late_number_is_given_back() {
    let mut kiosk = Kiosk::open();
    let attempt = kiosk.ask("spid");
    kiosk.wait(times::HUB_PATIENCE.num_seconds());
    assert_eq!(kiosk.screen(), Screen::Sorry { closed: false, opening: None });
    let (ticket, effects) = kiosk.give(attempt, 'A');
    assert_eq!(effects, [Effect::GiveBack(ticket)]);
    assert_eq!(kiosk.screen(), Screen::Sorry { closed: false, opening: None });
    kiosk.wait(times::MESSAGE.num_seconds());
    assert!(kiosk.is_fresh());
}

#[test]
fn a_late_number_never_becomes_that_of_the_next_citizen() {
    let mut kiosk = Kiosk::open();
    let first = kiosk.ask("spid");
    kiosk.wait(times::HUB_PATIENCE.num_seconds());
    kiosk.touch(Touch::Understood);
    let second = kiosk.ask("forms");
    let (late, effects) = kiosk.give(first, 'A');
    assert_eq!(effects, [Effect::GiveBack(late)]);
    kiosk.give(second, 'C');
    assert_eq!(kiosk.ticket().letter, "C");
}

#[test]
fn a_refusal_says_why_as_far_as_it_helps() {
    let two = Timestamp::from_millis(MORNING + 15_480_000);
    let at_two = Opening { days_ahead: 0, day: SATURDAY, time: "14:00".into() };
    for (refusal, closed, opening) in [
        (Refusal::Closed(None), true, None),
        (Refusal::Closed(Some(two)), true, Some(at_two)),
        (Refusal::Other, false, None),
    ] {
        let mut kiosk = Kiosk::open();
        let attempt = kiosk.ask("spid");
        kiosk.news(HubNews::NotIssued(attempt, refusal));
        assert_eq!(kiosk.screen(), Screen::Sorry { closed, opening });
        kiosk.touch(Touch::Understood);
        assert!(kiosk.is_fresh());
    }
}

#[test]
fn closed_says_when_it_opens() {
    let mut kiosk = Kiosk::open();
    let afternoon = Timestamp::from_millis(MORNING + 15_480_000);
    kiosk.news(HubNews::Queue(Standing { tickets_open: false, opens_at: Some(afternoon), ..standing() }));
    let opening = Opening { days_ahead: 0, day: SATURDAY, time: "14:00".into() };
    assert_eq!(kiosk.screen(), Screen::Closed { serving: false, opening: Some(opening) });
    assert!(kiosk.touch(Touch::Service("spid".parse().unwrap())).is_empty());
    let monday = afternoon.plus(TimeDelta::days(2));
    kiosk.news(HubNews::Queue(Standing { tickets_open: false, opens_at: Some(monday), ..standing() }));
    let day = DayView { weekday: 0, day: 23, month: 10 };
    let opening = Opening { days_ahead: 2, day, time: "14:00".into() };
    assert_eq!(kiosk.screen(), Screen::Closed { serving: false, opening: Some(opening) });
    kiosk.news(HubNews::Queue(Standing { tickets_open: false, serving: true, ..standing() }));
    assert_eq!(kiosk.screen(), Screen::Closed { serving: true, opening: None }, "only the numbers are over");
}

#[test]
fn the_day_that_is_asked_for_stands_on_the_welcome_and_on_no_citizens_screen() {
    let mut kiosk = Kiosk::open();
    assert_eq!(kiosk.model.view().day_asked, None);
    let asks = Standing { day_asked: Some("2026-11-22".parse().unwrap()), ..standing() };
    kiosk.news(HubNews::Queue(asks.clone()));
    let sunday = Some(DayView { weekday: 6, day: 22, month: 10 });
    assert_eq!(kiosk.model.view().day_asked, sunday);
    let attempt = kiosk.ask("spid");
    assert_eq!(kiosk.model.view().day_asked, None);
    kiosk.give(attempt, 'A');
    assert_eq!(kiosk.model.view().day_asked, None);
    let mut closed = Kiosk::open();
    closed.news(HubNews::Queue(Standing { tickets_open: false, ..asks }));
    assert_eq!(closed.model.view().day_asked, sunday);
    closed.news(HubNews::Queue(standing()));
    assert_eq!(closed.model.view().day_asked, None);
}

#[test]
fn many_services_stand_in_groups() {
    let mut services: Vec<serde_json::Value> = ('A'..='H')
        .map(|letter| {
            service(&format!("s{letter}").to_lowercase(), letter, &format!("Servizio {letter}"), json!([]))
        })
        .collect();
    for (at, group) in
        [(1, "Anagrafe"), (2, "Anagrafe"), (3, "Tributi"), (4, "Anagrafe"), (5, "Da solo"), (6, "Tributi")]
    {
        services[at]["group"] = json!({"it": group, "en": format!("{group} (en)")});
    }
    let mut kiosk = Kiosk::with_site(site(services));
    let titles = |kiosk: &Kiosk| kiosk.cards().iter().map(|card| card.title.clone()).collect::<Vec<_>>();
    assert_eq!(titles(&kiosk), ["Servizio A", "Anagrafe", "Tributi", "Servizio F", "Servizio H"]);
    assert_eq!(kiosk.cards()[1].letters, ['B', 'C', 'E']);
    assert_eq!(kiosk.cards()[1].contents, "Servizio B · Servizio C · Servizio E");
    assert!(!kiosk.cards()[1].more);
    kiosk.touch(Touch::Group("Anagrafe".into()));
    assert_eq!(titles(&kiosk), ["Servizio B", "Servizio C", "Servizio E"]);
    kiosk.touch(Touch::Language(Language::En));
    assert!(matches!(kiosk.screen(), Screen::Welcome { group: Some(group), .. } if group == "Anagrafe (en)"));
    assert!(kiosk.model.view().can_go_back);
    kiosk.touch(Touch::Back);
    assert_eq!(titles(&kiosk).len(), 5);
    kiosk.touch(Touch::Group("Anagrafe".into()));
    kiosk.wait(times::IDLE.num_seconds());
    assert!(kiosk.is_fresh());
}

#[test]
fn a_group_names_as_many_services_as_a_card_has_room_for() {
    let names =
        ["Carta d’identità elettronica", "Cambio di residenza", "Certificati e autentiche", "Nascite"];
    let mut services: Vec<serde_json::Value> = ('A'..='H')
        .map(|letter| service(&format!("s{letter}").to_lowercase(), letter, "Altro", json!([])))
        .collect();
    for (service, name) in services.iter_mut().zip(names) {
        service["group"] = json!({"it": "Anagrafe"});
        service["names"] = json!({"it": name});
    }
    let kiosk = Kiosk::with_site(site(services));
    let card = &kiosk.cards()[0];
    assert_eq!(card.contents, "Carta d’identità elettronica · Cambio di residenza", "no name is cut");
    assert!(card.more);
}

#[test]
fn a_site_that_changes_in_the_middle_does_not_pull_the_question_away() {
    let (mut kiosk, _) = Kiosk::questioned();
    kiosk.news(HubNews::Site(Arc::new(serde_json::from_value(site(vec![])).unwrap())));
    assert_eq!(kiosk.question().step, 1);
    kiosk.touch(Touch::Skip);
    assert_eq!(kiosk.touch(Touch::Skip).len(), 1);
}

#[test]
fn a_discreet_service_is_not_named_on_paper() {
    let mut discreet = service("help", 'D', "Ascolto", json!([]));
    discreet["discreet"] = json!(true);
    let mut kiosk = Kiosk::with_site(site(vec![discreet]));
    let attempt = kiosk.ask("help");
    let (_, effects) = kiosk.give(attempt, 'D');
    assert_eq!(paper(&effects).service, None);
}

#[test]
fn a_number_after_999_has_four_digits() {
    let mut kiosk = Kiosk::open();
    kiosk.numbers = 999;
    let attempt = kiosk.ask("forms");
    kiosk.give(attempt, 'C');
    assert_eq!(kiosk.ticket().digits, "1000");
}
