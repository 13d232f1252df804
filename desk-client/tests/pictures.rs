//! Every screen, walked through as an operator does: found by label and role, pressed and typed, compared with the picture that
//! a person looked at. One test: a process has one Slint platform.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "walks/calling.rs"]
mod calling;
#[path = "walks/citizen.rs"]
mod citizen;
#[path = "walks/practice.rs"]
mod practice;
mod scene;
mod window;

use serde_json::json;
use slint::platform::Key;
use std::path::PathBuf;
use turno_desk::model::port::{
    Command, EnrolmentFault, Failure, FoundEnrolment, Input, Reply, Request, Update,
};
use turno_desk::model::{Action, Field};
use turno_domain::casework::Residence;
use turno_domain::text::Language;
use turno_domain::ticket::{CallManner, TicketState};
use turno_protocol::casework::{CitizenFields, CitizenView, PracticeView};
use turno_protocol::counter::{CounterStatusView, CounterView};
use turno_protocol::event::EventData;
use turno_protocol::problem::Problem;
use turno_protocol::ticket::TicketView;
use turno_ui_kit::drive::Stage;
use window::Window;

#[test]
fn every_screen_looks_as_it_was_blessed() {
    Stage::Still.set().unwrap();
    let mut faults = Vec::new();
    for walk in [
        the_way_in,
        the_queue,
        calling::walk,
        the_entrance,
        the_case,
        citizen::walk,
        citizen::one_name,
        the_questions,
        the_pages,
        practice::walk,
    ] {
        faults.extend(walk());
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn the_way_in() -> Vec<String> {
    let mut window = Window::new(false);
    window.take(Input::Found(vec![FoundEnrolment {
        path: PathBuf::from("/media/giulia/CHIAVETTA/sportello-3.toml"),
        device: "sportello-3".to_owned(),
    }]));
    window.picture("enrol");
    window.take(Input::Found(Vec::new()));
    window.take(Input::Enrolled(Err(EnrolmentFault::ForKiosk)));
    window.picture("enrol-wrong-file");
    window.take(Input::Enrolled(Ok(())));
    window.picture("reaching");
    window.told(scene::reached(None, scene::morning()));
    window.picture("operators");
    window.press("Giulia R.");
    window.type_text("123456");
    window.picture("pin");
    let wrong = Box::new(Problem::new(401, "wrong-pin", ""));
    window.sign_in = Some(Failure::Refused(wrong));
    window.key(Key::Return);
    window.picture("wrong-pin");
    window.type_text("123456");
    window.key(Key::Return);
    window.picture("counters");
    window.press("Sportello 3");
    window.pass(4);
    window.picture("nobody");
    window.faults
}

/// What is said of her in a list: no birthday, no code.
const MARIA: &str = "Bianchi Maria Teresa 1946 Lomazzo (CO)";

/// Giulia at counter 3, with these tickets.
fn at_work(tickets: Vec<TicketView>) -> Window {
    let mut window = Window::new(true);
    window.told(scene::reached(Some("giulia"), tickets));
    window.press("Giulia R.");
    window.type_text("123456");
    window.key(Key::Return);
    window
}

fn the_queue() -> Vec<String> {
    let mut tickets = scene::morning();
    tickets.push(TicketView { state: TicketState::Away, ..scene::waiting("B017", "09:31") });
    tickets.push(TicketView {
        state: TicketState::Parked,
        counter: Some("3".parse().unwrap()),
        started_at: Some(scene::at("09:30").into()),
        ..scene::waiting("A040", "09:20")
    });
    tickets.push(TicketView { state: TicketState::NoShow, ..scene::waiting("D007", "09:25") });
    let mut window = at_work(tickets);
    window.pass(4);
    window.alt('p');
    window.act(Action::Select(scene::ticket_id("B018")));
    window.picture("queue-lists");
    window.next.push_back(Ok(scene::called_answer(scene::called("A042", "09:42", "10:00"))));
    window.key(Key::F8);
    // Passed over, a called ticket would count as served: the desk says before that it will ask.
    assert!(window.sees(
        "A042 è chiamato e il colloquio non è iniziato: se passa al prossimo, Turno chiede se è venuto."
    ));
    window.picture("called");
    window.key(Key::F8);
    window.picture("ask-came");
    window.resize((1024, 768));
    window.picture("ask-came");
    window.resize((1366, 768));
    window.key(Key::Escape);
    window.key(Key::F1);
    for size in [(1024, 600), (1366, 768), (1920, 1080)] {
        window.resize(size);
        assert!(window.sees_whole("F8: Chiama il prossimo") && window.sees_whole("Chiudi"), "{size:?}");
    }
    window.resize((1024, 600));
    window.picture("keys-smallest");
    window.resize((1366, 768));
    window.picture("keys");
    window.resize((1024, 768));
    window.picture("keys");
    window.resize((1366, 768));
    window.key(Key::F1);
    assert!(
        window
            .asked
            .iter()
            .any(|request| matches!(request, Request::Once { command: Command::CallNext(_), .. }))
    );
    let mut faults = window.faults;
    faults.extend(the_strips());
    let paused = CounterView {
        status: CounterStatusView::Paused,
        pause_reason: None,
        pause_until: Some(scene::at("10:20").into()),
        ..scene::counter("3", Some("giulia"))
    };
    let mut window = at_work(scene::morning());
    window.told(Update::Event(Box::new(EventData { counter: Some(paused), ..EventData::default() })));
    window.pass(4);
    window.picture("paused");
    window.key(Key::F6);
    window.picture("reserved");
    faults.extend(window.faults);
    faults
}

/// What is told across the window: the day that is asked about, somebody who is back, drafts to be put right, drafts of others.
fn the_strips() -> Vec<String> {
    let mut tickets = scene::morning();
    tickets.push(TicketView { state: TicketState::NoShow, ..scene::waiting("D007", "09:25") });
    let mut window = at_work(tickets);
    window.pass(4);
    window.told(Update::DayAsked(Some("2026-04-21".parse().unwrap())));
    for _ in 0..=scene::morning().len() {
        window.alt_down();
    }
    assert!(window.sees_whole("Riammetti") && window.sees_whole("Conferma il giorno"));
    window.picture("day-asked");
    let back = TicketView { goes_next: true, ..scene::waiting("D007", "09:25") };
    window.next.push_back(Ok(Reply::Ticket(Box::new(back))));
    window.press("Riammetti");
    window.told(Update::DayAsked(None));
    assert!(window.sees("Chiama questo"));
    window.picture("reinstated");
    let mut faults = window.faults;

    // The code is half typed when Maria Teresa leaves.
    let mut window = with_maria();
    window.press(MARIA);
    window.write("Codice fiscale", "BNCMTR46");
    window.pass(2);
    assert!(window.sees("salvato, tranne i campi in rosso") && window.sees("Codice incompleto."));
    window.picture("left-out");
    let over =
        TicketView { state: TicketState::Finished, ..scene::serving("A042", "09:42", "09:57", "09:58") };
    window.told(Update::Event(Box::new(EventData { ticket: Some(over), ..EventData::default() })));
    window.picture("to-be-corrected");
    window.resize((1024, 768));
    window.picture("to-be-corrected");
    window.resize((1366, 768));
    window.act(Action::SignOut);
    window.picture("drafts-of-others");
    // The program is closed in the evening: the question comes also where nobody is signed in.
    window.take(turno_desk::model::port::Input::Close);
    assert!(window.sees_whole("Chiudi lo stesso") && window.sees_whole("Torna al lavoro"));
    window.picture("ask-close");
    window.key(Key::Escape);
    assert!(!window.sees("Chiudere il programma?"));
    faults.extend(window.faults);
    faults
}

/// What the entrance needs: somebody who asks for help, a printer that stands, somebody to be met.
fn the_entrance() -> Vec<String> {
    let mut tickets = scene::morning();
    let manner = |manner, ticket| TicketView { manner: Some(manner), ..ticket };
    tickets[0] = TicketView { people: 3, ..manner(CallManner::ComeToMe, tickets[0].clone()) };
    tickets[2] = manner(CallManner::Phone, tickets[2].clone());
    let mut window = at_work(tickets);
    window.pass(4);
    window.told(scene::help_asked(1, "10:00", Some("fr")));
    window.told(scene::kiosk_says(json!({"printer": "paper-near-end", "scanner": "absent"})));
    window.picture("help");
    window.resize((1024, 600));
    for whole in ["Vado io", "Schermo riservato", "Perché questo ordine?"] {
        assert!(window.sees_whole(whole), "{whole}");
    }
    window.picture("help-smallest");
    window.resize((1366, 768));
    // Over a question, and over the screen that hides everything.
    window.alt('s');
    assert!(window.sees_whole("Vado io") && window.sees_whole("Spegni il suono di chi chiede aiuto"));
    window.picture("help-over-question");
    window.key(Key::Escape);
    window.key(Key::F6);
    assert!(window.sees_whole("Vado io") && window.sees_whole("Torna al lavoro"));
    window.picture("help-reserved");
    window.key(Key::F6);
    window.next.push_back(Ok(Reply::HelpAnswered));
    window.press("Vado io");
    assert!(window.sees("Ci va lei: al totem lo sanno.") && !window.sees("Vado io"));
    window.told(scene::help_asked(2, "10:01", None));
    window.told(scene::help_answered(2, "Carlo"));
    window.told(scene::kiosk_says(json!({"printer": "paper-out", "scanner": "absent"})));
    assert!(window.sees("Stampante del totem «ingresso»: carta finita. Apra il coperchio, metta un rotolo nuovo e chiuda. I biglietti fermi escono da soli."));
    window.picture("help-coming");
    window.pass(21);
    window.told(scene::kiosk_says(json!({"printer": "ready", "connection": "lost"})));
    let away =
        "Totem «ingresso» non raggiungibile. Guardi che sia acceso e che il cavo di rete sia inserito.";
    assert!(window.sees(away) && !window.sees("Stampante del totem"));
    window.told(scene::kiosk_says(json!({"printer": "ready"})));
    assert!(!window.sees(away));
    assert!(
        !window.sees("Carlo va al totem «ingresso».")
            && !window.sees("Stampante del totem «ingresso»: carta finita. Apra il coperchio, metta un rotolo nuovo e chiuda. I biglietti fermi escono da soli.")
    );
    let called = scene::called("B018", "09:44", "10:01");
    let called = TicketView { people: 3, ..manner(CallManner::ComeToMe, called) };
    window.next.push_back(Ok(scene::called_answer(called)));
    window.key(Key::F8);
    assert!(window.sees("Vada incontro alla persona"));
    window.picture("come-to-me");
    let mut faults = window.faults;

    // Somebody would be called on the phone and gave no number; at the smallest window all has room.
    let mut tickets = scene::morning();
    tickets.push(manner(CallManner::Phone, scene::serving("A042", "09:42", "09:57", "09:58")));
    let mut window = at_work(tickets);
    window.resize((1024, 600));
    assert!(window.sees_whole("Nuova scheda") && window.sees_whole("Non dice chi è"));
    let [_, top, _, bottom] = window.place("Non dice chi è");
    assert!(bottom - top < 60.0, "its words have no room");
    window.picture("phone");
    // Nobody is signed in: no name, no button.
    window.resize((1366, 768));
    window.act(Action::SignOut);
    window.told(scene::help_asked(1, "10:00", None));
    assert!(
        window.sees(
            "Al totem «ingresso» qualcuno chiede aiuto · da 1 min · Entri con il PIN, o vada al totem."
        )
    );
    assert!(!window.sees("Vado io"));
    window.picture("help-signed-out");
    faults.extend(window.faults);
    faults
}

/// A042 in hand, Maria Teresa on the card, her practice open.
fn with_maria() -> Window {
    let mut window = at_work(scene::morning_with_a042());
    window.pass(4);
    window.write("Cerca: cognome, nome, codice fiscale o telefono", "bianchi");
    window
}

fn the_case() -> Vec<String> {
    let mut window = with_maria();
    window.picture("search");
    window.press(MARIA);
    assert!(window.sees("Chiamando il prossimo, il colloquio di A042 finisce."));
    window.picture("person");
    // Whatever the screen changed to, the keys are still heard.
    window.key(Key::F6);
    assert!(window.sees("Torna al lavoro"));
    window.key(Key::F6);
    window.write("Bisogno, con le sue parole", "Deve vedere i referti sul fascicolo");
    window.next.push_back(Ok(Reply::Practice(Box::new(scene::practice_412()))));
    window.key(Key::F4);
    window.pass(2);
    window.picture("desk");
    window.resize((1920, 1080));
    window.picture("desk");
    window.resize((1366, 768));
    window.write("Codice fiscale", "bncmtr46d52c933a");
    window.write("Nata il", "31/2/1946");
    window.picture("warnings");
    window.told(Update::Lost);
    window.write("Telefono", "031 555 0199");
    // However much is written above it, the practice can be closed.
    assert!(window.sees_whole("Concludi la pratica") && window.sees_whole("Fine colloquio"));
    window.picture("hub-away");
    window.resize((1024, 600));
    assert!(window.sees_whole("Concludi la pratica") && window.sees_whole("Fine colloquio"));
    // What wraps in the narrow window has room: the answers stand below the card, not over it.
    let answers = window.place("È la prima volta che chiede lo SPID? sì");
    assert!(window.place("Trasferisci…")[3] < answers[1]);
    window.picture("smallest");
    window.faults
}

fn the_questions() -> Vec<String> {
    let mut window = with_maria();
    window.press(MARIA);
    window.next.push_back(Ok(Reply::Practice(Box::new(scene::practice_412()))));
    window.key(Key::F4);
    window.key(Key::F11);
    window.picture("ask-park");
    window.key(Key::Escape);
    for (letter, name) in
        [('t', "ask-transfer"), ('v', "ask-service"), ('n', "ask-unresolved"), ('s', "ask-counter")]
    {
        window.alt(letter);
        window.picture(name);
        window.key(Key::Escape);
    }
    window.press("Dove abita, in Italia o altrove?");
    window.picture("ask-residence");
    window.press("All’estero");
    window.press("Dove abita, in Italia o altrove?");
    window.press("In un comune italiano");
    // A colleague changed the phone while Giulia wrote another residence.
    window.write("Residenza", "Rovellasca (CO)");
    window
        .next
        .push_back(Err(turno_desk::model::port::Failure::Refused(Box::new(Problem::new(409, "stale", "")))));
    window.next.push_back(Ok(Reply::Practice(Box::new(scene::practice_412()))));
    let theirs = CitizenFields {
        phone: "031 555 0777".to_owned(),
        residence: Residence::Municipality("Turate (CO)".to_owned()),
        ..scene::maria().fields
    };
    let theirs = CitizenView { revision: 9, fields: theirs, ..scene::maria() };
    window.citizen = Some(theirs);
    window.pass(2);
    window.picture("ask-conflict");
    // Each version's button names it, and stands below it.
    for (head, button) in
        [("Ha scritto lei", "Tieni «Rovellasca (CO)»"), ("Ha scritto il collega", "Tieni «Turate (CO)»")]
    {
        assert!(
            (window.place(head)[0] - window.place(button)[0]).abs() < 1.0,
            "{button:?} is not below {head:?}"
        );
    }
    window.press("Tieni «Turate (CO)»");
    assert!(!window.sees("Ha scritto lei"));
    // And the same practice.
    window.write("Bisogno, con le sue parole", "Lo SPID per i referti");
    window
        .next
        .push_back(Err(turno_desk::model::port::Failure::Refused(Box::new(Problem::new(409, "stale", "")))));
    window.practice = Some(PracticeView {
        revision: 7,
        need: "Deve vedere i referti sul fascicolo, e non si ricorda la parola d’ordine".to_owned(),
        ..scene::practice_412()
    });
    window.pass(2);
    window.picture("ask-conflict-practice");
    let mut faults = window.faults;

    let mut window = at_work(scene::morning());
    window.pass(4);
    window.key(Key::F2);
    window.alt('2');
    window.picture("ask-walk-in");
    window.key(Key::Escape);
    window.key(Key::F5);
    window.act(Action::Type(Field::Dialog, "caffè".to_owned()));
    window.picture("ask-pause");
    faults.extend(window.faults);
    faults
}

fn the_pages() -> Vec<String> {
    let mut window = at_work(scene::morning());
    window.pass(4);
    for (letter, name) in [('2', "citizens"), ('3', "practices"), ('4', "today")] {
        window.alt(letter);
        window.picture(name);
    }
    window.resize((1920, 1080));
    window.picture("today");
    window.resize((1366, 768));
    window.alt('3');
    window.press("2026/000098 Bianchi Maria Teresa Medico, tessera sanitaria, esenzioni conclusa");
    window.picture("practice-file");
    let faults = window.faults;

    let mut window = Window::speaking(Language::En, true);
    window.told(scene::reached(Some("giulia"), scene::morning_with_a042()));
    window.press("Giulia R.");
    window.type_text("123456");
    window.key(Key::Return);
    window.pass(4);
    window.write("Search: family name, given names, codice fiscale or phone", "bianchi");
    window.press(MARIA);
    window.next.push_back(Ok(Reply::Practice(Box::new(scene::practice_412()))));
    window.key(Key::F4);
    window.picture("english");
    slint::select_bundled_translation("").unwrap();
    [faults, window.faults].concat()
}
