//! The kiosk for everyone (EN 301 549): heard from the first word to the ticket, worked by keys alone, reached while sitting, and touched
//! by a thumb. One test: a process has one Slint platform.

mod stand;

use slint::ComponentHandle;
use slint::platform::Key;
use stand::access::{Keys, Place, every_screen};
use stand::{SIZES, Stand};
use turno_devices::part::{PartState, PartStates};
use turno_domain::ticket::PaperState;
use turno_kiosk::model::{HubNews, Input, Paper, Standing, times};
use turno_kiosk::screen::ui::{Kit, Mode};

const ALL: [Mode; 4] = [Mode::Large, Mode::Contrast, Mode::Low, Mode::Speech];

#[test]
fn the_kiosk_is_for_everyone() {
    let mut stand = Stand::new();
    heard_from_the_first_word_to_the_ticket(&mut stand);
    private_words_are_for_headphones(&mut stand);
    one_touch_switches_each_and_the_end_resets_all(&mut stand);
    everything_touched_is_in_the_lower_half(&mut stand);
    everything_touched_is_as_large_as_a_thumb(&mut stand);
    nothing_is_cut_in_any_way_of_reading(&mut stand);
    contrast_is_measured_on_the_pixels(&mut stand);
    // Last: it listens to the keys in place of the voice.
    a_visit_with_four_keys(&mut stand);
    stand.verdict();
}

/// What was said last.
fn heard(stand: &Stand) -> String {
    stand.said().pop().map(|(text, _)| text).unwrap_or_default()
}

fn says(stand: &Stand, sentences: &[&str]) {
    let said = heard(stand);
    let mut rest = said.as_str();
    for sentence in sentences {
        match rest.find(sentence) {
            Some(at) => rest = &rest[at + sentence.len()..],
            None => panic!("{sentence:?} is not said, or not in its place: {said:?}"),
        }
    }
}

fn heard_from_the_first_word_to_the_ticket(stand: &mut Stand) {
    stand.size(SIZES[0]);
    stand.open(stand::pac(), stand::morning_queue());
    assert_eq!(heard(stand), "", "until somebody wants it");
    stand.touch("Ascolta");
    says(
        stand,
        &[
            "Ascolta: sì.",
            "Sportello PAC · Comune di Rovellasca.",
            "Buongiorno. Di cosa ha bisogno?",
            "prema il tasto dell’aiuto. Scelga un servizio per avere il numero.",
            "Le scelte sono:",
            "Non so, vorrei spiegarlo a voce. 1 persona in attesa. Attesa: da 5 a 10 minuti.",
            "SPID per i siti pubblici. 3 persone in attesa. Attesa: da 15 a 25 minuti.",
            "Compilare un modulo o una domanda. Nessuno in attesa.",
            "Ho già un numero.",
        ],
    );
    // The keys: what they come to is said, and ends what was being said.
    stand.key(Key::DownArrow);
    says(stand, &["Non so, vorrei spiegarlo a voce. 1 persona in attesa."]);
    stand.key(Key::F2);
    says(stand, &["Sportello PAC", "Le scelte sono:"]);
    stand.key(Key::F4);
    says(stand, &["Volume 80."]);
    stand.touch("Più piano");
    says(stand, &["Volume 70."]);
    stand.touch("Ripeti");
    says(stand, &["Sportello PAC", "Le scelte sono:"]);
    stand.take("SPID per i siti pubblici", 'A', 42);
    says(
        stand,
        &[
            "Domanda 1 di 2.",
            "Il suo numero è A, 42.",
            "È la prima volta che fa lo SPID?",
            "Così prepariamo i moduli giusti.",
            "Le scelte sono: Sì. No. Salta la domanda.",
        ],
    );
    stand.touch("Più grande");
    says(stand, &["Più grande: sì."]);
    stand.touch("Più grande");
    stand.touch("No");
    says(
        stand,
        &[
            "Domanda 2 di 2.",
            "In quale comune abita?",
            "Serve per contare da dove vengono le persone.",
            "Scriva le prime lettere.",
        ],
    );
    stand.touch("r");
    assert!(heard(stand).starts_with("lettera. Le scelte sono:"), "the key, then what it finds");
    ["o", "v", "e"].into_iter().for_each(|letter| stand.touch(letter));
    says(
        stand,
        &[
            "lettera. Le scelte sono: Rovellasca (CO), Rovello Porro (CO), Rovegno (GE). Non c’è? Scriva un’altra lettera",
        ],
    );
    stand.touch("q");
    says(stand, &["lettera. Nessun comune comincia così."]);
    stand.touch("Cancella");
    says(stand, &["Cancella. Le scelte sono:"]);
    stand.touch("Salta la domanda");
    says(
        stand,
        &[
            "Il suo numero è A, 42. SPID per i siti pubblici. 3 persone prima di lei per lo stesso servizio. Attesa: da 15 a 25 minuti.",
            "Tenga pronti: documento d’identità, tessera sanitaria, il suo cellulare.",
            "Se non vede il tabellone, scelga «Come mi avvisate?» e poi «Venite da me».",
            "Stampo il biglietto… Aspetti il biglietto. Se più tardi deve uscire, torni qui: «Ho già un numero», poi «Esco e torno».",
            "Come mi avvisate?",
        ],
    );
    stand.answer_paper(Paper::State(PaperState::Proven));
    assert_eq!(
        heard(stand),
        "Biglietto stampato: lo prenda. Si sieda: la chiamiamo noi. Questo schermo si chiude tra 40 secondi. Mi lasci più tempo.",
        "only what is new"
    );
    stand.touch("Come mi avvisate?");
    says(
        stand,
        &["Come la avvisiamo quando tocca a lei?", "A voce e sul tabellone.", "Venite da me.", "Chiudi."],
    );
    stand.touch("Venite da me");
    says(stand, &["La avvisiamo così: Venite da me."]);
    stand.call("Sportello 3");
    says(stand, &["È già il suo turno: Sportello 3."]);
    stand.forget_voice();
    stand.touch("Fatto");
    assert!(stand.was_hushed() && stand.said().is_empty(), "for the next it is silent");

    // No paper: the number, and what to do.
    stand.switch(&[Mode::Speech]);
    stand.take("Compilare un modulo o una domanda", 'C', 7);
    stand.answer_paper(Paper::State(PaperState::Failed));
    says(stand, &["Il biglietto non è uscito. Ricordi o fotografi il numero C, 7."]);
    stand.answer_paper(Paper::State(PaperState::Unknown));
    says(stand, &["Forse il biglietto non è uscito."]);
    stand.key(Key::F1);
    says(stand, &["Avviso qualcuno…"]);
    stand.touch("Ho capito");
    stand.touch("Me lo ricordo");
    stand.switch(&[Mode::Speech]);
    stand.touch("English");
    says(stand, &["Hello.", "The choices are:", "SPID digital identity. 3 people waiting."]);
    stand.touch("Italiano");
    stand.hear(Input::Hub(HubNews::Away));
    says(stand, &["in questo momento non posso dare il numero.", "Vada allo sportello"]);
    let closed = Standing { tickets_open: false, serving: false, ..Standing::default() };
    stand.open(stand::with_hours(stand::pac()), closed);
    says(stand, &["Lo sportello è chiuso.", "Lomazzo", "Orario di apertura.", "lunedì: dalle 9 alle 12:30"]);
    stand.open(stand::polifunzionale(), stand::morning_queue());
    says(
        stand,
        &[
            "Anagrafe e documenti: Carta d’identità elettronica, Cambio di residenza e\u{202f}altro. Nessuno in attesa.",
        ],
    );
    stand.open(stand::pac(), stand::morning_queue());
    stand.wait(times::IDLE * 2);
    says(stand, &["È ancora qui? Tra 40 secondi questo schermo torna all’inizio. Sì, sono qui."]);
    stand.key(Key::UpArrow);
    stand.lacks("È ancora qui?");
    stand.wait(times::IDLE * 2);
    stand.wait(times::WARNING * 2);
    assert!(stand.was_hushed(), "idle ends the voice");
}

fn private_words_are_for_headphones(stand: &mut Stand) {
    let plug = |state| Input::Shelf(PartStates { headphones: Some(state), ..PartStates::default() });
    stand.open(stand::asking(), stand::morning_queue());
    stand.hear(plug(PartState::Absent));
    stand.switch(&[Mode::Speech]);
    stand.take("SPID per i siti pubblici", 'A', 42);
    stand.touch("Per me");
    says(stand, &["In quanti siete?", "Una persona in meno. Una persona in più. Persone: 1."]);
    stand.touch("Una persona in più");
    says(stand, &["Persone: 2."]);
    stand.touch("Avanti");
    says(stand, &["Come usiamo i suoi dati.", "Il Comune di Rovellasca usa le risposte solo"]);
    stand.touch("Ho letto");
    says(stand, &["A quale numero la possiamo chiamare?", "I dati personali si sentono solo in cuffia."]);
    for digit in ["3", "3", "3", "1", "2", "3", "4"] {
        stand.touch(digit);
        assert_eq!(stand.said(), [("cifra.".to_owned(), false)]);
    }
    stand.touch("Avanti");
    stand.forget_voice();
    stand.touch("R");
    assert_eq!(stand.said(), [("lettera.".to_owned(), false)]);
    stand.hear(plug(PartState::Ready));
    stand.touch("S");
    assert_eq!(stand.said(), [("S.".to_owned(), true)], "by headphones alone");
    stand.touch("Salta la domanda");
    stand.touch("Salta la domanda");
    let whole = "la possiamo chiamare? 3 3 3 1 2 3 4.";
    assert!(
        stand.said().iter().any(|(text, private)| *private && text.contains(whole)),
        "{:?}",
        stand.said()
    );
    stand.hear(plug(PartState::Absent));
    stand.touch("Ripeti");
    let (text, private) = stand.said().pop().unwrap_or_default();
    assert!(!private && !text.contains("1 2 3 4") && text.contains("solo in cuffia"), "{text}");
    stand.touch("Sì, va bene");
    stand.touch("Fatto");
    // A plug that goes in begins to speak.
    stand.forget_voice();
    stand.hear(plug(PartState::Ready));
    says(stand, &["Di cosa ha bisogno?", "SPID per i siti pubblici"].map(|text| text));
    stand.hear(plug(PartState::Absent));
    stand.switch(&[Mode::Speech]);
    stand.forget_voice();
}

fn one_touch_switches_each_and_the_end_resets_all(stand: &mut Stand) {
    for size in [SIZES[0], SIZES[1]] {
        stand.size(size);
        stand.open(stand::pac(), stand::morning_queue());
        let kit = |stand: &Stand| {
            let kit = stand.screen.window().global::<Kit<'_>>();
            [kit.get_large(), kit.get_contrast(), kit.get_reduced_motion()]
        };
        assert_eq!(kit(stand), [false; 3]);
        for (sign, on) in [
            ("Più grande", [true, false, true]),
            ("Contrasto", [false, true, true]),
            ("Ascolta", [false, false, true]),
        ] {
            stand.touch(sign);
            assert_eq!(kit(stand), on, "{sign}: and nothing moves for who needs help to read");
            let again = if stand.has(sign) { sign } else { "Lettura e ascolto" };
            if again != sign {
                stand.touch(again);
            }
            stand.touch(sign);
            if stand.has("Chiudi") {
                stand.touch("Chiudi");
            }
            assert_eq!(kit(stand), [false; 3]);
        }
        stand.switch(&ALL);
        stand.touch("English");
        stand.take("I don’t know, I would rather explain", 'D', 7);
        stand.answer_paper(Paper::State(PaperState::Proven));
        stand.touch("Done");
        assert_eq!(kit(stand), [false; 3], "the end of the visit");
        stand.find("Tocchi un servizio per avere il numero.");
        stand.switch(&ALL);
        stand.wait(times::IDLE * 2);
        stand.find("È ancora qui?");
        stand.wait(times::WARNING * 2);
        assert_eq!(kit(stand), [false; 3], "idle");
    }
    stand.forget_voice();
}

/// EN 301 549, 8.3.2: with the mounting of the installer's guide the lower half lies within reach of whoever sits.
fn everything_touched_is_in_the_lower_half(stand: &mut Stand) {
    stand.size(SIZES[0]);
    for (name, modes) in [("low", &[Mode::Low][..]), ("low-large", &[Mode::Low, Mode::Large])] {
        every_screen(stand, 396, modes, |stand, screen| {
            let middle = stand.size_now().1 as f32 / 2.0;
            let high: Vec<Place> =
                stand.touchable().into_iter().filter(|(_, [_, top, ..])| *top < middle - 0.5).collect();
            if !high.is_empty() {
                stand.fault(format!("{name} {screen}: above the middle {high:?}"));
            }
            stand.glance(&format!("{name}-{screen}"));
        });
    }
}

/// What a key of a keyboard on the screen is called.
fn is_key(label: &str) -> bool {
    label.chars().count() == 1 || ["Cancella", "spazio"].contains(&label)
}

/// 20 mm in both directions by the display's real size; 13 mm for the keys of a keyboard, of which one with all letters and digits would
/// cover half of a small display, and whose misses are seen and taken back.
fn everything_touched_is_as_large_as_a_thumb(stand: &mut Stand) {
    for (size, diagonal_mm, modes) in [
        (SIZES[0], 396, &[][..]),
        (SIZES[0], 396, &[Mode::Low]),
        (SIZES[0], 396, &[Mode::Large]),
        (SIZES[1], 257, &[]),
        (SIZES[1], 257, &[Mode::Speech]),
    ] {
        stand.size(size);
        every_screen(stand, diagonal_mm, modes, |stand, screen| {
            let (width, height) = stand.size_now();
            let diagonal = f64::from(width).hypot(f64::from(height));
            let millimetres = |mm: f64| (diagonal * mm / f64::from(diagonal_mm)) as f32 - 1.6;
            let small: Vec<(String, i32, i32)> = stand
                .touchable()
                .into_iter()
                .map(|(label, [l, t, r, b])| (label, (r - l) as i32, (b - t) as i32))
                .filter(|(label, w, h)| {
                    let least = millimetres(if is_key(label) { 13.0 } else { 20.0 });
                    (*w as f32) < least || (*h as f32) < least
                })
                .collect();
            if !small.is_empty() {
                stand.fault(format!(
                    "{width} {modes:?} {screen}: under {} pixels {small:?}",
                    millimetres(20.0)
                ));
            }
            stand.glance(&format!("thumb-{}{}-{screen}", width, modes.len()));
        });
    }
}

/// No text stands outside the window or on another.
fn nothing_is_cut_in_any_way_of_reading(stand: &mut Stand) {
    for size in [SIZES[0], SIZES[1]] {
        for (name, modes) in [
            ("large", &[Mode::Large][..]),
            ("contrast", &[Mode::Contrast]),
            ("both", &[Mode::Large, Mode::Contrast]),
        ] {
            stand.size(size);
            every_screen(stand, 0, modes, |stand, screen| {
                let (width, height) = stand.size_now();
                // What is asked lies over the screen, a long list scrolls.
                let scrolls = ["ask", "group", "question-notice", "check", "question-choice", "welcome"];
                let over = scrolls.iter().any(|name| screen.starts_with(name));
                let texts = stand.texts();
                for (index, (text, [l, t, r, b])) in texts.iter().enumerate() {
                    if *l < -0.5
                        || *r > width as f32 + 0.5
                        || *t < -0.5
                        || (*b > height as f32 + 0.5 && !over)
                    {
                        stand.fault(format!("{width} {name} {screen}: {text:?} stands outside"));
                    }
                    for (other, [l2, t2, r2, b2]) in &texts[index + 1..] {
                        // Lines are tight: letters of two lines may share their air.
                        if r.min(*r2) - l.max(*l2) > 4.0 && b.min(*b2) - t.max(*t2) > 8.0 && !over {
                            stand.fault(format!("{width} {name} {screen}: {text:?} stands on {other:?}"));
                        }
                    }
                }
                stand.glance(&format!("{name}-{screen}"));
            });
        }
    }
}

fn luminance(pixel: [u8; 3]) -> f64 {
    turno_ui_kit::tokens::Rgb(pixel[0], pixel[1], pixel[2]).luminance()
}

/// WCAG 1.4.6 on what is really drawn: in every text the strongest ink and the ground differ by 7:1.
fn contrast_is_measured_on_the_pixels(stand: &mut Stand) {
    stand.size(SIZES[0]);
    every_screen(stand, 0, &[Mode::Contrast], |stand, screen| {
        if screen.starts_with("ask") {
            return;
        }
        let (width, pixels) = stand.pixels();
        let mut measured = 0;
        for (text, [l, t, r, b]) in stand.texts() {
            let (left, right) = (l.max(0.0) as usize, (r as usize).min(width));
            let (top, bottom) = (t.max(0.0) as usize, (b as usize).min(pixels.len() / width));
            let mut counts = std::collections::HashMap::new();
            for y in top..bottom {
                for pixel in &pixels[y * width + left.min(right)..y * width + right] {
                    *counts.entry(*pixel).or_insert(0_usize) += 1;
                }
            }
            let Some((ground, _)) = counts.iter().max_by_key(|(_, count)| **count) else { continue };
            let ground = luminance(*ground);
            let best = counts
                .keys()
                .map(|ink| {
                    let ink = luminance(*ink);
                    (ink.max(ground) + 0.05) / (ink.min(ground) + 0.05)
                })
                .fold(1.0, f64::max);
            measured += 1;
            if best < 7.0 {
                stand.fault(format!("contrast {screen}: {text:?} has {best:.1}"));
            }
        }
        assert!(measured > 0, "{screen} has texts");
    });
}

fn a_visit_with_four_keys(stand: &mut Stand) {
    let keys = Keys::follow(stand);
    for size in SIZES {
        stand.size(size);
        stand.open(stand::pac(), stand::morning_queue());
        // Reading order, and no trap: everything is come to, and then the first again.
        let came = keys.round(stand);
        assert!(came[0].starts_with("Non so"), "{size:?}: what is asked first: {came:?}");
        for label in ["SPID", "Medico", "Compilare", "Ho già un numero", "English"] {
            assert!(came.iter().any(|at| at.starts_with(label)), "{size:?}: {label} of {came:?}");
        }
        focus_is_seen(stand, size);
        stand.wait(chrono::TimeDelta::seconds(1));
        stand.wait(chrono::TimeDelta::seconds(1));
        let number = |stand: &mut Stand| stand.give('A', 42);
        keys.choose(stand, "SPID");
        number(stand);
        assert_eq!(
            keys.go_to(stand, "Sì"),
            if size.0 == 1080 { 1 } else { 2 },
            "the keys begin anew on each screen"
        );
        stand.key(Key::UpArrow);
        keys.choose(stand, "Sì");
        stand.find("In quale comune abita?");
        for letter in ["r", "o", "v", "e"] {
            keys.choose(stand, letter);
        }
        keys.choose(stand, "Rovellasca (CO)");
        stand.answer_paper(Paper::State(PaperState::Proven));
        keys.choose(stand, "Come mi avvisate?");
        keys.choose(stand, "Venite da me");
        stand.key(Key::F1);
        stand.find("Avviso qualcuno…");
        keys.choose(stand, "Ho capito");
        keys.choose(stand, "Fatto");
        stand.find("Ho già un numero");
        stand.wait(times::HELP_LASTS);
    }
}

/// EN 301 549, 5.1.3 and WCAG 2.4.7: what the keys are on has a ring of 3:1 against what is around.
fn focus_is_seen(stand: &mut Stand, size: (u32, u32)) {
    for modes in [&[][..], &[Mode::Contrast]] {
        stand.switch(modes);
        // A finger touched: within two looks at the clock the keys are somewhere again.
        stand.wait(chrono::TimeDelta::seconds(1));
        stand.wait(chrono::TimeDelta::seconds(1));
        stand.key(Key::F5);
        let (_, before) = stand.pixels();
        stand.key(Key::DownArrow);
        let (_, after) = stand.pixels();
        let changed = before.iter().zip(&after).filter(|(before, after)| {
            let (a, b) = (luminance(**before), luminance(**after));
            (a.max(b) + 0.05) / (a.min(b) + 0.05) >= 3.0
        });
        let changed = changed.count();
        assert!(changed > 1_000, "{size:?} {modes:?}: {changed} pixels tell where the keys are");
        stand.switch(modes);
    }
}

/// WCAG 2.3.1 and EN 301 549, 5.1.3: nothing repeats by itself, and nothing that moves lasts longer than the tokens say.
#[test]
fn nothing_flashes() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut looked_at = 0;
    for folder in [here.join("ui"), here.join("../crates/ui-kit/ui")] {
        for entry in
            std::fs::read_dir(folder).expect("the screens").flatten().filter(|entry| entry.path().is_file())
        {
            let source = std::fs::read_to_string(entry.path()).expect("a screen");
            let name = entry.file_name();
            for again in ["iteration-count", "animation-tick", "Timer {"] {
                assert!(!source.contains(again), "{name:?}: {again} repeats by itself");
            }
            for line in source.lines().filter(|line| line.contains("animate ")) {
                assert!(line.contains("duration: Motion."), "{name:?}: {line} is not of the tokens");
            }
            looked_at += 1;
        }
    }
    assert!(looked_at > 25, "{looked_at} files");
    let tokens = std::fs::read_to_string(here.join("../crates/ui-kit/ui/tokens.slint")).expect("the tokens");
    let motions: Vec<&str> = tokens.lines().filter(|line| line.contains("out property <duration>")).collect();
    assert!(
        motions.len() >= 2 && motions.iter().all(|line| line.contains("Kit.reduced-motion ? 0ms")),
        "{motions:?}"
    );
}
