//! From the call to the closed counter: the questions of the queue, colleagues, the narrow window.

use crate::window::Window;
use crate::{at_work, scene};
use slint::platform::Key;
use turno_desk::model::Action;
use turno_desk::model::port::Reply;
use turno_domain::ticket::{CallManner, TicketState};
use turno_protocol::counter::{CounterStatusView, CounterView};
use turno_protocol::ticket::TicketView;

/// The same picture at both sizes that nothing may be cut off at.
fn at_both(window: &mut Window, name: &str) {
    window.picture(name);
    window.resize((1024, 600));
    window.picture(name);
    window.resize((1366, 768));
}

pub fn walk() -> Vec<String> {
    [the_queue(), the_close(), colleagues(), narrow()].concat()
}

fn serving(counter: CounterView, services: &[&str]) -> CounterView {
    CounterView { may_serve: services.iter().map(|key| key.parse().unwrap()).collect(), ..counter }
}

fn the_queue() -> Vec<String> {
    let mut window = at_work(scene::morning());
    window.pass(4);
    window.resize((1024, 600));
    assert!(window.sees_whole("Al telefono") && window.sees_whole("A un evento"));
    window.picture("nobody-smallest");
    window.resize((1366, 768));
    // SPID nobody present may serve, health only a colleague.
    window.told(scene::counter_event(serving(scene::counter("1", Some("carlo")), &["salute", "moduli"])));
    window.told(scene::counter_event(serving(
        scene::counter("3", Some("giulia")),
        &["orientamento", "moduli"],
    )));
    window.act(Action::Select(scene::ticket_id("A043")));
    window.picture("qualifications");
    window.act(Action::Select(scene::ticket_id("A043")));
    window.key(Key::F2);
    at_both(&mut window, "ask-walk-in-qualifications");
    window.key(Key::Escape);
    window.key(Key::F5);
    at_both(&mut window, "ask-pause-reason");
    window.key(Key::Escape);
    window.told(scene::counter_event(CounterView {
        status: CounterStatusView::Paused,
        pause_reason: Some("lunch".to_owned()),
        pause_until: Some(scene::at("10:20").into()),
        ..scene::counter("3", Some("giulia"))
    }));
    window.picture("paused-reason");
    let mut faults = window.faults;

    let mut tickets = scene::morning();
    tickets.push(scene::serving("D008", "09:42", "09:57", "09:58"));
    let mut window = at_work(tickets);
    window.pass(4);
    window.told(scene::counter_event(serving(scene::counter("1", Some("carlo")), &["salute", "moduli"])));
    window.alt('t');
    at_both(&mut window, "ask-transfer-qualifications");
    window.key(Key::Escape);
    window.alt('m');
    at_both(&mut window, "ask-people");
    window.key(Key::Escape);
    // Orientation takes 9 minutes.
    window.pass(25 * 60);
    at_both(&mut window, "ask-forgotten");
    faults.extend(window.faults);
    faults
}

fn the_close() -> Vec<String> {
    let mut tickets = scene::morning();
    tickets.push(TicketView { state: TicketState::Away, ..scene::waiting("B017", "09:31") });
    let mut window = at_work(tickets);
    window.pass(4);
    window.told(scene::counter_event(scene::counter("1", None)));
    window.alt('s');
    window.picture("ask-counter-last");
    window.alt('1');
    window.key(Key::DownArrow);
    assert!(window.sees_whole("È andato via") && window.sees_whole("Chiudi e lasciali in fila"));
    at_both(&mut window, "ask-leftovers");
    window.faults
}

fn colleagues() -> Vec<String> {
    let mut window = at_work(scene::morning_with_a042());
    window.pass(4);
    window.told(scene::colleague_asks(1, "carlo", "1", "10:00"));
    assert!(window.sees_whole("Vado io"));
    at_both(&mut window, "colleague-asks");
    window.told(scene::help_withdrawn(1, "Carlo"));
    window.next.push_back(Ok(Reply::HelpAsked(scene::help_id(2), 1)));
    window.alt('h');
    assert!(window.sees("Colleghi avvisati: annulla"));
    window.resize((1024, 600));
    assert!(window.sees("Colleghi avvisati: annulla"));
    window.picture("hand-asked");
    window.faults
}

fn narrow() -> Vec<String> {
    let mut tickets = scene::morning();
    tickets[0] = TicketView { manner: Some(CallManner::ComeToMe), ..tickets[0].clone() };
    let mut window = at_work(tickets);
    window.pass(4);
    window.alt('f');
    window.take_size();
    for whole in ["Finestra intera", "Chiama il prossimo", "Una mano", "Riservato"] {
        assert!(window.sees_whole(whole), "{whole}");
    }
    window.picture("strip");
    window.resize((320, 600));
    window.picture("strip-low");
    let called = TicketView { manner: Some(CallManner::ComeToMe), ..scene::called("B018", "09:44", "10:01") };
    window.next.push_back(Ok(scene::called_answer(called)));
    window.key(Key::F8);
    for whole in ["Inizia", "Chiama di nuovo", "Non si è presentato", "Vada incontro alla persona"] {
        assert!(window.sees_whole(whole), "{whole}");
    }
    window.picture("strip-called-low");
    window.key(Key::F8);
    assert!(window.sees_whole("Sì, è stata servita") && window.sees_whole("No, non è venuta"));
    window.picture("strip-came-low");
    window.key(Key::Escape);
    window.resize((320, 760));
    window.told(scene::help_asked(1, "10:00", None));
    assert!(window.sees_whole("Vado io") && window.sees_whole("Inizia"));
    window.picture("strip-called");
    window.key(Key::F6);
    assert!(window.sees_whole("Torna al lavoro") && window.sees_whole("Vado io"));
    window.picture("strip-hidden");
    window.key(Key::F6);
    // The whole window has the size that it had.
    window.alt('f');
    window.take_size();
    assert!(window.sees("Storia"));
    window.faults
}
