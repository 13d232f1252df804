//! Every button of every screen bears the key that presses it, and whatever the screen changes to the keys are still heard. One
//! test: a process has one Slint platform.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod scene;
mod window;

use i_slint_backend_testing::{AccessibleRole, ElementQuery};
use slint::platform::Key;
use std::collections::BTreeMap;
use turno_desk::model::port::{Command, Failure, FoundEnrolment, Input, Reply, Request, Update};
use turno_desk::model::{Action, Page};
use turno_domain::ticket::TicketState;
use turno_protocol::casework::{CitizenFields, CitizenView, PracticeView};
use turno_protocol::counter::{CounterStatusView, CounterView};
use turno_protocol::event::EventData;
use turno_protocol::problem::Problem;
use turno_protocol::ticket::TicketView;
use turno_ui_kit::drive::Stage;
use window::Window;

#[test]
fn every_button_has_its_key_and_the_keys_are_always_heard() {
    Stage::Still.set().unwrap();
    let mut bare = Vec::new();
    for walk in [the_way_in, the_queue, the_case, the_questions] {
        walk(&mut bare);
    }
    assert!(bare.is_empty(), "without a key: {bare:#?}");
    the_end_of_a_practice_keeps_the_keys();
    a_question_keeps_what_was_typed_until_it_is_done();
}

/// What on the screen is a button, can be pressed for something and bears no key.
fn look(window: &Window, screen: &str, bare: &mut Vec<String>) {
    let buttons =
        ElementQuery::from_root(&window.ui).match_descendants().match_accessible_role(AccessibleRole::Button);
    // Several elements lie on one button: what one of them says is said of all.
    let mut keys: BTreeMap<String, bool> = BTreeMap::new();
    for button in buttons.find_all().iter().filter(|button| window.is_in_sight(button)) {
        let is = |name: &str| {
            button.type_name().is_some_and(|own| own == name)
                || button.bases().is_some_and(|mut bases| bases.any(|base| base == name))
        };
        let has_key = button.query_descendants().match_type_name("KeyCap").find_first().is_some();
        // Lines of what was found are pointed at by the arrows, and the way down a list is taken by them too. What is
        // chosen already need not be chosen.
        let label = button.accessible_label().unwrap_or_default().to_string();
        let by_arrows = is("ListRow") || label == "Altri numeri più sotto";
        let needs_none = by_arrows || button.accessible_checked() == Some(true);
        let enabled = button.accessible_enabled() != Some(false);
        *keys.entry(label).or_default() |= has_key || needs_none || !enabled;
    }
    assert!(!keys.is_empty(), "{screen}: no button was found at all");
    bare.extend(
        keys.into_iter().filter(|(_, has_key)| !has_key).map(|(label, _)| format!("{screen}: {label:?}")),
    );
}

fn the_way_in(bare: &mut Vec<String>) {
    let mut window = Window::new(false);
    let file = FoundEnrolment { path: "/media/sportello-3.toml".into(), device: "sportello-3".to_owned() };
    window.take(Input::Found(vec![file]));
    look(&window, "enrolment", bare);
    window.take(Input::Enrolled(Ok(())));
    window.told(scene::reached(None, scene::morning()));
    look(&window, "operators", bare);
    window.alt('1');
    assert!(window.sees("PIN"), "Alt 1 is the first operator");
    window.type_text("123456");
    look(&window, "PIN", bare);
    window.key(Key::Escape);
    window.alt('1');
    window.type_text("123456");
    window.key(Key::Return);
    window.told(Update::DayAsked(Some("2026-11-22".parse().unwrap())));
    look(&window, "counters", bare);
}

/// Giulia at counter 3, with these tickets.
fn at_work(tickets: Vec<TicketView>) -> Window {
    let mut window = Window::new(true);
    window.told(scene::reached(Some("giulia"), tickets));
    window.press("Giulia R.");
    window.type_text("123456");
    window.key(Key::Return);
    window
}

fn the_queue(bare: &mut Vec<String>) {
    let mut tickets = scene::morning();
    tickets.push(TicketView { state: TicketState::Away, ..scene::waiting("B017", "09:31") });
    tickets.push(TicketView { state: TicketState::Parked, ..scene::waiting("A040", "09:20") });
    tickets.push(TicketView { state: TicketState::NoShow, ..scene::waiting("D007", "09:25") });
    let lines = tickets.len();
    let mut window = at_work(tickets);
    window.told(Update::DayAsked(Some("2026-11-22".parse().unwrap())));
    assert!(window.sees("Conferma il giorno"));
    window.told(scene::help_asked(1, "10:00", None));
    look(&window, "somebody asks for help", bare);
    window.next.push_back(Ok(Reply::HelpAnswered));
    // A field or not, it is heard: here over a question.
    window.alt('s');
    window.control('h');
    assert!(window.sees("Ci va lei: al totem lo sanno."));
    window.key(Key::Escape);
    for line in 0..lines {
        window.alt_down();
        look(&window, &format!("line {line}"), bare);
    }
    // The last line was out of sight: whoever goes there by key sees it.
    assert!(window.sees("Riammetti"));
    for page in [Page::Citizens, Page::Practices, Page::Today, Page::Agenda] {
        window.act(Action::Go(page));
        look(&window, &format!("{page:?}"), bare);
    }
    window.act(Action::Go(Page::Desk));
    window.act(Action::Select(scene::ticket_id("B018")));
    window.next.push_back(Ok(scene::called_answer(scene::called("B018", "09:44", "10:00"))));
    window.alt('q');
    look(&window, "called", bare);
    window.key(Key::F8);
    assert!(window.sees("La persona con il numero B018 è venuta allo sportello?"));
    look(&window, "did they come?", bare);
    window.key(Key::Escape);
    window.key(Key::F1);
    look(&window, "the keys", bare);
    window.key(Key::Escape);
    window.hold(Key::F6);
    assert!(window.sees("Schermo riservato") && window.sees("Torna al lavoro"), "held down is pressed once");
    look(&window, "reserved", bare);
    window.press("Torna al lavoro");
    assert!(!window.sees("Torna al lavoro"));
    let paused = CounterView {
        status: CounterStatusView::Paused,
        pause_until: Some(scene::at("10:20").into()),
        ..scene::counter("3", Some("giulia"))
    };
    let mut window = at_work(scene::morning());
    window.told(Update::Event(Box::new(EventData { counter: Some(paused), ..EventData::default() })));
    look(&window, "paused", bare);
    window.next.push_back(Err(Failure::Away));
    window.key(Key::F5);
    look(&window, "a notice", bare);
}

/// A042 in hand and the search begun.
fn searching() -> Window {
    let mut window = at_work(scene::morning_with_a042());
    window.write("Cerca: cognome, nome, codice fiscale o telefono", "bianchi");
    window
}

/// Maria Teresa on the card, chosen with the arrows.
fn with_maria() -> Window {
    let mut window = searching();
    window.key(Key::DownArrow);
    window.key(Key::Return);
    assert!(window.sees("Codice fiscale"));
    window
}

fn open_practice(window: &mut Window) {
    window.next.push_back(Ok(Reply::Practice(Box::new(scene::practice_412()))));
    window.key(Key::F4);
}

fn the_case(bare: &mut Vec<String>) {
    let window = searching();
    look(&window, "search", bare);
    let mut window = with_maria();
    // What is scrolled out of sight is not drawn.
    window.resize((1920, 1080));
    let offers = [98, 99, 100]
        .map(|count| PracticeView { id: scene::practice_id(count), ..scene::practice_98("open") });
    let story = Reply::Story(Vec::new(), offers.to_vec());
    window.take(Input::Answer(Request::Story(scene::citizen_id()), Ok(story)));
    window.write("Codice fiscale", "X12345678901234Z");
    look(&window, "person", bare);
    the_person(&mut window, bare);
    open_practice(&mut window);
    window.write("Nuova nota", "Ha il documento.");
    look(&window, "practice", bare);
    for (key, section) in [('6', "steps"), ('7', "documents"), ('8', "whose it is"), ('5', "diary")] {
        window.alt(key);
        window.key(Key::DownArrow);
        look(&window, section, bare);
    }
    let offered = PracticeView {
        offered_to: Some("giulia".parse().unwrap()),
        team: vec!["carlo".parse().unwrap()],
        ..scene::practice_412()
    };
    let reading = Request::Practice(scene::practice_id(412));
    window.take(Input::Answer(reading, Ok(Reply::Practice(Box::new(offered)))));
    window.alt('8');
    window.key(Key::DownArrow);
    assert!(window.sees("La prendo io") && window.sees("Togli da chi se ne occupa"));
    look(&window, "offered", bare);
    let ended = PracticeView { state: "concluded".to_owned(), ..scene::practice_412() };
    let reading = Request::Practice(scene::practice_id(412));
    window.take(Input::Answer(reading, Ok(Reply::Practice(Box::new(ended)))));
    look(&window, "ended practice", bare);
}

/// The pages and questions of the person on the desk.
fn the_person(window: &mut Window, bare: &mut Vec<String>) {
    let maria = Reply::Citizen(Box::new(scene::maria_told()));
    window.take(Input::Answer(Request::Citizen(scene::citizen_id()), Ok(maria)));
    let alike = vec![scene::likely(2, &["same-code"]), scene::likely(3, &["same-code"])];
    window.take(Input::Answer(Request::Alike(scene::citizen_id()), Ok(Reply::Alike(alike))));
    look(window, "a record alike", bare);
    for letter in ['w', 'j', 'y', 'k', 'x'] {
        window.alt(letter);
        look(window, &format!("Alt {letter}"), bare);
        window.key(Key::Escape);
    }
    window.alt('y');
    let past = Request::Past { citizen: scene::citizen_id(), after: None };
    let page = Reply::Past {
        visits: Vec::new(),
        practices: vec![scene::practice_98("concluded")],
        next: Some("50".to_owned()),
    };
    window.take(Input::Answer(past, Ok(page)));
    assert!(window.sees("Mostra quello che c’era prima"));
    look(window, "more of the past", bare);
    window.alt('j');
    window.alt('j');
    look(window, "a consent", bare);
    window.key(Key::Escape);
    window.key(Key::DownArrow);
    window.key(Key::Return);
    look(window, "a consent taken back", bare);
    window.key(Key::Escape);
    window.alt('1');
}

fn the_questions(bare: &mut Vec<String>) {
    let mut window = with_maria();
    open_practice(&mut window);
    window.key(Key::F11);
    look(&window, "park", bare);
    window.key(Key::Escape);
    for letter in ['t', 'v', 'n', 's', 'e'] {
        window.alt(letter);
        look(&window, &format!("Alt {letter}"), bare);
        window.key(Key::Escape);
    }
    for (section, letters) in [('5', "kj"), ('6', "kxyw"), ('8', "kjy")] {
        window.alt(section);
        window.key(Key::DownArrow);
        for letter in letters.chars() {
            window.alt(letter);
            look(&window, &format!("Alt {section}, Alt {letter}"), bare);
            window.key(Key::Escape);
        }
    }
    window.write("Residenza", "Rovellasca (CO)");
    window.next.push_back(Err(Failure::Refused(Box::new(Problem::new(409, "stale", "")))));
    let fields = CitizenFields {
        residence: turno_domain::casework::Residence::Municipality("Turate (CO)".to_owned()),
        ..scene::maria().fields
    };
    window.citizen = Some(CitizenView { revision: 9, fields, ..scene::maria() });
    window.pass(2);
    look(&window, "conflict", bare);

    let mut window = at_work(scene::morning());
    for key in [Key::F2, Key::F5] {
        window.key(key);
        look(&window, "a question with nobody in hand", bare);
        window.key(Key::Escape);
    }
    window.alt('s');
    look(&window, "counter", bare);
}

fn the_end_of_a_practice_keeps_the_keys() {
    let mut window = with_maria();
    open_practice(&mut window);
    window.press_field("Nuova nota");
    window.type_text("Ha il documento.");
    let ended = || {
        Ok(Reply::Practice(Box::new(PracticeView { state: "concluded".to_owned(), ..scene::practice_412() })))
    };
    window.next.extend([ended(), ended()]);
    window.alt('r');
    assert!(!window.sees("Nuova nota") && window.sees("Riapri la pratica"));
    // Without a click in between.
    window.next.push_back(Ok(Reply::Practice(Box::new(scene::practice_412()))));
    window.alt('o');
    assert!(window.sees("Nuova nota"), "the keys are not heard any more");
}

fn a_question_keeps_what_was_typed_until_it_is_done() {
    let mut window = with_maria();
    window.alt('t');
    window.alt('b');
    window.press_field("Nota per il collega");
    window.type_text("Ha la tessera.");
    window.next.push_back(Err(Failure::Refused(Box::new(Problem::new(409, "may-not-serve", "")))));
    window.control_return();
    assert!(matches!(window.asked.last(), Some(Request::Once { command: Command::Transfer { .. }, .. })));
    assert!(window.sees("Trasferisci") && window.value("Nota per il collega") == "Ha la tessera.");
    assert!(window.sees(
        "Questo servizio non si fa a questo sportello o con la sua abilitazione: trasferisca il numero a un collega."
    ));
    // The hub does not answer at all: the button says so, and stays.
    window.control_return();
    assert!(window.sees("Un momento") && !window.sees("Trasferisci"));
    assert_eq!(window.value("Nota per il collega"), "Ha la tessera.");
}
