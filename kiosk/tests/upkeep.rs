//! The page of whoever looks after the kiosk, at the three sizes: opened by a finger in the corner, worked by touches and by keys,
//! compared with the pictures that a person looked at. One test: a process has one Slint platform.

#![allow(clippy::unwrap_used)]

mod stand;

use chrono::TimeDelta;
use i_slint_backend_testing::{AccessibleRole, ElementHandle};
use slint::platform::{Key, PointerEventButton, WindowEvent};
use slint::{ComponentHandle, LogicalPosition};
use stand::access::Keys;
use stand::{SIZES, Stand};
use std::time::Duration;
use turno_devices::part::{PartState, PartStates};
use turno_devices::printer::PrinterState;
use turno_devices::speech::Volume;
use turno_domain::ids::TicketId;
use turno_domain::site::Doors;
use turno_domain::ticket::{PaperState, TicketNumber};
use turno_domain::time::Timestamp;
use turno_kiosk::model::{
    DoorsWord, Effect, HubNews, Input, Issued, LogLine, Machine, Paper, PinAnswer, Standing, TestWord,
    UpkeepNews, UpkeepWish,
};

#[test]
fn the_page_opens_by_a_long_press_and_shows_how_everything_is() {
    let mut stand = Stand::new();
    for size in SIZES {
        stand.size(size);
        way_in(&mut stand);
        page(&mut stand);
        tray(&mut stand);
        log(&mut stand);
    }
    keys(&mut stand);
    english(&mut stand);
    stand.verdict();
}

/// A finger comes down in the corner, stays and goes.
fn press_corner(stand: &mut Stand, seconds: i64) {
    let position = LogicalPosition::new(12.0, 12.0);
    let button = PointerEventButton::Left;
    let window = stand.screen.window().window();
    window.dispatch_event(WindowEvent::PointerMoved { position });
    window.dispatch_event(WindowEvent::PointerPressed { position, button });
    for _ in 0..seconds {
        stand.wait(TimeDelta::seconds(1));
    }
    let window = stand.screen.window().window();
    window.dispatch_event(WindowEvent::PointerReleased { position, button });
    window.dispatch_event(WindowEvent::PointerExited);
    stand.hear(Input::Tick);
}

fn let_in(stand: &mut Stand) {
    press_corner(stand, 3);
    for digit in ["2", "7", "1", "8", "2", "8"] {
        stand.touch(digit);
    }
    stand.touch("Avanti");
    assert!(matches!(stand.wished(), Some(Effect::Upkeep(UpkeepWish::TryPin(_)))));
    news(stand, UpkeepNews::Pin(PinAnswer::Right));
    news(stand, UpkeepNews::Machine(machine()));
}

fn news(stand: &mut Stand, news: UpkeepNews) {
    stand.hear(Input::Upkeep(news));
}

fn machine() -> Machine {
    let line = |second: i64, text: &str| LogLine {
        at: Timestamp::from_millis(1_795_250_400_000 + second * 1_000),
        text: text.to_owned(),
    };
    Machine {
        addresses: vec!["192.168.1.21 (eth0)".into(), "fd00::21 (eth0)".into()],
        hub: vec!["192.168.1.10:4433".into()],
        brightness: Some(80),
        log: vec![
            line(0, "INFO the kiosk is ready"),
            line(
                31,
                "INFO not done yet; the wish is sent again wish=\"paper\" error=the hub cannot be reached",
            ),
            line(64, "WARN a wrong service PIN"),
        ],
    }
}

fn way_in(stand: &mut Stand) {
    stand.open(stand::pac(), stand::morning_queue());
    press_corner(stand, 2);
    stand.find("Ho già un numero");
    press_corner(stand, 3);
    stand.find("Pagina di servizio");
    for digit in ["1", "2", "3", "4", "5", "9"] {
        stand.touch(digit);
    }
    stand.picture("upkeep-pin");
    stand.touch("Avanti");
    news(stand, UpkeepNews::Pin(PinAnswer::Wrong(Duration::from_secs(8))));
    stand.find("PIN sbagliato.");
    stand.find("Può provare tra 8 secondi.");
    stand.picture("upkeep-pin-wrong");
    stand.touch("Indietro");
    press_corner(stand, 3);
    news(stand, UpkeepNews::Pin(PinAnswer::NotSet));
    stand.picture("upkeep-pin-none");
    stand.touch("Indietro");
    // In the middle of a visit there is nothing in the corner.
    stand.take("SPID per i siti pubblici", 'A', 42);
    press_corner(stand, 4);
    stand.find("È la prima volta che fa lo SPID?");
    stand.touch("Ricomincia");
    stand.touch("Lo annullo");
    stand.given_back();
    stand.hear(Input::Hub(HubNews::Away));
    press_corner(stand, 3);
    stand.find("Scriva il PIN di servizio.");
    stand.wait(TimeDelta::seconds(120));
    stand.lacks("Scriva il PIN di servizio.");
}

fn page(stand: &mut Stand) {
    stand.open(stand::pac(), stand::morning_queue());
    stand.hear(Input::Shelf(PartStates {
        scanner: Some(PartState::Ready),
        button: Some(PartState::Failing),
        light: Some(PartState::Ready),
        buzzer: Some(PartState::Absent),
        loudspeaker: Some(PartState::Ready),
        headphones: Some(PartState::Absent),
    }));
    news(stand, UpkeepNews::Volumes(Volume::percent(70), Volume::percent(70)));
    news(stand, UpkeepNews::Printer(PrinterState::PaperOut));
    news(stand, UpkeepNews::Held(2));
    let_in(stand);
    stand.find("Apra il coperchio, metta un rotolo nuovo e chiuda. I biglietti fermi escono da soli.");
    stand.picture("upkeep-page");
    reach(stand, "Ho cambiato la carta");
    stand.find("2 biglietti fermi: escono da soli.");
    stand.touch("Ho cambiato la carta");
    stand.wait(TimeDelta::seconds(4));
    stand.find("La stampante è ancora ferma: guardi qui sotto perché.");
    news(stand, UpkeepNews::Printer(PrinterState::Ready));
    news(stand, UpkeepNews::Held(0));
    for ticket in 1..=2 {
        stand.hear(Input::Paper(TicketId::from_parts(ticket, [8; 10]), Paper::State(PaperState::Proven)));
    }
    stand.find("Da allora sono usciti 2 biglietti.");
    reach(stand, "Stampa di prova");
    stand.touch("Stampa di prova");
    assert_eq!(stand.wished(), Some(Effect::Upkeep(UpkeepWish::TestPrint)));
    news(stand, UpkeepNews::Test(TestWord::Printed));
    reach(stand, "Chiudi adesso");
    stand.touch("Chiudi adesso");
    assert_eq!(stand.wished(), Some(Effect::Upkeep(UpkeepWish::SetDoors(Doors::Closed))));
    news(stand, UpkeepNews::Doors(DoorsWord::Unsure));
    stand.find("Non si sa se è riuscito: l’hub non ha risposto. Guardi qui sopra quale scelta vale.");
    stand.picture("upkeep-page-doors-unsure");
    news(stand, UpkeepNews::Doors(DoorsWord::Done));
    let closed = Standing { doors: Doors::Closed, tickets_open: false, ..stand::morning_queue() };
    stand.hear(Input::Hub(HubNews::Queue(closed)));
    stand.find("Fino a stasera il totem non dà numeri.");
    stand.picture("upkeep-page-paper");
    reach(stand, "Altoparlante: Più forte");
    stand.touch("Altoparlante: Più forte");
    stand.find("Altoparlante: 80 %");
    reach(stand, "Cuffie: Prova");
    stand.touch("Cuffie: Prova");
    assert!(matches!(stand.wished(), Some(Effect::Speak { private: true, .. })));
    reach(stand, "Riavvia il programma");
    stand.picture("upkeep-page-end");
    stand.touch("Riavvia il programma");
    stand.picture("ask-upkeep-restart");
    stand.touch("No, torno indietro");
    stand.hear(Input::Hub(HubNews::Away));
    reach(stand, "Biglietti prima dell’apertura");
    stand.find("Adesso non si può: l’hub non si raggiunge.");
    stand.touch("Indietro");
    stand.lacks("Pagina di servizio");
}

fn tray(stand: &mut Stand) {
    stand.open(stand::pac(), stand::morning_queue());
    let_in(stand);
    reach(stand, "Biglietti prima dell’apertura");
    stand.touch("Biglietti prima dell’apertura");
    reach(stand, "Compilare un modulo o una domanda");
    stand.touch("Compilare un modulo o una domanda");
    stand.picture("upkeep-tray");
    reach(stand, "Stampa 10 biglietti");
    stand.touch("Stampa 10 biglietti");
    let mut last = TicketId::from_parts(9, [0; 10]);
    for count in 1..=4 {
        let Some(Effect::Upkeep(UpkeepWish::IssueInAdvance { attempt, .. })) = stand.wished() else {
            panic!("no number was asked for: {:?}", stand.wished());
        };
        last = TicketId::from_parts(9 + u64::from(count), [3; 10]);
        let issued = Issued {
            id: last,
            number: TicketNumber::new('C', count),
            at: stand.now(),
            people_before: 0,
            expected: None,
            page: None,
        };
        stand.hear(Input::Hub(HubNews::Issued(attempt, issued)));
        if count < 4 {
            stand.hear(Input::Paper(last, Paper::State(PaperState::Proven)));
        }
    }
    stand.find("Usciti 3 di 10…");
    stand.hear(Input::Paper(last, Paper::State(PaperState::Failed)));
    stand.hear(Input::Hub(HubNews::Cancelled(last)));
    stand.find("Il numero C\u{202f}004 non è uscito ed è annullato. Mi sono fermato lì.");
    reach(stand, "Numero prima");
    stand.touch("Numero prima");
    reach(stand, "Annulla quelli non consegnati: da C\u{202f}002 in poi");
    stand.picture("upkeep-tray-stopped");
    stand.touch("Annulla quelli non consegnati: da C\u{202f}002 in poi");
    stand.find("Annullare 2 biglietti, da C\u{202f}002 in poi?");
    stand.picture("ask-upkeep-give-back");
    stand.touch("Sì, annulla");
    assert!(matches!(stand.wished(), Some(Effect::GiveBack(_))));
    stand.touch("Indietro");
    stand.touch("Indietro");
    // Another day, so that the next size begins with none.
    let day = |day: &str| Standing { day: Some(day.parse().unwrap()), ..stand::morning_queue() };
    stand.hear(Input::Hub(HubNews::Queue(day("2026-11-22"))));
    stand.hear(Input::Hub(HubNews::Queue(day("2026-11-21"))));
}

fn log(stand: &mut Stand) {
    stand.open(stand::pac(), stand::morning_queue());
    let_in(stand);
    reach(stand, "Ultime righe del registro");
    stand.touch("Ultime righe del registro");
    stand.picture("upkeep-log");
    stand.touch("Indietro");
    stand.touch("Indietro");
}

/// All of it by keys: forward, and yes.
fn keys(stand: &mut Stand) {
    stand.size(SIZES[2]);
    stand.open(stand::pac(), stand::morning_queue());
    let_in(stand);
    stand.key(Key::DownArrow);
    stand.key(Key::Return);
    assert_eq!(stand.wished(), Some(Effect::Upkeep(UpkeepWish::TestPrint)), "the first thing on the page");
    news(stand, UpkeepNews::Test(TestWord::NotOut));
    let keys = Keys::follow(stand);
    keys.choose(stand, "Ultime righe del registro");
    assert_eq!(stand.wished(), Some(Effect::Upkeep(UpkeepWish::Look)));
    stand.find("Aggiorna");
    stand.touch("Indietro");
    stand.touch("Indietro");
}

/// No Italian word stays on the page in English.
fn english(stand: &mut Stand) {
    stand.size(SIZES[1]);
    stand.open(stand::pac(), stand::morning_queue());
    let_in(stand);
    stand.touch("Lingue · Languages");
    stand.touch_last("English");
    stand.find("Service page");
    stand.picture("upkeep-page-english");
    stand.touch("Back");
}

/// Goes forward by the keys until this button is in sight above the bar.
fn reach(stand: &mut Stand, label: &str) {
    // Time passes: what the keys were on may be gone.
    for _ in 0..2 {
        stand.wait(TimeDelta::seconds(1));
    }
    // The list ends a little above the bar.
    let margin = stand.screen.window().window().size().to_logical(1.0).height * 0.01;
    for _ in 0..60 {
        let found = ElementHandle::find_by_accessible_label(stand.screen.window(), label)
            .find(|element| element.accessible_role() == Some(AccessibleRole::Button));
        let (top, size) = match &found {
            Some(element) => (element.absolute_position().y, element.size().height),
            // What lies below the list's edge is not found yet.
            None => (-1.0, 0.0),
        };
        let (heading, bar) = ElementHandle::find_by_accessible_label(stand.screen.window(), "Indietro")
            .map(|back| (0.0, back.absolute_position().y))
            .next()
            .unwrap();
        if top > heading && top + size < bar - margin {
            return;
        }
        stand.key(Key::DownArrow);
    }
    let came = Keys::follow(stand).round(stand);
    stand.glance("reach");
    panic!("the keys never come to {label:?}, only to {came:?}");
}
