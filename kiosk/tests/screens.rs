//! Every screen at the three sizes, walked through as a citizen does: found by label and role, touched with a pointer,
//! compared with the picture that a person looked at. One test: a process has one Slint platform.

mod stand;

use chrono::TimeDelta;
use slint::ComponentHandle;
use stand::{SIZES, Stand};
use std::collections::BTreeSet;
use turno_devices::scanner::Scan;
use turno_domain::ids::HelpId;
use turno_domain::site::Doors;
use turno_domain::text::Language;
use turno_domain::ticket::{PaperState, TicketState};
use turno_kiosk::model::{HubNews, Input, Paper, Refusal, Standing, Told, times};
use turno_kiosk::screen::ui::Kit;

#[test]
fn every_screen_looks_as_it_was_blessed() {
    let mut stand = Stand::new();
    for size in SIZES {
        stand.size(size);
        welcome(&mut stand);
        questions(&mut stand);
        tickets(&mut stand);
        messages(&mut stand);
        every_kind(&mut stand);
        help(&mut stand);
        holders(&mut stand);
        sessions(&mut stand);
    }
    languages(&mut stand);
    measured(&mut stand);
    resized(&mut stand);
    english(&mut stand);
    mirrored(&mut stand);
    stand.verdict();
}

fn welcome(stand: &mut Stand) {
    stand.open(stand::pac(), stand::morning_queue());
    stand.picture("welcome");
    stand.open(stand::polifunzionale(), Standing { tickets_open: true, ..Standing::default() });
    stand.picture("groups");
    stand.touch("Anagrafe e documenti");
    stand.picture("group");
    stand.touch("Indietro");
}

fn questions(stand: &mut Stand) {
    stand.open(stand::pac(), stand::morning_queue());
    stand.take("SPID per i siti pubblici", 'A', 42);
    stand.picture("question-yes-no");
    stand.touch("Indietro");
    stand.picture("ask-give-back");
    stand.find("Tiene il numero A\u{202f}042?");
    stand.touch("Lo tengo");
    stand.wait(times::IDLE);
    stand.find("Tra 20 secondi stampo il biglietto. Il numero A\u{202f}042 resta suo.");
    stand.picture("ask-still-there");
    stand.touch("Sì, sono qui");
    stand.touch("Sì");
    stand.picture("question-town-empty");
    for letter in ["r", "o", "v", "e"] {
        stand.touch(letter);
    }
    stand.picture("question-town");
    stand.touch("q");
    stand.picture("question-town-none");
    stand.touch("Cancella");
    stand.touch("Cancella");
    stand.touch("Cancella");
    stand.find("Non c’è? Scriva un’altra lettera");
    stand.picture("question-town-more");
    stand.touch("Rovellasca (CO)");
    stand.touch("Fatto");

    stand.take("Medico, tessera sanitaria, esenzioni", 'B', 7);
    stand.picture("question-choice");
    stand.touch("Esenzione");
    stand.find("Può toccarne più di una, poi «Avanti».");
    stand.touch("Tessera sanitaria");
    stand.picture("question-several");
    stand.touch("Avanti");
    stand.touch("3");
    stand.picture("question-digits");
    stand.touch("Ricomincia");
    stand.touch("Lo annullo");
    stand.given_back();
    stand.picture("given-back");
}

fn tickets(stand: &mut Stand) {
    for (name, paper) in [
        ("ticket-printing", Paper::State(PaperState::Sent)),
        ("ticket-printed", Paper::State(PaperState::Proven)),
        ("ticket-not-out", Paper::State(PaperState::Failed)),
        ("ticket-nobody-knows", Paper::State(PaperState::Unknown)),
        ("ticket-no-printer", Paper::NoPrinter),
    ] {
        stand.open(stand::pac(), stand::morning_queue());
        stand.take("SPID per i siti pubblici", 'A', 42);
        stand.touch("Salta la domanda");
        stand.touch("Salta la domanda");
        stand.paper(paper);
        if paper == Paper::State(PaperState::Proven) {
            stand.find("Questo schermo si chiude tra 20 secondi.");
        }
        match name {
            "ticket-not-out" => stand.find("Il biglietto non è uscito.\nSi ricordi il numero A\u{202f}042"),
            "ticket-nobody-knows" => {
                stand.find(
                    "Forse il biglietto non è uscito: se non lo vede, si ricordi il numero A\u{202f}042",
                );
                stand.find("Stampa di nuovo");
            }
            "ticket-printing" => stand.find("Indietro"),
            "ticket-printed" => stand.lacks("Indietro"),
            _ => {}
        }
        stand.find("Come mi avvisate?");
        stand.picture(name);
        stand.touch(if name.contains("no") { "Me lo ricordo" } else { "Fatto" });
        if name == "ticket-printed" {
            stand.find("Grazie. La chiamiamo noi.");
            stand.picture("thanks");
        }
    }
    stand.open(stand::pac(), stand::morning_queue());
    stand.take("SPID per i siti pubblici", 'A', 42);
    stand.call("Sportello 3");
    stand.paper(Paper::State(PaperState::Proven));
    stand.find("È già il suo turno: Sportello 3");
    stand.picture("ticket-called");
    stand.touch("Fatto");
    stand.open(stand::pac(), stand::morning_queue());
    stand.take("SPID per i siti pubblici", 'A', 42);
    stand.touch("Indietro");
    stand.touch("Lo annullo");
    stand.not_given_back();
    stand.paper(Paper::State(PaperState::Proven));
    stand.find("Il suo numero è già stato chiamato: guardi il tabellone");
    stand.picture("ticket-called-somewhere");
    stand.touch("Fatto");
    stand.open(stand::pac(), stand::morning_queue());
    stand.take("Non so, vorrei spiegarlo a voce", 'D', 1000);
    stand.paper(Paper::State(PaperState::Proven));
    stand.touch("Mi lasci più tempo");
    stand.picture("ticket-stopped");
    stand.touch("Fatto");
}

fn messages(stand: &mut Stand) {
    stand.open(stand::pac(), stand::morning_queue());
    stand.touch("SPID per i siti pubblici");
    stand.picture("moment");
    stand.refuse(Refusal::Other);
    stand.picture("sorry");
    stand.touch("Ho capito");
    stand.hear(Input::Scan(Scan::Other("7ZZZZZZZZZZZZZZZZZZZZZZZZZ".into())));
    stand.refuse(Refusal::FormUnknown);
    stand.find("Mi dispiace, questo foglio non lo riconosco.");
    stand.picture("sorry-form");
    stand.touch("Ho capito");
    stand.take("SPID per i siti pubblici", 'A', 42);
    stand.touch("Indietro");
    stand.touch("Lo annullo");
    stand.wait(times::HUB_PATIENCE);
    stand.find("Non so se il numero A\u{202f}042 è stato annullato.");
    stand.picture("unsure");
    stand.touch("Ho capito");
    stand.hear(Input::Hub(HubNews::Away));
    stand.picture("away");
    let closed = |serving, hours: i64| Standing {
        tickets_open: false,
        serving,
        opens_at: Some(stand::morning().plus(TimeDelta::minutes(hours * 60 + 18))),
        ..Standing::default()
    };
    stand.hear(Input::Hub(HubNews::Queue(closed(false, 4))));
    stand.find("Può prendere il numero dalle 14:00.");
    stand.picture("closed");
    stand.hear(Input::Hub(HubNews::Queue(closed(true, 46))));
    stand.find("Può prendere il numero lunedì dalle 8:00.");
    stand.picture("numbers-over");
    stand.hear(Input::Hub(HubNews::Queue(closed(false, 22))));
    stand.find("Può prendere il numero domani dalle 8:00.");
    stand.hear(Input::Hub(HubNews::Queue(closed(false, 214))));
    stand.find("Può prendere il numero lunedì 30 novembre dalle 8:00.");
    let asks = Standing { day_asked: Some("2026-11-22".parse().expect("a day")), ..stand::morning_queue() };
    stand.hear(Input::Hub(HubNews::Queue(asks)));
    stand.find("Per il personale: l’orologio dice domenica 22 novembre. Lo confermi allo sportello.");
    stand.picture("day-asked");
}

/// A question of every kind that the other sites do not ask, and what was typed, read back.
fn every_kind(stand: &mut Stand) {
    stand.open(stand::asking(), stand::morning_queue());
    stand.take("SPID per i siti pubblici", 'A', 42);
    stand.picture("question-whom");
    stand.touch("Per un’altra persona");
    stand.touch("Una persona in più");
    stand.picture("question-people");
    stand.touch("Avanti");
    stand.picture("question-notice");
    stand.touch("Ho letto");
    for digit in "0315550142".chars() {
        stand.touch(&digit.to_string());
    }
    stand.picture("question-phone");
    stand.touch("Avanti");
    for letter in "RSSMRA85T10A562X".chars() {
        stand.touch(&letter.to_string());
    }
    stand.find("Controlli: una lettera o un numero è sbagliato.");
    stand.picture("question-code-wrong");
    stand.touch("Cancella");
    stand.touch("S");
    stand.touch("Mostra");
    stand.picture("question-code");
    stand.touch("Avanti");
    for letter in ["a", "n", "a"] {
        stand.touch(letter);
    }
    stand.picture("question-name");
    stand.touch("Avanti");
    stand.find("••••••••••••562S");
    stand.find("A 042");
    stand.picture("check");
    stand.touch("Mostra: Qual è il suo codice fiscale?");
    stand.find("RSSMRA85T10A562S");
    stand.picture("check-shown");
    stand.touch("Lingue · Languages");
    stand.picture("ask-languages");
    stand.touch("Chiudi");
    stand.page = Some("https://coda.comune.rovellasca.co.it/t/8f3kQ2mZx7".into());
    stand.touch("Sì, va bene");
    stand.page = None;
    stand.paper(Paper::State(PaperState::Proven));
    stand.find("documento d’identità, delega firmata");
    stand.touch("Come mi avvisate?");
    stand.picture("ask-manner");
    stand.touch("Venite da me");
    stand.picture("ticket-come-to-me");
    stand.touch("Fatto");
    stand.page = Some("https://coda.comune.rovellasca.co.it/t/8f3kQ2mZx7".into());
    stand.open(stand::pac(), stand::morning_queue());
    stand.take("Non so, vorrei spiegarlo a voce", 'D', 7);
    stand.paper(Paper::State(PaperState::Proven));
    stand.picture("ticket-with-page");
    stand.touch("Il biglietto non è uscito");
    stand.page = None;
    stand.hear(Input::PaperOut(true));
    stand.find("La carta è finita.\nSi ricordi il numero D\u{202f}007");
    stand.lacks("Stampa di nuovo");
    stand.picture("ticket-paper-out");
    stand.hold();
    stand.picture("ticket-held");
    stand.hear(Input::PaperOut(false));
    stand.find("La stampante è ferma: il biglietto esce appena riparte.");
    stand.hear(Input::Held(BTreeSet::new()));
    stand.find("Stampo il biglietto…");
    stand.touch("Fatto");
}

fn help(stand: &mut Stand) {
    let help = |stand: &mut Stand| {
        if stand.has("Lettura e ascolto") {
            stand.touch("Lettura e ascolto");
            // Thanks to whoever was here before may still stand behind it.
            if !stand.has("Grazie. La chiamiamo noi.") {
                stand.picture("ask-access");
            }
        }
        // Within reach also below what is asked.
        stand.touch("Ho bisogno di aiuto");
    };
    let call = HelpId::from_parts(1, [7; 10]);
    stand.open(stand::pac(), stand::morning_queue());
    help(stand);
    stand.tell(|attempt, _| {
        HubNews::HelpTold(attempt, call, vec![Told { name: "Giulia".into(), busy: false }])
    });
    stand.find("Ho avvisato Giulia.");
    stand.picture("ask-help-told");
    stand.hear(Input::Hub(HubNews::HelpAnswered(call, "Giulia".into())));
    stand.find("Giulia arriva.");
    stand.touch("Ho capito");
    stand.wait(times::HELP_AGAIN);
    help(stand);
    stand.tell(|attempt, _| HubNews::HelpTold(attempt, call, Vec::new()));
    stand.picture("ask-help-nobody");
    stand.touch("Ho capito");
    stand.wait(times::HELP_LASTS);
}

fn holders(stand: &mut Stand) {
    stand.open(stand::pac(), stand::morning_queue());
    stand.take("Compilare un modulo o una domanda", 'C', 12);
    stand.paper(Paper::State(PaperState::Proven));
    stand.touch("Fatto");
    stand.held('C', 12, TicketState::Waiting);
    stand.touch("Ho già un numero");
    stand.picture("holder-typing");
    stand.touch("A");
    stand.touch("1");
    stand.touch("2");
    stand.touch("Avanti");
    stand.picture("holder-unknown");
    stand.touch("C");
    stand.touch("Avanti");
    stand.picture("holder-waits");
    stand.touch("Esco e torno");
    stand.tell(|_, ticket| HubNews::Done(ticket));
    stand.picture("holder-gone-out");
    stand.touch("Ho capito");
    for (state, picture) in [(TicketState::Away, "holder-away"), (TicketState::Finished, "holder-over")] {
        stand.held('C', 12, state);
        stand.touch("Ho già un numero");
        for key in ["C", "1", "2", "Avanti"] {
            stand.touch(key);
        }
        stand.picture(picture);
        stand.touch(if picture == "holder-over" { "Prendo un altro numero" } else { "Ricomincia" });
    }
}

fn sessions(stand: &mut Stand) {
    let closed = |minutes: i64| Standing {
        tickets_open: false,
        opens_at: Some(stand::morning().plus(TimeDelta::minutes(minutes))),
        ..Standing::default()
    };
    stand.open(stand::with_hours(stand::pac()), closed(2 * 1_440 - 42));
    stand.picture("closed-with-hours");
    let by_hand = Standing { doors: Doors::Closed, tickets_open: false, ..Standing::default() };
    stand.hear(Input::Hub(HubNews::Queue(by_hand)));
    stand.picture("closed-by-hand");
    let closes_at = Some(stand::morning().plus(TimeDelta::minutes(15)));
    stand.open(stand::pac(), Standing { closes_at, ..stand::morning_queue() });
    stand.touch("SPID per i siti pubblici");
    stand.picture("ask-late");
    stand.touch("No, torno indietro");
    let may_serve = Some(["help".parse().expect("a key")].into());
    stand.open(stand::pac(), Standing { may_serve, ..stand::morning_queue() });
    stand.touch("SPID per i siti pubblici");
    stand.picture("ask-nobody");
    stand.touch("No, torno indietro");
}

/// The nine languages to choose from, and the one that is written the other way round.
fn languages(stand: &mut Stand) {
    for size in SIZES {
        stand.size(size);
        stand.open(stand::in_every_language(stand::pac()), stand::morning_queue());
        stand.picture("welcome-nine");
        if stand.has("Lingue · Languages") {
            stand.touch("Lingue · Languages");
        }
        stand.touch_last("العربية");
        stand.picture("welcome-arabic");
        stand.take("SPID per i siti pubblici", 'A', 42);
        stand.picture("question-arabic");
        stand.hear(Input::Tick);
        stand.call("Sportello 3");
        stand.paper(Paper::State(PaperState::Proven));
        stand.picture("ticket-arabic");
        stand.wait(times::TICKET_WITH_DOCUMENTS);
        stand.open(stand::in_every_language(stand::pac()), stand::morning_queue());
    }
}

/// Where the site file says how large the display is, what is touched is 20 mm high (on a 7" display as much as fits).
fn measured(stand: &mut Stand) {
    for (size, diagonal_mm) in [(SIZES[1], 257), (SIZES[2], 178)] {
        stand.size(size);
        stand.open(stand::with_display(stand::pac(), diagonal_mm), stand::morning_queue());
        stand.picture("measured-welcome");
        stand.take("SPID per i siti pubblici", 'A', 42);
        stand.touch("Salta la domanda");
        stand.touch("r");
        stand.picture("measured-town");
        stand.touch("Salta la domanda");
        stand.paper(Paper::State(PaperState::Proven));
        stand.picture("measured-ticket");
        stand.touch("Fatto");
    }
}

/// A window that is given another size measures what is touched again, though nothing else has changed.
fn resized(stand: &mut Stand) {
    let target = |stand: &Stand| stand.screen.window().global::<Kit<'_>>().get_least_target();
    stand.size(SIZES[1]);
    stand.open(stand::with_display(stand::pac(), 257), stand::morning_queue());
    assert!((target(stand) - 117.5).abs() < 0.1, "20 mm of {} pixels", target(stand));
    stand.size(SIZES[0]);
    assert!((target(stand) - 171.4).abs() < 0.1, "20 mm of {} pixels", target(stand));
    stand.size(SIZES[2]);
    assert!((target(stand) - 71.04).abs() < 0.1, "as much as fits, not {} pixels", target(stand));
    stand.open(stand::pac(), stand::morning_queue());
    assert_eq!(target(stand), 0.0, "nobody knows how large the display is");
}

/// No Italian word stays on an English screen, and none of ours on an Italian one.
fn english(stand: &mut Stand) {
    stand.size(SIZES[1]);
    stand.open(stand::pac(), stand::morning_queue());
    stand.touch("English");
    stand.picture("welcome-english");
    stand.take("SPID digital identity", 'A', 42);
    stand.picture("question-english");
    stand.touch("Skip the question");
    stand.touch("Skip the question");
    stand.paper(Paper::State(PaperState::Proven));
    stand.picture("ticket-english");
    stand.touch("Done");
    stand.find("Italiano");
    stand.find("Buongiorno. Di cosa ha bisogno?");
    assert_eq!(stand.language(), Language::It);
}

/// Rows, cards and texts from right to left, as Arabic will need them.
fn mirrored(stand: &mut Stand) {
    stand.open(stand::pac(), stand::morning_queue());
    stand.screen.window().global::<Kit<'_>>().set_rtl(true);
    stand.picture("mirrored-welcome");
    stand.take("SPID per i siti pubblici", 'A', 42);
    stand.picture("mirrored-question");
    stand.touch("Salta la domanda");
    stand.touch("Salta la domanda");
    stand.picture("mirrored-ticket");
}
