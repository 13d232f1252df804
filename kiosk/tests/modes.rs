//! The main screens in each way of reading, at the three sizes, compared with the pictures that a person looked at. One test: a
//! process has one Slint platform.

mod stand;

use slint::ComponentHandle;
use stand::{SIZES, Stand};
use turno_domain::ticket::{PaperState, TicketState};
use turno_kiosk::model::{Paper, Standing};
use turno_kiosk::screen::ui::{Kit, Mode};

/// What each way of reading is called in the pictures' names. Two together are what somebody needs who sees very badly.
const WAYS: [(&str, &[Mode]); 4] = [
    ("large", &[Mode::Large]),
    ("contrast", &[Mode::Contrast]),
    ("large-contrast", &[Mode::Large, Mode::Contrast]),
    ("low", &[Mode::Low]),
];

#[test]
fn every_way_of_reading_looks_as_it_was_blessed() {
    let mut stand = Stand::new();
    for size in SIZES {
        stand.size(size);
        for (name, modes) in WAYS {
            // A display that lies is not high: everything on it is within reach.
            if name == "low" && size.0 > size.1 {
                continue;
            }
            before_the_ticket(&mut stand, name, modes);
            tickets(&mut stand, name, modes);
            if size != SIZES[2] {
                holder(&mut stand, name, modes);
                closed(&mut stand, name, modes);
            }
        }
    }
    stand.verdict();
}

/// Switches on these ways of reading, and off all others: a visit that ends leaves none on, one that is begun again keeps them.
fn reads(stand: &mut Stand, modes: &[Mode]) {
    let kit = stand.screen.window().global::<Kit<'_>>();
    let on = [kit.get_large(), kit.get_contrast(), kit.get_low_reach()];
    for (mode, on) in [Mode::Large, Mode::Contrast, Mode::Low].into_iter().zip(on) {
        if on != modes.contains(&mode) {
            stand.switch(&[mode]);
        }
    }
}

fn before_the_ticket(stand: &mut Stand, name: &str, modes: &[Mode]) {
    stand.open(stand::pac(), stand::morning_queue());
    reads(stand, modes);
    stand.picture(&format!("{name}-welcome"));
    stand.take("SPID per i siti pubblici", 'A', 42);
    stand.picture(&format!("{name}-question"));
    stand.touch("Sì");
    stand.touch("Salta la domanda");
    stand.touch("Fatto");
}

fn tickets(stand: &mut Stand, name: &str, modes: &[Mode]) {
    for (screen, state, done) in [
        ("ticket-printed", PaperState::Proven, "Fatto"),
        ("ticket-not-out", PaperState::Failed, "Me lo ricordo"),
    ] {
        stand.open(stand::pac(), stand::morning_queue());
        reads(stand, modes);
        stand.take("SPID per i siti pubblici", 'A', 42);
        stand.touch("Salta la domanda");
        stand.touch("Salta la domanda");
        stand.paper(Paper::State(state));
        stand.picture(&format!("{name}-{screen}"));
        stand.touch(done);
    }
}

fn holder(stand: &mut Stand, name: &str, modes: &[Mode]) {
    stand.open(stand::pac(), stand::morning_queue());
    stand.take("Compilare un modulo o una domanda", 'C', 12);
    stand.paper(Paper::State(PaperState::Proven));
    stand.touch("Fatto");
    stand.held('C', 12, TicketState::Waiting);
    reads(stand, modes);
    stand.touch("Ho già un numero");
    for key in ["C", "1", "2", "Avanti"] {
        stand.touch(key);
    }
    stand.picture(&format!("{name}-holder"));
    stand.touch("Ricomincia");
}

fn closed(stand: &mut Stand, name: &str, modes: &[Mode]) {
    let closed = Standing { tickets_open: false, serving: false, opens_at: None, ..Standing::default() };
    stand.open(stand::with_hours(stand::pac()), closed);
    reads(stand, modes);
    stand.picture(&format!("{name}-closed"));
}
