//! What a screen reader is told: everything that can be touched has a role and a name on every page and in every question; with a
//! person in hand nothing of others is said, and behind the screen that hides everything nothing at all. One test: a process has
//! one Slint platform.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod scene;
mod window;

use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementQuery};
use slint::ComponentHandle;
use slint::platform::Key;
use turno_desk::model::port::{FoundEnrolment, Input, Reply, Request, Update};
use turno_desk::model::{Action, Page};
use turno_domain::ticket::{CallManner, TicketState};
use turno_protocol::counter::{CounterStatusView, CounterView};
use turno_protocol::event::EventData;
use turno_protocol::ticket::TicketView;
use turno_ui_kit::drive::Stage;
use window::Window;

#[test]
fn a_screen_reader_hears_all_that_can_be_touched_and_nothing_of_others() {
    Stage::Still.set().unwrap();
    let mut faults = Vec::new();
    for walk in [the_way_in, the_work, the_questions, of_others] {
        walk(&mut faults);
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Every element of the window.
fn elements(window: &Window) -> Vec<ElementHandle> {
    ElementQuery::from_root(&window.ui).match_descendants().find_all()
}

/// All that a screen reader is told of the window, also of what is scrolled out of sight.
fn told(window: &Window) -> Vec<String> {
    let words = |element: &ElementHandle| {
        let texts = [
            element.accessible_label(),
            element.accessible_value(),
            element.accessible_description(),
            element.accessible_placeholder_text(),
        ];
        texts
            .into_iter()
            .flatten()
            .map(|text| text.to_string())
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
    };
    elements(window).iter().flat_map(words).collect()
}

type Place = [f32; 4];

fn place(element: &ElementHandle) -> Place {
    let (at, size) = (element.absolute_position(), element.size());
    [at.x, at.y, size.width, size.height]
}

fn is_pressed(role: Option<AccessibleRole>) -> bool {
    use AccessibleRole as R;
    matches!(
        role,
        Some(R::Button | R::TextInput | R::Checkbox | R::Switch | R::Combobox | R::ListItem | R::RadioButton)
    )
}

/// What can be touched and has no role or no name.
fn look(window: &Window, screen: &str, faults: &mut Vec<String>) {
    let all = elements(window);
    let mut named: Vec<(Place, bool)> = Vec::new();
    for element in &all {
        let (role, label) = (element.accessible_role(), element.accessible_label().unwrap_or_default());
        if is_pressed(role) && label.trim().is_empty() {
            faults.push(format!("{screen}: a {role:?} without a name at {:?}", place(element)));
        }
        if role.is_some_and(|role| role != AccessibleRole::None) && !label.trim().is_empty() {
            named.push((place(element), is_pressed(role)));
        }
    }
    let touched: Vec<_> =
        all.iter().filter(|element| element.type_name().is_some_and(|name| name == "TouchArea")).collect();
    if touched.is_empty() {
        faults.push(format!("{screen}: nothing can be touched at all"));
    }
    for area in touched.into_iter().map(place).filter(|[_, _, width, height]| *width > 0.0 && *height > 0.0) {
        // Either it is as large as something with a name (a veil, a button), or it lies within something that is pressed.
        let same = |one: &Place| one.iter().zip(&area).all(|(one, other)| (one - other).abs() < 2.0);
        let within = |[x, y, width, height]: &Place| {
            area[0] >= x - 1.0
                && area[1] >= y - 1.0
                && area[0] + area[2] <= x + width + 1.0
                && area[1] + area[3] <= y + height + 1.0
        };
        if !named.iter().any(|(one, pressed)| same(one) || (*pressed && within(one))) {
            faults.push(format!("{screen}: what can be touched at {area:?} has no name"));
        }
    }
}

fn the_way_in(faults: &mut Vec<String>) {
    let mut window = Window::new(false);
    let file = FoundEnrolment { path: "/media/sportello-3.toml".into(), device: "sportello-3".to_owned() };
    window.take(Input::Found(vec![file]));
    look(&window, "enrolment", faults);
    window.take(Input::Enrolled(Ok(())));
    window.told(scene::reached(None, scene::morning()));
    look(&window, "operators", faults);
    window.alt('1');
    look(&window, "PIN", faults);
    window.type_text("123456");
    window.key(Key::Return);
    look(&window, "counters", faults);
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

fn everywhere() -> Vec<TicketView> {
    let mut tickets = scene::morning();
    tickets.push(TicketView { state: TicketState::Away, ..scene::waiting("B017", "09:31") });
    tickets.push(TicketView { state: TicketState::Parked, ..scene::waiting("A040", "09:20") });
    tickets.push(TicketView { state: TicketState::NoShow, ..scene::waiting("D007", "09:25") });
    tickets
}

fn the_work(faults: &mut Vec<String>) {
    let mut window = at_work(everywhere());
    window.told(Update::DayAsked(Some("2026-11-22".parse().unwrap())));
    window.told(scene::help_asked(1, "10:00", None));
    window.pass(4);
    for line in 0..everywhere().len() {
        window.alt_down();
        look(&window, &format!("line {line}"), faults);
    }
    for page in [Page::Citizens, Page::Practices, Page::Today, Page::Agenda, Page::Desk] {
        window.act(Action::Go(page));
        look(&window, &format!("{page:?}"), faults);
    }
    window.alt('f');
    look(&window, "narrow", faults);
    window.key(Key::F6);
    look(&window, "narrow and hidden", faults);
    window.key(Key::F6);
    window.alt('f');
    window.key(Key::F6);
    look(&window, "hidden", faults);
    let mut window = at_work(scene::morning_with_a042());
    look(&window, "search", faults);
    window.write("Cerca: cognome, nome, codice fiscale o telefono", "bianchi");
    look(&window, "found", faults);
    window.key(Key::DownArrow);
    window.key(Key::Return);
    look(&window, "person", faults);
    the_person(&mut window, faults);
    window.next.push_back(Ok(Reply::Practice(Box::new(scene::practice_412()))));
    window.key(Key::F4);
    look(&window, "practice", faults);
    for (key, section) in [('6', "steps"), ('7', "documents"), ('8', "whose it is"), ('5', "diary")] {
        window.alt(key);
        look(&window, section, faults);
        window.key(Key::DownArrow);
        look(&window, &format!("{section}, a line chosen"), faults);
    }
    window.alt('f');
    look(&window, "narrow, in hand", faults);
    let paused = CounterView { status: CounterStatusView::Paused, ..scene::counter("3", Some("giulia")) };
    let mut window = at_work(scene::morning());
    window.told(Update::Event(Box::new(EventData { counter: Some(paused), ..EventData::default() })));
    look(&window, "paused", faults);
}

/// The pages and questions of the person on the desk.
fn the_person(window: &mut Window, faults: &mut Vec<String>) {
    let maria = Reply::Citizen(Box::new(scene::maria_told()));
    window.take(Input::Answer(Request::Citizen(scene::citizen_id()), Ok(maria)));
    let alike = vec![scene::likely(2, &["same-code"])];
    window.take(Input::Answer(Request::Alike(scene::citizen_id()), Ok(Reply::Alike(alike))));
    for letter in ['w', 'j', 'y', 'k', 'x'] {
        window.alt(letter);
        look(window, &format!("Alt {letter}"), faults);
        window.key(Key::Escape);
    }
    window.alt('j');
    window.alt('j');
    look(window, "a consent", faults);
    window.key(Key::Escape);
    window.key(Key::DownArrow);
    window.key(Key::Return);
    assert!(window.sees("Ritira questo consenso?"));
    look(window, "a consent taken back", faults);
    window.key(Key::Escape);
    window.alt('1');
}

fn the_questions(faults: &mut Vec<String>) {
    let mut window = at_work(scene::morning_with_a042());
    window.write("Cerca: cognome, nome, codice fiscale o telefono", "bianchi");
    window.key(Key::DownArrow);
    window.key(Key::Return);
    window.next.push_back(Ok(Reply::Practice(Box::new(scene::practice_412()))));
    window.key(Key::F4);
    for letter in ['t', 'v', 'n', 's', 'e', 'm'] {
        window.alt(letter);
        look(&window, &format!("Alt {letter}"), faults);
        window.key(Key::Escape);
    }
    for key in [Key::F1, Key::F11] {
        window.key(key);
        look(&window, "a question", faults);
        window.key(Key::Escape);
    }
    for (section, letters) in [('5', "kj"), ('6', "kxyw"), ('8', "kjy")] {
        window.alt(section);
        window.key(Key::DownArrow);
        for letter in letters.chars() {
            window.alt(letter);
            look(&window, &format!("Alt {section}, Alt {letter}"), faults);
            window.key(Key::Escape);
        }
    }
    window.pass(16 * 60);
    assert!(window.sees("La persona con il numero A042 è ancora allo sportello?"));
    look(&window, "forgotten", faults);
    let mut window = at_work(scene::morning());
    for key in [Key::F2, Key::F5] {
        window.key(key);
        look(&window, "a question with nobody in hand", faults);
        window.key(Key::Escape);
    }
    window.told(scene::counter_event(scene::counter("1", None)));
    window.alt('s');
    window.alt('1');
    assert!(window.sees("Prima di chiudere: chi resta?"));
    look(&window, "left over", faults);
}

/// What is known of others, in the words of the screen.
const OF_OTHERS: [&str; 6] =
    ["Ornella", "Marco", "francese", "andare incontro", "3 persone", "Un colloquio riservato"];

/// What of it a screen reader is told.
fn leaks(window: &Window) -> Vec<&'static str> {
    let told = told(window);
    OF_OTHERS.into_iter().filter(|text| told.iter().any(|said| said.contains(text))).collect()
}

fn of_others(faults: &mut Vec<String>) {
    let mut tickets = scene::morning();
    tickets[0] = TicketView { people: 3, manner: Some(CallManner::ComeToMe), ..tickets[0].clone() };
    tickets.push(scene::waiting("E001", "09:55"));
    let mut window = at_work(tickets);
    window.resize((1920, 1080));
    window.told(scene::help_asked(1, "10:00", Some("fr")));
    let mut known: Vec<_> = leaks(&window);
    window.alt('2');
    known.extend(leaks(&window));
    window.alt('0');
    window.control('1');
    assert!(told(&window).iter().any(|said| said.contains("Bianchini Ornella")), "the agenda names people");
    for text in OF_OTHERS.iter().filter(|text| !known.contains(text)) {
        // Whoever shares a line with a sign to go and meet them is counted on another.
        faults.push(format!("with nobody in hand {text:?} is not told: the test looks at nothing"));
    }
    window.next.push_back(Ok(scene::called_answer(scene::serving("A042", "09:42", "09:57", "09:58"))));
    window.key(Key::F8);
    assert!(window.sees("Fine colloquio"));
    let mut check = |window: &Window, screen: &str, but: &str| {
        faults.extend(
            leaks(window).into_iter().filter(|text| *text != but).map(|text| format!("{screen}: {text}")),
        );
    };
    for page in [Page::Citizens, Page::Practices, Page::Today, Page::Agenda, Page::Desk] {
        window.act(Action::Go(page));
        check(&window, &format!("{page:?}"), "");
    }
    // The person's own pages and questions: another record is shown where it is likely theirs, and no other.
    window.write("Cerca: cognome, nome, codice fiscale o telefono", "bianchi");
    window.act(Action::ChooseCitizen(scene::citizen_id()));
    let alike = vec![scene::likely(2, &["same-code"])];
    window.take(Input::Answer(Request::Alike(scene::citizen_id()), Ok(Reply::Alike(alike))));
    for (letter, title) in [('w', "Sesso"), ('j', "Consensi"), ('y', "Mostra"), ('k', ""), ('x', "")] {
        window.alt(letter);
        check(&window, &format!("Alt {letter}"), "");
        assert!(
            matches!(title, "" | "Mostra") || told(&window).iter().any(|said| said.contains(title)),
            "{title}"
        );
        window.key(Key::Escape);
    }
    // Whoever is handed on may be handed to any service of the site, the discreet one too.
    for (letter, but) in
        [('t', "Un colloquio riservato"), ('m', ""), ('s', ""), ('v', "Un colloquio riservato")]
    {
        window.alt(letter);
        check(&window, &format!("Alt {letter}"), but);
        window.key(Key::Escape);
    }
    window.key(Key::F1);
    check(&window, "the keys", "");
    window.key(Key::Escape);
    window.alt('f');
    check(&window, "narrow", "");
    // Hidden is hidden from a screen reader too, whole and narrow.
    for name in ["narrow", "whole"] {
        // As between two keys of a person: the window is drawn.
        window.ui.window().take_snapshot().unwrap();
        window.key(Key::F6);
        assert!(window.sees("Torna al lavoro"), "{name}");
        let told = told(&window);
        for text in ["A042", "B018", "Bianchi", "SPID", "Chiama"] {
            faults.extend(
                told.iter().filter(|said| said.contains(text)).map(|said| format!("hidden, {name}: {said}")),
            );
        }
        window.key(Key::F6);
        window.alt('f');
    }
}
