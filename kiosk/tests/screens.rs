//! Every screen at the three sizes, walked through as a citizen does: found by label and role, touched with a pointer,
//! compared with the picture that a person looked at. One test: a process has one Slint platform.

mod stand;

use chrono::TimeDelta;
use slint::ComponentHandle;
use stand::{SIZES, Stand};
use turno_domain::text::Language;
use turno_domain::ticket::PaperState;
use turno_kiosk::model::{HubNews, Input, Paper, Refusal, Standing, times};
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
    }
    measured(&mut stand);
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
    stand.touch("No, lo tengo");
    stand.wait(times::IDLE);
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
    stand.touch("Rovellasca (CO)");
    stand.touch("Fatto");

    stand.take("Medico, tessera sanitaria, esenzioni", 'B', 7);
    stand.picture("question-choice");
    stand.touch("Esenzione");
    stand.touch("Tessera sanitaria");
    stand.picture("question-several");
    stand.touch("Avanti");
    stand.touch("3");
    stand.picture("question-digits");
    stand.touch("Ricomincia");
    stand.touch("Sì, lo annulli");
    stand.given_back();
    stand.picture("given-back");
}

fn tickets(stand: &mut Stand) {
    for (name, paper) in [
        ("ticket-printing", Paper::State(PaperState::Sent)),
        ("ticket-printed", Paper::State(PaperState::Proven)),
        ("ticket-not-out", Paper::State(PaperState::Unknown)),
        ("ticket-no-printer", Paper::NoPrinter),
    ] {
        stand.open(stand::pac(), stand::morning_queue());
        stand.take("SPID per i siti pubblici", 'A', 42);
        stand.touch("Salta la domanda");
        stand.touch("Salta la domanda");
        stand.paper(paper);
        stand.picture(name);
        stand.touch("Fatto");
    }
    stand.open(stand::pac(), stand::morning_queue());
    stand.take("Non so, vorrei spiegarlo a voce", 'D', 1000);
    stand.paper(Paper::State(PaperState::Proven));
    stand.touch("Resti sullo schermo");
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
    stand.hear(Input::Hub(HubNews::Away));
    stand.picture("away");
    let closed = Standing {
        tickets_open: false,
        opens_at: Some(stand.now().plus(TimeDelta::hours(4))),
        ..Standing::default()
    };
    stand.hear(Input::Hub(HubNews::Queue(closed)));
    stand.picture("closed");
    let asks = Standing { day_asked: Some("2026-11-22".parse().expect("a day")), ..stand::morning_queue() };
    stand.hear(Input::Hub(HubNews::Queue(asks)));
    stand.find("Per il personale: l'orologio dice domenica 22 novembre. Lo confermi allo sportello.");
    stand.picture("day-asked");
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
