//! The parts of a practice, their questions, and the agenda, wide and at the smallest window.

use super::{MARIA, at_work, with_maria};
use crate::scene::{self, practice as part};
use crate::window::Window;
use slint::platform::Key;
use turno_desk::model::port::{Input, Reply, Request, Update};
use turno_domain::casework::Relation;
use turno_domain::text::Language;
use turno_domain::ticket::TicketState;
use turno_protocol::casework::{PracticeView, PresenterView};
use turno_protocol::event::EventData;
use turno_protocol::ticket::TicketView;

/// Maria Teresa's practice as it stands after two weeks, offered to Giulia by Carlo.
fn long() -> PracticeView {
    PracticeView {
        entries: part::long_story(),
        need_recognised: "Accesso al fascicolo".to_owned(),
        team: vec!["carlo".parse().unwrap()],
        presenter: Some(PresenterView {
            relation: Relation::Delegate,
            name: "Luca Bianchi".to_owned(),
            delegation: Some("delega scritta".to_owned()),
            delegation_until: Some("2026-04-10".parse().unwrap()),
        }),
        ..scene::practice_412()
    }
}

fn tell(window: &mut Window, practice: PracticeView) {
    window.practice = Some(practice.clone());
    window.take(Input::Answer(Request::Practice(practice.id), Ok(Reply::Practice(Box::new(practice)))));
}

/// A042 in hand, her practice open.
fn open() -> Window {
    let mut window = with_maria();
    window.press(MARIA);
    window.write("Bisogno, con le sue parole", &scene::practice_412().need);
    window.next.push_back(Ok(Reply::Practice(Box::new(scene::practice_412()))));
    window.key(Key::F4);
    tell(&mut window, long());
    window
}

/// The same picture wide and at the smallest window.
fn both(window: &mut Window, name: &str) {
    for size in [(1024, 600), (1366, 768)] {
        window.resize(size);
        window.picture(name);
    }
}

pub fn walk() -> Vec<String> {
    let mut window = open();
    for (key, name) in [('5', "diary"), ('6', "steps"), ('7', "documents"), ('8', "whose")] {
        for size in [(1024, 600), (1366, 768)] {
            window.resize(size);
            window.alt(key);
            window.picture(&format!("practice-{name}"));
            assert!(window.sees_whole(tab(key)), "{name} {size:?}");
        }
    }
    // A line that is chosen shows what can be done with it.
    for (key, name) in [('6', "steps"), ('7', "documents"), ('8', "whose")] {
        window.alt(key);
        window.key(Key::DownArrow);
        window.picture(&format!("practice-{name}-chosen"));
    }
    let mut offered = PracticeView { offered_to: Some("giulia".parse().unwrap()), ..long() };
    offered.responsible = Some("carlo".parse().unwrap());
    tell(&mut window, offered);
    window.alt('5');
    assert!(window.sees("La prendo io"));
    both(&mut window, "practice-offered");
    let mut faults = window.faults;
    faults.extend(the_questions());
    faults.extend(the_agenda());
    faults.extend(in_english());
    faults
}

fn tab(key: char) -> &'static str {
    match key {
        '5' => "Diario",
        '6' => "Passi",
        '7' => "Documenti",
        _ => "Chi se ne occupa",
    }
}

fn the_questions() -> Vec<String> {
    let mut window = open();
    window.control('1');
    window.write("A quale ente", "ASST Lariana");
    window.write("Quanti minuti, attesa compresa", "dodici");
    both(&mut window, "ask-call");
    window.key(Key::Escape);
    window.control('2');
    window.write("Di quale ufficio", "Comune di Rovellasca");
    window.write("Di quale giorno", "20/4");
    assert!(window.sees("lunedì 20 aprile"));
    both(&mut window, "ask-protocol");
    window.key(Key::Escape);
    window.alt('6');
    window.control('1');
    window.write("Che cosa", "Torna con il cellulare");
    window.write("Entro quale giorno", "24/4");
    assert!(window.sees("venerdì 24 aprile"));
    for size in [(1024, 600), (1366, 768)] {
        window.resize(size);
        assert!(
            window.sees_whole("Aggiungi il passo") && window.sees_whole("Contattare un ente"),
            "{size:?}"
        );
    }
    both(&mut window, "ask-step");
    window.key(Key::Escape);
    window.key(Key::DownArrow);
    window.control('5');
    window.write("Dove", "Sala colloqui");
    let mut theirs = long();
    theirs.steps[1].revision = 2;
    theirs.steps[1].fields.place = "Sportello 1".to_owned();
    tell(&mut window, theirs);
    for size in [(1024, 600), (1366, 768)] {
        window.resize(size);
        assert!(window.sees_whole("Tieni quello che ha scritto lei"), "{size:?}");
        assert!(window.sees_whole("Tieni quello che ha scritto il collega"), "{size:?}");
    }
    both(&mut window, "ask-step-conflict");
    window.key(Key::Escape);
    window.control('3');
    both(&mut window, "ask-step-done");
    window.key(Key::Escape);
    window.alt('8');
    window.control('1');
    both(&mut window, "ask-offer");
    window.key(Key::Escape);
    window.control('4');
    both(&mut window, "ask-presenter");
    window.key(Key::Escape);
    window.faults
}

fn the_agenda() -> Vec<String> {
    let mut window = at_work(scene::morning());
    window.pass(4);
    window.alt('0');
    both(&mut window, "agenda");
    window.control('1');
    window.key(Key::DownArrow);
    both(&mut window, "agenda-all");
    window.key(Key::Return);
    // It opens at the step that was due.
    assert!(window.sees("Fatto"));
    window.picture("agenda-opened");
    let ticket = scene::serving("A042", "09:42", "09:57", "09:58");
    window.told(Update::Event(Box::new(EventData { ticket: Some(ticket), ..EventData::default() })));
    window.alt('0');
    assert!(!window.sees("Mostra quelli di tutti"));
    window.picture("agenda-shut");
    let over =
        TicketView { state: TicketState::Finished, ..scene::serving("A042", "09:42", "09:57", "09:58") };
    window.told(Update::Event(Box::new(EventData { ticket: Some(over), ..EventData::default() })));
    let nothing = turno_protocol::casework::Page { items: Vec::new(), next: None };
    window.take(Input::Do(turno_desk::model::Action::Agenda(turno_desk::model::agenda::AgendaAct::Whose)));
    window.take(Input::Do(turno_desk::model::Action::Agenda(turno_desk::model::agenda::AgendaAct::Whose)));
    window.desk.take(Input::Hub(Update::CaseworkReset));
    window.desk.take(Input::Answer(Request::Agenda { all: true, after: None }, Ok(Reply::Agenda(nothing))));
    window.picture("agenda-empty");
    window.faults
}

fn in_english() -> Vec<String> {
    let mut window = Window::speaking(Language::En, true);
    window.told(scene::reached(Some("giulia"), scene::morning_with_a042()));
    window.press("Giulia R.");
    window.type_text("123456");
    window.key(Key::Return);
    window.pass(4);
    window.write("Search: family name, given names, codice fiscale or phone", "bianchi");
    window.press(MARIA);
    window.write("Need, in their own words", &scene::practice_412().need);
    window.next.push_back(Ok(Reply::Practice(Box::new(scene::practice_412()))));
    window.key(Key::F4);
    tell(&mut window, long());
    for (key, name) in [('5', "diary"), ('6', "steps")] {
        window.alt(key);
        window.picture(&format!("english-{name}"));
    }
    slint::select_bundled_translation("").unwrap();
    window.faults
}
