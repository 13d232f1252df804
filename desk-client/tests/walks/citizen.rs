//! The person on the desk, whole.

use super::{MARIA, at_work, scene, with_maria};
use crate::window::Window;
use slint::platform::Key;
use turno_desk::model::port::{Input, Reply, Request};
use turno_domain::text::Language;
use turno_domain::ticket::Channel;
use turno_protocol::casework::{
    BirthPlaceView, CitizenFields, CitizenView, ContactView, PracticeView, VisitView,
};

const BOTH: [(u32, u32); 2] = [(1366, 768), (1024, 600)];

/// All that a record can say, in names as long as they come.
fn whole() -> CitizenView {
    let contact = |relation: &str, name: &str, phone: &str| ContactView {
        relation: relation.to_owned(),
        name: name.to_owned(),
        phone: phone.to_owned(),
    };
    CitizenView {
        revision: 5,
        fields: CitizenFields {
            given_names: "Maria Teresa Immacolata Concetta".to_owned(),
            family_name: "Bianchi Porro dei Conti di Santa Maria".to_owned(),
            birth_place: Some(BirthPlaceView { name: "Como (CO)".to_owned(), code: Some("C933".to_owned()) }),
            domicile: Some("presso la figlia, via Roma 3, Lomazzo".to_owned()),
            mail: "mariateresa.bianchi@example.org".to_owned(),
            remark: "sente poco dall’orecchio sinistro".to_owned(),
            languages: Some(vec!["italiano".to_owned(), "dialetto".to_owned()]),
            contacts: Some(vec![
                contact("figlia", "Lucia Porro", "347 555 0101"),
                contact("badante", "Oksana", "320 555 0102"),
            ]),
            ..scene::maria().fields
        },
        ..scene::maria_told()
    }
}

fn both_sizes(window: &mut Window, name: &str) {
    for size in BOTH {
        window.resize(size);
        window.picture(name);
    }
    window.resize((1366, 768));
}

/// What the hub says of her.
fn answer(window: &mut Window, request: Request, reply: Reply) {
    window.take(Input::Answer(request, Ok(reply)));
}

fn past() -> Reply {
    let visit = |day: &str, channel| VisitView {
        channel,
        began_at: scene::instant(&format!("{day}T10:15:00+01:00")).into(),
        ..scene::february_visit()
    };
    let older = |count: u128, service: &str, state: &str, day: &str, need: &str| PracticeView {
        need: need.to_owned(),
        ..scene::practice(count, service, state, scene::instant(&format!("{day}T10:20:00+01:00")), "anna")
    };
    Reply::Past {
        visits: vec![
            visit("2026-02-20", Channel::Desk),
            visit("2025-11-06", Channel::Phone),
            visit("2025-10-01", Channel::Home),
        ],
        practices: vec![
            scene::practice_98("open"),
            older(77, "moduli", "unresolved", "2025-11-06", "Il bonus per le bollette della luce e del gas"),
            older(12, "spid", "concluded", "2025-09-30", "Vedere il fascicolo sanitario"),
        ],
        next: Some("50".to_owned()),
    }
}

pub fn walk() -> Vec<String> {
    let mut window = with_maria();
    window.press(MARIA);
    let maria = scene::citizen_id();
    // To be given, and a record alike: both in a quiet line.
    answer(&mut window, Request::Alike(maria), Reply::Alike(vec![scene::likely(2, &["same-names"])]));
    assert!(window.sees_whole("Informativa da dare") && window.sees_whole("Confronta…"));
    both_sizes(&mut window, "person-alike");
    window.alt('k');
    both_sizes(&mut window, "ask-notice");
    window.key(Key::Escape);
    window.alt('x');
    for size in BOTH {
        window.resize(size);
        for whole in ["No, sono due persone", "Sì: unisci le due schede", "Lascia stare"] {
            assert!(window.sees_whole(whole), "{whole} at {size:?}");
        }
    }
    both_sizes(&mut window, "ask-alike");
    window.press("No, sono due persone");

    answer(&mut window, Request::Citizen(maria), Reply::Citizen(Box::new(whole())));
    assert!(window.sees("informativa data: 3 marzo"));
    window.press("Altri dati…");
    both_sizes(&mut window, "person-record");
    // Whoever goes from field to field sees the one that they write into.
    window.resize((1024, 600));
    let last = "Telefono, contatto 3";
    for _ in 0..40 {
        if !window.sees_whole_field(last) {
            window.key(Key::Tab);
        }
    }
    assert!(window.sees_whole_field(last), "the keys never come there");
    window.picture("person-record-below");
    window.resize((1366, 768));
    window.alt('j');
    both_sizes(&mut window, "person-privacy");
    window.alt('j');
    both_sizes(&mut window, "ask-consent");
    window.key(Key::Escape);
    window.key(Key::DownArrow);
    window.key(Key::Return);
    window.picture("ask-withdraw");
    window.key(Key::Escape);
    window.alt('y');
    answer(&mut window, Request::Past { citizen: maria, after: None }, past());
    both_sizes(&mut window, "person-past");
    // What does not go together is said, and forces nothing.
    window.alt('w');
    window.write("Codice fiscale", "RSSMRA85T10A562S");
    window.pass(1);
    both_sizes(&mut window, "person-mismatch");
    let mut faults = window.faults;
    faults.extend(in_english());
    faults
}

fn in_english() -> Vec<String> {
    let mut window = Window::speaking(Language::En, true);
    window.told(scene::reached(Some("giulia"), scene::morning_with_a042()));
    window.press("Giulia R.");
    window.type_text("123456");
    window.key(Key::Return);
    window.write("Search: family name, given names, codice fiscale or phone", "bianchi");
    window.press(MARIA);
    answer(&mut window, Request::Citizen(scene::citizen_id()), Reply::Citizen(Box::new(whole())));
    window.alt('w');
    window.picture("person-record-english");
    window.alt('j');
    window.picture("person-privacy-english");
    slint::select_bundled_translation("").unwrap();
    window.faults
}

/// Somebody who has one name, and no day of birth.
pub fn one_name() -> Vec<String> {
    let mut window = at_work(scene::morning_with_a042());
    window.write("Cerca: cognome, nome, codice fiscale o telefono", "fatima");
    window.alt('i');
    window.write("Nato o nata il", "1990");
    window.alt('w');
    assert!(window.sees("Fatima"));
    window.picture("person-one-name");
    window.faults
}
